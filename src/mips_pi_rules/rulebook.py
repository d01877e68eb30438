"""The rulebook: policies and rules, loaded once, and what they find in facts.

A rule is a JSON Schema of what must hold (schemas/rules/), bound to a year by the year's policy:
the policy says which rules are in force, with which citations, what their parameters are and
which outcome a named outcome has that year.
"""

import json
import re
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from importlib.resources.abc import Traversable
from pathlib import Path
from threading import RLock
from typing import Any, Final, Literal

from attrs import field, frozen

from mips_pi_rules import policies
from mips_pi_rules._files import folder
from mips_pi_rules.errors import RulebookError, UnsupportedYear
from mips_pi_rules.facts import Json, SetFacts, SubmissionFacts
from mips_pi_rules.frozenmap import FrozenMap
from mips_pi_rules.policies import Policy, Reading
from mips_pi_rules.predicates import Predicate, Schema, predicate
from mips_pi_rules.report import Finding, Outcome, Severity, Value

YEAR_RESOURCE: Final = "https://mips-pi-rules.dev/year"
_PARAMETER: Final = YEAR_RESOURCE + "#/$defs/"
_OUTCOMES: Final = frozenset({"rejected", "zero", "incomplete"})
_YEAR_FILE: Final = re.compile(r"([0-9]{4})\.json")


@frozen(eq=False)
class Rule:
    """One file of schemas/rules/. `schema` says what must hold; the rest is its `x-rule`.

    `outcome` is rejected, zero, None, or the name of an outcome that the year's policy declares;
    `severity` is that of a finding without outcome; `every_year`: it needs no policy.
    """

    id: str
    title: str
    over: Literal["submission", "set", "measure"]
    outcome: str | None
    severity: Severity
    at: str
    message: str
    fix: str
    cites: tuple[str, ...]
    values: FrozenMap[str]
    every_year: bool
    schema: Mapping[str, Any] = field(repr=False)


@frozen(eq=False)
class Broken:
    """A finding together with what scoring and the assumptions need to know of it.

    `named` is the outcome as the rule names it, before the year resolves it.
    """

    finding: Finding
    named: str | None
    measure: str | None


@frozen(eq=False)
class _Bound:
    """A rule as one year applies it."""

    rule: Rule
    holds: Predicate
    outcome: Outcome | None
    severity: Severity
    cites: tuple[str, ...]

    def broken(self, values: Json, pointer: str, measure: str | None) -> Broken:
        said = FrozenMap((name, _value(item)) for name, item in values.items())
        words = {name: _words(item) for name, item in said.items()}
        finding = Finding(
            rule=self.rule.id,
            severity=self.severity,
            outcome=self.outcome,
            pointer=pointer,
            message=self.rule.message.format(**words),
            fix=self.rule.fix.format(**words),
            cites=self.cites,
            values=said,
        )
        return Broken(finding, self.rule.outcome, measure)


def _value(item: Any) -> Value:  # noqa: ANN401 - a JSON value of a closed kind
    if isinstance(item, list | tuple):
        return tuple(map(str, item))
    return item  # type: ignore[no-any-return] # a string or number from the facts or the policy


def _words(item: Value) -> str:
    if isinstance(item, tuple):
        return ", ".join(item) or "none"
    return str(item)


