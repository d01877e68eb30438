"""Every worked case under examples/ holds, is written as the tool writes it, and cites its law."""

import json
import re
from typing import Any

import pytest

from mips_pi_rules import Outcome, citation, evaluate, years
from snapshots import snapshot, written
from support.cases import EXAMPLES, POLICY, Json, lines, read_json

TEXTS = {
    f"{file.parent.name}/{file.stem}": file.read_text(encoding="utf-8")
    for file in sorted(EXAMPLES.glob("20*/*.json"))
}
SOURCES = {
    file.stem: {source["id"] for source in read_json(file)["meta"]["sources"]}
    for file in POLICY.glob("*.json")
}
CASES: dict[str, Json] = {name: json.loads(text) for name, text in TEXTS.items()}
LEAST = 60


def _placeless(report: Json) -> Json:
    """The report as a dict, without the places that only a text has."""
    findings = [{**finding, "line": None, "column": None} for finding in report["findings"]]
    return {**report, "findings": findings}


@pytest.mark.parametrize("name", CASES)
class TestCase:
    """What holds of each case."""

    def test_has_its_parts(self, name: str) -> None:
        parts = [part for part in CASES[name] if part != "context"]
        assert parts == ["name", "cites", "submission", "report"]

    def test_report_is_what_the_library_says(self, name: str) -> None:
        case = CASES[name]
        report = evaluate(case["submission"], context=case.get("context"))
        assert snapshot(report) == case["report"]

    def test_text_and_dict_give_the_same(self, name: str) -> None:
        case = CASES[name]
        submission, context = case["submission"], case.get("context")
        of_dict = evaluate(submission, context=context).to_dict()
        of_text = evaluate(json.dumps(submission, indent=2), context=context).to_dict()
        assert _placeless(of_text) == of_dict
        assert all(finding["line"] and finding["column"] for finding in of_text["findings"])

    def test_is_written_as_the_tool_writes_it(self, name: str) -> None:
        assert TEXTS[name] == written(CASES[name])

    def test_name_is_a_sentence_and_the_file_name_is_kebab_case(self, name: str) -> None:
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)+", name.partition("/")[2])
        sentence = CASES[name]["name"]
        assert len(sentence.split()) > 3
        assert sentence == sentence.strip().rstrip(".")

    def test_cites_law_or_a_source_of_the_year(self, name: str) -> None:
        cites = CASES[name]["cites"]
        sources = SOURCES[name.partition("/")[0]]
        assert cites
        assert [cite for cite in cites if not citation.link(cite) and cite not in sources] == []

    def test_identifiers_are_invented(self, name: str) -> None:
        text = json.dumps(CASES[name]["submission"])
        given = re.findall(r'"(taxpayerIdentificationNumber|nationalProvider\w*)": "([^"]*)"', text)
        assert [name for name, value in given if not value.startswith("00")] == []
        entities = re.findall(r'"entityId": "([^"]*)"', text)
        assert [entity for entity in entities if entity.strip() and "EXAMPLE" not in entity] == []


def test_there_are_enough_cases_and_each_year_has_some() -> None:
    assert len(CASES) >= LEAST
    assert {int(name[:4]) for name in CASES} == set(years())


def test_each_outcome_is_shown() -> None:
    shown = {case["report"]["outcome"] for case in CASES.values()}
    assert shown == {outcome.value for outcome in Outcome}


def test_names_are_told_apart_within_a_year() -> None:
    names = [(name[:4], case["name"]) for name, case in CASES.items()]
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
