"""The plan out of zero: what it promises is so, it is the smallest, and it says yes for no one."""

import contextlib
import functools
import itertools
import json
import pickle
import random
import time
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mips_pi_rules import ContextError, Rulebook, UnreadableSubmission, evaluate
from mips_pi_rules.documents.document import read
from mips_pi_rules.planning import plan
from mips_pi_rules.render import planhtml, plantext
from mips_pi_rules.testing import mixed, qrda
from support.cases import EXAMPLES, NO_SAFER, POLICY, SCHEMAS, TOKEN, edited, full, read_json
from support.promises import is_smallest, needs_are_said, promised, sampled

CASES = sorted(EXAMPLES.glob("20*/*.json"))
YEARS = st.sampled_from(range(2022, 2028))


@pytest.mark.parametrize("year", range(2022, 2028))
def test_what_is_promised_of_an_example_is_so(year: int) -> None:
    days = itertools.cycle((None, date(year, 8, 1), date(year + 1, 2, 1)))
    for file, as_of in zip(
        [f for f in CASES if f.parent.name == str(year)][year % 2 :: 2], days, strict=False
    ):
        case = read_json(file)
        context = case.get("context")
        found = plan(case["submission"], context=context, as_of=as_of)
        promised(found, case["submission"], context=context)
        needs_are_said(found)
        assert found.leads_out or found.cannot, file.name


@given(st.data(), YEARS)
def test_what_is_promised_of_any_submission_is_so(data: st.DataObject, year: int) -> None:
    submission = data.draw(mixed(year))
    days = [date(year, 1, 1), date(year, 9, 1), date(year + 1, 2, 1)]
    found = plan(submission, as_of=data.draw(st.sampled_from([None, *days])))
    promised(found, submission)
    promised(plan(json.dumps(submission), as_of=found.as_of), submission)
    needs_are_said(found)
    assert found.leads_out or found.cannot
    assert pickle.loads(pickle.dumps(found)) == found
    assert hash(found) == hash(plan(submission, as_of=found.as_of))
    json.dumps(found.to_dict())


@given(st.data(), YEARS)
def test_no_fewer_steps_leave_zero(data: st.DataObject, year: int) -> None:
    submission = data.draw(mixed(year))
    found = plan(submission)
    if found.leads_out and len(found.mandatory) <= 6:
        is_smallest(found, submission, values=sampled(found))


def test_a_submission_that_scores_needs_nothing() -> None:
    found = plan(full(2025))
    assert (found.mandatory, found.leads_out) == ((), True)
    assert found.apply(full(2025)) == full(2025)


def test_the_document_given_is_not_changed_and_not_kept() -> None:
    submission = edited(full(2025), {"measures": {"PI_PPHI_2": None}})
    before = json.dumps(submission)
    mended = plan(submission).apply(submission)
    mended["measurementSets"][0]["measurements"].clear()
    assert json.dumps(submission) == before


@pytest.mark.parametrize("form", [json.dumps, lambda s: json.dumps(s).encode(), lambda s: s])
def test_any_form_that_evaluate_takes_is_planned(form: Any) -> None:
    submission = form(edited(full(2025), {"measures": {"PI_PPHI_2": None}}))
    found = plan(submission)
    assert [step.field for step in found.mandatory] == ["PI_PPHI_2"]
    promised(found, submission)


@pytest.mark.parametrize("form", [str, str.encode])
def test_a_qrda_document_is_planned(form: Any) -> None:
    text = qrda.document(NO_SAFER)
    found = plan(form(text))
    assert [(step.rule, step.field) for step in found.mandatory] == [("PI104", "PI_PPHI_2")]
    promised(found, form(text))


def test_a_plan_of_a_qrda_document_speaks_of_xml() -> None:
    text = qrda.document(edited(full(2025), {"without": ["cehrtId"]}))
    found = plan(text.replace("MIPS_INDIV", "MIPS_MVP"))
    report = evaluate(text.replace("MIPS_INDIV", "MIPS_MVP"))
    said = {one.rule: one for one in report.findings}
    assert {one.rule: (one.words, one.why) for one in found.cannot} == {
        rule: (said[rule].message, said[rule].fix) for rule in ("PI610",)
    }
    (asked,) = (step for step in found.mandatory if step.rule == "PI201")
    assert (asked.why, asked.needs) == (said["PI201"].message, (said["PI201"].fix,))
    assert "2.16.840.1.113883.3.2074.1" in said["PI201"].fix


