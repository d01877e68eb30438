"""A plan as values: its steps, what it promises, and what cannot be mended."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Literal

from attrs import frozen

from mips_pi_rules.documents.document import read
from mips_pi_rules.jsonvalues import to_json
from mips_pi_rules.outcomes import Number, Outcome
from mips_pi_rules.planning.choices import Comparison, OpenExclusion
from mips_pi_rules.planning.edits import compact, plain
from mips_pi_rules.planning.steps import Promise, Step, applied


@frozen
class Obstacle:
    """What cannot be mended: the rule, why not, and where.

    `reason`: document (nothing in the document mends it), time (`until` has passed) or source
    (to be settled in the source; the JSON form cannot show it).
    """

    reason: Literal["document", "time", "source"]
    rule: str | None
    words: str
    why: str
    pointer: str
    until: date | None = None


@frozen
class Promises:
    """What evaluating gives: `outcome` and `score` for what `apply` gives by default.

    `after`: the same after each step. `with_values` is like `after`, but every value that the
    plan asks for given in a valid form; `at_least`: counts among them were taken as low as they
    may be, so that real ones score the same or more.
    """

    outcome: Outcome
    score: Number | None
    after: tuple[Promise, ...] = ()
    with_values: tuple[Promise, ...] = ()
    at_least: bool = False


@frozen
class Plan:
    """Steps in order, mandatory ones first; what cannot be mended; what else could be chosen.

    `ways` and `exclusions` have the score of each by itself, after the mandatory steps.

    `now` is the verdict as it stands. Holds nothing of the submission but what may be printed.
    """

    performance_year: int | None
    as_of: date | None
    now: Promise
    steps: tuple[Step, ...]
    promises: Promises
    cannot: tuple[Obstacle, ...]
    ways: tuple[Comparison, ...] = ()
    exclusions: tuple[OpenExclusion, ...] = ()
    notes: tuple[str, ...] = ()
    last_start_day: date | None = None
    closes: date | None = None

    @property
    def mandatory(self) -> tuple[Step, ...]:
        """The steps that leave zero."""
        return tuple(step for step in self.steps if step.kind == "mend")

    @property
    def choices(self) -> tuple[Step, ...]:
        """The steps that score more."""
        return tuple(step for step in self.steps if step.kind == "choice")

    @property
    def leads_out(self) -> bool:
        """Whether the mandatory steps, with the values they ask for, lead out of zero."""
        mandatory = len(self.mandatory)
        last = self.promises.with_values[mandatory - 1] if mandatory else self.now
        blocked = any(one.reason == "document" for one in self.cannot)
        return last.outcome in (Outcome.SCORED, Outcome.REWEIGHTED) and not blocked

    def apply(
        self,
        submission: object,
        *,
        values: Mapping[str, object] | None = None,
        steps: int | None = None,
    ) -> dict[str, Any]:
        """The submission as QPP JSON after the first `steps` steps; None: the mandatory ones.

        Steps that are not possible are left undone, and those that need a value when `values`
        has none under their `field`. Choices are taken only when `steps` reaches them.
        """
        count = len(self.mandatory) if steps is None else steps
        given = dict(values or {})
        document = read(submission)
        root = plain(document.root)
        said = document.submission
        if said.performance_year is None and said.report_templates and self.performance_year:
            root["performanceYear"] = self.performance_year  # that of its report template
        return compact(applied(root, self.steps[:count], given))

    def to_dict(self) -> dict[str, Any]:
        """The plan as JSON values."""
        written: dict[str, Any] = to_json(self)
        promises = written["promises"]
        return {
            "schemaVersion": 1,
            "performanceYear": written["performanceYear"],
            "asOf": written["asOf"],
            "now": written["now"],
            "leadsOut": self.leads_out,
            "lastStartDay": written["lastStartDay"],
            "submissionCloses": written["closes"],
            "steps": [
                {name: item for name, item in step.items() if name != "edits"}
                | {"after": after, "afterWithValues": complete}
                for step, after, complete in zip(
                    written["steps"], promises["after"], promises["withValues"], strict=True
                )
            ],
            "promises": {name: promises[name] for name in ("outcome", "score", "atLeast")},
            "cannot": written["cannot"],
            "ways": written["ways"],
            "exclusions": written["exclusions"],
            "notes": written["notes"],
        }
