"""Convolutions over time with different receptive fields against an RNN, on real utterances."""

from itertools import pairwise

import numpy as np

from course_lib.convolution.conv import Conv1D
from course_lib.convolution.reshape import ImageToSequence, SequenceToImage
from course_lib.experiments.recorded import Experiment, Values
from course_lib.experiments.recurrent.speakers import SPEAKERS, D, targets, utterances
from course_lib.fully_connected.activations import Tanh
from course_lib.fully_connected.dense import Dense
from course_lib.fully_connected.sequential import Sequential
from course_lib.protocol import Array, Layer
from course_lib.recurrent.rnn import RNN
from course_lib.shapes import expect_name
from course_lib.training.losses import SoftmaxCrossEntropy, accuracy
from course_lib.training.optim import Adam
from course_lib.training.train import fit

# What a net sees of the sequence: the steps before and after the one that it answers for.
FIELDS: dict[str, tuple[int, int]] = {
    "1 step": (0, 0),
    "past 4": (3, 0),
    "past 7": (6, 0),
    "past 13": (12, 0),
    "±3": (3, 3),
    "±3, 3 layers": (3, 3),
}
_HIDDEN = {1: 136, 4: 52, 7: 32, 13: 18}
NETS = (*FIELDS, "RNN")
EPOCHS, RATE, OTHER_RATES = 60, 3e-3, (1e-3, 1e-2)
SETTINGS = (*NETS, *(f"{net}, rate {rate:g}" for rate in OTHER_RATES for net in NETS))


def build(setting: str, rng: np.random.Generator) -> Sequential:
    """Return an untrained net of about 3,000 params, from `padded` frames to 9 scores for each.

    Raises
    ------
    ValueError
        If the setting is unknown.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> [sum(p.size for p in build(setting, rng).params.values()) for setting in NETS]
    [3001, 3025, 3017, 2997, 3017, 2993, 3024]
    """
    expect_name("build: setting", setting, NETS)
    if setting == "RNN":
        return Sequential(RNN(D, 45, rng), Dense(45, SPEAKERS, rng))
    maps, size = [D, 24, 16, 16], 3
    if "layers" not in setting:
        size = sum(FIELDS[setting]) + 1
        maps = [D, _HIDDEN[size]]
    layers: list[Layer] = []
    for n_in, n_out in pairwise(maps):
        layers += [Conv1D(n_in, n_out, size, rng, init="xavier"), Tanh()]
    out = Conv1D(maps[-1], SPEAKERS, 1, rng)
    return Sequential(SequenceToImage(D), *layers, out, ImageToSequence())


def padded(xs: Array, setting: str) -> Array:
    """Return ``xs`` (T, B, D) with so many zeros around it in time that T scores come out.

    Raises
    ------
    ValueError
        If the setting is unknown.

    Examples
    --------
    >>> padded(np.ones((29, 4, 12)), "past 7").shape, padded(np.ones((29, 4, 12)), "RNN").shape
    ((35, 4, 12), (29, 4, 12))
    """
    expect_name("padded: setting", setting, NETS)
    return np.pad(xs, (FIELDS.get(setting, (0, 0)), (0, 0), (0, 0)))


def run(setting: str, seed: int) -> Values:
    """Train 60 epochs on the 270 utterances; return the shares of frames that are right.

    Parameters
    ----------
    setting : str
        A net of `build`; ``"RNN, rate 0.01"`` is one at another learning rate.
    seed : int
        Draws the first weights and the batches.

    Returns
    -------
    dict
        ``"accuracy"``, over all frames of the 370 test utterances, and ``"training accuracy"``.

    Raises
    ------
    ValueError
        If the setting is unknown.
    """
    expect_name("run: setting", setting, SETTINGS)
    name, _, rate = setting.partition(", rate ")
    rng = np.random.default_rng(seed)
    net = build(name, rng)
    train, test = utterances()
    fit(
        net,
        SoftmaxCrossEntropy(),
        Adam(net.params, lr=float(rate or RATE)),
        padded(train.frames, name),
        targets(train),
        rng=rng,
        epochs=EPOCHS,
        batch_size=30,
        mask=train.mask,
        batch_axis=1,
        clip=1.0,
        progress=False,
    )
    shares = {}
    for key, part in (("accuracy", test), ("training accuracy", train)):
        scores, _ = net.forward(padded(part.frames, name))
        shares[key] = accuracy(scores, targets(part), part.mask)
    return shares


def inputs_seen(net: Layer, xs: Array, step: int) -> list[int]:
    """Return the steps of ``xs`` (T, B, D) that the net's answer at ``step`` depends on.

    Found by a backward pass: the steps where the gradient is not 0.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> inputs_seen(build("RNN", rng), rng.normal(size=(10, 1, 12)), 3)
    [0, 1, 2, 3]
    """
    y, cache = net.forward(xs)
    dy = np.zeros_like(y)
    dy[step] = 1
    dxs, _ = net.backward(dy, cache)
    return [int(t) for t in np.flatnonzero(np.abs(dxs).sum(axis=(1, 2)))]


RECORD = Experiment(
    "conv1d",
    run,
    SETTINGS,
    seeds=5,
    live="±3",
    slack={"accuracy": 0.012},
)
