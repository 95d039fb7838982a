"""One row for a whole sequence: its last step, or the mean of its steps."""

from typing import NamedTuple

import numpy as np

from course_lib.protocol import Array, Integers, Like, Mask, Params, read_only
from course_lib.recurrent.sequence import expect_mask, hide
from course_lib.shapes import expect_floats


class LastStepCache(NamedTuple):
    """Which step was the last, of the sequences that have one."""

    steps: Integers
    rows: Integers
    xs: Like


class MeanCache(NamedTuple):
    """The weight of each step in the mean, (T, B, 1)."""

    weights: Array
    xs: Like


class LastStep:
    """The last step of each sequence, y = xs^T: ``xs`` (T, B, D) to ``y`` (B, D).

    Notes
    -----
    With a mask it is the last step where the mask is True. A sequence without any step gives 0,
    as the state before the first step is 0. Of a `Bidirectional` layer's output the last step
    holds, in its backward half, what was read from that step alone.
    Source: lecture, part "Recurrent Structure".

    Examples
    --------
    >>> xs = np.arange(6.0).reshape(3, 2, 1)
    >>> LastStep().forward(xs)[0].ravel()
    array([4., 5.])
    >>> mask = np.array([[True, True], [True, True], [False, True]])
    >>> LastStep().forward(xs, mask)[0].ravel()
    array([2., 5.])
    """

    batch_axis = 1

    def __init__(self) -> None:
        self.params: Params = {}

    def forward(self, xs: Array, mask: Mask | None = None) -> tuple[Array, LastStepCache]:
        """Map ``xs`` (T, B, D) to ``y`` (B, D); ``mask`` (T, B) is True where a step counts.

        Raises
        ------
        ShapeError
            If ``xs`` or ``mask`` has another shape.
        ValueError
            If ``xs`` is not a float32 or float64 array, or ``mask`` not one of bool.
        """
        T, B = _enter("LastStep", xs, mask)
        counts = np.ones((T, B), bool) if mask is None else mask
        rows = np.flatnonzero(counts.any(axis=0))
        steps = T - 1 - counts[::-1, rows].argmax(axis=0) if rows.size else rows
        y = np.zeros(xs.shape[1:], xs.dtype)
        y[rows] = xs[steps, rows]
        return read_only(y), LastStepCache(steps, rows, Like(xs.shape, xs.dtype))

    def backward(self, dy: Array, cache: LastStepCache) -> tuple[Array, Params]:
        """Return ``dxs`` (T, B, D): ``dy`` at the last steps, 0 at all others.

        Raises
        ------
        ShapeError
            If ``dy`` is not shaped like the ``y`` of forward.
        """
        steps, rows, xs = cache
        expect_floats("LastStep.backward: dy", dy, xs.shape[1:], xs.dtype)
        dxs = np.zeros(xs.shape, xs.dtype)
        dxs[steps, rows] = dy[rows]
        return dxs, {}


class MeanOverTime:
    """The mean of the steps of each sequence, y = (1/T) Σ xs^t: ``xs`` (T, B, D) to ``y`` (B, D).

    Notes
    -----
    With a mask it is the mean of the steps where the mask is True. A sequence without any step
    gives 0.
    Source: lecture, part "Recurrent Structure".

    Examples
    --------
    >>> xs = np.arange(6.0).reshape(3, 2, 1)
    >>> MeanOverTime().forward(xs)[0].ravel()
    array([2., 3.])
    >>> mask = np.array([[True, True], [True, True], [False, True]])
    >>> MeanOverTime().forward(xs, mask)[0].ravel()
    array([1., 3.])
    """

    batch_axis = 1

    def __init__(self) -> None:
        self.params: Params = {}

    def forward(self, xs: Array, mask: Mask | None = None) -> tuple[Array, MeanCache]:
        """Map ``xs`` (T, B, D) to ``y`` (B, D); ``mask`` (T, B) is True where a step counts.

        Raises
        ------
        ShapeError
            If ``xs`` or ``mask`` has another shape.
        ValueError
            If ``xs`` is not a float32 or float64 array, or ``mask`` not one of bool.
        """
        T, B = _enter("MeanOverTime", xs, mask)
        counts = np.ones((T, B, 1), xs.dtype) if mask is None else mask[..., None].astype(xs.dtype)
        n_steps = np.maximum(counts.sum(axis=0), 1)
        y = hide(xs, mask).sum(axis=0) / n_steps
        return read_only(y), MeanCache(counts / n_steps, Like(xs.shape, xs.dtype))

    def backward(self, dy: Array, cache: MeanCache) -> tuple[Array, Params]:
        """Return ``dxs`` (T, B, D): each step that counts gets an equal share of ``dy``.

        Raises
        ------
        ShapeError
            If ``dy`` is not shaped like the ``y`` of forward.
        """
        weights, xs = cache
        expect_floats("MeanOverTime.backward: dy", dy, xs.shape[1:], xs.dtype)
        return weights * dy, {}


def _enter(where: str, xs: Array, mask: Mask | None) -> tuple[int, int]:
    """Check what forward is given and return T and B."""
    expect_floats(f"{where}.forward: xs", xs, ("T", "B", "D"))
    expect_mask(f"{where}.forward: mask", mask, xs.shape[:2])
    return xs.shape[0], xs.shape[1]
