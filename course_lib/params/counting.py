"""How many weights a layer has, and how many products it takes: counted from the layer itself."""

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from course_lib.fully_connected.embedding import Embedding
from course_lib.fully_connected.sequential import Sequential
from course_lib.protocol import Array, Layer
from course_lib.recurrent.bidirectional import Bidirectional
from course_lib.recurrent.pyramid import Pyramid, join_steps
from course_lib.recurrent.stack import Stack


def count_parameters(layer: Layer) -> int:
    """Return the number of parameters, weights and biases together.

    Parameters
    ----------
    layer : Layer
        Any layer, cell or net with ``params``.

    Returns
    -------
    int
        The entries of all arrays in ``layer.params``. An array with two names counts once.

    Notes
    -----
    Source: lecture, parts "Convolutional Layer" and "GRU".

    Examples
    --------
    100 neurons on 100 x 100 pixels, all connected, have 1,000,000 weights and 100 biases:

    >>> from course_lib import Dense
    >>> count_parameters(Dense(100 * 100, 100, np.random.default_rng(0)))
    1000100
    """
    return sum({id(value): value.size for value in layer.params.values()}.values())


def count_multiply_adds(layer: Layer, shape: tuple[int, ...]) -> int:
    """Return how many times one forward multiplies a number by a weight (and adds the product).

    Parameters
    ----------
    layer : Layer
        Any layer or net. It is run once, on zeros.
    shape : tuple of int
        The shape of the input, as forward takes it. With a batch of 1 it is the count per input:
        (1, n) for a dense layer, (T, 1, D) for a sequence, (1, C, rows, columns) for a picture.

    Returns
    -------
    int
        The number of multiply-adds. Biases, activation functions, gates and pools are not
        counted: they grow with the number of neurons and not of connections.

    Raises
    ------
    ShapeError, ValueError
        If a layer does not take this shape, or what the layer before gives.

    Notes
    -----
    In dense and recurrent layers each weight meets each row of the input once. A layer where it
    is otherwise says so itself, by a method ``multiply_adds(shape)``: a convolution uses a
    weight at all places of a picture.
    Source: lecture, parts "Convolutional Layer" and "GRU".

    Examples
    --------
    A convolution has few weights, and uses each of them often:

    >>> from course_lib import Conv2D
    >>> layer = Conv2D(1, 8, 5, np.random.default_rng(0))
    >>> count_parameters(layer), count_multiply_adds(layer, (1, 1, 28, 28))
    (208, 115200)
    """
    first: Any = layer
    while isinstance(first, Sequential | Stack):
        first = first.layers[0]
    dtypes = [value.dtype for value in layer.params.values()]
    dtype: Any = np.int64 if isinstance(first, Embedding) else [*dtypes, np.float64][0]
    return _count(layer, np.zeros(shape, dtype))[0]


def _count(layer: Any, x: Array) -> tuple[int, Array]:
    """Return the products of one forward, and what it gives: the input of the next layer."""
    if isinstance(layer, Sequential | Stack):
        total = 0
        for part in layer.layers:
            products, x = _count(part, x)
            total += products
        return total, x
    y, _ = layer.forward(x)
    if isinstance(layer, Bidirectional):
        products = sum(_count(part, x)[0] for part in layer.layers)
        if isinstance(layer.merge, str):
            return products, y
        both = np.concatenate([part.forward(x)[0] for part in layer.layers], axis=2)
        return products + _count(layer.merge, both)[0], y
    if isinstance(layer, Pyramid):
        return _count(layer.layer, join_steps(x, layer.n_join))[0], y
    own: Callable[[tuple[int, ...]], int] | None = getattr(layer, "multiply_adds", None)
    if own is not None:
        return own(x.shape), y
    # Weights connect two sides, so they have two axes; biases have one.
    weights = sum(a.size for a in layer.params.values() if a.ndim > 1)
    return math.prod(x.shape[:-1]) * weights, y
