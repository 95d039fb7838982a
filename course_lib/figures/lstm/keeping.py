"""A game: open and shut the gates of an LSTM cell so that a number survives ten steps."""

from typing import Any, NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from course_lib.figures.gru.gru import bias_for
from course_lib.figures.handles import Paint, handles
from course_lib.figures.lstm.lstm import text
from course_lib.figures.style import (
    BLUE,
    GREEN,
    GREY,
    INK,
    ORANGE,
    PURPLE,
    Lines,
    new_figure,
    part,
    shapes,
    styled,
)
from course_lib.figures.words import WORDS, language, word
from course_lib.protocol import Array
from course_lib.recurrent.lstm import LSTMCell

HEARD = np.array([0.6, -0.4, 0.9, -0.8, 0.3, -0.6, 0.8, -0.9, 0.5, -0.3, 0.7])
"""What could be written at each step, z: the first number is to be kept until the last step."""
STEPS = len(HEARD)
BEFORE = -0.5
"""What stands in the memory before the first step."""
GATES = ("zf", "zi", "zo")
START = np.repeat([1, 1, 0], STEPS).reshape(3, STEPS)
"""The gates as the game begins, (3, STEPS): forget, input, output."""
OPEN = {"1": 1.0, "0.95": 0.95, "0.9": 0.9}
"""How open an open gate is. A shut one is as far from 0."""


class Played(NamedTuple):
    """What the cell did."""

    c: Array
    """(STEPS,), the memory after each step."""
    h: Array
    """(STEPS,), what it showed."""
    score: int
    """0 to 100."""


def switches(gates: str) -> Array:
    """Return the gates (3, STEPS) as 0 and 1 that a text of digits stands for, row by row."""
    return np.array([float(digit) for digit in gates]).reshape(3, STEPS)


def play(gates: str, wide: str) -> Played:
    """Let an `LSTMCell` run with these gates.

    The score is 100 if h is 0 at each step but the last, and there the squashed first number. It
    falls by what is wrong in all steps, as a share of that number.

    Parameters
    ----------
    gates
        A digit for each gate and step: 1 open, 0 shut.
    wide
        A key of ``OPEN``.

    Examples
    --------
    >>> play("0" + "1" * 10 + "1" + "0" * 10 + "0" * 10 + "1", "1").score
    100
    """
    cell = LSTMCell(1, 1, np.random.default_rng(0))
    cell.params["W"][:] = [[1, 0], [0, 0], [0, 0], [0, 0]]
    values = 1 - OPEN[wide] + (2 * OPEN[wide] - 1) * switches(gates)
    state: tuple[Array, ...] = (np.zeros((1, 1)), np.full((1, 1), BEFORE))
    c, h = np.empty(STEPS), np.empty(STEPS)
    for t, (x, (zf, zi, zo)) in enumerate(zip(np.arctanh(HEARD), values.T, strict=True)):
        cell.params["b"][:] = [0, bias_for(zi), bias_for(zf), bias_for(zo)]
        state, _ = cell.forward(np.full((1, 1), x), state)
        h[t], c[t] = (float(v[0, 0]) for v in state)
    goal = wanted()
    error = np.abs(h - goal).sum() / goal[-1]
    return Played(c, h, int(np.floor(round(100 * max(0.0, 1 - error), 9) + 0.5)))


def wanted() -> Array:
    """Return what should be shown at each step, (STEPS,)."""
    goal = np.zeros(STEPS)
    goal[-1] = np.tanh(HEARD[0])
    return goal


# Pixels from the upper left corner. Each row of bars has a line, and so many pixels for a 1.
_LEFT, _CELL, _ROW, _TOP = 62.0, 30.0, 32.0, 104.0
_LINES = {"heard": (56.0, 40.0), "c": (266.0, 55.0), "h": (354.0, 55.0)}
_MOST = 0.8
"""A longer bar is cut."""


def bars(values: Array, row: str) -> list[Array]:
    """Return a bar for each step, up or down from the line of its row."""
    y, unit = _LINES[row]
    left = _LEFT + _CELL * np.arange(STEPS) + 5
    ends = y - unit * np.clip(values, -_MOST, _MOST)
    return [
        np.array([(x, y), (x + _CELL - 10, y), (x + _CELL - 10, end), (x, end), (x, y)])
        for x, end in zip(left, ends, strict=True)
    ]


def game_parts(gates: str, wide: str) -> dict[str, Lines | str]:
    """Return what moves in ``game``: the open gates, memory and answer as bars, the score.

    Parameters
    ----------
    gates, wide
        As in `play`.

    Examples
    --------
    >>> parts = game_parts("1" * 33, "1")
    >>> len(parts["open"]), len(parts["c"]), parts["score"]
    (33, 11, 'score 0 of 100')
    """
    played = play(gates, wide)
    return {**_ways(played, gates), "score": word("keep score", score=played.score)}


def _ways(played: Played, gates: str) -> dict[str, Lines]:
    corners = [
        (_LEFT + _CELL * t + 3, _TOP + _ROW * g + 3) for g, t in np.argwhere(switches(gates) == 1)
    ]
    wide, high = _CELL - 6, _ROW - 6
    return {
        "open": [
            np.array([(x, y), (x + wide, y), (x + wide, y + high), (x, y + high), (x, y)])
            for x, y in corners
        ],
        "c": bars(played.c, "c"),
        "h": bars(played.h, "h"),
    }


