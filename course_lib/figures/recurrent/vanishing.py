"""The gradient on its way back through time, a walk over a cliff, and training with a limit."""

from collections.abc import Sequence
from functools import cache

import numpy as np
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, NullLocator

from course_lib.experiments.recurrent.vanishing import (
    STEPS,
    TARGET,
    Decay,
    Training,
    cliff,
    decay,
    walk,
)
from course_lib.figures.handles import Handle, handles
from course_lib.figures.style import (
    BLUE,
    GREEN,
    GREY,
    ORANGE,
    PAPER,
    PURPLE,
    in_words,
    new_figure,
    power_of_ten,
    styled,
)
from course_lib.figures.words import word
from course_lib.protocol import Array

UPDATES = 9
LIMITS = {"none": None, "0.2": 0.2}
LEFT, RIGHT = 1.15, 2.75


@cache
def backward(radius: float, kind: str) -> Decay:
    """Return `decay`, remembered."""
    return decay(radius, kind)


def _powers(radius: float) -> Array:
    """Return the dotted line as a way, from its middle."""
    back = np.array([STEPS // 2, STEPS, 0])
    return np.stack([back, radius**back], axis=1)


@styled
@handles(Handle("radius", at=_powers))
def radius(radius: float, kind: str) -> Figure:
    """Draw the length of a gradient, 0 to 50 steps back in time.

    Parameters
    ----------
    radius
        Spectral radius of the recurrent matrix.
    kind
        A name of `course_lib.experiments.recurrent.vanishing.KINDS`.
    """
    found, steps = backward(radius, kind), np.arange(STEPS + 1)
    fig, (ax,) = new_figure(height=330, left=58, bottom=48, top=74)
    ax.axhline(1, color=GREY, linewidth=1)
    looks = ({"color": ORANGE, "linestyle": "--"}, {"color": BLUE, "linestyle": "-"})
    names = (word("vanishing largest"), word("vanishing one"))
    for line, name, look in zip((found.largest, found.norms), names, looks, strict=True):
        ax.semilogy(steps, line, label=name, **look)
    # Last, for it lies on the others where the matrix is orthogonal.
    ax.semilogy(
        steps,
        radius**steps,
        label=word("vanishing power"),
        color=PURPLE,
        linestyle=":",
    )
    ax.set(xlim=(0, STEPS), ylim=(1e-16, 1e10), xlabel=word("vanishing steps"))
    ax.set(xticks=range(0, STEPS + 1, 10), yticks=[1e-16, 1e-12, 1e-8, 1e-4, 1, 1e4, 1e8])
    ax.yaxis.set_major_formatter(FuncFormatter(power_of_ten))
    ax.yaxis.set_minor_locator(NullLocator())
    ax.set_title(word("vanishing length"), fontsize=13, pad=50)
    ax.legend(loc="lower left", bbox_to_anchor=(-0.14, 0.98), ncols=2, columnspacing=1)
    return fig


def radius_says(radius: float, kind: str) -> str:
    """Return in words what ``radius`` shows."""
    found = backward(radius, kind)
    return word(
        "vanishing alt",
        kind=word(f"vanishing {kind}"),
        radius=f"{radius:.1f}",
        ten=in_words(found.norms[10]),
        last=in_words(found.norms[-1]),
        most=in_words(found.largest.max()),
    )


@cache
def landscape() -> tuple[Array, Array, Array]:
    """Return weights, and loss and slope of `cliff` at each."""
    near = np.linspace(1.28, 1.31, 121)
    weights = np.unique(np.concatenate([np.linspace(LEFT, RIGHT, 161), near]))
    losses, slopes = np.transpose([cliff(float(w)) for w in weights])
    return weights, losses, slopes


def _now(limit: str, update: int) -> tuple[float, float]:
    w = float(walk(LIMITS[limit], update)[-1])
    return w, cliff(w)[0]


@styled
@handles(Handle("update", at=_now, jump=True))
def edge(limit: str, update: int) -> Figure:
    """Draw gradient descent on the loss of one neuron after 50 steps, and the slope.

    Parameters
    ----------
    limit
        The slope is clipped to this size: a key of ``LIMITS``.
    update
        Updates already taken, 0 to 9.
    """
    weights, losses, slopes = landscape()
    path = walk(LIMITS[limit], update)
    heights, steep = np.transpose([cliff(float(w)) for w in path])
    fig, (above, below) = new_figure(2, 1, height=400, left=58, bottom=46, top=26, gap=48)
    above.plot(weights, losses, color=BLUE)
    below.semilogy(weights, np.abs(slopes), color=BLUE)
    for ax, values in ((above, heights), (below, np.abs(steep))):
        ax.plot(path, values, "o", color=ORANGE, markersize=6, markerfacecolor=PAPER)
        ax.plot(path[-1:], values[-1:], "o", color=ORANGE, markersize=11)
        ax.set(xlim=(LEFT, RIGHT), xticks=(1.25, 1.5, 1.75, 2, 2.25, 2.5))
    above.set(ylim=(-0.12, 2.4), yticks=(0, 1, 2))
    below.set(ylim=(1e-2, 1e4), yticks=(1e-2, 1, 1e2, 1e4), xlabel="w")
    size = LIMITS[limit]
    if size is not None:
        below.axhline(size, color=GREEN, linewidth=1, linestyle="--")
        below.text(
            RIGHT,
            0.26,
            word("vanishing limit"),
            ha="right",
            va="bottom",
            color=GREEN,
        )
    below.yaxis.set_major_formatter(FuncFormatter(power_of_ten))
    below.yaxis.set_minor_locator(NullLocator())
    above.set_title(word("vanishing loss", target=TARGET), fontsize=13)
    below.set_title(word("vanishing slope"), fontsize=13)
    return fig


def edge_says(limit: str, update: int) -> str:
    """Return in words what ``edge`` shows."""
    w = float(walk(LIMITS[limit], update)[-1])
    loss, slope = cliff(w)
    name = word("vanishing free" if limit == "none" else "vanishing clipped")
    values = {"w": f"{w:.2f}", "loss": f"{loss:.3f}", "slope": in_words(slope)}
    return word("vanishing edge alt", name=name, n=update, **values)


@styled
def losses(free: Sequence[Training], clipped: Sequence[Training]) -> Figure:
    """Draw the loss of each update, one line a seed: without a limit above, with one below.

    Parameters
    ----------
    free, clipped
        Trainings of the same seeds, all equally long.
    """
    fig, axes = new_figure(2, 1, height=400, left=40, bottom=46, top=26, gap=46)
    looks = ((free, ORANGE, "vanishing free"), (clipped, BLUE, "vanishing clipped"))
    for ax, (runs, color, name) in zip(axes, looks, strict=True):
        for run in runs:
            ax.plot(run.losses, color=color, linestyle="-", linewidth=1.5, alpha=0.8)
        ax.axhline(np.log(2), color=GREY, linewidth=1, linestyle=":")
        ax.set(xlim=(0, len(free[0].losses)), ylim=(-0.5, 24), yticks=(0, 10, 20))
        ax.set_title(word("vanishing nats", name=word(name)), fontsize=13)
    axes[1].set_xlabel(word("vanishing update"))
    return fig
