"""Read and copy pieces of a solution: their names, and a tree with one node replaced."""

import ast
import builtins
import copy
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TypeAlias, TypeVar

Change: TypeAlias = tuple[str, ast.AST]
Made: TypeAlias = Callable[[], ast.FunctionDef]
Twins: TypeAlias = dict[str, list[str]]
Tree = TypeVar("Tree", bound=ast.AST)
# What stands for no variable of the formula.
OTHER_NAMES = {"np", "sigmoid", *dir(builtins)}


def names_in(node: ast.AST) -> str:
    """Return the names in a piece of code: it is told by them, and not by its text.

    A place of an array is told by the array, and not by its index.

    Examples
    --------
    >>> names_in(ast.parse("W[f] * x[:, top] + b[f]"))
    'W, x and b'
    >>> names_in(ast.parse("(x.shape[1] - K) // stride"))
    'a size of x, K and stride'
    """
    return listed(read_in(node)) or "a number"


def listed(names: Iterable[str]) -> str:
    """Return some names as text, each once; "" if there is none."""
    *rest, last = dict.fromkeys(names) or ("",)
    return " and ".join(filter(None, [", ".join(rest), last]))


def read_in(node: ast.AST) -> Iterator[str]:
    """Yield what a piece of code reads, each as it is told."""
    match node:
        case ast.Name(id=name):
            yield from () if name in OTHER_NAMES else (name,)
        case (
            ast.Attribute(attr="shape", value=value)
            | ast.Call(func=ast.Name(id="len"), args=[value])
        ):
            yield f"a size of {names_in(value)}"
        case ast.Attribute(attr="size", value=value):
            yield f"the number of entries of {names_in(value)}"
        case ast.Subscript(value=value, slice=index):
            named = list(read_in(value))
            yield from named or read_in(index)
        case _:
            for child in ast.iter_child_nodes(node):
                yield from read_in(child)


def above_in(tree: ast.AST) -> dict[ast.AST, ast.AST]:
    """Return for each node of a tree the one that it stands in."""
    return {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}


def line_of(node: ast.AST, above: Mapping[ast.AST, ast.AST]) -> str:
    """Return for which variable the line works that a node stands in: " for dq", "" if for none."""
    while node in above and not isinstance(node, ast.stmt):
        node = above[node]
    target = node.targets[0] if isinstance(node, ast.Assign) else getattr(node, "target", None)
    if target is None or isinstance(node, ast.For):
        return ""
    return f", for {names_in(target)}"


def block_of(node: ast.AST, above: Mapping[ast.AST, ast.AST]) -> ast.Subscript | None:
    """Return the place of an array whose block a node helps to cut, None if it cuts none."""
    within = False
    while node in above and not isinstance(node, ast.stmt):
        within |= isinstance(node, ast.Slice)
        node = above[node]
        if within and isinstance(node, ast.Subscript):
            return node
    return None


def pair_of(one: ast.AST, other: ast.AST) -> str:
    """Return the names in two parts of a line: those that both have are no help."""
    first, second = list(read_in(one)), list(read_in(other))
    left = [name for name in first if name not in second]
    right = [name for name in second if name not in first]
    if not left or not right:
        return f"the two parts with {listed([*first, *second])}"
    return f"{listed(left)} and {listed(right)}"


def replaced(tree: ast.FunctionDef, old: ast.AST, new: ast.AST) -> ast.FunctionDef:
    """Return a copy of a function with one node in the place of another."""
    memo = {id(old): copy.deepcopy(new)}
    made: ast.FunctionDef = copy.deepcopy(tree, memo)
    return made


def renamed(tree: ast.FunctionDef, names: Mapping[str, str | ast.expr]) -> ast.FunctionDef:
    """Return a copy of a function that reads other variables, or other values."""
    return renamed_in(tree, names)


def renamed_in(tree: Tree, names: Mapping[str, str | ast.expr]) -> Tree:
    """Return a copy of a piece of code that reads other variables, or other values."""
    memo = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node.id in names:
            new = names[node.id]
            memo[id(node)] = ast.Name(new, ast.Load()) if isinstance(new, str) else new
    made: Tree = copy.deepcopy(tree, memo)
    return made


def numpy_call(name: str, *args: ast.expr) -> ast.Call:
    """Return a call of a function of NumPy."""
    function = ast.Attribute(ast.Name("np", ast.Load()), name, ast.Load())
    return ast.Call(function, list(args), [])


def squash_of(node: ast.Call) -> str:
    """Return the name of the function that is called with one argument, "" if it is none."""
    if len(node.args) != 1 or node.keywords:
        return ""
    if isinstance(node.func, ast.Name):
        return node.func.id
    if isinstance(node.func, ast.Attribute) and getattr(node.func.value, "id", "") == "np":
        return node.func.attr
    return ""
