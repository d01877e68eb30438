"""Records behind the attestations: whole ones of a year, to be changed by a test."""

from datetime import date
from typing import Any

import attrs

from mips_pi_rules import policy, years
from mips_pi_rules.context.riskanalysis import SecurityRiskAnalysis, SecurityRiskManagement
from mips_pi_rules.context.safer import SaferSelfAssessment

Record = SaferSelfAssessment | SecurityRiskAnalysis

SAFER = policy(2025).raw["evidence"]["saferSelfAssessment"]
PRACTICES: tuple[str, ...] = tuple(SAFER["practices"])
SCALE: tuple[str, ...] = tuple(SAFER["statuses"])
FULLY, PARTIALLY, NOT_AT_ALL = SCALE
LISTED = [
    year for year in years() if "practices" in policy(year).raw["evidence"]["saferSelfAssessment"]
]
UNLISTED = [year for year in years() if year not in LISTED]
WITH_MANAGEMENT = [
    year
    for year in years()
    if "management" in policy(year).raw["evidence"]["securityRiskAnalysis"]["parts"]
]
OWN_PRACTICES = (*(f"1.{number}" for number in range(1, 11)), *(f"2.{n}" for n in range(1, 7)))
OWN_SCALE = ("all", "most", "half", "some", "none")


def assessment(year: int, **changes: Any) -> SaferSelfAssessment:
    """A complete assessment for the year, of the edition that the year asks for."""
    law = policy(year).raw["evidence"]["saferSelfAssessment"]
    listed = "practices" in law
    practices = law.get("practices", OWN_PRACTICES)
    whole = SaferSelfAssessment(
        edition=law["edition"],
        date=date(year, 3, 14),
        participants=("physician", "nurse"),
        statuses={practice: law.get("statuses", OWN_SCALE)[-1] for practice in practices},
        practices=() if listed else OWN_PRACTICES,
        scale=() if listed else OWN_SCALE,
    )
    return attrs.evolve(whole, **changes)


def analysis(year: int, **changes: Any) -> SecurityRiskAnalysis:
    """A whole analysis with risk management, on a day of the year."""
    whole = SecurityRiskAnalysis(
        date=date(year, 5, 1),
        kind="conducted",
        encryption_addressed=True,
        updates_implemented=True,
        deficiencies_corrected=True,
        risk_management=SecurityRiskManagement(date(year, 6, 1), True, True),
        domains=("accessControl",),
    )
    return attrs.evolve(whole, **changes)
