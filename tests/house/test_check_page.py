"""The page in the browser: what it asks of the library, what it may do, and that it knows no law.

`make test-browser` uses the page itself; here its files are read, and judge.py runs without it.
"""

import csv
import io
import json
import re
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from attrs import frozen

import checkpage
from mips_pi_rules import answers_of, evaluate, plan, questions, years
from mips_pi_rules.render.words import verdict
from support.cases import EXAMPLES, FULL, NO_SAFER, ROOT, SMALL, read_json
from support.modules import module_at

PAGE = ROOT / "docs" / "site" / "check"
LAW = re.compile(r"PI_[A-Z]|PI[0-9]{3}|\b20[2-3][0-9]\b|\b(zero|incomplete|rejected|scored)\b")


@frozen
class Handed:
    """Bytes as the browser hands them over."""

    content: bytes

    def to_py(self) -> bytes:
        return self.content


@pytest.fixture
def judge() -> ModuleType:
    """judge.py anew, with nothing open."""
    return module_at(PAGE / "judge.py")


def asked(judge: ModuleType, what: str, content: bytes | None = None, **given: Any) -> Any:
    handed = None if content is None else Handed(content)
    return json.loads(judge.ask(what, json.dumps(given), handed))


def dropped(judge: ModuleType, name: str, document: Any) -> Any:
    text = document if isinstance(document, str) else json.dumps(document)
    return asked(judge, "file", text.encode(), name=name)


