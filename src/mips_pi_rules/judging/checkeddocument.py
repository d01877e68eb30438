"""A document and what it broke: its facts stated and held against the rules of its year.

The first of the two steps of a judgment, which a reading that is only about outcomes, points or
picking leaves as it is.
"""

from collections.abc import Iterable

from attrs import define, evolve, field

from mips_pi_rules.context.context import NO_CONTEXT, Context, require_known
from mips_pi_rules.documents.submission import Submission
from mips_pi_rules.facts.eligibility import routes
from mips_pi_rules.facts.stating import state, state_without_policy
from mips_pi_rules.facts.values import SetFacts, SubmissionFacts
from mips_pi_rules.judging.checkedsets import CheckedSets, conditions
from mips_pi_rules.judging.checking import check_plain_set, check_set, check_submission
from mips_pi_rules.judging.findings import Broken
from mips_pi_rules.law.entries import Route
from mips_pi_rules.law.year import NoYear, Year


@define(eq=False, repr=False)
class Given:
    """What is judged: a submission, and what is known beside it.

    `years` are the performance years that findings may name.
    """

    submission: Submission
    years: tuple[int, ...]
    context: Context = field(factory=Context)


@define(eq=False, repr=False)
class Checked:
    """The document: the rules it broke as a whole, its sets, and the routes to reweighting.

    `nothing`: the facts of a set without rows, which stand where there is no set at all.
    """

    submission: SubmissionFacts
    broken: tuple[Broken, ...]
    sets: CheckedSets
    nothing: SetFacts | None
    routes: tuple[Route, ...] = ()
    _rules: list[str] | None = field(init=False, default=None)

    @property
    def every_broken(self) -> list[Broken]:
        """The broken rules of the document and of all its sets."""
        return [*self.broken, *(b for one in self.sets for b in one.broken)]

    @property
    def broken_ids(self) -> list[str]:
        """The rules that the document broke as a whole, by id."""
        return [one.rule.id for one in self.broken]

    @property
    def rules(self) -> list[str]:
        """The rules that are broken, by id; nobody changes the list."""
        found = self._rules
        if found is None:
            found = self._rules = self.broken_ids if self.broken else []
            for one in self.sets:
                if one.rules:
                    found += [name for name, _, _ in one.rules]
        return found


def check(year: Year, given: Given) -> Checked:
    """State the facts and find what is broken. Raises ContextError for what the year has not."""
    policy, context = year.policy, given.context
    applying: tuple[Route, ...] = ()
    if context is not NO_CONTEXT:
        require_known(policy, context)
        applying = routes(policy, given.submission.entity_type, context.eligibility)
    facts = state(year, given.submission, given.years, context)
    stated = facts.sets

    def checked(index: int) -> tuple[SetFacts, tuple[Broken, ...]]:
        one = stated[index]
        broken = check_set(year, one)
        return one, tuple(broken) if broken else ()

    broken = check_submission(year, facts.submission)
    sets = CheckedSets(stated.of, checked, stated.base, lambda: year.derived(conditions).run)
    return Checked(facts.submission, tuple(broken), sets, facts.nothing, applying)


def check_again(year: Year, parameter: str, checked: Checked) -> Checked:
    """What is found by a year that differs in one parameter from that of `checked`.

    Facts are the same, and so is what the rules say that do not refer to the parameter.
    """

    def again(index: int) -> tuple[SetFacts, tuple[Broken, ...]]:
        facts, broken = checked.sets[index].made()
        return facts, (*_others(broken, parameter), *check_set(year, facts, parameter))

    broken = check_submission(year, checked.submission, parameter)
    return evolve(
        checked,
        broken=(*_others(checked.broken, parameter), *broken),
        sets=checked.sets.checked_by(again),
    )


def _others(broken: Iterable[Broken], parameter: str) -> list[Broken]:
    return [one for one in broken if parameter not in one.rule.parameters]


def check_unsupported(year: NoYear, given: Given) -> Checked:
    """What is broken in any year, in a document whose year has no policy."""
    facts = state_without_policy(given.submission, given.years)
    stated = facts.sets

    def checked(index: int) -> tuple[SetFacts, tuple[Broken, ...]]:
        one = stated[index]
        return one, tuple(check_plain_set(year, one))

    broken = tuple(check_submission(year, facts.submission))
    sets = CheckedSets(stated.of, checked, stated.base, lambda: lambda _: ())
    return Checked(facts.submission, broken, sets, None)