class Year:
    """One year of a rulebook: its policy and the rules in force, ready to check facts."""

    def __init__(self, policy: Policy, rules: Mapping[str, Rule]) -> None:
        """Raises RulebookError when the policy names a rule, outcome or parameter it lacks."""
        self.policy = policy
        self._rules = rules
        self._swapped: dict[str, Year] = {}
        bound = {name: self._bind(name) for name in policy.rules}
        self._over_submission = tuple(b for b in bound.values() if b.rule.over == "submission")
        self._over_set = tuple(b for b in bound.values() if b.rule.over == "set")
        self._over_measure = tuple(
            (name, tuple(bound[rule] for rule in measure.rules))
            for name, measure in policy.measures.items()
            if measure.rules
        )
        self.conditions: dict[str, Predicate] = {
            reading.id: predicate(reading.when)
            for reading in policy.readings
            if reading.when is not None
        }

    def _bind(self, name: str) -> _Bound:
        file = f"{self.policy.performance_year}.json"
        rule = self._rules.get(name)
        if rule is None:
            raise RulebookError(file, f"/rules/{name}", "no such rule in schemas/rules/")
        outcome = rule.outcome
        if outcome is not None and outcome not in _OUTCOMES:
            if outcome not in self.policy.outcomes:
                raise RulebookError(file, "/outcomes", f"{name} needs the outcome {outcome!r}")
            outcome = self.policy.outcomes[outcome]
        return _bound(rule, outcome, self.policy.rules[name].cites, self._parameter(name))

    def _parameter(self, rule: str) -> Callable[[str], Schema | None]:
        def resolve(ref: str) -> Schema | None:
            if not ref.startswith(_PARAMETER):
                return None
            name = ref.removeprefix(_PARAMETER)
            if name not in self.policy.parameters:
                file = f"{self.policy.performance_year}.json"
                raise RulebookError(file, "/parameters", f"{rule} needs the parameter {name!r}")
            parameter: Schema = self.policy.parameters[name]
            return parameter

        return resolve

    def check_submission(self, facts: SubmissionFacts) -> list[Broken]:
        """What the rules over the whole document find."""
        return _check(self._over_submission, facts, self.policy)

    def check_set(self, facts: SetFacts) -> list[Broken]:
        """What the rules over one measurement set and over each of its measures find.

        A set without rows has no data: then only what is refused, advice and the one finding
        that says so are kept.
        """
        broken = _check(self._over_set, facts, self.policy)
        if facts.data.get("data") is not True:
            kept = (Outcome.REJECTED, None)
            return [b for b in broken if b.finding.outcome in kept or b.named == "noData"]
        for name, rules in self._over_measure:
            record = facts.data["measures"][name]
            for bound in rules:
                if not bound.holds(record):
                    pointer = facts.pointer(bound.rule.at, name)
                    values = _values(bound.rule, facts.data, self.policy, name)
                    broken.append(bound.broken(values, pointer, name))
        return broken

    def swapped(self, reading: Reading) -> "Year":
        """This year with the reading's alternative in place of what is read."""
        year = self._swapped.get(reading.id)
        if year is None:
            raw = _replaced(self.policy.raw, str(reading.at), reading.alternative)
            year = Year(policies.structure(raw), self._rules)
            self._swapped[reading.id] = year  # two threads may both make it: they are equal
        return year


class NoYear:
    """Stands for a performance year without policy: only what no year decides is checked."""

    policy = None

    def __init__(self, rules: Mapping[str, Rule]) -> None:
        bound = [_bound(r, r.outcome, r.cites, lambda _: None) for r in rules.values() if r.every_year]
        self._over_submission = tuple(b for b in bound if b.rule.over == "submission")
        self._over_set = tuple(b for b in bound if b.rule.over == "set")

    def check_submission(self, facts: SubmissionFacts) -> list[Broken]:
        """What the rules that hold in every year find in the whole document."""
        return _check(self._over_submission, facts, None)

    def check_set(self, facts: SetFacts) -> list[Broken]:
        """What the rules that hold in every year find in one measurement set."""
        return _check(self._over_set, facts, None)


def _bound(
    rule: Rule,
    outcome: str | None,
    cites: tuple[str, ...],
    resolve: Callable[[str], Schema | None],
) -> _Bound:
    return _Bound(
        rule=rule,
        holds=predicate(rule.schema, resolve),
        outcome=None if outcome is None else Outcome(outcome),
        severity=rule.severity if outcome is None else "error",
        cites=cites,
    )


def _check(
    rules: Iterable[_Bound], facts: SubmissionFacts | SetFacts, policy: Policy | None
) -> list[Broken]:
    broken = []
    for bound in rules:
        if bound.holds(facts.data):
            continue
        at = bound.rule.at
        if at.startswith("/reading/"):  # a list of problems, each with its own place and values
            for problem in facts.data["reading"][at.removeprefix("/reading/")]:
                values = _values(bound.rule, facts.data, policy, None) | problem["values"]
                broken.append(bound.broken(values, problem["at"], None))
        else:
            measure = at.split("/")[2] if at.startswith("/measures/") else None
            values = _values(bound.rule, facts.data, policy, measure)
            broken.append(bound.broken(values, facts.pointer(at), measure))
    return broken


def _values(rule: Rule, facts: Json, policy: Policy | None, measure: str | None) -> Json:
    """The values of the rule's message: pointers into facts or policy, and the measure."""
    values: Json = {}
    if measure is not None and policy is not None:
        values = {"measureId": measure, "title": policy.measures[measure].title}
    roots = {"facts": facts, "policy": policy.raw if policy else {}}
    for name, pointer in rule.values.items():
        here: Any = roots
        for token in pointer.replace("{measureId}", measure or "")[1:].split("/"):
            here = here[token]
        values[name] = here
    return values


def _replaced(document: Any, pointer: str, value: Any) -> Any:  # noqa: ANN401 - JSON values
    """A copy of `document` with `value` at `pointer`; what is not on the way is shared."""
    token, _, rest = pointer[1:].partition("/")
    key: Any = int(token) if isinstance(document, list) else token
    copy = document.copy()
    copy[key] = _replaced(document[key], "/" + rest, value) if rest else value
    return copy


