"""One look for the results of repeated trainings: a mark for each seed, a bar at their middle.

A plot has its settings in rows (results along x) or in columns (results along y)::

    fig, (ax,) = new_figure()
    rows(ax, ["RNN", "LSTM"])
    ax.set(xlim=(0, 1500), ylim=(1.5, -0.5))
    for row, updates in enumerate(found):
        seeds(ax, row, updates, color=BLUE, given_up=updates == 1500, middle=np.median)
    threshold(ax, 1500)

- Marks are hollow, so that one shows through another. A training that was given up is an orange ×.
- ``wrong`` marks what a net says wrong, in every figure: an ×, in ink where orange is a class.
- Results that are almost equal stand side by side, as far apart as the row has room.
- Set the limits of the axes before ``seeds``: how near two marks are depends on them.
"""

from collections.abc import Callable, Sequence
from typing import Any, Literal, TypeAlias

import numpy as np
from matplotlib.axes import Axes

from course_lib.figures.style import GREY, INK, ORANGE
from course_lib.protocol import Array, Mask

Along: TypeAlias = Literal["x", "y"]

# In points: a mark with its edge, and its edge alone.
EDGE = 1.0
MARK = 6 + EDGE


def rows(ax: Axes, names: Sequence[str]) -> None:
    """Name the rows 0, 1, ... on the left; row 0 is the upper one when ``ylim`` falls."""
    ax.set_yticks(range(len(names)), list(names))
    ax.tick_params(axis="y", length=0)


def columns(ax: Axes, names: Sequence[str]) -> None:
    """Name the columns 0, 1, ... below."""
    ax.set_xticks(range(len(names)), list(names))
    ax.tick_params(axis="x", length=0)


def lanes(places: Array, size: float = MARK) -> Array:
    """Return for each mark of a row its lane: 0 is the middle of the row, 1 is one mark beside it.

    From the least place to the greatest, each mark takes the first lane where it touches no other.
    Marks that touch in a chain then move together until they have the row's middle between them.

    Parameters
    ----------
    places
        (n,), where the marks stand along the row; in any order.
    size
        Of a mark, in the unit of ``places``.

    Returns
    -------
    Array
        (n,), the lanes, in the order of ``places``; whole numbers or halves.

    Examples
    --------
    >>> lanes(np.array([0.0, 50, 50, 90]), size=7)
    array([ 0. , -0.5,  0.5,  0. ])
    """
    found = np.zeros(len(places))
    ends: list[float] = []
    chain: list[int] = []
    for k in np.argsort(places, kind="stable"):
        free = [lane for lane, end in enumerate(ends) if places[k] - end >= size]
        if len(free) == len(ends):
            found[chain] -= (len(ends) - 1) / 2
            ends, chain, free = [], [], []
        lane = free[0] if free else len(ends)
        ends[lane : lane + 1] = [float(places[k])]
        found[k] = lane
        chain.append(int(k))
    found[chain] -= (len(ends) - 1) / 2
    return found


def seeds(
    ax: Axes,
    at: float,
    values: Array,
    *,
    color: str,
    marker: str = "o",
    given_up: Mask | None = None,
    along: Along = "x",
    room: float = 0.7,
    middle: Callable[[Array], Any] | None = None,
    label: str | None = None,
) -> None:
    """Draw the results of one setting, a mark for each seed.

    Parameters
    ----------
    ax
        Its limits and scales are set already.
    at
        The row or the column.
    values
        (n,), the results.
    color, marker
        Of a mark.
    given_up
        (n,), which trainings ended without success; none by default.
    along
        The axis of the results: "x" for a row, "y" for a column.
    room
        How wide the marks may spread, in rows. Where they need more, they stand closer.
    middle
        ``np.mean`` or ``np.median``: draws a bar there. No bar by default.
    label
        For the legend.
    """
    across = _across(ax, at, values, along, room)
    lost = np.zeros(len(values), bool) if given_up is None else given_up
    hollow: dict[str, Any] = {
        "color": color,
        "marker": marker,
        "markerfacecolor": "none",
        "label": label,
    }
    cross: dict[str, Any] = {"color": ORANGE, "marker": "x"}
    for those, look, edge in ((~lost, hollow, EDGE), (lost, cross, 2 * EDGE)):
        if those.any():
            points = _points(values[those], across[those], along)
            ax.plot(
                *points,
                linestyle="none",
                markersize=MARK - EDGE,
                markeredgewidth=edge,
                clip_on=False,
                **look,
            )
    if middle is not None:
        bar(ax, at, float(middle(values)), along=along, reach=room / 2)


def wrong(
    ax: Axes,
    x: float | Array,
    y: float | Array,
    *,
    size: float = 11,
    edge: float = 2,
    color: str = ORANGE,
) -> None:
    """Mark with an × what is wrong at the points (x, y)."""
    look: dict[str, Any] = {"markersize": size, "markeredgewidth": edge, "zorder": 4}
    ax.plot(x, y, "x", color=color, **look)


def bar(
    ax: Axes,
    at: float,
    value: float,
    *,
    color: str = INK,
    along: Along = "x",
    reach: float = 0.36,
    label: str | None = None,
) -> None:
    """Draw a bar across a row or a column at ``value``, ``reach`` rows to each side."""
    points = _points(np.array([value, value]), np.array([at - reach, at + reach]), along)
    ax.plot(*points, color=color, linestyle="-", linewidth=2, label=label)


def threshold(ax: Axes, value: float, along: Along = "x") -> None:
    """Draw a dotted line across all rows or columns: a goal, chance, or where one gives up."""
    line = ax.axvline if along == "x" else ax.axhline
    line(value, color=GREY, linewidth=1, linestyle=":", zorder=1)


def _points(values: Array, across: Array, along: Along) -> tuple[Array, Array]:
    """Return x and y."""
    return (values, across) if along == "x" else (across, values)


def _across(ax: Axes, at: float, values: Array, along: Along, room: float) -> Array:
    """Return (n,) where the marks stand across the row, in rows."""
    axis = 0 if along == "x" else 1
    points = np.stack(_points(values, np.full(len(values), at), along), axis=1)
    scale = 72 / ax.figure.dpi
    found = lanes(ax.transData.transform(points)[:, axis] * scale)
    corners = np.array(_points(np.full(2, values[0]), np.array([at, at + 1]), along)).T
    row = abs(np.diff(ax.transData.transform(corners)[:, 1 - axis])[0]) * scale
    widest = 2 * found.max()
    step = min(MARK / row, room / widest) if widest else 0.0
    return np.asarray(at + step * found)
