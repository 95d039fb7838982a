"""Forward and backward through a net of three neurons, number by number."""

from itertools import pairwise
from typing import NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from course_lib.figures.handles import Handle, handles
from course_lib.figures.style import BLUE, CARD, GREY, ORANGE, factor, new_figure, styled
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


def arithmetic(step: int) -> list[str]:
    """Return what is computed in a step, a line for each number.

    Examples
    --------
    >>> arithmetic(1)
    ['z₁ = 2 · 1 + (−1) · 2 = 0', 'z₂ = 1 · 1 + (−1) · 2 = −1']
    >>> arithmetic(6)
    ['da₁ = 0.462 · 4 ≈ 1.85', 'da₂ = 0.462 · (−2) ≈ −0.92']
    """
    n = numbers()
    slopes = n.a1 * (1 - n.a1)
    return {
        "x": [f"x{s} = {text(v)}" for s, v in zip("₁₂", n.x, strict=True)],
        "z1": [_sum(f"z{s}", W1[i], n.x) for i, s in enumerate("₁₂")],
        "a1": [f"a{s} = σ({text(n.z1[k])}) {_result(n.a1[k])}" for k, s in enumerate("₁₂")],
        "z2": [_sum("z", W2[0], n.a1)],
        "loss": [f"L = ½ ({_factor(n.z2[0])} − 1)² {_result(n.loss)}"],
        "dz2": [f"dz = {_factor(n.z2[0])} − 1 {_result(n.dz2[0])}"],
        "da1": [_sum(f"da{s}", n.dz2, W2[:, k]) for k, s in enumerate("₁₂")],
        "dz1": [_sum(f"dz{s}", n.da1[k : k + 1], slopes[k : k + 1]) for k, s in enumerate("₁₂")],
        "dx": [_sum(f"dx{s}", n.dz1, W1[:, k]) for k, s in enumerate("₁₂")],
    }[STEPS[step]]


def _sum(name: str, left: Array, right: Array) -> str:
    pairs = zip(left, right, strict=True)
    terms = " + ".join(f"{_factor(a)} · {_factor(b)}" for a, b in pairs)
    return f"{name} = {terms} {_result(float(left @ right))}"


def _factor(value: float) -> str:
    """Return a number with three digits, in brackets if it is negative."""
    return factor(f"{float(value):z.3g}".replace("-", "−"))


def _result(value: float) -> str:
    exact = abs(value - round(value, 2)) < 1e-9
    return f"{'=' if exact else '≈'} {text(value)}"


def step_captions() -> list[str]:
    """Return what happens in each of the nine steps."""
    return [word(f"backpropagation {name}") for name in STEPS]


# The stops of the way: forward from left to right, the loss, and back below.
_PLACES = {
    "x": (0.7, 5.0),
    "z1": (2.2, 5.0),
    "a1": (3.7, 5.0),
    "z2": (5.2, 5.0),
    "loss": (6.7, 5.3),
    "dz2": (5.2, 5.6),
    "da1": (3.7, 5.6),
    "dz1": (2.2, 5.6),
    "dx": (0.7, 5.6),
}
_NAMES = {"z1": "z", "a1": "a", "z2": "z", "loss": "L", "dz2": "dz", "da1": "da", "dz1": "dz"}


@styled
@handles(Handle("step", at=lambda step: _PLACES[STEPS[step]], jump=True))
def passes(step: int) -> Figure:
    """Draw the net after ``step`` + 1 of the nine steps: what is known then, and this product."""
    fig, (ax,) = new_figure(height=412, left=4, right=4, top=4, bottom=4)
    ax.set(xlim=(-0.2, 7.4), ylim=(7.5, -2.1))
    ax.axis("off")
    draw_wires(ax, step)
    draw_values(ax, numbers(), step)
    draw_way(ax, step)
    color = _colour(STEPS[step])
    for row, line in enumerate(arithmetic(step)):
        ax.text(0.1, 6.7 + 0.47 * row, line, va="center", color=color, weight="bold")
    return fig


