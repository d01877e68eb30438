"""Answers of a form become a Submission, and a Submission answers."""

import json
from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mips_pi_rules import (
    AnswersError,
    Measurement,
    Proportion,
    Submission,
    UnreadableSubmission,
    answers_of,
    evaluate,
    from_answers,
    policy,
    questions,
    years,
)
from mips_pi_rules.documents.document import read
from mips_pi_rules.documents.submission import MAX_COUNT
from mips_pi_rules.outcomes import Outcome
from mips_pi_rules.testing import mixed
from support.cases import CASES, EXAMPLES, TOKEN, Json, case_input, edited, full, read_json

HEAD: Json = {
    "performanceYear": 2025,
    "entityType": "group",
    "taxpayerIdentificationNumber": "000000001",
    "performanceStart": "2025-01-01",
    "performanceEnd": "2025-12-31",
    "cehrtId": "2025C7777777777",
}


class Index:
    """A whole number of another library."""

    def __init__(self, number: int) -> None:
        self.number = number

    def __index__(self) -> int:
        return self.number


def value(field: str, answer: object) -> Any:
    """What the row of an answer says."""
    (one,) = from_answers(HEAD | {field: answer}).measurement_sets  # type: ignore[union-attr,misc]
    return [(row.measure_id, row.value) for row in one.measurements]


def takes(answers: object) -> list[tuple[str | None, str]]:
    with pytest.raises(AnswersError) as error:
        from_answers(answers)  # type: ignore[arg-type]
    assert isinstance(error.value, ValueError)
    assert TOKEN not in repr(error.value) + str(error.value)
    return [(fault.field, fault.takes) for fault in error.value.faults]


def test_the_answers_of_a_form_make_a_submission() -> None:
    answers = HEAD | {
        "PI_EP_1": "1134/1208",
        "PI_PPHI_2": "yes",
        "PI_HIE_1": "PI_LVOTC_1",
        "PI_PHCDRR_1": "yes",
        "PI_PHCDRR_1.level": "production",
    }
    made = from_answers(answers)
    (one,) = made.measurement_sets  # type: ignore[union-attr,misc]
    assert (one.category, one.submission_method, one.program_name) == ("pi", "registry", None)
    assert one.performance_start == date(2025, 1, 1)
    assert one.measurements == (
        Measurement("PI_EP_1", Proportion(1134, 1208)),
        Measurement("PI_LVOTC_1", True),
        Measurement("PI_PHCDRR_1", True),
        Measurement("PI_PHCDRR_1_PROD", True),
        Measurement("PI_PPHI_2", True),
    )
    assert from_answers(dict(reversed(answers.items()))) == made
    assert answers_of(made) == answers | {"submissionMethod": "registry"}


@pytest.mark.parametrize("yes", [True, "yes", "Yes", " YES ", "y", "Y", "true", "TRUE"])
def test_a_yes_is_said_in_many_ways(yes: object) -> None:
    assert value("PI_PPHI_2", yes) == [("PI_PPHI_2", True)]


@pytest.mark.parametrize("no", [False, "no", "NO", "n", "False"])
def test_a_no_is_said_in_many_ways(no: object) -> None:
    assert value("PI_PPHI_2", no) == [("PI_PPHI_2", False)]


@pytest.mark.parametrize(
    "counts",
    [
        "3/4", " 3 / 4 ", [3, 4], (3, 4), {"numerator": 3, "denominator": 4.0},
        ["1/2", "2/2"], [[1, 2], [2, 2]], [Index(3), 4], ["1/2", (2, 2)], ["3/4"],
    ],
)  # fmt: skip
def test_counts_are_said_in_many_ways_and_those_of_several_systems_added(counts: object) -> None:
    assert value("PI_EP_1", counts) == [("PI_EP_1", Proportion(3, 4))]


@pytest.mark.parametrize("blank", [None, "", "  ", "\t", float("nan")])
def test_what_is_blank_is_not_answered(blank: object) -> None:
    assert value("PI_EP_1", blank) == []
    assert from_answers(HEAD | {"programName": blank}) == from_answers(HEAD)
    assert from_answers(HEAD | {"submissionMethod": blank}) == from_answers(HEAD)


