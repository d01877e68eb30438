"""A summary counts documents, in one pass, exactly, and keeps none of them."""

import json
import pickle
import weakref
from collections import Counter
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import attrs
import pytest

import mips_pi_rules
from mips_pi_rules import Report, Summary, evaluate, evaluate_many, summarize
from mips_pi_rules.errors import WrongJson
from mips_pi_rules.judging.summary import Tally
from support.cases import EXAMPLES, FULL, NO_SAFER, edited, example, full, read_json

TWO = edited(FULL, {"measures": {"PI_PPHI_2": False, "PI_PPHI_1": False}})
FAX = edited(FULL, {"set": {"submissionMethod": "fax"}})
MANY = [FULL, NO_SAFER, TWO, FAX, "not JSON", full(2024), {"measurementSets": []}]


def of(*submissions: Any) -> Summary:
    return summarize(evaluate_many(submissions))


@pytest.fixture(scope="module")
def reports() -> list[Report]:
    cases = map(read_json, sorted(EXAMPLES.glob("20*/*.json")))
    return list(evaluate_many((one["submission"], one.get("context")) for one in cases))


def test_it_is_public() -> None:
    assert {"Summary", "summarize"} <= set(mips_pi_rules.__all__)


def test_outcomes_are_counted_and_those_that_cannot_be_read_among_them() -> None:
    found = of(*MANY)
    assert found.documents == len(MANY)
    assert found.outcomes == {
        "scored": 2,
        "zero": 2,
        "incomplete": 0,
        "reweighted": 0,
        "rejected": 3,
    }
    assert (found.ok, found.forced_to_zero, found.unreadable) == (2, 2, 1)


def test_no_rule_decides_what_is_in_order(reports: list[Report]) -> None:
    reweighted = [one for one in reports if one.outcome == "reweighted" and one.deciding]
    assert reweighted
    assert not any(one.decides for one in summarize(reweighted).rules)
    found = summarize(reports)
    decided = Counter(rule for one in reports if not one.ok for rule in one.deciding)
    assert {one.rule: one.decides for one in found.rules if one.decides} == decided


def test_a_rule_counts_the_documents_that_it_decides_and_not_its_findings() -> None:
    rows = [{"measureId": f"XX_{number}", "value": True} for number in range(250)]
    flooded = edited(FULL, {})
    flooded["measurementSets"][0]["measurements"] += rows
    report = evaluate(flooded)
    assert report.omitted
    found = {one.rule: one for one in summarize([report, report, evaluate(NO_SAFER)]).rules}
    (rule,) = report.omitted
    assert found[rule].broken == 2
    assert (found["PI104"].decides, found["PI104"].broken) == (1, 1)
    assert found["PI104"].title == evaluate(NO_SAFER).findings[0].title


def test_what_is_broken_and_decides_nothing_is_told_apart() -> None:
    advised = edited(FULL, {"measures": {"PI_PHCDRR_5": None}})
    (one,) = of(advised).rules
    assert (one.decides, one.broken) == (0, 1)


def test_rules_that_decide_most_come_first() -> None:
    found = of(TWO, NO_SAFER, NO_SAFER, FAX).rules
    assert [one.decides for one in found] == sorted((one.decides for one in found), reverse=True)
    assert found[0].rule == "PI104"
    assert found[0].decides == 3


def test_measures_are_counted_by_status_as_the_rows_have_it(reports: list[Report]) -> None:
    counted = Counter(
        (row.measure_id, row.status) for report in reports for row in report.measures.values()
    )
    found = {
        (one.measure_id, status): count
        for one in summarize(reports).measures
        for status, count in one.statuses.items()
    }
    assert found == counted
    titles = {row.measure_id: row.title for one in reports for row in one.measures.values()}
    assert {one.measure_id for one in summarize(reports).measures} == titles.keys()


def test_the_statuses_of_a_report_are_those_of_its_rows(reports: list[Report]) -> None:
    for report in reports:
        rows = {row.measure_id: row.status for row in report.measures.values()}
        assert report.statuses == rows
        assert list(report.statuses) == list(rows)
        assert pickle.loads(pickle.dumps(report)).statuses == rows


def test_what_is_counted_does_not_grow_where_the_same_is_said_again() -> None:
    tally = Tally()
    for report in evaluate_many(MANY):
        tally.add(report)
    once = len(tally.cases), len(tally.groups)
    for report in evaluate_many(MANY * 3):
        tally.add(report)
    assert (len(tally.cases), len(tally.groups)) == once
    assert tally.summary() == of(*MANY * 4)


