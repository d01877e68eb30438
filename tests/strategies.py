"""Submissions for properties: everything reported, then changed in a few ways.

A change is an edit as `support.edited` takes it. The fewest changes are the simplest example, so
that a failing property shrinks to `support.full` and the one change that matters.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from functools import cache

from hypothesis import strategies as st

from mips_pi_rules import policy
from support import Json, edited, full

Changes = st.SearchStrategy[Json]

REGISTRIES = ("PI_PHCDRR_1", "PI_PHCDRR_3")
GATES = ("PI_PPHI_1", "PI_PPHI_2", "PI_INFBLO_1", "PI_ONCDIR_1")
NO_VALUE = object()


def row(name: str, value: object = True) -> Json:
    """One row; without a value the row has no such field."""
    return {"measureId": name} if value is NO_VALUE else {"measureId": name, "value": value}


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
    both = policy(year).engagement.get(name)
    return (both.pre_production, both.production) if both else ()


def ids_of(year: int, *names: str) -> tuple[str, ...]:
    """Measures with their exclusions and levels."""
    exclusions = [other for name in names for other in policy(year).measures[name].exclusions]
    return (*names, *exclusions, *(level for name in names for level in levels(year, name)))


def exchange(year: int) -> tuple[str, ...]:
    """The measures of Health Information Exchange, with their exclusions."""
    measures = policy(year).measures
    objective = "healthInformationExchange"
    return ids_of(year, *(name for name, one in measures.items() if one.objective == objective))


_COUNTS = st.tuples(st.integers(0, 400), st.integers(0, 400)).map(sorted)
# Halves of 10, 15, 20, 25 and 40 points among them, the ends, and nothing at all.
_RATES = ((1, 1), (1, 2), (1, 20), (5, 20), (7, 30), (1, 40), (9, 50), (1, 1000), (999, 1000))
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
    states = [(rate(name, *pair),) for pair in (*_RATES, *_NOTHING)]
    states += _claimed(exclusions) + _silent(name, exclusions)
    states += _beside(rate(name, 3, 4), exclusions, False, None)
    ids = ids_of(year, name)
    some = st.sampled_from([instead(ids, *state) for state in states])
    return some | _COUNTS.map(lambda pair: instead(ids, rate(name, *pair)))


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
    return st.sampled_from([instead(ids_of(year, name), *state) for state in states])


def _exchange(year: int) -> Changes:
    pair = [
        (rate("PI_HIE_1", 1, 2), rate("PI_HIE_4", 1, 2)),
        (rate("PI_HIE_1", 3, 10), row("PI_LVITC_2")),
        (row("PI_LVOTC_1"), rate("PI_HIE_4", 7, 10)),
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
    return st.sampled_from([instead(exchange(year), *state) for state in pair])


def _answer(name: str) -> Changes:
    states = [(row(name),), (row(name, False),), (), (row(name, None),), (row(name, NO_VALUE),)]
    return st.sampled_from([instead((name,), *state) for state in states])


def _certified(year: int) -> Changes:
    tail = "C7Z2M4H6K8P"
    ids = [f"00{15}{tail}", f"{2025}{tail}", f"{2026}{tail}", f"{2027}{tail}", f"2030{tail}"]
    ids += ["0015E7Z2M4H6K8P", f"0015{tail.lower()}", f"0015{tail}X", "2026C7Z2M4H6K8", "I015COOOOOOOOOO"]
    absent: list[Json] = [{"without": ["cehrtId"]}, {"set": {"cehrtId": ""}}]
    return st.sampled_from([{"set": {"cehrtId": one}} for one in ids] + absent)


def _periods(year: int) -> Changes:
    first, last = date(year, 1, 1), date(year, 12, 31)
    spans = [(last - timedelta(days - 1), last) for days in (90, 89, 180, 179)]
    spans += [(first, first + timedelta(days - 1)) for days in (90, 89, 180, 179)]
    spans += [(first, last), (first, first)]
    edits: list[Json] = [
        {"set": {"performanceStart": start.isoformat(), "performanceEnd": end.isoformat()}}
        for start, end in spans
    ]
    return st.sampled_from(edits + [{"without": [f"performance{one}"]} for one in ("Start", "End")])


def _outside(year: int) -> Changes:
    spans = ((f"{year - 1}-12-31", f"{year}-12-31"), (f"{year}-01-01", f"{year + 1}-01-01"))
    return st.sampled_from(
        [{"set": {"performanceStart": start, "performanceEnd": end}} for start, end in spans]
    )


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
def refused_changes(year: int) -> dict[str, Changes]:
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
    return {"wrong": st.sampled_from(wrong), "outside": _outside(year)}


def _people(year: int) -> Changes:
    """Entity types with the identifiers and one of the programs that they may have."""
    kinds = {name: list(names) for name, names in policy(year).programs.items()}
    anyone = [None, "mips", *kinds["app"], *kinds.get("ssp", ()), *kinds.get("mvp", ())[:2]]
    npi, tin = "nationalProviderIdentifier", "taxpayerIdentificationNumber"
    entity = {"entityId": "EXAMPLE-1"}
    people: list[Json] = []
    for program in anyone:
        named = {"set": {"programName": program}}
        people.append(named)
        people.append({"submission": {"entityType": "group"}, "without": [npi], **named})
        if year > 2022:
            apm = {"submission": {"entityType": "apm", **entity}, "without": [npi, tin], **named}
            people.append(apm)
    virtual = {"entityType": "virtualGroup", **entity}
    people.append({"submission": virtual, "without": [npi, tin]})
    for program in kinds.get("mvp", ())[-2:]:
        subgroup = {"entityType": "subgroup", **entity}
        named = {"set": {"programName": program}}
        people.append({"submission": subgroup, "without": [npi], **named})
    return st.sampled_from(people)


def _misfits() -> Changes:
    """Entity types with what does not belong to them."""
    npi = "nationalProviderIdentifier"
    return st.sampled_from(
        [
            {"submission": {"entityType": "group"}},
            {"submission": {"entityType": "subgroup", "entityId": "EXAMPLE-1"}, "without": [npi]},
            {"submission": {"entityType": "virtualGroup"}, "without": [npi]},
            {"submission": {"entityType": "Individual"}},
            {"submission": {"taxpayerIdentificationNumber": "00-0000001"}},
            {"set": {"programName": "pcf"}},
            {"set": {"programName": "MIPS"}},
        ]
    )


@st.composite
def submissions(
    draw: st.DrawFn, year: int, *, most_sets: int = 3, most_changes: int = 6, refused: bool = True
) -> Json:
    """Submissions of a year, most of them legal; `refused=False` leaves out what CMS refuses."""
    legal, wrong = legal_changes(year), refused_changes(year)

    def changed_set() -> Json:
        names = draw(st.lists(st.sampled_from(list(legal)), unique=True, max_size=most_changes))
        edits = [draw(legal[name]) for name in names]
        if refused and draw(st.integers(0, 7)) == 7:
            edits.append(draw(wrong[draw(st.sampled_from(list(wrong)))]))
        return merged(edits)

    who = draw(_people_of(year))
    if refused and draw(st.integers(0, 15)) == 15:
        who = draw(_misfits())
    submission = edited(edited(full(year), changed_set()), who)
    sets = submission["measurementSets"]
    for _ in range(draw(st.sampled_from((0, 0, 0, 0, 1, 2)[: 3 + most_sets]))):
        other: Json = edited(full(year), changed_set())["measurementSets"][0]
        keys = {(one.get("submissionMethod"), one.get("programName") or "mips") for one in sets}
        program = draw(st.sampled_from((sets[0].get("programName"), "mips", "app1")))
        key = (draw(st.sampled_from(("registry", "electronicHealthRecord"))), program or "mips")
        if key not in keys:
            sets.append(other | {"submissionMethod": key[0], "programName": program})
    return submission


@cache
def _people_of(year: int) -> Changes:
    return st.just(merged(())) | _people(year)


def outcomes_seen(reports: Iterable[object]) -> set[object]:
    """The outcomes of reports, to see that a property is not about one kind alone."""
    return {getattr(report, "outcome", None) for report in reports}
