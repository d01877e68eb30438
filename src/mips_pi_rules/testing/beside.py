"""Changes of what is known beside a submission: eligibility, history, and the evidence for it."""

from collections.abc import Iterator

from mips_pi_rules.law.policies import Policy
from mips_pi_rules.testing.deeds import Change, Json, drop, instead, nothing, put
from mips_pi_rules.testing.valid import ids_of, row


def of_context(policy: Policy) -> Iterator[Change]:
    """Changes of what is known beside a submission, with the rows that they go with."""
    yield from _of_eligibility(policy)
    yield from _of_attestations(policy)
    yield from _of_thresholds(policy)
    yield from _of_certification(policy)
    yield from _of_engagement(policy)


def _of_eligibility(policy: Policy) -> Iterator[Change]:
    for referred in (True, False):
        context = {"eligibility": {"informationBlockingReferral": referred}}
        yield Change("informationBlockingReferral", f"{referred}", nothing, context)
    for name, levels in policy.engagement.items():
        again = instead(ids_of(policy, name), row(name, True), row(levels.pre_production, True))
        for year in range(policy.performance_year - 2, policy.performance_year):
            before = {"history": {"preProduction": {name: [year]}}}
            yield Change(name, f"in pre-production in {year} too", again, before)
    for route in policy.reweighting:
        claim = _claim(route.by, route.id)
        yield Change(route.id, "claimed", nothing, claim)
        yield Change(route.id, "claimed without data", drop("measurements", in_set=True), claim)


def _claim(by: str, name: str) -> Json:
    eligibility: dict[str, Json] = {
        "specialStatus": {"specialStatuses": [name]},
        "exception": {"exceptions": [name]},
        "clinicianType": {"clinicianType": name},
        "allClinicians": {name: True},
    }
    return {"eligibility": eligibility[by]}


def _evidence(**given: object) -> Json:
    return {"evidence": given}


def _of_attestations(policy: Policy) -> Iterator[Change]:
    """Attestations with a record that supports them in full, and with none."""
    day = f"{policy.performance_year}-06-30"
    law = policy.evidence
    analysis = {
        "date": day,
        "kind": "conducted",
        "encryptionAddressed": True,
        "updatesImplemented": True,
        "deficienciesCorrected": True,
    }
    records: tuple[tuple[str, str, Json], ...] = (
        ("saferSelfAssessment", law.safer_self_assessment.attestation, _assessment(policy, day)),
        ("securityRiskAnalysis", law.security_risk_analysis.attestation, analysis),
    )
    for name, attestation, record in records:
        for what, kept in (("without a record", None), ("with its record", record)):
            yield Change(attestation, what, nothing, _evidence(**{name: kept}))
        no = put(attestation, False)
        yield Change(attestation, "no beside its record", no, _evidence(**{name: record}))


def _assessment(policy: Policy, day: str) -> Json:
    """A SAFER self-assessment in which every practice has the fullest status."""
    law = policy.evidence.safer_self_assessment
    count = law.practice_count or 1
    numbers = list(law.practices) or [f"1.{number}" for number in range(1, count + 1)]
    scale = list(law.statuses) or ["Fully implemented", "Not implemented"]
    own = {} if law.practices else {"practices": numbers, "scale": scale}
    statuses = dict.fromkeys(numbers, scale[0])
    return {"edition": law.edition, "date": day, "statuses": statuses, **own}


def _of_thresholds(policy: Policy) -> Iterator[Change]:
    """Exclusions claimed, and measures reported, with counts at the threshold and below it."""
    for name, exclusion in policy.exclusions.items():
        if exclusion.threshold is None:
            continue
        counted, fewer = exclusion.threshold.count, exclusion.threshold.fewer_than
        claimed = instead((exclusion.of,), row(name, True))
        for count in (fewer, fewer - 1):
            known = _evidence(counts={counted: count})
            yield Change(name, f"claimed with a count of {count}", claimed, known)
            yield Change(exclusion.of, f"reported with a count of {count}", nothing, known)


def _of_certification(policy: Policy) -> Iterator[Change]:
    year = policy.performance_year
    for name, about in (("inPlace", "performanceStart"), ("certified", "performanceEnd")):
        for day in (f"{year}-01-01", f"{year}-12-31", f"{year + 1}-01-01"):
            known = _evidence(certification={name: day})
            yield Change(about, f"certified technology {name} on {day}", nothing, known)


def _of_engagement(policy: Policy) -> Iterator[Change]:
    """Registration and requests of an agency, with which the practice is in pre-production."""
    if policy.pre_production is None:
        return
    year, failures = policy.performance_year, policy.pre_production.failures
    for name, levels in policy.engagement.items():
        again = instead(ids_of(policy, name), row(name, True), row(levels.pre_production, True))
        for day in (f"{year}-01-01", f"{year}-12-31"):
            known = _evidence(engagement={name: {"registered": day}})
            yield Change(name, f"registered on {day}", again, known)
        for count in (failures, failures - 1):
            known = _evidence(engagement={name: {"unansweredRequests": count}})
            yield Change(name, f"{count} requests unanswered", again, known)
