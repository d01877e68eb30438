"""QRDA III: what is no such document is refused, with the reason and where that is."""

import json
import os
from pathlib import Path

import pytest

from mips_pi_rules.documents.qrda3.document import read_qrda3
from mips_pi_rules.testing import qrda
from support.cases import full
from support.parsing import FULL, changed, parsed, refused

TEMPLATE = qrda.template("27.2.5", "2020-12-01")
UNREADABLE: dict[str, tuple[str | bytes, str]] = {
    "empty": (b"", "empty"),
    "white space": (b" \r\n\t", "empty"),
    "a mark alone": (b"\xef\xbb\xbf", "empty"),
    "a mark of UTF-16 alone": (b"\xff\xfe", "empty"),
    "JSON": (json.dumps(full(2025)), "well-formed"),
    "truncated": (FULL[: len(FULL) // 2], "well-formed"),
    "truncated at the end": (FULL[:-4], "well-formed"),
    "more after the end": (FULL + "x", "well-formed"),
    "a NUL after the end": (FULL + "\0", "well-formed"),
    "an entity": (FULL.replace("An invented", "&unknown; invented"), "well-formed"),
    "an unbound prefix": (FULL.replace("<title>", "<x:title>", 1), "well-formed"),
    "an attribute twice": (FULL.replace("<title>", '<title a="" a="">', 1), "well-formed"),
    "a control character": (FULL.replace("An invented", "\1"), "well-formed"),
    "a broken declaration": (FULL.replace('version="1.0"', ""), "well-formed"),
    "a declaration later": ("\n" + FULL, "well-formed"),
    "two declarations": ('<?xml version="1.0"?>' + FULL, "well-formed"),
    "a target that is reserved": (
        changed("<ClinicalDocument", "<?XML x?><ClinicalDocument"), "well-formed"),
    "not CDA": (b"<html/>", "not a CDA"),
    "another namespace": (FULL.replace("urn:hl7-org:v3", "urn:hl7-org:v2"), "not a CDA"),
    "no namespace": (FULL.replace(' xmlns="urn:hl7-org:v3"', ""), "not a CDA"),
    "another root of CDA": (
        FULL.replace("ClinicalDocument", "ContinuityOfCareRecord"), "not a CDA"),
    "a template after the entries": (
        FULL.replace(TEMPLATE, "", 1).replace("  </section>", TEMPLATE + "  </section>"),
        "template after its entries"),
    "not UTF-8": (FULL.replace("An inv", "\xe9").encode("latin-1"), "not in its encoding"),
    "not ASCII": (
        FULL.replace("UTF-8", "US-ASCII", 1).replace("An inv", "\xe9").encode(),
        "not in its encoding"),
    "half a character": (
        b"\xff\xfe" + FULL.replace("UTF-8", "UTF-16", 1).encode("utf-16-le")[:-3], "well-formed"),
    "half a pair of UTF-16": (
        b"\xff\xfe" + FULL.replace("UTF-8", "UTF-16", 1).encode("utf-16-le").replace(
            "An".encode("utf-16-le"), b"\x00\xd8"), "well-formed XML (line 5, column 10)"),
    "half a character after the end": (
        b"\xff\xfe" + FULL.replace("UTF-8", "UTF-16", 1).encode("utf-16-le") + b"\n",
        "not in its encoding"),
    "UTF-16 said of bytes": (FULL.replace("UTF-8", "UTF-16", 1), "declares"),
    "UTF-8 said of UTF-16": (FULL.encode("utf-16"), "declares"),
    "a mark of UTF-8 before Latin-1": (
        "\ufeff" + FULL.replace("UTF-8", "ISO-8859-1", 1), "declares"),
    "UTF-7 by name": (FULL.replace("UTF-8", "UTF-7", 1), "encoding"),
    "UTF-7 by nature": (FULL.encode("utf-7").replace(b"<", b"+ADw-"), "well-formed"),
    "UTF-32": (FULL.encode("utf-32"), "the encoding"),
    "EBCDIC": (FULL.encode("cp500"), "not in its encoding"),
    "another encoding": (FULL.replace("UTF-8", "Shift_JIS", 1), "encoding"),
    "an encoding declared far in": (
        FULL.replace(' encoding="UTF-8"', " " * 5000 + ' encoding="UTF-7"', 1), "encoding"),
    "a byte that windows-1252 has not": (
        FULL.replace("UTF-8", "cp1252", 1).encode() + b"<!--\x81-->", "not in its encoding"),
}  # fmt: skip


@pytest.mark.parametrize("name", UNREADABLE)
def test_what_is_no_document_is_refused(name: str) -> None:
    document, sentence = UNREADABLE[name]
    content = document.encode() if isinstance(document, str) else document
    error = refused(lambda: read_qrda3(content))
    assert sentence in str(error)


def test_a_template_after_the_entries_is_told_where_it_stands() -> None:
    late = FULL.replace(TEMPLATE, "", 1).replace("  </section>", TEMPLATE + "  </section>")
    error = refused(lambda: read_qrda3(late.encode()))
    assert error.line is not None
    assert error.column is not None
    assert late.split("\n")[error.line - 1][error.column - 1 :].startswith("<templateId")


def test_another_template_may_stand_after_the_entries() -> None:
    other = '<templateId root="1.2.3"/>'
    parts = f'{other}<id root="{qrda.HL7}10.20.27.2.5"/>'
    start, end, after = FULL.rpartition("  </section>")
    for behind in (parts, TEMPLATE):  # nor does it harm that it stands there again
        again = start.replace(TEMPLATE, TEMPLATE * 2) + behind + end + after
        assert parsed(again) == parsed(FULL)


def test_what_is_not_well_formed_has_its_line_and_column() -> None:
    error = refused(lambda: read_qrda3(changed("  <title>", "  <title").encode()))
    assert error.line == FULL.split("\n").index("  <title>An invented document</title>") + 1
    assert error.column is not None
    assert "well-formed XML (line" in str(error)


def test_nothing_is_left_open_of_a_file(tmp_path: Path) -> None:
    file = tmp_path / "a.xml"
    file.write_text(FULL)
    assert read_qrda3(file) == read_qrda3(os.fspath(file))
    file.unlink()
