"""What stands behind an attestation: SAFER self-assessment and security risk analysis."""

import copy
import json
import pickle
import re
import traceback
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any, get_args

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mips_pi_rules import policy, years
from mips_pi_rules.context.attestation import Attestation, GapCode
from mips_pi_rules.context.printing import table
from mips_pi_rules.context.riskanalysis import DOMAINS, SecurityRiskAnalysis, SecurityRiskManagement
from mips_pi_rules.context.safer import SaferSelfAssessment
from mips_pi_rules.errors import ContextError
from support.cases import TOKEN, Json
from support.records import (
    FULLY,
    NOT_AT_ALL,
    OWN_SCALE,
    PARTIALLY,
    PRACTICES,
    SCALE,
    UNLISTED,
    WITH_MANAGEMENT,
    Record,
    analysis,
    assessment,
)

every_year = pytest.mark.parametrize("year", years())


def codes(attestation: Attestation) -> list[str]:
    return [gap.code for gap in attestation.gaps]


def answered(record: Record, year: int) -> tuple[bool | None, list[str]]:
    attestation = record.attestation(policy(year))
    return attestation.answer, codes(attestation)


def refusal(read: Callable[[Any], Record], document: Any) -> ContextError:
    with pytest.raises(ContextError) as caught:
        read(document)
    return caught.value


# SAFER: when a yes is right


@every_year
def test_every_practice_not_implemented_is_a_yes_when_each_has_a_status(year: int) -> None:
    """SAFER25: a self-assessment need not confirm that each practice is fully implemented."""
    assert answered(assessment(year), year) == (True, [])


@given(st.data(), st.sampled_from(years()))
def test_complete_exactly_when_every_practice_has_a_status_whatever_it_is(
    data: st.DataObject, year: int
) -> None:
    """SAFER25: select the level of implementation for each recommended practice; else NO."""
    record = assessment(year)
    checklist = record.checklist(policy(year))
    status = st.none() | st.sampled_from(checklist.scale)
    given_ = {practice: data.draw(status) for practice in checklist.practices}
    record = attrs.evolve(record, statuses=given_)
    without = [practice for practice, one in given_.items() if one is None]
    assert answered(record, year) == (not without, ["practiceWithoutStatus"] if without else [])
    left = record.open_practices(policy(year))
    assert list(left.without_status) == without
    counts = record.summary(policy(year))
    assert sum(counts.values()) + len(without) == len(checklist.practices)
    assert len(left.not_fully_implemented) == sum(list(counts.values())[1:])


@given(st.sampled_from(years()), st.integers(-800, 800))
def test_any_day_of_the_calendar_year_counts_and_no_other(year: int, days: int) -> None:
    """414.1375(b)(2)(ii): in the calendar year, inside or outside the performance period."""
    day = date(year, 7, 1) + timedelta(days)
    expected = (True, []) if day.year == year else (None, ["wrongYear"])
    assert answered(assessment(year, date=day), year) == expected
    assert answered(analysis(year, date=day), year) == expected


@every_year
def test_the_first_and_the_last_day_of_the_year_count_and_their_neighbours_do_not(
    year: int,
) -> None:
    for day in (date(year, 1, 1), date(year, 12, 31)):
        assert answered(assessment(year, date=day), year)[0] is True
    for day in (date(year - 1, 12, 31), date(year + 1, 1, 1)):
        assert answered(assessment(year, date=day), year) == (None, ["wrongYear"])


def test_an_assessment_without_a_date_supports_nothing() -> None:
    assert answered(assessment(2025, date=None), 2025) == (None, ["dateMissing"])


def test_an_assessment_of_one_year_says_nothing_of_another_even_when_incomplete() -> None:
    record = assessment(2024, statuses={})
    assert answered(record, 2025) == (None, ["wrongYear", "practiceWithoutStatus"])
    assert answered(record, 2024) == (False, ["practiceWithoutStatus"])


def test_the_edition_is_that_of_the_year() -> None:
    old, new = assessment(2025, date=date(2026, 2, 1)), assessment(2026, date=date(2025, 2, 1))
    assert answered(old, 2026) == (None, ["wrongEdition"])
    assert answered(new, 2025) == (None, ["wrongEdition"])
    assert "another edition" in new.attestation(policy(2025)).judged_against


