"""What may mend a fault: a look-up of what its rule says mends it.

Each repair gives candidates, any of which may mend the faults of one thing. What stands in a
field is never repeated unless it is a date or of a closed list.
"""

import re
from collections.abc import Callable, Iterable
from typing import Final

from attrs import evolve

from mips_pi_rules.documents.spelling import near
from mips_pi_rules.documents.submission import OUR_CATEGORY, SUBMISSION_METHODS
from mips_pi_rules.judging.redistribution import Exact
from mips_pi_rules.law.rules import Repair
from mips_pi_rules.planning.answers import Candidate, answers, weight
from mips_pi_rules.planning.edits import Edit, much_like, value_at
from mips_pi_rules.planning.periods import periods
from mips_pi_rules.planning.steps import AS_MEANT, NO_CLAIM, Step
from mips_pi_rules.planning.subjects import Subject, until
from mips_pi_rules.planning.trials import IDENTIFIERS, Fault, Trial
from mips_pi_rules.planning.ways import ways

Topic = tuple[str, ...]  # what faults are about: their set's place, and a measure or a field

_ROW: Final = re.compile(r"(.*)/measurements/([0-9]+)(/measureId)?")
_SET: Final = re.compile(r"/measurementSets/[0-9]+")
_ROWS: Final = "rows"
_STRAY: Final = "stray"
_PERIOD: Final = "period"
SETS: Final = "sets"
CONFLICT: Final = "conflict"
_MOST: Final = 24  # repairs that are tried for one thing


def topic_of(trial: Trial, fault: Fault) -> Topic:
    """What a fault is about; faults about one thing are mended together."""
    base, part = fault.base or "", fault.rule.at.split("/")
    if fault.rule.over == "judgment":
        return "", CONFLICT
    if fault.measure is not None:
        return base, _ROWS, group_of(trial, fault.measure)
    if part[1:2] == ["choices"]:
        return base, _ROWS, part[2]
    if stray(fault) is not None:
        return "", _STRAY, fault.rule.id
    if fault.rule.repair == "period":
        return base, _PERIOD
    if _SET.fullmatch(fault.at):
        return "", SETS, fault.rule.repair
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
    """Steps any of which may mend the faults of the topic, the lightest first; none if nothing."""
    _, what, *about = topic
    if what == _ROWS and about[0] in subject.policy.choices:
        found = [steps for _, steps in ways(subject, subject.policy.choices[about[0]]) if steps]
    elif what == _ROWS:
        found = [(step,) for step in answers(subject, about[0])]
    elif what == _PERIOD:
        found = periods(subject)
    else:
        mend = _OTHERS.get(what, _REPAIRS[subject.fault.rule.repair])
        found = [(subject.timed(step),) for step in mend(subject)]
    return sorted(found, key=weight)[:_MOST]


def _dropped(subject: Subject) -> list[Step]:
    """All rows at fault left out, which is one thing to do."""
    places = [place for fault in subject.faults if (place := stray(fault)) is not None]
    by_set: dict[str, list[int]] = {}
    for base, index in places:
        by_set.setdefault(base, []).append(index)
    words = "Remove the row, which is about no measure"
    if len(places) > 1:
        words = f"Remove the {len(places)} rows, which are about no measure"
    edits = [Edit("drop", base, rows=tuple(rows)) for base, rows in by_set.items()]
    at = [f"{base}/measurements/{index}" for base, index in places]
    return [subject.step(words, edits, at=at, needs=(subject.fix, NO_CLAIM))]


def _withdrawn(subject: Subject) -> list[Step]:
    """Of sets that conflict one stands: of the others the rows that conflict leave, or the whole.

    The first that may stand is the one whose score does.
    """
    sets, picked, policy = subject.trial.sets, subject.trial.picked, subject.policy
    shown = {base for base in sets for fault in subject.faults if fault.at.startswith(base + "/")}
    programs = {sets[base].facts.program for base in shown}
    several = [base for base in sets if sets[base].facts.program in programs]
    defects = [fault.broken.defect for fault in subject.faults]
    measures = {str(defect["values"]["measureId"]) for defect in defects if defect is not None}
    ids = {one for name in measures for one in (name, *policy.measures[name].exclusions)}
    found = []
    for kept in sorted(several, key=lambda base: picked is not None and base != picked[0]):
        gone = [base for base in several if base != kept]
        by_set = {base: subject.trial.rows(base) for base in gone}
        rows = {base: [i for name in ids for i, _ in by_set[base].get(name, ())] for base in gone}
        edits = [Edit("drop", base, rows=tuple(sorted(rows[base]))) for base in gone if rows[base]]
        at = [f"{edit.at}/measurements/{index}" for edit in edits for index in edit.rows]
        words = f"Keep one set's answer to {' and to '.join(sorted(measures))} and remove the other"
        needs = (subject.fix, "What is left is the true answer.")
        found.append(subject.step(words, edits, at=at, needs=needs))
        words = "Withdraw the set that conflicts" if len(gone) == 1 else "Withdraw the other sets"
        edits = [whole_set(subject, base) for base in gone]
        found.append(subject.step(words, edits, at=gone, needs=(subject.fix, NO_CLAIM)))
    return found


