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


def measure() -> list[str]:
    """The section of docs/performance.md, as Markdown lines."""
    texts = [qrda.document(one).encode() for one in documents("valid", years()[-3], DISTINCT)]
    contenders: dict[str, tuple[Call, list[bytes]]] = {
        "expat, no handlers": (bare, texts),
        "expat, empty handlers": (handled, texts),
        "read and evaluate": (evaluate, texts),
    }
    times = interleaved(contenders, ROUNDS)
    found = ratios(times, "expat, no handlers")
    return [
        "## QRDA III",
        "",
        f"{DISTINCT} distinct documents of {sum(map(len, texts)) // DISTINCT} bytes on average.",
        "",
        *table(
            ("", "ratio", "microseconds"),
            [(name, found[name], microseconds(times[name])) for name in contenders],
        ),
        "",
        "CMS's own converter took 5.5 to 8.9 ms for a document of 32 KB: its Java, run in one "
        "process after warming up, on a machine of the same kind.",
    ]
