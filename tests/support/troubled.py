"""Documents with several faults, of kinds that stand together in files, and what is beside them."""

from datetime import date
from random import Random

from mips_pi_rules import policy
from mips_pi_rules.testing.mixing import mixture
from support.cases import SMALL, Json, edited, full
from support.edits import exchange, ids_of, instead, levels, rate, row

SAMPLES: Json = {
    "cehrtId": "0015C7Z2M4H6K8P",
    "submissionMethod": "registry",
    "programName": "mips",
    "taxpayerIdentificationNumber": "000000001",
    "nationalProviderIdentifier": "0000000001",
    "entityId": "EXAMPLE-1",
}
FIELDS = ("cehrtId", "submissionMethod", "programName", "performanceStart", "performanceEnd")
IDENTIFIERS = ("taxpayerIdentificationNumber", "nationalProviderIdentifier", "entityId")


def troubled(year: int, dice: Random) -> Json:
    """A submission with a few faults, of kinds that stand together in files; some have two sets."""
    submission = full(year)
    if not dice.randrange(3):
        submission = mixture(dice, year, several=False)
    if not dice.randrange(8):
        other = troubled(year, dice)["measurementSets"][0]
        other |= {"category": "pi", "submissionMethod": "electronicHealthRecord"}
        submission["measurementSets"][0]["submissionMethod"] = "registry"
        submission["measurementSets"].append(other | {"programName": "mips"})
    for _ in range(dice.choice((1, 1, 2, 2, 3))):
        submission = edited(submission, dice.choice(_faults(year, dice, submission)))
    return submission


def _faults(year: int, dice: Random, submission: Json) -> list[Json]:
    known = policy(year)
    rows = submission["measurementSets"][0]["measurements"]
    some = dice.choice(rows)["measureId"] if rows else "PI_EP_1"
    measure = dice.choice([name for name, one in known.measures.items() if one.exclusions])
    exclusion = dice.choice(known.measures[measure].exclusions)
    proportion = known.measures[measure].kind == "proportion"
    nothing = rate(measure, 0, dice.choice((0, 5))) if proportion else row(measure, False)
    letter = dice.randrange(3, len(some))
    wrong = some[:letter] + dice.choice("XQ0") + some[letter + 1 :]
    swapped = some[: letter - 1] + some[letter] + some[letter - 1] + some[letter + 1 :]
    ways = [row("PI_HIE_5"), row("PI_HIE_5", False), rate("PI_HIE_1", 0, 0), row("PI_LVOTC_1")]
    ways += [rate("PI_HIE_4", 0, 0), rate("PI_HIE_4", 3, 4), rate("PI_HIE_1", 3, 4)]
    if "PI_HIE_6" in known.measures:
        ways += [row("PI_HIE_6"), row("PI_HIE_6", False)]
    registry = dice.choice([name for name in known.measures if name.startswith("PI_PHCDRR_")])
    attestation = dice.choice([n for n, m in known.measures.items() if m.kind == "attestation"])
    return [
        instead(ids_of(year, measure), nothing, row(exclusion)),
        instead((measure,), nothing),
        instead(ids_of(year, measure)),
        {"rows": [row(exclusion)]},
        {"rows": [row(exclusion, dice.choice(("Y", "yes", 1)))]},
        {"rows": [dict(one) for one in rows if one["measureId"] == some]},
        {"rows": [row(some, dice.choice((True, False, None, "N/A")))]},
        {"without": (some,), "rows": [row(wrong)]},
        {
            "without": (some,),
            "rows": [r | {"measureId": swapped} for r in rows if r["measureId"] == some],
        },
        {"rows": [row(wrong)]},
        {"rows": [row("QUITE_OTHER")]},
        instead(exchange(year), *dice.sample(ways, dice.randint(1, min(4, len(ways))))),
        {"rows": [dice.choice(ways)]},
        instead(levels(year, registry), *(row(one) for one in levels(year, registry))),
        instead(ids_of(year, registry), row(registry, dice.choice((True, False)))),
        {"measures": {attestation: dice.choice((False, None))}},
        {"without": (attestation,)},
        {"set": {dice.choice(("performanceStart", "performanceEnd")): f"{year}-10-01"}},
        {"without": [dice.choice((*FIELDS, *IDENTIFIERS))]},
        {"submission": {dice.choice(IDENTIFIERS): "12"}},
        {"without": ["cehrtId"], "set": {"cehrt": SAMPLES["cehrtId"]}},
    ]


def days(year: int) -> list[date | None]:
    """Days on which a plan is made."""
    return [None, date(year, 6, 1), date(year, 11, 1), date(year + 1, 2, 1)]


def beside(year: int, dice: Random) -> Json:
    """What is known beside a submission, most often nothing."""
    years = [one for one in (2024, 2025) if one < year]
    contexts: list[Json] = [SMALL]
    if years:
        contexts.append(
            {"history": {"preProduction": {"PI_PHCDRR_1": years, "PI_PHCDRR_3": years}}}
        )
    return dice.choice([*contexts, *[{}] * 4])
