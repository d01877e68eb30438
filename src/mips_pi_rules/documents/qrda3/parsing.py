"""A QRDA III document parsed in one pass: its header and its sections, and what is read of them.

The parser is expat of the standard library. It streams: what is not in the table of elements goes
by and is not kept, the measures of other sections among it. Nothing is loaded, expanded or fetched:
a DOCTYPE, without which there are no entities, is refused when its name is read. Source: OWASP,
XML External Entity Prevention.
"""

from collections.abc import Callable
from typing import Final
from xml.parsers import expat

from mips_pi_rules.documents.limits import MAX_BYTES, TOO_LARGE
from mips_pi_rules.documents.places import Steps
from mips_pi_rules.documents.qrda3.elements import (
    ENTRY,
    LEAF,
    OTHER_ENTRY,
    PI_SECTION,
    STEP,
    TEMPLATE,
    TOP,
    Element,
    Kind,
    Leaf,
)
from mips_pi_rules.documents.qrda3.encoding import encoding_of
from mips_pi_rules.errors import UnreadableSubmission

MAX_DEPTH: Final = 256
MAX_TAGS: Final = 1_000_000  # a real document of 32 MiB has under 800,000
MAX_KEPT: Final = 300_000  # a real document has a few hundred parts that are kept
MAX_TAG: Final = 1024 * 1024  # bytes; a real tag has a few hundred


def parse(content: bytes | str) -> Element:
    """The root of a document with all that is read of it; what encoding a str declares is let be.

    Raises UnreadableSubmission for a document that is empty, in an encoding that is not taken, not
    well-formed or without CDA's root; that has a DOCTYPE; that is larger than 32 MiB or deeper than
    256 levels, or has more than a million tags, 300,000 parts to keep or a tag of 1 MiB.
    """
    if isinstance(content, str):
        decoded, data = True, content.lstrip("\ufeff").encode("utf-8", "surrogatepass")
    else:
        decoded, data = False, content
    if len(data) > MAX_BYTES:
        raise UnreadableSubmission(TOO_LARGE)
    encoding, start = ("utf-8", 0) if decoded else encoding_of(data)
    if not data[start:].strip(b" \t\r\n\0"):
        raise UnreadableSubmission("the document is empty")
    if data.count(b"<") > MAX_TAGS:
        raise UnreadableSubmission("the document has more than a million tags")
    root, problem = _parsed(memoryview(data)[start:], encoding)
    # Raised out here, so that no exception that may hold the input is kept as its context.
    if root is None:
        raise problem or _not_cda()
    return root


def _not_cda() -> UnreadableSubmission:
    return UnreadableSubmission(
        "the document is not a CDA document (a ClinicalDocument in the namespace urn:hl7-org:v3)"
    )


_INVALID: Final = 4  # expat's number of an invalid token, which bytes of another encoding give too
_HALF: Final = 6  # that of half a character
_LATE: Final = 17  # that of an XML declaration that does not come first


def _parsed(data: memoryview, encoding: str) -> tuple[Element | None, UnreadableSubmission | None]:
    """The root, or why there is none."""
    parser = expat.ParserCreate(encoding, "\1", None)  # \1 stands in no document
    # Where it can, expat puts off what is not whole until twice as much is there, and says -1 of
    # where it is. Pieces are large here, and what is open at the end of one must be known.
    if hasattr(parser, "SetReparseDeferralEnabled"):
        parser.SetReparseDeferralEnabled(False)
    root = _handle(parser)
    at = 0
    try:
        for start in range(0, len(data), MAX_TAG):
            parser.Parse(data[start : start + MAX_TAG], False)
            at = max(at, parser.CurrentByteIndex)
            _refuse_long_tag(data, at, start)
        parser.Parse(b"", True)
    except UnreadableSubmission as error:
        return None, UnreadableSubmission(*error.args)
    except expat.ExpatError as error:
        sentence = "the document is not well-formed XML"
        at = parser.ErrorByteIndex
        foreign = error.code == _INVALID and not bytes(data[at : at + 1]).isascii()
        if foreign or error.code == _HALF:
            sentence = "the document is not in its encoding, or not well-formed XML"
        if error.code == _LATE:
            sentence += ": its XML declaration must come first, before any space or line"
        return None, UnreadableSubmission(sentence, error.lineno, error.offset + 1)
    finally:
        # Parser and handlers hold each other.
        parser.StartElementHandler = parser.EndElementHandler = None
        parser.StartDoctypeDeclHandler = None
    return root(), None


