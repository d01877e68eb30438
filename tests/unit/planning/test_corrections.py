"""What a plan corrects: what is plainly meant, what is asked for, and which of two goes."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from mips_pi_rules import evaluate, policy
from mips_pi_rules.planning import plan
from support.cases import Json, edited, full
from support.edits import rate, row
from support.promises import promised, sampled


@pytest.mark.parametrize("head", [{"performanceYear": "2025"}, {"performanceYear": None}])
def test_a_year_that_is_plainly_meant(head: Json) -> None:
    submission = full(2025) | head
    (step,) = plan(submission).mandatory
    assert (step.rule, step.field, step.to) == ("PI001", "performanceYear", 2025)
    promised(plan(submission), submission)


@pytest.mark.parametrize("written", ["02025", "2025.0", "1" * 5000])
def test_text_that_is_no_year_means_none(written: str) -> None:
    found = plan(full(2025) | {"performanceYear": written})
    assert found.performance_year is None
    assert [one.rule for one in found.cannot] == ["PI001"]


@pytest.mark.parametrize(
    ("year", "name", "without"),
    [
        (2022, "PI_HIE_6", ["PI_HIE_5"]),
        (2024, "PI_EP_2_EX_3", ["PI_EP_2"]),
        (2025, "PI_PHCDRR_6", []),
        (2025, "PI_PHCDRR_6", ["PI_PHCDRR_2", "PI_PHCDRR_2_PROD"]),
    ],
)
def test_an_id_of_another_year_is_no_other_id_misspelt(
    year: int, name: str, without: list[str]
) -> None:
    submission = edited(full(year), {"without": without, "rows": [row(name, True)]})
    found = plan(submission)
    promised(found, submission)
    assert found.leads_out
    assert found.mandatory[0].words == f"Remove the row, which is about no measure of {year}"
    assert not any(step.words.startswith("Rename") for step in found.mandatory)


@pytest.mark.parametrize(
    ("written", "meant"),
    [(" g0057", "G0057"), ("GOO57", "G0057"), ("G-0057", "G0057"), ("appplus", "appPlus")],
)
def test_a_program_that_is_misspelt_is_spelt(written: str, meant: str) -> None:
    submission = edited(full(2025), {"set": {"programName": written}})
    (step,) = plan(submission).mandatory
    assert step.to == meant
    promised(plan(submission), submission)


@pytest.mark.parametrize("write", [str.lower, lambda name: name.replace("_", "-")])
def test_an_id_of_the_same_letters_is_renamed_where_no_rule_asks_for_it(
    write: Callable[[str], str],
) -> None:
    bonus = {"PI_PHCDRR_2": True, "PI_PHCDRR_2_PROD": True}
    rows = [{"measureId": write(name), "value": value} for name, value in bonus.items()]
    submission = edited(full(2025), {"without": list(bonus), "rows": rows})
    found = plan(submission, as_of=date(2026, 2, 1))
    promised(found, submission)
    assert [step.to for step in found.mandatory] == list(bonus)


@pytest.mark.parametrize("written", ["G0056", "G0060", "M1426"])
def test_a_pathway_of_another_number_is_another_pathway(written: str) -> None:
    submission = edited(full(2025), {"set": {"programName": written}})
    assert [step.to for step in plan(submission).mandatory] == [None]


@pytest.mark.parametrize("wrapped", [False, True])
def test_a_set_of_measures_of_ours_is_of_our_category(wrapped: bool) -> None:
    one = edited(full(2025), {"set": {"category": "quality"}})
    submission = {"data": {"submission": one}} if wrapped else one
    (step,) = plan(submission, as_of=date(2026, 2, 1)).mandatory
    assert (step.field, step.before, step.to) == ("category", "quality", "pi")
    promised(plan(submission), submission)


@pytest.mark.parametrize(
    "edits",
    [
        {"rows": [row("PI_EP_2", True)]},
        {"rows": [row("PI_HIE_6", False), row("PI_EP_9", True)]},
        {"without": ["PI_PHCDRR_1_PROD", "performanceEnd"]},
    ],
)
@pytest.mark.parametrize("several", [False, True])
def test_a_plan_in_an_answer_of_the_api_is_that_of_the_submission(
    edits: Json, several: bool
) -> None:
    submission = edited(full(2025), edits)
    (one,) = submission["measurementSets"]
    submission["measurementSets"] += [one] * several
    alone = plan(submission)
    for wrapper, answer in (
        ("/data/submission", {"data": {"submission": submission}}),
        ("/data/submissions/0", {"data": {"submissions": [submission]}, "meta": 1}),
    ):
        found = plan(answer)
        promised(found, answer)
        assert found.promises == alone.promises
        assert [(step.words, step.pointer) for step in found.steps] == [
            (step.words, wrapper + step.pointer) for step in alone.steps
        ]


def test_a_set_in_an_answer_of_the_api_keeps_its_wrapper() -> None:
    submission = edited(full(2025), {"rows": [row("PI_EP_2", True)]})
    (one,) = submission.pop("measurementSets")
    bare = {**one, "category": "ia", "submission": {**submission, "programName": "app1"}}
    answer = {"data": {"measurementSet": bare}}
    found = plan(answer)
    promised(found, answer)
    assert found.leads_out
    assert found.promises.outcome == "scored"
    assert set(found.apply(answer)) == {"data"}


def test_the_year_is_that_of_the_submission_in_an_answer_of_the_api() -> None:
    one = edited(full(2025), {"set": {"performanceStart": "2024-01-01"}})
    one["measurementSets"][0]["performanceEnd"] = "2024-12-31"
    submission = {"data": {"submission": one}}
    found = plan(submission)
    assert found.performance_year == 2025
    promised(found, submission)
    assert plan({"data": {"submission": one | {"measurementSets": []}}}).leads_out


def test_a_set_with_other_rows_too_stays_of_its_category() -> None:
    one = edited(full(2025), {"set": {"category": "quality"}, "rows": [row("236", True)]})
    assert "category" not in [step.field for step in plan(one).mandatory]


def test_a_year_that_is_a_whole_float() -> None:
    submission = edited(full(2025) | {"performanceYear": 2025.0}, {"without": ["PI_PPHI_1"]})
    assert [step.field for step in plan(submission).mandatory] == ["PI_PPHI_1"]
    promised(plan(submission), submission)


def test_a_year_under_a_name_much_like_it() -> None:
    submission = full(2025)
    submission["performanceYr"] = submission.pop("performanceYear")
    promised(plan(submission), submission)
    assert [step.to for step in plan(submission).mandatory] == ["performanceYear"]


@pytest.mark.parametrize("written", ["01/01/2025", "2025/01/01", "20250101", "2025-01-01T00:00"])
def test_a_day_in_another_form_is_not_too_late(written: str) -> None:
    submission = edited(full(2025), {"set": {"performanceStart": written}})
    found = plan(submission, as_of=date(2026, 2, 1))
    assert [step.to for step in found.mandatory] == ["2025-01-01"]
    assert found.leads_out
    promised(found, submission)


@pytest.mark.parametrize("written", ["13/04/2025", "04/13/2025", "13.04.2025", "04-13-2025"])
def test_a_day_of_which_the_month_is_plain_is_written_as_it_must_be(written: str) -> None:
    submission = edited(full(2025), {"set": {"performanceStart": written}})
    (step,) = plan(submission).mandatory
    assert (step.to, step.needs_value) == ("2025-04-13", False)
    promised(plan(submission), submission)


@pytest.mark.parametrize(
    "start, end, days",
    [
        ("2024-12-01", "2025-12-31", ["2025-01-01"]),
        ("2025-02-01", "2026-01-31", ["2025-12-31"]),
        ("2024-07-05", "2026-06-30", ["2025-01-01"]),
        ("2024-07-05", "2025-06-29", ["2025-01-01"]),
    ],
)
def test_a_period_over_two_years_keeps_what_lies_in_its_own(
    start: str, end: str, days: list[str]
) -> None:
    """Technology that was in use over the whole of it was in use then: it is not too late."""
    days_of = {"performanceStart": start, "performanceEnd": end}
    submission = edited(full(2025), {"set": days_of})
    found = plan(submission, as_of=date(2026, 2, 1))
    assert found.leads_out
    promised(found, submission)
    assert [step.to for step in found.mandatory] == days
    one = found.apply(submission)["measurementSets"][0]
    inside = max(start, "2025-01-01"), min(end, "2025-12-31")
    assert (one["performanceStart"], one["performanceEnd"]) == inside


@pytest.mark.parametrize(
    "measure, written, meant",
    [
        ("PI_PPHI_2", "Yes", True),
        ("PI_PPHI_1", "true", True),
        ("PI_EP_2", " Y", True),
        ("PI_PHCDRR_1_PROD", "TRUE", True),
        ("PI_ONCACB_1", "n", False),
        ("PI_PEA_1", {"numerator": "285", "denominator": "300"}, (285, 300)),
        ("PI_PEA_1", {"numerator": "285", "denominator": 300.0}, (285, 300)),
        ("PI_PEA_1", {"numerator": 285, "denominator": 300, "performanceRate": 95}, (285, 300)),
        ("PI_PEA_1", "285/300", (285, 300)),
    ],
)
def test_a_value_that_is_plainly_meant_is_not_too_late(
    measure: str, written: object, meant: object
) -> None:
    submission = edited(full(2025), {"measures": {measure: written}})
    found = plan(submission, as_of=date(2026, 2, 1))
    (step,) = found.mandatory
    counts = (
        dict(zip(("numerator", "denominator"), meant, strict=True))
        if type(meant) is tuple
        else meant
    )
    assert (step.to, step.needs_value) == (counts, False)
    assert step.field == policy(2025).fields[measure]
    assert found.leads_out
    promised(found, submission)
    assert found.apply(submission) == edited(full(2025), {"measures": {measure: counts}})


@pytest.mark.parametrize(
    "measure, written",
    [
        ("PI_PPHI_2", "N/A"),
        ("PI_PPHI_2", 1),
        ("PI_PPHI_2", ["yes"]),
        ("PI_PEA_1", {"numerator": "many", "denominator": "300"}),
        ("PI_PEA_1", {"numerator": "301", "denominator": "300"}),
        ("PI_PEA_1", {"numerator": "285"}),
        ("PI_PEA_1", [285, 300]),
        ("PI_PEA_1", "95%"),
        ("PI_PEA_1", "yes"),
    ],
)
def test_a_value_that_is_not_plain_is_not_guessed(measure: str, written: object) -> None:
    submission = edited(full(2025), {"measures": {measure: written}})
    found = plan(submission, as_of=date(2025, 12, 1))
    assert not any(step.words.startswith("Write ") for step in found.mandatory)
    promised(found, submission)


def test_all_that_is_said_of_a_measure_as_text_is_one_thing_to_mend() -> None:
    as_text = {"PI_PHCDRR_1": "Y", "PI_PHCDRR_1_PROD": "Y"}
    submission = edited(full(2025), {"measures": as_text})
    (step,) = plan(submission).mandatory
    assert step.words == "Write as true or false, not as text: PI_PHCDRR_1 and PI_PHCDRR_1_PROD"
    assert (len(step.edits), step.to, len(step.further)) == (2, None, 1)
    promised(plan(submission), submission)


@pytest.mark.parametrize("written", ["03/04/2025", "04.03.2025", "3-4-2025"])
def test_a_day_that_may_be_one_of_two_is_asked_for(written: str) -> None:
    submission = edited(full(2025), {"set": {"performanceStart": written}})
    found = plan(submission, as_of=date(2026, 2, 1))
    (step,) = found.mandatory
    assert (step.field, step.needs_value, step.to) == ("performanceStart", True, None)
    assert "YYYY-MM-DD" in step.words
    assert "2025-03-04 or 2025-04-03" in step.words
    assert found.leads_out and found.apply(submission) == submission
    for meant in ("2025-03-04", "2025-04-03"):
        values = {"performanceStart": meant}
        known = plan(submission, values=values)
        promised(known, submission, values=values)
        assert known.promises.outcome == "scored"


def test_both_days_of_a_period_may_be_asked_for() -> None:
    written = {"performanceStart": "01/02/2025", "performanceEnd": "11/12/2025"}
    found = plan(edited(full(2025), {"set": written}))
    assert [step.field for step in found.mandatory] == ["performanceStart", "performanceEnd"]
    assert all(step.needs_value for step in found.mandatory) and found.leads_out


def test_what_no_meaning_makes_long_enough_gets_another_end() -> None:
    written = {"performanceStart": "03/04/2025", "performanceEnd": "2025-06-30"}
    submission = edited(full(2025), {"set": written})
    asked, end = plan(submission, as_of=date(2026, 2, 1)).mandatory
    assert (asked.field, asked.needs_value) == ("performanceStart", True)
    assert (end.field, end.to) == ("performanceEnd", "2025-09-29")  # enough for either


def test_days_that_may_be_one_of_two_do_not_change_places() -> None:
    written = {"performanceStart": "12/11/2025", "performanceEnd": "2025-01-01"}
    found = plan(edited(full(2025), {"set": written}))
    assert "2025-12-11" not in repr(found) and "2025-11-12" not in repr(found)


@pytest.mark.parametrize(
    "written, meant",
    [("Quality", "quality"), ("IA", "ia"), ("qualty", "quality"), ("cost ", "cost")],
)
def test_a_set_of_another_category_is_kept_and_spelt(written: str, meant: str) -> None:
    submission = full(2025)
    other = {"category": written, "submissionMethod": "registry", "measurements": []}
    submission["measurementSets"].append(other)
    assert meant in evaluate(submission).findings[0].fix
    found = plan(submission)
    (step,) = found.mandatory
    assert (step.rule, step.to) == ("PI004", meant)
    promised(found, submission)
    assert found.apply(submission)["measurementSets"][1] == other | {"category": meant}


@pytest.mark.parametrize("written", [None, 5, "improvement", "promoting interoperability"])
def test_a_set_that_may_be_anything_is_no_second_set_of_ours(written: object) -> None:
    submission = full(2025)
    other = {"category": written, "submissionMethod": "registry", "measurements": []}
    submission["measurementSets"].append(other)
    (step,) = plan(submission).mandatory
    assert (step.rule, step.words) == ("PI004", "Remove the measurement set")
    promised(plan(submission), submission)
    submission["measurementSets"][0]["category"] = written
    assert [one.to for one in plan(submission).mandatory if one.field == "category"] == ["pi"]


@pytest.mark.parametrize("sets", [[], None, 5, [{"category": "pi"}], [{"category": "PI"}]])
def test_where_nothing_is_reported_everything_is_asked(sets: object) -> None:
    submission = full(2025) | {"measurementSets": sets}
    found = plan(submission)
    assert found.leads_out
    assert evaluate(found.apply(submission, values=sampled(found))).ok


@pytest.mark.parametrize("field", ["measurementSets", "entityType", "nationalProviderIdentifier"])
def test_a_misspelt_field_is_renamed(field: str) -> None:
    submission = full(2025)
    submission[field[:-1]] = submission.pop(field)
    found = plan(submission)
    known = None if field == "measurementSets" else field  # no field of a form
    assert [(step.field, step.to) for step in found.mandatory] == [(known, field)]
    promised(found, submission)


def test_rows_under_a_misspelt_name_are_renamed() -> None:
    submission = full(2025)
    rows = submission["measurementSets"][0]["measurements"]
    rows[0] = {"measureID": rows[0]["measureId"], "value": rows[0]["value"]}
    rows[1] = {"measureId": rows[1]["measureId"], "Value": rows[1]["value"]}
    found = plan(submission)
    assert len(found.mandatory) == 2 and not any(s.needs_value for s in found.mandatory)
    promised(found, submission)


def test_a_name_that_is_misspelt_in_every_row_is_one_thing_to_rename() -> None:
    submission = full(2025)
    rows = submission["measurementSets"][0]["measurements"]
    rows[:] = [{"measureID": one["measureId"], "value": one["value"]} for one in rows]
    found = plan(submission)
    (step,) = found.mandatory
    assert (step.field, step.to, len(step.further)) == (None, "measureId", len(rows) - 1)
    assert found.promises.score == evaluate(full(2025)).score
    promised(found, submission)


def test_an_identifier_is_never_repeated() -> None:
    submission = full(2025) | {"taxpayerIdentificationNumber": "12-3456789"}
    found = plan(submission)
    assert found.mandatory[0].needs_value and "3456789" not in repr(found)


def test_equal_changes_in_two_sets_are_one_step() -> None:
    submission = full(2025)
    one = submission["measurementSets"][0]
    first = one | {"category": "PI", "submissionMethod": "registry"}
    second = one | {"category": "PI", "submissionMethod": "electronicHealthRecord"}
    submission["measurementSets"] = [first, second]
    (step,) = plan(submission).mandatory
    assert step.further == ("/measurementSets/1/category",)
    promised(plan(submission), submission)


def test_of_two_equal_sets_either_may_go() -> None:
    submission = full(2025)
    submission["measurementSets"] *= 2
    (step,) = plan(submission).mandatory
    assert (step.rule, step.pointer) == ("PI016", "/measurementSets/1")
    assert "either may go" in step.words
    promised(plan(submission), submission)


@pytest.mark.parametrize(
    "worse",
    [
        {"PI_PEA_1": rate("PI_PEA_1", 1, 90)["value"]},
        {"PI_PPHI_2": False},
        {"PI_PPHI_2": "N/A"},
        {"PI_PPHI_2": None},
    ],
)
@pytest.mark.parametrize("place", [0, 1, 2])
def test_of_sets_with_one_key_the_one_that_scores_best_stays(worse: Json, place: int) -> None:
    other = edited(full(2025), {"measures": worse})["measurementSets"][0]
    sets = [other, other]
    sets.insert(place, full(2025)["measurementSets"][0])
    submission = full(2025) | {"measurementSets": sets}
    found = plan(submission)
    (step,) = [one for one in found.mandatory if one.rule == "PI016"]
    gone = {f"/measurementSets/{index}" for index in range(3) if index != place}
    assert {step.pointer, *step.further} == gone
    assert found.promises.after[-1 - len(found.choices)].outcome == "scored"
    assert found.mandatory == (step,)
    assert found.promises.score == evaluate(full(2025)).score
    promised(found, submission)


@pytest.mark.parametrize("wrong", [{"category": "PI"}, {"category": None}])
@pytest.mark.parametrize("year", [2025, "2025"])
def test_sets_with_one_key_that_are_seen_only_once_others_are_mended(
    wrong: Json, year: object
) -> None:
    one = full(2025)["measurementSets"][0]
    for sets in ([one, one], [one | wrong, one], [one | wrong, one | wrong]):
        submission = full(2025) | {"performanceYear": year, "measurementSets": sets}
        found = plan(submission)
        assert found.leads_out
        promised(found, submission)


@pytest.mark.parametrize("programs", [["x", "x"], ["x", "app1"], ["x", "x", "app1", "app1"]])
def test_sets_have_one_key_where_the_rules_say_so_and_are_told_apart_as_they_do(
    programs: list[str],
) -> None:
    one = full(2025)["measurementSets"][0]
    others = [one | {"programName": program} for program in programs]
    submission = full(2025) | {"measurementSets": [one, one, *others]}
    first = [one.pointer for one in evaluate(submission).findings if one.rule == "PI016"]
    found = plan(submission)
    gone, *later = [step for step in found.mandatory if step.rule == "PI016"]
    assert [gone.pointer, *gone.further] == first
    assert found.leads_out
    promised(found, submission)
    # A program of none is no key; without it the set is one of traditional MIPS.
    assert [step.pointer for step in later] == ["/measurementSets/2"]


def test_of_sets_with_one_key_the_one_stays_that_can_still_be_mended() -> None:
    late = edited(full(2025), {"measures": {"PI_PPHI_1": False}})["measurementSets"][0]
    gaps = {"without": ["PI_INFBLO_1", "PI_ONCDIR_1"]}
    early = edited(full(2025), gaps)["measurementSets"][0]
    for sets in ([late, early], [early, late]):
        submission = full(2025) | {"measurementSets": sets}
        found = plan(submission, as_of=date(2026, 2, 1))
        (step,) = [one for one in found.mandatory if one.rule == "PI016"]
        assert step.pointer == f"/measurementSets/{sets.index(late)}"
        assert found.leads_out
        promised(found, submission)


@pytest.mark.parametrize("later", [True, False])
def test_of_two_sets_that_conflict_the_row_leaves_that_does_not_count(later: bool) -> None:
    one = full(2023)["measurementSets"][0] | {"submissionMethod": "registry"}
    no = edited(full(2023), {"measures": {"PI_PPHI_1": False}})["measurementSets"][0]
    no |= {"submissionMethod": "electronicHealthRecord"}
    submission = full(2023) | {"measurementSets": [one, no] if later else [no, one]}
    (step,) = plan(submission).mandatory
    assert (step.rule, step.changes) == ("PI701", 1)
    assert step.pointer.startswith(f"/measurementSets/{int(later)}/measurements/")
    promised(plan(submission), submission)


def test_a_no_that_is_mended_anyway_needs_no_second_step_for_its_conflict() -> None:
    no = edited(full(2023), {"measures": {"PI_INFBLO_1": False}})["measurementSets"][0]
    gaps = {"measures": {"PI_ONCDIR_1": None}, "without": ["performanceEnd", "PI_PPHI_2"]}
    other = edited(full(2023), gaps)["measurementSets"][0]
    submission = full(2023) | {
        "measurementSets": [
            no | {"submissionMethod": "registry"},
            other | {"submissionMethod": "electronicHealthRecord"},
        ]
    }
    (step,) = plan(submission).mandatory
    assert (step.field, step.to, step.changes) == ("PI_INFBLO_1", True, 1)
    promised(plan(submission), submission)


MOVED = ("cehrtId", "performanceStart", "performanceEnd", "submissionMethod")


@pytest.mark.parametrize("fields", [(name,) for name in MOVED] + [MOVED])
def test_what_stands_in_the_submission_itself_is_given_in_its_set(fields: tuple[str, ...]) -> None:
    submission = full(2025)
    (one,) = submission["measurementSets"]
    submission |= {name: one.pop(name) for name in fields}
    found = plan(submission, as_of=date(2026, 2, 1))
    promised(found, submission)
    assert (found.leads_out, found.promises.score) == (True, 96)
    assert {step.field for step in found.mandatory} | {"performanceEnd"} >= set(fields)
    applied = found.apply(submission)
    assert applied["measurementSets"][0] == full(2025)["measurementSets"][0]


@pytest.mark.parametrize("bare", [False, True])
def test_what_stands_in_a_set_is_given_in_the_submission_itself(bare: bool) -> None:
    whole = full(2025)
    (one,) = whole.pop("measurementSets")
    submission = {**one, **whole, "submission": {}} if bare else {"measurementSets": [one | whole]}
    found = plan(submission, as_of=date(2026, 2, 1))
    promised(found, submission)
    assert [step.field for step in found.mandatory] == list(whole)
    assert found.promises.score == 96
    applied = found.apply(submission)
    assert (applied["submission"] if bare else applied).items() >= whole.items()


@pytest.mark.parametrize("written", ["0015E7777777777", "", 7])
def test_what_would_not_count_in_its_place_is_asked_for(written: object) -> None:
    submission = edited(full(2025), {"without": ["cehrtId"], "submission": {"cehrtId": written}})
    submission["cehrtId"] = written
    (step,) = plan(submission).mandatory
    assert (step.field, step.needs_value) == ("cehrtId", True)


def test_an_id_under_the_name_of_the_converter_is_renamed_where_it_is_the_only_one() -> None:
    group = full(2025) | {"entityType": "virtualGroup", "nationalProviderIdentifier": None}
    submission = group | {"virtualGroupId": "EXAMPLE-1"}
    found = plan(submission)
    promised(found, submission)
    (step,) = found.mandatory
    assert (step.rule, step.words) == ("PI607", "Rename virtualGroupId to entityId")
    assert found.apply(submission) == group | {"entityId": "EXAMPLE-1"}
    (step,) = plan(submission | {"apmEntityId": "EXAMPLE-2"}).mandatory
    assert step.needs_value


def test_counts_beside_their_id_are_put_into_the_value() -> None:
    beside = {"measureId": "PI_EP_1", "numerator": "9", "denominator": 10}
    submission = edited(full(2025), {"without": ["PI_EP_1"], "rows": [beside]})
    found = plan(submission, as_of=date(2026, 2, 1))
    promised(found, submission)
    (step,) = found.mandatory
    assert (step.field, step.to) == ("PI_EP_1", {"numerator": 9, "denominator": 10})
    assert found.promises.outcome == "scored"
    for counts in ({"numerator": 11}, {"numerator": None}, {"numerator": 1.5}):
        submission["measurementSets"][0]["measurements"][-1] = beside | counts
        (step,) = plan(submission).mandatory
        assert step.needs_value


@pytest.mark.parametrize("counts", ["9/10", [9, 10], (9, 10), {"numerator": 9, "denominator": 10}])
def test_values_are_taken_as_a_form_takes_them(counts: object) -> None:
    submission = edited(full(2025), {"without": ["PI_EP_1", "performanceStart"]})
    submission["measurementSets"][0]["performanceEnd"] = None
    values = {
        "PI_EP_1": counts,
        "performanceStart": date(2025, 1, 1),
        "performanceEnd": "2025-12-31",
    }
    found = plan(submission, as_of=date(2026, 2, 1), values=values)
    given = found.apply(submission, values=values)
    report = evaluate(given)
    assert (report.outcome, report.score) == (found.promises.outcome, found.promises.score)
    assert report.outcome == "scored"
    (one,) = given["measurementSets"]
    assert one["performanceStart"] == "2025-01-01"
    assert {"numerator": 9, "denominator": 10} in [row["value"] for row in one["measurements"]]


@pytest.mark.parametrize(
    "counts", ["half", [9], [9, 10, 11], [9, "many"], ["9/10", "1/2"], [[9, 10], [1, 2]], 9, None]
)
def test_what_is_no_form_of_counts_is_given_as_it_stands(counts: object) -> None:
    submission = edited(full(2025), {"without": ["PI_EP_1"]})
    values = {"PI_EP_1": counts}
    found = plan(submission, values=values)
    given = found.apply(submission, values=values)
    assert given["measurementSets"][0]["measurements"][-1]["value"] == counts
    assert not evaluate(given).ok


def test_an_identifier_that_looks_like_counts_is_given_as_it_stands() -> None:
    submission = {**full(2025), "entityType": "apm"}
    del submission["nationalProviderIdentifier"]
    values = {"entityId": "9/10"}
    given = plan(submission, values=values).apply(submission, values=values)
    assert given["entityId"] == "9/10"
    assert evaluate(given).ok


@pytest.mark.parametrize(
    ("others", "together"),
    [
        ([(40, 60)], ["130/160, if each row is of another system"]),
        ([(40, 60), (0, 1)], ["130/161, if each row is of another system"]),
        ([(90, 100)], []),
        ([(0, 2**53 - 100)], []),
        ([(0, 2**53 - 101)], ["90/9007199254740991, if each row is of another system"]),
    ],
)
def test_the_counts_of_several_systems_are_named_together(
    others: list[tuple[int, int]], together: list[str]
) -> None:
    rows = [rate("PI_EP_1", *counts) for counts in [(90, 100), *others]]
    submission = edited(full(2025), {"without": ["PI_EP_1"], "rows": rows})
    found = plan(submission)
    (step,) = found.mandatory
    assert [one.statement for one in step.instead] == together
    assert {one.id for one in step.instead} <= {"PI_EP_1"}
    assert step.needs == ("The row that is left holds the counts of every system, added up.",)
    promised(found, submission)


ROWS = full(2025)["measurementSets"][0]["measurements"]


def numbered(listed: list[Any]) -> Json:
    """A list as some programs write it: an object whose names are numbers."""
    return {str(index): item for index, item in enumerate(listed)}


@pytest.mark.parametrize("wrapped", [False, True])
@pytest.mark.parametrize(
    ("given", "words"),
    [
        (lambda sets: sets[0], "Put the measurement set that stands here into a list"),
        (
            lambda sets: numbered([*sets, {"category": "ia"}]),
            "Write the 2 measurement sets that stand here as a list",
        ),
        (
            lambda sets: [sets[0] | {"measurements": numbered(sets[0]["measurements"])}],
            f"Write the {len(ROWS)} rows that stand here as a list",
        ),
    ],
)
def test_an_object_in_the_place_of_a_list_is_the_list_that_was_meant(
    given: Callable[[Any], Any], words: str, wrapped: bool
) -> None:
    document = full(2025)
    document["measurementSets"] = given(document["measurementSets"])
    submission = {"data": {"submission": document}} if wrapped else document
    found = plan(submission)
    (step,) = found.mandatory
    assert step.words == words
    assert found.promises.score == evaluate(full(2025)).score
    promised(found, submission)


def test_one_row_that_is_no_list_is_kept_beside_what_is_missing() -> None:
    only = rate("PI_EP_1", 9, 10)
    (one,) = full(2025)["measurementSets"]
    submission = full(2025) | {"measurementSets": [one | {"measurements": only}]}
    found = plan(submission)
    promised(found, submission)
    assert found.mandatory[0].words == "Put the row that stands here into a list"
    assert "PI_EP_1" not in {step.field for step in found.mandatory}
    assert only in found.apply(submission)["measurementSets"][0]["measurements"]


@pytest.mark.parametrize(
    "given", [{}, {"a": 1}, {"a": {"b": {}}}, "x", {"0": {"category": "pi"}, "1": 2}]
)
def test_an_object_that_holds_no_sets_is_none(given: object) -> None:
    found = plan(full(2025) | {"measurementSets": given})
    assert found.mandatory[0].words == "Add a Promoting Interoperability measurement set"


def test_a_set_that_is_spread_over_the_submission_is_put_together() -> None:
    document = full(2025)
    (one,) = document.pop("measurementSets")
    submission = document | one
    found = plan(submission)
    promised(found, submission)
    assert found.promises.score == evaluate(full(2025)).score
    assert not any(step.needs_value for step in found.mandatory)
    (made,) = found.apply(submission)["measurementSets"]
    assert made == {name: one[name] for name in made}


@pytest.mark.parametrize("beside", [{}, {"measurements": []}, {"measurements": None}])
def test_rows_that_stand_in_the_submission_itself_are_given_in_its_set(beside: Json) -> None:
    submission = full(2025)
    (one,) = submission["measurementSets"]
    submission["measurements"] = one.pop("measurements")
    one.update(beside)
    found = plan(submission)
    (step,) = found.mandatory
    assert (step.rule, step.pointer) == ("PI306", "/measurementSets/0/measurements")
    promised(found, submission)
