"""Contexts, submissions by each kind of submitter, and what an error about a context tells."""

import traceback
from typing import Any

from mips_pi_rules import ContextError, Report
from mips_pi_rules.context.context import EXCEPTIONS, SPECIAL_STATUSES
from mips_pi_rules.context.riskanalysis import DOMAINS
from support.cases import Json, edited, full

# 42 CFR 414.1380(c)(2)(i)(A)(4): the last performance year in which a type is reweighted.
LAST_YEAR = {
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
# Routes that hold whatever was submitted, each with whose it is.
VOIDED_BY_NOTHING = {"dataCompromised": "individual", "extremeCircumstancesApmEntity": "apm"}

EVERYTHING: Json = {
    "eligibility": {
        "specialStatuses": list(SPECIAL_STATUSES),
        "clinicianType": "physician",
        "exceptions": list(EXCEPTIONS),
        "allCliniciansQualify": True,
        "informationBlockingReferral": False,
    },
    "history": {"preProduction": {"PI_PHCDRR_1": [2024, 2024]}},
    "evidence": {
        "saferSelfAssessment": {
            "edition": "2025",
            "date": "2026-03-14",
            "participants": ["physician"],
            "scope": "practice",
            "statuses": {"1.1": "all", "1.2": None},
            "practices": ["1.1", "1.2"],
            "scale": ["all", "none"],
        },
        "securityRiskAnalysis": {
            "date": "2026-05-01",
            "kind": "reviewed",
            "encryptionAddressed": True,
            "updatesImplemented": False,
            "deficienciesCorrected": None,
            "riskManagement": {
                "date": "2026-05-02",
                "done": True,
                "encryptionOrEquivalent": True,
            },
            "domains": list(DOMAINS),
        },
        "counts": {"permissiblePrescriptions": 99.0},
        "certification": {"inPlace": "2026-01-01", "certified": None},
        "engagement": {"PI_PHCDRR_1": {"registered": "2026-01-01", "unansweredRequests": 1}},
    },
}


def everything_said(error: ContextError) -> str:
    """Whatever of the error a log or a debugger could show."""
    said = "".join(traceback.format_exception(error, limit=0)) + repr(vars(error))
    return said + repr((error.args, error.__cause__, error.__context__)) + str(error)


ENTITY: dict[str, Json] = {
    "individual": {},
    "group": {"submission": {"entityType": "group"}, "without": ["nationalProviderIdentifier"]},
    "virtualGroup": {
        "submission": {"entityType": "virtualGroup", "entityId": "ENTITY-EXAMPLE-1"},
        "without": ["nationalProviderIdentifier", "taxpayerIdentificationNumber"],
    },
    "apm": {
        "submission": {"entityType": "apm", "entityId": "ENTITY-EXAMPLE-1"},
        "without": ["nationalProviderIdentifier", "taxpayerIdentificationNumber"],
    },
    "subgroup": {
        "submission": {"entityType": "subgroup", "entityId": "ENTITY-EXAMPLE-1"},
        "without": ["nationalProviderIdentifier", "taxpayerIdentificationNumber"],
        "set": {"programName": "G0053"},
    },
}
# The same document in each state that it may have by itself.
STATES: dict[str, Json] = {
    "scored": {},
    "zero": {"measures": {"PI_PPHI_1": False}},
    "incomplete": {"without": ["PI_PPHI_1"]},
    "rejected": {"measures": {"PI_EP_9": True}},
}


def submitted(year: int, who: str = "individual", state: str = "scored") -> Json:
    """A submission of the year by `who`; the state "no data" is one without a set."""
    submission = edited(full(year), ENTITY[who])
    if state == "no data":
        return submission | {"measurementSets": []}
    return edited(submission, STATES[state])


def eligible(**fields: Any) -> Json:
    """A context of this eligibility alone."""
    return {"eligibility": fields}


def in_pre_production(measure: str, *before: int) -> Json:
    """A context with the years in which a measure was in pre-production."""
    return {"history": {"preProduction": {measure: list(before)}}}


def now_in_pre_production(year: int, measure: str, edits: Json | None = None) -> Json:
    changed = {"without": [f"{measure}_PROD"], "measures": {f"{measure}_PRE": True}}
    return edited(edited(full(year), changed), edits or {})


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
