"""Write the suite of conformance/: for each year a file of submissions with their answers.

Every worked case, and generated submissions that together break and keep each rule that can be
broken, and let points flow wherever the year lets them. Seeded: the same rules and cases give the
same files, and a change of law is a visible diff.
"""

import json
import sys
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path
from random import Random
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from mips_pi_rules import (  # noqa: E402
    ContextError,
    Report,
    Rulebook,
    UnreadableSubmission,
    evaluate,
    facts_of,
    years,
)
from mips_pi_rules.documents.qrda3.header import PROGRAMS  # noqa: E402
from mips_pi_rules.documents.submission import DEFAULT_PROGRAM  # noqa: E402
from mips_pi_rules.law.policyfile import policy_from  # noqa: E402
from mips_pi_rules.reference.trial_submissions import of_entity  # noqa: E402
from mips_pi_rules.testing import qrda  # noqa: E402
from mips_pi_rules.testing.faults import every_change  # noqa: E402
from mips_pi_rules.testing.valid import who  # noqa: E402
from support.agreement import bare, found_by_evaluate, random_context, random_document  # noqa: E402
from support.cases import edited, full  # noqa: E402
from support.mutation import mutated_xml  # noqa: E402

SUITE = ROOT / "conformance"
GENERATED = 500
TRIED = 2500  # submissions at least, so that what is seldom drawn is
MUTATED = 500  # documents in XML that are tried
LARGE = 1300  # characters of a generated submission; a larger one must add what no other has

Json = dict[str, Any]


def answered(submission: Any, context: Json | None, cites: Iterable[str] = ()) -> Json:
    """What the library says: facts, broken rules, outcome, score and rows; with citations."""
    report = evaluate(submission, context=context)
    found = found_by_evaluate(submission, report)
    outcomes = {one.rule: one.outcome for one in report.findings}
    over = Rulebook.default().rules
    judged = {(one.rule, None) for one in report.findings if over[one.rule].over == "judgment"}
    of_findings = [cite for one in report.findings for cite in one.cites]
    return {
        "facts": facts_of(submission, context=context),
        "broken": [
            [rule, number, outcomes[rule]]
            for rule, number in sorted(found | judged, key=lambda one: (one[0], str(one[1])))
        ],
        "outcome": report.outcome,
        "score": report.score,
        "subtotal": report.subtotal,
        "maximum": report.maximum,
        "rows": rows(report),
        "cites": list(dict.fromkeys([*cites, *of_findings])),
    }


def rows(report: Report) -> Json:
    """By measure the points, what was available, and the status."""
    return {name: [one.points, one.available, one.status] for name, one in report.measures.items()}


def written(lines: Iterable[Json]) -> str:
    """NDJSON: a line each, short; facts by name, in whatever order they were stated."""
    ordered = (one | {"facts": _by_name(one["facts"])} for one in lines)
    return "".join(json.dumps(one, separators=(",", ":")) + "\n" for one in ordered)


def _by_name(facts: Json) -> Json:
    ordered: Json = json.loads(json.dumps(facts, sort_keys=True))
    return ordered


def suite(year: int) -> Iterator[Json]:
    """The lines of a year's file: worked cases by name, then generated ones."""
    coverage = Coverage(year)
    for file in sorted((ROOT / "examples" / f"{year}").glob("*.json")):
        case = json.loads(file.read_text(encoding="utf-8"))
        line = {"name": f"{year}/{file.stem}", "submission": case["submission"]}
        if case.get("context"):
            line["context"] = case["context"]
        answers = answered(case["submission"], case.get("context"), case["cites"])
        coverage.adds(case["submission"], answers, case.get("context"))
        yield line | answers
    count = 0
    for submission, context in chain(_crafted(year), _drawn(year)):
        answers = answered(submission, context)
        large = len(json.dumps(submission)) > LARGE
        if not coverage.adds(submission, answers, context) and (large or count >= GENERATED):
            if coverage.tried > TRIED:
                break
            continue
        count += 1
        line = {"name": f"{year}/generated-{count:03}", "submission": submission}
        if context:
            line["context"] = context
        yield line | answers
    for number, text in enumerate(_texts(year, coverage), 1):
        yield {"name": f"{year}/text-{number}", "text": text} | answered(text, None)


def _crafted(year: int) -> Iterator[tuple[Json, Json | None]]:
    """What is seldom drawn."""
    whole, law = full(year), Rulebook.default().policy(year)
    inside = bare(whole) or {}
    yield inside | {"submission": inside["submission"] | {"programName": "mips"}}, None
    yield {"data": {"submissions": [whole, whole]}}, None
    yield edited(whole, {"set": {"performanceEnd": f"{year}-01-02"}}), None
    yield edited(whole, {"submission": {"cehrtId": law.cehrt_ids[0]}}), None
    yield edited(whole, {"submission": {"entityId": "EXAMPLE-1"}}), None
    group = {"entityType": "virtualGroup", "entityId": " "}
    yield edited(whole, {"submission": group, "without": ["nationalProviderIdentifier"]}), None
    yield edited(whole, {"set": {"cehrtId": law.cehrt_ids[0][:-2] + "IO"}}), None
    yield whole, {"evidence": {"securityRiskAnalysis": None, "saferSelfAssessment": None}}
    done = {"date": f"{year}-05-02", "done": True, "encryptionOrEquivalent": True}
    analysis = {
        "date": f"{year}-05-01",
        "kind": "conducted",
        **dict.fromkeys(
            ("encryptionAddressed", "updatesImplemented", "deficienciesCorrected"), True
        ),
        "riskManagement": done,
    }
    no = law.evidence.security_risk_analysis.attestation
    evidence = {"securityRiskAnalysis": analysis}
    yield edited(whole, {"measures": {no: False}}), {"evidence": evidence}
    yield from _faults(year)


