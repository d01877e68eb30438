"""Readings and rules of one's own: asked wherever what they are about can matter."""

import pytest

from mips_pi_rules import evaluate, policy
from mips_pi_rules.judging import checkedsets
from support.cases import Json, edited, full
from support.rulebooks import with_readings, with_rule

YEAR = 2025
READING: Json = {
    "id": "own",
    "scope": "report",
    "statement": "It is so.",
    "alternativeStatement": "It is otherwise.",
    "at": "/measures/PI_EP_1/points",
    "alternative": 9,
    "basis": "reading",
    "cites": ["Professional guides"],
}
PATHWAY = policy(YEAR).programs["mvp"][0]
BOTH: Json = {"required": ["programKind", "measures"]}
ANSWERED: Json = {"properties": {"PI_PPHI_1": {"required": ["answer"]}}, "required": ["PI_PPHI_1"]}
# Decided where a name is looked up that few documents have: such a reading is no reason to ask.
QUIET = READING | {"id": "quiet", "at": "/outcomes/noLevel/outcome", "alternative": "gap"}


@pytest.mark.parametrize("readings", [[READING], [QUIET, READING]])
def test_a_reading_without_a_condition_is_named_where_it_changes_points(
    readings: list[Json],
) -> None:
    book = with_readings(YEAR, *readings)

    def carried(edits: Json) -> list[str]:
        return [one.id for one in evaluate(edited(full(YEAR), edits), rulebook=book).assumptions]

    assert carried({}) == ["own"]
    assert carried({"set": {"submissionMethod": "fax"}}) == []


@pytest.mark.parametrize(
    ("edits", "named"),
    [
        ({}, True),
        ({"set": {"programName": "app1"}}, False),
        ({"without": ["PI_PPHI_1"]}, False),
    ],
)
def test_a_condition_may_look_at_a_measure_and_at_its_set(edits: Json, named: bool) -> None:
    when = {"properties": {"programKind": {"const": "mips"}, "measures": ANSWERED}}
    standing = {key: value for key, value in READING.items() if key not in ("at", "alternative")}
    standing |= {"scope": "standing", "when": when | BOTH}
    report = evaluate(edited(full(YEAR), edits), rulebook=with_readings(YEAR, standing))
    assert [one.id for one in report.assumptions] == ["own"] * named


def test_a_tie_in_the_picked_one_of_very_many_sets_is_seen(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(checkedsets, "MOST", 2)
    tie = {"measures": {"PI_EP_1": {"numerator": 5, "denominator": 20}}}  # of 10 points 2.5
    incomplete = {"without": ["PI_PPHI_2"]}
    sets: list[Json] = []
    for name, edits in (("mips", incomplete), ("app1", incomplete), (PATHWAY, tie)):
        submission = edited(full(YEAR), {"set": {"programName": name}})
        sets += edited(submission, edits)["measurementSets"]
    report = evaluate(full(YEAR) | {"measurementSets": sets})
    assert [one.picked for one in report.sets] == [False, False, True]
    assert "half-up" in {one.id for one in report.assumptions}


@pytest.mark.parametrize(
    ("edits", "broken"),
    [
        ({}, True),
        ({"set": {"programName": "app1"}}, False),
        ({"without": ["PI_PPHI_1"]}, False),
    ],
)
def test_a_rule_may_look_at_a_measure_and_at_its_set(edits: Json, broken: bool) -> None:
    both = {"properties": {"programKind": {"const": "mips"}, "measures": ANSWERED}}
    said = {"id": "PI999", "over": "set", "kind": "business", "repair": "none", "outcome": None}
    said |= {"severity": "advice", "message": "No.", "fix": "Yes.", "cites": ["42 CFR 414.1320"]}
    book = with_rule(YEAR, {"title": "It is not so", "x-rule": said, "not": both | BOTH})
    report = evaluate(edited(full(YEAR), edits), rulebook=book)
    assert ("PI999" in {one.rule for one in report.findings}) is broken


MANY = {"properties": {"numerator": {"maximum": 5}}}


@pytest.mark.parametrize(
    ("schema", "broken"),
    [
        # What is said of a measure alone, what its counts say alone, and both.
        ({"not": {"required": ["reported"]}}, [True, True, False]),
        ({"required": ["numerator"]}, [False, True, True]),
        (MANY, [True, False, False]),
        (MANY | {"required": ["reported"]}, [True, False, True]),
        ({"not": {"required": ["reported", "numerator"]}}, [True, False, False]),
    ],
)
def test_a_rule_over_a_measure_is_asked_once_of_what_is_said_and_of_its_counts(
    schema: Json, broken: list[bool]
) -> None:
    said = {"id": "PI999", "over": "measure", "kind": "business", "repair": "none", "outcome": None}
    said |= {"severity": "advice", "message": "No.", "fix": "Yes.", "cites": ["42 CFR 414.1320"]}
    book = with_rule(YEAR, {"title": "It is so", "x-rule": said, **schema}, "PI_EP_1")
    values = [{"numerator": 9, "denominator": 10}, "malformed", None]
    for _ in range(2):  # what is said is known the second time
        found = [
            [
                one.rule
                for one in evaluate(
                    edited(full(YEAR), {"measures": {"PI_EP_1": value}}), rulebook=book
                ).findings
            ].count("PI999")
            for value in values
        ]
        assert found == list(map(int, broken))
