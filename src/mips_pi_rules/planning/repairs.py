"""What may mend a fault: a look-up of what its rule says mends it.

Each repair gives candidates, any of which may mend the faults of one thing. What stands in a
field is never repeated unless it is a date or of a closed list.
"""

import re
from collections.abc import Callable, Iterable
from typing import Final

from mips_pi_rules.documents.spelling import near
from mips_pi_rules.documents.submission import OUR_CATEGORY, SUBMISSION_METHODS
from mips_pi_rules.law.rules import Repair
from mips_pi_rules.planning.answers import Candidate, answers, weight
from mips_pi_rules.planning.edits import Edit, much_like, value_at
from mips_pi_rules.planning.periods import periods
from mips_pi_rules.planning.steps import NO_CLAIM, Step
from mips_pi_rules.planning.subjects import Subject, until
from mips_pi_rules.planning.trials import IDENTIFIERS, Fault, Trial
from mips_pi_rules.planning.ways import ways

Topic = tuple[str, ...]  # what faults are about: their set's place, and a measure or a field

_ROW: Final = re.compile(r"(.*)/measurements/([0-9]+)(/measureId)?")
_SET: Final = re.compile(r"/measurementSets/[0-9]+")
_AS_MEANT: Final = ("What stands under the wrong name is the value that was meant.",)
_ROWS: Final = "rows"
_STRAY: Final = "stray"
_CONFLICT: Final = "conflict"
_MOST: Final = 24  # repairs that are tried for one thing


def topic_of(trial: Trial, fault: Fault) -> Topic:
    """What a fault is about; faults about one thing are mended together."""
    base, part = fault.base or "", fault.rule.at.split("/")
    if fault.rule.over == "judgment":
        return "", _CONFLICT
    if fault.measure is not None:
        return base, _ROWS, group_of(trial, fault.measure)
    if part[1:2] == ["choices"]:
        return base, _ROWS, part[2]
    if stray(fault) is not None:
        return "", _STRAY, fault.rule.id
    if fault.rule.repair == "period":
        return base, "period"
    if _SET.fullmatch(fault.at):
        return "", "sets", fault.rule.repair
    parent, _, name = fault.at.rpartition("/")
    return parent, name, fault.rule.repair


def group_of(trial: Trial, measure: str) -> str:
    """The choice that a measure belongs to, else the measure itself."""
    for name, choice in trial.policy.choices.items():
        if any(measure in way.measures for way in choice.ways):
            return name
    return measure


def stray(fault: Fault) -> tuple[str, int] | None:
    """The set and the place of a row of which it is not known what it is about."""
    found = _ROW.fullmatch(fault.at) if fault.measure is None else None
    return (found[1], int(found[2])) if found else None


def repairs(subject: Subject, topic: Topic) -> list[Candidate]:
    """Steps any of which may mend the faults of the topic; none where nothing does."""
    _, what, *about = topic
    if what == _ROWS:
        if about[0] in subject.policy.choices:
            found = [steps for _, steps in ways(subject, subject.policy.choices[about[0]]) if steps]
        else:
            found = [(step,) for step in answers(subject, about[0])]
        return sorted(found, key=weight)[:_MOST]
    if what == _STRAY:
        return [(dropped(subject),)]
    if what == _CONFLICT:
        return _withdrawn(subject)
    return _REPAIRS[subject.fault.rule.repair](subject)


def dropped(subject: Subject) -> Step:
    """All rows at fault left out, which is one thing to do."""
    places = [place for fault in subject.faults if (place := stray(fault)) is not None]
    by_set: dict[str, list[int]] = {}
    for base, index in places:
        by_set.setdefault(base, []).append(index)
    at = [f"{base}/measurements/{index}" for base, index in places]
    return subject.step(
        "Remove the row" if len(at) == 1 else f"Remove the {len(at)} rows",
        [Edit("drop", base, rows=tuple(rows)) for base, rows in by_set.items()],
        at=at[0],
        further=tuple(at[1:]),
        needs=(subject.fix, NO_CLAIM),
    )


