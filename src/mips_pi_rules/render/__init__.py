"""Output formats, one per module; each is a function from entries to text."""

from collections.abc import Callable, Mapping, Sequence
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

__all__ = ["FORMATS", "Entry"]

# By the name on the command line. Each gives whole text, ending in a newline where there is any.
FORMATS: Mapping[str, Callable[[Sequence[Entry]], str]] = MappingProxyType(
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