class Rulebook:
    """Years of policy and the rules they use. `load` reads your own; `default` is the shipped one."""

    def __init__(self, policy_dir: Traversable, schemas_dir: Traversable, *, checked: bool) -> None:
        """Use `load` or `default`; `checked` validates every file against its schema."""
        files = ((_YEAR_FILE.fullmatch(file.name), file) for file in policy_dir.iterdir())
        self._files = {int(match[1]): file for match, file in files if match}
        self._schemas = schemas_dir
        self._checked = checked
        self._lock = RLock()
        self._rules: Mapping[str, Rule] | None = None
        self._loaded: dict[int | None, Year | NoYear] = {}

    @classmethod
    def load(cls, policy_dir: str | Path, schemas_dir: str | Path) -> "Rulebook":
        """Read a folder of <year>.json files and a schemas folder with its rules/.

        Raises FileNotFoundError when a folder is missing, RulebookError when a file does not
        follow its schema or names what is not there.
        """
        policy_path, schemas_path = Path(policy_dir), Path(schemas_dir)
        for path in (policy_path, schemas_path / "rules"):
            if not path.is_dir():
                raise FileNotFoundError(f"no such folder: {path}")
        rulebook = cls(policy_path, schemas_path, checked=True)
        for year in rulebook.years():
            rulebook.year(year)
        return rulebook

    @staticmethod
    def default() -> "Rulebook":
        """The shipped rulebook, made on the first call and shared."""
        return _default()

    def years(self) -> tuple[int, ...]:
        """The performance years there are policies for, in order."""
        return tuple(sorted(self._files))

    def policy(self, year: int) -> Policy:
        """The policy of a performance year. Raises UnsupportedYear."""
        found = self.year(year)
        if not isinstance(found, Year):
            raise UnsupportedYear(self.years())
        return found.policy

    @property
    def rules(self) -> Mapping[str, Rule]:
        """Every rule by its id, in force this year or not."""
        with self._lock:
            if self._rules is None:
                self._rules = self._read_rules()
            return self._rules

    def year(self, year: object) -> "Year | NoYear":
        """The rules of a performance year, or NoYear when there is no policy for it."""
        key = year if isinstance(year, int) and year in self._files else None
        found = self._loaded.get(key)
        if found is None:
            with self._lock:
                found = self._loaded.get(key) or self._read_year(key)
                self._loaded[key] = found
        return found

    def _read_year(self, year: int | None) -> "Year | NoYear":
        if year is None:
            return NoYear(self.rules)
        file = self._files[year]
        raw = _json(file)
        if self._checked:
            _validate(file.name, raw, _json(self._schemas / "policy.schema.json"))
        if raw["meta"]["performanceYear"] != year:
            raise RulebookError(file.name, "/meta/performanceYear", "is not the file's year")
        return Year(policies.structure(raw), self.rules)

    def _read_rules(self) -> Mapping[str, Rule]:
        rules: dict[str, Rule] = {}
        folder_ = self._schemas / "rules"
        for file in sorted(folder_.iterdir(), key=lambda file: file.name):
            if not file.name.endswith(".json"):
                continue
            raw = _json(file)
            if self._checked:
                _validate(file.name, raw, _json(self._schemas / "rule.schema.json"))
            rule = _rule(raw)
            if rule.id in rules:
                raise RulebookError(file.name, "/x-rule/id", f"{rule.id} is taken")
            rules[rule.id] = rule
        return rules


@cache
def _default() -> Rulebook:
    return Rulebook(folder("policy"), folder("schemas"), checked=False)


def _rule(raw: Mapping[str, Any]) -> Rule:
    declared = raw["x-rule"]
    return Rule(
        id=declared["id"],
        title=raw["title"],
        over=declared["over"],
        outcome=declared["outcome"],
        severity=declared.get("severity", "error"),
        at=declared["at"],
        message=declared["message"],
        fix=declared["fix"],
        cites=tuple(declared["cites"]),
        values=FrozenMap(declared.get("values", {})),
        every_year=declared.get("everyYear", False),
        schema=raw,
    )


def _json(file: Traversable) -> dict[str, Any]:
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
    except ValueError as error:
        raise RulebookError(file.name, "", f"not JSON: {error}") from None
    if not isinstance(content, dict):
        raise RulebookError(file.name, "", "not an object")
    return content


def _validate(file: str, document: Mapping[str, Any], schema: Mapping[str, Any]) -> None:
    # Imported where it is needed: the shipped files are checked by the tests, not at every start.
    from jsonschema import Draft202012Validator  # noqa: PLC0415

    for error in Draft202012Validator(schema).iter_errors(document):
        pointer = "".join(f"/{token}" for token in error.absolute_path)
        raise RulebookError(file, pointer, f"does not follow its schema: {error.message}")


def policy(year: int) -> Policy:
    """The shipped policy of a performance year: `policy(2025).measures["PI_EP_1"].points`.

    Raises UnsupportedYear, which names the years there are.
    """
    return Rulebook.default().policy(year)


def years() -> tuple[int, ...]:
    """The performance years that the shipped rulebook knows, in order."""
    return Rulebook.default().years()
