"""A small picture of each structure, for the cards of the landing page."""

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from course_lib.convolution.conv import Conv2D
from course_lib.datasets import mnist5k
from course_lib.figures.style import BLUE, GREEN, GREY, INK, ORANGE, PAPER, styled
from course_lib.figures.words import word
from course_lib.fully_connected.dense import Dense
from course_lib.protocol import Array

Point = tuple[float, float]

# Small, so that a phone shows it beside its words at 0.6 of this size.
CARD_WIDTH, CARD_HEIGHT = 200, 112


@styled
def structure(kind: str) -> Figure:
    """Draw one structure of the lecture as a small picture, CARD_WIDTH by CARD_HEIGHT.

    Parameters
    ----------
    kind
        A key of STRUCTURES.
    """
    fig = Figure(figsize=(CARD_WIDTH / 72, CARD_HEIGHT / 72))
    ax = fig.add_axes((0, 0, 1, 1))
    ax.set(xlim=(0, CARD_WIDTH), ylim=(0, CARD_HEIGHT))
    ax.axis("off")
    STRUCTURES[kind](ax)
    return fig


def structure_words(kind: str) -> tuple[str, str, str]:
    """Return the name of a structure, a sentence about it, and what its picture shows."""
    title, text, alt = (word(f"welcome {kind} {part}") for part in ("title", "text", "alt"))
    return title, text, alt


def draw_dense(ax: Axes) -> None:
    """Draw two layers: each wire is as thick as its weight, dashed if that is negative."""
    columns = [column(24, 4, 27), column(100, 4, 27), column(176, 3, 27)]
    rng = np.random.default_rng(0)
    for left, right in pairwise(columns):
        wires(ax, left, right, Dense(len(left), len(right), rng).params["W"])
    nodes(ax, [place for one in columns for place in one], 15)


def draw_recurrent(ax: Axes) -> None:
    """Draw one f at three steps, and the state that it hands to itself."""
    for x in (40, 100, 160):
        arrow(ax, (x, 2), (x, 38))
        arrow(ax, (x, 74), (x, 110))
        box(ax, x, 56, 17, "f")
    for start, end in ((0, 22), (58, 82), (118, 142), (178, 200)):
        arrow(ax, (start, 56), (end, 56), ORANGE)


def draw_lstm(ax: Axes) -> None:
    """Draw the memory as a straight line, and the three gates that act on it."""
    arrow(ax, (2, 86), (196, 86), ORANGE)
    arrow(ax, (150, 86), (150, 56), ORANGE)
    arrow(ax, (150, 46), (196, 46))
    arrow(ax, (100, 2), (100, 36))
    arrow(ax, (100, 46), (100, 76))
    for gate, end in (((36, 40), (36, 76)), ((62, 46), (90, 46)), ((150, 12), (150, 36))):
        arrow(ax, gate, end, GREEN)
        box(ax, *gate, 8, "", GREEN)
    for x, y, sign in ((36, 86, "×"), (100, 86, "+"), (100, 46, "×"), (150, 46, "×")):
        circle(ax, x, y, sign)
    ax.text(186, 100, "c", ha="center", va="center", color=ORANGE, weight="bold")
    ax.text(186, 60, "h", ha="center", va="center", color=BLUE, weight="bold")


def draw_gru(ax: Axes) -> None:
    """Draw one memory and one gate that shares it between the old and the new."""
    arrow(ax, (2, 86), (196, 86), ORANGE)
    ax.plot([24, 24, 140], [86, 14, 14], color=ORANGE, linestyle="-")
    ax.plot(24, 86, "o", color=ORANGE, markersize=6)
    arrow(ax, (140, 14), (140, 40))
    arrow(ax, (140, 50), (140, 76))
    box(ax, 140, 14, 11, "")
    arrow(ax, (100, 50), (130, 50), GREEN)
    ax.plot([100, 72], [50, 50], color=GREEN, linestyle="-")
    arrow(ax, (72, 50), (72, 76), GREEN)
    arrow(ax, (50, 50), (50, 24), GREEN)
    box(ax, 100, 50, 8, "", GREEN)
    box(ax, 50, 50, 8, "", GREEN)
    for x, y, sign in ((72, 86, "×"), (140, 86, "+"), (140, 50, "×"), (50, 14, "×")):
        circle(ax, x, y, sign)
    ax.text(186, 100, "h", ha="center", va="center", color=ORANGE, weight="bold")


def draw_convolution(ax: Axes) -> None:
    """Draw a real digit of 7 by 7 pixels, one window of 3 by 3, and what the kernel finds."""
    picture, found = edges()
    i, j, side, left, right = 2, 1, 13.0, 6.0, 129.0
    pixels(ax, picture, left, 102, side)
    pixels(ax, found, right, 88.5, side)
    x, y = left + j * side, 102 - i * side
    u, v = right + j * side, 88.5 - i * side
    for dy in (0.0, 1.0):
        ends = ((x + 3 * side, u), (y - 3 * dy * side, v - dy * side))
        ax.plot(*ends, color=ORANGE, linestyle="-", linewidth=1.2, zorder=4)
    for corner, size in (((x, y - 3 * side), 3 * side), ((u, v - side), side)):
        frame: dict[str, Any] = {
            "facecolor": "none",
            "edgecolor": ORANGE,
            "linewidth": 2.5,
            "zorder": 5,
        }
        ax.add_patch(Rectangle(corner, size, size, **frame))


