"""One line a finding, as compilers write them: `path:line:column rule message`.

Editors and `grep` read it. Where a finding has no line, the name of its document stands alone.
"""

from collections.abc import Iterable, Iterator

from mips_pi_rules.judging.results import Finding
from mips_pi_rules.render.entry import Entry
from mips_pi_rules.render.words import worded


def render_all(entries: Iterable[Entry]) -> Iterator[str]:
    """The findings of every input; of one without findings nothing."""
    for entry in entries:
        yield "".join(_line(entry, finding) for finding, _ in worded(entry.report))


def _line(entry: Entry, finding: Finding) -> str:
    place = entry.name
    if finding.line is not None:
        place = f"{entry.relative or entry.file}:{finding.line}"
        if finding.column is not None:
            place += f":{finding.column}"
    return f"{place} {finding.rule} {' '.join(finding.message.split())}\n"
