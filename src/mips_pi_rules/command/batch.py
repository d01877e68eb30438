"""The command `mips-pi batch`: a row for each of very many documents, over all processors.

It exits 0 when the run finished, whatever the rows say; 2 when it could not, and 130 after Ctrl-C:
what was done by then is kept, and `--resume` goes on with it.
"""

import argparse
import os
from pathlib import Path
from typing import Final

from mips_pi_rules.command import terminal
from mips_pi_rules.command.batchsources import COLUMN, PART, Wanted, cut
from mips_pi_rules.command.check import given_contexts, prefixed
from mips_pi_rules.command.progress import Progress
from mips_pi_rules.errors import BatchError
from mips_pi_rules.many import keys
from mips_pi_rules.many.batch import Done, Writer, run, write_lines
from mips_pi_rules.many.beside import Beside
from mips_pi_rules.many.contexts import Contexts, ContextsError
from mips_pi_rules.many.keeping import Kept, manifest
from mips_pi_rules.render.summary import render

_FORMS: Final = (".ndjson", ".jsonl", ".parquet")


def add(command: argparse.ArgumentParser) -> None:
    """Add what the command `batch` takes."""
    command.description = (
        "Judge every submission of NDJSON or CSV (plain or gzip), of Parquet or of a folder, and "
        "write one row for each, in order: position, key, outcome, forcedToZero, score, subtotal, "
        "rules, error. Parts that are done are kept in OUT.parts until all are."
    )
    command.add_argument("input", metavar="IN", help="a file or a folder")
    command.add_argument(
        "-o", "--output", metavar="OUT", required=True, help=f"{', '.join(_FORMS)}: a new file"
    )
    command.add_argument(
        "--workers",
        type=_workers,
        metavar="N",
        default=os.cpu_count() or 1,
        help="processes; default: all",
    )
    command.add_argument(
        "--resume", action="store_true", help="go on with a run that was interrupted"
    )
    command.add_argument(
        "--key",
        metavar="FIELD",
        help="print this field of each submission, this column of Parquet; name: of its file",
    )
    command.add_argument(
        "--column",
        metavar="NAME",
        help=f"of Parquet: the submissions; default: {COLUMN}",
    )
    command.add_argument(
        "--contexts",
        metavar="FILE",
        help="NDJSON or CSV: the context of each submission by its name or key",
    )
    command.set_defaults(run=_batch)


def _workers(given: str) -> int:
    count = int(given) if given.isdecimal() else 0
    if not 1 <= count <= 1000:  # noqa: PLR2004, RUF100 - more than any machine has
        raise argparse.ArgumentTypeError("takes a whole number from 1")
    return count


def _batch(options: argparse.Namespace) -> int:
    refused = _refusal(options)
    if refused is not None:
        return terminal.refuse(refused)
    try:
        writer = _writer(options.output)
        contexts = given_contexts(options)
        beside = Beside.known(options.key, options.contexts)
        found = cut(options.input, Wanted(beside, options.column), part=PART)
    except ContextsError as error:
        for fault in prefixed(options, error.told()):
            terminal.say(fault)
        return terminal.MISUSED
    except ImportError:
        return terminal.refuse('Parquet needs pyarrow: pip install "mips-pi-rules[arrow]"')
    except ValueError as error:  # of the file of contexts
        return terminal.refuse(str(error))
    except BatchError as error:
        return terminal.refuse(f"{options.input}: {error}")
    except OSError as error:
        return terminal.refuse(f"{options.input}: {terminal.why(error)}")
    for sentence in (*found.left_out, *prefixed(options, contexts.remarks)):
        terminal.say(sentence)
    kept = Kept(Path(options.output), manifest(found.identity, found.options))
    try:
        done = kept.opened(resume=options.resume)
    except (BatchError, OSError) as error:
        return terminal.refuse(f"{options.output}: {_why(error)}")
    if options.resume:
        several = "part is" if done == 1 else "parts are"
        terminal.say(f"{done} {several} done already" if done else "nothing is done already")
    progress = Progress.over([])
    try:
        finished = run(kept, found.sources, writer, workers=options.workers, done=progress.advance)
    except KeyboardInterrupt:
        progress.clear()
        terminal.say(f"interrupted; {_kept(options)}")
        raise
    except (BatchError, OSError) as error:
        progress.clear()
        if isinstance(error, BatchError) and error.of_input:
            left = f"{options.output}.parts has what was judged before; remove it to begin anew"
            return terminal.refuse(f"{options.input}: {error}; {left}")
        return terminal.refuse(f"{options.output}: {_why(error)}; {_kept(options)}")
    progress.clear()
    if not finished.summary.documents:
        return terminal.refuse(f"{options.input}: there is no submission in it")
    contexts.taken(finished.contexts)
    _tell(options, finished, contexts)
    return 0


def _tell(options: argparse.Namespace, finished: Done, contexts: Contexts) -> None:
    """What there is to say of a run that finished: remarks, and its summary."""
    if options.key is not None and not finished.keyed:
        terminal.say(f"{options.input}: {keys.nowhere(options.key)}")
    for sentence in finished.advice:
        terminal.say(f"{options.input}: {sentence}")
    for sentence in prefixed(options, contexts.unfit()):
        terminal.say(sentence)
    for line in render(finished.summary).splitlines():
        terminal.show(line)


def _writer(output: str) -> Writer:
    """What writes the form that the output's name says. Raises ImportError without the extra."""
    if Path(output).suffix.lower() != ".parquet":
        return write_lines
    # Imported when it is asked for: pyarrow is an extra.
    from mips_pi_rules.many.parquet import write_parquet  # noqa: PLC0415

    return write_parquet


def _refusal(options: argparse.Namespace) -> str | None:
    """Why these options make no run."""
    output = options.output
    if not options.input or "\0" in options.input:
        return f"{options.input}: no name of a file"
    if "\0" in output or Path(output).suffix.lower() not in _FORMS:
        return f"{output}: the output is named {' or '.join(_FORMS)}"
    if options.contexts == "-":
        return "-: contexts are read by every worker, so they are to stand in a file"
    folder, place = os.path.realpath(options.input), os.path.realpath(output)
    if os.path.isdir(folder) and Path(place).is_relative_to(folder):  # noqa: PTH112 - never raises
        return f"{output}: stands in the folder that is read; name a place outside of it"
    return None


def _why(error: BatchError | OSError) -> str:
    return terminal.why(error) if isinstance(error, OSError) else str(error)


def _kept(options: argparse.Namespace) -> str:
    return f"what is done is kept in {options.output}.parts, and --resume goes on with it"
