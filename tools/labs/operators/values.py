"""Changes of a value: a function too many, another value of its shape, a factor or a term more."""

import ast
from collections.abc import Iterator
from typing import NamedTuple, TypeAlias

from tools.labs.operators.trees import Change, names_in, numpy_call

Shapes: TypeAlias = tuple[tuple[int, ...], ...]
"""The shapes of a value in each case."""


class Seen(NamedTuple):
    """What the values in a solution are: numbers with a fraction, or whole numbers."""

    floats: dict[ast.AST, Shapes]
    whole: dict[ast.AST, Shapes]


# What a value may go through, and what is said of it.
ANY = {
    "square": "were squared",
    "abs": "had lost its sign",
    "sign": "counted by its sign alone",
    "sqrt": "had a root",
    "exp": "went through an exp",
    "tanh": "went through a tanh",
    "logistic": "went through a sigmoid",
    "relu": "were cut off below 0",
    "cut": "were cut off below -1 and above 1",
    "negative": "had the opposite sign",
    "reciprocal": "were 1 divided by it",
    "zeros_like": "were 0",
    "ones_like": "were 1",
    "round": "were rounded",
}
ARRAYS = {
    "added_up": "were added up along the first axis",
    "turned": "were turned round along the first axis",
    "one_before": "were moved by one along the first axis",
    "one_after": "were moved back by one along the first axis",
    "first_everywhere": "had its first in all places of the first axis",
    "last_everywhere": "had its last in all places of the first axis",
    "without_first": "lacked its first along the first axis",
    "without_last": "lacked its last along the first axis",
    "only_first": "had its first alone along the first axis",
    "only_last": "had its last alone along the first axis",
    "of_length_one": "were divided by its length",
    "of_sum_one": "were divided by the sum of all its numbers",
    "centred": "had lost its mean along the first axis",
    "by_rows": "were divided by its number of places along the first axis",
    "by_all": "were divided by its number of entries",
    "mean_everywhere": "were its mean in all places",
    "sum_everywhere": "were its sum in all places",
}
TABLES = {
    "softmax": "went through a softmax",
    "turned_last": "were turned round along the last axis",
    "one_before_last": "were moved by one along the last axis",
    "one_after_last": "were moved back by one along the last axis",
    "by_columns": "were divided by its number of places along the last axis",
}
KINDS = {
    ast.Add: "the sum of",
    ast.Sub: "the difference of",
    ast.Mult: "the product of",
    ast.MatMult: "the product of",
    ast.Div: "the quotient of",
    ast.Pow: "the power of",
}


def called(node: ast.AST) -> str:
    """Return how a value is called."""
    match node:
        case ast.BinOp() if type(node.op) in KINDS:
            kind = KINDS[type(node.op)]
            alone = " and " not in names_in(node)
            return f"the term with {names_in(node)}" if alone else f"{kind} {names_in(node)}"
        case ast.Call(func=ast.Attribute(value=value, attr=name)):
            return f"the {name} of {names_in(ast.Tuple([value, *node.args], ast.Load()))}"
        case ast.Call(func=ast.Name(id=name)):
            return f"the {name} of {names_in(ast.Tuple(list(node.args), ast.Load()))}"
        case ast.UnaryOp(operand=value):
            return called(value)
    return names_in(node)


def one(name: str, *values: ast.expr) -> ast.Call:
    """Return a call of a helper, or of a function of NumPy."""
    if name in ANY and name not in ("logistic", "relu", "cut"):
        return numpy_call(name, *values)
    return ast.Call(ast.Name(name, ast.Load()), list(values), [])


def whole_values(tree: ast.FunctionDef) -> set[ast.AST]:
    """Return the expressions that are the value of a line, a side of a product or an argument."""
    found: set[ast.AST] = set()
    for node in ast.walk(tree):
        match node:
            case ast.Assign(value=value) | ast.AugAssign(value=value) | ast.Return(value=value):
                parts = value.elts if isinstance(value, ast.Tuple | ast.List) else [value]
                found.update(part for part in parts if part is not None)
            case ast.BinOp(op=ast.MatMult()):
                found.update((node.left, node.right))
            case ast.Call(args=[value]):
                found.add(value)
            case ast.Dict(values=parts):
                found.update(parts)
    return found


