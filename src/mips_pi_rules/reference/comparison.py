"""What changed between two performance years: for the practice, in reports, and in the law's data.

What a year means for a practice stands in its policy (`meta.changes`), for the step from the year
before; which reports differ is found by trying them; details.py lists every difference.
"""

from itertools import pairwise

from attrs import frozen

from mips_pi_rules.byvalue import ByValue
from mips_pi_rules.judging.evaluation import evaluate
from mips_pi_rules.judging.report import Report
from mips_pi_rules.law.entries import YearChange
from mips_pi_rules.law.policies import Policy
from mips_pi_rules.law.rulebook import Rulebook
from mips_pi_rules.outcomes import FORCED, Outcome
from mips_pi_rules.reference.details import Change, changes
from mips_pi_rules.reference.trial_submissions import trials


@frozen(eq=False, repr=False)
class Answer(ByValue):
    """What becomes of a way of reporting: an outcome, and the score where there is one."""

    outcome: Outcome
    score: int | float | None

    def __str__(self) -> str:
        """In words: scored 100, 0 (incomplete), rejected."""
        if self.score is None:
            return self.outcome.value
        if self.outcome in FORCED:
            return f"{self.score} ({self.outcome.value})"
        return f"{self.outcome.value} {self.score}"

    @property
    def rank(self) -> float:
        """How good it is: what is refused is worse than 0."""
        return -1 if self.score is None else self.score


@frozen(eq=False, repr=False)
class Difference(ByValue):
    """A way of reporting whose answer differs: what is done to what, and what becomes of it."""

    deed: str
    subject: str
    before: Answer
    after: Answer

    @property
    def done(self) -> str:
        """What is done, in words."""
        return f"{self.deed} {self.subject}"


@frozen(eq=False, repr=False)
class Step(ByValue):
    """What one year says of itself against the year before it, which is the step to it."""

    before: int
    after: int
    changes: tuple[YearChange, ...]


@frozen(eq=False, repr=False)
class Comparison(ByValue):
    """Two years, the earlier one first: the years between are steps, the rest is of the two."""

    before: Policy
    after: Policy
    steps: tuple[Step, ...]
    differences: tuple[Difference, ...]
    details: tuple[Change, ...]


def compare(one: int, other: int, rulebook: Rulebook | None = None) -> Comparison:
    """The two years compared, in the order of time. Raises UnsupportedYear."""
    rulebook = Rulebook.of(rulebook)
    before, after = (rulebook.policy(year) for year in sorted((one, other)))
    between = [
        year
        for year in rulebook.years()
        if before.performance_year <= year <= after.performance_year
    ]
    steps = tuple(
        Step(first, second, rulebook.policy(second).changes) for first, second in pairwise(between)
    )
    return Comparison(
        before,
        after,
        steps,
        differences(before, after, rulebook),
        changes(before, after, rulebook),
    )


def differences(
    before: Policy, after: Policy, rulebook: Rulebook | None = None
) -> tuple[Difference, ...]:
    """Ways of reporting that give another outcome or score in the later year, by trying them."""
    found = []
    for trial in trials((before, after)):
        old, new = (
            _answer(evaluate(trial.build(one), rulebook=rulebook)) for one in (before, after)
        )
        if old != new:
            found.append(Difference(trial.deed, trial.subject, old, new))
    return tuple(found)


def _answer(report: Report) -> Answer:
    return Answer(report.outcome, report.score)
