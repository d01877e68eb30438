"""A year that nobody knows yet is files alone: 2031 is invented here and judged without Python.

The same folders, broken in one place at a time, show that what is wrong with a file is said with
the file and the place.
"""

import copy
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from mips_pi_rules import (
    Outcome,
    Report,
    Rulebook,
    RulebookError,
    UnsupportedYear,
    answers_of,
    evaluate,
    facts_of,
    from_answers,
    questions,
)
from mips_pi_rules.documents import document
from mips_pi_rules.reference.bundle import bundle
from mips_pi_rules.reference.gate import gate
from support.cases import POLICY, SCHEMAS, Json, edited, full, read_json
from support.rulebooks import put, read

YEAR = 2031
RESOURCE = "https://mips-pi-rules.dev/"
CITES = ["42 CFR 414.1380(b)(4)(ii)(B)"]
BASIS = {"basis": "cms", "cites": CITES}


def _rule(number: str, name: str, x_rule: Json, schema: Json) -> tuple[str, Json]:
    """A rule file of the invented year."""
    file = f"{number}-{name}.json"
    declared = {"id": number, "kind": "business", "repair": "answer", "cites": CITES, **x_rule}
    document = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"{RESOURCE}rules/{file}",
        "title": name.replace("-", " ").capitalize(),
        "description": "A rule of a year that nobody knows yet.",
        "x-rule": declared,
        "type": "object",
        **schema,
    }
    return file, document


def _of(measure: str, record: Json) -> Json:
    return {"properties": {"measures": {"properties": {measure: record}}}}


# Portal messages: a new measure of 10 points, met by a yes that the portal's use bears out.
PORTAL = _of(
    "PI_PEA_1", {"properties": {"numerator": {"$ref": f"{RESOURCE}year#/$defs/portalUse"}}}
)
SAID_YES = _of("PI_PEA_2", {"properties": {"answer": {"const": True}}, "required": ["answer"]})
SAID_YES["required"] = ["measures"]
SAID_YES["properties"]["measures"]["required"] = ["PI_PEA_2"]
NEW_RULES = dict(
    [
        _rule(
            "PI851",
            "portal-messages-need-portal-use",
            {
                "over": "set",
                "outcome": "portalUnused",
                "at": "/measures/PI_PEA_2/value",
                "message": "Portal Messages (PI_PEA_2) needs {least} patients in PI_PEA_1.",
                "fix": "Report PI_PEA_1 with a numerator of at least {least}.",
                "values": {"least": "/policy/parameters/portalUse/minimum"},
            },
            {"if": SAID_YES, "then": PORTAL},
        ),
        _rule(
            "PI151",
            "contingency-plan-reported",
            {
                "over": "set",
                "outcome": "gap",
                "at": "/measures/PI_PPHI_3",
                "message": "Contingency Plan (PI_PPHI_3) is not answered.",
                "fix": "Answer it.",
            },
            {
                "properties": {
                    "measures": {
                        "properties": {"PI_PPHI_3": {"required": ["reported"]}},
                        "required": ["PI_PPHI_3"],
                    }
                }
            },
        ),
        _rule(
            "PI152",
            "contingency-plan-yes",
            {
                "over": "set",
                "outcome": "zero",
                "at": "/measures/PI_PPHI_3/value",
                "message": "Contingency Plan (PI_PPHI_3) is answered no.",
                "fix": "Make a plan.",
            },
            _of("PI_PPHI_3", {"properties": {"answer": {"const": True}}}),
        ),
    ]
)


