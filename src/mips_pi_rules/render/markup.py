"""HTML that is escaped by construction: text becomes markup only through `element`."""

from collections.abc import Iterable
from html import escape

_VOID = frozenset({"meta", "br", "link"})


class Html(str):
    """Text that is markup already; every other str is escaped where it becomes a child."""

    __slots__ = ()


Child = str | None


def element(name: str, /, *children: Child, **attributes: str | None) -> Html:
    """One element; `class_` is the attribute class, None is no child and no attribute."""
    said = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(value)}"'
        for key, value in attributes.items()
        if value is not None
    )
    if name in _VOID:
        return Html(f"<{name}{said}>")
    return Html(f"<{name}{said}>{joined(children)}</{name}>")


def joined(children: Iterable[Child]) -> Html:
    """Children side by side, escaped where they are text."""
    return Html("".join(_markup(child) for child in children if child is not None))


def _markup(child: str) -> str:
    return child if isinstance(child, Html) else escape(child)
