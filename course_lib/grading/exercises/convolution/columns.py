"""Lab 6, exercise 3: the windows of a picture as columns."""

from collections.abc import Callable
from typing import Any

import numpy as np

from course_lib.grading.checking.exercise import MAPS, Case, Exercise, Wrong
from course_lib.grading.exercises.convolution.forward import windows_of
from course_lib.protocol import Array

NOTHING = np.zeros(0)
RAISES = np.ones(0)
EMPTY = np.zeros((0, 0))


def column_cases(rng: np.random.Generator) -> list[Case]:
    """Draw x (C, rows, columns), a window's size and a stride."""
    return [
        (rng.normal(size=(C, rows, columns)), size, stride)
        for C, rows, columns, size, stride in (
            (2, 5, 6, 3, 2),
            (3, 4, 5, 2, 1),
            (2, 7, 5, 2, 3),
            (1, 2, 3, 2, 1),
            (2, 1, 3, 1, 2),
        )
    ]


def column_extremes(rng: np.random.Generator) -> list[Case]:
    """Draw windows of one pixel, and one as large as the picture."""
    return [
        (rng.normal(size=(2, 3, 4)), 1, 1),
        (rng.normal(size=(1, 4, 4)), 4, 1),
        (rng.normal(size=(1, 5, 5)), 2, 2),
    ]


def columns(x: Array, size: int, stride: int) -> Array:
    """Return the windows as columns, (C size size, H W)."""
    return laid(x, size, stride, (0, 3, 4, 1, 2))


def laid(x: Array, size: int, stride: int, order: tuple[int, ...]) -> Array:
    """Return the windows (C, H, W, size, size) as a matrix, with the axes in this order."""
    windows = windows_of(x, size, stride)
    C, H, W = windows.shape[:3]
    matrix: Array = windows.transpose(order).reshape(C * size * size, H * W)
    return matrix


def columns_if(windows: Callable[[Array, int, int], Array]) -> Callable[[Array, int, int], Array]:
    """Return the columns of other windows (C, H, W, size, size)."""

    def wrong(x: Array, size: int, stride: int) -> Array:
        cut = windows(x, size, stride)
        C, H, W = cut.shape[:3]
        matrix: Array = cut.transpose(0, 3, 4, 1, 2).reshape(C * size * size, H * W)
        return matrix

    return wrong


@columns_if
def from_places(x: Array, size: int, stride: int) -> Array:
    """Put the window of place (r, c) on pixel (r, c), whatever the stride."""
    down, across = windows_of(x, size, stride).shape[1:3]
    return windows_of(x, size, 1)[:, :down, :across]


def short_range(x: Array, size: int, stride: int) -> Array:
    """Begin windows at each stride below the side less the size, and not at it."""
    rows, across = x.shape[1:]
    tops, lefts = range(0, rows - size, stride), range(0, across - size, stride)
    found = [x[:, t : t + size, c : c + size].ravel() for t in tops for c in lefts]
    return np.array(found).T


def early(down: int, across: int, none: Array | None) -> Callable[[Array, int, int], Any]:
    """Return the answer whose ranges end one early, down, across or both.

    Where there is no place it is ``none``, or empty; or it raises, as `numpy.hstack` of nothing.
    """

    def answer(x: Array, size: int, stride: int) -> Any:
        rows, sides = x.shape[1:]
        tops = range(0, rows - size + 1 - down, stride)
        lefts = range(0, sides - size + 1 - across, stride)
        found = [x[:, t : t + size, c : c + size].reshape(-1, 1) for t in tops for c in lefts]
        if found or none is RAISES:
            return np.hstack(found)
        return np.zeros((len(x) * size**2, 0)) if none is EMPTY else none

    return answer


def one_window(place: int) -> Callable[[Array, int, int], Array]:
    """Return the answer that has the window of one place everywhere."""

    def answer(x: Array, size: int, stride: int) -> Array:
        right = columns(x, size, stride)
        return np.repeat(right[:, [place]], right.shape[1], axis=1)

    return answer


