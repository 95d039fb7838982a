"""A digit that the reader draws and pushes, and what a dense net and a CNN say of it."""

from functools import cache
from typing import Any

import numpy as np
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from course_lib.experiments.cnn.cnn_or_dense import CLASSES, SIDE, shifted
from course_lib.experiments.cnn.drawn import NETS, nets
from course_lib.figures.cnn.cnn_or_dense import example
from course_lib.figures.handles import Handle, Paint, handles
from course_lib.figures.style import (
    FAINT,
    GREY,
    INK,
    Lines,
    new_figure,
    part,
    shapes,
    styled,
)
from course_lib.figures.words import WORDS, language, word
from course_lib.protocol import Array
from course_lib.training.losses import softmax

INKED = 0.4
"""From here on a grey pixel of a real digit is ink."""


@cache
def start() -> Array:
    """Return a real 4 as ink and paper, (14, 14) of 0 and 1."""
    inked: Array = np.where(example(4)[0, 0] >= INKED, 1.0, 0.0)
    return inked


def pushed(picture: str, right: int, down: int) -> Array:
    """Return the picture (14, 14) that a text of 196 digits stands for, moved by whole pixels."""
    drawn = np.array([float(digit) for digit in picture]).reshape(SIDE, SIDE)
    return shifted(drawn, int(np.floor(down + 0.5)), int(np.floor(right + 0.5)))


def answers(picture: str, right: int, down: int) -> dict[str, Array]:
    """Return by net the probabilities of the ten digits."""
    x = pushed(picture, right, down)[None, None]
    return {name: softmax(net.forward(x)[0])[0] for name, net in nets().items()}


# Pixels from the upper left corner: the pad, the small picture, and the bars of both nets.
_PAD, _PIXEL = (4.0, 26.0), 16.0
_SMALL, _DOT = (267.0, 26.0), 8.0
_BARS, _SLOT, _HIGH = 254.0, 13.8, 44.0
_BASES = {"dense": 222.0, "max": 324.0}


def digit_parts(picture: str, right: int, down: int) -> dict[str, Lines | str]:
    """Return what moves in ``digit``.

    Parameters
    ----------
    picture
        196 digits, 1 for ink, row by row.
    right, down
        How far it is pushed, in pixels, -2 to 2.

    Returns
    -------
    dict
        ``ink`` and ``pushed``: the squares of both pictures. For each net its ``bars``, the
        ``best`` of them, and what it ``says``.
    """
    found = answers(picture, right, down)
    return {**_ways(picture, right, down, found), **_texts(found)}


def _ways(picture: str, right: int, down: int, found: dict[str, Array]) -> dict[str, Lines]:
    ways: dict[str, Lines] = {
        "ink": _squares(pushed(picture, 0, 0), _PAD, _PIXEL),
        "pushed": _squares(pushed(picture, right, down), _SMALL, _DOT),
    }
    for name, shares in found.items():
        bars = [_bar(k, share, _BASES[name]) for k, share in enumerate(shares.tolist())]
        best = bars.pop(int(shares.argmax()))
        ways |= {f"{name} bars": bars, f"{name} best": [best]}
    return ways


def _texts(found: dict[str, Array]) -> dict[str, str]:
    return {f"{name} says": word(f"draw {name}", **_verdict(p)) for name, p in found.items()}


def _verdict(shares: Array) -> dict[str, int]:
    best = int(shares.argmax())
    return {"digit": best, "share": int(np.floor(100 * shares[best] + 0.5))}


def _squares(picture: Array, corner: tuple[float, float], side: float) -> list[Array]:
    at = [(corner[0] + side * c, corner[1] + side * r) for r, c in np.argwhere(picture > 0)]
    return [
        np.array([(x, y), (x + side, y), (x + side, y + side), (x, y + side), (x, y)])
        for x, y in at
    ]


