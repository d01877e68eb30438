"""A document as it is held: what is copied, what a pointer comes down to, what is written again."""

from types import MappingProxyType
from typing import Any

import pytest
from attrs import evolve

from mips_pi_rules import (
    Measurement,
    MeasurementSet,
    Proportion,
    Submission,
    UnreadableSubmission,
    to_qpp,
)
from mips_pi_rules.documents import jsontext
from mips_pi_rules.documents.document import read
from mips_pi_rules.documents.fieldnames import IN_ROW, IN_SET, near_misses
from mips_pi_rules.documents.submission import REFUSED
from support.cases import Json, full


class Foreign(dict[str, Any]):
    """A mapping of another library."""


def refused(source: object) -> str:
    with pytest.raises(UnreadableSubmission) as raised:
        read(source)
    return str(raised.value)


def test_a_dict_is_read_as_it_is_and_a_foreign_mapping_is_copied() -> None:
    document = full(2025)
    assert read(document).root is document
    assert type(read(Foreign(document)).root) is dict
    assert read(Foreign(document)).submission == read(document).submission


@pytest.mark.parametrize(
    ("wrap", "in_order"), [(dict, list), (MappingProxyType, tuple)], ids=["plain", "foreign"]
)
def test_a_pointer_comes_down_to_what_exists(wrap: Any, in_order: Any) -> None:
    document = full(2025)
    one = document["measurementSets"][0]
    rows = one["measurements"] = in_order(one["measurements"])
    document["measurementSets"] = in_order([wrap(one)])
    base = "/measurementSets/0"
    for pointer, nearest in [
        (f"{base}/measurements/{len(rows)}", f"{base}/measurements"),
        (f"{base}/measurements/{len(rows) - 1}", f"{base}/measurements/{len(rows) - 1}"),
        (f"{base}/measurements/0/value/nothing", f"{base}/measurements/0/value"),
        (f"{base}/measurements/0/measureId/0", f"{base}/measurements/0/measureId"),
        (f"{base}/measurements/-1", f"{base}/measurements"),
        ("/measurementSets/1", "/measurementSets"),
        ("/nothing", ""),
        ("", ""),
    ]:
        found, key = read(document).nearest(pointer)
        assert found == nearest
        assert len(key) == nearest.count("/")


def test_places_sort_as_they_stand() -> None:
    document = read({"b": [0, {"z": 1, "a": 2}], "a": 3})
    pointers = ["", "/b", "/b/0", "/b/1", "/b/1/z", "/b/1/a", "/a"]
    assert sorted(pointers, key=lambda one: document.nearest(one)[1]) == pointers


def nested(levels: int) -> Any:
    value: Any = 1
    for _ in range(levels):
        value = {"inner": value}
    return value


def test_what_is_shared_is_as_deep_as_its_deepest_place() -> None:
    for levels, place in [(98, "fits"), (99, "is deeper")]:
        shared = nested(levels)
        document = {"a": {"b": shared}, "c": shared}
        if place == "fits":
            assert read(document).submission.measurement_sets is None
        else:
            assert refused(document) == "the document is more than 100 levels deep"


def test_what_a_mapping_raises_is_not_shown() -> None:
    class Failing(dict[str, Any]):
        def values(self) -> Any:
            raise RuntimeError("secret")

    assert refused({"a": Failing()}) == "the mapping cannot be read"
    assert refused(5).startswith("a submission is a mapping, str or bytes")


@pytest.mark.parametrize(
    "change", [{"left_out": (0,)}, {"bare": True}, {"wrapper": "/data/submission"}, {}]
)
def test_the_parts_of_a_submission_are_where_it_is_written(change: Json) -> None:
    said = evolve(read(full(2025)).submission, **change)
    found = read(said).submission
    assert (found.left_out, found.bare, found.wrapper) == ((), False, "")
    assert found == said


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (Proportion(1, 2), {"value": {"numerator": 1, "denominator": 2}}),
        (Proportion(1, None), {}),
        (Proportion(REFUSED, 2), {}),
        (Proportion(None, None), {}),
        (Proportion(1, 2, other_keys=True), {}),
        (True, {"value": True}),
        (REFUSED, {}),
        (None, {}),
    ],
)
def test_a_row_is_written_with_the_value_that_it_has(value: Any, written: Json) -> None:
    rows = (Measurement("PI_EP_1", value), REFUSED)
    said = Submission(measurement_sets=(MeasurementSet("pi", measurements=rows), REFUSED))
    assert to_qpp(said) == {
        "measurementSets": [
            {"category": "pi", "measurements": [{"measureId": "PI_EP_1", **written}, {}]},
            {},
        ]
    }


def test_what_is_no_submission_is_not_written() -> None:
    with pytest.raises(TypeError, match="submission is a Submission, as read_qrda3"):
        to_qpp(full(2025))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("names", "meant"),
    [
        (["cehrt"], ("cehrtId",)),
        (["chertId"], ("cehrtId",)),
        (["chertId", "cehrtId"], ()),
        (["progamName", "categroy"], ("category", "programName")),
        (["source", "id", "submitterId", 5], ()),
        (["performanceStrat", "performanceEdn"], ("performanceStart", "performanceEnd")),
    ],
)
def test_a_near_miss_of_a_field_that_is_missing_is_told(names: list[Any], meant: Any) -> None:
    assert near_misses(dict.fromkeys(names), IN_SET) == meant


