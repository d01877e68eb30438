"""QRDA III: every shape that is read."""

from datetime import date
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
    plan,
    policy,
    to_qpp,
)
from mips_pi_rules.documents.document import read
from mips_pi_rules.documents.qrda3.days import day_of
from mips_pi_rules.documents.qrda3.document import read_qrda3, submission_of
from mips_pi_rules.documents.submission import REFUSED
from mips_pi_rules.testing import qrda
from support.cases import BESIDE, EXAMPLES, SMALL, Json, edited, full, lines, read_json
from support.parsing import (
    EP_1,
    FULL,
    HIGH,
    LOW,
    NUMERATOR,
    PERIOD,
    PPHI_1,
    ROWS,
    SET,
    TIN_ID,
    changed,
    parsed,
    refused,
    said,
)

SAMPLES = BESIDE / "conformance" / "qrda"
HL7 = qrda.HL7
GROUP = {"submission": {"entityType": "group"}, "without": ["nationalProviderIdentifier"]}
NO_IDS = ["nationalProviderIdentifier", "taxpayerIdentificationNumber"]


# ---- what CMS publishes


@pytest.mark.beside
def test_each_sample_reads_as_cms_reads_it_or_is_refused_for_what_it_says() -> None:
    for name, expected in read_json(SAMPLES / "expected.json")["files"].items():
        submission = read_qrda3(SAMPLES / name)
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
    submission = parsed((SAMPLES / name).read_bytes())
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
    submission = parsed(qrda.document(full(year)))
    expected = read(full(year)).submission
    assert to_qpp(submission) == edited(full(year), {"set": {"source": "qrda3"}})
    report = evaluate(submission)
    assert (report.outcome, report.score) == ("scored", evaluate(full(year)).score)
    assert report.findings == ()
    assert (submission.wrapper, submission.bare, submission.submissions) == ("", False, 1)
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
    assert read_qrda3(str(file)) == read_qrda3(file.read_bytes()) == parsed(file.read_bytes())


PROGRAMS = [
    ("mips", "individual", "MIPS_INDIV"),
    ("mips", "group", "MIPS_GROUP"),
    ("mips", "virtualGroup", "MIPS_VIRTUALGROUP"),
    ("mips", "apm", "MIPS_APMENTITY"),
    ("mips", "subgroup", "MIPS_SUBGROUP"),
    ("app1", "individual", "MIPS_APP1_INDIV"),
    ("app1", "group", "MIPS_APP1_GROUP"),
    ("app1", "apm", "MIPS_APP1_APMENTITY"),
    ("appPlus", "individual", "APP_PLUS_INDIV"),
    ("appPlus", "group", "APP_PLUS_GROUP"),
    ("appPlus", "apm", "APP_PLUS_APMENTITY"),
    ("ssp", "individual", "SSP_PI_INDIV"),
    ("ssp", "group", "SSP_PI_GROUP"),
    ("ssp", "apm", "SSP_PI_APMENTITY"),
]


ENTITY_ROOTS = {
    "virtualGroup": ["3.249.5.2"],
    "apm": ["3.249.5.4"],
    "subgroup": ["3.249.5.5"],
}


@pytest.mark.parametrize(("program", "entity", "name"), PROGRAMS)
def test_each_program_gives_its_name_and_entity_type(program: str, entity: str, name: str) -> None:
    edits: Json = {"submission": {"entityType": entity}, "set": {"programName": program}}
    if entity != "individual":
        edits["without"] = ["nationalProviderIdentifier"]
    if entity in qrda.ENTITIES:
        edits["submission"]["entityId"] = "INVENTED-1"
    written = qrda.document(edited(full(2025), edits))
    submission = parsed(written)
    said_ = to_qpp(submission)
    assert (said_["entityType"], said_["measurementSets"][0]["programName"]) == (entity, program)
    # A TIN stands beside the entity id; it is read only where the entity type uses it.
    assert ("entityId" in said_) == (entity in qrda.ENTITIES)
    for root in ENTITY_ROOTS.get(entity, ()):
        assert qrda.identifier(root, "INVENTED-1") in written
    with_tin = ("individual", "group", "subgroup")
    assert ("taxpayerIdentificationNumber" in said_) == (entity in with_tin)
    assert ("nationalProviderIdentifier" in said_) == (entity == "individual")
    assert f'extension="{name}"' in written
    assert parsed(written.replace(name, name.lower())) == submission
    report = evaluate(submission)
    if (program, entity) == ("mips", "subgroup"):
        assert [f.rule for f in report.findings] == ["PI611"]
    else:
        assert report.outcome == "scored"


