"""A child of this process that is asked one thing, and may run wild while it is."""

import os
import resource
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager

TIME_LIMIT = "the time limit"
_MEMORY = 4 << 30  # bytes: a changed loop may collect without end
_LOST = 1  # what a child ends with when nothing can be said


def asked(question: Callable[[], str], seconds: float) -> str:
    """What is answered in a child, or that it takes longer than seconds of the processor.

    Ten times as long by the clock. Raises RuntimeError where the child cannot answer.
    """
    said, saying = os.pipe()
    child = os.fork()
    if not child:
        try:
            os.close(said)
            _limit(seconds)
            os.write(saying, question().encode())
            os._exit(0)
        finally:
            os._exit(_LOST)  # nothing of the parent is ended twice
    os.close(saying)
    with os.fdopen(said, "rb") as pipe:
        text = pipe.read().decode()
    status = os.waitpid(child, 0)[1]
    with _unless_gone():
        os.killpg(child, signal.SIGKILL)  # what it started
    if os.WIFSIGNALED(status):
        return TIME_LIMIT
    if os.WEXITSTATUS(status) == _LOST:
        raise RuntimeError("a child did not answer")
    return text


def silence() -> None:
    """Let nothing be read from, or said on, the streams of this process."""
    nothing = os.open(os.devnull, os.O_RDWR)
    for stream in range(3):
        os.dup2(nothing, stream)


def _limit(seconds: float) -> None:
    os.setpgid(0, 0)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    signal.alarm(int(10 * seconds))
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))


@contextmanager
def _unless_gone() -> Iterator[None]:
    try:
        yield
    except ProcessLookupError:
        return
