"""Where evidence and submission do not fit together: entered into the facts as problems.

They become warnings and advice; evidence never changes an outcome or a score.
"""

from datetime import date, timedelta

from mips_pi_rules.context.context import Certification, Engagement, Evidence
from mips_pi_rules.documents.submission import MeasurementSet
from mips_pi_rules.facts.values import Json, SetFacts, problem, with_cites
from mips_pi_rules.law.policies import Policy

_NO_RECORD = "There is no record of it."


def enter_evidence(
    facts: SetFacts, one: MeasurementSet, policy: Policy, evidence: Evidence
) -> None:
    """Enter every mismatch between a measurement set and the evidence given beside it."""
    _attestations(facts, policy, evidence)
    _exclusions(facts, policy, evidence)
    _certification(facts, one, evidence.certification)
    for measure, engagement in evidence.engagement.items():
        _engagement(facts, one, policy, measure, engagement)


def _add(facts: SetFacts, name: str, entry: Json) -> None:
    facts.data["reading"].setdefault(name, []).append(entry)


def _attestations(facts: SetFacts, policy: Policy, evidence: Evidence) -> None:
    given = {
        "saferSelfAssessment": evidence.safer_self_assessment,
        "securityRiskAnalysis": evidence.security_risk_analysis,
    }
    for name, record in given.items():
        measure = policy.raw["evidence"][name]["attestation"]
        answer = facts.data["measures"][measure].get("answer")
        place = facts.pointer("/value", measure)
        attestation = record.attestation(policy) if record else None
        cites = policy.measures[measure].cites
        gaps = [(_NO_RECORD, cites)] if name in evidence.without else []
        if attestation is not None and attestation.answer is not True:
            gaps = [(gap.sentence, gap.cites) for gap in attestation.gaps]
        if answer is True:
            for gap, law in gaps:
                entry = problem(place, measureId=measure, gap=gap)
                _add(facts, "unsupportedYes", with_cites(entry, law))
        elif answer is False and attestation is not None and attestation.answer is True:
            _add(facts, "needlessNo", with_cites(problem(place, measureId=measure), cites))


def _exclusions(facts: SetFacts, policy: Policy, evidence: Evidence) -> None:
    if evidence.counts is None:
        return
    for name, exclusion in policy.exclusions.items():
        threshold = exclusion.threshold
        if threshold is None:
            continue
        record: Json = facts.data["measures"][exclusion.of]
        count = evidence.counts.get(threshold.count, record.get("denominator"))
        if count is None:
            continue
        values = {
            "measureId": name,
            "measure": exclusion.of,
            "count": count,
            "threshold": threshold.fewer_than,
        }
        if name in record.get("excludedBy", ()) and count >= threshold.fewer_than:
            _add(facts, "exclusionsOverThreshold", problem(facts.rows[name], **values))
        elif "reported" in record and count < threshold.fewer_than:
            place = facts.pointer("", exclusion.of)
            _add(facts, "exclusionsToCheck", problem(place, **values))


def _certification(facts: SetFacts, one: MeasurementSet, certification: Certification) -> None:
    for name, day, edge, limit in (
        ("cehrtInPlaceLate", certification.in_place, "start", one.performance_start),
        ("cehrtCertifiedLate", certification.certified, "end", one.performance_end),
    ):
        if day is not None and isinstance(limit, date) and day > limit:
            values = {"day": day.isoformat(), edge: limit.isoformat()}
            _add(facts, name, problem(facts.pointer(f"/period/{edge}"), **values))


def _engagement(
    facts: SetFacts, one: MeasurementSet, policy: Policy, measure: str, engagement: Engagement
) -> None:
    limit = policy.raw["history"].get("preProduction")
    record: Json = facts.data["measures"][measure]
    if limit is None or record.get("answer") is not True:
        return
    if record.get("levels") != ["preProduction"]:  # the duties are those of pre-production
        return
    place, start = facts.pointer("", measure), one.performance_start
    if engagement.registered is not None and isinstance(start, date):
        last = start + timedelta(days=limit["registrationDays"] - 1)  # the start is day 1
        if engagement.registered > last:
            entry = problem(
                place,
                measureId=measure,
                day=engagement.registered.isoformat(),
                lastDay=last.isoformat(),
                start=start.isoformat(),
            )
            _add(facts, "lateRegistrations", entry)
    if engagement.unanswered_requests >= limit["failures"]:
        entry = problem(
            place,
            measureId=measure,
            count=engagement.unanswered_requests,
            failures=limit["failures"],
        )
        _add(facts, "unansweredRequests", entry)
