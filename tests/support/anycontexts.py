"""Any context as JSON: strategies for each of its parts."""

from datetime import date
from functools import cache
from typing import Any

from hypothesis import strategies as st

from mips_pi_rules import policy
from mips_pi_rules.context.context import CLINICIAN_TYPES, EXCEPTIONS, SPECIAL_STATUSES
from mips_pi_rules.context.riskanalysis import DOMAINS
from support.cases import Json

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
