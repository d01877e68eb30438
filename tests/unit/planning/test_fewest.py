"""A plan is the fewest changes, and never says that there is no way where there is one."""

import os
import random
from typing import Any

import pytest

from mips_pi_rules import evaluate, policy
from mips_pi_rules.documents.fieldnames import FORM_FIELDS
from mips_pi_rules.documents.spelling import Names
from mips_pi_rules.planning import Plan, plan, trials
from support.cases import Json, edited, full
from support.edits import row
from support.fewest import fewest
from support.troubled import beside, days, troubled

MOST = 3  # changes that the search tries together
DOCUMENTS = 150 * int(os.environ.get("EXAMPLES", "1"))  # 3,000 in `make prove`
SLICES = 6  # one for each year


def changes(found: Plan) -> int:
    return sum(step.changes for step in found.mandatory)


@pytest.mark.parametrize("part", range(SLICES))
def test_no_search_finds_fewer_changes(part: int) -> None:
    for seed in range(part, DOCUMENTS, SLICES):
        dice = random.Random(seed)
        year = 2022 + seed % SLICES
        submission, as_of = troubled(year, dice), dice.choice(days(year))
        context = beside(year, dice)
        found = plan(submission, as_of=as_of, context=context)
        most = min(MOST, changes(found) - 1) if found.leads_out else MOST
        words = {*FORM_FIELDS, *policy(year).fields.values(), None}
        assert {step.field for step in found.steps} <= words, seed
        best = fewest(submission, most, as_of, context) if most > 0 else None
        assert best is None, (seed, best, changes(found))


def test_the_search_finds_what_a_plan_finds() -> None:
    """Of the plans of at most two changes; so it can find fewer where there are fewer."""
    seen = 0
    for seed in range(60):
        dice = random.Random(seed)
        year = 2022 + seed % SLICES
        submission, as_of = troubled(year, dice), dice.choice(days(year))
        found = plan(submission, as_of=as_of)
        if found.leads_out and 0 < changes(found) <= 2:
            assert fewest(submission, 2, as_of) == changes(found), seed
            seen += 1
    assert seen > 20


def counted(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """A list that grows with each evaluation of a plan."""
    calls: list[int] = []
    real = trials.judged

    def judged(*parts: Any) -> Any:
        calls.append(1)
        return real(*parts)

    monkeypatch.setattr(trials, "judged", judged)
    return calls


def test_a_typical_plan_takes_few_evaluations(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of at most five changes; a longer one takes some for each thing that is wrong."""
    calls = counted(monkeypatch)
    for seed in range(60):
        dice = random.Random(seed)
        calls.clear()
        found = plan(troubled(2022 + seed % SLICES, dice))
        assert len(calls) <= 25 or changes(found) > 5, seed


@pytest.mark.parametrize("wrong", [row("QUITE_OTHER"), {}, 7, row("PI_PEA_1", "N/A")])
def test_many_of_a_kind_are_mended_at_once(monkeypatch: pytest.MonkeyPatch, wrong: Any) -> None:
    calls = counted(monkeypatch)
    taken = []
    for many in (10, 200):
        calls.clear()
        submission: Json = edited(full(2025), {"rows": [wrong] * many})
        found = plan(submission)
        assert found.leads_out and len(found.mandatory) == 1
        assert changes(found) == many == len(found.mandatory[0].further) + 1
        assert evaluate(found.apply(submission)).ok
        taken.append(len(calls))
    assert taken[0] == taken[1] <= 25


@pytest.mark.parametrize("wrong", ["submissionMethod", "cehrtId", "PI_PEA_1", "category"])
def test_many_sets_with_one_fault_are_mended_at_once(
    monkeypatch: pytest.MonkeyPatch, wrong: str
) -> None:
    calls = counted(monkeypatch)
    taken = []
    for many in (10, 60):
        calls.clear()
        submission = full(2025)
        one = submission["measurementSets"].pop()
        for index in range(many):
            counts = {"numerator": index + 2, "denominator": index + 1}
            change: Json = {"set": {wrong: 5}}
            if wrong == "PI_PEA_1":  # each has numbers of its own
                change = {"measures": {wrong: counts}}
            sets = edited(submission | {"measurementSets": [one]}, change)["measurementSets"]
            submission["measurementSets"] += sets
        found = plan(submission)
        assert found.leads_out
        taken.append((len(calls), len(found.steps)))
    assert taken[0] == taken[1]
    assert taken[0][0] <= 25


def test_unknown_ids_near_known_ones_take_no_more_evaluations_where_there_are_more(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Nor is a name looked for more often: what is looked for is counted, for each id."""
    calls, looked = counted(monkeypatch), []
    real = Names.near
    monkeypatch.setattr(Names, "near", lambda *all_: (looked.append(1), real(*all_))[1])
    known = sorted(policy(2025).roles)
    some = ["PI_EP_1", "PI_PEA_1", "PI_PPHI_1", "PI_PHCDRR_1", "PI_PHCDRR_1_PROD"]
    taken = []
    for many in (100, 400):
        calls.clear()
        looked.clear()
        rows = [row(known[index % len(known)] + "XQ"[index % 2]) for index in range(many)]
        submission = edited(full(2025), {"without": some, "rows": rows})
        assert plan(submission).leads_out
        taken.append((len(calls), len(looked) / many))
    assert taken[1][0] <= taken[0][0] + 4
    assert max(each for _, each in taken) <= 4


def test_what_no_change_mends_is_told_beside_what_is_mended_in_several_sets() -> None:
    one = edited(full(2025), {"rows": [row("PI_EP_2", True)]})
    (first,) = one["measurementSets"]
    one["measurementSets"].append({**first, "submissionMethod": "electronicHealthRecord"})
    found = plan(one, context={"eligibility": {"informationBlockingReferral": True}})
    assert not found.leads_out
    assert [(fault.reason, fault.rule) for fault in found.cannot] == [("document", "PI110")]
