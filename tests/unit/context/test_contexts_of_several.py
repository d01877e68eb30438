"""A context beside each of many submissions, and beside several of one clinician."""

from collections.abc import Iterable

import pytest
from attrs import evolve

from mips_pi_rules import Context, ContextError, Outcome, evaluate, evaluate_best, evaluate_many
from support.cases import TOKEN, edited, full
from support.contexts import eligible, in_pre_production, now_in_pre_production, submitted


def test_many_take_pairs_and_a_bad_context_becomes_a_report() -> None:
    small = eligible(specialStatuses=["smallPractice"])
    wrong = eligible(specialStatuses=[TOKEN])
    gap = submitted(2025, "individual", "incomplete")
    items: Iterable[object] = [
        gap,
        (gap, small),
        (gap, None),
        (gap, wrong),
        (3, small),
        (full(2025), small),
    ]
    found = list(evaluate_many(items))
    assert [report.outcome for report in found] == [
        "incomplete",
        "reweighted",
        "incomplete",
        "rejected",
        "rejected",
        "scored",
    ]
    assert found[1] == evaluate(gap, context=small)
    bad = found[3]
    assert [finding.rule for finding in bad.findings] == ["PI000"]
    assert "eligibility.specialStatuses" in bad.findings[0].message
    assert TOKEN not in repr(bad)
    assert (bad.performance_year, bad.score, bad.sets) == (None, None, ())


def test_a_context_of_many_may_be_a_value_of_its_own() -> None:
    context = Context.of(eligible(informationBlockingReferral=True))
    assert [report.outcome for report in evaluate_many([(full(2025), context)])] == ["zero"]


@pytest.mark.parametrize("year", [2024, 2025, 2026, 2027])
def test_the_best_of_several_is_judged_with_the_context(year: int) -> None:
    """42 CFR 414.1325(f)(2) and 414.1380(c)(2)."""
    low = edited(full(year), {"measures": {"PI_EP_1": {"numerator": 1, "denominator": 200}}})
    gap = submitted(year, "individual", "incomplete")
    small = eligible(specialStatuses=["smallPractice"])
    compromised = eligible(exceptions=["dataCompromised"])
    for context in (small, compromised, eligible(informationBlockingReferral=True)):
        several = evaluate_best([gap, low, full(year)], context=context)
        if context == eligible(informationBlockingReferral=True):
            assert several == evaluate(low, context=context)  # both are 0: the first of equals
        else:
            # The choice among several may rest on more readings than the chosen one alone.
            alone = evaluate(full(year), context=context)
            assert evolve(several, assumptions=()) == evolve(alone, assumptions=())
    assert evaluate_best([gap, gap], context=small).outcome is Outcome.REWEIGHTED
    with pytest.raises(ContextError, match=r"eligibility\.exceptions"):
        evaluate_best([gap], context=eligible(exceptions=[TOKEN]))


def test_the_best_of_several_is_chosen_by_what_history_leaves_of_it() -> None:
    """Guides: pre-production again is not met."""
    again = now_in_pre_production(2026, "PI_PHCDRR_1")
    low = edited(full(2026), {"measures": {"PI_EP_1": {"numerator": 1, "denominator": 200}}})
    history = in_pre_production("PI_PHCDRR_1", 2024)
    assert evaluate_best([again, low]) == evaluate(again)
    assert evaluate_best([again, low], context=history) == evaluate(low, context=history)
