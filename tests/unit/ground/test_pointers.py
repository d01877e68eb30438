"""JSON Pointer (RFC 6901) as its own examples have it."""

from typing import Any

import pytest

from mips_pi_rules.pointers import escape, join, name, parent, replaced, resolve, split

# The document and the pointers of RFC 6901, section 5.
DOCUMENT: dict[str, Any] = {
    "foo": ["bar", "baz"], "": 0, "a/b": 1, "c%d": 2, "e^f": 3, "g|h": 4,
    "i\\j": 5, 'k"l': 6, " ": 7, "m~n": 8,
}  # fmt: skip
LEADS_TO: dict[str, Any] = {
    "": DOCUMENT, "/foo": ["bar", "baz"], "/foo/0": "bar", "/": 0, "/a~1b": 1, "/c%d": 2,
    "/e^f": 3, "/g|h": 4, "/i\\j": 5, '/k"l': 6, "/ ": 7, "/m~0n": 8,
}  # fmt: skip


@pytest.mark.parametrize("pointer", LEADS_TO)
def test_a_pointer_leads_to_its_value_and_is_written_as_it_was(pointer: str) -> None:
    assert resolve(DOCUMENT, pointer) == LEADS_TO[pointer]
    assert join(split(pointer)) == pointer


@pytest.mark.parametrize("pointer", ["/nothing", "/foo/2", "/foo/x", "/foo/-1", "/foo/0/0", "/~01"])
def test_a_pointer_that_leads_nowhere_says_so_and_shows_nothing(pointer: str) -> None:
    with pytest.raises(LookupError) as raised:
        resolve(DOCUMENT, pointer)
    assert str(raised.value) == "the pointer leads nowhere"


def test_its_parts() -> None:
    assert (escape("a/b~c"), split("/a~1b~0c"), split("/~01")) == ("a~1b~0c", ["a/b~c"], ["~1"])
    assert (parent("/a/b"), parent(""), name("/a/b~1c"), name("")) == ("/a", "", "b/c", "")
    assert join(["a", 3], "/data") == "/data/a/3"


def test_a_value_is_replaced_in_a_copy_that_shares_the_rest() -> None:
    before = {"a": [{"b": 1}, {"c": 2}], "d": {}}
    after = replaced(before, "/a/0/b", 9)
    assert (before["a"][0], after["a"][0]) == ({"b": 1}, {"b": 9})
    assert after["a"][1] is before["a"][1]
    assert after["d"] is before["d"]
