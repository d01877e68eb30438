"""What stands behind an attestation: the answer that a dated record supports, and what it lacks.

The records are SaferSelfAssessment (safer.py) and SecurityRiskAnalysis (riskanalysis.py). They
support two separate requirements, and neither ever answers for the other. Evidence never changes
an outcome or a score. Nothing that is said here repeats free text of a record.
"""

import re
import textwrap
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Final, Literal, Never, TypeVar

from attrs import frozen

from mips_pi_rules.errors import ContextError

T = TypeVar("T")
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
_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


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


@frozen(eq=False)
class Fields:
    """The fields of a JSON object, read strictly: null is absent, anything wrong a ContextError.

    `place` is the object's dotted path in the context. No error holds what stood there.
    """

    place: str
    values: Mapping[str, Any]

    @classmethod
    def of(cls, document: object, place: str, names: Iterable[str]) -> "Fields":
        """The fields of `document`, which may have those of `names` and no others."""
        values, known = plain(document), tuple(names)
        if values is None:
            raise ContextError(place, "must be an object")
        if any(name not in known for name in values):
            raise ContextError(place, f"has a field that is none of {', '.join(known)}")
        return cls(place, values)

    def text(self, name: str) -> str | None:
        """A text, which may not be empty."""
        value = self.values.get(name)
        if value is None or (isinstance(value, str) and value):
            return value
        return self.refuse(name, "must be text")

    def one_of(self, name: str, choices: Iterable[str]) -> str | None:
        """One of a closed list of texts."""
        value, known = self.values.get(name), tuple(choices)
        if value is None or (isinstance(value, str) and value in known):
            return value
        return self.refuse(name, f"must be one of {', '.join(known)}")

    def day(self, name: str) -> date | None:
        """A day, written as YYYY-MM-DD."""
        value = self.values.get(name)
        found = _day(value)
        if value is not None and found is None:
            self.refuse(name, "must be a day that exists, as YYYY-MM-DD")
        return found

    def answer(self, name: str) -> bool | None:
        """True or false."""
        value = self.values.get(name)
        if value is None or isinstance(value, bool):
            return value
        return self.refuse(name, "must be true or false")

    def texts(self, name: str) -> tuple[str, ...]:
        """A list of texts, none of them empty; absent is the empty list."""
        value = self.values.get(name)
        if value is None:
            return ()
        if isinstance(value, list | tuple) and all(isinstance(one, str) and one for one in value):
            return tuple(value)
        return self.refuse(name, "must be a list of texts")

    def needed(self, name: str, value: T | None) -> T:
        """`value`, which was read from the field `name` and must be there."""
        return self.refuse(name, "is needed") if value is None else value

    def refuse(self, name: str, sentence: str) -> Never:
        """Raise the ContextError of the field `name`."""
        raise ContextError(f"{self.place}.{name}", sentence)


def plain(document: object) -> dict[str, Any] | None:
    """`document` as a dict of its own, or None when it is no object with text for names."""
    try:
        values = dict(document) if isinstance(document, Mapping) else None
    except Exception:  # noqa: BLE001, RUF100 - a foreign mapping may raise anything
        return None
    if values is None or not all(isinstance(name, str) for name in values):
        return None
    return values


def _day(value: object) -> date | None:
    if not isinstance(value, str) or not _DATE.fullmatch(value):
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None


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
