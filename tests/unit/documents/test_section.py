"""A measure in a QRDA III document: its id, its counts, its answer, in each form they may have."""

from typing import Any

import pytest

from mips_pi_rules import Measurement, Proportion
from mips_pi_rules.documents.places import xpath
from mips_pi_rules.documents.qrda3.document import submission_of
from mips_pi_rules.documents.submission import REFUSED
from mips_pi_rules.testing import qrda
from support.cases import full
from support.parsing import NUMERATOR

YES = qrda.coded("Y")
EP_1 = qrda.identifier("3.7031", "PI_EP_1")


def document_of(measure: str, old: str, new: str) -> str:
    """A document of one measure, in which a piece is another."""
    document = full(2025)
    one = document["measurementSets"][0]
    one["measurements"] = [one for one in one["measurements"] if one["measureId"] == measure]
    before, found_old, after = qrda.document(document).rpartition(old)
    assert found_old
    return before + new + after


def row(measure: str, old: str, new: str) -> Measurement:
    """The row of such a document."""
    read = submission_of(document_of(measure, old, new))
    (found,) = read.measurement_sets  # type: ignore[union-attr,misc]
    (only,) = found.measurements  # type: ignore[union-attr,misc]
    assert isinstance(only, Measurement)
    return only


@pytest.mark.parametrize(
    ("written", "numerator"),
    [
        (NUMERATOR, 180),
        ('<value xsi:type="INT" value="00180"/>', 180),
        ('<value value="180"/>', 180),
        ('<value xsi:type="a:INT" value="180" unit="1"/>', 180),
        ('<value xsi:type="INT" value="180" unit="kg"/>', REFUSED),
        ('<value xsi:type="REAL" value="180"/>', REFUSED),
        ('<value xsi:type="INT" value="180" nullFlavor="NA"/>', REFUSED),
        ('<value xsi:type="INT" nullFlavor="NA"/>', REFUSED),
        ('<value xsi:type="INT" value=""/>', REFUSED),
        *((qrda.number(one), REFUSED) for one in ("-1", "+180", " 180", "180 ", "1_0", "Bob")),
        *((qrda.number(one), REFUSED) for one in ("180.0", "1e2", "0x10", "\u0663", "&#10;180")),
        *((qrda.number(one), REFUSED) for one in ("9007199254740992", "1" * 5000)),
        ('<value xsi:type="INT"/>', None),
        ("", None),
        (2 * NUMERATOR, REFUSED),
    ],
)
def test_a_count_is_digits_alone(written: str, numerator: Any) -> None:
    found = row("PI_EP_1", NUMERATOR, written)
    assert found == Measurement("PI_EP_1", Proportion(numerator, 200))


def test_a_count_that_stands_twice_is_refused() -> None:
    count = qrda.count("31", NUMERATOR)
    assert row("PI_EP_1", count, 2 * count).value == Proportion(REFUSED, 200)
    assert row("PI_EP_1", count, "").value == Proportion(None, 200)
    start, end = count.index("<entryRelationship"), count.rindex("</entryRelationship>")
    inner = count[start : end + len("</entryRelationship>")]
    twice = count.replace(inner, 2 * inner)
    assert row("PI_EP_1", count, twice).value == Proportion(REFUSED, 200)
    # So is one of which the other says nothing.
    empty = count.replace(inner, "")
    for both in (count + empty, empty + count, count.replace(inner, inner + valueless(inner))):
        assert row("PI_EP_1", count, both).value == Proportion(REFUSED, 200)


def valueless(inner: str) -> str:
    return inner.replace(NUMERATOR, "")


def test_a_part_of_a_row_stands_at_the_innermost_that_is_there() -> None:
    count = qrda.count("31", NUMERATOR)
    start, end = count.index("<entryRelationship"), count.rindex("</entryRelationship>")
    inner = count[start : end + len("</entryRelationship>")]
    numerator, measure = "value/numerator", "measureId"
    observation = "/component[1]/observation[1]"
    aggregate = f"{observation}/entryRelationship[1]/observation[1]"
    other = qrda.identifier("4.6", "1")
    for at, old, new, path in [
        (numerator, count, count, f"{aggregate}/value[1]"),
        (numerator, count, count.replace(NUMERATOR, ""), aggregate),
        (numerator, count, count.replace(inner, ""), observation),
        (measure, EP_1, EP_1, "/externalDocument[1]/id[1]"),
        (measure, EP_1, other + EP_1, "/externalDocument[1]/id[2]"),
        (measure, EP_1, EP_1 + other, "/externalDocument[1]/id[1]"),
        (measure, EP_1, other, "/externalDocument[1]/id[1]"),
    ]:
        places = submission_of(document_of("PI_EP_1", old, new)).places
        assert xpath(places[f"/measurementSets/0/measurements/0/{at}"][2]).endswith(path)


@pytest.mark.parametrize(("measure", "own"), [("PI_EP_1", "27.3.28"), ("PI_EP_2", "27.3.29")])
def test_a_row_of_no_kind_or_of_two_has_no_place_of_a_value(measure: str, own: str) -> None:
    template = qrda.template(own, "2017-06-01")
    both = qrda.template("27.3.28") + qrda.template("27.3.29")
    value = "/measurementSets/0/measurements/0/value"
    for new, known in ((template, True), (both, False), ("", False)):
        places = submission_of(document_of(measure, template, new)).places
        assert any(one.startswith(value) for one in places) is known


@pytest.mark.parametrize(
    ("written", "answer"),
    [
        (YES, True),
        (qrda.coded("y"), True),
        (qrda.coded("N"), False),
        (qrda.coded("n"), False),
        *((qrda.coded(one), REFUSED) for one in ("X", "Yes", " Y", "true", "1", "", "\u03a5")),
        (YES.replace("/>", ' nullFlavor="NA"/>'), REFUSED),
        ('<value xsi:type="CD" nullFlavor="NA"/>', REFUSED),
        ('<value xsi:type="CD"/>', REFUSED),
        ('<value code="Y"/>', True),
        ('<value xsi:type="CE" code="Y"/>', True),
        ('<value xsi:type="ST" code="Y"/>', REFUSED),
        (2 * YES, REFUSED),
        ("", REFUSED),
    ],
)
def test_an_answer_is_one_code(written: str, answer: Any) -> None:
    assert row("PI_EP_2", YES, written) == Measurement("PI_EP_2", answer)


def test_an_answer_that_stands_twice_or_nowhere_is_refused() -> None:
    answer = qrda.answer(YES)
    assert row("PI_EP_2", answer, 2 * answer).value is REFUSED
    assert row("PI_EP_2", answer, "").value is REFUSED


ID = qrda.identifier("3.7031", "PI_EP_2")


@pytest.mark.parametrize(
    ("written", "measure_id"),
    [
        (ID, "PI_EP_2"),
        (qrda.identifier("3.7031", "other"), "other"),
        (qrda.identifier("3.7031", None) + ID, "PI_EP_2"),
        (qrda.identifier("4.6", "1") + ID, "PI_EP_2"),
        (ID.replace("/>", ' nullFlavor="NA"/>'), None),
        (qrda.identifier("3.7031", ""), None),
        (qrda.identifier("4.6", "1"), None),
        ("", None),
        (2 * ID, REFUSED),
    ],
)
def test_the_id_of_a_measure_is_one_of_its_root(written: str, measure_id: Any) -> None:
    assert row("PI_EP_2", ID, written) == Measurement(measure_id, True)
