"""A plan as a page and as a part of one: what leaves zero, what is in the way, what to choose."""

from collections.abc import Callable, Iterable

from mips_pi_rules.planning.plans import Obstacle, Plan
from mips_pi_rules.planning.steps import Step
from mips_pi_rules.render import planwords as words
from mips_pi_rules.render.blocks import citations, section
from mips_pi_rules.render.html import page
from mips_pi_rules.render.markup import Html, element, joined

# What else a page puts under a step, by the number of the step, from 1.
Further = Callable[[int], Html]


def _nothing(_: int) -> Html:
    return Html()


def render(found: Plan) -> str:
    """The page of one plan."""
    return page(words.verdict(found), article(found, "h1"))


def article(found: Plan, heading: str, further: Further = _nothing) -> Html:
    """The whole plan; `heading` is the element of its title."""
    mandatory = len(found.mandatory)
    as_of = None if found.as_of is None else f"As of {found.as_of}."
    return element(
        "article",
        element(heading, "The plan"),
        element("p", element("strong", words.verdict(found))),
        element("p", f"Now: {words.said(found.now)}", f" {as_of}" if as_of else None, class_="fix"),
        section("What leaves zero", _steps(found, found.mandatory, 0, further)),
        section("What stands in the way", _listed(map(_obstacle, found.cannot))),
        section(
            "What may be chosen then, if it is true",
            _steps(found, found.choices, mandatory, further),
        ),
        section("Ways to report", _ways(found)),
        section(
            "Exclusions worth checking for, each by itself",
            _listed(
                joined([element("code", one.id), f", score {one.score}, if {one.statement}."])
                for one in found.exclusions
            ),
        ),
        section("Dates", _listed(_dates(found))),
        section("To know first", _listed(found.notes)),
    )


def _steps(found: Plan, steps: Iterable[Step], before: int, further: Further) -> Html:
    cards = [_step(found, step, number, further) for number, step in enumerate(steps, before + 1)]
    return element("ol", *cards, class_="findings") if cards else Html()


def _step(found: Plan, step: Step, number: int, further: Further) -> Html:
    change = [
        element("span", f"{label}: {words.shown(value)}")
        for label, value in (("From", step.before), ("To", step.to))
        if value is not None
    ]
    late = words.until(step)
    return element(
        "li",
        element(
            "p",
            element("span", str(number), class_="bullet", aria_hidden="true"),
            f"{step.words}.",
            class_="message",
        ),
        element("p", element("strong", "Why: "), step.why, class_="fix")
        if step.kind == "mend"
        else None,
        *(element("p", element("strong", "First: "), need, class_="fix") for need in step.needs),
        element("p", element("strong", "Value: "), f"yours to give: {step.field}", class_="fix")
        if step.needs_value
        else None,
        *(
            element("p", element("strong", "Or: "), f"{other.id}: {other.statement}", class_="fix")
            for other in step.instead
        ),
        element("p", f"{late}.", class_="fix") if late else None,
        element(
            "p",
            element("strong", "After: "),
            f"{words.promised(found, number - 1)}.",
            class_="fix",
        ),
        element(
            "p",
            *change,
            element("span", f"Field: {step.field}") if step.field else None,
            element("span", "Where: ", element("code", step.pointer or "the whole document")),
            element("span", "Law: ", citations(step.cites)) if step.cites else None,
            class_="fine",
        ),
        further(number),
        class_="finding step",
    )


def _obstacle(one: Obstacle) -> Html:
    title = element("strong", f"{words.REASONS[one.reason]}: ")
    return joined([title, one.words, element("p", one.why, class_="fix")])


def _ways(found: Plan) -> Html:
    if len(found.ways) < 2:
        return Html()
    return _listed(f"{words.way(way)}{', as now' if way.taken else ''}" for way in found.ways)


def _dates(found: Plan) -> Iterable[str]:
    if found.last_start_day is not None:
        yield f"Last day on which a long enough period can start: {found.last_start_day}."
        if found.closes is not None:
            yield f"Submission closes: {found.closes}, unless CMS names a later day."


def _listed(items: Iterable[str]) -> Html:
    shown = [element("li", item) for item in items]
    return element("ul", *shown, class_="assumptions") if shown else Html()
