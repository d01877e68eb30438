"""Output formats, one per module; each is a function from entries to pieces of text."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from importlib import import_module
from types import MappingProxyType
from typing import Any

from mips_pi_rules.render.entry import Advice, Entry

__all__ = ["FITTED", "FORMATS", "IN_FULL", "Advice", "Entry"]

# What a format is: entries in, pieces of text out, in order and where it can be each when its
# entry is made. There is at least one piece for each entry, if only an empty one, so that several
# formats can go through the same entries side by side; no more than two entries are kept. The last
# piece ends in a newline where there is any.
Format = Callable[..., Iterator[str]]


def _render(module: str, entries: Iterable[Entry], **how: Any) -> Iterator[str]:
    # Imported when the format is asked for: a process shows one or two of them.
    yield from import_module(f"{__name__}.{module}").render_all(entries, **how)


# By the name on the command line: the module of each.
FORMATS: Mapping[str, Format] = MappingProxyType(
    {
        "text": partial(_render, "text"),
        "brief": partial(_render, "brief"),
        "summary": partial(_render, "summary"),
        "json": partial(_render, "json"),
        "jsonl": partial(_render, "jsonl"),
        "csv": partial(_render, "csv"),
        "csv-findings": partial(_render, "csv", rows="findings"),
        "markdown": partial(_render, "markdown"),
        "sarif": partial(_render, "sarif"),
        "junit": partial(_render, "junit"),
        "github": partial(_render, "github"),
        "html": partial(_render, "html"),
        "operation-outcome": partial(_render, "operationoutcome"),
    }
)
# The formats that are lines for people; they take the `width` of the lines.
FITTED = frozenset({"text", "summary"})
# The formats that are short about what is in order among several, without being so.
IN_FULL: Mapping[str, Format] = MappingProxyType(
    {name: partial(_render, name, everything=True) for name in ("text", "html")}
)
