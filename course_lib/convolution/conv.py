"""Convolution: the same small kernel at every place of a signal or a picture.

As everywhere in deep learning the kernel is not turned round, so signal processing would call it
a cross-correlation: y[r, c] = sum over i, j of W[i, j] x[r + i, c + j], plus b. The same sum in
one line of NumPy is in conv_reference.py; a test holds both equal.
"""

import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from course_lib.convolution.columns import Windows, blocks, from_matrix, to_matrix
from course_lib.convolution.padding import PADDING_MODES, expect_reflectable
from course_lib.convolution.windows import output_axes, per_axis
from course_lib.initializers import Initializer, get_initializer
from course_lib.protocol import Array, NamedCalls, Params, read_only
from course_lib.shapes import expect_dtype, expect_floats, expect_name, expect_rng, expect_size


def convolve(x: Array, W: Array, b: Array, windows: Windows, out: Array) -> None:
    """Write the convolution of pictures ``x`` (B, C, rows, columns) to ``out`` (B, F, H, W)."""
    M = to_matrix(W, windows)
    for block, work in blocks(x, out.shape[1:], windows):
        work.unfold(x[block])
        np.matmul(M, work.columns, out=work.sums)
        out[block] = work.collect(b)


def convolve_backward(
    dy: Array, x: Array, W: Array, windows: Windows
) -> tuple[Array, Array, Array]:
    """Return ``dx``, ``dW`` and ``db``. The columns are made again: to keep them costs K² x."""
    M, dx = to_matrix(W, windows), np.empty(x.shape, x.dtype)
    dM = np.zeros_like(M)
    for block, work in blocks(x, dy.shape[1:], windows):
        work.spread(dy[block])
        work.unfold(x[block])
        dM += work.sums @ work.columns.T
        np.matmul(M.T, work.sums, out=work.columns)
        dx[block] = work.fold()
    n_places = math.prod(dy.shape[2:])
    # As a product, the sum over all places is faster than np.sum.
    db = dy.reshape(len(x), len(W), n_places) @ np.ones(n_places, W.dtype)
    return dx, from_matrix(dM, W.shape, windows), db.sum(axis=0)


class _Convolution(NamedCalls):
    """What Conv1D and Conv2D share. A signal is a picture of one row."""

    axes: tuple[str, ...]

    def __init__(
        self,
        c_in: int,
        c_out: int,
        size: int | Sequence[int],
        rng: np.random.Generator,
        *,
        stride: int | Sequence[int] = 1,
        padding: int | Sequence[int] = 0,
        padding_mode: str = "zeros",
        init: str | Initializer = "uniform",
        dtype: npt.DTypeLike = np.float64,
    ) -> None:
        name, n_axes = type(self).__name__, len(self.axes)
        expect_size(f"{name}: c_in", c_in)
        expect_size(f"{name}: c_out", c_out)
        self.size = per_axis(f"{name}: size", size, n_axes)
        expect_rng(f"{name}: rng", rng)
        self.stride = per_axis(f"{name}: stride", stride, n_axes)
        self.padding = per_axis(f"{name}: padding", padding, n_axes, least=0)
        expect_name(f"{name}: padding_mode", padding_mode, PADDING_MODES)
        expect_dtype(f"{name}: dtype", dtype)
        self.padding_mode = padding_mode
        W = get_initializer(f"{name}: init", init)((c_out, c_in, *self.size), rng, dtype)
        self.params: Params = {"W": W, "b": np.zeros(c_out, dtype)}

    def forward(self, x: Array) -> tuple[Array, Array]:
        """Map ``x`` (B, c_in, ...) to ``y`` (B, c_out, ...); the cache is ``x``.

        Raises
        ------
        ShapeError
            If ``x`` has another number of maps, or is too small for the kernel or the reflection.
        ValueError
            If ``x`` has not the dtype of the params.
        """
        W, b = self.params["W"], self.params["b"]
        name = f"{type(self).__name__}.forward: x"
        expect_floats(name, x, ("B", W.shape[1], *self.axes), W.dtype)
        shape = self.output_shape(x.shape, "forward: x")
        y = np.empty(shape, x.dtype)
        convolve(_picture(x), _picture(W), b, self._windows(), out=_picture(y))
        return read_only(y), x

    def backward(self, dy: Array, x: Array) -> tuple[Array, Params]:
        """Return ``dx``, shaped like ``x``, and the gradients of W and b, summed over all places.

        Raises
        ------
        ShapeError
            If ``dy`` is not shaped like the ``y`` of forward.
        """
        W = self.params["W"]
        name = f"{type(self).__name__}.backward: dy"
        expect_floats(name, dy, self.output_shape(x.shape), W.dtype)
        dx, dW, db = convolve_backward(_picture(dy), _picture(x), _picture(W), self._windows())
        return dx.reshape(x.shape), {"W": dW.reshape(W.shape), "b": db}

    def output_shape(
        self, shape: tuple[int, ...], name: str = "output_shape: x"
    ) -> tuple[int, ...]:
        """Return the shape of ``y`` for an ``x`` of this shape.

        Raises
        ------
        ShapeError
            If ``x`` is too small for the kernel or the reflection.
        """
        name = f"{type(self).__name__}.{name}"
        if self.padding_mode == "reflect":
            expect_reflectable(name, shape, self.padding)
        maps = output_axes(name, shape, 2, self.size, self.stride, self.padding)
        return (shape[0], len(self.params["b"]), *maps)

    def expect_steps_kept(self) -> None:
        """Check that step t stays step t along the last axis: a mask over time asks for that.

        Raises
        ------
        ValueError
            If the layer changes the number of steps, or reflects them.
        """
        size, stride, padding = self.size[-1], self.stride[-1], self.padding[-1]
        name = type(self).__name__
        if stride != 1 or size != 2 * padding + 1:
            raise ValueError(
                f"{name}: under a mask the steps have size {size}, stride {stride} and padding "
                f"{padding}, expected stride 1 and an odd size with padding (size - 1) / 2, so "
                "that as many steps come out; to join steps, use Pyramid."
            )
        if padding and self.padding_mode != "zeros":
            raise ValueError(
                f"{name}: under a mask padding_mode is {self.padding_mode!r}, expected 'zeros': "
                "beyond its own last step a sequence has zeros."
            )

    def multiply_adds(self, shape: tuple[int, ...]) -> int:
        """Return the products in one forward on an ``x`` of this shape: each weight, each place."""
        n_pictures, _, *maps = self.output_shape(shape)
        return n_pictures * math.prod(maps) * self.params["W"].size

    def _windows(self) -> Windows:
        one_row = 2 - len(self.axes)
        return Windows(
            (1,) * one_row + self.size,
            (1,) * one_row + self.stride,
            (0,) * one_row + self.padding,
            self.padding_mode,
        )


