"""Values made by hand: lists are taken for tuples, a wrong type is named where it is made."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest
from attrs import evolve

from mips_pi_rules import Measurement, MeasurementSet, Proportion, Submission, evaluate
from mips_pi_rules.documents.defects import FormatDefect, Misplaced
from mips_pi_rules.documents.document import read
from mips_pi_rules.documents.submission import MAX_COUNT, REFUSED
from support.cases import Json, full

CLASSES: dict[str, Callable[..., object]] = {
    "Proportion": Proportion,
    "Measurement": Measurement,
    "MeasurementSet": MeasurementSet,
    "Submission": Submission,
}
WRONG: list[tuple[str, str, Any]] = [
    ("Proportion", "numerator", "1"),
    ("Proportion", "denominator", 2.0),
    ("Proportion", "numerator", True),
    ("Proportion", "denominator", -1),
    ("Proportion", "numerator", 2**53),
    ("Proportion", "other_keys", "no"),
    ("Measurement", "measure_id", 7),
    ("Measurement", "value", "yes"),
    ("Measurement", "value", 1),
    ("Measurement", "value", {"numerator": 1, "denominator": 2}),
    ("Measurement", "unread", "measureId"),
    ("Measurement", "unread", [1]),
    ("MeasurementSet", "category", ["pi"]),
    ("MeasurementSet", "program_name", {}),
    ("MeasurementSet", "cehrt_id", 15),
    ("MeasurementSet", "performance_start", "2025-01-01"),
    ("MeasurementSet", "performance_end", datetime(2025, 12, 31)),
    ("MeasurementSet", "measurements", "PI_EP_1"),
    ("MeasurementSet", "measurements", {"PI_EP_1": True}),
    ("MeasurementSet", "measurements", [{"measureId": "PI_EP_1"}]),
    ("MeasurementSet", "source", 3),
    ("MeasurementSet", "submission_method", 1),
    ("MeasurementSet", "performance_start", datetime(2025, 1, 1)),
    ("MeasurementSet", "performance_end", "2025-12-31"),
    ("MeasurementSet", "misspelt", "cehrtId"),
    ("MeasurementSet", "misspelt", [1]),
    ("MeasurementSet", "likely", 3),
    ("Submission", "submissions", "1"),
    ("Submission", "repeated", [1]),
    ("Submission", "format_defects", "x"),
    ("Submission", "misplaced", "x"),
    ("Submission", "left_out", "x"),
    ("Submission", "misspelt", "x"),
    ("Submission", "performance_year", "2025"),
    ("Submission", "performance_year", True),
    ("Submission", "entity_type", ["individual"]),
    ("Submission", "taxpayer_identification_number", 1),
    ("Submission", "national_provider_identifier", 1),
    ("Submission", "entity_id", b"x"),
    ("Submission", "measurement_sets", MeasurementSet("pi")),
    ("Submission", "measurement_sets", [None]),
    ("Submission", "program_misplaced", 0),
    ("Submission", "repeated", "x"),
    ("Submission", "left_out", ["x"]),
    ("Submission", "misspelt", [None]),
    ("Submission", "misplaced", [""]),
    ("Submission", "format_defects", ["x"]),
    ("Submission", "places", 1),
    ("Submission", "places", {"": 1}),
    ("Submission", "places", {"": (1, 2)}),
    ("Submission", "places", {"": (0, 1, None)}),
    ("Submission", "places", {"": ("a", "b", None)}),
    ("Submission", "places", {"": (1, 2, "x")}),
    ("Submission", "places", {"": (1, 2, (None, 3, 1))}),
    ("Submission", "places", {5: (1, 2, None)}),
    ("Submission", "places", {"": (1, 2, None), "/a": (0, 2, None)}),
    ("Submission", "report_templates", (2024,)),
    ("Submission", "report_templates", "2024"),
    ("Submission", "wrapper", None),
    ("Submission", "bare", None),
]


@pytest.mark.parametrize(("cls", "field", "value"), WRONG)
def test_a_value_of_a_wrong_type_is_refused_by_the_name_of_its_field(
    cls: str, field: str, value: Any
) -> None:
    with pytest.raises((TypeError, ValueError)) as raised:
        CLASSES[cls](**{field: value})
    assert str(raised.value).startswith(f"{field} takes ")


@pytest.mark.parametrize(
    ("field", "value", "takes"),
    [
        ("wrapper", None, "text"),
        ("submissions", "1", "a whole number"),
        ("entity_id", 5, "text or None"),
        ("report_templates", "2024", "a tuple of text, or None"),
    ],
)
def test_it_is_said_what_a_field_takes(field: str, value: Any, takes: str) -> None:
    with pytest.raises(TypeError) as raised:
        Submission(**{field: value})
    assert str(raised.value) == f"{field} takes {takes}"


def test_lists_are_taken_where_tuples_are_declared() -> None:
    submission = read(full(2025)).submission
    assert isinstance(submission.measurement_sets, tuple)
    sets = [evolve(one, measurements=list(one.measurements)) for one in submission.measurement_sets]  # type: ignore[arg-type] # rows of an example
    listed = evolve(submission, measurement_sets=sets)
    assert listed == submission
    assert hash(listed) == hash(submission)
    assert evaluate(listed) == evaluate(submission)


OF_THE_FORM: Json = {
    "left_out": (0,),
    "misspelt": ("entityType",),
    "misplaced": (Misplaced("cehrtId", "in the measurement set"),),
    "submissions": 2,
    "bare": True,
    "wrapper": "/data/submission",
    "format_defects": (FormatDefect("sections", "/sections"),),
    "places": {"": (1, 1, None)},
    "report_templates": ("2024-01-01",),
}


@pytest.mark.parametrize("name", OF_THE_FORM)
def test_submissions_are_equal_by_what_they_say_whatever_their_form(name: str) -> None:
    submission = read(full(2025)).submission
    other = evolve(submission, **{name: OF_THE_FORM[name]})
    assert getattr(other, name) == OF_THE_FORM[name] != getattr(submission, name)
    assert other == submission
    assert hash(other) == hash(submission)
    for sort in (Measurement(unread=("value",)), MeasurementSet(misspelt=("category",))):
        assert sort == type(sort)()
        assert hash(sort) == hash(type(sort)())
    assert MeasurementSet(REFUSED, likely="pi") == MeasurementSet(REFUSED)


def test_a_submission_made_by_hand_stands_alone() -> None:
    made = Submission()
    assert (made.submissions, made.bare, made.wrapper) == (1, False, "")


def test_a_repr_is_of_what_is_said() -> None:
    assert repr(MeasurementSet(REFUSED)) == (
        "MeasurementSet(category=REFUSED, submission_method=None, program_name=None,"
        " performance_start=None, performance_end=None, measurements=None, source=None,"
        " misspelt=(), likely=None)"
    )
    assert repr(Measurement("x")) == "Measurement(measure_id='…', value=None, unread=())"
    assert repr(Submission(**OF_THE_FORM)).startswith(
        "Submission(performance_year=None, entity_type=None, measurement_sets=None,"
        " program_misplaced=False, repeated=(), left_out=(0,), misspelt=('entityType',),"
    )
    assert "places" not in repr(Submission(**OF_THE_FORM))
    assert "2024-01-01" not in repr(Submission(**OF_THE_FORM))
    assert Submission() == Submission(program_misplaced=False, repeated=[])


@pytest.mark.parametrize("category", [None, "PI", "aci"])
def test_a_set_of_another_category_is_not_passed_over(category: str | None) -> None:
    submission = read(full(2025)).submission
    assert isinstance(submission.measurement_sets, tuple)
    other = evolve(submission.measurement_sets[0], category=category)
    report = evaluate(evolve(submission, measurement_sets=(other,)))
    assert {finding.rule for finding in report.findings} == {"PI004"}


def test_a_repr_shows_nothing_of_the_callers_text() -> None:
    secret = "Jane Doe 000-00-0000"
    row = Measurement(secret, Proportion(1, 2))
    day = date(2025, 1, 1)
    one = MeasurementSet("pi", secret, secret, secret, day, day, (row,), secret)
    other = MeasurementSet(secret, "registry", "mips")
    submission = Submission(123456789, secret, secret, secret, secret, (one, other))
    shown = repr(submission)
    assert "Jane" not in shown
    assert "123456789" not in shown
    assert "numerator=1" in shown
    assert "'registry'" in shown
    assert "2025" in repr(Submission(2025, "group"))
    assert "'group'" in repr(Submission(2025, "group"))


@pytest.mark.parametrize(
    ("year", "shown"),
    [(1000, "1000"), (9999, "9999"), (999, "…"), (10000, "…"), (None, "None")],
)
def test_a_repr_shows_what_may_be_a_year(year: int | None, shown: str) -> None:
    assert repr(Submission(year)).startswith(f"Submission(performance_year={shown}, entity_type=")
    assert repr(Submission(year, "group")).partition("entity_type=")[2].startswith("'group', ")
    assert repr(Submission(year, "gruop")).partition("entity_type=")[2].startswith("'…', ")


@pytest.mark.parametrize("count", [0, 1, MAX_COUNT])
def test_a_count_made_by_hand_is_from_0_to_the_largest(count: int) -> None:
    assert Proportion(count, count) == Proportion(denominator=count, numerator=count)
    for wrong in (-1, MAX_COUNT + 1):
        with pytest.raises(ValueError, match=r"^denominator takes whole numbers from 0 to"):
            Proportion(count, wrong)
