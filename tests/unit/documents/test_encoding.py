"""The encoding of an XML document: what its first bytes and its declaration say, and its limits."""

import pytest

from mips_pi_rules import UnreadableSubmission
from mips_pi_rules.documents.qrda3 import parsing
from mips_pi_rules.documents.qrda3.elements import ROOT
from mips_pi_rules.documents.qrda3.encoding import encoding_of
from mips_pi_rules.documents.qrda3.parsing import parse

UTF_8, LITTLE, BIG = b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff"
TEXT = "<a/>"
UNKNOWN, OTHER = "the encoding of the document is not UTF-8", "the document is not in the encoding"


def declared(name: str) -> str:
    return f'<?xml version="1.0" encoding="{name}"?><a/>'


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (b"", ("utf-8", 0)),
        (TEXT.encode(), ("utf-8", 0)),
        (UTF_8 + TEXT.encode(), ("utf-8", 3)),
        (UTF_8 + UTF_8 + TEXT.encode(), ("utf-8", 6)),
        (LITTLE + TEXT.encode("utf-16-le"), ("utf-16le", 2)),
        (BIG + TEXT.encode("utf-16-be"), ("utf-16be", 2)),
        (LITTLE + LITTLE + TEXT.encode("utf-16-le"), ("utf-16le", 4)),
        (TEXT.encode("utf-16-le"), ("utf-16le", 0)),
        (TEXT.encode("utf-16-be"), ("utf-16be", 0)),
        # Under a mark the zero bytes need not tell it: here are letters that have none.
        (LITTLE + "\u4e00\u4e01".encode("utf-16-le"), ("utf-16le", 2)),
        (BIG + "\u4e00\u4e01".encode("utf-16-be"), ("utf-16be", 2)),
        (declared("UTF-8").encode(), ("utf-8", 0)),
        (UTF_8 + declared("utf8").encode(), ("utf-8", 3)),
        (declared("utf-16").encode("utf-16-le"), ("utf-16le", 0)),
        (BIG + declared("UTF-16BE").encode("utf-16-be"), ("utf-16be", 2)),
        (declared("ISO-8859-1").encode(), ("iso-8859-1", 0)),
        (declared("latin1").encode(), ("iso-8859-1", 0)),
        (declared("Windows-1252").encode(), ("windows-1252", 0)),
        (declared("US-ASCII").encode(), ("us-ascii", 0)),
        *((declared(name).encode(), ("utf-8", 0)) for name in ("utf-8", "UTF8")),
        *(
            (declared(name).encode(), ("iso-8859-1", 0))
            for name in ("iso8859-1", "iso_8859-1", "latin-1", "l1")
        ),
        (declared("ascii").encode(), ("us-ascii", 0)),
        *(
            (declared(name).encode(), ("windows-1252", 0))
            for name in ("windows1252", "cp1252", "cp-1252")
        ),
        *(
            (declared(name).encode("utf-16-le"), ("utf-16le", 0))
            for name in ("utf16", "utf-16", "utf-16le", "utf-16be")
        ),
        # What is no declaration declares nothing.
        (b'<?xml version="1.0"?><a/>', ("utf-8", 0)),
        (b'<?xml version="1.0" encoding="latin1"', ("utf-8", 0)),
        (b'<?xml odd encoding="latin1"?>', ("utf-8", 0)),
        (b" " + declared("latin1").encode(), ("utf-8", 0)),
        (b"<a>\0\0</a>", ("utf-8", 0)),
        (b"\0\0\xfe\xff", UNKNOWN),
        (b"\xff\xfe\0\0", UNKNOWN),
        (TEXT.encode("utf-32-le"), UNKNOWN),
        (TEXT.encode("utf-32-be"), UNKNOWN),
        (UTF_8 + TEXT.encode("utf-32-le"), UNKNOWN),
        (b"<a\0\0/>", UNKNOWN),
        (b"<\0\0a/>", UNKNOWN),
        (declared("ebcdic").encode(), UNKNOWN),
        (declared("utf-7").encode(), UNKNOWN),
        (declared("utf-16").encode(), OTHER),
        (LITTLE + declared("UTF-8").encode("utf-16-le"), OTHER),
        (declared("latin1").encode("utf-16-be"), OTHER),
        (UTF_8 + declared("latin1").encode(), OTHER),
    ],
)
def test_the_encoding_is_seen_or_refused(content: bytes, found: tuple[str, int] | str) -> None:
    if isinstance(found, tuple):
        assert encoding_of(content) == found
        return
    with pytest.raises(UnreadableSubmission) as raised:
        encoding_of(content)
    assert str(raised.value).startswith(found)


