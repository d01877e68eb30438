"""From a policy file's JSON to a Policy: the one place that knows the names of the file."""

from collections.abc import Mapping
from typing import Any

from mips_pi_rules.frozenmap import FrozenMap, freeze
from mips_pi_rules.jsonvalues import from_json
from mips_pi_rules.law.entries import (
    BonusGroup,
    Choice,
    EvidenceLaw,
    Exclusion,
    Flow,
    Levels,
    Measure,
    Objective,
    PastRoute,
    PreProduction,
    Requirement,
    Route,
    RuleInForce,
    Source,
    SubmissionWindow,
    Suppression,
)
from mips_pi_rules.law.policies import Policy
from mips_pi_rules.law.readings import Reading


def _map(entries: Mapping[str, Any], cls: type) -> FrozenMap[Any]:
    return FrozenMap((name, from_json(cls, entry)) for name, entry in entries.items())


def _all(entries: list[Any], cls: type) -> tuple[Any, ...]:
    return tuple(from_json(cls, entry) for entry in entries)


def _first_year(parameter: Mapping[str, Any] | None) -> tuple[int, tuple[str, ...]] | None:
    return None if parameter is None else (parameter["minimum"], tuple(parameter["cites"]))


def policy_from(document: Mapping[str, Any]) -> Policy:
    """A policy file's JSON, valid against schemas/policy.schema.json, as a Policy."""
    raw: FrozenMap[Any] = freeze(document)
    meta, rounding, parameters = raw["meta"], raw["rounding"], raw["parameters"]
    gap = raw["gapCountsAs"]["outcome"]
    outcomes = {
        name: gap if entry["outcome"] == "gap" else entry["outcome"]
        for name, entry in raw["outcomes"].items()
    }
    limit = raw["history"].get("preProduction")
    return Policy(
        performance_year=meta["performanceYear"],
        status=meta["status"],
        as_of=meta["asOf"],
        sources=_all(meta["sources"], Source),
        programs=FrozenMap((kind, tuple(names)) for kind, names in meta["programs"].items()),
        qrda_templates=tuple(meta["qrdaTemplates"]),
        maximum=raw["maximum"]["points"],
        weights=FrozenMap((kind, entry["weight"]) for kind, entry in raw["weights"].items()),
        round_to=rounding["proportion"]["to"],
        half=rounding["half"]["direction"],
        least_points=rounding["least"]["points"],
        least_numerator=rounding["least"]["numerator"],
        outcomes=FrozenMap({**outcomes, "gap": gap}),
        false_rows=raw["presence"]["falseRows"]["count"],
        sets_of_different_programs=raw["sets"]["differentPrograms"]["pick"],
        sets_conflict=raw["sets"]["conflicts"]["outcome"] is not None,
        conflicts_count=raw["submissions"]["conflicts"] is not None,
        objectives=_all(raw["objectives"], Objective),
        measures=_map(raw["measures"], Measure),
        choices=_map(raw["choices"], Choice),
        exclusions=_map(raw["exclusions"], Exclusion),
        engagement=_map(raw["engagement"], Levels),
        bonus_groups=_all(raw["bonusGroups"], BonusGroup),
        requires=_map(raw["requires"], Requirement),
        suppressed=_map(raw["suppressed"], Suppression),
        flows=_all(raw["flows"], Flow),
        past_routes=_map(raw["pastRoutes"], PastRoute),
        reweighting=_all(raw["reweighting"], Route),
        submission_window=from_json(SubmissionWindow, raw["submissionWindow"]),
        pre_production=None if limit is None else from_json(PreProduction, limit),
        evidence=from_json(EvidenceLaw, raw["evidence"]),
        without_score=raw["rollUp"]["withoutScore"],
        minimum_days=parameters["minimumDays"]["minimum"],
        required_numerator=parameters["requiredNumerator"]["minimum"],
        referrals_from=_first_year(parameters.get("referralsFrom")),
        referral_not_for=tuple(parameters.get("referralNotFor", {}).get("enum", ())),
        entity_types=tuple(parameters["entityType"]["enum"]),
        needs=FrozenMap(
            (field, tuple(parameters[f"needs{field[:1].upper()}{field[1:]}"]["enum"]))
            for field in _IDENTIFIERS
        ),
        cehrt_forms=tuple(parameters["cehrtId"]["examples"]),
        cehrt_length=parameters["cehrtId"]["maxLength"],
        program_of_entity=parameters["programOfEntity"],
        rules=_map(raw["rules"], RuleInForce),
        readings=_all(raw["readings"], Reading),
        raw=raw,
    )


_IDENTIFIERS = ("taxpayerIdentificationNumber", "nationalProviderIdentifier", "entityId")
