"""One tanh neuron that hears one pulse: what is left of it, step by step."""

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from course_lib.figures.handles import Handle, handles
from course_lib.figures.style import (
    BLUE,
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
    fig, (time, step) = new_figure(2, 1, height=430, left=40, bottom=46, top=26, gap=76)
    for ax, low, high in ((time, 0.545, 0.94), (step, 0.105, 0.39)):
        box = ax.get_position()
        ax.set_position((box.x0, low, box.width, high - low))
    draw_time(time, w, h)
    draw_map(step, w, h)
    return fig


def fate(w: float, h: Array) -> tuple[str, int]:
    """Return what becomes of the pulse, as the key of a word, and the step where it is seen.

    Examples
    --------
    >>> fate(0.5, after_pulse(0.5, 1.0)), fate(1.5, after_pulse(1.5, 1.0))
    (('forgotten', 6), ('latched', 20))
    """
    if w > 1:
        return "latched", STEPS
    gone = np.flatnonzero(h[1:] < LEFT * h[1])
    return ("forgotten", int(gone[0]) + 1) if gone.size else ("fades", STEPS)


def draw_time(ax: Axes, w: float, h: Array) -> None:
    """Draw h over time, with its first value and what becomes of it written beside."""
    what, at = fate(w, h)
    live = np.arange(STEPS + 1) < at + (what != "forgotten")
    ax.axhline(0, color=GREY, linewidth=1)
    ax.vlines(np.flatnonzero(live), 0, h[live], color=BLUE, linewidth=3)
    ax.plot(np.flatnonzero(live), h[live], "o", color=BLUE, markersize=6)
    ax.plot(np.flatnonzero(~live), h[~live], "o", color=GREY, markersize=4)
    ax.text(1, h[1] + 0.1, f"{h[1]:.2f}", ha="center", va="center", color=BLUE, weight="bold")
    says = word(f"pulse mark {what}", step=at, h=f"{h[at]:.2f}")
    align = "left" if at < 5 else "center" if at < STEPS - 5 else "right"
    look: dict[str, Any] = {"color": BLUE, "weight": "bold", "ha": align, "va": "center"}
    ax.text(at + 0.4 * (align == "right"), h[at] + 0.22, says, **look)
    ax.annotate(
        "x = 1",
        xy=(1, 0),
        xytext=(1, -0.42),
        ha="center",
        va="center",
        color=ORANGE,
        arrowprops={"arrowstyle": "-|>", "color": ORANGE, "linewidth": 2, "shrinkB": 0},
    )
    ax.set(xlim=(-0.6, STEPS + 0.6), ylim=(-0.6, 1.3), yticks=(0, 1))
    ax.set(xticks=range(0, STEPS + 1, 5), xlabel=word("pulse step"))
    ax.set_title(word("pulse h"), fontsize=13)


def draw_map(ax: Axes, w: float, h: Array) -> None:
    """Draw h' = tanh(w h), the line h' = h, the walk of h between them, and where it rests."""
    grid = np.linspace(-1, 1, 81)
    ax.plot(grid, grid, color=GREY, linewidth=1, linestyle="--")
    ax.plot(grid, np.tanh(w * grid), color=BLUE)
    # From (h, h) up or down to the curve, then across to the line, and so on.
    corners = np.repeat(h[1:], 2)
    ax.plot(corners[:-1], corners[1:], color=ORANGE, linewidth=1.5, linestyle="-")
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
    both = word("pulse or", high=f"{top:.2f}", low=f"−{top:.2f}")
    ax.text(-1.02, 0.84, word("pulse rests", places=both if top else "0"), va="center", color=GREEN)
    if top:
        ax.text(-1.02, 0.5, word("pulse pushes"), va="center", color=PURPLE)
    ax.text(1.02, -0.5, word("pulse curve", w=f"{w:.1f}"), ha="right", va="center", color=BLUE)
    ax.text(1.02, -0.84, word("pulse line"), ha="right", va="center", color=GREY)


def pulse_says(w: float, u: float) -> str:
    """Return in words what ``pulse`` shows."""
    h = after_pulse(w, u)
    what, step = fate(w, h)
    places = {"step": step, "h": f"{h[-1]:.2f}", "rest": f"{resting(w):.2f}"}
    verdict = word(f"pulse {what}", share=f"{100 * h[-1] / h[1]:.0f} %", **places)
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
