"""The three kinds of pooling, for windows along any neighbouring axes; pooling.py names them."""

import math
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from course_lib.pool_axes import max_along, max_along_backward, sum_along, sum_along_backward
from course_lib.protocol import Array, Params
from course_lib.shapes import Axes, ShapeError, expect_floats
from course_lib.windows import output_axes, per_axis


class Like(NamedTuple):
    """What must be remembered of an array whose entries do not matter."""

    shape: tuple[int, ...]
    dtype: np.dtype[Any]


class Pool:
    """What all pools share: windows along the axes from ``first`` to ``last``."""

    layout: Axes = ("B", "C", "rows", "columns")
    first, last = 2, 3

    def __init__(
        self, size: int | Sequence[int], *, stride: int | Sequence[int] | None = None
    ) -> None:
        name, n_axes = type(self).__name__, self.last - self.first + 1
        self.size = per_axis(f"{name}: size", size, n_axes)
        self.stride = per_axis(f"{name}: stride", self.size if stride is None else stride, n_axes)
        self.params: Params = {}

    def output_shape(self, shape: tuple[int, ...], name: str = "x") -> tuple[int, ...]:
        """Return the shape of ``y`` for an ``x`` of this shape.

        Raises
        ------
        ShapeError
            If the window does not fit.
        """
        no_padding = (0,) * len(self.size)
        name = f"{type(self).__name__}.{name}"
        pooled = output_axes(name, shape, self.first, self.size, self.stride, no_padding)
        return (*shape[: self.first], *pooled, *shape[self.last + 1 :])

    def _windows(self) -> list[tuple[int, int, int]]:
        """Return (axis, size, stride) for each axis."""
        axes = range(self.first, self.last + 1)
        return list(zip(axes, self.size, self.stride, strict=True))

    def _expect_x(self, x: Array) -> None:
        name = f"{type(self).__name__}.forward: x"
        expect_floats(name, x, self.layout)
        if x.ndim <= self.last:
            raise ShapeError(f"{name} has shape {x.shape}, expected (B, C, ...).")
        self.output_shape(x.shape, "forward: x")

    def _expect_dy(self, dy: Array, x: Array | Like) -> None:
        name = f"{type(self).__name__}.backward: dy"
        expect_floats(name, dy, self.output_shape(x.shape), x.dtype)


class MaxPool(Pool):
    """y = max a."""

    def forward(self, x: Array) -> tuple[Array, list[Array]]:
        """Return ``y``, the largest entry of each window of ``x``.

        Raises
        ------
        ShapeError
            If ``x`` has another number of axes, or is smaller than the window.
        ValueError
            If ``x`` is not a float32 or float64 array.
        """
        self._expect_x(x)
        # Axis after axis, and each stage kept: the largest of the rows' largest entries.
        stages = [x]
        for axis, size, stride in self._windows():
            stages.append(max_along(stages[-1], axis, size, stride))
        return stages[-1], stages

    def backward(self, dy: Array, stages: list[Array]) -> tuple[Array, Params]:
        """Return ``dx``: each ``dy`` goes to the largest entry of its window, the others get 0.

        Raises
        ------
        ShapeError
            If ``dy`` is not shaped like the ``y`` of forward.
        """
        self._expect_dy(dy, stages[0])
        for k, (axis, size, stride) in reversed(list(enumerate(self._windows()))):
            dy = max_along_backward(dy, stages[k], stages[k + 1], axis, size, stride)
        return dy, {}


class AvgPool(Pool):
    """y = (1/k) Σ a."""

    def forward(self, x: Array) -> tuple[Array, Like]:
        """Return ``y``, the average of each window of ``x``.

        Raises
        ------
        ShapeError
            If ``x`` has another number of axes, or is smaller than the window.
        ValueError
            If ``x`` is not a float32 or float64 array.
        """
        self._expect_x(x)
        y: Array = x
        for axis, size, stride in self._windows():
            y = sum_along(y, axis, size, stride)
        y *= 1 / math.prod(self.size)
        return y, Like(x.shape, x.dtype)

    def backward(self, dy: Array, x: Like) -> tuple[Array, Params]:
        """Return ``dx``: each ``dy`` is shared equally among the entries of its window.

        Raises
        ------
        ShapeError
            If ``dy`` is not shaped like the ``y`` of forward.
        """
        self._expect_dy(dy, x)
        dx = dy * (1 / math.prod(self.size))
        for axis, size, stride in reversed(self._windows()):
            dx = sum_along_backward(dx, x.shape[axis], axis, size, stride)
        return dx, {}


class L2Pool(Pool):
    """y = √(Σ a²)."""

    def forward(self, x: Array) -> tuple[Array, tuple[Array, Array]]:
        """Return ``y``, the square root of the sum of squares of each window of ``x``.

        Raises
        ------
        ShapeError
            If ``x`` has another number of axes, or is smaller than the window.
        ValueError
            If ``x`` is not a float32 or float64 array.
        """
        self._expect_x(x)
        y: Array = x * x
        for axis, size, stride in self._windows():
            y = sum_along(y, axis, size, stride)
        np.sqrt(y, out=y)
        return y, (x, y)

    def backward(self, dy: Array, cache: tuple[Array, Array]) -> tuple[Array, Params]:
        """Return ``dx`` = x dy / y; where all of a window is 0, so is its gradient.

        Raises
        ------
        ShapeError
            If ``dy`` is not shaped like the ``y`` of forward.
        """
        x, y = cache
        self._expect_dy(dy, x)
        dx = dy / (y + (y == 0))
        for axis, size, stride in reversed(self._windows()):
            dx = sum_along_backward(dx, x.shape[axis], axis, size, stride)
        dx *= x
        return dx, {}
