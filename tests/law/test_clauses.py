"""The clauses of 42 CFR part 414 as properties, each stated in our own words.

(f)(2) of 414.1325 is about several submissions and stands with them.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from fractions import Fraction
from itertools import combinations, product
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from mips_pi_rules import Outcome, Report, evaluate, policy, years
from mips_pi_rules.testing import mixed
from support.cases import Json, edited, full
from support.edits import GATES, exchange, ids_of, instead, levels, merged, rate, row
from support.examples import times

BEFORE_2024 = (2022, 2023)
FROM_2024 = (2024, 2025, 2026, 2027)
FROM_2023 = (2023, *FROM_2024)
EVERY = (2022, *FROM_2023)
# 42 CFR 414.1320(h)(1) and (i)(1).
MINIMUM_DAYS = dict.fromkeys(BEFORE_2024, 90) | dict.fromkeys(FROM_2024, 180)
LAST_START = dict.fromkeys(BEFORE_2024, (10, 3)) | dict.fromkeys(FROM_2024, (7, 5))
BONUS = ("PI_PHCDRR_2", "PI_PHCDRR_4", "PI_PHCDRR_5", "PI_PHCDRR_6")

every_year = pytest.mark.parametrize("year", EVERY)
with_any_submission = times(2)
any_submission = st.sampled_from(EVERY).flatmap(mixed)
any_single = st.sampled_from(EVERY).flatmap(lambda year: mixed(year, several=False))
any_legal = st.sampled_from(EVERY).flatmap(lambda year: mixed(year, refused=False))


def missing(year: int) -> Outcome:
    """What an element that is missing means: nothing was submitted, or through 2023 no points."""
    return Outcome.ZERO if year in BEFORE_2024 else Outcome.INCOMPLETE


def judged(year: int, *edits: Json) -> Report:
    """The report of the year's full submission after these edits."""
    return evaluate(edited(full(year), merged(edits)))


def answered(year: int, name: str, answer: object) -> Report:
    """The report where an attestation is answered so, or is "absent"."""
    rows = () if answer == "absent" else (row(name, answer),)
    return judged(year, instead([name], *rows))


def period(start: date, end: date) -> Json:
    return {"set": {"performanceStart": start.isoformat(), "performanceEnd": end.isoformat()}}


def worth(report: Report) -> float:
    """The score, lower than any for a submission that CMS would not take."""
    return -1 if report.score is None else report.score


def points(report: Report) -> Json:
    """The rows that hold points, each with points, available points and status."""
    return {
        name: (one.points, one.available, one.status)
        for name, one in report.measures.items()
        if one.status not in ("attested", "optional") and not name.startswith(OUTSIDE_OF_POINTS)
    }


OUTSIDE_OF_POINTS = ("PI_PPHI_", "PI_INFBLO_", "PI_ONC")


def required(year: int) -> list[str]:
    """The required measures that the full submission reports."""
    rows = {one["measureId"] for one in full(year)["measurementSets"][0]["measurements"]}
    return [n for n, one in policy(year).measures.items() if one.points is not None and n in rows]


def proportions(year: int) -> list[str]:
    """Those of them that are proportions."""
    return [name for name in required(year) if policy(year).measures[name].kind == "proportion"]


every_required = pytest.mark.parametrize(
    ("year", "name"), [(year, name) for year in EVERY for name in required(year)]
)
every_proportion = pytest.mark.parametrize(
    ("year", "name"), [(year, name) for year in EVERY for name in proportions(year)]
)


def test_the_years_are_those_of_the_clauses() -> None:
    assert years() == EVERY


# 42 CFR 414.1375(b)(1): certified technology.

FORMS = {  # ids by the years that take their form
    "0015E7Z2M4H6K8P": BEFORE_2024,
    "0015C7Z2M4H6K8P": EVERY,
    "XX15CXXXXXXXXXX": EVERY,
    "2025C7Z2M4H6K8P": (2025, 2026, 2027),
    "2026C7Z2M4H6K8P": (2026, 2027),
    "2027C7Z2M4H6K8P": (2027,),
    "2024C7Z2M4H6K8P": (),
    "2028C7Z2M4H6K8P": (),
    "0014C7Z2M4H6K8P": (),
    "0015C7Z2M4H6K8": (),
    "0015C7Z2M4H6K8PP": (),
    "0015C7Z2M4H6K8 ": (),
}


