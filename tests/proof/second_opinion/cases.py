"""The submissions that the second opinion and the library are asked about.

Everything is deterministic: the combinations come from products, the random ones from seeds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from .changed import random_submissions
from .known import contexts
from .products import conditions, measures
from .several import several_sets
from .submissions import Case, Document


def _alone(make: Callable[..., Iterator[Document]]) -> Callable[..., Iterator[Case]]:
    """The submissions of a part, each without a context."""

    def cases(year: int, part: int = 0, parts: int = 1) -> Iterator[Case]:
        return ((one, None) for one in make(year, part, parts))

    return cases


PARTS: dict[str, Callable[..., Iterator[Case]]] = {
    "measures": _alone(measures),
    "conditions": _alone(conditions),
    "random": _alone(random_submissions),
    "several": _alone(several_sets),
    "contexts": contexts,
}
