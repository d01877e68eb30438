"""The plan out of zero: what it promises is so, it is the smallest, and it says yes for no one."""

import argparse
import itertools
import json
import pickle
import random
import time
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from mips_pi_rules import ContextError, Rulebook, UnreadableSubmission, evaluate, policy
from mips_pi_rules.command import plan as plan_cli
from mips_pi_rules.documents.document import read
from mips_pi_rules.planning import Plan, last_start_day, plan
from mips_pi_rules.render import planhtml, plantext
from mips_pi_rules.testing import mixed, qrda
from support.cases import (
    EXAMPLES,
    NO_SAFER,
    POLICY,
    SCHEMAS,
    SMALL,
    TOKEN,
    Json,
    edited,
    full,
    read_json,
)
from support.edits import rate, row
from support.fewest import COUNTS
from support.troubled import SAMPLES

CASES = sorted(EXAMPLES.glob("20*/*.json"))
YEARS = st.sampled_from(range(2022, 2028))
RECORD: Json = {
    "edition": "2016",
    "date": "2025-06-01",
    "statuses": dict.fromkeys(
        policy(2025).raw["evidence"]["saferSelfAssessment"]["practices"], "Not implemented"
    ),
}


def promised(found: Plan, submission: Any, **more: Any) -> None:
    """Evaluate what the plan gives, after every prefix of its steps."""
    values = more.pop("values", None)
    report = evaluate(found.apply(submission, values=values), **more)
    assert (report.outcome, report.score) == (found.promises.outcome, found.promises.score)
    for count, after in enumerate(found.promises.after, 1):
        report = evaluate(found.apply(submission, values=values, steps=count), **more)
        assert (report.outcome, report.score) == (after.outcome, after.score)
    report = evaluate(found.apply(submission, steps=0), **more)
    refused = any(one.reason == "source" for one in found.cannot)
    assert refused or (report.outcome, report.score) == (found.now.outcome, found.now.score)


def needs_are_said(found: Plan) -> None:
    for step in found.steps:
        assert step.needs
        assert all(need.strip() for need in step.needs)


def is_smallest(found: Plan, submission: Any, values: Json | None = None, **more: Any) -> None:
    steps = found.mandatory
    for count in range(len(steps)):
        for fewer in itertools.combinations(steps, count):
            left = evolve(found, steps=fewer).apply(submission, values=values)
            assert not evaluate(left, **more).ok, [step.words for step in fewer]


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


def sampled(found: Plan) -> Json:
    """A value for each step that asks for one."""
    return {s.field: SAMPLES.get(s.field, COUNTS) for s in found.steps if s.needs_value}


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


def test_a_qrda_document_without_our_section_is_planned_in_the_year_of_its_template() -> None:
    text = qrda.document(full(2025)).replace(f"{qrda.HL7}.10.20.27.2.5", f"{qrda.HL7}.10.20.27.2.1")
    found = plan(text)
    assert (found.performance_year, found.leads_out) == (2025, True)
    given = found.apply(text, values=sampled(found))
    assert (given["performanceYear"], evaluate(given).ok) == (2025, True)


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


