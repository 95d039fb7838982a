"""Lab 6, exercise 2: a convolution, place by place."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from course_lib.convolution.conv_reference import conv2d_reference
from course_lib.grading.checking.exercise import Case, Exercise, Wrong, axes
from course_lib.protocol import Array


def padded(x: Array, padding: int) -> Array:
    """Return ``x`` (C, rows, columns) with rings of zeros around each map."""
    wide: Array = np.pad(x, [(0, 0), (padding, padding), (padding, padding)])
    return wide


def windows_of(x: Array, size: int, stride: int) -> Array:
    """Return the windows of ``x`` (C, rows, columns), a view (C, H, W, size, size)."""
    view: Array = sliding_window_view(x, (size, size), axis=(1, 2))
    return view[:, ::stride, ::stride]


def convolve_shapes() -> list[tuple[int, ...]]:
    """Return (C, F, rows, columns, size, stride, padding) of each case."""
    return [
        (2, 3, 5, 6, 3, 2, 1),
        (2, 2, 4, 4, 2, 1, 0),
        (3, 1, 7, 6, 3, 2, 1),
        (1, 2, 5, 7, 2, 3, 2),
        (2, 1, 3, 4, 2, 1, 3),
        (1, 1, 2, 3, 2, 1, 0),
        (1, 2, 1, 2, 1, 1, 1),
    ]


def convolve_cases(rng: np.random.Generator) -> list[Case]:
    """Draw a picture x (C, rows, columns), kernels W (F, C, size, size) and b (F,)."""
    return [drawn(rng, *shape) for shape in convolve_shapes()]


def convolve_extremes(rng: np.random.Generator) -> list[Case]:
    """Draw a kernel of one pixel, one as large as the picture, and windows of zeros alone."""
    shapes = (2, 2, 3, 4, 1, 1, 0), (2, 1, 4, 4, 4, 1, 0), (1, 2, 3, 3, 2, 1, 3)
    return [drawn(rng, *shape) for shape in shapes]


def drawn(
    rng: np.random.Generator,
    C: int,
    F: int,
    rows: int,
    columns: int,
    size: int,
    stride: int,
    padding: int,
) -> Case:
    """Draw the arguments of one convolution."""
    x, W = rng.normal(size=(C, rows, columns)), rng.normal(size=(F, C, size, size))
    return x, W, rng.normal(size=F), stride, padding


def convolve(x: Array, W: Array, b: Array, stride: int, padding: int) -> Array:
    """Return y (F, H, W) of a picture ``x`` (C, rows, columns)."""
    y: Array = conv2d_reference(x[None], W, b, stride=stride, padding=padding)[0]
    return y


def weighted(windows: Array, W: Array, b: Array) -> Array:
    """Return the weighted sums (F, H, W) of windows (C, H, W, size, size)."""
    sums: Array = np.einsum("crsij,fcij->frs", windows, W) + b[:, None, None]
    return sums


def from_places(x: Array, W: Array, b: Array, stride: int, padding: int) -> Array:
    """Put output (r, c) on the window that begins at pixel (r, c), whatever the stride."""
    H, n = convolve(x, W, b, stride, padding).shape[1:]
    return weighted(windows_of(padded(x, padding), W.shape[2], 1)[:, :H, :n], W, b)


def one_too_few(x: Array, W: Array, b: Array, stride: int, padding: int) -> Array:
    """Leave out the place at the far end wherever the kernel just reaches it."""
    return convolve(x, W, b, stride, padding)[:, :-1, :-1]


def at_one_side(x: Array, W: Array, b: Array, stride: int, padding: int) -> Array:
    """Put all zeros before the first row and column."""
    wide = np.pad(x, [(0, 0), (2 * padding, 0), (2 * padding, 0)])
    return convolve(wide, W, b, stride, 0)


def of_the_edge(x: Array, W: Array, b: Array, stride: int, padding: int) -> Array:
    """Repeat the pixels of the edge in place of zeros."""
    wide = np.pad(x, [(0, 0), (padding, padding), (padding, padding)], mode="edge")
    return convolve(wide, W, b, stride, 0)


def inner(W: Array) -> Array:
    """Return the kernels with 0 in their last row and column."""
    cut = W.copy()
    cut[..., -1, :] = cut[..., -1] = 0
    return cut


def padded_by(
    before: tuple[int, int], after: tuple[int, int], mode: Any = "constant", **how: float
) -> Callable[[Array, Array, Array, int, int], Array]:
    """Return the answer that pads by so many times the padding, down and across."""

    def answer(x: Array, W: Array, b: Array, stride: int, padding: int) -> Array:
        sides = [(b * padding, a * padding) for b, a in zip(before, after, strict=True)]
        return convolve(np.pad(x, [(0, 0), *sides], mode=mode, **how), W, b, stride, 0)

    return answer


def with_size(
    sizes: Callable[[int, int, int, int], int],
    across: Callable[[int, int, int, int], int] | None = None,
) -> Callable[[Array, Array, Array, int, int], Array]:
    """Return the answer that has ``sizes(n, K, stride, padding)`` places along a side of n."""

    def answer(x: Array, W: Array, b: Array, stride: int, padding: int) -> Array:
        wide, K = padded(x, padding), W.shape[2]
        rows, columns = x.shape[1:]
        y = np.zeros(
            (
                len(W),
                max(sizes(rows, K, stride, padding), 0),
                max((across or sizes)(columns if across is None else rows, K, stride, padding), 0),
            )
        )
        for f, r, c in np.ndindex(y.shape):
            window = wide[:, r * stride : r * stride + K, c * stride : c * stride + K]
            y[f, r, c] = np.sum(W[f] * window) + b[f]
        return y

    return answer


def dilated(x: Array, W: Array, b: Array, stride: int, padding: int) -> Array:
    """Use the stride between the pixels of a window, and not between the places."""
    wide, reach = padded(x, padding), W.shape[2] * stride
    y = np.zeros(convolve(x, W, b, stride, padding).shape)
    for f, r, c in np.ndindex(y.shape):
        y[f, r, c] = np.sum(W[f] * wide[:, r : r + reach : stride, c : c + reach : stride]) + b[f]
    return y


def places_along(n: int, K: int, stride: int, padding: int) -> int:
    """Return how many places there are."""
    return (n + 2 * padding - K) // stride + 1


def placed(
    place: Callable[[int, int, int, int], tuple[int, int]],
) -> Callable[[Array, Array, Array, int, int], Array]:
    """Return the answer whose windows begin at ``place(r, c, stride, K)``."""

    def answer(x: Array, W: Array, b: Array, stride: int, padding: int) -> Array:
        wide, K = padded(x, padding), W.shape[2]
        y = np.zeros(convolve(x, W, b, stride, padding).shape)
        for f, r, c in np.ndindex(y.shape):
            top, left = place(r, c, stride, K)
            y[f, r, c] = np.sum(W[f] * wide[:, top : top + K, left : left + K]) + b[f]
        return y

    return answer


def of_window(
    number: Callable[[Array, Any], Any],
) -> Callable[[Array, Array, Array, int, int], Array]:
    """Return the answer that makes ``number(W[f] * window, b[f])`` of each window."""

    def answer(x: Array, W: Array, b: Array, stride: int, padding: int) -> Array:
        windows = windows_of(padded(x, padding), W.shape[2], stride)
        y = np.zeros((len(W), *windows.shape[1:3]))
        for f, r, c in np.ndindex(y.shape):
            y[f, r, c] = number(W[f] * windows[:, r, c], b[f])
        return y

    return answer


def last_map(x: Array, W: Array, b: Array, stride: int, padding: int) -> Array:
    """Keep what the last map says."""
    return convolve(x[-1:], W[:, -1:], b, stride, padding)


def one_early(
    reached: Callable[[int, int, int], int],
) -> Callable[[Array, Array, Array, int, int], Array]:
    """Return the answer that fills ``reached(n, K, stride)`` places along a padded side of n."""

    def answer(x: Array, W: Array, b: Array, stride: int, padding: int) -> Array:
        y = convolve(x, W, b, stride, padding)
        down, across = (reached(n + 2 * padding, W.shape[2], stride) for n in x.shape[1:])
        y[:, down:] = y[:, :, across:] = 0
        return y

    return answer


def running(
    kept: int, of_maps: bool, biased: bool
) -> Callable[[Array, Array, Array, int, int], Array]:
    """Return the answer whose sums go on from place to place, or from map to map.

    From place to place they begin anew along the first ``kept`` axes of y.
    """

    def answer(x: Array, W: Array, b: Array, stride: int, padding: int) -> Array:
        y = convolve(x, W, b if biased else 0 * b, stride, padding)
        axis, shape = (0, y.shape) if of_maps else (kept, (*y.shape[:kept], -1))
        sums: Array = y.reshape(shape).cumsum(axis=axis).reshape(y.shape)
        return sums if biased else sums + b[:, None, None]

    return answer


def padded_maps(x: Array, W: Array, b: Array, stride: int, padding: int) -> Array:
    """Pad all three axes, and take the first maps of what comes."""
    moved = np.pad(x, [(padding, 0), (0, 0), (0, 0)])[: len(x)]
    return convolve(moved, W, b, stride, padding)


CONVOLVE = Exercise(
    name="convolve",
    reference=convolve,
    cases=convolve_cases,
    extremes=convolve_extremes,
    wrong=(
        Wrong(
            "turns the kernel round; in deep learning it stays as it is",
            lambda x, W, b, stride, padding: convolve(x, W[:, :, ::-1, ::-1], b, stride, padding),
        ),
        Wrong(
            "swaps the rows and the columns of the kernel",
            lambda x, W, b, stride, padding: convolve(x, W.swapaxes(2, 3), b, stride, padding),
        ),
        Wrong(
            "has no bias: b is not in it",
            lambda x, W, b, stride, padding: convolve(x, W, 0 * b, stride, padding),
        ),
        Wrong(
            "sums over the first map alone; a kernel has a layer for each map that comes in",
            lambda x, W, b, stride, padding: convolve(x[:1], W[:, :1], b, stride, padding),
        ),
        Wrong(
            "adds the bias once for each map that comes in; a feature map has it once",
            lambda x, W, b, stride, padding: convolve(x, W, len(x) * b, stride, padding),
        ),
        Wrong(
            "is a mean over the window; asked is a sum",
            lambda x, W, b, stride, padding: convolve(x, W / W[0].size, b, stride, padding),
        ),
        Wrong(
            "leaves out the last row and the last column of each kernel",
            lambda x, W, b, stride, padding: convolve(x, inner(W), b, stride, padding),
        ),
        Wrong(
            "begins each window one pixel after the last; the stride says how far it goes",
            from_places,
        ),
        Wrong(
            "stays at stride 1",
            lambda x, W, b, stride, padding: convolve(x, W, b, 1, padding),
        ),
        Wrong(
            "leaves out the last place of each row and column: the size is one too small",
            one_too_few,
        ),
        Wrong(
            "has no padding: the ring of zeros is missing",
            lambda x, W, b, stride, padding: convolve(x, W, b, stride, 0),
        ),
        Wrong(
            "is as if all padding stood above and at the left; is it taken off a second time?",
            at_one_side,
        ),
        Wrong("is padded with the pixels of the edge; asked are zeros", of_the_edge),
        Wrong(
            "is padded with pixels of the picture, turned round; asked are zeros",
            padded_by((1, 1), (1, 1), "reflect"),
        ),
        Wrong(
            "is padded with pixels of the picture, turned round; asked are zeros",
            padded_by((1, 1), (1, 1), "symmetric"),
        ),
        Wrong(
            "is padded with pixels of the other side; asked are zeros",
            padded_by((1, 1), (1, 1), "wrap"),
        ),
        Wrong("is padded with ones; asked are zeros", padded_by((1, 1), (1, 1), constant_values=1)),
        Wrong(
            "lacks the padding at the far sides, or its places; each side gets it",
            padded_by((1, 1), (0, 0)),
        ),
        Wrong("has its padding at one side only; each side gets it", padded_by((0, 0), (1, 1))),
        Wrong("has its padding at one side only; each side gets it", padded_by((0, 0), (2, 2))),
        Wrong(
            "has its padding across only; above and below there is some too",
            padded_by((0, 1), (0, 1)),
        ),
        Wrong(
            "has its padding down only; at the left and at the right there is some too",
            padded_by((1, 0), (1, 0)),
        ),
        Wrong("has its padding twice", padded_by((2, 2), (2, 2))),
        Wrong(
            "counts the places of the picture without its padding",
            with_size(lambda n, K, stride, p: (n - K) // stride + 1),
        ),
        Wrong(
            "has as many places across as down; a picture may have more columns than rows",
            with_size(places_along, places_along),
        ),
        Wrong(
            "takes rows for columns: r counts the places down, and c those across",
            placed(lambda r, c, stride, K: (c * stride, r * stride)),
        ),
        Wrong(
            "goes on by the size of the kernel; the stride says how far it goes",
            placed(lambda r, c, stride, K: (r * K, c * K)),
        ),
        Wrong(
            "uses the stride downwards alone; it counts across too",
            placed(lambda r, c, stride, K: (r * stride, c)),
        ),
        Wrong(
            "uses the stride across alone; it counts downwards too",
            placed(lambda r, c, stride, K: (r, c * stride)),
        ),
        Wrong(
            "adds the bias to each product of the window; it is added once, to the sum",
            of_window(lambda products, bias: (products + bias).sum()),
        ),
        Wrong(
            "takes the largest product of the window; asked is their sum",
            of_window(lambda products, bias: products.max() + bias),
        ),
        Wrong(
            "has an activation function in it; asked is the sum with its bias",
            lambda *args: np.maximum(convolve(*args), 0),
        ),
        Wrong(
            "uses the kernel of the first feature map for all of them",
            lambda x, W, b, stride, padding: convolve(
                x, np.broadcast_to(W[:1], W.shape), b, stride, padding
            ),
        ),
        Wrong(
            "uses the bias of the first feature map for all of them",
            lambda x, W, b, stride, padding: convolve(x, W, 0 * b + b[0], stride, padding),
        ),
        Wrong(
            "keeps the last map alone: each round wipes what the one before has made",
            last_map,
        ),
        *(
            Wrong(
                "leaves the last places down and across at 0: a loop ends one early",
                one_early(reached),
            )
            for reached in (
                lambda n, K, stride: (n - K) // stride,
                lambda n, K, stride: len(range(0, n - K, stride)),
            )
        ),
        Wrong(
            "is padded along the maps too: map 0 is then all zeros; rows and columns get the ring",
            padded_maps,
        ),
        *(
            Wrong(
                "is a running sum: each number goes on from the one before; each begins at 0",
                running(kept, of_maps, biased),
            )
            for kept, of_maps in ((1, False), (0, False), (2, False), (0, True))
            for biased in (False, True)
        ),
        Wrong(
            "multiplies each map by the kernel's layers of all maps; each layer belongs to one map",
            lambda x, W, b, stride, padding: convolve(
                x.sum(axis=0, keepdims=True), W.sum(axis=1, keepdims=True), b, stride, padding
            ),
        ),
        Wrong("takes steps of the stride within a window; its pixels are neighbours", dilated),
    ),
    called=axes("map"),
)
