"""The error of a numerical slope against the size of its step."""

from functools import cache

import numpy as np
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, NullLocator

from course_lib.experiments.appendix.gradient_checking import FORMULAS, step_error
from course_lib.figures.handles import Handle, handles
from course_lib.figures.style import BLUE, GREY, INK, ORANGE, new_figure, power_of_ten, styled
from course_lib.figures.words import word
from course_lib.protocol import Array

EXPONENTS = np.arange(-14, 0.25, 0.25)


@cache
def curve(formula: str, dtype: str) -> Array:
    """Return the error at every step size of the figure."""
    return np.array([step_error(10.0**k, formula, dtype) for k in EXPONENTS])


def _step_line(exponent: float) -> Array:
    step = 10.0**exponent
    return np.array([(step, 5), (step, 30), (step, 1e-17)])


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
    fig, (ax,) = new_figure(height=300, left=60, bottom=50, top=30)
    ax.axvline(10.0**exponent, color=INK, linewidth=1)
    for formula, color, line, marker in zip(
        FORMULAS, (ORANGE, BLUE), ("--", "-"), ("s", "o"), strict=True
    ):
        label = word(f"gradient check {formula}")
        ax.loglog(10.0**EXPONENTS, curve(formula, dtype), color=color, ls=line, label=label)
        ax.loglog(10.0**exponent, step_error(10.0**exponent, formula, dtype), marker, color=color)
    finest = float(np.finfo(dtype).eps)
    ax.axhline(finest, color=GREY, linewidth=1, linestyle=":")
    ax.text(2e-14, finest * 1.5, word("gradient check rounding"), color=GREY)
    ax.set(xlim=(1e-14, 1), ylim=(1e-17, 30), xlabel=word("gradient check step"))
    ax.set(xticks=[1e-12, 1e-9, 1e-6, 1e-3, 1], yticks=[1e-16, 1e-12, 1e-8, 1e-4, 1])
    for axis in (ax.xaxis, ax.yaxis):
        axis.set_major_formatter(FuncFormatter(power_of_ten))
        axis.set_minor_locator(NullLocator())
    ax.set_title(word("gradient check error"), fontsize=13)
    ax.legend(loc="lower left", bbox_to_anchor=(0, 0.14 if dtype == "float64" else 0))
    return fig


def step_size_says(exponent: float, dtype: str = "float64") -> str:
    """Return in words what ``step_size`` shows."""
    errors = [f"{step_error(10.0**exponent, formula, dtype):.0e}" for formula in FORMULAS]
    one_sided, central = errors
    step = f"{10.0**exponent:.0e}"
    return word("gradient check alt", step=step, one_sided=one_sided, central=central, dtype=dtype)
