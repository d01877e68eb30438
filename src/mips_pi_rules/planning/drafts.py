"""The first draft of a document: its QPP JSON form, in which a value that is refused still stands.

`to_qpp` leaves out what is refused, so that a row of QRDA III whose answer has a wrong data type
would be planned as one that is not answered. What stood there is not known, and not needed.
"""

from typing import Final

from mips_pi_rules.documents.document import Document
from mips_pi_rules.documents.plain import plain_copy
from mips_pi_rules.documents.submission import Measurement, MeasurementSet, Proportion
from mips_pi_rules.planning.edits import Json

_NO_VALUE: Final = ""


def draft_of(document: Document) -> Json:
    """The document as a copy in plain dicts and lists, to be edited."""
    root: Json = plain_copy(document.root)
    sets = document.submission.measurement_sets
    if document.submission.report_templates is None or not isinstance(sets, tuple):
        return root  # JSON has what it has
    for one, written in zip(sets, root["measurementSets"], strict=True):
        rows = one.measurements if isinstance(one, MeasurementSet) else None
        for row, said in zip(
            rows if isinstance(rows, tuple) else (), written["measurements"], strict=True
        ):
            if isinstance(row, Measurement) and row.value is not None and "value" not in said:
                said["value"] = _refused(row.value)
    return root


def _refused(value: object) -> str | dict[str, int | str]:
    """What is no value of a row: text, or counts of which those that are refused are text."""
    if not isinstance(value, Proportion):
        return _NO_VALUE
    counts = {"numerator": value.numerator, "denominator": value.denominator}
    return {
        name: count if isinstance(count, int) else _NO_VALUE
        for name, count in counts.items()
        if count is not None
    }
