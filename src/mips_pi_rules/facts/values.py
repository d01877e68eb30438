"""Facts with their places: where in the caller's document a fact stands or should stand."""

from collections.abc import Collection
from typing import Any

from attrs import field, frozen

Json = dict[str, Any]


@frozen(eq=False)
class SubmissionFacts:
    """Facts of the document as a whole; `prefix` is where its head stands in the document."""

    data: Json
    prefix: str

    def pointer(self, at: str) -> str:
        """Where in the document the fact at `at` stands or should stand."""
        name = at.rpartition("/")[2]
        if not name:
            return ""
        return f"/{name}" if name == "measurementSets" else f"{self.prefix}/{name}"


@frozen(eq=False)
class SetFacts:
    """Facts of one measurement set; `rows` has the pointer of each known id's row."""

    data: Json
    base: str
    rows: dict[str, str] = field(factory=dict)
    order: dict[str, int] = field(factory=dict)

    @property
    def measurements(self) -> str:
        """Pointer to the set's rows."""
        return f"{self.base}/measurements"

    def pointer(self, at: str, measure: str | None = None) -> str:
        """Where in the document the fact at `at` stands or should stand.

        `at` is a pointer into the facts of the set, or with `measure` into that measure's record.
        """
        if measure is None:
            first, _, rest = at[1:].partition("/")
            if first == "measures":
                measure, _, rest = rest.partition("/")
                at = "/" + rest if rest else ""
            elif first == "choices":
                return self._latest(self._choice_rows(*rest.split("/")))
            elif first == "period":
                return f"{self.base}/performance{rest.capitalize()}"
            else:
                return self.base + at
        record = self.data["measures"].get(measure, {})
        name = at[1:]
        if name == "exclusionBesideMeasure":
            return self._latest([measure, *record.get("exclusionRows", ())])
        if name in ("exclusionRows", "levelRows"):
            return self._latest(record.get(name, ()))
        if name == "levels":
            return self._latest(record.get("levelIds", ()))
        return self.rows[measure] + at if "reported" in record else self.measurements

    def _choice_rows(self, choice: str, part: str = "") -> list[str]:
        said = self.data["choices"][choice]
        if part == "ways":
            return list(said["wayRows"])
        return [*said["wayRows"], *said["exclusionRows"]] if part == "exclusions" else []

    def _latest(self, ids: Collection[str]) -> str:
        """The last of these rows in the document; a conflict is shown at the later row."""
        present = [name for name in ids if name in self.rows]
        if not present:
            return self.measurements
        return self.rows[max(present, key=self.order.__getitem__)]
