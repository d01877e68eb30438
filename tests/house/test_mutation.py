"""What `make mutation` changes, and that the list of what survives is of mutants there are."""

import importlib
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from support.cases import DATA, ROOT, read_json
from support.modules import module_at

SURVIVORS: list[dict[str, str]] = read_json(DATA / "survivors.json")


@pytest.fixture
def mutation(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(ROOT / "tools")
    return importlib.import_module("mutating.mutants")


@pytest.fixture
def living(mutation: ModuleType) -> ModuleType:
    return importlib.import_module("mutating.living")


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
        ("module", "True -> False"),
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


def test_a_mutant_stays_the_same_when_something_else_in_the_file_changes(
    mutation: ModuleType,
) -> None:
    parts = {(where, what): part for where, what, _, part in mutation.code.changes(CODE)}
    other = f"# More.\n{CODE.replace('LEAST = 3', 'LEAST = 5')}"
    now = {(where, what): part for where, what, _, part in mutation.code.changes(other)}
    assert set(parts.items()) - set(now.items()) == {(("module, LEAST = 3", "3 -> 4"), "LEAST = 4")}
    assert all(part.startswith("def enough") for part in parts.values() if "\n" in part)


def test_a_statement_is_called_by_its_function_and_first_line(mutation: ModuleType) -> None:
    lines = {place: list(lines) for place, lines in mutation.code.places(CODE)}
    assert lines["module, LEAST = 3"] == [3]
    assert lines["enough, if value is None or not strict:"] == [9]
    assert {where for where, _, _, _ in mutation.code.changes(CODE)} <= lines.keys()


@pytest.mark.parametrize(
    ("code", "texts"),
    [
        ('raise ValueError("unknown")', set()),
        ('raise ValueError(values["unknown"])', {"unknown"}),
        ('said = "the value is unknown"', set()),
        ('known = said == "not known"', {"not known"}),
        ('known = {"not known": 1}', {"not known"}),
        ('code = "{x} is True"', {"{x} is True"}),
        ('names = " and ".join(names)', {" and "}),
    ],
)
def test_texts_are_changed_where_a_program_reads_them(
    mutation: ModuleType, code: str, texts: set[str]
) -> None:
    changed = {what.partition(" -> ")[0] for _, what, _, _ in mutation.code.changes(code)}
    assert {what.strip('"') for what in changed if what.startswith('"')} == texts


FUNCTIONS = """
from functools import cache

TABLE = {"a": 1}
KINDS = [lambda x: x + 2, lambda x: x - 2]

def around(function):
    def inside(x):
        return function(x) * 3
    return inside

@around
def wrapped(x, more=0):
    return x + 4 + more

class Thing:
    size = 5

    @property
    def large(self):
        return self.size > 6

    @classmethod
    def made(cls):
        return [x + 7 for x in range(8)]

@cache
def kept():
    return 9
"""


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ("x + 2", "x + 3", [3, -2, 12, False, 7, 9]),
        ("x - 2", "x - 3", [2, -3, 12, False, 7, 9]),
        ("* 3", "* 4", [2, -2, 16, False, 7, 9]),
        ("x + 4", "x + 5", [2, -2, 15, False, 7, 9]),
        ("> 6", "< 6", [2, -2, 12, True, 7, 9]),
        ("x + 7", "x + 8", [2, -2, 12, False, 8, 9]),
        ("return 9", "return 10", [2, -2, 12, False, 7, 10]),
        ('"a": 1', '"a": 2', None),
        ("function(x) * 3", "x * 3", None),  # what it made before has its own variables
        ("more=0", "more=1", None),
        ("size = 5", "size = 7", None),
    ],
)
def test_what_a_function_does_is_exchanged_where_it_is(
    living: ModuleType, tmp_path: Path, old: str, new: str, found: list[Any] | None
) -> None:
    file = tmp_path / "functions.py"
    file.write_text(FUNCTIONS)
    module: Any = module_at(file)

    def now() -> list[Any]:
        first, second = (kind(0) for kind in module.KINDS)
        other = [module.Thing().large, module.Thing.made()[0], module.kept()]
        return [first, second, module.wrapped(0), *other]

    before = now()
    there = living.Living([module])
    assert there.put(module, FUNCTIONS.replace(old, new)) is (found is not None)
    there.forget()
    assert now() == (found or before)


