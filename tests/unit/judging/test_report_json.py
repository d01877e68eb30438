"""What a report is as JSON, its schema says alone: Report.from_dict takes exactly what it takes."""

import copy
import json
from random import Random
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from mips_pi_rules import Report, evaluate_many
from mips_pi_rules.errors import WrongJson
from support.cases import EXAMPLES, SCHEMAS, SMALL, TOKEN, Json, read_json
from support.mutation import mutated, places

SCHEMA = read_json(SCHEMAS / "report.schema.json")
VALID = Draft202012Validator(SCHEMA)
MUTATED = 1_000


def _reports() -> list[Json]:
    """A report of each outcome, of several sets, with values, and of what cannot be read."""
    names = (
        "everything-reported",
        "safer-left-blank-forces-zero",
        "a-scored-set-is-picked-beside-a-forced-one",
        "e-prescribing-and-receiving-excluded-leave-40-points-on-sending",
    )
    first, second, *rest = [
        json.dumps(read_json(EXAMPLES / "2025" / f"{name}.json")["submission"]) for name in names
    ]
    odd = (first.replace('"measureId": "PI_EP_1"', '"measureId": "PI_EP_9"'), "{", "{}")
    items: list[Any] = [first, second, (second, SMALL), *rest, *odd]
    return [report.to_dict() for report in evaluate_many(items)]


def _short(report: Json) -> Json:
    """The report with two rows of its first objective: one row is as another to a schema."""
    first = [
        {**objective, "measures": objective["measures"][:2]}
        for objective in report["objectives"][:1]
    ]
    return {**report, "objectives": first}


REPORTS = _reports()
SHORT = [_short(report) for report in REPORTS]


@pytest.mark.parametrize("document", REPORTS, ids=lambda document: document["outcome"])
def test_a_report_is_what_its_schema_says_and_comes_back_equal(document: Json) -> None:
    VALID.validate(document)
    report = Report.from_dict(json.loads(json.dumps(document)))
    assert report.to_dict() == document
    assert json.dumps(report.to_dict()) == json.dumps(document)
    assert hash(report) == hash(Report.from_dict(document))


@pytest.mark.parametrize("document", REPORTS, ids=lambda document: document["outcome"])
def test_what_a_report_holds_stands_in_the_order_of_its_schema(document: Json) -> None:
    assert list(document) == SCHEMA["required"]
    rows = [row for objective in document["objectives"] for row in objective["measures"]]
    for name, many in (
        ("finding", document["findings"]),
        ("set", document["sets"]),
        ("objective", document["objectives"]),
        ("measure", rows),
        ("assumption", document["assumptions"]),
    ):
        for one in many:
            assert list(one) == SCHEMA["$defs"][name]["required"]


def _changed(dice: Random) -> Json:
    """One of the reports, changed at random, or with one value in the place of another."""
    document = dice.choice(SHORT)
    if dice.random() < 0.5:
        return mutated(document, dice)
    changed = copy.deepcopy(document)
    here, key = dice.choice(places(changed))
    other, name = dice.choice(places(changed))
    here[key] = copy.deepcopy(other[name])
    return changed


def test_from_dict_takes_exactly_what_the_schema_takes() -> None:
    taken = 0
    for seed in range(MUTATED):
        changed = _changed(Random(seed))
        before = copy.deepcopy(changed)
        valid = VALID.is_valid(changed)
        try:
            again = Report.from_dict(changed).to_dict()
        except WrongJson as error:
            assert not valid, seed
            assert TOKEN not in repr(error) + str(error)
            assert error.__context__ is None
        else:
            assert valid, (seed, next(VALID.iter_errors(changed)).message)
            assert VALID.is_valid(again)
            taken += 1
        assert changed == before
    assert MUTATED / 50 < taken < MUTATED / 2


@pytest.mark.parametrize(
    "change, pointer",
    [
        (lambda document: document.update(score="96"), "/score"),
        (lambda document: document.pop("sets"), ""),
        (lambda document: document.update(odd=TOKEN), ""),
        (lambda document: document["findings"][0].update(kind=TOKEN), "/findings/0/kind"),
        (lambda document: document["findings"][0].update(column=None), "/findings/0/column"),
        (lambda document: document["findings"][0]["values"].update({TOKEN: 1}), "/findings/0"),
        (lambda document: document.update(bonus=-1), "/bonus"),
    ],
)  # fmt: skip
def test_what_is_refused_is_told_with_its_place(change: Any, pointer: str) -> None:
    document = copy.deepcopy(REPORTS[1])
    change(document)
    with pytest.raises(ValueError, match=r"report\.schema\.json") as caught:
        Report.from_dict(document)
    assert isinstance(caught.value, WrongJson)
    assert caught.value.pointer == pointer
    assert TOKEN not in str(caught.value)


@pytest.mark.parametrize("document", [None, 7, "report", [], {}])
def test_what_is_no_object_of_a_report_is_refused(document: Any) -> None:
    with pytest.raises(WrongJson):
        Report.from_dict(document)


def test_a_year_written_as_a_decimal_is_the_year() -> None:
    assert Report.from_dict(REPORTS[0] | {"performanceYear": 2025.0}).performance_year == 2025
