"""The judgment of a whole submission by what it broke: outcomes, points and the picked set.

The second of two steps: a reading that is only about outcomes, points or picking is tried again
from what was checked. Everything a report says is decided here; evaluation adds words and places.
"""

from collections.abc import Collection
from typing import Final

from attrs import define, evolve

from mips_pi_rules.facts.conflicts import Conflict, conflicts_within
from mips_pi_rules.facts.values import SetFacts
from mips_pi_rules.judging.checkeddocument import Checked, Given, check, check_unsupported
from mips_pi_rules.judging.checkedsets import CheckedSet
from mips_pi_rules.judging.exact import Exact
from mips_pi_rules.judging.score import Score, score
from mips_pi_rules.law.entries import Route
from mips_pi_rules.law.year import NoYear, Year
from mips_pi_rules.outcomes import FORCED, PRECEDENCE, WITHOUT_SCORE, Outcome


@define(eq=False, repr=False)
class SetJudgment:
    """A set's own outcome and its points.

    `worth`: its own score: None when rejected, 0 when forced, else its subtotal. `score`: None
    when rejected, and where the facts of the set are not held and it is not the one shown.
    """

    checked: CheckedSet
    outcome: Outcome
    worth: Exact | None = None
    score: Score | None = None

    @property
    def facts(self) -> SetFacts:
        """What is said in the set."""
        return self.checked.facts


@define(eq=False, repr=False)
class Judgment:
    """The document's outcome, its sets and the one shown.

    `picked` is the index of the set whose score stands, or None (rejected, or no set); `shown` is
    that set, or one without rows where there is none, or None when rejected. `submitted` is the
    outcome before a reweighting took its place. `conflicts` force the document to 0, and leave
    its sets as they are.
    """

    outcome: Outcome
    sets: tuple[SetJudgment, ...] = ()
    picked: int | None = None
    shown: SetJudgment | None = None
    submitted: Outcome = Outcome.REJECTED
    conflicts: tuple[Conflict, ...] = ()

    @property
    def score(self) -> Score | None:
        """The points shown, None when rejected."""
        return self.shown.score if self.shown else None

    @property
    def worth(self) -> Exact | None:
        """The document's score: None when rejected or reweighted, 0 when forced."""
        shown = self.shown
        return None if shown is None or shown.score is None else _worth(self.outcome, shown.score)

    @property
    def submitted_worth(self) -> Exact | None:
        """What the submission itself is worth, whatever a reweighting makes of it."""
        return None if self.score is None else _worth(self.submitted, self.score)

    def answers_like(self, other: "Judgment") -> bool:
        """Whether outcome, score and rows are the same, whatever the words."""
        if self.outcome is not other.outcome:
            return False
        if self.score is other.score:
            return True
        if self.score is None or other.score is None:
            return False
        return self.worth == other.worth and self.score.standings == other.score.standings


def _worth(outcome: Outcome, points: Score) -> Exact | None:
    if outcome in WITHOUT_SCORE:
        return None
    return 0 if outcome in FORCED else points.subtotal


def judged(year: Year | NoYear, given: Given) -> tuple[Checked, Judgment]:
    """What is broken, and the judgment; what has no policy is rejected."""
    if isinstance(year, NoYear):
        return check_unsupported(year, given), Judgment(Outcome.REJECTED)
    checked = check(year, given)
    return checked, decide(year, checked)


