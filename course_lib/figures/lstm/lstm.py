"""One LSTM cell whose values are moved by hand."""

from math import floor
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from course_lib.figures.handles import Handle, handles
from course_lib.figures.style import (
    BLUE,
    GREEN,
    GREY,
    INK,
    ORANGE,
    PAPER,
    Lines,
    factor,
    new_figure,
    part,
    shapes,
    styled,
)
from course_lib.figures.words import WORDS, language, word
from course_lib.protocol import Array

# A flow of 1 is drawn this wide; the memory can reach ±3.
UNIT = 0.3
# Where things stand: the line of c, the row of z and h, the row of the gates' names.
TOP, MIDDLE, BOTTOM = 5.3, 2.6, 0.5
LEFT, RIGHT = 0.3, 9.7
FORGET, ADD, OUT = 2.2, 5.0, 7.6
GATES = {"zf": FORGET, "zi": 3.6, "zo": OUT}
KEPT, SHUT = 0.9, 0.1
"""A gate from here on counts as open, and up to here as shut."""


def cell_parts(z: float, zi: float, zf: float, zo: float, c_prev: float) -> dict[str, Lines | str]:
    """Return what moves in ``cell``: a band for each flow, as wide as its value, and numbers.

    Parameters
    ----------
    z
        Input, -1 to 1.
    zi, zf, zo
        Input, forget and output gate, 0 to 1.
    c_prev
        Memory before the step.

    Returns
    -------
    dict
        ``plus`` and ``minus``: the bands of the positive and of the negative values.
        ``gates``: those of the three gates. ``n kept``, ``n new``, ``n c``, ``n h``: the numbers of
        what is kept and what is new, of the memory and of the output, as texts.

    Examples
    --------
    >>> parts = cell_parts(1, 1, 0, 1, -2)
    >>> len(parts["plus"]), len(parts["minus"])
    (6, 1)
    """
    return {**_bands(z, zi, zf, zo, c_prev), **_numbers(z, zi, zf, zo, c_prev)}


def _numbers(z: float, zi: float, zf: float, zo: float, c_prev: float) -> dict[str, str]:
    kept, new = zf * c_prev, zi * z
    c = kept + new
    values = {"n kept": kept, "n new": new, "n c": c, "n h": zo * float(np.tanh(c))}
    return {key: text(value) for key, value in values.items()}


def _bands(z: float, zi: float, zf: float, zo: float, c_prev: float) -> dict[str, Lines]:
    kept, new = zf * c_prev, zi * z
    c = kept + new
    squashed = np.tanh(c)
    h = zo * squashed
    flows = [
        (c_prev, along(c_prev, LEFT, FORGET, TOP)),
        (kept, along(kept, FORGET, ADD, TOP)),
        (c, along(c, ADD, RIGHT, TOP)),
        (z, upward(z, ADD, BOTTOM + 0.5, MIDDLE)),
        (new, upward(new, ADD, MIDDLE, TOP)),
        (squashed, upward(squashed, OUT, MIDDLE, TOP - 1.3)),
        (h, along(h, OUT, RIGHT, MIDDLE)),
    ]
    return {
        "plus": [band for value, band in flows if value >= 0],
        "minus": [band for value, band in flows if value < 0],
        "gates": [
            upward(zf, FORGET, BOTTOM + 0.5, TOP),
            upward(zi, GATES["zi"], BOTTOM + 0.5, MIDDLE + 0.5 * UNIT * zi),
            along(zi, GATES["zi"], ADD, MIDDLE),
            upward(zo, OUT, BOTTOM + 0.5, MIDDLE),
        ],
    }


def along(value: float, x0: float, x1: float, y: float) -> Array:
    """Return a band from left to right, as wide as the value."""
    half = 0.5 * UNIT * abs(value)
    return corners(x0, x1, y - half, y + half)


def upward(value: float, x: float, y0: float, y1: float) -> Array:
    """Return a band from bottom to top, as wide as the value."""
    half = 0.5 * UNIT * abs(value)
    return corners(x - half, x + half, y0, y1)


def corners(x0: float, x1: float, y0: float, y1: float) -> Array:
    """Return the way around a rectangle, an array (5, 2)."""
    return np.array([(x0, y0), (x1, y0), (x1, y1), (x0, y1), (x0, y0)])


# The ring of a gate goes up its wire as the gate opens.
GATE_FROM, GATE_BY = 1.15, 0.85


def _opened(gate: float) -> float:
    return GATE_FROM + GATE_BY * gate


@styled
@handles(
    Handle("zf", at=lambda zf: (FORGET, _opened(zf)), rail=True),
    Handle("zi", at=lambda zi: (GATES["zi"], _opened(zi)), rail=True),
    Handle("zo", at=lambda zo: (OUT, _opened(zo)), rail=True),
    Handle("z", at=lambda z: (ADD, GATE_FROM + 0.5 * GATE_BY * (z + 1)), rail=True),
    Handle("c_prev", at=lambda c_prev: (1.4, TOP + 0.5 * UNIT * c_prev), rail=True),
)
def cell(z: float, zi: float, zf: float, zo: float, c_prev: float) -> Figure:
    """Draw the cell of the lecture, each flow as wide as its value."""
    parts, numbers = _bands(z, zi, zf, zo, c_prev), _numbers(z, zi, zf, zo, c_prev)
    fig, (ax,) = new_figure(height=276, left=4, right=4, top=4, bottom=4)
    ax.set(xlim=(0, 10), ylim=(-0.1, 6.74), aspect="equal")
    draw_pipes(ax)
    shapes(ax, "gates", parts["gates"], facecolor=GREEN)
    shapes(ax, "plus", parts["plus"], facecolor=BLUE)
    shapes(ax, "minus", parts["minus"], edgecolor=ORANGE, facecolor=PAPER, linewidth=2)
    draw_signs(ax)
    for x, y, name, colour in NAMES:
        ax.text(x, y, name, ha="center", va="center", color=colour, weight="bold", size=17)
    for key, (x, y) in _PLACES.items():
        part(ax.text(x, y, numbers[key], ha="center", va="center", color=INK), key)
    for x, key in ((FORGET, "forget"), (GATES["zi"], "input"), (OUT, "output")):
        ax.text(x, 0.0, word(f"lstm {key}"), ha="center", va="center", color=GREEN)
    return fig


