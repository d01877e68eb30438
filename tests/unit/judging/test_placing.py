"""Findings are bounded, placed and in order, and none of that takes more steps than it must."""

import json
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from mips_pi_rules import Report, Rulebook, evaluate, plan
from mips_pi_rules.documents.asqpp import to_qpp
from mips_pi_rules.documents.document import read
from mips_pi_rules.judging import checkedsets, placing
from mips_pi_rules.judging.checkeddocument import Given, check
from mips_pi_rules.law import policyfile
from mips_pi_rules.law.year import Year
from mips_pi_rules.testing import qrda
from support.cases import POLICY, Json, edited, full, read_json
from support.rulebooks import shipped_rules
from support.steps import steps


def rows(count: int) -> list[Json]:
    return [{"measureId": f"PI_EXAMPLE_{n}", "value": True} for n in range(count)]


def with_rows(count: int, year: int = 2025) -> Json:
    return edited(full(year), {"rows": rows(count)})


def test_of_each_rule_the_first_hundred_findings_are_kept() -> None:
    report = evaluate(with_rows(250))
    unknown = [finding for finding in report.findings if finding.rule == "PI007"]
    assert dict(report.omitted) == {"PI007": 150}
    first = len(full(2025)["measurementSets"][0]["measurements"])
    at = "/measurementSets/0/measurements/{}/measureId"
    assert [finding.pointer for finding in unknown] == [at.format(first + n) for n in range(100)]
    written = report.to_dict()
    assert written["omitted"] == {"PI007": 150}
    assert Report.from_dict(written) == report


def test_nothing_is_omitted_as_a_rule() -> None:
    assert evaluate(with_rows(100)).to_dict()["omitted"] == {}
    assert evaluate("{}").omitted == {}


def test_the_picked_set_comes_before_the_others() -> None:
    blank = [{"measureId": "PI_PHCDRR_2", "value": None} for _ in range(150)]
    one = full(2025)["measurementSets"][0]
    worse = one | {
        "submissionMethod": "electronicHealthRecord",
        "measurements": [row for row in one["measurements"] if row["measureId"] != "PI_PPHI_2"],
    }
    submission = full(2025) | {"measurementSets": [worse, one | {"submissionMethod": "registry"}]}
    assert evaluate(submission).omitted == {}
    for each in submission["measurementSets"]:
        each["measurements"] = [*each["measurements"], *blank]
    report = evaluate(submission)  # rejected for its duplicates: document order
    assert report.omitted["PI904"] == 200
    kept = [finding.pointer for finding in report.findings if finding.rule == "PI904"]
    assert all(pointer.startswith("/measurementSets/0/") for pointer in kept)
    assert len(kept) == 100


def test_text_is_told_apart_by_its_first_character() -> None:
    submission = full(2025)
    xml = qrda.document(submission)
    wanted = evaluate(to_qpp(read(xml).submission))
    for source in (xml, xml.encode(), "\ufeff \n" + xml.partition("?>")[2].lstrip()):
        report = evaluate(source)
        assert (report.outcome, report.score) == (wanted.outcome, wanted.score)
    assert evaluate(json.dumps(submission)).outcome == "scored"


@pytest.mark.parametrize(
    ("source", "said"),
    [
        (b"PK\x03\x04 and more", "a spreadsheet or another zip"),
        (b"\xd0\xcf\x11\xe0\xa1", "old Office format"),
        (b"\x1f\x8b\x08", "gzip"),
        (b"%PDF-1.7", "a PDF"),
        (json.dumps({}).encode("utf-16"), "UTF-16"),
        (json.dumps({}).encode("utf-16-le"), "UTF-16"),
        (json.dumps({}).encode("utf-32-be"), "UTF-16 or UTF-32"),
        (b"performanceYear,entityType\n2025,group\n", "neither JSON nor XML"),
        ("hello", "neither JSON nor XML"),
        ('{"performanceYear": ', "not JSON"),
    ],
)
def test_what_is_neither_json_nor_xml_is_told_what_is_taken(source: Any, said: str) -> None:
    with pytest.raises(ValueError, match=said) as raised:
        read(source)
    if said != "not JSON":
        assert "taken are QPP JSON in UTF-8 and QRDA III (XML)" in str(raised.value)


class Shared(dict[str, Any]):
    """A mapping that is no plain dict."""


def shared(depth: int) -> Shared:
    """A mapping that holds the one below it twice: 2 ** depth paths, `depth` parts."""
    below: Any = Shared()
    for _ in range(depth):
        below = Shared(a=below, b=below)
    return Shared(full(2025) | {"note": below})


def many_names(count: int) -> Json:
    names = {f"unheard{n}": n for n in range(count)}
    one = names | full(2025)["measurementSets"][0] | {"measurements": rows(count)}
    return names | full(2025) | {"measurementSets": [one]}


