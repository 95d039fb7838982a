"""Lab 7, exercise 2: the winner of a window gets all the gradient."""

from collections.abc import Callable
from typing import Any

import numpy as np

from course_lib.grading.checking.exercise import MAPS, Case, Exercise, Wrong
from course_lib.grading.exercises.pooling.forward import EXTREMES, SHAPES
from course_lib.protocol import Array

Share = Callable[[Array], Array]


def backward_cases(rng: np.random.Generator) -> list[Case]:
    """Draw dy (N, H, W) and x (N, rows, columns), most of them after a ReLU.

    The first window of map 0 is 0. The last map has equals of all kinds; in its first window the
    sum is 0 although the numbers are not, and in its last window all numbers are negative.
    """
    return [drawn(rng, *shape) for shape in SHAPES]


def backward_extremes(rng: np.random.Generator) -> list[Case]:
    """Draw windows of one pixel, one as large as the picture, gaps between windows, and zeros."""
    cases = [drawn(rng, *shape) for shape in EXTREMES]
    dy, x, size, stride = drawn(rng, *SHAPES[0])
    return [*cases, (dy, 0 * x, size, stride)]


def drawn(
    rng: np.random.Generator, N: int, rows: int, columns: int, size: int, stride: int
) -> Case:
    """Draw the arguments of one call; some numbers of the last map are negative."""
    x = rng.normal(size=(N, rows, columns))
    x[:-1] = np.maximum(x[:-1], 0)
    x[0, :size, :size] = 0
    if N > 1:
        x[-1] = np.round(1.5 * x[-1])
        corner = x[-1, :size, :size]
        corner[:2, :2] = ((-1, 1), (1, -1))[: len(corner)] if len(corner) > 1 else 1
    H, W = (rows - size) // stride + 1, (columns - size) // stride + 1
    top, left = (H - 1) * stride, (W - 1) * stride
    if N > 1 and max(top, left) >= size:
        last = x[-1, top : top + size, left : left + size]
        last[:] = -1 - np.abs(last)
    return rng.normal(size=(N, H, W)), x, size, stride


def spread(dy: Array, x: Array, size: int, stride: int, share: Share, *, add: bool = True) -> Array:
    """Return dx: each entry of a window gets its share (N, size, size) of dy."""
    dx = np.zeros_like(x)
    for r, c in np.ndindex(dy.shape[1:]):
        top, left = r * stride, c * stride
        here = np.s_[:, top : top + size, left : left + size]
        part = dy[:, r, c, None, None] * share(x[here])
        dx[here] = dx[here] + part if add else part
    return dx


def spread_by(says: str, share: Share, *, add: bool = True) -> Wrong:
    """Return the answer that shares the gradient wrongly."""
    return Wrong(says, lambda dy, x, size, stride: spread(dy, x, size, stride, share, add=add))


def winner(windows: Array) -> Array:
    """Return 1 for the first of the largest entries of each window, else 0."""
    flat = windows.reshape(len(windows), -1)
    first = np.zeros_like(flat)
    first[np.arange(len(flat)), flat.argmax(axis=1)] = 1
    return first.reshape(windows.shape)


def equal(windows: Array) -> Array:
    """Return 1 for each of the largest entries."""
    largest: Array = (windows == windows.max(axis=(1, 2), keepdims=True)).astype(windows.dtype)
    return largest


def winner_of_all(windows: Array) -> Array:
    """Return 1 at the place at which the largest of all maps is, in each map."""
    top = windows.max(axis=0)
    place: Array = (np.arange(top.size) == top.argmax()).reshape(top.shape) + 0 * windows
    return place


def max_backward(dy: Array, x: Array, size: int, stride: int) -> Array:
    """Return dx (N, rows, columns) of the largest entries."""
    return spread(dy, x, size, stride, winner)


def winner_set(dy: Array, x: Array, size: int, stride: int) -> Array:
    """Set the winner's gradient where it should be added to."""
    dx = np.zeros_like(x)
    for r, c in np.ndindex(dy.shape[1:]):
        top, left = r * stride, c * stride
        here = np.s_[:, top : top + size, left : left + size]
        dx[here] = np.where(winner(x[here]) == 1, dy[:, r, c, None, None], dx[here])
    return dx


def in_the_corner(dy: Array, x: Array, size: int, stride: int) -> Array:
    """Count the winner's row and column from the corner of the picture."""
    dx, maps = np.zeros_like(x), np.arange(len(x))
    for r, c in np.ndindex(dy.shape[1:]):
        window = x[:, r * stride : r * stride + size, c * stride : c * stride + size]
        i, j = np.divmod(window.reshape(len(x), -1).argmax(axis=1), size)
        dx[maps, i, j] += dy[:, r, c]
    return dx


def in_the_whole_picture(dy: Array, x: Array, size: int, stride: int) -> Array:
    """Give it to the first pixel of the map that is as large as the winner."""
    dx = np.zeros_like(x)
    for n, r, c in np.ndindex(dy.shape):
        window = x[n, r * stride : r * stride + size, c * stride : c * stride + size]
        dx[n][tuple(np.argwhere(x[n] == window.max())[0])] += dy[n, r, c]
    return dx


