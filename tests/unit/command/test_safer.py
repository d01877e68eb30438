"""The commands `mips-pi safer`, and the page that shows them."""

import argparse
import io
import json
import re
import shlex
from collections.abc import Callable
from pathlib import Path
from typing import Any

import attrs
import pytest

from mips_pi_rules import policy, years
from mips_pi_rules.command import safer as safer_cli
from mips_pi_rules.command.main import main
from mips_pi_rules.context.riskanalysis import DOMAINS
from support.cases import ROOT, TOKEN, full
from support.records import (
    FULLY,
    LISTED,
    NOT_AT_ALL,
    OWN_PRACTICES,
    OWN_SCALE,
    PARTIALLY,
    PRACTICES,
    SCALE,
    assessment,
)

PAGE = ROOT / "docs" / "safer-and-sra.md"


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    parser = argparse.ArgumentParser()
    safer_cli.add(parser)
    options = parser.parse_args(arguments)
    status = options.run(options)
    return (status, *capsys.readouterr())


@pytest.fixture
def file(tmp_path: Path) -> Callable[[Any], str]:
    def write(content: Any) -> str:
        path = tmp_path / "assessment.json"
        path.write_text(content if isinstance(content, str) else json.dumps(content), "utf-8")
        return str(path)

    return write


Capture = pytest.CaptureFixture[str]
Write = Callable[[Any], str]


@pytest.mark.parametrize("year", LISTED)
def test_new_writes_every_practice_of_the_policy_without_a_status(
    capsys: Capture, file: Write, year: int
) -> None:
    status, out, err = run(capsys, "new", "--year", str(year))
    assert status == 0
    assert all(status in err for status in SCALE)
    document = json.loads(out)
    assert document["statuses"] == dict.fromkeys(PRACTICES)
    status, out, _ = run(capsys, "check", file(out), "--year", str(year))
    assert status == 1
    assert "practiceWithoutStatus: 18 of 18" in out
    document |= {"date": f"{year}-12-31", "statuses": dict.fromkeys(PRACTICES, NOT_AT_ALL)}
    status, out, _ = run(capsys, "check", file(document), "--year", str(year))
    assert status == 0
    assert out.startswith("YES")
    assert re.search(f"{NOT_AT_ALL} +18", out)


@pytest.mark.parametrize("year", LISTED)
def test_topics_help_to_find_a_practice_and_the_guide_decides(
    capsys: Capture, file: Write, year: int
) -> None:
    topics = policy(year).evidence.safer_self_assessment.topics
    assert tuple(topics) == PRACTICES
    _, out, err = run(capsys, "new", "--year", str(year))
    _, checked, _ = run(capsys, "check", file(out), "--year", str(year))
    _, printed, _ = run(capsys, "print", file(out), "--year", str(year))
    for said in (err, checked, printed):
        assert "the guide decides" in " ".join(said.split())
        for practice, topic in topics.items():
            assert f"{practice} {topic}" in said


def test_new_takes_the_list_and_the_scale_of_an_edition_the_policy_does_not_have(
    capsys: Capture,
) -> None:
    given_ = ("--practice", *OWN_PRACTICES, "--status", *OWN_SCALE)
    status, out, err = run(capsys, "new", "--year", "2026", *given_)
    document = json.loads(out)
    assert (status, err) == (0, "")
    assert document["statuses"] == dict.fromkeys(OWN_PRACTICES)
    assert document["scale"] == list(OWN_SCALE)
    status, out, err = run(capsys, "new", "--year", "2026")
    assert (status, json.loads(out)["statuses"]) == (0, {})
    assert "--practice" in err


@pytest.mark.parametrize(
    "arguments",
    [
        ("--year", "2025", "--practice", "1.1"),
        ("--year", "2021"),
        ("--year", "2026", "--practice", TOKEN),
        ("--year", "2026", "--practice", "1.1", "--status", TOKEN, TOKEN),
    ],
)
def test_new_refuses_what_does_not_fit_in_one_line(
    capsys: Capture, arguments: tuple[str, ...]
) -> None:
    status, out, err = run(capsys, "new", *arguments)
    assert (status, out, err.count("\n")) == (2, "", 1)
    assert TOKEN not in err