def whole_set(subject: Subject, base: str) -> Edit:
    """The edit that leaves out a set with all its rows."""
    count = sum(map(len, subject.trial.rows(base).values()))
    return Edit("remove", base, rows=tuple(range(count)))


def _field(subject: Subject) -> tuple[str, str]:
    """The object in which the field at fault stands or should stand, and the field."""
    parent, _, field = subject.fault.at.rpartition("/")
    return parent, field


def _misspelt(subject: Subject) -> list[Step]:
    """Rename a field whose name is much like the one that is missing."""
    parent, field = _field(subject)
    if much_like(value_at(subject.root, parent), field) is None:
        return []
    words, edit = f"Rename the field that is much like {field}", Edit("rename", parent, field)
    return [subject.step(words, [edit], field=field, to=field, needs=AS_MEANT)]


def _asked(subject: Subject, words: str) -> list[Step]:
    """A step that needs the caller's value."""
    edit, (_, field) = Edit("set", subject.fault.at, asks=True), _field(subject)
    step = subject.step(words, [edit], field=field, needs=(subject.fix,))
    return [evolve(step, needs_value=True)]


def _set_to(subject: Subject, values: Iterable[str | int], needs: str) -> list[Step]:
    """The field with one of these values in it."""
    at, (_, field) = subject.fault.at, _field(subject)
    return [
        subject.step(
            f"Send {value} as {field}, exactly so",
            [Edit("set", at, value=value)],
            field=field,
            to=value,
            needs=(needs,),
        )
        for value in values
    ]


def _spelt(subject: Subject, names: Iterable[str]) -> list[Step]:
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
    return _set_to(subject, right, "That is what was meant.")


def _removed(subject: Subject) -> list[Step]:
    """What stands here left out: a set, a row or a field."""
    at = [fault.at for fault in subject.faults]
    if all(one in subject.trial.sets for one in at):
        return [_one_of_a_key(subject)]
    words = "Remove what stands here"
    if len(at) > 1:
        words = f"{words} and in {len(at) - 1} other places"
    edits = [whole_set(subject, one) for one in at]
    return [subject.step(words, edits, at=at, needs=(subject.fix, NO_CLAIM))]


def _one_of_a_key(subject: Subject) -> Step:
    """Of the sets with one method and program one stays: the target, else the best as it stands.

    That is the one that scores best, of others the one that less holds down; of equals the first.
    """
    trial, first = subject.trial, subject.trials.after(())
    by_key: dict[object, list[str]] = {}
    for base, one in trial.sets.items():
        method = value_at(trial.root, f"{base}/submissionMethod")
        by_key.setdefault((method, one.facts.program), []).append(base)
    judgments = dict(zip(first.sets, first.judgment.sets, strict=True))

    def rank(base: str) -> tuple[bool, bool, Exact, int, Exact]:
        own = judgments[base]
        down = sum(fault.base == base for fault in first.faults)
        would = own.score.subtotal if own.score else 0
        return base == subject.target, own.score is not None, own.worth or 0, -down, would

    gone = []
    same = True
    for several in by_key.values():
        kept = max(several, key=rank)
        gone += [base for base in several if base != kept]
        stays = value_at(trial.root, kept)
        same = same and all(value_at(trial.root, base) == stays for base in several)
    words = "Remove what is a second time here: the sets are equal, and either may go"
    if not same:
        words = "Keep the set that scores better and remove what has the same method and program"
    edits = [whole_set(subject, base) for base in gone]
    return subject.step(words, edits, at=gone, needs=(subject.fix, NO_CLAIM))


def _corrected(subject: Subject) -> list[Step]:
    """A field with a value of the right form in it."""
    _, field = _field(subject)
    if field.isdecimal():
        return _removed(subject)
    correct = _CORRECT.get(field)
    return [*_misspelt(subject), *(correct(subject) if correct else ())]


