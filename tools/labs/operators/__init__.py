"""All small ways to write a right answer wrongly: an operator, an argument, a line, an order.

Each is a change of one place in the tree of a function, with the words that name it. The words hold
names and no code. A module here may import NumPy, the library's protocol and this room.
"""

import ast
import copy
from collections.abc import Iterator
from functools import partial

from tools.labs.operators.arithmetic import (
    of_brackets,
    of_fraction,
    of_name,
    of_number,
    of_operation,
    of_slope,
)
from tools.labs.operators.calls import of_call, of_place
from tools.labs.operators.helpers import HELPERS
from tools.labs.operators.lines import of_elements, of_items, of_lines, of_loop
from tools.labs.operators.trees import (
    Change,
    Made,
    Twins,
    above_in,
    block_of,
    line_of,
    names_in,
    renamed,
    renamed_in,
    replaced,
)
from tools.labs.operators.values import Seen, each_time, of_value, whole_values

__all__ = ["HELPERS", "Made", "Seen", "Twins", "changes", "value_changes"]


COMPARISONS: dict[type[ast.cmpop], tuple[type[ast.cmpop], type[ast.cmpop]]] = {
    ast.Lt: (ast.LtE, ast.Gt),
    ast.LtE: (ast.Lt, ast.GtE),
    ast.Gt: (ast.GtE, ast.Lt),
    ast.GtE: (ast.Gt, ast.LtE),
    ast.NotEq: (ast.Gt, ast.Eq),
}


def changes(tree: ast.FunctionDef, twins: Twins) -> Iterator[tuple[str, Made]]:
    """Yield each small change of a solution: what it is as if, and what makes the function.

    Parameters
    ----------
    tree
        The solution.
    twins
        For each variable those that may be taken for it, since they have the same shape.
    """
    places = [
        n for n in ast.walk(tree) if isinstance(n, ast.Subscript) and isinstance(n.ctx, ast.Load)
    ]
    above = above_in(tree)
    unequal = [n for n in ast.walk(tree) if isinstance(n, ast.NotEq)]
    if len(unequal) > 1:
        says = "as if what is below 0 were taken for 0"
        yield says, partial(copy.deepcopy, tree, {id(op): ast.Gt() for op in unequal})
    for node in list(ast.walk(tree)):
        block = block_of(node, above)
        for says, new in of_node(node, twins, above):
            told = says if block is None else other_block(block, above)
            yield f"as if {told}", partial(replaced, tree, node, new)
        if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Load):
            for place in places:
                like = ast.dump(place.slice) == ast.dump(node.slice)
                if like and names_in(place) != names_in(node):
                    says = f"{names_in(place)} stood where {names_in(node)} belongs"
                    yield f"as if {says}", partial(replaced, tree, node, copy.deepcopy(place))
    for says, made in of_lines(tree):
        yield f"as if {says}", made
    yield from of_copied_lines(tree, twins)
    for one, other in ((a, b) for a, found in twins.items() for b in found):
        says = f"as if {other} stood where {one} belongs, wherever it stands"
        yield says, partial(renamed, tree, {one: other})
        if other < one:
            continue
        says = f"as if {one} and {other} changed places, wherever it stands"
        yield says, partial(renamed, tree, {one: other, other: one})


def of_copied_lines(tree: ast.FunctionDef, twins: Twins) -> Iterator[tuple[str, Made]]:
    """Yield the function with another variable in all of one line, as of a line that was copied."""
    for line in ast.walk(tree):
        if not isinstance(line, ast.Assign | ast.AugAssign | ast.Return) or line.value is None:
            continue
        read = [n.id for n in ast.walk(line.value) if isinstance(n, ast.Name)]
        for one in dict.fromkeys(name for name in read if read.count(name) > 1):
            for other in twins.get(one, []):
                new = renamed_in(line.value, {one: other})
                told = "" if isinstance(line, ast.Return) else line_of(line, {})
                says = f"as if {other} stood where {one} belongs{told}"
                yield says, partial(replaced, tree, line.value, new)


def other_block(block: ast.Subscript, above: dict[ast.AST, ast.AST]) -> str:
    """Return what is said of a block that is cut at another place."""
    what = names_in(block.value)
    if isinstance(block.ctx, ast.Store):
        return f"another block of {what} were filled"
    return f"another part of {what} were taken{line_of(block, above)}"


