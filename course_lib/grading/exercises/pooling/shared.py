"""Lab 7, exercise 3: the gradient of a window is shared."""

import numpy as np

from course_lib.grading.checking.exercise import MAPS, Exercise, Wrong, quiet
from course_lib.grading.exercises.convolution.forward import windows_of
from course_lib.grading.exercises.pooling.backward import (
    Share,
    backward_cases,
    backward_extremes,
    equal,
    some_places,
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


def safe(y: Array) -> Array:
    """Return what may stand below a fraction: 1 for 0."""
    return np.where(y == 0, 1, y)


def more_than_y(small: float) -> Share:
    """Return what adds a small number to each norm."""
    return lambda windows: windows / (norm(windows) + small)


def at_least_y(least: float) -> Share:
    """Return what takes no norm for less than a number."""
    return lambda windows: windows / np.maximum(norm(windows), least)


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


def where_all_have_ink(dy: Array, x: Array, size: int, stride: int) -> Array:
    """Return dy, and 0 for all maps at each place where the window of one map is 0."""
    some: Array = (windows_of(x, size, stride) != 0).any(axis=(3, 4))
    heard: Array = dy * some.all(axis=0)
    return heard


def running_l2(dy: Array, x: Array, size: int, stride: int) -> tuple[Array, Array]:
    """Divide by the root of all squares of the map so far."""
    squares = (windows_of(x, size, stride) ** 2).sum(axis=(3, 4))
    y = np.sqrt(squares.reshape(len(x), -1).cumsum(axis=1).reshape(dy.shape))
    return spread(dy, x, size, stride, alike), spread(
        dy / safe(y), x, size, stride, lambda windows: windows
    )


WARNS = "is right, but divides by 0 on the way, and NumPy warns"


def not_0(many: bool) -> Share:
    """Return what gives an entry of a window of zeros 1, or with ``many`` its share of 1."""

    def share(windows: Array) -> Array:
        entries = windows.shape[-1] * windows.shape[-2] if many else 1
        shares: Array = by_size(windows) + (norm(windows) == 0) / entries
        return shares

    return share


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
        average_is(
            "is divided by the square of the window's pixels; they share it once",
            lambda windows: np.full_like(windows, 1 / windows[0].size ** 2),
        ),
        average_is(
            "is multiplied by the average; the slope of an average does not depend on the inputs",
            lambda windows: np.broadcast_to(
                windows.mean(axis=(1, 2), keepdims=True), windows.shape
            ),
        ),
        average_is("gives all to the largest entries; that is the maximum", equal),
        l2_is(
            "is multiplied by y; the slope of the root divides by it",
            lambda windows: windows * norm(windows),
        ),
        l2_is(
            "is y itself for all in a window; each entry gets its own share, a / y",
            lambda windows: np.broadcast_to(norm(windows), windows.shape),
        ),
        l2_is(
            "is divided by the square of y: does y lack its root?",
            lambda windows: by_size(windows) / safe(norm(windows)),
        ),
        l2_is(
            "has half of a factor: the 2 of the square and the half of the root are one",
            lambda windows: by_size(windows) / 2,
        ),
        l2_is(
            "has the square of each entry; its slope has the entry itself",
            lambda windows: windows**2 / safe(norm(windows)),
        ),
        l2_is(
            "is divided by the sum of the sizes; y is the root of the sum of squares",
            lambda windows: windows / safe(np.abs(windows).sum(axis=(1, 2), keepdims=True)),
        ),
        l2_is(
            "is divided by the sum of the entries; y is the root of the sum of squares",
            lambda windows: windows / safe(windows.sum(axis=(1, 2), keepdims=True)),
        ),
        l2_is(
            "is divided by the root of the mean of the squares; y is that of their sum",
            lambda windows: windows / safe(norm(windows) / windows.shape[1]),
        ),
        l2_is(
            "is divided by the norm of all maps; each window of each map has its own",
            lambda windows: windows / safe(np.sqrt((windows**2).sum())),
        ),
        l2_is(
            "is divided by the side of the window too; y alone is below",
            lambda windows: by_size(windows) / windows.shape[1],
        ),
        l2_is(
            "is divided by the number of pixels too; y alone is below",
            lambda windows: by_size(windows) / windows[0].size,
        ),
        *(
            l2_is(
                "has a small number added to y everywhere: it is not exact where y is not 0",
                more_than_y(small),
            )
            for small in (0.1, 0.01, 1e-3, 1e-4, 1e-5, 1e-6)
        ),
        *(
            l2_is(
                "takes a y that is small for a larger one; only a y of 0 needs care",
                at_least_y(least),
            )
            for least in (1.0, 0.5)
        ),
        l2_is(
            "takes 1 for y where a window has a 0 in its corner; only a y of 0 needs care",
            lambda windows: windows / np.where(windows[:, :1, :1] == 0, 1, safe(norm(windows))),
        ),
        Wrong(
            "takes dy of the first map for all of them",
            lambda dy, x, size, stride: shared_backward(
                np.broadcast_to(dy[:1], dy.shape).copy(), x, size, stride
            ),
        ),
        Wrong(
            "begins each window one pixel after the last; the stride says how far it goes on",
            lambda dy, x, size, stride: shared_backward(dy, x, size, 1),
        ),
        l2_is(WARNS, lambda windows: np.nan_to_num(windows / norm(windows))),
        average_is(
            "leaves out windows of zeros; only the slope of L2 is 0 there",
            lambda windows: np.where(norm(windows) == 0, 0, alike(windows)),
        ),
        *(
            Wrong(
                "leaves out all maps where the window of one is zeros; each map has its own y",
                lambda dy, x, size, stride, both=both: tuple(
                    shared_backward(
                        where_all_have_ink(dy, x, size, stride) if heard else dy, x, size, stride
                    )[part]
                    for part, heard in enumerate((both, True))
                ),
            )
            for both in (False, True)
        ),
        l2_is(
            "takes 1 for the y of all maps where the window of one is zeros; each has its own",
            lambda windows: windows / np.where((norm(windows) == 0).any(), 1, safe(norm(windows))),
        ),
        l2_is(
            "leaves out windows that have a 0 in them; only a window all of zeros has no slope",
            lambda windows: np.where(
                (windows == 0).any(axis=(1, 2), keepdims=True), 0, by_size(windows)
            ),
        ),
        Wrong("divides by a y that goes on from the window before; each begins anew", running_l2),
        *some_places(shared_backward),
        Wrong(
            "has both gradients in it: are the two results one array?",
            lambda *args: (sum(shared_backward(*args)),) * 2,
        ),
        *(
            l2_is("is not 0 in a window of zeros; there its gradient is 0", not_0(many))
            for many in (False, True)
        ),
    ),
    called=MAPS,
)
