"""The files of the law, read as they are: policies by year, rules by id.

What is shipped is held to all that loading.py asks by the tests, and not at every start.
"""

import json
import re
from typing import TYPE_CHECKING, Final

from mips_pi_rules.law import policyfile, rules
from mips_pi_rules.law.policies import Policy
from mips_pi_rules.law.rules import Rule

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

_YEAR_FILE: Final = re.compile(r"([0-9]{4})\.json")


def year_files(policy_dir: "Traversable") -> "dict[int, Traversable]":
    """The files of a policy folder that are named as a year, by year, in order."""
    files = ((_YEAR_FILE.fullmatch(file.name), file) for file in policy_dir.iterdir())
    return dict(sorted((int(match[1]), file) for match, file in files if match))


def rule_files(schemas_dir: "Traversable") -> "list[Traversable]":
    """The files of the rules, in order."""
    files = (schemas_dir / "rules").iterdir()
    return sorted((f for f in files if f.name.endswith(".json")), key=lambda file: file.name)


def read_policy(file: "Traversable") -> Policy:
    """A policy file that is known to be sound."""
    return policyfile.policy_from(json.loads(file.read_bytes()))


def read_rules(schemas_dir: "Traversable") -> dict[str, Rule]:
    """The rules, by id, of a folder whose files are known to be sound."""
    read = (json.loads(file.read_bytes()) for file in rule_files(schemas_dir))
    return {rule.id: rule for rule in map(rules.rule_from, read)}
