"""A citation leads to the place where the law can be read."""

import pytest

from mips_pi_rules.citation import link


@pytest.mark.parametrize(
    ("cite", "place"),
    [
        ("42 CFR 414.1320", "https://www.ecfr.gov/current/title-42/section-414.1320"),
        (
            "42 CFR 414.1375(b)(2)(ii)(D)",
            "https://www.ecfr.gov/current/title-42/section-414.1375#p-414.1375(b)(2)(ii)(D)",
        ),
        ("89 FR 97710", "https://www.federalregister.gov/citation/89-FR-97710"),
        ("SAFER25", None),
        ("42 CFR 414.1375 and more", None),
    ],
)
def test_a_paragraph_of_the_code_has_its_own_place(cite: str, place: str | None) -> None:
    assert link(cite) == place
