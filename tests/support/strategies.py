"""Submissions for properties: everything reported, then changed in a few ways, at random.

`mips_pi_rules.testing` draws submissions that are right, or wrong in one way; these are what is
judged twice and planned for, most of them legal and wrong in several ways at once.
A change is an edit as `support.edited` takes it. The fewest changes are the simplest example, so
that a failing property shrinks to `support.full` and the one change that matters.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from functools import cache
from random import Random

from hypothesis import strategies as st

from mips_pi_rules import policy
from mips_pi_rules.testing import valid
from support.cases import Json, edited, full

Changes = list[Json]

REGISTRIES = ("PI_PHCDRR_1", "PI_PHCDRR_3")
GATES = ("PI_PPHI_1", "PI_PPHI_2", "PI_INFBLO_1", "PI_ONCDIR_1")
NO_VALUE = object()
MOST_CHANGES = 9
PROPORTIONS = ("PI_EP_1", "PI_HIE_1", "PI_HIE_4", "PI_PEA_1")


def row(name: str, value: object = True) -> Json:
    """One row; without a value the row has no such field."""
    return {"measureId": name} if value is NO_VALUE else valid.row(name, value)


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


# Among them halves of 10, 15, 20, 25 and 40 points whose two roundings differ.
_RATES = ((1, 1), (1, 2), (5, 20), (3, 10), (9, 40), (1, 10), (5, 80), (1, 1000), (999, 1000))
_NOTHING = ((0, 5), (0, 0))


def _silent(name: str, exclusions: tuple[str, ...]) -> list[tuple[Json, ...]]:
    """The ways of saying nothing about a measure."""
    unsaid = [(), (row(name, None),), (row(name, NO_VALUE),)]
    return unsaid + [(row(other, value),) for other in exclusions for value in (False, None)]


def _claimed(exclusions: tuple[str, ...]) -> list[tuple[Json, ...]]:
    return [(row(other),) for other in exclusions]


def _beside(answer: Json, exclusions: tuple[str, ...], *values: object) -> list[tuple[Json, ...]]:
    return [(answer, row(other, value)) for other in exclusions for value in values]


def _proportion(year: int, name: str) -> Changes:
    exclusions = policy(year).measures[name].exclusions
    states: list[tuple[Json, ...]] = [(rate(name, *pair),) for pair in (*_RATES, *_NOTHING)]
    states += _claimed(exclusions) * 6 + _silent(name, exclusions)
    states += _beside(rate(name, 3, 4), exclusions, False, None)
    return [instead(ids_of(year, name), *state) for state in states]


def _yes_no(year: int, name: str) -> Changes:
    exclusions, both = policy(year).measures[name].exclusions, levels(year, name)
    states: list[tuple[Json, ...]] = [(row(name),), (row(name, False),)]
    states += _claimed(exclusions) + _silent(name, exclusions)
    states += _beside(row(name), exclusions, False)
    for level in both:
        states += [(row(name), row(level)), (row(level), row(name)), (row(level),)]
        states += [(row(name), row(level, False)), (row(name, False), row(level))]
        states += [(row(other), row(level)) for other in exclusions]
    if both:
        states.append((row(name), row(both[0], False), row(both[1])))
    return [instead(ids_of(year, name), *state) for state in states]


def _exchange(year: int) -> Changes:
    pair = [
        (rate("PI_HIE_1", 1, 2), rate("PI_HIE_4", 1, 2)),
        (rate("PI_HIE_1", 3, 10), row("PI_LVITC_2")),
        (row("PI_LVOTC_1"), rate("PI_HIE_4", 7, 10)),
        (row("PI_LVOTC_1"), rate("PI_HIE_4", 3, 10)),
        (row("PI_LVOTC_1"), row("PI_LVITC_2")),
        (rate("PI_HIE_1", 1, 2),),
        (row("PI_LVITC_2"),),
        (),
    ]
    singles = [name for name in ("PI_HIE_5", "PI_HIE_6") if name in policy(year).measures]
    for name in singles:
        pair += [(row(name),), (row(name),), (row(name, False),), (row(name, None),)]
        pair += [(row(name), row("PI_LVOTC_1", False)), (row(name), row("PI_LVITC_2", None))]
        pair += [(row(name), row("PI_HIE_1", None))]
    return [instead(exchange(year), *state) for state in pair]


def _answer(name: str) -> Changes:
    states = [(row(name),), (row(name, False),), (), (row(name, None),), (row(name, NO_VALUE),)]
    return [instead((name,), *state) for state in states]


def _certified(year: int) -> Changes:
    tail = "C7Z2M4H6K8P"
    ids = [f"{edition}{tail}" for edition in ("0015", "2025", "2026", "2027", "2030")]
    ids += ["0015E7Z2M4H6K8P", f"0015{tail.lower()}", f"0015{tail}X", "2026C7Z2M4H6K8"]
    absent: list[Json] = [{"without": ["cehrtId"]}, {"set": {"cehrtId": ""}}]
    return [{"set": {"cehrtId": one}} for one in ids] + absent


def _periods(year: int) -> Changes:
    first, last = date(year, 1, 1), date(year, 12, 31)
    spans = [(last - timedelta(days - 1), last) for days in (90, 89, 180, 179)]
    spans += [(first, first + timedelta(days - 1)) for days in (90, 89, 180, 179)]
    spans += [(first, last), (first, first)]
    edits: list[Json] = [
        {"set": {"performanceStart": start.isoformat(), "performanceEnd": end.isoformat()}}
        for start, end in spans
    ]
    return edits + [{"without": [f"performance{one}"]} for one in ("Start", "End")]


def _outside(year: int) -> Changes:
    spans = ((f"{year - 1}-12-31", f"{year}-12-31"), (f"{year}-01-01", f"{year + 1}-01-01"))
    return [{"set": {"performanceStart": start, "performanceEnd": end}} for start, end in spans]


@cache
def legal_changes(year: int) -> dict[str, Changes]:
    """Changes that CMS's API takes, by what they are about; at most one of each makes sense."""
    changes: dict[str, Changes] = {"cehrtId": _certified(year), "period": _periods(year)}
    for name, measure in policy(year).measures.items():
        if measure.objective == "healthInformationExchange":
            changes["exchange"] = _exchange(year)
        elif measure.kind == "attestation":
            changes[name] = _answer(name)
        else:
            changes[name] = (_proportion if measure.kind == "proportion" else _yes_no)(year, name)
    return changes


