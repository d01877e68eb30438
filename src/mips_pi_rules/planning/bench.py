"""Trying things out: what a draft of a document gives, what its rules say and what may be claimed.

Shared by the steps that mend and the choices that score more.
"""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any, Final

from attrs import field, frozen

from mips_pi_rules.context.context import Context
from mips_pi_rules.documents.qpp import MAX_COUNT, structure
from mips_pi_rules.documents.submission import SUBMISSION_METHODS
from mips_pi_rules.judging.findings import Broken
from mips_pi_rules.judging.judgment import Case, Checked, CheckedSet, Judgment, check, decide
from mips_pi_rules.judging.redistribution import number
from mips_pi_rules.law.policies import Policy
from mips_pi_rules.law.predicates import predicate
from mips_pi_rules.law.year import NoYear, Year
from mips_pi_rules.outcomes import PRECEDENCE, Outcome
from mips_pi_rules.planning.changes import (
    Alternative,
    Edit,
    Json,
    Promise,
    compact,
    spread,
    year_end,
)

IDENTIFIERS: Final = {
    "taxpayerIdentificationNumber": "000000000",
    "nationalProviderIdentifier": "0000000000",
    "entityId": "-",
}


@frozen(eq=False)
class Look:
    """A draft judged."""

    checked: Checked
    judgment: Judgment

    @property
    def promise(self) -> Promise:
        """Its outcome and score."""
        worth = self.judgment.worth
        return Promise(self.judgment.outcome, None if worth is None else number(worth))

    @property
    def ok(self) -> bool:
        """Whether it is out of zero."""
        return self.judgment.outcome in (Outcome.SCORED, Outcome.REWEIGHTED)


@frozen(eq=False)
class Blow:
    """A broken rule that holds the document down, and the index of its set."""

    broken: Broken
    outcome: Outcome
    index: int | None

    @property
    def measure(self) -> str | None:
        """The measure that it is about, if any."""
        if self.broken.defect is not None:
            named = self.broken.defect["values"].get("measureId")
            return named if isinstance(named, str) else None
        return self.broken.measure


@frozen(eq=False)
class Bench:
    """What drafts are judged by."""

    year: Year | NoYear
    years: tuple[int, ...]
    context: Context
    as_of: date | None = None
    samples: dict[str, Any] = field(factory=dict)
    fixes: dict[str, str] = field(factory=dict)  # what a rule about one attestation asks for

    @property
    def policy(self) -> Policy:
        """The policy of the year; there is one wherever steps are made."""
        assert self.year.policy is not None  # noqa: S101 - no steps are made without a policy
        return self.year.policy

    def look(self, root: Json) -> Look:
        """Judge a draft."""
        checked = check(self.year, Case(structure(compact(root)), self.years, self.context))
        return Look(checked, decide(self.year, checked))

    def blows(self, checked: Checked) -> list[Blow]:
        """The broken rules with an outcome, refusals first."""
        found = [
            Blow(broken, outcome, index)
            for index, of in ((None, checked.broken), *_by_set(checked))
            for broken in of
            if (outcome := self.year.outcomes[broken.rule.id]) is not None
        ]
        return sorted(found, key=lambda one: PRECEDENCE.index(one.outcome))

    def over(self, day: date | None) -> bool:
        """Whether a day has passed."""
        return self.as_of is not None and day is not None and self.as_of > day

    def allowed(self, checked: CheckedSet, measure: str) -> tuple[Alternative, ...]:
        """The measure's exclusions but those that a known count contradicts."""
        entries = self.policy.exclusions
        return tuple(
            Alternative(name, entries[name].statement)
            for name in self.policy.measures[measure].exclusions
            if not self._contradicted(checked, name)
        )

    def _contradicted(self, checked: CheckedSet, name: str) -> bool:
        exclusion = self.policy.exclusions[name]
        if exclusion.threshold is None:
            return False
        counts: Mapping[str, int] = self.context.evidence.counts or {}
        said = checked.facts.data["measures"][exclusion.of].get("denominator")
        count = counts.get(exclusion.threshold.count, said)
        return count is not None and count >= exclusion.threshold.fewer_than

    def until(self, checked: CheckedSet, measure: str) -> date | None:
        """The last day on which what a yes to the measure needs can be done; None if done."""
        evidence = self.context.evidence
        for name, record in (
            ("saferSelfAssessment", evidence.safer_self_assessment),
            ("securityRiskAnalysis", evidence.security_risk_analysis),
        ):
            if self.policy.raw["evidence"][name]["attestation"] == measure:
                done = record is not None and record.attestation(self.policy).answer is True
                return None if done else year_end(self.policy)
        said = checked.facts.data["measures"][measure]
        if said.get("answer") is True or self.policy.measures[measure].kind == "attestation":
            return None
        if measure in self.policy.engagement:
            return self._registration(checked, measure)
        return year_end(self.policy) if said.get("answer") is False else None

    def _registration(self, checked: CheckedSet, measure: str) -> date | None:
        """The last day to register with the agency; None when that was done in time."""
        limit = self.policy.raw["history"].get("preProduction")
        start = day_of(checked, "start")
        if limit is None or start is None:
            return None
        last = start + timedelta(days=limit["registrationDays"] - 1)  # the start is day 1
        engaged = self.context.evidence.engagement.get(measure)
        registered = engaged.registered if engaged else None
        return None if registered is not None and registered <= last else last

    def yes_needs(self, measure: str, level: str | None, sentence: str = "") -> tuple[str, ...]:
        """What must truly have been done before a yes to the measure."""
        policy = self.policy
        entry, year = policy.measures[measure], policy.performance_year
        needs = [sentence] if sentence else []
        for law in policy.raw["evidence"].values():
            if law.get("attestation") == measure:
                first, last = date(year, 1, 1), year_end(policy)
                needs.append(f"It was truly done, on a day from {first} to {last}.")
                if "guide" in law:
                    needs.append(f"The guide: {law['guide']}, edition of {law['edition']}.")
        if entry.kind != "attestation":
            needs.append(
                f"{entry.title} ({measure}) was truly done with certified technology "
                "in the performance period, as the measure asks."
            )
        elif not needs:
            needs.append(f"What {entry.title} ({measure}) states is truly so.")
        if level is not None:
            reached = LEVELS[policy.roles[level][0]]
            needs.append(f"The level that was truly reached with the agency is {reached}.")
        requirement = policy.requires.get(measure)
        if requirement is not None:
            others = ", ".join(requirement.production_on_any_of)
            needs.append(f"{LEVELS['production'].capitalize()} was reached for one of {others}.")
        return tuple(needs)


