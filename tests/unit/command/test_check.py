"""What the command is pointed at, what it writes where, and when it fails."""

import gzip
import io
import json
import sys
from pathlib import Path
from typing import Any

import pytest

from mips_pi_rules import evaluate
from mips_pi_rules.command import judged, terminal
from mips_pi_rules.render import FORMATS
from support.cases import EXAMPLES, FULL, NO_SAFER, SMALL, Json, edited, full
from support.commands import run

REJECTED = edited(FULL, {"set": {"submissionMethod": "fax"}})
ADVISED = edited(FULL, {"measures": {"PI_PHCDRR_5": None}})
GAP = edited(FULL, {"without": ["PI_PPHI_2"]})


def placed(findings: Any) -> list[tuple[str, int | None, int | None]]:
    return [(one["rule"], one["line"], one["column"]) for one in findings]


def put(folder: Path, name: str, *documents: object) -> str:
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("\n".join(json.dumps(document) for document in documents))
    return str(file)


def reports(capsys: Any) -> Any:
    return json.loads(capsys.readouterr().out)


def test_a_folder_is_read_with_its_folders_in_order(tmp_path: Path, capsys: Any) -> None:
    put(tmp_path, "b/two.json", NO_SAFER)
    put(tmp_path, "a.json", FULL)
    put(tmp_path, "notes.txt", "no submission")
    assert run("check", "--format", "json", str(tmp_path)) == 1
    assert [report["outcome"] for report in reports(capsys)] == ["scored", "zero"]


def test_a_pattern_is_expanded_where_the_shell_did_not(tmp_path: Path, capsys: Any) -> None:
    put(tmp_path, "x/one.json", FULL)
    put(tmp_path, "y/two.json", FULL)
    assert run("check", "--format", "json", str(tmp_path / "**" / "*.json")) == 0
    assert len(reports(capsys)) == 2


@pytest.mark.parametrize("name", ["empty", "no-such-*.json"])
def test_a_folder_or_pattern_that_leads_to_nothing_is_2(
    tmp_path: Path, capsys: Any, name: str
) -> None:
    (tmp_path / "empty").mkdir()
    assert run("check", str(tmp_path / name)) == 2
    out, err = capsys.readouterr()
    assert (out, err.count("\n")) == ("", 1)


def test_ndjson_has_a_report_a_line_with_the_lines_of_the_file(tmp_path: Path, capsys: Any) -> None:
    name = put(tmp_path, "many.ndjson", FULL, NO_SAFER, {"submission": GAP, "context": SMALL})
    assert run("check", "--format", "jsonl", name) == 1
    written = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [one["report"]["outcome"] for one in written] == ["scored", "zero", "reweighted"]
    assert [one["name"].rpartition(":")[2] for one in written] == ["1", "2", "3"]
    assert [one["report"]["findings"][0]["line"] for one in written[1:]] == [2, 3]


def test_a_bad_line_is_2_and_the_others_are_reported(tmp_path: Path, capsys: Any) -> None:
    name = put(tmp_path, "many.ndjson", FULL, NO_SAFER)
    Path(name).write_text(Path(name).read_text() + "\n{broken\n")
    assert run("check", "--format", "json", name) == 2
    out, err = capsys.readouterr()
    written = json.loads(out)
    assert [report["outcome"] for report in written] == ["scored", "zero", "rejected"]
    assert written[2]["findings"][0]["rule"] == "PI000"
    assert "many.ndjson:3" in err


def test_a_document_may_bring_its_context(tmp_path: Path, capsys: Any) -> None:
    name = put(tmp_path, "one.json", {"submission": GAP, "context": SMALL})
    assert run("check", name) == 0
    assert capsys.readouterr().out.startswith("REWEIGHTED")


def test_a_context_file_holds_for_those_that_bring_none(tmp_path: Path, capsys: Any) -> None:
    context = put(tmp_path, "context/context.json", SMALL)
    own = {"submission": GAP, "context": {"eligibility": {}}}
    files = [put(tmp_path, "one.json", GAP), put(tmp_path, "two.json", own)]
    assert run("check", "--format", "json", "--context", context, *files) == 1
    assert [report["outcome"] for report in reports(capsys)] == ["reweighted", "incomplete"]


@pytest.mark.parametrize(
    "text", ["", "[]", "{", "7", '{"eligibility": {"specialStatuses": ["x"]}}']
)
def test_a_wrong_context_is_2(tmp_path: Path, capsys: Any, text: str) -> None:
    context = tmp_path / "context.json"
    context.write_text(text)
    assert run("check", "--context", str(context), put(tmp_path, "one.json", FULL)) == 2
    out, err = capsys.readouterr()
    assert (out, err.count("\n")) == ("", 1)


