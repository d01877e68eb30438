"""From broken rules to the findings of a report: bounded, placed and in the contract's order."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, islice
from typing import Final

from attrs import field, frozen

from mips_pi_rules.documents.document import Document
from mips_pi_rules.facts.defects import ItemDefects
from mips_pi_rules.facts.values import SetFacts
from mips_pi_rules.frozenmap import FrozenMap
from mips_pi_rules.judging.aboutfields import field_of
from mips_pi_rules.judging.findings import NOWHERE, Broken, one_by_one
from mips_pi_rules.judging.report import Finding
from mips_pi_rules.law.year import NoYear, Year
from mips_pi_rules.outcomes import PRECEDENCE

MOST: Final = 100  # findings of one rule in a report

_Key = tuple[int, ...]
# A broken rule, the place that it names, the part of it that exists, and what sorts places.
_Keyed = tuple[Broken, str, str, _Key]


@frozen(eq=False)
class Placed:
    """The findings of a report, and how many further ones each rule has."""

    findings: tuple[Finding, ...] = ()
    omitted: FrozenMap[int] = field(factory=FrozenMap)


def placed(
    year: Year | NoYear,
    broken: Sequence[Broken],
    document: Document,
    shown: SetFacts | None = None,
) -> Placed:
    """The findings with places that exist, lines and columns.

    Of each rule the first MOST are kept, those of the document and of the set that is `shown`
    before those of other sets; None: no set comes before another.
    """
    if not broken:
        return Placed()
    by_rule: dict[str, list[Broken]] = {}
    for one in broken:
        by_rule.setdefault(one.rule.id, []).append(one)
    over, keyed = {}, []
    for rule, several in sorted(by_rule.items()):
        count = sum(one.count for one in several)
        if count > MOST:
            over[rule] = count - MOST
            keyed += _first(several, document, shown)
        else:
            keyed += _keyed(several, document)
    locations = document.positions({pointer for _, _, pointer, _ in keyed})
    found = []
    for one, wanted, pointer, key in keyed:
        location = document.path(wanted) or locations.get(pointer, NOWHERE)
        about = field_of(one, wanted, document.submission, year)
        finding = one.finding(year, pointer, location, about)
        rank = PRECEDENCE.index(finding.outcome) if finding.outcome else len(PRECEDENCE)
        found.append(((rank, key, finding.rule), finding))
    ordered = sorted(found, key=lambda pair: pair[0])
    return Placed(tuple(finding for _, finding in ordered), FrozenMap(over))


def _first(several: list[Broken], document: Document, shown: SetFacts | None) -> list[_Keyed]:
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
        in_order = isinstance(broken.defects, ItemDefects)
        for one in islice(one_by_one([broken]), most if in_order else None):
            wanted = one.pointer()
            yield one, wanted, *document.nearest(wanted)


def _of_another_set(broken: Broken, shown: SetFacts | None) -> bool:
    facts = broken.facts
    return shown is not None and isinstance(facts, SetFacts) and facts is not shown
