"""Documents changed at random in ways that files go wrong: seeded, so that a failure comes again.

JSON is changed as values, by its structure; XML by its elements; both also by their characters.
"""

import copy
import csv
import io
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterable
from random import Random
from typing import Any

from support.cases import TOKEN, Json

ODD: tuple[Any, ...] = (
    None, True, False, 0, 1, -1, 1.5, 49.0, 2**53, 2**63, 1e300, "", " ", "1", "yes", "Y", "TRUE",
    "2025", "2025-02-30", "9999-12-31", "0000-00-00", "2025-06-01T00:00:00Z", "mips", "MIPS", "pi",
    "PI_EP_1", "pi_ep_1", "PI_EP1", "PI_PHCDRR_3_PROD", "\x00", "\ud800", "\u0661\u0662",
    TOKEN, f"PI_{TOKEN}", f" {TOKEN}\n", [], [None], {}, {TOKEN: TOKEN},
    {"numerator": 1, "denominator": 2}, {"numerator": 2, "denominator": 1},
    {"numerator": 0, "denominator": 0}, {"numerator": 1e0, "denominator": 49.0},
)  # fmt: skip

Place = tuple[Any, Any]  # a container and the key or number in it


def places(document: Any) -> list[Place]:
    """Every place in a document."""
    found: list[Place] = []
    waiting = [document]
    while waiting:
        here = waiting.pop()
        items = here.items() if isinstance(here, dict) else enumerate(here)
        for key, value in list(items):
            found.append((here, key))
            if isinstance(value, dict | list):
                waiting.append(value)
    return found


def _odd(document: Json, dice: Random) -> None:
    here, key = dice.choice(places(document))
    here[key] = copy.deepcopy(dice.choice(ODD))


def _removed(document: Json, dice: Random) -> None:
    here, key = dice.choice(places(document))
    del here[key]


def _repeated(document: Json, dice: Random) -> None:
    lists = [here for here, _ in places(document) if isinstance(here, list)]
    if lists:
        here = dice.choice(lists)
        here.insert(dice.randrange(len(here) + 1), copy.deepcopy(dice.choice(here)))


def _exchanged(document: Json, dice: Random) -> None:
    """Two values change places; from one below the other a copy is taken."""
    (here, key), (there, other) = dice.choices(places(document), k=2)
    one, two = copy.deepcopy(here[key]), copy.deepcopy(there[other])
    here[key], there[other] = two, one


def _added(document: Json, dice: Random) -> None:
    objects = [document, *(here for here, _ in places(document) if isinstance(here, dict))]
    name = dice.choice(
        (TOKEN, f"cehrt{TOKEN}", "cehrtID", "programName", "submission", "value", "")
    )
    dice.choice(objects)[name] = copy.deepcopy(dice.choice(ODD))


def _misspelt(document: Json, dice: Random) -> None:
    texts = [(here, key) for here, key in places(document) if isinstance(here[key], str)]
    if texts:
        here, key = dice.choice(texts)
        text = here[key]
        at = dice.randrange(len(text) + 1)
        here[key] = dice.choice(
            (text[:at] + text[at + 1 :], text.swapcase(), f"{text[:at]}_{text[at:]}")
        )


def _renamed(document: Json, dice: Random) -> None:
    named = [(here, key) for here, key in places(document) if isinstance(here, dict)]
    if named:
        here, key = dice.choice(named)
        here[dice.choice((key.swapcase(), f"{key}s", key[:-1], TOKEN))] = here.pop(key)


def _answered(document: Json, dice: Random) -> None:
    """A row is answered otherwise, as often happens."""
    rows = [here for here, key in places(document) if key == "value"]
    if rows:
        dice.choice(rows)["value"] = copy.deepcopy(dice.choice((True, False, None, *ODD[-3:])))


CHANGES: tuple[Callable[[Json, Random], None], ...] = (
    _odd, _odd, _removed, _repeated, _exchanged, _added, _misspelt, _renamed, _answered, _answered,
)  # fmt: skip


def mutated(document: Json, dice: Random) -> Json:
    """A copy with one to four changes; nothing of the original is shared."""
    changed = copy.deepcopy(document)
    for _ in range(dice.randint(1, 4)):
        if changed:
            dice.choice(CHANGES)(changed, dice)
    return changed


STRAY = (TOKEN, '"', "<", "&", "}", "]", ",", "{", "\x00", "\ufeff")


def broken(text: str, dice: Random) -> str:
    """Text cut off, or with characters taken out, doubled, exchanged or put in."""
    for _ in range(dice.randint(1, 3)):
        at = dice.randrange(len(text))
        end = at + dice.randint(1, 20)
        text = dice.choice((
            text[:at], text[:at] + text[end:], text[:end] + text[at:],
            text[:at] + dice.choice(STRAY) + text[at:],
        )) or text  # fmt: skip
    return text