def invented() -> Json:
    """2026 with a new measure, exclusion, flow, rule, attestation, period, bonus and points."""
    raw: Json = read_json(POLICY / "2026.json")
    raw["meta"] |= {"performanceYear": YEAR, "status": "provisional", "asOf": "2030-11-15"}
    measures = raw["measures"]
    measures["PI_PEA_1"]["points"] = 20
    measures["PI_EP_2"]["points"] = 5
    measures["PI_PEA_2"] = measures["PI_EP_2"] | {
        "title": "Portal Messages",
        "objective": "providerToPatientExchange",
        "points": 10,
        "exclusions": ["PI_PEA_2_EX_1"],
        "rules": ["PI301", "PI302", "PI304", "PI401"],
    }
    measures["PI_PPHI_3"] = measures["PI_PPHI_1"] | {"title": "Contingency Plan"}
    places = {one["id"]: one["measures"] for one in raw["objectives"]}
    places["providerToPatientExchange"].append("PI_PEA_2")
    places["protectPatientHealthInformation"].append("PI_PPHI_3")
    excluded = {"of": "PI_PEA_2", "substitutes": [], "statement": "No portal", **BASIS}
    raw["exclusions"]["PI_PEA_2_EX_1"] = excluded
    flow = {"from": "PI_PEA_2", "to": ["PI_EP_1", "PI_PEA_1"], "among": "notExcluded", "if": {}}
    raw["flows"].insert(0, flow | BASIS)
    raw["outcomes"]["portalUnused"] = {"outcome": "zero", **BASIS}
    raw["parameters"]["portalUse"] = {"type": "integer", "minimum": 50, **BASIS}
    raw["parameters"]["minimumDays"]["minimum"] = 270
    raw["rules"] |= {name: dict(BASIS) for name in ("PI151", "PI152", "PI851")}
    first, *others = raw["bonusGroups"][0]["measures"]
    raw["bonusGroups"][0] |= {"points": 3, "measures": others}
    raw["bonusGroups"].append({"id": "syndromic", "points": 7, "measures": [first], **BASIS})
    return raw


Change = Callable[[Json, Path], None]


def write(folder: Path, change: Change | None = None) -> None:
    """The files of 2031 that are new, changed before they are written."""
    raw = invented()
    (folder / "policy").mkdir()
    (folder / "schemas" / "rules").mkdir(parents=True, exist_ok=True)
    for name, rule in NEW_RULES.items():
        (folder / "schemas" / "rules" / name).write_text(json.dumps(rule), encoding="utf-8")
    if change:
        change(raw, folder)
    file = folder / "policy" / f"{YEAR}.json"
    if not file.exists():
        file.write_text(json.dumps(raw), encoding="utf-8")


def load(folder: Path, change: Change | None = None) -> Rulebook:
    """The rulebook of 2031 alone, from files in `folder`, changed before it is read."""
    shutil.copytree(SCHEMAS, folder / "schemas")
    write(folder, change)
    return Rulebook.load(folder / "policy", folder / "schemas")


@pytest.fixture(scope="module")
def rulebook(tmp_path_factory: pytest.TempPathFactory) -> Rulebook:
    return load(tmp_path_factory.mktemp("invented"))


def submission(edits: Json | None = None) -> Json:
    """Everything that 2031 asks for, with edits."""
    whole = edited(
        full(2026),
        {
            "submission": {"performanceYear": YEAR},
            "set": {
                "performanceStart": f"{YEAR}-01-01",
                "performanceEnd": f"{YEAR}-12-31",
                "cehrtId": "2026C7Z2M4H6K8P",
            },
            "measures": {"PI_PEA_2": True, "PI_PPHI_3": True},
            "without": ["PI_PHCDRR_4", "PI_PHCDRR_4_PROD"],
        },
    )
    perfect = {
        one["measureId"]: {"numerator": 80, "denominator": 80}
        for one in whole["measurementSets"][0]["measurements"]
        if isinstance(one["value"], dict)
    }
    return edited(edited(whole, {"measures": perfect}), edits or {})


def found(report: Report) -> list[tuple[str, str | None]]:
    return [(one.rule, one.outcome and one.outcome.value) for one in report.findings]


def test_the_year_is_scored_by_its_own_points(rulebook: Rulebook) -> None:
    report = evaluate(submission(), rulebook=rulebook)
    assert (report.outcome, report.score) == (Outcome.SCORED, 100)
    available = {name: one.available for name, one in report.measures.items() if one.available}
    assert available == {
        "PI_EP_1": 10,
        "PI_EP_2": 5,
        "PI_HIE_1": 15,
        "PI_HIE_4": 15,
        "PI_PEA_1": 20,
        "PI_PEA_2": 10,
        "PI_PHCDRR_1": 12.5,
        "PI_PHCDRR_3": 12.5,
    }
    assert report.measures["PI_PPHI_3"].status == "attested"
    assert report.findings == ()


