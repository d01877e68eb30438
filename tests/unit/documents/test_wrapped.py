"""What wraps a submission: CMS's `data`, or {submission, context}; pointers keep the wrapper."""

import json
from pathlib import Path
from typing import Any

import pytest

from mips_pi_rules import (
    ContextError,
    Rulebook,
    answers_of,
    evaluate,
    evaluate_best,
    evaluate_many,
    facts_of,
    plan,
)
from mips_pi_rules.command.main import main
from mips_pi_rules.judging.evaluation import verdict_on
from support.cases import SMALL, Json, edited, full


def bare(submission: Json) -> Json:
    (one,) = submission["measurementSets"]
    head = {name: value for name, value in submission.items() if name != "measurementSets"}
    return one | {"submission": head}


WRAPPED: dict[str, Any] = {
    "/data/submission": lambda one: {"data": {"submission": one}},
    "/data/submissions/0": lambda one: {"data": {"submissions": [one]}},
    "/data/measurementSet": lambda one: {"data": {"measurementSet": bare(one)}},
    "/submission": lambda one: {"submission": one},
    "/submission/data/submission": lambda one: {
        "context": {"eligibility": {}},
        "submission": {"data": {"submission": one}},
    },
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


WHOLE = {"submission": full(2025), "context": SMALL}
NO_DATA = {"submission": {**full(2025), "measurementSets": []}, "context": SMALL}


@pytest.mark.parametrize("form", [lambda it: it, json.dumps, lambda it: json.dumps(it).encode()])
def test_a_context_beside_the_submission_counts_wherever_a_submission_is_taken(form: Any) -> None:
    document = form(NO_DATA)
    assert evaluate(document).outcome == "reweighted"
    assert evaluate(document, context={}).outcome == "incomplete"  # what a caller says goes before
    assert next(evaluate_many([document])).outcome == "reweighted"
    assert plan(document).now.outcome == "reweighted"
    assert verdict_on(document, None, Rulebook.default()).case[0] == "reweighted"
    alone = NO_DATA | {"context": None}
    assert evaluate(form(alone)).outcome == "incomplete"
    assert evaluate(form(alone), context=SMALL) == evaluate(document)
    history = {"history": {"preProduction": {"PI_PHCDRR_1": [2024]}}}
    said, known = (facts_of(form({**WHOLE, "context": one})) for one in ({}, history))
    assert known == facts_of(full(2025), context=history)
    assert said == facts_of(full(2025))


def test_a_plan_leaves_what_stands_around_the_submission() -> None:
    beside: Json = {"context": {"eligibility": {}}, "name": "a case"}
    document = {"submission": edited(full(2025), {"without": ["PI_INFBLO_1"]}), **beside}
    found = plan(document)
    (step,) = found.mandatory
    assert step.pointer == "/submission/measurementSets/0/measurements"
    given = found.apply(document)
    assert {name: given[name] for name in beside} == beside
    assert evaluate(given).ok
    assert answers_of(document) == answers_of(document["submission"])


@pytest.mark.parametrize("beside", [{"contxt": {}}, {"submissions": []}, {"data": {}}])
def test_beside_a_submission_stands_its_context_and_nothing_else(
    beside: Json, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    document = {"submission": full(2025), **beside}
    report = evaluate(document)
    assert [one.rule for one in report.findings] == ["PI004", "PI018"]
    assert report.outcome == plan(document).now.outcome == "rejected"
    assert facts_of(document)["sets"] == []
    file = tmp_path / "submission.json"
    file.write_text(json.dumps(document))
    assert main(["check", str(file)]) == 2
    assert "context: is the only field that may stand beside submission" in capsys.readouterr().err


def test_a_context_is_given_once_for_several_submissions_of_one() -> None:
    with pytest.raises(ContextError, match="once for all submissions"):
        evaluate_best([full(2025), WHOLE])
    assert evaluate_best([full(2025), {"submission": full(2025)}]).ok


@pytest.mark.parametrize(
    "document",
    [WHOLE, NO_DATA, {"submission": full(2025)}, {"submission": {}}, {"submission": {"data": {}}}],
)
def test_the_command_says_what_python_says(
    document: Json, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "submission.json"
    file.write_text(json.dumps(document))
    main(["check", "--format", "json", str(file)])
    said, report = json.loads(capsys.readouterr().out), evaluate(document)
    assert (said["outcome"], said["score"]) == (report.outcome, report.score)
    assert [one["rule"] for one in said["findings"]] == [one.rule for one in report.findings]
