"""What the cases are made of: rows, the states of a measure, and a submission with one set.

The rows are shared between the documents, so that building one costs next to nothing.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from itertools import product
from typing import Any

Document = dict[str, Any]
Rows = tuple[Document, ...]
State = tuple[Rows, ...]  # one state of a measure, in several spellings
Context = dict[str, Any]
Case = tuple[Document, Context | None]

SILENT: Rows = ()
ABSENT = object()

GATES = ("PI_PPHI_1", "PI_PPHI_2", "PI_INFBLO_1", "PI_ONCDIR_1")
EXCHANGE_IDS = frozenset(
    ("PI_HIE_1", "PI_HIE_4", "PI_HIE_5", "PI_HIE_6", "PI_LVOTC_1", "PI_LVITC_2")
)
TIN = "000456789"
NPI = "0777777777"
PERSON: Document = {
    "entityType": "individual",
    "taxpayerIdentificationNumber": TIN,
    "nationalProviderIdentifier": NPI,
}

# Shares of the denominator; among them exact halves of every number of points a measure can have
# (10, 15, 20, 25, 40, 55 ...), halves that binary fractions miss, and CMS's own examples. Their
# number is prime, and so coprime to the size of every dimension of the product.
RATES: tuple[tuple[Any, Any], ...] = (
    (1, 1),
    (1, 2),
    (1, 4),
    (3, 4),
    (1, 6),
    (1, 8),
    (1, 10),
    (1, 16),
    (1, 20),
    (3, 20),
    (19, 20),
    (1, 30),
    (1, 40),
    (1, 50),
    (1, 80),
    (29, 100),
    (57, 100),
    (7, 10),
    (9, 10),
    (49, 115),
    (1123, 1951),
    (923, 951),
    (861, 1809),
    (1, 1000),
    (999, 1000),
    (2, 3),
    (5, 6),
    (49.0, 98.0),
    (2**52, 2**53 - 1),
    (2**52 - 1, 2**53 - 2),
    (11, 13),
)
NOTHING_COUNTED: tuple[tuple[int, int], ...] = ((0, 7), (0, 0), (0, 2**53 - 1))


def row(name: str, value: object) -> Document:
    """One measurement."""
    return {"measureId": name, "value": value}


def rate(name: str, numerator: object, denominator: object) -> Document:
    """One proportion."""
    return row(name, {"numerator": numerator, "denominator": denominator})


def blank(name: str) -> State:
    """The ways of saying nothing of a measure: no row, an empty row, a row without a value."""
    return (SILENT, (row(name, None),), ({"measureId": name},))


def claims(*names: str) -> list[State]:
    """One state for each exclusion, claimed."""
    return [((row(name, True),),) for name in names]


@cache
def rate_states(name: str, exclusions: tuple[str, ...]) -> list[State]:
    """A proportion: answered, numerator 0, silent, excluded by each of its exclusions."""
    silent = blank(name) + tuple((row(other, False),) for other in exclusions)
    return [
        tuple((rate(name, *pair),) for pair in RATES),
        tuple((rate(name, *pair),) for pair in NOTHING_COUNTED),
        silent,
        *claims(*exclusions),
    ]


@cache
def answer_states(name: str, exclusions: tuple[str, ...]) -> list[State]:
    """A yes/no measure: yes, no, silent, excluded by each of its exclusions."""
    silent = blank(name) + tuple((row(other, False),) for other in exclusions)
    refused = ((row(name, False),), *(((row(name, False), row(x, False))) for x in exclusions))
    return [((row(name, True),),), refused, silent, *claims(*exclusions)]


@cache
def registry_states(name: str, exclusions: tuple[str, ...], levels: bool) -> list[State]:
    """A public-health measure: each answer with each level of active engagement."""
    yes, no = row(name, True), row(name, False)
    if not levels:
        return answer_states(name, exclusions)
    pre, prod = row(name + "_PRE", True), row(name + "_PROD", True)
    not_pre, not_prod = row(name + "_PRE", False), row(name + "_PROD", False)
    unclaimed = tuple(row(other, False) for other in exclusions)
    silent = (*blank(name), (pre,), (prod,), unclaimed)
    return [
        ((yes,), (yes, not_pre), (not_prod, yes, not_pre)),
        ((yes, pre), (pre, yes), (yes, pre, not_prod)),
        ((yes, prod), (prod, yes), (yes, not_pre, prod)),
        ((no,), (no, pre), (no, prod), (no, row(exclusions[0], False))),
        silent,
        *(((row(x, True),), (row(x, True), prod), (pre, row(x, True))) for x in exclusions),
    ]


# --------------------------------------------------------------------------------------------
# What each year has.


def exclusions(year: int, name: str) -> tuple[str, ...]:
    """The exclusions of a required measure, or of the query of the PDMP; none of the others."""
    if name == "PI_EP_2":
        last = 0 if year == 2022 else 3 if year == 2023 else 2
    elif name in ("PI_PHCDRR_1", "PI_PHCDRR_3"):
        last = 4 if (year, name) == (2022, "PI_PHCDRR_3") else 3
    else:
        return _BY_THEIR_OWN_ID.get(name, ())
    return tuple(f"{name}_EX_{number}" for number in range(1, last + 1))


# Those of which each measure has one, under an id of its own.
_BY_THEIR_OWN_ID = {
    "PI_EP_1": ("PI_LVPP_1",),
    "PI_HIE_1": ("PI_LVOTC_1",),
    "PI_HIE_4": ("PI_LVITC_2",),
}


def exchange_states(year: int) -> list[tuple[State, State]]:
    """The ways of health information exchange: the pair in every state, or one yes/no measure."""
    pair = ("PI_HIE_1", "PI_HIE_4")
    states = list(product(*(rate_states(name, exclusions(year, name)) for name in pair)))
    for name in ("PI_HIE_5",) if year == 2022 else ("PI_HIE_5", "PI_HIE_6"):
        for value in (True, False):
            states.append((((row(name, value),),), (SILENT,)))
    return states


def bonus_states(year: int) -> list[Rows]:
    """Answers to the optional public-health measures.

    From 2023 their number is prime (7 or 11): running round it while the product advances meets
    every state of every other dimension.
    """
    two, four, five = row("PI_PHCDRR_2", True), row("PI_PHCDRR_4", True), row("PI_PHCDRR_5", True)
    if year == 2022:
        return [SILENT, (two,), (row("PI_PHCDRR_2", False), five, row("PI_PHCDRR_4", None))]
    states: list[Rows] = [
        SILENT,
        (two, row("PI_PHCDRR_2_PROD", True)),
        (two,),
        (four, row("PI_PHCDRR_4_PRE", True)),
        (row("PI_PHCDRR_5", False), row("PI_PHCDRR_5_PRE", True)),
        (five, row("PI_PHCDRR_5_PROD", True), two, row("PI_PHCDRR_2_PRE", False)),
        (five, row("PI_PHCDRR_5_PRE", True), four, row("PI_PHCDRR_4_PROD", True)),
    ]
    if year >= 2026:
        six = row("PI_PHCDRR_6", True)
        states += [
            (six,),
            (six, two),
            (six, four, row("PI_PHCDRR_4_PROD", True)),
            (row("PI_PHCDRR_6", False), five, row("PI_PHCDRR_5_PRE", True)),
        ]
    return states


def cehrt_id(year: int) -> str:
    """An EHR certification id that the year accepts."""
    return "0015EJR3MPX3HHA" if year == 2022 else "0015CJR3MPX3HHA"


def gates(year: int) -> Rows:
    """The four required attestations, passed."""
    return tuple(row(name, True) for name in GATES)


def full_set(year: int) -> Rows:
    """Every required measure met, without the attestations."""
    level = () if year == 2022 else (row("PI_PHCDRR_1_PROD", True), row("PI_PHCDRR_3_PRE", True))
    return (
        rate("PI_EP_1", 49, 115),
        row("PI_EP_2", True),
        rate("PI_HIE_1", 1123, 1951),
        rate("PI_HIE_4", 923, 951),
        rate("PI_PEA_1", 861, 1809),
        row("PI_PHCDRR_1", True),
        row("PI_PHCDRR_3", True),
        *level,
    )


def document(year: int, rows: list[Any], **changes: object) -> Document:
    """An individual's submission with one set; ABSENT leaves a field of the set out."""
    one: Document = {
        "category": "pi",
        "submissionMethod": "registry",
        "programName": "mips",
        "cehrtId": cehrt_id(year),
        "performanceStart": f"{year}-01-01",
        "performanceEnd": f"{year}-12-31",
        "measurements": rows,
    }
    for name, value in changes.items():
        if value is ABSENT:
            del one[name]
        else:
            one[name] = value
    return {"performanceYear": year, **PERSON, "measurementSets": [one]}


