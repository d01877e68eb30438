"""Whether rules can be applied and said: each by itself, and by the policy of a year.

What a JSON Schema cannot say of them. Asked of rulebooks that are loaded from folders.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from string import Formatter
from typing import Any, Final

from mips_pi_rules.law.keywords import PARAMETER, constraints
from mips_pi_rules.law.rules import Rule
from mips_pi_rules.outcomes import PRECEDENCE
from mips_pi_rules.pointers import split

Json = Mapping[str, Any]
Flaw = tuple[str, str]  # pointer into the file, and what is wrong there

# What a schema of a rulebook must do without: names that lead to other documents or back.
_FOREIGN: Final = frozenset({"$id", "$schema", "$anchor", "$dynamicRef", "$dynamicAnchor"})
_FACTS: Final = {  # what in facts.schema.json the facts of a rule are
    "submission": ("submission", "unreadable"),
    "set": ("set",),
    "measure": ("set",),
    "judgment": ("judgment",),
}
_PRIVATE: Final = frozenset({"cehrtId", "identifiers"})  # facts that no message may print


def rule_flaws(rule: Rule, facts: Json) -> Iterator[Flaw]:
    """What is wrong with a rule by itself; `facts` is facts.schema.json."""
    yield from schema_flaws(constraints(rule.schema), "", PARAMETER)
    declared = set(rule.values)
    if rule.over == "measure" or rule.measure is not None:
        declared |= {"measureId", "title"}
    if rule.defect is not None:
        found = facts["$defs"][rule.over]["properties"]["defects"]["properties"].get(rule.defect)
        if found is None:
            yield "/x-rule/defect", f"{rule.defect!r} is none of the facts"
        else:
            declared |= found["items"]["properties"]["values"]["properties"].keys()
        without = {"properties": {"defects": {"properties": {rule.defect: False}}}}
        if constraints(rule.schema) != without:
            yield "/properties", "does not say that the defect is absent"
    if rule.every_year and rule.about_rows:
        yield "/x-rule/at", "is about rows, which no year knows without a policy"
    for at, words in (("/x-rule", rule.words(in_xml=False)), ("/x-rule/xml", rule.xml)):
        for part in ("message", "fix") if words is not None else ():
            for sentence in _unsayable(getattr(words, part), declared):
                yield f"{at}/{part}", sentence


def _unsayable(words: str, declared: Collection[str]) -> Iterator[str]:
    try:
        pieces = list(Formatter().parse(words))
    except ValueError:
        yield "has a brace without its partner"
        return
    for _, name, form, conversion in pieces:
        if name is not None and name not in declared:
            yield f"{name!r} is no value of the rule"
        elif form or conversion:
            yield f"{name!r} is to stand alone in its braces"


def schema_flaws(schema: Any, pointer: str, allowed: str | None) -> Iterator[Flaw]:
    """A pattern that is no regular expression, a reference elsewhere than to `allowed`."""
    if isinstance(schema, Mapping):
        for name, value in schema.items():
            here = f"{pointer}/{name}"
            if name in ("enum", "const", "examples", "default"):
                continue  # values, not schemas
            if name == "pattern" and isinstance(value, str) and not _compiles(value):
                yield here, "is no regular expression"
            if name == "patternProperties" and not all(map(_compiles, value)):
                yield here, "has what is no regular expression"
            if (name in _FOREIGN and isinstance(value, str)) or (
                name == "$ref" and not (allowed and str(value).startswith(allowed))
            ):
                yield here, "refers to what is not in the rulebook"
            yield from schema_flaws(value, here, allowed)
    elif isinstance(schema, list):
        for index, value in enumerate(schema):
            yield from schema_flaws(value, f"{pointer}/{index}", allowed)


def _compiles(pattern: str) -> bool:
    try:
        re.compile(pattern)
    except re.error:
        return False
    return True


def year_flaws(
    policy: Json, rules: Mapping[str, Rule], faulty: Collection[str], facts: Json
) -> Iterator[Flaw]:
    """What is wrong between a policy and the rules that it has in force.

    `faulty`: the ids of rules whose own files have faults, which are told there.
    """
    for name in policy["rules"]:
        if name in rules:
            yield from _in_force(policy, rules[name], facts)
        elif name not in faulty:
            yield f"/rules/{name}", "no such rule in schemas/rules/"
    for measure, entry in policy["measures"].items():
        for name in entry["rules"]:
            found = rules.get(name)
            if found is None and name in faulty:
                continue
            if found is None or found.over != "measure" or name not in policy["rules"]:
                yield f"/measures/{measure}/rules", f"{name} is no rule over measures in force"
            else:
                yield from _values(policy, found, measure, facts)


def _in_force(policy: Json, rule: Rule, facts: Json) -> Iterator[Flaw]:
    yield from _outcome(policy, rule)
    for parameter in sorted(rule.parameters - policy["parameters"].keys()):
        yield "/parameters", f"{rule.id} needs the parameter {parameter!r}"
    part, name, *rest = [*split(rule.at), "", ""]
    rest = [token for token in rest if token]
    at = f"/rules/{rule.id}"
    if rule.over == "set" and part == "measures" and name not in policy["measures"]:
        yield at, f"is about {name}, which is no measure of the policy"
    elif rule.over == "set" and part == "choices" and name not in policy["choices"]:
        yield at, f"is about {name}, which is no choice of the policy"
    elif rule.over == "set" and part == "choices" and rest not in ([], ["ways"], ["exclusions"]):
        yield at, "is about a part of a choice that facts do not have"
    elif rule.over != "measure":
        yield from _values(policy, rule, rule.measure, facts)


def _outcome(policy: Json, rule: Rule) -> Iterator[Flaw]:
    outcome = rule.outcome
    if outcome is not None and outcome not in PRECEDENCE and outcome != "gap":
        if outcome not in policy["outcomes"]:
            yield "/outcomes", f"{rule.id} needs the outcome {outcome!r}"
            return
        outcome = policy["outcomes"][outcome]["outcome"]
    if outcome is None and rule.severity == "error":
        yield f"/rules/{rule.id}", "has no outcome this year, and the rule no other severity"
    # What conflicts of the judgment mean is zero, by submissions and sets of the policy.
    allowed = (None, "zero") if rule.defect is not None else (None,)
    if rule.over == "judgment" and outcome not in allowed:
        yield f"/rules/{rule.id}", "is over the finished judgment, which no outcome changes"


def _values(policy: Json, rule: Rule, measure: str | None, facts: Json) -> Iterator[Flaw]:
    """Values of the message that lead nowhere, or to what cannot be printed."""
    for name, pointer in rule.values.items():
        root, *tokens = split(pointer.replace("{measureId}", measure or ""))
        if root == "policy":
            leads = _printed(_at(policy, tokens))
        elif root == "record":
            record = facts["$defs"]["measure"]
            leads = measure is not None and _in_facts(facts, policy, record, tokens)
        else:
            leads = not _PRIVATE.intersection(tokens) and any(
                _in_facts(facts, policy, facts["$defs"][over], tokens) for over in _FACTS[rule.over]
            )
        if not leads:
            about = f" for {measure}" if measure else ""
            yield f"/rules/{rule.id}", f"the value {name!r} of the rule leads nowhere{about}"


def _at(here: Any, tokens: list[str]) -> Any:
    for token in tokens:
        here = here.get(token) if isinstance(here, Mapping) else None
    return here


def _printed(value: Any) -> bool:
    """Whether a message can print a value: text, a number, or a list of these."""
    items = value if isinstance(value, list) else [value]
    return all(isinstance(item, str | int | float) and not isinstance(item, bool) for item in items)


def _in_facts(facts: Json, policy: Json, schema: Json, tokens: list[str]) -> bool:
    """Whether facts have what tokens lead to, as something that can be printed."""
    for index, token in enumerate(tokens):
        schema = _resolved(facts, schema)
        before = tokens[index - 1] if index else ""
        if before in ("measures", "choices") and token not in policy[before]:
            return False
        inside = schema.get("properties", {}).get(token, schema.get("additionalProperties", False))
        if not isinstance(inside, Mapping):
            return False
        schema = inside
    schema = _resolved(facts, schema)
    kinds = schema.get("type", "string")
    if kinds == "array":
        kinds = _resolved(facts, schema.get("items", {})).get("type", "string")
    kinds = {kinds} if isinstance(kinds, str) else set(kinds)
    return kinds <= {"string", "integer", "number", "null"} and "const" not in schema


def _resolved(facts: Json, schema: Json) -> Json:
    ref = schema.get("$ref", "")
    return facts["$defs"][ref.removeprefix("#/$defs/")] if ref.startswith("#/$defs/") else schema