DOCUMENT = (
    '<ClinicalDocument xmlns="urn:hl7-org:v3"><component><structuredBody><component><section>'
    "<entry/></section></component></structuredBody></component></ClinicalDocument>"
)


OPEN = '<ClinicalDocument xmlns="urn:hl7-org:v3">'
WRONG = "the document is not well-formed XML"
FOREIGN = "the document is not in its encoding, or not well-formed XML"


def refused(content: bytes | str) -> UnreadableSubmission:
    with pytest.raises(UnreadableSubmission) as raised:
        parse(content)
    return raised.value


@pytest.mark.parametrize(
    "content", ["", " \t\r\n", b"", b" \r\n\t\0", UTF_8, UTF_8 + b" ", "\ufeff"]
)
def test_an_empty_document_is_told_to_be_empty(content: bytes | str) -> None:
    assert str(refused(content)) == "the document is empty"


@pytest.mark.parametrize(
    "content", [DOCUMENT, f"\ufeff\ufeff {DOCUMENT}", DOCUMENT.encode("utf-16")]
)
def test_marks_and_white_space_may_stand_first(content: bytes | str) -> None:
    (root,) = parse(content).top
    assert root.tag == ROOT


def test_a_document_may_be_as_large_as_its_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, number, sentence in [
        ("MAX_BYTES", len(DOCUMENT), "the document is larger than 32 MiB"),
        ("MAX_TAGS", DOCUMENT.count("<"), "the document has more than a million tags"),
        ("MAX_KEPT", 6, "the document has more than 300,000 parts to read"),
        ("MAX_DEPTH", 6, "the document is more than 256 levels deep"),
    ]:
        with monkeypatch.context() as limit:
            limit.setattr(parsing, name, number)
            assert len(parse(DOCUMENT).top)
            limit.setattr(parsing, name, number - 1)
            assert str(refused(DOCUMENT)) == sentence


@pytest.mark.parametrize(
    ("content", "sentence", "place"),
    [
        (f"{OPEN}\n <b></a>", WRONG, (2, 7)),
        (" " + declared("UTF-8"), f"{WRONG}: its XML declaration", (1, 2)),
        (OPEN.encode() + b"\n\xff</a>", FOREIGN, (2, 1)),
        (OPEN.encode() + b"\n\x01</a>", WRONG, (2, 1)),
        (OPEN.encode() + b"\n\x01\xc3\xa9</a>", WRONG, (2, 1)),
        (b"0", WRONG, (1, 1)),
        (OPEN.encode() + b"\n\xc3", FOREIGN, (2, 1)),
        ("<a/>", "the document is not a CDA document", (None, None)),
    ],
)
def test_what_is_not_well_formed_is_told_where(
    content: bytes | str, sentence: str, place: tuple[int | None, int | None]
) -> None:
    error = refused(content)
    assert error.sentence.startswith(sentence)
    late = ": its XML declaration must come first, before any space or line"
    assert error.sentence.endswith(late) is (": its XML" in sentence)
    assert (error.sentence == sentence) is (sentence in (WRONG, FOREIGN))
    assert (error.line, error.column) == place


def test_a_tag_has_only_so_many_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parsing, "MAX_TAG", 32)
    long = DOCUMENT.replace("<entry/>", f'<entry title="{"x" * 80}"/>')
    assert str(refused(long)) == "a tag of the document is longer than 1 MiB"
    assert len(parse(DOCUMENT.replace("<entry/>", f"<!-- {'x' * 80} --><entry/>")).top)
    assert len(parse(DOCUMENT.replace("<entry/>", f"<entry/>{'x' * 80}")).top)
