"""What a manager reads in a minute: how many, what keeps them from being ok, and who fails first.

Of as many documents as there are, it is as long as one page.
"""

from collections.abc import Iterable, Iterator
from typing import Final

from mips_pi_rules.judging.summary import Failing, MeasureCount, Summary, Tally
from mips_pi_rules.render.entry import Entry
from mips_pi_rules.render.words import counted, spaced
from mips_pi_rules.wrapping import WIDTH, wrapped

_MOST_RULES: Final = 12


def render(summary: Summary, *, width: int = WIDTH) -> str:
    """The summary as plain text in lines of at most `width` columns, ending in a newline."""
    return "\n".join(_lines(summary, width)) + "\n"


def render_all(entries: Iterable[Entry], *, width: int = WIDTH) -> Iterator[str]:
    """The summary of all inputs, at the end; of none nothing."""
    tally = Tally()
    for entry in entries:
        tally.add(entry.report, entry.name)
        yield ""
    if tally.documents:
        yield render(tally.summary(), width=width)


def mean(summary: Summary) -> str | None:
    """The mean score of those scored in words, to two decimals."""
    found = summary.mean_score
    if found is None:
        return None
    return f"{float(round(found, 2)):g}"


def why_failing(one: Failing) -> str:
    """What became of a document that is not ok, and by which rules."""
    would = f"; it would be {one.subtotal}" if one.subtotal is not None else ""
    return f"{one.outcome.value}: {', '.join(one.rules)}{would}"


def _lines(summary: Summary, width: int) -> Iterator[str]:
    yield from wrapped(counted(summary.outcomes, summary.unreadable), width=width)
    yield f"Ok: {summary.ok:,}. Forced to 0: {summary.forced_to_zero:,}."
    average = mean(summary)
    if average is not None:
        yield f"Mean score of those scored: {average}."
    yield from _rules(summary, width)
    if summary.failing:
        yield from ("", "The first that are not ok")
        for one in summary.failing:
            name = one.name or f"document {one.position:,}"
            yield from wrapped(f"{name}  {why_failing(one)}", "  ", "      ", width=width)
        more = summary.documents - summary.ok - len(summary.failing)
        if more:
            yield f"  and {more:,} more"
    if summary.measures:
        yield from ("", "Measures, by the number of documents")
        for measure in summary.measures:
            yield from wrapped(
                f"{measure.title}: {statuses(measure)}",
                f"  {measure.measure_id:<12}",
                " " * 14,
                width=width,
            )


def _rules(summary: Summary, width: int) -> Iterator[str]:
    """Rules that keep documents from being ok; those that are broken and decide nothing after."""
    deciding = [(one.decides, one) for one in summary.rules if one.decides]
    others = [(one.broken, one) for one in summary.rules if not one.decides]
    for title, counts in (
        ("What keeps documents from being ok", deciding),
        ("Found beside it, deciding nothing", others),
    ):
        if counts:
            yield ""
            yield from wrapped(f"{title}, by the number of documents", width=width)
        for count, one in counts[:_MOST_RULES]:
            yield from wrapped(one.title, f"{count:>9,}  {one.rule}  ", " " * 18, width=width)
        if len(counts) > _MOST_RULES:
            more = len(counts) - _MOST_RULES
            yield f"           and {more} more rule{'s' if more > 1 else ''}"


def statuses(measure: MeasureCount) -> str:
    """How many documents have a measure in which status, the most frequent first."""
    ordered = sorted(measure.statuses.items(), key=lambda item: (-item[1], item[0]))
    return ", ".join(f"{count:,} {spaced(status).lower()}" for status, count in ordered)
