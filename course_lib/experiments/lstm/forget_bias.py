"""The first bias of the forget gate: what it does to the gradient, and to training."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from course_lib.datasets import adding
from course_lib.experiments.lstm.adding_problem import train_adding
from course_lib.experiments.recorded import Experiment
from course_lib.fully_connected.activations import sigmoid
from course_lib.protocol import Array, State
from course_lib.recurrent.lstm import LSTM, LSTMCell, LSTMCellCache
from course_lib.recurrent.recurrent import Recurrent

BIASES = (-1.0, 0.0, 1.0, 3.0)
STEPS = 50
"""How many steps back the gradient is followed."""


def direct(bias: float, steps: int = STEPS) -> Array:
    """Return σ(b)^k for k = 0 ... ``steps``: what is left of a gradient that stays in the memory.

    It is the product of the forget gates, each at the value that its bias alone gives.

    Examples
    --------
    >>> direct(0.0, 3)
    array([1.   , 0.5  , 0.25 , 0.125])
    """
    return sigmoid(np.array(bias)) ** np.arange(steps + 1)


def measured(bias: float, seed: int, *, steps: int = STEPS, n_hidden: int = 32) -> Array:
    """Return the size of the gradient of c, k steps back, in an untrained LSTM.

    It is the LSTM of `adding_net`, on the adding problem. At the last step the gradient of c is a
    random vector of length 1, and that of h is 0.

    Parameters
    ----------
    bias : float
        First bias of the forget gates.
    seed : int
        Of the first weights, the input and the vector.
    steps : int, optional
        How far back.
    n_hidden : int, optional
        H.

    Returns
    -------
    numpy.ndarray
        (steps + 1,), the length of the gradient, the mean over 16 sequences; 1 for k = 0.

    Examples
    --------
    >>> sizes = measured(0.0, 0, steps=4)
    >>> sizes.shape, bool(sizes[0] > sizes[4])
    ((5,), True)
    """
    rng = np.random.default_rng(seed)
    cell = LSTMCell(2, n_hidden, rng, forget_bias=bias, init="xavier")
    xs, _ = adding(16, steps + 1, rng)
    _, cache = Recurrent(cell).forward(xs)
    dc = rng.normal(size=(16, n_hidden))
    dc /= np.linalg.norm(dc, axis=1, keepdims=True)
    return sizes_back(cell, cache.steps, (np.zeros_like(dc), dc))


def sizes_back(cell: Any, steps: Sequence[Any], dstate: State) -> Array:
    """Return how large the gradient is in the memory of each step, the last step first.

    The memory of an RNN is h. That of an LSTM is c, and h is made from it, so the gradient of c
    has two parts: from the next c, and through h.

    Parameters
    ----------
    cell : RNNCell or LSTMCell
        What made the steps.
    steps : sequence
        The cache of each step, T of them.
    dstate : tuple of numpy.ndarray
        The gradient of the last state, each (B, H).

    Returns
    -------
    numpy.ndarray
        (T,), the length of the gradient, the mean over B.
    """
    sizes = []
    for step in steps[::-1]:
        memory = dstate[0]
        if isinstance(step, LSTMCellCache):
            dh, dc = dstate
            memory = dc + dh * step.zo * (1 - step.tanh_c**2)
        sizes.append(float(np.linalg.norm(memory, axis=1).mean()))
        (_, dstate), _ = cell.backward(dstate, step)
    return np.array(sizes)


def run(setting: str, seed: int) -> dict[str, float]:
    """Train on the adding problem with T = 100; ``updates`` is the limit where ``solved`` is 0.

    Parameters
    ----------
    setting : str
        The first bias of the forget gates, such as "b = 1".
    seed : int
        As for `train_adding`.
    """
    trained = train_adding(LSTM, seed, forget_bias=float(setting.removeprefix("b = ")))
    return {"updates": float(trained.last), "solved": float(trained.solved)}


RECORD = Experiment(
    "forget-bias",
    run,
    settings=tuple(f"b = {bias:g}" for bias in BIASES),
    seeds=5,
    live="b = 1",
    slack={"updates": 300.0, "solved": 0.0},
)
