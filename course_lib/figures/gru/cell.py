"""The GRU cell as pipes: both gates are pulled by hand, and one wire can be put as on the slide."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from course_lib.figures.gru.gru import bias_for
from course_lib.figures.handles import Handle, handles
from course_lib.figures.lstm.lstm import corners, text
from course_lib.figures.style import (
    BLUE,
    GREEN,
    GREY,
    INK,
    ORANGE,
    PAPER,
    PURPLE,
    Lines,
    factor,
    new_figure,
    part,
    shapes,
    styled,
)
from course_lib.figures.words import WORDS, language, word
from course_lib.protocol import Array
from course_lib.recurrent.gru import GRUCell

WIRES = {"right": word("gru-cell wire right"), "slide": word("gru-cell wire slide")}
"""Which memory the update gate multiplies: the old one, or by the slide the new one."""

# A flow of 1 is drawn this wide.
UNIT = 0.5
# Rows: the loop of the slide, the memory, the update gate, the candidate.
LOOP, TOP, GATE, MID = 7.05, 5.9, 4.1, 2.1
# Columns, from the left.
_COLUMNS = ("left", "branch", "reset", "back", "sum", "keep", "tanh", "add", "out", "right")
_X = (0.2, 1.3, 2.7, 3.5, 4.2, 4.6, 5.75, 7.4, 8.7, 9.8)
LEFT, BRANCH, RESET, BACK, SUM, KEEP, TANH, ADD, OUT, RIGHT = _X
MINUS = 6.0
FROM_R, FROM_Z, FROM_X = 4.5, 3.3, 0.45


def step(h_prev: float, x: float, r: float, z: float, wire: str) -> dict[str, float]:
    """Return the number on each wire, from a `GRUCell` of one unit with h' = tanh(x + r h).

    By the slide's wire the cell solves h = z h + (1 - z) h', so it is a cell whose update gate is
    0: h = h'. At z = 1 the slide says h = h, and h is NaN.

    Parameters
    ----------
    h_prev, x
        The memory before the step, and the input.
    r, z
        Reset gate and update gate, 0 to 1.
    wire
        A key of ``WIRES``.

    Examples
    --------
    >>> found = step(0.8, -1.0, 1.0, 0.75, "right")
    >>> round(found["new"], 3), round(found["h"], 3)
    (-0.197, 0.551)
    """
    cell = GRUCell(1, 1, np.random.default_rng(0))
    cell.params["W"][:] = [[0, 0], [0, 0], [1, 1]]
    cell.params["b"][:] = [bias_for(r), bias_for(z if wire == "right" else 0), 0]
    (state,), seen = cell.forward(np.array([[x]], float), (np.array([[h_prev]], float),))
    h, new, reset = (float(v[0, 0]) for v in (state, seen.h_new, seen.q))
    if wire == "slide" and z >= 1:
        h = np.nan
    fed = h_prev if wire == "right" else h
    found = {"h_prev": h_prev, "x": x, "r": r, "z": z, "rest": 1 - z, "reset": reset}
    return found | {"sum": x + reset, "new": new, "kept": z * fed, "added": (1 - z) * new, "h": h}


def cell_parts(h_prev: float, x: float, r: float, z: float, wire: str) -> dict[str, Lines | str]:
    """Return what moves in ``cell``: a band for each flow, the switched wire, and all numbers.

    Parameters
    ----------
    h_prev, x, r, z, wire
        As in `step`.

    Returns
    -------
    dict
        ``plus`` and ``minus``: the bands of positive and of negative values. ``gates``: those of
        r, z and 1 - z. ``straight`` and ``loop``: the wire that is there. All others are texts:
        a number for each wire, and ``equation``.

    Examples
    --------
    >>> parts = cell_parts(0.8, -1.0, 1.0, 0.75, "right")
    >>> parts["new"], parts["h"], len(parts["loop"])
    ('−0.20', '0.55', 0)
    """
    found = step(h_prev, x, r, z, wire)
    return {**_ways(found, wire), **_texts(found, wire)}


def _ways(v: Mapping[str, float], wire: str) -> dict[str, Lines]:
    right = wire == "right"
    flows = [
        (v["h_prev"], _along(v["h_prev"], LEFT, KEEP if right else BRANCH, TOP)),
        (v["h_prev"], _upward(v["h_prev"], BRANCH, MID, TOP)),
        (v["h_prev"], _along(v["h_prev"], BRANCH, RESET, MID)),
        (v["reset"], _along(v["reset"], RESET, SUM, MID)),
        (v["x"], _upward(v["x"], SUM, FROM_X, MID)),
        (v["sum"], _along(v["sum"], SUM, TANH, MID)),
        (v["new"], _along(v["new"], TANH, ADD, MID)),
        (v["new"], _upward(v["new"], ADD, MID, GATE)),
        (v["added"], _upward(v["added"], ADD, GATE, TOP)),
    ]
    if not np.isnan(v["h"]):
        flows += [(v["kept"], _along(v["kept"], KEEP, ADD, TOP))]
        flows += [(v["h"], _along(v["h"], ADD, RIGHT, TOP))]
        if not right:
            flows += [
                (v["h"], _upward(v["h"], OUT, TOP, LOOP)),
                (v["h"], _along(v["h"], BACK, OUT, LOOP)),
                (v["h"], _upward(v["h"], BACK, TOP, LOOP)),
                (v["h"], _along(v["h"], BACK, KEEP, TOP)),
            ]
    loop = np.array([(OUT, TOP), (OUT, LOOP), (BACK, LOOP), (BACK, TOP), (KEEP, TOP)])
    straight = np.array([(BRANCH, TOP), (KEEP, TOP)])
    return {
        "plus": [band for value, band in flows if value >= 0],
        "minus": [band for value, band in flows if value < 0],
        "gates": [
            _upward(v["r"], RESET, MID, FROM_R),
            _upward(v["z"], KEEP, FROM_Z, TOP),
            _along(v["z"], KEEP, MINUS, GATE),
            _along(v["rest"], MINUS, ADD, GATE),
        ],
        "straight": [straight] if right else [],
        "loop": [] if right else [loop],
    }


def _texts(v: Mapping[str, float], wire: str) -> dict[str, str]:
    texts = {key: _number(v[key]) for key in _NUMBERS}
    key = "gru-cell equation" if wire == "right" else "gru-cell slide equation"
    fed = v["h_prev"] if wire == "right" else v["h"]
    places = {"z": texts["z"], "rest": texts["rest"], "h": texts["h"]}
    factors = {"fed": factor(_number(fed)), "new": factor(texts["new"])}
    return texts | {"equation": word(key, **places, **factors)}


def _number(value: float) -> str:
    # What a sigmoid misses in the last digit is no reason to round the other way.
    return "?" if np.isnan(value) else text(round(value, 9))


def _along(value: float, x0: float, x1: float, y: float) -> Array:
    half = 0.5 * UNIT * abs(value)
    return corners(x0, x1, y - half, y + half)


def _upward(value: float, x: float, y0: float, y1: float) -> Array:
    half = 0.5 * UNIT * abs(value)
    return corners(x - half, x + half, y0, y1)


# Where each number is written.
_NUMBERS = {
    "h_prev": (2.25, TOP + 0.62),
    "x": (5.2, 0.75),
    "r": (2.1, 3.7),
    "z": (3.95, 3.7),
    "rest": (6.72, GATE - 0.62),
    "reset": (3.4, MID - 0.62),
    "sum": (5.2, MID - 0.62),
    "new": (6.75, MID - 0.62),
    "kept": (6.0, TOP + 0.62),
    "added": (8.2, 5.0),
    "h": (9.4, TOP + 0.62),
}
_NAMES = (
    (0.55, TOP + 1.1, "hᵗ⁻¹", BLUE),
    (9.4, TOP - 0.65, "hᵗ", BLUE),
    (SUM, 0.08, "x", BLUE),
    (RESET, FROM_R + 0.4, "r", GREEN),
    (KEEP, FROM_Z - 0.35, "z", GREEN),
    (8.05, MID + 0.62, "h′", BLUE),
)


@styled
@handles(
    Handle("h_prev", at=lambda h_prev: (0.6, TOP + 0.5 * h_prev), rail=True),
    Handle("x", at=lambda x: (SUM, 1.12 + 0.3 * x), rail=True),
    Handle("r", at=lambda r: (RESET, 2.7 + 1.35 * r), rail=True),
    Handle("z", at=lambda z: (KEEP, 3.55 + 1.6 * z), rail=True),
)
def cell(h_prev: float, x: float, r: float, z: float, wire: str) -> Figure:
    """Draw one GRU unit, each flow as wide as its number.

    Parameters
    ----------
    h_prev, x, r, z, wire
        As in `step`.
    """
    found = step(h_prev, x, r, z, wire)
    ways, texts = _ways(found, wire), _texts(found, wire)
    fig, (ax,) = new_figure(height=320, left=4, right=4, top=4, bottom=4)
    ax.set(xlim=(0, 10), ylim=(-0.2, 8.12), aspect="equal")
    _pipes(ax)
    shapes(ax, "straight", ways["straight"], edgecolor=GREY, linewidth=1)
    shapes(ax, "loop", ways["loop"], edgecolor=PURPLE, linewidth=2.5, linestyle="--")
    shapes(ax, "gates", ways["gates"], facecolor=GREEN)
    shapes(ax, "plus", ways["plus"], facecolor=BLUE)
    shapes(ax, "minus", ways["minus"], edgecolor=ORANGE, facecolor=PAPER, linewidth=2)
    _signs(ax)
    for at_x, at_y, name, colour in _NAMES:
        ax.text(at_x, at_y, name, ha="center", va="center", color=colour, weight="bold", size=15)
    for key, (at_x, at_y) in _NUMBERS.items():
        part(ax.text(at_x, at_y, texts[key], ha="center", va="center", color=INK), key)
    part(ax.text(0.1, 7.8, texts["equation"], va="center", color=INK, weight="bold"), "equation")
    return fig


def _pipes(ax: Axes) -> None:
    """Draw the empty pipes that no switch moves, with no axis."""
    ax.axis("off")
    pipes = [
        [(LEFT, TOP), (BRANCH, TOP), (BRANCH, MID), (ADD, MID), (ADD, TOP)],
        [(KEEP, TOP), (RIGHT, TOP)],
        [(SUM, FROM_X), (SUM, MID)],
        [(RESET, FROM_R), (RESET, MID)],
        [(KEEP, FROM_Z), (KEEP, TOP)],
        [(KEEP, GATE), (ADD, GATE)],
    ]
    for pipe in pipes:
        ax.plot(*np.transpose(pipe), color=GREY, linewidth=1, linestyle="-", zorder=0.5)


def _signs(ax: Axes) -> None:
    """Draw what stands where pipes meet."""
    signs = (
        *((KEEP, TOP, "×"), (ADD, TOP, "+"), (ADD, GATE, "×")),
        *((RESET, MID, "×"), (SUM, MID, "+"), (MINUS, GATE, "1−")),
    )
    for x, y, sign in signs:
        ax.plot(
            x,
            y,
            "o",
            markersize=18 if len(sign) == 1 else 23,
            color=INK,
            markerfacecolor=PAPER,
            markeredgewidth=1.5,
        )
        ax.text(
            x,
            y - 0.03,
            sign,
            ha="center",
            va="center",
            size=15 if len(sign) == 1 else 13,
            color=INK,
        )
    box = {"facecolor": PAPER, "edgecolor": INK, "boxstyle": "round,pad=0.25"}
    ax.text(TANH, MID, "tanh", ha="center", va="center", bbox=box)


def cell_says(h_prev: float, x: float, r: float, z: float, wire: str) -> str:
    """Return in words what ``cell`` shows, with its arithmetic."""
    v = step(h_prev, x, r, z, wire)
    keys = ("h_prev", "x", "r", "z", "new", "h")
    places = {key: _number(v[key]) for key in keys}
    if wire == "slide":
        return word("gru-cell slide none" if z >= 1 else "gru-cell slide alt", **places)
    return word("gru-cell alt", **places)


def cell_numbers() -> dict[str, Any]:
    """Return the numbers and words that the page's script needs to do the same."""
    keys = ("equation", "slide equation", "alt", "slide alt", "slide none")
    words = WORDS[language()]
    return {
        "unit": UNIT,
        "rows": {"loop": LOOP, "top": TOP, "gate": GATE, "mid": MID},
        "columns": dict(zip(_COLUMNS, _X, strict=True)) | {"minus": MINUS},
        "from": {"r": FROM_R, "z": FROM_Z, "x": FROM_X},
        "words": {key: words[f"gru-cell {key}"] for key in keys},
    }
