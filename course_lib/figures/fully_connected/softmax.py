"""Three scores, and what follows from them: probabilities, the cost, and its gradient p - y."""

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from course_lib.figures.handles import Handle, handles
from course_lib.figures.style import (
    BLUE,
    GREY,
    INK,
    ORANGE,
    Lines,
    new_figure,
    shapes,
    styled,
)
from course_lib.figures.words import WORDS, language, word
from course_lib.protocol import Array
from course_lib.training.losses import softmax

# Class 2 of the classes 1, 2 and 3 is the right one.
RIGHT = 1
_HALF = 0.3
_DOT = np.array([(-0.03, 0.0), (0.0, 0.25), (0.03, 0.0), (0.0, -0.25), (-0.03, 0.0)])


def bars(values: Array) -> list[Array]:
    """Return the outline of a bar for each class, from 0 to its value.

    Examples
    --------
    >>> bars(np.array([2.0]))[0].tolist()
    [[0.7, 0.0], [0.7, 2.0], [1.3, 2.0], [1.3, 0.0]]
    """
    return [
        np.array([(k - _HALF, 0.0), (k - _HALF, v), (k + _HALF, v), (k + _HALF, 0.0)])
        for k, v in enumerate(values.tolist(), 1)
    ]


def scores_parts(s1: float, s2: float, s3: float) -> dict[str, Lines]:
    """Return what moves in ``scores``: the bars of s, p and p - y, and the point of the cost.

    Parameters
    ----------
    s1, s2, s3
        The scores of three classes; class 2 is right.

    Examples
    --------
    >>> scores_parts(0, 0, 0)["right"][0][1].round(2).tolist()
    [1.7, 0.33]
    """
    s = np.array([s1, s2, s3], dtype=float)
    p = softmax(s)
    ds = p - np.eye(3)[RIGHT]
    share, gradient = bars(p), bars(ds)
    cost = float(-np.log(p[RIGHT]))
    return {
        "s": bars(s),
        "right": [share.pop(RIGHT)],
        "wrong": share,
        "cost": [_DOT + np.array([p[RIGHT], cost])],
        "drop": [np.array([(p[RIGHT], 0.0), (p[RIGHT], cost)])],
        "up": [gradient.pop(RIGHT)],
        "down": gradient,
    }


@styled
@handles(
    Handle("s1", at=lambda s1: (1, s1)),
    Handle("s2", at=lambda s2: (2, s2)),
    Handle("s3", at=lambda s3: (3, s3)),
)
def scores(s1: float, s2: float, s3: float) -> Figure:
    """Draw scores, probabilities, the cost -ln p of class 2, and the gradient of each score."""
    parts = scores_parts(s1, s2, s3)
    fig, (left, top, curve, below) = new_figure(2, 2, height=400, left=40, top=26, bottom=44)
    gap = {"facecolor": GREY, "alpha": 0.8}
    for ax, title, low, high, ticks in (
        (left, "softmax scores", -3.2, 3.2, (-3, 0, 3)),
        (top, "softmax shares", 0, 1.05, (0, 0.5, 1)),
        (below, "softmax gradient", -1.05, 1.05, (-1, 0, 1)),
    ):
        _bars_axes(ax, word(title), low, high, ticks)
    shapes(left, "s", parts["s"], facecolor=INK, alpha=0.7)
    shapes(top, "right", parts["right"], facecolor=BLUE)
    shapes(top, "wrong", parts["wrong"], **gap)
    shapes(below, "up", parts["up"], facecolor=BLUE)
    shapes(below, "down", parts["down"], facecolor=ORANGE, alpha=0.8)
    p = np.linspace(0.0005, 1, 400)
    curve.plot(p, -np.log(p), color=GREY, linestyle="-")
    curve.set(xlim=(-0.03, 1.05), ylim=(0, 7.4), xticks=(0, 0.5, 1), yticks=(0, 2, 4, 6))
    curve.set_xlabel(word("softmax right"))
    curve.set_title(word("softmax cost"), fontsize=13)
    shapes(curve, "drop", parts["drop"], edgecolor=BLUE, linewidth=1.5)
    shapes(curve, "cost", parts["cost"], facecolor=BLUE)
    return fig


def scores_says(s1: float, s2: float, s3: float) -> str:
    """Return in words what ``scores`` shows."""
    s = np.array([s1, s2, s3], dtype=float)
    p = softmax(s)
    return word(
        "softmax alt",
        s=_listed(s, 1),
        p=_listed(p, 2),
        cost=_text(float(-np.log(p[RIGHT])), 2),
        ds=_listed(p - np.eye(3)[RIGHT], 2),
    )


def scores_numbers() -> dict[str, Any]:
    """Return the numbers and words that the page's script needs to do the same."""
    return {
        "right": RIGHT,
        "half": _HALF,
        "dot": _DOT.tolist(),
        "words": {"softmax alt": WORDS[language()]["softmax alt"]},
    }


def _bars_axes(ax: Axes, title: str, low: float, high: float, ticks: tuple[float, ...]) -> None:
    """Set the axes of three bars, named by their classes."""
    ax.axhline(0, color=GREY, linewidth=1)
    ax.set(xlim=(0.4, 3.6), ylim=(low, high), yticks=ticks)
    ax.set_xticks([1, 2, 3], ["1", "2 ✓", "3"])
    ax.tick_params(axis="x", length=0)
    ax.set_title(title, fontsize=13)


def _listed(values: Array, digits: int) -> str:
    return ", ".join(_text(value, digits) for value in values.tolist())


def _text(value: float, digits: int) -> str:
    return f"{value:z.{digits}f}".replace("-", "−")
