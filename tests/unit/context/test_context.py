"""The form of a context: what is taken, what is refused, and that nothing of it is told."""

import copy
import json
import pickle
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from mips_pi_rules import Context, ContextError, evaluate, evaluate_many, years
from mips_pi_rules.context.context import Eligibility
from support.anycontexts import contexts
from support.cases import EXAMPLES, SCHEMAS, TOKEN, Json, full, nodes, read_json
from support.contexts import EVERYTHING, eligible, everything_said, in_pre_production
from support.examples import times
from support.mutation import places

SCHEMA = Draft202012Validator(read_json(SCHEMAS / "context.schema.json"))
CASES: dict[str, Json] = {
    f"{file.parent.name}/{file.stem}": case
    for file in sorted(EXAMPLES.glob("20*/*.json"))
    if "context" in (case := read_json(file))
}
every_year = pytest.mark.parametrize("year", years())
years_ = st.sampled_from(years())
cases_or_contexts = contexts | st.sampled_from(list(CASES)).map(
    lambda name: copy.deepcopy(CASES[name]["context"])
)
ODD: tuple[Any, ...] = (
    None, True, False, 0, 1, -1, 2024, 2024.0, 2024.5, 1e300, 2**53 - 1, 2**53, float(2**53),
    "", " ", TOKEN, "2025-02-29", "2024-02-29", "2025-04-31", "0000-01-01", "0001-01-01",
    "9999-12-31", "2025-1-01", "2025-01-01\n", "20250101", "1.1", "1.1\n", "111.1", "1.1.1.1",
    "1.", "10.10.10", "hospitalBased", "physician", "newPractice", "accessControl", "practice",
    [], {}, [None], [""], [TOKEN], ["1.1"], ["1.1", "1.1"], ["1.1\n"], ["accessControl"],
    ["accessControl", "accessControl"], ["hospitalBased", "hospitalBased"], ["newPractice"],
    [2024, 2024], [2024.0], [2024.5], [None, 2024], [[]], {"": None}, {"a": None}, {"a": 1},
    {"a": -1}, {"a": 1.0}, {"a": "b"}, {"a": ""}, {"a": []}, {"a": [2024]}, {"a": {}},
    {"edition": "2016"}, {"edition": None}, {"edition": ""}, {"edition": 2016}, {"date": None},
    {"date": "2025-01-01", "done": True, "encryptionOrEquivalent": True},
    {"date": "2025-01-01", "done": True, "encryptionOrEquivalent": None},
)  # fmt: skip


def spoilt(data: st.DataObject, context: Json, odd: st.SearchStrategy[Any]) -> Json:
    """The context with something odd in one or two places."""
    changed = copy.deepcopy(context)
    for _ in range(data.draw(st.integers(0, 2))):
        where = places(changed)
        kind = data.draw(st.sampled_from(["value", "value", "name", "none"]))
        if kind == "name":
            data.draw(st.sampled_from(list(nodes(changed))))[TOKEN] = data.draw(odd)
        elif where:
            container, key = data.draw(st.sampled_from(where))
            if kind == "value":
                container[key] = copy.deepcopy(data.draw(odd))
            else:
                del container[key]
    return changed


def refusal(context: Any) -> ContextError | None:
    try:
        Context.of(context)
    except ContextError as error:
        return error
    return None


@given(st.data(), cases_or_contexts)
@times(3)
def test_the_schema_accepts_exactly_what_the_library_reads(
    data: st.DataObject, context: Json
) -> None:
    document = spoilt(data, context, st.sampled_from(ODD).map(copy.deepcopy))
    assert SCHEMA.is_valid(document) is (refusal(document) is None)


@pytest.mark.parametrize("odd", ODD, ids=repr)
def test_the_schema_and_the_library_agree_on_every_odd_value_in_every_place(odd: Any) -> None:
    for name in range(len(places(EVERYTHING))):
        document = copy.deepcopy(EVERYTHING)
        container, key = places(document)[name]
        container[key] = copy.deepcopy(odd)
        assert SCHEMA.is_valid(document) is (refusal(document) is None), (key, odd)
    assert SCHEMA.is_valid(odd) is (refusal(odd) is None)


@given(cases_or_contexts)
def test_a_context_is_read_once_and_stays_equal_by_value(context: Json) -> None:
    before = copy.deepcopy(context)
    first, second = Context.of(context), Context.of(json.loads(json.dumps(context)))
    assert context == before
    assert SCHEMA.is_valid(context)
    assert first == second
    assert hash(first) == hash(second)
    assert pickle.loads(pickle.dumps(first)) == first
    assert Context.of(first) is first


@given(cases_or_contexts, years_)
def test_a_context_and_its_json_give_the_same_report(context: Json, year: int) -> None:
    assert evaluate(full(year), context=Context.of(context)) == evaluate(
        full(year), context=context
    )


@every_year
def test_nothing_beside_a_submission_is_an_empty_context(year: int) -> None:
    plain = evaluate(full(year))
    nulls = {"eligibility": None, "history": None, "evidence": None}
    for empty in (None, {}, nulls, Context(), {"eligibility": {}, "history": {}, "evidence": {}}):
        assert evaluate(full(year), context=empty) == plain


