"""Build the site: `python tools/website.py [FOLDER]`, into docs/build/site where none is named.

The pages of docs/, the generated reference and the pages beside them become one tree; links
between them are written anew for it. A file that a page links to and that is no page, such as a
case or a rule, comes along as it is. Then Sphinx builds it, and every warning is an error; further
options for it stand in SPHINXOPTS. Needs the extra `site`.
"""

import argparse
import inspect
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

import mips_pi_rules
import pages
from documentation.markdown import ROOT
from mips_pi_rules import Rulebook, citation
from mips_pi_rules.command.main import parser
from target import target

DOCS = ROOT / "docs"
SITE = DOCS / "build" / "site"
LINK = re.compile(r"(!?)\[((?:[^\[\]]|\[[^\]]*\])*)\]\(([^()\s]+(?:\([^()]*\)[^()\s]*)*)\)")
RULE = re.compile(r"PI[0-9]{3}")
# A rule by its id alone, and a paragraph of the law, outside headings, links and code.
NAMED = re.compile(
    r"(^#.*$|!?\[(?:[^\[\]]|\[[^\]]*\])*\]\([^)]*\)|<a .*?</a>|<https?:[^>]*>|`[^`\n]*`)"
    r"|\b(PI[0-9]{3})\b|\b([0-9]+ CFR [0-9]+\.[0-9]+(?:\([A-Za-z0-9]+\))*)",
    re.M,
)
FENCED = re.compile(r"(^ *```.*?^ *```$)", re.M | re.S)
AT_ROOT = {
    "README.md": "start.md",
    "CONTRIBUTING.md": "project/contributing.md",
    "CHANGELOG.md": "project/changelog.md",
    "SECURITY.md": "project/security.md",
    "examples/README.md": "guide/examples.md",
    "examples/service/README.md": "guide/service.md",
    "conformance/README.md": "guide/conformance.md",
}
FILES = "files"  # the folder of the site with files that are no pages
CHECK = "check"  # the page that judges in the browser, which tools/checkpage.py builds
API = """# Python

Every public name. Those of the first parts come from `import mips_pi_rules`. An argument that is
called `submission` takes what `evaluate` takes, and so does `context`; a `rulebook` is one of your
own, else the shipped one. Values are frozen and equal by value. [Versions](versioning.md) says what
stays as it is.
"""
# The parts of that page, by the folder that a name comes from; what stands in none is below all.
PARTS = {
    "judging": "Judging, and the report",
    "forms": "Forms and answers",
    "planning": "Plans",
    "context": "What is known beside a submission",
    "documents": "Submissions as values",
    "law": "The law",
    "reference": "Facts for rules applied elsewhere",
    "": "Errors, outcomes and maps",
}
FURTHER = """## A year's rules as one schema

[The rules in another language](../other-languages.md) shows both in use.

```{eval-rst}
.. autofunction:: mips_pi_rules.reference.gate.gate
.. autofunction:: mips_pi_rules.reference.bundle.bundle
```

## Many documents

Each by its module, with an extra of its own: `arrow`, `spark`.

```{eval-rst}
.. autofunction:: mips_pi_rules.many.table.evaluate_table
.. autofunction:: mips_pi_rules.many.spark.evaluate_frame
```

## Tests of your own

With the extra `testing`; [the page on them](../testing.md) shows each in use.

```{eval-rst}
.. automodule:: mips_pi_rules.testing
   :members:
   :imported-members:
   :undoc-members:
```
"""


def sources() -> dict[Path, tuple[str, str]]:
    """Every page by the path it has in the repository: its place on the site, and its text."""
    found = {}
    for name, place in AT_ROOT.items():
        found[ROOT / name] = place, (ROOT / name).read_text(encoding="utf-8")
    place, text = found[ROOT / "README.md"]
    found[ROOT / "README.md"] = place, text.replace("# mips-pi-rules\n", "# Start\n", 1)
    for file in sorted(DOCS.glob("*.md")):
        found[file] = f"guide/{file.name}", file.read_text(encoding="utf-8")
    for file in sorted((DOCS / "site").glob("*.md")):
        found[file] = file.name, file.read_text(encoding="utf-8")
    for name, text in pages.pages(Rulebook.default()).items():
        found[DOCS / "build" / name] = f"reference/{name}", text
    _listed(found)
    for file in sorted(DOCS.glob("*.svg")):
        found[file] = f"guide/{file.name}", file.read_text(encoding="utf-8")
    found[DOCS / "site" / "api.md"] = "api.md", "\n".join(_api_page()) + FURTHER
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
    listed = "years/*\nrules/*"
    found[index] = (
        place,
        f"{text}\n```{{toctree}}\n:glob:\n:hidden:\n:titlesonly:\n\n{listed}\n```\n",
    )


