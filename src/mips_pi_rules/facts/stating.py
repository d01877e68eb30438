"""What was said, stated once and whole: the facts that rules and scoring are about.

Here the facts of a document and of each of its sets are put together; what rows say is in
measures.py, the document as a whole in document.py. Facts are plain JSON
(schemas/facts.schema.json), so that a rule is a JSON Schema over them; they hold nothing that may
not be printed except the CMS EHR Certification ID, which no rule prints. Nobody writes into them
later.
"""

from collections.abc import Mapping
from functools import partial
from typing import Final

from attrs import define

from mips_pi_rules.context.context import NO_CONTEXT, Context
from mips_pi_rules.documents.spelling import Names
from mips_pi_rules.documents.submission import (
    APPLIES_TO,
    OUR_CATEGORY,
    REFUSED,
    SUBMISSION_METHODS,
    MeasurementSet,
    Submission,
    SubmissionMethod,
)
from mips_pi_rules.facts.defects import Defects, note
from mips_pi_rules.facts.document import document_facts
from mips_pi_rules.facts.eligibility import enter_eligibility, referred
from mips_pi_rules.facts.history import enter_history
from mips_pi_rules.facts.measures import enter_measures
from mips_pi_rules.facts.mismatches import enter_evidence
from mips_pi_rules.facts.records import NO_RECORDS, RECORDS
from mips_pi_rules.facts.sets import StatedSets, base_of, program_of, sets_of
from mips_pi_rules.facts.values import Period, SetFacts, SetRecord, SubmissionFacts
from mips_pi_rules.law.programs import programs_for
from mips_pi_rules.law.year import Year

_METHODS: Final[Mapping[object, SubmissionMethod]] = {one: one for one in SUBMISSION_METHODS}
_METHOD_NAMES: Final = Names.of(SUBMISSION_METHODS)
_CAPITALS = str.maketrans("abcdefghijklmnopqrstuvwxyz", "ABCDEFGHIJKLMNOPQRSTUVWXYZ")


@define(eq=False, repr=False)
class Facts:
    """Facts of a document and of each of its sets of the category, in document order.

    `nothing`: the facts of a set without rows, which stand where there is no set at all.
    """

    submission: SubmissionFacts
    sets: StatedSets
    nothing: SetFacts | None = None


def state(year: Year, submission: Submission, years: tuple[int, ...], context: Context) -> Facts:
    """The facts of a document of a year with a policy; `years`: those there are policies for."""
    policy = year.policy
    sets = sets_of(submission, partial(_set_facts, year, submission, context))
    nothing = None
    if not sets.of:
        empty, base = MeasurementSet(OUR_CATEGORY), base_of(submission, 0)
        nothing = _set_facts(year, submission, NO_CONTEXT, empty, base, 1)
    head = document_facts(submission, sets, years, policy.program_kinds, policy.needs)
    data = head.data
    data["performanceYearSupported"] = True
    data["performanceYear"] = policy.performance_year
    data["referral"] = referred(policy, submission.entity_type, context.eligibility)
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
    sets = sets_of(submission, _without_policy)
    return Facts(document_facts(submission, sets, years, None, {}), sets)


def _without_policy(one: MeasurementSet, base: str, programs: int) -> SetFacts:
    period = NO_RECORDS.periods.of(one.performance_start, one.performance_end)
    facts = _plain_set_facts(one, base, programs, period)
    enter_measures(NO_RECORDS, one, facts)
    return facts


def _set_facts(
    year: Year,
    submission: Submission,
    context: Context,
    one: MeasurementSet,
    base: str,
    programs: int,
) -> SetFacts:
    policy, records = year.policy, year.derived(RECORDS)
    period = records.periods.of(one.performance_start, one.performance_end)
    facts = _plain_set_facts(one, base, programs, period)
    data = facts.data
    data["performanceYear"] = policy.performance_year
    if submission.entity_type in APPLIES_TO:
        data["entityType"] = str(submission.entity_type)
    kind = policy.program_kinds.get(facts.program)  # type: ignore[call-overload] # any object
    if kind is not None:
        data["programName"], data["programKind"] = str(facts.program), kind
    else:
        _note_program(year, facts)
    enter_measures(records, one, facts)
    if context is not NO_CONTEXT:
        enter_history(policy, facts, context.pre_production)
        enter_evidence(facts, one, policy, context.evidence)
    return facts


def _plain_set_facts(one: MeasurementSet, base: str, programs: int, period: Period) -> SetFacts:
    """Facts of one measurement set that no year decides, but for its rows."""
    defects: Defects = {}
    for name in one.misspelt:
        note(defects, "misspeltFields", base, right=[name])
    data: SetRecord = {
        "programsInSubmission": programs,
        "period": period,
        "measures": {},
        "choices": {},
        "defects": defects,
    }
    method = one.submission_method
    known = _METHODS.get(method)
    if known is None:
        _note_method(defects, method, base)
    if one.cehrt_id is REFUSED:
        note(defects, "cehrtIds", base + "/cehrtId")
        data["cehrtId"] = None
    elif one.cehrt_id:
        written = one.cehrt_id
        capitals = written.upper() if written.isascii() else written.translate(_CAPITALS)
        data["cehrtId"], data["cehrtIdLowerCase"] = capitals, capitals != written
    if one.performance_start is REFUSED:
        note(defects, "dates", f"{base}/performanceStart")
    if one.performance_end is REFUSED:
        note(defects, "dates", f"{base}/performanceEnd")
    return SetFacts(data, base, program_of(one), known)


def _note_program(year: Year, facts: SetFacts) -> None:
    fit = programs_for(year.policy, facts.data.get("entityType"))
    meant = _meant(facts.program, year.derived(_program_names))
    right = [name for name in meant if name in fit] or fit
    note(facts.data["defects"], "programs", facts.base + "/programName", right=right)


def _program_names(year: Year) -> Names:
    return Names.of(year.policy.program_kinds)


def _note_method(defects: Defects, method: object, base: str) -> None:
    right = _meant(method, _METHOD_NAMES) or list(SUBMISSION_METHODS)
    note(defects, "submissionMethods", base + "/submissionMethod", right=right)


def _meant(written: object, known: Names) -> list[str]:
    return known.same(written) if isinstance(written, str) else []
