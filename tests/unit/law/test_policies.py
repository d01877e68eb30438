"""A policy as a value: what its file says, and what follows from that."""

from typing import Any

import pytest
from attrs import evolve
from jsonschema import Draft202012Validator

from mips_pi_rules import Rulebook, policy, years
from mips_pi_rules.law.policyfile import policy_from
from mips_pi_rules.law.programs import programs_for
from mips_pi_rules.pointers import resolve
from support.cases import POLICY, Json, read_json

every_year = pytest.mark.parametrize("year", years())
# By attribute of a policy the place of its file.
PLACES = {
    "performance_year": "/meta/performanceYear",
    "status": "/meta/status",
    "as_of": "/meta/asOf",
    "maximum": "/maximum/points",
    "round_to": "/rounding/proportion/to",
    "half": "/rounding/half/direction",
    "least_points": "/rounding/least/points",
    "least_numerator": "/rounding/least/numerator",
    "false_rows": "/presence/falseRows/count",
    "sets_of_different_programs": "/sets/differentPrograms/pick",
    "without_score": "/rollUp/withoutScore",
    "minimum_days": "/parameters/minimumDays/minimum",
    "required_numerator": "/parameters/requiredNumerator/minimum",
    "cehrt_length": "/parameters/cehrtId/maxLength",
    "program_of_entity": "/parameters/programOfEntity",
}
LISTS = {
    "qrda_templates": "/meta/qrdaTemplates",
    "entity_types": "/parameters/entityType/enum",
    "cehrt_forms": "/parameters/cehrtId/examples",
}
ENTRIES = {
    "measures": "/measures",
    "choices": "/choices",
    "exclusions": "/exclusions",
    "engagement": "/engagement",
    "requires": "/requires",
    "suppressed": "/suppressed",
    "past_routes": "/pastRoutes",
    "rules": "/rules",
}
IN_ORDER = {
    "objectives": "/objectives",
    "bonus_groups": "/bonusGroups",
    "flows": "/flows",
    "reweighting": "/reweighting",
    "readings": "/readings",
    "sources": "/meta/sources",
}


def raw_of(year: int) -> Json:
    raw: Json = read_json(POLICY / f"{year}.json")
    return raw


@every_year
def test_a_policy_says_what_its_file_says(year: int) -> None:
    law, raw = policy(year), raw_of(year)
    for name, at in PLACES.items():
        assert getattr(law, name) == resolve(raw, at), name
    for name, at in LISTS.items():
        assert list(getattr(law, name)) == resolve(raw, at), name
    for name, at in ENTRIES.items():
        assert list(getattr(law, name)) == list(resolve(raw, at)), name
    for name, at in IN_ORDER.items():
        cites = [one.cites for one in getattr(law, name) if hasattr(one, "cites")]
        assert len(getattr(law, name)) == len(resolve(raw, at)), name
        assert cites == [tuple(one["cites"]) for one in resolve(raw, at) if "cites" in one], name
    assert law.sets_conflict == (resolve(raw, "/sets/conflicts/outcome") is not None)
    assert law.conflicts_count == (resolve(raw, "/submissions/conflicts") is not None)
    assert {kind: list(names) for kind, names in law.programs.items()} == raw["meta"]["programs"]
    window = raw["submissionWindow"]
    assert (law.submission_window.month, law.submission_window.day) == (
        window["month"],
        window["day"],
    )


@every_year
def test_a_gap_is_what_the_year_says_it_is(year: int) -> None:
    law, raw = policy(year), raw_of(year)
    gap = raw["gapCountsAs"]["outcome"]
    assert law.outcomes["gap"] == gap
    for name, entry in raw["outcomes"].items():
        assert law.outcomes[name] == (gap if entry["outcome"] == "gap" else entry["outcome"])
    for rule in (Rulebook.default().rules[name] for name in law.rules):
        named = law.outcomes.get(str(rule.outcome), rule.outcome)
        assert law.outcome_of(rule) == named


@every_year
def test_identifiers_are_needed_where_the_parameters_say_so(year: int) -> None:
    parameters = raw_of(year)["parameters"]
    assert {name: list(who) for name, who in policy(year).needs.items()} == {
        "taxpayerIdentificationNumber": parameters["needsTaxpayerIdentificationNumber"]["enum"],
        "nationalProviderIdentifier": parameters["needsNationalProviderIdentifier"]["enum"],
        "entityId": parameters["needsEntityId"]["enum"],
    }


