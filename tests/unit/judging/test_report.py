"""The report keeps the contract: names, precedence, rows, values that are frozen and equal."""

import copy
import json
import pickle
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import attrs
import pytest

from mips_pi_rules import Outcome, Report, evaluate, evaluate_best, evaluate_many, years
from mips_pi_rules.law.rulebook import _default
from support.cases import EXAMPLES, FULL, NO_SAFER, Json, edited, full, lines, read_json

SHORT = edited(FULL, {"set": {"performanceStart": "2025-07-06"}})
CASES = [read_json(file)["submission"] for file in sorted(EXAMPLES.glob("20*/*.json"))]


def set_of(submission: Json, **fields: object) -> Json:
    changed: Json = edited(submission, {"set": fields})["measurementSets"][0]
    return changed


def with_sets(*sets: Json) -> Json:
    return FULL | {"measurementSets": list(sets)}


def test_a_notebook_shows_what_the_page_has() -> None:
    report = evaluate(NO_SAFER)
    shown = report._repr_html_()
    assert report.findings[0].message in shown
    body = shown[shown.index("<article") : shown.index("</article>")]
    assert body.replace("<h2", "<h1", 1).replace("</h2", "</h1", 1) in report.to_html()


@pytest.mark.parametrize("submission", [FULL, NO_SAFER, {}], ids=["scored", "zero", "rejected"])
def test_a_report_holds_what_it_declares_and_nothing_more(submission: Json) -> None:
    declared = {one.name for one in attrs.fields(Report)}
    assert vars(evaluate(submission)).keys() <= declared | {"_rows"}


@pytest.mark.parametrize(
    ("entity", "who"),
    [
        ("individual", "clinician"),
        ("group", "group"),
        ("virtualGroup", "virtualGroup"),
        ("apm", "apm"),
        ("subgroup", "subgroup"),
        ("soloist", None),
    ],
)
def test_a_score_applies_to_whom_the_entity_type_says(entity: str, who: str | None) -> None:
    assert evaluate(FULL | {"entityType": entity}).applies_to == who


def test_the_eight_names_that_callers_gate_on() -> None:
    report = evaluate(NO_SAFER)
    assert report.ok is False
    assert report.forced_to_zero is True
    assert report.outcome == "zero"
    assert report.outcome is Outcome.ZERO
    assert report.score == 0
    assert report.subtotal == 96
    row = report.measures["PI_EP_1"]
    assert (row.points, row.available, row.status) == (9, 10, "met")
    assert row.why == "180/200 x 10 = 9.00, rounded to 9."
    assert row.cites
    assert [finding.rule for finding in report.reasons] == ["PI104"]
    assert report.reasons[0].cites == ("42 CFR 414.1375(b)(2)(ii)(D)", "SAFER25")
    assert report.assumptions == ()


@pytest.mark.parametrize(
    "numerator, denominator, points, rate",
    [
        (1, 2, 8, "7.50"),
        (833, 1000, 12, "12.495"),
        (833326, 1000000, 12, "12.4999"),
        (833334, 1000000, 13, "12.50001"),
        (2999999, 3000000, 15, "15.00"),
    ],
)
def test_a_rate_is_not_printed_as_a_half_that_it_is_not(
    numerator: int, denominator: int, points: int, rate: str
) -> None:
    counts = {"numerator": numerator, "denominator": denominator}
    row = evaluate(edited(full(2024), {"measures": {"PI_HIE_1": counts}})).measures["PI_HIE_1"]
    assert row.points == points
    assert row.why == f"{numerator}/{denominator} x 15 = {rate}, rounded to {points}."


def test_only_scored_is_ok_and_only_zero_and_incomplete_are_forced() -> None:
    answers = {}
    for submission in CASES:
        report = evaluate(submission)
        answers[report.outcome] = (report.ok, report.forced_to_zero)
    assert answers == {
        "scored": (True, False),
        "zero": (False, True),
        "incomplete": (False, True),
        "rejected": (False, False),
    }


def test_a_finding_keeps_its_values_and_says_them() -> None:
    (finding,) = evaluate(SHORT).findings
    assert finding.rule == "PI209"
    assert finding.values == {
        "start": "2025-07-06",
        "end": "2025-12-31",
        "days": 179,
        "minimumDays": 180,
        "year": 2025,
    }
    assert "179 of the 180 days" in finding.message


