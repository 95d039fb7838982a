"""One neuron and the plane of its two inputs: z = w1 x1 + w2 x2 + b, a = σ(z)."""

from typing import Any

import numpy as np
from matplotlib.figure import Figure

from course_lib.figures.handles import Handle, handles
from course_lib.figures.style import (
    BLUE,
    GREY,
    INK,
    ORANGE,
    PAPER,
    Lines,
    new_figure,
    part,
    shapes,
    styled,
)
from course_lib.figures.words import WORDS, language, word
from course_lib.fully_connected.activations import sigmoid
from course_lib.protocol import Array

# The plane is drawn for -EDGE <= x1, x2 <= EDGE, with one dot at each point of a grid.
EDGE = 4.0
_SIDE = np.arange(-3.75, 4, 0.5)
_POINTS = np.array([(x1, x2) for x2 in _SIDE for x1 in _SIDE])
_ROUND = np.linspace(0, 2 * np.pi, 20, endpoint=False)
_CIRCLE = 0.22 * np.column_stack([np.cos(_ROUND), np.sin(_ROUND)]).round(4)
# The ring of the line stands so far from its arrow, and the shortest arrow a hand can draw is long.
_ASIDE, _SHORTEST = 1.7, 0.1
# The name of the line stands on the other side of the arrow, as far away.
_NAMED = 1.7
_HEAD = np.array([(-0.32, -0.16), (0.0, 0.0), (-0.32, 0.16)])


def line_parts(w1: float, w2: float, b: float) -> dict[str, Lines]:
    """Return what moves in ``line``: dots, the line z = 0, and the arrow w.

    Parameters
    ----------
    w1, w2, b
        Weights and bias of the neuron.

    Returns
    -------
    dict
        ``on`` and ``off``: a circle for each point of the grid with z > 0, and with z ≤ 0, its area
        in proportion to a. ``line``: the line z = 0. ``w`` and ``head``: the arrow, which starts at
        the point of the line nearest to the origin; ``rim``: both together. ``name``: where the
        letter w stands. ``zero``: where "z = 0" stands beside the line, if that is in the picture.
        All but the dots are empty when both weights are 0.

    Examples
    --------
    >>> line_parts(1, 0, -2)["w"][0].tolist()
    [[2.0, 0.0], [3.0, 0.0]]
    """
    z = w1 * _POINTS[:, 0] + w2 * _POINTS[:, 1] + b
    size = np.sqrt(sigmoid(z))
    dots = _POINTS[:, None] + size[:, None, None] * _CIRCLE
    found: dict[str, Lines] = {"on": list(dots[z > 0]), "off": list(dots[z <= 0])}
    length = np.sqrt(w1 * w1 + w2 * w2)
    if length == 0:
        return found | {"line": [], "w": [], "head": [], "rim": [], "name": [], "zero": []}
    w = np.array([w1, w2], dtype=float)
    across = np.array([-w2, w1]) / length
    foot = -b * w / length**2
    end = tip(w1, w2, b)
    zero = foot - _NAMED * across - 0.75 * w / length
    inside = abs(zero[0]) < EDGE - 0.6 and abs(zero[1]) < EDGE - 0.3
    head = end + _HEAD[:, :1] * w / length + _HEAD[:, 1:] * across
    return found | {
        "line": [np.array([foot - 12 * across, foot + 12 * across])],
        "w": [np.array([foot, end])],
        "head": [head],
        "rim": [np.array([foot, end]), head],
        "name": [(end + 0.45 * w / length)[None]],
        "zero": [zero[None]] if inside else [],
    }


def tip(w1: float, w2: float, b: float) -> Array:
    """Return the head of the arrow w, (2,).

    Examples
    --------
    >>> tip(1, 0, -2).tolist()
    [3.0, 0.0]
    """
    w, square = np.array([w1, w2], dtype=float), w1 * w1 + w2 * w2
    return w - b * w / square if square else w


