"""What a case is, in a few lines: read where the two opinions differ."""

from __future__ import annotations

from .submissions import Context, Document


def _said(value: object) -> str:
    if isinstance(value, dict) and set(value) == {"numerator", "denominator"}:
        return f"{value['numerator']!r}/{value['denominator']!r}"
    if value is None:
        return "blank"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return repr(value)


def _describe_set(one: object) -> str:
    if not isinstance(one, dict):
        return f"set {one!r}"
    fields = ("category", "submissionMethod", "programName", "cehrtId")
    head = " ".join(f"{name}={one[name]!r}" for name in fields if name in one)
    span = f"{one.get('performanceStart')!r}..{one.get('performanceEnd')!r}"
    rows = one.get("measurements", "no measurements")
    if not isinstance(rows, list):
        return f"{head} {span} {rows!r}"
    said = " ".join(
        f"{one_row.get('measureId')}={_said(one_row.get('value'))}"
        if isinstance(one_row, dict)
        else repr(one_row)
        for one_row in rows
    )
    return f"{head} {span} [{said}]"


def describe(submission: Document, context: Context | None = None) -> str:
    """A submission and its context on a few lines, for a mismatch."""
    known = "" if context is None else f"\n  context {context!r}"
    return _describe_submission(submission) + known


def _describe_submission(submission: Document) -> str:
    sets = submission.get("measurementSets")
    if sets is None:
        return f"bare set with {submission.get('submission')!r}: {_describe_set(submission)}"
    who = {name: value for name, value in submission.items() if name != "measurementSets"}
    if not isinstance(sets, list):
        return f"{who!r} measurementSets={sets!r}"
    return "\n  ".join([repr(who), *(_describe_set(one) for one in sets)])
