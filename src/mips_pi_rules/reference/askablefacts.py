"""The facts of a year as conditions on QPP JSON: of a document, of a set, of a measure.

What facts/stating.py, facts/measures.py and facts/records.py state, said again as schemas, since
a schema of the document has no facts; a property holds the two together. Facts that no document
says (history, a referral, the length of a period) are not here, so that rules over them are beyond.
"""

from collections.abc import Collection, Mapping
from itertools import combinations
from typing import Final

from attrs import frozen

from mips_pi_rules.documents.submission import APPLIES_TO, DEFAULT_PROGRAM
from mips_pi_rules.law.entries import Choice
from mips_pi_rules.law.policies import Policy
from mips_pi_rules.reference.askable import (
    Fact,
    Field,
    a_row,
    form_of,
    two_of,
    with_id,
    with_value,
)
from mips_pi_rules.reference.askabledefects import of_document, of_set, readable
from mips_pi_rules.reference.conditions import (
    ALWAYS,
    NEVER,
    OURS,
    Condition,
    Part,
    Says,
    Schema,
    every,
    no,
    some,
)

_TRUE: Final[Schema] = {"const": True}


@frozen(eq=False, repr=False)
class Askable:
    """The facts of a year: of the document, and of a set with those of its measures.

    `wire`: the parts of submission.schema.json, from which the forms of fields are taken.
    """

    policy: Policy
    wire: Mapping[str, Schema]

    def submission(self) -> Fact:
        """The facts of the document."""
        year = self.policy.performance_year
        right_year: Schema = {
            "properties": {"performanceYear": {"const": year}},
            "required": ["performanceYear"],
        }
        given = self.wire["submission"]["properties"]
        names = ("taxpayerIdentificationNumber", "nationalProviderIdentifier", "entityId")
        return Fact(
            parts={
                "performanceYearSupported": Fact(values=_flag(Says("head", right_year))),
                "entityType": Fact(_given("head", "entityType"), text=_text("head", "entityType")),
                "promotingInteroperabilitySets": Fact(readable(), values=_sets()),
                "identifiers": Fact(
                    parts={name: _identifier(name, form_of(given[name])) for name in names}
                ),
                "defects": Fact(parts=of_document()),
            }
        )

    def measurement_set(self) -> Fact:
        """The facts of a set of the category."""
        policy = self.policy
        known = {"properties": {"entityType": {"enum": list(APPLIES_TO)}}}
        nothing: Schema = {"anyOf": [{"type": "null"}, {"type": "array", "maxItems": 0}]}
        rows: Schema = {
            "properties": {"measurements": {"not": nothing}},
            "required": ["measurements"],
        }
        return Fact(
            parts={
                "entityType": Fact(
                    every((_given("head", "entityType"), Says("head", known))),
                    text=_text("head", "entityType"),
                ),
                "programKind": Fact(self._program(), values=self._kinds()),
                "cehrtId": Fact(
                    every((_given("set", "cehrtId"), _not_empty("cehrtId"))),
                    text=Field("set", ("cehrtId",), capitals=True),
                ),
                "data": Fact(values=_flag(Says("set", rows))),
                "period": Fact(parts=self._period()),
                "measures": Fact(parts={name: self.measure(name) for name in policy.measures}),
                "choices": Fact(
                    parts={name: self._choice(one) for name, one in policy.choices.items()}
                ),
                "defects": Fact(parts=of_set(self.policy, self.wire)),
            }
        )

    def measure(self, name: str) -> Fact:
        """The record of a measure."""
        policy, reported = self.policy, self._reported(name)
        exclusions, levels = policy.measures[name].exclusions, policy.levels_of(name)
        boolean = with_value([name], {"type": "boolean"})
        shown = policy.false_rows == "present"
        row = a_row(with_id([name])) if shown else reported
        parts = {
            "reported": Fact(reported, values=[(True, ALWAYS)]),
            "row": Fact(row, values=[(True, ALWAYS)]),
            "excludedBy": _listed(exclusions, false_too=False),
            "exclusionRows": _listed(exclusions, false_too=shown),
            "levels": _listed(levels, false_too=False),
            "levelIds": _listed(levels, false_too=False),
            "levelRows": _listed(levels, false_too=shown),
            "silent": self._silent(name),
            "requirementMet": Fact(self._requirement(name), values=[(True, ALWAYS)]),
        }
        if policy.measures[name].kind == "proportion":
            for count in ("numerator", "denominator"):
                number = {"properties": {count: {"type": "integer"}}, "required": [count]}
                counted = with_value([name], number)
                text = Field("rows", ("value", count), rows=counted)
                parts[count] = Fact(a_row(counted), text=text)
            parts["answer"] = Fact(NEVER)
        else:
            parts["answer"] = Fact(a_row(boolean), text=Field("rows", ("value",), rows=boolean))
            parts |= {"numerator": Fact(NEVER), "denominator": Fact(NEVER)}
        return Fact(parts=parts)

    # ---- measures

    def _reported(self, *names: str) -> Condition:
        return a_row(with_value(names))

    def _spoken(self, *names: str) -> Condition:
        """Something is said of one of these measures: it is reported or excluded."""
        exclusions = [one for name in names for one in self.policy.measures[name].exclusions]
        kinds = [with_value(names)]
        return a_row(*kinds, *([with_value(exclusions, _TRUE)] if exclusions else []))

    def _silent(self, name: str) -> Fact:
        policy = self.policy
        measure = policy.measures[name]
        if measure.points is None or name in policy.of_ways:
            return Fact(NEVER, values=[("measure", NEVER), ("objective", NEVER)])
        others = policy.objective(measure.objective).measures
        spoken, of_objective = self._spoken(name), self._spoken(*others)
        return Fact(
            no(spoken),
            values=[
                ("measure", every((no(spoken), of_objective))),
                ("objective", no(of_objective)),
            ],
        )

    def _requirement(self, name: str) -> Condition:
        if name not in self.policy.requires:
            return NEVER
        others = self.policy.requires[name].production_on_any_of
        return some(
            every(
                a_row(with_value([one], _TRUE))
                for one in (other, self.policy.engagement[other].production)
            )
            for other in others
        )

    # ---- choices

    def _choice(self, choice: Choice) -> Fact:
        taken: list[tuple[str, Condition]] = []
        before: list[Condition] = []
        for way in choice.ways:
            if way.id != choice.default:
                reported = self._reported(*way.measures)
                taken.append((way.id, every((*map(no, before), reported))))
                before.append(reported)
        taken.append((choice.default, every(map(no, before))))
        by_way = dict(taken)
        rows = {way.id: self._any_row(way.measures) for way in choice.ways}
        complete = some(
            every((by_way[way.id], *(self._spoken(one) for one in way.measures)))
            for way in choice.ways
        )
        silent = no(self._spoken(*(one for way in choice.ways for one in way.measures)))
        exclusions = [
            exclusion
            for way in choice.ways
            for one in way.measures
            for exclusion in self.policy.measures[one].exclusions
        ]
        beside = every(
            (
                _listed(exclusions, false_too=self.policy.false_rows == "present").there,
                some(every((by_way[way.id], rows[way.id])) for way in choice.ways),
            )
        )
        two_ways = some(every(pair) for pair in combinations(rows.values(), 2))
        return Fact(
            parts={
                "way": Fact(values=taken),
                "state": Fact(
                    values=[
                        ("complete", complete),
                        ("silent", silent),
                        ("partial", no(some((complete, silent)))),
                    ]
                ),
                "rowWays": Fact(least={1: some(rows.values()), 2: two_ways}),
                "exclusionRows": Fact(least={1: beside}),
            }
        )

    def _any_row(self, names: tuple[str, ...]) -> Condition:
        shown = self.policy.false_rows == "present"
        return a_row(with_id(names)) if shown else self._reported(*names)

    # ---- the set itself

    def _program(self) -> Condition:
        names = list(self.policy.program_kinds)
        return Says("set", {"properties": {"programName": {"enum": [None, *names]}}})

    def _kinds(self) -> list[tuple[str, Condition]]:
        found: list[tuple[str, Condition]] = []
        for kind, names in self.policy.programs.items():
            one: Schema = {"properties": {"programName": {"enum": list(names)}}}
            if DEFAULT_PROGRAM in names:
                one["properties"]["programName"]["enum"].append(None)
            else:
                one["required"] = ["programName"]
            found.append((kind, Says("set", one)))
        return found

    def _period(self) -> dict[str, Fact]:
        found = {}
        given = self.wire["promotingInteroperabilitySet"]["properties"]
        inside = {"pattern": f"^{self.policy.performance_year}-"}
        for name, field in (("start", "performanceStart"), ("end", "performanceEnd")):
            there = _given("set", field)
            in_year = {"if": {**form_of(given[field]), "type": "string"}, "then": inside}
            values = _flag(Says("set", {"properties": {field: in_year}}))
            found[name] = Fact(there)
            found[f"{name}sInYear"] = Fact(there, values=values, or_absent=True)
        return found


