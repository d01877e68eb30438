"""The rulebook: policies and rules, loaded once.

A rule is a JSON Schema of what must hold (schemas/rules/), bound to a year by the year's policy:
the policy says which rules are in force, with which citations, what their parameters are and
which outcome a named outcome has that year.
"""

import json
import re
from collections.abc import Mapping
from functools import cache
from importlib.resources.abc import Traversable
from pathlib import Path
from threading import RLock
from types import MappingProxyType
from typing import Any, Final

from mips_pi_rules.errors import RulebookError, UnsupportedYear
from mips_pi_rules.law import policyfile, rules
from mips_pi_rules.law.consistency import (
    declared_defects,
    require_consistent,
    require_sayable,
    require_schema,
)
from mips_pi_rules.law.files import folder
from mips_pi_rules.law.policies import Policy
from mips_pi_rules.law.rules import Rule
from mips_pi_rules.law.year import NoYear, Year

_YEAR_FILE: Final = re.compile(r"([0-9]{4})\.json")


class Rulebook:
    """Years of policy and the rules they use.

    `load` reads your own; `default` is the shipped one.
    """

    def __init__(self, policy_dir: Traversable, schemas_dir: Traversable, *, checked: bool) -> None:
        """Use `load` or `default`; `checked` validates every file against its schema."""
        files = ((_YEAR_FILE.fullmatch(file.name), file) for file in policy_dir.iterdir())
        self._files = {int(match[1]): file for match, file in files if match}
        self._schemas = schemas_dir
        self._checked = checked
        self._lock = RLock()
        self._parsed: dict[str, dict[str, Any]] = {}
        self._rules: Mapping[str, Rule] | None = None
        self._loaded: dict[int | None, Year | NoYear] = {}

    @classmethod
    def load(cls, policy_dir: str | Path, schemas_dir: str | Path) -> "Rulebook":
        """Read a folder of <year>.json files and a schemas folder with its rules/.

        Raises FileNotFoundError when a folder is missing, RulebookError when a file does not
        follow its schema or names what is not there.
        """
        policy_path, schemas_path = Path(policy_dir), Path(schemas_dir)
        for path in (policy_path, schemas_path / "rules"):
            if not path.is_dir():
                raise FileNotFoundError(f"no such folder: {path}")
        rulebook = cls(policy_path, schemas_path, checked=True)
        for year in rulebook.years():
            rulebook.year(year)
        return rulebook

    @staticmethod
    def default() -> "Rulebook":
        """The shipped rulebook, made on the first call and shared."""
        return _default()

    def years(self) -> tuple[int, ...]:
        """The performance years there are policies for, in order."""
        return tuple(sorted(self._files))

    def policy(self, year: int) -> Policy:
        """The policy of a performance year. Raises UnsupportedYear."""
        found = self.year(year)
        if not isinstance(found, Year):
            raise UnsupportedYear(self.years())
        return found.policy

    @property
    def rules(self) -> Mapping[str, Rule]:
        """Every rule by its id, in force this year or not."""
        with self._lock:
            if self._rules is None:
                self._rules = self._read_rules()
            return self._rules

    def year(self, year: object) -> "Year | NoYear":
        """The rules of a performance year, or NoYear when there is no policy for it."""
        key = year if isinstance(year, int) and year in self._files else None
        found = self._loaded.get(key)
        if found is None:
            with self._lock:
                found = self._loaded.get(key) or self._read_year(key)
                self._loaded[key] = found
        return found

    def _schema(self, name: str) -> dict[str, Any]:
        if name not in self._parsed:
            self._parsed[name] = _json(self._schemas / f"{name}.schema.json")
        return self._parsed[name]

    def _read_year(self, year: int | None) -> "Year | NoYear":
        if year is None:
            return NoYear(self.rules)
        file = self._files[year]
        raw = _json(file)
        if self._checked:
            _validate(file.name, raw, self._schema("policy"))
            require_consistent(file.name, raw)
        if raw["meta"]["performanceYear"] != year:
            raise RulebookError(file.name, "/meta/performanceYear", "is not the file's year")
        return Year(policyfile.structure(raw), self.rules)

    def _read_rules(self) -> Mapping[str, Rule]:
        found: dict[str, Rule] = {}
        folder_ = self._schemas / "rules"
        # Facts are stated by this library, so what they can hold is its own schema's to say.
        facts = _json(folder("schemas") / "facts.schema.json") if self._checked else None
        for file in sorted(folder_.iterdir(), key=lambda file: file.name):
            if not file.name.endswith(".json"):
                continue
            raw = _json(file)
            if self._checked:
                _validate(file.name, raw, self._schema("rule"))
            rule = rules.structure(raw)
            if facts is not None:
                require_schema(file.name, raw)
                require_sayable(file.name, rule, declared_defects(facts))
            if rule.id in found:
                raise RulebookError(file.name, "/x-rule/id", f"{rule.id} is taken")
            found[rule.id] = rule
        return MappingProxyType(found)


@cache
def _default() -> Rulebook:
    return Rulebook(folder("policy"), folder("schemas"), checked=False)


def _json(file: Traversable) -> dict[str, Any]:
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
    except ValueError as error:
        raise RulebookError(file.name, "", f"not JSON: {error}") from None
    if not isinstance(content, dict):
        raise RulebookError(file.name, "", "not an object")
    return content


def _validate(file: str, document: Mapping[str, Any], schema: Mapping[str, Any]) -> None:
    # Imported where it is needed: the shipped files are checked by the tests, not at every start.
    from jsonschema import Draft202012Validator  # noqa: PLC0415

    for error in Draft202012Validator(schema).iter_errors(document):
        pointer = "".join(f"/{token}" for token in error.absolute_path)
        raise RulebookError(file, pointer, f"does not follow its schema: {error.message}")


def policy(year: int) -> Policy:
    """The shipped policy of a performance year: `policy(2025).measures["PI_EP_1"].points`.

    Raises UnsupportedYear, which names the years there are.
    """
    return Rulebook.default().policy(year)


def policy_of(year: Policy | int) -> Policy:
    """A policy as it is, or the shipped one of a performance year. Raises UnsupportedYear."""
    return year if isinstance(year, Policy) else policy(year)


def years() -> tuple[int, ...]:
    """The performance years that the shipped rulebook knows, in order."""
    return Rulebook.default().years()