def _picture(a: Array) -> Array:
    """Return signals (B, C, steps) as pictures (B, C, 1, steps), and pictures as they are."""
    return a if a.ndim == 4 else a[:, :, None]


class Conv2D(_Convolution):
    """Convolution of pictures, y = W * x + b: one kernel at all places for each feature map.

    Parameters
    ----------
    c_in, c_out : int
        Feature maps that come in and go out.
    size : int or (int, int)
        Rows and columns of the kernel, in pixels.
    rng : numpy.random.Generator
        Draws the first W (c_out, c_in, rows, columns). The first b is 0.
    stride : int or (int, int), optional
        Pixels from one place of the kernel to the next.
    padding : int or (int, int), optional
        Pixels added at each side.
    padding_mode : str, optional
        ``"zeros"``, or ``"reflect"``: the pixels beside the edge again, in reverse order.
    init : str or callable, optional
        How W is drawn: a name of `course_lib.initializers` or a function like those there.
    dtype : numpy dtype, optional
        float64 or float32.

    Raises
    ------
    ValueError
        If an argument is not as above.

    Notes
    -----
    The kernel is not turned round, so ``*`` is the cross-correlation of signal processing.
    Pixels at the right and lower edge that the stride leaves over are in no window; their
    gradient is 0. `conv2d_reference` is the same sum in one line.
    Source: lecture, part "Convolutional Layer".

    Examples
    --------
    >>> layer = Conv2D(1, 8, 5, np.random.default_rng(0), padding=2)
    >>> layer.params["W"].shape
    (8, 1, 5, 5)
    >>> y, cache = layer.forward(np.ones((10, 1, 28, 28)))
    >>> y.shape
    (10, 8, 28, 28)
    """

    axes = ("rows", "columns")


class Conv1D(_Convolution):
    """Convolution of signals, y = W * x + b: `Conv2D` with one axis, ``x`` (B, c_in, steps).

    Parameters
    ----------
    c_in, c_out : int
        Feature maps that come in and go out.
    size : int
        Steps that the kernel covers.
    rng : numpy.random.Generator
        Draws the first W (c_out, c_in, size). The first b is 0.
    stride, padding : int, optional
        Steps from one place to the next; steps added at each end.
    padding_mode, init, dtype : optional
        As for `Conv2D`.

    Raises
    ------
    ValueError
        If an argument is not as above.

    Notes
    -----
    A sequence (T, B, D) becomes a signal by ``xs.transpose(1, 2, 0)``; the layers
    `SequenceToImage` and `ImageToSequence` do it inside a net.
    Source: lecture, part "Convolutional Layer".

    Examples
    --------
    >>> layer = Conv1D(12, 16, 3, np.random.default_rng(0), stride=2)
    >>> y, cache = layer.forward(np.ones((5, 12, 29)))
    >>> y.shape
    (5, 16, 14)
    """

    axes = ("steps",)
