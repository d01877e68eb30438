"""QRDA III: hostile documents end soon with a clear error, and no document is ever told on."""

import json
import pickle
import re
import socket
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mips_pi_rules import UnreadableSubmission, evaluate, to_qpp
from mips_pi_rules.documents.document import read
from mips_pi_rules.documents.limits import MAX_BYTES
from mips_pi_rules.documents.places import xpath
from mips_pi_rules.documents.qrda3 import leavingout, parsing
from mips_pi_rules.documents.qrda3.document import read_qrda3
from mips_pi_rules.documents.qrda3.parsing import MAX_TAG
from mips_pi_rules.testing import qrda
from support.cases import TOKEN, edited, full
from support.examples import times
from support.parsing import FULL, changed, element_at, parsed, refused, tree_of
from support.steps import steps

LATER_ROWS = [row["measureId"] for row in full(2025)["measurementSets"][0]["measurements"][2:]]
SMALL = qrda.document(edited(full(2025), {"without": LATER_ROWS}))
SECRET = "a line of a file that is nobody's business"


def with_doctype(doctype: str, inside: str = "An invented document") -> str:
    return changed("<ClinicalDocument", doctype + "<ClinicalDocument").replace(
        "An invented document", inside
    )


LAUGHS = "".join(
    f'<!ENTITY l{i} "{f"&l{i - 1};" * 10 if i else "lol"}">' for i in range(10)
)  # fmt: skip
DOCTYPES = {
    "empty": with_doctype("<!DOCTYPE ClinicalDocument>"),
    "internal entity": with_doctype('<!DOCTYPE ClinicalDocument [<!ENTITY a "b">]>', "&a;"),
    "billion laughs": with_doctype(f"<!DOCTYPE ClinicalDocument [{LAUGHS}]>", "&l9;"),
    "external subset": with_doctype('<!DOCTYPE ClinicalDocument SYSTEM "http://127.0.0.1:9/x.dtd">'),
    "public": with_doctype('<!DOCTYPE ClinicalDocument PUBLIC "x" "http://127.0.0.1:9/x.dtd">'),
    "parameter entity": with_doctype(
        '<!DOCTYPE ClinicalDocument [<!ENTITY % a SYSTEM "http://127.0.0.1:9/">%a;]>'),
    "attribute default": with_doctype(
        '<!DOCTYPE ClinicalDocument [<!ATTLIST id extension CDATA "x">]>'),
    "after comments": with_doctype("<!-- a --> \n <?b c?><!-- <d> --><!DOCTYPE ClinicalDocument>"),
    "after white space": with_doctype(" \r\n\t " * 1000 + "<!DOCTYPE ClinicalDocument>"),
    "without a declaration": with_doctype("<!DOCTYPE ClinicalDocument>").partition("\n")[2],
    "before anything": "<!DOCTYPE ClinicalDocument><oops",
}  # fmt: skip


@pytest.mark.parametrize("name", DOCTYPES)
@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_every_doctype_is_refused(name: str, codec: str) -> None:
    text = DOCTYPES[name]
    if "16" in codec:
        text = text.replace('encoding="UTF-8"', 'encoding="UTF-16"')
    assert "DOCTYPE" in str(refused(lambda: read_qrda3(text.encode(codec))))


def test_nothing_is_expanded_before_a_doctype_is_refused() -> None:
    """The parser stops where the name of the DOCTYPE ends: what follows need not even be XML."""
    for after in (f" [{LAUGHS}]>", " [<!ENTITY", " SYSTEM 'x'>", " PUBLIC 'x' 'y' [ <<<"):
        text = f"<!DOCTYPE ClinicalDocument{after}<ClinicalDocument>&l9;"
        assert "DOCTYPE" in str(refused(lambda text=text: read_qrda3(text.encode())))
    for text in ("<!doctype ClinicalDocument>", "<!DOCTYPE ClinicalDocument<<<"):
        assert "well-formed" in str(refused(lambda text=text: read_qrda3(text.encode())))


def test_a_doctype_in_a_comment_or_a_text_is_none() -> None:
    inside = "<!-- <!DOCTYPE a> --><![CDATA[<!DOCTYPE b>]]>"
    text = with_doctype("<!-- <!DOCTYPE ClinicalDocument> -->", inside)
    assert parsed(text) == parsed(FULL)


