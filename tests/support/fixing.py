"""Documents as a person mends them: what the words of a fix ask to be done, and QPP JSON.

A sheet is a document that is being mended. Each change takes the finding that asks for it, whose
place was looked up before anything changed, as a person who goes through a printed list does.
"""

import copy
from difflib import get_close_matches
from typing import Any, Protocol

from mips_pi_rules import Finding, Report, evaluate
from mips_pi_rules.law.policies import Policy
from mips_pi_rules.testing import qrda
from support.cases import Json

OF_HEAD = {  # fields of the submission; the others are of a set
    "performanceYear",
    "entityType",
    "entityId",
    "taxpayerIdentificationNumber",
    "nationalProviderIdentifier",
}


class Sheet(Protocol):
    """A document that is being mended."""

    def judged(self, context: Any) -> Report:
        """The report of the document as it is now."""

    def note(self, finding: Finding) -> Any:
        """What stands at the place of a finding, before anything is changed."""

    def remove(self, place: Any) -> None:
        """Leave out the row, set or other thing that stands there."""

    def report(self, place: Any, measure: str, value: Any) -> None:
        """A row of a measure with a value, in place of any that it has."""

    def leave_out(self, place: Any, measures: Any) -> None:
        """No row of these measures."""

    def give(self, place: Any, field: str, value: Any) -> None:
        """A field with a value; None: without it."""

    def period(self, place: Any, start: str, end: str) -> None:
        """The first and last day of the performance period."""

    def ids(self, place: Any) -> list[str]:
        """The ids that have a row."""

    def own(self, place: Any, finding: Finding, policy: Policy) -> None:
        """What only the document's own format has."""


class JsonSheet:
    """QPP JSON. A place is (document, set, the thing that the pointer leads to, its parents)."""

    def __init__(self, document: Json) -> None:
        self.document = copy.deepcopy(document)

    def judged(self, context: Any) -> Report:
        return evaluate(self.document, context=context)

    def note(self, finding: Finding) -> Any:
        here: Any = self.document
        way = [(here, None)]
        for token in finding.pointer.split("/")[1:]:
            name = int(token) if isinstance(here, list) else token
            here = here[name]
            way.append((here, name))
        return way

    def _set(self, place: Any) -> Json:
        """The set that a place is in, else the first of the category, else one that is added."""
        if self._head() is not self.document:
            if self.document.get("category") == "pi":
                return self.document
            inner = self.document.pop("submission")
            self.document = {**inner, "measurementSets": [self.document]}
        sets = self.document.setdefault("measurementSets", [])
        for (here, _), (above, _) in zip(place[1:], place, strict=False):
            if above is sets and isinstance(here, dict):
                return here
        ours = [one for one in sets if isinstance(one, dict) and one.get("category") == "pi"]
        if not ours:
            ours = [{"category": "pi"}]
            sets += ours
        return ours[0]

    def _head(self) -> Json:
        inner = self.document.get("submission")
        return (
            inner
            if isinstance(inner, dict) and "measurementSets" not in self.document
            else self.document
        )

    def _rows(self, place: Any) -> list[Any]:
        return self._set(place).setdefault("measurements", [])

    def remove(self, place: Any) -> None:
        for (here, _), (above, _) in zip(reversed(place), list(reversed(place))[1:], strict=False):
            if isinstance(above, list):
                above[:] = [one for one in above if one is not here]
                return
        raise AssertionError("nothing stands in a list here")

    def report(self, place: Any, measure: str, value: Any) -> None:
        self.leave_out(place, [measure])
        self._rows(place).append({"measureId": measure, "value": value})

    def leave_out(self, place: Any, measures: Any) -> None:
        rows = self._rows(place)
        rows[:] = [
            row for row in rows if not isinstance(row, dict) or row.get("measureId") not in measures
        ]

    def give(self, place: Any, field: str, value: Any) -> None:
        where = self._head() if field in OF_HEAD else self._set(place)
        if value is None:
            where.pop(field, None)
        else:
            where[field] = value

    def period(self, place: Any, start: str, end: str) -> None:
        self._set(place).update(performanceStart=start, performanceEnd=end)

    def ids(self, place: Any) -> list[str]:
        rows = (row for row in self._rows(place) if isinstance(row, dict))
        return [row["measureId"] for row in rows if row.get("value") is not None]

    def _move(self, start: str) -> None:
        """Rows whose id starts so, from sets of other categories into the set of this one."""
        ours = self._set(())  # the document has a list of sets from now on
        here = ours.setdefault("measurements", [])
        for one in self.document["measurementSets"]:
            rows = one.get("measurements", []) if one is not ours else []
            moved = [row for row in rows if str(row.get("measureId")).startswith(start)]
            rows[:] = [row for row in rows if row not in moved]
            there = {row["measureId"] for row in here}
            here += [row for row in moved if row["measureId"] not in there]

    def own(self, place: Any, finding: Finding, policy: Policy) -> None:
        here, name = place[-1]
        if finding.kind == "structure" and "expected" in finding.values:
            place[-2][0][name] = [] if finding.values["expected"] == "a list" else {}
        elif finding.rule == "PI015":
            self.document["programName"] = (
                here if isinstance(here, str) else self._head()["programName"]
            )
            self._head().pop("programName")
        elif finding.rule == "PI018":
            value = place[-2][0].pop(name)
            to_set = "in the measurement set" in finding.fix
            if "in the submission itself" in finding.fix:
                self._head().setdefault(name, value)
            elif to_set:
                self._set(place).setdefault(name, value)
            elif place[-2][0].get("entityType") in qrda.ENTITIES:
                place[-2][0].setdefault("entityId", value)
        elif finding.rule == "PI911":
            self._move(here["measureId"].partition("_")[0] + "_")
        elif finding.rule == "PI019":
            here["value"] = {name: here.pop(name, 1) for name in ("numerator", "denominator")}
        elif finding.kind == "spelling":
            right = str(finding.values["right"])
            lower = {key.lower(): key for key in here}
            near = get_close_matches(right.lower(), lower, 1, 0.0)
            here[right] = here.pop(lower[near[0]])
