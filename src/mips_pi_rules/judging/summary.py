"""The summary of many reports: outcomes, rules, measures, the mean score, and who fails first.

It is made in one pass and keeps no report: its size does not grow with the number of documents.
Documents are counted, not findings. Summaries add up: that of two parts is that of the whole.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any, Final

from attrs import define, evolve, field, frozen

from mips_pi_rules.frozenmap import FrozenMap
from mips_pi_rules.jsonvalues import from_json, to_json
from mips_pi_rules.judging.redistribution import Exact, as_number, exact
from mips_pi_rules.judging.report import Report
from mips_pi_rules.outcomes import FORCED, Number, Outcome

MOST_FAILING: Final = 12


@frozen
class RuleCount:
    """A rule: how many documents it keeps from being ok, and how many break it at all."""

    rule: str
    title: str
    decides: int
    broken: int


@frozen
class MeasureCount:
    """A measure or attestation: how many documents have it in each status."""

    measure_id: str
    title: str
    statuses: FrozenMap[int]


@frozen
class Failing:
    """A document that is not ok: its place among all, from 1, its name where it has one, and why.

    `subtotal` is what its score would be without the gates, None when it is rejected.
    """

    position: int
    name: str | None
    outcome: Outcome
    subtotal: Number | None
    rules: tuple[str, ...]


@frozen
class Summary:
    """Many reports in numbers.

    `outcomes`: documents by outcome, every outcome present; `unreadable`: those of the rejected
    that could not be read at all. `total_score`: the sum of the scores of those scored. `rules`:
    those that decide most first. `measures`: in the order in which they first occur. `failing`:
    the first 12 documents that are not ok.
    """

    documents: int
    outcomes: FrozenMap[int]
    unreadable: int
    total_score: Number
    rules: tuple[RuleCount, ...]
    measures: tuple[MeasureCount, ...]
    failing: tuple[Failing, ...]

    @property
    def ok(self) -> int:
        """How many are scored or reweighted."""
        return self.outcomes[Outcome.SCORED] + self.outcomes[Outcome.REWEIGHTED]

    @property
    def forced_to_zero(self) -> int:
        """How many have a score that is forced to 0."""
        return sum(self.outcomes[outcome] for outcome in FORCED)

    @property
    def mean_score(self) -> Fraction | None:
        """The exact mean of the scores of those scored; None when there is none."""
        scored = self.outcomes[Outcome.SCORED]
        return Fraction(exact(self.total_score)) / scored if scored else None

    def __add__(self, other: "Summary") -> "Summary":
        """The summary of the documents of this one and, after them, of the other."""
        tally = Tally()
        for part in (self, other):
            tally.add_summary(part)
        return tally.summary()

    def to_dict(self) -> dict[str, Any]:
        """The summary as JSON values; `meanScore` as near as a number of JSON comes to it."""
        mean = self.mean_score
        derived = {
            "ok": self.ok,
            "forcedToZero": self.forced_to_zero,
            "meanScore": None if mean is None else float(mean),
        }
        said = to_json(self) | derived
        return {name: said[name] for name in _ORDER}

    @classmethod
    def from_dict(cls, document: Mapping[str, Any]) -> "Summary":
        """The summary that `to_dict` wrote. Raises WrongJson, a ValueError, for another form."""
        kept = {name: value for name, value in document.items() if name not in _DERIVED}
        return from_json(cls, kept)


_DERIVED = frozenset({"ok", "forcedToZero", "meanScore"})
_ORDER = (
    "documents", "ok", "forcedToZero", "outcomes", "unreadable", "totalScore", "meanScore",
    "rules", "measures", "failing",
)  # fmt: skip


def summarize(reports: Iterable[Report]) -> Summary:
    """The summary of reports of any years, in one pass; none of them is kept."""
    tally = Tally()
    for report in reports:
        tally.add(report)
    return tally.summary()


@define
class Tally:
    """What a summary is made of, while reports go by.

    `outcomes`, `decides` and `broken` count documents; `statuses` by what rows that belong together
    have: most documents have what others had, and there are few of it.
    """

    documents: int = 0
    unreadable: int = 0
    total: Exact = 0
    outcomes: Counter[str] = field(factory=Counter)
    decides: Counter[str] = field(factory=Counter)
    broken: Counter[str] = field(factory=Counter)
    statuses: Counter[tuple[tuple[str, str], ...]] = field(factory=Counter)
    titles: dict[str, str] = field(factory=dict)
    failing: list[Failing] = field(factory=list)

    def add(self, report: Report, name: str | None = None) -> None:
        """Count one more report; `name` is what its document is called where it fails."""
        self.documents += 1
        self.outcomes[report.outcome] += 1
        if report.outcome is Outcome.SCORED and report.score is not None:
            self.total += exact(report.score)
        for rule, title in {finding.rule: finding.title for finding in report.findings}.items():
            self.broken[rule] += 1
            self.titles.setdefault(rule, title)
        counted = len(self.statuses)
        self.statuses.update(report.status_groups)
        if len(self.statuses) > counted:
            for measure in report.statuses:
                # The rows are made only where one of them has a title that is not known yet.
                if measure not in self.titles:
                    self.titles[measure] = report.measures[measure].title
        if report.ok:
            return
        self.unreadable += "unreadable" in [finding.kind for finding in report.findings]
        rules = report.deciding
        for rule in rules:
            self.decides[rule] += 1
        if len(self.failing) < MOST_FAILING:
            self.failing.append(
                Failing(self.documents, name, report.outcome, report.subtotal, rules)
            )

    def add_summary(self, other: Summary) -> None:
        """Count the documents of a summary after those counted so far."""
        for one in other.failing[: MOST_FAILING - len(self.failing)]:
            self.failing.append(evolve(one, position=one.position + self.documents))
        self.documents += other.documents
        self.unreadable += other.unreadable
        self.total += exact(other.total_score)
        self.outcomes.update(other.outcomes)
        for rule in other.rules:
            self.decides[rule.rule] += rule.decides
            self.broken[rule.rule] += rule.broken
            self.titles.setdefault(rule.rule, rule.title)
        for measure in other.measures:
            for status, count in measure.statuses.items():
                self.statuses[((measure.measure_id, status),)] += count
            self.titles.setdefault(measure.measure_id, measure.title)

    def summary(self) -> Summary:
        """The summary of what was counted so far."""
        rules = sorted(
            self.broken, key=lambda rule: (-self.decides[rule], -self.broken[rule], rule)
        )
        measures: dict[str, dict[str, int]] = {}
        for group, count in self.statuses.items():
            for measure, status in group:
                statuses = measures.setdefault(measure, {})
                statuses[status] = statuses.get(status, 0) + count
        return Summary(
            documents=self.documents,
            outcomes=FrozenMap((one.value, self.outcomes[one]) for one in Outcome),
            unreadable=self.unreadable,
            total_score=as_number(exact(self.total)),
            rules=tuple(
                RuleCount(rule, self.titles[rule], self.decides[rule], self.broken[rule])
                for rule in rules
            ),
            measures=tuple(
                MeasureCount(measure, self.titles[measure], FrozenMap(statuses.items()))
                for measure, statuses in measures.items()
            ),
            failing=tuple(self.failing),
        )