@pytest.mark.parametrize("text", ["null", " null\n", "\ufeffnull"])
@pytest.mark.parametrize("command", ["check", "plan", "facts", "best"])
def test_a_context_that_is_null_is_none(
    command: str, text: str, tmp_path: Path, capsys: Any
) -> None:
    context = tmp_path / "context.json"
    context.write_text(text, encoding="utf-8")
    name = put(tmp_path, "one.json", FULL)
    assert run(command, name) == 0
    alone = capsys.readouterr().out
    assert run(command, "--context", str(context), name) == 0
    assert capsys.readouterr().out == alone


def test_a_missing_context_and_a_wrong_one_in_a_document_are_2(tmp_path: Path, capsys: Any) -> None:
    name = put(tmp_path, "one.json", {"submission": FULL, "context": {"history": 1}})
    assert run("check", name) == 2
    assert run("check", "--context", str(tmp_path / "missing"), name) == 2
    out, err = capsys.readouterr()
    assert (out, err.count("\n")) == ("", 2)


@pytest.mark.parametrize("format_", FORMATS)
def test_a_document_of_another_year_is_refused_by_a_report(
    tmp_path: Path, capsys: Any, format_: str
) -> None:
    files = [put(tmp_path, "now.json", FULL), put(tmp_path, "then.json", full(2024))]
    assert run("check", "--format", format_, "--year", "2025", *files) == 1
    out, err = capsys.readouterr()
    assert "then.json" in out or format_ == "json"
    assert out.count("PI001") >= 1
    assert err == "mips-pi: 2 documents: 1 scored, 1 rejected\n"
    if format_ == "json":
        now, then = json.loads(out)
        assert (now["outcome"], then["outcome"]) == ("scored", "rejected")
        (finding,) = then["findings"]
        assert (finding["pointer"], finding["line"]) == ("/performanceYear", 1)
        assert finding["values"] == {"supportedYears": ["2025"]}
    assert run("check", "--year", "2025", files[1]) == 1
    out = capsys.readouterr().out
    assert out.startswith("REJECTED")
    # It may be right in its own year: nothing has to be mended, which a plan would say.
    assert "--year takes documents of 2025 alone. The answer without it:\n" in out
    assert f"    mips-pi check {files[1]}\n" in out
    assert "mips-pi plan" not in out
    none = put(tmp_path, "none.json", {**FULL, "performanceYear": None})
    assert run("check", "--year", "2025", none) == 1
    assert "The answer without it:\n" in capsys.readouterr().out  # it has no year of its own


def test_a_year_without_rules_is_misuse(tmp_path: Path, capsys: Any) -> None:
    assert run("check", "--year", "2019", put(tmp_path, "one.json", FULL)) == 2
    assert "supported: 2022" in capsys.readouterr().err


def test_output_goes_to_a_file(tmp_path: Path, capsys: Any) -> None:
    out = tmp_path / "report.html"
    name = put(tmp_path, "one.json", NO_SAFER)
    assert run("check", "--format", "html", "-o", str(out), name) == 1
    assert out.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    assert capsys.readouterr().out == ""
    assert run("check", "-o", str(tmp_path / "no" / "folder"), name) == 2


@pytest.mark.parametrize(
    "submission, fail_on, status",
    [
        (NO_SAFER, "rejected", 0),
        (REJECTED, "rejected", 1),
        (ADVISED, "not-ok", 0),
        (ADVISED, "warning", 0),
        (ADVISED, "advice", 1),
        (NO_SAFER, "advice", 1),
        (FULL, "advice", 0),
    ],
)
def test_fail_on_says_what_is_a_failure(
    tmp_path: Path, submission: Json, fail_on: str, status: int
) -> None:
    name = put(tmp_path, "one.json", submission)
    assert run("check", "--fail-on", fail_on, name) == status
    assert run("check", "--fail-on", fail_on, "--exit-zero", name) == 0


def test_exit_zero_does_not_hide_what_cannot_be_read(tmp_path: Path) -> None:
    assert run("check", "--exit-zero", str(tmp_path / "missing.json")) == 2


@pytest.mark.parametrize("format_", ["text", "json", "jsonl", "sarif", "junit", "github", "html"])
def test_names_by_position_show_no_file_name(tmp_path: Path, capsys: Any, format_: str) -> None:
    put(tmp_path, "patient-SECRET-1.json", NO_SAFER)
    put(tmp_path, "patient-SECRET-2.json", REJECTED)
    put(tmp_path, "patient-SECRET-3.json", "no object")
    folder = str(tmp_path)
    assert run("check", "--names", "position", "--format", format_, folder) == 2
    out, err = capsys.readouterr()
    assert "SECRET" not in out + err
    assert "mips-pi: 3: " in err


