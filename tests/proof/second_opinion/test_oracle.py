"""The second opinion by itself: against the numbers that CMS prints, and its own invariants."""

from __future__ import annotations

import json
import re
from fractions import Fraction
from itertools import product
from typing import Any

import pytest

from support.cases import BESIDE

from . import oracle
from .cases import PARTS
from .changed import random_submissions
from .describing import describe
from .known import contexts
from .products import gate_turns
from .submissions import NPI, PERSON, TIN, document, full_set, gates, rate, row

LATER = (2023, 2024, 2025, 2026, 2027)
YEARS = (2022, *LATER)
HALF = Fraction(25, 2)
CONFORMANCE = BESIDE / "conformance" / "qpp"


def with_rows(year: int, rows: tuple[Any, ...], without: str) -> list[Any]:
    """The full set of a year, with rows put in place of those of the same measures."""
    dropped = {*without.split(), *(one["measureId"] for one in rows)}
    kept = [one for one in (*full_set(year), *gates(year)) if one["measureId"] not in dropped]
    return [*kept, *rows]


def answer(year: int, *rows: Any, without: str = "", **changes: object) -> oracle.Answer:
    """What the full set with these rows comes to, other things of it changed."""
    return oracle.judge(document(year, with_rows(year, rows, without), **changes))


def available(found: oracle.Answer) -> dict[str, oracle.Points]:
    """The available points of every row."""
    return {name: one[1] for name, one in found.rows.items()}


def claimed(*names: str) -> list[Any]:
    """Exclusions, claimed."""
    return [row(name, True) for name in names]


# ------------------------------------------------------------------------------------ rounding


@pytest.mark.parametrize(
    ("numerator", "denominator", "points", "expected"),
    [
        (49, 115, 10, 4),
        (1123, 1951, 20, 12),
        (923, 951, 20, 19),
        (861, 1809, 40, 19),
        (1, 4, 10, 3),
        (1, 2, 15, 8),
        (1, 2, 25, 13),
        (29, 100, 50, 15),
        (57, 100, 50, 29),
        (1, 1000, 10, 1),
        (1, 2**53 - 1, 40, 1),
        (999, 1000, 10, 10),
        (0, 10, 10, 0),
        (0, 0, 10, 0),
        (7, 7, 55, 55),
    ],
)
def test_rates_are_rounded_half_up_to_a_point_at_least(
    numerator: int, denominator: int, points: int, expected: int
) -> None:
    """414.1380(b)(4)(ii): CMS's printed formulas; halves up; one point at the least."""
    assert oracle.proportion(numerator, denominator, points) == expected


# -------------------------------------------------------------------------------- redistribution


@pytest.mark.parametrize("year", LATER)
@pytest.mark.parametrize("way", ["PI_HIE_5", "PI_HIE_6"])
def test_one_way_of_exchange_receives_the_points_of_prescribing(year: int, way: str) -> None:
    """30 points, 40 with e-prescribing excluded, 50 with both prescribing measures excluded."""
    taken = "PI_HIE_1 PI_HIE_4"
    plain = answer(year, row(way, True), without=taken)
    assert plain.rows[way] == (30, 30, "met")
    assert "PI_HIE_1" not in plain.rows
    one = answer(year, row(way, True), *claimed("PI_LVPP_1"), without=f"{taken} PI_EP_1")
    assert one.rows[way] == (40, 40, "met")
    both = answer(
        year,
        row(way, True),
        *claimed("PI_LVPP_1", "PI_EP_2_EX_1"),
        without=f"{taken} PI_EP_1 PI_EP_2",
    )
    assert both.rows[way] == (50, 50, "met")
    assert both.rows["PI_EP_1"] == (0, 0, "excluded")


@pytest.mark.parametrize("year", LATER)
def test_points_of_an_excluded_measure_flow_step_by_step(year: int) -> None:
    """Where the points of every excluded measure go, step by step."""
    found = available(answer(year, *claimed("PI_EP_2_EX_1"), without="PI_EP_2"))
    assert (found["PI_EP_1"], found["PI_EP_2"]) == (20, 0)
    found = available(answer(year, *claimed("PI_LVPP_1"), without="PI_EP_1"))
    assert (found["PI_EP_2"], found["PI_HIE_1"], found["PI_HIE_4"]) == (10, 20, 20)
    found = available(answer(year, *claimed("PI_LVITC_2"), without="PI_HIE_4"))
    assert (found["PI_HIE_1"], found["PI_HIE_4"], found["PI_PEA_1"]) == (30, 0, 25)
    found = available(answer(year, *claimed("PI_LVOTC_1"), without="PI_HIE_1"))
    assert (found["PI_HIE_1"], found["PI_HIE_4"], found["PI_PEA_1"]) == (0, 15, 40)
    found = available(
        answer(year, *claimed("PI_LVOTC_1", "PI_LVITC_2"), without="PI_HIE_1 PI_HIE_4")
    )
    assert found["PI_PEA_1"] == 55
    found = available(answer(year, *claimed("PI_LVPP_1", "PI_LVOTC_1"), without="PI_EP_1 PI_HIE_1"))
    assert (found["PI_HIE_4"], found["PI_PEA_1"]) == (20, 45)
    found = available(answer(year, *claimed("PI_PHCDRR_1_EX_2"), without="PI_PHCDRR_1"))
    assert (found["PI_PHCDRR_1"], found["PI_PHCDRR_3"]) == (0, 25)


