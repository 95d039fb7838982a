"""The wires of a dense, a sparse and a shared layer, with their weights as an area."""

from typing import NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from course_lib.figures.handles import Handle, handles
from course_lib.figures.style import (
    BLUE,
    FAINT,
    GREEN,
    GREY,
    ORANGE,
    Lines,
    new_figure,
    shapes,
    styled,
)
from course_lib.figures.words import word

KINDS = ("dense", "sparse", "shared")
COLOURS = {"dense": BLUE, "sparse": ORANGE, "shared": GREEN}
# The lecture's example: windows of 10 × 10 side by side on 100 × 100 pixels, a neuron for each.
SIDE, KERNEL = 100, 10
# Where things stand, in the units of the page. A window or a neuron is one step wide.
LEFT, STEP, UPPER, LOWER = 4, 3.92, 34, 134
# The square of a million weights: its area is to scale.
CORNER, WIDE = (242, 192), 150


class Counts(NamedTuple):
    """What layers have whose windows stand side by side."""

    neurons: int
    """Of one feature map."""
    weights: tuple[int, int, int]
    """Dense, sparse, shared; no biases."""
    work: tuple[int, int, int]
    """Multiply-adds for one picture."""


def counts(side: int, kernel: int, maps: int = 1) -> Counts:
    """Return what layers on ``side`` by ``side`` pixels have, kernels of ``kernel`` pixels a side.

    Examples
    --------
    The numbers of the lecture:

    >>> counts(100, 10).weights, counts(100, 10, 100).weights[2]
    ((1000000, 10000, 100), 10000)
    """
    neurons = (side // kernel) ** 2
    wires = neurons * maps * kernel**2
    dense = neurons * maps * side**2
    return Counts(neurons, (dense, wires, maps * kernel**2), (dense, wires, wires))


def bundles(kind: str, neurons: range) -> Lines:
    """Return a line for each bundle: the hundred wires from one window to one neuron.

    Examples
    --------
    >>> len(bundles("dense", range(100))), len(bundles("sparse", range(100)))
    (10000, 100)
    """
    return [
        np.array([(_at(window), LOWER), (_at(neuron), UPPER)])
        for neuron in neurons
        for window in (range(100) if kind == "dense" else (neuron,))
    ]


def _at(place: int) -> float:
    return LEFT + STEP * (place + 0.5)


def square(weights: int) -> Lines:
    """Return the square whose area stands for so many weights; a million fill the frame.

    Examples
    --------
    >>> side = np.ptp(square(10_000)[0][:, 0])
    >>> round(float(side / WIDE), 3)
    0.1
    """
    side = WIDE * np.sqrt(weights / 1e6)
    x, y = CORNER[0], CORNER[1] + WIDE
    return [np.array([(x, y), (x + side, y), (x + side, y - side), (x, y - side), (x, y)])]


@styled
@handles(Handle("neuron", at=lambda neuron: (_at(neuron - 1), UPPER), jump=True))
def parameters(layer: str, neuron: int) -> Figure:
    """Draw the wires of the lecture's layer, the wires of one neuron, and the number of weights.

    Parameters
    ----------
    layer
        A name of KINDS.
    neuron
        1 to 100, in reading order: its wires are drawn thick.
    """
    found, row = counts(SIDE, KERNEL), KINDS.index(layer)
    colour = COLOURS[layer]
    fig, (ax,) = new_figure(height=356, left=0, right=0, top=0, bottom=0)
    ax.set(xlim=(0, 400), ylim=(356, 0))
    ax.axis("off")
    for y, name in ((UPPER, "neurons"), (LOWER, "windows")):
        dots = [np.array([(_at(i) - 1.3, y), (_at(i) + 1.3, y)]) for i in range(100)]
        shapes(ax, name, dots, edgecolor=GREY, linewidth=5)
    ax.text(LEFT, UPPER - 18, word("counting neurons"), va="center")
    ax.text(LEFT, LOWER + 20, word("counting windows"), va="center")
    _wires(ax, layer, colour)
    chosen = bundles(layer, range(neuron - 1, neuron))
    shapes(ax, "chosen", chosen, edgecolor=colour, linewidth=0.8 if layer == "dense" else 4)
    ax.text(396, UPPER - 18, word(f"counting {layer} lines"), ha="right", va="center", color=colour)
    _counter(ax, found.weights[row], found.work[row], word(f"counting {layer}"), colour)
    return fig


def _wires(ax: Axes, layer: str, colour: str) -> None:
    """Draw all bundles; of the ten thousand of a dense layer every 25th, over their shadow."""
    if layer != "dense":
        lines = bundles(layer, range(100))
        shapes(ax, "wires", lines, edgecolor=colour, linewidth=1, alpha=FAINT)
        return
    ends = LEFT, LEFT + 100 * STEP
    shadow = [(ends[0], LOWER), (ends[1], LOWER), (ends[1], UPPER), (ends[0], UPPER)]
    shapes(ax, "shadow", [np.array(shadow)], facecolor=colour, alpha=0.3)
    lines = bundles(layer, range(2, 100, 5))[::5]
    shapes(ax, "wires", lines, edgecolor=colour, linewidth=0.4, alpha=FAINT)


def _counter(ax: Axes, weights: int, work: int, name: str, colour: str) -> None:
    """Draw the number of weights as text and as an area, and the number of products."""
    ax.text(LEFT, 188, name, va="center")
    ax.text(LEFT, 222, f"{weights:,}", va="center", size=32, color=colour, weight="bold")
    ax.text(LEFT, 254, word("counting weights"), va="center", color=colour)
    ax.text(LEFT, 302, f"{work:,}", va="center", size=20)
    ax.text(LEFT, 328, word("counting work"), va="center")
    frame = square(1_000_000)
    shapes(ax, "million", frame, edgecolor=GREY, linewidth=1)
    shapes(ax, "area", square(weights), facecolor=colour, edgecolor=colour, alpha=0.75)
    ax.text(CORNER[0] + WIDE, CORNER[1] - 12, word("counting area"), ha="right", va="center")


def parameters_says(layer: str, neuron: int) -> str:
    """Return in words what ``parameters`` shows."""
    found, row = counts(SIDE, KERNEL), KINDS.index(layer)
    r, c = (KERNEL * place for place in divmod(neuron - 1, SIDE // KERNEL))
    seen = word("counting seen all") if layer == "dense" else word("counting seen", r=r, c=c)
    return word(
        "counting alt",
        layer=word(f"counting {layer}"),
        weights=f"{found.weights[row]:,}",
        work=f"{found.work[row]:,}",
        neuron=neuron,
        seen=seen,
    )
