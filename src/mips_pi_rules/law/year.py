"""A performance year ready to check facts: its policy and the rules in force."""

from collections.abc import Mapping
from typing import Any, Final

from mips_pi_rules.errors import RulebookError
from mips_pi_rules.law import policyfile
from mips_pi_rules.law.policies import Policy, Reading
from mips_pi_rules.law.predicates import predicate
from mips_pi_rules.law.rules import BoundRule, Rule, bind
from mips_pi_rules.law.writing import Predicate, UnknownDefinition
from mips_pi_rules.outcomes import Outcome

_OUTCOMES: Final = frozenset({"rejected", "zero", "incomplete"})


class Year:
    """One year of a rulebook. `outcomes` has the outcome of each rule in force, by rule id."""

    def __init__(self, policy: Policy, rules: Mapping[str, Rule]) -> None:
        """Raises RulebookError when the policy names a rule, outcome or parameter it lacks."""
        self.policy = policy
        self._file = f"{policy.performance_year}.json"
        self._rules = rules
        self._swapped: dict[str, Year] = {}
        bound = {name: self._bind(name) for name in policy.rules}
        self.outcomes = {name: self._outcome(one.rule) for name, one in bound.items()}
        self.over_submission = tuple(b for b in bound.values() if b.rule.over == "submission")
        self.over_set = tuple(b for b in bound.values() if b.rule.over == "set")
        self.over_judgment = tuple(b for b in bound.values() if b.rule.over == "judgment")
        self.over_measure = tuple(
            (name, tuple(self._of_measure(name, rule, bound) for rule in measure.rules))
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

    def _bind(self, name: str) -> BoundRule:
        rule = self._rules.get(name)
        if rule is None:
            raise RulebookError(self._file, f"/rules/{name}", "no such rule in schemas/rules/")
        try:
            return bind(rule, self.policy.rules[name].cites, self.policy.parameters)
        except UnknownDefinition as missing:
            sentence = f"{name} needs the parameter {missing.args[0]!r}"
        raise RulebookError(self._file, "/parameters", sentence)

    def _of_measure(self, name: str, rule: str, bound: Mapping[str, BoundRule]) -> BoundRule:
        if rule not in bound or bound[rule].rule.over != "measure":
            at = f"/measures/{name}/rules"
            raise RulebookError(self._file, at, f"{rule} is no rule over measures in force")
        return bound[rule]

    def _outcome(self, rule: Rule) -> Outcome | None:
        outcome = rule.outcome
        if outcome is not None and outcome not in _OUTCOMES:
            if outcome not in self.policy.outcomes:
                sentence = f"{rule.id} needs the outcome {outcome!r}"
                raise RulebookError(self._file, "/outcomes", sentence)
            outcome = self.policy.outcomes[outcome]
        return None if outcome is None else Outcome(outcome)

    def swapped(self, reading: Reading) -> "Year":
        """The year with the reading's alternative in place of what is read."""
        year = self._swapped.get(reading.id)
        if year is None:
            raw = _replaced(self.policy.raw, str(reading.at), reading.alternative)
            year = Year(policyfile.structure(raw), self._rules)
            self._swapped[reading.id] = year  # two threads may both make it: they are equal
        return year


class NoYear:
    """Stands for a performance year without policy: only what no year decides is checked."""

    policy = None

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
    _, part, name, *_ = [*str(reading.at).split("/"), "", ""]
    return part, name


def _replaced(document: Any, pointer: str, value: Any) -> Any:
    """A copy of `document` with `value` at `pointer`; what is not on the way is shared."""
    token, _, rest = pointer[1:].partition("/")
    key: Any = int(token) if isinstance(document, list) else token
    copy = document.copy()
    copy[key] = _replaced(document[key], "/" + rest, value) if rest else value
    return copy
