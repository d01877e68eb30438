"""What a report is made of: findings, rows with their points, sets, and readings it rests on."""

from collections.abc import Collection, Iterable
from typing import Literal, Protocol, TypeVar

from attrs import Factory, frozen

from mips_pi_rules.byvalue import ByValue
from mips_pi_rules.documents.submission import SubmissionMethod
from mips_pi_rules.frozenmap import FrozenMap
from mips_pi_rules.law.entries import Basis
from mips_pi_rules.law.readings import Reading
from mips_pi_rules.outcomes import Kind, Number, Outcome, Severity, Value
from mips_pi_rules.pointers import parent

Status = Literal[
    "met",
    "unmet",
    "excluded",
    "suppressed",
    "notReported",
    "bonus",
    "attested",
    "optional",
]
# Measures that belong together, each with the status of its row.
Statuses = tuple[tuple[str, Status], ...]


@frozen(eq=False, repr=False, slots=False)
class Finding(ByValue):
    """One problem: the rule, the place, what is wrong, how to mend it and the law.

    `title` is the rule in a few words, `kind` what sort of fault it is, from a closed list.
    `field` is what of a form it is about: a field of CMS's API, a measure id, or `<id>.level`;
    None where it is about none, or about the whole.
    `pointer` is a JSON Pointer (RFC 6901) into the caller's document, `line` and `column`
    (1-based) are given when it was read from text, `path` when it was read from XML (XPath) or
    from a sheet ("row 12, column F").
    `values` are what the message was made of: counts, dates, names from closed lists.
    """

    rule: str
    title: str
    kind: Kind
    field: str | None
    severity: Severity
    outcome: Outcome | None
    pointer: str
    line: int | None
    column: int | None
    path: str | None
    message: str
    fix: str
    cites: tuple[str, ...]
    values: FrozenMap[Value] = Factory(FrozenMap)  # `field` is one of its own here


@frozen(eq=False, repr=False)
class MeasureResult(ByValue):
    """A measure or attestation with its points, how many there were, and why.

    `points` and `available` are points of the category, whole or halves; of a bonus measure both
    are what it earns. `status` of a measure is the first that fits of notReported, excluded
    (suppressed in a year that suppresses it), unmet, suppressed and met, or bonus; of an
    attestation attested, unmet, notReported or optional. `why` is a sentence, `cites` its law.
    """

    measure_id: str
    title: str
    points: Number
    available: Number
    status: Status
    why: str
    cites: tuple[str, ...]


@frozen(eq=False, repr=False)
class ObjectiveResult(ByValue):
    """An objective, by its id and title, with the sums of its rows, bonus rows included."""

    objective: str
    title: str
    points: Number
    available: Number
    measures: tuple[MeasureResult, ...]


@frozen(eq=False, repr=False)
class SetResult(ByValue):
    """One Promoting Interoperability measurement set with its own outcome and score.

    `pointer` leads to it in the caller's document; `score` is as that of a report. `picked`: the
    report is of this one. Source: of several sets the highest counts, 42 CFR 414.1325(f)(2).
    """

    pointer: str
    program_name: str | None
    submission_method: SubmissionMethod | None
    outcome: Outcome
    score: Number | None
    picked: bool


@frozen(eq=False, repr=False)
class Assumption(ByValue):
    """A reading that the result rests on, where no source settles the point.

    `Policy.readings` has the same by its `id`, with the alternative.
    """

    id: str
    basis: Basis
    statement: str

    @classmethod
    def of(cls, reading: Reading) -> "Assumption":
        """The reading as a report names it."""
        return cls(reading.id, reading.basis, reading.statement)


class Reason(Protocol):
    """What reasons are told by."""

    @property
    def outcome(self) -> Outcome | None:
        """What it makes of a submission."""

    @property
    def kind(self) -> Kind:
        """What sort of fault it is."""

    @property
    def pointer(self) -> str:
        """Where it is."""


R = TypeVar("R", bound=Reason)


def reasons_among(found: Iterable[R], outcome: Outcome, others: Collection[str]) -> list[R]:
    """Those with an outcome, of the document or the picked set; `others`: where other sets are."""
    reasons = [one for one in found if one.outcome is not None]
    if not reasons or not others or outcome is Outcome.REJECTED:
        return reasons
    return [one for one in reasons if one.kind == "conflict" or not _below(one.pointer, others)]


def _below(pointer: str, places: Collection[str]) -> bool:
    """Whether a pointer leads to one of these places or into it."""
    while places and pointer:
        if pointer in places:
            return True
        pointer = parent(pointer)
    return False
