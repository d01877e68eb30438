"""What a file holds is told by its content: one document, several, lines, gzip."""

import gzip
import io
import json
import os
from typing import Any

import pytest

from mips_pi_rules.command import contents, lines
from mips_pi_rules.command.contents import Piece, pieces
from mips_pi_rules.errors import ContextError, UnreadableSubmission
from support.cases import full

ONE = json.dumps(full(2025))
PRETTY = json.dumps(full(2025), indent=1)


def held(content: bytes | str, *, by_lines: bool = False) -> list[Piece]:
    stream = io.BytesIO(content.encode() if isinstance(content, str) else content)
    return list(pieces(stream, by_lines=by_lines))


def suffixes(content: bytes | str, **options: Any) -> list[str]:
    return [piece.suffix for piece in held(content, **options)]


@pytest.mark.parametrize(
    "content, expected",
    [
        (ONE, [""]),
        (PRETTY, [""]),
        ("\ufeff" + PRETTY, [""]),
        ("", [""]),
        ("not json", [""]),
        ("[]", [""]),
        ("[1, 2]", [""]),
        ("{", [""]),
        ("{}{", ["#1", "#2"]),
        ("{} x", [""]),  # no second document: the whole is no JSON
        ('[{}, 7, {"a": 1}]', ["#1", "#2", "#3"]),
        ("[{}]", ["#1"]),
        ("[{}, {", ["#1", "#2"]),
        ("[{} {}]", ["#1", "#2"]),
        (f"{PRETTY}\n{PRETTY}", ["#1", "#2"]),
        ("{}{}[{}]", ["#1", "#2", "#3"]),
        (f"{ONE}\n\n{ONE}\r\n{ONE}", [":1", ":3", ":4"]),
        (f"broken\n{ONE}\n{ONE}", [":1", ":2", ":3"]),
        ('{"a":\n\n{}\n{}', [":1", ":3", ":4"]),
        (PRETTY[:-1], [""]),
        ("<a/>\n{}\n{}", [""]),
        (b"\xff\xfe<\x00a\x00", [""]),
        (f"{ONE}\n".encode() + b"\xff\n" + ONE.encode(), [":1", ":2", ":3"]),
        ("[" * 100_000, [""]),
        ('{"a":' * 100_000, [""]),
    ],
)
def test_content_says_what_a_file_is(content: bytes | str, expected: list[str]) -> None:
    assert suffixes(content) == expected


@pytest.mark.parametrize("first", ["", "{broken", "[", "<a/>", "\x00", '"'])
def test_a_name_that_says_ndjson_is_believed_whatever_the_first_line(first: str) -> None:
    found = held(f"{first}\n{ONE}\n{ONE}", by_lines=True)
    assert [piece.suffix for piece in found][-2:] == [":2", ":3"]
    assert found[-1].content == ONE.encode()
    assert found[-1].line == 3


def test_pieces_are_what_stands_there_with_its_place() -> None:
    text = '[\n {"a": 1},\n  {"b":\n 2}, {"c": 3}\n]'
    assert [(one.content, one.line, one.column) for one in held(text)] == [
        ('{"a": 1}', 2, 2),
        ('{"b":\n 2}', 3, 3),
        ('{"c": 3}', 4, 6),
    ]


def test_a_wrapper_is_taken_apart_wherever_it_stands() -> None:
    wrapped = '{"context":\n {"eligibility": {}}, "submission": {"a": 1}}'
    (alone,) = held(wrapped)
    assert (alone.content, alone.line, alone.column) == ('{"a": 1}', 2, 37)
    assert alone.context == {"eligibility": {}}
    first, second = held(f"[{wrapped}, {wrapped}]")
    assert (first.line, first.column) == (2, 37)
    assert (second.line, second.column) == (3, 37)
    line = held('{}\n{"name": "x", "submission": {"a": 1}}\n')[1]
    assert (line.content, line.line, line.column, line.context) == ('{"a": 1}', 2, 29, None)


@pytest.mark.parametrize(
    "text",
    [
        '{"submission": {}, "measurementSets": []}',  # a submission with an odd field
        '{"submission": {}, "category": "pi"}',  # a bare measurement set
        '{"submission": 7}',
        '{"submission": {}',
        '{"submission": {}} x',
        "{}",
    ],
)
def test_what_is_no_wrapper_goes_on_whole(text: str) -> None:
    (piece,) = held(text)
    assert (piece.content, piece.problem) == (text.encode(), None)


