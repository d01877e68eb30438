"""A Report is a field of pydantic as it is: its JSON, both ways, and its schema."""

import json

import pytest
from jsonschema import Draft202012Validator
from pydantic import BaseModel, TypeAdapter, ValidationError

from mips_pi_rules import Report, evaluate
from support.cases import SCHEMAS, TOKEN, full, read_json


class Answer(BaseModel):
    """A model of a user's own."""

    name: str
    report: Report
    before: Report | None = None


REPORT = evaluate(full(2025) | {"performanceYear": 2024})


def test_a_report_is_a_field_and_its_json_is_that_of_the_report() -> None:
    answer = Answer(name="one", report=REPORT)
    assert answer.report is REPORT
    assert answer.model_dump()["report"] == REPORT.to_dict()
    assert json.loads(answer.model_dump_json())["report"] == REPORT.to_dict()
    again = Answer.model_validate_json(answer.model_dump_json())
    assert again == answer
    assert Answer.model_validate({"name": "one", "report": REPORT.to_dict()}) == answer


@pytest.mark.parametrize("value", [None, 5, {}, {"outcome": TOKEN}, [REPORT]])
def test_what_is_no_report_is_refused_with_words_of_ours(value: object) -> None:
    with pytest.raises(ValidationError) as error:
        TypeAdapter(Report).validate_python(value)
    assert TOKEN not in error.value.errors(include_input=False)[0]["msg"]


def test_the_schema_is_that_of_the_report_wherever_it_is_put() -> None:
    for mode in ("validation", "serialization"):
        schema = Answer.model_json_schema(mode=mode)  # type: ignore[arg-type]
        check = Draft202012Validator(schema)
        written = json.loads(Answer(name="one", report=REPORT).model_dump_json())
        assert check.is_valid(written)
        written["report"]["outcome"] = TOKEN
        assert not check.is_valid(written)
    alone = TypeAdapter(Report).json_schema()
    assert (
        alone["properties"].keys() == read_json(SCHEMAS / "report.schema.json")["properties"].keys()
    )
