"""A kernel that slides over numbers, the sum at each place, and kernels over a photograph."""

from functools import cache
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from course_lib.convolution.conv_reference import conv2d_reference
from course_lib.experiments.cnn.convolution import KERNELS, filtered
from course_lib.figures.handles import Handle, Paint, handles, readable
from course_lib.figures.style import (
    BLUE,
    GREY,
    INK,
    ORANGE,
    WIDTH,
    Lines,
    factor,
    new_figure,
    part,
    shapes,
    styled,
)
from course_lib.figures.words import WORDS, language, word
from course_lib.protocol import Array

PICTURE = np.array(
    [
        [0.0, 0, 1, 2, 2],
        [0, 1, 2, 2, 2],
        [0, 1, 3, 2, 0],
        [1, 1, 2, 0, 0],
        [1, 1, 1, 0, 0],
    ]
)
SLIDING: dict[str, Array] = {
    "edges x": KERNELS["edges x"],
    "all ones": np.ones((3, 3)),
    "identity": KERNELS["identity"],
    "outline": np.array([[0.0, 1, 0], [1, -4, 1], [0, 1, 0]]),
}
SIDE = 3
# A pixel is 0 to 3, and stands for itself in the text of a picture: "00122…", row by row.
LEVELS = 4
# Where the upper left corners of kernel and feature map stand; that of the picture is (0, 0).
KERNEL_AT, MAP_AT = (5.75, 1.0), (9.5, 1.0)
# So many shades of grey: a photograph in few shades is small, and looks the same.
SHADES = 40


def pixels(picture: str) -> Array:
    """Return the picture (5, 5) that a text of 25 digits stands for.

    Examples
    --------
    >>> pixels(START)[0].tolist()
    [0.0, 0.0, 1.0, 2.0, 2.0]
    """
    return np.array([float(digit) for digit in picture]).reshape(PICTURE.shape)


START = "".join(f"{v:g}" for v in PICTURE.ravel())


def answers(kernel: str, picture: str = START) -> Array:
    """Return the feature map (3, 3) of the picture under a kernel.

    Examples
    --------
    >>> answers("edges x")[0].tolist()
    [6.0, 4.0, -2.0]
    """
    x = pixels(picture)[None, None]
    return conv2d_reference(x, SLIDING[kernel][None, None], np.zeros(1)).reshape(SIDE, SIDE)


def terms(place: int, kernel: str, picture: str = START) -> list[str]:
    """Return the sum at a place, 0 to 8, written out: a line for each row of the kernel.

    Examples
    --------
    >>> terms(0, "edges x")
    ['(−1)·0 + 0·0 + 1·1', '(−1)·0 + 0·1 + 1·2', '(−1)·0 + 0·1 + 1·3']
    """
    r, c = divmod(place, SIDE)
    window = pixels(picture)[r : r + 3, c : c + 3]
    return [
        " + ".join(f"{factor(_text(w))}·{factor(_text(x))}" for w, x in zip(*rows, strict=True))
        for rows in zip(SLIDING[kernel], window, strict=True)
    ]


def slide_parts(place: int, kernel: str, picture: str = START) -> dict[str, Lines | str]:
    """Return what moves in ``slide``: frames and shades as ways, numbers and sums as texts.

    Parameters
    ----------
    place
        Of the kernel, 0 to 8, in reading order. The feature map is filled up to there.
    kernel
        A name of SLIDING.
    picture
        25 digits, row by row.

    Returns
    -------
    dict
        ``window`` and ``here``: the frames of the kernel on the picture and of its sum in the map.
        ``ink 1`` to ``ink 3``: the pixels of each shade. ``pixel``, ``weight`` and ``answer``, each
        with its number, ``sum 0`` to ``sum 2`` and ``value``: what is written there.

    Examples
    --------
    >>> parts = slide_parts(4, "edges x")
    >>> parts["value"], parts["answer 0"], parts["answer 5"], len(parts["ink 3"])
    ('1', '6', ' ', 1)
    """
    return {**_ways(place, picture), **_texts(place, kernel, picture)}


def _ways(place: int, picture: str) -> dict[str, Lines]:
    r, c = divmod(place, SIDE)
    x = pixels(picture)
    ink: dict[str, Lines] = {
        f"ink {level}": [square(j, i, 1) for i, j in np.argwhere(x == level)]
        for level in range(1, LEVELS)
    }
    return ink | {
        "window": [square(c, r, SIDE)],
        "here": [square(MAP_AT[0] + c, MAP_AT[1] + r, 1)],
    }


def _texts(place: int, kernel: str, picture: str) -> dict[str, str]:
    found = answers(kernel, picture).ravel()
    texts = {f"pixel {k}": digit for k, digit in enumerate(picture)}
    texts |= {f"weight {k}": _text(float(w)) for k, w in enumerate(SLIDING[kernel].ravel())}
    # A text that is not there cannot be moved: an open cell holds a space.
    texts |= {f"answer {k}": _text(float(v)) if k <= place else " " for k, v in enumerate(found)}
    texts |= {f"sum {row}": line for row, line in enumerate(terms(place, kernel, picture))}
    return texts | {"value": _text(float(found[place]))}


