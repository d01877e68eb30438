"""The steps of a plan: what to change, what must be true first, and what may stand instead."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any, Final, Literal, TypedDict

from attrs import evolve, field, frozen

from mips_pi_rules.byvalue import ByValue
from mips_pi_rules.documents.fieldnames import COUNTS, FORM_FIELDS
from mips_pi_rules.documents.meant import counts_meant
from mips_pi_rules.frozenmap import FrozenMap
from mips_pi_rules.jsonvalues import called
from mips_pi_rules.outcomes import Number, Outcome
from mips_pi_rules.planning.edits import Edit, Json, edited

Candidate = tuple["Step", ...]
Shown = bool | int | str | FrozenMap[int] | None
Values = Mapping[str, object]

NO_CLAIM: Final = "What is left is what was truly done."
AS_MEANT: Final = ("What stands under the wrong name is the value that was meant.",)
IN_PLACE: Final = ("What stands in the wrong place is the value that was meant.",)


@frozen(eq=False, repr=False)
class Alternative(ByValue):
    """An exclusion, level, answer or measure that may stand instead, and when it may."""

    id: str
    statement: str


@frozen(eq=False, repr=False)
class Promise(ByValue):
    """What evaluating the document gives."""

    outcome: Outcome
    score: Number | None


class Said(TypedDict, total=False):
    """What a step says beside its change, by the names that Step has for it."""

    field: str | None
    before: Shown
    to: Shown
    needs: tuple[str, ...]
    instead: tuple[Alternative, ...]


@frozen(eq=False, repr=False)
class Step(ByValue):
    """One change: the rule it is for, what it is in words, and what must be true before it.

    `field` is a QPP field, a measure id or `<measureId>.level`, None where it is about several,
    and the name under which `apply` takes the value that only the caller has (`needs_value`).
    `before` and `to` are answers, counts, dates and ids of closed lists, else None. `further`:
    the other places of the same change. `until`: the last day on which what it needs can be done.
    """

    kind: Literal["mend", "choice"]
    rule: str | None
    words: str
    why: str
    pointer: str
    edits: tuple[Edit, ...]
    before: Shown = field(default=None, metadata=called("from"))
    field: str | None = None
    further: tuple[str, ...] = ()
    to: Shown = None
    possible: bool = True
    until: date | None = None
    needs: tuple[str, ...] = (NO_CLAIM,)
    needs_value: bool = False
    instead: tuple[Alternative, ...] = ()
    cites: tuple[str, ...] = ()

    @property
    def changes(self) -> int:
        """How many rows and fields of the document it changes."""
        return sum(edit.changes for edit in self.edits)

    def is_done(self, values: Values, *, late: bool) -> bool:
        """Whether it is possible (`late`: or not) and the value that it needs is given."""
        return (self.possible or late) and (not self.needs_value or self.field in values)


def weight(steps: Candidate) -> tuple[bool, int]:
    """What is better is lighter: nothing that comes too late, then fewer rows and fields."""
    return not all(step.possible for step in steps), sum(step.changes for step in steps)


def joined(steps: Iterable[Step]) -> Candidate:
    """The steps, equal ones in several places as one thing to do, whatever numbers are why."""
    alike: dict[Step, list[Step]] = {}
    for step in steps:
        key = evolve(step, edits=(), pointer="", further=(), before=None, why="")
        alike.setdefault(key, []).append(step)
    return tuple(map(_one, alike.values()))


def _one(same: list[Step]) -> Step:
    places = [at for step in same for at in (step.pointer, *step.further)]
    return evolve(
        same[0],
        pointer=places[0],
        further=tuple(places[1:]),
        edits=tuple(edit for step in same for edit in step.edits),
        before=same[0].before if len({step.before for step in same}) == 1 else None,
    )


def applied(root: Json, steps: Iterable[Step], values: Values, *, late: bool = False) -> Json:
    """`root` with the steps done that are possible (`late`: any) and have their value."""
    done = (step for step in steps if step.is_done(values, late=late))
    return edited(
        root,
        ((edit, _in_json(step.field or "", values)) for step in done for edit in step.edits),
    )


def _in_json(name: str, values: Values) -> object:
    """A value of the caller's as QPP JSON has it, where a form takes it in another form too."""
    value = values.get(name)
    if isinstance(value, date) and not isinstance(value, datetime):
        return value.isoformat()
    if name in FORM_FIELDS:
        return value  # an entityId may look like counts
    pair: Any = value if isinstance(value, str) else None
    if isinstance(value, list | tuple) and len(value) == len(COUNTS):
        pair = dict(zip(COUNTS, value, strict=True))
    meant = counts_meant(pair)
    return value if meant is None else dict(zip(COUNTS, meant, strict=True))
