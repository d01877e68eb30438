"""A Submission as QPP JSON, the form that CMS's API takes and pointers lead into."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from mips_pi_rules.documents.fieldnames import ROW_FIELDS, SET_FIELDS, SUBMISSION_FIELDS
from mips_pi_rules.documents.submission import (
    REFUSED,
    Measurement,
    MeasurementSet,
    Proportion,
    Submission,
)


def to_qpp(submission: Submission) -> dict[str, Any]:
    """The JSON that CMS's API takes for this submission, without what is None or REFUSED.

    A refused value stands as a row without `value`. Read again it gives an equal Submission
    when no part was refused. Raises TypeError for what is no Submission.
    """
    if not isinstance(submission, Submission):
        raise TypeError("submission is a Submission, as read_qrda3 and from_answers give it")
    written: dict[str, Any] = _given(submission, SUBMISSION_FIELDS)
    sets = submission.measurement_sets
    if isinstance(sets, tuple):
        written["measurementSets"] = [
            _set_to_qpp(one) if isinstance(one, MeasurementSet) else {} for one in sets
        ]
    return written


def _given(value: object, names: Mapping[str, str]) -> dict[str, Any]:
    pairs = ((written, getattr(value, name)) for name, written in names.items())
    return {
        written: item.isoformat() if isinstance(item, date) else item
        for written, item in pairs
        if item is not None and item is not REFUSED
    }


def _set_to_qpp(one: MeasurementSet) -> dict[str, Any]:
    written = _given(one, SET_FIELDS)
    if isinstance(one.measurements, tuple):
        written["measurements"] = [
            _row_to_qpp(row) if isinstance(row, Measurement) else {} for row in one.measurements
        ]
    return written


def _row_to_qpp(row: Measurement) -> dict[str, Any]:
    written = _given(row, ROW_FIELDS)
    if isinstance(row.value, Proportion):
        counts = (row.value.numerator, row.value.denominator)
        if row.value.other_keys or not all(isinstance(number, int) for number in counts):
            del written["value"]
        else:
            written["value"] = dict(zip(("numerator", "denominator"), counts, strict=True))
    return written