@pytest.mark.parametrize("year", [2023, 2024, 2026, 2027])
def test_a_registry_hands_its_points_to_the_other_and_both_to_patient_access(year: int) -> None:
    """One registry hands its points to the other; both hand them to patient access."""
    found = available(answer(year, *claimed("PI_PHCDRR_3_EX_1"), without="PI_PHCDRR_3"))
    assert (found["PI_PHCDRR_1"], found["PI_PHCDRR_3"]) == (25, 0)
    both = claimed("PI_PHCDRR_1_EX_1", "PI_PHCDRR_3_EX_1")
    found = available(answer(year, *both, without="PI_PHCDRR_1 PI_PHCDRR_3"))
    assert found["PI_PEA_1"] == 50


def test_in_2022_points_flow_by_rules_of_their_own() -> None:
    """2022: patient access 80 with both halves of the pair excluded; registries of 5."""
    both = claimed("PI_LVOTC_1", "PI_LVITC_2")
    assert available(answer(2022, *both, without="PI_HIE_1 PI_HIE_4"))["PI_PEA_1"] == 80
    found = available(answer(2022, *claimed("PI_PHCDRR_3_EX_4"), without="PI_PHCDRR_3"))
    assert found["PI_PHCDRR_1"] == 10
    both = claimed("PI_PHCDRR_1_EX_1", "PI_PHCDRR_3_EX_1")
    assert available(answer(2022, *both, without="PI_PHCDRR_1 PI_PHCDRR_3"))["PI_PEA_1"] == 50
    plain = answer(2022)
    assert plain.rows["PI_EP_2"] == (10, 10, "bonus")
    assert (plain.outcome, plain.score) == ("scored", 4 + 12 + 19 + 19 + 5 + 5 + 10)


@pytest.mark.parametrize("year", YEARS)
def test_points_never_vanish(year: int) -> None:
    """414.1380(b)(4)(ii)(A): whatever is excluded, 100 points stand somewhere."""
    choices: list[tuple[str, ...]] = [
        ("", "PI_LVPP_1"),
        ("", "PI_PHCDRR_1_EX_3"),
        ("", "PI_PHCDRR_3_EX_2"),
    ]
    choices.append(("", "PI_EP_2_EX_2") if year > 2022 else ("",))
    ways = ["", "PI_LVOTC_1", "PI_LVITC_2", "PI_LVOTC_1 PI_LVITC_2", "PI_HIE_5"]
    if year > 2022:
        ways.append("PI_HIE_6")
    measure = {
        "PI_LVPP_1": "PI_EP_1",
        "PI_LVOTC_1": "PI_HIE_1",
        "PI_LVITC_2": "PI_HIE_4",
        "PI_HIE_5": "PI_HIE_1 PI_HIE_4",
        "PI_HIE_6": "PI_HIE_1 PI_HIE_4",
        "PI_EP_2_EX_2": "PI_EP_2",
        "PI_PHCDRR_1_EX_3": "PI_PHCDRR_1",
        "PI_PHCDRR_3_EX_2": "PI_PHCDRR_3",
    }
    seen = 0
    for combination in product(*choices, ways):
        names = " ".join(combination).split()
        found = answer(year, *claimed(*names), without=" ".join(measure[name] for name in names))
        assert found.outcome == "scored", names
        total = sum(one[1] for one in found.rows.values() if one[2] != "bonus")
        assert total == 100, names
        seen += 1
    assert seen == (40 if year == 2022 else 96)


# ------------------------------------------------------------------------- suppression and bonus


def test_in_2025_case_reporting_earns_its_credit_however_it_is_reported() -> None:
    """2025: electronic case reporting earns its full credit when reported in any way."""
    no = answer(2025, row("PI_PHCDRR_3", False), without="PI_PHCDRR_3_PRE")
    assert no.rows["PI_PHCDRR_3"] == (HALF, HALF, "suppressed")
    assert no.outcome == "scored"
    excluded = answer(2025, *claimed("PI_PHCDRR_3_EX_1"), without="PI_PHCDRR_3")
    assert excluded.rows["PI_PHCDRR_3"] == (HALF, HALF, "suppressed")
    assert excluded.rows["PI_PHCDRR_1"] == (HALF, HALF, "met")
    other = answer(
        2025, row("PI_PHCDRR_3", False), *claimed("PI_PHCDRR_1_EX_1"), without="PI_PHCDRR_1"
    )
    assert other.rows["PI_PHCDRR_3"] == (25, 25, "suppressed")
    both = claimed("PI_PHCDRR_1_EX_1", "PI_PHCDRR_3_EX_1")
    nowhere = answer(2025, *both, without="PI_PHCDRR_1 PI_PHCDRR_3")
    assert nowhere.rows["PI_PHCDRR_3"] == (25, 25, "suppressed")
    assert nowhere.rows["PI_PEA_1"][1] == 25
    silent = answer(2025, without="PI_PHCDRR_3")
    assert silent.rows["PI_PHCDRR_3"] == (0, HALF, "notReported")
    assert silent.outcome == "incomplete"
    no_level = answer(2025, without="PI_PHCDRR_3_PRE")
    assert no_level.rows["PI_PHCDRR_3"] == (0, HALF, "unmet")
    assert no_level.outcome == "zero"


