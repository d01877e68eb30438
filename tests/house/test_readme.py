"""README is true: its example gives its output, its table is the policies', its commands exist."""

import contextlib
import csv
import io
import json
import re
import shlex
from pathlib import Path

import pytest

from mips_pi_rules import __version__, policy, years
from mips_pi_rules.command.main import main
from support.cases import ROOT
from support.records import assessment

README = (ROOT / "README.md").read_text(encoding="utf-8")


def block(language: str) -> str:
    match = re.search(rf"```{language}\n(.*?)```", README, re.S)
    assert match
    return match[1]


def test_the_example_prints_what_readme_says(monkeypatch: pytest.MonkeyPatch) -> None:
    code = block("python")
    assert len(code.splitlines()) == 8
    printed = io.StringIO()
    monkeypatch.chdir(ROOT)
    with contextlib.redirect_stdout(printed):
        exec(code, {})  # noqa: S102 - README's own example is what is tested
    assert printed.getvalue() == block("text")


def test_the_table_of_years_is_what_the_policies_say() -> None:
    rows = re.findall(r"^\| (20\d\d) \| (.*?) \|$", README, re.M)
    assert tuple(int(year) for year, _ in rows) == years()
    for year, rest in rows:
        status, days, safer, gap, case_reporting = rest.split(" | ")
        found = policy(int(year))
        assert status == found.status
        assert days == f"{found.parameters['minimumDays']['minimum']} days"
        assert safer.startswith("YES") is (found.parameters["saferAnswer"].get("const") is True)
        edition = found.raw["evidence"]["saferSelfAssessment"]["edition"]
        assert ("edition" in safer) is (edition in safer) is (edition != "2016")
        assert gap == found.outcomes["gap"]
        assert case_reporting.startswith("suppressed") is ("PI_PHCDRR_3" in found.suppressed)


ANSWERS = {
    "performanceYear": "2025",
    "entityType": "group",
    "taxpayerIdentificationNumber": "000000001",
    "performanceStart": "2025-01-01",
    "performanceEnd": "2025-12-31",
    "PI_PPHI_2": "no",
}
SHELL = [line for one in re.findall(r"```sh\n(.*?)```", README, re.S) for line in one.splitlines()]


def test_the_two_commands_are_targets_of_the_makefile() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = [line.split()[1] for line in SHELL if line.startswith("make ")]
    assert targets == ["demo", "test"]
    for target in targets:
        assert re.search(rf"^{target}:", makefile, re.M)


def test_what_is_installed_is_what_is_built() -> None:
    installs = [line for line in SHELL if line.startswith("pip install ")]
    assert any(f"mips_pi_rules-{__version__}-py3-none-any.whl" in line for line in installs)
    assert len(installs) == 4


@pytest.mark.parametrize("line", [line for line in SHELL if line.startswith("mips-pi ")])
def test_a_command_of_the_practices_year_does_what_it_says(
    line: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    words = shlex.split(line, comments=True)[1:]
    words, target = (words[:-2], words[-1]) if ">" in words else (words, "")
    monkeypatch.chdir(tmp_path)
    Path("safer.json").write_text(json.dumps(assessment(2025).to_dict()), encoding="utf-8")
    with Path("answers.csv").open("w", encoding="utf-8", newline="") as sheet:
        csv.writer(sheet).writerows([ANSWERS.keys(), ANSWERS.values()])
    monkeypatch.setattr("sys.stdin", io.StringIO("q\n"))
    assert main(words) == (1 if words[0] == "check" else 0)
    out, err = capsys.readouterr()
    assert "Traceback" not in err
    assert out or words[:2] == ["safer", "fill"]
    assert target in ("", "safer.html", "answers.csv")


def test_ci_runs_the_test_command_and_the_proof_and_nothing_else() -> None:
    lines = (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()
    commands = [line for line in lines if line and not line.startswith("#")]
    assert commands == [
        "set -euo pipefail", 'cd "$(dirname "$0")/.."', "export CI=1", "make test",
        "EXAMPLES=4 make prove",
    ]  # fmt: skip
