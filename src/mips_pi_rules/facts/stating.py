"""What was said, measure by measure: the facts that rules and scoring are about.

The one place that knows presence from value, what is an exclusion and what a level of active
engagement, and which way of a choice was taken. Facts are plain JSON (schemas/facts.schema.json),
so that a rule is a JSON Schema over them; they hold nothing that may not be printed except the
CMS EHR Certification ID, which no rule prints.
"""

import re
from datetime import date

from mips_pi_rules.documents.submission import (
    APPLIES_TO,
    DEFAULT_PROGRAM,
    OUR_CATEGORY,
    REFUSED,
    SUBMISSION_METHODS,
    MeasurementSet,
    Submission,
)
from mips_pi_rules.facts.defects import Defects, note
from mips_pi_rules.facts.measures import (
    enter_choices,
    enter_requirements,
    enter_rows,
    enter_silence,
)
from mips_pi_rules.facts.values import Json, SetFacts, SubmissionFacts
from mips_pi_rules.law.policies import Policy

_IDENTIFIERS = {  # field: (attribute, form); the entity id has no form but being non-blank text
    "taxpayerIdentificationNumber": ("taxpayer_identification_number", re.compile("[0-9]{9}")),
    "nationalProviderIdentifier": ("national_provider_identifier", re.compile("[0-9]{10}")),
    "entityId": ("entity_id", re.compile(r".*\S.*", re.S)),
}
_CAPITALS = str.maketrans("abcdefghijklmnopqrstuvwxyz", "ABCDEFGHIJKLMNOPQRSTUVWXYZ")
_LOWER = re.compile("[a-z]")


def promoting_interoperability_sets(submission: Submission) -> tuple[MeasurementSet, ...]:
    """The measurement sets of this category, in document order."""
    sets = submission.measurement_sets
    if not isinstance(sets, tuple):
        return ()
    return tuple(one for one in sets if one.category == OUR_CATEGORY)


def program_of(one: MeasurementSet) -> object:
    """The program under which a set is submitted; none named is traditional MIPS."""
    return DEFAULT_PROGRAM if one.program_name is None else one.program_name


def base_of(submission: Submission, one: MeasurementSet) -> str:
    """Pointer to a measurement set in the caller's document."""
    return "" if submission.bare else f"/measurementSets/{one.index}"


def submission_facts(
    submission: Submission, policy: Policy | None, years: tuple[int, ...]
) -> SubmissionFacts:
    """Facts of the whole document; `policy` is None when its performance year has none."""
    prefix = "/submission" if submission.bare else ""
    sets = submission.measurement_sets
    ours = promoting_interoperability_sets(submission)
    defects: Defects = {}
    for pointer in submission.repeated:
        note(defects, "duplicateKeys", pointer)
    if sets is REFUSED:
        note(defects, "shapes", "/measurementSets", expected="a list")
    for index in submission.refused_sets:
        note(defects, "shapes", f"/measurementSets/{index}", expected="an object")
    for one in sets if isinstance(sets, tuple) else ():
        if one.category is REFUSED:
            place = base_of(submission, one) + "/category"
            note(defects, "categories", place, right=OUR_CATEGORY)
    if submission.program_misplaced:
        note(defects, "programsMisplaced", "/submission/programName")
    for name in submission.misspelt:
        note(defects, "misspeltFields", prefix, right=name)
    keys = set()
    for one in ours:
        key = (one.submission_method, program_of(one))
        known = policy is None or program_of(one) in policy.program_kinds
        if known and isinstance(one.submission_method, str) and key in keys:
            note(defects, "duplicateSets", base_of(submission, one))
        keys.add(key)
    data: Json = {
        "performanceYearSupported": policy is not None,
        "supportedYears": list(years),
        "promotingInteroperabilitySets": len(ours),
        "identifiers": {},
        "defects": defects,
    }
    for found in submission.problems:
        note(defects, found.name, found.at, **found.values)
    if defects.keys() & {"shapes", "categories"}:
        # What could not be read may be the set that is missing.
        del data["promotingInteroperabilitySets"]
    if policy is not None:
        data["performanceYear"] = policy.performance_year
        templates = submission.report_templates
        if templates is not None and not set(templates) & set(policy.qrda_templates):
            note(defects, "templates", "/templateId")
        if isinstance(submission.entity_type, str):
            known = submission.entity_type in APPLIES_TO
            data["entityType"] = submission.entity_type if known else ""
        elif submission.entity_type is REFUSED:
            data["entityType"] = ""
    for name, (attribute, form) in _IDENTIFIERS.items():
        value = getattr(submission, attribute)
        if value is not None:
            good = isinstance(value, str) and form.fullmatch(value)
            data["identifiers"][name] = "wellFormed" if good else "malformed"
    return SubmissionFacts(data, prefix)


def set_facts(
    submission: Submission, one: MeasurementSet, policy: Policy | None, programs: int = 1
) -> SetFacts:
    """Facts of one measurement set; without a policy only what no year decides.

    `programs`: how many different programs the submission's sets of the category have.
    """
    base = base_of(submission, one)
    defects: Defects = {}
    for name in one.misspelt:
        note(defects, "misspeltFields", base, right=name)
    data: Json = {
        "defects": defects,
        "measures": {},
        "choices": {},
        "programsInSubmission": programs,
    }
    facts = SetFacts(data, base)
    if one.submission_method not in SUBMISSION_METHODS:
        right = list(SUBMISSION_METHODS)
        note(defects, "submissionMethods", base + "/submissionMethod", right=right)
    _certification(one, data, base)
    _period(one, policy, data, base)
    enter_rows(one, policy, facts)
    if policy is not None:
        data["performanceYear"] = policy.performance_year
        if submission.entity_type in APPLIES_TO:
            data["entityType"] = submission.entity_type
        _program(one, policy, data, base)
        enter_choices(policy, data)
        enter_silence(policy, data)
        enter_requirements(policy, data)
    return facts


def _certification(one: MeasurementSet, data: Json, base: str) -> None:
    if one.cehrt_id is REFUSED:
        note(data["defects"], "cehrtIds", base + "/cehrtId")
        data["cehrtId"] = None
    elif one.cehrt_id:
        data["cehrtId"] = one.cehrt_id.translate(_CAPITALS)
        data["cehrtIdLowerCase"] = bool(_LOWER.search(one.cehrt_id))


def _period(one: MeasurementSet, policy: Policy | None, data: Json, base: str) -> None:
    period: Json = {}
    data["period"] = period
    days: dict[str, date] = {}
    for name, value in (("start", one.performance_start), ("end", one.performance_end)):
        if value is REFUSED:
            note(data["defects"], "dates", f"{base}/performance{name.capitalize()}")
            period[name] = None
        elif value is not None:
            days[name] = value
            period[name] = value.isoformat()
            if policy is not None:
                period[f"{name}sInYear"] = value.year == policy.performance_year
    if len(days) == 2:
        length = (days["end"] - days["start"]).days + 1  # both ends count
        period["inOrder"] = length > 0
        if length > 0:
            period["days"] = length


def _program(one: MeasurementSet, policy: Policy, data: Json, base: str) -> None:
    name = program_of(one)
    kind = policy.program_kinds.get(name) if isinstance(name, str) else None
    if kind is None:
        written = name.casefold() if isinstance(name, str) else ""
        right = [known for known in policy.program_kinds if known.casefold() == written]
        right = right or list(policy.program_kinds)
        note(data["defects"], "programs", base + "/programName", right=right)
    else:
        data["programName"], data["programKind"] = name, kind
