"""What CMS's API answers is read as it is: the submission in `data`, pointers with the wrapper."""

import json
from typing import Any

import pytest

from mips_pi_rules import evaluate
from support.cases import Json, edited, full


def bare(submission: Json) -> Json:
    (one,) = submission["measurementSets"]
    head = {name: value for name, value in submission.items() if name != "measurementSets"}
    return one | {"submission": head}


WRAPPED: dict[str, Any] = {
    "/data/submission": lambda one: {"data": {"submission": one}},
    "/data/submissions/0": lambda one: {"data": {"submissions": [one]}},
    "/data/measurementSet": lambda one: {"data": {"measurementSet": bare(one)}},
}


@pytest.mark.parametrize("wrapper", WRAPPED)
@pytest.mark.parametrize(
    "edit",
    [
        {},
        {"measures": {"PI_PPHI_2": False}},
        {"set": {"cehrtId": 15, "performanceEnd": "2025-02-30", "category": "pi"}},
        {"rows": [{"measureId": "PI_EP_9", "value": True}], "submission": {"entityType": "apm"}},
        {"submission": {"performanceYear": 1999, "subgroupId": 1}},
        {"without": ["entityType", "PI_EP_1"]},
    ],
)
def test_an_answer_is_judged_like_what_it_holds(wrapper: str, edit: Json) -> None:
    inside = edited(full(2025), edit)
    wrapped = WRAPPED[wrapper](inside)
    alone = evaluate(bare(inside) if wrapper.endswith("measurementSet") else inside)
    for source in (wrapped, json.dumps(wrapped, indent=1)):
        report = evaluate(source)
        assert (report.outcome, report.score) == (alone.outcome, alone.score)
        assert [(f.rule, f.pointer) for f in report.findings] == [
            (f.rule, wrapper + f.pointer if f.pointer or f.rule != "PI001" else f.pointer)
            for f in alone.findings
        ]
    for finding in evaluate(json.dumps(wrapped, indent=1)).findings:
        assert finding.line is not None


@pytest.mark.parametrize(
    "document",
    [
        {"data": {"submissions": [full(2025), full(2025)]}},
        {"data": {"submission": [full(2025)]}},
        {"data": full(2025)},
    ],
)
def test_anything_else_under_data_is_no_submission(document: Json) -> None:
    assert evaluate(document).outcome == "rejected"


def test_what_stands_beside_an_answer_that_holds_no_submission_is_told_where_it_is() -> None:
    report = evaluate({"data": {"submissions": [5]}, "programName": "mips", "performanceyear": 1})
    assert [(one.rule, one.pointer) for one in report.findings] == [
        ("PI001", ""), ("PI908", ""), ("PI018", "/programName"),
    ]  # fmt: skip


def test_a_misspelt_category_of_a_bare_set_is_named_beside_a_name_of_its_submission() -> None:
    one = bare(full(2026))
    one["categori"] = one.pop("category")
    one["submission"]["entityTyp"] = one["submission"].pop("entityType")
    for wrapper, document in (
        ("", one),
        ("/data/measurementSet", {"data": {"measurementSet": one}}),
    ):
        found = [f for f in evaluate(document).findings if f.rule == "PI908"]
        assert [(f.pointer, f.field, f.values["right"]) for f in found] == [
            (wrapper, "category", ("category",)),
            (f"{wrapper}/submission", "entityType", ("entityType",)),
        ]


def test_a_set_with_rows_is_one_whatever_its_submission_holds() -> None:
    document = bare(full(2025))
    document["submission"]["measurementSets"] = []
    assert evaluate(document) == evaluate(bare(full(2025)))