def test_what_is_counted_does_not_grow_where_all_say_something_else(
    reports: list[Report], monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = summarize(reports)
    monkeypatch.setattr("mips_pi_rules.judging.summary._MOST_APART", 5)
    tally = Tally()
    for report in reports:
        tally.add(report)
        assert len(tally.cases) + len(tally.groups) <= 7
    assert tally.summary() == whole


def test_the_mean_is_exact_and_of_those_scored_alone() -> None:
    one = evaluate(FULL)
    three = [attrs.evolve(one, score=score) for score in (0.1, 0.2, 99)]
    found = summarize([*three, evaluate(NO_SAFER), evaluate(FAX)])
    assert found.mean_score == Fraction(993, 30)
    assert found.total_score == 99.3
    assert of(NO_SAFER).mean_score is None


def test_the_first_that_fail_are_named_with_their_rules() -> None:
    tally = Tally()
    for name, report in zip("abcd", evaluate_many([FULL, NO_SAFER, FULL, "["]), strict=True):
        tally.add(report, name)
    first, second = tally.summary().failing
    assert (first.position, first.name, first.outcome, first.subtotal, first.rules) == (
        2, "b", "zero", evaluate(NO_SAFER).subtotal, ("PI104",),
    )  # fmt: skip
    assert (second.position, second.name, second.rules) == (4, "d", ("PI000",))
    many = summarize([evaluate(NO_SAFER)] * 17)
    assert [one.position for one in many.failing] == list(range(1, 13))


@pytest.mark.parametrize("cut", [0, 1, 3, 7])
def test_summaries_of_parts_add_up_to_that_of_the_whole(cut: int, reports: list[Report]) -> None:
    assert of(*MANY[:cut]) + of(*MANY[cut:]) == of(*MANY)
    several = reports[:: 8 - cut]
    assert summarize(several[:cut]) + summarize(several[cut:]) == summarize(several)


def test_what_was_counted_before_a_summary_comes_before_it() -> None:
    """So goes on a batch that was ended: measures stand in the order in which they first occur."""
    more = edited(FULL, {"measures": {"PI_PHCDRR_2": False}})
    tally = Tally()
    tally.add(evaluate(FULL))
    tally.add_summary(of(more))
    assert tally.summary() == of(FULL, more) != of(more, FULL)


def test_it_is_a_value(reports: list[Report]) -> None:
    found = summarize(reports)
    again = summarize(reports)
    assert (found, hash(found)) == (again, hash(again))
    assert pickle.loads(pickle.dumps(found)) == found
    said = json.loads(json.dumps(found.to_dict()))
    assert said == found.to_dict()
    assert Summary.from_dict(said) == found
    assert (said["ok"], said["forcedToZero"]) == (found.ok, found.forced_to_zero)
    assert said["meanScore"] == float(found.mean_score or -1)


def test_nothing_is_a_summary_too() -> None:
    found = summarize(())
    assert (found.documents, found.rules, found.measures, found.failing) == (0, (), (), ())
    assert set(found.outcomes.values()) == {0}
    assert found.to_dict()["meanScore"] is None


def test_no_report_is_kept() -> None:
    alive: weakref.WeakSet[Report] = weakref.WeakSet()
    most = 0
    report = evaluate(NO_SAFER)

    def made() -> Iterator[Report]:
        nonlocal most
        for score in range(2_000):
            one = attrs.evolve(report, bonus=score)
            alive.add(one)
            most = max(most, len(alive))
            yield one

    assert summarize(made()).documents == 2_000
    assert most <= 3


def test_a_summary_holds_nothing_of_the_input() -> None:
    secret = edited(FULL, {"measures": {"PI_PPHI_2": False}})
    secret["taxpayerIdentificationNumber"] = "987654321"
    secret["measurementSets"][0]["measurements"].append({"measureId": "Zq7Xw9", "value": "Zq7Xw9"})
    said = json.dumps(of(secret).to_dict()) + repr(of(secret))
    assert "987654321" not in said
    assert "Zq7Xw9" not in said


def test_an_example_of_the_docs_is_counted_as_its_report_says() -> None:
    document = example("2025/e-prescribing-and-receiving-excluded-leave-40-points-on-sending")
    assert of(document).mean_score == evaluate(document).score


@pytest.mark.parametrize("other", [5, None, {"ok": True}, "report"])
def test_what_is_no_report_is_told(other: object) -> None:
    with pytest.raises(TypeError, match=r"reports are several Reports, as in a list; Report\.from"):
        summarize([other])  # type: ignore[list-item]


def test_what_is_no_summary_is_told_so() -> None:
    with pytest.raises(TypeError):
        summarize(()) + 3
    with pytest.raises(WrongJson):
        Summary.from_dict(3)  # type: ignore[arg-type] # what a caller may hand in
