"""One tanh neuron unrolled over eight steps, and the gradient on its way back through them."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import FancyBboxPatch
from matplotlib.ticker import FuncFormatter, NullLocator

from course_lib.figures.handles import Handle, handles
from course_lib.figures.style import (
    BLUE,
    GREY,
    INK,
    ORANGE,
    PAPER,
    in_words,
    new_figure,
    power_of_ten,
    styled,
)
from course_lib.figures.words import word
from course_lib.protocol import Array

STEPS = 8
LEAST, MOST = 1e-6, 1e3
RAISED = "¹²³⁴⁵⁶⁷⁸"


def states(w: float, x: float) -> Array:
    """Return h of steps 0 to 8 of h' = tanh(w h + x), with ``x`` at step 1 and 0 later.

    Examples
    --------
    >>> states(0.5, 1.0)[:3].round(2)
    array([0.  , 0.76, 0.36])
    """
    h = np.zeros(STEPS + 1)
    for t in range(1, STEPS + 1):
        h[t] = np.tanh(w * h[t - 1] + x * (t == 1))
    return h


def wave(w: float, x: float) -> Array:
    """Return ∂h^8 / ∂h^t for t = 1 to 8: the last is 1, each step back multiplies by w (1 - h²).

    Examples
    --------
    >>> wave(0.5, 1.0)[-3:].round(3)
    array([0.25, 0.5 , 1.  ])
    """
    h, dh = states(w, x), np.ones(STEPS)
    for t in range(STEPS - 1, 0, -1):
        dh[t - 1] = w * (1 - h[t + 1] ** 2) * dh[t]
    return dh


# Where a dot stands for each input of step 1, before its number.
_CHOICES = {0.01: (90.0, 36.0), 1: (150.0, 36.0)}


def _first(w: float, x: float) -> tuple[float, float]:
    """Return the end of the bar of step 1."""
    return 1.0, float(wave(w, x)[0].clip(LEAST, MOST))


@styled
@handles(
    Handle("w", at=_first, axes=1),
    Handle("x", at=lambda x: _CHOICES[x]),
)
def chain(w: float, x: float) -> Figure:
    """Draw the chain with its states, and below it the gradient that arrives at each step.

    Parameters
    ----------
    w
        The weight from h to h'.
    x
        The input of step 1.
    """
    fig, (above, below) = new_figure(2, 1, height=400, left=46, bottom=46, top=10, gap=44)
    above.set_position((0, 0.6, 1, 0.39))
    below.set_position((46 / 400, 46 / 400, 342 / 400, 0.4))
    draw_chain(above, states(w, x), x)
    draw_wave(below, wave(w, x))
    return fig


def column(t: int) -> float:
    """Return where step ``t`` stands in the upper picture, above its mark in the lower one."""
    return 46 + 342 * (t - 0.5) / STEPS


def draw_chain(ax: Axes, h: Array, x: float) -> None:
    """Draw a box for each step with its state; solid arrows run forward, dashed ones back."""
    ax.set(xlim=(0, 400), ylim=(0, 156))
    ax.axis("off")
    ax.text(8, 144, word("wave forward"), ha="left", va="center", color=BLUE)
    ax.text(8, 12, word("wave backward"), ha="left", va="center", color=ORANGE)
    for t in range(1, STEPS + 1):
        at = column(t)
        ax.add_patch(
            FancyBboxPatch(
                (at - 17, 62),
                34,
                28,
                boxstyle="round,pad=0,rounding_size=4",
                facecolor=PAPER,
                edgecolor=INK,
                linewidth=1.5,
            )
        )
        ax.text(at, 75, f"{h[t]:.2f}".lstrip("0"), ha="center", va="center", color=BLUE)
        ax.text(at, 112, f"h{RAISED[t - 1]}", ha="center", va="center", color=INK)
        start = at - 26 if t > 1 else at - 34
        arrow(ax, (start, 82), (at - 17, 82), BLUE, "-")
        if t > 1:
            arrow(ax, (at - 17, 68), (at - 26, 68), ORANGE, "--")
    ax.text(column(1) - 17, 36, f"x{RAISED[0]} =", ha="left", va="center", color=INK)
    for choice, (left, y) in _CHOICES.items():
        fill = INK if choice == x else "none"
        ax.plot(left, y, "o", color=INK, markerfacecolor=fill, markersize=6)
        ax.text(left + 14, y, f"{choice:g}", ha="left", va="center", color=INK)
    arrow(ax, (column(1), 47), (column(1), 61), INK, "-")


def arrow(
    ax: Axes, start: tuple[float, float], end: tuple[float, float], color: str, style: str
) -> None:
    """Draw an arrow."""
    look = {"arrowstyle": "-|>", "color": color, "linewidth": 1.5, "linestyle": style}
    ax.annotate("", xy=end, xytext=start, arrowprops=look | {"shrinkA": 0, "shrinkB": 0})


def draw_wave(ax: Axes, dh: Array) -> None:
    """Draw the gradient at each step, up or down from 1, on a scale of powers of ten."""
    steps = np.arange(1, STEPS + 1)
    ax.axhline(1, color=GREY, linewidth=1, linestyle=":")
    shown = dh.clip(LEAST, MOST)
    ax.vlines(steps, 1, shown, color=ORANGE, linewidth=4)
    ax.plot(steps, shown, "o", color=ORANGE, markersize=6)
    for t, (value, height) in enumerate(zip(dh, shown, strict=True), 1):
        up = value >= 1
        ax.text(
            t,
            height * (5 if up else 0.13),
            text(value),
            ha="center",
            va="bottom" if up else "top",
            color=INK,
        )
    ax.set_yscale("log")
    ax.set(xlim=(0.5, STEPS + 0.5), ylim=(LEAST / 80, MOST), xlabel=word("wave step"))
    ax.set(xticks=steps, yticks=[1e-6, 1e-4, 1e-2, 1, 1e2])
    ax.yaxis.set_major_formatter(FuncFormatter(power_of_ten))
    ax.yaxis.set_minor_locator(NullLocator())


def text(value: float) -> str:
    """Return a gradient as the figure writes it.

    Examples
    --------
    >>> text(12.3), text(1.7), text(0.253), text(0.0064), text(3e-4)
    ('12', '1.7', '.25', '.006', '10⁻⁴')
    """
    if value < 1e-3:
        return power_of_ten(value)
    if value < 1:
        return f"{value:.{2 if value >= 0.1 else 1}g}".removeprefix("0")
    return f"{value:.0f}" if value >= 10 else f"{value:.1f}".removesuffix(".0")


def chain_says(w: float, x: float) -> str:
    """Return in words what ``chain`` shows."""
    h, dh = states(w, x), wave(w, x)
    verdict = "wave grows" if dh[0] > 1 else "wave shrinks"
    return word(
        "wave alt",
        w=f"{w:.1f}",
        x=f"{x:g}",
        h=f"{h[-1]:.2f}",
        first=in_words(dh[0]),
        verdict=word(verdict),
    )
