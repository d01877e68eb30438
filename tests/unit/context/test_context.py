"""What is known beside a submission: eligibility and history decide, evidence never does."""

import copy
import json
import pickle
from collections.abc import Iterable
from datetime import date, timedelta
from functools import cache
from random import Random
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from mips_pi_rules import (
    Context,
    ContextError,
    Outcome,
    Report,
    evaluate,
    evaluate_best,
    evaluate_many,
    policy,
    years,
)
from mips_pi_rules.context.context import (
    CLINICIAN_TYPES,
    EXCEPTIONS,
    SPECIAL_STATUSES,
    Certification,
    Eligibility,
)
from mips_pi_rules.context.riskanalysis import DOMAINS
from mips_pi_rules.testing.mixing import mixture
from support.cases import EXAMPLES, SCHEMAS, TOKEN, Json, edited, full, lines, nodes, read_json
from support.contexts import (
    EVERYTHING,
    STATES,
    eligible,
    everything_said,
    in_pre_production,
    submitted,
)
from support.examples import times
from support.mutation import places
from support.rulebooks import alternatives, answer
from support.soundness import is_whole

SCHEMA = Draft202012Validator(read_json(SCHEMAS / "context.schema.json"))
CASES: dict[str, Json] = {
    f"{file.parent.name}/{file.stem}": case
    for file in sorted(EXAMPLES.glob("20*/*.json"))
    if "context" in (case := read_json(file))
}
VOIDED_BY_NOTHING = {"dataCompromised": "individual", "extremeCircumstancesApmEntity": "apm"}

every_year = pytest.mark.parametrize("year", years())
years_ = st.sampled_from(years())
# An APM Entity and a subgroup report from 2023.
REPORTING = [
    (who, year)
    for who in ("individual", "group", "virtualGroup", "apm", "subgroup")
    for year in years()
    if year > 2022 or who not in ("apm", "subgroup")
]
everyone = pytest.mark.parametrize(("who", "year"), REPORTING)

# Edits and contexts


def now_in_pre_production(year: int, measure: str, edits: Json | None = None) -> Json:
    changed = {"without": [f"{measure}_PROD"], "measures": {f"{measure}_PRE": True}}
    return edited(edited(full(year), changed), edits or {})


def reweighted(year: int, who: str, context: Json) -> bool:
    """Whether a route applies: then a document without data is reweighted, else incomplete."""
    report = evaluate(submitted(year, who, "no data"), context=context)
    assert report.outcome in (Outcome.REWEIGHTED, Outcome.INCOMPLETE)
    return report.outcome is Outcome.REWEIGHTED


def named(report: Report) -> set[str]:
    return {assumption.id for assumption in report.assumptions}


def decided(report: Report) -> tuple[object, ...]:
    """All of a report but its warnings and advice."""
    reasons = tuple(finding for finding in report.findings if finding.outcome is not None)
    return (
        report.outcome,
        report.score,
        report.subtotal,
        report.bonus,
        report.default_contribution,
        report.objectives,
        report.sets,
        report.assumptions,
        reasons,
    )


# Strategies: contexts as JSON

days = st.dates(date(2021, 1, 1), date(2028, 12, 31)).map(date.isoformat)
counts = st.sampled_from([0, 1, 99, 100, 101, 5000]) | st.integers(0, 2**53 - 1)
answers = st.none() | st.booleans()
texts = st.sampled_from(["2016", "2025", "Not implemented", "all", "none", "1.1", "3.3"])
registries = st.sampled_from([f"PI_PHCDRR_{number}" for number in range(1, 6)])


def fields_of(**parts: st.SearchStrategy[Any]) -> st.SearchStrategy[Json]:
    """An object with any of the fields, each of which may be null."""
    nullable = {name: st.none() | part for name, part in parts.items()}
    return st.fixed_dictionaries({}, optional=nullable)


@cache
def complete_statuses() -> Json:
    return dict.fromkeys(policy(2025).raw["evidence"]["saferSelfAssessment"]["practices"], "all")


