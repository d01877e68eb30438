"""QRDA III: every shape that is read, every finding with its place, and what is refused."""

import json
import os
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve

from mips_pi_rules import (
    Measurement,
    MeasurementSet,
    Proportion,
    Submission,
    evaluate,
    policy,
    to_qpp,
)
from mips_pi_rules.documents.document import read
from mips_pi_rules.documents.qrda3 import xmltree
from mips_pi_rules.documents.qrda3.document import read_qrda3, structure
from mips_pi_rules.documents.qrda3.xmltext import decoded
from mips_pi_rules.documents.submission import REFUSED
from support import qrda
from support.cases import BESIDE, EXAMPLES, Json, edited, full, lines, read_json
from support.parsing import FULL, backends, both, changed, parsed, refused, said

SAMPLES = BESIDE / "conformance" / "qrda"
ROWS = "/measurementSets/0/measurements"
HL7 = qrda.HL7
GROUP = {"submission": {"entityType": "group"}, "without": ["nationalProviderIdentifier"]}
NO_IDS = ["nationalProviderIdentifier", "taxpayerIdentificationNumber"]


def element_at(content: str, path: str) -> ET.Element:
    """What another parser finds at a path of ours; the first step is the root."""
    steps = path.split("/")[2:]
    here = ET.fromstring(content)  # noqa: S314 - a document of our own
    for step in steps:
        found = here.find("{urn:hl7-org:v3}" + step)
        assert found is not None
        here = found
    return here


# ---- what CMS publishes


@pytest.mark.beside
@pytest.mark.parametrize("parser", xmltree.BACKENDS)
def test_each_sample_reads_as_cms_reads_it_or_is_refused_for_what_it_says(parser: str) -> None:
    for name, expected in read_json(SAMPLES / "expected.json")["files"].items():
        text = decoded((SAMPLES / name).read_bytes())
        submission = structure(xmltree.BACKENDS[parser](text) or xmltree.expat_tree(text))
        report = evaluate(submission)
        if "reads_as" in expected:
            assert as_expected(to_qpp(submission)) == expected["reads_as"], name
            assert read(to_qpp(submission)).submission == submission
        elif "refused" in expected:
            assert report.outcome == "rejected", name
        else:
            assert to_qpp(submission)["entityType"] == "group"
            assert to_qpp(submission)["measurementSets"][0]["programName"] == "ssp"
            assert report.outcome != "rejected"


def as_expected(written: Json) -> Json:
    (one,) = written["measurementSets"]
    return {
        "performanceYear": written["performanceYear"],
        "program": one["programName"],
        "entityType": written["entityType"],
        "entityId": written.get("entityId"),
        "tin": written.get("taxpayerIdentificationNumber"),
        "npi": written.get("nationalProviderIdentifier"),
        "cehrtId": one.get("cehrtId"),
        "performanceStart": one["performanceStart"],
        "performanceEnd": one["performanceEnd"],
        "submissionMethod": one["submissionMethod"],
        "measurements": one["measurements"],
    }


# What each negative sample says, and its first row: counts of "Bob" and none, and of -1.
FAULTS = {
    "cv_neg_angerTheConverter.xml": ({"PI006", "PI021"}, Proportion(REFUSED, None)),
    "cv_neg_mipsInvalidPIMeasureIds.xml": ({"PI009"}, Proportion(450, 500)),
    "cv_qrda_bad_denominator.xml": (set[str](), Proportion(REFUSED, REFUSED)),
}


@pytest.mark.beside
@pytest.mark.parametrize("name", FAULTS)
def test_a_negative_sample_has_its_own_faults_beside_its_year(name: str) -> None:
    """They are of years before 2022 and name measures of 2017: here read as of 2025."""
    submission = both((SAMPLES / name).read_bytes())
    found = {f.rule for f in evaluate(evolve(submission, performance_year=2025)).findings}
    assert found >= FAULTS[name][0]
    (one,) = sets_of(submission)
    assert isinstance(one.measurements, tuple)
    assert isinstance(one.measurements[0], Measurement)
    assert one.measurements[0].value == FAULTS[name][1]
    assert "PI001" in {f.rule for f in evaluate(submission).findings}


