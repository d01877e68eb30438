"""From broken rules to the findings of a report: bounded, placed and in the contract's order."""

from collections import Counter
from collections.abc import Collection, Sequence
from typing import Final

from attrs import field, frozen

from mips_pi_rules.documents.document import Document
from mips_pi_rules.facts.values import SetFacts
from mips_pi_rules.frozenmap import FrozenMap
from mips_pi_rules.judging.findings import NOWHERE, Broken
from mips_pi_rules.judging.report import Finding
from mips_pi_rules.law.year import NoYear, Year
from mips_pi_rules.outcomes import PRECEDENCE

MOST: Final = 100  # findings of one rule in a report

_Key = tuple[int, ...]


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
    places = {}
    keyed = []
    for one in broken:
        wanted = one.pointer()
        if wanted not in places:
            places[wanted] = document.place(wanted)
        keyed.append((one, wanted, *places[wanted]))
    counts = Counter(one.rule.id for one in broken)
    over = {rule: count - MOST for rule, count in sorted(counts.items()) if count > MOST}
    if over:
        keyed = _first(keyed, over, shown)
    places_of = document.positions({pointer for _, _, pointer, _ in keyed})
    found = []
    for one, wanted, pointer, key in keyed:
        place = document.path(wanted) or places_of.get(pointer, NOWHERE)
        finding = one.finding(year, pointer, place)
        rank = PRECEDENCE.index(finding.outcome) if finding.outcome else len(PRECEDENCE)
        found.append(((rank, key, finding.rule), finding))
    ordered = sorted(found, key=lambda pair: pair[0])
    return Placed(tuple(finding for _, finding in ordered), FrozenMap(over))


def _first(
    keyed: list[tuple[Broken, str, str, _Key]], over: Collection[str], shown: SetFacts | None
) -> list[tuple[Broken, str, str, _Key]]:
    """Of each rule with too many findings the first ones; of other rules all."""
    kept = [one for one in keyed if one[0].rule.id not in over]
    for rule in over:
        several = [one for one in keyed if one[0].rule.id == rule]
        several.sort(key=lambda one: (_of_another_set(one[0], shown), one[3]))
        kept += several[:MOST]
    return kept


def _of_another_set(broken: Broken, shown: SetFacts | None) -> bool:
    facts = broken.facts
    return shown is not None and isinstance(facts, SetFacts) and facts is not shown
