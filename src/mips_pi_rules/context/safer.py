"""The SAFER self-assessment: each recommended practice of the High Priority Practices guide.

Which edition a year asks for, and that edition's list of practices and scale of statuses, come
from the policy (`evidence.saferSelfAssessment`). Where the policy has no list, the assessment
brings its own. A yes says that the assessment was done; no practice need be implemented for it.
Source: 42 CFR 414.1375(b)(2)(ii), SAFER25 in the policy's list of sources.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, ClassVar, Final, Literal

from attrs import field, frozen

from mips_pi_rules.byvalue import ByValue
from mips_pi_rules.context.attestation import Attestation, Gap, GapCode, cites_of, some
from mips_pi_rules.context.checklist import TOPICS_NOTE, Checklist, OpenPractices
from mips_pi_rules.context.fields import (
    DAY,
    a_day_or_none,
    a_text,
    are_texts,
    check,
    each_once,
    from_object,
    is_text,
    listed,
    map_of,
    map_whose,
    one_of,
    some_texts,
    texted,
)
from mips_pi_rules.context.printing import Page, page
from mips_pi_rules.frozenmap import FrozenMap
from mips_pi_rules.jsonvalues import to_json
from mips_pi_rules.law.policies import Policy
from mips_pi_rules.law.rulebook import policy_of

Scope = Literal["organization", "practice"]
_SCOPES: Final[tuple[Scope, ...]] = ("organization", "practice")
# Practices are numbered, so a practice that is named in a message cannot be free text.
_NUMBER: Final = re.compile(r"[0-9]{1,2}(\.[0-9]{1,2}){0,2}")

# With one of these it is not about the year at all, or about nothing that can be judged.
_BESIDE: Final = frozenset[GapCode]({"wrongEdition", "wrongYear", "noList"})
_UNSAID: Final = frozenset[GapCode]({"dateMissing", "noScale", "unknownStatus"})


def _stated(statuses: Mapping[str, str | None]) -> FrozenMap[str]:
    """The statuses that are given: None is no status."""
    found = map_of(statuses, texted)
    if not isinstance(found, FrozenMap):
        return found  # type: ignore[no-any-return] # the validator refuses it
    return FrozenMap((name, status) for name, status in found.items() if status is not None)


_with_statuses: Final = check(
    map_whose(is_text), "must be an object of practices, each with a status or null"
)


def _are_numbers(value: Any) -> bool:
    return are_texts(value) and all(map(_NUMBER.fullmatch, value))


@frozen(eq=False, repr=False)
class SaferSelfAssessment(ByValue):
    """One self-assessment: which edition, when, by whom, and the status of each practice.

    `participants`: the roles of those who took part; no message or printed page repeats them.
    `scope`: the whole organization or this practice. `practices` and `scale` (the fullest status
    first) are for an edition whose list the policy does not have, and are not used for another.
    Raises ContextError for a value of a wrong type, which names the field.
    """

    PATH: ClassVar[str] = "evidence.saferSelfAssessment"
    edition: str = field(validator=a_text, repr=False)
    date: "date | None" = field(default=None, validator=a_day_or_none, metadata=DAY)
    participants: tuple[str, ...] = field(
        default=(), converter=listed, validator=some_texts, repr=False
    )
    scope: Scope = field(default="organization", validator=one_of(_SCOPES))
    statuses: FrozenMap[str] = field(
        factory=FrozenMap,
        converter=_stated,
        validator=_with_statuses,
        repr=False,
    )
    practices: tuple[str, ...] = field(
        default=(),
        converter=listed,
        validator=[check(_are_numbers, "must be a list of numbers such as 1.1"), each_once],
    )
    scale: tuple[str, ...] = field(
        default=(), converter=listed, validator=[some_texts, each_once], repr=False
    )

    def attestation(self, policy: Policy | int) -> Attestation:
        """What this assessment lets its owner answer for the year of `policy`.

        Yes: each practice of the list has a status, whatever it is, on a day of the calendar year
        and with the edition of the year. No: a practice has none, so the checklist is not
        completed. None: another edition, another year, no list or no scale to judge by, no date,
        or a status that is not on the scale. A status for a practice that is not on the list is
        pointed out and changes nothing.
        """
        policy = policy_of(policy)
        law = policy.evidence.safer_self_assessment
        gaps = tuple(self._gaps(policy))
        codes = {gap.code for gap in gaps}
        answer: bool | None = True
        if codes & _BESIDE:
            answer = None
        elif "practiceWithoutStatus" in codes:
            answer = False
        elif codes & _UNSAID:
            answer = None
        return Attestation(answer, gaps, self.checklist(policy).sentence, law.attestation)

    def checklist(self, policy: Policy | int) -> Checklist:
        """The list and scale that this assessment is judged against in the year of `policy`."""
        policy = policy_of(policy)
        law = policy.evidence.safer_self_assessment
        guide = f"the {law.guide} guide, {law.edition} edition"
        practices = law.practices
        if practices and self.edition == law.edition:
            sentence = f"the {len(practices)} practices of {guide}, from the policy"
            return Checklist(practices, law.statuses, True, sentence, law.topics)
        if self.edition != law.edition:
            guide = "a guide of another edition"
        if self.practices:
            sentence = f"the {len(self.practices)} practices that the assessment lists for {guide}"
            return Checklist(self.practices, self.scale, False, sentence)
        sentence = f"no list: neither the policy nor the assessment has the practices of {guide}"
        return Checklist((), self.scale, False, sentence)

    def summary(self, policy: Policy | int) -> FrozenMap[int]:
        """How many practices of the list have each status of the scale."""
        policy = policy_of(policy)
        checklist = self.checklist(policy)
        given = Counter(self.statuses.get(practice) for practice in checklist.practices)
        return FrozenMap((status, given[status]) for status in checklist.scale)

    def open_practices(self, policy: Policy | int) -> OpenPractices:
        """The practices without a status of the scale, and those not fully implemented."""
        policy = policy_of(policy)
        checklist = self.checklist(policy)
        below = frozenset(checklist.scale[1:])
        without, not_fully = [], []
        for practice in checklist.practices:
            status = self.statuses.get(practice)
            if status not in checklist.scale:
                without.append(practice)
            elif status in below:
                not_fully.append(practice)
        return OpenPractices(tuple(without), tuple(not_fully))

    def _gaps(self, policy: Policy) -> Iterable[Gap]:
        law = policy.evidence.safer_self_assessment
        year, edition = policy.performance_year, law.edition
        cites = cites_of(policy, law)
        if self.date is None:
            yield Gap("dateMissing", f"There is no date; a day of {year} is asked for.", cites)
        elif self.date.year != year:
            sentence = f"The assessment is of {self.date}; a day of {year} is asked for."
            yield Gap("wrongYear", sentence, cites)
        if self.edition != edition:
            sentence = f"The assessment is not of the {edition} edition, which {year} asks for."
            yield Gap("wrongEdition", sentence, cites)
            return
        checklist = self.checklist(policy)
        if not checklist.practices:
            sentence = f"No list of practices: the policy has none for the {edition} edition."
            yield Gap("noList", f"{sentence} Give the guide's own in `practices`.", cites)
            return
        if not checklist.scale:
            sentence = f"No scale of statuses: the policy has none for the {edition} edition."
            yield Gap("noScale", f"{sentence} Give the guide's own in `scale`.", cites)
        if not checklist.of_policy and law.practice_count not in (None, len(checklist.practices)):
            sentence = (
                f"The assessment lists {len(checklist.practices)} practices; the checklist of the "
                f"{edition} edition is published to have {law.practice_count}."
            )
            yield Gap("practiceCount", sentence, cites)
        yield from self._status_gaps(checklist, cites)

    def _status_gaps(self, checklist: Checklist, cites: tuple[str, ...]) -> Iterable[Gap]:
        listed, count = checklist.practices, len(checklist.practices)
        scale = ", ".join(checklist.scale if checklist.of_policy else ())  # else it is free text
        without = [practice for practice in listed if practice not in self.statuses]
        if without:
            sentence = f"{len(without)} of {count} practices without a status: {some(without)}."
            advice = f" Give each one of: {scale}." if scale else ""
            yield Gap("practiceWithoutStatus", sentence + advice, cites)
        strange = [
            p for p in listed if p in self.statuses and self.statuses[p] not in checklist.scale
        ]
        if strange and checklist.scale:
            sentence = f"{len(strange)} of {count} practices with a status that is not on the scale"
            advice = f" The scale is {scale}." if scale else ""
            yield Gap("unknownStatus", f"{sentence}: {some(strange)}.{advice}", cites)
        others = len(self.statuses) - (count - len(without))
        if others:
            are = f"{others} statuses are for practices that are"
            if others == 1:
                are = "1 status is for a practice that is"
            yield Gap("unknownPractice", f"{are} not on the list.", cites)

    def record(self, policy: Policy | int) -> str:
        """The assessment as a page for the audit file, with lines to sign: `page` as text."""
        return self.page(policy).text()

    def page(self, policy: Policy | int) -> Page:
        """The assessment as a page for the audit file, with lines to sign.

        Only what the policy knows, numbers and dates are printed: a status of the assessment's
        own scale is given by its place, and of those who took part their number.
        """
        policy = policy_of(policy)
        law, checklist = policy.evidence.safer_self_assessment, self.checklist(policy)
        of_year = self.edition == law.edition
        rows = [
            ("Performance year", str(policy.performance_year)),
            ("Guide", law.guide),
            ("Edition", law.edition if of_year else f"other than {law.edition}"),
            ("Done on", str(self.date or "no date")),
            ("Scope", self.scope),
            ("Took part", f"{len(self.participants)} (roles: in the assessment's own file)"),
        ]
        names = dict(zip(checklist.scale, checklist.labels, strict=True))
        rows += [(names[status], str(count)) for status, count in self.summary(policy).items()]
        rows.append(
            ("No status of the scale", str(len(self.open_practices(policy).without_status)))
        )
        practices = [
            (checklist.name(practice), names.get(self.statuses.get(practice, ""), "no status"))
            for practice in checklist.practices
        ]
        notes = (
            *([TOPICS_NOTE] if checklist.topics else []),
            "A yes says that the assessment was done; no practice need be implemented for it.",
            "Nothing is sent to CMS: keep this page with the assessment.",
            "It is no security risk analysis: that is a requirement of its own.",
        )
        title = "SAFER self-assessment"
        signatures = len(self.participants)
        return page(title, rows, self.attestation(policy), practices, notes, signatures)

    def to_dict(self) -> dict[str, Any]:
        """The assessment as JSON values."""
        document: dict[str, Any] = to_json(self)
        return document

    @classmethod
    def from_dict(cls, document: Mapping[str, Any]) -> "SaferSelfAssessment":
        """The assessment that `to_dict` wrote; `edition` is needed, a null status is none.

        Raises ContextError, which names the field and holds nothing of the document.
        """
        return from_object(cls, document)
