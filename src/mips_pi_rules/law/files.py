"""Where policy/ and schemas/ are: inside the installed package, or beside src/ in a checkout."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable


def folder(name: str) -> "Traversable":
    """The data folder `name` ("policy" or "schemas").

    Raises FileNotFoundError when neither the installed package nor a checkout holds it.
    """
    package = Path(__file__).resolve().parents[1]
    for place in (package / "data" / name, package.parents[1] / name):
        if place.is_dir():
            return place
    # Imported here because it costs more than what is read, and only a package in a zip needs it.
    from importlib.resources import files  # noqa: PLC0415

    zipped = files("mips_pi_rules") / "data" / name
    if zipped.is_dir():
        return zipped
    raise FileNotFoundError(
        f"mips_pi_rules is installed without its {name} files; install it again from its wheel"
    )


def shipped_schema(name: str) -> dict[str, Any]:
    """The JSON Schema `name` ("report") of the library, decoded anew, so the caller's to change.

    Raises FileNotFoundError where the library has none of this name.
    """
    file = folder("schemas") / f"{name}.schema.json"
    schema: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return schema
