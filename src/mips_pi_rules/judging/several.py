"""Several submissions: that they are several, and of the same clinician or group."""

from collections.abc import Iterable, Mapping, Sequence

from mips_pi_rules.documents.fieldnames import SUBMISSION_FIELDS
from mips_pi_rules.documents.submission import Submission


def require_several(submissions: Iterable[object]) -> Iterable[object]:
    """What was given, which is no document by itself: its names or characters are none.

    Raises TypeError, for what holds none too.
    """
    one = isinstance(submissions, (str, bytes, Mapping, Submission))
    if one or not isinstance(submissions, Iterable):
        raise TypeError("submissions are several, as in a list; `evaluate` takes one")
    return submissions


def require_same(submissions: Sequence[Submission]) -> None:
    """Raise ValueError, naming the field and no value, where submissions are of different ones."""
    for attribute, name in SUBMISSION_FIELDS.items():
        given = {getattr(one, attribute) for one in submissions} - {None}
        if len(given) > 1:
            raise ValueError(f"the submissions differ in {name}")
