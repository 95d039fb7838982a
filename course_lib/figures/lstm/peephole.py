"""What a gate can know of the memory: through h alone, or through a peephole."""

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Polygon

from course_lib.experiments.lstm.peephole import KINDS, LIMITS, TASKS, best
from course_lib.experiments.recorded import Record
from course_lib.figures.handles import Handle, handles
from course_lib.figures.lstm.lstm import (
    ADD,
    BOTTOM,
    FORGET,
    GATES,
    LEFT,
    MIDDLE,
    NAMES,
    OUT,
    RIGHT,
    TOP,
    UNIT,
    along,
    draw_pipes,
    draw_signs,
    text,
    upward,
)
from course_lib.figures.marks import columns, seeds, threshold
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
from course_lib.recurrent.lstm import LSTMCell, LSTMCellCache

COLOURS = {"none": BLUE, "lecture": ORANGE, "gers": GREEN}
CHOICES = {
    "shown": word("peephole none shown"),
    "none": word("peephole none shut"),
    "lecture": word("peephole choose lecture"),
    "gers": word("peephole choose gers"),
}
"""The kinds of the figure that moves, as a reader sees them."""
MARKS = {"none": "o", "lecture": "s", "gers": "^"}


def one_cell(kind: str) -> LSTMCell:
    """Return one neuron of which h_prev and c_prev push z and the gates equally hard.

    Parameters
    ----------
    kind
        "shown" has no peephole, as "none".
    """
    cell = LSTMCell(1, 1, np.random.default_rng(0), peephole=KINDS.get(kind))
    cell.params["W"][:, 0], cell.params["W"][:, 1] = 0, PUSH
    if "p" in cell.params:
        cell.params["p"][:, 0] = PUSH[-len(cell.peeping) :]
    return cell


def seen(kind: str, memory: float) -> LSTMCellCache:
    """Return what the cell does with this memory; for "shown" the step before showed all of it."""
    c_prev = np.array([[float(memory)]])
    h_prev = np.tanh(c_prev) if kind == "shown" else np.zeros((1, 1))
    _, cache = one_cell(kind).forward(np.zeros((1, 1)), (h_prev, c_prev))
    return cache


@styled
@handles(Handle("memory", at=lambda memory: (5.3 + 0.75 * memory, TOP + 1.1), rail=True))
def view(kind: str, memory: float) -> Figure:
    """Draw the cell with the pipes that bring h and the memory to the gates.

    Parameters
    ----------
    kind
        ``"shown"``: no peephole, and the output gate was open; ``"none"``: no peephole, and it was
        shut; ``"lecture"`` and ``"gers"``: the two kinds of peepholes, and it was shut.
    memory
        Before the step.
    """
    step = seen(kind, memory)
    z, zi, zf, zo, c, h_prev = (
        v.item() for v in (step.z, step.zi, step.zf, step.zo, step.c, step.xh[:, 1])
    )
    fig, (ax,) = new_figure(height=384, left=4, right=4, top=4, bottom=4)
    ax.set(xlim=(0, 10), ylim=(-2.35, 7.24), aspect="equal")
    draw_pipes(ax)
    for gate, x in GATES.items():
        height = {"zi": MIDDLE + 0.5 * UNIT * zi, "zf": TOP, "zo": MIDDLE}[gate]
        band = upward(getattr(step, gate).item(), x, BOTTOM + 0.5, height)
        ax.add_patch(Polygon(band, facecolor=GREEN))
    ax.add_patch(Polygon(along(zi, GATES["zi"], ADD, MIDDLE), facecolor=GREEN))
    for value, band in (
        (memory, along(memory, LEFT, FORGET, TOP)),
        (zf * memory, along(zf * memory, FORGET, ADD, TOP)),
        (c, along(c, ADD, RIGHT, TOP)),
        (z, upward(z, ADD, BOTTOM + 0.5, MIDDLE)),
        (zi * z, upward(zi * z, ADD, MIDDLE, TOP)),
        (np.tanh(c), upward(np.tanh(c), OUT, MIDDLE, TOP - 1.3)),
        (zo * np.tanh(c), along(zo * np.tanh(c), OUT, RIGHT, MIDDLE)),
    ):
        ax.add_patch(Polygon(band, **filled(value)))
    draw_buses(ax, kind, memory, h_prev, c)
    draw_signs(ax)
    bold: dict[str, Any] = {"va": "center", "weight": "bold"}
    ax.text(0.15, 7.0, word(f"peephole title {kind}"), color=PURPLE, **bold)
    ax.text(0.15, TOP + 1.1, f"cᵗ⁻¹ = {text(memory)}", color=BLUE, **bold)
    ax.text(9.8, TOP + 1.1, f"cᵗ = {text(c)}", color=BLUE, ha="right", **bold)
    for x, y, name, colour in NAMES:
        if y != TOP + 0.85:
            ax.text(x, y, name, ha="center", color=colour, size=17, **bold)
    for x, value in ((ADD, z), (GATES["zi"], zi), (FORGET, zf), (OUT, zo)):
        ax.text(x, 0.0, text(value), ha="center", va="center", color=INK)
    ax.text(1.1, SEES, word("peephole sees"), ha="center", va="center", color=PURPLE)
    for gate, x in {"z": ADD, **GATES}.items():
        there = sight(kind, gate, memory, h_prev, c)
        says = word("peephole blind") if there is None else text(there)
        ax.text(x, SEES, says, ha="center", va="center", color=GREY if there is None else PURPLE)
    return fig


