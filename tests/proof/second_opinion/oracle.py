"""A brute-force scorer of one submission and its context, written from the regulation alone.

It shares no code and no data with the library: its years, ids and points are typed out here, and
where an excluded measure's points go is looked up in tables of cases instead of being computed.
Where neither CMS nor the regulation decides a question, the docstring says what was read.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from functools import lru_cache
from typing import Any

Points = int | Fraction
Row = tuple[Points, Points, str]


@dataclass(frozen=True, slots=True)
class Answer:
    """What the second opinion says of one submission."""

    outcome: str
    score: Points | None
    subtotal: Points | None
    rows: dict[str, Row] = field(default_factory=dict)


REJECTED = Answer("rejected", None, None)


class Refused(Exception):
    """CMS's submission API would not take the document."""


# --------------------------------------------------------------------------------------------
# The ids of each year: "rate" (a numerator and a denominator), "answer" (yes or no),
# "claim" (an exclusion or a level of active engagement: only a yes says something).

_IDS_2022 = {
    "PI_EP_1": "rate",
    "PI_HIE_1": "rate",
    "PI_HIE_4": "rate",
    "PI_PEA_1": "rate",
    "PI_EP_2": "answer",
    "PI_HIE_5": "answer",
    "PI_PHCDRR_1": "answer",
    "PI_PHCDRR_2": "answer",
    "PI_PHCDRR_3": "answer",
    "PI_PHCDRR_4": "answer",
    "PI_PHCDRR_5": "answer",
    "PI_PPHI_1": "answer",
    "PI_PPHI_2": "answer",
    "PI_INFBLO_1": "answer",
    "PI_ONCDIR_1": "answer",
    "PI_ONCACB_1": "answer",
    "PI_LVPP_1": "claim",
    "PI_LVOTC_1": "claim",
    "PI_LVITC_2": "claim",
    "PI_PHCDRR_1_EX_1": "claim",
    "PI_PHCDRR_1_EX_2": "claim",
    "PI_PHCDRR_1_EX_3": "claim",
    "PI_PHCDRR_3_EX_1": "claim",
    "PI_PHCDRR_3_EX_2": "claim",
    "PI_PHCDRR_3_EX_3": "claim",
    "PI_PHCDRR_3_EX_4": "claim",
}
_IDS_2024 = {name: kind for name, kind in _IDS_2022.items() if name != "PI_PHCDRR_3_EX_4"} | {
    "PI_HIE_6": "answer",
    "PI_EP_2_EX_1": "claim",
    "PI_EP_2_EX_2": "claim",
    "PI_PHCDRR_1_PRE": "claim",
    "PI_PHCDRR_1_PROD": "claim",
    "PI_PHCDRR_2_PRE": "claim",
    "PI_PHCDRR_2_PROD": "claim",
    "PI_PHCDRR_3_PRE": "claim",
    "PI_PHCDRR_3_PROD": "claim",
    "PI_PHCDRR_4_PRE": "claim",
    "PI_PHCDRR_4_PROD": "claim",
    "PI_PHCDRR_5_PRE": "claim",
    "PI_PHCDRR_5_PROD": "claim",
}
IDS: dict[int, dict[str, str]] = {
    2022: _IDS_2022,
    2023: _IDS_2024 | {"PI_EP_2_EX_3": "claim"},
    2024: _IDS_2024,
    2025: _IDS_2024,
    2026: _IDS_2024 | {"PI_PHCDRR_6": "answer"},
    2027: _IDS_2024 | {"PI_PHCDRR_6": "answer"},
}

# --------------------------------------------------------------------------------------------
# The programs of each year.

