"""What stands behind an attestation: the answer that dated evidence supports, and what it lacks.

The evidence is a SaferSelfAssessment (safer.py) or a SecurityRiskAnalysis (riskanalysis.py). They
support two separate requirements, and neither ever answers for the other. Evidence never changes
an outcome or a score. Nothing that is said here repeats its free text.
"""

from collections.abc import Iterable
from itertools import zip_longest
from typing import Final, Literal

from attrs import frozen

from mips_pi_rules.wrapping import wrapped

GapCode = Literal[
    "dateMissing",
    "wrongYear",
    "wrongEdition",
    "noList",
    "noScale",
    "practiceWithoutStatus",
    "unknownStatus",
    "unknownPractice",
    "practiceCount",
    "analysisMissing",
    "encryptionNotAddressed",
    "updatesNotImplemented",
    "deficienciesNotCorrected",
    "managementMissing",
    "managementWrongYear",
    "managementNotDone",
]

_VERDICTS: Final = {
    True: "YES: this record supports a yes.",
    False: "NO: this record shows that a yes would be wrong.",
    None: "CANNOT SAY: this record does not support a yes.",
}
_WIDTH: Final = 80
_LABEL: Final = 54
_GAP: Final = "  "
_MOST_SIGNATURES: Final = 6
_WHO: Final = "Practice or organization"


@frozen
class Gap:
    """One thing that evidence lacks: a code of the closed list, a sentence and citations."""

    code: GapCode
    sentence: str
    cites: tuple[str, ...]


@frozen
class Attestation:
    """What evidence lets its owner attest for a performance year.

    `answer`: True (a yes is right), False (what is asked was not done) or None (it does not
    say, as when it is of another year). `judged_against` says what was asked. `measure_id` is
    the one attestation that it is about.
    """

    answer: bool | None
    gaps: tuple[Gap, ...]
    judged_against: str
    measure_id: str

    @property
    def verdict(self) -> str:
        """The answer in one sentence."""
        return _VERDICTS[self.answer]


def some(names: Iterable[str], most: int = 16) -> str:
    """Names in one line, cut when there are many."""
    listed = list(names)
    more = f" and {len(listed) - most} more" if len(listed) > most else ""
    return ", ".join(listed[:most]) + more


@frozen
class Page:
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
        lines = [self.title, "=" * len(self.title), "", f"{_WHO} " + "_" * 55, ""]
        lines += table(self.rows)
        notes = [line for note in self.notes for line in wrapped(note, width=_WIDTH)]
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
        left, right = (
            wrapped(label, width=wide),
            wrapped(value or "-", width=_WIDTH - wide - len(_GAP)),
        )
        for one, other in zip_longest(left, right, fillvalue=""):
            lines.append(f"{one:<{wide}}{_GAP}{other}".rstrip())
    return lines
