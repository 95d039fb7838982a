"""Two maps under a filter with a slice for each of them: the sum at one place of one map."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from course_lib.convolution.conv_reference import conv2d_reference
from course_lib.figures.handles import Handle, handles
from course_lib.figures.style import GREY, INK, ORANGE, factor, new_figure, styled
from course_lib.figures.words import word
from course_lib.protocol import Array

# Two maps of 3 × 4 pixels, and three filters of 2 × 2 with a slice for each map.
X = np.array(
    [
        [[1.0, 0, 2, 1], [0, 1, 1, 0], [2, 1, 0, 1]],
        [[0, 1, 0, 2], [1, 2, 0, 1], [0, 0, 1, 1]],
    ]
)
W = np.array(
    [
        [[[1.0, 0], [0, -1]], [[0, 1], [1, 0]]],
        [[[1, 1], [1, 1]], [[0, 0], [0, 0]]],
        [[[0, 0], [1, 0]], [[0, -1], [0, 2]]],
    ]
)
B = np.array([0.0, -1, 1])
ROWS, COLUMNS = 2, 3
CELL = 27


def answers() -> Array:
    """Return the three feature maps (3, 2, 3).

    Examples
    --------
    >>> answers()[0].tolist()
    [[2.0, 1.0, 4.0], [1.0, 1.0, 2.0]]
    """
    y: Array = conv2d_reference(X[None], W, B)[0]
    return y


def parts(place: int, out: int) -> list[float]:
    """Return what each map gives to the sum at a place, 0 to 5.

    Examples
    --------
    >>> parts(0, 0)
    [0.0, 2.0]
    """
    r, c = divmod(place, COLUMNS)
    window = X[:, r : r + 2, c : c + 2]
    return [float(np.sum(W[out, m] * window[m])) for m in range(len(X))]


def terms(place: int, out: int, m: int) -> str:
    """Return the four products over map ``m``, written out.

    Examples
    --------
    >>> terms(0, 0, 1)
    '0·0 + 1·1 + 1·1 + 0·2'
    """
    r, c = divmod(place, COLUMNS)
    window = X[m, r : r + 2, c : c + 2]
    pairs = zip(W[out, m].ravel(), window.ravel(), strict=True)
    return " + ".join(f"{factor(_text(w))}·{factor(_text(x))}" for w, x in pairs)


def _window(place: int, x: float, y: float, cells: int) -> tuple[float, float]:
    """Return the middle of a frame of so many cells each way, in a grid at (x, y)."""
    r, c = divmod(place, COLUMNS)
    return x + CELL * (c + cells / 2), y + CELL * (r + cells / 2)


@styled
@handles(
    Handle("place", at=lambda place: _window(place, 4, 26, 2), jump=True),
    Handle("place", at=lambda place: _window(place, 4, 142, 2), jump=True),
    Handle(
        "place", at=lambda place: _window(place, 300, 84, 1), jump=True, ring=(CELL / 2, CELL / 2)
    ),
)
def through_maps(place: int, out: int) -> Figure:
    """Draw the maps, the slices of one filter, its feature map, and the sum at one place.

    Parameters
    ----------
    place
        Of the window, 0 to 5, in reading order. The feature map is filled up to there.
    out
        The map that comes out, 0 to 2: a filter for each.
    """
    r, c = divmod(place, COLUMNS)
    fig, (ax,) = new_figure(height=330, left=0, right=0, top=0, bottom=0)
    ax.set(xlim=(0, 400), ylim=(330, 0))
    ax.axis("off")
    given = parts(place, out)
    for m, top in enumerate((26, 142)):
        ax.text(4, top - 13, word("channels in", m=m), va="center")
        _grid(ax, X[m], 4, top)
        _frame(ax, 4 + CELL * c, top + CELL * r, 2)
        ax.text(144, top - 13, word("channels slice", m=m), va="center")
        _grid(ax, W[out, m], 144, top + 14)
        _frame(ax, 144, top + 14, 2, solid=False)
        ax.text(222, top + 41, f"→ {_text(given[m])}", va="center", color=ORANGE, weight="bold")
    ax.text(300, 71, word("channels out", m=out), va="center")
    seen = np.where(np.arange(ROWS * COLUMNS) <= place, answers()[out].ravel(), np.nan)
    _grid(ax, seen.reshape(ROWS, COLUMNS), 300, 84)
    _frame(ax, 300 + CELL * c, 84 + CELL * r, 1)
    bias = _text(float(B[out]))
    ax.text(300, 156, word("channels bias", bias=bias), va="center")
    for m, height in ((0, 252), (1, 276)):
        line = word("channels sum", m=m, terms=terms(place, out, m), value=_text(given[m]))
        ax.text(4, height, line, va="center")
    ax.text(4, 308, _total(place, out), va="center", color=ORANGE, weight="bold")
    return fig


def _total(place: int, out: int) -> str:
    numbers = [*parts(place, out), float(B[out])]
    value = answers()[out].ravel()[place]
    return f"{' + '.join(_text(v) for v in numbers)} = {_text(float(value))}"


def _grid(ax: Axes, numbers: Array, x: float, y: float) -> None:
    """Draw a table of numbers with its upper left corner at (x, y); nan is left open."""
    for (row, column), value in np.ndenumerate(numbers):
        left, top = x + CELL * column, y + CELL * row
        ax.add_patch(Rectangle((left, top), CELL, CELL, facecolor="none", edgecolor=GREY))
        if not np.isnan(value):
            middle = left + CELL / 2, top + CELL / 2 + 1
            ax.text(*middle, _text(float(value)), ha="center", va="center", color=INK)


def _frame(ax: Axes, x: float, y: float, cells: int, *, solid: bool = True) -> None:
    side = CELL * cells
    ax.add_patch(Rectangle((x, y), side, side, facecolor=ORANGE, alpha=0.12))
    frame = Rectangle((x, y), side, side, facecolor="none", edgecolor=ORANGE, linewidth=3)
    frame.set_linestyle("-" if solid else "--")
    ax.add_patch(frame)


def _text(value: float) -> str:
    return f"{value:zg}".replace("-", "−")


def through_maps_says(place: int, out: int) -> str:
    """Return in words what ``through_maps`` shows."""
    r, c = divmod(place, COLUMNS)
    return word("channels alt", m=out, r=r, c=c, total=_total(place, out))
