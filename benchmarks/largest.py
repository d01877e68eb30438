"""Read and judge the largest inputs there may be, whole, and say what they cost.

    python benchmarks/largest.py [--tenth] [NAME ...]

Each input has 32 MiB and runs in a process of its own. It may take a minute of the processor, so
that other work does not count, and no more memory than json.loads of it and one gigabyte; XML
300 MB in all, the interpreter and what it loads once included. Exit status 1 where one takes more.
`--tenth`: inputs of a tenth of that, and a tenth of what they may take; XML has the same 300 MB,
as of its rows no more are read than fit into these.
"""

import json
import multiprocessing
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

from mips_pi_rules import UnreadableSubmission, evaluate
from mips_pi_rules.documents.qrda3.parsing import MAX_KEPT

T = TypeVar("T")

PARTS = 10 if "--tenth" in sys.argv else 1
SIZE = 32 * 1024 * 1024 // PARTS
MOST_SECONDS = 60 / PARTS
MOST_ABOVE, MOST_OF_XML = 1_000_000_000 // PARTS, 300_000_000
ROW = '{"measureId":"PI_EP_1","value":{"numerator":1,"denominator":2}}'
_CDA = "urn:hl7-org:v3"


def _set(rows: str) -> str:
    """A submission around the inside of a list of rows."""
    return (
        '{"performanceYear":2025,"entityType":"group","taxpayerIdentificationNumber":"000000001",'
        '"measurementSets":[{"category":"pi","submissionMethod":"registry","measurements":['
        f"{rows}]}}]}}"
    )


def _sets(sets: str) -> str:
    """A submission around the inside of a list of measurement sets."""
    return f'{{"performanceYear":2025,"measurementSets":[{sets}]}}'


