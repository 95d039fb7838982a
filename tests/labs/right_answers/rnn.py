"""Right answers to lab 3, written as different people would."""

import numpy as np


def step_side_by_side(h, x, W_h, W_i, b):
    W = np.concatenate([W_i, W_h], axis=1)
    return np.tanh(np.concatenate([x, h], axis=1) @ W.T + b)


def step_by_examples(h, x, W_h, W_i, b):
    h_new = np.empty_like(h)
    for k in range(len(x)):
        h_new[k] = np.tanh(W_h @ h[k] + W_i @ x[k] + b)
    return h_new


def step_by_einsum(h, x, W_h, W_i, b):
    z = np.einsum("bj,ij->bi", h, W_h) + np.einsum("bd,id->bi", x, W_i) + b
    return 1 - 2 / (np.exp(2 * np.clip(z, -300, 300)) + 1)


def step_in_place(h, x, W_h, W_i, b):
    z = np.dot(x, W_i.T)
    z += np.dot(h, W_h.T)
    z += b
    return np.tanh(z, out=z)


def time_into_an_array(f, h0, xs):
    T, B, _ = xs.shape
    hs = np.zeros((T, B, h0.shape[1]))
    h = h0
    for t in range(T):
        h = f(h, xs[t])
        hs[t] = h
    return hs


def time_with_a_row_for_h0(f, h0, xs):
    hs = np.empty((len(xs) + 1, *h0.shape))
    hs[0] = h0
    for t in range(1, len(hs)):
        hs[t] = f(hs[t - 1], xs[t - 1])
    return hs[1:]


def time_by_itself(f, h0, xs):
    h = f(h0, xs[0])
    if len(xs) == 1:
        return h[None]
    return np.concatenate([h[None], time_by_itself(f, h, xs[1:])])


def time_by_examples(f, h0, xs):
    sequences = []
    for b in range(xs.shape[1]):
        h, states = h0[b : b + 1], []
        for x in xs[:, b : b + 1]:
            h = f(h, x)
            states.append(h[0])
        sequences.append(states)
    return np.stack(sequences, axis=1)


def bptt_step_by_step(dys, hs, h0, xs, W_h, W_i):
    dW_h, dW_i, db = np.zeros_like(W_h), np.zeros_like(W_i), np.zeros(len(W_h))
    dxs, dh = np.zeros_like(xs), np.zeros_like(h0)
    for t in range(len(xs) - 1, -1, -1):
        dz = (dys[t] + dh) * (1 - hs[t] ** 2)
        before = hs[t - 1] if t > 0 else h0
        dW_h += dz.T @ before
        dW_i += dz.T @ xs[t]
        db += dz.sum(axis=0)
        dxs[t] = dz @ W_i
        dh = dz @ W_h
    return dh, dxs, dW_h, dW_i, db


def bptt_products_at_the_end(dys, hs, h0, xs, W_h, W_i):
    (T, B, H), D = hs.shape, xs.shape[2]
    dzs = dys.copy()
    slopes = (1 - hs) * (1 + hs)
    dzs[-1] *= slopes[-1]
    for t in range(T - 2, -1, -1):
        dzs[t] += dzs[t + 1] @ W_h
        dzs[t] *= slopes[t]
    rows = dzs.reshape(T * B, H)
    before = np.concatenate([h0[None], hs])[:-1].reshape(T * B, H)
    dxs = (rows @ W_i).reshape(T, B, D)
    return [dzs[0] @ W_h, dxs, rows.T @ before, rows.T @ xs.reshape(T * B, D), rows.sum(axis=0)]


def bptt_by_itself(dys, hs, h0, xs, W_h, W_i):
    if len(dys) == 0:
        return np.zeros_like(h0), xs[:0], np.zeros_like(W_h), np.zeros_like(W_i), np.zeros(len(W_h))
    later = bptt_by_itself(dys[1:], hs[1:], hs[0], xs[1:], W_h, W_i)
    dz = (dys[0] + later[0]) * (1 - np.square(hs[0]))
    return (
        np.einsum("bi,ij->bj", dz, W_h),
        np.concatenate([np.einsum("bi,ij->bj", dz, W_i)[None], later[1]]),
        later[2] + np.einsum("bi,bj->ij", dz, h0),
        later[3] + np.einsum("bi,bj->ij", dz, xs[0]),
        later[4] + np.einsum("bi->i", dz),
    )


def clip_with_min(grads, limit):
    norm = np.sqrt(sum(np.sum(g**2) for g in grads.values()))
    factor = min(1.0, limit / max(norm, 1e-300))
    return {name: factor * g for name, g in grads.items()}


def clip_with_one_long_array(grads, limit):
    norm = np.linalg.norm(np.concatenate([g.ravel() for g in grads.values()]))
    if norm <= limit:
        return {name: g.copy() for name, g in grads.items()}
    return {name: g / norm * limit for name, g in grads.items()}


def clip_by_loops(grads, limit):
    total = 0.0
    for g in grads.values():
        for entry in g.flat:
            total += entry * entry
    clipped = {}
    for name in grads:
        clipped[name] = np.array(grads[name])
        if total > limit**2:
            clipped[name] *= limit / total**0.5
    return clipped


def both_with_lists(f1, f2, f3, h0, g0, xs):
    hs, h = [], h0
    for x in xs:
        h = f1(h, x)
        hs.append(h)
    gs, g = [], g0
    for x in reversed(xs):
        g = f2(g, x)
        gs.insert(0, g)
    return np.array([f3(h, g) for h, g in zip(hs, gs, strict=True)])


def both_by_index(f1, f2, f3, h0, g0, xs):
    T = len(xs)
    hs, gs = {-1: h0}, {T: g0}
    for t in range(T):
        hs[t] = f1(hs[t - 1], xs[t])
    for t in range(T - 1, -1, -1):
        gs[t] = f2(gs[t + 1], xs[t])
    return np.stack([f3(hs[t], gs[t]) for t in range(T)])


def both_merged_by_map(f1, f2, f3, h0, g0, xs):
    hs = time_into_an_array(f1, h0, xs)
    gs = np.flip(time_by_itself(f2, g0, np.flip(xs, axis=0)), axis=0)
    return np.array(list(map(f3, hs, gs)))


ANSWERS = {
    "rnn_step": [step_side_by_side, step_by_examples, step_by_einsum, step_in_place],
    "through_time": [
        time_into_an_array,
        time_with_a_row_for_h0,
        time_by_itself,
        time_by_examples,
    ],
    "bptt": [bptt_step_by_step, bptt_products_at_the_end, bptt_by_itself],
    "clip": [clip_with_min, clip_with_one_long_array, clip_by_loops],
    "both_directions": [both_with_lists, both_by_index, both_merged_by_map],
}
