"""Whatever is changed in a policy or a rule: loading refuses it, or everything works with it.

The shipped files are changed at random in one place. Each seed is a test of its own; EXAMPLES=n
(`make prove`) tries n times as many seeds.
"""

import copy
import json
import os
from collections import Counter
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from mips_pi_rules import Rulebook, evaluate, evaluate_best, plan
from mips_pi_rules.law.policies import Policy
from mips_pi_rules.reference.bundle import bundle
from mips_pi_rules.reference.details import changes
from mips_pi_rules.reference.explanation import explain
from mips_pi_rules.reference.gate import gate
from mips_pi_rules.reference.yearlist import table
from support.cases import EXAMPLES, POLICY, SCHEMAS, Json, full, read_json
from support.mutation import places
from support.rulebooks import read

SEEDS = range(2 * int(os.environ.get("EXAMPLES", "1")))
EACH = 12  # changed files of a seed
FILES = {"policy": sorted(POLICY.glob("*.json")), "rule": sorted((SCHEMAS / "rules").iterdir())}
ODD: tuple[Any, ...] = (
    None, True, False, 0, -1, 1e3, 10**18, "", "odd", "PI_EP_1", "PI301", [], {}, ["PI_EP_1"],
    {"type": "string"}, {"$ref": "#"}, "/facts/cehrtId", "/measures/PI_EP_1", "{odd}", "2031",
)  # fmt: skip


def changed(document: Json, dice: Random) -> Json:
    """A copy with one thing dropped, renamed, doubled, or with another value in its place."""
    document = copy.deepcopy(document)
    found = places(document)
    here, key = dice.choice(found)
    there, other = dice.choice(found)
    what = dice.choice(("dropped", "renamed", "doubled", "odd", "odd", "moved", "moved"))
    if what == "dropped":
        del here[key]
    elif what == "renamed" and isinstance(here, dict):
        here[dice.choice(("odd", "PI_ODD_1", *here))] = here.pop(key)
    elif what == "doubled" and isinstance(here, list):
        here.append(copy.deepcopy(here[key]))
    elif what == "moved":
        here[key] = copy.deepcopy(there[other])
    else:
        here[key] = copy.deepcopy(dice.choice(ODD))
    return document


def documents(year: int, dice: Random) -> list[Json]:
    """A full submission, ones that say nothing or no or what is odd, and two worked cases."""
    whole = full(year)
    one: Json = whole["measurementSets"][0]
    no = [
        {"measureId": row["measureId"], "value": False if row["value"] is True else row["value"]}
        for row in one["measurements"]
    ]
    odd = {"cehrtId": "x", "performanceStart": f"{year}-12-01", "programName": "odd"}
    worked = dice.sample(sorted(EXAMPLES.glob(f"{year}/*.json")), 2)
    return [
        whole,
        whole | {"measurementSets": []},
        whole | {"measurementSets": [one | {"measurements": []}]},
        whole | {"measurementSets": [one | {"measurements": no}]},
        whole | {"entityType": "odd", "measurementSets": [one | odd, one | {"category": "PI"}]},
        *(read_json(file)["submission"] for file in worked),
    ]


def use(rulebook: Rulebook, policy: Policy, several: list[Json]) -> None:
    for document in several:
        report = evaluate(document, rulebook=rulebook)
        assert str(report)
        assert plan(document, rulebook=rulebook).to_dict()
    evaluate_best(several[:2], rulebook=rulebook)
    assert table(rulebook)
    for printed in (bundle, gate):
        schema = printed(policy.performance_year, rulebook)
        Draft202012Validator.check_schema(schema)
        assert json.dumps(schema)
    assert changes(policy, policy, rulebook) == ()
    for name in (*policy.roles, *rulebook.rules):
        assert explain(name, rulebook)


@pytest.mark.parametrize("kind", FILES)
@pytest.mark.parametrize("seed", SEEDS)
def test_a_changed_file_is_refused_or_everything_works_with_it(
    seed: int,
    kind: str,
    tmp_path: Path,
    counted: Callable[[str, Mapping[str, int]], None],
) -> None:
    dice = Random(f"{kind} {seed}")
    counts: Counter[str] = Counter()
    for number in range(EACH):
        folder = tmp_path / str(number)
        (folder / "policy").mkdir(parents=True)
        (folder / "schemas" / "rules").mkdir(parents=True)
        year = int(dice.choice(FILES["policy"]).stem)
        files = {"policy": POLICY / f"{year}.json", "rule": dice.choice(FILES["rule"])}
        for what, into in (("policy", folder / "policy"), ("rule", folder / "schemas" / "rules")):
            raw = read_json(files[what])
            # The first stays as it is, so that one is used whatever the dice refuse.
            text = json.dumps(changed(raw, dice) if what == kind and number else raw)
            (into / files[what].name).write_text(text, encoding="utf-8")
        policies, rules, faults = read(folder / "policy", folder / "schemas")
        counts["refused" if faults else "used"] += 1
        if not faults:
            (policy,) = policies.values()
            rulebook = Rulebook({year: partial(copy.copy, policy)}, partial(dict, rules))
            use(rulebook, policy, documents(year, dice))
    counted(f"changed {kind} files", counts)
    assert set(counts) == {"refused", "used"}
