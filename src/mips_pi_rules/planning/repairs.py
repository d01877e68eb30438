"""What may mend a fault: a look-up of what its rule says mends it.

Each repair gives candidates, any of which may mend the faults of one thing. What stands in a
field is never repeated unless it is a date or of a closed list.
"""

from collections.abc import Callable
from typing import Final

from mips_pi_rules.documents.fieldnames import EXAMPLES, OF_THE_HEAD
from mips_pi_rules.documents.submission import OTHER_CATEGORIES, OUR_CATEGORY, SUBMISSION_METHODS
from mips_pi_rules.planning.answers import answers
from mips_pi_rules.planning.edits import Edit, id_of, listed, much_like, row_at
from mips_pi_rules.planning.names import entity_types, set_to, spelt
from mips_pi_rules.planning.needs import last_day_of_a_yes
from mips_pi_rules.planning.periods import periods
from mips_pi_rules.planning.sets import one_of_a_conflict, one_of_a_key, whole_set
from mips_pi_rules.planning.steps import AS_MEANT, IN_PLACE, NO_CLAIM, Candidate, Step, weight
from mips_pi_rules.planning.subjects import Subject
from mips_pi_rules.planning.trials import Topic
from mips_pi_rules.planning.ways import ways
from mips_pi_rules.pointers import join, name, parent

_MOST: Final = 24  # repairs that are tried for one thing


def repairs(subject: Subject, topic: Topic) -> list[Candidate]:
    """Steps any of which may mend the faults of the topic, the lightest first; none if nothing."""
    return sorted(_repairs(subject, topic), key=weight)[:_MOST]


def _repairs(subject: Subject, topic: Topic) -> list[Candidate]:
    match topic.kind:
        case "rows" if topic.name in subject.policy.choices:
            choice = subject.policy.choices[topic.name]
            return [steps for _, steps in ways(subject, choice) if steps]
        case "period":
            return periods(subject)
        case "rows":
            steps = answers(subject, topic.name)
        case "strays":
            steps = [_dropped(subject)]
        case "conflict":
            steps = one_of_a_conflict(subject)
        case _:
            mend = _BY_REPAIR.get(subject.faults[0].broken.rule.repair)
            steps = mend(subject) if mend else []
    return [(step,) for step in steps]


def _dropped(subject: Subject) -> Step:
    """All rows at fault left out, which is one thing to do."""
    places = [fault.stray for fault in subject.faults if fault.stray is not None]
    by_set: dict[str, list[int]] = {}
    for base, index in places:
        by_set.setdefault(base, []).append(index)
    which = f"about no measure of {subject.policy.performance_year}"
    words = f"Remove the row, which is {which}"
    if len(places) > 1:
        words = f"Remove the {len(places)} rows, which are {which}"
    edits = [Edit("drop", base, rows=tuple(rows)) for base, rows in by_set.items()]
    at = [row_at(base, index) for base, index in places]
    return subject.step(words, edits, at=at, needs=(subject.fix, NO_CLAIM))


def _at(subject: Subject) -> str:
    """The place of the gravest fault."""
    return subject.faults[0].at


def _misspelt(subject: Subject) -> list[Step]:
    """Rename a field whose name is much like the one that is missing."""
    here, field = parent(_at(subject)), name(_at(subject))
    if much_like(subject.at(here), field) is None:
        return []
    words, edit = f"Rename the field that is much like {field}", Edit("rename", here, field)
    return [subject.step(words, [edit], to=field, needs=AS_MEANT)]


def _misplaced(subject: Subject) -> list[Step]:
    """Give here what stands where it is not read: in the submission itself, or in a set."""
    at = _at(subject)
    field, there = name(at), subject.elsewhere(name(at))
    if there is None or subject.at(at) not in (None, []):
        return []
    if name(there) != field:
        words, edit = f"Rename {name(there)} to {field}", Edit("move", there, at)
        return [subject.step(words, [edit], to=field, needs=AS_MEANT)]
    where = "a measurement set" if field in OF_THE_HEAD else "the submission itself"
    words = f"Give {field} here too: it stands in {where}, where it is not read"
    return [subject.step(words, [Edit("copy", there, at)], needs=IN_PLACE)]


def _asked(subject: Subject, words: str) -> Step:
    """A step that needs the caller's value."""
    edit = Edit("set", _at(subject), asks=True)
    return subject.step(words, [edit], field=name(edit.at), needs=(subject.fix,))


def _removed(subject: Subject) -> list[Step]:
    """What stands here left out: a set, a row or a field."""
    at = [fault.at for fault in subject.faults]
    if all(one in subject.trial.sets for one in at):
        return [one_of_a_key(subject)]
    words = "Remove what stands here"
    if len(at) > 1:
        words = f"{words} and in {len(at) - 1} other places"
    edits = [whole_set(subject, one) for one in at]
    return [subject.step(words, edits, at=at, needs=(subject.fix, NO_CLAIM))]


def _corrected(subject: Subject) -> list[Step]:
    """A field with a value of the right form in it."""
    at, policy = _at(subject), subject.policy
    found = _misspelt(subject) + _misplaced(subject)
    match name(at):
        case item if item.isdecimal():
            return _removed(subject)
        case "performanceYear":
            year = policy.performance_year
            return found + set_to(subject, [year], f"The data are those of {year}.")
        case "measurementSets" | "measurements":
            return found + (_listed(subject) or _emptied(subject) or _begun(subject))
        case "category":
            found += _of_category(subject)
        case "submissionMethod":
            words = f"Give the submission method: {' or '.join(SUBMISSION_METHODS)}"
            found += spelt(subject, SUBMISSION_METHODS) or [_asked(subject, words)]
        case "programName":
            found += spelt(subject, policy.program_kinds)
            if subject.at(at) is not None:
                words, edits = "Remove the program: none is traditional MIPS", [Edit("remove", at)]
                needs = ("The data are submitted under traditional MIPS.",)
                found.append(subject.step(words, edits, needs=needs))
            found.append(_asked(subject, "Give the program under which the data are submitted"))
        case "cehrtId":
            found.append(_asked(subject, "Give the CMS EHR Certification ID as cehrtId"))
        case "entityType":
            found += entity_types(subject)
    return found


