"""Decision regions: what a small net says at each point of the plane, as it grows."""

import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from course_lib.experiments.fully_connected import regions as experiment
from course_lib.figures.handles import Handle, handles, readable
from course_lib.figures.marks import wrong
from course_lib.figures.style import BLUE, GREY, INK, ORANGE, PAPER, PURPLE, new_figure, styled
from course_lib.figures.words import word
from course_lib.protocol import Array, Mask

# So many shades from "surely arm 0" to "surely arm 1": few, because each frame is a picture.
SHADES = 9
# The colours of both arms as numbers. They are see-through, so they suit a dark page as well.
_ARM_0, _ARM_1 = (np.array([int(c[i : i + 2], 16) for i in (1, 3, 5)]) for c in (ORANGE, BLUE))


def shade(p: Array) -> npt.NDArray[np.uint8]:
    """Return the picture of probabilities p (n, n) as (n, n, 4) bytes: red, green, blue, opacity.

    The surer the net, the stronger the colour; at p = ½ there is none.

    Examples
    --------
    >>> shade(np.array([[0.0, 0.5, 1.0]]))[0].tolist()
    [[176, 74, 0, 120], [0, 98, 173, 0], [0, 98, 173, 120]]
    """
    level = np.round(p * (SHADES - 1)) / (SHADES - 1)
    colour = np.where(level[..., None] < 0.5, _ARM_0, _ARM_1)
    opacity = np.abs(2 * level - 1)[..., None] * 120
    return np.concatenate([colour, opacity], axis=-1).round().astype(np.uint8)


def coarse(p: Array) -> Array:
    """Return the means of 4 × 4 pixels, with two digits: what a page reads out.

    Examples
    --------
    >>> coarse(np.eye(8))
    array([[0.25, 0.  ],
           [0.  , 0.25]])
    """
    n = len(p) // 4
    means: Array = p.reshape(n, 4, n, 4).mean(axis=(1, 3)).round(2)
    return means


# The strip above the plane has a dot for each hidden neuron.
MOST = 12
_HEIGHT, _STRIP = 414, 28


def _in_strip(width: int) -> tuple[float, float]:
    return 132 + 22 * (width - 1), 14


@styled
@handles(Handle("width", at=_in_strip, axes=1, jump=True))
def regions(width: int, activation: str) -> Figure:
    """Draw the regions of the net from start 0, its neurons' lines and the training points."""
    fig, (ax,) = new_figure(height=_HEIGHT, left=46, right=16, top=10 + _STRIP, bottom=46)
    _draw_neurons(fig, width)
    right = draw_plane(ax, width, activation)
    x, _ = experiment.spirals()
    wrong(ax, *x[~right].T, color=INK)
    return fig


def draw_plane(ax: Axes, width: int, activation: str) -> Mask:
    """Draw regions, border, hidden neurons' lines and points, and return which points are right."""
    p, right = experiment.regions(width, activation)
    x, arm = experiment.spirals()
    side = experiment.SIDE
    ax.set(xlim=(-side, side), ylim=(-side, side), aspect="equal", xlabel="x₁")
    # The first numbers of both axes would touch in the corner.
    ax.set(xticks=range(-4, 5, 2), yticks=range(-2, 5, 2))
    ax.set_ylabel("x₂", rotation=0, labelpad=8)
    ax.spines[["left", "bottom"]].set_visible(False)
    # Without interpolation the picture is stored as it is: small, and sharp at any size.
    box = (-side, side, -side, side)
    picture = ax.imshow(shade(p), origin="lower", extent=box, interpolation="none", zorder=0)
    readable(picture, coarse(p), "p")
    if p.min() < 0.5 < p.max():
        middles = experiment.middles(len(p))
        ax.contour(middles, middles, p, levels=[0.5], colors=INK, linewidths=2, zorder=2)
    for (w1, w2), b in zip(*_hidden(width, activation), strict=True):
        ends = _ends(w1, w2, b, side)
        ax.plot(*ends, color=GREY, linestyle="--", linewidth=1, zorder=1)
    for group, colour, marker in ((0, ORANGE, "o"), (1, BLUE, "^")):
        points = x[arm == group]
        ax.plot(*points.T, marker, color=colour, markeredgecolor=PAPER, markersize=7, zorder=3)
    return right


def _draw_neurons(fig: Figure, width: int) -> None:
    """Draw a row of places for hidden neurons; those of this net are filled."""
    ax = fig.add_axes((0, 1 - _STRIP / _HEIGHT, 1, _STRIP / _HEIGHT))
    ax.set(xlim=(0, 400), ylim=(0, _STRIP))
    ax.axis("off")
    ax.text(8, 14, word("regions hidden"), va="center", color=INK)
    for n in range(1, MOST + 1):
        color = PURPLE if n <= width else GREY
        fill = color if n <= width else "none"
        ax.plot(*_in_strip(n), "o", color=color, markerfacecolor=fill, markersize=9)


def regions_says(width: int, activation: str) -> str:
    """Return in words what ``regions`` shows, and how the same net did from other starts."""
    counts = [experiment.n_right(width, activation, start) for start in range(experiment.N_STARTS)]
    n = experiment.N_POINTS
    if counts[0] == n:
        verdict = "regions solved"
    elif max(counts) == n:
        verdict = "regions stuck"
    elif max(counts) - min(counts) >= n // 20:
        verdict = "regions chance"
    else:
        verdict = "regions small"
    return word(
        "regions alt",
        width=width,
        neurons=word("neuron" if width == 1 else "neurons"),
        activation=word(f"regions {activation}"),
        right=counts[0],
        n=n,
        others=", ".join(map(str, counts[1:])),
        verdict=word(verdict),
    )


def _hidden(width: int, activation: str) -> tuple[Array, Array]:
    params = experiment.trained(width, activation).params
    return params["0.W"], params["0.b"]


def _ends(w1: float, w2: float, b: float, side: float) -> tuple[Array, Array]:
    """Return x₁ and x₂ of two points far out on the line w1 x₁ + w2 x₂ + b = 0."""
    length = np.hypot(w1, w2)
    foot, across = -b * np.array([w1, w2]) / length**2, np.array([-w2, w1]) / length
    x1, x2 = np.array([foot - 3 * side * across, foot + 3 * side * across]).T
    return x1, x2
