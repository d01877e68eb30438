"""JSON to values of ours and back, once: policies, rules, reports, summaries and plans.

A value is a frozen attrs class whose fields have types: text, numbers, booleans, dates, closed
lists (Literal, an enumeration), `tuple[X, ...]`, FrozenMap, other such classes, and unions of
these with None. Its JSON is an object with one member per field: `minimum_days` is `minimumDays`,
and a field that JSON calls otherwise says so: `source: str = field(metadata=called("from"))`.

    from_json(Finding, document)    # an equal Finding, or WrongJson
    to_json(finding)                # dicts, lists, text, numbers, booleans and None

It is strict: nothing is converted but whole floats to integers (as JSON Schema has it), a
missing member must have a default, and an unknown one is refused. Submissions are not read here.
It is done by hand, a reader for each type, because every process reads a policy before it judges:
cattrs, which writes, would take longer to import and to prepare than all files take to be read.
"""

import json
from collections.abc import Callable, Mapping
from datetime import date
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import (
    TYPE_CHECKING,
    Any,
    Literal,
    TypeVar,
    Union,
    get_args,
    get_origin,
    get_type_hints,
)

from attrs import NOTHING, Attribute, fields, has

from mips_pi_rules.days import real_day
from mips_pi_rules.errors import WrongJson
from mips_pi_rules.frozenmap import FrozenMap

if TYPE_CHECKING:
    from cattrs import Converter

T = TypeVar("T")
Reader = Callable[[Any], Any]

_CALLED = "mips_pi_rules.json"


def called(name: str) -> dict[str, str]:
    """The metadata of a field whose name in JSON is not its own in camel case."""
    return {_CALLED: name}


def from_json(cls: type[T], document: object) -> T:
    """The value of class `cls` that `document` (decoded JSON) stands for.

    Raises WrongJson, which says where and what belongs there and holds nothing of the document.
    """
    of: Any = cls
    try:
        value: T = _reader(of)(document)
    except Exception as error:  # noqa: BLE001, RUF100 - whatever it is, it may hold what stood there
        fault = _unfit(error)
    else:
        return value
    raise WrongJson(fault.pointer, fault.sentence)


def to_json(value: object) -> Any:
    """The value as plain JSON values, which are the caller's to change."""
    return _converter().unstructure(value)


def dumped(value: Any) -> str:
    """JSON values as indented text for people, ending in a newline."""
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"


def camel(name: str) -> str:
    """The name that a field has in JSON: minimum_days is minimumDays."""
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)


def _name(attribute: "Attribute[Any]") -> str:
    name: str = attribute.metadata.get(_CALLED) or camel(attribute.name)
    return name


# Reading


class _Unfit(ValueError):  # noqa: N818 - a signal inside this module
    """What stands at `pointer` is not of the form; `sentence` says what belongs there."""

    def __init__(self, sentence: str, pointer: str = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.pointer = pointer


def _unfit(error: Exception, inside: str = "") -> _Unfit:
    """What is wrong with the member or item `inside`, said without anything that stood there."""
    if isinstance(error, _Unfit):
        return _Unfit(error.sentence, inside + error.pointer)
    return _Unfit("something else belongs here", inside)


@cache
def _reader(cls: Any) -> Reader:
    """What reads a JSON value as this type."""
    kind = get_origin(cls) or cls
    if kind in _READERS:
        return _READERS[kind]
    if has(cls):
        return _object(cls)
    if isinstance(cls, type) and issubclass(cls, Enum):
        return lambda value: cls(_text(value))
    return _FAMILIES[kind](*get_args(cls))


def _object(cls: type[Any]) -> Reader:
    types = get_type_hints(cls)
    parts = [
        (_name(one), one.alias, _reader(types[one.name]), one.default is NOTHING)
        for one in fields(cls)
    ]
    known = frozenset(name for name, *_ in parts)

    def read(value: Any) -> Any:
        _checked(value, Mapping, "an object belongs here")
        values = {}
        for name, alias, reader, needed in parts:
            if name in value:
                try:
                    values[alias] = reader(value[name])
                except Exception as error:  # noqa: BLE001, RUF100 - as in from_json
                    raise _unfit(error, f"/{name}") from None
            elif needed:
                raise _Unfit("is missing", f"/{name}")
        if not known.issuperset(value):
            raise _Unfit("has a name that does not belong here")
        return cls(**values)

    return read


def _sequence(item: Any, *_: Any) -> Reader:
    reader = _reader(item)

    def read(value: Any) -> tuple[Any, ...]:
        items = []
        for index, one in enumerate(_checked(value, list | tuple, "a list belongs here")):
            try:
                items.append(reader(one))
            except Exception as error:  # noqa: BLE001, RUF100 - as in from_json
                raise _unfit(error, f"/{index}") from None
        return tuple(items)

    return read


def _mapping(item: Any) -> Reader:
    reader = _reader(item)

    def read(value: Any) -> FrozenMap[Any]:
        _checked(value, Mapping, "an object belongs here")
        return FrozenMap((name, reader(one)) for name, one in value.items())

    return read


def _literal(*members: Any) -> Reader:
    def read(value: Any) -> Any:
        if value not in members:
            raise _Unfit("something else belongs here")
        return value

    return read


def _union(*members: Any) -> Reader:
    # An integer by itself is read as one; beside a float a number stays as it is.
    asis = tuple(m for m in members if m in _AS_IT_IS or (m is int and float in members))
    rest = [_reader(m) for m in members if m not in asis]
    assert len(rest) <= 1  # noqa: S101 - our own types leave no choice of form

    def read(value: Any) -> Any:
        if isinstance(value, asis) and (not isinstance(value, bool) or bool in asis):
            return value
        if not rest:
            raise _Unfit("something else belongs here")
        return rest[0](value)

    return read


def _checked(value: Any, kind: Any, sentence: str) -> Any:
    if not isinstance(value, kind):
        raise _Unfit(sentence)
    return value


def _text(value: Any) -> str:
    text: str = _checked(value, str, "text belongs here")
    return text


def _flag(value: Any) -> bool:
    flag: bool = _checked(value, bool, "true or false belongs here")
    return flag


def _whole(value: Any) -> int:
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, bool) or not isinstance(value, int):
        raise _Unfit("a whole number belongs here")
    return value


def _day(value: Any) -> date:
    day = real_day(value) if isinstance(value, str) else None
    if day is None:
        raise _Unfit("a day, written YYYY-MM-DD, belongs here")
    return day


_AS_IT_IS = (str, float, bool, NoneType)
_READERS: dict[Any, Reader] = {
    Any: lambda value: value,
    str: _text,
    bool: _flag,
    int: _whole,
    date: _day,
}
_FAMILIES: dict[Any, Callable[..., Reader]] = {
    tuple: _sequence,
    FrozenMap: _mapping,
    Literal: _literal,
    UnionType: _union,
    Union: _union,
}


# Writing


@cache
def _converter() -> "Converter":
    # Imported at the first use: who only judges does not wait for it.
    from cattrs import Converter, gen  # noqa: PLC0415

    converter = Converter()

    def writer(cls: type) -> Callable[[Any], dict[str, Any]]:
        names: dict[str, Any] = {one.name: gen.override(rename=_name(one)) for one in fields(cls)}
        return gen.make_dict_unstructure_fn(cls, converter, **names)

    converter.register_unstructure_hook_factory(has, writer)
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
