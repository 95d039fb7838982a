"""The contract of the sequence layers, and their checks at the door.

``hs, cache = layer.forward(xs, state=None, mask=None)`` takes ``xs`` (T, B, D) to ``hs``
(T, B, H). The cache has two fields that a caller may read: ``cache.state``, the state after the
last step, and ``cache.mask``, the mask that belongs to ``hs``.

``dxs, grads = layer.backward(dhs, cache, dstate=None)`` goes back. ``dstate`` is the gradient of
``cache.state``. ``grads`` is like ``layer.params``; only when a state was given to forward, it has
one entry more: ``grads["state"]``, the gradient of that state, a tuple like it. It belongs to no
param: optimisers and clipping leave it out (`Recurrent` has an example).

The samples are on axis 1, and ``layer.batch_axis`` says so: `fit` looks at it.

A mask (T, B) of True and False is for sequences of different lengths in one batch. Where it is
False the step is skipped for that sequence: its state is kept and its output is 0. So
``cache.state`` is each sequence's own last state, and padding may stand at the start, at the end,
or both.

What ``xs`` holds where the mask is False does not matter (NaN is allowed); `course_lib.masks` has
the rule, and `hide` follows it.
"""

from typing import Any, Protocol, TypeAlias

import numpy as np
import numpy.typing as npt

from course_lib.protocol import Array, Cell, Mask, Named, State
from course_lib.shapes import expect_array, expect_floats, expect_shape, expect_size

Grads: TypeAlias = dict[str, Any]


class SequenceCache(Protocol):
    """What a caller may read from the cache of any sequence layer."""

    @property
    def state(self) -> Any:
        """The state after the last step: a tuple of arrays, or of such tuples."""

    @property
    def mask(self) -> Mask | None:
        """The mask of the output."""


class SequenceLayer(Protocol):
    """A layer over time: hs = f(xs), step by step or all at once."""

    @property
    def params(self) -> Named:
        """The named arrays that training changes."""

    def forward(
        self, xs: Array, /, state: Any = None, mask: Mask | None = None
    ) -> tuple[Array, SequenceCache]:
        """Return hs and the cache; the state after the last step is ``cache.state``."""

    def backward(self, dhs: Array, cache: Any, /, dstate: Any = None) -> tuple[Array, Grads]:
        """Return dxs and grads; with ``grads["state"]`` if forward was given a state."""


def expect_mask(name: str, mask: Mask | None, shape: tuple[int, int]) -> None:
    """Check that a mask is None or a bool array (T, B).

    Raises
    ------
    ShapeError
        If the shape does not fit.
    ValueError
        If it is not a bool array.

    Examples
    --------
    >>> expect_mask("LSTM.forward: mask", np.ones((5, 2)), (5, 2))
    Traceback (most recent call last):
    ValueError: LSTM.forward: mask has dtype float64, expected bool; compare it, mask > 0.
    """
    if mask is None:
        return
    expect_array(name, mask, "of bool")
    if mask.dtype != np.bool_:
        raise ValueError(f"{name} has dtype {mask.dtype}, expected bool; compare it, mask > 0.")
    expect_shape(name, mask, shape)


def expect_cache(layer: str, cache: Any) -> None:
    """Check that the cache of a sequence layer says what its state and its mask are.

    Raises
    ------
    ValueError
        If it does not.

    Examples
    --------
    >>> expect_cache("Gate", ())
    Traceback (most recent call last):
    ValueError: Gate.forward: the cache has type tuple without a state and a mask, expected both: \
cache.state after the last step, and cache.mask of the output.
    """
    if not (hasattr(cache, "state") and hasattr(cache, "mask")):
        raise ValueError(
            f"{layer}.forward: the cache has type {type(cache).__name__} without a state and a "
            "mask, expected both: cache.state after the last step, and cache.mask of the output."
        )


def expect_state(name: str, state: State, like: State) -> None:
    """Check that a state is a tuple of arrays shaped like those of ``like``.

    Raises
    ------
    ShapeError, ValueError
        If it is not a tuple, or too long or short, or one of its arrays does not fit.

    Examples
    --------
    >>> expect_state("LSTM.forward: state", (np.zeros((2, 4)),), (np.zeros((2, 4)),) * 2)
    Traceback (most recent call last):
    ValueError: LSTM.forward: state has 1 array, expected a tuple of 2 arrays.
    """
    expect_tuple(name, state, len(like), "array")
    for i, (have, want) in enumerate(zip(state, like, strict=True)):
        expect_floats(f"{name}[{i}]", have, want.shape, want.dtype)