class TestJudge:
    def test_a_document_has_the_verdict_of_the_library(self, judge: ModuleType) -> None:
        for document in (FULL, NO_SAFER):
            found = dropped(judge, "a.json", document)
            assert found["view"]["verdict"] == verdict(evaluate(document))
            assert found["view"]["answerable"] is True
            assert "a.json" in found["view"]["html"]

    def test_qrda_and_a_sheet_too(self, judge: ModuleType) -> None:
        text = (EXAMPLES / "qrda" / "individual-2025.xml").read_text(encoding="utf-8")
        assert dropped(judge, "a.xml", text)["view"]["verdict"] == verdict(evaluate(text))
        sheet, answers = io.StringIO(), answers_of(NO_SAFER)
        csv.writer(sheet).writerows([answers.keys(), answers.values(), answers.values()])
        found = dropped(judge, "a.csv", sheet.getvalue())
        assert [one["name"] for one in found["documents"]] == ["a.csv:2", "a.csv:3"]
        assert found["view"]["verdict"] == verdict(evaluate(NO_SAFER))
        assert "row 2" in found["view"]["html"]

    def test_of_several_each_may_be_opened_with_its_context(self, judge: ModuleType) -> None:
        lines = [{"submission": FULL}, {"submission": {}, "context": SMALL}]
        found = dropped(judge, "a.ndjson", "\n".join(map(json.dumps, lines)))
        assert found["documents"][0]["words"].startswith("Score")
        opened = asked(judge, "open", number=1)
        assert opened["verdict"] == verdict(evaluate({}, context=SMALL))

    def test_a_list_has_an_end_and_says_so(
        self, judge: ModuleType, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(judge, "MOST", 2)
        found = dropped(judge, "a.json", [FULL, FULL, FULL])
        assert len(found["documents"]) == 2
        assert found["more"].startswith("The first 2 documents")
        assert dropped(judge, "a.json", [FULL, FULL])["more"] == ""

    @pytest.mark.parametrize("text", ["", " ", "{", "what is this", "PK\x03\x04", "[]"])
    def test_what_cannot_be_read_is_told_and_has_no_plan(
        self, judge: ModuleType, text: str
    ) -> None:
        view = dropped(judge, "a.json", text)["view"]
        assert view["verdict"].startswith("REJECTED")
        assert view["answerable"] is False
        assert asked(judge, "plan", day="2025-10-01") == {"html": ""}
        assert asked(judge, "change", steps=1) == {"html": ""}

    def test_the_plan_is_of_the_day_and_shows_what_would_change(self, judge: ModuleType) -> None:
        dropped(judge, "a.json", NO_SAFER)
        late = asked(judge, "plan", day="2026-11-01")["html"]
        assert "TOO LATE" in late
        assert "data-steps" not in late
        early = asked(judge, "plan", day="2025-10-01")["html"]
        steps = plan(NO_SAFER).steps
        assert re.findall(r'data-steps="(\d+)"', early) == [
            str(number) for number in range(1, len(steps) + 1)
        ]
        changed = asked(judge, "change", steps=1)["html"]
        assert re.search(r"Forced to 0.*Score 96 of 100", changed)

    def test_without_a_day_nothing_is_too_late(self, judge: ModuleType) -> None:
        dropped(judge, "a.json", NO_SAFER)
        assert "TOO LATE" not in asked(judge, "plan", day="")["html"]


class TestForm:
    @pytest.mark.parametrize("year", years())
    def test_it_asks_what_the_year_asks(self, judge: ModuleType, year: int) -> None:
        sections = asked(judge, "form", year=str(year))["sections"]
        found = [one for section in sections for one in section["questions"]]
        expected = [one for one in questions(year) if one.field != "performanceYear"]
        assert [one["field"] for one in found] == [one.field for one in expected]
        for shown, one in zip(found, expected, strict=True):
            assert f"{shown['label']} {shown['help']}".strip() == one.text

    def test_answers_are_judged_and_told_beside(self, judge: ModuleType) -> None:
        answers = {**answers_of(FULL), "PI_PPHI_2": "no"}
        answers.pop("performanceYear")
        found = asked(judge, "answers", year="2025", answers=answers, context=None)
        assert found["view"]["verdict"] == verdict(evaluate(NO_SAFER))
        assert set(found["beside"]) == {"PI_PPHI_2"}
        assert "data-steps" in asked(judge, "plan", day="2025-10-01")["html"]

    def test_what_is_not_taken_is_told_by_field_and_nothing_is_judged(
        self, judge: ModuleType
    ) -> None:
        answers = {"PI_PEA_1": "many", "performanceStart": "soon"}
        found = asked(judge, "answers", year="2025", answers=answers, context=None)
        assert found["view"] is None
        assert set(found["beside"]) == set(answers)

    def test_the_answers_of_a_file_come_back_with_their_context(self, judge: ModuleType) -> None:
        dropped(judge, "a.json", {"submission": NO_SAFER, "context": SMALL})
        found = asked(judge, "reopen")
        assert (found["year"], found["context"]) == ("2025", SMALL)
        again = asked(judge, "answers", **found)
        assert again["view"]["verdict"] == verdict(evaluate(NO_SAFER, context=SMALL))

    def test_what_no_form_says_is_not_offered(self, judge: ModuleType) -> None:
        two = {**FULL, "measurementSets": FULL["measurementSets"] * 2}
        assert dropped(judge, "a.json", two)["view"]["answerable"] is False


def test_the_years_are_those_of_the_library(judge: ModuleType) -> None:
    assert asked(judge, "years")["years"] == [str(year) for year in years()]


def test_nothing_that_is_compiled_is_asked_for() -> None:
    """So that jsonschema need not be in the page."""
    script = f"""
import json, sys
sys.path.insert(0, {str(PAGE)!r})
import judge
class Handed:
    def to_py(self): return open({str(EXAMPLES / "submission.json")!r}, "rb").read()
judge.ask("file", '{{"name": "a.json"}}', Handed())
judge.ask("plan", '{{"day": ""}}')
judge.ask("change", '{{"steps": 1}}')
answers = json.loads(judge.ask("reopen", "{{}}"))
judge.ask("form", json.dumps({{"year": answers["year"]}}))
judge.ask("answers", json.dumps(answers))
print([name for name in ("jsonschema", "referencing", "rpds") if name in sys.modules])
"""
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout == "[]\n"


class TestFiles:
    def test_a_folder_that_holds_something_else_stays(self, tmp_path: Path) -> None:
        (tmp_path / "own.txt").touch()
        with pytest.raises(SystemExit, match="something else"):
            checkpage.main(tmp_path)
        assert (tmp_path / "own.txt").exists()

    def test_all_are_built(self) -> None:
        built = {*checkpage.OWN, "judge.py", "package.json", "package-lock.json"}
        assert {file.name for file in PAGE.iterdir() if file.is_file()} == built

    @pytest.mark.parametrize(
        "file", sorted([*PAGE.glob("*.js"), *PAGE.glob("*.html")]), ids=lambda file: file.name
    )
    def test_no_year_measure_rule_or_outcome_stands_in_them(self, file: Path) -> None:
        text = re.sub(r"<!--.*?-->|//.*", "", file.read_text(encoding="utf-8"))
        assert not LAW.findall(text)
        assert len(text.splitlines()) < 200

    def test_the_page_may_load_its_own_files_and_nothing_else(self) -> None:
        text = (PAGE / "index.html").read_text(encoding="utf-8")
        (said,) = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]+)"', text)
        allowed = {part.split()[0]: set(part.split()[1:]) for part in said.split("; ")}
        assert allowed.pop("default-src") == {"'none'"}
        assert allowed.pop("style-src-attr") == {"'unsafe-inline'"}  # the widths of the bars
        own = {"'self'", "'none'", "'wasm-unsafe-eval'", "blob:", "data:"}
        assert set().union(*allowed.values()) <= own
        assert not re.search(r"""(?:src|href)="(?:https?:)?//|<script>|\son\w+=""", text)

    def test_the_lock_names_no_place_and_every_digest(self) -> None:
        lock = read_json(PAGE / "package-lock.json")
        for name, package in lock["packages"].items():
            assert "resolved" not in package
            assert not name or package["integrity"].startswith("sha512-")
