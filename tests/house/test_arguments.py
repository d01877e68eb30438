"""Every argument of every public function: what is of another type is told, and never repeated."""

import inspect
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest

import mips_pi_rules
from mips_pi_rules import (
    Rulebook,
    SaferSelfAssessment,
    SecurityRiskAnalysis,
    answers_of,
    evaluate,
    evaluate_best,
    evaluate_many,
    facts_of,
    from_answers,
    plan,
    policy,
    questions,
    read_qrda3,
    roll_up,
    summarize,
    to_qpp,
)
from mips_pi_rules.testing import qrda
from support.cases import FULL, NO_SAFER, TOKEN

REPORT = evaluate(FULL)
PLAN = plan(NO_SAFER)
ANSWERS = answers_of(FULL)
# A submission and a context of another type have errors of their own, which name no argument.
OWN_WORDS = {
    "submission": "(a )?submission is ",
    "submissions": "submissions are |a submission is ",
    "clinicians": "clinicians are |a clinician is ",
    "context": "context: ",
    "answers": "performanceYear: ",
    "source": "a QRDA III document is ",
}
QRDA = qrda.document(FULL).encode()

CALLS: dict[str, Callable[[Any], object]] = {
    "answers_of submission": answers_of,
    "answers_of rulebook": lambda it: answers_of(FULL, rulebook=it),
    "evaluate submission": evaluate,
    "evaluate context": lambda it: evaluate(FULL, context=it),
    "evaluate rulebook": lambda it: evaluate(FULL, rulebook=it),
    "evaluate_best submissions": evaluate_best,
    "evaluate_best context": lambda it: evaluate_best([FULL], context=it),
    "evaluate_best rulebook": lambda it: evaluate_best([FULL], rulebook=it),
    "evaluate_many submissions": lambda it: list(evaluate_many(it)),
    "evaluate_many rulebook": lambda it: list(evaluate_many([FULL], rulebook=it)),
    "facts_of submission": facts_of,
    "facts_of context": lambda it: facts_of(FULL, context=it),
    "facts_of rulebook": lambda it: facts_of(FULL, rulebook=it),
    "from_answers answers": from_answers,
    "from_answers fields": lambda it: from_answers(ANSWERS, fields=it),
    "from_answers rulebook": lambda it: from_answers(ANSWERS, rulebook=it),
    "plan submission": plan,
    "plan context": lambda it: plan(FULL, context=it),
    "plan as_of": lambda it: plan(FULL, as_of=it),
    "plan rulebook": lambda it: plan(FULL, rulebook=it),
    "plan values": lambda it: plan(FULL, values=it),
    "policy year": policy,
    "questions year": questions,
    "questions rulebook": lambda it: questions(2025, rulebook=it),
    "read_qrda3 source": read_qrda3,
    "read_qrda3 rulebook": lambda it: read_qrda3(QRDA, rulebook=it),
    "roll_up clinicians": roll_up,
    "roll_up rulebook": lambda it: roll_up([[REPORT]], rulebook=it),
    "summarize reports": summarize,
    "to_qpp submission": to_qpp,
    "Plan.apply submission": PLAN.apply,
    "Plan.apply values": lambda it: PLAN.apply(FULL, values=it),
    "Plan.apply steps": lambda it: PLAN.apply(FULL, steps=it),
    "Rulebook.load policy_dir": lambda it: Rulebook.load(it, "schemas"),
    "Rulebook.load schemas_dir": lambda it: Rulebook.load("policy", it),
    "Rulebook.only year": lambda it: Rulebook.default().only(it),
    "Rulebook.policy year": lambda it: Rulebook.default().policy(it),
    "SecurityRiskAnalysis.attestation policy": SecurityRiskAnalysis().attestation,
    "SaferSelfAssessment.record policy": SaferSelfAssessment("2025").record,
}


class Other:
    """What no argument is; it does not say so."""

    def __repr__(self) -> str:
        return TOKEN


def wrong(argument: str) -> Iterator[object]:
    """Values of types that the argument does not take."""
    yield from (Other(), 1.5, True)
    if argument != "submissions":  # of several what is none becomes a report
        yield [Other()]
    if argument in ("year", "policy", "steps"):
        yield from (TOKEN, "2025", b"2025", [2025], {})
    elif argument in ("rulebook", "values", "fields", "as_of"):
        yield from (TOKEN, 2025, (TOKEN, TOKEN), "" if argument != "as_of" else ())
    elif argument == "submissions":
        yield from (FULL, TOKEN, b"{}", None)
    if argument == "fields":
        yield {"jahr": 5}


def test_every_argument_of_every_public_function_is_here() -> None:
    functions = {name: getattr(mips_pi_rules, name) for name in mips_pi_rules.__all__}
    every = {
        f"{name} {argument}"
        for name, one in functions.items()
        if inspect.isfunction(one)
        for argument in inspect.signature(one).parameters
    }
    assert every <= CALLS.keys()


@pytest.mark.parametrize("call", CALLS)
def test_what_is_of_another_type_is_told_by_its_name_and_not_repeated(call: str) -> None:
    argument = call.partition(" ")[2]
    for given in wrong(argument):
        with pytest.raises((TypeError, ValueError)) as raised:
            CALLS[call](given)
        said = str(raised.value)
        assert re.match(OWN_WORDS.get(argument, rf"{argument}\b"), said), said
        assert TOKEN not in said
        assert raised.value.__cause__ is None
        assert raised.value.__context__ is None or raised.value.__suppress_context__


def test_no_rulebook_is_none_whatever_counts_as_nothing() -> None:
    nothing: Any
    for nothing in (0, "", (), {}):
        with pytest.raises(TypeError, match=r"rulebook is a Rulebook, as Rulebook\.load reads one"):
            evaluate(FULL, rulebook=nothing)


def test_a_year_may_be_a_whole_number_of_any_type() -> None:
    class Whole:
        def __index__(self) -> int:
            return 2025

    year: Any = Whole()
    for given in (year, 2025.0):
        assert policy(given).performance_year == 2025
        assert Rulebook.default().only(given).years() == (2025,)
