"""Loading a rulebook: every fault of every file at once, and nothing that could fail later."""

import gc
import json
import pickle
import weakref
from pathlib import Path
from shutil import copy, copytree

import pytest

from mips_pi_rules import Rulebook, RulebookError, evaluate, plan
from mips_pi_rules.errors import Fault
from mips_pi_rules.law.loading import Loader
from support.cases import POLICY, SCHEMAS, Json, full, read_json
from support.rulebooks import Change, put, read

YEAR = 2025
PERIOD = "PI209-minimum-period.json"
# The rules about attestations that the year asks for.
NAMED = {name for name, rule in Rulebook.default().rules.items() if rule.measure is not None}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The policy of one year, and no rule other than the shipped ones."""
    (tmp_path / "schemas" / "rules").mkdir(parents=True)
    (tmp_path / "policy").mkdir()
    copy(POLICY / f"{YEAR}.json", tmp_path / "policy")
    return tmp_path


def changed(file: Path, change: Change) -> None:
    raw = read_json(file)
    change(raw)
    file.write_text(json.dumps(raw), encoding="utf-8")


def with_rule(folder: Path, name: str, change: Change) -> None:
    copy(SCHEMAS / "rules" / name, folder / "schemas" / "rules")
    changed(folder / "schemas" / "rules" / name, change)


def faults(folder: Path) -> list[tuple[str, str]]:
    _, _, found = read(folder / "policy", folder / "schemas")
    assert found
    return [(fault.file, fault.pointer) for fault in found]


def test_every_fault_of_every_file_is_told_at_once(folder: Path) -> None:
    copytree(SCHEMAS, folder / "schemas", dirs_exist_ok=True)
    rules = folder / "schemas" / "rules"
    file = folder / "policy" / f"{YEAR}.json"
    (rules / "PI101-security-risk-analysis-reported.json").write_text("{", encoding="utf-8")
    changed(rules / "PI209-minimum-period.json", put("/x-rule/message", "{odd} {days!r} {"))
    changed(rules / "PI201-cehrt-id-reported.json", put("/x-rule/fix", "{odd} {days}"))
    (folder / "policy" / "2031.json").write_text("[]", encoding="utf-8")
    changed(file, lambda raw: raw["rules"].update(PI999=raw["rules"]["PI101"]))
    changed(file, put("/flows/0/from", "PI_NO_1"))
    with pytest.raises(RulebookError) as raised:
        Rulebook.load(folder / "policy", folder / "schemas")
    assert [(fault.file, fault.pointer) for fault in raised.value.faults] == [
        ("PI101-security-risk-analysis-reported.json", ""),
        ("PI201-cehrt-id-reported.json", "/x-rule/fix"),
        ("PI201-cehrt-id-reported.json", "/x-rule/fix"),
        ("PI209-minimum-period.json", "/x-rule/message"),
        (f"{YEAR}.json", "/flows/0"),
        (f"{YEAR}.json", "/rules/PI999"),
        ("2031.json", ""),
    ]


def test_rules_are_read_whatever_is_wrong_with_others(tmp_path: Path) -> None:
    rules = SCHEMAS / "rules"
    files = []
    for name, change in [
        ("PI101.json", None),
        ("PI102-of-no-kind.json", put("/x-rule/kind", "odd")),
        ("PI201-says-what-there-is-not.json", put("/x-rule/fix", "{odd}")),
        (PERIOD, put("/title", "The first")),
        ("PI209-again.json", put("/title", "The second")),
        ("PI208-period-end-in-year.json", put("/title", "The last")),
    ]:
        files.append(tmp_path / name)
        if change is None:
            files[-1].write_text("{", encoding="utf-8")
            continue
        (shipped,) = rules.glob(f"{name[:5]}-*.json")
        files[-1].write_bytes(shipped.read_bytes())
        changed(files[-1], change)
    loader = Loader()
    found = loader.rules(files)
    assert {name: one.title for name, one in found.items()} == {
        "PI209": "The first",
        "PI208": "The last",
    }
    assert [(fault.file[:5], fault.pointer) for fault in loader.faults] == [
        ("PI101", ""),
        ("PI102", "/x-rule/kind"),
        ("PI201", "/x-rule/fix"),
        ("PI209", "/x-rule/id"),
    ]
    assert loader.faulty_rules == {"PI101", "PI102", "PI201", "PI209"}


def test_a_policy_has_its_year_and_rules_that_there_are() -> None:
    file = POLICY / f"{YEAR}.json"
    loader = Loader()
    found = loader.policy(YEAR, file, Rulebook.default().rules)
    assert found is not None
    assert found.performance_year == YEAR
    assert loader.policy(YEAR + 1, file, Rulebook.default().rules) is None
    assert [fault.pointer for fault in loader.faults] == ["/meta/performanceYear"]
    few = {name: one for name, one in Rulebook.default().rules.items() if name != "PI209"}
    assert Loader().policy(YEAR, file, few) is None


def test_a_fault_of_a_rule_is_not_told_again_by_each_policy_that_has_it(folder: Path) -> None:
    with_rule(folder, "PI301-measure-reported.json", put("/x-rule/kind", "odd"))
    assert faults(folder) == [("PI301-measure-reported.json", "/x-rule/kind")]


def test_several_places_of_one_file_are_told(folder: Path) -> None:
    file = folder / "policy" / f"{YEAR}.json"
    changed(file, put("/maximum/points", "many"))
    changed(file, lambda raw: raw["parameters"].pop("minimumDays"))
    assert sorted(faults(folder)) == [
        (file.name, "/maximum/points"),
        (file.name, "/parameters"),
    ]


STANDING = {
    "id": "always",
    "scope": "standing",
    "statement": "It is so.",
    "alternativeStatement": "",
    "basis": "reading",
    "cites": ["42 CFR 414.1375(b)"],
}
OF_POLICY: dict[str, tuple[Change, str]] = {
    "minimum days that are none": (put("/parameters/minimumDays/minimum", "90"), "/minimum"),
    "no minimum days": (lambda raw: raw["parameters"]["minimumDays"].pop("minimum"), "minimumDays"),
    "no required numerator": (lambda raw: raw["parameters"].pop("requiredNumerator"), "parameters"),
    "an entity type that there is not": (put("/parameters/entityType/enum/0", "soloist"), "enum/0"),
    "no program of entity": (lambda raw: raw["parameters"].pop("programOfEntity"), "parameters"),
    "no average": (lambda raw: raw.pop("rollUp"), ""),
    "a day that there is not": (put("/submissionWindow", {}), "submissionWindow"),
    "a reference in a parameter": (put("/parameters/saferAnswer", {"$ref": "#/x"}), "saferAnswer"),
    "a standing reading without a condition": (
        lambda raw: raw["readings"].insert(0, STANDING),
        "/readings/0",
    ),
    "a reference in a condition": (put("/readings/0/when", {"$ref": "#"}), "/readings/0/when/$ref"),
}


@pytest.mark.parametrize("kind", OF_POLICY)
def test_what_would_fail_later_is_refused_in_a_policy(folder: Path, kind: str) -> None:
    change, place = OF_POLICY[kind]
    file = folder / "policy" / f"{YEAR}.json"
    changed(file, change)
    assert any(name == file.name and pointer.endswith(place) for name, pointer in faults(folder))


@pytest.mark.parametrize("text", ['{"a": 1, "a": 2}', '{"a": NaN}', '{"a": 1e999}', "[" * 99999])
def test_json_that_readers_disagree_about_is_refused(folder: Path, text: str) -> None:
    file = folder / "policy" / f"{YEAR}.json"
    file.write_text(text, encoding="utf-8")
    assert faults(folder) == [(file.name, "")]


LEADS_NOWHERE = f"{YEAR}.json"
OF_RULE: dict[str, tuple[str, Change, str, str]] = {
    "a value that leads nowhere in the policy": (
        PERIOD,
        put("/x-rule/values/days", "/policy/parameters/minimumDays/least"),
        LEADS_NOWHERE,
        "/rules/PI209",
    ),
    "a value that may not be printed": (
        "PI602-tin-reported.json",
        put("/x-rule/values/entityType", "/facts/identifiers/taxpayerIdentificationNumber"),
        LEADS_NOWHERE,
        "/rules/PI602",
    ),
    "a value written in a form": (
        PERIOD,
        put("/x-rule/message", "{days:>3}"),
        PERIOD,
        "/x-rule/message",
    ),
    "a schema that refers to itself": (PERIOD, put("/not", {"$ref": "#"}), PERIOD, "/not/$ref"),
}


@pytest.mark.parametrize("kind", OF_RULE)
def test_what_would_fail_later_is_refused_in_a_rule(folder: Path, kind: str) -> None:
    name, change, file, pointer = OF_RULE[kind]
    with_rule(folder, name, change)
    assert (file, pointer) in faults(folder)


def test_the_alternative_of_a_reading_must_make_a_policy_too(folder: Path) -> None:
    file = folder / "policy" / f"{YEAR}.json"
    # Those that say what always stands, and have no alternative, are passed over.
    changed(file, lambda raw: raw["readings"].sort(key=lambda one: one["scope"] == "report"))
    readings = read_json(file)["readings"]
    assert readings[0]["scope"] != readings[-1]["scope"] == "report"
    index = len(readings) - 1
    changed(file, put(f"/readings/{index}/alternative", {"odd": True}))
    assert set(faults(folder)) == {(file.name, f"/readings/{index}/alternative")}


def test_an_error_shows_all_faults_and_travels() -> None:
    error = RulebookError((Fault("2031.json", "/flows/0", "is odd"), Fault("a.json", "", "no")))
    assert str(error) == "2031.json#/flows/0: is odd\na.json: no"
    assert pickle.loads(pickle.dumps(error)).faults == error.faults


def test_nothing_keeps_a_rulebook_that_its_owner_dropped(folder: Path) -> None:
    copytree(SCHEMAS, folder / "schemas", dirs_exist_ok=True)
    rulebook = Rulebook.load(folder / "policy", folder / "schemas")
    policy = rulebook.policy(YEAR)
    assert evaluate(full(YEAR), rulebook=rulebook).ok
    left = weakref.ref(rulebook), weakref.ref(policy), weakref.ref(rulebook.year(YEAR))
    del rulebook, policy
    gc.collect()
    assert [one() for one in left] == [None, None, None]


def test_a_policy_without_a_required_attestation_can_be_planned_by(folder: Path) -> None:
    def optional(raw: Json) -> None:
        for measure in raw["measures"].values():
            if measure["kind"] == "attestation":
                measure |= {"reporting": "optional", "rules": []}
        for name in [n for n in raw["rules"] if n in NAMED]:
            del raw["rules"][name]

    changed(folder / "policy" / f"{YEAR}.json", optional)
    policies, rules, found = read(folder / "policy", folder / "schemas")
    assert found == ()
    rulebook = Rulebook({YEAR: lambda: policies[YEAR]}, lambda: rules)
    whole = full(YEAR)
    whole["measurementSets"][0]["measurements"] = []
    assert plan(whole, rulebook=rulebook).steps
    assert plan(full(YEAR), rulebook=rulebook).leads_out


@pytest.mark.parametrize("missing", ["policy", "rules"])
def test_a_folder_that_is_not_there_is_named(folder: Path, missing: str) -> None:
    policies, schemas = folder / "policy", folder / "schemas"
    gone = policies if missing == "policy" else schemas / "rules"
    gone.rename(folder / "elsewhere")
    with pytest.raises(FileNotFoundError, match=r"^no such folder: ") as raised:
        Rulebook.load(policies, schemas)
    assert str(gone) in str(raised.value)
