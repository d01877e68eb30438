"""Eligibility: the routes to reweighting, and a referral, section by section."""

import copy
from random import Random

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from mips_pi_rules import Outcome, evaluate, policy, years
from mips_pi_rules.context.context import CLINICIAN_TYPES, EXCEPTIONS, SPECIAL_STATUSES
from mips_pi_rules.testing.mixing import mixture
from support.anycontexts import contexts
from support.cases import TOKEN, Json, edited, full, lines
from support.contexts import LAST_YEAR, STATES, VOIDED_BY_NOTHING, decided, eligible, submitted
from support.soundness import is_whole

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


def reweighted(year: int, who: str, context: Json) -> bool:
    """Whether a route applies: then a document without data is reweighted, else incomplete."""
    report = evaluate(submitted(year, who, "no data"), context=context)
    assert report.outcome in (Outcome.REWEIGHTED, Outcome.INCOMPLETE)
    return report.outcome is Outcome.REWEIGHTED


@every_year
@pytest.mark.parametrize("kind", CLINICIAN_TYPES)
def test_a_type_of_clinician_is_exempt_until_its_last_year(kind: str, year: int) -> None:
    """42 CFR 414.1380(c)(2)(i)(A)(4)."""
    wanted = year <= LAST_YEAR.get(kind, 0)
    assert reweighted(year, "individual", eligible(clinicianType=kind)) is wanted


@everyone
def test_a_type_of_clinician_is_no_route_for_others_than_individuals(who: str, year: int) -> None:
    """42 CFR 414.1380(c)(2)(iii): a group needs all its clinicians."""
    exempt = {kind for kind, last in LAST_YEAR.items() if who == "individual" and year <= last}
    assert exempt == {
        kind for kind in LAST_YEAR if reweighted(year, who, eligible(clinicianType=kind))
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
        claims_nothing = place == "clinicianType" and name not in LAST_YEAR
        assert len(found) == (name not in open_ and not claims_nothing), name
        for finding in found:
            assert (finding.severity, finding.outcome, finding.pointer) == ("warning", None, "")
            assert finding.values["context"] == f"eligibility.{place}"
            assert finding.values["given"] == name
            assert set(finding.values["instead"]) == open_
            assert decided(report) == decided(alone)
            assert str(year) in finding.message
            until = LAST_YEAR.get(name, year)
            assert until >= year or f"through {until}" in finding.message
            of_one = "only for the entity type individual"
            assert name not in LAST_YEAR or of_one in finding.message
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


@everyone
def test_a_type_that_never_had_a_route_is_passed_over_and_one_that_had_is_told(
    who: str, year: int
) -> None:
    told = set()
    for kind in CLINICIAN_TYPES:
        report = evaluate(submitted(year, who, "scored"), context=eligible(clinicianType=kind))
        told |= {kind for one in report.findings if one.rule == "PI805"}
    exempt = {kind for kind, last in LAST_YEAR.items() if who == "individual" and year <= last}
    assert told == LAST_YEAR.keys() - exempt


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
    given = context.get("eligibility") or {}
    with_routes["eligibility"] = given | {
        "specialStatuses": ["smallPractice"],
        "exceptions": list(VOIDED_BY_NOTHING),
    }
    # A referral stays, and whom it is not for: it decides which of several sets is shown.
    referred = {"informationBlockingReferral", "clinicianType"} & given.keys()
    without = {**with_routes, "eligibility": {name: given[name] for name in referred}}
    report, alone = evaluate(submission, context=with_routes), evaluate(submission, context=without)
    assert (report.outcome is Outcome.REJECTED) is (alone.outcome is Outcome.REJECTED)
    is_whole(report)
    if report.outcome is Outcome.REWEIGHTED:
        assert report.ok
        assert not report.forced_to_zero
        assert (report.score, report.default_contribution) == (None, None)
        assert (report.subtotal, report.bonus) == (alone.subtotal, alone.bonus)
        assert (report.objectives, report.maximum) == (alone.objectives, alone.maximum)
