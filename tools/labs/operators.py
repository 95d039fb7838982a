"""All small ways to write a right answer wrongly: an operator, an argument, a line, an order.

Each is a change of one place in the tree of a function, with the words that name it. The words hold
names and no code.
"""

import ast
import builtins
import copy
from collections.abc import Callable, Iterator
from functools import partial
from itertools import combinations
from typing import Any

import numpy as np

from course_lib.protocol import Array

Change = tuple[str, ast.AST]
Made = Callable[[], ast.FunctionDef]
Twins = dict[str, list[str]]
# Functions that are easily taken for each other.
TWINS = {
    "tanh": ("sigmoid",),
    "sigmoid": ("tanh",),
    "sum": ("mean", "max"),
    "mean": ("sum", "max"),
    "max": ("min", "sum", "mean"),
    "argmax": ("argmin",),
    "exp": ("log",),
    "log": ("exp", "log10", "log2"),
    "abs": ("sign",),
    "maximum": ("minimum",),
    "minimum": ("maximum",),
    "sqrt": ("square",),
}
OPERATORS: dict[type[ast.operator], tuple[tuple[type[ast.operator], str], ...]] = {
    ast.Add: ((ast.Sub, "a + were a -"), (ast.Mult, "a + were a *")),
    ast.Sub: ((ast.Add, "a - were a +"),),
    ast.Mult: ((ast.Add, "a * were a +"), (ast.Div, "something multiplied were divided")),
    ast.Div: ((ast.Mult, "something divided were multiplied"),),
    ast.FloorDiv: ((ast.Mult, "something divided were multiplied"),),
    ast.BitOr: ((ast.BitAnd, "an or were an and"),),
    ast.BitAnd: ((ast.BitOr, "an and were an or"),),
}
SIGNS: dict[type[ast.operator], str] = {
    ast.Add: "term",
    ast.Sub: "term",
    ast.Mult: "factor",
    ast.MatMult: "product",
    ast.BitOr: "condition",
    ast.BitAnd: "condition",
}
COMPARISONS: dict[type[ast.cmpop], tuple[type[ast.cmpop], type[ast.cmpop]]] = {
    ast.Lt: (ast.LtE, ast.Gt),
    ast.LtE: (ast.Lt, ast.GtE),
    ast.Gt: (ast.GtE, ast.Lt),
    ast.GtE: (ast.Gt, ast.LtE),
    ast.NotEq: (ast.Gt, ast.Eq),
}
STRENGTH = {ast.Add: 1, ast.Sub: 1, ast.Mult: 2, ast.Div: 2, ast.FloorDiv: 2, ast.MatMult: 2}
# What stands for no variable of the formula.
OTHER_NAMES = {"np", *dir(builtins)}


def last_argmax(a: Array, axis: int | None = None) -> Any:
    """Return where the largest is along an axis, of equals the last."""
    count = a.size if axis is None else a.shape[axis]
    return count - 1 - np.flip(a.ravel() if axis is None else a, axis or 0).argmax(axis)


def last_argmin(a: Array, axis: int | None = None) -> Any:
    """Return where the smallest is along an axis, of equals the last."""
    return last_argmax(-a, axis)


# What a changed function may call beside NumPy.
HELPERS = {"last_argmax": last_argmax, "last_argmin": last_argmin}


def names_in(node: ast.AST) -> str:
    """Return the names in a piece of code: it is told by them, and not by its text."""
    found = [n.id for n in ast.walk(node) if isinstance(n, ast.Name) and n.id not in OTHER_NAMES]
    names = list(dict.fromkeys(found))
    if not names:
        return "a number"
    return " and ".join(filter(None, [", ".join(names[:-1]), names[-1]]))


