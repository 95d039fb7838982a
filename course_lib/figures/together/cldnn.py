"""A digit on its way through convolution, LSTM and dense layers, and what each part is worth."""

from functools import cache
from typing import Any, NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from course_lib.experiments.recorded import Record
from course_lib.experiments.together.cldnn import CLASSES, SETTINGS, build, pictures
from course_lib.figures.handles import Handle, handles, readable
from course_lib.figures.lstm.lstm import text
from course_lib.figures.marks import rows, seeds
from course_lib.figures.style import (
    BLUE,
    GREEN,
    GREY,
    INK,
    ORANGE,
    PAPER,
    PURPLE,
    Lines,
    new_figure,
    part,
    shapes,
    styled,
)
from course_lib.figures.words import WORDS, language, word
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


DIGIT = 3
# Pixels from the upper left corner: left, top, width and height of each stage.
PANELS = {
    "picture": (0.0, 26.0, 112.0, 112.0),
    "maps": (138.0, 26.0, 112.0, 112.0),
    "pooled": (276.0, 54.0, 112.0, 56.0),
    "frames": (0.0, 206.0, 112.0, 112.0),
    "states": (138.0, 206.0, 112.0, 112.0),
    "scores": (276.0, 206.0, 112.0, 112.0),
}
SIZE = 14
_KEYS = {
    "change": (0.0, "states", INK),
    "before": (258.0, "scores", BLUE),
    "after": (336.0, "scores", PURPLE),
}
"""The words beside the bars: where they begin, from which stage on, and their colour."""
_CHANGE = (354.0, 30.0)
"""Where the bars of the change stand, and how high the largest one is."""


class Turned(NamedTuple):
    """What happens when one pixel is turned over, ink to paper and paper to ink: with 3 digits."""

    scores: Array
    """(196, 10), the probabilities then."""
    change: Array
    """(196, 14), how far the state of each step moves, as a share of this pixel's largest move."""


@cache
def turned() -> Turned:
    """Return what each pixel of the picture is worth to the trained net.

    Examples
    --------
    >>> [array.shape for array in turned()]
    [(196, 10), (196, 14)]
    """
    picture = passed(DIGIT)["picture"]
    x = np.repeat(picture[None], SIZE**2, axis=0)
    pixels = x.reshape(len(x), -1)
    pixels[np.diag_indices(len(x))] = 1 - pixels[np.diag_indices(len(x))]
    net, states = trained(), passed(DIGIT)["states"]
    for n, layer in enumerate(net.layers, 1):
        x, _ = layer.forward(x)
        if n == LAYERS["states"]:
            moved = np.linalg.norm(x - states[:, None], axis=2).T
    most = moved.max(axis=1, keepdims=True)
    return Turned(softmax(x).round(3), (moved / np.where(most > 0, most, 1)).round(3))


