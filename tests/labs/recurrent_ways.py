"""The ways in which a recurrent layer of the library could be an answer of a lab."""

import inspect
from types import SimpleNamespace

import numpy as np

from course_lib.recurrent.gru import GRU, GRUCell

SHUT, OPEN = -1000.0, 1000.0


def naive(thing, W_h, W_i, b):
    """Return a cell or layer that is a naive RNN: its gates are held open or shut."""
    H, D = W_i.shape
    options = {"without": ("tanh_c",)} if "without" in inspect.signature(thing).parameters else {}
    made = thing(D, H, np.random.default_rng(0), **options)
    # The blocks of rows of a GRU are r, z, h'; those of an LSTM z, zi, zf, zo.
    blocks = {
        1: ["own"],
        3: [OPEN, SHUT, "own"],
        4: ["own", OPEN, SHUT, OPEN],
    }[len(made.params["W"]) // H]
    for i, block in enumerate(blocks):
        rows, own = slice(i * H, (i + 1) * H), block == "own"
        made.params["W"][rows] = np.concatenate([W_i, W_h], axis=1) if own else 0
        made.params["b"][rows] = b if own else block
    return made


def first_state(cell, h):
    """Return the state that begins with ``h``; what else a cell remembers is empty."""
    return (h, *cell.zero_state(len(h))[1:])


class CellOf:
    """A cell that computes with a function f(h, x)."""

    backward = None  # a layer has one, and this one is never called

    def __init__(self, f, n_in, n_hidden):
        self.f, self.n_in, self.n_hidden, self.params = f, n_in, n_hidden, {}

    def zero_state(self, n_batch):
        return (np.zeros((n_batch, self.n_hidden)),)

    def forward(self, x, state):
        return (self.f(state[0], x),), None


class LayerOf:
    """A layer over time that computes with a function f(h, x)."""

    backward = None

    def __init__(self, f, h0):
        self.f, self.h0, self.params = f, h0, {}

    def forward(self, xs, state=None, mask=None):
        hs, h = [], self.h0
        for x in xs:
            h = self.f(h, x)
            hs.append(h)
        return np.array(hs), SimpleNamespace(state=(h,), mask=None)


def recurrent_ways(thing):
    """Give the ways in which a class could be an answer to lab 3, with a word for each."""

    def step(h, x, W_h, W_i, b):
        cell = naive(thing, W_h, W_i, b)
        return cell.forward(x, first_state(cell, h))[0][0]

    def one_step(h, x, W_h, W_i, b):
        layer = naive(thing, W_h, W_i, b)
        return layer.forward(x[None], first_state(layer.cell, h))[0][0]

    def bptt(dys, hs, h0, xs, W_h, W_i):
        layer = naive(thing, W_h, W_i, np.zeros(len(W_h)))
        _, cache = layer.forward(xs, first_state(layer.cell, h0))
        cache = cache._replace(h=np.concatenate([h0[None], hs]), state=(hs[-1],))
        if hasattr(cache, "gates"):
            cache.gates[:, 2], cache.q[...] = hs.swapaxes(1, 2), cache.h[:-1]
        dxs, grads = layer.backward(dys, cache)
        own = slice(-len(W_h), None)
        dW_i, dW_h = np.split(grads["W"][own], [xs.shape[2]], axis=1)
        return grads["state"][0], dxs, dW_h, dW_i, grads["b"][own]

    def over_time(f, h0, xs):
        return thing(CellOf(f, xs.shape[2], h0.shape[1])).forward(xs, (h0,))[0]

    def both(f1, f2, f3, h0, g0, xs):
        ys, _ = thing(LayerOf(f1, h0), LayerOf(f2, g0)).forward(xs)
        return np.array([f3(*np.split(y, [h0.shape[1]], axis=1)) for y in ys])

    yield "as a step", step
    yield "over one step", one_step
    yield "over time, backward", bptt
    yield "over a function", over_time
    yield "over two functions", both


def gru_of(thing, D, W, b, **options):
    """Return a GRU cell or layer with these weights."""
    made = thing(D, len(W) // 3, np.random.default_rng(0), **options)
    made.params["W"][...], made.params["b"][...] = W, b
    return made


def gru_ways(thing):
    """Give the ways in which a class could be an answer to lab 5, with a word for each."""

    def step(x, h_prev, W, b):
        (h,), cache = gru_of(thing, x.shape[1], W, b).forward(x, (h_prev,))
        return h, cache.r, cache.z, cache.h_new

    def one_step(x, h_prev, W, b):
        hs, cache = gru_of(thing, x.shape[1], W, b).forward(x[None], (h_prev,))
        return hs[0], *(gate.T for gate in cache.gates[0])

    def backward(dh, x, h_prev, r, z, h_new, W):
        cell = gru_of(thing, x.shape[1], W, np.zeros(len(W)))
        _, cache = cell.forward(x, (h_prev,))
        cache = cache._replace(r=r, z=z, h_new=h_new, q=r * h_prev)
        (dx, (dh_prev,)), grads = cell.backward((dh,), cache)
        return dx, dh_prev, grads["W"], grads["b"]

    def one_step_backward(dh, x, h_prev, r, z, h_new, W):
        layer = gru_of(thing, x.shape[1], W, np.zeros(len(W)))
        _, cache = layer.forward(x[None], (h_prev,))
        cache.gates[0], cache.q[0] = [gate.T for gate in (r, z, h_new)], r * h_prev
        dxs, grads = layer.backward(dh[None], cache)
        return dxs[0], grads["state"][0], grads["W"], grads["b"]

    yield "as a GRU step", step
    yield "over one GRU step", one_step
    yield "as a GRU step, backward", backward
    yield "over one GRU step, backward", one_step_backward


def torch_ways(thing):
    """Give the ways in which a function could carry a GRU to PyTorch or back."""

    def there(params):
        D = params["W"].shape[1] - len(params["b_h"])
        layer = gru_of(GRU, D, params["W"], params["b"], reset="after")
        layer.params["b_h"][...] = params["b_h"]
        return layer

    def back(arrays):
        D, n = (arrays[f"weight_{part}_l0"].shape[1] for part in ("ih", "hh"))
        layer = GRU(D, n, np.random.default_rng(0), reset="after")
        return thing(layer, arrays) or dict(layer.params)

    def back_without_endings(arrays):
        D, n = (arrays[f"weight_{part}_l0"].shape[1] for part in ("ih", "hh"))
        cell = GRUCell(D, n, np.random.default_rng(0), reset="after")
        return thing(cell, {name.removesuffix("_l0"): array for name, array in arrays.items()})

    yield "of a GRU", lambda p: thing(there(p))
    yield "of a GRUCell", lambda p: {f"{k}_l0": a for k, a in thing(there(p).cell).items()}
    yield "into a GRU", back
    yield "into a GRUCell", back_without_endings