WRONG: dict[str, tuple[str, Any]] = {
    "context": ("context", [TOKEN]),
    "a name": ("context", {TOKEN: 1}),
    "eligibility": ("eligibility", {"eligibility": TOKEN}),
    "statuses": ("eligibility.specialStatuses", eligible(specialStatuses=[TOKEN])),
    "statuses as text": ("eligibility.specialStatuses", eligible(specialStatuses=TOKEN)),
    "type": ("eligibility.clinicianType", eligible(clinicianType=TOKEN)),
    "exceptions": ("eligibility.exceptions", eligible(exceptions=[TOKEN])),
    "all": ("eligibility.allCliniciansQualify", eligible(allCliniciansQualify=TOKEN)),
    "referral": (
        "eligibility.informationBlockingReferral",
        eligible(informationBlockingReferral=TOKEN),
    ),
    "history": ("history", {"history": {TOKEN: {}}}),
    "measures": ("history.preProduction", {"history": {"preProduction": [TOKEN]}}),
    "years": ("history.preProduction", {"history": {"preProduction": {TOKEN: TOKEN}}}),
    "a year": ("history.preProduction", {"history": {"preProduction": {TOKEN: [TOKEN]}}}),
    "a measure": ("history.preProduction", in_pre_production(f"PI_{TOKEN}", 2024)),
    "evidence": ("evidence", {"evidence": {TOKEN: None}}),
    "edition": (
        "evidence.saferSelfAssessment.edition",
        {"evidence": {"saferSelfAssessment": {"date": "2025-01-01"}}},
    ),
    "date": (
        "evidence.saferSelfAssessment.date",
        {"evidence": {"saferSelfAssessment": {"edition": TOKEN, "date": TOKEN}}},
    ),
    "practices": (
        "evidence.saferSelfAssessment.practices",
        {"evidence": {"saferSelfAssessment": {"edition": TOKEN, "practices": [TOKEN]}}},
    ),
    "kind": (
        "evidence.securityRiskAnalysis.kind",
        {"evidence": {"securityRiskAnalysis": {"kind": TOKEN}}},
    ),
    "management": (
        "evidence.securityRiskAnalysis.riskManagement.done",
        {"evidence": {"securityRiskAnalysis": {"riskManagement": {"date": "2026-01-01"}}}},
    ),
    "counts": ("evidence.counts", {"evidence": {"counts": {TOKEN: -1}}}),
    "certification": (
        "evidence.certification.inPlace",
        {"evidence": {"certification": {"inPlace": TOKEN}}},
    ),
    "engagement": ("evidence.engagement", {"evidence": {"engagement": {TOKEN: None}}}),
    "requests": (
        "evidence.engagement.unansweredRequests",
        {"evidence": {"engagement": {TOKEN: {"unansweredRequests": TOKEN}}}},
    ),
    "an engagement": (
        "evidence.engagement",
        {"evidence": {"engagement": {f"PI_{TOKEN}": {"unansweredRequests": 1}}}},
    ),
}


@pytest.mark.parametrize("kind", WRONG)
def test_a_wrong_context_is_an_error_that_names_the_field(kind: str) -> None:
    field, context = WRONG[kind]
    with pytest.raises(ContextError) as caught:
        evaluate(full(2025), context=context)
    assert caught.value.field == field
    assert field in str(caught.value)
    assert isinstance(caught.value, ValueError)
    assert TOKEN not in everything_said(caught.value)
    assert (caught.value.__cause__, caught.value.__context__) == (None, None)


@given(st.data(), cases_or_contexts, years_)
@times(3)
def test_no_error_and_no_report_repeats_what_stood_in_the_context(
    data: st.DataObject, context: Json, year: int
) -> None:
    tokens: list[Any] = [TOKEN, [TOKEN], {TOKEN: TOKEN}, {TOKEN: [TOKEN]}, f"2025-01-{TOKEN}"]
    document = spoilt(data, context, st.sampled_from(tokens))
    try:
        report = evaluate(full(year), context=document)
    except ContextError as error:
        assert TOKEN not in everything_said(error)
        assert (error.__cause__, error.__context__) == (None, None)
    else:
        assert TOKEN not in repr(report)
    assert TOKEN not in repr(list(evaluate_many([(full(year), document)])))


def test_an_eligibility_that_is_built_takes_the_same_closed_lists() -> None:
    for wrong in (
        {"special_statuses": [TOKEN]},
        {"clinician_type": TOKEN},
        {"exceptions": ["newPractice", TOKEN]},
    ):
        with pytest.raises(ContextError) as caught:
            Eligibility(**wrong)  # type: ignore[arg-type]
        assert TOKEN not in everything_said(caught.value)


def test_a_mapping_that_cannot_be_read_is_a_wrong_context() -> None:
    class Hostile(dict[str, Any]):
        def keys(self) -> Any:
            raise RuntimeError(TOKEN)

    error = refusal({"eligibility": Hostile(a=1)}) or refusal({"eligibility": {1: TOKEN}})
    assert error is not None
    assert TOKEN not in everything_said(error)
