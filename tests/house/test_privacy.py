"""Nothing of the input is ever printed but what the contract lists: a TIN may be a person's SSN."""

import io
import json
import logging
import pickle
import traceback
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import mips_pi_rules
from mips_pi_rules import (
    AnswerFault,
    Context,
    Report,
    UnreadableSubmission,
    answers_of,
    evaluate,
    evaluate_best,
    evaluate_many,
    facts_of,
    from_answers,
    plan,
    read_qrda3,
    roll_up,
    summarize,
)
from mips_pi_rules.command.main import main
from mips_pi_rules.documents.document import read
from mips_pi_rules.many.contextsfile import read_contexts
from mips_pi_rules.render import FORMATS, IN_FULL, Entry, html
from mips_pi_rules.testing import qrda
from support.cases import TOKEN, Json, edited, full, nodes
from support.mutation import places

YEARS = st.sampled_from((2022, 2025, 2026))


def strings(document: Any) -> list[tuple[Any, Any]]:
    """Every place of a string value, as (container, key)."""
    return [(here, key) for here, key in places(document) if isinstance(here[key], str)]


def everything_said(source: Any) -> str:
    """All that the library says of a source: reports in every form, or the exception whole."""
    try:
        report = evaluate(source)
    except UnreadableSubmission as error:
        said = "".join(traceback.format_exception(error, limit=0)) + repr(vars(error))
        said += repr((error.__cause__, error.__context__))
    else:
        said = repr(report) + repr(pickle.dumps(report)) + str(report) + report.to_html()
        said += html.fragment(report)
        one = [Entry("input", report)]
        renders = [*FORMATS.values(), *IN_FULL.values()]
        said += "".join(
            "".join(render(entries)) for entries in (one, one * 2) for render in renders
        )
        said += repr(report.to_dict()) + repr(summarize([report]).to_dict())
    return said + "".join(repr(report) for report in evaluate_many([source]))


@given(st.data(), YEARS, st.sampled_from([TOKEN, f"PI_{TOKEN}", f" {TOKEN} ", f"{TOKEN}\ud800"]))
def test_a_token_in_any_string_is_never_printed(data: st.DataObject, year: int, token: str) -> None:
    document = full(year)
    for _ in range(data.draw(st.integers(1, 3))):
        container, key = data.draw(st.sampled_from(strings(document)))
        container[key] = token
    assert TOKEN not in everything_said(document)
    assert TOKEN not in everything_said(json.dumps(document))


@given(st.data(), YEARS, st.sampled_from([TOKEN, "cehrt" + TOKEN]))
def test_a_token_as_an_unknown_key_is_never_printed(
    data: st.DataObject, year: int, token: str
) -> None:
    document = edited(full(year), {"without": ["cehrtId"]})
    inner = {token: [{token: token}]}
    data.draw(st.sampled_from(list(nodes(document))))[token] = data.draw(
        st.sampled_from([token, inner])
    )
    text = json.dumps(document)
    assert TOKEN not in everything_said(document)
    assert TOKEN not in everything_said(text)
    # A name that stands twice inside an unknown one has its place cut back to what is known.
    doubled = text[:-1] + f', "{token}": {{"{token}": {{"a": 1, "a": 2}}}}}}'
    assert TOKEN not in everything_said(doubled)


@given(st.integers(0, 40), YEARS)
def test_a_token_in_text_that_is_no_json_is_never_printed(cut: int, year: int) -> None:
    text = json.dumps(full(year)).replace('"mips"', f'"{TOKEN}"')
    for broken in (text[: -1 - cut], text.replace(":", "", 1), f"[{text}]", text + TOKEN):
        assert TOKEN not in everything_said(broken)
        assert TOKEN not in everything_said(broken.encode("utf-16"))


# ---- values, errors, logs and commands, each of a document that holds the token wherever it can


