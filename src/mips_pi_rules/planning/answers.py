"""What a set may say about a measure so that nothing is wrong with it any more.

Every way is one step that changes the fewest rows: the measure kept, answered or excluded, what
stands beside it removed, one row of each id left.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any, Final, Unpack

from attrs import frozen

from mips_pi_rules.byvalue import ByValue
from mips_pi_rules.facts.values import MeasureRecord
from mips_pi_rules.frozenmap import FrozenMap
from mips_pi_rules.law.policies import level_of
from mips_pi_rules.planning.edits import Edit, much_like, row_at, row_of, rows_at
from mips_pi_rules.planning.malformed import counts_beside, in_form
from mips_pi_rules.planning.needs import (
    exclusions,
    is_used_up,
    last_day_of_a_yes,
    named,
    of_a_claim,
    of_a_yes,
    reached,
    together,
)
from mips_pi_rules.planning.steps import AS_MEANT, Alternative, Said, Shown, Step
from mips_pi_rules.planning.subjects import Subject

_MOST_ROWS: Final = 3  # rows of one id, each of which may be the one that is kept


@frozen(eq=False, repr=False)
class _Keep(ByValue):
    """One row of an id stays as it is: the one at `row`, or the one that counts already."""

    row: int | None = None


_TIDY: Final = _Keep()
_GONE: Final = None
_ASKED: Final = ()
_Wanted = Mapping[str, bool | _Keep | tuple[()] | None]  # by id; a bool: that answer
_Levels = dict[str, bool | _Keep | None]


def answers(subject: Subject, measure: str) -> list[Step]:
    """Every answer to a measure, the smallest claim first; then its exclusions, then none."""
    return [step for step in _Answers(subject, measure).every() if step.edits]


def silent(rows: Iterable[tuple[int, Any]], *, of_measure: bool) -> int | None:
    """The first of the rows of an id that says nothing, and may stay."""
    nothing = (i for i, value in rows if value is None or (value is False and not of_measure))
    return next(nothing, None)


class _Answers:
    """The rows that a set has about one measure, and the steps that change them."""

    def __init__(self, subject: Subject, measure: str) -> None:
        policy, base = subject.policy, subject.base
        self.subject, self.measure, self.entry = subject, measure, policy.measures[measure]
        self.record = subject.record(measure)
        self.rows = subject.trial.rows[base]
        self.levels = policy.levels_of(measure)
        self.claimed = [name for name in self.entry.exclusions if self._is(name, True)]
        found = (row_of(fault.at) for fault in subject.faults if fault.broken.defect is not None)
        self.bad = {  # the rows whose value has a wrong form
            row[1] for row in found if row and row[0] == base and row[2][:1] == ["value"]
        }
        self.allowed = exclusions(subject, measure)
        self.title = named(subject, measure)

    def _rows(self) -> Iterator[tuple[int, str, Any]]:
        """The rows about the measure: place, id and value."""
        for name in (self.measure, *self.entry.exclusions, *self.levels):
            yield from ((index, name, value) for index, value in self.rows.get(name, ()))

    def _is(self, name: str, answer: bool) -> bool:
        return any(value is answer for _, value in self.rows.get(name, ()))

    def every(self) -> Iterator[Step]:
        """The steps, those without an edit among them."""
        malformed = [(i, name, value) for i, name, value in self._rows() if i in self.bad]
        yield from in_form(self.subject, self.measure, malformed)
        beside = dict.fromkeys(self.entry.exclusions, _GONE)
        good = []
        for index, value in self.rows.get(self.measure, ()):
            at = row_at(self.subject.base, index)
            if value is not None and index not in self.bad:
                good.append((index, value))
            elif value is None and much_like(self.subject.at(at), "value") is not None:
                words = f"Rename the field of the row of {self.measure} that is much like value"
                edits = [Edit("rename", at, "value")]
                yield self.subject.step(
                    words, edits, about=self.measure, at=[at], field=self.measure, needs=AS_MEANT
                )
            elif value is None and self.entry.kind == "proportion":
                yield from counts_beside(self.subject, self.measure, at)
        first = self._standing(self.measure)
        good.sort(key=lambda one: one[0] != first)
        yield from self._every_kept([one for one in good if _earns(one[1])])
        if self.entry.kind == "proportion":
            yield self._counted(beside)
        elif self.record.get("answer") is not True:
            if self.record.get("answer") is None:
                yield self._no(beside)
            for levels in self._levels(may_be_set=True):
                yield self._yes(beside | levels)
        for name in self.claimed or [one.id for one in self.allowed]:
            yield self._excluded(name)
        yield from self._every_kept([one for one in good if not _earns(one[1])])
        if self.subject.refused_only or self.entry.reporting != "required":
            wanted: _Wanted = {self.measure: _GONE, **self._tidy()}
            yield self._changed(f"Remove the row of {self.measure}", wanted)

    def _every_kept(self, rows: list[tuple[int, Any]]) -> Iterator[Step]:
        for index, value in rows[:_MOST_ROWS]:
            for levels in self._levels(may_be_set=value is True):
                yield self._kept(index, value, levels)

    def _standing(self, name: str) -> int | None:
        """The row of the id that counts, of several."""
        facts = self.subject.set.facts
        if name not in facts.at:
            return None
        row = row_of(self.subject.trial.places.in_draft(facts.row(facts.at[name])))
        return row[1] if row else None

    def _tidy(self) -> _Levels:
        return {**dict.fromkeys(self.entry.exclusions, _TIDY), **self._levels(may_be_set=False)[0]}

    def _levels(self, *, may_be_set: bool) -> list[_Levels]:
        """What may be wanted of the levels: as they are, one of two, or one that is given."""
        both = [name for name in self.levels if self._is(name, True)]
        if len(both) > 1:
            return [{name: _TIDY if name == kept else _GONE for name in both} for kept in both]
        found: list[_Levels] = [dict.fromkeys(self.levels, _TIDY)]
        for given in self.levels if may_be_set else ():
            found.append({name: True if name == given else _GONE for name in self.levels})
        return found

    def _changed(
        self, words: str, wanted: _Wanted, until: date | None = None, **said: Unpack[Said]
    ) -> Step:
        """The step with the fewest edits that give what is wanted of each id."""
        base, gone = self.subject.base, sorted(self._gone(wanted))
        edits = [Edit("drop", base, rows=tuple(gone))] if gone else []
        for name, what in wanted.items():
            if what is _ASKED:
                edits.append(Edit("put", base, name, asks=True))
            elif isinstance(what, bool) and not self._is(name, what):
                edits.append(Edit("put", base, name, what))
        places = [row_at(base, index) for index in gone]
        if edits and edits[-1].op == "put":
            row = self._standing(self.measure)
            places = [rows_at(base) if row is None else row_at(base, row)]
        said.setdefault("field", self.measure)
        return self.subject.step(words, edits, about=self.measure, at=places, until=until, **said)

    def _gone(self, wanted: _Wanted) -> Iterator[int]:
        """The rows that are in the way of what is wanted."""
        for name, what in wanted.items():
            rows = self.rows.get(name, [])
            if what is _GONE:
                kept = silent(rows, of_measure=name == self.measure)
            elif isinstance(what, _Keep):
                kept = self._best(name) if what.row is None else what.row
            else:  # the row that says so already, else any
                same = (index for index, value in rows if value is what)
                kept = next(same, rows[0][0] if rows else None)
            yield from (index for index, _ in rows if index != kept)

    def _left(self, kept: str, wanted: _Wanted) -> str:
        """What stays and what leaves, in words."""
        gone = {name: len(list(self._gone({name: what}))) for name, what in wanted.items()}
        leaves = [name for name, count in gone.items() if count == len(self.rows.get(name, ())) > 0]
        if leaves:
            return f"Keep {kept} and remove {' and '.join(leaves)}"
        return f"Keep one row of {' and of '.join(name for name, count in gone.items() if count)}"

    def _best(self, name: str) -> int | None:
        """The row of an id that counts, else the first whose value has the right form."""
        good = [index for index, _ in self.rows.get(name, ()) if index not in self.bad]
        standing = self._standing(name)
        return standing if standing in good else next(iter(good), None)

    def _kept(self, index: int, value: object, levels: _Levels) -> Step:
        """The row that stays, without what must not stand beside it, and with a level."""
        exclusions = dict.fromkeys(self.entry.exclusions, _GONE)
        wanted: _Wanted = {self.measure: _Keep(index), **exclusions, **levels}
        given = next((name for name, what in levels.items() if what is True), None)
        one = next((name for name, what in levels.items() if what is _TIDY), None)
        if given is not None:
            return self._changed(
                f"Give the level of {self.title}: {given}, {reached(self.subject, given)}",
                wanted,
                field=level_of(self.measure),
                before=True,
                to=given,
                until=last_day_of_a_yes(self.subject, self.measure),
                needs=(*of_a_yes(self.subject, self.measure, given), *self._form()),
                instead=self._other_levels(given) + self.allowed,
            )
        if _GONE in levels.values() and one is not None:
            return self._changed(
                f"Keep the level {one} and remove the other",
                wanted,
                field=level_of(self.measure),
                to=one,
                needs=(f"The level {one} is the one that truly applies.",),
                instead=self._other_levels(one),
            )
        need = f"{self.measure} was truly done, and no exclusion is claimed."
        added: tuple[Alternative, ...] = ()
        if not self.claimed and self.entry.kind == "proportion":
            need = "The row that is left holds the counts of every system, added up."
            rows = self.rows[self.measure]
            added = together(self.measure, [v for i, v in rows if i not in self.bad])
        elif not self.claimed:
            need = "The row that is left is the true answer."
        true = value is True and index != self._standing(self.measure)
        more = of_a_yes(self.subject, self.measure, None) if true else ()
        words = self._left(self.measure, wanted)
        return self._changed(words, wanted, needs=(need, *more), instead=added)

    def _counted(self, beside: _Wanted) -> Step:
        asked = self.subject.fix_of(self.measure)
        needs = ("The counts are the real ones of the performance period.", asked)
        return self._changed(
            f"Give the actual counts of {self.title}",
            {self.measure: _ASKED, **beside},
            before=_shown(self.record),
            needs=tuple(need for need in needs if need),
            instead=self.allowed,
        )

    def _no(self, beside: _Wanted) -> Step:
        return self._changed(
            f"Answer {self.title}; a no is enough",
            {self.measure: False, **beside, **self._levels(may_be_set=False)[0]},
            to=False,
            needs=("Either answer counts here: a no claims nothing.", *self._form()),
            instead=(Alternative(self.measure, "Answer yes if that is so"),),
        )

    def _yes(self, wanted: _Wanted) -> Step:
        level = next((name for name in self.levels if wanted.get(name) is True), None)
        words = f"Answer {self.title}: yes"
        if level is not None:
            words = f"{words}, and {level}: {reached(self.subject, level)}"
        return self._changed(
            words,
            {self.measure: True, **wanted},
            before=_shown(self.record),
            to=True,
            until=last_day_of_a_yes(self.subject, self.measure),
            needs=(*of_a_yes(self.subject, self.measure, level), *self._form()),
            instead=self._other_levels(level) + self.allowed,
        )

    def _form(self) -> tuple[str, ...]:
        """What form an answer has, where what stands has another."""
        return (self.subject.fix_of(self.measure),) if self.bad else ()

    def _excluded(self, name: str) -> Step:
        """The exclusion in the place of the measure; of several that are claimed, one."""
        alone = any(fault.broken.rule.at == "/exclusionRows" for fault in self.subject.faults)
        others = dict.fromkeys(self.entry.exclusions, _GONE) if alone else {}
        wanted: _Wanted = {self.measure: _GONE, **self._tidy(), **others, name: True}
        words = f"Claim {name} in the place of {self.measure}"
        if name in self.claimed:
            words = self._left(f"the exclusion {name}", wanted)
        report = Alternative(self.measure, f"Report {self.title} if it was done")
        instead = tuple(one for one in self.allowed if one.id != name)
        return self._changed(
            words,
            wanted,
            before=_shown(self.record),
            to=name,
            needs=(of_a_claim(self.subject, name), *self._form()),
            instead=(*instead, report) if self.subject.faults else instead,
        )

    def _other_levels(self, level: str | None) -> tuple[Alternative, ...]:
        return tuple(
            Alternative(one, f"The level reached is {reached(self.subject, one)}")
            for one in self.levels
            if level is not None and one != level and not is_used_up(self.subject, one)
        )


def _earns(value: object) -> bool:
    """Whether an answer may earn points: a yes, or counts with a numerator."""
    return bool(value.get("numerator")) if isinstance(value, dict) else value is True


def _shown(record: MeasureRecord) -> Shown:
    """The counts or the answer that stands."""
    if "denominator" in record:
        return FrozenMap((name, record[name]) for name in ("numerator", "denominator"))
    answer: bool | None = record.get("answer")
    return answer
