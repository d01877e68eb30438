"""Several submissions for one clinician or group."""

import json

import pytest

from mips_pi_rules import UnreadableSubmission, evaluate, evaluate_best
from mips_pi_rules.judging.evaluation import best_of
from support.cases import Json, edited, full
from support.edits import two_sets

LOW: Json = {"measures": {"PI_EP_1": {"numerator": 1, "denominator": 200}}}
GAP: Json = {"without": ["PI_PPHI_2"]}


@pytest.mark.parametrize("year", [2024, 2025, 2026, 2027])
def test_from_2024_the_highest_counts(year: int) -> None:
    """42 CFR 414.1325(f)(2): each submission is scored and the highest score is used."""
    high, low = full(year), edited(full(year), LOW)
    for submissions in ([high, low], [low, high], [low, high, low]):
        assert evaluate_best(submissions) == evaluate(high)


@pytest.mark.parametrize("year", [2022, 2023])
def test_through_2023_conflicting_rates_force_zero(year: int) -> None:
    report = evaluate_best([edited(full(year), LOW), full(year)])
    assert (report.outcome, report.score) == ("zero", 0)
    assert [(f.rule, f.values["measureId"]) for f in report.reasons] == [("PI701", "PI_EP_1")]


@pytest.mark.parametrize("year", [2022, 2023])
def test_through_2023_equal_data_are_no_conflict(year: int) -> None:
    assert evaluate_best([full(year), full(year)]) == evaluate(full(year))


@pytest.mark.parametrize("year", [2023, 2025])
def test_rejected_and_incomplete_ones_take_no_part(year: int) -> None:
    gap = edited(full(year), {"without": ["measurementSets"]})
    refused = edited(edited(full(year), LOW), {"set": {"submissionMethod": "fax"}})
    assert evaluate_best([refused, gap, full(year)]) == evaluate(full(year))
    assert evaluate_best([refused, gap]) == evaluate(gap)
    other = edited(refused, {"measures": {"PI_PPHI_1": False}})
    assert evaluate_best([refused, other]) == evaluate(refused) != evaluate(other)


def test_of_a_year_without_rules_the_first_is_reported() -> None:
    first = full(2025) | {"performanceYear": 1999}
    assert best_of([first, first | {"measurementSets": 5}]) == (0, evaluate(first))
    text = json.dumps(first)
    assert best_of([text, f"\n{text}"]) == (0, evaluate(text))
    assert evaluate(text) != evaluate(f"\n{text}")  # findings have their lines


def test_the_first_of_equals_is_reported() -> None:
    first, second = full(2025), edited(full(2025), {"set": {"performanceStart": "2025-01-01"}})
    assert evaluate_best([first, second]) == evaluate(first)


@pytest.mark.parametrize(
    "field, value",
    [
        ("performanceYear", 2024),
        ("entityType", "group"),
        ("taxpayerIdentificationNumber", "000000009"),
        ("nationalProviderIdentifier", "0000000009"),
        ("entityId", "OTHER-ENTITY"),
    ],
)
def test_submissions_of_different_ones_are_refused_by_the_name_of_the_field(
    field: str, value: object
) -> None:
    first = full(2025) | {"entityId": "ENTITY-EXAMPLE-1"}
    with pytest.raises(ValueError, match=field) as caught:
        evaluate_best([first, first | {field: value}])
    assert str(value) not in str(caught.value)


def test_no_submission_is_an_error_and_an_unreadable_one_is_raised() -> None:
    with pytest.raises(ValueError, match="no submission"):
        evaluate_best([])
    with pytest.raises(UnreadableSubmission):
        evaluate_best([full(2025), "{"])


def test_a_choice_rests_on_the_readings_that_would_change_it() -> None:
    """A submission that one reading keeps from counting more leaves that reading in the report."""
    better = edited(full(2025), {"without": ["PI_PHCDRR_3_PROD"]})
    lower = edited(full(2025), LOW)
    report = evaluate_best([better, lower])
    assert (report.score, [one.id for one in report.assumptions]) == (88, ["suppressed-yes-level"])
    assert evaluate_best([lower]).assumptions == ()
    assert "year-2027" in [one.id for one in evaluate_best([full(2027)] * 2).assumptions]


