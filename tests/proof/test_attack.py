"""Whatever becomes of a document, a report is valid, true to its source, and tells nothing.

Worked cases and, where they stand beside the project, real files are changed at random. Each seed
is a test of its own; EXAMPLES=n (`make prove`) tries n times as many seeds.
"""

import copy
import json
import os
import pickle
import traceback
from functools import cache
from random import Random
from typing import Any

import pytest
from attrs import frozen
from jsonschema import Draft202012Validator

from mips_pi_rules import (
    ContextError,
    Outcome,
    Report,
    UnreadableSubmission,
    evaluate,
    evaluate_many,
    read_qrda3,
    to_qpp,
)
from mips_pi_rules.documents.document import read
from mips_pi_rules.render import FORMATS, Entry
from support import qrda
from support.cases import BESIDE, DATA, EXAMPLES, SCHEMAS, TOKEN, Json, full, read_json
from support.mutation import broken, mutated, mutated_xml, twin

SEEDS = range(4 * int(os.environ.get("EXAMPLES", "1")))
EACH = 25  # documents of a seed
REPORTS = Draft202012Validator(read_json(SCHEMAS / "report.schema.json"))
QUALITY: Json = {"category": "quality", "submissionMethod": "registry", "measurements": []}


@frozen
class Source:
    """A document that is right, with what is known beside it."""

    document: Json
    context: Json | None


@cache
def sources() -> list[Source]:
    cases = [read_json(file) for file in sorted(EXAMPLES.glob("*/*.json"))]
    cases += [read_json(file) for file in sorted((DATA / "field").glob("*.json"))]
    found = [Source(one["submission"], one.get("context")) for one in cases if "submission" in one]
    found += [Source(read_json(file), None) for file in published("qpp", "*input*.json")]
    return [one for one in found if isinstance(one.document, dict)]


@cache
def xml_sources() -> list[str]:
    own = [qrda.document(full(year)) for year in (2022, 2024, 2025, 2027)]
    return own + [file.read_text(encoding="utf-8") for file in published("qrda", "*.xml")]


def published(folder: str, pattern: str) -> list[Any]:
    return sorted((BESIDE / "conformance" / folder).glob(pattern))


# ---- what holds of every report


def resolved(document: Any, pointer: str) -> Any:
    """What stands at a JSON Pointer, by the text of RFC 6901."""
    here = document
    for token in pointer.split("/")[1:]:
        name = token.replace("~1", "/").replace("~0", "~")
        here = here[int(name)] if isinstance(here, list) else here[name]
    return here


def is_sound(report: Report, document: Any) -> None:
    """Valid, the same after JSON, forced exactly for zero and incomplete, and it points inside."""
    written = report.to_dict()
    errors = [f"{one.json_path}: {one.message}" for one in REPORTS.iter_errors(written)]
    assert errors == []
    assert Report.from_dict(json.loads(json.dumps(written))) == report
    assert report.forced_to_zero is (report.outcome in (Outcome.ZERO, Outcome.INCOMPLETE))
    assert report.ok is (report.outcome in (Outcome.SCORED, Outcome.REWEIGHTED))
    settled = {Outcome.SCORED: report.subtotal, Outcome.ZERO: 0, Outcome.INCOMPLETE: 0}
    assert report.score == settled.get(report.outcome)
    assert all(finding.outcome for finding in report.reasons)
    for finding in report.findings:
        resolved(document, finding.pointer)


def tells_nothing(source: Any, report: Report, context: Json | None = None) -> None:
    """The token stands in no format, no repr and no pickle."""
    said = repr(report) + repr(pickle.dumps(report)) + str(report)
    said += "".join("".join(render([Entry("input", report)])) for render in FORMATS.values())
    said += repr(read(source).submission) if isinstance(source, dict) else ""
    many = [(source, context)] if context else [source]
    said += "".join(repr(one) for one in evaluate_many(many))
    assert TOKEN not in said


