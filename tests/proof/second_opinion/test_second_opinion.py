"""The library and the second opinion say the same of every submission asked about.

More than 600 thousand submissions, in four parts a year: every combination of measures with the
gates passed, every combination of gates on one full set, random products of both with refused
inputs, and submissions with what only the caller knows of them (eligibility, referral, history).
Outcome, score, subtotal and each row's points, available points and status are compared.
"""

from __future__ import annotations

import multiprocessing
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from typing import Any

import pytest

import mips_pi_rules
from mips_pi_rules.documents.document import read
from mips_pi_rules.judging.judgment import Case, check, decide

from . import cases, oracle

WORKERS = 2
SLICES = {"measures": 8}  # of ten thousand or so; of the other parts one for each worker
SHOWN = 3
LARGEST = "measures"  # of these every so-manieth goes the whole way to a report, all are judged
EVALUATED = 16
RULEBOOK = mips_pi_rules.Rulebook.default()

Result = tuple[Counter[str], int, list[str], float]


def library_answer(submission: cases.Document, context: cases.Context | None) -> oracle.Answer:
    """The library's report, in the second opinion's words."""
    report: Any = mips_pi_rules.evaluate(submission, context=context)
    rows = {name: (row.points, row.available, row.status) for name, row in report.measures.items()}
    return oracle.Answer(report.outcome, report.score, report.subtotal, rows)


def judged_answer(submission: cases.Document) -> oracle.Answer:
    """The library's judgment, before words, places and assumptions make it a report."""
    said = read(submission).submission
    year = RULEBOOK.year(said.performance_year)
    judgment = decide(year, check(year, Case(said, RULEBOOK.years())))
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


def compare(year: int, part: str, number: int, slices: int) -> Result:
    """One slice of one part of a year: outcomes, mismatches, the first of them, processor time."""
    started = time.process_time()
    outcomes: Counter[str] = Counter()
    mismatches = 0
    shown: list[str] = []
    for index, (submission, context) in enumerate(cases.PARTS[part](year, number, slices)):
        whole = part != LARGEST or index % EVALUATED == 0
        ours = oracle.judge(submission, context)
        outcomes[ours.outcome] += 1
        try:
            theirs = library_answer(submission, context) if whole else judged_answer(submission)
        except Exception as error:
            found = [f"library raised {type(error).__name__}: {error}"]
        else:
            if ours == theirs:
                continue
            found = differences(ours, theirs)
        mismatches += 1
        if len(shown) < SHOWN:
            described = cases.describe(submission, context)
            shown.append("\n".join([f"{year} {part}: {described}", *(f"    {f}" for f in found)]))
    return outcomes, mismatches, shown, time.process_time() - started


@pytest.fixture(scope="module")
def workers() -> Iterator[ProcessPoolExecutor]:
    """Fresh processes, so that neither threads nor a coverage tracer come along."""
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(max_workers=WORKERS, mp_context=context) as pool:
        yield pool


@pytest.mark.parametrize("part", list(cases.PARTS))
@pytest.mark.parametrize("year", [int(year) for year in mips_pi_rules.years()])
def test_second_opinion_agrees(
    year: int, part: str, workers: ProcessPoolExecutor, capsys: pytest.CaptureFixture[str]
) -> None:
    """Outcome, score, subtotal and every row agree on every submission."""
    started = time.perf_counter()
    slices = SLICES.get(part, WORKERS)
    turns = ([year] * slices, [part] * slices, range(slices), [slices] * slices)
    results = list(workers.map(compare, *turns))
    outcomes = sum((result[0] for result in results), Counter[str]())
    mismatches = sum(result[1] for result in results)
    shown = [text for result in results for text in result[2]][:SHOWN]
    counted = ", ".join(f"{name} {count}" for name, count in sorted(outcomes.items()))
    busy = sum(result[3] for result in results)
    with capsys.disabled():
        print(
            f"\nsecond opinion {year} {part}: {outcomes.total()} compared,"
            f" {mismatches} differ ({counted});"
            f" {time.perf_counter() - started:.1f} s, {busy:.1f} s of processor time"
        )
    assert outcomes.total() > 0
    assert not mismatches, f"{mismatches} differ\n" + "\n".join(shown)
