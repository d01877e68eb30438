"""Lines of a stream that may be documents: where they end, and whether they look like one."""

from collections.abc import Iterator
from typing import Any, Final

from mips_pi_rules.documents.limits import MAX_BYTES
from mips_pi_rules.errors import UnreadableSubmission

_AT_ONCE: Final = 64 * 1024  # bytes that are read at once
_LONGEST: Final = 32  # times the size of a document: a longer line may have no end


def is_document(line: bytes) -> bool:
    """Whether a line looks like a whole document."""
    line = line.strip()
    return line.startswith(b"{") and line.endswith(b"}")


def looks_like_lines(content: bytes) -> bool:
    """Whether at least half of several lines look like one document each."""
    lines = [line for line in content.split(b"\n") if line and not line.isspace()]
    return len(lines) > 1 and 2 * sum(map(is_document, lines)) >= len(lines)


def split(head: bytes, stream: Any) -> Iterator[list[bytes | None]]:
    """Lines without their ends, some at a time; None for one that is larger than 32 MiB.

    `head` was read of the stream already. Raises UnreadableSubmission for a line above 1 GiB.
    """
    kept: list[bytes] = []
    size = 0  # of the line that has no end yet
    block = head or stream.read1(_AT_ONCE)
    while block:
        first, *others = block.split(b"\n")
        size += len(first)
        if size <= MAX_BYTES:
            kept.append(first)
        if others:
            rest = others.pop()
            yield [b"".join(kept) if size <= MAX_BYTES else None, *others]
            kept, size = [rest], len(rest)
        elif size > _LONGEST * MAX_BYTES:
            raise UnreadableSubmission("a line is longer than 1 GiB")
        block = stream.read1(_AT_ONCE)
    if size:
        yield [b"".join(kept) if size <= MAX_BYTES else None]
