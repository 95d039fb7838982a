"""One part of a result in one case, and what its axes, its sizes and its terms are called."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import numpy as np

from course_lib.protocol import Array

# What to say, and the value as it would be.
Change: TypeAlias = tuple[str, Any]


@dataclass(frozen=True)
class Pair:
    """One part of a result in one case.

    Attributes
    ----------
    right, ours : array_like
        The part as it should be, and the learner's.
    given : mapping of str to array_like
        The arguments of the call, by their names.
    parts : mapping of str to array_like
        The other parts of the right result, by their names.
    """

    right: Any
    ours: Any
    given: Mapping[str, Any] = field(default_factory=dict)
    parts: Mapping[str, Any] = field(default_factory=dict)


def is_real(value: Any) -> bool:
    """Tell whether a part is one real number or an array of them, none too large for a float."""
    if isinstance(value, bool) or not isinstance(value, np.ndarray | int | float):
        return False
    dtype = np.asarray(value).dtype
    return dtype.kind in "iuf" and dtype.itemsize <= np.dtype(float).itemsize


def wrong_numbers(pair: Pair, rtol: float, atol: float) -> int:
    """Return how many numbers are wrong; all, where the shape is."""
    right, ours = np.asarray(pair.right), np.asarray(pair.ours)
    if right.shape != ours.shape:
        return max(right.size, 2)
    return int((~np.isclose(ours, right, rtol, atol, equal_nan=True)).sum())


def axis_name(value: Array, axis: int, *, many: bool = False) -> str:
    """Return how the entries along an axis are called."""
    if value.ndim == 1:
        return "entries" if many else "entry"
    if value.ndim == 2:
        return ("row", "column")[axis] + ("s" if many else "")
    return f"{'indices' if many else 'index'} of axis {axis}"


def sizes(given: Mapping[str, Any]) -> Iterator[tuple[str, int]]:
    """Yield every size that the arguments have, with its name."""
    for name, value in given.items():
        value = np.asarray(value)
        for axis, size in enumerate(value.shape):
            yield f"the number of {axis_name(value, axis, many=True)} of {name}", size
        if value.ndim > 1:
            yield f"the number of entries of {name}", value.size
        if value.ndim > 2:
            inner = f"the number of entries of one {axis_name(value, 0)} of {name}"
            yield inner, value[:1].size


def fitted(value: Any, shape: tuple[int, ...]) -> Array | None:
    """Return an argument as a term of a result of this shape, None if it does not fit."""
    if not is_real(value):
        return None
    try:
        term: Array = np.broadcast_to(np.asarray(value, float), shape)
    except ValueError:
        return None
    return term
