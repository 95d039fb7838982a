"""Where the gradient of one output goes: back through a convolution, a maximum or an average."""

from typing import NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from course_lib.convolution.pooling import AvgPool2D, MaxPool2D
from course_lib.figures.handles import Handle, handles
from course_lib.figures.style import BLUE, GREY, INK, ORANGE, factor, new_figure, styled
from course_lib.figures.words import word
from course_lib.protocol import Array, Layer

KINDS = ("convolution", "maximum", "average")
# The gradient that comes from above, one number for each of the four outputs. An average cuts it
# into quarters.
DY = {"convolution": np.array([[1.0, -1], [2, 3]])}
DY |= {"maximum": DY["convolution"], "average": 4 * DY["convolution"]}
KERNEL = np.array([[1.0, 2], [0, -1]])
PICTURES = {
    "convolution": np.array([[1.0, 2, 0], [0, 1, 3], [2, 1, 1]]),
    "maximum": np.array([[1.0, 2, 0, 0], [2, 4, 0, 6], [3, 0, 1, 2], [0, 5, 1, 1]]),
}
PICTURES["average"] = PICTURES["maximum"]
CELL = 27


class Part(NamedTuple):
    """What one output hands back."""

    dx: Array
    """Shaped like the picture: 0 outside the output's window."""
    dw: Array | None
    """(2, 2) for the convolution; a pool has no weights."""


def part(output: int, kind: str) -> Part:
    """Return what an output, 0 to 3, hands back to the pixels and to the kernel.

    Examples
    --------
    >>> part(2, "convolution").dx.tolist()
    [[0.0, 0.0, 0.0], [2.0, 4.0, 0.0], [0.0, -2.0, 0.0]]
    >>> part(2, "maximum").dx[2:].tolist()
    [[0.0, 0.0, 0.0, 0.0], [0.0, 2.0, 0.0, 0.0]]
    """
    x, (r, c) = PICTURES[kind], divmod(output, 2)
    dy = DY[kind][r, c]
    if kind == "convolution":
        window = np.s_[r : r + 2, c : c + 2]
        dx = np.zeros_like(x)
        dx[window] = dy * KERNEL
        return Part(dx, dy * x[window])
    alone = np.zeros((1, 1, 2, 2))
    alone[0, 0, r, c] = dy
    pool: Layer = MaxPool2D(2) if kind == "maximum" else AvgPool2D(2)
    _, cache = pool.forward(x[None, None])
    back, _ = pool.backward(alone, cache)
    return Part(back[0, 0], None)


def so_far(output: int, kind: str) -> Part:
    """Return the sum of what the outputs 0 to ``output`` hand back.

    Examples
    --------
    >>> so_far(3, "convolution").dw.tolist()
    [[2.0, 13.0], [6.0, 3.0]]
    """
    dx, dw = part(0, kind)
    for k in range(1, output + 1):
        more = part(k, kind)
        dx = dx + more.dx
        dw = None if dw is None or more.dw is None else dw + more.dw
    return Part(dx, dw)


def _output(output: int) -> tuple[float, float]:
    r, c = divmod(output, 2)
    return 4 + CELL * (c + 0.5), 26 + CELL * (r + 0.5)


@styled
@handles(Handle("output", at=_output, jump=True, ring=(CELL / 2, CELL / 2)))
def gradient_back(output: int, kind: str) -> Figure:
    """Draw the gradient of one output, the part that goes to each pixel and weight, and the sums.

    Parameters
    ----------
    output
        0 to 3, in reading order.
    kind
        A name of KINDS.
    """
    r, c = divmod(output, 2)
    x, one, total = PICTURES[kind], part(output, kind), so_far(output, kind)
    step = 1 if kind == "convolution" else 2
    fig, (ax,) = new_figure(height=292, left=0, right=0, top=0, bottom=0)
    ax.set(xlim=(0, 400), ylim=(292, 0))
    ax.axis("off")
    _named(ax, word("backwards dy"), DY[kind], 4, 26, ORANGE)
    _frame(ax, 4 + CELL * c, 26 + CELL * r, 1)
    name = word("backwards kernel") if kind == "convolution" else word(f"backwards {kind}")
    ax.text(84 if kind == "convolution" else 70, 13, name, va="center")
    if kind == "convolution":
        _grid(ax, KERNEL, 84, 26, INK)
    _named(ax, word("backwards x"), x, 4, 160, INK)
    _frame(ax, 4 + CELL * step * c, 160 + CELL * step * r, 2)
    for left, found, when in ((158, one, "part"), (284, total, "sum")):
        _named(ax, word(f"backwards dx {when}"), found.dx, left, 26, BLUE)
        if found.dw is not None:
            _named(ax, word(f"backwards dw {when}"), found.dw, left, 190, BLUE)
    _frame(ax, 158 + CELL * step * c, 26 + CELL * step * r, 2)
    if one.dw is not None:
        _frame(ax, 158, 190, 2)
    _signs(ax, one, _text(float(DY[kind][r, c])))
    return fig


def _signs(ax: Axes, one: Part, dy: str) -> None:
    """Write between the tables what is done with them."""
    signs = [((158 + CELL * len(one.dx) + 284) / 2, 53 + CELL / 2, "→")]
    if one.dw is None:
        signs.append((108, 53, "→"))
    else:
        signs += [(71, 53, "×"), (148, 53, "="), (121, 217, f"× {factor(dy)} ="), (248, 217, "→")]
    for x, y, sign in signs:
        ax.text(x, y, sign, ha="center", va="center", color=GREY, weight="bold")


def _named(ax: Axes, name: str, numbers: Array, x: float, y: float, colour: str) -> None:
    ax.text(x, y - 13, name, va="center")
    _grid(ax, numbers, x, y, colour)


def _grid(ax: Axes, numbers: Array, x: float, y: float, colour: str) -> None:
    """Draw a table of numbers with its upper left corner at (x, y); a 0 is pale."""
    for (row, column), value in np.ndenumerate(numbers):
        left, top = x + CELL * column, y + CELL * row
        ax.add_patch(Rectangle((left, top), CELL, CELL, facecolor="none", edgecolor=GREY))
        middle = left + CELL / 2, top + CELL / 2 + 1
        text = ax.text(*middle, _text(float(value)), ha="center", va="center")
        text.set_color(colour if value else GREY)


def _frame(ax: Axes, x: float, y: float, cells: int) -> None:
    side = CELL * cells
    ax.add_patch(Rectangle((x, y), side, side, facecolor=ORANGE, alpha=0.12))
    ax.add_patch(Rectangle((x, y), side, side, facecolor="none", edgecolor=ORANGE, linewidth=3))


def _text(value: float) -> str:
    return f"{value:zg}".replace("-", "−")


def gradient_back_says(output: int, kind: str) -> str:
    """Return in words what ``gradient_back`` shows."""
    r, c = divmod(output, 2)
    one = part(output, kind)
    listed = ", ".join(
        word("backwards pixel", row=i, column=j, value=_text(float(v)))
        for (i, j), v in np.ndenumerate(one.dx)
        if v
    )
    dy = _text(float(DY[kind][r, c]))
    kernel = ""
    if one.dw is not None:
        weights = ", ".join(_text(float(v)) for v in one.dw.ravel())
        kernel = word("backwards to kernel", dy=dy, listed=weights)
    places = {"r": r, "c": c, "dy": dy, "listed": listed, "kernel": kernel}
    return word("backwards alt", kind=word(f"backwards {kind}"), **places)
