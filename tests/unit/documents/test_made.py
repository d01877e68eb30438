"""Values made without their own call are the values that it makes, and as frozen."""

from typing import Any

import pytest
from attrs import evolve
from attrs.exceptions import FrozenInstanceError

from mips_pi_rules import (
    Measurement,
    Proportion,
    Report,
    SetResult,
    Submission,
    evaluate,
    read_qrda3,
)
from mips_pi_rules.documents.rows import proportion_of, rows_of
from mips_pi_rules.testing import qrda
from support.cases import full

RATE = Proportion(3, 4)
(ROW,) = rows_of([{"measureId": "PI_EP_1", "value": {"numerator": 3, "denominator": 4}}])  # type: ignore[misc]
SET = evaluate(full(2025)).sets[0]


@pytest.mark.parametrize(
    ("made", "called"),
    [
        (proportion_of(3, 4, False), RATE),
        (ROW, Measurement("PI_EP_1", RATE)),
        (
            SET,
            SetResult(
                SET.pointer, "mips", SET.submission_method, SET.outcome, SET.score, picked=True
            ),
        ),
    ],
)
def test_what_is_filled_field_by_field_is_what_its_call_makes(made: Any, called: Any) -> None:
    assert type(made) is type(called)
    assert (made, hash(made), repr(made)) == (called, hash(called), repr(called))
    assert evolve(made) == called
    for name in type(called).__slots__[:-1]:
        with pytest.raises(FrozenInstanceError):
            setattr(made, name, getattr(called, name))
        with pytest.raises(FrozenInstanceError):
            delattr(made, name)


@pytest.mark.parametrize(
    ("made", "name"),
    [
        (evaluate(full(2025)), "objectives"),
        (read_qrda3(qrda.document(full(2025)).encode()), "places"),
    ],
)
def test_a_field_that_is_made_later_is_made_once_and_is_no_other(made: Any, name: str) -> None:
    assert name not in vars(made)
    found = getattr(made, name)
    assert found
    assert getattr(made, name) is found
    assert vars(made)[name] is found
    for nothing in ("nothing_of_ours", "__wrapped__"):
        assert not hasattr(made, nothing)


@pytest.mark.parametrize(("of", "name"), [(Report, "objectives"), (Submission, "places")])
def test_a_value_without_fields_has_none_that_is_made_later(of: Any, name: str) -> None:
    assert not hasattr(of.__new__(of), name)
