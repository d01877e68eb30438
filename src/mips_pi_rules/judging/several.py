"""Several submissions for one clinician or group: whether they are of the same."""

from collections.abc import Sequence

from mips_pi_rules.documents.submission import Submission

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
