"""Coverage-guided fuzzing: `tools/fuzz.py TARGET SECONDS [FOLDER]`, one target a process.

Documents are changed as values as often as by their bytes. What holds of every report stands in
tests/support/soundness.py. An input that breaks it is written to FOLDER (build/fuzz/TARGET) as
`crash-…`; once mended it goes to tests/data/fuzz/TARGET/, where the tests run it again.
Needs the extra `fuzz`.
"""

import json
import pkgutil
import sys
from collections.abc import Callable
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from random import Random

import atheris

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))

with atheris.instrument_imports(include=["mips_pi_rules"]):
    import mips_pi_rules
    from support import fuzzing

    # What the library imports when it is first used would be imported without being traced.
    for module in pkgutil.walk_packages(mips_pi_rules.__path__, "mips_pi_rules."):
        if not module.name.endswith("__main__"):
            with suppress(ImportError):  # an extra that is not there
                import_module(module.name)


def _changed(target: fuzzing.Target) -> Callable[[bytes, int, int], bytes]:
    """As a value or by its bytes, as the seed says."""

    def change(data: bytes, most: int, seed: int) -> bytes:
        dice = Random(seed)
        if dice.random() < 0.5:
            try:
                return target.mutate(data, dice)[:most]
            except (
                ValueError,
                TypeError,
                LookupError,
                AttributeError,
                SyntaxError,
                RecursionError,
            ):
                pass  # no document any more: by its bytes
        mutated: bytes = atheris.Mutate(data, most)
        return mutated

    return change


def main(name: str, seconds: str, folder: str = "") -> None:
    """Run one target; ends with an error at the first input that breaks it."""
    target = fuzzing.TARGETS[name]
    found = Path(folder) if folder else ROOT / "build" / "fuzz" / name
    corpus = found / "corpus"
    corpus.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(target.seeds()):
        (corpus / f"seed-{number:04}").write_bytes(seed)
    words = corpus.parent / "words"
    words.write_text("".join(f"{json.dumps(word)}\n" for word in target.words()), "ascii")
    options = [f"-max_total_time={seconds}", "-max_len=60000", "-rss_limit_mb=4096", "-timeout=120"]
    options += [f"-dict={words}", f"-artifact_prefix={found}/", "-print_final_stats=1"]
    atheris.Setup(
        [sys.argv[0], *options, str(corpus), *map(str, target.kept())],
        target.run,
        custom_mutator=_changed(target),
    )
    atheris.Fuzz()


if __name__ == "__main__":
    main(*sys.argv[1:])