def _listed(subject: Subject) -> list[Step]:
    """An object in the place of a list as the list that was meant."""
    at = _at(subject)
    item, field = _ITEMS[name(at)]
    there = listed(subject.at(at), field)
    if not there:
        return []
    words, need = f"Put the {item} that stands here into a list", f"It is one {item}."
    if len(there) > 1:
        words = f"Write the {len(there)} {item}s that stand here as a list"
        need = f"Each is one {item}."
    return [subject.step(words, [Edit("list", at, field)], needs=(need,))]


_ITEMS: Final = {
    "measurementSets": ("measurement set", "category"),
    "measurements": ("row", "measureId"),
}


def _emptied(subject: Subject) -> list[Step]:
    """An empty list, to be filled, where that is enough."""
    words = "Put an empty list here, to be filled"
    step = subject.step(words, [Edit("set", _at(subject), value=())])
    return [step] if subject.refused_only else []


def _of_category(subject: Subject) -> list[Step]:
    """The set with the right spelling of its category, or without it where it is another's."""
    at = _at(subject)
    found = [
        step
        for right in subject.right
        for step in set_to(subject, [right], f"This measurement set is of the category {right}.")
    ]
    here = parent(at)
    if not here:
        return found
    need = "What stands in this measurement set is not of Promoting Interoperability."
    words, edits = "Remove the measurement set", [whole_set(subject, here)]
    removed = subject.step(words, edits, at=[here], needs=(need,))
    written = subject.at(at)
    ours = isinstance(written, str) and written.strip().casefold() == OUR_CATEGORY
    # What may be anything is no second set of ours.
    guessed = OUR_CATEGORY in subject.right and not ours and subject.trial.sets
    return [removed, *found] if guessed else [*found, removed]


def _identifier(subject: Subject) -> list[Step]:
    """Without the identifier where it does not belong, else a question."""
    at, field = _at(subject), name(_at(subject))
    if field not in EXAMPLES:
        return []
    found = _misspelt(subject) + _misplaced(subject)
    if subject.at(at) is not None:
        found.append(subject.step(f"Remove {field}", [Edit("remove", at)]))
    return [*found, _asked(subject, f"Give {field}")]


def _moved(subject: Subject) -> list[Step]:
    """A misplaced field beside the others, unless one stands there."""
    at, field = _at(subject), name(_at(subject))
    up = join((field,), parent(parent(at)))
    if subject.at(up) is not None:
        return _removed(subject)
    return [subject.step(f"Move {field} up", [Edit("move", at, up)])]


def _begun(subject: Subject) -> list[Step]:
    """Where nothing is reported yet: a set, or a first answer; the rest follows from it."""
    at = _at(subject)
    found = _misspelt(subject) + _misplaced(subject)
    if name(at) == "measurementSets":
        found += _of_ours(subject, at)
        if subject.trial.submission.bare:
            return found  # a bare set cannot take another
        return [*found, _added(subject, at)]
    entries = subject.policy.measures
    first = min(
        (name for name, one in entries.items() if one.reporting == "required"),
        key=lambda name: (
            last_day_of_a_yes(subject, name) is not None,
            entries[name].kind != "attestation",
        ),
        default=None,
    )
    steps = answers(subject, first) if first is not None else ()
    return found + [step for step in steps if step.to is not False]


def _added(subject: Subject, at: str) -> Step:
    """A set that is added; the method of one from QRDA III is known."""
    words, edits = "Add a Promoting Interoperability measurement set", [Edit("addSet", at)]
    if subject.trials.location[-1] is not None:
        from mips_pi_rules.documents.qrda3.document import METHOD  # noqa: PLC0415 # parser and all

        words, place = "Add a Promoting Interoperability section", len(subject.at(at) or ())
        method = join((place, "submissionMethod"), at)
        edits.append(Edit("set", method, value=METHOD))
    return subject.step(words, edits, at=[at], field=None, needs=(subject.fix,))


def _of_ours(subject: Subject, at: str) -> list[Step]:
    """Sets of another category whose rows are all of known ids, as sets of ours."""
    listed, roles = subject.at(at), subject.policy.roles
    several = range(len(listed)) if isinstance(listed, list) else ()
    places = [join((index,), at) for index in several]
    if subject.trial.submission.bare:
        places = [parent(at)]
    found = []
    for place in places:
        one = subject.at(place)
        rows = one.get("measurements") if isinstance(one, dict) else None
        ids = [id_of(row) for row in rows] if isinstance(rows, list) else []
        if ids and one.get("category") in OTHER_CATEGORIES and all(map(roles.__contains__, ids)):
            category = join(("category",), place)
            step = subject.step(
                f"Send {OUR_CATEGORY} as category, exactly so",
                [Edit("set", category, value=OUR_CATEGORY)],
                at=[category],
                field="category",
                before=one["category"],
                to=OUR_CATEGORY,
                needs=(f"This measurement set is of the category {OUR_CATEGORY}.",),
            )
            found.append(step)
    return found


# What is about rows, and a period, is looked up by what it is about.
_BY_REPAIR: Final[dict[str, Callable[[Subject], list[Step]]]] = {
    "answer": _begun,
    "correct": _corrected,
    "remove": _removed,
    "rename": _moved,
    "identifier": _identifier,
}