@every_year
@pytest.mark.parametrize("written", FORMS)
def test_a_score_is_earned_with_certified_technology_alone(year: int, written: str) -> None:
    """42 CFR 414.1375(b)(1): CEHRT is used for the period, or the category score is not earned.

    The CMS EHR Certification ID stands for the technology; an id of a form that the year does not
    take names none.
    """
    report = judged(year, {"set": {"cehrtId": written}})
    assert report.outcome is (Outcome.SCORED if year in FORMS[written] else Outcome.ZERO)
    assert report.subtotal == evaluate(full(year)).score


# 42 CFR 414.1375(b)(2)(ii): what is reported.


@every_year
@pytest.mark.parametrize("answer", [False, None, "absent"])
def test_the_security_risk_analysis_is_reported_as_done(year: int, answer: object) -> None:
    """42 CFR 414.1375(b)(2)(ii)(A): the actions of the analysis were completed in the year."""
    report = answered(year, "PI_PPHI_1", answer)
    assert report.outcome is (Outcome.ZERO if answer is False else missing(year))
    assert report.score == 0


@every_required
def test_each_required_measure_is_reported(year: int, name: str) -> None:
    """42 CFR 414.1375(b)(2)(ii)(B): no required measure is left out, suppressed or not."""
    report = judged(year, instead(ids_of(year, name)))
    assert report.outcome is missing(year)
    assert report.measures[name].status == "notReported"


@every_required
def test_each_required_measure_is_met(year: int, name: str) -> None:
    """42 CFR 414.1375(b)(2)(ii)(B): a numerator of at least one, or a yes.

    In 2025, and in no other year, electronic case reporting is suppressed: a no is as good as a
    yes.
    """
    measure = policy(year).measures[name]
    refused: list[Any] = [False]
    if measure.kind == "proportion":
        refused = [{"numerator": 0, "denominator": count} for count in (0, 1, 500)]
    suppressed = (year, name) == (2025, "PI_PHCDRR_3")
    for value in refused:
        report = judged(year, instead(ids_of(year, name), row(name, value)))
        assert report.outcome is (Outcome.SCORED if suppressed else Outcome.ZERO)
        assert report.measures[name].status == ("suppressed" if suppressed else "unmet")


@every_proportion
def test_a_numerator_of_one_is_enough(year: int, name: str) -> None:
    """42 CFR 414.1375(b)(2)(ii)(B): one in the numerator is enough, however large the rest."""
    report = judged(year, instead([name], rate(name, 1, 1_000_000)))
    assert report.outcome is Outcome.SCORED
    assert report.measures[name].points == 1


@every_required
def test_an_exclusion_stands_for_its_measure(year: int, name: str) -> None:
    """42 CFR 414.1375(b)(2)(ii)(B): where a measure has an exclusion, that may be claimed."""
    exclusions = policy(year).measures[name].exclusions
    assert bool(exclusions) is (name != "PI_PEA_1")
    for one in exclusions:
        report = judged(year, instead(ids_of(year, name), row(one)))
        assert report.outcome is Outcome.SCORED
        suppressed = (year, name) == (2025, "PI_PHCDRR_3")
        assert report.measures[name].status == ("suppressed" if suppressed else "excluded")


@pytest.mark.parametrize("year", BEFORE_2024)
@pytest.mark.parametrize("answer", [True, False])
def test_through_2023_either_safer_answer_is_one(year: int, answer: bool) -> None:
    """42 CFR 414.1375(b)(2)(ii)(C): an attestation on SAFER, affirmative or negative.

    Payment years 2024 and 2025 are performance years 2022 and 2023.
    """
    report = answered(year, "PI_PPHI_2", answer)
    assert report.outcome is Outcome.SCORED
    assert report.score == evaluate(full(year)).score
    assert answered(year, "PI_PPHI_2", "absent").outcome is Outcome.ZERO


@pytest.mark.parametrize("year", FROM_2024)
@pytest.mark.parametrize("answer", [True, False, None, "absent"])
def test_from_2024_only_an_affirmative_safer_answer_is_one(year: int, answer: object) -> None:
    """42 CFR 414.1375(b)(2)(ii)(D): the attestation on SAFER is affirmative.

    It begins with payment year 2026, performance year 2024.
    """
    report = answered(year, "PI_PPHI_2", answer)
    given_answers = {"True": Outcome.SCORED, "False": Outcome.ZERO}
    assert report.outcome is given_answers.get(str(answer), Outcome.INCOMPLETE)


