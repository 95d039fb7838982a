"""The adding problem: which recurrent layer can keep two numbers over a hundred steps."""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from course_lib.datasets import ADDING_BASELINE, adding
from course_lib.experiments.recorded import Experiment
from course_lib.fully_connected.dense import Dense
from course_lib.fully_connected.sequential import Sequential
from course_lib.protocol import Array, Layer
from course_lib.recurrent.gru import GRU
from course_lib.recurrent.lstm import LSTM
from course_lib.recurrent.over_time import LastStep
from course_lib.recurrent.rnn import RNN
from course_lib.shapes import expect_size
from course_lib.training.losses import MeanSquaredError
from course_lib.training.optim import Adam
from course_lib.training.update import update

SOLVED = 0.1
"""Solved: the test error is below this share of the error of the best constant answer."""
TESTED, BATCH, CLIP = 500, 32, 1.0
MOST = 1500
"""The limit of updates."""


class Trained(NamedTuple):
    """How a training on the adding problem went."""

    net: Sequential
    """The recurrent layer, `LastStep`, `Dense`."""
    updates: Array
    """(n,), after how many updates the net was tested: 0, 50, 100, ..."""
    errors: Array
    """(n,), the test errors as shares of ``ADDING_BASELINE``: 1 is what the answer 1 reaches."""
    solved: bool
    """Whether the last error is below SOLVED; the training ended there, else at the limit."""

    @property
    def last(self) -> int:
        """When the training ended: the updates it took, if it is solved."""
        return int(self.updates[-1])


def adding_net(
    layer: Callable[..., Layer], rng: np.random.Generator, *, n_hidden: int = 32, **options: Any
) -> Sequential:
    """Return a net for the adding problem, (T, B, 2) to (B, 1), in float32.

    Parameters
    ----------
    layer : callable
        The class of the recurrent layer: `RNN`, `LSTM`, `GRU`, or one made like them.
    rng : numpy.random.Generator
        Draws the first weights.
    n_hidden : int, optional
        H.
    **options
        For the layer. Without ``init``, it is "xavier".

    Examples
    --------
    >>> net = adding_net(LSTM, np.random.default_rng(0), forget_bias=1.0)
    >>> net.forward(np.ones((7, 3, 2), np.float32))[0].shape
    (3, 1)
    """
    options = {"init": "xavier", "dtype": np.float32} | options
    recurrent = layer(2, n_hidden, rng, **options)
    return Sequential(recurrent, LastStep(), Dense(n_hidden, 1, rng, dtype=np.float32))


def train_adding(
    layer: Callable[..., Layer],
    seed: int,
    *,
    steps: int = 100,
    lr: float = 1e-2,
    most: int = MOST,
    every: int = 50,
    n_hidden: int = 32,
    **options: Any,
) -> Trained:
    """Train one recurrent layer on new sequences in each update, until the problem is solved.

    Each update takes a batch of 32, Adam, and a gradient of at most norm 1. Every 50 updates the
    net is tested on 500 sequences that it never learns from.

    Parameters
    ----------
    layer : callable
        The class of the recurrent layer, such as `LSTM`.
    seed : int
        Decides first weights, training sequences and test sequences.
    steps : int, optional
        T.
    lr : float, optional
        Adam's learning rate.
    most : int, optional
        Give up after so many updates.
    every : int, optional
        How many updates lie between two tests.
    n_hidden : int, optional
        H.
    **options
        For the layer: ``forget_bias=1.0``, ``without=("zf",)``, ...

    Returns
    -------
    Trained
        The net, the test errors, and whether it is solved.

    Raises
    ------
    ValueError
        If a size is too small, or the layer does not know an option's value.

    Notes
    -----
    Source: Hochreiter & Schmidhuber 1997, https://doi.org/10.1162/neco.1997.9.8.1735.

    Examples
    --------
    >>> run = train_adding(RNN, 0, steps=2, most=200, lr=3e-3)
    >>> run.solved
    True
    """
    expect_size("train_adding: most", most)
    expect_size("train_adding: every", every)
    rng, test_rng = np.random.default_rng(seed).spawn(2)
    net = adding_net(layer, rng, n_hidden=n_hidden, **options)
    optimizer, criterion = Adam(net.params, lr), MeanSquaredError()
    test_xs, test_sums = adding(TESTED, steps, test_rng, dtype=np.float32)
    updates, errors = [], []
    for n in range(most + 1):
        if n % every == 0 or n == most:
            error, _ = criterion.forward(net.forward(test_xs)[0], test_sums)
            updates.append(n)
            errors.append(float(error) / ADDING_BASELINE)
            if errors[-1] < SOLVED or n == most:
                break
        xs, sums = adding(BATCH, steps, rng, dtype=np.float32)
        update(net, criterion, optimizer, xs, sums, clip=CLIP)
    return Trained(net, np.array(updates), np.array(errors), errors[-1] < SOLVED)


SETTINGS: dict[str, tuple[Callable[..., Layer], dict[str, Any]]] = {
    **{f"RNN, rate {lr:g}": (RNN, {"lr": lr}) for lr in (0.001, 0.003, 0.01, 0.03)},
    "RNN, T = 50": (RNN, {"steps": 50, "lr": 0.003}),
    "RNN, T = 20": (RNN, {"steps": 20, "lr": 0.003}),
    "LSTM": (LSTM, {"forget_bias": 1.0}),
    "GRU": (GRU, {}),
}
"""What is compared. Where nothing else is said T is 100 and Adam's learning rate 0.01."""


def run(setting: str, seed: int) -> dict[str, float]:
    """Train one of SETTINGS.

    Returns
    -------
    dict
        ``updates`` until solved, MOST where it is not; ``solved``, 1 or 0; ``least``, the lowest
        test error, as a share of the error of the best constant answer.

    Examples
    --------
    >>> sorted(SETTINGS)[:2]
    ['GRU', 'LSTM']
    """
    layer, options = SETTINGS[setting]
    trained = train_adding(layer, seed, **options)
    return {
        "updates": trained.last,
        "solved": float(trained.solved),
        "least": float(trained.errors.min()),
    }


RECORD = Experiment(
    "adding-problem",
    run,
    settings=tuple(SETTINGS),
    seeds=5,
    live="GRU",
    slack={"updates": 150.0, "solved": 0.0},
)
