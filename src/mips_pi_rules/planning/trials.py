"""Trying things out: drafts of a document judged, and what is wrong with each.

Steps, choices and promises all come from here, so that nothing is promised that evaluating did
not give.
"""

from collections.abc import Mapping
from datetime import date
from functools import cached_property
from typing import Any, Final

from attrs import field, frozen

from mips_pi_rules.context.context import Context
from mips_pi_rules.documents.qpp import from_qpp
from mips_pi_rules.documents.submission import MAX_COUNT, SUBMISSION_METHODS
from mips_pi_rules.judging.checkedsets import CheckedSet
from mips_pi_rules.judging.consequences import consequences
from mips_pi_rules.judging.findings import Broken, one_by_one
from mips_pi_rules.judging.judgment import Checked, Given, Judgment, judged
from mips_pi_rules.judging.redistribution import as_number
from mips_pi_rules.law.calendar import year_end, year_start
from mips_pi_rules.law.policies import Policy
from mips_pi_rules.law.predicates import predicate
from mips_pi_rules.law.rulebook import Rulebook
from mips_pi_rules.law.rules import Rule
from mips_pi_rules.law.year import NoYear, Year
from mips_pi_rules.outcomes import PRECEDENCE, Outcome
from mips_pi_rules.planning.edits import Json, Places, compact, id_of, rows_at
from mips_pi_rules.planning.steps import Promise, Step, Values, applied

IDENTIFIERS: Final = {
    "taxpayerIdentificationNumber": "000000000",
    "nationalProviderIdentifier": "0000000000",
    "entityId": "-",
}


@frozen(eq=False)
class Fault:
    """A broken rule that holds the document down; `at` is its place in the draft.

    `base` is where its set stands, "" for a bare document, None for the document as a whole;
    `measure` the measure that it is about, if any.
    """

    broken: Broken
    outcome: Outcome
    at: str
    base: str | None
    measure: str | None

    @property
    def rule(self) -> Rule:
        """The rule."""
        return self.broken.rule


@frozen(eq=False)
class Trial:
    """A draft judged."""

    policy: Policy
    root: Json
    checked: Checked
    judgment: Judgment
    outcomes: Mapping[str, Outcome | None] = field(repr=False)
    places: Places
    judged: tuple[Broken, ...] = ()  # the rules over the judgment that are broken

    @property
    def promise(self) -> Promise:
        """Its outcome and score."""
        return promise(self.judgment)

    @property
    def ok(self) -> bool:
        """Whether it is out of zero."""
        return self.judgment.outcome in (Outcome.SCORED, Outcome.REWEIGHTED)

    @cached_property
    def sets(self) -> dict[str, CheckedSet]:
        """The sets of the category by where they stand in the draft."""
        return {self.places.in_draft(one.pointer): one for one in self.checked.sets}

    @cached_property
    def picked(self) -> tuple[str, CheckedSet] | None:
        """The set whose score stands, with its place."""
        picked = self.judgment.picked
        return None if picked is None else list(self.sets.items())[picked]

    @cached_property
    def faults(self) -> tuple[Fault, ...]:
        """The broken rules with an outcome, refusals first."""
        of_whole = one_by_one((*self.checked.broken, *self.judged))
        found = [self._fault(broken, None) for broken in of_whole]
        for base, one in self.sets.items():
            found += [self._fault(broken, base) for broken in one_by_one(one.broken)]
        return tuple(
            sorted(
                (one for one in found if one is not None),
                key=lambda fault: PRECEDENCE.index(fault.outcome),
            )
        )

    def _fault(self, broken: Broken, base: str | None) -> Fault | None:
        outcome = self.outcomes[broken.rule.id]
        if outcome is None:
            return None
        measure = broken.measure
        if broken.defect is not None:
            named = self.policy.roles.get(broken.defect["values"].get("measureId", ""))
            measure = named[1] if named else None
        at = self.places.in_draft(broken.pointer())
        if broken.rule.over == "judgment":  # sets that conflict, which is about the document
            return Fault(broken, outcome, at, None, None)
        if base is None and measure is not None:
            base = next((one for one in self.sets if at.startswith(one + "/")), None)
        return Fault(broken, outcome, at, base, measure)

    @cached_property
    def _rows(self) -> dict[str, dict[str, list[tuple[int, Any]]]]:
        return {}

    def rows(self, base: str) -> dict[str, list[tuple[int, Any]]]:
        """By id the rows of the set at `base`: the place and the value of each."""
        if base not in self._rows:
            found: dict[str, list[tuple[int, Any]]] = {}
            for index, row in rows_at(self.root, base):
                found.setdefault(id_of(row), []).append((index, row.get("value")))
            self._rows[base] = found
        return self._rows[base]


@frozen(eq=False)
class Trials:
    """What drafts of one document are judged by, and what has been judged already.

    `samples`: a value of each kind that only the caller has; `fixes`: what a rule about one
    attestation asks for, by measure; `closes`: the last day on which anything can be sent.
    """

    policy: Policy
    rulebook: Rulebook
    context: Context
    root: Json
    as_of: date | None
    closes: date
    samples: Mapping[str, object]
    fixes: Mapping[str, str]
    _known: dict[object, Trial] = field(factory=dict, init=False, repr=False)

    @property
    def year(self) -> Year | NoYear:
        """The rules of the policy's year."""
        return self.rulebook.year(self.policy.performance_year)

    def of(self, draft: Json) -> Trial:
        """A draft judged."""
        submission = from_qpp(compact(draft))
        year = self.rulebook.year(submission.performance_year)
        checked, judgment = judged(year, Given(submission, self.rulebook.years(), self.context))
        after = tuple(consequences(year, checked, judgment)) if isinstance(year, Year) else ()
        return Trial(self.policy, draft, checked, judgment, year.outcomes, Places(draft), after)

    def after(
        self, steps: tuple[Step, ...], values: Values | None = None, *, late: bool = False
    ) -> Trial:
        """The document judged after the steps; `late`: those that come too late too.

        `values`: those of the caller; None: the samples.
        """
        values = self.samples if values is None else values
        done = tuple(
            step
            for step in steps
            if (step.possible or late) and (not step.needs_value or step.field in values)
        )
        given = tuple(repr(values[str(step.field)]) for step in done if step.needs_value)
        if (done, given) not in self._known:
            draft = applied(self.root, done, values, late=True)
            self._known[done, given] = self.of(draft)
        return self._known[done, given]


def promise(judgment: Judgment) -> Promise:
    """The outcome and score of a judgment."""
    worth = judgment.worth
    return Promise(judgment.outcome, None if worth is None else as_number(worth))


def samples(policy: Policy, entity_type: object) -> dict[str, object]:
    """A value of each kind that only the caller has, to see what giving one leads to.

    Counts are the least that a required proportion may have.
    """
    least = policy.required_numerator
    found: dict[str, object] = {
        **IDENTIFIERS,
        "performanceStart": year_start(policy).isoformat(),
        "performanceEnd": year_end(policy).isoformat(),
        "cehrtId": policy.cehrt_ids[-1],
        "submissionMethod": SUBMISSION_METHODS[0],
    }
    fits = predicate(policy.program_of_entity)
    for program, kind in policy.program_kinds.items():
        if fits({"entityType": entity_type, "programKind": kind}):
            found.setdefault("programName", program)
    for name, measure in policy.measures.items():
        if measure.kind == "proportion":
            found[name] = {"numerator": least, "denominator": MAX_COUNT}
    return found
