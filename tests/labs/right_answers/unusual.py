"""Right answers to all labs in forms that few would choose: views, lists, other orders, float32."""

from functools import reduce

import numpy as np

from course_lib import sigmoid


def sigmoid_by_logaddexp(z):
    return np.exp(-np.logaddexp(0, -z))


def sigmoid_as_a_view_of_more(z):
    e = np.exp(-np.abs(z))
    both = np.stack([1 / (1 + e), e / (1 + e)], axis=-1)
    return np.where(z >= 0, both[..., 0], both[..., 1])


def forward_with_a_column_of_ones(a, W, b):
    return np.column_stack([a, np.ones(len(a))]) @ np.column_stack([W, b]).T


def forward_as_a_transposed_view(a, W, b):
    return np.asfortranarray(W @ a.T + b.reshape(-1, 1)).T


def forward_by_broadcasting(a, W, b):
    return (a[:, np.newaxis, :] * W[np.newaxis]).sum(axis=2) + b


def forward_in_long_numbers(a, W, b):
    return (a.astype(np.longdouble) @ W.T.astype(np.longdouble) + b).astype(float)


def backward_in_lists(dz, a, W):
    dW = [
        [sum(dz[k, i] * a[k, j] for k in range(len(a))) for j in range(a.shape[1])]
        for i in range(len(W))
    ]
    return np.tensordot(dz, W, axes=1), np.array(dW), np.ones(len(dz)) @ dz


def backward_from_one_product(dz, a, W):
    both = dz.T @ np.column_stack([a, np.ones(len(a))])
    return (W.T @ dz.T).T, both[:, :-1], both[:, -1]


def tanh_by_subtracting(squash, z):
    s = squash(z + z)
    return s - (1 - s)


def gradient_by_lines(f, x, eps):
    flat = x.ravel()
    eye = np.eye(flat.size)
    values = [f((flat + sign * eps * e).reshape(x.shape)) for e in eye for sign in (1, -1)]
    return np.reshape(np.diff(np.reshape(values, (-1, 2))[:, ::-1]) / (2 * eps), x.shape)


def fits_by_norms_of_infinity(f, gradient, x):
    g = np.asarray(gradient(x)).ravel()
    n = gradient_by_lines(f, x, 1e-6).ravel()
    size = np.linalg.norm([*g, *n, 1e-8], np.inf)
    return np.linalg.norm(g - n, np.inf) <= 1e-5 * size


def loss_with_one_hot(scores, target):
    hot = np.eye(scores.shape[1])[target]
    logs = scores - np.logaddexp.reduce(scores, axis=1, keepdims=True)
    return -np.einsum("kj,kj->", hot, logs) / len(hot), (np.exp(logs) - hot) / len(hot)


def net_with_where(x, W1, b1, W2, b2):
    z = np.einsum("bj,ij->bi", x, W1) + b1
    e = np.exp(-2 * np.abs(z))
    a = np.where(z < 0, -1, 1) * (1 - e) / (1 + e)
    return np.dot(W2, a.T).T + b2[None, :], a


def back_by_tensordot(dscores, x, a, W2):
    dz = np.matmul(dscores, W2) * (1 + a) * (1 - a)
    return [
        np.tensordot(dz, x, axes=(0, 0)),
        np.add.reduce(dz),
        np.tensordot(dscores, a, axes=(0, 0)),
        np.einsum("bi->i", dscores),
    ]


def step_from_the_right(h, x, W_h, W_i, b):
    return np.tanh((b[:, None] + W_i @ x.T + W_h @ h.T).T)


def step_by_exponentials(h, x, W_h, W_i, b):
    z = b + x.dot(W_i.T) + h.dot(W_h.T)
    return 2 * sigmoid(2 * z) - 1


def time_by_reduce(f, h0, xs):
    return np.stack(reduce(lambda hs, x: [*hs, f(hs[-1], x)], xs, [h0])[1:])


