"""Read and copy pieces of a solution: their names, and a tree with one node replaced."""

import ast
import builtins
import copy
from collections.abc import Callable, Mapping
from typing import TypeAlias

Change: TypeAlias = tuple[str, ast.AST]
Made: TypeAlias = Callable[[], ast.FunctionDef]
Twins: TypeAlias = dict[str, list[str]]
# What stands for no variable of the formula.
OTHER_NAMES = {"np", *dir(builtins)}


def names_in(node: ast.AST) -> str:
    """Return the names in a piece of code: it is told by them, and not by its text."""
    found = [n.id for n in ast.walk(node) if isinstance(n, ast.Name) and n.id not in OTHER_NAMES]
    names = list(dict.fromkeys(found))
    if not names:
        return "a number"
    return " and ".join(filter(None, [", ".join(names[:-1]), names[-1]]))


def pair_of(one: ast.AST, other: ast.AST) -> str:
    """Return the names in two parts of a line, once where both have the same."""
    first, second = names_in(one), names_in(other)
    return f"the two parts with {first}" if first == second else f"{first} and {second}"


def replaced(tree: ast.FunctionDef, old: ast.AST, new: ast.AST) -> ast.FunctionDef:
    """Return a copy of a function with one node in the place of another."""
    memo = {id(old): copy.deepcopy(new)}
    made: ast.FunctionDef = copy.deepcopy(tree, memo)
    return made


def renamed(tree: ast.FunctionDef, names: Mapping[str, str | ast.expr]) -> ast.FunctionDef:
    """Return a copy of a function that reads other variables, or other values."""
    memo = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node.id in names:
            new = names[node.id]
            memo[id(node)] = ast.Name(new, ast.Load()) if isinstance(new, str) else new
    made: ast.FunctionDef = copy.deepcopy(tree, memo)
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