@pytest.mark.parametrize(
    ("field", "answer"),
    [
        ("PI_PPHI_2", TOKEN), ("PI_PPHI_2", 1), ("PI_PPHI_2", ["yes"]), ("PI_PPHI_2", "1/2"),
        ("PI_PPHI_2", "PI_LVPP_1"), ("PI_EP_2", "PI_LVPP_1"), ("PI_EP_2", "maybe"),
        ("PI_EP_1", True), ("PI_EP_1", "yes"), ("PI_EP_1", "0.94"), ("PI_EP_1", 5),
        ("PI_EP_1", [1, 2, 3]), ("PI_EP_1", []), ("PI_EP_1", [1, True]), ("PI_EP_1", [-1, 2]),
        ("PI_EP_1", [1.5, 2]), ("PI_EP_1", ["1", "2"]), ("PI_EP_1", {"numerator": 1}),
        ("PI_EP_1", {"numerator": 1, "denominator": 2, "x": 3}), ("PI_EP_1", "1/2/3"),
        ("PI_EP_1", [[1, 2], 3]), ("PI_EP_1", [[MAX_COUNT, MAX_COUNT], [1, 1]]),
        ("PI_EP_1", "\u0663/\u0664"), ("PI_EP_1", "PI_LVOTC_1"),
        ("PI_PHCDRR_1.level", "yes"), ("PI_PHCDRR_1.level", True),
        ("PI_PHCDRR_1.level", "PI_PHCDRR_1_PROD"),
        ("performanceStart", "2025-02-30"), ("performanceStart", "1/1/2025"),
        ("performanceStart", datetime(2025, 1, 1)), ("performanceStart", 45658),
        ("taxpayerIdentificationNumber", 1), ("cehrtId", True),
        ("entityType", "Group"), ("entityType", TOKEN), ("programName", "MIPS"),
        ("submissionMethod", 1),
    ],
)  # fmt: skip
def test_an_answer_of_the_wrong_form_is_refused_by_its_field(field: str, answer: object) -> None:
    ((found, sentence),) = takes(HEAD | {field: answer})
    assert found == field
    assert sentence.startswith("takes ")


ENTITIES = "takes one of individual, group, virtualGroup, apm, subgroup"
YEARS = "takes a year with rules: 2022, 2023, 2024, 2025, 2026, 2027"
NO_FIELD = "is under a name that is no field of the form"
SECOND = "is answered under one name of the caller's (answer 7 is a second)"


@pytest.mark.parametrize(
    ("answers", "takes"),
    [
        ({"performanceYear": 1999}, [("performanceYear", YEARS, None)]),
        ({"performanceYear": "202500"}, [("performanceYear", YEARS, None)]),
        ({"performanceYear": "02025"}, [("performanceYear", YEARS, None)]),
        ({"performanceYear": "002025"}, [("performanceYear", YEARS, None)]),
        ({"performanceYear": "2025.0"}, [("performanceYear", YEARS, None)]),
        ({"performanceYear": "\uff12025"}, [("performanceYear", YEARS, None)]),
        (
            {"performanceYear": None, "programName": 5, "entityType": "soloist"},
            [
                ("performanceYear", YEARS, None),
                ("entityType", ENTITIES, None),
                ("programName", "takes the name of a program", None),
            ],
        ),
        ({"entityType": "soloist"}, [("entityType", ENTITIES, None)]),
        (
            {"submissionMethod": "fax"},
            [("submissionMethod", "takes one of registry, electronicHealthRecord", None)],
        ),
        (
            {"PI_EP_2": 5},
            [("PI_EP_2", "takes yes or no; or in its place PI_EP_2_EX_1 or PI_EP_2_EX_2", None)],
        ),
        *(
            (
                {"PI_PHCDRR_1.level": wrong},
                [("PI_PHCDRR_1.level", "takes production or pre-production", None)],
            )
            for wrong in ("validated", "PI_PHCDRR_1_EX_1")
        ),
        ({"PI_EP1": 1}, [(None, f"{NO_FIELD}; meant may be PI_EP_1 or PI_EP_2", 7)]),
        (
            {"PI_PHCDRR_9": 1},
            [(None, f"{NO_FIELD}; meant may be PI_PHCDRR_1 or PI_PHCDRR_3 or PI_PHCDRR_2", 7)],
        ),
        (
            {"PI_PHCDRR_6": True},
            [(None, "is under a name that the form has in 2026, 2027 alone", 7)],
        ),
        (
            {"PI_LVPP_1": True},
            [(None, f"{NO_FIELD}; PI_LVPP_1 is an answer to PI_EP_1", 7)],
        ),
        (
            {"PI_PHCDRR_1_PRE": True},
            [
                (
                    None,
                    f"{NO_FIELD}; PI_PHCDRR_1_PRE is the answer pre-production to "
                    "PI_PHCDRR_1.level",
                    7,
                )
            ],
        ),
        ({"something": 1}, [(None, NO_FIELD, 7)]),
        ({5: 1}, [(None, NO_FIELD, 7)]),
        ({"certification": "x"}, [("cehrtId", SECOND, None)]),
        ({"e-prescribing": "1/2", "prescribing": "1/2"}, [(None, SECOND.replace("7", "8"), 8)]),
    ],
)
def test_a_fault_says_what_is_taken(
    answers: dict[Any, object], takes: list[tuple[str | None, str, int | None]]
) -> None:
    renamed = {"certification": "cehrtId", "e-prescribing": "PI_EP_1", "prescribing": "PI_EP_1"}
    with pytest.raises(AnswersError) as error:
        from_answers(HEAD | answers, fields=renamed)
    assert [(one.field, one.takes, one.position) for one in error.value.faults] == takes