class TestTime:
    @pytest.mark.parametrize("answer", [None, False])
    @pytest.mark.parametrize("measure", ["PI_PPHI_1", "PI_PPHI_2"])
    def test_a_calendar_year_that_is_over(self, measure: str, answer: bool | None) -> None:
        submission = edited(full(2025), {"measures": {measure: answer}})
        on_time = plan(submission, as_of=date(2025, 12, 31))
        assert (on_time.mandatory[0].possible, on_time.leads_out) == (True, True)
        late = plan(submission, as_of=date(2026, 1, 1))
        assert (late.mandatory[0].possible, late.leads_out) == (False, False)
        assert late.mandatory[0].until == date(2025, 12, 31)
        assert [(o.reason, o.until) for o in late.cannot] == [("time", date(2025, 12, 31))]
        assert late.apply(submission) == submission

    def test_what_a_record_shows_was_done_in_time_is_not_late(self) -> None:
        submission = edited(full(2025), {"measures": {"PI_PPHI_2": None}})
        context = {"evidence": {"saferSelfAssessment": RECORD}}
        found = plan(submission, context=context, as_of=date(2026, 2, 1))
        assert found.leads_out
        promised(found, submission, context=context)

    @pytest.mark.parametrize("year, last", [(2023, (10, 3)), (2024, (7, 5)), (2025, (7, 5))])
    def test_a_period_starts_on_its_last_day_or_not_at_all(
        self, year: int, last: tuple[int, int]
    ) -> None:
        day = date(year, *last)
        assert last_start_day(policy(year)) == day
        submission = edited(full(year), {"set": {"performanceStart": f"{year}-11-01"}})
        for as_of, possible in ((None, True), (day, True), (day + timedelta(1), False)):
            found = plan(submission, as_of=as_of)
            (step,) = found.mandatory
            assert (step.to, step.until, step.possible) == (day.isoformat(), day, possible)
            assert found.leads_out is possible

    @pytest.mark.parametrize(
        "missing",
        [["performanceStart", "performanceEnd"], ["performanceStart"]],
    )
    @pytest.mark.parametrize("given", [False, True], ids=["absent", "null"])
    def test_days_that_are_not_given_are_asked_for_when_none_can_begin_any_more(
        self, missing: list[str], given: bool
    ) -> None:
        submission = edited(full(2025), {"without": missing})
        if given:
            submission = edited(submission, {"set": dict.fromkeys(missing)})
        late = plan(submission, as_of=date(2026, 2, 1))
        assert [(one.field, one.needs_value, one.possible) for one in late.mandatory] == [
            (field, True, True) for field in missing
        ]
        assert all(str(one.field) in one.why for one in late.mandatory)
        assert late.leads_out
        assert late.apply(submission) == submission
        days = {"performanceStart": "2025-03-01", "performanceEnd": "2025-12-31"}
        found = plan(submission, as_of=date(2026, 2, 1), values=days)
        promised(found, submission, values=days)
        assert found.promises.outcome == "scored"

    def test_a_start_that_is_too_late_is_no_start_that_is_not_given(self) -> None:
        submission = edited(
            full(2025), {"without": ["performanceEnd"], "set": {"performanceStart": "2025-11-01"}}
        )
        assert not plan(submission, as_of=date(2026, 2, 1)).leads_out

    def test_a_short_period_keeps_its_start_where_it_can(self) -> None:
        days = {"performanceStart": "2025-03-01", "performanceEnd": "2025-05-01"}
        submission = edited(full(2025), {"set": days})
        (step,) = plan(submission, as_of=date(2025, 12, 1)).mandatory
        assert (step.field, step.to, step.possible) == ("performanceEnd", "2025-08-27", True)

    def test_technology_known_to_be_in_place_opens_an_earlier_period(self) -> None:
        submission = edited(full(2025), {"set": {"performanceStart": "2025-10-01"}})
        as_of = date(2025, 9, 1)
        assert not plan(submission, as_of=as_of).leads_out
        context = {"evidence": {"certification": {"inPlace": "2025-01-01"}}}
        assert plan(submission, context=context, as_of=as_of).leads_out

    @pytest.mark.parametrize("moment", ["2025-11-30", datetime(2025, 11, 30, 12), 20251130])
    def test_what_is_no_day_is_told(self, moment: object) -> None:
        with pytest.raises(TypeError, match="as_of is a date"):
            plan(full(2025), as_of=moment)  # type: ignore[arg-type]

    def test_a_closed_window_ends_everything(self, tmp_path: Path) -> None:
        raw = read_json(POLICY / "2025.json")
        raw["submissionWindow"] |= {"month": 3, "day": 31}
        (tmp_path / "2025.json").write_text(json.dumps(raw))
        rulebook = Rulebook.load(tmp_path, SCHEMAS)
        submission = edited(full(2025), {"without": ["PI_INFBLO_1"]})
        for as_of, open_ in ((date(2026, 3, 31), True), (date(2026, 4, 1), False)):
            found = plan(submission, as_of=as_of, rulebook=rulebook)
            assert (found.leads_out, found.closes) == (open_, date(2026, 3, 31))

    def test_an_exclusion_may_hold_where_a_yes_comes_too_late(self) -> None:
        without = ["PI_PHCDRR_1", "PI_PHCDRR_1_PROD"]
        submission = edited(full(2025), {"without": without, "rows": [row("PI_PHCDRR_1", False)]})
        (early,) = plan(submission).mandatory
        assert early.to is True
        (late,) = plan(submission, as_of=date(2026, 2, 1)).mandatory
        assert (late.to, late.possible) == ("PI_PHCDRR_1_EX_1", True)
        assert late.needs == ("It is truly so: " + late_statement() + ".",)


