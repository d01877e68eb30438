"""The records that documents share: what bits say is what they say, and nobody writes into them."""

import copy
from itertools import permutations
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mips_pi_rules import Rulebook, evaluate, plan, years
from mips_pi_rules.context.context import NO_CONTEXT
from mips_pi_rules.documents.document import read
from mips_pi_rules.facts.records import Records
from mips_pi_rules.facts.stating import state
from mips_pi_rules.facts.values import SetFacts, is_said
from mips_pi_rules.law import policyfile
from mips_pi_rules.testing.mixing import mixture
from support.cases import EXAMPLES, POLICY, Json, edited, full, read_json
from support.rulebooks import Change, put, shipped_rules

every_year = pytest.mark.parametrize("year", years())


def said(submission: Json) -> SetFacts:
    """What is stated of a submission's first set."""
    rulebook = Rulebook.default()
    submission_ = read(submission).submission
    year = rulebook.year(submission["performanceYear"])
    return state(year, submission_, rulebook.years(), NO_CONTEXT).sets[0]  # type: ignore[arg-type] # these years have a policy


@every_year
def test_documents_that_say_the_same_share_their_records(year: int) -> None:
    first, second = said(full(year)), said(full(year))
    assert first.data == second.data
    assert first.said is second.said
    assert all(a is b for a, b in zip(first.said.groups, second.said.groups, strict=True))
    assert first.own
    measures, others = first.data["measures"], second.data["measures"]
    for name in measures:
        assert (measures[name] is others[name]) is (name not in first.own), name


@every_year
def test_groups_have_every_measure_once_in_the_order_of_the_policy(year: int) -> None:
    facts, policy = said(full(year)), Rulebook.default().policy(year)
    assert [name for one in facts.said.groups for name in one.measures] == list(policy.measures)
    assert list(facts.data["measures"]) == list(policy.measures)
    assert [name for one in facts.said.groups for name in one.choices] == list(policy.choices)


@every_year
def test_judging_and_planning_leave_shared_records_as_they_were(year: int) -> None:
    kept = said(full(year))
    before = copy.deepcopy([(one.measures, one.choices) for one in kept.said.groups])
    for file in sorted((EXAMPLES / str(year)).glob("*.json"))[::3]:
        case = read_json(file)
        evaluate(case["submission"], context=case.get("context"))
    no = edited(full(year), {"measures": {"PI_PPHI_1": False}})
    assert plan(no).leads_out
    assert [(one.measures, one.choices) for one in kept.said.groups] == before


@every_year
def test_the_order_of_rows_is_told_where_bits_do_not_tell_it(year: int) -> None:
    policy = Rulebook.default().policy(year)
    (name, measure) = next(
        (name, one) for name, one in policy.measures.items() if len(one.exclusions) > 1
    )
    for ids in permutations(measure.exclusions[:2]):
        rows = [{"measureId": one, "value": True} for one in ids]
        stated = said(edited(full(year), {"without": [name], "rows": rows}))
        assert stated.data["measures"][name]["excludedBy"] == list(ids)
        assert [one.shared for one in stated.said.groups if name in one.measures] == [False]


@pytest.mark.parametrize("year", years()[1:])  # the first has no levels
def test_the_order_of_two_levels_is_told_too(year: int) -> None:
    name = "PI_PHCDRR_1"
    levels = Rulebook.default().policy(year).levels_of(name)
    for ids in (levels, levels[::-1], levels):
        rows = [{"measureId": one, "value": True} for one in ids]
        stated = said(edited(full(year), {"without": levels, "rows": rows}))
        assert stated.data["measures"][name]["levelIds"] == list(ids)


@every_year
def test_each_year_has_tables_of_its_own(year: int) -> None:
    of_year = Rulebook.default().year(year)
    assert of_year.derived(Records.of_year) is of_year.derived(Records.of_year)  # type: ignore[union-attr] # it has a policy
    others = {id(Rulebook.default().year(one).derived(Records.of_year)) for one in years()}  # type: ignore[union-attr]
    assert len(others) == len(years())


