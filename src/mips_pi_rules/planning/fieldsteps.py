"""Steps about fields: identifiers, programs, the CMS EHR Certification ID and the period.

What stands in a field is never repeated unless it is a date or of a closed list.
"""

from collections.abc import Iterable
from datetime import date, timedelta

from attrs import evolve

from mips_pi_rules.documents.submission import OUR_CATEGORY, SUBMISSION_METHODS
from mips_pi_rules.judging.judgment import CheckedSet
from mips_pi_rules.planning.bench import IDENTIFIERS, Bench, Blow, Look, base_at, day_of
from mips_pi_rules.planning.changes import (
    Alternative,
    Edit,
    Json,
    Shown,
    Step,
    last_start_day,
    looks_like,
    spread,
    value_at,
    year_end,
)

NO_CLAIM = "What is left is what was truly done."


class FieldSteps:
    """One broken rule of a draft, and the steps about fields that may mend it."""

    def __init__(self, bench: Bench, root: Json, look: Look, blow: Blow) -> None:
        self.bench, self.policy, self.root, self.blow = bench, bench.policy, root, blow
        self.rule, self.measure = blow.broken.rule, blow.measure
        self.one: CheckedSet = look.checked.sets[blow.index or 0] if look.checked.sets else None  # type: ignore[assignment] # a rule over the document asks no set
        self.base = base_at(root, self.one) if blow.index is not None else ""
        self.at = spread(root, blow.broken.pointer())
        finding = blow.broken.finding(self.policy, blow.outcome, "")
        self.why, self.fix = finding.message, finding.fix

    def step(
        self,
        words: str,
        edits: Iterable[Edit],
        *,
        at: str | None = None,
        field: str = "",
        before: Shown = None,
        to: Shown = None,
        until: date | None = None,
        needs: tuple[str, ...] = (NO_CLAIM,),
        needs_value: bool = False,
        instead: tuple[Alternative, ...] = (),
    ) -> Step:
        """A step for this rule."""
        at = self.at if at is None else at
        return Step(
            kind="mend",
            rule=self.rule.id,
            words=words,
            why=self.why,
            pointer=at,
            field=field or self.measure or at.rpartition("/")[2],
            before=before,
            to=to,
            possible=not self.bench.over(until),
            until=until,
            needs=needs,
            needs_value=needs_value,
            instead=instead,
            cites=self.blow.broken.cites,
            edits=tuple(edits),
        )

    def misspelt(self) -> list[Step]:
        """Rename a field whose name is much like the one that is missing."""
        parent, _, field = self.at.rpartition("/")
        here = value_at(self.root, parent)
        if not isinstance(here, dict) or field in here:
            return []
        if not any(looks_like(key, field) for key in here):
            return []
        needs = ("What stands under the wrong name is the value that was meant.",)
        words = f"Rename the field that is much like {field}"
        edit = Edit("rename", parent, field)
        return [self.step(words, [edit], to=field, needs=needs)]

    def ask(self, field: str, words: str, *, at: str | None = None) -> Step:
        """A step that needs the caller's value."""
        at = at or self.at
        edit = Edit("set", at, asks=True)
        return self.step(words, [edit], at=at, field=field, needs=(self.fix,), needs_value=True)

    def remove(self, words: str = "Remove what stands here") -> list[Step]:
        """Leave out what the rule is about."""
        return [self.step(words, [Edit("remove", self.at)], needs=(self.fix, NO_CLAIM))]

    def empty_list(self) -> list[Step]:
        """A list in the place of something else, or without an item that is no object."""
        if self.at.rpartition("/")[2].isdecimal():
            return self.remove()
        words = "Put an empty list here, to be filled"
        return [self.step(words, [Edit("set", self.at, value=())])]

    def category(self) -> list[Step]:
        """The right spelling of the category."""
        needs = ("This measurement set is the one of Promoting Interoperability.",)
        words = f"Send the category as {OUR_CATEGORY}"
        edit = Edit("set", self.at, value=OUR_CATEGORY)
        return [self.step(words, [edit], to=OUR_CATEGORY, needs=needs)]

    def method(self) -> list[Step]:
        """The right spelling of the submission method, or a question."""
        names = " or ".join(SUBMISSION_METHODS)
        return self._spelling(SUBMISSION_METHODS) or [
            self.ask("submissionMethod", f"Give the submission method: {names}")
        ]

    def program(self) -> list[Step]:
        """The right spelling of the program, none (traditional MIPS), or a question."""
        at = f"{self.base}/programName"
        none = self.step("Remove the program: none is traditional MIPS", [Edit("remove", at)])
        needs = ("The data are submitted under traditional MIPS.",)
        return [
            *self._spelling(self.policy.program_kinds),
            evolve(none, pointer=at, field="programName", needs=needs),
            self.ask("programName", "Give the program under which the data are submitted", at=at),
        ]

    def entity_type(self) -> list[Step]:
        """The right spelling of the entity type."""
        return self._spelling(self.policy.parameters["entityType"]["enum"])

    def _spelling(self, names: Iterable[str]) -> list[Step]:
        written = value_at(self.root, self.at)
        if not isinstance(written, str):
            return []
        return [
            self.step(
                f"Send {name}, spelled exactly so", [Edit("set", self.at, value=name)], to=name
            )
            for name in names
            if name.casefold() == written.casefold()
        ]

    def identifier(self) -> list[Step]:
        """Without the identifier where it does not belong, else a question."""
        field = self.at.rpartition("/")[2]
        if field not in IDENTIFIERS:
            return []
        removed = [self.step(f"Remove {field}", [Edit("remove", self.at)])]
        there = value_at(self.root, self.at) is not None
        return [*(removed if there else ()), self.ask(field, f"Give {field}")]

    def certification(self) -> list[Step]:
        """The CMS EHR Certification ID, which only the caller has."""
        at = f"{self.base}/cehrtId"
        return [self.ask("cehrtId", "Give the CMS EHR Certification ID as cehrtId", at=at)]

    def program_up(self) -> list[Step]:
        """The misplaced program, moved beside the category unless one stands there."""
        if value_at(self.root, "/programName") is None:
            return [self.step("Move programName up", [Edit("move", self.at, "/programName")])]
        return self.remove("Remove the misplaced programName")

    def add_set(self) -> list[Step]:
        """A set of the category, to be filled; a bare document cannot take one."""
        if "submission" in self.root and "measurementSets" not in self.root:
            return []
        at = "/measurementSets"
        words = "Add a Promoting Interoperability measurement set"
        return [self.step(words, [Edit("addSet", at)], at=at, needs=(self.fix,))]

    def period(self) -> list[Step]:
        """A period of the required length with the fewest days changed that can still be kept."""
        policy = self.policy
        first, last = date(policy.performance_year, 1, 1), year_end(policy)
        reach = timedelta((last - last_start_day(policy)).days)
        start, end = day_of(self.one, "start"), day_of(self.one, "end")
        spans = []
        if start and first <= start <= last_start_day(policy):
            keeps = end is not None and start + reach <= end <= last
            spans.append((start, end if keeps and end else max(start + reach, first)))
        if end and first + reach <= end <= last:
            spans.append((end - reach, end))
        spans.append((last_start_day(policy), last))
        steps = [self._span(*span, start, end) for span in spans]
        return sorted(steps, key=lambda step: not step.possible)

    def _span(self, start: date, end: date, was: date | None, was_end: date | None) -> Step:
        place = self.bench.context.evidence.certification.in_place
        known = (was is not None and was <= start and was.year == start.year) or (
            place is not None and place <= start
        )
        days = (("performanceStart", was, start), ("performanceEnd", was_end, end))
        changed = [day for day in days if day[1] != day[2]]
        words = " and ".join(f"{name} to {to}" for name, _, to in changed)
        field, before, to = changed[0] if changed else days[0]
        edits = [Edit("set", f"{self.base}/{n}", value=d.isoformat()) for n, _, d in changed]
        needs = (
            f"Certified technology was truly in use on every day from {start} to {end}.",
            "The counts and answers are those of this period.",
        )
        return self.step(
            f"Set {words}",
            edits,
            at=f"{self.base}/{field}",
            field=field,
            before=None if before is None else before.isoformat(),
            to=to.isoformat(),
            until=None if known else start,
            needs=needs,
        )
