"""What rules can have wrong, by themselves and for the policy that has them in force."""

import copy
from typing import Any

import pytest

from mips_pi_rules import Rulebook
from mips_pi_rules.law.fitting import rule_flaws, schema_flaws, year_flaws
from mips_pi_rules.law.keywords import PARAMETER
from mips_pi_rules.law.rules import Rule, rule_from
from support.cases import POLICY, SCHEMAS, Json, read_json
from support.rulebooks import Change, both, put

SHIPPED: Json = read_json(POLICY / "2025.json")
FACTS: Json = read_json(SCHEMAS / "facts.schema.json")
FILES: dict[str, Json] = {
    file.name[:5]: read_json(file) for file in (SCHEMAS / "rules").glob("*.json")
}
EXCHANGE = "healthInformationExchange"


def rule(name: str, change: Change = lambda _: None) -> Rule:
    raw = copy.deepcopy(FILES[name])
    change(raw)
    return rule_from(raw)


def alone(name: str, change: Change) -> list[str]:
    return [pointer for pointer, _ in rule_flaws(rule(name, change), FACTS)]


def in_year(name: str, change: Change, of_policy: Change = lambda _: None) -> list[str]:
    """The places of a policy that is applied with the shipped rules, one of them changed."""
    policy = copy.deepcopy(SHIPPED)
    of_policy(policy)
    rules = {**Rulebook.default().rules, name: rule(name, change)}
    return [pointer for pointer, _ in year_flaws(policy, rules, (), FACTS)]


@pytest.mark.parametrize("name", FILES)
def test_a_shipped_rule_has_no_flaw(name: str) -> None:
    assert alone(name, lambda _: None) == []


XML = {"message": "It is missing.", "fix": "Write it."}
ALONE: dict[str, tuple[str, Change, list[str]]] = {
    "a reference to another document": (
        "PI209",
        put("/properties/period", {"$ref": "https://example.org/a"}),
        ["/properties/period/$ref"],
    ),
    "a reference in a branch": ("PI209", put("/then", {"$ref": "#"}), ["/then/$ref"]),
    "a broken pattern in the other branch": (
        "PI209",
        put("/else", {"properties": {"programName": {"pattern": "("}}}),
        ["/else/properties/programName/pattern"],
    ),
    "a name that it may say": ("PI209", put("/x-rule/message", "{days} {year}"), []),
    "a name that stands for nothing": (
        "PI209",
        put("/x-rule/message", "{days} {odd}"),
        ["/x-rule/message"],
    ),
    "a fix that names nothing": ("PI209", put("/x-rule/fix", "{odd}"), ["/x-rule/fix"]),
    "a fix in XML that names nothing": (
        "PI209",
        put("/x-rule/xml", XML | {"fix": "{odd}"}),
        ["/x-rule/xml/fix"],
    ),
    "a message of JSON beside one of XML": (
        "PI209",
        both(put("/x-rule/xml", XML), put("/x-rule/message", "{odd}")),
        ["/x-rule/message"],
    ),
    "a measure where it is about one": ("PI101", put("/x-rule/message", "{measureId} {title}"), []),
    "a measure where it is over each": ("PI301", put("/x-rule/fix", "{measureId} {title}"), []),
    "a measure where it is about none": (
        "PI209",
        put("/x-rule/message", "{measureId}"),
        ["/x-rule/message"],
    ),
    "a value of a defect": ("PI016", lambda _: None, []),
    "a brace without its partner": ("PI209", put("/x-rule/message", "{days"), ["/x-rule/message"]),
    "a form in braces": ("PI209", put("/x-rule/message", "{days:>3}"), ["/x-rule/message"]),
    "a conversion in braces": ("PI209", put("/x-rule/message", "{days!r}"), ["/x-rule/message"]),
    "a defect that there is not": (
        "PI008",
        both(
            put("/x-rule/defect", "odd"),
            put("/properties", {"defects": {"properties": {"odd": False}}}),
            put("/x-rule/message", "It is odd."),
            put("/x-rule/fix", "Mend it."),
            lambda raw: raw["x-rule"].pop("xml"),
        ),
        ["/x-rule/defect"],
    ),
    "a defect that its schema does not say": (
        "PI008",
        put("/properties/defects/properties", {"shapes": False}),
        ["/properties"],
    ),
    "rows without a policy": ("PI101", put("/x-rule/everyYear", True), ["/x-rule/at"]),
}


@pytest.mark.parametrize("kind", ALONE)
def test_what_a_rule_has_wrong_by_itself_is_told_where_it_stands(kind: str) -> None:
    name, change, places = ALONE[kind]
    assert alone(name, change) == places