# ---- sheets


def mutated_sheet(text: str, dice: Random) -> str:
    """A CSV sheet with one to four cells, columns or rows changed, moved or doubled."""
    delimiter = dice.choice((",", ";", "\t")) if dice.random() < 0.1 else _delimiter(text)
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
        records = [list(record) for record in reader]
    except csv.Error:  # it is no sheet any more
        return broken(text, dice)
    for _ in range(dice.randint(1, 4)):
        _change_sheet(records, dice)
    return sheet_text(records, delimiter, dice)


def _delimiter(text: str) -> str:
    line = text.partition("\n")[0]
    return max((",", ";", "\t"), key=line.count)


def _change_sheet(records: list[list[str]], dice: Random) -> None:
    filled = [record for record in records if record]
    if not filled:
        return
    record, other = dice.choices(filled, k=2)
    at, there = dice.randrange(len(record)), dice.randrange(len(other))
    what = dice.randrange(8)
    if what == 0:
        del record[at]
    elif what == 1:
        records.insert(dice.randrange(len(records) + 1), record[:])
    elif what == 2:
        record[at], other[there] = other[there], record[at]
    elif what == 3:
        column = dice.randrange(len(records[0]) + 1)
        for one in records:
            one[column:column] = [dice.choice(CELLS)]
    else:
        record[at] = dice.choice((*CELLS, record[at][:-1], record[at].upper(), f" {record[at]} "))


CELLS = (
    "", " ", "yes", "No", "Y", "true", "0", "1/2", "2/1", "0/0", "1,234/2,000", "1 / 2", "Jan-02",
    "45292", "1/2/2025", "13/2/2025", "2025-01-01", "2025-06-01 00:00:00", "2025-02-30", "1.0",
    "production", "PRE-PRODUCTION", "123", "1e3", '="000000001"', "'1", "-1", "9007199254740992",
    "2022", "2025", "2027", "group", "subgroup", "mips", "\x00", "\udcff", "\u0661", "a\nb", '"',
    TOKEN, f" {TOKEN}", f"{TOKEN}/2", f"PI_{TOKEN}", "PI_EP_1", "PI_LVPP_1", "PI_EP_1.numerator",
    "PI_EP_1.denominator", "cehrtid", "performanceYear",
)  # fmt: skip


def sheet_text(records: Iterable[Iterable[str]], delimiter: str, dice: Random) -> str:
    """Records as CSV, quoted and ended in one of the ways there are."""
    written = io.StringIO()
    # What is quoted where need be has the longer end: csv leaves a lone return bare before "\n".
    everything, end = dice.choice(((False, "\r\n"), (True, "\r\n"), (True, "\n")))
    quoting: Any = csv.QUOTE_ALL if everything else csv.QUOTE_MINIMAL
    writer = csv.writer(written, delimiter=delimiter, quoting=quoting, lineterminator=end)
    writer.writerows(records)
    return written.getvalue()


# ---- XML


def mutated_xml(text: str, dice: Random) -> str:
    """An XML document with one to four elements or attributes changed, moved or doubled."""
    root = ET.fromstring(text)  # noqa: S314 - documents of tests
    for _ in range(dice.randint(1, 4)):
        _change_element(root, dice)
    return ET.tostring(root, encoding="unicode", xml_declaration=True)


def _change_element(root: ET.Element, dice: Random) -> None:
    parents = [parent for parent in root.iter() if len(parent)]
    if not parents:
        return
    parent, other = dice.choices(parents, k=2)
    at = dice.randrange(len(parent))
    one = parent[at]
    what = dice.randrange(6)
    if what == 0:
        del parent[at]
    elif what == 1:
        parent.insert(at, copy.deepcopy(one))
    elif what == 2:
        other.insert(dice.randrange(len(other) + 1), copy.deepcopy(one))
    elif what == 3:
        one.tag = dice.choice((parent.tag, f"{one.tag}s", TOKEN))
    else:
        attributed = [element for element in root.iter() if element.attrib]
        found = dice.choice(attributed)
        name = dice.choice(list(found.attrib))
        value = found.attrib.pop(name)
        odd = ("", " ", TOKEN, "Y", "N", "-1", "1.5", "20250230", "NA", value[:-1], f"{value}0")
        if what == 4:
            found.set(name, dice.choice(odd))
        elif dice.random() < 0.5:
            found.set(dice.choice(("nullFlavor", "code", "value", "extension", TOKEN)), value)