@every_year
@given(seed=st.integers(0, 10**6))
@settings(max_examples=10, deadline=None)
def test_facts_of_a_set_differ_from_what_is_said_in_counts_and_history_alone(
    year: int, seed: int
) -> None:
    document = mixture(Random(seed), year, several=False, refused=False)
    facts = said(document)
    for name, record in facts.data["measures"].items():
        own = {key for key in record if not is_said(["measures", name, key])}
        rest = {key: value for key, value in record.items() if key not in own}
        assert rest == facts.said.measures[name]
        assert not own or name in facts.own
    assert facts.data["choices"] == facts.said.choices


def of_own_law(change: Change, **values: object) -> Json:
    """What is stated by the policy of a year with a change, of a submission with these values."""
    raw = read_json(POLICY / "2026.json") | {"readings": []}
    change(raw)
    law = policyfile.policy_from(raw)
    year = Rulebook({2026: lambda: law}, shipped_rules).year(2026)
    submission = read(edited(full(2026), {"measures": values})).submission
    return dict(state(year, submission, (2026,), NO_CONTEXT).sets[0].data)  # type: ignore[arg-type]


def test_what_a_measure_asks_for_may_be_of_another_objective() -> None:
    asked = {"productionOnAnyOf": ["PI_PHCDRR_1"], "basis": "cms", "cites": ["x"]}
    data = of_own_law(put("/requires/PI_PEA_1", asked))
    assert data["measures"]["PI_PEA_1"]["requirementMet"] is True
    without = of_own_law(put("/requires/PI_PEA_1", asked), PI_PHCDRR_1_PROD=False)
    assert "requirementMet" not in without["measures"]["PI_PEA_1"]


def test_a_way_may_have_measures_of_several_objectives() -> None:
    way = "/choices/healthInformationExchange/ways/0/measures/-"
    data = of_own_law(put(way, "PI_PEA_1"))
    (choice,) = data["choices"].values()
    assert "PI_PEA_1" in choice["wayRows"]


def test_a_way_of_several_measures_is_taken_by_one_of_them() -> None:
    def change(raw: Json) -> None:
        _, second, third = raw["choices"]["healthInformationExchange"]["ways"]
        second["measures"] += third.pop("measures")
        third["measures"] = ["PI_PEA_1"]

    data = of_own_law(change, PI_HIE_1=None, PI_HIE_4=None, PI_PEA_1=None, PI_HIE_5=True)
    (choice,) = data["choices"].values()
    assert (choice["state"], choice["missing"]) == ("partial", ["PI_HIE_6"])


def test_rows_that_say_no_are_there_where_the_law_counts_them() -> None:
    """By the other reading of false rows; a blank row is one too."""
    present = put("/presence/falseRows/count", "present")
    no = {"PI_LVPP_1": False, "PI_EP_2_EX_2": False, "PI_PHCDRR_1_PRE": False, "PI_EP_2": None}
    for change, there in ((present, True), (lambda _: None, False)):
        measures = of_own_law(change, **no)["measures"]
        rows = {name: measures[name].get("exclusionRows") for name in ("PI_EP_1", "PI_EP_2")}
        assert rows == (
            {"PI_EP_1": ["PI_LVPP_1"], "PI_EP_2": ["PI_EP_2_EX_2"]}
            if there
            else dict.fromkeys(rows)
        )
        assert "excludedBy" not in measures["PI_EP_1"] | measures["PI_EP_2"]
        assert ("row" in measures["PI_EP_2"]) is there
        assert "reported" not in measures["PI_EP_2"]
        levels = measures["PI_PHCDRR_1"]
        assert levels["levels"] == ["production"]
        assert ("PI_PHCDRR_1_PRE" in levels["levelRows"]) is there


@every_year
def test_what_is_excluded_is_told_apart_for_each_measure(year: int) -> None:
    """Points that are available are kept by it, of all documents that exclude the same."""
    measures = Rulebook.default().policy(year).measures
    before = said(full(year)).said.shares
    found = {}
    for name, one in measures.items():
        for exclusion in one.exclusions[:1]:
            edits = {"without": [name], "rows": [{"measureId": exclusion, "value": True}]}
            found[name] = said(edited(full(year), edits)).said.shares & ~before
    assert len(found) > 4
    for name, bits in found.items():
        others = [other for of, other in found.items() if of != name]
        assert bits
        assert not any(bits & ~before & other for other in others), name
