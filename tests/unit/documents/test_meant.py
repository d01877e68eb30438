"""What a value in another form plainly means."""

from typing import Any

import pytest

from mips_pi_rules.documents.meant import answer_meant, counts_meant
from mips_pi_rules.documents.submission import MAX_COUNT


@pytest.mark.parametrize(
    ("value", "meant"),
    [
        *((yes, True) for yes in ("yes", " Y ", "TRUE")),
        *((no, False) for no in ("no", "n", "False")),
        *((other, None) for other in ("maybe", "", 1, None)),
    ],
)
def test_an_answer_in_words_is_yes_or_no(value: Any, meant: bool | None) -> None:
    assert answer_meant(value) is meant


@pytest.mark.parametrize(
    ("value", "meant"),
    [
        ("45/50", (45, 50)),
        (" 45 / 50 ", (45, 50)),
        ({"numerator": "45", "denominator": 50.0}, (45, 50)),
        ({"numerator": " 1 ", "denominator": "2", "more": 3}, (1, 2)),
        ({"Numerator": 45, "DENOMINATOR ": 50}, (45, 50)),
        ({"numerator": 45, "denomiator": 50}, (45, 50)),
        ({"numerator": 45, "denominator": 50, "Denominator": 60}, (45, 50)),
        ({"numerator": 45, "Denominator": 50, "denomiator": 60}, None),
        ({"numer": 45, "denom": 50}, None),
        ({7: 45, "denominator": 50}, None),
        (f"0/{MAX_COUNT}", (0, MAX_COUNT)),
        (f"0/{MAX_COUNT + 1}", None),
        ({"numerator": "45"}, None),
        ({"denominator": 50}, None),
        ({"numerator": "many", "denominator": 50}, None),
        ({"numerator": -1, "denominator": 50}, None),
        ("45/50/60", None),
        ("45", None),
        ("", None),
        (45, None),
        (None, None),
    ],
)
def test_counts_are_written_in_several_ways(value: Any, meant: tuple[int, int] | None) -> None:
    assert counts_meant(value) == meant
