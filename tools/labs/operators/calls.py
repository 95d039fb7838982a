"""Changes of a call, a question or a place: another function, axis, order, block or index."""

import ast
import copy
from collections.abc import Iterator

from tools.labs.operators.helpers import HELPERS
from tools.labs.operators.trees import Change, names_in, numpy_call, pair_of, squash_of

# Functions that are easily taken for each other.
TWINS = {
    "tanh": ("sigmoid",),
    "sigmoid": ("tanh",),
    "sum": ("mean", "max", "min", "median", "product", "norm", "first", "last"),
    "mean": ("sum", "max", "min", "median", "midrange", "norm", "first", "last"),
    "max": ("min", "sum", "mean", "median", "second_largest", "largest_size", "first", "last"),
    "min": ("max",),
    "argmax": ("argmin",),
    "exp": ("log",),
    "log": ("exp", "log10", "log2"),
    "abs": ("sign", "square"),
    "any": ("all",),
    "all": ("any",),
    "maximum": ("minimum",),
    "minimum": ("maximum",),
    "sqrt": ("square", "cbrt", "log"),
}
# What they are called where their name does not say it.
WORDS = {
    "first": "the first alone",
    "last": "the last alone",
    "midrange": "the mean of the largest and the smallest",
    "second_largest": "the second largest",
    "largest_size": "the largest size, without its sign,",
    "norm": "the root of the sum of the squares",
    "product": "the product",
    "square": "the square",
    "cbrt": "the third root",
}


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
    plain = isinstance(node.func, ast.Name)
    for twin in TWINS.get(name, ()):
        new = copy.deepcopy(node)
        if twin == "sigmoid":
            new.func = ast.Name(twin, ast.Load())
        elif plain and name in ("max", "min", "any", "all", "sum"):
            if twin not in ("max", "min", "any", "all"):
                continue
            new.func = ast.Name(twin, ast.Load())
        elif twin in HELPERS:
            new.args = [inner, *new.args] if method and inner is not None else new.args
            new.func = ast.Name(twin, ast.Load())
        elif method and isinstance(node.func, ast.Attribute):
            new.func = ast.Attribute(node.func.value, twin, ast.Load())
        else:
            new.func = ast.Attribute(ast.Name("np", ast.Load()), twin, ast.Load())
        says = WORDS.get(twin, twin)
        yield f"{says} stood in the place of {name}, at {names_in(node)}", new
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
        says = f"{pair_of(first, second)} changed places in {name}"
        yield says, ast.Call(node.func, [second, first], [])
    if name == "where" and len(node.args) == 3:
        question, yes, no = node.args
        about = f"the question about {names_in(question)}"
        yield f"the two answers to {about} changed places", where(question, no, yes)
        yield f"the answer to {about} were always yes", where(question, yes, yes)
        yield f"the answer to {about} were always no", where(question, no, no)
    if name == "sqrt" and inner is not None and (sizes := without_powers(inner)):
        yield f"sizes stood where squares belong, and no root, at {names_in(inner)}", sizes
    # One with a step may count down: its ends are not told apart here.
    if name == "range" and len(node.args) < 3:
        last = node.args[-1]
        early = ast.BinOp(last, ast.Sub(), ast.Constant(1))
        args = [early if arg is last else arg for arg in node.args]
        yield "a loop left out the largest of its numbers", ast.Call(node.func, args, [])
        late_end = ast.BinOp(last, ast.Add(), ast.Constant(1))
        args = [late_end if arg is last else arg for arg in node.args]
        yield "a loop ran one round too many", ast.Call(node.func, args, [])
        if len(node.args) == 1:
            late = ast.Call(node.func, [ast.Constant(1), *node.args], [])
            yield "a loop left out the smallest of its numbers", late
            one = ast.Call(node.func, [ast.Constant(1)], [])
            yield "a loop had one round only", one


def where(question: ast.expr, yes: ast.expr, no: ast.expr) -> ast.Call:
    """Return a choice between two arrays."""
    return numpy_call("where", question, yes, no)


def without_powers(node: ast.expr) -> ast.expr | None:
    """Return an expression with sizes in the place of its squares, None if it has none."""
    squares = [n for n in ast.walk(node) if isinstance(n, ast.BinOp) and isinstance(n.op, ast.Pow)]
    memo = {id(square): numpy_call("abs", square.left) for square in squares}
    made: ast.expr = copy.deepcopy(node, memo)
    return made if squares else None


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


def of_place(node: ast.Subscript, line: str) -> Iterator[Change]:
    """Yield another place, or block, of an array; ``line`` says for what."""
    value, index = node.value, node.slice
    name = names_in(value)
    if isinstance(index, ast.Slice) and isinstance(index.step, ast.UnaryOp):
        yield f"{name} were not turned round", value
    else:
        yield f"all of {name} were taken, not a part of it{line}", value
    indices = list(index.elts) if isinstance(index, ast.Tuple) else [index]

    def at(i: int, new: ast.expr) -> ast.Subscript:
        chosen = [new if j == i else old for j, old in enumerate(indices)]
        place = chosen[0] if len(chosen) == 1 else ast.Tuple(chosen, ast.Load())
        return ast.Subscript(value, place, node.ctx)

    for i, old in enumerate(indices):
        if isinstance(old, ast.Slice):
            if isinstance(old.step, ast.UnaryOp):
                yield f"{name} were not turned round", value
            for says, other in other_blocks(old, name, line):
                yield says, at(i, other)
        elif not isinstance(old, ast.Starred | ast.Constant):
            yield f"all of {name} were taken each time", at(i, ast.Slice())
            yield (
                f"the first of {name} were taken each time",
                at(i, ast.Constant(0)),
            )
            yield (
                f"the last of {name} were taken each time",
                at(i, ast.UnaryOp(ast.USub(), ast.Constant(1))),
            )
            for step, way in ((ast.Sub(), "before"), (ast.Add(), "after")):
                beside = ast.BinOp(old, step, ast.Constant(1))
                yield f"the one {way} were taken of {name}", at(i, beside)


def other_blocks(old: ast.Slice, name: str, line: str) -> Iterator[tuple[str, ast.expr]]:
    """Yield other blocks than one that a slice takes."""
    lower, upper = old.lower, old.upper
    says = f"another part of {name} were taken{line}"
    for bound in filter(None, (lower, upper)):
        minus = bound.operand if isinstance(bound, ast.UnaryOp) else None
        turned = minus if minus is not None else ast.UnaryOp(ast.USub(), bound)
        yield says, ast.Slice(None, bound)
        yield says, ast.Slice(bound, None)
        yield says, ast.Slice(None, turned)
        yield says, ast.Slice(turned, None)
    if lower is not None:
        yield f"one entry of {name} were taken, not a block{line}", lower
    if old.step is not None:
        yield f"{name} were taken without its steps", ast.Slice(lower, upper)
