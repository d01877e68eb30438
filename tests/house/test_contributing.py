"""The recipes of CONTRIBUTING are followed to the letter, in a copy of the tree."""

import os
import re
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from support.cases import ROOT
from support.trees import copied

TEXT = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
RECIPES = re.findall(r"^### (.*?)\n(.*?)(?=^#)", TEXT, re.M | re.S)
PARTS = ("src", "policy", "schemas", "examples", "tests", "tools", "docs", "pyproject.toml")


def steps(recipe: str) -> list[str]:
    """The commands of a recipe, in order."""
    return [
        textwrap.dedent(block)
        for block in re.findall(r"^ *```sh\n(.*?)^ *```$", recipe, re.M | re.S)
    ]


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    return copied(PARTS, tmp_path)


@pytest.mark.parametrize(("name", "recipe"), RECIPES, ids=[name for name, _ in RECIPES])
def test_a_recipe_works_as_it_is_written(name: str, recipe: str, tree: Path) -> None:
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    environment = {**os.environ, "PATH": path, "PYTHONPATH": str(tree / "src")}
    environment.pop("PYTEST_XDIST_WORKER", None)
    assert len(steps(recipe)) >= 2
    for step in steps(recipe):
        done = subprocess.run(
            ["bash", "-euc", step], cwd=tree, env=environment, capture_output=True, text=True,
            check=False,
        )  # fmt: skip
        assert done.returncode == 0, f"{step}\n{done.stdout}{done.stderr}"
        assert "no tests ran" not in done.stdout


def test_there_are_the_three_recipes() -> None:
    assert [name for name, _ in RECIPES] == ["A year", "A rule", "A case"]


def test_who_reports_a_wrong_answer_or_changes_one_is_asked_for_the_citation() -> None:
    issue = (ROOT / ".github/ISSUE_TEMPLATE/wrong-answer.yml").read_text(encoding="utf-8")
    asked = issue.partition("id: citation")[2]
    assert re.match(r"\n.*?required: true", asked, re.S)
    change = (ROOT / ".github/pull_request_template.md").read_text(encoding="utf-8")
    assert re.search(r"^Citation \(", change, re.M)
    assert "CHANGELOG" in change
