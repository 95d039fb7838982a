"""The definitions of a module, and of each a text that changes only with what it computes.

A definition is a function, a class or a constant at the top of a module.

- Comments, docstrings and layout are not in the text: they change no result. Nor are type
  annotations, save that a name in a class is a field: NumPy computes the same without them.
- No name of a module is in the text, so a definition can move. What a name stands for is: ``exp``
  from ``math`` is not ``exp`` from ``numpy``.
- The text is the same for each version of Python. What `ast.unparse` and `ast.dump` write is not.
"""

import ast
from collections.abc import Callable, Iterator
from functools import cache
from typing import NamedTuple

PACKAGE = "course_lib"
NOT_WRITTEN = {"annotation", "returns", "type_comment", "kind", "ctx"}
Functions = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda


class Place(NamedTuple):
    """Where a definition is."""

    module: str
    name: str
    """Empty: the module as a whole."""

    @property
    def ours(self) -> bool:
        """Whether it is in this package."""
        return self.module.split(".")[0] == PACKAGE


class Effect(NamedTuple):
    """What a module does beside defining: it registers a function in a table, sets a switch."""

    place: Place
    heads: list[ast.AST]
    """What does it: the decorators of the function, or the statement."""


class Module(NamedTuple):
    """What a module binds, by name; the imports of its functions are among the others."""

    imports: dict[str, list[Place]]
    definitions: dict[str, list[ast.stmt]]
    effects: list[Effect]
    loads: set[str]
    """The modules that are imported, and some names that may be modules."""


def parse(module: str, source: str) -> Module:
    """Return what a module binds.

    Parameters
    ----------
    module : str
        Its name, ``"course_lib.shapes"``.
    source : str
        Its text.

    Raises
    ------
    ValueError
        If an import does not say all its names, or is relative.
    """
    tree, found = ast.parse(source), Module({}, {}, [], set())
    for node in ast.walk(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            for local, origin in _imported(module, node):
                found.imports.setdefault(local, []).append(origin)
                found.loads.update((origin.module, ".".join(origin)))
            found.loads.update(alias.name for alias in node.names)
    for number, statement in enumerate(tree.body):
        heads: list[ast.AST] = []
        for name in dict.fromkeys(_bound(statement)):
            found.definitions.setdefault(name, []).append(statement)
        if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            name, heads = statement.name, [*statement.decorator_list]
        elif not _only_binds(statement):
            name, heads = f"statement {number}", [statement]
            found.definitions[name] = [statement]
        if heads:
            found.effects.append(Effect(Place(module, name), heads))
    return found


def _imported(module: str, node: ast.Import | ast.ImportFrom) -> Iterator[tuple[str, Place]]:
    for alias in node.names:
        if isinstance(node, ast.Import):
            top = alias.name.split(".")[0]
            yield alias.asname or top, Place(alias.name if alias.asname else top, "")
        elif node.level or alias.name == "*":
            raise ValueError(
                f"parse: {module} has `{ast.unparse(node)}`, expected the whole name of a module "
                "and the names that are imported."
            )
        else:
            yield alias.asname or alias.name, Place(str(node.module), alias.name)


def _only_binds(statement: ast.stmt) -> bool:
    """Tell whether a statement does nothing but bind names, or is not run by an import."""
    match statement:
        case ast.Import() | ast.ImportFrom() | ast.Pass() | ast.Expr(value=ast.Constant()):
            return True
        case ast.Assign(targets=targets):
            names = (ast.Name, ast.Tuple)
            return all(isinstance(target, names) for target in targets)
        case ast.AnnAssign(target=ast.Name()) | ast.AugAssign(target=ast.Name()):
            return True
        case ast.If(test=ast.Name(id="TYPE_CHECKING") | ast.Compare(left=ast.Name(id="__name__"))):
            return True
    return False


def _bound(node: ast.AST) -> Iterator[str]:
    """Yield the names that a statement binds where it stands: not those inside of a function."""
    match node:
        case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
            yield node.name
        case ast.Lambda() | ast.ListComp() | ast.SetComp() | ast.DictComp() | ast.GeneratorExp():
            pass
        case ast.Name(ctx=ast.Store()):
            yield node.id
        case _:
            for child in ast.iter_child_nodes(node):
                yield from _bound(child)


class Writer:
    """Writes definitions of one module.

    Parameters
    ----------
    module : str
        Where they are.
    homes : callable
        Maps a place to those where its name is defined.

    Attributes
    ----------
    uses : list of Place
        What the texts so far name, in their order.
    """

    def __init__(self, module: str, homes: Callable[[Place], tuple[Place, ...]]) -> None:
        self.uses: list[Place] = []
        self._module, self._homes = module, homes
        self._local: frozenset[str] = frozenset()

    def write(self, node: object) -> str:
        """Return the text of a node of the syntax tree, or of a list of them."""
        match node:
            case list():
                return f"[{' '.join(self.write(n) for n in node if not _says_nothing(n))}]"
            case ast.Constant(value=value):
                return ascii(value)
            case ast.JoinedStr(values=values) if any(map(_is_empty, values)):
                # Some versions of Python, such as 3.12.1, put an empty text after a nested part.
                return self.write(ast.JoinedStr([v for v in values if not _is_empty(v)]))
            case ast.AnnAssign(target=target, value=value) if value is not None:
                return self.write(ast.Assign(targets=[target], value=value))
            case ast.AST():
                if places := self._places(node):
                    self.uses += places
                    return "|".join(p.name if p.ours else ".".join(p) for p in places)
                return f"{type(node).__name__}({' '.join(self._fields(node))})"
        return ascii(node)

    def _fields(self, node: ast.AST) -> Iterator[str]:
        outside = self._local
        for name, value in ast.iter_fields(node):
            if name == "body" and isinstance(node, Functions):
                self._local |= _locals(node)
            if name not in NOT_WRITTEN and value is not None and value != []:
                yield f"{name}={self.write(value)}"
            self._local = outside
        if isinstance(node, ast.ClassDef):
            fields = [s.target for s in node.body if isinstance(s, ast.AnnAssign)]
            yield f"fields={self.write(fields)}"

    def _places(self, node: ast.AST) -> tuple[Place, ...]:
        """Return the definitions that ``name`` or ``module.name`` stands for."""
        match node:
            case ast.Name(id=name) if name not in self._local:
                return self._homes(Place(self._module, name))
            case ast.Attribute(value=value, attr=name):
                modules = [place.module for place in self._places(value) if not place.name]
                return tuple(home for m in modules for home in self._homes(Place(m, name)))
        return ()


@cache
def _locals(function: Functions) -> set[str]:
    """Return the names that are a function's own."""
    args = function.args
    named = [*args.posonlyargs, *args.args, *args.kwonlyargs, args.vararg, args.kwarg]
    body = function.body if isinstance(function.body, list) else []
    ours = {arg.arg for arg in named if arg} | {name for node in body for name in _bound(node)}
    shared = [node.names for node in ast.walk(function) if isinstance(node, ast.Global)]
    return ours.difference(*shared)


def _is_empty(part: ast.expr) -> bool:
    return isinstance(part, ast.Constant) and part.value == ""


def _says_nothing(node: object) -> bool:
    """Tell whether a statement changes no result by itself; what it imports is in the names."""
    match node:
        case ast.Expr(value=ast.Constant()) | ast.Pass() | ast.Import() | ast.ImportFrom():
            return True
        case ast.AnnAssign(value=None):
            return True
    return False