assessments = st.builds(
    lambda edition, rest: {"edition": edition, **rest},
    texts,
    fields_of(
        date=days,
        participants=st.lists(texts, max_size=2),
        scope=st.sampled_from(["organization", "practice"]),
        statuses=st.builds(complete_statuses) | st.dictionaries(texts, st.none() | texts),
        practices=st.lists(st.sampled_from(["1.1", "1.2", "10.10.10", "7"]), unique=True),
        scale=st.lists(texts, unique=True, max_size=3),
    ),
)
managements = st.fixed_dictionaries(
    {"date": days, "done": st.booleans(), "encryptionOrEquivalent": st.booleans()}
)
analyses = fields_of(
    date=days,
    kind=st.sampled_from(["conducted", "reviewed"]),
    encryptionAddressed=st.booleans(),
    updatesImplemented=st.booleans(),
    deficienciesCorrected=st.booleans(),
    riskManagement=managements,
    domains=st.lists(st.sampled_from(list(DOMAINS)), unique=True, max_size=3),
)
counted = st.sampled_from(
    [
        "permissiblePrescriptions",
        "controlledSubstancePrescriptions",
        "transfersAndReferralsOut",
        "transfersAndReferralsIn",
        "others",
    ]
)
evidences = fields_of(
    saferSelfAssessment=assessments,
    securityRiskAnalysis=analyses,
    counts=st.dictionaries(counted, counts),
    certification=fields_of(inPlace=days, certified=days),
    engagement=st.dictionaries(
        registries, fields_of(registered=days, unansweredRequests=st.integers(0, 4))
    ),
)
eligibilities = fields_of(
    specialStatuses=st.lists(st.sampled_from(SPECIAL_STATUSES), max_size=3),
    clinicianType=st.sampled_from(CLINICIAN_TYPES),
    exceptions=st.lists(st.sampled_from(EXCEPTIONS), max_size=3),
    allCliniciansQualify=st.booleans(),
    informationBlockingReferral=st.booleans(),
)
histories = fields_of(
    preProduction=st.dictionaries(registries, st.lists(st.integers(2021, 2028), max_size=4))
)
contexts = fields_of(eligibility=eligibilities, history=histories, evidence=evidences)
cases_or_contexts = contexts | st.sampled_from(list(CASES)).map(
    lambda name: copy.deepcopy(CASES[name]["context"])
)
ODD: tuple[Any, ...] = (
    None, True, False, 0, 1, -1, 2024, 2024.0, 2024.5, 1e300, 2**53 - 1, 2**53, float(2**53),
    "", " ", TOKEN, "2025-02-29", "2024-02-29", "2025-04-31", "0000-01-01", "0001-01-01",
    "9999-12-31", "2025-1-01", "2025-01-01\n", "20250101", "1.1", "1.1\n", "111.1", "1.1.1.1",
    "1.", "10.10.10", "hospitalBased", "physician", "newPractice", "accessControl", "practice",
    [], {}, [None], [""], [TOKEN], ["1.1"], ["1.1", "1.1"], ["1.1\n"], ["accessControl"],
    ["accessControl", "accessControl"], ["hospitalBased", "hospitalBased"], ["newPractice"],
    [2024, 2024], [2024.0], [2024.5], [None, 2024], [[]], {"": None}, {"a": None}, {"a": 1},
    {"a": -1}, {"a": 1.0}, {"a": "b"}, {"a": ""}, {"a": []}, {"a": [2024]}, {"a": {}},
    {"edition": "2016"}, {"edition": None}, {"edition": ""}, {"edition": 2016}, {"date": None},
    {"date": "2025-01-01", "done": True, "encryptionOrEquivalent": True},
    {"date": "2025-01-01", "done": True, "encryptionOrEquivalent": None},
)  # fmt: skip


def spoilt(data: st.DataObject, context: Json, odd: st.SearchStrategy[Any]) -> Json:
    """The context with something odd in one or two places."""
    changed = copy.deepcopy(context)
    for _ in range(data.draw(st.integers(0, 2))):
        where = places(changed)
        kind = data.draw(st.sampled_from(["value", "value", "name", "none"]))
        if kind == "name":
            data.draw(st.sampled_from(list(nodes(changed))))[TOKEN] = data.draw(odd)
        elif where:
            container, key = data.draw(st.sampled_from(where))
            if kind == "value":
                container[key] = copy.deepcopy(data.draw(odd))
            else:
                del container[key]
    return changed


def refusal(context: Any) -> ContextError | None:
    try:
        Context.of(context)
    except ContextError as error:
        return error
    return None


# The form of a context


@given(st.data(), cases_or_contexts)
@times(3)
def test_the_schema_accepts_exactly_what_the_library_reads(
    data: st.DataObject, context: Json
) -> None:
    document = spoilt(data, context, st.sampled_from(ODD).map(copy.deepcopy))
    assert SCHEMA.is_valid(document) is (refusal(document) is None)


@pytest.mark.parametrize("odd", ODD, ids=repr)
def test_the_schema_and_the_library_agree_on_every_odd_value_in_every_place(odd: Any) -> None:
    for name in EVERYTHING_NAMES:
        document = copy.deepcopy(EVERYTHING)
        container, key = places(document)[name]
        container[key] = copy.deepcopy(odd)
        assert SCHEMA.is_valid(document) is (refusal(document) is None), (key, odd)
    assert SCHEMA.is_valid(odd) is (refusal(odd) is None)


EVERYTHING_NAMES = range(len(places(EVERYTHING)))


@given(cases_or_contexts)
def test_a_context_is_read_once_and_stays_equal_by_value(context: Json) -> None:
    before = copy.deepcopy(context)
    first, second = Context.of(context), Context.of(json.loads(json.dumps(context)))
    assert context == before
    assert SCHEMA.is_valid(context)
    assert first == second
    assert hash(first) == hash(second)
    assert pickle.loads(pickle.dumps(first)) == first
    assert Context.of(first) is first


@given(cases_or_contexts, years_)
def test_a_context_and_its_json_give_the_same_report(context: Json, year: int) -> None:
    assert evaluate(full(year), context=Context.of(context)) == evaluate(
        full(year), context=context
    )


