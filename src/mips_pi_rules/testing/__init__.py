"""hypothesis strategies for tests of your own; needs the extra `testing`.

They are built from the policies, so that they follow the law of each year. `year` and
`entity_type` of each may be left out, for any.
"""

from typing import Any

from hypothesis import strategies as st

from mips_pi_rules.documents.qpp import from_qpp
from mips_pi_rules.forms.answersof import answers_of
from mips_pi_rules.testing import qrda
from mips_pi_rules.testing.faults import Changed, chosen, rules_with_faults
from mips_pi_rules.testing.mixing import mixture
from mips_pi_rules.testing.valid import submission, who

__all__ = [
    "Changed",
    "answers",
    "faults",
    "mixed",
    "near_misses",
    "qrda_documents",
    "rules_with_faults",
    "submissions",
]


def submissions(
    year: int | None = None, entity_type: str | None = None
) -> st.SearchStrategy[dict[str, Any]]:
    """Submissions as QPP JSON that are scored: nothing is wrong with them.

    Every program that the entity type may use, every way of exchange, exclusions, levels and
    bonus measures occur. Raises UnsupportedYear, and ValueError for an entity type that does not
    report in the year.
    """
    pairs = who(year, entity_type)
    # By number, as in `chosen`.
    return st.sampled_from(range(len(pairs))).flatmap(lambda number: submission(*pairs[number]))


def faults(
    rule: str, year: int | None = None, entity_type: str | None = None
) -> st.SearchStrategy[Changed]:
    """Submissions with one fault, which this rule finds and no other.

    Raises ValueError for a rule that nothing breaks alone there; `rules_with_faults` lists those
    that there are. UnsupportedYear as `submissions`.
    """
    return chosen(rule, year, entity_type, near=False)


def near_misses(
    rule: str, year: int | None = None, entity_type: str | None = None
) -> st.SearchStrategy[Changed]:
    """Submissions in which what the rule is about was changed too, and nothing is wrong.

    Such as a period of exactly the days that the year asks for. Raises as `faults` does.
    """
    return chosen(rule, year, entity_type, near=True)


def mixed(
    year: int | None = None,
    entity_type: str | None = None,
    *,
    several: bool = True,
    refused: bool = True,
) -> st.SearchStrategy[dict[str, Any]]:
    """Submissions as QPP JSON with up to nine changes at once: right, or wrong in several ways.

    Every outcome occurs but reweighted. `several=False`: none has two sets of the category;
    `refused=False`: none is rejected. Fewer changes are the simpler example. Raises as
    `submissions` does.
    """
    who(year, entity_type)
    return st.randoms(use_true_random=False).map(
        lambda dice: mixture(dice, year, entity_type, several=several, refused=refused)
    )


def qrda_documents(
    year: int | None = None, entity_type: str | None = None
) -> st.SearchStrategy[str]:
    """QRDA III documents as text, of submissions with which nothing is wrong."""
    return submissions(year, entity_type).map(qrda.document)


def answers(
    year: int | None = None, entity_type: str | None = None
) -> st.SearchStrategy[dict[str, Any]]:
    """Answers as `from_answers` takes them, of submissions with which nothing is wrong."""
    return submissions(year, entity_type).map(lambda one: answers_of(from_qpp(one)))
