"""Where depth pays: nets of one, two and three hidden layers, equally large, on long spirals."""

from itertools import pairwise

import numpy as np

from course_lib.experiments.fully_connected.regions import two_spirals
from course_lib.experiments.recorded import Values
from course_lib.fully_connected.activations import ReLU, Tanh
from course_lib.fully_connected.dense import Dense
from course_lib.fully_connected.sequential import Sequential
from course_lib.protocol import Array, Integers, Layer
from course_lib.shapes import expect_name
from course_lib.training.losses import SoftmaxCrossEntropy, accuracy
from course_lib.training.optim import Adam
from course_lib.training.train import fit

ACTIVATIONS: dict[str, tuple[type[ReLU | Tanh], str]] = {
    "ReLU": (ReLU, "he"),
    "tanh": (Tanh, "xavier"),
}
WIDTHS = {"1": (52,), "2": (13, 13), "3": (10, 10, 10)}
"""Neurons of each hidden layer, so that all nets have about 260 params."""
SETTINGS = tuple(f"{activation}, {hidden}" for activation in ACTIVATIONS for hidden in WIDTHS)
RATES = (1e-2, 3e-2, 1e-1, 3e-1)
TURNS, N_TRAIN, N_TEST, UPDATES = 3.5, 400, 1000, 2000


def points(n: int, seed: int) -> tuple[Array, Integers]:
    """Return n points on two arms that wind three and a half times around each other.

    Examples
    --------
    >>> points(4, 0)[0].shape
    (4, 2)
    """
    return two_spirals(np.random.default_rng(seed), n=n, turns=TURNS)


def build(setting: str, rng: np.random.Generator) -> Sequential:
    """Return an untrained net, from two coordinates to two scores.

    Raises
    ------
    ValueError
        If the setting is unknown.

    Examples
    --------
    >>> from course_lib import count_parameters
    >>> [count_parameters(build(f"ReLU, {n}", np.random.default_rng(0))) for n in WIDTHS]
    [262, 249, 272]
    """
    expect_name("build: setting", setting, SETTINGS)
    activation, hidden = setting.split(", ")
    bend, init = ACTIVATIONS[activation]
    layers: list[Layer] = []
    for n_in, n_out in pairwise((2, *WIDTHS[hidden], 2)):
        layers += [Dense(n_in, n_out, rng, init=init), bend()]
    return Sequential(*layers[:-1])


def run(setting: str, seed: int, *, updates: int = UPDATES) -> Values:
    """Train with each learning rate, from the same first weights, on all points at once.

    Returns
    -------
    dict
        The share of new points that is right, for each rate: ``{"0.01": 0.97, …}``.

    Raises
    ------
    ValueError
        If the setting is unknown.

    Examples
    --------
    >>> list(run("ReLU, 1", 0, updates=2))
    ['0.01', '0.03', '0.1', '0.3']
    """
    x, arm = points(N_TRAIN, 0)
    x_new, arm_new = points(N_TEST, 1)
    shares = {}
    for lr in RATES:
        rng = np.random.default_rng(seed)
        net = build(setting, rng)
        fit(
            net,
            SoftmaxCrossEntropy(),
            Adam(net.params, lr),
            x,
            arm,
            rng=rng,
            epochs=updates,
            batch_size=N_TRAIN,
            progress=False,
        )
        shares[f"{lr:g}"] = accuracy(net.forward(x_new)[0], arm_new)
    return shares
