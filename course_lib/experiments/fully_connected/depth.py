"""What depth does to the gradient, and to training, on real digits."""

from functools import cache
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from course_lib.datasets import mnist5k
from course_lib.experiments.fully_connected import deep_spirals
from course_lib.experiments.recorded import Experiment, Values
from course_lib.fully_connected.activations import ReLU, Sigmoid, Tanh
from course_lib.fully_connected.dense import Dense
from course_lib.fully_connected.sequential import Sequential
from course_lib.initializers import Initializer
from course_lib.protocol import Array, Integers, Layer
from course_lib.shapes import expect_name, expect_size
from course_lib.training.losses import SoftmaxCrossEntropy, accuracy
from course_lib.training.optim import SGD, Adam
from course_lib.training.train import DivergenceError, fit

PIXELS, CLASSES = 14 * 14, 10
ACTIVATIONS: dict[str, tuple[type[Sigmoid | Tanh | ReLU], str]] = {
    "sigmoid": (Sigmoid, "uniform"),
    "tanh": (Tanh, "xavier"),
    "ReLU": (ReLU, "he"),
}
"""Each activation function with the first weights that are made for it."""
OPTIMIZERS: dict[str, type[SGD] | type[Adam]] = {"SGD": SGD, "Adam": Adam}
GROWTHS = {"1": 1.0, "√2": 2**0.5, "4": 4.0}
"""√(n·v) of the first weights, by the name that a page uses: v is 1/n, 2/n and 16/n."""
RATES: dict[str, tuple[float, ...]] = {"SGD": (0.1, 0.5, 2.5), "Adam": (1e-3, 3e-3, 1e-2)}
DEPTHS = (2, 4, 10)
ON_SPIRALS = "spirals, "
SETTINGS = (
    *(
        f"{activation}, {optimizer}, {growth}, {depth}"
        for depth in DEPTHS
        for optimizer in OPTIMIZERS
        for growth in GROWTHS
        for activation in ACTIVATIONS
    ),
    *(ON_SPIRALS + setting for setting in deep_spirals.SETTINGS),
)


class Norms(NamedTuple):
    """How large the gradient of each layer's W is, in nats per unit of weight."""

    W: Array
    """(L,), the norm of dW, layer 1 first."""
    z: Array
    """(L,), the norm of dz."""


def normal(growth: float) -> Initializer:
    """Return an initializer that draws W from Normal(0, growth²/n_in).

    Examples
    --------
    >>> W = normal(4.0)((50, 400), np.random.default_rng(0), np.float64)
    >>> round(float(W.std()) * 20, 1)
    4.0
    """

    def draw(
        shape: tuple[int, ...], rng: np.random.Generator, dtype: npt.DTypeLike = np.float64
    ) -> Array:
        W: Array = rng.standard_normal(shape) * (growth / shape[1] ** 0.5)
        return W.astype(dtype, copy=False)

    return draw


def deep_net(
    depth: int,
    activation: str,
    rng: np.random.Generator,
    *,
    width: int = 64,
    init: str | Initializer = "",
) -> Sequential:
    """Return a net of ``depth`` dense layers, from 14×14 pixels to 10 scores.

    Parameters
    ----------
    depth : int
        L, at least 2; all hidden layers have ``width`` neurons.
    activation : str
        ``"sigmoid"``, ``"tanh"`` or ``"ReLU"``.
    rng : numpy.random.Generator
        Draws the first weights.
    width : int, optional
        Neurons of a hidden layer.
    init : str or callable, optional
        A name or a function of `course_lib.initializers`; left out, the one that this book uses
        for the activation: uniform, Xavier, He.

    Raises
    ------
    ValueError
        If the depth is below 2 or the activation is unknown.

    Examples
    --------
    >>> net = deep_net(3, "tanh", np.random.default_rng(0))
    >>> [p.shape for name, p in net.params.items() if name.endswith("W")]
    [(64, 196), (64, 64), (10, 64)]
    """
    expect_size("deep_net: depth", depth, 2)
    expect_name("deep_net: activation", activation, tuple(ACTIVATIONS))
    squash, own = ACTIVATIONS[activation]
    sizes = [PIXELS, *[width] * (depth - 1), CLASSES]
    layers: list[Layer] = []
    for n_in, n_out in pairwise(sizes):
        layers += [Dense(n_in, n_out, rng, init=init or own), squash()]
    return Sequential(*layers[:-1])


@cache
def digits(n: int) -> tuple[Array, Integers]:
    """Return the first ``n`` training pictures as rows of 196 pixels, and their labels: read-only.

    Raises
    ------
    ValueError
        If there are not so many.
    """
    train, _ = mnist5k(size=14, n_train=n)
    x, labels = train.images.reshape(n, -1), train.labels
    x.flags.writeable = labels.flags.writeable = False
    return x, labels


