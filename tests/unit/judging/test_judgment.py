"""Judgments: when two answer alike, what refuses a document, and what a route takes over."""

from typing import Any

import pytest

from mips_pi_rules import Rulebook, evaluate
from mips_pi_rules.context.context import NO_CONTEXT
from mips_pi_rules.documents.document import read
from mips_pi_rules.judging import checkedsets
from mips_pi_rules.judging.checkeddocument import Given, check
from mips_pi_rules.judging.judgment import decide, rejects
from support.cases import Json, edited, full

YEAR: int = 2025


def year() -> Any:
    return Rulebook.default().year(YEAR)


def checked(document: Json) -> Any:
    return check(year(), Given(read(document).submission, (YEAR,), NO_CONTEXT))


def judged(edits: Json) -> Any:
    return decide(year(), checked(edited(full(YEAR), edits)))


def rate(numerator: int, denominator: int) -> Json:
    return {"numerator": numerator, "denominator": denominator}


SAME_SUM = {"measures": {"PI_HIE_1": rate(4, 15), "PI_HIE_4": rate(11, 15)}}


@pytest.mark.parametrize(
    ("first", "second", "alike"),
    [
        ({}, {}, True),
        ({}, {"set": {"submissionMethod": "registry"}}, True),
        ({}, {"measures": {"PI_EP_1": rate(90, 100)}}, True),  # as many points
        ({}, {"measures": {"PI_EP_1": rate(80, 100)}}, False),
        ({}, {"measures": {"PI_PPHI_2": False}}, False),
        ({}, {"set": {"submissionMethod": "fax"}}, False),
        ({"set": {"submissionMethod": "fax"}}, {"submission": {"entityType": "x"}}, True),
        (SAME_SUM, {"measures": {"PI_HIE_1": rate(11, 15), "PI_HIE_4": rate(4, 15)}}, False),
        (
            {"measures": {"PI_PPHI_2": False}},
            {"measures": {"PI_PPHI_2": False, "PI_EP_1": rate(80, 100)}},
            False,  # 0 both, and other rows
        ),
    ],
)
def test_judgments_answer_alike_by_outcome_score_and_rows(
    first: Json, second: Json, alike: bool
) -> None:
    one, other = judged(first), judged(second)
    assert one.answers_like(other) is alike
    assert other.answers_like(one) is alike


def test_points_of_a_judgment_before_are_taken_where_the_same_is_unmet() -> None:
    without = judged({})
    lost = checked(edited(full(YEAR), {"measures": {"PI_EP_1": rate(0, 100)}}))
    again = decide(year(), lost, without)
    assert again.answers_like(decide(year(), lost))
    assert not again.answers_like(without)
    same = decide(year(), checked(full(YEAR)), without)
    assert same.sets[0].score is without.sets[0].score


def test_points_are_held_of_the_sets_whose_facts_are_and_of_the_picked_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(checkedsets, "MOST", 2)
    kinds = year().policy.program_kinds
    programs = [name for name, kind in kinds.items() if kind in ("mips", "mvp")][:6]
    many: list[Json] = []
    for number, name in enumerate(programs):
        without = ["PI_PPHI_2"] if number < 4 else []
        many += edited(full(YEAR), {"set": {"programName": name}, "without": without})[
            "measurementSets"
        ]
    found = decide(year(), checked(full(YEAR) | {"measurementSets": many}))
    assert found.picked == 4
    assert [one.score is not None for one in found.sets] == [True, True, False, False, True, False]


@pytest.mark.parametrize(
    ("edits", "refused"),
    [
        ({}, False),
        ({"measures": {"PI_PPHI_2": False}}, False),
        ({"submission": {"entityType": "soloist"}}, True),
        ({"set": {"submissionMethod": "fax"}}, True),
    ],
)
def test_a_document_is_refused_by_itself_or_by_any_of_its_sets(edits: Json, refused: bool) -> None:
    assert rejects(year(), checked(edited(full(YEAR), edits))) is refused
    # Beside a set of another program that is in order, before it and after it.
    document = edited(full(YEAR), edits)
    (one,) = document["measurementSets"]
    (other,) = edited(full(YEAR), {"set": {"programName": "app1"}})["measurementSets"]
    for sets in ([one, other], [other, one]):
        assert rejects(year(), checked(document | {"measurementSets": sets})) is refused


@pytest.mark.parametrize(
    ("exceptions", "edits", "outcome"),
    [
        (["newPractice"], {}, "scored"),
        (["dataCompromised"], {}, "reweighted"),
        (["newPractice", "dataCompromised"], {}, "reweighted"),
        (["newPractice"], {"without": ["PI_PPHI_2"]}, "reweighted"),
        (["newPractice"], {"measures": {"PI_PPHI_2": False}}, "zero"),
        (["dataCompromised", "newPractice"], {"measures": {"PI_PPHI_2": False}}, "reweighted"),
    ],
)
def test_one_route_that_data_do_not_void_takes_over(
    exceptions: list[str], edits: Json, outcome: str
) -> None:
    context = {"eligibility": {"exceptions": exceptions}}
    assert evaluate(edited(full(YEAR), edits), context=context).outcome == outcome
