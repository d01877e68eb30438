"""Values that are said in a wrong form, and plainly: the step that writes them in the right one."""

from collections.abc import Iterable, Iterator
from typing import Any

from mips_pi_rules.documents.meant import answer_meant, counts_meant
from mips_pi_rules.frozenmap import FrozenMap
from mips_pi_rules.planning.edits import Edit, row_at
from mips_pi_rules.planning.needs import named
from mips_pi_rules.planning.steps import IN_PLACE, Step
from mips_pi_rules.planning.subjects import Subject
from mips_pi_rules.pointers import join


def in_form(
    subject: Subject, measure: str, malformed: Iterable[tuple[int, str, Any]]
) -> Iterator[Step]:
    """One step for all malformed rows about the measure, or none where one of them is not plain.

    Each with its place among the rows, its id and its value.
    """
    kind = subject.policy.measures[measure].kind
    names, at = [], []
    meant: list[bool | FrozenMap[int]] = []
    for index, name, value in malformed:
        proportion = name == measure and kind == "proportion"
        plain = _counts(value) if proportion else answer_meant(value)
        if plain is None:
            return
        names.append(name)
        at.append(join(("value",), row_at(subject.base, index)))
        meant.append(plain)
    if not meant:
        return
    words = f"Write as true or false, not as text: {' and '.join(names)}"
    if isinstance(meant[0], FrozenMap):
        words = f"Write the counts of {named(subject, measure)} as two numbers and nothing else"
    fields = {subject.policy.fields[name] for name in names}
    yield subject.step(
        words,
        [Edit("set", place, value=value) for place, value in zip(at, meant, strict=True)],
        about=measure,
        at=at,
        field=fields.pop() if len(fields) == 1 else measure,
        to=meant[0] if len(meant) == 1 else None,
        needs=("That is what was meant.",),
    )


def counts_beside(subject: Subject, measure: str, row: str) -> Iterator[Step]:
    """The step that puts counts into the value of a row beside which they stand, if they do."""
    meant = _counts(subject.at(row))
    if meant is not None:
        yield subject.step(
            f"Put the counts of {named(subject, measure)} into the value of their row",
            [Edit("set", join(("value",), row), value=meant)],
            about=measure,
            at=[row],
            field=measure,
            to=meant,
            needs=IN_PLACE,
        )


def _counts(value: object) -> FrozenMap[int] | None:
    """The counts that are meant, where they are possible ones."""
    meant = counts_meant(value)
    if meant is None or meant[0] > meant[1]:
        return None
    return FrozenMap(zip(("numerator", "denominator"), meant, strict=True))
