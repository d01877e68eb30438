"""What is said of eligibility, held against the year's routes to reweighting.

A claim is one status, exception or type of clinician of the context, or that all clinicians
qualify. It opens a route of the year, or it cannot apply, which is said and never passed over.
"""

from collections.abc import Iterator
from typing import Final, Literal

from mips_pi_rules.context.context import Eligibility
from mips_pi_rules.facts.defects import Defects, note
from mips_pi_rules.law.policies import Policy, Route

By = Literal["specialStatus", "exception", "clinicianType", "allClinicians"]

# Where the context says what a route is opened by.
_FIELDS: Final[dict[By, str]] = {
    "specialStatus": "eligibility.specialStatuses",
    "exception": "eligibility.exceptions",
    "clinicianType": "eligibility.clinicianType",
    "allClinicians": "eligibility.allCliniciansQualify",
}


def claims(eligibility: Eligibility) -> Iterator[tuple[By, str]]:
    """Each claim once: by which fact, and its name."""
    for name in dict.fromkeys(eligibility.special_statuses):
        yield "specialStatus", name
    if eligibility.clinician_type is not None:
        yield "clinicianType", eligibility.clinician_type
    for name in dict.fromkeys(eligibility.exceptions):
        yield "exception", name
    if eligibility.all_clinicians_qualify:
        yield "allClinicians", "allCliniciansQualify"


def routes(policy: Policy, entity_type: object, eligibility: Eligibility) -> tuple[Route, ...]:
    """The routes of the policy that apply; 42 CFR 414.1380(c)(2)(i), (iii) and 414.1317(b)(4).

    `entity_type` is how the submitter takes part; a group's own statuses and exceptions are given
    for the group, a subgroup's for its affiliated group.
    """
    claimed = frozenset(claims(eligibility))
    return tuple(
        route
        for route in policy.reweighting
        if (route.by, route.id) in claimed and entity_type in route.who
    )


def enter_eligibility(
    defects: Defects, policy: Policy, entity_type: str, eligibility: Eligibility
) -> None:
    """Note each claim that opens no route for the entity type in the year, why, and what may.

    A type of clinician that never had a route claims nothing: it is passed over.
    """
    known = {(route.by, route.id): route for route in policy.reweighting}
    for claim in claims(eligibility):
        by, name = claim
        route, past = known.get(claim), policy.past_routes.get(name)
        if route is not None and entity_type in route.who:
            continue
        if route is None and past is None and by == "clinicianType":
            continue
        if route is not None:
            why, cites = _whose(policy, entity_type, route), route.cites
        elif past is not None:
            why, cites = f"it was one through {past.until}", past.cites
        else:
            why, cites = "the year has none of this name", ()
        note(
            defects,
            "claimsWithoutRoute",
            "",
            cites=cites,
            context=_FIELDS[by],
            given=name,
            entityType=entity_type,
            year=policy.performance_year,
            why=why,
            instead=[one.id for one in policy.reweighting if entity_type in one.who],
        )


def _whose(policy: Policy, entity_type: str, route: Route) -> str:
    """Whose the route is, and how it reaches a group all the same."""
    whose = f"it is for the entity type {', '.join(route.who)}"
    for one in policy.reweighting:
        each = one.by == "allClinicians" and entity_type in one.who
        if each and not set(route.who) <= set(one.who):
            whose += f"; where each of its clinicians has a route, give {one.id}"
    return whose
