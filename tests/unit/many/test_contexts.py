"""Each of many documents has its context from one file, by name or key; nothing is in silence."""

import io
import json
from pathlib import Path
from typing import Any

import pytest

from mips_pi_rules import Context
from mips_pi_rules.many.contexts import Contexts, ContextsError
from mips_pi_rules.many.contextsfile import read_contexts
from support.cases import SMALL, TOKEN, edited, full
from support.commands import run

GAP = edited(full(2025), {"without": ["PI_PPHI_2"]})


def read(text: str) -> Contexts:
    return read_contexts(io.BytesIO(text.encode()))


def refused(text: str) -> tuple[str, ...]:
    with pytest.raises(ContextsError) as raised:
        read(text)
    assert TOKEN not in str(raised.value)
    return raised.value.faults


def line(by: str, name: object, context: object = SMALL) -> str:
    return json.dumps({by: name, "context": context}) + "\n"


def test_lines_give_contexts_by_name_or_key() -> None:
    found = read(line("name", "a.json") + "\n" + line("key", 7, {}))
    assert found.by_key
    assert found.of(["x/a.json", "a.json"]) == Context.of(SMALL)
    assert found.of(["b.json"], 7) == Context.of({})
    assert found.of(["b.json"]) is None
    assert list(found.unfit()) == []


@pytest.mark.parametrize("between", [";", "\t"])
def test_cells_may_have_between_them_what_spreadsheets_write_there(between: str) -> None:
    text = between.join(["eligibility.specialStatuses", '"name"', "eligibility.clinicianType"])
    text += "\n" + between.join(['"smallPractice;hospitalBased"', "a.json", "physician"]) + "\n"
    (held,) = read(text).by["name"].values()
    assert held.context == Context.of(
        {
            "eligibility": {
                "specialStatuses": ["smallPractice", "hospitalBased"],
                "clinicianType": "physician",
            }
        }
    )


def test_cells_kept_otherwise_are_told_what_to_do() -> None:
    text = "name,eligibility.specialStatuses\na.json,smallPractice\n"
    for content, why in (
        (text.encode("utf-16"), "is in UTF-16"),
        (b"sep=,\n" + text.encode(), "first line"),
        (text.encode().replace(b"a.json", b"\xff"), "CSV UTF-8"),
    ):
        with pytest.raises(ContextsError, match=why):
            read_contexts(io.BytesIO(content))


def test_cells_give_what_the_schema_says_of_their_column() -> None:
    head = (
        "name,eligibility.specialStatuses,eligibility.allCliniciansQualify,"
        "history.preProduction.PI_PHCDRR_1,evidence.counts.PI_EP_1,"
        "evidence.saferSelfAssessment.edition,evidence.saferSelfAssessment.statuses.1.1,"
        "evidence.engagement.PI_PHCDRR_1.unansweredRequests"
    )
    row = 'a.json,smallPractice; hospitalBased,Yes,2024,,2025,"fully, implemented",2'
    expected = {
        "eligibility": {
            "specialStatuses": ["smallPractice", "hospitalBased"],
            "allCliniciansQualify": True,
        },
        "history": {"preProduction": {"PI_PHCDRR_1": [2024]}},
        "evidence": {
            "saferSelfAssessment": {"edition": "2025", "statuses": {"1.1": "fully, implemented"}},
            "engagement": {"PI_PHCDRR_1": {"unansweredRequests": 2}},
        },
    }
    assert read(f"\ufeff{head}\r\n{row}\r\n\r\n").of(["a.json"]) == Context.of(expected)


def test_a_day_is_read_as_a_spreadsheet_saved_it_where_it_can_be_one_alone() -> None:
    head = "name,evidence.certification.inPlace\n"
    (held,) = read(f"{head}a.json,5/13/2025\n").by["name"].values()
    inside = {"evidence": {"certification": {"inPlace": "2025-05-13"}}}
    assert held.context == Context.of(inside)
    (why,) = refused(f"{head}a.json,5/6/2025\n")
    two_days = "may be two days, as month or day may come first; write YYYY-MM-DD"
    assert why == f"line 2: context: evidence.certification.inPlace: {two_days}"
    (why,) = refused(f"name,evidence.engagement.{TOKEN}.registered\na.json,5/6/2025\n")
    assert why == f"line 2: context: evidence.engagement.registered: {two_days}"
    (why,) = refused(f"{head}a.json,13/13/2025\n")
    assert "evidence.certification.inPlace: must be a day that exists, as YYYY-MM-DD" in why


