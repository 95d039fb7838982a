"""What the first weights do: equal ones to learning, their variance to the size of a signal."""

from collections.abc import Callable
from functools import partial
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from course_lib.experiments.fully_connected.depth import digits
from course_lib.experiments.recorded import Experiment, Values
from course_lib.fully_connected.activations import ReLU, Sigmoid, Tanh
from course_lib.fully_connected.dense import Dense
from course_lib.fully_connected.sequential import Sequential
from course_lib.initializers import Initializer
from course_lib.protocol import Array, Layer
from course_lib.shapes import expect_name, expect_size
from course_lib.training.losses import SoftmaxCrossEntropy, accuracy
from course_lib.training.optim import SGD
from course_lib.training.train import fit

BENDS: dict[str, type[Sigmoid | Tanh | ReLU] | None] = {
    "none": None,
    "tanh": Tanh,
    "ReLU": ReLU,
    "sigmoid": Sigmoid,
}
RULES: dict[str, Callable[[int, int], float]] = {
    "1/(3·n_in)": lambda n_in, n_out: 1 / (3 * n_in),
    "1/n_in": lambda n_in, n_out: 1 / n_in,
    "1/n_out": lambda n_in, n_out: 1 / n_out,
    "2/(n_in+n_out)": lambda n_in, n_out: 2 / (n_in + n_out),
    "2/n_in": lambda n_in, n_out: 2 / n_in,
}
"""The variance of a weight, by n_in and n_out."""
NARROWER = (1024, 512, 256, 128, 64, 32)
ZIGZAG = (400, 100, 400, 100, 400, 100, 400, 100, 400)
CONSTANT, HIDDEN, RATES = 0.1, 32, (0.1, 0.3, 1.0)
STARTS = ("zeros", "all 0.1", "random", "one neuron")
SETTINGS = tuple(f"{bend}, {start}" for bend in ("sigmoid", "tanh", "ReLU") for start in STARTS)


class Sizes(NamedTuple):
    """The size of an entry, the root of the mean square, at the input and after each layer."""

    forward: Array
    """(L + 1,), of the signal."""
    backward: Array
    """(L + 1,), of its gradient."""


def by_rule(rule: str) -> Initializer:
    """Return an initializer that draws W from a normal distribution with the rule's variance.

    Raises
    ------
    ValueError
        If the rule is unknown.

    Examples
    --------
    >>> W = by_rule("1/n_out")((100, 400), np.random.default_rng(0), np.float64)
    >>> round(float(W.std()), 2)
    0.1
    """
    expect_name("by_rule: rule", rule, tuple(RULES))

    def draw(
        shape: tuple[int, ...], rng: np.random.Generator, dtype: npt.DTypeLike = np.float64
    ) -> Array:
        W: Array = rng.standard_normal(shape) * RULES[rule](shape[1], shape[0]) ** 0.5
        return W.astype(dtype, copy=False)

    return draw


def sizes(
    widths: tuple[int, ...], rule: str, bend: str = "none", *, seed: int = 0, n: int = 200
) -> Sizes:
    """Send random signals of size 1 through an untrained net, and random gradients of size 1 back.

    Parameters
    ----------
    widths
        Neurons of the input and of each layer.
    rule
        One of RULES.
    bend
        What follows each layer: "none", "tanh", "ReLU" or "sigmoid".
    seed
        Of the weights, the signals and the gradients.
    n
        How many signals.

    Raises
    ------
    ValueError
        If a name is unknown or there is no layer.

    Examples
    --------
    >>> sizes((400, 100), "1/n_in").forward.round(1)
    array([1., 1.])
    """
    expect_name("sizes: bend", bend, tuple(BENDS))
    expect_size("sizes: layers", len(widths) - 1)
    rng = np.random.default_rng(seed)
    after = BENDS[bend]
    a: Array = rng.standard_normal((n, widths[0]))
    forward, passed = [rms(a)], []
    for n_in, n_out in pairwise(widths):
        steps: list[Layer] = [Dense(n_in, n_out, rng, init=by_rule(rule))]
        net = Sequential(*steps, after()) if after else Sequential(*steps)
        a, cache = net.forward(a)
        passed.append((net, cache))
        forward.append(rms(a))
    da = rng.standard_normal(a.shape)
    backward = [rms(da)]
    for net, cache in reversed(passed):
        da, _ = net.backward(da, cache)
        backward.append(rms(da))
    return Sizes(np.array(forward), np.array(backward[::-1]))


def rms(a: Array) -> float:
    """Return the root of the mean square of all entries.

    Examples
    --------
    >>> rms(np.array([3.0, 1, 1, 1]) ** 2)
    4.58257569495584
    """
    return float(np.sqrt(np.mean(a**2)))


def _constant(
    value: float,
    shape: tuple[int, ...],
    rng: np.random.Generator,
    dtype: npt.DTypeLike = np.float64,
) -> Array:
    return np.full(shape, value, dtype)


def train(bend: str, start: str, lr: float, seed: int, *, epochs: int = 16) -> Sequential:
    """Return a net of 32 hidden neurons, trained by gradient descent on 1,000 digits of 14×14.

    Parameters
    ----------
    bend
        "sigmoid", "tanh" or "ReLU".
    start
        The first weights: "zeros", "all 0.1", "random", or "one neuron": random, but with a single
        hidden neuron.
    lr
        Learning rate.
    seed
        Of the random weights and of the order of the digits.
    epochs
        Of 32 updates each.

    Raises
    ------
    ValueError
        If a name is unknown.

    Examples
    --------
    >>> len(np.unique(train("tanh", "all 0.1", 0.1, 0, epochs=1).params["0.W"].round(9), axis=0))
    1
    """
    expect_name("train: bend", bend, tuple(BENDS)[1:])
    expect_name("train: start", start, STARTS)
    x, labels = digits(1000)
    rng = np.random.default_rng(seed)
    equal = {"zeros": 0.0, "all 0.1": CONSTANT}
    init = partial(_constant, equal[start]) if start in equal else by_rule("1/n_in")
    hidden = 1 if start == "one neuron" else HIDDEN
    after = BENDS[bend]
    assert after is not None
    net = Sequential(
        Dense(x.shape[1], hidden, rng, init=init), after(), Dense(hidden, 10, rng, init=init)
    )
    fit(
        net,
        SoftmaxCrossEntropy(),
        SGD(net.params, lr),
        x,
        labels,
        rng=rng,
        epochs=epochs,
        progress=False,
    )
    return net


def run(setting: str, seed: int) -> Values:
    """Train one setting with each learning rate.

    Returns
    -------
    dict
        The share of the training digits that is right, for each rate: ``{"0.1": 0.93, …}``.

    Raises
    ------
    ValueError
        If the setting is unknown.

    Examples
    --------
    >>> list(run("ReLU, zeros", 0))
    ['0.1', '0.3', '1']
    """
    expect_name("run: setting", setting, SETTINGS)
    bend, start = setting.split(", ")
    x, labels = digits(1000)
    return {f"{lr:g}": accuracy(train(bend, start, lr, seed).forward(x)[0], labels) for lr in RATES}


RECORD = Experiment(
    "first-weights", run, SETTINGS, seeds=5, live="tanh, all 0.1", slack={"0.3": 0.08}
)