def _filled(one: str, around: Callable[[str], str] = _set, between: str = ",") -> str:
    room = SIZE - len(around(""))
    return around(between.join([one] * (room // (len(one) + len(between)))))


def _names(template: str, around: Callable[[str], str]) -> str:
    """As many different names as there is room for."""
    count = (SIZE - len(around(""))) // (len(template.format(0)) + 8)
    return around(",".join(template.format(f"{number:07}") for number in range(count)))


def _qrda(inside: str) -> str:
    return f'<ClinicalDocument xmlns="{_CDA}">{inside}</ClinicalDocument>'


_ID = "2.16.840.1.113883"
_ROW_OF_XML = (
    f'<entry><organizer><templateId root="{_ID}.10.20.27.3.29"/><reference><externalDocument>'
    f'<id root="{_ID}.3.7031" extension="PI_PPHI_1"/></externalDocument></reference><component>'
    f'<observation><templateId root="{_ID}.10.20.27.3.27"/><value code="N"/></observation>'
    "</component></organizer></entry>"
)


def _spread(one: str, parts: int) -> str:
    """As many as are read, where each has so many parts, spread over the whole size."""
    count = min(MAX_KEPT // parts - 10, SIZE // len(one) - 10)
    return (one + " " * ((SIZE - 1000) // count - len(one))) * count


def _section(inside: str) -> str:
    """A document with the section of this category around it."""
    period = (
        f'<templateId root="{_ID}.10.20.27.2.5"/>'
        f'<entry><act><templateId root="{_ID}.10.20.17.3.8"/><effectiveTime>'
        '<low value="20250101"/><high value="20251231"/></effectiveTime></act></entry>'
    )
    return _qrda(
        "<component><structuredBody><component>"
        f"<section>{period}{inside}</section>"
        "</component></structuredBody></component>"
    )


INPUTS: dict[str, Callable[[], str]] = {
    "rows alike": lambda: _filled(ROW),
    "rows that are no object": lambda: _filled("1"),
    "empty rows": lambda: _filled("{}"),
    "blank rows, indented": lambda: _filled('{"measureId":\n"PI_EP_1"}', between=",\n"),
    "unknown ids": lambda: _names('{{"measureId":"PI_{}","value":true}}', _set),
    "names near a known one": lambda: _names('"cehrtI{}":1', lambda inside: f"{{{inside}}}"),
    "a name that stands twice": lambda: _filled('"cehrtId":1', lambda inside: f"{{{inside}}}"),
    "ids near a known one": lambda: _names('{{"measureId":"PI_PHCDRR_{}","value":true}}', _set),
    "fields of rows near a known one": lambda: _filled('{"valu":1}'),
    "fields of rows unlike any": lambda: _filled('{"lavue":1}'),
    "rows with an empty value": lambda: _filled('{"value":{}}'),
    "rows with wrong counts": lambda: _filled('{"measureId":"PI_EP_1","value":{"numerator":-1}}'),
    "nested empty lists": lambda: _filled("[[[[]]]]"),
    "measurement sets": lambda: _filled('{"category":"pi","measurements":[]}', _sets),
    "empty measurement sets": lambda: _filled('{"category":"pi"}', _sets),
    "measurement sets that differ": lambda: _names('{{"category":"pi","cehrtId":"{}"}}', _sets),
    "measurement sets of one row": lambda: _filled('{"category":"pi","measurements":[1]}', _sets),
    "measurement sets twice": lambda: _names(
        '{{"category":"pi","submissionMethod":"registry","cehrtId":"{}"}}', _sets
    ),
    "measurement sets of no category": lambda: _filled("{}", _sets),
    "measurement sets of others": lambda: _filled('{"category":"ia"}', _sets),
    "measurement sets that are none": lambda: _filled("1", _sets),
    "one long text": lambda: _filled("x", lambda inside: f'{{"cehrtId":"{inside}"}}', ""),
    "one long number": lambda: _filled("9", lambda inside: f'{{"performanceYear":{inside}}}', ""),
    "XML organizers": lambda: _filled("<organizer/>", _qrda, ""),
    "XML organizers of the section": lambda: _filled("<entry><organizer/></entry>", _section, ""),
    "XML organizers that are read": lambda: _section(_spread("<entry><organizer/></entry>", 2)),
    "XML rows that are read": lambda: _section(_spread(_ROW_OF_XML, 10)),
    "XML text": lambda: _filled("text ", _qrda, ""),
    "XML comments": lambda: _filled("<!---->", _qrda, ""),
    "XML entries in a comment": lambda: _filled(
        f"<entry>{'x' * 300}</entry>", lambda inside: _qrda(f"<!--{inside}-->"), ""
    ),
    "XML entries of marks": lambda: _filled(f"<entry>{'#!?' * 100}</entry>", _section, ""),
}


def _peak() -> int:
    """The most memory that this process had, in bytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def _written(name: str, file: str) -> int:
    return Path(file).write_text(INPUTS[name](), encoding="utf-8")


def _judged(file: str) -> tuple[float, int, int, str]:
    """Seconds, memory that is taken once, the most that was taken, and what came out."""
    for small in ("{}", _qrda("")):
        evaluate(small)
    once = _peak()
    content = Path(file).read_bytes()
    began = time.process_time()
    try:
        report = evaluate(content)
        said = f"{report.outcome.value}, {len(report.findings)} findings"
    except UnreadableSubmission as error:
        said = error.sentence
    return time.process_time() - began, once, _peak(), said


def _loaded(file: str) -> int:
    before = _peak()
    content = Path(file).read_bytes()
    with suppress(ValueError):  # a number that is longer than Python takes
        json.loads(content)
    return _peak() - before


def _apart(work: Callable[..., T], *given: str) -> T:
    """What a process of its own finds: the memory of one is not counted for another."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(work, given)


def main(names: list[str]) -> int:
    """Run the inputs named, or all."""
    wrong = 0
    folder = Path(tempfile.mkdtemp(prefix="mips-pi-largest-"))
    for name in [name for name in names if name != "--tenth"] or INPUTS:
        file = folder / "input"
        size = _apart(_written, name, str(file))  # what it takes to write it is not counted
        seconds, once, memory, said = _apart(_judged, str(file))
        if name.startswith("XML"):
            allowed = MOST_OF_XML
        else:
            memory, allowed = memory - once, _apart(_loaded, str(file)) + MOST_ABOVE
        file.unlink()
        fits = seconds < MOST_SECONDS and memory < allowed
        wrong += not fits
        print(
            f"{'  ' if fits else '! '}{name:<31} {size / 2**20:5.1f} MiB {seconds:6.1f} s "
            f"{memory / 1e6:6.0f} of {allowed / 1e6:6.0f} MB  {said}",
            flush=True,
        )
    folder.rmdir()
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
