"""What an activation function does to a gradient: through one layer, and to one neuron's weights.

All measurements take the ideal case of the page: the pre-activations z of a layer are independent
and standard normal, so the activations are a = σ(z) with a known mean m and variance v.
"""

import math
from typing import NamedTuple

import numpy as np

from course_lib.fully_connected.activations import (
    relu,
    relu_derivative,
    sigmoid,
    sigmoid_derivative,
    tanh,
    tanh_derivative,
)
from course_lib.initializers import uniform
from course_lib.protocol import Array
from course_lib.shapes import expect_name, expect_rng, expect_size

# What a leaky ReLU leaves of a negative z.
LEAK = 0.01


def leaky_relu(z: Array) -> Array:
    """Return z where it is positive, else LEAK z.

    Examples
    --------
    >>> leaky_relu(np.array([-3.0, 2.0]))
    array([-0.03,  2.  ])
    """
    return np.where(z > 0, z, LEAK * z)


def leaky_relu_derivative(z: Array) -> Array:
    """Return 1 where z is positive, else LEAK.

    Examples
    --------
    >>> leaky_relu_derivative(np.array([-3.0, 2.0]))
    array([0.01, 1.  ])
    """
    return np.where(z > 0, 1.0, LEAK)


def gelu(z: Array) -> Array:
    """Return z Φ(z), with Φ(z) the probability that a standard normal number is below z.

    Notes
    -----
    Source: Hendrycks & Gimpel 2016, https://arxiv.org/abs/1606.08415.

    Examples
    --------
    >>> gelu(np.array([-1.0, 0.0, 1.0])).round(3)
    array([-0.159,  0.   ,  0.841])
    """
    return z * _normal(z)


def gelu_derivative(z: Array) -> Array:
    """Return Φ(z) + z φ(z), with φ the density of the standard normal.

    Examples
    --------
    >>> gelu_derivative(np.array([0.0]))
    array([0.5])
    """
    slope: Array = _normal(z) + z * np.exp(-z * z / 2) / math.sqrt(2 * math.pi)
    return slope


def silu(z: Array) -> Array:
    """Return z σ(z).

    Notes
    -----
    Source: Hendrycks & Gimpel 2016, https://arxiv.org/abs/1606.08415; also called swish.

    Examples
    --------
    >>> silu(np.array([-1.0, 0.0, 1.0])).round(3)
    array([-0.269,  0.   ,  0.731])
    """
    return z * sigmoid(z)


def silu_derivative(z: Array) -> Array:
    """Return σ(z) (1 + z (1 - σ(z))).

    Examples
    --------
    >>> silu_derivative(np.array([0.0]))
    array([0.5])
    """
    a = sigmoid(z)
    return a * (1 + z * (1 - a))


def _normal(z: Array) -> Array:
    """Return Φ(z). NumPy has no erf."""
    flat = [0.5 * (1 + math.erf(each / math.sqrt(2))) for each in np.ravel(z)]
    return np.array(flat).reshape(np.shape(z))


FUNCTIONS = {
    "sigmoid": sigmoid,
    "tanh": tanh,
    "ReLU": relu,
    "leaky ReLU": leaky_relu,
    "GELU": gelu,
    "SiLU": silu,
}
SLOPES = {
    "sigmoid": sigmoid_derivative,
    "tanh": tanh_derivative,
    "ReLU": relu_derivative,
    "leaky ReLU": leaky_relu_derivative,
    "GELU": gelu_derivative,
    "SiLU": silu_derivative,
}

# A neuron counts as saturated where its slope σ'(z) is below a tenth of the largest, 1/4.
SATURATED = 0.025


class SigmoidLayer(NamedTuple):
    """One sigmoid layer, forward and backward: what became of the gradient."""

    z: Array
    """(B, n), pre-activations."""
    saturated: float
    """The share of entries of z where the slope is below SATURATED."""
    norm_in: float
    """Length of the gradient that enters from above, da."""
    norm_out: float
    """Length of the gradient that leaves below, W^T (σ'(z) * da)."""
    factor: float
    """norm_out / norm_in."""
    limit: float
    """‖W‖ / 4, which no factor exceeds; ‖W‖ is the largest stretch of W."""


def sigmoid_layer(
    scale: float, rng: np.random.Generator, *, n: int = 64, batch: int = 1000, spread: float = 1.0
) -> SigmoidLayer:
    """Send a random batch through a = σ(W x) and a random gradient back.

    Parameters
    ----------
    scale : float
        The weights are uniform with standard deviation scale / √n. 1/√3 gives U(±1/√n).
    rng : numpy.random.Generator
        Draws weights, inputs and gradient.
    n, batch : int, optional
        Neurons below and above, and rows of the batch.
    spread : float, optional
        Standard deviation of the inputs x. A small one keeps z near the origin.

    Raises
    ------
    ValueError
        If ``scale`` or ``spread`` is not positive, or a size is not a positive whole number.

    Examples
    --------
    >>> layer = sigmoid_layer(3**-0.5, np.random.default_rng(0), spread=0.01)
    >>> layer.saturated, layer.factor < layer.limit
    (0.0, True)
    """
    expect_rng("sigmoid_layer: rng", rng)
    expect_size("sigmoid_layer: n", n)
    expect_size("sigmoid_layer: batch", batch)
    for name, value in (("scale", scale), ("spread", spread)):
        if not 0 < value < math.inf:
            raise ValueError(f"sigmoid_layer: {name} is {value!r}, expected a positive number.")
    W = scale * math.sqrt(3) * uniform((n, n), rng)
    x, da = spread * rng.normal(size=(batch, n)), rng.normal(size=(batch, n))
    z = x @ W.T
    slope = sigmoid_derivative(z)
    dx = (da * slope) @ W
    norm_in, norm_out = float(np.linalg.norm(da)), float(np.linalg.norm(dx))
    return SigmoidLayer(
        z,
        saturated=float((slope < SATURATED).mean()),
        norm_in=norm_in,
        norm_out=norm_out,
        factor=norm_out / norm_in,
        limit=float(np.linalg.norm(W, 2)) / 4,
    )


