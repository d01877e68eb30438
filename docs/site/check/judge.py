"""What the page asks of the library: JSON text in, JSON text out. Nothing here knows the law.

The documents of the last file, or the answers of the form, stay open until the next.
"""

import io
import json
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from itertools import islice
from typing import Any

from attrs import define, field, frozen

from mips_pi_rules import (
    AnswersError,
    Plan,
    Report,
    Rulebook,
    UnreadableSubmission,
    answers_of,
    evaluate,
    from_answers,
    plan,
    policy,
    questions,
    years,
)
from mips_pi_rules.command.contents import Piece, pieces
from mips_pi_rules.command.inputs import Input
from mips_pi_rules.command.judged import Given, Judged, judged
from mips_pi_rules.many.contexts import Contexts
from mips_pi_rules.render.article import article, headline
from mips_pi_rules.render.changes import changes
from mips_pi_rules.render.markup import Html, element
from mips_pi_rules.render.planhtml import article as plan_article
from mips_pi_rules.render.words import verdict

MOST = 1000  # documents of a file: a list of more is of no use on a page
_GIVEN = Given(None, Contexts(), Rulebook.default())
_YEAR = "performanceYear"  # asked for before the form opens


@frozen
class Shown:
    """A document that was given, and its report."""

    content: Any
    context: Any
    name: str | None
    report: Report
    is_read: bool = True


@define
class Desk:
    """What lies open: documents, the number of the one shown, and its plan."""

    documents: list[Shown] = field(factory=list)
    number: int = 0
    plan: Plan | None = None

    @property
    def shown(self) -> Shown:
        """The document that is shown."""
        return self.documents[self.number]


DESK = Desk()


def ask(name: str, given: str, content: Any = None) -> str:
    """The answer to one question of the page, by its name; `content` is the bytes of a file."""
    wanted = json.loads(given)
    if content is not None:
        wanted["content"] = bytes(content.to_py())
    return json.dumps(_ANSWERS[name](**wanted))


def _years() -> dict[str, Any]:
    return {"years": list(map(str, years())), "today": date.today().isoformat()}


def _form(year: str) -> dict[str, Any]:
    titles = {one.id: one.title for one in policy(int(year)).objectives}
    sections: dict[str, list[Any]] = {}
    for one in questions(int(year)):
        if one.field == _YEAR:
            continue
        label, _, help_ = re.sub(r"(?<=[.?]) ", "\n", one.text, count=1).partition("\n")
        title = titles.get(one.objective or "", "Who, when and with what")
        sections.setdefault(title, []).append(
            {
                "field": one.field,
                "label": label,
                "help": help_,
                "kind": one.kind,
                "required": one.required,
                "options": list(one.options.items()),
            }
        )
    return {"sections": [{"title": title, "questions": of} for title, of in sections.items()]}


def _file(name: str, content: bytes) -> dict[str, Any]:
    one = Input(name, name)
    found = list(islice(_pieces(one, content), MOST + 1))
    DESK.documents = [_shown(piece, judged(one, piece, _GIVEN)) for piece in found[:MOST]]
    more = f"The first {MOST:,} documents of the file are shown." if len(found) > MOST else ""
    listed = [{"name": shown.name, "words": headline(shown.report)[0]} for shown in DESK.documents]
    return {"documents": listed, "more": more, "view": _open(0)}


def _pieces(one: Input, content: bytes) -> Iterator[Piece]:
    count = 0
    try:
        for piece in pieces(io.BytesIO(content), by_lines=one.by_lines):
            count += 1
            yield piece
        problem = None if count else UnreadableSubmission("there is no document in the file")
    except UnreadableSubmission as error:
        problem = error
    if problem is not None:
        yield Piece("", problem=problem)


def _shown(piece: Piece, found: Judged) -> Shown:
    entry = found.entry
    return Shown(piece.content, piece.context, entry.name, entry.report, found.problem is None)


def _open(number: int) -> dict[str, Any]:
    DESK.number, DESK.plan = number, None
    shown = DESK.shown
    return {
        "html": article(shown.report, shown.name, "h2"),
        "verdict": verdict(shown.report),
        "answerable": shown.name is not None and _answers(shown) is not None,
    }


def _answers(shown: Shown) -> dict[str, Any] | None:
    try:
        return answers_of(shown.content) if shown.is_read else None
    except ValueError:  # several sets, or what no answers say
        return None


def _of_answers(year: str, answers: Mapping[str, str], context: Any) -> dict[str, Any]:
    try:
        submission = from_answers({**answers, _YEAR: int(year)})
    except AnswersError as error:
        return {"view": None, "beside": {one.field: f"It {one.takes}." for one in error.faults}}
    report = evaluate(submission, context=context)
    DESK.documents = [Shown(submission, context, None, report)]
    beside = {
        one.field: f"{one.message} {one.fix}"
        for one in reversed(report.findings)  # of several about one field the first is kept
        if one.field and one.severity != "advice"
    }
    return {"view": _open(0), "beside": beside}


def _reopen() -> dict[str, Any]:
    answers = _answers(DESK.shown) or {}
    return {"year": str(answers.pop(_YEAR)), "answers": answers, "context": DESK.shown.context}


def _plan(day: str) -> dict[str, Any]:
    shown = DESK.shown
    if not shown.is_read:
        return {"html": ""}
    as_of = date.fromisoformat(day) if day else None
    DESK.plan = plan(shown.content, context=shown.context, as_of=as_of)
    return {"html": plan_article(DESK.plan, "h2", _button)}


def _button(number: int) -> Html:
    if DESK.plan is None or not DESK.plan.steps[number - 1].is_done({}, late=False):
        return Html()  # it is too late, or waits for a value that only the caller has
    words = "Show what would change" if number == 1 else f"Show what steps 1 to {number} change"
    button = element("button", words, type="button", data_steps=str(number))
    return element("div", button, element("div", aria_live="polite"), class_="would")


def _change(steps: int) -> dict[str, Any]:
    shown = DESK.shown
    if DESK.plan is None:
        return {"html": ""}
    after = evaluate(DESK.plan.apply(shown.content, steps=steps), context=shown.context)
    return {"html": changes(shown.report, after)}


_ANSWERS: dict[str, Callable[..., dict[str, Any]]] = {
    "years": _years,
    "form": _form,
    "file": _file,
    "open": _open,
    "answers": _of_answers,
    "reopen": _reopen,
    "plan": _plan,
    "change": _change,
}
