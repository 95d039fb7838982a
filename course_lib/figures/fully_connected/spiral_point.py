"""A net that has learned two spirals, at one point of the plane: from x to a to p."""

from typing import Any, NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from course_lib.experiments.fully_connected import regions as experiment
from course_lib.figures.fully_connected import regions
from course_lib.figures.handles import Handle, handles
from course_lib.figures.style import (
    BLUE,
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
from course_lib.protocol import Array, Mask
from course_lib.training.losses import softmax

# The net of the figure before, with an activation that solves the task.
WIDTH, ACTIVATION = 8, "tanh"
# |a| above this is near 1; shares above that are said as "> 0.99".
NEAR, SURE = 0.9, 0.995
# The strip above the plane, in the units of the figure: answers, wires, hidden neurons, numbers.
_HEIGHT, _STRIP = 440, 118
_BAR = (144, 256, 96, 112)
_OUT = ((126, 104), (274, 104))
_NEURONS = np.array([(46 + 44 * k, 36) for k in range(WIDTH)])
_RADIUS = 11
# Wires end so far below the sign of an arm. Half their width, for each unit of the push.
_UNDER = 6
_PUSH = 0.55
_TURN = np.linspace(0, 2 * np.pi, 17)[:-1]
_DOT = 0.09 * np.column_stack([np.cos(_TURN), np.sin(_TURN)]).round(4)
_ARC = np.linspace(0, 1, 13)


class Answer(NamedTuple):
    """What the net makes of one point."""

    z: Array
    """(WIDTH,), the weighted sums of the hidden neurons."""
    a: Array
    """(WIDTH,), what they give."""
    push: Array
    """(WIDTH,), what each adds to the score of arm 1, minus what it adds to that of arm 0."""
    p: Array
    """(2,), the share of each arm."""


def answer(x1: float, x2: float) -> Answer:
    """Return what the net makes of the point (x₁, x₂).

    Examples
    --------
    >>> float(answer(0.5, -1).p.sum().round(12))
    1.0
    """
    params = experiment.trained(WIDTH, ACTIVATION).params
    z = params["0.W"] @ np.array([x1, x2], dtype=float) + params["0.b"]
    a = np.tanh(z)
    to_arms = params["2.W"] * a
    return Answer(z, a, to_arms[1] - to_arms[0], softmax(to_arms.sum(axis=1) + params["2.b"]))


def point_parts(x1: float, x2: float) -> dict[str, Lines | str]:
    """Return what moves in ``point``.

    Parameters
    ----------
    x1, x2
        The point.

    Returns
    -------
    dict
        ``point``: a dot. ``full``: what is filled of each hidden neuron, from 0 to its a.
        ``to 0`` and ``to 1``: the wires on which neurons push to an arm, as wide as they push.
        ``share 0`` and ``share 1``: the two parts of the bar; ``says 0`` and ``says 1``: the words
        beside it.

    Examples
    --------
    >>> len(point_parts(0, 0)["full"])
    8
    """
    found = answer(x1, x2)
    says = {f"says {arm}": _says(arm, found.p) for arm in (0, 1)}
    return {"point": [place(x1, x2) + _DOT], **_ways(found), **says}


def _ways(found: Answer) -> dict[str, Lines]:
    z, _, push, p = found
    left, right, low, high = _BAR
    border = left + (right - left) * float(p[0])
    wires = [_wire(k, float(d)) for k, d in enumerate(push)]
    return {
        "full": [_glass(k, float(v)) for k, v in enumerate(z)],
        "to 0": [wire for wire, d in zip(wires, push, strict=True) if d < 0],
        "to 1": [wire for wire, d in zip(wires, push, strict=True) if d >= 0],
        "share 0": [np.array([(left, low), (left, high), (border, high), (border, low)])],
        "share 1": [np.array([(border, low), (border, high), (right, high), (right, low)])],
    }


def _says(arm: int, p: Array) -> str:
    return word("spiral share", arm=arm, p=_share(p[arm]))


def _glass(k: int, z: float) -> Array:
    """Return the part of a disc between its middle and the height a = tanh(z)."""
    # The sine of this angle is tanh z; it has all its digits where arcsin(a) has lost half of them.
    angle = 2 * np.arctan(np.tanh(z / 2))
    way = np.concatenate([angle * _ARC, np.pi - angle * (1 - _ARC)])
    disc: Array = _NEURONS[k] + _RADIUS * np.column_stack([np.cos(way), np.sin(way)])
    return disc


def _wire(k: int, push: float) -> Array:
    """Return a wire from a neuron to the arm that it pushes to."""
    (x, y), (to, end) = _NEURONS[k], _OUT[push >= 0]
    half = _PUSH * abs(push)
    start, end = y + _RADIUS, end - _UNDER
    return np.array([(x - half, start), (to - half, end), (to + half, end), (x + half, start)])


def place(x1: float, x2: float) -> Array:
    """Return where the point stands, (2,)."""
    return np.array([x1, x2], dtype=float)


def pulled(point: tuple[float, float], x1: float, x2: float) -> dict[str, float]:
    """Return the settings of another point, whatever they were."""
    return {"x1": point[0], "x2": point[1]}


@styled
@handles(Handle(("x1", "x2"), at=place, jump=True, pull=pulled))
def point(x1: float, x2: float) -> Figure:
    """Draw the plane with its points and what the net says, one point x, and the net at x."""
    fig, (ax,) = new_figure(height=_HEIGHT, left=46, right=16, top=_STRIP + 4, bottom=45)
    regions.draw_plane(ax, WIDTH, ACTIVATION)
    shapes(ax, "point", [place(x1, x2) + _DOT], facecolor=INK, edgecolor=PAPER, zorder=6)
    net = fig.add_axes((0, 1 - _STRIP / _HEIGHT, 1, _STRIP / _HEIGHT))
    net.set(xlim=(0, 400), ylim=(0, _STRIP))
    net.axis("off")
    _draw_net(net, answer(x1, x2))
    return fig


def _draw_net(ax: Axes, found: Answer) -> None:
    ways = _ways(found)
    left, right, low, high = _BAR
    middle = (left + right) / 2
    for arm, colour, marker, x, side in ((0, ORANGE, "o", 6, "left"), (1, BLUE, "^", 394, "right")):
        shapes(ax, f"to {arm}", ways[f"to {arm}"], facecolor=colour, alpha=0.7)
        shapes(ax, f"share {arm}", ways[f"share {arm}"], facecolor=colour, alpha=0.8)
        ax.plot(*_OUT[arm], marker, color=colour, markersize=11)
        text = ax.text(x, _OUT[arm][1], _says(arm, found.p), ha=side, va="center", color=INK)
        part(text, f"says {arm}")
    ax.plot([middle, middle], [low - 3, high + 3], "-", color=INK)
    shapes(ax, "full", ways["full"], facecolor=PURPLE)
    for k, (x, y) in enumerate(_NEURONS, 1):
        ax.plot(x, y, "o", color="none", markeredgecolor=PURPLE, markersize=2 * _RADIUS)
        ax.plot([x - _RADIUS, x + _RADIUS], [y, y], "-", color=PURPLE, linewidth=1)
        ax.text(x, y - 25, str(k), ha="center", va="center", color=INK)


def point_says(x1: float, x2: float) -> str:
    """Return in words what ``point`` shows."""
    _, a, _, p = answer(x1, x2)
    x, _ = experiment.spirals()
    far = np.sqrt(((x - place(x1, x2)) ** 2).sum(axis=1).min())
    arm = int(p[1] > p[0])
    unsure = _text(p[0], 2) == _text(p[1], 2)
    return word(
        "spiral alt",
        x1=_text(x1, 1),
        x2=_text(x2, 1),
        verdict=word("spiral border" if unsure else f"spiral arm {arm}", p=_compared(p[arm])),
        far=_text(far, 1),
        on=_listed(a > NEAR),
        off=_listed(a < -NEAR),
        between=_listed(np.abs(a) <= NEAR),
    )


def point_numbers() -> dict[str, Any]:
    """Return the numbers and words that the page's script needs to do the same."""
    params = experiment.trained(WIDTH, ACTIVATION).params
    words = WORDS[language()]
    keys = ("alt", "share", "border", "arm 0", "arm 1", "none")
    return {
        "W1": params["0.W"].tolist(),
        "b1": params["0.b"].tolist(),
        "W2": params["2.W"].tolist(),
        "b2": params["2.b"].tolist(),
        "points": experiment.spirals()[0].tolist(),
        "near": NEAR,
        "sure": SURE,
        "bar": _BAR,
        "out": _OUT,
        "neurons": _NEURONS.tolist(),
        "radius": _RADIUS,
        "under": _UNDER,
        "push": _PUSH,
        "dot": _DOT.tolist(),
        "arc": _ARC.tolist(),
        "words": {key: words[f"spiral {key}"] for key in keys},
    }


def _share(p: float) -> str:
    """Return a share in words: no net gives all of it to one arm."""
    if p > SURE:
        return "> 0.99"
    return "< 0.01" if p < 1 - SURE else _text(p, 2)


def _compared(p: float) -> str:
    share = _share(p)
    return share if share.startswith(">") else f"= {share}"


def _listed(chosen: Mask) -> str:
    """Return the numbers of the chosen neurons, from 1."""
    return ", ".join(str(k + 1) for k in np.flatnonzero(chosen)) or word("spiral none")


def _text(value: float, digits: int) -> str:
    return f"{value:z.{digits}f}".replace("-", "−")
