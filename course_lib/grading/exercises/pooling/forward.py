"""Lab 7, exercise 1: three ways to make one number of a window."""

from collections.abc import Callable

import numpy as np

from course_lib.convolution.pooling import AvgPool2D, L2Pool2D, MaxPool2D
from course_lib.grading.checking.exercise import MAPS, Case, Exercise, Wrong
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
    """Draw maps x (N, rows, columns), a size and a stride.

    In the first case all numbers are negative, the second is after a ReLU: about half are 0.
    """
    cases: list[Case] = [(rng.normal(size=shape), size, n) for *shape, size, n in SHAPES]
    (negative, *first), (some, *second), *others = cases
    return [(-1 - np.abs(negative), *first), (np.maximum(some, 0), *second), *others]


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


def placed(
    place: Callable[[int, int, int, int], tuple[int, int]], larger: int = 0
) -> Callable[[Array, int, int], Three]:
    """Return the answer whose windows begin at ``place(r, c, stride, size)``.

    They may be ``larger`` than they should be.
    """

    def answer(x: Array, size: int, stride: int) -> Three:
        shape = pools(x, size, stride)[0].shape
        largest, average, l2 = np.zeros((3, *shape))
        for r, c in np.ndindex(shape[1:]):
            top, left = place(r, c, stride, size)
            window = x[:, top : top + size + larger, left : left + size + larger]
            largest[:, r, c] = window.max(axis=(1, 2))
            average[:, r, c] = window.mean(axis=(1, 2))
            l2[:, r, c] = np.sqrt((window**2).sum(axis=(1, 2)))
        return largest, average, l2

    return answer


def as_large_as_stride(x: Array, size: int, stride: int) -> Three:
    """Cut windows that are as large as the stride."""
    H, W = pools(x, size, stride)[0].shape[1:]
    largest, average, l2 = (y[:, :H, :W] for y in pools(x, stride, stride))
    return largest, average, l2


def across_as_down(x: Array, size: int, stride: int) -> Three:
    """Take the windows down for those across too."""
    down = (x.shape[1] - size) // stride + 1
    largest, average, l2 = (y[:, :, :down] for y in pools(x, size, stride))
    return largest, average, l2


def norm(windows: Array) -> Array:
    """Return the L2 norm of each window."""
    y: Array = np.sqrt((windows**2).sum(axis=(3, 4)))
    return y


def parts_added(axis: int, finish: Callable[[Array], Array]) -> Callable[[Array, int], Array]:
    """Return what adds up the norms along one axis of a window."""
    return lambda windows, size: finish(np.sqrt((windows**2).sum(axis=axis)).sum(axis=3))


def going_on(
    part: int,
    over: Callable[[Array, int], Array],
    finish: Callable[[Array, int], Array],
    kept: int,
) -> Callable[[Array, int, int], tuple[Array, ...]]:
    """Return the answer of which one part goes on from window to window.

    It begins anew along the first ``kept`` axes. ``over`` makes a number of each window, which are
    added up, or the largest so far; ``finish`` makes the result.
    """

    def answer(x: Array, size: int, stride: int) -> tuple[Array, ...]:
        three = [*pools(x, size, stride)]
        each = over(windows_of(x, size, stride), size)
        rows = each.reshape(*each.shape[:kept], -1)
        so_far = (np.maximum if part == 0 else np.add).accumulate(rows, axis=kept)
        three[part] = finish(so_far.reshape(each.shape), size)
        return tuple(three)

    return answer


def placed_up_to(x: Array, size: int, stride: int, down: int, across: int) -> Three:
    """Return the three of so many windows; those at the far edge are cut."""
    largest, average, l2 = np.zeros((3, len(x), down, across))
    for r, c in np.ndindex(down, across):
        window = x[:, r * stride : r * stride + size, c * stride : c * stride + size]
        largest[:, r, c] = window.max(axis=(1, 2))
        average[:, r, c] = window.mean(axis=(1, 2))
        l2[:, r, c] = np.sqrt((window**2).sum(axis=(1, 2)))
    return largest, average, l2


def placed_cut(x: Array, size: int, stride: int) -> Three:
    """Begin windows at each size, as many as the stride gives; what lies outside is 0."""
    shape = pools(x, size, stride)[0].shape
    largest, average, l2 = np.zeros((3, *shape))
    for r, c in np.ndindex(shape[1:]):
        window = x[:, r * size : (r + 1) * size, c * size : (c + 1) * size]
        if window.size:
            largest[:, r, c] = window.max(axis=(1, 2))
            average[:, r, c] = window.mean(axis=(1, 2))
            l2[:, r, c] = np.sqrt((window**2).sum(axis=(1, 2)))
    return largest, average, l2


def up_to(x: Array, size: int, stride: int, down: int, across: int) -> Three:
    """Return the three of the first places, 0 at all others."""
    largest, average, l2 = (y.copy() for y in pools(x, size, stride))
    for y in (largest, average, l2):
        y[:, down:] = y[:, :, across:] = 0
    return largest, average, l2


def three_of(windows: Array) -> Three:
    """Return the three of these windows."""
    return windows.max(axis=(3, 4)), windows.mean(axis=(3, 4)), norm(windows)


def thinned(axes: tuple[int, ...]) -> Callable[[Array, int, int], Three]:
    """Return the answer that takes the windows by the stride along these axes."""

    def answer(x: Array, size: int, stride: int) -> Three:
        by = tuple(slice(None, None, stride if axis in axes else 1) for axis in range(3))
        return three_of(windows_of(x, size, 1)[by])

    return answer


