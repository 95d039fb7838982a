"""The size of a signal on its way through an untrained net, and of the gradient on its way back."""

from functools import cache
from typing import Any

import numpy as np
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, NullLocator

from course_lib.experiments.fully_connected.first_weights import NARROWER, Sizes, sizes
from course_lib.figures.handles import Handle, handles
from course_lib.figures.style import (
    BLUE,
    GREY,
    ORANGE,
    in_words,
    new_figure,
    power_of_ten,
    styled,
)
from course_lib.figures.words import word


@cache
def measured(rule: str, bend: str) -> Sizes:
    """Return the sizes in the net of the figure, each layer half as wide as the one before."""
    return sizes(NARROWER, rule, bend)


def _last(rule: str, bend: str) -> tuple[float, float]:
    return len(NARROWER) - 1.0, float(measured(rule, bend).forward[-1])


def _first(rule: str, bend: str) -> tuple[float, float]:
    return 0.0, float(measured(rule, bend).backward[0])


def written(rule: str) -> str:
    """Return a rule as it is written: with small letters below.

    Examples
    --------
    >>> written("2/(n_in+n_out)")
    '2/(nᵢₙ+nₒᵤₜ)'
    """
    return rule.replace("n_in", "nᵢₙ").replace("n_out", "nₒᵤₜ")


@styled
@handles(Handle("rule", at=_last), Handle("rule", at=_first, axes=1))
def by_layer(rule: str, bend: str = "none") -> Figure:
    """Draw the size of an entry after each layer: left forward, right backward.

    Parameters
    ----------
    rule
        The variance of the first weights, a key of RULES.
    bend
        What follows each layer: "none", "tanh" or "ReLU".
    """
    fig, axes = new_figure(1, 2, height=270, left=48, gap=48, bottom=64, top=30)
    found, layers = measured(rule, bend), np.arange(len(NARROWER))
    kinds = (
        ("forward", found.forward, BLUE, "-", "o"),
        ("backward", found.backward, ORANGE, "--", "s"),
    )
    for ax, (kind, values, color, line, marker) in zip(axes, kinds, strict=True):
        ax.axhline(1, color=GREY, linewidth=1, linestyle=":")
        ax.semilogy(layers, values, color=color, linestyle=line, marker=marker)
        x, before, align = (-1, -2, "right") if kind == "forward" else (0, 1, "left")
        look: dict[str, Any] = {"color": color, "weight": "bold", "ha": align, "va": "center"}
        # Below the end of a line that falls, so that the line does not run through its number.
        y = values[x] * (4 if values[before] <= 1.1 * values[x] else 1 / 4)
        ax.text(layers[x], y, in_words(values[x]), **look)
        ax.set(xlim=(-0.6, len(NARROWER) - 0.6), ylim=(1e-3, 1e2))
        ax.set_yticks([1e-3, 1e-2, 0.1, 1, 10])
        ax.set_xticks(layers[::2], [str(n) for n in NARROWER[::2]])
        ax.yaxis.set_major_formatter(FuncFormatter(power_of_ten))
        ax.yaxis.set_minor_locator(NullLocator())
        ax.set_title(word(f"first weights {kind}"), fontsize=13)
        ax.set_xlabel(word("first weights neurons"))
    return fig


def by_layer_says(rule: str, bend: str = "none") -> str:
    """Return in words what ``by_layer`` shows."""
    found = measured(rule, bend)
    return word(
        "first weights alt",
        rule=written(rule),
        forward=in_words(found.forward[-1]),
        backward=in_words(found.backward[0]),
    )
