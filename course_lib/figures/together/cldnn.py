"""A digit on its way through convolution, LSTM and dense layers, and what each part is worth."""

from functools import cache
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from course_lib.experiments.recorded import Record
from course_lib.experiments.together.cldnn import CLASSES, SETTINGS, build, pictures
from course_lib.figures.handles import Handle, handles, readable
from course_lib.figures.marks import rows, seeds
from course_lib.figures.style import BLUE, GREEN, GREY, INK, ORANGE, PURPLE, new_figure, styled
from course_lib.figures.words import word
from course_lib.protocol import Array
from course_lib.training.losses import SoftmaxCrossEntropy, softmax
from course_lib.training.optim import Adam
from course_lib.training.train import fit

STAGES = ("picture", "maps", "pooled", "frames", "states", "scores")
LAYERS = {"maps": 2, "pooled": 3, "frames": 4, "states": 5}
"""How many layers of the net lie before what a stage shows."""


@cache
def passed(digit: int) -> dict[str, Array]:
    """Return what each stage of a trained CLDNN holds, for one test digit.

    Examples
    --------
    >>> {stage: array.shape for stage, array in passed(3).items()}
    {'picture': (1, 14, 14), 'maps': (8, 14, 14), 'pooled': (8, 7, 14), 'frames': (14, 56), \
'states': (14, 20), 'scores': (10,)}
    """
    _, _, x_test, labels = pictures()
    x = x_test[np.flatnonzero(labels == digit)[0]][None]
    found, net = {"picture": x[0]}, trained()
    for n, layer in enumerate(net.layers, 1):
        x, _ = layer.forward(x)
        for stage, last in LAYERS.items():
            if n == last:
                # A sequence (T, 1, D) has the batch in the middle, pictures have it in front.
                found[stage] = x[:, 0] if x.ndim == 3 else x[0]
    return found | {"scores": softmax(x)[0]}


@cache
def trained() -> Any:
    """Return a CLDNN after five epochs."""
    rng = np.random.default_rng(0)
    net, (x, labels, _, _) = build("CLDNN", rng), pictures()
    optimizer = Adam(net.params, lr=3e-3)
    fit(net, SoftmaxCrossEntropy(), optimizer, x, labels, rng=rng, epochs=5, progress=False)
    return net


# The row of all stages below the chosen one: where it stands, and the size of a small picture.
HIGH, ROW, STEP, SMALL = 352, 300, 67, (52, 40)


def _small(stage: int) -> tuple[float, float]:
    """Return the middle of a stage's small picture."""
    return 2 + STEP * stage + SMALL[0] / 2, ROW + SMALL[1] / 2


