"""Assumptions are exact: a report names a reading when, and only when, it rests on it.

For every reading that a report may carry, the alternative is written into a copy of the year's
policy, the copy is loaded as a rulebook of its own, and the submission is judged again under it.
"""

from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mips_pi_rules import Report, evaluate, policy, years
from mips_pi_rules.pointers import parent, resolve
from mips_pi_rules.testing import mixed
from mips_pi_rules.testing.mixing import mixture
from support.cases import EXAMPLES, POLICY, SMALL, Json, edited, full, read_json
from support.edits import exchange, instead, merged, row, two_sets
from support.rulebooks import alternatives, answer, copied_rules, load, with_alternative, with_value

RANDOM = 150  # submissions a year

# policy.md's list: each reading with its scope and the years it concerns.
FROM_2023, FROM_2024 = range(2023, 2028), range(2024, 2028)
READINGS: dict[str, tuple[str, tuple[int, ...]]] = {
    "half-up": ("report", (2022, *FROM_2023)),
    "false-rows": ("report", (2022, *FROM_2023)),
    "outside-year": ("report", (2022, *FROM_2023)),
    "programs-apart": ("report", (2022, *FROM_2023)),
    "new-practice-data": ("report", (2022, *FROM_2023)),
    "erx-halves": ("report", (2022, *FROM_2023)),
    "receiving-to-sending": ("report", (2022, *FROM_2023)),
    # From 2024 each set is scored by itself.
    "conflict-in-one-document": ("report", (2022, 2023)),
    # TEFCA and the levels of active engagement came in 2023.
    "erx-tefca": ("report", tuple(FROM_2023)),
    "tefca-exclusion": ("report", tuple(FROM_2023)),
    "no-level-bonus": ("report", tuple(FROM_2023)),
    # Through 2023 a gap is a zero, so these readings say nothing there.
    "silent-measure": ("report", tuple(FROM_2024)),
    "short-period": ("report", tuple(FROM_2024)),
    "cehrt-id-form": ("report", tuple(FROM_2024)),
    "no-level-zero": ("report", tuple(FROM_2024)),
    "suppressed-yes-level": ("report", (2025,)),
    "suppressed-preproduction": ("report", (2025,)),
    "ssp-2025": ("report", (2025,)),
    "tefca-bonus-level": ("report", (2026, 2027)),
    "cehrt-2026": ("report", (2026,)),
    "cehrt-2027": ("report", (2027,)),
    "referral-2024": ("report", (2024,)),
    # 2022 is the year in which an APM Entity's score is always such an average.
    "entity-nothing": ("report", (2022, *FROM_2023)),
    "subgroup-group-data": ("standing", tuple(FROM_2023)),
    "referral-in-a-group": ("standing", tuple(FROM_2024)),
    "mvp-single-specialty": ("standing", (2026, 2027)),
    "year-2027": ("standing", (2027,)),
    "aco-2027": ("standing", (2027,)),
    "elements-2024": ("page", tuple(FROM_2024)),
    "preproduction-exceptions": ("page", tuple(FROM_2024)),
    "safer-2016-numbering": ("page", (2022, 2023, 2024, 2025)),
    "safer-2016-topics": ("page", (2022, 2023, 2024, 2025)),
}
# What these are about is no part of a submission; the last is about the average of several.
OUTSIDE_THE_SUBMISSION = {
    "suppressed-preproduction",
    "referral-2024",
    "new-practice-data",
    "entity-nothing",
}

every_year = pytest.mark.parametrize("year", years())


def report_readings(year: int) -> list[str]:
    return [one.id for one in policy(year).readings if one.scope == "report"]


def carried(report: Report) -> set[str]:
    return {one.id for one in report.assumptions}


def changed_by(year: int, submission: Json, report: Report, context: Json | None) -> set[str]:
    """The readings whose alternative gives another answer."""
    return {
        name
        for name, book in alternatives(year).items()
        if answer(evaluate(submission, context=context, rulebook=book)) != answer(report)
    }


def wrong(year: int, submission: Json, report: Report, context: Json | None = None) -> set[str]:
    """The readings that the report names and does not rest on, or the other way round."""
    changed = changed_by(year, submission, report, context)
    return (carried(report) & set(report_readings(year))) ^ changed


def cases(year: int) -> list[Path]:
    return sorted((EXAMPLES / str(year)).glob("*.json"))


@every_year
def test_worked_cases_name_exactly_the_readings_they_rest_on(year: int) -> None:
    found = {}
    for file in cases(year):
        case = read_json(file)
        submission, context = case["submission"], case.get("context")
        if submission.get("performanceYear") == year:
            report = evaluate(submission, context=context)
            found[file.stem] = wrong(year, submission, report, context)
    assert found
    assert {name: ids for name, ids in found.items() if ids} == {}


