"""Build the site: `python tools/website.py [FOLDER]`, into docs/build/site where none is named.

The pages of docs/, the generated reference and the files at the root become one tree; links
between them are written anew for it, and a link to a file that is no page becomes its text.
Then Sphinx builds it, and every warning is an error. Needs the extra `site`.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

import pages
from documentation.markdown import ROOT
from mips_pi_rules import Rulebook
from mips_pi_rules.command.main import COMMANDS

DOCS = ROOT / "docs"
LINK = re.compile(r"(!?)\[((?:[^\[\]]|\[[^\]]*\])*)\]\(([^()\s]+(?:\([^()]*\)[^()\s]*)*)\)")
# A rule by its id alone, outside headings, links and code.
NAMED = re.compile(
    r"(^#.*$|!?\[(?:[^\[\]]|\[[^\]]*\])*\]\([^)]*\)|`[^`\n]*`)|\b(PI[0-9]{3})\b", re.M
)
FENCED = re.compile(r"(^ *```.*?^ *```$)", re.M | re.S)
AT_ROOT = {
    "README.md": "start.md",
    "CONTRIBUTING.md": "project/contributing.md",
    "CHANGELOG.md": "project/changelog.md",
    "SECURITY.md": "project/security.md",
}
API = """# Python

Every public name, from `import mips_pi_rules`.

```{eval-rst}
.. automodule:: mips_pi_rules
   :members:
   :imported-members:
   :undoc-members:
```

## Many documents

Each by its module, with an extra of its own: `arrow`, `spark`.

```{eval-rst}
.. autofunction:: mips_pi_rules.many.table.evaluate_table
.. autofunction:: mips_pi_rules.many.spark.evaluate_frame
```
"""


def sources() -> dict[Path, tuple[str, str]]:
    """Every page by the path it has in the repository: its place on the site, and its text."""
    found = {}
    for name, place in AT_ROOT.items():
        found[ROOT / name] = place, (ROOT / name).read_text(encoding="utf-8")
    for file in sorted(DOCS.glob("*.md")):
        found[file] = f"guide/{file.name}", file.read_text(encoding="utf-8")
    for file in sorted((DOCS / "site").glob("*.md")):
        found[file] = file.name, file.read_text(encoding="utf-8")
    for name, text in pages.pages(Rulebook.default()).items():
        found[DOCS / "build" / name] = f"reference/{name}", text
    _listed(found)
    for file in sorted(DOCS.glob("*.svg")):
        found[file] = f"guide/{file.name}", file.read_text(encoding="utf-8")
    found[DOCS / "site" / "api.md"] = "api.md", API
    found[DOCS / "site" / "command.md"] = "command.md", _command_page()
    return found


def _listed(found: dict[Path, tuple[str, str]]) -> None:
    """Put what lists of pages leave to us into them: further guides, years and rules."""
    home = DOCS / "site" / "index.md"
    place, text = found[home]
    guides = [page.removesuffix(".md") for page, _ in found.values() if page.startswith("guide/")]
    further = [page for page in guides if f"\n{page}\n" not in text]
    found[home] = (
        place,
        text.replace("\nguide/*\n", "".join(f"\n{page}" for page in further) + "\n"),
    )
    index = DOCS / "build" / "index.md"
    place, text = found[index]
    listed = "\n".join(sorted(f"{part}/*" for part in ("rules", "years")))
    found[index] = (
        place,
        f"{text}\n```{{toctree}}\n:glob:\n:hidden:\n:titlesonly:\n\n{listed}\n```\n",
    )


def _command_page() -> str:
    """What each command says of itself, at 80 columns."""
    parts = ["# The command\n\n`mips-pi COMMAND`, as `mips-pi COMMAND --help` tells it."]
    for name in COMMANDS:
        done = subprocess.run(
            [sys.executable, "-m", "mips_pi_rules", name, "--help"],
            capture_output=True, text=True, check=True, env={**os.environ, "COLUMNS": "80"},
        )  # fmt: skip
        parts.append(f"## {name}\n\n```text\n{done.stdout.rstrip()}\n```")
    return "\n\n".join(parts) + "\n"


def linked(file: Path, text: str, places: Mapping[Path, str]) -> str:
    """The text of a page with its links as the site has them; a rule that it names is one."""

    def replaced(found: re.Match[str]) -> str:
        mark, words, link = found.groups()
        target, hash_, anchor = link.partition("#")
        if not target or target.startswith(("https://", "http://", "mailto:")):
            return found[0]
        place = places.get(Path(os.path.normpath(file.parent / target)))
        if place is None:
            return words
        near = os.path.relpath(place, Path(places[file]).parent)
        return f"{mark}[{words}]({near}{hash_}{anchor})"

    def named(found: re.Match[str]) -> str:
        place = places.get(DOCS / "build" / "rules" / f"{found[2]}.md")
        if found[1] or place is None or place == places[file]:
            return found[0]
        return f"[{found[2]}]({os.path.relpath(place, Path(places[file]).parent)})"

    pieces = FENCED.split(text)
    return "".join(
        piece if piece.lstrip().startswith("```") else NAMED.sub(named, LINK.sub(replaced, piece))
        for piece in pieces
    )


def main(folder: str = "") -> int:
    """Build the site; the exit status is Sphinx's."""
    target = Path(folder) if folder else DOCS / "build" / "site"
    found = sources()
    places = {file: place for file, (place, _) in found.items()}
    with tempfile.TemporaryDirectory() as temporary:
        source = Path(temporary)
        for file, (place, text) in found.items():
            page = source / place
            page.parent.mkdir(parents=True, exist_ok=True)
            written = linked(file, text, places) if file.suffix == ".md" else text
            page.write_text(written, encoding="utf-8")
        shutil.copy(DOCS / "site" / "conf.py", source)
        sphinx = [sys.executable, "-m", "sphinx", "-W", "--keep-going", "-q", "-b", "html"]
        return subprocess.run([*sphinx, source, target], check=False).returncode


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
