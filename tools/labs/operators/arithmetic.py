"""Changes of an operation, a variable or a number: another sign, a term or a bracket missing."""

import ast
from collections.abc import Iterator
from itertools import combinations

from tools.labs.operators.trees import Change, line_of, names_in, numpy_call, squash_of
from tools.labs.operators.values import called

OPERATORS: dict[type[ast.operator], tuple[tuple[type[ast.operator], str], ...]] = {
    ast.Add: (
        (ast.Sub, "{right} were taken from {left}, not added"),
        (ast.Mult, "{left} and {right} were multiplied, not added"),
    ),
    ast.Sub: ((ast.Add, "{right} were added to {left}, not taken away"),),
    ast.Mult: (
        (ast.Add, "{left} and {right} were added, not multiplied"),
        (ast.Div, "{left} were divided by {right}, not multiplied"),
    ),
    ast.Div: ((ast.Mult, "{left} were multiplied by {right}, not divided"),),
    ast.FloorDiv: ((ast.Mult, "{left} were multiplied by {right}, not divided"),),
    ast.BitOr: ((ast.BitAnd, "{left} and {right} were asked for at once; one is enough"),),
    ast.BitAnd: ((ast.BitOr, "{left} or {right} were enough; both are asked for"),),
}
SIGNS: dict[type[ast.operator], str] = {
    ast.Add: "term",
    ast.Sub: "term",
    ast.Mult: "factor",
    ast.MatMult: "product",
    ast.BitOr: "condition",
    ast.BitAnd: "condition",
}
STRENGTH = {ast.Add: 1, ast.Sub: 1, ast.Mult: 2, ast.Div: 2, ast.FloorDiv: 2, ast.MatMult: 2}


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


def of_number(node: ast.Constant, number: int, above: dict[ast.AST, ast.AST]) -> Iterator[Change]:
    """Yield the numbers beside a whole number, told by what stands with it.

    The number itself is not told: a learner who writes the formula in another way has none there.
    """
    for other, way in ((number + 1, "larger"), (number - 1, "smaller")):
        yield told_of_number(node, way, above), ast.Constant(other)


def told_of_number(node: ast.Constant, way: str, above: dict[ast.AST, ast.AST]) -> str:
    """Return what is said of a number that is larger or smaller than it should be."""
    match above.get(node):
        case ast.BinOp(left=left, op=ast.Pow(), right=right) if right is node:
            return f"{names_in(left)} had another power"
        case ast.Subscript(value=ast.Attribute(attr="shape", value=value)):
            return f"another size of {names_in(value)} were taken{line_of(node, above)}"
    near: ast.AST = node
    while names_in(near) == "a number" and near in above:
        near = above[near]
    at = "in it" if isinstance(near, ast.FunctionDef) else f"beside {names_in(near)}"
    return f"a number {at} were {way}"


def of_fraction(
    node: ast.Constant, number: float, above: dict[ast.AST, ast.AST]
) -> Iterator[Change]:
    """Yield other numbers in the place of one with a fraction, such as a limit."""
    for way, others in (
        ("larger", (number * 2, number * 10, number * 100, number * 1e3, number * 1e5)),
        ("smaller", (number / 2, number / 10, number / 100, number / 1e3, 0.0)),
    ):
        says = told_of_number(node, way, above)
        yield from ((says, ast.Constant(other)) for other in others)


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
    if op is ast.Mult and isinstance(left, ast.Constant) and left.value == 2:
        squared = ast.BinOp(right, ast.Pow(), left)
        yield f"{names_in(right)} were squared, not doubled", squared
    if op is ast.Div and not isinstance(left, ast.Constant):
        fraction = ast.BinOp(ast.Constant(1), ast.Div(), right)
        yield f"the top of the fraction with {both} were 1", fraction
    for other, says in OPERATORS.get(op, ()):
        what = says.format(left=said(left), right=said(right))
        yield what, ast.BinOp(left, other(), right)
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
        yield f"{called(left)} were taken without its power", left
        yield (
            f"{called(left)} were doubled, not squared",
            ast.BinOp(ast.Constant(2), ast.Mult(), left),
        )
        yield (
            f"the size of {called(left)} stood where its square belongs",
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


def said(node: ast.expr) -> str:
    """Return how one side of an operation is told."""
    return str(node.value) if isinstance(node, ast.Constant) else called(node)


def of_brackets(node: ast.BinOp) -> Iterator[Change]:
    """Yield an operation that is read in another order, as without its brackets."""
    left, right, op = node.left, node.right, node.op
    strength = STRENGTH.get(type(op))
    if strength is None:
        return
    if isinstance(right, ast.BinOp) and STRENGTH.get(type(right.op), 9) <= strength:
        moved = ast.BinOp(ast.BinOp(left, op, right.left), right.op, right.right)
        yield f"the brackets round {result_of(right)} were missing", moved
    if isinstance(left, ast.BinOp) and STRENGTH.get(type(left.op), 9) < strength:
        moved = ast.BinOp(left.left, left.op, ast.BinOp(left.right, op, right))
        yield f"the brackets round {result_of(left)} were missing", moved


RESULTS = {ast.Add: "sum", ast.Sub: "difference", ast.Mult: "product", ast.Div: "quotient"}


def result_of(node: ast.BinOp) -> str:
    """Return what an operation gives, and of what."""
    return f"the {RESULTS.get(type(node.op), 'result')} with {names_in(node)}"


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
