"""The Python that decides a year's rules, printed for a reader: the curious, a security review.

It is the text that runs, as law/predicates.py writes it from the schemas of the rules; only the
comments and the constants, which the library hands to it as values, are added here.
"""

import re
from collections.abc import Iterator
from typing import Any, Final

from mips_pi_rules.frozenmap import thaw
from mips_pi_rules.law.rulebook import Rulebook
from mips_pi_rules.law.rules import Scope
from mips_pi_rules.law.year import Year

_FOUND: Final = re.compile(r": broken\.append\(([0-9]+)\)")
_INTRODUCTION: Final = """\
# What decides the rules of {year}, as it runs: written from the schemas of the rules, in
# schemas/rules/, and the parameters of the year's policy. In each section the last function takes
# the facts and returns the numbers of the rules that do not hold; beside a number is the rule.
# NONE stands for what is absent, and equal(a, b) is the equality of JSON: 1 is 1.0, true is not 1.
"""


def code(year: int, rulebook: Rulebook | None = None) -> str:
    """The Python of a year, a section for each kind of facts; every section can be run by itself.

    Raises UnsupportedYear.
    """
    rulebook = Rulebook.of(rulebook)
    sections = [_INTRODUCTION.format(year=year)]
    for title, scope in _scopes(rulebook.known_year(year)):
        sections.append("\n".join([f"# Over {title}", "", *_lines(scope)]))
    return "\n\n".join(sections).rstrip("\n") + "\n"


def _scopes(year: Year) -> Iterator[tuple[str, Scope]]:
    """Each scope with rules of its own, once, and what it is over."""
    yield "the submission", year.over_submission
    yield "a measurement set", year.over_set
    of_measures: dict[int, tuple[Scope, list[str]]] = {}
    for measure, scope in zip(year.policy.measures, year.over_measure, strict=True):
        of_measures.setdefault(id(scope), (scope, []))[1].append(measure)
    for scope, measures in of_measures.values():
        yield f"the record of {', '.join(measures)}", scope
    yield "the judgment", year.over_judgment


def _lines(scope: Scope) -> Iterator[str]:
    if scope.of_defect:
        yield "# Broken when a defect of the name was found:"
        for defect, one in scope.of_defect.items():
            yield f"#   {one.rule.id} {defect!a}"
        yield ""
    if not scope.rules:
        yield "# Nothing else is asked."
        return
    function = scope.broken
    for name, value in function.constants.items():
        if name.startswith("K"):
            yield f"{name} = {_constant(value)}"
    yield ""
    for line in function.source.split("\n"):
        found = _FOUND.search(line)
        beside = ""
        if found is not None and found.end() == len(line):
            beside = f"  # {scope.rules[int(found[1])].rule.id}"
        yield line + beside


def _constant(value: Any) -> str:
    """A constant as it can be written: strings by `repr`, as everywhere in the code."""
    if isinstance(value, frozenset):
        return f"frozenset({sorted(value)!r})"
    pattern = getattr(value, "__self__", None)
    if isinstance(pattern, re.Pattern):
        return f"re.compile({pattern.pattern!r}).search"
    if callable(value):
        return "None  # jsonschema itself: the schema has a keyword that is not written as Python"
    return repr(thaw(value))