@pytest.mark.parametrize(
    ("measure", "right", "wrong", "rule"),
    [
        ("PI_PPHI_1", 'xsi:type="CD" code="Y"', 'xsi:type="BL" value="true"', "PI009"),
        ("PI_PPHI_1", 'xsi:type="CD" code="Y"', 'xsi:type="CD" nullFlavor="NA"', "PI009"),
        ("PI_PHCDRR_1_PROD", 'xsi:type="CD" code="Y"', 'xsi:type="BL" code="Y"', "PI009"),
        ("PI_EP_1", 'xsi:type="INT" value="180"', 'xsi:type="REAL" value="180"', "PI011"),
    ],
)
def test_an_answer_of_a_qrda_document_that_is_refused_is_mended_and_not_asked_for_as_missing(
    measure: str, right: str, wrong: str, rule: str
) -> None:
    before, after = qrda.document(full(2025)).split(f'extension="{measure}"')
    assert right in after
    text = f'{before}extension="{measure}"{after.replace(right, wrong, 1)}'
    refused = evaluate(text).findings[0]
    assert (refused.rule, refused.outcome) == (rule, "rejected")
    found = plan(text)
    (step,) = found.mandatory
    assert (step.rule, step.why) == (rule, refused.message)
    assert refused.fix in step.needs
    assert found.cannot == ()
    promised(found, text)


def test_a_qrda_document_without_our_section_is_planned_in_the_year_of_its_template() -> None:
    text = qrda.document(full(2025)).replace(f"{qrda.HL7}.10.20.27.2.5", f"{qrda.HL7}.10.20.27.2.1")
    found = plan(text)
    assert (found.performance_year, found.leads_out) == (2025, True)
    given = found.apply(text, values=sampled(found))
    assert (given["performanceYear"], evaluate(given).ok) == (2025, True)
    (one,) = given["measurementSets"]
    assert one["submissionMethod"] == "electronicHealthRecord"  # as of every document of its form
    assert "submissionMethod" not in {step.field for step in found.mandatory}
    assert found.mandatory[0].words == "Add a Promoting Interoperability section"
    assert (found.mandatory[0].field, found.mandatory[0].further) == (None, ())


def test_a_submission_value_is_planned() -> None:
    submission = read(edited(full(2025), {"without": ["PI_PPHI_2"]})).submission
    assert evaluate(plan(submission).apply(submission)).ok


def test_what_cannot_be_read_is_refused_as_evaluate_does() -> None:
    with pytest.raises(UnreadableSubmission):
        plan("[")
    with pytest.raises(ContextError):
        plan(full(2025), context={"eligibility": 1})


def test_a_plan_costs_little() -> None:
    worst = {"performanceYear": 2025, "entityType": "group", "measurementSets": []}
    started = time.process_time()
    plan(worst | {"taxpayerIdentificationNumber": "000000001"})
    assert time.process_time() - started < 0.5


class TestNeverAttest:
    def test_a_yes_carries_what_must_be_true(self) -> None:
        (step,) = plan(NO_SAFER).mandatory
        assert (step.rule, step.before, step.to) == ("PI104", False, True)
        assert "checklist" in step.needs[0]
        assert "It was truly done, on a day from 2025-01-01 to 2025-12-31." in step.needs

    def test_where_any_answer_counts_a_no_is_enough(self) -> None:
        (step,) = plan(edited(full(2022), {"without": ["PI_PPHI_2"]})).mandatory
        assert (step.to, step.instead[0].id) == (False, "PI_PPHI_2")

    def test_the_suppressed_measure_is_not_claimed(self) -> None:
        (step,) = plan(edited(full(2025), {"without": ["PI_PHCDRR_3", "PI_PHCDRR_3_PROD"]})).steps[
            :1
        ]
        assert (step.field, step.to) == ("PI_PHCDRR_3", False)

    def test_the_lower_level_is_suggested_first(self) -> None:
        (step,) = plan(edited(full(2025), {"without": ["PI_PHCDRR_1_PROD"]})).mandatory
        assert step.to == "PI_PHCDRR_1_PRE"
        assert [one.id for one in step.instead][:1] == ["PI_PHCDRR_1_PROD"]

    def test_pre_production_is_not_suggested_again(self) -> None:
        context = {"history": {"preProduction": {"PI_PHCDRR_1": [2024]}}}
        submission = edited(full(2025), {"without": ["PI_PHCDRR_1_PROD"]})
        (step,) = plan(submission, context=context).mandatory
        assert step.to == "PI_PHCDRR_1_PROD"

    def test_counts_and_ids_are_never_invented(self) -> None:
        submission = edited(
            full(2025),
            {"without": ["cehrtId"], "measures": {"PI_PEA_1": {"numerator": 0, "denominator": 9}}},
        )
        found = plan(submission)
        assert {step.field for step in found.mandatory} == {"cehrtId", "PI_PEA_1"}
        assert all(step.needs_value and step.to is None for step in found.mandatory)
        assert found.apply(submission) == submission
        assert found.promises.outcome == "incomplete"
        assert found.leads_out
        assert found.promises.at_least
        values = {"cehrtId": "0015C7Z2M4H6K8P", "PI_PEA_1": {"numerator": 8, "denominator": 9}}
        given = plan(submission, values=values)
        promised(given, submission, values=values)
        assert given.promises.outcome == "scored"
        least = found.promises.with_values[len(found.mandatory) - 1]
        assert (given.promises.score or 0) > (least.score or 0)

    def test_a_value_of_the_wrong_form_is_promised_as_it_is(self) -> None:
        submission = edited(full(2025), {"without": ["cehrtId"]})
        found = plan(submission, values={"cehrtId": "2021"})
        promised(found, submission, values={"cehrtId": "2021"})
        assert found.promises.outcome == "zero"