@every_year
def test_nothing_beside_a_submission_is_an_empty_context(year: int) -> None:
    plain = evaluate(full(year))
    nulls = {"eligibility": None, "history": None, "evidence": None}
    for empty in (None, {}, nulls, Context(), {"eligibility": {}, "history": {}, "evidence": {}}):
        assert evaluate(full(year), context=empty) == plain


WRONG: dict[str, tuple[str, Any]] = {
    "context": ("context", [TOKEN]),
    "a name": ("context", {TOKEN: 1}),
    "eligibility": ("eligibility", {"eligibility": TOKEN}),
    "statuses": ("eligibility.specialStatuses", eligible(specialStatuses=[TOKEN])),
    "statuses as text": ("eligibility.specialStatuses", eligible(specialStatuses=TOKEN)),
    "type": ("eligibility.clinicianType", eligible(clinicianType=TOKEN)),
    "exceptions": ("eligibility.exceptions", eligible(exceptions=[TOKEN])),
    "all": ("eligibility.allCliniciansQualify", eligible(allCliniciansQualify=TOKEN)),
    "referral": (
        "eligibility.informationBlockingReferral",
        eligible(informationBlockingReferral=TOKEN),
    ),
    "history": ("history", {"history": {TOKEN: {}}}),
    "measures": ("history.preProduction", {"history": {"preProduction": [TOKEN]}}),
    "years": ("history.preProduction", {"history": {"preProduction": {TOKEN: TOKEN}}}),
    "a year": ("history.preProduction", {"history": {"preProduction": {TOKEN: [TOKEN]}}}),
    "a measure": ("history.preProduction", in_pre_production(f"PI_{TOKEN}", 2024)),
    "evidence": ("evidence", {"evidence": {TOKEN: None}}),
    "edition": (
        "evidence.saferSelfAssessment.edition",
        {"evidence": {"saferSelfAssessment": {"date": "2025-01-01"}}},
    ),
    "date": (
        "evidence.saferSelfAssessment.date",
        {"evidence": {"saferSelfAssessment": {"edition": TOKEN, "date": TOKEN}}},
    ),
    "practices": (
        "evidence.saferSelfAssessment.practices",
        {"evidence": {"saferSelfAssessment": {"edition": TOKEN, "practices": [TOKEN]}}},
    ),
    "kind": (
        "evidence.securityRiskAnalysis.kind",
        {"evidence": {"securityRiskAnalysis": {"kind": TOKEN}}},
    ),
    "management": (
        "evidence.securityRiskAnalysis.riskManagement.done",
        {"evidence": {"securityRiskAnalysis": {"riskManagement": {"date": "2026-01-01"}}}},
    ),
    "counts": ("evidence.counts", {"evidence": {"counts": {TOKEN: -1}}}),
    "certification": (
        "evidence.certification.inPlace",
        {"evidence": {"certification": {"inPlace": TOKEN}}},
    ),
    "engagement": ("evidence.engagement", {"evidence": {"engagement": {TOKEN: None}}}),
    "requests": (
        "evidence.engagement.unansweredRequests",
        {"evidence": {"engagement": {TOKEN: {"unansweredRequests": TOKEN}}}},
    ),
    "an engagement": (
        "evidence.engagement",
        {"evidence": {"engagement": {f"PI_{TOKEN}": {"unansweredRequests": 1}}}},
    ),
}


@pytest.mark.parametrize("kind", WRONG)
def test_a_wrong_context_is_an_error_that_names_the_field(kind: str) -> None:
    field, context = WRONG[kind]
    with pytest.raises(ContextError) as caught:
        evaluate(full(2025), context=context)
    assert caught.value.field == field
    assert field in str(caught.value)
    assert isinstance(caught.value, ValueError)
    assert TOKEN not in everything_said(caught.value)
    assert (caught.value.__cause__, caught.value.__context__) == (None, None)


@given(st.data(), cases_or_contexts, years_)
@times(3)
def test_no_error_and_no_report_repeats_what_stood_in_the_context(
    data: st.DataObject, context: Json, year: int
) -> None:
    tokens: list[Any] = [TOKEN, [TOKEN], {TOKEN: TOKEN}, {TOKEN: [TOKEN]}, f"2025-01-{TOKEN}"]
    document = spoilt(data, context, st.sampled_from(tokens))
    try:
        report = evaluate(full(year), context=document)
    except ContextError as error:
        assert TOKEN not in everything_said(error)
        assert (error.__cause__, error.__context__) == (None, None)
    else:
        assert TOKEN not in repr(report)
    assert TOKEN not in repr(list(evaluate_many([(full(year), document)])))


def test_an_eligibility_that_is_built_takes_the_same_closed_lists() -> None:
    for wrong in (
        {"special_statuses": [TOKEN]},
        {"clinician_type": TOKEN},
        {"exceptions": ["newPractice", TOKEN]},
    ):
        with pytest.raises(ContextError) as caught:
            Eligibility(**wrong)  # type: ignore[arg-type]
        assert TOKEN not in everything_said(caught.value)


def test_a_mapping_that_cannot_be_read_is_a_wrong_context() -> None:
    class Hostile(dict[str, Any]):
        def keys(self) -> Any:
            raise RuntimeError(TOKEN)

    error = refusal({"eligibility": Hostile(a=1)}) or refusal({"eligibility": {1: TOKEN}})
    assert error is not None
    assert TOKEN not in everything_said(error)


