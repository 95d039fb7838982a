"""Pooling along one axis, and its gradient; over a rectangle it is done axis after axis."""

import numpy as np

from course_lib.protocol import Array


def entries(x: Array, axis: int, size: int, stride: int) -> list[Array]:
    """Return ``size`` views of ``x``: the first entry of every window, the second, and so on.

    Examples
    --------
    >>> entries(np.arange(6.0), 0, size=3, stride=2)
    [array([0., 2.]), array([1., 3.]), array([2., 4.])]
    """
    reach = x.shape[axis] - size + 1
    before = (slice(None),) * axis
    return [x[(*before, slice(k, k + reach, stride))] for k in range(size)]


def max_along(x: Array, axis: int, size: int, stride: int) -> Array:
    """Return the largest entry of each window.

    Examples
    --------
    >>> max_along(np.array([3.0, 1.0, 4.0, 1.0]), 0, size=2, stride=2)
    array([3., 4.])
    """
    first, *others = entries(x, axis, size, stride)
    y = np.maximum(first, others[0]) if others else first.copy()
    for entry in others[1:]:
        np.maximum(y, entry, out=y)
    return y


def max_along_backward(
    dy: Array, x: Array, y: Array, out: Array, axis: int, size: int, stride: int
) -> None:
    """Write to ``out`` like ``x``: ``dy`` for the largest entry of each window, else 0.

    Of equal entries the first gets it. NaN is the largest where there is one, as in the forward.

    Examples
    --------
    >>> x, y, dx = np.array([3.0, 1.0, 4.0, 4.0]), np.array([3.0, 4.0]), np.empty(4)
    >>> max_along_backward(np.array([5.0, 6.0]), x, y, dx, 0, size=2, stride=2)
    >>> dx
    array([5., 0., 6., 0.])
    """
    if np.isnan(y.max(initial=-np.inf)):
        x, y = _nan_as_largest(x), _nan_as_largest(y)  # NaN equals nothing, not even itself
    left, dentries = dy, entries(out, axis, size, stride)
    compared = zip(entries(x, axis, size, stride), dentries, strict=True)
    if stride < size:
        out.fill(0)
        for entry, dentry in compared:
            given = left * (entry == y)
            dentry += given
            left = left - given
        return
    # Windows side by side: what is left is passed on from entry to entry, in their own place.
    _clear_gaps(out, axis, size, stride)
    if size == 1:
        dentries[0][...] = dy
    for (entry, dentry), dnext in zip(compared, dentries[1:], strict=False):
        np.multiply(left, entry != y, out=dnext)
        np.subtract(left, dnext, out=dentry)
        left = dnext


def sum_along(x: Array, axis: int, size: int, stride: int) -> Array:
    """Return the sum of each window.

    Examples
    --------
    >>> sum_along(np.array([3.0, 1.0, 4.0, 1.0]), 0, size=2, stride=2)
    array([4., 5.])
    """
    first, *others = entries(x, axis, size, stride)
    y = first + others[0] if others else first.copy()
    for entry in others[1:]:
        y += entry
    return y


def sum_along_backward(dy: Array, out: Array, axis: int, size: int, stride: int) -> None:
    """Write to ``out``: ``dy`` for each entry of its window, added up where windows overlap.

    Examples
    --------
    >>> dx = np.empty(4)
    >>> sum_along_backward(np.array([5.0, 6.0]), dx, 0, size=3, stride=1)
    >>> dx
    array([ 5., 11., 11.,  6.])
    """
    dentries = entries(out, axis, size, stride)
    if stride < size:
        out.fill(0)
        for dentry in dentries:
            dentry += dy
        return
    _clear_gaps(out, axis, size, stride)
    for dentry in dentries:
        dentry[...] = dy


def _nan_as_largest(x: Array) -> Array:
    """Return ``x`` with inf for NaN, and the largest finite number for inf."""
    return np.where(np.isnan(x), np.inf, np.minimum(x, np.finfo(x.dtype).max))


def _clear_gaps(out: Array, axis: int, size: int, stride: int) -> None:
    """Set ``out`` to 0 if windows that lie side by side do not cover all of it."""
    if stride > size or out.shape[axis] % size:
        out.fill(0)
