"""SARIF 2.1.0, for code scanning: one run, its rules, and a result per finding.

Places are relative paths, lines and columns in code points, and JSON pointers as the names of
logical locations. A fingerprint stays the same while lines move.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from mips_pi_rules._version import __version__
from mips_pi_rules.citation import HOME
from mips_pi_rules.judging.results import Finding
from mips_pi_rules.render.aside import Aside
from mips_pi_rules.render.entry import Entry
from mips_pi_rules.render.json import within
from mips_pi_rules.render.words import Level, levels, page_of, subject, verdict

_SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
_LEVELS: dict[Level, str] = {"error": "error", "warning": "warning", "advice": "note"}
_SEVERITIES: dict[Level, str] = {
    "error": "error",
    "warning": "warning",
    "advice": "recommendation",
}
_HEAD = f"""\
{{
  "$schema": "{_SCHEMA}",
  "version": "2.1.0",
  "runs": [
    {{
      "columnKind": "unicodeCodePoints",
      "results": ["""

_Json = dict[str, Any]


def render_all(entries: Iterable[Entry]) -> Iterator[str]:
    """One log with one run over all inputs; its rules are known, and written, at the end."""
    # Of each rule the first finding describes it: a report says what its rules are.
    rules: list[_Json] = []
    index: dict[str, int] = {}
    with Aside() as answers:
        yield _HEAD
        mark, before = "\n", "\n"
        for entry in entries:
            results, seen = "", Counter[str]()
            for finding, level in levels(entry.report):
                if finding.rule not in index:
                    index[finding.rule] = len(rules)
                    rules.append(_rule(finding))
                result = _result(entry, finding, level, index[finding.rule], seen)
                results += mark + within(result, "        ")
                mark = ",\n"
            answers.put(before + within(_answer(entry), "          "))
            before = ",\n"
            yield results
        driver = {
            "name": "mips-pi",
            "fullName": "MIPS Promoting Interoperability rules",
            "informationUri": HOME,
            "version": __version__,
            "rules": rules,
        }
        yield '\n      ],\n      "properties": {\n        "reports": ['
        yield from answers.taken()
        yield '\n        ]\n      },\n      "tool": '
        yield within({"driver": driver}, "      ").lstrip()
        yield "\n    }\n  ]\n}\n"


def _answer(entry: Entry) -> _Json:
    report = entry.report
    return {
        "name": entry.name,
        "outcome": report.outcome.value,
        "score": report.score,
        "verdict": verdict(report),
    }


def _rule(finding: Finding) -> _Json:
    law = ", ".join(finding.cites)
    return {
        "id": finding.rule,
        "shortDescription": {"text": finding.title},
        "fullDescription": {"text": f"{finding.title}."},
        **({"helpUri": page} if (page := page_of(finding.rule)) else {}),
        "help": {"text": f"{finding.title}.\n\nLaw: {law}"},
        "defaultConfiguration": {"level": _LEVELS[finding.severity]},
        "properties": {
            "tags": ["MIPS", "PromotingInteroperability", finding.kind],
            "cites": list(finding.cites),
            "problem.severity": _SEVERITIES[finding.severity],
        },
    }


def _result(
    entry: Entry, finding: Finding, level: Level, rule_index: int, seen: Counter[str]
) -> _Json:
    return {
        "ruleId": finding.rule,
        "ruleIndex": rule_index,
        "level": _LEVELS[level],
        "message": {"text": f"{finding.message} Fix: {finding.fix}"},
        "locations": _locations(entry, finding),
        "partialFingerprints": {"mipsPi/v1": _fingerprint(entry, finding, seen)},
        "properties": {
            "outcome": finding.outcome.value if finding.outcome else None,
            "cites": list(finding.cites),
        },
    }


def _locations(entry: Entry, finding: Finding) -> list[_Json]:
    location: _Json = {}
    if entry.uri is not None:
        physical: _Json = {"artifactLocation": {"uri": entry.uri}}
        region = {"startLine": finding.line, "startColumn": finding.column}
        if finding.line is not None:
            physical["region"] = {k: v for k, v in region.items() if v is not None}
        location["physicalLocation"] = physical
    names = [name for name in (finding.pointer, finding.path) if name]
    if names:
        location["logicalLocations"] = [{"fullyQualifiedName": name} for name in names]
    return [location] if location else []


def _fingerprint(entry: Entry, finding: Finding, seen: Counter[str]) -> str:
    """A hash of what the finding is about: the line moves, and the text may be reworded."""
    inside = entry.name.removeprefix(entry.path or entry.name)
    about = (entry.uri or "", inside, finding.rule, finding.pointer, subject(finding))
    digest = hashlib.sha256("\n".join(about).encode()).hexdigest()[:32]
    seen[digest] += 1
    return f"{digest}:{seen[digest]}"