def marked(year: int, **more: Any) -> Json:
    """A submission with the token in every field that takes text, and under unknown names."""
    document = full(year) | {"entityId": TOKEN, TOKEN: TOKEN, "performanceYears": TOKEN}
    document |= {"taxpayerIdentificationNumber": TOKEN, "nationalProviderIdentifier": TOKEN} | more
    (one,) = document["measurementSets"]
    one |= {"cehrtId": TOKEN, TOKEN: [TOKEN]}
    one["measurements"] += [
        {"measureId": TOKEN, "value": TOKEN},
        {"measureId": f"PI_{TOKEN}", "value": {"numerator": TOKEN, TOKEN: 1}},
    ]
    return document


MANAGED = {"date": "2025-03-01", "done": True, "encryptionOrEquivalent": True}
NOTES: Json = {
    "evidence": {
        "saferSelfAssessment": {
            "edition": TOKEN,
            "participants": [TOKEN],
            "statuses": {"1.1": TOKEN},
            "practices": ["1.1"],
            "scale": [TOKEN],
        },
        "securityRiskAnalysis": {"riskManagement": MANAGED},
        "certification": {"inPlace": "2025-12-31"},
        "engagement": {"PI_PHCDRR_1": {"unansweredRequests": 2}},
        "counts": {TOKEN: 1},
    },
    "eligibility": {"specialStatuses": ["smallPractice"]},
}
# Of the public classes those that hold nothing of a document: the law, and errors about it.
OF_THE_LAW = {"Fault", "Question", "RulebookError", "UnsupportedYear"} | {
    name for name, home in mips_pi_rules._HOME.items() if home.startswith("law.")
}
ERRORS = {"AnswersError", "ContextError", "UnreadableSubmission"}


def values_in(value: Any) -> Iterator[Any]:
    """Every value of a class of ours that is in a value."""
    if attrs.has(type(value)):
        yield value
        value = [getattr(value, one.name) for one in attrs.fields(type(value))]
    elif isinstance(value, Mapping):
        value = list(value.values())
    if isinstance(value, list | tuple | frozenset):
        for one in value:
            yield from values_in(one)


def test_no_public_value_shows_the_token() -> None:
    document, context = marked(2025), Context.of(NOTES)
    right = full(2025)
    right["measurementSets"][0]["measurements"].pop()
    reports = [evaluate(one, context=context) for one in (document, right)]
    plans = [plan(document, context=context), plan(edited(full(2025), {"without": ["PI_PPHI_2"]}))]
    hopeless = plan(document | {"performanceYear": TOKEN})
    claimed = edited(full(2025), {"without": ["PI_EP_1"], "rows": [{"measureId": "PI_LVPP_1"}]})
    few = {"PI_EP_1": {"numerator": 5, "denominator": 50}}
    made: list[Any] = [evaluate(full(2027)), plan(edited(full(2025), {"measures": few}))]
    made += [read(document).submission, context, *reports, *plans, hopeless]
    made += [plan(claimed), summarize(reports), roll_up([[reports[1]]])]
    made += [AnswerFault(None, "takes", 1)]
    safer = context.evidence.safer_self_assessment
    assert safer is not None
    made += [safer.attestation(2025), safer.checklist(2025), safer.checklist(2026)]
    made += [safer.open_practices(2025), safer.page(2025)]
    found = {type(one).__name__: one for value in made for one in values_in(value)}
    for one in (*made, *(inner for value in made for inner in values_in(value))):
        assert TOKEN not in repr(one) + str(one)
    classes = {
        name for name in mips_pi_rules.__all__ if isinstance(getattr(mips_pi_rules, name), type)
    }
    assert classes - found.keys() - OF_THE_LAW - ERRORS == {"FrozenMap", "Outcome"}