def test_a_program_named_mips_alone_is_of_an_individual() -> None:
    assert parsed(changed("MIPS_INDIV", "MIPS")) == parsed(FULL)


def test_a_pathway_replaces_the_program() -> None:
    name = next(p for p, kind in policy(2025).program_kinds.items() if kind == "mvp")
    edits = {"submission": {"entityType": "subgroup", "entityId": "SG-1"}, "without": NO_IDS}
    submission = parsed(qrda.document(edited(full(2025), edits | {"set": {"programName": name}})))
    assert to_qpp(submission)["measurementSets"][0]["programName"] == name
    assert submission.entity_id == "SG-1"
    assert evaluate(submission).outcome == "scored"
    other = parsed(changed("<documentationOf", qrda.pathway("") + "<documentationOf"))
    assert other == parsed(FULL)


@pytest.mark.parametrize(("program", "entity", "name"), PROGRAMS)
def test_a_pathway_is_used_under_traditional_mips_alone(
    program: str, entity: str, name: str
) -> None:
    written = changed("<documentationOf", qrda.pathway("G0057") + "<documentationOf")
    (one,) = sets_of(parsed(written.replace('"MIPS_INDIV"', f'"{name}"')))
    used = program == "mips" and entity != "virtualGroup"
    assert one.program_name == ("G0057" if used else program)


def test_an_id_of_the_pathways_root_in_another_participant_is_none() -> None:
    for codes in (("DEV", "PROG"), ("TRC", "RGPR")):
        inserted = qrda.participant(*codes, "3.249.5.6", "G0057")
        assert parsed(changed("<documentationOf", inserted + "<documentationOf")) == parsed(FULL)


def test_roots_count_and_extensions_do_not() -> None:
    for extension in ("2016-09-01", "2017-06-01", "2020-12-01"):
        assert parsed(FULL.replace(f'extension="{extension}"', 'extension="1999-01-01"')) == parsed(
            FULL
        )
        assert parsed(FULL.replace(f' extension="{extension}"', "")) == parsed(FULL)


def test_a_cehrt_id_counts_whatever_its_participant_is() -> None:
    other = changed('typeCode="DEV"', 'typeCode="LOC"').replace('"RGPR"', '"SDLOC"')
    assert parsed(other) == parsed(FULL)


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
    assert parsed(changed('<?xml version="1.0" encoding="UTF-8"?>', written)) == parsed(FULL)


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
        ("utf-8", "utf8"),
        ("latin-1", "latin1"),
        ("cp1252", "windows-1252"),
        ("cp1252", "CP1252"),
    ],
)
def test_the_encodings_of_the_guides_are_read(codec: str, name: str) -> None:
    text = changed('encoding="UTF-8"', f'encoding="{name}"')
    if codec != "ascii":
        text = changed("An invented document", "An invented document: é", text)
    content = text.encode(codec)
    assert said(parsed(content)) == said(parsed(FULL))