# Evidence never decides


@given(st.integers(0, 2**32), years_, evidences, st.just({}) | eligibilities, histories)
@times(4)
def test_evidence_changes_no_outcome_no_score_and_no_row(
    seed: int, year: int, evidence: Json, eligibility: Json, history: Json
) -> None:
    submission = mixture(Random(seed), year)
    known = {"eligibility": eligibility, "history": history}
    plain = evaluate(submission, context=known)
    report = evaluate(submission, context=known | {"evidence": evidence})
    assert decided(report) == decided(plain)
    others = [finding for finding in report.findings if finding not in plain.findings]
    assert {finding.outcome for finding in others} <= {None}
    assert {finding.severity for finding in others} <= {"warning", "advice"}
    assert OF_EVIDENCE.issuperset(finding.rule for finding in others)


OF_EVIDENCE = {"PI811", "PI812", "PI821", "PI822", "PI831", "PI832", "PI841", "PI842"}


@every_year
@pytest.mark.parametrize("safer", [True, False, None])
@pytest.mark.parametrize("analysis", [True, False, None])
def test_the_two_records_never_answer_for_each_other(
    year: int, safer: bool | None, analysis: bool | None
) -> None:
    """SAFER25: the SAFER attestation and the security risk analysis are separate requirements."""
    evidence: Json = {}
    if safer is not None:
        evidence["saferSelfAssessment"] = _assessment(year) if safer else None
    if analysis is not None:
        evidence["securityRiskAnalysis"] = _analysis(year) if analysis else None
    report = evaluate(full(year), context={"evidence": evidence})
    about = [finding.values["measureId"] for finding in report.findings]
    wanted = [name for name, one in (("PI_PPHI_1", analysis), ("PI_PPHI_2", safer)) if one is False]
    assert about == wanted


def _assessment(year: int) -> Json:
    law = policy(year).raw["evidence"]["saferSelfAssessment"]
    sixteen = [f"1.{number}" for number in range(1, 17)]
    own = {} if "practices" in law else {"practices": sixteen, "scale": ["all"]}
    practices = law.get("practices", sixteen)
    status = law.get("statuses", ["all"])[-1]
    statuses = dict.fromkeys(practices, status)
    return {"edition": law["edition"], "date": f"{year}-02-28", "statuses": statuses, **own}


def _analysis(year: int) -> Json:
    return {
        "date": f"{year}-02-28",
        "kind": "conducted",
        "encryptionAddressed": True,
        "updatesImplemented": True,
        "deficienciesCorrected": True,
        "riskManagement": {"date": f"{year}-03-01", "done": True, "encryptionOrEquivalent": True},
    }


@pytest.mark.parametrize("year", [2024, 2025, 2026, 2027])
@given(st.integers(-30, 120))
def test_a_registration_is_in_time_up_to_day_60_of_the_period(year: int, after: int) -> None:
    """Measure data: register within 60 days of the start, counting the start as day 1."""
    start = date(year, 7, 1)
    submission = now_in_pre_production(year, "PI_PHCDRR_1")
    registered = (start + timedelta(after)).isoformat()
    engagement = {"PI_PHCDRR_1": {"registered": registered}}
    report = evaluate(submission, context={"evidence": {"engagement": engagement}})
    assert ("PI841" in {finding.rule for finding in report.findings}) is (after >= 60)


@pytest.mark.parametrize("year", [2024, 2025, 2026, 2027])
@pytest.mark.parametrize("requests", range(4))
def test_two_unanswered_requests_are_pointed_out(year: int, requests: int) -> None:
    """Measure data: failing twice to answer the agency, the measure is not met."""
    engagement = {"PI_PHCDRR_3": {"unansweredRequests": requests}}
    submission = now_in_pre_production(year, "PI_PHCDRR_3")
    report = evaluate(submission, context={"evidence": {"engagement": engagement}})
    assert ("PI842" in {finding.rule for finding in report.findings}) is (requests >= 2)


@every_year
@given(st.integers(0, 300))
def test_an_exclusion_takes_fewer_than_one_hundred(year: int, count: int) -> None:
    """Measure data: PI_LVPP_1 fewer than 100 permissible prescriptions."""
    context = {"evidence": {"counts": {"permissiblePrescriptions": count}}}
    claimed = edited(full(year), {"without": ["PI_EP_1"], "measures": {"PI_LVPP_1": True}})
    rules = [finding.rule for finding in evaluate(claimed, context=context).findings]
    assert rules == (["PI821"] if count >= 100 else [])
    rules = [finding.rule for finding in evaluate(full(year), context=context).findings]
    assert rules == (["PI822"] if count < 100 else [])


