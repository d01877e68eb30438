"""Where excluded points flow: the steps in words, and a picture drawn from the policy.

The picture is a self-contained SVG: objectives as panels, from left to right as points flow,
measures as boxes with their points, flows as arrows with their step and basis. Its colours follow
the reader's light or dark setting, on a ground of its own, so that it is readable either way.
"""

from collections.abc import Iterator, Sequence
from html import escape
from itertools import pairwise
from textwrap import wrap

from attrs import frozen

from documentation.markdown import cites, code, page, section, table
from mips_pi_rules.law.entries import Flow
from mips_pi_rules.law.policies import Policy

_WIDTH, _LINE, _PAD = 288, 16, 12  # a box, a line of text, the space inside and around
_ACROSS, _DOWN, _BESIDE = 132, 44, 30  # between columns, between boxes with a flow, without
_HEAD, _EDGE, _FOOT = 34, 20, 74  # a panel's title, the rim, the legend

_STYLE = """
svg { font: 13px system-ui, -apple-system, "Segoe UI", Roboto, Helvetica, Arial, sans-serif }
.ground { fill: #ffffff; stroke: #d0d7de } .panel { fill: #f3f5f8; stroke: #d0d7de }
.box { fill: #ffffff; stroke: #57606a } .pill { fill: #ffffff; stroke: #57606a }
text { fill: #1f2328 } .id, .points, .name { font-weight: 600 } .soft { fill: #57606a }
.arrow { fill: none; stroke: #0550ae; stroke-width: 2 } .tip { fill: #0550ae }
.cms { stroke-width: 3.5 } .published { stroke-dasharray: 9 4 } .reading { stroke-dasharray: 2 4 }
.small { font-size: 11.5px } .panelname { font-size: 12px }
.end { text-anchor: end } .middle { text-anchor: middle }
@media (prefers-color-scheme: dark) {
.ground { fill: #0d1117; stroke: #3d444d } .panel { fill: #161b22; stroke: #3d444d }
.box, .pill { fill: #0d1117; stroke: #9198a1 }
text { fill: #f0f6fc } .soft { fill: #b1bac4 } .arrow { stroke: #79c0ff } .tip { fill: #79c0ff }
}
"""


def steps(policy: Policy) -> Iterator[tuple[str, ...]]:
    """The flows as rows: step, from, to, when, basis, citations."""
    for number, flow in enumerate(policy.flows, 1):
        to = " and ".join(code(name) for name in flow.to)
        share = ", in equal parts" if len(flow.to) > 1 else ""
        yield (
            str(number),
            code(flow.source),
            to + share,
            _when(policy, number - 1, flow),
            flow.basis,
            cites(flow.cites),
        )


def _when(policy: Policy, index: int, flow: Flow) -> str:
    if flow.condition.in_play:
        return f"{code(*flow.condition.in_play)} is reported"
    if flow.condition.not_excluded:
        return f"{code(*flow.condition.not_excluded)} is not excluded"
    earlier = any(other.source == flow.source for other in policy.flows[:index])
    return "no earlier step applies" if earlier else "always"


def page_of(policies: Sequence[Policy]) -> str:
    """The page with each year's picture, the latest year first."""
    parts = []
    for policy in reversed(policies):
        year = policy.performance_year
        rows = [(*row[:-1], row[-1].replace("](../", "](")) for row in steps(policy)]
        parts.append(
            section(
                str(year),
                f"![Flows of excluded points in {year}](flows-{year}.svg)",
                table(("Step", "Excluded", "Its points go to", "When", "Basis", "Citations"), rows),
            )
        )
    return page(
        "How excluded points flow",
        "An excluded measure's points never vanish: they move on, step by step, and what a measure "
        "received moves on with it. [How the score comes about](../scoring.md) explains the rest.",
        *parts,
    )


@frozen
class _Box:
    """A measure on the picture: where it stands, its words, and the centre lines of its sides."""

    name: str
    x: int
    y: int
    height: int
    lines: tuple[str, ...]
    points: str

    @property
    def middle(self) -> int:
        return self.y + self.height // 2


