"""The page of a plan says what its text says, and a page of changes what two reports differ in."""

import re
from datetime import date
from typing import Any

import html5lib
import pytest

from mips_pi_rules import evaluate, plan
from mips_pi_rules.render import planhtml, plantext
from mips_pi_rules.render.changes import changes
from mips_pi_rules.render.markup import element
from support.cases import FULL, Json, edited

SILENT = edited(FULL, {"measures": {"PI_PPHI_2": None}})
COUNTS = edited(FULL, {"without": ["PI_PEA_1"]})
IN_TIME, LATE = date(2025, 11, 1), date(2026, 2, 1)


def words(source: str) -> str:
    """The text of markup without blanks, stops and capitals, which the two forms set apart."""
    text = "".join(html5lib.parse(source, namespaceHTMLElements=False).itertext())
    return bare(text)


def bare(text: str) -> str:
    return re.sub(r"[\s.]|\*", "", text).lower()


@pytest.mark.parametrize(
    ("submission", "as_of"),
    [(FULL, IN_TIME), (SILENT, IN_TIME), (SILENT, LATE), (COUNTS, IN_TIME), ({}, IN_TIME)],
    ids=["scored", "forced", "too late", "needs counts", "nothing"],
)
def test_the_page_of_a_plan_says_what_its_text_says(submission: Json, as_of: date) -> None:
    found = plan(submission, as_of=as_of)
    page = words(planhtml.render(found))
    text = re.sub(r"\n {12}", " ", plantext.render(found))  # lines that were wrapped
    for line in re.sub(r"\n {4,5}(?=[a-z(])", " ", text).splitlines():
        said = re.sub(r"^\s*(\d+\.|-|\*) ", "", line)
        for part in said.split(": "):
            assert bare(part) in page, line


def test_a_step_has_what_a_page_puts_under_it() -> None:
    found = plan(SILENT, as_of=IN_TIME)
    source = planhtml.article(found, "h2", lambda number: element("b", f"under {number}"))
    assert re.findall(r"<b>under (\d+)</b></li>", source) == [
        str(number) for number in range(1, len(found.steps) + 1)
    ]


def rows(source: str) -> list[list[str]]:
    found: Any = html5lib.parse(source, namespaceHTMLElements=False)
    return [
        [" ".join(cell.itertext()) for cell in row.findall("td")]
        for row in found.findall(".//tbody/tr")
    ]


def test_changes_are_the_verdicts_and_the_rows_that_differ() -> None:
    after = plan(SILENT).apply(SILENT)
    whole, row = rows(changes(evaluate(SILENT), evaluate(after)))
    assert re.search("Forced to 0", whole[1])
    assert re.search("Score 96", whole[2])
    assert row[0].endswith("PI_PPHI_2")
    assert [cell.split()[-1] for cell in row[1:]] == ["reported", "Attested"]


def test_of_a_row_with_points_both_are_said_and_of_no_row_nothing() -> None:
    other = edited(FULL, {"measures": {"PI_PEA_1": None, "PI_ONCACB_1": None}})
    found = {row[0].split()[-1]: row[1:] for row in rows(changes(evaluate(FULL), evaluate(other)))}
    assert [cell.split()[-3:] for cell in found["PI_PEA_1"]] == [
        ["24", "of", "25"],
        ["0", "of", "25"],
    ]
    assert len(rows(changes(evaluate(FULL), evaluate(FULL)))) == 1
