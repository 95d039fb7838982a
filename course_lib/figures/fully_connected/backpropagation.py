"""Forward and backward through a net of three neurons, number by number."""

from typing import NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from course_lib.figures.style import BLUE, GREY, INK, ORANGE, PAPER, new_figure, styled
from course_lib.figures.words import word
from course_lib.fully_connected.activations import Sigmoid
from course_lib.fully_connected.dense import Dense
from course_lib.protocol import Array

X = np.array([1.0, 2.0])
W1 = np.array([[2.0, -1.0], [1.0, -1.0]])
W2 = np.array([[4.0, -2.0]])
TARGET = 1.0
STEPS = ("x", "z1", "a1", "z2", "loss", "dz2", "da1", "dz1", "dx")


class Numbers(NamedTuple):
    """All numbers of the figure; a gradient has the shape of what it belongs to."""

    x: Array
    z1: Array
    a1: Array
    z2: Array
    loss: float
    dz2: Array
    da1: Array
    dz1: Array
    dx: Array


def numbers() -> Numbers:
    """Run the net once, forward and backward, with L = ½ (z² - target)²."""
    rng = np.random.default_rng(0)
    first, second, squash = Dense(2, 2, rng), Dense(2, 1, rng), Sigmoid()
    first.params["W"][:], second.params["W"][:] = W1, W2
    z1, cache1 = first.forward(X)
    a1, cache_a = squash.forward(z1)
    z2, cache2 = second.forward(a1)
    dz2 = z2 - TARGET
    da1, _ = second.backward(dz2, cache2)
    dz1, _ = squash.backward(da1, cache_a)
    dx, _ = first.backward(dz1, cache1)
    return Numbers(X, z1, a1, z2, float(0.5 * dz2[0] ** 2), dz2, da1, dz1, dx)


def step_captions() -> list[str]:
    """Return what happens in each of the nine steps."""
    return [word(f"backpropagation {name}") for name in STEPS]


@styled
def passes(step: int) -> Figure:
    """Draw the net after ``step`` + 1 of the nine steps, with all numbers known by then."""
    fig, (ax,) = new_figure(height=330, left=4, right=4, top=4, bottom=4)
    ax.set(xlim=(-0.2, 7.4), ylim=(5.0, -2.2))
    ax.axis("off")
    draw_wires(ax, step)
    draw_values(ax, numbers(), step)
    return fig


def place(layer: int, neuron: int) -> tuple[float, float]:
    """Return where a neuron of layer 0 (the input), 1 or 2 stands."""
    return (0.7, 3.1, 5.4)[layer], 1.4 if layer == 2 else 2.8 * neuron


def draw_wires(ax: Axes, step: int) -> None:
    """Draw the wires with their weights; those in use are thick, and have an arrow."""
    for layer, W in ((1, W1), (2, W2)):
        forward = STEPS[step] == ("z1", "z2")[layer - 1]
        backward = STEPS[step] == ("dx", "da1")[layer - 1]
        color = BLUE if forward else ORANGE if backward else GREY
        look = {
            "arrowstyle": "-|>" if forward or backward else "-",
            "linewidth": 3 if forward or backward else 1,
            "linestyle": "--" if backward else "-",
            "color": color,
            "shrinkA": 16,
            "shrinkB": 16,
        }
        for i, j in np.ndindex(W.shape):
            sender, receiver = place(layer - 1, j), place(layer, i)
            tail, head = (receiver, sender) if backward else (sender, receiver)
            ax.annotate("", xy=head, xytext=tail, zorder=1, arrowprops=look)
            # Where two wires cross, the weights stand before the crossing.
            at = 0.3 if layer == 1 and i != j else 0.5
            x, y = (a + at * (b - a) for a, b in zip(sender, receiver, strict=True))
            box = {"facecolor": PAPER, "edgecolor": "none", "pad": 1}
            ax.text(x, y, text(float(W[i, j])), ha="center", va="center", color=color, bbox=box)


def draw_values(ax: Axes, n: Numbers, step: int) -> None:
    """Draw the neurons, with what is known of each: the upper ones above, the lower ones below."""
    for k, sub in enumerate("₁₂"):
        inputs = [("x", f"x{sub}", n.x[k]), ("dx", f"dx{sub}", n.dx[k])]
        hidden = [("z1", f"z{sub}", n.z1[k]), ("a1", f"a{sub}", n.a1[k])]
        hidden += [("da1", f"da{sub}", n.da1[k]), ("dz1", f"dz{sub}", n.dz1[k])]
        draw_neuron(ax, place(0, k), known(step, inputs), above=k == 0)
        draw_neuron(ax, place(1, k), known(step, hidden), above=k == 0)
    out = [("z2", "z", n.z2[0]), ("dz2", "dz", n.dz2[0])]
    draw_neuron(ax, place(2, 0), known(step, out), above=False)
    x, y = place(2, 0)
    ax.plot([x + 0.3, x + 1.05], [y, y], color=GREY, linewidth=1)
    ax.text(x + 1.3, y, "L", ha="center", va="center", weight="bold")
    for line, color in known(step, [("loss", "L", n.loss)]):
        ax.text(x + 1.3, y - 0.4, line, ha="center", va="bottom", color=color)


def draw_neuron(
    ax: Axes, center: tuple[float, float], lines: list[tuple[str, str]], *, above: bool
) -> None:
    """Draw one neuron and its lines of text, above or below it."""
    x, y = center
    ax.plot(x, y, "o", markersize=20, color=INK, markerfacecolor=PAPER, markeredgewidth=2, zorder=2)
    for row, (line, color) in enumerate(lines):
        up = -0.4 - 0.45 * (len(lines) - 1 - row) if above else 0.4 + 0.45 * row
        ax.text(x, y + up, line, ha="center", va="bottom" if above else "top", color=color)


def known(step: int, entries: list[tuple[str, str, float]]) -> list[tuple[str, str]]:
    """Return text and colour of the entries whose step has come."""
    return [
        (f"{label} = {text(value)}", ORANGE if name.startswith("d") else BLUE)
        for name, label, value in entries
        if STEPS.index(name) <= step
    ]


def text(value: float) -> str:
    """Return a number as the figure writes it.

    Examples
    --------
    >>> text(-2.0), text(0.2689)
    ('−2', '0.27')
    """
    return f"{round(float(value), 2):g}".replace("-", "−")


def passes_says(step: int) -> str:
    """Return in words what the step of ``passes`` computes, with its numbers."""
    value = np.atleast_1d(np.asarray(numbers()[step]))
    listed = ", ".join(text(v) for v in value)
    return word("backpropagation alt", what=step_captions()[step], values=listed)
