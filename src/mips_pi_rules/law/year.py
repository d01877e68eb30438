"""A performance year ready to check facts: its policy and the rules in force."""

from collections.abc import Mapping
from typing import Any, Final

from mips_pi_rules.frozenmap import FrozenMap
from mips_pi_rules.law import policyfile
from mips_pi_rules.law.policies import Policy, Reading
from mips_pi_rules.law.predicates import predicate
from mips_pi_rules.law.rules import BoundRule, Rule, bind
from mips_pi_rules.law.swapping import swapped
from mips_pi_rules.law.writing import Predicate
from mips_pi_rules.outcomes import Outcome

_OUTCOMES: Final = frozenset({"rejected", "zero", "incomplete"})


class Year:
    """One year of a rulebook. `outcomes` has the outcome of each rule in force, by rule id."""

    def __init__(self, policy: Policy, rules: Mapping[str, Rule]) -> None:
        """`rules` are those of the rulebook, by id; loading has seen that the policy fits them."""
        self.policy = policy
        self.raw: Mapping[str, Any] = policy.raw
        self._rules = rules
        self._swapped: dict[str, Year] = {}
        bound = {
            name: bind(rules[name], in_force.cites, policy.parameters)
            for name, in_force in policy.rules.items()
        }
        self.outcomes = {name: self._outcome(one.rule) for name, one in bound.items()}
        self.over_submission = tuple(b for b in bound.values() if b.rule.over == "submission")
        self.over_set = tuple(b for b in bound.values() if b.rule.over == "set")
        self.over_judgment = tuple(b for b in bound.values() if b.rule.over == "judgment")
        self.over_measure = tuple(
            (name, tuple(bound[rule] for rule in measure.rules))
            for name, measure in policy.measures.items()
            if measure.rules
        )
        # Each reading that a report may carry, with the part of the policy and the entry it is at.
        self.readings: tuple[tuple[Reading, str, str], ...] = tuple(
            (reading, *_entry(reading)) for reading in policy.readings if reading.scope != "page"
        )
        self.conditions: dict[str, Predicate] = {
            reading.id: predicate(reading.when)
            for reading in policy.readings
            if reading.when is not None
        }

    def _outcome(self, rule: Rule) -> Outcome | None:
        outcome = rule.outcome
        if outcome is not None and outcome not in _OUTCOMES:
            outcome = self.policy.outcomes[outcome]
        return None if outcome is None else Outcome(outcome)

    def swapped(self, reading: Reading) -> "Year":
        """The year with the reading's alternative in place of what is read."""
        year = self._swapped.get(reading.id)
        if year is None:
            raw = swapped(self.policy.raw, reading.pointers, reading.alternative)
            year = Year(policyfile.structure(raw), self._rules)
            self._swapped[reading.id] = year  # two threads may both make it: they are equal
        return year


class NoYear:
    """Stands for a performance year without policy: only what no year decides is checked."""

    raw: Final[Mapping[str, Any]] = FrozenMap()

    def __init__(self, rules: Mapping[str, Rule]) -> None:
        bound = [bind(rule, rule.cites) for rule in rules.values() if rule.every_year]
        self.outcomes = {
            one.rule.id: None if one.rule.outcome is None else Outcome(one.rule.outcome)
            for one in bound
        }
        self.over_submission = tuple(b for b in bound if b.rule.over == "submission")
        self.over_set = tuple(b for b in bound if b.rule.over == "set")
        self.over_measure: tuple[tuple[str, tuple[BoundRule, ...]], ...] = ()


def _entry(reading: Reading) -> tuple[str, str]:
    """The part of the policy and the entry in it that a reading is at."""
    _, part, name, *_ = [*"".join(reading.pointers[:1]).split("/"), "", "", ""]
    return part, name
