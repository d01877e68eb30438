"""Where evidence and submission do not fit together: entered into the facts as defects.

They become warnings and advice; evidence never changes an outcome or a score.
"""

from datetime import date
from typing import TYPE_CHECKING

from mips_pi_rules.context.context import Certification, Engagement, Evidence
from mips_pi_rules.documents.submission import MeasurementSet
from mips_pi_rules.facts.defects import note
from mips_pi_rules.facts.values import Json, SetFacts
from mips_pi_rules.law.calendar import registration_due
from mips_pi_rules.law.policies import Policy

if TYPE_CHECKING:
    from mips_pi_rules.context.riskanalysis import SecurityRiskAnalysis
    from mips_pi_rules.context.safer import SaferSelfAssessment

_NOTHING_KEPT = "There is no record of it."


def enter_evidence(
    facts: SetFacts, one: MeasurementSet, policy: Policy, evidence: Evidence
) -> None:
    """Enter every mismatch between a measurement set and the evidence given beside it."""
    _attestations(facts, policy, evidence)
    _exclusions(facts, policy, evidence)
    _certification(facts, one, evidence.certification)
    for measure, engagement in evidence.engagement.items():
        _engagement(facts, one, policy, measure, engagement)


def _attestations(facts: SetFacts, policy: Policy, evidence: Evidence) -> None:
    defects = facts.data["defects"]
    law = policy.evidence
    given: dict[str, tuple[str, SaferSelfAssessment | SecurityRiskAnalysis | None]] = {
        "saferSelfAssessment": (
            law.safer_self_assessment.attestation,
            evidence.safer_self_assessment,
        ),
        "securityRiskAnalysis": (
            law.security_risk_analysis.attestation,
            evidence.security_risk_analysis,
        ),
    }
    for name, (measure, kept) in given.items():
        answer = facts.data["measures"][measure].get("answer")
        place = facts.pointer("/value", measure)
        attestation = kept.attestation(policy) if kept else None
        cites = policy.measures[measure].cites
        gaps = [(_NOTHING_KEPT, cites)] if name in evidence.without else []
        if attestation is not None:
            gaps = [
                (gap.sentence, gap.cites)
                for gap in attestation.gaps
                if attestation.answer is not True or gap.code == "practiceCount"
            ]
        if answer is True:
            for gap, sources in gaps:
                note(defects, "unsupportedYes", place, cites=sources, measureId=measure, gap=gap)
        elif answer is False and attestation is not None and attestation.answer is True:
            note(defects, "needlessNo", place, cites=cites, measureId=measure)


def _exclusions(facts: SetFacts, policy: Policy, evidence: Evidence) -> None:
    if evidence.counts is None:
        return
    defects = facts.data["defects"]
    for name, exclusion in policy.exclusions.items():
        threshold = exclusion.threshold
        if threshold is None:
            continue
        record = facts.data["measures"][exclusion.of]
        count = evidence.counts.get(threshold.count, record.get("denominator"))
        if count is None:
            continue
        values: Json = {
            "measureId": name,
            "measure": exclusion.of,
            "count": count,
            "threshold": threshold.fewer_than,
        }
        if name in record.get("excludedBy", ()) and count >= threshold.fewer_than:
            note(defects, "exclusionsOverThreshold", facts.row(facts.at[name]), **values)
        elif "reported" in record and count < threshold.fewer_than:
            place = facts.pointer("", exclusion.of)
            note(defects, "exclusionsToCheck", place, **values)


def _certification(facts: SetFacts, one: MeasurementSet, certification: Certification) -> None:
    for name, day, edge, limit in (
        ("cehrtInPlaceLate", certification.in_place, "start", one.performance_start),
        ("cehrtCertifiedLate", certification.certified, "end", one.performance_end),
    ):
        if day is not None and isinstance(limit, date) and day > limit:
            values: Json = {"day": day.isoformat(), edge: limit.isoformat()}
            note(facts.data["defects"], name, facts.pointer(f"/period/{edge}"), **values)


def _engagement(
    facts: SetFacts, one: MeasurementSet, policy: Policy, measure: str, engagement: Engagement
) -> None:
    limit = policy.pre_production
    record = facts.data["measures"][measure]
    if limit is None or record.get("answer") is not True:
        return
    if record.get("levels") != ["preProduction"]:  # the duties are those of pre-production
        return
    defects = facts.data["defects"]
    place, start = facts.pointer("", measure), one.performance_start
    if engagement.registered is not None and isinstance(start, date):
        last = registration_due(policy, start)
        if last is not None and engagement.registered > last:
            note(
                defects,
                "lateRegistrations",
                place,
                measureId=measure,
                day=engagement.registered.isoformat(),
                lastDay=last.isoformat(),
                start=start.isoformat(),
            )
    if engagement.unanswered_requests >= limit.failures:
        note(
            defects,
            "unansweredRequests",
            place,
            measureId=measure,
            count=engagement.unanswered_requests,
            failures=limit.failures,
        )
