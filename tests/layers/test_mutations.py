"""The protocol tests can fail: one flipped sign in a backward is always found.

For every listed layer, cell and loss, each arithmetic step of its backward is negated once, and the
gradient check must then fail. A step is a sum, difference, product or matrix product in the method
itself.
"""

import ast
import inspect
import textwrap
from functools import partial

import numpy as np
import pytest

from course_lib import (
    GRUCell,
    LSTMCell,
    MeanSquaredError,
    Recurrent,
    RNNCell,
    SoftmaxCrossEntropy,
    StackRNNCell,
    check_gradients,
)
from course_lib.fully_connected.sequential import takes_mask
from tests.support.layers import LAYERS, Case, draw_input

CASES: dict[type, list[Case]] = {}
for case in LAYERS.values():
    CASES.setdefault(type(case.make(np.random.default_rng(0), np.float64)), []).append(case)


def cell(make) -> Case:
    return Case(lambda rng, dtype: Recurrent(make(3, 4, rng)), (5, 2, 3), batch_axis=1)


class Judged:
    """A loss as a layer of one output."""

    def __init__(self, criterion, target):
        self.criterion, self.target, self.params = criterion, target, {}

    def forward(self, scores):
        loss, cache = self.criterion.forward(scores, self.target)
        return np.array([loss]), cache

    def backward(self, dy, cache):
        return self.criterion.backward(float(dy[0]), cache)


# Cells and losses are no layers by themselves: each is checked through one that holds it.
CASES |= {
    RNNCell: [cell(RNNCell)],
    LSTMCell: [cell(partial(LSTMCell, peephole=kind)) for kind in ("lecture", "gers", None)],
    GRUCell: [cell(partial(GRUCell, reset=kind)) for kind in ("before", "after")],
    StackRNNCell: [cell(partial(StackRNNCell, n_stacks=2, depth=3))],
    SoftmaxCrossEntropy: [
        Case(lambda rng, dtype: Judged(SoftmaxCrossEntropy(), np.array([0, 2, 1])), (3, 4))
    ],
    MeanSquaredError: [
        Case(lambda rng, dtype: Judged(MeanSquaredError(), rng.normal(size=(3, 4))), (3, 4))
    ],
}

# Not a gradient: it keeps 0 / 0 away, where the numerator is 0.
EQUIVALENT = {"y + (y == 0)"}

STEPS = (ast.Add, ast.Sub, ast.Mult, ast.MatMult)


def is_size(node: ast.AST) -> bool:
    """Tell whether an expression is of sizes alone, such as T * B: no gradient is in it."""
    names = [n.id for n in ast.walk(node) if isinstance(n, ast.Name)]
    names += [n.attr for n in ast.walk(node) if isinstance(n, ast.Attribute)]
    sizes = (name for name in names if name != "self")
    return all((len(n) == 1 and n.isupper()) or n.startswith("n_") for n in sizes)


class Masked:
    """A layer over time with one mask at every call: its gradients have steps of their own."""

    def __init__(self, layer, mask):
        self.layer, self.mask, self.params = layer, mask, layer.params
        self.backward = layer.backward

    def forward(self, xs):
        return self.layer.forward(xs, mask=self.mask)


class Flip(ast.NodeTransformer):
    """Negate the arithmetic step number ``at`` of a function, and write down which it was."""

    def __init__(self, at: int) -> None:
        self.at, self.seen, self.line = at, 0, ""

    def visit_BinOp(self, node: ast.BinOp) -> ast.AST:
        self.generic_visit(node)
        if not isinstance(node.op, STEPS) or is_size(node):
            return node
        self.seen += 1
        if self.seen - 1 != self.at:
            return node
        self.line = ast.unparse(node)
        if isinstance(node.op, ast.Add | ast.Sub):
            node.op = ast.Sub() if isinstance(node.op, ast.Add) else ast.Add()
            return node
        return ast.UnaryOp(ast.USub(), node)

    def visit_Subscript(self, node: ast.Subscript) -> ast.AST:
        return node  # arithmetic with indices is not arithmetic with gradients


def flipped(method, at: int):
    """Return the method with step ``at`` flipped, and the step; None when there is no such step."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(method)))
    flip = Flip(at)
    tree = ast.fix_missing_locations(flip.visit(tree))
    if not flip.line:
        return None
    names = dict(method.__globals__)
    exec(compile(tree, "<flipped>", "exec"), names)
    return names[method.__name__], flip.line


def passes(case) -> bool:
    rng = np.random.default_rng(1)
    layer, x = case.make(rng, np.float64), draw_input(case, rng)
    try:
        check_gradients(layer, x, rng)
        if takes_mask(layer):
            mask = np.arange(x.shape[0])[:, None] % (2 + np.arange(x.shape[1])) > 0
            check_gradients(Masked(layer, mask), x, rng)
    except (ValueError, TypeError, IndexError):
        return False
    return True


@pytest.mark.parametrize("layer", CASES, ids=lambda layer: layer.__name__)
def test_a_flipped_sign_is_found(layer, monkeypatch):
    method, survivors, at = layer.backward, [], 0
    while found := flipped(method, at):
        monkeypatch.setattr(layer, "backward", found[0])
        with np.errstate(all="ignore"):
            if all(passes(case) for case in CASES[layer]):
                survivors.append(found[1])
        at += 1
    survivors = set(survivors) - EQUIVALENT
    assert not survivors, f"{layer.__name__}.backward: nobody sees a flipped sign in {survivors}"