@styled
@handles(paint=Paint("gates", box=(_LEFT, _TOP, _CELL * STEPS, 3 * _ROW)))
def game(gates: str, wide: str) -> Figure:
    """Draw what is heard, the gates to press, the memory, and what is shown.

    Parameters
    ----------
    gates, wide
        As in `play`.
    """
    played = play(gates, wide)
    ways = _ways(played, gates)
    fig, (ax,) = new_figure(height=434, left=4, right=4, top=4, bottom=4)
    ax.set(xlim=(0, 392), ylim=(426, 0))
    ax.axis("off")
    for row, (y, _) in _LINES.items():
        ax.plot([_LEFT + 4, 392], [y, y], color=GREY, linewidth=1, linestyle="-", zorder=3)
        ax.text(2, y, word(f"keep {row}"), va="center", color=INK)
    first, *rest = bars(HEARD, "heard")
    ax.add_patch(_filled(first, BLUE, 1))
    for bar in rest:
        ax.add_patch(_filled(bar, GREY, 0.5))
    x = _LEFT + _CELL / 2
    ax.text(x, 14, f"{HEARD[0]:g}", ha="center", va="center", color=BLUE, weight="bold")
    ax.text(x + 20, 14, word("keep aim"), va="center", color=BLUE)
    for g, name in enumerate(GATES):
        y = _TOP + _ROW * (g + 0.5)
        ax.text(2, y, word(f"keep {name}"), va="center", color=GREEN)
        for t in range(STEPS):
            corner = (_LEFT + _CELL * t + 3, _TOP + _ROW * g + 3)
            box = Rectangle(corner, _CELL - 6, _ROW - 6, fill=False, edgecolor=GREEN, linewidth=1)
            ax.add_patch(box)
    for t in range(STEPS):
        at = _LEFT + _CELL * (t + 0.5)
        ax.text(at, 212, str(t + 1), ha="center", va="center", color=GREY)
    shapes(ax, "open", ways["open"], facecolor=GREEN)
    shapes(ax, "c", ways["c"], facecolor=BLUE)
    shapes(ax, "h", ways["h"], facecolor=PURPLE)
    _goals(ax)
    part(
        ax.text(196, 414, word("keep score", score=played.score), ha="center", va="center"), "score"
    ).set(color=INK, weight="bold", size=16)
    return fig


def _filled(bar: Array, colour: str, alpha: float) -> Rectangle:
    (x, y), _, (x1, y1), *_ = bar
    return Rectangle((x, y), x1 - x, y1 - y, facecolor=colour, alpha=alpha)


def _goals(ax: Axes) -> None:
    """Draw what the memory should hold, and the place that the answer should fill."""
    y, unit = _LINES["c"]
    level = y - unit * HEARD[0]
    ax.plot([_LEFT, 392], [level, level], color=BLUE, linewidth=1.5, linestyle=":", zorder=3)
    y, unit = _LINES["h"]
    high, left = unit * wanted()[-1], _LEFT + _CELL * (STEPS - 1) + 5
    goal = Rectangle((left, y - high), _CELL - 10, high, fill=False, linewidth=2, linestyle="--")
    goal.set(edgecolor=ORANGE, zorder=4)
    ax.add_patch(goal)


def hint(gates: str, wide: str) -> tuple[str, int]:
    """Return what is wrong first, as the key of a word, and at which step.

    Examples
    --------
    >>> hint("1" * 33, "1")
    ('keep old', 1)
    """
    zf, zi, zo = switches(gates)
    wrongs = (
        ("keep old", zf[:1] == 1, 1),
        ("keep unwritten", zi[:1] == 0, 1),
        ("keep mixed", zi[1:] == 1, 2),
        ("keep forgot", zf[1:] == 0, 2),
        ("keep early", zo[:-1] == 1, 1),
        ("keep silent", zo[-1:] == 0, STEPS),
    )
    for key, found, start in wrongs:
        if found.any():
            return key, int(found.argmax()) + start
    return "keep perfect" if OPEN[wide] == 1 else "keep leaks", STEPS


def game_says(gates: str, wide: str) -> str:
    """Return in words what ``game`` shows, and what to change next."""
    played = play(gates, wide)
    key, step = hint(gates, wide)
    n = int(switches(gates).sum())
    last = {"c": _number(played.c[-1]), "h": _number(played.h[-1])}
    return word("keep alt", n=n, score=played.score, hint=word(key, step=step), **last)


def _number(value: float) -> str:
    return text(round(float(value), 9))


def game_numbers() -> dict[str, Any]:
    """Return the numbers and words that the page's script needs to do the same."""
    keys = ("old", "unwritten", "mixed", "forgot", "early", "silent", "perfect", "leaks")
    words = WORDS[language()]
    return {
        "heard": HEARD.tolist(),
        "before": BEFORE,
        "open": OPEN,
        "place": {"left": _LEFT, "cell": _CELL, "row": _ROW, "top": _TOP},
        "lines": _LINES,
        "most": _MOST,
        "words": {key: words[f"keep {key}"] for key in (*keys, "score", "alt")},
    }
