"""Broken documents, the facts of documents, and JSON with anything in it."""

import copy
import json
from collections.abc import Iterator
from functools import cache
from typing import Any

from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from mips_pi_rules import Rulebook
from mips_pi_rules.context.context import Context
from mips_pi_rules.documents.document import read
from mips_pi_rules.facts.defects import in_full
from mips_pi_rules.facts.stating import state, state_without_policy
from mips_pi_rules.law.year import Year
from support.cases import Json, edited, full
from support.shipped import CASES, SCHEMA


def _twice(document: Json) -> str:
    text = json.dumps(document)
    return text.replace('"entityType"', '"entityType": "group", "entityType"', 1)


SET = full(2025)["measurementSets"][0]
BROKEN: dict[str, Any] = {
    "not JSON": "{",
    "not an object": "[]",
    "nothing": {},
    "year unknown": edited(full(2025), {"submission": {"performanceYear": 1999}}),
    "year and sets malformed": {"performanceYear": "2025", "measurementSets": [3, {}]},
    "no set": full(2024) | {"measurementSets": []},
    "no rows": edited(full(2025), {"set": {"measurements": []}}),
    "rows no list": full(2025) | {"measurementSets": [SET | {"measurements": {}}]},
    "name twice": _twice(full(2025)),
    "unknown measures": edited(full(2025), {"rows": [{"measureId": "PI_EP1"}, {"value": 1}, 2]}),
    "wrong values": edited(
        full(2025),
        {"measures": {"PI_EP_1": {"numerator": 3, "denominator": 2}, "PI_PEA_1": True}},
    ),
    "blank, false and no answer": edited(
        full(2023),
        {"measures": {"PI_PPHI_2": None, "PI_LVPP_1": False, "PI_PEA_1": {}, "PI_EP_2": "N/A"}},
    ),
    "gaps": edited(full(2024), {"without": ["cehrtId", "performanceEnd", "PI_HIE_1", "PI_EP_2"]}),
    "gaps of 2022": edited(full(2022), {"without": ["cehrtId", "performanceStart", "PI_PEA_1"]}),
    "period short": json.dumps(edited(full(2026), {"set": {"performanceStart": "2026-12-01"}})),
    "period outside": edited(full(2026), {"set": {"performanceEnd": "2027-01-01"}}),
    "period reversed": edited(full(2026), {"set": {"performanceEnd": "2026-01-01"}}),
    "days unreal": edited(full(2025), {"set": {"performanceEnd": "2025-02-29", "cehrtId": 15}}),
    "excluded": edited(full(2025), {"without": ["PI_EP_1"], "measures": {"PI_LVPP_1": True}}),
    "all ways": edited(full(2025), {"measures": {"PI_HIE_5": True, "PI_HIE_6": False}}),
    "level missing": edited(full(2026), {"without": [f"PI_PHCDRR_{n}_PROD" for n in range(7)]}),
    "group with NPI": edited(full(2025), {"submission": {"entityType": "group", "entityId": " "}}),
    "subgroup": edited(full(2025), {"submission": {"entityType": "subgroup", "entityId": "s"}}),
    "program unknown": edited(full(2025), {"set": {"programName": "MIPS"}}),
    "misspelt": edited(full(2025), {"set": {"chertId": "x"}, "without": ["cehrtId"]}),
    "two sets": full(2025) | {"measurementSets": [SET, SET | {"cehrtId": ""}, {"category": "PI"}]},
    "two that count": full(2025) | {"measurementSets": [SET, SET | {"programName": "app1"}]},
}


@cache
def part(name: str) -> Draft202012Validator:
    """The schema of one kind of facts."""
    inside = {"$ref": f"#/$defs/{name}", "$defs": SCHEMA["facts"]["$defs"]}
    return Draft202012Validator(inside)


def all_facts(document: Any) -> Iterator[tuple[str, Json]]:
    """The facts of a document, with the policy of its year and without."""
    rulebook = Rulebook.default()
    said = read(document).submission
    found = [state_without_policy(said, rulebook.years())]
    year = rulebook.year(said.performance_year)
    if isinstance(year, Year):
        found.append(state(year, said, rulebook.years(), Context()))
    for facts in found:
        yield "submission", in_full(facts.submission.data)
        for one in facts.sets:
            yield "set", in_full(one.data)
            for record in one.data["measures"].values():
                yield "measure", record


@cache
def known_facts(year: int) -> list[tuple[str, Any]]:
    """The facts of the year's examples and of broken inputs, each once."""
    inputs = [one for name, one in CASES.items() if name.startswith(f"{year}/")]
    inputs += [one | {"performanceYear": year} for one in BROKEN.values() if isinstance(one, dict)]
    return list({json.dumps(each): each for one in inputs for each in all_facts(one)}.values())


WORDS = [
    *("", " ", "pi", "PI", "quality", "ia", "registry", "mips", "app1", "individual", "group"),
    *("2025-02-28", "2025-02-29", "2024-02-29", "2025-1-1", "2025-07-01\n", "0000-01-01"),
    *("123456789", "1234567890", "12345678\u0669", "\u00a0", "\u2028", "\u200b", "\x1f", "\x85"),
    *("0015C7Z2M4H6K8P", "PI_EP_1", "PI_LVPP_1", "PI_PHCDRR_1_PRE", "wellFormed", "production"),
]
KEYS = ["numerator", "denominator", "category", "measureId", "value", "submission", "reported"]
NUMBERS = [0, 1, -1, 2, 0.0, 49.0, 0.5, 2025, 2025.0, 2**53 - 1, 2**53, 1e300, 90, 180, 10**30]
leaves = (
    st.none()
    | st.booleans()
    | st.sampled_from(NUMBERS)
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.sampled_from(WORDS)
    | st.text(max_size=5)
)
anything = st.recursive(
    leaves,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(KEYS) | st.text(max_size=4), inner, max_size=3)
    ),
    max_leaves=5,
)


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The path of everything inside `value`, itself first."""
    yield path
    if isinstance(value, dict | list):
        for key in value if isinstance(value, dict) else range(len(value)):
            yield from places(value[key], (*path, key))


@st.composite
def changed(draw: st.DrawFn, base: Any, least: int = 0) -> Any:
    """`base` with some of its parts left out or replaced by other JSON, or fields added."""
    document = copy.deepcopy(base)
    for _ in range(draw(st.integers(least, 3))):
        *way, last = draw(st.sampled_from([path for path in places(document) if path] or [(None,)]))
        if last is None:
            break
        parent = document
        for key in way:
            parent = parent[key]
        if draw(st.booleans()):
            del parent[last]
        else:
            parent[last] = draw(anything)
    return document
