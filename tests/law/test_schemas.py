"""The schemas are the contract: they are sound, our files follow them, and so do our answers."""

import copy
import datetime
import json
import re
from collections.abc import Iterator
from functools import cache
from string import Formatter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from mips_pi_rules import UnreadableSubmission, evaluate, evaluate_many, facts_of
from mips_pi_rules.citation import link
from mips_pi_rules.documents.document import read
from mips_pi_rules.documents.submission import OUR_CATEGORY, REFUSED, Measurement, Proportion
from mips_pi_rules.facts.stating import state_without_policy
from mips_pi_rules.pointers import resolve
from support.anyfacts import BROKEN, all_facts, anything, changed, known_facts, part
from support.cases import Json, edited, full, nodes
from support.examples import times
from support.shipped import BASE, BY_ID, CASES, NAMES, PARAMETER, POLICIES, RULES, SCHEMA
from support.soundness import is_whole

VALID = {name: Draft202012Validator(schema) for name, schema in SCHEMA.items()}
OUTCOMES = {"rejected", "incomplete", "zero"}

every_schema = pytest.mark.parametrize("name", NAMES)
every_year = pytest.mark.parametrize("year", POLICIES)
every_rule = pytest.mark.parametrize("name", RULES)


def problems(name: str, document: Any) -> list[str]:
    """What of `document` does not follow the schema, empty when all does."""
    return [f"{e.json_path}: {e.message[:200]}" for e in VALID[name].iter_errors(document)]


@cache
def section(name: str) -> Draft202012Validator:
    """The schema of one section of a policy, which is quicker than the whole."""
    policy = SCHEMA["policy"]
    return Draft202012Validator({"$defs": policy["$defs"], **policy["properties"][name]})


def refs(schema: Any) -> set[str]:
    """The parameters of the year that a rule refers to."""
    found = (node.get("$ref") for node in nodes(schema))
    return {ref.removeprefix(PARAMETER) for ref in found if str(ref).startswith(PARAMETER)}


# The schemas themselves


@every_schema
def test_the_schema_is_valid_json_schema(name: str) -> None:
    Draft202012Validator.check_schema(SCHEMA[name])
    assert SCHEMA[name]["$id"] == f"{BASE}{name}.schema.json"


@every_schema
def test_the_schema_and_each_of_its_properties_are_described(name: str) -> None:
    schema = SCHEMA[name]
    assert schema["title"]
    assert schema["description"]
    for entry in schema.get("$defs", {}).values():
        assert entry["description"]
    for node in nodes(schema):
        if node.get("additionalProperties") is not False and "description" not in node:
            continue  # a condition, not a declaration
        for declared in node.get("properties", {}).values():
            if isinstance(declared, dict):
                local = declared.get("$ref", "").removeprefix("#")
                assert "description" in declared or resolve(schema, local)["description"]


@pytest.mark.parametrize("name", [*NAMES, *RULES, *map(str, POLICIES)])
def test_the_schema_says_only_what_every_validator_reads_alike(name: str) -> None:
    schema = SCHEMA.get(name) or RULES.get(name) or POLICIES[int(name)]
    for node in nodes(schema):
        assert not isinstance(node.get("format"), str)
        pattern = node.get("pattern")
        if not isinstance(pattern, str):
            continue
        assert not re.search(r"\\[dDwWsSbB]|\(\?|\\[pP]", pattern)
        assert "string" in node["type"]
        if "$" in pattern:
            assert isinstance(node.get("maxLength"), int), pattern


# Policies


@every_year
def test_the_policy_follows_its_schema(year: int) -> None:
    assert problems("policy", POLICIES[year]) == []
    assert POLICIES[year]["meta"]["performanceYear"] == year


@every_year
def test_every_citation_of_the_year_is_law_or_a_listed_source(year: int) -> None:
    policy = POLICIES[year]
    sources = [source["id"] for source in policy["meta"]["sources"]]
    assert len(set(sources)) == len(sources)
    citing = [*nodes(policy), *(BY_ID[name]["x-rule"] for name in policy["rules"])]
    for cite in (cite for node in citing for cite in node.get("cites", ())):
        assert link(cite) or cite in sources, cite


