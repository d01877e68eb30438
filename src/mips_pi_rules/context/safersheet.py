"""A SAFER self-assessment as a file to fill in: JSON values, or CSV for a spreadsheet.

The sheet has the columns field, value, accepted and about: one row for each field and for each
practice, with what is accepted there. Only field and value are read back.
"""

import csv
import io
from collections.abc import Iterator
from typing import Any, Final

from mips_pi_rules.context.safer import SaferSelfAssessment
from mips_pi_rules.days import TWO_DAYS, days_of_sheet
from mips_pi_rules.errors import ContextError
from mips_pi_rules.jsonvalues import dumped
from mips_pi_rules.law.policies import Policy
from mips_pi_rules.sheettext import delimiter_of

_COLUMNS: Final = ("field", "value", "accepted", "about")
_SEPARATOR: Final = ";"
_LISTS: Final = ("participants", "scale", "practices")
_MOST_ROWS: Final = 1000


def to_document(assessment: SaferSelfAssessment, policy: Policy) -> dict[str, Any]:
    """The assessment as JSON values, with each practice of its list and the accepted statuses.

    A practice without a status has null. `from_dict` reads it back.
    """
    checklist = assessment.checklist(policy)
    statuses = {name: assessment.statuses.get(name) for name in checklist.practices}
    return assessment.to_dict() | {
        "scale": list(checklist.scale),
        "statuses": {**statuses, **assessment.statuses},
    }


def written(assessment: SaferSelfAssessment, policy: Policy, *, as_csv: bool) -> str:
    """The assessment as the text of a file: a sheet, or JSON that ends in a newline."""
    if as_csv:
        return to_csv(assessment, policy)
    # Half a character, which a text of JSON can hold, cannot be written but as an escape.
    text = dumped(to_document(assessment, policy))
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def to_csv(assessment: SaferSelfAssessment, policy: Policy) -> str:
    """The assessment as a sheet, with each practice of its list."""
    written = io.StringIO()
    rows = csv.writer(written, lineterminator="\n")
    rows.writerow(_COLUMNS)
    rows.writerows(_rows(assessment, policy))
    return written.getvalue()


def _rows(assessment: SaferSelfAssessment, policy: Policy) -> Iterator[tuple[str, ...]]:
    checklist = assessment.checklist(policy)
    document = to_document(assessment, policy)
    year = policy.performance_year
    yield "edition", assessment.edition, "", "the edition of the guide"
    yield "date", document["date"] or "", "YYYY-MM-DD", f"the day in {year} on which it was done"
    yield "scope", assessment.scope, "organization or practice", "whom it is about"
    who = "roles, with ; between them"
    yield "participants", _joined(document["participants"]), who, "who took part, and will sign"
    if not checklist.of_policy:
        scale = "steps of the guide's scale, the fullest first, with ; between them"
        yield "scale", _joined(document["scale"]), scale, "the statuses that there are"
        numbers = "numbers as in the guide, with ; between them"
        yield "practices", _joined(document["practices"]), numbers, "the practices of its checklist"
    for name, status in document["statuses"].items():
        yield name, status or "", " or ".join(checklist.scale), checklist.topics.get(name, "")


def _joined(values: list[str]) -> str:
    return f"{_SEPARATOR} ".join(values)


def from_csv(text: str, policy: Policy) -> SaferSelfAssessment:
    """The assessment that a sheet holds; a status of the year's scale may be in any case.

    Raises ContextError, which names the row and holds nothing of what stood there.
    """
    document: dict[str, Any] = {}
    statuses: dict[str, str] = {}
    seen = set()
    for number, name, value in _cells(text):
        if name in seen:
            raise ContextError(f"row {number}", "is a field or practice that stands twice")
        seen.add(name)
        if name[:1].isdigit():
            if value:
                statuses[name] = _of_scale(value, policy)
        elif name in _LISTS:
            document[name] = [one.strip() for one in value.split(_SEPARATOR) if one.strip()]
        elif name in ("edition", "date", "scope"):
            if value:
                document[name] = _day(value) if name == "date" else value
        else:
            raise ContextError(
                f"row {number}", "begins with neither a field nor the number of a practice"
            )
    return SaferSelfAssessment.from_dict(document | {"statuses": statuses})


def _cells(text: str) -> Iterator[tuple[int, str, str]]:
    """Number, field and value of each row that has a field, below the row of the columns."""
    head = text.partition("\n")[0].casefold()
    delimiter = delimiter_of(head, lambda cells: tuple(cells[:2]) == _COLUMNS[:2])
    if delimiter is None:
        raise ContextError("row 1", f"must be the columns {', '.join(_COLUMNS)}")
    try:
        for number, row in enumerate(csv.reader(io.StringIO(text), delimiter=delimiter), 1):
            if number > _MOST_ROWS:
                raise ContextError(f"row {number}", "is one row too many")
            name, value = (*(cell.strip() for cell in row[:2]), "", "")[:2]
            if number > 1 and name:
                yield number, name, value
    except csv.Error:
        raise ContextError("", "must be CSV") from None


def _day(written: str) -> str:
    """A day as a spreadsheet saved it, where it can be one alone; another text as it stands."""
    days = days_of_sheet(written)
    if len(days) > 1:
        raise ContextError("date", TWO_DAYS)
    return days[0].isoformat() if days else written


def _of_scale(written: str, policy: Policy) -> str:
    """A status of the year's scale as the policy writes it; another as it stands."""
    scale = policy.evidence.safer_self_assessment.statuses
    return next((one for one in scale if one.casefold() == written.casefold()), written)
