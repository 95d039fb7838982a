"""The size of the gradient, layer by layer, in an untrained net."""

from functools import cache
from typing import Any

import numpy as np
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import FuncFormatter, NullLocator

from course_lib.experiments.fully_connected.depth import ACTIVATIONS, gradient_norms, normal
from course_lib.figures.handles import Handle, handles
from course_lib.figures.marks import columns, seeds, threshold
from course_lib.figures.style import (
    BLUE,
    GREEN,
    GREY,
    ORANGE,
    PURPLE,
    WIDTH,
    apart,
    in_words,
    new_figure,
    power_of_ten,
    styled,
)
from course_lib.figures.words import word
from course_lib.protocol import Array

LOOKS: dict[str, dict[str, Any]] = {
    "sigmoid": {"color": BLUE, "marker": "o", "linestyle": "-"},
    "tanh": {"color": ORANGE, "marker": "s", "linestyle": "--"},
    "ReLU": {"color": GREEN, "marker": "^", "linestyle": "-."},
}


VARIANCES = {"1/(3n)": 1 / 3, "1/n": 1.0, "2/n": 2.0, "16/n": 16.0}
"""n times the variance of the first weights, by the name of the choice."""


@cache
def norms(depth: int, activation: str, variance: str) -> Array:
    """Return the norm of dW of each layer, over 200 real digits."""
    init = normal(VARIANCES[variance] ** 0.5)
    return gradient_norms(depth, activation, n=200, init=init).W


def shares(depth: int, activation: str, variance: str) -> Array:
    """Return the norm of dW of each layer, divided by that of the last layer."""
    sizes = norms(depth, activation, variance)
    return np.asarray(sizes / sizes[-1])


@styled
@handles(Handle("depth", at=lambda depth: (depth, 1), rail=True))
def by_layer(depth: int, variance: str = "1/n") -> Figure:
    """Draw how much of the last layer's gradient each layer gets, for three activation functions.

    Parameters
    ----------
    depth
        Layers of the net, 2 to 20.
    variance
        Of the first weights of all three nets, one of VARIANCES; all draw the same numbers.
    """
    fig, (ax,) = new_figure(height=300, left=150, right=46, bottom=48, top=26)
    for size in SIZES:
        ax.axhline(size, color=GREY, linewidth=1, linestyle=":")
    layers = np.arange(1, depth + 1)
    found = {name: shares(depth, name, variance) for name in ACTIVATIONS}
    for name, sizes in found.items():
        ax.semilogy(layers, sizes, markersize=5, **LOOKS[name])
    ends = np.log10([sizes[0] for sizes in found.values()])
    for name, at in zip(found, apart(ends, LINE), strict=True):
        says = f"{name} {in_words(found[name][0])}"
        ax.text(0.4, 10**at, says, ha="right", va="center", color=LOOKS[name]["color"])
    ax.set(xlim=(0.6, 20.5), ylim=(1e-18, 1e6), xlabel=word("depth layer"))
    ax.set(xticks=[1, 5, 10, 15, 20], yticks=SIZES)
    ax.spines["left"].set_visible(False)
    ax.yaxis.tick_right()
    ax.tick_params(axis="y", length=0)
    ax.yaxis.set_major_formatter(FuncFormatter(_size))
    ax.yaxis.set_minor_locator(NullLocator())
    fig.text(8 / WIDTH, 1 - 16 / 300, word("depth norm"))
    return fig


SIZES = (1, 1e-8, 1e-16)
LINE = 1.9  # a line of text is so many powers of ten high


def _size(value: float, position: int) -> str:
    return "1" if value == 1 else power_of_ten(value)


def by_layer_says(depth: int, variance: str = "1/n") -> str:
    """Return in words what ``by_layer`` shows."""
    firsts = {name: in_words(shares(depth, name, variance)[0]) for name in ACTIVATIONS}
    return word("depth alt", depth=depth, variance=variance, **firsts)


@styled
def training(results: dict[str, Array], depths: tuple[int, ...]) -> Figure:
    """Draw the share of right digits after training: a mark for each seed.

    Parameters
    ----------
    results
        An array (depths, seeds) for each run.
    depths
        Layers of the nets.
    """
    fig, (ax,) = new_figure(height=340, left=52, bottom=48, top=74)
    looks: list[dict[str, Any]] = [
        {"color": BLUE, "marker": "o", "linestyle": "-"},
        {"color": PURPLE, "marker": "D", "linestyle": ":"},
        {"color": ORANGE, "marker": "s", "linestyle": "--"},
        {"color": GREEN, "marker": "^", "linestyle": "-."},
    ]
    columns(ax, [str(depth) for depth in depths])
    ax.set(ylim=(0, 1.05), xlim=(-0.5, len(depths) - 0.5), xlabel=word("depth layers"))
    legend = []
    for k, (shares, look) in enumerate(zip(results.values(), looks, strict=False)):
        x = np.arange(len(depths)) + 0.22 * (k - 1.5)
        for at, found in zip(x, shares, strict=True):
            seeds(ax, at, found, color=look["color"], marker=look["marker"], along="y", room=0.15)
        ax.plot(x, shares.mean(axis=1), **look | {"marker": ""})
        legend.append(Line2D([], [], markerfacecolor="none", **look))
    threshold(ax, 0.1, along="y")
    ax.set_title(word("depth share"), fontsize=13, pad=52)
    where = (-0.02, 0.99)
    ax.legend(
        legend, list(results), loc="lower left", bbox_to_anchor=where, ncols=2, columnspacing=1
    )
    return fig
