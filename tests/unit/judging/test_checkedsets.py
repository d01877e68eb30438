"""Of many sets those are held that show something new; what the others broke is counted."""

from collections.abc import Callable
from typing import Any

import pytest

from mips_pi_rules import Rulebook, evaluate, years
from mips_pi_rules.facts.values import SetFacts
from mips_pi_rules.judging import checkedsets
from mips_pi_rules.judging.checkedsets import CheckedSets, conditions
from mips_pi_rules.judging.findings import Broken
from support.cases import Json, edited, full

RULES = Rulebook.default().rules
# Of each set the rules that it breaks, what of it readings are about, and whether it is held
# where two findings of a rule are shown.
SETS: list[tuple[list[str], set[int], bool]] = [
    (["PI209"], {0}, True),
    (["PI209"], {0}, True),
    (["PI209"], {0}, False),  # two of its kind are shown
    (["PI301"], {0}, True),  # the first of its kind
    ([], {1}, True),  # a reading is about it
    (["PI301", "PI209"], {0}, True),  # the second of its kind
    (["PI301"], {0, 1}, False),
    (["PI209"], {0}, False),
    (["PI301"], {0}, False),
    ([], {2}, True),
    ([], set(), False),
]


def many(objects: list[object], calls: list[int]) -> CheckedSets:
    def check(index: int) -> tuple[SetFacts, tuple[Broken, ...]]:
        calls.append(index)
        data: Any = {"programName": "mips", "at": index}
        facts = SetFacts(data, f"/measurementSets/{index}")
        return facts, tuple(Broken(RULES[name], (), facts) for name in SETS[index][0])

    sets: Any = objects
    base: Callable[[int], str] = "/measurementSets/{}".format
    return CheckedSets(sets, check, base, lambda: lambda data: SETS[data["at"]][1])


@pytest.fixture(autouse=True)
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checkedsets, "MOST", 2)
    monkeypatch.setattr(checkedsets, "_MOST_ALIKE", 1)


def test_a_set_is_held_where_it_shows_something_new() -> None:
    checked = many([object() for _ in SETS], [])
    assert [one.held is not None for one in checked] == [held for _, _, held in SETS]
    assert [one.pointer for one in checked.held] == [
        f"/measurementSets/{index}" for index, (_, _, held) in enumerate(SETS) if held
    ]
    assert checked.further == {"PI209": 2, "PI301": 2}
    for index, one in enumerate(checked):
        assert [rule for rule, _, _ in one.rules] == SETS[index][0]
        assert one.pointer == f"/measurementSets/{index}"
        assert one.program == "mips"
        # What is not held is made again.
        assert one.facts.data["at"] == index  # type: ignore[typeddict-item]
        assert [broken.rule.id for broken in one.broken] == SETS[index][0]


def test_a_set_that_was_checked_before_is_not_checked_again() -> None:
    objects, calls = [object() for _ in SETS], []
    objects[7] = objects[2]
    objects[8] = objects[6]  # one alone is known
    checked = many(objects, calls)
    assert [one.held is not None for one in checked] == [held for _, _, held in SETS]
    assert calls == [0, 1, 2, 3, 4, 5, 6, 8, 9, 10]
    assert len(list(checked)) == len(checked) == len(SETS)
    assert len(calls) == 10


def test_few_sets_are_all_held() -> None:
    checked = many([object(), object()], [])
    assert len(checked.held) == 2
    assert checked.further == {}


@pytest.mark.parametrize("number", years())
def test_the_conditions_of_readings_are_those_that_facts_fulfil(number: int) -> None:
    year: Any = Rulebook.default().year(number)
    fulfilled = conditions(year)
    ids = [reading.id for reading, _, _ in year.readings]
    free = [reading.id for reading, _, _ in year.readings if reading.when is None]
    assert free

    def found(facts: Json) -> set[str]:
        return {ids[n] for n in fulfilled(facts)}

    said = {"ties": ["PI_EP_1"], "rowsWithoutYes": ["PI_EP_1"], "programsInSubmission": 2}
    asked = {"half-up", "false-rows", "programs-apart"}
    assert asked <= found(said)
    assert not asked & found({"ties": [], "rowsWithoutYes": [], "programsInSubmission": 1})
    assert not set(free) & found(said)  # these are asked in another way


def test_what_no_year_decides_is_asked_of_the_sets_of_an_unknown_year_too() -> None:
    document = edited(full(2025), {"set": {"performanceEnd": "2025-01-01"}})
    assert "PI206" in {one.rule for one in evaluate(document).findings}
    report = evaluate(document | {"performanceYear": years()[-1] + 1})
    assert {one.rule for one in report.findings} == {"PI001", "PI206"}
