"""A plan as plain text: what leaves zero, what is in the way, what may be chosen."""

from collections.abc import Iterator
from typing import Final

from mips_pi_rules.planning.plans import Obstacle, Plan
from mips_pi_rules.planning.steps import Step
from mips_pi_rules.render import planwords as words
from mips_pi_rules.wrapping import wrapped

_INDENT: Final = " " * 5


def render(found: Plan) -> str:
    """The plan as plain text of at most 80 columns, ending in a newline."""
    return "\n".join(_lines(found)) + "\n"


def _lines(found: Plan) -> Iterator[str]:
    yield f"NOW: {words.said(found.now)}"
    yield from wrapped(words.verdict(found), "", "")
    if found.as_of is not None:
        yield f"As of {found.as_of}."
    yield from _steps(found, found.mandatory, "What leaves zero", 0)
    yield from _cannot(found.cannot)
    yield from _steps(
        found, found.choices, "What may be chosen then, if it is true", len(found.mandatory)
    )
    if len(found.ways) > 1:
        yield from ("", "Ways to report")
        for way in found.ways:
            yield f"  {'*' if way.taken else ' '} {words.way(way)}"
    for index, one in enumerate(found.exclusions):
        if index == 0:
            yield from ("", "Exclusions worth checking for, each by itself")
        yield from wrapped(f"{one.id}, score {one.score}, if {one.statement}.", "  - ", "    ")
    if found.last_start_day is not None:
        yield from ("", "Dates")
        yield f"  Last day on which a long enough period can start: {found.last_start_day}"
        if found.closes is not None:
            yield f"  Submission closes: {found.closes}, unless CMS names a later day"
    for index, note in enumerate(found.notes):
        if index == 0:
            yield from ("", "To know first")
        yield from wrapped(note, "  - ", "    ")


def _steps(found: Plan, steps: tuple[Step, ...], title: str, before: int) -> Iterator[str]:
    for index, step in enumerate(steps):
        if index == 0:
            yield from ("", title)
        number = before + index
        yield from wrapped(f"{step.words}.", f"{number + 1:3}. ", _INDENT)
        if step.kind == "mend":
            yield from _labelled("Why", step.why)
        if step.before is not None:
            yield from _labelled("From", words.shown(step.before))
        if step.to is not None:
            yield from _labelled("To", words.shown(step.to))
        if step.field is not None:
            yield from _labelled("Field", step.field)
        yield from _labelled("Where", step.pointer or "the whole document")
        for need in step.needs:
            yield from _labelled("First", need)
        if step.needs_value:
            yield from _labelled("Value", f"yours to give: {step.field}")
        for other in step.instead:
            yield from _labelled("Or", f"{other.id}: {other.statement}")
        if step.until is not None:
            yield f"{_INDENT}{words.until(step)}"
        yield from _labelled("After", words.promised(found, number))


def _cannot(obstacles: tuple[Obstacle, ...]) -> Iterator[str]:
    for index, one in enumerate(obstacles):
        if index == 0:
            yield from ("", "What stands in the way")
        yield from wrapped(f"{words.REASONS[one.reason]}: {one.words}", "  - ", "    ")
        yield from wrapped(one.why, "    ", "    ")


def _labelled(label: str, sentence: str) -> list[str]:
    return wrapped(sentence, f"{_INDENT}{label + ':':<7}", " " * 12)
