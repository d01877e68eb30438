"""The points on the html page: bars of own, received and earned points, and a table of rows."""

from attrs import frozen

from mips_pi_rules.judging.report import MeasureResult, ObjectiveResult, Report
from mips_pi_rules.law.policies import Policy
from mips_pi_rules.outcomes import Number, Outcome
from mips_pi_rules.render.blocks import cell, citations, mark, section, table
from mips_pi_rules.render.markup import Html, element, joined
from mips_pi_rules.render.words import spaced, whom


@frozen
class _Bar:
    """The points of an objective: available is own, received and bonus together."""

    title: str
    own: Number
    received: Number
    bonus: Number
    earned: Number

    @property
    def available(self) -> Number:
        return self.own + self.received + self.bonus


_LEGEND = (
    ("earned", "earned"),
    ("own", "its own points"),
    ("received", "received from excluded measures"),
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


def number(points: Number) -> str:
    """Points for people: at most two decimals, none where they are zeros."""
    return f"{points:.2f}".rstrip("0").rstrip(".")


def objective_titles(known: Policy | None) -> dict[str, str]:
    """Titles of the year's objectives by id."""
    return {one.id: one.title for one in known.objectives} if known else {}


def split(row: MeasureResult, known: Policy | None) -> tuple[Number, Number]:
    """The available points of a row: those of the measure itself, and those it received.

    Without the year's policy all are taken for its own.
    """
    measure = known.measures.get(row.measure_id) if known else None
    if measure is None or measure.points is None or measure.reporting == "bonus":
        return row.available, 0
    own = min(measure.points, row.available)
    return own, row.available - own


def bars(report: Report, known: Policy | None) -> Html:
    """A bar per objective that has points, all on one scale, and a legend."""
    titles = objective_titles(known)
    found = [
        _bar(objective, titles.get(objective.objective), known) for objective in report.objectives
    ]
    shown = [bar for bar in found if bar.available]
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


def _bar(objective: ObjectiveResult, title: str | None, known: Policy | None) -> _Bar:
    own = received = bonus = 0.0
    for row in objective.measures:
        if row.status == "bonus":
            bonus += row.available
            continue
        one, more = split(row, known)
        own, received = own + one, received + more
    title = title or spaced(objective.objective)
    return _Bar(title, own, received, bonus, objective.points)


def _drawn(bar: _Bar, scale: Number) -> Html:
    sources = ((bar.own, "own"), (bar.received, "received"), (bar.bonus, "bonus"))
    of = [f"{number(points)} {word}" for points, word in sources if points]
    made_of = f" ({' + '.join(of)})" if len(of) > 1 or bar.received else ""
    segments = [
        element("span", class_=f"part {word}", style=_width(points, bar.available))
        for points, word in sources
        if points
    ]
    earned = element("span", class_="earned", style=_width(bar.earned, bar.available))
    track = element("span", *segments, earned, class_="track", style=_width(bar.available, scale))
    words = element(
        "span",
        element("strong", number(bar.earned)),
        f" of {number(bar.available)}",
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


def section_of(report: Report, known: Policy | None) -> Html | None:
    """Everything about points; nothing where there are none to speak of."""
    nothing_sent = report.outcome is Outcome.REWEIGHTED and not report.sets
    if not report.objectives or nothing_sent:
        return None
    sums = f"{number(report.subtotal or 0)} of {report.maximum}"
    note = None
    if report.forced_to_zero:
        title = f"Points before it was forced to 0: {sums}"
        note = "None of them counts until everything above is fixed; a fix may add more."
    elif report.outcome is Outcome.REWEIGHTED:
        title = f"Points, which do not count: {sums}"
        note = f"The category is reweighted for this {whom(report)}."
    else:
        title = f"Points: {sums}"
    return section(title, joined([bars(report, known), _rows(report, known)]), note)


def _rows(report: Report, known: Policy | None) -> Html:
    names = objective_titles(known)
    bodies = []
    for objective in report.objectives:
        title = names.get(objective.objective) or spaced(objective.objective)
        heading = element("th", title, colspan="4", scope="rowgroup")
        rows = (_row(row, known) for row in objective.measures)
        bodies.append(element("tbody", element("tr", heading, class_="group"), *rows))
    return table(("Measure", "Status", "Points", "Why"), bodies)


def _row(row: MeasureResult, known: Policy | None) -> Html:
    measure = known.measures.get(row.measure_id) if known else None
    kind, symbol = _STATUSES[row.status]
    own, received = split(row, known)
    scored = f"{number(row.points)} of {number(row.available)}"
    has_points = bool(row.points or row.available)
    extra = f"{number(own)} own + {number(received)} received"
    return element(
        "tr",
        cell(
            "Measure",
            element("strong", measure.title) if measure else None,
            element("code", row.measure_id),
        ),
        cell("Status", mark(kind, symbol, spaced(row.status).capitalize())),
        cell(
            "Points",
            element("span", scored, class_="whole") if has_points else "—",
            element("small", extra) if received else None,
            class_=None if has_points else "none",
        ),
        cell("Why", row.why, element("small", "Law: ", citations(row.cites, known))),
    )
