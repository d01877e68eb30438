"""What the text and the page of a plan say alike."""

from typing import Final

from mips_pi_rules.outcomes import FORCED, Outcome
from mips_pi_rules.planning.choices import Comparison
from mips_pi_rules.planning.plans import Plan
from mips_pi_rules.planning.steps import Promise, Step

REASONS: Final = {
    "document": "Nothing in the document mends it",
    "time": "Too late",
    "source": "Settle it in the source first",
}


def verdict(found: Plan) -> str:
    """Whether it leads out of zero, and where to, in one sentence."""
    count = len(found.mandatory)
    if not count and found.leads_out:
        return "Nothing forces the score to 0."
    if not found.leads_out:
        return "This plan cannot lead out of zero; see below what stands in the way."
    least = "at least " if found.promises.at_least else ""
    after = found.promises.with_values[count - 1]
    changes = "1 change leads" if count == 1 else f"{count} changes lead"
    return f"{changes} out of zero, if what each needs is true: {least}{said(after)}"


def said(promise: Promise) -> str:
    """What evaluating gives, ending in a full stop."""
    match promise.outcome:
        case Outcome.SCORED:
            return f"score {promise.score}."
        case Outcome.REWEIGHTED:
            return "reweighted; the category does not count."
        case Outcome.REJECTED:
            return "rejected; there is no score."
        case outcome:
            assert outcome in FORCED  # noqa: S101 - there are no others
            return f"forced to 0 ({outcome.value})."


def shown(value: object) -> str:
    """An answer, counts, a day or an id before a change or after it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dict):
        return ", ".join(f"{name} {number}" for name, number in value.items())
    return str(value)


def promised(found: Plan, number: int) -> str:
    """What stands after the step at this index, the first being 0; no full stop."""
    after, complete = found.promises.after[number], found.promises.with_values[number]
    given = " with the values given" if complete != after else ""
    least = "at least " if given and found.promises.at_least and complete.score else ""
    return f"{least}{said(complete).rstrip('.')}{given}"


def way(one: Comparison) -> str:
    """A way to report, and the score with it."""
    score = "depends on counts" if one.score is None else f"score {one.score}"
    return f"{' with '.join(one.measures)}: {score}"


def until(step: Step) -> str:
    """Until when it can be done, or could; "" where no day binds it."""
    if step.until is None:
        return ""
    words = "Can still be done until" if step.possible else "TOO LATE: could be done until"
    return f"{words} {step.until}"
