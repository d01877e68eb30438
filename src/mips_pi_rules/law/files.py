"""Where policy/ and schemas/ are: inside the installed package, or beside src/ in a checkout."""

from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path


def folder(name: str) -> Traversable:
    """The data folder `name` ("policy" or "schemas").

    Raises FileNotFoundError when neither the installed package nor a checkout holds it.
    """
    installed = files("mips_pi_rules") / "data" / name
    if installed.is_dir():
        return installed
    checkout = Path(__file__).resolve().parents[3] / name
    if checkout.is_dir():
        return checkout
    raise FileNotFoundError(
        f"mips_pi_rules is installed without its {name} files; install it again from its wheel"
    )