@pytest.mark.parametrize("year", ["2025", " 2025 ", 2025.0, Index(2025)])
def test_a_year_is_taken_as_text_too(year: object) -> None:
    assert from_answers(HEAD | {"performanceYear": year}).performance_year == 2025


def test_what_is_given_beside_measures_stands_where_it_belongs() -> None:
    said = from_answers(
        HEAD
        | {
            "entityType": "apm",
            "entityId": "an id",
            "nationalProviderIdentifier": "0000000001",
            "programName": "app1",
            "submissionMethod": "electronicHealthRecord",
        }
    )
    (one,) = said.measurement_sets  # type: ignore[union-attr,misc]
    assert (said.entity_type, said.entity_id) == ("apm", "an id")
    assert said.national_provider_identifier == "0000000001"
    assert said.taxpayer_identification_number == "000000001"
    assert (one.program_name, one.submission_method) == ("app1", "electronicHealthRecord")  # type: ignore[union-attr]
    (other,) = from_answers(HEAD).measurement_sets  # type: ignore[union-attr,misc]
    assert (other.program_name, other.submission_method) == (None, "registry")  # type: ignore[union-attr]


def test_every_fault_is_told_at_once() -> None:
    wrong = {"PI_EP_1": TOKEN, "entityType": TOKEN, "PI_PPHI_2": TOKEN, "PI_EP_3": 1, TOKEN: 1}
    found = takes(HEAD | wrong)
    assert [field for field, _ in found] == [None, None, "entityType", "PI_EP_1", "PI_PPHI_2"]
    assert "PI_EP_1" in found[0][1]
    assert "PI_LVPP_1" in dict(found)["PI_EP_1"]
    with pytest.raises(AnswersError, match="answer 7: is under a name that is no field"):
        from_answers(HEAD | {"colour": "red"})


@pytest.mark.parametrize("year", [None, "", 2021, "2021", True, "MMXXV", 2025.5, [2025], 10**30])
def test_a_year_without_rules_is_refused_with_those_there_are(year: object) -> None:
    found = takes(HEAD | {"performanceYear": year, "cehrtId": 5, TOKEN: 1})
    assert [field for field, _ in found] == ["performanceYear", "cehrtId"]
    assert all(str(one) in found[0][1] for one in years())


@pytest.mark.parametrize("answers", [None, [], "yes", 5, [("performanceYear", 2025)]])
def test_what_is_no_mapping_is_refused(answers: object) -> None:
    assert [field for field, _ in takes(answers)] == ["performanceYear"]


