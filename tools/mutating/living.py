"""Functions that are in memory already: what a changed module has for them, put in their place.

A changed function needs no new process: its code alone is exchanged, in every function that runs
it, whether a property, a method, a closure or a wrapped one holds it.
"""

import functools
import gc
from collections import defaultdict
from collections.abc import Iterator
from inspect import CO_OPTIMIZED
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
from typing import Any

Known = tuple[str, str, int]  # the file of a code object, its name there and its first line


class Living:
    """The functions of imported modules, and what modules keep from one call to the next."""

    def __init__(self, modules: list[ModuleType]) -> None:
        """Found once: in a child that only looks, all memory would be copied."""
        files = {module.__file__ for module in modules}
        self._functions: defaultdict[Known, list[FunctionType]] = defaultdict(list)
        self._kept: list[Any] = []
        for one in gc.get_objects():
            if isinstance(one, FunctionType) and one.__code__.co_filename in files:
                self._functions[_known(one.__code__)].append(one)
            elif isinstance(one, functools._lru_cache_wrapper):
                self._kept.append(one.cache_clear)

    def forget(self) -> None:
        """Empty what was kept: a law that is loaded already would hide how it is loaded."""
        for clear in self._kept:
            clear()

    def put(self, module: ModuleType, text: str) -> bool:
        """Exchange what another text of a module changes; False where that runs at its import.

        Only what a body of a function says is changed so: neither its defaults, nor tables, nor
        what a class is made of, nor a function that nothing holds.
        """
        file = str(module.__file__)
        before = compile(Path(file).read_bytes(), file, "exec")
        changed = list(_changed(before, compile(text, file, "exec")))
        if not changed or not changed[-1][0].co_flags & CO_OPTIMIZED:
            return False
        if any(self._functions.get(_known(one)) for one in _all_in(changed[-1][0])):
            return False  # functions that it made would stay as they are
        put = False
        for old, new in changed:
            for function in self._functions.get(_known(old), ()):
                if _own(function.__code__) != _own(old):
                    continue  # another lambda of the line
                if old.co_freevars != new.co_freevars:
                    return False
                function.__code__ = new
                put = True
        return put


def _known(code: CodeType) -> Known:
    return code.co_filename, code.co_qualname, code.co_firstlineno


def _changed(old: CodeType, new: CodeType) -> Iterator[tuple[CodeType, CodeType]]:
    """The code that differs, after all that it is written in, which holds it; the module first."""
    inside = list(zip(_written_in(old), _written_in(new), strict=False))
    if _own(old) != _own(new):
        yield old, new
        return
    for pair in inside:
        if found := list(_changed(*pair)):
            yield old, new
            yield from found
            return


def _written_in(code: CodeType) -> list[CodeType]:
    return [one for one in code.co_consts if isinstance(one, CodeType)]


def _all_in(code: CodeType) -> Iterator[CodeType]:
    for one in _written_in(code):
        yield one
        yield from _all_in(one)


def _own(code: CodeType) -> tuple[object, ...]:
    """What a code does, but for what stands in it and where in the file it is written."""
    said = [(type(one), repr(one)) for one in code.co_consts if not isinstance(one, CodeType)]
    names = (code.co_names, code.co_varnames, code.co_freevars, code.co_cellvars)
    return code.co_code, said, names, code.co_exceptiontable, len(_written_in(code))
