"""Gradient descent in two weights, when the two inputs are not centred."""

import numpy as np
from matplotlib.figure import Figure

from course_lib.experiments.fully_connected.activations import condition_number, descend, moments
from course_lib.figures.handles import Handle, handles
from course_lib.figures.style import BLUE, CARD, GREEN, GREY, INK, Lines, new_figure, shapes, styled
from course_lib.figures.words import word
from course_lib.protocol import Array

START = np.array([1.9, -0.5])
STEPS = 10
# All inputs spread like sigmoid activations; only their mean moves.
_VARIANCE = moments("sigmoid")[1]
_ROUND = np.linspace(0, 2 * np.pi, 73)


def _path(mean: float) -> Array:
    return descend(mean, _VARIANCE, START, STEPS)


def _valley(mean: float) -> Lines:
    """Return four lines of equal loss, the outermost through the start."""
    stretch = np.array([_VARIANCE + 2 * mean**2, _VARIANCE])
    axes = np.array([[1, 1], [1, -1]]) / np.sqrt(2)
    loss = stretch @ (axes @ START) ** 2
    around = np.column_stack([np.cos(_ROUND), np.sin(_ROUND)]) * np.sqrt(loss / stretch)
    return [size * around @ axes for size in (0.25, 0.5, 0.75, 1)]


def _wall(mean: float) -> Array:
    """Return the place on the third line where the valley is steepest."""
    wall: Array = _valley(mean)[2][len(_ROUND) // 2]
    return wall


@styled
@handles(Handle("mean", at=_wall, rail=True))
def path(mean: float) -> Figure:
    """Draw the path of gradient descent in the plane of the weights, over lines of equal loss.

    Parameters
    ----------
    mean
        Of both inputs. 0 is centred; at 0.5 they are sigmoid activations.
    """
    fig, (ax,) = new_figure(height=410, left=52, right=16, top=34, bottom=46)
    ax.set(xlim=(-1.1, 2.4), ylim=(-2.2, 1.3), aspect="equal", xlabel="w₁")
    ax.set(xticks=(-1, 0, 1, 2), yticks=(-2, -1, 0, 1))
    ax.set_ylabel("w₂", rotation=0, labelpad=8)
    shapes(ax, "valley", _valley(mean), edgecolor=GREY, linewidth=1, alpha=0.7)
    ax.plot(*_path(mean).T, "o-", color=BLUE, markersize=6)
    ax.plot(*START, "s", color=INK, markersize=9)
    ax.plot(0, 0, "*", color=GREEN, markersize=16)
    # In the corner that no line of equal loss reaches.
    ax.text(-1.05, -2.13, word("zigzag mean", mean=f"{mean:g}"), color=INK)
    ax.set_title(word("zigzag left", steps=STEPS, rest=_rest(mean)))
    ax.text(START[0] + 0.08, START[1] + 0.12, word("zigzag start"), color=INK)
    ax.text(-0.15, 0.2, word("zigzag goal"), color=GREEN, ha="right", bbox=CARD)
    return fig


def _rest(mean: float) -> str:
    """Return how much of the distance to the lowest point is left at the end."""
    lengths = np.linalg.norm(_path(mean), axis=1)
    return f"{100 * lengths[-1] / lengths[0]:.0f} %"


def path_says(mean: float) -> str:
    """Return in words what ``path`` shows."""
    kappa = condition_number(mean, _VARIANCE, 2)
    rest = word("zigzag turns", steps=STEPS, rest=_rest(mean))
    return word(
        "zigzag alt",
        mean=f"{mean:g}",
        kappa=f"{kappa:.1f}",
        verdict=rest if mean else word("zigzag straight"),
    )