def _listed(subject: Subject) -> list[Step]:
    """A list in the place of something else: with a first entry, or empty where that is enough."""
    words = "Put an empty list here, to be filled"
    empty = subject.step(words, [Edit("set", subject.fault.at, value=())])
    return [empty] if subject.refused_only else _begun(subject)


def _year(subject: Subject) -> list[Step]:
    year = subject.policy.performance_year
    return _set_to(subject, [year], f"The data are those of {year}.")


def _category(subject: Subject) -> list[Step]:
    needs = "This measurement set is the one of Promoting Interoperability."
    found = _set_to(subject, [OUR_CATEGORY], needs)
    here, _ = _field(subject)
    if here:
        words, edits = "Remove the measurement set", [whole_set(subject, here)]
        other = ("What stands in this measurement set is not of Promoting Interoperability.",)
        found.append(subject.step(words, edits, at=[here], needs=other))
    return found


def _method(subject: Subject) -> list[Step]:
    words = f"Give the submission method: {' or '.join(SUBMISSION_METHODS)}"
    return _spelt(subject, SUBMISSION_METHODS) or _asked(subject, words)


def _program(subject: Subject) -> list[Step]:
    at = subject.fault.at
    found = _spelt(subject, subject.policy.program_kinds)
    if value_at(subject.root, at) is not None:
        words = "Remove the program: none is traditional MIPS"
        needs = ("The data are submitted under traditional MIPS.",)
        found.append(subject.step(words, [Edit("remove", at)], field="programName", needs=needs))
    return found + _asked(subject, "Give the program under which the data are submitted")


def _entity_type(subject: Subject) -> list[Step]:
    names = subject.policy.entity_types
    others = _set_to(subject, names, "That is who submits, as the identifiers show.")
    return [*_spelt(subject, names), *others]


def _certification(subject: Subject) -> list[Step]:
    return _asked(subject, "Give the CMS EHR Certification ID as cehrtId")


def _identifier(subject: Subject) -> list[Step]:
    """Without the identifier where it does not belong, else a question."""
    _, field = _field(subject)
    if field not in IDENTIFIERS:
        return []
    found = _misspelt(subject)
    if value_at(subject.root, subject.fault.at) is not None:
        edit = Edit("remove", subject.fault.at)
        found.append(subject.step(f"Remove {field}", [edit], field=field))
    return found + _asked(subject, f"Give {field}")


def _moved(subject: Subject) -> list[Step]:
    """A misplaced field beside the others, unless one stands there."""
    _, field = _field(subject)
    at = f"/{field}"
    if value_at(subject.root, at) is not None:
        return _removed(subject)
    return [subject.step(f"Move {field} up", [Edit("move", subject.fault.at, at)], field=field)]


def _begun(subject: Subject) -> list[Step]:
    """Where nothing is reported yet: a set, or a first answer; the rest follows from it."""
    _, field = _field(subject)
    found = _misspelt(subject)
    if field == "measurementSets":
        if "submission" in subject.root and field not in subject.root:
            return found  # a bare set cannot take another
        words = "Add a Promoting Interoperability measurement set"
        return [*found, subject.step(words, [Edit("addSet", "")], needs=(subject.fix,))]
    measures = [n for n, m in subject.policy.measures.items() if m.reporting == "required"]
    measures.sort(key=lambda name: subject.policy.measures[name].kind != "attestation")
    measures.sort(key=lambda name: until(subject.trials, subject.set, name) is not None)
    first = [step for name in measures[:1] for step in answers(subject, name)]
    return found + [step for step in first if step.to is not False]


def _nothing(_: Subject) -> list[Step]:
    return []


_CORRECT: Final[dict[str, Callable[[Subject], list[Step]]]] = {
    "performanceYear": _year,
    "measurementSets": _listed,
    "measurements": _listed,
    "category": _category,
    "submissionMethod": _method,
    "programName": _program,
    "cehrtId": _certification,
    "entityType": _entity_type,
}
_REPAIRS: Final[dict[Repair, Callable[[Subject], list[Step]]]] = {
    "answer": _begun,
    "correct": _corrected,
    "remove": _removed,
    "rename": _moved,
    "chooseWay": _nothing,  # about rows, always: answers.py
    "addLevel": _nothing,
    "period": _nothing,  # of several fields: periods.py
    "identifier": _identifier,
    "none": _nothing,
}
_OTHERS: Final = {_STRAY: _dropped, CONFLICT: _withdrawn}
