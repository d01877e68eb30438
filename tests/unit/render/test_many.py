"""What is for many documents: tables with fixed columns, lines, and summaries that stay short."""

import csv
import io
import json
import re

import attrs
import pytest

from mips_pi_rules import RuleCount, evaluate, evaluate_many, summarize
from mips_pi_rules.render import FITTED, Advice, Entry, summary
from support.cases import EXAMPLES, FULL, NO_SAFER, read_json
from support.rendering import entry, rendered

FORCED = evaluate(json.dumps(NO_SAFER, indent=1))
WIDTH = 80


@pytest.fixture(scope="module")
def examples() -> list[Entry]:
    """All worked cases of one year."""
    files = sorted((EXAMPLES / "2025").glob("*.json"))
    cases = [read_json(file) for file in files]
    reports = evaluate_many((json.dumps(one["submission"]), one.get("context")) for one in cases)
    return [Entry(f"{n}.json", report, f"{n}.json") for n, report in enumerate(reports)]


def test_the_columns_of_the_tables_are_fixed(examples: list[Entry]) -> None:
    documents = list(csv.reader(io.StringIO(rendered("csv", *examples))))
    findings = list(csv.reader(io.StringIO(rendered("csv-findings", *examples))))
    assert ",".join(documents[0]) == (
        "position,name,key,performanceYear,entityType,outcome,forcedToZero,score,subtotal,rules"
    )
    assert ",".join(findings[0]) == (
        "position,name,key,rule,field,severity,outcome,pointer,line,column,message,fix"
    )
    assert len(documents) == 1 + len(examples)
    assert len(findings) == 1 + sum(len(one.report.findings) for one in examples)
    assert {len(row) for row in documents} == {10}
    assert {len(row) for row in findings} == {12}


def test_a_row_says_what_the_report_says(examples: list[Entry]) -> None:
    rows = list(csv.DictReader(io.StringIO(rendered("csv", *examples))))
    for position, (row, one) in enumerate(zip(rows, examples, strict=True), 1):
        report = one.report
        assert row["position"] == str(position)
        assert row["outcome"] == report.outcome.value
        assert row["forcedToZero"] == str(report.forced_to_zero).lower()
        assert row["score"] == ("" if report.score is None else str(report.score))
        reasons = () if report.ok else report.reasons
        assert row["rules"].split() == list(dict.fromkeys(finding.rule for finding in reasons))
    assert {row["entityType"] for row in rows} >= {"individual", "group", "virtualGroup", "apm"}
    findings = list(csv.DictReader(io.StringIO(rendered("csv-findings", *examples))))
    told = [(str(n), f.rule) for n, one in enumerate(examples, 1) for f in one.report.findings]
    assert [(row["position"], row["rule"]) for row in findings] == told


def test_a_cell_holds_commas_quotes_and_lines() -> None:
    one = entry(NO_SAFER, 'a,"b".json')
    finding = attrs.evolve(one.report.findings[0], message='one,\n"two"')
    one = attrs.evolve(one, report=attrs.evolve(one.report, findings=(finding,)), key="k,1")
    (row,) = csv.DictReader(io.StringIO(rendered("csv-findings", one)))
    assert (row["name"], row["message"], row["key"]) == ('a,"b".json', 'one,\n"two"', "k,1")


def test_brief_is_a_line_a_finding_as_editors_read_it(examples: list[Entry]) -> None:
    lines = rendered("brief", *examples).splitlines()
    assert len(lines) == sum(len(one.report.findings) for one in examples)
    for line in lines:
        assert re.match(r"[0-9]+\.json:[0-9]+:[0-9]+ PI[0-9]{3} \S", line)
    moved = Entry.in_file("in/many.ndjson:7", FORCED, "in/many.ndjson", 7, file="in/many.ndjson")
    (finding,) = moved.report.findings
    assert rendered("brief", moved).startswith(f"in/many.ndjson:{finding.line}:")
    piped = Entry.in_file("stdin:7", FORCED, None, 7, file="stdin")
    assert rendered("brief", piped).startswith(f"stdin:{finding.line}:")
    placeless = Entry("a.json", evaluate(NO_SAFER), "a.json")
    assert rendered("brief", placeless).startswith("a.json PI104 ")


