"""What people had in the field, and what is right: files under tests/data/field/.

{name, submission, context?, right, plan?}: `right` is the answer with at least these rules, and
`says` the words that the finding of a rule must hold. `plan` lists plans, each with the rows that
its steps take away and add. {name, file, right} is a file for the command, with an answer for each
document in it; without any the file is none of ours, and the command says what it takes.
"""

import json
from datetime import date
from pathlib import Path

import pytest

from mips_pi_rules import Report, evaluate, plan, read_qrda3
from mips_pi_rules.command.main import main
from support.cases import BESIDE, DATA, Json, read_json

FILES = sorted((DATA / "field").glob("*.json"))
CASES = {file.stem: read_json(file) for file in FILES}
SUBMITTED = [name for name, case in CASES.items() if "submission" in case]
PLANNED = [name for name, case in CASES.items() if "plan" in case]
WRITTEN = [name for name, case in CASES.items() if "file" in case]


def is_right(report: Json, right: Json) -> None:
    """The report has every value of `right`, its rules, and its words in one finding."""
    rules = right.get("rules", [])
    expected = {key: value for key, value in right.items() if key not in ("rules", "says")}
    assert {key: report[key] for key in expected} == expected
    assert set(rules) <= {finding["rule"] for finding in report["findings"]}
    if "says" in right:
        said = [
            f"{finding['message']} {finding['fix']}".lower()
            for finding in report["findings"]
            if finding["rule"] == right["says"]["rule"]
        ]
        words = [word.lower() for word in right["says"]["words"]]
        assert any(all(word in one for word in words) for one in said), said


@pytest.mark.parametrize("name", SUBMITTED)
def test_the_answer_is_right(name: str) -> None:
    case = CASES[name]
    report = evaluate(case["submission"], context=case.get("context"))
    is_right(report.to_dict(), case["right"])
    of_text = evaluate(json.dumps(case["submission"]), context=case.get("context"))
    assert answer(of_text) == answer(report)


def answer(report: Report) -> object:
    return report.outcome, report.score, [(f.rule, f.pointer) for f in report.findings]


@pytest.mark.parametrize(
    "name", [one for one in SUBMITTED if "data" not in CASES[one]["submission"]]
)
def test_the_same_in_an_answer_of_the_api_has_the_same_answer_and_plan(name: str) -> None:
    submission, context = CASES[name]["submission"], CASES[name].get("context")
    inside = {"data": {"submission": submission}}
    alone, wrapped = (evaluate(one, context=context) for one in (submission, inside))
    places = [(one.rule, one.pointer) for one in wrapped.findings]
    assert (wrapped.outcome, wrapped.score) == (alone.outcome, alone.score)
    beside = {"PI801", "PI802", "PI803", "PI804", "PI805"}  # of the context: of no place in it
    assert places == [
        (one.rule, one.pointer if one.rule in beside else f"/data/submission{one.pointer}")
        for one in alone.findings
    ]
    plans = [plan(one, context=context) for one in (submission, inside)]
    assert plans[0].promises == plans[1].promises
    assert [one.words for one in plans[0].steps] == [one.words for one in plans[1].steps]


@pytest.mark.parametrize("name", PLANNED)
def test_the_plan_is_right(name: str) -> None:
    case = CASES[name]
    for right in case["plan"]:
        as_of = date.fromisoformat(right["asOf"]) if "asOf" in right else None
        found = plan(case["submission"], context=case.get("context"), as_of=as_of)
        assert len(found.mandatory) == right["steps"]
        mended = found.apply(case["submission"])
        before, after = ids(case["submission"]), ids(mended)
        assert sorted(before - after) == sorted(right["removed"])
        assert sorted(after - before) == sorted(right.get("added", []))
        report = evaluate(mended, context=case.get("context"))
        is_right(
            report.to_dict(), {name: right[name] for name in ("outcome", "score") & right.keys()}
        )


def ids(submission: Json) -> set[str]:
    return {
        row["measureId"] for one in submission["measurementSets"] for row in one["measurements"]
    }


@pytest.mark.parametrize("name", WRITTEN)
def test_a_file_is_right(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    case = CASES[name]
    given = case["file"]
    file = tmp_path / f"input.{given['suffix']}"
    text = (
        "\n".join(given["lines"]) if "lines" in given else json.dumps(given["document"], indent=1)
    )
    file.write_text(text, encoding="utf-8")
    status = main(["check", str(file), "--format", "jsonl"])
    printed = capsys.readouterr()
    reports = [json.loads(line)["report"] for line in printed.out.splitlines()]
    if not case["right"]:
        assert status == 2
        assert all(word in printed.out + printed.err for word in case["says"])
        return
    assert len(reports) == len(case["right"])
    for report, right in zip(reports, case["right"], strict=True):
        is_right(report, right)
        assert all(finding["line"] for finding in report["findings"])


# ---- what stands beside the project

FIELD = BESIDE / "conformance" / "field"
# Prose there, words here, for what is no case of our own.
SAYS: dict[str, tuple[str, list[str]]] = {
    "H31d.xml": ("PI211", ["first", "Certified Health IT Product List"]),
    "app1_group_with_mvp_id.xml": ("PI612", ["MVP"]),
    "program_twice.xml": ("PI020", ["program"]),
    "report_template_missing.xml": ("PI909", ["template"]),
    "organizer_in_ia_section.xml": ("PI911", ["section"]),
}
MANY = {"H27a.ndjson", "H28.json", "H29a.csv", "H104.json"}  # files for the command, not documents


BESIDE_US: Json = read_json(FIELD / "expected.json") if FIELD.exists() else {}


@pytest.mark.beside
@pytest.mark.parametrize("name", sorted(BESIDE_US.keys() - MANY))
def test_an_input_beside_the_project_gives_what_it_must(name: str) -> None:
    expected = BESIDE_US[name]
    right = {key: expected["right"][key] for key in ("outcome", "forcedToZero", "score", "rules")}
    if name in SAYS:
        rule, words = SAYS[name]
        right["says"] = {"rule": rule, "words": words}
    content = (FIELD / name).read_bytes()
    source = read_qrda3(content) if name.endswith(".xml") else content
    report = evaluate(source, context=expected.get("context"))
    is_right(report.to_dict(), right)
