"""Which programs an entity type may use, as the policy of the year says it."""

from mips_pi_rules.law.policies import Policy
from mips_pi_rules.law.predicates import predicate


def programs_for(policy: Policy, entity_type: object) -> list[str]:
    """The programs of the year that an entity type may use, in the order of the policy."""
    fits = predicate(policy.program_of_entity)
    return [
        name
        for name, kind in policy.program_kinds.items()
        if fits({"entityType": entity_type, "programKind": kind})
    ]
