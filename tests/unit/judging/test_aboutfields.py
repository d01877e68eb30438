"""Which field of a form a finding is about: one vocabulary for findings, forms and plans."""

from collections.abc import Iterator
from typing import Any

import pytest
from attrs import evolve

from mips_pi_rules import Finding, evaluate, evaluate_many, policy, read_qrda3, years
from mips_pi_rules.documents.fieldnames import FORM_FIELDS
from mips_pi_rules.testing import qrda
from support.cases import CASES, EXAMPLES, Json, case_input, edited, full, read_json

# Rules that are about the document, a set or a row as a whole, a name that the year does not
# have, one of several ways to exchange, or what the context says.
ABOUT_NONE = {
    "PI000", "PI002", "PI003", "PI006", "PI007", "PI016", "PI017", "PI018", "PI021", "PI022",
    "PI023", "PI110", "PI305", "PI306", "PI403", "PI404", "PI405", "PI406", "PI407", "PI801",
    "PI802", "PI803", "PI804", "PI805", "PI901", "PI908", "PI909", "PI911", "PI912",
}  # fmt: skip
ABOUT_LEVELS = {"PI501", "PI502", "PI503", "PI504", "PI506", "PI507", "PI508", "PI906"}
SETS = "/measurementSets/0"


def findings() -> Iterator[tuple[int, Finding]]:
    """Every finding of every example and every case of a rule, with the year."""
    inputs = [
        (case["submission"], case.get("context"))
        for case in map(read_json, sorted(EXAMPLES.glob("20*/*.json")))
    ]
    for file in sorted((CASES / "rules").glob("**/*.json")):
        case = read_json(file)
        inputs.append((case_input(case), case.get("context")))
    for report in evaluate_many(inputs):
        yield from ((report.performance_year or years()[0], one) for one in report.findings)


def test_every_finding_about_a_field_says_which() -> None:
    fields = {year: FORM_FIELDS | set(policy(year).fields.values()) for year in years()}
    silent, wrong, level = set(), [], set()
    for year, found in findings():
        if found.field is None:
            silent.add(found.rule)
        elif found.field not in fields[year]:
            wrong.append((found.rule, found.field))
        elif found.field.endswith(".level"):
            level.add(found.rule)
    assert silent <= ABOUT_NONE
    assert wrong == []
    assert level >= ABOUT_LEVELS


def of(submission: Any, rule: str) -> set[str | None]:
    return {one.field for one in evaluate(submission).findings if one.rule == rule}


@pytest.mark.parametrize(
    ("edit", "rule", "field"),
    [
        ({"rows": [{"measureId": "PI_LVPP_1", "value": True}]}, "PI401", "PI_EP_1"),
        ({"without": ["PI_PHCDRR_1_PROD"]}, "PI501", "PI_PHCDRR_1.level"),
        ({"measures": {"PI_PHCDRR_1_PROD": "yes"}}, "PI009", "PI_PHCDRR_1.level"),
        ({"measures": {"PI_EP_1": {"numerator": -1, "denominator": 5}}}, "PI011", "PI_EP_1"),
        ({"without": ["cehrtId"]}, "PI201", "cehrtId"),
        ({"set": {"cehrtid": "x"}, "without": ["cehrtId"]}, "PI901", "cehrtId"),
        ({"submission": {"apmEntityId": "x"}}, "PI018", "entityId"),
        ({"submission": {"performanceYear": 1999}}, "PI001", "performanceYear"),
        ({"rows": [{"measureId": "PI_NONE_SUCH", "value": True}]}, "PI007", None),
        (
            {"without": ["PI_EP_2"], "rows": [{"measureId": "PI_EP_2", "valeu": True}]},
            "PI901",
            "PI_EP_2",
        ),
    ],
)
def test_the_field_is_the_word_of_a_form(edit: Json, rule: str, field: str | None) -> None:
    document = edited(full(2025), edit)
    assert of(document, rule) == {field}
    # So too when the set stands alone, or in an answer of CMS's API.
    one = document.pop("measurementSets")[0]
    assert of(one | {"submission": document}, rule) == {field}
    wrapped = {"data": {"submission": document | {"measurementSets": [one]}}}
    assert of(wrapped, rule) == {field}


def test_a_row_is_found_in_its_own_set() -> None:
    document = full(2025)
    ours = document["measurementSets"][0]
    second = edited(full(2025), {"set": {"programName": "app1"}})["measurementSets"][0]
    second["measurements"][0] |= {"valeu": True}
    quality = {"category": "quality", "measurements": []}
    document["measurementSets"] = [quality, ours, quality, second]
    del second["measurements"][0]["value"]
    assert of(document, "PI901") == {second["measurements"][0]["measureId"]}


def test_a_row_of_a_qrda_document_is_found_too() -> None:
    text = qrda.document(full(2025)).replace('"CD" code="Y"', '"CE" code="Y"')
    found = of(text, "PI914")
    assert "PI_EP_2" in found
    assert found <= set(policy(2025).fields.values())


def test_a_row_that_a_submission_was_left_without_is_about_no_field() -> None:
    coded = qrda.document(full(2025)).replace('"CD" code="Y"', '"CE" code="Y"')
    said: Any = read_qrda3(coded.encode())
    (ours,) = said.measurement_sets
    ids = [one.measure_id for one in ours.measurements]
    without = evolve(ours, measurements=ours.measurements[: ids.index("PI_PPHI_1")])
    fields = of(evolve(said, measurement_sets=(without,)), "PI914")
    assert {None, "PI_EP_2"} <= fields
    assert "PI_PPHI_1" not in fields
    assert of(evolve(said, measurement_sets=()), "PI914") == {None}


def test_a_row_in_a_set_of_another_category_is_about_no_field_whatever_stands_beside_it() -> None:
    document = full(2025)
    rows = document["measurementSets"][0]["measurements"]
    outside = {"category": "quality", "measurements": [*rows[1:2], *rows[:1]]}
    document["measurementSets"].insert(0, outside)
    assert of(document, "PI911") == {None}


def test_a_row_of_a_set_that_is_not_read_is_about_no_field() -> None:
    document: Json = full(2025)
    (ours,) = document["measurementSets"]
    other = {"category": "quality", "measurements": [{"measureId": "PI_EP_2", "value": True}]}
    document["measurementSets"] = [other, other, ours]
    assert of(document, "PI911") == {None}
