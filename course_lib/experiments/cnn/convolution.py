"""Kernels for a photograph, and how fast gradient descent finds one from pairs of pictures."""

from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from course_lib.convolution.conv import Conv2D
from course_lib.convolution.conv_reference import conv2d_reference
from course_lib.datasets import photograph
from course_lib.protocol import Array
from course_lib.shapes import expect_name
from course_lib.training.losses import MeanSquaredError
from course_lib.training.optim import SGD
from course_lib.training.update import update

KERNELS: dict[str, Array] = {
    "identity": np.array([[0.0, 0, 0], [0, 1, 0], [0, 0, 0]]),
    "blur": np.ones((3, 3)) / 9,
    "sharpen": np.array([[0.0, -1, 0], [-1, 5, -1], [0, -1, 0]]),
    "edges x": np.array([[-1.0, 0, 1], [-1, 0, 1], [-1, 0, 1]]),
    "edges y": np.array([[-1.0, -1, -1], [0, 0, 0], [1, 1, 1]]),
    "emboss": np.array([[-2.0, -1, 0], [-1, 1, 1], [0, 1, 2]]),
}
"""Kernels (3, 3) that a person wrote down. W * x with the kernel as it stands, not turned round."""
PICTURES = ("photograph", "noise")
# A weight counts as found when it is this near.
NEAR = 0.01


class Found(NamedTuple):
    """What gradient descent found out about a kernel."""

    updates: int
    """Until each weight was within NEAR of the kernel's; the limit if it was not."""
    kernel: Array
    """(3, 3), as it is after the last update."""
    pixel_error: float
    """The root of the mean squared error of a pixel, in units of the target's own spread."""


@cache
def grey(name: str) -> Array:
    """Return a photograph in half its size, (80, 120), from 0 black to 1 white: read-only.

    Examples
    --------
    >>> grey("china").shape
    (80, 120)
    """
    small: Array = photograph(name).reshape(80, 2, 120, 2).mean(axis=(1, 3))
    small.flags.writeable = False
    return small


def filtered(name: str, kernel: str) -> Array:
    """Return a photograph under a kernel, (80, 120), the edge reflected so that no frame shows.

    Raises
    ------
    ValueError
        If the kernel is unknown.

    Examples
    --------
    >>> bool(np.allclose(filtered("china", "identity"), grey("china")))
    True
    """
    expect_name("filtered: kernel", kernel, tuple(KERNELS))
    x, W = grey(name)[None, None], KERNELS[kernel][None, None]
    y = conv2d_reference(x, W, np.zeros(1), padding=1, padding_mode="reflect")
    return y.reshape(grey(name).shape)


def picture(kind: str, seed: int = 0) -> Array:
    """Return a picture (80, 120) with mean 0 and variance 1: the pavilion, or independent noise.

    Raises
    ------
    ValueError
        If the kind is neither ``"photograph"`` nor ``"noise"``.
    """
    expect_name("picture: kind", kind, PICTURES)
    x = (
        grey("china")
        if kind == "photograph"
        else np.random.default_rng(seed).normal(size=(80, 120))
    )
    standard: Array = (x - x.mean()) / x.std()
    return standard


def slopes(x: Array) -> Array:
    """Return the eigenvalues of the mean of p pᵀ, over all windows p (9,) of ``x``, least first.

    The loss is a bowl over the nine weights, and these are half its curvatures. The greatest
    divided by the least is the condition number.

    Examples
    --------
    >>> values = slopes(picture("noise"))
    >>> bool(values[-1] / values[0] < 1.5)
    True
    """
    p = sliding_window_view(x, (3, 3)).reshape(-1, 9)
    values: Array = np.linalg.eigvalsh(p.T @ p / len(p))
    return values


def recover(kernel: str, kind: str, *, seed: int = 0, limit: int = 2000) -> Found:
    """Learn a kernel from one picture and what the kernel makes of it, by gradient descent.

    The learning rate is half of the largest that does not diverge, for either picture.

    Raises
    ------
    ValueError
        If the kernel or the kind of picture is unknown.

    Examples
    --------
    >>> recover("sharpen", "noise").updates < 100
    True
    """
    expect_name("recover: kernel", kernel, tuple(KERNELS))
    true = KERNELS[kernel]
    x = picture(kind, seed)[None, None]
    target = conv2d_reference(x, true[None, None], np.zeros(1))
    layer, criterion = Conv2D(1, 1, 3, np.random.default_rng(seed)), MeanSquaredError()
    optimizer = SGD(layer.params, 0.5 / float(slopes(x[0, 0])[-1]))
    updates = limit
    for n in range(1, limit + 1):
        update(layer, criterion, optimizer, x, target)
        if np.abs(layer.params["W"][0, 0] - true).max() < NEAR:
            updates = n
            break
    y, _ = layer.forward(x)
    error = float(np.sqrt(np.mean((y - target) ** 2)) / target.std())
    return Found(updates, layer.params["W"][0, 0].copy(), error)
