"""Facts of a document and of its sets beside those of rows."""

from typing import Any

import pytest

from mips_pi_rules import facts_of, policy
from mips_pi_rules.testing import qrda
from support.cases import Json, edited, full


def of(edits: Json) -> tuple[Json, Json]:
    """Facts of the submission, and of its set."""
    facts = facts_of(edited(full(2025), edits))
    (one,) = facts["sets"]
    return dict(facts["submission"]), dict(one)


def test_a_document_and_its_sets_say_their_year_and_who_submits() -> None:
    submission, one = of({})
    assert submission["performanceYear"] == one["performanceYear"] == 2025
    assert submission["performanceYearSupported"] is True
    assert submission["entityType"] == one["entityType"] == "individual"
    assert submission["promotingInteroperabilitySets"] == one["programsInSubmission"] == 1


@pytest.mark.parametrize(("given", "said"), [("soloist", ""), (5, ""), (None, None)])
def test_an_entity_type_that_is_none_is_said_to_be_none(given: object, said: str | None) -> None:
    submission, one = of({"submission": {"entityType": given}})
    assert submission.get("entityType") == said
    assert "entityType" not in one


@pytest.mark.parametrize(
    ("written", "capitals"),
    [
        ("0015cabc", "0015CABC"),
        ("0015Cß", "0015Cß"),
        ("\u0131\u017f0015c", "\u0131\u017f0015C"),
        ("0015C", "0015C"),
    ],
)
def test_an_id_of_technology_is_read_in_capitals_of_ascii(written: str, capitals: str) -> None:
    _, one = of({"set": {"cehrtId": written}})
    assert (one["cehrtId"], one["cehrtIdLowerCase"]) == (capitals, written != capitals)


@pytest.mark.parametrize(
    ("field", "written", "right"),
    [
        ("submissionMethod", "Registry", ["registry"]),
        ("submissionMethod", "fax", ["registry", "electronicHealthRecord"]),
        ("submissionMethod", 5, ["registry", "electronicHealthRecord"]),
        ("programName", "MIPS", ["mips"]),
        ("programName", 5, list(policy(2025).program_kinds)),
    ],
)
def test_a_word_that_is_none_is_told_with_those_that_may_be_meant(
    field: str, written: object, right: list[str]
) -> None:
    _, one = of({"set": {field: written}})
    (found,) = one["defects"][f"{field.removesuffix('Name')}s"]
    assert found == {"at": f"/measurementSets/0/{field}", "values": {"right": right}}


@pytest.mark.parametrize("year", [2024, 2025])
def test_a_report_template_is_one_of_its_year(year: int) -> None:
    text = qrda.document(full(2025))
    (template,) = (one for one in policy(2025).qrda_templates if one in text)
    other = policy(year).qrda_templates[-1]
    facts: Any = facts_of(text.replace(template, other))["submission"]
    told = [{"at": "/templateId", "values": {}}] if year != 2025 else None
    assert facts["defects"].get("templates") == told


@pytest.mark.parametrize(
    ("start", "end", "said"),
    [
        ("2025-01-01", "2025-01-01", {"inOrder": True, "days": 1}),
        ("2025-01-01", "2025-01-02", {"inOrder": True, "days": 2}),
        ("2025-01-02", "2025-01-01", {"inOrder": False}),
        ("2025-03-02", "2025-01-01", {"inOrder": False}),
        ("2024-12-31", "2025-01-01", {"inOrder": True, "days": 2, "startsInYear": False}),
        ("2025-12-31", "2026-01-01", {"inOrder": True, "days": 2, "endsInYear": False}),
    ],
)
def test_a_period_has_days_where_it_is_in_order(start: str, end: str, said: Json) -> None:
    _, one = of({"set": {"performanceStart": start, "performanceEnd": end}})
    inside = {"startsInYear": True, "endsInYear": True}
    assert one["period"] == {"start": start, "end": end, **inside, **said}
    document = full(2025) | {"performanceYear": 1999}
    document["measurementSets"][0] |= {"performanceStart": start, "performanceEnd": end}
    (plain,) = facts_of(document)["sets"]
    without_year = {name: one for name, one in said.items() if name not in inside}
    assert plain["period"] == {"start": start, "end": end, **without_year}
