"""One, two or three recurrent layers with equally many parameters, on real speech.

The task: who of nine men speaks, from the frames of a whole utterance.
"""

from itertools import pairwise

import numpy as np

from course_lib.experiments.recurrent.speakers import utterances
from course_lib.fully_connected.dense import Dense
from course_lib.fully_connected.sequential import Sequential
from course_lib.protocol import Array
from course_lib.recurrent.over_time import MeanOverTime
from course_lib.recurrent.rnn import RNN
from course_lib.recurrent.stack import Stack
from course_lib.shapes import expect_size
from course_lib.training.losses import SoftmaxCrossEntropy, accuracy
from course_lib.training.optim import Adam
from course_lib.training.train import fit

UNITS = {1: 48, 2: 30, 3: 24}
"""Units of each layer, so that nets of one, two and three layers have equally many params."""


def deep_net(layers: int, rng: np.random.Generator) -> Sequential:
    """Return an untrained net: a `Stack` of naive RNNs, the mean over time, and 9 scores.

    Parameters
    ----------
    layers : int
        1, 2 or 3.
    rng : numpy.random.Generator
        Draws the first weights.

    Raises
    ------
    ValueError
        If there is no width for so many layers.

    Examples
    --------
    >>> from course_lib import count_parameters
    >>> [count_parameters(deep_net(layers, np.random.default_rng(0))) for layers in (1, 2, 3)]
    [3369, 3399, 3465]
    """
    expect_size("deep_net: layers", layers)
    if layers not in UNITS:
        raise ValueError(f"deep_net: layers is {layers}, expected 1, 2 or 3.")
    n = UNITS[layers]
    rnns = [RNN(n_in, n, rng) for n_in, n in pairwise([12, *[n] * layers])]
    return Sequential(Stack(*rnns), MeanOverTime(), Dense(n, 9, rng))


def share_right(layers: int, seed: int, *, epochs: int = 20) -> float:
    """Train on 270 real utterances; return the share of 370 others whose speaker is named right.

    Raises
    ------
    ValueError
        If a number does not fit.

    Examples
    --------
    >>> share_right(1, 0, epochs=1) > 1 / 9
    True
    """
    rng = np.random.default_rng(seed)
    train, test = utterances()
    net = deep_net(layers, rng)
    fit(
        net, SoftmaxCrossEntropy(), Adam(net.params, lr=5e-3), train.frames, train.speakers,
        rng=rng, epochs=epochs, batch_size=32, mask=train.mask, batch_axis=1, target_axis=0,
        mask_for="net", clip=1.0, progress=False,
    )  # fmt: skip
    return accuracy(net.forward(test.frames, mask=test.mask)[0], test.speakers)


def compare(seeds: int) -> dict[int, Array]:
    """Return `share_right` of one, two and three layers, an array over the seeds for each.

    Examples
    --------
    >>> list(compare(0))
    [1, 2, 3]
    """
    return {n: np.array([share_right(n, seed) for seed in range(seeds)]) for n in UNITS}
