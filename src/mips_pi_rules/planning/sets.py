"""Of measurement sets that cannot stand beside each other, those that stay and those that go."""

from collections import Counter

from mips_pi_rules.facts.sets import key_of
from mips_pi_rules.judging.exact import Exact
from mips_pi_rules.judging.judgment import SetJudgment
from mips_pi_rules.planning.edits import Edit, is_in, row_at, rows_by_id
from mips_pi_rules.planning.steps import NO_CLAIM, Step
from mips_pi_rules.planning.subjects import Subject


def whole_set(subject: Subject, base: str) -> Edit:
    """The edit that leaves out a set with all its rows."""
    count = sum(map(len, rows_by_id(subject.root, base).values()))
    return Edit("remove", base, rows=tuple(range(count)))


def one_of_a_conflict(subject: Subject) -> list[Step]:
    """Of sets that conflict one stands: of the others the rows that conflict leave, or the whole.

    The first that may stand is the one whose score does.
    """
    sets, picked, policy = subject.trial.sets, subject.trial.picked, subject.policy
    shown = {base for base in sets for fault in subject.faults if is_in(fault.at, base)}
    programs = {sets[base].facts.program for base in shown}
    several = [base for base in sets if sets[base].facts.program in programs]
    defects = [fault.broken.defect for fault in subject.faults]
    measures = {str(defect["values"]["measureId"]) for defect in defects if defect is not None}
    ids = {one for name in measures for one in (name, *policy.measures[name].exclusions)}
    about = " and to ".join(sorted(measures))
    found = []
    for kept in sorted(several, key=lambda base: picked is not None and base != picked[0]):
        gone = [base for base in several if base != kept]
        edits = []
        for base in gone:
            by_id = subject.trial.rows[base]
            if rows := sorted(index for name in ids for index, _ in by_id.get(name, ())):
                edits.append(Edit("drop", base, rows=tuple(rows)))
        at = [row_at(edit.at, index) for edit in edits for index in edit.rows]
        words = f"Keep one set's answer to {about} and remove the other"
        needs = (subject.fix, "What is left is the true answer.")
        field = about if about in measures else None
        found.append(subject.step(words, edits, at=at, field=field, needs=needs))
        words = "Withdraw the set that conflicts" if len(gone) == 1 else "Withdraw the other sets"
        edits = [whole_set(subject, base) for base in gone]
        found.append(subject.step(words, edits, at=gone, needs=(subject.fix, NO_CLAIM)))
    return found


def one_of_a_key(subject: Subject) -> Step:
    """Of the sets with one method and program one stays: the target, else the best as it stands.

    The faults say which sets stand a second time; each is one of the others of its key. What stays
    is the one that scores best, of others the one that less holds down; of equals the first.
    """
    trial, first = subject.trial, subject.trials.after(())
    keys = dict(zip(trial.sets, map(key_of, trial.checked.sets.sets), strict=True))
    by_key: dict[object, list[str]] = {keys[fault.at]: [] for fault in subject.faults}
    for base, key in keys.items():
        if key in by_key:
            by_key[key].append(base)
    # Sets that could not be seen in the document as it stands are judged as they are now.
    judged: dict[str, SetJudgment] = {}
    for one in (trial, first):
        judged |= dict(zip(one.sets, one.judgment.sets, strict=False))  # none without a year
    down = Counter(fault.base for fault in first.faults)

    def rank(base: str) -> tuple[bool, bool, Exact, int, Exact]:
        own = judged.get(base)
        worth, would = (own.worth or 0, own.score.subtotal) if own and own.score else (0, 0)
        return base == subject.target, bool(own and own.score), worth, -down[base], would

    gone = []
    same = True
    for several in by_key.values():
        kept = max(several, key=rank)
        gone += [base for base in several if base != kept]
        same = same and all(subject.at(base) == subject.at(kept) for base in several)
    words = "Remove what is a second time here: the sets are equal, and either may go"
    if not same:
        words = "Keep the set that scores better and remove what has the same method and program"
    edits = [whole_set(subject, base) for base in gone]
    needs = (NO_CLAIM,) if same else (subject.fix, NO_CLAIM)
    return subject.step(words, edits, at=gone, needs=needs)
