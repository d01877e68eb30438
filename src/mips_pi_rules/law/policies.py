"""A performance year's policy as values: what policy/<year>.json says, in its own words.

Points, exclusions, thresholds and outcomes of the law live in those files alone, each entry with
its `cites` and its `basis` (cms, observed, published or reading). schemas/policy.schema.json is
the contract of the file.
"""

from collections.abc import Collection, Mapping
from fractions import Fraction
from functools import cached_property
from typing import Any, Literal

from attrs import field, frozen

from mips_pi_rules.byvalue import ByValue
from mips_pi_rules.frozenmap import FrozenMap
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
    PolicyStatus,
    PreProduction,
    Requirement,
    Route,
    RuleInForce,
    Source,
    SubmissionWindow,
    Suppression,
    YearChange,
)
from mips_pi_rules.law.readings import Reading
from mips_pi_rules.law.rules import Rule
from mips_pi_rules.outcomes import Number


def level_of(measure: str) -> str:
    """The field of a form that holds a measure's level of active engagement."""
    return f"{measure}.level"


@frozen(eq=False, repr=False)
class Policy(ByValue):
    """A whole performance year. `raw` is the file as it was read, for what is data to rules.

    `minimum_days`, `required_numerator`, `entity_types`, `needs` (by identifier, the entity types
    that need it), `cehrt_forms` (a ? is any digit or letter, … the rest) and `program_of_entity`
    (a schema of entityType and programKind) are read from the parameters of rules, which hold
    them too. `referrals_from`: the first year in which a referral counts, and its law, where this
    year is before it. `referral_not_for`: the types of clinician of whom a referral counts for
    nothing, where one reports alone.
    """

    performance_year: int
    status: PolicyStatus
    as_of: str
    sources: tuple[Source, ...]
    programs: FrozenMap[tuple[str, ...]]
    qrda_templates: tuple[str, ...]
    maximum: Number
    weights: FrozenMap[Number]
    round_to: int
    half: Literal["up", "even"]
    least_points: Number
    least_numerator: int
    outcomes: FrozenMap[str | None]
    false_rows: Literal["absent", "present"]
    sets_of_different_programs: Literal["highest", "first"]
    sets_conflict: bool
    conflicts_count: bool
    objectives: tuple[Objective, ...]
    measures: FrozenMap[Measure]
    choices: FrozenMap[Choice]
    exclusions: FrozenMap[Exclusion]
    engagement: FrozenMap[Levels]
    bonus_groups: tuple[BonusGroup, ...]
    requires: FrozenMap[Requirement]
    suppressed: FrozenMap[Suppression]
    flows: tuple[Flow, ...]
    past_routes: FrozenMap[PastRoute]
    reweighting: tuple[Route, ...]
    submission_window: SubmissionWindow
    pre_production: PreProduction | None
    evidence: EvidenceLaw
    without_score: Literal["zero", "leftOut"]
    minimum_days: int
    required_numerator: int
    referrals_from: tuple[int, tuple[str, ...]] | None
    referral_not_for: tuple[str, ...]
    entity_types: tuple[str, ...]
    needs: FrozenMap[tuple[str, ...]]
    cehrt_forms: tuple[str, ...]
    cehrt_length: int
    program_of_entity: Mapping[str, Any] = field(repr=False)
    rules: FrozenMap[RuleInForce]
    readings: tuple[Reading, ...]
    raw: FrozenMap[Any] = field(repr=False)

    @property
    def parameters(self) -> FrozenMap[Any]:
        """The JSON Schemas that rules refer to, by name."""
        parameters: FrozenMap[Any] = self.raw["parameters"]
        return parameters

    @cached_property
    def cehrt_ids(self) -> tuple[str, ...]:
        """A made-up CMS EHR Certification ID of each form that the year accepts."""
        return tuple(
            form.rstrip("…").replace("?", "0").ljust(self.cehrt_length, "7")
            for form in self.cehrt_forms
        )

    def outcome_of(self, rule: Rule) -> str | None:
        """What a broken rule leads to in the year, or None for a warning or advice."""
        return self.outcomes.get(rule.outcome or "", rule.outcome)

    def objective(self, name: str) -> Objective:
        """The objective of this id, which there is."""
        return next(one for one in self.objectives if one.id == name)

    @cached_property
    def changes(self) -> tuple[YearChange, ...]:
        """What the year means for a practice that reported the year before."""
        return tuple(from_json(YearChange, one) for one in self.raw["meta"].get("changes", ()))

    @cached_property
    def exact_weights(self) -> FrozenMap[Fraction]:
        """The default weight of each kind of program, as the decimal that the file wrote."""
        return FrozenMap((kind, Fraction(str(one))) for kind, one in self.weights.items())

    @cached_property
    def program_kinds(self) -> FrozenMap[str]:
        """The kind (mips, mvp, app, ssp) of each program of the year."""
        return FrozenMap((name, kind) for kind, names in self.programs.items() for name in names)

    @cached_property
    def of_ways(self) -> frozenset[str]:
        """The measures of the objectives that are reported in one of several ways."""
        return frozenset(
            name for one in self.choices.values() for way in one.ways for name in way.measures
        )

    def left_out(self, ways: Collection[str] = ()) -> frozenset[str]:
        """The measures of ways that are not taken, where one of `ways` or a choice's default is."""
        found: set[str] = set()
        for choice in self.choices.values():
            taken = next((way.id for way in choice.ways if way.id in ways), choice.default)
            found.update(m for way in choice.ways if way.id != taken for m in way.measures)
        return frozenset(found)

    def levels_of(self, measure: str) -> tuple[str, ...]:
        """The ids of a measure's two levels of active engagement, pre-production first, or none."""
        both = self.engagement.get(measure)
        return (both.pre_production, both.production) if both else ()

    @cached_property
    def fields(self) -> FrozenMap[str]:
        """The field of a form that each known id belongs to: its measure, or `<measure>.level`."""
        return FrozenMap(
            (name, measure if role in ("measure", "exclusion") else level_of(measure))
            for name, (role, measure) in self.roles.items()
        )

    @cached_property
    def roles(self) -> FrozenMap[tuple[str, str]]:
        """What each known id is: ("measure", id), ("exclusion", measure) or (level, measure)."""
        roles = {name: ("measure", name) for name in self.measures}
        roles |= {name: ("exclusion", exclusion.of) for name, exclusion in self.exclusions.items()}
        for measure, levels in self.engagement.items():
            roles[levels.pre_production] = ("preProduction", measure)
            roles[levels.production] = ("production", measure)
        return FrozenMap(roles)
