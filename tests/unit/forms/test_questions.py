"""The form of a year: every question, in the order of the law, from the policy alone."""

import json
import re

import pytest

from mips_pi_rules import (
    Rulebook,
    UnsupportedYear,
    evaluate,
    from_answers,
    policy,
    questions,
    years,
)
from mips_pi_rules.forms.fields import HEAD
from mips_pi_rules.jsonvalues import to_json
from mips_pi_rules.law import policyfile
from mips_pi_rules.outcomes import FORCED
from support.cases import DATA, POLICY, Json, read_json
from support.rulebooks import shipped_rules

every_year = pytest.mark.parametrize("year", years())


@every_year
def test_the_form_has_every_measure_and_level_in_the_order_of_the_law(year: int) -> None:
    law = policy(year)
    expected = list(HEAD)
    for objective in law.objectives:
        for measure in objective.measures:
            expected += [measure, f"{measure}.level"] if measure in law.engagement else [measure]
    form = questions(year)
    assert [one.field for one in form] == expected
    assert {one.field for one in form} >= set(law.fields.values())
    assert [one.objective for one in form if one.field in HEAD] == [None] * len(HEAD)


@every_year
def test_every_question_is_in_plain_sentences(year: int) -> None:
    for one in questions(year):
        assert re.fullmatch(r"[A-Z].*[.?]", one.text), one.field
        assert "None" not in one.text
        assert "  " not in one.text
        measure = policy(year).measures.get(one.field)
        for name in measure.exclusions if measure is not None else ():
            assert name in one.options
            assert name in one.text
    json.dumps(to_json(questions(year)))


def answered(year: int, field: str) -> dict[str, object]:
    """Everything in the way that has this field, answered as well as it can be."""
    law = policy(year)
    answers: dict[str, object] = {
        "performanceYear": year,
        "entityType": "group",
        "taxpayerIdentificationNumber": "000000001",
        "performanceStart": f"{year}-01-01",
        "performanceEnd": f"{year}-12-31",
        "cehrtId": law.cehrt_ids[-1],
    }
    measure = field.partition(".")[0]
    skipped = set()
    for choice in law.choices.values():
        taken = [way.id for way in choice.ways if measure in way.measures] or [choice.default]
        skipped |= {name for way in choice.ways if way.id != taken[0] for name in way.measures}
    for one in questions(year):
        of = one.field.partition(".")[0]
        if one.field in answers or one.field in HEAD or of in skipped:
            continue
        if law.measures[of].reporting == "required" or of == measure:
            answers[one.field] = {"proportion": "9/10", "level": "production"}.get(one.kind, "yes")
    return answers


@every_year
def test_a_gate_is_what_forces_zero_when_it_is_denied_or_left_out(year: int) -> None:
    for one in questions(year):
        answers = answered(year, one.field)
        assert evaluate(from_answers(answers)).ok
        if one.field == "performanceYear":  # there are no answers without
            continue
        left_out = evaluate(from_answers(answers | {one.field: None}))
        denied = {"yesNo": "no", "proportion": "0/10"}.get(one.kind)
        no = evaluate(from_answers(answers | {one.field: denied})) if denied else left_out
        assert one.gate == (left_out.outcome in FORCED or no.outcome in FORCED), one.field
        if one.required and one.objective is not None:
            assert left_out.outcome in FORCED
        if "A no costs nothing." in one.text:
            assert no.score == evaluate(from_answers(answers)).score


def test_a_suppressed_measure_says_that_a_no_costs_nothing() -> None:
    texts = {one.field: one.text for one in questions(2025)}
    assert "A no costs nothing. No answer forces the whole score to 0." in texts["PI_PHCDRR_3"]
    assert "A no, or no answer, forces the whole score to 0." in texts["PI_PHCDRR_1"]
    (safer,) = (one.text for one in questions(2023) if one.field == "PI_PPHI_2")
    assert "A no costs nothing." in safer


def test_a_bonus_is_told_of_one_measure_or_of_several() -> None:
    def text(field: str, rulebook: Rulebook | None = None) -> str:
        year = 2022 if rulebook is None else 2025
        (one,) = (one for one in questions(year, rulebook=rulebook) if one.field == field)
        return one.text

    assert "It earns 10 bonus points, once." in text("PI_EP_2")
    several = "One or more of its kind earn 5 bonus points, once."
    assert several in text("PI_PHCDRR_4")
    raw = read_json(POLICY / "2025.json")
    raw["bonusGroups"][0]["measures"] = ["PI_PHCDRR_4", "PI_PHCDRR_5"]
    raw["exclusions"]["PI_LVPP_1"]["statement"] = "Permissible prescriptions below 100"
    law = policyfile.policy_from(raw)
    rulebook = Rulebook({2025: lambda: law}, shipped_rules)
    assert several in text("PI_PHCDRR_4", rulebook)
    assert "PI_LVPP_1, permissible prescriptions below 100" in text("PI_EP_1", rulebook)


def test_a_year_without_rules_has_no_form() -> None:
    with pytest.raises(UnsupportedYear):
        questions(years()[0] - 1)


@every_year
def test_beside_measures_everybody_is_asked_for_year_entity_period_and_technology(
    year: int,
) -> None:
    asked = [one.field for one in questions(year) if one.required and one.objective is None]
    assert asked == [
        "performanceYear", "entityType", "performanceStart", "performanceEnd", "cehrtId",
    ]  # fmt: skip


@every_year
def test_a_program_is_offered_by_the_name_that_a_practice_knows_it_by(year: int) -> None:
    (asked,) = (one for one in questions(year) if one.field == "programName")
    told = {"mips": "Traditional MIPS", "mvp": "MIPS Value Pathway {}"}
    for name, kind in policy(year).program_kinds.items():
        words = told.get(kind, "{}, of an APM Entity or its participants")
        assert asked.options[name] == words.format(name)


@pytest.mark.parametrize("case", read_json(DATA / "questions.json"), ids=lambda case: case["field"])
def test_a_question_of_each_kind_is_asked_in_these_words(case: Json) -> None:
    (one,) = (one for one in questions(case["year"]) if one.field == case["field"])
    asked = to_json(one) | {"year": case["year"]}
    assert {name: asked[name] for name in case} == case
