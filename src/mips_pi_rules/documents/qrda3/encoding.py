"""How the bytes of an XML document are to be read: their encoding, and where the text begins.

Seen here once, by the zero bytes and the declaration, and then told to the parser, so that an
encoding that this list does not have is refused and not guessed. Sources: XML 1.0 (fifth edition),
4.3.3 and appendix F.
"""

from typing import Final
from xml.parsers import expat

from mips_pi_rules.errors import UnreadableSubmission

# The names that documents declare, in small letters, and the parser's name of each encoding.
_ENCODINGS: Final = {
    **dict.fromkeys(("utf-8", "utf8"), "utf-8"),
    **dict.fromkeys(("utf-16", "utf16", "utf-16le", "utf-16be"), "utf-16"),
    **dict.fromkeys(
        ("iso-8859-1", "iso8859-1", "iso_8859-1", "latin1", "latin-1", "l1"), "iso-8859-1"
    ),
    **dict.fromkeys(("us-ascii", "ascii"), "us-ascii"),
    **dict.fromkeys(("windows-1252", "windows1252", "cp1252", "cp-1252"), "windows-1252"),
}
_MARKS: Final = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
_REFUSED: Final = (
    "the encoding of the document is not UTF-8, UTF-16, ISO-8859-1, US-ASCII or windows-1252"
)


def encoding_of(content: bytes) -> tuple[str, int]:
    """The encoding of a document, by the parser's name, and how many bytes of marks it begins with.

    Raises UnreadableSubmission for an encoding that is not taken and for bytes that cannot be in
    the one that is declared.
    """
    start, mark = 0, b""
    while found := next((one for one in _MARKS if content.startswith(one, start)), b""):
        start, mark = start + len(found), found
    head = content[start : start + 4]
    if b"\0\0" in head:  # UTF-32, whose mark may begin as that of UTF-16
        raise UnreadableSubmission(_REFUSED)
    if mark in (b"\xff\xfe", b"\xfe\xff"):
        wide = "utf-16le" if mark == b"\xff\xfe" else "utf-16be"
    else:
        wide = "utf-16be" if head[:1] == b"\0" else "utf-16le" if head[1:2] == b"\0" else ""
    declared = _declared(content, start, wide)
    if declared is None:
        return wide or "utf-8", start
    known = _ENCODINGS.get(declared.lower())
    if known is None:
        raise UnreadableSubmission(_REFUSED)
    if (known == "utf-16") != bool(wide) or (mark and not wide and known != "utf-8"):
        raise UnreadableSubmission("the document is not in the encoding that it declares")
    return wide or known, start


def _declared(content: bytes, start: int, wide: str) -> str | None:
    """The encoding that the XML declaration names, None without one; however long it is."""
    codec = wide or "ascii"
    opening, closing = "<?xml".encode(codec), "?>".encode(codec)
    if not content.startswith(opening, start):
        return None
    end = content.find(closing, start)
    if end < 0:
        return None
    named: list[str | None] = []
    # Any byte is a character of ISO-8859-1, so the declaration can be parsed before it is known.
    parser = expat.ParserCreate(wide or "iso-8859-1")
    parser.XmlDeclHandler = lambda _, encoding, __: named.append(encoding)
    try:
        parser.Parse(content[start : end + len(closing)], False)
    except expat.ExpatError:
        return None  # the parser of the whole document says where it is not well-formed
    return named[0] if named else None