def test_the_days_of_the_technology_are_compared_with_the_period() -> None:
    """Guides: in place by the first day of the period, certified by its last."""
    for place, certified, wanted in (
        (date(2025, 7, 1), date(2025, 12, 31), []),
        (date(2025, 7, 2), date(2025, 12, 31), ["PI831"]),
        (date(2025, 7, 1), date(2026, 1, 1), ["PI832"]),
        (date(2026, 1, 1), date(2026, 1, 1), ["PI831", "PI832"]),
    ):
        context = Context.of(
            {
                "evidence": {
                    "certification": {
                        "inPlace": place.isoformat(),
                        "certified": certified.isoformat(),
                    }
                }
            }
        )
        assert context.evidence.certification == Certification(place, certified)
        assert [f.rule for f in evaluate(full(2025), context=context).findings] == wanted


def test_the_last_day_there_is_has_no_day_after_it_and_no_error() -> None:
    edits = {"set": {"performanceStart": "9999-12-31", "performanceEnd": "9999-12-31"}}
    submission = now_in_pre_production(2026, "PI_PHCDRR_1", edits)
    for registered in ("0001-01-01", "2026-05-01", "9999-12-31"):
        engagement = {"PI_PHCDRR_1": {"registered": registered}}
        report = evaluate(submission, context={"evidence": {"engagement": engagement}})
        assert report == evaluate(submission)


# Eligibility: section by section of 42 CFR 414.1380(c)(2)

TYPES_UNTIL = {
    "nursePractitioner": 2022,
    "physicianAssistant": 2022,
    "clinicalNurseSpecialist": 2022,
    "certifiedRegisteredNurseAnesthetist": 2022,
    "physicalTherapist": 2023,
    "occupationalTherapist": 2023,
    "speechLanguagePathologist": 2023,
    "audiologist": 2023,
    "clinicalPsychologist": 2023,
    "dietitian": 2023,
    "clinicalSocialWorker": 2024,
}


@every_year
@pytest.mark.parametrize("kind", CLINICIAN_TYPES)
def test_a_type_of_clinician_is_exempt_until_its_last_year(kind: str, year: int) -> None:
    """42 CFR 414.1380(c)(2)(i)(A)(4)."""
    wanted = year <= TYPES_UNTIL.get(kind, 0)
    assert reweighted(year, "individual", eligible(clinicianType=kind)) is wanted


@everyone
def test_a_type_of_clinician_is_no_route_for_others_than_individuals(who: str, year: int) -> None:
    """42 CFR 414.1380(c)(2)(iii): a group needs all its clinicians."""
    exempt = {kind for kind, last in TYPES_UNTIL.items() if who == "individual" and year <= last}
    assert exempt == {
        kind for kind in TYPES_UNTIL if reweighted(year, who, eligible(clinicianType=kind))
    }


WHO_BY_STATUS = {
    "nonPatientFacing": {"individual", "group", "virtualGroup", "subgroup"},
    "hospitalBased": {"individual", "group", "virtualGroup", "subgroup"},
    "ascBased": {"individual"},
    "smallPractice": {"individual", "group", "virtualGroup", "subgroup", "apm"},
}


@everyone
@pytest.mark.parametrize("status", SPECIAL_STATUSES)
def test_special_statuses_are_routes_for_whom_they_are_given(
    status: str, who: str, year: int
) -> None:
    """42 CFR 414.1380(c)(2)(i)(C)(5)-(7), (9), (c)(2)(iii) and 414.1317(b)(4)."""
    wanted = who in WHO_BY_STATUS[status]
    assert reweighted(year, who, eligible(specialStatuses=[status])) is wanted


ONLY_INDIVIDUALS = ("newPractice", "joinedPractice", "extremeCircumstancesArea")
# 42 CFR 414.1365(e)(2)(ii)(A), (B): for 2023 alone, independent of the affiliated group.
SUBGROUPS_OWN = ("extremeCircumstancesCehrt", "dataCompromised")


@everyone
@pytest.mark.parametrize("exception", EXCEPTIONS)
def test_exceptions_are_routes_for_whom_they_are_approved(
    exception: str, who: str, year: int
) -> None:
    """42 CFR 414.1380(c)(2)(i)(A)(3), (C)(1)-(4), (8), (10), (12), 414.1317(b)(4), 414.1365(e)."""
    if exception == "extremeCircumstancesApmEntity":
        wanted = who == "apm"
    elif exception in ONLY_INDIVIDUALS:
        wanted = who == "individual"
    elif who == "subgroup":
        wanted = year == 2023 and exception in SUBGROUPS_OWN
    else:
        wanted = who != "apm" and (exception != "intermediaryFailure" or year >= 2024)
    assert reweighted(year, who, eligible(exceptions=[exception])) is wanted


@everyone
def test_all_clinicians_qualifying_is_a_route_for_every_kind_of_group(who: str, year: int) -> None:
    """42 CFR 414.1380(c)(2)(iii): a group is reweighted if all its clinicians qualify."""
    assert reweighted(year, who, eligible(allCliniciansQualify=True)) is (who != "individual")


ALL_CLINICIANS = "allCliniciansQualify"
CLAIMS: list[tuple[str, str, Json]] = [
    ("specialStatuses", name, eligible(specialStatuses=[name])) for name in SPECIAL_STATUSES
]
CLAIMS += [("exceptions", name, eligible(exceptions=[name])) for name in EXCEPTIONS]
CLAIMS += [("clinicianType", name, eligible(clinicianType=name)) for name in CLINICIAN_TYPES]
CLAIMS += [(ALL_CLINICIANS, ALL_CLINICIANS, eligible(allCliniciansQualify=True))]


