"""Kernels for a photograph, and what they make of it."""

from functools import cache

import numpy as np

from course_lib.convolution.conv_reference import conv2d_reference
from course_lib.datasets import photograph
from course_lib.protocol import Array
from course_lib.shapes import expect_name

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
