"""evaluate beside what parsing and checking the same documents costs, and what others cost."""

import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import fastjsonschema
import jsonschema
import jsonschema_rs
import msgspec
import orjson
import pydantic
from pydantic.alias_generators import to_camel

from documents import documents
from mips_pi_rules import Context, Rulebook, evaluate, facts_of, years
from mips_pi_rules.documents.document import read
from mips_pi_rules.reference.bundle import bundle
from timing import Call, in_turn, interleaved, microseconds, ratios, table

Json = dict[str, Any]

DISTINCT, ROUNDS = 300, 9
SCHEMAS = Path(__file__).resolve().parent.parent / "schemas"


class Counts(msgspec.Struct):
    """A proportion, as a structure alone."""

    numerator: int
    denominator: int


class Row(msgspec.Struct, rename="camel"):
    """A measurement, as a structure alone."""

    measure_id: str
    value: bool | Counts | None = None


class Set(msgspec.Struct, rename="camel"):
    """A measurement set, as a structure alone."""

    category: str
    submission_method: str
    measurements: list[Row]
    program_name: str | None = None
    cehrt_id: str | None = None
    performance_start: str | None = None
    performance_end: str | None = None


class Whole(msgspec.Struct, rename="camel"):
    """A submission, as a structure alone."""

    performance_year: int
    entity_type: str
    measurement_sets: list[Set]
    taxpayer_identification_number: str | None = None
    national_provider_identifier: str | None = None


class Model(pydantic.BaseModel):
    """The same for pydantic, with the names of the wire."""

    model_config = pydantic.ConfigDict(alias_generator=to_camel)


class CountsModel(Model):
    """A proportion."""

    numerator: int
    denominator: int


class RowModel(Model):
    """A measurement."""

    measure_id: str
    value: bool | CountsModel | None = None


class SetModel(Model):
    """A measurement set."""

    category: str
    submission_method: str
    measurements: list[RowModel]
    program_name: str | None = None
    cehrt_id: str | None = None
    performance_start: str | None = None
    performance_end: str | None = None


class WholeModel(Model):
    """A submission."""

    performance_year: int
    entity_type: str
    measurement_sets: list[SetModel]
    taxpayer_identification_number: str | None = None
    national_provider_identifier: str | None = None


def peers() -> Iterator[tuple[str, Call]]:
    """Each way that others offer, and what of the work it does."""
    schema = json.loads((SCHEMAS / "submission.schema.json").read_text(encoding="utf-8"))
    yield "orjson.loads", orjson.loads
    yield "json.loads", json.loads
    yield "msgspec, structure alone", msgspec.json.Decoder(Whole).decode
    yield "pydantic, structure alone", WholeModel.model_validate_json
    stock = jsonschema.Draft202012Validator(schema)
    yield "jsonschema, shape alone", lambda text: stock.is_valid(json.loads(text))
    rules = bundle(years()[-3])
    over_facts = jsonschema.Draft202012Validator(rules)
    yield (
        "jsonschema, shape and every rule",
        lambda text: (stock.is_valid(json.loads(text)), over_facts.is_valid(facts_of(text))),
    )
    compiled = jsonschema_rs.validator_for(schema)
    yield "jsonschema-rs, shape alone", lambda text: compiled.is_valid(orjson.loads(text))
    compiled_rules = jsonschema_rs.validator_for(rules)
    yield "jsonschema-rs, every rule", lambda text: compiled_rules.is_valid(facts_of(text))
    fast = fastjsonschema.compile(_plain(schema), use_default=False)
    yield "fastjsonschema, shape alone", _quietly(fast)


def _plain(schema: Any) -> Any:
    """The schema without its dialect, which fastjsonschema would refuse."""
    return {name: value for name, value in schema.items() if name not in ("$schema", "$id")}


