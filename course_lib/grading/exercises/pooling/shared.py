"""Lab 7, exercise 3: the gradient of a window is shared."""

import numpy as np

from course_lib.grading.checking.exercise import Exercise, Wrong, quiet
from course_lib.grading.exercises.pooling.backward import (
    Share,
    backward_cases,
    backward_extremes,
    spread,
    winner,
)
from course_lib.protocol import Array


def alike(windows: Array) -> Array:
    """Return 1 / k for each of k entries."""
    return np.full_like(windows, 1 / windows[0].size)


def norm(windows: Array) -> Array:
    """Return the L2 norm of each window, (N, 1, 1)."""
    y: Array = np.sqrt((windows**2).sum(axis=(1, 2), keepdims=True))
    return y


def by_size(windows: Array) -> Array:
    """Return a / y for each entry, and 0 where the window is 0."""
    y = norm(windows)
    return windows / np.where(y == 0, 1, y)


def shared_backward(dy: Array, x: Array, size: int, stride: int) -> tuple[Array, Array]:
    """Return dx of the average and dx of the L2 norm, (N, rows, columns) each."""
    return spread(dy, x, size, stride, alike), spread(dy, x, size, stride, by_size)


def average_is(says: str, share: Share, *, add: bool = True) -> Wrong:
    """Return the answer that is wrong for the average alone."""
    return Wrong(
        says,
        lambda dy, x, size, stride: (
            spread(dy, x, size, stride, share, add=add),
            spread(dy, x, size, stride, by_size),
        ),
    )


def l2_is(says: str, share: Share, *, add: bool = True) -> Wrong:
    """Return the answer that is wrong for the L2 norm alone."""
    return Wrong(
        says,
        lambda dy, x, size, stride: (
            spread(dy, x, size, stride, alike),
            spread(dy, x, size, stride, share, add=add),
        ),
    )


WARNS = "is right, but divides by 0 on the way, and NumPy warns"

SHARED_BACKWARD = Exercise(
    name="shared_backward",
    reference=shared_backward,
    cases=backward_cases,
    extremes=backward_extremes,
    returns=("dx_average", "dx_l2"),
    laws=(quiet(WARNS),),
    wrong=(
        average_is(
            "gives the whole gradient to each entry; it is shared among them",
            np.ones_like,
        ),
        average_is(
            "is divided by one side of the window; how many entries share it?",
            lambda windows: np.full_like(windows, 1 / windows.shape[1]),
        ),
        average_is("gives all to the largest entry; that is the maximum", winner),
        average_is(
            "keeps only what the last window sent; where windows overlap, both parts count",
            alike,
            add=False,
        ),
        average_is(
            "has the inputs in it; the slope of an average does not depend on them",
            lambda windows: windows / windows[0].size,
        ),
        l2_is(
            "has NaN: where a window is all 0, 0 is divided by 0. Its gradient shall be 0",
            lambda windows: windows / norm(windows),
        ),
        l2_is(
            "is not divided by y: that is the gradient of half a sum of squares",
            lambda windows: windows,
        ),
        l2_is(
            "is the slope of a sum of squares; the root has a slope too",
            lambda windows: 2 * windows,
        ),
        l2_is(
            "has a factor too many: what is the slope of a root?",
            lambda windows: 2 * by_size(windows),
        ),
        l2_is(
            "is the same for all in a window; who is larger gets more",
            lambda windows: np.ones_like(windows) / np.where(norm(windows) == 0, 1, norm(windows)),
        ),
        l2_is("has lost the sign of the inputs", lambda windows: np.abs(by_size(windows))),
        l2_is(
            "only has what the last window sent; where windows overlap, both parts count",
            by_size,
            add=False,
        ),
        l2_is(WARNS, lambda windows: np.nan_to_num(windows / norm(windows))),
    ),
)
