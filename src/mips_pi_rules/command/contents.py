"""What a file holds: one document or several, told by its content.

QRDA III, a QPP JSON document, {submission, context}, an array of these, several one after another,
NDJSON with one a line, and sheets of answers (CSV, .xlsx) with one a row; each as it is or
compressed with gzip. Nothing is judged here: a piece of text goes on as it stands, with the line
and column at which it begins.
"""

import io
from collections.abc import Iterable, Iterator
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING, Any, BinaryIO, Final, NamedTuple

from mips_pi_rules.command.lines import is_document, looks_like_lines, split
from mips_pi_rules.command.spans import Span, spans_in
from mips_pi_rules.command.wrappers import context_in, members
from mips_pi_rules.documents.document import is_xml
from mips_pi_rules.documents.limits import MAX_BYTES, TOO_LARGE
from mips_pi_rules.documents.submission import Submission
from mips_pi_rules.errors import ContextError, UnreadableSubmission

if TYPE_CHECKING:
    from mips_pi_rules.forms.sheets import SheetRow

_each: Final = chain.from_iterable
_FOR_BATCH: Final = "a Parquet file is for `mips-pi batch`: it gives each of its submissions a row"
_OTHER_TEXT: Final = (
    "the file is none of what is taken: QPP JSON in UTF-8, QRDA III (XML), or a sheet (CSV, .xlsx) "
    "with the heading that `mips-pi questions YEAR --format csv` prints"
)
_BEGIN: Final = 4096  # bytes that tell a sheet from a document
_PARQUET: Final = b"PAR1"
_GZIP: Final = b"\x1f\x8b"
_BOM: Final = b"\xef\xbb\xbf"


class Piece(NamedTuple):
    """One document of a file: its text, where that begins, and the context that it brings.

    `suffix` tells it from the others of its file: ":3" is the third line of NDJSON, "#3" the third
    of several documents, "" the only one. `row` is the row of a sheet that it is, its suffix ":3"
    too. `problem` is why there is nothing to evaluate;
    `context_at` the line and column at which its context begins, or what should have one.
    """

    suffix: str
    content: bytes | str | Submission = b""
    line: int = 1
    column: int = 1
    context: Any = None
    problem: UnreadableSubmission | ContextError | None = None
    context_at: tuple[int, int] | None = None
    row: "SheetRow | None" = None

    @property
    def size(self) -> int:
        """The length of its text; of a row of a sheet nobody counted it."""
        return 0 if isinstance(self.content, Submission) else len(self.content)

    def in_file(self, problem: UnreadableSubmission) -> UnreadableSubmission:
        """What was found wrong in its text, with the line and column of the file."""
        line, column = problem.line, problem.column
        if line is None or column is None:
            return problem
        column += self.column - 1 if line == 1 else 0
        return UnreadableSubmission(problem.sentence, line + self.line - 1, column)


def pieces(stream: BinaryIO, *, by_lines: bool = False) -> Iterator[Piece]:
    """The documents of a stream in order; `by_lines` takes it for NDJSON whatever it holds.

    A bad line, or one larger than 32 MiB, costs that line alone. Raises UnreadableSubmission for
    another document that is so large, for a line larger than 1 GiB and for broken gzip data,
    OSError for what cannot be read.
    """
    broken = False
    try:
        yield from map(_taken_apart, _pieces(_decompressed(stream), by_lines))
    except _gzip_faults():
        broken = True
    if broken:  # raised out here, so that no exception that may hold input is its context
        raise UnreadableSubmission("the gzip data are broken")


def _gzip_faults() -> tuple[type[Exception], ...]:
    # Asked for only where something is raised: gzip brings every kind of compression with it.
    import gzip  # noqa: PLC0415
    import zlib  # noqa: PLC0415

    return EOFError, zlib.error, gzip.BadGzipFile


