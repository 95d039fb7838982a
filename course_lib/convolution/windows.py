"""Where windows stand: the sizes of kernels, pools and what they give."""

from collections.abc import Iterable, Sequence
from typing import cast

from course_lib.shapes import ShapeError, expect_size


def per_axis(name: str, value: int | Sequence[int], n_axes: int, least: int = 1) -> tuple[int, ...]:
    """Return one number for each axis; a single number stands for all axes.

    Raises
    ------
    ValueError
        If ``value`` is neither a whole number of at least ``least`` nor ``n_axes`` of them.

    Examples
    --------
    >>> per_axis("Conv2D: size", 3, 2), per_axis("Conv2D: size", (3, 5), 2)
    ((3, 3), (3, 5))
    >>> per_axis("Conv2D: stride", 0, 2)
    Traceback (most recent call last):
    ValueError: Conv2D: stride is 0, expected a whole number of at least 1.
    """
    if not isinstance(value, tuple | list):
        one = cast(int, value)
        expect_size(name, one, least)
        return (int(one),) * n_axes
    if len(value) != n_axes:
        raise ValueError(
            f"{name} is {value!r}, expected one whole number or {n_axes}, one for each axis."
        )
    for entry in value:
        expect_size(f"{name} {value!r}: an entry", entry, least)
    return tuple(int(entry) for entry in value)


def output_size(n: int, size: int, stride: int = 1, padding: int = 0) -> int:
    """Return how many windows fit along one axis, (n + 2 padding - size) // stride + 1.

    Parameters
    ----------
    n : int
        Entries along the axis: pixels, steps or feature maps.
    size : int
        Entries of the window.
    stride : int, optional
        Entries from one window to the next.
    padding : int, optional
        Entries added at each end.

    Raises
    ------
    ValueError
        If a number is not a whole number or too small.
    ShapeError
        If not even one window fits.

    Notes
    -----
    When the stride does not divide n + 2 padding - size, the last entries are in no window.
    Source: lecture, part "Convolutional Layer".

    Examples
    --------
    >>> output_size(28, 5), output_size(28, 3, stride=2, padding=1)
    (24, 14)
    >>> output_size(4, 7, padding=1)
    Traceback (most recent call last):
    course_lib.shapes.ShapeError: output_size: n is 4, with padding 6, expected at least 7, \
the size of the window.
    """
    for name, value, least in (("n", n, 0), ("size", size, 1), ("stride", stride, 1)):
        expect_size(f"output_size: {name}", value, least)
    expect_size("output_size: padding", padding, 0)
    padded = n + 2 * padding
    if padded < size:
        with_padding = f", with padding {padded}" if padding else ""
        raise ShapeError(
            f"output_size: n is {n}{with_padding}, expected at least {size}, "
            "the size of the window."
        )
    return (padded - size) // stride + 1


def output_axes(
    name: str,
    shape: tuple[int, ...],
    first: int,
    size: tuple[int, ...],
    stride: tuple[int, ...],
    padding: tuple[int, ...],
) -> tuple[int, ...]:
    """Return `output_size` for the axes of an array from number ``first`` on.

    Raises
    ------
    ShapeError
        If a window does not fit. ``name`` begins the message.

    Examples
    --------
    >>> output_axes("Conv2D.forward: x", (8, 3, 28, 28), 2, (5, 5), (1, 1), (0, 0))
    (24, 24)
    >>> output_axes("Conv2D.forward: x", (8, 3, 4, 28), 2, (5, 5), (1, 1), (0, 0))
    Traceback (most recent call last):
    course_lib.shapes.ShapeError: Conv2D.forward: x has shape (8, 3, 4, 28), expected at least \
5 x 5 in axes 2 and 3, the size of the window.
    """
    have = shape[first : first + len(size)]
    padded = [n + 2 * p for n, p in zip(have, padding, strict=True)]
    if any(n < k for n, k in zip(padded, size, strict=True)):
        axes = f"axes {first} and {first + 1}" if len(size) == 2 else f"axis {first}"
        with_padding = f", with padding {' x '.join(map(str, padded))}" if any(padding) else ""
        raise ShapeError(
            f"{name} has shape {shape}{with_padding}, expected at least "
            f"{' x '.join(map(str, size))} in {axes}, the size of the window."
        )
    return tuple((n - k) // s + 1 for n, k, s in zip(padded, size, stride, strict=True))


def receptive_field(windows: Iterable[tuple[int, int]]) -> int:
    """Return how many inputs along one axis a neuron of the last layer sees.

    Each layer adds (size - 1) times the product of the strides before it.

    Parameters
    ----------
    windows : iterable of (size, stride)
        The kernels and pools from the input to the last layer, along one axis, in entries.

    Raises
    ------
    ValueError
        If a size or a stride is not a whole number of at least 1, or an entry is not a pair.

    Notes
    -----
    Padding moves the receptive field and does not change its size.
    Source: lecture, part "Convolutional Layer".

    Examples
    --------
    Two 3x3 convolutions see as far as one 5x5; a pool of 2 doubles every later step:

    >>> receptive_field([(3, 1), (3, 1)]), receptive_field([(3, 1), (2, 2), (3, 1)])
    (5, 8)
    """
    field = step = 1
    for window in windows:
        if not isinstance(window, tuple | list) or len(window) != 2:
            raise ValueError(f"receptive_field: a window is {window!r}, expected (size, stride).")
        size, stride = window
        expect_size("receptive_field: size", size)
        expect_size("receptive_field: stride", stride)
        field += (size - 1) * step
        step *= stride
    return field
