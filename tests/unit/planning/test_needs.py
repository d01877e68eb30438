"""What a step says must be true first is true of what it changes, and of nothing else."""

from typing import Any

import pytest

from mips_pi_rules import policy
from mips_pi_rules.planning import plan
from support.cases import Json, edited, full
from support.edits import exchange, instead, levels, rate, row

EXCLUSIONS = {"PI_HIE_1": "PI_LVOTC_1", "PI_HIE_4": "PI_LVITC_2"}


def of_loops(year: int, *rows: Json) -> Json:
    return edited(full(year), instead(exchange(year), *rows))


@pytest.mark.parametrize("year", [2022, 2025])
def test_counts_that_are_asked_for_name_the_exclusions_of_their_own_measure(year: int) -> None:
    found = plan(of_loops(year, rate("PI_HIE_1", 0, 0), rate("PI_HIE_4", 0, 0)))
    assert [step.field for step in found.mandatory] == [*EXCLUSIONS]
    for step in found.mandatory:
        said = " ".join(step.needs)
        assert [name for name in EXCLUSIONS.values() if name in said] == [
            EXCLUSIONS[str(step.field)]
        ]


def test_counts_that_another_measure_makes_needed_ask_for_nothing_of_its_rule() -> None:
    found = plan(of_loops(2026, row("PI_HIE_5", False), rate("PI_HIE_1", 8, 10)))
    kept, counts = found.mandatory
    assert kept.words == "Keep PI_HIE_1 with PI_HIE_4 and remove PI_HIE_5"
    assert counts.needs == ("The counts are the real ones of the performance period.",)


@pytest.mark.parametrize("claimed", [["PI_HIE_1", "PI_HIE_4"], ["PI_HIE_4"], []])
def test_a_way_that_is_kept_was_done_but_for_what_is_excluded(claimed: list[str]) -> None:
    done = [name for name in EXCLUSIONS if name not in claimed]
    rows = [rate(name, 8, 10) for name in done] + [row(EXCLUSIONS[name]) for name in claimed]
    (kept,) = plan(of_loops(2026, row("PI_HIE_6", False), *rows)).mandatory
    assert kept.words == "Keep PI_HIE_1 with PI_HIE_4 and remove PI_HIE_6"
    statements = [policy(2026).exclusions[EXCLUSIONS[name]].statement for name in claimed]
    assert kept.needs == (
        *([f"{' with '.join(done)} was truly done, in that way alone."] if done else []),
        *(f"It is truly so: {statement}." for statement in statements),
    )


def test_what_a_way_both_reports_and_excludes_is_told_by_its_own_step() -> None:
    rows = [rate("PI_HIE_1", 8, 10), row("PI_LVOTC_1"), rate("PI_HIE_4", 8, 10)]
    kept, chosen = plan(of_loops(2026, row("PI_HIE_6", False), *rows)).mandatory
    assert kept.needs == ("PI_HIE_4 was truly done, in that way alone.",)
    assert chosen.words == "Keep PI_HIE_1 and remove PI_LVOTC_1"


def test_a_step_has_the_rule_of_its_measure_else_one_that_is_about_no_other() -> None:
    found = plan(of_loops(2026, rate("PI_HIE_4", 8, 10), row("PI_LVITC_2"))).mandatory
    assert {step.field: step.rule for step in found} == {"PI_HIE_4": "PI401", "PI_HIE_1": "PI406"}


def before(measure: str, *years: int) -> Any:
    return {"history": {"preProduction": {measure: list(years)}}}


@pytest.mark.parametrize(
    ("rows", "years", "offered"),
    [
        ({"_PRE": True}, [2024], []),
        ({}, [2024], []),
        ({"": False}, [2025], []),
        ({"_PRE": True, "_PROD": True}, [2024, 2025], []),
        ({}, [2023, 2026], ["_PROD"]),
        ({}, [], ["_PROD"]),
    ],
)
def test_a_level_that_is_used_up_is_no_alternative(
    rows: Json, years: list[int], offered: list[str]
) -> None:
    """One period in pre-production at most, from 2024 on."""
    name = "PI_PHCDRR_1"
    given = [row(f"{name}{end}", value) for end, value in ({"": True} | rows).items()]
    submission = edited(full(2026), {"without": [name, *levels(2026, name)], "rows": given})
    (step,) = plan(submission, context=before(name, *years)).mandatory
    assert [one.id for one in step.instead if one.id in levels(2026, name)] == [
        f"{name}{end}" for end in offered
    ]


def test_of_a_suppressed_measure_no_level_is_used_up() -> None:
    name = "PI_PHCDRR_3"
    production = row(f"{name}_PROD", "validated")  # refused: the level is to be given anew
    submission = edited(
        full(2025), {"without": levels(2025, name), "rows": [production], "measures": {name: True}}
    )
    (step,) = plan(submission, context=before(name, 2024)).mandatory
    assert (step.to, step.instead[0].id) == (f"{name}_PROD", f"{name}_PRE")


@pytest.mark.parametrize("reached", ["_PRE", "_PROD"])
def test_a_bonus_that_needs_validated_production_is_an_alternative_only_with_it(
    reached: str,
) -> None:
    rows = [row(f"{name}{end}") for name in ("PI_PHCDRR_1", "PI_PHCDRR_3") for end in ("", reached)]
    named = [name for name in policy(2026).roles if name.startswith("PI_PHCDRR")]
    submission = edited(full(2026), {"without": named, "rows": rows})
    (bonus,) = (one for one in plan(submission).choices if one.field == "PI_PHCDRR_2")
    others = [one.id for one in bonus.instead]
    assert others == ["PI_PHCDRR_4", "PI_PHCDRR_5"] + ["PI_PHCDRR_6"] * (reached == "_PROD")