def bptt_with_all_slopes_first(dys, hs, h0, xs, W_h, W_i):
    slopes, before = (1 - hs) * (1 + hs), np.vstack([h0[None], hs])[:-1]
    dzs, dh = [], 0
    for dy, slope in zip(dys[::-1], slopes[::-1], strict=True):
        dzs.insert(0, (dy + dh) * slope)
        dh = dzs[0] @ W_h
    dz = np.array(dzs)
    flat = dz.reshape(-1, dz.shape[-1])
    return (
        dh,
        np.einsum("tbh,hd->tbd", dz, W_i),
        flat.T @ before.reshape(len(flat), -1),
        flat.T @ xs.reshape(len(flat), -1),
        flat.sum(0),
    )


def clip_by_hypot(grads, limit):
    norm = reduce(np.hypot, np.concatenate([g.ravel() for g in grads.values()]), 0.0)
    return {name: g / max(1.0, norm / limit) for name, g in grads.items()}


def both_from_both_ends(f1, f2, f3, h0, g0, xs):
    T = len(xs)
    hs, gs = [h0], [g0]
    for t in range(T):
        hs.append(f1(hs[t], xs[t]))
        gs.insert(0, f2(gs[0], xs[T - 1 - t]))
    return np.array(list(map(f3, hs[1:], gs[:-1])))


def lstm_in_one_squash(x, h_prev, c_prev, W, b):
    B, H = h_prev.shape
    pre = (np.hstack([x, h_prev]) @ W.T + b).reshape(B, 4, H).copy()
    pre[:, 0] *= 2
    z, zi, zf, zo = sigmoid(pre).transpose(1, 0, 2)
    z = 2 * z - 1
    c = np.add(np.multiply(zi, z), np.multiply(c_prev, zf))
    return [z, zi, zf, zo, c, np.tanh(c) * zo]


def lstm_back_with_stacked_gates(dh, dc, x, h_prev, c_prev, W, gates, c):
    gates = np.stack(gates)
    t = np.tanh(c)
    total = dc + dh * gates[3] * (1 - t) * (1 + t)
    slopes = np.concatenate([1 - gates[:1] ** 2, gates[1:] - gates[1:] ** 2])
    into = np.stack([total * gates[1], total * gates[0], total * c_prev, dh * t])
    d = (into * slopes).transpose(1, 0, 2).reshape(len(x), -1)
    dxh = np.einsum("bi,ij->bj", d, W)
    dW = np.hstack([d.T @ x, d.T @ h_prev])
    return *np.split(dxh, [x.shape[1]], axis=1), gates[2] * total, dW, np.einsum("bi->i", d)


def bias_by_repeat(n_hidden, steps, left):
    root = left ** (1.0 / steps)
    return np.repeat([0.0, 0.0, np.log(root) - np.log1p(-root), 0.0], n_hidden)


def mended_into_an_array(xs, h0, c0, W, b):
    hs = np.empty((len(xs) + 1, *h0.shape))
    hs[0], c = h0, np.array(c0)
    for t, x in enumerate(xs):
        parts = (np.hstack([x, hs[t]]) @ W.T + b).reshape(len(x), 4, -1)
        gates = sigmoid(parts[:, 1:])
        c *= gates[:, 1]
        c += gates[:, 0] * np.tanh(parts[:, 0])
        np.multiply(gates[:, 2], np.tanh(c), out=hs[t + 1])
    return hs[1:]


def gru_by_halves(x, h_prev, W, b):
    D, H = x.shape[1], h_prev.shape[1]
    from_x = (x @ W[:, :D].T + b).reshape(-1, 3, H)
    gates = sigmoid(from_x[:, :2] + (h_prev @ W[: 2 * H, D:].T).reshape(-1, 2, H))
    r, z = gates[:, 0], gates[:, 1]
    h_new = np.tanh(from_x[:, 2] + np.einsum("bj,ij->bi", r * h_prev, W[2 * H :, D:]))
    return h_new + z * (h_prev - h_new), r, z, h_new