def test_the_answer_says_which_list_it_was_judged_against() -> None:
    assert assessment(2025).attestation(policy(2025)).judged_against == (
        "the 18 practices of the High Priority Practices guide, 2016 edition, from the policy"
    )
    assert assessment(2026).attestation(policy(2026)).judged_against == (
        "the 16 practices that the assessment lists for the High Priority Practices guide, "
        "2025 edition"
    )
    bare = assessment(2026, practices=(), statuses={})
    assert bare.attestation(policy(2026)).judged_against.startswith("no list")


def test_a_list_of_its_own_does_not_replace_the_list_of_the_policy() -> None:
    record = assessment(2025, practices=("1.1",), scale=("done",), statuses={"1.1": "done"})
    answer, found = answered(record, 2025)
    assert answer is False
    assert found == ["practiceWithoutStatus", "unknownStatus"]
    assert len(record.open_practices(policy(2025)).without_status) == len(PRACTICES)


@pytest.mark.parametrize("year", UNLISTED)
def test_without_a_list_or_a_scale_nothing_can_be_said(year: int) -> None:
    assert answered(assessment(year, practices=()), year) == (None, ["noList"])
    assert answered(assessment(year, scale=()), year) == (None, ["noScale"])
    assert assessment(year, practices=()).summary(policy(year)) == dict.fromkeys(OWN_SCALE, 0)


def test_a_status_off_the_scale_is_no_yes_and_is_not_repeated() -> None:
    record = assessment(2025, statuses=dict.fromkeys(PRACTICES, FULLY) | {"2.3": TOKEN})
    attestation = record.attestation(policy(2025))
    assert (attestation.answer, codes(attestation)) == (None, ["unknownStatus"])
    assert all(status in attestation.gaps[0].sentence for status in SCALE)
    assert "2.3" in attestation.gaps[0].sentence
    assert record.open_practices(policy(2025)).without_status == ("2.3",)


def test_a_practice_off_the_list_is_pointed_out_and_changes_nothing() -> None:
    record = assessment(2025, statuses=dict.fromkeys(PRACTICES, FULLY) | {TOKEN: FULLY})
    assert answered(record, 2025) == (True, ["unknownPractice"])


def test_the_gap_names_the_practices_the_law_and_nothing_of_the_record() -> None:
    statuses = dict.fromkeys(PRACTICES[:-2], PARTIALLY)
    (gap,) = assessment(2025, statuses=statuses).attestation(policy(2025)).gaps
    assert gap.sentence.startswith(
        "2 of 18 practices without a status: 3.2, 3.3. Give each one of: "
    )
    assert gap.cites == ("42 CFR 414.1375(b)(2)(ii)(D)", "SAFER25")


def test_many_missing_practices_are_named_up_to_a_line() -> None:
    many = tuple(f"{chapter}.{number}" for chapter in range(1, 4) for number in range(1, 11))
    record = assessment(2026, practices=many, statuses={})
    (_, gap) = record.attestation(policy(2026)).gaps
    assert gap.sentence.endswith("2.6 and 14 more.")


@pytest.mark.parametrize("year", UNLISTED)
@pytest.mark.parametrize("count", [1, 15, 16, 17, 30])
def test_a_list_that_has_not_sixteen_practices_is_pointed_out_and_judged_as_it_is(
    year: int, count: int
) -> None:
    """Guides: the checklist of the 2025 edition has 16 practices; which ones is not settled."""
    practices = tuple(f"1.{number}" for number in range(1, count + 1))
    record = assessment(year, practices=practices, statuses=dict.fromkeys(practices, "none"))
    assert answered(record, year) == (True, [] if count == 16 else ["practiceCount"])
    if count != 16:
        (gap,) = record.attestation(year).gaps
        assert f"lists {count} practices" in gap.sentence
        assert "16" in gap.sentence


def test_summary_and_open_practices_of_a_mixed_assessment() -> None:
    statuses = dict.fromkeys(PRACTICES, FULLY) | {"1.2": PARTIALLY, "3.1": NOT_AT_ALL}
    del statuses["2.7"]
    record = assessment(2025, statuses=statuses)
    assert record.summary(policy(2025)) == {FULLY: 15, PARTIALLY: 1, NOT_AT_ALL: 1}
    left = record.open_practices(policy(2025))
    assert left.without_status == ("2.7",)
    assert left.not_fully_implemented == ("1.2", "3.1")


# The security risk analysis


