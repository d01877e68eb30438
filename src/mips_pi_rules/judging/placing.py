"""From broken rules to the findings of a report: bounded, placed and in the contract's order."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, groupby, islice
from typing import Final, NamedTuple

from attrs import field, frozen

from mips_pi_rules.documents.document import Document
from mips_pi_rules.facts.defects import ItemDefects
from mips_pi_rules.facts.values import SetFacts
from mips_pi_rules.frozenmap import FrozenMap
from mips_pi_rules.judging.aboutfields import field_of
from mips_pi_rules.judging.checkeddocument import Checked
from mips_pi_rules.judging.checkedsets import MOST
from mips_pi_rules.judging.findings import NOWHERE, Broken, one_by_one
from mips_pi_rules.judging.judgment import SetJudgment
from mips_pi_rules.judging.results import Finding
from mips_pi_rules.law.year import NoYear, Year
from mips_pi_rules.outcomes import PRECEDENCE, Kind, Outcome

_Key = tuple[int, ...]
# A broken rule, the place that it names, the part of it that exists, and what sorts places.
_Keyed = tuple[Broken, str, str, _Key]


@frozen(eq=False, repr=False)
class Placed:
    """The findings of a report, and how many further ones each rule has."""

    findings: tuple[Finding, ...] = ()
    omitted: FrozenMap[int] = field(factory=FrozenMap)


_NOTHING: Final = Placed()


class Ordered(NamedTuple):
    """A broken rule with the place that it names and the part of that which exists."""

    broken: Broken
    wanted: str
    pointer: str
    outcome: Outcome | None

    @property
    def kind(self) -> Kind:
        """What sort of fault it is."""
        return self.broken.rule.kind


def in_order(
    year: Year | NoYear,
    checked: Checked,
    judged: Sequence[Broken],
    document: Document,
    shown: SetJudgment | None = None,
) -> tuple[list[Ordered], dict[str, int]]:
    """What is broken in the order of a report, and how many further ones each rule has.

    `judged`: the broken rules of the judgment. Of each rule the first MOST are kept, those of the
    document and of the set that is `shown` before those of other sets; None: no set comes before
    another.
    """
    if not judged and not checked.rules:
        return [], {}
    by_rule: dict[str, list[Broken]] = {}
    counts = dict(checked.sets.further)
    for one in chain(checked.broken, _of_sets(checked, shown), judged):
        by_rule.setdefault(one.rule.id, []).append(one)
        counts[one.rule.id] = counts.get(one.rule.id, 0) + one.count
    if shown is not None and shown.checked.held is None:
        for rule, _, count in shown.checked.rules:
            counts[rule] -= count
    over: dict[str, int] = {}
    found: list[tuple[int, _Key, str, int, Ordered]] = []
    for rule, several in by_rule.items():
        outcome = year.outcomes[rule]
        rank = PRECEDENCE.index(outcome) if outcome else len(PRECEDENCE)
        keyed: Iterable[_Keyed] = _keyed(several, document)
        if counts[rule] > MOST:
            over[rule] = counts[rule] - MOST
            keyed = _first(several, document, shown)
        for broken, wanted, pointer, key in keyed:
            one_found = Ordered(broken, wanted, pointer, outcome)
            found.append((rank, key, rule, len(found), one_found))
    found.sort()  # no two have one number, so that what was found is never compared
    return [one[-1] for one in found], over


def placed(
    year: Year | NoYear,
    checked: Checked,
    judged: Sequence[Broken],
    document: Document,
    shown: SetJudgment | None = None,
) -> Placed:
    """The findings `in_order`, with places that exist, lines and columns."""
    found, over = in_order(year, checked, judged, document, shown)
    if not found:
        return _NOTHING
    locations = document.positions({one.pointer for one in found})
    paths = document.paths({one.wanted for one in found})
    findings = []
    for broken, wanted, pointer, _ in found:
        location = paths.get(wanted) or locations.get(pointer, NOWHERE)
        about = field_of(broken, wanted, document.submission, year)
        findings.append(broken.finding(year, pointer, location, about))
    return Placed(tuple(findings), FrozenMap(sorted(over.items())))


def _of_sets(checked: Checked, shown: SetJudgment | None) -> Iterator[Broken]:
    """What sets broke that may be shown: of those that are held, and of the one shown."""
    at = None if shown is None else shown.checked.pointer
    for one in checked.sets:
        if one.held is not None or one.pointer == at:
            yield from one.broken


def _first(several: list[Broken], document: Document, shown: SetJudgment | None) -> list[_Keyed]:
    """The first MOST findings of a rule; what is not among them is not placed."""
    # Sets stand in document order, so that those after the one that has the last are passed over.
    several = sorted(several, key=lambda one: _of_another_set(one, shown))
    found: list[_Keyed] = []
    for _, of_one in groupby(several, key=lambda one: id(one.facts)):
        found += sorted(_keyed(of_one, document, MOST), key=lambda one: one[-1])
        if len(found) >= MOST:
            break
    return found[:MOST]


def _keyed(
    several: Iterable[Broken], document: Document, most: int | None = None
) -> Iterator[_Keyed]:
    """Each finding with its place; `most`: only so many of those that stand in order already."""
    for broken in several:
        if broken.defects:
            in_order = isinstance(broken.defects, ItemDefects)
            for one in islice(one_by_one((broken,)), most if in_order else None):
                wanted = one.pointer()
                yield one, wanted, *document.nearest(wanted)
        else:
            wanted = broken.pointer()
            yield broken, wanted, *document.nearest(wanted)


def _of_another_set(broken: Broken, shown: SetJudgment | None) -> bool:
    facts = broken.facts
    if shown is None or not isinstance(facts, SetFacts):
        return False
    return facts.base != shown.checked.pointer
