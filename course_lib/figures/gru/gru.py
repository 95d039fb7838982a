"""The GRU's mix of old and new: one unit whose two gates the reader holds."""

from functools import cache
from typing import NamedTuple

import numpy as np
from matplotlib.figure import Figure

from course_lib.figures.handles import Handle, handles
from course_lib.figures.style import (
    BLUE,
    FAINT,
    GREEN,
    GREY,
    ORANGE,
    PAPER,
    WIDTH,
    apart,
    new_figure,
    styled,
)
from course_lib.figures.words import word
from course_lib.protocol import Array
from course_lib.recurrent.gru import GRU

H0 = 0.8
"""The memory before the first step."""
XS = np.repeat([-1.0, 0.6, -0.2], 5)
"""What the unit reads in its 15 steps."""
FAR = 40.0
"""The sigmoid of ±40 is 0 or 1, to the last digit but one."""


class Steps(NamedTuple):
    """What one unit did, step by step."""

    h: Array
    """(T + 1,), the memory; first ``H0``, before the first step."""
    h_new: Array
    """(T,), the candidate h'."""


def bias_for(gate: float) -> float:
    """Return the bias that holds a gate at this value, from -``FAR`` for 0 to ``FAR`` for 1.

    Examples
    --------
    >>> bias_for(0), bias_for(0.5), bias_for(1)
    (-40.0, 0.0, 40.0)
    """
    with np.errstate(divide="ignore"):
        return float(np.clip(np.log(gate) - np.log1p(-gate), -FAR, FAR))


@cache
def held(z: float, r: float) -> Steps:
    """Run one unit over ``XS`` with both gates held, and h' = tanh(x + r h).

    Examples
    --------
    >>> held(1, 0.5).h.tolist() == [0.8] * 16
    True
    """
    gru = GRU(1, 1, np.random.default_rng(0))
    gru.params["W"][:] = [[0, 0], [0, 0], [1, 1]]
    gru.params["b"][:] = [bias_for(r), bias_for(z), 0]
    _, kept = gru.forward(XS[:, None, None], (np.full((1, 1), H0),))
    return Steps(kept.h[:, 0, 0], kept.gates[:, 2, 0, 0])


@styled
@handles(
    Handle("z", at=lambda z, r: (held(z, r).h[1], 0)),
    Handle("r", at=lambda z, r: (held(z, r).h_new[0], 0.5)),
)
def mix(z: float, r: float) -> Figure:
    """Draw the first step as a mix on a line, and all 15 steps below it.

    Parameters
    ----------
    z, r
        Update gate and reset gate, 0 to 1.
    """
    h, h_new = held(z, r)
    fig, (line, time) = new_figure(rows=2, height=HIGH, left=30, right=100, top=24)
    line.set_position((20 / WIDTH, 0.735, 1 - 40 / WIDTH, 0.175))
    box = time.get_position()
    time.set_position((box.x0, 0.11, box.width, 0.5))
    line.set(xlim=(-1.05, 1.05), ylim=(-1, 1), yticks=[], xticks=[-1, 0, 1])
    line.spines["left"].set_visible(False)
    line.plot([h_new[0], H0], [0, 0], color=GREY, linewidth=1, linestyle="-")
    line.plot([h_new[0], h[1]], [0, 0], color=GREEN, linewidth=5, linestyle="-")
    line.plot(H0, 0, "o", color=BLUE, markersize=11, markeredgecolor=PAPER)
    line.plot(h_new[0], 0, "s", color=ORANGE, markersize=11, markeredgecolor=PAPER)
    line.plot(h[1], 0, "D", color=GREEN, markersize=9, markeredgecolor=PAPER)
    for x, y, name, color in (
        (H0, 0.62, "old", BLUE),
        (h_new[0], 1.05, "new", ORANGE),
        (h[1], -0.62, "mix", GREEN),
    ):
        says = f"{word(f'gru {name}')} {_text(x)}"
        line.text(x, y, says, color=color, ha="center", va="center", weight="bold")
    fig.text(8 / WIDTH, 1 - 16 / HIGH, word("gru first", z=f"{z:g}"), va="center")
    fig.text(8 / WIDTH, 0.65, word("gru all"), va="center")
    steps = np.arange(len(h))
    time.axhline(0, color=GREY, linewidth=1, alpha=FAINT)
    time.step(steps[1:], XS, where="mid", color=GREY, linewidth=1.25, linestyle=":")
    time.plot(steps[1:], h_new, "s--", color=ORANGE, linewidth=1.25, markersize=5)
    time.plot(steps, h, "D-", color=GREEN, linewidth=3, markersize=5)
    time.plot(0, H0, "o", color=BLUE, markersize=9, markeredgecolor=PAPER)
    time.set(xlim=(-0.4, 15.4), ylim=(-1.12, 1.12), yticks=[-1, 0, 1], xticks=[0, 5, 10, 15])
    time.set_xlabel(word("gru step"))
    ends = {"memory": (h[-1], GREEN), "candidate": (h_new[-1], ORANGE), "input": (XS[-1], GREY)}
    places = apart([end for end, _ in ends.values()], LINE)
    for (name, (_, color)), at in zip(ends.items(), places, strict=True):
        time.text(15.7, at, word(f"gru {name}", h=_text(h[-1])), color=color, va="center")
    return fig


HIGH = 410
LINE = 0.2  # a line of text is so high, in the unit of h


def mix_says(z: float, r: float) -> str:
    """Return in words what ``mix`` shows."""
    h, h_new = held(z, r)
    return word(
        "gru alt",
        z=f"{z:g}",
        r=f"{r:g}",
        old=f"{100 * z:.0f}",
        new=f"{100 - 100 * z:.0f}",
        candidate=_text(h_new[0]),
        first=_text(h[1]),
        last=_text(h[-1]),
    )


def _text(value: float) -> str:
    return f"{value:z.2f}".replace("-", "−")
