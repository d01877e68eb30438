"""A year's bundle and gate in jsonschema and jsonschema-rs: what they find, held to `evaluate`."""

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from random import Random
from typing import Any

import jsonschema_rs
from attrs import define, field, frozen
from jsonschema import Draft202012Validator

from mips_pi_rules import Report, UnreadableSubmission, evaluate
from mips_pi_rules.reference.bundle import bundle
from mips_pi_rules.reference.gate import gate
from support.agreement import Failed, Trial, found_in, numbers_of_sets, random_document
from support.cases import Json


@frozen(eq=False)
class Validators:
    """One schema in both validators."""

    schema: Json
    stock: Draft202012Validator
    quick: Any


def _validators(schema: Json) -> Validators:
    return Validators(
        schema, Draft202012Validator(schema), jsonschema_rs.Draft202012Validator(schema)
    )


@cache
def of_bundle(year: int) -> Validators:
    """The year's rules, over facts."""
    return _validators(bundle(year))


@cache
def of_gate(year: int) -> Validators:
    """The year's gate, over documents."""
    return _validators(gate(year))


@cache
def _advice(year: int) -> dict[str, Any]:
    """Each rule without outcome, by itself: what the root does not ask."""
    schema = of_bundle(year).schema
    return {
        name: jsonschema_rs.Draft202012Validator(rule)
        for name, rule in schema["$defs"].items()
        if rule["x-rule"]["outcome"] is None and name not in schema["x-left-out"]
    }


# ---- the bundle


def with_outcome(year: int, found: Failed) -> Failed:
    """Of what was found the rules with an outcome, which the root asks."""
    rules = of_bundle(year).schema["$defs"]
    return {pair for pair in found if rules[pair[0]]["x-rule"]["outcome"]}


def by_jsonschema(year: int, facts: Json) -> Failed:
    """The rules with an outcome that jsonschema finds broken."""
    errors = of_bundle(year).stock.iter_errors(facts)
    return _found(year, [(one.absolute_schema_path, list(one.path)) for one in errors])


def by_jsonschema_rs(year: int, facts: Json) -> Failed:
    """The same by jsonschema-rs. Raises UnicodeEncodeError for half of a surrogate pair."""
    errors = of_bundle(year).quick.iter_errors(facts)
    return _found(year, [(one.schema_path, one.instance_path) for one in errors])


def _found(year: int, errors: Iterable[tuple[Sequence[Any], Sequence[Any]]]) -> Failed:
    return found_in(of_bundle(year).schema, errors)


def advice_by_jsonschema_rs(year: int, facts: Json) -> Failed:
    """The rules without outcome, each asked of what it is over."""
    found: Failed = set()
    for name, rule in _advice(year).items():
        said = of_bundle(year).schema["$defs"][name]
        if said["x-rule"]["over"] == "submission":
            found |= set() if rule.is_valid(facts["submission"]) else {(name, None)}
            continue
        for number, one in enumerate(facts["sets"]):
            measures = said.get("x-measures")
            if measures is None:
                holds = rule.is_valid(one)
            else:
                records = [one["measures"][measure] for measure in measures]
                holds = not one.get("data") or all(map(rule.is_valid, records))
            found |= set() if holds else {(name, number)}
    return found


@define
class Tally:
    """What was compared, by validator, and each disagreement."""

    jsonschema: int = 0
    jsonschema_rs: int = 0
    disagreements: list[tuple[str, Any, Any, Any]] = field(factory=list)

    def compare(self, validator: str, of: Any, found: Any, wanted: Any) -> None:
        """Keep what a validator found, if that is not what `evaluate` says."""
        if found != wanted:
            self.disagreements.append((validator, of, found, wanted))


def compare_bundle(year: int, trial: Trial, tally: Tally) -> None:
    """One document's facts in both validators."""
    wanted = with_outcome(year, trial.found)
    tally.compare("jsonschema", trial, by_jsonschema(year, trial.facts), wanted)
    tally.jsonschema += 1
    try:
        found = by_jsonschema_rs(year, trial.facts)
        if "performanceYear" in trial.facts["submission"]:
            found, wanted = found | advice_by_jsonschema_rs(year, trial.facts), trial.found
    except UnicodeEncodeError:  # half of a surrogate pair, which it does not take
        return
    tally.compare("jsonschema-rs", trial, found, wanted)
    tally.jsonschema_rs += 1


# ---- the gate


@frozen(eq=False)
class Sent:
    """A document of the kind that a gate is about, and whether the gate must refuse it.

    None where it may or may not: only rules beyond the gate are broken, and what they are about may
    break others that `evaluate` does not ask any more.
    """

    document: Json
    report: Report
    refused: bool | None


def sent(year: int, seed: object, count: int) -> Iterator[Sent]:
    """So many documents: decoded, of the year, not wrapped, with one set of the category at most.

    The gate must refuse what breaks a rule with an outcome that is not beyond it, and accept what
    breaks none.
    """
    dice, beyond = Random(f"gate {year} {seed}"), beyond_gate(year)
    while count:
        document = random_document(year, dice)
        report = _report(year, document)
        if report is not None:
            count -= 1
            broken = {one.rule for one in report.reasons}
            assert report.ok or broken, document
            yield Sent(
                document, report, None if not report.ok and broken <= beyond else not report.ok
            )


def beyond_gate(year: int) -> set[str]:
    """The rules that the year's gate cannot ask."""
    return {one["rule"] for one in of_gate(year).schema["x-beyond"] if "rule" in one}


def _report(year: int, document: Any) -> Report | None:
    """The report on a document that the gate is about, else None."""
    if not isinstance(document, dict) or "data" in document:
        return None
    try:
        report = evaluate(document)
    except UnreadableSubmission:
        return None
    right = report.performance_year == year and len(numbers_of_sets(document)) < 2
    return report if right else None


def compare_gate(year: int, one: Sent, tally: Tally) -> None:
    """One document in both validators."""
    gates = of_gate(year)
    refused = not gates.stock.is_valid(one.document)
    wanted = refused if one.refused is None else one.refused
    tally.compare("jsonschema", one.document, refused, wanted)
    tally.jsonschema += 1
    try:
        quickly = not gates.quick.is_valid(one.document)
    except UnicodeEncodeError:  # half of a surrogate pair, which it does not take
        return
    tally.compare("jsonschema-rs", one.document, quickly, wanted)
    tally.jsonschema_rs += 1
