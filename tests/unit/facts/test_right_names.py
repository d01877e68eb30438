"""A name that CMS's API does not take is told with the right one, where that is plain."""

import pytest

from mips_pi_rules import evaluate, policy, years
from support.cases import edited, full


@pytest.mark.parametrize("year", years())
@pytest.mark.parametrize("change", [str.upper, str.lower, str.swapcase, str.title])
def test_a_program_in_another_case_is_told_with_its_right_spelling(
    year: int, change: object
) -> None:
    assert callable(change)
    programs = policy(year).program_kinds
    for name in programs:
        written = change(name)
        if written not in programs:
            report = evaluate(edited(full(year), {"set": {"programName": written}}))
            (finding,) = (one for one in report.findings if one.rule == "PI610")
            assert finding.values["right"] == (name,)
            assert name in finding.fix


@pytest.mark.parametrize(
    ("field", "rule", "written", "right"),
    [
        ("programName", "PI610", " app-plus", "appPlus"),
        ("programName", "PI610", "G 0057", "G0057"),
        ("submissionMethod", "PI005", "Electronic Health Record", "electronicHealthRecord"),
        ("submissionMethod", "PI005", "registry ", "registry"),
    ],
)
def test_a_name_with_other_separators_is_told_with_its_right_spelling(
    field: str, rule: str, written: str, right: str
) -> None:
    report = evaluate(edited(full(2025), {"set": {field: written}}))
    (finding,) = (one for one in report.findings if one.rule == rule)
    assert finding.values["right"] == (right,)


@pytest.mark.parametrize("year", years())
def test_a_program_like_none_of_the_year_is_told_with_all_of_them(year: int) -> None:
    report = evaluate(edited(full(year), {"set": {"programName": "mipsy"}}))
    (finding,) = (one for one in report.findings if one.rule == "PI610")
    assert finding.values["right"] == tuple(policy(year).program_kinds)


@pytest.mark.parametrize("year", years())
@pytest.mark.parametrize(
    ("written", "right"),
    [
        ("PI_PPHI_2 ", ("PI_PPHI_2",)),
        ("pi_pphi_2", ("PI_PPHI_2",)),
        ("PI-PPHI-2", ("PI_PPHI_2",)),
        ("PI PPHI2\u200b", ("PI_PPHI_2",)),
        ("PI_PHI_2", ("PI_PPHI_2", "PI_PPHI_1")),
        ("ACI-PEA-1", ("PI_PEA_1",)),
        ("PI_LVTOC_1", ("PI_LVOTC_1",)),
        ("PI_PEA1", ("PI_PEA_1",)),
        ("PI_PEA", ("PI_PEA_1",)),
    ],
)
def test_an_id_of_the_same_letters_is_told_alone_and_of_others_the_nearest_first(
    year: int, written: str, right: tuple[str, ...]
) -> None:
    edit = {"rows": [{"measureId": written, "value": True}]}
    (finding,) = (one for one in evaluate(edited(full(year), edit)).findings if one.rule == "PI007")
    assert finding.values["right"] == right


@pytest.mark.parametrize(
    ("written", "right"), [("PI", "pi"), ("Quality", "quality"), ("aci", "pi"), ("IA", "ia")]
)
def test_a_category_in_another_case_is_told_the_right_one(written: str, right: str) -> None:
    report = evaluate(edited(full(2025), {"set": {"category": written}}))
    (finding,) = [one for one in report.findings if one.rule == "PI004"]
    assert finding.values["right"] == (right,)
