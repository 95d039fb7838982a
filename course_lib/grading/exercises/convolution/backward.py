"""Lab 6, exercise 4: a convolution, backward."""

from collections.abc import Callable
from typing import Any

import numpy as np

from course_lib.convolution.conv_reference import conv2d_reference_backward
from course_lib.grading.checking.exercise import Case, Exercise, Wrong, axes
from course_lib.grading.exercises.convolution.forward import (
    convolve,
    convolve_cases,
    convolve_extremes,
    padded,
    windows_of,
)
from course_lib.protocol import Array

Gradients = tuple[Array, Array, Array]


def with_dy(rng: np.random.Generator, cases: list[Case]) -> list[Case]:
    """Draw dy like y for each case, and leave out b, which no gradient needs."""
    return [
        (rng.normal(size=convolve(x, W, b, stride, padding).shape), x, W, stride, padding)
        for x, W, b, stride, padding in cases
    ]


def backward_cases(rng: np.random.Generator) -> list[Case]:
    """Draw dy (F, H, W), x (C, rows, columns) and W (F, C, size, size)."""
    return with_dy(rng, convolve_cases(rng))


def backward_extremes(rng: np.random.Generator) -> list[Case]:
    """Draw what is extreme in forward."""
    return with_dy(rng, convolve_extremes(rng))


def convolve_backward(dy: Array, x: Array, W: Array, stride: int, padding: int) -> Gradients:
    """Return dx, dW and db, each like what it belongs to."""
    dx, dW, db = conv2d_reference_backward(dy[None], x[None], W, stride=stride, padding=padding)
    return dx[0], dW, db


def places(dy: Array, size: int, stride: int) -> list[tuple[int, int, slice, slice]]:
    """Return each place (r, c) with the rows and columns of pixels that it covers."""
    return [
        (r, c, slice(r * stride, r * stride + size), slice(c * stride, c * stride + size))
        for r, c in np.ndindex(dy.shape[1:])
    ]


def spread(dy: Array, x: Array, W: Array, stride: int, padding: int, step: int = 0) -> Array:
    """Return dx with its padding still on; with ``step`` the places have another stride."""
    dwide = np.zeros_like(padded(x, padding))
    for r, c, rows, columns in places(dy, W.shape[2], step or stride):
        dwide[:, rows, columns] += np.tensordot(dy[:, r, c], W, axes=1)
    return dwide


def cropped(dwide: Array, padding: int) -> Array:
    """Return dx without its padding."""
    rows, columns = dwide.shape[1:]
    return dwide[:, padding : rows - padding, padding : columns - padding]


def without_adding(dy: Array, x: Array, W: Array, stride: int, padding: int) -> Array:
    """Overwrite what another window has sent to the same pixel."""
    dwide = np.zeros_like(padded(x, padding))
    for r, c, rows, columns in places(dy, W.shape[2], stride):
        dwide[:, rows, columns] = np.tensordot(dy[:, r, c], W, axes=1)
    return cropped(dwide, padding)


def last_of_all(dy: Array, x: Array, W: Array, stride: int, padding: int) -> Array:
    """Overwrite what another window, or another feature map, has sent to the same pixel."""
    return without_adding(dy[-1:], x, W[-1:], stride, padding)


def of_the_last_place(dy: Array, x: Array, W: Array, stride: int, padding: int) -> Array:
    """Return what the last place alone says about W."""
    last = windows_of(padded(x, padding), W.shape[2], stride)[:, dy.shape[1] - 1, dy.shape[2] - 1]
    return np.multiply.outer(dy[:, -1, -1], last)


def dW_without_stride(dy: Array, x: Array, W: Array, stride: int, padding: int) -> Array:
    """Take place (r, c) to begin at pixel (r, c)."""
    windows = windows_of(padded(x, padding), W.shape[2], 1)[:, : dy.shape[1], : dy.shape[2]]
    dW: Array = np.einsum("frs,crsij->fcij", dy, windows)
    return dW


def from_the_corner(dy: Array, x: Array, W: Array, stride: int, padding: int) -> Array:
    """Read the windows as if all padding were at the end of the rows and columns."""
    wide = np.pad(x, [(0, 0), (0, 2 * padding), (0, 2 * padding)])
    dW: Array = np.einsum("frs,crsij->fcij", dy, windows_of(wide, W.shape[2], stride))
    return dW


def from_windows(dy: Array, x: Array, W: Array, stride: int, padding: int) -> Array:
    """Send back each window times its dy, in the place of the kernel."""
    wide = padded(x, padding)
    dwide = np.zeros_like(wide)
    for r, c, rows, columns in places(dy, W.shape[2], stride):
        dwide[:, rows, columns] += dy[:, r, c].sum() * wide[:, rows, columns]
    return cropped(dwide, padding)