def gru_back_by_three_layers(dh, x, h_prev, r, z, h_new, W):
    D = x.shape[1]
    weights, dx, dh_prev, blocks = np.split(W, 3), 0, dh * z, []
    du = dh * (1 - z) * (1 - h_new) * (1 + h_new)
    dq = (du @ weights[2])[:, D:]
    dh_prev = dh_prev + dq * r
    gates = (dq * h_prev * (r - r**2), dh * (h_prev - h_new) * (z - z**2))
    for d, weight in zip(gates, weights[:2], strict=True):
        back = d @ weight
        dx, dh_prev = dx + back[:, :D], dh_prev + back[:, D:]
        blocks.append(np.hstack([d.T @ x, d.T @ h_prev]))
    blocks.append(np.hstack([du.T @ x, du.T @ (r * h_prev)]))
    db = np.concatenate([d.sum(axis=0) for d in (*gates, du)])
    return dx + du @ weights[2][:, :D], dh_prev, np.vstack(blocks), db


def gate_by_a_table(mix):
    h = np.array([[3.0, -1.0]])
    shares = {
        end: float(np.diff(mix(np.full_like(h, z), h, np.zeros_like(h)))[0, 0]) / -4.0
        for end, z in (("one", 0.999), ("zero", 0.001))
    }
    return next((end for end, share in shares.items() if share >= 0.99), "never")


def to_with_fancy_indices(params):
    n = params["b_h"].size
    columns = np.arange(params["W"].shape[1])
    state = columns >= columns.size - n
    late = np.zeros(3 * n)
    late[-n:] = params["b_h"]
    return {
        "bias_hh_l0": late,
        "bias_ih_l0": params["b"].copy(),
        "weight_hh_l0": params["W"].compress(state, axis=1),
        "weight_ih_l0": params["W"].compress(~state, axis=1),
    }


def from_by_blocks(arrays):
    ours, theirs = (arrays[f"bias_{kind}_l0"].reshape(3, -1) for kind in ("ih", "hh"))
    mask = np.array([[1.0], [1.0], [0.0]])
    W = np.block([[arrays["weight_ih_l0"], arrays["weight_hh_l0"]]])
    return {"b_h": theirs[-1], "b": (ours + mask * theirs).ravel(), "W": W}


def count_one_by_one(c_in, c_out, side, size, stride):
    along = len(range(0, side - size + 1, stride))
    kernels = c_in * c_out * size**2
    return [c_in * c_out * (side * along) ** 2, kernels * along**2, kernels]


def convolve_as_correlations(x, W, b, stride, padding):
    wide = np.pad(x, ((0, 0), (padding,) * 2, (padding,) * 2))
    K = W.shape[-1]
    views = np.lib.stride_tricks.sliding_window_view(wide, (K, K), axis=(1, 2))
    y = np.tensordot(W, views[:, ::stride, ::stride], axes=((1, 2, 3), (0, 3, 4)))
    return y + b.reshape(-1, 1, 1)


def columns_by_lists(x, size, stride):
    C, rows, cols = x.shape
    return np.array(
        [
            [
                x[m, r + i, c + j]
                for r in range(0, rows - size + 1, stride)
                for c in range(0, cols - size + 1, stride)
            ]
            for m in range(C)
            for i in range(size)
            for j in range(size)
        ]
    )


def backward_by_dilating(dy, x, W, stride, padding):
    p, K = padding, W.shape[-1]
    wide = np.pad(x, ((0, 0), (p, p), (p, p)))
    H, V = dy.shape[1:]
    dwide, dW = np.zeros(wide.shape), np.zeros(W.shape)
    for i, j in np.ndindex(K, K):
        here = np.s_[:, i : i + stride * H : stride, j : j + stride * V : stride]
        dwide[here] += np.einsum("fm,frc->mrc", W[:, :, i, j], dy)
        dW[:, :, i, j] = np.einsum("frc,mrc->fm", dy, wide[here])
    inner = np.s_[:, p : wide.shape[1] - p, p : wide.shape[2] - p]
    return dwide[inner], dW, np.einsum("frc->f", dy)


def descend_with_a_countdown(forward, backward, target, W, lr, steps):
    while steps > 0:
        error = np.subtract(forward(W), target)
        W, steps = W - backward(error * (2 * lr / error.size)), steps - 1
    return W


