"""A stack RNN that counts, set by hand: its actions, and what they do to the stack."""

from functools import cache
from typing import NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from course_lib.datasets import ANBN_SYMBOLS, anbn
from course_lib.experiments.lstm.stack_rnn import counter
from course_lib.experiments.recorded import Record
from course_lib.figures.handles import Handle, handles
from course_lib.figures.marks import rows, seeds
from course_lib.figures.style import (
    BLUE,
    GREEN,
    GREY,
    INK,
    ORANGE,
    PURPLE,
    new_figure,
    styled,
)
from course_lib.figures.words import word
from course_lib.protocol import Array, Integers, Mask
from course_lib.recurrent.stack_rnn import StackRNN

N = 5
DEPTH = 6
ACTIONS = ("push", "pop", "nothing")
LOOKS = {"push": BLUE, "pop": ORANGE, "nothing": GREY}


class Walk(NamedTuple):
    """The counter of the page on one string, step by step."""

    symbols: str
    actions: Array
    """(T, 3)."""
    stacks: Array
    """(T, DEPTH), after each step; an empty place is -1."""
    says: str
    """The most likely next symbol at each step."""
    targets: str
    known: Mask
    """(T,), whether counting tells the next symbol."""


@cache
def walk(sharpness: float) -> Walk:
    """Run the counter on aⁿbⁿ, n = N, with actions of this sharpness."""
    net = counter(sharpness, depth=DEPTH)
    stack, read = net.layers
    assert isinstance(stack, StackRNN)
    strings = anbn([N], dtype=np.float32)
    hs, kept = stack.forward(strings.xs)
    scores, _ = read.forward(hs)
    after = [s.stack[0, 0] for s in kept.steps[1:]] + [kept.state[1][0, 0]]
    return Walk(
        text(strings.symbols[:, 0]),
        np.array([s.actions[0, 0] for s in kept.steps]),
        np.array(after),
        text(scores[:, 0].argmax(axis=1)),
        text(strings.targets[:, 0]),
        strings.predictable[:, 0],
    )


def text(symbols: Integers) -> str:
    """Return symbols as a string.

    Examples
    --------
    >>> text(np.array([2, 0, 1]))
    '$ab'
    """
    return "".join(ANBN_SYMBOLS[int(s)] for s in symbols)


@styled
@handles(Handle("step", at=lambda step: (20 + 24 * step, 48), axes=2, jump=True, ring=(0, -20)))
def steps(step: int, sharpness: float) -> Figure:
    """Draw the string, the actions at one step, and the stack after it.

    Parameters
    ----------
    step
        From 0.
    sharpness
        What the scores of the actions are multiplied by.
    """
    w = walk(sharpness)
    fig, (left, right) = new_figure(columns=2, height=330, left=76, right=8, top=92, bottom=30)
    draw_string(fig, w, step)
    left.barh(range(3), w.actions[step], color=[LOOKS[a] for a in ACTIONS], height=0.6)
    for k, share in enumerate(w.actions[step]):
        left.text(share + 0.04, k, f"{share:.2f}", va="center")
    left.set(xlim=(0, 1.35), ylim=(2.6, -0.6), xticks=(0, 1))
    left.set_yticks(range(3), [word(f"stack {a}") for a in ACTIONS])
    left.tick_params(axis="y", length=0)
    left.set_title(word("stack actions"), fontsize=13)
    draw_stack(right, w.stacks[step])
    return fig


def draw_string(fig: Figure, w: Walk, step: int) -> None:
    """Write the string above the axes, the symbol that is read framed, and the next symbol."""
    ax = fig.add_axes((0, 1 - 66 / 330, 1, 66 / 330))
    ax.set(xlim=(0, 400), ylim=(0, 66))
    ax.axis("off")
    for k, symbol in enumerate(w.symbols):
        weight, color = ("bold", INK) if k == step else ("normal", GREY)
        ax.text(20 + 24 * k, 48, symbol, ha="center", va="center", weight=weight, color=color)
    ax.add_patch(
        Rectangle((9 + 24 * step, 37), 22, 23, facecolor="none", edgecolor=INK, linewidth=1.5)
    )
    ax.text(10, 14, verdict(w, step), ha="left", va="center")


def verdict(w: Walk, step: int) -> str:
    """Return in words what the net expects next, and whether that is right."""
    if not w.known[step]:
        return word("stack unknown", says=w.says[step])
    right = w.says[step] == w.targets[step]
    return word("stack right" if right else "stack wrong", says=w.says[step], next=w.targets[step])


def draw_stack(ax: Axes, stack: Array) -> None:
    """Draw the places of a stack, the top above: the fuller the bar, the nearer to 1."""
    for k, value in enumerate(stack):
        frame = Rectangle((0, k), 1, 0.86, facecolor="none", edgecolor=GREY, linewidth=1)
        ax.add_patch(frame)
        share = (value + 1) / 2
        ax.add_patch(Rectangle((0, k), share, 0.86, facecolor=(PURPLE, 0.35), edgecolor=PURPLE))
        label = f"{value:.2f}".replace("-", "−")
        ax.text(1.1, k + 0.43, label, ha="left", va="center")
    ax.set(xlim=(0, 1.7), ylim=(DEPTH, -0.1))
    ax.axis("off")
    ax.set_title(word("stack places"), fontsize=13)


def steps_says(step: int, sharpness: float) -> str:
    """Return in words what ``steps`` shows."""
    w = walk(sharpness)
    return word(
        "stack alt",
        symbol=w.symbols[step],
        push=f"{w.actions[step, 0]:.2f}",
        pop=f"{w.actions[step, 1]:.2f}",
        nothing=f"{w.actions[step, 2]:.2f}",
        stack=", ".join(f"{v:.2f}".replace("-", "−") for v in w.stacks[step]),
        verdict=verdict(w, step),
    )


@styled
def record(found: Record) -> Figure:
    """Draw how far each net counts: a row for each kind of net, a mark for each seed.

    Parameters
    ----------
    found
        The record "stack-rnn".
    """
    settings = list(dict.fromkeys(run.setting for run in found.runs))
    shown = [(s, "reach", s) for s in settings]
    shown[2:2] = [(s, "rounded", word("stack rounded", name=s)) for s in settings[:2]]
    fig, (ax,) = new_figure(height=320, left=138, top=30, bottom=50)
    ax.axvspan(0, 10, color=GREEN, alpha=0.12, linewidth=0)
    rows(ax, [label for _, _, label in shown])
    ax.set(xlim=(0, 61), ylim=(len(shown) - 0.5, -1.2), xlabel=word("stack reach"))
    for row, (setting, key, _) in enumerate(shown):
        marker, color = ("D", ORANGE) if key == "rounded" else ("o", BLUE)
        seeds(ax, row, found.values(setting, key), color=color, marker=marker)
    ax.text(11, -0.85, word("stack learned"), va="center", color=GREEN)
    return fig
