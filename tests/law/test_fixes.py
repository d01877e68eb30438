"""The words of a fix, followed literally by someone who knows nothing else.

All fixes of one rule in a document, done together, leave no finding of that rule; all fixes of all
rules, repeated at most five times, lead to a document that is not rejected. In JSON and in QRDA
III. Rules that nothing in the document mends are left out and listed.
"""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest

from mips_pi_rules import Finding, UnsupportedYear, evaluate, policy
from mips_pi_rules.documents.fieldnames import FIELD_NAMES
from mips_pi_rules.law.policies import Policy
from mips_pi_rules.testing import qrda
from support.cases import CASES, SCHEMAS, Json, case_input, full, read_json
from support.fixing import JsonSheet, Sheet
from support.fixingxml import OWN, XmlSheet

RULES = {
    one["id"]: one
    for one in (read_json(file)["x-rule"] for file in sorted((SCHEMAS / "rules").glob("*.json")))
}
# Nothing in the document mends these: a referral, a document that cannot be read, and what is
# said of the whole judgment or of the context.
NOTHING_MENDS = {
    *("PI000", "PI023", "PI110", "PI801", "PI802", "PI803", "PI804", "PI805", "PI822"),
}
# Two documents disagree: the fix of one is the other's.
OF_ANOTHER = {"PI701"}

# Only JSON can break these: names of fields, its own lists and objects, what XML has no place for;
# a document in XML has the year of its first day.
JSON_ALONE = {
    *("PI002", "PI003", "PI004", "PI005", "PI014", "PI015", "PI016", "PI017", "PI606", "PI609"),
    *("PI018", "PI019", "PI023", "PI207", "PI901", "PI904", "PI908"),
}
ANY_YEAR = 2025  # for a document that says none
IDENTIFIERS = {
    "taxpayerIdentificationNumber": "000000001",
    "nationalProviderIdentifier": "0000000001",
    "entityId": "EXAMPLE-1",
}
COUNTS = {"numerator": 3, "denominator": 4}

Fix = Callable[[Sheet, Any, Finding, Policy], None]


def named(finding: Finding) -> list[str]:
    """The ids that the words of a finding name, in their order."""
    return re.findall(r"PI_[A-Z0-9_]+", f"{finding.message} {finding.fix}")


def about(finding: Finding) -> str:
    """What a rule is about: the kind of defect or the last name of its place in the facts."""
    rule = RULES[finding.rule]
    return str(rule.get("defect") or rule["at"].rpartition("/")[2])


def value_of(measure: str, law: Policy) -> Any:
    """A truthful-looking value: counts of a proportion, else yes."""
    known = law.measures.get(measure)
    return COUNTS if known is not None and known.kind == "proportion" else True


def answer(sheet: Sheet, place: Any, finding: Finding, law: Policy) -> None:
    """Report what is asked for; where the evidence is against a yes, take it back."""
    if about(finding) in ("unsupportedYes", "unansweredRequests"):
        sheet.report(place, named(finding)[0], False)
    elif about(finding) == "exclusionsOverThreshold":
        exclusion, measure = named(finding)
        sheet.leave_out(place, [exclusion])
        sheet.report(place, measure, value_of(measure, law))
    elif ids := named(finding):
        sheet.report(place, ids[0], value_of(ids[0], law))
    else:
        for row in full(law.performance_year)["measurementSets"][0]["measurements"]:
            sheet.report(place, row["measureId"], row["value"])


def choose_way(sheet: Sheet, place: Any, _: Finding, law: Policy) -> None:
    """Keep the first way that is there, complete and alone."""
    (choice,) = law.choices.values()
    rows = sheet.ids(place)
    there = [way for way in choice.ways if set(way.measures) & set(rows)]
    kept = there[0] if there else choice.ways[0]
    excluded = [one for one, exclusion in law.exclusions.items() if exclusion.of in kept.measures]
    others = [one for way in choice.ways if way is not kept for one in way.measures]
    beside = [one for one, exclusion in law.exclusions.items() if exclusion.of in others]
    sheet.leave_out(place, [*others, *beside])
    said = {law.exclusions[one].of for one in excluded if one in rows} | set(rows)
    for measure in kept.measures:
        if measure not in said:
            sheet.report(place, measure, value_of(measure, law))


