"""What a policy can have wrong although it follows its schema: each kind, and its place."""

import copy

import pytest

from mips_pi_rules.law.consistency import policy_flaws
from support.cases import POLICY, Json, read_json
from support.rulebooks import Change, both, put

SHIPPED: Json = read_json(POLICY / "2025.json")
EXCHANGE = "healthInformationExchange"
NO_ID = "PI_NO_1"


def flaws(change: Change) -> list[str]:
    policy = copy.deepcopy(SHIPPED)
    change(policy)
    return [pointer for pointer, _ in policy_flaws(policy)]


def documents_until(month: int, day: int) -> Change:
    return put("/reweighting/1/documentsUntil", {"month": month, "day": day})


WAY = {"id": "another", "measures": ["PI_PEA_1"]}
NAMES: dict[str, tuple[Change, list[str]]] = {
    "an unknown measure of an objective": (
        put("/objectives/1/measures/-", NO_ID),
        ["/objectives/1/measures"],
    ),
    "an unknown measure of a bonus": (
        put("/bonusGroups/0/measures/-", NO_ID),
        ["/bonusGroups/0/measures"],
    ),
    "an unknown measure of a way": (
        put(f"/choices/{EXCHANGE}/ways/1/measures/-", NO_ID),
        [f"/choices/{EXCHANGE}/ways/1/measures"],
    ),
    "an unknown substitute": (
        put("/measures/PI_EP_1/substitutes/-", NO_ID),
        ["/measures/PI_EP_1/substitutes"],
    ),
    "a requirement of an unknown measure": (
        put(f"/requires/{NO_ID}", {"productionOnAnyOf": []}),
        [f"/requires/{NO_ID}"],
    ),
    "a requirement that names an unknown measure": (
        put("/requires/PI_PHCDRR_1", {"productionOnAnyOf": ["PI_PHCDRR_3", NO_ID]}),
        ["/requires/PI_PHCDRR_1/productionOnAnyOf"],
    ),
    "a level of an unknown measure": (
        put(f"/engagement/{NO_ID}", {"preProduction": "PI_NO_2", "production": "PI_NO_3"}),
        [f"/engagement/{NO_ID}"],
    ),
    "an unknown measure that is suppressed": (
        put(f"/suppressed/{NO_ID}", {}),
        [f"/suppressed/{NO_ID}"],
    ),
    "an exclusion of an unknown measure": (
        both(
            put("/exclusions/PI_LVPP_1/of", NO_ID),
            put("/measures/PI_EP_1/exclusions", []),
        ),
        ["/exclusions/PI_LVPP_1/of"],
    ),
    "points that flow from an unknown measure": (put("/flows/1/from", NO_ID), ["/flows/1"]),
    "points that flow to an unknown measure": (put("/flows/1/to/-", NO_ID), ["/flows/1"]),
    "points that flow if an unknown measure is in play": (
        put("/flows/1/if", {"inPlay": ["PI_HIE_5", NO_ID]}),
        ["/flows/1"],
    ),
    "a record of an unknown attestation": (
        put("/evidence/saferSelfAssessment/attestation", NO_ID),
        ["/evidence/saferSelfAssessment/attestation"],
    ),
    "a measure of another objective": (
        put("/measures/PI_PEA_1/objective", EXCHANGE),
        ["/measures/PI_PEA_1/objective"],
    ),
    "a measure of an unknown objective": (
        put("/measures/PI_PEA_1/objective", "nowhere"),
        ["/measures/PI_PEA_1/objective"],
    ),
    "an unknown exclusion of a measure": (
        put("/measures/PI_PEA_1/exclusions/-", NO_ID),
        ["/measures/PI_PEA_1/exclusions"],
    ),
    "an exclusion of another measure": (
        put("/measures/PI_PEA_1/exclusions/-", "PI_LVPP_1"),
        ["/measures/PI_PEA_1/exclusions"],
    ),
    "an exclusion that its measure does not list": (
        put("/measures/PI_EP_1/exclusions", []),
        ["/exclusions/PI_LVPP_1/of"],
    ),
    "an unknown exclusion in place of another": (
        put("/exclusions/PI_LVPP_1/substitutes/-", NO_ID),
        ["/exclusions/PI_LVPP_1/substitutes"],
    ),
    "a choice in an unknown objective": (
        put(f"/choices/{EXCHANGE}/objective", "nowhere"),
        [f"/choices/{EXCHANGE}/objective"],
    ),
    "a choice whose default is none of its ways": (
        put(f"/choices/{EXCHANGE}/default", "another"),
        [f"/choices/{EXCHANGE}/default"],
    ),
    "programs of a kind without a weight": (put("/meta/programs/other", ["one"]), ["/weights"]),
}
REST: dict[str, tuple[Change, list[str]]] = {
    "a level that is a measure": (
        put("/engagement/PI_PHCDRR_1/production", "PI_EP_1"),
        ["/measures"],
    ),
    "a level that is an exclusion": (
        put("/engagement/PI_PHCDRR_1/preProduction", "PI_LVPP_1"),
        ["/measures"],
    ),
    "an objective that stands twice": (
        lambda policy: policy["objectives"].insert(0, policy["objectives"][2] | {"measures": []}),
        ["/objectives"],
    ),
    "a measure that stands twice": (put("/objectives/0/measures/-", "PI_EP_1"), ["/objectives"]),
    "a bonus that stands twice": (
        lambda policy: policy["bonusGroups"].append(policy["bonusGroups"][0]),
        ["/bonusGroups"],
    ),
    "a program of two kinds": (
        lambda policy: policy["meta"]["programs"]["app"].append(
            policy["meta"]["programs"]["mips"][0]
        ),
        ["/meta/programs"],
    ),
    "a way that stands twice": (
        lambda policy: policy["choices"][EXCHANGE]["ways"].append(
            policy["choices"][EXCHANGE]["ways"][2]
        ),
        [f"/choices/{EXCHANGE}/ways"],
    ),
    "a way with other points": (
        both(put("/measures/PI_PEA_1/points", 25), put(f"/choices/{EXCHANGE}/ways/-", WAY)),
        [f"/choices/{EXCHANGE}/ways", "/measures"],
    ),
    "a point too many": (put("/measures/PI_EP_1/points", 11), ["/measures"]),
    "a maximum that the points do not reach": (put("/maximum/points", 101), ["/measures"]),
    "no point": (lambda policy: policy["measures"]["PI_EP_1"].pop("points"), ["/measures"]),
    "a day that no year has": (
        put("/submissionWindow", {"month": 2, "day": 30}),
        ["/submissionWindow"],
    ),
    "a day that only the year after has": (
        both(put("/meta/performanceYear", 2023), documents_until(2, 29)),
        [],
    ),
    "a day that only the year itself has": (
        both(put("/meta/performanceYear", 2024), documents_until(2, 29)),
        ["/reweighting/1/documentsUntil"],
    ),
    "a form as long as the id": (put("/parameters/cehrtId/examples/0", "0" * 14 + "…"), []),
    "a form of the whole id": (put("/parameters/cehrtId/examples/0", "0" * 15 + "…"), []),
    "a form longer than the id": (
        put("/parameters/cehrtId/examples/0", "0" * 16),
        ["/parameters/cehrtId/examples"],
    ),
    "a pattern in a parameter": (
        put("/parameters/cehrtId/pattern", "("),
        ["/parameters/cehrtId/pattern"],
    ),
    "a reading that stands twice": (
        lambda policy: policy["readings"].append(policy["readings"][0]),
        [f"/readings/{len(SHIPPED['readings'])}/id"],
    ),
    "a reading at no place": (put("/readings/0/at", "/rounding/third"), ["/readings/0/at"]),
    "a reading of which one place is none": (
        put("/readings/0/at", ["/rounding/half/direction", "/rounding/third"]),
        ["/readings/0/at"],
    ),
    "a reading at places of one part": (
        put("/readings/0/at", ["/rounding/half/direction", "/rounding/least/points"]),
        [],
    ),
    "a reading in two parts": (
        put("/readings/0/at", ["/rounding/half/direction", "/maximum/points"]),
        ["/readings/0/at"],
    ),
    "a condition that refers elsewhere": (
        put("/readings/1/when", {"$ref": "#"}),
        ["/readings/1/when/$ref"],
    ),
}


def test_a_shipped_policy_is_of_one_piece() -> None:
    assert flaws(lambda _: None) == []


@pytest.mark.parametrize("kind", [*NAMES, *REST])
def test_what_is_not_of_one_piece_is_told_where_it_stands(kind: str) -> None:
    change, places = (NAMES | REST)[kind]
    assert flaws(change) == places


def test_what_rests_on_names_is_asked_when_the_names_are_known() -> None:
    assert flaws(both(put("/flows/1/from", NO_ID), put("/maximum/points", 101))) == ["/flows/1"]