@every_year
def test_every_name_in_the_policy_is_declared(year: int) -> None:
    policy = POLICIES[year]
    measures, exclusions = policy["measures"], policy["exclusions"]
    placed = [(m, one["id"]) for one in policy["objectives"] for m in one["measures"]]
    assert sorted(placed) == sorted((m, one["objective"]) for m, one in measures.items())
    assert {(e, m) for m, one in measures.items() for e in one["exclusions"]} == {
        (e, one["of"]) for e, one in exclusions.items()
    }
    assert all(set(one["substitutes"]) <= measures.keys() for one in measures.values())
    assert all(set(one["substitutes"]) <= exclusions.keys() for one in exclusions.values())
    assert {r for one in measures.values() for r in one["rules"]} == {
        rule for rule in policy["rules"] if BY_ID[rule]["x-rule"]["over"] == "measure"
    }
    named = {*policy["engagement"], *policy["requires"], *policy["suppressed"]}
    named |= {m for one in policy["requires"].values() for m in one["productionOnAnyOf"]}
    named |= {m for group in policy["bonusGroups"] for m in group["measures"]}
    named |= {one["attestation"] for one in policy["evidence"].values()}
    for flow in policy["flows"]:
        named |= {flow["from"], *flow["to"], *(m for some in flow["if"].values() for m in some)}
    for choice in policy["choices"].values():
        assert choice["default"] in [way["id"] for way in choice["ways"]]
        named |= {measure for way in choice["ways"] for measure in way["measures"]}
    assert named <= measures.keys()
    assert policy["meta"]["programs"].keys() == policy["weights"].keys()
    who = {entity for route in policy["reweighting"] for entity in route["who"]}
    assert who <= set(policy["parameters"]["entityTypeWithoutData"]["enum"])


def pointers(reading: Json) -> list[str]:
    """Where a reading stands: at one place, at several, or at none."""
    at = reading.get("at", [])
    return [at] if isinstance(at, str) else list(at)


@every_year
def test_every_reading_points_at_a_value_and_its_alternative_keeps_the_schema(year: int) -> None:
    policy = POLICIES[year]
    ids = [reading["id"] for reading in policy["readings"]]
    assert len(set(ids)) == len(ids)
    for reading in policy["readings"]:
        other = copy.deepcopy(policy)
        for at in pointers(reading):
            place, _, name = at.rpartition("/")
            assert resolve(policy, at) != reading["alternative"]
            resolve(other, place)[name] = reading["alternative"]
            name = at.split("/")[1]
            assert section(name).is_valid(other[name]), reading["id"]


@every_year
def test_every_route_to_reweighting_has_a_name_that_the_context_knows(year: int) -> None:
    known = SCHEMA["context"]["properties"]["eligibility"]["properties"]
    names = {
        "clinicianType": known["clinicianType"]["enum"],
        "specialStatus": known["specialStatuses"]["items"]["enum"],
        "exception": known["exceptions"]["items"]["enum"],
        "allClinicians": [name for name in known if name.startswith("allClinicians")],
    }
    for route in POLICIES[year]["reweighting"]:
        assert route["id"] in names[route["by"]]


