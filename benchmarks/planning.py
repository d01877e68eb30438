"""What a plan costs, counted in evaluations of the same document."""

from collections.abc import Iterator

from evaluating import texts
from mips_pi_rules import evaluate, plan, years
from timing import in_turn, table

DISTINCT, ROUNDS = 40, 5


def measure() -> list[str]:
    """The section of docs/performance.md, as Markdown lines."""
    return [
        "## A plan",
        "",
        f"Each of {DISTINCT} distinct documents is judged and then planned for, before the next "
        f"is; the least of {ROUNDS} rounds for each. A plan judges the document as each step "
        "would leave it.",
        "",
        *table(("", "evaluations", "microseconds"), list(_rows())),
    ]


def _rows() -> Iterator[tuple[str, float, float]]:
    for kind in ("valid", "forced", "rejected"):
        for year in (years()[0], years()[-3], years()[-1]):
            given = texts(kind, year)[:DISTINCT]
            times = in_turn({"judged": (evaluate, given), "planned": (plan, given)}, ROUNDS)
            planned = times["planned"]
            yield f"plan, {kind}, {year}", planned / times["judged"], planned * 1e6