def _api_page() -> Iterator[str]:
    """Every public name by its part."""
    yield API
    for folder, title in PARTS.items():
        yield f"## {title}\n\n```{{eval-rst}}\n.. currentmodule:: mips_pi_rules\n"
        names = [name for name in mips_pi_rules.__all__ if not name.startswith("__")]
        for name in sorted(names, key=_order):
            if _folder(name) == folder:
                value = getattr(mips_pi_rules, name)
                kind = "class" if inspect.isclass(value) else "function"
                yield f".. auto{kind}:: {name}"
                if kind == "class":
                    yield "   :members:\n   :undoc-members:"
        yield "```\n"


def _folder(name: str) -> str:
    """The folder of the package that a public name comes from; none for those beneath all."""
    folder, _, module = mips_pi_rules._HOME[name].partition(".")
    return folder if module or folder in PARTS else ""


def _order(name: str) -> tuple[bool, bool, str, int]:
    """Functions before classes, and what most come for before all."""
    value = getattr(mips_pi_rules, name)
    place = value.__module__, inspect.getsourcelines(value)[1]
    return inspect.isclass(value), not name.startswith("evaluate"), *place


def _command_page() -> str:
    """What the command and each of its own says of itself, at 80 columns."""
    os.environ["COLUMNS"] = "80"
    parts = ["# The command\n\nAs `mips-pi --help` and `mips-pi COMMAND --help` tell it."]
    for depth, called, command in _commands(parser(), "mips-pi"):
        parts.append(f"{'#' * depth} {called}\n\n```text\n{command.format_help().rstrip()}\n```")
    return "\n\n".join(parts) + "\n"


def _commands(
    of: argparse.ArgumentParser, called: str, depth: int = 2
) -> Iterator[tuple[int, str, argparse.ArgumentParser]]:
    """The command and those in it, with the depth of each heading."""
    yield depth, called, of
    for action in of._actions:
        if isinstance(action, argparse._SubParsersAction):
            for name, command in action.choices.items():
                inner = 2 if called == "mips-pi" else depth + 1
                yield from _commands(command, f"{called} {name}".removeprefix("mips-pi "), inner)


def linked(file: Path, text: str, places: Mapping[Path, str]) -> str:
    """The text of a page with its links as the site has them; rules and law it names are some."""

    def replaced(found: re.Match[str]) -> str:
        mark, words, link = found.groups()
        target, hash_, anchor = link.partition("#")
        if not target or target.startswith(("https://", "http://", "mailto:")):
            return found[0]
        place = places.get(Path(os.path.normpath(file.parent / target)))
        if place is None or (place.startswith(f"{FILES}/") and RULE.fullmatch(words)):
            return words  # a rule leads to its page, as it does wherever it is named
        near = os.path.relpath(place, Path(places[file]).parent)
        if place.startswith(f"{FILES}/"):  # Sphinx would have it saved, where it can be looked at
            return f'<a href="{near}">{words}</a>'
        return f"{mark}[{words}]({near}{hash_}{anchor})"

    def named(found: re.Match[str]) -> str:
        if found[3]:
            return f"[{found[3]}]({citation.link(found[3])})"
        place = places.get(DOCS / "build" / "rules" / f"{found[2]}.md")
        if found[1] or place is None or place == places[file]:
            return found[0]
        return f"[{found[2]}]({os.path.relpath(place, Path(places[file]).parent)})"

    pieces = FENCED.split(text)
    return "".join(
        piece if piece.lstrip().startswith("```") else NAMED.sub(named, LINK.sub(replaced, piece))
        for piece in pieces
    )


def _files(found: Mapping[Path, tuple[str, str]]) -> dict[Path, str]:
    """The files that pages link to and that are no pages, by their place on the site."""
    targets = {
        Path(os.path.normpath(page.parent / link.partition("#")[0]))
        for page, (_, text) in found.items()
        for _, _, link in LINK.findall(FENCED.sub("", text))
    }
    return {
        file: f"{FILES}/{file.relative_to(ROOT).as_posix()}"
        for file in sorted(targets)
        if file.is_file() and file not in found
    }


def main(folder: Path) -> int:
    """Build the site; the exit status is Sphinx's."""
    found = sources()
    for old in SITE.glob("*") if folder == SITE else ():  # a page that is no more is not hosted
        if old.name != CHECK:
            shutil.rmtree(old) if old.is_dir() else old.unlink()
    files = _files(found)
    places = {file: place for file, (place, _) in found.items()} | files
    with tempfile.TemporaryDirectory() as temporary:
        source = Path(temporary)
        for file, (place, text) in found.items():
            page = source / place
            page.parent.mkdir(parents=True, exist_ok=True)
            written = linked(file, text, places) if file.suffix == ".md" else text
            page.write_text(written, encoding="utf-8")
        shutil.copy(DOCS / "site" / "conf.py", source)
        shutil.copytree(DOCS / "site" / "_static", source / "_static")
        sphinx = [sys.executable, "-m", "sphinx", "-W", "--keep-going", "-q", "-b", "html"]
        sphinx += shlex.split(os.environ.get("SPHINXOPTS", ""))
        status = subprocess.run([*sphinx, source, folder], check=False).returncode
    for file, place in files.items():
        (folder / place).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(file, folder / place)
    return status


if __name__ == "__main__":
    sys.exit(main(target(__doc__, SITE)))
