"""The three kinds of pooling, for windows along any neighbouring axes; pooling.py names them."""

import math
from abc import ABC, abstractmethod
from collections.abc import Sequence

import numpy as np

from course_lib.pool_axes import max_along, max_along_backward, sum_along, sum_along_backward
from course_lib.protocol import Array, Params
from course_lib.shapes import Axes, ShapeError, expect_floats
from course_lib.windows import output_axes, per_axis

# A block and its stages are to stay in the second-level cache of a core.
BLOCK_BYTES = 2**19


class Pool(ABC):
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

    def forward(self, x: Array) -> tuple[Array, tuple[Array, Array]]:
        """Return ``y``, one entry for each window of ``x``; the cache is ``(x, y)``.

        Raises
        ------
        ShapeError
            If ``x`` has another number of axes, or is smaller than the window.
        ValueError
            If ``x`` is not a float32 or float64 array.
        """
        name = f"{type(self).__name__}.forward: x"
        expect_floats(name, x, self.layout)
        if x.ndim <= self.last:
            raise ShapeError(f"{name} has shape {x.shape}, expected (B, C, ...).")
        y = np.empty(self.output_shape(x.shape, "forward: x"), x.dtype)
        for block in blocks(x):
            y[block] = self.pool(x[block])
        return y, (x, y)

    def backward(self, dy: Array, cache: tuple[Array, Array]) -> tuple[Array, Params]:
        """Return ``dx``, shaped like ``x``: 0 where ``x`` is in no window.

        Raises
        ------
        ShapeError
            If ``dy`` is not shaped like the ``y`` of forward.
        """
        x, y = cache
        expect_floats(f"{type(self).__name__}.backward: dy", dy, y.shape, x.dtype)
        dx = np.empty(x.shape, x.dtype)
        for block in blocks(x):
            self.unpool(dy[block], x[block], y[block], dx[block])
        return dx, {}

    @abstractmethod
    def pool(self, x: Array) -> Array:
        """Return ``y`` for a block ``x``."""

    @abstractmethod
    def unpool(self, dy: Array, x: Array, y: Array, dx: Array) -> None:
        """Write the gradient of ``x`` to ``dx``."""

    def windows(self) -> list[tuple[int, int, int]]:
        """Return (axis, size, stride) for each axis."""
        axes = range(self.first, self.last + 1)
        return list(zip(axes, self.size, self.stride, strict=True))

    def unsum(self, dy: Array, dx: Array) -> None:
        """Write the gradient of a sum over windows to ``dx``, the last axis first."""
        for axis, size, stride in reversed(self.windows()):
            shape = (*dy.shape[:axis], dx.shape[axis], *dy.shape[axis + 1 :])
            out = dx if axis == self.first else np.empty(shape, dx.dtype)
            sum_along_backward(dy, out, axis, size, stride)
            dy = out


class MaxPool(Pool):
    """y = max a. Of equal entries the leftmost gets the gradient, and of these the uppermost."""

    def stages(self, x: Array) -> list[Array]:
        """Return ``x``, and for two axes the largest of each window's rows."""
        found = [x]
        for window in self.windows()[:-1]:
            found.append(max_along(found[-1], *window))
        return found

    def pool(self, x: Array) -> Array:
        """Return the largest entry of each window."""
        return max_along(self.stages(x)[-1], *self.windows()[-1])

    def unpool(self, dy: Array, x: Array, y: Array, dx: Array) -> None:
        """Give each ``dy`` to the largest entry of its window."""
        # The stages are found again, not kept: less memory, and hardly more time.
        for window, stage in zip(self.windows()[::-1], self.stages(x)[::-1], strict=True):
            out = dx if stage is x else np.empty_like(stage)
            max_along_backward(dy, stage, y, out, *window)
            dy, y = out, stage


class AvgPool(Pool):
    """y = (1/k) Σ a."""

    def pool(self, x: Array) -> Array:
        """Return the average of each window."""
        y = x
        for axis, size, stride in self.windows():
            y = sum_along(y, axis, size, stride)
        return y * (1 / math.prod(self.size))

    def unpool(self, dy: Array, x: Array, y: Array, dx: Array) -> None:
        """Share each ``dy`` equally among the entries of its window."""
        self.unsum(dy * (1 / math.prod(self.size)), dx)


class L2Pool(Pool):
    """y = √(Σ a²), and dx = x dy / y; where a whole window is 0, so is its gradient."""

    def pool(self, x: Array) -> Array:
        """Return the norm of each window."""
        y: Array = x * x
        for axis, size, stride in self.windows():
            y = sum_along(y, axis, size, stride)
        return np.sqrt(y)

    def unpool(self, dy: Array, x: Array, y: Array, dx: Array) -> None:
        """Give each entry its part a / y of ``dy``."""
        # y + (y == 0) is 1 in a window of zeros, where a is 0 too: 0 / 1 for 0 / 0.
        self.unsum(dy / (y + (y == 0)), dx)
        dx *= x


def blocks(x: Array) -> list[slice]:
    """Return slices of the batch that fit the cache of a core."""
    step = max(1, BLOCK_BYTES // max(1, x[:1].nbytes))
    return [slice(start, start + step) for start in range(0, len(x), step)]