def square(x: float, y: float, side: float) -> Array:
    """Return the way around a square with its upper left corner at (x, y): (5, 2)."""
    return np.array([(x, y), (x + side, y), (x + side, y + side), (x, y + side), (x, y)])


# The ring of the kernel stands at a lower right corner, where it hides no number.
_ASIDE = (0.5, 0.5)


def _on_picture(place: int) -> tuple[float, float]:
    return place % SIDE + 1.5, place // SIDE + 1.5


def _on_map(place: int) -> tuple[float, float]:
    return MAP_AT[0] + place % SIDE + 0.5, MAP_AT[1] + place // SIDE + 0.5


@styled
@handles(
    Handle("place", at=_on_picture, ring=(1.5, 1.5)),
    Handle("place", at=_on_map, jump=True, ring=_ASIDE),
    paint=Paint("picture", box=(0, 0, 5, 5)),
)
def slide(place: int, kernel: str, picture: str = START) -> Figure:
    """Draw picture, kernel and feature map as numbers, and below them the sum at one place.

    Parameters
    ----------
    place, kernel, picture
        As in `slide_parts`.
    """
    ways, texts = _ways(place, picture), _texts(place, kernel, picture)
    fig, (ax,) = new_figure(height=308, left=4, right=4, top=4, bottom=4)
    ax.set(xlim=(-0.15, 12.85), ylim=(9, -0.95))
    ax.axis("off")
    for level in range(1, LEVELS):
        shapes(ax, f"ink {level}", ways[f"ink {level}"], facecolor=BLUE, alpha=0.14 * level)
    for at, side, kind in (((0, 0), 5, "pixel"), (KERNEL_AT, 3, "weight"), (MAP_AT, 3, "answer")):
        _grid(ax, at, side, [texts[f"{kind} {k}"] for k in range(side * side)], kind)
    shapes(ax, "window", ways["window"], facecolor=(ORANGE, 0.12), edgecolor=ORANGE, linewidth=3)
    shapes(ax, "here", ways["here"], facecolor=(ORANGE, 0.12), edgecolor=ORANGE, linewidth=3)
    frame = Rectangle(KERNEL_AT, 3, 3, facecolor=(ORANGE, 0.12), edgecolor=ORANGE, linewidth=3)
    frame.set_linestyle("--")
    ax.add_patch(frame)
    for x, name in ((2.5, "picture"), (7.25, "kernel"), (11, "map")):
        ax.text(x, -0.5, word(f"convolution {name}"), ha="center", va="center")
    for row in range(SIDE):
        sign = "+" if row else "="
        ax.text(2.1, 6 + 0.85 * row, sign, ha="center", va="center", color=GREY)
        line = ax.text(2.6, 6 + 0.85 * row, texts[f"sum {row}"], ha="left", va="center")
        part(line, f"sum {row}")
    name = word("convolution sum")
    ax.text(1.7, 6, name, ha="right", va="center", color=ORANGE)
    ax.text(2.1, 8.55, "=", ha="center", va="center", color=GREY)
    value = ax.text(2.6, 8.55, texts["value"], ha="left", va="center", weight="bold")
    part(value, "value").set_color(ORANGE)
    return fig


def _grid(ax: Axes, at: tuple[float, float], side: int, texts: list[str], kind: str) -> None:
    """Draw a table of numbers, each a part with a name, with its upper left corner at a point."""
    for k, text in enumerate(texts):
        x, y = at[0] + k % side, at[1] + k // side
        ax.add_patch(Rectangle((x, y), 1, 1, facecolor="none", edgecolor=GREY))
        part(ax.text(x + 0.5, y + 0.53, text, ha="center", va="center"), f"{kind} {k}")


def slide_says(place: int, kernel: str, picture: str = START) -> str:
    """Return in words what ``slide`` shows."""
    r, c = divmod(place, SIDE)
    return word(
        "convolution slide alt",
        r=r,
        c=c,
        sum=" + ".join(terms(place, kernel, picture)),
        value=_text(float(answers(kernel, picture)[r, c])),
    )


def slide_numbers() -> dict[str, Any]:
    """Return the numbers and words that the page's script needs to do the same."""
    return {
        "kernels": {name: weights.ravel().tolist() for name, weights in SLIDING.items()},
        "map": MAP_AT,
        "alt": WORDS[language()]["convolution slide alt"],
    }


def _text(value: float) -> str:
    return f"{value:zg}".replace("-", "−")