def summed_over(axes: Any) -> Callable[[Array], Array]:
    """Return what sums dy over some axes."""

    def total(dy: Array) -> Array:
        summed: Array = dy.sum(axis=axes)
        return summed

    return total


Part = Callable[[Array, Array, Array, int, int], Array]


def dx_is(says: str, wrong: Part) -> Wrong:
    """Return the answer that is wrong in dx alone."""
    return Wrong(says, lambda *args: (wrong(*args), *convolve_backward(*args)[1:]))


def at_places(says: str, kept: Callable[[int, int], tuple[int, int]]) -> Wrong:
    """Return the answer that hears the first places alone, so many down and across."""

    def answer(dy: Array, x: Array, W: Array, stride: int, padding: int) -> Gradients:
        down, across = kept(*dy.shape[1:])
        heard = dy.copy()
        heard[:, down:] = heard[:, :, across:] = 0
        return convolve_backward(heard, x, W, stride, padding)

    return Wrong(says, answer)


def inside(dy: Array, x: Array, W: Array, stride: int, padding: int) -> Array:
    """Return dy, and 0 where a window hangs over the edge."""
    heard = np.zeros_like(dy)
    for r, c, rows, columns in places(dy, W.shape[2], stride):
        ends = rows.stop - padding <= x.shape[1] and columns.stop - padding <= x.shape[2]
        if min(rows.start, columns.start) >= padding and ends:
            heard[:, r, c] = dy[:, r, c]
    return heard


def dW_is(says: str, wrong: Part) -> Wrong:
    """Return the answer that is wrong in dW alone."""

    def function(dy: Array, x: Array, W: Array, stride: int, padding: int) -> Gradients:
        dx, _, db = convolve_backward(dy, x, W, stride, padding)
        return dx, wrong(dy, x, W, stride, padding), db

    return Wrong(says, function)


def db_is(says: str, wrong: Callable[[Array], Array | np.floating[Any]]) -> Wrong:
    """Return the answer that is wrong in db alone."""
    return Wrong(says, lambda *args: (*convolve_backward(*args)[:2], wrong(args[0])))