_MVP_2023 = "G0053 G0054 G0055 G0056 G0057 G0058 G0059 M0001 M0002 M0003 M0004 M0005"
_MVP_2024 = (
    "G0053 G0054 G0055 G0057 G0058 G0059 M0001 M0002 M0003 M0004 M0005"
    " M1366 M1367 M1368 M1369 M1370"
)
_MVP_2025 = (
    "G0053 G0054 G0055 G0057 G0058 G0059 M0001 M0002 M0004 M0005"
    " M1366 M1367 M1368 M1369 M1370 M1420 M1421 M1422 M1423 M1424 M1425"
)
_MVP_2026 = _MVP_2025 + " M1498 M1499 M1500 M1501 M1502 M1503"
MVPS: dict[int, frozenset[str]] = {
    2022: frozenset(),
    2023: frozenset(_MVP_2023.split()),
    2024: frozenset(_MVP_2024.split()),
    2025: frozenset(_MVP_2025.split()),
    2026: frozenset(_MVP_2026.split()),
    2027: frozenset(_MVP_2026.split()),
}
OTHER_PROGRAMS: dict[int, tuple[str, ...]] = {
    2022: ("mips", "app1"),
    2023: ("mips", "app1"),
    2024: ("mips", "app1"),
    2025: ("mips", "app1", "appPlus", "ssp"),
    2026: ("mips", "app1", "appPlus", "ssp"),
    2027: ("mips", "app1", "appPlus", "ssp"),
}

# --------------------------------------------------------------------------------------------
# The tables of cases: where the points stand. Excluded points never vanish,
# 42 CFR 414.1380(b)(4)(ii)(A); the allowed values are in (b)(4)(ii)(B) and (C).

HALF = Fraction(25, 2)

# (PI_EP_1 excluded, PI_EP_2 excluded): PI_EP_1, PI_EP_2, each half of the exchange pair.
PRESCRIBING_2022 = {
    (False, False): (10, 0, 20),
    (True, False): (0, 0, 25),
}
PRESCRIBING = {
    (False, False): (10, 10, 15),
    (False, True): (20, 0, 15),
    (True, False): (0, 10, 20),
    (True, True): (0, 0, 25),
}
# half, (PI_HIE_1 excluded, PI_HIE_4 excluded): PI_HIE_1, PI_HIE_4, what patient access receives.
PAIR = {
    (15, False, False): (15, 15, 0),
    (15, False, True): (30, 0, 0),
    (15, True, False): (0, 15, 15),
    (15, True, True): (0, 0, 30),
    (20, False, False): (20, 20, 0),
    (20, False, True): (40, 0, 0),
    (20, True, False): (0, 20, 20),
    (20, True, True): (0, 0, 40),
    (25, False, False): (25, 25, 0),
    (25, False, True): (50, 0, 0),
    (25, True, False): (0, 25, 25),
    (25, True, True): (0, 0, 50),
}
# half: what one yes/no way of exchange is worth.
ONE_WAY = {15: 30, 20: 40, 25: 50}
# (PI_PHCDRR_1 excluded, PI_PHCDRR_3 excluded): both, and what patient access receives.
REGISTRIES_2022: dict[tuple[bool, bool], tuple[Points, Points, int]] = {
    (False, False): (5, 5, 0),
    (True, False): (0, 10, 0),
    (False, True): (10, 0, 0),
    (True, True): (0, 0, 10),
}
REGISTRIES: dict[tuple[bool, bool], tuple[Points, Points, int]] = {
    (False, False): (HALF, HALF, 0),
    (True, False): (0, 25, 0),
    (False, True): (25, 0, 0),
    (True, True): (0, 0, 25),
}
# 2025: electronic case reporting is suppressed, its credit stays where it stands.
REGISTRIES_2025: dict[tuple[bool, bool], tuple[Points, Points, int]] = {
    (False, False): (HALF, HALF, 0),
    (True, False): (0, 25, 0),
    (False, True): (HALF, HALF, 0),
    (True, True): (0, 25, 0),
}

_DIGITS = frozenset("0123456789")
_ALPHANUMERIC = frozenset("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")

# --------------------------------------------------------------------------------------------
# Small questions.


