"""Rules that do not hold, and the findings that they become: words, values and place."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from attrs import define

from mips_pi_rules.documents.made import read_as
from mips_pi_rules.facts.defects import Defect
from mips_pi_rules.facts.values import Json, SetFacts, SubmissionFacts, WholeFacts
from mips_pi_rules.frozenmap import FrozenMap
from mips_pi_rules.judging.results import Finding
from mips_pi_rules.law.rules import Rule
from mips_pi_rules.law.year import NoYear, Year
from mips_pi_rules.outcomes import Value

# Where a finding stands: line, column (both 1-based) and, in XML, its path.
Location = tuple[int | None, int | None, str | None]
NOWHERE: Location = (None, None, None)


@define(eq=False, repr=False)
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
        values = self._values(year.raw)
        said = {
            name: (", ".join(item) or "none") if item.__class__ is tuple else str(item)
            for name, item in values.items()
        }
        words = self.rule.words(in_xml=location[2] is not None)
        line, column, path = location
        return read_as(
            Finding,
            {
                "rule": self.rule.id,
                "title": self.rule.title,
                "kind": self.rule.kind,
                "field": field,
                "severity": self.rule.severity if outcome is None else "error",
                "outcome": outcome,
                "pointer": pointer,
                "line": line,
                "column": column,
                "path": path,
                "message": words.message.format(**said),
                "fix": words.fix.format(**said),
                "cites": tuple(self.defect.get("cites", self.cites)) if self.defect else self.cites,
                "values": FrozenMap(values),
            },
        )

    def pointer(self) -> str:
        """Where in the document it is, or should be if it is missing."""
        if self.defect is not None:
            return self.defect["at"]
        if self.rule.over == "measure" and isinstance(self.facts, SetFacts):
            return self.facts.pointer(self.rule.at, self.measure)
        return self.facts.pointer(self.rule.at)

    def _values(self, policy: Mapping[str, Any]) -> dict[str, Value]:
        """What the message names: the measure, and what pointers into facts or policy lead to."""
        values: dict[str, Value] = {}
        roots: Json = {"facts": self.facts.data, "policy": policy}
        if self.measure is not None and isinstance(self.facts, SetFacts):
            title = policy["measures"][self.measure]["title"]
            values = {"measureId": self.measure, "title": title}
            roots["record"] = self.facts.data["measures"][self.measure]
        for name, way in self.rule.ways.items():
            here: Any = roots
            for name_in in way:
                here = here.get(self.measure if name_in == "{measureId}" else name_in, {})
            values[name] = _value(here)
        if self.defect is not None:
            for name, item in self.defect["values"].items():
                values[name] = _value(item)
        return values


def one_by_one(broken: Iterable[Broken]) -> Iterator[Broken]:
    """Each with its own place and values: of a rule that says that there is no defect, each."""
    for one in broken:
        if not one.defects:
            yield one
        for defect in one.defects:
            yield Broken(one.rule, one.cites, one.facts, one.measure, defect)


def _value(item: Any) -> Value:
    """A string or number from the facts or the policy as it is; what is not there as none."""
    if isinstance(item, list | tuple):
        return tuple(map(str, item))
    return () if item is None or item == {} else item