def draw_pipes(ax: Axes) -> None:
    """Draw the empty pipes of a cell, with no axis."""
    ax.axis("off")
    pipes = [[(LEFT, TOP), (RIGHT, TOP)], [(OUT, MIDDLE), (RIGHT, MIDDLE)], [(OUT, 1), (OUT, TOP)]]
    pipes += [[(FORGET, 1), (FORGET, TOP)], [(ADD, 1), (ADD, TOP)]]
    pipes += [[(GATES["zi"], 1), (GATES["zi"], MIDDLE), (ADD, MIDDLE)]]
    for pipe in pipes:
        ax.plot(*np.transpose(pipe), color=GREY, linewidth=1, linestyle="-", zorder=0.5)


def draw_signs(ax: Axes) -> None:
    """Draw what stands where pipes meet: three products, a sum and the squash."""
    for x, y, sign in ((FORGET, TOP, "×"), (ADD, TOP, "+"), (ADD, MIDDLE, "×"), (OUT, MIDDLE, "×")):
        ax.plot(x, y, "o", markersize=17, color=INK, markerfacecolor=PAPER, markeredgewidth=1.5)
        ax.text(x, y - 0.03, sign, ha="center", va="center", size=15, color=INK)
    box = {"facecolor": PAPER, "edgecolor": INK, "boxstyle": "round,pad=0.25"}
    ax.text(OUT, 3.95, "tanh", ha="center", va="center", bbox=box)


_PLACES = {
    "n kept": (3.6, TOP + 0.62),
    "n new": (5.75, 4.0),
    "n c": (7.9, TOP + 0.85),
    "n h": (9.2, MIDDLE - 0.6),
}

NAMES = (
    (0.75, TOP + 0.85, "cᵗ⁻¹", BLUE),
    (9.2, TOP + 0.85, "cᵗ", BLUE),
    (9.2, MIDDLE + 0.6, "hᵗ", BLUE),
    (ADD, BOTTOM + 0.05, "z", BLUE),
    (FORGET, BOTTOM + 0.05, "zᶠ", GREEN),
    (GATES["zi"], BOTTOM + 0.05, "zⁱ", GREEN),
    (OUT, BOTTOM + 0.05, "zᵒ", GREEN),
)


def cell_says(z: float, zi: float, zf: float, zo: float, c_prev: float) -> str:
    """Return in words what ``cell`` shows, with its arithmetic."""
    c = zf * c_prev + zi * z
    h = zo * float(np.tanh(c))
    values = {"z": z, "zi": zi, "zf": zf, "zo": zo, "before": c_prev, "c": c, "h": h}
    places = {name: factor(text(value)) for name, value in values.items()}
    places |= {"c": text(c), "h": text(h)}
    hidden = word("lstm hidden") if zo <= SHUT else word("lstm shown")
    return word("lstm alt", **places, verdict=word(f"lstm {fate(zi, zf)}"), hidden=hidden)


def fate(zi: float, zf: float) -> str:
    """Return what the two gates do with the memory, as the key of a word.

    Examples
    --------
    >>> fate(0.05, 1.0), fate(1.0, 0.0), fate(0.0, 0.5)
    ('kept', 'replaced', 'faded')
    """
    return FATES[_opening(zf)][_opening(zi)]


# A row for each state of the forget gate, shut, half open and open; in it one for the input gate.
FATES = (
    ("emptied", "begun", "replaced"),
    ("faded", "mixed", "mixed"),
    ("kept", "mixed", "added"),
)


def _opening(gate: float) -> int:
    return 0 if gate <= SHUT else 2 if gate >= KEPT else 1


def text(value: float) -> str:
    """Return a number with two decimals, rounded as the page's script does it.

    Examples
    --------
    >>> text(-0.125), text(0.125), text(-0.001)
    ('−0.12', '0.13', '0.00')
    """
    return f"{floor(100 * value + 0.5) / 100:z.2f}".replace("-", "−")


def cell_numbers() -> dict[str, Any]:
    """Return the numbers and words that the page's script needs to do the same."""
    keys = ("alt", *sorted({fate for row in FATES for fate in row}), "hidden", "shown")
    places = {"top": TOP, "middle": MIDDLE, "bottom": BOTTOM, "left": LEFT, "right": RIGHT}
    places |= {"forget": FORGET, "add": ADD, "out": OUT, "input": GATES["zi"], "unit": UNIT}
    places |= {"from": GATE_FROM, "by": GATE_BY}
    words = WORDS[language()]
    return places | {
        "open": KEPT,
        "shut": SHUT,
        "fates": FATES,
        "words": {key: words[f"lstm {key}"] for key in keys},
    }
