"""Lines, columns and names given twice: found in the text without keeping where everything is."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mips_pi_rules.documents.jsontext import strict
from mips_pi_rules.documents.positions import positions, repeated_names
from mips_pi_rules.documents.positions import too_deep as positions_too_deep
from mips_pi_rules.pointers import join

NAMES = st.text(st.sampled_from('ab:"\\/~\n{},é𝄞 '), max_size=4)
LEAVES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | NAMES
)
VALUES = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAMES, inner, max_size=4)
)


def places(value: Any, tokens: tuple[str, ...] = ()) -> list[tuple[str, Any]]:
    """Every pointer into a value, with what stands there."""
    found = [(join(tokens), value)]
    items = value.items() if isinstance(value, dict) else []
    items = list(enumerate(value)) if isinstance(value, list) else items
    for name, item in items:
        found += places(item, (*tokens, str(name)))
    return found


def offset(text: str, line: int, column: int) -> int:
    """Where a line and column are in the text."""
    start = 0
    for _ in range(line - 1):
        start = text.index("\n", start) + 1
    return start + column - 1


@given(VALUES, st.sampled_from([None, 0, 1, "\t"]), st.booleans(), st.data())
def test_at_its_line_and_column_each_value_stands(
    value: Any, indent: Any, escaped: bool, data: st.DataObject
) -> None:
    text = " \n" + json.dumps(value, indent=indent, ensure_ascii=escaped)
    every = places(value)
    wanted = data.draw(st.lists(st.sampled_from(every), min_size=1))
    for to_the_end in (True, False):
        found = positions(text, {pointer for pointer, _ in wanted}, to_the_end=to_the_end)
        for pointer, there in wanted:
            start = offset(text, *found[pointer])
            assert json.JSONDecoder().raw_decode(text, start)[0] == there


def test_of_a_name_that_stands_twice_the_last_counts() -> None:
    assert positions('{"a": 1,\n "b": 0, "a": 2}', {"/a"}) == {"/a": (2, 15)}


def test_what_stands_after_a_nought_is_found() -> None:
    assert positions('[0, {"a":0, "b": 0}]', {"/0", "/1/a", "/1/b"}) == {
        "/0": (1, 2), "/1/a": (1, 10), "/1/b": (1, 18),
    }  # fmt: skip


def test_a_number_of_any_length_is_passed_over() -> None:
    assert positions(f'{{"long": {"9" * 6000}, "a": 1}}', {"/a"}) == {"/a": (1, 6017)}


@given(st.dictionaries(NAMES, VALUES, min_size=1), st.data())
def test_a_name_that_stands_twice_is_noticed_whatever_strings_hold(
    value: dict[str, Any], data: st.DataObject
) -> None:
    text = json.dumps(value)
    assert strict(text)[1:] == (value, False)
    name = data.draw(st.sampled_from(list(value)))
    again = f"{text[:-1]}, {json.dumps(name)}: {json.dumps(data.draw(LEAVES))}}}"
    assert strict(again)[2]


@pytest.mark.parametrize(
    ("text", "pointers"),
    [
        ('[{"a": 0}, {"a": 0, "b": {}, "a": 0}]', ("/1",)),
        ('{"a": [[], {}, {"b": "]}", "b": "{["}]}', ("/a/2",)),
        ('{"c": {"a": 1, "a": {"b": 0, "b": 1}}}', ("",)),
        ('{"a": {"b": 1, "b": {"b": 0, "b": 1}}}', ("/a", "/a/b")),
        ('{"a": 0, "A": 0, "b": {"a": 0}}', ()),
    ],
)
def test_the_object_in_which_a_name_stands_twice_is_told(
    text: str, pointers: tuple[str, ...]
) -> None:
    assert repeated_names(text, {"a", "b"}) == pointers


@pytest.mark.parametrize("end", [True, False])
def test_lines_are_counted_from_the_first_character(end: bool) -> None:
    found = positions('\n{"a": [1,\n 2], "b": 0}', ["/a/1", "/b", "/a", ""], to_the_end=end)
    assert found == {"": (2, 1), "/a": (2, 7), "/a/1": (3, 2), "/b": (3, 11)}


def test_text_is_too_deep_by_what_stands_outside_of_strings() -> None:
    def too_deep(text: str, limit: int) -> bool:
        return positions_too_deep(text, limit, text.count(":"))

    assert not too_deep('[["[[[]"]]', 2)
    assert too_deep('[["[[[]", []]]', 2)
    assert not too_deep("[[],[],[],[]]", 2)
    assert not too_deep('{"a": [], "}": {"b": 1}, "c": []}', 2)
    assert too_deep('{"]": [{}]}', 2)


def test_what_stands_without_white_space_is_found_too() -> None:
    found = positions('{"a":1,"b":[2,{"c":0},[]],"d":"x"}', ["/a", "/b", "/b/1/c", "/b/2", "/d"])
    assert found == {"/a": (1, 6), "/b": (1, 12), "/b/1/c": (1, 20), "/b/2": (1, 23), "/d": (1, 31)}
    found = positions('[ 1 , { "a" : 2 } ,[\t3\r\n]]', ["/0", "/1/a", "/2/0"])
    assert found == {"/0": (1, 3), "/1/a": (1, 15), "/2/0": (1, 22)}
