"""Plain values of JSON at their limits, and what is none of them."""

from collections.abc import Mapping
from datetime import date, timedelta
from types import MappingProxyType
from typing import Any

import pytest

from mips_pi_rules.documents import plain
from mips_pi_rules.documents.places import is_place, xpath
from mips_pi_rules.documents.plain import count, day, plain_copy, text, texts, whole_number
from mips_pi_rules.documents.submission import MAX_COUNT, REFUSED


class Word(str):
    __slots__ = ()


class Index:
    def __init__(self, number: Any) -> None:
        self.number = number

    def __index__(self) -> int:
        if isinstance(self.number, int):
            return self.number
        raise RuntimeError


@pytest.mark.parametrize(
    ("given", "found"),
    [(None, None), ("", ""), ("a", "a"), (Word("a"), "a"), (1, REFUSED), (b"a", REFUSED)],
)
def test_text_is_text_alone(given: Any, found: Any) -> None:
    assert text(given) == found
    assert type(text(given)) is type(found)
    assert texts({"one": given, "other": "x"}, ("other", "one", "missing")) == ["x", found, None]


@pytest.mark.parametrize(
    ("given", "number"),
    [
        (0, 0), (-7, -7), (5.0, 5), (-5.0, -5), (Index(7), 7), (None, None), (5.5, REFUSED),
        (float("inf"), REFUSED), (float("nan"), REFUSED), (True, REFUSED), (False, REFUSED),
        ("5", REFUSED), (Index(None), REFUSED),
    ],
)  # fmt: skip
def test_a_whole_number_has_no_fraction_and_is_no_truth(given: Any, number: Any) -> None:
    assert whole_number(given) == number
    assert type(whole_number(given)) is type(number)


@pytest.mark.parametrize("given", [0, 1, MAX_COUNT, float(2**52), Index(MAX_COUNT)])
def test_a_count_is_from_0_to_what_json_readers_agree_on(given: Any) -> None:
    assert count(given) == whole_number(given)


@pytest.mark.parametrize("given", [-1, MAX_COUNT + 1, float(2**53), None, True, "1", Index(-1)])
def test_what_is_no_count_is_refused(given: Any) -> None:
    assert count(given) is REFUSED


def test_a_day_is_read_the_same_each_time_and_few_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plain, "_DAYS", {})
    monkeypatch.setattr(plain, "_MOST_DAYS", 2)
    days = [date(2025, 12, 30) + timedelta(n) for n in range(4)]
    for one in days * 2:
        assert day(one.isoformat()) == one
        assert day(Word(one.isoformat())) == one
    assert {day(name) for name in ("2025-02-29", "2025-1-1", "20250101", "", 20250101)} == {REFUSED}
    assert day(None) is None
    assert {one.isoformat(): one for one in days[:2]} == plain._DAYS


def test_a_copy_is_plain_and_shares_what_is_shared() -> None:
    inner = {"a": (1, 2)}
    given: Mapping[str, Any] = MappingProxyType({"x": inner, "y": [inner, "text"], "z": None})
    copied = plain_copy(given)
    assert copied == {"x": {"a": [1, 2]}, "y": [{"a": [1, 2]}, "text"], "z": None}
    assert type(copied) is dict
    assert copied["x"] is copied["y"][0]
    assert copied["x"] is not inner


ROOT = (None, "ClinicalDocument", 1)


@pytest.mark.parametrize(
    ("value", "is_one"),
    [
        ((1, 1, None), True),
        ((2, 3, (ROOT, "component", 2)), True),
        ((0, 1, None), False),
        ((1, 0, None), False),
        ((1, 1, (None, "component")), False),
        ((1, 1, (ROOT, 1, "component")), False),
        ((1, 1, (((), "a", 1), "component", 1)), False),
        ((1, 1), False),
        (("1", 1, None), False),
        ((1, "1", None), False),
        (None, False),
    ],
)
def test_a_place_is_a_line_a_column_and_steps(value: Any, is_one: bool) -> None:
    assert is_place(value) is is_one


def test_steps_are_written_from_the_root_with_their_numbers() -> None:
    assert xpath((((ROOT), "component", 1), "section", 3)) == (
        "/ClinicalDocument/component[1]/section[3]"
    )
