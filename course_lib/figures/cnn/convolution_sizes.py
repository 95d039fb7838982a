"""Kernel size, stride and padding: where the kernel stands, and how large the feature map is."""

from math import floor
from typing import Any

import numpy as np
from matplotlib.figure import Figure

from course_lib.convolution.windows import output_size
from course_lib.figures.handles import Handle, handles
from course_lib.figures.style import (
    BLUE,
    FAINT,
    GREY,
    INK,
    ORANGE,
    Lines,
    new_figure,
    shapes,
    styled,
)
from course_lib.figures.words import WORDS, language, word
from course_lib.protocol import Array

N = 7
MOST_PADDING = 2


def whole(value: float, least: int) -> int:
    """Return the nearest whole number, and not less than ``least``."""
    return max(least, floor(value + 0.5))


def place_of(place: float, n: int) -> tuple[int, int]:
    """Return row and column of a place, counted from 1 in reading order and round again.

    Examples
    --------
    >>> place_of(1, 3), place_of(6, 3), place_of(10, 3)
    ((0, 0), (1, 2), (0, 0))
    """
    return divmod((whole(place, 1) - 1) % (n * n), n)


def sizes_parts(size: float, stride: float, padding: float, place: float) -> dict[str, Lines]:
    """Return what moves in ``sizes``; a pixel in row r and column c is the square from (c, r).

    Parameters
    ----------
    size, stride, padding
        Of the kernel, in pixels; the same along rows and columns.
    place
        Of the kernel, from 1, in reading order; after the last place the first follows.

    Returns
    -------
    dict
        ``padding``: the cells around the picture. ``window``: where the kernel is. ``centres``: a
        small square in the middle of each place. ``missed``: a cross on each pixel that is in no
        window. ``map``: the cells of the feature map, and ``here``: the cell of the place.

    Examples
    --------
    >>> parts = sizes_parts(3, 2, 1, 1)
    >>> len(parts["map"]), int(parts["window"][0].min())
    (16, -1)
    """
    k, s, p = whole(size, 1), whole(stride, 1), whole(padding, 0)
    n = output_size(N, k, s, p)
    r, c = place_of(place, n)
    starts = range(-p, s * n - p, s)
    seen = {start + i for start in starts for i in range(k)}
    around, pixels = range(-p, N + p), range(N)
    return {
        "padding": [
            square(x, y) for y in around for x in around if x not in pixels or y not in pixels
        ],
        "window": [square(s * c - p, s * r - p, k)],
        "centres": [
            square(x + k / 2 - 0.12, y + k / 2 - 0.12, 0.24) for y in starts for x in starts
        ],
        "missed": [
            line
            for y in pixels
            for x in pixels
            if x not in seen or y not in seen
            for line in cross(x, y)
        ],
        "map": [square(x, y) for y in range(n) for x in range(n)],
        "here": [square(c, r)],
    }


def square(x: float, y: float, side: float = 1) -> Array:
    """Return the closed square with its upper left corner at (x, y)."""
    return np.array([(x, y), (x + side, y), (x + side, y + side), (x, y + side), (x, y)])


def cross(x: float, y: float) -> list[Array]:
    """Return the two lines of a cross on the pixel at (x, y)."""
    return [
        np.array([(x + 0.25, y + 0.25), (x + 0.75, y + 0.75)]),
        np.array([(x + 0.25, y + 0.75), (x + 0.75, y + 0.25)]),
    ]


def _middle(size: float, stride: float, padding: float, place: float) -> tuple[float, float]:
    """Return the middle of the kernel on the picture."""
    k, s, p = whole(size, 1), whole(stride, 1), whole(padding, 0)
    r, c = place_of(place, output_size(N, k, s, p))
    return s * c - p + k / 2, s * r - p + k / 2


def _cell(size: float, stride: float, padding: float, place: float) -> tuple[float, float]:
    """Return the middle of its cell in the feature map."""
    k, s, p = whole(size, 1), whole(stride, 1), whole(padding, 0)
    r, c = place_of(place, output_size(N, k, s, p))
    return c + 0.5, r + 0.5


@styled
@handles(
    Handle("place", at=_middle, jump=True),
    Handle("place", at=_cell, axes=1, jump=True),
)
def sizes(size: int, stride: int, padding: int, place: int) -> Figure:
    """Draw the padded picture with the kernel at one place, and the feature map."""
    parts = sizes_parts(size, stride, padding, place)
    fig, (left, right) = new_figure(columns=2, height=222, left=4, right=4, top=30, bottom=4, gap=8)
    m = MOST_PADDING
    left.set(xlim=(-m - 0.2, N + m + 0.2), ylim=(N + m + 0.2, -m - 0.2), aspect="equal")
    right.set(xlim=(-0.2, N + 2 * m + 0.2), ylim=(N + 2 * m + 0.2, -0.2), aspect="equal")
    left.set_title(word("sizes picture"))
    right.set_title(word("sizes map"))
    for ax in (left, right):
        ax.axis("off")
    pixels = [square(x, y) for y in range(N) for x in range(N)]
    static = shapes(left, "pixels", pixels, facecolor=(GREY, 0.35), edgecolor=(GREY, FAINT))
    static.set_gid(None)
    look: dict[str, Any] = {"edgecolor": GREY, "linewidth": 0.75, "alpha": FAINT}
    shapes(left, "padding", parts["padding"], **look)
    shapes(left, "missed", parts["missed"], edgecolor=INK, linewidth=1.5)
    shapes(left, "centres", parts["centres"], facecolor=BLUE)
    shapes(left, "window", parts["window"], edgecolor=ORANGE, linewidth=3.5)
    shapes(right, "map", parts["map"], edgecolor=BLUE, linewidth=1.25)
    shapes(right, "here", parts["here"], facecolor=ORANGE, edgecolor=ORANGE, linewidth=2)
    return fig


def sizes_says(size: float, stride: float, padding: float, place: float) -> str:
    """Return in words what ``sizes`` shows."""
    k, s, p = whole(size, 1), whole(stride, 1), whole(padding, 0)
    n = output_size(N, k, s, p)
    r, c = place_of(place, n)
    rows, columns = (sum(0 <= s * at - p + i < N for i in range(k)) for at in (r, c))
    missed = len(sizes_parts(size, stride, padding, place)["missed"]) // 2
    return word(
        "sizes alt",
        size=N,
        p=p,
        k=k,
        s=s,
        n=n,
        r=r,
        c=c,
        pixels=rows * columns,
        zeros=k * k - rows * columns,
        missed=missed,
    )


def sizes_numbers() -> dict[str, Any]:
    """Return the numbers and words that the page's script needs to do the same."""
    return {"n": N, "alt": WORDS[language()]["sizes alt"]}
