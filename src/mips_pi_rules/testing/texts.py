"""Changes of text: JSON that cannot be read, other shapes of a document, and QRDA III.

QRDA III is changed in the document that qrda.py writes, piece by piece as that writes it.
"""

import json
from collections.abc import Callable, Iterator
from copy import deepcopy

from mips_pi_rules.documents.submission import DEFAULT_PROGRAM
from mips_pi_rules.law.policies import Policy
from mips_pi_rules.testing import qrda
from mips_pi_rules.testing.deeds import Change, Json, give, nothing, set_of
from mips_pi_rules.testing.valid import programs

_JSON = "the text"
_END = "    </structuredBody>"
_PERSON = "<documentationOf"
_INVENTED = "INVENTED"  # an id of nothing


def of_text(policy: Policy, entity_type: str) -> Iterator[Change]:
    """The changes of text, and of the shape of a document."""
    yield from _of_json()
    yield from _of_shape()
    for about, what, write in _of_qrda(policy):
        yield Change(about, what, nothing, None, write)
    yield from _of_programs(policy, entity_type)


def _of_json() -> Iterator[Change]:
    """JSON text that is broken, or nearly so."""
    written: dict[str, Callable[[str], str]] = {
        "cut off": lambda text: text[:-1],
        "without a comma": lambda text: text.replace(", ", " ", 1),
        "in single quotes": lambda text: text.replace('"', "'"),
        "empty": lambda text: "",
        "a list": lambda text: f"[{text}]",
        "twice": lambda text: f"{text} {text}",
        "NaN in a field": lambda text: f'{{"note": NaN, {text[1:]}',
        "nested too deeply": lambda text: f'{{"note": {"[" * 101}{"]" * 101}, {text[1:]}',
        "nested deeply": lambda text: f'{{"note": {"[" * 99}{"]" * 99}, {text[1:]}',
        "after a byte order mark": lambda text: f"\ufeff{text}",
    }
    for what, change in written.items():
        yield Change(_JSON, what, nothing, None, _after(json.dumps, change))
    for name in ("performanceYear", "category", "measureId"):
        again = _again(name)
        yield Change(name, "twice in one object", nothing, None, _after(json.dumps, again))
    other = _after(json.dumps, lambda text: f'{{"note": {{"performanceYear": 1}}, {text[1:]}')
    yield Change("performanceYear", "in another object too", nothing, None, other)


def _after(write: Callable[[Json], str], change: Callable[[str], str]) -> Callable[[Json], str]:
    return lambda document: change(write(document))


def _again(name: str) -> Callable[[str], str]:
    """Write a name and its value, which is no object, a second time."""

    def change(text: str) -> str:
        start = text.index(f'"{name}"')
        end = min(at for at in (text.find(",", start), text.find("}", start)) if at > 0)
        return f"{text[:end]}, {text[start:end]}{text[end:]}"

    return change


def _of_shape() -> Iterator[Change]:
    """A set with its submission inside, and an answer of CMS's API."""
    yield Change("programName", "in the submission of a bare set", _bare(named=True))
    yield Change("programName", "in a bare set", _bare(named=False))
    for count in (0, 1, 2):
        yield Change("submissions", f"{count} in an answer of the API", _of_api(count))


def _bare(*, named: bool) -> Callable[[Json], object]:
    def deed(document: Json) -> None:
        (one,) = document.pop("measurementSets")
        head = dict(document)
        if named and "programName" in one:
            head["programName"] = one.pop("programName")
        elif named:
            head["programName"] = DEFAULT_PROGRAM
        document.clear()
        document.update(one, submission=head)

    return deed


def _of_api(count: int) -> Callable[[Json], object]:
    def deed(document: Json) -> None:
        several = [deepcopy(document) for _ in range(count)]
        document.clear()
        document["data"] = {"submissions": several}

    return deed


Written = tuple[str, str, Callable[[Json], str]]