def pools_by_strides(x, size, stride):
    views = np.lib.stride_tricks.sliding_window_view(x, (size, size), axis=(1, 2))
    flat = views[:, ::stride, ::stride].reshape(*views[:, ::stride, ::stride].shape[:3], -1)
    return [
        np.maximum.reduce(flat, axis=-1),
        np.einsum("nrck->nrc", flat) / size**2,
        np.einsum("nrck,nrck->nrc", flat, flat) ** 0.5,
    ]


def max_backward_with_add_at(dy, x, size, stride):
    dx = np.zeros(x.size)
    place = np.arange(x.size).reshape(x.shape)
    for n, r, c in np.ndindex(dy.shape):
        here = np.s_[n, r * stride : r * stride + size, c * stride : c * stride + size]
        np.add.at(dx, place[here].ravel()[np.argmax(x[here])], dy[n, r, c])
    return dx.reshape(x.shape)


def shared_pixel_by_pixel(dy, x, size, stride):
    average, l2 = np.zeros(x.shape), np.zeros(x.shape)
    for n, r, c in np.ndindex(dy.shape):
        here = np.s_[n, r * stride : r * stride + size, c * stride : c * stride + size]
        length = np.linalg.norm(x[here])
        average[here] += np.full((size, size), dy[n, r, c] / size / size)
        l2[here] += dy[n, r, c] * (x[here] / length if length else 0.0)
    return average, l2


def maxout_by_strides(x, pieces):
    groups = np.stack([x[j::pieces] for j in range(pieces)], axis=-1)
    winner = np.argmax(groups, axis=-1)
    return np.take_along_axis(groups, winner[..., None], axis=-1)[..., 0], winner


def survives_by_concatenating(pool, x, shift, tolerance):
    paper = np.zeros((*x.shape[:2], shift))
    moved = np.concatenate([paper, x], axis=2)[:, :, : x.shape[2]]
    before, after = np.asarray(pool(x)).ravel(), np.asarray(pool(moved)).ravel()
    ink = ~((before == 0) & (after == 0))
    return np.count_nonzero(np.abs(after[ink] - before[ink]) < tolerance) / ink.sum()


def clip_with_a_warning_of_zero(grads, limit):
    norm = np.sqrt(sum(np.sum(g**2) for g in grads.values()))
    with np.errstate(divide="ignore"):
        factor = min(1.0, limit / norm)
    return {name: g * factor for name, g in grads.items()}


ANSWERS = {
    "sigmoid": [sigmoid_by_logaddexp, sigmoid_as_a_view_of_more],
    "dense_forward": [
        forward_with_a_column_of_ones,
        forward_as_a_transposed_view,
        forward_by_broadcasting,
        forward_in_long_numbers,
    ],
    "dense_backward": [backward_in_lists, backward_from_one_product],
    "tanh_from": [tanh_by_subtracting],
    "numerical_gradient": [gradient_by_lines],
    "gradient_fits": [fits_by_norms_of_infinity],
    "softmax_cross_entropy": [loss_with_one_hot],
    "two_layer_forward": [net_with_where],
    "two_layer_backward": [back_by_tensordot],
    "rnn_step": [step_from_the_right, step_by_exponentials],
    "through_time": [time_by_reduce],
    "bptt": [bptt_with_all_slopes_first],
    "clip": [clip_by_hypot, clip_with_a_warning_of_zero],
    "both_directions": [both_from_both_ends],
    "lstm_step": [lstm_in_one_squash],
    "lstm_step_backward": [lstm_back_with_stacked_gates],
    "first_bias": [bias_by_repeat],
    "mended_lstm": [mended_into_an_array],
    "gru_step": [gru_by_halves],
    "gru_backward": [gru_back_by_three_layers],
    "memory_gate": [gate_by_a_table],
    "to_pytorch": [to_with_fancy_indices],
    "from_pytorch": [from_by_blocks],
    "count_weights": [count_one_by_one],
    "convolve": [convolve_as_correlations],
    "columns": [columns_by_lists],
    "convolve_backward": [backward_by_dilating],
    "descend": [descend_with_a_countdown],
    "pools": [pools_by_strides],
    "max_backward": [max_backward_with_add_at],
    "shared_backward": [shared_pixel_by_pixel],
    "maxout": [maxout_by_strides],
    "survives": [survives_by_concatenating],
}
