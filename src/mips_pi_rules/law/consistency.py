"""Whether a policy and its rules fit together: every name that is used is there.

What a JSON Schema cannot say. Asked of rulebooks that are loaded from folders; the shipped one is
held to it by the tests.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from string import Formatter
from typing import Any

from mips_pi_rules.errors import RulebookError
from mips_pi_rules.law.rules import Rule
from mips_pi_rules.law.writing import PARAMETER, constraints

Json = Mapping[str, Any]
Problem = tuple[str, str]  # pointer into the file, and what is wrong there


def require_consistent(file: str, policy: Json) -> None:
    """Raise RulebookError for the first name in a policy that leads nowhere."""
    for pointer, sentence in _problems(policy):
        raise RulebookError(file, pointer, sentence)


Defects = Mapping[str, Mapping[str, frozenset[str]]]  # of what, its names, the values of each


def declared_defects(facts: Json) -> Defects:
    """What facts.schema.json declares under `defects` of a submission and of a set."""
    return {
        over: {
            name: frozenset(listed["items"]["properties"]["values"]["properties"])
            for name, listed in facts["$defs"][over]["properties"]["defects"]["properties"].items()
        }
        for over in ("submission", "set")
    }


def require_sayable(file: str, rule: Rule, defects: Defects) -> None:
    """Raise RulebookError where a message names a value that the rule does not have.

    `defects`: those that facts can hold. A rule that names one must be a schema that says that
    there is none, which lets it be checked by a look at what was found.
    """
    declared = set(rule.values)
    if rule.over == "measure" or rule.measure is not None:
        declared |= {"measureId", "title"}
    if rule.defect is not None:
        values = defects[rule.over].get(rule.defect)
        if values is None:
            raise RulebookError(file, "/x-rule/defect", f"{rule.defect!r} is none of the facts")
        if constraints(rule.schema) != {
            "properties": {"defects": {"properties": {rule.defect: False}}}
        }:
            raise RulebookError(file, "/properties", "does not say that the defect is absent")
        declared |= values
    for at, words in (("/x-rule", rule.words(in_xml=False)), ("/x-rule/xml", rule.xml)):
        for part in ("message", "fix") if words is not None else ():
            for _, name, _, _ in Formatter().parse(getattr(words, part)):
                if name is not None and name not in declared:
                    raise RulebookError(file, f"{at}/{part}", f"{name!r} is no value of the rule")


def require_schema(file: str, schema: Any, pointer: str = "") -> None:
    """Raise RulebookError for a pattern that is no regular expression, or a foreign reference."""
    if isinstance(schema, Mapping):
        for name, value in schema.items():
            here = f"{pointer}/{name}"
            if name == "pattern" and isinstance(value, str) and not _compiles(value):
                raise RulebookError(file, here, "is no regular expression")
            if name == "$ref" and isinstance(value, str) and not value.startswith(("#", PARAMETER)):
                raise RulebookError(file, here, "refers to what is not in the rulebook")
            if name != "x-rule":
                require_schema(file, value, here)
    elif isinstance(schema, list):
        for index, value in enumerate(schema):
            require_schema(file, value, f"{pointer}/{index}")


def _compiles(pattern: str) -> bool:
    try:
        re.compile(pattern)
    except re.error:
        return False
    return True


def _problems(policy: Json) -> Iterator[Problem]:
    measures, exclusions = policy["measures"], policy["exclusions"]
    objectives = {one["id"]: one["measures"] for one in policy["objectives"]}
    for pointer, names in _uses(policy):
        for name in names:
            if name not in measures:
                yield pointer, f"{name} is no measure of the policy"
    for name, measure in measures.items():
        if name not in objectives.get(measure["objective"], ()):
            yield f"/measures/{name}/objective", "does not list the measure"
        for exclusion in measure["exclusions"]:
            if exclusion not in exclusions or exclusions[exclusion]["of"] != name:
                yield f"/measures/{name}/exclusions", f"{exclusion} is no exclusion of it"
    for name, choice in policy["choices"].items():
        if choice["default"] not in {way["id"] for way in choice["ways"]}:
            yield f"/choices/{name}/default", "is none of the ways"
    for kind in policy["meta"]["programs"]:
        if kind not in policy["weights"]:
            yield "/weights", f"there is none for programs of kind {kind}"
    yield from _points(policy)
    yield from _readings(policy)


def _uses(policy: Json) -> Iterator[tuple[str, Iterable[str]]]:
    """Every place that names measures."""
    for index, objective in enumerate(policy["objectives"]):
        yield f"/objectives/{index}/measures", objective["measures"]
    for index, group in enumerate(policy["bonusGroups"]):
        yield f"/bonusGroups/{index}/measures", group["measures"]
    for name, choice in policy["choices"].items():
        for index, way in enumerate(choice["ways"]):
            yield f"/choices/{name}/ways/{index}/measures", way["measures"]
    for name, requirement in policy["requires"].items():
        yield f"/requires/{name}", [name]
        yield f"/requires/{name}/productionOnAnyOf", requirement["productionOnAnyOf"]
    for part in ("engagement", "suppressed"):
        for name in policy[part]:
            yield f"/{part}/{name}", [name]
    for name, exclusion in policy["exclusions"].items():
        yield f"/exclusions/{name}/of", [exclusion["of"]]
    for index, flow in enumerate(policy["flows"]):
        yield f"/flows/{index}", [flow["from"], *flow["to"], *_conditions(flow["if"])]
    for name, record in policy["evidence"].items():
        yield f"/evidence/{name}/attestation", [record["attestation"]]


def _conditions(condition: Json) -> list[str]:
    return [name for names in condition.values() for name in names]


def _points(policy: Json) -> Iterator[Problem]:
    """In every way of every choice, the points of the required measures add to the maximum."""
    points = {name: one.get("points", 0) for name, one in policy["measures"].items()}
    base = sum(points.values())
    for name, choice in policy["choices"].items():
        of_ways = {way["id"]: sum(points[m] for m in way["measures"]) for way in choice["ways"]}
        base -= sum(of_ways.values()) - of_ways[choice["default"]]
        if len(set(of_ways.values())) > 1:
            yield f"/choices/{name}/ways", "its ways have different points"
    if base != policy["maximum"]["points"]:
        yield "/measures", f"the points add to {base}, not to the maximum"


def _readings(policy: Json) -> Iterator[Problem]:
    seen = set()
    for index, reading in enumerate(policy["readings"]):
        if reading["id"] in seen:
            yield f"/readings/{index}/id", "stands twice"
        seen.add(reading["id"])
        if "at" in reading and not _leads(policy, reading["at"].split("/")[1:]):
            yield f"/readings/{index}/at", "leads nowhere in the policy"


def _leads(here: Any, tokens: list[str]) -> bool:
    for token in tokens:
        if isinstance(here, list) and token.isdecimal() and int(token) < len(here):
            here = here[int(token)]
        elif isinstance(here, Mapping) and token in here:
            here = here[token]
        else:
            return False
    return True
