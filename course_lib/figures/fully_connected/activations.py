"""The activations with their slopes."""

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from course_lib.experiments.fully_connected import activations as experiment
from course_lib.experiments.fully_connected.activations import SLOPES
from course_lib.figures.handles import Handle, handles
from course_lib.figures.style import (
    BLUE,
    FAINT,
    GREY,
    ORANGE,
    PAPER,
    new_figure,
    styled,
)
from course_lib.figures.words import word

FUNCTIONS = {name: (function, SLOPES[name]) for name, function in experiment.FUNCTIONS.items()}
# Where the name of each curve stands beside the values; the others are named when chosen.
_VALUES = {"ReLU": (1.6, 1.95), "tanh": (-2.4, -0.78), "sigmoid": (-1.5, 0.38)}
# And beside the slopes, where |z| is so large: on the side where z is not.
_NAMES = {"ReLU": (4.4, 1.06), "tanh": (1.05, 0.62), "sigmoid": (2.3, 0.2)}
_Z = np.linspace(-6, 6, 241)


def saturated(kind: str, z: float) -> bool:
    """Return whether the slope at z is under a tenth of the greatest slope of this activation.

    Examples
    --------
    >>> saturated("sigmoid", 4.0), saturated("sigmoid", 3.0), saturated("ReLU", -1.0)
    (True, False, True)
    """
    derivative = FUNCTIONS[kind][1]
    return bool(np.abs(derivative(np.array(z))) < 0.1 * derivative(_Z).max())


def _on_curve(kind: str, z: float) -> tuple[float, float]:
    return z, float(FUNCTIONS[kind][0](np.array(float(z))))


@styled
@handles(Handle("z", at=_on_curve, jump=True))
def saturation(kind: str, z: float) -> Figure:
    """Draw one activation with its tangent at z, below it the slope, the flat parts shaded.

    Parameters
    ----------
    kind
        A name in FUNCTIONS.
    z
        Pre-activation, -6 to 6.
    """
    fig, (top, bottom) = new_figure(rows=2, height=430, gap=30, top=12)
    a, slope = (float(function(np.array(float(z)))) for function in FUNCTIONS[kind])
    for ax, which, y in ((top, 0, a), (bottom, 1, slope)):
        ax.axhline(0, color=GREY, linewidth=1, alpha=FAINT)
        for low, high in _flat(kind):
            ax.axvspan(low, high, facecolor=GREY, alpha=0.14, linewidth=0)
        for other in _NAMES:
            if other != kind:
                _curve(ax, other, which, color=GREY, linewidth=1.25, linestyle=":")
        _curve(ax, kind, which, color=BLUE, linewidth=2.75, linestyle="-")
        ax.plot([z, z], [0, y], color=ORANGE, linewidth=1, linestyle="--")
        ax.plot(z, y, "o", color=ORANGE, markersize=10, markeredgecolor=PAPER, markeredgewidth=1.5)
        ax.set(xlim=(-6, 6), xticks=range(-6, 7, 2))
    for low, high in (ends for ends in _flat(kind) if np.diff(ends) > 2):
        top.text((low + high) / 2, 1.95, word("saturated"), color=GREY, ha="center")
    for other, (x, y) in _NAMES.items():
        colour = BLUE if other == kind else GREY
        top.text(*_VALUES[other], other, color=colour, ha="right", va="center")
        aside = -1 if z > 0 and other != "ReLU" else 1
        bottom.text(aside * x, y, other, color=colour, ha="right" if aside < 0 else "left")
    look: dict[str, Any] = {"color": ORANGE, "weight": "bold", "va": "center"}
    value = word("activations value", a=f"{a:z.3f}".replace("-", "−"))
    top.text(5.8, -0.8, value, ha="right", **look)
    slope_says = word("slope at", slope=f"{slope:z.3f}".replace("-", "−"))
    bottom.text(-5.8, 1.1, slope_says, **look)
    tangent = np.array([-1.2, 1.2]) / np.hypot(1, 2.4 * slope)
    top.plot(z + tangent, a + slope * tangent, color=ORANGE, linewidth=4, solid_capstyle="round")
    top.set(ylim=(-1.15, 2.3), yticks=(-1, 0, 1, 2), ylabel="a", xticklabels=[])
    bottom.set(ylim=(-0.08, 1.2), yticks=(0, 0.25, 0.5, 1), xlabel="z", ylabel="da / dz")
    bottom.set_yticklabels(["0", "¼", "½", "1"])
    return fig


def _curve(ax: Axes, kind: str, which: int, **look: Any) -> None:
    """Draw the activation or its slope; where it jumps the line is broken."""
    y = FUNCTIONS[kind][which](_Z)
    ax.plot(_Z, np.where(np.abs(np.diff(y, prepend=y[0])) > 0.5, np.nan, y), **look)


def _flat(kind: str) -> list[tuple[float, float]]:
    """Return where the activation is saturated, as stretches of the axis z."""
    slope = FUNCTIONS[kind][1](_Z)
    inside = np.concatenate([[0], (np.abs(slope) < 0.1 * slope.max()).astype(int), [0]])
    ends = np.flatnonzero(np.diff(inside)).reshape(-1, 2)
    return [(float(_Z[first]), float(_Z[last - 1])) for first, last in ends]


def saturation_says(kind: str, z: float) -> str:
    """Return in words what ``saturation`` shows."""
    function, derivative = FUNCTIONS[kind]
    at = np.array(float(z))
    slope = float(derivative(at))
    verdict = "live"
    if saturated(kind, z):
        verdict = "saturated" if slope else "dead"
    return word(
        "activations alt",
        kind=kind,
        z=f"{z:zg}".replace("-", "−"),
        a=f"{float(function(at)):z.3f}".replace("-", "−"),
        slope=f"{slope:.3f}",
        verdict=word(f"activations {verdict}"),
    )
