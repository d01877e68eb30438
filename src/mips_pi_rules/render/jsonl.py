"""One report a line, for streams and for tables: {"name": …, "report": …}."""

import json
from collections.abc import Iterable, Iterator

from mips_pi_rules.render.entry import Entry


def render_all(entries: Iterable[Entry]) -> Iterator[str]:
    """A line of JSON per input; `report` follows schemas/report.schema.json."""
    return map(_line, entries)


def _line(entry: Entry) -> str:
    value = {"name": entry.name, "report": entry.report.to_dict()}
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n"
