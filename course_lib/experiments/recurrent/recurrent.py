"""A rule that holds at every step, learned by a net that shares its weights and by one without.

The target of each step says whether the bit differs from the bit before it. The recurrent net has
one f for all steps. The dense net reads all bits at once and has weights of its own for each step.
"""

import numpy as np

from course_lib.fully_connected.activations import Tanh
from course_lib.fully_connected.dense import Dense
from course_lib.fully_connected.sequential import Sequential
from course_lib.protocol import Array
from course_lib.recurrent.rnn import RNN
from course_lib.shapes import expect_name, expect_rng, expect_size
from course_lib.training.losses import MeanSquaredError
from course_lib.training.optim import Adam
from course_lib.training.train import fit

STEPS, UPDATES, BATCH = 10, 600, 32
NETS = ("recurrent", "dense")


def changes(n: int, steps: int, rng: np.random.Generator) -> tuple[Array, Array]:
    """Return N sequences of T random bits, and for each step whether the bit has changed.

    Parameters
    ----------
    n, steps : int
        N and T.
    rng : numpy.random.Generator
        Draws the bits.

    Returns
    -------
    xs : numpy.ndarray
        (T, N, 1), the bits, 0 or 1.
    target : numpy.ndarray
        (T, N, 1), 1 where the bit differs from the one before, else -1. Before the first is a 0.

    Raises
    ------
    ValueError
        If a size is not a positive whole number or ``rng`` is not a generator.

    Notes
    -----
    Source: this course.

    Examples
    --------
    >>> xs, target = changes(1, 5, np.random.default_rng(0))
    >>> xs.ravel(), target.ravel()
    (array([1., 1., 1., 0., 0.]), array([ 1., -1., -1.,  1., -1.]))
    """
    expect_size("changes: n", n)
    expect_size("changes: steps", steps)
    expect_rng("changes: rng", rng)
    xs = rng.integers(0, 2, (steps, n, 1)).astype(float)
    before = np.concatenate([np.zeros((1, n, 1)), xs[:-1]])
    return xs, np.where(xs != before, 1.0, -1.0)


def learner(kind: str, rng: np.random.Generator) -> Sequential:
    """Return an untrained net for sequences of 10 bits: ``"recurrent"`` or ``"dense"``.

    Raises
    ------
    ValueError
        If the kind is unknown.

    Examples
    --------
    >>> from course_lib import count_parameters
    >>> [count_parameters(learner(kind, np.random.default_rng(0))) for kind in NETS]
    [89, 682]
    """
    expect_name("learner: kind", kind, NETS)
    if kind == "recurrent":
        return Sequential(RNN(1, 8, rng), Dense(8, 1, rng))
    return Sequential(Dense(STEPS, 32, rng), Tanh(), Dense(32, STEPS, rng))


def train(kind: str, n: int, seed: int) -> Sequential:
    """Train a net on ``n`` sequences of 10 bits, about 600 updates, and return it.

    Raises
    ------
    ValueError
        If the kind is unknown or ``n`` is not a positive whole number.

    Examples
    --------
    >>> share_right("recurrent", train("recurrent", 40, seed=0)) > 0.99
    True
    """
    rng = np.random.default_rng(seed)
    net = learner(kind, rng)
    xs, target = arranged(kind, *changes(n, STEPS, rng))
    fit(
        net,
        MeanSquaredError(),
        Adam(net.params, lr=1e-2),
        xs,
        target,
        rng=rng,
        epochs=-(-UPDATES // -(-n // BATCH)),
        batch_size=BATCH,
        batch_axis=1 if kind == "recurrent" else 0,
        progress=False,
    )
    return net


def share_right(kind: str, net: Sequential, steps: int = STEPS) -> float:
    """Return the share of steps that a net names right, in 500 new sequences.

    Raises
    ------
    ShapeError
        If a dense net is asked for another length than it was made for.

    Examples
    --------
    >>> net = learner("dense", np.random.default_rng(0))
    >>> 0.3 < share_right("dense", net) < 0.7
    True
    """
    xs, target = arranged(kind, *changes(500, steps, np.random.default_rng(1000)))
    scores, _ = net.forward(xs)
    return float(np.mean((scores > 0) == (target > 0)))


def arranged(kind: str, xs: Array, target: Array) -> tuple[Array, Array]:
    """Return the data as the net takes them: (T, N, 1), or for a dense net (N, T)."""
    return (xs, target) if kind == "recurrent" else (xs[..., 0].T, target[..., 0].T)


def compare(sizes: tuple[int, ...], seeds: int) -> dict[str, Array]:
    """Return the shares of right steps, an array (sizes, seeds) for each kind of net.

    Parameters
    ----------
    sizes : tuple of int
        Numbers of training sequences.
    seeds : int
        How often each is trained.

    Examples
    --------
    >>> compare((20,), 1)["recurrent"].shape
    (1, 1)
    """
    return {
        kind: np.array(
            [[share_right(kind, train(kind, n, seed)) for seed in range(seeds)] for n in sizes]
        )
        for kind in NETS
    }
