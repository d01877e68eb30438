"""The year of a QRDA III document that says none: that of the one guide whose template it has."""

from functools import partial
from typing import Any

import pytest

from mips_pi_rules import Rulebook, evaluate, policy, read_qrda3
from mips_pi_rules.documents.document import read
from mips_pi_rules.judging.dating import dated
from mips_pi_rules.law import policyfile
from mips_pi_rules.testing import qrda
from support.cases import POLICY, full, read_json
from support.rulebooks import shipped_rules

UNDATED = qrda.document(full(2025)).replace("10.20.27.2.5", "10.20.27.2.4")
UNDATED = UNDATED.replace("10.20.17.3.8", "10.20.17.3.9")


def with_templates(**of_years: list[str]) -> Rulebook:
    """Years of this rulebook have these report templates."""
    policies: Any = {}
    for name, templates in of_years.items():
        year = int(name.removeprefix("of_"))
        raw = read_json(POLICY / f"{year}.json")
        raw["meta"]["qrdaTemplates"] = templates
        policies[year] = partial(policyfile.policy_from, raw)
    return Rulebook(policies, shipped_rules)


(TEMPLATE,) = policy(2025).qrda_templates[-1:]


@pytest.mark.parametrize(
    ("rulebook", "year"),
    [
        (None, 2025),
        (with_templates(of_2024=[TEMPLATE], of_2025=["another"]), 2024),
        (with_templates(of_2024=[TEMPLATE], of_2025=[TEMPLATE]), None),
        (with_templates(of_2024=["another"]), None),
    ],
)
def test_the_year_is_that_of_the_one_guide_with_the_template(
    rulebook: Rulebook | None, year: int | None
) -> None:
    assert read_qrda3(UNDATED.encode(), rulebook=rulebook).performance_year == year
    assert evaluate(UNDATED, rulebook=rulebook).performance_year == year
    document = read(UNDATED)
    found = dated(document, rulebook or Rulebook.default())
    assert (found is document) is (year is None)