# 42 CFR 414.1375(b)(3): attestations.


@every_year
@pytest.mark.parametrize("answer", [False, None, "absent"])
def test_cooperation_with_direct_review_is_attested(year: int, answer: object) -> None:
    """42 CFR 414.1375(b)(3)(i)(A): good-faith cooperation with ONC direct review."""
    report = answered(year, "PI_ONCDIR_1", answer)
    assert report.outcome is (Outcome.ZERO if answer is False else missing(year))


@with_any_submission
@given(any_submission, st.sampled_from([True, False, None]))
def test_surveillance_by_a_certification_body_never_matters(
    submission: Json, answer: object
) -> None:
    """42 CFR 414.1375(b)(3)(i)(B): the attestation on ONC-ACB surveillance is optional."""
    silent = edited(submission, instead(["PI_ONCACB_1"]))
    assume(all(one["measurements"] for one in silent["measurementSets"]))  # or it has no data
    before = evaluate(silent)
    after = evaluate(edited(silent, instead([], row("PI_ONCACB_1", answer))))
    assert (after.outcome, after.score, after.subtotal) == (
        before.outcome,
        before.score,
        before.subtotal,
    )
    assert points(after) == points(before)
    assert [f.rule for f in after.reasons] == [f.rule for f in before.reasons]


@every_year
def test_the_older_statements_on_information_blocking_are_not_asked_for(year: int) -> None:
    """42 CFR 414.1375(b)(3)(ii): its three statements ended with payment year 2023.

    That is performance year 2021: from 2022 four attestations gate the score and no other does.
    """
    named = policy(year).measures.items()
    attestations = {name: one.reporting for name, one in named if one.kind == "attestation"}
    assert attestations == dict.fromkeys(GATES, "required") | {"PI_ONCACB_1": "optional"}
    assert judged(year, instead(["PI_ONCACB_1"])).outcome is Outcome.SCORED
    for older in ("PI_INFBLO_2", "PI_INFBLO_3"):
        assert judged(year, {"rows": [row(older)]}).outcome is Outcome.REJECTED


@every_year
@pytest.mark.parametrize("answer", [False, None, "absent"])
def test_interoperability_was_not_knowingly_limited(year: int, answer: object) -> None:
    """42 CFR 414.1375(b)(3)(iii)(A): no knowing and willful limit on CEHRT's interoperability."""
    report = answered(year, "PI_INFBLO_1", answer)
    assert report.outcome is (Outcome.ZERO if answer is False else missing(year))


# 42 CFR 414.1380(b)(4)(ii): points.

PERFECT = {"numerator": 7, "denominator": 7}


def claims(year: int, name: str) -> list[tuple[str, ...]]:
    """The exclusions of a measure that may be claimed together: none, one, or what is accepted."""
    exclusions = policy(year).measures[name].exclusions
    found: list[tuple[str, ...]] = [(), *((one,) for one in exclusions)]
    if name == "PI_EP_2" and year in (2023, 2024):
        sizes = range(2, len(exclusions) + 1)
        found += [one for size in sizes for one in combinations(exclusions, size)]
    return found


def met(year: int, name: str) -> tuple[Json, ...]:
    """The rows that meet a measure in full."""
    kind = policy(year).measures[name].kind
    level = levels(year, name)[-1:]
    value: object = PERFECT if kind == "proportion" else True
    return (row(name, value), *(row(one) for one in level))


def combinations_of_exclusions(year: int) -> Iterator[tuple[str, tuple[Json, ...]]]:
    """Every legal combination of exclusions with every way of exchange, all else met in full."""
    single = [name for name in policy(year).measures if name in ("PI_HIE_5", "PI_HIE_6")]
    ways: list[tuple[Json, ...]] = [met(year, name) for name in single]
    for sending, receiving in product(claims(year, "PI_HIE_1"), claims(year, "PI_HIE_4")):
        first = tuple(map(row, sending)) or met(year, "PI_HIE_1")
        ways.append(first + (tuple(map(row, receiving)) or met(year, "PI_HIE_4")))
    names = ["PI_EP_1", "PI_PHCDRR_1", "PI_PHCDRR_3"]
    names += ["PI_EP_2"] if year > 2022 else []
    rest = (*met(year, "PI_PEA_1"), *map(row, GATES))
    for way, claimed in product(ways, product(*(claims(year, name) for name in names))):
        rows = [*way, *rest]
        for name, ids in zip(names, claimed, strict=True):
            rows += [row(one) for one in ids] or met(year, name)
        yield " ".join(one["measureId"] for one in rows if "_EX_" in one["measureId"]), tuple(rows)


