"""The plane that a ReLU layer folds, and what two hidden units made of XOR."""

from typing import Any

import numpy as np
from matplotlib.figure import Figure

from course_lib.experiments.fully_connected.relu import INPUTS, TARGET, Start, solve_xor
from course_lib.figures.handles import Handle, handles
from course_lib.figures.style import (
    BLUE,
    FAINT,
    GREEN,
    GREY,
    INK,
    ORANGE,
    PURPLE,
    Lines,
    new_figure,
    shapes,
    styled,
)
from course_lib.figures.words import WORDS, language, word
from course_lib.fully_connected.activations import relu
from course_lib.protocol import Array

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


# The ring of a line stands so far from the point that is nearest to the origin.
ASIDE = 0.6


def _grasp(w1: float, w2: float, b: float, aside: float) -> Array:
    """Return a unit's line z = 0 as a way from its ring; a point in the corner if there is none."""
    square = w1 * w1 + w2 * w2
    if square == 0:
        return np.array([[-1.3, -1.3]])
    foot, across = np.array([-b * w1, -b * w2]) / square, np.array([-w2, w1]) / np.sqrt(square)
    way: Array = foot + np.array([[aside], [4], [-4]]) * across
    return way


@styled
@handles(
    Handle("b1", at=lambda w11, w12, b1: _grasp(w11, w12, b1, ASIDE)),
    Handle("b2", at=lambda w21, w22, b2: _grasp(w21, w22, b2, -ASIDE)),
)
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
        "aside": ASIDE,
        "words": {key: words[f"relu-plane {key}"] for key in ("alt", "out", "in")},
    }


# The part of the plane that is drawn, and the points where the net is asked.
LOW, HIGH = -0.5, 1.5
_AXIS = np.linspace(LOW, HIGH, 41)
_GRID = np.stack(np.meshgrid(_AXIS, _AXIS), axis=-1)
WIDTH = 2
# The net knows a point if it gives the right class more than this probability.
KNOWN = 0.8


def says_one(run: Start, x: Array) -> Array:
    """Return the probability of class 1 at the points ``x`` (..., 2).

    Examples
    --------
    >>> says_one(solve_xor("tanh", 4, 0), INPUTS).round()
    array([0., 1., 1., 0.])
    """
    scores, _ = run.net.forward(x)
    p: Array = 1 / (1 + np.exp(scores[..., 0] - scores[..., 1]))
    return p


def unit_lines(run: Start) -> Lines:
    """Return for each hidden unit the line z = 0, long enough to cross the picture."""
    lines = []
    for w, b in zip(run.net.params["0.W"], run.net.params["0.b"], strict=True):
        foot, along = -b * w / (w @ w), np.array([-w[1], w[0]]) / np.sqrt(w @ w)
        lines.append(np.array([foot - 9 * along, foot + 9 * along]))
    return lines


# The strip above the plane has a mark for each start.
STARTS = 20
_HIGH, _STRIP = 414, 50


def _in_strip(start: int) -> tuple[float, float]:
    return 20 + 360 / (STARTS - 1) * (start - 1), 14


@styled
@handles(Handle("start", at=_in_strip, axes=1, jump=True))
def plane(kind: str, start: int) -> Figure:
    """Draw where the net says class 1, the lines z = 0 of its two units, and the four points.

    Above stands which of the starts of this kind solve the problem.

    Parameters
    ----------
    kind
        ``"ReLU"``, ``"tanh"`` or ``"sigmoid"``.
    start
        Which random start, 1, 2, …
    """
    run = solve_xor(kind, WIDTH, start - 1)
    fig, (ax,) = new_figure(height=_HIGH, top=36 + _STRIP, left=52, right=40)
    _draw_starts(fig, kind)
    p = says_one(run, _GRID)
    # A net that has learned nothing says ½ everywhere: then no part is coloured.
    if p.max() > 0.501:
        ax.contourf(_AXIS, _AXIS, p, levels=[0.5, 1.01], colors=[BLUE], alpha=0.16)
    for line, style in zip(unit_lines(run), ("-", "--"), strict=True):
        ax.plot(*line.T, color=GREY, linewidth=1.5, linestyle=style)
    right = np.where(TARGET == 1, says_one(run, INPUTS), 1 - says_one(run, INPUTS))
    for x, target, known in zip(INPUTS, TARGET, right > KNOWN, strict=True):
        ax.plot(*x, "s" if target else "o", color=BLUE if target else GREEN, markersize=13)
        if not known:
            ax.plot(*x, "x", color=ORANGE, markersize=24, markeredgewidth=3)
    ax.set(xlim=(LOW, HIGH), ylim=(LOW, HIGH), aspect="equal", xlabel="x₁")
    ax.set(xticks=(0, 1), yticks=(0, 1))
    ax.set_ylabel("x₂", rotation=0, labelpad=8)
    ax.set_title(word("xor title", verdict=_verdict(run), loss=f"{run.loss:.2f}"), color=INK)
    return fig


def _draw_starts(fig: Figure, kind: str) -> None:
    """Draw the strip: a dot for a start that solves the problem, a cross for one that does not."""
    ax = fig.add_axes((0, 1 - _STRIP / _HIGH, 1, _STRIP / _HIGH))
    ax.set(xlim=(0, 400), ylim=(0, _STRIP))
    ax.axis("off")
    solved = [solve_xor(kind, WIDTH, start).solved for start in range(STARTS)]
    title = word("xor starts", n=sum(solved), of=STARTS)
    ax.text(8, 38, title, va="center", color=INK)
    for start, good in enumerate(solved, 1):
        x, y = _in_strip(start)
        look: dict[str, Any] = (
            {"color": GREEN, "marker": "o"} if good else {"color": ORANGE, "marker": "x"}
        )
        ax.plot(x, y, markersize=7, markeredgewidth=2, **look)


def plane_says(kind: str, start: int) -> str:
    """Return in words what ``plane`` shows."""
    run = solve_xor(kind, WIDTH, start - 1)
    dead = word("xor dead", dead=run.dead) if kind == "ReLU" else ""
    return word(
        "xor alt",
        start=start,
        kind=kind,
        verdict=_verdict(run),
        updates=run.updates,
        loss=f"{run.loss:.2f}",
        dead=dead,
    ).strip()


def _verdict(run: Start) -> str:
    return word("xor solved" if run.solved else "xor stuck")