TABLES = """
SIZES = {"a": 1}
LARGER = {name: size + 1 for name, size in SIZES.items()}
OTHER = 3

def size(name, more=OTHER):
    return LARGER[name] + more
"""


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ('"a": 1', '"a": 5', [{"a": 5}, {"a": 6}, 9]),  # and what is made of it
        ("size + 1", "size + 2", [{"a": 1}, {"a": 3}, 6]),
        ("OTHER = 3", "OTHER = 4", None),  # a function has it already
        ("more=OTHER", "more=5", None),
        ("LARGER[name] + more", "LARGER[name]", None),
    ],
)
def test_a_table_is_made_again_wherever_it_was_imported(
    living: ModuleType,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    old: str,
    new: str,
    found: list[Any] | None,
) -> None:
    file = tmp_path / "sizes.py"
    file.write_text(TABLES)
    module: Any = module_at(file)
    other: Any = ModuleType("others")
    other.renamed = module.SIZES
    monkeypatch.setitem(sys.modules, "others", other)

    def now() -> list[Any]:
        return [other.renamed, module.LARGER, module.size("a")]

    before = now()
    tables = importlib.import_module("mutating.tables").Tables([module])
    assert tables.put(module, TABLES.replace(old, new)) is (found is not None)
    assert now() == (found or before)


class Copy:
    """Stands for a tree in which one test fails anyway, and one where something is changed."""

    def __init__(self) -> None:
        self.sound: dict[str, bool] = {}
        self._failing = {"odd"}

    @contextmanager
    def holding(self, _: object) -> Iterator[None]:
        self._failing.add("good")
        yield
        self._failing.remove("good")

    def asked(self, question: Any, _: float) -> str:
        return next((test for test in question.args[1] if test in self._failing), "")


def test_a_test_that_fails_anyway_kills_no_mutant(
    living: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    trying: Any = importlib.import_module("mutating.trying")
    tree = Copy()
    monkeypatch.setattr(trying, "asked", tree.asked)
    assert trying.kill(tree, None, ["odd", "fine", "good"], 1) == "good"
    assert trying.kill(tree, None, ["odd", "fine"], 1) == ""
    assert tree.sound == {"odd": False, "good": True}


def test_what_killed_a_mutant_is_known_while_it_is_a_test(
    mutation: ModuleType, tmp_path: Path
) -> None:
    mutants = [mutation.Mutant("a.py", "f, return", f"1 -> {n}", "", "") for n in range(5)]
    keys = [one.key for one in mutants]
    killers = ["t.py::one", "t.py::gone", "", "the import"]
    lines = [*zip(keys, killers, strict=False), (keys[0], "t.py::two")]
    file = tmp_path / "results.jsonl"
    file.write_text("".join(json.dumps(line) + "\n" for line in lines))
    tool: Any = importlib.import_module("mutation")
    results = tool._Results(file, {"t.py::one", "t.py::two"})
    assert [results.killed(one) for one in mutants] == ["t.py::two", "", "", "the import", ""]
    assert [results.survived(one) for one in mutants] == [False, False, True, False, False]
    # What is not known comes first, then what was tried longest ago.
    assert results.oldest_first(mutants) == [mutants[n] for n in (1, 4, 2, 3, 0)]


def test_the_tests_that_run_a_statement_are_tried_first(living: ModuleType) -> None:
    near = "tests/unit/law/test_year.py::test_near"
    rule, far = "tests/law/test_rules.py::test_case[PI101]", "tests/unit/many/test_far.py::test_far"
    file = "src/mips_pi_rules/law/year.py"
    places = {file: {"Year, at = 1": 0b101, "module, AT = 2": 0}, "other.py": {"f, return 1": 0b10}}
    seconds = {near: 0.5, rule: 0.01, far: 0.001}
    record: Any = importlib.import_module("mutating.tests").Record(
        seconds, [near, rule, far], places
    )
    assert record.running(file, "Year, at = 1", 9) == [far, near, rule]
    assert record.running(file, "Year, at = 1", 0.1) == [far]
    assert record.running(file, "module, AT = 2", 9) == []  # runs at import
    assert record.running(file, "Year, at = 3", 9) == [far, near, rule]  # is new
    assert record.reading(file, 9) == [far, near]
    # What a file does at its import is seen where it is imported.
    assert record.reading("src/mips_pi_rules/law/policies.py", 9) == [far, near]


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
