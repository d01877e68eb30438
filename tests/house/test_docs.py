"""The reference pages are written whole and alike each time, and what docs/ says is so."""

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

import mips_pi_rules
from mips_pi_rules import Rulebook
from mips_pi_rules.command import inputs
from mips_pi_rules.outcomes import FORCED
from support.cases import EXAMPLES, ROOT, read_json

DOCS = ROOT / "docs"
BUILD = DOCS / "build"  # where links of generated pages start from, wherever they were written to
WRITTEN = sorted([*DOCS.glob("*.md"), *(DOCS / "site").glob("*.md"), *ROOT.glob("*.md")])
WRITTEN += [
    ROOT / f"{folder}/README.md" for folder in ("conformance", "examples", "examples/service")
]
RULEBOOK = Rulebook.default()
FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.M | re.S)
LINK = re.compile(r"\]\(([^()\s]+(?:\([^()]*\)[^()\s]*)*)\)")
HEADING = re.compile(r"^(#+) (.+)$", re.M)


def generate(folder: Path, seed: str) -> dict[str, str]:
    command = [sys.executable, str(ROOT / "tools" / "pages.py"), str(folder)]
    subprocess.run(command, check=True, env={**os.environ, "PYTHONHASHSEED": seed})
    files = (file for file in sorted(folder.rglob("*")) if file.is_file())
    return {f.relative_to(folder).as_posix(): f.read_text(encoding="utf-8") for f in files}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    return generate(tmp_path_factory.mktemp("build"), "1")


def prose(text: str) -> str:
    return FENCE.sub("", text)


def anchors(text: str) -> set[str]:
    """The anchors of a page's headings, made as GitHub makes them."""
    titles = (title for _, title in HEADING.findall(prose(text)))
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


def broken_links(text: str, folder: Path, built: dict[str, str]) -> list[str]:
    """The links of a page in `folder` that lead nowhere; `built` are the pages of BUILD."""
    broken = []
    for link in LINK.findall(prose(text)):
        if link.startswith(("https://", "http://")):
            continue
        target, _, anchor = link.partition("#")
        file = Path(os.path.normpath(folder / target)) if target else None
        if file is None:
            page: str | None = text
        elif file.is_relative_to(BUILD):
            page = built.get(file.relative_to(BUILD).as_posix())
        else:
            page = file.read_text(encoding="utf-8") if file.is_file() else None
            page = "" if file.is_dir() else page
        if page is None or (anchor and anchor not in anchors(page)):
            broken.append(link)
    return broken