def test_an_invented_year_with_new_measures_follows_the_schema() -> None:
    policy = copy.deepcopy(POLICIES[max(POLICIES)])
    policy["meta"] |= {"performanceYear": 2099, "status": "provisional", "asOf": "2098-12-31"}
    basis = {"basis": "published", "cites": ["42 CFR 414.1375"]}
    policy["measures"]["PI_NEW_1"] = {
        "title": "Something new",
        "question": "Is there something new?",
        "objective": "novelty",
        "kind": "yesNo",
        "reporting": "required",
        "points": 7.5,
        "exclusions": ["PI_NEW_1_EX_1"],
        "substitutes": [],
        "rules": ["PI304"],
        **basis,
    }
    novelty = {"id": "novelty", "title": "Novelty", "measures": ["PI_NEW_1"], **basis}
    policy["objectives"].append(novelty)
    policy["exclusions"]["PI_NEW_1_EX_1"] = {
        "of": "PI_NEW_1",
        "substitutes": [],
        "statement": "It is old",
        **basis,
    }
    policy["weights"]["later"] = {"weight": 0.5, **basis}
    policy["meta"]["programs"]["later"] = ["later2"]
    policy["parameters"]["minimumDays"] |= {"minimum": 300}
    assert problems("policy", policy) == []


def entries(policy: Json) -> Iterator[str]:
    """A pointer to one entry with a basis in each place of the policy."""
    for name, section in policy.items():
        below = section.items() if isinstance(section, dict) else enumerate(section)
        if "basis" in section:
            yield f"/{name}"
        else:
            held = [key for key, one in below if isinstance(one, dict) and "basis" in one]
            yield from [f"/{name}/{key}" for key in held[:2]]


@pytest.mark.parametrize("pointer", list(entries(POLICIES[max(POLICIES)])))
def test_every_entry_of_a_policy_needs_basis_and_cites_and_is_closed(pointer: str) -> None:
    policy = copy.deepcopy(POLICIES[max(POLICIES)])
    name = pointer.split("/")[1]
    valid = section(name).is_valid
    entry = resolve(policy, pointer)
    was = dict(entry)
    changes: list[Json] = [{"basis": "guessed"}, {"cites": []}, {"cites": [""]}]
    if not pointer.startswith("/parameters"):
        changes.append({"unheardOf": 1})
    for change in changes:
        entry.update(change)
        assert not valid(policy[name]), change
        entry.clear()
        entry.update(was)
    for needed in ("basis", "cites"):
        del entry[needed]
        assert not valid(policy[name]), needed
        entry.update(was)
    assert valid(policy[name])


@pytest.mark.parametrize(
    ("pointer", "value"),
    [
        ("/meta/status", "draft"),
        ("/meta/asOf", "yesterday"),
        ("/measures/EP_1", {}),
        ("/measures/PI_EP_1/points", -1),
        ("/measures/PI_EP_1/rules", ["PI30"]),
        ("/measures/PI_PPHI_1/points", 5),
        ("/outcomes/zero", {"outcome": "zero", "basis": "cms", "cites": ["SAFER25"]}),
        ("/outcomes/noLevel/outcome", "scored"),
        ("/flows/0/if/unless", []),
        ("/parameters/minimumDays/minimum", "many"),
        ("/readings/0/at", "rounding"),
        ("/readings/0/scope", "page"),
    ],
)
def test_a_policy_that_says_something_else_is_refused(pointer: str, value: object) -> None:
    policy = copy.deepcopy(POLICIES[max(POLICIES)])
    place, _, name = pointer.rpartition("/")
    resolve(policy, place)[name] = value
    first = pointer.split("/")[1]
    assert not section(first).is_valid(policy[first])


# Rules


@every_rule
def test_the_rule_follows_its_schema_and_is_named_as_its_file(name: str) -> None:
    rule = RULES[name]
    assert problems("rule", rule) == []
    assert rule["$id"] == f"{BASE}rules/{name}.json"
    assert rule["x-rule"]["id"] == name.partition("-")[0]


def test_rule_ids_are_unique() -> None:
    assert len(BY_ID) == len(RULES)


