"""A record to print and sign, for the audit file: the page of it, and the page as text."""

from collections.abc import Iterable
from itertools import zip_longest
from typing import Final

from attrs import frozen

from mips_pi_rules.byvalue import ByValue
from mips_pi_rules.context.attestation import Attestation
from mips_pi_rules.wrapping import WIDTH, wrapped

WHO: Final = "Practice or organization"
_LABEL: Final = 54
_BETWEEN: Final = "  "
_MOST_SIGNATURES: Final = 6


@frozen(eq=False, repr=False)
class Page(ByValue):
    """A record to print and sign, before it is text or HTML.

    `rows` and `details` are labels with values; the details, if any, stand below the attestation.
    """

    title: str
    rows: tuple[tuple[str, str], ...]
    details: tuple[tuple[str, str], ...]
    notes: tuple[str, ...]
    signatures: int

    def text(self) -> str:
        """Plain text of at most 80 columns."""
        lines = [self.title, "=" * len(self.title), "", f"{WHO} " + "_" * 55, ""]
        lines += table(self.rows)
        notes = [line for note in self.notes for line in wrapped(note)]
        for part in (table(self.details), notes):
            lines += ["", *part] if part else []
        for _ in range(self.signatures):
            lines += ["", "Signed by " + "_" * 24 + "  Role " + "_" * 18 + "  Date " + "_" * 12]
        return "\n".join(lines) + "\n"


def page(
    title: str,
    rows: Iterable[tuple[str, str]],
    attestation: Attestation,
    details: Iterable[tuple[str, str]],
    notes: Iterable[str],
    signatures: int,
) -> Page:
    """The page of a record, with what it lets its owner attest and a line for each who signs."""
    said = [*rows, ("Judged against", attestation.judged_against)]
    said += [("Attestation", attestation.verdict)]
    said += [("To look at", gap.sentence) for gap in attestation.gaps]
    lines = min(max(signatures, 1), _MOST_SIGNATURES)
    return Page(title, tuple(said), tuple(details), tuple(notes), lines)


def table(rows: Iterable[tuple[str, str]]) -> list[str]:
    """Labels and values in two columns that never touch, each wrapped in its own."""
    listed = list(rows)
    wide = min(max((len(label) for label, _ in listed), default=0), _LABEL)
    lines = []
    for label, value in listed:
        left = wrapped(label, width=wide)
        right = wrapped(value or "-", width=WIDTH - wide - len(_BETWEEN))
        for one, other in zip_longest(left, right, fillvalue=""):
            lines.append(f"{one:<{wide}}{_BETWEEN}{other}".rstrip())
    return lines