def test_bonus_once_on_the_lowest_that_earns() -> None:
    """414.1380(b)(4)(ii)(C): five points once; without a level nothing is earned or harmed."""
    found = answer(
        2024,
        row("PI_PHCDRR_2", True),
        row("PI_PHCDRR_4", True),
        row("PI_PHCDRR_4_PRE", True),
        row("PI_PHCDRR_5", True),
        row("PI_PHCDRR_5_PROD", True),
    )
    assert found.rows["PI_PHCDRR_2"] == (0, 0, "bonus")
    assert found.rows["PI_PHCDRR_4"] == (5, 5, "bonus")
    assert found.rows["PI_PHCDRR_5"] == (0, 0, "bonus")
    assert found.outcome == "scored"
    assert found.score == (answer(2024).score or 0) + 5


def test_the_bonus_of_tefca_needs_a_registry_in_production() -> None:
    """From 2026 it earns beside a registry in validated production that is answered yes."""
    six = row("PI_PHCDRR_6", True)
    assert answer(2026, six).rows["PI_PHCDRR_6"] == (5, 5, "bonus")
    pre = answer(2026, six, row("PI_PHCDRR_1_PRE", True), without="PI_PHCDRR_1_PROD")
    assert pre.rows["PI_PHCDRR_6"] == (0, 0, "bonus")
    assert pre.outcome == "scored"
    assert answer(2025, six).outcome == "rejected"


def test_no_score_is_above_100() -> None:
    """414.1380(b)(4)(ii): the category never has more than 100 points."""
    best = [rate(name, 1, 1) for name in ("PI_EP_1", "PI_HIE_1", "PI_HIE_4", "PI_PEA_1")]
    for year in YEARS:
        extra = [row("PI_PHCDRR_2", True)]
        if year > 2022:
            extra.append(row("PI_PHCDRR_2_PROD", True))
        found = answer(year, *best, *extra)
        assert (found.outcome, found.score, found.subtotal) == ("scored", 100, 100)


# ----------------------------------------------------------------------------------------- gates


@pytest.mark.parametrize("year", YEARS)
def test_gates_decide_and_never_change_the_points(year: int) -> None:
    """414.1375(b)(2)(ii)(A), (C), (D), (b)(3): they decide and never change the points."""
    points = answer(year).subtotal
    safer_no = answer(year, row("PI_PPHI_2", False))
    assert safer_no.outcome == ("scored" if year in (2022, 2023) else "zero")
    for name in ("PI_PPHI_1", "PI_INFBLO_1", "PI_ONCDIR_1"):
        no = answer(year, row(name, False))
        assert (no.outcome, no.score, no.subtotal) == ("zero", 0, points)
        assert no.rows[name] == (0, 0, "unmet")
    gap = "zero" if year in (2022, 2023) else "incomplete"
    for name in ("PI_PPHI_1", "PI_PPHI_2", "PI_INFBLO_1", "PI_ONCDIR_1"):
        for left in (answer(year, without=name), answer(year, row(name, None))):
            assert (left.outcome, left.score, left.subtotal) == (gap, 0, points)
            assert left.rows[name] == (0, 0, "notReported")
    for value in (True, False):
        found = answer(year, row("PI_ONCACB_1", value))
        assert (found.outcome, found.rows["PI_ONCACB_1"]) == ("scored", (0, 0, "optional"))
    for field in ("cehrtId", "performanceStart", "performanceEnd"):
        nothing: dict[str, Any] = {field: None}
        assert answer(year, **nothing).outcome == gap
    assert oracle.judge(document(year, [])).outcome == "incomplete"


