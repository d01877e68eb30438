"""The Python that is written from the rules: every keyword as jsonschema has it, and no other code.

A rulebook may be anybody's: what stands in its files is data to the code, whatever it looks like.
"""

import ast
import json
import re
import shutil
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from mips_pi_rules import Rulebook, evaluate, years
from mips_pi_rules.law.keywords import KEYWORDS as WRITTEN
from mips_pi_rules.law.keywords import PARAMETER, YEAR_RESOURCE
from mips_pi_rules.law.predicates import Function, function
from mips_pi_rules.law.writing import GIVEN
from mips_pi_rules.law.year import Year
from mips_pi_rules.reference.code import code
from support.cases import POLICY, SCHEMAS, full, read_json

RAN: list[str] = []  # what hostile text would do, if it were run
HOSTILE = (
    "'); RAN.append('quote'); ('",
    '"); RAN.append("double"); ("',
    "'''\nRAN.append('line')\n'''",
    "\nimport os\nRAN.append(os)\n#",
    "\\'); RAN.append('backslash') #",
    "{x} {0} %s {RAN}",
    "x'] or RAN.append('key') or v0['",
    ": broken.append(0)",
    "\u2028RAN.append('separator')\r\x85\0",
    "\ud800",
)
PARAMETERS = {HOSTILE[0]: {"type": "string", "maxLength": 4}, "few": {"maximum": 3}}
NAMES = ["a", "b", HOSTILE[0], HOSTILE[2]]
CONSTANTS = [None, True, False, 0, 1, 2.5, "", "a", HOSTILE[1], [1, "a"], {"a": 1.0}]

# Calls and names that the library itself writes; beside them stand K7, f0, v3 and x.
CALLS = {"isinstance", "len", "all", "map", "bool", "equal", "get", "items", "keys", "append"}
WORDS = CALLS | {"dict", "list", "str", "int", "float", "broken", "x", "item", "name", *GIVEN}
OURS = re.compile(r"[Kfv][0-9]+")

# By keyword, schemas that turn on it.
KEYWORDS: dict[str, list[Any]] = {
    "type": [{"type": name} for name in ("object", "array", "string", "boolean", "null")]
    + [{"type": "number"}, {"type": "integer"}, {"type": ["string", "integer"]}],
    "const": [{"const": value} for value in CONSTANTS],
    "enum": [{"enum": ["a", HOSTILE[1]]}, {"enum": CONSTANTS}, {"enum": [1, True]}],
    "required": [{"required": NAMES[:1]}, {"required": NAMES[2:], "type": "object"}],
    "properties": [
        {"properties": {name: {"const": 1} for name in NAMES}},
        {"properties": {"a": False, "b": True}},
        {"properties": {"a": {"properties": {HOSTILE[0]: {"type": "integer"}}}}},
    ],
    "additionalProperties": [
        {"properties": {"a": True, HOSTILE[2]: True}, "additionalProperties": False},
        {"properties": {"a": True}, "additionalProperties": {"type": "string"}},
    ],
    "not": [{"not": {"type": "string"}}, {"not": {"required": ["a"]}}],
    "allOf": [{"allOf": [{"type": "integer"}, {"minimum": 1}]}, {"allOf": [True]}],
    "anyOf": [{"anyOf": [{"type": "string"}, {"const": 1}, False]}],
    "oneOf": [{"oneOf": [{"type": "integer"}, {"minimum": 1}, {"required": ["a"]}]}],
    "if": [
        {"if": {"type": "string"}, "then": {"maxLength": 1}, "else": {"required": ["a"]}},
        {"if": {"required": ["a"]}, "then": {"properties": {"a": {"const": "a"}}}},
    ],
    "items": [{"items": {"type": "string"}}, {"type": "array", "items": {"const": HOSTILE[1]}}],
    "pattern": [{"pattern": "^[a-c]"}, {"type": "string", "pattern": "['\"\n#]"}],
    "$ref": [{"$ref": PARAMETER + name} for name in PARAMETERS],
    **{keyword: [{keyword: 1}, {keyword: 2}] for keyword in ("minimum", "maximum")},
    **{keyword: [{keyword: 1}] for keyword in ("minLength", "maxLength", "minItems", "maxItems")},
}
values = st.recursive(
    st.sampled_from(CONSTANTS) | st.integers(-2, 4) | st.floats(allow_nan=False) | st.text("ab'"),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=3)
    ),
    max_leaves=6,
)


