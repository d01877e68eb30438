"""The pages for those who use the library do what they show, in the order in which they show it."""

import contextlib
import io
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from attrs import frozen

from support import sheets
from support.cases import ROOT
from support.trees import copied

PAGES = (
    "embedding", "plan", "registry", "registry-in-ci", "scoring",
    "several-submissions", "testing", "why-is-it-zero",
)  # fmt: skip
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.M | re.S)
NEEDED = ("docs", "examples", "policy", "schemas", "README.md", ".pre-commit-hooks.yaml")
# What runs the blocks of the others but for their Python.
ELSEWHERE = {
    "cluster": "tools/spark_check.py",
    "other-languages": "tools/node_check.py",
    "safer-and-sra": "tests/unit/command/test_safer.py",
    "forms": "tests/house/test_pages.py",
}
RUN = ("python", "sh")
KNOWN = {*RUN, "text", "yaml"}


@frozen
class Block:
    """What is between two fences, and the output that the page shows right after it."""

    language: str
    code: str
    shown: str | None


def blocks(page: str) -> list[Block]:
    text = (ROOT / "docs" / f"{page}.md").read_text(encoding="utf-8")
    found = list(BLOCK.finditer(text))
    result = []
    for number, block in enumerate(found):
        after = found[number + 1] if number + 1 < len(found) else None
        near = after is not None and not text[block.end() : after.start()].strip()
        shown = after[2] if after is not None and near and after[1] == "text" else None
        result.append(Block(block[1], block[2], shown))
    return result


