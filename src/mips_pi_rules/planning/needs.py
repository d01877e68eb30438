"""What must truly have been done before an answer is given, and until when it could be."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from mips_pi_rules.documents.fieldnames import COUNTS
from mips_pi_rules.documents.submission import MAX_COUNT
from mips_pi_rules.facts.history import used_up
from mips_pi_rules.law.calendar import registration_due, year_end, year_start
from mips_pi_rules.law.entries import LEVELS
from mips_pi_rules.planning.steps import Alternative
from mips_pi_rules.planning.subjects import Subject


def named(subject: Subject, measure: str) -> str:
    """A measure by its title and id."""
    return f"{subject.policy.measures[measure].title} ({measure})"


def reached(subject: Subject, level: str) -> str:
    """What the id of a level says, in words."""
    return LEVELS[subject.policy.roles[level][0]]


def is_used_up(subject: Subject, level: str) -> bool:
    """Whether the level is one that its measure may have no more, as its history says."""
    policy, (role, measure) = subject.policy, subject.policy.roles[level]
    years = subject.trials.context.pre_production.get(measure, ())
    again = role == "preProduction" and bool(used_up(policy, years))
    return again and measure not in policy.suppressed


def of_a_yes(subject: Subject, measure: str, level: str | None) -> tuple[str, ...]:
    """What must truly have been done before a yes to the measure."""
    policy, fixes = subject.policy, subject.trials.fixes
    attests = policy.measures[measure].kind == "attestation"
    needs = [fixes[measure]] if attests and measure in fixes else []
    safer = policy.evidence.safer_self_assessment
    if measure in (safer.attestation, policy.evidence.security_risk_analysis.attestation):
        first, last = year_start(policy), year_end(policy)
        needs.append(f"It was truly done, on a day from {first} to {last}.")
    if measure == safer.attestation:
        needs.append(f"The guide: {safer.guide}, edition of {safer.edition}.")
    if not attests:
        needs.append(
            f"{named(subject, measure)} was truly done with certified technology "
            "in the performance period, as the measure asks."
        )
    elif not needs:
        needs.append(f"What {named(subject, measure)} states is truly so.")
    if level is not None:
        needs.append(
            f"The level that was truly reached with the agency is {reached(subject, level)}."
        )
    requirement = policy.requires.get(measure)
    if requirement is not None:
        others = ", ".join(requirement.production_on_any_of)
        needs.append(f"{LEVELS['production'].capitalize()} was reached for one of {others}.")
    return tuple(needs)


def of_a_claim(subject: Subject, exclusion: str) -> str:
    """What must be true before an exclusion is claimed."""
    return f"It is truly so: {subject.policy.exclusions[exclusion].statement}."


def last_day_of_a_yes(subject: Subject, measure: str) -> date | None:
    """The last day on which what a yes to the measure needs can be done; None if done."""
    policy, evidence = subject.policy, subject.trials.context.evidence
    for law, record in (
        (policy.evidence.safer_self_assessment, evidence.safer_self_assessment),
        (policy.evidence.security_risk_analysis, evidence.security_risk_analysis),
    ):
        if law.attestation == measure:
            done = record is not None and record.attestation(policy).answer is True
            return None if done else year_end(policy)
    answer = subject.record(measure).get("answer")
    if answer is True or policy.measures[measure].kind == "attestation":
        return None
    if measure in policy.engagement:
        return _last_day_to_register(subject, measure)
    return year_end(policy) if answer is False else None


def _last_day_to_register(subject: Subject, measure: str) -> date | None:
    """The last day to register with the agency; None when that was done in time."""
    start = subject.set.facts.data["period"].get("start")
    due = registration_due(subject.policy, date.fromisoformat(start)) if start else None
    engaged = subject.trials.context.evidence.engagement.get(measure)
    registered = engaged.registered if engaged else None
    done = due is not None and registered is not None and registered <= due
    return None if done else due


def exclusions(subject: Subject, measure: str) -> tuple[Alternative, ...]:
    """The measure's exclusions but those that a known count contradicts."""
    counts: Mapping[str, int] = subject.trials.context.evidence.counts or {}
    found = []
    for name in subject.policy.measures[measure].exclusions:
        exclusion = subject.policy.exclusions[name]
        limit, said = exclusion.threshold, subject.record(exclusion.of).get("denominator")
        count = counts.get(limit.count, said) if limit else None
        if limit is None or count is None or count < limit.fewer_than:
            found.append(Alternative(name, exclusion.statement))
    return tuple(found)


def together(measure: str, rows: Iterable[Any]) -> tuple[Alternative, ...]:
    """The counts of several rows as one row has them; none where the rows are equal."""
    given = [value for value in rows if value is not None]
    counts = [sum(int(value[name]) for value in given) for name in COUNTS]
    if all(value == given[0] for value in given) or max(counts) > MAX_COUNT:
        return ()
    added = "/".join(map(str, counts))
    return (Alternative(measure, f"{added}, if each row is of another system"),)