def test_colour_is_for_terminals_that_want_it(tmp_path: Path, monkeypatch: Any) -> None:
    name = put(tmp_path, "one.json", NO_SAFER)

    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    def shown(**environment: str) -> str:
        for variable in ("NO_COLOR", "TERM"):
            monkeypatch.delenv(variable, raising=False)
        for variable, value in environment.items():
            monkeypatch.setenv(variable, value)
        screen = Terminal()
        monkeypatch.setattr(sys, "stdout", screen)
        run("check", name)
        return screen.getvalue()

    assert shown().startswith("\x1b[1;31mFORCED TO 0")
    assert shown(NO_COLOR="1").startswith("FORCED TO 0")
    assert shown(TERM="dumb").startswith("FORCED TO 0")


@pytest.mark.parametrize(
    "text",
    [
        '{"submission": {"measurementSets": []}, "submission": {"measurementSets": []}}',
        '{"submission": {"measurementSets": []}, "context": {"history": {}, "history": {}}}',
        '{"submission": {"measurementSets": []}, "context": NaN}',
        '{"submission": {"measurementSets": []}, "contxt": {}}',
        '{"submission": {"measurementSets": []}}\x00',
    ],
)
def test_a_wrapped_submission_is_read_as_strictly_as_any(
    tmp_path: Path, capsys: Any, text: str
) -> None:
    (tmp_path / "one.json").write_text(text)
    assert run("check", str(tmp_path / "one.json")) == 2
    out, err = capsys.readouterr()
    assert (out, err.count("\n")) == ("", 1)


def test_a_context_in_which_a_name_stands_twice_is_2(tmp_path: Path, capsys: Any) -> None:
    context = tmp_path / "context.json"
    context.write_text('{"eligibility": {}, "eligibility": {"specialStatuses": ["hospitalBased"]}}')
    assert run("check", "--context", str(context), put(tmp_path, "one.json", GAP)) == 2
    assert capsys.readouterr().out == ""


def test_one_unreadable_file_ends_no_folder(tmp_path: Path, capsys: Any) -> None:
    (tmp_path / "a.json").symlink_to(tmp_path / "nowhere")
    (tmp_path / "b.json").mkdir()
    put(tmp_path, "c.json", FULL)
    assert run("check", "--format", "json", str(tmp_path)) == 2
    out, err = capsys.readouterr()
    assert [report["outcome"] for report in json.loads(out)] == ["rejected", "scored"]
    assert "a.json" in err


def test_positions_count_each_input_once(tmp_path: Path, capsys: Any) -> None:
    names = [str(tmp_path / "no"), put(tmp_path, "yes.json", FULL), str(tmp_path / "neither")]
    assert run("check", "--names", "position", "--format", "jsonl", *names) == 2
    out, err = capsys.readouterr()
    assert [json.loads(line)["name"] for line in out.splitlines()] == ["1", "2", "3"]
    assert [line[:11] for line in err.splitlines()] == [
        "mips-pi: 1:",
        "mips-pi: 3:",
        "mips-pi: 3 ",
    ]


@pytest.mark.parametrize("name", ["individual-2025", "group-2026"])
def test_plan_takes_what_check_takes(tmp_path: Path, capsys: Any, name: str) -> None:
    assert run("plan", str(EXAMPLES / "qrda" / f"{name}.xml")) == 0
    assert run("plan", put(tmp_path, "one.json", {"submission": GAP, "context": SMALL})) == 0
    assert "REWEIGHTED" in capsys.readouterr().out.upper()


WRONG_CONTEXTS = {
    "a status that there is not": '{"eligibility":\n  {"specialStatuses": ["x"]}}',
    "what the year has not": '{"history": {"preProduction": {"PI_PHCDRR_9": [2024]}}}',
    "no object": "1",
    "a name that stands twice": '{"history": {}, "history": {}}',
}


@pytest.mark.parametrize("wrong", WRONG_CONTEXTS)
@pytest.mark.parametrize("form", ["{}", " \n[{}]", "\n{}\n{}", "{} "])
def test_a_wrong_context_is_told_where_it_stands(
    tmp_path: Path, capsys: Any, wrong: str, form: str
) -> None:
    document = f'{{"submission": {json.dumps(FULL)},\n   "context": {WRONG_CONTEXTS[wrong]}}}'
    text = form.replace("{}", document)
    name = put(tmp_path, "one.json")
    Path(name).write_text(text)
    assert run("check", "--format", "json", name) == 2
    before = text[: text.index('"context": ') + len('"context": ')]
    line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
    said = capsys.readouterr()
    assert f"(line {line}, column {column})" in said.err
    for report in json.loads(said.out or "[]")[:1]:  # one that stands alone has no report
        assert placed(report["findings"]) == [("PI000", line, column)]


WRAPPED = {"context": SMALL, "submission": GAP}


