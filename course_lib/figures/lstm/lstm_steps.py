"""One neuron of a trained LSTM at work, step by step."""

from functools import cache
from typing import NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from course_lib.experiments.lstm.lstm import (
    Learned,
    solve_adding,
)
from course_lib.figures.handles import Handle, handles
from course_lib.figures.lstm.lstm import text
from course_lib.figures.style import (
    BLUE,
    GREEN,
    GREY,
    ORANGE,
    PURPLE,
    new_figure,
    styled,
)
from course_lib.figures.words import word
from course_lib.protocol import Array


class Watched(NamedTuple):
    """One sequence of the adding problem in one neuron of a trained LSTM."""

    numbers: Array
    """(T,), what comes in."""
    marks: Array
    """(T,), 1 where the number counts."""
    gates: Array
    """(T, 4): z, zi, zf, zo."""
    c: Array
    """(T + 1,); c[0] is the memory before the first step."""
    h: Array
    """(T,)."""


# Sequences of the test set whose first marked number is near 1, by their second.
SEQUENCES = {"large": 290, "small": 398}


@cache
def trained() -> Learned:
    """Train an LSTM of four neurons on the adding problem."""
    return solve_adding(0, n_hidden=4)


@cache
def watched(second: str) -> Watched:
    """Watch the neuron whose memory follows the sum best, in one sequence."""
    net, xs = trained().lstm, trained().xs
    hs, cache = net.forward(xs)
    sums = xs.prod(axis=2).sum(axis=0)
    k = int(np.argmax([abs(np.corrcoef(c, sums)[0, 1]) for c in cache.c[-1]]))
    b = SEQUENCES[second]
    numbers, marks = xs[:, b].T
    return Watched(numbers, marks, cache.gates[:, :, k, b], cache.c[:, k, b], hs[:, b, k])


def _number(step: int, second: str) -> tuple[float, float]:
    return step + 1, float(watched(second).numbers[step])


@styled
@handles(Handle("step", at=_number, jump=True))
def steps(step: int, second: str) -> Figure:
    """Draw the input, the gates, and c and h over time.

    Parameters
    ----------
    step
        Where the cursor stands, from 0.
    second
        The sequence, by its second marked number: ``"large"`` or ``"small"``.
    """
    w = watched(second)
    fig, axes = new_figure(rows=3, height=430, left=34, right=98, top=24, bottom=44, gap=34)
    t = np.arange(1, len(w.numbers) + 1)
    at = step + 1
    _, zi, zf, zo = w.gates[step]
    titles = (
        word("lstm now", step=at, mark=_mark(w, step), number=text(w.numbers[step])),
        word("lstm gates", zi=text(zi), zf=text(zf), zo=text(zo)),
        word("lstm memory", before=text(w.c[step]), c=text(w.c[at])),
    )
    for ax, title in zip(axes, titles, strict=True):
        ax.axvspan(at - 0.5, at + 0.5, facecolor=GREY, alpha=0.3, linewidth=0)
        ax.set_title(title)
        ax.set(xlim=(0.3, len(t) + 0.7), xticks=[])
    top, middle, bottom = axes
    marked = w.marks == 1
    top.vlines(t, 0, w.numbers, color=np.where(marked, ORANGE, GREY).tolist(), linewidth=2)
    top.plot(t[~marked], w.numbers[~marked], "o", color=GREY, markersize=4)
    top.plot(t[marked], w.numbers[marked], "D", color=ORANGE, markersize=8)
    top.set(ylim=(0, 1.1), yticks=(0, 1))
    top.text(len(t) + 1.3, 0.85, word("lstm counts"), color=ORANGE, va="center")
    top.text(len(t) + 1.3, 0.25, word("lstm other"), color=GREY, va="center")
    looks = (("zi", 1, ORANGE, "-"), ("zf", 2, GREEN, "--"), ("zo", 3, PURPLE, ":"))
    for name, row, colour, style in looks:
        width = 3 if name == "zi" else 2
        middle.plot(t, w.gates[:, row], color=colour, linestyle=style, linewidth=width)
    middle.set(ylim=(-0.04, 1.08), yticks=(0, 1))
    bottom.step(np.r_[0.5, t + 0.5], np.r_[w.c[0], w.c[1:]], color=BLUE, where="pre", linewidth=3)
    bottom.plot(t, w.h, color=PURPLE, linestyle="--")
    bottom.axhline(0, color=GREY, linewidth=1)
    # The same room for both sequences, whatever the training gave.
    both = np.concatenate([watched(name).c for name in SEQUENCES])
    bottom.set(ylim=(both.min() - 0.25, both.max() + 0.1), yticks=(0, 0.5))
    bottom.set(xlabel=word("lstm step"), xticks=(1, 10, 20, 30))
    ends = ((w.gates[-1, row], word(f"lstm line {name}"), colour) for name, row, colour, _ in looks)
    beside(middle, list(ends))
    h = w.h[-1], word("lstm line h"), PURPLE
    beside(bottom, [(w.c[-1], word("lstm line c"), BLUE), h])
    return fig


def _mark(w: Watched, step: int) -> str:
    return word("lstm marked" if w.marks[step] else "lstm unmarked")


def between(w: Watched) -> float:
    """Return the product of the forget gates between the two marks."""
    first, last = np.flatnonzero(w.marks)
    return float(w.gates[first + 1 : last, 2].prod())


def beside(ax: Axes, lines: list[tuple[float, str, str]]) -> None:
    """Write the name of each line beside its end, none closer to another than a line of text."""
    low, high = ax.get_ylim()
    x, y = ax.get_xlim()[1] + 0.6, high + 1.0
    for end, name, colour in sorted(lines, reverse=True):
        y = min(end, y - 0.26 * (high - low))
        ax.text(x, y, name, color=colour, va="center", weight="bold")


def steps_says(step: int, second: str) -> str:
    """Return in words what happens in this step."""
    w = watched(second)
    _, zi, zf, zo = w.gates[step]
    return word(
        "lstm steps",
        mark=_mark(w, step),
        number=text(w.numbers[step]),
        zi=text(zi),
        zf=text(zf),
        zo=text(zo),
        before=text(w.c[step]),
        c=text(w.c[step + 1]),
        h=text(w.h[step]),
        left=text(between(w)),
    )
