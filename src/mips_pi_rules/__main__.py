"""The command mips-pi as a process of its own, which `python -m mips_pi_rules` is too."""

import gc
import sys
from typing import Final

# Most of what a start makes lives to the end. Looking through it for garbage, by default after
# every 700 things that are made, finds nothing and takes a twentieth of what judging one file does.
_MADE_BETWEEN: Final = 50_000


def run() -> int:
    """Run the command and return its exit status; what is left then ends with the process."""
    gc.set_threshold(_MADE_BETWEEN)
    from mips_pi_rules.command.main import main  # noqa: PLC0415 - the start is what is meant

    status = main()
    # At its end the interpreter takes all modules apart and looks through all that is left, which
    # takes a tenth of what judging one file does: what is frozen it does not look at.
    gc.freeze()
    return status


if __name__ == "__main__":
    sys.exit(run())
