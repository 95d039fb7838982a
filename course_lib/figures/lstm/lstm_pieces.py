"""One LSTM cell, lit piece by piece while a waiter takes orders."""

from functools import cache
from typing import NamedTuple

import numpy as np
from matplotlib.figure import Figure
from matplotlib.patches import Polygon

from course_lib.experiments.lstm.lstm import ORDERS, waiter
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
from course_lib.figures.style import BLUE, GREEN, GREY, new_figure, styled
from course_lib.figures.words import word
from course_lib.protocol import Array

# A value of 1 in the figure of the pieces: the bill of the page stays below 1.
WIDE = 0.9
PIECES = 6


class Flow(NamedTuple):
    """One pipe that is filled: a gate, or a number on its way."""

    piece: int
    value: float
    band: Array
    is_gate: bool


@cache
def served() -> list[dict[str, float]]:
    """Return what the waiter's cell does at each order: its gates, c before and after, and h."""
    cell, found = waiter(), []
    state = cell.zero_state(1)
    for x in ORDERS:
        (h, c), seen = cell.forward(x[np.newaxis], state)
        state = h, c
        names = {"z": seen.z, "zi": seen.zi, "zf": seen.zf, "zo": seen.zo, "tanh": seen.tanh_c}
        names |= {"before": seen.c_prev, "c": c, "h": h}
        found.append({name: float(value[0, 0]) for name, value in names.items()})
    return found


def flows(v: dict[str, float]) -> list[Flow]:
    """Return the filled pipes of a step, in the order in which they are lit."""
    new, kept, wide = v["zi"] * v["z"], v["zf"] * v["before"], WIDE / UNIT
    gates = [
        (1, v["zf"], upward(v["zf"], FORGET, BOTTOM + 0.5, TOP)),
        (3, v["zi"], upward(v["zi"], GATES["zi"], BOTTOM + 0.5, MIDDLE + 0.5 * UNIT * v["zi"])),
        (3, v["zi"], along(v["zi"], GATES["zi"], ADD, MIDDLE)),
        (5, v["zo"], upward(v["zo"], OUT, BOTTOM + 0.5, MIDDLE)),
    ]
    values = [
        (0, v["before"], along(wide * v["before"], LEFT, FORGET, TOP)),
        (1, kept, along(wide * kept, FORGET, ADD, TOP)),
        (2, v["z"], upward(wide * v["z"], ADD, BOTTOM + 0.5, MIDDLE)),
        (3, new, upward(wide * new, ADD, MIDDLE, TOP)),
        (4, v["c"], along(wide * v["c"], ADD, RIGHT, TOP)),
        (5, v["tanh"], upward(wide * v["tanh"], OUT, MIDDLE, TOP - 1.3)),
        (5, v["h"], along(wide * v["h"], OUT, RIGHT, MIDDLE)),
    ]
    return [Flow(*gate, True) for gate in gates] + [Flow(*value, False) for value in values]


# Where each piece is taken hold of.
HOLDS = ((1.1, TOP), (FORGET, 3.4), (ADD, 1.8), (GATES["zi"], 1.8), (6.4, TOP), (9.0, MIDDLE))


@styled
@handles(Handle("piece", at=lambda piece: HOLDS[piece], jump=True))
def pieces(piece: int, order: int) -> Figure:
    """Draw the cell with its pipes filled one after the other, while a waiter takes an order.

    Parameters
    ----------
    piece
        The last piece that is lit, from 0: the old memory, what is kept of it, what could be
        written, what is, the new memory, what is shown.
    order
        Which of ORDERS is heard.
    """
    fig, (ax,) = new_figure(height=312, left=4, right=4, top=4, bottom=4)
    ax.set(xlim=(0, 10), ylim=(-0.1, 7.65), aspect="equal")
    draw_pipes(ax)
    for flow in flows(served()[order]):
        if flow.piece <= piece:
            now = flow.piece == piece
            colour = GREEN if flow.is_gate else BLUE
            look = (colour, 1.0 if now else 0.35)
            ax.add_patch(Polygon(flow.band, facecolor=look, edgecolor=colour, linewidth=0.5))
    draw_signs(ax)
    for part, (x, y, name, colour) in zip(NAMED, NAMES, strict=True):
        lit = colour if part <= piece else GREY
        ax.text(x, y, name, ha="center", va="center", color=lit, weight="bold", size=15)
    for x, part, key in ((FORGET, 1, "forget"), (GATES["zi"], 3, "input"), (OUT, 5, "output")):
        lit = GREEN if part <= piece else GREY
        ax.text(x, 0.0, word(f"lstm {key}"), ha="center", va="center", color=lit)
    ax.text(5, 7.2, arithmetic(piece, order), ha="center", va="center", size=15, weight="bold")
    return fig


# The piece that lights each of NAMES.
NAMED = (0, 4, 5, 2, 1, 3, 5)


def arithmetic(piece: int, order: int) -> str:
    """Return what the piece computes.

    Examples
    --------
    >>> arithmetic(4, 2)
    'cᵗ = 0.29 + 0.20 = 0.49'
    """
    v = served()[order]
    places = v | {"price": ORDERS[order, 0], "kept": v["zf"] * v["before"], "new": v["zi"] * v["z"]}
    return word(f"lstm piece {piece}", **{key: text(value) for key, value in places.items()})


def pieces_says(piece: int, order: int) -> str:
    """Return in words what ``pieces`` shows."""
    return word(
        "lstm pieces alt",
        heard=word(f"lstm order {order}"),
        what=word(f"lstm what {piece}"),
        arithmetic=arithmetic(piece, order),
    )
