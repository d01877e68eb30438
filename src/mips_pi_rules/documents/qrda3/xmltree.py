"""What is read of a QRDA document, as a small tree; the rest of the document is not kept.

lxml parses where it is installed (extra `qrda`), else the standard library's expat; both give
equal trees. What lxml does not take as it stands is left to expat, so that one parser decides what
is well-formed and where it is not. Neither loads, expands or fetches anything: a DOCTYPE, without
which there are no entities, is refused before parsing.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Any, Final
from xml.parsers import expat

from attrs import define

from mips_pi_rules.errors import UnreadableSubmission

try:
    from lxml import etree
except ImportError:  # the extra is not installed
    etree = None  # type: ignore[assignment]

NAMESPACE: Final = "urn:hl7-org:v3"
ROOT: Final = "ClinicalDocument"
PI_SECTION: Final = "2.16.840.1.113883.10.20.27.2.5"
MAX_DEPTH: Final = 256  # libxml2 has the same

# The children that are read of each element; a section's entries only where it is the PI section.
_READ: Final = {
    ROOT: ("templateId informationRecipient participant documentationOf component"),
    "informationRecipient": "intendedRecipient",
    "intendedRecipient": "id",
    "participant": "associatedEntity",
    "associatedEntity": "id",
    "documentationOf": "serviceEvent",
    "serviceEvent": "performer",
    "performer": "assignedEntity",
    "assignedEntity": "id representedOrganization",
    "representedOrganization": "id",
    "component": "structuredBody section observation",
    "structuredBody": "component",
    "section": "templateId entry component",
    "entry": "act organizer",
    "act": "templateId effectiveTime",
    "effectiveTime": "low high",
    "organizer": "templateId reference component",
    "reference": "externalDocument",
    "externalDocument": "id",
    "observation": "templateId value entryRelationship",
    "entryRelationship": "observation",
}
# Those whose attributes are read.
_WITH_ATTRIBUTES: Final = frozenset(
    {"templateId", "id", "participant", "associatedEntity", "low", "high", "value"}
)
_NONE: Final[Mapping[str, str]] = MappingProxyType({})


@define(eq=False)
class Element:
    """An element that is read. `index` counts siblings of its name from 1; `line` from 1.

    `line` is the one on which its start tag ends.
    """

    name: str
    line: int
    index: int
    attributes: Mapping[str, str]
    parent: "Element | None"
    children: "list[Element]"
    known_path: str = ""

    def path(self) -> str:
        """Its XPath without prefixes: an index at every step but the first."""
        if not self.known_path:
            if self.parent is None:
                self.known_path = f"/{self.name}"
            else:
                self.known_path = f"{self.parent.path()}/{self.name}[{self.index}]"
        return self.known_path

    def get(self, name: str) -> str | None:
        """The value of an attribute, None without it."""
        return self.attributes.get(name)

    def all(self, name: str) -> "list[Element]":
        """Its children of this name."""
        return [child for child in self.children if child.name == name]

    def is_of(self, template: str) -> bool:
        """Whether it declares this template; extensions are not compared."""
        return any(
            child.name == "templateId" and child.attributes.get("root") == template
            for child in self.children
        )


def under(elements: Iterable[Element], *names: str) -> list[Element]:
    """What stands under the elements, step by step, in document order."""
    found = list(elements)
    for name in names:
        found = [child for one in found for child in one.children if child.name == name]
    return found


def parse(text: str) -> Element:
    """The root of a document's text (see xmltext.decoded).

    Raises UnreadableSubmission for what is not well-formed, nests deeper than 256 levels, or has
    not ClinicalDocument of CDA's namespace as its root.
    """
    return (None if etree is None else lxml_tree(text)) or expat_tree(text)


def _not_cda() -> UnreadableSubmission:
    return UnreadableSubmission(
        "the document is not a CDA document (a ClinicalDocument in the namespace urn:hl7-org:v3)"
    )


# ---- expat

_MARK = "\1"  # between namespace and name: no character of any document
_EXPAT_NAMES: Final = {
    parent: {f"{NAMESPACE}{_MARK}{name}": name for name in children.split()}
    for parent, children in _READ.items()
}
_TAG = re.compile(rb"<[^>\"']*+(?:\"[^\"]*+\"[^>\"']*+|'[^']*+'[^>\"']*+)*+>")


class _Builder:
    """Builds the tree from expat's events, skipping what is not read."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        self.root: Element | None = None
        self.open: list[tuple[Element, dict[str, int]]] = []
        self.skipped = 0
        self.parser = expat.ParserCreate("utf-8", _MARK)
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.parser.StartDoctypeDeclHandler = self.doctype

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if self.skipped + len(self.open) == MAX_DEPTH:
            raise UnreadableSubmission("the document is more than 256 levels deep")
        if self.skipped:
            self.skipped += 1
        elif self.open:
            parent, counts = self.open[-1]
            known = _EXPAT_NAMES.get(parent.name, _NONE).get(name)
            if known is None:
                self.skipped = 1
            else:
                counts[known] = counts.get(known, 0) + 1
                element = self.element(known, counts[known], attributes, parent)
                parent.children.append(element)
                self.open.append((element, {}))
        elif name != f"{NAMESPACE}{_MARK}{ROOT}":
            raise _not_cda()
        else:
            self.root = self.element(ROOT, 1, attributes, None)
            self.open.append((self.root, {}))

    def element(
        self, name: str, index: int, attributes: dict[str, str], parent: Element | None
    ) -> Element:
        start = self.parser.CurrentByteIndex
        tag = _TAG.match(self.content, start)
        more = self.content.count(b"\n", start, tag.end()) if tag else 0
        kept = attributes if name in _WITH_ATTRIBUTES else _NONE
        return Element(name, self.parser.CurrentLineNumber + more, index, kept, parent, [])

    def end(self, _: str) -> None:
        if self.skipped:
            self.skipped -= 1
            return
        element, _counts = self.open.pop()
        if element.name == "section" and not element.is_of(PI_SECTION):
            element.children = element.all("component")

    def doctype(self, *_: object) -> None:
        raise UnreadableSubmission("the document has a DOCTYPE, which is not safe to read")


