"""A context is checked once, when its values are made, by hand or from JSON."""

import copy
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum
from random import Random
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mips_pi_rules import (
    Context,
    ContextError,
    SaferSelfAssessment,
    SecurityRiskAnalysis,
    evaluate,
    evaluate_many,
    years,
)
from mips_pi_rules.context.context import Certification, Eligibility, Engagement, Evidence
from mips_pi_rules.context.riskanalysis import SecurityRiskManagement
from mips_pi_rules.frozenmap import FrozenMap
from support.cases import TOKEN, full
from support.contexts import EVERYTHING, everything_said
from support.examples import times
from support.mutation import places

DAY = date(2025, 3, 14)
ANALYSIS, ASSESSMENT = "evidence.securityRiskAnalysis", "evidence.saferSelfAssessment"


class Odd:
    """A thing of a foreign class, which says what must not be repeated."""

    def __repr__(self) -> str:
        return TOKEN


class Hostile(Mapping[str, Any]):
    """A mapping that cannot be read."""

    def __getitem__(self, name: str) -> Any:
        raise RuntimeError(TOKEN)

    __iter__ = __len__ = lambda self: self[TOKEN]


# What no field takes, and for each kind of field what that kind does not take either.
NEVER: tuple[Any, ...] = (Odd(), b"2025", 1.5, Decimal(1), {TOKEN}, Hostile(), lambda: TOKEN)
NO_TEXT = (*NEVER, True, 1, "", [TOKEN], DAY)
NO_DAY = (*NEVER, True, 1, "2025-03-14", datetime(2025, 3, 14), datetime.now(UTC))
NO_FLAG = (*NEVER, 0, 1, "true", [True])
NO_COUNT = (*NEVER, True, -1, 2**53, "1", 1.0, None)
NO_TEXTS = (*NEVER, TOKEN, [1], [""], [None], [[TOKEN]], {TOKEN: TOKEN}, None)
NO_MAP = (*NEVER, TOKEN, [TOKEN], {1: TOKEN}, {TOKEN: Odd()}, {TOKEN: True}, {TOKEN: None})

FIELDS: list[tuple[str, Callable[[Any], object], tuple[Any, ...]]] = [
    ("eligibility.specialStatuses", lambda v: Eligibility(special_statuses=v), NO_TEXTS),
    ("eligibility.clinicianType", lambda v: Eligibility(clinician_type=v), NO_TEXT),
    ("eligibility.exceptions", lambda v: Eligibility(exceptions=v), NO_TEXTS),
    ("eligibility.allCliniciansQualify", lambda v: Eligibility(all_clinicians_qualify=v), NO_FLAG),
    (
        "eligibility.informationBlockingReferral",
        lambda v: Eligibility(information_blocking_referral=v),
        (*NO_FLAG, None),
    ),
    ("evidence.certification.inPlace", lambda v: Certification(in_place=v), NO_DAY),
    ("evidence.certification.certified", lambda v: Certification(certified=v), NO_DAY),
    ("evidence.engagement.registered", lambda v: Engagement(registered=v), NO_DAY),
    (
        "evidence.engagement.unansweredRequests",
        lambda v: Engagement(unanswered_requests=v),
        NO_COUNT,
    ),
    (ASSESSMENT, lambda v: Evidence(safer_self_assessment=v), (*NEVER, {}, True)),
    (ANALYSIS, lambda v: Evidence(security_risk_analysis=v), (*NEVER, {}, True)),
    ("evidence.without", lambda v: Evidence(without=v), NO_TEXTS),
    ("evidence.counts", lambda v: Evidence(counts=v), NO_MAP),
    ("evidence.certification", lambda v: Evidence(certification=v), (*NEVER, {}, None)),
    ("evidence.engagement", lambda v: Evidence(engagement=v), (*NO_MAP, {TOKEN: {}}, None)),
    ("eligibility", lambda v: Context(eligibility=v), (*NEVER, {}, None)),
    (
        "history.preProduction",
        lambda v: Context(pre_production=v),
        (*NO_MAP, None, {TOKEN: 2024}, {TOKEN: "2024"}, {TOKEN: [True]}, {TOKEN: [2024.0]}),
    ),
    ("evidence", lambda v: Context(evidence=v), (*NEVER, {}, None)),
    (f"{ASSESSMENT}.edition", SaferSelfAssessment, (*NO_TEXT, None)),
    (f"{ASSESSMENT}.date", lambda v: SaferSelfAssessment("2016", date=v), NO_DAY),
    (f"{ASSESSMENT}.participants", lambda v: SaferSelfAssessment("2016", participants=v), NO_TEXTS),
    (f"{ASSESSMENT}.scope", lambda v: SaferSelfAssessment("2016", scope=v), (*NO_TEXT, TOKEN)),
    (f"{ASSESSMENT}.statuses", lambda v: SaferSelfAssessment("2016", statuses=v), NO_MAP[:-1]),
    (f"{ASSESSMENT}.practices", lambda v: SaferSelfAssessment("2016", practices=v), NO_TEXTS),
    (f"{ASSESSMENT}.scale", lambda v: SaferSelfAssessment("2016", scale=v), NO_TEXTS),
    (f"{ANALYSIS}.date", lambda v: SecurityRiskAnalysis(date=v), NO_DAY),
    (f"{ANALYSIS}.kind", lambda v: SecurityRiskAnalysis(kind=v), (*NO_TEXT, TOKEN)),
    (
        f"{ANALYSIS}.encryptionAddressed",
        lambda v: SecurityRiskAnalysis(encryption_addressed=v),
        NO_FLAG,
    ),
    (
        f"{ANALYSIS}.updatesImplemented",
        lambda v: SecurityRiskAnalysis(updates_implemented=v),
        NO_FLAG,
    ),
    (
        f"{ANALYSIS}.deficienciesCorrected",
        lambda v: SecurityRiskAnalysis(deficiencies_corrected=v),
        NO_FLAG,
    ),
    (f"{ANALYSIS}.riskManagement", lambda v: SecurityRiskAnalysis(risk_management=v), (*NEVER, {})),
    (f"{ANALYSIS}.domains", lambda v: SecurityRiskAnalysis(domains=v), (*NO_TEXTS, [TOKEN])),
    (
        f"{ANALYSIS}.riskManagement.date",
        lambda v: SecurityRiskManagement(v, True, True),
        (*NO_DAY, None),
    ),
    (
        f"{ANALYSIS}.riskManagement.done",
        lambda v: SecurityRiskManagement(DAY, v, True),
        (*NO_FLAG, None),
    ),
    (
        f"{ANALYSIS}.riskManagement.encryptionOrEquivalent",
        lambda v: SecurityRiskManagement(DAY, True, v),
        (*NO_FLAG, None),
    ),
]
CLASSES: tuple[Any, ...] = (
    Context, Eligibility, Certification, Engagement, Evidence, SaferSelfAssessment,
    SecurityRiskAnalysis, SecurityRiskManagement,
)  # fmt: skip