def strange(source: str) -> set[str]:
    """What of the code is none of the library's: names, attributes, kinds of statements."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Name) and not (node.id in WORDS or OURS.fullmatch(node.id)):
            found.add(node.id)
        elif isinstance(node, ast.Attribute) and node.attr not in CALLS:
            found.add(node.attr)
        elif isinstance(node, ast.Import | ast.ImportFrom | ast.ClassDef | ast.Lambda | ast.Global):
            found.add(type(node).__name__)
    return found


def stock(schema: Any) -> Draft202012Validator:
    resource: Resource[Any] = Resource.from_contents({"$defs": PARAMETERS}, DRAFT202012)
    registry: Registry[Any] = Registry().with_resource(YEAR_RESOURCE, resource)
    return Draft202012Validator(schema, registry=registry)


def test_there_are_schemas_for_every_keyword_that_is_written() -> None:
    assert KEYWORDS.keys() == WRITTEN.keys()


@cache
def written(keyword: str) -> Function:
    return function(KEYWORDS[keyword], PARAMETERS)


@pytest.mark.parametrize("keyword", KEYWORDS)
@given(value=values)
def test_the_written_keyword_says_what_jsonschema_says(keyword: str, value: Any) -> None:
    schemas = KEYWORDS[keyword]
    broken = written(keyword)(value)
    for number, schema in enumerate(schemas):
        assert (number not in broken) is stock(schema).is_valid(value), schema
    assert RAN == []


@pytest.mark.parametrize("keyword", KEYWORDS)
def test_the_keyword_is_written_and_not_left_to_jsonschema(keyword: str) -> None:
    for name, value in written(keyword).constants.items():
        if callable(value) and name not in GIVEN:
            assert isinstance(value.__self__, re.Pattern)
    assert strange(written(keyword).source) == set()


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_text_of_a_rule_stays_text_wherever_it_stands(text: str) -> None:
    schema = {
        "required": [text],
        "properties": {
            text: {"const": text},
            "e": {"enum": [text]},
            "n": {"not": {"const": text}},
            "p": True,
        },
        "additionalProperties": {"const": {text: [text]}},
        "if": {"properties": {"p": {"pattern": re.escape(text)}}, "required": ["p"]},
        "then": {"properties": {"p": {"enum": [text, 1]}}},
        "$ref": PARAMETER + text,
    }
    judge = function([schema], {text: {"properties": {text: {"type": "string"}}}})
    assert strange(judge.source) == set()
    assert judge({text: text, "e": text, "n": "", "p": text, "other": {text: [text]}}) == []
    for wrong in ({}, {text: 1}, {text: text, "n": text}, {text: text, "other": {text: []}}):
        assert judge(wrong) == [0]
    assert RAN == []


def test_the_search_for_strange_code_would_find_it() -> None:
    assert strange("def f0(x):\n    return RAN.clear(x)") == {"RAN", "clear"}
    assert strange("import os") == {"Import"}


# What is printed


def sections(text: str) -> list[str]:
    return re.split(r"^# Over .*\n", text, flags=re.M)[1:]


def function_of(section: str) -> Any:
    """The last function of a printed section, from nothing but its text."""
    names: dict[str, Any] = {**GIVEN, "re": re}
    exec(compile(section, "<printed>", "exec"), names)  # noqa: S102 - what is printed is tested
    return [value for name, value in names.items() if re.fullmatch("f[0-9]+", name)][-1]


@pytest.mark.parametrize("year", years())
def test_the_code_of_a_year_names_each_of_its_rules_and_holds_nothing_strange(year: int) -> None:
    printed = code(year)
    rulebook = Rulebook.default()
    named = set(re.findall(r"#\s+(PI[0-9]{3})\b", printed))
    assert named == set(rulebook.policy(year).rules)
    found = rulebook.year(year)
    assert isinstance(found, Year)
    scopes = (found.over_submission, found.over_set, found.over_judgment, *found.over_measure)
    for scope in scopes:
        for line in scope.broken.source.split("\n"):
            assert line in printed
        assert strange(scope.broken.source) == set()


def test_what_is_printed_is_what_runs() -> None:
    year = max(years())
    first = function_of(sections(code(year))[0])
    found = Rulebook.default().year(year)
    assert isinstance(found, Year)
    given: list[dict[str, Any]] = [{}, {"readable": False, "entityType": "group"}, {"a": 1}]
    for facts in (one | {"identifiers": {}} for one in given):
        assert first(facts) == found.over_submission.broken(facts)


def hostile_rulebook(folder: Path) -> Rulebook:
    """One year of the shipped rulebook, in which a rule forbids what looks like code."""
    (folder / "policy").mkdir()
    shutil.copytree(SCHEMAS, folder / "schemas")
    shutil.copy(POLICY / "2025.json", folder / "policy")
    (file,) = (folder / "schemas" / "rules").glob("PI104-*.json")
    rule: dict[str, Any] = read_json(file)
    start = {"required": ["start"], "properties": {"start": {"enum": list(HOSTILE[:-1])}}}
    rule["not"] = {"properties": {"period": start}}
    rule["title"] = HOSTILE[2]
    file.write_text(json.dumps(rule), encoding="utf-8")
    return Rulebook.load(folder / "policy", folder / "schemas")


def test_a_rule_file_made_to_break_out_of_the_code_does_not(tmp_path: Path) -> None:
    rulebook = hostile_rulebook(tmp_path)
    submission: Mapping[str, Any] = full(2025)
    assert evaluate(submission, rulebook=rulebook).score == evaluate(submission).score
    printed = code(2025, rulebook)
    assert repr(HOSTILE[0]) in printed
    for section in sections(printed):
        tree = ast.parse(section)
        assert {type(node) for node in tree.body} <= {ast.Assign, ast.FunctionDef}
    facts = {"measures": {}, "choices": {}, "period": {"start": HOSTILE[0]}, "defects": {}}
    function_of(sections(printed)[1])(facts)
    assert RAN == []
