"""What a dense, a sparse and a shared layer learn from patterns that they see in one half only."""

from typing import NamedTuple

import numpy as np

from course_lib.convolution.conv import Conv2D
from course_lib.convolution.locally_connected import LocallyConnected2D
from course_lib.convolution.reshape import Flatten
from course_lib.fully_connected.dense import Dense
from course_lib.fully_connected.sequential import Sequential
from course_lib.protocol import Array, Layer
from course_lib.shapes import expect_name
from course_lib.training.losses import MeanSquaredError
from course_lib.training.optim import Adam
from course_lib.training.update import update

N_IN, SIZE = 24, 3
N_OUT = N_IN - SIZE + 1
# The task: each output is the difference of the inputs beside its place.
FILTER = np.array([-1.0, 0.0, 1.0])
KINDS = ("dense", "sparse", "shared")


class HalfErrors(NamedTuple):
    """Mean squared error on new signals, divided by the mean square of the targets."""

    left: float
    """For signals in the left half, where all training signals were. 0 is perfect."""
    right: float
    """For signals in the right half, where none was. An answer of 0 everywhere gives 1."""


def layer(kind: str, rng: np.random.Generator) -> Layer:
    """Return a layer from signals (B, 1, 1, 24) to 22 neurons.

    Raises
    ------
    ValueError
        If the kind is unknown.

    Examples
    --------
    >>> [sum(p.size for p in layer(kind, np.random.default_rng(0)).params.values())
    ...  for kind in KINDS]
    [550, 88, 4]
    """
    expect_name("layer: kind", kind, KINDS)
    if kind == "dense":
        return Sequential(Flatten(), Dense(N_IN, N_OUT, rng))
    if kind == "sparse":
        return LocallyConnected2D(1, 1, (1, N_IN), (1, SIZE), rng)
    return Conv2D(1, 1, (1, SIZE), rng)


def signals(n: int, half: str, rng: np.random.Generator) -> tuple[Array, Array]:
    """Return ``n`` random signals (n, 1, 1, 24), 0 outside one half, and their targets (n, 22).

    Parameters
    ----------
    n : int
        How many.
    half : str
        ``"left"`` or ``"right"``: inputs 0 to 10, or 13 to 23. No window of 3 meets both.
    rng : numpy.random.Generator
        Draws the signals.

    Raises
    ------
    ValueError
        If the half is unknown.
    """
    expect_name("signals: half", half, ("left", "right"))
    x = rng.normal(size=(n, 1, 1, N_IN))
    x[..., slice(N_IN // 2 - 1, None) if half == "left" else slice(None, N_IN // 2 + 1)] = 0
    target = np.stack([np.correlate(row, FILTER, "valid") for row in x.reshape(n, N_IN)])
    return x, target


def halves(kind: str, *, seed: int = 0, n: int = 100, updates: int = 400) -> HalfErrors:
    """Train a layer on signals in the left half, and measure its error in both halves.

    Raises
    ------
    ValueError
        If the kind is unknown.

    Examples
    --------
    >>> errors = halves("shared")
    >>> errors.left < 0.01, errors.right < 0.01
    (True, True)
    """
    rng = np.random.default_rng(seed)
    net, criterion = Sequential(layer(kind, rng), Flatten()), MeanSquaredError()
    optimizer = Adam(net.params, 0.02)
    x, target = signals(n, "left", rng)
    for _ in range(updates):
        update(net, criterion, optimizer, x, target)
    return HalfErrors(*(_error(net, *signals(200, half, rng)) for half in ("left", "right")))


def _error(net: Layer, x: Array, target: Array) -> float:
    y, _ = net.forward(x)
    return float(np.mean((y - target) ** 2) / np.mean(target**2))
