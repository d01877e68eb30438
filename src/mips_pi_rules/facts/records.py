"""What is said of the measures that belong together: once for each year and combination, shared.

Most documents say the same few things of a measure: yes, yes with a level, an exclusion. The
measures of an objective, and those of which one asks for another, make a group. What is said of a
group is noted as bits, and the records that they make are made when they first occur; nobody
writes into them. What bits do not tell, the order of several exclusions, is made each time.
"""

from collections.abc import Iterable, Mapping
from typing import Any, Final, cast

from attrs import define, field, frozen

from mips_pi_rules.documents.rows import share_rows
from mips_pi_rules.documents.spelling import Names
from mips_pi_rules.facts.periods import Periods
from mips_pi_rules.facts.values import ChoiceRecord, Level, MeasureRecord, Said, Statement
from mips_pi_rules.law.entries import Choice
from mips_pi_rules.law.policies import Policy
from mips_pi_rules.law.year import Year

# The first bits of a measure; then two for each exclusion and level: true, and false but present.
_YES: Final = 1
_NO: Final = 2
_COUNTS: Final = 4
_MALFORMED: Final = 8  # there, but with a value that is none
_BLANK: Final = 16  # a blank row, where the year reads such rows as present
_FIRST: Final = 32
_REPORTED: Final = _YES | _NO | _COUNTS | _MALFORMED
_ROW: Final = _YES | _NO | _COUNTS | _BLANK
# Combinations that are kept of one group, and of all groups: of mixed documents sixteen times as
# many made none quicker, and every process holds its own.
_MOST: Final = 256


@frozen(eq=False, repr=False)
class Role:
    """What a known id is: of which measure, and the bits that its row gives.

    `yes` and `no`: the bit of a true or false value, 0 where that is not what the id takes;
    `present`: that of a row that says nothing; `counts` and `malformed`: those of a measure's other
    values, 0 for an exclusion or level.
    """

    id: str
    measure: str
    part: str  # measure, exclusion, preProduction or production
    proportion: bool
    yes: int
    no: int
    present: int
    counts: int
    malformed: int

    @property
    def is_measure(self) -> bool:
        """Whether it is the id of the measure itself."""
        return self.part == "measure"


@frozen(eq=False, repr=False)
class Member:
    """A measure of a group: where its bits begin, and what is said of it by which."""

    name: str
    shift: int
    others: tuple[Role, ...]  # its exclusions and levels
    claims: int  # the bits of its exclusions
    asked: bool  # required, and in no choice
    objective: str

    def spoken_of(self, bits: int) -> bool:
        """Whether the measure is reported or excluded."""
        return bool(bits & (_REPORTED << self.shift | self.claims))


@define(eq=False, repr=False)
class Group:
    """Measures that belong together, in the order of the policy, with what was said of them."""

    members: tuple[Member, ...]
    choices: tuple[tuple[str, Choice], ...]
    requires: Mapping[str, tuple[int, ...]]  # by measure the bits of which one set must be there
    first: int  # the bit of its first measure in `Said.shares`
    bits: int  # all that its measures have
    made: dict[int, Said] = field(factory=dict)

    def said(self, bits: int, at: Mapping[str, int]) -> Said:
        """What these bits say; `at`: where each id stands."""
        found = self.made.get(bits)
        if found is None:
            found = self._make(bits, at)
            if found.shared and len(self.made) < _MOST:
                self.made[bits] = found
        return found

    def _make(self, bits: int, at: Mapping[str, int]) -> Said:
        spoken = {one.objective for one in self.members if one.spoken_of(bits)}
        records: dict[str, MeasureRecord] = {}
        shares = 0
        for number, one in enumerate(self.members):
            record = records[one.name] = _record(one, bits, at)
            if any(bits & needed == needed for needed in self.requires.get(one.name, ())):
                record["requirementMet"] = True
            if one.asked and not one.spoken_of(bits):
                record["silent"] = "measure" if one.objective in spoken else "objective"
            shares |= bool(bits & one.claims) << self.first + number
        choices = {name: _choice(choice, records) for name, choice in self.choices}
        ordered = any(
            len(record.get("exclusionRows", ())) > 1 or len(record.get("levelRows", ())) > 1
            for record in records.values()
        )
        room = len(self.members)  # a way is one of at most as many as there are measures
        for number, (name, choice) in enumerate(self.choices):
            way = [one.id for one in choice.ways].index(choices[name]["way"])
            shares |= 1 << self.first + room * (number + 1) + way
        return Said(records, choices, shares, not ordered and len(self.made) < _MOST)


