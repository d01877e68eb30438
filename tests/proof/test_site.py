"""The site builds without a warning: every link leads somewhere, every page is in a list."""

import subprocess
import sys
from pathlib import Path

from mips_pi_rules.citation import HOME, rule_page
from support.cases import ROOT


def test_the_site_builds_and_holds_every_rule_year_and_command(tmp_path: Path) -> None:
    command = [sys.executable, str(ROOT / "tools" / "website.py"), str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    for file in (ROOT / "schemas" / "rules").glob("*.json"):
        linked = rule_page(file.name[:5])  # by SARIF and by the HTML report
        assert (tmp_path / linked.removeprefix(f"{HOME}/")).exists()
    for file in (ROOT / "policy").glob("*.json"):
        assert (tmp_path / "reference" / "years" / f"{file.stem}.html").exists()
    assert 'id="check"' in (tmp_path / "command.html").read_text(encoding="utf-8")
    assert "mips_pi_rules.evaluate" in (tmp_path / "api.html").read_text(encoding="utf-8")