@pytest.mark.parametrize(
    "asked",
    [
        lambda: from_answers({TOKEN: TOKEN, "performanceYear": 2025, "PI_EP_1": TOKEN}),
        lambda: from_answers({"performanceYear": TOKEN}),
        lambda: from_answers({"performanceYear": 2025, TOKEN: 1}, fields={TOKEN: f"PI_{TOKEN}"}),
        lambda: evaluate(f'{{"{TOKEN}": {TOKEN}'),
        lambda: evaluate(f"<{TOKEN}>"),
        lambda: evaluate(f"<!DOCTYPE {TOKEN}>"),
        lambda: evaluate(full(2025), context={TOKEN: TOKEN}),
        lambda: evaluate(full(2025), context={"eligibility": {"clinicianType": TOKEN}}),
        lambda: evaluate(full(2025), context={"evidence": {"saferSelfAssessment": {TOKEN: 1}}}),
        lambda: Report.from_dict({TOKEN: TOKEN}),
        lambda: Report.from_dict(evaluate(full(2025)).to_dict() | {"outcome": TOKEN}),
        lambda: read_contexts(io.BytesIO(f'{{"name": "{TOKEN}", "context": {TOKEN}}}'.encode())),
        lambda: read_contexts(io.BytesIO(f"name,{TOKEN}\n{TOKEN},1\n".encode())),
        lambda: evaluate_best([full(2025), marked(2025)]),
        lambda: plan(f'{{"{TOKEN}"'),
        lambda: facts_of(TOKEN),
        lambda: read_qrda3(TOKEN.encode()),
        lambda: answers_of(read({"measurementSets": [marked(2025)] * 2}).submission),
    ],
)
def test_no_error_holds_the_token(asked: Callable[[], object]) -> None:
    with pytest.raises(ValueError) as raised:
        asked()
    error = raised.value
    said = "".join(traceback.format_exception(error, limit=0))
    assert TOKEN not in said + repr(error) + repr(vars(error)) + repr(error.__context__)


def test_nothing_is_logged_and_nothing_warned(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, recwarn: pytest.WarningsRecorder
) -> None:
    text = json.dumps(marked(2025))
    (tmp_path / "one.json").write_text(text)
    with caplog.at_level(logging.DEBUG):
        everything_said(text)
        everything_said(f"{text}}}")
        plan(text, context=NOTES)
        for command in ("check", "plan", "facts"):
            main([command, str(tmp_path / "one.json")])
    assert [record.name for record in caplog.records] == []
    assert list(recwarn) == []


FILES = {
    "one.json": json.dumps(marked(2025)),
    "another.json": json.dumps(marked(2025, entityType=TOKEN)),
    "broken.json": json.dumps(marked(2025))[:-9],
    "text.json": TOKEN,
    "lines.ndjson": f"{json.dumps(marked(2024))}\n{{{TOKEN}\n",
    "wrapped.json": json.dumps({"submission": marked(2026), "context": {TOKEN: TOKEN}}),
    "one.xml": qrda.document(
        full(2025) | {"taxpayerIdentificationNumber": TOKEN, "entityId": TOKEN}
    ),
    "broken.xml": f"<a>{TOKEN}",
    "sheet.csv": f"performanceYear,entityType,cehrtId,PI_EP_1\n2025,{TOKEN},{TOKEN},{TOKEN}\n",
    "heading.csv": f"performanceYear,entityType,{TOKEN}\n2025,group,{TOKEN}\n",
}
COMMANDS = (
    "check IN",
    *(f"check IN --all --format {name}" for name in FORMATS),
    "check IN/one.json --context IN/one.json",
    "check IN --contexts IN/lines.ndjson --key submissionId",
    "check IN --key taxpayerIdentificationNumber",
    "batch IN -o OUT.ndjson --workers 1",
    "batch IN -o OUT.parquet --workers 1",
    "batch IN/lines.ndjson -o OUT.ndjson --workers 1",
    "batch IN/sheet.csv -o OUT.ndjson --workers 1",
    "best IN/one.json IN/another.json",
    *(f"plan IN/{name}" for name in FILES),
    *(f"facts IN/{name}" for name in FILES),
    "safer check IN/one.json --year 2025",
)


@pytest.mark.parametrize("line", COMMANDS)
def test_no_command_prints_or_writes_the_token(line: str, tmp_path: Path, capfd: Any) -> None:
    folder, out = tmp_path / "in", tmp_path / "out"
    folder.mkdir()
    for name, text in FILES.items():
        (folder / name).write_text(text)
    words = line.replace("IN", str(folder)).replace("OUT", str(out)).split()
    assert main(words) in (0, 1, 2)
    printed = capfd.readouterr()
    assert printed.out + printed.err
    assert TOKEN not in printed.out + printed.err
    for file in tmp_path.glob("out*"):
        assert TOKEN.encode() not in file.read_bytes()
