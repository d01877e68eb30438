"""Reading: every shape, every refusal, all problems at once, each with its place."""

import json
import math
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mips_pi_rules import (
    Measurement,
    MeasurementSet,
    Proportion,
    Submission,
    UnreadableSubmission,
    evaluate,
    to_qpp,
)
from mips_pi_rules.documents.document import read
from support.cases import FULL, Json, edited, example, lines

ROWS = "/measurementSets/0/measurements"
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4)
    ),
    max_leaves=12,
)


def with_count(text: str) -> str:
    """The full submission as text with `text` in place of the first numerator."""
    return json.dumps(FULL).replace('"numerator": 180', f'"numerator": {text}', 1)


def unreadable(source: Any) -> UnreadableSubmission:
    with pytest.raises(UnreadableSubmission) as caught:
        evaluate(source)
    assert caught.value.__cause__ is None
    assert caught.value.__context__ is None
    return caught.value


# ---- what cannot be read at all


@pytest.mark.parametrize(
    "source",
    [
        "",
        "   \n",
        "\ufeff",
        b"",
        "null",
        "[]",
        "42",
        '"text"',
        "{",
        "{} {}",
        "{'performanceYear': 2025}",
        '{"a": NaN}',
        '{"a": [Infinity]}',
        '{"a": -Infinity}',
        b"\x89PNG\r\n\x1a\n\x00\x00",
        b"\xff\xfe{\x00}\x00",
        '{"a": "\xe9"}'.encode("latin-1"),
        "[" * 10_000,
        '{"a":' * 10_000,
        "[" * 10_000 + "]" * 10_000,
        '{"a":"' + '\\"' * 100_000,
        '{"a": ' + "9" * 5000 + ', "b": NaN}',
        '{"a": ' + "9" * 5000 + ', "b": SECRET}',
        None,
        17,
        [],
        (),
        bytearray(b"{}"),
        object(),
    ],
)
def test_what_is_no_json_object_is_unreadable(source: Any) -> None:
    unreadable(source)


def test_a_hundred_million_brackets_are_refused_by_size() -> None:
    assert "32 MiB" in str(unreadable("[" * 100_000_000))


@pytest.mark.parametrize("opening, closing", [("[", "]"), ('{"a":', "}")])
def test_a_hundred_levels_are_read_and_one_more_is_not(opening: str, closing: str) -> None:
    def nested(levels: int) -> str:
        inner = opening * (levels - 1) + "1" + closing * (levels - 1)
        return json.dumps(FULL)[:-1] + f', "more": {inner}}}'

    assert evaluate(nested(100)).ok
    assert evaluate(json.loads(nested(100))).ok
    unreadable(nested(101))
    unreadable(json.loads(nested(101)))


def test_a_mapping_that_holds_itself_is_unreadable() -> None:
    circular: Json = {}
    circular["a"] = [circular]
    unreadable(circular)


def test_a_mapping_that_shares_its_parts_is_read_in_time() -> None:
    shared: list[Any] = []
    for _ in range(60):
        shared = [shared, shared]
    assert evaluate(FULL | {"more": shared}).ok


def test_a_mapping_that_fails_is_unreadable() -> None:
    class Failing(Mapping[str, Any]):
        def __getitem__(self, key: str) -> Any:
            raise RuntimeError(key)

        def __iter__(self) -> Any:
            return iter(["performanceYear"])

        def __len__(self) -> int:
            return 1

    unreadable(Failing())


# ---- what is read


@pytest.mark.parametrize(
    "source",
    [
        json.dumps(FULL),
        json.dumps(FULL).encode(),
        b"\xef\xbb\xbf" + json.dumps(FULL).encode(),
        "\ufeff" + json.dumps(FULL),
        json.dumps(FULL, indent=2).replace("\n", "\r\n"),
        dict(FULL),
        FULL | {"measurementSets": tuple(FULL["measurementSets"])},
    ],
)
def test_every_form_of_one_document_gives_one_answer(source: Any) -> None:
    report = evaluate(source)
    assert (report.outcome, report.score, report.findings) == ("scored", 96, ())


def test_a_submission_is_evaluated_as_its_document() -> None:
    submission = read(json.dumps(FULL)).submission
    assert evaluate(submission) == evaluate(FULL)
    assert to_qpp(submission) == FULL


