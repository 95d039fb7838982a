"""The plane that a ReLU layer folds, and what two hidden units made of XOR."""

from math import floor
from typing import Any, TypeAlias

import numpy as np
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure

from course_lib.experiments.fully_connected.relu import INPUTS, TARGET, Start, solve_xor
from course_lib.figures.handles import Handle, handles
from course_lib.figures.marks import wrong
from course_lib.figures.style import (
    BLUE,
    CARD,
    FAINT,
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

# The sheet, and the lines that are drawn on it.
_CORNERS: Lines = [np.array([(-1.0, -1.0), (1.0, -1.0), (1.0, 1.0), (-1.0, 1.0)])]
_SIDE = np.linspace(-1, 1, 9).tolist()
_COLOURS = {"both": BLUE, "one": ORANGE, "two": GREEN, "none": PURPLE}
_UNITS = {
    "both": (True, True),
    "one": (True, False),
    "two": (False, True),
    "none": (False, False),
}
# The right picture shows this part of the plane a.
REACH = 3.0
THIN = 0.06  # half the width of what lies pressed on an axis
ROOM = 0.5  # the part of the sheet that has room for its name
NAME = (1.1, 0.34)  # how wide and high a name is: where two would touch, one is left out

Unit: TypeAlias = tuple[float, float, float]
Way: TypeAlias = list[tuple[float, float]]


def fold(w11: float, w12: float, w21: float, w22: float, b1: float, b2: float) -> dict[str, Lines]:
    """Return what moves in ``relu_plane``.

    Parameters
    ----------
    w11, w12, w21, w22, b1, b2
        W and b of a = relu(W x + b), with w12 the weight to unit 1 from input 2.

    Returns
    -------
    dict
        For each of ``both``, ``one``, ``two``, ``none`` (the units that are on in a part of the
        sheet): that part as a polygon, under ``"x both"``; where it goes, under ``"a both"``: a
        polygon, a thin bar on an axis, or a mark at the origin; and where its name stands, under
        ``"name both"``. Each is empty if there is no such part, or no room for its name.
        ``sheet``: the lines of the part that is moved and not folded. ``unit 1``, ``unit 2``: the
        line z = 0 of each unit in the plane x, empty when its weights are 0.
    """
    # Written out, so that every rounding is the same as in the page's script.
    units = (w11, w12, b1), (w21, w22, b2)
    found: dict[str, Lines] = {}
    named: Way = []
    for name in _UNITS:
        here = _region(name, units)
        found[f"x {name}"] = [np.array(here)] if here else []
        found[f"a {name}"] = [np.array(_pressed(name, here, units))] if here else []
        found[f"name {name}"] = []
        if _area(here) >= ROOM:
            x, y = _middle(here)
            if not any(abs(x - u) < NAME[0] and abs(y - v) < NAME[1] for u, v in named):
                found[f"name {name}"] = [np.array([(x, y)])]
                named.append((x, y))
    lines: list[Way] = [[(v, -1.0), (v, 1.0)] for v in _SIDE]
    lines += [[(-1.0, v), (1.0, v)] for v in _SIDE]
    cut = [_cut(_cut(line, units[0]), units[1]) for line in lines]
    found["sheet"] = [np.array([_moved(p, units) for p in line]) for line in cut if line]
    found["unit 1"] = _line(w11, w12, b1)
    found["unit 2"] = _line(w21, w22, b2)
    return found


def _z(unit: Unit, p: tuple[float, float]) -> float:
    w1, w2, b = unit
    return w1 * p[0] + w2 * p[1] + b


def _moved(p: tuple[float, float], units: tuple[Unit, Unit]) -> tuple[float, float]:
    """Return relu(W p + b)."""
    one, two = (_z(unit, p) for unit in units)
    return (one if one > 0 else 0.0), (two if two > 0 else 0.0)


def _crossing(p: tuple[float, float], q: tuple[float, float], unit: Unit) -> tuple[float, float]:
    """Return where z = 0 between p and q."""
    here, there = _z(unit, p), _z(unit, q)
    t = here / (here - there)
    return p[0] + t * (q[0] - p[0]), p[1] + t * (q[1] - p[1])


def _region(name: str, units: tuple[Unit, Unit]) -> Way:
    """Return the polygon of the sheet where exactly these units are on; empty if it has no area."""
    way: Way = [(float(x), float(y)) for x, y in _CORNERS[0]]
    for unit, on in zip(units, _UNITS[name], strict=True):
        kept: Way = []
        for p, q in zip(way, way[1:] + way[:1], strict=True):
            if (_z(unit, p) > 0) == on:
                kept.append(p)
            if (_z(unit, p) > 0) != (_z(unit, q) > 0):
                kept.append(_crossing(p, q, unit))
        way = kept
    return way if _area(way) > 1e-9 else []


def _pressed(name: str, here: Way, units: tuple[Unit, Unit]) -> Way:
    """Return where a part of the sheet goes, as a polygon that can be seen."""
    goes = [_moved(p, units) for p in here]
    if name == "both":
        return goes
    if name == "none":
        return [(0.0, 2 * THIN), (2 * THIN, 0.0), (0.0, -2 * THIN), (-2 * THIN, 0.0)]
    axis = 0 if name == "one" else 1
    low, high = min(p[axis] for p in goes), max(p[axis] for p in goes)
    if name == "one":
        return [(low, -THIN), (high, -THIN), (high, THIN), (low, THIN)]
    return [(-THIN, low), (-THIN, high), (THIN, high), (THIN, low)]


def _cut(line: Way, unit: Unit) -> Way:
    """Return the part of a line from point to point where the unit is on."""
    if not line:
        return []
    p, q = line
    if _z(unit, p) > 0:
        return line if _z(unit, q) > 0 else [p, _crossing(p, q, unit)]
    return [_crossing(p, q, unit), q] if _z(unit, q) > 0 else []


def _area(way: Way) -> float:
    """Return the area of a polygon."""
    twice = 0.0
    for p, q in zip(way, way[1:] + way[:1], strict=True):
        twice += p[0] * q[1] - q[0] * p[1]
    return abs(twice) / 2


def _middle(way: Way) -> tuple[float, float]:
    """Return the centre of mass of a polygon."""
    twice, x, y = 0.0, 0.0, 0.0
    for p, q in zip(way, way[1:] + way[:1], strict=True):
        cross = p[0] * q[1] - q[0] * p[1]
        twice += cross
        x += (p[0] + q[0]) * cross
        y += (p[1] + q[1]) * cross
    return x / (3 * twice), y / (3 * twice)


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
    fig, (left, right) = new_figure(columns=2, height=236, left=42, right=8, top=28, gap=44)
    left.set(xlim=(-1.3, 1.3), ylim=(-1.3, 1.3), xticks=(-1, 0, 1), yticks=(-1, 0, 1))
    left.set(title=word("relu-plane before"), xlabel="x₁", aspect="equal")
    right.set(xlim=(-0.25, REACH), ylim=(-0.25, REACH), xticks=range(4), yticks=range(4))
    right.set(title=word("relu-plane after"), xlabel="a₁", aspect="equal")
    left.set_ylabel("x₂", rotation=0, labelpad=2)
    right.set_ylabel("a₂", rotation=0, labelpad=6)
    for name, colour in _COLOURS.items():
        shapes(left, f"x {name}", parts[f"x {name}"], facecolor=(colour, 0.35))
        shade = (colour, 0.35) if name == "both" else colour
        shapes(right, f"a {name}", parts[f"a {name}"], facecolor=shade, edgecolor=colour)
    grid = [np.array([(v, -1), (v, 1)]) for v in _SIDE] + [
        np.array([(-1, v), (1, v)]) for v in _SIDE
    ]
    left.add_collection(LineCollection(grid, colors=[GREY], linewidths=1, alpha=FAINT))
    shapes(right, "sheet", parts["sheet"], edgecolor=GREY, linewidth=1, alpha=FAINT)
    shapes(left, "unit 1", parts["unit 1"], edgecolor=INK, linewidth=2)
    shapes(left, "unit 2", parts["unit 2"], edgecolor=INK, linewidth=2, linestyle="--")
    for name, at in ((name, parts[f"name {name}"]) for name in _UNITS):
        if at:
            says = word(f"relu-plane name {name}")
            x, y = at[0][0]
            text = left.text(x, y, says, color=INK, weight="bold", ha="center", va="center")
            part(text, f"name {name}")
    return fig


def relu_plane_says(w11: float, w12: float, w21: float, w22: float, b1: float, b2: float) -> str:
    """Return in words what ``relu_plane`` shows."""
    parts = fold(w11, w12, w21, w22, b1, b2)
    units = (w11, w12, b1), (w21, w22, b2)
    shares = {name: str(floor(25 * _area(_region(name, units)) + 0.5)) for name in _UNITS}
    goes = [point for name in _UNITS for way in parts[f"a {name}"] for point in way.tolist()]
    out = any(max(point) > REACH for point in goes)
    return word("relu-plane alt", **shares, verdict=word("relu-plane out") if out else "").strip()


def relu_plane_numbers() -> dict[str, Any]:
    """Return the numbers and words that the page's script needs to do the same."""
    words = WORDS[language()]
    return {
        "side": _SIDE,
        "thin": THIN,
        "room": [ROOM, *NAME],
        "reach": REACH,
        "aside": ASIDE,
        "words": {key: words[f"relu-plane {key}"] for key in ("alt", "out")},
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
    for sure, colour in (((KNOWN, 1.01), GREEN), ((-0.01, 1 - KNOWN), BLUE)):
        if p.max() > sure[0] and p.min() < sure[1]:
            ax.contourf(_AXIS, _AXIS, p, levels=sure, colors=[colour], alpha=0.25)
    for line, style in zip(unit_lines(run), ("-", "--"), strict=True):
        ax.plot(*line.T, color=GREY, linewidth=1.5, linestyle=style)
    for x, target, says in zip(INPUTS, TARGET, says_one(run, INPUTS), strict=True):
        ax.plot(*x, "s" if target else "o", color=GREEN if target else BLUE, markersize=13)
        known = (says if target else 1 - says) > KNOWN
        if not known:
            wrong(ax, *x, size=24, edge=3)
        look: dict[str, Any] = {"ha": "center", "va": "center", "bbox": CARD}
        colour = INK if known else ORANGE
        ax.text(x[0], x[1] + 0.2, f"{says:.2f}", color=colour, weight="bold", **look)
        ax.text(x[0], x[1] - 0.2, word("xor should", target=int(target)), color=INK, **look)
    ax.set(xlim=(LOW, HIGH), ylim=(LOW, HIGH), aspect="equal", xlabel="x₁")
    ax.set(xticks=(0, 1), yticks=(0, 1))
    ax.set_ylabel("x₂", rotation=0, labelpad=8)
    key = "xor title dead" if kind == "ReLU" and run.dead else "xor title"
    places = {"start": start, "verdict": _verdict(run), "dead": run.dead, "of": WIDTH}
    ax.set_title(word(key, **places), color=GREEN if run.solved else ORANGE, weight="bold")
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
        if good:
            ax.plot(x, y, "o", color=GREEN, markersize=9)
        else:
            wrong(ax, x, y, size=7)


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
