"""A deep recurrent net as a grid, steps by layers, and what one cell depends on."""

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import FancyBboxPatch

from course_lib.figures.handles import Handle, handles
from course_lib.figures.marks import columns, seeds, threshold
from course_lib.figures.style import BLUE, GREY, INK, ORANGE, PAPER, new_figure, styled
from course_lib.figures.words import word
from course_lib.protocol import Array

STEPS, LAYERS = 6, 3
HALF = 0.27  # of the side of a box
Cell = tuple[int, int]
RAISED = "⁰¹²³⁴⁵⁶"


def inputs(layer: int, step: int) -> list[Cell]:
    """Return the one or two cells (layer, step) that a cell reads itself; layer 0 is x.

    Examples
    --------
    >>> inputs(2, 3), inputs(1, 1)
    ([(1, 3), (2, 2)], [(0, 1)])
    """
    return [(layer - 1, step)] + ([(layer, step - 1)] if step > 1 else [])


def past(layer: int, step: int) -> set[Cell]:
    """Return all cells and inputs that a cell depends on, itself not counted.

    Examples
    --------
    >>> sorted(past(2, 2))
    [(0, 1), (0, 2), (1, 1), (1, 2), (2, 1)]
    """
    found: set[Cell] = set()
    waiting = [(layer, step)]
    while waiting:
        for cell in inputs(*waiting.pop()):
            if cell not in found:
                found.add(cell)
                if cell[0]:
                    waiting.append(cell)
    return found


def future(layer: int, step: int) -> set[Cell]:
    """Return all cells that depend on a cell.

    Examples
    --------
    >>> sorted(future(3, 4))
    [(3, 5), (3, 6)]
    """
    cells = [(k, t) for k in range(1, LAYERS + 1) for t in range(1, STEPS + 1)]
    return {cell for cell in cells if (layer, step) in past(*cell)}


@styled
@handles(
    Handle(("layer", "step"), at=lambda layer, step: (step, layer), jump=True, ring=(0.24, -0.2))
)
def grid(layer: int, step: int) -> Figure:
    """Draw three layers over six steps; what the chosen cell reads is full, the rest is empty.

    Parameters
    ----------
    layer
        Of the chosen cell, 1 to 3.
    step
        Of the chosen cell, 1 to 6.
    """
    fig, (ax,) = new_figure(height=330, left=4, right=4, top=4, bottom=4)
    ax.set(xlim=(-0.15, STEPS + 0.65), ylim=(-0.95, LAYERS + 0.75))
    ax.axis("off")
    before, after = past(layer, step), future(layer, step)
    used = before | {(layer, step)}
    for k in range(1, LAYERS + 1):
        ax.text(0.3, k, f"f{RAISED[k]}", ha="center", va="center", color=INK, weight="bold")
        for t in range(1, STEPS + 1):
            for sender in inputs(k, t):
                draw_arrow(ax, sender, (k, t), used=(k, t) in used)
            draw_cell(ax, (k, t), layer, step, before, after)
    for t in range(1, STEPS + 1):
        color, weight = (BLUE, "bold") if (0, t) in before else (GREY, "normal")
        ax.text(t, 0.12, f"x{RAISED[t]}", ha="center", va="center", color=color, weight=weight)
        ax.text(t, LAYERS + 0.6, f"y{RAISED[t]}", ha="center", va="center", color=GREY)
        draw_arrow(ax, (LAYERS, t), (LAYERS + 0.72, t), used=False)
    for column, (name, color) in enumerate((("reads", BLUE), ("cell", ORANGE), ("changes", GREY))):
        x = (0.15, 2.75, 4.35)[column]
        ax.text(x, -0.6, word(f"deep {name}"), ha="left", va="center", color=color)
    return fig


def draw_cell(
    ax: Axes, cell: Cell, layer: int, step: int, before: set[Cell], after: set[Cell]
) -> None:
    """Draw one copy of f: chosen, read by the chosen one, changed by it, or neither."""
    k, t = cell
    chosen = cell == (layer, step)
    color = ORANGE if chosen else BLUE if cell in before else GREY
    corner, width, height = (t - HALF, k - HALF * 0.8), 2 * HALF, 1.6 * HALF
    look: dict[str, Any] = {
        "boxstyle": "round,pad=0,rounding_size=0.06",
        "linestyle": "--" if cell in after else "-",
        "linewidth": 3.5 if chosen else 2 if cell in before | after else 1,
        "zorder": 2,
    }
    frame = FancyBboxPatch(corner, width, height, facecolor=PAPER, edgecolor=color, **look)
    ax.add_patch(frame)
    if cell in before or chosen:
        tint = {"facecolor": color, "alpha": 0.3, "edgecolor": "none", "linewidth": 0}
        ax.add_patch(FancyBboxPatch(corner, width, height, **look | tint))
    mark = "★" if chosen else "●" if cell in before else "→" if cell in after else ""
    ax.text(t, k, mark, ha="center", va="center", color=color, zorder=3)


def draw_arrow(
    ax: Axes, sender: tuple[int, int], receiver: tuple[float, int], *, used: bool
) -> None:
    """Draw an arrow from a cell to the next one, to the right or up."""
    (k0, t0), (k1, t1) = sender, receiver
    across = k0 == k1
    start = (t0 + HALF, k0) if across else (t0, k0 + (HALF * 0.8 if k0 else 0.3))
    end = (t1 - HALF, k1) if across else (t1, k1 - (HALF * 0.8 if k1 <= LAYERS else 0.3))
    look = {
        "arrowstyle": "-|>",
        "color": BLUE if used else GREY,
        "linewidth": 2 if used else 0.8,
        "linestyle": "-" if used else ":",
        "shrinkA": 0,
        "shrinkB": 0,
    }
    ax.annotate("", xy=end, xytext=start, arrowprops=look)


def grid_says(layer: int, step: int) -> str:
    """Return in words what ``grid`` shows."""
    before = past(layer, step)
    cells = sum(k > 0 for k, _ in before)
    inputs_read = f"x{RAISED[1]}" if step == 1 else f"x{RAISED[1]} … x{RAISED[step]}"
    return word(
        "deep alt",
        layer=layer,
        step=step,
        inputs=inputs_read,
        cells=cells,
        arrows=layer + step - 1,
        changes=len(future(layer, step)),
    )


@styled
def updates(results: dict[str, Array], limit: float) -> Figure:
    """Draw how many updates each net needed: a mark for each seed, a bar at the median.

    Parameters
    ----------
    results
        Name of the net: updates, one a seed.
    limit
        Where a training was given up.
    """
    fig, (ax,) = new_figure(height=280, left=58, bottom=30, top=26)
    columns(ax, list(results))
    ax.set(xlim=(-0.5, len(results) - 0.5), ylim=(0, 1.15 * limit))
    threshold(ax, limit, along="y")
    ax.text(-0.45, 1.03 * limit, word("deep limit"), ha="left", va="bottom", color=GREY)
    for k, (values, marker) in enumerate(zip(results.values(), "os^", strict=True)):
        seeds(
            ax,
            k,
            values,
            color=BLUE,
            marker=marker,
            given_up=values >= limit,
            along="y",
            middle=np.median,
        )
    ax.set_title(word("deep updates"), fontsize=13)
    return fig
