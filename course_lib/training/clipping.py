"""The length of the whole gradient, and the gradient made shorter: clipping.

``grads["state"]``, the gradient of a state and not of a param, is left out.
"""

import math
from collections.abc import Mapping

import numpy as np

from course_lib.protocol import Array, Params
from course_lib.shapes import expect_floats, expect_number
from course_lib.training.grads import expect_dict, expect_finite, of_params


def global_norm(grads: Mapping[str, Array]) -> float:
    """Return ``|g| = √(Σ g²)`` over all entries of all arrays: the length of the whole gradient.

    The arrays may have any shape. Neither very large nor very small entries are lost, as their
    plain squares would be. It is NaN or inf where an entry is.

    Raises
    ------
    ValueError
        If ``grads`` is not a dict of float arrays.

    Examples
    --------
    >>> global_norm({"W": np.array([[3.0, 0.0]]), "b": np.array([4.0])})
    5.0
    """
    expect_dict("global_norm", grads)
    norms = []
    for name, g in of_params(grads).items():
        expect_floats(f"global_norm: grads[{name!r}]", g, (...,))
        largest = max(float(g.max(initial=0)), -float(g.min(initial=0)))
        # Scaled by its largest entry, no square is too large or too small for the dtype.
        usual = 1e-10 < largest < 1e10 or largest == 0 or not math.isfinite(largest)
        scale = 1.0 if usual else largest
        with np.errstate(under="ignore"):
            unit = g if usual else g / scale
            norms.append(scale * math.sqrt(np.vdot(unit, unit)))
    return math.hypot(*norms)


def clip_by_global_norm(grads: Params, limit: float) -> tuple[Params, float]:
    """Return the gradients, shortened to ``limit`` if they are longer, and their norm before.

    All arrays are multiplied by the same number, so the direction stays. ``grads`` itself is not
    changed; if it is short enough the same arrays come back.

    Parameters
    ----------
    grads : dict
        Named gradients, of any shape.
    limit : float
        The largest norm allowed, positive.

    Returns
    -------
    clipped : dict
        Gradients with a global norm of at most ``limit``.
    norm : float
        The global norm of ``grads``.

    Raises
    ------
    ValueError
        If ``limit`` is not positive, ``grads`` is not a dict of float arrays, or an entry is NaN or
        inf.

    Notes
    -----
    Source: Pascanu, Mikolov & Bengio 2013, https://proceedings.mlr.press/v28/pascanu13.html.

    Examples
    --------
    >>> clip_by_global_norm({"w": np.array([3.0, 4.0])}, 1.0)
    ({'w': array([0.6, 0.8])}, 5.0)
    """
    expect_number("clip_by_global_norm: limit", limit, "a positive number", lambda v: v > 0)
    norm = global_norm(grads)
    grads = of_params(grads)
    if not math.isfinite(norm):
        for name, g in grads.items():
            expect_finite(f"clip_by_global_norm: grads[{name!r}]", g)
        raise ValueError(f"clip_by_global_norm: the norm is {norm}, expected a finite number.")
    if norm <= limit:
        return dict(grads), norm
    # A plain number: one of NumPy's float64 would make float64 of float32 gradients.
    scale = float(limit) / norm
    with np.errstate(under="ignore"):
        return {name: g * scale for name, g in grads.items()}, norm
