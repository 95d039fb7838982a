"""Changes of a list, a loop or a line: another order, one left out, a return too early."""

import ast
import copy
from collections.abc import Callable, Iterator
from functools import partial
from itertools import combinations

from tools.labs.operators.trees import Change, Made, names_in, pair_of


def of_elements(node: ast.Tuple | ast.List, elements: list[ast.expr]) -> Iterator[Change]:
    """Yield a list in another order, or in which one element alone counts."""
    kind: Callable[..., ast.expr] = type(node)
    for i, j in combinations(range(len(elements)), 2):
        order = list(elements)
        order[i], order[j] = order[j], order[i]
        says = f"{pair_of(elements[i], elements[j])} changed places"
        if isinstance(elements[i], ast.Slice) and isinstance(elements[j], ast.Slice):
            says = "rows and columns were taken for each other"
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
                says = f"{names_in(element)} had the factor {names_in(other)}"
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
    if is_shape(items):
        yield from of_sizes(items)
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


def is_shape(items: ast.expr) -> bool:
    """Tell whether what a loop goes through are the sizes of an array."""
    value = items.value if isinstance(items, ast.Subscript) else items
    return isinstance(value, ast.Attribute) and value.attr == "shape"


def of_sizes(items: ast.expr) -> Iterator[tuple[str, ast.expr]]:
    """Yield one size of an array in the place of each of them, and all in reverse order."""
    minus = ast.UnaryOp(ast.USub(), ast.Constant(1))
    count = ast.Call(ast.Name("len", ast.Load()), [items], [])
    for word, index in (("first", ast.Constant(0)), ("last", minus)):
        # A list, since each of its entries may be taken apart.
        one = ast.List([ast.Subscript(items, index, ast.Load())], ast.Load())
        says = f"the {word} one of {names_in(items).replace('a size', 'the sizes')} stood for all"
        yield says, ast.BinOp(one, ast.Mult(), count)
    says = f"{names_in(items).replace('a size', 'the sizes')} changed places"
    yield says, ast.Subscript(items, ast.Slice(None, None, minus), ast.Load())


def of_lines(tree: ast.FunctionDef) -> Iterator[tuple[str, Made]]:
    """Yield the function with two lines swapped, one left out, or an early return."""
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if not isinstance(body, list):
            continue
        for i, line in enumerate(body):
            if isinstance(line, ast.AugAssign | ast.Expr) or is_put(line):
                rest = body[:i] + body[i + 1 :] or [ast.Pass()]
                made = "added to" if isinstance(line, ast.AugAssign) else "put into"
                says = f"nothing were {made} {told(line)}"
                yield says, partial(with_body, tree, node, rest)
            if isinstance(line, ast.Assign) and isinstance(line.targets[0], ast.Name):
                target = line.targets[0].id
                old = ast.Name(target, ast.Load())
                added = ast.Assign(line.targets, ast.BinOp(old, ast.Add(), line.value), lineno=0)
                says = f"{target} were added up, where it is replaced"
                yield says, partial(with_body, tree, node, [*body[:i], added, *body[i + 1 :]])
            if i + 1 < len(body) and not isinstance(body[i + 1], ast.Return):
                swapped = [*body[:i], body[i + 1], line, *body[i + 2 :]]
                says = f"{told(body[i + 1])} were {done(body[i + 1])} before {told(line)} is made"
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


def done(line: ast.stmt) -> str:
    """Return what a line does with that by which it is told."""
    if isinstance(line, ast.AugAssign):
        return "changed"
    return "given an entry" if isinstance(line, ast.Expr) or is_put(line) else "made"


def with_body(tree: ast.FunctionDef, node: ast.AST, body: list[ast.stmt]) -> ast.FunctionDef:
    """Return a copy of a function in which one block has other lines."""
    old = node.body  # type: ignore[attr-defined]
    node.body = body  # type: ignore[attr-defined]
    made = copy.deepcopy(tree)
    node.body = old  # type: ignore[attr-defined]
    return made
