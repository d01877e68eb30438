"""Rows of a report: their words, and the law that they rest on."""

from typing import Any

import pytest

from mips_pi_rules import MeasureResult, Rulebook, evaluate, policy
from mips_pi_rules.documents.document import read
from mips_pi_rules.judging.checkeddocument import Given, check
from mips_pi_rules.judging.judgment import decide
from mips_pi_rules.law import policyfile
from mips_pi_rules.pointers import resolve
from support.cases import POLICY, Json, edited, full, read_json
from support.rulebooks import shipped_rules, with_value

YEAR = 2025
ALL = "Answered yes: all available points."
UNMET = "Reported, but its requirement is not met."
SILENT = "Neither reported nor excluded."


def yes(*names: str) -> list[Json]:
    return [{"measureId": name, "value": True} for name in names]


def rates(**counts: tuple[int, int]) -> Json:
    return {
        name: {"numerator": numerator, "denominator": denominator}
        for name, (numerator, denominator) in counts.items()
    }


PRESCRIBING = {"without": ["PI_EP_1"], "rows": yes("PI_LVPP_1")}
BOTH = {"without": ["PI_EP_1", "PI_EP_2"], "rows": yes("PI_LVPP_1", "PI_EP_2_EX_1")}
EXCHANGE = {"without": ["PI_HIE_1", "PI_HIE_4"], "rows": yes("PI_LVOTC_1", "PI_LVITC_2")}
# By measure what is edited, why it has its points, and beside its own entry and that of its bonus
# the entries of the policy whose citations it has.
ROWS: list[tuple[str, Json, str, list[str]]] = [
    ("PI_EP_1", {}, "180/200 x 10 = 9.00, rounded to 9.", []),
    ("PI_PEA_1", {}, "285/300 x 25 = 23.75, rounded to 24.", []),
    ("PI_HIE_1", {"measures": rates(PI_HIE_1=(1, 100))}, "1/100 x 15 = 0.15; at least 1.", []),
    ("PI_EP_1", {"measures": rates(PI_EP_1=(1, 10))}, "1/10 x 10 = 1.00, rounded to 1.", []),
    ("PI_EP_1", {"measures": rates(PI_EP_1=(17, 20))}, "17/20 x 10 = 8.50, rounded to 9.", []),
    # What two decimals would show as a half, or as a whole, that it is not.
    (
        "PI_EP_1",
        {"measures": rates(PI_EP_1=(4499, 10000))},
        "4499/10000 x 10 = 4.499, rounded to 4.",
        [],
    ),
    (
        "PI_EP_1",
        {"measures": rates(PI_EP_1=(4999, 25000))},
        "4999/25000 x 10 = 2.00, rounded to 2.",
        [],
    ),
    ("PI_EP_1", {"measures": rates(PI_EP_1=(0, 9))}, UNMET, []),
    ("PI_EP_2", {}, ALL, []),
    ("PI_EP_2", {"measures": {"PI_EP_2": False}}, UNMET, []),
    ("PI_PEA_1", {"without": ["PI_PEA_1"]}, SILENT, []),
    ("PI_PHCDRR_1", {}, ALL, []),
    (
        "PI_PHCDRR_3",
        {},
        "Suppressed for the year: reported, so it earns its full credit whatever the answer.",
        ["/suppressed/PI_PHCDRR_3"],
    ),
    ("PI_PHCDRR_3", {"without": ["PI_PHCDRR_3"]}, SILENT, []),
    ("PI_PHCDRR_3", {"without": ["PI_PHCDRR_3_PROD"]}, UNMET, []),
    # What is excluded: where its points go, and what those that get them say of it.
    (
        "PI_EP_1",
        PRESCRIBING,
        "Excluded by PI_LVPP_1: Fewer than 100 permissible prescriptions in the performance"
        " period. Its points go to PI_HIE_1 and PI_HIE_4.",
        ["/flows/3", "/exclusions/PI_LVPP_1"],
    ),
    (
        "PI_HIE_4",
        PRESCRIBING,
        "80/100 x 20 = 16.00, rounded to 16. Available points include 5 from PI_EP_1 (excluded).",
        ["/flows/3"],
    ),
    (
        "PI_EP_1",  # it got those of PI_EP_2, and passed them on
        BOTH,
        "Excluded by PI_LVPP_1: Fewer than 100 permissible prescriptions in the performance"
        " period. Its points go to PI_HIE_1 and PI_HIE_4.",
        ["/flows/3", "/exclusions/PI_LVPP_1"],
    ),
    (
        "PI_EP_2",
        BOTH,
        "Excluded by PI_EP_2_EX_1: Unable to prescribe Schedule II opioids and Schedule III and"
        " IV drugs electronically. Its points go to PI_EP_1.",
        ["/flows/0", "/exclusions/PI_EP_2_EX_1"],
    ),
    (
        "PI_HIE_1",
        BOTH,
        "90/120 x 25 = 18.75, rounded to 19. Available points include 10 from PI_EP_1 (excluded).",
        ["/flows/3"],
    ),
    (
        "PI_PEA_1",
        EXCHANGE,
        "285/300 x 55 = 52.25, rounded to 52. Available points include 30 from PI_HIE_1"
        " (excluded).",
        ["/flows/5"],
    ),
    # Attestations and bonus measures hold no points.
    ("PI_PPHI_1", {}, "Answered as required; it earns no points.", []),
    (
        "PI_PPHI_1",
        {"measures": {"PI_PPHI_1": False}},
        "Answered, but not as required; it gates all points.",
        [],
    ),
    (
        "PI_PPHI_2",
        {"without": ["PI_PPHI_2"]},
        "Not answered; it earns no points and gates all of them.",
        [],
    ),
    ("PI_ONCACB_1", {}, "Optional: any answer, or none, is fine.", []),
    ("PI_PHCDRR_4", {}, "Earns the bonus.", ["/bonusGroups/0"]),
    (
        "PI_PHCDRR_4",
        {"rows": yes("PI_PHCDRR_2", "PI_PHCDRR_2_PROD")},
        "Earns no bonus: it is given once, and needs all that the measure asks for.",
        [],
    ),
    (
        "PI_PHCDRR_4",
        {"without": ["PI_PHCDRR_4_PROD", "PI_PHCDRR_4_PRE"]},
        "Earns no bonus: it is given once, and needs all that the measure asks for.",
        [],
    ),
    (
        "PI_PHCDRR_5",
        {"measures": {"PI_PHCDRR_5": False}},
        "Answered no: no bonus, and nothing lost.",
        [],
    ),
]