def above_0(dy: Array, x: Array, size: int, stride: int) -> Array:
    """Begin each search at 0 and at the corner of the map."""
    dx = np.zeros_like(x)
    for n, r, c in np.ndindex(dy.shape):
        window = x[n, r * stride : r * stride + size, c * stride : c * stride + size]
        i, j = np.unravel_index(window.argmax(), window.shape)
        at = (r * stride + i, c * stride + j) if window[i, j] > 0 else (0, 0)
        dx[n][at] += dy[n, r, c]
    return dx


def kept_winner(dy: Array, x: Array, size: int, stride: int) -> Array:
    """Compare each window with the largest that the map has shown so far."""
    dx = np.zeros_like(x)
    for n in range(len(x)):
        best, at = -np.inf, (0, 0)
        for r, c in np.ndindex(dy.shape[1:]):
            for i, j in np.ndindex(size, size):
                here = r * stride + i, c * stride + j
                if x[n][here] > best:
                    best, at = float(x[n][here]), here
            dx[n][at] += dy[n, r, c]
    return dx


def to_all_winners(dy: Array, x: Array, size: int, stride: int) -> Array:
    """Give the gradient of each map to the places that win in any map."""
    dx = np.zeros_like(x)
    for r, c in np.ndindex(dy.shape[1:]):
        top, left = r * stride, c * stride
        flat = x[:, top : top + size, left : left + size].reshape(len(x), -1)
        i, j = np.divmod(flat.argmax(axis=1), size)
        dx[:, top + i, left + j] += dy[:, r, c]
    return dx


def to_winners(dy: Array, x: Array, size: int, stride: int) -> Array:
    """Give the gradient of each map once to each place that wins in any map."""
    return spread(dy, x, size, stride, lambda windows: winner(windows).max(axis=0) + 0 * windows)


def at_places(
    backward: Callable[..., Any], says: str, kept: Callable[[int, int], tuple[int, int]]
) -> Wrong:
    """Return the answer that hears the first windows alone, so many down and across."""

    def answer(dy: Array, x: Array, size: int, stride: int) -> Any:
        down, across = kept(*dy.shape[1:])
        heard = dy.copy()
        heard[:, down:] = heard[:, :, across:] = 0
        return backward(heard, x, size, stride)

    return Wrong(says, answer)


def some_places(backward: Callable[..., Any]) -> tuple[Wrong, ...]:
    """Return the answers that leave out windows."""
    return (
        at_places(
            backward,
            "leaves out windows at the right: there may be more of them across than down",
            lambda down, across: (down, down),
        ),
        at_places(
            backward,
            "leaves out the last windows down and across: a loop ends one early",
            lambda down, across: (down - 1, across - 1),
        ),
    )


def to_each_winner(dy: Array, x: Array, size: int, stride: int) -> Array:
    """Give the gradient of each map to the winner of every map, one after the other."""
    dx = np.zeros_like(x)
    for r, c in np.ndindex(dy.shape[1:]):
        top, left = r * stride, c * stride
        for window in x[:, top : top + size, left : left + size]:
            i, j = np.unravel_index(window.argmax(), window.shape)
            dx[:, top + i, left + j] += dy[:, r, c]
    return dx


def by_stride(dy: Array, x: Array, size: int, stride: int) -> Array:
    """Take the winner's row and column as if a row of the window had ``stride`` pixels."""
    dx, maps = np.zeros_like(x), np.arange(len(x))
    for r, c in np.ndindex(dy.shape[1:]):
        top, left = r * stride, c * stride
        flat = x[:, top : top + size, left : left + size].reshape(len(x), -1)
        i, j = np.divmod(flat.argmax(axis=1), stride)
        dx[maps, top + np.minimum(i, size - 1), left + j] += dy[:, r, c]
    return dx


