"""What is changed: one file with one thing in it that is no longer so."""

from collections import Counter
from collections.abc import Iterable, Iterator
from hashlib import sha256
from pathlib import Path

from attrs import evolve, frozen

from mutating import code, data

SOURCE = Path("src/mips_pi_rules")
CODE = ("law", "forms", "facts", "judging", "documents")
PARTS = ("rules", "policy", *CODE)


@frozen
class Mutant:
    """A changed file.

    `place` and `change` say what is changed, without line numbers, so that they keep their meaning
    when something else in the file changes. `text` is that of the whole file, `part` that of the
    function or table that is changed.
    """

    file: str
    place: str
    change: str
    text: str
    part: str

    @property
    def name(self) -> str:
        """What it is called in results and in the list of survivors."""
        return f"{self.file} {self.place}: {self.change}"

    @property
    def key(self) -> str:
        """What tells it from every other state of what is changed."""
        return sha256(f"{self.name}\n{self.part}".encode()).hexdigest()[:16]


def mutants(root: Path, parts: Iterable[str] = PARTS) -> Iterator[Mutant]:
    """Every mutant of the parts, in the order of the files."""
    for part in parts:
        for file in _files(root, part):
            yield from of_file(root, file)


def _files(root: Path, part: str) -> list[Path]:
    if part in CODE:
        return sorted((root / SOURCE / part).rglob("*.py"))
    return sorted((root / {"rules": "schemas/rules", "policy": "policy"}[part]).glob("*.json"))


def of_file(root: Path, file: Path) -> Iterator[Mutant]:
    """Every mutant of one file under the root of the project."""
    name, text = file.relative_to(root).as_posix(), file.read_text(encoding="utf-8")
    if file.suffix == ".py":
        changed = code.changes(text)
    elif file.parent.name == "rules":
        changed = data.changes_of_rule(text)
    else:
        changed = data.changes_of_policy(text)
    seen: Counter[tuple[str, str]] = Counter()
    for place, change, made, part in changed:
        seen[place, change] += 1
        mutant = Mutant(name, place, change, made, part)
        times = seen[place, change]
        yield mutant if times == 1 else evolve(mutant, change=f"{change} ({times})")
