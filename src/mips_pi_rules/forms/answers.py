"""Answers of a form, a row of a sheet or of a database, turned into a Submission.

All that cannot be taken is told at once, by field; what is taken is judged later, by the rules.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any, Final

from attrs import define, field

from mips_pi_rules.days import written_year
from mips_pi_rules.documents.spelling import Names
from mips_pi_rules.documents.submission import (
    APPLIES_TO,
    OUR_CATEGORY,
    SUBMISSION_METHODS,
    Measurement,
    MeasurementSet,
    Submission,
)
from mips_pi_rules.errors import AnswerFault, AnswersError
from mips_pi_rules.forms.fields import (
    HEAD,
    HEAD_FIELDS,
    FormField,
    answers_by_id,
    fields_of,
    levels_of,
)
from mips_pi_rules.forms.values import (
    NOT_TAKEN,
    NotTaken,
    day,
    is_blank,
    level,
    one_of,
    proportion,
    whole,
    yes_no,
)
from mips_pi_rules.law.policies import Policy
from mips_pi_rules.law.rulebook import Rulebook
from mips_pi_rules.law.year import NoYear, Year

_TAKES: Final = {
    "yesNo": "takes yes or no",
    "proportion": "takes both counts, such as 45/50, or a list of these, which are added",
    "level": "takes production or pre-production",
    "date": "takes a day written YYYY-MM-DD",
    "text": "takes text; a number is none, as it would lose its leading zeros",
}


def from_answers(
    answers: Mapping[str, object],
    *,
    fields: Mapping[str, str] | None = None,
    rulebook: Rulebook | None = None,
) -> Submission:
    """The submission that these answers make: one set of the category.

    `answers` by the fields of `questions(year)`, or under the names of the caller's that `fields`
    maps to them; blank text and None are no answer. A yes/no measure takes true, false, "yes" or
    "no" (or "y", "n", in any case); a proportion "n/d", [n, d] or {numerator, denominator}, or of
    several systems a list of these, which are added; each an exclusion id in its place. A level
    takes "production" or "pre-production", a date a date or "YYYY-MM-DD". Without `programName`
    the program is traditional MIPS, without `submissionMethod` the method is registry.

    Raises AnswersError, a ValueError, with every fault at once; TypeError for `fields` and a
    `rulebook` of another type.
    """
    rules = Rulebook.of(rulebook)
    given = _Given.of(answers, _renamed(fields))
    year = rules.year(given.year())
    if isinstance(year, NoYear):
        several = ", ".join(map(str, rules.years()))
        given.faults.append(AnswerFault("performanceYear", f"takes a year with rules: {several}"))
        # Measures are those of a year: without one only the fields beside them can be looked at.
        values = {name: value for name, value in given.values.items() if name in HEAD_FIELDS}
        _read(HEAD_FIELDS, values, None, given.faults)
        raise AnswersError(tuple(given.faults))
    given.refuse_unknown(year, rules)
    read = _read(fields_of(year), given.values, year.policy, given.faults)
    if given.faults:
        raise AnswersError(tuple(given.faults))
    return submission_from(year, read)


def _renamed(fields: object) -> Mapping[str, str]:
    if fields is None:
        return {}
    if not isinstance(fields, Mapping) or not all(isinstance(one, str) for one in fields.values()):
        raise TypeError("fields is a mapping, from a name of the caller's to a field of the form")
    return fields


@define(eq=False, repr=False)
class _Given:
    """The answers that are not blank, by field, each with its position; and what is not taken."""

    values: dict[str, object] = field(factory=dict)
    positions: dict[str, int] = field(factory=dict)
    faults: list[AnswerFault] = field(factory=list)

    @classmethod
    def of(cls, answers: object, renamed: Mapping[str, str]) -> "_Given":
        given = cls()
        try:
            items = list(answers.items()) if isinstance(answers, Mapping) else None
        except Exception:  # noqa: BLE001, RUF100 - a foreign mapping may raise anything
            items = None
        if items is None:
            takes = "is looked for in a mapping, from field to answer"
            raise AnswersError((AnswerFault("performanceYear", takes),))
        for position, (name, value) in enumerate(items, 1):
            given._enter(name, renamed, value, position)
        return given

    def _enter(
        self, name: object, renamed: Mapping[str, str], value: object, position: int
    ) -> None:
        called = renamed.get(name, name) if isinstance(name, str) else ""
        if called in self.positions:
            takes = f"is answered under one name of the caller's (answer {position} is a second)"
            known = called if called in HEAD else None
            self.faults.append(AnswerFault(known, takes, None if known else position))
            return
        self.positions[called] = position
        if not is_blank(value):
            self.values[called] = value

    def year(self) -> int | None:
        """The performance year as a number, None where it is none."""
        value = self.values.get("performanceYear")
        number = written_year(value.strip()) if isinstance(value, str) else whole(value)
        return None if isinstance(number, NotTaken) else number

    def refuse_unknown(self, year: Year, rules: Rulebook) -> None:
        """Note each field that is none of the form, with the fields that it may have meant.

        One of another year means none of them, and the years that have it are told; so is to what
        an exclusion or level is an answer.
        """
        known = fields_of(year)
        unknown = [name for name in self.positions if name not in known]
        if not unknown:
            return
        like, answers = Names.of(known), answers_by_id(year.policy)
        for name in unknown:
            years = [one for one in rules.years() if name in fields_of(rules.known_year(one))]
            near = like.near(name)[:3]
            meant = f"; meant may be {' or '.join(near)}" if near else ""
            if (said := answers.get(name)) is not None:
                meant = f"; {said}"
            takes = f"is under a name that is no field of the form{meant}"
            if years:
                takes = f"is under a name that the form has in {', '.join(map(str, years))} alone"
            self.faults.append(AnswerFault(None, takes, self.positions[name]))


def _read(
    known: Mapping[str, FormField],
    values: Mapping[str, object],
    policy: Policy | None,
    faults: list[AnswerFault],
) -> dict[str, Any]:
    """Each answer read, in the order of the form; what is not taken is noted."""
    read = {}
    for name, one in known.items():
        if name not in values or name == "performanceYear":
            continue
        value = _value(one, values[name], policy)
        if value is NOT_TAKEN:
            faults.append(AnswerFault(name, _takes(one, policy)))
        else:
            read[name] = value
    return read


def _value(one: FormField, value: object, policy: Policy | None) -> object:
    if one.kind == "choice":
        names = _choices(one.name, policy)
        return value if isinstance(value, str) and (names is None or value in names) else NOT_TAKEN
    if one.kind == "text":
        return value if isinstance(value, str) else NOT_TAKEN
    excluded = one_of(value, _exclusions(one, policy))
    return _READERS[one.kind](value) if excluded is NOT_TAKEN else excluded


def _exclusions(one: FormField, policy: Policy | None) -> tuple[str, ...]:
    """The exclusions that may stand in the place of an answer."""
    if one.measure is None or policy is None or one.kind == "level":
        return ()
    return policy.measures[one.measure].exclusions


_READERS: Final[dict[str, Callable[[object], object]]] = {
    "yesNo": yes_no,
    "proportion": proportion,
    "level": level,
    "date": day,
}


def _choices(name: str, policy: Policy | None) -> tuple[str, ...] | None:
    """The answers of a choice; None where any may be one, as no year says."""
    if name == "entityType":
        return tuple(APPLIES_TO)
    if name == "submissionMethod":
        return SUBMISSION_METHODS
    return None if policy is None else tuple(policy.program_kinds)


def _takes(one: FormField, policy: Policy | None) -> str:
    if one.kind == "choice":
        names = _choices(one.name, policy)
        return (
            "takes the name of a program" if names is None else f"takes one of {', '.join(names)}"
        )
    takes, exclusions = _TAKES[one.kind], _exclusions(one, policy)
    return f"{takes}; or in its place {' or '.join(exclusions)}" if exclusions else takes


def submission_from(year: Year, read: Mapping[str, Any]) -> Submission:
    """The submission of answers that are read: bools, proportions, dates, ids and texts."""
    start: date | None = read.get("performanceStart")
    end: date | None = read.get("performanceEnd")
    one = MeasurementSet(
        category=OUR_CATEGORY,
        submission_method=read.get("submissionMethod", SUBMISSION_METHODS[0]),
        program_name=read.get("programName"),
        cehrt_id=read.get("cehrtId"),
        performance_start=start,
        performance_end=end,
        measurements=tuple(_rows(year, read)),
    )
    return Submission(
        performance_year=year.policy.performance_year,
        entity_type=read.get("entityType"),
        taxpayer_identification_number=read.get("taxpayerIdentificationNumber"),
        national_provider_identifier=read.get("nationalProviderIdentifier"),
        entity_id=read.get("entityId"),
        measurement_sets=(one,),
    )


def _rows(year: Year, read: Mapping[str, Any]) -> Iterator[Measurement]:
    for name, one in fields_of(year).items():
        if one.measure is None or name not in read:
            continue
        value = read[name]
        if one.kind == "level":
            yield Measurement(levels_of(year.policy, one.measure)[value], True)
        elif isinstance(value, str):  # an exclusion in its place
            yield Measurement(value, True)
        else:
            yield Measurement(one.measure, value)
