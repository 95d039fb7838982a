"""Larger weights push the neurons of a sigmoid layer out to where the slope is almost 0."""

from functools import cache
from typing import Any

import numpy as np
from matplotlib.figure import Figure

from course_lib.experiments.fully_connected.activations import (
    SATURATED,
    SigmoidLayer,
    sigmoid_layer,
)
from course_lib.figures.handles import Handle, handles
from course_lib.figures.style import BLUE, GREY, ORANGE, new_figure, styled
from course_lib.figures.words import word
from course_lib.fully_connected.activations import sigmoid_derivative

# The part of the axis z that is drawn, -EDGE to EDGE.
EDGE = 20
# The largest scale that a page offers.
MOST = 8.0
_Z = np.linspace(-EDGE, EDGE, 201)


def _layer(scale: float) -> SigmoidLayer:
    # The same seed for every scale: the points move, and no new ones are drawn.
    return sigmoid_layer(scale, np.random.default_rng(0))


@cache
def _outer() -> int:
    """Return which neuron has the ring: the one farthest out that never leaves the picture."""
    z = _layer(MOST).z[0]
    return int(np.argmax(np.where(z < EDGE, z, -np.inf)))


def _place(scale: float) -> tuple[float, float]:
    z = _layer(scale).z[0, _outer()]
    return float(z), float(sigmoid_derivative(z))


@styled
@handles(Handle("scale", at=_place))
def neurons(scale: float) -> Figure:
    """Draw the slope of the sigmoid and, on it, the 64 neurons of a layer for one example.

    Parameters
    ----------
    scale
        The weights have standard deviation scale / √n.
    """
    z = _layer(scale).z[0]
    slope = sigmoid_derivative(z)
    flat = slope < SATURATED
    fig, (ax,) = new_figure(height=270, top=34)
    ax.plot(_Z, sigmoid_derivative(_Z), color=GREY, linewidth=1.25)
    look: dict[str, Any] = {
        "alpha": 0.75,
        "markeredgewidth": 1.5,
        "markersize": 8,
        "fillstyle": "none",
    }
    ax.plot(z[~flat], slope[~flat], "o", color=BLUE, **look)
    ax.plot(z[flat], slope[flat], "x", color=ORANGE, **look)
    ax.set(xlim=(-EDGE, EDGE), ylim=(-0.02, 0.28), xlabel="z", ylabel=word("saturation slope"))
    ax.set(yticks=(0, 0.25), yticklabels=("0", "¼"))
    ax.set_title(word("saturation title", k=int(flat.sum()), n=z.size))
    return fig


def neurons_says(scale: float) -> str:
    """Return in words what ``neurons`` shows."""
    layer = _layer(scale)
    return word(
        "saturation alt",
        scale=f"{scale:g}",
        k=int((sigmoid_derivative(layer.z[0]) < SATURATED).sum()),
        n=layer.z.shape[1],
        factor=f"{layer.factor:.2f}",
        limit=f"{layer.limit:.2f}",
    )
