"""Work over several processes: each is handed its next task when it is done with the last.

Processes are spawned, so that it is the same on every system and works from inside a wheel. A
worker holds one end of a pipe and nothing else of its parent: when the parent is killed the pipe
ends, and so does the worker.
"""

import gc
import signal
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from multiprocessing import get_context, resource_tracker
from multiprocessing.connection import Connection, wait
from typing import Any, Final, TypeVar

from mips_pi_rules.errors import BatchError, UnreadableSubmission

# Objects until garbage is looked for: judging leaves next to none, and looking takes a tenth of it.
_SELDOM: Final = 100_000

T = TypeVar("T")
R = TypeVar("R")

_ENDED: Final = "a worker process ended before its time; was memory short?"


def over_processes(work: Callable[[T], R], tasks: Iterable[T], workers: int) -> Iterator[R]:
    """What `work` gives for each task, as it is done; with one worker in this process.

    `work` and the tasks must be picklable. Tasks are asked for when a worker is free, so that
    never more of them are in memory than there are workers. Raises BatchError for what `work`
    raises, and where a worker ended before its time.
    """
    if workers == 1:
        before = gc.get_threshold()
        gc.set_threshold(_SELDOM)
        try:
            for task in tasks:
                yield _answer(work, task)
        finally:
            gc.set_threshold(*before)
        return
    coming = iter(tasks)
    busy: dict[Any, Any] = {}
    started: list[Any] = []
    try:
        for task in coming:
            process, connection = _start(work)
            started.append(process)
            busy[connection] = process
            _hand(connection, task)
            if len(started) == workers:
                break
        while busy:
            for connection in _ready(busy):
                yield _received(connection)
                following = next(coming, None)
                if following is None:
                    del busy[connection]
                    connection.close()
                else:
                    _hand(connection, following)
    finally:
        for process in started if busy else ():
            process.terminate()
        for process in started:
            process.join()


def _ready(busy: Iterable[Any]) -> list[Any]:
    return wait(list(busy))


def _start(work: Callable[[T], R]) -> tuple[Any, Any]:
    context = get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_serve, args=(theirs, work), daemon=True)
    with _undisturbed():
        process.start()
    theirs.close()
    return process, ours


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Let a process be born deaf to Ctrl-C, which is its parent's to hear; ours comes after."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    # Starting the first process starts the tracker too, which lets Ctrl-C through again.
    resource_tracker.ensure_running()
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _hand(connection: Any, task: Any) -> None:
    try:
        connection.send(task)
    except OSError:
        raise BatchError(_ENDED) from None


def _received(connection: Any) -> Any:
    try:
        answer = connection.recv()
    except (EOFError, OSError):
        answer = BatchError(_ENDED)
    if isinstance(answer, BatchError):
        raise answer
    return answer


def _serve(connection: Connection, work: Callable[[Any], Any]) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.set_threshold(_SELDOM)
    with suppress(EOFError, OSError):  # the parent has ended, and nobody waits for an answer
        while True:
            task = connection.recv()
            try:
                answer = _answer(work, task)
            except BatchError as error:
                answer = error
            connection.send(answer)


def _answer(work: Callable[[T], R], task: T) -> R:
    try:
        return work(task)
    except BatchError as error:
        problem = error
    except UnreadableSubmission as error:
        problem = BatchError(error.sentence, of_input=True)
    except OSError as error:
        problem = BatchError(error.strerror or "cannot be read or written")
    except Exception as error:  # noqa: BLE001, RUF100 - whatever it is, it may hold a document
        problem = BatchError(f"judging failed ({type(error).__name__}); please report it")
    raise problem
