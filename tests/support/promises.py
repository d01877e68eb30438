"""What a plan promises, held to evaluate."""

import itertools
from typing import Any

from attrs import evolve

from mips_pi_rules import evaluate, policy
from mips_pi_rules.planning import Plan
from support.cases import Json
from support.fewest import COUNTS
from support.troubled import SAMPLES

RECORD: Json = {
    "edition": "2016",
    "date": "2025-06-01",
    "statuses": dict.fromkeys(
        policy(2025).raw["evidence"]["saferSelfAssessment"]["practices"], "Not implemented"
    ),
}


def promised(found: Plan, submission: Any, **more: Any) -> None:
    """Evaluate what the plan gives, after every prefix of its steps."""
    values = more.pop("values", None)
    report = evaluate(found.apply(submission, values=values), **more)
    assert (report.outcome, report.score) == (found.promises.outcome, found.promises.score)
    for count, after in enumerate(found.promises.after, 1):
        report = evaluate(found.apply(submission, values=values, steps=count), **more)
        assert (report.outcome, report.score) == (after.outcome, after.score)
    report = evaluate(found.apply(submission, steps=0), **more)
    refused = any(one.reason == "source" for one in found.cannot)
    assert refused or (report.outcome, report.score) == (found.now.outcome, found.now.score)


def needs_are_said(found: Plan) -> None:
    for step in found.steps:
        assert step.needs
        assert all(need.strip() for need in step.needs)


def is_smallest(found: Plan, submission: Any, values: Json | None = None, **more: Any) -> None:
    steps = found.mandatory
    for count in range(len(steps)):
        for fewer in itertools.combinations(steps, count):
            left = evolve(found, steps=fewer).apply(submission, values=values)
            assert not evaluate(left, **more).ok, [step.words for step in fewer]


def sampled(found: Plan) -> Json:
    """A value for each step that asks for one."""
    return {s.field: SAMPLES.get(s.field, COUNTS) for s in found.steps if s.needs_value}