LEVELS: Final = {
    "preProduction": "pre-production and validation",
    "production": "validated data production",
}


def samples(policy: Policy, entity_type: object) -> dict[str, Any]:
    """A value of each kind that only the caller has, to see what giving one leads to.

    Counts are the least that a required proportion may have.
    """
    least = policy.parameters["requiredNumerator"]["minimum"]
    found: dict[str, Any] = {
        **IDENTIFIERS,
        "cehrtId": policy.cehrt_ids[-1],
        "submissionMethod": SUBMISSION_METHODS[0],
    }
    fits = predicate(policy.parameters["programOfEntity"])
    for program, kind in policy.program_kinds.items():
        if fits({"entityType": entity_type, "programKind": kind}):
            found.setdefault("programName", program)
    for name, measure in policy.measures.items():
        if measure.kind == "proportion":
            found[name] = {"numerator": least, "denominator": MAX_COUNT}
    return found


def day_of(checked: CheckedSet, name: str) -> date | None:
    """The first or last day of the set's period, if it is a real day."""
    written = checked.facts.data["period"].get(name)
    return date.fromisoformat(written) if written else None


def base_at(root: Json, checked: CheckedSet) -> str:
    """Where the set stands in the caller's document."""
    return spread(root, checked.pointer)


def rows_of(policy: Policy, measure: str) -> tuple[str, ...]:
    """The measure's id and those of its levels."""
    levels = policy.engagement.get(measure)
    return (measure, levels.pre_production, levels.production) if levels else (measure,)


def answered(policy: Policy, base: str, measure: str, value: bool, level: str | None) -> list[Edit]:
    """The edits that answer a yes/no measure, with its level of active engagement if given."""
    edits = [Edit("put", base, measure, value)]
    if level is not None:
        others = tuple(name for name in rows_of(policy, measure)[1:] if name != level)
        edits += [Edit("drop", base, ids=others), Edit("put", base, level, True)]
    return edits


def excluded(policy: Policy, base: str, measure: str, name: str) -> list[Edit]:
    """The edits that claim an exclusion in the place of its measure."""
    return [
        Edit("drop", base, ids=rows_of(policy, measure)),
        Edit("put", base, name, True),
    ]


def _by_set(checked: Checked) -> Iterator[tuple[int | None, tuple[Broken, ...]]]:
    for index, one in enumerate(checked.sets):
        yield index, one.broken
