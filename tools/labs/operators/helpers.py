"""What a changed solution may call beside NumPy: what learners take for the right function."""

from collections.abc import Callable
from typing import Any

import numpy as np

from course_lib.protocol import Array


def last_argmax(a: Array, axis: int | None = None) -> Any:
    """Return where the largest is along an axis, of equals the last."""
    count = a.size if axis is None else a.shape[axis]
    return count - 1 - np.flip(a.ravel() if axis is None else a, axis or 0).argmax(axis)


def last_argmin(a: Array, axis: int | None = None) -> Any:
    """Return where the smallest is along an axis, of equals the last."""
    return last_argmax(-a, axis)


def second_largest(a: Array, axis: Any = None, **how: Any) -> Any:
    """Return the second of the sorted values, the largest first."""
    axes = axis if isinstance(axis, tuple) else (axis,)
    flat = a.ravel() if axis is None else np.moveaxis(a, axes, range(-len(axes), 0))
    if len(axes) > 1:
        flat = flat.reshape(*flat.shape[: -len(axes)], -1)
    return np.sort(flat, axis=-1)[..., -2]


def midrange(a: Array, axis: Any = None, **how: Any) -> Any:
    """Return the mean of the largest and the smallest."""
    return (a.max(axis=axis, **how) + a.min(axis=axis, **how)) / 2


def median(a: Array, axis: Any = None, **how: Any) -> Any:
    """Return the value in the middle."""
    return np.median(a, axis=axis, **how)


def product(a: Array, axis: Any = None, **how: Any) -> Any:
    """Return all entries multiplied."""
    return np.prod(a, axis=axis, **how)


def largest_size(a: Array, axis: Any = None, **how: Any) -> Any:
    """Return the largest absolute value."""
    return np.abs(a).max(axis=axis, **how)


def norm(a: Array, axis: Any = None, **how: Any) -> Any:
    """Return the root of the sum of the squares."""
    return np.sqrt((a**2).sum(axis=axis, **how))


def place(index: int) -> Callable[..., Any]:
    """Return a function that takes one place along each axis, and does not sum."""

    def take(a: Array, axis: Any = None, keepdims: bool = False) -> Any:
        axes = range(a.ndim) if axis is None else axis if isinstance(axis, tuple) else (axis,)
        wanted = {k % a.ndim for k in axes}
        chosen = a[tuple(index if k in wanted else slice(None) for k in range(a.ndim))]
        return np.expand_dims(chosen, tuple(wanted)) if keepdims else chosen

    return take


def logistic(a: Array) -> Any:
    """Return the sigmoid."""
    return 0.5 * (1 + np.tanh(0.5 * a))


def relu(a: Array) -> Any:
    """Return what is above 0, and 0 for the rest."""
    return np.maximum(a, 0)


def cut(a: Array) -> Any:
    """Return the values, none above 1 or below -1."""
    return np.clip(a, -1, 1)


def softmax(a: Array) -> Any:
    """Return the softmax over the last axis."""
    e = np.exp(a - a.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


def added_up(a: Array) -> Any:
    """Return the sums so far along the first axis."""
    return np.cumsum(a, axis=0)


def turned(a: Array) -> Any:
    """Return the entries of the first axis in reverse order."""
    return np.flip(a, 0)


def turned_last(a: Array) -> Any:
    """Return the entries of the last axis in reverse order."""
    return np.flip(a, -1)


def one_before(a: Array) -> Any:
    """Return the entry before along the first axis, in a ring."""
    return np.roll(a, 1, axis=0)


def one_after(a: Array) -> Any:
    """Return the entry after along the first axis, in a ring."""
    return np.roll(a, -1, axis=0)


def one_before_last(a: Array) -> Any:
    """Return the entry before along the last axis, in a ring."""
    return np.roll(a, 1, axis=-1)


def one_after_last(a: Array) -> Any:
    """Return the entry after along the last axis, in a ring."""
    return np.roll(a, -1, axis=-1)


def first_everywhere(a: Array) -> Any:
    """Return the first entry of the first axis in all its places."""
    return np.broadcast_to(a[:1], a.shape).copy()


def last_everywhere(a: Array) -> Any:
    """Return the last entry of the first axis in all its places."""
    return np.broadcast_to(a[-1:], a.shape).copy()


def without_first(a: Array) -> Any:
    """Return the values with 0 in the first place of the first axis."""
    return np.concatenate([0 * a[:1], a[1:]])


def without_last(a: Array) -> Any:
    """Return the values with 0 in the last place of the first axis."""
    return np.concatenate([a[:-1], 0 * a[-1:]])


def only_first(a: Array) -> Any:
    """Return the values with 0 after the first place of the first axis."""
    return np.concatenate([a[:1], 0 * a[1:]])


def only_last(a: Array) -> Any:
    """Return the values with 0 before the last place of the first axis."""
    return np.concatenate([0 * a[:-1], a[-1:]])


def of_length_one(a: Array) -> Any:
    """Return the values divided by their length."""
    return a / np.sqrt(np.sum(a**2))


def of_sum_one(a: Array) -> Any:
    """Return the values divided by their sum."""
    return a / np.sum(a)


def centred(a: Array) -> Any:
    """Return the values without the mean along the first axis."""
    return a - a.mean(axis=0)


def by_rows(a: Array) -> Any:
    """Return the values divided by their number along the first axis."""
    return a / a.shape[0]


def by_columns(a: Array) -> Any:
    """Return the values divided by their number along the last axis."""
    return a / a.shape[-1]


def by_all(a: Array) -> Any:
    """Return the values divided by their number."""
    return a / a.size


def mean_everywhere(a: Array) -> Any:
    """Return the mean of all in each place."""
    return np.full_like(a, np.mean(a))


def sum_everywhere(a: Array) -> Any:
    """Return the sum of all in each place."""
    return np.full_like(a, np.sum(a))


first, last = place(0), place(-1)
HELPERS: dict[str, Callable[..., Any]] = {
    name: function
    for name, function in globals().items()
    if callable(function) and name.islower() and name != "place"
}
