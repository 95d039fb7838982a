"""A naive RNN learns what a *not* does to a later word, and one neuron holds the last pulse.

The first net reads sentences and answers once, at the end. The second is the smallest naive RNN,
h' = tanh(w h + u x + b), with softmax over two classes, and must hold the sign of the last pulse
through noise. There the question is which recurrent weight w training finds, and what happens when
w is held.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from course_lib.experiments.recorded import at_rates_of_others
from course_lib.fully_connected.dense import Dense
from course_lib.fully_connected.sequential import Sequential
from course_lib.protocol import Array, Mask
from course_lib.recurrent.rnn import RNN
from course_lib.shapes import expect_rng, expect_size
from course_lib.training.losses import SoftmaxCrossEntropy, accuracy
from course_lib.training.optim import Adam
from course_lib.training.update import update

WORDS = ("I", "am", "not", "very", "really", "so", "hungry", "full")
TESTED = ((1, 4), (5, 8), (9, 16))
"""How many words stand between *I am* and the last word in what a reader is tested on."""
NOISE = 0.1
RATES = (1e-2, 2e-2)
"""The learning rates at which a held weight is tried."""


def sentences(
    n: int, shortest: int, longest: int, rng: np.random.Generator
) -> tuple[Array, npt.NDArray[np.int64], Mask]:
    """Return N sentences, *I am (not) very … hungry* or *full*, and whether the speaker is hungry.

    Parameters
    ----------
    n : int
        N.
    shortest, longest : int
        How many words stand between *I am* and the last one, at least and at most. In half of the
        sentences one of them is *not*.
    rng : numpy.random.Generator
        Draws the words.

    Returns
    -------
    xs : numpy.ndarray
        (longest + 3, N, 8): a 1 at the place of the word in WORDS; 0 after the end.
    hungry : numpy.ndarray
        (N,): 1 for *hungry* and for *not … full*, else 0.
    there : numpy.ndarray
        (longest + 3, N): True where there is a word.

    Raises
    ------
    ValueError
        If a size is not a positive whole number, the shortest is longer than the longest, or
        ``rng`` is not a generator.

    Notes
    -----
    Source: this course.

    Examples
    --------
    >>> xs, hungry, there = sentences(3, 1, 4, np.random.default_rng(0))
    >>> xs.shape, hungry.shape, there.shape
    ((7, 3, 8), (3,), (7, 3))
    """
    expect_size("sentences: n", n)
    expect_size("sentences: shortest", shortest)
    expect_rng("sentences: rng", rng)
    if longest < shortest:
        raise ValueError(f"sentences: longest is {longest}, expected at least {shortest}.")
    said = np.full((longest + 3, n), -1)
    hungry = np.empty(n, np.int64)
    for k, between in enumerate(rng.integers(shortest, longest + 1, n)):
        last, negated = rng.choice(["hungry", "full"]), rng.random() < 0.5
        words = ["I", "am", *rng.choice(["very", "really", "so"], between), last]
        if negated:
            words[2 + rng.integers(between)] = "not"
        said[: len(words), k] = [WORDS.index(word) for word in words]
        hungry[k] = (last == "hungry") != negated
    there = said >= 0
    return np.where(there[..., None], np.eye(len(WORDS))[said], 0.0), hungry, there


def judge(net: Sequential) -> tuple[float, ...]:
    """Return a reader's loss on 500 sentences as long as the first of TESTED, and its shares right.

    Returns
    -------
    tuple
        The loss; then the share of right answers for each length of TESTED.

    Examples
    --------
    >>> from course_lib import LastStep
    >>> rng = np.random.default_rng(0)
    >>> len(judge(Sequential(RNN(8, 4, rng), LastStep(), Dense(4, 2, rng))))
    4
    """
    losses, shares = [], []
    for seed, lengths in enumerate(TESTED):
        xs, hungry, there = sentences(500, *lengths, np.random.default_rng(1000 + seed))
        scores, _ = net.forward(xs, mask=there)
        losses.append(SoftmaxCrossEntropy().forward(scores, hungry)[0])
        shares.append(accuracy(scores, hungry))
    return losses[0], *shares


def pulses(
    n: int, steps: int, rng: np.random.Generator, *, rate: float = 0.1
) -> tuple[Array, npt.NDArray[np.int64]]:
    """Return N sequences of rare pulses in noise, and for each step the sign of the last pulse.

    Parameters
    ----------
    n, steps : int
        N and T.
    rng : numpy.random.Generator
        Draws pulses and noise.
    rate : float, optional
        The probability of a pulse at a step. There is always one at the first step.

    Returns
    -------
    xs : numpy.ndarray
        (T, N, 1): +1 or -1 at a pulse, else 0, and normal noise with standard deviation 0.1.
    signs : numpy.ndarray
        (T, N): 1 after a positive pulse, 0 after a negative one.

    Raises
    ------
    ValueError
        If a size is not a positive whole number or ``rng`` is not a generator.

    Notes
    -----
    Source: this course.

    Examples
    --------
    >>> xs, signs = pulses(3, 50, np.random.default_rng(0))
    >>> xs.shape, signs.shape
    ((50, 3, 1), (50, 3))
    """
    expect_size("pulses: n", n)
    expect_size("pulses: steps", steps)
    expect_rng("pulses: rng", rng)
    pulse = rng.choice([-1.0, 1.0], (steps, n))
    here = rng.random((steps, n)) < rate
    here[0] = True
    # The step of the last pulse, for each step.
    last = np.maximum.accumulate(np.where(here, np.arange(steps)[:, None], 0), axis=0)
    signs = np.take_along_axis(pulse, last, axis=0) > 0
    xs = np.where(here, pulse, 0) + NOISE * rng.standard_normal((steps, n))
    return xs[..., None], signs.astype(np.int64)


class WeightPath(NamedTuple):
    """A trained net and how its recurrent weight came there."""

    net: Sequential
    w: Array
    """(updates + 1,), the recurrent weight before the first update and after each."""


def train(
    seed: int,
    *,
    held: float | None = None,
    rate: float = 2e-2,
    updates: int = 400,
    steps: int = 20,
) -> WeightPath:
    """Train one tanh neuron, 32 new sequences an update.

    Parameters
    ----------
    seed : int
        Of the first weights and of the sequences.
    held : float, optional
        Hold the recurrent weight at this value. Left out, it is trained as all others.
    rate : float, optional
        Learning rate of Adam.
    updates, steps : int, optional
        How many updates, and the length T of a sequence.

    Raises
    ------
    ValueError
        If a number is not positive.

    Examples
    --------
    >>> train(0, updates=5).w.shape
    (6,)
    """
    expect_size("train: updates", updates)
    rng = np.random.default_rng(seed)
    net, criterion = Sequential(RNN(1, 1, rng), Dense(1, 2, rng)), SoftmaxCrossEntropy()
    optimizer, W = Adam(net.params, lr=rate), net.params["0.W"]

    def weight() -> float:
        if held is not None:
            W[0, 1] = held
        return float(W[0, 1])

    w = [weight()]
    for _ in range(updates):
        xs, signs = pulses(32, steps, rng)
        update(net, criterion, optimizer, xs, signs, clip=1.0)
        w.append(weight())
    return WeightPath(net, np.array(w))


def share_right(net: Sequential, *, steps: int = 1000, rate: float = 0.01) -> float:
    """Return the share of steps whose sign a net names right: 100 new sequences, rare pulses.

    Examples
    --------
    >>> 0.3 < share_right(train(0, updates=1).net) < 0.9
    True
    """
    xs, signs = pulses(100, steps, np.random.default_rng(1000), rate=rate)
    return accuracy(net.forward(xs)[0], signs)


def compare(held: Sequence[float], seeds: int) -> Array:
    """Return `share_right` with the recurrent weight held, an array (weights, seeds).

    Each weight is tried at the same RATES; `at_rates_of_others` chooses.

    Examples
    --------
    >>> compare([0.0], 1).shape
    (1, 1)
    """

    def shares(w: float) -> Array:
        return np.array(
            [
                [share_right(train(seed, held=w, rate=rate).net) for seed in range(seeds)]
                for rate in RATES
            ]
        )

    return np.array([at_rates_of_others(shares(w)) for w in held])


def rests(net: Sequential) -> tuple[float, float]:
    """Return the slopes of h' in h at the two places where a trained neuron rests without input.

    Examples
    --------
    >>> [slope < 1 for slope in rests(train(0).net)]
    [True, True]
    """
    w, b = float(net.params["0.W"][0, 1]), float(net.params["0.b"][0])

    def slope(h: float) -> float:
        for _ in range(500):
            h = float(np.tanh(w * h + b))
        return w * (1 - h * h)

    return slope(-1.0), slope(1.0)
