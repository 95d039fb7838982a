"""Pooling: several neurons become one, by their maximum, their average or their L2 norm.

A pool takes windows of one feature map (2D, 1D), or neighbouring maps at the same place (Maps).
"""

import numpy as np

from course_lib.convolution.pool_kinds import AvgPool, L2Pool, MaxPool
from course_lib.convolution.windows import output_axes
from course_lib.protocol import Array, Like, Params, read_only
from course_lib.shapes import expect_floats


class MaxPool2D(MaxPool):
    """The largest entry of each window of pictures, y = max a.

    Parameters
    ----------
    size : int or (int, int)
        Rows and columns of a window, in pixels.
    stride : int or (int, int), optional
        Pixels from one window to the next; without it the windows lie side by side.

    Raises
    ------
    ValueError
        If a number is not a whole number of at least 1.

    Notes
    -----
    ``x`` (B, C, rows, columns). What lies after the last window is in none, and its gradient is 0.
    Of equal entries one alone gets the gradient: the first in the order in which one reads.
    Source: lecture, part "Convolutional Layer" (pooling).

    Examples
    --------
    >>> y, cache = MaxPool2D(2).forward(np.array([[[[3.0, 0.0], [4.0, 0.0]]]]))
    >>> y
    array([[[[4.]]]])
    """

    first, last = 2, 3


class AvgPool2D(AvgPool):
    """The average of each window of pictures, y = (1/k) Σ a.

    Parameters
    ----------
    size : int or (int, int)
        Rows and columns of a window, in pixels.
    stride : int or (int, int), optional
        Pixels from one window to the next; without it the windows lie side by side.

    Raises
    ------
    ValueError
        If a number is not a whole number of at least 1.

    Notes
    -----
    ``x`` (B, C, rows, columns). What lies after the last window is in none, and its gradient is 0.
    k is the number of entries of a window.
    Source: lecture, part "Convolutional Layer" (pooling).

    Examples
    --------
    >>> y, cache = AvgPool2D(2).forward(np.array([[[[3.0, 0.0], [4.0, 0.0]]]]))
    >>> y
    array([[[[1.75]]]])
    """

    first, last = 2, 3


class L2Pool2D(L2Pool):
    """The L2 norm of each window of pictures, y = √(Σ a²).

    Parameters
    ----------
    size : int or (int, int)
        Rows and columns of a window, in pixels.
    stride : int or (int, int), optional
        Pixels from one window to the next; without it the windows lie side by side.

    Raises
    ------
    ValueError
        If a number is not a whole number of at least 1.

    Notes
    -----
    ``x`` (B, C, rows, columns). What lies after the last window is in none, and its gradient is 0.
    Texts differ by a scale: some take the mean of the squares. Where a window is all 0, so that the
    norm has no slope, the gradient is 0.
    Source: lecture, part "Convolutional Layer" (pooling).

    Examples
    --------
    >>> y, cache = L2Pool2D(2).forward(np.array([[[[3.0, 0.0], [4.0, 0.0]]]]))
    >>> y
    array([[[[5.]]]])
    """

    first, last = 2, 3


class MaxPool1D(MaxPool):
    """The largest entry of each window of signals, y = max a.

    Parameters
    ----------
    size : int
        Steps of a window.
    stride : int, optional
        Steps from one window to the next; without it the windows lie side by side.

    Raises
    ------
    ValueError
        If a number is not a whole number of at least 1.

    Notes
    -----
    ``x`` (B, C, steps). What lies after the last window is in none, and its gradient is 0.
    Of equal entries the first alone gets the gradient.
    Source: lecture, part "Convolutional Layer" (pooling).

    Examples
    --------
    >>> y, cache = MaxPool1D(2).forward(np.array([[[3.0, 4.0, 0.0, 0.0]]]))
    >>> y
    array([[[4., 0.]]])
    """

    layout = ("B", "C", "steps")
    first, last = 2, 2


class AvgPool1D(AvgPool):
    """The average of each window of signals, y = (1/k) Σ a.

    Parameters
    ----------
    size : int
        Steps of a window.
    stride : int, optional
        Steps from one window to the next; without it the windows lie side by side.

    Raises
    ------
    ValueError
        If a number is not a whole number of at least 1.

    Notes
    -----
    ``x`` (B, C, steps). What lies after the last window is in none, and its gradient is 0.
    k is the number of entries of a window.
    Source: lecture, part "Convolutional Layer" (pooling).

    Examples
    --------
    >>> y, cache = AvgPool1D(2).forward(np.array([[[3.0, 4.0, 0.0, 0.0]]]))
    >>> y
    array([[[3.5, 0. ]]])
    """

    layout = ("B", "C", "steps")
    first, last = 2, 2


