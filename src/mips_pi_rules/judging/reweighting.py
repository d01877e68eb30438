"""Routes to reweighting: which of the year's routes a submitter may use."""

from mips_pi_rules.context.context import Context
from mips_pi_rules.errors import ContextError
from mips_pi_rules.facts.values import Json, SetFacts
from mips_pi_rules.law.policies import Policy, Route


def require_known(policy: Policy, context: Context) -> None:
    """Raise ContextError where history or engagement names what the year does not have.

    A year that asks for no levels has its measures alone, and nothing is asked of their history.
    """
    known, what = policy.engagement or policy.measures, "measure of the year"
    if policy.engagement:
        what = "measure with levels of active engagement"
    for place, measures in (
        ("history.preProduction", context.pre_production),
        ("evidence.engagement", context.evidence.engagement),
    ):
        if any(measure not in known for measure in measures):
            raise ContextError(place, f"names what is no {what}")


def enter_history(facts: SetFacts, policy: Policy, context: Context) -> None:
    """Mark measures whose level is pre-production again, after the periods that are allowed."""
    limit = policy.raw["history"].get("preProduction")
    if limit is None:
        return
    counted = range(limit["countsFrom"], policy.performance_year)
    for measure, years in context.pre_production.items():
        record: Json = facts.data["measures"][measure]
        before = sorted(year for year in set(years) if year in counted)
        claimed = record.get("answer") is True and record.get("levels") == ["preProduction"]
        if claimed and len(before) >= limit["periods"]:
            record["preProductionBefore"] = [str(year) for year in before]
            record["preProductionAgain"] = True


def judgment_facts(outcome: str, score: object, applying: tuple[Route, ...]) -> Json:
    """What rules over the judgment are about: what data mean for a reweighting."""
    if not applying:
        return {}
    hold = any(not route.voided_by_data for route in applying)
    counts = outcome in ("scored", "zero")
    return {
        "routes": [route.title for route in applying],
        "score": score,
        "voids": counts and not hold,
        "incompleteKeeps": outcome == "incomplete" and not hold,
        "rejectedKeeps": outcome == "rejected",
        "holdsAnyway": hold and outcome != "rejected",
    }
