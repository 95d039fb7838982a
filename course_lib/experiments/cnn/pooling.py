"""How much of a pooled picture stays the same when the picture moves, on real digits."""

from typing import NamedTuple

import numpy as np

from course_lib.convolution.pooling import AvgPool2D, L2Pool2D, MaxPool2D
from course_lib.experiments.cnn.cnn_or_dense import DIRECTIONS, digits, shifted
from course_lib.protocol import Array
from course_lib.shapes import expect_name

KINDS = ("max", "average", "L2", "corner")


class Survived(NamedTuple):
    """What a shift leaves of a pooled picture."""

    share: float
    """Of the windows with ink, before or after: those that change by less than a tenth of the
    largest output."""
    change: float
    """Length of the change of all outputs, divided by the length of the outputs."""


def pooled(x: Array, kind: str, size: int, stride: int) -> Array:
    """Return the windows of ``x`` (B, C, rows, columns), each as one number.

    Parameters
    ----------
    x : numpy.ndarray
        Pictures.
    kind : str
        ``"max"``, ``"average"``, ``"L2"``, or ``"corner"``: the upper left pixel alone, which is
        what a stride without a pool keeps.
    size, stride : int
        Of the windows, in pixels.

    Raises
    ------
    ValueError
        If the kind is unknown.

    Examples
    --------
    >>> x = np.array([[[[3.0, 0.0], [4.0, 0.0]]]])
    >>> [float(pooled(x, kind, 2, 2).item()) for kind in KINDS]
    [4.0, 1.75, 5.0, 3.0]
    """
    expect_name("pooled: kind", kind, KINDS)
    if kind == "corner":
        rows, columns = (n - size + 1 for n in x.shape[-2:])
        return x[..., :rows:stride, :columns:stride]
    pool = {"max": MaxPool2D, "average": AvgPool2D, "L2": L2Pool2D}[kind]
    y: Array = pool(size, stride=stride).forward(x)[0]  # type: ignore[attr-defined]
    return y


def survives(kind: str, size: int, stride: int, pixels: int) -> Survived:
    """Return what stays of `pooled` when 1,000 digits of 14×14 move, the mean of four directions.

    Raises
    ------
    ValueError
        If the kind is unknown.

    Examples
    --------
    >>> survives("max", 2, 2, 0)
    Survived(share=1.0, change=0.0)
    >>> bool(survives("max", 2, 2, 1).share > survives("corner", 2, 2, 1).share)
    True
    """
    _, test = digits()
    x = test.images.astype(float)
    before = pooled(x, kind, size, stride)
    shares, changes = [], []
    for r, c in DIRECTIONS:
        after = pooled(shifted(x, r * pixels, c * pixels), kind, size, stride)
        moved = np.abs(after - before)
        inked = np.maximum(before, after) > 0
        shares.append(np.mean(moved[inked] < 0.1 * before.max()))
        changes.append(np.linalg.norm(moved) / np.linalg.norm(before))
    return Survived(float(np.mean(shares)), float(np.mean(changes)))