@every_year
def test_points_of_excluded_measures_never_vanish(year: int) -> None:
    """42 CFR 414.1380(b)(4)(ii)(A): the points of an excluded measure go to other measures.

    For every legal combination of exclusions and every way of exchange the available points add
    up to 100, and who meets in full what is left earns all of them.
    """
    submission = full(year)
    counted = 0
    for said, rows in combinations_of_exclusions(year):
        counted += 1
        submission["measurementSets"][0]["measurements"] = list(rows)
        report = evaluate(submission)
        assert report.outcome is Outcome.SCORED, said
        available = sum(Fraction(one.available) for one in report.measures.values())
        assert available == 100, rows
        assert report.bonus == 0
        assert report.score == 100, rows
        for name, one in report.measures.items():
            if one.status == "excluded":
                assert (one.points, one.available) == (0, 0), (name, rows)
    ways = 5 if year == 2022 else 6
    wanted = {2022: 2 * 4 * 5, 2023: 2 * 4 * 4 * 8, 2024: 2 * 4 * 4 * 4}
    assert counted == ways * wanted.get(year, 2 * 4 * 4 * 3)


@with_any_submission
@given(any_submission)
def test_points_add_up(submission: Json) -> None:
    """42 CFR 414.1380(b)(4)(ii): the score is the sum of required and bonus points, at most 100.

    That holds of every submission that CMS would take, whatever its gates and gaps.
    """
    report = evaluate(submission)
    assume(report.outcome is not Outcome.REJECTED)
    rows = report.measures.values()
    bonus = sum(Fraction(one.points) for one in rows if one.status == "bonus")
    earned = sum(Fraction(one.points) for one in rows)
    assert report.bonus == bonus
    assert report.subtotal == min(Fraction(100), earned)
    assert sum(Fraction(one.available) for one in rows) - bonus == 100
    assert all(0 <= one.points <= one.available for one in rows)
    assert report.score == (report.subtotal if report.outcome is Outcome.SCORED else 0)
    for objective in report.objectives:
        assert objective.points == sum(Fraction(one.points) for one in objective.measures)
        assert objective.available == sum(Fraction(one.available) for one in objective.measures)


@every_year
def test_the_category_is_capped_at_one_hundred_points(year: int) -> None:
    """42 CFR 414.1380(b)(4)(ii): however much is earned, the score is not above 100."""
    perfect = dict.fromkeys(proportions(year), PERFECT)
    report = evaluate(edited(full(year), {"measures": perfect}))
    assert report.bonus > 0
    assert (report.score, report.subtotal, report.maximum) == (100, 100, 100)


@every_year
def test_required_measures_have_the_points_that_the_law_allows(year: int) -> None:
    """42 CFR 414.1380(b)(4)(ii)(B): 10, 20 or 40 points; from 2023 10, 15, 25 or 30.

    The two required public-health measures share one such number.
    """
    allowed = {10, 20, 40} if year == 2022 else {10, 15, 25, 30}
    measures = policy(year).measures
    single = {name: one.points for name, one in measures.items() if one.points is not None}
    shared = [single.pop(name) for name in ("PI_PHCDRR_1", "PI_PHCDRR_3")]
    assert sum(map(Fraction, shared)) in ({10} if year == 2022 else {25})
    assert set(single.values()) <= allowed


@every_year
def test_optional_measures_have_the_points_that_the_law_allows(year: int) -> None:
    """42 CFR 414.1380(b)(4)(ii)(C): optional measures give 5 points, in 2022 also 10."""
    groups = {one.id: (one.points, one.measures) for one in policy(year).bonus_groups}
    has_bonus = tuple(name for name in BONUS if name in policy(year).measures)
    wanted: Json = {"publicHealth": (5, has_bonus)}
    if year == 2022:
        wanted["pdmpQuery"] = (10, ("PI_EP_2",))
    assert groups == wanted


