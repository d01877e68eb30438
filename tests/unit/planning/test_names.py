"""Which name of a closed list is meant, by how it is written or by what stands beside it."""

import pytest

from mips_pi_rules import evaluate, policy
from mips_pi_rules.planning import plan
from support.cases import Json, full
from support.promises import promised

TIN = {"taxpayerIdentificationNumber": "000000001"}
NPI = {"nationalProviderIdentifier": "0000000001"}
ENTITY = {"entityId": "ENTITY-EXAMPLE-1"}


def of(entity_type: object, identifiers: Json, program: object = "mips", year: int = 2025) -> Json:
    document = full(year)
    document["measurementSets"][0]["programName"] = program
    head = ("entityType", *TIN, *NPI, *ENTITY)
    kept = {name: value for name, value in document.items() if name not in head}
    named = {} if entity_type is None else {"entityType": entity_type}
    return kept | named | identifiers


@pytest.mark.parametrize(
    ("written", "identifiers", "program", "meant"),
    [
        (None, TIN | NPI, "mips", "individual"),
        (None, TIN, "mips", "group"),
        ("", TIN, "G0057", "group"),
        ("practice", TIN, "app1", "group"),
        ("APM Entity", ENTITY, "mips", "apm"),
        ("apmEntity", ENTITY | TIN, "ssp", "apm"),
        ("Group practice", TIN, "mips", "group"),
        ("virtual group", ENTITY, "mips", "virtualGroup"),
        ("VG", ENTITY, "app1", "apm"),
    ],
)
def test_who_submits_is_whom_the_identifiers_fit(
    written: object, identifiers: Json, program: str, meant: str
) -> None:
    submission = of(written, identifiers, program)
    found = plan(submission)
    (step,) = found.mandatory
    assert (step.field, step.to, step.instead) == ("entityType", meant, ())
    promised(found, submission)
    assert found.leads_out


@pytest.mark.parametrize(
    ("program", "types"),
    [("mips", ["virtualGroup", "apm"]), ("G0057", ["apm", "subgroup"])],
)
def test_where_identifiers_fit_several_each_is_named(program: str, types: list[str]) -> None:
    submission = of(None, ENTITY, program)
    (step,) = plan(submission).mandatory
    assert [step.to, *(one.id for one in step.instead)] == types
    assert not any("show" in need for need in step.needs)
    for name in types:
        assert evaluate(submission | {"entityType": name}).ok


@pytest.mark.parametrize("written", ["apm", "APM"])
def test_who_cannot_report_in_the_year_is_no_one_whose_identifiers_are_like_it(
    written: str,
) -> None:
    first, *_ = plan(of(written, ENTITY, year=2022)).mandatory
    assert (first.to, first.needs) == ("individual", ("That is who submits.",))


@pytest.mark.parametrize("written", ["", "foo", "M0003", "APP1"])
@pytest.mark.parametrize(("entity_type", "like"), [("subgroup", "G0057"), ("virtualGroup", "mips")])
def test_the_programs_that_are_named_are_those_of_the_entity_type(
    written: str, entity_type: str, like: str
) -> None:
    (found,) = evaluate(of(entity_type, ENTITY, written)).findings
    kinds = policy(2025).program_kinds
    assert found.rule == "PI610"
    assert found.values["right"] == tuple(p for p, kind in kinds.items() if kind == kinds[like])
