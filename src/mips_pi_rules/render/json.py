"""The report as JSON (schemas/report.schema.json), indented for people who read it anyway."""

from collections.abc import Iterable, Iterator
from itertools import chain, islice
from textwrap import indent
from typing import Any

from mips_pi_rules.jsonvalues import dumped
from mips_pi_rules.judging.report import Report
from mips_pi_rules.render.entry import Entry


def render(report: Report) -> str:
    """The JSON of `Report.to_dict`, ending in a newline."""
    return dumped(report.to_dict())


def render_all(entries: Iterable[Entry]) -> Iterator[str]:
    """One report as an object, several as an array of them, in order."""
    first, rest = told(entries)
    if len(first) == 1:
        yield render(first[0].report)
    else:
        yield "["
        yield from listed((entry.report.to_dict() for entry in chain(first, rest)), "  ")
        yield "]\n"


def told(entries: Iterable[Entry]) -> tuple[list[Entry], Iterator[Entry]]:
    """As many entries as tell whether there are several, and the rest, not made yet."""
    rest = iter(entries)
    return list(islice(rest, 2)), rest


def listed(values: Iterable[Any], margin: str) -> Iterator[str]:
    """The inside of a JSON array, each value when it is made."""
    mark = "\n"
    for value in values:
        yield mark + within(value, margin)
        mark = ",\n"
    if mark != "\n":
        yield "\n"


def within(value: Any, margin: str) -> str:
    """Indented JSON as it stands inside other JSON, without a newline at its end."""
    return indent(dumped(value).rstrip("\n"), margin)
