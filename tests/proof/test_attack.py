"""Whatever becomes of a document, a report is valid, true to its source, and tells nothing.

Worked cases and, where they stand beside the project, real files are changed at random. Each seed
is a test of its own; EXAMPLES=n (`make prove`) tries n times as many seeds.
"""

import copy
import json
import os
from random import Random
from typing import Any

import pytest

from mips_pi_rules import evaluate, evaluate_many, read_qrda3, to_qpp
from mips_pi_rules.documents.document import read
from support.cases import TOKEN, Json
from support.mutation import broken, mutated, mutated_xml
from support.soundness import REPORTS, is_sound, judged, placed, tells_nothing, verdict, whole
from support.sources import sources, xml_sources
from support.twins import twin, twin_xml

SEEDS = range(4 * int(os.environ.get("EXAMPLES", "1")))
EACH = 25  # documents of a seed
QUALITY: Json = {"category": "quality", "submissionMethod": "registry", "measurements": []}


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
            other = twin_xml(text.encode(), dice)
            assert other is not None
            assert placed(judged(other)) == placed(report)
