"""What a set may say about a measure so that nothing is wrong with it any more.

Every way is one step that changes the fewest rows: the measure kept, answered or excluded, what
stands beside it removed, one row of each id left.
"""

from collections.abc import Iterator, Mapping
from typing import Final

from attrs import frozen

from mips_pi_rules.planning.edits import Edit, much_like, value_at
from mips_pi_rules.planning.steps import Alternative, Step
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
    return [step for step in _Answers(subject, measure).every() if step.edits]


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
        return self.subject.step(
            f"Rename the field of the row of {self.measure} that is much like value",
            [Edit("rename", at, "value")],
            about=self.measure,
            at=at,
            field=self.measure,
            needs=("What stands under the wrong name is the value that was meant.",),
        )

    def _says(self, index: int, value: object) -> bool:
        return value is not None and index not in self.bad

    def _standing(self, name: str) -> int | None:
        """The row of the id that counts, of several."""
        row = self.subject.set.facts.rows.get(name)
        place = self.subject.trial.places.in_draft(row) if row else ""
        last = place.rpartition("/")[2]
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

    def _step(self, words: str, wanted: Wanted, **more: object) -> Step:
        """The step with the fewest edits that give what is wanted of each id."""
        gone: list[int] = []
        puts: list[Edit] = []
        for name, what in wanted.items():
            rows = self.rows.get(name, [])
            if what is _GONE:
                kept = [index for index, value in rows if value is None or value is False]
                kept = kept[:1] if name != self.measure else [i for i, v in rows if v is None][:1]
                gone += [index for index, _ in rows if index not in kept]
            elif isinstance(what, _Keep):
                gone += self._surplus(name, what.row)
            else:
                gone += [index for index, _ in rows[1:]]
                asks = what is _ASKED
                if asks or not rows or rows[0][1] is not what:
                    value = None if asks else what
                    puts.append(Edit("put", self.subject.base, name, value, asks=asks))
        drop = [Edit("drop", self.subject.base, rows=tuple(sorted(gone)))] if gone else []
        places = tuple(f"{self.subject.base}/measurements/{index}" for index in sorted(gone))
        at = places[0] if places and not puts else self._place()
        further = places[1:] if not puts else ()
        return self.subject.step(
            words,
            drop + puts,
            about=self.measure,
            at=at,
            further=further,
            **{"field": self.measure, **more},  # type: ignore[arg-type]
        )

    def _surplus(self, name: str, kept: int | None) -> list[int]:
        """The rows of an id that are too many, or whose value has a wrong form."""
        rows = [index for index, _ in self.rows.get(name, ())]
        good = [index for index in rows if index not in self.bad]
        if kept is None:
            standing = self._standing(name)
            kept = standing if standing in good else next(iter(good), None)
        return [index for index in rows if index != kept]

    def _place(self) -> str:
        row = self._standing(self.measure)
        rows = f"{self.subject.base}/measurements"
        return rows if row is None else f"{rows}/{row}"

    def _kept(self, index: int, value: object, levels: Mapping[str, bool | _Keep | None]) -> Step:
        wanted: Wanted = {
            self.measure: _Keep(index),
            **dict.fromkeys(self.entry.exclusions, _GONE),
            **levels,
        }
        given = next((name for name, what in levels.items() if what is True), None)
        if given is not None:
            reached = LEVELS[self.policy.roles[given][0]]
            return self._step(
                f"Give the level of {self.title}: {given}, {reached}",
                wanted,
                field=f"{self.measure}.level",
                before=True,
                to=given,
                until=until(self.subject.trials, self.subject.set, self.measure),
                needs=yes_needs(self.subject.trials, self.measure, given),
                instead=self._other_levels(given) + self.allowed,
            )
        one = next((name for name, what in levels.items() if what is _TIDY), None)
        if _GONE in levels.values() and one is not None:
            return self._step(
                f"Keep the level {one} and remove the other",
                wanted,
                field=f"{self.measure}.level",
                to=one,
                needs=(f"The level {one} is the one that truly applies.",),
                instead=self._other_levels(one),
            )
        standing = self._standing(self.measure)
        needs: tuple[str, ...] = (f"{self.measure} was truly done, and no exclusion is claimed.",)
        if not self.claimed:
            needs = ("The row that is left holds the counts of every system, added up.",)
            if self.entry.kind != "proportion":
                needs = ("The row that is left is the true answer.",)
        if value is True and index != standing:
            needs += yes_needs(self.subject.trials, self.measure, None)
        words = f"Keep {self.measure} and remove its exclusion"
        if not self.claimed:
            words = f"Keep one row of {self.measure} and of what is reported beside it"
        return self._step(words, wanted, needs=needs)

    def _counted(self, beside: Wanted) -> Step:
        return self._step(
            f"Give the actual counts of {self.title}",
            {self.measure: _ASKED, **beside},
            before=counts_or_answer(self.record),
            needs=("The counts are the real ones of the performance period.", self.subject.fix),
            needs_value=True,
            instead=self.allowed,
        )

    def _no(self, beside: Wanted) -> Step:
        return self._step(
            f"Answer {self.title}; a no is enough",
            {self.measure: False, **beside, **self._levels(may_be_set=False)[0]},
            to=False,
            needs=("Either answer counts here: a no claims nothing.",),
            instead=(Alternative(self.measure, "Answer yes if that is so"),),
        )

    def _yes(self, wanted: Wanted) -> Step:
        level = next((name for name in self.levels if wanted.get(name) is True), None)
        words = f"Answer {self.title}: yes"
        if level is not None:
            words = f"{words}, and {level}: {LEVELS[self.policy.roles[level][0]]}"
        answer = self.record.get("answer")
        return self._step(
            words,
            {self.measure: True, **wanted},
            before=answer,
            to=True,
            until=until(self.subject.trials, self.subject.set, self.measure),
            needs=yes_needs(self.subject.trials, self.measure, level),
            instead=self._other_levels(level) + self.allowed,
        )

    def _other_levels(self, level: str | None) -> tuple[Alternative, ...]:
        return tuple(
            Alternative(one, f"The level reached is {LEVELS[self.policy.roles[one][0]]}")
            for one in self.levels
            if level is not None and one != level
        )

    def _excluded(self, name: str) -> Step:
        """The exclusion in the place of the measure; of several that are claimed, one."""
        others = self.entry.exclusions
        alone = any(fault.rule.at == "/exclusionRows" for fault in self.subject.faults)
        beside: dict[str, _Keep | None] = dict.fromkeys(others, _GONE if alone else _TIDY)
        wanted: Wanted = {self.measure: _GONE, **self._tidy(), **beside, name: True}
        if name not in self.claimed:
            words = f"Claim {name} in the place of {self.measure}"
        elif self.rows.get(self.measure):
            words = f"Keep the exclusion {name} and remove {self.measure}"
        else:
            words = f"Keep the exclusion {name} and remove the other"
        statement = self.policy.exclusions[name].statement
        return self._step(
            words,
            wanted,
            to=name,
            needs=(f"It is truly so: {statement}.",),
            instead=tuple(one for one in self.allowed if one.id != name),
        )


def _earns(value: object) -> bool:
    """Whether an answer may earn points: a yes, or counts with a numerator."""
    return bool(value.get("numerator")) if isinstance(value, dict) else value is True
