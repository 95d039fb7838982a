"""XOR, the smallest task that needs a hidden layer, from many random starts."""

from collections.abc import Callable
from functools import cache
from typing import NamedTuple

import numpy as np

from course_lib.fully_connected.activations import ReLU, Sigmoid, Tanh
from course_lib.fully_connected.dense import Dense
from course_lib.fully_connected.sequential import Sequential
from course_lib.protocol import Array, Layer
from course_lib.shapes import expect_name, expect_size
from course_lib.training.losses import SoftmaxCrossEntropy
from course_lib.training.optim import SGD

LAYERS: dict[str, Callable[[], Layer]] = {"sigmoid": Sigmoid, "tanh": Tanh, "ReLU": ReLU}
INPUTS = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
TARGET = np.array([0, 1, 1, 0])
SOLVED = 0.05
UPDATES = 600


class Start(NamedTuple):
    """How one start ended."""

    solved: bool
    """The loss fell below SOLVED nats; a net that knows one point too few stays above 0.3."""
    updates: int
    """Updates made."""
    loss: float
    """The last loss, in nats."""
    born_dead: int
    """ReLU units whose output was 0 at all four points before the first update; they stay so."""
    dead: int
    """The same after the last update."""
    net: Sequential
    """The trained net; its output has one score for each class. Do not change it."""


@cache
def solve_xor(activation: str, width: int, seed: int, *, centred: bool = False) -> Start:
    """Train a net with ``width`` hidden units on XOR, by gradient descent on all four points.

    Parameters
    ----------
    activation : str
        "sigmoid", "tanh" or "ReLU".
    width : int
        Hidden units.
    seed : int
        The same seed and width give the same first weights, whatever the activation.
    centred : bool, optional
        Whether the inputs are -1 and 1 instead of 0 and 1.

    Returns
    -------
    Start
        Kept, so that a second call with the same arguments costs nothing.

    Raises
    ------
    ValueError
        If the name is unknown or ``width`` is not a positive whole number.

    Examples
    --------
    >>> solve_xor("tanh", 4, 0).solved
    True
    """
    expect_name("solve_xor: activation", activation, tuple(LAYERS))
    expect_size("solve_xor: width", width)
    rng = np.random.default_rng(seed)
    net = Sequential(Dense(2, width, rng), LAYERS[activation](), Dense(width, 2, rng))
    x = 2 * INPUTS - 1 if centred else INPUTS
    born_dead = _dead(net, x)
    criterion, optimizer = SoftmaxCrossEntropy(), SGD(net.params, lr=0.5, momentum=0.9)
    for updates in range(UPDATES + 1):
        scores, cache = net.forward(x)
        loss, loss_cache = criterion.forward(scores, TARGET)
        if loss < SOLVED or updates == UPDATES:
            break
        dscores, _ = criterion.backward(1.0, loss_cache)
        optimizer.step(net.backward(dscores, cache)[1])
    return Start(loss < SOLVED, updates, loss, born_dead, _dead(net, x), net)


def _dead(net: Sequential, x: Array) -> int:
    """Count the hidden ReLU units that give 0 at every point, and so get no gradient."""
    dense, activation = net.layers[:2]
    a, _ = activation.forward(dense.forward(x)[0])
    return int((a == 0).all(axis=0).sum()) if isinstance(activation, ReLU) else 0
