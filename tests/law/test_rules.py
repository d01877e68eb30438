"""Each rule has cases that trip it and cases that do not: files under cases/rules/.

{rule, trips, name, base + edits | document | text, context?, qrda?, other?, findings}: `findings`
is the whole list that the report must have, as [rule, outcome, pointer], so that a case trips its
rule and nothing else unless it says so.
"""

from typing import Any

import pytest

from mips_pi_rules import Report, evaluate, evaluate_best, evaluate_many, read_qrda3
from mips_pi_rules.testing import qrda
from support.cases import CASES, SCHEMAS, Json, case_input, edited, example, lines, read_json

# Each file by its name, read once.
BY_NAME: dict[str, Json] = {
    file.stem: read_json(file) for file in sorted((CASES / "rules").glob("*.json"))
}
RULES = sorted(read_json(file)["x-rule"]["id"] for file in (SCHEMAS / "rules").glob("*.json"))


@pytest.mark.parametrize("name", BY_NAME)
def test_case(name: str) -> None:
    case = BY_NAME[name]
    source = case_input(case)
    report = evaluate_source(source, case)
    assert lines(report) == case["findings"]
    assert (case["rule"] in {f.rule for f in report.findings}) is case["trips"]


def evaluate_source(source: Any, case: Json) -> Report:
    if "qrda" in case:  # the same submission as QRDA III, with pieces of its text replaced
        text = qrda.document(source)
        for old, new in case["qrda"].items():
            assert old in text
            text = text.replace(old, new)
        return evaluate(read_qrda3(text.encode()))
    if "unreadable" in case:  # what cannot be read at all has a report only among many
        return next(evaluate_many([source]))
    if "other" in case:  # a second submission for the same clinician, as edits of the same base
        return evaluate_best([source, edited(example(case["base"]), case["other"])])
    return evaluate(source, context=case.get("context"))


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("trips", [True, False])
def test_every_rule_has_both_kinds_of_case(rule: str, trips: bool) -> None:
    assert any(case["rule"] == rule and case["trips"] is trips for case in BY_NAME.values())