def late_statement() -> str:
    return policy(2025).exclusions["PI_PHCDRR_1_EX_1"].statement


class TestCorrections:
    """What is plainly meant is corrected, not asked for and not given up."""

    @pytest.mark.parametrize("head", [{"performanceYear": "2025"}, {"performanceYear": None}])
    def test_a_year_that_is_plainly_meant(self, head: Json) -> None:
        submission = full(2025) | head
        (step,) = plan(submission).mandatory
        assert (step.rule, step.field, step.to) == ("PI001", "performanceYear", 2025)
        promised(plan(submission), submission)

    def test_a_year_that_is_a_whole_float(self) -> None:
        submission = edited(full(2025) | {"performanceYear": 2025.0}, {"without": ["PI_PPHI_1"]})
        assert [step.field for step in plan(submission).mandatory] == ["PI_PPHI_1"]
        promised(plan(submission), submission)

    def test_a_year_under_a_name_much_like_it(self) -> None:
        submission = full(2025)
        submission["performanceYr"] = submission.pop("performanceYear")
        promised(plan(submission), submission)
        assert [step.to for step in plan(submission).mandatory] == ["performanceYear"]

    @pytest.mark.parametrize(
        "written", ["01/01/2025", "2025/01/01", "20250101", "2025-01-01T00:00"]
    )
    def test_a_day_in_another_form_is_not_too_late(self, written: str) -> None:
        submission = edited(full(2025), {"set": {"performanceStart": written}})
        found = plan(submission, as_of=date(2026, 2, 1))
        assert [step.to for step in found.mandatory] == ["2025-01-01"]
        assert found.leads_out
        promised(found, submission)

    @pytest.mark.parametrize("written", ["13/04/2025", "04/13/2025", "13.04.2025", "04-13-2025"])
    def test_a_day_of_which_the_month_is_plain_is_written_as_it_must_be(self, written: str) -> None:
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
        self, start: str, end: str, days: list[str]
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
        self, measure: str, written: object, meant: object
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
    def test_a_value_that_is_not_plain_is_not_guessed(self, measure: str, written: object) -> None:
        submission = edited(full(2025), {"measures": {measure: written}})
        found = plan(submission, as_of=date(2025, 12, 1))
        assert not any(step.words.startswith("Write ") for step in found.mandatory)
        promised(found, submission)

    def test_all_that_is_said_of_a_measure_as_text_is_one_thing_to_mend(self) -> None:
        as_text = {"PI_PHCDRR_1": "Y", "PI_PHCDRR_1_PROD": "Y"}
        submission = edited(full(2025), {"measures": as_text})
        (step,) = plan(submission).mandatory
        assert step.words == "Write as true or false, not as text: PI_PHCDRR_1 and PI_PHCDRR_1_PROD"
        assert (len(step.edits), step.to, len(step.further)) == (2, None, 1)
        promised(plan(submission), submission)

    @pytest.mark.parametrize("written", ["03/04/2025", "04.03.2025", "3-4-2025"])
    def test_a_day_that_may_be_one_of_two_is_asked_for(self, written: str) -> None:
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

    def test_both_days_of_a_period_may_be_asked_for(self) -> None:
        written = {"performanceStart": "01/02/2025", "performanceEnd": "11/12/2025"}
        found = plan(edited(full(2025), {"set": written}))
        assert [step.field for step in found.mandatory] == ["performanceStart", "performanceEnd"]
        assert all(step.needs_value for step in found.mandatory) and found.leads_out

    def test_what_no_meaning_makes_long_enough_gets_another_end(self) -> None:
        written = {"performanceStart": "03/04/2025", "performanceEnd": "2025-06-30"}
        submission = edited(full(2025), {"set": written})
        asked, end = plan(submission, as_of=date(2026, 2, 1)).mandatory
        assert (asked.field, asked.needs_value) == ("performanceStart", True)
        assert (end.field, end.to) == ("performanceEnd", "2025-09-29")  # enough for either

    def test_days_that_may_be_one_of_two_do_not_change_places(self) -> None:
        written = {"performanceStart": "12/11/2025", "performanceEnd": "2025-01-01"}
        found = plan(edited(full(2025), {"set": written}))
        assert "2025-12-11" not in repr(found) and "2025-11-12" not in repr(found)

    @pytest.mark.parametrize(
        "written, meant",
        [("Quality", "quality"), ("IA", "ia"), ("qualty", "quality"), ("cost ", "cost")],
    )
    def test_a_set_of_another_category_is_kept_and_spelt(self, written: str, meant: str) -> None:
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
    def test_a_set_that_may_be_anything_is_no_second_set_of_ours(self, written: object) -> None:
        submission = full(2025)
        other = {"category": written, "submissionMethod": "registry", "measurements": []}
        submission["measurementSets"].append(other)
        (step,) = plan(submission).mandatory
        assert (step.rule, step.words) == ("PI004", "Remove the measurement set")
        promised(plan(submission), submission)
        submission["measurementSets"][0]["category"] = written
        assert [one.to for one in plan(submission).mandatory if one.field == "category"] == ["pi"]

    @pytest.mark.parametrize("sets", [[], None, 5, [{"category": "pi"}], [{"category": "PI"}]])
    def test_where_nothing_is_reported_everything_is_asked(self, sets: object) -> None:
        submission = full(2025) | {"measurementSets": sets}
        found = plan(submission)
        assert found.leads_out
        assert evaluate(found.apply(submission, values=sampled(found))).ok

    @pytest.mark.parametrize(
        "field", ["measurementSets", "entityType", "nationalProviderIdentifier"]
    )
    def test_a_misspelt_field_is_renamed(self, field: str) -> None:
        submission = full(2025)
        submission[field[:-1]] = submission.pop(field)
        found = plan(submission)
        known = None if field == "measurementSets" else field  # no field of a form
        assert [(step.field, step.to) for step in found.mandatory] == [(known, field)]
        promised(found, submission)

    def test_rows_under_a_misspelt_name_are_renamed(self) -> None:
        submission = full(2025)
        rows = submission["measurementSets"][0]["measurements"]
        rows[0] = {"measureID": rows[0]["measureId"], "value": rows[0]["value"]}
        rows[1] = {"measureId": rows[1]["measureId"], "Value": rows[1]["value"]}
        found = plan(submission)
        assert len(found.mandatory) == 2 and not any(s.needs_value for s in found.mandatory)
        promised(found, submission)

    def test_an_identifier_is_never_repeated(self) -> None:
        submission = full(2025) | {"taxpayerIdentificationNumber": "12-3456789"}
        found = plan(submission)
        assert found.mandatory[0].needs_value and "3456789" not in repr(found)

    def test_equal_changes_in_two_sets_are_one_step(self) -> None:
        submission = full(2025)
        one = submission["measurementSets"][0]
        first = one | {"category": "PI", "submissionMethod": "registry"}
        second = one | {"category": "PI", "submissionMethod": "electronicHealthRecord"}
        submission["measurementSets"] = [first, second]
        (step,) = plan(submission).mandatory
        assert step.further == ("/measurementSets/1/category",)
        promised(plan(submission), submission)

    def test_of_two_equal_sets_either_may_go(self) -> None:
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
    def test_of_sets_with_one_key_the_one_that_scores_best_stays(
        self, worse: Json, place: int
    ) -> None:
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
        self, wrong: Json, year: object
    ) -> None:
        one = full(2025)["measurementSets"][0]
        for sets in ([one, one], [one | wrong, one], [one | wrong, one | wrong]):
            submission = full(2025) | {"performanceYear": year, "measurementSets": sets}
            found = plan(submission)
            assert found.leads_out
            promised(found, submission)

    def test_of_sets_with_one_key_the_one_stays_that_can_still_be_mended(self) -> None:
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
    def test_of_two_sets_that_conflict_the_row_leaves_that_does_not_count(
        self, later: bool
    ) -> None:
        one = full(2023)["measurementSets"][0] | {"submissionMethod": "registry"}
        no = edited(full(2023), {"measures": {"PI_PPHI_1": False}})["measurementSets"][0]
        no |= {"submissionMethod": "electronicHealthRecord"}
        submission = full(2023) | {"measurementSets": [one, no] if later else [no, one]}
        (step,) = plan(submission).mandatory
        assert (step.rule, step.changes) == ("PI701", 1)
        assert step.pointer.startswith(f"/measurementSets/{int(later)}/measurements/")
        promised(plan(submission), submission)

    def test_a_no_that_is_mended_anyway_needs_no_second_step_for_its_conflict(self) -> None:
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