def decide(
    year: Year,
    checked: Checked,
    scored: Judgment | None = None,
    conflicts: tuple[Conflict, ...] = (),
) -> Judgment:
    """Outcomes by precedence, points, and which set's score stands.

    `scored`: a judgment of the same sets by a policy with the same points; `conflicts`: those
    with other submissions.
    """
    policy = year.policy
    own = _worst(year, checked.broken_ids) if checked.broken else _SCORED
    rejected = own is _REJECTED
    decided: list[SetJudgment] = []
    for one in checked.sets:
        known = None if scored is None else scored.sets[len(decided)]
        decided.append(of_set := _decide_set(year, one, own, known))
        rejected |= of_set.outcome is _REJECTED
    sets = tuple(decided)
    if rejected:
        return Judgment(_REJECTED, sets)
    if checked.nothing is not None:
        points = score(year, checked.nothing, frozenset())
        nothing = CheckedSet.with_facts(checked.nothing)
        shown, picked = SetJudgment(nothing, own, _worth(own, points), points), None
    else:
        picked = _pick(sets, policy.sets_of_different_programs)
        shown = sets[picked]
        if shown.score is None:  # one of very many, whose facts are not held
            shown = evolve(shown, score=score(year, shown.facts, _unmet(year, shown.checked)))
            sets = (*sets[:picked], shown, *sets[picked + 1 :])
        if policy.sets_conflict and len(sets) > 1:
            counting = [one.facts for one in sets if one.outcome is not Outcome.INCOMPLETE]
            conflicts = tuple(dict.fromkeys((*conflicts, *conflicts_within(policy, counting))))
    submitted = shown.outcome
    if conflicts:
        submitted = _first({submitted, Outcome.ZERO})
    outcome = _reweighted(submitted, checked.routes) if checked.routes else submitted
    return Judgment(outcome, sets, picked, shown, submitted, conflicts)


def _reweighted(outcome: Outcome, applying: tuple[Route, ...]) -> Outcome:
    """A route takes the place of what is incomplete, and one that data do not void of any."""
    holds = outcome is Outcome.INCOMPLETE or any(not route.voided_by_data for route in applying)
    return Outcome.REWEIGHTED if holds else outcome


def rejects(year: Year, checked: Checked) -> bool:
    """Whether the document is rejected; of its sets only as many are looked at as it takes."""
    if _worst(year, checked.broken_ids) is Outcome.REJECTED:
        return True
    return any(_worst(year, _rules(one)) is Outcome.REJECTED for one in checked.sets)


def _decide_set(
    year: Year, one: CheckedSet, own: Outcome, known: SetJudgment | None
) -> SetJudgment:
    """A set's outcome; what forces the whole document to 0 forces each of its sets."""
    outcome, unmet = _SCORED, _NONE
    if one.rules:
        outcome = _worst(year, _rules(one))
        if outcome is _REJECTED:
            return SetJudgment(one, _REJECTED)
        unmet = _unmet(year, one)
    if own is _ZERO:
        outcome = _first({outcome, own})
    points = known.score if known is not None else None
    if points is None or points.unmet != unmet:
        points = score(year, one.facts, unmet)
    worth = _worth(outcome, points)
    return SetJudgment(one, outcome, worth, None if one.held is None else points)


def _unmet(year: Year, one: CheckedSet) -> frozenset[str]:
    """The measures with a rule that forces the score to 0."""
    forcing = [rule for rule in one.rules if year.outcomes[rule[0]] in FORCED]
    return frozenset([measure for _, measure, _ in forcing if measure])


def _rules(one: CheckedSet) -> list[str]:
    return [rule for rule, _, _ in one.rules]


_NONE: Final[frozenset[str]] = frozenset()
# A member that is looked up in its class costs as much as a call.
_SCORED: Final = Outcome.SCORED
_ZERO: Final = Outcome.ZERO
_REJECTED: Final = Outcome.REJECTED


def _worst(year: Year, rules: Collection[str]) -> Outcome:
    return _first({year.outcomes[rule] for rule in rules})


def _first(outcomes: Collection[Outcome | None]) -> Outcome:
    """The outcome that prevails: rejected, then incomplete, then zero, else scored."""
    for one in PRECEDENCE:
        if one in outcomes:
            return one
    return _SCORED


def _pick(sets: tuple[SetJudgment, ...], different_programs: str) -> int:
    """The highest set that counts, the first of equals; the first set when none counts."""
    if len(sets) == 1:
        return 0
    counting = [i for i, one in enumerate(sets) if one.outcome is not Outcome.INCOMPLETE]
    if not counting:
        return 0
    if different_programs == "first":
        program = sets[counting[0]].facts.program
        counting = [i for i in counting if sets[i].facts.program == program]
    if len(counting) == 1:
        return counting[0]
    return max(counting, key=lambda i: (sets[i].worth, -i))
