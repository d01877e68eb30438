"""Write docs/licences.md: what an installation brings with it, and under which licences.

`python tools/licences.py`, in an environment in which the package is installed with its extras. The
three dependencies, those of the extras and theirs are followed from the metadata of what is
installed, for every Python that is taken.
"""

from importlib.metadata import distribution, metadata
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "licences.md"
NAME = "mips-pi-rules"
EXTRAS = ("arrow", "completion", "excel", "testing")  # without PySpark, which nothing here installs
PYTHONS = ("3.11", "3.12", "3.13", "3.14", "3.15")
HEAD = """# Licences

mips-pi-rules is under the MIT licence. An installation brings these packages with it, and no
others; each has its licence in its own metadata. `make pins` writes this page, and `make sbom` the
bill of materials with the versions of an installation.

"""
HEAD_OF_EXTRAS = """
An extra brings more, each only where it is asked for. The extra `spark` brings PySpark too, which
clusters have already.

"""
TABLE = """\
| package | licence | needed by |
|---|---|---|
"""


def needed(name: str, extra: str = "") -> set[str]:
    """The packages that one needs directly, for one of the Pythons that are taken."""
    wanted = map(Requirement, distribution(name).requires or [])
    return {
        one.name.lower()
        for one in wanted
        if one.marker is None
        or any(
            one.marker.evaluate({"python_version": python, "extra": extra}) for python in PYTHONS
        )
    }


def closure(name: str, extra: str = "") -> dict[str, set[str]]:
    """Every package that comes with one, or with an extra of it, with those that need it."""
    found: dict[str, set[str]] = {}
    left = [(name, extra)]
    while left:
        one, more = left.pop()
        for other in needed(one, more):
            if other not in found:
                left.append((other, ""))
            found.setdefault(other, set()).add(f"{one}[{more}]" if more else one)
    return found


def of_extras() -> dict[str, set[str]]:
    """What comes with the extras alone, with those that need it."""
    found: dict[str, set[str]] = {}
    for extra in EXTRAS:
        for name, whom in closure(NAME, extra).items():
            if name not in closure(NAME):
                found.setdefault(name, set()).update(whom)
    return found


def licence(name: str) -> str:
    """The licence as the package states it: an expression, a word or two, or a classifier."""
    said: Any = metadata(name)  # a message of email, which its type does not say
    if expression := said.get("License-Expression"):
        return str(expression)
    classifiers = said.get_all("Classifier", [])
    found = [one.rpartition(" :: ")[2] for one in classifiers if one.startswith("License ::")]
    return ", ".join(found) or str(said.get("License", ""))


def table(packages: dict[str, set[str]]) -> str:
    """The packages with their licences, a row each."""
    rows = [
        f"| {name} | {licence(name)} | {', '.join(sorted(whom))} |"
        for name, whom in sorted(packages.items())
    ]
    return TABLE + "\n".join(rows) + "\n"


def page() -> str:
    """The page."""
    return HEAD + table(closure(NAME)) + HEAD_OF_EXTRAS + table(of_extras())


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    print(page().removeprefix(HEAD))
