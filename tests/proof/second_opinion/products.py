"""Every combination of measures with the gates passed, and of gates on one full set."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from operator import getitem
from typing import Any

from .submissions import (
    ABSENT,
    GATES,
    PERSON,
    SILENT,
    Document,
    Rows,
    State,
    answer_states,
    blank,
    bonus_states,
    cehrt_id,
    cehrt_ids,
    document,
    exchange_states,
    exclusions,
    full_set,
    gates,
    periods,
    rate_states,
    registry_states,
    row,
)

# --------------------------------------------------------------------------------------------
# (a) Every combination of measures, gates passed.


def dimensions(year: int) -> list[list[Any]]:
    """What a combination of measures is made of: the states of each, the optional ones together."""
    levels = year >= 2023
    return [
        rate_states("PI_EP_1", exclusions(year, "PI_EP_1")),
        answer_states("PI_EP_2", exclusions(year, "PI_EP_2")),
        exchange_states(year),
        rate_states("PI_PEA_1", ()),
        registry_states("PI_PHCDRR_1", exclusions(year, "PI_PHCDRR_1"), levels),
        registry_states("PI_PHCDRR_3", exclusions(year, "PI_PHCDRR_3"), levels),
        bonus_states(year),
    ]


def measure_turns(year: int) -> Iterator[tuple[int, ...]]:
    """Every combination, as the number of a state in each dimension."""
    *sizes, last = map(len, dimensions(year))
    required = product(*map(range, sizes))
    if year == 2022:
        yield from ((*turn, extra) for turn in required for extra in range(last))
        return
    yield from ((*turn, number % last) for number, turn in enumerate(required))
    # The optional measures against all that can matter to them, in full.
    yield from product(
        (0, 3), (0,), (0, sizes[2] - 2), (0,), range(sizes[4]), range(sizes[5]), range(last)
    )


def measures(year: int, part: int = 0, parts: int = 1) -> Iterator[Document]:
    """Every combination of answers, exclusions, ways of exchange and levels, all gates passed.

    The sum of a combination's numbers says which part it is in. Two states fix two of the numbers,
    and the others still come to every sum: so each eighth holds every pair of states.
    """
    states = dimensions(year)
    passed = gates(year)
    header = {"performanceYear": year, **PERSON}
    pi_set = document(year, [])["measurementSets"][0]
    for number, turn in enumerate(measure_turns(year)):
        if sum(turn) % parts != part:
            continue
        ep1, ep2, (first, second), pea, ph1, ph3, extra = map(getitem, states, turn)
        rows = [
            *ep1[number * 3 % len(ep1)],
            *ep2[number % len(ep2)],
            *first[number * 5 % len(first)],
            *second[(number * 7 + 1) % len(second)],
            *pea[(number * 11 + 2) % len(pea)],
            *ph1[number % len(ph1)],
            *ph3[(number + 1) % len(ph3)],
            *extra,
            *passed,
        ]
        yield {**header, "measurementSets": [{**pi_set, "measurements": rows}]}


YES, NO, UNSAID = 0, 1, 2


def gate_turns(ids: int, fitting: int, spans: int) -> Iterator[tuple[tuple[int, ...], int, int]]:
    """Answers to the four required attestations, and the numbers of a CEHRT id and a period.

    Every combination of answers meets every CEHRT id in the full year, and every period with the
    id that fits; with all of them passed, and with one of them failing (no and silence by turns),
    every pair of an id and a period is met.
    """
    for states in product((YES, NO, UNSAID), repeat=4):
        if any(states):
            for one in range(ids):
                yield states, one, 0
            for span in range(1, spans):
                yield states, fitting, span
    for one, span in product(range(ids), range(spans)):
        yield (YES, YES, YES, YES), one, span
        fails = NO + (one + span) % 2
        yield (fails, YES, YES, YES), one, span
        yield (YES, fails, YES, YES), one, span
        yield (YES, YES, fails, YES), one, span
        yield (YES, YES, YES, fails), one, span


def conditions(year: int, part: int = 0, parts: int = 1) -> Iterator[Document]:
    """Combinations of gates with CEHRT ids and periods, on one full set; see `gate_turns`."""
    answers: dict[str, list[State]] = {
        name: [((row(name, True),),), ((row(name, False),),), blank(name)] for name in GATES
    }
    surveillance: list[Rows] = [
        SILENT,
        (row("PI_ONCACB_1", False),),
        (row("PI_ONCACB_1", True),),
        (row("PI_ONCACB_1", None),),
    ]
    measured = full_set(year)
    header = {"performanceYear": year, **PERSON}
    pi_set = document(year, [])["measurementSets"][0]
    for field in ("cehrtId", "performanceStart", "performanceEnd"):
        del pi_set[field]
    ids, spans = cehrt_ids(), periods(year)
    turns = gate_turns(len(ids), ids.index(cehrt_id(year)), len(spans))
    for number, (states, id_turn, span_turn) in enumerate(turns):
        if number % parts != part:
            continue
        cehrt, (start, end) = ids[id_turn], spans[span_turn]
        rows = [*measured]
        for place, name in enumerate(GATES):
            spelled = answers[name][states[place]]
            rows += spelled[(number + place) % len(spelled)]
        rows += surveillance[number * 3 // 4 % 4]
        one = {**pi_set, "measurements": rows}
        if cehrt is not ABSENT:
            one["cehrtId"] = cehrt
        if start is not ABSENT:
            one["performanceStart"] = start
        if end is not ABSENT:
            one["performanceEnd"] = end
        yield {**header, "measurementSets": [one]}
