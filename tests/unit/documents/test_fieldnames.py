"""The names of the wire: which are fields, which are tolerated, and which were seen elsewhere."""

import json
from typing import Any

import pytest

from mips_pi_rules import evaluate, policy
from mips_pi_rules.documents.defects import Misplaced
from mips_pi_rules.documents.document import read
from mips_pi_rules.documents.fieldnames import (
    EXAMPLES,
    FORM_FIELDS,
    IN_EMBEDDED,
    IN_ROW,
    IN_SET,
    IN_SUBMISSION,
    near_misses,
)
from support.cases import SCHEMAS, Json, edited, full, read_json

DEFINED = read_json(SCHEMAS / "submission.schema.json")["$defs"]
PLACES = {
    "submission": IN_SUBMISSION,
    "embedded": IN_EMBEDDED,
    "promotingInteroperabilitySet": IN_SET,
    "measurement": IN_ROW,
}


@pytest.mark.parametrize("place", PLACES)
def test_every_field_of_the_schema_is_known_where_it_stands(place: str) -> None:
    # A program beside an embedded submission is read, but belongs in the set.
    for field in DEFINED[place]["properties"].keys() - {"programName"}:
        assert near_misses({f"{field}x": 1}, PLACES[place]) == (field,)
        assert near_misses({field: 1}, PLACES[place]) == ()


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize(
    "name",
    ["id", "createdAt", "updatedAt", "submitterId", "submissionId", "suppressed", "source"],
)
def test_what_an_api_adds_is_no_misspelling(place: str, name: str) -> None:
    assert near_misses({name: 1}, PLACES[place]) == ()


@pytest.mark.parametrize("field", EXAMPLES)
def test_an_identifier_of_nobody_has_the_form_that_is_asked_for(field: str) -> None:
    law = policy(2025)
    who = law.needs[field][0]
    others = [name for name in EXAMPLES if who not in law.needs[name]]
    document = edited(
        full(2025), {"submission": {"entityType": who, **EXAMPLES}, "without": others}
    )
    assert evaluate(document).findings == ()
    assert not evaluate(edited(document, {"without": [field]})).ok


@pytest.mark.parametrize(
    ("field", "about"),
    [
        *((name, name) for name in ("cehrtId", "performanceStart", "performanceEnd")),
        *((name, name) for name in ("programName", "category", "submissionMethod")),
        ("measurements", None),  # no form asks for a list of rows
        *((name, "entityId") for name in ("virtualGroupId", "apmEntityId", "subgroupId")),
    ],
)
def test_a_right_field_in_the_submission_is_told_where_it_belongs(
    field: str, about: str | None
) -> None:
    (one,) = [f for f in evaluate({**full(2025), field: "x"}).findings if f.pointer == f"/{field}"]
    assert (one.rule, one.field) == ("PI018", about)


def test_a_whole_submission_inside_a_measurement_set_is_told_to_be_none() -> None:
    report = evaluate({"submission": full(2025), "category": "pi"})
    (one,) = [f for f in report.findings if f.rule == "PI018"]
    assert (report.outcome, one.pointer) == ("rejected", "/submission/measurementSets")
    assert "in the outermost object" in one.fix


WHOLE = full(2025)
SETS = {"measurementSets": WHOLE["measurementSets"]}


@pytest.mark.parametrize(
    ("document", "at"),
    [
        ({"data": WHOLE}, "/data"),
        ({"data": [WHOLE], "links": {}}, "/data/0"),
        ({"data": SETS}, "/data"),
        ({"submissions": [WHOLE]}, "/submissions/0"),
        ({"submissions": WHOLE}, "/submissions"),
        ({"data": {}, "submissions": [WHOLE]}, "/submissions/0"),
    ],
)
def test_a_submission_in_what_is_no_answer_of_the_api_is_told_where_it_stands(
    document: Json, at: str
) -> None:
    report = evaluate(document)
    assert [one.rule for one in report.findings] == ["PI001", "PI018"]
    assert report.findings[1].pointer == f"{at}/measurementSets"
    assert "in the outermost object" in report.findings[1].fix
    assert evaluate(json.dumps(document)).findings[1].line == 1


@pytest.mark.parametrize(
    "document",
    [
        {"data": [WHOLE, WHOLE]},
        {"data": [[WHOLE]]},
        {"data": WHOLE, "entityType": "group"},
        {"data": {"measurementSets": None}},
        {"payload": WHOLE},
    ],
)
def test_of_what_may_be_several_or_anything_nothing_is_said(document: Json) -> None:
    assert "PI018" not in {one.rule for one in evaluate(document).findings}


@pytest.mark.parametrize("bare", [False, True])
@pytest.mark.parametrize(
    ("field", "belongs"),
    [
        ("performanceYear", "in the submission itself"),
        ("entityType", "in the submission itself"),
        ("taxpayerIdentificationNumber", "in the submission itself if the entity type has it"),
        ("nationalProviderIdentifier", "in the submission itself if the entity type has it"),
        ("entityId", "in the submission itself if the entity type has it"),
    ],
)
def test_a_field_of_the_submission_is_seen_in_a_set(field: str, belongs: str, bare: bool) -> None:
    document = full(2025) | {"entityId": "EXAMPLE-1"}
    value = document.pop(field)
    if field == "entityId":
        del document["nationalProviderIdentifier"]  # where all four are given nobody looks
    (one,) = document.pop("measurementSets")
    at, written = "", one | {field: value, "submission": document}
    if not bare:
        at, written = "/measurementSets/1", document | {"measurementSets": [one, one | {field: 1}]}
    assert read(written).submission.misplaced == (Misplaced(field, belongs, at),)


def test_a_name_that_no_form_asks_for_is_about_no_field() -> None:
    found = evaluate(edited(full(2025), {"set": {"sources": "x"}})).findings
    assert [(one.values["right"], one.field) for one in found] == [(("source",), None)]
    assert FORM_FIELDS.isdisjoint({"source", "measurements"})


@pytest.mark.parametrize(
    "way",
    [
        ["measurementSets", 0, "measurements", 0, "value", "numerator"],
        ["measurementSets", 0, "measurements", 0, "value", "denominator"],
        ["measurementSets", 0, "measurements", 0, "measureId"],
        ["submission", "entityId"],
        ["data", "submission"],
        ["data", "submissions", 0],
        ["data", "measurementSet"],
    ],
)
def test_a_name_that_stands_twice_is_told_at_its_object_by_any_name_of_the_wire(
    way: list[Any],
) -> None:
    text = '{"k": 1, "k": 2}'
    for token in reversed(way):
        text = f"[{text}]" if isinstance(token, int) else json.dumps({token: 0})[:-2] + f"{text}}}"
    (found,) = [one for one in evaluate(text).findings if one.rule == "PI002"]
    assert found.pointer == "".join(f"/{token}" for token in way)


@pytest.mark.parametrize("written", ["cehrt", "chertId", "cehrtID", "CEHRT_ID", "cehrt id"])
def test_the_certification_id_is_meant_by_names_that_are_seen(written: str) -> None:
    document: Json = edited(full(2025), {"set": {written: "x"}, "without": ["cehrtId"]})
    found = [one for one in evaluate(document).findings if one.rule == "PI901"]
    assert [(one.field, one.values["right"]) for one in found] == [("cehrtId", ("cehrtId",))]