def sets_of(submission: Submission) -> tuple[MeasurementSet, ...]:
    assert isinstance(submission.measurement_sets, tuple)
    return submission.measurement_sets


# ---- documents of our own


@pytest.mark.parametrize("year", [2022, 2023, 2024, 2025, 2026])
def test_a_document_of_each_year_is_read_and_scored_as_its_json(year: int) -> None:
    submission = both(qrda.document(full(year)))
    expected = read(full(year)).submission
    assert to_qpp(submission) == edited(full(year), {"set": {"source": "qrda3"}})
    report = evaluate(submission)
    assert (report.outcome, report.score) == ("scored", evaluate(full(year)).score)
    assert report.findings == ()
    assert submission.national_provider_identifier == expected.national_provider_identifier
    again = read(to_qpp(submission)).submission
    assert again == submission
    assert evaluate(again) == report
    assert evaluate(to_qpp(submission)).to_dict() == report.to_dict()


@pytest.mark.parametrize(
    "name, applies_to", [("individual-2025", "clinician"), ("group-2026", "group")]
)
def test_an_example_is_scored(name: str, applies_to: str) -> None:
    file = EXAMPLES / "qrda" / f"{name}.xml"
    report = evaluate(read_qrda3(file))
    assert (report.outcome, report.applies_to, report.findings) == ("scored", applies_to, ())
    assert read_qrda3(str(file)) == read_qrda3(file.read_bytes()) == both(file.read_bytes())


@pytest.mark.parametrize("program, entity", qrda.PROGRAMS)
def test_each_program_gives_its_name_and_entity_type(program: str, entity: str) -> None:
    edits: Json = {"submission": {"entityType": entity}, "set": {"programName": program}}
    if entity != "individual":
        edits["without"] = ["nationalProviderIdentifier"]
    if entity in qrda.ENTITIES:
        edits["submission"]["entityId"] = "INVENTED-1"
    written = qrda.document(edited(full(2025), edits))
    submission = both(written)
    said_ = to_qpp(submission)
    assert (said_["entityType"], said_["measurementSets"][0]["programName"]) == (entity, program)
    # A TIN stands beside the entity id; it is read only where the entity type uses it.
    assert ("entityId" in said_) == (entity in qrda.ENTITIES)
    assert ("taxpayerIdentificationNumber" in said_) == (entity in ("individual", "group"))
    assert ("nationalProviderIdentifier" in said_) == (entity == "individual")
    name = qrda.PROGRAMS[program, entity]
    assert both(written.replace(name, name.lower())) == submission
    report = evaluate(submission)
    if (program, entity) == ("mips", "subgroup"):
        assert [f.rule for f in report.findings] == ["PI611"]
    else:
        assert report.outcome == "scored"


def test_a_program_named_mips_alone_is_of_an_individual() -> None:
    assert both(changed("MIPS_INDIV", "MIPS")) == both(FULL)


def test_a_pathway_replaces_the_program() -> None:
    name = next(p for p, kind in policy(2025).program_kinds.items() if kind == "mvp")
    edits = {"submission": {"entityType": "subgroup", "entityId": "SG-1"}, "without": NO_IDS}
    submission = both(qrda.document(edited(full(2025), edits | {"set": {"programName": name}})))
    assert to_qpp(submission)["measurementSets"][0]["programName"] == name
    assert submission.entity_id == "SG-1"
    assert evaluate(submission).outcome == "scored"
    other = both(changed("<documentationOf", qrda.pathway("") + "<documentationOf"))
    assert other == both(FULL)


def test_an_id_of_the_pathways_root_in_another_participant_is_none() -> None:
    for codes in (("DEV", "PROG"), ("TRC", "RGPR")):
        inserted = qrda.participant(*codes, "3.249.5.6", "G0057")
        assert both(changed("<documentationOf", inserted + "<documentationOf")) == both(FULL)


def test_roots_count_and_extensions_do_not() -> None:
    for extension in ("2016-09-01", "2017-06-01", "2020-12-01"):
        assert both(FULL.replace(f'extension="{extension}"', 'extension="1999-01-01"')) == both(
            FULL
        )
        assert both(FULL.replace(f' extension="{extension}"', "")) == both(FULL)


