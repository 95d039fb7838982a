"""One, two or three recurrent layers with equally many parameters, on a made task.

The task: at each step, is the number of ones among the last five bits odd?
"""

from itertools import pairwise

import numpy as np

from course_lib.experiments.recorded import Experiment, Values
from course_lib.fully_connected.dense import Dense
from course_lib.fully_connected.sequential import Sequential
from course_lib.protocol import Array
from course_lib.recurrent.rnn import RNN
from course_lib.recurrent.stack import Stack
from course_lib.shapes import expect_name, expect_rng, expect_size
from course_lib.training.losses import MeanSquaredError
from course_lib.training.optim import Adam, clip_by_global_norm

BACK, STEPS, LIMIT = 5, 20, 2000
WIDTHS = {"1 layer": (22,), "2 layers": (13, 13), "3 layers": (10, 10, 10)}
"""Units of each layer, so that all nets have about 550 params."""


def build(setting: str, rng: np.random.Generator) -> Sequential:
    """Return an untrained net: a `Stack` of naive RNNs, and one score for each step.

    Raises
    ------
    ValueError
        If the setting is unknown.

    Examples
    --------
    >>> from course_lib import count_parameters
    >>> [count_parameters(build(setting, np.random.default_rng(0))) for setting in WIDTHS]
    [551, 560, 551]
    """
    expect_name("build: setting", setting, tuple(WIDTHS))
    sizes = WIDTHS[setting]
    return Sequential(
        Stack(*(RNN(a, b, rng) for a, b in pairwise((1, *sizes)))), Dense(sizes[-1], 1, rng)
    )


def parity(n: int, steps: int, rng: np.random.Generator) -> tuple[Array, Array]:
    """Return N sequences of T random bits, and whether the last five have an odd number of ones.

    Parameters
    ----------
    n, steps : int
        N and T.
    rng : numpy.random.Generator
        Draws the bits.

    Returns
    -------
    xs, target : numpy.ndarray
        (T, N, 1) each: +1 for a one and for odd, -1 for a zero and for even. Before the first step
        there are zeros.

    Raises
    ------
    ValueError
        If a size is not a positive whole number or ``rng`` is not a generator.

    Notes
    -----
    Source: this course.

    Examples
    --------
    >>> xs, target = parity(1, 5, np.random.default_rng(0))
    >>> xs.ravel(), target.ravel()
    (array([ 1.,  1.,  1., -1., -1.]), array([ 1., -1.,  1.,  1.,  1.]))
    """
    expect_size("parity: n", n)
    expect_size("parity: steps", steps)
    expect_rng("parity: rng", rng)
    bits = rng.integers(0, 2, (steps, n, 1))
    ones = np.cumsum(np.concatenate([np.zeros((BACK, n, 1), int), bits]), axis=0)
    odd = (ones[BACK:] - ones[:-BACK]) % 2
    return 2.0 * bits - 1, 2.0 * odd - 1


def run(setting: str, seed: int, *, limit: int = LIMIT) -> Values:
    """Train on 32 new sequences an update until 99 % of a batch's steps are right.

    Returns
    -------
    dict
        ``"updates"``, how many it took; the limit, if it was not enough.

    Raises
    ------
    ValueError
        If the setting is unknown.

    Examples
    --------
    >>> run("1 layer", 0, limit=3)
    {'updates': 3.0}
    """
    rng = np.random.default_rng(seed)
    net, criterion = build(setting, rng), MeanSquaredError()
    optimizer = Adam(net.params, lr=5e-3)
    for update in range(limit):
        xs, target = parity(32, STEPS, rng)
        scores, cache = net.forward(xs)
        if np.mean((scores > 0) == (target > 0)) > 0.99:
            return {"updates": float(update)}
        _, loss_cache = criterion.forward(scores, target)
        dscores, _ = criterion.backward(1.0, loss_cache)
        _, grads = net.backward(dscores, cache)
        optimizer.step(clip_by_global_norm(grads, 1.0)[0])
    return {"updates": float(limit)}


RECORD = Experiment(
    "deep-parity", run, tuple(WIDTHS), seeds=16, live="3 layers", slack={"updates": 300.0}
)
