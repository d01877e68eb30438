"""Rows of unknown id, and the right names that they may mean."""

from collections import Counter
from typing import Final

from attrs import frozen

from mips_pi_rules.planning.edits import Edit, id_of, much_like, row_at, row_of, value_at
from mips_pi_rules.planning.steps import AS_MEANT, Candidate, Step
from mips_pi_rules.planning.subjects import Subject
from mips_pi_rules.planning.trials import Fault, Topic, Trial, Trials
from mips_pi_rules.pointers import join

_MOST_NAMES: Final = 4  # names that are tried for a row


@frozen(eq=False, repr=False)
class _Stray:
    """A row of unknown id, and the names that are much like it by what they are about."""

    fault: Fault
    base: str
    index: int
    names: dict[str, Topic]


_Named = dict[tuple[str, str], _Stray]  # by set and name


def renamed_rows(trials: Trials, first: Trial, *, bold: bool) -> Candidate:
    """The rows of unknown id that get the right one, because it is plain or mends something.

    `bold`: or because it may mend something together with other changes, such as an exclusion
    whose measure has a row that is at fault.
    """
    rows = [row for fault in first.faults if (row := _stray_of(first, fault)) is not None]
    before = Counter(map(first.topic, first.of_measures))
    settled: _Named = {}
    failed: set[tuple[str, _Stray]] = set()
    for _ in range(_MOST_NAMES if rows else 0):
        tried, kept = dict(settled), set(settled.values())
        for row in rows:
            names = row.names if row not in kept else ()
            free = [n for n in names if (row.base, n) not in tried and (n, row) not in failed]
            mends = [name for name in free if before[row.names[name]]]
            if mends or (free and len(row.names) == 1):
                tried[row.base, (mends or free)[0]] = row
        if len(tried) == len(settled):
            break
        trial = trials.after(_steps(trials, first, tried), late=True)
        after = Counter(map(trial.topic, trial.of_measures))
        own = (row_of(one.at) for one in trial.of_measures if one.broken.defect is not None)
        bad = {found[:2] for found in own if found is not None}
        settled = {
            (base, name): row
            for (base, name), row in tried.items()
            # It makes nothing worse; of several that it may be, it must mend something.
            if (base, row.index) not in bad
            and (
                (mended := before[row.names[name]] - after[row.names[name]]) > 0
                or (not mended and (bold or len(row.names) == 1))
                or (bold and before[row.names[name]] > 0)
            )
        }
        failed |= {
            (name, row) for (base, name), row in tried.items() if (base, name) not in settled
        }
    return _steps(trials, first, settled)


def _steps(trials: Trials, first: Trial, named: _Named) -> Candidate:
    return tuple(_step(trials, first, row, name) for (_, name), row in named.items())


def _step(trials: Trials, first: Trial, stray: _Stray, name: str) -> Step:
    """The step that gives a row this id."""
    row = row_at(stray.base, stray.index)
    subject = Subject(trials, first, (stray.fault,), stray.base)
    if not id_of(value_at(first.root, row)):  # the same in every row, which is one thing to do
        return subject.step(
            "Rename the field that is much like measureId",
            [Edit("rename", row, "measureId")],
            at=[row],
            field=None,
            to="measureId",
            needs=AS_MEANT,
        )
    words, edit = f"Rename the id to {name}", Edit("set", join(("measureId",), row), value=name)
    needs = (f"{name} is what was meant, and its value is true.",)
    field = first.policy.fields[name]
    return subject.step(words, [edit], at=[row], field=field, to=name, needs=needs)


def _stray_of(trial: Trial, fault: Fault) -> _Stray | None:
    """The row at fault with its names; None where it is none, or none is like it."""
    if fault.stray is None:
        return None
    base, index = fault.stray
    row = value_at(trial.root, row_at(base, index))
    like = much_like(row, "measureId")
    values = fault.broken.defect["values"] if fault.broken.defect else {}
    # An id of another year is meant as it stands, whatever it is like.
    names = () if values.get("years") else values.get("right", ())
    if like is not None and isinstance(row[like], str):
        names = [row[like]]
    roles, known = trial.policy.roles, trial.rows[base]
    topics = {
        name: Topic("rows", base, trial.group(roles[name][1]))
        for name in names
        if name in roles and name not in known
    }
    return _Stray(fault, base, index, topics) if topics else None
