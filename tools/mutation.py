"""Mutation of the law: whether each keyword of each rule and each number of a policy is tested.

`tools/mutation.py PART/PARTS` changes one thing at a time in a copy of the tree (a keyword of a
rule's schema dropped, a value in it changed, a number of a policy raised by one) and runs the
tests of law and cases until one fails. It prints each mutant that none kills, then the counts.
"""

import copy
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from attrs import frozen

ROOT = Path(__file__).resolve().parent.parent
COPIED = ("src", "policy", "schemas", "examples", "tests", "tools", "docs", "pyproject.toml")
SAID = {
    "$schema",
    "$id",
    "title",
    "description",
    "$comment",
    "x-rule",
}  # words, and what is not schema
# Not among the tests: those that compare a whole file with what it was.
TESTS = ("tests/law", "tests/examples", "tests/unit/facts", "tests/unit/judging")


@frozen
class Mutant:
    """One file with one thing changed, and the words by which its first tests are chosen."""

    file: str
    what: str
    text: str
    first: str


def _changed(value: Any) -> Any:
    if isinstance(value, bool):
        return not value
    return value + 1 if isinstance(value, int | float) else f"{value}0"


def _schema_places(here: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The path of every keyword and of every plain value of a schema."""
    for key, value in here.items() if isinstance(here, dict) else enumerate(here):
        if not path and key in SAID:
            continue
        yield (*path, key)
        if isinstance(value, dict | list):
            yield from _schema_places(value, (*path, key))


def _numbers(here: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    for key, value in here.items() if isinstance(here, dict) else enumerate(here):
        if isinstance(value, dict | list):
            if path or key != "meta":
                yield from _numbers(value, (*path, key))
        elif isinstance(value, int | float) and not isinstance(value, bool):
            yield (*path, key)


def _with(document: Any, path: tuple[Any, ...], *, drop: bool) -> str:
    made = copy.deepcopy(document)
    here = made
    for key in path[:-1]:
        here = here[key]
    if drop:
        del here[path[-1]]
    else:
        here[path[-1]] = _changed(here[path[-1]])
    return json.dumps(made)


def mutants() -> Iterator[Mutant]:
    """Every mutant of the law, in the order of the files."""
    for file in sorted((ROOT / "schemas" / "rules").glob("*.json")):
        document = json.loads(file.read_text(encoding="utf-8"))
        name, rule = file.relative_to(ROOT).as_posix(), document["x-rule"]["id"]
        for path in _schema_places(document):
            at = "/".join(map(str, path))
            yield Mutant(name, f"{at} dropped", _with(document, path, drop=True), rule)
            here = document
            for key in path:
                here = here[key]
            if not isinstance(here, dict | list) and path[-1] not in ("type", "$ref"):
                yield Mutant(name, f"{at} changed", _with(document, path, drop=False), rule)
    for file in sorted((ROOT / "policy").glob("*.json")):
        document = json.loads(file.read_text(encoding="utf-8"))
        name = file.relative_to(ROOT).as_posix()
        for path in _numbers(document):
            at = "/".join(map(str, path))
            yield Mutant(name, f"{at} changed", _with(document, path, drop=False), file.stem)


def killed(tree: Path, mutant: Mutant) -> bool:
    """Whether a test fails with it: those of its rule or year first, then all."""
    target = tree / mutant.file
    before = target.read_text(encoding="utf-8")
    target.write_text(mutant.text, encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": str(tree / "src"), "CI": "1"}
    command = [sys.executable, "-m", "pytest", "-qx", "-p", "no:cacheprovider", "--no-header"]
    try:
        for chosen in (["-k", mutant.first, "tests/law/test_rules.py", "tests/examples"], TESTS):
            done = subprocess.run(
                [*command, *chosen], cwd=tree, env=environment, capture_output=True, check=False
            )
            if done.returncode not in (0, 5):
                return True
    finally:
        target.write_text(before, encoding="utf-8")
    return False


def main(part: str) -> int:
    """Try one part of the mutants and say which survive."""
    number, parts = map(int, part.split("/"))
    counts = {True: 0, False: 0}
    with tempfile.TemporaryDirectory() as folder:
        tree = Path(folder) / "tree"
        for name in COPIED:
            source = ROOT / name
            if source.is_dir():
                shutil.copytree(source, tree / name, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copy(source, tree / name)
        for index, mutant in enumerate(mutants()):
            if index % parts == number % parts:
                dead = killed(tree, mutant)
                counts[dead] += 1
                if not dead:
                    print(f"survives: {mutant.file}: {mutant.what}", flush=True)
    print(f"{counts[True]} of {sum(counts.values())} mutants killed")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