REGISTRIES = ("PI_PHCDRR_1", "PI_PHCDRR_2", "PI_PHCDRR_3", "PI_PHCDRR_4", "PI_PHCDRR_5")
CONTEXTS: tuple[Json | None, ...] = (
    None,
    None,
    {"eligibility": {"informationBlockingReferral": True}},
    SMALL,
    {"eligibility": {"exceptions": ["dataCompromised"]}},
    {"eligibility": {"exceptions": ["newPractice"]}},
    {"eligibility": {"exceptions": ["joinedPractice", "insufficientInternet"]}},
    {"history": {"preProduction": {name: [2024] for name in REGISTRIES}}},
)


@every_year
def test_random_submissions_name_exactly_the_readings_they_rest_on(year: int) -> None:
    named: set[str] = set()

    for number in range(RANDOM):
        dice = Random(f"readings of {year}, {number}")
        submission = mixture(dice, year)
        context = dice.choice(CONTEXTS)
        report = evaluate(submission, context=context)
        assert wrong(year, submission, report, context) == set(), (submission, context)
        named |= carried(report)
    # Had the random submissions rested on few readings, the above would say little.
    known = set(report_readings(year)) - OUTSIDE_THE_SUBMISSION
    assert len(known & named) >= len(known) * 2 / 3


# For each reading an edit of the full submission of the year that makes the report rest on it.


def _programs_apart(year: int) -> Json:
    submission = edited(full(year), {"set": {"programName": "app1"}})
    better = edited(full(year), {"measures": {"PI_PEA_1": {"numerator": 9, "denominator": 9}}})
    worse = {"PI_PEA_1": {"numerator": 1, "denominator": 9}}
    submission = edited(submission, {"measures": worse, "without": ["PI_PHCDRR_4"]})
    submission["measurementSets"].append(better["measurementSets"][0])
    return submission


def _only_pre_production(year: int) -> Json:
    registries = ("PI_PHCDRR_1", "PI_PHCDRR_3", "PI_PHCDRR_4")
    without = [f"{name}_PROD" for name in registries]
    rows = [row(f"{name}_PRE") for name in registries]
    return edited(full(year), {"without": without, "rows": [*rows, row("PI_PHCDRR_6")]})


def _edit(*edits: Json) -> Callable[[int], Json]:
    return lambda year: edited(full(year), merged(edits))


def _exchange(*names: str, also: Json | None = None) -> Callable[[int], Json]:
    return lambda year: edited(
        full(year), merged([instead(exchange(year), *map(row, names)), also or {}])
    )


NO_PRESCRIBING = instead(["PI_EP_1"], row("PI_LVPP_1"))
NO_SENDING = instead(["PI_HIE_1"], row("PI_LVOTC_1"))
NO_RECEIVING = instead(["PI_HIE_4"], row("PI_LVITC_2"))
QUARTER_OF_TEN = {"numerator": 5, "denominator": 20}

SHOWN: dict[str, Callable[[int], Json]] = {
    "half-up": _edit(instead(["PI_EP_1"], row("PI_EP_1", QUARTER_OF_TEN))),
    "false-rows": _edit({"rows": [row("PI_LVPP_1", value=False)]}),
    "outside-year": lambda year: edited(
        full(year), {"set": {"performanceStart": f"{year - 1}-12-31"}}
    ),
    "programs-apart": _programs_apart,
    "conflict-in-one-document": lambda year: two_sets(
        year, {"measures": {"PI_PEA_1": {"numerator": 1, "denominator": 9}}}
    ),
    "erx-halves": _edit(NO_PRESCRIBING, NO_SENDING),
    "erx-tefca": _exchange("PI_HIE_6", also=NO_PRESCRIBING),
    "receiving-to-sending": _edit(NO_RECEIVING),
    "silent-measure": _edit({"without": ["PI_EP_2"]}),
    "no-level-zero": _edit({"without": ["PI_PHCDRR_1_PROD"]}),
    "no-level-bonus": _edit({"without": ["PI_PHCDRR_4_PROD"]}),
    "tefca-exclusion": _exchange("PI_HIE_6", "PI_LVOTC_1"),
    "suppressed-yes-level": _edit({"without": ["PI_PHCDRR_3_PROD"]}),
    "tefca-bonus-level": _only_pre_production,
    "short-period": lambda year: edited(full(year), {"set": {"performanceStart": f"{year}-12-01"}}),
    "cehrt-id-form": _edit({"set": {"cehrtId": "2028C7Z2M4H6K8P"}}),
    "cehrt-2026": _edit({"set": {"cehrtId": "2025C7Z2M4H6K8P"}}),
    "cehrt-2027": _edit({"set": {"cehrtId": "0015C7Z2M4H6K8P"}}),
    "ssp-2025": _edit({"set": {"programName": "ssp"}}),
}
SHOWN_IN_YEARS = [
    (name, year)
    for name, (scope, concerned) in READINGS.items()
    for year in concerned
    if scope == "report" and name not in OUTSIDE_THE_SUBMISSION
]


