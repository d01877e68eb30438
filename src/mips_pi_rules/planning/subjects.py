"""What a repair is about: the faults of one thing in a draft, and the steps that mend them."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, Final, Unpack

from attrs import evolve, frozen

from mips_pi_rules.documents.fieldnames import FIELDS_MEANT
from mips_pi_rules.facts.values import MeasureRecord
from mips_pi_rules.judging.aboutfields import field_of
from mips_pi_rules.judging.checkedsets import CheckedSet
from mips_pi_rules.judging.results import Finding
from mips_pi_rules.law.policies import Policy
from mips_pi_rules.planning.edits import Edit, Json, rows_at, value_at
from mips_pi_rules.planning.steps import Said, Step
from mips_pi_rules.planning.trials import Fault, Trial, Trials
from mips_pi_rules.pointers import join

ANY: Final = "*"


@frozen(eq=False, repr=False)
class Subject:
    """Faults of one thing, in the draft in which they stand, in the set at `base` if in one.

    Without faults it is about what may be chosen. `target`: the set that is to score; None: none,
    sets must only not be refused; ANY: each.
    """

    trials: Trials
    trial: Trial
    faults: tuple[Fault, ...]
    base: str
    target: str | None = ANY

    @property
    def refused_only(self) -> bool:
        """Whether its set need not score, it must only not be refused."""
        return self.target not in (self.base, ANY)

    @property
    def policy(self) -> Policy:
        """The policy of the year."""
        return self.trials.policy

    @property
    def root(self) -> Json:
        """The draft."""
        return self.trial.root

    @property
    def set(self) -> CheckedSet:
        """The set that it is in."""
        return self.trial.sets[self.base]

    @property
    def fix(self) -> str:
        """What the rule of the gravest fault asks for."""
        return self._said(self.faults[0]).fix if self.faults else ""

    def fix_of(self, measure: str) -> str:
        """What the rule of the gravest fault about the measure asks for; "" without one."""
        found = (fault for fault in self.faults if fault.measure == measure)
        return next((self._said(fault).fix for fault in found), "")

    def _gravest(self, about: str | None) -> Fault:
        """The gravest fault about this measure, else of those about no single one."""
        found = (one for name in (about, None) for one in self.faults if one.measure == name)
        return next(found, self.faults[0])

    @property
    def right(self) -> tuple[str, ...]:
        """What the rule of the gravest fault would have in its place, where it says that."""
        given = self.faults[0].broken.finding(self.trials.year).values.get("right", ())
        return given if isinstance(given, tuple) else ()

    def _said(self, fault: Fault) -> Finding:
        """What is wrong, in the words of the document's format."""
        return fault.broken.finding(self.trials.year, location=self.trials.location)

    def record(self, measure: str) -> MeasureRecord:
        """What the set says about a measure: nothing where its year is none."""
        return self.set.facts.data["measures"].get(measure, {})

    def of(self, place: str) -> "Subject":
        """The same with the faults at one place, where there are any."""
        faults = tuple(fault for fault in self.faults if fault.at == place)
        return evolve(self, faults=faults or self.faults)

    def elsewhere(self, field: str) -> str | None:
        """Where a field stands that is missing in its place, or there under its name.

        None where it does not, and where several names may mean it.
        """
        submission = self.trial.submission
        head = submission.wrapper + ("/submission" if submission.bare else "")
        found = [
            one for one in submission.misplaced if FIELDS_MEANT.get(one.field, one.field) == field
        ]
        if len(found) != 1:
            return None
        return join((found[0].field,), head if found[0].at is None else found[0].at)

    def at(self, pointer: str) -> Any:
        """What stands at a place of the draft; None where nothing does."""
        return value_at(self.root, pointer)

    def step(
        self,
        words: str,
        edits: Iterable[Edit],
        *,
        about: str | None = None,
        at: Sequence[str] = (),
        until: date | None = None,
        **said: Unpack[Said],
    ) -> Step:
        """A step for the gravest fault, or the gravest about the measure `about`; or a choice.

        `at`: its places, where they are others than that of the fault, and its field is then to be
        said; `until`: the last day on which what it needs can be done, if before all closes.
        """
        edits, trials = tuple(edits), self.trials
        last = min(trials.closes, until or trials.closes)
        place, rule, why = rows_at(self.base), None, "It scores more."
        cites = self.policy.measures[about].cites if about is not None else ()
        if self.faults:
            fault = self._gravest(about)
            finding, place = self._said(fault), fault.at
            rule, why, cites = finding.rule, finding.message, finding.cites
            if (at or [place]) == [place] and "field" not in said:
                at_fault, submission = fault.broken.pointer(), self.trial.submission
                said["field"] = field_of(fault.broken, at_fault, submission, trials.year)
        first, *further = at or [place]
        return Step(
            kind="mend" if self.faults else "choice",
            rule=rule,
            words=words,
            why=why,
            pointer=first,
            further=tuple(further),
            edits=edits,
            possible=trials.as_of is None or trials.as_of <= last,
            until=last,
            needs_value=any(edit.asks for edit in edits),
            cites=cites,
            **said,
        )
