"""What a gate can know of the memory: through h alone, or through a peephole."""

from typing import Any

import numpy as np
from matplotlib.figure import Figure

from course_lib.experiments.lstm.peephole import LIMITS, TASKS
from course_lib.experiments.recorded import Record
from course_lib.figures.marks import columns, seeds, threshold
from course_lib.figures.style import BLUE, GREEN, GREY, ORANGE, new_figure, styled
from course_lib.figures.words import word
from course_lib.protocol import Array
from course_lib.recurrent.lstm import LSTMCell

LOOKS: dict[str, dict[str, Any]] = {
    "none": {"color": BLUE, "linestyle": "-"},
    "lecture": {"color": ORANGE, "linestyle": "--"},
    "gers": {"color": GREEN, "linestyle": ":"},
}
MARKS = {"none": "o", "lecture": "s", "gers": "^"}
C = np.linspace(-3, 3, 121)
"""The memories that are shown."""


def one_cell(kind: str, gate: str) -> LSTMCell:
    """Return one neuron whose ``gate`` reads h and, with a peephole, c.

    Its weight on h is 3 and its peephole is 1.5. An input of 1 writes 1 into the memory, and
    nothing is forgotten unless the forget gate is the one to look at.

    Parameters
    ----------
    kind
        ``"none"``, ``"lecture"`` or ``"gers"``.
    gate
        ``"zf"`` or ``"zo"``.
    """
    cell = LSTMCell(1, 1, np.random.default_rng(0), peephole=None if kind == "none" else kind)
    for p in cell.params.values():
        p[:] = 0
    row = {"z": 0, "zi": 1, "zf": 2, "zo": 3}
    cell.params["W"][row["z"], 0] = 20  # tanh(20) is 1
    cell.params["b"][row["zi"]] = 20
    cell.params["b"][row["zf"]] = 0 if gate == "zf" else 20
    cell.params["W"][row[gate], 1] = 3
    if kind != "none":
        cell.params["p"][cell.peeping.index(gate)] = 1.5
    return cell


def gate_values(kind: str, gate: str, shown: float) -> Array:
    """Return the gate for each memory of `C`, where the step before showed ``shown`` tanh(c)."""
    cell = one_cell(kind, gate)
    c_prev = C[:, None]
    h_prev = shown * np.tanh(c_prev)
    _, cache = cell.forward(np.ones_like(c_prev), (h_prev, c_prev))
    found: Array = getattr(cache, gate)[:, 0]
    return found


@styled
def view(shown: float, gate: str) -> Figure:
    """Draw a gate against the memory, without a peephole and with both kinds.

    Parameters
    ----------
    shown
        Output gate of the step before, 0 to 1: how much of the memory is in h.
    gate
        ``"zf"`` or ``"zo"``.
    """
    fig, (ax,) = new_figure(height=290, left=44, right=14, top=52, bottom=46)
    for kind, look in LOOKS.items():
        wide = 5 if kind == "gers" else 2.5
        ax.plot(C, gate_values(kind, gate, shown), label=word(f"peephole {kind}"), **look, lw=wide)
    ax.axvline(0, color=GREY, linewidth=1, linestyle="-", zorder=0)
    ax.set(xlim=(-3, 3), ylim=(-0.03, 1.03), yticks=(0, 0.5, 1), xticks=range(-3, 4))
    ax.set(xlabel=word("peephole memory"))
    ax.set_yticklabels(["0", "½", "1"])
    ax.set_title(word(f"peephole {gate}"), pad=26)
    ax.legend(loc="lower left", bbox_to_anchor=(-0.03, 0.98), ncols=3, columnspacing=1, **TIGHT)
    return fig


TIGHT: dict[str, Any] = {"borderpad": 0, "handletextpad": 0.4}


def view_says(shown: float, gate: str) -> str:
    """Return in words what ``view`` shows: the gate at both ends."""
    ends = {kind: gate_values(kind, gate, shown)[[20, -21]] for kind in LOOKS}
    listed = ", ".join(
        word("peephole from", kind=word(f"peephole {kind}"), low=f"{a:.2f}", high=f"{b:.2f}")
        for kind, (a, b) in ends.items()
    )
    return word("peephole alt", shown=f"{shown:.1f}", gate=word(f"peephole {gate}"), listed=listed)


@styled
def updates(record: Record) -> Figure:
    """Draw the updates to solve each task: a mark for each seed, at the top where it was not.

    Parameters
    ----------
    record
        Of the experiment "peephole".
    """
    fig, axes = new_figure(columns=2, height=280, left=52, right=10, top=30, bottom=34, gap=50)
    for ax, task in zip(axes, TASKS, strict=True):
        most = LIMITS[task]
        columns(ax, [word(f"peephole {kind}") for kind in LOOKS])
        ax.set(xlim=(-0.6, 2.6), ylim=(0, 1.1 * most), yticks=(0, most // 2, most))
        for k, kind in enumerate(LOOKS):
            found = record.values(f"{task}, {kind}", "updates")
            lost = record.values(f"{task}, {kind}", "solved") == 0
            look = {"color": LOOKS[kind]["color"], "marker": MARKS[kind]}
            seeds(ax, k, found, given_up=lost, along="y", **look)
        threshold(ax, most, along="y")
        ax.set_title(word(f"peephole {task}"))
    return fig