def test_the_report_is_of_that_year(rulebook: Rulebook) -> None:
    report = evaluate(submission(), rulebook=rulebook).to_dict()
    said = [report[name] for name in ("performanceYear", "policyStatus", "policyAsOf")]
    assert said == [YEAR, "provisional", "2030-11-15"]
    assert rulebook.years() == (YEAR,)
    assert rulebook.policy(YEAR).measures["PI_PEA_2"].points == 10


def test_the_points_of_the_new_measure_follow_the_new_flow(rulebook: Rulebook) -> None:
    without = {"without": ["PI_PEA_2"], "measures": {"PI_PEA_2_EX_1": True}}
    report = evaluate(submission(without), rulebook=rulebook)
    assert report.outcome is Outcome.SCORED
    rows = {name: (one.points, one.available) for name, one in report.measures.items()}
    assert (rows["PI_EP_1"], rows["PI_PEA_1"], rows["PI_PEA_2"]) == ((15, 15), (25, 25), (0, 0))
    assert report.measures["PI_PEA_2"].status == "excluded"
    no_prescribing = {"without": ["PI_PEA_2", "PI_EP_1"]}
    no_prescribing["measures"] = {"PI_PEA_2_EX_1": True, "PI_LVPP_1": True}  # type: ignore[assignment]
    report = evaluate(submission(no_prescribing), rulebook=rulebook)
    available = {name: one.available for name, one in report.measures.items()}
    assert (available["PI_PEA_1"], available["PI_HIE_1"], available["PI_HIE_4"]) == (30, 20, 20)
    assert sum(available.values()) == report.score == 100


def test_the_new_measure_is_asked_for_like_any_other(rulebook: Rulebook) -> None:
    silent = evaluate(submission({"without": ["PI_PEA_2"]}), rulebook=rulebook)
    assert (silent.outcome, found(silent)) == (Outcome.INCOMPLETE, [("PI301", "incomplete")])
    refused = evaluate(submission({"measures": {"PI_PEA_2": False}}), rulebook=rulebook)
    assert (refused.outcome, found(refused)) == (Outcome.ZERO, [("PI304", "zero")])
    beside = evaluate(submission({"measures": {"PI_PEA_2_EX_1": True}}), rulebook=rulebook)
    assert (beside.outcome, found(beside)) == (Outcome.REJECTED, [("PI401", "rejected")])


@pytest.mark.parametrize(
    "edits",
    [
        {},
        {"without": ["PI_PEA_2"]},
        {"measures": {"PI_PEA_2": False}},
        {"measures": {"PI_PEA_2_EX_1": True}},
        {"measures": {"PI_PPHI_3": False}},
        {"measures": {"PI_PEA_1": {"numerator": 49, "denominator": 80}}},
        {"measures": {"PI_PHCDRR_4": True}},
    ],
)
def test_its_rules_are_asked_by_the_schemas_of_the_year_too(
    rulebook: Rulebook, edits: Json
) -> None:
    document = submission(edits)
    report = evaluate(document, rulebook=rulebook)
    facts = facts_of(document, rulebook=rulebook)
    assert Draft202012Validator(bundle(YEAR, rulebook)).is_valid(facts) is report.ok
    refused = Draft202012Validator(gate(YEAR, rulebook)).iter_errors(document)
    named = {error.schema["x-rule"]["id"] for error in refused}
    assert named == {one.rule for one in report.reasons}


def test_the_new_rule_is_kept_with_its_parameter_and_its_outcome(rulebook: Rulebook) -> None:
    for numerator, wanted in ((49, Outcome.ZERO), (50, Outcome.SCORED)):
        edits = {"measures": {"PI_PEA_1": {"numerator": numerator, "denominator": 80}}}
        report = evaluate(submission(edits), rulebook=rulebook)
        assert report.outcome is wanted
        assert [f.rule for f in report.findings] == (["PI851"] if numerator == 49 else [])
        for finding in report.findings:
            assert finding.values["least"] == 50
            assert finding.message == "Portal Messages (PI_PEA_2) needs 50 patients in PI_PEA_1."
            assert finding.cites == tuple(CITES)
            rows = submission()["measurementSets"][0]["measurements"]
            index = [one["measureId"] for one in rows].index("PI_PEA_2")
            assert finding.pointer == f"/measurementSets/0/measurements/{index}/value"