CONVOLVE_BACKWARD = Exercise(
    name="convolve_backward",
    reference=convolve_backward,
    cases=backward_cases,
    extremes=backward_extremes,
    returns=("dx", "dW", "db"),
    wrong=(
        dx_is(
            "keeps only what the last window sent; windows overlap, and each adds its part",
            without_adding,
        ),
        dx_is(
            "keeps only what the last place of the last feature map sent; all parts are added",
            last_of_all,
        ),
        dx_is(
            "has the kernel the wrong way round",
            lambda dy, x, W, stride, padding: cropped(
                spread(dy, x, W[:, :, ::-1, ::-1], stride, padding), padding
            ),
        ),
        dx_is(
            "still has its padding on; it needs the shape of x",
            spread,
        ),
        dx_is(
            "begins at the corner of the padding; x begins further in",
            lambda dy, x, W, stride, padding: spread(dy, x, W, stride, padding)[
                :, : x.shape[1], : x.shape[2]
            ],
        ),
        dx_is(
            "goes to the wrong pixels: with a stride, place (r, c) begins further on",
            lambda dy, x, W, stride, padding: cropped(
                spread(dy, x, W, stride, padding, step=1), padding
            ),
        ),
        dx_is(
            "hears one feature map only; each of them has read the picture",
            lambda dy, x, W, stride, padding: convolve_backward(dy[:1], x, W[:1], stride, padding)[
                0
            ],
        ),
        dx_is(
            "ends at the far edge of the padded picture; x ends further in",
            lambda dy, x, W, stride, padding: spread(dy, x, W, stride, padding)[
                :, -x.shape[1] :, -x.shape[2] :
            ],
        ),
        dx_is(
            "is empty without padding: -0 is 0, and nothing ends before it",
            lambda dy, x, W, stride, padding: spread(dy, x, W, stride, padding)[
                :, padding:-padding, padding:-padding
            ],
        ),
        dx_is(
            "has the pixels in the place of the weights: a pixel hears the weight above it",
            lambda dy, x, W, stride, padding: from_windows(dy, x, W, stride, padding),
        ),
        dx_is(
            "does not hear dy: it adds up the weights alone",
            lambda dy, x, W, stride, padding: convolve_backward(
                np.ones_like(dy), x, W, stride, padding
            )[0],
        ),
        dx_is(
            "uses the kernel of the first feature map for all of them",
            lambda dy, x, W, stride, padding: convolve_backward(
                dy, x, np.broadcast_to(W[:1], W.shape).copy(), stride, padding
            )[0],
        ),
        dx_is(
            "swaps the rows and the columns of the kernel",
            lambda dy, x, W, stride, padding: convolve_backward(
                dy, x, W.swapaxes(2, 3), stride, padding
            )[0],
        ),
        dx_is(
            "is divided by the number of feature maps; their parts are added",
            lambda dy, x, W, stride, padding: (
                convolve_backward(dy, x, W, stride, padding)[0] / len(W)
            ),
        ),
        dW_is(
            "has the weights in the place of the pixels: a weight hears the pixel under it",
            lambda dy, x, W, stride, padding: dy.sum(axis=(1, 2))[:, None, None, None] * W,
        ),
        dW_is(
            "does not hear dy: it adds up the pixels alone",
            lambda dy, x, W, stride, padding: convolve_backward(
                np.ones_like(dy), x, W, stride, padding
            )[1],
        ),
        dW_is(
            "hears all feature maps; each kernel has its own dy",
            lambda dy, x, W, stride, padding: np.broadcast_to(
                convolve_backward(dy, x, W, stride, padding)[1].sum(axis=0), W.shape
            ),
        ),
        dW_is(
            "multiplies by the sum of dy; each place has its own",
            lambda dy, x, W, stride, padding: convolve_backward(
                np.broadcast_to(dy.sum(axis=(1, 2), keepdims=True), dy.shape).copy(),
                x,
                W,
                stride,
                padding,
            )[1],
        ),
        dW_is(
            "counts the last place only; each place adds its part",
            of_the_last_place,
        ),
        dW_is(
            "reads the windows from the corner of x on; they begin in the padding, further out",
            from_the_corner,
        ),
        dW_is(
            "is divided by the number of places; it is a sum over them",
            lambda dy, x, W, stride, padding: (
                convolve_backward(dy, x, W, stride, padding)[1] / dy[0].size
            ),
        ),
        dW_is(
            "is turned round",
            lambda dy, x, W, stride, padding: convolve_backward(dy, x, W, stride, padding)[1][
                :, :, ::-1, ::-1
            ],
        ),
        dW_is(
            "takes place (r, c) to begin at pixel (r, c); with a stride it begins further on",
            dW_without_stride,
        ),
        db_is("is dy itself; all places of a feature map use the same b", lambda dy: dy),
        *(
            db_is(
                f"is summed over {words}; sum over the places, down and across",
                summed_over(axes),
            )
            for axes, words in (
                ((0, 1), "the feature maps and the places down"),
                ((0, 2), "the feature maps and the places across"),
                (0, "the feature maps"),
                (1, "the places down alone"),
                (2, "the places across alone"),
            )
        ),
        db_is("is a mean over the places; it is a sum", lambda dy: dy.mean(axis=(1, 2))),
        db_is(
            "is summed over the feature maps too; each has a bias of its own",
            lambda dy: dy.sum(),
        ),
        at_places(
            "leaves out places at the right: there may be more of them across than down",
            lambda down, across: (down, down),
        ),
        at_places(
            "leaves out the last places down and across: a loop ends one early",
            lambda down, across: (down - 1, across - 1),
        ),
        dx_is(
            "sends the layers of all maps to each map; each layer belongs to one map",
            lambda dy, x, W, stride, padding: convolve_backward(
                dy, x, np.broadcast_to(W.sum(axis=1, keepdims=True), W.shape), stride, padding
            )[0],
        ),
        dW_is(
            "adds up all maps for each layer; a layer has read one map alone",
            lambda dy, x, W, stride, padding: convolve_backward(
                dy, np.broadcast_to(x.sum(axis=0), x.shape), W, stride, padding
            )[1],
        ),
        dx_is(
            "leaves out windows that hang over the edge; a part of such a window lies on x",
            lambda dy, *args: convolve_backward(inside(dy, *args), *args)[0],
        ),
        dW_is(
            "leaves out windows that hang over the edge; a part of such a window lies on x",
            lambda dy, *args: convolve_backward(inside(dy, *args), *args)[1],
        ),
        Wrong(
            "leaves out windows that hang over the edge; a part of such a window lies on x",
            lambda dy, *args: (
                *convolve_backward(inside(dy, *args), *args)[:2],
                dy.sum(axis=(1, 2)),
            ),
        ),
    ),
    called=axes("map"),
)