def draw_way(ax: Axes, step: int) -> None:
    """Draw the nine stops with their names: forward above, backward below."""
    for stops in pairwise(_PLACES.values()):
        ax.plot(*np.transpose(stops), color=GREY, linewidth=1, linestyle="-")
    for k, (name, (x, y)) in enumerate(_PLACES.items()):
        color = _colour(name) if k <= step else GREY
        ax.plot(x, y, "o", color=color, markersize=6)
        aside = (0.35, 0) if name == "loss" else (0, 0.4 if name.startswith("d") else -0.4)
        weight = "bold" if k == step else "normal"
        at = x + aside[0], y + aside[1]
        ax.text(*at, _NAMES.get(name, name), ha="center", va="center", color=color, weight=weight)


def _colour(name: str) -> str:
    return ORANGE if name.startswith("d") else BLUE


def place(layer: int, neuron: int) -> tuple[float, float]:
    """Return where a neuron of layer 0 (the input), 1 or 2 stands."""
    return (0.7, 3.1, 5.4)[layer], 1.0 if layer == 2 else 2.0 * neuron


def draw_wires(ax: Axes, step: int) -> None:
    """Draw the wires with their weights; those in use are thick, with an arrow."""
    for layer, W in ((1, W1), (2, W2)):
        forward = STEPS[step] == ("z1", "z2")[layer - 1]
        backward = STEPS[step] == ("dx", "da1")[layer - 1]
        color = BLUE if forward else ORANGE if backward else GREY
        arrow = {
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
            ax.annotate("", xy=head, xytext=tail, zorder=1, arrowprops=arrow)
            # Where two wires cross, the weights stand before the crossing.
            at = 0.3 if layer == 1 and i != j else 0.5
            x, y = (a + at * (b - a) for a, b in zip(sender, receiver, strict=True))
            weight = "bold" if forward or backward else "normal"
            says = text(float(W[i, j]))
            ax.text(x, y, says, ha="center", va="center", bbox=CARD, color=color, weight=weight)


def draw_values(ax: Axes, n: Numbers, step: int) -> None:
    """Draw the neurons, with what is known of each: the upper ones above, the lower ones below."""
    for k, sub in enumerate("₁₂"):
        inputs = [("x", f"x{sub}", n.x[k]), ("dx", f"dx{sub}", n.dx[k])]
        hidden = [("z1", f"z{sub}", n.z1[k]), ("a1", f"a{sub}", n.a1[k])]
        hidden += [("da1", f"da{sub}", n.da1[k]), ("dz1", f"dz{sub}", n.dz1[k])]
        draw_neuron(ax, place(0, k), known(step, inputs), above=k == 0)
        draw_neuron(ax, place(1, k), known(step, hidden), above=k == 0)
    out = [("z2", "z", n.z2[0]), ("dz2", "dz", n.dz2[0])]
    x, y = place(2, 0)
    draw_neuron(ax, (x, y), known(step, out), above=False, aside=0.5)
    ax.plot([x + 0.3, x + 1.05], [y, y], color=GREY, linewidth=1)
    ax.text(x + 1.3, y, "L", ha="center", va="center", weight="bold")
    for line, color in known(step, [("loss", "L", n.loss)]):
        ax.text(x + 1.3, y - 0.4, line, ha="center", va="bottom", color=color)


def draw_neuron(
    ax: Axes,
    center: tuple[float, float],
    lines: list[tuple[str, str]],
    *,
    above: bool,
    aside: float = 0.0,
) -> None:
    """Draw one neuron and its lines of text, above or below it, and so far to the right."""
    x, y = center
    ax.plot(x, y, "o", markersize=18, color=GREY, zorder=2)
    for row, (line, color) in enumerate(lines):
        up = -0.4 - 0.45 * (len(lines) - 1 - row) if above else 0.4 + 0.45 * row
        va = "bottom" if above else "top"
        ax.text(x + aside, y + up, line, ha="center", va=va, color=color)


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
    return f"{round(float(value), 2):zg}".replace("-", "−")


def passes_says(step: int) -> str:
    """Return in words what the step of ``passes`` computes, with its numbers."""
    lines = "; ".join(arithmetic(step))
    return word("backpropagation alt", what=step_captions()[step], lines=lines)
