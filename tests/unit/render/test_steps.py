"""Rendering takes steps in proportion to what there is to say: twice as much, twice the steps."""

import json
from collections.abc import Callable

import attrs
import pytest

from mips_pi_rules import Outcome, Report, evaluate
from mips_pi_rules.judging.results import SetResult
from mips_pi_rules.render import FORMATS, IN_FULL, Entry
from support.cases import NO_SAFER
from support.steps import steps

FORCED = evaluate(json.dumps(NO_SAFER))
FEW = 40


def of_rows(count: int, outcome: Outcome = Outcome.ZERO) -> list[Entry]:
    """One report with so many findings, each at a place of its own."""
    finding = attrs.evolve(FORCED.findings[0], outcome=outcome)
    findings = tuple(
        attrs.evolve(finding, pointer=f"/measurementSets/0/measurements/{row}/value")
        for row in range(count)
    )
    return [Entry("one.json", attrs.evolve(FORCED, findings=findings, outcome=outcome))]


def of_advice(count: int) -> list[Entry]:
    """One report with so many findings that change nothing, of rules of their own."""
    (one,) = of_rows(count)
    findings = tuple(
        attrs.evolve(finding, rule=f"PI{number:03}", outcome=None, severity="advice")
        for number, finding in enumerate(one.report.findings)
    )
    return [attrs.evolve(one, report=attrs.evolve(one.report, findings=findings))]


def of_sets(count: int) -> list[Entry]:
    """One report with so many measurement sets, each with its finding."""
    sets = tuple(
        SetResult(f"/measurementSets/{number}", "mips", "registry", Outcome.ZERO, 0, number == 0)
        for number in range(count)
    )
    finding = FORCED.findings[0]
    findings = tuple(attrs.evolve(finding, pointer=f"{one.pointer}/measurements") for one in sets)
    return [Entry("one.json", attrs.evolve(FORCED, findings=findings, sets=sets))]


def of_documents(count: int) -> list[Entry]:
    """So many documents."""
    return [Entry(f"{number}.json", FORCED, f"{number}.json") for number in range(count)]


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("made", [of_rows, of_advice, of_sets, of_documents])
def test_twice_the_findings_sets_or_documents_are_twice_the_steps(
    name: str, made: Callable[[int], list[Entry]]
) -> None:
    render = {**FORMATS, **IN_FULL}[name]
    once, twice = made(FEW), made(2 * FEW)
    list(render(once))  # what is made at the first use is not counted
    few, many = steps(lambda: list(render(once))), steps(lambda: list(render(twice)))
    assert many < 2.1 * few + 300


def test_counting_would_find_a_search_in_a_tuple() -> None:
    def searched(report: Report) -> list[bool]:
        backwards = report.reasons[::-1]
        return [finding in backwards for finding in report.findings]

    reports = [of_rows(count)[0].report for count in (FEW, 2 * FEW)]
    few, many = (steps(lambda report=report: searched(report)) for report in reports)
    assert many > 3 * few
