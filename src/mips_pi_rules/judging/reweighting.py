"""What a context may name in a year."""

from mips_pi_rules.context.context import Context
from mips_pi_rules.errors import ContextError
from mips_pi_rules.law.policies import Policy


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