def test_rejected_comes_before_incomplete_before_zero_and_hides_none() -> None:
    edits: Json = {"measures": {"PI_PPHI_1": False}}
    assert evaluate(edited(FULL, edits)).outcome == "zero"
    edits["without"] = ["PI_PPHI_2"]
    assert evaluate(edited(FULL, edits)).outcome == "incomplete"
    edits["measures"]["PI_LVPP_1"] = True
    report = evaluate(edited(FULL, edits))
    assert report.outcome == "rejected"
    assert [(f.rule, f.outcome) for f in report.reasons] == [
        ("PI401", "rejected"),
        ("PI103", "incomplete"),
        ("PI102", "zero"),
    ]


def test_rejected_has_no_points_and_every_set_keeps_its_own() -> None:
    report = evaluate(with_sets(set_of(FULL), set_of(FULL, submissionMethod="claims")))
    assert (report.score, report.subtotal, report.default_contribution) == (None, None, None)
    assert (report.bonus, report.objectives, dict(report.measures)) == (0, (), {})
    assert [(s.outcome, s.score, s.picked) for s in report.sets] == [
        ("scored", 96, False),
        ("rejected", None, False),
    ]


def test_the_highest_set_that_counts_is_picked_and_the_first_of_equals() -> None:
    low = edited(FULL, {"measures": {"PI_EP_1": {"numerator": 1, "denominator": 200}}})
    gap = edited(FULL, {"without": ["PI_PPHI_2"]})
    sets = [
        set_of(gap, submissionMethod="registry"),
        set_of(low),
        set_of(FULL, programName="app1"),
        set_of(FULL, programName="app1", submissionMethod="registry"),
    ]
    report = evaluate(with_sets(*sets))
    assert [(s.outcome, s.score, s.picked) for s in report.sets] == [
        ("incomplete", 0, False),
        ("scored", 88, False),
        ("scored", 96, True),
        ("scored", 96, False),
    ]
    assert report.score == 96
    assert report.default_category_weight == 0.3
    assert report.reasons == ()
    assert [f.rule for f in report.findings] == ["PI103"]
    assert [a.id for a in report.assumptions] == ["programs-apart"]


def test_when_no_set_counts_the_first_is_shown() -> None:
    gap = edited(FULL, {"without": ["PI_PPHI_2"]})
    other = edited(FULL, {"without": ["PI_PPHI_1"], "set": {"submissionMethod": "registry"}})
    report = evaluate(with_sets(set_of(gap), *other["measurementSets"]))
    assert report.outcome == "incomplete"
    assert [s.picked for s in report.sets] == [True, False]
    assert [f.rule for f in report.reasons] == ["PI103"]


@pytest.mark.parametrize("year", years())
def test_no_set_of_the_category_is_incomplete_with_one_finding_in_every_year(year: int) -> None:
    submission = full(year) | {"measurementSets": []}
    report = evaluate(submission)
    assert lines(report) == [["PI305", "incomplete", "/measurementSets"]]
    assert (report.outcome, report.score, report.subtotal) == ("incomplete", 0, 0)
    assert {row.status for row in report.measures.values()} == {"notReported"}
    assert sum(row.available for row in report.measures.values()) == 100
    del submission["measurementSets"]
    assert lines(evaluate(submission)) == [["PI305", "incomplete", ""]]


@pytest.mark.parametrize("year", [2021, 2028, "2025", None, 2025.5, True, [2025]])
def test_a_year_without_rules_leaves_what_needs_none(year: object) -> None:
    report = evaluate(FULL | {"performanceYear": year})
    assert lines(report) == [["PI001", "rejected", "/performanceYear"]]
    assert report.performance_year is report.policy_status is report.policy_as_of is None
    assert report.maximum is None
    assert report.applies_to == "clinician"
    assert report.sets[0].outcome == "rejected"


def test_gates_leave_the_subtotal_and_the_rows_as_they_are() -> None:
    assert evaluate(SHORT).subtotal == evaluate(FULL).subtotal
    assert evaluate(SHORT).measures == evaluate(FULL).measures