def expect_tuple(name: str, state: Any, n: int, what: str) -> None:
    """Check that a state is a tuple of ``n`` arrays, or of ``n`` states.

    Raises
    ------
    ValueError
        If it is not.

    Examples
    --------
    >>> expect_tuple("Stack.forward: state", [None, None], 2, "state")
    Traceback (most recent call last):
    ValueError: Stack.forward: state has type list, expected a tuple of 2 states.
    """
    expected = f"expected a tuple of {n} {what}{'' if n == 1 else 's'}"
    if not isinstance(state, tuple):
        raise ValueError(f"{name} has type {type(state).__name__}, {expected}.")
    if len(state) != n:
        have = f"{len(state)} {what}{'' if len(state) == 1 else 's'}"
        raise ValueError(f"{name} has {have}, {expected}.")


def enter_step(where: str, cell: Cell, x: Array, state: State) -> None:
    """Check the input of one step: ``x`` (B, n_in) and the state."""
    dtype = cell.zero_state(0)[0].dtype
    expect_floats(f"{where}.forward: x", x, ("B", cell.n_in), dtype)
    expect_state(f"{where}.forward: state", state, cell.zero_state(len(x)))


def enter_forward(
    where: str, cell: Cell, xs: Array, state: State | None, mask: Mask | None
) -> tuple[Array, State]:
    """Check what forward is given; return ``xs``, 0 where masked, and the first state."""
    dtype = cell.zero_state(0)[0].dtype
    expect_floats(f"{where}.forward: xs", xs, ("T", "B", cell.n_in), dtype)
    expect_mask(f"{where}.forward: mask", mask, xs.shape[:2])
    first = cell.zero_state(xs.shape[1])
    if state is not None:
        expect_state(f"{where}.forward: state", state, first)
        first = state
    return hide(xs, mask), first


def enter_backward(
    where: str, dhs: Array, n_steps: int, cache: SequenceCache, dstate: State | None
) -> tuple[Array, State]:
    """Check what backward is given; return ``dhs``, 0 where masked, and the last dstate."""
    last: State = cache.state
    h = last[0]
    expect_floats(f"{where}.backward: dhs", dhs, (n_steps, *h.shape), h.dtype)
    if dstate is None:
        dstate = tuple(np.zeros_like(array) for array in last)
    else:
        expect_state(f"{where}.backward: dstate", dstate, last)
    return hide(dhs, cache.mask), dstate


def hide(xs: Array, mask: Mask | None) -> Array:
    """Return ``xs`` (T, B, n) with 0 where the mask (T, B) is False.

    Examples
    --------
    >>> hide(np.array([[[1.0]], [[np.nan]]]), np.array([[True], [False]])).ravel()
    array([1., 0.])
    """
    if mask is None:
        return xs
    return np.where(mask[:, :, np.newaxis], xs, np.zeros((), xs.dtype))


def transpose(W: Array) -> Array:
    """Return W.T as a new array in the usual memory order.

    It goes 16 rows at a time: ``W.T.copy()`` takes ten times as long where the rows of W lie a
    power of two apart, because then they compete for the same places of the cache.

    Examples
    --------
    >>> transpose(np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]))
    array([[1., 3., 5.],
           [2., 4., 6.]])
    """
    out = np.empty(W.shape[::-1], W.dtype)
    for i in range(0, len(W), 16):
        out[:, i : i + 16] = W[i : i + 16].T
    return out


def lengths_to_mask(lengths: npt.ArrayLike, n_steps: int) -> Mask:
    """Return the mask (T, B) of sequences that begin at step 0.

    Parameters
    ----------
    lengths : array_like of int
        The number of steps of each of the B sequences.
    n_steps : int
        T, the number of steps of the batch.

    Raises
    ------
    ValueError
        If a length is not between 0 and T, or T is not a whole number.

    Examples
    --------
    >>> lengths_to_mask([3, 1], 3).astype(int)
    array([[1, 1],
           [1, 0],
           [1, 0]])
    """
    expect_size("lengths_to_mask: n_steps", n_steps, least=0)
    n = np.asarray(lengths)
    if n.ndim != 1 or (n.size and not np.issubdtype(n.dtype, np.integer)):
        raise ValueError(
            f"lengths_to_mask: lengths has shape {n.shape} and dtype {n.dtype}, expected (B,) and "
            "whole numbers."
        )
    if n.size and not 0 <= n.min() <= n.max() <= n_steps:
        raise ValueError(
            f"lengths_to_mask: lengths are from {n.min()} to {n.max()}, expected 0 to {n_steps}."
        )
    mask: Mask = np.arange(n_steps)[:, np.newaxis] < n
    return mask