def edges() -> tuple[Array, Array]:
    """Return a digit (7, 7), and where it is brighter to the left than to the right (5, 5).

    Examples
    --------
    >>> [a.shape for a in edges()]
    [(7, 7), (5, 5)]
    """
    x = mnist5k(size=7)[1].images[16:17, None]
    layer = Conv2D(1, 1, 3, np.random.default_rng(0))
    layer.params["W"][:] = [1, 0, -1]
    layer.params["b"][:] = 0
    return x[0, 0], np.maximum(layer.forward(x)[0][0, 0], 0)


def draw_together(ax: Axes) -> None:
    """Draw the three kinds in a row: feature maps, steps in time, a dense layer."""
    for n, at in enumerate((0, 9, 18)):
        look: dict[str, Any] = {"facecolor": PAPER, "edgecolor": BLUE, "linewidth": 2, "zorder": n}
        ax.add_patch(Rectangle((4 + at, 46 - at), 30, 38, **look))
    arrow(ax, (54, 56), (66, 56))
    for x in (77, 104, 131):
        box(ax, x, 56, 9, "")
    for x in (86, 113):
        arrow(ax, (x, 56), (x + 9, 56), ORANGE)
    arrow(ax, (140, 56), (152, 56))
    left, right = column(160, 3, 32), column(190, 2, 40)
    for a in left:
        for b in right:
            ax.plot(*zip(a, b, strict=True), color=BLUE, linestyle="-", linewidth=1.2, zorder=1)
    nodes(ax, left + right, 13)


STRUCTURES: dict[str, Callable[[Axes], None]] = {
    "dense": draw_dense,
    "recurrent": draw_recurrent,
    "lstm": draw_lstm,
    "gru": draw_gru,
    "convolution": draw_convolution,
    "together": draw_together,
}
"""The structures in the lecture's order, and what draws each."""


# ---- what the pictures are made of


def column(x: float, n: int, gap: float, middle: float = CARD_HEIGHT / 2) -> list[Point]:
    """Return the places of n neurons, one below another around ``middle``.

    Examples
    --------
    >>> column(10, 2, 20)
    [(10, 66.0), (10, 46.0)]
    """
    return [(x, middle + gap * ((n - 1) / 2 - i)) for i in range(n)]


def wires(ax: Axes, left: list[Point], right: list[Point], weights: Array) -> None:
    """Draw each weight (right, left) as a wire: the larger the thicker, dashed if negative."""
    widths = 0.4 + 2.2 * np.abs(weights) / np.abs(weights).max()
    for i, end in enumerate(right):
        for j, start in enumerate(left):
            look: dict[str, Any] = {"linewidth": widths[i, j], "zorder": 1}
            look |= {"color": BLUE, "linestyle": "-"}
            if weights[i, j] < 0:
                look |= {"color": ORANGE, "linestyle": "--"}
            ax.plot(*zip(start, end, strict=True), **look)


def nodes(ax: Axes, places: list[Point], size: float) -> None:
    """Draw neurons."""
    for x, y in places:
        ax.plot(x, y, "o", markersize=size, color=PAPER, markeredgecolor=INK, zorder=3)


def box(ax: Axes, x: float, y: float, half: float, text: str, color: str = BLUE) -> None:
    """Draw a box around (x, y) with a letter or none in it."""
    look: dict[str, Any] = {"facecolor": PAPER, "edgecolor": color, "linewidth": 2.5, "zorder": 3}
    ax.add_patch(Rectangle((x - half, y - half), 2 * half, 2 * half, **look))
    if text:
        ax.text(x, y, text, ha="center", va="center", color=color, weight="bold", size=19, zorder=4)


def circle(ax: Axes, x: float, y: float, sign: str) -> None:
    """Draw a product or a sum."""
    ax.plot(x, y, "o", markersize=19, color=PAPER, markeredgecolor=INK, zorder=3)
    ax.text(x, y - 0.5, sign, ha="center", va="center", color=INK, size=18, zorder=4)


def arrow(ax: Axes, start: Point, end: Point, color: str = BLUE) -> None:
    """Draw an arrow."""
    look = {"arrowstyle": "-|>", "color": color, "linewidth": 2, "shrinkA": 0, "shrinkB": 0}
    ax.annotate("", xy=end, xytext=start, arrowprops=look)


def pixels(ax: Axes, values: Array, left: float, top: float, side: float) -> None:
    """Draw an array as squares, the largest value the fullest."""
    for (i, j), value in np.ndenumerate(values / values.max()):
        corner = (left + j * side, top - (i + 1) * side)
        if value > 0.04:
            fill: dict[str, Any] = {"facecolor": BLUE, "alpha": round(float(value), 2)}
            ax.add_patch(Rectangle(corner, side, side, **fill))
        ax.add_patch(Rectangle(corner, side, side, facecolor="none", edgecolor=GREY, linewidth=0.5))