@every_year
def test_management_is_asked_for_by_the_years_whose_policy_says_so(year: int) -> None:
    """2026 measure data: the one answer covers the analysis and risk management."""
    expected = (None, ["managementMissing"]) if year in WITH_MANAGEMENT else (True, [])
    assert answered(analysis(year, risk_management=None), year) == expected
    assert WITH_MANAGEMENT == [2026, 2027]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ("encryption_addressed", "encryptionNotAddressed"),
        ("updates_implemented", "updatesNotImplemented"),
        ("deficiencies_corrected", "deficienciesNotCorrected"),
    ],
)
@every_year
def test_what_was_not_done_is_a_no_and_what_is_not_said_is_no_yes(
    year: int, change: str, code: str
) -> None:
    asked = year not in WITH_MANAGEMENT
    not_done, not_said = analysis(year, **{change: False}), analysis(year, **{change: None})
    assert answered(not_done, year) == ((False, [code]) if asked else (True, []))
    assert answered(not_said, year) == ((None, [code]) if asked else (True, []))


@pytest.mark.parametrize("year", WITH_MANAGEMENT)
def test_risk_management_is_done_in_the_year_with_encryption_or_an_equivalent(year: int) -> None:
    """45 CFR 164.308(a)(1)(ii)(B), 164.312(a)(2)(iv)."""

    def with_(day: date, done: bool, encryption: bool) -> SecurityRiskAnalysis:
        return analysis(year, risk_management=SecurityRiskManagement(day, done, encryption))

    inside, before = date(year, 1, 1), date(year - 1, 12, 31)
    assert answered(with_(inside, True, True), year) == (True, [])
    assert answered(with_(before, True, True), year) == (None, ["managementWrongYear"])
    assert answered(with_(inside, False, True), year) == (False, ["managementNotDone"])
    assert answered(with_(inside, True, False), year) == (False, ["encryptionNotAddressed"])


@pytest.mark.parametrize("change", ["date", "kind"])
def test_an_analysis_that_is_not_said_to_be_done_supports_nothing(change: str) -> None:
    assert answered(analysis(2025, **{change: None}), 2025) == (None, ["analysisMissing"])


@pytest.mark.parametrize("kind", ["conducted", "reviewed"])
def test_a_review_counts_like_a_new_analysis(kind: str) -> None:
    assert answered(analysis(2025, kind=kind), 2025) == (True, [])


@given(st.lists(st.sampled_from(list(DOMAINS)), unique=True), st.sampled_from(years()))
def test_coverage_tags_judge_nothing_and_tell_what_is_not_covered(
    tags: list[str], year: int
) -> None:
    record = analysis(year, domains=tags)
    assert answered(record, year) == (True, [])
    assert set(record.uncovered_domains) == set(DOMAINS) - set(tags)
    assert len(DOMAINS) == 9


# Two requirements that never stand in for each other


@given(st.sampled_from(years()), st.booleans(), st.booleans())
def test_neither_record_answers_for_the_other(year: int, safer: bool, sra: bool) -> None:
    evidence = policy(year).raw["evidence"]
    first = assessment(year) if safer else assessment(year, statuses={})
    second = analysis(year) if sra else analysis(year, date=None)
    one, two = first.attestation(policy(year)), second.attestation(policy(year))
    assert one.measure_id == evidence["saferSelfAssessment"]["attestation"]
    assert two.measure_id == evidence["securityRiskAnalysis"]["attestation"]
    assert one.measure_id != two.measure_id
    assert (one.answer is True) == safer
    assert (two.answer is True) == sra
    refusal(SecurityRiskAnalysis.from_dict, first.to_dict())
    refusal(SaferSelfAssessment.from_dict, second.to_dict())


# Values and JSON

days = st.dates(date(2021, 1, 1), date(2028, 12, 31))
texts = st.text(min_size=1, max_size=8)
numbers = st.from_regex(r"[0-9]{1,2}(\.[0-9]{1,2}){0,2}", fullmatch=True, alphabet="0123456789.")
answers = st.none() | st.booleans()
assessments = st.builds(
    SaferSelfAssessment,
    edition=st.sampled_from(["2016", "2025"]) | texts,
    date=st.none() | days,
    participants=st.lists(texts, max_size=3),
    scope=st.sampled_from(["organization", "practice"]),
    statuses=st.dictionaries(st.sampled_from(PRACTICES) | texts, st.sampled_from(SCALE) | texts),
    practices=st.lists(numbers, unique=True, max_size=4),
    scale=st.lists(texts, unique=True, max_size=5),
)
analyses = st.builds(
    SecurityRiskAnalysis,
    date=st.none() | days,
    kind=st.sampled_from([None, "conducted", "reviewed"]),
    encryption_addressed=answers,
    updates_implemented=answers,
    deficiencies_corrected=answers,
    risk_management=st.none()
    | st.builds(
        SecurityRiskManagement,
        date=days,
        done=st.booleans(),
        encryption_or_equivalent=st.booleans(),
    ),
    domains=st.lists(st.sampled_from(list(DOMAINS)), unique=True),
)


