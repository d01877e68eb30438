"""History: measures whose level is pre-production again, after the periods that are allowed."""

from collections.abc import Mapping

from mips_pi_rules.facts.values import SetFacts
from mips_pi_rules.law.policies import Policy


def enter_history(
    policy: Policy, facts: SetFacts, pre_production: Mapping[str, tuple[int, ...]]
) -> None:
    """Mark those measures; `pre_production` has the earlier years of each, by its id."""
    limit = policy.pre_production
    if limit is None:
        return
    measures = facts.data["measures"] = facts.data["measures"].copy()
    counted = range(limit.counts_from, policy.performance_year)
    for measure, years in pre_production.items():
        record = measures[measure]
        before = sorted(year for year in set(years) if year in counted)
        claimed = record.get("answer") is True and record.get("levels") == ["preProduction"]
        if claimed and len(before) >= limit.periods:
            measures[measure] = {
                **record,
                "preProductionBefore": [str(year) for year in before],
                "preProductionAgain": True,
            }
            facts.own.append(measure)
