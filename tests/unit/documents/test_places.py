"""Where the parts of a QRDA III document stand: each pointer has the place of its element."""

import copy
import pickle
import re
from collections.abc import Callable
from typing import Any

import pytest
from attrs import evolve

from mips_pi_rules import Submission
from mips_pi_rules.documents import document
from mips_pi_rules.documents.places import nearest, xpath
from mips_pi_rules.documents.qrda3.document import submission_of
from mips_pi_rules.documents.qrda3.parsing import parse
from mips_pi_rules.documents.qrda3.standing import places_of
from mips_pi_rules.testing import qrda
from support.cases import edited, full
from support.parsing import element_at, tree_of

SET = "/measurementSets/0"
ROW = f"{SET}/measurements/N"
START, END = (
    full(2025)["measurementSets"][0][name].replace("-", "")
    for name in ("performanceStart", "performanceEnd")
)
# By pointer, with N for a number, the element that it leads to.
ELEMENTS = {
    "": "ClinicalDocument",
    "/entityType": "intendedRecipient/id",
    "/taxpayerIdentificationNumber": "representedOrganization/id",
    "/nationalProviderIdentifier": "assignedEntity/id",
    "/measurementSets": "component/section",
    SET: "component/section",
    f"{SET}/programName": "intendedRecipient/id",
    f"{SET}/cehrtId": "associatedEntity/id",
    f"{SET}/performanceStart": "effectiveTime/low",
    f"{SET}/performanceEnd": "effectiveTime/high",
    f"{SET}/measurements": "component/section",
    ROW: "entry/organizer",
    f"{ROW}/measureId": "externalDocument/id",
    f"{ROW}/value": "observation/value",
    f"{ROW}/value/numerator": "observation/value",
    f"{ROW}/value/denominator": "observation/value",
}


def elements(text: str) -> dict[str, str]:
    """By pointer the last two steps of the path to its element."""
    found = {}
    for pointer, (_, _, steps) in submission_of(text).places.items():
        path = re.sub(r"\[[0-9]+\]", "", xpath(steps)).split("/")
        found[re.sub(r"measurements/[0-9]+", "measurements/N", pointer)] = "/".join(path[-2:])
    return {pointer: path.strip("/") for pointer, path in found.items()}


def defects(text: str) -> list[str]:
    return [one.name for one in submission_of(text).format_defects]


def test_every_part_of_a_document_has_its_place() -> None:
    assert elements(qrda.document(full(2025))) == ELEMENTS


@pytest.mark.parametrize(
    ("old", "new", "changed"),
    [
        # What is not there stands where it would.
        (f'<low value="{START}"/>', "", {f"{SET}/performanceStart": "entry/act"}),
        (f'<high value="{END}"/>', "", {f"{SET}/performanceEnd": "entry/act"}),
        # What stands twice is told where it stands again.
        (
            qrda.cehrt("0015C7Z2M4H6K8P"),
            qrda.cehrt("0015C7Z2M4H6K8P") + 2 * qrda.cehrt("0015C0000000000"),
            {f"{SET}/cehrtId/1": "associatedEntity/id"},
        ),
        (
            qrda.recipient("MIPS_INDIV"),
            2 * qrda.recipient("MIPS_INDIV"),
            {f"{SET}/programName/1": "intendedRecipient/id"},
        ),
    ],
    ids=["start", "end", "certification", "program"],
)
def test_what_is_missing_or_doubled_has_a_place_too(
    old: str, new: str, changed: dict[str, str]
) -> None:
    text = qrda.document(full(2025))
    assert old in text
    assert elements(text.replace(old, new)) == ELEMENTS | changed


def test_a_pathway_has_the_place_of_its_id() -> None:
    used = edited(full(2025), {"set": {"programName": "G0053"}})
    assert elements(qrda.document(used))[f"{SET}/programName"] == "associatedEntity/id"
    beside = qrda.document(full(2025)).replace(
        "<documentationOf", qrda.pathway("G0053").replace("TRC", "DEV") + "<documentationOf"
    )
    assert elements(beside)[f"{SET}/programName/2"] == "associatedEntity/id"
    assert defects(beside) == ["pathwaysMisplaced"]
    unused = edited(full(2025), {"set": {"programName": "app1"}})
    text = qrda.document(unused).replace(
        "<documentationOf", qrda.pathway("G0053") + "<documentationOf"
    )
    assert elements(text)[f"{SET}/programName/3"] == "associatedEntity/id"
    assert defects(text) == ["pathwaysUnused"]