@cache
def refused_changes(year: int) -> Changes:
    """Changes that CMS's API does not take, or not under every reading."""
    both = exchange(year)
    last_way = "PI_HIE_6" if "PI_HIE_6" in policy(year).measures else "PI_HIE_5"
    wrong: list[Json] = [
        {"rows": [row("PI_LVPP_1")]},
        {"rows": [row("PI_EP_2", None)]},
        {"rows": [row("PI_EP_9")]},
        instead(["PI_PEA_1"], row("PI_PEA_1", "N/A")),
        instead(["PI_EP_2"], row("PI_EP_2", "Y")),
        instead(["PI_PEA_1"], rate("PI_PEA_1", 5, 4)),
        instead(both, row("PI_HIE_5"), rate("PI_HIE_1", 1, 2)),
        instead(both, row("PI_HIE_5"), row("PI_LVOTC_1")),
        instead(both, row(last_way), row("PI_LVITC_2")),
        instead(both, row(last_way), row("PI_LVOTC_1")),
        instead(ids_of(year, "PI_PHCDRR_1"), row("PI_PHCDRR_1_EX_1"), row("PI_PHCDRR_1_EX_2")),
        {"set": {"performanceStart": f"{year}-02-30"}},
        {"set": {"cehrtId": 15}},
        {"set": {"category": "PI"}},
        {"without": ["submissionMethod"]},
    ]
    exclusions = policy(year).measures["PI_EP_2"].exclusions[:2]
    if len(exclusions) > 1:
        wrong.append(instead(ids_of(year, "PI_EP_2"), *map(row, exclusions)))
    for name in REGISTRIES:
        if both_levels := levels(year, name):
            wrong.append(instead(ids_of(year, name), row(name), *map(row, both_levels)))
    return wrong + _outside(year) * 3


@cache
def people(year: int) -> Changes:
    """Entity types with the identifiers and one of the programs that they may have."""
    kinds = {name: list(names) for name, names in policy(year).programs.items()}
    anyone = [None, "mips", *kinds["app"], *kinds.get("ssp", ()), *kinds.get("mvp", ())[:2]]
    npi, tin = "nationalProviderIdentifier", "taxpayerIdentificationNumber"
    entity = {"entityId": "EXAMPLE-1"}
    people_: list[Json] = []
    for program in anyone:
        named = {"set": {"programName": program}}
        people_.append(named)
        people_.append({"submission": {"entityType": "group"}, "without": [npi], **named})
        if year > 2022:
            apm = {"submission": {"entityType": "apm", **entity}, "without": [npi, tin], **named}
            people_.append(apm)
    virtual = {"entityType": "virtualGroup", **entity}
    people_.append({"submission": virtual, "without": [npi, tin]})
    for program in kinds.get("mvp", ())[-2:]:
        subgroup = {"entityType": "subgroup", **entity}
        named = {"set": {"programName": program}}
        people_.append({"submission": subgroup, "without": [npi], **named})
    return people_


