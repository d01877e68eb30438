"""What stands in JavaScript is pinned and is run: by `make test-node`, which CI calls."""

import json
import re

from support.cases import ROOT


def test_the_packages_of_the_example_are_pinned_and_name_no_registry() -> None:
    text = (ROOT / "examples" / "node" / "package.json").read_text(encoding="utf-8")
    versions = json.loads(text)["dependencies"]
    assert "ajv" in versions
    assert all(re.fullmatch(r"[0-9]+\.[0-9]+\.[0-9]+", one) for one in versions.values())
    assert "://" not in text


def test_ci_calls_the_target_that_runs_it() -> None:
    workflow = (ROOT / ".github" / "workflows" / "ci.yml").read_text(encoding="utf-8")
    assert "run: make test-node" in workflow
    recipe = (ROOT / "Makefile").read_text(encoding="utf-8").partition("\ntest-node:")[2]
    assert "tools/node_check.py" in recipe.partition("\n\n")[0]
