"""A CNN, its variants, and a dense net on real digits that move by a pixel or two."""

from collections.abc import Callable
from functools import cache
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from course_lib.convolution.conv import Conv2D
from course_lib.convolution.pooling import AvgPool2D, L2Pool2D, MaxPool2D, MaxPoolMaps
from course_lib.convolution.reshape import Flatten
from course_lib.datasets import Digits, mnist5k
from course_lib.experiments.recorded import Experiment, Values
from course_lib.fully_connected.activations import ReLU
from course_lib.fully_connected.dense import Dense
from course_lib.fully_connected.sequential import Sequential
from course_lib.protocol import Array, Layer
from course_lib.shapes import expect_name
from course_lib.training.losses import SoftmaxCrossEntropy, accuracy
from course_lib.training.optim import Adam
from course_lib.training.train import fit

SIDE, CLASSES = 14, 10
MAPS, WIDER = (1, 8, 16), (1, 10, 20)
NETS = (
    "dense",
    "stride",
    "stride, wider",
    "maxout",
    "average",
    "L2",
    "max",
    "maxout + max",
)
# The two nets of the same size: at other learning rates, taught with moved digits, and on digits
# whose pixels are in another order.
RIVALS = ("dense", "max")
RATE, OTHER_RATES = 3e-3, (1e-3, 1e-2)
SETTINGS = (
    *NETS,
    *(f"{net}, rate {rate:g}" for net in RIVALS for rate in OTHER_RATES),
    *(f"{net}, {how}" for net in RIVALS for how in ("moved digits", "shuffled pixels")),
)
DIRECTIONS = ((1, 0), (-1, 0), (0, 1), (0, -1))
EARLY, EPOCHS = 6, 15
_POOLS: dict[str, type[AvgPool2D | L2Pool2D | MaxPool2D]] = {
    "average": AvgPool2D,
    "L2": L2Pool2D,
    "max": MaxPool2D,
}


def build(
    setting: str, rng: np.random.Generator, *, dtype: npt.DTypeLike = np.float32
) -> Sequential:
    """Return an untrained net from pictures (B, 1, 14, 14) to 10 scores.

    Parameters
    ----------
    setting : str
        ``"dense"``: one hidden layer of 13 ReLU neurons. All others are CNNs of two stages with 8
        and 16 feature maps, and a dense layer. ``"average"``, ``"L2"``, ``"max"``: convolution,
        ReLU, and this pool of 2×2. ``"stride"``: no pool, the convolution has stride 2 instead.
        ``"stride, wider"``: the same with 10 and 20 maps, about as many params as "maxout".
        ``"maxout"``: as "stride", with the larger of two maps in place of ReLU.
        ``"maxout + max"``: as "max", with the larger of two maps in place of ReLU.
    rng : numpy.random.Generator
        Draws the first weights.
    dtype : numpy dtype, optional
        float32 or float64.

    Raises
    ------
    ValueError
        If the setting is unknown.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> [sum(p.size for p in build(net, rng).params.values()) for net in NETS]
    [2701, 3818, 5130, 5066, 2698, 2698, 2698, 3946]
    """
    expect_name("build: setting", setting, NETS)
    if setting == "dense":
        hidden = Dense(SIDE * SIDE, 13, rng, init="he", dtype=dtype)
        return Sequential(Flatten(), hidden, ReLU(), Dense(13, CLASSES, rng, dtype=dtype))
    pooled = setting not in ("stride", "stride, wider", "maxout")
    maps = WIDER if setting == "stride, wider" else MAPS
    layers: list[Layer] = []
    for c_in, c_out in pairwise(maps):
        pieces = 2 if "maxout" in setting else 1
        layers.append(
            Conv2D(
                c_in,
                c_out * pieces,
                3,
                rng,
                stride=1 if pooled else 2,
                padding=1,
                init="he",
                dtype=dtype,
            )
        )
        layers.append(MaxPoolMaps(2) if pieces == 2 else ReLU())
        if pooled:
            layers.append(_POOLS.get(setting, MaxPool2D)(2))
    side = 3 if pooled else 4
    return Sequential(*layers, Flatten(), Dense(maps[-1] * side * side, CLASSES, rng, dtype=dtype))


@cache
def digits() -> tuple[Digits, Digits]:
    """Return 4,000 training and 1,000 test digits, images (N, 1, 14, 14) float32: read-only."""
    train, test = mnist5k(size=SIDE, dtype=np.float32)
    parts = [Digits(part.images[:, None], part.labels) for part in (train, test)]
    for part in parts:
        part.images.flags.writeable = part.labels.flags.writeable = False
    return parts[0], parts[1]