def test_the_contribution_is_exact_with_at_most_two_decimals() -> None:
    report = evaluate(edited(FULL, {"set": {"programName": "app1"}}))
    assert (report.score, report.default_category_weight) == (96, 0.3)
    assert json.dumps(report.default_contribution) == "28.8"
    for submission in CASES:
        contribution = evaluate(submission).default_contribution
        assert contribution is None or round(contribution, 2) == contribution


def test_reports_are_values() -> None:
    for submission in CASES:
        first, second = evaluate(submission), evaluate(copy.deepcopy(submission))
        assert first == second
        assert hash(first) == hash(second)
        assert pickle.loads(pickle.dumps(first)) == first
        assert Report.from_dict(json.loads(json.dumps(first.to_dict()))) == first
    report = evaluate(NO_SAFER)
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        report.score = 100  # type: ignore[misc]
    with pytest.raises(TypeError):
        report.measures["PI_EP_1"] = report.measures["PI_EP_2"]  # type: ignore[index]
    with pytest.raises(TypeError):
        report.findings[0].values.update(measureId="PI_EP_1")
    assert repr(report.findings[0].values).startswith("FrozenMap({")


@pytest.mark.parametrize("document", [{}, {"schemaVersion": 1}, [], None, {"outcome": "x"}])
def test_what_is_no_report_is_refused_without_being_repeated(document: object) -> None:
    with pytest.raises(ValueError, match=r"report\.schema\.json") as caught:
        Report.from_dict(document)  # type: ignore[arg-type]
    assert caught.value.__context__ is None


def test_the_document_is_not_changed_and_the_order_of_its_names_is_free() -> None:
    before = copy.deepcopy(NO_SAFER)
    report = evaluate(NO_SAFER)
    assert before == NO_SAFER
    turned = dict(reversed(NO_SAFER.items()))
    assert evaluate(turned) == report


def test_many_are_evaluated_in_order_and_a_bad_one_becomes_a_report() -> None:
    reports = list(evaluate_many([FULL, "{", NO_SAFER, None]))
    assert [report.outcome for report in reports] == ["scored", "rejected", "zero", "rejected"]
    (finding,) = reports[1].findings
    assert (finding.rule, finding.pointer, finding.line, finding.column) == ("PI000", "", 1, 2)
    assert "not JSON" in finding.message
    assert Report.from_dict(reports[1].to_dict()) == reports[1]


@pytest.mark.parametrize("given", [FULL, json.dumps(FULL), b"{}"])
def test_one_submission_is_not_taken_for_several(given: Any) -> None:
    with pytest.raises(TypeError, match="`evaluate` takes one"):
        evaluate_best(given)
    with pytest.raises(TypeError, match="`evaluate` takes one"):
        next(evaluate_many(given))


def test_the_first_call_may_come_from_eight_threads_at_once() -> None:
    fresh = _default.__wrapped__()  # the shipped rulebook before anybody asked it
    barrier = Barrier(8)

    def first_call(number: int) -> Report:
        barrier.wait()
        return evaluate(NO_SAFER if number % 2 else FULL, rulebook=fresh)

    with ThreadPoolExecutor(8) as pool:
        reports = list(pool.map(first_call, range(8)))
    assert reports == [evaluate(FULL), evaluate(NO_SAFER)] * 4


@pytest.mark.parametrize("look", ["", "objectives", "measures"])
def test_a_report_is_the_same_value_whether_its_rows_were_read_or_not(look: str) -> None:
    """Rows are made when they are first asked for; nothing shows whether they were."""
    submission = full(years()[-1])
    read, unread = evaluate(submission), evaluate(submission)
    if look:
        getattr(read, look)
    assert hash(read) == hash(evaluate(submission))
    assert repr(read) == repr(evaluate(submission))
    assert pickle.loads(pickle.dumps(unread)) == read
    assert copy.copy(evaluate(submission)) == copy.deepcopy(evaluate(submission)) == read
    assert attrs.evolve(evaluate(submission), score=1) == attrs.evolve(read, score=1)
    assert Report.from_dict(evaluate(submission).to_dict()) == read == unread
    with pytest.raises(AttributeError):
        _ = read.nothing  # type: ignore[attr-defined] # that is what is tested
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        read.score = 1  # type: ignore[misc]