def add_level(sheet: Sheet, place: Any, finding: Finding, law: Policy) -> None:
    """Validated production of the measure, or of one that its bonus stands on."""
    measure = str(finding.values.get("measureId"))
    if "others" in finding.values:
        measure = named(finding)[1]
        sheet.report(place, measure, True)
    level = law.engagement[measure]
    sheet.leave_out(place, [level.pre_production])
    sheet.report(place, level.production, True)


def give_period(sheet: Sheet, place: Any, finding: Finding, law: Policy) -> None:
    """The whole year, or from or to the day that the finding names."""
    first, last = f"{law.performance_year}-01-01", f"{law.performance_year}-12-31"
    if about(finding) in ("cehrtInPlaceLate", "lateRegistrations"):
        first = str(finding.values["day"])
    elif about(finding) == "cehrtCertifiedLate":
        last = str(finding.values["day"])
    sheet.period(place, first, last)


def identify(sheet: Sheet, place: Any, finding: Finding, _: Policy) -> None:
    """Give the identifier, or leave it out where it does not belong."""
    field = about(finding)
    sheet.give(place, field, None if finding.kind == "conflict" else IDENTIFIERS[field])


def remove(sheet: Sheet, place: Any, finding: Finding, law: Policy) -> None:
    """Leave out what stands too much."""
    if finding.rule in OWN:
        sheet.own(place, finding, law)
    elif about(finding) == "exclusionRows":
        measure = finding.values["measureId"]
        claimed = [one for one in sheet.ids(place) if one in law.measures[measure].exclusions]
        sheet.leave_out(place, claimed[1:])
    else:
        sheet.remove(place)


def rename(sheet: Sheet, place: Any, finding: Finding, law: Policy) -> None:
    """Give it its right name or place; an id that is not known is left out."""
    if finding.kind == "unknown":
        sheet.remove(place)
    else:
        sheet.own(place, finding, law)


def correct(sheet: Sheet, place: Any, finding: Finding, law: Policy) -> None:
    """A right value in place of a wrong or missing one."""
    right: Json = {
        "performanceYear": law.performance_year,
        "categories": "pi",
        "submissionMethods": "registry",
        "cehrtIds": full(law.performance_year)["measurementSets"][0]["cehrtId"],
        "entityType": "individual",
        "programs": "MIPS_INDIV" if finding.path else "mips",
    }
    right["cehrtId"] = right["cehrtIds"]
    what = about(finding)
    if what in ("yesNoValues", "proportionValues", "counts", "bounds"):
        measure = named(finding)[0]
        sheet.report(place, measure, value_of(measure, law))
    elif what == "programName":
        name = next((one for one, kind in law.program_kinds.items() if kind == "mvp"), "")
        if finding.values["entityType"] == "virtualGroup":
            name = "MIPS_VIRTUALGROUP" if finding.path else "mips"
        sheet.give(place, "pathway" if finding.path else "programName", name)
    elif what in right:
        if what == "performanceYear" and finding.path:
            give_period(sheet, place, finding, law)
        elif what == "entityType" and finding.path:
            sheet.give(place, "programName", "MIPS_INDIV")
        elif what == "programs" and finding.path:
            sheet.give(place, "programName", "MIPS_INDIV")
            sheet.give(place, "pathway", None)
        else:
            fields = {"categories": "category", "submissionMethods": "submissionMethod"}
            fields |= {"cehrtIds": "cehrtId", "programs": "programName"}
            sheet.give(place, fields.get(what, what), right[what])
    else:
        sheet.own(place, finding, law)


# How a person does it, by the word that the rule has for what mends it.
FIXES: dict[str, Fix] = {
    "answer": answer,
    "correct": correct,
    "remove": remove,
    "rename": rename,
    "chooseWay": choose_way,
    "addLevel": add_level,
    "period": give_period,
    "identifier": identify,
}


def follow(sheet: Sheet, findings: list[Finding], year: int | None) -> None:
    """Do all that these findings ask for."""
    law = policy(year or ANY_YEAR)
    for finding, place in [(one, sheet.note(one)) for one in findings]:
        FIXES[RULES[finding.rule]["repair"]](sheet, place, finding, law)


