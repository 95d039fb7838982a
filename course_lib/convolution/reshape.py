"""Layers without weights between structures: flatten, and pictures as sequences and back."""

import math

import numpy as np

from course_lib.convolution.windows import per_axis
from course_lib.protocol import Array, Like, Params, read_only
from course_lib.shapes import ShapeError, expect_floats


class Flatten:
    """All numbers of an example in one row: ``x`` (B, ...) to ``y`` (B, n).

    Notes
    -----
    Source: lecture, part "Convolutional Layer": between the feature maps and a dense layer.

    Examples
    --------
    >>> y, cache = Flatten().forward(np.ones((5, 8, 4, 4)))
    >>> y.shape
    (5, 128)
    """

    def __init__(self) -> None:
        self.params: Params = {}

    def forward(self, x: Array) -> tuple[Array, Like]:
        """Map ``x`` (B, ...) to ``y`` (B, n).

        Raises
        ------
        ShapeError
            If ``x`` is a single number.
        ValueError
            If ``x`` is not a float32 or float64 array.
        """
        expect_floats("Flatten.forward: x", x, (...,))
        if not x.ndim:
            raise ShapeError("Flatten.forward: x has shape (), expected (B, ...).")
        y = x.reshape(len(x), math.prod(x.shape[1:]))
        return read_only(y), Like(x.shape, x.dtype)

    def backward(self, dy: Array, x: Like) -> tuple[Array, Params]:
        """Return ``dx``, shaped like ``x``.

        Raises
        ------
        ShapeError
            If ``dy`` is not shaped like the ``y`` of forward.
        """
        want = (x.shape[0], math.prod(x.shape[1:]))
        expect_floats("Flatten.backward: dy", dy, want, x.dtype)
        return dy.reshape(x.shape), {}


class ImageToSequence:
    """The columns of a picture one after the other: ``x`` (B, C, rows, T) to ``xs`` (T, B, D).

    D is C times rows: all maps of a column are what a recurrent layer reads in one step. Signals
    (B, C, T) become sequences (T, B, C) in the same way.

    Notes
    -----
    Source: lecture, part "CLDNN"; Sainath et al. 2015, https://doi.org/10.1109/ICASSP.2015.7178838.

    Examples
    --------
    >>> xs, cache = ImageToSequence().forward(np.ones((5, 8, 14, 20)))
    >>> xs.shape
    (20, 5, 112)
    """

    def __init__(self) -> None:
        self.params: Params = {}

    def forward(self, x: Array) -> tuple[Array, Like]:
        """Map ``x`` (B, C, rows, T) or (B, C, T) to ``xs`` (T, B, D).

        Raises
        ------
        ShapeError
            If ``x`` has fewer than three axes.
        ValueError
            If ``x`` is not a float32 or float64 array.
        """
        expect_floats("ImageToSequence.forward: x", x, (..., "B", "C", "T"))
        return read_only(_last_axis_first(x)), Like(x.shape, x.dtype)

    def backward(self, dxs: Array, x: Like) -> tuple[Array, Params]:
        """Return ``dx``, shaped like ``x``.

        Raises
        ------
        ShapeError
            If ``dxs`` is not shaped like the ``xs`` of forward.
        """
        want = (x.shape[-1], x.shape[0], math.prod(x.shape[1:-1]))
        expect_floats("ImageToSequence.backward: dxs", dxs, want, x.dtype)
        return _first_axis_last(dxs, x.shape[1:-1]), {}


class SequenceToImage:
    """The steps of a sequence side by side: ``xs`` (T, B, D) to ``y`` (B, C, rows, T).

    Parameters
    ----------
    c_out : int
        Feature maps C of the picture.
    rows : int, optional
        Rows of the picture, so that D is C rows. Without it ``y`` is a signal (B, C, T).

    Raises
    ------
    ValueError
        If a number is not a whole number of at least 1.

    Notes
    -----
    It undoes `ImageToSequence`.
    Source: lecture, part "CLDNN".

    Examples
    --------
    >>> y, cache = SequenceToImage(1, 12).forward(np.ones((20, 5, 12)))
    >>> y.shape
    (5, 1, 12, 20)
    """

    batch_axis = 1

    def __init__(self, c_out: int, rows: int | None = None) -> None:
        (c_out,) = per_axis("SequenceToImage: c_out", c_out, 1)
        self.features = (
            (c_out,) if rows is None else (c_out, *per_axis("SequenceToImage: rows", rows, 1))
        )
        self.params: Params = {}

    def forward(self, xs: Array) -> tuple[Array, Like]:
        """Map ``xs`` (T, B, D) to ``y`` (B, C, rows, T), or (B, C, T) without rows.

        Raises
        ------
        ShapeError
            If D is not C times rows.
        ValueError
            If ``xs`` is not a float32 or float64 array.
        """
        expect_floats("SequenceToImage.forward: xs", xs, ("T", "B", math.prod(self.features)))
        return read_only(_first_axis_last(xs, self.features)), Like(xs.shape, xs.dtype)

    def backward(self, dy: Array, xs: Like) -> tuple[Array, Params]:
        """Return ``dxs``, shaped like ``xs``.

        Raises
        ------
        ShapeError
            If ``dy`` is not shaped like the ``y`` of forward.
        """
        T, B, _ = xs.shape
        expect_floats("SequenceToImage.backward: dy", dy, (B, *self.features, T), xs.dtype)
        return _last_axis_first(dy), {}


def _last_axis_first(x: Array) -> Array:
    """Return ``x`` (B, ..., T) as (T, B, D), with all numbers of a step side by side."""
    B, *features, T = x.shape
    return np.ascontiguousarray(np.moveaxis(x, -1, 0)).reshape(T, B, math.prod(features))


def _first_axis_last(xs: Array, features: tuple[int, ...]) -> Array:
    """Return ``xs`` (T, B, D) as (B, *features, T), with all numbers of a sequence side by side."""
    T, B, _ = xs.shape
    return np.ascontiguousarray(np.moveaxis(xs.reshape(T, B, *features), 0, -1))
