"""Convolution as it is taught: windows, one sum of products, and the matrix that it is.

Five times slower than conv.py and short enough to be seen right; the tests hold both equal.
"""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from course_lib.convolution.padding import (
    PADDING_MODES,
    expect_reflectable,
    inside,
    reflect,
    reflect_backward,
)
from course_lib.convolution.windows import output_axes, per_axis
from course_lib.protocol import Array
from course_lib.shapes import expect_floats, expect_name


def conv2d_reference(
    x: Array,
    W: Array,
    b: Array,
    *,
    stride: int | tuple[int, int] = 1,
    padding: int | tuple[int, int] = 0,
    padding_mode: str = "zeros",
) -> Array:
    """Return y[n, f, r, c] = sum over c', i, j of W[f, c', i, j] x[n, c', s r + i, s c + j] + b[f].

    Parameters
    ----------
    x, W, b : numpy.ndarray
        Pictures (B, C, rows, columns), kernels (F, C, rows, columns) and biases (F,).
    stride, padding, padding_mode : optional
        As for `Conv2D`.

    Returns
    -------
    numpy.ndarray
        ``y`` (B, F, rows, columns).

    Raises
    ------
    ShapeError
        If the shapes do not fit each other, or no window fits the padded picture.
    ValueError
        If the arrays have not one float dtype, or an option is unknown.

    Notes
    -----
    Source: lecture, part "Convolutional Layer".

    Examples
    --------
    The difference of each pixel and its left neighbour:

    >>> x = np.array([[[[1.0, 1.0, 5.0, 5.0]]]])
    >>> conv2d_reference(x, np.array([[[[-1.0, 1.0]]]]), np.zeros(1))
    array([[[[0., 4., 0.]]]])
    """
    name = "conv2d_reference"
    windows = _windows(_pad(name, x, W, padding, padding_mode), W, stride)
    expect_floats("conv2d_reference: b", b, (len(W),), W.dtype)
    y = np.tensordot(windows, W, axes=((1, 4, 5), (1, 2, 3))) + b
    return y.transpose(0, 3, 1, 2)


def conv2d_reference_backward(
    dy: Array,
    x: Array,
    W: Array,
    *,
    stride: int | tuple[int, int] = 1,
    padding: int | tuple[int, int] = 0,
    padding_mode: str = "zeros",
) -> tuple[Array, Array, Array]:
    """Return ``dx``, ``dW`` and ``db`` of `conv2d_reference`, each like what it belongs to.

    Parameters
    ----------
    dy : numpy.ndarray
        The gradient of ``y`` (B, F, rows, columns).
    x, W, stride, padding, padding_mode
        As they were in forward.

    Raises
    ------
    ShapeError
        If ``dy`` is not shaped like ``y``.
    ValueError
        If the arrays have not one float dtype, or an option is unknown.

    Notes
    -----
    Source: lecture, part "Convolutional Layer".

    Examples
    --------
    >>> x, W = np.ones((1, 1, 1, 3)), np.array([[[[-1.0, 1.0]]]])
    >>> dx, dW, db = conv2d_reference_backward(np.ones((1, 1, 1, 2)), x, W)
    >>> dx, dW, db
    (array([[[[-1.,  0.,  1.]]]]), array([[[[2., 2.]]]]), array([2.]))
    """
    name = "conv2d_reference_backward"
    padded = _pad(name, x, W, padding, padding_mode)
    windows = _windows(padded, W, stride)
    expect_floats(f"{name}: dy", dy, (len(x), len(W), *windows.shape[2:4]), W.dtype)
    dW = np.tensordot(dy, windows, axes=((0, 2, 3), (0, 2, 3)))
    # The windows overlap, so their gradients are added up where they came from.
    dpadded = np.zeros_like(padded)
    dwindows = _windows(dpadded, W, stride)
    for i, j in np.ndindex(W.shape[2:]):
        dwindows[..., i, j] += np.tensordot(dy, W[:, :, i, j], axes=(1, 0)).transpose(0, 3, 1, 2)
    margin = per_axis(f"{name}: padding", padding, 2, least=0)
    if padding_mode == "reflect":
        reflect_backward(dpadded, margin)
    return inside(dpadded, margin).copy(), dW, dy.sum(axis=(0, 2, 3))


def _pad(name: str, x: Array, W: Array, padding: int | tuple[int, int], padding_mode: str) -> Array:
    """Check the arrays and return ``x`` with its padding."""
    expect_floats(f"{name}: W", W, ("F", "C", "rows", "columns"))
    expect_floats(f"{name}: x", x, ("B", W.shape[1], "rows", "columns"), W.dtype)
    expect_name(f"{name}: padding_mode", padding_mode, PADDING_MODES)
    margin = per_axis(f"{name}: padding", padding, 2, least=0)
    output_axes(f"{name}: x", x.shape, 2, W.shape[2:], (1, 1), margin)
    padded = np.pad(x, [(0, 0), (0, 0), *((p, p) for p in margin)])
    if padding_mode == "reflect":
        expect_reflectable(f"{name}: x", x.shape, margin)
        reflect(padded, margin)
    return padded


def _windows(padded: Array, W: Array, stride: int | tuple[int, int]) -> Array:
    """Return the view (B, C, H, W, rows, columns) of all windows; it can be written to."""
    s, t = per_axis("conv2d_reference: stride", stride, 2)
    return sliding_window_view(padded, W.shape[2:], axis=(2, 3), writeable=True)[:, :, ::s, ::t]


def convolution_matrix(
    W: Array,
    shape: tuple[int, int],
    *,
    stride: int | tuple[int, int] = 1,
    padding: int | tuple[int, int] = 0,
    padding_mode: str = "zeros",
) -> Array:
    """Return the matrix A of a convolution: for each picture, y = A x with both as long columns.

    Most entries of A are 0 (sparse connectivity), and the others are those of W again and again
    (shared weights). So a convolution is a `Dense` layer with most of its weights left out and
    the rest tied together.

    Parameters
    ----------
    W : numpy.ndarray
        Kernels (F, C, rows, columns).
    shape : tuple of int
        Rows and columns of the pictures.
    stride, padding, padding_mode : optional
        As for `Conv2D`.

    Returns
    -------
    numpy.ndarray
        A (F H W, C rows columns) for maps of H x W.

    Raises
    ------
    ShapeError
        If no window fits the padded picture.
    ValueError
        If W has no float dtype, or an option is unknown.

    Notes
    -----
    Column j is the convolution of the picture that is 1 at entry j and 0 elsewhere.
    Source: lecture, part "Convolutional Layer".

    Examples
    --------
    >>> convolution_matrix(np.array([[[[1.0, 2.0]]]]), (1, 4))
    array([[1., 2., 0., 0.],
           [0., 1., 2., 0.],
           [0., 0., 1., 2.]])
    """
    rows, columns = per_axis("convolution_matrix: shape", shape, 2)
    expect_floats("convolution_matrix: W", W, ("F", "C", "rows", "columns"))
    n_in = W.shape[1] * rows * columns
    pixels = np.eye(n_in, dtype=W.dtype).reshape(n_in, W.shape[1], rows, columns)
    y = conv2d_reference(
        pixels,
        W,
        np.zeros(len(W), W.dtype),
        stride=stride,
        padding=padding,
        padding_mode=padding_mode,
    )
    return y.reshape(n_in, -1).T
