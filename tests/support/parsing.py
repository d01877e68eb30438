"""QRDA III as it is read: all that reading gives, and what is refused."""

import xml.etree.ElementTree as ET
from typing import Any

import pytest

from mips_pi_rules import Submission, UnreadableSubmission, read_qrda3
from mips_pi_rules.testing import qrda
from support.cases import full

FULL = qrda.document(full(2025))
# Pieces of it, to be changed.
NUMERATOR = qrda.number(180)
TIN_ID = qrda.identifier("4.2", "000000001")
NPI_ID = qrda.identifier("4.6", "0000000001")
EP_1 = qrda.identifier("3.7031", "PI_EP_1")
PPHI_1 = qrda.row("PI_PPHI_1", True)
LOW = '<low value="20250701"/>'
HIGH = '<high value="20251231"/>'
PERIOD = qrda.period("20250701", "20251231")
# What is judged of it stands here in its QPP form.
SET = "/measurementSets/0"
ROWS = f"{SET}/measurements"


def said(submission: Submission) -> tuple[Any, ...]:
    """All that a document gives, the parts among it that do not count for equality."""
    return (
        submission, submission.format_defects, submission.places, submission.report_templates,
    )  # fmt: skip


def parsed(document: str | bytes) -> Submission:
    """The Submission of a document of our own."""
    return read_qrda3(document.encode() if isinstance(document, str) else document)


def changed(old: str, new: str, document: str = FULL) -> str:
    assert old in document
    return document.replace(old, new, 1)


def refused(call: Any) -> UnreadableSubmission:
    with pytest.raises(UnreadableSubmission) as caught:
        call()
    assert caught.value.__cause__ is None
    assert caught.value.__context__ is None
    return caught.value


def tree_of(document: str | bytes) -> ET.Element:
    """The document by another parser."""
    return ET.fromstring(document)  # noqa: S314 - documents of our own


def element_at(root: ET.Element, path: str) -> ET.Element:
    """What another parser's tree has at a path of ours; the first step is the root."""
    here = root
    for step in path.split("/")[2:]:
        found = here.find("{urn:hl7-org:v3}" + step)
        assert found is not None
        here = found
    return here
