"""Which state is behind each frame: nets that know the past, a little future, or all of it.

The frames come from a hidden Markov model, so that the best possible share is known exactly. Bounds
and nets are compared on the same steps, t < T - 5, where even a lag of 5 has all its frames. Each
net is trained at the same rates, and keeps the one that is best on sequences of its own.
"""

from functools import cache
from typing import NamedTuple

import numpy as np

from course_lib.datasets import HMM, Frames, expected_accuracy, frame_posterior, hmm_frames
from course_lib.datasets import posterior as exact
from course_lib.datasets.hmm import Float64s
from course_lib.experiments.recorded import Experiment, Values
from course_lib.fully_connected.activations import Tanh
from course_lib.fully_connected.dense import Dense
from course_lib.fully_connected.sequential import Sequential
from course_lib.protocol import Array, Integers, Mask
from course_lib.recurrent.bidirectional import Bidirectional
from course_lib.recurrent.rnn import RNN
from course_lib.shapes import expect_name
from course_lib.training.losses import SoftmaxCrossEntropy, accuracy
from course_lib.training.optim import Adam
from course_lib.training.train import fit

STATES, STEPS, EDGE = 6, 50, 5
COMPARED = STEPS - EDGE
"""Steps on which all are compared."""
RATES = (3e-3, 1e-2)


class Known(NamedTuple):
    """A setting: what a net is made of, and which frames it knows when it answers."""

    layer: str
    """"Dense" or "RNN"."""
    lag: int | None
    """Frames after step t that are known; None: all of them, by two directions."""


SETTINGS = {
    "one frame": Known("Dense", 0),
    "RNN": Known("RNN", 0),
    "RNN, delay 1": Known("RNN", 1),
    "RNN, delay 2": Known("RNN", 2),
    "RNN, delay 3": Known("RNN", 3),
    "RNN, delay 5": Known("RNN", 5),
    "RNN, both": Known("RNN", None),
}
"""What is compared, by name."""


@cache
def judged(n: int = 2000) -> Frames:
    """Return the sequences on which all nets are judged, the same for all: read-only."""
    frames = hmm_frames(n, STEPS, np.random.default_rng(2005))
    for array in frames:
        array.flags.writeable = False
    return frames


def posterior(xs: Array, setting: str) -> Float64s:
    """Return the exact probability of each state (T, N, 6), from the frames that a setting knows.

    Raises
    ------
    ValueError
        If the setting is unknown.
    """
    expect_name("posterior: setting", setting, tuple(SETTINGS))
    layer, lag = SETTINGS[setting]
    hmm = HMM.levels(STATES)
    return frame_posterior(xs, hmm) if layer == "Dense" else exact(xs, hmm, lag=lag)


@cache
def bound(setting: str) -> float:
    """Return the largest share that can be expected on the compared steps of `judged`.

    Raises
    ------
    ValueError
        If the setting is unknown.

    Examples
    --------
    >>> [round(bound(setting), 2) for setting in ("one frame", "RNN", "RNN, both")]
    [0.58, 0.7, 0.78]
    """
    return expected_accuracy(posterior(judged().xs, setting)[:COMPARED])


def build(setting: str, rng: np.random.Generator) -> Sequential:
    """Return an untrained net, from one number a frame to 6 scores.

    Raises
    ------
    ValueError
        If the setting is unknown.

    Examples
    --------
    >>> scores, _ = build("RNN, both", np.random.default_rng(0)).forward(np.ones((50, 2, 1)))
    >>> scores.shape
    (50, 2, 6)
    """
    expect_name("build: setting", setting, tuple(SETTINGS))
    kind, lag = SETTINGS[setting]
    if kind == "Dense":
        return Sequential(Dense(1, 32, rng, init="xavier"), Tanh(), Dense(32, STATES, rng))
    n = 16 if lag is None else 24
    layer = Bidirectional(RNN(1, n, rng), RNN(1, n, rng)) if lag is None else RNN(1, n, rng)
    return Sequential(layer, Dense(2 * n if lag is None else n, STATES, rng))


def delayed(states: Integers, delay: int) -> tuple[Integers, Mask]:
    """Return the targets that come ``delay`` steps after their frame, and where there are any.

    Parameters
    ----------
    states : numpy.ndarray
        (T, N).
    delay : int
        Steps, fewer than T.

    Examples
    --------
    >>> target, mask = delayed(np.array([[4], [5], [6]]), 1)
    >>> target[mask], mask.ravel()
    (array([4, 5]), array([False,  True,  True]))
    """
    mask = np.ones(states.shape, bool)
    mask[:delay] = False
    return np.roll(states, delay, axis=0), mask


def train(
    setting: str, seed: int, *, rate: float = 1e-2, n: int = 3000, epochs: int = 20
) -> Sequential:
    """Return a net trained on ``n`` sequences of its own.

    Raises
    ------
    ValueError
        If the setting is unknown.
    """
    rng = np.random.default_rng(seed)
    net = build(setting, rng)
    xs, states = hmm_frames(n, STEPS, rng)
    target, mask = delayed(states, SETTINGS[setting].lag or 0)
    fit(
        net,
        SoftmaxCrossEntropy(),
        Adam(net.params, lr=rate),
        xs,
        target,
        rng=rng,
        epochs=epochs,
        batch_size=50,
        mask=mask,
        batch_axis=1,
        clip=1.0,
        progress=False,
    )
    return net


def answers(net: Sequential, setting: str, xs: Array) -> Array:
    """Return the scores (T - delay, N, 6) of a net, each at the step of its frame."""
    return net.forward(xs)[0][SETTINGS[setting].lag or 0 :]


def share_right(net: Sequential, setting: str, frames: Frames) -> float:
    """Return the share of right states on the compared steps of some sequences."""
    scores = answers(net, setting, frames.xs)[:COMPARED]
    return accuracy(scores, frames.states[:COMPARED])


def run(setting: str, seed: int) -> Values:
    """Train at each rate, choose the one that is best on 500 other sequences, and judge it.

    Returns
    -------
    dict
        ``"accuracy"``, the share of right states on the compared steps of `judged`; ``"rate"``.

    Raises
    ------
    ValueError
        If the setting is unknown.
    """
    choose = hmm_frames(500, STEPS, np.random.default_rng(2006))
    nets = {rate: train(setting, seed, rate=rate) for rate in RATES}
    best = max(RATES, key=lambda rate: share_right(nets[rate], setting, choose))
    return {"accuracy": share_right(nets[best], setting, judged()), "rate": best}


RECORD = Experiment(
    "frames", run, tuple(SETTINGS), seeds=5, live="RNN, both", slack={"accuracy": 0.01}
)