@pytest.mark.parametrize(("end", "days"), [("09-26", 269), ("09-27", 270)])
def test_the_new_minimum_period_holds(rulebook: Rulebook, end: str, days: int) -> None:
    report = evaluate(submission({"set": {"performanceEnd": f"{YEAR}-{end}"}}), rulebook=rulebook)
    assert report.outcome is (Outcome.SCORED if days == 270 else Outcome.ZERO)
    assert [(f.values["days"], f.values["minimumDays"]) for f in report.findings] == (
        [(269, 270)] if days == 269 else []
    )


def test_each_bonus_group_is_earned_once(rulebook: Rulebook) -> None:
    low = {"PI_PEA_1": {"numerator": 60, "denominator": 80}}
    low |= {"PI_HIE_1": {"numerator": 1, "denominator": 80}}
    for names, bonus in (("4", 3), ("45", 3), ("2", 7), ("245", 10), ("", 0)):
        ids = [f"PI_PHCDRR_{name}" for name in names]
        answers = dict.fromkeys([*ids, *(f"{one}_PROD" for one in ids)], True)
        report = evaluate(submission({"measures": {**low, **answers}}), rulebook=rulebook)
        assert (report.bonus, report.score) == (bonus, 81 + bonus)


def test_the_new_attestation_gates_all_points(rulebook: Rulebook) -> None:
    silent = evaluate(submission({"without": ["PI_PPHI_3"]}), rulebook=rulebook)
    assert (silent.outcome, found(silent)) == (Outcome.INCOMPLETE, [("PI151", "incomplete")])
    refused = evaluate(submission({"measures": {"PI_PPHI_3": False}}), rulebook=rulebook)
    assert (refused.outcome, found(refused)) == (Outcome.ZERO, [("PI152", "zero")])
    assert (silent.subtotal, refused.subtotal) == (100, 100)
    assert refused.measures["PI_PPHI_3"].status == "unmet"


def test_other_years_are_not_of_this_rulebook(rulebook: Rulebook) -> None:
    assert evaluate(full(2026), rulebook=rulebook).outcome is Outcome.REJECTED
    with pytest.raises(UnsupportedYear, match=str(YEAR)):
        rulebook.policy(2026)


def test_the_shipped_rulebook_knows_nothing_of_it() -> None:
    assert evaluate(submission()).outcome is Outcome.REJECTED
    assert YEAR not in Rulebook.default().years()


# What is wrong with a file is said with the file and the place.

POLICY_FILE = f"{YEAR}.json"
RULE_FILE = "PI851-portal-messages-need-portal-use.json"


def _set(pointer: str, value: Any) -> Change:
    """The change that puts a value into the policy; `-` is the end of a list."""
    return lambda raw, folder: put(pointer, value)(raw)


def _without(pointer: str) -> Change:
    """The change that takes an entry out of the policy."""

    def change(raw: Json, folder: Path) -> None:
        part, name = pointer.split("/")[1:]
        del raw[part][name]

    return change


def _policy_text(text: str) -> Change:
    def change(raw: Json, folder: Path) -> None:
        (folder / "policy" / POLICY_FILE).write_text(text, encoding="utf-8")

    return change


def _rule_text(text: str, name: str = RULE_FILE) -> Change:
    def change(raw: Json, folder: Path) -> None:
        (folder / "schemas" / "rules" / name).write_text(text, encoding="utf-8")

    return change


def _rule_with(pointer: str, value: Any) -> Change:
    """The change that puts a value into the new rule."""

    def change(raw: Json, folder: Path) -> None:
        rule = copy.deepcopy(NEW_RULES[RULE_FILE])
        put(pointer, value)(rule)
        _rule_text(json.dumps(rule))(raw, folder)

    return change