def test_a_summary_is_a_page_however_many_documents_there_are(examples: list[Entry]) -> None:
    few, many = (rendered("summary", *examples * times) for times in (1, 20))
    # Longer numbers may wrap a line or two; more documents make no more lines.
    assert many.count("\n") <= few.count("\n") + 4 < 90
    assert f"{20 * len(examples):,} documents: " in many
    assert re.search(r"^Mean score of those scored: [0-9.]+\.$", few, re.MULTILINE)


@pytest.mark.parametrize("name", sorted(FITTED))
@pytest.mark.parametrize("width", [60, WIDTH, 120])
def test_lines_for_people_fit_the_width(name: str, width: int, examples: list[Entry]) -> None:
    said = [rendered(name, *examples, width=width), rendered(name, examples[3], width=width)]
    for line in "".join(said).splitlines():
        # A path of XML or a long name is whole, on a line of its own; so is a verdict's name.
        assert len(line) <= width or len(line.split()) == 1 or line.startswith(("===", " * /"))


def test_points_that_do_not_count_come_after_and_are_short() -> None:
    said = rendered("text", Entry("a.json", FORCED))
    points = said.partition("Points if it were not forced to 0")[2]
    assert said.index("What to fix") < said.index("Points if")
    assert "PI_EP_1     9 of 10      met\n" in points
    assert "x 10 =" not in points
    assert "x 10 =" in rendered("text", entry(FULL))


def test_advice_ends_the_report_with_its_command_whole() -> None:
    command = f"mips-pi plan {'x' * 200}.json --context y.json"
    told = Advice("How to mend it:", command, "Days that count: two.")
    said = rendered("text", Entry("a.json", FORCED, advice=told))
    end = f"\nWhat next\n  How to mend it:\n    {command}\n  Days that count: two.\n"
    assert said.endswith(end)
    assert f"```sh\n{command}\n```" in rendered("markdown", Entry("a.json", FORCED, advice=told))


def test_markdown_of_many_fits_a_comment(examples: list[Entry]) -> None:
    said = rendered("markdown", *examples * 20)
    assert len(said) < 65_536
    assert said.count("<details>") == said.count("</details>") == 24
    assert re.search(r"^and [0-9,]+ more$", said, re.MULTILINE)


def test_markdown_takes_text_for_text() -> None:
    name = "<b>|*a*_x_`c`[d](e) @team #12 https://x.example\\"
    for said in (
        rendered("markdown", Entry(name, FORCED)),
        rendered("markdown", Entry(name, FORCED), Entry(name, FORCED)),
    ):
        assert name not in said
        for mark in ("<b>", "*a*", "_x_", "`c`", "[d]", "@team", "#12 ", "://"):
            assert mark not in said
    assert "PI_PPHI_2" in rendered("markdown", Entry("a", FORCED))


def test_every_row_of_a_table_of_markdown_has_its_cells(examples: list[Entry]) -> None:
    for said in (rendered("markdown", *examples), rendered("markdown", examples[5])):
        tables = re.findall(r"(?:^\|.*\n)+", said, re.MULTILINE)
        assert tables
        for one in tables:
            counts = {line.count("|") for line in one.splitlines()}
            assert len(counts) == 1


@pytest.mark.parametrize(("rules", "said"), [(13, "and 1 more rule\n"), (14, "and 2 more rules\n")])
def test_rules_beyond_the_first_of_a_summary_are_counted(rules: int, said: str) -> None:
    some = tuple(RuleCount(f"PI{number}", "Title", 1, 1) for number in range(100, 100 + rules))
    assert said in summary.render(attrs.evolve(summarize([FORCED]), rules=some))


def test_the_page_of_many_shows_the_summary(examples: list[Entry]) -> None:
    said = rendered("html", *examples)
    assert "Measures and attestations" in said
    assert re.search(r"<strong>[0-9.]+</strong> the mean of those scored", said)
    unread = evaluate_many(["["])
    assert "<strong>1</strong> not readable" in rendered(
        "html", Entry("a", FORCED), Entry("b", next(unread))
    )
