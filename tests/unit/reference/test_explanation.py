"""The law explained: by the rulebook that the caller has."""

import pytest

from mips_pi_rules import Rulebook, policy, years
from mips_pi_rules.reference.explanation import explain
from support.rulebooks import alternatives
from support.terminals import plain

SHIPPED = Rulebook.default()


@pytest.mark.parametrize("year", years())
def test_every_reading_is_told_with_its_alternative_and_its_basis(year: int) -> None:
    for reading in policy(year).readings:
        text = explain(reading.id, SHIPPED, year)
        assert text is not None
        text = plain(text)
        for said in (str(year), reading.statement, reading.alternative_statement, reading.basis):
            assert said in text
        assert all(cite in text for cite in reading.cites)


def test_a_reading_is_told_for_each_year_that_has_it() -> None:
    having = [year for year in years() if "half-up" in {r.id for r in policy(year).readings}]
    text = explain("half-up", SHIPPED)
    assert text is not None
    assert f"\n{min(having)} to {max(having)}\n" in text  # alike in all of them: told once


@pytest.mark.parametrize(
    ("rule", "year", "readings"),
    [
        ("PI209", 2025, ["short-period"]),  # what becomes of it
        ("PI209", 2023, []),
        ("PI203", 2026, ["cehrt-id-form", "cehrt-2026"]),  # and what its schema refers to
        ("PI104", 2026, []),
    ],
)
def test_a_rule_names_the_readings_that_it_rests_on(
    rule: str, year: int, readings: list[str]
) -> None:
    text = plain(explain(rule, SHIPPED, year) or "")
    said = {one.id: one.statement for one in policy(year).readings}
    assert [one for one in said if f"Reading: {said[one]} ({one})" in text] == readings
    assert text.count("Reading:") == len(readings)


def test_a_rule_is_told_in_the_words_of_xml_too() -> None:
    xml = SHIPPED.rules["PI601"].xml
    text = explain("PI601", SHIPPED)
    assert xml is not None
    assert text is not None
    assert xml.fix.split(":")[0] in plain(text)
    assert xml.message.split("{")[0].strip() in plain(text)


def test_a_fix_that_xml_shares_is_told_once() -> None:
    rule = SHIPPED.rules["PI203"]
    assert rule.xml is not None
    assert rule.xml.fix == rule.fix
    assert plain(explain("PI203", SHIPPED) or "").count(rule.fix.split("{")[0]) == 1


def test_what_is_explained_is_the_callers_own_rulebook() -> None:
    own = alternatives(2025)["half-up"]
    assert explain("half-up", own) is None  # it has no readings
    assert explain("PI_EP_1", own) == explain("PI_EP_1", SHIPPED, 2025)
    told = explain("PI104", own)
    assert told is not None
    assert "\n2025\n" in told
    assert "2024" not in told.split("\n2025\n")[1]


@pytest.mark.parametrize("name", ["half", "PI999", "PI_NO_1", ""])
def test_what_is_not_known_is_none(name: str) -> None:
    assert explain(name, SHIPPED) is None
