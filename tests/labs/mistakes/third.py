"""A third set of wrong answers, of labs 1 to 4: 160 that nobody had in mind, and six that passed once.

They were written without a look at the engine. See `tests.labs.mistakes`.
"""

MISTAKES = {
    "dense": {
        "sigmoid": {
            "np.where chooses, but both formulas are computed everywhere and overflow": """
def sigmoid(z):
    return np.where(z >= 0, 1 / (1 + np.exp(-z)), np.exp(z) / (1 + np.exp(z)))
""",
            "z is clipped to -10 .. 10 first": """
def sigmoid(z):
    z = np.clip(z, -10, 10)
    return 1 / (1 + np.exp(-z))
""",
            "1 / (1 + e) for the negative numbers too": "np.where(z >= 0, 1, e) => 1",
            "the warnings are switched off, and e^z / (1 + e^z) is NaN": """
def sigmoid(z):
    with np.errstate(all="ignore"):
        return np.exp(z) / (1 + np.exp(z))
""",
            "neither mask holds z = 0": """
def sigmoid(z):
    s = np.zeros(z.shape)
    s[z > 0] = 1 / (1 + np.exp(-z[z > 0]))
    s[z < 0] = np.exp(z[z < 0]) / (1 + np.exp(z[z < 0]))
    return s
""",
            "the caller's z is clipped": """
def sigmoid(z):
    z[z < -500] = -500
    z[z > 500] = 500
    return 1 / (1 + np.exp(-z))
""",
            "a loop over z works for one axis only": """
def sigmoid(z):
    s = []
    for v in z:
        if v >= 0:
            s.append(1 / (1 + np.exp(-v)))
        else:
            s.append(np.exp(v) / (1 + np.exp(v)))
    return np.array(s)
""",
            "for negative z the bottom is forgotten: e^z alone": "np.where(z >= 0, 1, e) / (1 + e) => np.where(z >= 0, 1 / (1 + e), e)",
            "the slope of the sigmoid": """
def sigmoid(z):
    e = np.exp(-np.abs(z))
    s = np.where(z >= 0, 1, e) / (1 + e)
    return s * (1 - s)
""",
        },
        "dense_forward": {
            "W is reshaped where it should be transposed": "W.T => W.reshape(a.shape[1], -1)",
            "the result is transposed": "a @ W.T + b => W @ a.T + b[:, None]",
            "the bias is added once per input": """
def dense_forward(a, W, b):
    z = np.zeros((a.shape[0], W.shape[0]))
    for i in range(W.shape[0]):
        for j in range(W.shape[1]):
            z[:, i] += a[:, j] * W[i, j] + b[i]
    return z
""",
            "the loop leaves out the last input": """
def dense_forward(a, W, b):
    B, n_in = a.shape
    z = np.tile(b, (B, 1))
    for j in range(n_in - 1):
        z = z + np.outer(a[:, j], W[:, j])
    return z
""",
            "the mean over the inputs in place of the sum": """
def dense_forward(a, W, b):
    return np.mean(a[:, None, :] * W[None, :, :], axis=2) + b
""",
            "only the first example, in another way": "a @ W.T => a[0] @ W.T",
            "tanh at the end, and no bias": "a @ W.T + b => np.tanh(a @ W.T)",
        },
        "dense_backward": {
            "da is multiplied by the slope of a sigmoid": "dz @ W => dz @ W * a * (1 - a)",
            "dW is the product of the sums, not the sum of the products": "dz.T @ a => np.outer(dz.sum(axis=0), a.sum(axis=0))",
            "dW is the step of a training: W is less by it": "dz.T @ a => W - dz.T @ a",
            "dW and db are means over the examples": """dz.T @ a => dz.T @ a / len(a)
dz.sum => dz.mean""",
            "db is not summed, in another way": "dz.sum(axis=0) => dz",
            "db is one number, in another way": "dz.sum(axis=0) => dz.sum()",
            "dW keeps the last example only": """
def dense_backward(dz, a, W):
    da = np.zeros(a.shape)
    for k in range(len(a)):
        da[k] = dz[k] @ W
        dW = np.outer(dz[k], a[k])
    return da, dW, dz.sum(axis=0)
""",
            "dW first, then db and da": "return da, dW, db => return dW, db, da",
            "da is computed with the W that is already changed, in place": """
def dense_backward(dz, a, W):
    dW = dz.T @ a
    W -= dW
    return dz @ W, dW, dz.sum(axis=0)
""",
        },
        "tanh_from": {
            "the -1 is inside": "2 * squash(2 * z) - 1 => 2 * squash(2 * z - 1)",
            "the -1 is doubled too": "2 * squash(2 * z) - 1 => 2 * (squash(2 * z) - 1)",
            "squash twice": "squash(2 * z) => squash(squash(2 * z))",
            "a function is returned": "2 * squash(2 * z) - 1 => lambda z: 2 * squash(2 * z) - 1",
            "the caller's z is doubled": """
def tanh_from(squash, z):
    z *= 2
    s = squash(z)
    return 2 * s - 1
""",
            "tanh's definition is written out, squash is not used": """
def tanh_from(squash, z):
    e = np.exp(-2 * np.abs(z))
    return np.sign(z) * (1 - e) / (1 + e)
""",
            "the result is squashed, not stretched: squash(2z) is squared": "2 * squash(2 * z) - 1 => squash(2 * z) ** 2 - 1",
            "squash(2z) - squash(-2z), which is right for the sigmoid alone": "2 * squash(2 * z) - 1 => squash(2 * z) - squash(-2 * z)",
        },
    },
    "backpropagation": {
        "numerical_gradient": {
            "the step is not set back to 0: it grows entry by entry": """
def numerical_gradient(f, x, eps):
    g = np.zeros_like(x)
    step = np.zeros_like(x)
    for i in np.ndindex(x.shape):
        step[i] = eps
        g[i] = (f(x + step) - f(x - step)) / (2 * eps)
    return g
""",
            "all entries move at once": """
def numerical_gradient(f, x, eps):
    g = np.zeros_like(x)
    for i in np.ndindex(x.shape):
        g[i] = (f(x + eps) - f(x - eps)) / (2 * eps)
    return g
""",
            "up and down are the same array": """
def numerical_gradient(f, x, eps):
    g = np.zeros_like(x)
    for i in np.ndindex(x.shape):
        up = x.copy()
        down = up
        up[i] += eps
        down[i] -= eps
        g[i] = (f(up) - f(down)) / (2 * eps)
    return g
""",
            "eps is added and taken off again in x, with rounding errors": """
def numerical_gradient(f, x, eps):
    g = np.empty_like(x)
    for i in np.ndindex(x.shape):
        x[i] += eps
        up = f(x)
        x[i] -= 2 * eps
        down = f(x)
        x[i] += eps
        g[i] = (up - down) / (2 * eps)
    return g
""",
            "half is multiplied by eps, not divided: / 2 * eps": "/ (2 * eps) => / 2 * eps",
            "len(x) rows, not all entries": """
def numerical_gradient(f, x, eps):
    g = np.zeros_like(x)
    for i in range(len(x)):
        step = np.zeros_like(x)
        step[i] = eps
        g[i] = (f(x + step) - f(x - step)) / (2 * eps)
    return g
""",
            "returns after the first entry, in another way": "    return g =>         return g",
            "one step back: f(x) - f(x - step)": "f(x + step) - f(x - step)) / (2 * eps) => f(x) - f(x - step)) / eps",
            "the slopes are a flat list": """
def numerical_gradient(f, x, eps):
    slopes = []
    for i in np.ndindex(x.shape):
        up, down = x.copy(), x.copy()
        up[i] += eps
        down[i] -= eps
        slopes.append((f(up) - f(down)) / (2 * eps))
    return np.array(slopes)
""",
        },
        "gradient_fits": {
            "np.allclose with its own tolerances": """
def gradient_fits(f, gradient, x):
    return bool(np.allclose(gradient(x), numerical_gradient(f, x, 1e-6)))
""",
            "the difference has its sign: too small an entry is not seen": "np.abs(g - n) => g - n",
            "one entry that fits is enough": """
def gradient_fits(f, gradient, x):
    g = gradient(x)
    n = numerical_gradient(f, x, 1e-6)
    bottom = max(np.abs(g).max(), np.abs(n).max(), 1e-8)
    return bool(np.any(np.abs(g - n) / bottom <= 1e-5))
""",
            "a NaN is not > 1e-5": "bool(top / bottom <= 1e-5) => not (top / bottom > 1e-5)",
            "the mean difference": "np.max(np.abs(g - n)) => np.mean(np.abs(g - n))",
            "the error is returned": "bool(top / bottom <= 1e-5) => top / bottom",
            "at least 1 at the bottom, so tiny gradients always fit": "1e-8) => 1)",
            "1e-8 is forgotten, and 0 / 0 does not fit": ", 1e-8) => )",
            "the sums in place of the maxima": """
def gradient_fits(f, gradient, x):
    g, n = gradient(x), numerical_gradient(f, x, 1e-6)
    error = abs(g.sum() - n.sum()) / max(abs(g.sum()), abs(n.sum()), 1e-8)
    return bool(error <= 1e-5)
""",
            "the least entry at the bottom": "bottom = max(np.max(np.abs(g)), np.max(np.abs(n)), 1e-8) => bottom = max(np.min(np.abs(g)), np.min(np.abs(n)), 1e-8)",
            "a ratio for each entry, in another way": """
def gradient_fits(f, gradient, x):
    g = gradient(x)
    n = numerical_gradient(f, x, 1e-6)
    bottom = np.maximum(np.maximum(np.abs(g), np.abs(n)), 1e-8)
    error = np.abs(g - n) / bottom
    return bool(np.all(error <= 1e-5))
""",
            "eps is 1e-5 and the limit 1e-6": """f, x, 1e-6 => f, x, 1e-5
<= 1e-5) => <= 1e-6)""",
            "the NaN is left out of the maxima": """np.max(np.abs(g - n)) => np.nanmax(np.abs(g - n))
np.max(np.abs(g)) => np.nanmax(np.abs(g))""",
            "only the first entry is compared": """
def gradient_fits(f, gradient, x):
    g = gradient(x).ravel()
    n = numerical_gradient(f, x, 1e-6).ravel()
    error = np.abs(g[0] - n[0]) / max(np.abs(g).max(), np.abs(n).max(), 1e-8)
    return bool(error <= 1e-5)
""",
        },
        "softmax_cross_entropy": {
            "1 is taken off whole columns": "p[rows, target] -= 1 => p[:, target] -= 1",
            "the loss is the mean over all pairs of rows and targets": "logs[rows, target] => logs[:, target]",
            "one maximum for the whole batch": "scores.max(axis=1, keepdims=True) => scores.max()",
            "softmax over the examples, in another way": """scores.max(axis=1 => scores.max(axis=0
e.sum(axis=1 => e.sum(axis=0""",
            "the scores are divided by their maximum": "scores - scores.max(axis=1, keepdims=True) => scores / scores.max(axis=1, keepdims=True)",
            "the gradient of the squared error of the probabilities": "dscores = p / len(target) => dscores = p * (e / total) * (1 - e / total) / len(target)",
            "the logarithm of p after 1 is taken off": """
def softmax_cross_entropy(scores, target):
    s = scores - scores.max(axis=1, keepdims=True)
    p = np.exp(s) / np.exp(s).sum(axis=1, keepdims=True)
    rows = np.arange(len(target))
    dscores = p
    dscores[rows, target] -= 1
    dscores /= len(target)
    loss = -np.mean(np.log(p[rows, target]))
    return loss, dscores
""",
            "the loss of two classes at a time: ln(1 - p) is added for the wrong ones": """
def softmax_cross_entropy(scores, target):
    B, K = scores.shape
    s = scores - scores.max(axis=1, keepdims=True)
    p = np.exp(s) / np.exp(s).sum(axis=1, keepdims=True)
    y = np.eye(K)[target]
    loss = -np.sum(y * np.log(p + 1e-12) + (1 - y) * np.log(1 - p + 1e-12)) / B
    return loss, (p - y) / B
""",
            "the caller's scores are changed": """s = scores - scores.max(axis=1, keepdims=True) => s = scores
    s -= s.max(axis=1, keepdims=True)""",
            "the loss is a sum, and so is its gradient": """.mean() => .sum()
p / len(target) => p""",
            "the gradient is divided by the number of classes": "p / len(target) => p / scores.shape[1]",
        },
        "two_layer_forward": {
            "the bias is added behind the tanh": """z1 = x @ W1.T + b1 => z1 = x @ W1.T
np.tanh(z1) => np.tanh(z1) + b1""",
            "the scores are made of z1, the tanh is only returned": "a @ W2.T => z1 @ W2.T",
            "a is overwritten by the scores": """
def two_layer_forward(x, W1, b1, W2, b2):
    a = np.tanh(x @ W1.T + b1)
    a = a @ W2.T + b2
    return a, a
""",
            "the softmax of the scores": """
def two_layer_forward(x, W1, b1, W2, b2):
    a = np.tanh(x @ W1.T + b1)
    scores = a @ W2.T + b2
    e = np.exp(scores - scores.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True), a
""",
            "ReLU in place of tanh": "np.tanh(z1) => np.maximum(z1, 0)",
            "z1 is returned": "return scores, a => return scores, z1",
            "tanh twice": "np.tanh(z1) => np.tanh(np.tanh(z1))",
        },
        "two_layer_backward": {
            "the square of 1 - a": "(1 - a**2) => (1 - a) ** 2",
            "tanh once more in the slope": "(1 - a**2) => (1 - np.tanh(a) ** 2)",
            "the slope of the sigmoid": "(1 - a**2) => a * (1 - a)",
            "dz1 is the whole gradient and the slope, added": "da * (1 - a**2) => da + (1 - a**2)",
            "db1 is summed before the tanh": "dz1.sum(axis=0) => da.sum(axis=0)",
            "the scores get a slope too": """
def two_layer_backward(dscores, x, a, W2):
    ds = dscores * (1 - dscores**2)
    dW2 = ds.T @ a
    db2 = ds.sum(axis=0)
    dz1 = ds @ W2 * (1 - a**2)
    return dz1.T @ x, dz1.sum(axis=0), dW2, db2
""",
            "a is squared in place, so dW2 gets a^2": """
def two_layer_backward(dscores, x, a, W2):
    a *= a
    dz1 = (dscores @ W2) * (1 - a)
    dW1, db1 = dz1.T @ x, dz1.sum(axis=0)
    dW2, db2 = dscores.T @ a, dscores.sum(axis=0)
    return dW1, db1, dW2, db2
""",
            "the last layer's gradients first": "return dW1, db1, dW2, db2 => return dW2, db2, dW1, db1",
            "both biases are means": """dscores.sum(axis=0) => dscores.mean(axis=0)
dz1.sum(axis=0) => dz1.mean(axis=0)""",
        },
    },
    "rnn": {
        "rnn_step": {
            "the input is added to the state, and W_h multiplies both": "h @ W_h.T + x @ W_i.T => (h + x @ W_i.T) @ W_h.T",
            "[h, x] side by side, but the weights as [W_i, W_h]": """
def rnn_step(h, x, W_h, W_i, b):
    W = np.concatenate([W_i, W_h], axis=1)
    hx = np.concatenate([h, x], axis=1)
    return np.tanh(hx @ W.T + b)
""",
            "the old state is added to the new one": "return np.tanh( => return h + np.tanh(",
            "a tanh for each part": "np.tanh(h @ W_h.T + x @ W_i.T + b) => np.tanh(h @ W_h.T) + np.tanh(x @ W_i.T + b)",
            "the bias comes with each of the two layers": """
def rnn_step(h, x, W_h, W_i, b):
    from_state = h @ W_h.T + b
    from_input = x @ W_i.T + b
    return np.tanh(from_state + from_input)
""",
            "columns are returned": """
def rnn_step(h, x, W_h, W_i, b):
    return np.tanh(W_h @ h.T + W_i @ x.T + b[:, None])
""",
            "the bias is outside the tanh": " + b) => ) + b",
        },
        "through_time": {
            "the state is written into one array: all steps are the last, h0 too": "h = f(h, x) => h[:] = f(h, x)",
            "hs[-1] is zeros at the first step, h0 is not used": """
def through_time(f, h0, xs):
    hs = np.zeros((len(xs), *h0.shape))
    for t in range(len(xs)):
        hs[t] = f(hs[t - 1], xs[t])
    return hs
""",
            "each step begins at h0, in another way": "h = f(h, x) => h = f(h0, x)",
            "each step reads the input of the step before": """
def through_time(f, h0, xs):
    h = h0
    hs = []
    for t in range(len(xs)):
        h = f(h, xs[t - 1])
        hs.append(h)
    return np.stack(hs)
""",
            "the result has h0 in front, and the last state is lost": """
def through_time(f, h0, xs):
    hs = [h0]
    for t in range(1, len(xs)):
        hs.append(f(hs[t - 1], xs[t - 1]))
    return np.array(hs)
""",
            "the states are added up": "h = f(h, x) => h = h + f(h, x)",
            "the batch is the first axis": "np.array(hs) => np.stack(hs, axis=1)",
            "the result is made like xs": """
def through_time(f, h0, xs):
    hs = np.zeros_like(xs)
    h = h0
    for t in range(len(xs)):
        h = f(h, xs[t])
        hs[t] = h
    return hs
""",
        },
        "bptt": {
            "the slope is for dys only, not for what comes back": "(dys[t] + dh) * (1 - hs[t] ** 2) => dys[t] * (1 - hs[t] ** 2) + dh",
            "dh is added up over the steps": "dh = dz @ W_h => dh = dh + dz @ W_h",
            "the slope of the state before, in another way": "(1 - hs[t] ** 2) => (1 - before ** 2)",
            "dh0 is dz of the first step, without W_h": "return dh, dxs => return dz, dxs",
            "hs[-1] in place of h0, and the input one step late": """hs[t - 1] if t > 0 else h0 => hs[t - 1]
dz.T @ xs[t] => dz.T @ xs[t - 1]""",
            "dxs is made before the tanh": "dxs[t] = dz @ W_i => dxs[t] = (dys[t] + dh) @ W_i",
            "the first step is left out": "range(len(xs)) => range(1, len(xs))",
            "only dy goes back, so the gradient reaches one step": "dh = dz @ W_h => dh = dys[t] @ W_h",
            "dys is changed": """dz = (dys[t] + dh) * => dys[t] += dh
        dz = dys[t] *""",
            "the weights' gradients are means over the steps": """return dh, dxs, dW_h, dW_i, db => T = len(xs)
    return dh, dxs, dW_h / T, dW_i / T, db / T""",
            "the loss counts at the last step only": """
def bptt(dys, hs, h0, xs, W_h, W_i):
    dW_h, dW_i, db = 0, 0, 0
    dxs = np.zeros(xs.shape)
    dh = dys[-1]
    for t in range(len(xs) - 1, -1, -1):
        prev = h0 if t == 0 else hs[t - 1]
        dz = dh * (1 - hs[t] ** 2)
        dW_h += dz.T @ prev
        dW_i += dz.T @ xs[t]
        db += dz.sum(axis=0)
        dxs[t] = dz @ W_i
        dh = dz @ W_h
    return dh, dxs, dW_h, dW_i, db
""",
            "all steps at once: nothing comes back from the next step": """
def bptt(dys, hs, h0, xs, W_h, W_i):
    dz = dys * (1 - hs**2)
    before = np.concatenate([h0[None], hs[:-1]])
    dW_h = np.einsum("tbi,tbj->ij", dz, before)
    dW_i = np.einsum("tbi,tbj->ij", dz, xs)
    return dz[0] @ W_h, dz @ W_i, dW_h, dW_i, dz.sum(axis=(0, 1))
""",
            "dxs is collected from the last step on and not turned": """
def bptt(dys, hs, h0, xs, W_h, W_i):
    dW_h, dW_i, db = np.zeros_like(W_h), np.zeros_like(W_i), np.zeros(len(W_h))
    states = [h0, *hs]
    dxs, dh = [], 0
    for t in range(len(xs), 0, -1):
        dz = (dys[t - 1] + dh) * (1 - states[t] ** 2)
        dW_h += dz.T @ states[t - 1]
        dW_i += dz.T @ xs[t - 1]
        db += dz.sum(axis=0)
        dxs.append(dz @ W_i)
        dh = dz @ W_h
    return dh, np.array(dxs), dW_h, dW_i, db
""",
        },
        "clip": {
            "each array has its own length": """
def clip(grads, limit):
    result = {}
    for name, g in grads.items():
        norm = np.linalg.norm(g)
        result[name] = g * limit / norm if norm > limit else g
    return result
""",
            "the lengths are added": "np.sqrt(sum(np.sum(g**2) for g in grads.values())) => sum(np.sqrt(np.sum(g**2)) for g in grads.values())",
            "the length of the last array only": """
def clip(grads, limit):
    for g in grads.values():
        norm = np.sqrt(np.sum(g**2))
    scale = min(1, limit / norm) if norm > 0 else 1
    return {name: g * scale for name, g in grads.items()}
""",
            "0 / 0 for a gradient of zeros": "limit / norm if norm > limit else 1.0 => min(norm, limit) / norm",
            "short gradients are made longer, in another way": "limit / norm if norm > limit else 1.0 => limit / norm if norm > 0 else 1.0",
            "the arrays are multiplied in place": """
def clip(grads, limit):
    norm = np.sqrt(sum((g**2).sum() for g in grads.values()))
    if norm > limit:
        for name in grads:
            grads[name] *= limit / norm
    return grads
""",
            "returns after the first array": """
def clip(grads, limit):
    norm = np.sqrt(sum(np.sum(g**2) for g in grads.values()))
    new = {}
    for name, g in grads.items():
        new[name] = g * min(1, limit / max(norm, limit))
        return new
""",
            "every entry is cut to +-limit when the whole is too long": """
def clip(grads, limit):
    norm = np.sqrt(sum(np.sum(g**2) for g in grads.values()))
    if norm <= limit:
        return dict(grads)
    return {name: np.clip(g, -limit, limit) for name, g in grads.items()}
""",
            "the length is without its root, in the question only": "if norm > limit => if norm**2 > limit",
        },
        "both_directions": {
            "the batch is turned, not the time": "xs[::-1] => xs[:, ::-1]",
            "f2 reads what f1 has made": "xs[::-1] => hs[::-1]",
            "f2 begins with the last state of f1": "g, gs = g0, [] => g, gs = h, []",
            "f3 only for the last states": """
def both_directions(f1, f2, f3, h0, g0, xs):
    h, g = h0, g0
    for x in xs:
        h = f1(h, x)
    for x in xs[::-1]:
        g = f2(g, x)
    return f3(h, g)
""",
            "both directions in one loop: the state of the step T - t is merged": """
def both_directions(f1, f2, f3, h0, g0, xs):
    h, g = h0, g0
    ys = []
    for t in range(len(xs)):
        h = f1(h, xs[t])
        g = f2(g, xs[-1 - t])
        ys.append(f3(h, g))
    return np.array(ys)
""",
            "g is kept before the step, so the own input is missing": """g = f2(g, x)
        gs.append(g) => gs.append(g)
        g = f2(g, x)""",
            "the states are put side by side, f3 is not called": "f3(h, g) for => np.concatenate([h, g], axis=1) for",
            "f1 in both directions, from the same h0": """f2(g, x) => f1(g, x)
g0, [] => h0, []""",
        },
    },
    "lstm": {
        "lstm_step": {
            "the memory is squashed before it is kept": """c = zf * c_prev + zi * z => c = np.tanh(zf * c_prev + zi * z)
zo * np.tanh(c) => zo * c""",
            "what is not forgotten is written: 1 - zf in place of zi": """zi * z
 => (1 - zf) * z
""",
            "the blocks in the order i, f, z, o": "z, zi, zf, zo = np.split => zi, zf, z, zo = np.split",
            "four columns of one unit side by side": "np.split(pre, 4, axis=1) => (pre[:, k::4] for k in range(4))",
            "pre is cut by reshape": "np.split(pre, 4, axis=1) => pre.reshape(4, *h_prev.shape)",
            "the caller's memory is changed": """c = zf * c_prev + zi * z => c = c_prev
    c *= zf
    c += zi * z""",
            "the forget gate multiplies h_prev": "zf * c_prev => zf * h_prev",
            "the output gate is inside the tanh": "zo * np.tanh(c) => np.tanh(zo * c)",
            "the gates are returned as they were before the sigmoid": """
def lstm_step(x, h_prev, c_prev, W, b):
    pre = np.concatenate([x, h_prev], axis=1) @ W.T + b
    z, zi, zf, zo = np.split(pre, 4, axis=1)
    c = sigmoid(zf) * c_prev + sigmoid(zi) * np.tanh(z)
    h = sigmoid(zo) * np.tanh(c)
    return z, zi, zf, zo, c, h
""",
            "tanh for all four blocks": "sigmoid(zi), sigmoid(zf), sigmoid(zo) => np.tanh(zi), np.tanh(zf), np.tanh(zo)",
        },
        "lstm_step_backward": {
            "dc_prev is made of the dc that came in": """
def lstm_step_backward(dh, dc, x, h_prev, c_prev, W, gates, c):
    z, zi, zf, zo = gates
    dc_prev = dc * zf
    t = np.tanh(c)
    dc = dc + dh * zo * (1 - t * t)
    d = np.hstack([
        dc * zi * (1 - z * z),
        dc * z * zi * (1 - zi),
        dc * c_prev * zf * (1 - zf),
        dh * t * zo * (1 - zo),
    ])
    xh = np.hstack([x, h_prev])
    dxh = d @ W
    D = x.shape[1]
    return dxh[:, :D], dxh[:, D:], dc_prev, d.T @ xh, d.sum(axis=0)
""",
            "the gates are squashed once more in their slopes": """zi * (1 - zi) => sigmoid(zi) * (1 - sigmoid(zi))
zf * (1 - zf) => sigmoid(zf) * (1 - sigmoid(zf))
zo * (1 - zo) => sigmoid(zo) * (1 - sigmoid(zo))""",
            "the new memory multiplies the forget gate's gradient": "dc * c_prev * zf => dc * c * zf",
            "the output gate is given dc": "do = dh * t => do = dc * t",
            "the slope is taken at the old memory": "t = np.tanh(c) => t = np.tanh(c_prev)",
            "what comes from the next step is lost": "dc = dc + dh * zo => dc = dh * zo",
            "1 - c^2 as the slope, and c for tanh(c)": "t = np.tanh(c) => t = c",
            "dx and dh_prev are cut at H": "D = x.shape[1] => D = h_prev.shape[1]",
            "the caller's dc is changed": "dc = dc + dh => dc += dh",
            "z has the slope of a gate": "(1 - z**2) => z * (1 - z)",
            "the factors of di and df are exchanged": """dc * z * zi => dc * c_prev * zi
dc * c_prev * zf => dc * z * zf""",
            "dh itself goes on to the step before as well": "dx, dh_prev = dxh[:, :D], dxh[:, D:] => dx, dh_prev = dxh[:, :D], dxh[:, D:] + dh",
        },
        "first_bias": {
            "the loss is shared out evenly: 1 - (1 - left) / steps": "left ** (1 / steps) => 1 - (1 - left) / steps",
            "every fourth entry": "b[2 * n_hidden : 3 * n_hidden] => b[2::4]",
            "only the first unit": "b[2 * n_hidden : 3 * n_hidden] => b[2 * n_hidden]",
            "the sigmoid of the gate": "np.log(gate / (1 - gate)) => 1 / (1 + np.exp(-gate))",
            "a whole division gives the power 0": "(1 / steps) => (1 // steps)",
            "an array of whole numbers": "np.zeros(4 * n_hidden) => np.zeros(4 * n_hidden, dtype=int)",
            "a matrix with four rows, and the input gate's row": """
def first_bias(n_hidden, steps, left):
    g = np.power(left, 1 / steps)
    b = np.zeros((4, n_hidden))
    b[1, :] = np.log(g) - np.log(1 - g)
    return b
""",
            "the bias for one step, divided by the steps": """
def first_bias(n_hidden, steps, left):
    bf = np.log(left / (1 - left)) / steps
    zeros = np.zeros(n_hidden)
    return np.concatenate([zeros, zeros, np.full(n_hidden, bf), zeros])
""",
        },
        "mended_lstm": {
            "only [x, h] and the order of the blocks are mended": """
def mended_lstm(xs, h0, c0, W, b):
    h, c, hs = h0, c0, []
    for x in xs:
        pre = np.concatenate([x, h], axis=1) @ W.T + b
        z, zi, zf, zo = (sigmoid(part) for part in np.split(pre, 4, axis=1))
        h = zo * np.tanh(c)
        c *= zf
        c += zi * z
        hs.append(h)
    return np.array(hs)
""",
            "all is mended but c0 is still changed": """c = zf * c + zi * z => c *= zf
        c += zi * z""",
            "c is copied, but h is still made of the old memory": """
def mended_lstm(xs, h0, c0, W, b):
    h, c, hs = h0, c0.copy(), []
    for x in xs:
        pre = np.concatenate([x, h], axis=1) @ W.T + b
        z, zi, zf, zo = np.split(pre, 4, axis=1)
        z, zi, zf, zo = np.tanh(z), sigmoid(zi), sigmoid(zf), sigmoid(zo)
        h = zo * np.tanh(c)
        c *= zf
        c += zi * z
        hs.append(h)
    return np.array(hs)
""",
            "the blocks are mended twice: in their order and in the formula": "zf * c + zi * z => zi * c + zf * z",
            "the sigmoid for z became a tanh for all": """
def mended_lstm(xs, h0, c0, W, b):
    h, c, hs = h0, c0, []
    for x in xs:
        pre = np.concatenate([x, h], axis=1) @ W.T + b
        z, zi, zf, zo = (np.tanh(part) for part in np.split(pre, 4, axis=1))
        c = c * zf + zi * z
        h = zo * np.tanh(c)
        hs.append(h)
    return np.array(hs)
""",
            "each step begins with c0 again": "zf * c + zi => zf * c0 + zi",
            "tanh is put around the sigmoid": "z = np.tanh(z) => z = np.tanh(sigmoid(z))",
            "the memory is kept in the list, not the output": "hs.append(h) => hs.append(c)",
        },
    },
}
