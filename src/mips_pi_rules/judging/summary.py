"""The summary of many reports: outcomes, rules, measures, the mean score, and who fails first.

It is made in one pass and keeps no report: its size does not grow with the number of documents.
Documents are counted, not findings. Summaries add up: that of two parts is that of the whole.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any, Final

from attrs import define, evolve, field, frozen

from mips_pi_rules.byvalue import ByValue
from mips_pi_rules.errors import WrongJson
from mips_pi_rules.frozenmap import FrozenMap
from mips_pi_rules.jsonvalues import from_json, to_json
from mips_pi_rules.judging.exact import Exact, as_number, exact
from mips_pi_rules.judging.report import Report
from mips_pi_rules.judging.results import Statuses
from mips_pi_rules.judging.verdict import Case, Verdict, verdict_of
from mips_pi_rules.outcomes import FORCED, OK, Number, Outcome

MOST_FAILING: Final = 12


@frozen(eq=False, repr=False)
class RuleCount(ByValue):
    """A rule: how many documents it keeps from being ok, and how many break it at all."""

    rule: str
    title: str
    decides: int
    broken: int


@frozen(eq=False, repr=False)
class MeasureCount(ByValue):
    """A measure or attestation: how many documents have it in each status."""

    measure_id: str
    title: str
    statuses: FrozenMap[int]


@frozen(eq=False, repr=False)
class Failing(ByValue):
    """A document that is not ok: its place among all, from 1, its name where it has one, and why.

    `subtotal` is what its score would be without the gates, None when it is rejected.
    """

    position: int
    name: str | None
    outcome: Outcome
    subtotal: Number | None
    rules: tuple[str, ...]


@frozen(eq=False, repr=False)
class Summary(ByValue):
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
        return sum(self.outcomes[outcome] for outcome in OK)

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
        if not isinstance(other, Summary):
            return NotImplemented
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
        if not isinstance(document, Mapping):
            raise WrongJson("", "is no object")
        kept = {name: value for name, value in document.items() if name not in _DERIVED}
        return from_json(cls, kept)


_DERIVED = frozenset({"ok", "forcedToZero", "meanScore"})
_ORDER = (
    "documents", "ok", "forcedToZero", "outcomes", "unreadable", "totalScore", "meanScore",
    "rules", "measures", "failing",
)  # fmt: skip


_OF_REPORTS: Final = (
    "reports are several Reports, as in a list; Report.from_dict reads one from its JSON"
)


def summarize(reports: Iterable[Report]) -> Summary:
    """The summary of reports of any years, in one pass; none of them is kept.

    Raises TypeError for what is no Report; Report.from_dict reads one from its JSON.
    """
    tally = Tally()
    if not isinstance(reports, Iterable):
        raise TypeError(_OF_REPORTS)
    for report in reports:
        if not isinstance(report, Report):
            raise TypeError(_OF_REPORTS)
        tally.add(report)
    return tally.summary()


_MOST_APART: Final = 4096


@define(eq=False, repr=False)
class Tally:
    """What a summary is made of, while reports go by.

    Most documents come to what others came to, and their groups of measures have the rows that
    others have: `cases` and `groups` count those that are alike as one, in a list of one number
    that is found once. Where they are many they are added up: a tally does not grow with the number
    of documents.
    """

    documents: int = 0
    failing: list[Failing] = field(factory=list)
    cases: dict[Case, list[int]] = field(factory=dict)
    groups: dict[Statuses, list[int]] = field(factory=dict)
    _unreadable: int = 0
    _total: Exact = 0
    _outcomes: Counter[str] = field(factory=Counter)
    _decides: Counter[str] = field(factory=Counter)
    _broken: Counter[str] = field(factory=Counter)
    _statuses: dict[str, Counter[str]] = field(factory=dict)
    _titles: dict[str, str] = field(factory=dict)
    _of_unreadable: set[str] = field(factory=set)  # the rules

    def add(self, report: Report, name: str | None = None) -> None:
        """Count one more report; `name` is what its document is called where it fails."""
        self.count(verdict_of(report), name)

    def count(self, verdict: Verdict, name: str | None = None) -> None:
        """Count one more verdict."""
        self.documents += 1
        case = verdict.case
        count = self.cases.get(case) or self._new_case(verdict)
        count[0] += 1
        known = self.groups.get
        for group in verdict.status_groups:
            count = known(group) or self._new_group(verdict, group)
            count[0] += 1
        if len(self.failing) < MOST_FAILING and case[0] not in OK:
            outcome, _, subtotal, deciding, _ = case
            self.failing.append(Failing(self.documents, name, outcome, subtotal, deciding))

    def _new_case(self, verdict: Verdict) -> list[int]:
        """Learn the rules of a verdict as none was before; its count."""
        if verdict.case[-1]:
            for rule, (title, kind) in verdict.titles().rules.items():
                self._titles.setdefault(rule, title)
                if kind == "unreadable":
                    self._of_unreadable.add(rule)
        self._make_room()
        count = self.cases[verdict.case] = [0]
        return count

    def _new_group(self, verdict: Verdict, group: Statuses) -> list[int]:
        """Learn the measures of a group as none was before; its count."""
        if any(measure not in self._titles for measure, _ in group):
            for measure, title in verdict.titles().measures.items():
                self._titles.setdefault(measure, title)
        self._make_room()
        count = self.groups[group] = [0]
        return count

    def _make_room(self) -> None:
        if len(self.cases) + len(self.groups) > _MOST_APART:
            self._add_up()

    def _add_up(self) -> None:
        """Count by rule and by measure what was counted by document."""
        for (outcome, score, _, deciding, broken), (count,) in self.cases.items():
            self._outcomes[outcome] += count
            if outcome is Outcome.SCORED and score is not None:
                self._total += exact(score) * count
            # What is ok is kept from it by no rule, though a route took the place of what it was.
            for rule in () if outcome in OK else deciding:
                self._decides[rule] += count
            for rule in broken:
                self._broken[rule] += count
            self._unreadable += 0 if self._of_unreadable.isdisjoint(broken) else count
        for group, (count,) in self.groups.items():
            for measure, status in group:
                self._statuses.setdefault(measure, Counter())[status] += count
        self.cases.clear()
        self.groups.clear()

    def add_summary(self, other: Summary) -> None:
        """Count the documents of a summary after those counted so far."""
        self._add_up()
        for one in other.failing[: MOST_FAILING - len(self.failing)]:
            self.failing.append(evolve(one, position=one.position + self.documents))
        self.documents += other.documents
        self._unreadable += other.unreadable
        self._total += exact(other.total_score)
        self._outcomes.update(other.outcomes)
        for rule in other.rules:
            self._decides[rule.rule] += rule.decides
            self._broken[rule.rule] += rule.broken
            self._titles.setdefault(rule.rule, rule.title)
        for measure in other.measures:
            self._statuses.setdefault(measure.measure_id, Counter()).update(measure.statuses)
            self._titles.setdefault(measure.measure_id, measure.title)

    def summary(self) -> Summary:
        """The summary of what was counted so far."""
        self._add_up()
        rules = sorted(
            self._broken, key=lambda rule: (-self._decides[rule], -self._broken[rule], rule)
        )
        return Summary(
            documents=self.documents,
            outcomes=FrozenMap((one.value, self._outcomes[one]) for one in Outcome),
            unreadable=self._unreadable,
            total_score=as_number(exact(self._total)),
            rules=tuple(
                RuleCount(rule, self._titles[rule], self._decides[rule], self._broken[rule])
                for rule in rules
            ),
            measures=tuple(
                MeasureCount(measure, self._titles[measure], FrozenMap(statuses.items()))
                for measure, statuses in self._statuses.items()
            ),
            failing=tuple(self.failing),
        )