@pytest.mark.parametrize("indent", [None, 1])
def test_a_submission_beside_its_context_has_its_lines_and_columns(
    tmp_path: Path, capsys: Any, indent: int | None
) -> None:
    file = tmp_path / "one.json"
    text = json.dumps(WRAPPED, indent=indent)
    file.write_text(text)
    assert run("check", "--format", "json", str(file)) == 0
    (finding,) = (one for one in reports(capsys)["findings"] if one["rule"] == "PI103")
    lines = text.split("\n")
    assert lines[finding["line"] - 1][finding["column"] - 1 :].startswith("[")
    assert '"measurements": [' in lines[finding["line"] - 1]


def test_suffixes_are_matched_in_any_case_and_what_is_skipped_is_counted(
    tmp_path: Path, capsys: Any
) -> None:
    put(tmp_path, "A.JSON", NO_SAFER)
    put(tmp_path, "sub/B.NdJson", FULL, NO_SAFER)
    (tmp_path / "c.json.gz").write_bytes(gzip.compress(json.dumps(FULL).encode()))
    put(tmp_path, "notes.txt", "x")
    put(tmp_path, "sub/picture.png", "x")
    (tmp_path / "linked").symlink_to(tmp_path / "sub")
    assert run("check", "--format", "jsonl", str(tmp_path)) == 1
    out, err = capsys.readouterr()
    names = [Path(json.loads(line)["name"]).name for line in out.splitlines()]
    assert names == ["A.JSON", "c.json.gz", "B.NdJson:1", "B.NdJson:2"]
    assert err.splitlines() == [
        f"mips-pi: {tmp_path}: 3 skipped, not .json, .ndjson, .jsonl, .xml, .csv or .xlsx",
        "mips-pi: 4 documents: 2 scored, 2 zero",
    ]
    assert run("check", "--format", "jsonl", "--names", "position", str(tmp_path)) == 1
    assert "mips-pi: 3 skipped, not" in capsys.readouterr().err


@pytest.mark.parametrize("format_", FORMATS)
def test_an_unreadable_document_among_many_keeps_its_place_in_every_format(
    tmp_path: Path, capsys: Any, format_: str
) -> None:
    name = put(tmp_path, "many.ndjson", FULL)
    Path(name).write_text(Path(name).read_text() + '\n{"broken":\n')
    other = put(tmp_path, "other.json", FULL)
    assert run("check", "--format", format_, name, other) == 2
    out, err = capsys.readouterr()
    assert "many.ndjson:2: the document is not JSON (line 2, column 11)" in err
    if format_ == "json":
        assert placed(json.loads(out)[1]["findings"]) == [("PI000", 2, 11)]
    elif format_ == "sarif":
        assert '"startLine": 2,' in out
        assert '"startColumn": 11' in out
    elif format_ == "operation-outcome":
        assert '"valueInteger": 2' in out
        assert '"valueInteger": 11' in out
    elif format_ == "github":
        assert ",line=2,col=11," in out
    elif format_ == "jsonl":
        report = json.loads(out.splitlines()[1])["report"]
        assert placed(report["findings"]) == [("PI000", 2, 11)]
    elif format_ == "brief":
        assert f"{Path(name).name}:2:11 PI000 " in out
    elif format_ == "csv-findings":
        assert ",PI000,,error,rejected,,2,11," in out
    elif format_ in ("csv", "summary"):
        assert "PI000" in out
    else:
        assert "line 2, column 11" in out


def test_a_report_is_written_when_it_is_made(tmp_path: Path, monkeypatch: Any) -> None:
    """Whoever reads our output has the first report before the third document is looked at."""
    written: list[str] = []
    files = [put(tmp_path, f"{number}.json", NO_SAFER) for number in range(4)]
    monkeypatch.setattr(terminal.sys, "stdout", Recorder(written))
    for format_ in ("text", "json", "jsonl", "github", "operation-outcome"):
        seen: list[int] = []

        def counted(*given: Any, seen: list[int] = seen, **options: Any) -> Any:
            seen.append("".join(written).count("PI104"))
            return evaluate(*given, **options)

        written.clear()
        monkeypatch.setattr(judged, "evaluate", counted)
        assert run("check", "--format", format_, *files) == 1
        assert seen[0] == 0
        assert seen[3] > seen[2]


class Recorder(io.StringIO):
    def __init__(self, written: list[str]) -> None:
        super().__init__()
        self.written = written

    def write(self, text: str) -> int:
        self.written.append(text)
        return len(text)


def test_all_shows_what_is_in_order_too(tmp_path: Path, capsys: Any) -> None:
    files = [put(tmp_path, f"{number}.json", FULL) for number in range(2)]
    assert run("check", *files) == 0
    assert "PI_EP_1" not in capsys.readouterr().out
    assert run("check", "--all", *files) == 0
    assert capsys.readouterr().out.count("    PI_EP_1 ") == 2
