"""What is rendered: a report with the name of its input."""

from collections.abc import Callable
from pathlib import PurePath
from typing import Any
from urllib.parse import quote

import attrs

from mips_pi_rules.byvalue import ByValue
from mips_pi_rules.judging.report import Report
from mips_pi_rules.judging.results import Finding

Cell = tuple[int, str]  # a column, from 1, and the cell as a person sees it: "row 12, column F"
Places = Callable[[str | None], Cell]  # of the field that a finding is about


def printable(name: str) -> str:
    """`name` without what a terminal or a log might obey, and without lone surrogates."""
    return "".join(char if char.isprintable() else "\ufffd" for char in name)


@attrs.frozen(eq=False, repr=False)
class Advice(ByValue):
    """What to do after a report that is not ok: a sentence, the command it leads to, the days."""

    what: str
    command: str = attrs.field(converter=printable)
    days: str | None = None


@attrs.frozen(eq=False, repr=False)
class Entry(ByValue):
    """One input and its report.

    `name` is what people see: "submission.json", "batch.ndjson:3". `path` is the file as it was
    given, None when there is none, as with standard input. Formats print neither the folder of an
    absolute path nor one above the current folder. `file` is the name without what tells the
    document from others of its file. `key` is its key in a file of contexts. `advice` is what
    people are told at the end of a report that is not ok: the next step, the days that count.
    """

    name: str = attrs.field(converter=printable)
    report: Report
    path: str | None = None
    file: str = attrs.field(converter=printable, kw_only=True)
    key: str | None = attrs.field(default=None, kw_only=True)
    advice: Advice | None = attrs.field(default=None, kw_only=True)

    @file.default
    def _the_name(self) -> str:
        return self.name

    @classmethod
    def in_file(
        cls,
        name: str,
        report: Report,
        path: str | None,
        line: int = 1,
        column: int = 1,
        **others: Any,
    ) -> "Entry":
        """The entry of a document that begins at this line and column of its file.

        The report's lines and columns become those of the file.
        """
        if (line, column) == (1, 1):
            return cls(name, report, path, **others)
        findings = tuple(_moved(finding, line, column) for finding in report.findings)
        return cls(name, attrs.evolve(report, findings=findings), path, **others)

    @classmethod
    def in_sheet(
        cls,
        name: str,
        report: Report,
        path: str | None,
        row: int,
        place: Places,
        **others: Any,
    ) -> "Entry":
        """The entry of a row of a sheet; `place` says in which column a field is, and where."""
        findings = tuple(
            attrs.evolve(one, line=row, column=column, path=said)
            for one in report.findings
            for column, said in (place(one.field),)
        )
        return cls(name, attrs.evolve(report, findings=findings), path, **others)

    @property
    def relative(self) -> str | None:
        """The path below the current folder; of a file elsewhere, its name alone."""
        return None if self.path is None else printable(_below(self.path))

    @property
    def uri(self) -> str | None:
        """The relative path as a URI reference, whatever characters the file's name has."""
        if self.path is None:
            return None
        path = _below(self.path)
        try:
            encoded = path.encode("utf-8", "surrogateescape")
        except UnicodeEncodeError:  # a name that only Windows can have
            encoded = path.encode("utf-8", "surrogatepass")
        return quote(encoded, safe="/")


def _moved(finding: Finding, line: int, column: int) -> Finding:
    if finding.line is None:
        return finding
    begins = column - 1 if finding.line == 1 and finding.column is not None else 0
    return attrs.evolve(
        finding,
        line=finding.line + line - 1,
        column=None if finding.column is None else finding.column + begins,
    )


def _below(path: str) -> str:
    given = PurePath(path)
    inside = not given.is_absolute() and ".." not in given.parts
    return given.as_posix() if inside else given.name
