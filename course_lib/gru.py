"""GRU: one step (`GRUCell`), and the whole sequence, fast (`GRU`)."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from course_lib.activations import sigmoid
from course_lib.initializers import Initializer, get_initializer
from course_lib.protocol import Array, Mask, Params, State
from course_lib.sequence import Grads, enter_backward, enter_forward, enter_step, expect_state, hide
from course_lib.shapes import expect_dtype, expect_name, expect_rng, expect_size


class GRUCellCache(NamedTuple):
    """What one step must remember; the gates are also what the figures draw."""

    x: Array  # (B, D)
    h_prev: Array  # (B, H), as all below
    r: Array
    z: Array
    h_new: Array  # the lecture's h'
    q: Array  # what h_prev gives to h_new: r * h_prev before the product, or W h_prev + b_h after


class GRUCell:
    """One step of the GRU, h = z * h_prev + (1 - z) * h_new.

    r = σ(W^r [x, h_prev] + b^r) is the reset gate, z the update gate in the same way, and
    h_new = tanh(W^h [x, r * h_prev] + b^h) the candidate.

    Parameters
    ----------
    n_in, n_hidden : int
        D and H.
    rng : numpy.random.Generator
        Draws the first W. All biases begin at 0.
    reset : {"before", "after"}, optional
        Where r works. "before": on h_prev before the product, as in the lecture. "after": on the
        product, h_new = tanh(W^x x + b^h + r * (W^h h_prev + b_h)) with one bias more, ``b_h``;
        this is the GRU of PyTorch, a different function.
    init : str or callable, optional
        How W is drawn, gate by gate; a neuron has D + H inputs.
    dtype : numpy dtype, optional
        float64 or float32.

    Raises
    ------
    ValueError
        If a size is not a positive whole number, or an option is unknown.

    Notes
    -----
    W (3 H, D + H) and b (3 H,) have a block of rows for each of r, z and h_new. The factor of
    h_prev is h of the step before: with h of the same step the equation would say h = h_new.
    Source: lecture, part "GRU"; Cho et al. 2014, https://doi.org/10.3115/v1/D14-1179.

    Examples
    --------
    >>> cell = GRUCell(3, 4, np.random.default_rng(0))
    >>> (h,), cache = cell.forward(np.ones((2, 3)), cell.zero_state(2))
    >>> h.shape, cache.r.shape
    ((2, 4), (2, 4))
    """

    def __init__(
        self,
        n_in: int,
        n_hidden: int,
        rng: np.random.Generator,
        *,
        reset: str = "before",
        init: str | Initializer = "uniform",
        dtype: npt.DTypeLike = np.float64,
    ) -> None:
        expect_size("GRUCell: n_in", n_in)
        expect_size("GRUCell: n_hidden", n_hidden)
        expect_rng("GRUCell: rng", rng)
        expect_name("GRUCell: reset", reset, ("before", "after"))
        expect_dtype("GRUCell: dtype", dtype)
        draw = get_initializer("GRUCell: init", init)
        self.n_in, self.n_hidden, self.reset = n_in, n_hidden, reset
        W = np.concatenate([draw((n_hidden, n_in + n_hidden), rng, dtype) for _ in range(3)])
        self.params: Params = {"W": W, "b": np.zeros(3 * n_hidden, dtype)}
        if reset == "after":
            self.params["b_h"] = np.zeros(n_hidden, dtype)

    def zero_state(self, n_batch: int) -> State:
        """Return the state before the first step, ``(h,)`` with ``h`` (B, H)."""
        return (np.zeros((n_batch, self.n_hidden), self.params["W"].dtype),)

    def forward(self, x: Array, state: State) -> tuple[State, GRUCellCache]:
        """Take ``x`` (B, D) and the state ``(h_prev,)`` to the next state ``(h,)``.

        Raises
        ------
        ShapeError, ValueError
            If an array does not fit.
        """
        enter_step("GRUCell", self, x, state)
        (h_prev,), D, H = state, self.n_in, self.n_hidden
        W, b = self.params["W"], self.params["b"]
        xh = np.concatenate([x, h_prev], axis=1)
        gates = sigmoid(xh @ W[: 2 * H].T + b[: 2 * H])
        r, z = gates[:, :H], gates[:, H:]
        pre = x @ W[2 * H :, :D].T + b[2 * H :]
        if self.reset == "before":
            q = r * h_prev
            h_new = np.tanh(pre + q @ W[2 * H :, D:].T)
        else:
            q = h_prev @ W[2 * H :, D:].T + self.params["b_h"]
            h_new = np.tanh(pre + r * q)
        return (z * h_prev + (1 - z) * h_new,), GRUCellCache(x, h_prev, r, z, h_new, q)

    def backward(self, dstate: State, cache: GRUCellCache) -> tuple[tuple[Array, State], Grads]:
        """Take the gradient of the next state to ``(dx, dstate)`` and ``grads``.

        Raises
        ------
        ShapeError, ValueError
            If ``dstate`` does not fit.
        """
        x, h_prev, r, z, h_new, q = cache
        expect_state("GRUCell.backward: dstate", dstate, (h_new,))
        (dh,), D, H, W = dstate, self.n_in, self.n_hidden, self.params["W"]
        W_h = W[2 * H :, D:]
        dn = dh * (1 - z) * (1 - h_new**2)
        dz = dh * (h_prev - h_new) * z * (1 - z)
        if self.reset == "before":
            dq = dn @ W_h
            dr, dh_prev, dW_h = dq * h_prev, dq * r, dn.T @ q
        else:
            dq = dn * r
            dr, dh_prev, dW_h = dn * q, dq @ W_h, dq.T @ h_prev
        dr = dr * r * (1 - r)
        drz, rows = np.concatenate([dr, dz], axis=1), np.concatenate([dr, dz, dn], axis=1)
        dh_prev = dh_prev + dh * z + drz @ W[: 2 * H, D:]
        dW = np.concatenate([rows.T @ x, np.concatenate([drz.T @ h_prev, dW_h])], axis=1)
        grads: Grads = {"W": dW, "b": rows.sum(axis=0)}
        if self.reset == "after":
            grads["b_h"] = dq.sum(axis=0)
        return (rows @ W[:, :D], (dh_prev,)), grads


class GRUCache(NamedTuple):
    """What the whole sequence must remember."""

    xs: Array  # (T, B, D)
    gates: Array  # (3, T, B, H): r, z, h_new
    q: Array  # (T, B, H), as in GRUCellCache
    h: Array  # (T + 1, B, H); row 0 is the state before the first step
    state: State
    mask: Mask | None
    state_given: bool


class GRU:
    """GRU over a sequence, h^t = z * h^{t-1} + (1 - z) * h_new.

    Equal to ``Recurrent(GRUCell(...))``, faster: the part of x needs no loop over time, so it is
    one product before the loop, and the gradient of W one product after it.

    Parameters
    ----------
    n_in, n_hidden, rng, reset, init, dtype
        As for `GRUCell`.

    Attributes
    ----------
    cell : GRUCell
        The cell with the same params.

    Notes
    -----
    Source: lecture, part "GRU".

    Examples
    --------
    >>> gru = GRU(3, 4, np.random.default_rng(0))
    >>> hs, cache = gru.forward(np.ones((7, 2, 3)))
    >>> hs.shape, cache.state[0].shape
    ((7, 2, 4), (2, 4))
    """

    def __init__(
        self,
        n_in: int,
        n_hidden: int,
        rng: np.random.Generator,
        *,
        reset: str = "before",
        init: str | Initializer = "uniform",
        dtype: npt.DTypeLike = np.float64,
    ) -> None:
        self.cell = GRUCell(n_in, n_hidden, rng, reset=reset, init=init, dtype=dtype)
        self.params = self.cell.params

    def forward(
        self, xs: Array, state: State | None = None, mask: Mask | None = None
    ) -> tuple[Array, GRUCache]:
        """Map ``xs`` (T, B, D) to ``hs`` (T, B, H); options as in `Recurrent.forward`.

        Raises
        ------
        ShapeError, ValueError
            If an array does not fit.
        """
        xs, (h0,) = enter_forward("GRU", self.cell, xs, state, mask)
        (T, B, D), H, before = xs.shape, h0.shape[1], self.cell.reset == "before"
        W, b = self.params["W"], self.params["b"]
        gates = np.empty((3, T, B, H), h0.dtype)
        for k in range(3):
            rows = slice(k * H, (k + 1) * H)
            np.matmul(xs.reshape(T * B, D), W[rows, :D].T, out=gates[k].reshape(T * B, H))
            gates[k] += b[rows]
        h, q = np.empty((T + 1, B, H), h0.dtype), np.empty((T, B, H), h0.dtype)
        h[0] = h0
        W_h = np.ascontiguousarray(W[:, D:].T)
        W_rz, W_n = np.ascontiguousarray(W_h[:, : 2 * H]), np.ascontiguousarray(W_h[:, 2 * H :])
        for t in range(T):
            r, z, h_new = gates[:, t]
            if before:
                rz = h[t] @ W_rz
            else:
                rzn = h[t] @ W_h
                rz, q[t] = rzn[:, : 2 * H], rzn[:, 2 * H :] + self.params["b_h"]
            gates[:2, t] = sigmoid(gates[:2, t] + rz.reshape(B, 2, H).swapaxes(0, 1))
            if before:
                q[t] = r * h[t]
                h_new += q[t] @ W_n
            else:
                h_new += r * q[t]
            np.tanh(h_new, out=h_new)
            # Not h_new + z * (h - h_new): rounding would wear down a memory kept by z = 1.
            h[t + 1] = z * h[t] + (1 - z) * h_new
            if mask is not None:
                np.copyto(h[t + 1], h[t], where=~mask[t, :, np.newaxis])
        return hide(h[1:], mask), GRUCache(xs, gates, q, h, (h[T],), mask, state is not None)

    def backward(
        self, dhs: Array, cache: GRUCache, dstate: State | None = None
    ) -> tuple[Array, Grads]:
        """Return ``dxs`` (T, B, D) and ``grads``; options as in `Recurrent.backward`.

        Raises
        ------
        ShapeError, ValueError
            If an array does not fit.
        """
        xs, gates, q, h, _, mask, state_given = cache
        (T, B, D), H, before = xs.shape, h.shape[2], self.cell.reset == "before"
        dhs, (dh,) = enter_backward("GRU", dhs, T, cache, dstate)
        W = self.params["W"]
        W_rz = np.ascontiguousarray(W[: 2 * H, D:])
        W_n = np.ascontiguousarray(W[2 * H :, D:])
        dpre = np.empty((T, B, 3, H), dhs.dtype)
        dq = np.empty((T, B, H), dhs.dtype)
        for t in reversed(range(T)):
            r, z, h_new = gates[:, t]
            dr, dz, dn = dpre[t].swapaxes(0, 1)
            dh = dh + dhs[t]
            if mask is not None:
                on = mask[t, :, np.newaxis]
                dh_past, dh = dh * ~on, dh * on
            dn[...] = dh * (1 - z) * (1 - h_new**2)
            dz[...] = dh * (h[t] - h_new) * z * (1 - z)
            if before:
                dq[t] = dn @ W_n
                dr[...] = dq[t] * h[t] * r * (1 - r)
                dh = dh * z + dq[t] * r
            else:
                dq[t] = dn * r
                dr[...] = dn * q[t] * r * (1 - r)
                dh = dh * z + dq[t] @ W_n
            dh += dpre[t, :, :2].reshape(B, 2 * H) @ W_rz
            if mask is not None:
                dh += dh_past
        rows, h_rows = dpre.reshape(T * B, 3 * H), h[:-1].reshape(T * B, H)
        n_rows, q_rows = rows[:, 2 * H :], q.reshape(T * B, H)
        dq_rows = dq.reshape(T * B, H)
        dW = np.empty_like(W)
        np.matmul(rows.T, xs.reshape(T * B, D), out=dW[:, :D])
        np.matmul(rows[:, : 2 * H].T, h_rows, out=dW[: 2 * H, D:])
        dW[2 * H :, D:] = n_rows.T @ q_rows if before else dq_rows.T @ h_rows
        grads: Grads = {"W": dW, "b": rows.sum(axis=0)}
        if not before:
            grads["b_h"] = dq_rows.sum(axis=0)
        if state_given:
            grads["state"] = (dh,)
        return (rows @ W[:, :D]).reshape(xs.shape), grads
