"""Changes of code: a comparison, a condition, a constant, what is returned, a step left out.

Each is made in the text of the file, at the place where its syntax tree has it. What only people or
a type checker read is left alone: docstrings, annotations, imports, and words. A text is changed
where a program reads it: a name, a key, a format, a template of code, a value that is compared. It
is words where it is said in an exception, and where it is a sentence: words of letters with spaces
between them, that nothing compares and no key is. A test of one letter of a sentence would only
repeat the sentence; a number, a condition or a name in the same statement is changed all the same.
"""

import ast
import re
from collections.abc import Iterator

Change = tuple[str, str, str, str]
Edit = tuple[int, int, str]  # from and to in the bytes of the file, and what stands there then

COMPARED: dict[type[ast.cmpop], tuple[str, str]] = {
    ast.Lt: ("<", "<="), ast.LtE: ("<=", "<"), ast.Gt: (">", ">="), ast.GtE: (">=", ">"),
    ast.Eq: ("==", "!="), ast.NotEq: ("!=", "=="), ast.Is: ("is", "is not"),
    ast.IsNot: (r"is\s+not", "is"), ast.In: ("in", "not in"), ast.NotIn: (r"not\s+in", "in"),
}  # fmt: skip
RECKONED: dict[type[ast.operator], tuple[str, str]] = {
    ast.Add: (r"\+", "-"), ast.Sub: ("-", "+"), ast.Mult: (r"\*", "//"), ast.FloorDiv: ("//", "*"),
    ast.Div: ("/", "*"), ast.Mod: ("%", "*"), ast.BitOr: (r"\|", "&"), ast.BitAnd: ("&", "|"),
    ast.LShift: ("<<", ">>"), ast.RShift: (">>", "<<"),
}  # fmt: skip
OPPOSITE = {"min": "max", "max": "min", "any": "all", "all": "any"}
UNREAD = ("annotation", "returns", "decorator_list")
SENTENCE = re.compile(r"\w[^\s{}<>=|\[\]]*( [^\s{}<>=|\[\]]+)+ ?")
STEPS = (ast.AugAssign, ast.Raise, ast.Delete)  # what can be left out, and names stay known


def changes(text: str) -> Iterator[Change]:
    """Every change of a module: where (see `places`), what, the whole text, and that of its part.

    The part is the function that is changed, else the statement.
    """
    module = _Module(text)
    for node, owner, statement, part in module.nodes:
        for start, end, new in module.edits(node):
            made = module.source[:start] + new.encode() + module.source[end:]
            try:
                compile(made, "mutant", "exec")
            except SyntaxError:  # such as a `continue` made where there is no loop
                continue
            old = module.source[start:end].decode()
            what = f"{' '.join(old.split())} -> {' '.join(new.split())}"
            first, last = module.span(part)
            changed = made[first : last + len(made) - len(module.source)].decode()
            yield module.place(owner, statement), what, made.decode(), changed


def places(text: str) -> Iterator[tuple[str, range]]:
    """Each statement of a module: the function and the first line of it, and its lines.

    It has no number in it, so that it keeps its meaning when something else in the file changes.
    """
    module = _Module(text)
    for node, owner, statement, _ in module.nodes:
        if node is statement:
            yield module.place(owner, statement), _lines(statement)


