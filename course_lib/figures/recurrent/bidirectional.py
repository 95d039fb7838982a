"""A layer with two directions: which inputs each output sees, by its real gradients."""

import math
from functools import cache
from typing import Any, NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import FancyBboxPatch, Rectangle

from course_lib.experiments.recorded import Record
from course_lib.experiments.recurrent.bidirectional import POSITIONS
from course_lib.figures.handles import Handle, handles
from course_lib.figures.style import (
    BLUE,
    GREEN,
    GREY,
    INK,
    ORANGE,
    PAPER,
    PURPLE,
    new_figure,
    styled,
)
from course_lib.figures.words import word
from course_lib.fully_connected.dense import Dense
from course_lib.protocol import Array
from course_lib.recurrent.bidirectional import Bidirectional
from course_lib.recurrent.rnn import RNN
from course_lib.recurrent.sequence import SequenceLayer

STEPS, N_IN, HIDDEN = 7, 2, 4
ROWS = {"y": 208.0, "g": 152.0, "h": 96.0, "x": 34.0}
LOOKS = {"h": BLUE, "g": ORANGE, "y": GREEN}
RAISED = "⁰¹²³⁴⁵⁶⁷"
Point = tuple[float, float]


class Slopes(NamedTuple):
    """How strongly the outputs of one step react to each input: norms of ∂output^t / ∂x^s."""

    h: Array
    """(T,), of f1."""
    g: Array
    """(T,), of f2."""
    y: Array
    """(T,), of f3."""


def layers(merge: str) -> tuple[Bidirectional, Array]:
    """Return an untrained layer with two directions and a sequence, the same for each ``merge``.

    Parameters
    ----------
    merge
        ``"concatenate"``, ``"sum"`` or ``"layer"``.
    """
    rng = np.random.default_rng(3)
    xs = rng.normal(size=(STEPS, 1, N_IN))
    first, second = RNN(N_IN, HIDDEN, rng), RNN(N_IN, HIDDEN, rng)
    f3 = Dense(2 * HIDDEN, HIDDEN, rng)
    return Bidirectional(first, second, f3 if merge == "layer" else merge), xs


def slope_norms(layer: SequenceLayer, xs: Array, t: int) -> Array:
    """Return the norm of ∂ys^t / ∂xs^s for each step s, (T,), by going back from step ``t``.

    Parameters
    ----------
    layer
        Any layer over time.
    xs
        (T, 1, D).
    t
        Index of the step, from 0.

    Examples
    --------
    >>> rnn = RNN(2, 3, np.random.default_rng(0))
    >>> slope_norms(rnn, np.ones((5, 1, 2)), 2) > 0
    array([ True,  True,  True, False, False])
    """
    ys, remembered = layer.forward(xs)
    squares = np.zeros(len(xs))
    for unit in range(ys.shape[2]):
        dys = np.zeros_like(ys)
        dys[t, 0, unit] = 1
        dxs, _ = layer.backward(dys, remembered)
        squares += (dxs[:, 0] ** 2).sum(axis=1)
    norms: Array = np.sqrt(squares)
    return norms


@cache
def slopes(t: int, merge: str) -> Slopes:
    """Return what the table of the figure shows for step ``t``, from 1."""
    both, xs = layers(merge)
    first, second = both.layers
    turned = slope_norms(second, xs[::-1], STEPS - t)[::-1]
    return Slopes(slope_norms(first, xs, t - 1), turned, slope_norms(both, xs, t - 1))


@styled
@handles(Handle("t", at=lambda t: (column(t), ROWS["y"]), jump=True, ring=(0, 22)))
def net(t: int, merge: str) -> Figure:
    """Draw both directions unrolled, the ways to y of step ``t``, and the slopes below.

    Parameters
    ----------
    t
        The step, 1 to 7.
    merge
        What f3 is: a key of `layers`.
    """
    fig, (wires, table) = new_figure(2, 1, height=400, left=4, right=4, top=4, bottom=4, gap=4)
    fig.subplots_adjust(hspace=0)
    wires.set_position((0.01, 0.40, 0.98, 0.59))
    table.set_position((0.01, 0.005, 0.98, 0.38))
    wires.set(xlim=(0, 392), ylim=(0, 240))
    table.set(xlim=(0, 392), ylim=(0, 155))
    for ax in (wires, table):
        ax.axis("off")
    draw_wires(wires, t)
    draw_table(table, t, slopes(t, merge))
    return fig


def column(step: int) -> float:
    """Return where step 1, 2, … stands."""
    return 28.0 + 48 * step


def draw_wires(ax: Axes, t: int) -> None:
    """Draw the chain from the left, the chain from the right, and what merges them."""
    for name, y in ROWS.items():
        ax.text(12, y, name, ha="center", va="center", color=LOOKS.get(name, INK), weight="bold")
    for s in range(1, STEPS + 1):
        x, past, future = column(s), s <= t, s >= t
        ax.text(x, ROWS["x"] - 18, f"x{RAISED[s]}", ha="center", va="center", color=INK)
        arrow(ax, (x, ROWS["x"] - 6), (x, ROWS["h"] - 14), "h", used=past)
        # Beside the box that it passes.
        bent(ax, [x, x + 20, x + 20], [ROWS["x"] + 8, ROWS["x"] + 8, ROWS["g"] - 7], used=future)
        arrow(ax, (x, ROWS["g"] + 13), (x, ROWS["y"] - 14), "g", used=s == t)
        ax.plot([x - 12, x - 20], [ROWS["h"]] * 2, **line("h", used=s == t))
        ax.plot([x - 20] * 2, [ROWS["h"], ROWS["y"]], **line("h", used=s == t))
        arrow(ax, (x - 20.5, ROWS["y"]), (x - 12, ROWS["y"]), "h", used=s == t)
        if s < STEPS:
            arrow(ax, (x + 12, ROWS["h"] + 6), (x + 36, ROWS["h"] + 6), "h", used=s < t)
            arrow(ax, (x + 36, ROWS["g"] + 6), (x + 12, ROWS["g"] + 6), "g", used=s >= t)
        for name, label, used in (("h", "f₁", past), ("g", "f₂", future), ("y", "f₃", s == t)):
            box(ax, x, ROWS[name], label, LOOKS[name] if used else GREY, thick=used)