@pytest.mark.parametrize(
    "change",
    [
        {"id": "PI99"},
        {"over": "row"},
        {"kind": "odd"},
        {"repair": "pray"},
        {"xml": {"message": "The id is missing."}},
        {"outcome": None},
        {"outcome": None, "severity": "error"},
        {"at": "measures"},
        {"defect": "dates"},
        {"withoutRows": False},
        {"cites": []},
        {"values": {"value": "/facts/cehrtId"}},
        {"values": {"days": "/submission/entityId"}},
        {"everyYear": True, "outcome": "gap"},
        {"everyYear": True, "over": "measure"},
        {"unheardOf": 1},
    ],
)
def test_a_rule_that_says_something_else_is_refused(change: Json) -> None:
    rule = copy.deepcopy(RULES["PI209-minimum-period"])
    rule["x-rule"] |= change
    assert not VALID["rule"].is_valid(rule)


def test_a_rule_that_is_no_json_schema_is_refused() -> None:
    assert not VALID["rule"].is_valid(RULES["PI209-minimum-period"] | {"type": "day"})
    assert not VALID["rule"].is_valid(RULES["PI209-minimum-period"] | {"required": "period"})


@every_rule
def test_every_placeholder_of_message_and_fix_is_declared(name: str) -> None:
    rule = RULES[name]["x-rule"]
    declared = set(rule.get("values", {}))
    if rule["over"] == "measure" or rule.get("at", "").startswith("/measures/"):
        declared |= {"measureId", "title"}
    if "defect" in rule:
        defects = SCHEMA["facts"]["$defs"][rule["over"]]["properties"]["defects"]["properties"]
        declared |= set(defects[rule["defect"]]["items"]["properties"]["values"]["required"])
    said = [rule, rule["xml"]] if "xml" in rule else [rule]
    text = "".join(words["message"] + words["fix"] for words in said)
    used = {field for _, field, _, _ in Formatter().parse(text) if field is not None}
    assert used <= declared
    printed = SCHEMA["report"]["$defs"]["finding"]["properties"]["values"]["properties"]
    assert declared <= printed.keys()


def test_the_closed_list_of_values_holds_the_names_that_rules_use_and_no_other() -> None:
    listed = SCHEMA["rule"]["properties"]["x-rule"]["properties"]["values"]["propertyNames"]
    used = {value for rule in BY_ID.values() for value in rule["x-rule"].get("values", ())}
    assert set(listed["enum"]) == used


@every_year
def test_every_parameter_and_value_of_a_rule_in_force_is_in_the_policy(year: int) -> None:
    policy = POLICIES[year]
    for rule in map(BY_ID.__getitem__, policy["rules"]):
        declared = rule["x-rule"]
        assert refs(rule) <= policy["parameters"].keys()
        about = [m for m, one in policy["measures"].items() if declared["id"] in one["rules"]]
        for pointer in declared.get("values", {}).values():
            if pointer.startswith("/policy/"):
                for measure in about or [""]:
                    place = pointer.removeprefix("/policy").replace("{measureId}", measure)
                    assert resolve(policy, place) != ""


@every_year
def test_every_outcome_of_a_rule_in_force_is_declared_and_null_has_a_severity(year: int) -> None:
    policy = POLICIES[year]
    other = {at: r["alternative"] for r in policy["readings"] for at in pointers(r)}
    for rule in (BY_ID[name]["x-rule"] for name in policy["rules"]):
        named = rule["outcome"]
        if named is None or named in OUTCOMES or named == "gap":
            continue
        outcomes = [policy["outcomes"][named]["outcome"]]
        outcomes += [other[at] for at in (f"/outcomes/{named}/outcome",) if at in other]
        if None in outcomes:
            assert rule["severity"] in ("warning", "advice")


def test_a_rule_that_holds_in_every_year_needs_no_parameter() -> None:
    always = [rule for rule in BY_ID.values() if rule["x-rule"].get("everyYear")]
    assert always
    assert not any(refs(rule) for rule in always)


# Reports and facts


@pytest.mark.parametrize("name", CASES)
def test_the_report_of_an_example_follows_its_schema_and_reads_back_equal(name: str) -> None:
    is_whole(evaluate(json.dumps(CASES[name], indent=1)))


@pytest.mark.parametrize("name", BROKEN)
def test_the_report_of_a_broken_input_follows_its_schema_and_reads_back_equal(name: str) -> None:
    for report in evaluate_many([BROKEN[name]]):
        is_whole(report)


