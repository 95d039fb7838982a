"""One picture for each lab, drawn with a function that the learner has written.

Each takes the function in the published form, calls it on a few values of its own, and draws what
comes back. It shows what the function does, and nothing of how it does it.
"""

from collections.abc import Callable
from typing import Any, TypeAlias

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from course_lib.datasets.photographs import photograph
from course_lib.figures.style import BLUE, GREEN, GREY, ORANGE, new_figure, styled
from course_lib.protocol import Array

Learners: TypeAlias = Callable[..., Any]


@styled
def layer(dense_forward: Learners) -> Figure:
    """Draw a grid of points of the plane, and where a layer of two neurons moves it."""
    W, b = np.array([[1.0, 0.7], [-0.5, 0.9]]), np.array([0.4, -0.2])
    along, across = np.linspace(-1, 1, 41), np.linspace(-1, 1, 9)
    rows = [np.stack([along, np.full_like(along, at)], axis=1) for at in across]
    lines = [*rows, *(row[:, ::-1].copy() for row in rows)]
    fig, axes = new_figure(1, 2, height=230, left=36, bottom=40, gap=36)
    for ax, title, moved in zip(axes, ("before", "after your layer"), (False, True), strict=True):
        for n, line in enumerate(lines):
            points = np.asarray(dense_forward(line, W, b)) if moved else line
            look = (BLUE, "-") if n < len(rows) else (ORANGE, "--")
            ax.plot(*points.T, color=look[0], linestyle=look[1], linewidth=1.3)
        ax.set(xlim=(-2.4, 2.4), ylim=(-2.4, 2.4), aspect="equal", title=title)
        ax.set(xticks=(-2, 0, 2), yticks=(-2, 0, 2))
    return fig


@styled
def loss(softmax_cross_entropy: Learners) -> Figure:
    """Draw the loss over the score of the right class, with the slopes that come back."""
    fig, (ax,) = new_figure(height=250)
    scores = np.linspace(-5, 5, 61)
    values = [softmax_cross_entropy(_scores(score), np.array([0])) for score in scores]
    ax.plot(scores, [float(value) for value, _ in values], color=BLUE)
    for at in (-3.0, 0.0, 3.0):
        value, slopes = softmax_cross_entropy(_scores(at), np.array([0]))
        near = np.array([at - 1.1, at + 1.1])
        ax.plot(near, float(value) + np.asarray(slopes)[0, 0] * (near - at), "-", color=ORANGE)
        ax.plot([at], [float(value)], "o", color=ORANGE)
    ax.set(xlabel="score of the right class", ylabel="loss", xlim=(-5, 5), ylim=(-0.6, 6.4))
    return fig


def _scores(right: float) -> Array:
    return np.array([[right, 0.0, 0.0]])


@styled
def spiral(rnn_step: Learners) -> Figure:
    """Draw how the state of two neurons turns, step after step, after one push."""
    turn = 0.35
    W_h = 1.02 * np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    h, states = np.zeros((1, 2)), [np.zeros(2)]
    for t in range(60):
        x = np.full((1, 1), 1.4 if t == 0 else 0.0)
        h = np.asarray(rnn_step(h, x, W_h, np.array([[1.0], [0.0]]), np.zeros(2)))
        states.append(h[0])
    path = np.array(states)
    fig, (ax,) = new_figure(height=300, left=64)
    ax.plot(*path.T, "o-", color=BLUE, linewidth=1.3, markersize=4)
    ax.plot(*path[1], "s", color=ORANGE)
    ax.annotate("the push", path[1], (8, 4), textcoords="offset points", color=ORANGE)
    ax.set(xlim=(-1.25, 1.25), ylim=(-1.05, 1.05), aspect="equal")
    ax.set(xlabel="state of neuron 1", ylabel="neuron 2", xticks=(-1, 0, 1), yticks=(-1, 0, 1))
    return fig


