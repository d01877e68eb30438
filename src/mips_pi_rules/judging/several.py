"""Several submissions for one clinician or group: whether they are of the same."""

from collections.abc import Sequence

from mips_pi_rules.documents.fieldnames import SUBMISSION_FIELDS
from mips_pi_rules.documents.submission import Submission


def require_same(submissions: Sequence[Submission]) -> None:
    """Raise ValueError, naming the field and no value, where submissions are of different ones."""
    for attribute, name in SUBMISSION_FIELDS.items():
        given = {getattr(one, attribute) for one in submissions} - {None}
        if len(given) > 1:
            raise ValueError(f"the submissions differ in {name}")
