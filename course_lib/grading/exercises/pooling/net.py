"""Lab 7, the last cell: nets with a learner's pools read digits, also when these move."""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from course_lib.convolution.conv import Conv2D
from course_lib.convolution.reshape import Flatten
from course_lib.experiments.cnn.cnn_or_dense import CLASSES, SIDE, digits, shifted_accuracy
from course_lib.fully_connected.activations import ReLU
from course_lib.fully_connected.dense import Dense
from course_lib.fully_connected.sequential import Sequential
from course_lib.protocol import Array, Integers, Layer, Params
from course_lib.training.losses import SoftmaxCrossEntropy, accuracy
from course_lib.training.optim import Adam
from course_lib.training.train import fit

KINDS = ("maximum", "average", "L2")
MAPS, SIZE, EPOCHS = 8, 2, 3


class Answers(NamedTuple):
    """A learner's five functions."""

    pools: Callable[..., tuple[Array, ...]]
    max_backward: Callable[..., Array]
    shared_backward: Callable[..., tuple[Array, ...]]
    maxout: Callable[..., tuple[Array, Integers]]
    survives: Callable[..., float]

    def pool(self, kind: str, x: Array) -> Array:
        """Return one kind of the three, for windows of 2×2 side by side."""
        return self.pools(x, SIZE, SIZE)[KINDS.index(kind)]

    def pool_backward(self, kind: str, dy: Array, x: Array) -> Array:
        """Return its dx."""
        if kind == "maximum":
            return self.max_backward(dy, x, SIZE, SIZE)
        return self.shared_backward(dy, x, SIZE, SIZE)[KINDS.index(kind) - 1]


class PoolOf:
    """A pool that computes with a learner's functions: all maps of all pictures in one call."""

    def __init__(self, kind: str, answers: Answers) -> None:
        self.kind, self.answers = kind, answers
        self.params: Params = {}

    def forward(self, x: Array) -> tuple[Array, Array]:
        """Map ``x`` (B, C, rows, columns) to ``y`` (B, C, rows, columns)."""
        y = self.answers.pool(self.kind, x.reshape(-1, *x.shape[2:]))
        return y.reshape(*x.shape[:2], *y.shape[1:]), x

    def backward(self, dy: Array, x: Array) -> tuple[Array, Params]:
        """Return dx, shaped like ``x``."""
        flat = [a.reshape(-1, *a.shape[2:]) for a in (dy, x)]
        return self.answers.pool_backward(self.kind, *flat).reshape(x.shape), {}


class MaxoutOf:
    """The largest of two maps, computed with a learner's function."""

    def __init__(self, pieces: int, answers: Answers) -> None:
        self.pieces, self.answers = pieces, answers
        self.params: Params = {}

    def forward(self, x: Array) -> tuple[Array, tuple[Array, Integers]]:
        """Map ``x`` (B, C, rows, columns) to ``a`` (B, C / pieces, rows, columns)."""
        # The maps come first, and the pictures lie one under the other.
        B, C, rows, columns = x.shape
        under = x.swapaxes(0, 1).reshape(C, B * rows, columns)
        a, winner = self.answers.maxout(under, self.pieces)
        shape = C // self.pieces, B, rows, columns
        return a.reshape(shape).swapaxes(0, 1), (x, winner.reshape(shape).swapaxes(0, 1))

    def backward(self, da: Array, cache: tuple[Array, Integers]) -> tuple[Array, Params]:
        """Return dx: the winner of each group gets all."""
        x, winner = cache
        B, C, rows, columns = x.shape
        dx = np.zeros((B, C // self.pieces, self.pieces, rows, columns))
        np.put_along_axis(dx, winner[:, :, None], da[:, :, None], axis=2)
        return dx.reshape(x.shape), {}


def net_of(setting: str, answers: Answers, rng: np.random.Generator) -> Sequential:
    """Return an untrained net from pictures (B, 1, 14, 14) to 10 scores.

    ``setting`` is one of the three kinds, ``"stride"``, a net without any pool, or ``"maxout"``,
    with the larger of two maps in place of ReLU and the maximum after it.
    """
    pieces, stride = (2 if setting == "maxout" else 1), (2 if setting == "stride" else 1)
    first = Conv2D(1, MAPS * pieces, 3, rng, padding=1, stride=stride, init="he")
    layers: list[Layer] = [first, MaxoutOf(2, answers) if pieces == 2 else ReLU()]
    if setting != "stride":
        layers.append(PoolOf("maximum" if setting == "maxout" else setting, answers))
    side = SIDE // SIZE
    return Sequential(*layers, Flatten(), Dense(MAPS * side * side, CLASSES, rng))


class Read(NamedTuple):
    """Which share of new digits a trained net reads."""

    in_place: float
    moved: float
    """By one pixel, up, down, left or right."""


class InDouble:
    """A net that takes float32 pictures and computes with float64."""

    def __init__(self, net: Layer) -> None:
        self.net, self.params = net, net.params

    def forward(self, x: Array) -> tuple[Array, Any]:
        """Return what the net says."""
        return self.net.forward(x.astype(np.float64))

    def backward(self, dy: Array, cache: Any) -> tuple[Array, Params]:
        """Return what the net says."""
        return self.net.backward(dy, cache)


def reads(setting: str, answers: Answers) -> Read:
    """Train a net on 4,000 digits and try it on 1,000 others."""
    rng = np.random.default_rng(0)
    net = InDouble(net_of(setting, answers, rng))
    train, test = digits()
    fit(
        net,
        SoftmaxCrossEntropy(),
        Adam(net.params, lr=3e-3),
        train.images,
        train.labels,
        rng=rng,
        epochs=EPOCHS,
    )
    right = accuracy(net.forward(test.images)[0], test.labels)
    return Read(right, shifted_accuracy(net, 1))


def survivors(answers: Answers) -> dict[str, float]:
    """Return which share of the outputs survives when 1,000 digits move by one pixel.

    A change counts if it is a tenth of the largest output, or more.
    """
    x = digits()[1].images[:, 0].astype(np.float64)
    shares = {}
    for kind in ("corner", *KINDS):

        def pool(x: Array, kind: str = kind) -> Array:
            return x[:, ::SIZE, ::SIZE] if kind == "corner" else answers.pool(kind, x)

        shares[kind] = float(answers.survives(pool, x, 1, 0.1 * float(pool(x).max())))
    return shares
