"""Where the parts of a QRDA III document stand: each pointer has the place of its element."""

import re

import pytest

from mips_pi_rules.documents.places import xpath
from mips_pi_rules.documents.qrda3.document import submission_of
from mips_pi_rules.testing import qrda
from support.cases import edited, full

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
    unused = edited(full(2025), {"set": {"programName": "app1"}})
    text = qrda.document(unused).replace(
        "<documentationOf", qrda.pathway("G0053") + "<documentationOf"
    )
    assert elements(text)[f"{SET}/programName/3"] == "associatedEntity/id"


def test_a_second_certification_id_is_told_once() -> None:
    ours, other = qrda.cehrt("0015C7Z2M4H6K8P"), qrda.cehrt("0015C0000000000")
    text = qrda.document(full(2025)).replace(ours, ours + 2 * other)
    assert [one.name for one in submission_of(text).format_defects] == ["otherCehrtIds"]
    (one,) = submission_of(text).measurement_sets  # type: ignore[union-attr,misc]
    assert one.cehrt_id == "0015C7Z2M4H6K8P"  # type: ignore[union-attr]
