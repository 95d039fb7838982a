"""Nets with one hidden layer learn two spirals: what each further neuron buys.

A point has two coordinates, so everything that such a net knows can be drawn: the colour that it
gives to each point of the plane. The nets are trained when they are asked for, and kept.
"""

from collections.abc import Callable
from functools import cache
from typing import NamedTuple

import numpy as np

from course_lib.fully_connected.activations import ReLU, Sigmoid, Tanh
from course_lib.fully_connected.dense import Dense
from course_lib.fully_connected.sequential import Sequential
from course_lib.protocol import Array, Integers, Layer, Mask
from course_lib.shapes import expect_name, expect_rng, expect_size
from course_lib.training.history import History
from course_lib.training.losses import SoftmaxCrossEntropy, accuracy, softmax
from course_lib.training.optim import Adam
from course_lib.training.train import fit

ACTIVATIONS: dict[str, Callable[[], Layer]] = {"relu": ReLU, "tanh": Tanh, "sigmoid": Sigmoid}
N_POINTS = 120
N_STARTS = 3
UPDATES = 500
LEARNING_RATE = 0.05
SIDE = 4.0
"""The plane is drawn from -SIDE to SIDE, both ways."""
SHOWN = (0, 1, 2, 4, 7, 11, 16, 22, 30, 40, 52, 66, 82, 100, 125, 155, 195, 250, 350, UPDATES)
"""The updates that a film of a training shows: many at first, when much happens."""
DESCENT_GRID = 56


class Regions(NamedTuple):
    """What one net made of the plane."""

    p: Array
    """(n, n), the probability of class 1; row 0 is the lowest x₂, column 0 the lowest x₁."""
    right: Mask
    """(N_POINTS,), bool: which training points lie in a region of their own colour."""


class Descent(NamedTuple):
    """A training as it went."""

    loss: Array
    """(UPDATES + 1,), in nats, on all points: before the first update, and after each."""
    seen: tuple[Regions, ...]
    """What the net made of the plane after each number of updates in ``SHOWN``."""


def two_spirals(
    rng: np.random.Generator, *, n: int = N_POINTS, turns: float = 1.25, noise: float = 0.1
) -> tuple[Array, Integers]:
    """Return n points on two arms that wind around each other, and the arm of each.

    Parameters
    ----------
    rng : numpy.random.Generator
        Draws the places on the arms and the noise.
    n : int, optional
        How many points; every other one is on arm 1.
    turns : float, optional
        How often an arm winds around the centre. The outer end is 3 from it.
    noise : float, optional
        Standard deviation of what is added to each coordinate.

    Returns
    -------
    x : numpy.ndarray
        float64, (n, 2).
    arm : numpy.ndarray
        int64, (n,), 0 or 1.

    Notes
    -----
    Source: our own small form of the two-spirals problem of Lang & Witbrock 1988.

    Examples
    --------
    >>> x, arm = two_spirals(np.random.default_rng(0), n=6)
    >>> x.shape, arm
    ((6, 2), array([0, 1, 0, 1, 0, 1]))
    """
    expect_rng("two_spirals: rng", rng)
    expect_size("two_spirals: n", n)
    arm = np.arange(n, dtype=np.int64) % 2
    # The root spreads the points evenly over the arm's length, not crowded at the centre.
    radius = np.sqrt(rng.uniform(0.02, 1, n))
    angle = 2 * np.pi * turns * radius + np.pi * arm
    x = 3 * radius[:, None] * np.stack([np.cos(angle), np.sin(angle)], axis=1)
    return x + rng.normal(0, noise, (n, 2)), arm


def spirals() -> tuple[Array, Integers]:
    """Return the points of the figure: always the same (seed 0).

    Examples
    --------
    >>> spirals()[0].shape
    (120, 2)
    """
    return two_spirals(np.random.default_rng(0))


@cache
def trained(width: int, activation: str, start: int = 0, *, updates: int = UPDATES) -> Sequential:
    """Return the net 2 → width → 2, trained by Adam on all points at once.

    Parameters
    ----------
    width : int
        Hidden neurons.
    activation : str
        "relu", "tanh" or "sigmoid".
    start : int, optional
        Seed of the first weights: another start, another walk downhill.
    updates : int, optional
        Steps of that walk.

    Returns
    -------
    Sequential
        The same object for the same arguments. Its params are read-only.

    Raises
    ------
    ValueError
        If a number is not positive and whole, or the activation is unknown.

    Examples
    --------
    >>> trained(1, "tanh").params["0.W"].shape
    (1, 2)
    """
    expect_size("trained: width", width)
    expect_size("trained: updates", updates)
    expect_name("trained: activation", activation, tuple(ACTIVATIONS))
    rng = np.random.default_rng(start)
    net = _new_net(width, activation, rng)
    _walk(net, rng, updates)
    for array in net.params.values():
        array.flags.writeable = False  # the next caller gets the same net
    return net


