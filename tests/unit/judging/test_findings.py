"""Findings: what they say of facts, of the law and of the record of a measure."""

from typing import Any

import pytest
from attrs import evolve

from mips_pi_rules import Finding, Outcome, Rulebook, evaluate
from mips_pi_rules.facts.values import SetFacts, WholeFacts
from mips_pi_rules.frozenmap import FrozenMap
from mips_pi_rules.judging.findings import Broken
from support.cases import Json, edited, full


def found(rule: str, edits: Json, context: Json | None = None) -> Finding:
    (one,) = (
        finding
        for finding in evaluate(edited(full(2025), edits), context=context).findings
        if finding.rule == rule
    )
    return one


# By rule what is edited, and of its finding: severity, outcome, words, values.
SAID: list[tuple[str, Json, str, str | None, str, Json]] = [
    (
        "PI301",
        {"without": ["PI_EP_2"]},
        "error",
        "incomplete",
        "Report PI_EP_2. Exclusions that may be claimed in its place, if one applies:"
        " PI_EP_2_EX_1, PI_EP_2_EX_2.",
        {
            "measureId": "PI_EP_2",
            "title": "Query of the Prescription Drug Monitoring Program (PDMP)",
            "exclusions": ("PI_EP_2_EX_1", "PI_EP_2_EX_2"),
        },
    ),
    (
        "PI302",
        {"without": ["PI_PEA_1"]},
        "error",
        "incomplete",
        "Report PI_PEA_1. Exclusions that may be claimed in its place, if one applies: none.",
        {
            "measureId": "PI_PEA_1",
            "title": "Provide Patients Electronic Access to Their Health Information",
            "exclusions": (),
        },
    ),
    (
        "PI012",
        {"measures": {"PI_HIE_1": {"numerator": 5, "denominator": 2}}},
        "error",
        "rejected",
        "Correct the two counts of PI_HIE_1.",
        {"measureId": "PI_HIE_1", "numerator": 5, "denominator": 2},
    ),
    (
        "PI504",
        {"without": ["PI_PHCDRR_4_PROD"]},
        "advice",
        None,
        "Add the level of active engagement: pre-production or production. In JSON that is a row"
        " with PI_PHCDRR_4_PRE (pre-production and validation) or PI_PHCDRR_4_PROD (validated data"
        " production) as true.",
        {
            "measureId": "PI_PHCDRR_4",
            "title": "Public Health Registry Reporting",
            "preProduction": "PI_PHCDRR_4_PRE",
            "production": "PI_PHCDRR_4_PROD",
        },
    ),
]


@pytest.mark.parametrize(("rule", "edits", "severity", "outcome", "fix", "values"), SAID)
def test_a_finding_says_what_the_facts_and_the_law_say(
    rule: str, edits: Json, severity: str, outcome: str | None, fix: str, values: Json
) -> None:
    one = found(rule, edits)
    assert (one.severity, one.outcome and one.outcome.value) == (severity, outcome)
    assert one.fix == fix
    assert one.values == values
    declared = Rulebook.default().rules[rule]
    assert (one.title, one.kind) == (declared.title, declared.kind)


def test_a_finding_about_a_measure_says_what_its_record_has() -> None:
    edits = {
        "without": ["PI_PHCDRR_1_PROD"],
        "rows": [{"measureId": "PI_PHCDRR_1_PRE", "value": True}],
    }
    context = {"history": {"preProduction": {"PI_PHCDRR_1": [2024]}}}
    one = found("PI506", edits, context)
    assert one.values["years"] == ("2024",)
    assert "again after 2024;" in one.message


def test_what_a_message_names_and_is_not_there_is_none() -> None:
    year: Any = Rulebook.default().year(2025)
    rule = evolve(
        year.over_set.rules[0].rule,
        message="{gone}, {null}, {some}",
        values=FrozenMap(gone="/facts/period/gone", null="/facts/null", some="/facts/period/days"),
        xml=None,
    )
    facts: Any = {"period": {"days": 5}, "null": None}
    made = Broken(rule, (), SetFacts(facts, "")).finding(year)
    assert made.message == "none, none, 5"
    assert made.values == {"gone": (), "null": (), "some": 5}
    assert (made.pointer, made.field, made.line) == ("", None, None)


def test_a_finding_has_the_law_of_its_year_or_of_what_was_found() -> None:
    year: Any = Rulebook.default().year(2025)
    one = found("PI301", {"without": ["PI_EP_2"]})
    assert one.cites == year.policy.rules["PI301"].cites
    # What cannot apply is told with the law of each route.
    context = {"eligibility": {"exceptions": ["joinedPractice"]}}
    edits = {"submission": {"entityType": "group"}, "without": ["nationalProviderIdentifier"]}
    useless = found("PI805", edits, context)
    routes = [one for one in year.policy.reweighting if one.id == "joinedPractice"]
    assert useless.cites == tuple(cite for route in routes for cite in route.cites)


def test_a_rule_that_is_broken_once_makes_one_finding_and_one_of_defects_as_many() -> None:
    rule = Rulebook.default().rules["PI008"]
    defect: Any = {"at": "/measurementSets/0", "values": {"measureId": "PI_EP_1"}}
    assert Broken(rule, (), WholeFacts({})).count == 1
    assert Broken(rule, (), WholeFacts({}), defects=(defect, defect)).count == 2


def test_what_no_year_decides_is_found_without_a_policy() -> None:
    report = evaluate(full(2025) | {"performanceYear": 1999})
    assert [(one.rule, one.severity, one.outcome) for one in report.findings] == [
        ("PI001", "error", Outcome.REJECTED)
    ]
    assert report.findings[0].cites == Rulebook.default().rules["PI001"].cites


def test_the_second_row_of_a_measure_is_told_to_add_and_to_drop_nothing() -> None:
    report = evaluate(
        edited(full(2025), {"rows": [full(2025)["measurementSets"][0]["measurements"][0]]})
    )
    (finding,) = [one for one in report.findings if one.rule == "PI008"]
    assert "added" in finding.fix
    assert "CHPL" in finding.fix


@pytest.mark.parametrize("field", ["virtualGroupId", "apmEntityId", "subgroupId"])
def test_a_misplaced_entity_id_is_not_asked_for_where_none_belongs(field: str) -> None:
    (finding,) = evaluate({**full(2025), field: "EXAMPLE-1"}).findings
    assert (finding.rule, finding.pointer) == ("PI018", f"/{field}")
    assert "if the entity type has one" in finding.fix
