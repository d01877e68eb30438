"""Submissions with one fault, which exactly one rule finds, and near misses of a rule."""

from functools import cache
from typing import Any

from attrs import frozen
from hypothesis import assume
from hypothesis import strategies as st

from mips_pi_rules.byvalue import ByValue
from mips_pi_rules.errors import ContextError, UnreadableSubmission
from mips_pi_rules.judging.evaluation import evaluate, evaluate_many
from mips_pi_rules.law.policies import Policy
from mips_pi_rules.law.rulebook import policy, years
from mips_pi_rules.reference.trial_submissions import of_entity
from mips_pi_rules.testing.changes import changes
from mips_pi_rules.testing.deeds import Change
from mips_pi_rules.testing.valid import submission, who

Json = dict[str, Any]


@frozen(eq=False, repr=False)
class Changed(ByValue):
    """A submission in which one thing was changed: `about` which field or id, and `what`.

    `rule` is the one it breaks, or the one whose near miss it is; `context` what goes beside it,
    in the JSON of context.schema.json, or None. `submission` is QPP JSON, or where the fault is one
    of text a str: JSON text or QRDA III.
    """

    submission: Json | str
    context: Json | None
    rule: str
    about: str
    what: str


@cache
def every_change(year: int, entity_type: str) -> tuple[Change, ...]:
    """The changes that are tried in a year on submissions of an entity type."""
    return tuple(changes(policy(year), entity_type, tuple(map(policy, years()))))


@cache
def _tried(year: int, entity_type: str) -> tuple[tuple[Change, frozenset[str]], ...]:
    """Each change, and the rules that it breaks in a submission where all is met."""
    whole = of_entity(entity_type)(policy(year))
    return tuple((one, _broken(one(whole), one.context)) for one in every_change(year, entity_type))


def _broken(document: Json | str, context: Json | None) -> frozenset[str]:
    """The rules that are broken, whatever follows from it."""
    try:
        report = evaluate(document, context=context)
    except ContextError:
        return frozenset({""})
    except UnreadableSubmission:  # among many, it has a report that says so
        (report,) = evaluate_many([document])
    return frozenset(one.rule for one in report.findings)


def rules_with_faults(year: int, entity_type: str) -> tuple[str, ...]:
    """The rules of a year that `faults` has submissions for, by id."""
    alone = [broken for _, broken in _tried(year, entity_type) if len(broken) == 1]
    return tuple(sorted(frozenset().union(*alone) - {""}))


def chosen(
    rule: str, year: int | None, entity_type: str | None, *, near: bool
) -> st.SearchStrategy[Changed]:
    """Submissions of which one change breaks the rule alone, or with `near` none though nearly."""
    found = [
        (law, name, change)
        for law, name in who(year, entity_type)
        for change in _changes(rule, law.performance_year, name, near=near)
    ]
    if not found:
        raise ValueError("no submission of this year and entity type breaks that rule alone")
    # By number: hypothesis asks for the hash of what it draws from, and a policy's is that of all
    # that it says.
    return st.sampled_from(range(len(found))).flatmap(
        lambda number: _changed(*found[number], rule, near=near)
    )


def _changes(rule: str, year: int, entity_type: str, *, near: bool) -> list[Change]:
    tried = _tried(year, entity_type)
    faults = [change for change, broken in tried if broken == {rule}]
    if not near:
        return faults
    about = {_subject(change) for change in faults}
    return [change for change, broken in tried if not broken and _subject(change) in about]


def _subject(change: Change) -> tuple[str, bool]:
    """What a change is about, and whether it is one of text."""
    return change.about, change.write is not None


@st.composite
def _changed(
    draw: st.DrawFn, law: Policy, entity_type: str, change: Change, rule: str, *, near: bool
) -> Changed:
    changed = change(draw(submission(law, entity_type, whole=True)))
    assume(_broken(changed, change.context) == (frozenset() if near else {rule}))
    return Changed(changed, change.context, rule, change.about, change.what)
