"""What is fuzzed: for each target what is run, what it starts from, and how that is changed.

Inputs that are kept come from these, so they start from the project's own documents alone.
"""

import json
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from random import Random
from typing import Any

from attrs import frozen

from mips_pi_rules import (
    AnswersError,
    Report,
    answers_of,
    evaluate,
    from_answers,
    policy,
    read_qrda3,
    to_qpp,
    years,
)
from mips_pi_rules.documents.document import read
from support.cases import DATA, TOKEN
from support.mutation import mutated, mutated_xml, twin
from support.soundness import is_sound, judged, tells_nothing, verdict
from support.sources import own_sources, own_xml_sources

_EVERY = 16  # formats are written for one in so many, as they are slow


@frozen
class Target:
    """One way in. `run` raises for an input that breaks what must hold."""

    name: str
    run: Callable[[bytes], None]
    seeds: Callable[[], Iterable[bytes]]
    mutate: Callable[[bytes, Random], bytes]

    def words(self) -> set[str]:
        """Names that a mutation may put in."""
        ids = {name for year in years() for name in policy(year).roles}
        fields = {"performanceYear", "measurementSets", "measurements", "measureId", "value"}
        return ids | fields | {"numerator", "denominator", "cehrtId", "programName", "entityType"}

    def kept(self) -> list[Path]:
        """The folder of what broke it before, if any did."""
        folder = DATA / "fuzz" / self.name
        return [folder] if folder.exists() else []


def _quiet(data: bytes, report: Report) -> None:
    if len(data) % _EVERY == 0:
        tells_nothing(data, report)


def _text(data: bytes) -> None:
    """JSON text: judged soundly, alike after another writing of it, and nothing told."""
    report = judged(data)
    if report is None or data.lstrip()[:1] == b"<":
        return
    _quiet(data, report)
    try:
        document = json.loads(data)
    except (ValueError, RecursionError):
        return  # a mark before it, a name twice: text that only the library's own reader takes
    is_sound(report, document)
    if not any(finding.kind == "duplicate" for finding in report.findings):
        other = judged(twin(document, Random(len(data))))
        assert verdict(other) == verdict(report)


def _qrda(data: bytes) -> None:
    """QRDA III: its report points into the QPP form, which is judged alike."""
    report = judged(b"<" + data.partition(b"<")[2])
    if report is None:
        return
    submission = read_qrda3(b"<" + data.partition(b"<")[2])
    is_sound(report, to_qpp(submission))
    assert verdict(evaluate(submission)) == verdict(report)
    _quiet(data, report)


def _context(data: bytes) -> None:
    """{submission, context}: a context is taken or refused by name."""
    try:
        both = json.loads(data)
        document, context = both["submission"], both["context"]
    except (ValueError, RecursionError, LookupError, TypeError):
        return
    if isinstance(document, dict):
        report = judged(document, context)
        if report is not None:
            is_sound(report, document)


def _report(data: bytes) -> None:
    """A report from JSON: equal again when it is written, or refused with ValueError."""
    try:
        document = json.loads(data)
    except (ValueError, RecursionError):
        return
    try:
        report = Report.from_dict(document)
    except ValueError as error:
        assert TOKEN not in str(error)
        return
    assert Report.from_dict(report.to_dict()) == report


def _answers(data: bytes) -> None:
    """Answers: refused by field without a value, or a submission that goes back and forth."""
    try:
        document = json.loads(data)
    except (ValueError, RecursionError):
        return
    if not isinstance(document, dict):
        return
    try:
        submission = from_answers(document)
    except AnswersError as error:
        assert TOKEN not in f"{error!r}{error}{vars(error)}"
        return
    assert from_answers(answers_of(submission)) == submission
    is_sound(evaluate(submission), to_qpp(submission))


def _json(value: Any) -> bytes:
    return json.dumps(value).encode("utf-8", "surrogatepass")


def _documents() -> Iterable[bytes]:
    return [_json(one.document).replace(b"000000001", TOKEN.encode()) for one in own_sources()]


def _wrapped() -> Iterable[bytes]:
    return [
        _json({"submission": one.document, "context": one.context})
        for one in own_sources()
        if one.context
    ]


def _reports() -> Iterable[bytes]:
    return [_json(evaluate(one.document).to_dict()) for one in own_sources()[::8]]


def _forms() -> Iterable[bytes]:
    found = []
    for one in own_sources():
        with suppress(ValueError):
            found.append(_json(answers_of(read(one.document).submission)))
    return [one.replace(b"000000001", TOKEN.encode()) for one in found[::2]] + found[1::2]


def _as_value(data: bytes, dice: Random) -> bytes:
    document = json.loads(data)
    return _json(mutated(document, dice)) if isinstance(document, dict) else data


def _as_xml(data: bytes, dice: Random) -> bytes:
    return mutated_xml(data.decode("utf-8"), dice).encode("utf-8", "xmlcharrefreplace")


TARGETS = {
    target.name: target
    for target in (
        Target("json", _text, _documents, _as_value),
        Target("qrda", _qrda, lambda: [text.encode() for text in own_xml_sources()], _as_xml),
        Target("context", _context, _wrapped, _as_value),
        Target("answers", _answers, _forms, _as_value),
        Target("report", _report, _reports, _as_value),
    )
}