def test_a_row_of_csv_may_go_over_lines_and_the_next_keeps_its_line() -> None:
    text = 'name,evidence.saferSelfAssessment.edition\na,"two\nlines"\nb,2025\nb,2025\n'
    assert read(text).remarks == [
        "line 5: a second context for the document of line 4; the first one counts"
    ]


@pytest.mark.parametrize(
    "text, faults",
    [
        ("", ["line 1: there is no context; the file is empty"]),
        ("[]", ["line 1: the head names one column"]),
        ("name,key\n", ["line 1: the head names one column"]),
        (f"name,{TOKEN}\n", ["line 1: column 2 names no field of a context"]),
        ("name,eligibility\n", ["line 1: column 2 names no field of a context"]),
        ("name,eligibility.exceptions.x\n", ["line 1: column 2 names no field"]),
        ("name,eligibility.exceptions,eligibility.exceptions\n", ["line 1: the head names a"]),
        ("name,eligibility.exceptions\na\n", ["line 2: has 1 cells, and the head 2"]),
        ('name,eligibility.exceptions\na,"b\n', ["line 2: is no row of CSV"]),
        (f"name,eligibility.exceptions\na,{TOKEN}\n", ["line 2: context: eligibility.exceptions"]),
        (f"name,evidence.counts.PI_EP_1\na,{'9' * 40}\n", ["line 2: context: evidence"]),
        ("name,eligibility.allCliniciansQualify\na,maybe\n", ["line 2: context: eligibility"]),
        ("{\n{}\n", ["line 1: the document is not JSON", 'line 2: is to be {"name"']),
        (line("name", "a", {TOKEN: 1}), ["line 1: context: "]),
        (line("name", ""), ["line 1: has no name"]),
        (line("key", None), ["line 1: has no key"]),
        (line("key", 123456789), ["line 1: the key holds a number of nine or ten digits"]),
        (line("key", "12-3456789"), ["line 1: the key holds a number of nine or ten digits"]),
        ('{"name": "a", "key": "b", "context": {}}', ["line 1: is to be"]),
        ('{"name": "a", "name": "b", "context": {}}', ["line 1: a field name stands twice"]),
    ],
)
def test_every_fault_is_told_by_its_line_and_holds_nothing_of_the_file(
    text: str, faults: list[str]
) -> None:
    found = refused(text)
    assert len(found) == len(faults)
    for one, begins in zip(found, faults, strict=True):
        assert one.startswith(begins)


def test_what_is_not_utf_8_is_told() -> None:
    with pytest.raises(ContextsError, match="line 2: is not UTF-8"):
        read_contexts(io.BytesIO(b"name,eligibility.exceptions\n\xff,x\n"))


def test_of_very_many_faults_the_first_are_said() -> None:
    with pytest.raises(ContextsError) as raised:
        read("{}\n" * 50)
    assert str(raised.value).count("\n") == 12
    assert str(raised.value).endswith("and 38 more")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    for name in "abc":
        (inbox / f"{name}.json").write_text(json.dumps(GAP | {"practiceCode": f"P-{name}"}))
    return inbox


def test_check_gives_each_document_its_context_by_name(folder: Path, capsys: Any) -> None:
    contexts = folder.parent / "contexts.ndjson"
    whole = str(folder / "c.json")
    contexts.write_text(line("name", "a.json") + line("name", whole) + line("name", "other"))
    assert run("check", "--contexts", str(contexts), "--format", "csv", str(folder)) == 1
    out, err = capsys.readouterr()
    rows = [row.split(",") for row in out.splitlines()[1:]]
    assert [row[5] for row in rows] == ["reweighted", "incomplete", "reweighted"]
    assert [row[2] for row in rows] == ["", "", ""]
    assert f"{contexts}: there is no document for the context of line 3\n" in err


def test_check_gives_each_document_its_context_by_key(folder: Path, capsys: Any) -> None:
    contexts = folder.parent / "contexts.csv"
    contexts.write_text("key,eligibility.specialStatuses\nP-b,smallPractice\nP-b,hospitalBased\n")
    given = ["--contexts", str(contexts), "--format", "csv", str(folder)]
    assert run("check", *given) == 2
    assert "name the field of a key with --key" in capsys.readouterr().err
    assert run("check", "--key", "practiceCode", *given) == 1
    out, err = capsys.readouterr()
    rows = [row.split(",") for row in out.splitlines()[1:]]
    assert [(row[2], row[5]) for row in rows] == [
        ("P-a", "incomplete"),
        ("P-b", "reweighted"),
        ("P-c", "incomplete"),
    ]
    assert "line 3: a second context for the document of line 2; the first one counts" in err


