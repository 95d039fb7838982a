"""Functions that an exercise takes as an argument: they cross to the worker by name.

Only data crosses between the grader and a learner's code, never a function. So a function that an
exercise needs as an argument lives on both sides, in this registry, and the call names it. It may
carry data with it: ``Fixture("quadratic", Q, b)`` is a function of x alone.

A worker loads this module, so nothing here gives the answer of an exercise.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from course_lib.protocol import Array

REGISTRY: dict[str, Callable[..., Any]] = {}


class Fixture:
    """A function of the registry with some first arguments filled in.

    Parameters
    ----------
    name : str
        Its name in `REGISTRY`.
    *args : object
        Plain data that stand before the arguments of each call.

    Raises
    ------
    ValueError
        If there is no function of that name.

    Examples
    --------
    >>> Fixture("quadratic", np.eye(2), np.zeros(2))(np.array([1.0, 2.0]))
    2.5
    """

    def __init__(self, name: str, *args: Any) -> None:
        if name not in REGISTRY:
            raise ValueError(
                f"Fixture: name is {name!r}, expected one of {', '.join(map(repr, REGISTRY))}."
            )
        self.name, self.args = name, args

    def __call__(self, *args: Any) -> Any:
        """Call the function."""
        return REGISTRY[self.name](*self.args, *args)

    def __deepcopy__(self, memo: dict[int, Any]) -> "Fixture":
        """Return itself: nothing that it does changes its data."""
        return self

    def __repr__(self) -> str:
        return "a function"


def fixture(function: Callable[..., Any]) -> Callable[..., Any]:
    """Put a function into the registry under its own name, with dashes for underscores."""
    REGISTRY[function.__name__.replace("_", "-")] = function
    return function


# Lab 1: functions with values between 0 and 1, none of them the sigmoid.


@fixture
def arctan_squash(steepness: float, z: Array) -> Array:
    """Return ½ + arctan(steepness z) / π, shaped like ``z``."""
    squashed: Array = 0.5 + np.arctan(steepness * z) / np.pi
    return squashed


@fixture
def ratio_squash(steepness: float, z: Array) -> Array:
    """Return ½ (1 + s z / (1 + |s z|)), shaped like ``z``."""
    squashed: Array = 0.5 * (1 + steepness * z / (1 + np.abs(steepness * z)))
    return squashed


@fixture
def gompertz_squash(steepness: float, z: Array) -> Array:
    """Return exp(-exp(-s z)), shaped like ``z``; its values at z and -z do not add up to 1."""
    squashed: Array = np.exp(-np.exp(-steepness * z))
    return squashed


# Lab 2: functions of an array with one number as result, and candidates for their gradients.
# A candidate is right or wrong by the numbers that it carries, so its name gives nothing away.


@fixture
def quadratic(Q: Array, b: Array, x: Array) -> float:
    """Return ½ x·Qx + b·x for ``x`` of any shape, Q (n, n) and b (n,) with n its entries."""
    flat = x.reshape(-1)
    return float(0.5 * flat @ Q @ flat + b @ flat)


@fixture
def affine(Q: Array, b: Array, x: Array) -> Array:
    """Return Qx + b, shaped like ``x``."""
    values: Array = (Q @ x.reshape(-1) + b).reshape(x.shape)
    return values


@fixture
def bump(A: Array, w: Array, x: Array) -> float:
    """Return w·sin(A x), A x summed over all axes of ``x``, for A (m, *shape of x) and w (m,).

    Raises
    ------
    ValueError
        If ``x`` has another shape.
    """
    return float(w @ np.sin(summed(A, x)))


@fixture
def bump_slope(A: Array, B: Array, w: Array, x: Array) -> Array:
    """Return Bᵀ (w ⊙ cos(A x)), shaped like ``x``, for B shaped like A."""
    values: Array = np.tensordot(w * np.cos(summed(A, x)), B, 1)
    return values


def summed(A: Array, x: Array) -> Array:
    """Return A x, summed over all axes of ``x``; another shape of ``x`` is refused."""
    if np.shape(x) != A.shape[1:]:
        raise ValueError(f"its argument has shape {np.shape(x)}, expected {A.shape[1:]}")
    sums: Array = np.tensordot(A, x, np.ndim(x))
    return sums


# Lab 3: a step of a recurrent layer that is none of the lecture's, and a merge of two directions.


@fixture
def fading_step(A: Array, h: Array, x: Array) -> Array:
    """Return h / (1 + |h|) + xA, (B, H), for ``h`` (B, H) and ``x`` (B, D)."""
    after: Array = h / (1 + np.abs(h)) + x @ A
    return after


@fixture
def linear_merge(M: Array, h: Array, g: Array) -> Array:
    """Return [h, g] M along the last axis."""
    y: Array = np.concatenate([h, g], axis=-1) @ M
    return y


@fixture
def beside_merge(h: Array, g: Array) -> Array:
    """Return h (B, H) and g (B, G) side by side, (B, H + G)."""
    return np.concatenate([h, g], axis=1)


# Lab 5: a memory and a candidate, mixed by a gate. The numbers say what the formula does with them.


@fixture
def gated_mix(
    at_0: float, at_1: float, written: float, undecided: float, z: Any, h_prev: Any, h_new: Any
) -> Any:
    """Return k h_prev + (1 - k + written) h_new with k from ``at_0`` to ``at_1`` as z rises.

    Where z is ``undecided`` the formula does not say what comes out, and it is ``h_prev``.
    """
    k = at_0 + (at_1 - at_0) * z
    return np.where(z == undecided, h_prev, k * h_prev + (1 - k + written) * h_new)


@fixture
def rooted_mix(at_0: float, at_1: float, power: float, z: Any, h_prev: Any, h_new: Any) -> Any:
    """Return the mix of `gated_mix` with a power of z in the place of z."""
    return gated_mix(at_0, at_1, 0.0, -1.0, z**power, h_prev, h_new)


@fixture
def lifted_mix(at_0: float, at_1: float, lift: float, z: Any, h_prev: Any, h_new: Any) -> Any:
    """Return the mix of `gated_mix`, and ``lift`` more."""
    return gated_mix(at_0, at_1, 0.0, -1.0, z, h_prev, h_new) + lift


# Lab 6: layers that are linear in their weights.


@fixture
def reshaped_affine(Q: Array, b: Array, shape: tuple[int, ...], x: Array) -> Array:
    """Return Qx + b, of another shape than ``x``."""
    values: Array = (Q @ x.reshape(-1) + b).reshape(shape)
    return values


@fixture
def itself(x: Array) -> Array:
    """Return ``x``, the very array."""
    return x


# Lab 7: what a stride alone keeps of a picture, and a sum of two corners: neither is a pool.


@fixture
def corner_pool(size: int, x: Array) -> Array:
    """Return the upper left pixel of each window of size by size, side by side.

    Raises
    ------
    ValueError
        If ``x`` is not a pile of pictures, (N, rows, columns).
    """
    if x.ndim != 3:
        raise ValueError(f"pool: x has shape {x.shape}, expected (N, rows, columns).")
    rows, columns = x.shape[-2] - size + 1, x.shape[-1] - size + 1
    return x[..., :rows:size, :columns:size]


@fixture
def corners_pool(size: int, x: Array) -> Array:
    """Return the sum of the upper left and the lower right pixel of each window."""
    y: Array = corner_pool(size, x) + x[..., size - 1 :: size, size - 1 :: size]
    return y


@fixture
def corner_change(size: int, x: Array) -> Array:
    """Return how much larger the upper left pixel of each window is than the lower right."""
    y: Array = corner_pool(size, x) - x[..., size - 1 :: size, size - 1 :: size]
    return y


# Variants: any of these functions, with its last arguments in another order.


@fixture
def reordered(name: str, order: tuple[int, ...], *args: Any) -> Any:
    """Return the function of this name, whose i-th argument stands at ``order[i]``."""
    first, rest = args[: -len(order)], args[-len(order) :]
    return REGISTRY[name](*first, *(rest[i] for i in order))
