"""Which readings a result rests on: exactly those whose alternative would change it."""

from collections.abc import Callable
from typing import Final

from attrs import frozen

from mips_pi_rules.facts.conflicts import Conflict
from mips_pi_rules.facts.values import Json, Statement, is_said
from mips_pi_rules.judging.checkeddocument import Checked, Given, check, check_again
from mips_pi_rules.judging.checkedsets import conditions_of
from mips_pi_rules.judging.judgment import Judgment, decide, rejects
from mips_pi_rules.judging.redistribution import POINTS
from mips_pi_rules.judging.results import Assumption
from mips_pi_rules.law.rules import looks_at
from mips_pi_rules.law.year import Year
from mips_pi_rules.outcomes import Outcome

# Parts of a policy that only the deciding step reads, so that what was checked stays as it is;
# and of these the parts that leave the points of a set as they are.
_DECIDING = frozenset({"outcomes", "sets", "flows", "rounding"})
_POINTS_STAY = frozenset({"outcomes", "sets"})


@frozen(eq=False, repr=False)
class Asked:
    """What readings of a year ask of a document.

    `admitted`: the readings whose condition facts fulfil, by index; of conditions that look at what
    is said of measures alone `of_said` says it, and `known` has what it said. `unconditional`:
    those that have none; `outcomes`: the names of outcomes that readings are about; `always`:
    whether some reading is asked for in any document; `names`: each reading as a report has it.
    """

    admitted: Callable[[Json], list[int]]
    of_said: Callable[[Json], list[int]]
    known: dict[Statement, list[int]]
    unconditional: tuple[int, ...]
    outcomes: frozenset[str | None]
    always: bool
    names: tuple[Assumption, ...]

    @classmethod
    def of_year(cls, year: Year) -> "Asked":
        """What the readings of a year ask."""
        outcomes = frozenset(name for _, part, name in year.readings if part == "outcomes")
        free = [n for n, (reading, _, _) in enumerate(year.readings) if reading.when is None]
        parts = ("outcomes", "sets", "reweighting")
        always = any(year.readings[n][1] not in parts for n in free)
        whens = [reading.when for reading, _, _ in year.readings]
        said = [when is not None and all(map(is_said, looks_at(when))) for when in whens]
        pairs = list(zip(whens, said, strict=True))
        return cls(
            conditions_of([None if alone else when for when, alone in pairs]).run,
            conditions_of([when if alone else None for when, alone in pairs]).run,
            {},
            tuple(free),
            outcomes,
            always,
            tuple(Assumption.of(reading) for reading, _, _ in year.readings),
        )

    def by(self, said: Statement) -> list[int]:
        """The readings that are admitted wherever this is said."""
        found = self.known.get(said)
        if found is None:
            found = self.of_said({"measures": said.measures, "choices": said.choices})
            if said.shared:
                self.known[said] = found
        return found


_ASKED: Final = Asked.of_year  # bound once: what a year has derived is found by it


def assumptions(
    year: Year,
    given: Given,
    checked: Checked,
    judgment: Judgment,
    conflicts: tuple[Conflict, ...] = (),
) -> tuple[Assumption, ...]:
    """The readings of scope report that, swapped alone, change outcome, score or a row.

    Those of scope standing are carried by every report their condition admits. `conflicts`: those
    with other submissions.
    """
    asked = year.derived(_ASKED)
    rules = checked.rules
    named = asked.outcomes.intersection(map(year.outcome_names.get, rules)) if rules else ()
    may = []
    for facts, said in _stated(given, judgment):
        may += asked.admitted(facts)
        may += asked.of_said(facts) if said is None else asked.by(said)
    if named or checked.routes or len(judgment.sets) > 1 or asked.always:
        may += asked.unconditional
    if not may:
        return ()  # most documents do nothing that a reading is about
    carried = []
    for n in sorted(set(may)):
        reading, part, name = year.readings[n]
        # Cheap necessary conditions first: most readings are about what few submissions do.
        if part == "outcomes" and name not in named:
            continue
        if part == "reweighting" and not checked.routes:
            continue
        if part == "sets" and len(judgment.sets) < 2:
            continue
        if reading.scope == "report":
            other = year.swapped(reading)
            again = _checked_by(other, part, name, given, checked)
            if _answers_like(other, part, again, judgment, conflicts):
                continue
        carried.append(asked.names[n])
    return tuple(carried)


def _checked_by(other: Year, part: str, name: str, given: Given, checked: Checked) -> Checked:
    """What a year finds that differs in one entry of a part; `checked` is what was found."""
    if part in _DECIDING:
        return checked
    return check_again(other, name, checked) if part == "parameters" else check(other, given)


def _answers_like(
    other: Year, part: str, again: Checked, judgment: Judgment, conflicts: tuple[Conflict, ...]
) -> bool:
    """Whether the other year answers as the judgment does, by what it found."""
    if judgment.outcome is Outcome.REJECTED and rejects(other, again):
        return True
    if part == "flows" and len(judgment.sets) == 1 and judgment.score is not None:
        # Flows move points available: where those of a set differ its rows do, and else nothing.
        said = judgment.sets[0].facts.said
        theirs = other.derived(POINTS).allocation(said)
        return judgment.score.points.allocation(said).gives_as(theirs)
    scored = judgment if part in _POINTS_STAY else None
    return decide(other, again, scored, conflicts).answers_like(judgment)


def assumptions_of_choice(
    year: Year, carried: tuple[Assumption, ...], unchanged: Callable[[Year], bool]
) -> tuple[Assumption, ...]:
    """The readings that a choice among several submissions rests on.

    `carried`: those of the chosen one, of which the standing ones stay; `unchanged`: whether the
    choice made by another year's rules answers the same.
    """
    before, names = {one.id for one in carried}, year.derived(_ASKED).names
    return tuple(
        name
        for name, (reading, _, _) in zip(names, year.readings, strict=True)
        if (
            reading.id in before
            if reading.scope != "report"
            else not unchanged(year.swapped(reading))
        )
    )


def _stated(given: Given, judgment: Judgment) -> list[tuple[Json, Statement | None]]:
    """What conditions of readings are about: each set's facts, ties of its score, a referral.

    And what is said of its measures, where there is a set.
    """
    referral = given.context.eligibility.information_blocking_referral
    if not judgment.sets:
        who = given.submission.entity_type
        stated: Json = {"referral": referral}
        if isinstance(who, str):
            stated["entityType"] = who
        return [(stated, None)]
    found: list[tuple[Json, Statement | None]] = []
    for one in judgment.sets:
        held = one.checked.held
        if held is not None or judgment.outcome is not Outcome.REJECTED:
            facts = one.facts if held is None else held[0]
            ties = [] if one.score is None else [*one.score.ties]
            found.append(({**facts.data, "referral": referral, "ties": ties}, facts.said))
    return found