def _new_net(width: int, activation: str, rng: np.random.Generator) -> Sequential:
    return Sequential(Dense(2, width, rng), ACTIVATIONS[activation](), Dense(width, 2, rng))


def _walk(
    net: Sequential,
    rng: np.random.Generator,
    updates: int,
    callback: Callable[[History], object] | None = None,
) -> None:
    """Train by Adam on all points at once."""
    x, arm = spirals()
    optimizer = Adam(net.params, lr=LEARNING_RATE)
    fit(
        net,
        SoftmaxCrossEntropy(),
        optimizer,
        x,
        arm,
        rng=rng,
        epochs=updates,
        batch_size=len(x),
        callback=callback,
        progress=False,
    )


@cache
def descent(width: int, activation: str, start: int) -> Descent:
    """Return what the training of `trained` looked like on its way.

    Examples
    --------
    >>> way = descent(8, "relu", 2)
    >>> len(way.loss), len(way.seen), bool(way.seen[-1].right.all())
    (501, 20, True)
    """
    x, arm = spirals()
    rng = np.random.default_rng(start)
    net = _new_net(width, activation, rng)
    loss: list[float] = []
    seen: list[Regions] = []

    def look(_: History | None = None) -> None:
        if len(loss) in SHOWN:
            seen.append(_regions(net, DESCENT_GRID))
        loss.append(SoftmaxCrossEntropy().forward(net.forward(x)[0], arm)[0])

    look()
    _walk(net, rng, UPDATES, look)
    return Descent(np.array(loss), tuple(seen))


def n_right(width: int, activation: str, start: int = 0, *, updates: int = UPDATES) -> int:
    """Return how many of the N_POINTS training points the net of `trained` reads right.

    Examples
    --------
    >>> 60 < n_right(1, "tanh") < 100
    True
    """
    x, arm = spirals()
    scores, _ = trained(width, activation, start, updates=updates).forward(x)
    return round(accuracy(scores, arm) * len(arm))


@cache
def regions(width: int, activation: str, start: int = 0, *, grid: int = 80) -> Regions:
    """Return what the net says at ``grid`` × ``grid`` points of the plane, as `trained`.

    Examples
    --------
    >>> regions(1, "tanh", grid=8).p.shape
    (8, 8)
    """
    return _regions(trained(width, activation, start), grid)


def _regions(net: Sequential, grid: int) -> Regions:
    x, arm = spirals()
    p = softmax(net.forward(_plane(grid))[0])[..., 1]
    return Regions(p, net.forward(x)[0].argmax(axis=1) == arm)


def middles(grid: int) -> Array:
    """Return the middles of the pixels along one axis, so that a picture fills the plane.

    Examples
    --------
    >>> middles(4)
    array([-3., -1.,  1.,  3.])
    """
    places: Array = (np.arange(grid) + 0.5) / grid * 2 * SIDE - SIDE
    return places


def _plane(grid: int) -> Array:
    """Return the middles of the pixels (n, n, 2)."""
    return np.stack(np.meshgrid(middles(grid), middles(grid)), axis=-1)


def how_sure(width: int, activation: str, start: int = 0, *, grid: int = 80) -> tuple[Array, Array]:
    """Return how far places of the plane are from the points, and how sure the net is there.

    Returns
    -------
    far : numpy.ndarray
        (grid²,), the distance to the nearest training point.
    sure : numpy.ndarray
        (grid²,), the probability of the arm that the net says, ½ or more.

    Examples
    --------
    >>> far, sure = how_sure(1, "tanh", grid=8)
    >>> far.shape, bool(sure.min() >= 0.5)
    ((64,), True)
    """
    x, _ = spirals()
    p = regions(width, activation, start, grid=grid).p.ravel()
    between = _plane(grid).reshape(-1, 1, 2) - x
    return np.hypot(*np.moveaxis(between, -1, 0)).min(axis=1), np.maximum(p, 1 - p)
