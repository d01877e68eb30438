"""QRDA III: hostile documents end soon with a clear error, and no document is ever told on."""

import json
import pickle
import re
import resource
import socket
import subprocess
import sys
import textwrap
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mips_pi_rules import UnreadableSubmission, evaluate, to_qpp
from mips_pi_rules.documents.document import read
from mips_pi_rules.documents.qrda3 import xmltree
from mips_pi_rules.documents.qrda3.document import read_qrda3, structure
from mips_pi_rules.documents.qrda3.xmltext import MAX_BYTES, MAX_TAG, decoded
from support import qrda
from support.cases import TOKEN, edited, full
from support.examples import times
from support.parsing import FULL, backends, both, changed, parsed, refused, said

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
    "in small letters": with_doctype("<!doctype ClinicalDocument>"),
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


def test_the_parsers_refuse_a_doctype_too() -> None:
    """Should one ever pass the search before them."""
    text = DOCTYPES["internal entity"]
    for parser in backends():
        refused(lambda parser=parser: parser(text) or xmltree.expat_tree(text))


def test_a_doctype_in_a_comment_or_a_text_is_none() -> None:
    inside = "<!-- <!DOCTYPE a> --><![CDATA[<!DOCTYPE b>]]>"
    text = with_doctype("<!-- <!DOCTYPE ClinicalDocument> -->", inside)
    assert both(text) == both(FULL)


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
    assert both(changed("An invented document", include)) == both(FULL)
    style = f'<?xml-stylesheet href="{uri}"?>'
    hints = f'{style}<ClinicalDocument xsi:schemaLocation="urn:hl7-org:v3 {uri}"'
    assert both(changed("<ClinicalDocument", hints)) == both(FULL)
    assert opened == []


# ---- bounds


def test_256_levels_are_read_and_one_more_is_not() -> None:
    def nested(levels: int) -> str:
        # The title stands on the second level.
        return changed("An invented document", "<b>" * (levels - 2) + "</b>" * (levels - 2))

    assert both(nested(256)) == both(FULL)
    for parser in backends():
        text = decoded(nested(257).encode())
        error = refused(lambda parser=parser, text=text: parser(text) or xmltree.expat_tree(text))
        assert "256 levels" in str(error)


