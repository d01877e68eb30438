"""An APM Entity's score: the mean over its clinicians, each by the higher of the reports."""

import pickle
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mips_pi_rules import Report, evaluate, roll_up, years
from support.cases import SMALL, edited, full
from support.contexts import submitted
from support.rulebooks import alternatives

every_year = pytest.mark.parametrize("year", years())


def scoring(numerator: int, who: str = "individual", year: int = 2025) -> Report:
    """A report of 96 points less what e-Prescribing loses against 9 points."""
    rate = {"PI_EP_1": {"numerator": numerator, "denominator": 200}}
    return evaluate(edited(submitted(year, who), {"measures": rate}))


def excepted() -> Report:
    return evaluate(submitted(2025, state="no data"), context=SMALL)


def test_the_mean_over_the_clinicians_is_exact() -> None:
    """42 CFR 414.1317(b)(1)."""
    one, two, three = scoring(180), scoring(100), scoring(40)
    assert (one.score, two.score, three.score) == (96, 92, 89)
    found = roll_up([[one], [two], [three]])
    assert found.score == Fraction(277, 3)
    assert found.clinicians == (96, 92, 89)
    assert found.assumptions == ()
    assert roll_up(iter([iter([one])])).score == 96


@given(st.lists(st.integers(1, 200), min_size=1, max_size=6), st.integers(0, 3))
def test_the_mean_is_over_those_not_excepted(numerators: list[int], without: int) -> None:
    """42 CFR 414.1317(b)(1): a clinician excepted from reporting is left out."""
    reports = [scoring(numerator) for numerator in numerators]
    found = roll_up([*[[report] for report in reports], *[None] * without])
    scores = [Fraction(report.score or 0) for report in reports]
    assert found.score == sum(scores) / len(scores)
    assert found.clinicians[len(reports) :] == (None,) * without


def test_the_higher_of_individual_and_group_score_counts() -> None:
    """42 CFR 414.1317(b)(1)."""
    low, high = scoring(100), scoring(180, "group")
    assert roll_up([[low, high]]).clinicians == (96,)
    assert roll_up([[high, low]]).clinicians == (96,)
    zero = evaluate(submitted(2025, "group", "zero"))
    assert roll_up([[zero, low]]).clinicians == (92,)
    assert roll_up([[zero]]).clinicians == (0,)


@pytest.mark.parametrize("clinician", [5, "report", {"ok": True}, [None], [{"ok": True}]])
def test_a_clinician_is_given_by_reports_or_told_to_be(clinician: object) -> None:
    with pytest.raises(TypeError, match="a clinician is given by a list of its Reports"):
        roll_up([clinician])  # type: ignore[list-item]
    with pytest.raises(TypeError, match="a clinician is given by a list of its Reports"):
        roll_up([evaluate(full(2025))])  # type: ignore[list-item]


def test_a_score_counts_before_an_exception() -> None:
    assert roll_up([[excepted(), scoring(180, "group")]]).clinicians == (96,)


def test_a_reweighted_clinician_is_excepted() -> None:
    """42 CFR 414.1317(b)(1)."""
    found = roll_up([[excepted()], [scoring(180)]])
    assert (found.score, found.clinicians, found.assumptions) == (96, (None, 96), ())


@pytest.mark.parametrize("state", ["incomplete", "no data", "rejected"])
def test_what_is_no_submission_takes_no_exception_away(state: str) -> None:
    """42 CFR 414.1325(a)(1)(iii): an incomplete submission is none and voids no reweighting."""
    other = evaluate(submitted(2025, "group", state))
    assert roll_up([[excepted(), other], [scoring(180)]]).clinicians == (None, 96)


def test_reports_of_a_virtual_group_are_left_out() -> None:
    """42 CFR 414.1317(b)(1): virtual-group scores are not used."""
    found = roll_up([[scoring(180, "virtualGroup"), scoring(100)]])
    assert found.clinicians == (92,)
    for who in ("virtualGroup", "apm", "subgroup"):
        assert roll_up([[scoring(180, who)], [scoring(180)]]).clinicians == (0, 96)


@every_year
def test_a_clinician_with_nothing_counts_zero_as_read(year: int) -> None:
    """Reading entity-nothing; the alternative leaves the clinician out."""
    given_: list[list[Report] | None] = [[scoring(180, year=year)], []]
    score = given_[0][0].score if given_[0] else None
    assert score is not None
    found = roll_up(given_)
    assert (found.score, found.clinicians) == (Fraction(score) / 2, (score, 0))
    assert [one.id for one in found.assumptions] == ["entity-nothing"]
    other = roll_up(given_, rulebook=alternatives(year)["entity-nothing"])
    assert (other.score, other.clinicians) == (score, (score, None))
    refused = evaluate(submitted(year, "individual", "rejected"))
    assert roll_up([[scoring(180, year=year)], [refused]]) == found


def test_all_excepted_is_no_score() -> None:
    assert roll_up([None, None]).score is None
    assert roll_up([None, [excepted()]]).clinicians == (None, None)
    assert roll_up([[excepted()]]).score is None


def test_different_years_and_no_clinician_are_errors_that_name_the_field() -> None:
    with pytest.raises(ValueError, match="performanceYear") as caught:
        roll_up([[scoring(180)], [scoring(180, year=2024)]])
    assert "2024" not in str(caught.value)
    with pytest.raises(ValueError, match="no clinician"):
        roll_up([])


def test_a_roll_up_is_a_value() -> None:
    found = roll_up([[scoring(180)], None])
    assert pickle.loads(pickle.dumps(found)) == found == roll_up([[scoring(180)], None])
    assert hash(found) == hash(roll_up([[scoring(180)], None]))
