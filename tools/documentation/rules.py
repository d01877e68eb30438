"""The page of one rule: what it says, what becomes of it in each year, and worked cases."""

import json
import re
from collections.abc import Iterator, Sequence
from string import Formatter

from documentation import cases
from documentation.markdown import ROOT, bullets, cites, code, link, page, section, table
from mips_pi_rules.law.policies import Policy
from mips_pi_rules.law.rules import Rule
from mips_pi_rules.reference.meanings import readings_of
from mips_pi_rules.reference.names import spans

_PARAMETER = re.compile(r"/year#/\$defs/(\w+)")
_OVER = {
    "submission": "the whole submission",
    "set": "each Promoting Interoperability measurement set",
    "measure": "each measure whose policy names it",
    "judgment": "what becomes of the whole, once it is judged",
}


_REPAIRS = {
    "answer": "A plan answers the measure, or answers it otherwise.",
    "correct": "A plan puts a right value in the place.",
    "remove": "A plan leaves out what stands too much.",
    "rename": "A plan gives it its right name or place.",
    "chooseWay": "A plan chooses one way, complete and alone.",
    "addLevel": "A plan gives a level of active engagement.",
    "period": "A plan gives other dates of the performance period.",
    "identifier": "A plan gives or removes the identifier.",
    "none": "Nothing in the document mends it.",
}


def page_of(rule: Rule, policies: Sequence[Policy]) -> str:
    """The page of a rule."""
    file = next((ROOT / "schemas" / "rules").glob(f"{rule.id}-*.json")).name
    return page(
        f"{rule.id}: {rule.title}",
        section("Why", rule.schema["description"]),
        section("What it says", _spoken(rule.message), f"It judges {_OVER[rule.over]}."),
        section("Fix", _spoken(rule.fix), _REPAIRS[rule.repair]),
        section("In a QRDA III document", *_in_xml(rule)),
        section(
            "By year",
            table(("Year", "Outcome", "Basis", "Citations"), (_in_year(rule, p) for p in policies)),
            "" if years_in_force(rule, policies) else "In force in no year.",
        ),
        section(
            "What the year decides", table(("Parameter", "Value", "Years"), _asked(rule, policies))
        ),
        section("Where no source settles it", bullets(_read(rule, policies))),
        section("Cases that break it", bullets(cases.breaking(rule.id))),
        section("Cases that keep it", bullets(cases.keeping(rule.id))),
        f"The rule itself: {link(file, f'../../../schemas/rules/{file}')}.",
    )


def years_in_force(rule: Rule, policies: Sequence[Policy]) -> str:
    """The years that apply a rule, as spans."""
    return spans(policy.performance_year for policy in policies if rule.id in policy.rules)


def _in_xml(rule: Rule) -> tuple[str, ...]:
    return () if rule.xml is None else (_spoken(rule.xml.message), _spoken(rule.xml.fix))


def _in_year(rule: Rule, policy: Policy) -> tuple[str, ...]:
    year = policy.performance_year
    name = link(year, f"../years/{year}.md")
    if rule.id not in policy.rules:
        return name, "not in force", "", ""
    in_force = policy.rules[rule.id]
    return name, policy.outcome_of(rule) or rule.severity, in_force.basis, cites(in_force.cites)


def _read(rule: Rule, policies: Sequence[Policy]) -> Iterator[str]:
    """The readings that the rule rests on, with their alternatives, by year."""
    found: dict[str, list[int]] = {}
    for policy in policies:
        for one in readings_of(rule, policy) if rule.id in policy.rules else ():
            name = link(one.id, f"../sources-and-readings.md#{one.id}")
            other = one.alternative_statement or "none is known."
            said = f"{name}: {one.statement} The alternative: {other}"
            found.setdefault(said, []).append(policy.performance_year)
    return (f"{spans(years)}: {said}" for said, years in found.items())


def _spoken(sentence: str) -> str:
    """A message with its placeholders as code: {minimumDays} stands for a value."""
    return "".join(
        text + (f"`{{{name}}}`" if name else "") for text, name, _, _ in Formatter().parse(sentence)
    )


def _asked(rule: Rule, policies: Sequence[Policy]) -> Iterator[tuple[str, str, str]]:
    """The parameters that the rule refers to, with their values by year."""
    for name in dict.fromkeys(_PARAMETER.findall(json.dumps(rule.schema))):
        values: dict[str, list[int]] = {}
        for policy in policies:
            if rule.id in policy.rules:
                schema = {
                    key: value
                    for key, value in policy.parameters[name].items()
                    if key not in ("basis", "cites", "examples")
                }
                text = json.dumps(schema, ensure_ascii=False)
                values.setdefault(text, []).append(policy.performance_year)
        for text, years in values.items():
            yield code(name), code(text), spans(years)
