"""Several sets of one document, which agree or not."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from .submissions import (
    EXCHANGE_IDS,
    Document,
    document,
    exclusions,
    full_set,
    gates,
    rate,
    row,
)


def _second_rows(year: int) -> Iterator[list[Document]]:
    """Rows of a second set: the same, in other words, and with each measure said otherwise."""
    best = [*full_set(year), *gates(year)]
    yield best
    yield [{**one, "value": _rewritten(one["value"])} for one in best]
    yield [*best, row("PI_ONCACB_1", False), row("PI_PHCDRR_5", False)]
    yield []
    for one in best:
        name, value = one["measureId"], one["value"]
        rest = [other for other in best if other is not one]
        yield rest
        yield [*rest, row(name, None)]
        if isinstance(value, bool):
            yield [*rest, row(name, False)]
        else:
            n, d = value["numerator"], value["denominator"]
            yield from ([*rest, rate(name, *pair)] for pair in ((n, d + 1), (2 * n, 2 * d), (0, d)))
    for measure in ("PI_EP_1", "PI_EP_2", "PI_HIE_1", "PI_HIE_4", "PI_PHCDRR_1", "PI_PHCDRR_3"):
        rest = [one for one in best if one["measureId"] != measure]
        for name in exclusions(year, measure):
            yield [*rest, row(name, True)]
            yield [*best, row(name, False)]
    for way in ("PI_HIE_5", "PI_HIE_6")[: 1 if year == 2022 else 2]:
        rest = [one for one in best if one["measureId"] not in EXCHANGE_IDS]
        yield from ([*rest, row(way, answer)] for answer in (True, False))
    if year == 2022:
        yield [*(one for one in best if one["measureId"] != "PI_EP_2"), row("PI_EP_2", False)]
    else:
        rest = [one for one in best if not one["measureId"].startswith("PI_PHCDRR_1_")]
        yield [*rest, row("PI_PHCDRR_1_PRE", True)]
        yield rest


def _rewritten(value: Any) -> Any:
    """The same answer, its counts as other JSON numbers: 49.0 for 49."""
    if isinstance(value, bool):
        return value
    return {name: float(count) for name, count in value.items()}


def several_sets(year: int, part: int = 0, parts: int = 1) -> Iterator[Document]:
    """A second set after or before the first, of its program or another, and a third one."""
    number = -1
    for rows in _second_rows(year):
        for first, second in (("mips", None), ("app1", "app1"), (None, "app1")):
            for turned in (False, True):
                number += 1
                if number % parts != part:
                    continue
                one = document(year, [*full_set(year), *gates(year)], programName=first)
                other = document(
                    year, rows, programName=second, submissionMethod="electronicHealthRecord"
                )
                sets = [*one["measurementSets"], *other["measurementSets"]]
                if number % 3 == 0:
                    third = document(year, list(rows), programName="mips" if second else "app1")
                    sets += third["measurementSets"]
                yield {**one, "measurementSets": sets[::-1] if turned else sets}