@every_year
def test_the_bonus_is_earned_once(year: int) -> None:
    """42 CFR 414.1380(b)(4)(ii)(C): five points in all, on the first measure that earns them."""
    names = [name for name in BONUS if name in policy(year).measures]
    base = instead(ids_of(year, *names, "PI_EP_2"), *map(row, ["PI_EP_2"] if year > 2022 else []))
    assert judged(year, base).bonus == 0
    for size in range(1, len(names) + 1):
        for chosen in combinations(names, size):
            rows = [one for name in reversed(chosen) for one in met(year, name)]
            report = judged(year, base, {"rows": rows})
            assert report.outcome is Outcome.SCORED
            assert report.bonus == 5
            earning = [name for name in chosen if report.measures[name].points]
            assert earning == [chosen[0]]
            assert [report.measures[name].status for name in chosen] == ["bonus"] * size


@every_year
def test_a_bonus_answered_no_is_no_harm(year: int) -> None:
    """42 CFR 414.1380(b)(4)(ii)(C): an optional measure may be answered no."""
    names = [name for name in BONUS if name in policy(year).measures]
    silent = judged(year, instead(ids_of(year, *names)))
    refused = judged(year, instead(ids_of(year, *names), *(row(name, False) for name in names)))
    assert (refused.outcome, refused.score) == (Outcome.SCORED, silent.score)


@pytest.mark.parametrize("other", ["PI_PHCDRR_1", *BONUS[:3]])
@pytest.mark.parametrize("year", [2026, 2027])
def test_the_tefca_bonus_stands_on_validated_production(year: int, other: str) -> None:
    """42 CFR 414.1380(b)(4)(ii)(C): the optional measure as CMS specifies it for the year.

    Exchange for public health under TEFCA counts beside one other measure in production.
    """
    names = ("PI_PHCDRR_1", "PI_PHCDRR_3", *BONUS)
    in_test = [row(name) for name in names[:2]] + [row(f"{name}_PRE") for name in names[:2]]
    plain = instead(ids_of(year, *names), *in_test, row("PI_PHCDRR_6"))
    assert judged(year, plain).bonus == 0
    rows = [one for one in in_test if not one["measureId"].startswith(other)]
    # Answered yes in production, without being the one that earns the bonus itself.
    produced = instead(ids_of(year, *names), *rows, *met(year, other), row("PI_PHCDRR_6"))
    report = judged(year, produced)
    assert report.bonus == 5
    assert (report.measures["PI_PHCDRR_6"].points == 5) is (other == "PI_PHCDRR_1")


# 2025: electronic case reporting is suppressed.


def _case_reporting() -> list[tuple[Json, ...]]:
    name = "PI_PHCDRR_3"
    return [
        (row(name, False),),
        (row(name), row(f"{name}_PRE")),
        (row(name), row(f"{name}_PROD")),
        *((row(one),) for one in policy(2025).measures[name].exclusions),
    ]


@pytest.mark.parametrize("rows", _case_reporting(), ids=str)
@pytest.mark.parametrize("immunization", [True, False])
def test_a_suppressed_measure_earns_its_points_whatever_was_said(
    rows: tuple[Json, ...], immunization: bool
) -> None:
    """42 CFR 414.1380(b)(4)(ii)(A), and CMS's suppression: nothing is lost and nothing moves away.

    In 2025 electronic case reporting is credited in full where it stands, with the points of an
    excluded immunization registry too.
    """
    name = "PI_PHCDRR_3"
    first = ids_of(2025, "PI_PHCDRR_1")
    other = met(2025, "PI_PHCDRR_1") if immunization else (row("PI_PHCDRR_1_EX_2"),)
    report = judged(2025, instead(ids_of(2025, name), *rows), instead(first, *other))
    share = 12.5 if immunization else 25
    one = report.measures[name]
    assert report.outcome is Outcome.SCORED
    assert (one.points, one.available, one.status) == (share, share, "suppressed")
    assert report.measures["PI_PEA_1"].available == 25


# 42 CFR 414.1325(a)(1)(iii): the four elements of a submission.


@every_year
@pytest.mark.parametrize(
    "objective",
    [
        "electronicPrescribing",
        "healthInformationExchange",
        "providerToPatientExchange",
        "publicHealthAndClinicalDataExchange",
    ],
)
def test_performance_data_of_each_objective_are_an_element(year: int, objective: str) -> None:
    """42 CFR 414.1325(a)(1)(iii)(A): performance data, or claimed exclusions, by objective."""
    names = [n for n, one in policy(year).measures.items() if one.objective == objective]
    report = judged(year, instead(ids_of(year, *names)))
    assert report.outcome is missing(year)