def test_fields_have_the_names_of_the_caller() -> None:
    theirs = {"jahr": "2025", "tin": "000000001", "erx": "3/4"}
    named = {"jahr": "performanceYear", "tin": "taxpayerIdentificationNumber", "erx": "PI_EP_1"}
    made = from_answers(theirs, fields=named)
    assert answers_of(made)["PI_EP_1"] == "3/4"
    assert made.taxpayer_identification_number == "000000001"
    with pytest.raises(AnswersError, match="one name of the caller's"):
        from_answers(theirs | {"PI_EP_1": "1/1"}, fields=named)


def answers(year: int) -> st.SearchStrategy[Json]:
    """Any answers that a form of the year takes."""
    forms: dict[str, st.SearchStrategy[object]] = {}
    count = st.integers(0, 200)
    for one in questions(year):
        exclusions = [name for name in one.options if name.startswith("PI_")]
        forms[one.field] = st.sampled_from([None, *one.options])
        if one.kind == "proportion":
            forms[one.field] = st.one_of(st.tuples(count, count), forms[one.field])
        if one.kind == "text":
            forms[one.field] = st.sampled_from([None, "000000001", "0000000001", "x"])
        if one.kind == "date":
            forms[one.field] = st.sampled_from([None, f"{year}-01-01", date(year, 12, 31)])
        assert one.kind != "level" or exclusions == []
    return st.fixed_dictionaries(forms | {"performanceYear": st.just(year)})


@given(st.data())
def test_what_answers_make_gives_answers_that_make_it_again(data: st.DataObject) -> None:
    made = from_answers(data.draw(st.sampled_from(years()).flatmap(answers)))
    back = answers_of(made)
    assert from_answers(json.loads(json.dumps(back))) == made


def result(report: Any) -> object:
    rows = [(r.measure_id, r.points, r.available, r.status) for r in report.measures.values()]
    return report.outcome, report.score, report.subtotal, rows


def holds_for(submission: Submission) -> bool:
    """Whether answers say it; then they give the same outcome, score and rows."""
    report = evaluate(submission)
    try:
        back = answers_of(submission)
    except ValueError as error:
        # Beside what is refused, several sets and an id of blanks alone are what no answers say.
        said = "several" in str(error) or str(error).startswith("cehrtId")
        assert said or report.outcome is Outcome.REJECTED
        assert TOKEN not in str(error)
        return False
    again = evaluate(from_answers(back))
    assert again.outcome is report.outcome or not report.sets
    if report.outcome is not Outcome.REJECTED and report.sets:
        assert result(again) == result(report)
    return True


def test_a_submission_of_an_example_is_judged_alike_from_its_answers() -> None:
    given_ = [case["submission"] for case in map(read_json, sorted(EXAMPLES.glob("20*/*.json")))]
    said = [holds_for(read(one).submission) for one in given_]
    assert sum(said) > len(said) * 3 / 4


@given(st.sampled_from(years()).flatmap(mixed))
def test_any_submission_is_judged_alike_from_its_answers(submission: Json) -> None:
    holds_for(read(submission).submission)


@pytest.mark.parametrize(
    ("edit", "field"),
    [
        ({"rows": [{"measureId": "PI_EP_1", "value": None}]}, "PI_EP_1"),
        ({"rows": [{"measureId": "PI_LVPP_1", "value": True}]}, "PI_EP_1"),
        (
            {
                "without": ["PI_EP_2"],
                "rows": [{"measureId": f"PI_EP_2_EX_{n}", "value": True} for n in (1, 2)],
            },
            "PI_EP_2",
        ),
        ({"rows": [{"measureId": "PI_PHCDRR_1_PRE", "value": True}]}, "PI_PHCDRR_1.level"),
        ({"rows": [{"measureId": TOKEN, "value": True}]}, "measurements"),
        ({"measures": {"PI_EP_1": True}}, "PI_EP_1"),
        ({"measures": {"PI_EP_1": {"numerator": 1, "denominator": 2, "x": 1}}}, "PI_EP_1"),
        ({"measures": {"PI_PPHI_2": {"numerator": 1, "denominator": 2}}}, "PI_PPHI_2"),
        ({"set": {"programName": TOKEN}}, "programName"),
        ({"set": {"submissionMethod": None}}, "submissionMethod"),
        ({"set": {"cehrtId": " "}}, "cehrtId"),
        ({"set": {"performanceStart": TOKEN}}, "performanceStart"),
        ({"submission": {"performanceYear": 1999}}, "performanceYear"),
        ({"submission": {"entityType": TOKEN}}, "entityType"),
        ({"submission": {"measurementSets": 5}}, "measurementSets"),
        ({"submission": {"measurementSets": [5]}}, "category"),
        ({"set": {"category": "aci"}}, "category"),
        ({"set": {"submissionMethod": "fax"}}, "submissionMethod"),
        ({"measures": {"PI_LVPP_1": 5}}, "PI_EP_1"),
        ({"measures": {"PI_PHCDRR_1_PROD": 5}}, "PI_PHCDRR_1.level"),
    ],
)
def test_what_no_answers_say_is_refused_by_its_field(edit: Json, field: str) -> None:
    document = full(2025)
    head = edit.pop("submission", {})
    submission = read(edited(document, edit) | head).submission
    with pytest.raises(ValueError, match=f"^{field}: ") as error:
        answers_of(submission)
    assert TOKEN not in str(error.value)