@styled
def memory(lstm_step: Learners) -> Figure:
    """Draw a memory over time: written twice, kept between, and forgotten at the end."""
    # Input 1 is the value, input 2 opens the input gate, input 3 closes the forget gate.
    W = np.array([[2.0, 0, 0, 0], [0, 12, 0, 0], [0, 0, -12, 0], [0, 0, 0, 0]])
    b = np.array([0.0, -6, 6, 6])
    xs = np.zeros((30, 3))
    xs[4], xs[12], xs[22] = (1, 1, 0), (-0.4, 1, 0), (0, 0, 1)
    h, c, kept = np.zeros((1, 1)), np.zeros((1, 1)), []
    for x in xs:
        *_, c, h = (np.asarray(part) for part in lstm_step(x[None], h, c, W, b))
        kept.append(c.item())
    fig, (ax,) = _over_time(kept, "memory c")
    for at, word in ((4, "write"), (12, "write"), (22, "forget")):
        _mark(ax, at, word)
    return fig


@styled
def gate(gru_step: Learners) -> Figure:
    """Draw a GRU's state beside its input, while the gates are open and while they are closed."""
    W = np.array([[0.0, 12, 0], [0, 12, 0], [2, 0, 0]])
    b = np.array([-6.0, -6, 0])
    wave = np.sin(np.arange(36) / 3)
    opened = (np.arange(36) // 9) % 2
    h, states = np.zeros((1, 1)), []
    for value, one in zip(wave, opened, strict=True):
        h = np.asarray(gru_step(np.array([[value, one]]), h, W, b)[0])
        states.append(h.item())
    fig, (ax,) = _over_time(states, "state h")
    ax.plot(wave, color=GREY, linestyle=":", linewidth=1.3)
    for at in range(9, 36, 9):
        _mark(ax, at, "gates 1" if opened[at] else "gates 0")
    return fig


def _over_time(values: list[float], name: str) -> tuple[Figure, list[Axes]]:
    fig, axes = new_figure(height=240, left=64)
    axes[0].plot(values, color=BLUE)
    axes[0].set(xlabel="step", ylabel=name, xlim=(0, len(values) - 1), ylim=(-1.2, 1.6))
    return fig, axes


def _mark(ax: Axes, at: int, word: str) -> None:
    ax.axvline(at, color=GREEN, linestyle="--", linewidth=1.3)
    ax.text(at + 0.3, 1.32, word, color=GREEN)


@styled
def edges(convolve: Learners) -> Figure:
    """Draw a photograph, and what two kernels find in it: lines that stand, lines that lie."""
    picture = _small_photograph()
    upright = np.array([[-1.0, 0, 1], [-2, 0, 2], [-1, 0, 1]]) / 4
    W = np.stack([upright, upright.T])[:, None]
    maps = np.asarray(convolve(picture[None], W, np.zeros(2), 1, 1))
    return _pictures([picture, *maps], ("photograph", "upright", "lying"))


@styled
def pooled(pools: Learners) -> Figure:
    """Draw a photograph, and the largest and the average value of each window."""
    picture = _small_photograph()
    largest, average, _ = pools(picture[None], 4, 4)
    shown = [picture, np.asarray(largest)[0], np.asarray(average)[0]]
    return _pictures(shown, ("photograph", "largest", "average"))


def _small_photograph() -> Array:
    """Return a photograph of 48 rows and 64 columns: small, for functions that loop."""
    return photograph("flower")[16:160:3, 24:216:3]


def _pictures(pictures: list[Array], titles: tuple[str, ...]) -> Figure:
    fig, axes = new_figure(1, len(pictures), height=140, left=8, right=8, bottom=8, gap=10)
    for ax, picture, title in zip(axes, pictures, titles, strict=True):
        ax.imshow(picture, cmap="gray", interpolation="nearest")
        ax.set(title=title, xticks=(), yticks=())
        ax.spines[:].set_visible(False)
    return fig
