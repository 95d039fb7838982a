"""The three activations with their slopes, and the plane that a ReLU layer folds."""

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from course_lib.figures.style import (
    BLUE,
    FAINT,
    GREEN,
    GREY,
    INK,
    ORANGE,
    PAPER,
    PURPLE,
    Lines,
    new_figure,
    shapes,
    styled,
)
from course_lib.figures.words import WORDS, language, word
from course_lib.fully_connected.activations import (
    relu,
    relu_derivative,
    sigmoid,
    sigmoid_derivative,
    tanh,
    tanh_derivative,
)

FUNCTIONS = {
    "sigmoid": (sigmoid, sigmoid_derivative),
    "tanh": (tanh, tanh_derivative),
    "ReLU": (relu, relu_derivative),
}
_Z = np.linspace(-6, 6, 241)


def saturated(kind: str, z: float) -> bool:
    """Return whether the slope at z is under a tenth of the greatest slope of this activation.

    Examples
    --------
    >>> saturated("sigmoid", 4.0), saturated("sigmoid", 3.0), saturated("ReLU", -1.0)
    (True, False, True)
    """
    derivative = FUNCTIONS[kind][1]
    return bool(derivative(np.array(z)) < 0.1 * derivative(_Z).max())


@styled
def saturation(kind: str, z: float) -> Figure:
    """Draw one activation with its tangent at z, below it the slope, the flat parts shaded.

    Parameters
    ----------
    kind
        ``"sigmoid"``, ``"tanh"`` or ``"ReLU"``.
    z
        Pre-activation, -6 to 6.
    """
    fig, (top, bottom) = new_figure(rows=2, height=430, gap=30, top=12)
    a, slope = (float(function(np.array(float(z)))) for function in FUNCTIONS[kind])
    for ax, which, y in ((top, 0, a), (bottom, 1, slope)):
        ax.axhline(0, color=GREY, linewidth=1, alpha=FAINT)
        for low, high in _flat(kind):
            ax.axvspan(low, high, facecolor=GREY, alpha=0.14, linewidth=0)
        for other in FUNCTIONS:
            if other != kind:
                _curve(ax, other, which, color=GREY, linewidth=1.25, linestyle=":")
        _curve(ax, kind, which, color=BLUE, linewidth=2.75, linestyle="-")
        ax.axvline(z, color=ORANGE, linewidth=1, linestyle="--")
        ax.plot(z, y, "o", color=ORANGE, markersize=10, markeredgecolor=PAPER, markeredgewidth=1.5)
        ax.set(xlim=(-6, 6), xticks=range(-6, 7, 2))
    for low, high in _flat(kind):
        top.text((low + high) / 2, 1.95, word("saturated"), color=GREY, ha="center")
    for other, (x, y) in {"ReLU": (4.4, 1.06), "tanh": (1.05, 0.62), "sigmoid": (2.3, 0.2)}.items():
        bottom.text(x, y, other, color=BLUE if other == kind else GREY)
    tangent = np.array([-1.2, 1.2]) / np.hypot(1, 2.4 * slope)
    top.plot(z + tangent, a + slope * tangent, color=ORANGE, linewidth=4, solid_capstyle="round")
    top.set(ylim=(-1.15, 2.3), yticks=(-1, 0, 1, 2), ylabel="a", xticklabels=[])
    bottom.set(ylim=(-0.08, 1.2), yticks=(0, 0.25, 0.5, 1), xlabel="z", ylabel="da / dz")
    bottom.set_yticklabels(["0", "¼", "½", "1"])
    return fig


def _curve(ax: Axes, kind: str, which: int, **look: Any) -> None:
    """Draw the activation or its slope; where it jumps the line is broken."""
    y = FUNCTIONS[kind][which](_Z)
    ax.plot(_Z, np.where(np.abs(np.diff(y, prepend=y[0])) > 0.5, np.nan, y), **look)


def _flat(kind: str) -> list[tuple[float, float]]:
    """Return where the activation is saturated, as stretches of the axis z."""
    slope = FUNCTIONS[kind][1](_Z)
    inside = np.concatenate([[0], (slope < 0.1 * slope.max()).astype(int), [0]])
    ends = np.flatnonzero(np.diff(inside)).reshape(-1, 2)
    return [(float(_Z[first]), float(_Z[last - 1])) for first, last in ends]


def saturation_says(kind: str, z: float) -> str:
    """Return in words what ``saturation`` shows."""
    function, derivative = FUNCTIONS[kind]
    at = np.array(float(z))
    slope = float(derivative(at))
    verdict = "live"
    if saturated(kind, z):
        verdict = "saturated" if slope else "dead"
    return word(
        "activations alt",
        kind=kind,
        z=f"{z:g}".replace("-", "−"),
        a=f"{float(function(at)):.3f}".replace("-", "−"),
        slope=f"{slope:.3f}",
        verdict=word(f"activations {verdict}"),
    )


