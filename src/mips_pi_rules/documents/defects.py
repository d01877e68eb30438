"""What a reader finds wrong with a document beyond its values."""

from attrs import field, frozen

from mips_pi_rules.byvalue import ByValue
from mips_pi_rules.frozenmap import FrozenMap


@frozen(eq=False, repr=False)
class FormatDefect(ByValue):
    """What a reader found wrong with the document beyond its values, for a rule over `name`.

    `at`: pointer into the QPP JSON form; `values`: what the rule's message names, from closed
    lists only.
    """

    name: str
    at: str
    values: FrozenMap[str | int] = field(factory=FrozenMap)


@frozen(eq=False, repr=False)
class Misplaced(ByValue):
    """A field that stands where it is not read, and where it belongs; its value is not used.

    `at`: pointer to the set in which it stands; None: in the submission itself.
    """

    field: str
    belongs: str
    at: str | None = None