@styled
@handles(Handle("stage", at=_small, jump=True, ring=(SMALL[0] / 2, SMALL[1] / 2)))
def stage(digit: int, stage: int) -> Figure:
    """Draw what one stage of the net holds, and below it all stages in one row.

    Parameters
    ----------
    digit
        The first test picture of this digit.
    stage
        Index in ``STAGES``.
    """
    name = STAGES[stage]
    values = passed(digit)[name]
    fig, (ax,) = new_figure(height=HIGH + 8, left=4, right=4, top=4, bottom=4)
    ax.set(xlim=(0, 392), ylim=(HIGH, 0))
    ax.axis("off")
    ax.text(4, 12, word(f"cldnn {name}"), va="center", color=INK)
    ax.text(4, 32, shape_of(name, values), va="center", color=GREY)
    if name == "picture":
        cells(ax, values[0], (86, 52, 220, 220))
    elif name in ("maps", "pooled"):
        high = 96 if name == "maps" else 48
        for n, picture in enumerate(values):
            place = (2 + 98 * (n % 4), 56 + (high + 14) * (n // 4), 92, high)
            cells(ax, picture, place, top=float(values.max()))
    elif name in ("frames", "states"):
        cells(ax, values.T, (40, 52, 312, 210))
        ax.text(196, 276, word("cldnn time"), ha="center", va="center", color=INK)
        if name == "states":
            box = Rectangle((40 + 312 * 13 / 14, 50), 312 / 14, 214, fill=False, linewidth=2.5)
            box.set_edgecolor(PURPLE)
            ax.add_patch(box)
    else:
        bars(ax, values, (16, 70, 360, 180))
        for k in range(CLASSES):
            ax.text(34 + 36 * k, 264, str(k), ha="center", va="center", color=INK)
    draw_row(ax, passed(digit), stage)
    return fig


def draw_row(ax: Axes, found: dict[str, Array], stage: int) -> None:
    """Draw all stages small, each with an arrow to the next, and frame the chosen one."""
    wide, high = SMALL
    for k, (name, values) in enumerate(found.items()):
        left = 2 + STEP * k
        if name == "scores":
            bars(ax, values, (left, ROW, wide, high))
        elif name in ("frames", "states"):
            cells(ax, values.T, (left, ROW, wide, high))
        else:
            # One map stands for all; pooling has left half of its rows.
            tall = high / 2 if name == "pooled" else high
            place = (left + (wide - high) / 2, ROW + (high - tall) / 2, high, tall)
            cells(ax, values[0], place, top=float(values.max()))
        if k:
            ax.text(left - 7, ROW + high / 2, "→", ha="center", va="center", color=GREY)
    box = Rectangle((2 + STEP * stage - 3, ROW - 3), wide + 6, high + 6, fill=False, edgecolor=INK)
    box.set_linewidth(2.5)
    ax.add_patch(box)


def cells(
    ax: Axes, values: Array, place: tuple[float, float, float, float], *, top: float = 0.0
) -> None:
    """Draw numbers as squares: blue above 0, orange below, stronger where larger."""
    x, y, wide, high = place
    strength = np.abs(values) / (top or max(float(np.abs(values).max()), 1e-9))
    colours = np.where((values >= 0)[..., None], to_rgb(BLUE), to_rgb(ORANGE))
    rgba = np.concatenate([colours, strength[..., None].clip(0, 1)], axis=-1)
    box = (x, x + wide, y + high, y)
    readable(ax.imshow(rgba, extent=box, aspect="auto", interpolation="none"), values.round(2))
    ax.add_patch(Rectangle((x, y), wide, high, fill=False, edgecolor=GREY, linewidth=1))
    ax.set(xlim=(0, 392), ylim=(HIGH, 0))


def bars(ax: Axes, shares: Array, place: tuple[float, float, float, float]) -> None:
    """Draw the probabilities of the ten digits as bars that fill a place; the largest is blue."""
    x, y, wide, high = place
    slot = wide / len(shares)
    for k, share in enumerate(shares):
        corner = (x + slot * (k + 1 / 6), y + high * (1 - share))
        color = BLUE if k == shares.argmax() else GREY
        ax.add_patch(Rectangle(corner, slot * 2 / 3, high * share, facecolor=color))
    ax.plot([x, x + wide], [y + high] * 2, color=GREY, linewidth=1, linestyle="-")


def shape_of(name: str, values: Array) -> str:
    """Return the shape of a stage, as the layer has it for a batch of one.

    Examples
    --------
    >>> shape_of("frames", np.zeros((14, 56)))
    '(T, B, D) = (14, 1, 56)'
    """
    if name in ("frames", "states"):
        letters = "D" if name == "frames" else "H"
        return f"(T, B, {letters}) = ({values.shape[0]}, 1, {values.shape[1]})"
    if name == "scores":
        return f"(B, K) = (1, {CLASSES})"
    return f"(B, C, {word('cldnn axes')}) = (1, {', '.join(map(str, values.shape))})"


def stage_says(digit: int, stage: int) -> str:
    """Return in words what ``stage`` shows."""
    name = STAGES[stage]
    values = passed(digit)[name]
    shown = word("cldnn alt", digit=digit, what=word(f"cldnn {name}"), shape=shape_of(name, values))
    if name != "scores":
        return shown
    best = int(values.argmax())
    return shown + " " + word("cldnn best", best=best, share=f"{values[best]:.2f}")


@styled
def accuracies(record: Record) -> Figure:
    """Draw the shares of right test digits: as they are, and moved by a pixel.

    Parameters
    ----------
    record
        Of the experiment ``"cldnn"``.
    """
    fig, (ax,) = new_figure(height=440, left=96, right=14, bottom=48, top=52)
    looks: dict[str, dict[str, Any]] = {
        "accuracy": {"color": BLUE, "marker": "o"},
        "right": {"color": GREEN, "marker": "^"},
        "down": {"color": ORANGE, "marker": "s"},
    }
    rows(ax, SETTINGS)
    ax.set(xlim=(0.55, 1), ylim=(len(SETTINGS) - 0.5, -0.5), xlabel=word("cldnn share"))
    for k, (key, look) in enumerate(looks.items()):
        for row, setting in enumerate(SETTINGS):
            label = word(f"cldnn {key}") if row == 0 else None
            at = row + 0.3 * (k - 1)
            seeds(ax, at, record.values(setting, key), room=0.2, label=label, **look)
    ax.set_xticks([0.6, 0.7, 0.8, 0.9, 1])
    where = (-0.36, 0.98)
    ax.legend(loc="lower left", bbox_to_anchor=where, ncols=3, columnspacing=0.6, handletextpad=0)
    return fig
