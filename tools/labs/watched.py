"""What a solution computes on its way: the shapes of its variables and of its expressions.

So a change takes nothing for a thing of another kind, which would only raise an error.
"""

import ast
import copy
import sys
from types import FrameType
from typing import Any

import numpy as np

from tools.labs.operators import Seen, Twins

# What may have a value that is a number.
WATCHED = (ast.Name, ast.BinOp, ast.Call, ast.Subscript, ast.UnaryOp, ast.IfExp)


def twins_of(tree: ast.FunctionDef, names: dict[str, Any], cases: list[tuple[Any, ...]]) -> Twins:
    """Return for each variable of a solution those with the same shape in the first case.

    In the others they have as many axes, so that a wrong answer runs, or fails for its shapes. A
    variable that takes several shapes in one call has the last.
    """
    space = dict(names)
    exec(compile(ast.fix_missing_locations(ast.Module([tree], [])), "solution", "exec"), space)
    function = space[tree.name]
    kinds: dict[str, list[Any]] = {}

    def watch(frame: FrameType, event: str, arg: object) -> None:
        if event == "return" and frame.f_code is function.__code__:
            for name, value in frame.f_locals.items():
                kinds.setdefault(name, []).append(kind_of(value, first=args is cases[0]))

    for args in cases:
        given = copy.deepcopy(args)
        sys.setprofile(watch)
        try:
            function(*given)
        finally:
            sys.setprofile(None)
    return {
        name: sorted(other for other, theirs in kinds.items() if theirs == kind and other != name)
        for name, kind in kinds.items()
    }


def seen_in(tree: ast.FunctionDef, names: dict[str, Any], cases: list[tuple[Any, ...]]) -> Seen:
    """Return what the expressions of a solution are numbers in every case, and of which shapes.

    What has several shapes in one call has the last.
    """
    nodes = list(ast.walk(tree))
    made = copy.deepcopy(tree)
    number = {id(node): i for i, node in enumerate(ast.walk(made))}
    values: list[dict[int, Any]] = []

    def look(i: int, value: Any) -> Any:
        values[-1][i] = value
        return value

    class Watched(ast.NodeTransformer):
        def visit(self, node: ast.AST) -> Any:
            i = number[id(node)]
            self.generic_visit(node)
            reads = isinstance(getattr(node, "ctx", ast.Load()), ast.Load)
            if not isinstance(node, WATCHED) or not reads:
                return node
            return ast.Call(ast.Name("look", ast.Load()), [ast.Constant(i), node], [])

    space = names | {"look": look}
    module = ast.fix_missing_locations(ast.Module([Watched().visit(made)], []))
    exec(compile(module, "solution", "exec"), space)
    for args in cases:
        values.append({})
        space[tree.name](*copy.deepcopy(args))
    found = Seen({}, {})
    for i, node in enumerate(nodes):
        here: list[Any] = [case.get(i) for case in values]
        if not all(isinstance(v, np.ndarray | np.number | int | float) for v in here):
            continue
        if any(isinstance(v, bool) for v in here):
            continue
        kinds = {np.asarray(v).dtype.kind for v in here}
        of_kind = found.floats if kinds == {"f"} else found.whole if kinds == {"i"} else {}
        of_kind[node] = tuple(np.shape(v) for v in here)
    return found


def kind_of(value: Any, *, first: bool) -> Any:
    """Return what two variables must share to be taken for each other."""
    if isinstance(value, np.ndarray):
        return value.shape if first else value.ndim
    return "a function" if callable(value) else type(value).__name__
