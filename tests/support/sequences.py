"""Help for the laws of sequence layers: which they are, and one layer out of all their options."""

import inspect
from typing import Any

import numpy as np
import pytest

from course_lib.protocol import Array, Params
from tests.support.layers import LAYERS, Case


def is_sequence_layer(case: Case) -> bool:
    """Return whether the forward of a case takes a state and a mask."""
    layer = case.make(np.random.default_rng(0), np.float64)
    return {"state", "mask"} <= set(inspect.signature(layer.forward).parameters)


SEQUENCES = {name: case for name, case in LAYERS.items() if is_sequence_layer(case)}


def sequence_layers(without: tuple[str, ...] = ()) -> pytest.MarkDecorator:
    """Run a test for every sequence layer, but for those whose names begin like these."""
    cases = {
        name: case for name, case in SEQUENCES.items() if not (without and name.startswith(without))
    }
    return pytest.mark.parametrize("case", cases.values(), ids=cases)


every_sequence_layer = sequence_layers()


def leaves(state: Any) -> list[Array]:
    """Return the arrays of a state, however deep its tuples are."""
    if isinstance(state, np.ndarray):
        return [state]
    return [leaf for part in state for leaf in leaves(part)]


def like(state: Any, draw: Any) -> Any:
    """Return a state of the same build, with ``draw(array)`` for each of its arrays."""
    if isinstance(state, np.ndarray):
        return draw(state)
    return tuple(like(part, draw) for part in state)


def normal(rng: np.random.Generator) -> Any:
    """Return a function that draws an array like another."""
    return lambda array: rng.normal(size=array.shape).astype(array.dtype)


class Plain:
    """A sequence layer with a state and a mask, as a plain layer: its state is one of its params.

    The output is hs and the last state in one row, so that one check of gradients sees all.
    """

    def __init__(self, layer: Any, state: Any, mask: Any) -> None:
        self.layer, self.state, self.mask = layer, state, mask
        self.params: Params = dict(layer.params)
        self.params.update({f"state {i}": array for i, array in enumerate(leaves(state))})

    def forward(self, xs: Array) -> tuple[Array, Any]:
        hs, cache = self.layer.forward(xs, self.state, self.mask)
        row = np.concatenate([array.ravel() for array in (hs, *leaves(cache.state))])
        return row, (hs.shape, cache)

    def backward(self, row: Array, cache: Any) -> tuple[Array, Params]:
        shape, inner = cache
        dhs, rest = np.split(row, [int(np.prod(shape))])

        def take(array: Array) -> Array:
            nonlocal rest
            part, rest = np.split(rest, [array.size])
            return part.reshape(array.shape)

        dxs, grads = self.layer.backward(dhs.reshape(shape), inner, like(inner.state, take))
        dstate = grads.pop("state")
        grads.update({f"state {i}": array for i, array in enumerate(leaves(dstate))})
        return dxs, grads
