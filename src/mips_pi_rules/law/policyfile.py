"""From a policy file's JSON to a Policy: the one place that knows the names of the file."""

from collections.abc import Mapping
from typing import Any

from cattrs import Converter
from cattrs.gen import make_dict_structure_fn, override

from mips_pi_rules.frozenmap import FrozenMap
from mips_pi_rules.law.policies import (
    BonusGroup,
    Choice,
    Exclusion,
    Flow,
    FlowCondition,
    Levels,
    Measure,
    Objective,
    Policy,
    Reading,
    Requirement,
    Route,
    RuleInForce,
    Source,
    Suppression,
    Threshold,
    Way,
)

_converter = Converter(detailed_validation=False)


def _plain(value: Any, _: object = None) -> Any:
    return value


_RENAMED: dict[type, dict[str, Any]] = {
    Source: {},
    Objective: {},
    Measure: {"points": override(struct_hook=_plain)},
    Threshold: {"fewer_than": override(rename="fewerThan")},
    Exclusion: {},
    Levels: {"pre_production": override(rename="preProduction")},
    Way: {},
    Choice: {},
    BonusGroup: {"points": override(struct_hook=_plain)},
    Requirement: {"production_on_any_of": override(rename="productionOnAnyOf")},
    Suppression: {},
    FlowCondition: {
        "in_play": override(rename="inPlay"),
        "not_excluded": override(rename="notExcluded"),
    },
    Flow: {"source": override(rename="from"), "condition": override(rename="if")},
    Route: {"voided_by_data": override(rename="voidedByData")},
    RuleInForce: {},
    Reading: {
        "alternative_statement": override(rename="alternativeStatement"),
        "alternative": override(struct_hook=_plain),
        "when": override(struct_hook=_plain),
    },
}
for _cls, _overrides in _RENAMED.items():
    _converter.register_structure_hook(_cls, make_dict_structure_fn(_cls, _converter, **_overrides))


def _map(entries: Mapping[str, Any], cls: type) -> FrozenMap[Any]:
    return FrozenMap((name, _converter.structure(entry, cls)) for name, entry in entries.items())


def structure(raw: Mapping[str, Any]) -> Policy:
    """A policy file's JSON, valid against schemas/policy.schema.json, as a Policy."""
    meta, rounding = raw["meta"], raw["rounding"]
    gap = raw["gapCountsAs"]["outcome"]
    outcomes = {
        name: gap if entry["outcome"] == "gap" else entry["outcome"]
        for name, entry in raw["outcomes"].items()
    }
    return Policy(
        performance_year=meta["performanceYear"],
        status=meta["status"],
        as_of=meta["asOf"],
        sources=_converter.structure(meta["sources"], tuple[Source, ...]),
        programs=FrozenMap((kind, tuple(names)) for kind, names in meta["programs"].items()),
        maximum=raw["maximum"]["points"],
        weights=FrozenMap((kind, entry["weight"]) for kind, entry in raw["weights"].items()),
        round_to=rounding["proportion"]["to"],
        half=rounding["half"]["direction"],
        least_points=rounding["least"]["points"],
        least_numerator=rounding["least"]["numerator"],
        outcomes=FrozenMap({**outcomes, "gap": gap}),
        false_rows=raw["presence"]["falseRows"]["count"],
        sets_of_different_programs=raw["sets"]["differentPrograms"]["pick"],
        conflicts_count=raw["submissions"]["conflicts"] is not None,
        objectives=_converter.structure(raw["objectives"], tuple[Objective, ...]),
        measures=_map(raw["measures"], Measure),
        choices=_map(raw["choices"], Choice),
        exclusions=_map(raw["exclusions"], Exclusion),
        engagement=_map(raw["engagement"], Levels),
        bonus_groups=_converter.structure(raw["bonusGroups"], tuple[BonusGroup, ...]),
        requires=_map(raw["requires"], Requirement),
        suppressed=_map(raw["suppressed"], Suppression),
        flows=_converter.structure(raw["flows"], tuple[Flow, ...]),
        reweighting=_converter.structure(raw["reweighting"], tuple[Route, ...]),
        rules=_map(raw["rules"], RuleInForce),
        readings=_converter.structure(raw["readings"], tuple[Reading, ...]),
        raw=raw,
    )
