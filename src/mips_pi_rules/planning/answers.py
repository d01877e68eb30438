"""What a set may say about a measure so that nothing is wrong with it any more.

Every way is one step that changes the fewest rows: the measure kept, answered or excluded, what
stands beside it removed, one row of each id left.
"""

from collections.abc import Iterator, Mapping
from typing import Final

from attrs import evolve, frozen

from mips_pi_rules.planning.edits import Edit, much_like, value_at
from mips_pi_rules.planning.steps import AS_MEANT, Alternative, Step
from mips_pi_rules.planning.subjects import (
    LEVELS,
    Subject,
    allowed,
    counts_or_answer,
    named,
    record_of,
    until,
    yes_needs,
)

Candidate = tuple[Step, ...]

_MOST_ROWS: Final = 3  # rows of one id, each of which may be the one that is kept


@frozen
class _Keep:
    """One row of an id stays as it is: the one at `row`, or the one that counts already."""

    row: int | None = None


_TIDY: Final = _Keep()
_GONE: Final = None
_ASKED: Final = ()
Wanted = Mapping[str, bool | _Keep | tuple[()] | None]


def weight(candidate: Candidate) -> tuple[bool, int]:
    """What is better is lighter: nothing that comes too late, then fewer rows and fields."""
    return not all(step.possible for step in candidate), sum(step.changes for step in candidate)


def answers(subject: Subject, measure: str) -> list[Step]:
    """Every answer to a measure, the smallest claim first; then its exclusions, then none."""
    return [subject.timed(step) for step in _Answers(subject, measure).every() if step.edits]