def replaced(tree: ast.FunctionDef, old: ast.AST, new: ast.AST) -> ast.FunctionDef:
    """Return a copy of a function with one node in the place of another."""
    memo = {id(old): copy.deepcopy(new)}
    made: ast.FunctionDef = copy.deepcopy(tree, memo)
    return made


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
    above = {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}
    unequal = [n for n in ast.walk(tree) if isinstance(n, ast.NotEq)]
    if len(unequal) > 1:
        says = "as if what is below 0 were taken for 0"
        yield says, partial(copy.deepcopy, tree, {id(op): ast.Gt() for op in unequal})
    for node in list(ast.walk(tree)):
        for says, new in of_node(node, twins, above):
            yield f"as if {says}", partial(replaced, tree, node, new)
        if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Load):
            for place in places:
                like = ast.dump(place.slice) == ast.dump(node.slice)
                if like and names_in(place) != names_in(node):
                    says = f"{names_in(place)} stood where {names_in(node)} belongs"
                    yield f"as if {says}", partial(replaced, tree, node, copy.deepcopy(place))
    for says, made in of_lines(tree):
        yield f"as if {says}", made
    for one, other in ((a, b) for a, found in twins.items() for b in found):
        says = f"as if {other} stood where {one} belongs, each time"
        yield says, partial(renamed, tree, {one: other})
        if other < one:
            continue
        says = f"as if {one} and {other} changed places, each time"
        yield says, partial(renamed, tree, {one: other, other: one})


def renamed(tree: ast.FunctionDef, names: dict[str, str]) -> ast.FunctionDef:
    """Return a copy of a function that reads other variables."""
    made = copy.deepcopy(tree)
    for node in ast.walk(made):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
            node.id = names.get(node.id, node.id)
    return made


def of_node(node: ast.AST, twins: Twins, above: dict[ast.AST, ast.AST]) -> Iterator[Change]:
    """Yield what may stand in the place of one node."""
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
        case ast.Subscript(value=value, ctx=ast.Load()):
            yield from of_place(node)
        case ast.AugAssign(target=target, value=value):
            new = ast.Assign([target], value, lineno=0)
            yield f"{names_in(target)} were not added up: each wipes the last", new
            turn = ast.Sub() if isinstance(node.op, ast.Add) else ast.Add()
            way = "taken away from" if isinstance(node.op, ast.Add) else "added to"
            turned_round = ast.AugAssign(target, turn, value)
            yield f"{names_in(value)} were {way} {names_in(target)}", turned_round
        case ast.Tuple(elts=elements, ctx=ast.Load()) | ast.List(elts=elements, ctx=ast.Load()):
            yield from of_elements(node, elements)
        case ast.For(iter=ast.expr()):
            yield from of_loop(node)
        case ast.comprehension(target=target, iter=items):
            for says, other_items in of_items(items):
                yield says, ast.comprehension(target, other_items, node.ifs, node.is_async)


def of_name(name: str, twins: list[str]) -> Iterator[Change]:
    """Yield what may stand in the place of a variable."""
    read = ast.Name(name, ast.Load())
    for other in twins:
        yield f"{other} stood where {name} belongs", ast.Name(other, ast.Load())
    for other in (name, *twins):
        minus = ast.BinOp(ast.Constant(1), ast.Sub(), ast.Name(other, ast.Load()))
        yield f"1 - {other} stood where {name} belongs", minus
    yield f"{name} had the opposite sign", ast.UnaryOp(ast.USub(), read)
    yield f"{name} had lost its sign", numpy_call("abs", read)
    yield f"the tanh of {name} stood where {name} belongs", numpy_call("tanh", read)
    last, one_before = (ast.UnaryOp(ast.USub(), ast.Constant(n)) for n in (1, 2))
    turned = numpy_call("swapaxes", read, last, one_before)
    yield f"the rows and the columns of {name} changed places", turned


def numpy_call(name: str, *args: ast.expr) -> ast.Call:
    """Return a call of a function of NumPy."""
    function = ast.Attribute(ast.Name("np", ast.Load()), name, ast.Load())
    return ast.Call(function, list(args), [])