MISFITS: Changes = [
    {"submission": {"entityType": "group"}},
    {
        "submission": {"entityType": "subgroup", "entityId": "EXAMPLE-1"},
        "without": ["nationalProviderIdentifier"],
    },
    {"submission": {"entityType": "virtualGroup"}, "without": ["nationalProviderIdentifier"]},
    {"submission": {"entityType": "Individual"}},
    {"submission": {"taxpayerIdentificationNumber": "00-0000001"}},
    {"set": {"programName": "pcf"}},
    {"set": {"programName": "MIPS"}},
]


@cache
def joint_changes(year: int) -> list[tuple[frozenset[str], Json]]:
    """Changes of several measures that mean something together, with what they are about."""
    no_prescribing = instead(ids_of(year, "PI_EP_1"), row("PI_LVPP_1"))
    half = instead(exchange(year), row("PI_LVOTC_1"), rate("PI_HIE_4", 3, 4))
    other_half = instead(exchange(year), rate("PI_HIE_1", 3, 4), row("PI_LVITC_2"))
    last_way = "PI_HIE_6" if "PI_HIE_6" in policy(year).measures else "PI_HIE_5"
    whole = instead(exchange(year), row(last_way))
    moved = frozenset({"PI_EP_1", "exchange"})
    joint = [(moved, merged((no_prescribing, way))) for way in (half, other_half, whole)]
    joint *= 2
    if "PI_PHCDRR_6" in policy(year).measures:
        names = [name for name in policy(year).measures if name.startswith("PI_PHCDRR_")]
        rows = [row(name) for name in (*REGISTRIES, "PI_PHCDRR_6")]
        rows += [row(f"{name}_PRE") for name in REGISTRIES]
        joint.append((frozenset(names), instead(ids_of(year, *names), *rows)))
    return joint


def _changed(year: int, dice: Random, *, refused: bool) -> Json:
    """The edit of a few changes at once."""
    legal = legal_changes(year)
    edits = []
    about: frozenset[str] = frozenset()
    if dice.randint(0, 2) == 2:
        about, edit = dice.choice(joint_changes(year))
        edits.append(edit)
    names = [name for name in legal if name not in about]
    for name in dice.sample(names, dice.randint(0, min(MOST_CHANGES, len(names)))):
        if name in PROPORTIONS and dice.randint(0, 3) == 3:
            denominator = dice.randint(0, 400)
            counted = rate(name, dice.randint(0, denominator), denominator)
            edits.append(instead(ids_of(year, name), counted))
        else:
            edits.append(dice.choice(legal[name]))
    if refused and dice.randint(0, 7) == 7:
        edits.append(dice.choice(refused_changes(year)))
    return merged(edits)


def two_sets(year: int, other: Json, program: str | None = None) -> Json:
    """A submission as CMS keeps what came by registry and by EHR: two sets of one document."""
    first = full(year)
    second = edited(full(year), other)["measurementSets"][0]
    methods = {"registry": "electronicHealthRecord", "electronicHealthRecord": "registry"}
    second |= {"submissionMethod": methods[first["measurementSets"][0]["submissionMethod"]]}
    second |= {"programName": program} if program else {}
    return first | {"measurementSets": [*first["measurementSets"], second]}


def random_submission(
    year: int, dice: Random, *, several: bool = True, refused: bool = True
) -> Json:
    """A submission of the year, most of them legal.

    `several=False`: one set of the category; `refused=False`: nothing that CMS refuses.
    """
    submission = edited(full(year), _changed(year, dice, refused=refused))
    if dice.randint(0, 1):
        misfit = refused and dice.randint(0, 15) == 15
        submission = edited(submission, dice.choice(MISFITS if misfit else people(year)))
    sets = submission["measurementSets"]
    for _ in range(dice.choice((0, 0, 1, 2)) if several else 0):
        other = edited(full(year), _changed(year, dice, refused=refused))["measurementSets"][0]
        keys = {(one.get("submissionMethod"), one.get("programName") or "mips") for one in sets}
        used = {program for _, program in keys}
        program = dice.choice([name for name in ("mips", "app1", *sorted(used)) if name])
        method = dice.choice(("registry", "electronicHealthRecord"))
        if (method, program) not in keys:
            sets.append(other | {"submissionMethod": method, "programName": program})
    return submission


def submissions(
    year: int, *, several: bool = True, refused: bool = True
) -> st.SearchStrategy[Json]:
    """`random_submission` as a strategy."""
    return st.randoms(use_true_random=False).map(
        lambda dice: random_submission(year, dice, several=several, refused=refused)
    )
