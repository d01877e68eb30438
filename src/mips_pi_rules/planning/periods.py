"""Performance periods that a set may have: real days, long enough, within the year."""

import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from itertools import product
from typing import Final, Literal

from attrs import frozen

from mips_pi_rules.byvalue import ByValue
from mips_pi_rules.context.context import Certification
from mips_pi_rules.documents.plain import day
from mips_pi_rules.law.calendar import last_start_day, year_end, year_start
from mips_pi_rules.law.policies import Policy
from mips_pi_rules.planning.edits import Edit, much_like
from mips_pi_rules.planning.steps import Candidate
from mips_pi_rules.planning.subjects import Subject
from mips_pi_rules.pointers import join, parent

_FIELDS: Final = ("performanceStart", "performanceEnd")
_YEAR_FIRST: Final = re.compile(r"\s*([0-9]{4})\D?([0-9]{2})\D?([0-9]{2})(\D.*)?", re.S)
_YEAR_LAST: Final = re.compile(r"\s*([0-9]{1,2})([/.-])([0-9]{1,2})\2([0-9]{4})\s*")


@frozen(eq=False, repr=False)
class _Day(ByValue):
    """A first or last day that may be meant, and what is wrong with how it stands at `at`.

    rename: it stands under the wrong name; move: in the wrong place; form: in another form; ask:
    in one that means one of the days `either`, which is not for us to guess.
    """

    field: str
    at: str
    day: date | None
    wrong: Literal["rename", "move", "form", "ask"] | None = None
    either: tuple[date, ...] = ()

    def edit(self, to: date) -> Edit | None:
        """What makes of it the day of a period; None where it is that."""
        if self.day != to or self.wrong in ("form", "move"):
            return Edit("set", self.at, value=to.isoformat())
        if self.wrong == "rename":
            return Edit("rename", parent(self.at), self.field)
        return Edit("set", self.at, asks=True) if self.wrong == "ask" else None


def periods(subject: Subject) -> list[Candidate]:
    """The periods of the required length with the fewest days changed that can still be kept."""
    first, last = (_meant(subject, field) for field in _FIELDS)
    technology = subject.trials.context.evidence.certification
    found = [
        _candidate(subject, days, span)
        for days in product(first, last)
        for span in _spans(subject.policy, *days, technology.in_place)
        if _in_use(technology, *span)
    ]
    found.append(_asked(subject, (first[0], last[0])))
    return [steps for steps in found if steps]


def _in_use(technology: Certification, start: date, end: date) -> bool:
    """Whether the technology could be in use from the first day, certified by the last."""
    in_place, certified = technology.in_place, technology.certified
    return (in_place is None or in_place <= start) and (certified is None or certified <= end)


def _meant(subject: Subject, field: str) -> list[_Day]:
    """What may be meant, the plainest first; of two days the one that leaves the shorter period."""
    here, at = subject.at(subject.base), join((field,), subject.base)
    written = subject.at(at)
    real = day(written)
    if isinstance(real, date):
        return [_Day(field, at, real)]
    either = tuple(sorted(_in_other_form(written), reverse=field == _FIELDS[0]))
    wrong: Literal["form", "ask"] = "form" if len(either) == 1 else "ask"
    found = [_Day(field, at, one, wrong, either) for one in either]
    like = much_like(here, field)
    if like is not None and isinstance(other := day(here[like]), date):
        found.append(_Day(field, at, other, "rename"))
    there = subject.elsewhere(field) if written is None else None
    if there is not None and isinstance(other := day(subject.at(there)), date):
        found.append(_Day(field, at, other, "move"))
    return [*found, _Day(field, at, None)]


def _in_other_form(written: object) -> set[date]:
    """The days that something written in another form may mean: one where that is plain."""
    if not isinstance(written, str):
        return set()
    if found := _YEAR_FIRST.fullmatch(written):
        orders = [(found[1], found[2], found[3])]
    elif found := _YEAR_LAST.fullmatch(written):
        orders = [(found[4], found[1], found[3]), (found[4], found[3], found[1])]
    else:
        return set()
    days = set()
    for order in orders:
        with suppress(ValueError):
            days.add(date(*map(int, order)))
    return days


