"""Submissions in which several things were changed at once, drawn by dice.

By dice and not by hypothesis alone, so that a run of many thousands is quick and is the same again
from a seed; `mips_pi_rules.testing.mixed` is the strategy.
"""

from copy import deepcopy
from functools import cache
from random import Random
from typing import Any, Final

from attrs import define, field

from mips_pi_rules.documents.submission import SUBMISSION_METHODS
from mips_pi_rules.judging.evaluation import evaluate
from mips_pi_rules.law.rulebook import policy
from mips_pi_rules.outcomes import Outcome
from mips_pi_rules.reference.trial_submissions import of_entity
from mips_pi_rules.testing.deeds import Change
from mips_pi_rules.testing.faults import every_change
from mips_pi_rules.testing.valid import programs, who

Json = dict[str, Any]

_MOST: Final = 9  # changes of a set
_FINE: Final = 0.7  # of the changes are ones with which nothing is wrong
_TRIES: Final = 9  # changes about the same that are tried, until one is taken
_SETS: Final = "measurementSets"
_NOT_MIXED: Final = (_SETS, "performanceYear")  # several sets are made here, the year is asked for


def mixture(
    dice: Random,
    year: int | None = None,
    entity_type: str | None = None,
    *,
    several: bool = True,
    refused: bool = True,
) -> Json:
    """A submission with up to nine changes in a set, most of them ones that CMS's API takes.

    `several=False`: one set of the category; `refused=False`: nothing that the API refuses. Raises
    as `who` does.
    """
    law, name = dice.choice(who(year, entity_type))
    tried = _tried(law.performance_year, name)
    document = _changed(tried, dice)
    for _ in range(dice.choice((0, 0, 1, 2)) if several else 0):
        (other,) = _changed(tried, dice)[_SETS]
        used = [one["programName"] for one in document[_SETS] if one.get("programName")]
        other["submissionMethod"] = dice.choice(SUBMISSION_METHODS)
        other["programName"] = dice.choice([*programs(law, name)[:2], *used])
        more = document | {_SETS: [*document[_SETS], other]}
        document = more if _is_taken(more) else document
    if refused and not dice.randrange(8):
        changes = tried.changes[dice.choice([*tried.changes])]
        chosen = dice.sample(changes, min(_TRIES, len(changes)))
        others = (change.edited(document) for change in chosen)
        document = next((one for one in others if not _is_taken(one)), document)
    return document


@define(eq=False, repr=False)
class _Tried:
    """A submission where all is met, its changes by what they are about, and what they came to."""

    whole: Json
    changes: dict[str, list[Change]]
    outcomes: dict[Change, Outcome] = field(factory=dict)

    def take(self, subject: str, dice: Random) -> Change | None:
        """A change about this that CMS's API takes, more often one with which nothing is wrong."""
        changes = self.changes[subject]
        fine = dice.random() < _FINE
        for change in dice.sample(changes, min(_TRIES, len(changes))):
            if change not in self.outcomes:
                self.outcomes[change] = evaluate(change.edited(self.whole)).outcome
            outcome = self.outcomes[change]
            if outcome is Outcome.SCORED if fine else outcome is not Outcome.REJECTED:
                return change
        return None


@cache
def _tried(year: int, entity_type: str) -> _Tried:
    law = policy(year)
    # Ways of a choice and their measures speak of the same.
    subjects = {
        name: choice.default
        for choice in law.choices.values()
        for way in choice.ways
        for name in (way.id, *way.measures)
    }
    found = _Tried(of_entity(entity_type)(law), {})
    for change in every_change(year, entity_type):
        subject = subjects.get(change.about, change.about)
        plain = change.context is None and change.write is None
        if plain and subject not in _NOT_MIXED and _has_rows(change.edited(found.whole)):
            found.changes.setdefault(subject, []).append(change)
    return found


def _changed(tried: _Tried, dice: Random) -> Json:
    """The whole submission with a few changes that are taken together, each about another thing."""
    # Half of them by how much there is to say of each: of the ways of exchange most.
    even = [*tried.changes]
    weighed = [one for one in even for _ in tried.changes[one]]
    subjects = [dice.choice(dice.choice((even, weighed))) for _ in range(dice.randint(0, _MOST))]
    found = (tried.take(one, dice) for one in dict.fromkeys(subjects))
    changes = [change for change in found if change is not None]
    while True:
        document = deepcopy(tried.whole)
        for change in changes:
            change.do(document)
        if not changes or _is_taken(document):
            return document
        changes.pop()


def _has_rows(document: Json) -> bool:
    """Whether there is a set with a list of rows, each with a measure id."""
    sets = document.get(_SETS)
    if not isinstance(sets, list) or not sets or not isinstance(sets[0], dict):
        return False
    rows = sets[0].get("measurements")
    return isinstance(rows, list) and all(
        isinstance(row, dict) and isinstance(row.get("measureId"), str) for row in rows
    )


def _is_taken(document: Json) -> bool:
    return evaluate(document).outcome is not Outcome.REJECTED
