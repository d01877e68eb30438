"""The house: no number of the law in Python, modules of a bearable length, the package's names."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args, get_type_hints

import attrs
import pytest

import mips_pi_rules
from mips_pi_rules.documents import places
from support.cases import ROOT

SOURCES = sorted((ROOT / "src").rglob("*.py"))
POINTS = {10.0, 15.0, 20.0, 25.0, 30.0, 40.0, 12.5, 90.0, 179.0, 180.0}


def literals(source: str) -> list[object]:
    """Every constant of a module but docstrings."""
    tree = ast.parse(source)
    documented = ast.Module | ast.ClassDef | ast.FunctionDef
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, documented) and node.body and isinstance(node.body[0], ast.Expr)
    }
    return [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and id(node) not in docstrings
    ]


def is_law(value: object) -> bool:
    """A performance year, the id of a measure or rule, points, or a length of a period."""
    if isinstance(value, bool):
        return False
    if isinstance(value, int | float):
        return 2017 <= value <= 2040 or value in POINTS
    return isinstance(value, str) and bool(
        re.search(r"PI_[A-Z]|PI[0-9]{3}|\b20(2[2-9]|3[0-9])\b", value)
    )


@pytest.mark.parametrize("file", SOURCES, ids=lambda file: file.stem)
def test_no_number_of_the_law_stands_in_python(file: Path) -> None:
    found = {value for value in literals(file.read_text(encoding="utf-8")) if is_law(value)}
    assert not {value for value in found if not is_example(value)}


def is_example(value: object) -> bool:
    """The command's help shows ids and years as examples of what to type."""
    return isinstance(value, str) and (
        "examples:" in value or "such as" in value or "rules are" in value
    )


@pytest.mark.parametrize("law", [2025, 180, 12.5, "PI_EP_1", "PI104", "until 2023"])
def test_the_search_for_law_would_find_it(law: object) -> None:
    assert [value for value in literals(f"x = {law!r}") if is_law(value)] == [law]


@pytest.mark.parametrize("file", SOURCES, ids=lambda file: file.stem)
def test_no_module_is_longer_than_a_reader_bears(file: Path) -> None:
    assert len(file.read_text(encoding="utf-8").splitlines()) <= 320


def test_the_package_exports_names_that_all_exist_in_order() -> None:
    assert all(hasattr(mips_pi_rules, name) for name in mips_pi_rules.__all__)
    assert list(mips_pi_rules.__all__) == sorted(mips_pi_rules.__all__)


def _classes(hint: Any) -> Iterator[type]:
    """The attrs classes in a type, wherever they stand in it."""
    if isinstance(hint, type) and attrs.has(hint):
        yield hint
    for part in get_args(hint):
        yield from _classes(part)


def test_every_value_that_a_public_value_holds_is_public_too() -> None:
    # A user annotates what they are given.
    public = [getattr(mips_pi_rules, name) for name in mips_pi_rules.__all__]
    names = vars(places) | {name: getattr(mips_pi_rules, name) for name in mips_pi_rules.__all__}
    held = [
        (cls.__name__, name, found.__name__)
        for cls in public
        if isinstance(cls, type) and attrs.has(cls)
        for name, hint in get_type_hints(cls, localns=names).items()
        for found in _classes(hint)
        if found not in public
    ]
    # What readers note of a document; nobody makes them by hand.
    assert {name for _, _, name in held} == {"FormatDefect", "Misplaced"}
    assert len(public) > 80


def test_every_public_value_is_equal_by_value_and_hashable() -> None:
    public = [getattr(mips_pi_rules, name) for name in mips_pi_rules.__all__]
    values = [cls for cls in public if isinstance(cls, type) and attrs.has(cls)]
    by_identity = (None, object.__eq__, object.__hash__)
    assert not [cls for cls in values if cls.__eq__ in by_identity or cls.__hash__ in by_identity]
    assert len(values) > 60