@everyone
def test_what_cannot_apply_is_said_and_what_may_is_given_instead(who: str, year: int) -> None:
    """42 CFR 414.1380(c)(2): a claim opens a route or has the warning, and never both."""
    open_, open_to_one = (
        {name for _, name, context in CLAIMS if reweighted(year, one, context)}
        for one in (who, "individual")
    )
    alone = evaluate(submitted(year, who))
    for place, name, context in CLAIMS:
        report = evaluate(submitted(year, who), context=context)
        found = [finding for finding in report.findings if finding.rule == "PI805"]
        claims_nothing = place == "clinicianType" and name not in TYPES_UNTIL
        assert len(found) == (name not in open_ and not claims_nothing), name
        for finding in found:
            assert (finding.severity, finding.outcome, finding.pointer) == ("warning", None, "")
            assert finding.values["context"] == f"eligibility.{place}"
            assert finding.values["given"] == name
            assert set(finding.values["instead"]) == open_
            assert decided(report) == decided(alone)
            assert str(year) in finding.message
            until = TYPES_UNTIL.get(name, year)
            assert until >= year or f"through {until}" in finding.message
            of_one = "only for the entity type individual"
            assert name not in TYPES_UNTIL or of_one in finding.message
            for_each = ALL_CLINICIANS in open_ and name in open_to_one
            assert (f"give {ALL_CLINICIANS}" in finding.message) is for_each


def test_where_the_entity_type_is_unknown_nothing_is_said_of_routes() -> None:
    for edits in ({"submission": {"entityType": TOKEN}}, {"without": ["entityType"]}):
        report = evaluate(edited(full(2025), edits), context=eligible(specialStatuses=["ascBased"]))
        assert "PI805" not in {finding.rule for finding in report.findings}


@every_year
def test_past_routes_are_those_of_earlier_policies_that_the_year_has_no_more(year: int) -> None:
    before = {
        (route.by, route.id): route.until
        for one in years()
        if one < year
        for route in policy(one).reweighting
    }
    now = {(route.by, route.id) for route in policy(year).reweighting}
    past = {(one.by, name): one.until for name, one in policy(year).past_routes.items()}
    assert past == {claim: until for claim, until in before.items() if claim not in now}
    assert all(until < year for until in past.values())


def test_an_entity_is_refused_in_2022_and_no_route_helps() -> None:
    """42 CFR 414.1317(b)(1): an APM Entity reports this category from 2023."""
    context = eligible(exceptions=["extremeCircumstancesApmEntity"], allCliniciansQualify=True)
    report = evaluate(submitted(2022, "apm"), context=context)
    assert (report.outcome, report.score) == ("rejected", None)


@every_year
@pytest.mark.parametrize("state", [*STATES, "no data"])
def test_data_that_count_void_a_route_and_others_do_not(state: str, year: int) -> None:
    """42 CFR 414.1380(c)(2)(i)(C): the weight comes back with data; 414.1325(a)(1)(iii)."""
    submission = submitted(year, "individual", state)
    alone = evaluate(submission)
    report = evaluate(submission, context=eligible(specialStatuses=["smallPractice"]))
    kept = alone.outcome is Outcome.INCOMPLETE
    assert report.outcome is (Outcome.REWEIGHTED if kept else alone.outcome)
    assert kept is (state == "no data" or (state == "incomplete" and year >= 2024))
    said = {"rejected": "PI803"}.get(alone.outcome, "PI802" if kept else "PI801")
    assert [one for one in lines(report) if one not in lines(alone)] == [[said, None, ""]]


@pytest.mark.parametrize(
    ("exception", "who", "year"),
    [
        (exception, who, year)
        for who, year in REPORTING
        for exception, whom in VOIDED_BY_NOTHING.items()
        if who == whom
    ],
)
@pytest.mark.parametrize("state", [*STATES, "no data"])
def test_two_routes_hold_whatever_was_submitted_but_a_refused_document(
    state: str, exception: str, who: str, year: int
) -> None:
    """42 CFR 414.1380(c)(2)(i)(C)(10) and 414.1317(b)(4)(ii)."""
    submission = submitted(year, who, state)
    alone, context = evaluate(submission), eligible(exceptions=[exception])
    report = evaluate(submission, context=context)
    refused = state == "rejected"
    assert report.outcome is (Outcome.REJECTED if refused else Outcome.REWEIGHTED)
    said = "PI803" if refused else "PI804"
    assert [one for one in lines(report) if one not in lines(alone)] == [[said, None, ""]]
    assert report.score is None


@every_year
@pytest.mark.parametrize("state", STATES)
def test_a_referral_forces_zero_from_2024_and_changes_no_other_outcome(
    state: str, year: int
) -> None:
    """42 CFR 414.1305: a referred clinician is no meaningful EHR user, whatever was attested."""
    submission = submitted(year, "individual", state)
    alone = evaluate(submission)
    report = evaluate(submission, context=eligible(informationBlockingReferral=True))
    forced = year >= 2024 and alone.outcome is Outcome.SCORED
    assert report.outcome is (Outcome.ZERO if forced else alone.outcome)
    assert report.subtotal == alone.subtotal
    assert ("PI110" in {finding.rule for finding in report.findings}) is (year >= 2024)


