"""FHIR R4 OperationOutcome: one issue per finding, or one that says that all is well.

R4 defines `issue.expression` as a simple path: element names and, in brackets, places in a list
that count from 0. So "/measurementSets/0/cehrtId" stands there as "measurementSets[0].cehrtId";
the pointer itself is not of that form and goes into an extension. `issue.location` is for XPaths
and holds one when the submission was XML. The file, line and column are in the extensions that
HL7's validator uses. The verdict is the narrative. The code of an issue says what kind of
fault it is, by the IssueType value set.

Several inputs are a Bundle of the type collection, which is one resource as FHIR's tools want it.
"""

import re
from collections.abc import Iterable, Iterator
from html import escape
from itertools import chain
from typing import Any

from mips_pi_rules.citation import HOME
from mips_pi_rules.jsonvalues import dumped
from mips_pi_rules.judging.report import Report
from mips_pi_rules.judging.results import Finding
from mips_pi_rules.outcomes import Kind
from mips_pi_rules.pointers import split
from mips_pi_rules.render.entry import Entry
from mips_pi_rules.render.json import listed, told
from mips_pi_rules.render.words import Level, levels, verdict

_SYSTEM = f"{HOME}/rules"
_POINTER = f"{HOME}/fhir/StructureDefinition/json-pointer"
_HL7 = "http://hl7.org/fhir/StructureDefinition/operationoutcome-"
_SEVERITIES: dict[Level, str] = {
    "error": "error",
    "warning": "warning",
    "advice": "information",
}

# https://hl7.org/fhir/R4/valueset-issue-type.html, by what kind of fault a rule finds. FHIR's own
# "conflict" is one of edits, so what contradicts itself here is a broken business rule.
_CODES: dict[Kind, str] = {
    "unreadable": "structure",
    "structure": "structure",
    "unknown": "code-invalid",
    "duplicate": "duplicate",
    "value": "value",
    "required": "required",
    "business": "business-rule",
    "conflict": "business-rule",
    "history": "business-rule",
    "evidence": "business-rule",
    "spelling": "invalid",
    "source": "invalid",
}

_Json = dict[str, Any]

_BUNDLE: _Json = {"resourceType": "Bundle", "type": "collection"}


def render_all(entries: Iterable[Entry]) -> Iterator[str]:
    """One OperationOutcome, or a Bundle of several in order."""
    first, rest = told(entries)
    if not first:
        yield dumped(_BUNDLE)
    elif len(first) == 1:
        yield dumped(_resource(first[0].report, first[0].name))
    else:
        every = chain(first, rest)
        resources = ({"resource": _resource(entry.report, entry.name)} for entry in every)
        yield dumped(_BUNDLE).removesuffix("\n}\n") + ',\n  "entry": ['
        yield from listed(resources, "    ")
        yield "  ]\n}\n"


def _resource(report: Report, name: str) -> _Json:
    resource: _Json = {"resourceType": "OperationOutcome"}
    sentence = escape(verdict(report), quote=False)
    resource["text"] = {
        "status": "generated",
        "div": f'<div xmlns="http://www.w3.org/1999/xhtml">{sentence}</div>',
    }
    resource["extension"] = [{"url": f"{_HL7}file", "valueString": name}]
    found = levels(report)
    resource["issue"] = [_issue(*one) for one in found] or [_all_ok(report)]
    return resource


def _all_ok(report: Report) -> _Json:
    return {
        "severity": "information",
        "code": "informational",
        "details": {"text": verdict(report)},
    }


def _issue(finding: Finding, level: Level) -> _Json:
    issue: _Json = {
        "extension": _extensions(finding),
        "severity": _SEVERITIES[level],
        "code": _CODES[finding.kind],
        "details": {
            "coding": [{"system": _SYSTEM, "code": finding.rule}],
            "text": finding.message,
        },
        "diagnostics": f"Fix: {finding.fix} Law: {', '.join(finding.cites)}",
        "location": [finding.path] if finding.path else [],
        "expression": [expression(finding.pointer)] if finding.pointer else [],
    }
    # FHIR's JSON has no empty arrays.
    return {name: value for name, value in issue.items() if value}


def _extensions(finding: Finding) -> list[_Json]:
    extensions: list[_Json] = []
    if finding.line is not None:
        extensions.append({"url": f"{_HL7}issue-line", "valueInteger": finding.line})
    if finding.column is not None:
        extensions.append({"url": f"{_HL7}issue-col", "valueInteger": finding.column})
    if finding.pointer:
        extensions.append({"url": _POINTER, "valueString": finding.pointer})
    return extensions


def expression(pointer: str) -> str:
    """A JSON Pointer as a simple FHIRPath."""
    path = ""
    for token in split(pointer):
        if token.isdecimal():
            path += f"[{token}]"
            continue
        plain = re.fullmatch("[A-Za-z_][A-Za-z0-9_]*", token)
        path += ("." if path else "") + (token if plain else f"`{token}`")
    return path