def in_rows_of_the_map(apart: bool) -> Callable[[Array, Array, int, int], Array]:
    """Return what takes a row of the window for one as long as a row of the map.

    The winner's number is added to that of the corner, or ``apart`` its row to the corner's row
    and its column to the corner's column.
    """

    def answer(dy: Array, x: Array, size: int, stride: int) -> Array:
        dx, columns = np.zeros_like(x), x.shape[2]
        for n, r, c in np.ndindex(dy.shape):
            top, left = r * stride, c * stride
            k = x[n, top : top + size, left : left + size].argmax()
            at = divmod(int(top * columns + left + k), columns)
            dx[n][(top + k // columns, left + k % columns) if apart else at] += dy[n, r, c]
        return dx

    return answer


def one_in_the_pile(dy: Array, x: Array, size: int, stride: int) -> Array:
    """Look for one winner in the windows of all maps; the other maps get nothing."""
    dx = np.zeros_like(x)
    for r, c in np.ndindex(dy.shape[1:]):
        top, left = r * stride, c * stride
        window = x[:, top : top + size, left : left + size]
        n, i, j = np.unravel_index(window.argmax(), window.shape)
        dx[n, top + i, left + j] += dy[n, r, c]
    return dx


def side_by_side(dy: Array, x: Array, size: int, stride: int) -> Array:
    """Begin windows at each size; one that lies outside gets nothing."""
    dx = np.zeros_like(x)
    for n, r, c in np.ndindex(dy.shape):
        window = x[n, r * size : (r + 1) * size, c * size : (c + 1) * size]
        if window.size:
            i, j = np.unravel_index(window.argmax(), window.shape)
            dx[n, r * size + i, c * size + j] += dy[n, r, c]
    return dx


MAX_BACKWARD = Exercise(
    name="max_backward",
    reference=max_backward,
    cases=backward_cases,
    extremes=backward_extremes,
    wrong=(
        spread_by(
            "gives it to all that are equally large; only the first of them gets it",
            equal,
        ),
        spread_by(
            "shares it among those that are equally large; the first of them gets it all",
            lambda windows: equal(windows) / equal(windows).sum(axis=(1, 2), keepdims=True),
        ),
        spread_by(
            "gives it to the last of those that are equally large; the first of them gets it",
            lambda windows: winner(windows[:, ::-1, ::-1])[:, ::-1, ::-1],
        ),
        spread_by(
            "gives all of it to each entry of the window; only the largest gets it",
            np.ones_like,
        ),
        Wrong(
            "gives it to the corner of the picture; each window begins at a place of its own",
            in_the_corner,
        ),
        Wrong(
            "looks for the winner in the whole picture; it is in its window",
            in_the_whole_picture,
        ),
        spread_by(
            "gives all in the window the same; that is the average",
            lambda windows: np.full_like(windows, 1 / windows[0].size),
        ),
        spread_by(
            "looks for one place that is the largest in all maps; each map has its own winner",
            winner_of_all,
        ),
        spread_by(
            "gives it to all that are positive; only the largest gets it",
            lambda windows: (windows > 0).astype(float),
        ),
        spread_by(
            "writes zeros over what another window has sent; windows may overlap",
            equal,
            add=False,
        ),
        spread_by(
            "reads the window column by column; of equals the first is meant row by row",
            lambda windows: winner(windows.swapaxes(1, 2)).swapaxes(1, 2),
        ),
        spread_by(
            "looks for the largest size; the largest number is meant, with its sign",
            lambda windows: winner(np.abs(windows)),
        ),
        spread_by(
            "gives it to the corner of each window where all are negative",
            lambda windows: winner(np.maximum(windows, 0)),
        ),
        spread_by(
            "gives it to the corner of each window, whoever has won",
            lambda windows: (
                np.eye(windows.shape[1])[0][:, None] * np.eye(windows.shape[2])[0] + 0 * windows
            ),
        ),
        spread_by(
            "exchanges the winner's row and column",
            lambda windows: winner(windows).swapaxes(1, 2),
        ),
        spread_by(
            "divides it by the number of pixels; the winner gets all",
            lambda windows: winner(windows) / windows[0].size,
        ),
        Wrong(
            "takes dy of the first map for all of them",
            lambda dy, x, size, stride: max_backward(
                np.broadcast_to(dy[:1], dy.shape).copy(), x, size, stride
            ),
        ),
        Wrong(
            "begins each window one pixel after the last; the stride says how far it goes on",
            lambda dy, x, size, stride: max_backward(dy, x, size, 1),
        ),
        spread_by(
            "gives nothing where all are negative; the largest of them is a winner too",
            lambda windows: winner(windows) * (windows > 0),
        ),
        spread_by("gives it to the smallest entry", lambda windows: winner(-windows)),
        spread_by(
            "multiplies by the largest entry; the slope of a maximum in its winner is 1",
            lambda windows: winner(windows) * windows,
        ),
        spread_by(
            "writes zeros over what another window has sent; windows may overlap",
            winner,
            add=False,
        ),
        Wrong(
            "keeps only what the last window sent; a winner of two windows gets a part from both",
            winner_set,
        ),
        Wrong(
            "says who has won, and forgets dy",
            lambda dy, x, size, stride: spread(np.ones_like(dy), x, size, stride, winner),
        ),
        Wrong(
            "looks for something above 0: in a window of zeros or negatives there is a winner too",
            above_0,
        ),
        Wrong("keeps the winner of a window before; each window has one of its own", kept_winner),
        Wrong(
            "gives each map's gradient to the winners of all maps too; pair each with its own",
            to_all_winners,
        ),
        Wrong(
            "gives each map's gradient to the winners of all maps too; pair each with its own",
            to_each_winner,
        ),
        Wrong(
            "divides the winner's number by the stride; how many pixels has a row of the window?",
            by_stride,
        ),
        Wrong(
            "begins each window where the last one ended; the stride says how far it goes on",
            side_by_side,
        ),
        Wrong(
            "gives each map's gradient to the winners of all maps too; pair each with its own",
            to_winners,
        ),
        *some_places(max_backward),
        *(
            Wrong(
                "counts the winner's pixels by rows of the map; those of the window are shorter",
                in_rows_of_the_map(apart),
            )
            for apart in (False, True)
        ),
        Wrong(
            "has one winner in the windows of all maps; each map has its own",
            one_in_the_pile,
        ),
    ),
    called=MAPS,
)
