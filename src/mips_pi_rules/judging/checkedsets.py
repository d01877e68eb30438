"""The measurement sets of a document and what each broke; of millions only what is needed is held.

Facts and broken rules of a set take far more room than the set itself. They are held of the first
sets, and of each further one that shows what those before it did not; of any other only which
rules it broke is held, and the rest is made again when it is asked for.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import Any, Final

from attrs import define, field

from mips_pi_rules.documents.submission import MeasurementSet, SubmissionMethod
from mips_pi_rules.facts.values import SetFacts
from mips_pi_rules.judging.findings import Broken
from mips_pi_rules.law import shapes
from mips_pi_rules.law.predicates import Function, function
from mips_pi_rules.law.shapes import Schema
from mips_pi_rules.law.year import Year

MOST: Final = 100  # findings of one rule in a report
_MOST_ALIKE: Final = 1000  # different sets of which it is known what they broke

_Made = tuple[SetFacts, tuple[Broken, ...]]
# Of each rule that a set broke: its id, the measure it is about, and how many findings it makes.
_Rules = tuple[tuple[str, str | None, int], ...]


def conditions(year: Year) -> Function:
    """The readings whose condition facts fulfil, by index: facts that break its contrary."""
    return conditions_of([reading.when for reading, _, _ in year.readings])


def conditions_of(whens: Sequence[Schema | None]) -> Function:
    """Of conditions those that facts fulfil, by index; None is one that nothing fulfils."""
    contraries = [True if when is None else {"not": when} for when in whens]
    return function(contraries, shape=shapes.facts("stated"))


@define(eq=False, repr=False)
class CheckedSet:
    """One measurement set: where it stands, its facts and the rules it broke.

    `program` and `method`: those that are known ones; `held`: facts and broken rules where they
    are held, else None.
    """

    pointer: str
    program: str | None
    method: SubmissionMethod | None
    rules: _Rules
    held: _Made | None
    _index: int = 0
    _of: "CheckedSets | None" = None

    @classmethod
    def with_facts(cls, facts: SetFacts, broken: tuple[Broken, ...] = ()) -> "CheckedSet":
        """A set whose facts and broken rules are held."""
        program = facts.data.get("programName")
        rules = _rules(broken) if broken else ()
        return cls(facts.base, program, facts.method, rules, (facts, broken))

    @property
    def facts(self) -> SetFacts:
        """What is said in it."""
        return (self.held or self.made())[0]

    @property
    def broken(self) -> tuple[Broken, ...]:
        """The rules it broke."""
        return self.made()[1]

    def made(self) -> _Made:
        """Its facts and what it broke, made again where they are not held."""
        return self.held or self._of.check(self._index)  # type: ignore[union-attr] # one is there


def _rules(broken: tuple[Broken, ...]) -> _Rules:
    return tuple([(one.rule.id, one.measure, one.count) for one in broken])


@define(eq=False, repr=False)
class CheckedSets:
    """The sets of a document in order, each checked when it is first asked for.

    `sets`: as they were read; `check`: facts and broken rules of the set at an index; `base`: its
    pointer; `tells`: what gives which conditions of readings facts fulfil.
    """

    sets: Sequence[MeasurementSet]
    check: Callable[[int], _Made]
    _base: Callable[[int], str]
    _tells: Callable[[], Callable[[Any], Collection[int]]]
    _checked: list[CheckedSet] = field(factory=list)
    _seen: "_Seen | None" = None  # of a document with more than MOST sets

    def __len__(self) -> int:
        return len(self.sets)

    def __iter__(self) -> Iterator[CheckedSet]:
        if len(self._checked) == len(self.sets):
            return iter(self._checked)
        return map(self.__getitem__, range(len(self.sets)))

    def __getitem__(self, index: int) -> CheckedSet:
        checked = self._checked
        while len(checked) <= index:
            number = len(checked)
            if number < MOST:
                checked.append(CheckedSet.with_facts(*self.check(number)))
            else:
                checked.append(self._next(number))
        return checked[index]

    def checked_by(self, check: Callable[[int], _Made]) -> "CheckedSets":
        """The same sets, checked in another way."""
        return CheckedSets(self.sets, check, self._base, self._tells)

    @property
    def held(self) -> list[CheckedSet]:
        """Those whose facts are held; all that are not show nothing that these do not."""
        return [one for one in self if one.held is not None]

    @property
    def further(self) -> Mapping[str, int]:
        """By rule the number of findings of those that are not held."""
        return _NO_MORE if self._seen is None else self._seen.further

    def _next(self, index: int) -> CheckedSet:
        if self._seen is None:
            self._seen = _Seen(self._tells())
            for one in self._checked:
                self._seen.hold(one)
        seen = self._seen
        identity = id(self.sets[index])
        known = seen.alike.get(identity)
        if known is None or seen.shows_more(known):
            known = CheckedSet.with_facts(*self.check(index))
            known.rules = seen.same.setdefault(known.rules, known.rules)
            if seen.shows_more(known):
                seen.hold(known)
                return known
            known.held = None
            if len(seen.alike) < _MOST_ALIKE:
                seen.alike[identity] = known
        for rule, _, count in known.rules:
            seen.further[rule] = seen.further.get(rule, 0) + count
        pointer = self._base(index)
        return CheckedSet(pointer, known.program, known.method, known.rules, None, index, self)


_NO_MORE: Final[Mapping[str, int]] = {}


@define(eq=False, repr=False)
class _Seen:
    """What the sets so far show, so that of a further one it is known whether it shows more.

    `further`: by rule the number of findings of those that are not held; `alike`: by the identity
    of a set one that was checked; `same`: broken rules, each combination once.
    """

    tells: Callable[[Any], Collection[int]]
    further: dict[str, int] = field(factory=dict)
    alike: dict[int, CheckedSet] = field(factory=dict)
    same: dict[_Rules, _Rules] = field(factory=dict)
    _shown: dict[str, int] = field(factory=dict)
    _told: set[int] = field(factory=set)

    def hold(self, one: CheckedSet) -> None:
        """Note what a set shows whose facts are held."""
        for rule, _, count in one.rules:
            self._shown[rule] = self._shown.get(rule, 0) + count
        self._told.update(self.tells(one.facts.data))

    def shows_more(self, one: CheckedSet) -> bool:
        """Whether a report or a reading may need it beside those that are held."""
        if any(self._shown.get(rule, 0) < MOST for rule, _, _ in one.rules):
            return True
        return one.held is not None and not self._told.issuperset(self.tells(one.facts.data))
