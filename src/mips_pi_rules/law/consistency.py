"""Whether a policy is of one piece: every name that is used is there, and its points add up.

What a JSON Schema cannot say. Asked of rulebooks that are loaded from folders; the shipped one is
held to it by the tests.
"""

from collections.abc import Iterable, Iterator
from datetime import date

from mips_pi_rules.law.fitting import Flaw, Json, schema_flaws
from mips_pi_rules.law.readings import pointers
from mips_pi_rules.pointers import resolve, split


def policy_flaws(policy: Json) -> Iterator[Flaw]:
    """What is wrong inside a policy that follows its schema: names, then what rests on them."""
    unknown = list(_names(policy))
    yield from unknown
    if not unknown:
        yield from _unique(policy)
        yield from _points(policy)
        yield from _dates(policy)
        yield from _parameters(policy)
        yield from _readings(policy)


def _names(policy: Json) -> Iterator[Flaw]:
    measures, exclusions = policy["measures"], policy["exclusions"]
    objectives = {one["id"]: one["measures"] for one in policy["objectives"]}
    for pointer, names in _uses(policy):
        for name in names:
            if name not in measures:
                yield pointer, f"{name} is no measure of the policy"
    for name, measure in measures.items():
        if name not in objectives.get(measure["objective"], ()):
            yield f"/measures/{name}/objective", "does not list the measure"
        for exclusion in measure["exclusions"]:
            if exclusion not in exclusions or exclusions[exclusion]["of"] != name:
                yield f"/measures/{name}/exclusions", f"{exclusion} is no exclusion of it"
    for name, exclusion in exclusions.items():
        if exclusion["of"] in measures and name not in measures[exclusion["of"]]["exclusions"]:
            yield f"/exclusions/{name}/of", "does not list the exclusion"
        for other in exclusion["substitutes"]:
            if other not in exclusions:
                yield f"/exclusions/{name}/substitutes", f"{other} is no exclusion of the policy"
    for name, choice in policy["choices"].items():
        if choice["objective"] not in objectives:
            yield f"/choices/{name}/objective", "is no objective of the policy"
        if choice["default"] not in {way["id"] for way in choice["ways"]}:
            yield f"/choices/{name}/default", "is none of the ways"
    for kind in policy["meta"]["programs"]:
        if kind not in policy["weights"]:
            yield "/weights", f"there is none for programs of kind {kind}"


def _unique(policy: Json) -> Iterator[Flaw]:
    """An id is the id of one thing."""
    levels = [
        one[n] for one in policy["engagement"].values() for n in ("preProduction", "production")
    ]
    listed = (
        ("/measures", [*policy["measures"], *policy["exclusions"], *levels]),
        ("/objectives", [one["id"] for one in policy["objectives"]]),
        ("/objectives", [name for one in policy["objectives"] for name in one["measures"]]),
        ("/bonusGroups", [one["id"] for one in policy["bonusGroups"]]),
        ("/meta/programs", [n for kind in policy["meta"]["programs"].values() for n in kind]),
        *(
            (f"/choices/{name}/ways", [way["id"] for way in choice["ways"]])
            for name, choice in policy["choices"].items()
        ),
    )
    for pointer, names in listed:
        for name in dict.fromkeys(one for one in names if names.count(one) > 1):
            yield pointer, f"{name} stands for two things"


def _dates(policy: Json) -> Iterator[Flaw]:
    """Days of the year after the performance year that there are not."""
    days = [("/submissionWindow", policy["submissionWindow"])]
    for index, route in enumerate(policy["reweighting"]):
        if "documentsUntil" in route:
            days.append((f"/reweighting/{index}/documentsUntil", route["documentsUntil"]))
    for pointer, day in days:
        try:
            date(policy["meta"]["performanceYear"] + 1, day["month"], day["day"])
        except ValueError:
            yield pointer, "is no day of that year"


def _parameters(policy: Json) -> Iterator[Flaw]:
    for name, parameter in policy["parameters"].items():
        yield from schema_flaws(parameter, f"/parameters/{name}", None)
    form = policy["parameters"]["cehrtId"]
    if any(len(one.rstrip("…")) > form["maxLength"] for one in form["examples"]):
        yield "/parameters/cehrtId/examples", "has a form that is longer than the id"


def _uses(policy: Json) -> Iterator[tuple[str, Iterable[str]]]:
    """Every place that names measures."""
    for index, objective in enumerate(policy["objectives"]):
        yield f"/objectives/{index}/measures", objective["measures"]
    for index, group in enumerate(policy["bonusGroups"]):
        yield f"/bonusGroups/{index}/measures", group["measures"]
    for name, choice in policy["choices"].items():
        for index, way in enumerate(choice["ways"]):
            yield f"/choices/{name}/ways/{index}/measures", way["measures"]
    for name, measure in policy["measures"].items():
        yield f"/measures/{name}/substitutes", measure["substitutes"]
    for name, requirement in policy["requires"].items():
        yield f"/requires/{name}", [name]
        yield f"/requires/{name}/productionOnAnyOf", requirement["productionOnAnyOf"]
    for part in ("engagement", "suppressed"):
        for name in policy[part]:
            yield f"/{part}/{name}", [name]
    for name, exclusion in policy["exclusions"].items():
        yield f"/exclusions/{name}/of", [exclusion["of"]]
    for index, flow in enumerate(policy["flows"]):
        yield f"/flows/{index}", [flow["from"], *flow["to"], *_conditions(flow["if"])]
    for name, record in policy["evidence"].items():
        yield f"/evidence/{name}/attestation", [record["attestation"]]


def _conditions(condition: Json) -> list[str]:
    return [name for names in condition.values() for name in names]


def _points(policy: Json) -> Iterator[Flaw]:
    """In every way of every choice, the points of the required measures add to the maximum."""
    points = {name: one.get("points", 0) for name, one in policy["measures"].items()}
    base = sum(points.values())
    for name, choice in policy["choices"].items():
        of_ways = {way["id"]: sum(points[m] for m in way["measures"]) for way in choice["ways"]}
        base -= sum(of_ways.values()) - of_ways[choice["default"]]
        if len(set(of_ways.values())) > 1:
            yield f"/choices/{name}/ways", "its ways have different points"
    if base != policy["maximum"]["points"]:
        yield "/measures", f"the points add to {base}, not to the maximum"


def _readings(policy: Json) -> Iterator[Flaw]:
    seen = set()
    for index, reading in enumerate(policy["readings"]):
        if reading["id"] in seen:
            yield f"/readings/{index}/id", "stands twice"
        seen.add(reading["id"])
        at = pointers(reading.get("at"))
        if not all(_leads(policy, pointer) for pointer in at):
            yield f"/readings/{index}/at", "leads nowhere in the policy"
        if len({split(pointer)[0] for pointer in at}) > 1:
            yield f"/readings/{index}/at", "is in several parts of the policy"
        yield from schema_flaws(reading.get("when"), f"/readings/{index}/when", None)


def _leads(policy: Json, pointer: str) -> bool:
    try:
        resolve(policy, pointer)
    except LookupError:
        return False
    return True
