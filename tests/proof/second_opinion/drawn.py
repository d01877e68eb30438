"""A random measurement set, mostly one that would be accepted."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import Any

from .submissions import (
    ABSENT,
    GATES,
    SILENT,
    Document,
    Rows,
    State,
    answer_states,
    blank,
    cehrt_ids,
    document,
    exclusions,
    periods,
    rate,
    rate_states,
    registry_states,
    row,
)


def random_rate(name: str, dice: Random) -> Rows:
    """A proportion with any counts; sometimes nothing was counted."""
    denominator = dice.choice((1, 2, 20, 30, 40, 100, 1000, 12345, 2**53 - 1))
    if dice.random() < 0.5:
        denominator = dice.randint(1, 2000)
    numerator = dice.randint(0, denominator) if dice.random() < 0.97 else 0
    return (rate(name, numerator, denominator),)


def random_rows(year: int, dice: Random) -> list[Any]:
    """Rows of a random set: mostly answered, in any order."""

    def one(states: list[State], weights: Sequence[int]) -> Rows:
        spread = [*weights, *[1] * len(states)][: len(states)]
        return dice.choice(dice.choices(states, spread)[0])

    def counted(name: str) -> Rows:
        if dice.random() < 0.7:
            return random_rate(name, dice)
        return one(rate_states(name, exclusions(year, name)), (6, 1, 1, 6))

    levels = year >= 2023
    parts: list[Rows] = [
        counted("PI_EP_1"),
        one(answer_states("PI_EP_2", exclusions(year, "PI_EP_2")), (20, 1, 1)),
        counted("PI_PEA_1"),
    ]
    for name in ("PI_PHCDRR_1", "PI_PHCDRR_3"):
        states = registry_states(name, exclusions(year, name), levels)
        parts.append(one(states, (1, 14, 14, 1, 1) if levels else (20, 1, 1)))
    way = dice.random()
    if way < 0.6:
        parts.append(counted("PI_HIE_1"))
        parts.append(counted("PI_HIE_4"))
    elif way < 0.8 or year == 2022:
        parts.append((row("PI_HIE_5", dice.random() < 0.9),))
    else:
        parts.append((row("PI_HIE_6", dice.random() < 0.9),))
    for name in ("PI_PHCDRR_2", "PI_PHCDRR_4", "PI_PHCDRR_5"):
        if dice.random() < 0.4:
            parts.append((row(name, dice.random() < 0.8),))
        if levels and dice.random() < 0.5:
            parts.append((row(name + dice.choice(("_PRE", "_PROD")), dice.random() < 0.9),))
    if year >= 2026 and dice.random() < 0.6:
        parts.append((row("PI_PHCDRR_6", dice.random() < 0.8),))
    for name in GATES:
        drawn = dice.random()
        if drawn < 0.94:
            parts.append((row(name, True),))
        elif drawn < 0.97:
            parts.append((row(name, False),))
        else:
            parts.append(dice.choice(blank(name)))
    parts.append(dice.choice((SILENT, (row("PI_ONCACB_1", True),), (row("PI_ONCACB_1", False),))))
    if dice.random() < 0.5:
        dice.shuffle(parts)
    return [one_row for part in parts for one_row in part]


def random_set(year: int, dice: Random) -> Document:
    """A random measurement set, mostly one that would be accepted."""
    changes: dict[str, object] = {}
    if dice.random() < 0.12:
        changes["cehrtId"] = dice.choice(cehrt_ids())
    if dice.random() < 0.12:
        start, end = dice.choice(periods(year))
        changes["performanceStart"], changes["performanceEnd"] = start, end
    if dice.random() < 0.1:
        changes["programName"] = dice.choice((ABSENT, None, "app1"))
    if dice.random() < 0.1:
        changes["submissionMethod"] = "electronicHealthRecord"
    one: Document = document(year, random_rows(year, dice), **changes)["measurementSets"][0]
    return one
