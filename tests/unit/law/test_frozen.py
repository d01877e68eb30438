"""What the law hands out is frozen to the bottom: nobody can change the shared rulebook."""

import copy
import json
import pickle
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from mips_pi_rules import Outcome, Rulebook, evaluate, policy
from mips_pi_rules.frozenmap import FrozenList, FrozenMap, freeze, thaw
from mips_pi_rules.reference import bundle
from support.cases import POLICY, read_json

YEARS = Rulebook.default().years()


def inside(value: Any) -> Iterator[Any]:
    yield value
    for child in value.values() if isinstance(value, dict) else value:
        if isinstance(child, dict | list):
            yield from inside(child)


@pytest.mark.parametrize("year", YEARS)
def test_a_policy_is_frozen_to_the_bottom(year: int) -> None:
    one = policy(year)
    for part in (one.raw, one.parameters, one.program_of_entity):
        assert {type(value) for value in inside(part)} <= {FrozenMap, FrozenList}
    with pytest.raises(TypeError):
        one.parameters["minimumDays"]["minimum"] = 1
    with pytest.raises(TypeError):
        one.parameters["entityType"]["enum"].append("anyone")
    for reading in one.readings:
        for value in (reading.alternative, reading.when):
            assert not isinstance(value, dict | list) or {type(v) for v in inside(value)} <= {
                FrozenMap,
                FrozenList,
            }


def test_a_rule_is_frozen_to_the_bottom() -> None:
    rules = Rulebook.default().rules
    for rule in rules.values():
        assert {type(value) for value in inside(rule.schema)} <= {FrozenMap, FrozenList}
    with pytest.raises(TypeError):
        rules["PI999"] = rules["PI101"]  # type: ignore[index]


@pytest.mark.parametrize("year", YEARS)
def test_what_is_frozen_is_still_json(year: int) -> None:
    raw = policy(year).raw
    assert raw == read_json(POLICY / f"{year}.json") == json.loads(json.dumps(raw))
    assert pickle.loads(pickle.dumps(raw)) == copy.deepcopy(raw) == raw
    for parameter in policy(year).parameters.values():
        Draft202012Validator.check_schema(parameter)


def changeable(value: Any, seen: dict[int, Any], at: str = "") -> Iterator[str]:
    """The places of public values of ours below a value, and of what they hold, that can change."""
    if id(value) in seen or callable(value) or isinstance(value, Outcome):
        return
    seen[id(value)] = value  # kept, so that no other value gets its id
    if isinstance(value, Mapping | list | tuple | frozenset):
        if isinstance(value, dict | list) and not isinstance(value, FrozenMap | FrozenList):
            yield at
        for item in value.values() if isinstance(value, Mapping) else value:
            yield from changeable(item, seen, f"{at}[]")
    elif type(value).__module__.startswith("mips_pi_rules"):
        for name in (name for name in dir(value) if not name.startswith("_")):
            found = getattr(value, name)
            try:
                setattr(value, name, found)
                yield f"{at}.{name} ="
            except AttributeError:
                yield from changeable(found, seen, f"{at}.{name}")


def test_nothing_that_a_rulebook_hands_out_can_change_it() -> None:
    rulebook = Rulebook.default()
    evaluate({"performanceYear": YEARS[0]})  # what is made when it is first asked for, is made
    handed_out = [rulebook.rules, rulebook.year(None), *map(rulebook.year, YEARS)]
    assert sorted(set(changeable(handed_out, {}))) == [""]  # the list of this test


def test_a_rule_is_a_value() -> None:
    rules = list(Rulebook.default().rules.values())
    again = pickle.loads(pickle.dumps(rules))
    assert again == rules
    assert len(set(again) | set(rules)) == len(rules)


@pytest.mark.parametrize("year", YEARS)
def test_a_policy_is_a_value(year: int) -> None:
    one = policy(year)
    again = pickle.loads(pickle.dumps(one))
    assert again == one
    assert again is not one
    assert hash(again) == hash(one)
    assert one != policy(YEARS[YEARS.index(year) - 1])


def test_a_schema_that_is_handed_out_is_the_callers_to_change() -> None:
    for first, second in (
        (bundle.bundle(2025), bundle.bundle(2025)),
        (bundle.schema("PI209"), bundle.schema("PI209")),
    ):
        assert first is not None
        assert {type(value) for value in inside(first)} <= {dict, list}
        for value in inside(first):
            value.clear()
        assert second != first
        assert second in (bundle.bundle(2025), bundle.schema("PI209"))


def test_freezing_takes_what_is_frozen_as_it_is_and_thawing_copies() -> None:
    frozen = freeze({"a": [1, {"b": []}]})
    assert freeze(frozen) is frozen
    assert hash(frozen) == hash(freeze({"a": [1, {"b": []}]}))
    thawed = thaw(frozen)
    thawed["a"][1]["b"].append(2)
    assert frozen == {"a": [1, {"b": []}]}
    for change in ("append", "extend", "insert", "pop", "remove", "sort", "clear", "reverse"):
        with pytest.raises(TypeError):
            getattr(frozen["a"], change)()
