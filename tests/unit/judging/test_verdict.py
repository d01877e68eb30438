"""The verdict on a submission is that of its report: worked cases, case files and random edits."""

from random import Random
from typing import Any

import pytest

from mips_pi_rules import evaluate, evaluate_many, years
from mips_pi_rules.errors import ContextError, UnreadableSubmission
from mips_pi_rules.judging.evaluation import verdict_on
from mips_pi_rules.judging.verdict import Verdict, verdict_of
from mips_pi_rules.law.rulebook import Rulebook
from mips_pi_rules.testing.mixing import mixture
from support.cases import CASES, EXAMPLES, case_input, edited, full, read_json
from support.edits import two_sets

NO_SAFER = {"measures": {"PI_PPHI_2": False}}
FILES = [*sorted(EXAMPLES.glob("20*/*.json")), *sorted((CASES / "rules").rglob("*.json"))]


def said(verdict: Verdict) -> tuple[Any, ...]:
    """All that a verdict says; of measures the titles of those that have a row."""
    titles = verdict.titles()
    statuses = dict(pair for group in verdict.status_groups for pair in group)
    measures = {name: titles.measures[name] for name in statuses}
    return verdict.case, statuses, titles.rules, measures


def compare(submission: Any, context: Any = None) -> str:
    """Compare the two ways to a verdict; the outcome that both have."""
    report = evaluate(submission, context=context)
    found = verdict_on(submission, context, Rulebook.default())
    assert said(found) == said(verdict_of(report))
    return report.outcome


def test_a_verdict_on_each_worked_case_is_that_of_its_report() -> None:
    seen = set()
    for case in map(read_json, FILES):
        submission = case["submission"] if "submission" in case else case_input(case)
        try:
            seen.add(compare(submission, case.get("context")))
        except (UnreadableSubmission, ContextError):
            with pytest.raises((UnreadableSubmission, ContextError)):
                verdict_on(submission, case.get("context"), Rulebook.default())
    assert len(seen) == 5  # every outcome


@pytest.mark.parametrize("year", years())
def test_a_verdict_on_random_edits_is_that_of_their_report(year: int) -> None:
    dice = Random(year)
    seen = {compare(mixture(dice, year)) for _ in range(60)}
    assert {"scored", "rejected"} <= seen


@pytest.mark.parametrize("year", years())
def test_what_another_set_broke_does_not_decide(year: int) -> None:
    first, second = full(year), edited(full(year), NO_SAFER | {"set": {"cehrtId": None}})
    for submission in (two_sets(year, first), two_sets(year, second)):
        compare(submission)


@pytest.mark.parametrize("outcome", ["zero", "rejected"])
def test_more_findings_than_a_report_has_room_for_change_nothing(outcome: str) -> None:
    submission = edited(full(2025), NO_SAFER)
    (one,) = submission["measurementSets"]
    if outcome == "rejected":
        one["measurements"] += [{"measureId": f"PI_X_{n}", "value": True} for n in range(150)]
    else:
        one["performanceStart"] = "2025-01-01"
        submission["measurementSets"] = [
            one | {"programName": name, "submissionMethod": "registry"} for name in ("mips", "app1")
        ]
    assert compare(submission) == outcome


def test_the_verdict_of_what_cannot_be_read_says_so() -> None:
    (report,) = evaluate_many(["{"])
    verdict = verdict_of(report)
    assert {kind for _, kind in verdict.titles().rules.values()} == {"unreadable"}
    with pytest.raises(UnreadableSubmission):
        verdict_on("{", None, Rulebook.default())