class _Module:
    """The text of a module, its syntax tree, and what in it is to be changed."""

    def __init__(self, text: str) -> None:
        self.source = text.encode()
        tree = ast.parse(text)
        starts = [0]
        for line in self.source.split(b"\n"):
            starts.append(starts[-1] + len(line) + 1)
        self._starts = starts
        self._rows = text.split("\n")
        self._words = _words(tree)
        self.nodes = list(self._walk(tree, "", tree.body[0], None))

    def _walk(
        self, node: ast.AST, owner: str, at: ast.stmt, part: ast.stmt | None
    ) -> Iterator[tuple[ast.AST, str, ast.stmt, ast.stmt]]:
        """Each node with the function or class around it, its statement, and its part."""
        for name, field in ast.iter_fields(node):
            inside = owner
            if isinstance(node, ast.FunctionDef | ast.ClassDef) and name == "body":
                inside = f"{owner}.{node.name}" if owner else node.name
            for child in field if isinstance(field, list) else [field]:
                if not isinstance(child, ast.AST) or name in UNREAD or _is_unread(child):
                    continue
                if child in self._words:
                    continue
                statement = child if isinstance(child, ast.stmt) else at
                function = part or (child if isinstance(child, ast.FunctionDef) else None)
                yield child, inside, statement, function or statement
                yield from self._walk(child, inside, statement, function)

    def place(self, owner: str, statement: ast.stmt) -> str:
        """What a statement is called: its function or class, and its first line."""
        return f"{owner or 'module'}, {self._rows[statement.lineno - 1].strip()}"

    def _offset(self, line: int | None, column: int | None) -> int:
        return self._starts[(line or 1) - 1] + (column or 0)

    def span(self, node: ast.expr | ast.stmt) -> tuple[int, int]:
        first = self._offset(node.lineno, node.col_offset)
        return first, self._offset(node.end_lineno, node.end_col_offset)

    def _said(self, node: ast.expr) -> str:
        start, end = self.span(node)
        return self.source[start:end].decode()

    def edits(self, node: ast.AST) -> Iterator[Edit]:
        """What can be changed in a node itself, not in those inside it."""
        match node:
            case ast.Compare():
                sides = [node.left, *node.comparators]
                for operator, left, right in zip(node.ops, sides, sides[1:], strict=False):
                    yield from self._between(left, right, *COMPARED[type(operator)])
            case ast.BoolOp():
                words = ("and", "or") if isinstance(node.op, ast.And) else ("or", "and")
                for left, right in zip(node.values, node.values[1:], strict=False):
                    yield from self._between(left, right, *words)
            case ast.BinOp() if type(node.op) in RECKONED:
                yield from self._between(node.left, node.right, *RECKONED[type(node.op)])
            case ast.UnaryOp(op=ast.Not()):
                yield *self.span(node), f"({self._said(node.operand)})"
            case ast.Constant():
                yield from ((*self.span(node), new) for new in _constant(node.value))
            case ast.Call(func=ast.Name(id=name)) if name in OPPOSITE:
                yield *self.span(node.func), OPPOSITE[name]
            case ast.If() | ast.While() | ast.IfExp():
                yield from self._denied(node.test)
            case ast.comprehension():
                for condition in node.ifs:
                    yield from self._denied(condition)
            case ast.Return(value=ast.expr() as value) if not isinstance(value, ast.Constant):
                yield *self.span(value), "None"
            case (
                ast.Expr(value=ast.Call()) | ast.Assign(targets=[ast.Subscript() | ast.Attribute()])
            ):
                yield *self.span(node), "pass"
            case ast.Continue():
                yield *self.span(node), "break"
            case ast.Break():
                yield *self.span(node), "continue"
            case ast.stmt() if isinstance(node, STEPS):
                yield *self.span(node), "pass"

    def _between(self, left: ast.expr, right: ast.expr, old: str, new: str) -> Iterator[Edit]:
        start, end = self.span(left)[1], self.span(right)[0]
        if found := re.search(old, self.source[start:end].decode()):
            yield start + found.start(), start + found.end(), new

    def _denied(self, condition: ast.expr) -> Iterator[Edit]:
        """A condition turned round, where no other change does it."""
        if not isinstance(condition, ast.Compare | ast.UnaryOp | ast.BoolOp | ast.Constant):
            yield *self.span(condition), f"(not ({self._said(condition)}))"


def _lines(statement: ast.stmt) -> range:
    body = getattr(statement, "body", None)
    last = body[0].lineno - 1 if body else statement.end_lineno or statement.lineno
    return range(statement.lineno, max(last, statement.lineno) + 1)


def _constant(value: object) -> Iterator[str]:
    if isinstance(value, bool):
        yield repr(not value)
    elif isinstance(value, int | float):
        yield repr(value + 1)
    elif isinstance(value, str):
        yield repr(f"{value}0")
    elif isinstance(value, bytes):
        yield repr(value + b"0")


def _words(tree: ast.AST) -> set[ast.AST]:
    """Texts that only people read: see the head of this module."""
    said: set[ast.AST] = set()
    read: set[ast.AST | None] = set()
    for node in ast.walk(tree):
        match node:
            case ast.Raise(exc=ast.Call(args=arguments)):
                said.update(one for one in arguments if isinstance(one, ast.Constant))
            case ast.Constant(value=str(text)) if SENTENCE.fullmatch(text):
                said.add(node)
            case ast.Compare():
                read.update([node.left, *node.comparators])
            case ast.Subscript():
                read.add(node.slice)
            case ast.Dict():
                read.update(node.keys)
    return said - read


def _is_unread(node: ast.AST) -> bool:
    """A docstring, an import, what a type checker alone reads, and texts cut up by values."""
    match node:
        case ast.Expr(value=ast.Constant()) | ast.Import() | ast.ImportFrom() | ast.JoinedStr():
            return True
        case ast.If(test=ast.Name(id="TYPE_CHECKING")):
            return True
        case ast.Assign(targets=[ast.Name(id="__all__")]):
            return True
        case ast.Call(func=ast.Name(id="cast" | "TypeVar" | "NewType")):
            return True
        case ast.Subscript(value=ast.Name(id="Literal" | "Annotated")):
            return True
    return False
