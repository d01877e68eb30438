"""The rulebook: policies and rules, loaded once.

A rule is a JSON Schema of what must hold (schemas/rules/), bound to a year by the year's policy:
the policy says which rules are in force, with which citations, what their parameters are and
which outcome a named outcome has that year.
"""

from collections.abc import Callable, Mapping
from functools import cache, partial
from operator import index
from os import PathLike
from pathlib import Path
from threading import RLock
from types import MappingProxyType

from mips_pi_rules.errors import UnsupportedYear
from mips_pi_rules.law.files import folder
from mips_pi_rules.law.policies import Policy
from mips_pi_rules.law.rules import Rule
from mips_pi_rules.law.sources import read_policy, read_rules, year_files
from mips_pi_rules.law.year import NoYear, Year


class Rulebook:
    """Years of policy and the rules they use.

    `load` reads your own; `default` is the shipped one.
    """

    def __init__(
        self,
        policies: Mapping[int, Callable[[], Policy]],
        rules: Callable[[], Mapping[str, Rule]],
        years_of: Callable[[str], tuple[int, ...]] | None = None,
    ) -> None:
        """Use `load` or `default`; each policy, and the rules, are read when first asked for.

        `years_of`: the years that have an id, where they are more than those of the policies.
        """
        self._policies = dict(policies)
        self._years = tuple(sorted(policies))
        self._read_rules = rules
        self._lock = RLock()
        self._rules: Mapping[str, Rule] | None = None
        self._loaded: dict[int | None, Year | NoYear] = {}
        self._years_of = years_of or self._years_with

    @classmethod
    def load(cls, policy_dir: str | Path, schemas_dir: str | Path) -> "Rulebook":
        """Read a folder of <year>.json files and a schemas folder with its rules/.

        Raises FileNotFoundError when a folder is missing, TypeError for what is no path,
        RulebookError with every fault of every file that does not follow the library's schemas or
        names what is not there.
        """
        policy_path = _path("policy_dir", policy_dir)
        schemas_path = _path("schemas_dir", schemas_dir)
        for path in (policy_path, schemas_path / "rules"):
            if not path.is_dir():
                raise FileNotFoundError(f"no such folder: {path}")
        # Imported where it is needed: the shipped files are not checked again.
        from mips_pi_rules.law.loading import checked  # noqa: PLC0415

        policies, rules = checked(policy_path, schemas_path)
        rulebook = cls(
            {year: partial(policies.__getitem__, year) for year in policies}, lambda: rules
        )
        for year in rulebook.years():
            rulebook.year(year)
        return rulebook

    @staticmethod
    def default() -> "Rulebook":
        """The shipped rulebook, made on the first call and shared."""
        return _default()

    @staticmethod
    def of(given: object) -> "Rulebook":
        """The rulebook that a caller gives; None is the shipped one. Raises TypeError."""
        if given is None:
            return _default()
        if isinstance(given, Rulebook):
            return given
        raise TypeError("rulebook is a Rulebook, as Rulebook.load reads one, or None")

    def years(self) -> tuple[int, ...]:
        """The performance years there are policies for, in order."""
        return self._years

    def policy(self, year: int) -> Policy:
        """The policy of a performance year. Raises UnsupportedYear, TypeError as known_year."""
        return self.known_year(year).policy

    def known_year(self, year: int) -> Year:
        """The rules of a performance year that has a policy.

        Raises UnsupportedYear; TypeError for a year that is no whole number, such as text.
        """
        found = self.year(_whole("year is a performance year, a whole number", year))
        if isinstance(found, NoYear):
            raise UnsupportedYear(self.years())
        return found

    def only(self, year: int) -> "Rulebook":
        """The same rulebook with this one of its years. Raises UnsupportedYear."""
        policy = self.policy(year)
        return Rulebook(
            {policy.performance_year: lambda: policy}, lambda: self.rules, self._years_of
        )

    @property
    def rules(self) -> Mapping[str, Rule]:
        """Every rule by its id, in force this year or not."""
        with self._lock:
            if self._rules is None:
                self._rules = MappingProxyType(dict(self._read_rules()))
            return self._rules

    def year(self, year: object) -> "Year | NoYear":
        """The rules of a performance year, or NoYear when there is no policy for it."""
        key = year if isinstance(year, int) and year in self._policies else None
        found = self._loaded.get(key)
        if found is None:
            with self._lock:
                found = self._loaded.get(key) or self._read_year(key)
                self._loaded[key] = found
        return found

    def _years_with(self, name: str) -> tuple[int, ...]:
        return tuple(year for year in self._years if name in self.policy(year).roles)

    def _read_year(self, year: int | None) -> "Year | NoYear":
        if year is None:
            return NoYear.of(self.rules)
        return Year.of(self._policies[year](), self.rules, self._years_of)


def _whole(takes: str, given: object) -> int:
    """A whole number of any type. Raises TypeError, which says what the argument takes."""
    if isinstance(given, float) and given.is_integer():
        return int(given)  # as a table has it where years are missing
    if not isinstance(given, bool):
        try:
            return index(given)  # type: ignore[arg-type] # what has no index is refused below
        except TypeError:
            pass
    raise TypeError(takes)


def _path(name: str, given: str | Path) -> Path:
    if isinstance(given, str | PathLike):
        return Path(given)
    raise TypeError(f"{name} is the path of a folder")


@cache
def _default() -> Rulebook:
    files = year_files(folder("policy"))
    policies = {year: partial(read_policy, file) for year, file in files.items()}
    return Rulebook(policies, partial(read_rules, folder("schemas")))


def policy(year: int) -> Policy:
    """The shipped policy of a performance year: `policy(2025).measures["PI_EP_1"].points`.

    Raises UnsupportedYear, which names the years there are; TypeError for text, say.
    """
    return Rulebook.default().policy(year)


def policy_of(year: Policy | int) -> Policy:
    """A policy as it is, or the shipped one of a performance year.

    Raises UnsupportedYear; TypeError for what is neither.
    """
    if isinstance(year, Policy):
        return year
    return policy(_whole("policy is a Policy, or a performance year as a whole number", year))


def years() -> tuple[int, ...]:
    """The performance years that the shipped rulebook knows, in order."""
    return Rulebook.default().years()