def test_no_file_is_read_and_no_network_used(tmp_path: Path, monkeypatch: Any) -> None:
    file = tmp_path / "secret"
    file.write_text(SECRET)
    opened: list[object] = []
    monkeypatch.setattr(socket, "socket", lambda *a, **_: opened.append(a))
    uri = file.as_uri()
    external = with_doctype(f'<!DOCTYPE ClinicalDocument [<!ENTITY a SYSTEM "{uri}">]>', "&a;")
    error = refused(lambda: read_qrda3(external.encode()))
    assert SECRET not in repr(error) + str(vars(error))
    include = f'<x:include xmlns:x="http://www.w3.org/2001/XInclude" href="{uri}" parse="text"/>'
    assert parsed(changed("An invented document", include)) == parsed(FULL)
    style = f'<?xml-stylesheet href="{uri}"?>'
    hints = f'{style}<ClinicalDocument xsi:schemaLocation="urn:hl7-org:v3 {uri}"'
    assert parsed(changed("<ClinicalDocument", hints)) == parsed(FULL)
    assert opened == []


# ---- bounds


def test_256_levels_are_read_and_one_more_is_not() -> None:
    def nested(levels: int) -> str:
        # The title stands on the second level.
        return changed("An invented document", "<b>" * (levels - 2) + "</b>" * (levels - 2))

    assert parsed(nested(256)) == parsed(FULL)
    assert "256 levels" in str(refused(lambda: read_qrda3(nested(257).encode())))
    sections = "<component><section>" * 126
    deep = changed("<structuredBody>", f"<structuredBody>{sections}")
    assert "256 levels" in str(refused(lambda: read_qrda3(deep.encode())))