def _spans(
    policy: Policy, one: _Day, other: _Day, in_place: date | None
) -> Iterator[tuple[date, date]]:
    """The first and last days that a period may have, if these are the ones that are meant."""
    start, end = one.day, other.day
    first, last = year_start(policy), year_end(policy)
    reach = policy.minimum_days - 1  # both ends count
    latest = last_start_day(policy)
    if (
        start
        and end
        and "ask" not in (one.wrong, other.wrong)
        and first <= end
        and end.toordinal() + reach <= start.toordinal() <= last.toordinal()
    ):
        yield end, start  # the two stand in each other's place
    if start and end:
        inside = max(start, first, in_place or first), min(end, last)
        if inside != (start, end) and inside[0].toordinal() + reach <= inside[1].toordinal():
            yield inside  # so much of the period as lies in the year
    if start and in_place and start < in_place:
        start = in_place
    if start and first <= start <= latest:
        soonest = date.fromordinal(start.toordinal() + reach)
        yield start, end if end and soonest <= end <= last else soonest
    if end and first.toordinal() + reach <= end.toordinal() and end <= last:
        yield date.fromordinal(end.toordinal() - reach), end
    yield latest, last


def _asked(subject: Subject, days: tuple[_Day, _Day]) -> Candidate:
    """Steps that ask for the days that are not there: the period that was kept may be any.

    None where something stands there that is to be corrected.
    """
    if any(one.wrong is not None for one in days):
        return ()
    least = subject.policy.minimum_days
    return tuple(
        subject.of(one.at).step(
            f"Give {one.field}, the {which} day of the period, which has at least {least} days",
            [Edit("set", one.at, asks=True)],
            at=[one.at],
            field=one.field,
            needs=(
                "Certified technology was truly in use on every day of the period.",
                "The counts and answers are those of this period.",
            ),
        )
        for one, which in zip(days, ("first", "last"), strict=True)
        if one.day is None
    )


def _candidate(subject: Subject, meant: tuple[_Day, _Day], span: tuple[date, date]) -> Candidate:
    """The steps that give the period these days; none where it has them."""
    start, end = span
    in_place = subject.trials.context.evidence.certification.in_place
    first, last = (one.day for one in meant)
    known = (
        (in_place is not None and in_place <= start)
        or (first is not None and last is not None and first <= start <= last)
        or any(day is not None and day <= start and day.year == start.year for day in (first, last))
    )
    until = None if known else start
    if known and first == start and last is None:
        until = end  # once that is over, only the practice knows the last day
    changed = [
        (one, to, edit)
        for one, to in zip(meant, span, strict=True)
        if (edit := one.edit(to)) is not None
    ]
    steps = [
        subject.step(
            f"Write {one.field} as YYYY-MM-DD: what stands there may mean "
            + " or ".join(map(str, sorted(one.either))),
            [edit],
            at=[one.at],
            until=until,
            field=one.field,
            needs=("It is the day that was meant.",),
        )
        for one, _, edit in changed
        if edit.asks
    ]
    given = [part for part in changed if not part[2].asks]
    for one, to, _ in given[:1]:
        stood = one.day if one.wrong in (None, "form") else None
        step = subject.step(
            "Set " + " and ".join(f"{each.field} to {day}" for each, day, _ in given),
            [edit for _, _, edit in given],
            at=[each.at for each, _, _ in given],
            until=until,
            field=one.field,
            before=stood.isoformat() if stood else None,
            to=to.isoformat(),
            needs=(
                f"Certified technology was truly in use on every day from {start} to {end}.",
                "The counts and answers are those of this period.",
            ),
        )
        steps.append(step)
    return tuple(steps)