def picture(policy: Policy) -> str:
    """The SVG of a year."""
    columns = _columns(policy)
    heights = [sum(_panel_height(policy, one) + _PAD for one in column) for column in columns]
    boxes: dict[str, _Box] = {}
    drawn: list[str] = []
    for index, column in enumerate(columns):
        x = _EDGE + index * (_WIDTH + 2 * _PAD + _ACROSS)
        y = _EDGE + _HEAD + (max(heights) - heights[index]) // 2
        for objective in column:
            drawn += _panel(policy, objective, x, y, boxes)
            y += _panel_height(policy, objective) + _PAD
    width = 2 * _EDGE + len(columns) * (_WIDTH + 2 * _PAD) + (len(columns) - 1) * _ACROSS
    height = _EDGE + _HEAD + max(heights) + _FOOT
    arrows, pills = _arrows(policy, boxes)
    title = f"Where the points of excluded measures go, performance year {policy.performance_year}"
    said = "; ".join(f"{f.source} to {' and '.join(f.to)} ({f.basis})" for f in policy.flows)
    size = f'width="{width}" height="{height}" role="img" aria-labelledby="title said"'
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" {size}>',
            f'<title id="title">{title}</title>',
            f'<desc id="said">{escape(said)}</desc>',
            f"<style>{_STYLE}</style>",
            _rect("ground", (1, 1), (width - 2, height - 2), 10),
            _text(_EDGE, 34, title, "name"),
            *drawn,
            *arrows,
            *pills,
            *_legend(height),
            "</svg>\n",
        ]
    )


def _columns(policy: Policy) -> list[list[str]]:
    """The objectives that hold points, in columns by how far they are from where points end."""
    of = {name: measure.objective for name, measure in policy.measures.items()}
    after: dict[str, set[str]] = {}
    for flow in policy.flows:
        after.setdefault(of[flow.source], set()).update(of[name] for name in flow.to)

    def far(objective: str) -> int:
        return max((1 + far(one) for one in after.get(objective, set()) - {objective}), default=0)

    ranked = [(far(one.id), one.id) for one in policy.objectives if _held(policy, one.id)]
    most = max(rank for rank, _ in ranked)
    return [[one for rank, one in ranked if rank == most - index] for index in range(most + 1)]


def _held(policy: Policy, objective: str) -> list[str]:
    """The measures of an objective that hold points of their own."""
    measures = policy.objective(objective).measures
    return [name for name in measures if policy.measures[name].points is not None]


def _words(policy: Policy, name: str) -> list[str]:
    title = policy.measures[name].title
    return wrap(title, 40, break_on_hyphens=False) + (
        ["suppressed: full credit"] if name in policy.suppressed else []
    )


def _gap(policy: Policy, above: str, below: str) -> int:
    pair = {above, below}
    flows = any(pair == {flow.source, to} for flow in policy.flows for to in flow.to)
    return _DOWN if flows else _BESIDE


def _box_height(policy: Policy, name: str) -> int:
    return 2 * _PAD + _LINE * (1 + len(_words(policy, name))) - 4


def _panel_height(policy: Policy, objective: str) -> int:
    held = _held(policy, objective)
    gaps = sum(_gap(policy, *pair) for pair in pairwise(held))
    return _HEAD + sum(_box_height(policy, name) for name in held) + gaps + _PAD