@pytest.mark.parametrize(("place", "make", "wrong"), FIELDS, ids=[place for place, _, _ in FIELDS])
def test_a_value_made_by_hand_with_a_wrong_type_names_the_field(
    place: str, make: Callable[[Any], object], wrong: tuple[Any, ...]
) -> None:
    for value in wrong:
        with pytest.raises(ContextError) as caught:
            make(value)
        assert caught.value.field == place
        assert TOKEN not in everything_said(caught.value)
        assert (caught.value.__cause__, caught.value.__context__) == (None, None)


def test_every_field_of_every_class_is_among_them() -> None:
    assert len(FIELDS) == sum(len(attrs.fields(cls)) for cls in CLASSES)


def test_lists_and_dicts_are_taken_where_tuples_and_maps_are_declared() -> None:
    statuses = {"1.1": "all", "1.2": None}
    by_hand = Context(
        Eligibility(special_statuses=["smallPractice"], exceptions=["newPractice"]),
        {"PI_PHCDRR_1": [2024]},
        Evidence(
            SaferSelfAssessment("2025", DAY, ["nurse"], "practice", statuses, ["1.1"], ["all"]),
            SecurityRiskAnalysis(domains=["accessControl"]),
            counts={"permissiblePrescriptions": 3},
            engagement={"PI_PHCDRR_1": Engagement(DAY, 1)},
        ),
    )
    of_json = {
        "eligibility": {"specialStatuses": ["smallPractice"], "exceptions": ["newPractice"]},
        "history": {"preProduction": {"PI_PHCDRR_1": [2024]}},
        "evidence": {
            "saferSelfAssessment": {
                "edition": "2025", "date": "2025-03-14", "participants": ["nurse"],
                "scope": "practice", "statuses": {"1.1": "all"}, "practices": ["1.1"],
                "scale": ["all"],
            },
            "securityRiskAnalysis": {"domains": ["accessControl"]},
            "counts": {"permissiblePrescriptions": 3},
            "engagement": {"PI_PHCDRR_1": {"registered": "2025-03-14", "unansweredRequests": 1}},
        },
    }  # fmt: skip
    assert by_hand == Context.of(of_json)
    assert hash(by_hand) == hash(Context.of(of_json))
    assert isinstance(by_hand.pre_production["PI_PHCDRR_1"], tuple)


def test_text_of_a_class_of_its_own_is_plain_text() -> None:
    class Status(StrEnum):
        SMALL = "smallPractice"

    (status,) = Eligibility(special_statuses=[Status.SMALL]).special_statuses
    assert type(status) is str


