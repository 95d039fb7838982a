"""What is known of a hidden state, with and without the frames that come after it."""

from functools import cache
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from course_lib.datasets import Frames, hmm_frames
from course_lib.datasets.hmm import Float64s
from course_lib.experiments.recorded import Record
from course_lib.experiments.recurrent.frames import (
    SETTINGS,
    STATES,
    STEPS,
    bound,
    posterior,
)
from course_lib.figures.handles import Handle, handles
from course_lib.figures.marks import bar, rows, seeds, wrong
from course_lib.figures.style import BLUE, FAINT, GREY, INK, ORANGE, PURPLE, new_figure, styled
from course_lib.figures.words import word

KNOWN = {"frame": "one frame", "past": "RNN", "two": "RNN, delay 2", "all": "RNN, both"}
"""What the reader may choose to know, and the setting of the experiment that knows it."""
FIRST, LAST, AROUND = 19, 33, 4
"""The steps that the figure goes through, and how many it shows on each side of them."""
ROWS = ("one frame", "RNN", "RNN, delay 1", "RNN, delay 2", "RNN, delay 3", "RNN, delay 5")


def choices() -> dict[str, str]:
    """Return the keys of KNOWN, with the words for each."""
    return {known: word(f"frames choose {known}") for known in KNOWN}


@cache
def sequence() -> Frames:
    """Return the one sequence of the figure, chosen because the future often helps in it."""
    return hmm_frames(1, STEPS, np.random.default_rng(99))


@cache
def probabilities(known: str) -> Float64s:
    """Return P(state | what is known), (50, 6)."""
    return posterior(sequence().xs, KNOWN[known])[:, 0]


def span(t: int, known: str) -> tuple[int, int]:
    """Return the first and the last frame, from 1, that may be used at step ``t``.

    Examples
    --------
    >>> span(20, "past"), span(20, "two"), span(20, "frame")
    ((1, 20), (1, 22), (20, 20))
    """
    lag = SETTINGS[KNOWN[known]].lag
    return (t if known == "frame" else 1), STEPS if lag is None else t + lag


def right_steps(known: str) -> int:
    """Return at how many of the steps FIRST to LAST the best guess is right."""
    steps = slice(FIRST - 1, LAST)
    guesses = probabilities(known)[steps].argmax(axis=1)
    return int((guesses == sequence().states[steps, 0]).sum())


@styled
@handles(Handle("t", at=lambda t: (t, -0.6), jump=True))
def belief(t: int, known: str) -> Figure:
    """Draw part of the sequence, and what the known frames say of the state at step ``t``.

    Parameters
    ----------
    t
        The step, from 1: FIRST to LAST.
    known
        A key of KNOWN.
    """
    fig, (frames, states) = new_figure(2, 1, height=420, left=52, bottom=48, top=26, gap=70)
    draw_frames(frames, t, known)
    draw_belief(states, t, known)
    return fig


def draw_frames(ax: Axes, t: int, known: str) -> None:
    """Draw the frames around the steps of the figure: filled if known, and the hidden states."""
    xs, hidden = sequence()
    steps = np.arange(FIRST - AROUND, LAST + AROUND + 1)
    seen, level = xs[steps - 1, 0, 0] + (STATES + 1) / 2, hidden[steps - 1, 0] + 1
    first, last = span(t, known)
    usable = (steps >= first) & (steps <= last)
    ax.step(steps, level, where="mid", color=GREY, linewidth=1.5)
    look: dict[str, Any] = {"linestyle": "none", "markersize": 6}
    ax.plot(steps[usable], seen[usable], marker="o", color=BLUE, **look)
    ax.plot(
        steps[~usable],
        seen[~usable],
        marker="o",
        color=GREY,
        markerfacecolor="none",
        **look,
    )
    ax.axvline(t, color=ORANGE, linestyle="--", linewidth=1.5, zorder=0)
    ax.set(xlim=(steps[0] - 0.7, steps[-1] + 0.7), ylim=(-1.2, STATES + 2.2))
    ax.set(yticks=range(1, STATES + 1), xlabel=word("frames step"))
    names = ((0, "hidden", GREY), (0.42, "known", BLUE), (0.68, "unknown", GREY))
    for x, name, color in names:
        says = word(f"frames {name}")
        ax.text(x, 1.08, says, color=color, va="center", transform=ax.transAxes)


def draw_belief(ax: Axes, t: int, known: str) -> None:
    """Draw a bar for each state; the guess is filled, and has an × if it is not the true one."""
    p, truth = probabilities(known)[t - 1], int(sequence().states[t - 1, 0])
    best = int(p.argmax())
    for k in range(STATES):
        guess = k == best
        ax.bar(
            k + 1,
            p[k],
            0.7,
            facecolor=BLUE if guess else "none",
            edgecolor=BLUE,
            hatch="" if guess else "//",
            alpha=0.85 if guess else FAINT,
        )
        ax.text(k + 1, p[k] + 0.03, f"{p[k]:.2f}", ha="center", va="bottom", color=INK)
    ax.set(xlim=(0.4, STATES + 0.6), ylim=(0, 1.16), yticks=[0, 0.5, 1])
    names = [word("frames true", k=k + 1) if k == truth else str(k + 1) for k in range(STATES)]
    ax.set_xticks(range(1, STATES + 1), names)
    ax.get_xticklabels()[truth].set_fontweight("bold")
    if best != truth:
        wrong(ax, best + 1, p[best] / 2)
    ax.set_title(word("frames belief", t=t), fontsize=13)


def belief_says(t: int, known: str) -> str:
    """Return in words what ``belief`` shows."""
    p, truth = probabilities(known)[t - 1], int(sequence().states[t - 1, 0])
    guess = int(p.argmax())
    verdict = word("frames right" if guess == truth else "frames wrong", truth=truth + 1)
    return word("frames alt", t=t, guess=guess + 1, p=f"{p[guess]:.2f}", verdict=verdict)


@styled
def bounds(record: Record) -> Figure:
    """Draw what is possible and what the nets reach: a row for each set of known frames.

    Parameters
    ----------
    record
        Of the experiment ``"frames"``.
    """
    fig, (ax,) = new_figure(height=380, left=114, right=24, bottom=48, top=52)
    shown = (*ROWS, "RNN, both")
    rows(ax, [word(f"frames row {setting}") for setting in shown])
    ax.set(xlim=(0.56, 0.8), ylim=(len(shown) - 0.4, -0.6), xlabel=word("frames share"))
    for row, setting in enumerate(shown):
        bar(ax, row, bound(setting), label=None if row else word("frames bound"))
        dense = setting == "one frame"
        label = {0: word("frames dense"), 1: "RNN"}.get(row)
        color, marker = (PURPLE, "s") if dense else (BLUE, "o")
        right = record.values(setting, "accuracy")
        seeds(ax, row, right, color=color, marker=marker, label=label)
    ax.set_xticks([0.6, 0.65, 0.7, 0.75, 0.8])
    ax.legend(
        loc="lower left",
        bbox_to_anchor=(-0.44, 0.99),
        ncols=3,
        columnspacing=0.9,
        handletextpad=0.3,
        handlelength=1.2,
    )
    return fig
