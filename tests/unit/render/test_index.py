"""The page of many documents: what is wrong, how often, where to look; it opens, however many."""

import re
from html import unescape

from mips_pi_rules.render import IN_FULL, Entry, html
from support.cases import FULL, NO_SAFER, SMALL, edited
from support.edits import GATES
from support.rendering import entry

GAPS = edited(FULL, {"without": ["PI_EP_1", *GATES]})  # more gaps than are told
BROKEN = {
    "safer.json": NO_SAFER,
    "both.json": edited(FULL, {"measures": {"PI_PPHI_2": False, "PI_PPHI_1": False}}),
    "fax.json": edited(FULL, {"set": {"submissionMethod": "fax"}}),
}


MANY = [entry(FULL, "ok.json"), *(entry(one, name) for name, one in BROKEN.items())]
HARM = entry(FULL, "harm.json", SMALL)


def page(entries: list[Entry], *, everything: bool = False) -> str:
    return "".join(html.render_all(entries, everything=everything))


def documents(source: str) -> list[str]:
    return re.findall(r"<details><summary><b>([^<]*)</b>", source)


def test_totals_say_how_many_there_are_of_each_outcome() -> None:
    source = page(MANY)
    assert "<h1>4 submissions checked</h1>" in source
    assert "To fix: 3 of 4." in source
    totals = re.findall(r"<li><strong>(\d+)</strong> (\w+)</li>", source)
    assert totals[:3] == [("1", "scored"), ("2", "zero"), ("1", "rejected")]


def test_rules_are_counted_once_a_document_and_the_most_frequent_comes_first() -> None:
    rows = re.findall(r'<tr id="(PI\d+)">.*?<strong>(\d+)</strong></div></td></tr>', page(MANY))
    assert rows == [("PI104", "2"), ("PI005", "1"), ("PI102", "1")]


def test_only_what_is_not_in_order_is_listed_unless_everything_is_asked_for() -> None:
    assert documents(page(MANY)) == list(BROKEN)
    assert "1 in order are not listed" in page(MANY)
    assert documents(page(MANY, everything=True)) == ["ok.json", *BROKEN]
    assert documents("".join(IN_FULL["html"](MANY))) == ["ok.json", *BROKEN]
    assert documents(page([*MANY, HARM])) == [*BROKEN, "harm.json"]


def test_a_document_is_closed_and_its_line_has_the_first_reason() -> None:
    source = page(MANY)
    assert "<details open" not in source
    for one in MANY[1:]:
        (line,) = re.findall(f"<summary><b>{one.name}</b>.*?</summary>", source)
        assert one.report.reasons[0].message in unescape(line)


def test_few_are_shown_whole_and_of_many_what_to_look_at_first() -> None:
    few, many = page(MANY), page([*MANY, *MANY[1:2] * 300])
    assert few.count("<article>") == 3
    assert many.count("<article>") == 0
    assert many.count('<a href="#PI104">PI104</a>') == 302
    assert page(MANY[1:2] * 300, everything=True).count("<article>") == 300
    targets = set(re.findall('href="#([^"]+)"', many))
    assert targets <= set(re.findall(' id="([^"]+)"', many))


def test_of_many_findings_the_first_are_told_and_the_others_counted() -> None:
    gaps = entry(GAPS, "gaps.json")
    count = len(gaps.report.reasons)
    assert count > 3
    assert page([gaps] * 201).count(f"<li>and {count - 3} more</li>") == 201


def test_five_thousand_documents_are_less_than_five_megabytes() -> None:
    """The longest: each is wrong in more ways than are told. A thousand are weighed."""
    gaps = entry(GAPS, "submissions/of/the/year/practice-000001.json")
    fixed = len(page([]))
    thousand = len(page([gaps] * 1000).encode())
    assert 5 * (thousand - fixed) + fixed < 5_000_000


def test_where_all_is_in_order_the_page_says_so() -> None:
    source = page([MANY[0]] * 2)
    assert "To fix: 0 of 2." in source
    assert documents(source) == []
    assert "How to fix it" not in source