OUT_OF_PLACE = {"inPlay": ["PI_PEA_2"], "when": "always"}
WRONG: dict[str, tuple[Change, str, str, str]] = {
    "a rule that there is not": (
        _set("/rules/PI999", BASIS),
        POLICY_FILE,
        "/rules/PI999",
        "no such rule",
    ),
    "a measure's rule that is not in force": (
        _set("/measures/PI_EP_1/rules/-", "PI999"),
        POLICY_FILE,
        "/measures/PI_EP_1/rules",
        "PI999",
    ),
    "a measure's rule that is over sets": (
        _set("/measures/PI_EP_1/rules/-", "PI851"),
        POLICY_FILE,
        "/measures/PI_EP_1/rules",
        "PI851",
    ),
    "an outcome that is not declared": (
        _without("/outcomes/portalUnused"),
        POLICY_FILE,
        "/outcomes",
        "portalUnused",
    ),
    "a parameter that is not declared": (
        _without("/parameters/portalUse"),
        POLICY_FILE,
        "/parameters",
        "portalUse",
    ),
    "points that are no number": (
        _set("/measures/PI_PEA_2/points", "ten"),
        POLICY_FILE,
        "/measures/PI_PEA_2/points",
        "schema",
    ),
    "an entry without its citations": (
        _set("/outcomes/portalUnused", {"outcome": "zero", "basis": "cms"}),
        POLICY_FILE,
        "/outcomes/portalUnused",
        "cites",
    ),
    "a basis that there is not": (
        _set("/maximum/basis", "hearsay"),
        POLICY_FILE,
        "/maximum/basis",
        "hearsay",
    ),
    "a condition that is none": (
        _set("/flows/0/if", OUT_OF_PLACE),
        POLICY_FILE,
        "/flows/0/if",
        "when",
    ),
    "a section that is missing": (
        lambda raw, folder: raw.pop("flows"),
        POLICY_FILE,
        "",
        "flows",
    ),
    "another year than the file's": (
        _set("/meta/performanceYear", 2030),
        POLICY_FILE,
        "/meta/performanceYear",
        "year",
    ),
    "a policy that is not JSON": (_policy_text("{"), POLICY_FILE, "", "line 1 column 2"),
    "a policy that is a list": (_policy_text("[]"), POLICY_FILE, "", "not an object"),
    "an empty policy": (_policy_text(""), POLICY_FILE, "", "line 1 column 1"),
    "a rule that is not JSON": (_rule_text('{\n "a" 1}'), RULE_FILE, "", "line 2 column 6"),
    "a rule that is a list": (_rule_text("[]"), RULE_FILE, "", "not an object"),
    "a rule over nothing there is": (
        _rule_with("/x-rule/over", "everything"),
        RULE_FILE,
        "/x-rule/over",
        "everything",
    ),
    "a rule without its message": (
        _rule_with("/x-rule", {"id": "PI851"}),
        RULE_FILE,
        "/x-rule",
        "required",
    ),
    "a rule that is no JSON Schema": (
        _rule_with("/type", "thing"),
        RULE_FILE,
        "/type",
        "thing",
    ),
    "an objective with a measure that there is not": (
        _set("/objectives/0/measures/-", "PI_NO_1"),
        POLICY_FILE,
        "/objectives/0/measures",
        "PI_NO_1",
    ),
    "a measure that its objective does not list": (
        _set("/measures/PI_EP_1/objective", "providerToPatientExchange"),
        POLICY_FILE,
        "/measures/PI_EP_1/objective",
        "does not list",
    ),
    "an exclusion of another measure": (
        _set("/exclusions/PI_LVPP_1/of", "PI_EP_2"),
        POLICY_FILE,
        "/measures/PI_EP_1/exclusions",
        "PI_LVPP_1",
    ),
    "a default that is no way": (
        _set("/choices/healthInformationExchange/default", "nowhere"),
        POLICY_FILE,
        "/choices/healthInformationExchange/default",
        "none of the ways",
    ),
    "ways with different points": (
        _set("/measures/PI_HIE_6/points", 29),
        POLICY_FILE,
        "/choices/healthInformationExchange/ways",
        "different points",
    ),
    "points that do not add to the maximum": (
        _set("/maximum/points", 99),
        POLICY_FILE,
        "/measures",
        "not to the maximum",
    ),
    "programs without a weight": (_without("/weights/mvp"), POLICY_FILE, "/weights", "mvp"),
    "a flow to a measure that there is not": (
        _set("/flows/0/to", ["PI_NO_1"]),
        POLICY_FILE,
        "/flows/0",
        "PI_NO_1",
    ),
    "a reading that leads nowhere": (
        _set("/readings/0/at", "/flows/99/among"),
        POLICY_FILE,
        "/readings/0/at",
        "leads nowhere",
    ),
    "a reading that stands twice": (
        _set("/readings/1/id", "half-up"),
        POLICY_FILE,
        "/readings/1/id",
        "twice",
    ),
    "a message with a value that there is not": (
        _rule_with("/x-rule/message", "It is {nothing}."),
        RULE_FILE,
        "/x-rule/message",
        "'nothing'",
    ),
    "words for XML with a value that there is not": (
        _rule_with("/x-rule/xml", {"message": "It is so.", "fix": "Write {nothing}."}),
        RULE_FILE,
        "/x-rule/xml/fix",
        "'nothing'",
    ),
    "a pattern that is no regular expression": (
        _rule_with("/allOf", [{"pattern": "("}]),
        RULE_FILE,
        "/allOf/0/pattern",
        "no regular expression",
    ),
    "a reference out of the rulebook": (
        _rule_with("/$ref", "https://example.org/x"),
        RULE_FILE,
        "/$ref",
        "not in the rulebook",
    ),
    "an id that is taken": (
        _rule_text(
            json.dumps(_rule("PI851", "another", NEW_RULES[RULE_FILE]["x-rule"], {})[1]),
            "PI852-another.json",
        ),
        "PI852-another.json",
        "/x-rule/id",
        "PI851",
    ),
}