@every_year
@pytest.mark.parametrize("kind", ["audiologist", "speechLanguagePathologist", "physician"])
def test_a_referral_does_not_concern_a_qualified_audiologist(kind: str, year: int) -> None:
    """42 CFR 414.1305: any clinician other than a qualified audiologist.

    A group with audiologists is none.
    """
    context = eligible(informationBlockingReferral=True, clinicianType=kind)
    alone = evaluate(full(year), context=context)
    assert full(year)["entityType"] == "individual"
    counts = year >= 2024 and kind != "audiologist"
    assert alone.outcome is (Outcome.ZERO if counts else Outcome.SCORED)
    # What counts for nothing is told; of the audiologist the type is no claim of a route.
    useless = [f.values["context"] for f in alone.findings if f.rule == "PI805"]
    told = "eligibility.informationBlockingReferral" in useless
    assert told is not counts
    if year >= 2024 and kind == "audiologist":
        assert len(useless) == 1
        assert evolve(alone, findings=()) == evaluate(full(year))
    group = submitted(year, "group", "scored")
    as_group = evaluate(group, context=context)
    assert as_group.outcome is (Outcome.ZERO if year >= 2024 else Outcome.SCORED)


@given(st.integers(0, 2**32), years_, contexts)
def test_a_reweighted_report_keeps_its_rows_and_has_no_score(
    seed: int, year: int, context: Json
) -> None:
    """42 CFR 414.1380(c)(2): the category has no weight, so there is nothing to contribute."""
    submission = mixture(Random(seed), year)
    with_routes = copy.deepcopy(context)
    with_routes["eligibility"] = (context.get("eligibility") or {}) | {
        "specialStatuses": ["smallPractice"],
        "exceptions": list(VOIDED_BY_NOTHING),
    }
    without = {**with_routes, "eligibility": {}}
    report, alone = evaluate(submission, context=with_routes), evaluate(submission, context=without)
    assert (report.outcome is Outcome.REJECTED) is (alone.outcome is Outcome.REJECTED)
    is_whole(report)
    if report.outcome is Outcome.REWEIGHTED:
        assert report.ok
        assert not report.forced_to_zero
        assert (report.score, report.default_contribution) == (None, None)
        assert (report.subtotal, report.bonus) == (alone.subtotal, alone.bonus)
        assert (report.objectives, report.maximum) == (alone.objectives, alone.maximum)


# History


@given(
    st.integers(2023, 2027),
    st.lists(st.integers(2018, 2030), max_size=4),
    registries,
    st.booleans(),
)
@times(3)
def test_only_years_from_2024_to_the_one_before_count(
    year: int, before: list[int], measure: str, pre: bool
) -> None:
    """Guides: pre-production for one period at most, counting from 2024."""
    there = edited(full(year), {"measures": {measure: True, f"{measure}_PROD": True}})
    if pre:
        changed = {"without": [f"{measure}_PROD"], "measures": {f"{measure}_PRE": True}}
        there = edited(there, changed)
    alone, report = evaluate(there), evaluate(there, context=in_pre_production(measure, *before))
    again = pre and any(2024 <= one < year for one in before)
    rules = {finding.rule for finding in report.findings}
    required = measure in ("PI_PHCDRR_1", "PI_PHCDRR_3")
    suppressed = year == 2025 and measure == "PI_PHCDRR_3"
    rule = "PI508" if suppressed else "PI506" if required else "PI507"
    assert rules == ({rule} if again else set())
    zero = again and required and not suppressed
    assert report.outcome is (Outcome.ZERO if zero else Outcome.SCORED)
    if not again or suppressed:
        assert report.objectives == alone.objectives
    elif required:
        assert report.measures[measure].status == "unmet"
    else:
        assert report.measures[measure].points == 0


def test_a_bonus_measure_again_in_pre_production_leaves_the_bonus_to_another() -> None:
    """42 CFR 414.1380(b)(4)(ii)(C): the bonus stands on the lowest id that earns it."""
    more = {"measures": {"PI_PHCDRR_5": True, "PI_PHCDRR_5_PROD": True}}
    submission = now_in_pre_production(2026, "PI_PHCDRR_4", more)
    report = evaluate(submission, context=in_pre_production("PI_PHCDRR_4", 2024))
    assert report.bonus == 5
    assert report.measures["PI_PHCDRR_5"].points == 5
    assert report.measures["PI_PHCDRR_4"].points == 0


@pytest.mark.parametrize(
    ("measure", "instead"),
    [
        ("PI_PHCDRR_1", "no"),
        ("PI_PHCDRR_3", "no"),
        ("PI_PHCDRR_4", "no"),
        ("PI_PHCDRR_1", "excluded"),
        ("PI_PHCDRR_3", "excluded"),
    ],
)
@pytest.mark.parametrize("year", [2025, 2026, 2027])
def test_a_level_without_a_yes_says_nothing_of_pre_production(
    instead: str, year: int, measure: str
) -> None:
    """Presence or value: a level true without its measure answered yes is advice."""
    edits: Json = {"measures": {measure: False}}
    if instead == "excluded":
        edits = {"without": [measure], "measures": {f"{measure}_EX_1": True}}
    submission = now_in_pre_production(year, measure, edits)
    report = evaluate(submission, context=in_pre_production(measure, 2024))
    assert report == evaluate(submission)


