"""What depth does to the gradient, and to training, on real digits."""

from functools import cache
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from course_lib.datasets import mnist5k
from course_lib.fully_connected.activations import ReLU, Sigmoid, Tanh
from course_lib.fully_connected.dense import Dense
from course_lib.fully_connected.sequential import Sequential
from course_lib.protocol import Array, Integers, Layer
from course_lib.shapes import expect_name, expect_size
from course_lib.training.losses import SoftmaxCrossEntropy, accuracy
from course_lib.training.optim import SGD, Adam
from course_lib.training.train import fit

PIXELS, CLASSES = 14 * 14, 10
ACTIVATIONS: dict[str, tuple[type[Sigmoid | Tanh | ReLU], str]] = {
    "sigmoid": (Sigmoid, "uniform"),
    "tanh": (Tanh, "xavier"),
    "ReLU": (ReLU, "he"),
}
"""Each activation function with the first weights that are made for it."""
Setting = tuple[str, str, float]
OPTIMIZERS: dict[str, type[SGD] | type[Adam]] = {"SGD": SGD, "Adam": Adam}


class Norms(NamedTuple):
    """How large the gradient of each layer's W is, in nats per unit of weight."""

    W: Array
    """(L,), the norm of dW, layer 1 first."""
    z: Array
    """(L,), the norm of dz."""


def deep_net(
    depth: int, activation: str, rng: np.random.Generator, *, width: int = 64, init: str = ""
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
    init : str, optional
        A name of `course_lib.initializers`; left out, the one made for the activation:
        uniform, Xavier, He.

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
    depth: int, activation: str, *, seed: int = 0, n: int = 500, init: str = ""
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
    depth: int, activation: str, optimizer: str, lr: float, *, seed: int = 0, epochs: int = 16
) -> float:
    """Train on 1,000 digits, 32 updates an epoch, and return the share of them that is right.

    The share is of the training digits: the question is whether the net learns at all.

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
    net = deep_net(depth, activation, rng)
    criterion = SoftmaxCrossEntropy()
    step = OPTIMIZERS[optimizer](net.params, lr)
    fit(net, criterion, step, x, labels, rng=rng, epochs=epochs, progress=False)
    return accuracy(net.forward(x)[0], labels)


def compare(runs: dict[str, Setting], depths: tuple[int, ...], seeds: int) -> dict[str, Array]:
    """Return what `learns` gives, an array (depths, seeds) for each run.

    Parameters
    ----------
    runs : dict
        Name: (activation, optimiser, learning rate).
    depths : tuple of int
        Numbers of layers.
    seeds : int
        How often each is trained.
    """
    return {
        name: np.array([[learns(L, *run, seed=seed) for seed in range(seeds)] for L in depths])
        for name, run in runs.items()
    }


def verdict(shares: Array) -> str:
    """Return how the runs of all seeds ended: ten classes, so 0.10 is guessing.

    Examples
    --------
    >>> verdict(np.array([0.96, 0.99])), verdict(np.array([0.1, 0.1])), verdict(np.array([0.1, 1]))
    ('learns', 'guesses', 'mixed')
    """
    if shares.min() > 0.5:
        return "learns"
    return "guesses" if shares.max() < 0.2 else "mixed"
