"""Nothing of the input is ever printed but what the contract lists: a TIN may be a person's SSN."""

import contextlib
import json
import pickle
import traceback
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from mips_pi_rules import UnreadableSubmission, evaluate, evaluate_many
from mips_pi_rules.command.main import main
from mips_pi_rules.documents.document import read
from mips_pi_rules.render import FORMATS, Entry
from support.cases import TOKEN, Json, edited, full

YEARS = st.sampled_from((2022, 2025, 2026))


def strings(document: Any) -> list[tuple[Any, Any]]:
    """Every place of a string value, as (container, key)."""
    found = []
    items = document.items() if isinstance(document, dict) else enumerate(document)
    for key, value in items:
        if isinstance(value, str):
            found.append((document, key))
        elif isinstance(value, dict | list):
            found += strings(value)
    return found


def objects(document: Any) -> list[Json]:
    found = [document] if isinstance(document, dict) else []
    for value in document.values() if isinstance(document, dict) else document:
        if isinstance(value, dict | list):
            found += objects(value)
    return found


def everything_said(source: Any) -> str:
    """All that the library says of a source: reports in every form, or the exception whole."""
    try:
        report = evaluate(source)
    except UnreadableSubmission as error:
        said = "".join(traceback.format_exception(error, limit=0)) + repr(vars(error))
        said += repr((error.__cause__, error.__context__))
    else:
        said = repr(report) + repr(pickle.dumps(report))
        said += "".join("".join(render([Entry("input", report)])) for render in FORMATS.values())
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
    data.draw(st.sampled_from(objects(document)))[token] = data.draw(
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


def test_identifiers_stay_out_of_the_repr_of_a_submission() -> None:
    document = full(2025) | {"taxpayerIdentificationNumber": TOKEN, "entityId": TOKEN}
    document["nationalProviderIdentifier"] = TOKEN
    assert TOKEN not in repr(read(document).submission)


def test_the_command_prints_no_token(tmp_path: Any, capfd: Any) -> None:
    for name, text in (
        ("readable", json.dumps(full(2025)).replace("000000001", TOKEN)),
        ("unreadable", '{"taxpayerIdentificationNumber": "' + TOKEN),
    ):
        file = tmp_path / name
        file.write_text(text)
        with contextlib.suppress(SystemExit):
            main(["check", str(file)])
    printed = capfd.readouterr()
    assert TOKEN not in printed.out + printed.err
