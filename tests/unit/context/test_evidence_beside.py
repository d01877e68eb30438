"""Evidence beside a submission: what differs from it is said, and nothing is decided by it."""

from datetime import date, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mips_pi_rules import Context, evaluate, years
from mips_pi_rules.context.context import Certification
from mips_pi_rules.testing.mixing import mixture
from support.anycontexts import eligibilities, evidences, histories
from support.cases import Json, edited, full
from support.contexts import decided, now_in_pre_production
from support.examples import times
from support.records import analysis, assessment

every_year = pytest.mark.parametrize("year", years())
years_ = st.sampled_from(years())


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
@pytest.mark.parametrize("whole", [True, False, None])
def test_the_two_records_never_answer_for_each_other(
    year: int, safer: bool | None, whole: bool | None
) -> None:
    """SAFER25: the SAFER attestation and the security risk analysis are separate requirements."""
    evidence: Json = {}
    if safer is not None:
        evidence["saferSelfAssessment"] = assessment(year).to_dict() if safer else None
    if whole is not None:
        evidence["securityRiskAnalysis"] = analysis(year).to_dict() if whole else None
    report = evaluate(full(year), context={"evidence": evidence})
    about = [finding.values["measureId"] for finding in report.findings]
    wanted = [name for name, one in (("PI_PPHI_1", whole), ("PI_PPHI_2", safer)) if one is False]
    assert about == wanted


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
