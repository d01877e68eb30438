"""QRDA III: what is wrong with a document is a finding at its place in the XML."""

from typing import Any

import pytest
from jsonschema import Draft202012Validator

from mips_pi_rules import evaluate, to_qpp
from mips_pi_rules.documents.places import xpath
from mips_pi_rules.testing import qrda
from support.cases import SCHEMAS, lines, read_json
from support.parsing import (
    EP_1,
    FULL,
    HIGH,
    LOW,
    NPI_ID,
    NUMERATOR,
    PERIOD,
    PPHI_1,
    ROWS,
    SET,
    TIN_ID,
    changed,
    element_at,
    parsed,
    tree_of,
)

VALID = Draft202012Validator(read_json(SCHEMAS / "report.schema.json"))
ONE_COUNT = qrda.count("31", NUMERATOR)
# What is no count and no answer, the values of a document are shown with: here one of each kind.
BAD_COUNTS = [qrda.number("-1"), '<value nullFlavor="NA"/>', NUMERATOR * 2]
BAD_ANSWERS = [qrda.coded("Yes"), '<value nullFlavor="NA" code="Y"/>', "<value/>", ""]
BAD_ANSWERS += [qrda.coded("Y") * 2, '<value value="Y"/>']


def case(old: str, new: str, *expected: tuple[str, str]) -> tuple[str, str, Any]:
    return old, new, [[rule, "rejected", at] for rule, at in expected]