def names_twice(count: int) -> str:
    return (
        "[" * 0
        + json.dumps(full(2025))[:-1]
        + ', "other": ['
        + ",".join('{"a": 1, "a": 2}' for _ in range(count))
        + "]}"
    )


def with_set(rows: list[Any]) -> Json:
    """The submission with these rows in the place of its own."""
    submission = full(2025)
    submission["measurementSets"][0]["measurements"] = rows
    return submission


def with_sets(sets: list[Any]) -> Json:
    return full(2025) | {"measurementSets": sets}


def differing(count: int) -> list[Json]:
    return [{"category": "pi", "cehrtId": name} for name in numbered("{:015}", count)]


def numbered(template: str, count: int) -> list[str]:
    return [template.format(number) for number in range(count)]


GROWING: dict[str, Callable[[int], Any]] = {
    "unknown rows": with_rows,
    "unknown rows as text": lambda n: json.dumps(with_rows(n), indent=1),
    "unknown names": many_names,
    "unknown names as text": lambda n: json.dumps(many_names(n)),
    "names given twice": names_twice,
    "blank rows": lambda n: edited(
        full(2025), {"rows": [{"measureId": "PI_PHCDRR_2", "value": None}] * n}
    ),
    "sets": lambda n: full(2025) | {"measurementSets": [{"category": "PI"}] * n},
    "shared parts": lambda n: shared(n // 10),
    "rows that are no object": lambda n: with_set([1] * n),
    "empty rows": lambda n: with_set([{}] * n),
    "rows of unknown fields": lambda n: with_set([{"valu": 1, "idMeasure": 1}] * n),
    "rows of wrong counts": lambda n: with_set(
        [{"measureId": "PI_EP_1", "value": {"numerator": -1, "denominator": 1}}] * n
    ),
    "ids near known ones": lambda n: with_set(
        [{"measureId": name, "value": True} for name in numbered("PI_PHCDRR_{}X", n)]
    ),
    "names near a known one": lambda n: dict.fromkeys(numbered("performanceYe{:03}", n), 1),
    "sets that say nothing": lambda n: (
        full(2025) | {"measurementSets": [{"category": "pi", "measurements": []}] * n}
    ),
    "sets that differ": lambda n: with_sets(differing(n)),
    "sets that count, each there twice": lambda n: with_sets(
        [one | {"submissionMethod": "registry"} for one in differing(n)]
    ),
    "sets of one row": lambda n: with_sets([{"category": "pi", "measurements": [1]}] * n),
    "sets of other categories": lambda n: with_sets([{"category": "ia"}] * n),
    "sets that are none": lambda n: full(2025) | {"measurementSets": [1] * n},
    "nested lists": lambda n: with_set([[[[[]]]]] * n),
    "nested lists as text": lambda n: json.dumps(with_set([[[[[]]]]] * n)),
    "long text": lambda n: full(2025) | {"entityId": "x" * 1000 * n},
    "long unknown id as text": lambda n: json.dumps(
        with_set([{"measureId": "PI_" * 1000 * n, "value": True}])
    ),
}
PLANNED = ("unknown rows", "empty rows", "rows that are no object", "blank rows", "unknown names")


@pytest.mark.parametrize("kind", GROWING)
def test_twice_the_input_takes_at_most_twice_the_steps(kind: str) -> None:
    evaluate(full(2025))  # the rulebook is loaded once
    once, twice = (GROWING[kind](count) for count in (200, 400))
    first = steps(lambda: evaluate(once))
    assert steps(lambda: evaluate(twice)) < 2.3 * first


@pytest.mark.parametrize("kind", PLANNED)
def test_planning_takes_at_most_twice_the_steps(kind: str) -> None:
    plan(GROWING[kind](200))
    once, twice = (GROWING[kind](count) for count in (200, 400))
    first = steps(lambda: plan(once))
    assert steps(lambda: plan(twice)) < 2.3 * first


def test_a_row_at_fault_costs_few_steps_beyond_those_that_are_shown() -> None:
    """What is not shown gets no words, no place and no search for the name that was meant."""
    for kind in ("empty rows", "ids near known ones", "rows that are no object"):
        few, many = (GROWING[kind](count) for count in (400, 1400))
        evaluate(few)
        assert steps(lambda d=many: evaluate(d)) - steps(lambda d=few: evaluate(d)) < 40 * 1000


OF_DOCUMENT = {"PI016"}  # sets that stand twice
EMPTY = {"category": "pi", "submissionMethod": "registry", "measurements": []}
UNLIKE: dict[str, Callable[[int], Json]] = {
    "that differ": lambda n: {"category": "pi", "cehrtId": f"{n:015}"},
    "that are equal": lambda _: EMPTY,
    "of no category": lambda _: {},
    "with rows": lambda n: EMPTY | {"measurements": rows(1 + n % 3)},
    "with one more fault at the end": lambda n: (
        {"category": "pi", "cehrtId": "A"} if n < 450 else {"category": "pi", "programName": "B"}
    ),
}


def test_of_what_the_document_broke_the_first_hundred_are_kept_too() -> None:
    document = full(2025)
    document["measurementSets"] *= 150
    found = evaluate(document)
    assert [one.pointer for one in found.findings if one.rule == "PI016"] == [
        f"/measurementSets/{n}" for n in range(1, 101)
    ]
    twice = json.dumps(with_rows(150)).replace('"value": true}', '"value": true, "value": true}')
    first = len(full(2025)["measurementSets"][0]["measurements"])
    places = [one.pointer for one in evaluate(twice).findings if one.rule == "PI002"]
    rows_ = [f"/measurementSets/0/measurements/{n}" for n in range(first + 150)]
    assert len(places) == 100
    assert places == [one for one in rows_ if one in places]
    assert rows_.index(places[-1]) < 100 + first
    outside = qrda.row("PI_PPHI_1", True)
    text = qrda.document(full(2025)).replace(
        "    </structuredBody>",
        qrda.activities_section(*(outside,) * 150) + "    </structuredBody>",
    )
    report = evaluate(text)
    assert report.ok
    assert report.omitted == {"PI911": 50}
    paths = [one.path for one in report.findings if one.rule == "PI911"]
    assert [str(one).rpartition("/entry[")[2] for one in paths] == [
        f"{n}]/organizer[1]" for n in range(1, 101)
    ]


@pytest.mark.parametrize("kind", UNLIKE)
def test_every_set_of_many_is_judged_as_it_is_among_few(kind: str) -> None:
    """Of many sets not everything is held; a report says of each what it would say anyway."""
    sets = [UNLIKE[kind](number) for number in range(500)]
    report = evaluate(with_sets(sets))
    few = [
        evaluate(with_sets(sets[begin : begin + 50])).to_dict() for begin in range(0, len(sets), 50)
    ]
    said = ("programName", "submissionMethod", "outcome", "score")
    assert [[one[name] for name in said] for one in report.to_dict()["sets"]] == [
        [one[name] for name in said] for part in few for one in part["sets"]
    ]
    counted = Counter(finding.rule for finding in report.findings)
    assert max(counted.values()) == 100
    every = Counter(finding["rule"] for part in few for finding in part["findings"])
    for part in few:
        every.update(part["omitted"])
    for rule in every.keys() - OF_DOCUMENT:
        assert counted[rule] + report.omitted.get(rule, 0) == every[rule]
        places = [one.pointer for one in report.findings if one.rule == rule]
        assert places == sorted(
            places, key=lambda at: [int(t) for t in at.split("/") if t.isdigit()]
        )


def test_the_picked_set_of_many_is_told_whether_its_facts_are_held_or_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Own rules may allow any number of sets; here two are held, and two findings of a rule."""
    raw = read_json(POLICY / "2025.json")
    del raw["rules"]["PI016"]
    law = policyfile.policy_from(raw)
    document = full(2025)
    (one,) = document["measurementSets"]
    counts = (201, 219, 181, 255, 190)  # of 300: the fourth is the highest, by a half
    document["measurementSets"] = [
        edited(full(2025), {"measures": {"PI_EP_1": {"numerator": n, "denominator": 300}}})[
            "measurementSets"
        ][0]
        | {"cehrtId": one["cehrtId"].lower()}
        for n in counts
    ]
    told = []
    for most in (100, 2):
        monkeypatch.setattr(placing, "MOST", 2)
        monkeypatch.setattr(checkedsets, "MOST", most)
        book = Rulebook({2025: lambda: law}, shipped_rules)
        told.append(evaluate(document, rulebook=book))
    assert told[0] == told[1]
    (report, _) = told
    assert [one.picked for one in report.sets] == [False, False, False, True, False]
    assert report.score == report.sets[3].score is not None
    assert report.measures["PI_EP_1"].points == 9
    assert [(one.rule, one.pointer) for one in report.findings] == [
        ("PI903", "/measurementSets/0/cehrtId"),
        ("PI903", "/measurementSets/3/cehrtId"),
    ]
    assert report.omitted == {"PI903": 3}
    assert "half-up" in {one.id for one in report.assumptions}


def test_of_a_set_of_many_little_is_held() -> None:
    """32 MiB may hold a million sets, each with rules that it broke: facts of some are kept."""
    said = read(with_sets(differing(5000))).submission
    year = Rulebook.default().year(2025)
    assert isinstance(year, Year)
    checked = check(year, Given(said, (2025,)))
    assert len(checked.sets) == 5000
    assert len(checked.sets.held) == 100
    last = checked.sets[4999]
    assert last.facts.data["cehrtId"] == f"{4999:015}"
    assert [one.rule.id for one in last.broken] == [name for name, _, _ in last.rules]
    assert all(one.pointer().startswith("/measurementSets/4999") for one in last.broken)
