"""A CNN and a dense net on digits that move: one digit, and the record of all nets."""

from functools import cache
from typing import NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from course_lib.experiments.cnn.cnn_or_dense import CLASSES, SIDE, digits, shifted, trained
from course_lib.experiments.recorded import Record
from course_lib.figures.handles import Handle, handles
from course_lib.figures.marks import rows, seeds, wrong
from course_lib.figures.style import (
    BLUE,
    FAINT,
    GREEN,
    GREY,
    ORANGE,
    PURPLE,
    new_figure,
    shapes,
    styled,
)
from course_lib.figures.words import word
from course_lib.protocol import Array
from course_lib.training.losses import softmax

NETS = ("dense", "max")
# So many levels of ink are told apart: few, so that a frame is small.
LEVELS = 6
SHIFTS = (("accuracy", BLUE, "o"), ("shift 1", GREEN, "^"), ("shift 2", PURPLE, "s"))


class Reading(NamedTuple):
    """What a net says of a picture."""

    probabilities: Array
    """(10,)."""
    says: int
    """The most probable digit."""


@cache
def example(digit: int) -> Array:
    """Return the first test picture (1, 1, 14, 14) of a digit."""
    _, test = digits()
    where = int(np.argmax(test.labels == digit))
    return test.images[where : where + 1]


def reading(net: str, digit: int, shift: int) -> Reading:
    """Return what a trained net, ``"dense"`` or ``"max"``, says of a digit moved to the right."""
    scores, _ = trained(net).forward(shifted(example(digit), 0, shift))
    probabilities = softmax(scores)[0]
    return Reading(probabilities, int(probabilities.argmax()))


@styled
@handles(Handle("shift", at=lambda shift: (SIDE / 2 + shift, SIDE - 1), axes=2))
def digit_moved(digit: int, shift: int) -> Figure:
    """Draw a digit and the probabilities that a dense net and a CNN give to the ten digits.

    Parameters
    ----------
    digit
        0 to 9: the first picture of it in the test set.
    shift
        Pixels to the right; negative: to the left.
    """
    fig, axes = new_figure(2, 1, height=300, left=178, right=4, top=28, bottom=26, gap=54)
    picture = fig.add_axes((0.01, 0.26, 0.36, 0.48))
    _ink(picture, shifted(example(digit), 0, shift)[0, 0])
    for ax, net in zip(axes, NETS, strict=True):
        answer = reading(net, digit, shift)
        right = answer.says == digit
        bars = ax.bar(range(CLASSES), answer.probabilities, color=GREY, alpha=FAINT)
        bars[digit].set(facecolor=BLUE, alpha=1)
        if not right:
            # Hollow, so that it is not told by its colour alone.
            bars[answer.says].set(facecolor="none", edgecolor=ORANGE, linewidth=2.5, alpha=1)
            wrong(ax, answer.says, answer.probabilities[answer.says] / 2)
        ax.set(xlim=(-0.6, 9.6), ylim=(0, 1.02), xticks=range(CLASSES), yticks=[])
        ax.spines["left"].set_visible(False)
        ax.tick_params(length=0)
        verdict = word("cnn right" if right else "cnn wrong", says=answer.says)
        name = word("cnn dense" if net == "dense" else "cnn net")
        ax.set_title(f"{name}: {verdict}", color=BLUE if right else ORANGE)
    return fig


def _ink(ax: Axes, picture: Array) -> None:
    """Draw a picture in a few levels of ink."""
    levels = np.round(picture * LEVELS)
    for level in range(1, LEVELS + 1):
        corners = [np.array([c, r]) for r, c in zip(*np.nonzero(levels == level), strict=True)]
        squares = [corner + np.array([[0, 0], [1, 0], [1, 1], [0, 1]]) for corner in corners]
        shapes(ax, f"ink {level}", squares, facecolor=BLUE, alpha=level / LEVELS)
    ax.set(xlim=(0, SIDE), ylim=(SIDE, 0), xticks=[], yticks=[])
    ax.spines[["top", "right"]].set_visible(True)


def digit_moved_says(digit: int, shift: int) -> str:
    """Return in words what ``digit_moved`` shows."""
    told = {}
    for net in NETS:
        answer = reading(net, digit, shift)
        told[net] = f"{answer.says} ({100 * answer.probabilities[answer.says]:.0f} %)"
    right = f"{shift}".replace("-", "−")
    return word("cnn alt", digit=digit, shift=right, dense=told["dense"], cnn=told["max"])


@styled
def shares(record: Record, settings: tuple[str, ...]) -> Figure:
    """Draw for some nets the share of right test digits, in place and moved: a mark for each seed.

    Parameters
    ----------
    record
        Of the experiment ``cnn-or-dense``.
    settings
        Names of ``experiments.cnn_or_dense.NETS``, from above.
    """
    n = len(settings)
    fig, (ax,) = new_figure(height=90 + 34 * n, left=112, right=14, top=34, bottom=46)
    rows(ax, [word(f"cnn {setting}") for setting in settings])
    ax.set(xlim=(0, 1.01), ylim=(n - 0.5, -0.5), xlabel=word("cnn share"))
    for row, setting in enumerate(settings):
        for key, color, marker in SHIFTS:
            found = record.values(setting, key)
            seeds(ax, row, found, color=color, marker=marker, middle=np.mean)
    ax.set_xticks([0, 0.2, 0.4, 0.6, 0.8, 1])
    ax.grid(axis="x", color=GREY, alpha=FAINT, linewidth=0.5, linestyle=":")
    places = (("accuracy", 0.88, BLUE), ("shift 1", 0.52, GREEN), ("shift 2", 0.08, PURPLE))
    for key, x, color in places:
        ax.text(x, -0.72, word(f"cnn {key}"), ha="center", va="bottom", color=color)
    return fig


def shares_says(record: Record, settings: tuple[str, ...]) -> str:
    """Return in words what ``shares`` shows."""
    listed = "; ".join(
        f"{word(f'cnn {setting}')} "
        + ", ".join(f"{record.values(setting, key).mean():.3f}" for key, _, _ in SHIFTS)
        for setting in settings
    )
    return word("cnn means", listed=listed)