def test_the_size_is_capped_and_below_the_cap_all_is_read() -> None:
    for filling in (" ", "<!--" + "-x" * 999 + "-->", "é"):
        room = MAX_BYTES - len(FULL.encode()) - 64
        padding = filling * (room // len(filling.encode()))
        padded = changed("An invented document", padding)
        assert read_qrda3(padded.encode()) == both(FULL)
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

    assert "64 KiB" in str(refused(lambda: read_qrda3(long(MAX_TAG).encode())))
    assert both(long(MAX_TAG - 20)) == both(FULL)
    assert both(changed("An invented", "x" * 12_000_000)) == both(FULL)
    assert both(changed("An invented", f"<!--{'x' * 12_000_000}-->")) == both(FULL)


@pytest.mark.parametrize("lines", [64_000, 70_000, 140_000])
def test_lines_are_counted_in_long_documents_too(lines: int) -> None:
    text = changed("<ClinicalDocument", "\n" * lines + "<ClinicalDocument")
    line, _ = both(text).places[""]
    assert line == lines + 2


HOSTILE = {
    "100,000 levels": "START + b'<a>' * 100_000",
    "100,000 levels closed": "START + b'<a>' * 100_000 + b'</a>' * 100_000 + END",
    "a 20 MB attribute": "START + b'<a b=\"' + b'x' * 20_000_000 + b'\"/>' + END",
    "a 20 MB attribute never closed": "START + b'<a b=\"' + b'x' * 20_000_000",
    "two million attributes": (
        "START + b'<a ' + b' '.join(b'a%d=\"\"' % i for i in range(2_500_000)) + b'/>' + END"
    ),
    "eight million elements": "START + b'<a/>' * 8_000_000 + END",
    "a million elements that are read": (
        "START + b'<component><structuredBody><component><section>' + b'<entry/>' * 950_000"),
    "elements with attributes that are read": (
        "START + b'<templateId root=\"\"/>' * 990_000"),
    "half a million elements that are read": (
        "START + b'<component><structuredBody><component><section>' + b'<entry/>' * 500_000"
    ),
    "tags of ten thousand attributes": (
        "START + (b'<a ' + b' '.join(b'a%d=\"\"' % i for i in range(7_000)) + b'/>') * 60"
    ),
    "a comment never closed": "b'<!--' + b'-' * 30_000_000",
    "many comments": "b'<!---->' * 4_000_000",
    "spaces": "b' ' * 33_000_000",
    "angle brackets": "b'<' * 33_000_000",
    "tags never closed": "b'<a ' * 950_000",
    "quotes": "b'<a ' + b'\"' * 30_000_000",
    "a name of 30 MB": "b'<' + b'a' * 30_000_000",
    "letters of two editions": "('<a>' + '\\u2014' * 10_000_000).encode()",
    "character references": "START + b'&#65;' * 6_000_000",
    "namespaces": "START + b''.join(b'<a xmlns:p%d=\"u\"/>' % i for i in range(900_000))",
    "UTF-16 of 32 MB": "b'\\xff\\xfe' + b'<\\0a\\0/\\0>\\0' * 4_000_000",
    "UTF-7": "'<?xml version=\"1.0\" encoding=\"UTF-7\"?><a/>'.encode('utf-7')",
    "200 MB": "START + b' ' * 200_000_000",
    "a short one": "START",
}  # fmt: skip
SCRIPT = """
    import resource, sys, time
    if sys.argv[2] == "expat":
        sys.modules["lxml"] = None
    from mips_pi_rules import UnreadableSubmission
    from mips_pi_rules.documents.qrda3.document import read_qrda3
    START, END = b'<ClinicalDocument xmlns="urn:hl7-org:v3">', b'</ClinicalDocument>'
    content = eval(sys.argv[1])
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    started = time.process_time()
    try:
        read_qrda3(content)
    except UnreadableSubmission as error:
        grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
        print(time.process_time() - started, grown // 1024, error.sentence, sep="|")
"""


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("parser", ["lxml", "expat"])
def test_a_hostile_document_is_refused_in_bounded_time_and_memory(name: str, parser: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(SCRIPT), HOSTILE[name], parser],
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (2**31, 2**31)),
    )
    seconds, grown, sentence = done.stdout.strip().split("|")
    print(name, parser, seconds, "s,", grown, "MB:", sentence)
    assert float(seconds) < 30
    assert int(grown) < 1000
    assert sentence


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
    printed = ""
    for parser in backends():
        try:
            submission = structure(parser(decoded(text.encode())) or parsed(text.encode()))
        except UnreadableSubmission as error:
            assert error.__cause__ is error.__context__ is None
            printed += repr(error) + str(error) + repr(vars(error))
        else:
            report = evaluate(submission)
            printed += repr(report) + repr(pickle.dumps(report)) + json.dumps(report.to_dict())
    return printed


def test_identifiers_stay_out_of_the_repr_of_what_is_read() -> None:
    for root, value in (("4.2", "000000001"), ("4.6", "0000000001")):
        written = qrda.identifier(root, value)
        submission = both(changed(written, qrda.identifier(root, TOKEN)))
        assert TOKEN not in repr(submission)


# ---- both parsers, and the way back


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
def test_both_parsers_give_the_same_of_whatever_becomes_of_a_document(data: st.DataObject) -> None:
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
    answers = [answer_of(parser, content) for parser in backends()]
    assert all(answer == answers[0] for answer in answers)


@times(6)
@given(st.data())
def test_both_parsers_give_the_same_of_elements_moved_about(data: st.DataObject) -> None:
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
    answers = [answer_of(parser, content) for parser in backends()]
    assert all(answer == answers[0] for answer in answers)


def answer_of(parser: Any, content: bytes) -> Any:
    """What a parser makes of a document: all parts and the report, or the error."""
    try:
        submission = structure(parser(decoded(content)) or parsed(content))
    except UnreadableSubmission as error:
        return error.args
    report = evaluate(submission)
    if report.outcome != "rejected":
        again = read(to_qpp(submission)).submission
        assert again == submission
        assert (evaluate(again).outcome, evaluate(again).score) == (report.outcome, report.score)
    return said(submission), report