class _Answers:
    """The rows that a set has about one measure, and the steps that change them."""

    def __init__(self, subject: Subject, measure: str) -> None:
        policy = self.policy = subject.policy
        self.subject, self.measure, self.entry = subject, measure, policy.measures[measure]
        self.record = record_of(subject.set, measure)
        self.rows = subject.trial.rows(subject.base)
        levels = policy.engagement.get(measure)
        self.levels = (levels.pre_production, levels.production) if levels else ()
        self.claimed = tuple(
            name
            for name in self.entry.exclusions
            if any(value is True for _, value in self.rows.get(name, ()))
        )
        start = f"{subject.base}/measurements/"
        self.bad = {  # the rows whose value has a wrong form
            int(fault.at[len(start) :].partition("/")[0])
            for fault in subject.faults
            if fault.broken.defect is not None
            and fault.at.startswith(start)
            and "/value" in fault.at
        }
        self.allowed = allowed(subject.trials, subject.set, measure)
        self.title = named(measure, self.entry)

    def every(self) -> Iterator[Step]:
        """The steps, those without an edit among them."""
        beside = dict.fromkeys(self.entry.exclusions, _GONE)
        for index, value in self.rows.get(self.measure, ()):
            if value is None and much_like(self._row(index), "value") is not None:
                yield self._respelt(index)
        first = self._standing(self.measure)
        good = [one for one in self.rows.get(self.measure, ()) if self._says(*one)]
        good.sort(key=lambda one: one[0] != first)
        yield from self._every_kept([one for one in good if _earns(one[1])])
        if self.entry.kind == "proportion":
            yield self._counted(beside)
        elif self.record.get("answer") is not True:
            if self.record.get("answer") is None:
                yield self._no(beside)
            for levels in self._levels(may_be_set=True):
                yield self._yes(beside | levels)
        for name in self.claimed or tuple(one.id for one in self.allowed):
            yield self._excluded(name)
        yield from self._every_kept([one for one in good if not _earns(one[1])])
        if self.subject.refused_only or self.entry.reporting != "required":
            words = f"Remove the row of {self.measure}"
            yield self._step(words, {self.measure: _GONE, **self._tidy()})

    def _every_kept(self, rows: list[tuple[int, object]]) -> Iterator[Step]:
        for index, value in rows[:_MOST_ROWS]:
            for levels in self._levels(may_be_set=value is True):
                yield self._kept(index, value, levels)

    def _row(self, index: int) -> object:
        return value_at(self.subject.root, f"{self.subject.base}/measurements/{index}")

    def _respelt(self, index: int) -> Step:
        """The value of a row that stands under a name much like `value`."""
        at = f"{self.subject.base}/measurements/{index}"
        words = f"Rename the field of the row of {self.measure} that is much like value"
        edits = [Edit("rename", at, "value")]
        return self.subject.step(
            words, edits, about=self.measure, at=[at], field=self.measure, needs=AS_MEANT
        )

    def _says(self, index: int, value: object) -> bool:
        return value is not None and index not in self.bad

    def _standing(self, name: str) -> int | None:
        """The row of the id that counts, of several."""
        facts = self.subject.set.facts
        if name not in facts.at:
            return None
        last = self.subject.trial.places.in_draft(facts.row(facts.at[name])).rpartition("/")[2]
        return int(last) if last.isdecimal() else None

    def _tidy(self) -> dict[str, bool | _Keep | None]:
        tidy: dict[str, bool | _Keep | None] = dict.fromkeys(self.entry.exclusions, _TIDY)
        return tidy | self._levels(may_be_set=False)[0]

    def _levels(self, *, may_be_set: bool) -> list[dict[str, bool | _Keep | None]]:
        """What may be wanted of the levels: as they are, one of two, or one that is given."""
        both = [name for name in self.levels if any(v is True for _, v in self.rows.get(name, ()))]
        if len(both) > 1:
            return [{name: _TIDY if name == kept else _GONE for name in both} for kept in both]
        found: list[dict[str, bool | _Keep | None]] = [dict.fromkeys(self.levels, _TIDY)]
        for given in self.levels if may_be_set else ():
            found.append({name: True if name == given else _GONE for name in self.levels})
        return found

    def _step(self, words: str, wanted: Wanted) -> Step:
        """The step with the fewest edits that give what is wanted of each id."""
        base, gone = self.subject.base, sorted(self._gone(wanted))
        edits = [Edit("drop", base, rows=tuple(gone))] if gone else []
        for name, what in wanted.items():
            said = (value for _, value in self.rows.get(name, ()))
            if what is _ASKED:
                edits.append(Edit("put", base, name, asks=True))
            elif isinstance(what, bool) and not any(value is what for value in said):
                edits.append(Edit("put", base, name, what))
        places = [f"{base}/measurements/{index}" for index in gone]
        if edits and edits[-1].op == "put":
            row = self._standing(self.measure)
            places = [f"{base}/measurements" + ("" if row is None else f"/{row}")]
        return self.subject.step(words, edits, about=self.measure, at=places, field=self.measure)

    def _gone(self, wanted: Wanted) -> Iterator[int]:
        """The rows that are in the way of what is wanted."""
        for name, what in wanted.items():
            rows = self.rows.get(name, [])
            if what is _GONE:  # one row that says nothing may stay
                silent = (None,) if name == self.measure else (None, False)
                kept = next((i for i, v in rows if any(v is one for one in silent)), None)
            elif isinstance(what, _Keep):
                kept = self._best(name) if what.row is None else what.row
            else:  # the row that says so already, else any
                same = (index for index, value in rows if value is what)
                kept = next(same, rows[0][0] if rows else None)
            yield from (index for index, _ in rows if index != kept)

    def _left(self, kept: str, wanted: Wanted) -> str:
        """What stays and what leaves, in words."""
        leaves: list[str] = []
        twice: list[str] = []
        for name, what in wanted.items():
            gone = len(list(self._gone({name: what})))
            if gone:
                (leaves if gone == len(self.rows[name]) else twice).append(name)
        if not leaves:
            return f"Keep one row of {' and of '.join(twice)}"
        return f"Keep {kept} and remove {' and '.join(leaves)}"

    def _best(self, name: str) -> int | None:
        """The row of an id that counts, else the first whose value has the right form."""
        good = [index for index, _ in self.rows.get(name, ()) if index not in self.bad]
        standing = self._standing(name)
        return standing if standing in good else next(iter(good), None)

    def _kept(self, index: int, value: object, levels: Mapping[str, bool | _Keep | None]) -> Step:
        """The row that stays, without what must not stand beside it, and with a level."""
        exclusions: Wanted = dict.fromkeys(self.entry.exclusions, _GONE)
        wanted: Wanted = {self.measure: _Keep(index), **exclusions, **levels}
        given = next((name for name, what in levels.items() if what is True), None)
        one = next((name for name, what in levels.items() if what is _TIDY), None)
        if given is not None:
            words = f"Give the level of {self.title}: {given}, {self._reached(given)}"
            return evolve(
                self._step(words, wanted),
                field=f"{self.measure}.level",
                before=True,
                to=given,
                until=until(self.subject.trials, self.subject.set, self.measure),
                needs=self._yes_needs(given),
                instead=self._other_levels(given) + self.allowed,
            )
        if _GONE in levels.values() and one is not None:
            return evolve(
                self._step(f"Keep the level {one} and remove the other", wanted),
                field=f"{self.measure}.level",
                to=one,
                needs=(f"The level {one} is the one that truly applies.",),
                instead=self._other_levels(one),
            )
        needs = f"{self.measure} was truly done, and no exclusion is claimed."
        if not self.claimed and self.entry.kind == "proportion":
            needs = "The row that is left holds the counts of every system, added up."
        elif not self.claimed:
            needs = "The row that is left is the true answer."
        true = value is True and index != self._standing(self.measure)
        step = self._step(self._left(self.measure, wanted), wanted)
        return evolve(step, needs=(needs, *(self._yes_needs(None) if true else ())))

    def _counted(self, beside: Wanted) -> Step:
        words = f"Give the actual counts of {self.title}"
        needs = ("The counts are the real ones of the performance period.", self.subject.fix)
        return evolve(
            self._step(words, {self.measure: _ASKED, **beside}),
            before=counts_or_answer(self.record),
            needs=tuple(need for need in needs if need),
            needs_value=True,
            instead=self.allowed,
        )

    def _no(self, beside: Wanted) -> Step:
        words = f"Answer {self.title}; a no is enough"
        return evolve(
            self._step(words, {self.measure: False, **beside, **self._levels(may_be_set=False)[0]}),
            to=False,
            needs=("Either answer counts here: a no claims nothing.",),
            instead=(Alternative(self.measure, "Answer yes if that is so"),),
        )

    def _yes(self, wanted: Wanted) -> Step:
        level = next((name for name in self.levels if wanted.get(name) is True), None)
        words = f"Answer {self.title}: yes"
        if level is not None:
            words = f"{words}, and {level}: {self._reached(level)}"
        return evolve(
            self._step(words, {self.measure: True, **wanted}),
            before=counts_or_answer(self.record),
            to=True,
            until=until(self.subject.trials, self.subject.set, self.measure),
            needs=self._yes_needs(level),
            instead=self._other_levels(level) + self.allowed,
        )

    def _excluded(self, name: str) -> Step:
        """The exclusion in the place of the measure; of several that are claimed, one."""
        alone = any(fault.rule.at == "/exclusionRows" for fault in self.subject.faults)
        others: Wanted = dict.fromkeys(self.entry.exclusions, _GONE if alone else _TIDY)
        wanted: Wanted = {self.measure: _GONE, **self._tidy(), **others, name: True}
        words = f"Claim {name} in the place of {self.measure}"
        if name in self.claimed:
            words = self._left(f"the exclusion {name}", wanted)
        exclusion = self.policy.exclusions[name]
        report = Alternative(self.measure, f"Report {self.title} if it was done")
        others_too = tuple(one for one in self.allowed if one.id != name)
        return evolve(
            self._step(words, wanted),
            before=counts_or_answer(self.record),
            to=name,
            needs=(f"It is truly so: {exclusion.statement}.",),
            instead=(*others_too, report) if self.subject.faults else others_too,
        )

    def _yes_needs(self, level: str | None) -> tuple[str, ...]:
        return yes_needs(self.subject.trials, self.measure, level)

    def _reached(self, level: str) -> str:
        return LEVELS[self.policy.roles[level][0]]

    def _other_levels(self, level: str | None) -> tuple[Alternative, ...]:
        return tuple(
            Alternative(one, f"The level reached is {self._reached(one)}")
            for one in self.levels
            if level is not None and one != level
        )


def _earns(value: object) -> bool:
    """Whether an answer may earn points: a yes, or counts with a numerator."""
    return bool(value.get("numerator")) if isinstance(value, dict) else value is True
