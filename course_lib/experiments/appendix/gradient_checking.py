"""How good a numerical slope is: the error of two formulas at every step size."""

import numpy as np
import numpy.typing as npt

from course_lib.protocol import Array
from course_lib.shapes import expect_name

FORMULAS = ("one-sided", "central")
POINTS = 20


def difference(x: Array, eps: float, formula: str) -> Array:
    """Return the slope of tanh at ``x`` by a difference, in the dtype of ``x``.

    Parameters
    ----------
    x : numpy.ndarray
        Of any shape.
    eps : float
        The step ε.
    formula : str
        ``"one-sided"``, (f(x + ε) - f(x)) / ε, or ``"central"``, (f(x + ε) - f(x - ε)) / 2ε.

    Raises
    ------
    ValueError
        If the formula is unknown.

    Examples
    --------
    >>> difference(np.zeros(1), 1e-4, "central").round(6)
    array([1.])
    """
    expect_name("difference: formula", formula, FORMULAS)
    step = x.dtype.type(eps)
    if formula == "one-sided":
        return (np.tanh(x + step) - np.tanh(x)) / step
    return (np.tanh(x + step) - np.tanh(x - step)) / (2 * step)


def step_error(eps: float, formula: str, dtype: npt.DTypeLike = np.float64) -> float:
    """Return the largest error of `difference` at 20 points between 0.5 and 1.5.

    The true slope, 1 - tanh²(x), is computed in float64.

    Examples
    --------
    >>> step_error(1e-6, "central") < 1e-9 < step_error(1e-6, "one-sided")
    True
    """
    x = np.linspace(0.5, 1.5, POINTS).astype(dtype)
    true = 1 - np.tanh(x.astype(np.float64)) ** 2
    return float(np.abs(difference(x, eps, formula) - true).max())