@every_year
@pytest.mark.parametrize("name", GATES)
def test_the_required_attestations_are_an_element(year: int, name: str) -> None:
    """42 CFR 414.1325(a)(1)(iii)(B): the required attestations."""
    assert judged(year, instead([name])).outcome is missing(year)


@every_year
@pytest.mark.parametrize("edit", [{"without": ["cehrtId"]}, {"set": {"cehrtId": ""}}])
def test_the_certification_id_is_an_element(year: int, edit: Json) -> None:
    """42 CFR 414.1325(a)(1)(iii)(C): the CEHRT ID from the Certified Health IT Product List."""
    assert judged(year, edit).outcome is missing(year)


@every_year
@pytest.mark.parametrize("gone", [["Start"], ["End"], ["Start", "End"]])
def test_both_dates_are_an_element(year: int, gone: list[str]) -> None:
    """42 CFR 414.1325(a)(1)(iii)(D): the first and the last day of the period."""
    report = judged(year, {"without": [f"performance{one}" for one in gone]})
    assert report.outcome is missing(year)


@every_year
def test_with_all_four_elements_it_is_a_submission(year: int) -> None:
    """42 CFR 414.1325(a)(1)(iii): with the four elements there is one, and it is scored."""
    only = [name for name in policy(year).measures if name not in (*required(year), *GATES)]
    report = judged(year, {"without": ids_of(year, *only)})
    assert report.outcome is Outcome.SCORED


@with_any_submission
@given(st.sampled_from(BEFORE_2024).flatmap(mixed))
def test_before_2024_what_has_rows_is_not_incomplete(submission: Json) -> None:
    """42 CFR 414.1325(a)(1)(iii): the elements count from 2024; before, a gap earns nothing."""
    assume(all(one["measurements"] for one in submission["measurementSets"]))
    assert evaluate(submission).outcome is not Outcome.INCOMPLETE


# Gates never change points.


def _gate_edits(year: int) -> list[Json]:
    edits: list[Json] = [instead([name]) for name in (*GATES, "PI_ONCACB_1")]
    for value in (True, False, None):
        edits += [instead([name], row(name, value)) for name in (*GATES, "PI_ONCACB_1")]
    edits += [{"without": [name]} for name in ("cehrtId", "performanceStart", "performanceEnd")]
    edits += [{"set": {"cehrtId": one}} for one in ("", "2030C7Z2M4H6K8P", "0015C7Z2M4H6K8P")]
    last = date(year, 12, 31)
    edits += [period(last - timedelta(days), last) for days in (0, 88, 89, 178, 179, 364)]
    return edits


@times(4)
@given(any_single, st.data())
def test_gates_never_change_points(submission: Json, data: st.DataObject) -> None:
    """42 CFR 414.1380(b)(4)(ii) with 414.1375(b): the points are those of the measures alone.

    Attestations, the certification id and the period decide whether the sum counts, not what it is.
    """
    edits = _gate_edits(submission["performanceYear"])
    before = evaluate(submission)
    after = evaluate(edited(submission, merged([data.draw(st.sampled_from(edits))])))
    assume(Outcome.REJECTED not in (before.outcome, after.outcome))
    assert points(after) == points(before)
    assert (after.subtotal, after.bonus) == (before.subtotal, before.bonus)


@every_year
def test_every_gate_alone_forces_the_score_and_leaves_the_points(year: int) -> None:
    """42 CFR 414.1375(b): one requirement that fails is enough, and it costs all of the points."""
    whole = evaluate(full(year))
    last = date(year, 12, 31)
    failing: list[Json] = [instead([name]) for name in GATES]
    no = (name for name in GATES if name != "PI_PPHI_2" or year in FROM_2024)
    failing += [instead([name], row(name, False)) for name in no]
    failing += [{"without": [name]} for name in ("cehrtId", "performanceStart", "performanceEnd")]
    failing += [{"set": {"cehrtId": "2030C7Z2M4H6K8P"}}]
    failing += [period(last - timedelta(MINIMUM_DAYS[year] - 2), last)]
    for edit in failing:
        report = judged(year, edit)
        assert (report.forced_to_zero, report.score) == (True, 0), edit
        assert report.subtotal == whole.score
        assert points(report) == points(whole)