@pytest.mark.parametrize("kind", WRONG)
def test_what_is_wrong_with_a_file_is_said_with_its_place(tmp_path: Path, kind: str) -> None:
    change, file, pointer, said = WRONG[kind]
    write(tmp_path, change)
    _, _, (fault, *_) = read(tmp_path / "policy", tmp_path / "schemas")
    assert (fault.file, fault.pointer) == (file, pointer)
    assert said in fault.sentence
    assert str(fault) == f"{file}{'#' + pointer if pointer else ''}: {fault.sentence}"


def test_a_rulebook_with_a_fault_is_not_loaded(tmp_path: Path) -> None:
    with pytest.raises(RulebookError) as raised:
        load(tmp_path, _set("/maximum/points", 99))
    assert [(one.file, one.pointer) for one in raised.value.faults] == [(POLICY_FILE, "/measures")]


def test_the_files_that_are_broken_above_are_sound_before(tmp_path: Path) -> None:
    write(tmp_path)
    policies, _, faults = read(tmp_path / "policy", tmp_path / "schemas")
    assert (list(policies), faults) == ([YEAR], ())


@pytest.mark.parametrize("gone", ["policy", "schemas", "schemas/rules"])
def test_a_folder_that_is_missing_is_said(tmp_path: Path, gone: str) -> None:
    shutil.copytree(SCHEMAS, tmp_path / "schemas")
    (tmp_path / "policy").mkdir()
    shutil.rmtree(tmp_path / gone)
    with pytest.raises(FileNotFoundError, match=f"no such folder: .*/{gone}"):
        Rulebook.load(tmp_path / "policy", tmp_path / "schemas")


def test_a_folder_may_hold_other_files_and_years_beside_one_another(tmp_path: Path) -> None:
    def change(raw: Json, folder: Path) -> None:
        shutil.copy(POLICY / "2026.json", folder / "policy")
        (folder / "policy" / "README.md").write_text("Years.", encoding="utf-8")

    both = load(tmp_path, change)
    assert both.years() == (2026, YEAR)
    assert evaluate(full(2026), rulebook=both) == evaluate(full(2026))
    assert evaluate(submission(), rulebook=both).ok


def test_the_form_of_the_year_asks_for_what_is_new(rulebook: Rulebook) -> None:
    form = {one.field: one for one in questions(YEAR, rulebook=rulebook)}
    portal, plan = form["PI_PEA_2"], form["PI_PPHI_3"]
    assert (portal.required, portal.gate, plan.required, plan.gate) == (True, True, True, True)
    assert portal.options["PI_PEA_2_EX_1"] == "No portal"
    assert "It is worth up to 10 points." in portal.text
    assert "270 days" in form["performanceStart"].text
    made = document.read(submission()).submission
    answers = answers_of(made, rulebook=rulebook)
    assert answers["PI_PEA_2"] == "yes"
    again = evaluate(from_answers(answers, rulebook=rulebook), rulebook=rulebook)
    assert again.measures == evaluate(made, rulebook=rulebook).measures