def test_a_record_is_not_given_and_said_to_be_missing() -> None:
    with pytest.raises(ContextError) as caught:
        Evidence(SaferSelfAssessment("2016"), without=["saferSelfAssessment"])
    assert caught.value.field == ASSESSMENT
    assert Evidence(without=["saferSelfAssessment"]).safer_self_assessment is None


def test_the_repr_of_a_context_holds_no_text_and_no_name_of_the_caller() -> None:
    named = FrozenMap({TOKEN: (2024,)})
    safer = SaferSelfAssessment(TOKEN, statuses={TOKEN: TOKEN}, scale=[TOKEN], participants=[TOKEN])
    evidence = Evidence(safer, counts={TOKEN: 1}, engagement={TOKEN: Engagement()})
    assert TOKEN not in repr(Context(pre_production=named, evidence=evidence))


# Whatever is given, the answer is a Context or a ContextError, and evaluate raises nothing else

ODD: tuple[Any, ...] = (
    None, True, False, 0, 1, -1, 2**53, 10**400, 1.5, 1e300, float("nan"), float("inf"), "", TOKEN,
    "9999-12-31", "0001-01-01", "2025-02-30", "1.1", "physician", "newPractice", DAY,
    datetime(2025, 1, 1), b"1", [], {}, [[]], [None], [TOKEN], ["smallPractice"], {TOKEN: TOKEN},
    {TOKEN: None}, {1: 2}, {TOKEN: [2024]}, {TOKEN: {}}, {"edition": TOKEN}, {"date": "2025-01-01"},
    Odd(), Hostile(), {TOKEN}, (1, 2), FrozenMap(), Eligibility(), Engagement(), Evidence(),
)  # fmt: skip
NAMES = sorted(
    {key for _, key in places(EVERYTHING) if isinstance(key, str)}
    | {TOKEN, "PI_PHCDRR_3", "PI_PHCDRR_6", "PI_EP_1", "PI_PHCDRR_1_PRE", ""}
)


def mutated(seed: int) -> Any:
    """A whole context with one to four odd things in it."""
    random = Random(seed)
    document: Any = copy.deepcopy(EVERYTHING)
    for _ in range(random.randint(1, 4)):
        container, key = random.choice(places(document))
        kind = random.randrange(4)
        if kind == 0:
            del container[key]
        elif kind == 1 and isinstance(container, dict):
            container[random.choice(NAMES)] = container.pop(key)
        elif kind == 2 and isinstance(container, dict):
            container[random.choice(NAMES)] = copy.deepcopy(random.choice(ODD))
        else:
            container[key] = copy.deepcopy(random.choice(ODD))
        if not places(document):
            break
    return document


def said_of(call: Callable[[], object]) -> str:
    """What the call gives or raises, which may be ContextError alone."""
    try:
        return repr(call())
    except ContextError as error:
        assert (error.__cause__, error.__context__) == (None, None)
        return everything_said(error)


@given(st.integers(0, 2**32))
@times(3)
def test_a_mutated_context_is_read_or_is_a_context_error_and_then_judges(seed: int) -> None:
    year = years()[seed % len(years())]
    document = mutated(seed)
    assert TOKEN not in said_of(lambda: Context.of(document))
    assert TOKEN not in said_of(lambda: evaluate(full(year), context=document))
    (report,) = evaluate_many([(full(year), document)])
    assert TOKEN not in repr(report)


@given(st.integers(0, 2**32))
@times(3)
def test_a_value_mutated_by_hand_is_a_context_error_or_judges(seed: int) -> None:
    random = Random(seed)
    year = years()[seed % len(years())]
    whole: Any = Context.of(EVERYTHING)
    owners = [whole, whole.eligibility, whole.evidence, whole.evidence.certification]
    owners += [whole.evidence.safer_self_assessment, whole.evidence.security_risk_analysis]
    owner = random.choice(owners)
    name = random.choice(attrs.fields(type(owner))).name

    def changed() -> Context:
        part = attrs.evolve(owner, **{name: copy.copy(random.choice(ODD))})
        if owner is whole:
            return part
        if owner is whole.eligibility:
            return attrs.evolve(whole, eligibility=part)
        holder = next((a.name for a in attrs.fields(Evidence)
                       if getattr(whole.evidence, a.name) is owner), None)  # fmt: skip
        evidence = part if holder is None else attrs.evolve(whole.evidence, **{holder: part})
        return attrs.evolve(whole, evidence=evidence)

    try:
        context = changed()
    except ContextError as error:
        assert TOKEN not in everything_said(error)
        return
    assert TOKEN not in said_of(lambda: evaluate(full(year), context=context))
