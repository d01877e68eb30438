"""JSON to values of ours and back, once: policies, rules, reports, summaries and plans.

A value is a frozen attrs class whose fields have types: text, numbers, booleans, dates, closed
lists (Literal, an enumeration), `tuple[X, ...]`, FrozenMap, other such classes, and unions of
these with None. Its JSON is an object with one member per field: `minimum_days` is `minimumDays`,
and a field that JSON calls otherwise says so: `source: str = field(metadata=called("from"))`.

    from_json(Finding, document)    # an equal Finding, or WrongJson
    to_json(finding)                # dicts, lists, text, numbers, booleans and None

Reading is strict: nothing is converted but whole floats to integers (as JSON Schema has it), a
missing member must have a default, and an unknown one is refused. Submissions are not read here.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date
from functools import cache
from types import NoneType, UnionType
from typing import TYPE_CHECKING, Any, TypeVar, Union, get_args, get_origin

from attrs import Attribute, fields, has

from mips_pi_rules.errors import WrongJson
from mips_pi_rules.frozenmap import FrozenMap

if TYPE_CHECKING:
    from cattrs import Converter

T = TypeVar("T")

_CALLED = "mips_pi_rules.json"
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def called(name: str) -> dict[str, str]:
    """The metadata of a field whose name in JSON is not its own in camel case."""
    return {_CALLED: name}


def from_json(cls: type[T], document: object) -> T:
    """The value of class `cls` that `document` (decoded JSON) stands for.

    Raises WrongJson, which says where and what belongs there and holds nothing of the document.
    """
    read = _converter().get_structure_hook(cls)
    try:
        value: T = read(document, cls)
    except Exception as error:  # noqa: BLE001, RUF100 - whatever it is, it may hold what stood there
        pointer, sentence = _fault(error)
    else:
        return value
    raise WrongJson(pointer, sentence)


def to_json(value: object) -> Any:
    """The value as plain JSON values, which are the caller's to change."""
    return _converter().unstructure(value)


def camel(name: str) -> str:
    """The name that a field has in JSON: minimum_days is minimumDays."""
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)


def _name(attribute: "Attribute[Any]") -> str:
    name: str = attribute.metadata.get(_CALLED) or camel(attribute.name)
    return name


@cache
def _converter() -> "Converter":
    # Imported at the first use: who only imports the library does not wait for it.
    from cattrs import Converter, gen  # noqa: PLC0415

    converter = Converter(forbid_extra_keys=True)

    def names(cls: type) -> dict[str, Any]:
        return {one.name: gen.override(rename=_name(one)) for one in fields(cls)}

    def structure(cls: type) -> Callable[[Any, Any], Any]:
        make: Any = gen.make_dict_structure_fn(cls, converter, **names(cls))
        return lambda value, of: make(_checked(value, Mapping, "an object belongs here"), of)

    def sequence(cls: Any) -> Callable[[Any, Any], Any]:
        items: Any = list.__class_getitem__(get_args(cls)[0])  # the type of such a list
        make = converter.get_structure_hook(items)

        def read(value: Any, _: Any) -> tuple[Any, ...]:
            return tuple(make(_checked(value, list | tuple, "a list belongs here"), items))

        return read

    def mapping(cls: Any) -> Callable[[Any, Any], Any]:
        (item,) = get_args(cls)
        make = converter.get_structure_hook(item)

        def read(value: Any, _: Any) -> FrozenMap[Any]:
            _checked(value, Mapping, "an object belongs here")
            return FrozenMap((key, make(one, item)) for key, one in value.items())

        return read

    def union(cls: Any) -> Callable[[Any, Any], Any]:
        members = get_args(cls)
        # An integer by itself is read as one; beside a float a number stays as it is.
        asis = tuple(m for m in members if m in _AS_IT_IS or (m is int and float in members))
        rest = [(m, converter.get_structure_hook(m)) for m in members if m not in asis]
        assert len(rest) <= 1  # noqa: S101 - our own types leave no choice of form

        def read(value: Any, _: Any) -> Any:
            if isinstance(value, asis) and (not isinstance(value, bool) or bool in asis):
                return value
            if not rest:
                raise _Unfit("something else belongs here")
            return rest[0][1](value, rest[0][0])

        return read

    converter.register_structure_hook_factory(has, structure)
    made: tuple[tuple[Any, Any], ...] = (
        (tuple, sequence),
        (FrozenMap, mapping),
        (UnionType, union),
        (Union, union),
    )
    for family, factory in made:
        converter.register_structure_hook_factory(_is(family), factory)
    for kind, hook in _HOOKS.items():
        converter.register_structure_hook(kind, hook)

    converter.register_unstructure_hook_factory(
        has, lambda cls: gen.make_dict_unstructure_fn(cls, converter, **names(cls))
    )
    converter.register_unstructure_hook_func(
        _is(tuple),
        lambda items: [converter.unstructure(item) for item in items],
    )
    converter.register_unstructure_hook_func(
        _is(FrozenMap),
        lambda items: {name: converter.unstructure(item) for name, item in items.items()},
    )
    converter.register_unstructure_hook(date, date.isoformat)
    return converter


def _is(family: Any) -> Callable[[Any], bool]:
    """Whether a type is the class `family`, or made of it such as tuple[int, ...]."""
    return lambda cls: (get_origin(cls) or cls) is family


class _Unfit(ValueError):  # noqa: N818 - a signal inside this module
    """What stands here is not of the form; `args[0]` says what belongs here."""


def _checked(value: Any, kind: Any, sentence: str) -> Any:
    if not isinstance(value, kind):
        raise _Unfit(sentence)
    return value


def _text(value: Any, cls: type[str]) -> str:
    """Text, or the member of an enumeration of texts."""
    text: str = _checked(value, str, "text belongs here")
    return text if cls is str else cls(text)


def _whole(value: Any, _: Any) -> int:
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, bool) or not isinstance(value, int):
        raise _Unfit("a whole number belongs here")
    return value


def _day(value: Any, _: Any) -> date:
    if isinstance(value, str) and _DAY.fullmatch(value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    raise _Unfit("a day, written YYYY-MM-DD, belongs here")


_AS_IT_IS = (str, float, bool, NoneType)
_HOOKS: dict[type, Callable[[Any, Any], Any]] = {
    str: _text,
    bool: lambda value, _: _checked(value, bool, "true or false belongs here"),
    int: _whole,
    date: _day,
}


def _fault(error: BaseException) -> tuple[str, str]:
    """Where the first thing is that does not fit, and what is said of it."""
    from cattrs import (  # noqa: PLC0415
        ClassValidationError,
        ForbiddenExtraKeysError,
        IterableValidationError,
    )

    if isinstance(error, ClassValidationError):
        inside, others = error.group_exceptions()
        if inside:
            one, note = inside[0]
            name = _name(getattr(fields(error.cl), note.name))
            if isinstance(one, KeyError):
                return f"/{name}", "is missing"
            pointer, sentence = _fault(one)
            return f"/{name}{pointer}", sentence
        return _fault(others[0])
    if isinstance(error, IterableValidationError):
        items, _ = error.group_exceptions()
        pointer, sentence = _fault(items[0][0])
        return f"/{items[0][1].index}{pointer}", sentence
    if isinstance(error, ForbiddenExtraKeysError):
        return "", "has a name that does not belong here"
    return "", error.args[0] if isinstance(error, _Unfit) else "something else belongs here"
