"""The row that many documents have in place of a report: outcome, score and the rules that decide.

Every way of judging many (batch, Arrow, Spark) gives these rows and no others.
"""

from typing import Any, Final, NamedTuple

from mips_pi_rules.errors import ContextError, UnreadableSubmission
from mips_pi_rules.judging.evaluation import not_judged, verdict_on
from mips_pi_rules.judging.verdict import Case, Verdict, verdict_of
from mips_pi_rules.law.rulebook import Rulebook
from mips_pi_rules.outcomes import FORCED, Number, Outcome

# The columns of a row in order, position and key apart.
COLUMNS: Final = ("outcome", "forcedToZero", "score", "subtotal", "rules", "error")
Row = tuple[Outcome, bool, Number | None, Number | None, tuple[str, ...], str | None]


class Given(NamedTuple):
    """One document on its way: what is judged, the context and key it has, or what is wrong.

    `content` is anything that `evaluate` takes. `problem` is why there is nothing to judge,
    `complaint` what else its row has to say, `context_line` where its context stands among others,
    `advice` what was mended in its row of a sheet, "row 2, column C: …".
    """

    content: object = b""
    context: Any = None
    key: str | int | None = None
    problem: UnreadableSubmission | ContextError | None = None
    complaint: str | None = None
    context_line: int | None = None
    advice: tuple[str, ...] = ()


def judged(given: Given, rulebook: Rulebook) -> tuple[Verdict, str | None]:
    """The verdict on a document, and the sentence on why it could not be read, where it could not.

    Nothing is raised for anything that stands in a document or its context.
    """
    problem = given.problem
    if problem is None:
        try:
            return verdict_on(given.content, given.context, rulebook), given.complaint
        except (UnreadableSubmission, ContextError) as error:
            problem = error
    return verdict_of(not_judged(problem, rulebook=rulebook)), str(problem)


def row_of(case: Case, error: str | None) -> Row:
    """The row of what a document comes to: `rules` are those of its reasons, in their order."""
    outcome, score, subtotal, deciding, _ = case
    return outcome, outcome in FORCED, score, subtotal, deciding, error


def named(row: Row) -> dict[str, Any]:
    """A row by the names of its columns."""
    return dict(zip(COLUMNS, row, strict=True)) | {"rules": list(row[-2])}
