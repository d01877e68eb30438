"""What a context claims and gets nothing for: each claim, why, and what may be claimed instead."""

from typing import Any

import pytest

from mips_pi_rules import facts_of, policy
from mips_pi_rules.context.context import Context
from mips_pi_rules.facts.eligibility import routes
from support.cases import Json, full

EXCEPTIONS, TYPE = "eligibility.exceptions", "eligibility.clinicianType"
REFERRAL = "eligibility.informationBlockingReferral"
EACH = "; where each clinician has a route, give allCliniciansQualify"
INDIVIDUAL = "it is a route only for the entity type individual"
PAST = "it was a route only through {}, and only for the entity type individual"
NOT_FOR = "a referral does not concern this type of clinician"
JOINED = {"exceptions": ["joinedPractice", "newPractice"]}


def of(year: int, who: str, eligibility: Json) -> Json:
    document = full(year) | {"entityType": who}
    return dict(facts_of(document, context={"eligibility": eligibility})["submission"])


CLAIMS: list[tuple[int, str, Json, list[tuple[str, str, str]]]] = [
    (2025, "individual", JOINED, []),
    (
        2025,
        "group",
        JOINED,
        [
            (EXCEPTIONS, "joinedPractice", f"{INDIVIDUAL}{EACH}"),
            (EXCEPTIONS, "newPractice", f"{INDIVIDUAL}{EACH}"),
        ],
    ),
    (2025, "group", {"specialStatuses": ["nonPatientFacing"]}, []),
    (2025, "group", {"allCliniciansQualify": True}, []),
    (
        2025,
        "individual",
        {"allCliniciansQualify": True},
        [
            (
                "eligibility.allCliniciansQualify",
                "allCliniciansQualify",
                "it is a route only for the entity types group, virtualGroup, apm and subgroup",
            )
        ],
    ),
    (
        2025,
        "apm",
        {"specialStatuses": ["hospitalBased", "smallPractice"]},
        [
            (
                "eligibility.specialStatuses",
                "hospitalBased",
                "it is a route only for the entity types individual, group, virtualGroup and"
                f" subgroup{EACH}",
            )
        ],
    ),
    # One that is a route is passed over, and what comes after it is told all the same.
    (
        2025,
        "individual",
        {"specialStatuses": ["hospitalBased"], "clinicianType": "physicalTherapist"},
        [(TYPE, "physicalTherapist", PAST.format(2023))],
    ),
    # What is for one kind of entity alone is not opened by all of its clinicians.
    (
        2025,
        "group",
        {"exceptions": ["extremeCircumstancesApmEntity"]},
        [
            (
                EXCEPTIONS,
                "extremeCircumstancesApmEntity",
                "it is a route only for the entity type apm",
            )
        ],
    ),
    (2022, "individual", {"clinicianType": "physicalTherapist"}, []),
    (
        2025,
        "individual",
        {"clinicianType": "physicalTherapist", "exceptions": ["newPractice"]},
        [(TYPE, "physicalTherapist", PAST.format(2023))],
    ),
    (
        2025,
        "group",
        {"clinicianType": "clinicalSocialWorker", "exceptions": ["newPractice"]},
        [
            (TYPE, "clinicalSocialWorker", PAST.format(2024)),
            (EXCEPTIONS, "newPractice", f"{INDIVIDUAL}{EACH}"),
        ],
    ),
    # A type that never had a route claims none, nor one of whom a referral counts for nothing.
    (
        2025,
        "group",
        {"clinicianType": "physician", "exceptions": ["newPractice"]},
        [(EXCEPTIONS, "newPractice", f"{INDIVIDUAL}{EACH}")],
    ),
    (
        2025,
        "individual",
        {
            "clinicianType": "audiologist",
            "informationBlockingReferral": True,
            "exceptions": ["newPractice"],
        },
        [
            (
                REFERRAL,
                "informationBlockingReferral",
                "a referral does not concern this type of clinician",
            )
        ],
    ),
    (
        2025,
        "group",
        {"clinicianType": "audiologist", "informationBlockingReferral": True},
        [(TYPE, "audiologist", PAST.format(2023))],
    ),
    (
        2023,
        "individual",
        {"informationBlockingReferral": True},
        [(REFERRAL, "informationBlockingReferral", "referrals count from 2024 on")],
    ),
]


@pytest.mark.parametrize(("year", "who", "eligibility", "told"), CLAIMS)
def test_a_claim_that_opens_no_route_is_told_with_the_reason(
    year: int, who: str, eligibility: Json, told: list[tuple[str, str, str]]
) -> None:
    found: list[Any] = of(year, who, eligibility)["defects"].get("claimsWithoutRoute", [])
    values = [one["values"] for one in found]
    assert [(one["context"], one["given"], one["why"]) for one in values] == told
    open_ = dict.fromkeys(one.id for one in policy(year).reweighting if who in one.who)
    for one in values:
        assert one["instead"] == list(open_)
        assert (one["entityType"], one["year"]) == (who, year)
    assert all(one["cites"] and one["at"] == "" for one in found)


@pytest.mark.parametrize(
    ("who", "clinician", "counts"),
    [
        ("individual", "audiologist", False),
        ("group", "audiologist", True),
        ("individual", "physician", True),
    ],
)
def test_a_referral_counts_for_whom_it_concerns(who: str, clinician: str, counts: bool) -> None:
    given = {"clinicianType": clinician, "informationBlockingReferral": True}
    assert of(2025, who, given)["referral"] is counts
    assert of(2025, who, {"clinicianType": clinician})["referral"] is False


def test_the_routes_are_those_that_are_claimed_and_open() -> None:
    law = policy(2025)

    def open_(who: str, **eligibility: Any) -> list[str]:
        said = Context.of({"eligibility": eligibility}).eligibility
        return [one.id for one in routes(law, who, said)]

    assert routes(law, "group", Context.of(None).eligibility) == ()
    assert open_("individual", **JOINED) == ["newPractice", "joinedPractice"]
    assert open_("group", **JOINED) == []
    assert open_("group", allCliniciansQualify=True) == ["allCliniciansQualify"]


@pytest.mark.parametrize("who", ["soloist", 5])
def test_of_an_entity_type_that_is_none_no_claim_is_judged(who: Any) -> None:
    assert "claimsWithoutRoute" not in of(2025, who, {"exceptions": ["newPractice"]})["defects"]