@pytest.mark.parametrize("mark, codec", [(b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")])
def test_utf_16_needs_no_declaration_beside_its_mark(mark: bytes, codec: str) -> None:
    text = FULL.removeprefix('<?xml version="1.0" encoding="UTF-8"?>\n')
    assert parsed(mark + text.encode(codec)) == parsed(FULL)


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be"])
def test_utf_16_is_seen_without_mark_and_declaration_and_after_white_space(codec: str) -> None:
    text = FULL.removeprefix('<?xml version="1.0" encoding="UTF-8"?>\n')
    assert parsed(text.encode(codec)) == parsed(FULL)
    assert parsed(f" \n\t{text}".encode(codec)) == parsed(FULL)
    assert parsed(f"\ufeff\ufeff \n{text}".encode(codec)) == parsed(FULL)


def test_marks_may_stand_twice_and_white_space_before_the_root() -> None:
    assert parsed("\ufeff\ufeff" + FULL) == parsed(FULL)
    text = FULL.removeprefix('<?xml version="1.0" encoding="UTF-8"?>\n')
    assert parsed("\ufeff \r\n" + text) == parsed(FULL)


def test_an_encoding_declared_far_in_is_seen() -> None:
    spaced = FULL.replace(' encoding="UTF-8"', " " * 5000 + ' encoding="ISO-8859-1"', 1)
    text = changed("An invented document", "An invented document: \u00e9", spaced)
    assert parsed(text.encode("latin-1")) == parsed(FULL)


@pytest.mark.parametrize("name", ["UTF-7", "UTF-16", "windows-1252", "none that is known"])
def test_the_encoding_that_a_str_declares_is_let_be(name: str) -> None:
    text = changed("An invented document", "An invented document: \u2014", FULL)
    declared = text.replace("UTF-8", name.replace(" ", "-"), 1)
    assert said(submission_of(declared)) == said(parsed(FULL))
    assert said(submission_of("\ufeff" + declared)) == said(parsed(FULL))
    refused(lambda: submission_of("<a>\ud800</a>"))


@pytest.mark.parametrize("end", ["\r\n", "\r"])
def test_lines_are_counted_whatever_ends_them(end: str) -> None:
    assert said(parsed(FULL.replace("\n", end))) == said(parsed(FULL))


def test_prefixes_and_foreign_elements_change_nothing() -> None:
    prefixed = (
        FULL.replace("</", "</h:").replace("<", "<h:").replace("<h:/h:", "</h:")
        .replace("<h:?", "<?").replace("xmlns=", "xmlns:h=")
    )  # fmt: skip
    assert said(parsed(prefixed)) == said(parsed(FULL))
    foreign = '<x:component xmlns:x="urn:other"><x:section/></x:component><nothing/>'
    assert parsed(changed("<structuredBody>", "<structuredBody>" + foreign)) == parsed(FULL)


def test_a_section_inside_a_section_is_found() -> None:
    inner = '<component><section><templateId root="1.2.3"/><component>'
    place = FULL.rindex("      <component>\n        <section>")
    end = FULL.index("    </structuredBody>")
    nested = (
        FULL[:place] + inner + FULL[place:end].strip().removeprefix("<component>")
        .removesuffix("</component>") + "</component>@</section></component>" + FULL[end:]
    )  # fmt: skip
    for behind in ("", "<component><section/></component>"):
        assert parsed(nested.replace("@", behind)) == parsed(FULL)


@pytest.mark.parametrize("source", [17, None, bytearray(b"<a/>"), FULL, " \n" + FULL, "a\0b"])
def test_what_is_neither_a_path_nor_bytes_is_refused(source: Any) -> None:
    refused(lambda: read_qrda3(source))


def test_a_name_of_a_file_may_begin_with_0(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("0<1>.xml").write_text(FULL)
    assert read_qrda3("0<1>.xml") == parsed(FULL)


def test_a_file_that_is_not_there_is_an_error_of_the_system(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        read_qrda3(tmp_path / "none.xml")


# ---- parts of a document, one by one


def test_one_value_twice_is_no_conflict() -> None:
    for old, new in (
        (TIN_ID, TIN_ID * 2),
        ("<documentationOf", qrda.cehrt("0015c7z2m4h6k8p") + "<documentationOf"),
        ("<documentationOf", qrda.cehrt("") + "<documentationOf"),
    ):
        submission = parsed(changed(old, new))
        assert (submission, submission.format_defects) == (parsed(FULL), ())


def test_ids_that_the_entity_type_does_not_use_are_not_read() -> None:
    text = qrda.document(edited(full(2025), GROUP))
    other = qrda.performer("0000000009", qrda.identifier("3.249.5.4", "APM-1"))
    assert parsed(changed("    </serviceEvent>", other + "</serviceEvent>", text)) == parsed(text)
    apm = {"submission": {"entityType": "apm", "entityId": "APM-1"}, "without": NO_IDS}
    text = qrda.document(edited(full(2025), apm))
    both_ids = qrda.performer("1", qrda.identifier("4.2", "2"), qrda.identifier("3.249.5.2", "3"))
    with_them = parsed(changed("    </serviceEvent>", both_ids + "</serviceEvent>", text))
    assert with_them == parsed(text)
    assert with_them.format_defects == ()


def test_the_tin_of_a_group_stands_where_it_is_written() -> None:
    text = qrda.document(edited(full(2025), GROUP))
    malformed = text.replace(TIN_ID, qrda.identifier("4.2", "12"))
    other = qrda.identifier("4.2", "000000002")
    for document, rule, ending in (
        (malformed, "PI603", "/representedOrganization[1]/id[1]"),
        (changed(TIN_ID, TIN_ID + other, text), "PI020", "/representedOrganization[1]/id[2]"),
    ):
        (found,) = [one for one in evaluate(parsed(document)).findings if one.outcome]
        assert (found.rule, found.pointer) == (rule, "/taxpayerIdentificationNumber")
        assert found.path is not None
        assert found.path.endswith(ending)


def test_an_entity_id_with_two_values_is_a_conflict_and_none_is_a_gap() -> None:
    apm = {"submission": {"entityType": "apm", "entityId": "APM-1"}, "without": NO_IDS}
    text = qrda.document(edited(full(2025), apm))
    written = qrda.identifier("3.249.5.4", "APM-1")
    report = evaluate(parsed(changed(written, written + qrda.identifier("3.249.5.4", "B"), text)))
    assert lines(report)[0] == ["PI020", "rejected", "/entityId"]
    report = evaluate(parsed(changed(written, "", text)))
    assert lines(report)[0][:2] == ["PI607", "rejected"]


def test_the_ids_of_an_individual_come_from_one_performer() -> None:
    alone = qrda.performer("0000000001")
    with_both = qrda.performer("0000000001", TIN_ID)
    tin_alone = qrda.performer(None, TIN_ID)
    assert parsed(changed(with_both, alone + with_both)) == parsed(FULL)
    for parts, rule in ((alone + tin_alone, "PI602"), (tin_alone + alone, "PI604")):
        assert lines(evaluate(parsed(changed(with_both, parts))))[0][:2] == [rule, "rejected"]
    conflicting = with_both + qrda.performer("0000000002", qrda.identifier("4.2", "000000003"))
    report = evaluate(parsed(changed(with_both, conflicting)))
    twice = [f.values for f in report.findings if f.rule == "PI020"]
    assert [(values["field"], values["called"]) for values in twice] == [
        ("taxpayerIdentificationNumber", "TIN"),
        ("nationalProviderIdentifier", "NPI"),
    ]


def test_the_year_is_that_of_the_first_day_else_of_the_last() -> None:
    assert parsed(changed(LOW, "")).performance_year == 2025
    assert parsed(changed(LOW, '<low value="20250230"/>')).performance_year == 2025
    assert parsed(changed(HIGH, '<high value="20261231"/>')).performance_year == 2025
    assert parsed(changed(LOW + "\n              " + HIGH, "")).performance_year is None


def without_section(text: str = FULL) -> str:
    return text.replace("10.20.27.2.5", "10.20.27.2.4").replace("10.20.27.3.2", "10.20.27.9.2")


def test_a_document_without_the_section_is_a_submission_without_a_set() -> None:
    submission = parsed(without_section())
    assert submission.measurement_sets == ()
    assert (submission.performance_year, submission.entity_type) == (2025, "individual")
    report = evaluate(submission)
    assert (report.outcome, report.score) == ("incomplete", 0)
    assert report.to_dict() | {"findings": None} == evaluate(to_qpp(submission)).to_dict() | {
        "findings": None
    }
    assert evaluate(submission, context=SMALL).outcome == "reweighted"


SPAN = '<serviceEvent classCode="PCPR"><effectiveTime><low value="20230201"/></effectiveTime>'


def test_its_year_is_that_of_another_period_else_of_the_service_else_of_its_template() -> None:
    text = without_section()
    assert parsed(text).performance_year == 2025
    dated = changed('<serviceEvent classCode="PCPR">', SPAN, text)
    assert parsed(dated).performance_year == 2025
    bare = dated.replace("10.20.17.3.8", "10.20.17.3.9")
    assert parsed(bare).performance_year == 2023
    bare = text.replace("10.20.17.3.8", "10.20.17.3.9")
    own = policy(2025).qrda_templates[-1]
    for extension, year in ((own, 2025), ("2021-07-01", 2022), ("2022-12-01", None), ("", None)):
        submission = parsed(bare.replace(own, extension))
        assert submission_of(bare.replace(own, extension)).performance_year is None
        assert submission.performance_year == year
        report = evaluate(submission)
        assert report == evaluate(bare.replace(own, extension))
        assert report.performance_year == evaluate(to_qpp(submission)).performance_year == year
        assert (report.outcome == "rejected") is (year is None)
        way = plan(submission)
        assert way.now.outcome == report.outcome
        assert evaluate(way.apply(submission)).outcome == way.promises.outcome


def test_the_measures_of_the_first_of_two_sections_are_read() -> None:
    second = qrda.section(qrda.row("PI_EP_1", {"numerator": 1, "denominator": 1}), PERIOD)
    submission = parsed(changed("    </structuredBody>", second + "    </structuredBody>"))
    assert submission == parsed(FULL)
    (finding,) = evaluate(submission).findings
    assert (finding.rule, finding.pointer, finding.values) == ("PI022", "", {"count": 2})
    assert (
        finding.path == "/ClinicalDocument/component[1]/structuredBody[1]/component[3]/section[1]"
    )


def test_an_id_without_extension_or_of_another_root_stands_beside_the_measures() -> None:
    for other in (
        qrda.identifier("3.7031", None),
        f'<id root="{HL7}.3.7031"/>',
        qrda.identifier("4.738", "40280381-51F0-825B-0152-22A3F4920A5E"),
    ):
        for both in (EP_1 + other, other + EP_1):
            assert parsed(changed(EP_1, both)) == parsed(FULL)
        report = evaluate(parsed(changed(EP_1, other)))
        assert lines(report)[0] == ["PI006", "rejected", f"{ROWS}/0"]


def test_a_subgroups_tin_is_read_for_its_form() -> None:
    name = next(p for p, kind in policy(2025).program_kinds.items() if kind == "mvp")
    edits: Json = {"submission": {"entityType": "subgroup", "entityId": "SG-1"}}
    edits |= {"set": {"programName": name}, "without": ["nationalProviderIdentifier"]}
    text = qrda.document(edited(full(2025), edits))
    assert evaluate(parsed(text)).outcome == "scored"
    report = evaluate(parsed(changed(TIN_ID, qrda.identifier("4.2", "0"), text)))
    assert lines(report) == [["PI603", "rejected", "/taxpayerIdentificationNumber"]]


def test_a_participant_of_the_shared_savings_program_is_accepted_silently() -> None:
    inserted = qrda.participant("IND", "PROG", "3.249.5.7", "SSP_PI") + "<documentationOf"
    submission = parsed(changed("<documentationOf", inserted))
    assert (submission, submission.format_defects) == (parsed(FULL), ())


def test_the_types_of_a_value_may_have_a_prefix() -> None:
    for old, new in (
        (NUMERATOR, NUMERATOR.replace("INT", "h:INT")),
        (PPHI_1, PPHI_1.replace("CD", "h:CD")),
    ):
        assert said(parsed(changed(old, new)))[:2] == said(parsed(FULL))[:2]


def test_what_stands_in_an_element_that_is_not_read_is_not_read_either() -> None:
    inside = qrda.recipient("MIPS_GROUP") + qrda.cehrt("0015OTHEROTHER0")
    for unread in ("<author>{}</author>", "<author><b>{}</b></author>"):
        text = changed("<documentationOf", unread.format(inside) + "<documentationOf")
        assert said(parsed(text))[:2] == said(parsed(FULL))[:2]


@pytest.mark.parametrize(
    ("root", "told"), [("27.2.1", True), ("27.2.3", True), ("27.2.4", True), ("27.2.9", False)]
)
def test_of_sections_beside_those_of_other_categories_are_told(root: str, told: bool) -> None:
    """Under the Shared Savings Program's own name, which is of this category alone."""
    other = f"<component><section>{qrda.template(root)}</section></component>"
    for program, alone in (("ssp", True), ("mips", False)):
        text = qrda.document(edited(full(2025), GROUP | {"set": {"programName": program}}))
        assert "PI912" not in {one.rule for one in evaluate(parsed(text)).findings}
        beside = changed("    </structuredBody>", other + "    </structuredBody>", text)
        found = [one for one in evaluate(parsed(beside)).findings if one.rule == "PI912"]
        assert len(found) == (told and alone)
        assert all(one.path and one.path.endswith("/component[2]/section[1]") for one in found)


def test_a_measure_outside_the_section_is_said_with_its_place() -> None:
    measure = qrda.row("PI_PPHI_1", True)
    text = without_section(qrda.section(measure * 2)).replace("27.9.2", "27.3.2")
    text = changed("    </structuredBody>", text + "    </structuredBody>")
    report = evaluate(parsed(text))
    assert lines(report) == [["PI911", None, SET]] * 2
    for index, finding in enumerate(report.findings, 1):
        assert finding.path is not None
        assert finding.path.endswith(f"/component[3]/section[1]/entry[{index}]/organizer[1]")
    assert report.score == evaluate(full(2025)).score


@pytest.mark.parametrize(
    "written, as_cda",
    [
        *((form, True) for form in ("20250701", "2025070108", "202507010830", "20250701083000")),
        *((form, True) for form in ("20250701083000.000", "20250701083000.1234-0500")),
        ("202507010830+0100", True),
        *((form, False) for form in ("2025-07-01", "2025/07/01", " 20250701", "20250701\t")),
        *((form, False) for form in ("2025-07-01T08:30:00Z", "2025/07/01 08:30", "20250701-0500")),
        *((form, False) for form in ("20250701T0830", "2025-07-01 08:30:00.000-05:00")),
        ("20250701 as agreed", False),
    ],
)
def test_a_day_is_taken_in_every_form_that_the_converter_takes(written: str, as_cda: bool) -> None:
    assert day_of(written) == (date(2025, 7, 1), as_cda)
    submission = parsed(changed(LOW, f'<low value="{written}"/>'))
    assert submission == parsed(FULL)
    assert [defect.name for defect in submission.format_defects] == ["dateForms"] * (not as_cda)


@pytest.mark.parametrize("written", ["2025-07-10", "2025/07/10", "2025-07-10T10:00"])
def test_a_day_may_end_in_0(written: str) -> None:
    assert day_of(written) == (date(2025, 7, 10), False)


@pytest.mark.parametrize("written", ["never", "", "2025-02-30", "20250230", "2025", "20251301"])
def test_of_what_is_no_day_the_form_is_not_told(written: str) -> None:
    assert day_of(written) == (None, True)
    submission = parsed(changed(LOW, f'<low value="{written}"/>'))
    assert sets_of(submission)[0].performance_start is REFUSED
    assert submission.format_defects == ()


def test_an_absent_day_is_a_gap() -> None:
    null = '<low value="20250701" nullFlavor="NA"/>'
    for new in ("", "<low/>", '<low nullFlavor="UNK"/>', null):
        report = evaluate(parsed(changed(LOW, new)))
        assert report.outcome == "incomplete"
        assert lines(report)[0][0] == "PI204"


def test_an_absent_or_empty_cehrt_id_is_a_gap() -> None:
    for new in (qrda.identifier("3.2074.1", ""), qrda.identifier("3.2074.1", None), ""):
        report = evaluate(parsed(changed(qrda.identifier("3.2074.1", "0015C7Z2M4H6K8P"), new)))
        assert lines(report) == [["PI201", "incomplete", SET]]


def test_an_empty_section_has_no_data() -> None:
    place = FULL.index("Narrative: not read</text>", FULL.index("27.2.5"))
    start = place + len("Narrative: not read</text>")
    text = FULL[:start] + PERIOD + FULL[FULL.index("</section>", start) :]
    report = evaluate(parsed(text))
    assert lines(report) == [["PI306", "incomplete", f"{SET}/measurements"]]


def test_answers_and_counts_may_be_written_otherwise() -> None:
    assert parsed(changed(PPHI_1, PPHI_1.replace('"Y"', '"y"'))) == parsed(FULL)
    assert parsed(changed(NUMERATOR, qrda.number("0180"))) == parsed(FULL)
    no = parsed(changed(PPHI_1, PPHI_1.replace('"Y"', '"n"')))
    assert evaluate(no).outcome == "zero"


def test_another_extension_of_the_report_template_is_advice() -> None:
    own = policy(2025).raw["meta"]["qrdaTemplates"][-1]
    for new in ("2001-01-01", ""):
        text = changed(qrda.template("27.1.2", own), qrda.template("27.1.2", new))
        report = evaluate(parsed(text))
        assert lines(report) == [["PI909", None, ""]]
        assert report.ok
