"""The command `mips-pi diff`: what changed from one performance year to another.

For the practice first: what it means, in the sentences of the policy; then the reports that
change; with --all every difference of the law's data.
"""

import argparse
from collections.abc import Iterable, Iterator
from typing import Any, Final

from mips_pi_rules.command import terminal
from mips_pi_rules.command.parsing import year
from mips_pi_rules.errors import UnsupportedYear
from mips_pi_rules.jsonvalues import dumped, to_json
from mips_pi_rules.reference.comparison import Comparison, Difference, Step, compare
from mips_pi_rules.wrapping import ranges, wrapped

_MEANS: Final = "What this means for you"
_REPORTS: Final = "Reports that change, with everything else reported in full"
_DETAILS: Final = "Every difference of the law's data"
_ALL: Final = "Every difference, one by one: add --all."


def add(command: argparse.ArgumentParser) -> None:
    """Add what the command `diff` takes."""
    command.add_argument("before", metavar="YEAR", type=year, help="a performance year")
    command.add_argument("after", metavar="YEAR", type=year, help="another one")
    command.add_argument("--all", action="store_true", help="list every difference, one by one")
    command.add_argument(
        "--format", choices=tuple(_FORMATS), default="text", help="text (default), markdown or json"
    )
    command.set_defaults(run=_diff)


def _diff(options: argparse.Namespace) -> int:
    try:
        found = compare(options.before, options.after)
    except UnsupportedYear as error:
        return terminal.refuse(str(error))
    lines = _FORMATS[options.format](found, options.all)
    terminal.write(["\n".join(lines) + "\n"])
    return 0


def _text(found: Comparison, all_of_it: bool) -> Iterator[str]:
    width = terminal.width()
    yield _title(found)
    for step in found.steps:
        yield ""
        yield _heading(found, step)
        for number, change in enumerate(step.changes, 1):
            yield from wrapped(
                f"{change.topic}. {change.sentence}", f"{number:3}. ", " " * 5, width=width
            )
            rests = f"[{'; '.join(change.cites)} ({change.basis})]"
            yield from wrapped(rests, " " * 5, " " * 6, width=width)
        if not step.changes:
            yield from wrapped(_unsaid(step), "  ", "  ", width=width)
    if found.differences:
        yield ""
        yield _REPORTS
        for answers, deeds in _grouped(found):
            yield f"  {answers}:"
            for deed in deeds:
                yield from wrapped(deed, "    - ", "      ", width=width)
    if all_of_it and found.details:
        yield ""
        yield _DETAILS
        for one in found.details:
            said = f"{one.sentence} ({', '.join(one.cites)})"
            yield from wrapped(said, "  - ", "    ", width=width)
    for note in _notes(found, all_of_it):
        yield ""
        yield from wrapped(note, width=width)


def _markdown(found: Comparison, all_of_it: bool) -> Iterator[str]:
    yield f"# {_title(found)}"
    for step in found.steps:
        yield from ("", f"## {_heading(found, step)}", "")
        for change in step.changes:
            rests = f"*{'; '.join(change.cites)} ({change.basis})*"
            yield f"- **{change.topic}.** {change.sentence} {rests}"
        if not step.changes:
            yield _unsaid(step)
    if found.differences:
        yield from ("", f"## {_REPORTS}", "")
        for answers, deeds in _grouped(found):
            yield f"- {answers}:"
            yield from (f"  - {deed}" for deed in deeds)
    if all_of_it and found.details:
        yield from ("", f"## {_DETAILS}", "")
        for one in found.details:
            yield f"- {one.sentence} *{', '.join(one.cites)}* `{one.pointer}`"
    for note in _notes(found, all_of_it):
        yield from ("", note)


def _json(found: Comparison, all_of_it: bool) -> Iterator[str]:
    before, after = found.before, found.after
    document: dict[str, Any] = {
        "from": before.performance_year,
        "to": after.performance_year,
        "status": after.status,
        "asOf": after.as_of,
        "steps": [
            {"from": step.before, "to": step.after, "changes": to_json(step.changes)}
            for step in found.steps
        ],
        "reports": [
            {"done": one.done, "before": to_json(one.before), "after": to_json(one.after)}
            for one in found.differences
        ],
    }
    if all_of_it:
        document["details"] = to_json(found.details)
    yield dumped(document).rstrip("\n")


_FORMATS: Final = {"text": _text, "markdown": _markdown, "json": _json}


def _title(found: Comparison) -> str:
    return f"From {found.before.performance_year} to {found.after.performance_year}"


def _heading(found: Comparison, step: Step) -> str:
    """Which step it is, where there are several."""
    between = f", from {step.before} to {step.after}" if len(found.steps) > 1 else ""
    return f"{_MEANS}{between}"


def _unsaid(step: Step) -> str:
    return f"The policy of {step.after} does not say it in sentences; --all lists the differences."


def _notes(found: Comparison, all_of_it: bool) -> Iterator[str]:
    after = found.after
    if found.before == after:
        yield "This is the same year twice: nothing differs."
        return
    if after.status != "final":
        yield f"{after.performance_year} is {after.status}, as of {after.as_of}."
    if found.details and not all_of_it:
        yield _ALL


def _grouped(found: Comparison) -> list[tuple[str, list[str]]]:
    """The reports that change alike, together: those that got worse first."""
    before, after = found.before.performance_year, found.after.performance_year
    groups: dict[str, list[Difference]] = {}
    for one in sorted(found.differences, key=lambda one: one.after.rank - one.before.rank):
        groups.setdefault(f"{one.before} in {before}, {one.after} in {after}", []).append(one)
    return [(answers, _deeds(those)) for answers, those in groups.items()]


def _deeds(those: Iterable[Difference]) -> list[str]:
    """What is done, with all that it is done to."""
    subjects: dict[str, list[str]] = {}
    for one in those:
        subjects.setdefault(one.deed, []).append(one.subject)
    return [
        f"{deed} {of[0]}" if len(of) == 1 else f"{deed}: {'; '.join(ranges(of))}"
        for deed, of in subjects.items()
    ]
