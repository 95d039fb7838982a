"""Pooling along one axis, and its gradient; over a rectangle it is done axis after axis."""

from collections.abc import Callable

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

    Of equal entries the first gets it.

    Examples
    --------
    >>> x, y, dx = np.array([3.0, 1.0, 4.0, 4.0]), np.array([3.0, 4.0]), np.empty(4)
    >>> max_along_backward(np.array([5.0, 6.0]), x, y, dx, 0, size=2, stride=2)
    >>> dx
    array([5., 0., 6., 0.])
    """
    *dentries, dlast = entries(out, axis, size, stride)
    left, give = dy, _giver(out, axis, size, stride)
    for entry, dentry in zip(entries(x, axis, size, stride)[:-1], dentries, strict=True):
        # A mask by multiplying; what is given is no more there for the entries after.
        given = left * (entry == y)
        give(given, dentry)
        left = left - given
    give(left, dlast)


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
    give = _giver(out, axis, size, stride)
    for dentry in entries(out, axis, size, stride):
        give(dy, dentry)


def _giver(out: Array, axis: int, size: int, stride: int) -> Callable[[Array, Array], object]:
    """Return how entries of windows get a gradient; clear ``out`` where that is needed."""
    if stride != size or out.shape[axis] % size:
        out.fill(0)
    # Windows side by side: each entry is in one window alone, so nothing is added up.
    return _add if stride < size else _write


def _add(given: Array, dentry: Array) -> None:
    dentry += given


def _write(given: Array, dentry: Array) -> None:
    dentry[...] = given
