"""Which name of a closed list is meant: by how it is written, or by what stands beside it."""

from collections.abc import Iterable
from typing import Final

from mips_pi_rules.documents.spelling import near, signs
from mips_pi_rules.documents.submission import APPLIES_TO
from mips_pi_rules.outcomes import Outcome
from mips_pi_rules.planning.edits import Edit, edited
from mips_pi_rules.planning.steps import Alternative, Step
from mips_pi_rules.planning.subjects import Subject
from mips_pi_rules.pointers import name as name_of

_LIKE_DIGITS: Final = str.maketrans("oil", "011")
_MEANT: Final = "That is what was meant."


def set_to(
    subject: Subject, values: Iterable[str | int], need: str, instead: tuple[Alternative, ...] = ()
) -> list[Step]:
    """The field at fault with one of these values in it."""
    at = subject.faults[0].at
    return [
        subject.step(
            f"Send {value} as {name_of(at)}, exactly so",
            [Edit("set", at, value=value)],
            to=value,
            needs=(need,),
            instead=tuple(one for one in instead if one.id != value),
        )
        for value in values
    ]


def spelt(subject: Subject, names: Iterable[str]) -> list[Step]:
    """The right spelling of what stands in the field, the nearest first."""
    written = subject.at(subject.faults[0].at)
    if not isinstance(written, str):
        return []
    written = written.strip().casefold()
    alike = [
        (most, name)
        for name in names
        for most in (0, 1, 2)
        if near(written, name.casefold(), most)
        and (most == 0 or (len(name) > 4 and (name.isalpha() or _digits(written) == _digits(name))))
    ]
    right = dict.fromkeys(name for _, name in sorted(alike))
    return set_to(subject, right, _MEANT)


def _digits(code: str) -> list[str]:
    """The digits of a code: one of other digits is another code, and no misspelling of it."""
    return [one for one in code.casefold().translate(_LIKE_DIGITS) if one.isdigit()]


def entity_types(subject: Subject) -> list[Step]:
    """Who may be meant: what is written much like it, else whom the identifiers fit best.

    Who cannot report in the year is no other one, whatever its identifiers are.
    """
    types, written = subject.policy.entity_types, subject.at(subject.faults[0].at)
    found = spelt(subject, types)
    if isinstance(written, str):
        begun = [name for name in types if signs(written).startswith(signs(name))]
        found += set_to(subject, begun, _MEANT)
        if not found and any(signs(written) == signs(name) for name in APPLIES_TO):
            return set_to(subject, types, "That is who submits.")
    misfits = {name: _misfits(subject, name) for name in types}
    best = [name for name in types if misfits[name] == min(misfits.values())]
    instead = tuple(Alternative(name, f"{name} fits as well, if it submits") for name in best)
    shown = "That is who submits, as the identifiers show."
    need = shown if len(best) == 1 else "That is who submits."
    for name in sorted(types, key=misfits.__getitem__):
        found += set_to(subject, [name], need, instead if name in best else ())
    return found


def _misfits(subject: Subject, entity_type: str) -> int:
    """How much is refused if that is who submits."""
    edit = Edit("set", subject.faults[0].at, value=entity_type)
    trial = subject.trials.of(edited(subject.root, [(edit, None)]))
    return sum(fault.outcome is Outcome.REJECTED for fault in trial.faults)
