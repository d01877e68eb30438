"""A Submission as the answers of a form: the way back of `from_answers`."""

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from typing import Any, Never

from mips_pi_rules.documents.document import read
from mips_pi_rules.documents.submission import (
    APPLIES_TO,
    OUR_CATEGORY,
    REFUSED,
    SUBMISSION_METHODS,
    Measurement,
    MeasurementSet,
    Proportion,
    Refused,
    Submission,
)
from mips_pi_rules.forms.fields import HEAD, FormField, fields_of, levels_of
from mips_pi_rules.judging.dating import dated
from mips_pi_rules.law.policies import Policy
from mips_pi_rules.law.rulebook import Rulebook
from mips_pi_rules.law.year import NoYear


def answers_of(submission: object, *, rulebook: Rulebook | None = None) -> dict[str, Any]:
    """The answers that make this submission, by the fields of `questions(year)`, as plain JSON.

    `from_answers` makes an equal one of them again where it could have made this one; of any
    other that has one set of the category one with the same outcome, score and rows. What says
    nothing (a blank row, an exclusion or level that is false) is left out.

    Raises ValueError for what no answers say: several sets, and what the rules refuse too or
    force to 0, as a year without rules, a measure twice or unknown, an exclusion beside its
    measure or beside one that may not stand with it, two levels, a value of the wrong form, an id
    of blanks. It names the field and holds nothing of the submission. Takes what `evaluate` takes;
    UnreadableSubmission, a ValueError too, is for what that cannot read.
    """
    rules = Rulebook.of(rulebook)
    said = dated(read(submission), rules).submission
    given = said.performance_year
    year = rules.year(given if isinstance(given, int) else None)
    if isinstance(year, NoYear):
        _refuse("performanceYear")
    policy = year.policy
    one = _only_set(said)
    head = {
        "performanceYear": policy.performance_year,
        "entityType": _known("entityType", said.entity_type, APPLIES_TO),
        "taxpayerIdentificationNumber": said.taxpayer_identification_number,
        "nationalProviderIdentifier": said.national_provider_identifier,
        "entityId": said.entity_id,
        "programName": _known("programName", one.program_name, policy.program_kinds),
        "submissionMethod": _known("submissionMethod", one.submission_method, SUBMISSION_METHODS),
        "performanceStart": one.performance_start,
        "performanceEnd": one.performance_end,
        "cehrtId": one.cehrt_id or None,
    }
    if head["submissionMethod"] is None and said.measurement_sets:
        _refuse("submissionMethod")
    answers: dict[str, Any] = {}
    for name in HEAD:
        value = head[name]
        if value is REFUSED or (isinstance(value, str) and not value.strip()):
            _refuse(name)
        if value is not None:
            answers[name] = value.isoformat() if isinstance(value, date) else value
    rows = _said(policy, one)
    for field in fields_of(year).values():
        if field.measure is not None:
            answers.update(_answer(policy, field, rows))
    return answers


def _only_set(submission: Submission) -> MeasurementSet:
    """The one set of the category; an empty one where there is none."""
    sets = submission.measurement_sets
    if sets is REFUSED or submission.repeated:
        _refuse("measurementSets")
    if submission.program_misplaced:
        _refuse("programName")
    ours = []
    for one in sets or ():
        if one is REFUSED or one.category is REFUSED:
            _refuse("category")
        if one.category == OUR_CATEGORY:
            ours.append(one)
    if len(ours) > 1:
        raise ValueError("answers are of one measurement set, and the submission has several")
    return ours[0] if ours else MeasurementSet(OUR_CATEGORY, SUBMISSION_METHODS[0])


def _known(name: str, value: str | Refused | None, names: Collection[str]) -> str | None:
    if value is None:
        return None
    if value is REFUSED or value not in names:
        _refuse(name)
    return value


def _said(policy: Policy, one: MeasurementSet) -> Mapping[str, bool | Proportion | Refused]:
    """What the rows say by id, without those that say nothing."""
    said: dict[str, bool | Proportion | Refused] = {}
    met = set()
    rows = one.measurements
    for row in () if rows is None else rows if isinstance(rows, tuple) else (REFUSED,):
        name = row.measure_id if isinstance(row, Measurement) else None
        if row is REFUSED or name not in policy.roles or not isinstance(name, str):
            _refuse("measurements")
        if name in met:
            _refuse(policy.fields[name])
        met.add(name)
        if row.value is not None and (row.value is not False or name in policy.measures):
            said[name] = row.value
    return said


def _answer(
    policy: Policy, field: FormField, said: Mapping[str, bool | Proportion | Refused]
) -> Iterator[tuple[str, str]]:
    """The answer of a measure or level, if it has one."""
    measure = str(field.measure)
    if field.kind == "level":
        ids = {name: answer for answer, name in levels_of(policy, measure).items()}
    else:
        ids = {name: name for name in policy.measures[measure].exclusions}
    claimed = [answer for name, answer in ids.items() if name in said]
    if any(said[name] is not True for name in ids if name in said):
        _refuse(field.name)
    if field.kind == "level":
        if len(claimed) > 1:
            _refuse(field.name)
    elif any(not {*policy.exclusions[one].substitutes}.isdisjoint(claimed) for one in claimed):
        _refuse(field.name)
    elif measure in said:
        if claimed:
            _refuse(field.name)
        claimed = [_written(field, said[measure])]
    if claimed:
        yield field.name, claimed[0]


def _written(field: FormField, value: bool | Proportion | Refused) -> str:
    if field.kind == "yesNo" and isinstance(value, bool):
        return "yes" if value else "no"
    if field.kind == "proportion" and isinstance(value, Proportion) and not value.other_keys:
        numerator, denominator = value.numerator, value.denominator
        if isinstance(numerator, int) and isinstance(denominator, int):
            return f"{numerator}/{denominator}"
    return _refuse(field.name)


def _refuse(name: str) -> Never:
    raise ValueError(f"{name}: no answers say what the submission has there")
