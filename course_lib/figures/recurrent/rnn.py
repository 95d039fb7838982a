"""One tanh neuron that hears one pulse: what is left of it, step by step."""

from typing import Any

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
    PAPER,
    PURPLE,
    new_figure,
    styled,
)
from course_lib.figures.words import word
from course_lib.protocol import Array

STEPS = 20
LEFT = 0.05  # a pulse is forgotten when less than this share of it is left


def after_pulse(w: float, u: float) -> Array:
    """Return h of steps 0 to 20, for one pulse x = 1 at step 1: h' = tanh(w h + u x).

    Examples
    --------
    >>> after_pulse(0.5, 1.0)[:3].round(2)
    array([0.  , 0.76, 0.36])
    """
    h = np.zeros(STEPS + 1)
    for t in range(1, STEPS + 1):
        h[t] = np.tanh(w * h[t - 1] + u * (t == 1))
    return h


def resting(w: float) -> float:
    """Return the largest h with h = tanh(w h): 0 up to w = 1, and above 0 beyond.

    Examples
    --------
    >>> resting(0.9), round(resting(1.5), 3)
    (0.0, 0.859)
    """
    if w <= 1:
        return 0.0
    low, high = 1e-6, 1.0  # tanh(w h) - h is positive at the first and negative at the second
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if np.tanh(w * middle) > middle else (low, middle)
    return high


@styled
@handles(Handle("w", at=lambda w: (0.85, np.tanh(0.85 * w)), axes=1))
def pulse(w: float, u: float) -> Figure:
    """Draw h over 20 steps after one pulse, and the map from h to h' between pulses.

    Parameters
    ----------
    w
        Weight from h to h'.
    u
        Weight from x to h'.
    """
    h = after_pulse(w, u)
    fig, (time, step) = new_figure(2, 1, height=430, left=46, bottom=46, top=26, gap=76)
    time.axhline(0, color=GREY, linewidth=1)
    time.vlines(range(STEPS + 1), 0, h, color=BLUE, linewidth=2, alpha=FAINT)
    time.plot(h, "o", color=BLUE, markersize=6)
    time.annotate(
        "x = 1",
        xy=(1, 0),
        xytext=(1, -0.42),
        ha="center",
        va="center",
        color=ORANGE,
        arrowprops={"arrowstyle": "-|>", "color": ORANGE, "linewidth": 2, "shrinkB": 0},
    )
    time.set(xlim=(-0.6, STEPS + 0.6), ylim=(-0.6, 1.1), yticks=(0, 0.5, 1))
    time.set(xticks=range(0, STEPS + 1, 5), xlabel=word("pulse step"))
    time.set_title(word("pulse h"), fontsize=13)
    draw_map(step, w, h)
    return fig


def draw_map(ax: Axes, w: float, h: Array) -> None:
    """Draw h' = tanh(w h), the line h' = h, the walk of h between them, and where it rests."""
    grid = np.linspace(-1, 1, 81)
    ax.plot(grid, grid, color=GREY, linewidth=1, linestyle="--")
    ax.plot(grid, np.tanh(w * grid), color=BLUE)
    # From (h, h) up or down to the curve, then across to the line, and so on.
    corners = np.repeat(h[1:], 2)
    ax.plot(corners[:-1], corners[1:], color=ORANGE, linewidth=1.2, linestyle="-")
    top = resting(w)
    draws: dict[str, Any] = {"color": GREEN, "linestyle": "none", "markersize": 9}
    for place in sorted({0.0, top, -top}):
        if place or not top:
            ax.plot(place, place, "o", **draws)
        else:
            ax.plot(place, place, "o", **draws | {"color": PURPLE}, markerfacecolor=PAPER)
    ax.set(xlim=(-1.08, 1.08), ylim=(-1.08, 1.08), xlabel="h")
    ax.set(xticks=(-1, 0, 1), yticks=(-1, 0, 1))
    ax.set_title(word("pulse map"), fontsize=13)
    ax.text(1.02, -0.5, word("pulse draws"), ha="right", va="center", color=GREEN)
    ax.text(1.02, -0.84, word("pulse pushes"), ha="right", va="center", color=PURPLE)


def pulse_says(w: float, u: float) -> str:
    """Return in words what ``pulse`` shows."""
    h = after_pulse(w, u)
    forgotten = np.flatnonzero(h[1:] < LEFT * h[1])
    if w > 1:
        verdict = word("pulse latched", h=f"{h[-1]:.2f}", rest=f"{resting(w):.2f}")
    elif forgotten.size:
        verdict = word("pulse forgotten", steps=forgotten[0])
    else:
        verdict = word("pulse fades", share=f"{100 * h[-1] / h[1]:.0f} %")
    return word("pulse alt", w=f"{w:.1f}", u=f"{u:g}", h=f"{h[1]:.2f}", verdict=verdict)


@styled
def held(weights: tuple[float, ...], shares: Array, found: Array) -> Figure:
    """Draw how well a held recurrent weight does, and which weights training finds by itself.

    Parameters
    ----------
    weights
        The weights that were held.
    shares
        (weights, seeds), the shares of right steps.
    found
        The weights that training found, one a seed.
    """
    fig, (ax,) = new_figure(height=300, left=52, bottom=48, top=26)
    ax.axvline(1, color=GREY, linewidth=1, linestyle="--")
    ax.axhline(0.5, color=GREY, linewidth=1, linestyle=":")
    ax.plot(weights, shares, "o", color=BLUE, markerfacecolor="none")
    ax.plot(weights, shares.mean(axis=1), color=BLUE, label=word("pulse held"))
    place = np.full(len(found), 0.42)
    ax.plot(
        found, place, "^", color=ORANGE, markersize=9, linestyle="none", label=word("pulse found")
    )
    ax.set(xlim=(0.4, 2.1), ylim=(0.38, 1.04), xlabel=word("pulse weight"))
    ax.set_title(word("unrolled share"), fontsize=13)
    ax.legend(loc="lower right", bbox_to_anchor=(1, 0.22))
    return fig