@pytest.mark.parametrize(("name", "told"), [("val", False), ("valu", True), ("vale", True)])
def test_names_of_few_letters_are_no_misses(name: str, told: bool) -> None:
    assert near_misses({name: 1}, IN_ROW) == (("value",) if told else ())


@pytest.mark.parametrize("letter", ["a", "é", "\ud800", "😀"])
def test_a_text_is_as_large_as_its_bytes(letter: str, monkeypatch: pytest.MonkeyPatch) -> None:
    text = '{"a":"' + 10 * letter + '"}'
    size = len(text.encode("utf-8", "surrogatepass"))
    monkeypatch.setattr(jsontext, "MAX_BYTES", size)
    assert read(text).submission == Submission()
    monkeypatch.setattr(jsontext, "MAX_BYTES", size - 1)
    assert refused(text) == jsontext.TOO_LARGE
    if letter != "\ud800":
        assert refused(text.encode()) == jsontext.TOO_LARGE
        monkeypatch.setattr(jsontext, "MAX_BYTES", size)
        assert read(text.encode()).submission == Submission()


def test_a_document_has_at_most_32_mib() -> None:
    most = 32 * 1024 * 1024
    assert refused(b" " * most) == "the document is empty"
    assert refused(b" " * (most + 1)) == "the document is larger than 32 MiB"


@pytest.mark.parametrize(
    ("begin", "kind"),
    [
        (b"PK\x03\x04", "a spreadsheet or another zip archive"),
        (b"\xd0\xcf\x11\xe0", "a spreadsheet or document of an old Office format"),
        (b"\x1f\x8b", "compressed with gzip"),
        (b"%PDF", "a PDF"),
        ("{}".encode("utf-16"), "in UTF-16 or UTF-32"),
    ],
)
def test_a_file_of_another_kind_is_called_what_it_is(begin: bytes, kind: str) -> None:
    for more in (b"", b"\x01\x02"):
        assert refused(begin + more).startswith(f"the document is {kind}; taken are")


@pytest.mark.parametrize(
    ("text", "place"),
    [("\n}", (2, 1)), ("\n\n{]", (3, 2)), ('{"a": 1,\n"b" 2}', (2, 5)), ("{} x", (1, 4))],
)
def test_what_is_no_json_is_told_where_it_ends(text: str, place: tuple[int, int]) -> None:
    for source in (text, text.encode()):
        with pytest.raises(UnreadableSubmission) as raised:
            read(source)
        assert (raised.value.line, raised.value.column) == place
        assert str(raised.value).endswith("(line {}, column {})".format(*place))


def test_sets_stand_where_they_stand_beside_what_is_none() -> None:
    (one,) = full(2025)["measurementSets"]
    other = {"category": "quality"}
    said = read({"measurementSets": [5, one, other, MappingProxyType(one), None]}).submission
    (ours,) = read(full(2025)).submission.measurement_sets  # type: ignore[union-attr,misc]
    assert said.measurement_sets == (REFUSED, ours, ours, REFUSED)
    assert said.left_out == (2,)


@pytest.mark.parametrize("data", [5, None, [], {}, "x", {"submissions": []}])
def test_a_field_called_data_beside_a_submission_wraps_nothing(data: object) -> None:
    document = full(2025)
    said = read(document | {"data": data}).submission
    assert said == read(document).submission
    assert (said.wrapper, said.submissions) == ("", 1)
    assert read({"data": data}).submission.measurement_sets is None


@pytest.mark.parametrize(
    "name",
    ["performanceYear", "entityId", "measurementSets", "submission", "category", "measurements"],
)
def test_what_has_a_field_of_a_submission_is_no_answer_of_an_api(name: str) -> None:
    said = read({name: None, "data": {"submission": full(2025)}}).submission
    assert (said.measurement_sets, said.wrapper, said.submissions) == (None, "", 1)


@pytest.mark.parametrize("beside", ["context", "name", "cites", "report", "all", "category"])
def test_what_may_stand_beside_a_submission_is_known(beside: str) -> None:
    names = ("context", "name", "cites", "report") if beside == "all" else (beside,)
    found = read({"submission": full(2025), **dict.fromkeys(names, 1)}).submission
    assert (found.wrapper, found.bare) == (
        ("", True) if beside == "category" else ("/submission", False)
    )


def test_nothing_is_said_of_what_is_in_an_answer_inside_an_answer() -> None:
    held = {"data": {"measurementSets": []}}
    assert read(held).submission.misplaced != ()
    assert read({"data": {"submission": held}}).submission.misplaced == ()


@pytest.mark.parametrize(
    ("document", "own"),
    [
        ({"submission": full(2025), "context": {"a": 1}}, {"a": 1}),
        ({"submission": full(2025), "context": None}, None),
        ({"data": {"submission": full(2025)}, "context": {"a": 1}}, None),
        ({**full(2025), "context": {"a": 1}}, None),
        (full(2025), None),
    ],
)
def test_a_context_counts_beside_a_submission_alone(document: Json, own: Json | None) -> None:
    assert read(document).context_unless(None) == own
    assert read(document).context_unless({"b": 2}) == {"b": 2}
