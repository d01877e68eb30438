"""Which field of a form a finding is about: the one place that derives it.

The vocabulary is that of forms, answers and plans: a field of CMS's API, a measure id, or
`<measure id>.level`. Where nothing of a form is meant it is None: the whole document, a row
without a known id, an objective that may be reported in several ways.
"""

from bisect import bisect_left

from mips_pi_rules.documents.fieldnames import FIELDS_MEANT, FORM_FIELDS
from mips_pi_rules.documents.submission import (
    REFUSED,
    Measurement,
    MeasurementSet,
    Submission,
)
from mips_pi_rules.frozenmap import FrozenMap
from mips_pi_rules.judging.findings import Broken
from mips_pi_rules.law.policies import level_of
from mips_pi_rules.law.year import NoYear, Year
from mips_pi_rules.pointers import split

_NO_FIELDS: FrozenMap[str] = FrozenMap()


def field_of(
    broken: Broken, pointer: str, submission: Submission, year: Year | NoYear
) -> str | None:
    """The field that a finding at `pointer`, which need not lead to what exists, is about.

    By the rule where that says so; else by the measure of the rule, by the row that it is in,
    by the field of the document that it is at, or by the right name of a misspelt one.
    """
    if broken.rule.about == "none":
        return None
    fields = year.policy.fields if isinstance(year, Year) else _NO_FIELDS
    if broken.measure is not None:
        field = fields.get(broken.measure)
        level = level_of(broken.measure)
        return level if broken.rule.about == "level" and level in fields.values() else field
    row = _row(submission, pointer)
    if row is not None:
        return fields.get(row.measure_id) if isinstance(row.measure_id, str) else None
    places = reversed(split(pointer))
    at = next((FIELDS_MEANT[name] for name in places if name in FIELDS_MEANT), None)
    right = broken.defect["values"].get("right") if broken.defect is not None else None
    meant = right if isinstance(right, list) else ()
    return at or next((name for name in meant if name in FORM_FIELDS), None)


def _row(submission: Submission, pointer: str) -> Measurement | None:
    """The row that a pointer leads to or into; None where it leads elsewhere."""
    tokens = split(pointer.removeprefix(submission.wrapper))
    if submission.bare:
        tokens = ["measurementSets", "0", *tokens]
    sets = submission.measurement_sets
    if tokens[:1] + tokens[2:3] != ["measurementSets", "measurements"] or not tokens[3:]:
        return None
    if not isinstance(sets, tuple):
        return None
    index, row = int(tokens[1]), int(tokens[3])
    # Sets of other categories are not among them, and their rows are not read.
    before = bisect_left(submission.left_out, index)
    if submission.left_out[before : before + 1] == (index,):
        return None
    # What was noted when a document was read outlasts rows that its Submission was left without.
    at = index - before
    one = sets[at] if at < len(sets) else REFUSED
    rows = one.measurements if isinstance(one, MeasurementSet) else None
    found = rows[row] if isinstance(rows, tuple) and row < len(rows) else None
    return found if isinstance(found, Measurement) else None
