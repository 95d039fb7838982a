"""A layer as wires, as a matrix, and as one product for a whole batch."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Circle, Rectangle

from course_lib.figures.handles import Handle, handles
from course_lib.figures.style import BLUE, GREY, INK, ORANGE, PAPER, new_figure, styled
from course_lib.figures.words import word
from course_lib.protocol import Array

N_IN, N_OUT = 4, 3
# The batch of ``product``, its examples in rows; the layer's weights and biases.
A = np.array([[1, 2, 0, 1], [0, 1, 3, 0], [2, 0, 1, 1], [1, 1, 1, 1]])
W = np.array([[1, 0, 2, -1], [-1, 3, 0, 1], [0, 1, 1, 2]])
B = np.array([1, 0, -2])


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
    Handle(("i", "j"), at=_cell, axes=1, jump=True, ring=(0.5, 0.5)),
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


def _meeting(examples: int, i: int) -> tuple[float, float]:
    return 4.1 + i, 5.7 + examples


@styled
@handles(Handle(("examples", "i"), at=_meeting, jump=True, ring=(0.42, 0.42)))
def product(examples: int, i: int) -> Figure:
    """Draw Z = A Wᵀ + b: the row of the last example, the column of neuron i, and where they meet.

    Rows of A run on into rows of Z, and columns of Wᵀ into columns of Z.

    Parameters
    ----------
    examples
        Rows of the batch, 1 to 4.
    i
        The neuron whose column is framed, 1 to 3.
    """
    fig, (ax,) = new_figure(height=430, left=2, right=2, top=2, bottom=2)
    ax.set(xlim=(-0.1, 9.5), ylim=(10.35, 0), aspect="equal")
    ax.axis("off")
    _block(ax, W.T, (4.6, 0.65), f"Wᵀ ({N_IN}, {N_OUT})", column=i - 1)
    _block(ax, B[None], (4.6, 4.9), "", column=i - 1)
    ax.text(4.45, 5.4, f"b ({N_OUT},)", ha="right", va="center", color=INK)
    _block(ax, A[:examples], (0, 6.2), f"A ({examples}, {N_IN})", row=examples - 1)
    z = A[:examples] @ W.T + B
    _block(ax, z, (4.6, 6.2), "", row=examples - 1, column=i - 1)
    ax.text(7.8, 6.7, f"Z ({examples}, {N_OUT})", ha="left", va="center", color=INK)
    return fig


def _block(
    ax: Axes,
    values: Array,
    corner: tuple[float, float],
    title: str,
    *,
    row: int | None = None,
    column: int | None = None,
) -> None:
    """Draw a matrix of numbers; the row is shaded blue, the column orange, where they meet both."""
    x0, y0 = corner
    for (r, c), value in np.ndenumerate(values):
        here = (x0 + c, y0 + r)
        for chosen, colour in ((r == row, BLUE), (c == column, ORANGE)):
            if chosen:
                ax.add_patch(Rectangle(here, 1, 1, facecolor=(colour, 0.2), edgecolor="none"))
        ax.add_patch(Rectangle(here, 1, 1, facecolor="none", edgecolor=GREY))
        bold = row in (None, r) and column in (None, c)
        weight = "bold" if bold else "normal"
        text = str(value).replace("-", "−")
        ax.text(x0 + c + 0.5, y0 + r + 0.5, text, ha="center", va="center", weight=weight)
    ax.text(x0, y0 - 0.15, title, ha="left", va="bottom", color=INK)


def product_says(examples: int, i: int) -> str:
    """Return in words what ``product`` shows."""
    a, w, b = A[examples - 1], W[i - 1], B[i - 1]
    return word(
        "product alt",
        k=examples,
        i=i,
        terms=" + ".join(f"{x}·{_signed(y)}" for x, y in zip(a, w, strict=True)),
        b=_signed(b),
        z=str(a @ w + b).replace("-", "−"),
        n_in=N_IN,
        n_out=N_OUT,
    )


def _signed(value: int) -> str:
    return str(value) if value >= 0 else f"(−{-value})"