def test_a_program_beside_a_set_that_stands_alone_is_refused() -> None:
    document = full(2025) | {"programName": "mips"}
    (one,) = document.pop("measurementSets")
    with pytest.raises(ValueError, match=r"^programName: "):
        answers_of(one | {"submission": document})


@pytest.mark.parametrize("year", years())
def test_answers_are_of_whatever_evaluate_takes(year: int) -> None:
    document = full(year)
    answers = answers_of(read(document).submission)
    text = json.dumps(document)
    assert answers_of(document) == answers_of(text) == answers_of(text.encode()) == answers
    assert answers["performanceYear"] == year


def test_answers_are_of_qrda_too() -> None:
    template = policy(2025).raw["meta"]["qrdaTemplates"][-1]
    text = f"""<ClinicalDocument xmlns="urn:hl7-org:v3">
      <templateId root="2.16.840.1.113883.10.20.27.1.2" extension="{template}"/>
    </ClinicalDocument>"""
    assert answers_of(text)["performanceYear"] == 2025


def test_what_no_submission_can_be_has_no_answers() -> None:
    with pytest.raises(UnreadableSubmission):
        answers_of(5)


def test_a_submission_without_a_set_has_the_answers_of_its_head() -> None:
    head = {name: HEAD[name] for name in HEAD if name not in ("cehrtId",) and "Start" not in name}
    del head["performanceEnd"]
    answers = answers_of({**head, "measurementSets": []})
    assert answers == head | {"submissionMethod": "registry"}
    assert answers_of(from_answers(answers)) == answers


def test_what_a_row_says_is_answered_and_what_says_nothing_is_not() -> None:
    edits = {
        "without": ["PI_EP_1", "PI_EP_2", "PI_PEA_1"],
        "rows": [
            {"measureId": "PI_EP_1"},
            {"measureId": "PI_LVPP_1", "value": False},
            {"measureId": "PI_EP_2", "value": False},
            {"measureId": "PI_PEA_1", "value": None},
        ],
    }
    answers = answers_of(edited(full(2025), edits))
    assert answers["PI_EP_2"] == "no"
    assert {"PI_EP_1", "PI_LVPP_1", "PI_PEA_1"}.isdisjoint(answers)
    half = {"measures": {"PI_EP_1": {"numerator": 1}}}
    with pytest.raises(ValueError, match="PI_EP_1: no answers say"):
        answers_of(edited(full(2025), half))


def test_answers_of_several_sets_are_refused() -> None:
    document = full(2025)
    document["measurementSets"] *= 2
    with pytest.raises(ValueError, match="several"):
        answers_of(read(document).submission)


def test_a_case_of_a_rule_is_read_or_refused() -> None:
    for file in sorted((CASES / "rules").glob("*.json")):
        case = read_json(file)
        if "text" in case or "qrda" in case:
            continue
        holds_for(read(case_input(case)).submission)


def test_only_ids_of_the_year_are_claimed() -> None:
    assert "PI_EP_2_EX_1" not in policy(2022).exclusions
    with pytest.raises(AnswersError, match="PI_EP_2: takes yes or no"):
        from_answers(HEAD | {"performanceYear": 2022, "PI_EP_2": "PI_EP_2_EX_1"})