def shifted(images: Array, rows: int, columns: int) -> Array:
    """Return ``images`` (..., n, n) moved down by ``rows`` and right by ``columns`` pixels.

    What leaves the picture is lost, and 0 comes in.

    Examples
    --------
    >>> shifted(np.array([[1.0, 2.0], [3.0, 4.0]]), 0, 1)
    array([[0., 1.],
           [0., 3.]])
    >>> shifted(np.array([[1.0, 2.0], [3.0, 4.0]]), -1, 0)
    array([[3., 4.],
           [0., 0.]])
    """
    edges = [(0, 0)] * (images.ndim - 2)
    wide = np.pad(images, [*edges, (abs(rows),) * 2, (abs(columns),) * 2])
    top, left = abs(rows) - rows, abs(columns) - columns
    height, width = images.shape[-2:]
    moved: Array = wide[..., top : top + height, left : left + width]
    return moved


def shuffled(images: Array) -> Array:
    """Return ``images`` (..., 14, 14) with all pixels in another order, the same for each.

    Examples
    --------
    >>> x = np.arange(196.0).reshape(14, 14)
    >>> y = shuffled(x)
    >>> np.array_equal(y, x), np.array_equal(np.sort(y, axis=None), x.ravel())
    (False, True)
    """
    order = np.random.default_rng(0).permutation(SIDE * SIDE)
    mixed: Array = images.reshape(*images.shape[:-2], -1)[..., order].reshape(images.shape)
    return mixed


def shifted_accuracy(
    net: Layer, pixels: int, arrange: Callable[[Array], Array] = np.asarray
) -> float:
    """Return the share of right test digits when all are moved: the mean of four directions.

    What ``arrange`` makes of the moved pictures is what the net sees.
    """
    _, test = digits()
    shares = [
        accuracy(net.forward(arrange(shifted(test.images, pixels * r, pixels * c)))[0], test.labels)
        for r, c in DIRECTIONS
    ]
    return float(np.mean(shares))


def train(
    net: Sequential,
    rng: np.random.Generator,
    epochs: tuple[int, ...],
    *,
    rate: float = RATE,
    moved: bool = False,
    arrange: Callable[[Array], Array] = np.asarray,
) -> list[Values]:
    """Train ``net`` by Adam; after each part of ``epochs`` judge it on the test digits.

    Parameters
    ----------
    net : Sequential
        From `build`.
    rng : numpy.random.Generator
        Draws the batches.
    epochs : tuple of int
        How many, part by part.
    rate : float, optional
        The learning rate.
    moved : bool, optional
        Whether each digit comes twelve times: four times in place, and moved by 1 and by 2 pixels.
    arrange : callable, optional
        What it makes of each picture is what the net sees.

    Returns
    -------
    list of dict
        For each part: ``"accuracy"``, ``"shift 1"`` and ``"shift 2"``, the shares of right digits
        where they are and moved by 1 or 2 pixels.
    """
    examples, test = digits()
    x, target = examples
    if moved:
        copies = [(k * r, k * c) for k in (0, 1, 2) for r, c in DIRECTIONS]
        x = np.concatenate([shifted(x, *copy) for copy in copies])
        target = np.tile(target, len(copies))
    x = arrange(x)
    criterion, optimizer = SoftmaxCrossEntropy(), Adam(net.params, lr=rate)
    judged = []
    for n in epochs:
        fit(
            net,
            criterion,
            optimizer,
            x,
            target,
            rng=rng,
            epochs=n,
            progress=False,
        )
        scores, _ = net.forward(arrange(test.images))
        values = {"accuracy": accuracy(scores, test.labels)}
        judged.append(values | {f"shift {k}": shifted_accuracy(net, k, arrange) for k in (1, 2)})
    return judged


@cache
def trained(setting: str) -> Sequential:
    """Return a net after 6 epochs, with seed 0: for pictures, trained once in a session."""
    rng = np.random.default_rng(0)
    net = build(setting, rng)
    train(net, rng, (EARLY,))
    return net


def run(setting: str, seed: int) -> Values:
    """Train 15 epochs, or 1 with the twelve copies; return the shares of right test digits.

    Parameters
    ----------
    setting : str
        A net of `build`; ``"dense, rate 0.01"`` is one at another learning rate,
        ``"dense, moved digits"`` one that has seen moved digits, ``"dense, shuffled pixels"`` one
        that sees all pixels in another order.
    seed : int
        Draws the first weights and the batches.

    Returns
    -------
    dict
        ``"accuracy"``, ``"shift 1"``, ``"shift 2"`` as of `train`.

    Raises
    ------
    ValueError
        If the setting is unknown.
    """
    expect_name("run: setting", setting, SETTINGS)
    net, how = (setting, "") if setting in NETS else setting.split(", ")
    rate = float(how.removeprefix("rate ")) if how.startswith("rate ") else RATE
    moved, arrange = how == "moved digits", shuffled if how == "shuffled pixels" else np.asarray
    rng = np.random.default_rng(seed)
    epochs = (1 if moved else EPOCHS,)
    return train(build(net, rng), rng, epochs, rate=rate, moved=moved, arrange=arrange)[0]


RECORD = Experiment(
    "cnn-or-dense",
    run,
    SETTINGS,
    seeds=5,
    live="max",
    slack={"accuracy": 0.015, "shift 1": 0.04, "shift 2": 0.1},
)
