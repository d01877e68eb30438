"""Of several submissions of one clinician or group the command reports the one that counts."""

import json
from pathlib import Path
from typing import Any

import pytest

from mips_pi_rules.command.main import main
from support.cases import SMALL, Json, edited, full

FEW: Json = {"measures": {"PI_EP_1": {"numerator": 1, "denominator": 200}}}


def put(folder: Path, name: str, document: object) -> str:
    (folder / name).write_text(json.dumps(document))
    return str(folder / name)


def two(folder: Path, year: int) -> list[str]:
    """Two vendors that disagree on one measure."""
    return [put(folder, "a.json", edited(full(year), FEW)), put(folder, "b.json", full(year))]


def test_the_higher_score_counts_and_the_status_is_that_of_check(
    tmp_path: Path, capsys: Any
) -> None:
    assert main(["best", "--format", "json", *two(tmp_path, 2025)]) == 0
    out, err = capsys.readouterr()
    assert json.loads(out)["score"] == 96
    assert err == f"mips-pi: of 2 submissions {tmp_path / 'b.json'} counts\n"


def test_of_one_alone_nothing_is_counted(tmp_path: Path, capsys: Any) -> None:
    file = put(tmp_path, "a.json", full(2025))
    assert main(["best", file]) == 0
    assert capsys.readouterr().err == f"mips-pi: the only submission {file} counts\n"


@pytest.mark.parametrize(
    ("edits", "context"),
    [
        ({"without": ["PI_PPHI_2"]}, {}),  # incomplete
        ({"measures": {"PI_PPHI_2": "N/A"}}, {}),  # rejected
        ({"without": ["PI_PPHI_2"]}, SMALL),  # reweighted
    ],
)
def test_where_none_counts_none_is_said_to(
    edits: Json, context: Json, tmp_path: Path, capsys: Any
) -> None:
    beside = put(tmp_path, "context.json", context)
    file = put(tmp_path, "a.json", edited(full(2025), edits))
    main(["best", "--context", beside, file, file])
    told = f"mips-pi: of 2 submissions none counts; the report is of {file}\n"
    assert capsys.readouterr().err == told
    main(["best", "--context", beside, file])
    assert capsys.readouterr().err == f"mips-pi: the only submission {file} does not count\n"


def test_conflicts_force_the_score_to_zero_and_are_named(tmp_path: Path, capsys: Any) -> None:
    files = two(tmp_path, 2023)
    assert main(["best", *files]) == 1
    out = capsys.readouterr().out
    assert out.startswith("FORCED TO 0")
    assert "PI701" in out
    assert "PI_EP_1 (e-Prescribing)" in out
    assert main(["best", "--exit-zero", *files]) == 0


@pytest.mark.parametrize(
    "edits, field",
    [
        ({"performanceYear": 2024}, "performanceYear"),
        ({"entityType": "group", "nationalProviderIdentifier": None}, "entityType"),
        ({"taxpayerIdentificationNumber": "000000009"}, "taxpayerIdentificationNumber"),
    ],
)
def test_what_is_not_of_one_submitter_is_misuse_that_names_the_field(
    tmp_path: Path, capsys: Any, edits: Json, field: str
) -> None:
    files = [put(tmp_path, "a.json", full(2025)), put(tmp_path, "b.json", full(2025) | edits)]
    assert main(["best", *files]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err == f"mips-pi: the submissions differ in {field}\n"


def test_every_file_that_cannot_take_part_is_named(tmp_path: Path, capsys: Any) -> None:
    good = put(tmp_path, "good.json", full(2025))
    broken = tmp_path / "broken.json"
    broken.write_text('{"a":\n')
    wrapped = put(tmp_path, "wrapped.json", {"submission": full(2025), "context": {}})
    assert main(["best", good, str(broken), wrapped, str(tmp_path / "none.json")]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert "broken.json: the document is not JSON (line 2, column 1)" in err
    assert "wrapped.json: context: is given by --context" in err
    assert "none.json: No such file" in err


def test_the_documents_of_one_file_are_several_submissions(tmp_path: Path, capsys: Any) -> None:
    file = put(tmp_path, "both.json", [edited(full(2023), FEW), full(2023)])
    assert main(["best", "--format", "json", file]) == 1
    assert [one["rule"] for one in json.loads(capsys.readouterr().out)["findings"]] == ["PI701"]


def test_a_bad_line_is_told_with_its_line_in_the_file(tmp_path: Path, capsys: Any) -> None:
    good = json.dumps(full(2025))
    lines = tmp_path / "lines.ndjson"
    lines.write_text(f"{good}\n\n{{bad\n{good}\n")
    assert main(["best", str(lines)]) == 2
    assert "lines.ndjson:3: the document is not JSON (line 3, column 2)" in capsys.readouterr().err


@pytest.mark.parametrize("command", ["plan", "facts"])
def test_so_is_what_takes_one_document(tmp_path: Path, capsys: Any, command: str) -> None:
    file = tmp_path / "one.ndjson"
    file.write_text("\n\n{bad\n")
    assert main([command, str(file)]) == 2
    assert "one.ndjson: the document is not JSON (line 3, column 2)" in capsys.readouterr().err
    for text, many in ((f"{json.dumps(full(2025))}\n" * 2, "several"), ("\n", "none")):
        file.write_text(text)
        assert main([command, str(file)]) == 2
        assert f"one document is taken here, and the file has {many}" in capsys.readouterr().err
