"""Layers as a user writes them: they keep the contract, and take nothing from the library's."""

import numpy as np


class RMSNorm:
    """y = g x / √(mean x² + ε) over the last axis; its cache is a plain tuple."""

    def __init__(self, n, dtype=np.float64):
        self.params = {"g": np.linspace(0.5, 1.5, n).astype(dtype)}

    def forward(self, x):
        r = 1 / np.sqrt((x * x).mean(axis=-1, keepdims=True) + x.dtype.type(1e-5))
        return self.params["g"] * x * r, (x, r)

    def backward(self, dy, cache):
        x, r = cache
        axes = tuple(range(x.ndim - 1))
        dxr = dy * self.params["g"]
        dx = r * (dxr - x * r * r * (dxr * x).mean(axis=-1, keepdims=True))
        return dx, {"g": (dy * x * r).sum(axis=axes)}


class Gated:
    """y^t = σ(W x^t) * x^t, 0 where the mask is False; its cache is a plain tuple."""

    def __init__(self, n, rng, dtype=np.float64):
        self.params = {"W": rng.normal(size=(n, n)).astype(dtype)}

    def forward(self, xs, mask=None):
        keep = np.ones(xs.shape[:2], bool) if mask is None else mask
        xs = np.where(keep[..., None], xs, np.zeros((), xs.dtype))
        gate = 0.5 * (1 + np.tanh(0.5 * (xs @ self.params["W"].T)))
        return gate * xs, (xs, gate, keep)

    def backward(self, dys, cache):
        xs, gate, keep = cache
        dys = np.where(keep[..., None], dys, np.zeros((), dys.dtype))
        dz = dys * xs * gate * (1 - gate)
        dxs = dys * gate + dz @ self.params["W"]
        n = xs.shape[-1]
        return dxs, {"W": dz.reshape(-1, n).T @ xs.reshape(-1, n)}