def _bar(k: int, share: float, base: float) -> Array:
    x0, x1, top = _BARS + _SLOT * k + 2, _BARS + _SLOT * (k + 1) - 2, base - _HIGH * share
    return np.array([(x0, base), (x1, base), (x1, top), (x0, top), (x0, base)])


def _below(right: int) -> tuple[float, float]:
    return _PAD[0] + _PIXEL * (SIDE / 2 + right), _PAD[1] + _PIXEL * SIDE + 16


def _beside(down: int) -> tuple[float, float]:
    return _PAD[0] + _PIXEL * SIDE + 13, _PAD[1] + _PIXEL * (SIDE / 2 + down)


@styled
@handles(
    Handle("right", at=_below, rail=True),
    Handle("down", at=_beside, rail=True),
    paint=Paint("picture", box=(*_PAD, _PIXEL * SIDE, _PIXEL * SIDE)),
)
def digit(picture: str, right: int, down: int) -> Figure:
    """Draw the reader's picture, the pushed one that both nets get, and what they say.

    Parameters
    ----------
    picture, right, down
        As in `digit_parts`.
    """
    found = answers(picture, right, down)
    ways, texts = _ways(picture, right, down, found), _texts(found)
    fig, (ax,) = new_figure(height=354, left=4, right=4, top=4, bottom=4)
    ax.set(xlim=(0, 392), ylim=(346, 0))
    ax.axis("off")
    ax.text(_PAD[0], 12, word("draw pad"), va="center", color=INK)
    ax.text(392, 12, word("draw pushed"), ha="right", va="center", color=INK)
    for (x, y), side in ((_PAD, _PIXEL), (_SMALL, _DOT)):
        size = side * SIDE
        ax.add_patch(Rectangle((x, y), size, size, fill=False, edgecolor=GREY, linewidth=1.5))
    for k in range(1, SIDE):
        at, far = _PIXEL * k, _PIXEL * SIDE
        for way in ([(at, 0), (at, far)], [(0, at), (far, at)]):
            line = np.add(way, _PAD).T
            ax.plot(*line, color=GREY, linewidth=0.5, alpha=FAINT, linestyle=":")
    shapes(ax, "ink", ways["ink"], facecolor=INK)
    shapes(ax, "pushed", ways["pushed"], facecolor=INK)
    for name, base in _BASES.items():
        text = ax.text(_BARS, base - _HIGH - 16, texts[f"{name} says"], va="center", color=INK)
        part(text, f"{name} says").set_fontweight("bold")
        shapes(ax, f"{name} bars", ways[f"{name} bars"], facecolor=GREY)
        shapes(ax, f"{name} best", ways[f"{name} best"], facecolor=INK)
        ax.plot([_BARS, 392], [base, base], color=GREY, linewidth=1, linestyle="-")
        for k in range(CLASSES):
            ax.text(_BARS + _SLOT * (k + 0.5), base + 11, str(k), ha="center", va="center")
    return fig


def digit_says(picture: str, right: int, down: int) -> str:
    """Return in words what ``digit`` shows."""
    told: dict[str, int] = {}
    for name, shares in answers(picture, right, down).items():
        told |= {f"{name}_{key}": value for key, value in _verdict(shares).items()}
    ink = picture.count("1")
    places = {"right": _signed(right), "down": _signed(down)}
    return word("draw alt", ink=ink, **places, **told)


def _signed(value: int) -> str:
    return f"{np.floor(value + 0.5):z.0f}".replace("-", "−")


def digit_numbers() -> dict[str, Any]:
    """Return the weights, numbers and words that the page's script needs to do the same."""
    words = WORDS[language()]
    keys = ("alt", *NETS)
    return {
        "nets": {
            name: {key: value.reshape(len(value), -1).tolist() for key, value in net.params.items()}
            for name, net in nets().items()
        },
        "side": SIDE,
        "pad": (_PAD, _PIXEL),
        "small": (_SMALL, _DOT),
        "bars": (_BARS, _SLOT, _HIGH),
        "bases": _BASES,
        "words": {key: words[f"draw {key}"] for key in keys},
    }
