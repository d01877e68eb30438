"""The command line as it is fuzzed: words of a closed list over files whose content is changed.

An input is JSON, {"words": […], "files": {name: text}}; "-" among the files is standard input.
Words and names are those of the lists here, so that no run reads or writes anything else.
"""

import contextlib
import gzip
import io
import json
import os
import sys
import tempfile
from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any
from unittest.mock import patch

from mips_pi_rules.command.main import COMMANDS, main
from mips_pi_rules.render import FORMATS
from support.cases import TOKEN, Json, full
from support.mutation import broken, mutated, mutated_sheet, mutated_xml
from support.sheets import csv_text, row_of
from support.soundness import REPORTS
from support.sources import own_sources, own_xml_sources

_FILES = (
    "a.json", "b.json", "lines.ndjson", "sheet.csv", "a.xml", "context.json", "contexts.csv",
    "contexts.ndjson", "safer.json", "-",
)  # fmt: skip
_OPTIONS = (
    "--format", "--context", "--contexts", "--year", "--names", "--fail-on", "--exit-zero", "--all",
    "-o", "--output", "--as-of", "--workers", "--resume", "--column", "--help", "--version",
    "--practice", "--status",
)  # fmt: skip
_VALUES = (
    ".", "none.json", "*.json", "folder", "", "out.txt", "rows.ndjson", "1", "2022", "2025", "2027",
    "2021", "year", "text", "file", "position", "not-ok", "rejected", "warning", "advice", "new",
    "fill", "check", "print", "bundle", "gate", "code", "report", "facts", "rule", "bash", "zsh",
    "2025-06-01", "2025-02-30", "PI104", "PI_EP_1", "PI999", "SAFER", "name", "submission", "--",
    "--no", *FORMATS, *(f"{one}=also.{one}" for one in FORMATS),
)  # fmt: skip
WORDS = (*COMMANDS, *_FILES, *_OPTIONS, *_VALUES)
_SPY = "spied.jsonl"


def run_command(data: bytes) -> None:
    """No traceback, one of three statuses, nothing told, and reports that decide the status."""
    try:
        given = json.loads(data)
        words, texts = given["words"], given["files"]
        packed = len(data) % 4 == 0
        files = {name: _content(texts[name], packed=packed and name != "-") for name in texts}
    except (ValueError, RecursionError, LookupError, TypeError, AttributeError):
        return
    if not (isinstance(words, list) and files.keys() <= {*_FILES}):
        return
    if not all(isinstance(one, str) and one in WORDS for one in words):
        return
    spied = words[:1] == ["check"] and not {"--format", "-o", "--output"} & {*words}
    with _folder(files) as folder:
        arguments = [*words, "--format", f"jsonl={_SPY}"] if spied else words
        status, out, err = _ran(arguments, files.get("-", b""))
        assert status in (0, 1, 2)
        assert "Traceback" not in err
        left = {one.name: one.read_bytes() for one in folder.iterdir() if one.is_file()}
        # What `safer` prints is what the practice wrote, and its file is there to be written.
        if words[:1] != ["safer"]:
            assert TOKEN not in out + err
            for name in files.keys() - {"-"} - _outputs(words):
                assert left[name] == files[name]
            made = b"".join(content for name, content in left.items() if name not in files)
            assert TOKEN.encode() not in made
        if _SPY in left:
            _decided(status, words, left[_SPY].decode())


def _outputs(words: list[str]) -> set[str]:
    """What the words give as output and as nothing else, which may be replaced."""
    pairs = pairwise(words)
    named = [after for word, after in pairs if word in ("-o", "--output")]
    every = {".", "*.json"} & {*words}
    return set() if every else {name for name in named if words.count(name) == named.count(name)}


def _content(text: str, *, packed: bool) -> bytes:
    content = text.encode("utf-8", "surrogatepass")
    return gzip.compress(content, mtime=0) if packed else content


def _decided(status: int, words: list[str], lines: str) -> None:
    """The exit status is that of the reports."""
    reports = [json.loads(line)["report"] for line in lines.splitlines()]
    for one in reports:
        assert REPORTS.is_valid(one)
    if status != 2 and "--fail-on" not in words:
        failed = not all(one["ok"] for one in reports)
        assert status == (failed and "--exit-zero" not in words)


