"""The commands `mips-pi safer new`, `fill`, `check` and `print`.

Exit status of `check`: 0 the assessment supports a yes, 1 it does not, 2 it could not be read or
the command was misused. stdout carries the result alone.
"""

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from mips_pi_rules.command import terminal
from mips_pi_rules.command.inputs import content_of
from mips_pi_rules.command.parsing import year
from mips_pi_rules.command.saferfill import Dialogue, fill
from mips_pi_rules.context.checklist import TOPICS_NOTE
from mips_pi_rules.context.printing import table
from mips_pi_rules.context.safer import SaferSelfAssessment
from mips_pi_rules.context.safersheet import from_csv, written
from mips_pi_rules.documents.jsontext import read_object
from mips_pi_rules.errors import ContextError, UnreadableSubmission, UnsupportedYear
from mips_pi_rules.law.policies import Policy
from mips_pi_rules.law.rulebook import Rulebook
from mips_pi_rules.wrapping import wrapped

_FILE: Final = "the assessment as JSON or CSV, or - for standard input"


def add(command: argparse.ArgumentParser) -> None:
    """Add what the commands `safer new`, `fill`, `check` and `print` take."""
    actions = command.add_subparsers(required=True, metavar="ACTION", title="actions")

    def action(name: str, what: str) -> argparse.ArgumentParser:
        return actions.add_parser(name, help=what, description=f"{what[:1].upper()}{what[1:]}.")

    new = action("new", "write a blank self-assessment as JSON or CSV")
    new.add_argument(
        "--format", choices=("json", "csv"), default="json", help="json (default), or csv: a sheet"
    )
    new.add_argument(
        "--practice",
        nargs="+",
        action="extend",
        metavar="ID",
        default=[],
        help="numbers of the practices, such as 1.1, where the policy has no list",
    )
    new.add_argument(
        "--status", nargs="+", action="extend", metavar="S", default=[], type=_text,
        help="statuses of the guide's scale, the fullest first, where the policy has none",
    )  # fmt: skip
    new.set_defaults(run=_new)

    ask = action("fill", "ask for one answer after the other, saving each")
    ask.add_argument(
        "file", metavar="FILE", help="the assessment, made when there is none; .csv for a sheet"
    )
    ask.add_argument("--all", action="store_true", help="ask for what has an answer too")
    ask.set_defaults(run=_fill)

    check = action("check", "say whether a self-assessment supports a yes")
    check.add_argument("file", metavar="FILE", help=_FILE)
    check.set_defaults(run=_check)

    show = action("print", "write the record to sign, for the audit file")
    show.add_argument("file", metavar="FILE", help=_FILE)
    show.add_argument(
        "--format", choices=("text", "html"), default="text",
        help="text (default), or html: a page that prints on one sheet",
    )  # fmt: skip
    show.set_defaults(run=_print)

    for one in (new, ask, check, show):
        one.add_argument(
            "--year", type=year, required=True, metavar="YEAR",
            help="the performance year, such as 2025",
        )  # fmt: skip


def _text(given: str) -> str:
    """What was typed. Raises argparse's error for bytes that are no text."""
    if any("\ud800" <= char <= "\udfff" for char in given):
        raise argparse.ArgumentTypeError("must be text in UTF-8")
    return given


def _new(options: argparse.Namespace) -> int:
    try:
        policy = _policy(options)
        law = policy.evidence.safer_self_assessment
        if law.practices and (options.practice or options.status):
            return terminal.refuse(
                f"the policy of {policy.performance_year} has the list and the scale: "
                "leave out --practice and --status"
            )
        blank = SaferSelfAssessment(law.edition, practices=options.practice, scale=options.status)
    except UnsupportedYear as error:
        return terminal.refuse(str(error))
    except ContextError as error:
        option = "--practice" if error.field.endswith("practices") else "--status"
        return terminal.refuse(f"{option} {error.sentence}")
    terminal.write([written(blank, policy, as_csv=options.format == "csv")])
    for line in _help(policy, blank):
        terminal.say(line)
    return 0


