"""Rows of unknown id, and the right names that they may mean."""

import re
from collections import Counter
from typing import Final

from attrs import frozen

from mips_pi_rules.planning.edits import Edit, id_of, much_like, value_at
from mips_pi_rules.planning.repairs import group_of, stray, topic_of
from mips_pi_rules.planning.steps import Step
from mips_pi_rules.planning.subjects import Subject
from mips_pi_rules.planning.trials import Fault, Trial, Trials

_ROW: Final = re.compile(r".*/measurements/[0-9]+(?![^/])")
_MOST_NAMES: Final = 4  # names that are tried for a row


@frozen(eq=False)
class _Stray:
    """A row of unknown id, and the edits that give it one that is much like it."""

    fault: Fault
    base: str
    index: int
    names: list[str]

    def step(self, trials: Trials, trial: Trial, name: str) -> Step:
        """The step that gives the row this id."""
        row = f"{self.base}/measurements/{self.index}"
        words, edit = f"Rename the id to {name}", Edit("set", f"{row}/measureId", value=name)
        if not id_of(value_at(trial.root, row)):
            words = "Rename the field that is much like measureId"
            edit = Edit("rename", row, "measureId")
        subject = Subject(trials, trial, (self.fault,), self.base)
        step = subject.step(
            words,
            [edit],
            at=[row],
            field=trial.policy.roles[name][1],
            to=name,
            needs=(f"{name} is what was meant, and its value is true.",),
        )
        return subject.timed(step)


@frozen(eq=False)
class _Held:
    """What a draft is held down by: how many faults each measure has, and which rows have one."""

    counts: Counter[tuple[str, str]]  # by the set and the measure or choice
    rows: frozenset[str]

    @classmethod
    def of(cls, trial: Trial) -> "_Held":
        """The faults of a draft, looked at once."""
        topics = (topic_of(trial, fault) for fault in trial.faults)
        own = (_ROW.match(one.at) for one in trial.faults if one.broken.defect is not None)
        return cls(
            Counter((topic[0], topic[2]) for topic in topics if len(topic) > 2),
            frozenset(found[0] for found in own if found is not None),
        )


def renamed_rows(trials: Trials, first: Trial, *, bold: bool) -> tuple[Step, ...]:
    """The rows of unknown id that get the right one, because it is plain or mends something.

    `bold`: or because it may mend something together with other changes.
    """
    rows = [row for fault in first.faults if (row := _stray_of(first, fault)) is not None]
    before = _Held.of(first)
    settled: dict[tuple[str, str], _Stray] = {}
    failed: set[tuple[str, str, int]] = set()
    for _ in range(_MOST_NAMES if rows else 0):
        tried = dict(settled)
        kept = {(row.base, row.index) for row in settled.values()}
        for row in rows:
            if (row.base, row.index) in kept:
                continue
            free = [
                name
                for name in row.names
                if (row.base, name) not in tried and (row.base, name, row.index) not in failed
            ]
            mends = [name for name in free if before.counts[row.base, _group(first, name)]]
            name = next(iter(mends), free[0] if len(row.names) == 1 and free else None)
            if name is not None:
                tried[row.base, name] = row
        if len(tried) == len(settled):
            break
        steps = [row.step(trials, first, name) for (_, name), row in tried.items()]
        after = _Held.of(trials.after(tuple(steps), late=True))
        settled = {
            (base, name): row
            for (base, name), row in tried.items()
            if _holds(row, (base, _group(first, name)), before, after, bold=bold)
        }
        failed |= {(*key, row.index) for key, row in tried.items() if key not in settled}
    return tuple(row.step(trials, first, name) for (_, name), row in settled.items())


def _holds(row: _Stray, about: tuple[str, str], before: _Held, after: _Held, *, bold: bool) -> bool:
    """Whether the id makes nothing worse; of several that it may be, it must mend something."""
    if f"{row.base}/measurements/{row.index}" in after.rows:
        return False
    mended = before.counts[about] - after.counts[about]
    return mended > 0 or (mended == 0 and (bold or len(row.names) == 1))


def _group(trial: Trial, name: str) -> str:
    return group_of(trial, trial.policy.roles[name][1])


def _stray_of(trial: Trial, fault: Fault) -> _Stray | None:
    place = stray(fault)
    if place is None:
        return None
    base, index = place
    row = value_at(trial.root, f"{base}/measurements/{index}")
    names: list[str] = []
    if fault.broken.defect is not None:
        names = list(fault.broken.defect["values"].get("right", ()))
    like = much_like(row, "measureId")
    if like is not None and isinstance(row[like], str):
        names = [row[like]]
    known = trial.rows(base)
    names = [name for name in names if name in trial.policy.roles and name not in known]
    return _Stray(fault, base, index, names) if names else None