class L2Pool1D(L2Pool):
    """The L2 norm of each window of signals, y = √(Σ a²).

    Parameters
    ----------
    size : int
        Steps of a window.
    stride : int, optional
        Steps from one window to the next; without it the windows lie side by side.

    Raises
    ------
    ValueError
        If a number is not a whole number of at least 1.

    Notes
    -----
    ``x`` (B, C, steps). What lies after the last window is in none, and its gradient is 0.
    Texts differ by a scale: some take the mean of the squares. Where a window is all 0, so that the
    norm has no slope, the gradient is 0.
    Source: lecture, part "Convolutional Layer" (pooling).

    Examples
    --------
    >>> y, cache = L2Pool1D(2).forward(np.array([[[3.0, 4.0, 0.0, 0.0]]]))
    >>> y
    array([[[5., 0.]]])
    """

    layout = ("B", "C", "steps")
    first, last = 2, 2


class MaxPoolMaps(MaxPool):
    """The largest entry of each window across feature maps, y = max a.

    Parameters
    ----------
    size : int
        Neighbouring maps that are joined.
    stride : int, optional
        Maps from one window to the next; without it the windows lie side by side.

    Raises
    ------
    ValueError
        If a number is not a whole number of at least 1.

    Notes
    -----
    ``x`` (B, C, ...). What lies after the last window is in none, and its gradient is 0.
    Of equal entries the first alone gets the gradient.
    Source: lecture, part "Convolutional Layer" (pooling).

    Examples
    --------
    >>> y, cache = MaxPoolMaps(2).forward(np.array([[3.0, 4.0, 0.0, 0.0]]))
    >>> y
    array([[4., 0.]])
    """

    layout = (...,)
    first, last = 1, 1


class AvgPoolMaps(AvgPool):
    """The average of each window across feature maps, y = (1/k) Σ a.

    Parameters
    ----------
    size : int
        Neighbouring maps that are joined.
    stride : int, optional
        Maps from one window to the next; without it the windows lie side by side.

    Raises
    ------
    ValueError
        If a number is not a whole number of at least 1.

    Notes
    -----
    ``x`` (B, C, ...). What lies after the last window is in none, and its gradient is 0.
    k is the number of entries of a window.
    Source: lecture, part "Convolutional Layer" (pooling).

    Examples
    --------
    >>> y, cache = AvgPoolMaps(2).forward(np.array([[3.0, 4.0, 0.0, 0.0]]))
    >>> y
    array([[3.5, 0. ]])
    """

    layout = (...,)
    first, last = 1, 1


class L2PoolMaps(L2Pool):
    """The L2 norm of each window across feature maps, y = √(Σ a²).

    Parameters
    ----------
    size : int
        Neighbouring maps that are joined.
    stride : int, optional
        Maps from one window to the next; without it the windows lie side by side.

    Raises
    ------
    ValueError
        If a number is not a whole number of at least 1.

    Notes
    -----
    ``x`` (B, C, ...). What lies after the last window is in none, and its gradient is 0.
    Texts differ by a scale: some take the mean of the squares. Where a window is all 0, so that the
    norm has no slope, the gradient is 0.
    Source: lecture, part "Convolutional Layer" (pooling).

    Examples
    --------
    >>> y, cache = L2PoolMaps(2).forward(np.array([[3.0, 4.0, 0.0, 0.0]]))
    >>> y
    array([[5., 0.]])
    """

    layout = (...,)
    first, last = 1, 1


class GlobalAvgPool2D:
    """Average of each whole feature map, y = (1/k) Σ a: one number for each map.

    Notes
    -----
    ``x`` (B, C, rows, columns) becomes ``y`` (B, C). Pictures may have any size of at least one
    pixel.
    Source: Lin, Chen & Yan 2014, https://arxiv.org/abs/1312.4400.

    Examples
    --------
    >>> y, cache = GlobalAvgPool2D().forward(np.array([[[[3.0, 0.0], [4.0, 0.0]]]]))
    >>> y
    array([[1.75]])
    """

    def __init__(self) -> None:
        self.params: Params = {}

    def forward(self, x: Array) -> tuple[Array, Like]:
        """Map ``x`` (B, C, rows, columns) to ``y`` (B, C).

        Raises
        ------
        ShapeError
            If ``x`` has another number of axes, or no pixels.
        ValueError
            If ``x`` is not a float32 or float64 array.
        """
        name = "GlobalAvgPool2D.forward: x"
        expect_floats(name, x, ("B", "C", "rows", "columns"))
        output_axes(name, x.shape, 2, (1, 1), (1, 1), (0, 0))
        return read_only(x.mean(axis=(2, 3))), Like(x.shape, x.dtype)

    def expect_steps_kept(self) -> None:
        """Raise an error: no step stays, and a mask over time asks for that.

        Raises
        ------
        ValueError
            Always.
        """
        raise ValueError(
            "GlobalAvgPool2D: under a mask it averages over all steps, expected those that count; "
            "use ImageToSequence and MeanOverTime."
        )

    def backward(self, dy: Array, x: Like) -> tuple[Array, Params]:
        """Return ``dx``: each ``dy`` is shared equally among the pixels of its map.

        Raises
        ------
        ShapeError
            If ``dy`` is not shaped like the ``y`` of forward.
        """
        B, C, rows, columns = x.shape
        expect_floats("GlobalAvgPool2D.backward: dy", dy, (B, C), x.dtype)
        dx = np.empty(x.shape, x.dtype)
        dx[...] = (dy * (1 / (rows * columns)))[:, :, None, None]
        return dx, {}
