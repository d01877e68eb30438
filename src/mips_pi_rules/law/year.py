"""A performance year ready to check facts: its policy and the rules in force."""

from collections.abc import Callable, Mapping
from typing import Any, Final, TypeVar

from mips_pi_rules.frozenmap import FrozenMap
from mips_pi_rules.law import policyfile
from mips_pi_rules.law.policies import Policy
from mips_pi_rules.law.readings import Reading, swapped
from mips_pi_rules.law.rules import BoundRule, Rule, Scope
from mips_pi_rules.outcomes import Outcome
from mips_pi_rules.pointers import split

T = TypeVar("T")


class Year:
    """One year of a rulebook. `outcomes` has the outcome of each rule in force, by rule id."""

    def __init__(
        self,
        policy: Policy,
        rules: Mapping[str, Rule],
        years_of: Callable[[str], tuple[int, ...]],
    ) -> None:
        """`rules` are those of the rulebook, by id; loading has seen that the policy fits them.

        `years_of`: the years of the rulebook that have an id of a measure, exclusion or level.
        """
        self.policy = policy
        self.years_of = years_of
        self.raw: Mapping[str, Any] = policy.raw
        self._rules = rules
        self._swapped: dict[str, Year] = {}
        self._derived: dict[object, Any] = {}
        bound = {
            name: BoundRule(rules[name], in_force.cites) for name, in_force in policy.rules.items()
        }
        self.outcomes = {name: self._outcome(one.rule) for name, one in bound.items()}
        # What rules call their outcomes; the policy says which they are.
        self.outcome_names = {name: one.rule.outcome for name, one in bound.items()}
        self.over_submission, self.over_set, self.over_judgment = (
            Scope.of((b for b in bound.values() if b.rule.over == over), policy.parameters)
            for over in ("submission", "set", "judgment")
        )
        # By measure; those that have the same rules share their scope.
        scopes = {
            one.rules: Scope.of((bound[name] for name in one.rules), policy.parameters)
            for one in policy.measures.values()
        }
        self.over_measure = tuple(scopes[one.rules] for one in policy.measures.values())
        # Each reading that a report may carry, with the part of the policy and the entry it is at.
        self.readings: tuple[tuple[Reading, str, str], ...] = tuple(
            (reading, *_entry(reading)) for reading in policy.readings if reading.scope != "page"
        )

    def derived(self, make: "Callable[[Year], T]") -> "T":
        """What follows from the year alone, as `make` works it out, once.

        The one cache there is: it goes when the year goes. Two threads may both make a thing;
        then what they made is equal.
        """
        found: T | None = self._derived.get(make)
        if found is None:
            found = self._derived[make] = make(self)
        return found

    def _outcome(self, rule: Rule) -> Outcome | None:
        outcome = self.policy.outcome_of(rule)
        return None if outcome is None else Outcome(outcome)

    def swapped(self, reading: Reading) -> "Year":
        """The year with the reading's alternative in place of what is read."""
        year = self._swapped.get(reading.id)
        if year is None:
            raw = swapped(self.policy.raw, reading.pointers, reading.alternative)
            year = Year(policyfile.policy_from(raw), self._rules, self.years_of)
            self._swapped[reading.id] = year  # two threads may both make it: they are equal
        return year


class NoYear:
    """Stands for a performance year without policy: only what no year decides is checked."""

    raw: Final[Mapping[str, Any]] = FrozenMap()

    def __init__(self, rules: Mapping[str, Rule]) -> None:
        bound = [BoundRule(rule, rule.cites) for rule in rules.values() if rule.every_year]
        self.outcomes = {
            one.rule.id: None if one.rule.outcome is None else Outcome(one.rule.outcome)
            for one in bound
        }
        self.over_submission, self.over_set = (
            Scope.of((b for b in bound if b.rule.over == over), {})
            for over in ("submission", "set")
        )


def _entry(reading: Reading) -> tuple[str, str]:
    """The part of the policy and the entry in it that a reading is at."""
    part, name, *_ = [*split("".join(reading.pointers[:1])), "", ""]
    return part, name
