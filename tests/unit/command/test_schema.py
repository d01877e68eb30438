"""The command `schema`: every schema, a rule as one, and a year as a bundle or as code."""

import json
from typing import Any

import pytest

from mips_pi_rules.reference.bundle import bundle
from mips_pi_rules.reference.code import code
from support.commands import run


@pytest.mark.parametrize("name", ["submission", "facts", "context", "policy", "rule", "report"])
def test_schemas_are_printed_by_name(capsys: Any, name: str) -> None:
    assert run("schema", name) == 0
    assert json.loads(capsys.readouterr().out)["$id"].endswith(f"/{name}.schema.json")


def test_a_rule_is_printed_as_its_schema(capsys: Any) -> None:
    assert run("schema", "PI104") == 0
    assert json.loads(capsys.readouterr().out)["x-rule"]["id"] == "PI104"


@pytest.mark.parametrize(
    "arguments",
    [
        ["nothing"],
        ["bundle"],
        ["bundle", "2021"],
        ["code"],
        ["code", "2021"],
        ["report", "2025"],
        ["../policy"],
    ],
)
def test_a_schema_that_is_not_there_is_2(capsys: Any, arguments: list[str]) -> None:
    assert run("schema", *arguments) == 2
    out, err = capsys.readouterr()
    assert (out, err.count("\n")) == ("", 1)


def test_the_command_prints_the_bundle(capsys: Any) -> None:
    assert run("schema", "bundle", "2025") == 0
    assert json.loads(capsys.readouterr().out) == bundle(2025)


def test_the_command_prints_the_code(capsys: Any) -> None:
    assert run("schema", "code", "2025") == 0
    assert capsys.readouterr().out == code(2025)
