"""Output formats, one per module; each is a function from entries to pieces of text."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from types import MappingProxyType

from mips_pi_rules.render import (
    github,
    html,
    json,
    jsonl,
    junit,
    operationoutcome,
    sarif,
    text,
)
from mips_pi_rules.render.entry import Entry

__all__ = ["FORMATS", "IN_FULL", "Entry"]

# What a format is: entries in, pieces of text out, in order and where it can be each when its
# entry is made. The last piece ends in a newline where there is any.
Format = Callable[[Iterable[Entry]], Iterator[str]]

# By the name on the command line.
FORMATS: Mapping[str, Format] = MappingProxyType(
    {
        "text": text.render_all,
        "json": json.render_all,
        "jsonl": jsonl.render_all,
        "sarif": sarif.render_all,
        "junit": junit.render_all,
        "github": github.render_all,
        "html": html.render_all,
        "operation-outcome": operationoutcome.render_all,
    }
)
# The formats that are short about what is in order among several, without being so.
IN_FULL: Mapping[str, Format] = MappingProxyType(
    {
        "text": partial(text.render_all, everything=True),
        "html": partial(html.render_all, everything=True),
    }
)
