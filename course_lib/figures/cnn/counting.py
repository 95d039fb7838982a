"""Weights and multiply-adds of a dense, a sparse and a shared layer, on a logarithmic scale."""

from math import floor, log10
from typing import Any, NamedTuple

import numpy as np
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from course_lib.figures.style import (
    BLUE,
    GREEN,
    INK,
    ORANGE,
    PAPER,
    Lines,
    new_figure,
    power_of_ten,
    shapes,
    styled,
)
from course_lib.figures.words import WORDS, language, word

KINDS = ("dense", "sparse", "shared")
COLOURS = (BLUE, ORANGE, GREEN)
# The scale is drawn by hand, 0 for 10⁰, so that the page's script can move the bars along it.
MOST = 11


class Counts(NamedTuple):
    """What the layers of the figure have; the windows of a map stand side by side."""

    neurons: int
    """Of one feature map."""
    weights: tuple[int, int, int]
    """Dense, sparse, shared; no biases."""
    work: tuple[int, int, int]
    """Multiply-adds for one picture."""


def counts(side: int, kernel: int, maps: int) -> Counts:
    """Return what layers on ``side`` by ``side`` pixels have, kernels of ``kernel`` pixels a side.

    Examples
    --------
    The numbers of the lecture:

    >>> counts(100, 10, 1).weights, counts(100, 10, 100).weights[2]
    ((1000000, 10000, 100), 10000)
    """
    neurons = (side // kernel) ** 2
    wires = neurons * maps * kernel**2
    dense = neurons * maps * side**2
    return Counts(neurons, (dense, wires, maps * kernel**2), (dense, wires, wires))


def parameters_parts(side: float, kernel: float, maps: float) -> dict[str, Lines]:
    """Return what moves in ``parameters``: a bar for the weights, a diamond for the work.

    Parameters
    ----------
    side, kernel
        Of the picture and of a window, in pixels.
    maps
        Feature maps.

    Returns
    -------
    dict
        For each kind its bar, from 0 to the logarithm of the weights, and, under ``"work dense"``
        and so on, the diamond at the logarithm of the multiply-adds.

    Examples
    --------
    >>> parameters_parts(100, 10, 1)["dense"][0].max(axis=0).tolist()
    [6.0, 0.3]
    """
    found = counts(*_whole(side, kernel, maps))
    parts: dict[str, Lines] = {}
    for row, kind in enumerate(KINDS):
        end, at = log10(found.weights[row]), log10(found.work[row])
        low, high = row - 0.3, row + 0.3
        parts[kind] = [np.array([(0, low), (end, low), (end, high), (0, high), (0, low)])]
        diamond = [(at - 0.17, row), (at, row - 0.17), (at + 0.17, row), (at, row + 0.17)]
        parts[f"work {kind}"] = [np.array([*diamond, diamond[0]])]
    return parts


def _whole(side: float, kernel: float, maps: float) -> tuple[int, int, int]:
    """Return whole numbers; a window is not larger than the picture."""
    n = max(1, floor(side + 0.5))
    return n, min(n, max(1, floor(kernel + 0.5))), max(1, floor(maps + 0.5))


@styled
def parameters(side: int, kernel: int, maps: int) -> Figure:
    """Draw a bar for the weights of each kind of layer, and a diamond for its multiply-adds."""
    parts = parameters_parts(side, kernel, maps)
    fig, (ax,) = new_figure(height=232, left=62, right=14, top=34, bottom=32)
    ax.set(xlim=(0, MOST), ylim=(2.55, -0.55))
    ax.spines["left"].set_visible(False)
    ax.set_yticks(range(len(KINDS)), [word(f"counting {kind}") for kind in KINDS])
    ax.tick_params(axis="y", length=0)
    ticks = range(0, MOST + 1, 2)
    ax.set_xticks(ticks, [power_of_ten(10.0**tick) for tick in ticks])
    for kind, colour in zip(KINDS, COLOURS, strict=True):
        shapes(ax, kind, parts[kind], facecolor=colour, alpha=0.75)
    for kind in KINDS:
        shapes(ax, f"work {kind}", parts[f"work {kind}"], facecolor=PAPER, edgecolor=INK)
    weights = Patch(facecolor=BLUE, alpha=0.75, label=word("counting weights"))
    diamond: dict[str, Any] = {"marker": "D", "markerfacecolor": PAPER, "markeredgecolor": INK}
    work = Line2D([], [], linestyle="none", label=word("counting work"), **diamond)
    where = (-0.02, 0.99)
    ax.legend(handles=[weights, work], loc="lower left", bbox_to_anchor=where, ncols=2)
    return fig


def parameters_says(side: float, kernel: float, maps: float) -> str:
    """Return in words what ``parameters`` shows."""
    n, k, m = _whole(side, kernel, maps)
    found = counts(n, k, m)
    return word(
        "counting alt",
        side=n,
        kernel=k,
        maps=m,
        neurons=f"{found.neurons * m:,}",
        **{kind: f"{weights:,}" for kind, weights in zip(KINDS, found.weights, strict=True)},
        work=f"{found.work[2]:,}",
    )


def parameters_numbers() -> dict[str, Any]:
    """Return the words that the page's script needs to do the same."""
    return {"alt": WORDS[language()]["counting alt"]}
