"""Performance periods that a set may have: real days, long enough, within the year."""

import re
from collections.abc import Iterator
from datetime import date
from itertools import product
from typing import Final

from attrs import evolve, frozen

from mips_pi_rules.documents.qpp import day
from mips_pi_rules.law.calendar import last_start_day, year_end, year_start
from mips_pi_rules.planning.edits import Edit, much_like, value_at
from mips_pi_rules.planning.steps import Step
from mips_pi_rules.planning.subjects import Subject

_FIELDS: Final = ("performanceStart", "performanceEnd")
_YEAR_FIRST: Final = re.compile(r"\s*([0-9]{4})\D?([0-9]{2})\D?([0-9]{2})(\D.*)?", re.S)
_YEAR_LAST: Final = re.compile(r"\s*([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})\s*")


@frozen
class _Day:
    """A first or last day that may be meant, and whether it stands under the wrong name."""

    day: date | None
    rename: bool = False
    stands: bool = True  # written as it must be


def periods(subject: Subject) -> list[Step]:
    """The periods of the required length with the fewest days changed that can still be kept."""
    options = [_meant(subject, field) for field in _FIELDS]
    found = [
        _candidate(subject, (start, end), span)
        for start, end in product(*options)
        for span in _spans(subject, start.day, end.day)
    ]
    return [step for step in found if step is not None]


def _meant(subject: Subject, field: str) -> list[_Day]:
    here = value_at(subject.root, subject.base)
    written = subject.here(field)
    real = day(written)
    found = [_Day(real if isinstance(real, date) else None)]
    if found[0].day is None:
        like = much_like(here, field)
        if like is not None and isinstance(other := day(here[like]), date):
            found.insert(0, _Day(other, rename=True))
        if (read := _in_other_form(written)) is not None:
            found.insert(0, _Day(read, stands=False))
    return found


def _in_other_form(written: object) -> date | None:
    """A day written in another form of which the meaning is plain."""
    if not isinstance(written, str):
        return None
    if found := _YEAR_FIRST.fullmatch(written):
        year, month, of_month = found[1], found[2], found[3]
    elif found := _YEAR_LAST.fullmatch(written):
        month, of_month, year = found[1], found[2], found[3]
    else:
        return None
    try:
        return date(int(year), int(month), int(of_month))
    except ValueError:
        return None


def _spans(subject: Subject, start: date | None, end: date | None) -> Iterator[tuple[date, date]]:
    policy = subject.policy
    first, last = year_start(policy), year_end(policy)
    reach = policy.minimum_days - 1  # both ends count
    latest = last_start_day(policy)
    if (
        start
        and end
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


def _candidate(subject: Subject, meant: tuple[_Day, _Day], span: tuple[date, date]) -> Step | None:
    edits, changed = [], []
    for field, was, to in zip(_FIELDS, meant, span, strict=True):
        if was.day == to and was.rename:
            edits.append(Edit("rename", subject.base, field))
        elif was.day != to or not was.stands:
            edits.append(Edit("set", f"{subject.base}/{field}", value=to.isoformat()))
        else:
            continue
        changed.append((field, was, to))
    if not edits:
        return None
    start, end = span
    place = subject.trials.context.evidence.certification.in_place
    known = (place is not None and place <= start) or any(
        was.day is not None and was.day <= start and was.day.year == start.year for was in meant
    )
    field, was, to = changed[0]
    step = subject.step(
        "Set " + " and ".join(f"{name} to {value}" for name, _, value in changed),
        edits,
        at=[f"{subject.base}/{name}" for name, _, _ in changed],
        field=field,
        to=to.isoformat(),
        needs=(
            f"Certified technology was truly in use on every day from {start} to {end}.",
            "The counts and answers are those of this period.",
        ),
    )
    before = None if was.day is None or was.rename else was.day.isoformat()
    return evolve(step, before=before, until=None if known else start)