@pytest.mark.parametrize(
    ("parameters", "since", "not_for"),
    [
        ({"referralsFrom": {"minimum": 2024, "cites": ["a"]}}, (2024, ("a",)), ()),
        ({"referralNotFor": {"enum": ["one"], "cites": ["b"]}}, None, ("one",)),
        ({}, None, ()),
    ],
)
def test_a_referral_counts_from_a_year_and_not_for_some(
    parameters: Json, since: Any, not_for: tuple[str, ...]
) -> None:
    raw = raw_of(2025)
    for name in ("referralsFrom", "referralNotFor"):
        raw["parameters"].pop(name, None)
    raw["parameters"] |= parameters
    law = policy_from(raw)
    assert (law.referrals_from, law.referral_not_for) == (since, not_for)


def test_a_year_need_not_limit_pre_production() -> None:
    raw = raw_of(2025)
    assert policy_from(raw).pre_production is not None
    del raw["history"]["preProduction"]
    assert policy_from(raw).pre_production is None


def test_a_certification_id_is_made_of_each_form() -> None:
    assert policy(2025).cehrt_ids == ("2025C7777777777", "0015C7777777777")
    other = evolve(policy(2025), cehrt_forms=("0010…", "20?0"))
    assert other.cehrt_ids == ("001077777777777", "200077777777777")


def test_the_measures_of_ways_that_are_not_taken_are_left_out() -> None:
    law = policy(2025)
    assert law.left_out() == {"PI_HIE_5", "PI_HIE_6"}
    assert law.left_out(["tefca"]) == {"PI_HIE_1", "PI_HIE_4", "PI_HIE_5"}
    assert law.of_ways == {"PI_HIE_1", "PI_HIE_4", "PI_HIE_5", "PI_HIE_6"}


@pytest.mark.parametrize(
    ("name", "role", "field"),
    [
        ("PI_EP_1", ("measure", "PI_EP_1"), "PI_EP_1"),
        ("PI_LVPP_1", ("exclusion", "PI_EP_1"), "PI_EP_1"),
        ("PI_PHCDRR_1_PRE", ("preProduction", "PI_PHCDRR_1"), "PI_PHCDRR_1.level"),
        ("PI_PHCDRR_1_PROD", ("production", "PI_PHCDRR_1"), "PI_PHCDRR_1.level"),
    ],
)
def test_every_id_has_a_role_and_a_field(name: str, role: tuple[str, str], field: str) -> None:
    assert policy(2025).roles[name] == role
    assert policy(2025).fields[name] == field


def test_levels_stand_in_their_order() -> None:
    assert policy(2025).levels_of("PI_PHCDRR_1") == ("PI_PHCDRR_1_PRE", "PI_PHCDRR_1_PROD")
    assert policy(2025).levels_of("PI_EP_1") == ()
    assert policy(2025).objective("healthInformationExchange").title == (
        "Health Information Exchange"
    )


@every_year
def test_the_programs_of_an_entity_type_are_those_that_the_policy_lets_it_use(year: int) -> None:
    law = policy(year)
    valid = Draft202012Validator(raw_of(year)["parameters"]["programOfEntity"]).is_valid
    found = {entity: programs_for(law, entity) for entity in law.entity_types}
    assert found == {
        entity: [
            name
            for name, kind in law.program_kinds.items()
            if valid({"entityType": entity, "programKind": kind})
        ]
        for entity in law.entity_types
    }
    assert {len(programs) for programs in found.values()} != {len(law.program_kinds)}


@every_year
def test_a_policy_says_what_its_year_changed_and_is_told_in_few_words(year: int) -> None:
    law, raw = policy(year), read_json(POLICY / f"{year}.json")
    written = raw["meta"].get("changes", [])
    assert [(one.topic, one.sentence, list(one.at)) for one in law.changes] == [
        (one["topic"], one["sentence"], one["at"]) for one in written
    ]
    for whole in (raw["sources"] if "sources" in raw else raw["meta"]["sources"], raw["readings"]):
        assert str(whole[0])[1:40] not in repr(law)
    assert "raw=" not in repr(law)
    assert "program_of_entity=" not in repr(law)
