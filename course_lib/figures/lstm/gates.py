"""What each gate of an LSTM does: one is removed from a trained net, or from the start."""

from functools import cache
from math import ceil, floor
from typing import Any, NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Polygon
from matplotlib.ticker import FuncFormatter

from course_lib.experiments.lstm.gates import VARIANTS, best, memory_unit, remove_gate
from course_lib.experiments.recorded import Record
from course_lib.figures.handles import Handle, handles
from course_lib.figures.lstm.adding_problem import second_mark, sequences, trained
from course_lib.figures.marks import rows, seeds, threshold
from course_lib.figures.style import BLUE, GREY, ORANGE, PAPER, PURPLE, new_figure, styled
from course_lib.figures.words import word
from course_lib.protocol import Array
from course_lib.recurrent.lstm import LSTM
from course_lib.recurrent.lstm_options import GATES


class Memory(NamedTuple):
    """What the trained net does on the twelve sequences, with a gate removed or with all."""

    c: Array
    """(T, N), the memory of the unit that holds the sum."""
    opening: dict[str, Array]
    """By gate (T, N), how far this unit's gate is open."""
    answers: Array
    """(T, N), what the net would answer at each step."""


@cache
def memory(gate: str) -> Memory:
    """Return what the net does without this gate: "zi", "zf", "zo", or "" for the whole net."""
    full, _, dense = trained("LSTM").net.layers
    assert isinstance(full, LSTM)
    xs = sequences()[0]
    layer = remove_gate(full, gate) if gate else full
    hs, kept = layer.forward(xs)
    unit = memory_unit(full, xs)
    opening = {name: kept.gates[:, GATES.index(name), unit] for name in VALVES}
    return Memory(kept.c[1:, unit], opening, dense.forward(hs)[0][..., 0])


VALVES = ("zi", "zf", "zo")
# What can be chosen in the strip of valves, from left to right: nothing, or a gate.
CHOICES = ("", *VALVES)
HEIGHT, STRIP = 464, 108


@styled
@handles(
    Handle("gate", at=lambda gate: (_middle(gate), 76), axes=3, jump=True),
    Handle("sequence", at=lambda sequence: (second_mark(sequence)[0], 0.5), jump=True),
)
def removed(gate: str, sequence: int) -> Figure:
    """Draw one unit's gate, its memory and the answer of a trained LSTM whose gate is fixed at 1.

    Parameters
    ----------
    gate
        "zi", "zf", "zo", or "" for none; then the input gate is drawn.
    sequence
        Which of the sequences of the page on the adding problem, from 1.
    """
    xs, sums = sequences()
    marks = np.flatnonzero(xs[:, sequence - 1, 1]) + 1
    t = np.arange(1, len(xs) + 1)
    fig, axes = new_figure(rows=3, height=HEIGHT, left=46, top=24 + STRIP, bottom=46, gap=38)
    strip = draw_valves(fig, gate)
    answer = f"{memory(gate).answers[-1, sequence - 1]:z.2f}".replace("-", "−")
    places = {"answer": answer, "total": f"{sums[sequence - 1, 0]:.2f}"}
    result = word("ablation result", what=word(f"ablation says {gate or 'none'}"), **places)
    look: dict[str, Any] = {"va": "center", "weight": "bold", "color": ORANGE if gate else BLUE}
    strip.text(8, 98, result, **look)
    strip.text(8, 10, word("ablation lines"), va="center", color=GREY)
    whole, now = memory(""), memory(gate)
    shown, colour = gate or "zi", ORANGE if gate else BLUE
    lines = (
        (whole.opening[shown], now.opening[shown]),
        (whole.c, now.c),
        (whole.answers, now.answers),
    )
    for ax, (before, after) in zip(axes, lines, strict=True):
        for k in marks:
            ax.axvline(float(k), color=PURPLE, linewidth=1.5, linestyle="--", alpha=0.7)
        ax.plot(t, before[:, sequence - 1], color=GREY, linewidth=2.5, linestyle=":")
        ax.plot(t, after[:, sequence - 1], color=colour)
        ax.set(xlim=(0, len(xs) + 2), xticks=[])
    valve, middle, bottom = axes
    valve.fill_between(t, now.opening[shown][:, sequence - 1], color=(colour, 0.3), linewidth=0)
    valve.set(ylim=(0, 1.08), yticks=(0, 1))
    valve.set_title(word("ablation opening", gate=word(f"ablation gate {shown}")), fontsize=13)
    for ax, values in ((middle, now.c), (bottom, now.answers)):
        low, high = limits(values)
        ax.set(ylim=(low, high), yticks=sorted({low, 0.0, high}))
        ax.yaxis.set_major_formatter(FuncFormatter(lambda v, _: f"{v:zg}".replace("-", "−")))
    bottom.set(xlabel=word("adding step"), xticks=(0, 25, 50, 75, 100))
    middle.set_title(word("ablation memory"), fontsize=13)
    bottom.set_title(word("ablation answer"), fontsize=13)
    return fig


