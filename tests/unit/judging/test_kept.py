"""What a year keeps from one document to the next: what many say, once, and only so much of it."""

from typing import Any

import pytest

from mips_pi_rules import Rulebook, evaluate
from mips_pi_rules.facts import periods, records
from mips_pi_rules.facts.records import Records
from mips_pi_rules.judging import settling
from mips_pi_rules.judging.assumptions import Asked
from mips_pi_rules.judging.checking import SetRules
from mips_pi_rules.judging.redistribution import Points
from support.cases import Json, edited, full

YEAR = 2025


def kept(rulebook: Rulebook) -> dict[str, int]:
    """How much of each kind is kept."""
    year: Any = rulebook.year(YEAR)
    of_year, points = year.derived(Records.of_year), year.derived(Points.of_year)
    allocations = list(points._allocations.values())
    return {
        "statements": len(of_year.made),
        "of a group": max(len(group.made) for group in of_year.groups),
        "periods": len(of_year.periods._stated),
        "rules": len(year.of_rules(SetRules.of_year).known),
        "readings": len(year.derived(Asked.of_year).known),
        "rules of a group": len(year.of_rules(SetRules.of_year).of_groups),
        "allocations": len(allocations),
        "settled": len(points.settled),
        "settled of a group": max((len(one.settled) for one in allocations), default=0),
    }


def yes(*names: str) -> Json:
    return {"rows": [{"measureId": name, "value": True} for name in names]}


def test_what_documents_say_alike_is_worked_out_once() -> None:
    rulebook = Rulebook.default().only(YEAR)
    assert set(kept(rulebook).values()) == {0}
    evaluate(full(YEAR), rulebook=rulebook)
    once = kept(rulebook)
    assert 0 not in once.values()
    evaluate(full(YEAR), rulebook=rulebook)
    assert kept(rulebook) == once
    # Something else is said of one measure: of the groups of others nothing is new.
    evaluate(edited(full(YEAR), {"measures": {"PI_ONCACB_1": False}}), rulebook=rulebook)
    more = kept(rulebook)
    assert more["statements"] == once["statements"] + 1
    assert more["allocations"] == once["allocations"]


@pytest.mark.parametrize(
    "edits",
    [{"without": ["PI_EP_2"], **yes("PI_EP_2_EX_1", "PI_EP_2_EX_2")}, yes("PI_PHCDRR_1_PRE")],
    ids=["exclusions", "levels"],
)
def test_what_the_order_of_rows_says_is_kept_of_no_document(edits: Json) -> None:
    rulebook = Rulebook.default().only(YEAR)
    evaluate(full(YEAR), rulebook=rulebook)
    before = kept(rulebook)
    for _ in range(2):
        evaluate(edited(full(YEAR), edits), rulebook=rulebook)
        # What is said of the other measures, and which are excluded, many may say.
        for name in ("statements", "of a group", "settled"):
            assert kept(rulebook)[name] == before[name]
        assert kept(rulebook)["rules"] <= before["rules"] + 1


def test_only_so_much_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(records, "_MOST", 2)
    monkeypatch.setattr(settling, "_MOST_SETTLED", 2)
    monkeypatch.setattr(periods, "_MOST_PERIODS", 2)
    rulebook = Rulebook.default().only(YEAR)
    for n in range(5):
        rates = {
            name: bool(n & 1 << bit)
            for bit, name in enumerate(("PI_PPHI_1", "PI_EP_2", "PI_ONCACB_1"))
        }
        edits = {"measures": rates, "set": {"performanceStart": f"2025-01-0{n + 1}"}}
        evaluate(edited(full(YEAR), edits), rulebook=rulebook)
    found = kept(rulebook)
    for name in ("statements", "of a group", "periods", "settled of a group"):
        assert found[name] == 2, name


def test_a_year_by_another_reading_is_made_once() -> None:
    year: Any = Rulebook.default().year(YEAR)
    reading, _, _ = year.readings[0]
    assert year.swapped(reading) is year.swapped(reading)


@pytest.mark.parametrize(("id_", "same"), [("half-up", True), ("cehrt-2026", False)])
def test_a_year_by_another_reading_shares_the_code_of_rules_that_stay_the_same(
    id_: str, same: bool
) -> None:
    year = Rulebook.default().known_year(2026)
    other = year.swapped(next(one for one, _, _ in year.readings if one.id == id_))
    assert other.policy != year.policy
    assert (other.over_set is year.over_set) is same
    assert (other.of_rules(SetRules.of_year) is year.of_rules(SetRules.of_year)) is same