@pytest.mark.parametrize(
    ("year", "start", "end", "outcome"),
    [
        (2022, "10-03", "12-31", "scored"),
        (2022, "10-04", "12-31", "zero"),
        (2023, "10-03", "12-31", "scored"),
        (2024, "07-05", "12-31", "scored"),
        (2024, "07-06", "12-31", "zero"),
        (2025, "07-05", "12-31", "scored"),
        (2026, "01-01", "06-29", "scored"),
        (2026, "01-01", "06-28", "zero"),
        (2024, "01-01", "06-28", "scored"),
        (2024, "01-01", "06-27", "zero"),
        (2024, "02-29", "12-31", "scored"),
        (2025, "02-29", "12-31", "rejected"),
        (2025, "06-01", "06-01", "zero"),
        (2025, "12-31", "01-01", "rejected"),
    ],
)
def test_a_period_has_90_days_through_2023_and_180_from_2024(
    year: int, start: str, end: str, outcome: str
) -> None:
    """414.1320(h), (i): 90 days through 2023, 180 from 2024, counted inclusively."""
    span = {"performanceStart": f"{year}-{start}", "performanceEnd": f"{year}-{end}"}
    assert answer(year, **span).outcome == outcome


@pytest.mark.parametrize(
    ("form", "years"),
    [
        ("0015E", (2022, 2023)),
        ("XX15C", YEARS),
        ("2025C", (2025, 2026, 2027)),
        ("2026C", (2026, 2027)),
        ("2027C", (2027,)),
        ("2028C", ()),
        ("2015C", YEARS),
    ],
)
def test_each_year_takes_its_own_forms_of_certification_ids(
    form: str, years: tuple[int, ...]
) -> None:
    """414.1325(a)(1)(iii)(C): the forms of the EHR certification id, year by year."""
    for year in YEARS:
        fits = year in years
        for text in (form + "JR3MPX3HHA", (form + "JR3MPX3HHA").lower()):
            assert answer(year, cehrtId=text).outcome == ("scored" if fits else "zero")
        for wrong in ("JR3MPX3HH", "JR3MPX3HHAA", "JR3MPX3HH\n", "JR3MPX3HHA\n", "JR3MPX3HH-"):
            assert answer(year, cehrtId=form + wrong).outcome == "zero"


# -------------------------------------------------------------------------------------- refusals


@pytest.mark.parametrize("year", YEARS)
def test_what_the_api_does_not_take_is_rejected_and_what_looks_alike_is_not(year: int) -> None:
    """What CMS's API does not take; what it takes although it looks alike."""
    refused: list[list[Any]] = [
        [row("PI_XYZ_1", None)],
        [row("PI_PEA_1", "N/A")],
        [row("PI_PEA_1", True)],
        [row("PI_PPHI_1", 1)],
        [rate("PI_PEA_1", 2, 1)],
        [rate("PI_PEA_1", True, True)],
        [rate("PI_PEA_1", 1.5, 2)],
        [rate("PI_PEA_1", 2**70, 2**70)],
        [rate("PI_PEA_1", 1, 2**53)],
        [row("PI_PPHI_1", None), row("PI_PPHI_1", True)],
        [rate("PI_EP_1", 1, 2), row("PI_LVPP_1", True)],
        [row("PI_PHCDRR_1", False), row("PI_PHCDRR_1_EX_1", True)],
        [rate("PI_HIE_1", 0, 0), row("PI_HIE_5", False)],
    ]
    for rows in refused:
        assert answer(year, *rows) == oracle.REJECTED, rows
    for rows in (
        [rate("PI_PEA_1", 49.0, 115.0)],
        [rate("PI_PEA_1", 2**53 - 1, 2**53 - 1)],
        [rate("PI_EP_1", 1, 2), row("PI_LVPP_1", False)],
        [row("PI_HIE_5", None)],
    ):
        assert answer(year, *rows).outcome == "scored", rows
    two = answer(year, *claimed("PI_EP_2_EX_1", "PI_EP_2_EX_2"), without="PI_EP_2")
    assert two.outcome == ("rejected" if year in (2022, 2025, 2026, 2027) else "scored")
    assert answer(year, programName="MIPS") == oracle.REJECTED
    assert answer(year, programName="ssp").outcome == ("scored" if year >= 2025 else "rejected")
    assert answer(year, programName="G0057").outcome == ("scored" if year > 2022 else "rejected")
    assert answer(year, category="aci") == oracle.REJECTED


@pytest.mark.parametrize("year", YEARS)
def test_who_submits_has_its_identifiers_and_programs(year: int) -> None:
    """414.1365, 414.1367: who submits under which identifiers and programs."""
    rows = [*full_set(year), *gates(year)]
    base = document(year, rows)
    sets = base["measurementSets"]
    mvp = [{**sets[0], "programName": "G0057"}]

    def outcome(kind: str, sets: list[Any], **ids: object) -> str:
        who = {"performanceYear": year, "entityType": kind, "measurementSets": sets, **ids}
        return oracle.judge(who).outcome

    tin: dict[str, Any] = {"taxpayerIdentificationNumber": TIN}
    short_tin: dict[str, Any] = {"taxpayerIdentificationNumber": "12"}
    npi: dict[str, Any] = {"nationalProviderIdentifier": NPI}
    no_npi: dict[str, Any] = {"nationalProviderIdentifier": None}
    later = "scored" if year > 2022 else "rejected"
    assert outcome("group", sets, **tin, **no_npi) == "scored"
    assert outcome("group", sets) == "rejected"
    assert outcome("group", sets, **tin, **npi) == "rejected"
    assert outcome("virtualGroup", sets, entityId="V1") == "scored"
    assert outcome("virtualGroup", mvp, entityId="V1") == "rejected"
    assert outcome("virtualGroup", sets, entityId=" ") == "rejected"
    assert outcome("apm", sets, entityId="A1", **tin) == later
    assert outcome("apm", sets, entityId="A1", **short_tin) == "rejected"
    assert outcome("subgroup", mvp, entityId="S1") == later
    assert outcome("subgroup", sets, entityId="S1") == "rejected"
    assert outcome("clinician", sets, entityId="S1") == "rejected"
    assert oracle.judge({**base, "performanceYear": 2021}) == oracle.REJECTED


