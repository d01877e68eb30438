"""Facts as plain JSON: `facts_of` gives them whole, the caller's own, without identifiers."""

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from mips_pi_rules import ContextError, UnreadableSubmission, evaluate, facts_of
from mips_pi_rules.command.main import main
from mips_pi_rules.testing import qrda
from support.cases import DATA, EXAMPLES, SCHEMAS, TOKEN, Json, case_input, edited, full, read_json

FACTS = Draft202012Validator(read_json(SCHEMAS / "facts.schema.json"))
CASES = sorted((DATA / "cases").rglob("*.json"))


def test_facts_are_of_the_document_and_of_each_of_its_sets() -> None:
    facts = facts_of(full(2025))
    assert facts["submission"]["entityType"] == "individual"
    (one,) = facts["sets"]
    assert one["measures"]["PI_EP_2"] == {"reported": True, "row": True, "answer": True}
    assert facts_of(json.dumps(full(2025))) == facts


def test_the_facts_of_every_case_are_the_json_of_their_schema() -> None:
    read = 0
    for file in CASES:
        try:
            facts = facts_of(case_input(read_json(file)))
        except (UnreadableSubmission, KeyError):
            continue
        assert json.loads(json.dumps(facts)) == facts
        assert [one.json_path for one in FACTS.iter_errors(facts)] == [], file.name
        read += 1
    assert read > len(CASES) // 2


def test_facts_are_the_callers_to_change() -> None:
    before = evaluate(full(2025))
    facts = facts_of(full(2025))
    for one in facts["sets"]:
        for record in one["measures"].values():
            record.clear()
        for choice in one["choices"].values():
            choice["measures"].clear()
    assert evaluate(full(2025)) == before
    assert facts_of(full(2025)) != facts


def test_every_defect_of_a_row_is_written_out() -> None:
    facts = facts_of(edited(full(2025), {"rows": [{"measureId": "PI_EP_9"}] * 3}))
    found = facts["sets"][0]["defects"]["unknownMeasures"]
    assert [one["at"].rpartition("/")[0] for one in found] == sorted(
        {one["at"].rpartition("/")[0] for one in found}
    )
    assert len(found) == 3


def test_the_context_is_in_the_facts() -> None:
    context = {
        "history": {"preProduction": {"PI_PHCDRR_1": [2024]}},
        "eligibility": {"informationBlockingReferral": True},
    }
    rows = [{"measureId": "PI_PHCDRR_1_PRE", "value": True}]
    document = edited(full(2025), {"without": ["PI_PHCDRR_1_PROD"], "rows": rows})
    facts = facts_of(document, context=context)
    assert facts["submission"]["referral"] is True
    assert facts["sets"][0]["measures"]["PI_PHCDRR_1"]["preProductionBefore"] == ["2024"]
    with pytest.raises(ContextError):
        facts_of(document, context={"history": {"preProduction": {"PI_EP_1": [2024]}}})


def test_a_year_without_policy_has_the_facts_that_no_year_decides() -> None:
    facts = facts_of(full(2025) | {"performanceYear": 1999})
    assert facts["submission"]["performanceYearSupported"] is False
    assert facts["sets"][0]["measures"] == {}
    assert FACTS.is_valid(facts)


def test_facts_of_qrda_are_those_of_its_json() -> None:
    facts = facts_of(qrda.document(full(2025)))
    assert FACTS.is_valid(facts)
    assert facts["sets"][0]["measures"] == facts_of(full(2025))["sets"][0]["measures"]


def test_what_cannot_be_read_has_no_facts() -> None:
    with pytest.raises(UnreadableSubmission):
        facts_of("[]")


def test_facts_hold_no_identifier() -> None:
    submission: Json = {"entityType": "apm", "entityId": TOKEN}
    assert TOKEN not in json.dumps(facts_of(edited(full(2025), {"submission": submission})))


def test_the_command_prints_the_facts(capsys: Any, tmp_path: Path) -> None:
    file = EXAMPLES / "submission.json"
    assert main(["facts", str(file)]) == 0
    assert json.loads(capsys.readouterr().out) == facts_of(file.read_bytes())
    context = tmp_path / "context.json"
    context.write_text('{"eligibility": {"informationBlockingReferral": true}}')
    assert main(["facts", str(file), "--context", str(context)]) == 0
    assert json.loads(capsys.readouterr().out)["submission"]["referral"] is True


@pytest.mark.parametrize("arguments", [["nothing.json"], ["-", "--context", "-"], ["Makefile"]])
def test_facts_that_cannot_be_had_are_2(capsys: Any, arguments: list[str]) -> None:
    assert main(["facts", *arguments]) == 2
    out, err = capsys.readouterr()
    assert (out, err.count("\n")) == ("", 1)
