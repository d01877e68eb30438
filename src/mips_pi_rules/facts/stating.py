"""What was said, stated once and whole: the facts that rules and scoring are about.

The one place that knows presence from value, what is an exclusion and what a level of active
engagement, and which way of a choice was taken. Facts are plain JSON (schemas/facts.schema.json),
so that a rule is a JSON Schema over them; they hold nothing that may not be printed except the
CMS EHR Certification ID, which no rule prints. Nobody writes into them later.
"""

import re
from collections.abc import Container
from datetime import date

from attrs import define

from mips_pi_rules.context.context import NO_CONTEXT, Context
from mips_pi_rules.documents.submission import (
    APPLIES_TO,
    DEFAULT_PROGRAM,
    OTHER_CATEGORIES,
    OUR_CATEGORY,
    REFUSED,
    SUBMISSION_METHODS,
    MeasurementSet,
    Submission,
)
from mips_pi_rules.facts.defects import Defects, note
from mips_pi_rules.facts.eligibility import enter_eligibility
from mips_pi_rules.facts.history import enter_history
from mips_pi_rules.facts.measures import enter_measures, rows_of, without_id
from mips_pi_rules.facts.mismatches import enter_evidence
from mips_pi_rules.facts.records import Records
from mips_pi_rules.facts.values import (
    DocumentRecord,
    Identifiers,
    SetFacts,
    SetRecord,
    SubmissionFacts,
)
from mips_pi_rules.law.policies import Policy
from mips_pi_rules.law.year import Year

_IDENTIFIERS = (
    ("taxpayerIdentificationNumber", "taxpayer_identification_number", re.compile("[0-9]{9}")),
    ("nationalProviderIdentifier", "national_provider_identifier", re.compile("[0-9]{10}")),
    ("entityId", "entity_id", re.compile(r".*\S.*", re.S)),  # any text that is not blank
)
_CAPITALS = str.maketrans("abcdefghijklmnopqrstuvwxyz", "ABCDEFGHIJKLMNOPQRSTUVWXYZ")
_LOWER = re.compile("[a-z]")


@define(eq=False)
class Facts:
    """Facts of a document and of each of its sets of the category, in document order.

    `nothing`: the facts of a set without rows, which stand where there is no set at all.
    """

    submission: SubmissionFacts
    sets: tuple[SetFacts, ...]
    nothing: SetFacts | None = None


def state(year: Year, submission: Submission, years: tuple[int, ...], context: Context) -> Facts:
    """The facts of a document of a year with a policy; `years`: those there are policies for."""
    policy = year.policy
    ours = _ours(submission)
    programs = len({_program_of(one) for one in ours})
    sets = tuple([_set_facts(year, submission, one, context, programs) for one in ours])
    nothing = None
    if not sets:
        nothing = _set_facts(year, submission, MeasurementSet(OUR_CATEGORY), NO_CONTEXT, 1)
    head = _document_facts(submission, ours, years, policy.program_kinds)
    data = head.data
    data["performanceYearSupported"] = True
    data["performanceYear"] = policy.performance_year
    data["referral"] = context.eligibility.information_blocking_referral
    templates = submission.report_templates
    if templates is not None and not set(templates) & set(policy.qrda_templates):
        note(data["defects"], "templates", "/templateId")
    if submission.entity_type is not None:
        known = submission.entity_type in APPLIES_TO
        data["entityType"] = str(submission.entity_type) if known else ""
        if known and context is not NO_CONTEXT:
            who, said = data["entityType"], context.eligibility
            enter_eligibility(data["defects"], policy, who, said)
    return Facts(head, sets, nothing)


def state_without_policy(submission: Submission, years: tuple[int, ...]) -> Facts:
    """The facts of a document whose year has no policy: only what no year decides."""
    ours = _ours(submission)
    programs = len({_program_of(one) for one in ours})
    sets = []
    for one in ours:
        facts = _plain_set_facts(submission, one, programs)
        for index, row in rows_of(one, facts):
            if not isinstance(row.measure_id, str):
                without_id(one, facts).add(index)
        sets.append(facts)
    return Facts(_document_facts(submission, ours, years, None), tuple(sets))


def _ours(submission: Submission) -> tuple[MeasurementSet, ...]:
    """The measurement sets of this category, in document order."""
    sets = submission.measurement_sets
    if not isinstance(sets, tuple):
        return ()
    return tuple(one for one in sets if one.category == OUR_CATEGORY)


def _program_of(one: MeasurementSet) -> object:
    """The program under which a set is submitted; none named is traditional MIPS."""
    return DEFAULT_PROGRAM if one.program_name is None else one.program_name


def _base_of(submission: Submission, one: MeasurementSet) -> str:
    """Pointer to a measurement set in the caller's document."""
    return submission.wrapper + ("" if submission.bare else f"/measurementSets/{one.index}")