class TestChoices:
    def test_the_ways_are_compared(self) -> None:
        rows = [rate("PI_HIE_1", 1, 2), rate("PI_HIE_4", 1, 2)]
        submission = edited(full(2025), {"without": ["PI_HIE_1", "PI_HIE_4"], "rows": rows})
        found = plan(submission)
        scores = {way.way: way.score for way in found.ways}
        assert [way.way for way in found.ways if way.taken] == ["referralLoops"]
        assert (scores["biDirectional"] or 0) > (scores["referralLoops"] or 0)
        taken = edited(submission, {"without": ["PI_HIE_1", "PI_HIE_4"], "rows": [row("PI_HIE_5")]})
        assert evaluate(taken).score == scores["biDirectional"]

    @pytest.mark.parametrize("denominator, suggested", [(99, True), (100, False)])
    def test_an_exclusion_is_checked_for_only_below_its_threshold(
        self, denominator: int, suggested: bool
    ) -> None:
        submission = edited(
            full(2025),
            {
                "measures": {
                    "PI_HIE_1": {"numerator": 1, "denominator": denominator},
                    "PI_PEA_1": {"numerator": 1, "denominator": 2},
                }
            },
        )
        found = plan(submission)
        assert any(one.id == "PI_LVOTC_1" for one in found.exclusions) is suggested
        counts = {"evidence": {"counts": {"transfersAndReferralsOut": 250}}}
        known = plan(submission, context=counts)
        assert all(one.id != "PI_LVOTC_1" for one in known.exclusions)

    def test_a_bonus_is_offered_until_the_cap(self) -> None:
        low = {"PI_PEA_1": {"numerator": 1, "denominator": 2}}
        bonus = policy(2025).bonus_groups[0].measures
        submission = edited(
            full(2025),
            {
                "measures": low,
                "without": [
                    other for name in bonus for other in (name, f"{name}_PRE", f"{name}_PROD")
                ],
            },
        )
        assert any(step.field in bonus for step in plan(submission).choices)
        perfect = {
            name: {"numerator": 9, "denominator": 9}
            for name, measure in policy(2025).measures.items()
            if measure.kind == "proportion"
        }
        whole = edited(full(2025), {"measures": perfect})
        assert evaluate(whole).score == policy(2025).maximum
        assert plan(whole).choices == ()

    @given(st.data(), YEARS)
    def test_each_choice_scores_more_than_what_stood_before(
        self, data: st.DataObject, year: int
    ) -> None:
        found = plan(data.draw(mixed(year, refused=False)))
        scores = [one.score or 0 for one in found.promises.with_values]
        count = len(found.mandatory)
        before = [scores[count - 1] if count else found.now.score or 0, *scores[count:]]
        assert all(one < two for one, two in itertools.pairwise(before))
        assert all(score <= policy(year).maximum for score in scores)


