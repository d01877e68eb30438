"""Earlier periods in pre-production, and the readings that rest on a context."""

from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mips_pi_rules import ContextError, Outcome, Report, evaluate, years
from mips_pi_rules.testing.mixing import mixture
from support.anycontexts import eligibilities, histories, registries
from support.cases import TOKEN, Json, edited, full
from support.contexts import everything_said, in_pre_production, now_in_pre_production
from support.examples import times
from support.rulebooks import alternatives, answer

every_year = pytest.mark.parametrize("year", years())
years_ = st.sampled_from(years())


def named(report: Report) -> set[str]:
    return {assumption.id for assumption in report.assumptions}


@given(
    st.integers(2023, 2027),
    st.lists(st.integers(2018, 2030), max_size=4),
    registries,
    st.booleans(),
)
@times(3)
def test_only_years_from_2024_to_the_one_before_count(
    year: int, before: list[int], measure: str, pre: bool
) -> None:
    """Guides: pre-production for one period at most, counting from 2024."""
    there = edited(full(year), {"measures": {measure: True, f"{measure}_PROD": True}})
    if pre:
        changed = {"without": [f"{measure}_PROD"], "measures": {f"{measure}_PRE": True}}
        there = edited(there, changed)
    alone, report = evaluate(there), evaluate(there, context=in_pre_production(measure, *before))
    again = pre and any(2024 <= one < year for one in before)
    rules = {finding.rule for finding in report.findings}
    required = measure in ("PI_PHCDRR_1", "PI_PHCDRR_3")
    suppressed = year == 2025 and measure == "PI_PHCDRR_3"
    rule = "PI508" if suppressed else "PI506" if required else "PI507"
    assert rules == ({rule} if again else set())
    zero = again and required and not suppressed
    assert report.outcome is (Outcome.ZERO if zero else Outcome.SCORED)
    if not again or suppressed:
        assert report.objectives == alone.objectives
    elif required:
        assert report.measures[measure].status == "unmet"
    else:
        assert report.measures[measure].points == 0


def test_a_bonus_measure_again_in_pre_production_leaves_the_bonus_to_another() -> None:
    """42 CFR 414.1380(b)(4)(ii)(C): the bonus stands on the lowest id that earns it."""
    more = {"measures": {"PI_PHCDRR_5": True, "PI_PHCDRR_5_PROD": True}}
    submission = now_in_pre_production(2026, "PI_PHCDRR_4", more)
    report = evaluate(submission, context=in_pre_production("PI_PHCDRR_4", 2024))
    assert report.bonus == 5
    assert report.measures["PI_PHCDRR_5"].points == 5
    assert report.measures["PI_PHCDRR_4"].points == 0


@pytest.mark.parametrize(
    ("measure", "instead"),
    [
        ("PI_PHCDRR_1", "no"),
        ("PI_PHCDRR_3", "no"),
        ("PI_PHCDRR_4", "no"),
        ("PI_PHCDRR_1", "excluded"),
        ("PI_PHCDRR_3", "excluded"),
    ],
)
@pytest.mark.parametrize("year", [2025, 2026, 2027])
def test_a_level_without_a_yes_says_nothing_of_pre_production(
    instead: str, year: int, measure: str
) -> None:
    """Presence or value: a level true without its measure answered yes is advice."""
    edits: Json = {"measures": {measure: False}}
    if instead == "excluded":
        edits = {"without": [measure], "measures": {f"{measure}_EX_1": True}}
    submission = now_in_pre_production(year, measure, edits)
    report = evaluate(submission, context=in_pre_production(measure, 2024))
    assert report == evaluate(submission)


@every_year
@pytest.mark.parametrize("place", ["history.preProduction", "evidence.engagement"])
def test_history_and_engagement_name_measures_with_levels_of_the_year(
    year: int, place: str
) -> None:
    """Section 1, rows 10 and 11: levels are asked for from 2023, none of PI_PHCDRR_6."""
    said: dict[str, Any] = {
        "history.preProduction": lambda name: in_pre_production(name, 2024),
        "evidence.engagement": lambda name: {"evidence": {"engagement": {name: {}}}},
    }
    without_levels = [
        "PI_PHCDRR_6",
        TOKEN,
        "PI_PHCDRR_1_PRE",
        *([] if year == 2022 else ["PI_EP_1"]),
    ]
    for name in without_levels:
        with pytest.raises(ContextError) as caught:
            evaluate(full(year), context=said[place](name))
        assert caught.value.field == place
        assert TOKEN not in everything_said(caught.value)
    for name in ("PI_PHCDRR_1", "PI_PHCDRR_3"):
        assert evaluate(full(year), context=said[place](name)) == evaluate(full(year))


@given(st.integers(0, 2**32), st.sampled_from([2024, 2025]), eligibilities, histories)
def test_readings_about_the_context_are_carried_exactly_when_they_matter(
    seed: int, year: int, eligibility: Json, history: Json
) -> None:
    submission = mixture(Random(seed), year)
    context = {"eligibility": eligibility, "history": history}
    report = evaluate(submission, context=context)
    for name in {"suppressed-preproduction", "referral-2024"} & alternatives(year).keys():
        other = evaluate(submission, context=context, rulebook=alternatives(year)[name])
        assert (name in named(report)) is (answer(other) != answer(report))
