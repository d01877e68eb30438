"""What each target of fuzzing starts from, and how that is changed.

Inputs that are kept come from these, so they start from the project's own documents alone.
"""

import json
from collections.abc import Iterable
from contextlib import suppress
from random import Random
from typing import Any

from mips_pi_rules import answers_of, evaluate, years
from mips_pi_rules.documents.document import read
from mips_pi_rules.forms.sheets import DENOMINATOR, NUMERATOR
from support.cases import TOKEN, full
from support.mutation import mutated, mutated_sheet, mutated_xml, sheet_text
from support.sources import own_sources, own_xml_sources
from support.workbooks import workbook

_PARTS = (NUMERATOR, DENOMINATOR)


def _json(value: Any) -> bytes:
    return json.dumps(value).encode("utf-8", "surrogatepass")


def documents() -> Iterable[bytes]:
    return [_json(one.document).replace(b"000000001", TOKEN.encode()) for one in own_sources()]


def xml_documents() -> Iterable[bytes]:
    texts = own_xml_sources()
    return [text.encode() for text in texts] + [
        text.replace("000000001", TOKEN).encode() for text in texts
    ]


def wrapped() -> Iterable[bytes]:
    return [
        _json({"submission": one.document, "context": one.context})
        for one in own_sources()
        if one.context
    ]


def reports() -> Iterable[bytes]:
    return [_json(evaluate(one.document).to_dict()) for one in own_sources()[::8]]


def forms() -> Iterable[bytes]:
    found = []
    for one in own_sources():
        with suppress(ValueError):
            found.append(_json(answers_of(read(one.document).submission)))
    return [one.replace(b"000000001", TOKEN.encode()) for one in found[::2]] + found[1::2]


def _records() -> Iterable[tuple[int, list[list[str]]]]:
    """Sheets of each year, with the counts of a proportion in one cell and in two."""
    for year in years():
        answers = {
            name: str(value) for name, value in answers_of(read(full(year)).submission).items()
        }
        apart = dict(answers)
        for name, value in answers.items():
            counts = value.split("/")
            if len(counts) == len(_PARTS):
                del apart[name]
                apart |= {
                    f"{name}.{part}": count for part, count in zip(_PARTS, counts, strict=True)
                }
        for row in (answers, apart):
            yield year, [[*one] for one in (row, row.values(), {**row, "cehrtId": TOKEN}.values())]


def sheets() -> Iterable[bytes]:
    return [sheet_text(records, ",", Random(year)).encode() for year, records in _records()]


def workbooks() -> Iterable[bytes]:
    return [workbook(records) for _, records in _records()]


def as_sheet(data: bytes, dice: Random) -> bytes:
    text = data.decode("utf-8", "surrogateescape")
    return mutated_sheet(text, dice).encode("utf-8", "surrogateescape")


def as_value(data: bytes, dice: Random) -> bytes:
    document = json.loads(data)
    return _json(mutated(document, dice)) if isinstance(document, dict) else data


def as_xml(data: bytes, dice: Random) -> bytes:
    return mutated_xml(data.decode("utf-8"), dice).encode("utf-8", "xmlcharrefreplace")