def gradient_norms(
    depth: int, activation: str, *, seed: int = 0, n: int = 500, init: str | Initializer = ""
) -> Norms:
    """Return the size of the gradient in each layer of an untrained net, over ``n`` digits.

    Examples
    --------
    >>> norms = gradient_norms(10, "sigmoid")
    >>> bool(norms.W[0] < 1e-4 * norms.W[-1])
    True
    """
    x, labels = digits(n)
    net = deep_net(depth, activation, np.random.default_rng(seed), init=init)
    scores, cache = net.forward(x)
    criterion = SoftmaxCrossEntropy()
    _, loss_cache = criterion.forward(scores, labels)
    dy, _ = criterion.backward(1.0, loss_cache)
    W, z = [], []
    for layer, layer_cache in zip(net.layers[::-1], cache.layers[::-1], strict=True):
        dz = dy
        dy, grads = layer.backward(dy, layer_cache)
        if grads:
            W.append(float(np.linalg.norm(grads["W"])))
            z.append(float(np.linalg.norm(dz)))
    return Norms(np.array(W[::-1]), np.array(z[::-1]))


def learns(
    depth: int,
    activation: str,
    optimizer: str,
    lr: float,
    *,
    seed: int = 0,
    epochs: int = 16,
    growth: float | None = None,
) -> float:
    """Train on 1,000 digits, 32 updates an epoch, and return the share of them that is right.

    The share is of the training digits: the question is whether the net learns at all. A training
    whose numbers become too large for the computer ends with 0.

    Raises
    ------
    ValueError
        If the activation or the optimiser (``"SGD"``, ``"Adam"``) is unknown.

    Examples
    --------
    >>> learns(2, "ReLU", "Adam", 3e-3) > 0.9
    True
    """
    expect_name("learns: optimizer", optimizer, tuple(OPTIMIZERS))
    x, labels = digits(1000)
    rng = np.random.default_rng(seed)
    net = deep_net(depth, activation, rng, init="" if growth is None else normal(growth))
    criterion = SoftmaxCrossEntropy()
    step = OPTIMIZERS[optimizer](net.params, lr)
    try:
        fit(net, criterion, step, x, labels, rng=rng, epochs=epochs, progress=False)
    except DivergenceError:
        return 0.0
    return accuracy(net.forward(x)[0], labels)


def factor(activation: str, growth: float, *, depth: int = 10, seed: int = 0) -> float:
    """Return by how much the length of dz changes in one layer, on its way back through a net.

    The geometric mean over the layers of an untrained net, for 200 digits.

    Examples
    --------
    >>> factor("sigmoid", 1.0) < 0.25 < 0.9 < factor("tanh", 1.0) < 1
    True
    """
    dz = gradient_norms(depth, activation, seed=seed, n=200, init=normal(growth)).z
    return float((dz[0] / dz[-1]) ** (1 / (depth - 1)))


def spread_of_scores(activation: str, growth: float, *, depth: int = 10, seed: int = 0) -> float:
    """Return how much an untrained net's scores differ from digit to digit, relative to their size.

    Examples
    --------
    >>> spread_of_scores("sigmoid", 1.0) < 1e-4 < spread_of_scores("tanh", 1.0)
    True
    """
    x, _ = digits(100)
    net = deep_net(depth, activation, np.random.default_rng(seed), init=normal(growth))
    scores, _ = net.forward(x)
    return float(scores.std(axis=0).mean() / np.abs(scores).mean())


def run(name: str, seed: int) -> Values:
    """Train one setting with each of its learning rates, from the same first weights.

    With one seed all settings of a depth draw the same numbers, which the growth then scales.

    Returns
    -------
    dict
        What `learns` gives, or `deep_spirals.run`, for each rate: ``{"0.1": 0.93, …}``.

    Raises
    ------
    ValueError
        If the setting is unknown.

    Examples
    --------
    >>> list(run("tanh, Adam, 1, 2", 0))
    ['0.001', '0.003', '0.01']
    """
    expect_name("run: name", name, SETTINGS)
    if name.startswith(ON_SPIRALS):
        return deep_spirals.run(name.removeprefix(ON_SPIRALS), seed)
    activation, optimizer, growth, depth = name.split(", ")
    return {
        f"{lr:g}": learns(int(depth), activation, optimizer, lr, seed=seed, growth=GROWTHS[growth])
        for lr in RATES[optimizer]
    }


RECORD = Experiment(
    "depth", run, SETTINGS, seeds=5, live="sigmoid, Adam, 4, 10", slack={"0.003": 0.03}
)
