"""Build the page that judges in the browser: `python tools/checkpage.py [FOLDER]`.

Its own files, the look of the report, Pyodide from the npm package, and library.zip, which holds
this library and what it needs. Without FOLDER into docs/build/site/check. `npm ci` in
docs/site/check comes first; `make site` does both.
"""

import json
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

from target import target

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "docs" / "site" / "check"
OWN = ("index.html", "page.css", "dom.js", "form.js", "library.js", "page.js", "worker.js")
LOOK = ROOT / "src" / "mips_pi_rules" / "render" / "page.css"
PYODIDE = ("pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm", "python_stdlib.zip")
LOCK = "pyodide-lock.json"
# jsonschema is left out, and with it rpds-py, which is compiled: it reads rulebooks and reports,
# and the page does neither. That nothing asks for it is shown by the check in a browser.
NEEDED = ("attrs", "cattrs", "typing-extensions")
EPOCH = (1980, 1, 1, 0, 0, 0)  # the same library gives the same bytes


def wheels(folder: Path) -> Iterator[Path]:
    """The wheels of this library and of what it needs, in the versions that are installed here."""
    wanted = [str(ROOT), *(f"{name}=={version(name)}" for name in NEEDED)]
    pip = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check", "wheel"]
    subprocess.run([*pip, "--no-deps", "--wheel-dir", folder, *wanted], check=True)
    yield from sorted(folder.glob("*.whl"))


def library(target: Path) -> None:
    """All wheels and judge.py as one archive; their metadata and licences stay in it."""
    with tempfile.TemporaryDirectory() as folder, zipfile.ZipFile(target, "w") as archive:
        for wheel in wheels(Path(folder)):
            if not wheel.name.endswith("-none-any.whl"):
                raise SystemExit(f"{wheel.name} is compiled, and cannot run in a browser")
            with zipfile.ZipFile(wheel) as packed:
                for name in sorted(packed.namelist()):
                    if ".data/" not in name:
                        _put(archive, name, packed.read(name))
        _put(archive, "judge.py", (SOURCE / "judge.py").read_bytes())


def _put(archive: zipfile.ZipFile, name: str, content: bytes) -> None:
    archive.writestr(zipfile.ZipInfo(name, EPOCH), content, zipfile.ZIP_DEFLATED)


def runtime(target: Path) -> None:
    """Pyodide as it is in the npm package, without the list of packages that could be fetched."""
    installed = SOURCE / "node_modules" / "pyodide"
    if not installed.is_dir():
        raise SystemExit("Pyodide is not installed: run npm ci in docs/site/check, or make site")
    for name in PYODIDE:
        shutil.copy(installed / name, target)
    lock = json.loads((installed / LOCK).read_text(encoding="utf-8"))
    (target / LOCK).write_text(json.dumps({**lock, "packages": {}}), encoding="utf-8")


def main(folder: Path) -> int:
    """Build the page, and say how large it is."""
    if folder.exists():
        if any(folder.iterdir()) and not (folder / OWN[-1]).exists():
            raise SystemExit(f"{folder} holds something else, and would be removed")
        shutil.rmtree(folder)
    inner = folder / "runtime"
    inner.mkdir(parents=True)
    for name in OWN:
        shutil.copy(SOURCE / name, folder)
    shutil.copy(LOOK, folder / "report.css")
    runtime(inner)
    library(inner / "library.zip")
    size = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
    print(f"{folder}: {size / 1e6:.1f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main(target(__doc__, ROOT / "docs" / "build" / "site" / "check")))
