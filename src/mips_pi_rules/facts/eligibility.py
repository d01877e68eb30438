"""What is said of eligibility, held against the year's routes to reweighting.

A claim is one status, exception or type of clinician of the context, or that all clinicians
qualify. It opens a route of the year, or it cannot apply, which is said and never passed over.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from mips_pi_rules.context.context import Eligibility
from mips_pi_rules.documents.submission import APPLIES_TO
from mips_pi_rules.facts.defects import Defects, note
from mips_pi_rules.law.entries import By, Route
from mips_pi_rules.law.policies import Policy

# Where the context says what a route is opened by.
_FIELDS: Final[dict[By, str]] = {
    "specialStatus": "eligibility.specialStatuses",
    "exception": "eligibility.exceptions",
    "clinicianType": "eligibility.clinicianType",
    "allClinicians": "eligibility.allCliniciansQualify",
}

# A referral opens no route: where it is given, and its name.
_REFERRAL: Final = ("eligibility.informationBlockingReferral", "informationBlockingReferral")


def claims(eligibility: Eligibility) -> Iterator[tuple[By, str]]:
    """Each claim once: by which fact, and its name."""
    for name in dict.fromkeys(eligibility.special_statuses):
        yield "specialStatus", name
    if eligibility.clinician_type is not None:
        yield "clinicianType", eligibility.clinician_type
    for exception in dict.fromkeys(eligibility.exceptions):
        yield "exception", exception
    if eligibility.all_clinicians_qualify:
        yield "allClinicians", "allCliniciansQualify"


def routes(policy: Policy, entity_type: object, eligibility: Eligibility) -> tuple[Route, ...]:
    """The routes of the policy that apply; 42 CFR 414.1380(c)(2)(i), (iii) and 414.1317(b)(4).

    `entity_type` is how the submitter takes part; a group's own statuses and exceptions are given
    for the group, a subgroup's for its affiliated group.
    """
    claimed = frozenset(claims(eligibility))
    if not claimed:
        return ()
    return tuple(
        route
        for route in policy.reweighting
        if (route.by, route.id) in claimed and entity_type in route.who
    )


def referred(policy: Policy, entity_type: object, eligibility: Eligibility) -> bool:
    """Whether an Inspector General referral stands of one whom it concerns; 42 CFR 414.1305.

    It counts for nothing for a clinician of certain types (a qualified audiologist) alone: a
    group of them is no such clinician.
    """
    alone = APPLIES_TO.get(entity_type) == "clinician"  # type: ignore[call-overload] # any object
    excepted = alone and eligibility.clinician_type in policy.referral_not_for
    return eligibility.information_blocking_referral and not excepted


def enter_eligibility(
    defects: Defects, policy: Policy, entity_type: str, eligibility: Eligibility
) -> None:
    """Note each claim that opens no route for the entity type in the year, why, and what may.

    A type of clinician that never had a route claims nothing, nor one that a referral does not
    concern: it is passed over. A referral that counts for nothing is noted in the same way.
    """
    open_ = dict.fromkeys(route.id for route in policy.reweighting if entity_type in route.who)
    for field, given, why, cites in _useless(policy, entity_type, eligibility):
        note(
            defects,
            "claimsWithoutRoute",
            "",
            cites=list(dict.fromkeys(cites)),
            context=field,
            given=given,
            entityType=entity_type,
            year=policy.performance_year,
            why=why,
            instead=list(open_),
        )


def _useless(
    policy: Policy, entity_type: str, eligibility: Eligibility
) -> Iterator[tuple[str, str, str, Iterable[str]]]:
    """What is given and does nothing: its field of the context, its name, why, and the law."""
    referral = eligibility.information_blocking_referral
    excepted = referral and not referred(policy, entity_type, eligibility)
    for by, name in claims(eligibility):
        of_name = [one for one in policy.reweighting if (one.by, one.id) == (by, name)]
        past = policy.past_routes.get(name)
        if any(entity_type in route.who for route in of_name):
            continue
        if by == "clinicianType" and (excepted or (not of_name and past is None)):
            continue
        if of_name:
            why = f"it is a route only for {_whose(policy, entity_type, _who(of_name))}"
            yield _FIELDS[by], name, why, [cite for route in of_name for cite in route.cites]
        elif past is not None:
            why = f"it was a route only through {past.until}, and only for {_named(past.who)}"
            yield _FIELDS[by], name, why, past.cites
        else:
            yield _FIELDS[by], name, "the year has no route of this name", ()
    if referral and policy.referrals_from is not None:
        first, cites = policy.referrals_from
        yield *_REFERRAL, f"referrals count from {first} on", cites
    elif excepted:
        cites = policy.parameters["referralNotFor"]["cites"]
        yield *_REFERRAL, "a referral does not concern this type of clinician", cites


def _who(several: Iterable[Route]) -> list[str]:
    """The entity types of any of these routes, each once."""
    return list(dict.fromkeys(one for route in several for one in route.who))


def _whose(policy: Policy, entity_type: str, who: list[str]) -> str:
    """Whose a route is, and how it reaches a group all the same."""
    whose = _named(who)
    each = [route for route in policy.reweighting if route.by == "allClinicians"]
    groups = _who(each)
    if entity_type in groups and not set(who) <= set(groups):
        whose += f"; where each clinician has a route, give {each[0].id}"
    return whose


def _named(who: Sequence[str]) -> str:
    """Entity types in a sentence."""
    *others, last = who
    if not others:
        return f"the entity type {last}"
    return f"the entity types {', '.join(others)} and {last}"
