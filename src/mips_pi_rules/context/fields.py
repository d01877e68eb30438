"""The fields of a context: each is checked once, when the value that holds it is made.

A value that is made by hand and one that is read from JSON go the same way: JSON has its fields in
camelCase, null in it is absent, and written days and whole floats become days and counts. What is
wrong is a ContextError that names the field and holds nothing of what stood there.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, ClassVar, Final, Never, Protocol, TypeVar

from attrs import NOTHING, Attribute, AttrsInstance, fields

from mips_pi_rules.documents.plain import count, day
from mips_pi_rules.documents.submission import MAX_COUNT, REFUSED
from mips_pi_rules.errors import ContextError
from mips_pi_rules.frozenmap import FrozenMap
from mips_pi_rules.jsonvalues import camel


class Owner(AttrsInstance, Protocol):
    """A frozen attrs class of the context; PATH is its dotted path in the JSON."""

    PATH: ClassVar[str]


C = TypeVar("C", bound=Owner)
V = TypeVar("V")
Check = Callable[[Owner, "Attribute[Any]", Any], None]

# How the JSON value of a field becomes what the class takes (`metadata` of the attrs field).
READ: Final = "read"
DAY: Final = {READ: day}
COUNT: Final = {READ: count}


def path_of(owner: Owner | type[Owner], name: str) -> str:
    """The dotted path of an attribute in the JSON of a context."""
    return f"{owner.PATH}.{camel(name)}".removeprefix(".")


def refuse(owner: Owner | type[Owner], name: str, sentence: str) -> Never:
    """Raise the ContextError of one attribute."""
    raise ContextError(path_of(owner, name), sentence)


def check(holds: Callable[[Any], bool], sentence: str) -> Check:
    """A validator: what does not hold is refused with `sentence`."""

    def checked(owner: Owner, attribute: "Attribute[Any]", value: Any) -> None:
        if not holds(value):
            refuse(owner, attribute.name, sentence)

    return checked


# What a field may hold


def is_text(value: object) -> bool:
    """Text that is not empty."""
    return isinstance(value, str) and value != ""


def is_count(value: object) -> bool:
    """A whole number that every JSON reader holds exactly; a bool is none."""
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= MAX_COUNT


def is_day(value: object) -> bool:
    """A date; a moment (datetime) is none."""
    return isinstance(value, date) and not isinstance(value, datetime)


def is_flag(value: object) -> bool:
    """True or false, and nothing that is like them."""
    return value is True or value is False


def are_texts(value: object) -> bool:
    """A tuple of texts, none of them empty."""
    return isinstance(value, tuple) and all(map(is_text, value))


def or_none(holds: Callable[[Any], bool]) -> Callable[[Any], bool]:
    """None, or what holds."""
    return lambda value: value is None or holds(value)


def map_whose(holds: Callable[[Any], bool]) -> Callable[[Any], bool]:
    """A FrozenMap with values that hold."""
    return lambda value: isinstance(value, FrozenMap) and all(map(holds, value.values()))


_DAY: Final = "must be a day that exists, as YYYY-MM-DD"
a_text: Final = check(is_text, "must be text")
a_flag: Final = check(is_flag, "must be true or false")
a_flag_or_none: Final = check(or_none(is_flag), "must be true or false")
a_day: Final = check(is_day, _DAY)
a_day_or_none: Final = check(or_none(is_day), _DAY)
a_count: Final = check(is_count, "takes whole numbers from 0 on")
some_texts: Final = check(are_texts, "must be a list of texts")


def one_of(choices: Iterable[str], *, may_be_none: bool = False) -> Check:
    """A validator: one of a closed list of texts."""
    known = tuple(choices)
    holds: Callable[[Any], bool] = lambda value: isinstance(value, str) and value in known  # noqa: E731 - a def of two lines says no more
    return check(or_none(holds) if may_be_none else holds, f"must be one of {', '.join(known)}")


def some_of(choices: Iterable[str]) -> Check:
    """A validator: any of a closed list of texts."""
    known = tuple(choices)
    return check(
        lambda value: are_texts(value) and all(one in known for one in value),
        f"takes a list of some of {', '.join(known)}",
    )


def each_once(owner: Owner, attribute: "Attribute[Any]", values: tuple[str, ...]) -> None:
    """A validator behind another one: no text stands twice."""
    if len(set(values)) != len(values):
        refuse(owner, attribute.name, "must name each only once")


def an_instance(cls: type) -> Check:
    """A validator: a value of the class `cls`."""
    return check(lambda value: isinstance(value, cls), f"must be a {cls.__name__}")


def evidence_or_none(cls: Callable[[], type]) -> Check:
    """A validator: None, or a value of the class that `cls` gives, which is asked only then."""

    def checked(owner: Owner, attribute: "Attribute[Any]", value: Any) -> None:
        if value is not None:
            an_instance(cls())(owner, attribute, value)

    return checked


# Converters: a list where a tuple is declared, a dict where a FrozenMap is. Anything else stays as
# it is, for the validator to refuse.


def texted(value: Any) -> Any:
    """Text as a plain str, whose methods nobody has changed."""
    return str.__str__(value) if isinstance(value, str) else value


def listed(values: Sequence[str]) -> tuple[str, ...]:
    """A list of texts as a tuple."""
    return list_of(values, texted)  # type: ignore[no-any-return] # or what the validator refuses


def list_of(values: Any, read: Callable[[Any], Any]) -> Any:
    """A list or tuple as a tuple, with each value read; REFUSED when it cannot be."""
    if not isinstance(values, list | tuple):
        return values
    try:
        return tuple(map(read, values))
    except Exception:  # noqa: BLE001, RUF100 - a foreign list may raise anything
        return REFUSED


def mapped(values: Mapping[str, V]) -> FrozenMap[V]:
    """A mapping as a FrozenMap."""
    return map_of(values, as_it_is)  # type: ignore[no-any-return] # or what the validator refuses


def map_of(values: Any, read: Callable[[Any], Any]) -> Any:
    """A mapping with text for names as a FrozenMap, with each value read, or REFUSED."""
    found = plain(values)
    return REFUSED if found is None else FrozenMap((k, read(v)) for k, v in found.items())


def as_it_is(value: Any) -> Any:
    """Any value as it was given."""
    return value


def plain(document: object) -> dict[str, Any] | None:
    """`document` as a dict of its own, or None when it is no object with text for names."""
    if not isinstance(document, Mapping):
        return None
    try:
        values = {texted(name): value for name, value in document.items()}
    except Exception:  # noqa: BLE001, RUF100 - a foreign mapping may raise anything
        return None
    return values if all(isinstance(name, str) for name in values) else None


# JSON


def from_object(cls: type[C], document: object, **more: object) -> C:
    """The value of a JSON object; `more` are attributes that are no fields of it.

    It stands beside `from_json` because here null is absent, and because the checks of the values
    themselves say what is wrong, of which field.

    Raises ContextError for what is no object, an unknown name, what is missing or wrong.
    """
    known = {}
    for one in fields(cls):
        if one.name not in more:
            known[camel(one.name)] = one
    values = object_of(cls.PATH, document, known)
    for written, one in known.items():
        value = values.get(written)
        if value is not None:
            more[one.name] = one.metadata.get(READ, texted)(value)
        elif one.default is NOTHING:
            refuse(cls, one.name, "is needed")
    return cls(**more)


def object_of(path: str, document: object, names: Iterable[str]) -> dict[str, Any]:
    """The fields of the JSON object at `path`, which has none but those of `names`.

    Raises ContextError for what is no object and for a field of another name.
    """
    values, known = plain(document), tuple(names)
    if values is None:
        raise ContextError(path, "must be an object")
    if any(name not in known for name in values):
        raise ContextError(path, f"has a field that is none of {', '.join(known)}")
    return values