def across_as_down(x: Array, size: int, stride: int) -> Array:
    """Take the places down for those across too."""
    down = (x.shape[1] - size) // stride + 1
    found = [
        x[:, r * stride : r * stride + size, c * stride : c * stride + size].ravel()
        for r, c in np.ndindex(down, down)
    ]
    return np.array(found).T


def parts_of(x: Array, size: int, stride: int, kept: tuple[int, int]) -> Array:
    """Return the first rows and columns of each window, as columns."""
    windows = windows_of(x, size, stride)[..., : kept[0], : kept[1]]
    C, H, W = windows.shape[:3]
    matrix: Array = windows.transpose(0, 3, 4, 1, 2).reshape(C * kept[0] * kept[1], H * W)
    return matrix


def by_rows(x: Array, size: int, stride: int) -> Array:
    """Give each place the number that it has where as many go across as down."""
    windows = windows_of(x, size, stride)
    down, across = windows.shape[1:3]
    matrix = np.zeros((len(x) * size * size, down * across))
    for r, c in np.ndindex(down, across):
        if r * down + c < down * across:
            matrix[:, r * down + c] = windows[:, r, c].ravel()
    return matrix


def thinned_maps(x: Array, size: int, stride: int) -> Array:
    """Thin out the maps and the places down, and fill as many rows as the right answer has."""
    windows = windows_of(x, size, 1)[::stride, ::stride]
    return windows.transpose(0, 3, 4, 1, 2).reshape(len(x) * size * size, -1)


def within(x: Array, size: int, stride: int) -> Array:
    """Multiply the place within the window by the stride, not the place of the window."""
    down, across = windows_of(x, size, stride).shape[1:3]
    rows = (np.arange(down) + stride * np.arange(size)[:, None]) % x.shape[1]
    places = (np.arange(across) + stride * np.arange(size)[:, None]) % x.shape[2]
    found: Array = x[:, rows[:, None, :, None], places[None, :, None, :]]
    return found.reshape(len(x) * size * size, down * across)


def over_another(x: Array, size: int, stride: int) -> Array:
    """Let the rows of each map begin ``size`` rows after those of the map before."""
    right = columns(x, size, stride)
    matrix = np.zeros_like(right)
    for m in range(len(x)):
        rows = right[m * size * size : (m + 1) * size * size]
        matrix[m * size : m * size + size * size] = rows
    return matrix


