"""What no year decides of a document: its identifiers, and sets that are none."""

from typing import Any

import pytest

from mips_pi_rules import facts_of
from support.cases import Json, full


def of_submission(document: Json) -> Json:
    facts: Any = facts_of(document)["submission"]
    return dict(facts)


@pytest.mark.parametrize(
    ("field", "value", "found"),
    [
        ("taxpayerIdentificationNumber", "000000001", "wellFormed"),
        ("taxpayerIdentificationNumber", "00000001", "malformed"),
        ("taxpayerIdentificationNumber", "0000000011", "malformed"),
        ("taxpayerIdentificationNumber", 1, "malformed"),
        ("taxpayerIdentificationNumber", None, None),
        ("nationalProviderIdentifier", "0000000001", "wellFormed"),
        ("nationalProviderIdentifier", "000000001", "malformed"),
        ("nationalProviderIdentifier", "00000000011", "malformed"),
        ("nationalProviderIdentifier", None, None),
        ("entityId", "any id", "wellFormed"),
        ("entityId", " \t", "malformed"),
        ("entityId", {}, "malformed"),
        ("entityId", None, None),
    ],
)
def test_an_identifier_has_its_form_or_not(field: str, value: object, found: str | None) -> None:
    assert of_submission(full(2025) | {field: value})["identifiers"].get(field) == found


def test_a_set_alone_whose_category_is_none_is_told_at_itself() -> None:
    document = full(2025)
    (one,) = document.pop("measurementSets")
    del one["category"]
    alone = one | {"submission": document}
    for more, right in (
        ({"category": "Quality"}, ["quality"]),
        ({"category": "aci"}, ["pi"]),
        ({"category": "qualty"}, ["quality"]),
        ({"category": "cots"}, ["pi"]),
        ({"category": " COS "}, ["cost"]),
        ({"category": "ib"}, ["pi"]),
        ({"category": 5}, ["pi"]),
        ({"categroy": "pi"}, ["pi"]),
    ):
        defects = of_submission(alone | more)["defects"]
        assert defects["categories"] == [{"at": "/category", "values": {"right": right}}]
        misspelt = [{"at": "", "values": {"right": ["category"]}}] if "categroy" in more else None
        assert defects.get("misspeltFields") == misspelt
    wrapped = {"data": {"measurementSet": alone | {"category": "aci"}}}
    found = of_submission(wrapped)["defects"]["categories"]
    assert [one["at"] for one in found] == ["/data/measurementSet/category"]
