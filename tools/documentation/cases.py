"""The cases that pages show: worked ones of the years, small ones of the rules, those of the field.

Each stands with its name and what becomes of it, so that a page says something where its files
are not at hand.
"""

import json
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from documentation.markdown import ROOT, bullets, link, page, section, table
from mips_pi_rules import evaluate

_Row = tuple[object, ...]
_ABOVE = "../../../"  # from a page of a year or a rule to the root
_OUTCOMES = {
    "scored": "Scored",
    "zero": "Forced to 0: zero",
    "incomplete": "Forced to 0: incomplete",
    "rejected": "Rejected",
    "reweighted": "Reweighted",
}


def breaking(rule: str) -> list[str]:
    """The worked cases whose report has the rule; else the small cases that trip it."""
    worked = [
        f"{file.parent.name}: {_linked(file, case['name'])}"
        for file, case in _worked()
        if any(finding[0] == rule for finding in case["report"]["findings"])
    ]
    return worked or list(_small(rule, trips=True))


def keeping(rule: str) -> list[str]:
    """The small cases that are near to breaking the rule, and keep it."""
    return list(_small(rule, trips=False))


def of_year(year: int) -> Iterator[str]:
    """The worked cases of a year by what becomes of them, with the score and what decided."""
    for outcome, title in _OUTCOMES.items():
        rows = [
            (_linked(file, case["name"]), _score(case["report"]), _rules(case["report"]))
            for file, case in _worked()
            if file.parent.name == str(year) and case["report"]["outcome"] == outcome
        ]
        if rows:
            yield f"### {title}"
            yield table(("Case", "Score", "Rules"), rows)


def field_page() -> str:
    """What people had in the field, what is right, and what a plan makes of it."""
    parts = [_field(case) for _, case in _read("tests/data/field/*.json") if "right" in case]
    return page(
        "From the field",
        "Files and answers as they came up, with the right answer. A test holds each to it; the "
        "files are in `tests/data/field/`. [Questions that come up](../site/faq.md) are answered "
        "in words.",
        *parts,
    )


def _field(case: Mapping[str, Any]) -> str:
    rights = case["right"] if isinstance(case["right"], list) else [case["right"]]
    lines = [_answer(right) for right in rights if "outcome" in right] or [
        "It is none of ours, and `mips-pi check` says what it takes."
    ]
    lines += _said(case)
    for plan in case.get("plan", []):
        by = f", as of {plan['asOf']}," if "asOf" in plan else ""
        changes = [
            f"{word} {', '.join(f'`{name}`' for name in plan[key])}"
            for key, word in (("removed", "takes away"), ("added", "adds"))
            if plan.get(key)
        ]
        done = " and ".join(changes) or f"has {plan['steps']} steps" if "steps" in plan else ""
        if "outcome" in plan and done:
            lines.append(f"A plan{by} {done}: {_answer(plan)}")
    name = case["name"]
    return section(name[:1].upper() + name[1:], bullets(lines))


def _said(case: Mapping[str, Any]) -> Iterator[str]:
    """What the report tells of it: the rules of the right answer, else the first that warns."""
    right = case["right"]
    if "submission" not in case:
        rules = [rule for one in right for rule in one.get("rules", [])]
        yield from (link(rule, f"rules/{rule}.md") for rule in rules)
        return
    findings = evaluate(case["submission"], context=case.get("context")).findings
    named = {*right.get("rules", []), right.get("says", {}).get("rule")}
    told = [one for one in findings if one.rule in named]
    warned = [one for one in findings if one.severity == "warning"]
    for one in told or warned[:1]:
        rule = link(one.rule, f"rules/{one.rule}.md")
        yield f"{rule}: {one.message} *{one.fix}*"


def _answer(right: Mapping[str, Any]) -> str:
    score = right.get("score")
    return f"**{right['outcome']}**" + ("." if score is None else f", {score} points.")


def _score(report: Mapping[str, Any]) -> object:
    return "none" if report["score"] is None else report["score"]


def _rules(report: Mapping[str, Any]) -> str:
    decided = dict.fromkeys(rule for rule, outcome, *_ in report["findings"] if outcome)
    return ", ".join(link(rule, f"../rules/{rule}.md") for rule in decided)


def _small(rule: str, *, trips: bool) -> Iterator[str]:
    for file, case in _read("tests/data/cases/rules/*.json"):
        if case["rule"] == rule and case["trips"] == trips:
            yield (
                f"{case['base'].partition('/')[0]}: {_linked(file, case['name'])}"
                if ("base" in case)
                else _linked(file, case["name"])
            )


def _linked(file: Path, name: str) -> str:
    return link(name, _ABOVE + file.relative_to(ROOT).as_posix())


def _worked() -> tuple[tuple[Path, Any], ...]:
    return _read("examples/[0-9]*/*.json")


@cache
def _read(pattern: str) -> tuple[tuple[Path, Any], ...]:
    files = sorted(ROOT.glob(pattern))
    return tuple((file, json.loads(file.read_text(encoding="utf-8"))) for file in files)
