"""The year of a QRDA III document that says none: that of its implementation guide.

Only a document without a section of this category is asked so: the period in such a section, or
its absence, is what the submitter says.
"""

from attrs import evolve

from mips_pi_rules.documents.document import Document
from mips_pi_rules.law.rulebook import Rulebook


def dated(document: Document, rulebook: Rulebook) -> Document:
    """The document with the one year whose report template it has, as it is where that is open.

    Source: the template extensions of CMS's implementation guides (`qrdaTemplates` of a policy).
    """
    said = document.submission
    if said.performance_year is not None or not said.report_templates or said.measurement_sets:
        return document
    extensions = set(said.report_templates)
    named = [
        year
        for year in rulebook.years()
        if not extensions.isdisjoint(rulebook.policy(year).qrda_templates)
    ]
    if len(named) != 1:
        return document
    return evolve(document, submission=evolve(said, performance_year=named[0]))
