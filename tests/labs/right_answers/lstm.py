"""Right answers to lab 4, written as different people would."""

import numpy as np


def sigma(a):
    return 0.5 + 0.5 * np.tanh(a / 2)


def step_by_rows(x, h_prev, c_prev, W, b):
    H = h_prev.shape[1]
    pre = np.hstack([x, h_prev]) @ W.T + b
    z, zi = np.tanh(pre[:, :H]), sigma(pre[:, H : 2 * H])
    zf, zo = sigma(pre[:, 2 * H : 3 * H]), sigma(pre[:, 3 * H :])
    c = zf * c_prev + zi * z
    return z, zi, zf, zo, c, zo * np.tanh(c)


def step_by_examples(x, h_prev, c_prev, W, b):
    rows = []
    for x_k, h_k, c_k in zip(x, h_prev, c_prev, strict=True):
        z, zi, zf, zo = np.split(W @ np.concatenate([x_k, h_k]) + b, 4)
        z, zi, zf, zo = np.tanh(z), sigma(zi), sigma(zf), sigma(zo)
        c = zf * c_k + zi * z
        rows.append([z, zi, zf, zo, c, zo * np.tanh(c)])
    return [np.array(part) for part in zip(*rows, strict=True)]


def step_by_einsum(x, h_prev, c_prev, W, b):
    D, H = x.shape[1], h_prev.shape[1]
    blocks = W.reshape(4, H, D + H)
    pre = np.einsum("gij,kj->gki", blocks[..., :D], x)
    pre += np.einsum("gij,kj->gki", blocks[..., D:], h_prev)
    pre += b.reshape(4, 1, H)
    pre[1:] = sigma(pre[1:])
    np.tanh(pre[0], out=pre[0])
    c = pre[2] * c_prev
    c += pre[1] * pre[0]
    return (*pre, c, pre[3] * np.tanh(c))


def back_by_rows(dh, dc, x, h_prev, c_prev, W, gates, c):
    z, zi, zf, zo = gates
    shown = np.tanh(c)
    total = dc + dh * zo * (1 - shown) * (1 + shown)
    dpre = np.concatenate(
        [
            total * zi * (1 - z) * (1 + z),
            total * z * zi * (1 - zi),
            total * c_prev * zf * (1 - zf),
            dh * shown * zo * (1 - zo),
        ],
        axis=1,
    )
    D = x.shape[1]
    dW = np.hstack([dpre.T @ x, dpre.T @ h_prev])
    return dpre @ W[:, :D], dpre @ W[:, D:], total * zf, dW, dpre.sum(axis=0)


def back_by_examples(dh, dc, x, h_prev, c_prev, W, gates, c):
    dxh, dc_prev, dW, db = [], [], np.zeros_like(W), np.zeros(len(W))
    for k in range(len(x)):
        z, zi, zf, zo = (gate[k] for gate in gates)
        total = dc[k] + dh[k] * zo / np.cosh(c[k]) ** 2
        dpre = np.r_[
            total * zi * (1 - z * z),
            total * z * zi * (1 - zi),
            total * c_prev[k] * zf * (1 - zf),
            dh[k] * np.tanh(c[k]) * zo * (1 - zo),
        ]
        dxh.append(W.T @ dpre)
        dc_prev.append(total * zf)
        dW += np.outer(dpre, np.r_[x[k], h_prev[k]])
        db += dpre
    dx, dh_prev = np.split(np.array(dxh), [x.shape[1]], axis=1)
    return [dx, dh_prev, np.array(dc_prev), dW, db]


def back_by_einsum(dh, dc, x, h_prev, c_prev, W, gates, c):
    tanh_c, H = np.tanh(c), c.shape[1]
    dc = dc + dh * gates[3] * (1 - tanh_c**2)
    values = np.stack(gates)
    outer = np.stack([dc * gates[1], dc * gates[0], dc * c_prev, dh * tanh_c])
    slopes = values * (1 - values)
    slopes[0] = 1 - values[0] ** 2
    dpre, blocks = outer * slopes, W.reshape(4, H, -1)
    xh = np.concatenate([x, h_prev], axis=1)
    dxh = np.einsum("gki,gij->kj", dpre, blocks)
    dW = np.einsum("gki,kj->gij", dpre, xh).reshape(W.shape)
    db = np.einsum("gki->gi", dpre).ravel()
    return dxh[:, : x.shape[1]], dxh[:, x.shape[1] :], dc * gates[2], dW, db


def bias_by_rows(n_hidden, steps, left):
    gate = left ** (1 / steps)
    b = np.zeros(4 * n_hidden)
    b[2 * n_hidden : 3 * n_hidden] = np.log(gate / (1 - gate))
    return b


def bias_by_expm1(n_hidden, steps, left):
    bias = -np.log(np.expm1(-np.log(left) / steps))
    nothing = np.zeros(n_hidden)
    return np.concatenate([nothing, nothing, np.full(n_hidden, bias), nothing])


def bias_by_halving(n_hidden, steps, left):
    low, high = -50.0, 50.0
    for _ in range(100):
        middle = (low + high) / 2
        if -steps * np.log1p(np.exp(-middle)) < np.log(left):
            low = middle
        else:
            high = middle
    return np.repeat([0.0, 0.0, low, 0.0], n_hidden)


def mended_line_by_line(xs, h0, c0, W, b):
    h, c, hs = h0, c0, []
    for x in xs:
        pre = np.concatenate([x, h], axis=1) @ W.T + b
        z, zi, zf, zo = np.split(pre, 4, axis=1)
        c = sigma(zf) * c + sigma(zi) * np.tanh(z)
        h = sigma(zo) * np.tanh(c)
        hs.append(h)
    return np.array(hs)


def mended_with_own_step(xs, h0, c0, W, b):
    hs = np.empty((len(xs), *h0.shape))
    h, c = h0, c0
    for t in range(len(xs)):
        *_, c, h = step_by_rows(xs[t], h, c, W, b)
        hs[t] = h
    return hs


def mended_in_place(xs, h0, c0, W, b):
    c, H, D = c0.copy(), h0.shape[1], xs.shape[2]
    hs = np.concatenate([h0[None], np.empty((len(xs), *h0.shape))])
    from_x = xs @ W[:, :D].T + b
    for t in range(len(xs)):
        pre = from_x[t] + hs[t] @ W[:, D:].T
        c *= sigma(pre[:, 2 * H : 3 * H])
        c += sigma(pre[:, H : 2 * H]) * np.tanh(pre[:, :H])
        hs[t + 1] = sigma(pre[:, 3 * H :]) * np.tanh(c)
    return hs[1:]


def mended_by_recursion(xs, h0, c0, W, b):
    *_, c, h = step_by_einsum(xs[0], h0, c0, W, b)
    if len(xs) == 1:
        return h[None]
    return np.concatenate([h[None], mended_by_recursion(xs[1:], h, c, W, b)])


ANSWERS = {
    "lstm_step": [step_by_rows, step_by_examples, step_by_einsum],
    "lstm_step_backward": [back_by_rows, back_by_examples, back_by_einsum],
    "first_bias": [bias_by_rows, bias_by_expm1, bias_by_halving],
    "mended_lstm": [
        mended_line_by_line,
        mended_with_own_step,
        mended_in_place,
        mended_by_recursion,
    ],
}
