"""The judgment of a whole submission: facts checked and scored, the sets weighed, one picked.

Everything the report says is decided here; evaluation only adds places in the caller's document.
"""

from fractions import Fraction

from attrs import frozen

from mips_pi_rules.facts import (
    SetFacts,
    base_of,
    program_of,
    promoting_interoperability_sets,
    set_facts,
    submission_facts,
)
from mips_pi_rules.report import FORCED, PRECEDENCE, Outcome
from mips_pi_rules.rulebook import Broken, NoYear, Year
from mips_pi_rules.score import ZERO, Score, score
from mips_pi_rules.submission import OUR_CATEGORY, MeasurementSet, Submission


@frozen(eq=False)
class SetJudgment:
    """One measurement set: what it broke, its own outcome, and its points unless rejected."""

    pointer: str
    program_name: str | None
    submission_method: str | None
    program: object
    facts: SetFacts
    broken: tuple[Broken, ...]
    outcome: Outcome
    score: Score | None

    @property
    def worth(self) -> Fraction | None:
        """The set's own score: None when rejected, 0 when forced, else its subtotal."""
        return _worth(self.outcome, self.score)


@frozen(eq=False)
class Judgment:
    """The document: its outcome, what it broke as a whole, its sets and the one shown.

    `picked` is the index of the set whose score stands, or None (rejected, or no set);
    `score` the points shown, None when rejected.
    """

    outcome: Outcome
    broken: tuple[Broken, ...]
    sets: tuple[SetJudgment, ...]
    picked: int | None
    score: Score | None

    @property
    def worth(self) -> Fraction | None:
        """The document's score: None when rejected, 0 when forced, else the subtotal."""
        return _worth(self.outcome, self.score)

    @property
    def answer(self) -> tuple[object, ...]:
        """What a reading must change to matter: outcome, score and rows, without the words."""
        rows = () if self.score is None else tuple(
            (row.measure_id, row.points, row.available, row.status)
            for objective in self.score.objectives
            for row in objective.measures
        )
        return self.outcome, self.worth, rows


def _worth(outcome: Outcome, points: Score | None) -> Fraction | None:
    if points is None or outcome is Outcome.REJECTED:
        return None
    return ZERO if outcome in FORCED else points.subtotal


def judge(year: Year | NoYear, submission: Submission, years: tuple[int, ...]) -> Judgment:
    """Judge a submission by a year's rules; `years` are those that findings may name."""
    policy = year.policy
    broken = tuple(year.check_submission(submission_facts(submission, policy, years)))
    ours = promoting_interoperability_sets(submission)
    programs = len({program_of(one) for one in ours})
    sets = tuple(_judge_set(year, submission, one, programs) for one in ours)
    own = _worst(broken)
    if own is Outcome.REJECTED or any(one.outcome is Outcome.REJECTED for one in sets):
        return Judgment(Outcome.REJECTED, broken, sets, None, None)
    assert policy is not None  # noqa: S101 - without a policy PI001 has rejected the document
    if not sets:
        nothing = set_facts(submission, MeasurementSet(OUR_CATEGORY), policy)
        return Judgment(own, broken, sets, None, score(policy, nothing.data, ()))
    picked = _pick(sets, policy.sets_of_different_programs)
    outcome = _first(own, sets[picked].outcome)
    return Judgment(outcome, broken, sets, picked, sets[picked].score)


def _judge_set(
    year: Year | NoYear, submission: Submission, one: MeasurementSet, programs: int
) -> SetJudgment:
    facts = set_facts(submission, one, year.policy, programs)
    broken = tuple(year.check_set(facts))
    outcome = _worst(broken)
    points = None
    if year.policy is not None and outcome is not Outcome.REJECTED:
        unmet = {b.measure for b in broken if b.measure and b.finding.outcome in FORCED}
        points = score(year.policy, facts.data, unmet)
    elif year.policy is None:
        outcome = Outcome.REJECTED
    method = one.submission_method
    known = not facts.data["reading"]["submissionMethods"]
    return SetJudgment(
        pointer=base_of(submission, one),
        program_name=facts.data.get("programName"),
        submission_method=method if known and isinstance(method, str) else None,
        program=program_of(one),
        facts=facts,
        broken=broken,
        outcome=outcome,
        score=points,
    )


def _worst(broken: tuple[Broken, ...]) -> Outcome:
    """The outcome that prevails among findings: rejected, then incomplete, then zero."""
    found = {b.finding.outcome for b in broken}
    return next((outcome for outcome in PRECEDENCE if outcome in found), Outcome.SCORED)


def _first(*outcomes: Outcome) -> Outcome:
    return next((one for one in PRECEDENCE if one in outcomes), Outcome.SCORED)


def _pick(sets: tuple[SetJudgment, ...], different_programs: str) -> int:
    """The highest set that counts, the first of equals; the first set when none counts."""
    counting = [i for i, one in enumerate(sets) if one.outcome is not Outcome.INCOMPLETE]
    if not counting:
        return 0
    if different_programs == "first":
        program = sets[counting[0]].program
        counting = [i for i in counting if sets[i].program == program]
    return max(counting, key=lambda i: (sets[i].worth, -i))
