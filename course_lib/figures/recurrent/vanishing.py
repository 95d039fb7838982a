"""The gradient on its way back through time, a walk over a cliff, and training with a limit."""

from collections.abc import Sequence
from functools import cache

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, NullLocator

from course_lib.experiments.recurrent.vanishing import (
    STEPS,
    Decay,
    Training,
    cliff,
    decay,
    recurrent_matrix,
    walk,
)
from course_lib.figures.handles import Handle, handles
from course_lib.figures.style import (
    BLUE,
    GREEN,
    GREY,
    INK,
    ORANGE,
    PAPER,
    PURPLE,
    in_words,
    new_figure,
    power_of_ten,
    shapes,
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


@cache
def eigenvalues(kind: str) -> Array:
    """Return real and imaginary parts (n, 2) of the eigenvalues of the matrix at radius 1."""
    values = np.linalg.eigvals(recurrent_matrix(1.0, kind, np.random.default_rng(0)))
    return np.stack([values.real, values.imag], axis=1)


# The strip above the curves, with the circle and what it means.
_HEIGHT, _STRIP = 400, 138
_FATE = {"grows": ORANGE, "stays": GREEN, "shrinks": BLUE}


def fate(last: float) -> str:
    """Return what becomes of a gradient of length 1 that is so long at the end.

    Examples
    --------
    >>> fate(1e-3), fate(0.9), fate(50)
    ('shrinks', 'stays', 'grows')
    """
    if last < 0.1:
        return "shrinks"
    return "grows" if last > 10 else "stays"


@styled
@handles(Handle("radius", at=lambda radius: (radius, 0), axes=1, rail=True))
def radius(radius: float, kind: str) -> Figure:
    """Draw the eigenvalues in the plane, and the length of a gradient 0 to 50 steps back in time.

    Parameters
    ----------
    radius
        Spectral radius of the recurrent matrix.
    kind
        A name of `course_lib.experiments.recurrent.vanishing.KINDS`.
    """
    found, steps = backward(radius, kind), np.arange(STEPS + 1)
    fig, (ax,) = new_figure(height=_HEIGHT, left=58, bottom=48, top=28 + _STRIP)
    _draw_circle(fig, radius, kind)
    _draw_fate(fig, radius, found)
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
    ax.set(xticks=range(0, STEPS + 1, 10), yticks=[1e-16, 1e-8, 1, 1e8])
    ax.yaxis.set_major_formatter(FuncFormatter(power_of_ten))
    ax.yaxis.set_minor_locator(NullLocator())
    ax.set_title(word("vanishing length"), fontsize=13)
    ax.legend(loc="lower left", bbox_to_anchor=(-0.02, -0.04), labelspacing=0.2)
    return fig


def _draw_circle(fig: Figure, radius: float, kind: str) -> None:
    """Draw the circle of radius 1, the eigenvalues, and the circle that they reach."""
    ax = fig.add_axes(
        (6 / 400, 1 - (_STRIP - 6) / _HEIGHT, (_STRIP - 12) / 400, (_STRIP - 12) / _HEIGHT)
    )
    ax.set(xlim=(-1.65, 1.65), ylim=(-1.65, 1.65))
    ax.axis("off")
    around = np.linspace(0, 2 * np.pi, 73)
    circle = np.stack([np.cos(around), np.sin(around)], axis=1)
    shapes(ax, "one", [circle], edgecolor=GREY, linewidth=1.5)
    shapes(ax, "reach", [radius * circle], edgecolor=PURPLE, linewidth=2, linestyle=":")
    ax.plot(*(radius * eigenvalues(kind)).T, "o", color=PURPLE, markersize=3)


def _draw_fate(fig: Figure, radius: float, found: Decay) -> None:
    """Write beside the circle what a step does, and what is left after all of them."""
    last = found.norms[-1]
    lines = (
        (word("vanishing eigenvalues"), PURPLE, 13, "normal"),
        (word("vanishing reach", radius=f"{radius:.1f}"), PURPLE, 13, "normal"),
        (word("vanishing left", n=STEPS), INK, 13, "normal"),
        (in_words(last), _FATE[fate(last)], 20, "bold"),
        (word(f"vanishing {fate(last)}"), _FATE[fate(last)], 13, "bold"),
    )
    y = _HEIGHT - 18
    for text, color, size, weight in lines:
        fig.text(
            152 / 400, y / _HEIGHT, text, color=color, fontsize=size, weight=weight, va="center"
        )
        y -= 24


def radius_says(radius: float, kind: str) -> str:
    """Return in words what ``radius`` shows."""
    found = backward(radius, kind)
    return word(
        "vanishing alt",
        kind=word(f"vanishing {kind}"),
        radius=f"{radius:.1f}",
        ten=in_words(found.norms[10]),
        last=in_words(found.norms[-1]),
        most=in_words(float(found.largest.max())),
    )


@cache
def landscape() -> tuple[Array, Array]:
    """Return weights, and the loss of `cliff` at each."""
    near = np.linspace(1.28, 1.31, 121)
    weights = np.unique(np.concatenate([np.linspace(LEFT, RIGHT, 161), near]))
    return weights, np.array([cliff(float(w))[0] for w in weights])


def _now(limit: str, update: int) -> tuple[float, float]:
    w = float(walk(LIMITS[limit], update)[-1])
    return w, cliff(w)[0]


def _slope(limit: str, update: int) -> tuple[float, float]:
    return update, abs(cliff(_now(limit, update)[0])[1])


def _above(limit: str, update: int) -> tuple[float, float]:
    """Return where the ring of a bar stands: clear of the numbers below it, and inside the axes."""
    at, size = _slope(limit, update)
    return at, min(max(size, 0.4), 1.9)


def next_step(limit: str, update: int) -> float:
    """Return how far the next update moves w.

    Examples
    --------
    >>> round(next_step("none", 6), 2), round(next_step("0.2", 6), 2)
    (1.26, 0.14)
    """
    before, after = walk(LIMITS[limit], update + 1)[-2:]
    return float(after - before)


@styled
@handles(Handle("update", at=_now, jump=True), Handle("update", at=_above, axes=1, jump=True))
def edge(limit: str, update: int) -> Figure:
    """Draw gradient descent on the loss of one neuron after 50 steps, and the slopes it met.

    Parameters
    ----------
    limit
        The slope is clipped to this size: a key of ``LIMITS``.
    update
        Updates already taken, 0 to 9.
    """
    fig, (above, below) = new_figure(2, 1, height=400, left=52, bottom=46, top=26, gap=48)
    above.set_position((52 / 400, 186 / 400, 336 / 400, 188 / 400))
    below.set_position((52 / 400, 46 / 400, 336 / 400, 66 / 400))
    draw_walk(above, limit, update)
    draw_slopes(below, limit, update)
    return fig


def draw_walk(ax: Axes, limit: str, update: int) -> None:
    """Draw the loss with the walk on it, and an arrow for the next step."""
    path = walk(LIMITS[limit], update)
    heights = [cliff(float(w))[0] for w in path]
    step = next_step(limit, update)
    ax.plot(*landscape(), color=BLUE, linewidth=2.5)
    ax.plot(path, heights, "o", color=ORANGE, markersize=6, markerfacecolor=PAPER)
    ax.plot(path[-1:], heights[-1:], "o", color=ORANGE, markersize=12)
    look = {"arrowstyle": "-|>", "color": ORANGE, "linewidth": 2, "shrinkA": 6, "shrinkB": 0}
    ax.annotate("", xy=(path[-1] + step, 0.135), xytext=(path[-1], 0.135), arrowprops=look)
    ax.vlines(path[-1], heights[-1], 0.135, color=ORANGE, linewidth=1, linestyle=":")
    length = word("vanishing next", step=f"{abs(step):.2f}")
    ax.text(RIGHT, 0.152, length, ha="right", va="center", color=ORANGE)
    ax.text(1.33, 0.075, word("vanishing cliff"), color=BLUE, va="center")
    ax.text(RIGHT, 0.09, word("vanishing flat"), color=BLUE, ha="right", va="center")
    ax.set(xlim=(LEFT, RIGHT), ylim=(-0.01, 0.16), xticks=(1.25, 1.5, 1.75, 2, 2.25, 2.5))
    ax.set(yticks=(0, 0.05, 0.1), xlabel="w")
    ax.set_title(word("vanishing loss"), fontsize=13)


def draw_slopes(ax: Axes, limit: str, update: int) -> None:
    """Draw a bar for the slope of each update so far; what the limit cuts off is an empty frame."""
    sizes = np.array([_slope(limit, n)[1] for n in range(update + 1)])
    size = LIMITS[limit]
    ax.bar(range(update + 1), sizes, width=0.6, facecolor="none", edgecolor=ORANGE)
    ax.bar(range(update + 1), sizes.clip(0, size), width=0.6, color=ORANGE)
    if size is not None:
        ax.axhline(size, color=GREEN, linewidth=1.5, linestyle="--")
        ax.text(-0.5, size + 0.12, word("vanishing limit"), va="bottom", color=GREEN)
    ax.set(xlim=(-0.6, UPDATES + 0.6), ylim=(0, 2), xticks=range(UPDATES + 1), yticks=(0, 1, 2))
    ax.set_xlabel(word("vanishing update"))
    ax.set_title(word("vanishing slope"), fontsize=13)


def edge_says(limit: str, update: int) -> str:
    """Return in words what ``edge`` shows."""
    w = float(walk(LIMITS[limit], update)[-1])
    loss, slope = cliff(w)
    name = word("vanishing free" if limit == "none" else "vanishing clipped")
    values = {"w": f"{w:.2f}", "loss": f"{loss:.3f}", "slope": in_words(slope)}
    step = f"{abs(next_step(limit, update)):.2f}"
    return word("vanishing edge alt", name=name, n=update, step=step, **values)


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