class TestCannot:
    def test_a_referral_is_mended_by_nothing(self) -> None:
        context = {"eligibility": {"informationBlockingReferral": True}}
        found = plan(full(2025), context=context)
        assert [(o.reason, o.rule) for o in found.cannot] == [("document", "PI110")]
        assert not found.leads_out

    def test_an_unknown_year_is_mended_by_nothing(self) -> None:
        found = plan(full(2025) | {"performanceYear": 2019})
        assert (found.steps, found.leads_out) == ((), False)
        assert found.cannot[0].rule == "PI001"

    def test_what_the_json_form_cannot_show_is_to_be_settled_first(self) -> None:
        text = json.dumps(full(2025)).replace('"entityType"', '"entityType": "group", "entityType"')
        found = plan(text)
        assert [one.reason for one in found.cannot] == ["source"]

    def test_where_a_reweighting_waits_the_data_may_be_withdrawn(self) -> None:
        submission = NO_SAFER
        (early,) = plan(submission, context=SMALL, as_of=date(2025, 11, 1)).mandatory
        assert (early.field, early.to) == ("PI_PPHI_2", True)
        late = plan(submission, context=SMALL, as_of=date(2026, 2, 1))
        assert [step.pointer for step in late.mandatory] == ["/measurementSets/0"]
        assert (late.leads_out, late.promises.outcome) == (True, "reweighted")
        promised(late, submission, context=SMALL)
        assert not plan(submission, as_of=date(2026, 2, 1)).leads_out

    def test_what_is_reweighted_is_left_so_and_said(self) -> None:
        submission = edited(full(2025), {"without": ["PI_PPHI_2"]})
        found = plan(submission, context=SMALL)
        assert (found.steps, found.leads_out) == ((), True)
        assert found.notes


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


