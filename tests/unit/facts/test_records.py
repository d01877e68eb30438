"""The records that documents share: what bits say is what they say, and nobody writes into them."""

import copy
from itertools import permutations

import pytest

from mips_pi_rules import Rulebook, evaluate, plan, years
from mips_pi_rules.context.context import NO_CONTEXT
from mips_pi_rules.documents.document import read
from mips_pi_rules.facts.records import OWN, Records
from mips_pi_rules.facts.stating import state
from support.cases import EXAMPLES, Json, edited, full, read_json

every_year = pytest.mark.parametrize("year", years())


def said(submission: Json) -> tuple[Json, list[int]]:
    """The measures and choices stated of a submission's first set, and the bits behind them."""
    rulebook = Rulebook.default()
    submission_ = read(submission).submission
    year = rulebook.year(submission["performanceYear"])
    facts = state(year, submission_, rulebook.years(), NO_CONTEXT).sets[0]  # type: ignore[arg-type] # these years have a policy
    return {"measures": facts.data["measures"], "choices": facts.data["choices"]}, facts.bits


@every_year
def test_documents_that_say_the_same_share_their_records(year: int) -> None:
    first, bits = said(full(year))
    second, _ = said(full(year))
    assert first == second
    for name, of in zip(first["measures"], bits, strict=True):
        assert (first["measures"][name] is second["measures"][name]) is not bool(of & OWN), name


@every_year
def test_judging_and_planning_leave_shared_records_as_they_were(year: int) -> None:
    kept, _ = said(full(year))
    before = copy.deepcopy(kept)
    for file in sorted((EXAMPLES / str(year)).glob("*.json"))[::3]:
        case = read_json(file)
        evaluate(case["submission"], context=case.get("context"))
    no = edited(full(year), {"measures": {"PI_PPHI_1": False}})
    assert plan(no).leads_out
    assert kept == before


@every_year
def test_the_order_of_rows_is_told_where_bits_do_not_tell_it(year: int) -> None:
    policy = Rulebook.default().policy(year)
    (name, measure) = next(
        (name, one) for name, one in policy.measures.items() if len(one.exclusions) > 1
    )
    for ids in permutations(measure.exclusions[:2]):
        rows = [{"measureId": one, "value": True} for one in ids]
        stated, _ = said(edited(full(year), {"without": [name], "rows": rows}))
        assert stated["measures"][name]["excludedBy"] == list(ids)


@every_year
def test_each_year_has_tables_of_its_own(year: int) -> None:
    of_year = Rulebook.default().year(year)
    assert of_year.derived(Records.of_year) is of_year.derived(Records.of_year)  # type: ignore[union-attr] # it has a policy
    others = {id(Rulebook.default().year(one).derived(Records.of_year)) for one in years()}  # type: ignore[union-attr]
    assert len(others) == len(years())