def expat_tree(text: str) -> Element:
    """The tree by the standard library; raises as `parse` does."""
    content = text.encode()
    builder = _Builder(content)
    place = None
    try:
        builder.parser.Parse(content, True)
    except expat.ExpatError as error:
        place = (error.lineno, error.offset + 1)
    finally:
        # Parser and builder hold each other, and the document.
        builder.parser.StartElementHandler = builder.parser.EndElementHandler = None
        builder.parser.StartDoctypeDeclHandler = None
    if place is not None or builder.root is None:
        raise UnreadableSubmission("the document is not well-formed XML", *(place or (None, None)))
    return builder.root


# ---- lxml

_LXML_NAMES: Final = {
    parent: {f"{{{NAMESPACE}}}{name}": name for name in children.split()}
    for parent, children in _READ.items()
}
_TEMPLATE = f"{{{NAMESPACE}}}templateId"
_INNER: Final = {f"{{{NAMESPACE}}}component": "component"}  # all that is read of other sections
MAX_WHOLE: Final = 4 * 1024 * 1024  # lxml keeps the whole document, about 30 times its size
MAX_LINES: Final = 65_000  # libxml2 counts lines in 16 bits
# Where libxml2 takes what expat refuses: a target like <?XML, names by the fifth edition of
# XML 1.0 (expat: the fourth; they agree up to U+00FF).
_TARGET = re.compile(r"<\?[xX][mM][lL][^-]")
_NAMES = re.compile(
    r"<[^\s<>\u0100-\U0010ffff]*[\u0100-\U0010ffff]"
    r"|[\u0100-\U0010ffff][^<>&\"'=\u0100-\U0010ffff]*="
)


def lxml_tree(text: str) -> Element | None:
    """The tree by lxml, or None for what is left to expat: errors among it."""
    if (
        len(text) > MAX_WHOLE
        or text.count("\n") > MAX_LINES
        or "\0" in text
        or _TARGET.search(text)
        or not (text.isascii() or _NAMES.search(text) is None)
    ):
        return None
    parser = etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        top: Any = etree.fromstring(text.encode(), parser)
    except etree.XMLSyntaxError:
        return None
    if len(parser.error_log):
        return None
    if top.tag != f"{{{NAMESPACE}}}{ROOT}":
        raise _not_cda()
    root = Element(ROOT, top.sourceline, 1, _NONE, None, [])
    waiting: list[tuple[Any, Element]] = [(top, root)]
    while waiting:
        here, element = waiting.pop()
        names: Mapping[str, str] = _LXML_NAMES[element.name]
        if element.name == "section" and not any(
            child.get("root") == PI_SECTION for child in here.iterchildren(_TEMPLATE)
        ):
            names = _INNER
        counts: dict[str, int] = {}
        for child in here:
            name = names.get(child.tag)
            if name is not None:
                counts[name] = counts.get(name, 0) + 1
                kept = dict(child.attrib) if name in _WITH_ATTRIBUTES else _NONE
                one = Element(name, child.sourceline, counts[name], kept, element, [])
                element.children.append(one)
                if name in _LXML_NAMES:
                    waiting.append((child, one))
    return root


BACKENDS: Final[Mapping[str, Callable[[str], Element | None]]] = MappingProxyType(
    {"expat": expat_tree} | ({} if etree is None else {"lxml": lxml_tree})
)
