"""Rows of unknown id, and the right names that they may mean."""

from typing import Final

from attrs import frozen

from mips_pi_rules.planning.edits import Edit, id_of, much_like, value_at
from mips_pi_rules.planning.repairs import group_of, stray, topic_of
from mips_pi_rules.planning.steps import Step
from mips_pi_rules.planning.subjects import Subject
from mips_pi_rules.planning.trials import Fault, Trial, Trials

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


def renamed_rows(trials: Trials, first: Trial, *, bold: bool) -> tuple[Step, ...]:
    """The rows of unknown id that get the right one, because it is plain or mends something.

    `bold`: or because it may mend something together with other changes.
    """
    rows = [row for fault in first.faults if (row := _stray_of(first, fault)) is not None]
    held = {topic_of(first, fault)[::2] for fault in first.faults}
    settled: dict[tuple[str, str], _Stray] = {}
    failed: set[tuple[str, str, int]] = set()
    for _ in range(_MOST_NAMES if rows else 0):
        tried = dict(settled)
        for row in rows:
            if row in settled.values():
                continue
            free = [
                name
                for name in row.names
                if (row.base, name) not in tried and (row.base, name, row.index) not in failed
            ]
            mends = [name for name in free if (row.base, _group(first, name)) in held]
            name = next(iter(mends), free[0] if len(row.names) == 1 and free else None)
            if name is not None:
                tried[row.base, name] = row
        if len(tried) == len(settled):
            break
        steps = [row.step(trials, first, name) for (_, name), row in tried.items()]
        trial = trials.after(tuple(steps), late=True)
        settled = {
            key: row for key, row in tried.items() if _holds(row, key, first, trial, bold=bold)
        }
        failed |= {(*key, row.index) for key, row in tried.items() if key not in settled}
    return tuple(row.step(trials, first, name) for (_, name), row in settled.items())


def _holds(row: _Stray, key: tuple[str, str], first: Trial, trial: Trial, *, bold: bool) -> bool:
    """Whether the id makes nothing worse; of several that it may be, it must mend something."""
    mended = _count(first, *key) - _count(trial, *key)
    place = f"{row.base}/measurements/{row.index}"
    own = [fault for fault in trial.faults if fault.broken.defect is not None]
    if any(fault.at == place or fault.at.startswith(place + "/") for fault in own):
        return False
    return mended > 0 or (mended == 0 and (bold or len(row.names) == 1))


def _group(trial: Trial, name: str) -> str:
    return group_of(trial, trial.policy.roles[name][1])


def _count(trial: Trial, base: str, name: str) -> int:
    """How many faults stand about the measure or choice of an id."""
    group = _group(trial, name)
    return sum(topic_of(trial, fault)[::2] == (base, group) for fault in trial.faults)


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
