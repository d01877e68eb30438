"""The same document written otherwise: what is judged must not hang on how it is written."""

import json
import math
import xml.etree.ElementTree as ET
from random import Random
from typing import Any
from xml.sax.saxutils import escape, quoteattr

_CDA = "urn:hl7-org:v3"
_XML = "http://www.w3.org/XML/1998/namespace"


def twin(value: Any, dice: Random) -> str:
    """JSON text of the same document: names in another order, other spaces, other numbers."""
    space = dice.choice(("", " ", "\n\t"))
    if isinstance(value, dict):
        names = dice.sample(list(value), len(value))
        inside = (f"{json.dumps(name)}{space}:{twin(value[name], dice)}" for name in names)
        return f"{{{space}{f'{space},'.join(inside)}}}"
    if isinstance(value, list):
        return f"[{f',{space}'.join(twin(one, dice) for one in value)}{space}]"
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 2**53:
        return dice.choice((f"{value}", f"{value}.0", f"{value * 10}e-1", f"{value}.00E0"))
    if isinstance(value, float) and math.isinf(value):  # a number too large for a float
        return "1e999" if value > 0 else "-1e999"
    return json.dumps(value, ensure_ascii=dice.random() < 0.5 or not _writable(value))


def _writable(value: object) -> bool:
    return not isinstance(value, str) or value.encode("utf-8", "ignore").decode() == value


def twin_xml(content: bytes, dice: Random) -> bytes | None:
    """The same XML: other prefixes, quotes, order of attributes, comments, encoding.

    None for a document that the parser of the standard library does not take.
    """
    try:
        root = ET.fromstring(content)  # noqa: S314 - documents of tests
    except (ET.ParseError, ValueError, LookupError):
        return None
    names = {name for one in root.iter() for name in (one.tag, *one.attrib)}
    spaces = sorted({name[1:].partition("}")[0] for name in names if name[0] == "{"} - {_XML})
    prefixes = {space: f"n{number}:" for number, space in enumerate(spaces)} | {_XML: "xml:"}
    # As the default it takes every element without a prefix, and no attribute.
    prefixed = any(name.startswith(f"{{{_CDA}}}") for one in root.iter() for name in one.attrib)
    if not prefixed and all(one.tag[0] == "{" for one in root.iter()) and dice.random() < 0.5:
        prefixes[_CDA] = ""
    head = "".join(
        f" xmlns{':' * bool(prefix)}{prefix[:-1]}={_quoted(space, dice)}"
        for space, prefix in prefixes.items()
        if space != _XML
    )
    encodings = ["utf-8", "utf-8-sig", "utf-16"]
    if all(map(str.isascii, names)):  # what is no name can be written as a reference
        encodings += ["us-ascii", "iso-8859-1"]
    encoding = dice.choice(encodings)
    text = f'<?xml version="1.0" encoding="{encoding.removesuffix("-sig")}"?>{_remark(dice)}'
    text += _element(root, prefixes, dice, head)
    return text.encode(encoding, "xmlcharrefreplace")


def _element(one: ET.Element, prefixes: dict[str, str], dice: Random, head: str = "") -> str:
    name = _named(one.tag, prefixes)
    space = dice.choice(("", " ", "\n  "))
    for key in dice.sample(list(one.attrib), len(one.attrib)):
        head += f"{space} {_named(key, prefixes)}{space}={_quoted(one.attrib[key], dice)}"
    inside = _text(one.text)
    for child in one:
        inside += _remark(dice) + _element(child, prefixes, dice) + _text(child.tail)
    if not inside and dice.random() < 0.5:
        return f"<{name}{head}{space}/>"
    return f"<{name}{head}{space}>{inside}</{name}{space}>"


def _named(name: str, prefixes: dict[str, str]) -> str:
    space, _, local = name[1:].rpartition("}")
    return prefixes[space] + local if name[0] == "{" else name


def _text(text: str | None) -> str:
    return escape(text or "", {"\r": "&#13;"})


def _quoted(value: str, dice: Random) -> str:
    """An attribute's value in one of the quotes, now and then with a character as a reference."""
    quoted = quoteattr(value)
    if dice.random() < 0.5 and not {"'", '"'} & {*value}:
        quoted = f"'{quoted[1:-1]}'"
    if value[:1].isalnum() and dice.random() < 0.1:
        quoted = f"{quoted[0]}&#x{ord(value[0]):x};{quoted[2:]}"
    return quoted


def _remark(dice: Random) -> str:
    return dice.choice(("", "", "", "<!-- a <remark/> -->", "<?a remark?>", "\n"))