def lines(stream: BinaryIO) -> Iterator[list[Piece]]:
    """The documents of NDJSON that is not compressed, one a line, some at a time.

    Blank lines are none. Raises UnreadableSubmission for a line that is larger than 1 GiB, OSError.
    """
    return ([_taken_apart(piece) for piece in some] for some in _lines(b"", stream))


def is_gzip(head: bytes) -> bool:
    """Whether what begins so is compressed with gzip."""
    return head.startswith(_GZIP)


def is_parquet(head: bytes) -> bool:
    """Whether what begins so is a Parquet file."""
    return head.startswith(_PARQUET)


def _decompressed(stream: BinaryIO) -> BinaryIO:
    buffered: Any = stream
    if not isinstance(stream, io.BufferedReader):
        buffered = io.BufferedReader(buffered)
    if is_gzip(buffered.peek(len(_GZIP))):
        import gzip  # noqa: PLC0415 - as in _gzip_faults

        buffered = gzip.GzipFile(fileobj=buffered)
    opened: BinaryIO = buffered
    return opened


def _pieces(stream: BinaryIO, by_lines: bool) -> Iterator[Piece]:
    if by_lines:
        yield from _each(_lines(b"", stream))
        return
    sheet = _sheet(stream)
    if sheet is not None:
        yield from sheet
        return
    head, by_lines = _begin(stream)
    if by_lines:
        yield from _in_a_row(head, stream)
    elif is_parquet(head):
        raise UnreadableSubmission(_FOR_BATCH)
    elif is_xml(head):
        yield Piece("", _within_limit(head))
    elif len(head) > MAX_BYTES:
        if not looks_like_lines(head[: head.rfind(b"\n") + 1]):
            raise UnreadableSubmission(TOO_LARGE)
        yield from _each(_lines(head, stream))
    else:
        yield from _told_apart(head)


def _sheet(stream: Any) -> Iterator[Piece] | None:
    """The rows of a sheet of answers, None where the stream has another text."""
    begin = stream.peek(_BEGIN)
    if begin.removeprefix(_BOM).lstrip()[:1] in (b"", b"{", b"[", b"<"):
        return None
    # Imported when it is needed: most inputs are documents.
    from mips_pi_rules.forms.sheetfiles import sheet_rows  # noqa: PLC0415

    rows = sheet_rows(stream, begin)
    return None if rows is None else map(_of_row, rows)


def _of_row(row: "SheetRow") -> Piece:
    problem = None if row.problem is None else UnreadableSubmission(row.problem)
    return Piece(f":{row.number}", row.submission or b"", problem=problem, row=row)


def _within_limit(content: bytes) -> bytes:
    if len(content) > MAX_BYTES:
        raise UnreadableSubmission(TOO_LARGE)
    return content


def _told_apart(content: bytes) -> Iterator[Piece]:
    """One document, several, or lines. What is none of them goes on whole, to be told so."""
    text = _decoded(content)
    spans, whole = spans_in(text)
    if whole and (len(spans) == 1 or spans[0].in_array):
        yield from _cut(text, spans) if spans[0].in_array else (Piece("", content),)
    elif looks_like_lines(content):
        yield from _each(_lines(content, io.BytesIO()))
    elif spans:
        yield from _cut(text, spans)
    else:
        other = bool(text.strip()) and text.lstrip()[0] not in "{["
        problem = UnreadableSubmission(_OTHER_TEXT, 1, 1) if other else None
        yield Piece("", content, problem=problem)


