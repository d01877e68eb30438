"""What a plan leaves to choose, and what it cannot mend."""

import itertools
import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mips_pi_rules import evaluate, policy
from mips_pi_rules.planning import plan
from mips_pi_rules.testing import mixed
from support.cases import NO_SAFER, SMALL, edited, full
from support.edits import rate, row
from support.promises import promised

YEARS = st.sampled_from(range(2022, 2028))


def test_the_ways_are_compared() -> None:
    rows = [rate("PI_HIE_1", 1, 2), rate("PI_HIE_4", 1, 2)]
    submission = edited(full(2025), {"without": ["PI_HIE_1", "PI_HIE_4"], "rows": rows})
    found = plan(submission)
    scores = {way.way: way.score for way in found.ways}
    assert [way.way for way in found.ways if way.taken] == ["referralLoops"]
    assert (scores["biDirectional"] or 0) > (scores["referralLoops"] or 0)
    taken = edited(submission, {"without": ["PI_HIE_1", "PI_HIE_4"], "rows": [row("PI_HIE_5")]})
    assert evaluate(taken).score == scores["biDirectional"]


@pytest.mark.parametrize("denominator, suggested", [(99, True), (100, False)])
def test_an_exclusion_is_checked_for_only_below_its_threshold(
    denominator: int, suggested: bool
) -> None:
    submission = edited(
        full(2025),
        {
            "measures": {
                "PI_HIE_1": {"numerator": 1, "denominator": denominator},
                "PI_PEA_1": {"numerator": 1, "denominator": 2},
            }
        },
    )
    found = plan(submission)
    assert any(one.id == "PI_LVOTC_1" for one in found.exclusions) is suggested
    counts = {"evidence": {"counts": {"transfersAndReferralsOut": 250}}}
    known = plan(submission, context=counts)
    assert all(one.id != "PI_LVOTC_1" for one in known.exclusions)


def test_a_bonus_is_offered_until_the_cap() -> None:
    low = {"PI_PEA_1": {"numerator": 1, "denominator": 2}}
    bonus = policy(2025).bonus_groups[0].measures
    submission = edited(
        full(2025),
        {
            "measures": low,
            "without": [other for name in bonus for other in (name, f"{name}_PRE", f"{name}_PROD")],
        },
    )
    assert any(step.field in bonus for step in plan(submission).choices)
    perfect = {
        name: {"numerator": 9, "denominator": 9}
        for name, measure in policy(2025).measures.items()
        if measure.kind == "proportion"
    }
    whole = edited(full(2025), {"measures": perfect})
    assert evaluate(whole).score == policy(2025).maximum
    assert plan(whole).choices == ()


@given(st.data(), YEARS)
def test_each_choice_scores_more_than_what_stood_before(data: st.DataObject, year: int) -> None:
    found = plan(data.draw(mixed(year, refused=False)))
    scores = [one.score or 0 for one in found.promises.with_values]
    count = len(found.mandatory)
    before = [scores[count - 1] if count else found.now.score or 0, *scores[count:]]
    assert all(one < two for one, two in itertools.pairwise(before))
    assert all(score <= policy(year).maximum for score in scores)


def test_a_referral_is_mended_by_nothing() -> None:
    context = {"eligibility": {"informationBlockingReferral": True}}
    found = plan(full(2025), context=context)
    assert [(o.reason, o.rule) for o in found.cannot] == [("document", "PI110")]
    assert not found.leads_out


def test_an_unknown_year_is_mended_by_nothing() -> None:
    found = plan(full(2025) | {"performanceYear": 2019})
    assert (found.steps, found.leads_out) == ((), False)
    assert found.cannot[0].rule == "PI001"


def test_what_the_json_form_cannot_show_is_to_be_settled_first() -> None:
    text = json.dumps(full(2025)).replace('"entityType"', '"entityType": "group", "entityType"')
    found = plan(text)
    assert [one.reason for one in found.cannot] == ["source"]


def test_where_a_reweighting_waits_the_data_may_be_withdrawn() -> None:
    submission = NO_SAFER
    (early,) = plan(submission, context=SMALL, as_of=date(2025, 11, 1)).mandatory
    assert (early.field, early.to) == ("PI_PPHI_2", True)
    late = plan(submission, context=SMALL, as_of=date(2026, 2, 1))
    assert [step.pointer for step in late.mandatory] == ["/measurementSets/0"]
    assert (late.leads_out, late.promises.outcome) == (True, "reweighted")
    promised(late, submission, context=SMALL)
    assert not plan(submission, as_of=date(2026, 2, 1)).leads_out


def test_what_is_reweighted_is_left_so_and_said() -> None:
    submission = edited(full(2025), {"without": ["PI_PPHI_2"]})
    found = plan(submission, context=SMALL)
    assert (found.steps, found.leads_out) == ((), True)
    assert found.notes