def test_an_attestation_and_an_exclusion_conflict_and_dates_do_not() -> None:
    first = full(2023)
    no_safer = edited(first, {"measures": {"PI_PPHI_2": False}})
    excluded = edited(first, {"without": ["PI_EP_1"], "measures": {"PI_LVPP_1": True}})
    for other, measure in ((no_safer, "PI_PPHI_2"), (excluded, "PI_EP_1")):
        (finding,) = evaluate_best([first, other]).reasons
        assert (finding.rule, finding.values["measureId"]) == ("PI701", measure)
    later = edited(first, {"set": {"performanceStart": "2023-08-01", "cehrtId": "0015E7Z2M4H6K8P"}})
    assert evaluate_best([first, later]).ok


@pytest.mark.parametrize("year", [2022, 2023])
@pytest.mark.parametrize("other", [LOW, {"measures": {"PI_INFBLO_1": False}}])
def test_through_2023_sets_of_one_document_that_conflict_force_zero(year: int, other: Json) -> None:
    report = evaluate(two_sets(year, other))
    (measure,) = other["measures"]
    assert (report.outcome, report.score) == ("zero", 0)
    (conflict,) = [f for f in report.reasons if f.rule == "PI701"]
    assert conflict.values["measureId"] == measure
    assert conflict.pointer.startswith("/measurementSets/1/measurements/")
    # The highest is picked and shown; sets, rows and subtotal are untouched.
    alone = [evaluate(two_sets(year, {})), evaluate(edited(full(year), other))]
    assert [(one.outcome, one.score, one.picked) for one in report.sets] == [
        ("scored", alone[0].score, True),
        (alone[1].outcome, alone[1].score, False),
    ]
    assert (report.subtotal, report.objectives) == (alone[0].subtotal, alone[0].objectives)
    assert "conflict-in-one-document" in {one.id for one in report.assumptions}


@pytest.mark.parametrize("year", [2022, 2023])
@pytest.mark.parametrize("beside", [{}, LOW, {"without": ["PI_EP_1"]}])
def test_sets_of_one_document_conflict_whatever_stands_beside_it(year: int, beside: Json) -> None:
    document, other = two_sets(year, LOW), edited(full(year), beside)
    for several in ([document, other], [other, document], [document, document]):
        report = evaluate_best(several)
        assert (report.outcome, report.score) == ("zero", 0)
        (conflict,) = [f for f in report.reasons if f.rule == "PI701"]
        assert conflict.values["measureId"] == "PI_EP_1"
    assert "conflict-in-one-document" in {one.id for one in report.assumptions}


@pytest.mark.parametrize("year", [2022, 2023])
def test_sets_of_different_programs_and_refused_ones_do_not_conflict(year: int) -> None:
    apart = evaluate(two_sets(year, LOW, "app1"))
    refused = evaluate(two_sets(year, LOW | {"set": {"cehrtId": 15}}))
    equal = evaluate(two_sets(year, {"set": {"performanceStart": f"{year}-01-01"}}))
    for report in (apart, refused, equal):
        assert "PI701" not in {finding.rule for finding in report.findings}
    assert (apart.outcome, refused.outcome, equal.outcome) == ("scored", "rejected", "scored")


@pytest.mark.parametrize("year", [2022, 2023])
def test_submissions_of_different_programs_conflict_where_sets_of_one_do_not(year: int) -> None:
    """What is published of submissions names no program; of one document it is a reading."""
    one, other = full(year), edited(full(year), LOW | {"set": {"programName": "app1"}})
    report = evaluate_best([one, other])
    assert (report.outcome, report.score) == ("zero", 0)
    assert [f.values["measureId"] for f in report.reasons] == ["PI_EP_1"]
    assert evaluate(two_sets(year, LOW, "app1")).outcome == "scored"


@pytest.mark.parametrize("year", [2024, 2025, 2026, 2027])
def test_from_2024_the_highest_set_counts(year: int) -> None:
    report = evaluate(two_sets(year, LOW))
    assert report.outcome == "scored"
    assert report.score == evaluate(full(year)).score


def test_an_exclusion_against_the_measure_is_shown_at_the_exclusion() -> None:
    other = {"without": ["PI_EP_1"], "measures": {"PI_LVPP_1": True}}
    submission = two_sets(2023, other)
    (conflict,) = [f for f in evaluate(submission).reasons if f.rule == "PI701"]
    row = int(conflict.pointer.rpartition("/")[2])
    rows = submission["measurementSets"][1]["measurements"]
    assert conflict.pointer == f"/measurementSets/1/measurements/{row}"
    assert rows[row]["measureId"] == "PI_LVPP_1"
