"""What a SAFER self-assessment is judged against: the practices of a guide and their statuses.

They are the policy's, or where it has none the assessment's own. Statuses of its own are free text,
so they are printed by their place on the scale.
"""

from typing import Final

from attrs import field, frozen

from mips_pi_rules.byvalue import ByValue
from mips_pi_rules.frozenmap import FrozenMap

TOPICS_NOTE: Final = (
    "What a practice is about is said in words of our own, to find its line: the guide decides."
)


@frozen(eq=False, repr=False)
class Checklist(ByValue):
    """Practices, statuses (the fullest first), whether they are the policy's, and whose in words.

    `topics` say what practices are about, in words of the policy's own; the guide decides.
    """

    practices: tuple[str, ...]
    scale: tuple[str, ...] = field(repr=False)  # may be the assessment's own words
    of_policy: bool
    sentence: str
    topics: FrozenMap[str] = field(factory=FrozenMap)

    def name(self, practice: str) -> str:
        """The number of a practice, and what it is about where that is known."""
        return f"{practice} {self.topics.get(practice, '')}".rstrip()

    @property
    def labels(self) -> tuple[str, ...]:
        """A name to print for each status: the policy's own, else its place on the scale."""
        if self.of_policy:
            return self.scale
        steps = len(self.scale)
        return tuple(f"Step {step} of {steps}" for step in range(1, steps + 1))

    @property
    def accepted(self) -> str:
        """The statuses of the scale in one sentence, where they are the policy's own words."""
        if not self.of_policy:
            return "a status is a step of the scale that the assessment gives"
        return f"a status is {', '.join(self.scale[:-1])} or {self.scale[-1]}"


@frozen(eq=False, repr=False)
class OpenPractices(ByValue):
    """What is left to do: practices without a status of the scale, and those below its first."""

    without_status: tuple[str, ...]
    not_fully_implemented: tuple[str, ...]
