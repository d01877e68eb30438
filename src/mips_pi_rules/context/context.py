"""What a submission cannot say of itself: eligibility, history, and evidence for attestations.

Eligibility and history decide; evidence never changes an outcome or a score. The form of the
JSON is schemas/context.schema.json; it is taken strictly, and no error repeats what stood there.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar, Final, Literal, get_args

from attrs import field, frozen
from attrs.converters import optional

from mips_pi_rules.byvalue import ByValue
from mips_pi_rules.context.fields import (
    COUNT,
    DAY,
    READ,
    a_count,
    a_day_or_none,
    a_flag,
    an_instance,
    as_it_is,
    check,
    evidence_or_none,
    from_object,
    is_count,
    list_of,
    listed,
    map_of,
    map_whose,
    mapped,
    object_of,
    one_of,
    or_none,
    plain,
    some_of,
)
from mips_pi_rules.documents.plain import count, whole_number
from mips_pi_rules.errors import ContextError
from mips_pi_rules.frozenmap import FrozenMap
from mips_pi_rules.law.policies import Policy

if TYPE_CHECKING:
    from mips_pi_rules.context.riskanalysis import SecurityRiskAnalysis
    from mips_pi_rules.context.safer import SaferSelfAssessment

SpecialStatus = Literal["nonPatientFacing", "hospitalBased", "ascBased", "smallPractice"]
SPECIAL_STATUSES: Final = get_args(SpecialStatus)
ClinicianType = Literal[
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
]
CLINICIAN_TYPES: Final = get_args(ClinicianType)
ExceptionGranted = Literal[
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
]
EXCEPTIONS: Final = get_args(ExceptionGranted)


@frozen(eq=False, repr=False)
class Eligibility(ByValue):
    """Of the submitter (clinician or group): statuses, type, approved exceptions, a referral.

    `exceptions` are those approved for the performance year; `all_clinicians_qualify`: each
    clinician of the group qualifies by some route; `information_blocking_referral`: the
    Inspector General referred a determination for the year.
    """

    PATH: ClassVar[str] = "eligibility"
    special_statuses: tuple[SpecialStatus, ...] = field(
        default=(), converter=listed, validator=some_of(SPECIAL_STATUSES)
    )
    clinician_type: ClinicianType | None = field(
        default=None, validator=one_of(CLINICIAN_TYPES, may_be_none=True)
    )
    exceptions: tuple[ExceptionGranted, ...] = field(
        default=(), converter=listed, validator=some_of(EXCEPTIONS)
    )
    all_clinicians_qualify: bool = field(default=False, validator=a_flag)
    information_blocking_referral: bool = field(default=False, validator=a_flag)


@frozen(eq=False, repr=False)
class Certification(ByValue):
    """The days on which the certified technology was in place and was certified."""

    PATH: ClassVar[str] = "evidence.certification"
    in_place: date | None = field(default=None, validator=a_day_or_none, metadata=DAY)
    certified: date | None = field(default=None, validator=a_day_or_none, metadata=DAY)


@frozen(eq=False, repr=False)
class Engagement(ByValue):
    """With a public-health agency: the day of registration and requests that went unanswered."""

    PATH: ClassVar[str] = "evidence.engagement"
    registered: date | None = field(default=None, validator=a_day_or_none, metadata=DAY)
    unanswered_requests: int = field(default=0, validator=a_count, metadata=COUNT)


_DATED: Final = ("saferSelfAssessment", "securityRiskAnalysis")


# Their modules are imported when a record is given: most contexts have none.
def _safer() -> "type[SaferSelfAssessment]":
    from mips_pi_rules.context.safer import SaferSelfAssessment  # noqa: PLC0415

    return SaferSelfAssessment


def _risk_analysis() -> "type[SecurityRiskAnalysis]":
    from mips_pi_rules.context.riskanalysis import SecurityRiskAnalysis  # noqa: PLC0415

    return SecurityRiskAnalysis


@frozen(eq=False, repr=False)
class Evidence(ByValue):
    """What stands behind the attestations; None is not told.

    `without` names that of which it is told that there is none. `counts` are of the performance
    period, by the names that the policy's exclusion thresholds use; `engagement` is by measure id.
    Raises ContextError, which names the field, for a record that is given and told to be missing.
    """

    PATH: ClassVar[str] = "evidence"
    safer_self_assessment: "SaferSelfAssessment | None" = field(
        default=None,
        validator=evidence_or_none(_safer),
        metadata={READ: lambda given: _safer().from_dict(given)},
    )
    security_risk_analysis: "SecurityRiskAnalysis | None" = field(
        default=None,
        validator=evidence_or_none(_risk_analysis),
        metadata={READ: lambda given: _risk_analysis().from_dict(given)},
    )
    without: tuple[str, ...] = field(default=(), converter=listed, validator=some_of(_DATED))
    counts: FrozenMap[int] | None = field(
        default=None,
        converter=optional(mapped),
        validator=check(
            or_none(map_whose(is_count)), "must be an object with whole numbers from 0 on"
        ),
        metadata={READ: lambda counts: map_of(counts, count)},
        repr=False,
    )
    certification: Certification = field(
        factory=Certification,
        validator=an_instance(Certification),
        metadata={READ: lambda given: from_object(Certification, given)},
    )
    engagement: FrozenMap[Engagement] = field(
        factory=FrozenMap,
        converter=mapped,
        validator=check(
            map_whose(lambda value: isinstance(value, Engagement)),
            "must be an object with an engagement for each measure id",
        ),
        metadata={READ: lambda given: map_of(given, lambda one: from_object(Engagement, one))},
        repr=False,
    )

    def __attrs_post_init__(self) -> None:
        """Refuse what is given and of which it is told that there is none."""
        given = (self.safer_self_assessment, self.security_risk_analysis)
        for name, one in zip(_DATED, given, strict=True):
            if one is not None and name in self.without:
                raise ContextError(f"{self.PATH}.{name}", "is given and said to be missing")


def _are_years(value: object) -> bool:
    return isinstance(value, tuple) and all(
        isinstance(year, int) and not isinstance(year, bool) for year in value
    )


def _by_measure(values: Mapping[str, Sequence[int]]) -> FrozenMap[tuple[int, ...]]:
    return map_of(values, lambda years: list_of(years, as_it_is))  # type: ignore[no-any-return] # or what is refused


def _in_history(_: object, __: object, value: object) -> None:
    if not map_whose(_are_years)(value):
        raise ContextError(_PRE_PRODUCTION, "takes a list of whole years for each measure id")


_PRE_PRODUCTION: Final = "history.preProduction"


@frozen(eq=False, repr=False)
class Context(ByValue):
    """Eligibility, history (measure id to the years in pre-production) and evidence.

    Each field of a context is checked when its value is made: a wrong one raises ContextError,
    which names the field.
    """

    PATH: ClassVar[str] = ""
    eligibility: Eligibility = field(factory=Eligibility, validator=an_instance(Eligibility))
    pre_production: FrozenMap[tuple[int, ...]] = field(
        factory=FrozenMap, converter=_by_measure, validator=_in_history, repr=False
    )
    evidence: Evidence = field(factory=Evidence, validator=an_instance(Evidence))

    @classmethod
    def of(cls, given: object) -> "Context":
        """A Context as it is, None as an empty one, a mapping as its JSON says.

        Raises ContextError, which names the field.
        """
        if isinstance(given, Context):
            return given
        if given is None:
            return NO_CONTEXT
        values = object_of("context", given, _PARTS)
        return cls(
            **{
                attribute: read(values[name])
                for name, (attribute, read) in _PARTS.items()
                if values.get(name) is not None
            }
        )


def require_known(policy: Policy, context: Context) -> None:
    """Raise ContextError where history or engagement names what the year does not have.

    A year that asks for no levels has its measures alone, and nothing is asked of their history.
    """
    known, what = policy.engagement or policy.measures, "measures of the year"
    if policy.engagement:
        what = "measures with levels of active engagement"
    for path, measures in (
        (_PRE_PRODUCTION, context.pre_production),
        (Engagement.PATH, context.evidence.engagement),
    ):
        if any(measure not in known for measure in measures):
            raise ContextError(path, f"may name no other than {what}: {', '.join(known)}")


def _eligibility(given: object) -> Eligibility:
    return from_object(Eligibility, given)


def _history(given: object) -> Any:
    values = object_of("history", given, ("preProduction",))
    years = values.get("preProduction")
    return {} if years is None else map_of(years, lambda one: list_of(one, whole_number))


def _evidence(given: object) -> Evidence:
    values = plain(given) or {}
    without = tuple(name for name in _DATED if name in values and values[name] is None)
    return from_object(Evidence, given, without=without)


NO_CONTEXT: Final = Context()  # nothing is known beside the submission

# The parts of the JSON: the attribute that each becomes, and how it is read.
_PARTS: Final[Mapping[str, tuple[str, Callable[[Any], Any]]]] = {
    "eligibility": ("eligibility", _eligibility),
    "history": ("pre_production", _history),
    "evidence": ("evidence", _evidence),
}
