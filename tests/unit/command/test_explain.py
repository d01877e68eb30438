"""The commands `mips-pi explain` and `mips-pi rules`: what a name means, and which there are."""

import re
from typing import Any

import pytest

from mips_pi_rules import Rulebook, policy, questions, years
from mips_pi_rules.command.explain import asked
from mips_pi_rules.command.main import main
from mips_pi_rules.reference.explanation import explain
from mips_pi_rules.reference.names import index, near, spans
from support.terminals import plain

SHIPPED = Rulebook.default()
EVERY = index(SHIPPED, None, asked)


@pytest.mark.parametrize(
    ("name", "year", "says"),
    [
        ("PI103", None, "2022 to 2023 Then: the score is forced to 0."),
        ("PI104", "2025", "42 CFR 414.1375(b)(2)(ii)(D), SAFER25 (cms)"),
        ("PI209", None, "of the 90 days that the performance year requires"),
        ("PI209", "2025", "of the 180 days that 2025 requires"),
        ("PI209", None, "2024 to 2027 Says: The performance period from <start>"),
        ("PI209", None, "from <start> to <end>"),
        ("PI103", None, "Do not leave it blank. 2022 to 2023 Then"),  # alike in all: told above
        ("PI601", None, "Interoperability for the performance year."),
        ("PI303", "2025", "About: PI_EP_1, PI_HIE_1, PI_HIE_4, PI_PEA_1"),
        ("PI907", "2025", "Not in force."),
        ("PI_EP_1", "2025", "a required proportion, 10 points"),
        ("PI_EP_1", None, "2025 to 2027: 42 CFR 414.1380(b)(4)(ii)(B), Professional guides"),
        ("PI_EP_2", "2022", "Bonus: 10 points, once for: PI_EP_2"),
        ("PI_HIE_5", "2025", "report instead: PI_HIE_1, PI_HIE_4, PI_HIE_6"),
        ("PI_PHCDRR_3", "2025", "Suppressed: it must be reported"),
        ("PI_PHCDRR_3", "2024", "to PI_PHCDRR_1, where PI_PHCDRR_1 is not (observed)"),
        ("PI_PPHI_2", "2025", "Rules: PI103, PI104"),
        ("PI_LVPP_1", "2025", "Claim when: Fewer than 100 permissible prescriptions"),
        ("PI_PHCDRR_1_PRE", "2025", "pre-production and validation, beside a yes to PI_PHCDRR_1"),
        ("PI_PHCDRR_1_PROD", "2025", "validated data"),
        ("PI_PPHI_2", None, "2022 to 2023 Asked: Was the self-assessment"),
        ("cehrtId", "2025", "in the form 2025C… or ??15C…, where"),
        ("performanceStart", "2025", "The first day of the performance period, in 2025, as"),
        (
            "performanceStart",
            None,
            "2024 to 2027 Asked: The first day of the performance period, "
            "in the performance year, as",
        ),
        ("PI_PHCDRR_1.level", "2025", "At which level of active engagement"),
        ("half-up", "2025", "Or else: Half to even."),
    ],
)
def test_explain_tells_rules_ids_and_readings(
    capsys: Any, name: str, year: str | None, says: str
) -> None:
    assert main(["explain", name, *(["--year", year] if year else [])]) == 0
    assert says in plain(capsys.readouterr().out)


@pytest.mark.parametrize("entry", EVERY, ids=lambda one: one.id)
def test_every_name_is_explained_in_lines_that_fit_with_nothing_left_to_fill(
    capsys: Any, entry: Any
) -> None:
    assert main(["explain", entry.id]) == 0
    out = capsys.readouterr().out
    assert out.startswith(f"{entry.id}: ")
    assert not re.search(r"\{[a-zA-Z]+\}|\0", out)
    assert max(map(len, out.splitlines())) <= 80
    assert ("<" in out) is ("What stands in <>" in out)
    for year in entry.years:
        assert main(["explain", entry.id, "--year", str(year)]) == 0
        capsys.readouterr()


