"""A pyramid of two-directional layers against layers that keep all steps, on real utterances."""

import time
from typing import NamedTuple

import numpy as np

from course_lib.experiments.recorded import Experiment, Values
from course_lib.experiments.recurrent.speakers import SPEAKERS, D, utterances
from course_lib.fully_connected.dense import Dense
from course_lib.fully_connected.sequential import Sequential
from course_lib.protocol import Array, Integers, Mask
from course_lib.recurrent.bidirectional import Bidirectional
from course_lib.recurrent.gru import GRU
from course_lib.recurrent.over_time import MeanOverTime
from course_lib.recurrent.pyramid import Pyramid
from course_lib.shapes import expect_name, expect_size
from course_lib.training.losses import SoftmaxCrossEntropy, accuracy
from course_lib.training.optim import Adam
from course_lib.training.train import fit

HIDDEN, EPOCHS, BATCH = 16, 30, 30
SETTINGS = ("flat, long", "pyramid, long", "flat, real", "pyramid, real")
"""Long: each frame stands four times, 116 steps. Real: 29 steps, as recorded."""


class Speech(NamedTuple):
    """Utterances of one length, and who speaks."""

    xs: Array
    """(T, N, 12)."""
    mask: Mask
    """(T, N)."""
    speakers: Integers
    """(N,)."""


def speech(repeat: int) -> tuple[Speech, Speech]:
    """Return (train, test), each frame ``repeat`` times: as if sampled so much more often.

    Raises
    ------
    ValueError
        If ``repeat`` is not a positive whole number.

    Examples
    --------
    >>> speech(4)[0].xs.shape
    (116, 270, 12)
    """
    expect_size("speech: repeat", repeat)
    train, test = (
        Speech(part.frames.repeat(repeat, axis=0), part.mask.repeat(repeat, axis=0), part.speakers)
        for part in utterances()
    )
    return train, test


def build(kind: str, rng: np.random.Generator, *, hidden: int = HIDDEN) -> Sequential:
    """Return three GRU layers of two directions, and one answer for the whole utterance.

    Parameters
    ----------
    kind : str
        ``"flat"``: all three at every step. ``"pyramid"``: the second and the third join two steps.
    rng : numpy.random.Generator
        Draws the first weights.
    hidden : int, optional
        H of each direction.

    Raises
    ------
    ValueError
        If the kind is unknown.

    Examples
    --------
    >>> build("pyramid", np.random.default_rng(0)).forward(np.ones((9, 2, 12)))[0].shape
    (2, 9)
    """
    expect_name("build: kind", kind, ("flat", "pyramid"))

    def both(n_in: int) -> Bidirectional:
        return Bidirectional(GRU(n_in, hidden, rng), GRU(n_in, hidden, rng))

    H2 = 2 * hidden
    upper = (
        [both(H2), both(H2)]
        if kind == "flat"
        else [Pyramid(both(2 * H2), 2), Pyramid(both(2 * H2), 2)]
    )
    return Sequential(both(D), *upper, MeanOverTime(), Dense(H2, SPEAKERS, rng))


def update_seconds(kinds: tuple[str, ...], repeat: int, *, times: int = 8) -> dict[str, float]:
    """Return the processor time of one forward and backward of 30 utterances: the least of several.

    The nets take turns, so that a busy moment of the machine meets all of them.

    Raises
    ------
    ValueError
        If a kind is unknown or a number is not a positive whole number.
    """
    expect_size("update_seconds: times", times)
    train, _ = speech(repeat)
    xs, mask = train.xs[:, :BATCH], train.mask[:, :BATCH]
    nets = {kind: build(kind, np.random.default_rng(0)) for kind in kinds}
    seconds = dict.fromkeys(kinds, np.inf)
    for _ in range(times):
        for kind, net in nets.items():
            start = time.perf_counter()
            scores, cache = net.forward(xs, mask)
            net.backward(np.ones_like(scores), cache)
            seconds[kind] = min(seconds[kind], time.perf_counter() - start)
    return seconds


def run(setting: str, seed: int) -> Values:
    """Train once.

    Returns
    -------
    dict
        ``"accuracy"``, the share of the 370 test utterances that is right; ``"milliseconds"`` of
        one update of 30 utterances, and ``"time"``, the same divided by that of the flat net. The
        last two belong to the machine and not to the seed.

    Raises
    ------
    ValueError
        If the setting is unknown.
    """
    expect_name("run: setting", setting, SETTINGS)
    kind, length = setting.split(", ")
    repeat = 4 if length == "long" else 1
    train, test = speech(repeat)
    rng = np.random.default_rng(seed)
    net = build(kind, rng)
    fit(
        net,
        SoftmaxCrossEntropy(),
        Adam(net.params, lr=3e-3),
        train.xs,
        train.speakers,
        rng=rng,
        epochs=EPOCHS,
        batch_size=BATCH,
        mask=train.mask,
        mask_for="net",
        batch_axis=1,
        target_axis=0,
        clip=1.0,
        progress=False,
    )
    right = accuracy(net.forward(test.xs, test.mask)[0], test.speakers)
    seconds = update_seconds(("flat", "pyramid"), repeat, times=20)
    return {
        "accuracy": right,
        "milliseconds": 1000 * seconds[kind],
        "time": seconds[kind] / seconds["flat"],
    }


RECORD = Experiment(
    "pyramidal",
    run,
    SETTINGS,
    seeds=5,
    live="pyramid, real",
    slack={"accuracy": 0.015},
    clock=("time", "milliseconds"),
)