class TestCommand:
    @staticmethod
    def run(*arguments: str) -> int:
        parser = argparse.ArgumentParser()
        plan_cli.add(parser)
        try:
            options = parser.parse_args(arguments)
        except SystemExit as end:
            return int(end.code or 0)
        status: int = options.run(options)
        return status

    @pytest.fixture
    def file(self, tmp_path: Path) -> Any:
        def write(content: Any, name: str = "submission.json") -> str:
            path = tmp_path / name
            path.write_text(content if isinstance(content, str) else json.dumps(content))
            return str(path)

        return write

    def test_the_day_decides_between_0_and_1(self, file: Any, capsys: Any) -> None:
        name = file(edited(full(2025), {"measures": {"PI_PPHI_2": None}}))
        assert self.run(name, "--as-of", "2025-11-01") == 0
        assert "Can still be done until 2025-12-31" in capsys.readouterr().out
        assert self.run(name, "--as-of", "2026-02-01") == 1
        assert "TOO LATE" in capsys.readouterr().out
        context = file({"evidence": {"saferSelfAssessment": RECORD}}, "context.json")
        assert self.run(name, "--as-of", "2026-02-01", "--context", context) == 0

    def test_json_is_the_plan(self, file: Any, capsys: Any) -> None:
        submission = edited(full(2025), {"measures": {"PI_PPHI_2": None}})
        assert self.run(file(submission), "--format", "json", "--as-of", "2025-11-01") == 0
        expected = plan(submission, as_of=date(2025, 11, 1)).to_dict()
        assert json.loads(capsys.readouterr().out) == expected

    def test_today_is_the_day_when_none_is_given(self, file: Any, capsys: Any) -> None:
        assert self.run(file(full(2025))) == 0
        assert f"As of {date.today()}." in capsys.readouterr().out

    @pytest.mark.parametrize("content", ["", "[", "[]", '{"a": NaN}'])
    def test_what_cannot_be_read_is_2(self, file: Any, capsys: Any, content: str) -> None:
        assert self.run(file(content)) == 2
        out, err = capsys.readouterr()
        assert (out, err.count("\n")) == ("", 1)

    def test_a_bad_context_and_a_missing_file_are_2(self, file: Any, capsys: Any) -> None:
        name = file(full(2025))
        for more in (
            [name, "--context", file("{", "a.json")],
            [name, "--context", file({"evidence": 1}, "b.json")],
            [name, "--context", name + ".missing"],
            [name + ".missing"],
            ["-", "--context", "-"],
        ):
            assert self.run(*more) == 2
            out, err = capsys.readouterr()
            assert (out, err.count("\n")) == ("", 1)

    @pytest.mark.parametrize("day", ["2025-13-01", "20250101", "tomorrow"])
    def test_a_day_that_is_none_is_misuse(self, file: Any, capsys: Any, day: str) -> None:
        assert self.run(file(full(2025)), "--as-of", day) == 2
        assert capsys.readouterr().out == ""
