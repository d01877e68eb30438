"""Documents of a year, right and wrong in every way, and which rules fail in which set.

What `evaluate` finds and what a validator finds of the year's bundle are brought to the same form:
pairs of a rule and the number of a set, None for what is about the document.
"""

import copy
import json
import re
from collections.abc import Iterable, Sequence
from functools import cache
from random import Random
from typing import Any

from attrs import frozen

from mips_pi_rules import Report, Rulebook, UnreadableSubmission, evaluate, facts_of, policy
from mips_pi_rules.context.context import EXCEPTIONS, SPECIAL_STATUSES
from mips_pi_rules.documents.document import read
from mips_pi_rules.documents.submission import OUR_CATEGORY
from mips_pi_rules.facts.sets import places_of
from mips_pi_rules.testing.mixing import mixture
from support.cases import EXAMPLES, Json, read_json
from support.mutation import broken, mutated

Failed = set[tuple[str, int | None]]

_IN_A_SET = re.compile(r"/measurementSets/([0-9]+)")


@cache
def worked(year: int) -> list[Json]:
    """The submissions of the year's worked cases."""
    return [read_json(file)["submission"] for file in sorted((EXAMPLES / f"{year}").glob("*.json"))]


def random_document(year: int, dice: Random) -> Any:
    """A document: most of them legal, some changed as values, some as text; wrapped and bare too.

    What is no mapping is JSON text.
    """
    if dice.random() < 0.2:
        document = copy.deepcopy(dice.choice(worked(year)))
    else:
        document = mixture(dice, year)
    kind = dice.random()
    if kind < 0.45:
        document = mutated(document, dice)
    if dice.random() < 0.1 and isinstance(document.get("measurementSets"), list):
        document = bare(document) or document
    if dice.random() < 0.03:
        document = {"data": {"submission": document}}
    if kind > 0.97:
        return broken(json.dumps(document), dice)
    return document


def bare(document: Json) -> Json | None:
    """The same as a bare measurement set with its submission embedded, where it has one set."""
    head = {name: value for name, value in document.items() if name != "measurementSets"}
    sets = document["measurementSets"]
    if len(sets) != 1 or not isinstance(sets[0], dict):
        return None
    return {**sets[0], "submission": head}


def random_context(year: int, dice: Random) -> Json | None:
    """A context that the year takes, or none."""
    if dice.random() < 0.5:
        return None
    of = policy(year)
    context: Json = {}
    known = list(of.engagement or of.measures)
    if dice.random() < 0.7:
        chosen = dice.sample(known, dice.randint(0, len(known)))
        several = {name: [dice.randint(2022, year) for _ in range(2)] for name in chosen}
        context["history"] = {"preProduction": several}
    if dice.random() < 0.5:
        context["eligibility"] = {
            "specialStatuses": dice.sample(SPECIAL_STATUSES, dice.randint(0, 2)),
            "exceptions": dice.sample(EXCEPTIONS, dice.randint(0, 2)),
            "allCliniciansQualify": dice.random() < 0.2,
            "informationBlockingReferral": dice.random() < 0.3,
        }
    if dice.random() < 0.5:
        counts = {one.threshold.count for one in of.exclusions.values() if one.threshold}
        registered = {"registered": f"{year}-11-01", "unansweredRequests": dice.randint(0, 3)}
        context["evidence"] = {
            "counts": {name: dice.choice((0, 99, 1000)) for name in sorted(counts)},
            "certification": {"inPlace": f"{year}-08-01", "certified": f"{year}-10-01"},
            "engagement": {dice.choice(known): registered},
        }
    return context


def found_by_evaluate(document: Any, report: Report) -> Failed:
    """What the report on a document finds, but for the judgment."""
    ours, rules = numbers_of_sets(document), Rulebook.default().rules
    found: Failed = set()
    for one in report.findings:
        match rules[one.rule].over:
            case "submission":
                found.add((one.rule, None))
            case "set" | "measure":
                at = _IN_A_SET.search(one.pointer)
                found.add((one.rule, 0 if at is None else ours.index(int(at[1]))))
    return found


@frozen
class Trial:
    """One document: its facts, its report with the same context, and what that finds."""

    document: Any
    context: Json | None
    facts: Json
    report: Report
    found: Failed


def trials(year: int, seed: object, count: int) -> list[Trial]:
    """So many documents that can be read and are of the year or of none that there is."""
    dice = Random(f"agreement {year} {seed}")
    made: list[Trial] = []
    while len(made) < count:
        document, context = random_document(year, dice), random_context(year, dice)
        try:
            report = evaluate(document, context=context)
        except UnreadableSubmission:
            continue
        facts = facts_of(document, context=context)
        if facts["submission"].get("performanceYear", year) == year:
            found = found_by_evaluate(document, report)
            made.append(Trial(document, context, facts, report, found))
    return made


def numbers_of_sets(document: Any) -> list[int]:
    """Which of the document's sets are of the category, in order."""
    submission = read(document).submission
    sets = submission.measurement_sets
    if not isinstance(sets, tuple):
        return []
    pairs = zip(sets, places_of(submission), strict=True)
    return [place for one, place in pairs if getattr(one, "category", None) == OUR_CATEGORY]


def rule_at(schema: Json, path: Sequence[Any]) -> str | None:
    """The rule that a path of keywords leads through: what `$ref` on the way names."""
    if path and path[0] == "$defs":
        return str(path[1])  # some begin where the reference leads to
    here: Any = schema
    for step in path:
        if "$ref" in here and (step == "$ref" or step not in here):
            return str(here["$ref"]).rpartition("/")[2]
        if step != "if":  # some name it before then and else
            here = here[step]
    return None


def found_in(schema: Json, errors: Iterable[tuple[Sequence[Any], Sequence[Any]]]) -> Failed:
    """Errors, as the paths in schema and instance, as rules and sets."""
    found: Failed = set()
    for schema_path, instance_path in errors:
        rule = rule_at(schema, schema_path) or str(list(schema_path))
        found.add((rule, instance_path[1] if instance_path[:1] == ["sets"] else None))
    return found
