"""Larger weights push the neurons of a sigmoid layer out to where the slope is almost 0."""

from typing import Any

import numpy as np
from matplotlib.figure import Figure

from course_lib.experiments.fully_connected.activations import (
    SATURATED,
    SigmoidLayer,
    sigmoid_layer,
)
from course_lib.figures.handles import Handle, handles
from course_lib.figures.style import BLUE, GREY, ORANGE, WIDTH, new_figure, styled
from course_lib.figures.words import word
from course_lib.fully_connected.activations import sigmoid_derivative

# The part of the axis z that is drawn, -EDGE to EDGE.
EDGE = 20
_Z = np.linspace(-EDGE, EDGE, 201)


def _layer(scale: float) -> SigmoidLayer:
    # The same seed for every scale: the points move, and no new ones are drawn.
    return sigmoid_layer(scale, np.random.default_rng(0))


LIMIT = float(np.arccosh(0.5 / np.sqrt(SATURATED))) * 2
"""Beyond ± this z the slope is below SATURATED: σ′(z) = ¼ / cosh²(z / 2)."""


def _farthest(scale: float) -> tuple[float, float]:
    """Return where the neuron with the largest z in the picture stands."""
    z = _layer(scale).z[0]
    most = z[z < EDGE].max()
    return float(most), float(sigmoid_derivative(most))


def slopes(layer: SigmoidLayer) -> float:
    """Return by how much the slopes alone change the length of a gradient.

    It is the root of their mean square; the weights multiply the length by about their scale.
    """
    return float(np.sqrt(np.mean(sigmoid_derivative(layer.z) ** 2)))


@styled
@handles(Handle("scale", at=_farthest))
def neurons(scale: float) -> Figure:
    """Draw the slope of the sigmoid and, on it, the 64 neurons of a layer for one example.

    Parameters
    ----------
    scale
        The weights have standard deviation scale / √n.
    """
    layer = _layer(scale)
    z = layer.z[0]
    slope = sigmoid_derivative(z)
    flat = slope < SATURATED
    fig, (ax,) = new_figure(height=300, left=44, top=52)
    for low, high in ((-EDGE, -LIMIT), (LIMIT, EDGE)):
        ax.axvspan(low, high, facecolor=ORANGE, alpha=0.12, linewidth=0)
    ax.plot(_Z, sigmoid_derivative(_Z), color=GREY, linewidth=1.25)
    look: dict[str, Any] = {
        "alpha": 0.75,
        "markeredgewidth": 1.5,
        "markersize": 8,
        "fillstyle": "none",
    }
    ax.plot(z[~flat], slope[~flat], "o", color=BLUE, **look)
    ax.plot(z[flat], slope[flat], "s", color=ORANGE, **look)
    ax.set(xlim=(-EDGE, EDGE), ylim=(-0.02, 0.32), xlabel="z", xticks=(-20, -10, 0, 10, 20))
    ax.set(yticks=(0, 0.25), yticklabels=("0", "¼"))
    bold: dict[str, Any] = {"ha": "center", "va": "center", "weight": "bold"}
    k = int(flat.sum())
    ax.text(0, 0.29, word("saturation learn", k=z.size - k), color=BLUE, **bold)
    ax.text(13, 0.2, word("saturation flat", k=k), color=ORANGE, **bold)
    fig.text(8 / WIDTH, 1 - 16 / 300, word("saturation slope"), va="center")
    found = {"slopes": f"{slopes(layer):.3f}", "scale": f"{scale:g}"}
    says = word("saturation factor", **found, factor=f"{layer.factor:.2f}")
    fig.text(8 / WIDTH, 1 - 35 / 300, says, va="center")
    return fig


def neurons_says(scale: float) -> str:
    """Return in words what ``neurons`` shows."""
    layer = _layer(scale)
    return word(
        "saturation alt",
        scale=f"{scale:g}",
        k=int((sigmoid_derivative(layer.z[0]) < SATURATED).sum()),
        n=layer.z.shape[1],
        least=f"{SATURATED:g}",
        slopes=f"{slopes(layer):.3f}",
        factor=f"{layer.factor:.2f}",
    )