@define(eq=False, repr=False)
class Records:
    """What follows from a year's policy alone, and the statements and periods made so far.

    `year` is None where there is no policy: then no id is known, and none is said to be unknown.
    """

    year: Year | None
    roles: Mapping[str, Role]
    ids: Names  # for an id that is not known
    groups: tuple[Group, ...]
    periods: Periods
    made: dict[int, Statement] = field(factory=dict)

    @classmethod
    def of_year(cls, year: Year) -> "Records":
        """The tables of a year."""
        policy = year.policy
        share_rows(policy.roles)
        roles: dict[str, Role] = {}
        groups = []
        first = shift = 0
        for names in _groups(policy):
            group = _group(policy, names, first, shift, roles)
            first += len(names) * (1 + len(group.choices))
            shift = group.bits.bit_length()
            groups.append(group)
        periods = Periods(policy.performance_year)
        return cls(year, roles, Names.of(roles), tuple(groups), periods)

    def said(self, bits: int, at: Mapping[str, int]) -> Statement:
        """What these bits say; `at`: where each id stands."""
        found = self.made.get(bits)
        if found is None:
            several = tuple([group.said(bits & group.bits, at) for group in self.groups])
            found = Statement.of(several, shared=len(self.made) < _MOST)
            if found.shared:
                self.made[bits] = found
        return found


RECORDS: Final = Records.of_year  # bound once: what a year has derived is found by it
NO_RECORDS: Final = Records(None, {}, Names.of(()), (), Periods(None))  # of no year


def _groups(policy: Policy) -> list[list[str]]:
    """The measures in their order, cut where none asks for what is said on the other side."""
    names = list(policy.measures)
    together: list[Iterable[str]] = [one.measures for one in policy.objectives]
    together += [[m for way in one.ways for m in way.measures] for one in policy.choices.values()]
    together += [[name, *one.production_on_any_of] for name, one in policy.requires.items()]
    places = [[names.index(name) for name in several] for several in together]
    spans = [(min(several), max(several)) for several in places if several]
    cuts = [n for n in range(1, len(names)) if not any(a < n <= b for a, b in spans)]
    return [names[a:b] for a, b in zip([0, *cuts], [*cuts, len(names)], strict=True)]


def _group(
    policy: Policy, names: list[str], first: int, start: int, roles: dict[str, Role]
) -> Group:
    """The group of these measures; `start`: its first bit. The roles of its ids are entered."""
    members = []
    shift = start
    begins: dict[str, int] = {}
    for name in names:
        begins[name] = shift
        of_measure = _roles(policy, name, shift)
        roles.update((role.id, role) for role in of_measure)
        others = tuple(role for role in of_measure if not role.is_measure)
        measure = policy.measures[name]
        members.append(
            Member(
                name,
                shift,
                others,
                sum(role.yes for role in others if role.part == "exclusion"),
                measure.points is not None and name not in policy.of_ways,
                measure.objective,
            )
        )
        shift += _FIRST.bit_length() + 2 * len(others)
    return Group(
        tuple(members),
        tuple(
            (name, one)
            for name, one in policy.choices.items()
            if any(measure in names for way in one.ways for measure in way.measures)
        ),
        {
            name: tuple(
                _YES << begins[m] | roles[policy.engagement[m].production].yes
                for m in requirement.production_on_any_of
            )
            for name, requirement in policy.requires.items()
            if name in names
        },
        first,
        (1 << shift) - (1 << start),
    )


def _roles(policy: Policy, name: str, shift: int) -> list[Role]:
    measure = policy.measures[name]
    shown = policy.false_rows == "present"
    proportion = measure.kind == "proportion"
    yes, no, counts = (0, 0, _COUNTS) if proportion else (_YES, _NO, 0)
    found = [
        Role(
            id=name,
            measure=name,
            part="measure",
            proportion=proportion,
            yes=yes << shift,
            no=no << shift,
            present=(_BLANK if shown else 0) << shift,
            counts=counts << shift,
            malformed=_MALFORMED << shift,
        )
    ]
    others = [(i, "exclusion") for i, one in policy.exclusions.items() if one.of == name]
    if name in policy.engagement:
        levels = policy.engagement[name]
        others += [(levels.pre_production, "preProduction"), (levels.production, "production")]
    for number, (other, part) in enumerate(others):
        bit = _FIRST << (2 * number) << shift
        present = bit << 1 if shown else 0
        found.append(Role(other, name, part, False, bit, 0, present, 0, 0))
    return found


def _record(member: Member, bits: int, at: Mapping[str, int]) -> MeasureRecord:
    record: Any = {}
    said = bits >> member.shift
    if said & _REPORTED:
        record["reported"] = True
    if said & _ROW:
        record["row"] = True
    if said & (_YES | _NO):
        record["answer"] = bool(said & _YES)
    there = [role for role in member.others if bits & (role.yes | role.present)]
    for role in sorted(there, key=lambda one: at[one.id]):
        kind = "exclusionRows" if role.part == "exclusion" else "levelRows"
        record.setdefault(kind, []).append(role.id)
        if bits & role.yes and role.part == "exclusion":
            record.setdefault("excludedBy", []).append(role.id)
        elif bits & role.yes:
            record.setdefault("levels", []).append(cast(Level, role.part))
            record.setdefault("levelIds", []).append(role.id)
    return cast(MeasureRecord, record)


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