def _refuse_long_tag(data: memoryview, at: int, start: int) -> None:
    """Raise for a tag that began before the last piece and is still open; a comment may be."""
    if at < start and b"!" not in bytes(data[at : at + 4]):
        raise UnreadableSubmission("a tag of the document is longer than 1 MiB")


def _handle(  # noqa: PLR0915 - closures, as they are called for every element of a document
    parser: expat.XMLParserType,
) -> Callable[[], Element]:
    """Give the parser handlers that keep what is read; the root, for when all is parsed.

    Elements are looked up one level below the innermost that is read; what is deeper goes by with
    two comparisons. The parser itself lists the end tags; they are looked at when the next element
    starts, which spares a call for each.
    """
    depth = kept = 0  # the open elements; the parts that are kept
    ended: list[str] = []  # end tags since the last start tag
    kind = TOP  # of the innermost that is read
    counts: dict[str, int] = {}  # what was read right below it, by name
    steps: Steps = None  # those to it
    around = part = Element("", {}, (0, 0, None))  # the innermost part
    outer: list[tuple[Kind, dict[str, int], Steps, Element]] = []  # one for each that is read

    def start(written: str, attributes: dict[str, str]) -> None:
        nonlocal depth, kept, kind, counts, steps, part
        if ended:
            depth -= len(ended)
            ended.clear()
            while len(outer) > depth:
                unwanted = kind.only and kind.only.isdisjoint(part.templates)
                kind, counts, steps, part = outer.pop()
                if unwanted:
                    part.parts.pop()
        depth += 1
        if depth > MAX_DEPTH:
            raise UnreadableSubmission("the document is more than 256 levels deep")
        if depth > len(outer) + 1:
            return
        found = kind.children.get(written)
        if found is None:
            if depth == 1 and not around.parts:
                raise _not_cda()
            return
        role = found.role
        if role is not STEP:
            kept += 1
            if kept > MAX_KEPT:
                raise UnreadableSubmission("the document has more than 300,000 parts to read")
        if role is TEMPLATE:
            template = attributes.get("root")
            if template == PI_SECTION and "entry" in counts:
                raise UnreadableSubmission(
                    "a section of the document names its template after its entries, not before",
                    parser.CurrentLineNumber,
                    parser.CurrentColumnNumber + 1,
                )
            part.templates.append(template)
            return
        name = found.name
        counts[name] = index = counts.get(name, 0) + 1
        here = (steps, name, index)
        if role is STEP:
            outer.append((kind, counts, steps, part))
            if found is ENTRY and PI_SECTION not in part.templates:
                found = OTHER_ENTRY
        else:
            place = (parser.CurrentLineNumber, parser.CurrentColumnNumber + 1, here)
            if role is LEAF:
                part.leaves.append(Leaf(found.key, attributes, place))
                return
            outer.append((kind, counts, steps, part))
            inner = Element(found.key, attributes, place)
            part.parts.append(inner)
            part = inner
        kind, counts, steps = found, {}, here

    def root() -> Element:
        start("", {})  # as if one more began: what ended last is left
        return around.parts[0]

    def doctype(*_: object) -> None:
        raise UnreadableSubmission("the document has a DOCTYPE, which is not safe to read")

    parser.StartElementHandler = start
    parser.EndElementHandler = ended.append
    parser.StartDoctypeDeclHandler = doctype
    return root
