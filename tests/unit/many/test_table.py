"""Arrow in, Arrow out; and Parquet files for the command batch."""

import json
from pathlib import Path
from typing import Any

import duckdb
import pandas
import polars
import pyarrow as pa
import pytest
from pyarrow import parquet

from mips_pi_rules import evaluate_many
from mips_pi_rules.command.main import main
from mips_pi_rules.judging.verdict import verdict_of
from mips_pi_rules.many import table as tables
from mips_pi_rules.many.rows import COLUMNS, named, row_of
from mips_pi_rules.many.table import evaluate_table
from support.cases import EXAMPLES, NO_SAFER, full

QRDA = (EXAMPLES / "qrda" / "individual-2025.xml").read_text()
TEXTS = [json.dumps(full(2025)), json.dumps(NO_SAFER), QRDA, "{", None]
WITHOUT_ONE = "there is no submission, the value is null"


def plain(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{name: row[name] for name in COLUMNS} for row in rows]


def expected() -> list[dict[str, Any]]:
    found = [named(row_of(verdict_of(report).case, None)) for report in evaluate_many(TEXTS[:3])]
    for error in ("the document is not JSON (line 1, column 2)", WITHOUT_ONE):
        row = {"outcome": "rejected", "forcedToZero": False, "score": None, "subtotal": None}
        found.append(row | {"rules": ["PI000"], "error": error})
    return found


def test_the_columns_are_those_of_a_row() -> None:
    assert tuple(tables.ROW.names) == COLUMNS == tuple(expected()[0])


@pytest.mark.parametrize(
    "kind",
    [
        pa.string(), pa.large_string(), pa.string_view(), pa.binary(), pa.large_binary(),
        pa.binary_view(), pa.dictionary(pa.int32(), pa.string()),
    ],
    ids=str,
)  # fmt: skip
def test_text_of_every_type_is_judged_and_other_columns_are_kept(kind: Any) -> None:
    table = pa.table({"id": range(5), "submission": pa.array(TEXTS, kind), "note": [None] * 5})
    found = evaluate_table(table)
    assert isinstance(found, pa.Table)
    assert found.select(table.column_names) == table
    assert plain(found.to_pylist()) == expected()


def test_a_column_of_json_and_one_without_any_value_are_text_too() -> None:
    texts = pa.array([TEXTS[0], None], pa.string())
    column = pa.ExtensionArray.from_storage(pa.json_(), texts)
    assert evaluate_table(pa.table({"submission": column}))["outcome"].to_pylist() == [
        "scored", "rejected",
    ]  # fmt: skip
    nothing = evaluate_table(pa.table({"submission": pa.nulls(2)}))
    assert nothing["error"].to_pylist() == [WITHOUT_ONE] * 2


def test_text_that_is_not_utf_8_has_a_row_that_says_so() -> None:
    column = pa.array([b"\xff{}"]).view(pa.string())
    (error,) = evaluate_table(pa.table({"submission": column}))["error"].to_pylist()
    assert error.startswith("the document is not UTF-8")


def test_a_stream_is_judged_while_it_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "AT_ONCE", 2)
    given = []
    table = pa.table({"submission": TEXTS * 3})

    def batches() -> Any:
        for batch in table.to_batches(max_chunksize=5):
            given.append(batch.num_rows)
            yield batch

    reader = evaluate_table(pa.RecordBatchReader.from_batches(table.schema, batches()))
    assert isinstance(reader, pa.RecordBatchReader)
    first = reader.read_next_batch()
    assert (first.num_rows, given) == (2, [5])
    rest = [row for batch in reader for row in batch.to_pylist()]
    assert plain([*first.to_pylist(), *rest]) == expected() * 3


def test_frames_and_relations_are_taken_as_they_are() -> None:
    table = pa.table({"submission": TEXTS})
    for given in (table.to_pandas(), polars.DataFrame(table), table.to_batches()[0]):
        assert plain(evaluate_table(given).read_all().to_pylist()) == expected()
    relation = duckdb.connect().from_arrow(table)
    assert plain(evaluate_table(relation).read_all().to_pylist()) == expected()
    frame = polars.DataFrame(evaluate_table(polars.DataFrame(table)))
    assert frame["outcome"].to_list() == [row["outcome"] for row in expected()]
    assert isinstance(evaluate_table(table.to_pandas()).read_pandas(), pandas.DataFrame)


def test_a_column_may_have_the_contexts() -> None:
    bare = {name: value for name, value in full(2025).items() if name != "measurementSets"}
    small = json.dumps({"eligibility": {"specialStatuses": ["smallPractice"]}})
    contexts = [small, None, "{", "[]", "1e400", '{"a": 1}']
    table = pa.table({"json": [json.dumps(bare | {"measurementSets": []})] * 6, "known": contexts})
    found = evaluate_table(table, "json", context="known")
    assert found["outcome"].to_pylist() == ["reweighted", "incomplete", *["rejected"] * 4]
    errors = found["error"].to_pylist()
    assert errors[:2] == [None, None]
    assert all(error.startswith("context: ") for error in errors[2:])


