"""Workbooks (.xlsx) for fuzzing: small, of typed cells, changed in their parts or packed anew."""

import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from datetime import date
from random import Random
from xml.sax.saxutils import escape

from support.mutation import CELLS, broken, mutated_xml
from support.sheets import xlsx

SHEET = "xl/worksheets/sheet1.xml"
_CELL = re.compile('<c r="([A-Z]+[0-9]+)".*?(?:</c>|/>)', re.DOTALL)
_LARGE = 1_000_000
_KINDS = ("inlineStr", "str", "n", "b", "d", "e", "s")
_PLACES = ("A1", "A2", "B2", "AZ3", "XFD2", "ZZZ2", "A1048577", "A9999999999", "A0", "2", "a2", "")


def workbook(records: Sequence[Sequence[str]]) -> bytes:
    """The workbook of a sheet, its cells typed as Excel types what is written into them."""
    typed = xlsx([[_typed(cell) for cell in record] for record in records])
    theme = {"xl/theme/theme1.xml"}  # most of the bytes, of which none is read
    return packed({name: part for name, part in parts_of(typed).items() if name not in theme})


def _typed(cell: str) -> object:
    if cell in ("yes", "no"):
        return cell == "yes"
    if cell.isdecimal() and len(cell) < 9:
        return int(cell)
    try:
        return date.fromisoformat(cell)
    except ValueError:
        return cell


def parts_of(content: bytes) -> dict[str, bytes]:
    """Its parts by name. Raises ValueError for what is no archive, or would be a large one."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            if sum(part.file_size for part in parts) <= _LARGE:
                return {part.filename: archive.read(part) for part in parts}
    except Exception as error:  # a broken archive raises anything
        raise ValueError("no archive") from error
    raise ValueError("too large")


def repacked(content: bytes, dice: Random) -> bytes:
    """The same parts in another order, packed otherwise."""
    parts = parts_of(content)
    names = dice.sample(list(parts), len(parts))
    return packed({name: parts[name] for name in names}, dice.choice((0, 8)))


def packed(parts: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """The workbook of these parts."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", method) as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name), content, method)
    return written.getvalue()


def mutated_workbook(content: bytes, dice: Random) -> bytes:
    """A workbook with a cell, an element or a character of one to three of its parts changed."""
    parts = parts_of(content)
    for _ in range(dice.randint(1, 3)):
        if not parts:
            break
        name = SHEET if SHEET in parts and dice.random() < 0.7 else dice.choice(list(parts))
        if dice.random() < 0.03:
            del parts[name]
            continue
        text = parts[name].decode("utf-8")
        change = dice.choice((_with_cell, _with_cell, mutated_xml, broken))
        parts[name] = change(text, dice).encode("utf-8", "xmlcharrefreplace")
    return packed(parts)


def _with_cell(text: str, dice: Random) -> str:
    """Another value of a cell, of a type that it may not be, or at another place."""
    cells = list(_CELL.finditer(text))
    if not cells:
        return broken(text, dice)
    found = dice.choice(cells)
    kind, value = dice.choice(_KINDS), escape(dice.choice(CELLS))
    inside = f"<is><t>{value}</t></is>" if kind == "inlineStr" else f"<v>{value}</v>"
    inside = dice.choice((inside, inside, f"<f>A1</f>{inside}", "<f>A1</f>"))
    place = dice.choice(_PLACES) if dice.random() < 0.2 else found[1]
    style = dice.choice(("", "", ' s="1"'))
    cell = f'<c r="{place}" t="{kind}"{style}>{inside}</c>'
    return text[: found.start()] + cell + text[found.end() :]
