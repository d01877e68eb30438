"""The adapter for Spark, on a stand-in of its frame; `make test-spark` holds it to Spark."""

import json
from collections.abc import Iterator
from typing import Any

import pyarrow as pa
import pytest
from attrs import define, field, frozen

from mips_pi_rules import evaluate
from mips_pi_rules.judging.verdict import verdict_of
from mips_pi_rules.many.rows import COLUMNS, named, row_of
from mips_pi_rules.many.spark import evaluate_frame
from support.cases import full

NAMES = {pa.string(): "string", pa.binary(): "binary", pa.int64(): "bigint"}


@frozen
class Type:
    name: str

    def typeName(self) -> str:  # noqa: N802 - Spark's own name
        return self.name


@frozen
class Field:
    dataType: Type  # noqa: N815 - Spark's own name


@define
class Schema:
    """What the adapter asks of Spark's StructType."""

    fields: dict[str, str]

    def __getitem__(self, name: str) -> Field:
        return Field(Type(self.fields[name]))

    def jsonValue(self) -> Any:  # noqa: N802 - Spark's own name
        return {"fields": [{"name": name, "type": self.fields[name]} for name in self.fields]}

    @classmethod
    def fromJson(cls, said: Any) -> "Schema":  # noqa: N802 - Spark's own name
        return cls({one["name"]: one["type"] for one in said["fields"]})


@define
class Frame:
    """What the adapter asks of Spark's DataFrame."""

    table: Any
    given: Any = field(default=None)  # the schema that the last frame was said to have

    @property
    def columns(self) -> list[str]:
        names: list[str] = self.table.schema.names
        return names

    @property
    def schema(self) -> Schema:
        return Schema({one.name: NAMES[one.type] for one in self.table.schema})

    def select(self, *names: str) -> "Frame":
        return Frame(self.table.select([name.strip("`").replace("``", "`") for name in names]))

    def mapInArrow(self, judge: Any, schema: Any) -> "Frame":  # noqa: N802 - Spark's own name
        batches: Iterator[Any] = judge(iter(self.table.to_batches()))
        return Frame(pa.Table.from_batches(batches), schema)


TEXTS = [json.dumps(full(2025)), "{", None]
WANTED = named(row_of(verdict_of(evaluate(full(2025))).case, None))


def frame(**columns: Any) -> Any:
    return Frame(pa.table({"submission": TEXTS, **columns}))


def test_other_columns_are_kept_before_those_of_the_row() -> None:
    found = evaluate_frame(frame(id=[1, 2, 3]))
    table = found.table  # type: ignore[attr-defined] # it is the frame above
    assert table.schema.names == ["submission", "id", *COLUMNS]
    assert list(found.given.fields) == table.schema.names  # type: ignore[attr-defined]
    assert table.to_pylist()[0] == {"submission": TEXTS[0], "id": 1, **WANTED}
    assert table["outcome"].to_pylist() == ["scored", "rejected", "rejected"]


def test_with_a_key_there_are_the_rows_of_batch() -> None:
    found: Any = evaluate_frame(frame(**{"a.`b": [7, 123456789, None]}), key="a.`b")
    assert found.table.schema.names == ["key", *COLUMNS]
    assert list(found.given.fields) == found.table.schema.names
    assert found.table.to_pylist()[0] == {"key": "7", **WANTED}
    assert found.table["key"].to_pylist() == ["7", None, None]


def test_a_column_may_have_the_contexts() -> None:
    found: Any = evaluate_frame(
        frame(known=[None, None, "[]"], id=TEXTS), context="known", key="id"
    )
    assert found.table["error"].to_pylist()[2] == "there is no submission, the value is null"
    found = evaluate_frame(frame(known=["[]", "{}", None]), context="known")
    errors = found.table["error"].to_pylist()
    assert errors[0] == "context: the document is JSON, but not an object"


@pytest.mark.parametrize(
    "arguments, error, said",
    [
        ({"column": "none"}, ValueError, "not one column none"),
        ({"column": "id"}, TypeError, "holds neither text nor bytes"),
        ({"context": "id"}, TypeError, "holds neither text nor bytes"),
        ({"key": "none"}, ValueError, "not one column none"),
        ({"key": "taxpayerIdentificationNumber"}, ValueError, "rows hold no TIN"),
    ],
)
def test_columns_that_do_not_fit_are_refused(arguments: Any, error: Any, said: str) -> None:
    given = frame(id=[1, 2, 3], taxpayerIdentificationNumber=["a", "b", "c"])
    with pytest.raises(error, match=said):
        evaluate_frame(given, **arguments)
    with pytest.raises(ValueError, match="a column score already"):
        evaluate_frame(frame(SCORE=[1, 2, 3]))