@contextlib.contextmanager
def _folder(files: dict[str, bytes]) -> Iterator[Path]:
    """A folder of its own with these files, as the current one."""
    before = Path.cwd()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for file, content in files.items():
            if file != "-":
                (folder / file).write_bytes(content)
        os.chdir(folder)
        try:
            yield folder
        finally:
            os.chdir(before)


def _ran(arguments: list[str], given: bytes) -> tuple[int, str, str]:
    """Exit status, standard output and standard error; any exception but SystemExit goes on."""
    out, err = io.StringIO(), io.StringIO()
    read = io.TextIOWrapper(io.BytesIO(given), "utf-8")
    with (
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
        patch.object(sys, "stdin", read),
    ):
        try:
            status = main(arguments)
        except SystemExit as ended:
            status = ended.code if isinstance(ended.code, int) else -1
    return status, out.getvalue(), err.getvalue()


_LINES = [
    line.split()
    for line in """\
check a.json
check . --fail-on advice
check lines.ndjson --year 2025
check sheet.csv --contexts contexts.csv
check - --context context.json
check lines.ndjson --contexts contexts.ndjson
check a.xml b.json -o out.txt
check *.json --format sarif=also.sarif --format html=also.html --exit-zero
best a.json b.json
plan a.json --as-of 2025-06-01
plan a.xml --context context.json
facts a.json
facts - --context context.json
batch lines.ndjson -o rows.ndjson --workers 1
batch sheet.csv -o rows.ndjson --workers 1
batch . -o out.txt --workers 1
safer check safer.json --year 2025
safer print safer.json --year 2025
safer new --year 2025
safer fill safer.json --year 2025
explain PI104
rules SAFER
questions 2025 --format csv
years
diff 2025 2027
schema report
completion bash
--version""".splitlines()
] + [["check", "a.json", "lines.ndjson", "--format", one] for one in FORMATS]


def command_lines() -> Iterable[bytes]:
    """Every command with files that it takes."""
    contexts = [one for one in own_sources() if one.context]
    for number, words in enumerate(_LINES):
        year = 2022 + number % 6
        both = contexts[number % len(contexts)]
        one = json.dumps(full(year)).replace("000000001", TOKEN)
        wrapped = json.dumps({"submission": both.document, "context": both.context})
        small = "smallPractice"
        files = {
            "a.json": json.dumps(full(year)),
            "b.json": one,
            "lines.ndjson": f"{one}\n{wrapped}\n",
            "sheet.csv": csv_text(year, [row_of(year), row_of(year, cehrtId=TOKEN)]),
            "a.xml": own_xml_sources()[number % 4],
            "context.json": json.dumps(both.context),
            "contexts.csv": f"name,eligibility.specialStatuses\na.json,{small}\n{TOKEN},{small}\n",
            "contexts.ndjson": json.dumps({"name": "lines.ndjson:1", "context": both.context}),
            "safer.json": "{}",
            "-": one,
        }
        # Only what the words name, so that an input stays small.
        every = {".", "*.json"} & {*words}
        wanted = {name: text for name, text in files.items() if every or name in words}
        yield json.dumps({"words": words, "files": wanted}).encode()


def changed_command(data: bytes, dice: Random) -> bytes:
    """Another word, or another content of a file."""
    given: Json = json.loads(data)
    words, files = given["words"], given["files"]
    if not (isinstance(words, list) and all(isinstance(one, str) for one in files.values())):
        raise ValueError("no command line any more")
    for _ in range(dice.randint(1, 3)):
        if files and dice.random() < 0.6:
            name = dice.choice(list(files))
            files[name] = _changed(files[name], dice)
            continue
        at = dice.randrange(len(words) + 1)
        what = dice.randrange(3)
        words[at : at + (what > 0)] = [dice.choice(WORDS)] if what < 2 else []
    return json.dumps(given).encode("utf-8", "surrogatepass")


def _changed(text: str, dice: Random) -> str:
    if not text or dice.random() < 0.2:
        return broken(text or "{}", dice)
    if text.startswith("<"):
        return mutated_xml(text, dice)
    if text.startswith("{"):
        lines = [line for line in text.splitlines() if line]
        at = dice.randrange(len(lines))
        value: Any = json.loads(lines[at])
        lines[at] = json.dumps(mutated(value, dice) if isinstance(value, dict) else value)
        return "\n".join(lines)
    return mutated_sheet(text, dice)
