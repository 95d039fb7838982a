"""LSTM: one step (`LSTMCell`), and the whole sequence, fast (`LSTM`)."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from course_lib.fully_connected.activations import sigmoid
from course_lib.initializers import Initializer
from course_lib.parts import ParamsOf
from course_lib.protocol import Array, Mask, State, read_only
from course_lib.recurrent.lstm_options import FourGates, tanh_to_sigmoid
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


class LSTMCellCache(NamedTuple):
    """What one step must remember; the gates are also what the figures draw."""

    xh: Array  # (B, D + H)
    c_prev: Array  # (B, H), as all below
    z: Array
    zi: Array
    zf: Array
    zo: Array
    c: Array
    tanh_c: Array  # c itself where the output activation is left out


class LSTMCell(FourGates):
    """One step of the LSTM, c = zf * c_prev + zi * z and h = zo * tanh(c).

    z = tanh(W [x, h_prev] + b), and the input gate zi, the forget gate zf and the output gate zo
    are the same with σ for tanh and a W and b of their own.

    Parameters
    ----------
    n_in, n_hidden : int
        D and H.
    rng : numpy.random.Generator
        Draws the first W.
    peephole : {None, "lecture", "gers"}, optional
        Lets the memory into the gates, each neuron's c to its own gates only (the matrix from c is
        diagonal; ``p`` holds the diagonals as rows). "lecture": c_prev goes into z and all three
        gates. "gers": c_prev goes into zi and zf, and the new c into zo.
    coupled : bool, optional
        The input gate is 1 - zf: what is forgotten makes room for what comes in.
    without : tuple of {"zi", "zf", "zo", "tanh_c"}, optional
        What to leave out, to see whether it matters: a gate is then fixed at 1; without "tanh_c",
        h = zo * c.
    forget_bias : float, optional
        The first bias of the forget gate. With 1, zf begins near 0.73, and memory lasts longer.
    init : str or callable, optional
        How W is drawn, gate by gate; a neuron has D + H inputs. "orthogonal" draws a gate's
        matrices for x and for h one by one.
    dtype : numpy dtype, optional
        float64 or float32.

    Raises
    ------
    ValueError
        If an option is unknown, or two options do not go together.

    Notes
    -----
    W has a block of H rows for each gate that there is, in the order z, zi, zf, zo; b and p too.
    Source: lecture, part "LSTM"; for "gers" Gers & Schmidhuber 2000,
    https://doi.org/10.1109/IJCNN.2000.861302; for the other options Greff et al. 2017,
    https://doi.org/10.1109/TNNLS.2016.2582924.

    Examples
    --------
    >>> cell = LSTMCell(3, 4, np.random.default_rng(0))
    >>> (h, c), cache = cell.forward(np.ones((2, 3)), cell.zero_state(2))
    >>> h.shape, c.shape, cache.zf.shape
    ((2, 4), (2, 4), (2, 4))
    """

    def zero_state(self, n_batch: int) -> State:
        """Return the state before the first step, ``(h, c)``, each (B, H)."""
        h = np.zeros((n_batch, self.n_hidden), self.params["W"].dtype)
        return h, h.copy()

    def forward(self, x: Array, state: State) -> tuple[State, LSTMCellCache]:
        """Take ``x`` (B, D) and the state ``(h_prev, c_prev)`` to the next state ``(h, c)``.

        Raises
        ------
        ShapeError, ValueError
            If an array does not fit.
        """
        enter_step("LSTMCell", self, x, state)
        h_prev, c_prev = state
        W, b, p_prev, p_new = self.expand()
        xh = np.concatenate([x, h_prev], axis=1)
        pre: list[Array] = np.split(xh @ W.T + b, 4, axis=1)
        z, zi, zf, zo = pre
        z = np.tanh(z + p_prev[0] * c_prev)
        zi = sigmoid(zi + p_prev[1] * c_prev)
        zf = sigmoid(zf + p_prev[2] * c_prev)
        c = zf * c_prev + zi * z
        zo = sigmoid(zo + p_prev[3] * c_prev + p_new * c)
        tanh_c = np.tanh(c) if self.squash_c else c
        cache = LSTMCellCache(xh, c_prev, z, zi, zf, zo, c, tanh_c)
        return (read_only(zo * tanh_c), read_only(c)), cache

    def backward(self, dstate: State, cache: LSTMCellCache) -> tuple[tuple[Array, State], Grads]:
        """Take the gradient of the next state to ``(dx, dstate)`` and ``grads``.

        Raises
        ------
        ShapeError, ValueError
            If ``dstate`` does not fit.
        """
        xh, c_prev, z, zi, zf, zo, c, tanh_c = cache
        expect_state("LSTMCell.backward: dstate", dstate, (c, c))
        dh, dc = dstate
        W, _, p_prev, p_new = self.expand()
        do = dh * tanh_c * zo * (1 - zo)
        dc = dc + dh * zo * (1 - tanh_c**2 if self.squash_c else 1) + p_new * do
        dz = dc * zi * (1 - z**2)
        di = dc * z * zi * (1 - zi)
        df = dc * c_prev * zf * (1 - zf)
        dpre = np.stack([dz, di, df, do])
        dc_prev = dc * zf + (dpre * p_prev[:, np.newaxis]).sum(axis=0)
        rows = np.concatenate([dz, di, df, do], axis=1)
        dx, dh_prev = np.split(rows @ W, [self.n_in], axis=1)
        grads = self.collect(
            rows.T @ xh, rows.sum(axis=0), (dpre * c_prev).sum(axis=1), (do * c).sum(axis=0)
        )
        return (dx, (dh_prev, dc_prev)), grads


class LSTMCache(NamedTuple):
    """What the whole sequence must remember; a step stands in columns, as in the lecture."""

    xs: Array  # (T, B, D)
    gates: Array  # (T, 4, H, B): z, zi, zf, zo
    h: Array  # (T + 1, B, H); row 0 is the state before the first step
    c: Array  # (T + 1, H, B); the same
    tanh_c: Array  # (T, H, B); c itself where the output activation is left out
    state: State
    mask: Mask | None
    state_given: bool


class LSTM:
    """LSTM over a sequence: c^t = zf * c^{t-1} + zi * z and h^t = zo * tanh(c^t).

    Equal to ``Recurrent(LSTMCell(...))``, faster: inside, a step is the lecture's W [x, h] for
    columns, in which each gate is one piece of memory, and the gradients of W and of x are one
    product after the loop over time.

    Parameters
    ----------
    n_in, n_hidden, rng, peephole, coupled, without, forget_bias, init, dtype
        As for `LSTMCell`.

    Attributes
    ----------
    cell : LSTMCell
        The cell with the same params.

    Notes
    -----
    Source: lecture, part "LSTM".

    Examples
    --------
    >>> lstm = LSTM(3, 4, np.random.default_rng(0), forget_bias=1.0)
    >>> hs, cache = lstm.forward(np.ones((7, 2, 3)))
    >>> hs.shape, [s.shape for s in cache.state]
    ((7, 2, 4), [(2, 4), (2, 4)])
    """

    params = ParamsOf("cell")
    batch_axis = 1

    def __init__(
        self,
        n_in: int,
        n_hidden: int,
        rng: np.random.Generator,
        *,
        peephole: str | None = None,
        coupled: bool = False,
        without: tuple[str, ...] = (),
        forget_bias: float = 0.0,
        init: str | Initializer = "uniform",
        dtype: npt.DTypeLike = np.float64,
    ) -> None:
        self.cell = LSTMCell(
            n_in,
            n_hidden,
            rng,
            peephole=peephole,
            coupled=coupled,
            without=without,
            forget_bias=forget_bias,
            init=init,
            dtype=dtype,
        )

    def forward(
        self, xs: Array, state: State | None = None, mask: Mask | None = None
    ) -> tuple[Array, LSTMCache]:
        """Map ``xs`` (T, B, D) to ``hs`` (T, B, H); options as in `Recurrent.forward`.

        Raises
        ------
        ShapeError, ValueError
            If an array does not fit.
        """
        cell = self.cell
        xs, (h0, c0) = enter_forward("LSTM", cell, xs, state, mask)
        (T, B, D), H = xs.shape, cell.n_hidden
        W, b, *peepholes = cell.expand()
        p_prev, p_new = (p[..., np.newaxis] for p in peepholes)
        # σ(a) = ½ + ½ tanh(½ a): with that ½ in the weights, one tanh does for all four gates.
        half = np.array([1, 0.5, 0.5, 0.5], h0.dtype)[:, np.newaxis, np.newaxis]
        W_b = np.concatenate([W, b[:, np.newaxis]], axis=1).reshape(4, H, -1) * half
        p_prev, p_new, W_b = half * p_prev, half[3] * p_new, W_b.reshape(4 * H, -1)
        gates, c = np.empty((T, 4, H, B), h0.dtype), np.empty((T + 1, H, B), h0.dtype)
        h_rows, room = np.empty((T + 1, B, H), h0.dtype), np.empty((H, B), h0.dtype)
        tanh_c = np.empty((T, H, B), h0.dtype) if cell.squash_c else c[1:]
        xh = np.ones((D + H + 1, B), h0.dtype)  # x, h and a 1, which b is the weight of
        h_rows[0], c[0], h = h0, c0.T, xh[D:-1]
        h[...] = h0.T
        for t in range(T):
            xh[:D] = xs[t].T
            step_product(W_b, xh, out=gates[t].reshape(4 * H, B))
            if cell.peephole:
                gates[t] += p_prev * c[t]
            z, zi, zf, zo = gates[t]
            ready = gates[t, :3] if cell.peephole else gates[t]  # zo may wait for the new c
            np.tanh(ready, out=ready)
            tanh_to_sigmoid(ready[1:])
            np.multiply(zf, c[t], out=c[t + 1])  # c = zf * c_prev + zi * z
            c[t + 1] += np.multiply(zi, z, out=room)
            if cell.peephole:
                zo += p_new * c[t + 1]
                tanh_to_sigmoid(np.tanh(zo, out=zo))
            if cell.squash_c:
                np.tanh(c[t + 1], out=tanh_c[t])
            np.multiply(zo, tanh_c[t], out=h)  # h = zo * tanh(c)
            if mask is not None:
                np.copyto(h, h_rows[t].T, where=~mask[t])
                np.copyto(c[t + 1], c[t], where=~mask[t])
            h_rows[t + 1] = h.T
        last = (read_only(h_rows[T]), read_only(c[T].T))
        cache = LSTMCache(xs, gates, h_rows, c, tanh_c, last, mask, state is not None)
        return read_only(hide(h_rows[1:], mask)), cache

    def backward(
        self, dhs: Array, cache: LSTMCache, dstate: State | None = None
    ) -> tuple[Array, Grads]:
        """Return ``dxs`` (T, B, D) and ``grads``; options as in `Recurrent.backward`.

        Raises
        ------
        ShapeError, ValueError
            If an array does not fit.
        """
        cell, (xs, gates, h_rows, c, tanh_c, _, mask, state_given) = self.cell, cache
        (T, B, D), H = xs.shape, cell.n_hidden
        dhs, (dh, dc) = enter_backward("LSTM", dhs, T, cache, dstate)
        dh, dc = dh.T.copy(), dc.T.copy()
        W, _, *peepholes = cell.expand()
        p_prev, p_new = (p[..., np.newaxis] for p in peepholes)
        W_h = transpose(W[:, D:])  # a view of W.T would be slower, T times
        dpre, room = np.empty((4, H, T, B), dhs.dtype), np.empty_like(dh)
        d, rest = np.empty((2, 4, H, B), dhs.dtype)
        dz, di, df, do = d
        dp_prev, dp_new = np.zeros_like(d), np.zeros_like(dh)
        for t in reversed(range(T)):
            z, zi, zf, zo = gates[t]
            dh += dhs[t].T
            if mask is not None:
                dh_past, dc_past = dh * ~mask[t], dc * ~mask[t]
                dh *= mask[t]
                dc *= mask[t]
            dh *= zo
            np.multiply(dh, tanh_c[t], out=do)  # do = dh * tanh(c) * zo, then * (1 - zo)
            dc += dh  # dc = dc + dh * zo * (1 - tanh(c)²)
            if cell.squash_c:
                dc -= np.multiply(do, tanh_c[t], out=room)
            if cell.peephole:
                dc += p_new * (do * (1 - zo))
            np.multiply(dc, zi, out=dz)  # dz = dc * zi, then * (1 - z²)
            np.multiply(dz, z, out=di)  # di = dc * zi * z, then * (1 - zi)
            dc *= zf
            np.multiply(dc, c[t], out=df)  # df = dc * zf * c_prev, then * (1 - zf)
            np.multiply(d, gates[t], out=rest)
            rest[0] *= z
            d -= rest  # d * (1 - [z², zi, zf, zo])
            dpre[:, :, t] = d
            step_product(W_h, d.reshape(4 * H, B), out=dh)
            if cell.peephole:
                dc += (d * p_prev).sum(axis=0)
                dp_prev += d * c[t]
                dp_new += do * c[t + 1]
            if mask is not None:
                dh += dh_past
                dc += dc_past
        columns = dpre.reshape(4 * H, T * B)
        dW = np.empty_like(W)
        np.matmul(columns, xs.reshape(T * B, D), out=dW[:, :D])
        np.matmul(columns, h_rows[:-1].reshape(T * B, H), out=dW[:, D:])
        dxs = (columns.T @ W[:, :D]).reshape(T, B, D)
        grads = cell.collect(
            dW, columns @ np.ones(T * B, W.dtype), dp_prev.sum(axis=2), dp_new.sum(axis=1)
        )
        if state_given:
            grads["state"] = (dh.T, dc.T)
        return dxs, grads
