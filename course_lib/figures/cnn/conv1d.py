"""What an output step of stacked 1-D convolutions sees: a cone that widens towards the input."""

from collections.abc import Iterator
from math import floor
from typing import Any

import numpy as np
from matplotlib.figure import Figure

from course_lib.convolution.windows import receptive_field
from course_lib.experiments.cnn.conv1d import NETS
from course_lib.experiments.recorded import Record
from course_lib.figures.handles import Handle, handles
from course_lib.figures.marks import rows, seeds
from course_lib.figures.style import (
    BLUE,
    FAINT,
    GREEN,
    GREY,
    INK,
    ORANGE,
    PAPER,
    Lines,
    new_figure,
    shapes,
    styled,
)
from course_lib.figures.words import WORDS, language, word
from course_lib.protocol import Array

T, MOST_LAYERS = 17, 4
_ROUND = np.linspace(0, 2 * np.pi, 10, endpoint=False)
_CIRCLE = np.column_stack([np.cos(_ROUND), np.sin(_ROUND)]).round(4)
# A neuron is a circle on the page: the axes have other units along and up.
_SMALL, _LARGE = np.array([0.18, 0.08]), np.array([0.36, 0.166])


def _whole(step: float, kernel: float, layers: float) -> tuple[int, int, int]:
    """Return step from 0, half of the kernel without its middle, and layers, as whole numbers."""
    t = min(T, max(1, floor(step + 0.5))) - 1
    return t, max(0, floor((kernel - 1) / 2 + 0.5)), max(1, floor(layers + 0.5))


def seen(step: float, kernel: float, layers: float) -> list[range]:
    """Return for each layer, the input first, the steps that the output depends on, from 0.

    Examples
    --------
    >>> seen(5, 3, 2)
    [range(2, 7), range(3, 6), range(4, 5)]
    """
    t, half, n = _whole(step, kernel, layers)
    reach = [half * (n - layer) for layer in range(n + 1)]
    return [range(max(0, t - r), min(T, t + r + 1)) for r in reach]


def cone_parts(step: float, kernel: float, layers: float) -> dict[str, Lines]:
    """Return what moves in ``cone``: layer l at height l, step t at t from 0.

    Parameters
    ----------
    step
        The output step, 1 to 17.
    kernel
        Its size, odd, in steps.
    layers
        Convolutions one above the other.

    Returns
    -------
    dict
        ``wires``: the connections in the cone. ``in`` and ``out``: a circle for each neuron that
        is seen, and a small one for each other. ``chosen``: a rim around the output. ``field``: a
        bracket below the inputs that are seen.

    Examples
    --------
    >>> parts = cone_parts(5, 3, 2)
    >>> len(parts["in"]), len(parts["wires"])
    (9, 12)
    """
    t, half, n = _whole(step, kernel, layers)
    cone = seen(step, kernel, layers)
    every = [(x, y) for y in range(n + 1) for x in range(T)]
    first, last = cone[0][0] - 0.4, cone[0][-1] + 0.4
    return {
        "wires": [np.array(wire) for wire in _wires(cone, half)],
        "in": [_circle(x, y, _LARGE) for x, y in every if x in cone[y]],
        "out": [_circle(x, y, _SMALL) for x, y in every if x not in cone[y]],
        "chosen": [_circle(t, n, 1.7 * _LARGE)],
        "field": [np.array([(first, -0.25), (first, -0.4), (last, -0.4), (last, -0.25)])],
    }


def _wires(cone: list[range], half: int) -> Iterator[list[tuple[int, int]]]:
    for layer in range(1, len(cone)):
        for x in cone[layer]:
            for below in range(max(0, x - half), min(T, x + half + 1)):
                yield [(x, layer), (below, layer - 1)]


def _circle(x: float, y: float, size: Array) -> Array:
    points: Array = np.array([x, y]) + size * _CIRCLE
    return np.vstack([points, points[:1]])


def _output(step: float, layers: float) -> tuple[float, float]:
    return step - 1, layers


@styled
@handles(Handle("step", at=_output, jump=True))
def cone(step: int, kernel: int, layers: int) -> Figure:
    """Draw the layers over time, and all that one output step depends on."""
    parts = cone_parts(step, kernel, layers)
    fig, (ax,) = new_figure(height=270, left=52, right=8, top=6, bottom=44)
    ax.set(xlim=(-0.8, T - 0.2), ylim=(-0.62, MOST_LAYERS + 0.42), xlabel=word("conv1d step"))
    ax.spines[["left", "bottom"]].set_visible(False)
    ax.set(xticks=range(0, T, 4), xticklabels=[str(t + 1) for t in range(0, T, 4)], yticks=[0])
    ax.set_yticklabels([word("conv1d input")])
    ax.tick_params(length=0)
    shapes(ax, "wires", parts["wires"], edgecolor=BLUE, linewidth=1.1, alpha=0.75)
    shapes(ax, "out", parts["out"], facecolor=GREY, alpha=FAINT)
    shapes(ax, "in", parts["in"], facecolor=BLUE, edgecolor=PAPER, linewidth=1)
    shapes(ax, "chosen", parts["chosen"], edgecolor=ORANGE, linewidth=3)
    shapes(ax, "field", parts["field"], edgecolor=INK, linewidth=2)
    return fig


def cone_says(step: float, kernel: float, layers: float) -> str:
    """Return in words what ``cone`` shows."""
    t, half, n = _whole(step, kernel, layers)
    inputs = seen(step, kernel, layers)[0]
    return word(
        "conv1d alt",
        step=t + 1,
        kernel=2 * half + 1,
        layers=n,
        field=receptive_field([(2 * half + 1, 1)] * n),
        first=inputs[0] + 1,
        last=inputs[-1] + 1,
    )


def cone_numbers() -> dict[str, Any]:
    """Return the numbers and words that the page's script needs to do the same."""
    return {
        "T": T,
        "circle": _CIRCLE.tolist(),
        "small": _SMALL.tolist(),
        "large": _LARGE.tolist(),
        "alt": WORDS[language()]["conv1d alt"],
    }


@styled
def accuracies(record: Record) -> Figure:
    """Draw the share of right test frames for each net: a mark for each seed, a bar for the mean.

    Parameters
    ----------
    record
        Of the experiment ``conv1d``.
    """
    fig, (ax,) = new_figure(height=288, left=112, right=20, top=10, bottom=46)
    rows(ax, [word(f"conv1d {setting}") for setting in NETS])
    ax.set(xlim=(0.9, 0.97), ylim=(len(NETS) - 0.5, -0.5), xlabel=word("conv1d share"))
    for row, setting in enumerate(NETS):
        shares = record.values(setting, "accuracy")
        color, marker = (ORANGE, "s") if setting == "RNN" else (BLUE, "o")
        if setting.startswith("±"):
            color, marker = GREEN, "^"
        seeds(ax, row, shares, color=color, marker=marker, middle=np.mean)
    ax.set_xticks([0.9, 0.92, 0.94, 0.96])
    return fig


def accuracies_says(record: Record) -> str:
    """Return in words what ``accuracies`` shows."""
    means = {setting: record.values(setting, "accuracy").mean() for setting in NETS}
    listed = ", ".join(f"{word(f'conv1d {name}')} {mean:.3f}" for name, mean in means.items())
    return word("conv1d means", listed=listed)
