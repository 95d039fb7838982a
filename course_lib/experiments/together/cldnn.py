"""Convolution, LSTM and dense layers, apart and together, on digits read column by column."""

from functools import cache

import numpy as np

from course_lib.convolution.conv import Conv2D
from course_lib.convolution.pooling import MaxPool2D
from course_lib.convolution.reshape import Flatten, ImageToSequence
from course_lib.datasets import mnist5k
from course_lib.experiments.recorded import Experiment, Values
from course_lib.fully_connected.activations import ReLU
from course_lib.fully_connected.dense import Dense
from course_lib.fully_connected.sequential import Sequential
from course_lib.protocol import Array, Integers, Layer
from course_lib.recurrent.lstm import LSTM
from course_lib.recurrent.over_time import LastStep
from course_lib.shapes import expect_name
from course_lib.training.losses import SoftmaxCrossEntropy, accuracy
from course_lib.training.optim import Adam
from course_lib.training.train import fit

SIZE, CLASSES, MAPS = 14, 10, 8
SETTINGS = ("dense", "CNN", "LSTM", "LSTM, dense", "CNN, LSTM", "CLDNN")
RATE, OTHER_RATES = 0.003, (0.01,)
"""Adam's learning rate, and one more that is tried."""


def build(setting: str, rng: np.random.Generator) -> Sequential:
    """Return an untrained net of about 7,000 params, (B, 1, 14, 14) to 10 scores, in float32.

    Parameters
    ----------
    setting : str
        Which parts it has: a name of ``SETTINGS``. A part that is left out gives its params to
        the others.
    rng : numpy.random.Generator
        Draws the first weights.

    Raises
    ------
    ValueError
        If the setting is unknown.

    Notes
    -----
    Source: the order of the parts, Sainath et al. 2015,
    https://doi.org/10.1109/ICASSP.2015.7178838. Theirs has several layers of each, and a linear
    layer between convolution and LSTM.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> [sum(p.size for p in build(setting, rng).params.values()) for setting in SETTINGS]
    [7048, 6941, 7014, 7058, 6852, 6994]
    """
    expect_name("build: setting", setting, SETTINGS)

    def dense(n_in: int, n_hidden: int) -> list[Layer]:
        hidden = Dense(n_in, n_hidden, rng, init="he", dtype=np.float32)
        return [hidden, ReLU(), Dense(n_hidden, CLASSES, rng, dtype=np.float32)]

    def convolution(pool: int | tuple[int, int]) -> list[Layer]:
        maps = Conv2D(1, MAPS, 3, rng, padding=1, init="he", dtype=np.float32)
        return [maps, ReLU(), MaxPool2D(pool)]

    def lstm(n_in: int, n_hidden: int) -> list[Layer]:
        layer = LSTM(n_in, n_hidden, rng, forget_bias=1.0, dtype=np.float32)
        return [ImageToSequence(), layer, LastStep()]

    def scores(n_in: int) -> list[Layer]:
        return [Dense(n_in, CLASSES, rng, dtype=np.float32)]

    half, rows = SIZE // 2, (2, 1)  # pooled over rows alone, all 14 steps are kept
    parts = {
        "dense": lambda: [Flatten(), *dense(SIZE**2, 34)],
        "CNN": lambda: [*convolution(2), Flatten(), *dense(MAPS * half**2, 17)],
        "LSTM": lambda: [*lstm(SIZE, 34), *scores(34)],
        "LSTM, dense": lambda: [*lstm(SIZE, 32), *dense(32, 24)],
        "CNN, LSTM": lambda: [*convolution(rows), *lstm(MAPS * half, 21), *scores(21)],
        "CLDNN": lambda: [*convolution(rows), *lstm(MAPS * half, 20), *dense(20, 24)],
    }
    return Sequential(*parts[setting]())


@cache
def pictures() -> tuple[Array, Integers, Array, Integers]:
    """Return training and test pictures (N, 1, 14, 14) with their labels: read-only."""
    train, test = mnist5k(size=SIZE, dtype=np.float32)
    x, x_test = train.images[:, None], test.images[:, None]
    x.flags.writeable = x_test.flags.writeable = False
    return x, train.labels, x_test, test.labels


def shifted(x: Array, axis: int) -> Array:
    """Return ``x`` moved by one pixel, down (axis 2) or to the right (3); what leaves is lost.

    Examples
    --------
    >>> shifted(np.array([[[[1, 2], [3, 4]]]]), 3)[0, 0]
    array([[0, 1],
           [0, 3]])
    """
    moved = np.zeros_like(x)
    if axis == 2:
        moved[:, :, 1:] = x[:, :, :-1]
    else:
        moved[..., 1:] = x[..., :-1]
    return moved


def run(setting: str, seed: int, *, epochs: int = 20) -> Values:
    """Train once on 4,000 digits; return the shares of the 1,000 test digits that are right.

    Parameters
    ----------
    setting : str
        A name of ``SETTINGS``; ``"CNN: 0.01"`` is one with another learning rate.
    seed : int
        Decides first weights and batches.
    epochs : int, optional
        How often the digits are seen.

    Returns
    -------
    dict
        ``"accuracy"``; ``"down"`` and ``"right"``, for the test digits moved by a pixel;
        ``"training"``, on the digits that it was trained on.

    Raises
    ------
    ValueError
        If the setting is unknown.
    """
    rng, (name, _, rate) = np.random.default_rng(seed), setting.partition(": ")
    net = build(name, rng)
    x, labels, x_test, test_labels = pictures()
    criterion, optimizer = SoftmaxCrossEntropy(), Adam(net.params, lr=float(rate or RATE))
    fit(net, criterion, optimizer, x, labels, rng=rng, epochs=epochs, clip=1.0, progress=False)
    tests = {"accuracy": x_test, "down": shifted(x_test, 2), "right": shifted(x_test, 3)}
    shares = {key: accuracy(net.forward(moved)[0], test_labels) for key, moved in tests.items()}
    return shares | {"training": accuracy(net.forward(x)[0], labels)}


RECORD = Experiment(
    "cldnn",
    run,
    settings=(*SETTINGS, *(f"{name}: {rate:g}" for rate in OTHER_RATES for name in SETTINGS)),
    seeds=5,
    live="CLDNN",
    slack={"accuracy": 0.015, "right": 0.1},
)