@pytest.mark.parametrize(
    "change",
    [
        {"ok": False},
        {"forcedToZero": True},
        {"score": None},
        {"score": 101},
        {"subtotal": None},
        {"defaultContribution": None},
        {"outcome": "zero"},
        {"outcome": "rejected"},
        {"outcome": "reweighted"},
        {"performanceYear": None},
        {"policyStatus": None},
        {"appliesTo": "clinic"},
        {"objectives": []},
        {"schemaVersion": 2},
        {"unheardOf": 1},
    ],
)
def test_a_scored_report_that_contradicts_itself_is_refused(change: Json) -> None:
    assert not VALID["report"].is_valid(evaluate(full(2026)).to_dict() | change)


@pytest.mark.parametrize("outcome", ["zero", "incomplete", "rejected"])
def test_a_report_with_an_outcome_keeps_what_the_outcome_says(outcome: str) -> None:
    edits = {"zero": {"PI_PPHI_2": False}, "incomplete": {"PI_PPHI_2": None}}
    report = evaluate(edited(full(2025), {"measures": edits.get(outcome, {"PI_PPHI_2": "--"})}))
    written = report.to_dict()
    assert written["outcome"] == outcome
    assert VALID["report"].is_valid(written)
    flipped = [{"score": 94}, {"forcedToZero": not written["forcedToZero"]}, {"findings": []}]
    flipped += [{"defaultContribution": 3}, {"ok": True}, {"outcome": "scored"}]
    picked = [one | {"picked": not one["picked"]} for one in written["sets"]]
    for change in [*flipped, {"sets": picked}]:
        assert not VALID["report"].is_valid(written | change), change
    for change in ({"severity": "advice"}, {"outcome": None}, {"line": 1}, {"values": {"tin": 1}}):
        findings = [one | change for one in written["findings"]]
        assert not VALID["report"].is_valid(written | {"findings": findings}), change


def test_a_finding_without_outcome_is_a_warning_or_advice() -> None:
    written = evaluate(edited(full(2025), {"measures": {"PI_LVPP_1": False}})).to_dict()
    assert [one["outcome"] for one in written["findings"]] == [None]
    assert VALID["report"].is_valid(written)
    written["findings"][0]["severity"] = "error"
    assert not VALID["report"].is_valid(written)


@every_year
def test_the_facts_of_the_examples_follow_their_schema(year: int) -> None:
    for kind, facts in known_facts(year):
        assert [e.message for e in part(kind).iter_errors(facts)] == []
    for document in (one for name, one in CASES.items() if name.startswith(f"{year}/")):
        assert problems("facts", facts_of(document)) == []


def test_facts_that_hold_anything_else_are_refused() -> None:
    for kind, facts in all_facts(full(2025)):
        assert not part(kind).is_valid(facts | {"taxpayerIdentificationNumber": "000000001"})


def test_a_context_may_say_all_that_the_contract_names_and_nothing_else() -> None:
    context = {
        "eligibility": {
            "specialStatuses": ["smallPractice", "hospitalBased"],
            "clinicianType": "dietitian",
            "exceptions": ["dataCompromised"],
            "allCliniciansQualify": False,
            "informationBlockingReferral": True,
        },
        "history": {"preProduction": {"PI_PHCDRR_1": [2024]}},
        "evidence": {
            "saferSelfAssessment": {"edition": "2016", "statuses": {"1.1": None}},
            "securityRiskAnalysis": {},
            "counts": {},
            "certification": {},
        },
    }
    assert problems("context", context) == []
    assert problems("context", {}) == []
    for wrong in (
        {"eligibility": {"specialStatuses": "smallPractice"}},
        {"eligibility": {"specialStatuses": ["small"]}},
        {"eligibility": {"clinicianType": "doctor"}},
        {"eligibility": {"allCliniciansQualify": "yes"}},
        {"history": {"preProduction": {"PI_PHCDRR_1": 2024}}},
        {"evidence": {"safer": {}}},
        {"npi": "0000000001"},
    ):
        assert not VALID["context"].is_valid(wrong), wrong


