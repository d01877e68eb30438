"""A QRDA III document parsed in one pass into a tree of its header and its sections.

The parser is expat of the standard library, which builds the tree without a step of Python. Large
documents are mostly measures of other sections, which go by without being kept. Nothing is loaded,
expanded or fetched: a DOCTYPE, without which there are no entities, is refused when its name is
read. Source: OWASP, XML External Entity Prevention.
"""

import re
from itertools import chain
from typing import Final
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

from mips_pi_rules.documents.limits import MAX_BYTES, TOO_LARGE
from mips_pi_rules.documents.qrda3.elements import ROOT
from mips_pi_rules.documents.qrda3.encoding import encoding_of
from mips_pi_rules.documents.qrda3.leavingout import is_of_others, quiet_entries
from mips_pi_rules.errors import UnreadableSubmission

MAX_DEPTH: Final = 256
MAX_TAGS: Final = 1_000_000  # a real document of 32 MiB has under 800,000
MAX_KEPT: Final = 300_000  # a real document has a few hundred elements where something is read
MAX_TAG: Final = 1024 * 1024  # bytes; a real tag has a few hundred


class Tree:
    """A document as it was parsed, and what it was parsed from; `top` stands around its root.

    `data` is in ASCII or an encoding that holds it. `left_out`: from and to which byte of it
    elements were left out.
    """

    __slots__ = ("data", "encoding", "left_out", "top")

    def __init__(self, data: bytes, encoding: str, top: Element) -> None:
        self.data, self.encoding, self.top = data, encoding, top
        self.left_out: list[tuple[int, int]] = []


def parse(content: bytes | str) -> Tree:
    """The tree of a document; what encoding a str declares is let be.

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
    if _EMPTY.fullmatch(data, start):
        raise UnreadableSubmission("the document is empty")
    data = data[start:]
    if encoding.startswith("utf-16"):
        data, encoding = _as_utf_8(data, encoding), "utf-8"
    if len(data) > MAX_TAGS and data.count(b"<") > MAX_TAGS:
        raise UnreadableSubmission("the document has more than a million tags")
    builder = TreeBuilder()
    tree = Tree(data, encoding, builder.start("", {}))
    problem = _problem(tree, builder)
    # Raised out here, so that no exception that may hold the input is kept as its context.
    if problem is not None:
        raise problem
    return tree


_EMPTY: Final = re.compile(rb"[ \t\r\n\0]*+")
_INVALID: Final = 4  # expat's number of an invalid token, which bytes of another encoding give too
_HALF: Final = 6  # that of half a character
_LATE: Final = 17  # that of an XML declaration that does not come first


def _as_utf_8(data: bytes, encoding: str) -> bytes:
    """The same in UTF-8, up to what is no character, which is none there either.

    The parser alone would take half a surrogate pair, and the character behind it, for one.
    """
    try:
        return str(data, encoding).encode()
    except UnicodeDecodeError as error:
        return str(data[: error.start], encoding).encode() + b"\xff"


def _problem(tree: Tree, builder: TreeBuilder) -> UnreadableSubmission | None:
    """Parse a document; why it is refused, None where it is not."""
    parser = expat.ParserCreate(tree.encoding, "\1", None)  # \1 stands in no document
    # Where it can, expat puts off what is not whole until twice as much is there, and says -1 of
    # where it is. Pieces are large here, and what is open at the end of one must be known.
    if hasattr(parser, "SetReparseDeferralEnabled"):
        parser.SetReparseDeferralEnabled(False)
    parser.StartElementHandler, parser.EndElementHandler = builder.start, builder.end
    parser.StartDoctypeDeclHandler = _refuse_doctype
    malformed = None
    try:
        _parse(tree, parser, builder)
    except UnreadableSubmission as error:
        return UnreadableSubmission(*error.args)
    except expat.ExpatError as error:
        sentence = _malformed(tree.data, parser)
        malformed = UnreadableSubmission(sentence, error.lineno, error.offset + 1)
    problem = _misshapen(tree, whole=malformed is None)
    return UnreadableSubmission(problem) if problem else malformed


def _parse(tree: Tree, parser: expat.XMLParserType, builder: TreeBuilder) -> None:
    """Build the tree. Raises ExpatError where the document is not well-formed."""
    done = behind = 0
    of_others: dict[Element, bool] = {}
    for entry in quiet_entries(tree.data):
        if entry.start < behind:
            continue
        _feed(tree, parser, done, entry.start)
        opened: list[Element] = []
        parser.StartElementHandler = lambda *tag: opened.append(builder.start(*tag))  # noqa: B023
        _feed(tree, parser, entry.start, entry.inside)
        parser.StartElementHandler, done = builder.start, entry.inside
        if opened and is_of_others(tree.top, opened[0], of_others):
            parser.StartElementHandler = parser.EndElementHandler = None
            _feed(tree, parser, entry.inside, entry.end)
            parser.StartElementHandler, parser.EndElementHandler = builder.start, builder.end
            tree.left_out.append((entry.inside, entry.end))
            done = entry.end
        elif not opened and (at := parser.CurrentByteIndex) < entry.start:
            # In a comment or the like, which is parsed from its begin whenever there is more of it.
            mark = b"?>" if tree.data.startswith(b"<?", at) else b"-->"
            behind = tree.data.find(mark, done)
            if behind < 0:
                break
    _feed(tree, parser, done, len(tree.data), last=True)


def _feed(
    tree: Tree, parser: expat.XMLParserType, start: int, end: int, *, last: bool = False
) -> None:
    """Parse a part of the document, in pieces where it is long, and see that these can be kept."""
    whole = memoryview(tree.data)
    for piece in range(start, end, MAX_TAG):
        behind = min(piece + MAX_TAG, end)
        parser.Parse(whole[piece:behind], last and behind == end)
        if behind < end:
            at = parser.CurrentByteIndex
            # A tag that began before this piece and is still open; a comment may be.
            if at < piece and b"!" not in tree.data[at : at + 4]:
                raise UnreadableSubmission("a tag of the document is longer than 1 MiB")
            if problem := _misshapen(tree):
                raise UnreadableSubmission(problem)


def _refuse_doctype(*_: object) -> None:
    raise UnreadableSubmission("the document has a DOCTYPE, which is not safe to read")


def _misshapen(tree: Tree, *, whole: bool = False) -> str:
    """What is wrong with the elements that are kept, if anything; `whole`: all tags are parsed."""
    top, data = tree.top, tree.data
    if len(top) and top[0].tag != ROOT:
        return (
            "the document is not a CDA document "
            "(a ClinicalDocument in the namespace urn:hl7-org:v3)"
        )
    # An element around another one has two tags: a few of them cannot be deep.
    few = whole and data.count(b"<") <= 2 * MAX_DEPTH
    around, depth = [] if few else [top], 0
    while around and depth < MAX_DEPTH:
        around, depth = list(filter(len, chain.from_iterable(around))), depth + 1
    if around:
        return "the document is more than 256 levels deep"
    if len(data) > MAX_KEPT and len(list(top.iter())) - 1 > MAX_KEPT:
        return "the document has more than 300,000 parts to read"
    return ""


def _malformed(data: bytes, parser: expat.XMLParserType) -> str:
    """What is wrong where the parser stopped."""
    at, code = parser.ErrorByteIndex, parser.ErrorCode
    foreign = code == _INVALID and not data[at : at + 1].isascii()
    if foreign or code == _HALF:
        return "the document is not in its encoding, or not well-formed XML"
    sentence = "the document is not well-formed XML"
    if code == _LATE:
        sentence += ": its XML declaration must come first, before any space or line"
    return sentence