def test_a_context_file_holds_for_those_without_one_of_their_own(folder: Path, capsys: Any) -> None:
    (folder / "a.json").write_text(json.dumps({"submission": GAP, "context": {}}))
    contexts, beside = folder.parent / "contexts.ndjson", folder.parent / "context.json"
    contexts.write_text(line("name", "a.json") + line("name", "b.json", {}))
    beside.write_text(json.dumps(SMALL))
    given = ["--contexts", str(contexts), "--context", str(beside), "--format", "csv"]
    assert run("check", *given, str(folder)) == 1
    out, err = capsys.readouterr()
    found = [row.split(",")[5] for row in out.splitlines()[1:]]
    assert found == ["incomplete", "incomplete", "reweighted"]
    assert "a.json: brings a context itself, which counts; that of --contexts does not" in err


def test_one_context_that_several_documents_took_is_told(folder: Path, capsys: Any) -> None:
    (folder / "x").mkdir()
    (folder / "x" / "a.json").write_text(json.dumps(GAP))
    contexts = folder.parent / "contexts.ndjson"
    contexts.write_text(line("name", "a.json"))
    assert run("check", "--contexts", str(contexts), "--format", "brief", str(folder)) == 1
    assert "several documents took the context of line 1\n" in capsys.readouterr().err


def test_a_field_that_no_document_has_is_said(folder: Path, capsys: Any) -> None:
    run("check", "--key", "practicecode", "--format", "csv", str(folder))
    assert "mips-pi: no document has a key in practicecode\n" in capsys.readouterr().err


def test_a_key_is_found_in_every_shape_of_a_submission(tmp_path: Path, capsys: Any) -> None:
    whole: dict[str, Any] = {**GAP, "practiceCode": "north"}
    head = {name: value for name, value in whole.items() if name != "measurementSets"}
    bare = {**GAP["measurementSets"][0], "submission": head}
    file, contexts = tmp_path / "all.ndjson", tmp_path / "contexts.ndjson"
    shapes: list[dict[str, Any]] = [
        whole,
        {"data": {"submission": whole}},
        {"data": {"submissions": [whole]}},
        bare,
        {"data": {"measurementSet": bare}},
    ]
    file.write_text("\n".join(map(json.dumps, shapes)))
    contexts.write_text(line("key", "north"))
    given = ("--key", "practiceCode", "--contexts", str(contexts), "--format", "csv", str(file))
    assert run("check", *given) == 0
    rows = capsys.readouterr().out.splitlines()[1:]
    assert [row.split(",")[2] for row in rows] == ["north"] * len(shapes)
    assert all(",reweighted," in row for row in rows)


@pytest.mark.parametrize("field", ["taxpayerIdentificationNumber", "nationalProviderIdentifier"])
def test_an_identifier_is_no_key(folder: Path, capsys: Any, field: str) -> None:
    assert run("check", "--key", field, str(folder)) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert "is no key" in err


def test_a_key_like_an_identifier_is_left_out_and_said(folder: Path, capsys: Any) -> None:
    (folder / "a.json").write_text(json.dumps(GAP | {"practiceCode": "123456789"}))
    assert run("check", "--key", "practiceCode", "--format", "csv", str(folder)) == 1
    out, err = capsys.readouterr()
    assert "123456789" not in out + err
    assert "nine or ten digits" in err


def test_contexts_that_are_not_there_or_wrong_are_2_and_no_output_goes_onto_them(
    folder: Path, capsys: Any
) -> None:
    contexts = folder.parent / "contexts.csv"
    assert run("check", "--contexts", str(contexts), str(folder)) == 2
    contexts.write_text("name,nothing\n")
    assert run("check", "--contexts", str(contexts), str(folder)) == 2
    out, err = capsys.readouterr()
    assert (out, err.count("\n")) == ("", 2)
    contexts.write_text("name,eligibility.exceptions\na.json,\n")
    assert run("check", "--contexts", str(contexts), "-o", str(contexts), str(folder)) == 2
    assert "is read, so nothing is written onto it" in capsys.readouterr().err
    assert contexts.read_text().startswith("name,")
