"""The command `mips-pi diff`: the practice first, then the reports, then every difference."""

import json
from itertools import pairwise
from typing import Any

import pytest

from mips_pi_rules import policy, years
from mips_pi_rules.command.main import main
from support.terminals import plain

STEPS = list(pairwise(years()))


@pytest.mark.parametrize(("before", "after"), STEPS)
def test_the_sentences_of_the_year_come_first_and_fit_the_terminal(
    before: int, after: int, capsys: Any
) -> None:
    assert main(["diff", str(before), str(after), "--all"]) == 0
    out = capsys.readouterr().out
    lines = out.splitlines()
    assert lines[:3] == [f"From {before} to {after}", "", "What this means for you"]
    assert max(map(len, lines)) <= 80
    told = plain(out)
    ends = told.index("Reports that change")
    for number, one in enumerate(policy(after).changes, 1):
        assert told.index(plain(f"{number}. {one.topic}. {one.sentence}")) < ends
        assert plain(f"[{'; '.join(one.cites)} ({one.basis})]") in told
    assert ends < told.index("Every difference of the law's data")


def test_without_all_the_differences_of_data_are_left_out_and_named(capsys: Any) -> None:
    assert main(["diff", "2024", "2025"]) == 0
    out = capsys.readouterr().out
    assert "becomes" not in out
    assert "^[0-9A-Z]" not in out
    assert out.endswith("add --all.\n")
    assert "  0 (zero) in 2024, scored 100 in 2025:\n    - a no to Electronic Case Reporting" in out
    assert "    - the program: M1420 to M1425; appPlus; ssp\n" in out


def test_what_got_worse_comes_first(capsys: Any) -> None:
    assert main(["diff", "2025", "2026"]) == 0
    out = capsys.readouterr().out
    assert out.index("scored 100 in 2025, 0 (zero) in 2026") < out.index("rejected in 2025")


def test_years_further_apart_and_backwards_are_told_in_the_order_of_time(capsys: Any) -> None:
    assert main(["diff", "2026", "2024"]) == 0
    out = capsys.readouterr().out
    assert out.startswith("From 2024 to 2026\n")
    first, second = (
        out.index(f"What this means for you, from {a} to {a + 1}") for a in (2024, 2025)
    )
    assert first < second < out.index("Reports that change")


def test_the_same_year_twice_differs_in_nothing(capsys: Any) -> None:
    assert main(["diff", "2025", "2025"]) == 0
    assert "nothing differs" in capsys.readouterr().out


def test_a_provisional_year_says_so(capsys: Any) -> None:
    assert main(["diff", "2026", "2027"]) == 0
    assert "2027 is provisional, as of " in capsys.readouterr().out


def test_markdown_has_the_same_sentences(capsys: Any) -> None:
    assert main(["diff", "2025", "2026", "--format", "markdown"]) == 0
    out = capsys.readouterr().out
    assert out.startswith("# From 2025 to 2026\n\n## What this means for you\n\n- **")
    for one in policy(2026).changes:
        assert f"- **{one.topic}.** {one.sentence} *" in out


def test_json_has_all_of_it_for_programs(capsys: Any) -> None:
    assert main(["diff", "2025", "2026", "--format", "json", "--all"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert (document["from"], document["to"], document["status"]) == (2025, 2026, "final")
    (step,) = document["steps"]
    assert [one["sentence"] for one in step["changes"]] == [
        one.sentence for one in policy(2026).changes
    ]
    no = "a no to Electronic Case Reporting (PI_PHCDRR_3)"
    assert {
        "done": no,
        "before": {"outcome": "scored", "score": 100},
        "after": {"outcome": "zero", "score": 0},
    } in document["reports"]
    assert {"pointer", "sentence", "cites"} == set(document["details"][0])
    assert main(["diff", "2025", "2026", "--format", "json"]) == 0
    assert "details" not in json.loads(capsys.readouterr().out)


def test_a_year_that_is_not_there_is_refused(capsys: Any) -> None:
    assert main(["diff", "2021", "2025"]) == 2
    assert "supported: 2022" in capsys.readouterr().err