def sight(kind: str, gate: str, memory: float, h_prev: float, c: float) -> float | None:
    """Return what z or a gate sees of the memory: all of it, its h, or nothing.

    Examples
    --------
    >>> sight("gers", "zo", 2.0, 0.0, 1.76), sight("none", "zo", 2.0, 0.0, 1.0)
    (1.76, None)
    """
    if gate in PIPES.get(kind, ()):
        return memory
    if kind == "gers" and gate == "zo":
        return c
    return h_prev if kind == "shown" else None


def filled(value: float) -> dict[str, Any]:
    """Return the look of a band: filled where the value is positive, else hollow."""
    if value >= 0:
        return {"facecolor": BLUE}
    return {"facecolor": PAPER, "edgecolor": ORANGE, "linewidth": 1.5}


def draw_buses(ax: Axes, kind: str, memory: float, h_prev: float, c: float) -> None:
    """Draw below the cell what brings h, and through the peepholes the memory, to z and gates."""
    places = {"z": ADD, **GATES}
    ends = list(places.values())
    ways = [(h_prev, [(LEFT, H_BUS), (max(ends), H_BUS)])]
    ways += [(h_prev, [(x, H_BUS), (x, UNDER)]) for x in ends]
    if kind in PIPES:
        old = [places[gate] + 0.3 for gate in PIPES[kind]]
        ways.append((memory, [(0.5, TOP), (0.5, C_BUS), (max(old), C_BUS)]))
        ways += [(memory, [(x, C_BUS), (x, UNDER)]) for x in old]
    if kind == "gers":
        x = OUT + 0.3
        ways.append((c, [(8.6, TOP), (8.6, C_BUS), (x, C_BUS), (x, UNDER)]))
    for k, (value, way) in enumerate(ways):
        xy = np.transpose(way)
        ax.plot(*xy, color=GREY, linewidth=1, linestyle="-", zorder=0.6)
        if value:
            colour = BLUE if k <= len(ends) else PURPLE
            width = 1 + 2 * abs(value)
            ax.plot(*xy, color=colour, linewidth=width, linestyle="-", zorder=0.8)
    says = f"hᵗ⁻¹ = {text(h_prev) if h_prev else 0}"
    ax.text(6.4, H_BUS + 0.36, says, ha="center", va="center", color=BLUE)
    if kind in PIPES:
        ax.text(5, C_BUS - 0.36, word("peephole pipes"), ha="center", va="center", color=PURPLE)


# What the neuron of the figure makes of h and of c: for z, zi, zf, zo.
PUSH = np.array([0.5, -1.0, 1.0, 1.5])
# What the old memory reaches through a peephole.
PIPES = {"lecture": ("z", "zi", "zf", "zo"), "gers": ("zi", "zf")}
H_BUS, C_BUS, UNDER, SEES = -1.3, -1.75, -0.85, -0.55


def view_says(kind: str, memory: float) -> str:
    """Return in words what ``view`` shows."""
    step = seen(kind, memory)
    names = ("z", "zi", "zf", "zo", "c")
    values = {name: text(getattr(step, name).item()) for name in names}
    values |= {"memory": text(memory), "h": text(step.xh[0, 1])}
    verdict = word(f"peephole says {kind}", **values)
    return word("peephole alt", kind=word(f"peephole with {kind}"), verdict=verdict, **values)


@styled
def updates(record: Record) -> Figure:
    """Draw the updates to solve each task: a mark for each seed, at the top where it was not.

    Each kind is drawn at the learning rate that was best for it.

    Parameters
    ----------
    record
        Of the experiment "peephole".
    """
    fig, axes = new_figure(columns=2, height=280, left=52, right=10, top=30, bottom=34, gap=50)
    for ax, task in zip(axes, TASKS, strict=True):
        most = LIMITS[task]
        columns(ax, [word(f"peephole {kind}") for kind in COLOURS])
        ax.set(xlim=(-0.6, 2.6), ylim=(0, 1.1 * most), yticks=(0, most // 2, most))
        for k, kind in enumerate(COLOURS):
            setting = best(record, task, kind)
            lost = record.values(setting, "solved") == 0
            look = {"color": COLOURS[kind], "marker": MARKS[kind], "given_up": lost}
            found = record.values(setting, "updates")
            seeds(ax, k, found, along="y", middle=np.mean, **look)
        threshold(ax, most, along="y")
        ax.set_title(word(f"peephole {task}"))
    return fig