def test_exactly_one_way_of_exchange_satisfies() -> None:
    """Exactly one of three ways; sending alone never satisfies."""
    alone = answer(2025, without="PI_HIE_4")
    assert alone.outcome == "incomplete"
    assert alone.rows["PI_HIE_1"] == (9, 15, "met")
    assert alone.rows["PI_HIE_4"] == (0, 15, "notReported")
    no = answer(2025, row("PI_HIE_6", False), without="PI_HIE_1 PI_HIE_4")
    assert (no.outcome, no.rows["PI_HIE_6"]) == ("zero", (0, 30, "unmet"))
    mixed = answer(2025, *claimed("PI_LVOTC_1", "PI_HIE_6"), without="PI_HIE_1 PI_HIE_4")
    assert mixed == oracle.REJECTED


# --------------------------------------------------------------------------------- reweighting

PERSONS = {
    "individual": PERSON,
    "group": {"entityType": "group", "taxpayerIdentificationNumber": TIN},
    "virtualGroup": {"entityType": "virtualGroup", "entityId": "V1"},
    "apm": {"entityType": "apm", "entityId": "A1"},
    "subgroup": {"entityType": "subgroup", "entityId": "S1"},
}
SHARED = ("group", "virtualGroup", "subgroup")
EVERYONE_BUT_APM = ("individual", *SHARED)


def without_data(year: int, entity: str, **eligibility: object) -> oracle.Answer:
    """No measurement set, and what the caller knows."""
    who = {"performanceYear": year, **PERSONS[entity]}
    return oracle.judge(who, {"eligibility": eligibility})


def excused(entity: str, **eligibility: object) -> list[int]:
    """The years in which it is reweighted without data."""
    return [y for y in YEARS if without_data(y, entity, **eligibility).outcome == "reweighted"]


def known(year: int, *rows: Any, without: str = "", **context: object) -> oracle.Answer:
    """What the full set with these rows comes to, with what is known beside it."""
    return oracle.judge(document(year, with_rows(year, rows, without)), context)


@pytest.mark.parametrize(
    ("names", "last"),
    [
        (
            "nursePractitioner physicianAssistant clinicalNurseSpecialist"
            " certifiedRegisteredNurseAnesthetist",
            2022,
        ),
        (
            "physicalTherapist occupationalTherapist speechLanguagePathologist audiologist"
            " clinicalPsychologist dietitian",
            2023,
        ),
        ("clinicalSocialWorker", 2024),
        ("physician other", 2021),
    ],
)
def test_a_type_of_clinician_is_excused_to_its_last_year(names: str, last: int) -> None:
    """414.1380(c)(2)(i)(A)(4): each type to its last year; an individual's alone."""
    for name in names.split():
        assert excused("individual", clinicianType=name) == [y for y in YEARS if y <= last]
        for entity in (*SHARED, "apm"):
            assert excused(entity, clinicianType=name) == []


def years_of(entity: str) -> list[int]:
    """The years in which there is such a document; one of an APM Entity of 2022 has no data."""
    return [*LATER] if entity == "subgroup" else [*YEARS]


@pytest.mark.parametrize("entity", list(PERSONS))
def test_a_special_status_excuses_whom_the_law_says(entity: str) -> None:
    """414.1380(c)(2)(i)(C)(5)-(7), (9): a group's own; surgical centers are an individual's."""
    for name in ("nonPatientFacing", "hospitalBased"):
        expected = [] if entity == "apm" else years_of(entity)
        assert excused(entity, specialStatuses=[name]) == expected
    assert excused(entity, specialStatuses=["smallPractice"]) == years_of(entity)
    expected = [*YEARS] if entity == "individual" else []
    assert excused(entity, specialStatuses=["ascBased"]) == expected


