"""Lab 7, exercise 1: three ways to make one number of a window."""

from collections.abc import Callable

import numpy as np

from course_lib.convolution.pooling import AvgPool2D, L2Pool2D, MaxPool2D
from course_lib.grading.checking.exercise import Case, Exercise, Wrong
from course_lib.grading.exercises.convolution.forward import windows_of
from course_lib.protocol import Array

Three = tuple[Array, Array, Array]
# (N, rows, columns, size, stride): side by side, with pixels left over, and windows that overlap.
SHAPES = (
    *((2, 6, 6, 2, 2), (3, 5, 7, 2, 2), (2, 8, 9, 3, 2), (2, 6, 6, 3, 1)),
    *((1, 2, 4, 2, 2), (1, 2, 3, 2, 1)),
)
EXTREMES = ((2, 3, 4, 1, 1), (2, 4, 4, 4, 4), (1, 8, 7, 2, 3))


def pool_cases(rng: np.random.Generator) -> list[Case]:
    """Draw maps x (N, rows, columns), a size and a stride; in one case all numbers are negative."""
    cases: list[Case] = [(rng.normal(size=shape), size, n) for *shape, size, n in SHAPES]
    first, size, stride = cases[0]
    return [(-1 - np.abs(first), size, stride), *cases[1:]]


def pool_extremes(rng: np.random.Generator) -> list[Case]:
    """Draw windows of one pixel, one as large as the picture, and gaps between windows."""
    return [(rng.normal(size=shape), size, n) for *shape, size, n in EXTREMES]


def pools(x: Array, size: int, stride: int) -> Three:
    """Return the largest, the average and the L2 norm of each window, (N, H, W) each."""
    largest, average, l2 = (
        pool(size, stride=stride).forward(x[None])[0][0]
        for pool in (MaxPool2D, AvgPool2D, L2Pool2D)
    )
    return largest, average, l2


def part_is(says: str, part: int, wrong: Callable[[Array, int], Array]) -> Wrong:
    """Return the answer in which one part is ``wrong(windows, size)``, the others are right."""

    def function(x: Array, size: int, stride: int) -> tuple[Array, ...]:
        three = [*pools(x, size, stride)]
        three[part] = wrong(windows_of(x, size, stride), size)
        return tuple(three)

    return Wrong(says, function)


def one_too_few(x: Array, size: int, stride: int) -> Three:
    """Leave out the last window of each row and column."""
    largest, average, l2 = (y[:, :-1, :-1] for y in pools(x, size, stride))
    return largest, average, l2


def norm(windows: Array) -> Array:
    """Return the L2 norm of each window."""
    y: Array = np.sqrt((windows**2).sum(axis=(3, 4)))
    return y


POOLS = Exercise(
    name="pools",
    reference=pools,
    cases=pool_cases,
    extremes=pool_extremes,
    returns=("largest", "average", "l2"),
    wrong=(
        Wrong(
            "comes from windows side by side; the stride says how far a window goes on",
            lambda x, size, stride: pools(x, size, size),
        ),
        Wrong("stays at stride 1", lambda x, size, stride: pools(x, size, 1)),
        Wrong("leaves out the last window of each row and column", one_too_few),
        part_is(
            "begins at 0; the largest of negative numbers is negative",
            0,
            lambda windows, size: np.maximum(windows.max(axis=(3, 4)), 0),
        ),
        part_is(
            "looks at the sizes of the numbers and loses the sign",
            0,
            lambda windows, size: np.abs(windows).max(axis=(3, 4)),
        ),
        part_is("is the smallest entry", 0, lambda windows, size: windows.min(axis=(3, 4))),
        part_is(
            "is the corner of each window, whatever else is in it",
            0,
            lambda windows, size: windows[..., 0, 0],
        ),
        part_is(
            "is the sum, not yet the average",
            1,
            lambda windows, size: windows.sum(axis=(3, 4)),
        ),
        part_is(
            "is divided by one side of the window; how many pixels are in it?",
            1,
            lambda windows, size: windows.sum(axis=(3, 4)) / size,
        ),
        part_is("has no root", 2, lambda windows, size: norm(windows) ** 2),
        part_is(
            "is the root of the mean of the squares; ours is that of their sum",
            2,
            lambda windows, size: norm(windows) / size,
        ),
        part_is(
            "is divided by the number of pixels; ours is not",
            2,
            lambda windows, size: norm(windows) / size**2,
        ),
        part_is(
            "is a sum of sizes, without squares and root",
            2,
            lambda windows, size: np.abs(windows).sum(axis=(3, 4)),
        ),
        part_is(
            "squares the sum; each number is squared, and then they are added",
            2,
            lambda windows, size: np.abs(windows.sum(axis=(3, 4))),
        ),
    ),
)
