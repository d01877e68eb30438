"""A year's gate: one JSON Schema over the QPP document itself, before it is sent.

Every part of it is a rule of the year, asked of the document in place of the facts; it is made
from the schemas of the rules, so that the law stands in them alone. What no schema can say of a
document is listed in `x-beyond`.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from attrs import frozen

from mips_pi_rules.law.keywords import constraints
from mips_pi_rules.law.policies import Policy
from mips_pi_rules.law.rulebook import Rulebook
from mips_pi_rules.law.rules import Rule
from mips_pi_rules.law.year import Year
from mips_pi_rules.reference.askable import Beyond, Fact, holds
from mips_pi_rules.reference.askabledefects import right_values
from mips_pi_rules.reference.askablefacts import Askable
from mips_pi_rules.reference.bundle import DIALECT, schema, values_of
from mips_pi_rules.reference.conditions import (
    Condition,
    Every,
    Not,
    Part,
    Says,
    Schema,
    Some,
    marked,
    no,
    parts,
    placed,
    written,
)
from mips_pi_rules.reference.selfcontained import declared, inlined

_WHATS: Final = ("severalSets", "context", "duplicateKeys", "wrapper")
_DESCRIPTION: Final = """\
Over a decoded QPP document of {year} that is not wrapped and has at most one set of the category: \
a whole submission, or a bare measurement set with its submission inside. What it refuses is \
rejected, incomplete or zero; what it accepts is neither refused nor forced to 0, but for what no \
JSON Schema can say, which x-beyond lists: rules, and what else is not asked (severalSets: of \
several sets each is asked by itself; context: eligibility, history and records beside the \
document; duplicateKeys: names that stand twice in the text; wrapper: an answer of the API around \
a document). Beside each keyword that refuses stands x-rule: the rule, what it leads to, what to \
say and what to do; a name in braces in its words is a field of the document."""
_NAME: Final = re.compile(r"\{(\w+)\}")
_SENTENCE: Final = re.compile(r"(?<=[.;])\s+")
# Facts that repeat a field of the document, for the words of a rule.
_FIELDS: Final = {
    "/facts/entityType": "entityType",
    "/facts/programName": "programName",
    "/facts/period/start": "performanceStart",
    "/facts/period/end": "performanceEnd",
}


def gate(year: int, rulebook: Rulebook | None = None) -> dict[str, Any]:
    """The schema of documents of a year that may be sent; the caller's to change.

    Raises UnsupportedYear.
    """
    rulebook = Rulebook.of(rulebook)
    asked, beyond = _asked(rulebook.known_year(year), rulebook)
    is_bare: Schema = {
        "not": {"required": ["measurementSets"]},
        "properties": {"submission": {"type": "object"}},
        "required": ["submission"],
    }
    root: Schema = {
        "type": "object",
        "if": is_bare,
        "then": {"$ref": "#/$defs/bareSet"},
        "else": {"$ref": "#/$defs/submission"},
    }
    return {
        "$schema": DIALECT,
        "$id": f"https://mips-pi-rules.dev/gate/{year}",
        "title": f"Gate of {year}",
        "description": _DESCRIPTION.format(year=year),
        "x-beyond": [{"rule": rule} for rule in beyond] + [{"what": what} for what in _WHATS],
        **declared(root),
        "$defs": {"submission": _shape(asked, bare=False), "bareSet": _shape(asked, bare=True)},
    }


@frozen(eq=False, repr=False)
class AskedRule:
    """A rule as it is asked of a document: of what, and what is said where it does not hold."""

    condition: Condition
    said: Schema

    def parts(self, *, bare: bool) -> Iterator[tuple[Part, Schema]]:
        """What must hold of one shape of a document: schemas of its parts, each for one thing."""
        for one in _each(self.condition):
            about = parts(one)
            part: Part = next(iter(about)) if len(about) == 1 else "document"
            schema = written(one, bare=bare, of_one=part if len(about) == 1 else None)
            of = one.about if isinstance(one, Says) else None
            if schema:
                yield part, marked(schema, self.said if of is None else _about(self.said, of))


def _shape(asked: Iterable[AskedRule], *, bare: bool) -> Schema:
    """All that must hold of one shape of a document, together for each part of it."""
    by_part: dict[Part, list[Schema]] = {}
    for one in asked:
        for part, holding in one.parts(bare=bare):
            by_part.setdefault(part, []).append(holding)
    together = [placed(part, {"allOf": found}, bare=bare) for part, found in by_part.items()]
    return declared({"type": "object", "allOf": together})  # type: ignore[no-any-return] # a schema


def _about(said: Schema, measure: str) -> Schema:
    """The same said of one id."""
    filled = {word: said[word].replace("{measureId}", measure) for word in ("message", "fix")}
    return {**said, "measureId": measure, **filled}


def _each(condition: Condition) -> Iterator[Condition]:
    """What must hold, each by itself: a refusal shows the one that does not."""
    match condition:
        case Every():
            for one in condition.of:
                yield from _each(one)
        case Not(of=Some(of=several)):
            for one in several:
                yield from _each(no(one))
        case _:
            yield condition


def _asked(year: Year, rulebook: Rulebook) -> tuple[list[AskedRule], list[str]]:
    """The rules that a schema can ask, and the ids of those that it cannot."""
    policy = year.policy
    wire = (schema("submission", rulebook) or {})["$defs"]
    askable = Askable(policy, wire)
    of_set, of_document = askable.measurement_set(), askable.submission()
    asked: list[AskedRule] = []
    beyond: list[str] = []
    for name in policy.rules:
        rule = rulebook.rules[name]
        if year.outcomes[name] is None or rule.over == "judgment":
            continue
        if rule.kind in ("source", "unreadable"):
            continue  # nothing that JSON can have
        over: list[tuple[str | None, Fact]] = [(None, of_document)]
        if rule.over == "set":
            over = [(None, of_set)]
        if rule.over == "measure":
            bound = [m for m, one in policy.measures.items() if name in one.rules]
            over = [(measure, askable.measure(measure)) for measure in bound]
        plain = inlined(constraints(rule.schema), policy.parameters)
        try:
            found = [(measure, holds(plain, fact)) for measure, fact in over]
        except Beyond:
            beyond.append(name)
            continue
        asked += [AskedRule(condition, _said(rule, year, measure)) for measure, condition in found]
    return asked, beyond


# ---- the words of a refusal


def _said(rule: Rule, year: Year, measure: str | None) -> Schema:
    policy, outcome = year.policy, year.outcomes[rule.id]
    values = _values(rule, policy, measure)
    about = measure or rule.measure
    return {
        "id": rule.id,
        "outcome": None if outcome is None else outcome.value,
        **({"measureId": about} if about else {}),
        "message": _words(rule.message, values) or f"{rule.title}.",
        "fix": _words(rule.fix, values) or f"{rule.title}.",
        "cites": list(policy.rules[rule.id].cites),
    }


def _values(rule: Rule, policy: Policy, measure: str | None) -> dict[str, str]:
    """The values that are known before a document is, and the fields that have others."""
    found = dict(right_values(policy).get(rule.defect or "", {}))
    for name, value in values_of(rule, policy).items():
        said = value[measure] if isinstance(value, Mapping) else value
        if said == "/facts/performanceYear":
            found[name] = str(policy.performance_year)
        elif isinstance(said, str) and said in _FIELDS:
            found[name] = f"{{{_FIELDS[said]}}}"
        elif isinstance(said, list):
            found[name] = ", ".join(map(str, said)) or "none"
        elif not str(said).startswith(("/facts/", "/record/")):
            found[name] = str(said)
    if "measureId" not in found and rule.defect is not None:
        found["measureId"] = "{measureId}"  # a field of the row
    return found


def _words(words: str, values: Mapping[str, str]) -> str:
    """The sentences whose values are known."""
    sentences = [one for one in _SENTENCE.split(words) if set(_NAME.findall(one)) <= values.keys()]
    return " ".join(sentences).format(**values) if sentences else ""
