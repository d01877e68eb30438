"""A context in which everything is said, and what an error about one tells."""

import traceback

from mips_pi_rules import ContextError
from mips_pi_rules.context.context import EXCEPTIONS, SPECIAL_STATUSES
from mips_pi_rules.context.riskanalysis import DOMAINS
from support.cases import Json

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