@pytest.mark.parametrize(("name", "year"), SHOWN_IN_YEARS)
def test_a_report_that_rests_on_the_reading_names_it(name: str, year: int) -> None:
    submission = SHOWN[name](year)
    report = evaluate(submission)
    assert name in carried(report)
    assert wrong(year, submission, report) == set()


@pytest.mark.parametrize(
    ("name", "year", "edits", "context"),
    [
        (
            "suppressed-preproduction",
            2025,
            {"without": ["PI_PHCDRR_3_PROD"], "rows": [row("PI_PHCDRR_3_PRE")]},
            {"history": {"preProduction": {"PI_PHCDRR_3": [2024]}}},
        ),
        (
            "referral-2024",
            2024,
            {},
            {"eligibility": {"informationBlockingReferral": True}},
        ),
        *(
            ("new-practice-data", year, edits, {"eligibility": {"exceptions": [route]}})
            for year in (2022, *FROM_2023)
            for route in ("newPractice", "joinedPractice")
            for edits in ({}, {"measures": {"PI_INFBLO_1": False}})
        ),
    ],
)
def test_a_report_that_rests_on_the_reading_in_its_context_names_it(
    name: str, year: int, edits: Json, context: Json
) -> None:
    submission = edited(full(year), edits)
    report = evaluate(submission, context=context)
    assert name in carried(report)
    assert wrong(year, submission, report, context) == set()
    assert name not in carried(evaluate(submission))


@every_year
def test_a_plain_report_names_no_reading_it_does_not_need(year: int) -> None:
    report = evaluate(full(year))
    assert report.ok
    assert carried(report) == ({"year-2027"} if year == 2027 else set())


@every_year
def test_every_reading_stands_in_the_policies_of_the_years_it_concerns(year: int) -> None:
    wanted = {name: scope for name, (scope, concerned) in READINGS.items() if year in concerned}
    assert {one.id: one.scope for one in policy(year).readings} == wanted


@every_year
def test_a_reading_says_both_sides_and_changes_what_it_names(year: int) -> None:
    raw = read_json(POLICY / f"{year}.json")
    for reading in policy(year).readings:
        assert reading.basis == "reading"
        assert reading.statement.endswith(".")
        if reading.scope == "standing":
            assert reading.when is not None
        if reading.scope == "report":
            assert reading.alternative_statement.endswith(".")
            assert reading.alternative_statement != reading.statement
            assert reading.pointers
            for pointer in reading.pointers:
                assert with_value(raw, pointer, reading.alternative) != raw


@every_year
def test_what_a_reading_changes_is_marked_as_a_reading(year: int) -> None:
    raw = read_json(POLICY / f"{year}.json")
    for reading in policy(year).readings:
        # The programs of a year are names without a basis of their own.
        for pointer in reading.pointers if reading.id != "ssp-2025" else ():
            assert resolve(raw, parent(pointer))["basis"] == "reading", reading.id


def test_policies_with_every_alternative_follow_their_schema(tmp_path: Path) -> None:
    policies = {}
    for year in years():
        raw = read_json(POLICY / f"{year}.json")
        for reading in raw["readings"]:
            if reading["scope"] == "report":
                raw = with_alternative(raw, reading)
        policies[str(year)] = raw
    copied_rules(tmp_path)
    assert load(policies, tmp_path).years() == years()


@given(mixed(2027))
def test_every_report_of_2027_says_that_the_year_is_not_settled(submission: Json) -> None:
    assert "year-2027" in carried(evaluate(submission))


@given(st.integers(2022, 2026).flatmap(mixed))
def test_no_report_of_another_year_says_so(submission: Json) -> None:
    assert "year-2027" not in carried(evaluate(submission))


@given(st.integers(2023, 2027).flatmap(mixed))
def test_every_report_of_a_subgroup_says_whose_data_they_are_and_no_other_does(
    submission: Json,
) -> None:
    subgroup = submission.get("entityType") == "subgroup"
    assert ("subgroup-group-data" in carried(evaluate(submission))) is subgroup