def row(name: str, edits: Json, rulebook: Rulebook | None = None) -> MeasureResult:
    return evaluate(edited(full(YEAR), edits), rulebook=rulebook).measures[name]


@pytest.mark.parametrize(("name", "edits", "why", "entries"), ROWS)
def test_a_row_says_why_it_has_its_points_and_by_which_law(
    name: str, edits: Json, why: str, entries: list[str]
) -> None:
    found = row(name, edits)
    assert found.why == why
    raw = policy(YEAR).raw
    cites = [one for at in (f"/measures/{name}", *entries) for one in resolve(raw, at)["cites"]]
    assert found.cites == tuple(dict.fromkeys(cites))


def with_policy(at: str, value: Any) -> Rulebook:
    """The rulebook of one year with another value at a place of its policy."""
    made = policyfile.policy_from(with_value(read_json(POLICY / f"{YEAR}.json"), at, value))
    return Rulebook({YEAR: lambda: made}, shipped_rules)


def test_counts_of_nothing_are_no_rate_where_the_law_takes_them() -> None:
    rulebook = with_policy("/parameters/requiredNumerator/minimum", 0)
    found = row("PI_EP_1", {"measures": rates(PI_EP_1=(0, 0))}, rulebook)
    assert (found.status, found.points, found.why) == ("met", 0, "0/0: no rate.")


