"""Naive RNN: one step (`RNNCell`), and the whole sequence, fast (`RNN`)."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from course_lib.initializers import Initializer, get_initializer, side_by_side
from course_lib.parts import ParamsOf
from course_lib.protocol import Array, Mask, Params, State, read_only
from course_lib.recurrent.sequence import (
    Grads,
    enter_backward,
    enter_forward,
    enter_step,
    expect_state,
    hide,
    transpose,
)
from course_lib.shapes import expect_dtype, expect_rng, expect_size


class RNNCellCache(NamedTuple):
    """What one step must remember."""

    xh: Array  # (B, D + H)
    h: Array  # (B, H)


class RNNCell:
    """One step of the naive RNN, h = tanh(W [x, h_prev] + b).

    Parameters
    ----------
    n_in, n_hidden : int
        D and H.
    rng : numpy.random.Generator
        Draws the first W. The first b is 0.
    init : str or callable, optional
        How W is drawn; a neuron has D + H inputs. "orthogonal" draws W^i and W^h one by one.
    dtype : numpy dtype, optional
        float64 or float32.

    Raises
    ------
    ValueError
        If a size is not a positive whole number, or ``init`` or ``dtype`` is unknown.

    Notes
    -----
    W (H, D + H) is the lecture's W^i and W^h side by side. The lecture's output
    y = softmax(W^o h) is a `Dense` layer and a loss on top.
    Source: lecture, part "Naive RNN".

    Examples
    --------
    >>> cell = RNNCell(3, 4, np.random.default_rng(0))
    >>> state, cache = cell.forward(np.ones((2, 3)), cell.zero_state(2))
    >>> state[0].shape
    (2, 4)
    """

    def __init__(
        self,
        n_in: int,
        n_hidden: int,
        rng: np.random.Generator,
        *,
        init: str | Initializer = "uniform",
        dtype: npt.DTypeLike = np.float64,
    ) -> None:
        expect_size("RNNCell: n_in", n_in)
        expect_size("RNNCell: n_hidden", n_hidden)
        expect_rng("RNNCell: rng", rng)
        expect_dtype("RNNCell: dtype", dtype)
        draw = get_initializer("RNNCell: init", init)
        W = side_by_side(draw, n_hidden, (n_in, n_hidden), rng, dtype)
        self.n_in, self.n_hidden = n_in, n_hidden
        self.params: Params = {"W": W, "b": np.zeros(n_hidden, dtype)}

    def zero_state(self, n_batch: int) -> State:
        """Return the state before the first step, ``(h,)`` with ``h`` (B, H)."""
        return (np.zeros((n_batch, self.n_hidden), self.params["W"].dtype),)

    def forward(self, x: Array, state: State) -> tuple[State, RNNCellCache]:
        """Take ``x`` (B, D) and the state ``(h_prev,)`` to the next state ``(h,)``.

        Raises
        ------
        ShapeError, ValueError
            If an array does not fit.
        """
        enter_step("RNNCell", self, x, state)
        (h_prev,) = state
        xh = np.concatenate([x, h_prev], axis=1)
        h = np.tanh(xh @ self.params["W"].T + self.params["b"])
        return (read_only(h),), RNNCellCache(xh, h)

    def backward(self, dstate: State, cache: RNNCellCache) -> tuple[tuple[Array, State], Params]:
        """Take the gradient of the next state to ``(dx, dstate)`` and ``grads``.

        Raises
        ------
        ShapeError, ValueError
            If ``dstate`` does not fit.
        """
        xh, h = cache
        expect_state("RNNCell.backward: dstate", dstate, (h,))
        (dh,) = dstate
        dz = dh * (1 - h**2)
        dx, dh_prev = np.split(dz @ self.params["W"], [self.n_in], axis=1)
        return (dx, (dh_prev,)), {"W": dz.T @ xh, "b": dz.sum(axis=0)}


class RNNCache(NamedTuple):
    """What the whole sequence must remember."""

    xs: Array  # (T, B, D)
    h: Array  # (T + 1, B, H); row 0 is the state before the first step
    state: State
    mask: Mask | None
    state_given: bool


class RNN:
    """Naive RNN over a sequence, h^t = tanh(W [x^t, h^{t-1}] + b).

    Equal to ``Recurrent(RNNCell(...))``, faster: the part of x needs no loop over time, so it is
    one product before the loop, and the gradients of W and of x are one product after it.

    Parameters
    ----------
    n_in, n_hidden, rng, init, dtype
        As for `RNNCell`.

    Attributes
    ----------
    cell : RNNCell
        The cell with the same params.

    Notes
    -----
    Source: lecture, part "Naive RNN".

    Examples
    --------
    >>> rnn = RNN(3, 4, np.random.default_rng(0))
    >>> hs, cache = rnn.forward(np.ones((7, 2, 3)))
    >>> hs.shape, cache.state[0].shape
    ((7, 2, 4), (2, 4))
    """

    params = ParamsOf("cell")
    batch_axis = 1

    def __init__(
        self,
        n_in: int,
        n_hidden: int,
        rng: np.random.Generator,
        *,
        init: str | Initializer = "uniform",
        dtype: npt.DTypeLike = np.float64,
    ) -> None:
        self.cell = RNNCell(n_in, n_hidden, rng, init=init, dtype=dtype)

    def forward(
        self, xs: Array, state: State | None = None, mask: Mask | None = None
    ) -> tuple[Array, RNNCache]:
        """Map ``xs`` (T, B, D) to ``hs`` (T, B, H); options as in `Recurrent.forward`.

        Raises
        ------
        ShapeError, ValueError
            If an array does not fit.
        """
        xs, (h0,) = enter_forward("RNN", self.cell, xs, state, mask)
        (T, B, D), H = xs.shape, self.cell.n_hidden
        W, b = self.params["W"], self.params["b"]
        h, room = np.empty((T + 1, B, H), h0.dtype), np.empty((B, H), h0.dtype)
        h[0] = h0
        np.matmul(xs.reshape(T * B, D), W[:, :D].T, out=h[1:].reshape(T * B, H))
        W_h = transpose(W[:, D:])  # a view of W.T would be slower, T times
        for t in range(T):
            np.matmul(h[t], W_h, out=room)
            h[t + 1] += room
            h[t + 1] += b
            np.tanh(h[t + 1], out=h[t + 1])
            if mask is not None:
                np.copyto(h[t + 1], h[t], where=~mask[t, :, np.newaxis])
        last = (read_only(h[T]),)
        return read_only(hide(h[1:], mask)), RNNCache(xs, h, last, mask, state is not None)

    def backward(
        self, dhs: Array, cache: RNNCache, dstate: State | None = None
    ) -> tuple[Array, Grads]:
        """Return ``dxs`` (T, B, D) and ``grads``; options as in `Recurrent.backward`.

        Raises
        ------
        ShapeError, ValueError
            If an array does not fit.
        """
        xs, h, _, mask, state_given = cache
        (T, B, D), H = xs.shape, self.cell.n_hidden
        dhs, (dh,) = enter_backward("RNN", dhs, T, cache, dstate)
        W, dh, dz = self.params["W"], dh.copy(), np.empty((T, B, H), dhs.dtype)
        W_h = np.ascontiguousarray(W[:, D:])
        for t in reversed(range(T)):
            dh += dhs[t]
            if mask is not None:
                past = dh * ~mask[t, :, np.newaxis]
                dh *= mask[t, :, np.newaxis]
            np.multiply(h[t + 1], h[t + 1], out=dz[t])  # dz = dh * (1 - h²)
            dz[t] *= dh
            np.subtract(dh, dz[t], out=dz[t])
            np.matmul(dz[t], W_h, out=dh)
            if mask is not None:
                dh += past
        rows, dW = dz.reshape(T * B, H), np.empty_like(W)
        np.matmul(rows.T, xs.reshape(T * B, D), out=dW[:, :D])
        np.matmul(rows.T, h[:-1].reshape(T * B, H), out=dW[:, D:])
        dxs = (rows @ W[:, :D]).reshape(T, B, D)
        grads: Grads = {"W": dW, "b": np.ones(T * B, W.dtype) @ rows}
        if state_given:
            grads["state"] = (dh,)
        return dxs, grads
