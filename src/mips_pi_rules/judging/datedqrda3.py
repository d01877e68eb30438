"""read_qrda3: a QRDA III document as a Submission that has its year wherever it is judged."""

import os

from mips_pi_rules.documents.document import Document
from mips_pi_rules.documents.qrda3 import document as qrda3
from mips_pi_rules.documents.submission import Submission
from mips_pi_rules.judging.dating import dated
from mips_pi_rules.law.rulebook import Rulebook


def read_qrda3(
    source: str | os.PathLike[str] | bytes, *, rulebook: Rulebook | None = None
) -> Submission:
    """The Submission of a QRDA III document: `source` is its path or its bytes.

    A document without a section of the category is a submission without a set of it; where such
    a document has no date, its year is the one whose report template it has in `rulebook` (the
    shipped one, if none is given). Raises UnreadableSubmission, holding nothing of the input, for
    a document that is not safe, not well-formed or not CDA; OSError where the file cannot be
    read. All else that is wrong becomes a finding when the Submission is evaluated.
    """
    said = qrda3.read_qrda3(source)
    return dated(Document(said), Rulebook.of(rulebook)).submission
