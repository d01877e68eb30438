"""Rules that do not hold, and the findings that they become: words, values and place."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from attrs import define

from mips_pi_rules.facts.defects import Defect
from mips_pi_rules.facts.values import Json, SetFacts, SubmissionFacts, WholeFacts
from mips_pi_rules.frozenmap import FrozenMap
from mips_pi_rules.judging.report import Finding
from mips_pi_rules.law.rules import Rule
from mips_pi_rules.law.year import NoYear, Year
from mips_pi_rules.outcomes import Value
from mips_pi_rules.pointers import split

# Where a finding stands: line, column (both 1-based) and, in XML, its path.
Location = tuple[int | None, int | None, str | None]
NOWHERE: Location = (None, None, None)


@define(eq=False)
class Broken:
    """A rule that does not hold, and of what: the facts, a measure's record, or defects.

    Its outcome is the year's to say; the words are made only for a report. `defects` are all
    those of its kind; in `one_by_one` each stands by itself, as `defect`.
    """

    rule: Rule
    cites: tuple[str, ...]
    facts: SubmissionFacts | SetFacts | WholeFacts
    measure: str | None = None
    defect: Defect | None = None
    defects: Collection[Defect] = ()

    @property
    def count(self) -> int:
        """How many findings it makes."""
        return len(self.defects) or 1

    def finding(
        self,
        year: Year | NoYear,
        pointer: str = "",
        location: Location = NOWHERE,
        field: str | None = None,
    ) -> Finding:
        """The finding in words, at `pointer`, where it was read at `location`; about `field`."""
        outcome = year.outcomes[self.rule.id]
        values = FrozenMap((name, _value(item)) for name, item in self._values(year.raw).items())
        said = {name: _words(item) for name, item in values.items()}
        words = self.rule.words(in_xml=location[2] is not None)
        return Finding(
            rule=self.rule.id,
            title=self.rule.title,
            kind=self.rule.kind,
            field=field,
            severity=self.rule.severity if outcome is None else "error",
            outcome=outcome,
            pointer=pointer,
            message=words.message.format(**said),
            fix=words.fix.format(**said),
            cites=tuple(self.defect.get("cites", self.cites)) if self.defect else self.cites,
            values=values,
            line=location[0],
            column=location[1],
            path=location[2],
        )

    def pointer(self) -> str:
        """Where in the document it is, or should be if it is missing."""
        if self.defect is not None:
            return self.defect["at"]
        if self.rule.over == "measure" and isinstance(self.facts, SetFacts):
            return self.facts.pointer(self.rule.at, self.measure)
        return self.facts.pointer(self.rule.at)

    def _values(self, policy: Mapping[str, Any]) -> Json:
        """What the message names: the measure, and what pointers into facts or policy lead to."""
        values: Json = {}
        roots: Json = {"facts": self.facts.data, "policy": policy}
        if self.measure is not None and isinstance(self.facts, SetFacts):
            title = policy["measures"][self.measure]["title"]
            values = {"measureId": self.measure, "title": title}
            roots["record"] = self.facts.data["measures"][self.measure]
        for name, pointer in self.rule.values.items():
            here: Any = roots
            for token in split(pointer.replace("{measureId}", self.measure or "")):
                here = here.get(token, {})
            values[name] = () if here is None or here == {} else here
        return {**values, **(self.defect["values"] if self.defect else {})}


def one_by_one(broken: Iterable[Broken]) -> Iterator[Broken]:
    """Each with its own place and values: of a rule that says that there is no defect, each."""
    for one in broken:
        if not one.defects:
            yield one
        for defect in one.defects:
            yield Broken(one.rule, one.cites, one.facts, one.measure, defect)


def _value(item: Any) -> Value:
    if isinstance(item, list | tuple):
        return tuple(map(str, item))
    return item  # type: ignore[no-any-return] # a string or number from the facts or the policy


def _words(item: Value) -> str:
    if isinstance(item, tuple):
        return ", ".join(item) or "none"
    return str(item)
