"""A service around mips_pi_rules: a form, JSON in, a report or a page out.

What a vendor minds is here and nowhere hidden: how large a body may be and how long it may take,
that nothing of it is logged or kept, and that an error says nothing of it either.
"""

import asyncio
from collections.abc import Awaitable, Callable
from html import escape
from typing import Annotated
from urllib.parse import parse_qsl

from fastapi import Depends, FastAPI, Header, HTTPException, Request, Response
from fastapi.responses import HTMLResponse

from mips_pi_rules import (
    AnswersError,
    ContextError,
    Question,
    Report,
    UnreadableSubmission,
    evaluate,
    from_answers,
    questions,
    years,
)

MOST_BYTES = 2 * 1024 * 1024
MOST_SECONDS = 10.0
TITLE = "Promoting Interoperability"
PAGE = f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{TITLE}</title><h1>{TITLE}'

app = FastAPI(title=TITLE)


@app.middleware("http")
async def private(request: Request, go_on: Callable[[Request], Awaitable[Response]]) -> Response:
    """No answer is kept by a browser or a proxy: it is about one practice."""
    response = await go_on(request)
    response.headers["Cache-Control"] = "no-store"
    return response


async def body_of(request: Request) -> bytes:
    """The body, refused when it is too large or comes too slowly. It is never logged."""
    read = bytearray()
    try:
        async with asyncio.timeout(MOST_SECONDS):
            async for part in request.stream():
                read += part
                if len(read) > MOST_BYTES:
                    raise HTTPException(413, "A submission of at most 2 MiB is taken.")
    except TimeoutError:
        raise HTTPException(408, "The submission came too slowly.") from None
    return bytes(read)


Body = Annotated[bytes, Depends(body_of)]


@app.get("/health")
def health() -> dict[str, str]:
    """Whether the service runs and has its rules."""
    return {"status": "ok", "years": f"{years()[0]} to {years()[-1]}"}


# Written with `def`, so that judging runs on a thread and holds up no other request.
@app.post("/report", response_model=Report)
def report(body: Body, accept: Annotated[str, Header()] = "") -> Report | HTMLResponse:
    """The report of a submission, QPP JSON or QRDA III; a page for who accepts text/html."""
    try:
        found = evaluate(body)
    except (UnreadableSubmission, ContextError) as error:  # a body may bring its context
        raise HTTPException(400, str(error)) from None
    return HTMLResponse(found.to_html()) if "text/html" in accept else found


@app.get("/form/{year}", response_class=HTMLResponse)
def empty_form(year: int) -> str:
    """The form of a year."""
    return form(year, {}, {}, "")


@app.post("/form/{year}", response_class=HTMLResponse)
def filled_form(year: int, body: Body) -> str:
    """The report of what was filled in; or the form again, with what is wrong beside its field."""
    answers = dict(parse_qsl(body.decode("utf-8", "replace"))) | {"performanceYear": str(year)}
    try:
        found = evaluate(from_answers(answers))
    except AnswersError as error:
        return form(year, answers, {one.field or "": one.takes for one in error.faults}, str(error))
    if found.ok:
        return found.to_html()
    return form(year, answers, {one.field or "": one.fix for one in found.findings}, str(found))


def form(year: int, answers: dict[str, str], beside: dict[str, str], told: str) -> str:
    """The questions of a year as a page, with the answers so far and a sentence beside some."""
    if year not in years():
        raise HTTPException(404, "There are no rules for this year.")
    asked = "".join(field(one, answers.get(one.field, ""), beside) for one in questions(year)[1:])
    button = "<button>Judge it</button>"
    return f'{PAGE} {year}</h1><pre>{escape(told)}</pre><form method="post">{asked}{button}</form>'


def field(one: Question, answer: str, beside: dict[str, str]) -> str:
    """One question with its input: a list to choose from where there is one, else a line."""
    name, said = escape(one.field), beside.get(one.field, "")
    if one.kind in ("choice", "level", "yesNo"):
        choices = "".join(
            f'<option value="{escape(value)}"{" selected" * (value == answer)}>{escape(words)}'
            for value, words in {"": "", **one.options}.items()
        )
        box = f'<select name="{name}">{choices}</select>'
    else:
        kind = "date" if one.kind == "date" else "text"
        box = f'<input type="{kind}" name="{name}" value="{escape(answer)}">'
    return f"<p><label>{escape(one.text)}<br>{box}</label> <strong>{escape(said)}</strong></p>"