def _withdrawn(subject: Subject) -> list[Candidate]:
    """Of the sets that conflict all but one left out: the one whose score stands, else another."""
    sets, picked = subject.trial.sets, subject.trial.picked
    shown = {base for base in sets for fault in subject.faults if fault.at.startswith(base + "/")}
    programs = {sets[base].facts.program for base in shown}
    several = [base for base in sets if sets[base].facts.program in programs]
    stands = picked[0] if picked is not None else ""
    found: list[Candidate] = []
    for kept in sorted(several, key=lambda base: base != stands):
        gone = [base for base in several if base != kept]
        words = "Withdraw the set that conflicts" if len(gone) == 1 else "Withdraw the other sets"
        edits = [Edit("remove", base) for base in reversed(gone)]
        step = subject.step(words, edits, at=gone[0], needs=(subject.fix, NO_CLAIM))
        found.append((step,))
    return found


def _field(subject: Subject) -> tuple[str, str]:
    """The object in which the field at fault stands or should stand, and the field."""
    parent, _, field = subject.fault.at.rpartition("/")
    return parent, field


def _misspelt(subject: Subject) -> list[Candidate]:
    """Rename a field whose name is much like the one that is missing."""
    parent, field = _field(subject)
    if much_like(value_at(subject.root, parent), field) is None:
        return []
    words = f"Rename the field that is much like {field}"
    edit = Edit("rename", parent, field)
    return [(subject.step(words, [edit], field=field, to=field, needs=_AS_MEANT),)]


def _asked(subject: Subject, words: str) -> list[Candidate]:
    """A step that needs the caller's value."""
    edit, (_, field) = Edit("set", subject.fault.at, asks=True), _field(subject)
    return [(subject.step(words, [edit], field=field, needs=(subject.fix,), needs_value=True),)]


def _set_to(subject: Subject, names: Iterable[str], needs: tuple[str, ...]) -> list[Candidate]:
    """The field with one of these values in it."""
    at, (_, field) = subject.fault.at, _field(subject)
    return [
        (
            subject.step(
                f"Send {name} as {field}, spelled exactly so",
                [Edit("set", at, value=name)],
                field=field,
                to=name,
                needs=needs,
            ),
        )
        for name in names
    ]


def _spelt(subject: Subject, names: Iterable[str]) -> list[Candidate]:
    """The right spelling of what stands in the field, the nearest first."""
    written = value_at(subject.root, subject.fault.at)
    if not isinstance(written, str):
        return []
    written = written.strip().casefold()
    alike = [
        (most, name)
        for name in names
        for most in (0, 1, 2)
        if near(written, name.casefold(), most) and (most == 0 or len(name) > 4)
    ]
    right = dict.fromkeys(name for _, name in sorted(alike))
    return _set_to(subject, right, ("That is what was meant.",))


def _removed(subject: Subject) -> list[Candidate]:
    """What stands here left out: a set, a row or a field."""
    edits = [Edit("remove", fault.at) for fault in subject.faults]
    words = "Remove what stands here"
    if len(edits) > 1:
        words = f"{words} and in {len(edits) - 1} other places"
    further = tuple(fault.at for fault in subject.faults[1:])
    needs = (subject.fix, NO_CLAIM)
    return [(subject.step(words, edits, further=further, needs=needs),)]


def _corrected(subject: Subject) -> list[Candidate]:
    """A field with a value of the right form in it."""
    _, field = _field(subject)
    correct = _CORRECT.get(field)
    found = _misspelt(subject)
    if field.isdecimal():
        return _removed(subject)
    return found + correct(subject) if correct else found


def _listed(subject: Subject) -> list[Candidate]:
    """A list in the place of something else: with a first entry, or empty where that is enough."""
    words = "Put an empty list here, to be filled"
    empty = subject.step(words, [Edit("set", subject.fault.at, value=())])
    return [(empty,)] if subject.refused_only else _begun(subject)


def _year(subject: Subject) -> list[Candidate]:
    """The year that is written as text, as a number."""
    year = subject.policy.performance_year
    words, edit = f"Send {year} as a number", Edit("set", subject.fault.at, value=year)
    needs = (f"The data are those of {year}.",)
    return [(subject.step(words, [edit], field="performanceYear", to=year, needs=needs),)]


