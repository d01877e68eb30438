"""The text of an XML document that is safe to parse: decoded here, sized, and without DOCTYPE.

Decoding it here, not in a parser, makes one policy of encodings for whatever parses, and lets the
search for a DOCTYPE see the same characters as the parser does. Sources: XML 1.0 (fifth edition),
2.11 (ends of lines), 4.3.3 and appendix F (encodings); OWASP, XML External Entity Prevention.
"""

import re
from typing import Final

from mips_pi_rules.errors import UnreadableSubmission

MAX_BYTES: Final = 32 * 1024 * 1024
MAX_TAG: Final = 64 * 1024  # characters; a real tag has a few hundred
MAX_TAGS: Final = 1_000_000  # a real document of 32 MiB has under 800,000

_CODECS: Final = {
    "UTF-8": "utf-8",
    "UTF-16": "utf-16",
    "ISO-8859-1": "latin-1",
    "US-ASCII": "ascii",
}
# What a document begins with, and the codec and byte order mark that this tells.
_SIGNATURES: Final = (
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
    (b"<\0", "utf-16-le"),
    (b"\0<", "utf-16-be"),
)
_UTF8_MARK = b"\xef\xbb\xbf"
_NAME = "[A-Za-z][A-Za-z0-9._-]*"
_DECLARATION = re.compile(
    r"<\?xml\s+version\s*=\s*(?:\"1\.[0-9]+\"|'1\.[0-9]+')"
    rf"(?:\s+encoding\s*=\s*(?:\"({_NAME})\"|'({_NAME})'))?"
    r"(?:\s+standalone\s*=\s*(?:\"(?:yes|no)\"|'(?:yes|no)'))?\s*\?>",
    re.ASCII,
)
_DECLARATION_STARTS = re.compile(r"<\?xml\s", re.ASCII)
_SPACE = re.compile(r"[ \t\n]*")
_LONG = re.compile(rf"<[^\s<>/!?][^<]{{{MAX_TAG - 1},}}")
_TAG = re.compile(r"<[^<>\"']*+(?:\"[^<\"]*+\"[^<>\"']*+|'[^<']*+'[^<>\"']*+)*+>")


def decoded(content: bytes) -> str:
    """The document's text with line feeds as its line ends and its XML declaration blanked.

    Encodings are UTF-8, UTF-16, ISO-8859-1 and US-ASCII, as declared. Raises UnreadableSubmission
    for another encoding or bytes that are not in it, an empty document, a DOCTYPE, more than
    32 MiB, a tag of more than 64 KiB or more than a million tags.
    """
    if len(content) > MAX_BYTES:
        raise UnreadableSubmission("the document is larger than 32 MiB")
    text = _text(content)
    if text is None:
        raise UnreadableSubmission("the document is not in the encoding that it declares")
    text = text.removeprefix("\ufeff")
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip(" \t\n"):
        raise UnreadableSubmission("the document is empty")
    if found := _DECLARATION.match(text):
        blank = "\n".join(" " * len(line) for line in found.group().split("\n"))
        text = blank + text[found.end() :]
    elif _DECLARATION_STARTS.match(text):
        raise UnreadableSubmission("the document is not well-formed XML", 1, 1)
    if text.count("<") > MAX_TAGS:
        raise UnreadableSubmission("the document has more than a million tags")
    if _has_doctype(text):
        raise UnreadableSubmission("the document has a DOCTYPE, which is not safe to read")
    if len(text) > MAX_TAG and _has_long_tag(text):
        raise UnreadableSubmission("a tag of the document is longer than 64 KiB")
    return text


def _text(content: bytes) -> str | None:
    """The decoded bytes, or None when they are not in the encoding that is declared."""
    signature = next((codec for start, codec in _SIGNATURES if content.startswith(start)), None)
    if signature is not None:
        text = _strictly(content, signature)
        if text is None:
            return None
        head = text[:1024].removeprefix("\ufeff")
    else:
        text = None
        head = content[:1024].removeprefix(_UTF8_MARK).decode("latin-1")
    found = _DECLARATION.match(head)
    named = (found[1] or found[2]) if found else None
    codec = _CODECS.get(named.upper()) if named else "utf-16" if signature else "utf-8"
    if codec is None:
        raise UnreadableSubmission(
            "the encoding of the document is not UTF-8, UTF-16, ISO-8859-1 or US-ASCII"
        )
    if signature is not None:
        return text if codec == "utf-16" else None
    if codec == "utf-16" or (codec != "utf-8" and content.startswith(_UTF8_MARK)):
        return None
    return _strictly(content, codec)


def _strictly(content: bytes, codec: str) -> str | None:
    try:
        return content.decode(codec)
    except UnicodeDecodeError:  # it holds the input, so it may not become a context
        return None


def _has_doctype(text: str) -> bool:
    """Whether a document type declaration stands where alone one may: before the root."""
    at = 0
    while True:
        while text[at : at + 1] in (" ", "\t", "\n"):
            at = _SPACE.match(text, at).end()  # type: ignore[union-attr] # it matches nothing too
        if text.startswith("<!--", at):
            end = text.find("-->", at + 4)
        elif text.startswith("<?", at):
            end = text.find("?>", at + 2)
        else:
            return text[at : at + 9].upper() == "<!DOCTYPE"
        if end < 0:
            return False
        at = text.index(">", end) + 1


def _has_long_tag(text: str) -> bool:
    """Whether a tag is longer than MAX_TAG: none holds a "<", so only long stretches without."""
    starts = (stretch.start() for stretch in _LONG.finditer(text))
    return any(_TAG.match(text, start, start + MAX_TAG) is None for start in starts)
