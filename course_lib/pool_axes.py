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
    axis %= x.ndim
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


def max_along_backward(dy: Array, x: Array, y: Array, axis: int, size: int, stride: int) -> Array:
    """Give ``dy`` to the largest entry of each window; of equal ones the first gets it.

    Examples
    --------
    >>> x, y = np.array([3.0, 1.0, 4.0, 4.0]), np.array([3.0, 4.0])
    >>> max_along_backward(np.array([5.0, 6.0]), x, y, 0, size=2, stride=2)
    array([5., 0., 6., 0.])
    """
    dx = np.zeros(x.shape, x.dtype)
    given = np.zeros(y.shape, bool)
    pairs = zip(entries(x, axis, size, stride), entries(dx, axis, size, stride), strict=True)
    for entry, dentry in pairs:
        gets = entry == y
        gets &= ~given
        given |= gets
        dentry += dy * gets
    return dx


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


def sum_along_backward(dy: Array, n: int, axis: int, size: int, stride: int) -> Array:
    """Give ``dy`` to all entries of each window, along an axis of ``n`` entries.

    Examples
    --------
    >>> sum_along_backward(np.array([5.0, 6.0]), 4, 0, size=3, stride=1)
    array([ 5., 11., 11.,  6.])
    """
    shape = list(dy.shape)
    shape[axis] = n
    dx = np.zeros(shape, dy.dtype)
    for dentry in entries(dx, axis, size, stride):
        dentry += dy
    return dx