def judged(source: Any, context: Any = None) -> Report | None:
    """The report, or None where the document is unreadable or the context wrong; no other error."""
    try:
        return evaluate(source, context=context)
    except (UnreadableSubmission, ContextError) as error:
        said = "".join(traceback.format_exception(error, limit=0)) + repr(vars(error))
        assert TOKEN not in said + repr((error.__cause__, error.__context__))
        return None


def verdict(report: Report | None) -> object:
    """Outcome, score and rows."""
    if report is None:
        return None
    rows = {name: (one.points, one.available, one.status) for name, one in report.measures.items()}
    return report.outcome, report.score, report.subtotal, rows


def whole(report: Report | None) -> object:
    """All but the places that only text has, and the order that only a document has."""
    found = report and sorted((one.rule, str(one.outcome), one.message) for one in report.findings)
    return verdict(report), found


# ---- the attack


def random_of(what: str, seed: int) -> Random:
    return Random(f"attack on {what} {seed}")


@pytest.mark.parametrize("seed", SEEDS)
def test_a_changed_document_has_a_sound_report(seed: int) -> None:
    dice = random_of("documents", seed)
    for _ in range(EACH):
        source = dice.choice(sources())
        document = mutated(source.document, dice)
        before = copy.deepcopy(document)
        report = judged(document, source.context)
        assert same(document, before)
        assert report is not None
        is_sound(report, document)
        tells_nothing(document, report, source.context)


def same(one: Any, other: Any) -> bool:
    """Equal with their types: true is not 1."""
    return repr(one) == repr(other)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_document_is_judged_alike_in_every_form(seed: int) -> None:
    dice = random_of("forms", seed)
    for _ in range(EACH):
        source = dice.choice(sources())
        document = mutated(source.document, dice)
        plain = evaluate(document, context=source.context)
        text = json.dumps(document)
        for form in (text, text.encode(), json.dumps(document, indent=1), twin(document, dice)):
            assert whole(evaluate(form, context=source.context)) == whole(plain)
        submission = read(document).submission
        assert verdict(evaluate(submission, context=source.context)) == verdict(plain)
        with_lines = evaluate(json.dumps(document, indent=2), context=source.context)
        is_sound(with_lines, document)
        assert all(one.line and one.column for one in with_lines.findings)


@pytest.mark.parametrize("seed", SEEDS)
def test_other_categories_beside_it_change_nothing(seed: int) -> None:
    dice = random_of("categories", seed)
    for _ in range(EACH):
        source = dice.choice(sources())
        document = mutated(source.document, dice)
        sets = document.get("measurementSets")
        if not isinstance(sets, list) or not sets:
            continue
        plain = evaluate(document, context=source.context)
        sets.extend(copy.deepcopy([QUALITY, QUALITY]))
        assert verdict(evaluate(document, context=source.context)) == verdict(plain)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_changed_context_is_taken_or_refused(seed: int) -> None:
    dice = random_of("contexts", seed)
    known = [source for source in sources() if source.context]
    for _ in range(EACH):
        source = dice.choice(known)
        context = mutated(source.context or {}, dice)
        report = judged(source.document, context)
        if report is not None:
            is_sound(report, source.document)
            tells_nothing(source.document, report)


@pytest.mark.parametrize("seed", SEEDS)
def test_broken_text_is_refused_or_judged(seed: int) -> None:
    dice = random_of("text", seed)
    for _ in range(EACH):
        text = broken(json.dumps(dice.choice(sources()).document).replace("000000001", TOKEN), dice)
        report = judged(text)
        if report is not None:
            tells_nothing(text, report)
            assert REPORTS.is_valid(report.to_dict())
        (among_many,) = evaluate_many([text])
        tells_nothing(text, among_many)


@pytest.mark.parametrize("seed", SEEDS)
def test_changed_qrda_is_refused_or_judged(seed: int) -> None:
    dice = random_of("xml", seed)
    for _ in range(EACH):
        text = mutated_xml(dice.choice(xml_sources()), dice)
        if dice.random() < 0.2:
            text = broken(text, dice)
        report = judged(text)
        if report is not None:
            is_sound(report, to_qpp(read_qrda3(text.encode())))
            tells_nothing(text, report)
