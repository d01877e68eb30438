"""A performance year ready to check facts: its policy and the rules in force."""

from collections.abc import Callable, Mapping
from typing import Any, ClassVar, Final, TypeVar

from attrs import evolve, field, frozen

from mips_pi_rules.frozenmap import FrozenMap
from mips_pi_rules.law import policyfile
from mips_pi_rules.law.policies import Policy
from mips_pi_rules.law.readings import Reading, swapped
from mips_pi_rules.law.rules import BoundRule, Rule, Scope
from mips_pi_rules.outcomes import Outcome
from mips_pi_rules.pointers import split

T = TypeVar("T")
# The parts of a policy that say which rules are asked of what.
_OF_RULES: Final = ("rules", "measures", "parameters")


@frozen(eq=False, repr=False)
class Year:
    """One year of a rulebook.

    `outcomes` has the outcome of each rule in force by rule id, `outcome_names` what the rule
    calls it: the policy says which it is. `over_measure`: by measure; those that have the same
    rules share their scope. `readings`: each that a report may carry, with the part of the policy
    and the entry it is at. `years_of`: the years of the rulebook that have an id of a measure,
    exclusion or level.
    """

    policy: Policy
    _rules: Mapping[str, Rule]
    years_of: Callable[[str], tuple[int, ...]]
    outcomes: FrozenMap[Outcome | None]
    outcome_names: FrozenMap[str | None]
    over_submission: Scope
    over_set: Scope
    over_judgment: Scope
    over_measure: tuple[Scope, ...]
    readings: tuple[tuple[Reading, str, str], ...]
    _of_rules: dict[object, Any] = field(factory=dict)
    _swapped: "dict[str, Year]" = field(init=False, factory=dict)
    _derived: dict[object, Any] = field(init=False, factory=dict)

    @classmethod
    def of(
        cls,
        policy: Policy,
        rules: Mapping[str, Rule],
        years_of: Callable[[str], tuple[int, ...]],
    ) -> "Year":
        """The year of a policy; `rules` are the rulebook's, and loading has seen that they fit."""
        bound = {
            name: BoundRule(rules[name], in_force.cites) for name, in_force in policy.rules.items()
        }
        over_submission, over_set, over_judgment = (
            Scope.of(over, (b for b in bound.values() if b.rule.over == over), policy.parameters)
            for over in ("submission", "set", "judgment")
        )
        scopes = {
            one.rules: Scope.of("measure", map(bound.__getitem__, one.rules), policy.parameters)
            for one in policy.measures.values()
        }
        return cls(
            policy=policy,
            rules=rules,
            years_of=years_of,
            outcomes=_outcomes(policy, rules),
            outcome_names=FrozenMap((name, one.rule.outcome) for name, one in bound.items()),
            over_submission=over_submission,
            over_set=over_set,
            over_judgment=over_judgment,
            over_measure=tuple(scopes[one.rules] for one in policy.measures.values()),
            readings=tuple(
                (reading, *_entry(reading))
                for reading in policy.readings
                if reading.scope != "page"
            ),
        )

    @property
    def raw(self) -> FrozenMap[Any]:
        """The policy's file as it was read."""
        return self.policy.raw

    def derived(self, make: "Callable[[Year], T]") -> "T":
        """What follows from the year alone, as `make` works it out, once.

        This cache and that of `of_rules` are all there are: they go when the year goes. Two threads
        may both make a thing; then what they made is equal.
        """
        found: T | None = self._derived.get(make)
        if found is None:
            found = self._derived[make] = make(self)
        return found

    def of_rules(self, make: "Callable[[Year], T]") -> "T":
        """As `derived`, of what follows from the rules alone and which measures are asked what.

        A year that differs in a reading shares it, where the rules are the same.
        """
        found: T | None = self._of_rules.get(make)
        if found is None:
            found = self._of_rules[make] = make(self)
        return found

    def swapped(self, reading: Reading) -> "Year":
        """The year with the reading's alternative in place of what is read."""
        year = self._swapped.get(reading.id)
        if year is None:
            raw = swapped(self.raw, reading.pointers, reading.alternative)
            policy = policyfile.policy_from(raw)
            if all(raw[part] is self.raw[part] for part in _OF_RULES):
                year = evolve(self, policy=policy, outcomes=_outcomes(policy, self._rules))
            else:
                year = Year.of(policy, self._rules, self.years_of)
            self._swapped[reading.id] = year  # two threads may both make it: they are equal
        return year


@frozen(eq=False, repr=False)
class NoYear:
    """Stands for a performance year without policy: only what no year decides is checked."""

    raw: ClassVar[Mapping[str, Any]] = FrozenMap()

    outcomes: FrozenMap[Outcome | None]
    over_submission: Scope
    over_set: Scope

    @classmethod
    def of(cls, rules: Mapping[str, Rule]) -> "NoYear":
        """What of a rulebook's rules is checked where there is no policy."""
        bound = [BoundRule(rule, rule.cites) for rule in rules.values() if rule.every_year]
        over_submission, over_set = (
            Scope.of(facts, (b for b in bound if b.rule.over == over), FrozenMap())
            for over, facts in (("submission", "unread"), ("set", "set"))
        )
        outcomes = ((one.rule.id, _outcome(one.rule.outcome)) for one in bound)
        return cls(FrozenMap(outcomes), over_submission, over_set)


def _outcomes(policy: Policy, rules: Mapping[str, Rule]) -> FrozenMap[Outcome | None]:
    return FrozenMap((name, _outcome(policy.outcome_of(rules[name]))) for name in policy.rules)


def _outcome(named: str | None) -> Outcome | None:
    return None if named is None else Outcome(named)


def _entry(reading: Reading) -> tuple[str, str]:
    """The part of the policy and the entry in it that a reading is at."""
    part, name, *_ = [*split("".join(reading.pointers[:1])), "", ""]
    return part, name
