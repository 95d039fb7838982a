"""A kernel that slides over numbers, the sum at each place, and kernels over a photograph."""

from functools import cache

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from course_lib.convolution.conv_reference import conv2d_reference
from course_lib.experiments.cnn.convolution import KERNELS, filtered
from course_lib.figures.handles import Handle, handles
from course_lib.figures.style import BLUE, GREY, INK, ORANGE, new_figure, styled
from course_lib.figures.words import word
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
# So many shades of grey: a photograph in few shades is small, and looks the same.
SHADES = 40


def answers(kernel: str) -> Array:
    """Return the feature map (3, 3) of the picture under a kernel.

    Examples
    --------
    >>> answers("edges x")[0].tolist()
    [6.0, 4.0, -2.0]
    """
    y = conv2d_reference(PICTURE[None, None], SLIDING[kernel][None, None], np.zeros(1))
    return y.reshape(SIDE, SIDE)


def terms(place: int, kernel: str) -> list[str]:
    """Return the sum at a place, 0 to 8, written out: a line for each row of the kernel.

    Examples
    --------
    >>> terms(0, "edges x")
    ['−1·0 + 0·0 + 1·1', '−1·0 + 0·1 + 1·2', '−1·0 + 0·1 + 1·3']
    """
    r, c = divmod(place, SIDE)
    window = PICTURE[r : r + 3, c : c + 3]
    return [
        " + ".join(f"{_text(w)}·{_text(x)}" for w, x in zip(*rows, strict=True))
        for rows in zip(SLIDING[kernel], window, strict=True)
    ]


# Rings stand at a lower right corner, where they hide no number.
_ASIDE = (0.5, 0.5)


@styled
@handles(
    Handle(
        "place", at=lambda place: (place % SIDE + 1.5, place // SIDE + 1.5), jump=True, ring=_ASIDE
    ),
    Handle(
        "place", at=lambda place: (10 + place % SIDE, 1.5 + place // SIDE), jump=True, ring=_ASIDE
    ),
)
def slide(place: int, kernel: str) -> Figure:
    """Draw picture, kernel and feature map as numbers, and below them the sum at one place.

    Parameters
    ----------
    place
        Of the kernel, 0 to 8, in reading order. The feature map is filled up to there.
    kernel
        A name of SLIDING.
    """
    r, c = divmod(place, SIDE)
    fig, (ax,) = new_figure(height=308, left=4, right=4, top=4, bottom=4)
    ax.set(xlim=(-0.15, 12.85), ylim=(9, -0.95))
    ax.axis("off")
    _grid(ax, PICTURE, 0, 0)
    _grid(ax, SLIDING[kernel], 5.75, 1)
    found = np.where(np.arange(9) <= place, answers(kernel).ravel(), np.nan)
    _grid(ax, found.reshape(3, 3), 9.5, 1)
    for x, y, size, solid in ((c, r, 3, 1), (5.75, 1, 3, 0), (9.5 + c, 1 + r, 1, 1)):
        box = Rectangle((x, y), size, size, facecolor=ORANGE, alpha=0.12)
        ax.add_patch(box)
        frame = Rectangle((x, y), size, size, facecolor="none", edgecolor=ORANGE, linewidth=3)
        frame.set_linestyle("-" if solid else "--")
        ax.add_patch(frame)
    for x, name in ((2.5, "picture"), (7.25, "kernel"), (11, "map")):
        ax.text(x, -0.5, word(f"convolution {name}"), ha="center", va="center")
    for row, line in enumerate(terms(place, kernel)):
        sign = "+" if row else "="
        ax.text(2.1, 6 + 0.85 * row, sign, ha="center", va="center", color=GREY)
        ax.text(2.6, 6 + 0.85 * row, line, ha="left", va="center")
    name = word("convolution sum")
    ax.text(1.7, 6, name, ha="right", va="center", color=ORANGE)
    value = _text(float(answers(kernel)[r, c]))
    ax.text(2.1, 8.55, "=", ha="center", va="center", color=GREY)
    ax.text(2.6, 8.55, value, ha="left", va="center", color=ORANGE, weight="bold")
    return fig


def _grid(ax: Axes, numbers: Array, x: float, y: float) -> None:
    """Draw a table of numbers with its upper left corner at (x, y); nan is left open."""
    for (row, column), value in np.ndenumerate(numbers):
        place = (x + column, y + row)
        ax.add_patch(Rectangle(place, 1, 1, facecolor="none", edgecolor=GREY))
        if not np.isnan(value):
            text = ax.text(
                place[0] + 0.5, place[1] + 0.53, _text(float(value)), ha="center", va="center"
            )
            text.set_color(INK)


def slide_says(place: int, kernel: str) -> str:
    """Return in words what ``slide`` shows."""
    r, c = divmod(place, SIDE)
    return word(
        "convolution slide alt",
        r=r,
        c=c,
        sum=" + ".join(terms(place, kernel)),
        value=_text(float(answers(kernel)[r, c])),
    )


def _text(value: float) -> str:
    return f"{value:g}".replace("-", "−")


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


def signed(kernel: str) -> bool:
    """Return whether the kernel's weights add up to 0: it answers 0 on an even surface.

    Examples
    --------
    >>> signed("edges x"), signed("blur")
    (True, False)
    """
    return bool(abs(KERNELS[kernel].sum()) < 1e-9)


@styled
def photograph_kernel(kernel: str, photo: str) -> Figure:
    """Draw a photograph under a kernel, and below it the photograph as it is, and the kernel.

    Parameters
    ----------
    kernel
        A name of KERNELS.
    photo
        ``"china"`` or ``"flower"``.
    """
    fig, (ax,) = new_figure(height=432, left=4, right=4, top=4, bottom=4)
    # In units of the picture: 392 by 424.
    ax.set(xlim=(0, 392), ylim=(424, 0))
    ax.axis("off")
    for levels, (x, y, wide) in (
        (shown(photo, kernel), (0, 0, 392)),
        (_half(photo), (0, 292, 174)),
    ):
        box = (x, x + wide, y + wide * 2 / 3, y)
        ax.imshow(levels, cmap="gray", vmin=0, vmax=1, extent=box, aspect="auto")
        ax.images[-1].set_interpolation("none")
    ax.set(xlim=(0, 392), ylim=(424, 0))
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
