"""What changed between two performance years: the law in sentences, and the reports that differ."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from attrs import frozen

from mips_pi_rules.judging.evaluation import evaluate
from mips_pi_rules.judging.report import Report
from mips_pi_rules.law.policies import Policy
from mips_pi_rules.law.rulebook import Rulebook
from mips_pi_rules.reference.trial_submissions import trials


@frozen
class Change:
    """One change of the law, its citations, and its pointer into the policy files."""

    pointer: str
    sentence: str
    cites: tuple[str, ...]


@frozen
class Difference:
    """A way of reporting whose answer differs: what is done, and what becomes of it each year."""

    done: str
    before: str
    after: str


# Parts of a policy that hold entries by name, with what an entry is called.
_ENTRIES = {
    "weights": "default weight under",
    "outcomes": "consequence",
    "measures": "measure",
    "choices": "choice",
    "exclusions": "exclusion",
    "engagement": "levels of active engagement of",
    "requires": "requirement of",
    "suppressed": "suppression of",
    "parameters": "parameter",
    "rules": "rule",
    "history": "limit",
    "evidence": "evidence",
}
_NOTES = frozenset({"basis", "cites"})


def changes(before: Policy, after: Policy, rulebook: Rulebook | None = None) -> tuple[Change, ...]:
    """The changes of law and of CMS's measure data from one policy to another.

    Everything is compared but `meta`; of that, the programs.
    """
    rulebook = rulebook or Rulebook.default()
    found: list[Change] = []
    for part in dict.fromkeys([*before.raw, *after.raw]):
        if part in ("meta", "$schema", "pastRoutes"):  # a past route is told as one that is gone
            continue
        old, new = before.raw.get(part), after.raw.get(part)
        if old == new:
            continue
        if part in _ENTRIES:
            found += _entries(part, old or {}, new or {}, rulebook)
        elif isinstance(new, list) and isinstance(old, list):
            found += _list(part, old, new)
        else:
            found.append(_changed(f"/{part}", part, old, new))
    old_programs, new_programs = before.program_kinds, after.program_kinds
    for words, these, others in (
        ("no longer", old_programs, new_programs),
        ("newly", new_programs, old_programs),
    ):
        names = [name for name in these if name not in others]
        if names:
            sentence = f"Programs {words} accepted: {', '.join(names)}."
            found.append(Change("/meta/programs", sentence, ("QPP measure data",)))
    return tuple(found)


def differences(
    before: Policy, after: Policy, rulebook: Rulebook | None = None
) -> tuple[Difference, ...]:
    """Ways of reporting that give another outcome or score in the later year, by trying them."""
    found = []
    for done, build in trials((before, after)):
        old, new = (evaluate(build(one), rulebook=rulebook) for one in (before, after))
        if _answer(old) != _answer(new):
            found.append(Difference(done, _answer(old), _answer(new)))
    return tuple(found)


def render(before: Policy, after: Policy, rulebook: Rulebook | None = None) -> str:
    """Both as text."""
    lines = [f"From {before.performance_year} to {after.performance_year}", "", "What changed"]
    for change in changes(before, after, rulebook):
        lines.append(f"  - {change.sentence} ({', '.join(change.cites)})")
    lines += ["", "Reports that change (everything else reported in full)"]
    for one in differences(before, after, rulebook):
        lines.append(
            f"  - {one.done}: {one.before} in {before.performance_year}, "
            f"{one.after} in {after.performance_year}"
        )
    if before.status != after.status:
        lines += ["", f"{after.performance_year} is {after.status}, as of {after.as_of}."]
    return "\n".join(lines) + "\n"


def _answer(report: Report) -> str:
    return (
        report.outcome.value if report.score is None else f"{report.outcome.value} {report.score}"
    )


def _entries(
    part: str, old: Mapping[str, Any], new: Mapping[str, Any], rulebook: Rulebook
) -> Iterator[Change]:
    for name in dict.fromkeys([*old, *new]):
        one, other = old.get(name), new.get(name)
        if one == other:
            continue
        entry = new.get(name, old.get(name))
        what = f"{_ENTRIES[part]} {_called(part, name, entry, rulebook)}"
        pointer = f"/{part}/{name}"
        if one is None or other is None:
            words = "New" if one is None else "Gone"
            yield Change(pointer, f"{words}: {what}{_content(part, entry)}.", _cites(entry))
            continue
        for key in dict.fromkeys([*one, *other]):
            if key not in _NOTES and one.get(key) != other.get(key):
                yield Change(
                    f"{pointer}/{key}",
                    f"{_sentence(what)}: {_words(key)} {_said(one.get(key))} "
                    f"becomes {_said(other.get(key))}.",
                    _cites(other),
                )
        if all(one.get(key) == other.get(key) for key in {*one, *other} - _NOTES):
            yield Change(
                pointer,
                f"{_sentence(what)}: rests on {', '.join(_cites(other))} ({other['basis']}).",
                _cites(other),
            )


def _list(part: str, old: list[Any], new: list[Any]) -> Iterator[Change]:
    named = {
        "objectives": "objective",
        "bonusGroups": "bonus group",
        "flows": "flow of points",
        "readings": "reading",
        "reweighting": "route",
    }
    for words, these, others in (("Gone", old, new), ("New", new, old)):
        keyed = {_key(entry) for entry in others}
        for entry in these:
            if _key(entry) not in keyed:
                what = named.get(part, part)
                yield Change(f"/{part}", f"{words}: {what} {_entry(part, entry)}.", _cites(entry))


def _key(entry: Any) -> str:
    return json.dumps({k: v for k, v in entry.items() if k not in _NOTES}, sort_keys=True)


def _entry(part: str, entry: Mapping[str, Any]) -> str:
    if part == "flows":
        condition = "".join(
            f" when {', '.join(names)} is {'reported' if key == 'inPlay' else 'not excluded'}"
            for key, names in entry["if"].items()
        )
        return f"of an excluded {entry['from']} to {' and '.join(entry['to'])}{condition}"
    if part == "readings":
        return f"{entry['id']}: {entry['statement'].rstrip('.')}"
    name = entry.get("title", entry.get("id"))
    return f"{name}" + (f": {', '.join(entry['measures'])}" if "measures" in entry else "")


def _called(part: str, name: str, entry: Any, rulebook: Rulebook) -> str:
    if part == "measures":
        return f"{name}, {entry['title']}"
    if part == "rules" and name in rulebook.rules:
        return f"{name}, {rulebook.rules[name].title}"
    return name


def _content(part: str, entry: Any) -> str:
    if part == "exclusions":
        return f" of {entry['of']}: {entry['statement']}"
    if part == "measures" and "points" in entry:
        return f", {entry['points']} points"
    if part == "outcomes":
        return f": {entry['outcome'] or 'none'}"
    return ""


def _changed(pointer: str, part: str, old: Any, new: Any) -> Change:
    keys = [key for key in {**old, **new} if key not in _NOTES and old.get(key) != new.get(key)]
    told = "; ".join(
        f"{_words(key)} {_said(old.get(key))} becomes {_said(new.get(key))}" for key in keys
    )
    return Change(pointer, f"{_sentence(_words(part))}: {told}.", _cites(new))


def _cites(entry: Any) -> tuple[str, ...]:
    if "cites" in entry:
        return tuple(entry["cites"])
    found = (
        cite for value in entry.values() if isinstance(value, Mapping) for cite in _cites(value)
    )
    return tuple(dict.fromkeys(found))


def _said(value: Any) -> str:
    if value is None:
        return "none"
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return ", ".join(value) or "none"
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _words(camel: str) -> str:
    return "".join(f" {c.lower()}" if c.isupper() else c for c in camel)


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:]
