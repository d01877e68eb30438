"""Strategies for users' tests draw what they promise: right submissions, one fault, near misses."""

from datetime import date
from random import Random
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from mips_pi_rules import (
    Rulebook,
    UnsupportedYear,
    evaluate,
    evaluate_many,
    from_answers,
    policy,
    years,
)
from mips_pi_rules.testing import (
    Changed,
    answers,
    faults,
    mixed,
    near_misses,
    qrda_documents,
    rules_with_faults,
    submissions,
)
from mips_pi_rules.testing.mixing import mixture

PAIRS = [(year, name) for year in years() for name in policy(year).entity_types]
# What no one change breaks alone, and why.
BESIDE_OTHERS = {"PI802", "PI803"}  # they go with the finding that they explain
NOT_ALONE = {
    2022: {"PI912"},  # SSP_PI is no program yet
    2023: {"PI912"},
    2024: {"PI912", "PI812", "PI506", "PI507"},  # a no breaks its own rule from here on; no year
    2025: {"PI812"},  # before 2024 counts as one in pre-production
    2026: {"PI812"},
    2027: {"PI812"},
}


def rules_of(changed: Changed) -> set[str]:
    asked = changed.submission if changed.context is None else (changed.submission, changed.context)
    (report,) = evaluate_many([asked])
    return {finding.rule for finding in report.findings}


def chosen(strategy: Any) -> st.SearchStrategy[Changed]:
    """What `faults` or `near_misses` draw, of any rule, year and entity type."""

    def of_any() -> st.SearchStrategy[Changed]:
        every = [(rule, *pair) for pair in PAIRS for rule in rules_with_faults(*pair)]
        return st.sampled_from(every).flatmap(lambda one: strategy(*one))

    return st.deferred(of_any)  # when it is drawn: each change is tried for this, which takes time


@given(st.data())
def test_submissions_are_scored_and_nothing_is_refused(data: st.DataObject) -> None:
    year, name = data.draw(st.sampled_from(PAIRS))
    submission = data.draw(submissions(year, name))
    report = evaluate(submission)
    assert report.outcome == "scored"
    assert (submission["performanceYear"], submission["entityType"]) == (year, name)
    assert not report.reasons


def drawn(strategy: st.SearchStrategy[Any], count: int) -> list[Any]:
    """So many examples, the same ones each time."""
    found = []

    @given(strategy)
    @settings(max_examples=count, derandomize=True, database=None, phases=[Phase.generate])
    def keep(one: Any) -> None:
        found.append(one)

    keep()
    return found


def test_programs_ways_exclusions_levels_and_bonuses_are_drawn() -> None:
    law = policy(2026)
    said = drawn(submissions(2026), 150)
    ids = {row["measureId"] for one in said for row in one["measurementSets"][0]["measurements"]}
    assert {m for choice in law.choices.values() for way in choice.ways for m in way.measures} < ids
    assert {name for name, one in law.measures.items() if one.reporting != "required"} < ids
    assert {one for both in law.engagement.values() for one in (both.production,)} < ids
    assert len(ids & law.exclusions.keys()) > len(law.exclusions) / 2
    assert {one["entityType"] for one in said} == set(law.entity_types)
    assert len({one["measurementSets"][0]["programName"] for one in said}) > 5


@given(st.sampled_from(PAIRS), st.data())
def test_mixtures_are_of_the_year_and_rejected_only_where_that_is_asked_for(
    pair: tuple[int, str], data: st.DataObject
) -> None:
    taken = data.draw(mixed(*pair, several=False, refused=False))
    assert (taken["performanceYear"], len(taken["measurementSets"])) == (pair[0], 1)
    assert evaluate(taken).outcome != "rejected"


def test_mixtures_have_every_outcome_and_several_sets() -> None:
    # By dice: what hypothesis draws depends on which modules are loaded.
    said = [mixture(Random(seed), 2026) for seed in range(1000, 1060)]
    outcomes = {evaluate(one).outcome.value for one in said}
    assert outcomes == {"scored", "zero", "incomplete", "rejected"}
    assert {len(one["measurementSets"]) for one in said} >= {1, 2}
    rules = {finding.rule for one in said for finding in evaluate(one).findings}
    assert len(rules) > 15
    assert mixture(Random(7)) == mixture(Random(7))


