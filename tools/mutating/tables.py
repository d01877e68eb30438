"""Tables of modules that are in memory already: a changed one is made again, and put in its place.

A table is what an assignment at the top of a module makes. Where more than tables of the same
module is made of it at import, only a new process can tell what follows.
"""

import ast
import sys
from collections.abc import Iterator
from itertools import zip_longest
from pathlib import Path
from types import ModuleType

ALIKE = (int, float, str, bytes, bool, type(None))  # of these the same object has many names


class Tables:
    """What the modules of the project read when they are imported."""

    def __init__(self, modules: list[ModuleType]) -> None:
        self._files = {str(module.__file__): _parsed(str(module.__file__)) for module in modules}
        self._reads = {
            file: {name for one in tree.body for name in _read(one)}
            for file, tree in self._files.items()
        }

    def put(self, module: ModuleType, text: str) -> bool:
        """Make what another text of a module changes again; False where that is more than tables.

        Raises whatever the changed statement raises: then the module cannot be imported.
        """
        file = str(module.__file__)
        names: set[str] = set()
        again: list[ast.stmt] = []
        for old, new in zip_longest(self._files[file].body, ast.parse(text).body):
            if old is None or new is None:
                return False
            if (again and names & set(_read(new))) or ast.dump(old) != ast.dump(new):
                if not isinstance(new, ast.Assign | ast.AnnAssign):
                    return False
                again.append(new)
                names |= _made(new)
        if any(names & read for other, read in self._reads.items() if other != file):
            return False
        _make(module, again, names)
        return bool(again)


def _parsed(file: str) -> ast.Module:
    return ast.parse(Path(file).read_text(encoding="utf-8"))


def _read(statement: ast.stmt) -> Iterator[str]:
    """The names that a statement reads when it runs at import: not in the bodies of functions."""
    waiting: list[ast.AST] = [statement]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
            yield node.id
        for name, field in ast.iter_fields(node):
            if not (name == "body" and isinstance(node, ast.FunctionDef | ast.Lambda)):
                found = field if isinstance(field, list) else [field]
                waiting += [one for one in found if isinstance(one, ast.AST)]


def _made(statement: ast.Assign | ast.AnnAssign) -> set[str]:
    targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
    return {one.id for target in targets for one in ast.walk(target) if isinstance(one, ast.Name)}


def _make(module: ModuleType, again: list[ast.stmt], names: set[str]) -> None:
    """Run statements in a module, and put what they make wherever what they made was imported."""
    before = {name: vars(module)[name] for name in names}
    code = compile(ast.Module(body=again, type_ignores=[]), str(module.__file__), "exec")
    exec(code, vars(module))  # noqa: S102 - the project's own module, as the mutant has it
    for other in list(sys.modules.values()):
        for key, value in list(vars(other).items()):
            for name, old in before.items():
                if value is old and (key == name or not isinstance(old, ALIKE)):
                    setattr(other, key, vars(module)[name])