class TestGenerated:
    def test_there_is_a_page_per_year_and_a_picture(self, built: dict[str, str]) -> None:
        for year in RULEBOOK.years():
            assert built[f"years/{year}.md"].startswith(f"# Performance year {year}\n")
            assert f"flows-{year}.svg" in built

    def test_there_is_a_page_per_rule(self, built: dict[str, str]) -> None:
        pages = {Path(name).stem for name in built if name.startswith("rules/")}
        assert pages == set(RULEBOOK.rules)

    def test_the_index_leads_to_every_page(self, built: dict[str, str]) -> None:
        links = set(LINK.findall(built["index.md"]))
        assert {name for name in built if name.endswith(".md")} - links == {"index.md"}

    def test_a_year_page_names_every_measure_exclusion_rule_and_reading(
        self, built: dict[str, str]
    ) -> None:
        for year in RULEBOOK.years():
            policy = RULEBOOK.policy(year)
            readings = (reading.id for reading in policy.readings)
            for name in (*policy.roles, *policy.rules, *readings):
                assert name in built[f"years/{year}.md"]

    def test_a_rule_page_has_cases_that_break_it_and_that_keep_it(
        self, built: dict[str, str]
    ) -> None:
        for rule in RULEBOOK.rules:
            text = built[f"rules/{rule}.md"]
            for title in ("Cases that break it", "Cases that keep it"):
                part = text.partition(f"\n## {title}\n")[2].partition("\n## ")[0]
                assert re.search(r"\(\.\./\.\./\.\./(examples|tests)/", part), (rule, title)

    def test_a_year_page_has_cases_that_pass_and_that_fail(self, built: dict[str, str]) -> None:
        for year in RULEBOOK.years():
            cases = built[f"years/{year}.md"].partition("\n## Worked cases\n")[2]
            assert {"Scored", "Forced to 0: zero", "Rejected"} <= set(
                re.findall(r"^### (.+)$", cases.partition("\n## ")[0], re.M)
            )

    def test_every_field_of_a_context_and_of_a_report_is_told(self, built: dict[str, str]) -> None:
        page = built["documents.md"]
        for name in ("context", "report"):
            schema = read_json(ROOT / "schemas" / f"{name}.schema.json")
            for part in (schema, *schema["$defs"].values()):
                for field in part.get("properties", {}):
                    assert f"\n| `{field}` | " in page, (name, field)

    def test_every_citation_and_reading_is_explained(self, built: dict[str, str]) -> None:
        page = built["sources-and-readings.md"]
        for year in RULEBOOK.years():
            policy = RULEBOOK.policy(year)
            cited = {cite for rule in policy.rules.values() for cite in rule.cites}
            for name in cited | {reading.id for reading in policy.readings}:
                assert f"\n### {name}\n" in page
        told = re.findall(r"^- .* \(((?:20\d\d(?: to |, )?)+)\)$", page, re.M)
        assert len(told) > 300
        for years in told:  # of what rests on a citation: each year once, and in order
            each = re.findall(r"20\d\d", years)
            assert each == sorted(set(each)), years

    def test_a_rule_leads_to_the_readings_that_it_rests_on(self, built: dict[str, str]) -> None:
        section = built["rules/PI209.md"].partition("## Where no source settles it")[2]
        assert "2024 to 2027: [short-period](../sources-and-readings.md#short-period): " in section
        assert "## Where no source settles it" not in built["rules/PI104.md"]

    def test_the_same_data_give_the_same_pages(self, built: dict[str, str], tmp_path: Path) -> None:
        assert generate(tmp_path, "2") == built

    def test_links_resolve(self, built: dict[str, str]) -> None:
        for name, text in built.items():
            if name.endswith(".md"):
                assert not broken_links(text, (BUILD / name).parent, built), name

    def test_pictures_are_well_formed_and_need_nothing_else(self, built: dict[str, str]) -> None:
        for name, text in built.items():
            if name.endswith(".svg"):
                root = ElementTree.fromstring(text)  # noqa: S314 - our own file
                assert root.tag == "{http://www.w3.org/2000/svg}svg"
                assert not re.search(r"href|url\(|@import|<script|<image", text)
                assert "prefers-color-scheme: dark" in text

    def test_a_picture_shows_every_flow(self, built: dict[str, str]) -> None:
        for year in RULEBOOK.years():
            flows = RULEBOOK.policy(year).flows
            text = built[f"flows-{year}.svg"]
            assert text.count('<path class="arrow') - 4 == sum(len(flow.to) for flow in flows)
            for number, flow in enumerate(flows, 1):
                assert f">{number}  {flow.basis}" in text


def test_the_parts_of_the_index_are_those_that_contributors_are_told(built: dict[str, str]) -> None:
    """PI0 to PI9 are about what the index has as headings, in that order."""
    recipe = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    (told,) = re.findall(r"PI0 is about (.*?PI9 [\w ]+)\.", recipe)
    titles = [title for mark, title in HEADING.findall(built["index.md"]) if mark == "###"]
    assert re.split(r", PI\d ", told) == [title[:1].lower() + title[1:] for title in titles]


def test_the_picture_in_docs_is_the_generated_one_of_2026(built: dict[str, str]) -> None:
    assert (DOCS / "flows.svg").read_text(encoding="utf-8") == built["flows-2026.svg"]


@pytest.mark.parametrize("file", WRITTEN, ids=lambda file: file.name)
class TestWritten:
    def test_links_resolve(self, file: Path, built: dict[str, str]) -> None:
        broken = set(broken_links(file.read_text(encoding="utf-8"), file.parent, built))
        if file.parent.name == "site":
            broken -= {"api.md", "command.md"}  # tools/website.py writes them
        assert not broken

    def test_every_id_exists(self, file: Path) -> None:
        text = file.read_text(encoding="utf-8")
        known = {name for year in RULEBOOK.years() for name in RULEBOOK.policy(year).roles}
        assert set(re.findall(r"\bPI_[A-Z0-9_]+\b", text)) <= known
        written = set(re.findall(r"\bPI[0-9]{3}\b", text))
        if file.name == "CONTRIBUTING.md":
            written -= {"PI999"}  # the rule that its recipe writes
        assert written <= set(RULEBOOK.rules)


def test_the_page_of_versions_tells_the_changes_of_each_year() -> None:
    rows = re.findall(r"^\| .*$", (DOCS / "site" / "versioning.md").read_text("utf-8"), re.M)
    for year in RULEBOOK.years():
        (row,) = (one for one in rows if f"[{year}]" in one)
        assert f"| {RULEBOOK.policy(year).status} |" in row
        for change in RULEBOOK.policy(year).changes:
            assert change.topic in row
    assert any(f"| {mips_pi_rules.__version__} |" in row for row in rows)


