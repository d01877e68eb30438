"""The form of the page that judges in the browser: filled in by keyboard, broken and reopened."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from devtools import Tab
from looking import EXEMPT, WHOLE
from mips_pi_rules import answers_of, evaluate, from_answers, questions
from mips_pi_rules.render.words import verdict
from pagevisit import ANSWERS, PLANNED, SHOWN, STATUS, Visit, read

FOCUSED = "document.activeElement.id"


def filled_in(visit: Visit) -> None:
    """A whole form by keyboard to its score; then one answer is broken, and mended again."""
    submission = read(WHOLE)["submission"]
    year = submission["performanceYear"]
    answers = answers_of(submission)
    tab = visit.tab
    tab.value("document.getElementById('year').focus()")
    tab.value(f"document.getElementById('year').value = '{year}'")
    tab.press("Tab")
    visit.expect(tab.value(FOCUSED) == "ask", f"Tab leads to {tab.value(FOCUSED)!r}")
    tab.press("Enter", "\r")
    tab.until("!document.getElementById('form').hidden", ANSWERS)
    visit.look("form")
    _type(visit, answers)
    tab.value("document.getElementById('report').replaceChildren()")
    tab.press("Enter", "\r")
    tab.until(SHOWN, ANSWERS)
    report = evaluate(from_answers(answers))
    visit.verdict_is(verdict(report), "the form by keyboard")
    tab.until(PLANNED, ANSWERS)
    visit.look("scored")
    gate = _gate(year, answers)
    broken = evaluate(from_answers({**answers, gate: "no"}))
    _answer(tab, gate, "no")
    visit.verdict_is(verdict(broken), f"{gate} answered no")
    beside = tab.value(f"document.getElementById('{gate}.beside').textContent")
    visit.expect(bool(beside), f"nothing is said beside {gate}")
    tab.until(PLANNED, ANSWERS)
    _changes(visit, answers["performanceEnd"])
    visit.look("broken")
    _answer(tab, gate, "yes")
    visit.verdict_is(verdict(report), f"{gate} answered yes again")
    _refused(visit)


def _type(visit: Visit, answers: Mapping[str, Any]) -> None:
    """Each answer by keys, from control to control; ends on the last one, before the button."""
    tab = visit.tab
    while (kind := tab.value("document.activeElement.type")) != "submit":
        name = tab.value(FOCUSED)
        field, _, part = name.partition(".")
        wanted = str(answers.get(name, answers.get(field, "") if part != "level" else ""))
        if kind == "select-one":
            count = tab.value(
                "[...document.activeElement.options].findIndex((one) => "
                f"one.value === {json.dumps(wanted)})"
            )
            for _ in range(max(count, 0)):
                tab.press("ArrowDown")
        elif kind == "date":
            year, month, day = wanted.split("-")
            for digit in month + day + year:
                tab.press(digit, digit)
        else:
            counts = wanted.split("/")
            piece = {"Numerator": counts[0], "Denominator": counts[-1]}.get(part, wanted)
            tab.call("Input.insertText", text=piece)
        while tab.value(FOCUSED) == name:
            tab.press("Tab")


def _gate(year: int, answers: Mapping[str, Any]) -> str:
    """The first answer of the form whose no forces the score to 0."""
    for one in questions(year):
        said_yes = one.kind == "yesNo" and answers.get(one.field) == "yes"
        if said_yes and evaluate(from_answers({**answers, one.field: "no"})).forced_to_zero:
            return one.field
    raise SystemExit("no answer forces the score to 0")


def _answer(tab: Tab, field: str, value: str) -> None:
    """Choose an answer in the form that is judged already."""
    tab.value("document.getElementById('report').replaceChildren()")
    tab.value(f"""(() => {{
      const control = document.getElementById("{field}");
      control.value = "{value}";
      control.dispatchEvent(new Event("change", {{ bubbles: true }}));
    }})()""")
    tab.until(SHOWN, ANSWERS)


def _changes(visit: Visit, day: str) -> None:
    """What a step that can still be done on this day would change is shown under it."""
    visit.tab.value("document.getElementById('plan').replaceChildren()")
    visit.tab.value(f"document.getElementById('day').value = '{day}'")
    visit.tab.value("document.getElementById('day').dispatchEvent(new Event('change'))")
    visit.tab.until(PLANNED, ANSWERS)
    visit.tab.value("document.querySelector('#plan button').click()")
    visit.tab.until("document.querySelectorAll('#plan .would tbody tr').length > 1", ANSWERS)


def _refused(visit: Visit) -> None:
    """What the library does not take is told beside it, and nothing is judged."""
    tab = visit.tab
    field = tab.value("document.querySelector('input[inputmode=numeric]').id")
    tab.value(f"document.getElementById('{field}').value = 'many'")
    tab.value("document.querySelector('#form [type=submit]').click()")
    tab.until("document.querySelectorAll('.beside:not([hidden])').length === 1", ANSWERS)
    visit.expect(tab.value(FOCUSED) == field, "the answer that is refused has no focus")
    visit.look("refused")


def reopened(visit: Visit, file: Path) -> None:
    """The answers of a file and its context go into the form, and give the same verdict there."""
    case = {"submission": read(file), "context": EXEMPT}
    visit.drop(file.name, json.dumps(case))
    visit.verdict_is(verdict(evaluate(case["submission"], context=EXEMPT)), "with a context")
    before = visit.tab.value(STATUS)
    visit.tab.value("document.getElementById('reopen').click()")
    visit.tab.until("!document.getElementById('form').hidden", ANSWERS)
    visit.tab.until(f"{STATUS} === {json.dumps(before)}", ANSWERS)
    visit.tab.until(PLANNED, ANSWERS)
    told = "!document.getElementById('context').hidden"
    visit.expect(visit.tab.value(told), "the context of a file is not told")
