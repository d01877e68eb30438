"""JUnit XML, which every continuous-integration server reads.

An input is a suite. A finding that keeps the report from being ok is a failed case; every other
finding is a passed case with its text as output; a clean input is one passed case.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from mips_pi_rules.judging.results import Finding
from mips_pi_rules.render.aside import Aside
from mips_pi_rules.render.entry import Entry
from mips_pi_rules.render.words import Level, levels, place, subject, verdict

# What XML 1.0 cannot hold, not even escaped.
_FORBIDDEN = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def render_all(entries: Iterable[Entry]) -> Iterator[str]:
    """One document with a suite per input; the counts stand at its head, so it is written last."""
    counted: Counter[str] = Counter({"tests": 0, "failures": 0, "errors": 0})
    with Aside() as suites:
        for entry in entries:
            suite = _suite(entry)
            for count in counted:
                counted[count] += int(suite.get(count, "0"))
            indent(suite, level=1)
            suites.put(f"  {tostring(suite, encoding='unicode').rstrip()}\n")
            yield ""
        counts = "".join(f' {count}="{number}"' for count, number in counted.items())
        yield f'<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="mips-pi"{counts}>\n'
        yield from suites.taken()
        yield "</testsuites>\n"


def _suite(entry: Entry) -> Element:
    found = levels(entry.report)
    suite = Element(
        "testsuite",
        name=_clean(entry.name),
        tests=str(len(found) or 1),
        failures=str(sum(level == "error" for _, level in found)),
        errors="0",
        skipped="0",
        time="0",
    )
    for finding, level in found:
        _case(suite, finding, level)
    if not found:
        SubElement(suite, "testcase", classname=_clean(entry.name), name="no findings", time="0")
    SubElement(suite, "system-out").text = _clean(verdict(entry.report))
    return suite


def _case(suite: Element, finding: Finding, level: Level) -> None:
    name = " ".join(filter(None, (finding.rule, subject(finding), finding.pointer)))
    classname = suite.get("name", "")
    case = SubElement(suite, "testcase", classname=classname, name=_clean(name), time="0")
    text = _clean(
        f"{finding.message}\nFix: {finding.fix}\nWhere: {place(finding)}\n"
        f"Law: {', '.join(finding.cites)}"
    )
    if level == "error":
        kind = str(finding.outcome)
        SubElement(case, "failure", message=_clean(finding.message), type=kind).text = text
    else:
        SubElement(case, "system-out").text = f"{level}: {text}"


def _clean(text: str) -> str:
    return _FORBIDDEN.sub("", text)
