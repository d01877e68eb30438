"""Readings: points that no source settles, and a policy with the alternative of one in place."""

from collections.abc import Iterable
from typing import Any, Literal

from attrs import frozen

from mips_pi_rules.byvalue import ByValue
from mips_pi_rules.law.entries import Basis
from mips_pi_rules.pointers import replaced


@frozen(eq=False, repr=False)
class Reading(ByValue):
    """A point that no source settles: what is read, the alternative, and where it stands.

    `pointers` lead to what rests on it in the policy file (`at` says one, or several in one
    part), and `alternative` is the value that the other reading would put there. `scope`: report
    (carried when swapping it would change the report), standing (carried by every report that
    `when` admits), page (documentation only).
    """

    id: str
    scope: Literal["report", "standing", "page"]
    statement: str
    alternative_statement: str
    basis: Basis
    cites: tuple[str, ...]
    at: str | tuple[str, ...] | None = None
    alternative: Any = None
    when: Any = None  # a schema of the facts

    @property
    def pointers(self) -> tuple[str, ...]:
        """Where it stands in the policy file."""
        return pointers(self.at)


def pointers(at: str | Iterable[str] | None) -> tuple[str, ...]:
    """The places that a reading is at: one pointer into the policy file, several, or none."""
    if at is None:
        return ()
    return (at,) if isinstance(at, str) else tuple(at)


def swapped(policy: Any, at: str | Iterable[str], alternative: Any) -> Any:
    """A copy of a policy's JSON with `alternative` at each place; the rest is shared."""
    for pointer in pointers(at):
        policy = replaced(policy, pointer, alternative)
    return policy
