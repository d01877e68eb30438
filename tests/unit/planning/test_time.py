"""What a plan says on a day: what is too late, and what still can begin."""

import json
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from mips_pi_rules import Rulebook, policy
from mips_pi_rules.planning import last_start_day, plan
from support.cases import POLICY, SCHEMAS, Json, edited, full, read_json
from support.edits import row
from support.promises import RECORD, promised


def late_statement() -> str:
    return policy(2025).exclusions["PI_PHCDRR_1_EX_1"].statement


@pytest.mark.parametrize("answer", [None, False])
@pytest.mark.parametrize("measure", ["PI_PPHI_1", "PI_PPHI_2"])
def test_a_calendar_year_that_is_over(measure: str, answer: bool | None) -> None:
    submission = edited(full(2025), {"measures": {measure: answer}})
    on_time = plan(submission, as_of=date(2025, 12, 31))
    assert (on_time.mandatory[0].possible, on_time.leads_out) == (True, True)
    late = plan(submission, as_of=date(2026, 1, 1))
    assert (late.mandatory[0].possible, late.leads_out) == (False, False)
    assert late.mandatory[0].until == date(2025, 12, 31)
    assert [(o.reason, o.until) for o in late.cannot] == [("time", date(2025, 12, 31))]
    assert late.apply(submission) == submission


def test_what_a_record_shows_was_done_in_time_is_not_late() -> None:
    submission = edited(full(2025), {"measures": {"PI_PPHI_2": None}})
    context = {"evidence": {"saferSelfAssessment": RECORD}}
    found = plan(submission, context=context, as_of=date(2026, 2, 1))
    assert found.leads_out
    promised(found, submission, context=context)


@pytest.mark.parametrize("year, last", [(2023, (10, 3)), (2024, (7, 5)), (2025, (7, 5))])
def test_a_period_starts_on_its_last_day_or_not_at_all(year: int, last: tuple[int, int]) -> None:
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
    missing: list[str], given: bool
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


@pytest.mark.parametrize(
    ("start", "as_of", "asked"),
    [
        ("2025-01-01", None, False),
        ("2025-01-01", date(2025, 6, 29), False),
        ("2025-01-01", date(2025, 6, 30), True),
        ("2025-07-05", date(2025, 12, 31), False),
        ("2025-07-05", date(2026, 1, 1), True),
    ],
)
def test_a_last_day_that_is_not_given_is_asked_for_when_the_first_long_enough_is_over(
    start: str, as_of: date | None, asked: bool
) -> None:
    submission = edited(
        full(2025), {"set": {"performanceStart": start}, "without": ["performanceEnd"]}
    )
    found = plan(submission, as_of=as_of)
    (step,) = found.mandatory
    assert (step.field, step.needs_value, step.possible) == ("performanceEnd", asked, True)
    assert found.leads_out


def test_a_start_that_must_move_too_is_too_late_once_the_period_could_begin() -> None:
    submission = edited(
        full(2025), {"set": {"performanceStart": "2025-07-06"}, "without": ["performanceEnd"]}
    )
    for as_of, possible in [(date(2025, 7, 5), True), (date(2025, 7, 6), False)]:
        (step,) = plan(submission, as_of=as_of).mandatory
        assert (step.possible, step.until) == (possible, date(2025, 7, 5))


def test_a_start_that_is_too_late_is_no_start_that_is_not_given() -> None:
    submission = edited(
        full(2025), {"without": ["performanceEnd"], "set": {"performanceStart": "2025-11-01"}}
    )
    assert not plan(submission, as_of=date(2026, 2, 1)).leads_out


def test_a_short_period_keeps_its_start_where_it_can() -> None:
    days = {"performanceStart": "2025-03-01", "performanceEnd": "2025-05-01"}
    submission = edited(full(2025), {"set": days})
    (step,) = plan(submission, as_of=date(2025, 12, 1)).mandatory
    assert (step.field, step.to, step.possible) == ("performanceEnd", "2025-08-27", True)