# ---- facts of a kind


def _flag(true: Condition) -> list[tuple[bool, Condition]]:
    return [(True, true), (False, no(true))]


def _given(part: Part, name: str) -> Condition:
    """The field is there and not null."""
    return Says(part, {"properties": {name: {"not": {"type": "null"}}}, "required": [name]})


def _not_empty(name: str) -> Condition:
    return Says("set", {"properties": {name: {"not": {"const": ""}}}})


def _text(part: Part, name: str) -> Field:
    return Field(part, (name,))


def _identifier(name: str, form: Schema) -> Fact:
    good = Says("head", {"properties": {name: form}})
    return Fact(
        _given("head", name), values=[("wellFormed", good), ("malformed", no(good))], or_absent=True
    )


def _sets() -> list[tuple[int, Condition]]:
    """How many sets of the category there are, as far as rules ask: none or some."""
    whole = {
        "properties": {"measurementSets": {"type": "array", "contains": OURS}},
        "required": ["measurementSets"],
    }
    some_set = Says("document", whole, bare=OURS)
    return [(0, no(some_set)), (1, some_set)]


def _listed(ids: Collection[str], *, false_too: bool) -> Fact:
    """The list of those rows of `ids` that are true, or there at all."""
    if not ids:
        return Fact(NEVER, least={1: NEVER, 2: NEVER})
    kind = with_id(ids) if false_too else with_value(ids, _TRUE)
    return Fact(a_row(kind), least={1: a_row(kind), 2: two_of(ids, None if false_too else _TRUE)})
