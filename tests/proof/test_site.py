"""The site builds without a warning: every link leads somewhere, every page is in a list."""

import html
import os
import re
import subprocess
import sys
from pathlib import Path
from urllib.parse import unquote

import mips_pi_rules
from mips_pi_rules.citation import HOME, rule_page
from support.cases import ROOT

PLAIN = "-D html_theme=basic -D toc_object_entries=0"


def test_the_site_builds_and_holds_every_rule_year_and_command(tmp_path: Path) -> None:
    command = [sys.executable, str(ROOT / "tools" / "website.py"), str(tmp_path)]
    # Most of the time goes into the navigation of the theme; `make prove` and `make site` have it.
    plain = {} if "EXAMPLES" in os.environ else {"SPHINXOPTS": PLAIN}
    done = subprocess.run(
        command, env=os.environ | plain, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    for file in (ROOT / "schemas" / "rules").glob("*.json"):
        linked = rule_page(file.name[:5])  # by SARIF and by the HTML report
        assert (tmp_path / linked.removeprefix(f"{HOME}/")).exists()
    for file in (ROOT / "policy").glob("*.json"):
        assert (tmp_path / "reference" / "years" / f"{file.stem}.html").exists()
    assert 'id="check"' in (tmp_path / "command.html").read_text(encoding="utf-8")
    told = (tmp_path / "api.html").read_text(encoding="utf-8")
    for name in mips_pi_rules.__all__:
        assert f'id="mips_pi_rules.{name}"' in told or name.startswith("__"), name
    # The page that judges in the browser is built by `make page`, and npm is no part of the tests.
    assert broken_links(tmp_path) == ["in-the-browser.html: check/index.html"]


def broken_links(site: Path) -> list[str]:
    """The links between the built pages that lead to no file or to no anchor of it."""
    texts = {file: file.read_text(encoding="utf-8") for file in site.rglob("*.html")}
    anchors = {file: set(re.findall(r'\bid="([^"]*)"', text)) for file, text in texts.items()}
    broken = []
    for file, text in texts.items():
        for link in set(re.findall(r'<a [^>]*?href="([^"]*)"', text)):
            target, _, anchor = unquote(html.unescape(link)).partition("#")
            if re.match(r"[a-z]+:", target):
                continue
            place = (file.parent / target).resolve() if target else file
            if not place.is_file() or (anchor and anchor not in anchors.get(place, {anchor})):
                broken.append(f"{file.relative_to(site)}: {link}")
    return broken
