"""The report: the one answer, every finding, and the points with their reasons.

All values are frozen, equal by value, hashable and picklable. `Report.to_dict` gives the JSON of
schemas/report.schema.json, `Report.from_dict` reads it back to an equal value.
"""

from collections.abc import Mapping
from functools import cache
from itertools import chain, takewhile
from typing import TYPE_CHECKING, Any, Protocol

from attrs import field, fields, frozen

from mips_pi_rules._version import __version__
from mips_pi_rules.byvalue import ByValue
from mips_pi_rules.documents.made import made_later, read_as
from mips_pi_rules.documents.submission import AppliesTo
from mips_pi_rules.errors import WrongJson
from mips_pi_rules.frozenmap import FrozenMap
from mips_pi_rules.jsonvalues import from_json, to_json
from mips_pi_rules.judging.results import (
    Assumption,
    Finding,
    MeasureResult,
    ObjectiveResult,
    SetResult,
    Status,
    Statuses,
    reasons_among,
)
from mips_pi_rules.law.entries import PolicyStatus
from mips_pi_rules.law.files import shipped_schema
from mips_pi_rules.outcomes import FORCED, OK, Number, Outcome

if TYPE_CHECKING:
    from jsonschema import Draft202012Validator

SCHEMA_VERSION = 1


class Rows(Protocol):
    """What has the rows of a report: made when asked for, and their statuses without the words."""

    @property
    def objectives(self) -> tuple[ObjectiveResult, ...]:
        """The rows by objective."""

    @property
    def status_groups(self) -> tuple[Statuses, ...]:
        """Each row's measure id and status, in the order of the rows."""


