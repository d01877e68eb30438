"""What work costs, as a number that does not hang on the machine."""

import sys
from collections.abc import Callable


def steps(work: Callable[[], object]) -> int:
    """How many functions are called; searching among values calls one for each that is compared."""
    count = 0

    def counted(_: object, event: str, __: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(counted)
    try:
        work()
    finally:
        sys.setprofile(before)
    return count
