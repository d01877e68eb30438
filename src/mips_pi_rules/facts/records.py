"""The record that what is said of a measure makes: once for each year and combination, shared.

Most documents say the same few things of a measure: yes, yes with a level, an exclusion. What is
said is noted as bits. The record of each combination is made when it first occurs; nobody writes
into it. What cannot be seen from bits, the order of several exclusions, makes a record of its own.
"""

from collections.abc import Mapping
from typing import Any, Final, cast

from attrs import define, field, frozen

from mips_pi_rules.documents.qpp import share_rows
from mips_pi_rules.documents.spelling import Names
from mips_pi_rules.facts.values import ChoiceRecord, Level, MeasureRecord
from mips_pi_rules.law.entries import Choice
from mips_pi_rules.law.policies import Policy
from mips_pi_rules.law.year import Year

YES: Final = 1
NO: Final = 2
COUNTS: Final = 4
MALFORMED: Final = 8  # there, but with a value that is none
BLANK: Final = 16  # a blank row, where the year reads such rows as present
REQUIREMENT: Final = 32  # what the measure requires of others is met
SILENT_MEASURE: Final = 64  # nothing is said of it; of its objective something is
SILENT_OBJECTIVE: Final = 128
OWN: Final = 256  # its record holds what bits do not say
_FIRST: Final = 512  # then two bits for each exclusion and level: true, and false but present
_REPORTED: Final = YES | NO | COUNTS | MALFORMED
_ROW: Final = YES | NO | COUNTS | BLANK
Counts = tuple[int, int]  # numerator and denominator
_MOST: Final = 4096  # combinations that are kept of one measure or choice


@frozen(eq=False)
class Role:
    """What a known id is: of which measure, and the bits that its row gives.

    `slot` is the measure's place in the policy. `yes` and `no`: the bit of a true or false value,
    0 where that is not what the id takes; `present`: that of a row that says nothing.
    """

    id: str
    slot: int
    part: str  # measure, exclusion, preProduction or production
    proportion: bool
    yes: int
    no: int
    present: int

    @property
    def is_measure(self) -> bool:
        """Whether it is the id of the measure itself."""
        return self.part == "measure"


@define(eq=False)
class Records:
    """What follows from a year's policy alone, and the records made so far."""

    year: int
    names: tuple[str, ...]  # of the measures; a measure's place in it is its slot
    roles: Mapping[str, Role]
    ids: Names  # for an id that is not known
    of: tuple[tuple[Role, ...], ...]  # by slot: its exclusions and levels
    spoken: tuple[int, ...]  # by slot: the bits of which one must be set for it to be spoken of
    claims: tuple[tuple[int, int], ...]  # slots with exclusions, and the bits of these
    asked: tuple[int, ...]  # slots of required measures that are in no choice
    objective: tuple[tuple[int, ...], ...]  # by slot: the slots of its objective
    requires: tuple[tuple[int, tuple[tuple[int, int], ...]], ...]
    _choices: tuple[tuple[str, Choice, tuple[int, ...]], ...]
    _made: tuple[dict[int, MeasureRecord], ...]
    _chosen: tuple[dict[tuple[int, ...], ChoiceRecord], ...] = field(repr=False)
    # Bits and records where nothing is said of any measure, once they are made.
    nothing: tuple[list[int], dict[str, MeasureRecord], dict[str, ChoiceRecord]] | None = None

    @classmethod
    def of_year(cls, year: Year) -> "Records":
        """The tables of a year, without any record yet."""
        policy = year.policy
        share_rows(policy.roles)
        names = tuple(policy.measures)
        slots = {name: slot for slot, name in enumerate(names)}
        roles = {role.id: role for name in names for role in _roles(policy, name, slots[name])}
        of = tuple(
            tuple(r for r in roles.values() if r.slot == slot and not r.is_measure)
            for slot in slots.values()
        )
        claims = [sum(r.yes for r in several if r.part == "exclusion") for several in of]
        chosen = {m for one in policy.choices.values() for way in one.ways for m in way.measures}
        objectives = {one.id: tuple(slots[m] for m in one.measures) for one in policy.objectives}
        return cls(
            year=policy.performance_year,
            names=names,
            roles=roles,
            ids=Names.of(roles),
            of=of,
            spoken=tuple(_REPORTED | claim for claim in claims),
            claims=tuple((slot, claim) for slot, claim in enumerate(claims) if claim),
            asked=tuple(
                slots[name]
                for name, measure in policy.measures.items()
                if measure.points is not None and name not in chosen
            ),
            objective=tuple(objectives[one.objective] for one in policy.measures.values()),
            requires=tuple(
                (
                    slots[name],
                    tuple(
                        (slots[m], YES | roles[policy.engagement[m].production].yes)
                        for m in requirement.production_on_any_of
                    ),
                )
                for name, requirement in policy.requires.items()
            ),
            choices=tuple(
                (name, one, tuple(slots[m] for way in one.ways for m in way.measures))
                for name, one in policy.choices.items()
            ),
            made=tuple({} for _ in names),
            chosen=tuple({} for _ in policy.choices),
        )

    def excluded(self, bits: list[int]) -> int:
        """Which measures have a claimed exclusion, as one number."""
        found = 0
        for slot, claims in self.claims:
            if bits[slot] & claims:
                found |= 1 << slot
        return found

    def require(self, bits: list[int]) -> None:
        """Note measures whose requirement (validated production of another) is met."""
        for slot, others in self.requires:
            if any(bits[other] & needed == needed for other, needed in others):
                bits[slot] |= REQUIREMENT

    def measures(
        self, bits: list[int], counts: Mapping[int, Counts], at: Mapping[str, int]
    ) -> dict[str, MeasureRecord]:
        """The record of each measure, by its id; `at`: where each id stands.

        Notes in `bits` which records are not shared.
        """
        found = {}
        for slot, (name, made) in enumerate(zip(self.names, self._made, strict=True)):
            said = bits[slot]
            record = made.get(said)
            if record is None:
                record = _record(self.of[slot], said, at)
                if _ordered(record) or len(made) >= _MOST:
                    bits[slot] |= OWN
                else:
                    made[said] = record
            if said & COUNTS:
                bits[slot] |= OWN
                numerator, denominator = counts[slot]
                record = {**record, "numerator": numerator, "denominator": denominator}
            found[name] = record
        return found

    def choices(
        self, bits: list[int], measures: Mapping[str, MeasureRecord]
    ) -> dict[str, ChoiceRecord]:
        """For each choice: the way that was taken and whether it is complete."""
        found = {}
        for (name, choice, slots), made in zip(self._choices, self._chosen, strict=True):
            key = tuple([bits[slot] for slot in slots])
            record = made.get(key)
            if record is None:
                record = _choice(choice, measures)
                several = any(_ordered(measures[self.names[slot]]) for slot in slots)
                if not several and len(made) < _MOST:
                    made[key] = record
            found[name] = record
        return found


