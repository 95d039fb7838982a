"""First weights: small, random, and scaled by how many inputs a neuron adds up.

Every initializer is a function ``init(shape, rng, dtype) -> W`` with ``shape`` (n_out, n_in) or,
for a convolution, (n_out, n_in, rows, columns). A layer takes one by name or as a function.
"""

import math
from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from course_lib.protocol import Array
from course_lib.shapes import expect_floats, expect_name

Initializer = Callable[[tuple[int, ...], np.random.Generator, npt.DTypeLike], Array]


def fans(shape: tuple[int, ...]) -> tuple[int, int]:
    """Return how many weights enter a neuron and how many leave one.

    Raises
    ------
    ValueError
        If ``shape`` has fewer than two axes.

    Examples
    --------
    >>> fans((4, 3)), fans((8, 2, 5, 5))
    ((3, 4), (50, 200))
    """
    if len(shape) < 2:
        raise ValueError(f"fans: shape is {shape}, expected (n_out, n_in, ...).")
    kernel = math.prod(shape[2:])
    return shape[1] * kernel, shape[0] * kernel


def uniform(
    shape: tuple[int, ...], rng: np.random.Generator, dtype: npt.DTypeLike = np.float64
) -> Array:
    """Draw W from U(-1/√n_in, 1/√n_in): variance 1/(3 n_in).

    Notes
    -----
    Source: Glorot & Bengio 2010, https://proceedings.mlr.press/v9/glorot10a.html, equation 1.

    Examples
    --------
    >>> W = uniform((50, 100), np.random.default_rng(0))
    >>> bool(np.abs(W).max() <= 0.1)
    True
    """
    n_in, _ = fans(shape)
    return rng.uniform(-(n_in**-0.5), n_in**-0.5, shape).astype(dtype, copy=False)


def xavier(
    shape: tuple[int, ...], rng: np.random.Generator, dtype: npt.DTypeLike = np.float64
) -> Array:
    """Draw W from U(-r, r) with r = √(6 / (n_in + n_out)): variance 2 / (n_in + n_out).

    Notes
    -----
    Keeps the variance of tanh units about the same forwards and backwards.
    Source: Glorot & Bengio 2010, https://proceedings.mlr.press/v9/glorot10a.html.

    Examples
    --------
    >>> W = xavier((100, 100), np.random.default_rng(0))
    >>> bool(abs(W.var() * 100 - 1) < 0.05)
    True
    """
    r = (6 / sum(fans(shape))) ** 0.5
    return rng.uniform(-r, r, shape).astype(dtype, copy=False)


def he(
    shape: tuple[int, ...], rng: np.random.Generator, dtype: npt.DTypeLike = np.float64
) -> Array:
    """Draw W from Normal(0, 2/n_in).

    Notes
    -----
    ReLU sets half of its inputs to 0; the factor 2 makes up for it.
    Source: He et al. 2015, https://doi.org/10.1109/ICCV.2015.123.

    Examples
    --------
    >>> W = he((100, 100), np.random.default_rng(0))
    >>> bool(abs(W.var() * 50 - 1) < 0.05)
    True
    """
    n_in, _ = fans(shape)
    W: Array = rng.standard_normal(shape) * (2 / n_in) ** 0.5
    return W.astype(dtype, copy=False)


def orthogonal(
    shape: tuple[int, ...], rng: np.random.Generator, dtype: npt.DTypeLike = np.float64
) -> Array:
    """Draw W with orthonormal rows, or orthonormal columns where there are more rows.

    A square W then keeps every length: ``|W h| = |h|``.

    Notes
    -----
    In a recurrent layer, whose W stands for several matrices side by side, each of them is drawn
    so (``side_by_side``).
    Source: Saxe, McClelland & Ganguli 2014, https://arxiv.org/abs/1312.6120.

    Examples
    --------
    >>> W = orthogonal((3, 3), np.random.default_rng(0))
    >>> np.allclose(W @ W.T, np.eye(3))
    True
    """
    n_in, _ = fans(shape)
    tall = (max(shape[0], n_in), min(shape[0], n_in))
    Q, R = np.linalg.qr(rng.standard_normal(tall))
    # QR leaves the signs open; this choice makes every rotation equally likely.
    Q = Q * np.where(np.diag(R) < 0, -1.0, 1.0)
    W: Array = Q if shape[0] >= n_in else Q.T
    return np.ascontiguousarray(W.reshape(shape)).astype(dtype, copy=False)


def side_by_side(
    init: Initializer,
    n_out: int,
    widths: tuple[int, ...],
    rng: np.random.Generator,
    dtype: npt.DTypeLike = np.float64,
) -> Array:
    """Draw a W that is several matrices side by side, such as W^i and W^h for [x, h].

    A neuron adds up all its inputs, so most initializers draw W as a whole. `orthogonal` draws
    matrix by matrix: the columns for h of a whole orthogonal W would be far from orthogonal.

    Parameters
    ----------
    init : callable
        From `get_initializer`.
    n_out : int
        Rows.
    widths : tuple of int
        Columns of each matrix.
    rng, dtype
        As for an initializer.

    Examples
    --------
    >>> W = side_by_side(orthogonal, 3, (5, 3), np.random.default_rng(0))
    >>> W.shape, np.allclose(W[:, 5:] @ W[:, 5:].T, np.eye(3))
    ((3, 8), True)
    """
    if init is not orthogonal:
        return init((n_out, sum(widths)), rng, dtype)
    return np.concatenate([init((n_out, width), rng, dtype) for width in widths], axis=1)


INITIALIZERS: dict[str, Initializer] = {
    "uniform": uniform,
    "xavier": xavier,
    "he": he,
    "orthogonal": orthogonal,
}


def get_initializer(where: str, init: str | Initializer) -> Initializer:
    """Return the function for a name, or for a function: what it draws is checked and copied.

    Raises
    ------
    ValueError
        If the name is unknown; later, if a W has another shape or dtype than was asked for.
        ``where`` begins the message.

    Examples
    --------
    >>> get_initializer("Dense: init", "glorot")
    Traceback (most recent call last):
    ValueError: Dense: init is 'glorot', expected one of 'uniform', 'xavier', 'he', 'orthogonal'.
    """
    if not callable(init):
        expect_name(where, init, tuple(INITIALIZERS))
        return INITIALIZERS[init]
    if init is orthogonal:
        return init

    def checked(
        shape: tuple[int, ...], rng: np.random.Generator, dtype: npt.DTypeLike = np.float64
    ) -> Array:
        W = init(shape, rng, dtype)
        expect_floats(f"{where}: W", W, shape, dtype)
        return W.copy()  # it may be stored, and two layers must not share their weights

    return checked
