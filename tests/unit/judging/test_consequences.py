"""What data mean for a route to reweighting, in words, numbers and law."""

import pytest

from mips_pi_rules import Rulebook, evaluate, policy
from support.cases import Json, edited, full

NEW = "practice newly formed in the last three months of the year"
COMPROMISED = "data compromised beyond the clinician's control"


@pytest.mark.parametrize(
    ("exception", "edits", "rule", "values"),
    [
        ("newPractice", {}, "PI801", {"routes": (NEW,), "score": 96}),
        (
            "newPractice",
            {"measures": {"PI_PPHI_2": False}},
            "PI801",
            {"routes": (NEW,), "score": 0},
        ),
        ("newPractice", {"without": ["PI_PPHI_2"]}, "PI802", {"routes": (NEW,)}),
        ("newPractice", {"set": {"submissionMethod": "fax"}}, "PI803", {"routes": (NEW,)}),
        ("dataCompromised", {}, "PI804", {"routes": (COMPROMISED,)}),
        (
            "dataCompromised",
            {"set": {"submissionMethod": "fax"}},
            "PI803",
            {"routes": (COMPROMISED,)},
        ),
    ],
)
def test_what_data_mean_for_a_route_is_told_with_its_law(
    exception: str, edits: Json, rule: str, values: Json
) -> None:
    context = {"eligibility": {"exceptions": [exception]}}
    report = evaluate(edited(full(2025), edits), context=context)
    (found,) = (one for one in report.findings if one.rule.startswith("PI80"))
    assert found.rule == rule
    assert found.values == values
    law = [cite for one in policy(2025).reweighting if one.id == exception for cite in one.cites]
    law = list(dict.fromkeys(law))
    assert list(found.cites[: len(law)]) == law
    assert set(found.cites) == {*law, *policy(2025).rules[rule].cites}


@pytest.mark.parametrize(
    ("edits", "rule", "named"),
    [({}, "PI804", ["dataCompromised"]),
     ({"without": ["PI_PPHI_2"]}, "PI804", ["dataCompromised"]),
     ({"set": {"submissionMethod": "fax"}}, "PI803", ["decertifiedEhr", "dataCompromised"])],
)  # fmt: skip
def test_of_several_routes_those_are_named_that_decide(
    edits: Json, rule: str, named: list[str]
) -> None:
    context = {"eligibility": {"exceptions": ["decertifiedEhr", "dataCompromised"]}}
    report = evaluate(edited(full(2025), edits), context=context)
    (found,) = (one for one in report.findings if one.rule.startswith("PI80"))
    routes = [one for one in policy(2025).reweighting if one.id in named]
    assert (found.rule, found.values["routes"]) == (rule, tuple(one.title for one in routes))
    law = {cite for one in routes for cite in one.cites}
    assert set(found.cites) == law | set(policy(2025).rules[rule].cites)


def test_a_conflict_has_the_law_of_its_rule_and_a_route_adds_none() -> None:
    document = full(2023)
    (one,) = document["measurementSets"]
    (other,) = edited(full(2023), {"measures": {"PI_PPHI_1": False}})["measurementSets"]
    document["measurementSets"] = [
        one | {"submissionMethod": "registry"},
        other | {"submissionMethod": "electronicHealthRecord"},
    ]
    context = {"eligibility": {"exceptions": ["newPractice"]}}
    report = evaluate(document, context=context)
    conflicts = [one for one in report.findings if one.rule == "PI701"]
    assert [one.values["measureId"] for one in conflicts] == ["PI_PPHI_1"]
    assert conflicts[0].values["title"] == policy(2023).measures["PI_PPHI_1"].title
    assert conflicts[0].cites == policy(2023).rules["PI701"].cites
    assert conflicts[0].title == Rulebook.default().rules["PI701"].title