def test_a_submission_built_by_hand_is_evaluated() -> None:
    rows = tuple(
        Measurement(
            row["measureId"],
            Proportion(**row["value"]) if isinstance(row["value"], dict) else row["value"],
        )
        for row in FULL["measurementSets"][0]["measurements"]
    )
    submission = Submission(2025, "group", "000000001", measurement_sets=(
        MeasurementSet("pi", "registry", measurements=rows),
    ))  # fmt: skip
    report = evaluate(submission)
    assert lines(report) == [
        ["PI201", "incomplete", "/measurementSets/0"],
        ["PI204", "incomplete", "/measurementSets/0"],
        ["PI205", "incomplete", "/measurementSets/0"],
    ]


def test_a_bare_measurement_set_with_its_submission_is_read() -> None:
    head = {name: FULL[name] for name in FULL if name != "measurementSets"}
    bare = FULL["measurementSets"][0] | {"submission": head}
    report = evaluate(bare)
    assert (report.outcome, report.score) == ("scored", 96)
    assert report.sets[0].pointer == ""
    assert to_qpp(read(bare).submission) == FULL
    head["programName"] = "app1"
    assert lines(evaluate(bare)) == [["PI015", "rejected", "/submission/programName"]]


def test_other_categories_are_ignored_and_keep_their_place() -> None:
    quality = {"category": "quality", "measurements": "whatever", "cehrt": "x"}
    ours = edited(FULL, {"without": ["cehrtId"]})["measurementSets"]
    mixed = FULL | {"measurementSets": [quality, *ours]}
    assert lines(evaluate(mixed)) == [["PI201", "incomplete", "/measurementSets/1"]]
    # As a Submission the quality set is gone, so the pointer is into what to_qpp writes.
    again = read(mixed).submission
    assert lines(evaluate(again)) == [["PI201", "incomplete", "/measurementSets/0"]]


def test_what_has_no_place_in_a_submission_is_tolerated() -> None:
    noted = FULL | {"id": "x", "createdAt": "y", "extra": {"deep": [1]}, "suppressed": False}
    noted["measurementSets"] = [FULL["measurementSets"][0] | {"submissionId": "z", "note": 1}]
    assert evaluate(noted).findings == ()


# ---- counts


@pytest.mark.parametrize("text", ["180.0", "1.8e2", "18e1", "0.18e3"])
def test_a_whole_number_is_a_count_however_it_is_written(text: str) -> None:
    assert evaluate(with_count(text)).measures["PI_EP_1"].points == 9


@pytest.mark.parametrize(
    "text",
    [
        "1e400",
        "-1e400",
        str(2**70),
        "9" * 5000,
        "9007199254740992",
        '"1"',
        "1.5",
        "true",
        "-1",
        "null",
        "[]",
        "{}",
    ],
)
def test_what_is_no_count_is_refused_where_it_stands(text: str) -> None:
    report = evaluate(with_count(text))
    assert lines(report) == [["PI011", "rejected", f"{ROWS}/0/value/numerator"]]
    assert report.findings[0].line == 1


@pytest.mark.parametrize("count", [math.nan, math.inf, True, "1", 1.5, 2**70, 1 + 0j, b"1"])
def test_what_is_no_count_in_a_dict_is_refused(count: Any) -> None:
    changed = edited(FULL, {"measures": {"PI_EP_1": {"numerator": count, "denominator": 200}}})
    assert lines(evaluate(changed)) == [["PI011", "rejected", f"{ROWS}/0/value/numerator"]]


def test_an_integer_of_another_type_is_a_count() -> None:
    class Index:
        def __index__(self) -> int:
            return 180

    class Broken:
        def __index__(self) -> int:
            raise RuntimeError

    value = {"numerator": Index(), "denominator": 200}
    assert evaluate(edited_value(value)).measures["PI_EP_1"].points == 9
    value = {"numerator": Broken(), "denominator": 200}
    assert evaluate(edited_value(value)).outcome == "rejected"


def edited_value(value: Json) -> Json:
    changed = edited(FULL, {})
    changed["measurementSets"][0]["measurements"][0]["value"] = value
    return changed


