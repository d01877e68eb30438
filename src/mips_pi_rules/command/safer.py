"""The commands `mips-pi safer new`, `check` and `print`.

Exit status of `check`: 0 the assessment supports a yes, 1 it does not, 2 it could not be read or
the command was misused. stdout carries the result alone.
"""

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from mips_pi_rules.context.attestation import table
from mips_pi_rules.context.safer import TOPICS_NOTE, SaferSelfAssessment, labels
from mips_pi_rules.errors import ContextError, UnsupportedYear
from mips_pi_rules.law.policies import Policy
from mips_pi_rules.law.rulebook import Rulebook

_FILE: Final = "the assessment as JSON, or - for standard input"


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command `safer` to those of `mips-pi`."""
    safer = commands.add_parser("safer", help="keep the SAFER self-assessment behind a yes")
    actions = safer.add_subparsers(required=True, metavar="ACTION")

    new = actions.add_parser("new", help="write a blank self-assessment as JSON")
    new.add_argument("--practice", nargs="+", action="extend", metavar="ID", default=[])
    new.add_argument("--status", nargs="+", action="extend", metavar="S", default=[])
    new.set_defaults(run=_new)

    check = actions.add_parser("check", help="say whether a self-assessment supports a yes")
    check.add_argument("file", metavar="FILE", help=_FILE)
    check.set_defaults(run=_check)

    show = actions.add_parser("print", help="write the record for the audit file")
    show.add_argument("file", metavar="FILE", help=_FILE)
    show.set_defaults(run=_print)

    for action in (new, check, show):
        action.add_argument("--year", type=int, required=True, help="the performance year")


def _new(options: argparse.Namespace) -> int:
    try:
        policy = _policy(options)
        law = policy.evidence.safer_self_assessment
        if law.practices and (options.practice or options.status):
            return _refuse(
                f"the policy of {policy.performance_year} has the list and the scale: "
                "leave out --practice and --status"
            )
        blank = SaferSelfAssessment(law.edition, practices=options.practice, scale=options.status)
    except UnsupportedYear as error:
        return _refuse(str(error))
    except ContextError as error:
        option = "--practice" if error.field.endswith("practices") else "--status"
        return _refuse(f"{option} {error.sentence}")
    checklist = blank.checklist(policy)
    document = blank.to_dict() | {"statuses": dict.fromkeys(checklist.practices)}
    sys.stdout.write(json.dumps(document, indent=2) + "\n")
    sys.stderr.writelines(f"{line}\n" for line in _help(policy, blank))
    return 0


def _help(policy: Policy, blank: SaferSelfAssessment) -> Iterator[str]:
    """What helps to fill the blank in: each practice's topic, the statuses, and what is amiss."""
    checklist = blank.checklist(policy)
    if not (checklist.practices and checklist.scale):
        yield (
            f"mips-pi: the policy has no list and no scale for the {blank.edition} edition: "
            "give the guide's own with --practice and --status"
        )
    for gap in blank.attestation(policy).gaps:
        if gap.code == "practiceCount":
            yield f"mips-pi: {gap.sentence}"
    if checklist.of_policy:
        yield f"Give each practice one of: {', '.join(checklist.scale)}."
        yield from (f"  {checklist.name(practice)}" for practice in checklist.practices)
    if checklist.topics:
        yield TOPICS_NOTE


def _check(options: argparse.Namespace) -> int:
    found = _read(options)
    if isinstance(found, int):
        return found
    policy, assessment = found
    attestation, checklist = assessment.attestation(policy), assessment.checklist(policy)
    left = assessment.open_practices(policy)
    counts = zip(labels(checklist), assessment.summary(policy).values(), strict=True)
    lines = [attestation.verdict, f"Judged against {attestation.judged_against}."]
    lines += (f"  {gap.code}: {gap.sentence}" for gap in attestation.gaps)
    lines += ("", "Practices by status")
    rows = [*counts, ("No status", len(left.without_status))]
    lines += (f"  {line}" for line in table((name, str(count)) for name, count in rows))
    for title, practices in (
        ("Without a status", left.without_status),
        ("Not fully implemented, which a yes allows", left.not_fully_implemented),
    ):
        if practices:
            lines += ("", title, *(f"  {checklist.name(practice)}" for practice in practices))
    if checklist.topics and (left.without_status or left.not_fully_implemented):
        lines += ("", TOPICS_NOTE)
    sys.stdout.write("\n".join(lines) + "\n")
    return 0 if attestation.answer else 1


def _print(options: argparse.Namespace) -> int:
    found = _read(options)
    if isinstance(found, int):
        return found
    policy, assessment = found
    sys.stdout.write(assessment.record(policy))
    return 0


def _read(options: argparse.Namespace) -> "tuple[Policy, SaferSelfAssessment] | int":
    """The policy and the assessment, or the exit status when there is none to judge."""
    try:
        policy = _policy(options)
        return policy, SaferSelfAssessment.from_dict(_document(options.file))
    except UnsupportedYear as error:
        return _refuse(str(error))
    except OSError as error:
        return _refuse(f"{options.file}: {error.strerror}")
    except ContextError as error:
        field = error.field.removeprefix(SaferSelfAssessment.PLACE).lstrip(".") or "the assessment"
        return _refuse(f"{options.file}: {field} {error.sentence}")
    except (ValueError, RecursionError):
        return _refuse(f"{options.file}: not JSON in UTF-8, or a name stands twice in an object")


def _policy(options: argparse.Namespace) -> Policy:
    return Rulebook.default().policy(options.year)


def _document(name: str) -> Any:
    content = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
    return json.loads(content.decode("utf-8-sig"), object_pairs_hook=_once)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError
    return found


def _refuse(sentence: str) -> int:
    sys.stderr.write(f"mips-pi: {sentence}\n")
    return 2
