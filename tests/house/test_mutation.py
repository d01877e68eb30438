"""What `make mutation` changes, and that the list of what survives is of mutants there are."""

import importlib
import json
from types import ModuleType
from typing import Any

import pytest

from support.cases import DATA, ROOT, read_json

SURVIVORS: list[dict[str, str]] = read_json(DATA / "survivors.json")


@pytest.fixture
def mutation(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(ROOT / "tools")
    return importlib.import_module("mutating.mutants")


CODE = '''
"""Words."""
LEAST = 3


def enough(values: list[int], strict: bool = True) -> bool:
    """Words."""
    for value in values:
        if value is None or not strict:
            continue
        values.append(value + 1)
    return len(values) >= LEAST
'''


def test_each_step_of_a_module_is_changed(mutation: ModuleType) -> None:
    changed = {
        (where.partition(",")[0], what): made
        for where, what, made, _ in mutation.code.changes(CODE)
    }
    assert set(changed) == {
        ("module", "3 -> 4"),
        ("enough", "True -> False"),
        ("enough", "is -> is not"),
        ("enough", "or -> and"),
        ("enough", "not strict -> (strict)"),
        ("enough", "continue -> break"),
        ("enough", "values.append(value + 1) -> pass"),
        ("enough", "+ -> -"),
        ("enough", "1 -> 2"),
        ("enough", "len(values) >= LEAST -> None"),
        ("enough", ">= -> >"),
    }
    assert "values.append(value - 1)" in changed["enough", "+ -> -"]
    assert len(set(changed.values())) == len(changed)
    for made in changed.values():
        assert made.count("Words.") == 2  # nobody runs a docstring


def test_lines_of_a_change_are_those_of_its_statement(mutation: ModuleType) -> None:
    lines = {what: lines for _, what, _, lines in mutation.code.changes(CODE)}
    assert lines["3 -> 4"] is None  # runs at import
    assert list(lines["is -> is not"]) == [9]
    assert list(lines[">= -> >"]) == [12]


def test_each_keyword_of_a_rule_is_dropped_and_each_value_changed(mutation: ModuleType) -> None:
    rule = {"title": "words", "type": "object", "properties": {"a": {"const": True}}}
    changes = {
        (where, what) for where, what, _, _ in mutation.data.changes_of_rule(json.dumps(rule))
    }
    assert changes == {
        ("type", "dropped"),
        ("properties", "dropped"),
        ("properties/a", "dropped"),
        ("properties/a/const", "dropped"),
        ("properties/a/const", "true -> false"),
    }


def test_each_number_of_a_policy_is_changed(mutation: ModuleType) -> None:
    policy: Any = {"meta": {"version": 1}, "points": [5, {"a": 2.5}], "required": True}
    changes = mutation.data.changes_of_policy(json.dumps(policy))
    assert [json.loads(made) for _, _, made, _ in changes] == [
        {**policy, "points": [6, {"a": 2.5}]},
        {**policy, "points": [5, {"a": 3.5}]},
    ]


def test_survivors_are_mutants_that_there_are_and_have_a_reason(mutation: ModuleType) -> None:
    files = {entry["mutant"].partition(" ")[0] for entry in SURVIVORS}
    names = {mutant.name for file in files for mutant in mutation.of_file(ROOT, ROOT / file)}
    assert [entry["mutant"] for entry in SURVIVORS if entry["mutant"] not in names] == []
    assert sorted(SURVIVORS, key=lambda entry: entry["mutant"]) == SURVIVORS
    for entry in SURVIVORS:
        assert entry.keys() == {"mutant", "reason"}
        assert len(entry["reason"].split()) > 3