def test_a_cehrt_id_counts_whatever_its_participant_is() -> None:
    other = changed('typeCode="DEV"', 'typeCode="LOC"').replace('"RGPR"', '"SDLOC"')
    assert both(other) == both(FULL)


@pytest.mark.parametrize(
    "written",
    [
        '<?xml version="1.0"?>',
        "<?xml version='1.0' encoding='utf-8' standalone='yes'?>",
        '<?xml version="1.0" encoding="UTF-8"?>\n<?xml-stylesheet href="x"?><!-- é — -->',
        "",
        "\ufeff",
        '\ufeff<?xml version="1.0" encoding="UTF-8" ?>',
    ],
)
def test_the_prolog_may_be_any(written: str) -> None:
    assert both(changed('<?xml version="1.0" encoding="UTF-8"?>', written)) == both(FULL)


@pytest.mark.parametrize(
    "codec, name",
    [
        ("utf-8", "UTF-8"),
        ("utf-8-sig", "utf-8"),
        ("utf-16", "UTF-16"),
        ("utf-16-le", "UTF-16"),
        ("utf-16-be", "utf-16"),
        ("latin-1", "ISO-8859-1"),
        ("ascii", "US-ASCII"),
    ],
)
def test_the_encodings_of_the_guides_are_read(codec: str, name: str) -> None:
    text = changed('encoding="UTF-8"', f'encoding="{name}"')
    if codec != "ascii":
        text = changed("An invented document", "An invented document: é", text)
    content = text.encode(codec)
    assert said(both(content)) == said(both(FULL))


