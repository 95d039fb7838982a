"""A layer as wires and as a matrix: w_ij is the wire to neuron i, from neuron j."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Circle, Rectangle

from course_lib.figures.handles import Handle, handles
from course_lib.figures.style import BLUE, GREY, INK, ORANGE, PAPER, new_figure, styled
from course_lib.figures.words import word
from course_lib.protocol import Array

N_IN, N_OUT = 4, 3


def _sender(j: int) -> tuple[float, float]:
    return 0.2, float(j)


def _receiver(i: int) -> tuple[float, float]:
    return 3.6, i + 0.5


def _wire(i: int, j: int) -> Array:
    """Return the way from neuron j to neuron i, with the ring on it before wires cross."""
    start, end = np.array(_sender(j)), np.array(_receiver(i))
    return np.array([start + 0.22 * (end - start), end, start])


def _cell(i: int, j: int) -> tuple[float, float]:
    return j, i + 0.5


@styled
@handles(
    Handle(("i", "j"), at=_wire, axes=0, jump=True),
    Handle(("i", "j"), at=_cell, axes=1, jump=True, ring=(0.35, 0.33)),
)
def wires(i: int, j: int) -> Figure:
    """Draw the wires from 4 neurons to 3, and W, with the wire from j to i in both.

    Parameters
    ----------
    i
        The neuron that receives, 1 to 3: a row of W.
    j
        The neuron that sends, 1 to 4: a column of W.
    """
    fig, (net, matrix) = new_figure(1, 2, height=210, left=4, right=4, top=30, bottom=8, gap=4)
    for ax in (net, matrix):
        ax.set(xlim=(-0.75, 4.6), ylim=(4.5, 0.4), aspect="equal")
        ax.axis("off")
    draw_net(net, i, j)
    draw_matrix(matrix, i, j)
    return fig


def draw_net(ax: Axes, i: int, j: int) -> None:
    """Draw both columns of neurons; the wires into i are dashed, the one from j is thick."""
    place = {("from", n): _sender(n) for n in range(1, N_IN + 1)}
    place |= {("to", n): _receiver(n) for n in range(1, N_OUT + 1)}
    for receiver in range(1, N_OUT + 1):
        for sender in range(1, N_IN + 1):
            (x0, y0), (x1, y1) = place["from", sender], place["to", receiver]
            chosen = (receiver, sender) == (i, j)
            color = ORANGE if chosen else BLUE if receiver == i else GREY
            style = "-" if chosen or receiver != i else "--"
            width = 4.0 if chosen else 2.0 if receiver == i else 0.8
            ax.plot([x0, x1], [y0, y1], color=color, linestyle=style, linewidth=width, zorder=1)
    for (side, n), center in place.items():
        active = n == (j if side == "from" else i)
        look = {"edgecolor": ORANGE if active else INK, "linewidth": 3 if active else 1.5}
        ax.add_patch(Circle(center, 0.33, facecolor=PAPER, zorder=2, **look))
        ax.text(*center, str(n), ha="center", va="center", color=INK, zorder=3)
    ax.set_title(word("wires layers"), fontsize=13, loc="center")


def draw_matrix(ax: Axes, i: int, j: int) -> None:
    """Draw W as a grid of names; row i is framed, entry (i, j) is filled."""
    for row in range(1, N_OUT + 1):
        for column in range(1, N_IN + 1):
            chosen = (row, column) == (i, j)
            box = Rectangle(
                (column - 0.5, row),
                1,
                1,
                facecolor=(ORANGE, 0.25) if chosen else "none",
                edgecolor=GREY,
            )
            ax.add_patch(box)
            name = "w" + f"{row}{column}".translate(str.maketrans("1234", "₁₂₃₄"))
            weight = "bold" if chosen else "normal"
            ax.text(column, row + 0.5, name, ha="center", va="center", color=INK, weight=weight)
    ax.add_patch(
        Rectangle((0.5, i), N_IN, 1, facecolor="none", edgecolor=BLUE, linewidth=3, linestyle="--")
    )
    ax.text(0.35, i + 0.5, f"i = {i}", ha="right", va="center", color=BLUE)
    ax.text(j, 0.75, f"j = {j}", ha="center", va="center", color=ORANGE)
    ax.set_title("W", fontsize=13, loc="center")


def wires_says(i: int, j: int) -> str:
    """Return in words what ``wires`` shows."""
    return word("wires alt", i=i, j=j)
