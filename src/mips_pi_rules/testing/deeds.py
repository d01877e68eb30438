"""What is done to a submission to change it, and the change that is made of it.

A deed changes a submission in place; a Change does it to a copy.
"""

from collections.abc import Callable
from copy import deepcopy
from datetime import date
from typing import Any

from attrs import frozen

from mips_pi_rules.byvalue import ByValue
from mips_pi_rules.documents.submission import SUBMISSION_METHODS
from mips_pi_rules.testing.valid import row

Json = dict[str, Any]
Deed = Callable[[Json], object]


@frozen(eq=False, repr=False)
class Change(ByValue):
    """One change: the field or id that it is about, in words what it does, and the deed.

    `context` is what is given beside the submission, in the JSON of context.schema.json. `write`
    makes text of the changed submission, where the change is one of text.
    """

    about: str
    what: str
    _deed: Deed
    context: Json | None = None
    write: Callable[[Json], str] | None = None

    def do(self, submission: Json) -> None:
        """Change the submission itself."""
        self._deed(submission)

    def edited(self, submission: Json) -> Json:
        """The submission with the change, no text yet; the one given stays as it is."""
        changed = deepcopy(submission)
        self.do(changed)
        return changed

    def __call__(self, submission: Json) -> Json | str:
        """The submission with the change, or its text; the one given stays as it is."""
        changed = self.edited(submission)
        return changed if self.write is None else self.write(changed)


def set_of(document: Json) -> Json:
    """The measurement set of a submission that has one."""
    one: Json = document["measurementSets"][0]
    return one


def rows_of(document: Json) -> list[Json]:
    """The rows of that set."""
    rows: list[Json] = set_of(document)["measurements"]
    return rows


def give(name: str, value: object, *, in_set: bool = False) -> Deed:
    """Give a field of the submission or of its set this value."""

    def deed(document: Json) -> None:
        (set_of(document) if in_set else document)[name] = value

    return deed


def drop(name: str, *, in_set: bool = False) -> Deed:
    """Leave a field out."""
    return lambda document: (set_of(document) if in_set else document).pop(name, None)


def rename(name: str, to: str, *, in_set: bool = False) -> Deed:
    """Write a field, where there is one, under another name."""

    def deed(document: Json) -> None:
        fields = set_of(document) if in_set else document
        if name in fields:
            fields[to] = fields.pop(name)

    return deed


def copy_up(name: str) -> Deed:
    """Write a field of the set, where it has one, beside measurementSets too."""

    def deed(document: Json) -> None:
        if name in set_of(document):
            document[name] = set_of(document)[name]

    return deed


def append(*rows: Any) -> Deed:
    """Add rows as they are."""
    return lambda document: rows_of(document).extend(deepcopy([*rows]))


def twice(document: Json) -> None:
    """The same set once more."""
    document["measurementSets"].append(deepcopy(set_of(document)))


def by_two_methods(document: Json) -> None:
    """The same by registry and by EHR."""
    twice(document)
    for one, method in zip(document["measurementSets"], SUBMISSION_METHODS, strict=True):
        one["submissionMethod"] = method


def by_two_methods_apart(document: Json) -> None:
    """By registry and by EHR with another count, where something is counted."""
    by_two_methods(document)
    values = (one.get("value") for one in rows_of(document))
    for counts in [one for one in values if isinstance(one, dict)][:1]:
        counts["denominator"] += 1


def nothing(_: Json) -> None:
    """The submission stays as it is: what is given beside it matters."""


def span(start: date, end: date) -> Deed:
    """Give the set this performance period."""
    given = {"performanceStart": start.isoformat(), "performanceEnd": end.isoformat()}
    return lambda document: set_of(document).update(given)


def put(name: str, value: object) -> Deed:
    """Give a row this value, or add it."""

    def deed(document: Json) -> None:
        rows = rows_of(document)
        found = next((one for one in rows if one["measureId"] == name), None)
        if found is None:
            rows.append(row(name, value))
        else:
            found["value"] = value

    return deed


def instead(names: tuple[str, ...], *rows: Json) -> Deed:
    """Put rows in the place of those of these ids."""

    def deed(document: Json) -> None:
        kept = [one for one in rows_of(document) if one["measureId"] not in names]
        set_of(document)["measurements"] = [*kept, *deepcopy(list(rows))]

    return deed