@cache
def shown(photo: str, kernel: str) -> Array:
    """Return what a page shows: (80, 120), in few shades; an edge kernel's 0 is middle grey.

    Examples
    --------
    >>> levels = shown("china", "edges x")
    >>> bool(levels.min() >= 0), bool(levels.max() <= 1), len(np.unique(levels)) <= SHADES
    (True, True, True)
    """
    y = filtered(photo, kernel)
    if signed(kernel):
        y = 0.5 + 0.5 * y
    levels: Array = np.round(np.clip(y, 0, 1) * (SHADES - 1)) / (SHADES - 1)
    return levels


@cache
def _half(photo: str) -> Array:
    """Return the photograph in half its size: drawn small, and quick to store."""
    levels = shown(photo, "identity").reshape(40, 2, 60, 2).mean(axis=(1, 3))
    small: Array = np.round(levels * (SHADES - 1)) / (SHADES - 1)
    return small


@cache
def _coarse(photo: str, kernel: str) -> Array:
    """Return the means of 4 × 4 answers: what a page reads out."""
    means: Array = filtered(photo, kernel).reshape(20, 4, 30, 4).mean(axis=(1, 3)).round(2)
    return means


def signed(kernel: str) -> bool:
    """Return whether the kernel's weights add up to 0: it answers 0 on an even surface.

    Examples
    --------
    >>> signed("edges x"), signed("blur")
    (True, False)
    """
    return bool(abs(KERNELS[kernel].sum()) < 1e-9)


PHOTOS = ("china", "flower")
# The small photographs stand in a strip of their own, to be pressed.
_HEIGHT, _STRIP = 432, (206, 136)
_SMALL = (98.0, 65.0)


def _corner(photo: str) -> tuple[float, float]:
    return 4.0 + 104 * PHOTOS.index(photo), 0.0


def _below(photo: str) -> tuple[float, float]:
    (x, y), (_, high) = _corner(photo), _SMALL
    return x + 10, y + high + 16


@styled
@handles(Handle("photo", at=_below, axes=1, jump=True))
def photograph_kernel(kernel: str, photo: str) -> Figure:
    """Draw a photograph under a kernel, and below it both photographs as they are, and the kernel.

    Parameters
    ----------
    kernel
        A name of KERNELS.
    photo
        ``"china"`` or ``"flower"``.
    """
    fig, (ax,) = new_figure(height=_HEIGHT, left=4, right=4, top=4, bottom=4)
    # In units of the picture: 392 by 424.
    ax.axis("off")
    grey: dict[str, Any] = {
        "cmap": "gray",
        "vmin": 0,
        "vmax": 1,
        "aspect": "auto",
        "interpolation": "none",
    }
    large = ax.imshow(shown(photo, kernel), extent=(0, 392, 392 * 2 / 3, 0), **grey)
    readable(large, _coarse(photo, kernel), "y")
    ax.set(xlim=(0, 392), ylim=(424, 0))
    strip = fig.add_axes((0, 0, _STRIP[0] / WIDTH, _STRIP[1] / _HEIGHT))
    strip.axis("off")
    for name in PHOTOS:
        (x, y), (wide, high) = _corner(name), _SMALL
        bullet = _below(name)
        strip.plot(*bullet, "o", color=INK, markersize=6)
        strip.text(bullet[0] + 15, bullet[1], word(f"convolution name {name}"), va="center")
        strip.imshow(_half(name), extent=(x, x + wide, y + high, y), **grey)
        if name == photo:
            frame: dict[str, Any] = {"facecolor": "none", "edgecolor": ORANGE, "linewidth": 3}
            strip.add_patch(Rectangle((x, y), wide, high, **frame))
    strip.set(xlim=(0, _STRIP[0]), ylim=(_STRIP[1], -4))
    ax.text(0, 281, word("convolution before"), va="center", color=GREY)
    ax.text(214, 281, word("convolution kernel"), va="center", color=GREY)
    for (row, column), weight in np.ndenumerate(KERNELS[kernel]):
        x, y = 214 + 42 * column, 292 + 32 * row
        if weight:
            fill = BLUE if weight > 0 else ORANGE
            ax.add_patch(Rectangle((x, y), 42, 32, alpha=0.16, facecolor=fill))
        ax.add_patch(Rectangle((x, y), 42, 32, facecolor="none", edgecolor=GREY))
        name = "1/9" if 0 < weight < 1 else _text(float(weight))
        ax.text(x + 21, y + 16.5, name, ha="center", va="center")
    total = _text(round(float(KERNELS[kernel].sum()), 9))
    ax.text(214, 407, word("convolution total", total=total), va="center", color=GREY)
    return fig


def photograph_kernel_says(kernel: str, photo: str) -> str:
    """Return in words what ``photograph_kernel`` shows."""
    y = filtered(photo, kernel)
    low, high = (_text(round(float(v), 2)) for v in (y.min(), y.max()))
    verdict = word(f"convolution {kernel}")
    scale = word("convolution signed") if signed(kernel) else ""
    photo = word(f"convolution {photo}")
    alt = word("convolution photo alt", photo=photo, low=low, high=high, verdict=verdict)
    return f"{alt} {scale}".strip()
