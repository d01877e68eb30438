"""What is different between two reports of one submission, row by row, as a part of a page."""

from collections.abc import Iterator

from mips_pi_rules.judging.report import Report
from mips_pi_rules.judging.results import MeasureResult
from mips_pi_rules.render.article import headline, look
from mips_pi_rules.render.blocks import cell, mark, section, table
from mips_pi_rules.render.markup import Html, element
from mips_pi_rules.render.points import row_mark, scored

_NO_ROW = "—"


def changes(before: Report, after: Report) -> Html:
    """The two verdicts, and the rows whose status or points are not the same."""
    rows = [_row("The whole", None, _verdict(before), _verdict(after))]
    rows += _rows(before, after)
    heads = ("Measure", "Now", "Then")
    body = table(heads, [element("tbody", *rows)])
    return section("What would change", body) or Html()


def _verdict(report: Report) -> Html:
    kind, symbol = look(report)
    return mark(kind, symbol, headline(report)[0])


def _rows(before: Report, after: Report) -> Iterator[Html]:
    now, then = before.measures, after.measures
    for name, row in {**now, **then}.items():
        pair = now.get(name), then.get(name)
        if len({_shape(one) for one in pair}) > 1:
            yield _row(row.title, name, *map(_said, pair))


def _shape(row: MeasureResult | None) -> tuple[object, ...] | None:
    return None if row is None else (row.status, row.points, row.available)


def _said(row: MeasureResult | None) -> Html | str:
    if row is None:
        return _NO_ROW
    points = scored(row)
    return Html(row_mark(row) + (element("small", points) if points else Html()))


def _row(title: str, name: str | None, now: str, then: str) -> Html:
    code = element("code", name) if name else None
    return element(
        "tr",
        cell("Measure", element("strong", title), code),
        cell("Now", now),
        cell("Then", then),
    )
