"""Checks at the door: each error is one sentence, where, what it is, what it should be.

A layer calls them once at the start of ``forward`` and ``backward``, never inside a time loop.
"""

from collections.abc import Callable
from inspect import signature
from numbers import Real
from types import EllipsisType
from typing import Any

import numpy as np
import numpy.typing as npt

from course_lib.protocol import Array

Axes = tuple[int | str | EllipsisType, ...]
FLOATS = (np.dtype(np.float32), np.dtype(np.float64))


class ShapeError(ValueError):
    """An array does not have the shape that the layer documents."""


def shape_text(shape: Axes) -> str:
    """Return a shape as the docstrings write it.

    Examples
    --------
    >>> shape_text((..., 3)), shape_text(("B",))
    ('(..., 3)', '(B,)')
    """
    text = ", ".join("..." if axis is ... else str(axis) for axis in shape)
    return f"({text},)" if len(shape) == 1 else f"({text})"


def expect_shape(name: str, array: npt.NDArray[Any], shape: Axes) -> None:
    """Check the shape of one array.

    Parameters
    ----------
    name : str
        Where and what, for the message: ``"Dense.forward: a"``.
    array : numpy.ndarray
        What was given.
    shape : tuple
        A number fits that length, a letter any length; ``...`` in front fits any leading axes.

    Raises
    ------
    ShapeError
        If it does not fit.

    Examples
    --------
    >>> expect_shape("Dense.forward: a", np.zeros((5, 7)), (..., 3))
    Traceback (most recent call last):
    course_lib.shapes.ShapeError: Dense.forward: a has shape (5, 7), expected (..., 3).
    """
    want, tail = shape, array.shape
    if shape and shape[0] is ...:
        want, tail = shape[1:], tail[max(0, len(tail) - len(shape) + 1) :]
    # The first test is enough for most, and quick: small layers feel each microsecond here.
    fits = want == tail or (
        len(want) == len(tail)
        and all(isinstance(w, str) or w == t for w, t in zip(want, tail, strict=True))
    )
    if not fits:
        raise ShapeError(f"{name} has shape {array.shape}, expected {shape_text(shape)}.")


def expect_array(name: str, array: Any, what: str) -> None:
    """Check that ``array`` is a plain NumPy array, or one in a file (`numpy.memmap`).

    The other kinds would give other numbers without an error: ``*`` of two matrices is their
    product, and a masked array shows what it hides to every function that does not look for it.

    Raises
    ------
    ValueError
        If it is something else. ``what`` says what the array holds.

    Examples
    --------
    >>> expect_array("Dense.forward: a", [[1.0]], "of shape (..., 1)")
    Traceback (most recent call last):
    ValueError: Dense.forward: a has type list, expected a NumPy array of shape (..., 1).
    >>> expect_array("Dense.forward: a", np.ma.array([[1.0]]), "of shape (..., 1)")
    Traceback (most recent call last):
    ValueError: Dense.forward: a has type MaskedArray, expected a plain NumPy array of shape \
(..., 1); fill what is hidden, a.filled(0), and give the layer or the loss a mask.
    """
    if type(array) is np.ndarray or isinstance(array, np.memmap):
        return
    kind, variable = type(array).__name__, name.rsplit(" ", 1)[-1]
    if not isinstance(array, np.ndarray):
        raise ValueError(f"{name} has type {kind}, expected a NumPy array {what}.")
    hint = f"convert it with np.asarray({variable})"
    if isinstance(array, np.ma.MaskedArray):
        hint = f"fill what is hidden, {variable}.filled(0), and give the layer or the loss a mask"
    raise ValueError(f"{name} has type {kind}, expected a plain NumPy array {what}; {hint}.")


def expect_floats(name: str, array: Array, shape: Axes, dtype: npt.DTypeLike | None = None) -> None:
    """Check that ``array`` is a float array of this shape and, if given, of this dtype.

    Nothing is converted: a float64 array in a float32 network would make every later array
    float64, twice the memory and half the speed, and nobody would see it.

    Raises
    ------
    ShapeError
        If the shape does not fit.
    ValueError
        If it is no NumPy array, or its dtype is not float32 or float64, or not ``dtype``.

    Examples
    --------
    >>> expect_floats("Dense.forward: a", np.zeros((5, 3), int), (..., 3))
    Traceback (most recent call last):
    ValueError: Dense.forward: a has dtype int64, expected float32 or float64; convert it with \
a.astype(np.float64).
    """
    expect_array(name, array, f"of shape {shape_text(shape)}")
    if array.dtype not in FLOATS if dtype is None else array.dtype != dtype:
        allowed = FLOATS if dtype is None else (np.dtype(dtype),)
        variable = name.rsplit(" ", 1)[-1]
        raise ValueError(
            f"{name} has dtype {array.dtype}, expected {' or '.join(map(str, allowed))}; "
            f"convert it with {variable}.astype(np.{allowed[-1]})."
        )
    expect_shape(name, array, shape)


