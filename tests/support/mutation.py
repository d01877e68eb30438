"""Documents changed at random in ways that files go wrong: seeded, so that a failure comes again.

JSON is changed as values, by its structure; XML by its elements; both also by their characters.
"""

import copy
import json
import xml.etree.ElementTree as ET
from collections.abc import Callable
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


# ---- the same said otherwise


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
    return json.dumps(value, ensure_ascii=dice.random() < 0.5 or not _writable(value))


def _writable(value: object) -> bool:
    return not isinstance(value, str) or value.encode("utf-8", "ignore").decode() == value


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
