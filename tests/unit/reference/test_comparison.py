"""What changed between years, in sentences and in reports."""

from itertools import permutations

import pytest

from mips_pi_rules import evaluate, policy, years
from mips_pi_rules.reference.comparison import compare, differences
from mips_pi_rules.reference.details import changes
from mips_pi_rules.reference.trial_submissions import full, trials


def pointers(before: int, after: int) -> set[str]:
    return {change.pointer for change in changes(policy(before), policy(after))}


@pytest.mark.parametrize("year", years())
def test_the_submission_from_which_changes_are_tried_scores_everything(year: int) -> None:
    report = evaluate(full(policy(year)))
    assert (report.outcome, report.score, report.findings) == ("scored", 100, ())


def test_from_2024_to_2025_only_the_law_and_the_measure_data_changed() -> None:
    assert pointers(2024, 2025) == {
        "/weights/ssp",
        "/gapCountsAs",
        "/sets/conflicts",
        "/submissions",
        "/measures/PI_EP_1",
        "/measures/PI_HIE_1",
        "/measures/PI_HIE_4",
        "/measures/PI_HIE_5",
        "/measures/PI_PEA_1",
        "/measures/PI_PHCDRR_1",
        "/bonusGroups/publicHealth",
        "/outcomes/referral",
        "/outcomes/suppressedYesLevel",
        "/outcomes/suppressedPreProduction",
        "/measures/PI_EP_2/rules",
        "/measures/PI_PHCDRR_3/rules",
        "/exclusions/PI_EP_2_EX_1/substitutes",
        "/exclusions/PI_EP_2_EX_2/substitutes",
        "/suppressed/PI_PHCDRR_3",
        "/flows/PI_PHCDRR_1",
        "/flows/PI_PHCDRR_3",
        "/reweighting/clinicalSocialWorker",
        "/parameters/cehrtId/pattern",
        "/parameters/cehrtId/examples",
        "/rules/PI110",
        "/rules/PI503",
        "/rules/PI508",
        "/rules/PI907",
        "/readings/referral-2024",
        "/readings/suppressed-yes-level",
        "/readings/suppressed-preproduction",
        "/readings/ssp-2025",
        "/meta/programs",
    }


@pytest.mark.parametrize(("before", "after"), list(permutations(years(), 2)))
def test_a_difference_is_told_in_words_with_its_law_and_never_empty(
    before: int, after: int
) -> None:
    for change in changes(policy(before), policy(after)):
        assert change.sentence.endswith(".")
        assert ": ." not in change.sentence, change.pointer
        assert '"' not in change.sentence, change.pointer
        pattern = change.pointer.endswith("/pattern")  # a regular expression has braces of its own
        assert pattern or not set("{[") & set(change.sentence), change.pointer
        assert change.cites


def deeds(before: int, after: int) -> dict[str, tuple[str, str]]:
    """What was done, with what it led to in each of the two years."""
    return {
        one.done: (str(one.before), str(one.after))
        for one in differences(policy(before), policy(after))
    }


def test_ways_and_thresholds_are_told_by_their_names() -> None:
    told = {change.pointer: change.sentence for change in changes(policy(2022), policy(2027))}
    ways = told["/choices/healthInformationExchange/ways"]
    assert ways.endswith("; biDirectional (measures PI_HIE_5); tefca (measures PI_HIE_6).")
    told = {change.pointer: change.sentence for change in changes(policy(2023), policy(2024))}
    threshold = told["/exclusions/PI_EP_2_EX_2/threshold"]
    assert threshold.endswith("becomes count controlledSubstancePrescriptions; fewer than 1.")


def test_what_an_entry_rests_on_is_told_where_nothing_else_of_it_changed() -> None:
    told = {change.pointer: change.sentence for change in changes(policy(2024), policy(2025))}
    settled = "its basis was reading, and is cms now."
    assert told["/submissions"] == f"Submissions: {settled}"
    assert told["/sets/conflicts"] == f"Several sets, conflicts: {settled}"
    told = {change.pointer: change for change in changes(policy(2025), policy(2026))}
    other = told["/rules/PI102"]
    assert other.sentence.endswith(
        ": rested on 42 CFR 414.1375(b)(2)(ii)(A) (cms), and rests now on what follows (cms)."
    )
    assert other.cites == ("42 CFR 414.1375(b)(2)(ii)(A)", "QPP measure data")


def test_the_difference_of_2025_is_a_no_to_electronic_case_reporting() -> None:
    found = deeds(2024, 2025)
    assert found["a no to Electronic Case Reporting (PI_PHCDRR_3)"] == ("0 (zero)", "scored 100")
    assert found["a CMS EHR Certification ID of the form 2025C…"] == ("0 (zero)", "scored 100")
    assert {done for done in found if "program" not in done} == {
        "a no to Electronic Case Reporting (PI_PHCDRR_3)",
        "a CMS EHR Certification ID of the form 2025C…",
        f"claiming two exclusions of {policy(2025).measures['PI_EP_2'].title} (PI_EP_2)",
    }


def test_from_2023_to_2024_safer_the_period_and_the_cehrt_id_got_stricter() -> None:
    found = deeds(2023, 2024)
    safer = "a no to High Priority Practices Guide of the SAFER Guides (PI_PPHI_2)"
    assert found[safer] == ("scored 100", "0 (zero)")
    assert found["a performance period of 90 days"] == ("scored 100", "0 (zero)")
    assert found["a performance period of 179 days"] == ("scored 100", "0 (zero)")
    assert "a performance period of 180 days" not in found
    assert found["a CMS EHR Certification ID of the form ??15E…"] == ("scored 100", "0 (zero)")
    assert found["no row for Security Risk Analysis (PI_PPHI_1)"] == ("0 (zero)", "0 (incomplete)")


def test_from_2022_to_2023_levels_are_asked_and_apm_entities_report() -> None:
    found = deeds(2022, 2023)
    level = "no level of active engagement for Immunization Registry Reporting (PI_PHCDRR_1)"
    assert found[level] == ("scored 100", "0 (zero)")
    assert found["the entity type apm"] == ("rejected", "scored 100")
    assert found["the entity type subgroup"] == ("rejected", "scored 100")


@pytest.mark.parametrize("year", years())
def test_a_year_does_not_differ_from_itself(year: int) -> None:
    assert changes(policy(year), policy(year)) == ()
    found = compare(year, year)
    assert (found.steps, found.differences, found.details) == ((), (), ())


def test_years_further_apart_are_told_step_by_step_in_the_order_of_time() -> None:
    found = compare(2026, 2023)
    assert [(step.before, step.after) for step in found.steps] == [
        (2023, 2024),
        (2024, 2025),
        (2025, 2026),
    ]
    assert [step.changes for step in found.steps] == [policy(y).changes for y in (2024, 2025, 2026)]
    done = {one.done for one in found.differences}
    assert "a no to Electronic Case Reporting (PI_PHCDRR_3)" not in done  # as it was in 2023


def test_every_trial_is_named_once() -> None:
    names = [(trial.deed, trial.subject) for trial in trials((policy(2022), policy(2026)))]
    assert len(names) == len(set(names))


def test_a_way_that_is_new_is_missed_by_no_report_of_another_way() -> None:
    """A report without it takes another way, in either year."""
    tefca = "Enabling Exchange Under TEFCA (PI_HIE_6)"
    found = deeds(2022, 2023)
    assert found[f"a no to {tefca}"] == ("rejected", "0 (zero)")
    assert f"no row for {tefca}" not in found
    several = {f"{one.deed} {one.subject}" for one in trials((policy(2023), policy(2024)))}
    assert f"no row for {tefca}" in several
