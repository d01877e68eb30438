"""The closed words of an answer: outcomes, their order, and how grave a finding is."""

from enum import StrEnum
from typing import Literal

Number = int | float
Value = str | int | float | tuple[str, ...]
Severity = Literal["error", "warning", "advice"]

# What kind of fault a rule finds; schemas/rule.schema.json says what each word means.
Kind = Literal[
    "unreadable",
    "structure",
    "unknown",
    "duplicate",
    "value",
    "required",
    "business",
    "conflict",
    "history",
    "evidence",
    "spelling",
    "source",
]


class Outcome(StrEnum):
    """What becomes of a submission; `zero` and `incomplete` force the score to 0."""

    SCORED = "scored"
    ZERO = "zero"
    INCOMPLETE = "incomplete"
    REWEIGHTED = "reweighted"
    REJECTED = "rejected"


# The order in which outcomes of findings prevail.
PRECEDENCE = (Outcome.REJECTED, Outcome.INCOMPLETE, Outcome.ZERO)
FORCED = (Outcome.ZERO, Outcome.INCOMPLETE)
OK = (Outcome.SCORED, Outcome.REWEIGHTED)
WITHOUT_SCORE = (Outcome.REJECTED, Outcome.REWEIGHTED)
# Of data that count as submitted: what is incomplete or refused is no submission.
COUNTING = (Outcome.SCORED, Outcome.ZERO)