# Of the document alone: in its QPP form there is one value, one period, one section.
OF_XML = {"PI020", "PI021", "PI022"}
BROKEN: dict[str, tuple[str, str, Any]] = {
    # What refuses a value refuses the row: `to_qpp` has no such value to point at.
    **{
        f"count {i}": case(NUMERATOR, bad, ("PI011", f"{ROWS}/0"))
        for i, bad in enumerate(BAD_COUNTS)
    },
    "no value": case(NUMERATOR, "", ("PI010", f"{ROWS}/0")),
    "a value without attributes": case(NUMERATOR, "<value/>", ("PI010", f"{ROWS}/0")),
    "no numerator": case(ONE_COUNT, "", ("PI010", f"{ROWS}/0")),
    "two numerators": case(ONE_COUNT, ONE_COUNT * 2, ("PI011", f"{ROWS}/0")),
    "a numerator of another template": case(
        qrda.template("27.3.31", "2016-09-01"), qrda.template("27.3.30"), ("PI010", f"{ROWS}/0")
    ),
    "no aggregate count": case(qrda.template("27.3.3"), "", ("PI010", f"{ROWS}/0")),
    "a numerator above the denominator": case(
        NUMERATOR, qrda.number(201), ("PI012", f"{ROWS}/0/value")
    ),
    **{
        f"answer {i}": case(PPHI_1, PPHI_1.replace(qrda.coded("Y"), bad), ("PI009", f"{ROWS}/11"))
        for i, bad in enumerate(BAD_ANSWERS)
    },
    "no measure id": case(EP_1, "", ("PI006", f"{ROWS}/0")),
    "two measure ids": case(EP_1, EP_1 * 2, ("PI006", f"{ROWS}/0")),
    "a measure id of another root": case(
        EP_1, qrda.identifier("3.7032", "PI_EP_1"), ("PI006", f"{ROWS}/0")
    ),
    "an empty measure id": case(EP_1, qrda.identifier("3.7031", ""), ("PI006", f"{ROWS}/0")),
    "a measure id of null flavour": case(
        EP_1, qrda.identifier("3.7031", None), ("PI006", f"{ROWS}/0")
    ),
    "an unknown measure": case(
        EP_1, qrda.identifier("3.7031", "PI_EP_9"), ("PI007", f"{ROWS}/0/measureId")
    ),
    "a measure twice": case(PPHI_1, PPHI_1 * 2, ("PI008", f"{ROWS}/12")),
    "neither measure template": case(
        qrda.template("27.3.28", "2017-06-01"), "", ("PI010", f"{ROWS}/0")
    ),
    "both measure templates": case(
        qrda.template("27.3.28", "2017-06-01"),
        qrda.template("27.3.28") + qrda.template("27.3.29"),
        ("PI010", f"{ROWS}/0"),
    ),
    "no period": case(PERIOD, "", ("PI001", ""), ("PI021", SET)),
    "a period without days": case(
        PERIOD, PERIOD.replace(LOW, "<low nullFlavor='UNK'/>").replace(HIGH, ""), ("PI001", "")
    ),
    "two periods": case(PERIOD, PERIOD * 2, ("PI021", SET)),
    "a day that does not exist": case(LOW, '<low value="20250230"/>', ("PI013", SET)),
    "an empty day": case(HIGH, '<high value=""/>', ("PI013", SET)),
    "a day of other digits": case(HIGH, '<high value="\u0662\u0660251231"/>', ("PI013", SET)),
    "two first days": case(LOW, LOW * 2, ("PI013", SET)),
    "a day of seven digits": case(HIGH, '<high value="2025123"/>', ("PI013", SET)),
    "a day in another order": case(HIGH, '<high value="12/31/2025"/>', ("PI013", SET)),
    "a day in words": case(HIGH, '<high value="December 31, 2025"/>', ("PI013", SET)),
    "a day with dots": case(HIGH, '<high value="2025.12.31"/>', ("PI013", SET)),
    "a day with a space inside": case(HIGH, '<high value="2025 1231"/>', ("PI013", SET)),
    "a period that ends before it starts": case(
        LOW,
        '<low value="20260101"/>',
        *((rule, f"{SET}/performanceEnd") for rule in ("PI206", "PI208")),
    ),
    "an unknown program": case("MIPS_INDIV", "PCF", ("PI601", ""), ("PI610", SET)),
    "a wire name for a program": case("MIPS_INDIV", "app1", ("PI601", ""), ("PI610", SET)),
    "letters that only capitals make known": case(
        "MIPS_INDIV", "M\u0131PS_INDIV", ("PI601", ""), ("PI610", SET)
    ),
    "no program": case("MIPS_INDIV", "", ("PI601", ""), ("PI610", SET)),
    "two programs": case(
        qrda.recipient("MIPS_INDIV"),
        qrda.recipient("MIPS_INDIV") + qrda.recipient("MIPS_GROUP"),
        ("PI020", f"{SET}/programName"),
    ),
    "no TIN": case(TIN_ID, "", ("PI602", "")),
    "an empty TIN": case(TIN_ID, qrda.identifier("4.2", ""), ("PI602", "")),
    "a malformed TIN": case(
        TIN_ID, qrda.identifier("4.2", "00-000001"), ("PI603", "/taxpayerIdentificationNumber")
    ),
    "two TINs": case(
        TIN_ID,
        TIN_ID + qrda.identifier("4.2", "000000002"),
        ("PI020", "/taxpayerIdentificationNumber"),
    ),
    "no NPI": case(NPI_ID, qrda.identifier("4.6", None), ("PI604", "")),
    "two NPIs": case(
        NPI_ID,
        NPI_ID + qrda.identifier("4.6", "0000000002"),
        ("PI020", "/nationalProviderIdentifier"),
    ),
    "a malformed NPI": case(
        NPI_ID, qrda.identifier("4.6", "1"), ("PI605", "/nationalProviderIdentifier")
    ),
    "the program twice": case(
        qrda.recipient("MIPS_INDIV"),
        qrda.recipient("MIPS_INDIV") + qrda.recipient("mips_indiv"),
        ("PI020", f"{SET}/programName"),
    ),
    "two sections": case(
        "    </structuredBody>", qrda.section(PERIOD) + "    </structuredBody>", ("PI022", "")
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_what_is_broken_is_a_finding_and_no_exception(name: str) -> None:
    old, new, expected = BROKEN[name]
    content = changed(old, new)
    submission = parsed(content)
    report = evaluate(submission)
    assert report.outcome == "rejected"
    # The pointer is of the value, or cut back to its row or set where `to_qpp` leaves it out.
    assert [line for line in lines(report) if line[1] == "rejected"] == expected
    VALID.validate(report.to_dict())
    for finding in report.findings:
        assert finding.path is not None
        assert finding.line is not None
        assert finding.column is not None
        element_at(tree_of(content), finding.path)
    again = evaluate(to_qpp(submission))
    assert (again.outcome == "scored") is ({rule for rule, _, _ in expected} <= OF_XML)


def test_a_document_with_many_faults_has_all_its_findings_at_once() -> None:
    text = FULL
    for name in ("count 0", "answer 0", "two periods", "the program twice", "no TIN", "no NPI"):
        text = changed(*BROKEN[name][:2], text)
    found = {f.rule for f in evaluate(parsed(text)).findings if f.outcome == "rejected"}
    assert found == {"PI009", "PI011", "PI020", "PI021", "PI602", "PI604"}


def test_a_problem_stands_where_the_xml_has_it() -> None:
    text = changed(NUMERATOR, qrda.number("-1"))
    line, column, steps = parsed(text).places[f"{ROWS}/0/value/numerator"]
    path = xpath(steps)
    assert text.split("\n")[line - 1][column - 1 :].startswith('<value xsi:type="INT" value="-1"')
    assert path == (
        "/ClinicalDocument/component[1]/structuredBody[1]/component[2]/section[1]/entry[1]"
        "/organizer[1]/component[1]/observation[1]/entryRelationship[1]/observation[1]/value[1]"
    )
    assert element_at(tree_of(text), path).get("value") == "-1"


def test_each_place_is_an_element_of_the_document_on_its_line() -> None:
    places = parsed(FULL).places
    written = FULL.split("\n")
    for line, column, steps in places.values():
        path = xpath(steps)
        name = path.rpartition("/")[2].partition("[")[0]
        assert written[line - 1][column - 1 :].startswith(f"<{name}")
        element_at(tree_of(FULL), path)
    assert places.keys() >= {
        *("", "/entityType", "/taxpayerIdentificationNumber", "/nationalProviderIdentifier"),
        *(f"{SET}/{name}" for name in ("cehrtId", "programName", "performanceStart")),
        *(f"{ROWS}/{at}" for at in ("0", "0/measureId", "0/value/numerator", "1/value")),
    }


def test_a_place_is_that_at_which_the_tag_begins() -> None:
    for tag in ("<value\n  value='-1'\n\n/>", "<value a='>'\n value='-1'/>", '<value a="/>\'"\n/>'):
        text = changed(NUMERATOR, f"<!-- \u2014\U0001f600 -->{tag}")
        line, column, _ = parsed(text).places[f"{ROWS}/0/value/numerator"]
        assert text.split("\n")[line - 1][column - 1 :].startswith("<value")


def test_a_conflict_stands_at_the_later_value_and_the_first_is_kept() -> None:
    text = changed(TIN_ID, TIN_ID + "\n" + qrda.identifier("4.2", "000000002"))
    submission = parsed(text)
    assert submission.taxpayer_identification_number == "000000001"
    (finding,) = evaluate(submission).findings
    assert finding.pointer == "/taxpayerIdentificationNumber"
    assert finding.path is not None
    assert finding.path.endswith("/id[2]")
    second = text.split("\n").index(qrda.identifier("4.2", "000000002")) + 1
    assert (finding.line, finding.column) == (second, 1)
    (defect,) = submission.format_defects
    assert defect.values == {"field": "taxpayerIdentificationNumber", "called": "TIN"}
