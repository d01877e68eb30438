"""Documents that are right, to be changed: worked cases and, where they stand, real files."""

from functools import cache
from typing import Any

from attrs import frozen

from mips_pi_rules.testing import qrda
from support.cases import BESIDE, DATA, EXAMPLES, Json, full, read_json


@frozen
class Source:
    """A document that is right, with what is known beside it."""

    document: Json
    context: Json | None


@cache
def own_sources() -> list[Source]:
    """The project's own."""
    cases = [read_json(file) for file in sorted(EXAMPLES.glob("20*/*.json"))]
    cases += [read_json(file) for file in sorted((DATA / "field").glob("*.json"))]
    found = [Source(one["submission"], one.get("context")) for one in cases if "submission" in one]
    return [one for one in found if isinstance(one.document, dict)]


@cache
def sources() -> list[Source]:
    found = [Source(read_json(file), None) for file in published("qpp", "*input*.json")]
    return own_sources() + found


@cache
def own_xml_sources() -> list[str]:
    """The project's own."""
    return [qrda.document(full(year)) for year in (2022, 2024, 2025, 2027)]


@cache
def xml_sources() -> list[str]:
    found = [file.read_text(encoding="utf-8") for file in published("qrda", "*.xml")]
    return own_xml_sources() + found


def published(folder: str, pattern: str) -> list[Any]:
    return sorted((BESIDE / "conformance" / folder).glob(pattern))