def of_value(node: ast.expr, seen: Seen, *, whole: bool) -> Iterator[Change]:
    """Yield what may stand in the place of a value with a fraction.

    Parameters
    ----------
    node
        The expression that gives it.
    seen
        All values of the solution.
    whole
        Whether it is one of `whole_values`: then there are more changes.
    """
    shapes = seen.floats[node]
    what = called(node)
    two, half = ast.Constant(2), ast.Constant(0.5)
    yield f"{what} were doubled", ast.BinOp(two, ast.Mult(), node)
    yield f"{what} were halved", ast.BinOp(half, ast.Mult(), node)
    yield f"1 minus {what} stood in its place", ast.BinOp(ast.Constant(1), ast.Sub(), node)
    ways = dict(ANY)
    if whole:
        for says, slope in slopes("itself", node):
            yield f"{what} had {says} as a factor", ast.BinOp(node, ast.Mult(), slope)
        yield f"{what} were one half", ast.BinOp(half, ast.Mult(), one("ones_like", node))
        yield f"1 were added to {what}", ast.BinOp(node, ast.Add(), ast.Constant(1))
        yield f"1 were taken from {what}", ast.BinOp(node, ast.Sub(), ast.Constant(1))
        if all(shapes):
            ways |= ARRAYS
        if all(len(shape) > 1 for shape in shapes):
            ways |= TABLES
    for name, says in ways.items():
        # Along an axis a part of an array is not like the whole.
        part = isinstance(node, ast.Subscript) and name not in ANY
        yield f"{'what is taken of ' if part else ''}{what} {says}", one(name, node)
    yield from of_pairs(node, what, seen, whole=whole)


def of_pairs(node: ast.expr, what: str, seen: Seen, *, whole: bool) -> Iterator[Change]:
    """Yield a value with a variable as a factor, a term or a substitute."""
    shapes = seen.floats[node]
    told = set()
    for other, theirs in (seen.floats | seen.whole).items():
        if not isinstance(other, ast.Name) or other.id in told:
            continue
        told.add(name := other.id)
        if not all(fits(small, large) for small, large in zip(theirs, shapes, strict=True)):
            continue
        if whole or not any(theirs):
            yield f"{what} had the factor {name} once too often", ast.BinOp(node, ast.Mult(), other)
            yield f"{what} were divided by {name}", ast.BinOp(node, ast.Div(), other)
        if other in seen.whole:
            continue
        if whole:
            sign = numpy_call("sign", other)
            says = f"{what} had the sign of {name} as a factor"
            yield says, ast.BinOp(node, ast.Mult(), sign)
            yield f"{name} were added to {what}", ast.BinOp(node, ast.Add(), other)
            yield f"{name} were taken from {what}", ast.BinOp(node, ast.Sub(), other)
        if theirs == shapes and not isinstance(node, ast.Name):
            yield f"{name} stood in the place of {what}", other
        if theirs == shapes and whole:
            for says, slope in slopes(name, other):
                yield f"{what} had {says} as a factor", ast.BinOp(node, ast.Mult(), slope)
            both = ast.BinOp(node, ast.Add(), other)
            mean = ast.BinOp(ast.Constant(0.5), ast.Mult(), both)
            yield f"the mean of {name} and {what} stood in its place", mean


def slopes(name: str, value: ast.expr) -> Iterator[tuple[str, ast.expr]]:
    """Yield what is a factor where a gradient passes a gate or a squash."""
    one_minus = ast.BinOp(ast.Constant(1), ast.Sub(), value)
    square = ast.BinOp(value, ast.Mult(), value)
    yield f"1 - {name}", one_minus
    yield f"the slope of tanh of {name}", ast.BinOp(ast.Constant(1), ast.Sub(), square)
    yield f"the slope of a sigmoid of {name}", ast.BinOp(value, ast.Mult(), one_minus)


def each_time(name: str) -> Iterator[tuple[str, ast.expr]]:
    """Yield what may stand in all places of a variable."""
    node = ast.Name(name, ast.Load())
    half = ast.Constant(0.5)
    yield f"{name} were doubled, wherever it stands", ast.BinOp(ast.Constant(2), ast.Mult(), node)
    yield f"{name} were halved, wherever it stands", ast.BinOp(half, ast.Mult(), node)
    even = ast.BinOp(half, ast.Mult(), one("ones_like", node))
    yield f"{name} were one half, wherever it stands", even
    minus = ast.BinOp(ast.Constant(1), ast.Sub(), node)
    yield f"1 - {name} stood where {name} belongs, wherever it stands", minus
    for wrap, says in ANY.items():
        yield f"{name} {says}, wherever it stands", one(wrap, node)


def fits(small: tuple[int, ...], large: tuple[int, ...]) -> bool:
    """Tell whether a value of one shape can be a factor of one of another."""
    return len(small) <= len(large) and all(
        a in (1, b) for a, b in zip(reversed(small), reversed(large), strict=False)
    )
