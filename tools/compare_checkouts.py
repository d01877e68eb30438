"""Whether two checkouts of the library give the same reports, byte for byte.

    python tools/compare_checkouts.py BEFORE AFTER [--documents 100000] [--seed 1] [--but field]

Judged are every worked case, every file that stands beside the project in shared/conformance, and
seeded documents of all years: valid, forced to 0, rejected, mutated and broken; as text, as a
decoded mapping and as QRDA III. Exit status 1 when any report differs; then the first are shown.
`--but` names what findings of one checkout have and those of the other have not, on purpose.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "benchmarks"), str(ROOT / "tests"), str(ROOT / "src")]

from documents import KINDS, documents  # noqa: E402 - the folders are known only now
from mips_pi_rules import policy, years  # noqa: E402
from mips_pi_rules.testing import qrda  # noqa: E402
from support.cases import edited  # noqa: E402
from support.mutation import broken, mutated  # noqa: E402

Json = dict[str, Any]
SHOWN = 5

# Runs in each checkout: one line in, one report out. What raises is named, never its text.
WORKER = """
import json, sys
from mips_pi_rules import evaluate, read_qrda3
for line in sys.stdin:
    form, context, document = json.loads(line)
    try:
        if form == "qrda":
            document = read_qrda3(document.encode("utf-8"))
        elif form == "bytes":
            document = document.encode("utf-8")
        report = evaluate(document, context=context).to_dict()
        del report["library"]
        for name in sys.argv[1:]:
            for finding in report["findings"]:
                finding.pop(name, None)
        print(json.dumps(report, sort_keys=True))
    except Exception as error:
        print(json.dumps(type(error).__name__))
"""


def written(count: int, seed: int) -> Iterator[tuple[str, Json | None, Any]]:
    """(form, context, document) of everything that is judged."""
    for file in sorted((ROOT / "examples").glob("20*/*.json")):
        case = json.loads(file.read_text(encoding="utf-8"))
        if "submission" in case:
            yield "dict", case.get("context"), case["submission"]
            yield "bytes", case.get("context"), json.dumps(case["submission"], indent=1)
    beside = ROOT.parent / "shared" / "conformance"
    for file in sorted(beside.glob("*/*.json")) if beside.is_dir() else ():
        if file.name != "expected.json":
            yield "text", None, file.read_text(encoding="utf-8")
    random = Random(seed)
    names = sorted({name for year in years() for name in policy(year).roles})
    made = 0
    while made < count:
        for year in years():
            for kind in KINDS:
                for document in documents(kind, year, 4, seed=random.randrange(10**9)):
                    for form, one in _forms(document, random, names):
                        made += 1
                        yield form, None, one


def _forms(document: Json, random: Random, names: list[str]) -> Iterator[tuple[str, Any]]:
    text = json.dumps(document)
    yield "bytes", text
    changed = _with_row(document, random, names) if random.random() < 0.25 else document
    yield random.choice(("dict", "text")), mutated(changed, random)
    twice = text.replace('"value": true', '"value": false, "value": true', 1)
    yield "text", broken(random.choice((text, twice)), random)
    yield "text", random.choice((twice, "\n \t" + text.replace(", ", ",\r\n")))
    if random.random() < 0.25:
        yield "qrda", qrda.document(document)


def _with_row(document: Json, random: Random, names: list[str]) -> Json:
    """The document with one more row in its first set."""
    row = {"measureId": random.choice(names), "value": random.choice((True, True, False, None))}
    return edited(document, {"rows": [row]})


def reports(checkout: str, lines: Path, out: Path, but: list[str]) -> "subprocess.Popen[bytes]":
    """Start judging every line in a checkout; without what `but` names of findings."""
    environment = {"PYTHONPATH": str(Path(checkout).resolve() / "src"), "PYTHONHASHSEED": "0"}
    with lines.open("rb") as given, out.open("wb") as answers:
        return subprocess.Popen(
            [sys.executable, "-c", WORKER, *but], stdin=given, stdout=answers, env=environment
        )


def main() -> int:
    """Compare, and print how many documents were judged and how many reports differ."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("before")
    parser.add_argument("after")
    parser.add_argument("--documents", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--but", action="append", default=[])
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        lines = Path(folder) / "documents.ndjson"
        counts: dict[str, int] = {}
        with lines.open("w", encoding="utf-8") as out:
            for form, context, one in written(options.documents, options.seed):
                document = json.dumps(one) if form == "text" and not isinstance(one, str) else one
                out.write(json.dumps((form, context, document)) + "\n")
                counts[form] = counts.get(form, 0) + 1
        outs = [Path(folder) / name for name in ("before", "after")]
        checkouts = (options.before, options.after)
        runs = [
            reports(one, lines, out, options.but) for one, out in zip(checkouts, outs, strict=True)
        ]
        ended = [run.wait() for run in runs]
        if any(ended):
            print("a checkout could not be run to the end")
            return 1
        differ = 0
        with lines.open() as given, outs[0].open() as first, outs[1].open() as second:
            for line, old, new in zip(given, first, second, strict=True):
                if old != new:
                    differ += 1
                    if differ <= SHOWN:
                        print("document", line.strip()[:3000])
                        print(_difference(json.loads(old), json.loads(new)))
    forms = ", ".join(f"{count} as {form}" for form, count in sorted(counts.items()))
    print(f"{sum(counts.values())} documents ({forms}); {differ} reports differ")
    return int(differ > 0)


def _difference(old: Any, new: Any) -> str:
    if not isinstance(old, dict) or not isinstance(new, dict):
        return f"  before {str(old)[:200]}\n  after  {str(new)[:200]}"
    names = [name for name in {**old, **new} if old.get(name) != new.get(name)]
    return "\n".join(f"  {n}: before {old.get(n)}\n  {n}: after  {new.get(n)}" for n in names)


if __name__ == "__main__":
    sys.exit(main())
