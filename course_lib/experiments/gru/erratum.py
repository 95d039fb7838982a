"""The GRU with h^t instead of h^{t-1} in its last line: what is left of the memory."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from course_lib.experiments.recorded import Experiment, Values
from course_lib.fully_connected.dense import Dense
from course_lib.fully_connected.sequential import Sequential
from course_lib.protocol import Array, Integers
from course_lib.recurrent.gru import GRU
from course_lib.recurrent.over_time import LastStep
from course_lib.recurrent.rnn import RNN
from course_lib.recurrent.sequence import SequenceLayer
from course_lib.shapes import expect_name, expect_size
from course_lib.training.losses import SoftmaxCrossEntropy, accuracy
from course_lib.training.optim import Adam
from course_lib.training.update import update

SYMBOLS, HIDDEN, LIMIT = 4, 16, 800
FORMULAS = ("right", "slide", "naive")
"""h^{t-1} in the first term; h^t there, as on the slide; a naive RNN to compare with."""
STEPS = (5, 10, 20)
RATE, OTHER_RATES = 0.005, (0.001, 0.02)
"""Adam's learning rate, and two more that are tried at the hardest length."""
_ALWAYS_SHUT = -1000.0


class Sequences(NamedTuple):
    """N sequences, and what is asked of each after its last step."""

    xs: Array
    """(T, N, 5): at the first step one of four symbols is 1; then a coin, -1 or 1, in the fifth."""
    symbols: Integers
    """(N,), the symbol of the first step, 0 to 3."""


def slide(n_in: int, n_hidden: int, rng: np.random.Generator) -> GRU:
    """Return a GRU by the slide's formula: h = z * h + (1 - z) * h_new, so h = h_new.

    It is a GRU whose update gate is 0, and stays 0: its gradient is exactly 0 too.

    Examples
    --------
    >>> gru = slide(3, 4, np.random.default_rng(0))
    >>> _, cache = gru.forward(np.ones((7, 2, 3)))
    >>> float(np.abs(cache.gates[:, 1]).max())
    0.0
    """
    gru = GRU(n_in, n_hidden, rng)
    gates = slice(n_hidden, 2 * n_hidden)
    gru.params["W"][gates], gru.params["b"][gates] = 0, _ALWAYS_SHUT
    return gru


def naive(n_in: int, n_hidden: int, rng: np.random.Generator) -> RNN:
    """Return a naive RNN with the first weights that a GRU of this ``rng`` has for its candidate.

    Examples
    --------
    >>> rnn, gru = (kind(3, 4, np.random.default_rng(0)) for kind in (naive, GRU))
    >>> np.array_equal(rnn.params["W"], gru.params["W"][8:])
    True
    """
    gru, rnn = GRU(n_in, n_hidden, rng), RNN(n_in, n_hidden, np.random.default_rng(0))
    rnn.params["W"][:] = gru.params["W"][2 * n_hidden :]
    return rnn


def layer(formula: str, n_in: int, n_hidden: int, rng: np.random.Generator) -> SequenceLayer:
    """Return the recurrent layer of a formula.

    Raises
    ------
    ValueError
        If ``formula`` is not "right", "slide" or "naive".
    """
    expect_name("layer: formula", formula, FORMULAS)
    makers: dict[str, Callable[[int, int, np.random.Generator], SequenceLayer]]
    makers = {"right": GRU, "slide": slide, "naive": naive}
    return makers[formula](n_in, n_hidden, rng)


def first_symbol(n: int, steps: int, rng: np.random.Generator) -> Sequences:
    """Draw sequences that begin with the symbol to remember, and go on with noise.

    Raises
    ------
    ValueError
        If there is no sequence or no step.

    Examples
    --------
    >>> first_symbol(3, 20, np.random.default_rng(0)).xs.shape
    (20, 3, 5)
    """
    expect_size("first_symbol: n", n)
    expect_size("first_symbol: steps", steps)
    symbols = rng.integers(0, SYMBOLS, n)
    xs = np.zeros((steps, n, SYMBOLS + 1))
    xs[0, np.arange(n), symbols] = 1
    xs[1:, :, SYMBOLS] = rng.choice([-1.0, 1.0], (steps - 1, n))
    return Sequences(xs, symbols)


def kept_per_step(formula: str, *, steps: int = 20, seed: int = 0) -> float:
    """Return by which factor a step shrinks the trace of the first memory, before training.

    The trace is the slope of h^T in h^0, for a batch of 50 random inputs and directions.

    Examples
    --------
    >>> kept_per_step("slide") < kept_per_step("right") < 1
    True
    """
    rng = np.random.default_rng(seed)
    net = layer(formula, 5, HIDDEN, rng)
    xs, h0 = rng.normal(size=(steps, 50, 5)), np.zeros((50, HIDDEN))
    hs, cache = net.forward(xs, (h0,))
    dlast = rng.normal(size=h0.shape)
    _, grads = net.backward(np.zeros_like(hs), cache, (dlast,))
    (dfirst,) = grads["state"]
    return float((np.linalg.norm(dfirst) / np.linalg.norm(dlast)) ** (1 / steps))


def train(formula: str, steps: int, seed: int, *, lr: float = RATE) -> Values:
    """Train a net to name the first symbol after the last step.

    Returns
    -------
    dict
        ``accuracy`` on 500 new sequences, and ``updates`` until it reached 0.99; ``LIMIT`` if it
        did not.
    """
    rng = np.random.default_rng(seed)
    net = Sequential(
        layer(formula, SYMBOLS + 1, HIDDEN, rng), LastStep(), Dense(HIDDEN, SYMBOLS, rng)
    )
    optimizer, criterion = Adam(net.params, lr=lr), SoftmaxCrossEntropy()
    test = first_symbol(500, steps, np.random.default_rng(1000 + seed))
    right = 0.0
    for n in range(1, LIMIT + 1):
        xs, symbols = first_symbol(32, steps, rng)
        update(net, criterion, optimizer, xs, symbols, clip=1.0)
        if n % 25 == 0:
            right = accuracy(net.forward(test.xs)[0], test.symbols)
            if right >= 0.99:
                return {"accuracy": right, "updates": float(n)}
    return {"accuracy": right, "updates": float(LIMIT)}


def run(setting: str, seed: int) -> Values:
    """Train for a setting such as ``"slide 20"``, or ``"slide 20 0.001"`` with another rate."""
    formula, steps, *rate = setting.split()
    return train(formula, int(steps), seed, lr=float(rate[0]) if rate else RATE)


RECORD = Experiment(
    "erratum",
    run,
    settings=(
        *(f"{formula} {steps}" for steps in STEPS for formula in FORMULAS),
        *(f"{formula} {STEPS[-1]} {rate:g}" for rate in OTHER_RATES for formula in FORMULAS),
    ),
    seeds=10,
    live="right 20",
    slack={"accuracy": 0.01, "updates": 200},
)


def verdict(share: float) -> str:
    """Return what a share of right symbols means: there are four, so 0.25 is guessing.

    Examples
    --------
    >>> verdict(1.0), verdict(0.5), verdict(0.27)
    ('remembers', 'in part', 'guesses')
    """
    return "remembers" if share >= 0.99 else "guesses" if share < 0.35 else "in part"
