"""Forward and backward through a net of three neurons, number by number."""

from typing import NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from course_lib.figures.handles import Handle, handles
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


class Product(NamedTuple):
    """What one wire, or one neuron by itself, does in a step: two factors and their product."""

    first: float
    """Forward the weight; backward what comes from above."""
    second: float
    """Forward what comes in; backward the slope of this place alone."""

    def __str__(self) -> str:
        exact = all(abs(v - round(v, 2)) < 1e-9 for v in (self.first, self.second))
        sign = "=" if exact else "≈"
        return f"{text(self.first)}·{text(self.second)} {sign} {text(self.first * self.second)}"


def products(step: int) -> dict[tuple[int, int], Product]:
    """Return the products of a step, by receiver and sender of the wire; for dz1, by neuron twice.

    Examples
    --------
    >>> {wire: str(product) for wire, product in products(6).items()}
    {(0, 0): '0.46·4 ≈ 1.85', (0, 1): '0.46·−2 ≈ −0.92'}
    """
    n = numbers()
    wires = {"z1": (W1, n.x, 1), "z2": (W2, n.a1, 1), "da1": (W2, n.dz2, 0), "dx": (W1, n.dz1, 0)}
    name = STEPS[step]
    if name == "dz1":
        slopes = n.a1 * (1 - n.a1)
        return {(k, k): Product(float(n.da1[k]), float(slopes[k])) for k in range(len(slopes))}
    if name not in wires:
        return {}
    W, values, forward = wires[name]
    return {
        (i, j): Product(w, float(values[j])) if forward else Product(float(values[i]), w)
        for (i, j), w in np.ndenumerate(W)
    }


def step_captions() -> list[str]:
    """Return what happens in each of the nine steps."""
    return [word(f"backpropagation {name}") for name in STEPS]


# Where the ring of each step stands: forward above, backward below.
_PLACES = {
    "x": (0.7, 1.15),
    "z1": (2.25, 1.15),
    "a1": (3.1, 1.15),
    "z2": (4.25, 1.15),
    "loss": (6.15, 1.05),
    "dz2": (6.15, 1.75),
    "da1": (4.25, 1.65),
    "dz1": (3.1, 1.65),
    "dx": (2.25, 1.65),
}


@styled
@handles(Handle("step", at=lambda step: _PLACES[STEPS[step]], jump=True))
def passes(step: int) -> Figure:
    """Draw the net after ``step`` + 1 of the nine steps: what is known then, and this product."""
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
    """Draw the wires with their weights; those in use are thick, with an arrow and a product."""
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
            used = forward or backward
            if used and layer == 1 and i == j:
                # Long as it is, it stands inside, not on its wire.
                y += 0.34 if i == 0 else -0.34
            name = str(products(step)[i, j]) if used else text(float(W[i, j]))
            ax.text(x, y, name, ha="center", va="center", color=color, bbox=box)


def draw_values(ax: Axes, n: Numbers, step: int) -> None:
    """Draw the neurons, with what is known of each: the upper ones above, the lower ones below."""
    at_neurons = products(step) if STEPS[step] == "dz1" else {}
    for k, sub in enumerate("₁₂"):
        inputs = [("x", f"x{sub}", n.x[k]), ("dx", f"dx{sub}", n.dx[k])]
        hidden = [("z1", f"z{sub}", n.z1[k]), ("a1", f"a{sub}", n.a1[k])]
        hidden += [("da1", f"da{sub}", n.da1[k]), ("dz1", f"dz{sub}", n.dz1[k])]
        draw_neuron(ax, place(0, k), shown(step, inputs), above=k == 0)
        lines = shown(step, hidden)
        if at_neurons:
            lines[-1] = (f"dz{sub} = {at_neurons[k, k]}", ORANGE)
        draw_neuron(ax, place(1, k), lines, above=k == 0)
    out = [("z2", "z", n.z2[0]), ("dz2", "dz", n.dz2[0])]
    x, y = place(2, 0)
    draw_neuron(ax, (x, y), shown(step, out), above=False, aside=0.7)
    ax.plot([x + 0.3, x + 1.05], [y, y], color=GREY, linewidth=1)
    ax.text(x + 1.3, y, "L", ha="center", va="center", weight="bold")
    for line, color in shown(step, [("loss", "L", n.loss)]):
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
    ax.plot(x, y, "o", markersize=20, color=INK, markerfacecolor=PAPER, markeredgewidth=2, zorder=2)
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


def shown(step: int, entries: list[tuple[str, str, float]]) -> list[tuple[str, str]]:
    """Return text and colour of all entries: those still to come are names in grey."""
    come = len(known(step, entries))
    return known(step, entries) + [(label, GREY) for _, label, _ in entries[come:]]


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
    alt = word("backpropagation alt", what=step_captions()[step], values=listed)
    found = ", ".join(map(str, products(step).values()))
    key = "backpropagation back" if STEPS[step].startswith("d") else "backpropagation on"
    return f"{alt} {word(key, products=found)}" if found else alt