def expect_size(name: str, size: int, least: int = 1) -> None:
    """Check a number of neurons, steps or pixels.

    Raises
    ------
    ValueError
        If ``size`` is not a whole number of at least ``least``.

    Examples
    --------
    >>> expect_size("Dense: n_in", -3)
    Traceback (most recent call last):
    ValueError: Dense: n_in is -3, expected a whole number of at least 1.
    """
    whole = isinstance(size, int | np.integer) and not isinstance(size, bool)
    if not whole or size < least:
        raise ValueError(f"{name} is {size!r}, expected a whole number of at least {least}.")


def expect_number(
    name: str, value: float, expected: str, fits: Callable[[float], bool] = np.isfinite
) -> None:
    """Check a number that need not be whole; NaN fits no range.

    Raises
    ------
    ValueError
        If ``value`` is no real number, or does not fit.

    Examples
    --------
    >>> expect_number("SGD: lr", -0.1, "a positive number", lambda lr: lr > 0)
    Traceback (most recent call last):
    ValueError: SGD: lr is -0.1, expected a positive number.
    """
    if not isinstance(value, Real) or isinstance(value, bool) or not fits(value):
        raise ValueError(f"{name} is {value!r}, expected {expected}.")


def expect_dtype(name: str, dtype: npt.DTypeLike) -> None:
    """Check the dtype that a layer's params are to have.

    Raises
    ------
    ValueError
        If it is not float32 or float64.

    Examples
    --------
    >>> expect_dtype("Dense: dtype", np.float16)
    Traceback (most recent call last):
    ValueError: Dense: dtype is float16, expected float32 or float64.
    """
    try:
        known = np.dtype(dtype)
    except TypeError:
        raise ValueError(f"{name} is {dtype!r}, expected float32 or float64.") from None
    if known not in FLOATS:
        raise ValueError(f"{name} is {known}, expected float32 or float64.")


def expect_rng(name: str, rng: np.random.Generator) -> None:
    """Check that random numbers come in as a generator, not as a seed.

    Raises
    ------
    ValueError
        If ``rng`` is something else.

    Examples
    --------
    >>> expect_rng("Dense: rng", 0)
    Traceback (most recent call last):
    ValueError: Dense: rng has type int, expected a numpy.random.Generator; make one with \
np.random.default_rng(0).
    """
    if not isinstance(rng, np.random.Generator):
        raise ValueError(
            f"{name} has type {type(rng).__name__}, expected a numpy.random.Generator; make one "
            "with np.random.default_rng(0)."
        )


def expect_name(name: str, value: str, known: tuple[str, ...]) -> None:
    """Check a name chosen from a list.

    Raises
    ------
    ValueError
        If ``value`` is not in ``known``.

    Examples
    --------
    >>> expect_name("Dense: init", "zavier", ("he", "xavier"))
    Traceback (most recent call last):
    ValueError: Dense: init is 'zavier', expected one of 'he', 'xavier'.
    """
    if not isinstance(value, str) or value not in known:
        raise ValueError(f"{name} is {value!r}, expected one of {', '.join(map(repr, known))}.")


def expect_layer(name: str, layer: Any, *inputs: str) -> None:
    """Check that ``layer`` is one, and that its forward takes this many inputs.

    Raises
    ------
    ValueError
        If it does not.

    Examples
    --------
    >>> expect_layer("Stack: layer 1", [], "xs", "state", "mask")
    Traceback (most recent call last):
    ValueError: Stack: layer 1 has type list, expected a layer with forward(xs, state, mask).
    """
    try:
        signature(layer.forward).bind(*inputs)
        known = hasattr(layer, "backward") and hasattr(layer, "params")
        known = known and not isinstance(layer, type)
    except (AttributeError, TypeError):
        known = False
    if not known:
        raise ValueError(
            f"{name} has type {type(layer).__name__}, expected a layer with "
            f"forward({', '.join(inputs)})."
        )
