"""Every worked case under examples/ holds, is written as the tool writes it, and cites its law."""

import importlib.util
import json
import re
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from mips_pi_rules import Outcome, citation, evaluate, years
from support.cases import EXAMPLES, POLICY, ROOT, Json, lines, read_json

FILES = sorted(EXAMPLES.glob("*/*.json"))
LEAST = 60


def _snapshots() -> ModuleType:
    spec = importlib.util.spec_from_file_location("snapshots", ROOT / "tools" / "snapshots.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


SNAPSHOTS = _snapshots()


def _named(file: Path) -> str:
    return f"{file.parent.name}/{file.stem}"


def _placeless(report: Json) -> Json:
    """The report as a dict, without the places that only a text has."""
    findings = [{**finding, "line": None, "column": None} for finding in report["findings"]]
    return {**report, "findings": findings}


@pytest.mark.parametrize("file", FILES, ids=_named)
class TestCase:
    """What holds of each case."""

    def test_has_its_parts(self, file: Path) -> None:
        parts = [part for part in read_json(file) if part != "context"]
        assert parts == ["name", "cites", "submission", "report"]

    def test_report_is_what_the_library_says(self, file: Path) -> None:
        case = read_json(file)
        report = evaluate(case["submission"], context=case.get("context"))
        assert SNAPSHOTS.snapshot(report) == case["report"]

    def test_text_and_dict_give_the_same(self, file: Path) -> None:
        case = read_json(file)
        submission, context = case["submission"], case.get("context")
        of_dict = evaluate(submission, context=context).to_dict()
        of_text = evaluate(json.dumps(submission, indent=2), context=context).to_dict()
        assert _placeless(of_text) == of_dict
        assert all(finding["line"] and finding["column"] for finding in of_text["findings"])

    def test_is_written_as_the_tool_writes_it(self, file: Path) -> None:
        assert file.read_text(encoding="utf-8") == SNAPSHOTS.written(read_json(file))

    def test_name_is_a_sentence_and_the_file_name_is_kebab_case(self, file: Path) -> None:
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)+", file.stem)
        name = read_json(file)["name"]
        assert len(name.split()) > 3
        assert name == name.strip().rstrip(".")

    def test_cites_law_or_a_source_of_the_year(self, file: Path) -> None:
        cites = read_json(file)["cites"]
        meta = read_json(POLICY / f"{file.parent.name}.json")["meta"]
        sources = {source["id"] for source in meta["sources"]}
        assert cites
        assert [cite for cite in cites if not citation.is_legal(cite) and cite not in sources] == []

    def test_identifiers_are_invented(self, file: Path) -> None:
        text = json.dumps(read_json(file)["submission"])
        given = re.findall(r'"(taxpayerIdentificationNumber|nationalProvider\w*)": "([^"]*)"', text)
        assert [name for name, value in given if not value.startswith("00")] == []
        entities = re.findall(r'"entityId": "([^"]*)"', text)
        assert [entity for entity in entities if entity.strip() and "EXAMPLE" not in entity] == []


def test_there_are_enough_cases_and_each_year_has_some() -> None:
    assert len(FILES) >= LEAST
    assert {int(file.parent.name) for file in FILES} == set(years())


def test_each_outcome_is_shown() -> None:
    shown = {read_json(file)["report"]["outcome"] for file in FILES}
    assert shown == {outcome.value for outcome in Outcome}


def test_names_are_told_apart_within_a_year() -> None:
    names = [(file.parent.name, read_json(file)["name"]) for file in FILES]
    assert len(set(names)) == len(names)


def test_the_plain_submission_lacks_only_its_safer_answer() -> None:
    submission: Any = read_json(EXAMPLES / "submission.json")
    report = evaluate(submission)
    assert report.forced_to_zero
    assert [line[:2] for line in lines(report)] == [["PI103", "incomplete"], ["PI904", None]]
    for row in submission["measurementSets"][0]["measurements"]:
        if row["measureId"] == "PI_PPHI_2":
            row["value"] = True
    answered = evaluate(submission)
    assert answered.outcome == "scored"
    assert answered.score == report.subtotal
