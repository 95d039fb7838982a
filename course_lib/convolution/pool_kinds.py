"""The three kinds of pooling, for windows along any neighbouring axes; pooling.py names them."""

import math
from collections.abc import Sequence

import numpy as np

from course_lib.convolution.pool_axes import (
    max_along,
    max_along_backward,
    sum_along,
    sum_along_backward,
)
from course_lib.convolution.windows import output_axes, per_axis
from course_lib.protocol import Array, Like, NamedCalls, Params, read_only
from course_lib.shapes import Axes, ShapeError, expect_floats


class Pool(NamedCalls):
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

    def output_shape(
        self, shape: tuple[int, ...], name: str = "output_shape: x"
    ) -> tuple[int, ...]:
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

    def expect_steps_kept(self) -> None:
        """Check that step t stays step t along the last axis: a mask over time asks for that.

        Raises
        ------
        ValueError
            If the pool joins steps or leaves some out.
        """
        if self.last > 1 and (self.size[-1], self.stride[-1]) != (1, 1):
            raise ValueError(
                f"{type(self).__name__}: under a mask the steps have size {self.size[-1]} and "
                f"stride {self.stride[-1]}, expected 1 and 1, so that as many steps come out; "
                "pool the rows alone, as MaxPool2D((2, 1)) does, and join steps with Pyramid."
            )

    def _expect_x(self, x: Array) -> None:
        """Raise an error unless ``x`` has the right axes, dtype and size."""
        name = f"{type(self).__name__}.forward: x"
        expect_floats(name, x, self.layout)
        if x.ndim <= self.last:
            raise ShapeError(f"{name} has shape {x.shape}, expected (B, C, ...).")
        self.output_shape(x.shape, "forward: x")

    def _expect_dy(self, dy: Array, x: Array | Like) -> None:
        """Raise an error unless ``dy`` is shaped like ``y`` and has the dtype of ``x``."""
        name = f"{type(self).__name__}.backward: dy"
        expect_floats(name, dy, self.output_shape(x.shape), x.dtype)

    def _windows(self) -> list[tuple[int, int, int]]:
        """Return (axis, size, stride) for each axis."""
        axes = range(self.first, self.last + 1)
        return list(zip(axes, self.size, self.stride, strict=True))

    def _sums(self, x: Array) -> Array:
        """Return the sum of each window."""
        for window in self._windows():
            x = sum_along(x, *window)
        return x

    def _sums_backward(self, dy: Array, n: tuple[int, ...]) -> Array:
        """Return the gradient of an array of shape ``n``, whose sums have the gradient ``dy``."""
        for axis, size, stride in reversed(self._windows()):
            out = np.empty((*dy.shape[:axis], n[axis], *dy.shape[axis + 1 :]), dy.dtype)
            sum_along_backward(dy, out, axis, size, stride)
            dy = out
        return dy


class MaxPool(Pool):
    """y = max a. Of equal entries the first gets the gradient, in the order in which one reads.

    NaN counts as the largest: it is the output of its window, and gets the gradient.
    """

    def forward(self, x: Array) -> tuple[Array, list[Array]]:
        """Map ``x`` (B, C, ...) to ``y`` (B, C, ...), the largest entry of each window.

        The cache is what ``x`` becomes axis after axis: ``x``, for two axes the largest along each
        row of a window, and ``y``.

        Raises
        ------
        ShapeError
            If ``x`` has another number of axes, or is smaller than the window.
        ValueError
            If ``x`` is not a float32 or float64 array.
        """
        self._expect_x(x)
        stages = [x]
        for window in self._windows():
            stages.append(max_along(stages[-1], *window))
        return read_only(stages[-1]), stages

    def backward(self, dy: Array, stages: list[Array]) -> tuple[Array, Params]:
        """Return ``dx``: each ``dy`` goes to the largest entry of its window, the others get 0.

        Raises
        ------
        ShapeError
            If ``dy`` is not shaped like the ``y`` of forward.
        """
        self._expect_dy(dy, stages[0])
        steps = zip(self._windows(), stages, stages[1:], strict=False)
        for window, before, after in reversed(list(steps)):
            out = np.empty(before.shape, before.dtype)
            max_along_backward(dy, before, after, out, *window)
            dy = out
        return dy, {}

    def _windows(self) -> list[tuple[int, int, int]]:
        """Return (axis, size, stride), the last axis first: so the uppermost row wins a tie."""
        return super()._windows()[::-1]


class AvgPool(Pool):
    """y = (1/k) Σ a."""

    def forward(self, x: Array) -> tuple[Array, Like]:
        """Map ``x`` (B, C, ...) to ``y`` (B, C, ...), the average of each window.

        Raises
        ------
        ShapeError
            If ``x`` has another number of axes, or is smaller than the window.
        ValueError
            If ``x`` is not a float32 or float64 array.
        """
        self._expect_x(x)
        y = self._sums(x)
        y *= 1 / math.prod(self.size)
        return read_only(y), Like(x.shape, x.dtype)

    def backward(self, dy: Array, x: Like) -> tuple[Array, Params]:
        """Return ``dx``: each ``dy`` is shared equally among the entries of its window.

        Raises
        ------
        ShapeError
            If ``dy`` is not shaped like the ``y`` of forward.
        """
        self._expect_dy(dy, x)
        return self._sums_backward(dy * (1 / math.prod(self.size)), x.shape), {}


class L2Pool(Pool):
    """y = √(Σ a²)."""

    def forward(self, x: Array) -> tuple[Array, tuple[Array, Array]]:
        """Map ``x`` (B, C, ...) to ``y`` (B, C, ...), the root of each window's sum of squares.

        Raises
        ------
        ShapeError
            If ``x`` has another number of axes, or is smaller than the window.
        ValueError
            If ``x`` is not a float32 or float64 array.
        """
        self._expect_x(x)
        y = self._sums(x * x)
        np.sqrt(y, out=y)
        return read_only(y), (x, y)

    def backward(self, dy: Array, cache: tuple[Array, Array]) -> tuple[Array, Params]:
        """Return ``dx`` = x dy / y; where a whole window is 0, so is its gradient.

        Raises
        ------
        ShapeError
            If ``dy`` is not shaped like the ``y`` of forward.
        """
        x, y = cache
        self._expect_dy(dy, x)
        # y + (y == 0) is 1 in a window of zeros, where x is 0 too: 0 / 1 and not 0 / 0.
        dx = self._sums_backward(dy / (y + (y == 0)), x.shape)
        dx *= x
        return dx, {}
