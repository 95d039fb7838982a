"""How the gradient of the memory shrinks on its way back, and what that does to training."""

from functools import cache
from typing import Any

import numpy as np
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, NullLocator

from course_lib.experiments.lstm.adding_problem import MOST
from course_lib.experiments.lstm.forget_bias import BIASES, STEPS, direct, measured
from course_lib.experiments.recorded import Record
from course_lib.figures.handles import Handle, handles
from course_lib.figures.marks import columns, seeds, threshold
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
from course_lib.protocol import Array

TICKS = (1e-30, 1e-20, 1e-10, 1.0)


@cache
def sizes(bias: float) -> Array:
    """Return the measured size of the gradient, 0 to 50 steps back: the mean of five nets."""
    found: Array = np.mean([measured(bias, seed) for seed in range(5)], axis=0)
    return found


@styled
@handles(Handle("bias", at=lambda bias: (25, direct(bias)[25])))
def decay(bias: float) -> Figure:
    """Draw the gradient of c against the steps back: on the direct path, and measured.

    Parameters
    ----------
    bias
        First bias of the forget gates.
    """
    fig, (ax,) = new_figure(height=300, left=58, right=84, top=54, bottom=48)
    back = np.arange(STEPS + 1)
    ax.semilogy(back, direct(bias), color=ORANGE, linestyle="--", label=word("forget direct"))
    look: dict[str, Any] = {"color": BLUE, "linestyle": "-", "marker": "o", "markevery": 10}
    ax.semilogy(back, sizes(bias), label=word("forget measured"), **look)
    ax.axhline(1, color=GREY, linewidth=1, linestyle=":")
    ends = (direct(bias)[-1], ORANGE), (sizes(bias)[-1], BLUE)
    for (value, color), y in zip(ends, apart(ends[0][0], ends[1][0]), strict=True):
        ax.text(STEPS + 1.5, y, in_words(value), color=color, weight="bold", va="center")
    ax.set(xlim=(0, STEPS + 1), ylim=(1e-31, 1e4), yticks=TICKS, xlabel=word("forget steps"))
    ax.yaxis.set_major_formatter(FuncFormatter(power_of_ten))
    ax.yaxis.set_minor_locator(NullLocator())
    ax.set_title(word("forget size"), pad=28)
    where: dict[str, Any] = {"loc": "lower left", "bbox_to_anchor": (-0.03, 0.98), "borderpad": 0}
    ax.legend(ncols=2, columnspacing=1, handletextpad=0.5, **where)
    return fig


def apart(one: float, other: float) -> tuple[float, float]:
    """Return where two numbers are written on the axis: three powers of ten apart at least.

    Examples
    --------
    >>> apart(1e-10, 1e-3), [round(float(np.log10(y)), 1) for y in apart(1e-4, 1e-4)]
    ((1e-10, 0.001), [-5.5, -2.5])
    """
    middle, half = (one * other) ** 0.5, 10**1.5
    low, high = sorted((one, other))
    if high / low < half**2:
        low, high = middle / half, middle * half
    return (low, high) if one <= other else (high, low)


def decay_says(bias: float) -> str:
    """Return in words what ``decay`` shows, 50 steps back."""
    return word(
        "forget alt",
        bias=f"{bias:zg}".replace("-", "−"),
        gate=f"{direct(bias)[1]:.2f}",
        direct=in_words(direct(bias)[-1]),
        measured=in_words(sizes(bias)[-1]),
        verdict=word("forget grows" if sizes(bias)[-1] > 1 else "forget shrinks"),
    )


@styled
def updates(record: Record) -> Figure:
    """Draw the updates to solve the adding problem: a mark for each seed, a line at the mean.

    Parameters
    ----------
    record
        Of the experiment "forget-bias".
    """
    fig, (ax,) = new_figure(height=280, left=58, right=12, top=30, bottom=48)
    columns(ax, [f"b = {bias:zg}".replace("-", "−") for bias in BIASES])
    ax.set(xlim=(-0.5, len(BIASES) - 0.5), ylim=(0, 1750), yticks=(0, 500, 1000, 1500))
    for k, bias in enumerate(BIASES):
        found = record.values(f"b = {bias:g}", "updates")
        lost = record.values(f"b = {bias:g}", "solved") == 0
        seeds(ax, k, found, color=BLUE, given_up=lost, along="y", middle=np.mean)
    threshold(ax, MOST, along="y")
    ax.text(len(BIASES) - 0.55, MOST + 25, word("forget limit"), color=GREY, ha="right")
    ax.set(xlabel=word("forget bias"))
    ax.set_title(word("forget updates"))
    return fig