def _faults(year: int) -> Iterator[tuple[Json, Json | None]]:
    """Whatever may be drawn: for each rule a submission with a single change that breaks it."""
    broken: set[str] = set()
    for law, entity_type in who(year, None):
        whole = of_entity(entity_type)(law)
        for change in every_change(year, entity_type):
            document = change(whole)
            if isinstance(document, str):
                continue
            try:
                report = evaluate(document, context=change.context)
            except (ContextError, UnreadableSubmission):
                continue
            rules = {one.rule for one in report.findings}
            if report.performance_year == year and not rules <= broken:
                broken |= rules
                yield document, change.context


def _texts(year: int, coverage: "Coverage") -> Iterator[str]:
    """Texts that show a rule that no JSON value can break: names that stand twice, QRDA III."""
    whole = full(year)
    document, dice = qrda.document(whole), Random(f"conformance in XML {year}")
    day = f"{year}1231"
    rules = Rulebook.default().rules
    texts = [
        json.dumps(whole)[:-1] + f', "performanceYear": {year}}}',
        json.dumps(whole | {"performanceYear": min(years()) - 1}),
        document,
        document.replace(f'"{day}', f'"{year}-12-31'),
        *_advised(whole, document),
        *(mutated_xml(document, dice) for _ in range(MUTATED)),
    ]
    for text in texts:
        try:
            answers = answered(text, None)
        except UnreadableSubmission:
            continue
        found = {rules[one[0]].kind for one in answers["broken"]}
        if coverage.adds(text, answers, None) and (found & {"source"} or not text.startswith("<")):
            yield text


def _advised(whole: Json, document: str) -> Iterator[str]:
    """QRDA III with what is taken and does not count, or is not as the guides ask."""
    other = qrda.cehrt(whole["measurementSets"][0]["cehrtId"][:-1] + "Z")
    pathway, place = qrda.pathway("G0057"), "  <documentationOf"
    yield document.replace(place, f"{other}\n{place}")
    yield document.replace(place, f"{pathway}\n{place}".replace('"TRC"', '"DEV"'))
    before, answer, after = document.rpartition(qrda.coded("Y"))
    yield before + answer.replace('"CD"', '"CE"') + after
    usual = qrda.NAMES[DEFAULT_PROGRAM, whole["entityType"]]
    for program in PROGRAMS:
        under = document.replace(f'extension="{usual}"', f'extension="{program}"')
        yield under.replace(place, f"{pathway}\n{place}")


def _drawn(year: int) -> Iterator[tuple[Json, Json | None]]:
    dice = Random(f"conformance {year}")
    while True:
        submission, context = random_document(year, dice), random_context(year, dice)
        if not isinstance(submission, dict):
            continue
        try:
            facts = facts_of(submission)
            json.dumps(submission, ensure_ascii=False).encode("utf-8")
        except (UnreadableSubmission, UnicodeEncodeError):
            continue
        if facts["submission"].get("performanceYear") == year:
            yield submission, context


class Coverage:
    """What the lines so far show: rules that are broken and kept, flows that move points."""

    def __init__(self, year: int) -> None:
        """Nothing is shown yet."""
        rulebook = Rulebook.default()
        self.seen: set[tuple[str, object]] = set()
        self.tried = 0
        self.rules = list(rulebook.policy(year).rules)
        self.without = [_without_flow(rulebook, year, n) for n in range(flows(year))]

    def adds(self, submission: Any, answers: Json, context: Json | None) -> bool:
        """Note what a line shows; whether any of it is new."""
        self.tried += 1
        before = len(self.seen)
        broken = {one[0] for one in answers["broken"]}
        self.seen |= {("broken", rule) for rule in broken}
        self.seen |= {("kept", rule) for rule in self.rules if rule not in broken}
        self.seen |= {("status", row[2]) for row in answers["rows"].values()}
        self.seen.add(("outcome", answers["outcome"]))
        for number, rulebook in enumerate(self.without):
            if ("flow", number) not in self.seen and _excluded(answers["facts"]):
                changed = rows(evaluate(submission, context=context, rulebook=rulebook))
                if changed != answers["rows"]:
                    self.seen.add(("flow", number))
        return len(self.seen) > before


def flows(year: int) -> int:
    """How many flows of points a year has."""
    return len(Rulebook.default().policy(year).flows)


def _excluded(facts: Json) -> bool:
    return any("excludedBy" in one for s in facts["sets"] for one in s["measures"].values())


def _without_flow(rulebook: Rulebook, year: int, number: int) -> Rulebook:
    """The year's rules where points do not flow one of the ways."""
    raw = dict(rulebook.policy(year).raw)
    raw["flows"] = [one for index, one in enumerate(raw["flows"]) if index != number]
    raw["readings"] = []
    policy = policy_from(raw)
    return Rulebook({year: lambda: policy}, lambda: rulebook.rules)


def main() -> int:
    """Write the file of each year, and say which changed."""
    SUITE.mkdir(exist_ok=True)
    for year in years():
        file = SUITE / f"{year}.ndjson"
        before = file.read_text(encoding="utf-8") if file.exists() else ""
        after = written(suite(year))
        if after != before:
            file.write_text(after, encoding="utf-8")
            print(f"changed: {file.relative_to(ROOT)}, {after.count(chr(10))} lines")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
