"""What a run over many documents keeps beside its output, so that it can go on after any end.

In the folder OUT.parts every finished part is a file, rows in order and a last line that counts
them. A part is done when it has its name, which it gets when it is whole. Names bear the mark of
the run, made of the input, the options, the library and its rules: what a run of anything else
left behind never counts. `manifest` says what the mark is made of, so that it can be told what
has changed.
"""

import filecmp
import json
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from attrs import Factory, field, frozen

from mips_pi_rules._version import __version__
from mips_pi_rules.byvalue import ByValue
from mips_pi_rules.errors import BatchError
from mips_pi_rules.law.files import folder

_MANIFEST: Final = "manifest"
_OURS: Final = re.compile(r"manifest(\.[0-9]+)?|joined\.[0-9]+|[0-9]{8}\.[0-9a-f]{16}(\.[0-9]+)?")
_WHAT: Final = {
    "input": "the input has changed",
    "options": "the options are not the same",
    "library": "the version of mips-pi-rules is another",
    "rules": "the policies or rules are not the same",
}


@frozen(eq=False, repr=False)
class Kept(ByValue):
    """The folder beside the output and the mark of this run."""

    output: Path
    manifest: dict[str, Any]
    mark: str = field(
        init=False, default=Factory(lambda kept: _mark(kept.manifest), takes_self=True)
    )

    @property
    def folder(self) -> Path:
        """Where the parts are."""
        return self.output.with_name(f"{self.output.name}.parts")

    def opened(self, *, resume: bool) -> int:
        """Make the folder ready; how many parts an earlier run left that count.

        Raises BatchError where there is something in the way, OSError where nothing can be
        written.
        """
        before = self._manifest_there()
        there = os.path.lexists(self.output)
        if there and before is None:
            raise BatchError("is there already; name another output, or remove it")
        if before is not None and not resume:
            raise BatchError(
                f"an unfinished run is in {self.folder.name}: --resume goes on with it; "
                "remove that folder to begin anew"
            )
        if before is not None and before != self.manifest:
            changed = [_WHAT[name] for name in _WHAT if before.get(name) != self.manifest[name]]
            raise BatchError(
                f"cannot be resumed: {', '.join(changed) or 'its manifest is broken'}; remove "
                f"{self.folder.name} to begin anew"
            )
        self.folder.mkdir(exist_ok=True)
        if before is None:
            _write_whole(self.folder / _MANIFEST, [json.dumps(self.manifest, indent=1).encode()])
        return sum(file.name.endswith(self.mark) for file in self.folder.iterdir())

    def _manifest_there(self) -> dict[str, Any] | None:
        try:
            said = (self.folder / _MANIFEST).read_bytes()
        except FileNotFoundError:
            return None
        with suppress(ValueError):
            found = json.loads(said)
            if isinstance(found, dict):
                return found
        return {}

    def _part(self, number: int) -> Path:
        return self.folder / f"{number:08}.{self.mark}"

    def has(self, number: int) -> bool:
        """Whether a part is done."""
        return self._part(number).exists()

    def keep(self, number: int, lines: Iterable[bytes]) -> None:
        """Write a part, its rows and its end, and give it its name. Raises OSError."""
        _write_whole(self._part(number), lines)

    def lines(self, number: int) -> Iterator[bytes]:
        """The lines of a part that is done."""
        with self._part(number).open("rb") as file:
            yield from file

    def joined(self) -> Path:
        """Where the output is written before it gets its name."""
        return self.folder / f"joined.{os.getpid()}"

    def publish(self) -> None:
        """Give what was joined the name of the output, unless another file has it by now.

        Raises BatchError, and leaves that file as it is.
        """
        joined = self.joined()
        with joined.open("rb") as file:
            os.fsync(file.fileno())
        try:
            os.link(joined, self.output)
        except FileExistsError:
            if not filecmp.cmp(joined, self.output, shallow=False):
                raise BatchError("is there already and is another file; it is as it was") from None
        except OSError:  # a system without links: the moment between the two is short
            if os.path.lexists(self.output):
                raise BatchError("is there already; it is as it was") from None
            joined.replace(self.output)

    def cleared(self) -> None:
        """Take away what the run kept: its manifest first, and nothing that is not its own."""
        with suppress(OSError):
            (self.folder / _MANIFEST).unlink()
            for file in list(self.folder.iterdir()):
                if _OURS.fullmatch(file.name):
                    file.unlink()
            self.folder.rmdir()


def _write_whole(path: Path, pieces: Iterable[bytes]) -> None:
    """A file that is whole or not there. Raises OSError."""
    unfinished = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        with unfinished.open("wb") as file:
            file.writelines(pieces)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
    except BaseException:
        with suppress(OSError):
            unfinished.unlink()
        raise


def _mark(manifest: Mapping[str, Any]) -> str:
    return sha256(json.dumps(manifest, sort_keys=True).encode()).hexdigest()[:16]


def manifest(given: Mapping[str, Any], options: Mapping[str, Any]) -> dict[str, Any]:
    """What a run stands on: its input and options, the library, and all policies and rules."""
    return {
        "input": dict(given),
        "options": dict(options),
        "library": __version__,
        "rules": _rules_mark(),
    }


def _rules_mark() -> str:
    mark = sha256()
    for place in (folder("policy"), folder("schemas").joinpath("rules")):
        for file in sorted(place.iterdir(), key=lambda one: one.name):
            if file.name.endswith(".json"):
                mark.update(file.name.encode() + b"\0" + file.read_bytes())
    return mark.hexdigest()