# Monotonicity: doing more never lowers the score.


def _better(year: int, submission: Json) -> list[Json]:
    """Edits that each say that more was done."""
    rows = submission["measurementSets"][0]["measurements"]
    said = {one["measureId"]: one.get("value") for one in rows}
    edits: list[Json] = []
    for name, measure in policy(year).measures.items():
        value = said.get(name)
        both = levels(year, name)
        add_level: Json = {"measures": {both[1]: True}} if both else {"measures": {}}
        if any(said.get(level) is True for level in both):
            add_level = {"measures": {}}
        if measure.kind == "proportion" and isinstance(value, dict):
            low, high = int(value["numerator"]), int(value["denominator"])
            for more in {*range(low, high + 1, max(1, high // 5)), high}:
                if more > low:
                    raised = {"numerator": more, "denominator": high}
                    edits.append({"measures": {name: raised}})
        elif (measure.reporting == "bonus" and name not in said) or (
            value is False and measure.reporting != "optional"
        ):
            edits.append({"measures": {name: True} | add_level["measures"]})
    return edits


# Through 2023 sets that differ conflict, so that more in one of several may well cost all points.
any_that_may_grow = st.sampled_from(EVERY).flatmap(
    lambda year: mixed(year, refused=False, several=year not in BEFORE_2024)
)


@times(4)
@given(any_that_may_grow)
def test_doing_more_never_lowers_the_score(submission: Json) -> None:
    """42 CFR 414.1380(b)(4)(ii) with 414.1375(b)(2)(ii)(B): more is never worth less.

    More is a numerator raised up to its denominator, a bonus measure added with its level, or a
    no turned into a yes, with its level where one is asked.
    """
    before = evaluate(submission)
    for edit in _better(submission["performanceYear"], submission):
        after = evaluate(edited(submission, edit))
        assert worth(after) >= worth(before), edit
        if after.subtotal is not None and before.subtotal is not None and len(after.sets) == 1:
            assert after.subtotal >= before.subtotal, edit


@every_proportion
def test_every_numerator_up_to_its_denominator_earns_at_least_as_much(year: int, name: str) -> None:
    """42 CFR 414.1380(b)(4)(ii)(A): a measure's score rises with its performance."""
    earned = [judged(year, instead([name], rate(name, count, 37))) for count in range(38)]
    scores = [report.measures[name].points for report in earned]
    assert scores == sorted(scores)
    assert (scores[0], scores[1] >= 1) == (0, True)
    assert scores[-1] == policy(year).measures[name].points


# 42 CFR 414.1320(h) and (i): the performance period.


def _days(year: int) -> list[date]:
    first = date(year, 1, 1)
    return [first + timedelta(n) for n in range((date(year, 12, 31) - first).days + 1)]


def _periods_of_length(year: int, length: int) -> Iterator[tuple[date, date]]:
    days = _days(year)
    yield from zip(days, days[length - 1 :], strict=False)


def _check_every_start(year: int) -> None:
    submission = full(year)
    one = submission["measurementSets"][0]
    least = MINIMUM_DAYS[year]
    for length, wanted in ((least, Outcome.SCORED), (least - 1, Outcome.ZERO)):
        spans = list(_periods_of_length(year, length))
        assert len(spans) == len(_days(year)) - length + 1
        for start, end in spans:
            one |= period(start, end)["set"]
            assert evaluate(submission).outcome is wanted, (start, end)


@pytest.mark.parametrize("year", BEFORE_2024)
def test_through_2023_ninety_days_in_a_row_are_enough_and_89_are_not(year: int) -> None:
    """42 CFR 414.1320(h)(1): at least 90 continuous days in the calendar year, any of them.

    Payment years 2024 and 2025 are performance years 2022 and 2023; both end days count.
    """
    assert MINIMUM_DAYS[year] == 90
    _check_every_start(year)


@pytest.mark.parametrize("year", FROM_2024)
def test_from_2024_180_days_in_a_row_are_enough_and_179_are_not(year: int) -> None:
    """42 CFR 414.1320(i)(1): at least 180 continuous days in the calendar year, any of them.

    From payment year 2026, performance year 2024, a leap year; both end days count.
    """
    assert MINIMUM_DAYS[year] == 180
    _check_every_start(year)


@times(4)
@given(st.sampled_from(EVERY), st.data())
def test_any_period_of_the_year_counts_by_its_days(year: int, data: st.DataObject) -> None:
    """42 CFR 414.1320(h)(1), (i)(1): from the minimum up to and including the calendar year."""
    days = _days(year)
    first, last = sorted(data.draw(st.tuples(*[st.integers(0, len(days) - 1)] * 2)))
    report = judged(year, period(days[first], days[last]))
    enough = last - first + 1 >= MINIMUM_DAYS[year]
    assert report.outcome is (Outcome.SCORED if enough else Outcome.ZERO)


@every_year
def test_the_last_day_on_which_a_period_can_start(year: int) -> None:
    """42 CFR 414.1320(h)(1), (i)(1): October 3 through 2023, July 5 from 2024, leap years too."""
    last = date(year, 12, 31)
    start = date(year, *LAST_START[year])
    assert judged(year, period(start, last)).outcome is Outcome.SCORED
    assert judged(year, period(start + timedelta(1), last)).outcome is Outcome.ZERO
    beyond = judged(year, period(start + timedelta(1), last + timedelta(1)))
    assert beyond.outcome is Outcome.REJECTED


@every_year
def test_a_period_lies_inside_its_calendar_year(year: int) -> None:
    """42 CFR 414.1320(h)(1), (i)(1): inside the calendar year, its first and last day included."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    assert judged(year, period(first, last)).outcome is Outcome.SCORED
    outside = [(first - timedelta(1), last), (first, last + timedelta(1))]
    outside += [(date(year - 1, 1, 1), date(year - 1, 12, 31)), (last, first)]
    for start, end in outside:
        assert judged(year, period(start, end)).outcome is Outcome.REJECTED


# The first days of the year that are enough: 31 + 28 + 31 = 90, 31 + 29 + 31 + 30 + 31 + 28 = 180.
ENOUGH_FROM_JANUARY = dict.fromkeys(BEFORE_2024, (3, 31)) | dict.fromkeys(FROM_2024, (6, 29))
ENOUGH_FROM_JANUARY[2024] = (6, 28)


@every_year
def test_february_29_counts_where_there_is_one(year: int) -> None:
    """42 CFR 414.1320(h)(1), (i)(1): days are counted as they are, in leap years too."""
    first, through = date(year, 1, 1), date(year, *ENOUGH_FROM_JANUARY[year])
    assert judged(year, period(first, through)).outcome is Outcome.SCORED
    assert judged(year, period(first, through - timedelta(1))).outcome is Outcome.ZERO
    report = judged(year, {"set": {"performanceStart": f"{year}-02-29"}})
    assert report.outcome is (Outcome.SCORED if year == 2024 else Outcome.REJECTED)


@every_year
def test_one_day_is_a_period_of_one_day(year: int) -> None:
    """42 CFR 414.1320(h)(1), (i)(1): a period that starts and ends on one day is one day long."""
    for one in (date(year, 1, 1), date(year, 6, 30), date(year, 12, 31)):
        report = judged(year, period(one, one))
        assert report.outcome is Outcome.ZERO
        assert [f.values["days"] for f in report.reasons] == [1]


# The ways of Health Information Exchange are measures "as applicable".


@every_year
def test_exactly_one_way_of_exchange_is_reported(year: int) -> None:
    """42 CFR 414.1375(b)(2)(ii)(B): each required measure, as applicable.

    The two referral-loop measures together, bi-directional exchange, or from 2023 TEFCA.
    """
    both = exchange(year)
    pair = (*met(year, "PI_HIE_1"), *met(year, "PI_HIE_4"))
    assert judged(year, instead(both, *pair)).outcome is Outcome.SCORED
    assert judged(year, instead(both, *pair[:1])).outcome is missing(year)
    assert judged(year, instead(both, *pair[1:])).outcome is missing(year)
    for name in ("PI_HIE_5", "PI_HIE_6") if year > 2022 else ("PI_HIE_5",):
        alone = judged(year, instead(both, row(name)))
        assert alone.outcome is Outcome.SCORED
        assert alone.measures[name].available == (40 if year == 2022 else 30)
        assert judged(year, instead(both, row(name, False))).outcome is Outcome.ZERO
        assert judged(year, instead(both, row(name), pair[0])).outcome is Outcome.REJECTED
    if year == 2022:
        assert judged(year, instead(both, row("PI_HIE_6"))).outcome is Outcome.REJECTED
