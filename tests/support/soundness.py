"""What holds of every report, whatever the document: used by whatever changes documents.

Sound (valid, equal after JSON, forced exactly for zero and incomplete, pointing inside), silent
on what was sent, and alike however the same is said.
"""

import json
import pickle
import traceback
from collections import Counter
from typing import Any

from jsonschema import Draft202012Validator

from mips_pi_rules import (
    ContextError,
    Outcome,
    Report,
    UnreadableSubmission,
    evaluate,
    evaluate_many,
)
from mips_pi_rules.documents.document import read
from mips_pi_rules.render import FORMATS, Entry
from support.cases import SCHEMAS, TOKEN, Json, read_json

MOST = 100  # findings of a rule that a report has
REPORTS = Draft202012Validator(read_json(SCHEMAS / "report.schema.json"))


def resolved(document: Any, pointer: str) -> Any:
    """What stands at a JSON Pointer, by the text of RFC 6901."""
    here = document
    for token in pointer.split("/")[1:]:
        name = token.replace("~1", "/").replace("~0", "~")
        here = here[int(name)] if isinstance(here, list) else here[name]
    return here


def is_sound(report: Report, document: Any) -> None:
    """Whole in itself, and it points inside the document."""
    is_whole(report)
    for finding in report.findings:
        resolved(document, finding.pointer)


def is_whole(report: Report) -> None:
    """Valid, the same after JSON, and what it says goes together."""
    written = report.to_dict()
    errors = [f"{one.json_path}: {one.message}" for one in REPORTS.iter_errors(written)]
    assert errors == []
    assert Report.from_dict(json.loads(json.dumps(written))) == report
    assert report.forced_to_zero is (report.outcome in (Outcome.ZERO, Outcome.INCOMPLETE))
    assert report.ok is (report.outcome in (Outcome.SCORED, Outcome.REWEIGHTED))
    settled = {Outcome.SCORED: report.subtotal, Outcome.ZERO: 0, Outcome.INCOMPLETE: 0}
    assert report.score == settled.get(report.outcome)
    assert all(finding.outcome for finding in report.reasons)
    assert report.ok or report.reasons
    most = max(Counter(finding.rule for finding in report.findings).values(), default=0)
    assert most == MOST if report.omitted else most <= MOST
    rows = report.measures.values()
    assert report.subtotal is None or report.maximum is not None
    if report.subtotal is not None and report.maximum is not None:
        assert report.subtotal == min(report.maximum, sum(row.points for row in rows))


def tells_nothing(source: Any, report: Report, context: Json | None = None) -> None:
    """The token stands in no format, no repr and no pickle."""
    said = repr(report) + repr(pickle.dumps(report)) + str(report)
    said += "".join("".join(render([Entry("input", report)])) for render in FORMATS.values())
    said += repr(read(source).submission) if isinstance(source, dict) else ""
    many = [(source, context)] if context else [source]
    said += "".join(repr(one) for one in evaluate_many(many))
    assert TOKEN not in said


def judged(source: Any, context: Any = None) -> Report | None:
    """The report, or None where the document is unreadable or the context wrong; no other error."""
    try:
        return evaluate(source, context=context)
    except (UnreadableSubmission, ContextError) as error:
        said = "".join(traceback.format_exception(error, limit=0)) + repr(vars(error))
        assert TOKEN not in said + repr((error.__cause__, error.__context__))
        return None


def verdict(report: Report | None) -> object:
    """Outcome, score and rows."""
    if report is None:
        return None
    rows = {name: (one.points, one.available, one.status) for name, one in report.measures.items()}
    return report.outcome, report.score, report.subtotal, rows


def whole(report: Report | None) -> object:
    """All but the places that only text has, and the order that only a document has."""
    found = report and sorted((one.rule, str(one.outcome), one.message) for one in report.findings)
    return verdict(report), found


def placed(report: Report | None) -> object:
    """The verdict, and the findings with what place does not hang on how a text is written."""
    found = report and [
        (one.rule, str(one.outcome), one.message, one.pointer, one.path) for one in report.findings
    ]
    return verdict(report), found
