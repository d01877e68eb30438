"""Submissions to measure with: distinct, seeded, with the variety that registries see.

Everything is taken from the year's policy, so that a new year needs nothing here. A document is a
dict; the kinds are those of the table in docs/performance.md.
"""

from collections.abc import Callable
from datetime import date, timedelta
from random import Random
from typing import Any

from mips_pi_rules import policy

Json = dict[str, Any]

_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ0123456789"


def valid(year: int, random: Random) -> Json:
    """A submission of the year that scores: rates, ways of exchange and exclusions vary."""
    law = policy(year)
    rows: list[Json] = []
    skipped: set[str] = set()
    for choice in law.choices.values():
        ways = [way for way in choice.ways if way.id == choice.default] * 4 + list(choice.ways)
        taken = random.choice(ways)
        skipped |= {m for way in choice.ways for m in way.measures} - set(taken.measures)
    for name, measure in law.measures.items():
        if name in skipped:
            continue
        if measure.reporting == "required" and measure.exclusions and random.random() < 0.15:
            rows.append({"measureId": random.choice(measure.exclusions), "value": True})
        elif measure.kind == "proportion":
            denominator = random.randint(20, 4000)
            numerator = random.randint(denominator // 3 + 1, denominator)
            counts = {"numerator": numerator, "denominator": denominator}
            rows.append({"measureId": name, "value": counts})
        elif measure.reporting == "required" or random.random() < 0.3:
            rows.append({"measureId": name, "value": True})
            if (levels := law.engagement.get(name)) is not None:
                rows.append({"measureId": levels.production, "value": True})
    return _submission(year, random, rows)


def _submission(year: int, random: Random, rows: list[Json]) -> Json:
    law = policy(year)
    start = date(year, 1, 1) + timedelta(days=random.randint(0, 180))
    form = law.parameters["cehrtId"]["examples"][-1].rstrip("…").replace("?", "0")
    length = law.parameters["cehrtId"]["maxLength"]
    individual = random.random() < 0.6
    head: Json = {
        "performanceYear": year,
        "entityType": "individual" if individual else "group",
        "taxpayerIdentificationNumber": f"{random.randrange(10**9):09}",
    }
    if individual:
        head["nationalProviderIdentifier"] = f"{random.randrange(10**10):010}"
    return head | {
        "measurementSets": [
            {
                "category": "pi",
                "submissionMethod": random.choice(("registry", "electronicHealthRecord")),
                "programName": "mips",
                "cehrtId": form
                + "".join(random.choice(_LETTERS) for _ in range(length - len(form))),
                "performanceStart": start.isoformat(),
                "performanceEnd": date(year, 12, 31).isoformat(),
                "measurements": rows,
            }
        ]
    }


def _rows(document: Json) -> list[Json]:
    rows: list[Json] = document["measurementSets"][0]["measurements"]
    return rows


def forced(year: int, random: Random) -> Json:
    """One to three things that force the score to 0."""
    document, law = valid(year, random), policy(year)
    for _ in range(random.randint(1, 3)):
        rows = _rows(document)
        gates = [row for row in rows if law.roles[row["measureId"]][0] == "measure"]
        row = random.choice(gates)
        match random.randrange(4):
            case 0:
                rows.remove(row)
            case 1:
                row["value"] = (
                    {"numerator": 0, "denominator": random.randint(1, 900)}
                    if isinstance(row["value"], dict)
                    else False
                )
            case 2:
                one = document["measurementSets"][0]
                one["performanceStart"] = date(year, 12, random.randint(1, 28)).isoformat()
            case _:
                document["measurementSets"][0].pop("cehrtId", None)
    return document


def rejected(year: int, random: Random) -> Json:
    """Unknown measure ids, as a misspelling or an id of another year gives them."""
    document = valid(year, random)
    for row in random.sample(_rows(document), random.randint(1, 3)):
        name = row["measureId"]
        at = random.randrange(3, len(name))
        row["measureId"] = random.choice((name[:at] + "X" + name[at:], name[:at] + name[at + 1 :]))
    return document


KINDS: dict[str, Callable[[int, Random], Json]] = {
    "valid": valid,
    "forced": forced,
    "rejected": rejected,
}


def documents(kind: str, year: int, count: int, seed: int = 1) -> list[Json]:
    """`count` distinct documents of a kind ("valid", "forced", "rejected") and year."""
    random = Random(f"{kind}-{year}-{seed}")
    return [KINDS[kind](year, random) for _ in range(count)]
