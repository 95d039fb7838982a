"""Who of nine men speaks, told for every frame: with and without the future, on real utterances."""

from typing import Any

import numpy as np

from course_lib.experiments.recorded import Experiment, Values
from course_lib.experiments.recurrent.speakers import SPEAKERS, D, targets, utterances, windows
from course_lib.fully_connected.activations import Tanh
from course_lib.fully_connected.dense import Dense
from course_lib.fully_connected.sequential import Sequential
from course_lib.protocol import Array
from course_lib.recurrent.bidirectional import Bidirectional
from course_lib.recurrent.lstm import LSTM
from course_lib.recurrent.rnn import RNN
from course_lib.shapes import expect_name
from course_lib.training.losses import SoftmaxCrossEntropy, accuracy
from course_lib.training.optim import Adam
from course_lib.training.train import fit

REACH = 3
POSITIONS = 14
"""The first frames whose accuracy is also counted one by one."""
SETTINGS = ("one frame", "window", "RNN", "LSTM", "RNN, both", "LSTM, both")


def build(setting: str, rng: np.random.Generator) -> Sequential:
    """Return an untrained net of about 4,500 params, from frames to 9 scores for each.

    Raises
    ------
    ValueError
        If the setting is unknown.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> [sum(p.size for p in build(setting, rng).params.values()) for setting in SETTINGS]
    [4497, 4521, 4649, 4572, 4375, 4395]
    """
    expect_name("build: setting", setting, SETTINGS)
    if setting in ("one frame", "window"):
        n_in, n = (D, 204) if setting == "one frame" else ((2 * REACH + 1) * D, 48)
        return Sequential(Dense(n_in, n, rng, init="xavier"), Tanh(), Dense(n, SPEAKERS, rng))
    both = setting.endswith("both")
    layer: Any
    if setting.startswith("RNN"):
        n = 37 if both else 58
        layer = Bidirectional(RNN(D, n, rng), RNN(D, n, rng)) if both else RNN(D, n, rng)
    else:
        n = 17 if both else 27
        one = [LSTM(D, n, rng, forget_bias=1.0) for _ in range(1 + both)]
        layer = Bidirectional(*one) if both else one[0]
    return Sequential(layer, Dense((1 + both) * n, SPEAKERS, rng))


def trained_scores(setting: str, seed: int, *, epochs: int = 60) -> tuple[Array, Array]:
    """Train on the 270 utterances and return the scores (29, N, 9) of their frames and the test's.

    Raises
    ------
    ValueError
        If the setting is unknown.
    """
    rng = np.random.default_rng(seed)
    net = build(setting, rng)
    train, test = utterances()
    recurrent = setting not in ("one frame", "window")
    reach = REACH if setting == "window" else 0
    x, x_test = windows(train.frames, reach), windows(test.frames, reach)
    fit(
        net,
        SoftmaxCrossEntropy(),
        Adam(net.params, lr=3e-3),
        x,
        targets(train),
        rng=rng,
        epochs=epochs,
        batch_size=30,
        mask=train.mask,
        batch_axis=1,
        mask_for="both" if recurrent else "loss",
        clip=1.0,
        progress=False,
    )
    masks = (train.mask, test.mask) if recurrent else (None, None)
    return net.forward(x, masks[0])[0], net.forward(x_test, masks[1])[0]


def run(setting: str, seed: int) -> Values:
    """Train once; return the share of test frames that are right.

    Returns
    -------
    dict
        ``"accuracy"`` over all test frames, and ``"at 1"`` to ``"at 14"``: over the first frames
        of all utterances, over the second, and so on, where an utterance has so many.
        ``"training"`` over the frames that it was trained on.
    """
    (train, test), (scores_train, scores) = utterances(), trained_scores(setting, seed)
    target = targets(test)
    shares = {
        "accuracy": accuracy(scores, target, test.mask),
        "training": accuracy(scores_train, targets(train), train.mask),
    }
    for t in range(POSITIONS):
        shares[f"at {t + 1}"] = accuracy(scores[t], target[t], test.mask[t])
    return shares


RECORD = Experiment(
    "bidirectional",
    run,
    SETTINGS,
    seeds=5,
    live="RNN, both",
    slack={"accuracy": 0.012, "at 1": 0.02},
)
