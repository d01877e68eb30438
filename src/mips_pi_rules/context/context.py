"""What a submission cannot say of itself: eligibility, history, and evidence for attestations.

Eligibility and history decide; evidence never changes an outcome or a score. The form of the
JSON is schemas/context.schema.json; reading it is strict, and no error repeats what stood there.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Final

from attrs import field, frozen

from mips_pi_rules.context.fields import Fields, plain
from mips_pi_rules.context.riskanalysis import SecurityRiskAnalysis
from mips_pi_rules.context.safer import SaferSelfAssessment
from mips_pi_rules.documents.qpp import count, whole_number
from mips_pi_rules.errors import ContextError
from mips_pi_rules.frozenmap import FrozenMap

SPECIAL_STATUSES: Final = ("nonPatientFacing", "hospitalBased", "ascBased", "smallPractice")
CLINICIAN_TYPES: Final = (
    "physician",
    "nursePractitioner",
    "physicianAssistant",
    "clinicalNurseSpecialist",
    "certifiedRegisteredNurseAnesthetist",
    "physicalTherapist",
    "occupationalTherapist",
    "speechLanguagePathologist",
    "audiologist",
    "clinicalPsychologist",
    "dietitian",
    "clinicalSocialWorker",
    "other",
)
EXCEPTIONS: Final = (
    "newPractice",
    "joinedPractice",
    "insufficientInternet",
    "extremeCircumstancesCehrt",
    "extremeCircumstancesArea",
    "extremeCircumstancesApmEntity",
    "noControlOverCehrt",
    "decertifiedEhr",
    "intermediaryFailure",
    "dataCompromised",
)


def _listed(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(values)


def _known(name: str, choices: tuple[str, ...]) -> Any:
    def check(_: object, __: object, value: object) -> None:
        values = value if isinstance(value, tuple) else (value,)
        if not all(one is None or one in choices for one in values):
            raise ContextError(f"eligibility.{name}", f"takes {', '.join(choices)}")

    return check


@frozen
class Eligibility:
    """Of the submitter (clinician or group): statuses, type, approved exceptions, a referral.

    `exceptions` are those approved for the performance year; `all_clinicians_qualify`: each
    clinician of the group qualifies by some route; `information_blocking_referral`: the
    Inspector General referred a determination for the year.
    """

    special_statuses: tuple[str, ...] = field(
        default=(), converter=_listed, validator=_known("specialStatuses", SPECIAL_STATUSES)
    )
    clinician_type: str | None = field(
        default=None, validator=_known("clinicianType", CLINICIAN_TYPES)
    )
    exceptions: tuple[str, ...] = field(
        default=(), converter=_listed, validator=_known("exceptions", EXCEPTIONS)
    )
    all_clinicians_qualify: bool = False
    information_blocking_referral: bool = False


@frozen
class Certification:
    """The days on which the certified technology was in place and was certified."""

    in_place: date | None = None
    certified: date | None = None


@frozen
class Engagement:
    """With a public-health agency: the day of registration and requests that went unanswered."""

    registered: date | None = None
    unanswered_requests: int = 0


@frozen
class Evidence:
    """Records behind the attestations; None is not told.

    `without` names the records of which it is told that there are none. `counts` are of the
    performance period, by the names that the policy's exclusion thresholds use.
    """

    safer_self_assessment: SaferSelfAssessment | None = None
    security_risk_analysis: SecurityRiskAnalysis | None = None
    without: tuple[str, ...] = ()
    counts: FrozenMap[int] | None = None
    certification: Certification = field(factory=Certification)
    engagement: FrozenMap[Engagement] = field(factory=FrozenMap)


@frozen
class Context:
    """Eligibility, history (measure id to the years in pre-production) and evidence."""

    eligibility: Eligibility = field(factory=Eligibility)
    pre_production: FrozenMap[tuple[int, ...]] = field(factory=FrozenMap)
    evidence: Evidence = field(factory=Evidence)

    @classmethod
    def of(cls, given: object) -> "Context":
        """A Context as it is, None as an empty one, a mapping as its JSON says.

        Raises ContextError, which names the field.
        """
        if isinstance(given, Context):
            return given
        if given is None:
            return cls()
        fields = Fields.of(given, "context", ("eligibility", "history", "evidence"))
        return cls(
            _eligibility(fields.values.get("eligibility")),
            _history(fields.values.get("history")),
            _evidence(fields.values.get("evidence")),
        )


def _eligibility(given: object) -> Eligibility:
    if given is None:
        return Eligibility()
    names = ("specialStatuses", "clinicianType", "exceptions")
    flags = ("allCliniciansQualify", "informationBlockingReferral")
    fields = Fields.of(given, "eligibility", (*names, *flags))
    for name, choices in (("specialStatuses", SPECIAL_STATUSES), ("exceptions", EXCEPTIONS)):
        if not all(one in choices for one in fields.texts(name)):
            fields.refuse(name, f"takes {', '.join(choices)}")
    return Eligibility(
        special_statuses=fields.texts("specialStatuses"),
        clinician_type=fields.one_of("clinicianType", CLINICIAN_TYPES),
        exceptions=fields.texts("exceptions"),
        all_clinicians_qualify=fields.answer("allCliniciansQualify") or False,
        information_blocking_referral=fields.answer("informationBlockingReferral") or False,
    )


def _history(given: object) -> FrozenMap[tuple[int, ...]]:
    if given is None:
        return FrozenMap()
    fields = Fields.of(given, "history", ("preProduction",))
    place = "history.preProduction"
    found = {}
    for measure, years in _named(fields.values.get("preProduction"), place).items():
        if not isinstance(years, list | tuple):
            raise ContextError(place, "takes a list of years for each measure id")
        numbers = [whole_number(year) for year in years]
        if not all(isinstance(year, int) for year in numbers):
            raise ContextError(place, "takes performance years as whole numbers")
        found[measure] = tuple(year for year in numbers if isinstance(year, int))
    return FrozenMap(found)


def _evidence(given: object) -> Evidence:
    if given is None:
        return Evidence()
    records = ("saferSelfAssessment", "securityRiskAnalysis")
    fields = Fields.of(given, "evidence", (*records, "counts", "certification", "engagement"))
    values = fields.values
    safer, analysis = (values.get(name) for name in records)
    counts = None
    if values.get("counts") is not None:
        place = "evidence.counts"
        counts = FrozenMap(
            (name, _count(number, place))
            for name, number in _named(values["counts"], place).items()
        )
    return Evidence(
        safer_self_assessment=None if safer is None else SaferSelfAssessment.from_dict(safer),
        security_risk_analysis=None
        if analysis is None
        else SecurityRiskAnalysis.from_dict(analysis),
        without=tuple(name for name in records if name in values and values[name] is None),
        counts=counts,
        certification=_certification(values.get("certification")),
        engagement=FrozenMap(
            (measure, _engagement(one))
            for measure, one in _named(values.get("engagement"), "evidence.engagement").items()
        ),
    )


def _certification(given: object) -> Certification:
    if given is None:
        return Certification()
    fields = Fields.of(given, "evidence.certification", ("inPlace", "certified"))
    return Certification(fields.day("inPlace"), fields.day("certified"))


def _engagement(given: object) -> Engagement:
    place = "evidence.engagement"
    fields = Fields.of(given, place, ("registered", "unansweredRequests"))
    requests = fields.values.get("unansweredRequests")
    return Engagement(fields.day("registered"), 0 if requests is None else _count(requests, place))


def _named(given: object, place: str) -> Mapping[str, Any]:
    """An object with names of the caller's; absent is empty."""
    values = {} if given is None else plain(given)
    if values is None:
        raise ContextError(place, "must be an object")
    return values


def _count(given: object, place: str) -> int:
    number = count(given)
    if not isinstance(number, int):
        raise ContextError(place, "takes whole numbers from 0 on")
    return number
