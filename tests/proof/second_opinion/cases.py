"""The submissions that the second opinion and the library are asked about.

Everything is deterministic: the combinations come from products, the random ones from seeds.
The rows are shared between the documents, so that building one costs next to nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from functools import cache
from itertools import chain, combinations, islice, product
from operator import getitem
from random import Random
from typing import Any

Document = dict[str, Any]
Rows = tuple[Document, ...]
State = tuple[Rows, ...]  # one state of a measure, in several spellings
Context = dict[str, Any]
Case = tuple[Document, Context | None]

SILENT: Rows = ()
ABSENT = object()

GATES = ("PI_PPHI_1", "PI_PPHI_2", "PI_INFBLO_1", "PI_ONCDIR_1")
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


def registry_exclusions(year: int, name: str) -> tuple[str, ...]:
    """The exclusions of the two required public-health measures."""
    last = 4 if (year, name) == (2022, "PI_PHCDRR_3") else 3
    return tuple(f"{name}_EX_{number}" for number in range(1, last + 1))


def monitoring_exclusions(year: int) -> tuple[str, ...]:
    """The exclusions of the query of the prescription drug monitoring program."""
    last = 0 if year == 2022 else 3 if year == 2023 else 2
    return tuple(f"PI_EP_2_EX_{number}" for number in range(1, last + 1))


def exchange_states(year: int) -> list[tuple[State, State]]:
    """The ways of health information exchange: the pair in every state, or one yes/no measure."""
    states = list(
        product(rate_states("PI_HIE_1", ("PI_LVOTC_1",)), rate_states("PI_HIE_4", ("PI_LVITC_2",)))
    )
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


# --------------------------------------------------------------------------------------------
# (a) Every combination of measures, gates passed.


def dimensions(year: int) -> list[list[Any]]:
    """What a combination of measures is made of: the states of each, the optional ones together."""
    levels = year >= 2023
    return [
        rate_states("PI_EP_1", ("PI_LVPP_1",)),
        answer_states("PI_EP_2", monitoring_exclusions(year)),
        exchange_states(year),
        rate_states("PI_PEA_1", ()),
        registry_states("PI_PHCDRR_1", registry_exclusions(year, "PI_PHCDRR_1"), levels),
        registry_states("PI_PHCDRR_3", registry_exclusions(year, "PI_PHCDRR_3"), levels),
        bonus_states(year),
    ]


def measure_turns(year: int) -> Iterator[tuple[int, ...]]:
    """Every combination, as the number of a state in each dimension."""
    *sizes, last = map(len, dimensions(year))
    required = product(*map(range, sizes))
    if year == 2022:
        yield from ((*turn, extra) for turn in required for extra in range(last))
        return
    yield from ((*turn, number % last) for number, turn in enumerate(required))
    # The optional measures against all that can matter to them, in full.
    yield from product(
        (0, 3), (0,), (0, sizes[2] - 2), (0,), range(sizes[4]), range(sizes[5]), range(last)
    )


def measures(year: int, part: int = 0, parts: int = 1) -> Iterator[Document]:
    """Every combination of answers, exclusions, ways of exchange and levels, all gates passed.

    The sum of a combination's numbers says which part it is in. Two states fix two of the numbers,
    and the others still come to every sum: so each eighth holds every pair of states.
    """
    states = dimensions(year)
    passed = gates(year)
    header = {"performanceYear": year, **PERSON}
    pi_set = document(year, [])["measurementSets"][0]
    for number, turn in enumerate(measure_turns(year)):
        if sum(turn) % parts != part:
            continue
        ep1, ep2, (first, second), pea, ph1, ph3, extra = map(getitem, states, turn)
        rows = [
            *ep1[number * 3 % len(ep1)],
            *ep2[number % len(ep2)],
            *first[number * 5 % len(first)],
            *second[(number * 7 + 1) % len(second)],
            *pea[(number * 11 + 2) % len(pea)],
            *ph1[number % len(ph1)],
            *ph3[(number + 1) % len(ph3)],
            *extra,
            *passed,
        ]
        yield {**header, "measurementSets": [{**pi_set, "measurements": rows}]}


# --------------------------------------------------------------------------------------------
# (b) Every combination of gates, on one full set.


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


YES, NO, UNSAID = 0, 1, 2


def gate_turns(ids: int, fitting: int, spans: int) -> Iterator[tuple[tuple[int, ...], int, int]]:
    """Answers to the four required attestations, and the numbers of a CEHRT id and a period.

    Every combination of answers meets every CEHRT id in the full year, and every period with the
    id that fits; with all of them passed, and with one of them failing (no and silence by turns),
    every pair of an id and a period is met.
    """
    for states in product((YES, NO, UNSAID), repeat=4):
        if any(states):
            for one in range(ids):
                yield states, one, 0
            for span in range(1, spans):
                yield states, fitting, span
    for one, span in product(range(ids), range(spans)):
        yield (YES, YES, YES, YES), one, span
        fails = NO + (one + span) % 2
        yield (fails, YES, YES, YES), one, span
        yield (YES, fails, YES, YES), one, span
        yield (YES, YES, fails, YES), one, span
        yield (YES, YES, YES, fails), one, span


def conditions(year: int, part: int = 0, parts: int = 1) -> Iterator[Document]:
    """Combinations of gates with CEHRT ids and periods, on one full set; see `gate_turns`."""
    answers: dict[str, list[State]] = {
        name: [((row(name, True),),), ((row(name, False),),), blank(name)] for name in GATES
    }
    surveillance: list[Rows] = [
        SILENT,
        (row("PI_ONCACB_1", False),),
        (row("PI_ONCACB_1", True),),
        (row("PI_ONCACB_1", None),),
    ]
    measured = full_set(year)
    header = {"performanceYear": year, **PERSON}
    pi_set = document(year, [])["measurementSets"][0]
    for field in ("cehrtId", "performanceStart", "performanceEnd"):
        del pi_set[field]
    ids, spans = cehrt_ids(), periods(year)
    turns = gate_turns(len(ids), ids.index(cehrt_id(year)), len(spans))
    for number, (states, id_turn, span_turn) in enumerate(turns):
        if number % parts != part:
            continue
        cehrt, (start, end) = ids[id_turn], spans[span_turn]
        rows = [*measured]
        for place, name in enumerate(GATES):
            spelled = answers[name][states[place]]
            rows += spelled[(number + place) % len(spelled)]
        rows += surveillance[number * 3 // 4 % 4]
        one = {**pi_set, "measurements": rows}
        if cehrt is not ABSENT:
            one["cehrtId"] = cehrt
        if start is not ABSENT:
            one["performanceStart"] = start
        if end is not ABSENT:
            one["performanceEnd"] = end
        yield {**header, "measurementSets": [one]}


# --------------------------------------------------------------------------------------------
# (c) Random products of both, with refused inputs.

RANDOM_SIZE = 8_000
CHUNK = 500

UNKNOWN_IDS: tuple[object, ...] = (
    "PI_PHCDRR_1_MULTI",
    "PI_XYZ_1",
    "PI_EP_3",
    "pi_ep_1",
    "PI_EP_1 ",
    "PI_EP_1\n",
    "PI_PHCDRR_6_PROD",
    "PI_PHCDRR_7",
    "PI_HIE_2",
    "IA_EPA_3",
    "",
    None,
    5,
    True,
    # Known in some of the years.
    "PI_PHCDRR_3_EX_4",
    "PI_EP_2_EX_1",
    "PI_EP_2_EX_3",
    "PI_HIE_6",
    "PI_PHCDRR_1_PRE",
    "PI_PHCDRR_5_PROD",
    "PI_PHCDRR_6",
)
WRONG_VALUES: tuple[object, ...] = (
    "N/A",
    "--",
    "",
    "true",
    "Y",
    0,
    1,
    1.5,
    "1",
    [],
    [True],
    {},
    {"numerator": 1},
    {"denominator": 1},
    {"numerator": 3, "denominator": 2},
    {"numerator": -1, "denominator": 2},
    {"numerator": 0, "denominator": -1},
    {"numerator": 1.5, "denominator": 2},
    {"numerator": "1", "denominator": 2},
    {"numerator": 1, "denominator": "2"},
    {"numerator": True, "denominator": True},
    {"numerator": False, "denominator": 2},
    {"numerator": None, "denominator": 2},
    {"numerator": 1, "denominator": None},
    {"numerator": 1, "denominator": 2, "rate": 0.5},
    {"numerator": 1, "denominater": 2},
    {"count": 1, "denominator": 2},
    {"numerator": 2**70 + 1, "denominator": 2**70},
    {"numerator": 1, "denominator": 2**53},
    {"numerator": 1, "denominator": 2**70},
    {"numerator": 2**70, "denominator": 2**70},
    {"numerator": 1, "denominator": 1e300},
    {"numerator": 1, "denominator": float("inf")},
    {"numerator": float("nan"), "denominator": 2},
    float("nan"),
    {"performanceMet": 1, "eligiblePopulation": 2},
    {"value": True},
    # Right for a proportion.
    {"numerator": 49.0, "denominator": 98.0},
    {"numerator": 2**53 - 1, "denominator": 2**53 - 1},
    {"denominator": 2**53 - 1, "numerator": 2**52},
    {"numerator": 0, "denominator": 0},
)
PAIRS_IN_CONFLICT: tuple[tuple[str, str], ...] = (
    ("PI_PHCDRR_1_PRE", "PI_PHCDRR_1_PROD"),
    ("PI_PHCDRR_2_PRE", "PI_PHCDRR_2_PROD"),
    ("PI_PHCDRR_3_PRE", "PI_PHCDRR_3_PROD"),
    ("PI_PHCDRR_4_PRE", "PI_PHCDRR_4_PROD"),
    ("PI_PHCDRR_5_PRE", "PI_PHCDRR_5_PROD"),
    ("PI_PHCDRR_1_EX_1", "PI_PHCDRR_1_EX_2"),
    ("PI_PHCDRR_1_EX_2", "PI_PHCDRR_1_EX_3"),
    ("PI_PHCDRR_3_EX_1", "PI_PHCDRR_3_EX_3"),
    ("PI_PHCDRR_3_EX_2", "PI_PHCDRR_3_EX_4"),
    ("PI_EP_2_EX_1", "PI_EP_2_EX_2"),
    ("PI_EP_2_EX_2", "PI_EP_2_EX_3"),
    ("PI_HIE_5", "PI_HIE_6"),
    ("PI_HIE_5", "PI_HIE_1"),
    ("PI_HIE_4", "PI_HIE_5"),
    ("PI_HIE_6", "PI_HIE_1"),
    ("PI_HIE_4", "PI_HIE_6"),
    ("PI_LVOTC_1", "PI_HIE_5"),
    ("PI_HIE_5", "PI_LVITC_2"),
    ("PI_LVOTC_1", "PI_HIE_6"),
    ("PI_HIE_6", "PI_LVITC_2"),
    ("PI_EP_1", "PI_LVPP_1"),
    ("PI_LVOTC_1", "PI_HIE_1"),
    ("PI_HIE_4", "PI_LVITC_2"),
    ("PI_EP_2", "PI_EP_2_EX_1"),
    ("PI_EP_2_EX_3", "PI_EP_2"),
    ("PI_PHCDRR_1", "PI_PHCDRR_1_EX_3"),
    ("PI_PHCDRR_3_EX_1", "PI_PHCDRR_3"),
    ("PI_PHCDRR_3", "PI_PHCDRR_3_EX_4"),
)
EXCHANGE_IDS = frozenset(
    ("PI_HIE_1", "PI_HIE_4", "PI_HIE_5", "PI_HIE_6", "PI_LVOTC_1", "PI_LVITC_2")
)
RATE_IDS = frozenset(("PI_EP_1", "PI_HIE_1", "PI_HIE_4", "PI_PEA_1"))
IDENTIFIERS: tuple[tuple[str, tuple[object, ...]], ...] = (
    (
        "taxpayerIdentificationNumber",
        (ABSENT, None, TIN, "00045678", "0004567890", "00045678X", "000456789\n", 456789123, ""),
    ),
    (
        "nationalProviderIdentifier",
        (ABSENT, None, NPI, "077777777", "07777777770", "077777777X", " 777777777", 7777777777),
    ),
    ("entityId", (ABSENT, None, "E0001", "x", "", "  ", 17)),
)
PROGRAMS: tuple[object, ...] = (
    ABSENT,
    None,
    "mips",
    "app1",
    "appPlus",
    "ssp",
    "pcf",
    "cpcPlus",
    "MIPS",
    "appplus",
    "APP1",
    "",
    "mips ",
    "g0057",
    7,
    "G0053",
    "G0056",
    "G0057",
    "M0001",
    "M0003",
    "M1366",
    "M1421",
    "M1425",
    "M1498",
    "M1503",
    "M1504",
)
EXTRA_FIELDS: tuple[tuple[str, object], ...] = (
    ("id", "f3a1"),
    ("createdAt", "2025-01-01T00:00:00Z"),
    ("zzzUnknownField", {"deep": [1, 2, 3]}),
    ("suppressed", False),
    ("submitterId", 4),
    ("submission", {"performanceYear": 2019, "programName": "mips"}),
)


def random_rate(name: str, dice: Random) -> Rows:
    """A proportion with any counts; sometimes nothing was counted."""
    denominator = dice.choice((1, 2, 20, 30, 40, 100, 1000, 12345, 2**53 - 1))
    if dice.random() < 0.5:
        denominator = dice.randint(1, 2000)
    numerator = dice.randint(0, denominator) if dice.random() < 0.97 else 0
    return (rate(name, numerator, denominator),)


def random_rows(year: int, dice: Random) -> list[Any]:
    """Rows of a random set: mostly answered, in any order."""

    def one(states: list[State], weights: Sequence[int]) -> Rows:
        spread = [*weights, *[1] * len(states)][: len(states)]
        return dice.choice(dice.choices(states, spread)[0])

    def counted(name: str, exclusions: tuple[str, ...]) -> Rows:
        if dice.random() < 0.7:
            return random_rate(name, dice)
        return one(rate_states(name, exclusions), (6, 1, 1, 6))

    levels = year >= 2023
    parts: list[Rows] = [
        counted("PI_EP_1", ("PI_LVPP_1",)),
        one(answer_states("PI_EP_2", monitoring_exclusions(year)), (20, 1, 1)),
        counted("PI_PEA_1", ()),
    ]
    for name in ("PI_PHCDRR_1", "PI_PHCDRR_3"):
        states = registry_states(name, registry_exclusions(year, name), levels)
        parts.append(one(states, (1, 14, 14, 1, 1) if levels else (20, 1, 1)))
    way = dice.random()
    if way < 0.6:
        parts.append(counted("PI_HIE_1", ("PI_LVOTC_1",)))
        parts.append(counted("PI_HIE_4", ("PI_LVITC_2",)))
    elif way < 0.8 or year == 2022:
        parts.append((row("PI_HIE_5", dice.random() < 0.9),))
    else:
        parts.append((row("PI_HIE_6", dice.random() < 0.9),))
    for name in ("PI_PHCDRR_2", "PI_PHCDRR_4", "PI_PHCDRR_5"):
        if dice.random() < 0.4:
            parts.append((row(name, dice.random() < 0.8),))
        if levels and dice.random() < 0.5:
            parts.append((row(name + dice.choice(("_PRE", "_PROD")), dice.random() < 0.9),))
    if year >= 2026 and dice.random() < 0.6:
        parts.append((row("PI_PHCDRR_6", dice.random() < 0.8),))
    for name in GATES:
        drawn = dice.random()
        if drawn < 0.94:
            parts.append((row(name, True),))
        elif drawn < 0.97:
            parts.append((row(name, False),))
        else:
            parts.append(dice.choice(blank(name)))
    parts.append(dice.choice((SILENT, (row("PI_ONCACB_1", True),), (row("PI_ONCACB_1", False),))))
    if dice.random() < 0.5:
        dice.shuffle(parts)
    return [one_row for part in parts for one_row in part]


def random_set(year: int, dice: Random) -> Document:
    """A random measurement set, mostly one that would be accepted."""
    changes: dict[str, object] = {}
    if dice.random() < 0.12:
        changes["cehrtId"] = dice.choice(cehrt_ids())
    if dice.random() < 0.12:
        start, end = dice.choice(periods(year))
        changes["performanceStart"], changes["performanceEnd"] = start, end
    if dice.random() < 0.1:
        changes["programName"] = dice.choice((ABSENT, None, "app1"))
    if dice.random() < 0.1:
        changes["submissionMethod"] = "electronicHealthRecord"
    one: Document = document(year, random_rows(year, dice), **changes)["measurementSets"][0]
    return one


def _unknown_id(year: int, submission: Document, pi_set: Document, dice: Random) -> None:
    name = dice.choice(UNKNOWN_IDS)
    unknown = {"measureId": name, "value": dice.choice((True, False, None))}
    pi_set["measurements"].insert(dice.randint(0, 5), unknown)


def _duplicate(year: int, submission: Document, pi_set: Document, dice: Random) -> None:
    rows = pi_set["measurements"]
    again = dict(dice.choice(rows))
    if dice.random() < 0.5:
        again["value"] = dice.choice((None, again.get("value"), False, True))
    rows.insert(dice.randint(0, len(rows)), again)


def _wrong_value(year: int, submission: Document, pi_set: Document, dice: Random) -> None:
    rows = pi_set["measurements"]
    place = dice.randrange(len(rows))
    rows[place] = {**rows[place], "value": dice.choice(WRONG_VALUES)}


def _wrong_rate(year: int, submission: Document, pi_set: Document, dice: Random) -> None:
    rows = pi_set["measurements"]
    places = [n for n, one in enumerate(rows) if one["measureId"] in RATE_IDS]
    if places:
        place = dice.choice(places)
        rows[place] = {**rows[place], "value": dice.choice((*WRONG_VALUES, True, False))}


def _conflict(year: int, submission: Document, pi_set: Document, dice: Random) -> None:
    """Two rows that exclude each other: true, false or empty.

    Their old rows are taken away, and mostly all else that they could conflict with.
    """
    pair = dice.choice(PAIRS_IN_CONFLICT)
    gone = {*pair}
    if dice.random() < 0.8:
        if all("_EX_" in name for name in pair):
            gone.add(pair[0].split("_EX_")[0])
        elif any(name in EXCHANGE_IDS for name in pair):
            gone |= EXCHANGE_IDS
    rows = [one for one in pi_set["measurements"] if one["measureId"] not in gone]
    for name in pair:
        value: object = dice.choice((True, True, True, False, None))
        if name in RATE_IDS and value is not None:
            value = {"numerator": dice.randint(0, 9), "denominator": 9}
        rows.insert(dice.randint(0, len(rows)), row(name, value))
    pi_set["measurements"] = rows


def _entity(year: int, submission: Document, pi_set: Document, dice: Random) -> None:
    """Another entity type, mostly with the identifiers that belong to it."""
    kind: object = dice.choice(
        ("individual", "group", "virtualGroup", "apm", "subgroup", "Group", None)
    )
    if dice.random() < 0.2:
        kind = dice.choice((ABSENT, "", "clinician", "APM", 3, "virtual_group"))
    submission["entityType"] = kind
    if kind != "individual":
        submission.pop("nationalProviderIdentifier", None)
    if kind in ("virtualGroup", "apm", "subgroup"):
        submission["entityId"] = "E0001"
        if dice.random() < 0.5:
            submission.pop("taxpayerIdentificationNumber", None)
    if dice.random() < 0.5:
        name, values = dice.choice(IDENTIFIERS)
        submission[name] = dice.choice(values)
    if dice.random() < 0.5 or (kind == "subgroup" and dice.random() < 0.8):
        pi_set["programName"] = dice.choice(PROGRAMS if dice.random() < 0.5 else PROGRAMS[15:])
    for name in [name for name, value in submission.items() if value is ABSENT]:
        del submission[name]
    if pi_set.get("programName") is ABSENT:
        del pi_set["programName"]


def _program(year: int, submission: Document, pi_set: Document, dice: Random) -> None:
    program = dice.choice(PROGRAMS)
    pi_set.pop("programName", None)
    if program is not ABSENT:
        pi_set["programName"] = program


def _extra_field(year: int, submission: Document, pi_set: Document, dice: Random) -> None:
    """Fields nobody knows change nothing."""
    name, value = dice.choice(EXTRA_FIELDS)
    place = dice.randrange(3)
    if place == 0:
        submission[name] = value
    elif place == 1:
        pi_set[name] = value
    else:
        rows = pi_set["measurements"]
        rows[0] = {**rows[0], name: value}


def _blank(year: int, submission: Document, pi_set: Document, dice: Random) -> None:
    rows = pi_set["measurements"]
    place = dice.randrange(len(rows))
    rows[place] = {**rows[place], "value": None}


def _left_out(year: int, submission: Document, pi_set: Document, dice: Random) -> None:
    rows = pi_set["measurements"]
    del rows[dice.randrange(len(rows))]


def _header(year: int, submission: Document, pi_set: Document, dice: Random) -> None:
    """A category, a method, a CEHRT id or a year that is not one."""
    place = dice.randrange(5)
    if place == 0:
        pi_set["category"] = dice.choice(("aci", "PI", "Pi", "", None, 3))
    elif place == 1:
        del pi_set["category"]
    elif place == 2:
        pi_set["submissionMethod"] = dice.choice(("Registry", "ehr", "claims", "", None, 3))
    elif place == 3:
        pi_set["cehrtId"] = dice.choice((15, True, ["0015CJR3MPX3HHA"], {}, 2.5))
    else:
        submission["performanceYear"] = dice.choice((2021, 2028, 2019, str(year), True, None, {}))


def _nothing(year: int, submission: Document, pi_set: Document, dice: Random) -> None:
    """No data: no set, a set without measurements, or one row that says nothing."""
    place = dice.randrange(5)
    if place == 0:
        submission["measurementSets"] = []
    elif place == 1:
        pi_set["measurements"] = []
    elif place == 2:
        del pi_set["measurements"]
    elif place == 3:
        pi_set["measurements"] = [row("PI_PPHI_2", None)]
    else:
        pi_set["measurements"] = [row("PI_LVPP_1", False)]


def _not_an_object(year: int, submission: Document, pi_set: Document, dice: Random) -> None:
    wrong: object = dice.choice((None, 5, "PI_EP_1", ["PI_EP_1", True], True))
    place = dice.randrange(4)
    if place == 0:
        submission["measurementSets"].append(wrong)
    elif place == 1:
        pi_set["measurements"] = dice.choice(("PI_EP_1", 5, True, {"PI_EP_1": True}))
    elif place == 2 and dice.random() < 0.3:
        submission["measurementSets"] = dice.choice(("pi", 5, True))
    else:
        pi_set["measurements"].append(wrong)


def _second_set(year: int, submission: Document, pi_set: Document, dice: Random) -> None:
    """Another set: a category that is not ours, the same key again, another key."""
    place = dice.random()
    if place < 0.3:
        other: Document = {
            "category": dice.choice(("quality", "ia", "cost")),
            "submissionMethod": "registry",
            "measurements": [row("IA_EPA_3", True), row("236", {"performanceMet": 8})],
        }
    else:
        other = random_set(year, dice)
        if place < 0.8:
            other["programName"] = dice.choice(("app1", None, "mips"))
        if dice.random() < 0.05:
            other["measurements"] = []
    submission["measurementSets"].insert(dice.randint(0, 1), other)


def _bare(year: int, submission: Document, pi_set: Document, dice: Random) -> None:
    """The set by itself, with the submission inside it, as registries post it."""
    inside = {k: v for k, v in submission.items() if k != "measurementSets"}
    if dice.random() < 0.1:
        inside["programName"] = "mips"
    submission.clear()
    submission.update(pi_set)
    submission["submission"] = inside


Change = Callable[[int, Document, Document, Random], None]
ROW_CHANGES: tuple[Change, ...] = (
    _unknown_id,
    _duplicate,
    _wrong_value,
    _wrong_rate,
    _conflict,
    _blank,
    _left_out,
)
CHANGES: tuple[Change, ...] = (
    _unknown_id,
    _duplicate,
    _wrong_value,
    _wrong_rate,
    _conflict,
    _conflict,
    _conflict,
    _entity,
    _entity,
    _entity,
    _program,
    _program,
    _extra_field,
    _blank,
    _left_out,
    _header,
    _nothing,
    _not_an_object,
    _second_set,
    _second_set,
    _second_set,
    _bare,
)


def random_submissions(year: int, part: int = 0, parts: int = 1) -> Iterator[Document]:
    """Random products of measures and gates, about half of them changed in some way."""
    for chunk in range(part, RANDOM_SIZE // CHUNK, parts):
        dice = Random(f"second opinion {year} {chunk}")
        for _ in range(CHUNK):
            pi_set = random_set(year, dice)
            submission = {"performanceYear": year, **PERSON, "measurementSets": [pi_set]}
            drawn = dice.random()
            if drawn < 0.15:
                dice.choice(ROW_CHANGES)(year, submission, pi_set, dice)
            if drawn < 0.6:
                dice.choice(CHANGES)(year, submission, pi_set, dice)
            yield submission


# --------------------------------------------------------------------------------------------
# (d) Several sets of one document, which agree or not.


def _second_opinions(year: int) -> Iterator[list[Document]]:
    """Rows of a second set: the same, in other words, and with each measure said otherwise."""
    best = [*full_set(year), *gates(year)]
    yield best
    yield [{**one, "value": rewritten(one["value"])} for one in best]
    yield [*best, row("PI_ONCACB_1", False), row("PI_PHCDRR_5", False)]
    yield []
    for one in best:
        name, value = one["measureId"], one["value"]
        rest = [other for other in best if other is not one]
        yield rest
        yield [*rest, row(name, None)]
        if isinstance(value, bool):
            yield [*rest, row(name, False)]
        else:
            n, d = value["numerator"], value["denominator"]
            yield from ([*rest, rate(name, *pair)] for pair in ((n, d + 1), (2 * n, 2 * d), (0, d)))
    for measure, exclusions in (
        ("PI_EP_1", ("PI_LVPP_1",)),
        ("PI_EP_2", monitoring_exclusions(year)),
        ("PI_HIE_1", ("PI_LVOTC_1",)),
        ("PI_HIE_4", ("PI_LVITC_2",)),
        ("PI_PHCDRR_1", registry_exclusions(year, "PI_PHCDRR_1")),
        ("PI_PHCDRR_3", registry_exclusions(year, "PI_PHCDRR_3")),
    ):
        rest = [one for one in best if one["measureId"] != measure]
        for name in exclusions:
            yield [*rest, row(name, True)]
            yield [*best, row(name, False)]
    for way in ("PI_HIE_5", "PI_HIE_6")[: 1 if year == 2022 else 2]:
        rest = [one for one in best if one["measureId"] not in EXCHANGE_IDS]
        yield from ([*rest, row(way, answer)] for answer in (True, False))
    if year == 2022:
        yield [*(one for one in best if one["measureId"] != "PI_EP_2"), row("PI_EP_2", False)]
    else:
        rest = [one for one in best if not one["measureId"].startswith("PI_PHCDRR_1_")]
        yield [*rest, row("PI_PHCDRR_1_PRE", True)]
        yield rest


def rewritten(value: Any) -> Any:
    """A count as another JSON number of the same value."""
    if isinstance(value, bool):
        return value
    return {name: float(count) for name, count in value.items()}


def several_sets(year: int, part: int = 0, parts: int = 1) -> Iterator[Document]:
    """A second set after or before the first, of its program or another, and a third one."""
    number = -1
    for rows in _second_opinions(year):
        for first, second in (("mips", None), ("app1", "app1"), (None, "app1")):
            for turned in (False, True):
                number += 1
                if number % parts != part:
                    continue
                one = document(year, [*full_set(year), *gates(year)], programName=first)
                other = document(
                    year, rows, programName=second, submissionMethod="electronicHealthRecord"
                )
                sets = [*one["measurementSets"], *other["measurementSets"]]
                if number % 3 == 0:
                    third = document(year, list(rows), programName="mips" if second else "app1")
                    sets += third["measurementSets"]
                yield {**one, "measurementSets": sets[::-1] if turned else sets}


# --------------------------------------------------------------------------------------------
# (e) What a submission cannot show: eligibility, referral, history.

STATUSES = ("nonPatientFacing", "hospitalBased", "ascBased", "smallPractice")
CLINICIAN_TYPES = (
    "physician",
    "nursePractitioner",
    "physicianAssistant",
    "clinicalNurseSpecialist",
    "certifiedRegisteredNurseAnesthetist",
    "physicalTherapist",
    "occupationalTherapist",
    "speechLanguagePathologist",
    "audiologist",
    "clinicalPsychologist",
    "dietitian",
    "clinicalSocialWorker",
    "other",
)
EXCEPTIONS = (
    "newPractice",
    "joinedPractice",
    "insufficientInternet",
    "extremeCircumstancesCehrt",
    "extremeCircumstancesArea",
    "extremeCircumstancesApmEntity",
    "noControlOverCehrt",
    "decertifiedEhr",
    "intermediaryFailure",
    "dataCompromised",
)
ENTITIES: tuple[tuple[Document, bool], ...] = (
    (PERSON, False),
    ({"entityType": "group", "taxpayerIdentificationNumber": TIN}, False),
    ({"entityType": "virtualGroup", "entityId": "V0001"}, False),
    ({"entityType": "apm", "entityId": "A0001"}, False),
    ({"entityType": "subgroup", "entityId": "S0001"}, True),
)
REGISTRY_IDS = ("PI_PHCDRR_1", "PI_PHCDRR_2", "PI_PHCDRR_3", "PI_PHCDRR_4", "PI_PHCDRR_5")
HISTORIES: tuple[list[int], ...] = (
    [],
    [2022],
    [2023],
    [2024],
    [2025],
    [2026],
    [2027],
    [2022, 2023],
    [2025, 2024],
    [2023, 2026],
    [2022, 2023, 2024, 2025, 2026, 2027],
)


def eligibilities() -> tuple[list[Context], list[Context]]:
    """None, each word alone, a flag that is false; and every pair of words."""
    words: list[tuple[str, object]] = [
        *(("specialStatuses", word) for word in STATUSES),
        *(("clinicianType", word) for word in CLINICIAN_TYPES),
        *(("exceptions", word) for word in EXCEPTIONS),
        ("allCliniciansQualify", True),
        ("informationBlockingReferral", True),
    ]

    def said(*chosen: tuple[str, object]) -> Context:
        found: Context = {}
        for name, word in chosen:
            if name in ("specialStatuses", "exceptions"):
                found[name] = [*found.get(name, []), word]
            else:
                found[name] = word
        return found

    alone: list[Context] = [
        {},
        {"specialStatuses": [], "exceptions": []},
        {"allCliniciansQualify": False, "informationBlockingReferral": False},
        *(said(word) for word in words),
    ]
    pairs = [
        said(one, other)
        for one, other in combinations(words, 2)
        if not one[0] == other[0] == "clinicianType"
    ]
    return alone, pairs


def submission_states(year: int, an_mvp: bool) -> tuple[list[Any], list[Any]]:
    """Values of `measurementSets`: without data that count, and with them (or refused)."""
    program: dict[str, object] = {"programName": "G0057"} if an_mvp else {}

    def sets(rows: Sequence[Any], **changes: object) -> list[Any]:
        found: list[Any] = document(year, [*rows], **(program | changes))["measurementSets"]
        return found

    best = (*full_set(year), *gates(year))
    silent = tuple(one for one in best if one["measureId"] != "PI_PEA_1")
    failing = (*(one for one in best if one["measureId"] != "PI_INFBLO_1"), row(GATES[2], False))
    short = {"performanceStart": f"{year}-11-01"}
    lower = (*silent, rate("PI_PEA_1", 1, 100))
    other = {"submissionMethod": "electronicHealthRecord"}
    quality: Document = {
        "category": "quality",
        "submissionMethod": "registry",
        "measurements": [row("236", {"performanceMet": 8})],
    }
    uncounted = [
        [],
        ABSENT,
        [quality],
        sets([]),
        sets([], measurements=ABSENT),
        sets(silent),
        sets(best, cehrtId=ABSENT),
        sets([row("PI_PPHI_2", None)]),
        [*sets(silent), *sets([], **other)],
    ]
    counted = [
        sets(best),
        sets(failing),
        sets(best, **short),
        sets(lower),
        sets([*best, row("PI_XYZ_1", True)]),
        [*sets(silent), *sets(best, **other)],
        [*sets(failing), *sets(lower, **other)],
        [*sets(lower), *sets(best, **other)],
        [*sets([]), *sets(failing, **other), quality],
        [*sets(best), *sets(best)],
        sets(best, programName="G0057" if year == 2022 else "mips" if an_mvp else "cpcPlus"),
    ]
    return uncounted, counted


def _eligibility_cases(year: int) -> Iterator[Case]:
    """Each word alone with every state; every pair of words with two states by turns."""
    alone, pairs = eligibilities()
    for who, an_mvp in ENTITIES:
        uncounted, counted = submission_states(year, an_mvp)
        turns = [(one, state) for one in alone for state in (*uncounted, *counted)]
        for number, one in enumerate(pairs):
            turns.append((one, uncounted[number % len(uncounted)]))
            turns.append((one, counted[number % len(counted)]))
        for one, state in turns:
            submission = {"performanceYear": year, **who}
            if state is not ABSENT:
                submission["measurementSets"] = state
            yield submission, {"eligibility": one}


def _levels(name: str) -> list[Rows]:
    """Levels of this year: none, pre-production, production, one of them denied."""
    pre, prod = name + "_PRE", name + "_PROD"
    return [
        SILENT,
        (row(pre, True),),
        (row(prod, True),),
        (row(pre, True), row(prod, False)),
        (row(pre, False),),
        (row(pre, False), row(prod, True)),
    ]


def _history_cases(year: int) -> Iterator[Case]:
    """Pre-production in earlier years, against this year's answers and levels.

    Each measure with every history, level and answer, beside other optional measures and without
    them; two sets that differ in the level; every two measures with every two levels and with some
    eligibility.
    """

    def built(rows: list[Any], names: Sequence[str]) -> Document:
        """The full set with the rows of these measures put in place of its own."""
        kept = [
            one
            for one in (*full_set(year), *gates(year))
            if not any(one["measureId"].startswith(name) for name in names)
        ]
        return document(year, [*kept, *rows])

    after = [row("PI_PHCDRR_5", True), row("PI_PHCDRR_5_PROD", True)]
    if year >= 2026:
        after.append(row("PI_PHCDRR_6", True))
    for name, history in product(REGISTRY_IDS, HISTORIES):
        context: Context = {"history": {"preProduction": {name: history}}}
        exclusions = (
            registry_exclusions(year, name) if name in ("PI_PHCDRR_1", "PI_PHCDRR_3") else ()
        )
        answers = [(row(name, True),), (row(name, False),), SILENT, *exclusions[:1]]
        for said, level in product(answers, _levels(name)):
            rows = [row(said, True)] if isinstance(said, str) else [*said]
            yield built([*rows, *level], [name]), context
            if name != "PI_PHCDRR_5":
                yield built([*after, *rows, *level], [name]), context

    eligibility: list[Context] = [
        {},
        {"exceptions": ["dataCompromised"]},
        {"specialStatuses": ["smallPractice"]},
        {"informationBlockingReferral": True},
        {"allCliniciansQualify": True},
    ]
    for name, history in product(REGISTRY_IDS, HISTORIES):
        # Two sets: the level decides which of them counts for more.
        fewer = rate("PI_PEA_1", 1, 100)
        ready = [row(name, True), row(name + "_PROD", True), fewer]
        again = [row(name, True), row(name + "_PRE", True)]
        submission = built(again, [name])
        other = built(ready, [name, "PI_PEA_1"])["measurementSets"][0]
        submission["measurementSets"].append(
            {**other, "submissionMethod": "electronicHealthRecord"}
        )
        yield submission, {"history": {"preProduction": {name: history}}}

    number = 0
    for first, second in combinations(REGISTRY_IDS, 2):
        for one, other in product(_levels(first)[:3], _levels(second)[:3]):
            rows = [row(first, True), *one, *other, row(second, True)]
            for turn in range(len(HISTORIES)):
                number += 1
                earlier = {
                    first: HISTORIES[turn],
                    second: HISTORIES[(turn + number // len(HISTORIES)) % len(HISTORIES)],
                }
                yield (
                    built(rows, [first, second]),
                    {
                        "history": {"preProduction": earlier},
                        "eligibility": eligibility[number % len(eligibility)],
                    },
                )


def _random_cases(year: int) -> Iterator[Case]:
    """Some of the random submissions, with two words of eligibility and with a history."""
    _, pairs = eligibilities()
    some = random_submissions(year, 0, RANDOM_SIZE // CHUNK)
    for number, submission in enumerate(some):
        again = {
            name: HISTORIES[(number + n) % len(HISTORIES)] for n, name in enumerate(REGISTRY_IDS)
        }
        known = {"history": {"preProduction": again}, "eligibility": pairs[number * 7 % len(pairs)]}
        yield submission, known


def contexts(year: int, part: int = 0, parts: int = 1) -> Iterator[Case]:
    """Submissions of every kind of entity, with what only the caller knows of them."""
    every = chain(_eligibility_cases(year), _history_cases(year), _random_cases(year))
    yield from islice(every, part, None, parts)


def _alone(make: Callable[..., Iterator[Document]]) -> Callable[..., Iterator[Case]]:
    """The submissions of a part, each without a context."""

    def cases(year: int, part: int = 0, parts: int = 1) -> Iterator[Case]:
        return ((one, None) for one in make(year, part, parts))

    return cases


PARTS: dict[str, Callable[..., Iterator[Case]]] = {
    "measures": _alone(measures),
    "conditions": _alone(conditions),
    "random": _alone(random_submissions),
    "several": _alone(several_sets),
    "contexts": contexts,
}


# --------------------------------------------------------------------------------------------
# Saying what a document is, shortly.


def _said(value: object) -> str:
    if isinstance(value, dict) and set(value) == {"numerator", "denominator"}:
        return f"{value['numerator']!r}/{value['denominator']!r}"
    short = {True: "yes", False: "no", None: "blank"}
    if value is None or isinstance(value, bool):
        return short[value]
    return repr(value)


def _describe_set(one: object) -> str:
    if not isinstance(one, dict):
        return f"set {one!r}"
    fields = ("category", "submissionMethod", "programName", "cehrtId")
    head = " ".join(f"{name}={one[name]!r}" for name in fields if name in one)
    span = f"{one.get('performanceStart')!r}..{one.get('performanceEnd')!r}"
    rows = one.get("measurements", "no measurements")
    if not isinstance(rows, list):
        return f"{head} {span} {rows!r}"
    said = " ".join(
        f"{one_row.get('measureId')}={_said(one_row.get('value'))}"
        if isinstance(one_row, dict)
        else repr(one_row)
        for one_row in rows
    )
    return f"{head} {span} [{said}]"


def describe(submission: Document, context: Context | None = None) -> str:
    """A submission and its context on a few lines, for a mismatch."""
    known = "" if context is None else f"\n  context {context!r}"
    return _describe_submission(submission) + known


def _describe_submission(submission: Document) -> str:
    sets = submission.get("measurementSets")
    if sets is None:
        return f"bare set with {submission.get('submission')!r}: {_describe_set(submission)}"
    who = {name: value for name, value in submission.items() if name != "measurementSets"}
    if not isinstance(sets, list):
        return f"{who!r} measurementSets={sets!r}"
    return "\n  ".join([repr(who), *(_describe_set(one) for one in sets)])
