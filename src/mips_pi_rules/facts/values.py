"""Facts as they are typed, and their places: where in the document a fact stands or should stand.

The typed dicts are the JSON of facts.schema.json; a test compares the two.
"""

from collections.abc import Collection, Sequence
from typing import Any, Final, Literal, NotRequired, Required, TypedDict

from attrs import define, field, frozen

from mips_pi_rules.documents.submission import SubmissionMethod
from mips_pi_rules.facts.defects import Defects
from mips_pi_rules.pointers import join, name, split

Json = dict[str, Any]
Level = Literal["preProduction", "production"]
WellFormed = Literal["wellFormed", "malformed"]


class Identifiers(TypedDict, total=False):
    """Whether the identifiers that are given have their form; the values are not kept."""

    taxpayerIdentificationNumber: WellFormed
    nationalProviderIdentifier: WellFormed
    entityId: WellFormed


class DocumentRecord(TypedDict):
    """What is said in the document as a whole."""

    performanceYearSupported: NotRequired[bool]
    supportedYears: list[int]
    performanceYear: NotRequired[int]
    entityType: NotRequired[str]
    promotingInteroperabilitySets: NotRequired[int]
    identifiers: Identifiers
    defects: Defects
    referral: NotRequired[bool]


class Period(TypedDict, total=False):
    """The performance period of a set; a day that is no real day is None."""

    start: str | None
    startsInYear: bool
    end: str | None
    endsInYear: bool
    inOrder: bool
    days: int


class MeasureRecord(TypedDict, total=False):
    """What is said of one measure; what is not said is absent."""

    reported: bool
    row: bool
    answer: bool
    numerator: int
    denominator: int
    excludedBy: list[str]
    exclusionRows: list[str]
    levels: list[Level]
    levelIds: list[str]
    levelRows: list[str]
    silent: Literal["measure", "objective"]
    requirementMet: bool
    preProductionBefore: list[str]
    preProductionAgain: bool


class ChoiceRecord(TypedDict):
    """Which way was taken of an objective that has several, and whether it is complete."""

    way: str
    measures: list[str]
    state: Literal["complete", "partial", "silent"]
    missing: list[str]
    wayRows: list[str]
    exclusionRows: list[str]
    rowWays: list[str]
    allWays: str


class SetRecord(TypedDict):
    """What is said in one measurement set; without a policy only what no year decides."""

    performanceYear: NotRequired[int]
    entityType: NotRequired[str]
    programName: NotRequired[str]
    programKind: NotRequired[str]
    programsInSubmission: int
    cehrtId: NotRequired[str | None]
    cehrtIdLowerCase: NotRequired[bool]
    period: Period
    data: NotRequired[bool]
    rowsWithoutYes: NotRequired[list[str]]
    measures: dict[str, MeasureRecord]
    choices: dict[str, ChoiceRecord]
    defects: Defects


class JudgmentRecord(TypedDict, total=False):
    """What is known once the submission is judged: conflicts, and what data mean for a route."""

    defects: Required[Defects]
    routes: list[str]
    score: int | float | None
    voids: bool
    incompleteKeeps: bool
    rejectedKeeps: bool
    holdsAnyway: bool


class UnreadableRecord(TypedDict):
    """What is known of a document that could not be read at all."""

    readable: Literal[False]
    problem: str


@define(eq=False, repr=False)
class SubmissionFacts:
    """Facts of the document as a whole.

    `prefix` is where its head stands in the document, `wrapper` where the whole submission does.
    """

    data: DocumentRecord
    prefix: str
    wrapper: str

    def pointer(self, at: str) -> str:
        """Where in the document the fact at `at` stands or should stand."""
        if not at:
            return ""
        field = name(at)
        return join([field], self.wrapper if field == "measurementSets" else self.prefix)


@frozen(eq=False, repr=False)
class WholeFacts:
    """Facts that are about the whole: of the finished judgment, or that nothing could be read."""

    data: JudgmentRecord | UnreadableRecord

    def pointer(self, _: str) -> str:
        """The whole document."""
        return ""