def value_changes(tree: ast.FunctionDef, seen: Seen) -> Iterator[tuple[str, Made]]:
    """Yield each change of one value in a solution, as `changes` does.

    Parameters
    ----------
    tree
        The solution.
    seen
        What the values in it are.
    """
    for name in dict.fromkeys(n.id for n in seen.floats if isinstance(n, ast.Name)):
        for says, other in each_time(name):
            yield f"as if {says}", partial(renamed, tree, {name: other})
    wholes = whole_values(tree)
    for node in seen.floats:
        if isinstance(node, ast.expr):
            for says, new in of_value(node, seen, whole=node in wholes):
                yield f"as if {says}", partial(replaced, tree, node, new)


def gives_shape(node: ast.Name, above: dict[ast.AST, ast.AST]) -> bool:
    """Tell whether an array is read for its shape alone."""
    match above.get(node):
        case ast.Attribute(attr="shape" | "size"):
            return True
        case ast.Call(func=ast.Name(id="len"), args=[value]):
            return value is node
        case ast.Call(func=ast.Attribute(attr=name), args=[value, *_]):
            return value is node and name.endswith("_like")
    return False


def of_shape(node: ast.Name, twins: Twins) -> Iterator[Change]:
    """Yield what may stand in the place of an array that is read for its shape."""
    for other in twins.get(node.id, []):
        says = f"the shape of {other} stood where that of {node.id} belongs"
        yield says, ast.Name(other, ast.Load())


def of_node(node: ast.AST, twins: Twins, above: dict[ast.AST, ast.AST]) -> Iterator[Change]:
    """Yield what may stand in the place of one node."""
    if isinstance(node, ast.Name) and gives_shape(node, above):
        yield from of_shape(node, twins)
        return
    match node:
        case ast.BinOp():
            yield from of_operation(node)
            yield from of_brackets(node)
            yield from of_slope(node)
        case ast.Call():
            yield from of_call(node)
        case ast.Name(id=name, ctx=ast.Load()) if name in twins:
            yield from of_name(name, twins[name])
        case ast.Attribute(attr="size" | "shape", value=ast.Name(id=name)) if name in twins:
            for other in twins:
                if other != name:
                    says = f"the {node.attr} of {other} stood where that of {name} belongs"
                    yield says, ast.Attribute(ast.Name(other, ast.Load()), node.attr, ast.Load())
        case ast.Attribute(attr="T", value=value):
            yield f"{names_in(value)} were not transposed", value
        case ast.UnaryOp(op=ast.USub(), operand=value):
            yield f"the sign of {names_in(value)} were turned round", value
        case ast.Constant(value=int(number)) if not isinstance(node.value, bool):
            yield from of_number(node, number, above)
        case ast.Constant(value=float(number)):
            yield from of_fraction(node, number, above)
        case ast.Compare(ops=[op], left=left) if type(op) in COMPARISONS:
            edge, turned = COMPARISONS[type(op)]
            what = names_in(node)
            if isinstance(op, ast.NotEq):
                says = f"what is below 0 were taken for 0, for {what}"
            else:
                says = f"what is just equal were on the other side, for {what}"
            yield says, ast.Compare(left, [edge()], node.comparators)
            says = f"the question about {what} were the other way round"
            yield says, ast.Compare(left, [turned()], node.comparators)
        case ast.IfExp(test=test, body=body, orelse=orelse):
            yield f"the answer to the question about {names_in(test)} were always yes", body
            yield f"the answer to the question about {names_in(test)} were always no", orelse
            says = f"the two answers to the question about {names_in(test)} changed places"
            yield says, ast.IfExp(test, orelse, body)
        case ast.Subscript(value=value, ctx=ast.Load()):
            yield from of_place(node, line_of(node, above))
        case ast.AugAssign(target=target, value=value):
            new = ast.Assign([target], value, lineno=0)
            yield f"{names_in(target)} were not added up: each wipes the last", new
            turn = ast.Sub() if isinstance(node.op, ast.Add) else ast.Add()
            way = "taken away from" if isinstance(node.op, ast.Add) else "added to"
            turned_round = ast.AugAssign(target, turn, value)
            yield f"{names_in(value)} were {way} {names_in(target)}", turned_round
            read = ast.parse(ast.unparse(target), mode="eval").body
            half = ast.BinOp(ast.BinOp(read, ast.Add(), value), ast.Div(), ast.Constant(2))
            says = f"the mean of {names_in(target)} and {names_in(value)} stood for the sum"
            yield says, ast.Assign([target], half, lineno=0)
        case ast.Tuple(elts=elements, ctx=ast.Load()) | ast.List(elts=elements, ctx=ast.Load()):
            yield from of_elements(node, elements)
        case ast.For(iter=ast.expr()):
            yield from of_loop(node)
        case ast.comprehension(target=target, iter=items):
            for says, other_items in of_items(items):
                yield says, ast.comprehension(target, other_items, node.ifs, node.is_async)
