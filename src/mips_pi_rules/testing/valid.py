"""Submissions that nothing is wrong with, as hypothesis strategies built from a year's policy."""

from datetime import date, timedelta
from typing import Any, Final

from hypothesis import strategies as st

from mips_pi_rules.documents.submission import DEFAULT_PROGRAM, SUBMISSION_METHODS
from mips_pi_rules.law.policies import Policy
from mips_pi_rules.law.programs import programs_for
from mips_pi_rules.law.rulebook import policy, years

Json = dict[str, Any]

# What CHPL's generator takes: it leaves out I and O.
_LETTERS: Final = "0123456789ABCDEFGHJKLMNPQRSTUVWXYZ"
_IDENTIFIERS: Final = {  # of nobody
    "taxpayerIdentificationNumber": "000000000",
    "nationalProviderIdentifier": "0000000000",
}
_MOST: Final = 2000  # patients, prescriptions or referrals


def who(year: int | None, entity_type: str | None) -> list[tuple[Policy, str]]:
    """The policies and the entity types that may report in their years; None: all.

    Raises UnsupportedYear, and ValueError where the entity type reports in no such year.
    """
    pairs = [
        (one, name)
        for one in map(policy, years() if year is None else (year,))
        for name in one.entity_types
        if entity_type in (None, name)
    ]
    if not pairs:
        raise ValueError("no such entity type reports this category in the year")
    return pairs


def programs(policy: Policy, entity_type: str) -> list[str]:
    """The programs of a year that an entity type may use, traditional MIPS first."""
    return sorted(programs_for(policy, entity_type), key=lambda name: name != DEFAULT_PROGRAM)


@st.composite
def submission(draw: st.DrawFn, policy: Policy, entity_type: str, *, whole: bool = False) -> Json:
    """A submission of the year that is scored; simplest is everything met and nothing optional.

    `whole`: every required measure is reported in the way that is the default, none is excluded,
    and nothing optional is reported, so that a small change of it says one thing.
    """
    rows = [one for several in _rows(draw, policy, whole=whole) for one in several]
    last = date(policy.performance_year, 12, 31)
    spare = (last - date(policy.performance_year, 1, 1)).days + 1 - policy.minimum_days
    before = draw(st.integers(0, spare))
    after = draw(st.integers(0, spare - before))
    forms = [*zip(policy.cehrt_forms, policy.cehrt_ids, strict=True)]
    form, cehrt_id = forms[-1] if whole else draw(st.sampled_from(forms[::-1]))
    edition = cehrt_id[: len(form.rstrip("…"))]
    free = len(cehrt_id) - len(edition)
    tail = draw(st.text(_LETTERS, min_size=free, max_size=free))
    said: Json = {"performanceYear": policy.performance_year, "entityType": entity_type}
    for name, zeros in _IDENTIFIERS.items():
        if entity_type in policy.needs[name]:
            said[name] = str(draw(st.integers(1, 999))).rjust(len(zeros), "0")
    if entity_type in policy.needs["entityId"]:
        said["entityId"] = f"EXAMPLE-{draw(st.integers(1, 999))}"
    one = {
        "category": "pi",
        "submissionMethod": draw(st.sampled_from(SUBMISSION_METHODS)),
        "programName": draw(st.sampled_from(programs(policy, entity_type))),
        "cehrtId": edition + tail,
        "performanceStart": (date(policy.performance_year, 1, 1) + timedelta(before)).isoformat(),
        "performanceEnd": (last - timedelta(after)).isoformat(),
        "measurements": rows,
    }
    return said | {"measurementSets": [one]}


def _rows(draw: st.DrawFn, policy: Policy, *, whole: bool) -> list[list[Json]]:
    """The rows of each measure that is reported or excluded."""
    left_out = set()
    for choice in policy.choices.values():
        default = next(way for way in choice.ways if way.id == choice.default)
        others = [] if whole else [way for way in choice.ways if way is not default]
        taken = draw(st.sampled_from([default, *others]))
        left_out |= {m for way in choice.ways if way is not taken for m in way.measures}
    found = []
    for name, measure in policy.measures.items():
        if name in left_out:
            continue
        if measure.reporting == "required":
            claims = [] if whole else [*measure.exclusions]
            claimed = draw(st.sampled_from([None, *claims]))
            found.append([row(claimed, True)] if claimed else _met(draw, policy, name))
        elif not whole and draw(st.booleans()):
            found.append(_met(draw, policy, name) if draw(st.booleans()) else [row(name, False)])
    return found


def _met(draw: st.DrawFn, policy: Policy, name: str) -> list[Json]:
    """The rows of a measure that is met, with its level of active engagement."""
    if policy.measures[name].kind == "proportion":
        denominator = draw(st.integers(1, _MOST))
        numerator = draw(st.integers(policy.least_numerator, denominator))
        return [row(name, {"numerator": numerator, "denominator": denominator})]
    rows = [row(name, True)]
    if name in policy.engagement:
        both = policy.engagement[name]
        rows.append(row(draw(st.sampled_from([both.production, both.pre_production])), True))
    return rows


def row(name: str, value: object) -> Json:
    """One row of a measurement set."""
    return {"measureId": name, "value": value}


def ids_of(policy: Policy, *names: str) -> tuple[str, ...]:
    """Measures with their exclusions and levels: every id that says something of them."""
    exclusions = (other for name in names for other in policy.measures[name].exclusions)
    return (*names, *exclusions, *(level for name in names for level in policy.levels_of(name)))
