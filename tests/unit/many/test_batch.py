"""mips-pi batch: a row for each document in order, and a sentence for what is none."""

import errno
import gzip
import json
import os
import shutil
from pathlib import Path
from typing import Any

import pytest

from mips_pi_rules import evaluate_many, summarize
from mips_pi_rules.command import batchsources, contents
from mips_pi_rules.command import lines as line_by_line
from mips_pi_rules.many import keeping
from mips_pi_rules.many.beside import Beside
from mips_pi_rules.render.summary import render
from support.batches import LINES, rows, run, stopped
from support.cases import EXAMPLES, SMALL, TOKEN, full


def expected(documents: list[bytes]) -> list[dict[str, Any]]:
    """The rows as evaluate_many has them."""
    return [
        {
            "position": position,
            "key": None,
            "outcome": report.outcome.value,
            "forcedToZero": report.forced_to_zero,
            "score": report.score,
            "subtotal": report.subtotal,
            "rules": list(dict.fromkeys(finding.rule for finding in report.reasons)),
        }
        for position, report in enumerate(evaluate_many(documents), 1)
    ]


class TestRows:
    def test_each_document_has_one_in_order(self, lines: Path, out: Path, capsys: Any) -> None:
        assert run(lines, "-o", out, "--workers", 1) == 0
        found = rows(out)
        errors = [row.pop("error") for row in found]
        assert found == expected(LINES)
        assert [error is None for error in errors] == [True] * 4 + [False, False, True, False]
        said = capsys.readouterr()
        assert said.out == ""
        assert said.err == render(summarize(evaluate_many(LINES)))
        assert sorted(file.name for file in out.parent.iterdir()) == ["in.ndjson", "out.ndjson"]

    @pytest.mark.usefixtures("small_parts")
    @pytest.mark.parametrize("end", [b"", b"\n", b"\n\n \n", b"\r\n"])
    def test_parts_are_cut_at_lines_wherever_they_end(
        self, tmp_path: Path, out: Path, end: bytes
    ) -> None:
        documents = LINES * 3
        file = tmp_path / "in.ndjson"
        file.write_bytes((b"\r\n" if end == b"\r\n" else b"\n").join(documents) + end)
        assert run(file, "-o", out, "--workers", 1) == 0
        found = [{k: v for k, v in row.items() if k != "error"} for row in rows(out)]
        assert found == expected(documents)
        zipped = tmp_path / "in.ndjson.gz"
        zipped.write_bytes(gzip.compress(file.read_bytes()))
        assert run(zipped, "-o", tmp_path / "zipped.jsonl", "--workers", 1) == 0
        assert (tmp_path / "zipped.jsonl").read_bytes() == out.read_bytes()

    @pytest.mark.parametrize("size", [1, 2, 3, 5, 7, 11, 100])
    def test_ranges_are_the_whole_file_and_end_with_lines(
        self, tmp_path: Path, size: int, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(batchsources, "PART", 4)  # what is read at once
        file = tmp_path / "in.ndjson"
        content = b"a\nbc\n\ndefghij\nk\n\n\nlm"
        file.write_bytes(content)
        sources = list(batchsources.cut(str(file), batchsources.Wanted(), part=size).sources)
        parts = [content[one.start : one.end] for one in sources]
        assert b"".join(parts) == content
        assert all(part.endswith(b"\n") for part in parts[:-1])
        assert all(len(part[: part[:-1].rfind(b"\n") + 1]) < size for part in parts)

    @pytest.mark.usefixtures("small_parts")
    def test_a_folder_is_read_by_name(self, tmp_path: Path, out: Path, capsys: Any) -> None:
        folder = tmp_path / "inbox"
        (folder / "sub").mkdir(parents=True)
        (folder / "b.json").write_bytes(LINES[1])
        (folder / "c.xml").write_bytes((EXAMPLES / "qrda" / "individual-2025.xml").read_bytes())
        (folder / "sub" / "a.ndjson").write_bytes(LINES[0] + b"\n" + LINES[2] + b"\n")
        (folder / os.fsdecode(b"caf\xe9.json")).write_bytes(LINES[0])
        (folder / "notes.txt").write_text("x")
        os.mkfifo(folder / "pipe.json")
        assert run(folder, "-o", out, "--workers", 1, "--key", "name") == 0
        found = [(row["key"], row["outcome"], row["error"]) for row in rows(out)]
        assert found == [
            ("b.json", "zero", None),
            ("c.xml", "scored", None),
            ("caf\ufffd.json", "scored", None),
            ("pipe.json", "rejected", "is no regular file; a pipe is read as -"),
            ("sub/a.ndjson:1", "scored", None),
            ("sub/a.ndjson:2", "incomplete", None),
        ]
        assert "1 skipped" in capsys.readouterr().err

    def test_a_line_may_bring_its_context(self, tmp_path: Path, out: Path) -> None:
        file = tmp_path / "in.ndjson"
        bare = {"performanceYear": 2025, "entityType": "individual", "measurementSets": []}
        bare |= {name: full(2025)[name] for name in full(2025) if "dentifi" in name}
        for given in ({"submission": bare, "context": SMALL}, {"submission": bare, "context": 1}):
            with file.open("a") as written:
                # An escape can hide the name, and hides nothing from the command.
                written.write(json.dumps(given).replace("submission", "\\u0073ubmission") + "\n")
        assert run(file, "-o", out, "--workers", 1) == 0
        first, second = rows(out)
        assert first["outcome"] == "reweighted"
        assert (second["outcome"], second["error"]) == ("rejected", "context: must be an object")

    def test_a_line_that_is_too_large_costs_itself_alone(
        self, tmp_path: Path, out: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for module in (line_by_line, contents, batchsources):
            monkeypatch.setattr(module, "MAX_BYTES", 5000)
        monkeypatch.setattr(line_by_line, "_AT_ONCE", 100)
        large = b"{" + b" " * 20_000 + b"}"
        for name, written in (("in.ndjson", bytes), ("in.ndjson.gz", gzip.compress)):
            file = tmp_path / name
            file.write_bytes(written(b"\n".join([LINES[0], large, LINES[1], large])))
            output = tmp_path / f"{name}.jsonl"
            assert run(file, "-o", output, "--workers", 1) == 0
            assert [row["error"] for row in rows(output)] == [
                None, "the document is larger than 32 MiB",
            ] * 2  # fmt: skip


class TestSheets:
    HEAD = "performanceYear,entityType,PI_EP_1,PI_PPHI_2"

    def test_rows_of_csv_are_judged_in_parts(
        self, tmp_path: Path, out: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("mips_pi_rules.command.batchsheets.ROWS", 2)
        body = [
            "2025,group,5/10,yes",
            "",
            '2025,"group",5/10,no',
            "2025,group,x,yes",
            "2025,group,,",
        ]
        text = "\n".join([self.HEAD, *body]) + "\n"
        (tmp_path / "in.csv").write_text(text)
        (tmp_path / "in.csv.gz").write_bytes(gzip.compress(text.encode()))
        for name in ("in.csv", "in.csv.gz"):
            output = tmp_path / f"{name}.jsonl"
            assert run(tmp_path / name, "-o", output, "--workers", 1, "--key", "name") == 0
            found = rows(output)
            assert [row["key"] for row in found] == [f"{name}:{row}" for row in (2, 4, 5, 6)]
            assert [row["error"] is None for row in found] == [True, True, False, True]
            assert "row 5, column C (PI_EP_1)" in found[2]["error"]
            assert "PI104" in found[1]["rules"]

    def test_what_was_mended_in_cells_is_told_once_for_a_column(
        self, tmp_path: Path, out: Path, capsys: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("mips_pi_rules.command.batchsheets.ROWS", 2)
        file = tmp_path / "in.csv"
        head = "performanceYear,entityType,taxpayerIdentificationNumber,performanceStart"
        rows_of_it = ["2025,group,000000001,2025-01-01", *["2025,group,1,1/31/2025"] * 7]
        file.write_text("\n".join([head, *rows_of_it]))
        stopped(monkeypatch, file, "-o", out)
        capsys.readouterr()
        assert run(file, "-o", out, "--workers", 1, "--resume") == 0
        told = [line for line in capsys.readouterr().err.splitlines() if "is read" in line]
        assert [line.partition(": is read ")[0] for line in told] == [
            f"mips-pi: {file}: row 3, column C (taxpayerIdentificationNumber)",
            f"mips-pi: {file}: row 3, column D (performanceStart)",
        ]
        assert [row["error"] for row in rows(out)] == [None] * 8

    def test_a_heading_that_is_none_and_a_row_that_is_none_are_refused(
        self, tmp_path: Path, out: Path, capsys: Any
    ) -> None:
        file = tmp_path / "in.csv"
        for text, said in (
            (f"{self.HEAD},{TOKEN}\n2025,group,5/10,yes,1\n", "column E: is no field"),
            (f"{self.HEAD}\n2025,group,{'x' * 200_000},yes\n", "row 2 cannot be read"),
        ):
            file.write_text(text)
            assert run(file, "-o", out, "--workers", 1) == 2
            told = capsys.readouterr().err
            assert said in told
            assert TOKEN not in told
            shutil.rmtree(out.with_name("out.ndjson.parts"))


BARE = full(2025) | {"measurementSets": []}


class TestContexts:
    @pytest.mark.usefixtures("small_parts")
    @pytest.mark.parametrize("suffix", ["", ".gz"])
    @pytest.mark.parametrize("by", ["key", "name"])
    def test_each_document_has_its_own_by_key_or_name(
        self, tmp_path: Path, out: Path, capsys: Any, by: str, suffix: str
    ) -> None:
        file, contexts = tmp_path / f"in.ndjson{suffix}", tmp_path / "contexts.ndjson"
        documents: list[Any] = [BARE | {"recordId": f"r{n}"} for n in range(1, 41)]
        documents[2] = {"submission": documents[2], "context": {}}
        written = gzip.compress if suffix else bytes
        file.write_bytes(written("\n".join(map(json.dumps, documents)).encode()))
        named = {"key": "r{}", "name": file.name + ":{}"}[by]
        lines = [json.dumps({by: named.format(n), "context": SMALL}) for n in (3, 39, 99)]
        contexts.write_text("\n".join(lines))
        more = ("--contexts", contexts, "--key", "recordId")
        assert run(file, "-o", out, "--workers", 1, *more) == 0
        found = rows(out)
        assert [row["position"] for row in found if row["outcome"] == "reweighted"] == [39]
        assert [row["position"] for row in found if row["error"]] == [3]
        assert f"{contexts}: there is no document for the context of line 3\n" in (
            capsys.readouterr().err
        )

    def test_a_file_of_contexts_that_is_none_is_refused(
        self, lines: Path, out: Path, tmp_path: Path, capsys: Any
    ) -> None:
        contexts = tmp_path / "contexts.ndjson"
        contexts.write_text(json.dumps({"key": "a", "context": {}}))
        assert run(lines, "-o", out, "--contexts", contexts) == 2
        assert "name the field of a key with --key" in capsys.readouterr().err
        contexts.write_text('{"key": 1}\n{"name": 2}')
        assert run(lines, "-o", out, "--contexts", contexts, "--key", "recordId") == 2
        assert capsys.readouterr().err.count("\n") == 2
        assert run(lines, "-o", out, "--contexts", tmp_path / "none") == 2
        assert not out.exists()

    def test_contexts_of_standard_input_are_refused(
        self, lines: Path, out: Path, capsys: Any
    ) -> None:
        assert run(lines, "-o", out, "--contexts", "-") == 2
        assert "are to stand in a file" in capsys.readouterr().err

    def test_contexts_that_change_while_they_are_read_end_the_run(
        self, lines: Path, out: Path, tmp_path: Path, capsys: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        contexts = tmp_path / "contexts.ndjson"
        contexts.write_text(json.dumps({"name": "in.ndjson:1", "context": {}}))
        known = Beside.known

        def changing(*given: Any) -> Beside:
            found = known(*given)
            contexts.write_text(json.dumps({"name": "in.ndjson:2", "context": {}}))
            return found

        monkeypatch.setattr(Beside, "known", changing)
        assert run(lines, "-o", out, "--workers", 1, "--contexts", contexts) == 2
        assert "the file of contexts changed while it was read" in capsys.readouterr().err
        assert not out.exists()

    def test_other_contexts_do_not_resume_a_run(
        self, lines: Path, out: Path, tmp_path: Path, capsys: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        contexts = tmp_path / "contexts.ndjson"
        contexts.write_text(json.dumps({"name": "in.ndjson:1", "context": {}}))
        stopped(monkeypatch, lines, "-o", out, "--contexts", contexts)
        # By the other name of the input, which contexts may be given by, it is another run too.
        monkeypatch.chdir(lines.parent)
        assert run(lines.name, "-o", out, "--contexts", contexts, "--resume") == 2
        assert "the options are not the same" in capsys.readouterr().err
        contexts.write_text(json.dumps({"name": "in.ndjson:2", "context": {}}))
        assert run(lines, "-o", out, "--contexts", contexts, "--resume") == 2
        assert "the options are not the same" in capsys.readouterr().err


class TestKeys:
    @pytest.mark.parametrize(
        "value, key, complaint",
        [
            ("row-17", "row-17", False),
            (17, 17, False),
            ("550e8400-e29b-41d4-a716-123456789abc", "550e8400-e29b-41d4-a716-123456789abc", False),
            (None, None, False),
            (True, None, True),
            (1.5, None, True),
            ([TOKEN], None, True),
            ("\ud800", "\ud800", False),
            ("123456789", None, True),
            (1234567890, None, True),
            ("tin 12-3456789", None, True),
            ("123-45-6789", None, True),
        ],
    )
    def test_a_key_is_text_or_a_number_and_no_tin(
        self, tmp_path: Path, out: Path, value: object, key: object, complaint: bool
    ) -> None:
        file = tmp_path / "in.ndjson"
        file.write_text(json.dumps(full(2025) | {"recordId": value}) + "\n{\n")
        assert run(file, "-o", out, "--workers", 1, "--key", "recordId") == 0
        first, second = rows(out)
        assert first["key"] == key
        assert first["outcome"] == "scored"
        assert (first["error"] is not None) is complaint
        assert second["key"] is None
        assert TOKEN not in out.read_text()

    def test_a_field_that_none_has_is_said(self, lines: Path, out: Path, capsys: Any) -> None:
        assert run(lines, "-o", out, "--workers", 1, "--key", "recordID") == 0
        assert "no document has a key in recordID" in capsys.readouterr().err
        assert all(row["key"] is None for row in rows(out))

    @pytest.mark.parametrize(
        "field, said",
        [
            ("taxpayerIdentificationNumber", "rows hold no TIN and no NPI"),
            ("nationalProviderIdentifier", "rows hold no TIN and no NPI"),
            ("", "a key takes the name of a field"),
        ],
    )
    def test_an_identifier_is_no_key_and_no_field_is_none(
        self, lines: Path, out: Path, capsys: Any, field: str, said: str
    ) -> None:
        assert run(lines, "-o", out, "--key", field) == 2
        assert said in capsys.readouterr().err
        assert not out.exists()


class TestRefusals:
    """Each is one sentence and 2; what was there is as it was."""

    def refused(self, capsys: Any, *arguments: object) -> str:
        assert run(*arguments) == 2
        said: str = capsys.readouterr().err
        assert said.count("\n") == 1
        return said

    def test_an_output_that_is_there(self, lines: Path, out: Path, capsys: Any) -> None:
        out.write_text("mine")
        for more in ([], ["--resume"]):
            assert "is there already" in self.refused(capsys, lines, "-o", out, *more)
        assert out.read_text() == "mine"
        assert "is there already" in self.refused(capsys, lines, "-o", lines)
        assert lines.read_bytes().startswith(LINES[0])

    def test_a_column_of_what_has_none(self, lines: Path, out: Path, capsys: Any) -> None:
        folder = lines.parent / "folder"
        folder.mkdir()
        for one in (lines, folder):
            said = self.refused(capsys, one, "-o", out, "--column", "submission")
            assert "--column is for these alone" in said

    def test_an_output_that_comes_in_the_meantime(
        self, lines: Path, out: Path, capsys: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        publish = keeping.Kept.publish

        def late(kept: keeping.Kept) -> None:
            out.write_text("mine")
            publish(kept)

        monkeypatch.setattr(keeping.Kept, "publish", late)
        said = self.refused(capsys, lines, "-o", out, "--workers", 1)
        assert "is there already and is another file" in said
        assert out.read_text() == "mine"

    @pytest.mark.parametrize("name", ["", "a\0b"])
    def test_an_input_that_is_no_name(self, out: Path, capsys: Any, name: str) -> None:
        assert "no name of a file" in self.refused(capsys, name, "-o", out)

    @pytest.mark.parametrize(
        "made, why", [("gzip", "the gzip data are broken"), ("csv", "row 2 cannot be read")]
    )
    def test_an_input_that_is_broken_further_on(
        self, tmp_path: Path, out: Path, capsys: Any, made: str, why: str
    ) -> None:
        """The input is named, and what cannot go on is not said to."""
        file = tmp_path / f"in.{made}"
        if made == "gzip":
            file.write_bytes(gzip.compress(b"\n".join(LINES))[:-9])
        else:
            file.write_text(f"performanceYear,entityType\n2025,{'x' * 200_000}\n")
        said = self.refused(capsys, file, "-o", out, "--workers", 1)
        assert said.startswith(f"mips-pi: {file}: {why}")
        assert not out.exists()
        assert "out.ndjson.parts has what was judged before; remove it to begin anew" in said
        assert "--resume" not in said

    @pytest.mark.parametrize("name", ["", "out", "out.txt", "out.ndjson.gz", "a\0.ndjson"])
    def test_an_output_of_no_form(self, lines: Path, capsys: Any, name: str) -> None:
        assert "the output is named" in self.refused(capsys, lines, "-o", name)

    def test_an_output_that_cannot_be_written(
        self, lines: Path, tmp_path: Path, capsys: Any
    ) -> None:
        assert "No such file" in self.refused(capsys, lines, "-o", tmp_path / "no" / "out.ndjson")
        (tmp_path / "out.ndjson.parts").write_text("mine")
        self.refused(capsys, lines, "-o", tmp_path / "out.ndjson")
        assert (tmp_path / "out.ndjson.parts").read_text() == "mine"

    def test_an_output_in_the_folder_that_is_read(self, tmp_path: Path, capsys: Any) -> None:
        (tmp_path / "one.json").write_bytes(LINES[0])
        said = self.refused(capsys, tmp_path, "-o", tmp_path / "out.ndjson")
        assert "stands in the folder that is read" in said

    def test_an_input_without_submissions(self, tmp_path: Path, out: Path, capsys: Any) -> None:
        empty, blank, folder = tmp_path / "e.ndjson", tmp_path / "b.ndjson", tmp_path / "f"
        empty.touch()
        zipped = tmp_path / "e.json.gz"
        zipped.write_bytes(gzip.compress(b""))
        blank.write_text("\n \n")
        folder.mkdir()
        for one in (empty, zipped):
            assert "the file is empty" in self.refused(capsys, one, "-o", out)
        assert "no submission" in self.refused(capsys, blank, "-o", out, "--workers", 1)
        assert "the folder has no" in self.refused(capsys, folder, "-o", out)
        assert "No such file" in self.refused(capsys, tmp_path / "none.ndjson", "-o", out)
        assert "standard input" in self.refused(capsys, "-", "-o", out)
        os.mkfifo(tmp_path / "pipe.ndjson")
        for endless in (tmp_path / "pipe.ndjson", os.devnull):
            assert "no regular file" in self.refused(capsys, endless, "-o", out)
        assert not out.exists()
        assert not out.with_name("out.ndjson.parts").exists()

    def test_a_sheet_in_utf_16(self, tmp_path: Path, out: Path, capsys: Any) -> None:
        (tmp_path / "a.csv").write_text("performanceYear\tentityType\n2025\tgroup\n", "utf-16")
        assert "save it as CSV UTF-8" in self.refused(capsys, tmp_path / "a.csv", "-o", out)

    @pytest.mark.parametrize("workers", ["0", "-1", "x", "1.5", "9999"])
    def test_a_number_of_workers_that_is_none(
        self, lines: Path, out: Path, capsys: Any, workers: str
    ) -> None:
        assert run(lines, "-o", out, "--workers", workers) == 2

    @pytest.mark.usefixtures("small_parts")
    def test_a_full_disk_keeps_what_is_done(
        self, lines: Path, out: Path, capsys: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        written = keeping._write_whole

        def full_up(path: Path, pieces: Any) -> None:
            if path.name.startswith("00000001"):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            written(path, pieces)

        monkeypatch.setattr(keeping, "_write_whole", full_up)
        said = self.refused(capsys, lines, "-o", out, "--workers", 1)
        assert "No space left on device; what is done is kept" in said
        assert not out.exists()
        monkeypatch.undo()
        monkeypatch.setattr("mips_pi_rules.command.batch.PART", 3000)
        assert run(lines, "-o", out, "--workers", 1, "--resume") == 0
        assert "1 part is done already" in capsys.readouterr().err
        assert len(rows(out)) == len(LINES)

    def test_an_input_that_changes_while_it_is_read(
        self, lines: Path, out: Path, capsys: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        read = contents.lines

        def changing(stream: Any) -> Any:
            yield from read(stream)
            with lines.open("ab") as file:
                file.write(LINES[0] + b"\n")

        monkeypatch.setattr(contents, "lines", changing)
        said = self.refused(capsys, lines, "-o", out, "--workers", 1)
        assert "the input changed while it was read" in said
        assert not out.exists()
        parts = out.with_name("out.ndjson.parts")
        assert [file.name for file in parts.iterdir()] == ["manifest"]