@frozen(eq=False, repr=False, slots=False)
class Report(ByValue):
    """The answer for one submission.

    `score` is 0 to 100, 0 when forced, None when rejected or reweighted; `subtotal` what it would
    be without the gates; `default_contribution` the points it adds to the final score at the
    default weight, exact. `omitted`: by rule the number of findings beyond the first 100, which
    are left out. Source of the outcomes: 42 CFR 414.1375(b), 414.1380(b)(4).
    """

    performance_year: int | None
    policy_status: PolicyStatus | None
    policy_as_of: str | None
    outcome: Outcome
    score: Number | None
    subtotal: Number | None
    maximum: Number | None
    default_category_weight: Number | None
    default_contribution: Number | None
    applies_to: AppliesTo | None
    bonus: Number
    sets: tuple[SetResult, ...]
    objectives: tuple[ObjectiveResult, ...]
    findings: tuple[Finding, ...]
    assumptions: tuple[Assumption, ...]
    omitted: FrozenMap[int] = field(factory=FrozenMap)
    library: str = __version__
    schema_version: int = SCHEMA_VERSION

    @classmethod
    def with_rows_later(cls, fields: dict[str, Any]) -> "Report":
        """A report whose `objectives` are made when they are first asked for.

        `fields` are all its other ones, and as `_rows` what has the rows. Millions are judged of
        which nobody reads the rows; the value is the same whether they were read or not.
        """
        return read_as(cls, fields)

    def __getstate__(self) -> dict[str, Any]:
        return {one.name: getattr(self, one.name) for one in fields(Report)}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)

    @property
    def ok(self) -> bool:
        """True only for scored and reweighted: gate on this."""
        return self.outcome in OK

    @property
    def forced_to_zero(self) -> bool:
        """Whether the category score is forced to 0: exactly for zero and incomplete."""
        return self.outcome in FORCED

    @property
    def measures(self) -> FrozenMap[MeasureResult]:
        """The rows of all objectives by measure id, in policy order."""
        return FrozenMap(
            (row.measure_id, row) for objective in self.objectives for row in objective.measures
        )

    @property
    def statuses(self) -> Mapping[str, Status]:
        """The status of each row by measure id; the rows and their words are not made for it."""
        return dict(chain.from_iterable(self.status_groups))

    @property
    def status_groups(self) -> tuple[Statuses, ...]:
        """The same by measures that belong together; equal ones are counted as one."""
        rows: Rows | None = self.__dict__.get("_rows")
        if rows is not None:
            return rows.status_groups
        return tuple(
            tuple((row.measure_id, row.status) for row in one.measures) for one in self.objectives
        )

    @property
    def reasons(self) -> tuple[Finding, ...]:
        """The findings with an outcome of the document or of the picked set.

        A conflict between sets belongs to the document, whichever set it is shown in.
        """
        if not self.findings:
            return ()
        others = {one.pointer for one in self.sets if not one.picked}
        return tuple(reasons_among(self.findings, self.outcome, others))

    @property
    def deciding(self) -> tuple[str, ...]:
        """The rules of the reasons, each once, in their order."""
        return tuple(dict.fromkeys([one.rule for one in self.reasons])) if self.findings else ()

    def __str__(self) -> str:
        """The text form: the verdict first."""
        # Imported here because formats stand above the report that they render.
        from mips_pi_rules.render.text import render  # noqa: PLC0415

        return render(self)

    def to_html(self) -> str:
        """The report as one page that needs nothing else: no script, no network."""
        from mips_pi_rules.render.html import render  # noqa: PLC0415

        return render(self)

    def _repr_html_(self) -> str:
        """The page's content, as a notebook shows it."""
        from mips_pi_rules.render.html import fragment  # noqa: PLC0415

        return fragment(self)

    def to_dict(self) -> dict[str, Any]:
        """The report as JSON values, valid against schemas/report.schema.json."""
        said = to_json(self) | {"ok": self.ok, "forcedToZero": self.forced_to_zero}
        return {name: said[name] for name in _ORDER}

    @classmethod
    def from_dict(cls, document: Mapping[str, Any]) -> "Report":
        """The report that `to_dict` wrote.

        Raises WrongJson, a ValueError, for whatever schemas/report.schema.json refuses; it says
        where, and holds nothing of what stands there.
        """
        refused = next(_schema().iter_errors(document), None)
        if refused is not None:
            # A name below `values` may be none of ours, so the place ends there.
            known = takewhile(lambda name: name != "values", refused.absolute_path)
            place = "".join(f"/{name}" for name in known)
            raise WrongJson(place, "does not follow report.schema.json")
        return from_json(cls, {name: document[name] for name in document.keys() - _DERIVED})

    # How pydantic and FastAPI ask a type for its form; neither is needed for anything else.

    @classmethod
    def __get_pydantic_core_schema__(cls, _source: Any, _handler: Any) -> Any:
        from mips_pi_rules.judging.pydanticfield import report_field  # noqa: PLC0415

        return report_field(cls)

    @classmethod
    def __get_pydantic_json_schema__(cls, _schema: Any, _handler: Any) -> Any:
        from mips_pi_rules.judging.pydanticfield import json_schema  # noqa: PLC0415

        return json_schema(shipped_schema("report"))


def _objectives(report: Report) -> tuple[ObjectiveResult, ...]:
    rows: Rows | None = report.__dict__.get("_rows")
    if rows is None:
        raise AttributeError("objectives")
    return rows.objectives


made_later(Report, "objectives", _objectives)

_ORDER = (
    "schemaVersion", "library", "performanceYear", "policyStatus", "policyAsOf",
    "ok", "outcome", "forcedToZero", "score", "subtotal", "maximum",
    "defaultCategoryWeight", "defaultContribution", "appliesTo", "bonus",
    "sets", "omitted", "objectives", "findings", "assumptions",
)  # fmt: skip
_DERIVED = frozenset({"ok", "forcedToZero"})


@cache
def _schema() -> "Draft202012Validator":
    # Imported at the first use: judging makes reports and reads none.
    from jsonschema import Draft202012Validator  # noqa: PLC0415

    return Draft202012Validator(shipped_schema("report"))