@given(chosen(faults))
def test_one_fault_is_found_by_exactly_the_rule_that_is_named(changed: Changed) -> None:
    assert rules_of(changed) == {changed.rule}
    assert changed.about
    assert changed.what


@pytest.mark.parametrize("strategy", [faults, near_misses])
@pytest.mark.parametrize(("year", "name"), PAIRS[::9])
def test_of_one_rule_the_year_and_entity_type_are_drawn(
    strategy: Any, year: int, name: str
) -> None:
    for changed in drawn(strategy("PI209", year, name), 3):
        assert isinstance(changed.submission, dict)
        assert changed.submission["performanceYear"] == year
        assert changed.submission["entityType"] == name
        assert rules_of(changed) == ({"PI209"} if strategy is faults else set())


@pytest.mark.parametrize("year", years())
def test_every_rule_in_force_has_faults_but_for_those_with_a_reason(year: int) -> None:
    found = {rule for name in policy(year).entity_types for rule in rules_with_faults(year, name)}
    assert policy(year).rules.keys() - found == BESIDE_OTHERS | NOT_ALONE[year]


@pytest.mark.parametrize("rule", sorted(Rulebook.default().rules.keys() - BESIDE_OTHERS))
def test_a_fault_of_each_rule_is_found_by_it_alone(rule: str) -> None:
    year = next(
        one for one in reversed(years()) if rule in policy(one).rules.keys() - NOT_ALONE[one]
    )
    (changed,) = drawn(faults(rule, year), 1)
    assert rules_of(changed) == {rule}


@pytest.mark.parametrize("rule", ["PI000", "PI002", "PI020", "PI022", "PI909", "PI910", "PI914"])
def test_faults_and_near_misses_of_text_are_text(rule: str) -> None:
    for strategy, broken in ((faults, {rule}), (near_misses, set())):
        for changed in drawn(strategy(rule, 2025, "individual"), 3):
            assert isinstance(changed.submission, str)
            assert rules_of(changed) == broken


@pytest.mark.parametrize("rule", ["PI811", "PI821", "PI822", "PI831", "PI832", "PI841", "PI842"])
def test_near_misses_of_records_have_a_record_at_the_edge(rule: str) -> None:
    for changed in drawn(near_misses(rule, 2026, "group"), 10):
        assert rules_of(changed) == set()


@given(st.sampled_from(["PI209", "PI303", "PI202", "PI501", "PI607"]).flatmap(near_misses))
def test_near_misses_break_nothing(changed: Changed) -> None:
    assert rules_of(changed) == set()


@pytest.mark.parametrize("year", [2023, 2026])
def test_a_near_miss_is_at_the_edge_of_its_rule(year: int) -> None:
    def days(changed: Changed) -> int:
        assert isinstance(changed.submission, dict)
        (one,) = changed.submission["measurementSets"]
        start, end = (date.fromisoformat(one[f"performance{name}"]) for name in ("Start", "End"))
        return (end - start).days + 1

    fewest = policy(year).minimum_days
    assert min(map(days, drawn(near_misses("PI209", year), 90))) == fewest
    assert max(map(days, drawn(faults("PI209", year), 90))) == fewest - 1


@given(st.sampled_from(PAIRS).flatmap(lambda pair: qrda_documents(*pair)))
def test_qrda_documents_are_scored(document: str) -> None:
    report = evaluate(document)
    assert report.outcome == "scored"
    assert "source" not in {finding.kind for finding in report.findings}


@given(st.sampled_from(PAIRS).flatmap(lambda pair: answers(*pair)))
def test_answers_make_a_submission_that_is_scored(given_: dict[str, Any]) -> None:
    assert evaluate(from_answers(given_)).outcome == "scored"


def test_what_there_is_not_is_refused_at_once() -> None:
    with pytest.raises(UnsupportedYear):
        submissions(2021)
    with pytest.raises(ValueError, match="entity type"):
        submissions(2022, "apm")
    for wrong in ("PI802", "PI999"):
        with pytest.raises(ValueError, match="breaks that rule alone"):
            faults(wrong, 2025)
