"""Ways through lab 3."""

import numpy as np


def rnn_step_plain(h, x, W_h, W_i, b):
    return np.tanh(h @ W_h.T + x @ W_i.T + b)


def rnn_step_1(h, x, W_h, W_i, b):
    z = h @ W_h.T + x @ W_i.T + b
    return np.tanh(z)


def through_time_plain(f, h0, xs):
    h, hs = h0, []
    for x in xs:
        h = f(h, x)
        hs.append(h)
    return np.array(hs)


def through_time_2(f, h0, xs):
    hs, h = np.zeros((len(xs), *h0.shape)), h0
    for t in range(len(xs)):
        h = f(h, xs[t])
        hs[t] = h
    return hs


def bptt_plain(dys, hs, h0, xs, W_h, W_i):
    dW_h, dW_i, db = np.zeros_like(W_h), np.zeros_like(W_i), np.zeros(len(W_h))
    dxs, dh = np.zeros_like(xs), np.zeros_like(h0)
    for t in reversed(range(len(xs))):
        before = hs[t - 1] if t > 0 else h0
        dz = (dys[t] + dh) * (1 - hs[t] ** 2)
        dW_h += dz.T @ before
        dW_i += dz.T @ xs[t]
        db += dz.sum(axis=0)
        dxs[t] = dz @ W_i
        dh = dz @ W_h
    return dh, dxs, dW_h, dW_i, db


def bptt_1(dys, hs, h0, xs, W_h, W_i):
    dW_h, dW_i, db = np.zeros_like(W_h), np.zeros_like(W_i), np.zeros(len(W_h))
    dxs, dh = np.zeros_like(xs), np.zeros_like(h0)
    for t in reversed(range(len(xs))):
        before = hs[t - 1] if t > 0 else h0
        dh = dys[t] + dh
        dz = dh * (1 - hs[t] ** 2)
        dW_h += dz.T @ before
        dW_i += dz.T @ xs[t]
        db += dz.sum(axis=0)
        dxs[t] = dz @ W_i
        dh = dz @ W_h
    return dh, dxs, dW_h, dW_i, db


def bptt_2(dys, hs, h0, xs, W_h, W_i):
    before = np.concatenate([h0[None], hs[:-1]])
    dzs, dz = np.zeros_like(hs), np.zeros_like(h0)
    for t in range(len(xs) - 1, -1, -1):
        dh = dys[t] + dz @ W_h
        dz = dh * (1 - hs[t] * hs[t])
        dzs[t] = dz
    dW_h = np.einsum("tbi,tbj->ij", dzs, before)
    dW_i = np.einsum("tbi,tbj->ij", dzs, xs)
    return dz @ W_h, dzs @ W_i, dW_h, dW_i, dzs.sum(axis=(0, 1))


def clip_plain(grads, limit):
    norm = np.sqrt(sum(np.sum(g**2) for g in grads.values()))
    scale = limit / norm if norm > limit else 1.0
    return {name: g * scale for name, g in grads.items()}


def clip_1(grads, limit):
    squares = sum(np.sum(g**2) for g in grads.values())
    norm = np.sqrt(squares)
    if norm > limit:
        return {name: g * limit / norm for name, g in grads.items()}
    return {name: g.copy() for name, g in grads.items()}


def clip_2(grads, limit):
    total = 0.0
    for g in grads.values():
        total += np.sqrt(np.sum(g**2)) ** 2
    norm = np.sqrt(total)
    factor = min(1.0, limit / norm) if norm > 0 else 1.0
    return {name: factor * g for name, g in grads.items()}


def clip_3(grads, limit):
    norm = np.linalg.norm([np.linalg.norm(g) for g in grads.values()])
    factor = limit / norm if norm > limit else 1.0
    return {name: factor * g for name, g in grads.items()}


def both_directions_plain(f1, f2, f3, h0, g0, xs):
    h, hs = h0, []
    for x in xs:
        h = f1(h, x)
        hs.append(h)
    g, gs = g0, []
    for x in xs[::-1]:
        g = f2(g, x)
        gs.append(g)
    gs = gs[::-1]
    return np.array([f3(h, g) for h, g in zip(hs, gs)])


def both_directions_2(f1, f2, f3, h0, g0, xs):
    T = len(xs)
    hs, gs, h, g = [None] * T, [None] * T, h0, g0
    for t in range(T):
        h = f1(h, xs[t])
        hs[t] = h
    for t in reversed(range(T)):
        g = f2(g, xs[t])
        gs[t] = g
    return np.array([f3(hs[t], gs[t]) for t in range(T)])