@pytest.mark.parametrize("entity", list(PERSONS))
def test_an_exception_excuses_whom_the_law_says(entity: str) -> None:
    """414.1380(c)(2)(i)(A)(3), (C)(1)-(4), (8), (10), (12); 414.1317(b)(4)(ii); 414.1365(e)(2)."""
    applied = [] if entity in ("apm", "subgroup") else years_of(entity)
    for name in ("insufficientInternet", "noControlOverCehrt", "decertifiedEhr"):
        assert excused(entity, exceptions=[name]) == applied
    for name in ("extremeCircumstancesCehrt", "dataCompromised"):
        # For 2023 alone a subgroup had these two of its own.
        assert excused(entity, exceptions=[name]) == ([2023] if entity == "subgroup" else applied)
    late = [year for year in applied if year >= 2024]
    assert excused(entity, exceptions=["intermediaryFailure"]) == late
    own = [*YEARS] if entity == "individual" else []
    for name in ("newPractice", "joinedPractice", "extremeCircumstancesArea"):
        assert excused(entity, exceptions=[name]) == own
    entitys = [*YEARS] if entity == "apm" else []
    assert excused(entity, exceptions=["extremeCircumstancesApmEntity"]) == entitys


@pytest.mark.parametrize("entity", list(PERSONS))
def test_who_has_only_clinicians_that_qualify_is_excused(entity: str) -> None:
    """414.1380(c)(2)(iii): for more than one clinician; false says nothing."""
    expected = [] if entity == "individual" else years_of(entity)
    assert excused(entity, allCliniciansQualify=True) == expected
    assert excused(entity, allCliniciansQualify=False) == []
    assert excused(entity) == []


@pytest.mark.parametrize("year", YEARS)
def test_data_void_a_reweighting(year: int) -> None:
    """414.1380(c)(2): data that count void every route but two; a gap is data through 2023."""
    small = {"specialStatuses": ["smallPractice"]}
    plain = answer(year)
    assert known(year, eligibility=small) == plain
    assert known(year, row("PI_INFBLO_1", False), eligibility=small).outcome == "zero"
    partial = known(year, without="PI_PEA_1", eligibility=small)
    assert partial.outcome == ("zero" if year in (2022, 2023) else "reweighted")
    lost = {"exceptions": ["dataCompromised"]}
    kept = known(year, eligibility=lost)
    assert (kept.outcome, kept.score) == ("reweighted", None)
    assert (kept.subtotal, kept.rows) == (plain.subtotal, plain.rows)
    for rows in ([row("PI_INFBLO_1", False)], [row("PI_PPHI_1", None)]):
        assert known(year, *rows, eligibility=lost).outcome == "reweighted"
    assert known(year, row("PI_XYZ_1", True), eligibility=lost) == oracle.REJECTED


@pytest.mark.parametrize("year", LATER)
def test_extreme_circumstances_of_an_apm_entity_stand_whatever_it_submits(year: int) -> None:
    """414.1317(b)(4)(ii): its extreme circumstances stand whatever it submits."""
    sets = document(year, [*full_set(year), *gates(year)])["measurementSets"]
    entity = {"performanceYear": year, **PERSONS["apm"], "measurementSets": sets}

    def outcome(**eligibility: object) -> str:
        return oracle.judge(entity, {"eligibility": eligibility}).outcome

    assert outcome(exceptions=["extremeCircumstancesApmEntity"]) == "reweighted"
    assert outcome(exceptions=["dataCompromised"]) == "scored"
    assert outcome(specialStatuses=["smallPractice"]) == "scored"
    assert outcome(allCliniciansQualify=True) == "scored"


@pytest.mark.parametrize("year", YEARS)
def test_a_set_without_measurements_is_no_data(year: int) -> None:
    """No set, none of this category and one without measurements are no data in every year."""
    context = {"eligibility": {"specialStatuses": ["smallPractice"]}}
    nothing = oracle.judge({"performanceYear": year, **PERSON}, context)
    assert (nothing.outcome, nothing.score, nothing.subtotal) == ("reweighted", None, 0)
    assert {one[2] for one in nothing.rows.values()} == {"notReported"}
    for sets in ([], [{"category": "quality"}], document(year, [])["measurementSets"]):
        submission = {"performanceYear": year, **PERSON, "measurementSets": sets}
        assert oracle.judge(submission, context).outcome == "reweighted"
        assert oracle.judge(submission, {}).outcome == "incomplete"


# ----------------------------------------------------------------------------- referral, history


@pytest.mark.parametrize("year", YEARS)
def test_a_referral_forces_0_from_2024_and_leaves_the_rows(year: int) -> None:
    """414.1305: from 2024 a referred clinician scores 0; the rows stay as they were."""
    plain = answer(year)
    found = known(year, eligibility={"informationBlockingReferral": True})
    assert found.rows == plain.rows
    expected = ("zero", 0) if year >= 2024 else ("scored", plain.score)
    assert (found.outcome, found.score, found.subtotal) == (*expected, plain.subtotal)
    assert known(year, eligibility={"informationBlockingReferral": False}) == plain
    both = {"informationBlockingReferral": True, "exceptions": ["dataCompromised"]}
    assert known(year, eligibility=both).outcome == "reweighted"
    gap = known(year, without="PI_PEA_1", eligibility={"informationBlockingReferral": True})
    assert gap.outcome == ("zero" if year in (2022, 2023) else "incomplete")
    none = without_data(year, "individual", informationBlockingReferral=True)
    assert none.outcome == "incomplete"
    small = {"informationBlockingReferral": True, "specialStatuses": ["smallPractice"]}
    assert without_data(year, "individual", **small).outcome == "reweighted"


