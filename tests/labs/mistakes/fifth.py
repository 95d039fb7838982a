"""The fifth set of wrong answers, over all seven labs.

They were written from the labs as a learner sees them. See `tests.labs.mistakes`.
"""

MISTAKES = {
    "dense": {
        "sigmoid": {
            "the formula as it stands: it overflows": """
def sigmoid(z):
    return 1 / (1 + np.exp(-z))
""",
            "the two tops are swapped: 1 where z is negative": "np.where(z >= 0, 1, e) => np.where(z < 0, 1, e)",
            "no brackets round the bottom 1 + e": "/ (1 + e) => / 1 + e",
            "half the tanh of z and not of z / 2": """
def sigmoid(z):
    return 0.5 * (1 + np.tanh(z))
""",
            "an if for the whole array": """
def sigmoid(z):
    if z >= 0:
        return 1 / (1 + np.exp(-z))
    return np.exp(z) / (1 + np.exp(z))
""",
            "the caller's z is cut off in place": """
def sigmoid(z):
    z[z < -500] = -500
    return 1 / (1 + np.exp(-z))
""",
            "the NaN of inf / inf is made 0": """
def sigmoid(z):
    e = np.exp(z)
    return np.nan_to_num(e / (1 + e))
""",
            "a loop over the entries returns a flat array": """
def sigmoid(z):
    out = []
    for v in z.ravel():
        if v >= 0:
            out.append(1 / (1 + np.exp(-v)))
        else:
            out.append(np.exp(v) / (1 + np.exp(v)))
    return np.array(out)
""",
            "the slope of the sigmoid is returned": """
def sigmoid(z):
    e = np.exp(-np.abs(z))
    s = np.where(z >= 0, 1, e) / (1 + e)
    return s * (1 - s)
""",
            "e^z is written with the wrong sign, and the large ones are set by hand": """
def sigmoid(z):
    out = 1 / (1 + np.exp(np.clip(z, -500, 500)))
    out[z > 500] = 1
    out[z < -500] = 0
    return out
""",
            "only the negative side is done, the rest is left 0": """
def sigmoid(z):
    out = np.zeros(z.shape)
    neg = z < 0
    out[neg] = np.exp(z[neg]) / (1 + np.exp(z[neg]))
    return out
""",
        },
        "dense_forward": {
            "W is not transposed": "a @ W.T => a @ W",
            "W times a, as for one column": "a @ W.T + b => W @ a + b",
            "the bias is forgotten": "a @ W.T + b => a @ W.T",
            "the bias is added to W before the product": "a @ W.T + b => a @ (W.T + b)",
            "each example gets one bias: b is a column": "a @ W.T + b => a @ W.T + b[:, None]",
            "a reshape in place of the transpose": "a @ W.T + b => a @ W.reshape(a.shape[1], -1) + b",
            "the bias is added once for each input": """
def dense_forward(a, W, b):
    z = np.zeros((len(a), len(W)))
    for k in range(len(a)):
        for i in range(len(W)):
            for j in range(a.shape[1]):
                z[k, i] += a[k, j] * W[i, j] + b[i]
    return z
""",
            "the loop returns after the first example": """
def dense_forward(a, W, b):
    for row in a:
        z = W @ row + b
        return z
""",
            "the loop over the inputs stops one too early": """
def dense_forward(a, W, b):
    z = np.zeros((len(a), len(W)))
    for k in range(len(a)):
        for i in range(len(W)):
            for j in range(a.shape[1] - 1):
                z[k, i] += a[k, j] * W[i, j]
            z[k, i] += b[i]
    return z
""",
            "the loop over neurons adds the wrong bias: b of the input": """
def dense_forward(a, W, b):
    z = np.zeros((a.shape[0], W.shape[0]))
    for i in range(W.shape[0]):
        z[:, i] = (a * W[i]).sum(axis=1) + b[0]
    return z
""",
            "the result has neurons in rows": """
def dense_forward(a, W, b):
    return W @ a.T + b.reshape(-1, 1)
""",
        },
        "dense_backward": {
            "da has W transposed, as forward": "da = dz @ W => da = dz @ W.T",
            "dW is the other way round": "dz.T @ a => a.T @ dz",
            "db is one number for all neurons": "dz.sum(axis=0) => dz.sum()",
            "db keeps the axis of the examples": "dz.sum(axis=0) => dz.sum(axis=0, keepdims=True)",
            "dW and db are divided by the number of examples": "dz.T @ a => dz.T @ a / len(a)\ndz.sum(axis=0) => dz.sum(axis=0) / len(a)",
            "the order is dW, db, da": "return da, dW, db => return dW, db, da",
            "db is dz as it is": "dz.sum(axis=0) => dz",
            "all written with einsum, dW sums over the wrong letter": """
def dense_backward(dz, a, W):
    da = np.einsum("ki,ij->kj", dz, W)
    dW = np.einsum("ki,kj->ji", dz, a)
    db = np.einsum("ki->i", dz)
    return da, dW, db
""",
            "only the first example counts for dW and db": """
def dense_backward(dz, a, W):
    da = dz @ W
    dW = np.outer(dz[0], a[0])
    db = dz[0]
    return da, dW, db
""",
            "db is forgotten, a zero is returned": """
def dense_backward(dz, a, W):
    da = dz @ W
    dW = dz.T @ a
    db = np.zeros(W.shape[0])
    return da, dW, db
""",
        },
        "tanh_from": {
            "the first 2 is missing": "2 * squash(2 * z) - 1 => squash(2 * z) - 1",
            "the 2 inside is missing": "2 * squash(2 * z) - 1 => 2 * squash(z) - 1",
            "np.tanh": "2 * squash(2 * z) - 1 => np.tanh(z)",
            "the -1 is inside the call": "2 * squash(2 * z) - 1 => 2 * squash(2 * z - 1)",
            "sigmoid in place of the function that came in": "2 * squash(2 * z) - 1 => 2 * sigmoid(2 * z) - 1",
            "z is doubled in place": "    return 2 * squash(2 * z) - 1 => \n    z *= 2\n    return 2 * squash(z) - 1",
            "z is halved, not doubled": "2 * squash(2 * z) - 1 => 2 * squash(z / 2) - 1",
            "1 minus, so the sign is turned": "2 * squash(2 * z) - 1 => 1 - 2 * squash(2 * z)",
        },
    },
    "backpropagation": {
        "numerical_gradient": {
            "no brackets round 2 * eps": "/ (2 * eps) => / 2 * eps",
            "the step is made once and never put back to 0": """
def numerical_gradient(f, x, eps):
    g = np.zeros_like(x)
    step = np.zeros_like(x)
    for i in np.ndindex(x.shape):
        step[i] = eps
        g[i] = (f(x + step) - f(x - step)) / (2 * eps)
    return g
""",
            "x is moved in place and put back by adding eps": """
def numerical_gradient(f, x, eps):
    g = np.zeros_like(x)
    for i in np.ndindex(x.shape):
        x[i] += eps
        up = f(x)
        x[i] -= 2 * eps
        down = f(x)
        x[i] += eps
        g[i] = (up - down) / (2 * eps)
    return g
""",
            "x is moved in place and stays moved": """
def numerical_gradient(f, x, eps):
    g = np.zeros_like(x)
    for i in np.ndindex(x.shape):
        x[i] += eps
        up = f(x)
        x[i] -= 2 * eps
        g[i] = (up - f(x)) / (2 * eps)
    return g
""",
            "whole rows move: the loop runs over the first axis": """
def numerical_gradient(f, x, eps):
    g = np.zeros_like(x)
    for i in range(len(x)):
        step = np.zeros_like(x)
        step[i] = eps
        g[i] = (f(x + step) - f(x - step)) / (2 * eps)
    return g
""",
            "both copies are the array itself": """
def numerical_gradient(f, x, eps):
    g = np.zeros_like(x)
    for i in np.ndindex(x.shape):
        plus = x
        minus = x
        plus[i] += eps
        minus[i] -= eps
        g[i] = (f(plus) - f(minus)) / (2 * eps)
    return g
""",
        },
        "gradient_fits": {
            "np.allclose as it is": """
def gradient_fits(f, gradient, x):
    return bool(np.allclose(gradient(x), numerical_gradient(f, x, 1e-6)))
""",
            "the difference is not divided by anything": "top / bottom <= 1e-5 => top <= 1e-5",
            "asked so that a NaN fits": "bool(top / bottom <= 1e-5) => not (top / bottom > 1e-5)",
            "the limit is 1e-3": "<= 1e-5 => <= 1e-3",
            "the error is returned, not the answer": "return bool(top / bottom <= 1e-5) => return top / bottom",
            "the numerical gradient of gradient": "numerical_gradient(f, x, 1e-6) => numerical_gradient(gradient, x, 1e-6)",
            "the lengths of the arrays are compared": """
def gradient_fits(f, gradient, x):
    g = gradient(x)
    n = numerical_gradient(f, x, 1e-6)
    a, b = np.linalg.norm(g), np.linalg.norm(n)
    return bool(abs(a - b) / max(a, b, 1e-8) <= 1e-5)
""",
            "the loop returns at the first entry that fits": """
def gradient_fits(f, gradient, x):
    g = gradient(x)
    n = numerical_gradient(f, x, 1e-6)
    size = max(np.abs(g).max(), np.abs(n).max(), 1e-8)
    for i in np.ndindex(x.shape):
        if abs(g[i] - n[i]) / size <= 1e-5:
            return True
    return False
""",
        },
        "softmax_cross_entropy": {
            "the largest score is not taken off": "scores - scores.max(axis=1, keepdims=True) => scores",
            "the sum runs over the examples": "e.sum(axis=1, keepdims=True) => e.sum(axis=0, keepdims=True)",
            "a tiny number is added inside the logarithm": "logs = s - np.log(total) => logs = np.log(p + 1e-12)",
            "the target numbers are taken off, not a one-hot": "    p[rows, target] -= 1\n => \n    p = p - target[:, None]\n",
            "the loss is in bits": "-logs[rows, target].mean() => -logs[rows, target].mean() / np.log(2)",
            "the gradient is the truth minus p": "dscores = p / len(target) => dscores = -p / len(target)",
            "the loop over examples, the gradient is that of the last one": """
def softmax_cross_entropy(scores, target):
    loss = 0
    for k in range(len(target)):
        s = scores[k] - scores[k].max()
        total = np.exp(s).sum()
        loss += np.log(total) - s[target[k]]
        d = np.exp(s) / total
        d[target[k]] -= 1
        dscores = np.tile(d, (len(target), 1))
    return loss / len(target), dscores / len(target)
""",
            "the loss is right, the gradient is still p": """
def softmax_cross_entropy(scores, target):
    s = scores - scores.max(axis=1, keepdims=True)
    total = np.exp(s).sum(axis=1)
    loss = np.mean(np.log(total) - s[np.arange(len(target)), target])
    return loss, np.exp(s) / total[:, None] / len(target)
""",
            "the loss sums over all classes": """
def softmax_cross_entropy(scores, target):
    s = scores - scores.max(axis=1, keepdims=True)
    logs = s - np.log(np.exp(s).sum(axis=1, keepdims=True))
    p = np.exp(logs)
    loss = -(p * logs).sum(axis=1).mean()
    p[np.arange(len(target)), target] -= 1
    return loss, p / len(target)
""",
        },
        "two_layer_forward": {
            "no tanh between the layers": "a = np.tanh(z1) => a = z1",
            "a tanh at the end too": "scores = a @ W2.T + b2 => scores = np.tanh(a @ W2.T + b2)",
            "sigmoid for tanh": "a = np.tanh(z1) => a = 1 / (1 + np.exp(-z1))",
            "a is returned first": "return scores, a => return a, scores",
            "z1 is returned for a": "return scores, a => return scores, z1",
            "the second layer reads z1": "scores = a @ W2.T => scores = z1 @ W2.T",
            "b2 is forgotten": "a @ W2.T + b2 => a @ W2.T",
            "no transposes, b1 after the tanh": """
def two_layer_forward(x, W1, b1, W2, b2):
    a = np.tanh(x @ W1.T) + b1
    return a @ W2.T + b2, a
""",
        },
        "two_layer_backward": {
            "the slope of the tanh is left out": "dz1 = da * (1 - a**2) => dz1 = da",
            "1 - a for the slope": "da * (1 - a**2) => da * (1 - a)",
            "the tanh of a is taken once more": "da * (1 - a**2) => da * (1 - np.tanh(a) ** 2)",
            "db1 is summed from da": "db1 = dz1.sum(axis=0) => db1 = da.sum(axis=0)",
            "all are divided by the number of examples": "return dW1, db1, dW2, db2 => n = len(x); return dW1 / n, db1 / n, dW2 / n, db2 / n",
            "dW1 is transposed": "dW1 = dz1.T @ x => dW1 = x.T @ dz1",
            "the slope comes before the matrix": """
def two_layer_backward(dscores, x, a, W2):
    dW2 = dscores.T @ a
    db2 = dscores.sum(axis=0)
    dz1 = dscores @ (W2 * (1 - a**2).mean(axis=0))
    return dz1.T @ x, dz1.sum(axis=0), dW2, db2
""",
            "tanh and means: no slope and db as means": """
def two_layer_backward(dscores, x, a, W2):
    da = dscores @ W2
    return da.T @ x, da.mean(axis=0), dscores.T @ a, dscores.mean(axis=0)
""",
        },
    },
    "rnn": {
        "rnn_step": {
            "neither matrix is transposed": "h @ W_h.T + x @ W_i.T => h @ W_h + x @ W_i",
            "the bias is missing": "x @ W_i.T + b) => x @ W_i.T)",
            "the old state is multiplied entry by entry": "h @ W_h.T => h * np.diag(W_h)",
            "the old state is added once more, as in a ResNet": "return np.tanh(h @ W_h.T + x @ W_i.T + b) => return h + np.tanh(h @ W_h.T + x @ W_i.T + b)",
            "x and h are swapped with their matrices, and b is forgotten": """
def rnn_step(h, x, W_h, W_i, b):
    return np.tanh(h @ W_i + x @ W_h)
""",
        },
        "through_time": {
            "the state is appended before the step": "        h = f(h, x)\n        hs.append(h) => \n        hs.append(h)\n        h = f(h, x)",
            "only the last state is returned": "return np.array(hs) => return h",
            "x and h are swapped in the call": "f(h, x) => f(x, h)",
            "the first step is left out": "for x in xs: => for x in xs[1:]:",
            "the new state is added to the old one": "h = f(h, x) => h = h + f(h, x)",
            "the states are put side by side": "return np.array(hs) => return np.concatenate(hs, axis=1)",
            "the loop goes to T - 1, the last row stays 0": """
def through_time(f, h0, xs):
    T = len(xs)
    hs = np.zeros((T, *h0.shape))
    h = h0
    for t in range(T - 1):
        h = f(h, xs[t])
        hs[t] = h
    return hs
""",
            "the state is kept in an array and read one row too early": """
def through_time(f, h0, xs):
    T = len(xs)
    hs = np.zeros((T, *h0.shape))
    hs[0] = f(h0, xs[0])
    for t in range(1, T):
        hs[t] = f(hs[t - 2], xs[t])
    return hs
""",
        },
        "bptt": {
            "the gradient of the next step is left out": "(dys[t] + dh) => dys[t]",
            "dW_h has the state after the step": "dW_h += dz.T @ before => dW_h += dz.T @ hs[t]",
            "the loop runs forwards": "for t in reversed(range(len(xs))): => for t in range(len(xs)):",
            "the slope stands only at dys": "(dys[t] + dh) * (1 - hs[t] ** 2) => dys[t] * (1 - hs[t] ** 2) + dh",
            "the slope is that of a sigmoid": "(1 - hs[t] ** 2) => hs[t] * (1 - hs[t])",
            "dxs in the order in which it was found": """
def bptt(dys, hs, h0, xs, W_h, W_i):
    dW_h, dW_i, db = np.zeros_like(W_h), np.zeros_like(W_i), np.zeros(len(W_h))
    dxs, dh = [], np.zeros_like(h0)
    for t in reversed(range(len(xs))):
        before = hs[t - 1] if t > 0 else h0
        dz = (dys[t] + dh) * (1 - hs[t] ** 2)
        dW_h += dz.T @ before
        dW_i += dz.T @ xs[t]
        db += dz.sum(axis=0)
        dxs.append(dz @ W_i)
        dh = dz @ W_h
    return dh, np.array(dxs), dW_h, dW_i, db
""",
            "the gradients of the weights come first": "return dh, dxs, dW_h, dW_i, db => return dW_h, dW_i, db, dxs, dh",
            "one big product without the loop: the future is left out, and h0": """
def bptt(dys, hs, h0, xs, W_h, W_i):
    dz = dys * (1 - hs**2)
    dW_h = sum(dz[t].T @ hs[t] for t in range(len(hs)))
    dW_i = sum(dz[t].T @ xs[t] for t in range(len(hs)))
    return dz[0] @ W_h, dz @ W_i, dW_h, dW_i, dz.sum(axis=(0, 1))
""",
            "the first step is skipped by the loop": """
def bptt(dys, hs, h0, xs, W_h, W_i):
    dW_h, dW_i, db = np.zeros_like(W_h), np.zeros_like(W_i), np.zeros(len(W_h))
    dxs, dh = np.zeros_like(xs), np.zeros_like(h0)
    for t in range(len(xs) - 1, 0, -1):
        dz = (dys[t] + dh) * (1 - hs[t] ** 2)
        dW_h += dz.T @ hs[t - 1]
        dW_i += dz.T @ xs[t]
        db += dz.sum(axis=0)
        dxs[t] = dz @ W_i
        dh = dz @ W_h
    return dh, dxs, dW_h, dW_i, db
""",
        },
        "clip": {
            "no root": "norm = np.sqrt(sum(np.sum(g**2) for g in grads.values())) => norm = sum(np.sum(g**2) for g in grads.values())",
            "always scaled to the limit": "scale = limit / norm if norm > limit else 1.0 => scale = limit / norm",
            "each entry is clipped": """
def clip(grads, limit):
    return {name: np.clip(g, -limit, limit) for name, g in grads.items()}
""",
            "the lengths of the arrays are added": "np.sqrt(sum(np.sum(g**2) for g in grads.values())) => sum(np.sqrt(np.sum(g**2)) for g in grads.values())",
            "the arrays are shortened in place": """
def clip(grads, limit):
    norm = np.sqrt(sum(np.sum(g**2) for g in grads.values()))
    if norm > limit:
        for name in grads:
            grads[name] *= limit / norm
    return grads
""",
            "the ratio is upside down": "limit / norm if => norm / limit if",
            "divided by the norm, the limit is forgotten": "scale = limit / norm if => scale = 1 / norm if",
            "long gradients become 0": "return {name: g * scale for name, g in grads.items()} => return {name: g if norm <= limit else 0 * g for name, g in grads.items()}",
            "absolute values are added, not squares": "np.sqrt(sum(np.sum(g**2) for g in grads.values())) => sum(np.sum(np.abs(g)) for g in grads.values())",
        },
        "both_directions": {
            "the second direction reads forwards": "for x in xs[::-1]: => for x in xs:\n    gs = gs[::-1] =>     gs = gs",
            "f1 reads backwards too": "g = f2(g, x) => g = f1(g, x)",
            "h and g are swapped in the merge": "f3(h, g) for => f3(g, h) for",
            "the second direction begins where the first has ended": "g, gs = g0, [] => g, gs = h, []",
            "only the last states are merged": """
def both_directions(f1, f2, f3, h0, g0, xs):
    hs = through_time(f1, h0, xs)
    gs = through_time(f2, g0, xs[::-1])
    return f3(hs[-1], gs[-1])
""",
            "the inputs are turned for the first direction": """
def both_directions(f1, f2, f3, h0, g0, xs):
    hs = through_time(f1, h0, xs[::-1])
    gs = through_time(f2, g0, xs)
    return np.array([f3(h, g) for h, g in zip(hs, gs)])
""",
            "the second turn is along the wrong axis": """
def both_directions(f1, f2, f3, h0, g0, xs):
    hs = through_time(f1, h0, xs)
    gs = through_time(f2, g0, xs[::-1])[:, ::-1]
    return np.array([f3(hs[t], gs[t]) for t in range(len(xs))])
""",
            "no merge: both are put side by side": """
def both_directions(f1, f2, f3, h0, g0, xs):
    hs = through_time(f1, h0, xs)
    gs = through_time(f2, g0, xs[::-1])[::-1]
    return np.concatenate([hs, gs], axis=2)
""",
        },
    },
    "lstm": {
        "lstm_step": {
            "i and f are cut in the other order": "z, zi, zf, zo = np.split => z, zf, zi, zo = np.split",
            "z goes through a sigmoid": "z = np.tanh(z) => z = sigmoid(z)",
            "h without the tanh": "h = zo * np.tanh(c) => h = zo * c",
            "the gates i and f are swapped in the memory": "c = zf * c_prev + zi * z => c = zi * c_prev + zf * z",
            "the bias is left out": "@ W.T + b => @ W.T",
            "h and c are returned in the other order": "return z, zi, zf, zo, c, h => return z, zi, zf, zo, h, c",
            "all of pre goes through a sigmoid, z too, then a tanh": "@ W.T + b => @ W.T + b; pre = sigmoid(pre)",
            "z is added without its gate": "c = zf * c_prev + zi * z => c = zf * c_prev + z",
            "columns are cut by hand, f and o swapped": """
def lstm_step(x, h_prev, c_prev, W, b):
    H = h_prev.shape[1]
    pre = np.hstack([x, h_prev]) @ W.T + b
    z = np.tanh(pre[:, :H])
    zi = sigmoid(pre[:, H : 2 * H])
    zo = sigmoid(pre[:, 2 * H : 3 * H])
    zf = sigmoid(pre[:, 3 * H :])
    c = zf * c_prev + zi * z
    h = zo * np.tanh(c)
    return z, zi, zf, zo, c, h
""",
            "h without zo, z with a sigmoid": """
def lstm_step(x, h_prev, c_prev, W, b):
    pre = np.concatenate([x, h_prev], axis=1) @ W.T + b
    z, zi, zf, zo = (sigmoid(part) for part in np.split(pre, 4, axis=1))
    c = zf * c_prev + zi * z
    return z, zi, zf, zo, c, np.tanh(c)
""",
        },
        "lstm_step_backward": {
            "dc does not get the part of h": "dc = dc + dh * zo * (1 - t**2) => dc = dc",
            "the slope is 1 - c ** 2": "(1 - t**2) => (1 - c**2)",
            "do is made from dc": "do = dh * t => do = dc * t",
            "do has c and not tanh of c": "do = dh * t => do = dh * c",
            "the blocks i and f are swapped": "[dz, di, df, do] => [dz, df, di, do]",
            "dx and dh_prev are cut the other way": "dx, dh_prev = dxh[:, :D], dxh[:, D:] => dx, dh_prev = dxh[:, D:], dxh[:, :D]",
            "no slope anywhere": """
def lstm_step_backward(dh, dc, x, h_prev, c_prev, W, gates, c):
    z, zi, zf, zo = gates
    dc = dc + dh * zo * (1 - np.tanh(c) ** 2)
    d = np.concatenate([dc * zi, dc * z, dc * c_prev, dh * np.tanh(c)], axis=1)
    dxh = d @ W
    D = x.shape[1]
    dW = d.T @ np.concatenate([x, h_prev], axis=1)
    return dxh[:, :D], dxh[:, D:], dc * zf, dW, d.sum(axis=0)
""",
            "the blocks are made from the old dc": """
def lstm_step_backward(dh, dc, x, h_prev, c_prev, W, gates, c):
    z, zi, zf, zo = gates
    t = np.tanh(c)
    dc_new = dc + dh * zo * (1 - t**2)
    dz = dc * zi * (1 - z**2)
    di = dc * z * zi * (1 - zi)
    df = dc * c_prev * zf * (1 - zf)
    do = dh * t * zo * (1 - zo)
    d = np.concatenate([dz, di, df, do], axis=1)
    dxh = d @ W
    D = x.shape[1]
    dW = d.T @ np.concatenate([x, h_prev], axis=1)
    return dxh[:, :D], dxh[:, D:], dc_new * zf, dW, d.sum(axis=0)
""",
        },
        "first_bias": {
            "the share is divided by the steps": "left ** (1 / steps) => left / steps",
            "the root is forgotten": "gate = left ** (1 / steps) => gate = left",
            "a power for the root": "left ** (1 / steps) => left**steps",
            "the bias stands at the input gate": "b[2 * n_hidden : 3 * n_hidden] => b[n_hidden : 2 * n_hidden]",
            "all gates get it": "b[2 * n_hidden : 3 * n_hidden] => b[:]",
            "the gate itself stands in b": "np.log(gate / (1 - gate)) => gate",
            "log of the gate alone": "np.log(gate / (1 - gate)) => np.log(gate)",
            "precedence: left ** 1 / steps": "left ** (1 / steps) => left ** 1 / steps",
            "a loop over the units with the wrong step": """
def first_bias(n_hidden, steps, left):
    gate = left ** (1 / steps)
    b = np.zeros(4 * n_hidden)
    for i in range(n_hidden):
        b[4 * i + 2] = -np.log(1 / gate - 1)
    return b
""",
            "the bias block is returned alone": """
def first_bias(n_hidden, steps, left):
    gate = left ** (1 / steps)
    return np.full(n_hidden, np.log(gate / (1 - gate)))
""",
        },
        "mended_lstm": {
            "x and h are still the wrong way round": "[x, h], axis=1 => [h, x], axis=1",
            "z is still a sigmoid": "z = np.tanh(z) => z = sigmoid(z)",
            "h is still made before c": "        c = zf * c + zi * z\n        h = zo * np.tanh(c) => \n        h = zo * np.tanh(c)\n        c = zf * c + zi * z",
            "the caller's c0 is still changed": "c = zf * c + zi * z => c *= zf; c += zi * z",
            "the broken one as it was": """
def mended_lstm(xs, h0, c0, W, b):
    h, c, hs = h0, c0, []
    for x in xs:
        pre = np.concatenate([h, x], axis=1) @ W.T + b
        z, zf, zi, zo = (sigmoid(part) for part in np.split(pre, 4, axis=1))
        h = zo * np.tanh(c)
        c *= zf
        c += zi * z
        hs.append(h)
    return np.array(hs)
""",
            "the blocks i and f are still swapped, and x, h too": "[x, h], axis=1 => [h, x], axis=1\nz, zi, zf, zo = np.split => z, zf, zi, zo = np.split",
            "all is mended, but the memories are returned": "hs.append(h) => hs.append(c)",
            "only the last output is returned": "return np.array(hs) => return h",
            "h without a tanh, all else mended": "h = zo * np.tanh(c) => h = zo * c",
            "a loop with the step, but the memory is never carried on": """
def mended_lstm(xs, h0, c0, W, b):
    h, hs = h0, []
    for x in xs:
        h = lstm_step(x, h, c0, W, b)[-1]
        hs.append(h)
    return np.array(hs)
""",
            "a copy saves c0, all else is as it was": """
def mended_lstm(xs, h0, c0, W, b):
    h, c, hs = h0, c0.copy(), []
    for x in xs:
        pre = np.concatenate([h, x], axis=1) @ W.T + b
        z, zf, zi, zo = (sigmoid(part) for part in np.split(pre, 4, axis=1))
        h = zo * np.tanh(c)
        c *= zf
        c += zi * z
        hs.append(h)
    return np.array(hs)
""",
        },
    },
    "gru": {
        "gru_step": {
            "r and z are cut in the other order": "W_r, W_z, W_h = np.split(W, 3) => W_z, W_r, W_h = np.split(W, 3)\nb_r, b_z, b_h = np.split(b, 3) => b_z, b_r, b_h = np.split(b, 3)",
            "the candidate reads the memory without the reset": "[x, r * h_prev], axis=1 => [x, h_prev], axis=1",
            "the reset is on the input too": "xq = np.concatenate([x, r * h_prev], axis=1) => xq = np.concatenate([x, h_prev], axis=1) * r[:, :1]",
            "the mix keeps the reset memory": "h = z * h_prev + => h = z * r * h_prev +",
            "the memory stands before the input": "xh = np.concatenate([x, h_prev], axis=1) => xh = np.concatenate([h_prev, x], axis=1)\nxq = np.concatenate([x, r * h_prev], axis=1) => xq = np.concatenate([r * h_prev, x], axis=1)",
            "z resets, r mixes": "[x, r * h_prev] => [x, z * h_prev]\nz * h_prev + (1 - z) * h_new => r * h_prev + (1 - r) * h_new",
            "one product for all three, so nothing is reset": """
def gru_step(x, h_prev, W, b):
    pre = np.concatenate([x, h_prev], axis=1) @ W.T + b
    r, z, h_new = np.split(pre, 3, axis=1)
    r, z, h_new = sigmoid(r), sigmoid(z), np.tanh(h_new)
    return z * h_prev + (1 - z) * h_new, r, z, h_new
""",
            "LSTM-like: the sum of r times the old and z times the new": """
def gru_step(x, h_prev, W, b):
    W_r, W_z, W_h = np.split(W, 3)
    b_r, b_z, b_h = np.split(b, 3)
    xh = np.concatenate([x, h_prev], axis=1)
    r = sigmoid(xh @ W_r.T + b_r)
    z = sigmoid(xh @ W_z.T + b_z)
    h_new = np.tanh(xh @ W_h.T + b_h)
    return r * h_prev + z * h_new, r, z, h_new
""",
        },
        "gru_backward": {
            "the way through the candidate is left out": "dh * z + dq * r + => dh * z +",
            "the candidate's way is not multiplied by r": "dh * z + dq * r => dh * z + dq",
            "du_z has its sign turned": "(h_prev - h_new) => (h_new - h_prev)",
            "du_z without h_new": "dh * (h_prev - h_new) * z => dh * h_prev * z",
            "du_h has no slope": "dh * (1 - z) * (1 - h_new**2) => dh * (1 - z)",
            "dh_prev from one product, as for the LSTM": """
def gru_backward(dh, x, h_prev, r, z, h_new, W):
    D = x.shape[1]
    W_r, W_z, W_h = np.split(W, 3)
    du_h = dh * (1 - z) * (1 - h_new**2)
    du_z = dh * (h_prev - h_new) * z * (1 - z)
    dq = du_h @ W_h[:, D:]
    du_r = dq * h_prev * r * (1 - r)
    du = np.concatenate([du_r, du_z, du_h], axis=1)
    dxh = du @ W
    dW = du.T @ np.concatenate([x, h_prev], axis=1)
    return dxh[:, :D], dxh[:, D:] + dh * z, dW, du.sum(axis=0)
""",
            "du_r without h_prev, and no straight way": "dq * h_prev * r * (1 - r) => dq * r * (1 - r)\ndh * z + dq * r => dq * r",
        },
        "memory_gate": {
            "it looks at z = 1 and z = 0 themselves": "k(0.999) => k(1.0)\nk(0.001) => k(0.0)",
            "one result and not a difference": "(mix(z, 1.0, 0.3) - mix(z, 0.0, 0.3)) / (1.0 - 0.0) => mix(z, 1.0, 0.3)",
            "the candidate is changed, not the memory": "(mix(z, 1.0, 0.3) - mix(z, 0.0, 0.3)) => (mix(z, 0.3, 1.0) - mix(z, 0.3, 0.0))",
            "half is enough": "k(0.999) >= 0.99 => k(0.999) >= 0.5\nk(0.001) >= 0.99 => k(0.001) >= 0.5",
            "the end with the larger share wins": """
def memory_gate(mix):
    one = mix(0.999, 1.0, 0.0) - mix(0.999, 0.0, 0.0)
    zero = mix(0.001, 1.0, 0.0) - mix(0.001, 0.0, 0.0)
    if one > zero:
        return "one"
    return "zero"
""",
            "only the end at 1 is tried, the other is the rest": """
def memory_gate(mix):
    if mix(0.999, 1.0, 0.0) - mix(0.999, 0.0, 0.0) >= 0.99:
        return "one"
    return "zero"
""",
            "True and False in place of the words": """
def memory_gate(mix):
    return mix(0.999, 1.0, 0.0) - mix(0.999, 0.0, 0.0) >= 0.99
""",
            "the names of the ends are swapped": """
def memory_gate(mix):
    for z, name in ((0.999, "zero"), (0.001, "one")):
        if mix(z, 1.0, 0.0) - mix(z, 0.0, 0.0) >= 0.99:
            return name
    return "never"
""",
        },
        "to_pytorch": {
            "the two weights are swapped": '"weight_ih_l0": W[:, :-H] => "weight_ih_l0": W[:, -H:]\n"weight_hh_l0": W[:, -H:] => "weight_hh_l0": W[:, :-H]',
            "cut at H and not at D": '"weight_ih_l0": W[:, :-H] => "weight_ih_l0": W[:, :H]\n"weight_hh_l0": W[:, -H:] => "weight_hh_l0": W[:, H:]',
            "the candidate's bias stands in front": "np.concatenate([np.zeros(2 * H), b_h]) => np.concatenate([b_h, np.zeros(2 * H)])",
            "b_h is the second bias of all blocks": "np.concatenate([np.zeros(2 * H), b_h]) => np.concatenate([b_h, b_h, b_h])",
            "the second bias is the first": "np.concatenate([np.zeros(2 * H), b_h]) => b",
            "only H zeros": "np.zeros(2 * H) => np.zeros(H)",
            "the blocks are turned to z, r, candidate, as Keras has them": """
def to_pytorch(params):
    W, b, b_h = params["W"], params["b"], params["b_h"]
    H = len(b_h)
    W = np.concatenate([W[H : 2 * H], W[:H], W[2 * H :]])
    b = np.concatenate([b[H : 2 * H], b[:H], b[2 * H :]])
    return {
        "weight_ih_l0": W[:, :-H],
        "weight_hh_l0": W[:, -H:],
        "bias_ih_l0": b,
        "bias_hh_l0": np.concatenate([np.zeros(2 * H), b_h]),
    }
""",
            "H is taken from the rows of W": "H = len(b_h) => H = len(W)",
        },
        "from_pytorch": {
            "all of the second bias is added": "b[: 2 * H] += b_hh[: 2 * H] => b += b_hh",
            "the second bias is not added": "    b[: 2 * H] += b_hh[: 2 * H]\n => \n",
            "the array that came in is changed": "b = b_ih.copy() => b = b_ih",
            "b_h is that of the input": '"b_h": b_hh[2 * H :] => "b_h": b_ih[2 * H :]',
            "only the first gate gets the sum": "b[: 2 * H] += b_hh[: 2 * H] => b[:H] += b_hh[:H]",
            "H is a third of the columns": "H = hh.shape[1] => H = ih.shape[1]",
            "the biases stay two: b is the pair of them": """
def from_pytorch(arrays):
    W = np.hstack([arrays["weight_ih_l0"], arrays["weight_hh_l0"]])
    b_ih, b_hh = arrays["bias_ih_l0"], arrays["bias_hh_l0"]
    return {"W": W, "b": np.concatenate([b_ih, b_hh]), "b_h": b_hh[-W.shape[0] // 3 :]}
""",
        },
    },
    "convolution": {
        "count_weights": {
            "the + 1 is missing": "(side - size) // stride + 1 => (side - size) // stride",
            "places along a side are not squared": "places = n_places**2 => places = n_places",
            "the dense layer sees one map": "c_out * places * c_in * side**2 => c_out * places * side**2",
            "a division that does not round": "(side - size) // stride + 1 => (side - size) / stride + 1",
            "the dense layer goes to as many pixels as come in": "dense = c_out * places * c_in * side**2 => dense = c_out * side**2 * c_in * side**2",
            "the order is shared, sparse, dense": "return dense, sparse, shared => return shared, sparse, dense",
            "dense is one neuron, sparse is one neuron": """
def count_weights(c_in, c_out, side, size, stride):
    n_out = ((side - size) // stride + 1) ** 2
    dense = c_in * side**2 * n_out
    sparse = c_in * size**2 * n_out
    shared = c_in * size**2
    return dense, sparse, shared
""",
        },
        "convolve": {
            "the stride is forgotten in the windows": "top, left = stride * r, stride * c => top, left = r, c",
            "the bias is missing": "np.sum(W[f] * window) + b[f] => np.sum(W[f] * window)",
            "padding is added on one side only": "[(0, 0), (padding, padding), (padding, padding)] => [(0, 0), (padding, 0), (padding, 0)]",
            "only the first map is read": "np.sum(W[f] * window) => np.sum(W[f, 0] * window[0])",
            "mean for the sum": "np.sum(W[f] * window) => np.mean(W[f] * window)",
            "the places are counted without the padding": """
def convolve(x, W, b, stride, padding):
    F, C, K, _ = W.shape
    H = (x.shape[1] - K) // stride + 1
    V = (x.shape[2] - K) // stride + 1
    x = np.pad(x, [(0, 0), (padding, padding), (padding, padding)])
    y = np.zeros((F, H, V))
    for f in range(F):
        for r in range(H):
            for c in range(V):
                y[f, r, c] = np.sum(x[:, r * stride : r * stride + K, c * stride : c * stride + K] * W[f]) + b[f]
    return y
""",
            "the loops over i, j stop one too early": """
def convolve(x, W, b, stride, padding):
    p, K = padding, W.shape[2]
    x = np.pad(x, [(0, 0), (p, p), (p, p)])
    H = (x.shape[1] - K) // stride + 1
    V = (x.shape[2] - K) // stride + 1
    y = np.zeros((len(W), H, V))
    for f in range(len(W)):
        for r in range(H):
            for c in range(V):
                for i in range(K - 1):
                    for j in range(K - 1):
                        y[f, r, c] += np.sum(W[f, :, i, j] * x[:, stride * r + i, stride * c + j])
        y[f] += b[f]
    return y
""",
        },
        "columns": {
            "the windows are rows": "np.array(found).T => np.array(found)",
            "a reshape for the transpose": "np.array(found).T => np.array(found).reshape(-1, len(found))",
            "the stride is forgotten": "top, left = stride * r, stride * c => top, left = r, c",
            "the columns run down first": "    for r in range(down):\n        for c in range(across): => \n    for c in range(across):\n        for r in range(down):",
            "the + 1 is missing": "down = (x.shape[1] - size) // stride + 1 => down = (x.shape[1] - size) // stride",
            "the window is read column by column": "window.ravel() => window.transpose(0, 2, 1).ravel()",
            "the maps run fastest": "window.ravel() => window.transpose(1, 2, 0).ravel()",
            "windows of each map one after the other, maps as places": """
def columns(x, size, stride):
    down = (x.shape[1] - size) // stride + 1
    across = (x.shape[2] - size) // stride + 1
    found = []
    for m in range(len(x)):
        for r in range(down):
            for c in range(across):
                found.append(x[m, r * stride : r * stride + size, c * stride : c * stride + size].ravel())
    return np.array(found).T
""",
        },
        "convolve_backward": {
            "= in place of += for dx": "left : left + K] += dy[f, r, c] * W[f] => left : left + K] = dy[f, r, c] * W[f]",
            "= in place of += for dW": "dW[f] += => dW[f] =",
            "dwide[p:-p]: empty where p is 0": "dx = dwide[:, p : p + x.shape[1], p : p + x.shape[2]] => dx = dwide[:, p:-p, p:-p]",
            "dW reads the picture without padding": "dy[f, r, c] * wide[:, top : top + K, left : left + K] => dy[f, r, c] * np.pad(x, [(0, 0), (0, 2 * p), (0, 2 * p)])[:, top : top + K, left : left + K]",
            "the stride is forgotten": "top, left = stride * r, stride * c => top, left = r, c",
            "the cut begins at 0": "dwide[:, p : p + x.shape[1], p : p + x.shape[2]] => dwide[:, : x.shape[1], : x.shape[2]]",
            "dx without padding: the places are looked for in the bare picture": """
def convolve_backward(dy, x, W, stride, padding):
    K = W.shape[2]
    dx, dW = np.zeros_like(x), np.zeros_like(W)
    for f, r, c in np.ndindex(dy.shape):
        top, left = stride * r, stride * c
        window = x[:, top : top + K, left : left + K]
        dW[f, :, : window.shape[1], : window.shape[2]] += dy[f, r, c] * window
        dx[:, top : top + K, left : left + K] += dy[f, r, c] * W[f, :, : window.shape[1], : window.shape[2]]
    return dx, dW, dy.sum(axis=(1, 2))
""",
        },
        "descend": {
            "uphill": "W = W - lr * => W = W + lr *",
            "W is changed in place": "W = W - lr * backward(dy) => W -= lr * backward(dy)",
            "forward runs once, before the loop": """
def descend(forward, backward, target, W, lr, steps):
    y = forward(W)
    dy = 2 * (y - target) / y.size
    for _ in range(steps):
        W = W - lr * backward(dy)
    return W
""",
            "the return stands in the loop": "        W = W - lr * backward(dy)\n    return W => \n        W = W - lr * backward(dy)\n        return W",
            "the loss goes backward, not its slope": "dy = 2 * (y - target) / y.size => dy = (y - target) ** 2 / y.size",
            "divided by the rows": "/ y.size => / len(y)",
            "one step fewer": "for _ in range(steps): => for _ in range(steps - 1):",
            "stops when the error is small": "        y = forward(W)\n => \n        y = forward(W)\n        if np.mean((y - target) ** 2) < 1e-3:\n            break\n",
            "the gradient of W is taken on W: no backward": "W = W - lr * backward(dy) => W = W - lr * dy",
        },
    },
    "pooling": {
        "pools": {
            "the L2 norm is not rooted": "np.sqrt((window**2).sum(axis=(1, 2))) => (window**2).sum(axis=(1, 2))",
            "the root of the mean": "(window**2).sum(axis=(1, 2)) => (window**2).mean(axis=(1, 2))",
            "the average is a sum": "window.mean(axis=(1, 2)) => window.sum(axis=(1, 2))",
            "the largest is taken over all maps too": "window.max(axis=(1, 2)) => window.max()",
            "the average and the L2 norm are swapped": "return largest, average, l2 => return largest, l2, average",
            "the mean divides by size and not by its square": "window.mean(axis=(1, 2)) => window.sum(axis=(1, 2)) / size",
            "one number for all windows: the results are cut in blocks by reshape": """
def pools(x, size, stride):
    N, R, C = x.shape
    d, a = (R - size) // stride + 1, (C - size) // stride + 1
    blocks = x[:, : d * size, : a * size].reshape(N, d, size, a, size)
    return blocks.max(axis=(2, 4)), blocks.mean(axis=(2, 4)), np.sqrt((blocks**2).sum(axis=(2, 4)))
""",
        },
        "max_backward": {
            "all equal ones get it": """
def max_backward(dy, x, size, stride):
    dx = np.zeros_like(x)
    for n, r, c in np.ndindex(dy.shape):
        top, left = stride * r, stride * c
        window = x[n, top : top + size, left : left + size]
        mask = window == window.max()
        dx[n, top : top + size, left : left + size] += mask * dy[n, r, c]
    return dx
""",
            "top and left are forgotten": "dx[maps, top + i, left + j] += => dx[maps, i, j] +=",
            "row and column are swapped": "i, j = np.divmod => j, i = np.divmod",
            "the winner is that of the first map": "window.reshape(len(x), -1).argmax(axis=1) => window[0].argmax()",
            "the gradient goes to the whole window": "dx[maps, top + i, left + j] += dy[:, r, c] => dx[:, top : top + size, left : left + size] += dy[:, r, c, None, None]",
            "the stride is forgotten": "top, left = stride * r, stride * c => top, left = r, c",
            "best begins at 0, so negative windows have no winner": """
def max_backward(dy, x, size, stride):
    dx = np.zeros_like(x)
    for n, r, c in np.ndindex(dy.shape):
        best = 0
        u, v = 0, 0
        for i in range(size):
            for j in range(size):
                if x[n, r * stride + i, c * stride + j] > best:
                    best = x[n, r * stride + i, c * stride + j]
                    u, v = r * stride + i, c * stride + j
        dx[n, u, v] += dy[n, r, c]
    return dx
""",
            "the winner's place is looked for in the whole picture": """
def max_backward(dy, x, size, stride):
    dx = np.zeros_like(x)
    for n, r, c in np.ndindex(dy.shape):
        window = x[n, r * stride : r * stride + size, c * stride : c * stride + size]
        place = np.argwhere(x[n] == window.max())[0]
        dx[n, place[0], place[1]] += dy[n, r, c]
    return dx
""",
        },
        "shared_backward": {
            "the average is divided by size": "d / size**2 => d / size",
            "= in place of += in the average": "dx_average[here] += => dx_average[here] =",
            "the L2 part is not divided by y": "d * window / y => d * window",
            "y has no root": "np.sqrt((window**2).sum(axis=(1, 2), keepdims=True)) => (window**2).sum(axis=(1, 2), keepdims=True)",
            "a tiny number is added to y": "        y[y == 0] = 1\n => \n        y = y + 1e-3\n",
            "2 x over y": "d * window / y => d * 2 * window / y",
            "y over x": "d * window / y => d * y / np.where(window == 0, 1, window)",
            "L2 by the whole picture's norm": "y = np.sqrt((window**2).sum(axis=(1, 2), keepdims=True)) => y = np.sqrt((x**2).sum(axis=(1, 2), keepdims=True))",
            "y is summed over the maps too": "(window**2).sum(axis=(1, 2), keepdims=True) => (window**2).sum(keepdims=True)",
        },
        "maxout": {
            "the groups are not neighbours: axes of the reshape swapped": "x.reshape(len(x) // pieces, pieces, *x.shape[1:]) => x.reshape(pieces, len(x) // pieces, *x.shape[1:]).swapaxes(0, 1)",
            "the winner is counted among all maps": "winner = groups.argmax(axis=1) => winner = groups.argmax(axis=1) + pieces * np.arange(len(groups))[:, None, None]",
            "the largest along axis 0": "groups.max(axis=1) => groups.max(axis=0)\ngroups.argmax(axis=1) => groups.argmax(axis=0)",
            "winner and a are swapped": "return a, winner => return winner, a",
            "a ReLU is on top": "a = groups.max(axis=1) => a = np.maximum(groups.max(axis=1), 0)",
            "pieces groups of maps": "x.reshape(len(x) // pieces, pieces, *x.shape[1:]) => x.reshape(pieces, len(x) // pieces, *x.shape[1:])",
            "a winner of floats": "winner = groups.argmax(axis=1) => winner = groups.argmax(axis=1).astype(float)",
            "neighbours overlap: every pair of maps": """
def maxout(x, pieces):
    n = len(x) // pieces
    groups = np.array([x[q : q + pieces] for q in range(n)])
    return groups.max(axis=1), groups.argmax(axis=1)
""",
        },
        "survives": {
            "the pictures go to the left": "moved[:, :, shift:] = x[:, :, : x.shape[2] - shift] => moved[:, :, : x.shape[2] - shift] = x[:, :, shift:]",
            "the pictures go down": "moved[:, :, shift:] = x[:, :, : x.shape[2] - shift] => moved[:, shift:] = x[:, : x.shape[1] - shift]",
            "ink only before": "(before != 0) | (after != 0) => before != 0",
            "paper counts too": "kept[ink].mean() => kept.mean()",
            "the pool's outputs are moved and not the pictures": """
def survives(pool, x, shift, tolerance):
    before = pool(x)
    after = np.zeros_like(before)
    after[..., shift:] = before[..., : before.shape[-1] - shift]
    ink = (before != 0) | (after != 0)
    return (np.abs(after - before) < tolerance)[ink].mean()
""",
            "the share of those that changed": "< tolerance => >= tolerance",
            "the number and not the share": "kept[ink].mean() => kept[ink].sum()",
            "ink is where the input has it: a change of x": """
def survives(pool, x, shift, tolerance):
    moved = x
    moved[:, :, shift:] = x[:, :, : x.shape[2] - shift]
    moved[:, :, :shift] = 0
    before, after = pool(x), pool(moved)
    ink = (before != 0) | (after != 0)
    return (np.abs(after - before) < tolerance)[ink].mean()
""",
        },
    },
}