def reach(row: int, column: int) -> dict[str, tuple[int, int, int, int]]:
    """Return for maps and pool which cells a pixel can reach: first and last row and column.

    Examples
    --------
    >>> reach(0, 5)["maps"], reach(3, 13)["pooled"]
    ((0, 1, 4, 6), (1, 2, 12, 13))
    """
    top, bottom = max(row - 1, 0), min(row + 1, SIZE - 1)
    left, right = max(column - 1, 0), min(column + 1, SIZE - 1)
    return {"maps": (top, bottom, left, right), "pooled": (top // 2, bottom // 2, left, right)}


def way_parts(row: float, column: float, stage: int) -> dict[str, Lines | str]:
    """Return what moves in ``way``.

    Parameters
    ----------
    row, column
        Of the pixel, 0 to 13.
    stage
        How far it is followed: an index in ``STAGES``.

    Returns
    -------
    dict
        For each stage but the last what the pixel can reach there. ``change``: a bar for each
        step, how far its state moves. ``turned``: the probabilities when the pixel is turned
        over. ``veil``: what covers the stages that are still to come. ``key change``, ``key
        before`` and ``key after``: the words beside these bars, empty before their stage.

    Examples
    --------
    >>> parts = way_parts(6, 5, 3)
    >>> len(parts["frames"]), len(parts["states"]), len(parts["veil"])
    (8, 0, 2)
    """
    return {**_ways(row, column, stage), **_keys(stage)}


def _ways(row: float, column: float, stage: int) -> dict[str, Lines]:
    r, c = _whole(row), _whole(column)
    found = reach(r, c)
    top, bottom, left, right = found["pooled"]
    whole = {
        "picture": [_block("picture", (r, r, c, c), SIZE)],
        "maps": [_block("maps", found["maps"], SIZE)],
        "pooled": [_block("pooled", found["pooled"], SIZE // 2)],
        "frames": [
            _block("frames", (7 * m + top, 7 * m + bottom, left, right), 56) for m in range(8)
        ],
        "states": [_block("states", (0, 19, left, SIZE - 1), 20)],
    }
    k = SIZE * r + c
    x, y, wide, high = PANELS["scores"]
    slot, step = wide / CLASSES, PANELS["states"][2] / SIZE
    ways: dict[str, Lines] = {
        name: lines if STAGES.index(name) <= stage else [] for name, lines in whole.items()
    }
    ways["change"] = [
        _bar(PANELS["states"][0] + step * t, step, _CHANGE[0], _CHANGE[1] * share)
        for t, share in enumerate(turned().change[k].tolist())
        if stage >= STAGES.index("states")
    ]
    ways["turned"] = [
        _bar(x + slot * d, slot, y + high, high * share)
        for d, share in enumerate(turned().scores[k].tolist())
        if stage == STAGES.index("scores")
    ]
    ways["veil"] = [_cover(name) for name in STAGES[stage + 1 :]]
    return ways


def _keys(stage: int) -> dict[str, str]:
    return {
        f"key {name}": word(f"cldnn {name}") if stage >= STAGES.index(first) else ""
        for name, (_, first, _) in _KEYS.items()
    }


def _whole(value: float) -> int:
    return int(np.floor(value + 0.5))


def _block(name: str, cells: tuple[int, int, int, int], rows: int) -> Array:
    """Return the way around cells of a stage, whose panel has so many rows and 14 columns."""
    x, y, wide, high = PANELS[name]
    top, bottom, left, right = cells
    x0, x1 = x + wide * left / SIZE, x + wide * (right + 1) / SIZE
    y0, y1 = y + high * top / rows, y + high * (bottom + 1) / rows
    return np.array([(x0, y0), (x1, y0), (x1, y1), (x0, y1), (x0, y0)])


def _bar(x: float, slot: float, base: float, high: float) -> Array:
    x0, x1 = x + 1, x + slot - 1
    return np.array([(x0, base), (x1, base), (x1, base - high), (x0, base - high), (x0, base)])


def _cover(name: str) -> Array:
    x, y, wide, high = PANELS[name]
    x0, x1, y0, y1 = x - 2, x + wide + 2, y - 2, y + high + 2
    return np.array([(x0, y0), (x1, y0), (x1, y1), (x0, y1), (x0, y0)])


def _dot(stage: int) -> tuple[float, float]:
    """Return where the dot of a stage stands: before its title."""
    x, y, *_ = PANELS[STAGES[stage]]
    return x + 8, y - 14


def _stage(stage: int) -> Array:
    """Return the way that chooses a stage: from its dot down its panel, if no pixel is there."""
    x, y, wide, high = PANELS[STAGES[stage]]
    below = [(x + wide / 2, y), (x + wide / 2, y + high)] if stage else []
    return np.array([_dot(stage), *below])


@styled
@handles(
    Handle(("row", "column"), at=lambda row, column: (column + 0.5, row + 0.5), axes=1, jump=True),
    Handle("stage", at=_stage, jump=True),
)
def way(row: float, column: float, stage: int) -> Figure:
    """Draw a digit in all stages of the net, and the way of one pixel through them.

    Parameters
    ----------
    row, column, stage
        As in `way_parts`.
    """
    parts, keys = _ways(row, column, stage), _keys(stage)
    found = passed(DIGIT)
    fig, (ax,) = new_figure(height=HIGH + 8, left=4, right=4, top=4, bottom=4)
    ax.set(xlim=(0, 392), ylim=(HIGH, 0))
    ax.axis("off")
    x, y, wide, high = PANELS["picture"]
    box = (4 + x, HIGH + 4 - y - high, wide, high)
    picture = fig.add_axes(tuple(np.divide(box, (400, HIGH + 8, 400, HIGH + 8))))
    picture.axis("off")
    cells(ax, found["picture"][0], PANELS["picture"])
    picture.set(xlim=(0, SIZE), ylim=(SIZE, 0))
    for name in ("maps", "pooled"):
        cells(ax, found[name][0], PANELS[name], top=float(found[name].max()))
    for name in ("frames", "states"):
        cells(ax, found[name].T, PANELS[name])
    _scores(ax, found["scores"])
    for k, (name, (x, y, *_)) in enumerate(PANELS.items()):
        ax.text(x + 22, y - 14, word(f"cldnn {name}"), va="center", color=INK)
        ax.plot(*_dot(k), "o", color=GREY, markersize=5)
    for x, y in ((125, 82), (263, 82), (125, 262), (263, 262)):
        ax.text(x, y, "→", ha="center", va="center", color=GREY, size=16)
    ax.text(196, 164, word("cldnn turned"), ha="center", va="center", color=GREY)
    for name, (left, _, colour) in _KEYS.items():
        label = ax.text(left, 346, keys[f"key {name}"], va="center", color=colour)
        part(label, f"key {name}")
    line = PANELS["states"][0], PANELS["states"][0] + PANELS["states"][2]
    ax.plot(line, [_CHANGE[0]] * 2, color=GREY, linewidth=1, linestyle="-")
    for name in STAGES[:-1]:
        look = {"facecolor": (PURPLE, 0.25), "edgecolor": PURPLE, "linewidth": 2}
        shapes(ax, name, parts[name], **look).set_zorder(5)
    shapes(ax, "change", parts["change"], facecolor=PURPLE)
    shapes(ax, "turned", parts["turned"], edgecolor=PURPLE, linewidth=2).set_zorder(5)
    shapes(ax, "veil", parts["veil"], facecolor=PAPER, alpha=0.3).set_zorder(6)
    return fig


HIGH = 360
LIFT = 0.6
"""Power of a share that makes its colour: a small number is seen on black too."""


def cells(
    ax: Axes, values: Array, place: tuple[float, float, float, float], *, top: float = 0.0
) -> None:
    """Draw numbers as squares: blue above 0, orange below, stronger where larger."""
    x, y, wide, high = place
    strength = np.abs(values) / (top or max(float(np.abs(values).max()), 1e-9))
    colours = np.where((values >= 0)[..., None], to_rgb(BLUE), to_rgb(ORANGE))
    rgba = np.concatenate([colours, strength[..., None].clip(0, 1) ** LIFT], axis=-1)
    box = (x, x + wide, y + high, y)
    readable(ax.imshow(rgba, extent=box, aspect="auto", interpolation="none"), values.round(2))
    ax.add_patch(Rectangle((x, y), wide, high, fill=False, edgecolor=GREY, linewidth=1))
    ax.set(xlim=(0, 392), ylim=(HIGH, 0))


def _scores(ax: Axes, shares: Array) -> None:
    """Draw the probabilities of the ten digits as bars."""
    x, y, wide, high = PANELS["scores"]
    slot = wide / CLASSES
    for k, share in enumerate(shares.tolist()):
        corner = (x + slot * k + 1, y + high * (1 - share))
        box = Rectangle(corner, slot - 2, high * share, facecolor=BLUE, alpha=0.6)
        ax.add_patch(box)
        if k % 2:
            weight = "bold" if k == DIGIT else "normal"
            at = x + slot * (k + 0.5), y + high + 12
            ax.text(*at, str(k), ha="center", va="center", color=INK, weight=weight)
    ax.plot([x, x + wide], [y + high] * 2, color=GREY, linewidth=1, linestyle="-")


def way_says(row: float, column: float, stage: int) -> str:
    """Return in words what ``way`` shows."""
    r, c = _whole(row), _whole(column)
    return word("cldnn alt", row=r, column=c, what=_what(r, c, stage))


def _what(row: int, column: int, stage: int) -> str:
    found, k = reach(row, column), SIZE * row + column
    top, bottom, left, right = found["pooled" if stage > 1 else "maps"]
    places = {
        "n": (bottom - top + 1) * (right - left + 1),
        "first": left + 1,
        "last": right + 1,
        "most": int(turned().change[k].argmax()) + 1,
        "digit": DIGIT,
        "before": text(float(passed(DIGIT)["scores"].round(3)[DIGIT])),
        "after": text(float(turned().scores[k, DIGIT])),
    }
    return word(f"cldnn way {STAGES[stage]}", **places)


def way_numbers() -> dict[str, Any]:
    """Return the numbers and words that the page's script needs to do the same."""
    words = WORDS[language()]
    return {
        "stages": STAGES,
        "panels": PANELS,
        "place": _CHANGE,
        "digit": DIGIT,
        "before": float(passed(DIGIT)["scores"].round(3)[DIGIT]),
        "scores": turned().scores.tolist(),
        "change": turned().change.tolist(),
        "keys": {name: STAGES.index(first) for name, (_, first, _) in _KEYS.items()},
        "words": {
            "alt": words["cldnn alt"],
            **{f"key {name}": words[f"cldnn {name}"] for name in _KEYS},
            **{stage: words[f"cldnn way {stage}"] for stage in STAGES},
        },
    }


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
