"""JSON to values and back: strict, in camel case, and silent about what stood there."""

from datetime import date
from enum import StrEnum
from typing import Any, Literal

import pytest
from attrs import field, frozen
from hypothesis import given
from hypothesis import strategies as st

from mips_pi_rules.errors import WrongJson
from mips_pi_rules.frozenmap import FrozenMap
from mips_pi_rules.jsonvalues import called, from_json, to_json


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


@frozen
class Leaf:
    long_name: str
    count: int = 0


@frozen
class Tree:
    number: int | float
    known: bool
    day: date | None
    leaves: tuple[Leaf, ...]
    by_name: FrozenMap[int | float | str | tuple[str, ...]]
    colour: Colour | None = None
    word: Literal["up", "down"] = "up"
    source: str | None = field(default=None, metadata=called("from"))
    anything: Any = None


FULL = {
    "number": 1.5,
    "known": True,
    "day": "2024-02-29",
    "leaves": [{"longName": "a", "count": 2}, {"longName": "b", "count": 0}],
    "byName": {"x": 1, "y": ["a", "b"], "z": "text"},
    "colour": "red",
    "word": "down",
    "from": "here",
    "anything": [{"a": None}],
}


def test_a_value_is_read_and_written_in_camel_case() -> None:
    tree = from_json(Tree, FULL)
    assert tree == Tree(
        number=1.5,
        known=True,
        day=date(2024, 2, 29),
        leaves=(Leaf("a", 2), Leaf("b")),
        by_name=FrozenMap({"x": 1, "y": ("a", "b"), "z": "text"}),
        colour=Colour.RED,
        word="down",
        source="here",
        anything=[{"a": None}],
    )
    assert to_json(tree) == FULL
    assert type(to_json(tree)["byName"]) is dict


def test_a_whole_float_is_an_integer_and_a_default_stands_for_what_is_missing() -> None:
    assert from_json(Leaf, {"longName": "a", "count": 3.0}) == Leaf("a", 3)
    assert from_json(Leaf, {"longName": "a"}) == Leaf("a")


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"number": True}, "/number"),
        ({"number": "1"}, "/number"),
        ({"number": None}, "/number"),
        ({"known": 1}, "/known"),
        ({"known": "yes"}, "/known"),
        ({"day": "2025-02-29"}, "/day"),
        ({"day": "20240229"}, "/day"),
        ({"day": 20240229}, "/day"),
        ({"leaves": "ab"}, "/leaves"),
        ({"leaves": {"0": {"longName": "a"}}}, "/leaves"),
        ({"leaves": [{"longName": "a"}, {"longName": "b", "count": "2"}]}, "/leaves/1/count"),
        ({"leaves": [{"longName": "a"}, {"longName": "b", "count": 1.5}]}, "/leaves/1/count"),
        ({"leaves": [{"longName": "a"}, {"longName": "b", "count": True}]}, "/leaves/1/count"),
        ({"leaves": [{"count": 2}]}, "/leaves/0/longName"),
        ({"leaves": [{"longName": 7}]}, "/leaves/0/longName"),
        ({"leaves": [{"longName": "a", "secret": 1}]}, "/leaves/0"),
        ({"leaves": [["longName", "a"]]}, "/leaves/0"),
        ({"byName": ["x"]}, "/byName"),
        ({"byName": {"secret": {"a": 1}}}, "/byName"),
        ({"colour": "secret"}, "/colour"),
        ({"word": "secret"}, "/word"),
        ({"from": ["secret"]}, "/from"),
        ({"by_name": {}}, ""),
        ({"secret": "secret"}, ""),
    ],
)
def test_what_does_not_fit_is_refused_with_its_place_and_nothing_of_it(
    change: dict[str, object], pointer: str
) -> None:
    with pytest.raises(WrongJson) as caught:
        from_json(Tree, FULL | change)
    assert caught.value.pointer == pointer
    assert caught.value.sentence
    error: BaseException | None = caught.value
    assert error is not None
    assert error.__cause__ is error.__context__ is None
    assert "secret" not in str(error) + repr(error.args)


@pytest.mark.parametrize("document", [None, 1, "text", [], [FULL]])
def test_what_is_no_object_is_refused(document: object) -> None:
    with pytest.raises(WrongJson) as caught:
        from_json(Tree, document)
    assert caught.value.pointer == ""


@pytest.mark.parametrize("name", ["number", "known", "day", "leaves", "byName"])
def test_a_member_without_default_must_be_there(name: str) -> None:
    with pytest.raises(WrongJson, match=f"^/{name}: is missing$"):
        from_json(Tree, {key: value for key, value in FULL.items() if key != name})


_LEAVES = st.builds(Leaf, st.text(), st.integers())
_TREES = st.builds(
    Tree,
    number=st.integers() | st.floats(allow_nan=False),
    known=st.booleans(),
    day=st.none() | st.dates(),
    leaves=st.lists(_LEAVES).map(tuple),
    by_name=st.dictionaries(st.text(), st.text() | st.lists(st.text()).map(tuple)).map(FrozenMap),
    colour=st.none() | st.sampled_from(Colour),
    word=st.sampled_from(["up", "down"]),
    source=st.none() | st.text(),
    anything=st.none(),
)


@given(_TREES)
def test_what_is_written_is_read_to_an_equal_value(tree: Tree) -> None:
    assert from_json(Tree, to_json(tree)) == tree