def moments(activation: str) -> tuple[float, float]:
    """Return mean m and variance v of a = σ(z) for a standard normal z.

    Parameters
    ----------
    activation : str
        A name in FUNCTIONS.

    Raises
    ------
    ValueError
        If the name is unknown.

    Notes
    -----
    The integrals are sums over a fine grid; the grid has a point at ReLU's kink.

    Examples
    --------
    >>> m, v = moments("ReLU")
    >>> abs(m - (2 * np.pi) ** -0.5) < 1e-6, abs(v - (0.5 - m**2)) < 1e-6
    (True, True)
    """
    expect_name("moments: activation", activation, tuple(FUNCTIONS))
    z, density = _standard_normal()
    a = FUNCTIONS[activation](z)
    m = float(a @ density)
    return m, float((a - m) ** 2 @ density)


def slope_left(activation: str, spread: float) -> float:
    """Return E[σ'(z)²]: the share of a gradient's squared length that the slopes let through.

    Parameters
    ----------
    activation : str
        A name in FUNCTIONS.
    spread : float
        Standard deviation of z, which is normal with mean 0.

    Raises
    ------
    ValueError
        If the name is unknown.

    Examples
    --------
    >>> round(slope_left("ReLU", 1.0), 3), round(slope_left("ReLU", 16.0), 3)
    (0.5, 0.5)
    """
    expect_name("slope_left: activation", activation, tuple(SLOPES))
    z, density = _standard_normal()
    return float(SLOPES[activation](spread * z) ** 2 @ density)


def _standard_normal() -> tuple[Array, Array]:
    """Return points of the axis and their probabilities, which add up to 1."""
    z = np.linspace(-10, 10, 20_001)
    density = np.exp(-z * z / 2)
    return z, density / density.sum()


def one_sign_limit(activation: str, n: int = 64) -> float:
    """Return what `one_sign_share` comes to as the batch grows without limit.

    The n sums are then m S + √v Tⱼ with independent standard normal S and Tⱼ. Given S, each has
    the sign of m S with probability Φ(|S| m / √v).

    Raises
    ------
    ValueError
        If the name is unknown.

    Examples
    --------
    >>> one_sign_limit("tanh", 2).__round__(3)
    0.5
    """
    m, v = moments(activation)
    s, density = _standard_normal()
    with_m = _normal(s * m / math.sqrt(v))
    return float((with_m**n + (1 - with_m) ** n) @ density)


def condition_number(m: float, v: float, n: int) -> float:
    """Return the condition number of E[a a^T], 1 + n m² / v, for n independent activations.

    E[a a^T] = v I + m² 1 1^T stretches the direction (1, …, 1) by v + n m² and all others by v.

    Parameters
    ----------
    m, v : float
        Mean and variance of each activation.
    n : int
        Number of activations, at least 2.

    Notes
    -----
    Source: the case of equal means in LeCun, Bottou, Orr & Müller 1998, Efficient BackProp,
    https://doi.org/10.1007/3-540-49430-8_2.

    Examples
    --------
    >>> condition_number(0.5, 0.25, 64), condition_number(0.0, 0.25, 64)
    (65.0, 1.0)
    """
    return 1 + n * m * m / v


def one_sign_share(
    activation: str,
    batch: int,
    rng: np.random.Generator,
    *,
    n: int = 64,
    trials: int = 2000,
) -> float:
    """Return how often no two of a neuron's n weights have gradients of opposite sign.

    The gradient is the sum of δ a over a batch, with the error δ of each example standard normal.

    Raises
    ------
    ValueError
        If the name is unknown or a size is not a positive whole number.

    Examples
    --------
    >>> one_sign_share("sigmoid", 1, np.random.default_rng(0))
    1.0
    """
    expect_name("one_sign_share: activation", activation, tuple(FUNCTIONS))
    expect_rng("one_sign_share: rng", rng)
    for name, value in (("batch", batch), ("n", n), ("trials", trials)):
        expect_size(f"one_sign_share: {name}", value)
    delta = rng.normal(size=(trials, 1, batch))
    a = FUNCTIONS[activation](rng.normal(size=(trials, batch, n)))
    dw = (delta @ a)[:, 0]
    return float(((dw >= 0).all(axis=1) | (dw <= 0).all(axis=1)).mean())


def descend(m: float, v: float, start: Array, steps: int) -> Array:
    """Return the path of gradient descent in the two weights of a linear neuron.

    The loss is ½ w^T C w with C = E[a a^T] = v I + m² 1 1^T; its lowest point is the origin. The
    learning rate is the best constant one, 2 / (v + (v + 2 m²)): then a step shortens both
    directions, (1, 1) and (1, -1), by the same (κ - 1) / (κ + 1), κ the condition number.

    Parameters
    ----------
    m, v : float
        Mean and variance of the two inputs.
    start : numpy.ndarray
        (2,), the weights before the first step.
    steps : int
        How many steps.

    Returns
    -------
    numpy.ndarray
        (steps + 1, 2), the weights before each step and after the last.

    Examples
    --------
    >>> descend(0.0, 0.5, np.array([2.0, -1.0]), 1)
    array([[ 2., -1.],
           [ 0.,  0.]])
    """
    C = v * np.eye(2) + m * m
    rate = 1 / (v + m * m)
    path = [np.asarray(start, dtype=float)]
    for _ in range(steps):
        path.append(path[-1] - rate * C @ path[-1])
    return np.array(path)
