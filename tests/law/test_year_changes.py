"""What a year says of itself against the year before is what its data show, no more and no less."""

import json
import re
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Any

import pytest

from mips_pi_rules import policy, years
from mips_pi_rules.law.policies import Policy
from mips_pi_rules.reference.details import changes
from support.cases import POLICY, read_json

STEPS = list(pairwise(years()))
every_step = pytest.mark.parametrize(("before", "after"), STEPS)
MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
ID = r"PI_[A-Z_0-9]+|\b[GM]\d{4}\b|\?\?15[CE]|\b20\d\dC\b"
IN_ALL = ("0",)  # the score that a gate forces


def differing(before: int, after: int) -> set[str]:
    return {change.pointer for change in changes(policy(before), policy(after))}


def covers(pointers: Iterable[str], pointer: str) -> bool:
    """Whether one of the pointers leads to what `pointer` leads to, or to what it is part of."""
    return any(pointer == one or pointer.startswith(f"{one}/") for one in pointers)


def editorial(year: int) -> list[Any]:
    return list(read_json(POLICY / f"{year}.json")["meta"].get("editorial", []))


@every_step
def test_every_difference_is_in_a_sentence_or_is_editorial_and_none_is_in_both(
    before: int, after: int
) -> None:
    for pointer in differing(before, after):
        said = any(covers(one.at, pointer) for one in policy(after).changes)
        aside = any(covers(one["at"], pointer) for one in editorial(after))
        assert said is not aside, pointer


@every_step
def test_no_pointer_is_without_a_difference(before: int, after: int) -> None:
    found = differing(before, after)
    said = [pointer for one in policy(after).changes for pointer in one.at]
    aside = [pointer for one in editorial(after) for pointer in one["at"]]
    for pointer in said + aside:
        assert any(covers([pointer], one) for one in found), pointer


def test_a_difference_that_nobody_tells_is_found() -> None:
    said = [pointer for one in policy(2025).changes for pointer in one.at]
    assert covers(said, "/suppressed/PI_PHCDRR_3")
    assert not covers(said, "/suppressed/PI_PHCDRR_1")
    assert not covers(["/rules/PI50"], "/rules/PI503")


def test_the_first_year_has_nothing_to_compare_with() -> None:
    assert policy(min(years())).changes == ()
    assert editorial(min(years())) == []


def values(year: Policy, pointer: str) -> str:
    """What stands at a pointer of a difference, with the entries of lists found by their ids."""
    at: Any = year.raw
    for token in pointer.split("/")[1:]:
        if isinstance(at, list):
            at = [one for one in at if token in (one.get("id"), one.get("from"))]
        else:
            at = at.get(token, {}) if isinstance(at, dict) else {}
    return f"{json.dumps(at)} {' '.join(map(str, lengths(at)))}"


def lengths(value: Any) -> Iterator[int]:
    """How many there are in each list inside a value."""
    if isinstance(value, list):
        yield len(value)
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    for one in parts:
        yield from lengths(one)


@every_step
def test_ids_and_numbers_of_a_sentence_stand_in_the_data_it_explains(
    before: int, after: int
) -> None:
    for one in policy(after).changes:
        told = " ".join(
            f"{pointer} {values(policy(year), pointer)}"
            for pointer in one.at
            for year in (before, after)
        )
        programs = {name for year in (before, after) for name in policy(year).program_kinds}
        for name in re.findall(ID, one.sentence):
            assert name in told or name in programs, f"{one.topic}: {name}"
        plain = re.sub(rf"{ID}|(?:{MONTHS}) \d+", "", one.sentence)
        for number in re.findall(r"\d+(?:\.\d+)?", plain):
            known = number in (*IN_ALL, str(before), str(after))
            assert known or re.search(rf"\b{re.escape(number)}\b", told), f"{one.topic}: {number}"


@pytest.mark.parametrize("year", years())
def test_a_sentence_is_short_whole_and_told_to_a_person(year: int) -> None:
    topics = [one.topic for one in policy(year).changes]
    assert len(set(topics)) == len(topics)
    for one in policy(year).changes:
        assert one.sentence.endswith(".")
        assert len(one.sentence) < 300, one.topic
        assert not re.search(r"\bPI\d{3}\b|/[a-z]+/", one.sentence)  # ids of ours and pointers
