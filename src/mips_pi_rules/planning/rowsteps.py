"""Steps about rows: measures, attestations, exclusions, levels and ways."""

import re
from typing import Final

from attrs import evolve

from mips_pi_rules.frozenmap import FrozenMap
from mips_pi_rules.law.policies import Way
from mips_pi_rules.planning.bench import LEVELS, answered, excluded, rows_of
from mips_pi_rules.planning.changes import Alternative, Edit, Json, Step, spread
from mips_pi_rules.planning.fieldsteps import FieldSteps

_ROW: Final = re.compile(r".*/measurements/[0-9]+")


class RowSteps(FieldSteps):
    """One broken rule of a draft, and the steps that may mend it, those about rows among them."""

    def remove_row(self) -> list[Step]:
        """Leave out the row in which the rule is broken."""
        found = _ROW.match(self.at)
        if found is None:
            return []
        row = found[0]
        name = f" of {self.measure}" if self.measure else ""
        return [self.step(f"Remove the row{name}", [Edit("remove", row)], at=row)]

    def malformed(self) -> list[Step]:
        """A value of the wrong form: without the row, or with an answer."""
        measure = self.measure
        candidates = self.remove_row()
        if measure is not None and measure in self.policy.measures:
            candidates += self.answers()
        return candidates

    def first_row(self) -> list[Step]:
        """An answer with which a set without rows begins to hold data."""
        required = (n for n, m in self.policy.measures.items() if m.reporting == "required")
        self.measure = next(n for n in required if self.policy.measures[n].kind == "attestation")
        return self.answers()

    def exclusion_beside(self) -> list[Step]:
        """The measure without its exclusion, or the exclusion without its measure."""
        measure = self._named()
        entry = self.policy.measures[measure]
        beside = Edit("drop", self.base, ids=entry.exclusions)
        rows = Edit("drop", self.base, ids=rows_of(self.policy, measure))
        claim = (f"{measure} was truly done, and no exclusion of it is claimed.",)
        apply = (f"The exclusion of {measure} truly applies.",)
        return [
            self.step(f"Keep {measure} and remove its exclusion", [beside], needs=claim),
            self.step(f"Keep the exclusion and remove {measure}", [rows], needs=apply),
        ]

    def one_exclusion(self) -> list[Step]:
        """One of the claimed exclusions."""
        rows = self.one.facts.data["measures"][self._named()]["exclusionRows"]
        return self._keep_one(rows, "exclusion")

    def one_level(self) -> list[Step]:
        """One of the two levels."""
        rows = self.one.facts.data["measures"][self._named()]["levelRows"]
        return self._keep_one(sorted(rows, key=list(self.policy.roles).index), "level")

    def _keep_one(self, rows: list[str], what: str) -> list[Step]:
        return [
            self.step(
                f"Keep the {what} {name} and remove the other",
                [Edit("drop", self.base, ids=tuple(one for one in rows if one != name))],
                to=name,
                needs=(f"The {what} {name} is the one that truly applies.",),
                instead=tuple(self._other(one) for one in rows if one != name),
            )
            for name in dict.fromkeys(rows)
        ]

    def _other(self, name: str) -> Alternative:
        exclusion = self.policy.exclusions.get(name)
        if exclusion is not None:
            return Alternative(name, exclusion.statement)
        return Alternative(name, f"The level reached is {LEVELS[self.policy.roles[name][0]]}")

    def _named(self) -> str:
        assert self.measure is not None  # noqa: S101 - only called for rules over measures
        return self.measure

    def choice(self) -> list[Step]:
        """One way of the choice: complete, and alone."""
        _, _, name, *part = self.rule.at.split("/")
        choice, said = self.policy.choices[name], self.one.facts.data["choices"][name]
        if part == ["exclusions"]:
            rows = Edit("drop", self.base, ids=tuple(said["exclusionRows"]))
            words = f"Remove {', '.join(said['exclusionRows'])}"
            return [self.step(words, [rows], field=name)]
        ways = sorted(choice.ways, key=lambda way: len(way.measures))
        if part == ["ways"]:
            measures = self.one.facts.data["measures"]
            whole = [
                way
                for way in choice.ways
                if all(measures[m].keys() & {"reported", "excludedBy"} for m in way.measures)
            ]
            return [self._keep_way(choice.ways, way.measures, name) for way in whole or ways]
        missing = said["missing"] if said["state"] == "partial" else []
        steps = []
        for measure in (*missing, *(m for way in ways for m in way.measures)):
            self.measure = measure
            others = tuple(m for way in ways for m in way.measures if measure not in way.measures)
            instead = (
                ()
                if missing
                else tuple(Alternative(m, self.policy.measures[m].title) for m in others)
            )
            steps += [evolve(s, instead=s.instead + instead) for s in self.answers()]
        return [step for step in steps if step.to is not False]

    def _keep_way(self, ways: tuple[Way, ...], kept: tuple[str, ...], name: str) -> Step:
        ids = tuple(
            row
            for way in ways
            for measure in way.measures
            if measure not in kept
            for row in (measure, *self.policy.measures[measure].exclusions)
        )
        words = " with ".join(kept)
        needs = (f"{words} was truly done, in that way alone.",)
        edit = Edit("drop", self.base, ids=ids)
        return self.step(f"Keep {words} and remove the other ways", [edit], field=name, needs=needs)

    def answers(self) -> list[Step]:
        """Answers to a measure, the smallest claim first; then its exclusions."""
        measure, policy = self._named(), self.policy
        entry, said = policy.measures[measure], self.one.facts.data["measures"][measure]
        row = self.one.facts.rows.get(measure)
        at = spread(self.root, row) if row else f"{self.base}/measurements"
        allowed = self.bench.allowed(self.one, measure)
        title = f"{entry.title} ({measure})"
        steps = []
        if entry.kind == "proportion":
            pair = {n: said[n] for n in ("numerator", "denominator") if n in said}
            edit = Edit("put", self.base, measure, asks=True)
            steps.append(
                self.step(
                    f"Give the actual counts of {title}",
                    [edit],
                    at=at,
                    before=FrozenMap(pair) if pair else None,
                    needs=(
                        "The counts are the real ones of the performance period.",
                        self.fix,
                    ),
                    needs_value=True,
                    instead=allowed,
                )
            )
        else:
            steps += self._yes_no(measure, at, title, said, allowed)
        if entry.kind != "attestation" and "excludedBy" not in said:
            steps += [
                self.step(
                    f"Claim {one.id} in the place of {measure}",
                    excluded(policy, self.base, measure, one.id),
                    at=at,
                    to=one.id,
                    needs=(f"It is truly so: {one.statement}.",),
                    instead=tuple(other for other in allowed if other != one),
                )
                for one in allowed
            ]
        return steps

    def _yes_no(
        self, measure: str, at: str, title: str, said: Json, allowed: tuple[Alternative, ...]
    ) -> list[Step]:
        answer, until = said.get("answer"), self.bench.until(self.one, measure)
        sentence = ""
        if self.policy.measures[measure].kind == "attestation":
            sentence = self.bench.fixes.get(measure, self.fix)
        steps = []
        if answer is None:
            needs = ("Either answer counts here: a no claims nothing.",)
            yes = Alternative(measure, "Answer yes if that is so")
            edits = answered(self.policy, self.base, measure, False, None)
            words = f"Answer {title}; a no is enough"
            steps.append(self.step(words, edits, at=at, to=False, needs=needs, instead=(yes,)))
        for level in (None, *rows_of(self.policy, measure)[1:]):
            if answer is True and level is None:
                continue
            words = f"Answer {title}: yes"
            if level is not None:
                reached = LEVELS[self.policy.roles[level][0]]
                words = f"{words}, and {level}: {reached}"
                if answer is True:
                    words = f"Give the level of {title}: {level}, {reached}"
            other = tuple(
                self._other(one)
                for one in rows_of(self.policy, measure)[1:]
                if level is not None and one != level
            )
            steps.append(
                self.step(
                    words,
                    answered(self.policy, self.base, measure, True, level),
                    at=at,
                    before=None if answer is None else bool(answer),
                    to=level if answer is True else True,
                    until=until,
                    needs=self.bench.yes_needs(measure, level, sentence),
                    instead=other + allowed,
                )
            )
        return steps