@pytest.mark.parametrize(
    "columns, error, said",
    [
        ({"other": ["x"]}, ValueError, "no column submission"),
        ({"submission": [1]}, TypeError, "neither text nor bytes"),
        ({"submission": [{"a": 1}]}, TypeError, "neither text nor bytes"),
        ({"submission": ["x"], "score": [1]}, ValueError, "has a column score already"),
    ],
)
def test_a_table_that_is_none_of_ours_is_refused(
    columns: Any, error: type[Exception], said: str
) -> None:
    with pytest.raises(error, match=said):
        evaluate_table(pa.table(columns))
    with pytest.raises(ValueError, match="several columns submission"):
        evaluate_table(pa.Table.from_arrays([pa.array(["x"])] * 2, ["submission"] * 2))
    with pytest.raises(TypeError, match="a table of Arrow"):
        evaluate_table(["{}"])


class TestParquet:
    def run(self, *arguments: object) -> int:
        return main(["batch", *map(str, arguments), "--workers", "1"])

    def test_a_column_of_it_is_read_and_rows_are_written(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("mips_pi_rules.many.parquet.AT_ONCE", 2)
        monkeypatch.setattr("mips_pi_rules.many.parquet._ROWS", 3)
        file = tmp_path / "in.parquet"
        keys = ["a", "b", None, "123456789", "e"]
        parquet.write_table(pa.table({"json": TEXTS, "id": keys}), file, row_group_size=3)
        for name in ("out.ndjson", "out.parquet"):
            out = tmp_path / name
            assert self.run(file, "-o", out, "--column", "json", "--key", "id") == 0
        lines = (tmp_path / "out.ndjson").read_text().splitlines()
        rows = [json.loads(line) for line in lines]
        found = parquet.read_table(tmp_path / "out.parquet")
        assert found.to_pylist() == rows
        assert found.schema.names == ["position", "key", *COLUMNS]
        assert [row["position"] for row in rows] == [1, 2, 3, 4, 5]
        assert [row["key"] for row in rows] == ["a", "b", None, None, "e"]
        assert [row["outcome"] for row in rows] == [row["outcome"] for row in expected()]
        assert [row["error"] for row in rows][4] == WITHOUT_ONE

    def test_numbers_are_keys_and_contexts_have_a_column(self, tmp_path: Path) -> None:
        file, out = tmp_path / "in.parquet", tmp_path / "out.parquet"
        texts = [TEXTS[0], TEXTS[1], TEXTS[0]]
        table = pa.table({"submission": texts, "id": [7, 8, 9], "context": [None, "[]", "null"]})
        parquet.write_table(table, file)
        assert self.run(file, "-o", out, "--key", "id") == 0
        found = parquet.read_table(out)
        assert found["key"].to_pylist() == ["7", "8", "9"]
        assert found["error"].to_pylist() == [
            None,
            "context: the document is JSON, but not an object",
            None,
        ]

    def test_a_key_that_is_half_a_character_is_text(self, tmp_path: Path) -> None:
        file, out = tmp_path / "in.ndjson", tmp_path / "out.parquet"
        file.write_text(json.dumps(full(2025) | {"recordId": "a\ud800"}))
        assert self.run(file, "-o", out, "--key", "recordId") == 0
        assert parquet.read_table(out)["key"].to_pylist() == ["a?"]

    @pytest.mark.parametrize(
        "arguments, said",
        [
            (["--column", "none"], "the table has no column none"),
            (["--column", "number"], "the column number holds neither text nor bytes"),
            (["--key", "none"], "the table has no column none"),
            (["--key", "submission"], "the column submission is no key: it holds documents"),
            (
                ["--key", "list"],
                "the column list is no key: it holds neither text nor whole numbers",
            ),
        ],
    )
    def test_a_column_that_does_not_fit_is_named(
        self, tmp_path: Path, capsys: Any, arguments: list[str], said: str
    ) -> None:
        file, out = tmp_path / "in.parquet", tmp_path / "out.ndjson"
        columns = {"submission": TEXTS, "number": [1.5] * 5, "list": [[1]] * 5}
        parquet.write_table(pa.table(columns), file)
        assert self.run(file, "-o", out, *arguments) == 2
        assert capsys.readouterr().err == f"mips-pi: {file}: {said}\n"

    def test_a_damaged_file_and_one_without_rows_are_refused(
        self, tmp_path: Path, capsys: Any
    ) -> None:
        file, out = tmp_path / "in.parquet", tmp_path / "out.ndjson"
        parquet.write_table(pa.table({"submission": TEXTS}), file, compression="none")
        whole = file.read_bytes()
        at = whole.index(b"measurementSets") - 300
        begin = whole[:10] + b"\1" * 50 + whole[60:]  # what Arrow calls an error of the system
        for content in (whole[:-5], b"PAR1", whole[:4] + b"\xff" * at + whole[4 + at :], begin):
            file.write_bytes(content)
            assert self.run(file, "-o", out) == 2
            said = capsys.readouterr().err
            assert said.startswith(f"mips-pi: {file}: the Parquet file is damaged")
            assert "--resume" not in said
            assert not out.exists()
            for part in (tmp_path / "out.ndjson.parts").glob("*"):
                part.unlink()
        parquet.write_table(pa.table({"submission": pa.array([], pa.string())}), file)
        assert self.run(file, "-o", out) == 2
        assert "there is no submission in it" in capsys.readouterr().err

    def test_without_pyarrow_it_says_what_to_install(
        self, tmp_path: Path, capsys: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setitem(__import__("sys").modules, "mips_pi_rules.many.parquet", None)
        monkeypatch.delattr("mips_pi_rules.many.parquet", raising=False)
        file = tmp_path / "in.ndjson"
        file.write_text("{}\n")
        assert self.run(file, "-o", tmp_path / "out.parquet") == 2
        assert 'pip install "mips-pi-rules[arrow]"' in capsys.readouterr().err
