"""What a start costs is what it loads: the package, and an evaluation, load what they use."""

import ast
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

import mips_pi_rules
from support.cases import ROOT

PACKAGE = ROOT / "src" / "mips_pi_rules"
HEAVY = {"argparse", "cattrs", "importlib.resources", "jsonschema", "referencing"}
OTHER_WAYS = {
    "mips_pi_rules.planning",
    "mips_pi_rules.documents.qrda3",
    "mips_pi_rules.context.safer",
}
ABOVE = {"mips_pi_rules.render", "mips_pi_rules.reference", "mips_pi_rules.command"}
IMPORT = "import mips_pi_rules"
EVALUATE = """
from pathlib import Path
from mips_pi_rules import evaluate
raw = Path("examples/submission.json").read_bytes()
report = evaluate(raw)
assert report.findings
"""

CHECK = """
from mips_pi_rules.command.main import main
assert main(["check", "examples/submission.json"]) == 1
"""


def loaded_by(code: str) -> set[str]:
    """The modules that a new process loads for this code, beside those that it starts with."""
    lines = [
        "import json, sys",
        "before = set(sys.modules)",
        code,
        "print(json.dumps(sorted(set(sys.modules) - before)))",
    ]
    done = subprocess.run(
        [sys.executable, "-c", "\n".join(lines)],
        capture_output=True, text=True, check=True, cwd=ROOT,
    )  # fmt: skip
    return set(json.loads(done.stdout.splitlines()[-1]))


def test_importing_the_package_loads_nothing_else_of_it() -> None:
    loaded = loaded_by(IMPORT)
    assert {name for name in loaded if name.startswith("mips_pi_rules")} == {"mips_pi_rules"}
    assert not loaded & (HEAVY | {"attrs", "attr"})


def test_the_search_for_what_is_loaded_would_find_it() -> None:
    loaded = loaded_by("import argparse, mips_pi_rules; mips_pi_rules.plan")
    assert {"argparse", "mips_pi_rules.planning", "attrs"} <= loaded


def test_evaluating_loads_neither_other_ways_nor_what_stands_above() -> None:
    loaded = loaded_by(EVALUATE)
    assert "mips_pi_rules.judging.evaluation" in loaded
    assert not loaded & (HEAVY | OTHER_WAYS | ABOVE)


def test_a_command_loads_neither_the_others_nor_formats_that_nobody_asked_for() -> None:
    loaded = loaded_by(CHECK)
    commands = {name for name in loaded if re.fullmatch(r"mips_pi_rules\.command\.\w+", name)}
    parts = (
        "check", "contents", "inputs", "judged", "lines", "main", "nextsteps", "outputs",
        "parsing", "progress", "spans", "terminal", "wrappers",
    )  # fmt: skip
    assert commands == {f"mips_pi_rules.command.{name}" for name in parts}
    formats = {f"mips_pi_rules.render.{name}" for name in ("html", "junit", "sarif")}
    unused = {"mips_pi_rules.reference", "mips_pi_rules.many.contextsfile", "csv"}
    assert not loaded & (HEAVY - {"argparse"} | OTHER_WAYS | formats | unused)


def imported() -> dict[str, str]:
    """What type checkers see: the module of each name, as `__init__` imports it for them."""
    tree = ast.parse((PACKAGE / "__init__.py").read_text(encoding="utf-8"))
    (guarded,) = [node for node in tree.body if isinstance(node, ast.If)]
    found = {}
    for node in guarded.body:
        assert isinstance(node, ast.ImportFrom)
        found |= {one.name: str(node.module) for one in node.names}
    return found


def test_type_checkers_see_the_names_that_a_process_gets() -> None:
    homes = {name: f"mips_pi_rules.{home}" for name, home in mips_pi_rules._HOME.items()}
    assert imported() == homes
    assert sorted(homes) == mips_pi_rules.__all__
    assert set(mips_pi_rules.__all__) <= set(dir(mips_pi_rules))


def test_a_name_that_there_is_not_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="mips_pi_rules"):
        mips_pi_rules.nothing_of_ours  # noqa: B018 - what it raises is tested
    assert not hasattr(mips_pi_rules, "nothing_of_ours")


def test_no_public_name_is_that_of_a_folder_or_module() -> None:
    # Importing it would put the module in the place of the name.
    modules = {Path(file.name).stem for file in PACKAGE.iterdir()}
    assert not modules & set(mips_pi_rules.__all__) - {"__version__"}


def test_pydantic_is_loaded_by_who_asks_for_it_alone() -> None:
    asked = "import mips_pi_rules, pydantic; pydantic.TypeAdapter(mips_pi_rules.Report)"
    assert "mips_pi_rules.judging.pydanticfield" in loaded_by(asked)
    assert not {name for name in loaded_by(EVALUATE) if name.startswith("pydantic")}
