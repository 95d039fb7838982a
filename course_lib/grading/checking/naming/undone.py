"""The last of two mistakes, undone: what a learner's value was before it.

A size or an argument that came in last is not undone: too many changes of a solution meet a right
number then by chance.
"""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from course_lib.grading.checking.naming.pairs import Change, Pair, axis_name
from course_lib.grading.checking.naming.recomputed import logit, sigmoid


def undone(
    pairs: list[Pair], changes: Callable[[Pair], Iterator[Change]]
) -> Iterator[tuple[str, list[Any]]]:
    """Yield a learner's values with one change undone: what it was, and the values of all cases."""
    with np.errstate(all="ignore"):
        steps = [dict(changes(pair)) for pair in pairs]
    for says in steps[0]:
        values = [step.get(says) for step in steps]
        if all(value is not None and np.isfinite(value).all() for value in values):
            yield says, values


def undoings(pair: Pair) -> Iterator[Change]:
    """Yield a learner's value with one change undone, and the words for that change."""
    ours = np.asarray(pair.ours, dtype=float)
    yield "has the opposite sign", -ours
    yield "is doubled", ours / 2
    yield "is halved", 2 * ours
    if ours.ndim == 2:
        yield "is transposed", ours.T
    yield "is squashed by tanh", np.arctanh(ours)
    yield "is squashed by σ", logit(ours)
    # Of large numbers all are 1 or -1 then.
    if np.abs(ours).max(initial=0) < 5:
        yield "is left without a tanh", np.tanh(ours)
        yield "is left without a σ", sigmoid(ours)
    for axis in range(ours.ndim):
        many = axis_name(ours, axis, many=True)
        yield f"has its {many} in reverse order", np.flip(ours, axis)