def _fill(options: argparse.Namespace) -> int:
    name = options.file
    try:
        policy = _policy(options)
    except UnsupportedYear as error:
        return terminal.refuse(str(error))
    if name == "-":
        return terminal.refuse(
            "safer fill takes the name of a file: standard input has the answers"
        )
    as_csv = name.lower().endswith(".csv")
    assessment = SaferSelfAssessment(policy.evidence.safer_self_assessment.edition)
    if Path(name).exists():
        found = _read(options)
        if isinstance(found, int):
            return found
        _, assessment, as_csv = found
    try:
        assessment = fill(Dialogue(name, policy, as_csv, options.all), assessment)
    except OSError as error:
        return terminal.refuse(f"{name}: {terminal.why(error)}")
    attestation = assessment.attestation(policy)
    terminal.show("")
    for sentence in (attestation.verdict, *(gap.sentence for gap in attestation.gaps)):
        for line in wrapped(sentence, width=terminal.width()):
            terminal.show(line)
    rest = f"{name} --year {policy.performance_year}"
    again = f"print {rest}" if attestation.answer else f"fill {rest}"
    terminal.show(f"Next: mips-pi safer {again}")
    return 0


def _help(policy: Policy, blank: SaferSelfAssessment) -> Iterator[str]:
    """What helps to fill the blank in: each practice's topic, the statuses, and what is amiss."""
    checklist = blank.checklist(policy)
    if not (checklist.practices and checklist.scale):
        yield (
            f"the policy has no list and no scale for the {blank.edition} edition: "
            "give the guide's own with --practice and --status, or let safer fill ask for them"
        )
    for gap in blank.attestation(policy).gaps:
        if gap.code == "practiceCount":
            yield gap.sentence
    if checklist.of_policy:
        yield f"give each practice one of: {', '.join(checklist.scale)}"
        yield from (checklist.name(practice) for practice in checklist.practices)
    if checklist.topics:
        yield TOPICS_NOTE


def _check(options: argparse.Namespace) -> int:
    found = _read(options)
    if isinstance(found, int):
        return found
    policy, assessment, _ = found
    attestation, checklist = assessment.attestation(policy), assessment.checklist(policy)
    left = assessment.open_practices(policy)
    counts = zip(checklist.labels, assessment.summary(policy).values(), strict=True)
    lines = [attestation.verdict, f"Judged against {attestation.judged_against}."]
    lines += (f"  {gap.code}: {gap.sentence}" for gap in attestation.gaps)
    if checklist.practices:
        rows = [*counts, ("No status of the scale", len(left.without_status))]
        lines += ("", "Practices by status")
        lines += (f"  {line}" for line in table((name, str(count)) for name, count in rows))
    for title, practices in (
        ("Without a status of the scale", left.without_status),
        ("Not fully implemented, which a yes allows", left.not_fully_implemented),
    ):
        if practices:
            lines += ("", title, *(f"  {checklist.name(practice)}" for practice in practices))
    if checklist.topics and (left.without_status or left.not_fully_implemented):
        lines += ("", TOPICS_NOTE)
    terminal.write(["\n".join(lines) + "\n"])
    return 0 if attestation.answer else 1


def _print(options: argparse.Namespace) -> int:
    found = _read(options)
    if isinstance(found, int):
        return found
    policy, assessment, _ = found
    if options.format == "html":
        from mips_pi_rules.render.sheet import render  # noqa: PLC0415 - a format when asked for

        terminal.write([render(assessment.page(policy))])
    else:
        terminal.write([assessment.record(policy)])
    return 0


def _read(options: argparse.Namespace) -> "tuple[Policy, SaferSelfAssessment, bool] | int":
    """The policy, the assessment and whether it is a sheet; or the exit status when it is none."""
    try:
        policy = _policy(options)
    except UnsupportedYear as error:
        return terminal.refuse(str(error))
    as_csv = False
    try:
        content = content_of(options.file)
        as_csv = not content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"{", b"[", b'"{'))
        return policy, _assessment(content, policy, as_csv), as_csv
    except UnreadableSubmission as error:
        return terminal.refuse(f"{options.file}: {error}")
    except OSError as error:
        return terminal.refuse(f"{options.file}: {terminal.why(error)}")
    except ContextError as error:
        field = error.field.removeprefix(SaferSelfAssessment.PATH).lstrip(".") or "the assessment"
        own = SaferSelfAssessment(policy.evidence.safer_self_assessment.edition)
        also = f"; {own.checklist(policy).accepted}" if field.startswith("statuses") else ""
        return terminal.refuse(f"{options.file}: {field} {error.sentence}{also}")


def _assessment(content: bytes, policy: Policy, as_csv: bool) -> SaferSelfAssessment:
    if not as_csv:
        return SaferSelfAssessment.from_dict(read_object(content))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ContextError("", "must be JSON, or CSV in UTF-8") from None
    return from_csv(text, policy)


def _policy(options: argparse.Namespace) -> Policy:
    return Rulebook.default().policy(options.year)