def one_early(x: Array, size: int, stride: int) -> Three:
    """Fill all places but the last, down and across."""
    H, W = pools(x, size, stride)[0].shape[1:]
    return up_to(x, size, stride, H - 1, W - 1)


def short_range(x: Array, size: int, stride: int) -> Three:
    """Fill the places that begin before the side less the size."""
    down, across = (len(range(0, n - size, stride)) for n in x.shape[1:])
    return up_to(x, size, stride, down, across)


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
        Wrong(
            "begins each window one pixel after the last; the stride says how far it goes on",
            placed(lambda r, c, stride, size: (r, c)),
        ),
        Wrong(
            "goes on by the size of a window; the stride says how far it goes on",
            placed(lambda r, c, stride, size: (r * size, c * size)),
        ),
        Wrong(
            "takes rows for columns: each window has a place down and one across",
            placed(lambda r, c, stride, size: (c * stride, r * stride)),
        ),
        Wrong(
            "has windows that are one pixel too large on each side",
            placed(lambda r, c, stride, size: (r * stride, c * stride), larger=1),
        ),
        Wrong(
            "has windows that are one pixel too small on each side",
            placed(lambda r, c, stride, size: (r * stride, c * stride), larger=-1),
        ),
        Wrong("has windows as large as the stride; their side is size", as_large_as_stride),
        Wrong(
            "has as many windows across as down; a picture may have more columns than rows",
            across_as_down,
        ),
        Wrong(
            "counts places where no whole window fits: the size is missing there",
            lambda x, size, stride: placed_up_to(
                x, size, stride, x.shape[1] // stride, x.shape[2] // stride
            ),
        ),
        Wrong(
            "is that of the first map alone; each map has its own",
            lambda x, size, stride: tuple(y[0] for y in pools(x, size, stride)),
        ),
        part_is("is the smallest entry", 0, lambda windows, size: windows.min(axis=(3, 4))),
        part_is(
            "looks at the first row of each window alone",
            0,
            lambda windows, size: windows[..., 0, :].max(axis=3),
        ),
        part_is(
            "is that of all maps; each map has its own",
            0,
            lambda windows, size: np.broadcast_to(
                windows.max(axis=(0, 3, 4)), windows.shape[:3]
            ).copy(),
        ),
        part_is(
            "is that of all maps; each map has its own",
            1,
            lambda windows, size: np.broadcast_to(
                windows.mean(axis=(0, 3, 4)), windows.shape[:3]
            ).copy(),
        ),
        part_is(
            "is that of all maps; each map has its own",
            2,
            lambda windows, size: np.broadcast_to(
                np.sqrt((windows**2).sum(axis=(0, 3, 4))), windows.shape[:3]
            ).copy(),
        ),
        part_is(
            "is the number in the middle, the median; the average is the sum shared by all",
            1,
            lambda windows, size: np.median(windows, axis=(3, 4)),
        ),
        part_is(
            "is the standard deviation; the mean is not taken off, and the squares are added up",
            2,
            lambda windows, size: windows.std(axis=(3, 4)),
        ),
        part_is(
            "adds up roots; the squares are added, and the root comes last",
            2,
            lambda windows, size: np.sqrt(np.abs(windows)).sum(axis=(3, 4)),
        ),
        part_is(
            "is the norm of a window as a matrix; ours is the root of the sum of its squares",
            2,
            lambda windows, size: np.linalg.norm(windows, 2, axis=(3, 4)),
        ),
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
        Wrong(
            "begins each window where the last one ended; the stride says how far it goes on",
            placed_cut,
        ),
        part_is(
            "is divided by the number of entries that are not 0; a 0 counts too",
            1,
            lambda windows, size: (
                windows.sum(axis=(3, 4)) / np.maximum((windows != 0).sum(axis=(3, 4)), 1)
            ),
        ),
        *(
            Wrong("leaves the last places down and across at 0: a loop ends one early", answer)
            for answer in (one_early, short_range)
        ),
        Wrong(
            "has windows that stick out of the picture; the last one must end in it",
            lambda x, size, stride: placed_up_to(
                x, size, stride, -(-x.shape[1] // stride), -(-x.shape[2] // stride)
            ),
        ),
        *(
            Wrong(
                "goes on from the window before; each window begins anew",
                going_on(part, over, finish, kept),
            )
            for part, over, finish in (
                (0, lambda windows, size: windows.max(axis=(3, 4)), lambda y, size: y),
                (1, lambda windows, size: windows.sum(axis=(3, 4)), lambda y, size: y / size**2),
                (
                    2,
                    lambda windows, size: (windows**2).sum(axis=(3, 4)),
                    lambda y, size: np.sqrt(y),
                ),
            )
            for kept in (1, 0, 2)
        ),
        *(
            Wrong(
                f"uses the stride {words}; it is for down and across",
                thinned(axes),
            )
            for axes, words in (
                ((0, 1), "along the maps and down"),
                ((1,), "down alone"),
                ((2,), "across alone"),
            )
        ),
        *(
            part_is(
                "adds up norms of parts of a window; squares are added, and the root comes last",
                2,
                parts_added(axis, finish),
            )
            for axis in (3, 4)
            for finish in (np.positive, np.sqrt)
        ),
        Wrong(
            "is the l2 in all three: are the three results one array?",
            lambda *args: (pools(*args)[2],) * 3,
        ),
    ),
    called=MAPS,
)
