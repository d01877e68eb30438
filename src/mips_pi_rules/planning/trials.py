"""Trying things out: drafts of a document judged, and what is wrong with each.

Steps, choices and promises all come from here, so that nothing is promised that evaluating did
not give.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import cached_property
from typing import Any, Literal

from attrs import field, frozen

from mips_pi_rules.byvalue import ByValue
from mips_pi_rules.context.context import Context
from mips_pi_rules.documents.fieldnames import EXAMPLES
from mips_pi_rules.documents.qpp import from_qpp
from mips_pi_rules.documents.submission import MAX_COUNT, SUBMISSION_METHODS, Submission
from mips_pi_rules.facts.defects import OF_MEASURES
from mips_pi_rules.judging.checkeddocument import Checked, Given
from mips_pi_rules.judging.checkedsets import CheckedSet
from mips_pi_rules.judging.consequences import consequences
from mips_pi_rules.judging.exact import as_number
from mips_pi_rules.judging.findings import Broken, Location, one_by_one
from mips_pi_rules.judging.judgment import Judgment, judged
from mips_pi_rules.law.calendar import submission_closes, year_end, year_start
from mips_pi_rules.law.policies import Policy
from mips_pi_rules.law.programs import programs_for
from mips_pi_rules.law.rulebook import Rulebook
from mips_pi_rules.law.year import NoYear, Year
from mips_pi_rules.outcomes import OK, PRECEDENCE, Outcome
from mips_pi_rules.planning.edits import Json, Places, compact, is_in, row_of, rows_by_id
from mips_pi_rules.planning.steps import Candidate, Promise, Values, applied
from mips_pi_rules.pointers import parent, split


@frozen(eq=False, repr=False)
class Topic(ByValue):
    """What faults are about; those about one thing are mended together.

    rows: the measure or choice `name` of the set at `at`; period: that of the set at `at`; strays:
    rows that are about no known measure; sets: sets as a whole; conflict: sets that contradict
    each other; field: that at `at`. `name` is the rule or the repair where it is no measure.
    """

    kind: Literal["rows", "period", "strays", "sets", "conflict", "field"]
    at: str = ""
    name: str = ""


@frozen(eq=False, repr=False)
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
    def stray(self) -> tuple[str, int] | None:
        """The set and the place of a row of which it is not known what it is about."""
        found = row_of(self.at) if self.measure is None else None
        return found[:2] if found and found[2] in ([], ["measureId"]) else None


@frozen(eq=False, repr=False)
class Trial:
    """A draft judged."""

    policy: Policy
    root: Json
    submission: Submission
    year: Year | NoYear
    checked: Checked
    judgment: Judgment

    @property
    def ok(self) -> bool:
        """Whether it is out of zero."""
        return self.judgment.outcome in OK

    @cached_property
    def places(self) -> Places:
        """Where in the draft a place of the submission is."""
        return Places(self.root)

    @cached_property
    def sets(self) -> dict[str, CheckedSet]:
        """The sets of the category by where they stand in the draft."""
        return {self.places.in_draft(one.pointer): one for one in self.checked.sets}

    @cached_property
    def rows(self) -> dict[str, dict[str, list[tuple[int, Any]]]]:
        """By set and id its rows: the place and the value of each."""
        return {base: rows_by_id(self.root, base) for base in self.sets}

    @cached_property
    def picked(self) -> tuple[str, CheckedSet] | None:
        """The set whose score stands, with its place."""
        picked = self.judgment.picked
        return None if picked is None else list(self.sets.items())[picked]

    @cached_property
    def faults(self) -> tuple[Fault, ...]:
        """The broken rules with an outcome, refusals first."""
        year = self.year
        said = consequences(year, self.checked, self.judgment) if isinstance(year, Year) else ()
        found = [*self._faults((*self.checked.broken, *said), None)]
        for base, one in self.sets.items():
            found += self._faults(one.broken, base)
        return tuple(sorted(found, key=lambda fault: PRECEDENCE.index(fault.outcome)))

    @cached_property
    def of_measures(self) -> tuple[Fault, ...]:
        """Those of the faults in sets that are about a measure or a choice, in no order.

        What rows of unknown id are like takes long to find, and is not looked for here.
        """
        found: list[Fault] = []
        for base, one in self.sets.items():
            named = (b for b in one.broken if b.rule.defect is None or b.rule.defect in OF_MEASURES)
            found += self._faults(named, base)
        return tuple(found)

    def _faults(self, broken: Iterable[Broken], base: str | None) -> Iterator[Fault]:
        for one in one_by_one(broken):
            outcome, measure, at = self.year.outcomes[one.rule.id], one.measure, one.pointer()
            if outcome is None:
                continue
            at = self.places.in_draft(at)
            if one.defect is not None:
                named = self.policy.roles.get(one.defect["values"].get("measureId", ""))
                measure = named[1] if named else None
            if one.rule.over == "judgment":  # sets that conflict, which is about the document
                yield Fault(one, outcome, at, None, None)
            elif base is None and measure is not None:
                of_set = next((here for here in self.sets if is_in(at, here)), None)
                yield Fault(one, outcome, at, of_set, measure)
            else:
                yield Fault(one, outcome, at, base, measure)

    def topic(self, fault: Fault) -> Topic:
        """What a fault is about."""
        rule, base = fault.broken.rule, fault.base or ""
        part = split(rule.at)
        if rule.over == "judgment":
            return Topic("conflict")
        if fault.measure is not None:
            return Topic("rows", base, self.group(fault.measure))
        if part[:1] == ["choices"]:
            return Topic("rows", base, part[1])
        if fault.stray is not None:
            return Topic("strays", name=rule.id)
        if rule.repair == "period":
            return Topic("period", base)
        if parent(fault.at) == f"{self.submission.wrapper}/measurementSets":
            return Topic("sets", name=rule.repair)
        return Topic("field", fault.at, rule.repair)

    def group(self, measure: str) -> str:
        """The choice that a measure belongs to, else the measure itself."""
        for name, choice in self.policy.choices.items():
            if any(measure in way.measures for way in choice.ways):
                return name
        return measure


@frozen(eq=False, repr=False)
class Trials:
    """What drafts of one document are judged by, and what has been judged already.

    `samples`: a value of each kind that only the caller has; `location`: that of the document as
    it was read, in whose format's words it is said what is wrong.
    """

    policy: Policy
    rulebook: Rulebook
    context: Context
    root: Json
    as_of: date | None
    samples: Mapping[str, object]
    location: Location
    _known: dict[object, Trial] = field(factory=dict, init=False)

    @property
    def year(self) -> Year | NoYear:
        """The rules of the policy's year."""
        return self.rulebook.year(self.policy.performance_year)

    @cached_property
    def closes(self) -> date:
        """The last day on which anything can be sent."""
        return submission_closes(self.policy)

    @cached_property
    def fixes(self) -> dict[str, str]:
        """What a rule about one attestation asks for, by measure."""
        rules = (self.rulebook.rules[name] for name in self.policy.rules)
        return {rule.measure: rule.fix for rule in rules if rule.measure is not None}

    def of(self, draft: Json) -> Trial:
        """A draft judged."""
        submission = from_qpp(compact(draft))
        year = self.rulebook.year(submission.performance_year)
        checked, judgment = judged(year, Given(submission, self.rulebook.years(), self.context))
        return Trial(self.policy, draft, submission, year, checked, judgment)

    def after(self, steps: Candidate, values: Values | None = None, *, late: bool = False) -> Trial:
        """The document judged after the steps; `late`: those that come too late too.

        `values`: those of the caller; None: the samples.
        """
        values = self.samples if values is None else values
        done = tuple(step for step in steps if step.is_done(values, late=late))
        given = tuple(repr(values[str(step.field)]) for step in done if step.needs_value)
        known = self._known.get((done, given))
        if known is None:
            draft = applied(self.root, done, values, late=True)
            known = self._known[done, given] = self.of(draft)
        return known


def promise(judgment: Judgment) -> Promise:
    """The outcome and score of a judgment."""
    worth = judgment.worth
    return Promise(judgment.outcome, None if worth is None else as_number(worth))


def samples(policy: Policy, entity_type: object) -> dict[str, object]:
    """A value of each kind that only the caller has, to see what giving one leads to.

    Counts are the least that a required proportion may have.
    """
    counts = {"numerator": policy.required_numerator, "denominator": MAX_COUNT}
    found: dict[str, object] = {
        **EXAMPLES,
        **{name: counts for name, one in policy.measures.items() if one.kind == "proportion"},
        "performanceStart": year_start(policy).isoformat(),
        "performanceEnd": year_end(policy).isoformat(),
        "cehrtId": policy.cehrt_ids[-1],
        "submissionMethod": SUBMISSION_METHODS[0],
    }
    for program in programs_for(policy, entity_type)[:1]:
        found["programName"] = program
    return found