def pulled(point: tuple[float, float], w1: float, w2: float, b: float) -> dict[str, float]:
    """Return the settings whose arrow ends at ``point``, with the line as far from the origin.

    Examples
    --------
    >>> pulled((0, 4), 1, 0, -2)
    {'w1': 0.0, 'w2': 2.0, 'b': -4.0}
    """
    length = float(np.hypot(w1, w2))
    distance = -b / length if length else 0.0
    sign = 1.0 if distance + length >= 0 else -1.0
    far = float(np.hypot(*point))
    longer = max(_SHORTEST, sign * far - distance)
    n1, n2 = (sign * point[0] / far, sign * point[1] / far) if far else (1.0, 0.0)
    return {"w1": longer * n1, "w2": longer * n2, "b": -distance * longer}


def edge(w1: float, w2: float, b: float) -> Array:
    """Return the line z = 0 as a way (3, 2): from beside the arrow to both ends.

    Without weights there is no line; then it is a point in the corner.
    """
    square = w1 * w1 + w2 * w2
    if square == 0:
        return np.array([[-EDGE, -EDGE]])
    foot = -b * np.array([w1, w2]) / square
    across = np.array([-w2, w1]) / np.sqrt(square)
    way: Array = foot + np.array([[_ASIDE], [12], [-12]]) * across
    return way


@styled
@handles(Handle(("w1", "w2", "b"), at=tip, pull=pulled), Handle("b", at=edge))
def line(w1: float, w2: float, b: float) -> Figure:
    """Draw the plane of the inputs: dots that grow with a, the line z = 0, and the arrow w."""
    parts = line_parts(w1, w2, b)
    fig, (ax,) = new_figure(height=390, left=46, right=16, top=14, bottom=46)
    ax.set(xlim=(-EDGE, EDGE), ylim=(-EDGE, EDGE), aspect="equal", xlabel="x₁")
    # The first numbers of both axes would touch in the corner.
    ax.set(xticks=range(-4, 5, 2), yticks=range(-2, 5, 2))
    ax.set_ylabel("x₂", rotation=0, labelpad=8)
    ax.spines[["left", "bottom"]].set_visible(False)
    shapes(ax, "on", parts["on"], facecolor=BLUE, alpha=0.8)
    shapes(ax, "off", parts["off"], facecolor=GREY, alpha=0.8)
    shapes(ax, "line", parts["line"], edgecolor=INK, linewidth=2.5)
    # The arrow has a rim in the colour of the page, to stand out from the dots.
    shapes(ax, "rim", parts["rim"], edgecolor=PAPER, linewidth=7)
    shapes(ax, "w", parts["w"], edgecolor=ORANGE, linewidth=3)
    shapes(ax, "head", parts["head"], edgecolor=ORANGE, linewidth=3)
    x, y = parts["name"][0][0] if parts["name"] else (0.0, 0.0)
    text = "w" if parts["name"] else ""
    name = ax.text(x, y, text, color=ORANGE, weight="bold", size=17, ha="center", va="center")
    part(name, "name").set_clip_on(True)
    if parts["zero"]:
        x, y = parts["zero"][0][0]
        part(ax.text(x, y, "z = 0", weight="bold", ha="center", va="center"), "zero")
    return fig


def line_says(w1: float, w2: float, b: float) -> str:
    """Return in words what ``line`` shows."""
    length = float(np.sqrt(w1 * w1 + w2 * w2))
    if length == 0:
        verdict = word("neuron flat", a=f"{float(sigmoid(np.array(b))):.3f}")
    else:
        distance = abs(b) / length
        # The corner that lies farthest along w is |w1| + |w2| edges away.
        seen = abs(b) < EDGE * (abs(w1) + abs(w2))
        verdict = word(
            "neuron line" if seen else "neuron far",
            distance=f"{distance:.2f}",
            length=f"{length:.2f}",
            side=word("above" if b > 0 else "below"),
        )
    return word("neuron alt", w1=_text(w1), w2=_text(w2), b=_text(b), verdict=verdict)


def line_numbers() -> dict[str, Any]:
    """Return the numbers and words that the page's script needs to do the same."""
    words = WORDS[language()]
    keys = ("neuron alt", "neuron line", "neuron far", "neuron flat", "above", "below")
    return {
        "edge": EDGE,
        "points": _POINTS.tolist(),
        "circle": _CIRCLE.tolist(),
        "head": _HEAD.tolist(),
        "aside": _ASIDE,
        "named": _NAMED,
        "shortest": _SHORTEST,
        "words": {key: words[key] for key in keys},
    }


def _text(value: float) -> str:
    return f"{value:z.1f}".replace("-", "−")
