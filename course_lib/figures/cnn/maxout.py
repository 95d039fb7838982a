"""One maxout neuron that learns a function of one input: its pieces, and the largest of them."""

from functools import cache
from typing import NamedTuple

import numpy as np
from matplotlib.figure import Figure

from course_lib.convolution.maxout import Maxout
from course_lib.figures.handles import Handle, handles
from course_lib.figures.style import BLUE, FAINT, GREY, INK, ORANGE, new_figure, styled
from course_lib.figures.words import word
from course_lib.protocol import Array
from course_lib.training.losses import MeanSquaredError
from course_lib.training.optim import Adam
from course_lib.training.update import update

X = np.linspace(-1, 1, 61)
TARGETS: dict[str, Array] = {
    "parabola": X**2,
    "|x|": np.abs(X),
    "ReLU": np.maximum(X, 0),
    "wave": 0.5 + 0.5 * np.sin(np.pi * X),
}
"""What the neuron is to learn, at the places X. The wave alone is not convex."""
MOST, STARTS, UPDATES = 5, 4, 700


class Fitted(NamedTuple):
    """A trained neuron on the places X."""

    z: Array
    """(pieces, 61), the value of each piece."""
    error: float
    """Root of the mean squared error of the largest piece."""
    used: int
    """Pieces that are the largest somewhere."""


@cache
def fitted(target: str, pieces: int) -> Fitted:
    """Return the best of four trainings of a `Maxout` neuron, from seeds 0 to 3.

    Examples
    --------
    >>> fitted("|x|", 2).error < 0.01
    True
    """
    trainings = (_train(target, pieces, seed) for seed in range(STARTS))
    return min(trainings, key=lambda fit: fit.error)


def _train(target: str, pieces: int, seed: int) -> Fitted:
    x, goal = X[:, None], TARGETS[target][:, None]
    neuron = Maxout(1, 1, pieces, np.random.default_rng(seed), init="he")
    criterion = MeanSquaredError()
    optimizer = Adam(neuron.params, lr=0.02)
    for _ in range(UPDATES):
        update(neuron, criterion, optimizer, x, goal)
    W, b = neuron.params["W"], neuron.params["b"]
    z = W @ X[None] + b[:, None]
    error = float(np.sqrt(np.mean((z.max(axis=0) - goal[:, 0]) ** 2)))
    return Fitted(z, error, len(np.unique(z.argmax(axis=0))))


# Below the curves stand the choices, a dot for each.
_STRIP = -0.46


def _target(target: str) -> tuple[float, float]:
    return -0.62 + 0.14 * list(TARGETS).index(target), _STRIP


def _dot(n: int) -> tuple[float, float]:
    return 0.22 + 0.14 * n, _STRIP


@styled
@handles(Handle("target", at=_target), Handle("n", at=_dot))
def pieces(n: int, target: str) -> Figure:
    """Draw a function, a trained neuron's pieces, and the largest of them.

    Parameters
    ----------
    n
        Pieces, 1 to 5.
    target
        A name of TARGETS.
    """
    fit = fitted(target, n)
    fig, (ax,) = new_figure(height=300, left=44, top=46)
    ax.plot(X, TARGETS[target], "-", color=BLUE, linewidth=6, alpha=FAINT)
    for z in fit.z:
        ax.plot(X, np.where(z > _STRIP + 0.13, z, np.nan), ":", color=INK, linewidth=1.3)
    ax.plot(X, fit.z.max(axis=0), "-", color=ORANGE, linewidth=2.5)
    ax.set(xlim=(-1.02, 1.02), ylim=(-0.56, 1.25), xlabel="x", xticks=[-1, 0, 1])
    ax.set_yticks([0, 1])
    ax.axhline(0, color=GREY, linewidth=0.8, alpha=FAINT)
    for piece in range(1, MOST + 1):
        fill = INK if piece <= n else "none"
        ax.plot(*_dot(piece), "o", color=INK, markerfacecolor=fill, markersize=6)
    for name in TARGETS:
        fill = BLUE if name == target else "none"
        ax.plot(*_target(name), "o", color=BLUE, markerfacecolor=fill, markersize=6)
    for x, name, color in (
        (-0.98, word("maxout choose target"), BLUE),
        (0, word("maxout choose pieces"), INK),
    ):
        ax.text(x, _STRIP, name, color=color, va="center")
    top = 1.12
    for x, name, color in (
        (0, word("maxout target"), BLUE),
        (0.33, word("maxout piece"), INK),
        (0.66, word("maxout largest"), ORANGE),
    ):
        ax.text(x, top, name, color=color, transform=ax.transAxes, va="center")
    error = word("maxout error", error=f"{fit.error:.3f}")
    ax.text(0.5, 0.955, error, transform=ax.transAxes, ha="center", va="center")
    return fig


def pieces_says(n: int, target: str) -> str:
    """Return in words what ``pieces`` shows."""
    fit = fitted(target, n)
    return word(
        "maxout alt",
        n=n,
        target=word(f"maxout {target}"),
        used=fit.used,
        error=f"{fit.error:.3f}",
    )
