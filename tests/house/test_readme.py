"""README is true: its example gives its output, its table is the policies', its commands exist."""

import contextlib
import io
import os
import re

from mips_pi_rules import policy, years
from support.cases import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")


def block(language: str) -> str:
    match = re.search(rf"```{language}\n(.*?)```", README, re.S)
    assert match
    return match[1]


def test_the_example_prints_what_readme_says() -> None:
    code = block("python")
    assert len(code.splitlines()) == 8
    printed, before = io.StringIO(), os.getcwd()  # noqa: PTH109 - the example is run as a reader would
    os.chdir(ROOT)
    try:
        with contextlib.redirect_stdout(printed):
            exec(code, {})  # noqa: S102 - README's own example is what is tested
    finally:
        os.chdir(before)
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


def test_the_two_commands_are_targets_of_the_makefile() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in re.findall(r"^make (\w+)", block("sh"), re.M):
        assert re.search(rf"^{target}:", makefile, re.M)


def test_ci_runs_the_test_command_and_the_proof_and_nothing_else() -> None:
    lines = (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()
    commands = [line for line in lines if line and not line.startswith("#")]
    assert commands == [
        "set -euo pipefail", 'cd "$(dirname "$0")/.."', "export CI=1", "make test",
        "EXAMPLES=4 make prove",
    ]  # fmt: skip


def test_links_lead_somewhere() -> None:
    for target in re.findall(r"\]\(([^)#]+)", README):
        assert (ROOT / target).exists(), target
