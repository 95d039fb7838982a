"""Gradient check: compare a backward with differences of forward, (f(x + ε) - f(x - ε)) / 2ε."""

from collections.abc import Callable

import numpy as np

from course_lib.protocol import Array, Layer
from course_lib.shapes import FLOATS, expect_floats, expect_rng


class GradientError(ValueError):
    """A gradient is not the slope of what it belongs to."""


def numerical_gradient(f: Callable[[], float], array: Array, eps: float = 1e-6) -> Array:
    """Return the slope of ``f`` in every entry of ``array``, by central differences.

    Parameters
    ----------
    f : callable
        Takes nothing and returns one number, computed from ``array`` as it is at that moment.
    array : numpy.ndarray
        float64, of any shape. Each entry is changed in place by ±eps and put back.
    eps : float, optional
        The step. The error of the result is about eps² plus 1e-16 / eps.

    Returns
    -------
    numpy.ndarray
        Shaped like ``array``.

    Raises
    ------
    ValueError
        If ``array`` is not a float64 array (the rounding of float32 hides a step of 1e-6), or is
        read-only.

    Examples
    --------
    >>> x = np.array([1.0, 2.0])
    >>> numerical_gradient(lambda: float(np.sum(x**2)), x).round(6)
    array([2., 4.])
    """
    expect_floats("numerical_gradient: array", array, (...,))
    if array.dtype != np.float64:
        raise ValueError(
            f"numerical_gradient: array has dtype {array.dtype}, expected float64; a step of "
            f"{eps:g} is lost in coarser numbers."
        )
    if not array.flags.writeable:
        raise ValueError(
            "numerical_gradient: array is read-only, expected one whose entries may be changed and "
            "put back; take a copy of it."
        )
    slope = np.empty_like(array)
    for index in np.ndindex(array.shape):
        value = array[index]
        try:
            array[index] = value + eps
            above = f()
            array[index] = value - eps
            below = f()
        finally:
            array[index] = value
        slope[index] = (above - below) / (2 * eps)
    return slope


def compare_gradients(name: str, ours: Array, numeric: Array, tolerance: float = 1e-6) -> float:
    """Return the relative error of one gradient of any shape, or name its worst entry.

    The error is max|numeric - ours| / max(max|numeric|, max|ours|, 1e-8): one number for the whole
    array. Entry by entry a right gradient would fail, because a tiny entry is mostly rounding.

    Raises
    ------
    ShapeError
        If the shapes differ.
    ValueError
        If ``ours`` is not a float array.
    GradientError
        If the error is above ``tolerance``, or a gradient is not a number.

    Examples
    --------
    >>> compare_gradients("dW", np.array([1.0, 2.0]), np.array([1.0, 2.5]))
    Traceback (most recent call last):
    course_lib.training.gradcheck.GradientError: dW[1] is 2, the numerical gradient is 2.5: \
relative error 0.2, expected at most 1e-06.
    """
    expect_floats(name, ours, numeric.shape)
    if not ours.size:
        return 0.0
    difference = np.abs(numeric - ours)
    scale = max(float(np.abs(numeric).max()), float(np.abs(ours).max()), 1e-8)
    error = float(difference.max()) / scale
    # `not <=`, so that NaN fails as well.
    if not error <= tolerance:
        worst = np.unravel_index(int(np.argmax(difference)), difference.shape)
        index = ", ".join(str(int(i)) for i in worst)
        raise GradientError(
            f"{name}[{index}] is {ours[worst]:.6g}, the numerical gradient is "
            f"{numeric[worst]:.6g}: relative error {error:.2g}, expected at most {tolerance:g}."
        )
    return error


def check_gradients(
    layer: Layer,
    x: Array,
    rng: np.random.Generator,
    *,
    eps: float = 1e-6,
    tolerance: float = 1e-6,
) -> dict[str, float]:
    """Check every entry of dx and of all grads of a layer.

    The loss is sum(dy * y) with a **random** dy, so that each output counts with a weight of its
    own. With dy all ones, errors in two outputs can cancel: a softmax with an all-zero backward
    passes such a check, because its outputs always add to 1.

    Parameters
    ----------
    layer : Layer
        Anything that keeps the protocol, with float64 params.
    x : numpy.ndarray
        The input, float64; it is not changed. Keep it 1e-3 away from kinks (ReLU at 0) and ties
        (the maximum). Integers, which an `Embedding` takes, have no slope: their dx must be 0.
    rng : numpy.random.Generator
        Draws dy.
    eps, tolerance : float, optional
        The step, and the relative error that each array may have.

    Returns
    -------
    dict
        The relative error of ``"x"`` and of each entry of ``layer.params``.

    Raises
    ------
    GradientError
        If grads and params do not have the same names, or a gradient is wrong; the message names
        the array and the index.
    ValueError
        If the params or the input are not float64.

    Examples
    --------
    >>> from course_lib import Dense
    >>> rng = np.random.default_rng(0)
    >>> errors = check_gradients(Dense(3, 2, rng), rng.normal(size=(5, 3)), rng)
    >>> list(errors), max(errors.values()) < 1e-8
    (['x', 'W', 'b'], True)
    """
    expect_rng("check_gradients: rng", rng)
    for name, value in layer.params.items():
        if value.dtype != np.float64:
            raise ValueError(
                f"check_gradients: params[{name!r}] has dtype {value.dtype}, expected float64; "
                f"make the layer with dtype=np.float64, a step of {eps:g} is lost in coarser "
                "numbers."
            )
    if isinstance(x, np.ndarray) and x.dtype in FLOATS:
        expect_floats("check_gradients: x", x, (...,), np.float64)
        x = x.copy()  # the output of a layer is read-only
    y, cache = layer.forward(x)
    dy = rng.normal(size=y.shape)
    dx, grads = layer.backward(dy, cache)
    if grads.keys() != layer.params.keys():
        raise GradientError(
            f"check_gradients: grads are named {sorted(grads)}, expected the names of params, "
            f"{sorted(layer.params)}."
        )

    def loss() -> float:
        return float(np.sum(dy * layer.forward(x)[0]))

    whole = x.dtype not in FLOATS
    slope = np.zeros(x.shape) if whole else numerical_gradient(loss, x, eps)
    errors = {"x": compare_gradients("dx", dx, slope, tolerance)}
    for name, value in layer.params.items():
        numeric = numerical_gradient(loss, value, eps)
        errors[name] = compare_gradients(f"grads[{name!r}]", grads[name], numeric, tolerance)
    return errors
