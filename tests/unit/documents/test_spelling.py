"""How far apart names are: as the plain reckoning has it, up to two changes."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mips_pi_rules.documents.spelling import Names, changes, near

WORDS = ["".join(letters) for length in range(5) for letters in product("ab", repeat=length)]
LONGER = ["abcdef", "abdcef", "bacdfe", "bcdef", "abcdefgh", "abcxdef", "axcdyf", "fedcba"]


def plainly(a: str, b: str) -> int:
    """The fewest insertions, deletions and replacements that make one of the other, plainly."""
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        row, before = [i], row
        for j, y in enumerate(b, 1):
            row.append(min(before[j] + 1, row[-1] + 1, before[j - 1] + (x != y)))
    return row[-1]


def folded(text: str) -> str:
    return text.strip().lower().replace("-", "_").replace(" ", "_")


@given(st.lists(st.text("abC_1", max_size=7), unique=True), st.text("abc_1 -", max_size=7))
def test_near_names_are_those_that_two_changes_make(names: list[str], written: str) -> None:
    far = {name: plainly(folded(name), folded(written)) for name in names}
    near = sorted((name for name in names if far[name] <= 2), key=far.__getitem__)
    assert Names.of(names).near(written) == near


@pytest.mark.parametrize(
    "written", ["PI-PEA-1", "pi_pea_1", "PI PEA 1", " PI_PEA_1", "ACI-PEA-1", "ACI_PEA_1"]
)
def test_an_id_is_seen_through_its_separators_and_its_old_prefix(written: str) -> None:
    """ACI was the name of the category before."""
    assert Names.of(["PI_EP_1", "PI_PEA_1", "PI_PHCDRR_1"]).near(written)[0] == "PI_PEA_1"


@pytest.mark.parametrize(
    ("written", "same"),
    [("pi ep 1", ["PI_EP_1", "pi-Ep-1"]), ("PIEP1", ["PI_EP_1", "pi-Ep-1"]), ("PI_EP_10", [])],
)
def test_names_of_the_same_letters_and_digits_are_the_same(written: str, same: list[str]) -> None:
    assert Names.of(["PI_EP_1", "PI_EP_2", "pi-Ep-1"]).same(written) == same


@pytest.mark.parametrize("word", [*WORDS, *LONGER])
def test_up_to_two_changes_are_counted(word: str) -> None:
    for other in WORDS if word in WORDS else LONGER:
        far = plainly(word, other)
        assert changes(word, other) == min(far, 3), other
        assert [near(word, other, most) for most in (0, 1, 2)] == [far <= n for n in (0, 1, 2)]
        assert Names.of([other]).near(word, 1) == ([other] if far <= 1 else [])


def test_those_that_are_equally_near_stand_in_their_order() -> None:
    assert Names.of(["ab", "Aa", "abc", "b"]).near("A") == ["ab", "Aa", "b", "abc"]
