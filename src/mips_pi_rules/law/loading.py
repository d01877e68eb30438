"""Policies and rules read from folders, with every fault of every file told at once.

The shipped files are read as they are: the tests and the build hold them to what is asked here.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from math import isfinite
from typing import TYPE_CHECKING, Any, Never

from mips_pi_rules.errors import Fault, RulebookError
from mips_pi_rules.law import policyfile, rules
from mips_pi_rules.law.consistency import policy_flaws
from mips_pi_rules.law.files import shipped_schema
from mips_pi_rules.law.fitting import rule_flaws, year_flaws
from mips_pi_rules.law.policies import Policy
from mips_pi_rules.law.readings import pointers, swapped
from mips_pi_rules.law.rules import Rule
from mips_pi_rules.law.sources import rule_files, year_files
from mips_pi_rules.pointers import join, split

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

Json = dict[str, Any]


def checked(
    policy_dir: "Traversable", schemas_dir: "Traversable"
) -> tuple[dict[int, Policy], dict[str, Rule]]:
    """The policies by year and the rules by id, when nothing is wrong with any of their files.

    Raises RulebookError with every fault.
    """
    loader = Loader()
    found = loader.rules(rule_files(schemas_dir))
    policies = {
        year: policy
        for year, file in year_files(policy_dir).items()
        if (policy := loader.policy(year, file, found)) is not None
    }
    if loader.faults:
        raise RulebookError(tuple(loader.faults))
    return policies, found


class Loader:
    """Reads files one after another and keeps what is wrong with them.

    `faults`: all that were found so far; `faulty_rules`: the ids of rules whose files have some.
    """

    def __init__(self) -> None:
        self.faults: list[Fault] = []
        self.faulty_rules: set[str] = set()

    def rules(self, files: "Iterable[Traversable]") -> dict[str, Rule]:
        """The rules, by id, of the files without fault."""
        found: dict[str, Rule] = {}
        for file in files:
            before = len(self.faults)
            raw = self._json(file)
            if raw is None or not self._follows(file.name, raw, "rule"):
                # By its name a file is of a rule, whatever is wrong in it.
                name = file.name.removesuffix(".json")
                self.faulty_rules.add(name.partition("-")[0])
                continue
            rule = rules.rule_from(raw)
            self._note(file.name, rule_flaws(rule, _shipped("facts")))
            if rule.id in found:
                self._note(file.name, [("/x-rule/id", f"{rule.id} is taken")])
            if len(self.faults) > before:
                self.faulty_rules.add(rule.id)
            else:
                found[rule.id] = rule
        return found

    def policy(self, year: int, file: "Traversable", found: Mapping[str, Rule]) -> Policy | None:
        """The policy of a year that fits the rules found, None when it has a fault."""
        raw = self._json(file)
        if raw is None or not self._follows(file.name, raw, "policy"):
            return None
        before = len(self.faults)
        if raw["meta"]["performanceYear"] != year:
            self._note(file.name, [("/meta/performanceYear", "is not the file's year")])
        self._note(file.name, self._of_policy(raw, found))
        if len(self.faults) == before:
            self._note(file.name, self._of_readings(raw, found))
        return policyfile.policy_from(raw) if len(self.faults) == before else None

    def _of_policy(self, raw: Json, found: Mapping[str, Rule]) -> Iterator[tuple[str, str]]:
        yield from policy_flaws(raw)
        yield from year_flaws(raw, found, self.faulty_rules, _shipped("facts"))

    def _of_readings(self, raw: Json, found: Mapping[str, Rule]) -> Iterator[tuple[str, str]]:
        """What is wrong with the policy that has the alternative of a reading in its place."""
        for index, reading in enumerate(raw["readings"]):
            if reading["scope"] != "report":
                continue
            other = swapped(raw, reading["at"], reading["alternative"])
            part = split(pointers(reading["at"])[0])[0]
            wrong = [sentence for _, sentence in _schema_flaws(other[part], f"policy/{part}")]
            wrong = wrong or [sentence for _, sentence in self._of_policy(other, found)]
            for sentence in wrong:
                yield f"/readings/{index}/alternative", f"with it the policy is none: {sentence}"

    def _note(self, file: str, flaws: Iterable[tuple[str, str]]) -> None:
        self.faults += [Fault(file, pointer, sentence) for pointer, sentence in flaws]

    def _json(self, file: "Traversable") -> Json | None:
        try:
            content = json.loads(
                file.read_text(encoding="utf-8"),
                object_pairs_hook=_once,
                parse_constant=_no_number,
                parse_float=_finite,
            )
        except (ValueError, RecursionError) as error:
            self._note(file.name, [("", f"not JSON: {error}")])
            return None
        if not isinstance(content, dict):
            self._note(file.name, [("", "not an object")])
            return None
        return content

    def _follows(self, file: str, document: Json, schema: str) -> bool:
        flaws = list(_schema_flaws(document, schema))
        self._note(file, flaws)
        return not flaws


def _once(pairs: list[tuple[str, Any]]) -> Json:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a name stands twice in an object")
    return found


def _no_number(_: str) -> Never:
    raise ValueError("NaN and Infinity are no numbers")


def _finite(written: str) -> float:
    value = float(written)
    if not isfinite(value):
        raise ValueError("a number is too large")
    return value


@cache
def _shipped(name: str) -> Json:
    """A schema of the library: files of other folders are held to what this library can apply."""
    return shipped_schema(name)


@cache
def _validator(name: str) -> Any:
    # Imported where it is needed: the shipped files are checked by the tests, not at every start.
    from jsonschema import Draft202012Validator  # noqa: PLC0415
    from referencing import Registry  # noqa: PLC0415
    from referencing.jsonschema import DRAFT202012  # noqa: PLC0415

    schema, _, part = name.partition("/")
    whole = _shipped(schema)
    # Searched for anchors once, here: a schema given as the root is searched at each reference.
    known = Registry().with_resource(whole["$id"], DRAFT202012.create_resource(whole)).crawl()
    at = f"#/properties/{part}" if part else ""  # one section of a policy
    return Draft202012Validator({"$ref": whole["$id"] + at}, registry=known)


def _schema_flaws(document: Any, schema: str) -> Iterator[tuple[str, str]]:
    for error in _validator(schema).iter_errors(document):
        yield join(error.absolute_path), f"does not follow its schema: {error.message[:300]}"