def sheets_of(case: Json) -> list[Sheet]:
    """The document of a case as a sheet, and where it can be written so, as QRDA III too."""
    source = case_input(case)
    if "unreadable" in case:
        return []
    if "qrda" in case:
        text = qrda.document(source)
        for old, new in case["qrda"].items():
            text = text.replace(old, new)
        return [XmlSheet(text)]
    if isinstance(source, str):
        source = json.loads(source)
    if not isinstance(source, dict):
        return []
    try:
        return [JsonSheet(source), XmlSheet(qrda.document(source))]
    except (IndexError, KeyError, TypeError, AttributeError, UnsupportedYear):
        return [JsonSheet(source)]


FILES = sorted((CASES / "rules").glob("*.json"))
TRIPPING = {file.stem: case for file in FILES if (case := read_json(file))["trips"]}


def mendable(findings: Any) -> list[Finding]:
    return [one for one in findings if one.rule not in NOTHING_MENDS | OF_ANOTHER]


def broken(sheet: Sheet, case: Json) -> set[str]:
    """The rules that a document breaks and that something in it mends."""
    return {one.rule for one in mendable(sheet.judged(case.get("context")).findings)}


@pytest.mark.parametrize("name", TRIPPING)
def test_fixes_that_are_followed_mend_what_they_are_said_of(name: str) -> None:
    case = TRIPPING[name]
    context = case.get("context")
    for index, written in enumerate(sheets_of(case)):
        for rule in sorted(broken(written, case)):
            sheet = sheets_of(case)[index]
            before = sheet.judged(context)
            said = [one for one in before.findings if one.rule == rule]
            follow(sheet, said, before.performance_year)
            assert rule not in {one.rule for one in sheet.judged(context).findings}
        for _ in range(5):
            report = written.judged(context)
            follow(written, mendable(report.findings), report.performance_year)
        left = {one.rule for one in written.judged(context).findings if one.outcome == "rejected"}
        assert left <= NOTHING_MENDS


def test_every_rule_that_something_mends_has_been_followed() -> None:
    """What is left out is what nothing in the document mends; of XML, what XML cannot say."""
    none = {rule for rule, one in RULES.items() if one["repair"] == "none"}
    assert none == NOTHING_MENDS
    every = [(case, sheet) for case in TRIPPING.values() for sheet in sheets_of(case)]
    of_json = {rule for case, sheet in every for rule in broken(sheet, case)}
    assert of_json == RULES.keys() - NOTHING_MENDS - OF_ANOTHER - {"PI002"}
    xml = [(case, sheet) for case, sheet in every if isinstance(sheet, XmlSheet)]
    of_xml = {rule for case, sheet in xml for rule in broken(sheet, case)}
    assert of_xml == of_json - JSON_ALONE


# What the words of JSON are, in a message or a fix; of the names of fields those that are no words.
NAMES = "|".join(sorted(name for name in FIELD_NAMES if not name.islower()))
JSON_WORDS = re.compile(
    r"\b(?:true|false|YYYY-MM-DD|app1|appPlus|ssp|mips|JSON|object|row|rows|text|set|list"
    rf"|{NAMES})\b"
)


@pytest.mark.parametrize("rule", sorted(RULES.keys() - JSON_ALONE - {"PI000"}))
def test_what_is_said_of_xml_is_said_in_words_of_xml(rule: str) -> None:
    said = RULES[rule] | RULES[rule].get("xml", {})
    words = re.sub(r"\{[^}]*\}", "", f"{said['message']} {said['fix']}")
    assert JSON_WORDS.findall(words) == []


def test_of_a_field_that_stands_twice_one_is_kept() -> None:
    for name, case in TRIPPING.items():
        if name.startswith("PI002"):
            kept = json.dumps(json.loads(case["text"]))
            assert "PI002" not in {one.rule for one in evaluate(kept).findings}


@pytest.mark.parametrize("name", ["PI202", "PI203", "PI210", "PI902", "PI903"])
def test_what_mends_a_certification_id_is_the_same_in_xml(name: str) -> None:
    assert RULES[name]["fix"] == RULES[name]["xml"]["fix"]
