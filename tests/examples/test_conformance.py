"""Real inputs as CMS publishes them give what they must.

They stand beside the project, not in it; where they do not, only the formulas printed here are
checked.
"""

import json
import re
from fractions import Fraction

import pytest

from mips_pi_rules import evaluate
from support.cases import BESIDE, edited, full, read_json

QPP = BESIDE / "conformance" / "qpp"

# Points that CMS's own scoring printed: numerator, denominator, available, points.
FORMULAS = [(49, 115, 10, 4), (1123, 1951, 20, 12), (923, 951, 20, 19), (861, 1809, 40, 19)]
MEASURES = {"PI_EP_1": 0, "PI_HIE_1": 1, "PI_HIE_4": 2, "PI_PEA_1": 3}


def test_formulas_that_cms_printed_are_reproduced_to_the_point() -> None:
    values = {
        name: {"numerator": FORMULAS[i][0], "denominator": FORMULAS[i][1]}
        for name, i in MEASURES.items()
    }
    report = evaluate(edited(full(2022), {"measures": values}))
    for name, i in MEASURES.items():
        row = report.measures[name]
        assert (row.available, row.points) == FORMULAS[i][2:]


EXPECTED: dict[str, tuple[str, int | None, set[str]]] = {
    "docs-2019-pi-input": ("rejected", None, {"PI001"}),
    "docs-2022-pi-input": ("rejected", None, {"PI007", "PI102", "PI103", "PI301"}),
    "docs-2023-pi-input": ("zero", 0, {"PI102", "PI103", "PI301"}),
    "docs-2024-pi-input": ("incomplete", 0, {"PI102", "PI103", "PI301"}),
    "ct-2022-mips-individual-pi-input": (
        "zero", 0, {"PI101", "PI103", "PI105", "PI107", "PI302", "PI407"},
    ),
    "ct-2025-mips-individual-pi-input": (
        "incomplete", 0, {"PI101", "PI103", "PI105", "PI107", "PI209", "PI302", "PI407"},
    ),
    "derived-2022-app1-group-13measures": ("scored", 100, set()),
}  # fmt: skip


@pytest.mark.beside
@pytest.mark.parametrize("name", EXPECTED)
def test_a_published_submission_gives_what_it_must(name: str) -> None:
    file = QPP / f"{name}.json"
    report = evaluate(file.read_bytes())
    assert (report.outcome, report.score, {f.rule for f in report.findings}) == EXPECTED[name]
    if report.ok:
        points = [objective.points for objective in report.objectives if objective.available]
        assert points == [20, 40, 39, 15]
        assert (report.bonus, report.subtotal) == (15, 100)


@pytest.mark.beside
def test_every_published_input_is_expected() -> None:
    files = {file.stem for file in QPP.glob("*input*.json")} | {
        file.stem for file in QPP.glob("derived*.json")
    }
    assert files
    assert files <= set(EXPECTED)


@pytest.mark.beside
def test_the_published_score_holds_the_formulas_above() -> None:
    file = QPP / "docs-2019-pi-score.json"
    found = re.findall(r"\(\((\d+)/(\d+)\)\*(\d+)\) = (\d+)", json.dumps(read_json(file)))
    assert [tuple(map(int, formula)) for formula in found] == FORMULAS
    for numerator, denominator, available, points in FORMULAS:
        exact = Fraction(numerator, denominator) * available
        assert abs(exact - points) < Fraction(1, 2)