def cehrt_ids() -> list[object]:
    """EHR certification ids: missing, of every year's form, and misshapen."""
    tail = "JR3MPX3HHA"
    return [
        ABSENT,
        None,
        "",
        "0015E" + tail,
        "0015C" + tail,
        "XX15CXXXXXXXXXX",
        "2025C" + tail,
        "2026C" + tail,
        "2027C" + tail,
        "2028C" + tail,
        "2025E" + tail,
        "0015c" + tail.lower(),
        "2026c" + tail.lower(),
        "0015C" + tail[:-1],
        "0015C" + tail + "0",
        "0015C" + tail + "\n",
        "0015C" + tail[:-1] + "\n",
        " 0015C" + tail[:-1],
        "0015C" + tail[:-1] + "-",
        "00-15C" + tail[:-1],
        "0014C" + tail,
        "   ",
    ]


def periods(year: int) -> list[tuple[object, object]]:
    """Performance periods: long enough, one day short, open, refused."""
    first, last = date(year, 1, 1), date(year, 12, 31)

    def until(end: date, days: int) -> tuple[object, object]:
        return (end - timedelta(days - 1)).isoformat(), end.isoformat()

    def since(start: date, days: int) -> tuple[object, object]:
        return start.isoformat(), (start + timedelta(days - 1)).isoformat()

    leap_day = f"{year}-02-29"
    return [
        (first.isoformat(), last.isoformat()),
        (ABSENT, last.isoformat()),
        (first.isoformat(), None),
        (None, ABSENT),
        until(last, 89),
        until(last, 90),
        until(last, 179),
        until(last, 180),
        since(first, 89),
        since(first, 90),
        since(first, 179),
        since(first, 180),
        since(first, 365),
        since(date(year, 2, 28), 180),
        since(date(year, 2, 28), 90),
        (leap_day, last.isoformat()),
        (first.isoformat(), leap_day),
        (last.isoformat(), first.isoformat()),
        (f"{year}-06-02", f"{year}-06-01"),
        (f"{year}-06-01", f"{year}-06-01"),
        (f"{year - 1}-12-31", last.isoformat()),
        (first.isoformat(), f"{year + 1}-01-01"),
        (None, f"{year + 1}-01-01"),
        (f"{year - 1}-01-01", f"{year - 1}-12-31"),
        (f"{year}-02-30", last.isoformat()),
        (first.isoformat(), f"{year}-13-01"),
        (first.isoformat(), f"{year}-6-30"),
        ("", last.isoformat()),
        (f"{year}0101", last.isoformat()),
        (f"{year}-01/01", last.isoformat()),
        (first.isoformat(), f"{year}/12-31"),
        (first.isoformat(), f"{year}-12-31T00:00:00"),
        (first.isoformat() + "\n", last.isoformat()),
        (year, last.isoformat()),
        (first.isoformat(), True),
        ("\uff12\uff10\uff12\uff15-01-01", ABSENT),
    ]