# Properties: documents and facts with anything in them


def bare(document: Json) -> Json:
    """The first measurement set with the rest of the submission embedded, as registries post it."""
    one, *_ = document["measurementSets"]
    head = {name: value for name, value in document.items() if name != "measurementSets"}
    return {**one, "submission": head}


FULL = [full(year) for year in POLICIES]
DOCUMENTS = [*FULL, *map(bare, FULL), *(one for one in BROKEN.values() if isinstance(one, dict))]
DOCUMENTS += [edited(full(2025), {"rows": [{"measureId": "PI_LVPP_1"}], "set": {"source": "x"}})]
documents = st.sampled_from(DOCUMENTS).flatmap(changed) | anything
ASIDE = {"PI001", "PI016", "PI206"}  # support of the year, two sets with one key, order of dates


def refuses_nothing(document: Any) -> bool:
    """What submission.schema.json says of itself, asked of the reader, the facts and the rules."""
    try:
        said = read(document).submission
    except UnreadableSubmission:
        return False
    no_year = {"performanceYear": 1}  # leaves only the rules that hold in every year
    if said.bare:
        report = evaluate(document | {"submission": document["submission"] | no_year})
    else:
        report = evaluate(document | no_year)
    refused = {finding.rule for finding in report.findings if finding.outcome == "rejected"}
    sets = said.measurement_sets if isinstance(said.measurement_sets, tuple) else ()
    ours = [one for one in sets if one is not REFUSED and one.category == OUR_CATEGORY]
    rows = [row for one in ours if isinstance(one.measurements, tuple) for row in one.measurements]
    identifiers = state_without_policy(said, ()).submission.data["identifiers"].values()
    return (
        refused <= ASIDE
        and isinstance(said.performance_year, int)
        and said.entity_type in SCHEMA["facts"]["$defs"]["entityType"]["enum"]
        and "malformed" not in identifiers
        and all(one.program_name is not REFUSED for one in ours)
        and all(isinstance(row, Measurement) and _is_a_value(row.value) for row in rows)
    )


def _is_a_value(value: Any) -> bool:
    if isinstance(value, Proportion):
        counts = (value.numerator, value.denominator)
        return not value.other_keys and all(isinstance(number, int) for number in counts)
    return value is None or isinstance(value, bool)


@times(4)
@given(documents)
def test_the_submission_schema_accepts_exactly_what_no_year_refuses(document: Any) -> None:
    assert VALID["submission"].is_valid(document) is refuses_nothing(document)


@given(documents)
def test_no_year_accepts_what_the_submission_schema_refuses(document: Any) -> None:
    (report,) = evaluate_many([document])
    if report.outcome != "rejected":
        assert problems("submission", document) == []


@pytest.mark.parametrize("year", [0, 1, 4, 96, 100, 400, 1900, 2000, 2023, 2024, 2100, 9999])
def test_the_submission_schema_knows_the_calendar(year: int) -> None:
    one = SCHEMA["submission"]["$defs"]["promotingInteroperabilitySet"]["properties"]
    pattern = re.compile(one["performanceStart"]["pattern"])
    for month in range(14):
        for day in range(33):
            written = f"{year:04}-{month:02}-{day:02}"
            try:
                datetime.date.fromisoformat(written)
            except ValueError:
                assert not pattern.search(written)
            else:
                assert pattern.search(written)


@given(documents)
def test_every_report_follows_its_schema(document: Any) -> None:
    for report in evaluate_many([document, json.dumps(document)]):
        is_whole(report)


@given(documents.filter(lambda document: isinstance(document, dict)))
def test_all_facts_follow_their_schema(document: Json) -> None:
    for kind, facts in all_facts(document):
        assert [e.message for e in part(kind).iter_errors(facts)] == []
