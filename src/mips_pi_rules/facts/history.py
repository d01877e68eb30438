"""History: measures whose level is pre-production again, after the periods that are allowed."""

from collections.abc import Iterable, Mapping

from mips_pi_rules.facts.values import SetFacts
from mips_pi_rules.law.policies import Policy


def enter_history(
    policy: Policy, facts: SetFacts, pre_production: Mapping[str, tuple[int, ...]]
) -> None:
    """Mark those measures; `pre_production` has the earlier years of each, by its id."""
    if policy.pre_production is None:
        return
    measures = facts.data["measures"] = facts.data["measures"].copy()
    for measure, years in pre_production.items():
        record, before = measures[measure], used_up(policy, years)
        if before and record.get("answer") is True and record.get("levels") == ["preProduction"]:
            measures[measure] = {
                **record,
                "preProductionBefore": [str(year) for year in before],
                "preProductionAgain": True,
            }
            facts.own.append(measure)


def used_up(policy: Policy, years: Iterable[int]) -> list[int]:
    """The years of a measure in pre-production that count, where they are all that may be."""
    limit = policy.pre_production
    if limit is None:
        return []
    counted = range(limit.counts_from, policy.performance_year)
    before = sorted(year for year in set(years) if year in counted)
    return before if len(before) >= limit.periods else []
