"""Several submissions for one clinician or group: whether they are of the same, and agree."""

from collections.abc import Iterable, Sequence

from mips_pi_rules.documents.submission import Submission
from mips_pi_rules.facts.values import Json, SetFacts
from mips_pi_rules.law.policies import Policy

_SAME = {
    "performance_year": "performanceYear",
    "entity_type": "entityType",
    "taxpayer_identification_number": "taxpayerIdentificationNumber",
    "national_provider_identifier": "nationalProviderIdentifier",
    "entity_id": "entityId",
}


def require_same(submissions: Sequence[Submission]) -> None:
    """Raise ValueError, naming the field and no value, where submissions are of different ones."""
    for attribute, name in _SAME.items():
        given = {getattr(one, attribute) for one in submissions} - {None}
        if len(given) > 1:
            raise ValueError(f"the submissions differ in {name}")


def conflicts(policy: Policy, several: Iterable[SetFacts]) -> frozenset[str]:
    """The required measures and attestations on which measurement sets disagree.

    Rates are compared as given; an exclusion against the measure is a disagreement; what only
    one of them reports is none.
    """
    said = [facts.data["measures"] for facts in several]
    return frozenset(
        name
        for name, measure in policy.measures.items()
        if measure.reporting == "required"
        and len({_answer(measures[name]) for measures in said} - {None}) > 1
    )


def _answer(record: Json) -> tuple[object, ...] | None:
    if "excludedBy" in record:
        return ("excluded",)
    if "reported" in record:
        return record.get("answer"), record.get("numerator"), record.get("denominator")
    return None