def _decoded(content: bytes) -> str:
    """The text; none where it is not UTF-8."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return ""


def _begin(stream: BinaryIO) -> tuple[bytes, bool]:
    """Two lines that are a document each, and True; else all, up to the limit and a byte.

    So documents that come one by one are told apart before the last of them has come.
    """
    read, size, documents = [], 0, 0
    while size <= MAX_BYTES and (line := stream.readline(MAX_BYTES + 1 - size)):
        read.append(line)
        size += len(line)
        if is_document(line.removeprefix(_BOM)):
            documents += 1
            if documents > 1:
                return b"".join(read), True
        elif not line.isspace():
            break
    return b"".join([*read, stream.read(MAX_BYTES + 1 - size)]), False


def _in_a_row(head: bytes, stream: BinaryIO) -> Iterator[Piece]:
    """Documents that begin with one a line; such as stand on several lines may follow them."""
    lines = documents = 0
    for line in chain(io.BytesIO(head), iter(partial(stream.readline, MAX_BYTES + 2), b"")):
        content = line.removesuffix(b"\n").removeprefix(_BOM)
        if len(content) <= MAX_BYTES and (not content.strip() or is_document(content)):
            lines += 1
            if content.strip():
                documents += 1
                yield Piece(f":{lines}", content, lines)
            continue
        rest = line + stream.read(max(0, MAX_BYTES + 1 - len(line)))
        text = _decoded(rest) if len(rest) <= MAX_BYTES else ""
        spans, whole = spans_in(text)
        others = _cut(text, spans, lines, documents)
        yield from others if whole else _each(_lines(rest, stream, lines))
        return


def _lines(head: bytes, stream: Any, before: int = 0) -> Iterator[list[Piece]]:
    """A piece a line, of `head` and what follows it in the stream; blank lines are none.

    They come some at a time, which is quicker. `before` is the number of lines that went before.
    """
    number = before
    for contents in split(head, stream):
        some = []
        for content in contents:
            number += 1
            if content is None or len(content) > MAX_BYTES:
                problem = UnreadableSubmission(TOO_LARGE)
                some.append(Piece(f":{number}", line=number, problem=problem))
            elif content and not content.isspace():
                own = content if number > 1 else content.removeprefix(_BOM)
                some.append(Piece(f":{number}", own, number))
        yield some


def _cut(text: str, spans: Iterable[Span], lines: int = 0, documents: int = 0) -> Iterator[Piece]:
    """The documents of a text, after so many lines and documents of its file."""
    line, begin, before = 1 + lines, 0, 0
    for number, span in enumerate(spans, 1 + documents):
        line += text.count("\n", before, span.start)
        begin = text.rfind("\n", before, span.start) + 1 or begin
        before = span.start
        column = span.start - begin + 1
        yield Piece(f"#{number}", text[span.start : span.end], line, column)


def _taken_apart(piece: Piece) -> Piece:
    """{submission, context} as the submission where it stands and its context."""
    text = piece.content
    if isinstance(text, Submission) or piece.row is not None:
        return piece
    if isinstance(text, bytes):
        # Most documents do not have the name, which an escape can hide: they are not read twice.
        # One character is found far sooner than two.
        escaped = b"\\" in text and b"\\u" in text
        if is_xml(text) or not (escaped or b'"submission"' in text):
            return piece
        try:
            text = text.decode("utf-8-sig")
        except UnicodeDecodeError:
            return piece
    parts = members(text)
    if parts is None:
        return piece
    inner = _part(text, parts, "submission", piece)
    beside = _part(text, parts, "context", piece) if "context" in parts else piece
    context_at = beside.line, beside.column
    problem: UnreadableSubmission | ContextError
    try:
        context = context_in(text, parts)
    except (UnreadableSubmission, ContextError) as error:
        problem = error
    else:
        return inner._replace(context=context, context_at=context_at)
    return beside._replace(content=piece.content, problem=problem, context_at=context_at)


def _part(text: str, parts: dict[str, tuple[int, int]], name: str, piece: Piece) -> Piece:
    """A part of a piece that holds several, where it stands in the file."""
    start, end = parts[name]
    (inner,) = _cut(text, [Span(start, end, in_array=False)])
    column = inner.column + (piece.column - 1 if inner.line == 1 else 0)
    return Piece(piece.suffix, inner.content, inner.line + piece.line - 1, column)
