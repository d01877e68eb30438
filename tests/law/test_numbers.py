"""The numbers of the law that no worked case reaches from both sides, each with its clause."""

from typing import Any

import pytest

from mips_pi_rules import policy, years
from support.cases import POLICY, Json, read_json
from support.contexts import LAST_YEAR

every_year = pytest.mark.parametrize("year", years())


def raw(year: int) -> Json:
    law: Json = read_json(POLICY / f"{year}.json")
    return law


def routes(year: int, name: str) -> dict[str, Any]:
    """The first year of a route, by who may use it."""
    return {
        who: one.get("since")
        for one in raw(year)["reweighting"]
        if one["id"] == name
        for who in one["who"]
    }


@every_year
def test_types_of_clinicians_are_reweighted_until_their_last_year(year: int) -> None:
    """42 CFR 414.1380(c)(2)(i)(A)(4): (i) through 2023, (ii) through 2022, (iii) through 2024."""
    law = raw(year)
    open_now = {one["id"]: one["until"] for one in law["reweighting"] if one["id"] in LAST_YEAR}
    closed = {name: one["until"] for name, one in law.get("pastRoutes", {}).items()}
    assert open_now == {name: last for name, last in LAST_YEAR.items() if year <= last}
    assert closed == {name: last for name, last in LAST_YEAR.items() if year > last}


@every_year
def test_routes_that_were_opened_later_say_since_when(year: int) -> None:
    """42 CFR 414.1380(c)(2)(i)(C)(9) from 2022; 414.1365(e)(2)(ii) from 2023; (C)(10) from 2024."""
    small = routes(year, "smallPractice")
    assert {small[who] for who in ("individual", "group", "virtualGroup", "apm")} == {2022}
    assert small.get("subgroup") == (None if year == 2022 else 2023)
    assert set(routes(year, "intermediaryFailure").values()) == (set() if year < 2024 else {2024})
    workers = {2022} if year <= LAST_YEAR["clinicalSocialWorker"] else set()
    assert set(routes(year, "clinicalSocialWorker").values()) == workers


@pytest.mark.parametrize("name", ["extremeCircumstancesCehrt", "dataCompromised"])
def test_a_subgroup_had_two_routes_of_its_own_in_2023_alone(name: str) -> None:
    """42 CFR 414.1365(e)(2)(ii)(A) and (B)."""
    (own,) = (r for r in raw(2023)["reweighting"] if r["id"] == name and r["who"] == ["subgroup"])
    assert (own["since"], own["until"]) == (2023, 2023)


@every_year
def test_the_category_weighs_a_quarter_and_under_the_app_thirty_percent(year: int) -> None:
    """42 CFR 414.1375(a) and 414.1367(d)(1)(iv)."""
    weights = {name: one["weight"] for name, one in raw(year)["weights"].items()}
    assert weights.pop("mips") == 0.25
    assert weights.pop("mvp", 0.25) == 0.25
    assert set(weights.values()) == {0.3}


@every_year
def test_low_volume_is_fewer_than_one_hundred(year: int) -> None:
    """The exclusions of the measures: fewer than 100 times; for the query of a PDMP also none."""
    thresholds = {
        name: one["threshold"]["fewerThan"]
        for name, one in raw(year)["exclusions"].items()
        if "threshold" in one
    }
    assert all(thresholds.pop(name) == 100 for name in ("PI_LVPP_1", "PI_LVOTC_1", "PI_LVITC_2"))
    query = {2022: {}, 2023: {"PI_EP_2_EX_2": 100}}  # from 2024 whoever prescribed none
    assert thresholds == query.get(year, {"PI_EP_2_EX_2": 1})


@every_year
def test_a_rate_is_rounded_to_a_tenth_and_earns_a_point_at_least(year: int) -> None:
    """Submissions documentation: one decimal of a proportion; from a numerator of 1, 1 point."""
    rounding = raw(year)["rounding"]
    assert rounding["proportion"]["to"] == 1
    assert (rounding["least"]["points"], rounding["least"]["numerator"]) == (1, 1)


@every_year
def test_data_are_taken_until_the_end_of_march(year: int) -> None:
    """42 CFR 414.1325(e)(1): 31 March of the year after."""
    window = raw(year)["submissionWindow"]
    assert (window["month"], window["day"]) == (3, 31)


@pytest.mark.parametrize("year", [one for one in years() if one >= 2024])
def test_pre_production_is_for_one_period(year: int) -> None:
    """The measures' specifications: one period counted from 2024; 60, 30 days; two requests."""
    limits = raw(year)["history"]["preProduction"]
    names = ("countsFrom", "periods", "registrationDays", "responseDays", "failures")
    assert tuple(limits[name] for name in names) == (2024, 1, 60, 30, 2)


@every_year
def test_a_certification_id_of_the_year_has_fifteen_characters(year: int) -> None:
    """The Certified Health IT Product List; `$` alone would let a newline through."""
    parameters = policy(year).parameters
    for name in parameters.keys() & {"cehrtId", "cehrtIdPrinted"}:
        assert (parameters[name]["minLength"], parameters[name]["maxLength"]) == (15, 15)


@every_year
def test_a_referral_for_information_blocking_counts_from_2024_on(year: int) -> None:
    """42 CFR 414.1305; that it counts for no earlier year is a reading."""
    since = raw(year)["parameters"].get("referralsFrom")
    assert (since is None) == (year >= 2024)
    assert since is None or since["minimum"] == 2024