def test_the_size_is_capped_and_below_the_cap_all_is_read() -> None:
    for filling in (" ", "<!--" + "-x" * 999 + "-->", "é"):
        room = MAX_BYTES - len(FULL.encode()) - 64
        padding = filling * (room // len(filling.encode()))
        padded = changed("An invented document", padding)
        assert read_qrda3(padded.encode()) == parsed(FULL)
    large = FULL.encode() + b" " * MAX_BYTES
    assert "32 MiB" in str(refused(lambda: read_qrda3(large)))


def test_a_large_file_is_not_read_whole(tmp_path: Path) -> None:
    file = tmp_path / "large.xml"
    with file.open("wb") as out:
        out.truncate(200 * 1024 * 1024)
    assert "32 MiB" in str(refused(lambda: read_qrda3(file)))


def test_a_long_tag_is_refused_and_a_long_text_is_not() -> None:
    def long(count: int) -> str:
        return changed("<title>", f"<title note='{'>' * count}'>")

    assert "1 MiB" in str(refused(lambda: read_qrda3(long(2 * MAX_TAG).encode())))
    behind = long(3 * MAX_TAG).replace("<title", f"<!--{'x' * 7 * MAX_TAG}--><title")
    assert "1 MiB" in str(refused(lambda: read_qrda3(behind.encode())))
    assert parsed(long(MAX_TAG - 20)) == parsed(FULL)
    entry = f"<entry>{'x' * 300}</entry>"
    for inside in ("x" * 3 * MAX_TAG, entry + "x" * 3 * MAX_TAG, "x" * 3 * MAX_TAG + entry):
        assert parsed(changed("An invented", f"<!--{inside}-->")) == parsed(FULL)
    for filling in ("x" * 3 * MAX_TAG, f"<!--{'x' * 3 * MAX_TAG}-->"):
        assert parsed(changed("An invented", filling)) == parsed(FULL)
        wide = changed("An invented", filling).replace("UTF-8", "UTF-16", 1)
        assert parsed(wide.encode("utf-16")) == parsed(FULL)


def test_lines_are_counted_in_long_documents_too() -> None:
    text = changed("<ClinicalDocument", "\n" * 140_000 + "<ClinicalDocument")
    line, column, _ = parsed(text).places[""]
    assert (line, column) == (140_002, 1)


START = f'<ClinicalDocument xmlns="urn:hl7-org:v3" xmlns:xsi="{qrda.XSI}">'
END = "</ClinicalDocument>"
BODY = "<component><structuredBody><component><section>"
SECTION = f"{START}{BODY}{qrda.template('27.2.5')}"
SECTION_END = f"</section></component></structuredBody></component>{END}"
HOSTILE = {
    "levels": (START + "<a>" * 10_000, "256 levels"),
    "few levels": (START + "<a>" * 256, "256 levels"),
    "attributes": (START + "<a " + " ".join(f"a{i}=''" for i in range(300_000)), "1 MiB"),
    "an attribute never closed": (START + "<a b='" + "x" * 3_000_000, "1 MiB"),
    "a name": ("<" + "a" * 3_000_000, "1 MiB"),
    "tags": (START + "<a/>" * 1_000_001 + END, "a million tags"),
    "parts to keep": (START + "<templateId/>" * 30_001 + END, "300,000 parts"),
    "a comment never closed": ("<!--" + "-" * 3_000_000, "well-formed"),
    "comments": ("<!---->" * 400_000, "well-formed"),
    "spaces": (" " * 3_300_000, "empty"),
    "angle brackets": ("<" * 3_300_000, "a million tags"),
    "tags never closed": ("<a " * 95_000, "well-formed"),
    "quotes": ("<a " + '"' * 3_000_000, "well-formed"),
    "character references": (START + "&#65;" * 600_000, "well-formed"),
    "namespaces": (START + "".join(f'<a xmlns:p{i}="u"/>' for i in range(90_000)), "300,000 parts"),
}  # fmt: skip


@pytest.mark.parametrize("before", [" ", "\n", "\ufeff\r\n", "<!-- made today -->"])
def test_what_stands_before_the_declaration_is_told(before: str) -> None:
    text = before + FULL
    for content in (text, text.encode()):
        error = refused(lambda content=content: evaluate(content))
        assert "its XML declaration must come first" in str(error)


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_document_is_refused(name: str, monkeypatch: Any) -> None:
    """Each is a tenth of what is tried whole by hand."""
    monkeypatch.setattr(parsing, "MAX_KEPT", 30_000)
    text, sentence = HOSTILE[name]
    assert sentence in str(refused(lambda: read_qrda3(text.encode())))


GROWING = {
    "empty organizers": lambda n: SECTION + "<entry><organizer/></entry>" * n + SECTION_END,
    "organizers of one entry": lambda n: (
        f"{SECTION}<entry>{'<organizer/>' * n}</entry>{SECTION_END}"
    ),
    "measures": lambda n: SECTION + qrda.row("PI_PPHI_1", True) * n + SECTION_END,
    "periods": lambda n: SECTION + qrda.period("20250101", "20251231") * n + SECTION_END,
    "sections": lambda n: START + BODY + qrda.quality_section() * n + SECTION_END,
    "performers": lambda n: START + (
        "<documentationOf><serviceEvent>"
        + qrda.performer("0000000001", qrda.identifier("4.2", "000000001")) * n
        + "</serviceEvent></documentationOf>" + qrda.recipient("MIPS_INDIV") + END
    ),
    "text": lambda n: START + f"<text>{'<p>x</p>' * n}</text>" + END,
}  # fmt: skip


@pytest.mark.parametrize("name", GROWING)
def test_reading_takes_steps_in_proportion_to_the_document(name: str, monkeypatch: Any) -> None:
    monkeypatch.setattr(leavingout, "SMALL", 0)

    def taken(count: int) -> int:
        content = GROWING[name](count).encode()
        return steps(lambda: read_qrda3(content))

    base, once, twice = map(taken, (0, 300, 600))
    assert base <= once  # of a text nothing is read
    assert twice - base <= 2.05 * (once - base) + 10  # a few more where tests are traced


# ---- nothing of the document is told


VALUES = [
    found.span(1) for form in ('="([^"]*)"', ">([^<]+)<") for found in re.finditer(form, FULL)
]


@given(st.data())
def test_a_token_in_any_text_or_attribute_is_never_printed(data: st.DataObject) -> None:
    tokens = [TOKEN, f"PI_{TOKEN}", f" {TOKEN}", f"{TOKEN}\u00e9", f"{TOKEN}<"]
    token = data.draw(st.sampled_from(tokens))
    places = data.draw(st.lists(st.sampled_from(VALUES), min_size=1, max_size=3, unique=True))
    text = FULL
    for start, end in sorted(places, reverse=True):
        text = text[:start] + token + text[end:]
    assert TOKEN not in everything(text)


@given(st.integers(0, len(FULL)), st.sampled_from([TOKEN, f"<{TOKEN}", f"&{TOKEN};", f'"{TOKEN}']))
def test_a_token_anywhere_in_the_document_is_never_printed(at: int, token: str) -> None:
    assert TOKEN not in everything(FULL[:at] + token + FULL[at:])


def everything(text: str) -> str:
    """All that is said of a document: of its report, or of the error that it raises."""
    try:
        submission = parsed(text.encode("utf-8", "surrogatepass"))
    except UnreadableSubmission as error:
        assert error.__cause__ is error.__context__ is None
        return repr(error) + str(error) + repr(vars(error))
    report = evaluate(submission)
    return repr(report) + repr(pickle.dumps(report)) + json.dumps(report.to_dict())


def test_identifiers_stay_out_of_the_repr_of_what_is_read() -> None:
    for root, value in (("4.2", "000000001"), ("4.6", "0000000001")):
        written = qrda.identifier(root, value)
        submission = parsed(changed(written, qrda.identifier(root, TOKEN)))
        assert TOKEN not in repr(submission)


# ---- whatever becomes of a document, and the way back


PIECES = st.sampled_from(
    [
        *("<", ">", "/", '"', "'", "=", "&", ";", "\n", "\r", "\t", " ", ":", "!", "?", "-"),
        *("]]>", "<!--", "-->", "<![CDATA[", "<?XML ?>", "<?a?>", "&amp;", "&#49;", "&x;"),
        *("\u00e9", "\u2014", "\u2070", "\u00b7", "\0", "\ufffe", "\U0001f600", "\u0132"),
        *("xmlns:a='b'", "xmlns=''", " a:b='c'", "xml:id='1'", "xml:space='x'", "a='%'"),
        *(" xmlns:xml='u'", 'xmlns:a="x y"', "<a:b/>", "<\u00e9/>", "<\u0132/>"),
        *("</section>", "<section>", "<id/>", "<value value='1'/>", 'nullFlavor="NA"'),
        qrda.template("27.2.5"),
    ]
)


@times(6)
@given(st.data())
def test_whatever_becomes_of_a_document_is_read_or_refused(data: st.DataObject) -> None:
    text = SMALL
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(text)))
        kind = data.draw(st.sampled_from(["insert", "delete", "double", "swap"]))
        span = data.draw(st.integers(1, 60))
        if kind == "insert":
            text = text[:at] + data.draw(PIECES) + text[at:]
        elif kind == "delete":
            text = text[:at] + text[at + span :]
        elif kind == "double":
            text = text[: at + span] + text[at:]
        else:
            text = text[:at] + data.draw(PIECES) + text[at + 1 :]
    content = text.encode("utf-8", "replace")
    hold(content)


@times(6)
@given(st.data())
def test_elements_moved_about_are_read_or_refused(data: st.DataObject) -> None:
    lines = SMALL.split("\n")
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(2, len(lines) - 2))
        kind = data.draw(st.sampled_from(["delete", "double", "move"]))
        line = lines[at]
        if kind != "double":
            del lines[at]
        if kind != "delete":
            lines.insert(data.draw(st.integers(2, len(lines) - 2)), line)
    content = "\n".join(lines).encode()
    hold(content)


def hold(content: bytes) -> None:
    """Read a document: it is refused as another parser refuses it, or its places are all there."""
    try:
        submission = parsed(content)
    except UnreadableSubmission as error:
        assert error.__context__ is None
        return
    tree = tree_of(content)
    for line, column, way in submission.places.values():
        assert line > 0
        assert column > 0
        assert element_at(tree, xpath(way)) is not None
    report = evaluate(submission)
    if report.outcome != "rejected":
        again = read(to_qpp(submission)).submission
        assert again == submission
        # The year of the implementation guide alone is not in it: QPP JSON has no place for that.
        if submission.performance_year is not None:
            told = evaluate(again)
            assert (told.outcome, told.score) == (report.outcome, report.score)