def whole(value: object) -> int | None:
    """A count is a whole number; true and false are none, 49.0 is one."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return int(value)
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return None


def digits(value: object, length: int) -> bool:
    """Whether an identifier is a string of so many digits."""
    return isinstance(value, str) and len(value) == length and _DIGITS.issuperset(value)


@lru_cache(maxsize=200_000)
def proportion(numerator: int, denominator: int, available: int) -> int:
    """Points of a rate: rate times available points, rounded, 42 CFR 414.1380(b)(4)(ii).

    Exactly half a point is read as rounding up; a numerator of one earns at least one point.
    """
    if numerator == 0:
        return 0
    exact = Fraction(numerator, denominator) * available
    return max(1, (exact + Fraction(1, 2)).__floor__())


@lru_cache(maxsize=10_000)
def cehrt_form_fits(year: int, text: str) -> bool:
    """Whether a CMS EHR Certification ID has a form of the year, 42 CFR 414.1325(a)(1)(iii)(C)."""
    if len(text) != 15 or not _ALPHANUMERIC.issuperset(text):
        return False
    start, middle = text[:5].upper(), text[2:5].upper()
    if middle == "15C":
        return True
    if year in (2022, 2023):
        return middle == "15E"
    if year == 2024:
        return False
    if year == 2025:
        return start == "2025C"
    if year == 2026:
        return start in ("2025C", "2026C")
    return start in ("2025C", "2026C", "2027C")


@lru_cache(maxsize=10_000)
def real_day(text: str) -> date | None:
    """The day that YYYY-MM-DD names, or nothing when there is no such day."""
    if len(text) != 10 or text[4] != "-" or text[7] != "-":
        return None
    parts = text[:4], text[5:7], text[8:]
    if not all(_DIGITS.issuperset(part) for part in parts):
        return None
    try:
        return date(int(parts[0]), int(parts[1]), int(parts[2]))
    except ValueError:
        return None


def day_of(value: object, year: int) -> date | None:
    """A date of the set: absent is a gap; no real day, or one outside the year, is refused."""
    if value is None:
        return None
    if not isinstance(value, str):
        raise Refused
    day = real_day(value)
    if day is None or day.year != year:
        raise Refused
    return day


# --------------------------------------------------------------------------------------------
# What CMS's API refuses.


def check_entity(year: int, who: Mapping[str, Any]) -> str:
    """The three identifiers belong to the entity type, 42 CFR 414.1325 and 414.1305."""
    entity = who.get("entityType")
    tin = who.get("taxpayerIdentificationNumber")
    npi = who.get("nationalProviderIdentifier")
    entity_id = who.get("entityId")
    if entity == "individual":
        if not digits(tin, 9) or not digits(npi, 10) or entity_id is not None:
            raise Refused
        return "individual"
    if npi is not None:
        raise Refused
    if entity == "group":
        if not digits(tin, 9) or entity_id is not None:
            raise Refused
        return "group"
    if entity not in ("virtualGroup", "apm", "subgroup"):
        raise Refused
    if tin is not None and not digits(tin, 9):
        raise Refused
    if not isinstance(entity_id, str) or entity_id.strip() == "":
        raise Refused
    if entity == "subgroup" and year == 2022:
        raise Refused
    return str(entity)


def check_program(year: int, entity: str, program: object) -> str:
    """The year has the program and the entity type may use it, 42 CFR 414.1365, 414.1367."""
    if program is None:
        program = "mips"
    if not isinstance(program, str):
        raise Refused
    an_mvp = program in MVPS[year]
    if not an_mvp and program not in OTHER_PROGRAMS[year]:
        raise Refused
    if entity == "subgroup" and not an_mvp:
        raise Refused
    if entity == "virtualGroup" and program != "mips":
        raise Refused
    if entity == "apm" and year == 2022:
        raise Refused
    return program


def check_rate(value: object) -> tuple[int, int]:
    """A proportion is numerator and denominator, whole, 0 <= numerator <= denominator.

    Counts end where JSON readers stop agreeing on whole numbers, at 2**53 - 1.
    """
    if not isinstance(value, dict) or len(value) != 2:
        raise Refused
    if "numerator" not in value or "denominator" not in value:
        raise Refused
    numerator, denominator = whole(value["numerator"]), whole(value["denominator"])
    if numerator is None or denominator is None or not 0 <= numerator <= denominator:
        raise Refused
    if denominator > 9007199254740991:
        raise Refused
    return numerator, denominator


def read_rows(year: int, measurements: object) -> dict[str, Any]:
    """What the rows of a set say; a blank row and a claim that is false say nothing (read so)."""
    if not isinstance(measurements, list):
        raise Refused
    kinds = IDS[year]
    seen: set[str] = set()
    said: dict[str, Any] = {}
    for row in measurements:
        if not isinstance(row, dict):
            raise Refused
        name = row.get("measureId")
        if not isinstance(name, str) or name not in kinds or name in seen:
            raise Refused
        seen.add(name)
        value = row.get("value")
        if value is None:
            continue
        kind = kinds[name]
        if kind == "rate":
            said[name] = check_rate(value)
        elif value is True:
            said[name] = True
        elif value is not False:
            raise Refused
        elif kind == "answer":
            said[name] = False
    return said


def check_conflicts(year: int, said: Mapping[str, Any]) -> None:
    """Rows that may not stand together: exclusions, substitutes, ways of exchange, levels."""
    if "PI_LVPP_1" in said and "PI_EP_1" in said:
        raise Refused
    if "PI_LVOTC_1" in said and "PI_HIE_1" in said:
        raise Refused
    if "PI_LVITC_2" in said and "PI_HIE_4" in said:
        raise Refused
    if "PI_HIE_5" in said and "PI_HIE_6" in said:
        raise Refused
    if ("PI_HIE_5" in said or "PI_HIE_6" in said) and (
        "PI_HIE_1" in said or "PI_HIE_4" in said or "PI_LVOTC_1" in said or "PI_LVITC_2" in said
    ):
        raise Refused
    claims = ("PI_EP_2_EX_1" in said) + ("PI_EP_2_EX_2" in said) + ("PI_EP_2_EX_3" in said)
    if claims and "PI_EP_2" in said:
        raise Refused
    if claims > 1 and year >= 2025:
        raise Refused
    claims = (
        ("PI_PHCDRR_1_EX_1" in said) + ("PI_PHCDRR_1_EX_2" in said) + ("PI_PHCDRR_1_EX_3" in said)
    )
    if claims > 1 or (claims and "PI_PHCDRR_1" in said):
        raise Refused
    claims = (
        ("PI_PHCDRR_3_EX_1" in said)
        + ("PI_PHCDRR_3_EX_2" in said)
        + ("PI_PHCDRR_3_EX_3" in said)
        + ("PI_PHCDRR_3_EX_4" in said)
    )
    if claims > 1 or (claims and "PI_PHCDRR_3" in said):
        raise Refused
    if "PI_PHCDRR_1_PRE" in said and "PI_PHCDRR_1_PROD" in said:
        raise Refused
    if "PI_PHCDRR_2_PRE" in said and "PI_PHCDRR_2_PROD" in said:
        raise Refused
    if "PI_PHCDRR_3_PRE" in said and "PI_PHCDRR_3_PROD" in said:
        raise Refused
    if "PI_PHCDRR_4_PRE" in said and "PI_PHCDRR_4_PROD" in said:
        raise Refused
    if "PI_PHCDRR_5_PRE" in said and "PI_PHCDRR_5_PROD" in said:
        raise Refused


# --------------------------------------------------------------------------------------------
# One set.


@dataclass(slots=True)
class Verdict:
    """What is found on the way through one set."""

    rows: dict[str, Row] = field(default_factory=dict)
    gap: bool = False
    failed: bool = False
    earned: Points = 0


def put_rate(verdict: Verdict, said: Mapping[str, Any], name: str, available: int) -> None:
    """A required proportion: a numerator of one at the least, 414.1375(b)(2)(ii)(B)."""
    if name not in said:
        verdict.gap = True
        verdict.rows[name] = (0, available, "notReported")
        return
    points = proportion(*said[name], available)
    if points == 0:
        verdict.failed = True
        verdict.rows[name] = (0, available, "unmet")
        return
    verdict.earned += points
    verdict.rows[name] = (points, available, "met")


def put_answer(
    verdict: Verdict,
    said: Mapping[str, Any],
    name: str,
    available: Points,
    needs_level: bool,
    used_up: bool = False,
) -> None:
    """A required yes, with its level of active engagement, 414.1375(b)(2)(ii)(B).

    `used_up`: pre-production was already this measure's level in an earlier counted period.
    """
    if name not in said:
        verdict.gap = True
        verdict.rows[name] = (0, available, "notReported")
        return
    level = not needs_level or name + "_PRE" in said or name + "_PROD" in said
    if used_up and name + "_PRE" in said and name + "_PROD" not in said:
        level = False
    if said[name] is False or not level:
        verdict.failed = True
        verdict.rows[name] = (0, available, "unmet")
        return
    verdict.earned += available
    verdict.rows[name] = (available, available, "met")


def put_suppressed(
    verdict: Verdict, said: Mapping[str, Any], available: Points, excluded: bool
) -> None:
    """Electronic case reporting, 2025: reported in any way it earns its full credit.

    A yes is read as still asking for its level of active engagement; a no asks for none. That the
    level is pre-production again is read as no matter.
    """
    name = "PI_PHCDRR_3"
    if not excluded and name not in said:
        verdict.gap = True
        verdict.rows[name] = (0, available, "notReported")
        return
    level = "PI_PHCDRR_3_PRE" in said or "PI_PHCDRR_3_PROD" in said
    if not excluded and said[name] is True and not level:
        verdict.failed = True
        verdict.rows[name] = (0, available, "unmet")
        return
    verdict.earned += available
    verdict.rows[name] = (available, available, "suppressed")


def put_attestation(verdict: Verdict, said: Mapping[str, Any], name: str, no_will_do: bool) -> None:
    """A required attestation, 414.1375(b)(2)(ii)(A), (C), (D) and (b)(3)(i)(A), (iii)(A)."""
    if name not in said:
        verdict.gap = True
        verdict.rows[name] = (0, 0, "notReported")
    elif said[name] is False and not no_will_do:
        verdict.failed = True
        verdict.rows[name] = (0, 0, "unmet")
    else:
        verdict.rows[name] = (0, 0, "attested")


def put_measures(
    verdict: Verdict, year: int, said: Mapping[str, Any], used_up: frozenset[str]
) -> None:
    """Every required measure met or excluded; excluded points move on, 414.1380(b)(4)(ii)."""
    rows = verdict.rows
    no_prescribing = "PI_LVPP_1" in said
    no_monitoring = "PI_EP_2_EX_1" in said or "PI_EP_2_EX_2" in said or "PI_EP_2_EX_3" in said
    no_sending = "PI_LVOTC_1" in said
    no_receiving = "PI_LVITC_2" in said
    no_immunization = (
        "PI_PHCDRR_1_EX_1" in said or "PI_PHCDRR_1_EX_2" in said or "PI_PHCDRR_1_EX_3" in said
    )
    no_case_reporting = (
        "PI_PHCDRR_3_EX_1" in said
        or "PI_PHCDRR_3_EX_2" in said
        or "PI_PHCDRR_3_EX_3" in said
        or "PI_PHCDRR_3_EX_4" in said
    )
    if year == 2022:
        prescribing, monitoring, half = PRESCRIBING_2022[no_prescribing, False]
        immunization, case_reporting, to_access = REGISTRIES_2022[
            no_immunization, no_case_reporting
        ]
        access = 40 + to_access
    else:
        prescribing, monitoring, half = PRESCRIBING[no_prescribing, no_monitoring]
        registries = REGISTRIES_2025 if year == 2025 else REGISTRIES
        immunization, case_reporting, to_access = registries[no_immunization, no_case_reporting]
        access = 25 + to_access

    if no_prescribing:
        rows["PI_EP_1"] = (0, 0, "excluded")
    else:
        put_rate(verdict, said, "PI_EP_1", prescribing)

    if year != 2022:
        if no_monitoring:
            rows["PI_EP_2"] = (0, 0, "excluded")
        else:
            put_answer(verdict, said, "PI_EP_2", monitoring, False)

    if "PI_HIE_5" in said:
        put_answer(verdict, said, "PI_HIE_5", ONE_WAY[half], False)
    elif "PI_HIE_6" in said:
        put_answer(verdict, said, "PI_HIE_6", ONE_WAY[half], False)
    else:
        sending, receiving, to_access = PAIR[half, no_sending, no_receiving]
        access += to_access
        if no_sending:
            rows["PI_HIE_1"] = (0, 0, "excluded")
        else:
            put_rate(verdict, said, "PI_HIE_1", sending)
        if no_receiving:
            rows["PI_HIE_4"] = (0, 0, "excluded")
        else:
            put_rate(verdict, said, "PI_HIE_4", receiving)

    put_rate(verdict, said, "PI_PEA_1", access)

    if no_immunization:
        rows["PI_PHCDRR_1"] = (0, 0, "excluded")
    else:
        again = "PI_PHCDRR_1" in used_up
        put_answer(verdict, said, "PI_PHCDRR_1", immunization, year >= 2023, again)
    if year == 2025:
        put_suppressed(verdict, said, case_reporting, no_case_reporting)
    elif no_case_reporting:
        rows["PI_PHCDRR_3"] = (0, 0, "excluded")
    else:
        again = "PI_PHCDRR_3" in used_up
        put_answer(verdict, said, "PI_PHCDRR_3", case_reporting, year >= 2023, again)


def put_bonus(
    verdict: Verdict, year: int, said: Mapping[str, Any], used_up: frozenset[str]
) -> None:
    """The optional measures, 414.1380(b)(4)(ii)(C): five points once, on the lowest that earns.

    2022 gives ten more for the query of the monitoring program. From 2026 exchange under the
    trusted framework earns only beside a registry that is in validated production. One that is in
    pre-production again earns nothing.
    """
    rows = verdict.rows
    if year == 2022 and "PI_EP_2" in said:
        if said["PI_EP_2"] is True:
            rows["PI_EP_2"] = (10, 10, "bonus")
            verdict.earned += 10
        else:
            rows["PI_EP_2"] = (0, 0, "bonus")
    given = False
    for name in ("PI_PHCDRR_2", "PI_PHCDRR_4", "PI_PHCDRR_5", "PI_PHCDRR_6"):
        if name not in said:
            continue
        earns = said[name] is True
        if earns and name == "PI_PHCDRR_6":
            earns = (
                (said.get("PI_PHCDRR_1") is True and "PI_PHCDRR_1_PROD" in said)
                or (said.get("PI_PHCDRR_2") is True and "PI_PHCDRR_2_PROD" in said)
                or (said.get("PI_PHCDRR_3") is True and "PI_PHCDRR_3_PROD" in said)
                or (said.get("PI_PHCDRR_4") is True and "PI_PHCDRR_4_PROD" in said)
                or (said.get("PI_PHCDRR_5") is True and "PI_PHCDRR_5_PROD" in said)
            )
        elif earns and year >= 2023:
            earns = name + "_PROD" in said or (name + "_PRE" in said and name not in used_up)
        if earns and not given:
            given = True
            rows[name] = (5, 5, "bonus")
            verdict.earned += 5
        else:
            rows[name] = (0, 0, "bonus")


def judge_set(
    year: int, pi_set: Mapping[str, Any], used_up: frozenset[str] = frozenset()
) -> Answer:
    """One measurement set: refused, without its four elements, failing, or scored.

    The four elements are those of 42 CFR 414.1325(a)(1)(iii); the period is counted inclusively,
    414.1320(h) and (i). Through 2023 a gap is a failure; from 2024 it is no submission.
    """
    method = pi_set.get("submissionMethod")
    if method not in ("registry", "electronicHealthRecord"):
        raise Refused
    measurements = pi_set.get("measurements")
    said = {} if measurements is None else read_rows(year, measurements)
    check_conflicts(year, said)
    start = day_of(pi_set.get("performanceStart"), year)
    end = day_of(pi_set.get("performanceEnd"), year)
    cehrt = pi_set.get("cehrtId")
    if cehrt is not None and not isinstance(cehrt, str):
        raise Refused

    verdict = Verdict()
    put_measures(verdict, year, said, used_up)
    put_bonus(verdict, year, said, used_up)
    put_attestation(verdict, said, "PI_PPHI_1", False)
    put_attestation(verdict, said, "PI_PPHI_2", year in (2022, 2023))
    put_attestation(verdict, said, "PI_INFBLO_1", False)
    put_attestation(verdict, said, "PI_ONCDIR_1", False)
    if "PI_ONCACB_1" in said:
        verdict.rows["PI_ONCACB_1"] = (0, 0, "optional")

    if not cehrt:
        verdict.gap = True
    elif not cehrt_form_fits(year, cehrt):
        verdict.failed = True
    if start is None or end is None:
        verdict.gap = True
    elif start > end:
        raise Refused
    elif (end - start).days + 1 < (90 if year in (2022, 2023) else 180):
        verdict.failed = True

    subtotal = min(100, verdict.earned)
    if not measurements or (verdict.gap and year >= 2024):
        return Answer("incomplete", 0, subtotal, verdict.rows)
    if verdict.gap or verdict.failed:
        return Answer("zero", 0, subtotal, verdict.rows)
    return Answer("scored", subtotal, subtotal, verdict.rows)


# --------------------------------------------------------------------------------------------
# What a submission cannot show: history, referral, eligibility.

# The last year in which a clinician of the type is reweighted, 42 CFR 414.1380(c)(2)(i)(A)(4).
LAST_YEAR_OF_TYPE = {
    "nursePractitioner": 2022,
    "physicianAssistant": 2022,
    "clinicalNurseSpecialist": 2022,
    "certifiedRegisteredNurseAnesthetist": 2022,
    "physicalTherapist": 2023,
    "occupationalTherapist": 2023,
    "speechLanguagePathologist": 2023,
    "audiologist": 2023,
    "clinicalPsychologist": 2023,
    "dietitian": 2023,
    "clinicalSocialWorker": 2024,
}


def pre_production_used_up(year: int, history: Mapping[str, Any]) -> frozenset[str]:
    """The measures with an earlier period in pre-production; periods count from 2024."""
    used_up = set()
    for name, years in (history.get("preProduction") or {}).items():
        for one in years:
            if 2024 <= one < year:
                used_up.add(name)
    return frozenset(used_up)


def refer(year: int, entity: str, eligibility: Mapping[str, Any], answer: Answer) -> Answer:
    """An Inspector General referral: no meaningful user, whatever was attested, 42 CFR 414.1305.

    Read as counting from 2024. It forces every set to 0, so that the first of them is shown. A
    qualified audiologist is excepted by name.
    """
    referred = eligibility.get("informationBlockingReferral") is True
    if entity == "individual" and eligibility.get("clinicianType") == "audiologist":
        referred = False
    if year >= 2024 and referred and answer.outcome == "scored":
        return Answer("zero", 0, answer.subtotal, answer.rows)
    return answer


def excused_whatever_is_submitted(year: int, entity: str, eligibility: Mapping[str, Any]) -> bool:
    """The two routes that data do not void, 414.1380(c)(2)(i)(C)(10) and 414.1317(b)(4)(ii).

    A subgroup had the first of its own in 2023 alone, 414.1365(e)(2)(ii)(B).
    """
    exceptions = eligibility.get("exceptions") or ()
    if entity == "apm":
        return "extremeCircumstancesApmEntity" in exceptions
    if entity == "subgroup" and year != 2023:
        return False
    return "dataCompromised" in exceptions


def excused_without_data(year: int, entity: str, eligibility: Mapping[str, Any]) -> bool:
    """The routes that data void, 42 CFR 414.1380(c)(2)(i)(A), (C) and (iii).

    Read so for more than one clinician: a special status or an approved application given for a
    group or a virtual group is its own; a subgroup has only the statuses of its affiliated group,
    and in 2023 alone its own application for extreme circumstances, 414.1365(e)(2)(ii)(A);
    surgical centers, clinician types, new and joined practices and the automatic area of extreme
    circumstances are an individual's; an APM Entity has only its small practice and the rule of all
    clinicians. That data void the route of a new or joined practice is read so.
    """
    statuses = eligibility.get("specialStatuses") or ()
    exceptions = eligibility.get("exceptions") or ()
    if entity == "apm":
        return "smallPractice" in statuses or eligibility.get("allCliniciansQualify") is True
    if "nonPatientFacing" in statuses or "hospitalBased" in statuses:
        return True
    if "smallPractice" in statuses:
        return True
    if entity == "subgroup":
        if year == 2023 and "extremeCircumstancesCehrt" in exceptions:
            return True
        return eligibility.get("allCliniciansQualify") is True
    if "insufficientInternet" in exceptions or "extremeCircumstancesCehrt" in exceptions:
        return True
    if "noControlOverCehrt" in exceptions or "decertifiedEhr" in exceptions:
        return True
    if year >= 2024 and "intermediaryFailure" in exceptions:
        return True
    if entity != "individual":
        return eligibility.get("allCliniciansQualify") is True
    if "ascBased" in statuses or "extremeCircumstancesArea" in exceptions:
        return True
    if "newPractice" in exceptions or "joinedPractice" in exceptions:
        return True
    return LAST_YEAR_OF_TYPE.get(str(eligibility.get("clinicianType")), 0) >= year


def reweigh(year: int, entity: str, eligibility: Mapping[str, Any], answer: Answer) -> Answer:
    """Reweighting takes the score away and leaves the rows; data that count void most routes."""
    excused = excused_whatever_is_submitted(year, entity, eligibility)
    if answer.outcome == "incomplete" and not excused:
        excused = excused_without_data(year, entity, eligibility)
    return Answer("reweighted", None, answer.subtotal, answer.rows) if excused else answer


# --------------------------------------------------------------------------------------------
# The whole document.


def judge(submission: Mapping[str, Any], context: Mapping[str, Any] | None = None) -> Answer:
    """The answer for a submission, or for a bare measurement set with its `submission`.

    `context` is what a submission cannot show: `eligibility` and `history`.
    """
    try:
        return _judge(submission, context or {})
    except Refused:
        return REJECTED


def _judge(submission: Mapping[str, Any], context: Mapping[str, Any]) -> Answer:
    who: Mapping[str, Any] = submission
    sets: object = submission.get("measurementSets")
    if "measurementSets" not in submission and isinstance(submission.get("submission"), dict):
        who = submission["submission"]
        sets = [submission]
        if "programName" in who:
            raise Refused
    year = whole(who.get("performanceYear"))
    if year is None or year not in IDS:
        raise Refused
    entity = check_entity(year, who)
    if sets is None:
        sets = []
    if not isinstance(sets, list):
        raise Refused

    eligibility: Mapping[str, Any] = context.get("eligibility") or {}
    used_up = pre_production_used_up(year, context.get("history") or {})
    keys: set[tuple[object, str]] = set()
    answers: list[Answer] = []
    of_programs: dict[str, list[dict[str, Any]]] = {}
    for one in sets:
        if not isinstance(one, dict):
            raise Refused
        category = one.get("category")
        if category in ("quality", "ia", "cost"):
            continue
        if category != "pi":
            raise Refused
        program = check_program(year, entity, one.get("programName"))
        answers.append(refer(year, entity, eligibility, judge_set(year, one, used_up)))
        key = (one["submissionMethod"], program)
        if key in keys:
            raise Refused
        keys.add(key)
        of_programs.setdefault(program, []).append(read_rows(year, one.get("measurements") or []))

    if not answers:
        answers = [judge_set(year, {"submissionMethod": "registry"})]
    shown = pick(answers)
    if year in (2022, 2023) and any(contradict(year, said) for said in of_programs.values()):
        shown = Answer("zero", 0, shown.subtotal, shown.rows)
    return reweigh(year, entity, eligibility, shown)


# What is required, with what may be claimed in its place.
EXCLUSIONS_OF = {
    "PI_EP_1": ("PI_LVPP_1",),
    "PI_EP_2": ("PI_EP_2_EX_1", "PI_EP_2_EX_2", "PI_EP_2_EX_3"),
    "PI_HIE_1": ("PI_LVOTC_1",),
    "PI_HIE_4": ("PI_LVITC_2",),
    "PI_HIE_5": (),
    "PI_HIE_6": (),
    "PI_PEA_1": (),
    "PI_PHCDRR_1": ("PI_PHCDRR_1_EX_1", "PI_PHCDRR_1_EX_2", "PI_PHCDRR_1_EX_3"),
    "PI_PHCDRR_3": (
        "PI_PHCDRR_3_EX_1",
        "PI_PHCDRR_3_EX_2",
        "PI_PHCDRR_3_EX_3",
        "PI_PHCDRR_3_EX_4",
    ),
    "PI_PPHI_1": (),
    "PI_PPHI_2": (),
    "PI_INFBLO_1": (),
    "PI_ONCDIR_1": (),
}


def contradict(year: int, several: list[dict[str, Any]]) -> bool:
    """Whether sets of one program answer something required differently; through 2023 that is 0.

    Counts are compared as they are given, and an exclusion differs from the measure; what one set
    alone reports contradicts nothing. That this holds between sets of one document is read so.
    """
    for name, exclusions in EXCLUSIONS_OF.items():
        if name == "PI_EP_2" and year == 2022:
            continue  # optional then
        answers = [
            said.get(name, "excluded")
            for said in several
            if name in said or any(one in said for one in exclusions)
        ]
        if any(one != answers[0] for one in answers):
            return True
    return False


def pick(answers: list[Answer]) -> Answer:
    """Sets are never merged; the highest that counts is taken, 42 CFR 414.1325(f)(2)."""
    best: Answer | None = None
    for answer in answers:
        if answer.outcome == "incomplete":
            continue
        if best is None or (answer.score or 0) > (best.score or 0):
            best = answer
    return answers[0] if best is None else best