def _roles(policy: Policy, name: str, slot: int) -> list[Role]:
    measure = policy.measures[name]
    shown = policy.false_rows == "present"
    proportion = measure.kind == "proportion"
    yes, no = (0, 0) if proportion else (YES, NO)
    found = [Role(name, slot, "measure", proportion, yes, no, BLANK if shown else 0)]
    others = [(i, "exclusion") for i, one in policy.exclusions.items() if one.of == name]
    if name in policy.engagement:
        levels = policy.engagement[name]
        others += [(levels.pre_production, "preProduction"), (levels.production, "production")]
    for number, (other, part) in enumerate(others):
        bit = _FIRST << (2 * number)
        found.append(Role(other, slot, part, False, bit, 0, bit << 1 if shown else 0))
    return found


def _record(others: tuple[Role, ...], said: int, at: Mapping[str, int]) -> MeasureRecord:
    record: Any = {}
    if said & _REPORTED:
        record["reported"] = True
    if said & _ROW:
        record["row"] = True
    if said & (YES | NO):
        record["answer"] = bool(said & YES)
    there = [role for role in others if said & (role.yes | role.present)]
    for role in sorted(there, key=lambda one: at[one.id]):
        kind = "exclusionRows" if role.part == "exclusion" else "levelRows"
        record.setdefault(kind, []).append(role.id)
        if said & role.yes and role.part == "exclusion":
            record.setdefault("excludedBy", []).append(role.id)
        elif said & role.yes:
            record.setdefault("levels", []).append(cast(Level, role.part))
            record.setdefault("levelIds", []).append(role.id)
    if said & REQUIREMENT:
        record["requirementMet"] = True
    if said & (SILENT_MEASURE | SILENT_OBJECTIVE):
        record["silent"] = "measure" if said & SILENT_MEASURE else "objective"
    return cast(MeasureRecord, record)


def _ordered(record: MeasureRecord) -> bool:
    """Whether the record holds what bits do not: an order of several exclusions or levels."""
    return len(record.get("exclusionRows", ())) > 1 or len(record.get("levelRows", ())) > 1


def _choice(choice: Choice, measures: Mapping[str, MeasureRecord]) -> ChoiceRecord:
    taken = [
        way
        for way in choice.ways
        if any("reported" in measures[measure] for measure in way.measures)
    ]
    default = next(way for way in choice.ways if way.id == choice.default)
    way = next((one for one in taken if one is not default), default)
    said = [m for m in way.measures if measures[m].keys() & {"reported", "excludedBy"}]
    every = [measure for one in choice.ways for measure in one.measures]
    silent = not any(measures[m].keys() & {"reported", "excludedBy"} for m in every)
    missing = [measure for measure in way.measures if measure not in said]
    return {
        "way": way.id,
        "measures": list(way.measures),
        "rowWays": [
            " with ".join(one.measures)
            for one in choice.ways
            if any("row" in measures[measure] for measure in one.measures)
        ],
        "wayRows": [measure for measure in every if "row" in measures[measure]],
        "exclusionRows": [
            row for measure in every for row in measures[measure].get("exclusionRows", ())
        ]
        if any("row" in measures[measure] for measure in way.measures)
        else [],
        "state": "silent" if silent else "partial" if missing else "complete",
        "missing": missing,
        "allWays": ", or ".join(" with ".join(one.measures) for one in choice.ways),
    }
