"""What each gate of an LSTM does: one is removed from a trained net, or from the start."""

from functools import cache
from typing import NamedTuple

import numpy as np
from matplotlib.figure import Figure

from course_lib.experiments.lstm.gates import VARIANTS, memory_unit, remove_gate
from course_lib.experiments.recorded import Record
from course_lib.figures.lstm.adding_problem import sequences, trained
from course_lib.figures.marks import rows, seeds, threshold
from course_lib.figures.style import BLUE, GREY, ORANGE, PURPLE, new_figure, styled
from course_lib.figures.words import word
from course_lib.protocol import Array
from course_lib.recurrent.lstm import LSTM


class Memory(NamedTuple):
    """What the trained net does on the twelve sequences, with a gate removed or with all."""

    c: Array
    """(T, N), the memory of the unit that holds the sum."""
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
    return Memory(kept.c[1:, memory_unit(full, xs)], dense.forward(hs)[0][..., 0])


@styled
def removed(gate: str, sequence: int) -> Figure:
    """Draw one unit's memory and the answer of a trained LSTM whose gate is fixed at 1.

    Parameters
    ----------
    gate
        "zi", "zf", "zo", or "" for none.
    sequence
        Which of the sequences of the page on the adding problem, from 1.
    """
    xs, sums = sequences()
    marks = np.flatnonzero(xs[:, sequence - 1, 1]) + 1
    t = np.arange(1, len(xs) + 1)
    fig, axes = new_figure(rows=2, height=400, left=40, top=28, bottom=48, gap=62)
    whole, now = memory(""), memory(gate)
    for ax, name in zip(axes, ("c", "answers"), strict=True):
        for k in marks:
            ax.axvline(float(k), color=PURPLE, linewidth=1.5, linestyle="--", alpha=0.7)
        ax.plot(t, getattr(whole, name)[:, sequence - 1], color=GREY, linewidth=1.5, linestyle=":")
        ax.plot(t, getattr(now, name)[:, sequence - 1], color=ORANGE if gate else BLUE)
        ax.set(xlim=(0, len(xs) + 2))
    top, bottom = axes
    # Without the input gate c leaves the picture at times; the steps of the whole net are small.
    top.set(ylim=(-1.1, 1.6), yticks=(-1, 0, 1))
    bottom.set(ylim=(-0.4, 2.7), yticks=(0, 1, 2), xlabel=word("adding step"))
    top.set_title(word("ablation memory", what=word(f"ablation {gate or 'none'}")), fontsize=13)
    answer = f"{now.answers[-1, sequence - 1]:.2f}"
    total = f"{sums[sequence - 1, 0]:.2f}"
    bottom.set_title(word("ablation answer", answer=answer, total=total), fontsize=13)
    return fig


def removed_says(gate: str, sequence: int) -> str:
    """Return in words what ``removed`` shows."""
    c = memory(gate).c[:, sequence - 1]
    return word(
        "ablation alt",
        what=word(f"ablation {gate or 'none'}"),
        low=f"{c.min():.1f}".replace("-", "−"),
        high=f"{c.max():.1f}".replace("-", "−"),
        answer=f"{memory(gate).answers[-1, sequence - 1]:.2f}",
        total=f"{sequences()[1][sequence - 1, 0]:.2f}",
    )


@styled
def record(found: Record) -> Figure:
    """Draw the updates until the problem is solved: a row for each variant, a mark for each seed.

    Parameters
    ----------
    found
        The record "gates".
    """
    fig, (ax,) = new_figure(height=320, left=122, top=30, bottom=50)
    rows(ax, list(VARIANTS))
    ax.set(xlim=(0, 1580), ylim=(len(VARIANTS) - 0.5, -0.6), xlabel=word("ablation updates"))
    ax.set(xticks=(0, 500, 1000, 1500))
    for row, name in enumerate(VARIANTS):
        lost = found.values(name, "solved") == 0
        seeds(ax, row, found.values(name, "updates"), color=BLUE, given_up=lost)
    threshold(ax, 1500)
    ax.set_title(word("ablation marks"), fontsize=13)
    return fig