# The sheet that the ReLU layer folds: points of the plane x, and the lines that join them.
_SIDE = np.linspace(-1, 1, 13).round(4)
_SHEET = np.array([(x1, x2) for x2 in _SIDE for x1 in _SIDE])
_MARKS = {  # One form for each answer to "which of the two units is on?", as polygons.
    "both": 0.06 * np.array([(np.cos(t), np.sin(t)) for t in np.arange(8) * np.pi / 4]).round(4),
    "one": 0.048 * np.array([(-1, -1), (1, -1), (1, 1), (-1, 1)]),
    "two": 0.062 * np.array([(-1, -0.7), (1, -0.7), (0, 1)]),
    "none": 0.06 * np.array([(0, 1.2), (0.8, 0), (0, -1.2), (-0.8, 0)]),
}
_COLOURS = {"both": BLUE, "one": ORANGE, "two": GREEN, "none": PURPLE}
# The right picture shows this part of the plane a.
REACH = 3.0


def fold(w11: float, w12: float, w21: float, w22: float, b1: float, b2: float) -> dict[str, Lines]:
    """Return what moves in ``relu_plane``.

    Parameters
    ----------
    w11, w12, w21, w22, b1, b2
        W and b of a = relu(W x + b), with w12 the weight to unit 1 from input 2.

    Returns
    -------
    dict
        For each of ``both``, ``one``, ``two``, ``none`` (the units that are on at a point) the
        polygons around the points of the plane x, under ``"x both"``, and around where they go,
        under ``"a both"``. ``sheet``: the lines of the grid where they go. ``unit 1``, ``unit 2``:
        the line z = 0 of each unit in the plane x, empty when its weights are 0.
    """
    x1, x2 = _SHEET.T
    # Written out, so that every rounding is the same as in the page's script.
    z = np.column_stack([w11 * x1 + w12 * x2 + b1, w21 * x1 + w22 * x2 + b2])
    a = relu(z)
    on = z > 0
    found: dict[str, Lines] = {}
    for name, (one, two) in _UNITS.items():
        here = (on[:, 0] == one) & (on[:, 1] == two)
        found[f"x {name}"] = list(_SHEET[here][:, None] + _MARKS[name])
        found[f"a {name}"] = list(a[here][:, None] + _MARKS[name])
    grid = a.reshape(len(_SIDE), len(_SIDE), 2)
    found["sheet"] = [*grid, *grid.transpose(1, 0, 2)]
    found["unit 1"] = _line(w11, w12, b1)
    found["unit 2"] = _line(w21, w22, b2)
    return found


_UNITS = {
    "both": (True, True),
    "one": (True, False),
    "two": (False, True),
    "none": (False, False),
}


def _line(w1: float, w2: float, b: float) -> Lines:
    """Return the line w1 x1 + w2 x2 + b = 0, long enough to cross the picture."""
    square = w1 * w1 + w2 * w2
    if square == 0:
        return []
    foot = np.array([-b * w1, -b * w2]) / square
    along = 4 * np.array([-w2, w1]) / np.sqrt(square)
    return [np.array([foot - along, foot + along])]


@styled
def relu_plane(w11: float, w12: float, w21: float, w22: float, b1: float, b2: float) -> Figure:
    """Draw a sheet of the plane x, and where a = relu(W x + b) puts each of its points."""
    parts = fold(w11, w12, w21, w22, b1, b2)
    fig, (left, right) = new_figure(columns=2, height=236, left=34, right=10, top=28, gap=44)
    left.set(xlim=(-1.3, 1.3), ylim=(-1.3, 1.3), xticks=(-1, 0, 1), yticks=(-1, 0, 1))
    left.set(title=word("relu-plane before"), xlabel="x₁", aspect="equal")
    right.set(xlim=(-0.25, REACH), ylim=(-0.25, REACH), xticks=range(4), yticks=range(4))
    right.set(title=word("relu-plane after"), xlabel="a₁", aspect="equal")
    left.set_ylabel("x₂", rotation=0, labelpad=2)
    right.set_ylabel("a₂", rotation=0, labelpad=6)
    shapes(left, "unit 1", parts["unit 1"], edgecolor=INK, linewidth=1.5)
    shapes(left, "unit 2", parts["unit 2"], edgecolor=INK, linewidth=1.5, linestyle="--")
    shapes(right, "sheet", parts["sheet"], edgecolor=GREY, linewidth=1, alpha=FAINT)
    for name, colour in _COLOURS.items():
        shapes(left, f"x {name}", parts[f"x {name}"], facecolor=colour)
        shapes(right, f"a {name}", parts[f"a {name}"], facecolor=colour)
    return fig


def relu_plane_says(w11: float, w12: float, w21: float, w22: float, b1: float, b2: float) -> str:
    """Return in words what ``relu_plane`` shows."""
    parts = fold(w11, w12, w21, w22, b1, b2)
    out = int((np.concatenate(parts["sheet"][: len(_SIDE)]) > REACH).any(axis=1).sum())
    return word(
        "relu-plane alt",
        n=len(_SHEET),
        **{name: len(parts[f"x {name}"]) for name in _UNITS},
        verdict=word("relu-plane out", out=out) if out else word("relu-plane in"),
    )


def relu_plane_numbers() -> dict[str, Any]:
    """Return the numbers and words that the page's script needs to do the same."""
    words = WORDS[language()]
    return {
        "side": _SIDE.tolist(),
        "marks": {name: mark.tolist() for name, mark in _MARKS.items()},
        "reach": REACH,
        "words": {key: words[f"relu-plane {key}"] for key in ("alt", "out", "in")},
    }
