"""What a policy is made of: measures, exclusions, flows, routes and the other entries of its file.

Each says its `basis` (cms, observed, published or reading) and its `cites`. The names are those
of the file, which schemas/policy.schema.json describes.
"""

from typing import Final, Literal

from attrs import field, frozen

from mips_pi_rules.byvalue import ByValue
from mips_pi_rules.frozenmap import FrozenMap
from mips_pi_rules.jsonvalues import called
from mips_pi_rules.outcomes import Number

Basis = Literal["cms", "observed", "published", "reading"]
PolicyStatus = Literal["final", "provisional"]
By = Literal["specialStatus", "exception", "clinicianType", "allClinicians"]  # what opens a route


@frozen(eq=False, repr=False)
class Source(ByValue):
    """A text or data set that citations name by its id."""

    id: str
    title: str


@frozen(eq=False, repr=False)
class Objective(ByValue):
    """An objective and its measures, in the order in which reports list them."""

    id: str
    title: str
    measures: tuple[str, ...]
    basis: Basis
    cites: tuple[str, ...]


@frozen(eq=False, repr=False)
class Measure(ByValue):
    """A measure or attestation. `points` is None for what earns none of its own.

    kind: proportion, yesNo or attestation; reporting: required, bonus or optional; `rules`: the
    rules that its record must satisfy; `question`: what a form asks.
    """

    title: str
    question: str
    objective: str
    kind: Literal["proportion", "yesNo", "attestation"]
    reporting: Literal["required", "bonus", "optional"]
    exclusions: tuple[str, ...]
    substitutes: tuple[str, ...]
    rules: tuple[str, ...]
    basis: Basis
    cites: tuple[str, ...]
    points: Number | None = None


@frozen(eq=False, repr=False)
class Threshold(ByValue):
    """An exclusion may be claimed when `count` is fewer than this."""

    count: str
    fewer_than: int


@frozen(eq=False, repr=False)
class Exclusion(ByValue):
    """An exclusion id, the measure it excludes and what must be true to claim it."""

    of: str
    substitutes: tuple[str, ...]
    statement: str
    basis: Basis
    cites: tuple[str, ...]
    threshold: Threshold | None = None


# What each level of active engagement is called in sentences.
LEVELS: Final = {
    "preProduction": "pre-production and validation",
    "production": "validated data production",
}


@frozen(eq=False, repr=False)
class Levels(ByValue):
    """The ids of the two levels of active engagement of a measure."""

    pre_production: str
    production: str
    basis: Basis
    cites: tuple[str, ...]


@frozen(eq=False, repr=False)
class Way(ByValue):
    """One way to report an objective: all of these measures, each reported or excluded."""

    id: str
    measures: tuple[str, ...]


@frozen(eq=False, repr=False)
class Choice(ByValue):
    """An objective that is reported in exactly one of several ways."""

    objective: str
    default: str
    ways: tuple[Way, ...]
    basis: Basis
    cites: tuple[str, ...]


@frozen(eq=False, repr=False)
class BonusGroup(ByValue):
    """Points given once, to the first of these measures (by id) that earns them."""

    id: str
    points: Number
    measures: tuple[str, ...]
    basis: Basis
    cites: tuple[str, ...]


@frozen(eq=False, repr=False)
class Requirement(ByValue):
    """A measure counts only with validated production on one of these, answered yes."""

    production_on_any_of: tuple[str, ...]
    basis: Basis
    cites: tuple[str, ...]


@frozen(eq=False, repr=False)
class Suppression(ByValue):
    """A measure that must be reported and earns its credit whatever the answer."""

    basis: Basis
    cites: tuple[str, ...]


@frozen(eq=False, repr=False)
class FlowCondition(ByValue):
    """When a flow applies: these measures stand in the chosen way, or are not excluded."""

    in_play: tuple[str, ...] = ()
    not_excluded: tuple[str, ...] = ()


@frozen(eq=False, repr=False)
class Flow(ByValue):
    """Where the points of an excluded measure go, in equal parts.

    `among`: "all" of `to`, or those that are "notExcluded" when there are any.
    """

    source: str = field(metadata=called("from"))
    to: tuple[str, ...]
    among: Literal["all", "notExcluded"]
    condition: FlowCondition = field(metadata=called("if"))
    basis: Basis
    cites: tuple[str, ...]


@frozen(eq=False, repr=False)
class LastDay(ByValue):
    """A last day of the year after the performance year."""

    month: int
    day: int


@frozen(eq=False, repr=False)
class Route(ByValue):
    """A route to reweighting: by which fact, for which entity types, whether data void it.

    Routes of one id are of different entity types. `documents_until`: the last day of the year
    before the payment year, so of the one after the performance year, on which CMS takes the
    documents that it rests on, where it rests on documents.
    """

    id: str
    title: str
    by: By
    who: tuple[str, ...]
    application: bool
    voided_by_data: bool
    basis: Basis
    cites: tuple[str, ...]
    since: int | None = None
    until: int | None = None
    documents_until: LastDay | None = None


@frozen(eq=False, repr=False)
class PastRoute(ByValue):
    """A route to reweighting of earlier years: by which fact, for whom, and its last year."""

    by: By
    who: tuple[str, ...]
    until: int
    basis: Basis
    cites: tuple[str, ...]


@frozen(eq=False, repr=False)
class SelfAssessment(ByValue):
    """What is behind the SAFER attestation: the edition's guides, and the one that is required.

    `practices` and `statuses` are those of its checklist, empty where they are not settled; then
    `practice_count` is how many practices there are. `topics` say in words of our own what each
    practice is about, `topic_groups` each group of them, by the first part of their numbers.
    """

    attestation: str
    edition: str
    guides: tuple[str, ...]
    guide: str
    basis: Basis
    cites: tuple[str, ...]
    practices: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    practice_count: int | None = None
    topics: FrozenMap[str] = field(factory=FrozenMap)
    topic_groups: FrozenMap[str] = field(factory=FrozenMap)


@frozen(eq=False, repr=False)
class RiskAnalysis(ByValue):
    """The evidence behind the attestation of the security risk analysis, and its parts."""

    attestation: str
    parts: tuple[str, ...]
    basis: Basis
    cites: tuple[str, ...]


@frozen(eq=False, repr=False)
class EvidenceLaw(ByValue):
    """The evidence that supports each attestation."""

    safer_self_assessment: SelfAssessment
    security_risk_analysis: RiskAnalysis


@frozen(eq=False, repr=False)
class PreProduction(ByValue):
    """The limit of pre-production: from when it counts, how long, and the duties with it.

    `registration_days` are counted from the first day of the period as day 1; `failures` to
    answer a request within `response_days` mean that the measure is not met.
    """

    counts_from: int
    periods: int
    registration_days: int
    response_days: int
    failures: int
    basis: Basis
    cites: tuple[str, ...]


@frozen(eq=False, repr=False)
class SubmissionWindow(ByValue):
    """The last day of the year after the performance year on which submissions are taken."""

    month: int
    day: int
    basis: Basis
    cites: tuple[str, ...]


@frozen(eq=False, repr=False)
class YearChange(ByValue):
    """What a year changed for a practice since the year before, in one or two sentences.

    `at`: pointers to the differences that it explains; an entry of a list is named by its id, and
    a flow of points by the measure it is from.
    """

    topic: str
    sentence: str
    at: tuple[str, ...]
    basis: Basis
    cites: tuple[str, ...]


@frozen(eq=False, repr=False)
class RuleInForce(ByValue):
    """A rule of schemas/rules/ that the year applies, with the year's own citations."""

    basis: Basis
    cites: tuple[str, ...]