def _document_facts(
    submission: Submission,
    ours: tuple[MeasurementSet, ...],
    years: tuple[int, ...],
    programs: Container[object] | None,
) -> SubmissionFacts:
    """What no year decides; `programs`: those of the year, None where any may be one."""
    wrapper = submission.wrapper
    prefix = wrapper + ("/submission" if submission.bare else "")
    sets = submission.measurement_sets
    defects: Defects = {}
    for pointer in submission.repeated:
        note(defects, "duplicateKeys", pointer)
    if sets is REFUSED:
        note(defects, "shapes", f"{wrapper}/measurementSets", expected="a list")
    for index in submission.refused_sets:
        note(defects, "shapes", f"{wrapper}/measurementSets/{index}", expected="an object")
    for one in sets if isinstance(sets, tuple) else ():
        if one.category != OUR_CATEGORY and one.category not in OTHER_CATEGORIES:
            place = _base_of(submission, one) + "/category"
            note(defects, "categories", place, right=one.likely or OUR_CATEGORY)
    if submission.program_misplaced:
        note(defects, "programsMisplaced", f"{prefix}/programName")
    for name in submission.misspelt:
        note(defects, "misspeltFields", prefix, right=name)
    for stray in submission.misplaced:
        place = f"{prefix}/{stray.field}"
        note(defects, "misplacedFields", place, field=stray.field, right=stray.belongs)
    keys = set()
    for one in ours:
        key = (one.submission_method, _program_of(one))
        known = programs is None or _program_of(one) in programs
        if known and isinstance(one.submission_method, str) and key in keys:
            note(defects, "duplicateSets", _base_of(submission, one))
        keys.add(key)
    for found in submission.format_defects:
        note(defects, found.name, found.at, **found.values)
    data: DocumentRecord = {
        "performanceYearSupported": False,
        "supportedYears": list(years),
        "identifiers": _identifiers(submission),
        "defects": defects,
    }
    if not defects.keys() & {"shapes", "categories"}:
        # What could not be read may be the set that is missing.
        data["promotingInteroperabilitySets"] = len(ours)
    return SubmissionFacts(data, prefix, wrapper)


def _identifiers(submission: Submission) -> Identifiers:
    found: Identifiers = {}
    for name, attribute, form in _IDENTIFIERS:
        value = getattr(submission, attribute)
        if value is not None:
            good = isinstance(value, str) and form.fullmatch(value)
            found[name] = "wellFormed" if good else "malformed"  # type: ignore[literal-required] # names of the table above
    return found


def _set_facts(
    year: Year, submission: Submission, one: MeasurementSet, context: Context, programs: int
) -> SetFacts:
    policy = year.policy
    facts = _plain_set_facts(submission, one, programs)
    data = facts.data
    data["performanceYear"] = policy.performance_year
    if submission.entity_type in APPLIES_TO:
        data["entityType"] = str(submission.entity_type)
    for name, day in (("startsInYear", one.performance_start), ("endsInYear", one.performance_end)):
        if isinstance(day, date):
            data["period"][name] = day.year == policy.performance_year  # type: ignore[literal-required] # both are names of it
    _enter_program(policy, facts)
    enter_measures(year.derived(Records.of_year), one, facts)
    if context is not NO_CONTEXT:
        enter_history(policy, facts, context.pre_production)
        enter_evidence(facts, one, policy, context.evidence)
    return facts


def _plain_set_facts(submission: Submission, one: MeasurementSet, programs: int) -> SetFacts:
    """Facts of one measurement set that no year decides, but for its rows."""
    base = _base_of(submission, one)
    defects: Defects = {}
    for name in one.misspelt:
        note(defects, "misspeltFields", base, right=name)
    data: SetRecord = {
        "programsInSubmission": programs,
        "period": {},
        "measures": {},
        "choices": {},
        "defects": defects,
    }
    method = one.submission_method
    known = method if isinstance(method, str) and method in SUBMISSION_METHODS else None
    if known is None:
        written = method.casefold() if isinstance(method, str) else ""
        right = [one for one in SUBMISSION_METHODS if one.casefold() == written]
        right = right or list(SUBMISSION_METHODS)
        note(defects, "submissionMethods", base + "/submissionMethod", right=right)
    _enter_certification(one, data, base)
    _enter_period(one, data, base)
    return SetFacts(data, base, _program_of(one), known)


def _enter_certification(one: MeasurementSet, data: SetRecord, base: str) -> None:
    if one.cehrt_id is REFUSED:
        note(data["defects"], "cehrtIds", base + "/cehrtId")
        data["cehrtId"] = None
    elif one.cehrt_id:
        data["cehrtId"] = one.cehrt_id.translate(_CAPITALS)
        data["cehrtIdLowerCase"] = bool(_LOWER.search(one.cehrt_id))


def _enter_period(one: MeasurementSet, data: SetRecord, base: str) -> None:
    period, start, end = data["period"], one.performance_start, one.performance_end
    if start is REFUSED:
        note(data["defects"], "dates", f"{base}/performanceStart")
        period["start"] = None
    elif start is not None:
        period["start"] = start.isoformat()
    if end is REFUSED:
        note(data["defects"], "dates", f"{base}/performanceEnd")
        period["end"] = None
    elif end is not None:
        period["end"] = end.isoformat()
    if isinstance(start, date) and isinstance(end, date):
        length = (end - start).days + 1  # both ends count
        period["inOrder"] = length > 0
        if length > 0:
            period["days"] = length


def _enter_program(policy: Policy, facts: SetFacts) -> None:
    name = facts.program
    kind = policy.program_kinds.get(name) if isinstance(name, str) else None
    if isinstance(name, str) and kind is not None:
        facts.data["programName"], facts.data["programKind"] = name, kind
        return
    written = name.casefold() if isinstance(name, str) else ""
    right = [known for known in policy.program_kinds if known.casefold() == written]
    right = right or list(policy.program_kinds)
    note(facts.data["defects"], "programs", facts.base + "/programName", right=right)
