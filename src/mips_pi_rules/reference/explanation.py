"""What a rule or a measure id means, by year: the text behind `mips-pi explain` and `years`."""

from collections.abc import Iterator, Mapping

from mips_pi_rules.law.policies import Policy, Reading
from mips_pi_rules.law.rulebook import Rulebook
from mips_pi_rules.law.rules import Rule
from mips_pi_rules.pointers import split


def explain(name: str, rulebook: Rulebook, year: int | None = None) -> str | None:
    """A rule, reading, measure, exclusion or level id in plain words, or None if unknown.

    Without `year`, in every year that has it. Raises UnsupportedYear.
    """
    years = rulebook.years() if year is None else (year,)
    found = [rulebook.policy(one) for one in years]
    if name in rulebook.rules:
        lines = _rule(rulebook.rules[name], [p for p in found if name in p.rules])
    else:
        lines = (line for one in found for line in _named(name, one, rulebook.rules))
    text = "\n".join(lines)
    return text + "\n" if text else None


def table(rulebook: Rulebook) -> str:
    """The years with a policy: status, date, minimum period and points, one line each."""
    lines = ["year  status       as of       minimum days  points"]
    for year in rulebook.years():
        policy = rulebook.policy(year)
        days = policy.minimum_days
        lines.append(
            f"{year}  {policy.status:<11}  {policy.as_of}  {days:>12}  {policy.maximum:>6}"
        )
    return "\n".join(lines) + "\n"


def _rule(rule: Rule, policies: list[Policy]) -> Iterator[str]:
    yield f"{rule.id}: {rule.title}"
    yield f"  Why:      {rule.schema['description']}"
    yield f"  Says:     {rule.message}"
    yield f"  Fix:      {rule.fix}"
    if rule.xml is not None:
        yield f"  In XML:   {rule.xml.message}"
        yield f"            {rule.xml.fix}"
    for policy in policies:
        outcome = policy.outcomes.get(rule.outcome or "", rule.outcome)
        in_force = policy.rules[rule.id]
        yield (
            f"  {policy.performance_year}:     {outcome or rule.severity}; "
            f"{', '.join(in_force.cites)} ({in_force.basis})"
        )
    if not policies:
        yield "  Not in force."


def _named(name: str, policy: Policy, known: Mapping[str, Rule]) -> Iterator[str]:
    if name in policy.roles:
        yield from _id(name, policy, known)
    for reading in policy.readings:
        if reading.id == name:
            yield from _reading(reading, policy)


def _reading(reading: Reading, policy: Policy) -> Iterator[str]:
    yield f"{policy.performance_year}  {reading.id}: no source settles this"
    yield f"  We read:  {reading.statement}"
    if reading.alternative_statement:
        yield f"  Or else:  {reading.alternative_statement}"
    yield f"  {_CARRIED[reading.scope]}; {', '.join(reading.cites)} ({reading.basis})"


_CARRIED = {
    "report": "Named by each report that the other reading would change",
    "standing": "Named by each report that it bears on",
    "page": "Named in the documentation only",
}


def _id(name: str, policy: Policy, known: Mapping[str, Rule]) -> Iterator[str]:
    year = policy.performance_year
    part, measure_id = policy.roles[name]
    measure = policy.measures[measure_id]
    if part == "exclusion":
        exclusion = policy.exclusions[name]
        yield f"{year}  {name}: exclusion of {measure_id} ({measure.title})"
        yield f"  Claim it when: {exclusion.statement}."
        yield f"  {', '.join(exclusion.cites)} ({exclusion.basis})"
        return
    if part != "measure":
        levels = policy.engagement[measure_id]
        words = "pre-production and validation" if part == "preProduction" else "validated data"
        yield f"{year}  {name}: level of active engagement of {measure_id}: {words}"
        yield f"  {', '.join(levels.cites)} ({levels.basis})"
        return
    points = "" if measure.points is None else f", {measure.points} points"
    yield f"{year}  {name}: {measure.title}"
    cites = ", ".join(measure.cites)
    yield f"  {measure.reporting} {measure.kind}{points}; {cites} ({measure.basis})"
    for group in policy.bonus_groups:
        if name in group.measures:
            yield f"  Bonus of {group.points} points, once for: {', '.join(group.measures)}"
    for exclusion_id in measure.exclusions:
        yield f"  {exclusion_id}: {policy.exclusions[exclusion_id].statement}."
    for flow in policy.flows:
        if flow.source == name:
            yield f"  When excluded, its points go to {' and '.join(flow.to)} ({flow.basis})."
    if name in policy.suppressed:
        yield "  Suppressed: it must be reported and earns its full credit whatever the answer."
    rules = [*measure.rules, *_gates(name, policy, known)]
    if rules:
        yield f"  Rules: {', '.join(rules)}"


def _gates(name: str, policy: Policy, known: Mapping[str, Rule]) -> list[str]:
    """The rules over the whole set that point at this measure."""
    return [rule for rule in policy.rules if split(known[rule].at)[:2] == ["measures", name]]