@frozen(eq=False, repr=False)
class Said:
    """What is said of measures that belong together: their records but for counts, and choices.

    `shares`: which of them are excluded and which ways are taken, in bits that no others have.
    `shared`: whether all who say the same have this one.
    """

    measures: dict[str, MeasureRecord]
    choices: dict[str, ChoiceRecord]
    shares: int
    shared: bool


# What a record has of its own beside what all have who say the same: counts and history.
_OWN: Final = frozenset({"numerator", "denominator", "preProductionBefore", "preProductionAgain"})


def is_said(path: Sequence[str]) -> bool:
    """Whether the fact of a set to which these names lead is the same wherever the same is said."""
    match path:
        case ["choices", *_]:
            return True
        case ["measures", _, name, *_]:
            return name not in _OWN
    return False


@frozen(eq=False, repr=False)
class Statement:
    """What is said of all measures of a set: the records of its groups, and all of them together.

    `shares` and `shared` as there.
    """

    groups: tuple[Said, ...]
    measures: dict[str, MeasureRecord]
    choices: dict[str, ChoiceRecord]
    shares: int
    shared: bool

    @classmethod
    def of(cls, groups: tuple[Said, ...], *, shared: bool) -> "Statement":
        """What is said where this is said of each group."""
        measures: dict[str, MeasureRecord] = {}
        choices: dict[str, ChoiceRecord] = {}
        shares = 0
        for one in groups:
            measures |= one.measures
            choices |= one.choices
            shares |= one.shares
        return cls(groups, measures, choices, shares, shared and all(one.shared for one in groups))


NOTHING_SAID: Final = Statement((), {}, {}, 0, shared=False)


@define(eq=False, repr=False)
class SetFacts:
    """Facts of one measurement set; `at` has the index of each known id's row.

    `base`: pointer to the set. `program`: what it was submitted under, known or not; `method`:
    its submission method where it is a known one. `said`: what is said of the measures; `own`:
    those whose record says more, which is their counts or their history.
    """

    data: SetRecord
    base: str
    program: object = None
    method: SubmissionMethod | None = None
    at: dict[str, int] = field(factory=dict)
    said: Statement = NOTHING_SAID
    own: list[str] = field(factory=list)

    @property
    def measurements(self) -> str:
        """Pointer to the set's rows."""
        return f"{self.base}/measurements"

    def row(self, index: int) -> str:
        """Pointer to a row."""
        return f"{self.base}/measurements/{index}"

    def pointer(self, at: str, measure: str | None = None) -> str:
        """Where in the document the fact at `at` stands or should stand.

        `at` is a pointer into the facts of the set, or with `measure` into that measure's record.
        """
        if measure is None:
            match split(at):
                case ["measures", measure, *below]:
                    at = join(below)
                case ["choices", choice, *part]:
                    return self._latest(self._choice_rows(choice, *part))
                case ["period", end]:
                    return f"{self.base}/performance{end.capitalize()}"
                case _:
                    return self.base + at
        record = self.data["measures"].get(measure, {})
        match name(at):
            case "exclusionBesideMeasure":
                return self._latest([measure, *record.get("exclusionRows", ())])
            case "exclusionRows":
                return self._latest(record.get("exclusionRows", ()))
            case "levelRows":
                return self._latest(record.get("levelRows", ()))
            case "levels":
                return self._latest(record.get("levelIds", ()))
        return self.row(self.at[measure]) + at if "reported" in record else self.measurements

    def answer(self, measure: str) -> str:
        """Where a measure is answered: the value of its row, else the row of its exclusion."""
        if "reported" in self.data["measures"][measure]:
            return self.pointer("/value", measure)
        return self._latest(self.data["measures"][measure].get("excludedBy", ()))

    def _choice_rows(self, choice: str, part: str = "") -> list[str]:
        said = self.data["choices"][choice]
        if part == "ways":
            return list(said["wayRows"])
        return [*said["wayRows"], *said["exclusionRows"]] if part == "exclusions" else []

    def _latest(self, ids: Collection[str]) -> str:
        """The last of these rows in the document; a conflict is shown at the later row."""
        present = [self.at[name] for name in ids if name in self.at]
        return self.row(max(present)) if present else self.measurements
