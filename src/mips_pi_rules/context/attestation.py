"""What stands behind an attestation: the answer that a dated record supports, and what it lacks.

The records are SaferSelfAssessment (safer.py) and SecurityRiskAnalysis (riskanalysis.py). They
support two separate requirements, and neither ever answers for the other. Evidence never changes
an outcome or a score. Nothing that is said here repeats free text of a record.
"""

import textwrap
from collections.abc import Iterable
from typing import Final, Literal

from attrs import frozen

GapCode = Literal[
    "dateMissing",
    "wrongYear",
    "wrongEdition",
    "noList",
    "noScale",
    "practiceWithoutStatus",
    "unknownStatus",
    "unknownPractice",
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
_LABEL: Final = 26
_MOST_SIGNATURES: Final = 6


@frozen
class Gap:
    """One thing that a record lacks: a code of the closed list, a sentence and the citations."""

    code: GapCode
    sentence: str
    cites: tuple[str, ...]


@frozen
class Attestation:
    """What a record lets its owner attest for a performance year.

    `answer`: True (a yes is right), False (what is asked was not done) or None (this record does
    not say, as when it is of another year). `judged_against` says what was asked. `measure_id` is
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


def page(
    title: str,
    rows: Iterable[tuple[str, str]],
    attestation: Attestation,
    notes: Iterable[str],
    signatures: int,
) -> str:
    """A record to print and sign: plain text of at most 80 columns that fits one screen."""
    lines = [title, "=" * len(title), ""]
    gaps = [("Gap", gap.sentence) for gap in attestation.gaps]
    judged = ("Judged against", attestation.judged_against)
    for label, value in (*rows, judged, ("Attestation", attestation.verdict), *gaps):
        lines += _wrapped(value or "-", f"{label:<{_LABEL}}", " " * _LABEL)
    lines.append("")
    for note in notes:
        lines += _wrapped(note, "", "")
    lines.append("")
    lines += ["Signed by " + "_" * 24 + "  Role " + "_" * 18 + "  Date " + "_" * 12] * min(
        max(signatures, 1), _MOST_SIGNATURES
    )
    return "\n".join(lines) + "\n"


def _wrapped(sentence: str, first: str, rest: str) -> list[str]:
    return textwrap.wrap(
        sentence, _WIDTH, initial_indent=first, subsequent_indent=rest, break_on_hyphens=False
    )