def test_of_two_sets_under_a_referral_the_first_is_shown() -> None:
    """Each set is forced to 0, so of equals the first is shown, though the other is better."""
    rows = [*full_set(2025), *gates(2025)]
    lower = [one for one in rows if one["measureId"] != "PI_PEA_1"]
    submission = document(2025, [*lower, rate("PI_PEA_1", 1, 100)])
    better = document(2025, rows, submissionMethod="electronicHealthRecord")
    submission["measurementSets"] += better["measurementSets"]
    found = oracle.judge(submission, {"eligibility": {"informationBlockingReferral": True}})
    assert (found.outcome, found.score, found.subtotal) == ("zero", 0, answer(2025).subtotal - 11)


@pytest.mark.parametrize("year", YEARS)
@pytest.mark.parametrize(
    ("rows", "gone", "program", "contradicts"),
    [
        ([], "", "mips", False),
        ([rate("PI_PEA_1", 1722, 3618)], "PI_PEA_1", "mips", True),  # the same rate, other counts
        ([rate("PI_PEA_1", 861.0, 1809.0)], "PI_PEA_1", "mips", False),
        ([row("PI_LVPP_1", True)], "PI_EP_1", "mips", True),
        ([], "PI_PPHI_1", "mips", False),  # what one alone reports contradicts nothing
        ([row("PI_PPHI_1", False)], "PI_PPHI_1", "mips", True),
        ([row("PI_PPHI_1", False)], "PI_PPHI_1", "app1", False),
        ([row("PI_ONCACB_1", False), row("PI_PHCDRR_2", False)], "", "mips", False),
    ],
)
def test_sets_that_contradict_each_other_are_0_through_2023(
    year: int, rows: list[Any], gone: str, program: str, contradicts: bool
) -> None:
    """Through 2023 conflicting data of one program are 0; from 2024 the highest counts."""
    best = [*full_set(year), *gates(year), row("PI_ONCACB_1", True)]
    taken = {*gone.split(), *(one["measureId"] for one in rows)}
    other = [one for one in best if one["measureId"] not in taken] + rows
    submission = document(year, best)
    submission["measurementSets"] += document(
        year, other, programName=program, submissionMethod="electronicHealthRecord"
    )["measurementSets"]
    found = oracle.judge(submission)
    plain = oracle.judge(document(year, best))
    outcome = "zero" if contradicts and year in (2022, 2023) else "scored"
    assert found.outcome == outcome
    assert found.subtotal is not None
    assert plain.subtotal is not None
    assert found.subtotal >= plain.subtotal
    lost = {"eligibility": {"exceptions": ["dataCompromised"]}}
    assert oracle.judge(submission, lost).outcome == "reweighted"


def in_pre_production(name: str, *years: int) -> dict[str, object]:
    """The earlier periods of one measure in pre-production."""
    return {"preProduction": {name: [*years]}}


@pytest.mark.parametrize("year", LATER)
@pytest.mark.parametrize("name", ["PI_PHCDRR_1", "PI_PHCDRR_3"])
def test_a_measure_in_pre_production_again_is_not_met(year: int, name: str) -> None:
    """One period in pre-production, counted from 2024: again, and the measure is not met."""
    pre = [row(name, True), row(name + "_PRE", True)]
    taken = f"{name}_PRE {name}_PROD"
    fresh = known(year, *pre, without=taken)
    for earlier in range(2022, 2028):
        found = known(year, *pre, without=taken, history=in_pre_production(name, earlier))
        if not 2024 <= earlier < year or (year, name) == (2025, "PI_PHCDRR_3"):
            assert found == fresh
        else:
            assert (found.outcome, found.score) == ("zero", 0)
            assert found.rows[name] == (0, HALF, "unmet")
            assert found.subtotal == (fresh.subtotal or 0) - HALF
    history = in_pre_production(name, 2024, 2025, 2026, 2027)
    prod = [row(name, True), row(name + "_PROD", True)]
    assert known(year, *prod, without=taken, history=history) == known(year, *prod, without=taken)
    denied = [*prod, row(name + "_PRE", False)]
    assert known(year, *denied, without=taken, history=history).outcome == "scored"


@pytest.mark.parametrize("year", LATER)
@pytest.mark.parametrize("name", ["PI_PHCDRR_1", "PI_PHCDRR_3"])
def test_an_excluded_measure_asks_for_no_level(year: int, name: str) -> None:
    """A claimed exclusion asks for no level, so that a level left standing is no matter."""
    history = in_pre_production(name, 2024, 2025, 2026)
    rows = [*claimed(name + "_EX_1"), row(name + "_PRE", True)]
    taken = f"{name} {name}_PROD"
    found = known(year, *rows, without=taken, history=history)
    assert found == known(year, *rows, without=taken)
    assert found.outcome == "scored"


