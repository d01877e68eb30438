"""Performance periods that a set may have: real days, long enough, within the year."""

import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from itertools import product
from typing import Final, Literal

from attrs import frozen

from mips_pi_rules.documents.qpp import day
from mips_pi_rules.law.calendar import last_start_day, year_end, year_start
from mips_pi_rules.law.policies import Policy
from mips_pi_rules.planning.edits import Edit, much_like
from mips_pi_rules.planning.steps import Candidate
from mips_pi_rules.planning.subjects import Subject

_FIELDS: Final = ("performanceStart", "performanceEnd")
_YEAR_FIRST: Final = re.compile(r"\s*([0-9]{4})\D?([0-9]{2})\D?([0-9]{2})(\D.*)?", re.S)
_YEAR_LAST: Final = re.compile(r"\s*([0-9]{1,2})([/.-])([0-9]{1,2})\2([0-9]{4})\s*")


@frozen
class _Day:
    """A first or last day that may be meant, and what is wrong with how it stands.

    rename: it stands under the wrong name; form: in another form; ask: in one that means one of
    the days `either`, which is not for us to guess.
    """

    day: date | None
    wrong: Literal["rename", "form", "ask"] | None = None
    either: tuple[date, ...] = ()


def periods(subject: Subject) -> list[Candidate]:
    """The periods of the required length with the fewest days changed that can still be kept."""
    options = [_meant(subject, field) for field in _FIELDS]
    found = [
        _candidate(subject, (start, end), span)
        for start, end in product(*options)
        for span in _spans(subject.policy, start, end)
    ]
    return [steps for steps in found if steps]


def _meant(subject: Subject, field: str) -> list[_Day]:
    """What may be meant, the plainest first; of two days the one that leaves the shorter period."""
    here = subject.at(subject.base)
    written = subject.at(f"{subject.base}/{field}")
    real = day(written)
    if isinstance(real, date):
        return [_Day(real)]
    read = sorted(_in_other_form(written), reverse=field == _FIELDS[0])
    found = [_Day(one, "form") if len(read) == 1 else _Day(one, "ask", tuple(read)) for one in read]
    like = much_like(here, field)
    if like is not None and isinstance(other := day(here[like]), date):
        found.append(_Day(other, "rename"))
    return [*found, _Day(None)]


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


def _spans(policy: Policy, meant: _Day, last_meant: _Day) -> Iterator[tuple[date, date]]:
    """The first and last days that a period may have, if these are the ones that are meant."""
    start, end = meant.day, last_meant.day
    first, last = year_start(policy), year_end(policy)
    reach = policy.minimum_days - 1  # both ends count
    latest = last_start_day(policy)
    if (
        start
        and end
        and "ask" not in (meant.wrong, last_meant.wrong)
        and first <= end
        and end.toordinal() + reach <= start.toordinal() <= last.toordinal()
    ):
        yield end, start  # the two stand in each other's place
    if start and first <= start <= latest:
        soonest = date.fromordinal(start.toordinal() + reach)
        yield start, end if end and soonest <= end <= last else soonest
    if end and first.toordinal() + reach <= end.toordinal() and end <= last:
        yield date.fromordinal(end.toordinal() - reach), end
    yield latest, last


def _candidate(subject: Subject, meant: tuple[_Day, _Day], span: tuple[date, date]) -> Candidate:
    """The steps that give the period these days; none where it has them."""
    start, end = span
    in_place = subject.trials.context.evidence.certification.in_place
    known = (in_place is not None and in_place <= start) or any(
        was.day is not None and was.day <= start and was.day.year == start.year for was in meant
    )
    until = None if known else start
    steps, edits, changed = [], [], []
    for field, was, to in zip(_FIELDS, meant, span, strict=True):
        at = f"{subject.base}/{field}"
        if was.day == to and was.wrong is None:
            continue
        if was.day == to and was.wrong == "ask":
            one, other = sorted(was.either)
            step = subject.step(
                f"Write {field} as YYYY-MM-DD: what stands there may mean {one} or {other}",
                [Edit("set", at, asks=True)],
                at=[at],
                field=field,
                needs=("It is the day that was meant.",),
                until=until,
            )
            steps.append(step)
            continue
        renamed = was.day == to and was.wrong == "rename"
        rename, written = Edit("rename", subject.base, field), Edit("set", at, value=to.isoformat())
        edits.append(rename if renamed else written)
        changed.append((field, was, to))
    if changed:
        field, was, to = changed[0]
        stood = was.day if was.wrong in (None, "form") else None
        step = subject.step(
            "Set " + " and ".join(f"{name} to {value}" for name, _, value in changed),
            edits,
            at=[f"{subject.base}/{name}" for name, _, _ in changed],
            field=field,
            before=stood.isoformat() if stood else None,
            to=to.isoformat(),
            needs=(
                f"Certified technology was truly in use on every day from {start} to {end}.",
                "The counts and answers are those of this period.",
            ),
            until=until,
        )
        steps.append(step)
    return tuple(steps)
