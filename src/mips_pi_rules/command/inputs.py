"""What the command is pointed at: files, folders, patterns and standard input, told by content.

QPP JSON (a submission, a bare measurement set, or {submission, context}), NDJSON with one of
these a line, and QRDA III. A name that holds an identifier can be replaced by its position.
"""

import glob
import json
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from attrs import frozen

from mips_pi_rules.context.context import Context
from mips_pi_rules.documents.document import read_object
from mips_pi_rules.documents.qrda3.document import read_qrda3
from mips_pi_rules.errors import ContextError, UnreadableSubmission
from mips_pi_rules.judging.evaluation import evaluate
from mips_pi_rules.judging.report import Report
from mips_pi_rules.render import Entry

_SUFFIXES = frozenset({".json", ".ndjson", ".jsonl", ".xml"})
_XML = (b"<", b"\xff\xfe<", b"\xfe\xff\x00<")  # as it is, or UTF-16 of either order
_BOM = b"\xef\xbb\xbf"
# A worked case is taken too: its name, citations and expected report are let be.
_WRAPPER = frozenset({"submission", "context", "name", "cites", "report"})
_OF_SETS = frozenset({"measurementSets", "category", "measurements"})


@frozen(eq=False)
class Input:
    """One document: the name it is shown by, and its entry or why it could not be read."""

    name: str
    entry: Entry | None = None
    problem: str | None = None
    path: str | None = None


def inputs(
    names: Iterable[str], context: Context | None = None, *, positions: bool = False
) -> Iterator[Input]:
    """Evaluate every document that the names lead to, in order; a folder's files by name.

    `context` holds for every document that does not bring its own; with `positions` documents
    are named by their position, for folders whose file names hold identifiers.
    """
    number = 0
    for name in names:
        found, problem = _files(name)
        if problem is not None:
            number += 1
            yield Input(str(number) if positions else name, problem=problem)
        for file in found:
            number += 1
            shown = str(number) if positions else "stdin" if file == "-" else file
            path = None if positions or file == "-" else _near(file)
            try:
                content = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
            except OSError as error:
                yield Input(shown, problem=error.strerror or "cannot be read", path=path)
                continue
            yield from _documents(shown, path, content, context)


def _near(file: str) -> str:
    """The file as seen from the current folder, where it is below it."""
    path = Path(file)
    inside = path.is_absolute() and path.is_relative_to(Path.cwd())
    return str(path.relative_to(Path.cwd())) if inside else file


def _files(name: str) -> tuple[list[str], str | None]:
    """The files that a name leads to, and what is wrong where there are none."""
    path = Path(name)
    if name != "-" and path.is_dir():
        found = sorted(
            str(file) for file in path.rglob("*") if file.suffix in _SUFFIXES and not file.is_dir()
        )
        return found, None if found else "the folder has no .json, .ndjson, .jsonl or .xml file"
    if name != "-" and glob.has_magic(name) and not path.exists():
        found = sorted(glob.glob(name, recursive=True))  # noqa: PTH207 - patterns of any folder
        return found, None if found else "no file matches the pattern"
    return [name], None


def _documents(
    name: str, path: str | None, content: bytes, context: Context | None
) -> Iterator[Input]:
    if is_xml(content):
        yield _evaluated(name, path, lambda: evaluate(read_qrda3(content), context=context))
        return
    lines = [(i, line) for i, line in enumerate(content.split(b"\n"), 1) if line.strip()]
    if len(lines) > 1 and isinstance(_json(lines[0][1]), dict):
        for number, line in lines:
            yield _one(f"{name}:{number}", path, line, context, number)
    else:
        yield _one(name, path, content, context, 1)


def is_xml(content: bytes) -> bool:
    """Whether a document is XML, so that QRDA III is meant."""
    return content.removeprefix(_BOM).lstrip().startswith(_XML)


def _one(
    name: str, path: str | None, content: bytes, context: Context | None, first_line: int
) -> Input:
    """A JSON document; {submission, context} is taken apart, and then has no lines."""
    try:
        inner, own = taken_apart(content)
    except (UnreadableSubmission, ContextError) as error:
        return Input(name, problem=str(error), path=path)
    if inner is not None:
        given = context if own is None else own
        return _evaluated(name, path, lambda: evaluate(inner, context=given))
    return _evaluated(name, path, lambda: evaluate(content, context=context), first_line)


def taken_apart(content: bytes) -> tuple[Mapping[str, Any] | None, Any]:
    """Submission and context of a document that is {submission, context}, else None.

    Raises UnreadableSubmission where it is one and cannot be read, ContextError where it has a
    field that is neither.
    """
    document = _json(content)
    inner = document.get("submission") if isinstance(document, dict) else None
    if not isinstance(inner, Mapping) or document.keys() & _OF_SETS:
        return None, None
    strict = read_object(content)
    if strict.keys() - _WRAPPER:
        raise ContextError("", "stands beside the submission as context; no other field may")
    return strict["submission"], strict.get("context")


def _evaluated(
    name: str, path: str | None, report: Callable[[], Report], first_line: int = 1
) -> Input:
    try:
        return Input(name, Entry.in_file(name, report(), path, first_line))
    except (UnreadableSubmission, ContextError) as error:
        return Input(name, problem=str(error), path=path)


def _json(content: bytes) -> Any:
    """The JSON value of a line or file, or None where evaluating will say what is wrong."""
    try:
        return json.loads(content)
    except (ValueError, RecursionError):
        return None