@given(assessments | analyses, st.sampled_from(years()))
def test_records_survive_json_and_pickle_and_are_equal_by_value(record: Record, year: int) -> None:
    again = type(record).from_dict(json.loads(json.dumps(record.to_dict())))
    assert again == record
    assert hash(again) == hash(record)
    assert pickle.loads(pickle.dumps(record)) == copy.deepcopy(record) == record
    attestation = record.attestation(policy(year))
    assert again.attestation(policy(year)) == attestation
    assert pickle.loads(pickle.dumps(attestation)) == attestation
    assert hash(attestation) == hash(again.attestation(policy(year)))
    assert attestation.answer is not True or set(codes(attestation)) <= {
        "unknownPractice",
        "practiceCount",
    }
    assert set(codes(attestation)) <= set(get_args(GapCode))


@given(assessments | analyses, st.sampled_from(years()))
def test_the_record_is_plain_text_of_eighty_columns_with_a_line_to_sign(
    record: Record, year: int
) -> None:
    text = record.record(policy(year))
    assert text.endswith("\n")
    assert all(len(line) <= 80 for line in text.splitlines())
    assert "Signed by ____" in text
    assert record.attestation(policy(year)).verdict in text


@every_year
def test_the_record_of_a_whole_assessment_fits_one_page(year: int) -> None:
    text = assessment(year).record(policy(year))
    assert len(text.splitlines()) <= 60
    assert f"{year}-03-14" in text
    assert text.count("Signed by") == 2
    for practice in assessment(year).checklist(year).practices:
        assert re.search(rf"^{re.escape(practice)} ", text, re.M)


@given(assessments | analyses, st.sampled_from(years()))
def test_no_label_of_the_record_touches_its_value(record: Record, year: int) -> None:
    lines = record.record(policy(year)).splitlines()
    for label in ("Performance year", "Judged against", "Attestation"):
        (line,) = [line for line in lines if line.startswith(label)]
        assert re.fullmatch(rf"{label} {{2,}}\S.*", line)


def test_a_table_keeps_two_columns_apart_however_long_they_are() -> None:
    rows = [("A label " * 20, "value " * 30), ("x" * 54, "y" * 24), ("x", ""), ("", "y")]
    lines = table(rows)
    assert all(len(line) <= 80 for line in lines)
    assert all(line[54:56].strip() == "" for line in lines)
    assert ("x" * 54 + "  " + "y" * 24) in lines
    assert table([]) == []


def test_a_null_status_is_no_status() -> None:
    document = assessment(2025).to_dict()
    document["statuses"]["1.1"] = None
    record = SaferSelfAssessment.from_dict(document)
    assert answered(record, 2025) == (False, ["practiceWithoutStatus"])
    assert "1.1" not in record.to_dict()["statuses"]


