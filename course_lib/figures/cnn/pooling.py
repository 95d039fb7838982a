"""Pooling of a small picture that moves: which of its numbers change."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from course_lib.experiments.cnn.cnn_or_dense import shifted
from course_lib.experiments.cnn.pooling import pooled
from course_lib.figures.handles import Handle, handles
from course_lib.figures.style import BLUE, GREY, INK, ORANGE, new_figure, styled
from course_lib.figures.words import word
from course_lib.protocol import Array

# A seven, 0 is paper and 9 full ink. On its right there is room for three pixels of shift.
PICTURE = np.array(
    [
        [9.0, 9, 9, 9, 9, 0, 0, 0],
        [9, 9, 9, 9, 9, 0, 0, 0],
        [0, 0, 0, 9, 9, 0, 0, 0],
        [0, 0, 0, 9, 6, 0, 0, 0],
        [0, 0, 6, 9, 0, 0, 0, 0],
        [0, 0, 9, 9, 0, 0, 0, 0],
        [0, 3, 9, 6, 0, 0, 0, 0],
        [0, 6, 9, 0, 0, 0, 0, 0],
    ]
)
SIDE = len(PICTURE)


def small(shift: int, kind: str) -> Array:
    """Return the 4×4 numbers of the picture, moved right by ``shift`` pixels.

    Examples
    --------
    >>> small(0, "max")[0].tolist(), small(2, "max")[0].tolist()
    ([9.0, 9.0, 9.0, 0.0], [0.0, 9.0, 9.0, 9.0])
    """
    y: Array = pooled(shifted(PICTURE, 0, shift)[None, None], kind, 2, 2)[0, 0]
    return y


def stays(shift: int, kind: str) -> tuple[int, int]:
    """Return how many of the windows with ink keep their number, and how many have ink.

    A window counts if it has ink before the shift or after it.

    Examples
    --------
    >>> stays(0, "max"), stays(1, "max"), stays(1, "corner")
    ((8, 8), (6, 10), (3, 8))
    """
    before, after = small(0, kind), small(shift, kind)
    inked = (before > 0) | (after > 0)
    return int(np.sum((before == after) & inked)), int(inked.sum())


@styled
@handles(Handle("shift", at=lambda shift: (70 + 19 * shift, 352)))
def moving(shift: int, kind: str) -> Figure:
    """Draw the picture and its pooled numbers, before and after a shift to the right.

    Parameters
    ----------
    shift
        0 to 3 pixels.
    kind
        A name of ``experiments.pooling.KINDS``.
    """
    fig, (ax,) = new_figure(height=372, left=4, right=4, top=4, bottom=4)
    ax.set(xlim=(0, 392), ylim=(364, 0))
    ax.axis("off")
    kept, inked = stays(shift, kind)
    after = word("pooling after", shift=shift)
    for top, moved, name in ((24, 0, word("pooling before")), (210, shift, after)):
        ax.text(0, top - 13, name, va="center")
        _picture(ax, shifted(PICTURE, 0, moved), top)
        ax.text(171, top + 76, "→", ha="center", va="center", color=GREY, size=18)
        _numbers(ax, small(moved, kind), small(0, kind), top)
    ax.text(192, 11, word(f"pooling {kind}"), va="center")
    says = word("pooling change", changed=inked - kept, inked=inked)
    ax.text(192, 197, says, va="center", color=ORANGE)
    return fig


def _picture(ax: Axes, picture: Array, top: float) -> None:
    """Draw the pixels as squares of 19, and the windows as thicker lines."""
    for (row, column), ink in np.ndenumerate(picture):
        if ink:
            place = (19 * column, top + 19 * row)
            ax.add_patch(Rectangle(place, 19, 19, facecolor=BLUE, alpha=0.1 + 0.08 * ink))
    ax.add_patch(Rectangle((0.5, top), 152, 152, facecolor="none", edgecolor=GREY))
    for k in range(2, SIDE, 2):
        ax.plot([19 * k] * 2, [top, top + 152], "-", color=GREY, linewidth=1, alpha=0.7)
        ax.plot([0, 152], [top + 19 * k] * 2, "-", color=GREY, linewidth=1, alpha=0.7)


def _numbers(ax: Axes, y: Array, before: Array, top: float) -> None:
    """Draw 4×4 numbers; those that differ from ``before`` are bold, in a frame."""
    for (row, column), value in np.ndenumerate(y):
        x, height = 192 + 50 * column, top + 38 * row
        changed = value != before[row, column]
        fill = Rectangle((x, height), 50, 38, facecolor=BLUE, alpha=0.5 * value / before.max())
        ax.add_patch(fill)
        ax.add_patch(Rectangle((x, height), 50, 38, facecolor="none", edgecolor=GREY))
        if changed:
            inner = Rectangle((x + 3, height + 3), 44, 32, facecolor="none", edgecolor=ORANGE)
            inner.set_linewidth(2.5)
            ax.add_patch(inner)
        text = ax.text(x + 25, height + 20, _text(float(value)), ha="center", va="center")
        text.set(color=INK, weight="bold" if changed else "normal")


def _text(value: float) -> str:
    """Return a number in at most four signs.

    Examples
    --------
    >>> _text(9.0), _text(4.75), _text(12.369)
    ('9', '4.75', '12.4')
    """
    return f"{value:.3g}"


def moving_says(shift: int, kind: str) -> str:
    """Return in words what ``moving`` shows."""
    kept, inked = stays(shift, kind)
    rows = "; ".join(" ".join(_text(float(v)) for v in row) for row in small(shift, kind))
    return word(
        "pooling alt", kind=word(f"pooling {kind}"), shift=shift, kept=kept, inked=inked, rows=rows
    )