class TestLaw:
    def test_a_policy_without_a_required_attestation_is_planned(self, tmp_path: Path) -> None:
        raw = read_json(POLICY / "2025.json")
        for measure in raw["measures"].values():
            if measure["kind"] == "attestation":
                measure["reporting"] = "optional"
        for number in range(101, 109):
            del raw["rules"][f"PI{number}"]
        (tmp_path / "2025.json").write_text(json.dumps(raw))
        rulebook = Rulebook.load(tmp_path, SCHEMAS)
        submission = edited(full(2025), {"set": {"measurements": []}})
        found = plan(submission, rulebook=rulebook)
        assert found.leads_out
        values = sampled(found)
        assert evaluate(found.apply(submission, values=values), rulebook=rulebook).ok

    def test_a_registration_at_the_end_of_the_calendar(self) -> None:
        last = {"performanceStart": "9999-12-31", "performanceEnd": "9999-12-31"}
        submission = edited(full(2026), {"set": last, "without": ["PI_PHCDRR_1_PROD"]})
        found = plan(submission, as_of=date(2026, 1, 1))
        assert found.leads_out
        promised(found, submission)


@given(st.integers(0, 10**6), YEARS)
def test_nothing_of_the_input_is_repeated(seed: int, year: int) -> None:
    dice = random.Random(seed)
    submission = edited(full(year), {"without": ["cehrtId"], "set": {TOKEN: {TOKEN: TOKEN}}})
    rows = submission["measurementSets"][0]["measurements"]
    for name in dice.sample(["entityType", "entityId", "nationalProviderIdentifier"], 2):
        submission[name] = TOKEN
    submission["measurementSets"][0][dice.choice(["cehrtId", "programName", "category"])] = TOKEN
    rows[dice.randrange(len(rows))]["measureId"] = TOKEN
    rows[dice.randrange(len(rows))]["value"] = {TOKEN: TOKEN}
    found = plan(submission, as_of=date(year, 9, 1))
    said = repr(found) + repr(pickle.dumps(found)) + json.dumps(found.to_dict())
    said += plantext.render(found) + planhtml.render(found)
    assert TOKEN not in said
    assert submission["taxpayerIdentificationNumber"] not in said


ANYTHING: list[Any] = [{}, [], {"a": 1}, [1], 1.5, True, "", None, "x", 0, -1]
FIELDS: dict[tuple[str | int, ...], list[str]] = {
    (): ["performanceYear", "entityType", "entityId", "measurementSets", "category", "data"],
    ("measurementSets", 0): ["category", "submissionMethod", "programName", "measurements"],
    ("measurementSets", 1): ["category", "submissionMethod", "performanceEnd", "measurements"],
    ("measurementSets", 0, "measurements", 0): ["measureId", "value", "numerator"],
}


@pytest.mark.parametrize("year", range(2022, 2028))
def test_whatever_stands_in_its_fields_a_document_is_planned_for(year: int) -> None:
    dice = random.Random(year)
    for _ in range(60):
        document = full(year)
        document["measurementSets"] *= 2
        document = json.loads(json.dumps(document))  # two sets, not one twice
        for _ in range(dice.randint(1, 3)):
            at = dice.choice(list(FIELDS))
            with contextlib.suppress(LookupError, TypeError):  # a part is no more what it was
                part: Any = functools.reduce(lambda here, token: here[token], at, document)
                part[dice.choice(FIELDS[at])] = dice.choice(ANYTHING)
        with contextlib.suppress(UnreadableSubmission):
            promised(plan(document), document)


def test_of_two_sets_whose_method_is_no_text_none_is_said_to_be_there_twice() -> None:
    document = full(2025)
    document["measurementSets"] *= 3
    document = json.loads(json.dumps(document))
    document["measurementSets"][0]["submissionMethod"] = {"a": 1}
    promised(plan(document), document)


def test_where_the_year_is_none_a_set_says_nothing() -> None:
    document: Any = {
        "measurementSets": [
            {"category": "pi", "measurements": ""},
            {"category": "pi", "performanceEnd": "2025-12-31"},
        ]
    }
    promised(plan(document), document)


def test_a_number_of_steps_below_0_is_refused() -> None:
    found = plan(NO_SAFER)
    assert found.apply(NO_SAFER, steps=0) == NO_SAFER
    with pytest.raises(ValueError, match="from 0 on"):
        found.apply(NO_SAFER, steps=-1)
