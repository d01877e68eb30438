"""Output formats, one per module; each is a function from entries to pieces of text."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from importlib import import_module
from types import MappingProxyType
from typing import Any

from mips_pi_rules.render.entry import Entry

__all__ = ["FORMATS", "IN_FULL", "Entry"]

# What a format is: entries in, pieces of text out, in order and where it can be each when its
# entry is made. The last piece ends in a newline where there is any.
Format = Callable[[Iterable[Entry]], Iterator[str]]


def _render(module: str, entries: Iterable[Entry], **how: Any) -> Iterator[str]:
    # Imported when the format is asked for: a process shows one or two of them.
    yield from import_module(f"{__name__}.{module}").render_all(entries, **how)


# By the name on the command line: the module of each.
FORMATS: Mapping[str, Format] = MappingProxyType(
    {
        "text": partial(_render, "text"),
        "json": partial(_render, "json"),
        "jsonl": partial(_render, "jsonl"),
        "sarif": partial(_render, "sarif"),
        "junit": partial(_render, "junit"),
        "github": partial(_render, "github"),
        "html": partial(_render, "html"),
        "operation-outcome": partial(_render, "operationoutcome"),
    }
)
# The formats that are short about what is in order among several, without being so.
IN_FULL: Mapping[str, Format] = MappingProxyType(
    {name: partial(_render, name, everything=True) for name in ("text", "html")}
)