def test_check_says_answer_list_gaps_and_summary(capsys: Capture, file: Write) -> None:
    statuses = dict.fromkeys(PRACTICES, FULLY) | {"1.4": PARTIALLY, "2.2": None}
    name = file(assessment(2025).to_dict() | {"statuses": statuses})
    status, out, err = run(capsys, "check", name, "--year", "2025")
    assert (status, err) == (1, "")
    assert out.splitlines()[0].startswith("NO")
    assert "the 18 practices" in out
    assert "practiceWithoutStatus: 1 of 18 practices without a status: 2.2." in out
    assert re.search(f"{FULLY} +16\n", out)
    assert re.search("No status of the scale +1\n", out)
    assert "which a yes allows\n  1.4 " in out


def test_check_cannot_say_for_another_year(capsys: Capture, file: Write) -> None:
    name = file(assessment(2025).to_dict())
    status, out, _ = run(capsys, "check", name, "--year", "2026")
    assert status == 1
    assert "wrongYear" in out
    assert "wrongEdition" in out


def test_check_never_prints_a_scale_or_roles_of_the_file(capsys: Capture, file: Write) -> None:
    scale = [TOKEN, "none"]
    record = assessment(2026, scale=scale, participants=[TOKEN])
    record = attrs.evolve(record, statuses=dict.fromkeys(OWN_PRACTICES, TOKEN))
    name = file(record.to_dict())
    for command in ("check", "print"):
        status, out, _ = run(capsys, command, name, "--year", "2026")
        assert status == 0
        assert "Step 1 of 2" in out
        assert TOKEN not in out


def test_print_writes_the_record(capsys: Capture, file: Write) -> None:
    record = assessment(2025)
    status, out, err = run(capsys, "print", file(record.to_dict()), "--year", "2025")
    assert (status, out, err) == (0, record.record(policy(2025)), "")


def test_check_reads_standard_input(capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    content = b"\xef\xbb\xbf" + json.dumps(assessment(2025).to_dict()).encode()
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(content)))
    assert run(capsys, "check", "-", "--year", "2025")[0] == 0


@pytest.mark.parametrize("command", ["check", "print"])
@pytest.mark.parametrize(
    "content",
    [
        "",
        f'"{TOKEN}',
        f'["{TOKEN}"]',
        "[" * 100_000,
        "9" * 5_000,
        f'{{"edition": "2016", "{TOKEN}": 1}}',
        '{"edition": "2016", "statuses": {"1.1": null, "1.1": null}}',
        f'{{"edition": "2016", "date": "{TOKEN}"}}',
    ],
)
def test_what_cannot_be_read_is_one_line_on_stderr_and_exit_status_2(
    capsys: Capture, file: Write, command: str, content: str
) -> None:
    status, out, err = run(capsys, command, file(content), "--year", "2025")
    assert (status, out, err.count("\n")) == (2, "", 1)
    assert TOKEN not in err


def test_a_missing_file_and_an_unknown_year_are_exit_status_2(capsys: Capture, file: Write) -> None:
    status, _, err = run(capsys, "check", "no-such-file.json", "--year", "2025")
    assert (status, err.count("\n")) == (2, 1)
    status, _, err = run(capsys, "print", file(assessment(2025).to_dict()), "--year", "2021")
    assert status == 2
    assert "supported" in err


def test_the_page_names_every_guide_and_every_domain() -> None:
    text = " ".join(PAGE.read_text(encoding="utf-8").split())
    for year in years():
        for guide in policy(year).raw["evidence"]["saferSelfAssessment"]["guides"]:
            assert guide in text
    for domain in DOMAINS.values():
        assert domain in text.lower()


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)


def test_the_commands_of_the_page_run(
    capsys: Capture, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("submission.json").write_text(json.dumps(full(2025)), encoding="utf-8")
    (context,) = blocks("json")
    Path("context.json").write_text(context, encoding="utf-8")
    statuses = []
    for line in "".join(blocks("sh")).splitlines():
        words = shlex.split(line)
        assert words.pop(0) == "mips-pi"
        target = words[words.index(">") + 1 :] if ">" in words else []
        status = main(words[: words.index(">")] if target else words)
        out, err = capsys.readouterr()
        for name in target:
            Path(name).write_text(out, encoding="utf-8")
        statuses.append((words[0], words[1] if words[0] == "safer" else "", status))
        assert "Traceback" not in err
        assert words[0] != "check" or "PI811" in out
    assert statuses == [
        ("safer", "new", 0),
        ("safer", "new", 0),
        ("safer", "check", 1),  # blank as yet
        ("safer", "print", 0),
        ("safer", "print", 0),
        ("safer", "new", 0),
        ("check", "", 0),
    ]