def _quietly(check: Callable[[Any], object]) -> Call:
    def call(text: Any) -> object:
        try:
            return check(json.loads(text))
        except fastjsonschema.JsonSchemaException:
            return None

    return call


def texts(kind: str, year: int) -> list[bytes]:
    """Distinct compact documents of a kind and year."""
    return [orjson.dumps(one) for one in documents(kind, year, DISTINCT)]


def ours() -> list[tuple[str, str, int]]:
    """The rows of our table: title, kind and year."""
    newest = years()[-1]
    rows = [(f"valid, {year}", "valid", year) for year in years()]
    middle = Rulebook.default().years()[-3]
    rows += [
        (f"{kind}, {year}", kind, year)
        for kind in ("forced", "rejected")
        for year in (middle, newest)
    ]
    return rows


def forms(base: list[bytes]) -> Iterator[tuple[str, Call, Sequence[Any]]]:
    """The same documents in every form that is taken; a document with two sets is larger."""
    decoded = [json.loads(text) for text in base]
    yield "as str", evaluate, [text.decode() for text in base]
    yield "as dict", evaluate, decoded
    yield "as Submission", evaluate, [read(text).submission for text in base]
    yield (
        "with a time stamp",
        evaluate,
        [orjson.dumps({"createdAt": "2025-01-31T12:00:00Z"} | one) for one in decoded],
    )
    context = Context.of({"history": {"preProduction": {}}})
    yield "with a context", lambda text: evaluate(text, context=context), base
    yield "of two sets", evaluate, [orjson.dumps(_twice(one)) for one in decoded]


def _twice(document: Json) -> Json:
    """The document with its set once more, by the other method."""
    (one,) = document["measurementSets"]
    other = {"registry": "electronicHealthRecord", "electronicHealthRecord": "registry"}
    again = one | {"submissionMethod": other[one["submissionMethod"]]}
    return document | {"measurementSets": [one, again]}


def measure() -> list[str]:
    """The section of docs/performance.md, as Markdown lines."""
    newest_final = years()[-3]
    base = texts("valid", newest_final)
    contenders: dict[str, tuple[Call, Sequence[Any]]] = {
        name: (call, base) for name, call in peers()
    }
    for title, kind, year in ours():
        contenders[f"evaluate, {title}"] = (evaluate, texts(kind, year))
    for title, call, given in forms(base):
        contenders[f"evaluate, valid, {newest_final}, {title}"] = (call, given)
    times = interleaved(contenders, ROUNDS)
    found = ratios(times, "orjson.loads")
    rows = [(name, found[name], microseconds(times[name])) for name in contenders]
    size = sum(map(len, base)) // len(base)
    turns = list(_turns())
    return [
        "## One document",
        "",
        f"Whole passes over {DISTINCT} distinct documents of {size} bytes on average, in turn, "
        f"median of {ROUNDS} rounds. The ratio is to `orjson.loads` of the same kind of document.",
        "",
        *table(("", "ratio", "microseconds"), rows),
        "",
        "What validates shape alone answers no question of the law; rules are checked over facts "
        "that `facts_of` states, which is in their time. fastjsonschema is compiled without the "
        "dialect, and ignores `minContains` and `maxContains` without a word.",
        "",
        "Whole passes let orjson find the processor as its own last call left it. Where each "
        "document is parsed by orjson and then judged, before the next is (the least of "
        f"{ROUNDS} rounds for each):",
        "",
        *table(("", "ratio", "microseconds", "orjson.loads"), turns),
    ]


def _turns() -> Iterator[tuple[str, float, float, float]]:
    """Kinds of documents, each of which orjson parses just before it is judged."""
    for title, kind, year in ours():
        given = texts(kind, year)
        times = in_turn({"orjson": (orjson.loads, given), "ours": (evaluate, given)}, ROUNDS)
        judged, parsed = times["ours"], times["orjson"]
        yield f"evaluate, {title}", judged / parsed, judged * 1e6, parsed * 1e6