@pytest.mark.parametrize("whole", range(1, 10))
def test_a_half_is_rounded_up_or_to_what_is_even_as_the_law_says(whole: int) -> None:
    edits = {"measures": rates(PI_EP_1=(2 * whole + 1, 20))}
    even = with_policy("/rounding/half/direction", "even")
    assert row("PI_EP_1", edits).points == whole + 1
    assert row("PI_EP_1", edits, even).points == round(whole + 0.5)


def test_ties_are_the_rates_that_are_half_a_point_above_a_whole() -> None:
    edits = {"measures": rates(PI_EP_1=(17, 20), PI_PEA_1=(1, 2), PI_HIE_1=(1, 3))}
    submission = read(edited(full(YEAR), edits)).submission
    year: Any = Rulebook.default().year(YEAR)
    found = decide(year, check(year, Given(submission, (YEAR,)))).score
    assert found is not None
    assert found.ties == ("PI_EP_1", "PI_PEA_1")


def test_points_that_go_nowhere_are_not_said_to_go() -> None:
    raw: Json = read_json(POLICY / f"{YEAR}.json") | {"flows": [], "readings": []}
    made = policyfile.policy_from(raw)
    found = row("PI_EP_1", PRESCRIBING, Rulebook({YEAR: lambda: made}, shipped_rules))
    assert found.why.endswith("permissible prescriptions in the performance period.")


def test_no_part_of_a_point_is_lost() -> None:
    """Thirds of a flow to three measures, and thousandths of a measure's own points."""
    to = ["PI_EP_2", "PI_PHCDRR_1", "PI_PHCDRR_3"]
    raw = with_value(read_json(POLICY / f"{YEAR}.json"), "/flows/3/to", to)
    raw["measures"]["PI_EP_2"]["points"] = 10.008
    raw |= {"readings": [], "flows": [raw["flows"][3]]}
    made = policyfile.policy_from(raw)
    low = PRESCRIBING | {"measures": rates(PI_PEA_1=(1, 5))}
    report = evaluate(
        edited(full(YEAR), low), rulebook=Rulebook({YEAR: lambda: made}, shipped_rules)
    )
    rows = report.measures
    assert [round(rows[name].points, 3) for name in to] == [13.341, 15.833, 15.833]
    assert report.subtotal == 78.008
    assert sum(one.points for one in rows.values()) == pytest.approx(78.008, abs=1e-9)


@pytest.mark.parametrize(("level", "bonus"), [("PROD", 5), ("PRE", 0)])
def test_a_bonus_that_asks_for_production_on_another_is_given_with_it(
    level: str, bonus: int
) -> None:
    law = policy(2026)
    asked = law.requires["PI_PHCDRR_6"].production_on_any_of
    others = [name for name in asked if law.measures[name].reporting == "bonus"]
    edits = {
        "without": [*others, *(row for name in asked for row in law.levels_of(name))],
        "rows": yes("PI_PHCDRR_6", *(f"{name}_{level}" for name in asked if name not in others))
        + yes(*law.levels_of("PI_PHCDRR_6")[1:]),
    }
    assert evaluate(edited(full(2026), edits)).bonus == bonus


def test_points_of_a_law_may_be_parts_of_a_point() -> None:
    # Thirds of one point of a flow, tenths of a point, and a step of a quarter stay exact.
    raw = read_json(POLICY / f"{YEAR}.json")
    raw = with_value(raw, "/flows/3/to", ["PI_HIE_1", "PI_HIE_4", "PI_PEA_1"])
    raw = with_value(raw, "/rounding/proportion/to", 0.25)
    raw = with_value(raw, "/bonusGroups/0/points", 4.1)
    made = policyfile.policy_from(raw)
    report = evaluate(
        edited(full(YEAR), PRESCRIBING), rulebook=Rulebook({YEAR: lambda: made}, shipped_rules)
    )
    got = {name: report.measures[name] for name in ("PI_HIE_1", "PI_HIE_4", "PI_PEA_1")}
    assert [one.available for one in got.values()] == [
        pytest.approx(points + 10 / 3) for points in (15, 15, 25)
    ]
    assert [one.points for one in got.values()] == [13.75, 14.75, 27]
    assert report.bonus == 4.1
