"""QRDA III as it is read: by each parser, all that reading gives, and what is refused."""

from typing import Any

import pytest

from mips_pi_rules import Submission, UnreadableSubmission
from mips_pi_rules.documents.qrda3 import xmltree
from mips_pi_rules.documents.qrda3.document import read_qrda3, structure
from mips_pi_rules.documents.qrda3.xmltext import decoded
from support import qrda
from support.cases import full

FULL = qrda.document(full(2025))


def said(submission: Submission) -> tuple[Any, ...]:
    """All that a reading gives, the parts among it that do not count for equality."""
    return (
        submission, submission.problems, submission.places, submission.report_template,
    )  # fmt: skip


def both(document: str | bytes) -> Submission:
    """The document read by each parser, which must give the same in every part."""
    content = document.encode() if isinstance(document, str) else document
    read_ = [structure(parser(decoded(content)) or parsed(content)) for parser in backends()]
    assert all(said(one) == said(read_[0]) for one in read_)
    assert said(read_qrda3(content)) == said(read_[0])
    return read_[0]


def backends() -> list[Any]:
    return list(xmltree.BACKENDS.values())


def parsed(content: bytes) -> xmltree.Element:
    return xmltree.expat_tree(decoded(content))


def changed(old: str, new: str, document: str = FULL) -> str:
    assert old in document
    return document.replace(old, new, 1)


def refused(call: Any) -> UnreadableSubmission:
    with pytest.raises(UnreadableSubmission) as caught:
        call()
    assert caught.value.__cause__ is None
    assert caught.value.__context__ is None
    return caught.value
