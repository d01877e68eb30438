"""Reading and judging QRDA III, beside what expat itself costs."""

import sys
from pathlib import Path
from xml.parsers import expat

from documents import documents
from mips_pi_rules import evaluate, years
from timing import Call, interleaved, microseconds, ratios, table

sys.path.append(str(Path(__file__).resolve().parent.parent / "tests"))

from mips_pi_rules.testing import qrda

DISTINCT, ROUNDS = 60, 9


def bare(text: bytes) -> None:
    """Expat without handlers."""
    expat.ParserCreate(namespace_separator=" ").Parse(text, True)


def handled(text: bytes) -> None:
    """Expat with handlers that do nothing."""
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = lambda name, attributes: None
    parser.EndElementHandler = lambda name: None
    parser.Parse(text, True)


def with_quality(text: bytes) -> bytes:
    """The document with a section of quality measures that makes it as large as they mostly are."""
    observation = (
        f"<component><observation>{qrda.template('27.3.5')}<statusCode code='completed'/>"
        f"<value code='IPOP'/><reference><externalObservation>{qrda.identifier('4.6', '0')}"
        "</externalObservation></reference></observation></component>"
    )
    entry = f"<entry><organizer>{qrda.template('24.3.98')}{observation * 200}</organizer></entry>"
    section = qrda.section(*[entry] * 5).replace("10.20.27.2.5", "10.20.27.2.1")
    return text.replace(b"<structuredBody>", f"<structuredBody>{section}".encode(), 1)


def measure() -> list[str]:
    """The section of docs/performance.md, as Markdown lines."""
    lines = ["## QRDA III", ""]
    for kind, prepare, what in (
        ("valid", None, ""),
        ("forced", None, " whose score is forced to 0, with the line and path of each finding"),
        ("valid", with_quality, " most of which are measures of another section"),
    ):
        texts = [qrda.document(one).encode() for one in documents(kind, years()[-3], DISTINCT)]
        if prepare is not None:
            texts = list(map(prepare, texts[: DISTINCT // 6]))
        lines += _table(texts, what)
    return [
        *lines,
        "CMS's own converter took 5.5 to 8.9 ms for a document of 32 KB: its Java, run in one "
        "process after warming up, on a machine of the same kind.",
    ]


def _table(texts: list[bytes], what: str) -> list[str]:
    contenders: dict[str, tuple[Call, list[bytes]]] = {
        "expat, no handlers": (bare, texts),
        "expat, empty handlers": (handled, texts),
        "read and evaluate": (evaluate, texts),
    }
    times = interleaved(contenders, ROUNDS)
    found = ratios(times, "expat, no handlers")
    size = sum(map(len, texts)) // len(texts)
    return [
        f"{len(texts)} distinct documents of {size} bytes on average{what}.",
        "",
        *table(
            ("", "ratio", "microseconds"),
            [(name, found[name], microseconds(times[name])) for name in contenders],
        ),
        "",
    ]
