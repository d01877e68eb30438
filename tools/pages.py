"""Write the reference pages from policy/, schemas/rules/ and examples/ into docs/build/.

`python tools/pages.py [FOLDER]`. The same files always give the same pages. Links are written as
they hold in docs/build/, wherever the pages are written to.
"""

import sys
from pathlib import Path

from documentation import cases, flows, rules, schemas, sources, years
from documentation.markdown import ROOT, bullets, link, page, table
from mips_pi_rules import Rulebook
from target import target

_PAGES = {
    "How the score comes about": "../scoring.md",
    "How excluded points flow, in pictures": "scoring.md",
    "From the field: what people had, and what is right": "from-the-field.md",
    "Sources and readings": "sources-and-readings.md",
    "Reports, contexts, submissions and facts, field by field": "documents.md",
    "The SAFER fact sheet of 2025, item by item": "../safer-fact-sheet.md",
}
# What rules are about, by the first digit of their id.
FAMILIES = {
    "0": "The document", "1": "Attestations", "2": "Certification and period", "3": "Measures",
    "4": "Exclusions and choices", "5": "Public health", "6": "Entity and program",
    "7": "Several submissions", "8": "Context", "9": "Advice",
}  # fmt: skip


def pages(rulebook: Rulebook) -> dict[str, str]:
    """Every page and picture by its path below the folder."""
    policies = [rulebook.policy(year) for year in rulebook.years()]
    found = {
        "index.md": index(rulebook),
        "scoring.md": flows.page_of(policies),
        "from-the-field.md": cases.field_page(),
        "sources-and-readings.md": sources.page_of(rulebook),
        "documents.md": schemas.page_of(),
    }
    for policy in policies:
        found[f"years/{policy.performance_year}.md"] = years.page_of(policy, rulebook.rules)
        found[f"flows-{policy.performance_year}.svg"] = flows.picture(policy)
    for rule in rulebook.rules.values():
        found[f"rules/{rule.id}.md"] = rules.page_of(rule, policies)
    return found


def index(rulebook: Rulebook) -> str:
    """The page that leads to all others."""
    policies = [rulebook.policy(year) for year in rulebook.years()]
    year_rows = [
        (
            link(policy.performance_year, f"years/{policy.performance_year}.md"),
            policy.status,
            policy.as_of,
            policy.parameters["minimumDays"]["minimum"],
        )
        for policy in policies
    ]
    families = []
    for digit, title in FAMILIES.items():
        rows = [
            (
                link(rule.id, f"rules/{rule.id}.md"),
                rule.title,
                (rules.years_in_force(rule, policies) or "none").replace(" ", "\u00a0"),
            )
            for rule in rulebook.rules.values()
            if rule.id[2] == digit
        ]
        families += [f"### {title}", table(("Rule", "What must hold", "In force"), rows)]
    return page(
        "Every year and every rule",
        "Written from the policy of each year and from the rules; every statement has its citation "
        "and its basis.",
        bullets(link(text, target) for text, target in _PAGES.items()),
        "## Years",
        table(("Year", "Status", "As of", "Minimum days"), year_rows),
        "## Rules",
        *families,
    )


def main(folder: Path) -> int:
    """Write the pages and say how many."""
    found = pages(Rulebook.default())
    for name, text in found.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    print(f"{len(found)} pages and pictures")
    return 0


if __name__ == "__main__":
    sys.exit(main(target(__doc__, ROOT / "docs" / "build")))