def test_text_of_a_foreign_type_is_text() -> None:
    class Written(str):
        __slots__ = ()

        def __eq__(self, other: object) -> bool:
            raise RuntimeError

        __hash__ = str.__hash__

    assert evaluate(edited(FULL, {"set": {"cehrtId": Written("0015C7Z2M4H6K8P")}})).ok


# ---- duplicate keys, places


def test_a_name_that_stands_twice_is_refused_at_its_object() -> None:
    text = json.dumps(FULL, indent=1).replace(
        '"category": "pi"', '"category": "pi",\n   "category": "pi"', 1
    )
    finding = evaluate(text).findings[0]
    assert (finding.rule, finding.pointer) == ("PI002", "/measurementSets/0")
    assert text.splitlines()[finding.line - 1][finding.column - 1] == "{"  # type: ignore[operator]


def test_a_name_that_stands_twice_is_found_anywhere_and_never_printed() -> None:
    text = json.dumps(FULL)[:-1] + ', "secret": {"deep": [{"k": 1, "\\u006b": 2}]}}'
    report = evaluate(text)
    assert lines(report) == [["PI002", "rejected", ""]]
    assert "secret" not in str(report)


def test_escaped_names_and_strange_strings_keep_positions_right() -> None:
    text = '{"x/y~z": "\\"]}[{", "performanceYear"\n :\t2021}'
    finding = evaluate(text).findings[0]
    assert (finding.pointer, finding.line, finding.column) == ("/performanceYear", 2, 4)


def test_a_dict_has_no_lines_and_its_text_has_them() -> None:
    broken = example("2025/safer-answered-no")
    assert evaluate(broken).findings[0].line is None
    finding = evaluate(json.dumps(broken, indent=2)).findings[0]
    value = json.dumps(broken, indent=2).splitlines()[finding.line - 1][finding.column - 1 :]  # type: ignore[operator]
    assert value == "false"


def test_all_problems_are_reported_at_once_in_the_stated_order() -> None:
    changed = edited(
        FULL,
        {
            "submission": {"entityType": "clinic"},
            "set": {"performanceEnd": "2025-02-30", "programName": "MIPS", "cehrtId": 5},
            "measures": {"PI_PPHI_1": False, "PI_EP_2": "N/A", "PI_PHCDRR_5": None},
            "without": ["PI_INFBLO_1"],
            "rows": [{"measureId": "PI_NEW_9", "value": True}, 7, {"value": True}],
        },
    )
    assert lines(evaluate(changed)) == [
        ["PI601", "rejected", "/entityType"],
        ["PI610", "rejected", "/measurementSets/0/programName"],
        ["PI014", "rejected", "/measurementSets/0/cehrtId"],
        ["PI013", "rejected", "/measurementSets/0/performanceEnd"],
        ["PI009", "rejected", f"{ROWS}/1/value"],
        ["PI007", "rejected", f"{ROWS}/16/measureId"],
        ["PI017", "rejected", f"{ROWS}/17"],
        ["PI006", "rejected", f"{ROWS}/18"],
        ["PI105", "incomplete", ROWS],
        ["PI102", "zero", f"{ROWS}/11/value"],
        ["PI904", None, f"{ROWS}/15"],
    ]


@given(JSON)
def test_nothing_but_unreadable_submission_is_ever_raised(value: Any) -> None:
    for source in (
        value,
        json.dumps(value),
        {"measurementSets": value},
        FULL | {"entityId": value},
    ):
        try:
            report = evaluate(source)
        except UnreadableSubmission:
            continue
        assert report.outcome in ("scored", "zero", "incomplete", "rejected")


@given(st.data())
def test_any_value_in_any_place_is_a_finding_or_fine(data: st.DataObject) -> None:
    changed = edited(FULL, {})
    places = [(changed, name) for name in changed]
    one = changed["measurementSets"][0]
    places += [(one, name) for name in one]
    places += [(row, name) for row in one["measurements"] for name in row]
    where, name = data.draw(st.sampled_from(places))
    where[name] = data.draw(JSON)
    report = evaluate(changed)
    assert type(report).from_dict(json.loads(json.dumps(report.to_dict()))) == report
    assert report.ok or report.reasons


@given(st.binary(max_size=200) | st.text(max_size=200))
def test_any_text_is_read_or_unreadable(source: bytes | str) -> None:
    try:
        evaluate(source)
    except UnreadableSubmission as error:
        assert error.__context__ is None
