"""The dialogue of `mips-pi safer fill`: one question after another, saved after each answer.

Questions go to stderr, answers come from stdin. Who stops goes on later: what has an answer is
not asked again, unless all of it is to be gone through.
"""

from collections.abc import Callable
from typing import Final

from attrs import evolve, frozen

from mips_pi_rules.byvalue import ByValue
from mips_pi_rules.command import terminal
from mips_pi_rules.context.attestation import some
from mips_pi_rules.context.checklist import TOPICS_NOTE, Checklist
from mips_pi_rules.context.safer import SaferSelfAssessment
from mips_pi_rules.context.safersheet import written
from mips_pi_rules.days import real_day
from mips_pi_rules.errors import ContextError
from mips_pi_rules.law.policies import Policy
from mips_pi_rules.wrapping import wrapped

_STOP: Final = "q"
_BACK: Final = "b"


class Stopped(Exception):  # noqa: N818 - nothing went wrong
    """The person stops for now; all answers so far are saved."""


@frozen(eq=False, repr=False)
class Dialogue(ByValue):
    """The file that is filled in, for which year, and whether what is answered is asked again."""

    file: str
    policy: Policy
    as_csv: bool
    again: bool = False

    def save(self, assessment: SaferSelfAssessment) -> SaferSelfAssessment:
        """Write the file, whole or not at all. Raises OSError."""
        terminal.write_file(self.file, [written(assessment, self.policy, as_csv=self.as_csv)])
        return assessment


def fill(dialogue: Dialogue, assessment: SaferSelfAssessment) -> SaferSelfAssessment:
    """Ask for all that is left, and give the assessment as it was saved last.

    Raises OSError for a file that cannot be written.
    """
    assessment = dialogue.save(assessment)
    _tell(
        f"{dialogue.file} is saved after each answer. Enter alone leaves a question for later, "
        f"{_BACK} goes back to the practice before, {_STOP} stops; the same command goes on."
    )
    done: Callable[[Dialogue, SaferSelfAssessment], SaferSelfAssessment]
    try:
        for done in (_day, _who, _scale, _practices, _statuses):
            assessment = done(dialogue, assessment)
    except Stopped as stopped:
        (assessment,) = stopped.args or (assessment,)
    return assessment


def _day(dialogue: Dialogue, assessment: SaferSelfAssessment) -> SaferSelfAssessment:
    if assessment.date is not None and not dialogue.again:
        return assessment
    year = dialogue.policy.performance_year
    while answer := _ask(f"The day it is done (YYYY-MM-DD, in {year})"):
        day = real_day(answer)
        if day is not None and day.year == year:
            return dialogue.save(evolve(assessment, date=day))
        _tell(f"That is no day of {year}: write it as YYYY-MM-DD.")
    return assessment


def _who(dialogue: Dialogue, assessment: SaferSelfAssessment) -> SaferSelfAssessment:
    if assessment.participants and not dialogue.again:
        return assessment
    answer = _ask("Roles of those who take part, with ; between them (a line to sign for each)")
    roles = tuple(one.strip() for one in answer.split(";") if one.strip())
    return dialogue.save(evolve(assessment, participants=roles)) if roles else assessment


def _scale(dialogue: Dialogue, assessment: SaferSelfAssessment) -> SaferSelfAssessment:
    """The guide's own scale, where the policy has none."""
    if assessment.checklist(dialogue.policy).scale:
        return assessment
    _tell(
        "The scale of this edition is not in the policy: take it from the checklist of your guide."
    )
    steps: list[str] = []
    while answer := _ask(
        f"Step {len(steps) + 1} of the scale, the fullest first, or several with ; between them "
        "(Enter ends)"
    ):
        for step in filter(None, map(str.strip, answer.split(";"))):
            if step in steps:
                _tell("That step is there already.")
            else:
                steps.append(step)
    return dialogue.save(evolve(assessment, scale=steps)) if steps else assessment


def _practices(dialogue: Dialogue, assessment: SaferSelfAssessment) -> SaferSelfAssessment:
    """The guide's own list, where the policy has none."""
    policy = dialogue.policy
    if assessment.checklist(policy).practices:
        return assessment
    count = policy.evidence.safer_self_assessment.practice_count
    there = f"; it is published to have {count}" if count else ""
    _tell(f"The practices of this edition are not in the policy either{there}.")
    while answer := _ask(
        "Their numbers as in the guide, with blanks between them, such as 1.1 1.2"
    ):
        try:
            assessment = dialogue.save(evolve(assessment, practices=answer.split()))
        except ContextError as error:
            _tell(f"What you gave {error.sentence}.")
            continue
        given = len(assessment.practices)
        if count is not None and given != count:
            _tell(f"You gave {given}: look again whether the checklist has {given} or {count}.")
        break
    return assessment


def _statuses(dialogue: Dialogue, assessment: SaferSelfAssessment) -> SaferSelfAssessment:
    checklist = assessment.checklist(dialogue.policy)
    if not (checklist.practices and checklist.scale):
        return assessment
    left = assessment.open_practices(dialogue.policy).without_status
    asked = checklist.practices if dialogue.again else left
    if asked and checklist.topics:
        _tell(TOPICS_NOTE)
    groups = dialogue.policy.evidence.safer_self_assessment.topic_groups
    at, told = 0, ""
    while at < len(asked):
        practice = asked[at]
        group = practice.partition(".")[0]
        if checklist.topics and group in groups and group != told:
            told = group
            terminal.show("")
            _tell(f"Part {group}: {groups[group]}")
        try:
            answer = _status(checklist, practice, assessment.statuses.get(practice))
        except Stopped:
            raise Stopped(assessment) from None
        if answer == _BACK:
            at = max(0, at - 1)
            continue
        if answer:
            assessment = evolve(assessment, statuses={**assessment.statuses, practice: answer})
            dialogue.save(assessment)
        at += 1
    return assessment


def _status(checklist: Checklist, practice: str, now: str | None) -> str:
    """The status that is given to a practice; empty for later, or what goes back."""
    names = checklist.labels
    number = checklist.practices.index(practice) + 1
    terminal.show("")
    _tell(f"{checklist.name(practice)} ({number} of {len(checklist.practices)})")
    for step, name in enumerate(names, 1):
        chosen = " (as it stands)" if now == checklist.scale[step - 1] else ""
        terminal.show(f"  {step}  {name}{chosen}")
    while True:
        answer = _ask("Status")
        if answer.casefold() in ("", _BACK):
            return answer.casefold()
        for step, (status, name) in enumerate(zip(checklist.scale, names, strict=True), 1):
            if answer.casefold() in (str(step), status.casefold(), name.casefold()):
                return status
        _tell(f"Accepted are 1 to {len(names)}, or in words: {some(names)}.")


def _ask(question: str) -> str:
    """What is answered, without blanks around it. Raises Stopped at the end of input too."""
    answer = terminal.ask(f"{question}: ")
    if answer is None or answer.strip().casefold() == _STOP:
        raise Stopped
    return answer.strip()


def _tell(sentence: str) -> None:
    for line in wrapped(sentence, width=terminal.width()):
        terminal.show(line)
