"""The library and the second opinion say the same of every submission asked about.

More than 600 thousand submissions, in five parts a year: every combination of measures with the
gates passed, every combination of gates on one full set, random products of both with refused
inputs, several sets that agree or not, and submissions with what only the caller knows of them
(eligibility, referral, history).
Outcome, score, subtotal and each row's points, available points and status are compared.

They come in eighths. The first eighth of each part, always the same, holds every pair of states of
two measures and is compared in every run; EIGHTHS=8 (`make prove`) compares them all.
"""

from __future__ import annotations

import ast
import os
import sys
from collections import Counter
from collections.abc import Callable
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

import mips_pi_rules
from mips_pi_rules.documents.document import read
from mips_pi_rules.judging.checkeddocument import Given, check
from mips_pi_rules.judging.judgment import decide

from . import oracle, products
from .cases import PARTS
from .describing import describe
from .submissions import GATES, Context, Document, cehrt_ids, periods

EIGHTHS = int(os.environ.get("EIGHTHS", "1"))
SHOWN = 3
LARGEST = "measures"  # of these every so-manieth goes the whole way to a report, all are judged
EVALUATED = 16
RULEBOOK = mips_pi_rules.Rulebook.default()


def library_answer(submission: Document, context: Context | None) -> oracle.Answer:
    """The library's report, in the second opinion's words."""
    report: Any = mips_pi_rules.evaluate(submission, context=context)
    rows = {name: (row.points, row.available, row.status) for name, row in report.measures.items()}
    return oracle.Answer(report.outcome, report.score, report.subtotal, rows)


def judged_answer(submission: Document) -> oracle.Answer:
    """The library's judgment, before words, places and assumptions make it a report."""
    said = read(submission).submission
    year = RULEBOOK.year(said.performance_year)
    judgment = decide(year, check(year, Given(said, RULEBOOK.years())))
    if judgment.score is None:
        return oracle.Answer(judgment.outcome, None, None, {})
    rows = {
        row.measure_id: (row.points, row.available, row.status)
        for objective in judgment.score.objectives
        for row in objective.measures
    }
    return oracle.Answer(judgment.outcome, judgment.worth, judgment.score.subtotal, rows)


def differences(ours: oracle.Answer, theirs: oracle.Answer) -> list[str]:
    """What differs, a line each."""
    found = [
        f"{name}: second opinion {mine!s}, library {other!s}"
        for name, mine, other in (
            ("outcome", ours.outcome, theirs.outcome),
            ("score", ours.score, theirs.score),
            ("subtotal", ours.subtotal, theirs.subtotal),
        )
        if mine != other
    ]
    for name in sorted(ours.rows.keys() | theirs.rows.keys()):
        mine_row, other_row = ours.rows.get(name), theirs.rows.get(name)
        if mine_row != other_row:
            found.append(f"{name}: second opinion {_row(mine_row)}, library {_row(other_row)}")
    return found


def _row(row: oracle.Row | None) -> str:
    return "no row" if row is None else f"{row[2]!s} {row[0]!s} of {row[1]!s}"


def compare(year: int, part: str, eighth: int) -> tuple[Counter[str], list[str]]:
    """One eighth of one part of a year: what came out, how many differ, and the first of these."""
    counts: Counter[str] = Counter()
    shown: list[str] = []
    for index, (submission, context) in enumerate(PARTS[part](year, eighth, 8)):
        whole = part != LARGEST or index % EVALUATED == 0
        ours = oracle.judge(submission, context)
        counts[ours.outcome] += 1
        try:
            theirs = library_answer(submission, context) if whole else judged_answer(submission)
        except Exception as error:
            found = [f"library raised {type(error).__name__}: {error}"]
        else:
            if ours == theirs:
                continue
            found = differences(ours, theirs)
        counts["differ"] += 1
        if len(shown) < SHOWN:
            described = describe(submission, context)
            shown.append("\n".join([f"{year} {part}: {described}", *(f"    {f}" for f in found)]))
    return counts, shown


YEARS = [int(year) for year in mips_pi_rules.years()]


def test_the_second_opinion_and_its_cases_know_nothing_of_the_library() -> None:
    modules = [one for one in Path(__file__).parent.glob("*.py") if "test_" not in one.name]
    assert "oracle.py" in {one.name for one in modules}
    roots = {
        name.split(".")[0]
        for one in modules
        for node in ast.walk(ast.parse(one.read_text(encoding="utf-8")))
        for name in _imported(node)
    }
    assert roots <= sys.stdlib_module_names


def _imported(node: ast.AST) -> list[str]:
    """What an import statement takes from elsewhere than this folder."""
    if isinstance(node, ast.Import):
        return [one.name for one in node.names]
    if isinstance(node, ast.ImportFrom) and node.level == 0:
        return [node.module or ""]
    return []


@pytest.mark.parametrize("eighth", range(EIGHTHS))
@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("year", YEARS)
def test_second_opinion_agrees(
    year: int, part: str, eighth: int, counted: Callable[..., None]
) -> None:
    """Outcome, score, subtotal and every row agree on every submission."""
    counts, shown = compare(year, part, eighth)
    counted(f"second opinion {year} {part}", counts)
    assert counts
    assert not counts["differ"], "\n".join([f"{counts['differ']} differ", *shown])


@pytest.mark.parametrize("year", YEARS)
def test_the_first_eighth_holds_every_pair_of_states_of_two_measures(year: int) -> None:
    sizes = [len(states) for states in products.dimensions(year)]
    turns = {turn for turn in products.measure_turns(year) if sum(turn) % 8 == 0}
    for one, other in combinations(range(len(sizes)), 2):
        assert len({(turn[one], turn[other]) for turn in turns}) == sizes[one] * sizes[other]


@pytest.mark.parametrize("year", YEARS)
def test_the_first_eighth_holds_every_pair_of_answers_to_two_attestations(year: int) -> None:
    ids, spans = len(cehrt_ids()), len(periods(year))
    answers = [states for states, _, _ in products.gate_turns(ids, 0, spans)][::8]
    for one, other in combinations(range(len(GATES)), 2):
        assert len({(states[one], states[other]) for states in answers}) == 9