def test_what_may_be_left_out_is_left_open() -> None:
    assert SecurityRiskAnalysis.from_dict({}) == SecurityRiskAnalysis()
    assert SaferSelfAssessment.from_dict({"edition": "2016"}) == SaferSelfAssessment("2016")


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"edition": None}, "edition"),
        ({"edition": 2016}, "edition"),
        ({"edition": ""}, "edition"),
        ({"date": "14.03.2025"}, "date"),
        ({"date": "2025-02-29"}, "date"),
        ({"date": "20250314"}, "date"),
        ({"date": 20250314}, "date"),
        ({"participants": "nurse"}, "participants"),
        ({"participants": [1]}, "participants"),
        ({"scope": "everywhere"}, "scope"),
        ({"scope": ["practice"]}, "scope"),
        ({"statuses": []}, "statuses"),
        ({"statuses": {"1.1": True}}, "statuses"),
        ({"statuses": {"1.1": ""}}, "statuses"),
        ({"practices": ["first"]}, "practices"),
        ({"practices": ["1.1\n"]}, "practices"),
        ({"practices": ["1.1", "1.1"]}, "practices"),
        ({"scale": [None]}, "scale"),
        ({"scale": ["done", "done"]}, "scale"),
    ],
)
def test_a_wrong_field_of_an_assessment_is_named(change: Json, field: str) -> None:
    error = refusal(SaferSelfAssessment.from_dict, assessment(2025).to_dict() | change)
    assert error.field == f"evidence.saferSelfAssessment.{field}"
    assert (error.__cause__, error.__context__) == (None, None)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"date": "2025-13-01"}, "date"),
        ({"kind": "planned"}, "kind"),
        ({"encryptionAddressed": "yes"}, "encryptionAddressed"),
        ({"updatesImplemented": 1}, "updatesImplemented"),
        ({"deficienciesCorrected": []}, "deficienciesCorrected"),
        ({"domains": ["patientIdentification"]}, "domains"),
        ({"domains": ["accessControl", "accessControl"]}, "domains"),
        ({"riskManagement": True}, "riskManagement"),
        ({"riskManagement": {}}, "riskManagement.date"),
        ({"riskManagement": {"date": "2025-01-01"}}, "riskManagement.done"),
        (
            {"riskManagement": {"date": "2025-01-01", "done": True}},
            "riskManagement.encryptionOrEquivalent",
        ),
        ({"riskManagement": {"day": "2025-01-01"}}, "riskManagement"),
    ],
)
def test_a_wrong_field_of_an_analysis_is_named(change: Json, field: str) -> None:
    error = refusal(SecurityRiskAnalysis.from_dict, analysis(2025).to_dict() | change)
    assert error.field == f"evidence.securityRiskAnalysis.{field}"
    assert (error.__cause__, error.__context__) == (None, None)


class Hostile(dict[str, Any]):
    """A mapping that cannot be read."""

    def keys(self) -> Any:
        raise RuntimeError(TOKEN)

    __iter__ = keys


@pytest.mark.parametrize("document", [None, [], TOKEN, {1: 2}, {TOKEN: TOKEN}, Hostile(a=1)])
@pytest.mark.parametrize("cls", [SaferSelfAssessment, SecurityRiskAnalysis])
def test_what_is_no_object_of_known_fields_is_refused(
    cls: type[SaferSelfAssessment] | type[SecurityRiskAnalysis], document: Any
) -> None:
    error = refusal(cls.from_dict, document)
    assert error.field in ("evidence.saferSelfAssessment", "evidence.securityRiskAnalysis")
    assert TOKEN not in "".join(traceback.format_exception(error, limit=0))


NAMES = sorted(set(assessment(2025).to_dict()) | set(analysis(2025).to_dict()))
json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=True)
    | st.sampled_from([TOKEN, f"{TOKEN}\ud800", "2025-01-01", "1.1", "2016", *DOMAINS]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from([*NAMES, "done", TOKEN, "1.1"]), inner, max_size=4)
    ),
    max_leaves=8,
)
documents = json_values | st.dictionaries(st.sampled_from([*NAMES, TOKEN]), json_values)


@given(
    documents,
    st.sampled_from(
        [assessment(2025).to_dict(), assessment(2026).to_dict(), analysis(2026).to_dict()]
    ),
    st.sampled_from(years()),
)
def test_random_json_raises_nothing_but_context_error_and_is_never_repeated(
    document: Any, whole: Json, year: int
) -> None:
    merged = {**whole, **document} if isinstance(document, dict) else document
    for source in (document, merged):
        for cls in (SaferSelfAssessment, SecurityRiskAnalysis):
            try:
                record = cls.from_dict(source)
            except ContextError as error:
                said = "".join(traceback.format_exception(error, limit=0)) + repr(vars(error))
                said += repr((error.__cause__, error.__context__))
            else:
                said = repr(record.attestation(policy(year))) + record.record(policy(year))
            assert TOKEN not in said


def test_those_who_took_part_are_in_no_message() -> None:
    record = assessment(2026, participants=[TOKEN], scale=[*OWN_SCALE, TOKEN], edition=TOKEN)
    said = record.record(policy(2026)) + repr(record.attestation(policy(2026)))
    assert TOKEN not in said
    assert TOKEN not in repr(assessment(2025, participants=[TOKEN]))
