"""A second set of wrong answers, written after the engine was mended by the first one.

They measure what it does with mistakes that nobody had in mind. See `tests.labs.mistakes`.
"""

MISTAKES = {
    "dense": {
        "sigmoid": {
            "e^|z| in place of e^-|z|": "-np.abs(z) => np.abs(z)",
            "tanh(z / 2) is not halved": "np.where(z >= 0, 1, e) / (1 + e) => 1 + np.tanh(z / 2)",
            "1 is taken from e below": "(1 + e) => (1 - e)",
        },
        "dense_forward": {
            "each product is squared": "a @ W.T => (a**2) @ W.T",
            "a and W are both transposed": "a @ W.T + b => (W @ a.T + b[:, None])",
            "the bias is added to the inputs": "a @ W.T + b => (a + b[: a.shape[1]]) @ W.T",
            "half of the bias": "+ b => + b / 2",
        },
        "dense_backward": {
            "dW has the factor n_in": "dz.T @ a => dz.T @ a * a.shape[1]",
            "db is the sum of the absolute values": "dz.sum(axis=0) => np.abs(dz).sum(axis=0)",
            "da adds up over the batch": "dz @ W => np.cumsum(dz @ W, axis=0)",
            "dW uses da": "dz.T @ a => dz.T @ (dz @ W)",
        },
        "tanh_from": {
            "z is squared in place of doubled": "2 * z => z**2",
            "half is taken away before doubling, and 1 after": "squash(2 * z) - 1 => (squash(2 * z) - 0.5) - 1",
        },
    },
    "backpropagation": {
        "numerical_gradient": {
            "the difference of the points is eps squared": "(2 * eps) => (eps**2)",
            "the sum of both values": "f(x + step) - f(x - step) => f(x + step) + f(x - step)",
        },
        "gradient_fits": {
            "the smaller size divides": "bottom = max( => bottom = min(",
            "numeric size alone": "max(np.max(np.abs(g)), np.max(np.abs(n)), 1e-8) => np.max(np.abs(n))",
        },
        "softmax_cross_entropy": {
            "the loss of class 0": "logs[rows, target] => logs[rows, 0]",
            "softmax without exp": "p = e / total => p = s / total",
            "the target of the next example": "p[rows, target] -= 1 => p[rows, np.roll(target, 1)] -= 1",
            "dscores has the factor p": "dscores = p / => dscores = p * (1 - p) /",
            "the sum of the rows' loss over classes": "logs[rows, target].mean() => logs[rows, target].sum() / logs.size",
        },
        "two_layer_forward": {
            "tanh is taken of x": "x @ W1.T => np.tanh(x) @ W1.T",
            "b2 is taken away": "+ b2 => - b2",
            "two tanh": "np.tanh(z1) => np.tanh(np.tanh(z1))",
        },
        "two_layer_backward": {
            "x in place of a for dW2 where sizes fit": "da = dscores @ W2 => da = dscores @ np.abs(W2)",
            "the slope squared": "(1 - a**2) => (1 - a**2) ** 2",
            "db1 is the first example": "dz1.sum(axis=0) => dz1[0]",
        },
    },
    "rnn": {
        "rnn_step": {
            "the bias twice": "+ b) => + b + b)",
            "the mean of the two products": "h @ W_h.T + x @ W_i.T => (h @ W_h.T + x @ W_i.T) / 2",
            "new and old are averaged": "return np.tanh(h @ W_h.T + x @ W_i.T + b) => return 0.5 * h + 0.5 * np.tanh(h @ W_h.T + x @ W_i.T + b)",
        },
        "through_time": {
            "each state is squashed again": "hs.append(h) => hs.append(np.tanh(h))",
            "the states are summed up": "np.array(hs) => np.cumsum(hs, axis=0)",
            "the last step is left out": "np.array(hs) => np.array(hs[:-1] + hs[-2:-1])",
        },
        "bptt": {
            "dys is added after the slope": "(dys[t] + dh) * (1 - hs[t] ** 2) => dys[t] + dh * (1 - hs[t] ** 2)",
            "the inputs of the step before": "dz.T @ xs[t] => dz.T @ xs[t - 1]",
            "dxs through W_h's transpose": "dxs[t] = dz @ W_i => dxs[t] = (dys[t] + dh) @ W_i",
            "dW_i is divided by T": "return dh, dxs, dW_h, dW_i, => return dh, dxs, dW_h, dW_i / len(xs),",
        },
        "clip": {
            "the mean square": "np.sum(g**2) for => np.mean(g**2) for",
            "the factor is squared": "g * scale for => g * scale**2 for",
            "the limit is for each array's share": "norm > limit => norm > limit**2",
        },
        "both_directions": {
            "f3 hears g twice": "f3(h, g) for => f3(gs[0] * 0 + h, 0 * g) for",
            "both start at the other's state's sign": "h, hs = h0 => h, hs = -h0",
            "the state g begins at zeros": "g, gs = g0 => g, gs = 0 * g0",
        },
    },
    "lstm": {
        "lstm_step": {
            "sigma of z too, and tanh of the input gate": "np.tanh(z) => sigmoid(z)\nsigmoid(zi), => np.tanh(zi),",
            "c is added to itself": "zf * c_prev + zi * z => c_prev + zf * c_prev + zi * z",
            "h adds the old h": "zo * np.tanh(c) => zo * np.tanh(c) + h_prev",
            "the memory is cut at 1": "zf * c_prev + zi * z => np.clip(zf * c_prev + zi * z, -1, 1)",
        },
        "lstm_step_backward": {
            "do without its slope": "dh * t * zo * (1 - zo) => dh * t",
            "dc_prev with the input gate": "dc * zf => dc * zi",
            "dx and dh_prev are swapped": "dxh[:, :D], dxh[:, D:] => dxh[:, -D:], dxh[:, :-D]",
            "df with zf squared": "zf * (1 - zf) => zf**2 * (1 - zf)",
        },
        "first_bias": {
            "minus the logarithm of 1 - gate": "np.log(gate / (1 - gate)) => -np.log(1 - gate)",
            "steps - 1": "(1 / steps) => (1 / (steps - 1 or 1))",
        },
        "mended_lstm": {
            "b is forgotten": " @ W.T + b => @ W.T",
            "only the new c counts": "zf * c + zi * z => zi * z",
        },
    },
    "gru": {
        "gru_step": {
            "sigma is left out of r": "sigmoid(xh @ W_r.T + b_r) => xh @ W_r.T + b_r",
            "the candidate has no x": "[x, r * h_prev] => [0 * x, r * h_prev]",
            "h of half old and half new": "z * h_prev + (1 - z) * h_new => 0.5 * h_prev + 0.5 * h_new",
        },
        "gru_backward": {
            "du_z with the slope of tanh": "z * (1 - z)\n => (1 - z**2)\n",
            "dq with r already in it": "du_h @ W_h[:, D:] => (du_h @ W_h[:, D:]) * r",
            "dh_prev has dq twice": "dq * r => 2 * dq * r",
            "dW of r with the reset memory": "du_r.T @ xh => du_r.T @ xq",
        },
        "memory_gate": {
            "absolute share at zero": "k(0.001) >= 0.99 => k(0.999) < 0.99",
        },
        "to_pytorch": {
            "b_h is halved into both": "np.concatenate([np.zeros(2 * H), b_h]) => np.concatenate([np.zeros(2 * H), b_h / 2])",
            "the order is z, r, h": '"bias_ih_l0": b, => "bias_ih_l0": np.concatenate([b[H : 2 * H], b[:H], b[2 * H :]]),',
        },
        "from_pytorch": {
            "the mean of the two biases": "b[: 2 * H] += b_hh[: 2 * H] => b[: 2 * H] = (b[: 2 * H] + b_hh[: 2 * H]) / 2",
            "z alone gets the second bias": "b[: 2 * H] += b_hh[: 2 * H] => b[H : 2 * H] += b_hh[H : 2 * H]",
        },
    },
    "convolution": {
        "count_weights": {
            "two places too many": " + 1 => + 2",
            "places are c_in-fold": "places = n_places**2 => places = n_places**2 * c_in",
        },
        "convolve": {
            "padding only left and right": "[(0, 0), (padding, padding), (padding, padding)] => [(0, 0), (0, 0), (padding, padding)]",
            "a ReLU after it": "np.sum(W[f] * window) + b[f] => max(0, np.sum(W[f] * window) + b[f])",
            "the maps are averaged": "np.sum(W[f] * window) => np.sum(W[f] * window) / C",
        },
        "columns": {
            "the windows in reverse order": "np.array(found).T => np.array(found)[::-1].T",
            "each window begins one pixel late where it can": "top, left = stride * r, stride * c => top, left = min(stride * r + 1, x.shape[1] - size), stride * c",
        },
        "convolve_backward": {
            "dW with the kernel's place turned round": "return dx, dW => return dx, dW[:, :, ::-1, ::-1]",
            "db of the first place": "dy.sum(axis=(1, 2)) => dy[:, 0, 0]",
            "dx twice": "return dx, dW => return 2 * dx, dW",
        },
        "descend": {
            "dy is squared": "2 * (y - target) => (y - target) ** 2",
            "the learning rate is divided by the steps": "lr * backward => lr / steps * backward",
        },
    },
    "pooling": {
        "pools": {
            "the average of the largest and smallest": "window.mean(axis=(1, 2)) => (window.max(axis=(1, 2)) + window.min(axis=(1, 2))) / 2",
            "l2 divided by the side": "np.sqrt((window**2).sum(axis=(1, 2))) => np.sqrt((window**2).sum(axis=(1, 2))) / size",
            "the median": "window.mean(axis=(1, 2)) => np.median(window, axis=(1, 2))",
        },
        "max_backward": {
            "the gradient is divided by the window": "+= dy[:, r, c] => += dy[:, r, c] / size**2",
            "the place one to the right where it can": "left + j] => np.minimum(left + j + 1, x.shape[2] - 1)]",
            "only positive gradients pass": "+= dy[:, r, c] => += np.maximum(dy[:, r, c], 0)",
        },
        "shared_backward": {
            "the average with the window's sign": "d / size**2 => d / size**2 * np.sign(window)",
            "l2 with the average's share": "d * window / y => d * window / y / size**2",
            "l2 without the window": "d * window / y => d / y",
        },
        "maxout": {
            "winner counts from the end": "groups.argmax(axis=1) => pieces - 1 - groups.argmax(axis=1)",
            "the second largest": "groups.max(axis=1) => np.sort(groups, axis=1)[:, -2]",
        },
        "survives": {
            "moves one pixel too far": "moved[:, :, shift:] = x[:, :, : x.shape[2] - shift] => moved[:, :, shift + 1 :] = x[:, :, : max(x.shape[2] - shift - 1, 0)]",
            "pools are not compared by size": "np.abs(after - before) < tolerance => after == before",
        },
    },
}
