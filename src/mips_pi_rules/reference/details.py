"""Every difference between two policies, told one by one: what `mips-pi diff --all` lists.

Each has a pointer into the policy file in which an entry of a list is named by its id (a flow by
the measure it is from), so that it stays the same when entries move. The sentences that a policy
declares about its year (`meta.changes`) name what they explain by the same pointers.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

from attrs import frozen

from mips_pi_rules.byvalue import ByValue
from mips_pi_rules.law.policies import Policy
from mips_pi_rules.law.rulebook import Rulebook
from mips_pi_rules.wrapping import ranges


@frozen(eq=False, repr=False)
class Change(ByValue):
    """One difference of the law, its citations, and its pointer into the policy files."""

    pointer: str
    sentence: str
    cites: tuple[str, ...]


# Parts of a policy that hold entries by name, with what an entry is called.
_ENTRIES: Final = {
    "weights": "default weight under",
    "rounding": "rounding of",
    "outcomes": "consequence",
    "measures": "measure",
    "choices": "choice",
    "exclusions": "exclusion",
    "engagement": "levels of active engagement of",
    "requires": "requirement of",
    "suppressed": "suppression of",
    "presence": "presence of",
    "sets": "several sets,",
    "parameters": "parameter",
    "rules": "rule",
    "history": "limit",
    "evidence": "evidence",
}
# Parts that are lists: what an entry is called, and the members that tell it from the others.
_LISTS: Final = {
    "objectives": ("objective", ("id",)),
    "bonusGroups": ("bonus group", ("id",)),
    "flows": ("flow of points", ("from", "to", "if")),
    "readings": ("reading", ("id",)),
    "reweighting": ("route", ("id", "who")),
}
# What is about the file and not the law; a past route is told as one that is gone.
_ASIDE: Final = frozenset({"meta", "$schema", "pastRoutes"})
_NOTES: Final = frozenset({"basis", "cites"})
_QUESTION: Final = "question"  # how a form asks, which is no law


def changes(before: Policy, after: Policy, rulebook: Rulebook | None = None) -> tuple[Change, ...]:
    """The changes of law and of CMS's measure data from one policy to another.

    Everything is compared but `meta`; of that, the programs.
    """
    rulebook = Rulebook.of(rulebook)
    found: list[Change] = []
    for part in dict.fromkeys([*before.raw, *after.raw]):
        old, new = before.raw.get(part), after.raw.get(part)
        if part in _ASIDE or old == new:
            continue
        if part in _LISTS:
            found += _list(part, old or [], new or [])
        elif part in _ENTRIES:
            found += _entries(part, old or {}, new or {}, rulebook)
        else:
            found.append(_changed(f"/{part}", part, old, new))
    return (*found, *_programs(before.program_kinds, after.program_kinds))


def _programs(old: Mapping[str, str], new: Mapping[str, str]) -> Iterator[Change]:
    for words, these, others in (("no longer", old, new), ("newly", new, old)):
        names = [name for name in these if name not in others]
        if names:
            sentence = f"Programs {words} accepted: {', '.join(ranges(names))}."
            yield Change("/meta/programs", sentence, ("QPP measure data",))


def _entries(
    part: str, old: Mapping[str, Any], new: Mapping[str, Any], rulebook: Rulebook
) -> Iterator[Change]:
    for name in dict.fromkeys([*old, *new]):
        one, other = old.get(name), new.get(name)
        what = f"{_ENTRIES[part]} {_called(part, name, other or one, rulebook)}"
        yield from _entry(part, f"/{part}/{name}", what, one, other)


def _list(part: str, old: list[Any], new: list[Any]) -> Iterator[Change]:
    called, members = _LISTS[part]
    before, after = _keyed(old, members), _keyed(new, members)
    for key in dict.fromkeys([*before, *after]):
        entry = after[key] if key in after else before[key]
        what = f"{called} {_named(part, entry)}"
        pointer = f"/{part}/{entry[members[0]]}"
        yield from _entry(part, pointer, what, before.get(key), after.get(key))


def _keyed(entries: list[Any], members: tuple[str, ...]) -> dict[str, Any]:
    return {json.dumps([entry[name] for name in members]): entry for entry in entries}


def _entry(part: str, pointer: str, what: str, old: Any, new: Any) -> Iterator[Change]:
    """What became of one entry: it is new or gone, its members changed, or what it rests on."""
    if old == new:
        return
    if old is None or new is None:
        entry = old if new is None else new
        words = "New" if old is None else "Gone"
        yield Change(pointer, f"{words}: {what}{_content(part, entry)}.", _cites(entry))
        return
    members = [key for key in dict.fromkeys([*old, *new]) if key != _QUESTION]
    differing = [key for key in members if old.get(key) != new.get(key)]
    for key in differing:
        if key not in _NOTES:
            told = f"{_sentence(what)}: {_becomes(key, old, new)}."
            yield Change(f"{pointer}/{key}", told, _cites(new))
    if differing and _NOTES.issuperset(differing):
        yield Change(pointer, f"{_sentence(what)}: {_rests(old, new)}.", _cites(new))


def _rests(old: Any, new: Any) -> str:
    """What an entry rested on, and how it is settled now: on what, the change's citations say."""
    if _cites(old) == _cites(new):
        return f"its basis was {old['basis']}, and is {new['basis']} now"
    return (
        f"rested on {', '.join(_cites(old))} ({old['basis']}), and rests now on what follows "
        f"({new['basis']})"
    )


def _named(part: str, entry: Mapping[str, Any]) -> str:
    if part == "flows":
        condition = "".join(
            f" when {', '.join(names)} is {'reported' if key == 'inPlay' else 'not excluded'}"
            for key, names in entry["if"].items()
        )
        return f"of an excluded {entry['from']} to {' and '.join(entry['to'])}{condition}"
    return str(entry.get("title", entry["id"]))


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
    if part == "readings":
        return f": {entry['statement'].rstrip('.')}"
    return f": {', '.join(entry['measures'])}" if "measures" in entry else ""


def _changed(pointer: str, part: str, old: Any, new: Any) -> Change:
    keys = [key for key in {**old, **new} if key not in _NOTES and old.get(key) != new.get(key)]
    told = "; ".join(_becomes(key, old, new) for key in keys)
    return Change(pointer, f"{_sentence(_words(part))}: {told or _rests(old, new)}.", _cites(new))


def _becomes(key: str, old: Any, new: Any) -> str:
    """What a member was and is."""
    return f"{_words(key)} {_said(old.get(key))} becomes {_said(new.get(key))}"


def _cites(entry: Any) -> tuple[str, ...]:
    if "cites" in entry:
        return tuple(entry["cites"])
    found = (
        cite for value in entry.values() if isinstance(value, Mapping) for cite in _cites(value)
    )
    return tuple(dict.fromkeys(found))


def _said(value: Any) -> str:
    """A value of a policy in words; what has an id is called by it."""
    if isinstance(value, Mapping):
        members = "; ".join(
            f"{_words(key)} {_said(one)}" for key, one in value.items() if key != "id"
        )
        return f"{value['id']} ({members})" if "id" in value else members or "none"
    if isinstance(value, list):
        between = "; " if any(isinstance(one, Mapping) for one in value) else ", "
        return between.join(map(_said, value)) or "none"
    if value is None:
        return "none"
    return value if isinstance(value, str) else json.dumps(value)


def _words(camel: str) -> str:
    return "".join(f" {c.lower()}" if c.isupper() else c for c in camel)


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:]
