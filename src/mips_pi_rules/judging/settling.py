"""What the answers of a set settle before its counts are looked at: points, rates and statuses.

Worked out once for each statement and allocation, and shared by all sets that say the same.
"""

from collections.abc import Collection, Mapping
from typing import Final

from mips_pi_rules.facts.values import MeasureRecord, Said, Statement
from mips_pi_rules.judging.redistribution import (
    Allocation,
    Bonus,
    Held,
    Points,
    Row,
    Settled,
    SettledSet,
)
from mips_pi_rules.judging.results import Status

_MOST_SETTLED: Final = 256  # of one allocation


def settled_set(points: Points, said: Statement, unmet: frozenset[str]) -> SettledSet:
    """What is said of the measures of a set settles, whatever their counts; kept if all are met."""
    allocation = points.allocation(said)
    rated: list[tuple[str, int]] = []
    parts, statuses = 0, []
    for group in said.groups:
        settled = allocation.settled.get(group)
        if settled is None or (unmet and not unmet.isdisjoint(group.measures)):
            settled = _settled(points, allocation, group, unmet)
        parts += settled.parts
        rated += settled.rated
        statuses.append(settled.statuses)
    bonuses = bonuses_of(points, said.measures, unmet)
    found = SettledSet(allocation, parts, tuple(rated), tuple(statuses), bonuses)
    if said.shared and not unmet:
        points.settled[said] = found
    return found


def _settled(points: Points, allocation: Allocation, said: Said, unmet: frozenset[str]) -> Settled:
    """What is said of a group of measures settles, whatever their counts; kept if all are met."""
    held = allocation.held
    parts, rated, statuses = 0, [], []
    for name, record in said.measures.items():
        one = held.get(name)
        if one is None:
            status = _unheld(points.rows[name], record, name in unmet)
        else:
            status = _status(one, record, name in unmet)
            if status == "met" and one.proportion:
                rated.append((name, one.share.parts))
            elif status in ("met", "suppressed"):
                parts += one.share.parts
        if status is not None:
            statuses.append((name, status))
    settled = Settled(parts, tuple(rated), tuple(statuses))
    if said.shared and unmet.isdisjoint(said.measures) and len(allocation.settled) < _MOST_SETTLED:
        allocation.settled[said] = settled
    return settled


def _unheld(row: Row, record: MeasureRecord, unmet: bool) -> Status | None:
    """The status of a measure or attestation that holds no points; None where it has no row."""
    reported, missing = row
    status = reported if "reported" in record else missing
    return "unmet" if status == "attested" and unmet else status


def _status(one: Held, record: MeasureRecord, unmet: bool) -> Status:
    """The status of a required measure that holds points; the first that fits."""
    if "reported" not in record and "excludedBy" not in record:
        return "notReported"
    if one.suppression is not None and not unmet:
        return "suppressed"
    if "excludedBy" in record:
        return "excluded"
    return "unmet" if unmet else "met"


def bonuses_of(
    points: Points, measures: Mapping[str, MeasureRecord], unmet: Collection[str]
) -> dict[str, Bonus]:
    """What each bonus measure earns: a group's points once, on its first id that earns them."""
    earned = {}
    for group in points.bonuses:
        for name, needs in group.needs:
            record = measures[name]
            if (
                "answer" in record
                and record["answer"]
                and name not in unmet
                and "preProductionAgain" not in record
                and needs <= record.keys()
            ):
                earned[name] = group
                break
    return earned