@pytest.mark.parametrize(
    "text, error",
    [
        ('{"submission": {}, "contxt": {}}', ContextError),
        ('{"submission": {}, "submission": {}}', UnreadableSubmission),
        ('{"submission": {}, "context": {"a": 1, "a": 2}}', UnreadableSubmission),
    ],
)
def test_a_wrapper_that_is_wrong_has_its_problem(text: str, error: type) -> None:
    (piece,) = held(text)
    assert type(piece.problem) is error


@pytest.mark.parametrize("content", [ONE, f"{ONE}\n{ONE}", f"[{ONE}]", "<a/>"])
def test_gzip_of_any_text_is_the_text(content: str) -> None:
    packed = held(gzip.compress(content.encode()))
    assert [(one.suffix, one.content) for one in packed] == [
        (one.suffix, one.content) for one in held(content)
    ]


@pytest.mark.parametrize("cut", [3, 12, -4])
def test_broken_gzip_is_unreadable(cut: int) -> None:
    with pytest.raises(UnreadableSubmission, match="gzip"):
        held(gzip.compress(ONE.encode())[:cut])


class Endless(io.RawIOBase):
    """Never ends, and counts what was read of it."""

    def __init__(self, pattern: bytes) -> None:
        self.pattern, self.taken = pattern, 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        size = len(buffer) // len(self.pattern) * len(self.pattern)
        buffer[:size] = self.pattern * (size // len(self.pattern))
        self.taken += size
        return size


@pytest.mark.parametrize("pattern", [b"\x00", b"<", b"y\n", b" "])
@pytest.mark.parametrize("by_lines", [False, True])
def test_the_cap_counts_while_reading(
    pattern: bytes, by_lines: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (contents, lines):
        monkeypatch.setattr(module, "MAX_BYTES", 100_000)
    endless = Endless(pattern)
    if by_lines and pattern.endswith(b"\n"):
        found = pieces(endless, by_lines=True)  # type: ignore[arg-type]
        assert [next(found).suffix for _ in range(3)] == [":1", ":2", ":3"]
    else:
        limit = "longer than 1 GiB" if by_lines else "larger than 32 MiB"
        with pytest.raises(UnreadableSubmission, match=limit):
            list(pieces(endless, by_lines=by_lines))  # type: ignore[arg-type]
    # The end of a line so large is looked for, so that the next can be read; not for ever.
    assert endless.taken < (4_000_000 if by_lines else 400_000)


def test_more_lines_than_a_document_may_be_long_are_read_one_by_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for module in (contents, lines):
        monkeypatch.setattr(module, "MAX_BYTES", 1000)
    documents = [f'{{"a": {number}}}' for number in range(500)]
    found = held("\n".join(documents))
    assert [str(one.content, "utf-8") for one in found] == documents  # type: ignore[arg-type]
    assert [one.line for one in found] == list(range(1, 501))


def test_a_parquet_file_is_for_batch() -> None:
    with pytest.raises(UnreadableSubmission, match="mips-pi batch"):
        held(b"PAR1\x15\x04\nPAR1")


def test_lines_are_documents_as_they_come_of_a_pipe() -> None:
    """The second line tells that it is NDJSON: what comes later is not waited for."""
    reading, writing = os.pipe()
    with os.fdopen(reading, "rb") as stream, os.fdopen(writing, "wb", buffering=0) as producer:
        producer.write(b'\n{"a": 1}\n{"a": 2}\n')
        found = pieces(stream)
        assert [next(found).suffix, next(found).suffix] == [":2", ":3"]
        producer.write(b'{"a": 3}\n')
        assert next(found).content == b'{"a": 3}'
        producer.close()
        assert list(found) == []


@pytest.mark.parametrize(
    "third, expected",
    [
        (PRETTY, [(":1", 1), (":3", 3), ("#3", 4)]),
        (f"{PRETTY}\n{ONE} {ONE}", [(":1", 1), (":3", 3), ("#3", 4), ("#4", 55), ("#5", 55)]),
        ("{\n" + ONE, [(":1", 1), (":3", 3), (":4", 4), (":5", 5)]),
        (f"x\n{ONE}\n", [(":1", 1), (":3", 3), (":4", 4), (":5", 5)]),
        ("", [(":1", 1), (":3", 3)]),
    ],
)
def test_after_two_lines_a_document_may_stand_on_several_and_a_bad_line_costs_itself(
    third: str, expected: list[tuple[str, int]]
) -> None:
    end = PRETTY.count("\n") + 5
    expected = [(suffix, end if line > 5 else line) for suffix, line in expected]
    found = held(f"\ufeff{ONE}\n\n{ONE}\n{third}")
    assert [(one.suffix, one.line) for one in found] == expected
    assert held(f"{ONE}\n{ONE}\n")[0].content == ONE.encode()
