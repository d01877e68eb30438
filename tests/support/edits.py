"""Edits of a submission as `support.edited` takes them, and submissions by seed.

What is changed at random stands in `mips_pi_rules.testing`, which is for everyone's tests.
"""

from collections.abc import Iterable

from mips_pi_rules import policy
from mips_pi_rules.testing import valid
from support.cases import Json, edited, full

GATES = ("PI_PPHI_1", "PI_PPHI_2", "PI_INFBLO_1", "PI_ONCDIR_1")


def row(name: str, value: object = True) -> Json:
    """One row."""
    return valid.row(name, value)


def rate(name: str, numerator: int, denominator: int) -> Json:
    """The row of a proportion."""
    return row(name, {"numerator": numerator, "denominator": denominator})


def instead(ids: Iterable[str], *rows: Json) -> Json:
    """The edit that puts these rows in the place of all rows of `ids`."""
    return {"without": tuple(ids), "rows": rows}


def merged(edits: Iterable[Json]) -> Json:
    """Several edits as one."""
    whole: Json = {"submission": {}, "set": {}, "without": [], "rows": []}
    for edit in edits:
        for name in ("submission", "set"):
            whole[name] |= edit.get(name, {})
        for name in ("without", "rows"):
            whole[name] += edit.get(name, ())
    return whole


def levels(year: int, name: str) -> tuple[str, ...]:
    """The two ids of a measure's level of active engagement, pre-production first, or none."""
    return policy(year).levels_of(name)


def ids_of(year: int, *names: str) -> tuple[str, ...]:
    """Measures with their exclusions and levels."""
    return valid.ids_of(policy(year), *names)


def exchange(year: int) -> tuple[str, ...]:
    """The measures of Health Information Exchange, with their exclusions."""
    measures = policy(year).measures
    objective = "healthInformationExchange"
    return ids_of(year, *(name for name, one in measures.items() if one.objective == objective))


def two_sets(year: int, other: Json, program: str | None = None) -> Json:
    """A submission as CMS keeps what came by registry and by EHR: two sets of one document."""
    first = full(year)
    second = edited(full(year), other)["measurementSets"][0]
    methods = {"registry": "electronicHealthRecord", "electronicHealthRecord": "registry"}
    second |= {"submissionMethod": methods[first["measurementSets"][0]["submissionMethod"]]}
    second |= {"programName": program} if program else {}
    return first | {"measurementSets": [*first["measurementSets"], second]}
