"""Readings of a rulebook of one's own: asked for wherever what they are about can matter."""

import pytest

from mips_pi_rules import evaluate
from support.cases import Json, edited, full
from support.rulebooks import with_readings

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
    measures = {"properties": {"PI_PPHI_1": {"required": ["answer"]}}, "required": ["PI_PPHI_1"]}
    when: Json = {"properties": {"programKind": {"const": "mips"}, "measures": measures}}
    standing = {key: value for key, value in READING.items() if key not in ("at", "alternative")}
    standing |= {"scope": "standing", "when": when | {"required": ["programKind", "measures"]}}
    report = evaluate(edited(full(YEAR), edits), rulebook=with_readings(YEAR, standing))
    assert [one.id for one in report.assumptions] == ["own"] * named
