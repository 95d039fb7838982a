"""XOR, the smallest task that needs a hidden layer, from many random starts."""

from collections.abc import Callable
from functools import cache
from typing import NamedTuple

import numpy as np

from course_lib.experiments.fully_connected.activations import (
    leaky_relu,
    leaky_relu_derivative,
)
from course_lib.experiments.recorded import Experiment, Values
from course_lib.fully_connected.activations import ReLU, Sigmoid, Tanh
from course_lib.fully_connected.dense import Dense
from course_lib.fully_connected.sequential import Sequential
from course_lib.protocol import Array, Layer, Params
from course_lib.shapes import expect_name, expect_size
from course_lib.training.losses import SoftmaxCrossEntropy
from course_lib.training.optim import SGD


class LeakyReLU:
    """Layer of leaky ReLUs: a unit that is off keeps a small slope.

    Examples
    --------
    >>> LeakyReLU().forward(np.array([[-3.0, 2.0]]))[0]
    array([[-0.03,  2.  ]])
    """

    rows_apart = True

    def __init__(self) -> None:
        self.params: Params = {}

    def forward(self, z: Array) -> tuple[Array, Array]:
        """Map ``z`` of any shape to ``a`` of the same shape."""
        return leaky_relu(z), z

    def backward(self, da: Array, z: Array) -> tuple[Array, Params]:
        """Return ``dz``, shaped like ``z``."""
        return da * leaky_relu_derivative(z), {}


LAYERS: dict[str, Callable[[], Layer]] = {
    "sigmoid": Sigmoid,
    "tanh": Tanh,
    "ReLU": ReLU,
    "leaky ReLU": LeakyReLU,
}
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
    """ReLU units of the first layer whose output was 0 at all four points before any update."""
    dead: int
    """The same after the last update."""
    gradient: float
    """Length of the last gradient: near 0 where descent has come to rest."""
    net: Sequential
    """The trained net; its output has one score for each class. Do not change it."""


@cache
def solve_xor(
    activation: str,
    width: int,
    seed: int,
    *,
    centred: bool = False,
    layers: int = 1,
    lr: float = 0.5,
) -> Start:
    """Train a net with ``width`` hidden units a layer on XOR, by descent on all four points.

    Parameters
    ----------
    activation : str
        A name in LAYERS.
    width : int
        Units of a hidden layer.
    seed : int
        The same seed and width give the same first weights, whatever the activation.
    centred : bool, optional
        Whether the inputs are -1 and 1 instead of 0 and 1.
    layers : int, optional
        Hidden layers.
    lr : float, optional
        Learning rate; the momentum is 0.9.

    Returns
    -------
    Start
        Kept, so that a second call with the same arguments costs nothing.

    Raises
    ------
    ValueError
        If the name is unknown, or ``width`` or ``layers`` is not a positive whole number.

    Examples
    --------
    >>> solve_xor("tanh", 4, 0).solved
    True
    """
    expect_name("solve_xor: activation", activation, tuple(LAYERS))
    expect_size("solve_xor: width", width)
    expect_size("solve_xor: layers", layers)
    net = _untrained(activation, width, seed, layers)
    x = 2 * INPUTS - 1 if centred else INPUTS
    born_dead = _dead(net, x)
    criterion, optimizer = SoftmaxCrossEntropy(), SGD(net.params, lr=lr, momentum=0.9)
    for updates in range(UPDATES + 1):
        scores, cache = net.forward(x)
        loss, loss_cache = criterion.forward(scores, TARGET)
        dscores, _ = criterion.backward(1.0, loss_cache)
        grads = net.backward(dscores, cache)[1]
        if loss < SOLVED or updates == UPDATES:
            break
        optimizer.step(grads)
    length = float(np.sqrt(sum((g * g).sum() for g in grads.values())))
    return Start(loss < SOLVED, updates, loss, born_dead, _dead(net, x), length, net)


def _untrained(activation: str, width: int, seed: int, layers: int) -> Sequential:
    """Return a net of ``layers`` hidden layers and two scores."""
    rng = np.random.default_rng(seed)
    hidden: list[Layer] = []
    for n_in in [2, *[width] * (layers - 1)]:
        hidden += [Dense(n_in, width, rng), LAYERS[activation]()]
    return Sequential(*hidden, Dense(width, 2, rng))


def _dead(net: Sequential, x: Array) -> int:
    """Count the hidden ReLU units that give 0 at every point, and so get no gradient."""
    dense, activation = net.layers[:2]
    a, _ = activation.forward(dense.forward(x)[0])
    return int((a == 0).all(axis=0).sum()) if isinstance(activation, ReLU) else 0


DEEP, RATES, DEEP_WIDTH = 5, (0.1, 0.5), 8


def setting(activation: str, lr: float) -> str:
    """Return the name under which a deep net is recorded.

    Examples
    --------
    >>> setting("tanh", 0.1)
    'tanh, 0.1'
    """
    return f"{activation}, {lr:g}"


def first_gradients(activation: str, seed: int) -> Array:
    """Return the size of the gradient of each W in a net of DEEP hidden layers, before training.

    Returns
    -------
    numpy.ndarray
        (DEEP + 1,), the first layer first.

    Raises
    ------
    ValueError
        If the name is unknown.

    Examples
    --------
    >>> first, *_, last = first_gradients("sigmoid", 0)
    >>> bool(first < last / 1000)
    True
    """
    expect_name("first_gradients: activation", activation, tuple(LAYERS))
    net, criterion = _untrained(activation, DEEP_WIDTH, seed, DEEP), SoftmaxCrossEntropy()
    scores, cache = net.forward(INPUTS)
    dscores, _ = criterion.backward(1.0, criterion.forward(scores, TARGET)[1])
    grads = net.backward(dscores, cache)[1]
    return np.array([np.linalg.norm(g) for name, g in grads.items() if name.endswith("W")])


SETTINGS = {
    setting(activation, lr): (activation, lr)
    for activation in ("sigmoid", "tanh", "ReLU")
    for lr in RATES
}


def run(name: str, seed: int) -> Values:
    """Train a net with DEEP hidden layers on XOR; return ``"solved"``, 0 or 1.

    Raises
    ------
    ValueError
        If the setting is unknown.
    """
    expect_name("run: name", name, tuple(SETTINGS))
    activation, lr = SETTINGS[name]
    start = solve_xor(activation, DEEP_WIDTH, seed, layers=DEEP, lr=lr)
    return {"solved": float(start.solved)}


RECORD = Experiment(
    "relu",
    run,
    tuple(SETTINGS),
    seeds=10,
    live=setting("ReLU", 0.1),
    slack={"solved": 0.0},
)
