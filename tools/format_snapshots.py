"""Rewrite what each output format must give for the cases under tests/data/cases/formats/.

A case is {name, inputs, formats}. An input is {name, path?, example | text, context?, firstLine?}:
an example of examples/, or text as it is. `formats` holds ids, places and the outline of every
format and no wording, so that a better sentence changes nothing here.
"""

import csv
import json
import re
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element, fromstring

from mips_pi_rules import evaluate_many
from mips_pi_rules.render import FORMATS, Entry
from snapshots import written

ROOT = Path(__file__).resolve().parent.parent
CASES = ROOT / "tests" / "data" / "cases" / "formats"

Json = dict[str, Any]


def entries(case: Json) -> list[Entry]:
    """The inputs of a case, evaluated."""
    return [entry(one) for one in case["inputs"]]


def entry(one: Json) -> Entry:
    """One input, evaluated; what cannot be read has the report it has among many."""
    (report,) = evaluate_many([(text(one), one.get("context"))])
    path = one.get("path")
    if "firstLine" in one:
        return Entry.in_file(one["name"], report, str(path), one["firstLine"])
    return Entry(one["name"], report, path)


def text(one: Json) -> str:
    """The document of an input."""
    if "text" in one:
        return str(one["text"])
    file = ROOT / "examples" / f"{one['example']}.json"
    return json.dumps(json.loads(file.read_text(encoding="utf-8"))["submission"], indent=1)


def outline(found: Sequence[Entry]) -> Json:
    """The outline of every format, by its name."""
    return {name: _STRUCTURES[name]("".join(render(found))) for name, render in FORMATS.items()}


def _text(said: str) -> list[str]:
    """The lines with places, rules and measures, in order, without their words."""
    said = re.sub(r"\n {12}(?=[^ ])", " ", said)  # a wrapped sentence is one line
    lines = re.findall(r"^ +(?:Where: (.+)|Law: +(PI[0-9]+);.*|(PI_\w+) .*)$", said, re.MULTILINE)
    return ["".join(groups) for groups in lines]


def _brief(said: str) -> list[str]:
    """The places and rules."""
    return [line[: re.search(r" PI[0-9]{3} ", line).end() - 1] for line in said.splitlines()]  # type: ignore[union-attr]


def _summary(said: str) -> list[str]:
    """The lines that begin with a number, and those of measures and documents, without titles."""
    return re.findall(r"^ +(?:[0-9,]+  PI[0-9]{3}|PI_\w+|[0-9,]+  \S+  \S+)", said, re.MULTILINE)


def _csv(said: str) -> list[list[str]]:
    """The rows without head and sentences."""
    return [row[:10] for row in csv.reader(said.splitlines())][1:]


def _markdown(said: str) -> list[str]:
    """Headings, rules and measures in order."""
    found = re.findall(r"^(?:(#+) .*|\| .*?\b(PI[0-9]{3}|PI_\w+)\b.*)$", said, re.MULTILINE)
    return [" ".join(filter(None, groups)) for groups in found]


def _json(said: str) -> Any:
    document = json.loads(said)
    many = document if isinstance(document, list) else [document]
    brief = [[one["outcome"], one["score"], len(one["findings"])] for one in many]
    return brief if isinstance(document, list) else brief[0]


def _jsonl(said: str) -> list[Any]:
    lines = map(json.loads, said.splitlines())
    return [[line["name"], line["report"]["outcome"]] for line in lines]


def _sarif(said: str) -> Json:
    (run,) = json.loads(said)["runs"]
    return {
        "rules": [rule["id"] for rule in run["tool"]["driver"]["rules"]],
        "results": [
            [one["ruleId"], one["level"], one["locations"], one["partialFingerprints"]]
            for one in run["results"]
        ],
    }


def _junit(said: str) -> list[Any]:
    def case(one: Element) -> list[Any]:
        return [one.get("name"), *((child.tag, child.get("type")) for child in one)]

    return [
        [suite.get("name"), suite.get("tests"), suite.get("failures"), *map(case, suite[:-1])]
        for suite in fromstring(said)  # noqa: S314 - written by us
    ]


def _github(said: str) -> list[str]:
    """The commands without what they say."""
    commands = re.findall(r"^(::\w+(?: [^:]*)?)::", said, re.MULTILINE)
    return [command for command in commands if command not in ("::group", "::endgroup")]


def _html(said: str) -> list[str]:
    """Verdicts, kinds of findings, rules, measures and parts of bars in order."""
    parts = (
        r'class="(verdict \w+)"',
        r'class="(finding \w+)"',
        r"<span>Rule: <a [^>]*>(PI[0-9]+)",
        r"<code>(PI_\w+)</code>",
        r'class="(part \w+)" style="(width:[\d.]+%)"',
    )
    return [" ".join(filter(None, groups)) for groups in re.findall("|".join(parts), said)]


def _outcome(said: str) -> list[Any]:
    document = json.loads(said)
    several = document["resourceType"] == "Bundle"
    many = [one["resource"] for one in document["entry"]] if several else [document]
    return [
        [
            [
                issue["severity"],
                issue["code"],
                issue["details"].get("coding", [{}])[0].get("code"),
                issue.get("expression", []),
                [_value(one) for one in issue.get("extension", [])],
            ]
            for issue in one["issue"]
        ]
        for one in many
    ]


def _value(extension: Json) -> Any:
    """The value of an extension: it stands under a name of its type."""
    return next(value for name, value in extension.items() if name != "url")


_STRUCTURES: dict[str, Callable[[str], Any]] = {
    "text": _text,
    "brief": _brief,
    "summary": _summary,
    "json": _json,
    "jsonl": _jsonl,
    "csv": _csv,
    "csv-findings": _csv,
    "markdown": _markdown,
    "sarif": _sarif,
    "junit": _junit,
    "github": _github,
    "html": _html,
    "operation-outcome": _outcome,
}


def plain(value: Any) -> Any:
    """The value as JSON has it, so that it compares with what was read."""
    return json.loads(json.dumps(value))


def main() -> int:
    """Rewrite every case and say which changed."""
    for file in sorted(CASES.glob("*.json")):
        before = file.read_text(encoding="utf-8")
        case = json.loads(before)
        case["formats"] = plain(outline(entries(case)))
        after = written(case)
        if after != before:
            file.write_text(after, encoding="utf-8")
            print(file.relative_to(ROOT))
    return 0


if __name__ == "__main__":
    sys.exit(main())