def test_technology_known_to_be_in_place_opens_an_earlier_period() -> None:
    submission = edited(full(2025), {"set": {"performanceStart": "2025-10-01"}})
    as_of = date(2025, 9, 1)
    assert not plan(submission, as_of=as_of).leads_out
    context = {"evidence": {"certification": {"inPlace": "2025-01-01"}}}
    assert plan(submission, context=context, as_of=as_of).leads_out


@pytest.mark.parametrize("moment", ["2025-11-30", datetime(2025, 11, 30, 12), 20251130])
def test_what_is_no_day_is_told(moment: object) -> None:
    with pytest.raises(TypeError, match="as_of is a date"):
        plan(full(2025), as_of=moment)  # type: ignore[arg-type]


def test_a_closed_window_ends_everything(tmp_path: Path) -> None:
    raw = read_json(POLICY / "2025.json")
    raw["submissionWindow"] |= {"month": 3, "day": 31}
    (tmp_path / "2025.json").write_text(json.dumps(raw))
    rulebook = Rulebook.load(tmp_path, SCHEMAS)
    submission = edited(full(2025), {"without": ["PI_INFBLO_1"]})
    for as_of, open_ in ((date(2026, 3, 31), True), (date(2026, 4, 1), False)):
        found = plan(submission, as_of=as_of, rulebook=rulebook)
        assert (found.leads_out, found.closes) == (open_, date(2026, 3, 31))


def test_an_exclusion_may_hold_where_a_yes_comes_too_late() -> None:
    without = ["PI_PHCDRR_1", "PI_PHCDRR_1_PROD"]
    submission = edited(full(2025), {"without": without, "rows": [row("PI_PHCDRR_1", False)]})
    (early,) = plan(submission).mandatory
    assert early.to is True
    (late,) = plan(submission, as_of=date(2026, 2, 1)).mandatory
    assert (late.to, late.possible) == ("PI_PHCDRR_1_EX_1", True)
    assert late.needs == ("It is truly so: " + late_statement() + ".",)


@pytest.mark.parametrize(
    ("edit", "technology", "words"),
    [
        (
            {"performanceStart": "2025-08-01"},
            {"inPlace": "2025-07-01"},
            "Set performanceStart to 2025-07-05",
        ),
        (
            {"performanceEnd": "2025-05-01"},
            {"inPlace": "2025-03-01"},
            "Set performanceStart to 2025-03-01 and performanceEnd to 2025-08-27",
        ),
        (
            {"performanceEnd": "2026-03-01"},
            {"inPlace": "2025-03-01"},
            "Set performanceStart to 2025-03-01 and performanceEnd to 2025-12-31",
        ),
        (
            {"performanceEnd": "2025-05-01"},
            {"certified": "2025-06-30"},
            "Set performanceStart to 2025-07-05 and performanceEnd to 2025-12-31",
        ),
        (
            {"performanceEnd": "2025-05-01"},
            {"certified": "2025-06-29"},
            "Set performanceEnd to 2025-06-29",
        ),
    ],
)
def test_a_period_is_one_in_which_the_technology_was_in_use(
    edit: Json, technology: Json, words: str
) -> None:
    days = {"performanceStart": "2025-01-01", "performanceEnd": "2025-12-31"}
    submission = edited(full(2025), {"set": days | edit})
    context = {"evidence": {"certification": technology}}
    found = plan(submission, context=context)
    assert [step.words for step in found.mandatory] == [words]
    promised(found, submission, context=context)


def test_a_technology_that_came_too_late_leaves_no_period() -> None:
    submission = edited(full(2025), {"set": {"performanceStart": "2025-08-01"}})
    found = plan(submission, context={"evidence": {"certification": {"inPlace": "2025-07-06"}}})
    assert found.mandatory == () and not found.leads_out
    assert [(one.reason, one.rule) for one in found.cannot] == [("document", "PI209")]