def test_a_second_certification_id_is_told_once() -> None:
    ours, other = qrda.cehrt("0015C7Z2M4H6K8P"), qrda.cehrt("0015C0000000000")
    text = qrda.document(full(2025)).replace(ours, ours + 2 * other)
    assert defects(text) == ["otherCehrtIds"]
    (one,) = submission_of(text).measurement_sets  # type: ignore[union-attr,misc]
    assert one.cehrt_id == "0015C7Z2M4H6K8P"  # type: ignore[union-attr]


AWAY: dict[str, Callable[[Submission], Submission]] = {
    "copied": copy.copy,
    "copied to the bottom": copy.deepcopy,
    "pickled": lambda one: pickle.loads(pickle.dumps(one)),
    "pickled long ago": lambda one: pickle.loads(pickle.dumps(one, 0)),
    "of another year": lambda one: evolve(one, performance_year=2024),
}


@pytest.mark.parametrize("name", AWAY)
def test_places_go_along_before_anybody_asked_for_them(name: str) -> None:
    text = qrda.document(full(2025))
    away = AWAY[name](submission_of(text))
    assert vars(away)["places"] == submission_of(text).places
    assert away.nearest_places([f"{SET}/cehrtId/9"]).keys() == {f"{SET}/cehrtId/9"}


def test_a_submission_has_its_fields_alone() -> None:
    read: Any = submission_of(qrda.document(full(2025)))
    for one in (read, Submission()):
        assert not hasattr(one, "place")
    assert read.places is read.places
    assert vars(read)["_places"] is None  # and with it the tree


def test_a_document_says_the_path_to_one_part() -> None:
    text = qrda.document(full(2025))
    line, column, way = submission_of(text).places[f"{SET}/cehrtId"]
    assert document.read(text).path(f"{SET}/cehrtId/9") == (line, column, xpath(way))
    assert document.read(full(2025)).path("") is None


def test_the_nearest_place_is_the_same_before_and_after_all_are_known() -> None:
    row = f"{SET}/measurements"
    odd = ["/x", f"{row}/-", f"{row}/x/value", f"{row}/01", f"{row}/99/value", f"{row}/1/value/x"]
    odd += ["", f"{row}/0/value/numerator/0", f"{row}/1", "/measurementSets/1/measurements/0"]
    read = submission_of(qrda.document(full(2025)))
    found = [read.nearest_places(one) for one in ([], *([one] for one in odd), odd)]
    assert "places" not in vars(read)
    places = read.places
    assert found == [nearest(places, one) for one in ([], *([one] for one in odd), odd)]
    assert read.nearest_places(odd) == found[-1]
    assert found[-1][f"{row}/01"] == places[row] != found[-1][f"{row}/1"]


@pytest.mark.parametrize("step", [1, 2, 7])
def test_each_element_has_its_own_place(step: int) -> None:
    text = qrda.document(full(2025)).replace("<entry", "<!-- <entry> --><entry")
    tree = parse(text)
    asked = {str(n): one for n, one in enumerate(tree.top[0].iter()) if n % step == 0}
    lines, root = text.split("\n"), tree_of(text)
    for pointer, (line, column, steps) in places_of(tree, asked).items():
        found = element_at(root, xpath(steps))
        assert found is list(root.iter())[int(pointer)]
        assert lines[line - 1][column - 1 :].startswith(f"<{found.tag.partition('}')[2]}")


@pytest.mark.parametrize(
    ("before", "line", "column"),
    [("", 1, 1), ("\n", 2, 1), (" \r", 2, 1), ("\r\n ", 2, 2), ("<!--<a>-->", 1, 11)],
)
def test_the_root_stands_after_what_is_before_it(before: str, line: int, column: int) -> None:
    text = before + qrda.document(full(2025)).partition("\n")[2]
    for content in (text, text.encode(), text.encode("utf-16")):
        places = submission_of(content).places
        assert places[""] == (line, column, (None, "ClinicalDocument", 1))
