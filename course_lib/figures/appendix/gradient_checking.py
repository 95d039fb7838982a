"""The error of a numerical slope against the size of its step."""

from functools import cache

import numpy as np
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, NullLocator

from course_lib.experiments.appendix.gradient_checking import FORMULAS, step_error
from course_lib.figures.handles import Handle, handles
from course_lib.figures.style import (
    BLUE,
    GREY,
    INK,
    ORANGE,
    WIDTH,
    in_words,
    new_figure,
    power_of_ten,
    styled,
)
from course_lib.figures.words import word
from course_lib.protocol import Array

EXPONENTS = np.arange(-14, 0.25, 0.25)


@cache
def curve(formula: str, dtype: str) -> Array:
    """Return the error at every step size of the figure."""
    return np.array([step_error(10.0**k, formula, dtype) for k in EXPONENTS])


@cache
def best(dtype: str) -> float:
    """Return the exponent of the step at which the central formula has its least error."""
    return float(EXPONENTS[np.argmin(curve("central", dtype))])


def _step_line(exponent: float) -> Array:
    step = 10.0**exponent
    return np.array([(step, 5), (step, 30), (step, 1e-16)])


LOOKS = {"one-sided": (ORANGE, "--", "s"), "central": (BLUE, "-", "o")}


@styled
@handles(Handle("exponent", at=_step_line, jump=True))
def step_size(exponent: float, dtype: str = "float64") -> Figure:
    """Draw the error of both formulas against the step, and mark one step.

    Parameters
    ----------
    exponent
        The step is 10 to this power, -14 to 0.
    dtype
        ``"float64"`` or ``"float32"``.
    """
    fig, (ax,) = new_figure(height=HIGH, left=52, right=16, bottom=48, top=48)
    lowest = min(step_error(10.0**exponent, formula, dtype) for formula in FORMULAS)
    ax.vlines(10.0**exponent, lowest, 30, color=INK, linewidth=1)
    for k, formula in enumerate(FORMULAS):
        color, line, marker = LOOKS[formula]
        error = step_error(10.0**exponent, formula, dtype)
        ax.loglog(10.0**EXPONENTS, curve(formula, dtype), color=color, ls=line)
        ax.loglog(10.0**exponent, error, marker, color=color, markersize=9)
        x, y, align = NAMES[formula]
        ax.text(x, y, word(f"gradient check {formula}"), color=color, ha=align, va="center")
        says = word(f"gradient check {formula} error", error=in_words(error))
        fig.text(8 / WIDTH, 1 - (16 + 19 * k) / HIGH, says, color=color, weight="bold")
    ax.text(2e-14, 1e-14, word("gradient check short"), color=GREY)
    ax.text(0.5, 1e-14, word("gradient check long"), color=GREY, ha="right")
    ax.set(xlim=(1e-14, 1), ylim=(1e-16, 30), xlabel=word("gradient check step"))
    ax.set(xticks=[1e-12, 1e-9, 1e-6, 1e-3, 1], yticks=[1e-12, 1e-8, 1e-4, 1])
    for axis in (ax.xaxis, ax.yaxis):
        axis.set_major_formatter(FuncFormatter(_size))
        axis.set_minor_locator(NullLocator())
    return fig


def _size(value: float, position: int | None = None) -> str:
    return "1" if value == 1 else power_of_ten(value)


def step_text(exponent: float) -> str:
    """Return 10 to this power as slider and sentence have it.

    Examples
    --------
    >>> step_text(-6), step_text(-5.5) == in_words(10**-5.5)
    ('10⁻⁶', True)
    """
    step = 10.0**exponent
    return _size(step) if exponent == round(exponent) else in_words(step)


HIGH = 310
# Where the name of each curve is free of both curves, for both kinds of numbers.
NAMES = {"one-sided": (10**-2.3, 0.3, "right"), "central": (10**-2.5, 1e-8, "left")}


def step_size_says(exponent: float, dtype: str = "float64") -> str:
    """Return in words what ``step_size`` shows."""
    step = 10.0**exponent
    one_sided, central = (in_words(step_error(step, formula, dtype)) for formula in FORMULAS)
    far = exponent - best(dtype)
    key = "good" if abs(far) <= 0.5 else "long" if far > 0 else "short"
    return word(
        "gradient check alt",
        step=step_text(exponent),
        one_sided=one_sided,
        central=central,
        dtype=dtype,
        verdict=word(f"gradient check is {key}"),
    )
