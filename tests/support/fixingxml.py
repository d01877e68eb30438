"""QRDA III documents as a person mends them: what the words of a fix ask to be done to elements."""

import xml.etree.ElementTree as ET
from typing import Any

from mips_pi_rules import Finding, Report, evaluate, read_qrda3
from mips_pi_rules.law.policies import Policy
from mips_pi_rules.testing import qrda
from support.parsing import element_at, tree_of

V3 = "{urn:hl7-org:v3}"
ROOTS = {  # field: root of its id
    "taxpayerIdentificationNumber": "4.2",
    "nationalProviderIdentifier": "4.6",
    "cehrtId": "3.2074.1",
    "programName": "3.249.7",
    "pathway": "3.249.5.6",
}
ENTITY_ROOTS = {"VIRTUALGROUP": "3.249.5.2", "APMENTITY": "3.249.5.4", "SUBGROUP": "3.249.5.5"}
WHOLE = {"cehrtId": qrda.cehrt, "programName": qrda.recipient, "pathway": qrda.pathway}


class XmlSheet:
    """QRDA III. A place is an element."""

    def __init__(self, text: str) -> None:
        self.tree = tree_of(text)

    def judged(self, context: Any) -> Report:
        return evaluate(read_qrda3(ET.tostring(self.tree)), context=context)

    def note(self, finding: Finding) -> Any:
        assert finding.path is not None
        return element_at(self.tree, finding.path)

    def _inside(self, inner: ET.Element, name: str) -> ET.Element:
        """The element of this name that `inner` is or stands in."""
        above = {child: parent for parent in self.tree.iter() for child in parent}
        while inner.tag != V3 + name:
            inner = above[inner]
        return inner

    def _drop(self, element: ET.Element) -> None:
        for parent in self.tree.iter():
            if element in list(parent):
                parent.remove(element)

    def _sections(self) -> list[ET.Element]:
        return [one for one in self.tree.iter(f"{V3}section") if of(one, "27.2.5")]

    def _entries(self) -> list[tuple[str, ET.Element]]:
        return [
            (found.get("extension", ""), entry)
            for section in self._sections()[:1]
            for entry in section.findall(f"{V3}entry")
            for found in entry.iter(f"{V3}id")
        ]

    def remove(self, place: Any) -> None:
        if place in self.tree.iter():  # another fix may have done it
            self._drop(self._inside(place, "entry"))

    def report(self, place: Any, measure: str, value: Any) -> None:
        self.leave_out(place, [measure])
        if not self._sections():
            body = next(self.tree.iter(f"{V3}structuredBody"))
            body.append(piece(qrda.section()))
        self._sections()[0].append(piece(qrda.row(measure, value)))

    def leave_out(self, place: Any, measures: Any) -> None:
        for name, entry in self._entries():
            if name in measures:
                self._drop(entry)

    def give(self, place: Any, field: str, value: Any) -> None:
        root = ENTITY_ROOTS[self._program()] if field == "entityId" else ROOTS[field]
        written = [one for one in self.tree.iter(f"{V3}id") if is_of(one, root)]
        if value is None:
            for one in written:
                self._drop(self._inside(one, "participant"))
        elif written:
            written[0].attrib = {"root": f"{qrda.HL7}.{root}", "extension": value}
        elif field in WHOLE:
            self.tree.append(piece(WHOLE[field](value)))
        else:
            npi = field == "nationalProviderIdentifier"
            where = next(
                self.tree.iter(V3 + ("assignedEntity" if npi else "representedOrganization"))
            )
            where.append(piece(qrda.identifier(root, value)))

    def _program(self) -> str:
        (found,) = (one for one in self.tree.iter(f"{V3}id") if is_of(one, ROOTS["programName"]))
        return found.get("extension", "").rpartition("_")[2]

    def period(self, place: Any, start: str, end: str) -> None:
        for section in self._sections()[:1]:
            for entry in section.findall(f"{V3}entry"):
                if entry.find(f"{V3}act") is not None:
                    section.remove(entry)
            section.append(piece(qrda.period(start.replace("-", ""), end.replace("-", ""))))

    def ids(self, place: Any) -> list[str]:
        return [name for name, _ in self._entries()]

    def own(self, place: Any, finding: Finding, policy: Policy) -> None:
        OWN[finding.rule](self, place, finding, policy)

    # ---- what the format alone has

    def others(self, place: ET.Element, *_: object) -> None:
        """Of the ids of one root the first stays."""
        for one in [
            one for one in self.tree.iter(f"{V3}id") if one.get("root") == place.get("root")
        ][1:]:
            self._drop(one)

    def sections(self, place: ET.Element, *_: object) -> None:
        for one in self._sections()[1:]:
            self._drop(one)

    def without_pathway(self, place: ET.Element, *_: object) -> None:
        self._drop(self._inside(place, "participant"))

    def template(self, place: ET.Element, _: Finding, policy: Policy) -> None:
        self.tree.insert(0, piece("  " + qrda.template("27.1.2", policy.qrda_templates[-1])))

    def digits(self, place: ET.Element, *_: object) -> None:
        written = "".join(one for one in place.get("value", "") if one.isdigit())
        place.set("value", written[:8])

    def moved(self, place: ET.Element, *_: object) -> None:
        entry = self._inside(place, "entry")
        self._drop(entry)
        if self._sections():
            self._sections()[0].append(entry)

    def alone(self, place: ET.Element, *_: object) -> None:
        ours = self._sections()
        for one in list(self.tree.iter(f"{V3}section")):
            if one not in ours:
                self._drop(one)

    def tracked(self, place: ET.Element, *_: object) -> None:
        self._inside(place, "participant").set("typeCode", "TRC")
        self._inside(place, "associatedEntity").set("classCode", "PROG")

    def coded(self, place: ET.Element, *_: object) -> None:
        place.set(f"{{{qrda.XSI}}}type", "CD")


OWN = {
    "PI020": XmlSheet.others,
    "PI022": XmlSheet.sections,
    "PI211": XmlSheet.others,
    "PI612": XmlSheet.without_pathway,
    "PI909": XmlSheet.template,
    "PI910": XmlSheet.digits,
    "PI911": XmlSheet.moved,
    "PI912": XmlSheet.alone,
    "PI913": XmlSheet.tracked,
    "PI914": XmlSheet.coded,
}


def piece(text: str) -> ET.Element:
    """A piece of a document as an element."""
    return tree_of(f'<a xmlns="urn:hl7-org:v3" xmlns:xsi="{qrda.XSI}">{text}</a>')[0]


def of(element: ET.Element, template: str) -> bool:
    """Whether it has this template."""
    root = f"{qrda.HL7}.10.20.{template}"
    return any(one.get("root") == root for one in element.findall(f"{V3}templateId"))


def is_of(element: ET.Element, root: str) -> bool:
    """Whether it is an id of this root."""
    return element.get("root") == f"{qrda.HL7}.{root}"