SCHEMAS_OF_RULES: list[tuple[Any, list[str]]] = [
    ({"pattern": "^a+$"}, []),
    ({"pattern": "("}, ["/pattern"]),
    ({"properties": {"pattern": {"type": "string"}}}, []),
    ({"title": "("}, []),
    ({"patternProperties": {"^a": {}}}, []),
    ({"patternProperties": {"^a": {}, "(": {}}}, ["/patternProperties"]),
    ({"anyOf": [{}, {"pattern": "("}]}, ["/anyOf/1/pattern"]),
    ({"$ref": PARAMETER + "a"}, []),
    ({"$ref": "#/$defs/a"}, ["/$ref"]),
    *(({name: "a"}, [f"/{name}"]) for name in ("$id", "$schema", "$anchor")),
    *(({name: "a"}, [f"/{name}"]) for name in ("$dynamicRef", "$dynamicAnchor")),
    ({"properties": {"$id": {"type": "string"}}}, []),
    # What is given as a value is no schema, and what stands beside it is.
    *(
        ({name: {"$ref": "a"}, "pattern": "("}, ["/pattern"])
        for name in ("enum", "const", "examples", "default")
    ),
    (True, []),
]


@pytest.mark.parametrize(("schema", "places"), SCHEMAS_OF_RULES)
def test_a_schema_needs_no_other_document_and_its_patterns_are_some(
    schema: Any, places: list[str]
) -> None:
    assert [pointer for pointer, _ in schema_flaws(schema, "", PARAMETER)] == places
    assert [pointer for pointer, _ in schema_flaws([schema], "/at", PARAMETER)] == [
        f"/at/0{place}" for place in places
    ]


def test_where_no_reference_is_allowed_none_is() -> None:
    assert [one for one, _ in schema_flaws({"$ref": PARAMETER + "a"}, "", None)] == ["/$ref"]


def value(pointer: str) -> Change:
    return put("/x-rule/values/days", pointer)


LEADING: dict[str, bool] = {
    "/policy/performanceYear": False,
    "/policy/parameters/minimumDays/minimum": True,
    "/policy/parameters/minimumDays/least": False,
    "/policy/parameters/minimumDays": False,
    "/policy/parameters/cehrtId/examples": True,
    "/policy/parameters/saferAnswer/const": False,
    "/policy/reweighting": False,
    "/policy/objectives/title": False,
    "/facts/performanceYear": True,
    "/facts/period/hours": False,
    "/facts/period": False,
    "/facts/data": False,
    "/facts/cehrtId": False,
    "/facts/rowsWithoutYes": True,
    "/facts/measures/PI_EP_1/numerator": True,
    "/facts/measures/PI_EP_1/excludedBy": True,
    "/facts/measures/PI_EP_1/answer": False,
    "/facts/measures/PI_EP_1/reported": False,
    "/facts/measures/PI_NO_1/numerator": False,
    f"/facts/choices/{EXCHANGE}/measures": True,
    "/facts/choices/nowhere/measures": False,
    "/facts/entityType": True,
    "/facts/identifiers": False,
    "/facts/defects/shapes": False,
    "/record/numerator": False,
}


@pytest.mark.parametrize("pointer", LEADING)
def test_a_value_of_a_message_leads_to_what_can_be_printed(pointer: str) -> None:
    assert in_year("PI209", value(pointer)) == ([] if LEADING[pointer] else ["/rules/PI209"])


OVER_EACH: dict[str, tuple[str, bool]] = {
    "a measure's own entry": ("/policy/measures/{measureId}/title", True),
    "its own record": ("/record/excludedBy", True),
    "nothing of its record": ("/record/odd", False),
    "a fact of its set": ("/facts/period/days", True),
    "nothing of its set": ("/facts/period/hours", False),
    "a level that not all have": ("/policy/engagement/{measureId}/production", False),
}


@pytest.mark.parametrize("kind", OVER_EACH)
def test_a_value_of_a_rule_over_measures_leads_somewhere_for_each_of_them(kind: str) -> None:
    pointer, leads = OVER_EACH[kind]
    found = in_year("PI301", put("/x-rule/values/exclusions", pointer))
    assert set(found) == (set() if leads else {"/rules/PI301"})


def test_a_rule_about_one_measure_may_print_its_record() -> None:
    change = put("/x-rule/values", {"counts": "/record/numerator"})
    assert in_year("PI101", change) == []
    assert in_year("PI101", put("/x-rule/values", {"a": "/record/odd"})) == ["/rules/PI101"]


