"""Random submissions, about half of them changed in some way: refused inputs above all."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from random import Random

from .drawn import random_set
from .submissions import ABSENT, EXCHANGE_IDS, NPI, PERSON, TIN, Document, row

CHUNKS = 16  # a chunk has a seed of its own, so that a part of them is the same each time
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
MVPS: tuple[object, ...] = (
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
    *MVPS,
)
EXTRA_FIELDS: tuple[tuple[str, object], ...] = (
    ("id", "f3a1"),
    ("createdAt", "2025-01-01T00:00:00Z"),
    ("zzzUnknownField", {"deep": [1, 2, 3]}),
    ("suppressed", False),
    ("submitterId", 4),
    ("submission", {"performanceYear": 2019, "programName": "mips"}),
)


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
        pi_set["programName"] = dice.choice(PROGRAMS if dice.random() < 0.5 else MVPS)
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
    which = dice.randrange(3)
    if which == 0:
        submission[name] = value
    elif which == 1:
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
    which = dice.randrange(5)
    if which == 0:
        pi_set["category"] = dice.choice(("aci", "PI", "Pi", "", None, 3))
    elif which == 1:
        del pi_set["category"]
    elif which == 2:
        pi_set["submissionMethod"] = dice.choice(("Registry", "ehr", "claims", "", None, 3))
    elif which == 3:
        pi_set["cehrtId"] = dice.choice((15, True, ["0015CJR3MPX3HHA"], {}, 2.5))
    else:
        submission["performanceYear"] = dice.choice((2021, 2028, 2019, str(year), True, None, {}))


def _nothing(year: int, submission: Document, pi_set: Document, dice: Random) -> None:
    """No data: no set, a set without measurements, or one row that says nothing."""
    which = dice.randrange(5)
    if which == 0:
        submission["measurementSets"] = []
    elif which == 1:
        pi_set["measurements"] = []
    elif which == 2:
        del pi_set["measurements"]
    elif which == 3:
        pi_set["measurements"] = [row("PI_PPHI_2", None)]
    else:
        pi_set["measurements"] = [row("PI_LVPP_1", False)]


def _not_an_object(year: int, submission: Document, pi_set: Document, dice: Random) -> None:
    wrong: object = dice.choice((None, 5, "PI_EP_1", ["PI_EP_1", True], True))
    which = dice.randrange(4)
    if which == 0:
        submission["measurementSets"].append(wrong)
    elif which == 1:
        pi_set["measurements"] = dice.choice(("PI_EP_1", 5, True, {"PI_EP_1": True}))
    elif which == 2 and dice.random() < 0.3:
        submission["measurementSets"] = dice.choice(("pi", 5, True))
    else:
        pi_set["measurements"].append(wrong)


def _second_set(year: int, submission: Document, pi_set: Document, dice: Random) -> None:
    """Another set: a category that is not ours, the same key again, another key."""
    which = dice.random()
    if which < 0.3:
        other: Document = {
            "category": dice.choice(("quality", "ia", "cost")),
            "submissionMethod": "registry",
            "measurements": [row("IA_EPA_3", True), row("236", {"performanceMet": 8})],
        }
    else:
        other = random_set(year, dice)
        if which < 0.8:
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


# Each changes the submission or its set where it stands, in the way that its name says.
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
    for chunk in range(part, CHUNKS, parts):
        yield from random_chunk(year, chunk)


def random_chunk(year: int, chunk: int) -> Iterator[Document]:
    """One chunk of them."""
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
