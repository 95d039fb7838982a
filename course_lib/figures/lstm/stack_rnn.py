"""A stack RNN that counts, set by hand: its actions, and what they do to the stack."""

from functools import cache
from typing import Any, NamedTuple

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
    WIDTH,
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
@handles(Handle("step", at=lambda step: (22 + 34 * step, 48), jump=True, ring=(0, -21)))
def steps(step: int, sharpness: float) -> Figure:
    """Draw the string, and what one step makes of the stack: before, actions, after.

    Parameters
    ----------
    step
        From 0.
    sharpness
        What the scores of the actions are multiplied by.
    """
    w = walk(sharpness)
    fig, (ax,) = new_figure(height=HIGH)
    draw_string(ax, w, step)
    before = w.stacks[step - 1] if step else np.full(DEPTH, -1.0)
    draw_stack(_part(fig, 10, 84), before, word("stack before"), numbers=False)
    draw_actions(_part(fig, 122, 150), w.actions[step])
    draw_stack(_part(fig, 296, 96), w.stacks[step], word("stack after"), numbers=True)
    return fig


HIGH = 320
SHORT = 24
"""Letters of a verdict that leave room beside it for the rule of the strings."""


def _part(fig: Figure, left: float, wide: float) -> Axes:
    """Return axes below the string, with a row for each place of the stack."""
    ax = fig.add_axes((left / WIDTH, 12 / HIGH, wide / WIDTH, 204 / HIGH))
    ax.set(xlim=(0, wide), ylim=(DEPTH, -0.1))
    ax.axis("off")
    return ax


def draw_string(ax: Axes, w: Walk, step: int) -> None:
    """Write the string above, the symbol that is read framed, and below it what comes next."""
    ax.set_position((0, 1 - 78 / HIGH, 1, 78 / HIGH))
    ax.set(xlim=(0, 400), ylim=(0, 78))
    ax.axis("off")
    for k, symbol in enumerate(w.symbols):
        weight, color = ("bold", INK) if k == step else ("normal", GREY)
        x = 22 + 34 * k
        ax.text(x, 60, symbol, ha="center", va="center", weight=weight, color=color, size=17)
    frame = (22 + 34 * step - 13, 46)
    ax.add_patch(Rectangle(frame, 26, 29, facecolor="none", edgecolor=INK, linewidth=1.5))
    wrong = certain(w, step) and w.says[step] != w.targets[step]
    color = ORANGE if wrong else GREEN if certain(w, step) else GREY
    ax.text(10, 10, verdict(w, step), ha="left", va="center", color=color, weight="bold")
    if len(verdict(w, step)) < SHORT:
        ax.text(390, 10, word("stack rule"), ha="right", va="center", color=GREY)


def certain(w: Walk, step: int) -> bool:
    """Tell whether one symbol alone can come next: after the first $ too, which does not count."""
    return step == 0 or bool(w.known[step])


def verdict(w: Walk, step: int) -> str:
    """Return in words what the net expects next, and whether that is right."""
    if not certain(w, step):
        return word("stack unknown", says=w.says[step])
    right = w.says[step] == w.targets[step]
    return word("stack right" if right else "stack wrong", says=w.says[step], next=w.targets[step])


def draw_actions(ax: Axes, actions: Array) -> None:
    """Draw between the stacks how strongly each action is done; the strongest stands out."""
    strongest = int(actions.argmax())
    for k, (name, share) in enumerate(zip(ACTIONS, actions, strict=True)):
        color = LOOKS[name] if k == strongest else GREY
        y = 0.35 + 1.95 * k
        says = f"{word(f'stack {name}')} {share:.2f}"
        look: dict[str, Any] = {"color": color, "weight": "bold" if k == strongest else "normal"}
        ax.text(0, y, says, va="center", **look)
        ax.plot([0, 130], [y + 0.75, y + 0.75], color=GREY, linewidth=1, linestyle="-")
        ax.plot([0, 130 * share], [y + 0.75, y + 0.75], color=color, linewidth=9, linestyle="-")
    arrow = {"arrowstyle": "-|>", "color": INK, "linewidth": 1.5}
    ax.annotate("", xy=(164, 3), xytext=(140, 3), arrowprops=arrow, annotation_clip=False)
    ax.set_title(word("stack actions"))


def draw_stack(ax: Axes, stack: Array, title: str, *, numbers: bool) -> None:
    """Draw the places of a stack, the top above: the fuller the bar, the nearer to 1."""
    wide = 50 if numbers else 84
    for k, value in enumerate(stack):
        place = Rectangle((0, k), wide, 0.86, facecolor="none", edgecolor=GREY, linewidth=1)
        ax.add_patch(place)
        full = wide * (value + 1) / 2
        ax.add_patch(Rectangle((0, k), full, 0.86, facecolor=(PURPLE, 0.35), edgecolor=PURPLE))
        if numbers:
            ax.text(wide + 5, k + 0.43, _text(value), ha="left", va="center")
    ax.set_title(title)


def steps_says(step: int, sharpness: float) -> str:
    """Return in words what ``steps`` shows."""
    w = walk(sharpness)
    strongest = int(w.actions[step].argmax())
    return word(
        "stack alt",
        symbol=w.symbols[step],
        action=word(f"stack {ACTIONS[strongest]}"),
        share=f"{w.actions[step, strongest]:.2f}",
        stack=", ".join(map(_text, w.stacks[step])),
        verdict=verdict(w, step),
    )


def _text(value: float) -> str:
    return f"{value:z.2f}".replace("-", "−")


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
