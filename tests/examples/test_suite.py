"""The conformance suite is current, and shows what it promises."""

import json
import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest

import conformance
from mips_pi_rules import Rulebook, years
from support.cases import EXAMPLES, ROOT, Json

every_year = pytest.mark.parametrize("year", years())
README = (ROOT / "conformance" / "README.md").read_text(encoding="utf-8")


@cache
def lines(year: int) -> tuple[Json, ...]:
    text = (ROOT / "conformance" / f"{year}.ndjson").read_text(encoding="utf-8")
    return tuple(map(json.loads, text.splitlines()))


def given(line: Json) -> Any:
    return line["text"] if "text" in line else line["submission"]


def by_name(year: int, prefix: str) -> Iterator[Json]:
    return (one for one in lines(year) if one["name"].startswith(f"{year}/{prefix}"))


@every_year
def test_every_answer_is_what_the_library_says(year: int) -> None:
    for line in lines(year):
        said = conformance.answered(given(line), line.get("context"))
        cites = said.pop("cites")
        assert {name: line[name] for name in said} == json.loads(json.dumps(said)), line["name"]
        assert set(cites) <= set(line["cites"])


@every_year
def test_every_worked_case_is_there_and_500_others(year: int) -> None:
    names = {one["name"] for one in lines(year)}
    assert len(names) == len(lines(year))
    assert {f"{year}/{file.stem}" for file in (EXAMPLES / f"{year}").glob("*.json")} <= names
    assert len(list(by_name(year, "generated-"))) >= 500


def never_broken(year: int) -> set[str]:
    """The rules that the page of the suite says no line of the year breaks."""
    rows = re.findall(r"^\| ((?:PI[0-9]{3}(?:, )?)+) \| ([^|]+) \|", README, re.M)
    of_year = [rules for rules, of in rows if of == "all" or str(year) in of.split(", ")]
    assert rows
    return {rule for rules in of_year for rule in rules.split(", ")}


@every_year
def test_every_rule_is_kept_and_broken_but_for_those_that_the_page_names(year: int) -> None:
    rules = set(Rulebook.default().policy(year).rules)
    broken = [{rule for rule, _, _ in one["broken"]} for one in lines(year)]
    assert rules - set().union(*broken) == never_broken(year)
    assert all(any(rule not in one for one in broken) for rule in rules)


@every_year
def test_points_flow_every_way_there_is(year: int) -> None:
    coverage = conformance.Coverage(year)
    for line in lines(year):
        coverage.adds(given(line), line, line.get("context"))
    shown = {number for what, number in coverage.seen if what == "flow"}
    assert shown == set(range(conformance.flows(year)))
    outcomes = {name for what, name in coverage.seen if what == "outcome"}
    assert outcomes >= {"scored", "zero", "incomplete", "rejected", "reweighted"}


@every_year
def test_the_suite_holds_no_more_than_it_may(year: int) -> None:
    assert (ROOT / "conformance" / f"{year}.ndjson").stat().st_size < 3_000_000


def test_the_example_of_its_page_runs(monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    monkeypatch.chdir(ROOT)
    block, printed = re.findall(r"```(?:python|text)\n(.*?)```", README, re.DOTALL)
    exec(compile(block, "page", "exec"), {"__name__": "page"})  # noqa: S102 - what the page shows
    assert capsys.readouterr().out == printed
