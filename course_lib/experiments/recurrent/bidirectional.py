"""Who of nine men speaks, told for every frame: from the past, the future or both.

The nets differ in what they see. All are trained at the same three rates, and each keeps the one
that is best on utterances that it was not trained on.
"""

from typing import Any, NamedTuple

import numpy as np

from course_lib.datasets import Utterances
from course_lib.experiments.recorded import Experiment, Values
from course_lib.experiments.recurrent.speakers import SPEAKERS, D, targets, utterances, windows
from course_lib.fully_connected.activations import Tanh
from course_lib.fully_connected.dense import Dense
from course_lib.fully_connected.sequential import Sequential
from course_lib.protocol import Array
from course_lib.recurrent.bidirectional import Bidirectional
from course_lib.recurrent.rnn import RNN
from course_lib.shapes import expect_name
from course_lib.training.losses import SoftmaxCrossEntropy, accuracy
from course_lib.training.optim import Adam
from course_lib.training.train import fit

WINDOW = 7
POSITIONS = 14
"""The first frames whose accuracy is also counted one by one."""
RATES = (1e-3, 3e-3, 1e-2)
EPOCHS = 60
SETTINGS = (
    "one frame",
    "window, past",
    "window, both",
    "window, future",
    "RNN, past",
    "RNN, future",
    "RNN, both",
)
"""What a net is, and which frames it sees beside the one that it names."""


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
    [4497, 4521, 4521, 4521, 4649, 4649, 4375]
    """
    expect_name("build: setting", setting, SETTINGS)
    if not setting.startswith("RNN"):
        n_in, n = (D, 204) if setting == "one frame" else (WINDOW * D, 48)
        return Sequential(Dense(n_in, n, rng, init="xavier"), Tanh(), Dense(n, SPEAKERS, rng))
    if setting != "RNN, both":
        return Sequential(RNN(D, 58, rng), Dense(58, SPEAKERS, rng))
    layer = Bidirectional(RNN(D, 37, rng), RNN(D, 37, rng))
    return Sequential(layer, Dense(2 * 37, SPEAKERS, rng))


def seen(frames: Array, setting: str) -> Array:
    """Return what the net of a setting gets at each step, from frames (T, N, 12).

    A window is a step and six neighbours: three before and three after, or all six on one side.
    For an RNN that sees the future alone, the sequence runs backwards.

    Examples
    --------
    >>> seen(np.zeros((29, 2, 12)), "window, past").shape
    (29, 2, 84)
    """
    if setting.startswith("window"):
        first = {"past": 0, "both": WINDOW // 2, "future": WINDOW - 1}[setting[8:]]
        return windows(frames, WINDOW - 1)[..., first * D : (first + WINDOW) * D]
    return frames[::-1] if setting == "RNN, future" else frames


def part_of(utterance: Utterances, chosen: Any) -> Utterances:
    """Return some of the utterances, by index or mask."""
    frames, mask = utterance.frames[:, chosen], utterance.mask[:, chosen]
    return utterance._replace(
        frames=frames,
        mask=mask,
        lengths=utterance.lengths[chosen],
        speakers=utterance.speakers[chosen],
    )


class Trained(NamedTuple):
    """A net, and the utterances that it was trained on and chosen by."""

    net: Sequential
    setting: str
    rate: float

    def scores(self, part: Utterances) -> Array:
        """Return the scores (T, N, 9) of the frames of ``part``, each at its own step."""
        xs = seen(part.frames, self.setting)
        if not self.setting.startswith("RNN"):
            return self.net.forward(xs)[0]
        back = self.setting == "RNN, future"
        found = self.net.forward(xs, part.mask[::-1] if back else part.mask)[0]
        return found[::-1] if back else found

    def right(self, part: Utterances) -> float:
        """Return the share of the frames of ``part`` whose speaker is named right."""
        return accuracy(self.scores(part), targets(part), part.mask)


def parts() -> tuple[Utterances, Utterances, Utterances]:
    """Return 216 utterances to learn from, 54 to choose the rate by, and 370 to be tested on.

    Every fifth of the training set, so six of each speaker, chooses the rate.
    """
    learn, test = utterances()
    fifth = np.arange(len(learn.speakers)) % 5 == 0
    return part_of(learn, ~fifth), part_of(learn, fifth), test


def train(setting: str, seed: int, rate: float, *, epochs: int = EPOCHS) -> Trained:
    """Train on 216 utterances at one learning rate. The first weights depend on the seed alone.

    Raises
    ------
    ValueError
        If the setting is unknown.
    """
    rng = np.random.default_rng(seed)
    net, (learn, _, _) = build(setting, rng), parts()
    back = setting == "RNN, future"
    fit(
        net,
        SoftmaxCrossEntropy(),
        Adam(net.params, lr=rate),
        seen(learn.frames, setting),
        targets(learn),
        rng=rng,
        epochs=epochs,
        batch_size=30,
        mask=learn.mask[::-1] if back else learn.mask,
        batch_axis=1,
        mask_for="both" if setting.startswith("RNN") else "loss",
        clip=1.0,
        progress=False,
    )
    return Trained(net, setting, rate)


def run(setting: str, seed: int) -> Values:
    """Train at each rate, and return what the rate gives that is best on the 54 utterances.

    Returns
    -------
    dict
        ``"accuracy"`` over all test frames, and ``"at 1"`` to ``"at 14"``: over the first frames
        of all utterances, over the second, and so on, where an utterance has so many.
        ``"last"`` over the last frames. ``"training"`` over the frames that it was trained on.
        ``"rate"``, the learning rate.
    """
    learn, choose, test = parts()
    best = max((train(setting, seed, rate) for rate in RATES), key=lambda t: t.right(choose))
    scores, target = best.scores(test), targets(test)
    right = scores.argmax(axis=2) == target
    shares = {
        "rate": best.rate,
        "accuracy": accuracy(scores, target, test.mask),
        "training": best.right(learn),
        "last": float(right[test.lengths - 1, np.arange(len(test.lengths))].mean()),
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
    slack={"accuracy": 0.015, "at 1": 0.025},
)