def _panel(policy: Policy, objective: str, x: int, y: int, boxes: dict[str, _Box]) -> Iterator[str]:
    """An objective with its measures; their boxes are entered in `boxes`."""
    title = policy.objective(objective).title
    ways = {m: way.id for one in policy.choices.values() for way in one.ways for m in way.measures}
    yield _rect("panel", (x, y), (_WIDTH + 2 * _PAD, _panel_height(policy, objective)), 8)
    yield _text(x + _PAD, y + 22, title, "name panelname")
    x, y = x + _PAD, y + _HEAD
    before = None
    for name in _held(policy, objective):
        if before is not None:
            gap = _gap(policy, before, name)
            if before in ways and ways[before] != ways.get(name):
                yield _text(x + _WIDTH // 2, y + gap // 2 + 4, "or", "soft middle")
            y += gap
        points = f"{policy.measures[name].points} points"
        box = _Box(name, x, y, _box_height(policy, name), tuple(_words(policy, name)), points)
        boxes[name] = box
        yield _rect("box", (x, y), (_WIDTH, box.height), 6)
        yield _text(x + _PAD, y + _PAD + 12, name, "id")
        yield _text(x + _WIDTH - _PAD, y + _PAD + 12, points, "points end")
        for row, line in enumerate(box.lines, 1):
            yield _text(x + _PAD, y + _PAD + 12 + row * _LINE, line, "soft small")
        y += box.height
        before = name


def _arrows(policy: Policy, boxes: dict[str, _Box]) -> tuple[list[str], list[str]]:
    """The arrows of all flows and, to lie on top of them, their pills."""
    arrows: list[str] = []
    pills: list[str] = []
    pairs = [
        (f.source, to) for f in policy.flows for to in f.to if boxes[f.source].x != boxes[to].x
    ]
    pairs.sort(key=lambda pair: (boxes[pair[1]].middle, boxes[pair[0]].middle))
    for number, flow in enumerate(policy.flows, 1):
        share = f", 1/{len(flow.to)}" if len(flow.to) > 1 else ""
        for to in flow.to:
            here, there = boxes[flow.source], boxes[to]
            if here.x == there.x:
                down = here.y < there.y
                x = here.x + _WIDTH * (3 if down else 7) // 10
                start = here.y + here.height if down else here.y
                end = there.y - 9 if down else there.y + there.height + 9
                path = f"M{x},{start} L{x},{end}"
                tip = f"{x},{end + (9 if down else -9)} {x - 5},{end} {x + 5},{end}"
                middle = x, (start + end) // 2
            else:
                entering = [pair for pair in pairs if pair[1] == to]
                place = entering.index((flow.source, to)) - (len(entering) - 1) / 2
                x, y = here.x + _WIDTH, here.middle
                end, level = there.x - 9, there.middle + round(16 * place)
                bend = (x + end) // 2
                path = f"M{x},{y} C{bend},{y} {bend},{level} {end},{level}"
                tip = f"{end + 9},{level} {end},{level - 5} {end},{level + 5}"
                middle = bend, (y + level) // 2
            arrows.append(f'<path class="arrow {flow.basis}" d="{path}"/>')
            arrows.append(f'<polygon class="tip" points="{tip}"/>')
            pills += _pill(*middle, f"{number}  {flow.basis}{share}")
    return arrows, pills


def _pill(x: int, y: int, words: str) -> Iterator[str]:
    width = 7 * len(words) + 12
    yield _rect("pill", (x - width // 2, y - 10), (width, 20), 10)
    yield _text(x, y + 4, words, "small middle")


def _legend(height: int) -> Iterator[str]:
    y = height - _FOOT + 28
    words = {
        "cms": "stated by CMS",
        "observed": "seen in CMS's scores",
        "published": "in guides",
        "reading": "our reading",
    }
    x = _EDGE
    for basis, said in words.items():
        yield f'<path class="arrow {basis}" d="M{x},{y} L{x + 44},{y}"/>'
        yield _text(x + 52, y + 4, f"{basis}: {said}", "small")
        x += 76 + 7 * len(f"{basis}: {said}")
    yield _text(
        _EDGE,
        y + 26,
        "The number is the step: of a measure's steps the first that applies is followed. "
        "What a measure received moves on with it.",
        "small soft",
    )


def _rect(kind: str, at: tuple[int, int], size: tuple[int, int], corner: int) -> str:
    where = f'x="{at[0]}" y="{at[1]}" width="{size[0]}" height="{size[1]}" rx="{corner}"'
    return f'<rect class="{kind}" {where}/>'


def _text(x: int, y: int, words: str, kind: str) -> str:
    return f'<text class="{kind}" x="{x}" y="{y}">{escape(words)}</text>'