def of_number(node: ast.Constant, number: int, above: dict[ast.AST, ast.AST]) -> Iterator[Change]:
    """Yield the numbers beside a whole number, named by what stands with it."""
    near: ast.AST = node
    while names_in(near) == "a number" and near in above:
        near = above[near]
    for other, way in ((number + 1, "larger"), (number - 1, "smaller")):
        if max(number, other) > 9 or isinstance(near, ast.FunctionDef):
            says = f"a number in it were one {way}"
        else:
            says = f"a {number} were a {other}, at {names_in(near)}"
        yield says, ast.Constant(other)


def factors(node: ast.expr) -> list[ast.expr]:
    """Return the factors of a product."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult):
        return [*factors(node.left), node.right]
    return [node]


def product(parts: list[ast.expr]) -> ast.expr:
    """Return the product of some factors."""
    made = parts[0]
    for part in parts[1:]:
        made = ast.BinOp(made, ast.Mult(), part)
    return made


def of_operation(node: ast.BinOp) -> Iterator[Change]:
    """Yield a sum, a product or a power that lacks a part, or has another sign."""
    left, right, op = node.left, node.right, type(node.op)
    both = names_in(node)
    one_minus = isinstance(left, ast.Constant) and op is ast.Sub
    if one_minus:
        yield f"{names_in(right)} stood in the place of 1 - {names_in(right)}", right
    if op in SIGNS:
        kind = SIGNS[op]
        for gone, kept in ((left, right), (right, left)):
            if isinstance(gone, ast.Constant):
                yield f"the {kind} {gone.value!s} were left out, at {names_in(kept)}", kept
            elif op is ast.MatMult:
                yield f"the product with {names_in(gone)} were left out", kept
            else:
                yield f"a {kind} with {names_in(gone)} were left out", kept
    for other, says in OPERATORS.get(op, ()):
        yield f"{says}, at {both}", ast.BinOp(left, other(), right)
    if op is ast.Mult and len(parts := factors(node)) > 2:
        for i, j in combinations(range(len(parts)), 2):
            kept_parts = [part for k, part in enumerate(parts) if k not in (i, j)]
            gone_names = names_in(ast.Tuple([parts[i], parts[j]], ast.Load()))
            yield f"the factors with {gone_names} were left out", product(kept_parts)
    if op in (ast.Div, ast.FloorDiv):
        yield f"nothing were divided by {names_in(right)}", left
        yield (
            f"{names_in(right)} had a root below the fraction",
            ast.BinOp(left, ast.Div(), numpy_call("sqrt", right)),
        )
        yield (
            f"{names_in(right)} were squared below the fraction",
            ast.BinOp(left, ast.Div(), ast.BinOp(right, ast.Pow(), ast.Constant(2))),
        )
    if op is ast.FloorDiv:
        up = ast.UnaryOp(ast.USub(), ast.BinOp(ast.UnaryOp(ast.USub(), left), node.op, right))
        yield f"the division at {both} were rounded up", up
        yield f"the division at {both} were not rounded", ast.BinOp(left, ast.Div(), right)
    if op is ast.Pow:
        yield f"{names_in(left)} were taken without its power", left
        yield (
            f"{names_in(left)} were doubled, not squared",
            ast.BinOp(ast.Constant(2), ast.Mult(), left),
        )
        yield (
            f"the size of {names_in(left)} stood where its square belongs",
            numpy_call("abs", left),
        )
        if isinstance(right, ast.BinOp) and isinstance(right.op, ast.Div):
            yield (
                f"{names_in(left)} were divided by {names_in(right)}, without a root",
                ast.BinOp(left, ast.Div(), right.right),
            )
            yield "the root were a power", ast.BinOp(left, ast.Pow(), right.right)
    if op in (ast.MatMult, ast.Sub, ast.Div):
        swapped = ast.BinOp(right, node.op, left)
        yield f"the two sides were swapped, at {both}", swapped
    if op is ast.MatMult:
        for side in (left, right):
            turned = ast.Attribute(side, "T", ast.Load())
            pair = (turned, right) if side is left else (left, turned)
            says = f"{names_in(side)} were transposed"
            yield says, ast.BinOp(pair[0], ast.MatMult(), pair[1])
    if op is ast.Add and isinstance(left, ast.Call) and (name := squash_of(left)):
        inside = ast.BinOp(left.args[0], ast.Add(), right)
        yield f"{names_in(right)} were added before the {name}", ast.Call(left.func, [inside], [])
    if op is ast.Mult:
        for call, other_side in ((left, right), (right, left)):
            if isinstance(call, ast.Call) and (name := squash_of(call)):
                inside = ast.BinOp(other_side, ast.Mult(), call.args[0])
                says = f"{names_in(other_side)} were multiplied before the {name}"
                yield says, ast.Call(call.func, [inside], [])


def squash_of(node: ast.Call) -> str:
    """Return the name of the function that is called with one argument, "" if it is none."""
    if len(node.args) != 1 or node.keywords:
        return ""
    if isinstance(node.func, ast.Name):
        return node.func.id
    if isinstance(node.func, ast.Attribute) and getattr(node.func.value, "id", "") == "np":
        return node.func.attr
    return ""


def of_brackets(node: ast.BinOp) -> Iterator[Change]:
    """Yield an operation that is read in another order, as without its brackets."""
    left, right, op = node.left, node.right, node.op
    strength = STRENGTH.get(type(op))
    if strength is None:
        return
    if isinstance(right, ast.BinOp) and STRENGTH.get(type(right.op), 9) <= strength:
        moved = ast.BinOp(ast.BinOp(left, op, right.left), right.op, right.right)
        yield f"the brackets round {names_in(right)} were missing", moved
    if isinstance(left, ast.BinOp) and STRENGTH.get(type(left.op), 9) < strength:
        moved = ast.BinOp(left.left, left.op, ast.BinOp(left.right, op, right))
        yield f"the brackets round {names_in(left)} were missing", moved


def of_slope(node: ast.BinOp) -> Iterator[Change]:
    """Yield the slope of tanh for that of the sigmoid, and the other way round."""
    one = ast.Constant(1)
    if isinstance(node.op, ast.Sub) and isinstance(node.left, ast.Constant):
        inner = node.right
        squared = None
        if isinstance(inner, ast.BinOp):
            alike = ast.dump(inner.left) == ast.dump(inner.right)
            is_square = isinstance(inner.op, ast.Pow) or (isinstance(inner.op, ast.Mult) and alike)
            squared = inner.left if is_square else None
        if squared is not None:
            slope = ast.BinOp(squared, ast.Mult(), ast.BinOp(one, ast.Sub(), squared))
            yield f"{names_in(squared)} had the slope of a sigmoid, not of tanh", slope
    if isinstance(node.op, ast.Mult):
        parts = factors(node)
        *before, gate, rest = parts
        if ast.dump(rest) == ast.dump(ast.BinOp(one, ast.Sub(), gate)):
            square = ast.BinOp(gate, ast.Pow(), ast.Constant(2))
            slope = ast.BinOp(one, ast.Sub(), square)
            says = f"{names_in(gate)} had the slope of tanh, not of a sigmoid"
            yield says, product([*before, slope])


def of_call(node: ast.Call) -> Iterator[Change]:
    """Yield a call of another function, of none, over another axis, or in another order."""
    name = getattr(node.func, "attr", getattr(node.func, "id", ""))
    method = isinstance(node.func, ast.Attribute) and getattr(node.func.value, "id", "") != "np"
    inner = node.args[0] if node.args else None
    if method and isinstance(node.func, ast.Attribute):
        inner = node.func.value
    if name == "reversed" and inner is not None:
        yield "the loop were not turned round", inner
    elif inner is not None and not isinstance(inner, ast.Starred):
        yield f"the {name} of {names_in(inner)} were left out", inner
    for twin in TWINS.get(name, ()):
        new = copy.deepcopy(node)
        if twin == "sigmoid":
            new.func = ast.Name(twin, ast.Load())
        elif method and isinstance(node.func, ast.Attribute):
            new.func = ast.Attribute(node.func.value, twin, ast.Load())
        else:
            new.func = ast.Attribute(ast.Name("np", ast.Load()), twin, ast.Load())
        yield f"{twin} stood in the place of {name}, at {names_in(node)}", new
    if name in ("argmax", "argmin"):
        of_equals = copy.deepcopy(node)
        if method and inner is not None:
            of_equals.args = [inner, *of_equals.args]
        of_equals.func = ast.Name(f"last_{name}", ast.Load())
        yield "the last of equals won", of_equals
    for i, keyword in enumerate(node.keywords):
        rest = [k for j, k in enumerate(node.keywords) if j != i]
        if keyword.arg == "axis":
            yield f"the {name} went over all axes", ast.Call(node.func, node.args, rest)
            for other in other_axes(keyword.value):
                other_axis = [*rest, ast.keyword("axis", other)]
                says = f"the {name} of {names_in(node)} went over another axis"
                yield says, ast.Call(node.func, node.args, other_axis)
    if (squash := squash_of(node)) and isinstance(node.args[0], ast.BinOp):
        yield from of_squashed(node, squash, node.args[0])
    if len(node.args) == 2 and not node.keywords:
        first, second = node.args
        says = f"{names_in(first)} and {names_in(second)} changed places in {name}"
        yield says, ast.Call(node.func, [second, first], [])
    if name == "range":
        last = node.args[-1] if len(node.args) < 3 else node.args[1]
        early = ast.BinOp(last, ast.Sub(), ast.Constant(1))
        args = [early if arg is last else arg for arg in node.args]
        yield "a loop ended one round early", ast.Call(node.func, args, [])
        late_end = ast.BinOp(last, ast.Add(), ast.Constant(1))
        args = [late_end if arg is last else arg for arg in node.args]
        yield "a loop ran one round too many", ast.Call(node.func, args, [])
        if len(node.args) == 1:
            late = ast.Call(node.func, [ast.Constant(1), *node.args], [])
            yield "a loop began one round late", late
            one = ast.Call(node.func, [ast.Constant(1)], [])
            yield "a loop had one round only", one


def other_axes(axis: ast.expr) -> Iterator[ast.expr]:
    """Yield other axes than the one that is summed."""
    if isinstance(axis, ast.Constant):
        yield from (ast.Constant(k) for k in (0, 1, 2) if k != axis.value)
    elif isinstance(axis, ast.Tuple):
        yield from axis.elts
        yield ast.Constant(0)


def of_squashed(node: ast.Call, name: str, sum_inside: ast.BinOp) -> Iterator[Change]:
    """Yield a squash that is taken of a part of its sum alone, or of each part."""
    if not isinstance(sum_inside.op, ast.Add | ast.Sub):
        return
    for inner, outer in (
        (sum_inside.left, sum_inside.right),
        (sum_inside.right, sum_inside.left),
    ):
        squashed = ast.Call(node.func, [inner], [])
        says = f"{names_in(outer)} were added after the {name}, not before"
        yield says, ast.BinOp(squashed, sum_inside.op, outer)
    each = [ast.Call(node.func, [side], []) for side in (sum_inside.left, sum_inside.right)]
    yield f"the {name} were taken of each part", ast.BinOp(each[0], sum_inside.op, each[1])


def of_place(node: ast.Subscript) -> Iterator[Change]:
    """Yield another place, or block, of an array."""
    value, index = node.value, node.slice
    name = names_in(value)
    if isinstance(index, ast.Slice) and isinstance(index.step, ast.UnaryOp):
        yield f"{name} were not turned round", value
    else:
        yield f"all of {name} were taken, not a part of it", value
    indices = list(index.elts) if isinstance(index, ast.Tuple) else [index]

    def at(i: int, new: ast.expr) -> ast.Subscript:
        chosen = [new if j == i else old for j, old in enumerate(indices)]
        place = chosen[0] if len(chosen) == 1 else ast.Tuple(chosen, ast.Load())
        return ast.Subscript(value, place, node.ctx)

    for i, old in enumerate(indices):
        if isinstance(old, ast.Slice):
            if isinstance(old.step, ast.UnaryOp):
                yield f"{name} were not turned round", value
            for says, other in other_blocks(old, name):
                yield says, at(i, other)
        elif not isinstance(old, ast.Starred | ast.Constant):
            yield f"all of {name} were taken, for each {names_in(old)}", at(i, ast.Slice())
            yield (
                f"the first of {name} were taken, for each {names_in(old)}",
                at(i, ast.Constant(0)),
            )
            yield (
                f"the last of {name} were taken, for each {names_in(old)}",
                at(i, ast.UnaryOp(ast.USub(), ast.Constant(1))),
            )
            for step, way in ((ast.Sub(), "before"), (ast.Add(), "after")):
                beside = ast.BinOp(old, step, ast.Constant(1))
                yield f"the one {way} were taken of {name}", at(i, beside)


def other_blocks(old: ast.Slice, name: str) -> Iterator[tuple[str, ast.expr]]:
    """Yield other blocks than one that a slice takes."""
    lower, upper = old.lower, old.upper
    says = f"another block of {name} were taken"
    for bound in filter(None, (lower, upper)):
        minus = bound.operand if isinstance(bound, ast.UnaryOp) else None
        turned = minus if minus is not None else ast.UnaryOp(ast.USub(), bound)
        yield says, ast.Slice(None, bound)
        yield says, ast.Slice(bound, None)
        yield says, ast.Slice(None, turned)
        yield says, ast.Slice(turned, None)
    if lower is not None:
        yield f"one entry of {name} were taken, not a block", lower
    if old.step is not None:
        yield f"{name} were taken without its steps", ast.Slice(lower, upper)


def of_elements(node: ast.Tuple | ast.List, elements: list[ast.expr]) -> Iterator[Change]:
    """Yield a list in another order, or in which one element alone counts."""
    kind: Callable[..., ast.expr] = type(node)
    for i, j in combinations(range(len(elements)), 2):
        order = list(elements)
        order[i], order[j] = order[j], order[i]
        says = f"{names_in(elements[i])} and {names_in(elements[j])} changed places"
        yield says, kind(order, ast.Load())
    if len(elements) == 2 and ast.dump(elements[0]) == ast.dump(elements[1]):
        twice = ast.BinOp(ast.Constant(2), ast.Mult(), elements[0])
        for pair in ([ast.Constant(0), twice], [twice, ast.Constant(0)]):
            yield f"{names_in(elements[0])} stood on one side alone, twice", kind(pair, ast.Load())
        for pair in ([ast.Constant(0), elements[0]], [elements[0], ast.Constant(0)]):
            yield f"{names_in(elements[0])} stood on one side alone", kind(pair, ast.Load())
    if len(elements) > 2:
        for kept in elements:
            only = [e if e is kept else ast.BinOp(ast.Constant(0), ast.Mult(), e) for e in elements]
            yield f"{names_in(kept)} counted alone", kind(only, ast.Load())
    for element in elements:
        for other in elements:
            if ast.dump(other) != ast.dump(element):
                mixed = [ast.BinOp(other, ast.Mult(), e) if e is element else e for e in elements]
                says = f"{names_in(element)} had the factor {names_in(other)} in a list"
                yield says, kind(mixed, ast.Load())


def of_loop(node: ast.For) -> Iterator[Change]:
    """Yield a loop over other things, or with a line before it or one round only."""
    for says, items in of_items(node.iter):
        yield says, ast.For(node.target, items, node.body, node.orelse, lineno=0)
    for i, line in enumerate(node.body):
        rest = [other for j, other in enumerate(node.body) if j != i]
        if rest and isinstance(line, ast.Assign):
            what = names_in(line.targets[0])
            before = ast.For(node.target, node.iter, rest, [], lineno=0)
            # An If that always holds, since one node takes the place of one.
            both = ast.If(ast.Constant(True), [line, before], [])
            yield f"{what} were made once, before the loop", both


def of_items(items: ast.expr) -> Iterator[tuple[str, ast.expr]]:
    """Yield other things for a loop to go through."""
    if isinstance(items, ast.Call) and getattr(items.func, "id", "") == "zip":
        for i, part in enumerate(items.args):
            for says, other in of_items(part):
                args = [other if j == i else old for j, old in enumerate(items.args)]
                yield says, ast.Call(items.func, args, [])
        return
    name = names_in(items)
    minus = ast.UnaryOp(ast.USub(), ast.Constant(1))
    if isinstance(items, ast.Name | ast.Subscript):
        count = ast.Call(ast.Name("len", ast.Load()), [items], [])
        for word, index in (("first", ast.Constant(0)), ("last", minus)):
            one = ast.List([ast.Subscript(items, index, ast.Load())], ast.Load())
            always = ast.BinOp(one, ast.Mult(), count)
            yield f"the {word} of {name} came in each round", always
        for says, part in (
            (f"{name} were read backwards", ast.Slice(None, None, minus)),
            (f"the first of {name} were left out", ast.Slice(ast.Constant(1), None)),
            (f"the last of {name} were left out", ast.Slice(None, minus)),
        ):
            yield says, ast.Subscript(items, part, ast.Load())


def of_lines(tree: ast.FunctionDef) -> Iterator[tuple[str, Made]]:
    """Yield the function with two lines swapped, one left out, or an early return."""
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if not isinstance(body, list):
            continue
        for i, line in enumerate(body):
            if isinstance(line, ast.AugAssign | ast.Expr) or is_put(line):
                rest = body[:i] + body[i + 1 :] or [ast.Pass()]
                yield (
                    f"the line of {told(line)} were left out",
                    partial(with_body, tree, node, rest),
                )
            if isinstance(line, ast.Assign) and isinstance(line.targets[0], ast.Name):
                target = line.targets[0].id
                old = ast.Name(target, ast.Load())
                added = ast.Assign(line.targets, ast.BinOp(old, ast.Add(), line.value), lineno=0)
                says = f"{target} were added up, where it is replaced"
                yield says, partial(with_body, tree, node, [*body[:i], added, *body[i + 1 :]])
            if i + 1 < len(body) and not isinstance(body[i + 1], ast.Return):
                swapped = [*body[:i], body[i + 1], line, *body[i + 2 :]]
                says = f"the lines of {told(line)} and {told(body[i + 1])} changed places"
                yield says, partial(with_body, tree, node, swapped)
        if isinstance(node, ast.For) and isinstance(tree.body[-1], ast.Return):
            early = [*body, tree.body[-1]]
            yield (
                "it returned after the first round of its loop",
                partial(with_body, tree, node, early),
            )


def is_put(line: ast.stmt) -> bool:
    """Tell whether a line writes into a place of an array."""
    return isinstance(line, ast.Assign) and isinstance(line.targets[0], ast.Subscript)


def told(line: ast.stmt) -> str:
    """Return how a line is told: by what it makes."""
    if isinstance(line, ast.Assign):
        return names_in(line.targets[0])
    if isinstance(line, ast.AugAssign):
        return names_in(line.target)
    if isinstance(line, ast.Expr) and isinstance(line.value, ast.Call):
        return names_in(line.value.func)
    return names_in(line)


def with_body(tree: ast.FunctionDef, node: ast.AST, body: list[ast.stmt]) -> ast.FunctionDef:
    """Return a copy of a function in which one block has other lines."""
    old = node.body  # type: ignore[attr-defined]
    node.body = body  # type: ignore[attr-defined]
    made = copy.deepcopy(tree)
    node.body = old  # type: ignore[attr-defined]
    return made
