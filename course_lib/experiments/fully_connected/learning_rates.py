"""Three activation functions on real digits, each at several learning rates."""

from collections.abc import Callable
from functools import cache

import numpy as np

from course_lib.datasets import mnist5k
from course_lib.datasets.mnist import Digits
from course_lib.fully_connected.activations import ReLU, Sigmoid, Tanh
from course_lib.fully_connected.dense import Dense
from course_lib.fully_connected.sequential import Sequential
from course_lib.protocol import Array, Layer
from course_lib.shapes import expect_name
from course_lib.training.losses import SoftmaxCrossEntropy
from course_lib.training.optim import SGD
from course_lib.training.train import evaluate, fit

LAYERS: dict[str, Callable[[], Layer]] = {"sigmoid": Sigmoid, "tanh": Tanh, "ReLU": ReLU}
SIZE, HIDDEN, CLASSES = 14, 64, 10
RATES, SEEDS = (0.03, 0.1, 0.3, 1.0, 3.0), (0, 1, 2)


@cache
def _digits() -> tuple[Digits, Digits]:
    return mnist5k(size=SIZE, dtype=np.float32)


@cache
def train_digits(
    activation: str, lr: float, seed: int, *, scale: float = 1.0, epochs: int = 3
) -> float:
    """Train a net with one hidden layer of 64 units by plain SGD; return its test accuracy.

    Parameters
    ----------
    activation : str
        "sigmoid", "tanh" or "ReLU".
    lr : float
        Learning rate.
    seed : int
        Of the first weights (Xavier) and of the order of the digits. The same for all
        activations.
    scale : float, optional
        The first layer's first weights are multiplied by it.
    epochs : int, optional
        How often the 4,000 training digits are seen, 32 in an update.

    Returns
    -------
    float
        Share of the 1,000 test digits that are right. It is kept: a second call costs nothing.

    Raises
    ------
    ValueError
        If the name is unknown.

    Examples
    --------
    >>> train_digits("tanh", 0.1, 0) > 0.8
    True
    """
    expect_name("train_digits: activation", activation, tuple(LAYERS))
    train, test = _digits()
    rng = np.random.default_rng(seed)
    net = Sequential(
        Dense(SIZE * SIZE, HIDDEN, rng, init="xavier", dtype=np.float32),
        LAYERS[activation](),
        Dense(HIDDEN, CLASSES, rng, init="xavier", dtype=np.float32),
    )
    net.params["0.W"] *= np.float32(scale)
    x, x_test = (part.images.reshape(len(part.images), -1) for part in (train, test))
    criterion, optimizer = SoftmaxCrossEntropy(), SGD(net.params, lr)
    fit(net, criterion, optimizer, x, train.labels, rng=rng, epochs=epochs, progress=False)
    _, right = evaluate(net, criterion, x_test, test.labels)
    assert right is not None  # digits are classes
    return right


def accuracies(activation: str) -> Array:
    """Return the test accuracies (rates, seeds) of `train_digits` for all of RATES and SEEDS.

    Examples
    --------
    >>> accuracies("tanh").shape
    (5, 3)
    """
    return np.array([[train_digits(activation, lr, seed) for seed in SEEDS] for lr in RATES])