def test_the_questions_name_every_rule_that_people_met_in_the_field() -> None:
    """What decided or was said in a case of the field is told in words too."""
    page = (DOCS / "site" / "faq.md").read_text(encoding="utf-8")
    met: set[str] = set()
    for file in (ROOT / "tests" / "data" / "field").glob("*.json"):
        rights = read_json(file)["right"]
        for right in rights if isinstance(rights, list) else [rights]:
            met |= {*right.get("rules", []), right.get("says", {}).get("rule", "PI000")}
    assert met - set(re.findall(r"PI[0-9]{3}", page)) == set()


def test_scoring_names_every_rule_that_forces_zero_as_a_gate() -> None:
    gates = prose((DOCS / "scoring.md").read_text(encoding="utf-8")).partition("## 2.")[0]
    forcing = {
        rule
        for year in RULEBOOK.years()
        for rule, outcome in RULEBOOK.known_year(year).outcomes.items()
        if outcome in FORCED
    }
    assert set(re.findall("PI[0-9]{3}", gates)) == forcing


def test_the_page_on_ci_names_what_a_folder_is_read_for() -> None:
    said = (DOCS / "registry-in-ci.md").read_text(encoding="utf-8").partition("```")[0]
    assert set(re.findall(r"`(\.\w+)`", said)) == {*inputs.SUFFIXES, ".gz"}


def test_no_page_and_no_section_is_empty(built: dict[str, str]) -> None:
    pages = {file.name: file.read_text(encoding="utf-8") for file in WRITTEN}
    pages |= {name: text for name, text in built.items() if name.endswith(".md")}
    for name, text in pages.items():
        assert len(HEADING.findall(prose(text))) >= 1, name
        parts = HEADING.split(text.replace("\n```", "\n ```"))
        for depth, title, body, following in zip(
            parts[1::3], parts[2::3], parts[3::3], [*parts[4::3], ""], strict=True
        ):
            assert body.strip() or len(following) > len(depth), f"{name}: {title}"


def safer_rows() -> list[Any]:
    """The rows of the tables: statement, rules, cases."""
    lines = (DOCS / "safer-fact-sheet.md").read_text(encoding="utf-8").splitlines()
    rows = [line.strip("|").split("|") for line in lines if line.startswith("| ")]
    return [
        pytest.param(row[1], LINK.findall(row[2]), id=row[0].strip()[:50])
        for row in rows
        if row[1].strip() != "Rules"
    ]


@pytest.mark.parametrize(("rules", "cases"), safer_rows())
def test_the_fact_sheet_leads_to_rules_of_2025_and_their_cases(
    rules: str, cases: list[str]
) -> None:
    named = set(re.findall(r"\[(PI[0-9]{3})\]", rules))
    assert named
    assert named <= set(RULEBOOK.policy(2025).rules)
    assert [Path(link).name[:5] for link in LINK.findall(rules)] == re.findall(r"\[(\w+)\]", rules)
    assert cases
    for link in cases:
        report = read_json(DOCS / link)["report"]
        assert (DOCS / link).resolve().parent == EXAMPLES / "2025"
        found = {finding[0] for finding in report["findings"]}
        assert found & named or (report["outcome"] == "scored" and not found)


def test_the_fact_sheet_is_mapped_whole() -> None:
    text = (DOCS / "safer-fact-sheet.md").read_text(encoding="utf-8")
    rows = {part.partition("\n")[0]: part.count("\n| ") - 1 for part in text.split("\n## ")[1:]}
    assert rows == {
        "What actions are required": 6,
        "To attest yes": 2,
        "Attest no if": 2,
        "The other requirements": 9,  # eight that bind, and the surveillance that does not
    }


def test_the_house_is_described_as_it_is() -> None:
    text = (DOCS / "architecture.md").read_text(encoding="utf-8")
    table = text.partition("## The rooms")[2].partition("\n## ")[0]
    rooms = [line.split("`")[1] for line in table.splitlines() if line.startswith("| `")]
    folder = Path(mips_pi_rules.__file__).parent
    assert sorted(rooms) == sorted(d.name for d in folder.iterdir() if (d / "__init__.py").exists())
    contract = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
    (layers,) = (one["layers"] for one in contract["contracts"])
    order = [name for layer in layers for name in re.findall(r"mips_pi_rules\.(\w+)", layer)]
    assert rooms == [name for name in order if name in rooms], "in the order of the contract"
    modules = {file.stem for file in folder.glob("*.py")} - {"__init__"}
    assert set(order) == {*rooms, *modules}, "the contract leaves no module out"
    for module, name in re.findall(r"`([a-z]\w*)\.(?!py`)(\w+)`", text):
        (file,) = folder.rglob(f"{module}.py")
        assert re.search(rf"^(def|class) {name}\b", file.read_text(), re.M), f"{module}.{name}"
