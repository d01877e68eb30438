"""The command `mips-pi plan`: how to leave zero, and what scores more, for a practice manager.

Exit status: 0 the plan leads out of zero, 1 it cannot, 2 what was given could not be read or the
command was misused. stdout carries the plan alone. Today's date is read here and nowhere else.
"""

import argparse
import json
from collections.abc import Iterator
from datetime import date
from typing import Final

from mips_pi_rules.command import terminal
from mips_pi_rules.command.inputs import of_one
from mips_pi_rules.outcomes import FORCED, Outcome
from mips_pi_rules.planning import plan
from mips_pi_rules.planning.plans import Obstacle, Plan
from mips_pi_rules.planning.steps import Promise, Step
from mips_pi_rules.wrapping import wrapped

_INDENT: Final = " " * 5
_REASONS: Final = {
    "document": "Nothing in the document mends it",
    "time": "Too late",
    "source": "Settle it in the source first",
}


def add(command: argparse.ArgumentParser) -> None:
    """Add what the command `plan` takes."""
    command.add_argument("file", metavar="FILE", help="QPP JSON, or - for standard input")
    command.add_argument(
        "--as-of",
        type=_date,
        metavar="DATE",
        help="what can still be done on that day, YYYY-MM-DD; default: today",
    )
    command.add_argument("--context", metavar="FILE", help="eligibility, history and evidence")
    command.add_argument("--format", choices=("json", "text"), default="text", help="default: text")
    command.set_defaults(run=_plan)


def _date(written: str) -> date:
    if len(written) == len("YYYY-MM-DD"):
        try:
            return date.fromisoformat(written)
        except ValueError:
            pass
    raise argparse.ArgumentTypeError("takes a day as YYYY-MM-DD")


def _plan(options: argparse.Namespace) -> int:
    as_of = options.as_of or date.today()
    found = of_one(
        options.file,
        options.context,
        lambda content, context: plan(content, context=context, as_of=as_of),
    )
    if found is None:
        return terminal.MISUSED
    if options.format == "json":
        terminal.write([json.dumps(found.to_dict(), indent=2) + "\n"])
    else:
        terminal.write([render(found)])
    return 0 if found.leads_out else 1


def render(found: Plan) -> str:
    """The plan as plain text of at most 80 columns, ending in a newline."""
    return "\n".join(_lines(found)) + "\n"


def _lines(found: Plan) -> Iterator[str]:
    yield f"NOW: {_said(found.now)}"
    yield from wrapped(_verdict(found), "", "")
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
            score = "depends on counts" if way.score is None else f"score {way.score}"
            mark = "*" if way.taken else " "
            yield f"  {mark} {' with '.join(way.measures)}: {score}"
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


def _verdict(found: Plan) -> str:
    count = len(found.mandatory)
    if not count and found.leads_out:
        return "Nothing forces the score to 0."
    if not found.leads_out:
        return "This plan cannot lead out of zero; see below what stands in the way."
    least = "at least " if found.promises.at_least else ""
    after = found.promises.with_values[count - 1]
    changes = "1 change leads" if count == 1 else f"{count} changes lead"
    return f"{changes} out of zero, if what each needs is true: {least}{_said(after)}"


def _said(promise: Promise) -> str:
    match promise.outcome:
        case Outcome.SCORED:
            return f"score {promise.score}."
        case Outcome.REWEIGHTED:
            return "reweighted; the category does not count."
        case Outcome.REJECTED:
            return "rejected; CMS would not take it."
        case outcome:
            assert outcome in FORCED  # noqa: S101 - there are no others
            return f"forced to 0 ({outcome.value})."


def _steps(found: Plan, steps: tuple[Step, ...], title: str, before: int) -> Iterator[str]:
    for index, step in enumerate(steps):
        if index == 0:
            yield from ("", title)
        number = before + index
        yield from wrapped(f"{step.words}.", f"{number + 1:3}. ", _INDENT)
        if step.kind == "mend":
            yield from _labelled("Why", step.why)
        if step.before is not None:
            yield from _labelled("From", _shown(step.before))
        if step.to is not None:
            yield from _labelled("To", _shown(step.to))
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
            words = "Can still be done until" if step.possible else "TOO LATE: could be done until"
            yield f"{_INDENT}{words} {step.until}"
        after, complete = found.promises.after[number], found.promises.with_values[number]
        given = " with the values given" if complete != after else ""
        least = "at least " if given and found.promises.at_least and complete.score else ""
        yield from _labelled("After", f"{least}{_said(complete).rstrip('.')}{given}")


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dict):
        return ", ".join(f"{name} {number}" for name, number in value.items())
    return str(value)


def _cannot(obstacles: tuple[Obstacle, ...]) -> Iterator[str]:
    for index, one in enumerate(obstacles):
        if index == 0:
            yield from ("", "What stands in the way")
        yield from wrapped(f"{_REASONS[one.reason]}: {one.words}", "  - ", "    ")
        yield from wrapped(one.why, "    ", "    ")


def _labelled(label: str, sentence: str) -> list[str]:
    return wrapped(sentence, f"{_INDENT}{label + ':':<7}", " " * 12)
