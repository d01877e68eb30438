"""A policy with the alternative of a reading in place of what is read."""

from collections.abc import Iterable
from typing import Any

from mips_pi_rules.pointers import replaced


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