def bent(ax: Axes, xs: list[float], ys: list[float], *, used: bool) -> None:
    """Draw the way from an input past f1 to f2, which stands left of its end."""
    ax.plot(xs, ys, **line("g", used=used))
    arrow(ax, (xs[-1] + 0.5, ys[-1]), (xs[-1] - 8, ys[-1]), "g", used=used)


def line(name: str, *, used: bool) -> dict[str, Any]:
    """Return the look of a wire: of f1 solid, of f2 dashed, one that is not used dotted."""
    if not used:
        return {"color": GREY, "linewidth": 1, "linestyle": ":"}
    return {"color": LOOKS[name], "linewidth": 2, "linestyle": "-" if name == "h" else "--"}


def arrow(ax: Axes, start: Point, end: Point, name: str, *, used: bool) -> None:
    """Draw a wire with its direction."""
    look = {"arrowstyle": "-|>", "shrinkA": 0, "shrinkB": 0} | line(name, used=used)
    ax.annotate("", xy=end, xytext=start, arrowprops=look)


def box(ax: Axes, x: float, y: float, label: str, color: str, *, thick: bool) -> None:
    """Draw one f around (x, y)."""
    ax.add_patch(
        FancyBboxPatch(
            (x - 12, y - 13),
            24,
            26,
            boxstyle="round,pad=0,rounding_size=4",
            facecolor=PAPER,
            edgecolor=color,
            linewidth=2.5 if thick else 1,
            zorder=2,
        )
    )
    ax.text(x, y - 1, label, ha="center", va="center", color=color, zorder=3)


def draw_table(ax: Axes, t: int, found: Slopes) -> None:
    """Draw a row of numbers for each output; where it sees nothing stands a grey 0."""
    ax.text(4, 143, word("bidirectional slopes"), ha="left", va="center", color=INK)
    for row, (name, norms) in enumerate(found._asdict().items()):
        y = 90 - 38 * row
        ax.text(
            16,
            y + 16,
            f"{name}{RAISED[t]}",
            ha="center",
            va="center",
            color=LOOKS[name],
            weight="bold",
        )
        for s, norm in enumerate(norms, 1):
            seen = norm > 0
            ax.add_patch(
                Rectangle(
                    (column(s) - 22.5, y),
                    45,
                    33,
                    facecolor=LOOKS[name] if seen else "none",
                    edgecolor="none",
                    alpha=shade(norm),
                    zorder=1,
                )
            )
            ax.add_patch(
                Rectangle(
                    (column(s) - 22.5, y),
                    45,
                    33,
                    facecolor="none",
                    edgecolor=GREY,
                    linewidth=1,
                    linestyle="-" if seen else ":",
                    zorder=2,
                )
            )
            ax.text(
                column(s),
                y + 16,
                text(norm),
                ha="center",
                va="center",
                zorder=3,
                color=INK if seen else GREY,
            )


def shade(norm: float) -> float:
    """Return how strongly a cell is filled: more for a larger slope, from 0.05 to 0.45."""
    return 0.05 + 0.4 * min(1.0, math.sqrt(norm))


def text(norm: float) -> str:
    """Return a slope as the figure writes it.

    Examples
    --------
    >>> text(0.0), text(0.4567), text(0.004)
    ('0', '.46', '.00')
    """
    return f"{norm:.2f}".lstrip("0") if norm else "0"


def net_says(t: int, merge: str) -> str:
    """Return in words what ``net`` shows."""
    listed = ", ".join(map(text, slopes(t, merge).y))
    return word("bidirectional alt", t=t, n=STEPS, back=STEPS - t + 1, listed=listed)


@styled
def by_position(record: Record, settings: tuple[str, ...]) -> Figure:
    """Draw the share of right frames against the position of the frame: the mean over seeds.

    Parameters
    ----------
    record
        Of the experiment ``"bidirectional"``.
    settings
        Which nets, at most four.
    """
    fig, (ax,) = new_figure(height=340, left=52, bottom=48, top=74)
    looks: list[dict[str, Any]] = [
        {"color": GREY, "marker": "o", "linestyle": ":"},
        {"color": PURPLE, "marker": "D", "linestyle": "-."},
        {"color": BLUE, "marker": "^", "linestyle": "-"},
        {"color": ORANGE, "marker": "s", "linestyle": "--"},
    ]
    places = range(1, POSITIONS + 1)
    for setting, look in zip(settings, looks, strict=False):
        shares = [record.values(setting, f"at {t}").mean() for t in places]
        ax.plot(places, shares, label=word(f"bidirectional {setting}"), markersize=6, **look)
    ax.set(ylim=(0.84, 1), xlim=(0.4, POSITIONS + 0.6), xlabel=word("bidirectional position"))
    ax.set_xticks([1, 4, 7, 10, 13])
    ax.set_yticks([0.84, 0.88, 0.92, 0.96, 1])
    ax.set_title(word("bidirectional share"), fontsize=13, pad=52)
    ax.legend(loc="lower left", bbox_to_anchor=(-0.05, 0.99), ncols=2, columnspacing=1)
    return fig