@every_year
@pytest.mark.parametrize("place", ["history.preProduction", "evidence.engagement"])
def test_history_and_engagement_name_measures_with_levels_of_the_year(
    year: int, place: str
) -> None:
    """Section 1, rows 10 and 11: levels are asked for from 2023, none of PI_PHCDRR_6."""
    said: dict[str, Any] = {
        "history.preProduction": lambda name: in_pre_production(name, 2024),
        "evidence.engagement": lambda name: {"evidence": {"engagement": {name: {}}}},
    }
    without_levels = [
        "PI_PHCDRR_6",
        TOKEN,
        "PI_PHCDRR_1_PRE",
        *([] if year == 2022 else ["PI_EP_1"]),
    ]
    for name in without_levels:
        with pytest.raises(ContextError) as caught:
            evaluate(full(year), context=said[place](name))
        assert caught.value.field == place
        assert TOKEN not in everything_said(caught.value)
    for name in ("PI_PHCDRR_1", "PI_PHCDRR_3"):
        assert evaluate(full(year), context=said[place](name)) == evaluate(full(year))


# Assumptions that rest on a context


@given(st.integers(0, 2**32), st.sampled_from([2024, 2025]), eligibilities, histories)
def test_readings_about_the_context_are_carried_exactly_when_they_matter(
    seed: int, year: int, eligibility: Json, history: Json
) -> None:
    submission = mixture(Random(seed), year)
    context = {"eligibility": eligibility, "history": history}
    report = evaluate(submission, context=context)
    for name in {"suppressed-preproduction", "referral-2024"} & alternatives(year).keys():
        other = evaluate(submission, context=context, rulebook=alternatives(year)[name])
        assert (name in named(report)) is (answer(other) != answer(report))


# Several submissions


def test_many_take_pairs_and_a_bad_context_becomes_a_report() -> None:
    small = eligible(specialStatuses=["smallPractice"])
    wrong = eligible(specialStatuses=[TOKEN])
    gap = submitted(2025, "individual", "incomplete")
    items: Iterable[object] = [
        gap,
        (gap, small),
        (gap, None),
        (gap, wrong),
        (3, small),
        (full(2025), small),
    ]
    found = list(evaluate_many(items))
    assert [report.outcome for report in found] == [
        "incomplete",
        "reweighted",
        "incomplete",
        "rejected",
        "rejected",
        "scored",
    ]
    assert found[1] == evaluate(gap, context=small)
    bad = found[3]
    assert [finding.rule for finding in bad.findings] == ["PI000"]
    assert "eligibility.specialStatuses" in bad.findings[0].message
    assert TOKEN not in repr(bad)
    assert (bad.performance_year, bad.score, bad.sets) == (None, None, ())


def test_a_context_of_many_may_be_a_value_of_its_own() -> None:
    context = Context.of(eligible(informationBlockingReferral=True))
    assert [report.outcome for report in evaluate_many([(full(2025), context)])] == ["zero"]


@pytest.mark.parametrize("year", [2024, 2025, 2026, 2027])
def test_the_best_of_several_is_judged_with_the_context(year: int) -> None:
    """42 CFR 414.1325(f)(2) and 414.1380(c)(2)."""
    low = edited(full(year), {"measures": {"PI_EP_1": {"numerator": 1, "denominator": 200}}})
    gap = submitted(year, "individual", "incomplete")
    small = eligible(specialStatuses=["smallPractice"])
    compromised = eligible(exceptions=["dataCompromised"])
    for context in (small, compromised, eligible(informationBlockingReferral=True)):
        several = evaluate_best([gap, low, full(year)], context=context)
        if context == eligible(informationBlockingReferral=True):
            assert several == evaluate(low, context=context)  # both are 0: the first of equals
        else:
            # The choice among several may rest on more readings than the chosen one alone.
            alone = evaluate(full(year), context=context)
            assert evolve(several, assumptions=()) == evolve(alone, assumptions=())
    assert evaluate_best([gap, gap], context=small).outcome is Outcome.REWEIGHTED
    with pytest.raises(ContextError, match=r"eligibility\.exceptions"):
        evaluate_best([gap], context=eligible(exceptions=[TOKEN]))


def test_the_best_of_several_is_chosen_by_what_history_leaves_of_it() -> None:
    """Guides: pre-production again is not met."""
    again = now_in_pre_production(2026, "PI_PHCDRR_1")
    low = edited(full(2026), {"measures": {"PI_EP_1": {"numerator": 1, "denominator": 200}}})
    history = in_pre_production("PI_PHCDRR_1", 2024)
    assert evaluate_best([again, low]) == evaluate(again)
    assert evaluate_best([again, low], context=history) == evaluate(low, context=history)