def test_what_a_question_says_of_exclusions_is_not_said_twice(capsys: Any) -> None:
    assert main(["explain", "PI_EP_1", "--year", "2025"]) == 0
    out = plain(capsys.readouterr().out)
    assert out.casefold().count("fewer than 100 permissible prescriptions") == 1
    told = explain("PI_EP_1", SHIPPED, 2025)  # where there is no form, they have lines of their own
    assert told is not None
    assert "Excluded:   PI_LVPP_1" in told


def test_case_and_blanks_do_not_matter(capsys: Any) -> None:
    main(["explain", "PI_PPHI_2"])
    whole = capsys.readouterr().out
    assert main(["explain", " pi_pphi_2 "]) == 0
    assert capsys.readouterr().out == whole
    assert main(["explain", "HALF-UP"]) == 0


@pytest.mark.parametrize(
    ("given", "says"),
    [
        (["PI_HIE_9"], "did you mean PI_HIE_1 or"),
        (["pi-ep-1"], "did you mean PI_EP_1 or"),
        (["cehrt"], "did you mean cehrtId?"),
        (["half-p"], "did you mean half-up? Else"),
        (["PPHI"], "did you mean PI_PPHI_1 or PI_PPHI_2? Else"),
        (["PI_HIE_6", "--year", "2022"], "PI_HIE_6 is not of 2022, but of 2023 to 2027"),
        (["x" * 99], "mips-pi rules lists them all"),
        ([""], "mips-pi rules lists them all"),
        (["PI104", "--year", "2019"], "supported: 2022"),
    ],
)
def test_what_is_not_there_is_2_with_what_may_be_meant(
    capsys: Any, given: list[str], says: str
) -> None:
    assert main(["explain", *given]) == 2
    out, err = capsys.readouterr()
    assert (out, err.count("\n")) == ("", 1)
    assert says in err
    assert "xxx" not in err


def test_the_index_names_everything_once_and_says_the_years(capsys: Any) -> None:
    assert main(["rules"]) == 0
    out = capsys.readouterr().out
    assert max(map(len, out.splitlines())) <= 80
    ids = re.findall(r"^  (\S+) ", out, re.M)
    for entry in EVERY:
        assert entry.id in ids
    assert len(ids) == len(set(ids)) == len(EVERY)
    assert "SAFER self-assessment is answered as the year requires [2024 to" in out


@pytest.mark.parametrize("year", years())
def test_the_index_of_a_year_has_what_the_year_has(capsys: Any, year: int) -> None:
    assert main(["rules", "--year", str(year)]) == 0
    out = capsys.readouterr().out
    law = policy(year)
    ids = set(re.findall(r"^  (\S+) ", out, re.M))
    fields = (one.field for one in questions(year))
    assert ids == {*law.rules, *law.roles, *fields, *(one.id for one in law.readings)}
    assert "[" not in out


def test_a_word_finds_what_it_stands_in_and_a_near_one_is_suggested(capsys: Any) -> None:
    assert main(["rules", "safer"]) == 0
    out = capsys.readouterr().out
    assert [name in out for name in ("PI103", "PI104", "PI_PPHI_2", "PI_EP_1")] == [True] * 3 + [
        False
    ]
    assert main(["rules", "414.1320"]) == 0  # in no id or title: what cites it
    out = capsys.readouterr().out
    found = ("PI209", "short-period", "PI103")
    assert [f"  {name} " in out for name in found] == [True, True, False]
    assert main(["rules", "perod"]) == 2
    assert "did you mean period?" in capsys.readouterr().err
    assert main(["rules", "--year", "1999"]) == 2
    assert "supported: 2022" in capsys.readouterr().err


def test_names_are_near_by_one_or_two_changes_or_by_a_part() -> None:
    known = ["PI101", "PI102", "PI201", "PI_EP_1"]
    assert near("PI10l", known)[:2] == ["PI101", "PI102"]
    assert near("EP_", known) == ["PI_EP_1"]
    assert near("quite another", known) == []


def test_years_in_a_row_are_one_span() -> None:
    assert spans([2022, 2024, 2025, 2027]) == "2022, 2024 to 2025, 2027"
    assert spans([]) == ""