@pytest.mark.parametrize("mark, codec", [(b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")])
def test_utf_16_needs_no_declaration_beside_its_mark(mark: bytes, codec: str) -> None:
    text = FULL.removeprefix('<?xml version="1.0" encoding="UTF-8"?>\n')
    assert both(mark + text.encode(codec)) == both(FULL)


@pytest.mark.parametrize("end", ["\r\n", "\r"])
def test_lines_are_counted_whatever_ends_them(end: str) -> None:
    assert said(both(FULL.replace("\n", end))) == said(both(FULL))


def test_prefixes_and_foreign_elements_change_nothing() -> None:
    prefixed = (
        FULL.replace("</", "</h:").replace("<", "<h:").replace("<h:/h:", "</h:")
        .replace("<h:?", "<?").replace("xmlns=", "xmlns:h=")
    )  # fmt: skip
    assert said(both(prefixed)) == said(both(FULL))
    foreign = '<x:component xmlns:x="urn:other"><x:section/></x:component><nothing/>'
    assert both(changed("<structuredBody>", "<structuredBody>" + foreign)) == both(FULL)


def test_a_section_inside_a_section_is_found() -> None:
    inner = '<component><section><templateId root="1.2.3"/><component>'
    nested = changed(
        "      <component>\n        <section>\n        " + qrda.template("24.2.2"), "@"
    )
    place = FULL.rindex("      <component>\n        <section>")
    end = FULL.index("    </structuredBody>")
    nested = (
        FULL[:place] + inner + FULL[place:end].strip().removeprefix("<component>")
        .removesuffix("</component>") + "</component></section></component>" + FULL[end:]
    )  # fmt: skip
    assert both(nested) == both(FULL)


@pytest.mark.parametrize("source", [17, None, bytearray(b"<a/>"), FULL, " \n" + FULL, "a\0b"])
def test_what_is_neither_a_path_nor_bytes_is_refused(source: Any) -> None:
    refused(lambda: read_qrda3(source))


def test_a_file_that_is_not_there_is_an_error_of_the_system(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        read_qrda3(tmp_path / "none.xml")


def test_without_lxml_the_standard_library_reads_the_same() -> None:
    code = (
        "import sys; sys.modules['lxml'] = None\n"
        "from mips_pi_rules import evaluate\n"
        "from mips_pi_rules.documents.qrda3 import xmltree\n"
        "from mips_pi_rules.documents.qrda3.document import read_qrda3\n"
        "assert list(xmltree.BACKENDS) == ['expat']\n"
        "report = evaluate(read_qrda3(sys.argv[1]))\n"
        "print(report.outcome.value, report.score)"
    )
    file = str(EXAMPLES / "qrda" / "individual-2025.xml")
    done = subprocess.run(
        [sys.executable, "-c", code, file], capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["scored", "96"]


def test_lxml_takes_an_ordinary_document() -> None:
    if "lxml" not in xmltree.BACKENDS:
        print("lxml is not installed: the standard library reads alone")
        return
    assert xmltree.BACKENDS["lxml"](decoded(FULL.encode())) is not None


# ---- findings


NUMERATOR = qrda.number(180)
ONE_COUNT = qrda.count("31", NUMERATOR)
SET = "/measurementSets/0"
TIN_ID = qrda.identifier("4.2", "000000001")
NPI_ID = qrda.identifier("4.6", "0000000001")
EP_1 = qrda.identifier("3.7031", "PI_EP_1")
PPHI_1 = qrda.row("PI_PPHI_1", True)
LOW = '<low value="20250701"/>'
HIGH = '<high value="20251231"/>'
PERIOD = qrda.period("20250701", "20251231")
BAD_COUNTS = [
    *map(qrda.number, ("", " 180", "180 ", "+180", "-1", "180.0", "1e2", "0x10", "1_0", "Bob")),
    *map(qrda.number, ("\u0663", "&#10;180", "9007199254740992", "1" * 5000)),
    '<value nullFlavor="NA"/>',
    '<value value="180" nullFlavor="NA"/>',
    NUMERATOR + NUMERATOR,
]
BAD_ANSWERS = [
    qrda.coded(bad) for bad in ("", "Yes", " Y", "true", "1", "NA", "\u03a5")
] + [
    '<value nullFlavor="NA" code="Y"/>', "<value/>", "", qrda.coded("Y") * 2,
    '<value value="Y"/>',
]  # fmt: skip


def case(old: str, new: str, *expected: tuple[str, str]) -> tuple[str, str, Any]:
    return old, new, [[rule, "rejected", at] for rule, at in expected]


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
    "no measure id": case(EP_1, "", ("PI006", f"{ROWS}/0"), ("PI103", ROWS)),
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
    "two periods": case(PERIOD, PERIOD * 2, ("PI021", SET)),
    "a day that does not exist": case(LOW, '<low value="20250230"/>', ("PI013", SET)),
    "a time stamp": case(HIGH, '<high value="20251231000000"/>', ("PI013", SET)),
    "an empty day": case(HIGH, '<high value=""/>', ("PI013", SET)),
    "a spaced day": case(HIGH, '<high value=" 20251231"/>', ("PI013", SET)),
    "a day of other digits": case(HIGH, '<high value="\u0662\u0660251231"/>', ("PI013", SET)),
    "two first days": case(LOW, LOW * 2, ("PI013", SET)),
    "a day with a null flavour": case(
        LOW, '<low value="20250701" nullFlavor="NA"/>', ("PI013", SET)
    ),
    "a period that ends before it starts": case(
        LOW, '<low value="20260101"/>', ("PI206", SET), ("PI208", SET)
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
    "two CEHRT ids": case(
        "<documentationOf",
        qrda.cehrt("0015C7Z2M4H6K8Q") + "<documentationOf",
        ("PI020", f"{SET}/cehrtId"),
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_what_is_broken_is_a_finding_and_no_exception(name: str) -> None:
    old, new, expected = BROKEN[name]
    content = changed(old, new)
    submission = both(content)
    report = evaluate(submission)
    rejected = [line for line in lines(report) if line[1] == "rejected"]
    wanted = [line for line in expected if line[0] != "PI103"]
    assert report.outcome == "rejected"
    assert [line[0] for line in rejected] == [line[0] for line in wanted]
    # The pointer is of the value, or cut back to its row or set where `to_qpp` leaves it out.
    for got, want in zip(rejected, wanted, strict=True):
        assert got[2] is not None
        assert got[2].startswith(str(want[2]))
    for finding in report.findings:
        assert finding.path is not None
        assert finding.line is not None
        element_at(content, finding.path)
    assert evaluate(to_qpp(submission)).outcome in ("rejected", "incomplete", "zero", "scored")


def test_a_document_with_many_faults_has_all_its_findings_at_once() -> None:
    text = FULL
    for name in ("count 4", "answer 1", "two periods", "two CEHRT ids", "no TIN", "no NPI"):
        text = changed(*BROKEN[name][:2], text)
    found = {f.rule for f in evaluate(both(text)).findings if f.outcome == "rejected"}
    assert found == {"PI009", "PI011", "PI020", "PI021", "PI602", "PI604"}


def test_a_problem_stands_where_the_xml_has_it() -> None:
    text = changed(NUMERATOR, qrda.number("-1"))
    line, path = both(text).places[f"{ROWS}/0/value/numerator"]
    assert line is not None
    assert 'value="-1"' in text.split("\n")[line - 1]
    assert path == (
        "/ClinicalDocument/component[1]/structuredBody[1]/component[2]/section[1]/entry[1]"
        "/organizer[1]/component[1]/observation[1]/entryRelationship[1]/observation[1]/value[1]"
    )
    assert element_at(text, path).get("value") == "-1"


def test_each_place_is_an_element_of_the_document_on_its_line() -> None:
    places = both(FULL).places
    written = FULL.split("\n")
    for line, path in places.values():
        assert line is not None
        name = path.rpartition("/")[2].partition("[")[0]
        assert f"<{name}" in written[line - 1]
        element_at(FULL, path)
    assert places.keys() >= {
        *("", "/entityType", "/taxpayerIdentificationNumber", "/nationalProviderIdentifier"),
        *(f"{SET}/{name}" for name in ("cehrtId", "programName", "performanceStart")),
        *(f"{ROWS}/{at}" for at in ("0", "0/measureId", "0/value/numerator", "1/value")),
    }


def test_the_line_of_a_tag_over_several_lines_is_its_last() -> None:
    """Both parsers are held to one meaning of a line."""
    for tag in ("<value\n  value='-1'\n\n/>", "<value a='>'\n value='-1'/>", '<value a="/>\'"\n/>'):
        text = changed(NUMERATOR, tag)
        line, _ = both(text).places[f"{ROWS}/0/value/numerator"]
        assert line is not None
        assert text.split("\n")[line - 1].endswith("/>")


def test_a_conflict_stands_at_the_later_value_and_the_first_is_kept() -> None:
    text = changed(TIN_ID, TIN_ID + "\n" + qrda.identifier("4.2", "000000002"))
    submission = both(text)
    assert submission.taxpayer_identification_number == "000000001"
    line, path = submission.places["/taxpayerIdentificationNumber"]
    assert path.endswith("/id[2]")
    assert line == text.split("\n").index(qrda.identifier("4.2", "000000002")) + 1
    (problem,) = submission.problems
    assert problem.values == {"field": "taxpayerIdentificationNumber"}


def test_one_value_twice_is_no_conflict() -> None:
    for old, new in (
        (TIN_ID, TIN_ID * 2),
        (qrda.recipient("MIPS_INDIV"), qrda.recipient("MIPS_INDIV") + qrda.recipient("mips_indiv")),
        ("<documentationOf", qrda.cehrt("0015c7z2m4h6k8p") + "<documentationOf"),
        ("<documentationOf", qrda.cehrt("") + "<documentationOf"),
    ):
        submission = both(changed(old, new))
        assert (submission, submission.problems) == (both(FULL), ())


def test_ids_that_the_entity_type_does_not_use_are_not_read() -> None:
    text = qrda.document(edited(full(2025), GROUP))
    other = qrda.performer("0000000009", qrda.identifier("3.249.5.4", "APM-1"))
    assert both(changed("    </serviceEvent>", other + "</serviceEvent>", text)) == both(text)
    apm = {"submission": {"entityType": "apm", "entityId": "APM-1"}, "without": NO_IDS}
    text = qrda.document(edited(full(2025), apm))
    both_ids = qrda.performer("1", qrda.identifier("4.2", "2"), qrda.identifier("3.249.5.2", "3"))
    with_them = both(changed("    </serviceEvent>", both_ids + "</serviceEvent>", text))
    assert with_them == both(text)
    assert with_them.problems == ()


def test_an_entity_id_with_two_values_is_a_conflict_and_none_is_a_gap() -> None:
    apm = {"submission": {"entityType": "apm", "entityId": "APM-1"}, "without": NO_IDS}
    text = qrda.document(edited(full(2025), apm))
    written = qrda.identifier("3.249.5.4", "APM-1")
    report = evaluate(both(changed(written, written + qrda.identifier("3.249.5.4", "B"), text)))
    assert lines(report)[0] == ["PI020", "rejected", "/entityId"]
    report = evaluate(both(changed(written, "", text)))
    assert lines(report)[0][:2] == ["PI607", "rejected"]


def test_the_ids_of_an_individual_come_from_one_performer() -> None:
    alone = qrda.performer("0000000001")
    with_both = qrda.performer("0000000001", TIN_ID)
    tin_alone = qrda.performer(None, TIN_ID)
    assert both(changed(with_both, alone + with_both)) == both(FULL)
    for parts, rule in ((alone + tin_alone, "PI602"), (tin_alone + alone, "PI604")):
        assert lines(evaluate(both(changed(with_both, parts))))[0][:2] == [rule, "rejected"]
    conflicting = with_both + qrda.performer("0000000002", qrda.identifier("4.2", "000000003"))
    report = evaluate(both(changed(with_both, conflicting)))
    assert [f.values["field"] for f in report.findings if f.rule == "PI020"] == [
        "taxpayerIdentificationNumber",
        "nationalProviderIdentifier",
    ]


def test_the_year_is_that_of_the_first_day_else_of_the_last() -> None:
    assert both(changed(LOW, "")).performance_year == 2025
    assert both(changed(LOW, '<low value="20250230"/>')).performance_year == 2025
    assert both(changed(HIGH, '<high value="20261231"/>')).performance_year == 2025
    assert both(changed(LOW + "\n              " + HIGH, "")).performance_year is None


def test_an_absent_day_is_a_gap() -> None:
    for new in ("", "<low/>", '<low nullFlavor="UNK"/>'):
        report = evaluate(both(changed(LOW, new)))
        assert report.outcome == "incomplete"
        assert lines(report)[0][0] == "PI204"


def test_an_absent_or_empty_cehrt_id_is_a_gap() -> None:
    for new in (qrda.identifier("3.2074.1", ""), qrda.identifier("3.2074.1", None), ""):
        report = evaluate(both(changed(qrda.identifier("3.2074.1", "0015C7Z2M4H6K8P"), new)))
        assert lines(report) == [["PI201", "incomplete", SET]]


def test_an_empty_section_has_no_data() -> None:
    place = FULL.index("Narrative: not read</text>", FULL.index("27.2.5"))
    start = place + len("Narrative: not read</text>")
    text = FULL[:start] + PERIOD + FULL[FULL.index("</section>", start) :]
    report = evaluate(both(text))
    assert report.outcome not in ("scored", "rejected")
    assert report == evaluate(both(text))


def test_answers_and_counts_may_be_written_otherwise() -> None:
    assert both(changed(PPHI_1, PPHI_1.replace('"Y"', '"y"'))) == both(FULL)
    assert both(changed(NUMERATOR, qrda.number("0180"))) == both(FULL)
    no = both(changed(PPHI_1, PPHI_1.replace('"Y"', '"n"')))
    assert evaluate(no).outcome == "zero"


def test_another_extension_of_the_report_template_is_advice() -> None:
    own = policy(2025).raw["meta"]["qrdaTemplates"][-1]
    for new in ("2001-01-01", ""):
        text = changed(qrda.template("27.1.2", own), qrda.template("27.1.2", new))
        report = evaluate(both(text))
        assert lines(report) == [["PI909", None, ""]]
        assert report.ok
    assert evaluate(both(changed(qrda.template("27.1.2", own), ""))).findings


@pytest.mark.parametrize("parser", ["lxml", "expat"])
def test_the_public_function_reads_with_and_without_lxml(parser: str, monkeypatch: Any) -> None:
    if parser == "expat":
        monkeypatch.setattr(xmltree, "etree", None)
    assert evaluate(read_qrda3(FULL.encode())).score == evaluate(full(2025)).score


# ---- refused


TWO = FULL.replace("    </structuredBody>", qrda.section(PERIOD) + "    </structuredBody>")
UNREADABLE: dict[str, tuple[str | bytes, str]] = {
    "empty": (b"", "empty"),
    "white space": (b" \r\n\t", "empty"),
    "a mark alone": (b"\xef\xbb\xbf", "empty"),
    "a mark of UTF-16 alone": (b"\xff\xfe", "empty"),
    "JSON": (json.dumps(full(2025)), "well-formed"),
    "truncated": (FULL[: len(FULL) // 2], "well-formed"),
    "truncated at the end": (FULL[:-4], "well-formed"),
    "more after the end": (FULL + "x", "well-formed"),
    "a NUL after the end": (FULL + "\0", "well-formed"),
    "an entity": (FULL.replace("An invented", "&unknown; invented"), "well-formed"),
    "an unbound prefix": (FULL.replace("<title>", "<x:title>", 1), "well-formed"),
    "an attribute twice": (FULL.replace("<title>", '<title a="" a="">', 1), "well-formed"),
    "a control character": (FULL.replace("An invented", "\1"), "well-formed"),
    "a broken declaration": (FULL.replace('version="1.0"', ""), "well-formed"),
    "a declaration later": ("\n" + FULL, "well-formed"),
    "two declarations": ('<?xml version="1.0"?>' + FULL, "well-formed"),
    "a target that is reserved": (
        changed("<ClinicalDocument", "<?XML x?><ClinicalDocument"), "well-formed"),
    "not CDA": (b"<html/>", "not a CDA"),
    "another namespace": (FULL.replace("urn:hl7-org:v3", "urn:hl7-org:v2"), "not a CDA"),
    "no namespace": (FULL.replace(' xmlns="urn:hl7-org:v3"', ""), "not a CDA"),
    "another root of CDA": (
        FULL.replace("ClinicalDocument", "ContinuityOfCareRecord"), "not a CDA"),
    "no section": (FULL.replace("27.2.5", "27.2.4"), "no Promoting"),
    "two sections": (TWO, "more than one Promoting"),
    "not UTF-8": (FULL.replace("An inv", "\xe9").encode("latin-1"), "declares"),
    "not ASCII": (
        FULL.replace("UTF-8", "US-ASCII", 1).replace("An inv", "\xe9").encode(), "declares"),
    "half a character": (b"\xff\xfe" + FULL.encode("utf-16-le")[:-1], "declares"),
    "UTF-16 said of bytes": (FULL.replace("UTF-8", "UTF-16", 1), "declares"),
    "UTF-8 said of UTF-16": (FULL.encode("utf-16"), "declares"),
    "a mark of UTF-8 before Latin-1": (
        "\ufeff" + FULL.replace("UTF-8", "ISO-8859-1", 1), "declares"),
    "UTF-7 by name": (FULL.replace("UTF-8", "UTF-7", 1), "encoding"),
    "UTF-7 by nature": (FULL.encode("utf-7").replace(b"<", b"+ADw-"), "well-formed"),
    "UTF-32": (FULL.encode("utf-32"), ""),
    "EBCDIC": (FULL.encode("cp500"), ""),
    "windows-1252": (FULL.replace("UTF-8", "windows-1252", 1), "encoding"),
}  # fmt: skip


@pytest.mark.parametrize("name", UNREADABLE)
def test_what_is_no_document_is_refused(name: str) -> None:
    document, sentence = UNREADABLE[name]
    content = document.encode() if isinstance(document, str) else document
    error = refused(lambda: read_qrda3(content))
    assert sentence in str(error)
    for parser in backends():
        alone = refused(
            lambda parser=parser: structure(parser(decoded(content)) or parsed(content))
        )
        assert alone.args == error.args


def test_what_is_not_well_formed_has_its_line_and_column() -> None:
    error = refused(lambda: read_qrda3(changed("  <title>", "  <title").encode()))
    assert error.line == FULL.split("\n").index("  <title>An invented document</title>") + 1
    assert error.column is not None
    assert "well-formed XML (line" in str(error)


def test_nothing_is_left_open_of_a_file(tmp_path: Path) -> None:
    file = tmp_path / "a.xml"
    file.write_text(FULL)
    assert read_qrda3(file) == read_qrda3(os.fspath(file))
    file.unlink()