def _category(subject: Subject) -> list[Candidate]:
    needs = ("This measurement set is the one of Promoting Interoperability.",)
    found = _set_to(subject, (OUR_CATEGORY,), needs)
    here, _ = _field(subject)
    if here:
        needs = ("What stands in this measurement set is not of Promoting Interoperability.",)
        words, edits = "Remove the measurement set", [Edit("remove", here)]
        found.append((subject.step(words, edits, at=here, needs=needs),))
    return found


def _method(subject: Subject) -> list[Candidate]:
    names = " or ".join(SUBMISSION_METHODS)
    found = _spelt(subject, SUBMISSION_METHODS)
    return found or _asked(subject, f"Give the submission method: {names}")


def _program(subject: Subject) -> list[Candidate]:
    at = subject.fault.at
    found = _spelt(subject, subject.policy.program_kinds)
    if value_at(subject.root, at) is not None:
        words = "Remove the program: none is traditional MIPS"
        needs = ("The data are submitted under traditional MIPS.",)
        edits = [Edit("remove", at)]
        found.append((subject.step(words, edits, field="programName", needs=needs),))
    return found + _asked(subject, "Give the program under which the data are submitted")


def _entity_type(subject: Subject) -> list[Candidate]:
    names = subject.policy.entity_types
    others = _set_to(subject, names, ("That is who submits, as the identifiers show.",))
    return [*_spelt(subject, names), *others]


def _certification(subject: Subject) -> list[Candidate]:
    return _asked(subject, "Give the CMS EHR Certification ID as cehrtId")


def _identifier(subject: Subject) -> list[Candidate]:
    """Without the identifier where it does not belong, else a question."""
    _, field = _field(subject)
    if field not in IDENTIFIERS:
        return []
    found = _misspelt(subject)
    if value_at(subject.root, subject.fault.at) is not None:
        edit = Edit("remove", subject.fault.at)
        found.append((subject.step(f"Remove {field}", [edit], field=field),))
    return found + _asked(subject, f"Give {field}")


def _moved(subject: Subject) -> list[Candidate]:
    """A misplaced field beside the others, unless one stands there."""
    _, field = _field(subject)
    at = f"/{field}"
    if value_at(subject.root, at) is not None:
        return _removed(subject)
    words = f"Move {field} up"
    return [(subject.step(words, [Edit("move", subject.fault.at, at)], field=field),)]


def _begun(subject: Subject) -> list[Candidate]:
    """Where nothing is reported yet: a set, or a first answer; the rest follows from it."""
    _, field = _field(subject)
    found = _misspelt(subject)
    if field == "measurementSets":
        if "submission" in subject.root and field not in subject.root:
            return found  # a bare set cannot take another
        words = "Add a Promoting Interoperability measurement set"
        return [*found, (subject.step(words, [Edit("addSet", "")], needs=(subject.fix,)),)]
    measures = [n for n, m in subject.policy.measures.items() if m.reporting == "required"]
    measures.sort(key=lambda name: subject.policy.measures[name].kind != "attestation")
    measures.sort(key=lambda name: until(subject.trials, subject.set, name) is not None)
    for name in measures[:1]:
        found += [(step,) for step in answers(subject, name) if step.to is not False]
    return sorted(found, key=weight)


def _nothing(_: Subject) -> list[Candidate]:
    return []


_CORRECT: Final[dict[str, Callable[[Subject], list[Candidate]]]] = {
    "performanceYear": _year,
    "measurementSets": _listed,
    "measurements": _listed,
    "category": _category,
    "submissionMethod": _method,
    "programName": _program,
    "cehrtId": _certification,
    "entityType": _entity_type,
}
_REPAIRS: Final[dict[Repair, Callable[[Subject], list[Candidate]]]] = {
    "answer": _begun,
    "correct": _corrected,
    "remove": _removed,
    "rename": _moved,
    "chooseWay": _nothing,  # about rows, always: answers.py
    "addLevel": _nothing,
    "period": periods,
    "identifier": _identifier,
    "none": _nothing,
}
