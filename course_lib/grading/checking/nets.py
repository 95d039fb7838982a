"""The last cell of a lab: a learner's functions become layers and are trained on real digits."""

from collections.abc import Callable
from typing import Any

import numpy as np

from course_lib.datasets.mnist import mnist5k
from course_lib.initializers import xavier
from course_lib.protocol import Array, Integers, Layer, Loss, Mask, Params
from course_lib.training.optim import Adam
from course_lib.training.train import evaluate, fit

SIDE = 14
N_IN, N_CLASSES = SIDE * SIDE, 10


class DenseOf:
    """A dense layer that computes with a learner's two functions.

    Parameters
    ----------
    n_in, n_out : int
        Neurons before and in the layer.
    rng : numpy.random.Generator
        Draws W (n_out, n_in).
    forward : callable
        ``forward(a, W, b) -> z``.
    backward : callable
        ``backward(dz, a, W) -> (da, dW, db)``.
    """

    def __init__(
        self,
        n_in: int,
        n_out: int,
        rng: np.random.Generator,
        forward: Callable[..., Any],
        backward: Callable[..., Any],
    ) -> None:
        self.params: Params = {"W": xavier((n_out, n_in), rng), "b": np.zeros(n_out)}
        self.functions = forward, backward

    def forward(self, a: Array) -> tuple[Array, Array]:
        """Return z (B, n_out) of ``a`` (B, n_in)."""
        return self.functions[0](a, self.params["W"], self.params["b"]), a

    def backward(self, dz: Array, a: Array) -> tuple[Array, Params]:
        """Return da (B, n_in) and the gradients of W and b."""
        da, dW, db = self.functions[1](dz, a, self.params["W"])
        return da, {"W": dW, "b": db}


class ActivationOf:
    """An activation that computes with a learner's function; its slope is written with a alone.

    Parameters
    ----------
    function : callable
        ``function(z) -> a``.
    slope : callable
        ``slope(a)``, the derivative: ``a * (1 - a)`` for the sigmoid.
    """

    def __init__(self, function: Callable[[Array], Array], slope: Callable[[Array], Array]) -> None:
        self.params: Params = {}
        self.function, self.slope = function, slope

    def forward(self, z: Array) -> tuple[Array, Array]:
        """Return a, shaped like ``z``."""
        a = self.function(z)
        return a, a

    def backward(self, da: Array, a: Array) -> tuple[Array, Params]:
        """Return dz, shaped like ``da``."""
        return da * self.slope(a), {}


class TwoLayersOf:
    """A net of two layers that computes with a learner's two functions.

    Parameters
    ----------
    n_hidden : int
        Neurons between the 196 inputs and the 10 scores.
    rng : numpy.random.Generator
        Draws W1 (n_hidden, 196) and W2 (10, n_hidden).
    forward : callable
        ``forward(x, W1, b1, W2, b2) -> (scores, a)``.
    backward : callable
        ``backward(dscores, x, a, W2) -> (dW1, db1, dW2, db2)``.
    """

    def __init__(
        self,
        n_hidden: int,
        rng: np.random.Generator,
        forward: Callable[..., Any],
        backward: Callable[..., Any],
    ) -> None:
        self.params: Params = {
            "W1": xavier((n_hidden, N_IN), rng),
            "b1": np.zeros(n_hidden),
            "W2": xavier((N_CLASSES, n_hidden), rng),
            "b2": np.zeros(N_CLASSES),
        }
        self.functions = forward, backward

    def forward(self, x: Array) -> tuple[Array, tuple[Array, Array]]:
        """Return scores (B, 10) of ``x`` (B, 196)."""
        scores, a = self.functions[0](x, *self.params.values())
        return scores, (x, a)

    def backward(self, dscores: Array, cache: tuple[Array, Array]) -> tuple[Array, Params]:
        """Return the gradients of the params; the one of x is not needed, and is 0."""
        x, a = cache
        grads = self.functions[1](dscores, x, a, self.params["W2"])
        return np.zeros_like(x), dict(zip(self.params, grads, strict=True))


class LossOf:
    """A loss that computes with a learner's ``function(scores, target) -> (loss, dscores)``."""

    def __init__(self, function: Callable[..., Any]) -> None:
        self.params: Params = {}
        self.function = function

    def forward(
        self, scores: Array, target: Integers, mask: Mask | None = None
    ) -> tuple[float, Array]:
        """Return the loss of ``scores`` (B, K) for ``target`` (B,), and dscores."""
        loss, dscores = self.function(scores, target)
        return float(loss), dscores

    def backward(self, dloss: float, dscores: Array) -> tuple[Array, Params]:
        """Return dscores, shaped like scores."""
        return dloss * dscores, {}


def train_on_digits(net: Layer, criterion: Loss, epochs: int = 10) -> float:
    """Train a net on 4,000 digits of 14×14 pixels; return its accuracy on 1,000 others.

    ``net`` maps (B, 196) to 10 scores. The order of the digits is always the same.
    """
    train, test = mnist5k(size=SIDE)
    x, x_test = train.images.reshape(-1, N_IN), test.images.reshape(-1, N_IN)
    optimizer = Adam(net.params, lr=0.003)
    rng = np.random.default_rng(0)
    fit(net, criterion, optimizer, x, train.labels, rng=rng, epochs=epochs)
    _, right = evaluate(net, criterion, x_test, test.labels)
    return right or 0.0
