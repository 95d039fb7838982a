"""Six inputs and eight neurons, dense, sparse and shared: the wires, and the same as a matrix."""

from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from course_lib.figures.handles import Handle, handles
from course_lib.figures.style import BLUE, FAINT, GREY, INK, ORANGE, PAPER, new_figure, styled
from course_lib.figures.words import word

KINDS = ("dense", "sparse", "shared")
N_IN, SIZE, PER_MAP = 6, 3, 4
N_OUT = 2 * PER_MAP
# A colour for each feature map, a line style for each weight of a filter.
COLOURS = (BLUE, ORANGE)
STYLES = ("-", (0, (5, 1.5)), (0, (1, 1.2)))
_LOW = str.maketrans("12345678", "₁₂₃₄₅₆₇₈")
_X_IN = [0.5 + 0.75 * j for j in range(N_IN)]
_X_OUT = [0.1 + 0.6 * i + 0.25 * (i >= PER_MAP) for i in range(N_OUT)]


def weight(kind: str, neuron: int, j: int) -> str:
    """Return the name of the weight to ``neuron`` from input ``j``, both from 1; "" if no wire.

    Wires with the same name have the same weight.

    Examples
    --------
    >>> weight("dense", 2, 1), weight("sparse", 2, 1), weight("sparse", 2, 2)
    ('w₂₁', '', 'w₂₂')
    >>> weight("shared", 2, 2), weight("shared", 3, 3), weight("shared", 5, 1)
    ('a₁', 'a₁', 'b₁')
    """
    k = j - (neuron - 1) % PER_MAP
    if kind != "dense" and not 1 <= k <= SIZE:
        return ""
    if kind == "shared":
        return "ab"[neuron > PER_MAP] + str(k).translate(_LOW)
    return "w" + f"{neuron}{j}".translate(_LOW)


def field(kind: str, neuron: int) -> list[int]:
    """Return the inputs that a neuron sees, from 1: its receptive field.

    Examples
    --------
    >>> field("shared", 6), field("dense", 6)
    ([2, 3, 4], [1, 2, 3, 4, 5, 6])
    """
    return [j for j in range(1, N_IN + 1) if weight(kind, neuron, j)]


def look(kind: str, neuron: int, j: int) -> dict[str, Any]:
    """Return colour and line style of a wire: the same for the same weight."""
    if kind != "shared":
        return {"color": GREY, "linestyle": "-"}
    k = j - (neuron - 1) % PER_MAP - 1
    return {"color": COLOURS[neuron > PER_MAP], "linestyle": STYLES[k]}


@styled
@handles(
    Handle("neuron", at=lambda neuron: (_X_OUT[neuron - 1], 1), axes=0, jump=True, ring=(0, -0.14)),
    Handle(
        "neuron", at=lambda neuron: (N_IN / 2, neuron - 0.5), axes=1, jump=True, ring=(N_IN / 2, 0)
    ),
)
def wires(neuron: int, kind: str) -> Figure:
    """Draw the wires from 6 inputs to 8 neurons, those of one neuron thick, and the matrix.

    Parameters
    ----------
    neuron
        The chosen neuron, 1 to 8: a row of the matrix.
    kind
        ``"dense"``, ``"sparse"`` or ``"shared"``.
    """
    fig, (net, matrix) = new_figure(2, 1, height=470, left=4, right=4, top=4, bottom=4, gap=8)
    for ax in (net, matrix):
        ax.axis("off")
    _draw_net(net, neuron, kind)
    _draw_matrix(matrix, neuron, kind)
    return fig


def _draw_net(ax: Axes, neuron: int, kind: str) -> None:
    ax.set(xlim=(-0.25, 4.95), ylim=(-0.62, 1.4))
    for i in range(1, N_OUT + 1):
        for j in field(kind, i):
            chosen = i == neuron
            (x0, x1), style = (_X_IN[j - 1], _X_OUT[i - 1]), look(kind, i, j)
            if chosen and kind != "shared":
                style["color"] = INK
            (wire,) = ax.plot([x0, x1], [0, 1], zorder=2 if chosen else 1, **style)
            wire.set(linewidth=3.5 if chosen else 1.3, alpha=1 if chosen else FAINT)
            if chosen:
                x, y = x0 + 0.36 * (x1 - x0), 0.36
                text = ax.text(x, y, weight(kind, i, j), color=INK, ha="center", va="center")
                text.set(zorder=4, bbox={"facecolor": PAPER, "edgecolor": "none", "pad": 1})
    seen = field(kind, neuron)
    for j, x in enumerate(_X_IN, start=1):
        _node(ax, x, 0, j, chosen=j in seen)
    for i, x in enumerate(_X_OUT, start=1):
        _node(ax, x, 1, i, chosen=i == neuron)
    x0, x1 = _X_IN[seen[0] - 1] - 0.25, _X_IN[seen[-1] - 1] + 0.25
    ax.plot([x0, x0, x1, x1], [-0.2, -0.27, -0.27, -0.2], "-", color=INK, linewidth=1.5)
    ax.text((x0 + x1) / 2, -0.45, word("sparse field"), ha="center", va="center", color=INK)
    for m, colour in enumerate(COLOURS if kind == "shared" else ()):
        x = (_X_OUT[m * PER_MAP] + _X_OUT[(m + 1) * PER_MAP - 1]) / 2
        name = word("sparse map", name="ab"[m])
        ax.text(x, 1.27, name, ha="center", va="center", color=colour)


def _node(ax: Axes, x: float, y: float, number: int, *, chosen: bool) -> None:
    (node,) = ax.plot(x, y, "o", markersize=23, markerfacecolor=PAPER, zorder=3)
    node.set(markeredgecolor=INK, markeredgewidth=3 if chosen else 1)
    ax.text(x, y, str(number), ha="center", va="center", zorder=5)


def _draw_matrix(ax: Axes, neuron: int, kind: str) -> None:
    ax.set(xlim=(-1.75, N_IN + 0.3), ylim=(N_OUT + 1.05, -0.95))
    for i in range(1, N_OUT + 1):
        for j in range(1, N_IN + 1):
            name = weight(kind, i, j)
            if name:
                colour = look(kind, i, j)["color"]
                ax.add_patch(Rectangle((j - 1, i - 1), 1, 1, facecolor=colour, alpha=0.16))
            ax.add_patch(Rectangle((j - 1, i - 1), 1, 1, facecolor="none", edgecolor=GREY))
            text = ax.text(j - 0.5, i - 0.48, name or "0", ha="center", va="center")
            text.set(color=INK if name else GREY)
            text.set(weight="bold" if name and i == neuron else "normal")
    box = (0, neuron - 1), N_IN, 1
    ax.add_patch(Rectangle(*box, facecolor="none", edgecolor=INK, linewidth=3))
    row = word("sparse row", i=neuron)
    ax.text(-0.15, neuron - 0.48, row, ha="right", va="center")
    ax.text(N_IN / 2, -0.5, word(f"sparse {kind} title"), ha="center", va="center")


def wires_says(neuron: int, kind: str) -> str:
    """Return in words what ``wires`` shows."""
    seen = field(kind, neuron)
    names = {weight(kind, i, j) for i in range(1, N_OUT + 1) for j in field(kind, i)}
    n_wires = sum(len(field(kind, i)) for i in range(1, N_OUT + 1))
    return word(
        "sparse alt",
        neuron=neuron,
        first=seen[0],
        last=seen[-1],
        names=", ".join(weight(kind, neuron, j) for j in seen),
        wires=n_wires,
        weights=len(names),
    )