def _of_qrda(policy: Policy) -> Iterator[Written]:
    """A QRDA III document as it should be, and with one thing wrong in it."""
    yield from _of_identifiers()
    yield from _of_templates(policy)
    yield from _of_sections(policy)
    for kind in ("CD", "CE", "CV", "CO"):
        to = f'xsi:type="{kind}"'
        yield "value", f"of type {kind}", _with('xsi:type="CD"', _to(to), times=-1)
    for what, write in {
        "with hyphens": lambda day: day,
        "with a T": lambda day: f"{day.replace('-', '')}T0830",
        "with a time": lambda day: f"{day.replace('-', '')}083000.000-0500",
    }.items():
        yield "performanceStart", f"{what}", _day(write)


def _with(
    old: str | Callable[[Json], str], new: Callable[[str], str], *, times: int = 1
) -> Callable[[Json], str]:
    """Writes QRDA III with a piece of it changed."""

    def write(document: Json) -> str:
        piece = old if isinstance(old, str) else old(document)
        return qrda.document(document).replace(piece, new(piece), times)

    return write


def _to(new: str) -> Callable[[str], str]:
    return lambda _: new


def _before(mark: str, added: str) -> Callable[[Json], str]:
    return _with(mark, lambda piece: f"{added}\n{piece}")


def _of_identifiers() -> Iterator[Written]:
    tin = "taxpayerIdentificationNumber"

    def id_of(document: Json) -> str:
        return qrda.identifier("4.2", document.get(tin, ""))

    yield tin, "two different ones", _with(id_of, lambda p: p + qrda.identifier("4.2", "000000000"))
    yield tin, "the same twice", _with(id_of, lambda piece: piece * 2)
    program = qrda.recipient(next(iter(qrda.NAMES.values())))
    yield "programName", "two programs", _before(_PERSON, program)
    for name, other in (("another", _INVENTED), ("an empty", "")):
        yield "cehrtId", f"{name} second one", _before(_PERSON, qrda.cehrt(other))


def _of_templates(policy: Policy) -> Iterator[Written]:
    last = qrda.template("27.1.2", policy.qrda_templates[-1])
    for extension in ("2000-01-01", *policy.qrda_templates):
        to = qrda.template("27.1.2", extension)
        yield "template", f"of {extension}", _with(last, _to(to))


def _of_sections(policy: Policy) -> Iterator[Written]:
    def period(document: Json) -> str:
        one = set_of(document)
        days = (one[f"performance{name}"].replace("-", "") for name in ("Start", "End"))
        return qrda.period(*days)

    yield "performance period", "twice", _with(period, lambda piece: piece * 2)
    row = qrda.row(next(iter(policy.measures)), True)
    second, other = qrda.section(), qrda.activities_section()
    yield "section", "twice", _before(_END, second)
    yield "section", "beside one of activities", _before(_END, other)
    misplaced = qrda.activities_section(row)
    yield "section", "with a measure in another", _before(_END, misplaced)
    misread = qrda.participant("DEV", "PROG", "3.249.5.6", _INVENTED)
    yield "programName", "a pathway in another participant", _before(_PERSON, misread)


def _day(write: Callable[[str], str]) -> Callable[[Json], str]:
    def change(document: Json) -> str:
        day = set_of(document)["performanceStart"]
        plain = f'<low value="{day.replace("-", "")}"/>'
        return qrda.document(document).replace(plain, f'<low value="{write(day)}"/>')

    return change


def _of_programs(policy: Policy, entity_type: str) -> Iterator[Change]:
    """Each program with a pathway, and with a section of another category beside it."""
    marked = _before(_PERSON, qrda.pathway(_INVENTED))
    beside = _before(_END, qrda.quality_section())
    for name in programs(policy, entity_type):
        if policy.program_kinds[name] == "mvp":
            continue
        deed = give("programName", name, in_set=True)
        yield Change("programName", f"{name} with a pathway", deed, None, marked)
        yield Change("programName", f"{name} beside quality measures", deed, None, beside)
        yield Change("programName", f"{name} as QRDA III", deed, None, qrda.document)
