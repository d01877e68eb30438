"""What a submission cannot show: eligibility, referral, history."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain, combinations, islice, product
from typing import Any

from .changed import random_chunk
from .submissions import (
    ABSENT,
    PERSON,
    SILENT,
    TIN,
    Case,
    Context,
    Document,
    Rows,
    document,
    exclusions,
    full_set,
    gates,
    rate,
    row,
)

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
    blocking = "PI_INFBLO_1"
    failing = (*(one for one in best if one["measureId"] != blocking), row(blocking, False))
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


def _in_place_of(year: int, names: Sequence[str], rows: list[Any]) -> Document:
    """The full set with these rows in place of all that it says of these measures."""
    kept = [
        one
        for one in (*full_set(year), *gates(year))
        if not any(one["measureId"].startswith(name) for name in names)
    ]
    return document(year, [*kept, *rows])


def _before(years: dict[str, list[int]]) -> Context:
    """In which earlier years a measure was reported as pre-production."""
    return {"history": {"preProduction": years}}


def _one_measure_before(year: int) -> Iterator[Case]:
    """Each measure with every history, answer and level; beside other optional ones, and alone."""
    after = [row("PI_PHCDRR_5", True), row("PI_PHCDRR_5_PROD", True)]
    if year >= 2026:
        after.append(row("PI_PHCDRR_6", True))
    for name, history in product(REGISTRY_IDS, HISTORIES):
        context = _before({name: history})
        answers: list[Rows] = [(row(name, True),), (row(name, False),), SILENT]
        if name in ("PI_PHCDRR_1", "PI_PHCDRR_3"):
            answers.append((row(exclusions(year, name)[0], True),))
        for said, level in product(answers, _levels(name)):
            rows = [*said, *level]
            yield _in_place_of(year, [name], rows), context
            if name != "PI_PHCDRR_5":
                yield _in_place_of(year, [name], [*after, *rows]), context


def _two_sets_before(year: int) -> Iterator[Case]:
    """Two sets, one with production and lower counts: the history decides between them."""
    fewer = rate("PI_PEA_1", 1, 100)
    for name, history in product(REGISTRY_IDS, HISTORIES):
        ready = [row(name, True), row(name + "_PROD", True), fewer]
        again = [row(name, True), row(name + "_PRE", True)]
        submission = _in_place_of(year, [name], again)
        other = _in_place_of(year, [name, "PI_PEA_1"], ready)["measurementSets"][0]
        submission["measurementSets"].append(
            {**other, "submissionMethod": "electronicHealthRecord"}
        )
        yield submission, _before({name: history})


def _two_measures_before(year: int) -> Iterator[Case]:
    """Every two measures with every two levels, two histories and some eligibility by turns."""
    eligibility: list[Context] = [
        {},
        {"exceptions": ["dataCompromised"]},
        {"specialStatuses": ["smallPractice"]},
        {"informationBlockingReferral": True},
        {"allCliniciansQualify": True},
    ]
    number = 0
    for first, second in combinations(REGISTRY_IDS, 2):
        for one, other in product(_levels(first)[:3], _levels(second)[:3]):
            rows = [row(first, True), *one, *other, row(second, True)]
            for turn in range(len(HISTORIES)):
                number += 1
                later = HISTORIES[(turn + number // len(HISTORIES)) % len(HISTORIES)]
                known = _before({first: HISTORIES[turn], second: later})
                yield (
                    _in_place_of(year, [first, second], rows),
                    {**known, "eligibility": eligibility[number % len(eligibility)]},
                )


def _history_cases(year: int) -> Iterator[Case]:
    """Pre-production in earlier years, against this year's answers and levels."""
    yield from _one_measure_before(year)
    yield from _two_sets_before(year)
    yield from _two_measures_before(year)


def _random_cases(year: int) -> Iterator[Case]:
    """Some of the random submissions, with two words of eligibility and with a history."""
    _, pairs = eligibilities()
    for number, submission in enumerate(random_chunk(year, 0)):
        years = {
            name: HISTORIES[(number + n) % len(HISTORIES)] for n, name in enumerate(REGISTRY_IDS)
        }
        yield submission, {**_before(years), "eligibility": pairs[number * 7 % len(pairs)]}


def contexts(year: int, part: int = 0, parts: int = 1) -> Iterator[Case]:
    """Submissions of every kind of entity, with what only the caller knows of them."""
    every = chain(_eligibility_cases(year), _history_cases(year), _random_cases(year))
    yield from islice(every, part, None, parts)