def limits(values: Array) -> tuple[float, float]:
    """Return an axis of its own for these values: it holds them and zero, and ends at round ones.

    Examples
    --------
    >>> limits(np.array([0.3, 2.2])), limits(np.array([-0.16, 0.24]))
    ((0.0, 3.0), (-0.2, 0.3))
    """
    low, high = min(float(values.min()), 0.0), max(float(values.max()), 0.0)
    digits = 0 if high - low > 1 else 1
    scale = 10**digits
    return floor(low * scale) / scale, ceil(high * scale) / scale


def _middle(gate: str) -> float:
    """Return where a choice stands in the strip."""
    return 50.0 + 100 * CHOICES.index(gate)


def draw_valves(fig: Figure, gate: str) -> Axes:
    """Draw the three gates as valves above the axes, the removed one as an open pipe."""
    ax = fig.add_axes((0, 1 - STRIP / HEIGHT, 1, STRIP / HEIGHT))
    ax.set(xlim=(0, 400), ylim=(0, STRIP))
    ax.axis("off")
    colour = GREY if gate else BLUE
    ax.text(_middle(""), 34, word("ablation says none"), ha="center", va="center", color=colour)
    for name in VALVES:
        x, gone = _middle(name), name == gate
        colour = ORANGE if gone else BLUE
        ax.plot((x - 40, x + 40), (60, 60), color=colour, linewidth=9 if gone else 2, linestyle="-")
        if not gone:
            for side in (-1, 1):
                wing = [(x, 60), (x + 16 * side, 70), (x + 16 * side, 50)]
                ax.add_patch(Polygon(wing, facecolor=PAPER, edgecolor=colour, linewidth=2))
            ax.plot((x, x), (60, 76), color=colour, linewidth=2, linestyle="-")
            ax.plot((x - 9, x + 9), (76, 76), color=colour, linewidth=3, linestyle="-")
        label = word("ablation open" if gone else "ablation works", gate=word(f"ablation {name}"))
        ax.text(x, 34, label, ha="center", va="center", color=colour)
    return ax


def removed_says(gate: str, sequence: int) -> str:
    """Return in words what ``removed`` shows."""
    c = memory(gate).c[:, sequence - 1]
    return word(
        "ablation alt",
        what=word(f"ablation says {gate or 'none'}"),
        low=f"{c.min():z.1f}".replace("-", "−"),
        high=f"{c.max():z.1f}".replace("-", "−"),
        answer=f"{memory(gate).answers[-1, sequence - 1]:z.2f}".replace("-", "−"),
        total=f"{sequences()[1][sequence - 1, 0]:.2f}",
    )


@styled
def record(found: Record) -> Figure:
    """Draw the updates until the problem is solved: a row for each variant, a mark for each seed.

    Each variant is drawn at the learning rate that was best for it.

    Parameters
    ----------
    found
        The record "gates".
    """
    fig, (ax,) = new_figure(height=350, left=154, top=30, bottom=50)
    rows(ax, list(VARIANTS))
    ax.set(xlim=(0, 1580), ylim=(len(VARIANTS) - 0.5, -0.6), xlabel=word("ablation updates"))
    ax.set(xticks=(0, 500, 1000, 1500))
    for row, name in enumerate(VARIANTS):
        setting = best(found, name)
        lost = found.values(setting, "solved") == 0
        updates = found.values(setting, "updates")
        seeds(ax, row, updates, color=BLUE, given_up=lost, middle=np.mean)
    threshold(ax, 1500)
    ax.set_title(word("ablation marks"), fontsize=13)
    return fig
