"""The command mips-pi.

Exit status: 2 if any input could not be read or the command was misused, else 1 if any report is
not ok (or as `--fail-on` says), else 0. stdout carries the report alone; everything else goes to
stderr. No network, ever.
"""

import argparse
import io
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from mips_pi_rules._version import __version__
from mips_pi_rules.command import plan as plan_cli
from mips_pi_rules.command import safer as safer_cli
from mips_pi_rules.command.inputs import inputs
from mips_pi_rules.context.context import Context
from mips_pi_rules.documents.document import read_object
from mips_pi_rules.errors import UnsupportedYear
from mips_pi_rules.judging.evaluation import unreadable
from mips_pi_rules.judging.report import Report
from mips_pi_rules.law.rulebook import Rulebook
from mips_pi_rules.outcomes import Outcome
from mips_pi_rules.reference import bundle, comparison
from mips_pi_rules.reference.explanation import explain, table
from mips_pi_rules.render import FORMATS, Entry

_EXAMPLES = """\
examples:
  mips-pi check submission.json
  mips-pi check --format sarif -o findings.sarif submissions/
  mips-pi check --year 2025 'inbox/**/*.xml'
  mips-pi check --format json - < submission.json
  mips-pi plan submission.json
  mips-pi explain PI104
  mips-pi explain PI_HIE_4 --year 2025
  mips-pi diff 2024 2025
  mips-pi schema report
  mips-pi schema bundle 2025
  mips-pi years

exit status: 0 every report is ok, 1 a report is not ok, 2 not readable or misused
"""
_COLOURS = {
    "SCORE": "\x1b[1;32m",
    "REWEIGHTED": "\x1b[1;32m",
    "FORCED TO 0": "\x1b[1;31m",
    "REJECTED": "\x1b[1;31m",
}
_FAIL_ON = ("not-ok", "rejected", "warning", "advice")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit status."""
    options = _parser().parse_args(arguments)
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8")  # whatever the locale: formats declare it
    try:
        status = options.run(options)
        sys.stdout.flush()
    except BrokenPipeError:
        # The reader of our output has gone, as `head` does: nothing is left to say.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 2
    return int(status)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="mips-pi",
        description="Must this MIPS Promoting Interoperability score be forced to 0, "
        "and if not, what is it?",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"mips-pi {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    _add_check(commands)
    plan_cli.add(commands)
    safer_cli.add(commands)

    describe = commands.add_parser("explain", help="say what a rule or measure id means")
    describe.add_argument("name", metavar="RULE_OR_MEASURE", help="such as PI104 or PI_HIE_4")
    describe.add_argument("--year", type=int, help="in this performance year only")
    describe.set_defaults(run=_explain)

    compare = commands.add_parser("diff", help="say what changed from one year to another")
    compare.add_argument("before", metavar="YEAR", type=int)
    compare.add_argument("after", metavar="YEAR", type=int)
    compare.set_defaults(run=_diff)

    schema = commands.add_parser("schema", help="print a JSON Schema, or a year's rules as one")
    schema.add_argument("name", metavar="NAME", help="submission, report, PI104 …, or bundle")
    schema.add_argument("year", metavar="YEAR", nargs="?", type=int, help="after bundle")
    schema.set_defaults(run=_schema)

    years = commands.add_parser("years", help="list the performance years and their status")
    years.set_defaults(run=_years)
    return parser


def _add_check(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    check = commands.add_parser(
        "check",
        help="evaluate submissions: QPP JSON, NDJSON or QRDA III",
        description="Evaluate files, folders, patterns or standard input (-). QPP JSON, NDJSON "
        "(a submission or {submission, context} a line) and QRDA III are told apart by content.",
    )
    check.add_argument("files", metavar="FILE|DIR|-", nargs="+")
    check.add_argument("--format", choices=sorted(FORMATS), default="text", help="default: text")
    check.add_argument("--context", metavar="FILE", help="JSON with eligibility, history, evidence")
    check.add_argument("--year", type=int, help="refuse documents of another performance year")
    check.add_argument("-o", "--output", metavar="OUT", help="write there instead of stdout")
    check.add_argument(
        "--fail-on",
        choices=_FAIL_ON,
        default="not-ok",
        help="exit 1 when a report is not ok (default), only when one is rejected, "
        "or also for warnings or any advice",
    )
    check.add_argument("--exit-zero", action="store_true", help="exit 0 whatever the reports say")
    check.add_argument(
        "--names",
        choices=("file", "position"),
        default="file",
        help="position: name inputs by number where file names hold identifiers",
    )
    check.set_defaults(run=_check)


def _check(options: argparse.Namespace) -> int:
    try:
        context = _context(options.context)
    except (OSError, ValueError) as error:
        return _refuse(_why(options.context, error))
    found = list(inputs(options.files, context, positions=options.names == "position"))
    entries: list[Entry] = []
    unread = False
    for one in found:
        if one.entry is None:
            unread = True
            _refuse(f"{one.name}: {one.problem}")
            # Among many, what machines read has a report for it too; alone it has none.
            if len(found) > 1 and options.format != "text":
                entries.append(Entry(one.name, unreadable(one.problem or ""), one.path))
        elif options.year not in (None, one.entry.report.performance_year):
            unread = True
            _refuse(f"{one.name}: is not of performance year {options.year}")
        else:
            entries.append(one.entry)
    if entries and not _written(options, entries):
        return 2
    if unread:
        return 2
    failed = any(_fails(entry.report, options.fail_on) for entry in entries)
    return int(failed and not options.exit_zero)


def _context(name: str | None) -> Context | None:
    return None if name is None else Context.of(read_object(Path(name).read_bytes()))


def _why(name: str, error: Exception) -> str:
    return f"{name}: {error.strerror if isinstance(error, OSError) else error}"


def _written(options: argparse.Namespace, entries: Sequence[Entry]) -> bool:
    """Write the reports where they are wanted; whether that could be done."""
    text = FORMATS[options.format](entries)
    if options.output is None:
        coloured = options.format == "text" and _colours_wanted()
        sys.stdout.write(_coloured(text) if coloured else text)
        return True
    try:
        Path(options.output).write_text(text, encoding="utf-8")
    except OSError as error:
        _refuse(f"{options.output}: {error.strerror}")
        return False
    return True


def _fails(report: Report, fail_on: str) -> bool:
    if fail_on == "rejected":
        return report.outcome is Outcome.REJECTED
    severities = {finding.severity for finding in report.findings}
    noted = {"not-ok": set(), "warning": {"warning"}, "advice": {"warning", "advice"}}[fail_on]
    return not report.ok or bool(severities & noted)


def _colours_wanted() -> bool:
    """On a terminal, unless NO_COLOR is set (https://no-color.org) or the terminal is dumb."""
    plain = os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
    return sys.stdout.isatty() and not plain


def _coloured(text: str) -> str:
    lines = text.split("\n")
    for index, line in enumerate(lines):
        for verdict, colour in _COLOURS.items():
            if line.startswith(verdict):
                lines[index] = f"{colour}{line}\x1b[0m"
    return "\n".join(lines)


def _explain(options: argparse.Namespace) -> int:
    try:
        text = explain(options.name, Rulebook.default(), options.year)
    except UnsupportedYear as error:
        return _refuse(str(error))
    if text is None:
        when = f" of {options.year}" if options.year else ""
        return _refuse(f"no such rule or measure{when}; rules are PI101, measures PI_EP_1")
    sys.stdout.write(text)
    return 0


def _diff(options: argparse.Namespace) -> int:
    rulebook = Rulebook.default()
    try:
        before, after = rulebook.policy(options.before), rulebook.policy(options.after)
    except UnsupportedYear as error:
        return _refuse(str(error))
    sys.stdout.write(comparison.render(before, after))
    return 0


def _schema(options: argparse.Namespace) -> int:
    if options.name == "bundle":
        if options.year is None:
            return _refuse("schema bundle takes a performance year")
        try:
            found = bundle.bundle(options.year)
        except UnsupportedYear as error:
            return _refuse(str(error))
    else:
        named = bundle.schema(options.name)
        if named is None or options.year is not None:
            return _refuse(
                f"schemas are {', '.join(bundle.names()[:6])}, rule ids, and bundle YEAR"
            )
        found = dict(named)
    sys.stdout.write(json.dumps(found, indent=2, ensure_ascii=False) + "\n")
    return 0


def _years(_: argparse.Namespace) -> int:
    sys.stdout.write(table(Rulebook.default()))
    return 0


def _refuse(sentence: str) -> int:
    print(f"mips-pi: {sentence}", file=sys.stderr)
    return 2