REFUSED: dict[str, Json] = {
    "an unknown measure": {"rows": [row("PI_EP_9")]},
    "a date that is none": {"set": {"performanceStart": "2027-02-30"}},
    "a program that there is not": {"set": {"programName": "pcf"}},
    "another category": {"set": {"category": "PI"}},
    "no rows": {"set": {"measurements": []}},
    "rows that are no list": {"set": {"measurements": "PI_EP_1"}},
    "no sets": {"submission": {"measurementSets": []}},
    "sets that are no list": {"submission": {"measurementSets": "pi"}},
    "no entity id": {"without": ["entityId"]},
}


@pytest.mark.parametrize("kind", REFUSED)
@pytest.mark.parametrize("year", FROM_2023)
def test_what_always_stands_is_said_of_submissions_that_do_not_count_too(
    year: int, kind: str
) -> None:
    program = policy(year).programs["mvp"][0]
    subgroup = edited(
        full(year),
        {
            "submission": {"entityType": "subgroup", "entityId": "EXAMPLE-1"},
            "without": ["nationalProviderIdentifier"],
            "set": {"programName": program},
        },
    )
    edits = REFUSED[kind]
    refused = edited(subgroup, {"without": edits.get("without", ()), "rows": edits.get("rows", ())})
    refused["measurementSets"][0] |= edits.get("set", {})
    report = evaluate(refused | edits.get("submission", {}))
    assert not report.ok
    standing = {"subgroup-group-data"} | ({"year-2027"} if year == 2027 else set())
    assert standing <= {one.id for one in policy(year).readings if one.scope == "standing"}
    assert standing <= carried(report)


def test_data_that_do_not_count_leave_a_new_practice_its_reweighting_in_either_reading() -> None:
    joined = {"eligibility": {"exceptions": ["joinedPractice"]}}
    for year in (2022, *FROM_2023):
        nothing = full(year) | {"measurementSets": []}
        other_route = {"eligibility": {"exceptions": ["joinedPractice", "dataCompromised"]}}
        for submission, context in ((nothing, joined), (full(year), other_route)):
            report = evaluate(submission, context=context)
            assert report.outcome == "reweighted"
            assert "new-practice-data" not in carried(report)
            assert wrong(year, submission, report, context) == set()


# What stands whenever it fits: who submits, under which kind of program, and what is given.


def _as(entity: str, program: str) -> Json:
    ids: Json = {"entityType": entity}
    if entity not in ("individual", "group"):
        ids["entityId"] = "EXAMPLE-1"
    without = [] if entity == "individual" else ["nationalProviderIdentifier"]
    return {"submission": ids, "without": without, "set": {"programName": program}}


@pytest.mark.parametrize("year", FROM_2024)
@pytest.mark.parametrize("entity", ["individual", "group", "virtualGroup", "apm"])
@pytest.mark.parametrize("referred", [True, False])
def test_a_referral_given_for_a_group_is_said_to_be_its_own(
    year: int, entity: str, referred: bool
) -> None:
    context = {"eligibility": {"informationBlockingReferral": referred}}
    submission = edited(full(year), _as(entity, "mips"))
    for one in (submission, submission | {"measurementSets": []}):
        named = "referral-in-a-group" in carried(evaluate(one, context=context))
        assert named is (referred and entity == "group")


@every_year
@pytest.mark.parametrize("entity", ["individual", "group", "apm", "subgroup"])
@pytest.mark.parametrize("kind", ["mips", "mvp", "app", "ssp"])
def test_what_a_program_brings_with_it_is_said_and_nothing_else(
    year: int, entity: str, kind: str
) -> None:
    for program in policy(year).programs.get(kind, ())[:1]:
        named = carried(evaluate(edited(full(year), _as(entity, program))))
        mvp_group = year >= 2026 and entity == "group" and kind == "mvp"
        assert ("mvp-single-specialty" in named) is mvp_group
        assert ("aco-2027" in named) is (year == 2027 and kind in ("app", "ssp"))


@every_year
def test_what_is_for_the_page_is_in_no_report(year: int) -> None:
    pages = {one.id for one in policy(year).readings if one.scope == "page"}
    assert pages
    files = map(read_json, cases(year))
    reports = [evaluate(case["submission"], context=case.get("context")) for case in files]
    assert pages & {name for report in reports for name in carried(report)} == set()


@every_year
def test_an_assumption_says_what_the_policy_says(year: int) -> None:
    said = {one.id: (one.basis, one.statement) for one in policy(year).readings}
    shown = [build for name, build in SHOWN.items() if name in said]
    carrying = [one for build in shown for one in evaluate(build(year)).assumptions]
    assert len(carrying) >= len(shown)
    for one in carrying:
        assert (one.basis, one.statement) == said[one.id]