COLUMNS = Exercise(
    name="columns",
    reference=columns,
    cases=column_cases,
    extremes=column_extremes,
    wrong=(
        Wrong(
            "has a window in each row; asked is one in each column",
            lambda x, size, stride: columns(x, size, stride).T,
        ),
        Wrong(
            "takes the maps pixel by pixel; all pixels of map 0 come first, then those of map 1",
            lambda x, size, stride: laid(x, size, stride, (3, 4, 0, 1, 2)),
        ),
        Wrong(
            "reads each window column by column; read it row by row, as W is stored",
            lambda x, size, stride: laid(x, size, stride, (0, 4, 3, 1, 2)),
        ),
        Wrong(
            "walks over the places column by column; go along a row of places first",
            lambda x, size, stride: laid(x, size, stride, (0, 3, 4, 2, 1)),
        ),
        Wrong(
            "reads a window with its first axis fastest, as Fortran does; its last axis is to be",
            lambda x, size, stride: laid(x, size, stride, (4, 3, 0, 1, 2)),
        ),
        Wrong(
            "has as many places across as down; a picture may have more columns than rows",
            across_as_down,
        ),
        Wrong(
            "has windows that lack a column: in Python the end of a slice does not count",
            lambda x, size, stride: parts_of(x, size, stride, (size, size - 1)),
        ),
        Wrong(
            "has windows that lack a row: in Python the end of a slice does not count",
            lambda x, size, stride: parts_of(x, size, stride, (size - 1, size)),
        ),
        Wrong(
            "has windows that lack a row and a column: in Python the end of a slice does not count",
            lambda x, size, stride: parts_of(x, size, stride, (size - 1, size - 1)),
        ),
        Wrong(
            "has all windows one after the other in one row; each is a column of its own",
            lambda x, size, stride: columns(x, size, stride).T.ravel(),
        ),
        Wrong(
            "keeps the axes of the windows; each window is one flat column",
            lambda x, size, stride: windows_of(x, size, stride).transpose(1, 2, 0, 3, 4),
        ),
        Wrong(
            "takes the maps in reverse order",
            lambda x, size, stride: columns(x[::-1], size, stride),
        ),
        Wrong(
            "leaves out the last place of each row of places",
            columns_if(lambda x, size, stride: windows_of(x, size, stride)[:, :, :-1]),
        ),
        Wrong(
            "leaves out the last row of places",
            columns_if(lambda x, size, stride: windows_of(x, size, stride)[:, :-1]),
        ),
        Wrong(
            "leaves out the last places: a range ends one early",
            short_range,
        ),
        Wrong(
            "turns each window round",
            columns_if(lambda x, size, stride: windows_of(x, size, stride)[..., ::-1, ::-1]),
        ),
        Wrong(
            "begins each window one pixel after the last; the stride says how far it goes",
            from_places,
        ),
        Wrong(
            "stays at stride 1",
            lambda x, size, stride: columns(x, size, 1),
        ),
        Wrong(
            "lays the windows side by side: it goes on by the size, not by the stride",
            lambda x, size, stride: columns(x, size, size),
        ),
        Wrong(
            "leaves out the last place of each row and column of places",
            columns_if(lambda x, size, stride: windows_of(x, size, stride)[:, :-1, :-1]),
        ),
        Wrong(
            "has the first map alone; a column holds the window of every map",
            lambda x, size, stride: columns(x[:1], size, stride),
        ),
        Wrong(
            "adds the maps up; each keeps rows of its own",
            lambda x, size, stride: columns(x.sum(axis=0, keepdims=True), size, stride),
        ),
        Wrong(
            "puts places into wrong columns: how many places are there in one row of places?",
            by_rows,
        ),
        Wrong(
            "takes steps of the stride within a window; its pixels are neighbours",
            within,
        ),
        Wrong(
            "writes one map over another: each map has size * size rows of its own",
            over_another,
        ),
        Wrong(
            "makes columns of each map alone; a column holds the window in all maps",
            lambda x, size, stride: np.hstack([columns(m[None], size, stride) for m in x]),
        ),
        Wrong(
            "has the last window everywhere: is one array filled again and again?",
            one_window(-1),
        ),
        Wrong("has the first window everywhere; each place has its own", one_window(0)),
        Wrong(
            "is in another order: a reshape where axes should be moved",
            lambda x, size, stride: laid(x, size, stride, (0, 1, 2, 3, 4)),
        ),
        *(
            Wrong(f"leaves out the last {words}: a range ends one early", early(*ends, none))
            for ends, words in (
                ((1, 1), "places"),
                ((1, 0), "places down"),
                ((0, 1), "places across"),
            )
            for none in (None, RAISES, NOTHING, EMPTY)
        ),
        Wrong(
            "uses the stride downwards alone; it counts across too",
            columns_if(lambda x, size, stride: windows_of(x, size, 1)[:, ::stride]),
        ),
        Wrong(
            "uses the stride across alone; it counts downwards too",
            columns_if(lambda x, size, stride: windows_of(x, size, 1)[:, :, ::stride]),
        ),
        Wrong(
            "uses the stride along the maps and down; it is for down and across",
            thinned_maps,
        ),
        Wrong(
            "goes by the stride through one list of all places; it counts down and across",
            lambda x, size, stride: columns(x, size, 1)[:, ::stride],
        ),
        Wrong(
            "has the last window of each row of places alone: is each one kept as it is cut?",
            columns_if(lambda x, size, stride: windows_of(x, size, stride)[:, :, -1:]),
        ),
        Wrong(
            "has the last window alone: is each one kept as it is cut?",
            columns_if(lambda x, size, stride: windows_of(x, size, stride)[:, -1:, -1:]),
        ),
        Wrong(
            "has the first window alone: does it end in the middle of a loop?",
            columns_if(lambda x, size, stride: windows_of(x, size, stride)[:, :1, :1]),
        ),
        Wrong(
            "has the first row of places alone: does it end in the middle of a loop?",
            columns_if(lambda x, size, stride: windows_of(x, size, stride)[:, :1]),
        ),
    ),
    called=MAPS,
)
