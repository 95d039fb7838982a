"""One small net on real digits, trained with many learning rates: what they do.

1,000 digits of 14×14 pixels, 32 hidden neurons, 10 epochs of 20 updates: a run takes less than
a tenth of a second, so that all settings of a moving figure can be run when it is drawn.
"""

from functools import cache
from typing import NamedTuple

import numpy as np

from course_lib.datasets import mnist5k
from course_lib.fully_connected.activations import ReLU
from course_lib.fully_connected.dense import Dense
from course_lib.fully_connected.sequential import Sequential
from course_lib.protocol import Array, Integers
from course_lib.shapes import expect_name
from course_lib.training.losses import SoftmaxCrossEntropy, accuracy
from course_lib.training.optim import SGD, Adam
from course_lib.training.train import DivergenceError, fit

OPTIMIZERS = {"SGD": SGD, "Adam": Adam}
SEEDS = (0, 1, 2, 3, 4)
SIZE, N_TRAIN, N_HIDDEN, EPOCHS, BATCH = 14, 1000, 32, 10, 50
# "Learned": more than three quarters of the test digits read right; chance is one tenth.
LEARNED = 0.75


class OneTraining(NamedTuple):
    """One training, from the first update to the last."""

    loss: tuple[float, ...]
    """Training loss of each epoch in nats; shorter than EPOCHS if the loss was not finite."""
    accuracy: float
    """Share of the 1,000 test digits read right at the end; 0 if the loss was not finite."""
    n_dead: int
    """Hidden neurons that give 0 for every training digit at the end."""


def standard_error(share: float, n: int) -> float:
    """Return √(share (1 - share) / n): how far a share counted on n cases may be off.

    Two standard errors on each side hold the true share about 19 times in 20.

    Raises
    ------
    ValueError
        If the share is not from 0 to 1 or n is not positive.

    Examples
    --------
    >>> round(standard_error(0.5, 100), 3)
    0.05
    """
    if not 0 <= share <= 1:
        raise ValueError(f"standard_error: share is {share}, expected a number from 0 to 1.")
    if n < 1:
        raise ValueError(f"standard_error: n is {n}, expected at least 1.")
    return float((share * (1 - share) / n) ** 0.5)


@cache
def _digits() -> tuple[Array, Integers, Array, Integers]:
    train, test = mnist5k(size=SIZE, n_train=N_TRAIN)
    return (
        train.images.reshape(N_TRAIN, -1),
        train.labels,
        test.images.reshape(len(test.labels), -1),
        test.labels,
    )


@cache
def run(optimizer: str, lr: float, seed: int) -> OneTraining:
    """Train once.

    Parameters
    ----------
    optimizer : str
        "SGD" or "Adam".
    lr : float
        Learning rate.
    seed : int
        Of the first weights and of the order of the digits.

    Raises
    ------
    ValueError
        If the optimiser is unknown or the learning rate is not positive.

    Examples
    --------
    >>> run("SGD", 0.3, 0).accuracy > LEARNED
    True
    """
    expect_name("run: optimizer", optimizer, tuple(OPTIMIZERS))
    x, labels, x_test, labels_test = _digits()
    rng = np.random.default_rng(seed)
    net = Sequential(Dense(SIZE**2, N_HIDDEN, rng), ReLU(), Dense(N_HIDDEN, 10, rng))
    method = OPTIMIZERS[optimizer](net.params, lr=lr)
    try:
        history = fit(
            net,
            SoftmaxCrossEntropy(),
            method,
            x,
            labels,
            rng=rng,
            epochs=EPOCHS,
            batch_size=BATCH,
            progress=False,
        )
    except DivergenceError as error:
        loss = error.history.loss if error.history else []
        return OneTraining(tuple(loss), 0.0, N_HIDDEN)
    hidden = net.layers[1].forward(net.layers[0].forward(x)[0])[0]
    right = accuracy(net.forward(x_test)[0], labels_test)
    return OneTraining(tuple(history.loss), right, int((hidden.max(axis=0) == 0).sum()))


def verdict(optimizer: str, lr: float) -> str:
    """Return in words how the runs with all SEEDS ended.

    Examples
    --------
    >>> verdict("SGD", 0.3)
    'learned'
    """
    runs = [run(optimizer, lr, seed) for seed in SEEDS]
    if all(r.accuracy > LEARNED for r in runs):
        return "learned"
    # Both fail alike in accuracy. Dead neurons tell steps that are too large.
    dead = sum(r.n_dead for r in runs) / len(runs)
    return "too large" if dead > N_HIDDEN / 2 else "too slow"