IN_YEAR: dict[str, tuple[str, Change, Change, list[str]]] = {
    "a rule that there is not": (
        "PI209",
        lambda _: None,
        put("/rules/PI999", SHIPPED["rules"]["PI209"]),
        ["/rules/PI999"],
    ),
    "a rule over sets for a measure": (
        "PI209",
        lambda _: None,
        put("/measures/PI_EP_1/rules/-", "PI209"),
        ["/measures/PI_EP_1/rules"],
    ),
    "no such rule for a measure": (
        "PI209",
        lambda _: None,
        put("/measures/PI_EP_1/rules/-", "PI999"),
        ["/measures/PI_EP_1/rules"],
    ),
    "a rule for a measure that is not in force": (
        "PI209",
        lambda _: None,
        lambda policy: policy["rules"].pop("PI304"),
        [
            f"/measures/{name}/rules"
            for name, one in SHIPPED["measures"].items()
            if "PI304" in one["rules"]
        ],
    ),
    "a parameter that the year does not have": (
        "PI209",
        put("/properties/period", {"$ref": PARAMETER + "odd"}),
        lambda _: None,
        ["/parameters"],
    ),
    "a measure that there is not": (
        "PI101",
        put("/x-rule/at", "/measures/PI_NO_1"),
        lambda _: None,
        ["/rules/PI101"],
    ),
    "a choice that there is not": (
        "PI403",
        put("/x-rule/at", "/choices/nowhere/ways"),
        lambda _: None,
        ["/rules/PI403"],
    ),
    "a choice as a whole": (
        "PI403",
        put("/x-rule/at", f"/choices/{EXCHANGE}"),
        lambda _: None,
        [],
    ),
    "the exclusions of a choice": (
        "PI403",
        put("/x-rule/at", f"/choices/{EXCHANGE}/exclusions"),
        lambda _: None,
        [],
    ),
    "a part of a choice that there is not": (
        "PI403",
        put("/x-rule/at", f"/choices/{EXCHANGE}/odd"),
        lambda _: None,
        ["/rules/PI403"],
    ),
    "a part of its ways": (
        "PI403",
        put("/x-rule/at", f"/choices/{EXCHANGE}/ways/first"),
        lambda _: None,
        ["/rules/PI403"],
    ),
    "an outcome that the year does not name": (
        "PI209",
        put("/x-rule/outcome", "odd"),
        lambda _: None,
        ["/outcomes"],
    ),
    "an outcome that is none, as an error": (
        "PI209",
        lambda _: None,
        put("/outcomes/shortPeriod/outcome", None),
        ["/rules/PI209"],
    ),
    "an outcome that is none, as advice": (
        "PI209",
        put("/x-rule/severity", "advice"),
        put("/outcomes/shortPeriod/outcome", None),
        [],
    ),
    "a gap": ("PI209", put("/x-rule/outcome", "gap"), lambda _: None, []),
    "an outcome after the judgment": (
        "PI804",
        put("/x-rule/outcome", "zero"),
        lambda _: None,
        ["/rules/PI804"],
    ),
    "a conflict that forces the score to 0": (
        "PI701",
        put("/x-rule/outcome", "zero"),
        put("/rules/PI701", SHIPPED["rules"]["PI209"]),
        [],
    ),
    "a conflict that refuses the submission": (
        "PI701",
        put("/x-rule/outcome", "rejected"),
        put("/rules/PI701", SHIPPED["rules"]["PI209"]),
        ["/rules/PI701"],
    ),
}


@pytest.mark.parametrize("kind", IN_YEAR)
def test_what_a_policy_and_a_rule_have_wrong_is_told_where_it_stands(kind: str) -> None:
    name, of_rule, of_policy, places = IN_YEAR[kind]
    assert in_year(name, of_rule, of_policy) == places


def test_the_measure_for_which_a_value_leads_nowhere_is_named() -> None:
    def sentences(name: str, pointer: str) -> set[str]:
        changed = rule(name, put("/x-rule/values", {"a": pointer}))
        rules = {**Rulebook.default().rules, name: changed}
        return {sentence for _, sentence in year_flaws(SHIPPED, rules, (), FACTS)}

    nowhere = "the value 'a' of the rule leads nowhere"
    assert sentences("PI209", "/policy/odd") == {nowhere}
    assert sentences("PI101", "/record/odd") == {f"{nowhere} for PI_PPHI_1"}


def test_what_is_wrong_beside_a_rule_whose_file_has_a_fault_is_told() -> None:
    policy = copy.deepcopy(SHIPPED)
    policy["measures"]["PI_EP_2"]["rules"] = ["PI304", "PI999"]
    rules = {name: one for name, one in Rulebook.default().rules.items() if name != "PI304"}
    assert [pointer for pointer, _ in year_flaws(policy, rules, {"PI304"}, FACTS)] == [
        "/measures/PI_EP_2/rules"
    ]


def test_of_a_rule_whose_file_has_a_fault_nothing_is_told_at_the_policy() -> None:
    without = ("PI209", "PI304")
    rules = {one: rule for one, rule in Rulebook.default().rules.items() if one not in without}
    assert [*year_flaws(SHIPPED, rules, {"PI209", "PI304"}, FACTS)] == []
    assert [pointer for pointer, _ in year_flaws(SHIPPED, rules, {"PI304"}, FACTS)] == [
        "/rules/PI209"
    ]