def yaml_of(page: str) -> list[str]:
    return [block.code for block in blocks(page) if block.language == "yaml"]


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The root of the repository as a reader has it, to write into."""
    return copied(NEEDED, tmp_path / "repository")


def bash(code: str, folder: Path) -> tuple[int, str]:
    """Exit status and all that is printed; stops at the first failure, as a step of CI does."""
    path = os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"]))
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", code],
        cwd=folder,
        env={**os.environ, "PATH": path, "LC_ALL": "C.UTF-8", "PYTHONUTF8": "1"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        check=False,
    )
    return done.returncode, done.stdout


def python(code: str) -> str:
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(code, "page", "exec"), {"__name__": "page"})  # noqa: S102 - what the page shows
    return printed.getvalue()


@pytest.mark.parametrize("page", PAGES)
def test_a_page_does_what_it_shows(page: str, copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(copy)
    for block in blocks(page):
        if block.language == "python":
            printed = python(block.code)
        elif block.language == "sh":
            status, printed = bash(block.code, copy)
            assert status == 0, f"{block.code}\n{printed}"
        else:
            continue
        assert printed == (block.shown or ""), block.code


OTHERS = [
    pytest.param(block.code, id=f"{file.stem}-{number}")
    for file in sorted((ROOT / "docs").glob("*.md"))
    if file.stem not in ("cluster", *PAGES)  # `make test-spark` runs the one
    for number, block in enumerate(blocks(file.stem), 1)
    if block.language == "python"
]


@pytest.mark.parametrize("code", OTHERS)
def test_python_of_the_other_pages_runs(code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    python(code)


@pytest.mark.parametrize("page", PAGES)
def test_every_block_is_of_a_kind_that_is_checked(page: str) -> None:
    found = blocks(page)
    assert {block.language for block in found} <= KNOWN
    shown = [block.shown for block in found if block.language in RUN and block.shown]
    assert shown == [block.code for block in found if block.language == "text"]
    text = (ROOT / "docs" / f"{page}.md").read_text(encoding="utf-8")
    assert text.count("```") == 2 * len(found)


def keys(text: str) -> set[str]:
    """The dotted paths of the keys of simple YAML: mappings, lists of mappings, no anchors."""
    found, above = set(), list[tuple[int, str]]()
    literal: int | None = None
    for line in text.splitlines():
        indent = len(line) - len(line.lstrip(" "))
        if literal is not None and indent > literal:
            continue
        literal = None
        assert "\t" not in line
        assert indent % 2 == 0, line
        match = re.fullmatch(r"( *)(- )?([\w-]+):(?: (.*))?", line)
        if not match:
            assert not line, f"neither a key nor empty: {line}"
            continue
        depth = indent + len(match[2] or "")
        above = [(at, key) for at, key in above if at < depth]
        above.append((depth, match[3]))
        found.add(".".join(key for _, key in above))
        if match[4] == "|":
            literal = depth
        else:
            value = match[4] or ""
            assert value.count('"') % 2 == 0, line
            assert value.count("[") == value.count("]"), line
    return found


def test_the_workflow_is_one() -> None:
    workflow, _ = yaml_of("registry-in-ci")
    found = keys(workflow)
    assert {"name", "on", "permissions.contents", "permissions.security-events"} <= found
    assert {"on.pull_request.paths", "on.push.branches", "jobs.check.runs-on"} <= found
    assert {f"jobs.check.steps.{key}" for key in ("uses", "with", "name", "run")} <= found
    for action in re.findall(r"uses: (.*)", workflow):
        assert re.fullmatch(r"[\w-]+(/[\w-]+)+@v\d+", action)
    assert "pip install mips-pi-rules==" in workflow


def test_the_commands_of_the_workflow_run_as_it_says(copy: Path) -> None:
    """The one step fails, and what the steps after it upload has been written by it."""
    workflow, _ = yaml_of("registry-in-ci")
    joined = re.sub(r" \\\n +", " ", workflow)
    commands = re.findall(r"^(?:.*\brun: |\s+)(mips-pi .+)$", joined, re.M)
    assert len(commands) == 1
    assert bash(blocks("registry-in-ci")[0].code, copy)[0] == 0
    assert [bash(f"export GITHUB_STEP_SUMMARY=summary.md; {commands[0]}", copy)[0]] == [1]
    assert (copy / "summary.md").read_text(encoding="utf-8").startswith("## 2 documents: ")
    assert workflow.count("if: always()") == 2
    for key in ("sarif_file", "path"):
        (written,) = re.findall(rf"^ +{key}: (.+)$", workflow, re.M)
        assert (copy / written).stat().st_size
    assert all(command.count(" outbox") == 1 for command in commands)


def test_the_use_of_the_hook_fits_the_hook(copy: Path) -> None:
    _, use = yaml_of("registry-in-ci")
    assert {f"repos.{key}" for key in ("repo", "rev", "hooks.id", "hooks.files")} <= keys(use)
    hooks = (ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8")
    (used,), (offered,) = re.findall(r"\bid: (.+)", use), re.findall(r"\bid: (.+)", hooks)
    assert used == offered
    (files,) = re.findall(r"\bfiles: (.+)", use)
    assert re.search(files, "outbox/b.xml")
    assert not re.search(files, "package.json")

    (entry,), (arguments,) = re.findall(r"entry: (.+)", hooks), re.findall(r"args: \[(.+)\]", use)
    words = [word.strip(' "') for word in arguments.split(",")]
    document = "examples/qrda/group-2026.xml"
    assert bash(shlex.join([*shlex.split(entry), *words, document]), copy)[0] == 0


def test_every_block_of_every_page_is_run_by_something() -> None:
    # What npm brings for the page in the browser stands deeper.
    for file in (file for part in ("docs", "docs/site") for file in (ROOT / part).glob("*.md")):
        languages = {language for language, _ in BLOCK.findall(file.read_text(encoding="utf-8"))}
        if languages - {"python"} and file.stem not in PAGES:
            assert languages <= {*KNOWN, "js", "json"}, file.name
            assert file.is_relative_to(ROOT / "docs"), file.name
            runner = (ROOT / ELSEWHERE[file.stem]).read_text(encoding="utf-8")
            assert file.name in runner or "glob" in runner, file.name


def test_the_sheets_of_forms_md_are_made_and_checked(copy: Path) -> None:
    """As the page has it: the empty sheet, and the same filled in, as CSV and as .xlsx."""
    (block,) = (one.code for one in blocks("forms") if one.language == "sh")
    empty, *checks = block.splitlines()
    assert bash(empty, copy) == (0, "")
    sheet = copy / "answers.csv"
    names = sheet.read_text(encoding="utf-8").splitlines()[0].split(",")
    assert names == sheets.records_of(2025, [])[0]
    rows = [sheets.row_of(2025)]
    sheet.write_text(sheets.csv_text(2025, rows), encoding="utf-8")
    (copy / "answers.xlsx").write_bytes(sheets.xlsx(sheets.records_of(2025, rows)))
    assert len(checks) == 2
    for check in checks:
        status, printed = bash(check, copy)
        assert (status, printed.partition(" ")[0]) == (0, "SCORE"), printed
