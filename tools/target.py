"""The one argument of a tool that writes: where to."""

import argparse
from pathlib import Path
from typing import Any


def target(said: str | None, default: Path | None) -> Any:
    """The Path that the command line names, else `default`; --help prints `said`."""
    formatted = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=said, formatter_class=formatted)
    parser.add_argument("target", nargs="?", type=Path, default=default, help="where to write")
    return parser.parse_args().target
