"""A rule that holds at every step, learned by a net that shares its weights and by one without.

The target of each step says whether the bit differs from the bit before it. The recurrent net has
one f for all steps. The dense nets have weights of their own for each step: one reads all bits at
once, the other only those up to the step, as the recurrent net does. The last net has no loop and
shares all the same: one small dense net that is moved along the sequence and sees two bits.
"""

from typing import Any

import numpy as np

from course_lib.experiments.recorded import Experiment, Record, Values, at_rates_of_others
from course_lib.fully_connected.activations import Tanh
from course_lib.fully_connected.dense import Dense
from course_lib.fully_connected.sequential import Sequential
from course_lib.protocol import Array, Mask, Params
from course_lib.recurrent.rnn import RNN
from course_lib.shapes import expect_name, expect_rng, expect_size
from course_lib.training.losses import MeanSquaredError
from course_lib.training.optim import Adam
from course_lib.training.train import fit

STEPS, UPDATES, BATCH = 10, 600, 32
NETS = ("recurrent", "window, shared", "dense, past", "dense")
UNITS = 8
"""Hidden units of the recurrent net, and of each step in the dense net that sees the past alone."""
SIZES = (5, 10, 20, 40, 80, 160, 320)
RATES = (3e-3, 1e-2, 3e-2)


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


class Wired(Dense):
    """A dense layer of which only some wires exist: z = (W ⊙ M) a + b, with M of zeros and ones.

    Parameters
    ----------
    wires : numpy.ndarray
        M (n_out, n_in), True where there is a wire.
    rng : numpy.random.Generator
        Draws the first weights.
    """

    def __init__(self, wires: Mask, rng: np.random.Generator) -> None:
        n_out, n_in = wires.shape
        super().__init__(n_in, n_out, rng)
        self.wires = wires
        self.params["W"] *= wires

    def backward(self, dz: Array, cache: Any) -> tuple[Array, Params]:
        """Return the gradients; where there is no wire it is 0, so the weight stays 0."""
        da, grads = super().backward(dz, cache)
        return da, {**grads, "W": grads["W"] * self.wires}


def learner(kind: str, rng: np.random.Generator) -> Sequential:
    """Return an untrained net for sequences of 10 bits.

    ``"recurrent"``: one f. ``"dense"``: all ten bits go to all hidden neurons, and those to all ten
    outputs. ``"dense, past"``: each step has eight hidden neurons of its own, which read the bits
    up to this step. ``"window, shared"``: one net of two bits, the same at each step.

    Raises
    ------
    ValueError
        If the kind is unknown.

    Examples
    --------
    >>> [weights(learner(kind, np.random.default_rng(0))) for kind in NETS]
    [89, 33, 610, 682]
    """
    expect_name("learner: kind", kind, NETS)
    if kind == "recurrent":
        return Sequential(RNN(1, UNITS, rng), Dense(UNITS, 1, rng))
    if kind == "window, shared":
        return Sequential(Dense(2, UNITS, rng), Tanh(), Dense(UNITS, 1, rng))
    if kind == "dense":
        return Sequential(Dense(STEPS, 32, rng), Tanh(), Dense(32, STEPS, rng))
    step = np.arange(STEPS)
    own = step.repeat(UNITS)
    return Sequential(Wired(own[:, None] >= step, rng), Tanh(), Wired(step[:, None] == own, rng))


def weights(net: Sequential) -> int:
    """Return the number of params of a net, without those of wires that do not exist."""
    missing = sum((~layer.wires).sum() for layer in net.layers if isinstance(layer, Wired))
    return sum(p.size for p in net.params.values()) - int(missing)


def train(kind: str, n: int, seed: int, *, rate: float = 1e-2) -> Sequential:
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
        Adam(net.params, lr=rate),
        xs,
        target,
        rng=rng,
        epochs=-(-UPDATES // -(-n // BATCH)),
        batch_size=BATCH,
        batch_axis=0 if kind.startswith("dense") else 1,
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
    """Return the data as a net takes them.

    Returns
    -------
    xs, target : numpy.ndarray
        (N, T) for a dense net. Else (T, N, 1); for a window the bit before stands in front of each.
    """
    if kind.startswith("dense"):
        return xs[..., 0].T, target[..., 0].T
    if kind == "window, shared":
        before = np.concatenate([np.zeros_like(xs[:1]), xs[:-1]])
        return np.concatenate([before, xs], axis=2), target
    return xs, target


def run(setting: str, seed: int) -> Values:
    """Train a kind of net on each number of sequences, at each rate.

    Returns
    -------
    dict
        ``"10 at 0.003"`` and so on: the share of right steps after training on 10 sequences.

    Raises
    ------
    ValueError
        If the kind is unknown.
    """
    return {
        f"{n} at {rate:g}": share_right(setting, train(setting, n, seed, rate=rate))
        for n in SIZES
        for rate in RATES
    }


def at_best_rates(record: Record) -> dict[str, Array]:
    """Return the shares of right steps of each kind of net, (sizes, seeds), at its best rates.

    Parameters
    ----------
    record : Record
        Of this experiment. For each kind and size the rates are chosen by `at_rates_of_others`.
    """
    return {
        kind: np.array(
            [
                at_rates_of_others(
                    np.array([record.values(kind, f"{n} at {rate:g}") for rate in RATES])
                )
                for n in SIZES
            ]
        )
        for kind in NETS
    }


def enough(shares: Array) -> int:
    """Return the index of the first size at which all seeds are right at more than 99 % of steps.

    Parameters
    ----------
    shares : numpy.ndarray
        (sizes, seeds).

    Examples
    --------
    >>> enough(np.array([[0.6, 0.7], [1.0, 0.98], [1.0, 1.0]]))
    2
    """
    return int((shares.min(axis=1) > 0.99).argmax())


RECORD = Experiment("recurrent", run, NETS, seeds=5, live="recurrent", slack={"20 at 0.01": 0.03})
