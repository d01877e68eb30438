"""The points on the html page: bars of available and earned points, and a table of rows."""

from attrs import frozen

from mips_pi_rules.byvalue import ByValue
from mips_pi_rules.judging.report import Report
from mips_pi_rules.judging.results import MeasureResult, ObjectiveResult
from mips_pi_rules.outcomes import Number, Outcome
from mips_pi_rules.render.blocks import cell, citations, mark, section, table
from mips_pi_rules.render.markup import Html, element, joined
from mips_pi_rules.render.words import spaced, whom


@frozen(eq=False, repr=False)
class _Bar(ByValue):
    """The points of an objective: available is those of its measures and its bonus together."""

    title: str
    own: Number
    bonus: Number
    earned: Number

    @property
    def available(self) -> Number:
        return self.own + self.bonus


_LEGEND = (
    ("earned", "earned"),
    ("own", "available"),
    ("bonus", "bonus"),
)


_STATUSES = {
    "met": ("good", "✓"),
    "attested": ("good", "✓"),
    "suppressed": ("good", "✓"),
    "bonus": ("good", "+"),
    "unmet": ("bad", "✕"),
    "notReported": ("bad", "○"),
    "excluded": ("calm", "—"),
    "optional": ("calm", "·"),
}


def written(points: Number) -> str:
    """Points for people: at most two decimals, none where they are zeros."""
    return f"{points:.2f}".rstrip("0").rstrip(".")


def bars(report: Report) -> Html:
    """A bar per objective that has points, all on one scale, and a legend."""
    shown = [bar for bar in map(_bar, report.objectives) if bar.available]
    if not shown:
        return Html()
    scale = max(bar.available for bar in shown)
    drawn = element("ul", *(_drawn(bar, scale) for bar in shown), class_="bars")
    keys = [
        element("span", element("i", class_=f"key {name}"), words)
        for name, words in _LEGEND
        if any(getattr(bar, name) for bar in shown)
    ]
    return joined([drawn, element("p", *keys, class_="legend", aria_hidden="true")])


def _bar(objective: ObjectiveResult) -> _Bar:
    own = bonus = 0.0
    for row in objective.measures:
        if row.status == "bonus":
            bonus += row.available
        else:
            own += row.available
    return _Bar(objective.title, own, bonus, objective.points)


def _drawn(bar: _Bar, scale: Number) -> Html:
    sources = ((bar.own, "own"), (bar.bonus, "bonus"))
    made_of = f" ({written(bar.own)} + {written(bar.bonus)} bonus)" if bar.own and bar.bonus else ""
    segments = [
        element("span", class_=f"part {word}", style=_width(points, bar.available))
        for points, word in sources
        if points
    ]
    earned = element("span", class_="earned", style=_width(bar.earned, bar.available))
    track = element("span", *segments, earned, class_="track", style=_width(bar.available, scale))
    words = element(
        "span",
        element("strong", written(bar.earned)),
        f" of {written(bar.available)}",
        element("small", made_of) if made_of else None,
        class_="words",
    )
    return element(
        "li",
        element("span", bar.title, class_="title"),
        words,
        element("span", track, class_="bar", aria_hidden="true"),
    )


def _width(part: Number, whole: Number) -> str:
    return f"width:{100 * part / whole:.2f}%"


def section_of(report: Report) -> Html | None:
    """Everything about points; nothing where there are none to speak of."""
    nothing_sent = report.outcome is Outcome.REWEIGHTED and not report.sets
    if not report.objectives or nothing_sent:
        return None
    sums = f"{written(report.subtotal or 0)} of {report.maximum}"
    note = None
    if report.forced_to_zero:
        title = f"Points before it was forced to 0: {sums}"
        note = "None of them counts until everything above is fixed; a fix may add more."
    elif report.outcome is Outcome.REWEIGHTED:
        title = f"Points, which do not count: {sums}"
        note = f"The category is reweighted for this {whom(report)}."
    else:
        title = f"Points: {sums}"
    return section(title, joined([bars(report), _rows(report)]), note)


def _rows(report: Report) -> Html:
    bodies = []
    for objective in report.objectives:
        heading = element("th", objective.title, colspan="4", scope="rowgroup")
        rows = map(_row, objective.measures)
        bodies.append(element("tbody", element("tr", heading, class_="group"), *rows))
    return table(("Measure", "Status", "Points", "Why"), bodies)


def _row(row: MeasureResult) -> Html:
    points = scored(row)
    return element(
        "tr",
        cell("Measure", element("strong", row.title), element("code", row.measure_id)),
        cell("Status", row_mark(row)),
        cell(
            "Points",
            element("span", points, class_="whole") if points else "—",
            class_=None if points else "none",
        ),
        cell("Why", row.why, element("small", "Law: ", citations(row.cites))),
    )


def scored(row: MeasureResult) -> str:
    """The points of a row and how many there were, for people; nothing where there are none."""
    has_points = row.points or row.available
    return f"{written(row.points)} of {written(row.available)}" if has_points else ""


def row_mark(row: MeasureResult) -> Html:
    """The status of a row, in colour, symbol and words."""
    kind, symbol = _STATUSES[row.status]
    return mark(kind, symbol, spaced(row.status).capitalize())
