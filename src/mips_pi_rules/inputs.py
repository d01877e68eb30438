"""What the command is pointed at: files, folders, patterns and standard input, told by content.

QPP JSON (a submission, a bare measurement set, or {submission, context}), NDJSON with one of
these a line, and QRDA III. A name that holds an identifier can be replaced by its position.
"""

import glob
import json
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from errno import ENOENT
from pathlib import Path
from typing import Any

from attrs import frozen

from mips_pi_rules.context import Context
from mips_pi_rules.errors import ContextError, UnreadableSubmission
from mips_pi_rules.evaluation import evaluate
from mips_pi_rules.qrda3 import read_qrda3
from mips_pi_rules.render import Entry
from mips_pi_rules.report import Report

_SUFFIXES = frozenset({".json", ".ndjson", ".jsonl", ".xml"})
_XML = (b"<", b"\xff\xfe<", b"\xfe\xff\x00<")  # as it is, or UTF-16 of either order
_BOM = b"\xef\xbb\xbf"
_OF_SETS = frozenset({"measurementSets", "category", "measurements"})


@frozen(eq=False)
class Input:
    """One document: the name it is shown by, and its entry or why it could not be read."""

    name: str
    entry: Entry | None = None
    problem: str | None = None


def inputs(
    names: Iterable[str], context: Context | None = None, *, positions: bool = False
) -> Iterator[Input]:
    """Evaluate every document that the names lead to, in order; a folder's files by name.

    `context` holds for every document that does not bring its own; with `positions` documents
    are named by their position, for folders whose file names hold identifiers.
    """
    number = 0
    for name in names:
        try:
            for file in _files(name):
                number += 1
                shown = str(number) if positions else "stdin" if file == "-" else file
                content = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
                path = None if positions or file == "-" else _near(file)
                yield from _documents(shown, path, content, context)
        except OSError as error:
            number += 1
            shown = str(number) if positions else name
            yield Input(shown, problem=error.strerror or "cannot be read")


def _near(file: str) -> str:
    """The file as seen from the current folder, where it is below it."""
    path = Path(file)
    inside = path.is_absolute() and path.is_relative_to(Path.cwd())
    return str(path.relative_to(Path.cwd())) if inside else file


def _files(name: str) -> Iterator[str]:
    path = Path(name)
    if name != "-" and path.is_dir():
        found = sorted(str(file) for file in path.rglob("*") if file.suffix in _SUFFIXES)
        yield from found
        if not found:
            raise OSError(ENOENT, "the folder has no .json, .ndjson, .jsonl or .xml file")
    elif name != "-" and glob.has_magic(name) and not path.exists():
        matches = sorted(glob.glob(name, recursive=True))  # noqa: PTH207 - patterns of any folder
        yield from matches
        if not matches:
            raise OSError(ENOENT, "no file matches the pattern")
    else:
        yield name


def _documents(
    name: str, path: str | None, content: bytes, context: Context | None
) -> Iterator[Input]:
    if content.removeprefix(_BOM).lstrip().startswith(_XML):
        yield _evaluated(name, path, lambda: evaluate(read_qrda3(content), context=context))
        return
    lines = [(i, line) for i, line in enumerate(content.split(b"\n"), 1) if line.strip()]
    if len(lines) > 1 and isinstance(_json(lines[0][1]), dict):
        for number, line in lines:
            yield _one(f"{name}:{number}", path, line, context, number)
    else:
        yield _one(name, path, content, context, 1)


def _one(
    name: str, path: str | None, content: bytes, context: Context | None, first_line: int
) -> Input:
    """A JSON document; {submission, context} is taken apart, and then has no lines."""
    document = _json(content)
    inner = document.get("submission") if isinstance(document, dict) else None
    if isinstance(inner, Mapping) and not document.keys() & _OF_SETS:
        own = document.get("context")
        given = context if own is None else own
        return _evaluated(name, path, lambda: evaluate(inner, context=given))
    return _evaluated(name, path, lambda: evaluate(content, context=context), first_line)


def _evaluated(
    name: str, path: str | None, report: Callable[[], Report], first_line: int = 1
) -> Input:
    try:
        return Input(name, Entry.in_file(name, report(), path, first_line))
    except (UnreadableSubmission, ContextError) as error:
        return Input(name, problem=str(error))


def _json(content: bytes) -> Any:
    """The JSON value of a line or file, or None where evaluating will say what is wrong."""
    try:
        return json.loads(content)
    except (ValueError, RecursionError):
        return None
