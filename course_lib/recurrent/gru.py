"""GRU: one step (`GRUCell`), and the whole sequence, fast (`GRU`)."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from course_lib.fully_connected.activations import sigmoid
from course_lib.initializers import Initializer, get_initializer, side_by_side
from course_lib.parts import ParamsOf
from course_lib.protocol import Array, Mask, Params, State, read_only
from course_lib.recurrent.lstm_options import sigmoid_in_place
from course_lib.recurrent.products import step_product
from course_lib.recurrent.sequence import (
    Grads,
    enter_backward,
    enter_forward,
    enter_step,
    expect_state,
    hide,
    transpose,
)
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
        How W is drawn, gate by gate; a neuron has D + H inputs. "orthogonal" draws a gate's
        matrices for x and for h one by one.
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
        blocks = [side_by_side(draw, n_hidden, (n_in, n_hidden), rng, dtype) for _ in range(3)]
        W = np.concatenate(blocks)
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
        h = z * h_prev + (1 - z) * h_new
        return (read_only(h),), GRUCellCache(x, h_prev, r, z, h_new, q)

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
    """What the whole sequence must remember; a step stands in columns, as in the lecture."""

    xs: Array  # (T, B, D)
    gates: Array  # (T, 3, H, B): r, z, h_new
    q: Array  # as in GRUCellCache; (T, B, H) with reset before, (T, H, B) after
    h: Array  # (T + 1, B, H); row 0 is the state before the first step
    state: State
    mask: Mask | None
    state_given: bool


class GRU:
    """GRU over a sequence, h^t = z * h^{t-1} + (1 - z) * h_new.

    Equal to ``Recurrent(GRUCell(...))``, faster: inside, a step is the lecture's W [x, h] for
    columns, in which each gate is one piece of memory, and the gradients of W and of x are single
    products after the loop over time.

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

    params = ParamsOf("cell")
    batch_axis = 1

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
        (T, B, D), H, before = xs.shape, self.cell.n_hidden, self.cell.reset == "before"
        W, dtype = self.params["W"], h0.dtype
        W_rz, W_n = W[: 2 * H], W[2 * H :]
        bias = np.repeat(self.params["b"], B).reshape(3, H, B)
        gates, h_rows = np.empty((T, 3, H, B), dtype), np.empty((T + 1, B, H), dtype)
        q = np.empty((T, B, H) if before else (T, H, B), dtype)
        # xh holds x and h of one step, or x and r * h.
        xh, room = np.empty((D + H, B), dtype), np.empty((H, B), dtype)
        h_rows[0], h = h0, h0.T.copy()
        for t in range(T):
            xh[:D], xh[D:] = xs[t].T, h
            r, z, h_new = gates[t]
            step_product(W_rz, xh, out=gates[t, :2].reshape(2 * H, B))
            gates[t, :2] += bias[:2]
            sigmoid_in_place(gates[t, :2])
            if before:
                xh[D:] *= r
                q[t] = xh[D:].T
                step_product(W_n, xh, out=h_new)
            else:
                step_product(W_n[:, D:], h, out=q[t])
                q[t] += self.params["b_h"][:, np.newaxis]
                step_product(W_n[:, :D], xh[:D], out=h_new)
                h_new += np.multiply(r, q[t], out=room)
            h_new += bias[2]
            np.tanh(h_new, out=h_new)
            # Not h_new + z * (h - h_new): rounding would wear down a memory kept by z = 1.
            h *= z
            np.subtract(1, z, out=room)
            h += np.multiply(room, h_new, out=room)
            if mask is not None:
                np.copyto(h, h_rows[t].T, where=~mask[t])
            h_rows[t + 1] = h.T
        last = (read_only(h_rows[T]),)
        cache = GRUCache(xs, gates, q, h_rows, last, mask, state is not None)
        return read_only(hide(h_rows[1:], mask)), cache

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
        (T, B, D), H, before = xs.shape, self.cell.n_hidden, self.cell.reset == "before"
        dhs, (dlast,) = enter_backward("GRU", dhs, T, cache, dstate)
        W, dh = self.params["W"], dlast.T.copy()
        W_qrz = transpose(np.concatenate([W[2 * H :, D:], W[: 2 * H, D:]]))
        W_n, W_rz = W_qrz[:, :H], W_qrz[:, H:]
        # In this order r, z, n stand together for x, and q, r, z for h where the reset is after.
        dpre, d = np.empty((3 * H, T, B), dhs.dtype), np.empty((4, H, B), dhs.dtype)
        dq, dr, dz, dn = d
        slopes, room = np.empty((2, H, B), dhs.dtype), np.empty_like(dh)
        for t in reversed(range(T)):
            r, z, h_new = gates[t]
            dh += dhs[t].T
            if mask is not None:
                past = dh * ~mask[t]
                dh *= mask[t]
            np.multiply(gates[t, :2], gates[t, :2], out=slopes)
            np.subtract(gates[t, :2], slopes, out=slopes)  # σ' = σ - σ²
            np.subtract(h[t].T, h_new, out=dz)  # dz = dh * (h_prev - h_new) * σ'
            dz *= dh
            dh_z = np.multiply(dh, z, out=room)
            np.subtract(dh, dh_z, out=dn)  # dn = dh * (1 - z) * (1 - h_new²)
            np.multiply(h_new, h_new, out=dq)
            dq *= dn
            dn -= dq
            if before:
                step_product(W_n, dn, out=dq)
                np.multiply(dq, h[t].T, out=dr)
                d[1:3] *= slopes
                step_product(W_rz, d[1:3].reshape(2 * H, B), out=dh)
                dh += np.multiply(dq, r, out=dq)
            else:
                np.multiply(dn, r, out=dq)
                np.multiply(dn, q[t], out=dr)
                d[1:3] *= slopes
                step_product(W_qrz, d[:3].reshape(3 * H, B), out=dh)
            dh += dh_z
            if mask is not None:
                dh += past
            dpre[:, t] = d[1:].reshape(3 * H, B)
        columns = dpre.reshape(3 * H, T * B)
        x, h_before, dW = xs.reshape(T * B, D), h[:-1].reshape(T * B, H), np.empty_like(W)
        np.matmul(columns, x, out=dW[:, :D])
        np.matmul(columns[: 2 * H], h_before, out=dW[: 2 * H, D:])
        dxs = (columns.T @ W[:, :D]).reshape(T, B, D)
        grads: Grads = {"W": dW, "b": columns @ np.ones(T * B, W.dtype)}
        if before:
            np.matmul(columns[2 * H :], q.reshape(T * B, H), out=dW[2 * H :, D:])
        else:
            dpre[2 * H :] *= gates[:, 0].swapaxes(0, 1)  # dq = dn * r, in the place of dn
            np.matmul(columns[2 * H :], h_before, out=dW[2 * H :, D:])
            grads["b_h"] = columns[2 * H :].sum(axis=1)
        if state_given:
            grads["state"] = (dh.T,)
        return dxs, grads
