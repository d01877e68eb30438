"""The library and the second opinion say the same of every submission asked about.

More than 600 thousand submissions, in three parts a year: every combination of measures with the
gates passed, every combination of gates on one full set, and random products of both with refused
inputs. Outcome, score, subtotal and each row's points, available points and status are compared.
"""

from __future__ import annotations

import multiprocessing
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from typing import Any

import pytest

import mips_pi_rules

from . import cases, oracle

WORKERS = 2
SLICES = 4
SHOWN = 3

Result = tuple[Counter[str], int, list[str]]


def library_answer(submission: cases.Document) -> oracle.Answer:
    """The library's report, in the second opinion's words."""
    report: Any = mips_pi_rules.evaluate(submission)
    rows = {name: (row.points, row.available, row.status) for name, row in report.measures.items()}
    return oracle.Answer(report.outcome, report.score, report.subtotal, rows)


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


def compare(year: int, part: str, number: int) -> Result:
    """One slice of one part of a year: outcomes counted, mismatches counted, the first ones."""
    outcomes: Counter[str] = Counter()
    mismatches = 0
    shown: list[str] = []
    for submission in cases.PARTS[part](year, number, SLICES):
        ours = oracle.judge(submission)
        outcomes[ours.outcome] += 1
        try:
            theirs = library_answer(submission)
        except Exception as error:
            found = [f"library raised {type(error).__name__}: {error}"]
        else:
            if ours == theirs:
                continue
            found = differences(ours, theirs)
        mismatches += 1
        if len(shown) < SHOWN:
            described = cases.describe(submission)
            shown.append("\n".join([f"{year} {part}: {described}", *(f"    {f}" for f in found)]))
    return outcomes, mismatches, shown


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
    slices = range(SLICES)
    results = list(workers.map(compare, [year] * SLICES, [part] * SLICES, slices))
    outcomes = sum((result[0] for result in results), Counter[str]())
    mismatches = sum(result[1] for result in results)
    shown = [text for result in results for text in result[2]][:SHOWN]
    counted = ", ".join(f"{name} {count}" for name, count in sorted(outcomes.items()))
    with capsys.disabled():
        print(
            f"\nsecond opinion {year} {part}: {outcomes.total()} compared,"
            f" {mismatches} differ ({counted})"
        )
    assert outcomes.total() > 0
    assert not mismatches, f"{mismatches} differ\n" + "\n".join(shown)