@pytest.mark.parametrize("year", [2025, 2026, 2027])
def test_a_bonus_in_pre_production_again_earns_nothing_and_harms_nothing(year: int) -> None:
    """It earns nothing and harms nothing; the next one that earns has the five points."""
    history = in_pre_production("PI_PHCDRR_2", 2024)
    two = [row("PI_PHCDRR_2", True), row("PI_PHCDRR_2_PRE", True)]
    alone = known(year, *two, history=history)
    assert alone.rows["PI_PHCDRR_2"] == (0, 0, "bonus")
    assert (alone.outcome, alone.score) == ("scored", answer(year).score)
    four = [row("PI_PHCDRR_4", True), row("PI_PHCDRR_4_PRE", True)]
    beside = known(year, *two, *four, history=history)
    assert beside.rows["PI_PHCDRR_2"] == (0, 0, "bonus")
    assert beside.rows["PI_PHCDRR_4"] == (5, 5, "bonus")
    again: dict[str, object] = {"preProduction": {"PI_PHCDRR_2": [2024], "PI_PHCDRR_4": [2024]}}
    assert known(year, *two, *four, history=again).rows["PI_PHCDRR_4"] == (0, 0, "bonus")
    later = known(year, *two, history=in_pre_production("PI_PHCDRR_2", 2023, year))
    assert later.rows["PI_PHCDRR_2"] == (5, 5, "bonus")


# --------------------------------------------------------------------------- CMS's own documents


def _read(name: str) -> Any:
    return json.loads((CONFORMANCE / name).read_text(encoding="utf-8"))


@pytest.mark.beside
@pytest.mark.parametrize(
    ("name", "outcome", "score"),
    [
        ("docs-2019-pi-input.json", "rejected", None),
        ("docs-2022-pi-input.json", "rejected", None),
        ("docs-2023-pi-input.json", "zero", 0),
        ("docs-2024-pi-input.json", "incomplete", 0),
        ("ct-2022-mips-individual-pi-input.json", "zero", 0),
        ("ct-2025-mips-individual-pi-input.json", "incomplete", 0),
        ("derived-2022-app1-group-13measures.json", "scored", 100),
    ],
)
def test_submissions_that_cms_published_are_worth_what_is_known_of_them(
    name: str, outcome: str, score: int | None
) -> None:
    """What CMS's published submissions are worth as written."""
    found = oracle.judge(_read(name))
    assert (found.outcome, found.score) == (outcome, score)


@pytest.mark.beside
def test_formulas_that_cms_printed_come_out() -> None:
    """CMS's score of 2019 prints a formula for each proportion."""
    published = _read("docs-2019-pi-score.json")
    text = json.dumps(published)
    formulas = re.findall(r"\(\((\d+)/(\d+)\)\*(\d+)\) = (\d+)", text)
    assert len(formulas) >= 4
    for numerator, denominator, points, expected in formulas:
        assert oracle.proportion(int(numerator), int(denominator), int(points)) == int(expected)


# ------------------------------------------------------------------------------------- the cases


@pytest.mark.parametrize("year", YEARS)
def test_cases_reach_every_outcome(year: int) -> None:
    """Every outcome is met."""
    outcomes = {oracle.judge(one).outcome for one in random_submissions(year, 0, 4)}
    assert outcomes == {"rejected", "incomplete", "zero", "scored"}
    outcomes = {oracle.judge(*one).outcome for one in contexts(year, 0, 5)}
    assert outcomes == {"rejected", "incomplete", "zero", "scored", "reweighted"}


def test_the_slices_of_a_part_add_up_to_it_and_are_the_same_each_time() -> None:
    year = YEARS[-1]
    for name in ("measures", "conditions", "contexts"):
        make = PARTS[name]
        whole = sum(1 for _ in make(year))
        assert sum(1 for n in range(3) for _ in make(year, n, 3)) == whole
    again = [describe(one) for one in random_submissions(year, 1, 16)]
    assert again == [describe(one) for one in random_submissions(year, 1, 16)]


def test_answers_to_attestations_meet_every_id_and_period() -> None:
    """Every answer to the attestations meets every id and period; one at a time, every pair."""
    turns = list(gate_turns(5, 2, 7))
    for states in product((0, 1, 2), repeat=4):
        met = {(one, span) for said, one, span in turns if said == states}
        if sum(state > 0 for state in states) > 1:
            assert met >= {(one, 0) for one in range(5)} | {(2, span) for span in range(7)}
    for place in range(4):
        failing = {
            (one, span)
            for said, one, span in turns
            if said[place] > 0 and sum(state > 0 for state in said) == 1
        }
        assert failing >= set(product(range(5), range(7)))
