"""The page of the Python names: what a public value holds or gives is on it too."""

import inspect
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import mips_pi_rules
from website import FURTHER

SOURCE = Path(mips_pi_rules.__file__).parent
OWN = {
    name
    for file in SOURCE.rglob("*.py")
    for name in re.findall(r"^class ([A-Z]\w*)", file.read_text(encoding="utf-8"), re.M)
}
# What one stage hands to the next, no part of what is promised: a year's rules as judging takes
# them, what reading found beside the values of a submission, and what stands for one that it could
# not read, which rules tell.
STAGES = {"Year", "NoYear", "Misplaced", "FormatDefect", "Refused"}


def told() -> dict[str, object]:
    """What the page has, by its name."""
    found = {name: getattr(mips_pi_rules, name) for name in mips_pi_rules.__all__}
    for module, name in re.findall(r"auto(?:class|function):: ([\w.]+)\.(\w+)", FURTHER):
        found[name] = getattr(import_module(module), name)
    return found


def annotations(value: object) -> Iterator[object]:
    """Those of a function; of a class those of its fields, methods and properties."""
    if inspect.isclass(value):
        yield from inspect.get_annotations(value).values()
        for name, held in vars(value).items():
            member = getattr(held, "func", getattr(held, "fget", held))
            if not name.startswith("_") and inspect.isroutine(member):
                yield from annotations(inspect.unwrap(getattr(member, "__func__", member)))
    elif inspect.isroutine(value):
        yield from inspect.get_annotations(value).values()


def test_what_a_public_value_holds_or_gives_is_on_the_page() -> None:
    page = told()
    named = {
        name: f"{where}: {said}"
        for where, value in page.items()
        for said in annotations(value)
        for name in re.findall(r"\b[A-Z]\w*", str(said))
        if name in OWN
    }
    assert {"Reading", "OpenPractices", "Rule"} <= set(named)
    assert {name: why for name, why in named.items() if name not in page.keys() | STAGES} == {}
