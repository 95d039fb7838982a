"""The seventh set of wrong answers: 299 over all seven labs, written by two from the labs alone.

Each is a whole function. See `tests.labs.mistakes`.
"""

MISTAKES = {
    "dense": {
        "sigmoid": {
            "the formula as it stands overflows for a very negative z": """
def sigmoid(z):
    return 1 / (1 + np.exp(-z))
""",
            "np.where chooses between both formulas, but both are computed everywhere and overflow": """
def sigmoid(z):
    left = np.exp(z) / (1 + np.exp(z))
    right = 1 / (1 + np.exp(-z))
    return np.where(z < 0, left, right)
""",
            "the result is made with zeros_like, so whole numbers get whole results": """
def sigmoid(z):
    res = np.zeros_like(z)
    pos = z >= 0
    neg = ~pos
    res[pos] = 1 / (1 + np.exp(-z[pos]))
    ez = np.exp(z[neg])
    res[neg] = ez / (1 + ez)
    return res
""",
            "z is clipped to -10 ... 10, so the ends are not right": """
def sigmoid(z):
    safe = np.clip(z, -10, 10)
    return 1.0 / (1.0 + np.exp(-safe))
""",
            "computed entry by entry over the flat array, and the shape is not given back": """
def sigmoid(z):
    values = []
    for v in np.asarray(z).ravel():
        if v >= 0:
            values.append(1 / (1 + np.exp(-v)))
        else:
            values.append(np.exp(v) / (1 + np.exp(v)))
    return np.array(values)
""",
            "neither mask holds z = 0, which stays 0": """
def sigmoid(z):
    out = np.zeros(z.shape)
    plus, minus = z > 0, z < 0
    out[plus] = 1 / (1 + np.exp(-z[plus]))
    t = np.exp(z[minus])
    out[minus] = t / (1 + t)
    return out
""",
            "the way over tanh without the half of z inside": """
def sigmoid(z):
    return (1 + np.tanh(z)) / 2
""",
            "very negative entries are cut in the caller's own array": """
def sigmoid(z):
    z[z < -700] = -700
    return 1 / (1 + np.exp(-z))
""",
        },
        "dense_forward": {
            "reshape in place of a transpose": """
def dense_forward(a, W, b):
    n_out, n_in = W.shape
    M = W.reshape(n_in, n_out)
    return a @ M + b
""",
            "the bias is forgotten, written otherwise": """
def dense_forward(a, W, b):
    return np.einsum("kj,ij->ki", a, W)
""",
            "neurons in rows, examples in columns: not turned back": """
def dense_forward(a, W, b):
    z = W @ a.T + b[:, np.newaxis]
    return z
""",
            "the sum over j stops one input too early": """
def dense_forward(a, W, b):
    batch, n_in = a.shape
    z = np.zeros((batch, len(b)))
    for j in range(n_in - 1):
        z += np.outer(a[:, j], W[:, j])
    return z + b
""",
            "the bias is added once for each input, written otherwise": """
def dense_forward(a, W, b):
    out = np.zeros((a.shape[0], W.shape[0]))
    for k in range(a.shape[0]):
        for i in range(W.shape[0]):
            for j in range(a.shape[1]):
                out[k, i] += a[k, j] * W[i, j] + b[i]
    return out
""",
            "the sum is not set back to 0 for the next neuron": """
def dense_forward(a, W, b):
    B, n_in = a.shape
    n_out = W.shape[0]
    z = np.empty((B, n_out))
    for k in range(B):
        total = 0.0
        for i in range(n_out):
            for j in range(n_in):
                total += a[k, j] * W[i, j]
            z[k, i] = total + b[i]
    return z
""",
            "the bias is taken off, like a threshold": """
def dense_forward(a, W, b):
    rows = [W @ example - b for example in a]
    return np.stack(rows)
""",
            "an activation function that nobody asked for": """
def dense_forward(a, W, b):
    z = np.matmul(a, W.transpose()) + b
    return np.maximum(z, 0)
""",
        },
        "dense_backward": {
            "dW and db are means over the batch": """
def dense_backward(dz, a, W):
    n = len(dz)
    da = np.matmul(dz, W)
    dW = np.matmul(dz.T, a) / n
    db = dz.mean(axis=0)
    return da, dW, db
""",
            "db alone is a mean": """
def dense_backward(dz, a, W):
    dW = np.zeros_like(W)
    for k in range(len(a)):
        dW = dW + np.outer(dz[k], a[k])
    return dz.dot(W), dW, np.mean(dz, axis=0)
""",
            "dW is multiplied the wrong way round and then pressed into the shape": """
def dense_backward(dz, a, W):
    dW = (a.T @ dz).reshape(W.shape)
    da = dz @ W
    db = np.sum(dz, 0)
    return da, dW, db
""",
            "da keeps the last neuron only: = in place of +=": """
def dense_backward(dz, a, W):
    da = np.zeros(a.shape)
    for i in range(W.shape[0]):
        da = dz[:, i : i + 1] * W[i]
    dW = dz.T @ a
    db = dz.sum(axis=0)
    return da, dW, db
""",
            "dW keeps the last example only, written otherwise": """
def dense_backward(dz, a, W):
    da = np.zeros(a.shape)
    db = np.zeros(W.shape[0])
    for k in range(dz.shape[0]):
        da[k] = W.T @ dz[k]
        dW = np.outer(dz[k], a[k])
        db += dz[k]
    return da, dW, db
""",
            "db keeps the axis of the examples, (1, n_out)": """
def dense_backward(dz, a, W):
    return dz @ W, dz.T @ a, dz.sum(axis=0, keepdims=True)
""",
            "each bias gets the sum over all neurons": """
def dense_backward(dz, a, W):
    da = np.einsum("ki,ij->kj", dz, W)
    dW = np.tensordot(dz, a, axes=([0], [0]))
    db = np.full(W.shape[0], np.sum(dz))
    return da, dW, db
""",
            "da also gets the slope of a sigmoid of the layer below": """
def dense_backward(dz, a, W):
    da = (dz @ W) * a * (1 - a)
    dW = dz.T @ a
    db = dz.sum(axis=0)
    return da, dW, db
""",
        },
        "tanh_from": {
            "z is not doubled, written otherwise": """
def tanh_from(squash, z):
    s = squash(z)
    return 2 * s - 1
""",
            "the 1 is taken off before the doubling": """
def tanh_from(squash, z):
    return 2 * (squash(2 * z) - 1)
""",
            "what comes out is not doubled": """
def tanh_from(squash, z):
    stretched = 2 * z
    return squash(stretched) - 1
""",
            "squash is not used: always the sigmoid": """
def tanh_from(squash, z):
    e = np.exp(-2 * np.abs(z))
    s = np.where(z >= 0, 1, e) / (1 + e)
    return 2 * s - 1
""",
            "squashed twice": """
def tanh_from(squash, z):
    y = squash(2 * z)
    y = 2 * squash(y)
    return y - 1
""",
            "z is doubled in place, written otherwise": """
def tanh_from(squash, z):
    z *= 2
    return 2 * squash(z) - 1
""",
            "the -1 stands inside the function": """
def tanh_from(squash, z):
    return 2 * squash(2 * z - 1)
""",
            "the square of z in place of its double": """
def tanh_from(squash, z):
    out = squash(z**2)
    out = out + out
    return out - 1
""",
        },
    },
    "backpropagation": {
        "numerical_gradient": {
            "a step to one side only": """
def numerical_gradient(f, x, eps):
    g = np.zeros_like(x)
    here = f(x)
    for idx in np.ndindex(x.shape):
        moved = x.copy()
        moved[idx] += eps
        g[idx] = (f(moved) - here) / eps
    return g
""",
            "divided by one step, not by the distance of the two points": """
def numerical_gradient(f, x, eps):
    grad = np.zeros(x.shape)
    for idx in np.ndindex(*x.shape):
        d = np.zeros(x.shape)
        d[idx] = eps
        grad[idx] = (f(x + d) - f(x - d)) / eps
    return grad
""",
            "x is put back by adding eps again, with a rounding error": """
def numerical_gradient(f, x, eps):
    g = np.zeros_like(x)
    for idx in np.ndindex(x.shape):
        x[idx] += eps
        above = f(x)
        x[idx] -= 2 * eps
        below = f(x)
        x[idx] += eps
        g[idx] = (above - below) / (2 * eps)
    return g
""",
            "the copy is made once and its entries are never put back": """
def numerical_gradient(f, x, eps):
    work = x.copy()
    g = np.zeros_like(x)
    for idx in np.ndindex(x.shape):
        work[idx] = x[idx] + eps
        hi = f(work)
        work[idx] = x[idx] - eps
        lo = f(work)
        g[idx] = (hi - lo) / (2 * eps)
    return g
""",
            "only the first axis is visited: a whole row moves at once": """
def numerical_gradient(f, x, eps):
    g = np.zeros_like(x)
    for i in range(len(x)):
        up, down = x.copy(), x.copy()
        up[i] += eps
        down[i] -= eps
        g[i] = (f(up) - f(down)) / (2 * eps)
    return g
""",
            "the result is flat": """
def numerical_gradient(f, x, eps):
    flat = x.ravel()
    slopes = np.zeros(flat.size)
    for n in range(flat.size):
        plus, minus = flat.copy(), flat.copy()
        plus[n] += eps
        minus[n] -= eps
        slopes[n] = (f(plus.reshape(x.shape)) - f(minus.reshape(x.shape))) / (2 * eps)
    return slopes
""",
            "eps is not used: always a millionth": """
def numerical_gradient(f, x, eps):
    h = 1e-6
    g = np.empty_like(x)
    for idx in np.ndindex(x.shape):
        e = np.zeros_like(x)
        e[idx] = h
        g[idx] = (f(x + e) - f(x - e)) / (2 * h)
    return g
""",
            "half a step to each side": """
def numerical_gradient(f, x, eps):
    g = np.zeros_like(x)
    for idx in np.ndindex(x.shape):
        half = np.zeros_like(x)
        half[idx] = eps / 2
        g[idx] = (f(x + half) - f(x - half)) / eps
    return g
""",
        },
        "gradient_fits": {
            "no absolute value of the difference, written otherwise": """
def gradient_fits(f, gradient, x):
    g = gradient(x)
    n = numerical_gradient(f, x, 1e-6)
    size = max(np.abs(g).max(), np.abs(n).max(), 1e-8)
    return bool(np.max(g - n) / size <= 1e-5)
""",
            "each entry is divided by its own size": """
def gradient_fits(f, gradient, x):
    claimed = gradient(x)
    measured = numerical_gradient(f, x, 1e-6)
    size = np.maximum(np.maximum(np.abs(claimed), np.abs(measured)), 1e-8)
    rel = np.abs(claimed - measured) / size
    return bool(rel.max() <= 1e-5)
""",
            "the difference itself, not the ratio": """
def gradient_fits(f, gradient, x):
    diff = np.abs(gradient(x) - numerical_gradient(f, x, 1e-6))
    return bool(np.max(diff) <= 1e-5)
""",
            "a NaN passes, since it is not greater": """
def gradient_fits(f, gradient, x):
    g, n = gradient(x), numerical_gradient(f, x, 1e-6)
    error = np.abs(g - n).max() / max(np.abs(g).max(), np.abs(n).max(), 1e-8)
    if error > 1e-5:
        return False
    return True
""",
            "a loop with > for the largest difference loses a NaN": """
def gradient_fits(f, gradient, x):
    g = gradient(x).ravel()
    n = numerical_gradient(f, x, 1e-6).ravel()
    worst, size = 0.0, 1e-8
    for gi, ni in zip(g, n):
        if abs(gi - ni) > worst:
            worst = abs(gi - ni)
        if abs(gi) > size:
            size = abs(gi)
        if abs(ni) > size:
            size = abs(ni)
    return bool(worst / size <= 1e-5)
""",
            "without the 1e-8: a gradient of zeros is 0 / 0": """
def gradient_fits(f, gradient, x):
    g = gradient(x)
    n = numerical_gradient(f, x, 1e-6)
    bottom = np.maximum(np.max(np.abs(g)), np.max(np.abs(n)))
    with np.errstate(invalid="ignore"):
        error = np.max(np.abs(g - n)) / bottom
    return bool(error <= 1e-5)
""",
            "the bottom is at least 1: tiny gradients always pass": """
def gradient_fits(f, gradient, x):
    g = gradient(x)
    n = numerical_gradient(f, x, 1e-6)
    bottom = max(1.0, np.abs(g).max(), np.abs(n).max())
    return bool(np.abs(g - n).max() / bottom <= 1e-5)
""",
            "returns at the first entry that fits": """
def gradient_fits(f, gradient, x):
    g = gradient(x)
    n = numerical_gradient(f, x, 1e-6)
    size = max(np.abs(g).max(), np.abs(n).max(), 1e-8)
    for idx in np.ndindex(x.shape):
        if abs(g[idx] - n[idx]) / size <= 1e-5:
            return True
    return False
""",
        },
        "softmax_cross_entropy": {
            "the logarithm of p, which is 0 by rounding for a large loss": """
def softmax_cross_entropy(scores, target):
    B = scores.shape[0]
    e = np.exp(scores - scores.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    loss = -np.log(p[np.arange(B), target]).mean()
    d = p.copy()
    d[np.arange(B), target] -= 1
    return loss, d / B
""",
            "1e-12 is added inside the logarithm, so the loss ends at 27.6": """
def softmax_cross_entropy(scores, target):
    n, K = scores.shape
    shifted = scores - np.max(scores, axis=1)[:, None]
    p = np.exp(shifted)
    p = p / np.sum(p, axis=1)[:, None]
    onehot = np.eye(K)[target]
    loss = -np.sum(onehot * np.log(p + 1e-12)) / n
    return loss, (p - onehot) / n
""",
            "the largest score of the whole batch is taken off, not that of the row": """
def softmax_cross_entropy(scores, target):
    idx = np.arange(len(target))
    s = scores - scores.max()
    e = np.exp(s)
    tot = e.sum(axis=1, keepdims=True)
    loss = np.mean(np.log(tot[:, 0]) - s[idx, target])
    grad = e / tot
    grad[idx, target] -= 1
    return loss, grad / len(target)
""",
            "the gradient is not divided by B": """
def softmax_cross_entropy(scores, target):
    rows = range(len(target))
    s = scores - scores.max(axis=1, keepdims=True)
    lse = np.log(np.exp(s).sum(axis=1, keepdims=True))
    logp = s - lse
    loss = -np.mean(logp[rows, target])
    dscores = np.exp(logp)
    dscores[rows, target] -= 1
    return loss, dscores
""",
            "the loss is a sum over the examples": """
def softmax_cross_entropy(scores, target):
    B = len(scores)
    dscores = np.zeros(scores.shape)
    loss = 0.0
    for k in range(B):
        s = scores[k] - scores[k].max()
        e = np.exp(s)
        loss += np.log(e.sum()) - s[target[k]]
        dscores[k] = e / e.sum() / B
        dscores[k, target[k]] -= 1 / B
    return loss, dscores
""",
            "softmax over the examples, not over the classes": """
def softmax_cross_entropy(scores, target):
    B = len(target)
    s = scores - scores.max(axis=0)
    logp = s - np.log(np.exp(s).sum(axis=0))
    loss = -logp[np.arange(B), target].mean()
    d = np.exp(logp)
    d[np.arange(B), target] -= 1
    return loss, d / B
""",
            "the largest score is taken off in the caller's array": """
def softmax_cross_entropy(scores, target):
    k = np.arange(len(target))
    scores -= scores.max(axis=1, keepdims=True)
    power = np.exp(scores)
    total = power.sum(axis=1, keepdims=True)
    loss = float(np.mean(np.log(total).ravel() - scores[k, target]))
    d = power / total
    d[k, target] -= 1.0
    return loss, d / len(k)
""",
            "p[:, target] takes the 1 off the targets' columns of every row": """
def softmax_cross_entropy(scores, target):
    B = len(target)
    s = scores - scores.max(axis=1, keepdims=True)
    p = np.exp(s)
    norm = p.sum(axis=1, keepdims=True)
    loss = np.mean(np.log(norm[:, 0]) - s[np.arange(B), target])
    p /= norm
    p[:, target] -= 1
    return loss, p / B
""",
            "the score of the right class is the one before the shift": """
def softmax_cross_entropy(scores, target):
    rows = np.arange(scores.shape[0])
    top = scores.max(axis=1, keepdims=True)
    e = np.exp(scores - top)
    z = e.sum(axis=1, keepdims=True)
    loss = np.mean(np.log(z[:, 0]) - scores[rows, target])
    t = np.zeros(scores.shape)
    t[rows, target] = 1
    return loss, (e / z - t) / len(rows)
""",
        },
        "two_layer_forward": {
            "the order is a, scores": """
def two_layer_forward(x, W1, b1, W2, b2):
    hidden = np.tanh(np.dot(x, W1.T) + b1)
    scores = np.dot(hidden, W2.T) + b2
    return hidden, scores
""",
            "a tanh at the end too, written otherwise": """
def two_layer_forward(x, W1, b1, W2, b2):
    act = x
    outs = []
    for W, b in ((W1, b1), (W2, b2)):
        act = np.tanh(act @ W.T + b)
        outs.append(act)
    return outs[1], outs[0]
""",
            "the hidden biases are forgotten": """
def two_layer_forward(x, W1, b1, W2, b2):
    a = np.tanh(np.einsum("kj,ij->ki", x, W1))
    s = np.einsum("kj,ij->ki", a, W2) + b2
    return s, a
""",
            "a sigmoid in place of tanh, written otherwise": """
def two_layer_forward(x, W1, b1, W2, b2):
    z1 = x @ W1.T + b1
    e = np.exp(-np.abs(z1))
    a = np.where(z1 >= 0, 1, e) / (1 + e)
    scores = a @ W2.T + b2
    return scores, a
""",
            "z1 is returned in place of a": """
def two_layer_forward(x, W1, b1, W2, b2):
    a = x @ W1.T + b1
    scores = np.tanh(a) @ W2.T + b2
    return scores, a
""",
            "the biases are added after the tanh": """
def two_layer_forward(x, W1, b1, W2, b2):
    h = np.tanh(x @ W1.T) + b1
    return h @ W2.T + b2, h
""",
            "the last layer reads z1, not a, written otherwise": """
def two_layer_forward(x, W1, b1, W2, b2):
    z = (W1 @ x.T).T + b1
    a = np.tanh(z)
    s = (W2 @ z.T).T + b2
    return s, a
""",
            "the last biases are forgotten": """
def two_layer_forward(x, W1, b1, W2, b2):
    B = len(x)
    scores = np.zeros((B, len(b2)))
    a = np.zeros((B, len(b1)))
    for k in range(B):
        a[k] = np.tanh(W1 @ x[k] + b1)
        scores[k] = W2 @ a[k]
    return scores, a
""",
        },
        "two_layer_backward": {
            "the slope of tanh is taken as 1 - a": """
def two_layer_backward(dscores, x, a, W2):
    dz = (dscores @ W2) * (1 - a)
    return dz.T @ x, dz.sum(axis=0), dscores.T @ a, dscores.sum(axis=0)
""",
            "the slope of a sigmoid, written otherwise": """
def two_layer_backward(dscores, x, a, W2):
    dW2 = np.einsum("ki,kj->ij", dscores, a)
    db2 = dscores.sum(0)
    da = np.einsum("ki,ij->kj", dscores, W2)
    dz1 = da * a * (1 - a)
    dW1 = np.einsum("ki,kj->ij", dz1, x)
    db1 = dz1.sum(0)
    return dW1, db1, dW2, db2
""",
            "a is squashed once more for the slope": """
def two_layer_backward(dscores, x, a, W2):
    slope = 1 - np.tanh(a) ** 2
    dz1 = dscores.dot(W2) * slope
    dW1 = dz1.T.dot(x)
    dW2 = dscores.T.dot(a)
    return dW1, np.sum(dz1, axis=0), dW2, np.sum(dscores, axis=0)
""",
            "all four are divided by the size of the batch": """
def two_layer_backward(dscores, x, a, W2):
    B = len(x)
    dW2 = dscores.T @ a / B
    db2 = dscores.mean(axis=0)
    dz1 = dscores @ W2 * (1 - a**2)
    dW1 = dz1.T @ x / B
    db1 = dz1.mean(axis=0)
    return dW1, db1, dW2, db2
""",
            "db1 is the sum of da: without the slope": """
def two_layer_backward(dscores, x, a, W2):
    da = dscores @ W2
    dz1 = da * (1 - np.square(a))
    dW1 = dz1.T @ x
    db1 = da.sum(axis=0)
    return dW1, db1, dscores.T @ a, dscores.sum(axis=0)
""",
            "no parentheses: da * 1 - a * a": """
def two_layer_backward(dscores, x, a, W2):
    da = dscores @ W2
    dz1 = da * 1 - a**2
    dW1 = np.matmul(dz1.T, x)
    dW2 = np.matmul(dscores.T, a)
    return dW1, dz1.sum(axis=0), dW2, dscores.sum(axis=0)
""",
            "da is computed in columns and pressed back by reshape": """
def two_layer_backward(dscores, x, a, W2):
    da = (W2.T @ dscores.T).reshape(a.shape)
    dz1 = da * (1 - a) * (1 + a)
    dW1, db1 = dz1.T @ x, dz1.sum(axis=0)
    dW2, db2 = dscores.T @ a, dscores.sum(axis=0)
    return dW1, db1, dW2, db2
""",
            "dW1 keeps the last example only": """
def two_layer_backward(dscores, x, a, W2):
    n_hidden = a.shape[1]
    dW1 = np.zeros((n_hidden, x.shape[1]))
    db1 = np.zeros(n_hidden)
    dW2 = np.zeros(W2.shape)
    db2 = np.zeros(W2.shape[0])
    for k in range(len(x)):
        dW2 += np.outer(dscores[k], a[k])
        db2 += dscores[k]
        dz = (W2.T @ dscores[k]) * (1 - a[k] ** 2)
        dW1 = np.outer(dz, x[k])
        db1 += dz
    return dW1, db1, dW2, db2
""",
        },
    },
    "rnn": {
        "rnn_step": {
            "the state's weights are not transposed, and being square nobody complains": """
def rnn_step(h, x, W_h, W_i, b):
    pre = h @ W_h
    pre = pre + x @ W_i.T
    return np.tanh(pre + b)
""",
            "the bias is forgotten": """
def rnn_step(h, x, W_h, W_i, b):
    from_state = np.einsum("bj,ij->bi", h, W_h)
    from_input = np.einsum("bj,ij->bi", x, W_i)
    return np.tanh(from_state + from_input)
""",
            "each part is squashed by itself, then added": """
def rnn_step(h, x, W_h, W_i, b):
    return np.tanh(h @ W_h.T) + np.tanh(x @ W_i.T + b)
""",
            "the bias is added after the tanh, written otherwise": """
def rnn_step(h, x, W_h, W_i, b):
    new = np.tanh(h.dot(W_h.T) + x.dot(W_i.T))
    return new + b
""",
            "no tanh, written otherwise": """
def rnn_step(h, x, W_h, W_i, b):
    z = x @ W_i.T + b
    z += h @ W_h.T
    return z
""",
            "one matrix for both, but [x, h] meets [W_h, W_i]": """
def rnn_step(h, x, W_h, W_i, b):
    xh = np.concatenate([x, h], axis=1)
    W = np.concatenate([W_h, W_i], axis=1)
    return np.tanh(xh @ W.T + b)
""",
            "the bias is added in both layers": """
def rnn_step(h, x, W_h, W_i, b):
    def dense(v, W):
        return v @ W.T + b

    return np.tanh(dense(h, W_h) + dense(x, W_i))
""",
            "each unit hears itself only": """
def rnn_step(h, x, W_h, W_i, b):
    own = h * np.diag(W_h)
    return np.tanh(own + x @ W_i.T + b)
""",
        },
        "through_time": {
            "the state is kept before the step": """
def through_time(f, h0, xs):
    states = []
    state = h0
    for x in xs:
        states.append(state)
        state = f(state, x)
    return np.array(states)
""",
            "every step begins at h0": """
def through_time(f, h0, xs):
    return np.array([f(h0, x) for x in xs])
""",
            "only the last state is returned, written otherwise": """
def through_time(f, h0, xs):
    h = h0
    for t in range(len(xs)):
        h = f(h, xs[t])
    return h
""",
            "h0 is in the list too, T + 1 states": """
def through_time(f, h0, xs):
    hs = [h0]
    for x in xs:
        hs.append(f(hs[-1], x))
    return np.stack(hs)
""",
            "time is the second axis of the result": """
def through_time(f, h0, xs):
    h, out = h0, []
    for x in xs:
        h = f(h, x)
        out.append(h)
    return np.stack(out, axis=1)
""",
            "the new state is written into h0, and all entries of the list are that array": """
def through_time(f, h0, xs):
    h = h0
    hs = []
    for x in xs:
        h[...] = f(h, x)
        hs.append(h)
    return np.array(hs)
""",
            "the first step begins at zeros, not at h0": """
def through_time(f, h0, xs):
    T = xs.shape[0]
    hs = np.zeros((T,) + h0.shape)
    for t in range(T):
        hs[t] = f(hs[t - 1], xs[t])
    return hs
""",
            "the last input is not read: its state stays 0": """
def through_time(f, h0, xs):
    T = len(xs)
    hs = np.zeros((T, *h0.shape))
    h = h0
    for t in range(T - 1):
        h = f(h, xs[t])
        hs[t] = h
    return hs
""",
        },
        "bptt": {
            "for the first step hs[t - 1] is the last state, not h0": """
def bptt(dys, hs, h0, xs, W_h, W_i):
    T = len(hs)
    dW_h, dW_i = np.zeros_like(W_h), np.zeros_like(W_i)
    db = np.zeros(W_h.shape[0])
    dxs = np.zeros_like(xs)
    dh = np.zeros_like(h0)
    for t in range(T - 1, -1, -1):
        dz = (dys[t] + dh) * (1 - hs[t] ** 2)
        dW_h += dz.T @ hs[t - 1]
        dW_i += dz.T @ xs[t]
        db += dz.sum(axis=0)
        dxs[t] = dz @ W_i
        dh = dz @ W_h
    return dh, dxs, dW_h, dW_i, db
""",
            "dW_h uses the state after the step": """
def bptt(dys, hs, h0, xs, W_h, W_i):
    T, B, H = hs.shape
    carry = np.zeros((B, H))
    dW_h, dW_i, db = 0, 0, 0
    dxs = []
    for t in reversed(range(T)):
        dz = (dys[t] + carry) * (1 - hs[t] * hs[t])
        dW_h = dW_h + dz.T @ hs[t]
        dW_i = dW_i + dz.T @ xs[t]
        db = db + dz.sum(axis=0)
        dxs.insert(0, dz @ W_i)
        carry = dz @ W_h
    return carry, np.array(dxs), dW_h, dW_i, db
""",
            "the gradient goes back through the transposed W_h": """
def bptt(dys, hs, h0, xs, W_h, W_i):
    dzs = np.empty_like(hs)
    dh = np.zeros(h0.shape)
    for t in range(len(hs) - 1, -1, -1):
        dzs[t] = (dys[t] + dh) * (1 - hs[t] ** 2)
        dh = dzs[t] @ W_h.T
    prev = np.concatenate([h0[np.newaxis], hs[:-1]], axis=0)
    dW_h = sum(dz.T @ p for dz, p in zip(dzs, prev))
    dW_i = sum(dz.T @ x for dz, x in zip(dzs, xs))
    return dh, dzs @ W_i, dW_h, dW_i, dzs.sum(axis=0).sum(axis=0)
""",
            "the slope multiplies dy only, not what comes back": """
def bptt(dys, hs, h0, xs, W_h, W_i):
    dh_next = np.zeros_like(h0)
    dxs = np.zeros_like(xs)
    dW_h = np.zeros_like(W_h)
    dW_i = np.zeros_like(W_i)
    db = np.zeros(len(W_h))
    for t in reversed(range(len(xs))):
        dz = dys[t] * (1 - hs[t] ** 2) + dh_next
        before = h0 if t == 0 else hs[t - 1]
        dW_h += dz.T @ before
        dW_i += dz.T @ xs[t]
        db += dz.sum(axis=0)
        dxs[t] = dz @ W_i
        dh_next = dz @ W_h
    return dh_next, dxs, dW_h, dW_i, db
""",
            "dW_h is transposed, written otherwise": """
def bptt(dys, hs, h0, xs, W_h, W_i):
    old = np.concatenate([h0[None, :, :], hs[:-1]])
    dW_h, dW_i = np.zeros(W_h.shape), np.zeros(W_i.shape)
    db, dxs = np.zeros(W_i.shape[0]), np.zeros(xs.shape)
    dh = 0.0
    for t in reversed(range(xs.shape[0])):
        dh = dh + dys[t]
        dz = dh * (1 - hs[t] * hs[t])
        dW_h += old[t].T @ dz
        dW_i += dz.T @ xs[t]
        db += np.sum(dz, axis=0)
        dxs[t] = dz @ W_i
        dh = dz @ W_h
    return dh, dxs, dW_h, dW_i, db
""",
            "dW_i keeps the last turn of the loop only": """
def bptt(dys, hs, h0, xs, W_h, W_i):
    dh = np.zeros_like(h0)
    dW_h, db = np.zeros_like(W_h), np.zeros(h0.shape[1])
    dxs = np.zeros_like(xs)
    for t in range(len(xs))[::-1]:
        dz = (dys[t] + dh) * (1 - hs[t] ** 2)
        if t > 0:
            dW_h += dz.T @ hs[t - 1]
        else:
            dW_h += dz.T @ h0
        dW_i = dz.T @ xs[t]
        db += dz.sum(0)
        dxs[t] = dz @ W_i
        dh = dz @ W_h
    return dh, dxs, dW_h, dW_i, db
""",
            "dh is added up over the steps and never replaced": """
def bptt(dys, hs, h0, xs, W_h, W_i):
    T = hs.shape[0]
    all_h = np.concatenate([h0[None], hs])
    dW_h, dW_i = np.zeros_like(W_h), np.zeros_like(W_i)
    db, dxs = np.zeros(W_h.shape[0]), np.zeros_like(xs)
    dh = np.zeros_like(h0)
    for t in range(T, 0, -1):
        dz = (dys[t - 1] + dh) * (1 - all_h[t] ** 2)
        dW_h += dz.T @ all_h[t - 1]
        dW_i += dz.T @ xs[t - 1]
        db += dz.sum(axis=0)
        dxs[t - 1] = dz @ W_i
        dh += dz @ W_h
    return dh, dxs, dW_h, dW_i, db
""",
            "dh0 is the gradient of the first step's state, not one step further back": """
def bptt(dys, hs, h0, xs, W_h, W_i):
    T, B, H = hs.shape
    dW_h, dW_i = np.zeros((H, H)), np.zeros((H, xs.shape[2]))
    db, dxs = np.zeros(H), np.zeros(xs.shape)
    dz = np.zeros((B, H))
    for t in reversed(range(T)):
        dh = dys[t] + dz @ W_h
        dz = dh * (1 - hs[t] ** 2)
        before = hs[t - 1] if t else h0
        dW_h += np.einsum("bi,bj->ij", dz, before)
        dW_i += np.einsum("bi,bj->ij", dz, xs[t])
        db += dz.sum(axis=0)
        dxs[t] = dz @ W_i
    return dh, dxs, dW_h, dW_i, db
""",
            "dxs is collected from the last step on and not turned, written otherwise": """
def bptt(dys, hs, h0, xs, W_h, W_i):
    befores = [h0] + list(hs[:-1])
    dW_h, dW_i, db = np.zeros_like(W_h), np.zeros_like(W_i), np.zeros(len(W_i))
    dh, dxs = np.zeros_like(h0), []
    for dy, h, before, x in reversed(list(zip(dys, hs, befores, xs))):
        dz = (dy + dh) * (1 - h * h)
        dW_h += dz.T @ before
        dW_i += dz.T @ x
        db += dz.sum(axis=0)
        dxs.append(dz @ W_i)
        dh = dz @ W_h
    return dh, np.array(dxs), dW_h, dW_i, db
""",
            "what goes back is dh, not dz: without the slope": """
def bptt(dys, hs, h0, xs, W_h, W_i):
    dxs = np.zeros_like(xs)
    dW_h, dW_i = np.zeros_like(W_h), np.zeros_like(W_i)
    db = np.zeros(W_h.shape[0])
    back = np.zeros_like(h0)
    for t in reversed(range(len(hs))):
        dh = dys[t] + back
        dz = dh * (1 - hs[t] ** 2)
        back = dh @ W_h
        prev = hs[t - 1] if t > 0 else h0
        dW_h += dz.T @ prev
        dW_i += dz.T @ xs[t]
        db += dz.sum(axis=0)
        dxs[t] = dz @ W_i
    return back, dxs, dW_h, dW_i, db
""",
            "dy of the caller is overwritten": """
def bptt(dys, hs, h0, xs, W_h, W_i):
    prev = np.concatenate([h0[None], hs[:-1]])
    dz = dys
    dh = np.zeros_like(h0)
    for t in reversed(range(len(hs))):
        dz[t] = (dz[t] + dh) * (1 - hs[t] ** 2)
        dh = dz[t] @ W_h
    dW_h = np.einsum("tbi,tbj->ij", dz, prev)
    dW_i = np.einsum("tbi,tbj->ij", dz, xs)
    return dh, dz @ W_i, dW_h, dW_i, dz.sum(axis=(0, 1))
""",
        },
        "clip": {
            "each array has a length of its own": """
def clip(grads, limit):
    out = {}
    for name, g in grads.items():
        n = np.sqrt((g * g).sum())
        out[name] = g * (limit / n) if n > limit else g.copy()
    return out
""",
            "the root is forgotten": """
def clip(grads, limit):
    length = 0.0
    for g in grads.values():
        length += np.sum(np.square(g))
    factor = 1.0
    if length > limit:
        factor = limit / length
    return {k: factor * v for k, v in grads.items()}
""",
            "short gradients are made longer: always scaled to the limit": """
def clip(grads, limit):
    norm = np.sqrt(sum((g**2).sum() for g in grads.values()))
    if norm == 0:
        return {name: g.copy() for name, g in grads.items()}
    return {name: g * limit / norm for name, g in grads.items()}
""",
            "a gradient of zeros is divided by its length": """
def clip(grads, limit):
    norm = np.sqrt(sum(np.sum(g**2) for g in grads.values()))
    new_length = min(norm, limit)
    return {name: g / norm * new_length for name, g in grads.items()}
""",
            "the arrays are shortened in place, written otherwise": """
def clip(grads, limit):
    total = np.sqrt(sum(np.sum(g**2) for g in grads.values()))
    clipped = dict(grads)
    if total > limit:
        for name in clipped:
            clipped[name] *= limit / total
    return clipped
""",
            "each entry is cut at the limit": """
def clip(grads, limit):
    result = {}
    for name in grads:
        result[name] = np.clip(grads[name], -limit, limit)
    return result
""",
            "the length of the last array only: the sum begins anew for each": """
def clip(grads, limit):
    for g in grads.values():
        total = 0.0
        total += np.sum(g**2)
    norm = np.sqrt(total)
    scale = limit / norm if norm > limit else 1.0
    return {name: g * scale for name, g in grads.items()}
""",
            "too long gradients get the length 1, not the limit": """
def clip(grads, limit):
    flat = np.concatenate([g.ravel() for g in grads.values()])
    norm = np.linalg.norm(flat)
    if norm <= limit:
        return {name: 1.0 * g for name, g in grads.items()}
    return {name: g / norm for name, g in grads.items()}
""",
        },
        "both_directions": {
            "the second direction's states are not turned back": """
def both_directions(f1, f2, f3, h0, g0, xs):
    hs = through_time(f1, h0, xs)
    gs = through_time(f2, g0, xs[::-1])
    return np.array([f3(h, g) for h, g in zip(hs, gs)])
""",
            "f2 reads forward, and its states are turned": """
def both_directions(f1, f2, f3, h0, g0, xs):
    forward = through_time(f1, h0, xs)
    backward = through_time(f2, g0, xs)[::-1]
    ys = []
    for t in range(len(xs)):
        ys.append(f3(forward[t], backward[t]))
    return np.array(ys)
""",
            "f3 gets g first": """
def both_directions(f1, f2, f3, h0, g0, xs):
    hs = through_time(f1, h0, xs)
    gs = np.flip(through_time(f2, g0, np.flip(xs, axis=0)), axis=0)
    return np.stack([f3(gs[t], hs[t]) for t in range(xs.shape[0])])
""",
            "g of the step after is merged: the state before f2 has read x^t": """
def both_directions(f1, f2, f3, h0, g0, xs):
    T = len(xs)
    gs = [None] * T
    g = g0
    for t in range(T - 1, -1, -1):
        gs[t] = g
        g = f2(g, xs[t])
    h, ys = h0, []
    for t in range(T):
        h = f1(h, xs[t])
        ys.append(f3(h, gs[t]))
    return np.array(ys)
""",
            "f1 reads in both directions": """
def both_directions(f1, f2, f3, h0, g0, xs):
    hs, gs = [], []
    h, g = h0, g0
    for x in xs:
        h = f1(h, x)
        hs.append(h)
    for x in xs[::-1]:
        g = f1(g, x)
        gs.append(g)
    gs.reverse()
    return np.array([f3(a, b) for a, b in zip(hs, gs)])
""",
            "the sequences of the batch are turned, not the time": """
def both_directions(f1, f2, f3, h0, g0, xs):
    hs = through_time(f1, h0, xs)
    gs = through_time(f2, g0, xs[:, ::-1])[:, ::-1]
    return np.array([f3(hs[t], gs[t]) for t in range(len(hs))])
""",
            "f3 is called once, with the states of all steps": """
def both_directions(f1, f2, f3, h0, g0, xs):
    hs = through_time(f1, h0, xs)
    gs = through_time(f2, g0, xs[::-1])[::-1]
    return f3(hs, gs)
""",
            "f2 begins with the last state of f1, written otherwise": """
def both_directions(f1, f2, f3, h0, g0, xs):
    state = h0
    hs = []
    for x in xs:
        state = f1(state, x)
        hs.append(state)
    gs = []
    for x in reversed(xs):
        state = f2(state, x)
        gs.insert(0, state)
    return np.array([f3(hs[t], gs[t]) for t in range(len(xs))])
""",
        },
    },
    "lstm": {
        "lstm_step": {
            "h_prev stands before x": """
def lstm_step(x, h_prev, c_prev, W, b):
    pre = np.hstack([h_prev, x]) @ W.T + b
    z, zi, zf, zo = np.split(pre, 4, axis=1)
    z = np.tanh(z)
    zi, zf, zo = sigmoid(zi), sigmoid(zf), sigmoid(zo)
    c = zf * c_prev + zi * z
    h = zo * np.tanh(c)
    return z, zi, zf, zo, c, h
""",
            "the blocks of the input and the forget gate are exchanged": """
def lstm_step(x, h_prev, c_prev, W, b):
    H = h_prev.shape[1]
    u = np.concatenate((x, h_prev), axis=1).dot(W.T) + b
    z = np.tanh(u[:, :H])
    zf = sigmoid(u[:, H : 2 * H])
    zi = sigmoid(u[:, 2 * H : 3 * H])
    zo = sigmoid(u[:, 3 * H :])
    c = c_prev * zf + z * zi
    return z, zi, zf, zo, c, np.tanh(c) * zo
""",
            "z is squashed by the sigmoid as well": """
def lstm_step(x, h_prev, c_prev, W, b):
    xh = np.concatenate([x, h_prev], axis=1)
    z, zi, zf, zo = [
        sigmoid(xh @ Wk.T + bk) for Wk, bk in zip(np.split(W, 4), np.split(b, 4))
    ]
    c = zf * c_prev + zi * z
    h = zo * np.tanh(c)
    return z, zi, zf, zo, c, h
""",
            "h shows the memory before the step": """
def lstm_step(x, h_prev, c_prev, W, b):
    D = x.shape[1]
    pre = x @ W[:, :D].T + h_prev @ W[:, D:].T + b
    parts = np.split(pre, 4, axis=1)
    z, (zi, zf, zo) = np.tanh(parts[0]), map(sigmoid, parts[1:])
    h = zo * np.tanh(c_prev)
    c = zf * c_prev + zi * z
    return z, zi, zf, zo, c, h
""",
            "no tanh of the memory, written otherwise": """
def lstm_step(x, h_prev, c_prev, W, b):
    n = c_prev.shape[1]
    pre = np.einsum("bj,ij->bi", np.concatenate([x, h_prev], axis=1), W) + b
    z = np.tanh(pre[:, :n])
    gates = sigmoid(pre[:, n:])
    zi, zf, zo = gates[:, :n], gates[:, n : 2 * n], gates[:, 2 * n :]
    c = zf * c_prev + zi * z
    return z, zi, zf, zo, c, zo * c
""",
            "1 - zf in place of the input gate": """
def lstm_step(x, h_prev, c_prev, W, b):
    pre = np.concatenate([x, h_prev], 1) @ W.T + b
    z, zi, zf, zo = np.split(pre, 4, 1)
    z, zi, zf, zo = np.tanh(z), sigmoid(zi), sigmoid(zf), sigmoid(zo)
    c = zf * c_prev + (1 - zf) * z
    return z, zi, zf, zo, c, zo * np.tanh(c)
""",
            "the old memory is overwritten": """
def lstm_step(x, h_prev, c_prev, W, b):
    pre = np.concatenate([x, h_prev], axis=1) @ W.T + b
    z, zi, zf, zo = np.split(pre, 4, axis=1)
    z, zi, zf, zo = np.tanh(z), sigmoid(zi), sigmoid(zf), sigmoid(zo)
    c = c_prev
    c *= zf
    c += zi * z
    h = zo * np.tanh(c)
    return z, zi, zf, zo, c, h
""",
            "reshape in place of a split along the columns": """
def lstm_step(x, h_prev, c_prev, W, b):
    B, H = h_prev.shape
    pre = np.concatenate([x, h_prev], axis=1) @ W.T + b
    z, zi, zf, zo = pre.reshape(4, B, H)
    z = np.tanh(z)
    zi = sigmoid(zi)
    zf = sigmoid(zf)
    zo = sigmoid(zo)
    c = zf * c_prev + zi * z
    return z, zi, zf, zo, c, zo * np.tanh(c)
""",
        },
        "lstm_step_backward": {
            "the slope of the last tanh is 1 - c * c": """
def lstm_step_backward(dh, dc, x, h_prev, c_prev, W, gates, c):
    z, zi, zf, zo = gates
    D = x.shape[1]
    dmem = dc + dh * zo * (1 - c * c)
    blocks = [
        dmem * zi * (1 - z * z),
        dmem * z * zi * (1 - zi),
        dmem * c_prev * zf * (1 - zf),
        dh * np.tanh(c) * zo * (1 - zo),
    ]
    d = np.concatenate(blocks, axis=1)
    dW = np.einsum("bi,bj->ij", d, np.concatenate([x, h_prev], axis=1))
    return d @ W[:, :D], d @ W[:, D:], dmem * zf, dW, d.sum(axis=0)
""",
            "the forget gate is taken to multiply the new memory": """
def lstm_step_backward(dh, dc, x, h_prev, c_prev, W, gates, c):
    z, zi, zf, zo = gates
    t = np.tanh(c)
    g = dc + dh * zo * (1 - t * t)
    d = np.hstack([
        g * zi * (1 - z**2),
        g * z * zi * (1 - zi),
        g * c * zf * (1 - zf),
        dh * t * zo * (1 - zo),
    ])
    dx, dh_prev = np.split(d @ W, [x.shape[1]], axis=1)
    dW = d.T @ np.hstack([x, h_prev])
    return dx, dh_prev, g * zf, dW, d.sum(axis=0)
""",
            "the output gate's factor is c, not tanh(c)": """
def lstm_step_backward(dh, dc, x, h_prev, c_prev, W, gates, c):
    z, zi, zf, zo = gates
    dct = dc + dh * zo * (1 - np.tanh(c) ** 2)
    dzo = dh * c
    dzf = dct * c_prev
    dzi = dct * z
    dzz = dct * zi
    pre = np.concatenate(
        [dzz * (1 - z**2), dzi * zi * (1 - zi), dzf * zf * (1 - zf), dzo * zo * (1 - zo)],
        axis=1,
    )
    xh = np.concatenate([x, h_prev], axis=1)
    dxh = pre @ W
    n = x.shape[1]
    return dxh[:, :n], dxh[:, n:], dct * zf, pre.T @ xh, pre.sum(axis=0)
""",
            "the output gate's gradient comes from dc, not from dh": """
def lstm_step_backward(dh, dc, x, h_prev, c_prev, W, gates, c):
    z, zi, zf, zo = gates
    shown = np.tanh(c)
    dc = dc + dh * zo * (1 - shown**2)
    dz = dc * zi * (1 - z * z)
    di = dc * z * zi * (1 - zi)
    df = dc * c_prev * zf * (1 - zf)
    do = dc * shown * zo * (1 - zo)
    d = np.concatenate([dz, di, df, do], axis=1)
    dx, dh_prev = np.split(d @ W, [x.shape[1]], axis=1)
    dW = d.T @ np.concatenate([x, h_prev], axis=1)
    return dx, dh_prev, dc * zf, dW, d.sum(axis=0)
""",
            "z gets the slope of the sigmoid like the gates": """
def lstm_step_backward(dh, dc, x, h_prev, c_prev, W, gates, c):
    z, zi, zf, zo = gates
    dc = dc + dh * zo * (1 - np.tanh(c) ** 2)
    factors = [dc * zi, dc * z, dc * c_prev, dh * np.tanh(c)]
    d = np.concatenate([g * v * (1 - v) for g, v in zip(factors, gates)], axis=1)
    both = d @ W
    D = x.shape[1]
    dW = d.T @ np.concatenate([x, h_prev], axis=1)
    return both[:, :D], both[:, D:], zf * dc, dW, np.sum(d, axis=0)
""",
            "dc_prev is made from the dc that came in, before dh was added": """
def lstm_step_backward(dh, dc, x, h_prev, c_prev, W, gates, c):
    z, zi, zf, zo = gates
    dc_prev = dc * zf
    th = np.tanh(c)
    dc_all = dc + dh * zo * (1 - th**2)
    dz = dc_all * zi * (1 - z**2)
    di = dc_all * z * zi * (1 - zi)
    df = dc_all * c_prev * zf * (1 - zf)
    do = dh * th * zo * (1 - zo)
    d = np.concatenate([dz, di, df, do], axis=1)
    xh = np.concatenate([x, h_prev], axis=1)
    dxh = d @ W
    return dxh[:, : x.shape[1]], dxh[:, x.shape[1] :], dc_prev, d.T @ xh, d.sum(axis=0)
""",
            "the caller's dc is changed, written otherwise": """
def lstm_step_backward(dh, dc, x, h_prev, c_prev, W, gates, c):
    z, zi, zf, zo = gates
    th = np.tanh(c)
    dc += dh * zo * (1 - th * th)
    dz = dc * zi * (1 - z * z)
    di = dc * z * zi * (1 - zi)
    df = dc * c_prev * zf * (1 - zf)
    do = dh * th * zo * (1 - zo)
    d = np.concatenate([dz, di, df, do], axis=1)
    xh = np.concatenate([x, h_prev], axis=1)
    dx, dh_prev = np.split(d @ W, [x.shape[1]], axis=1)
    return dx, dh_prev, dc * zf, d.T @ xh, d.sum(axis=0)
""",
            "the blocks stand side by side as z, f, i, o": """
def lstm_step_backward(dh, dc, x, h_prev, c_prev, W, gates, c):
    z, zi, zf, zo = gates
    dcell = dc + dh * zo * (1 - np.tanh(c) ** 2)
    d_in = dcell * zi * (1 - z**2)
    d_forget = dcell * c_prev * zf * (1 - zf)
    d_write = dcell * z * zi * (1 - zi)
    d_out = dh * np.tanh(c) * zo * (1 - zo)
    d = np.concatenate([d_in, d_forget, d_write, d_out], axis=1)
    xh = np.concatenate([x, h_prev], axis=1)
    D = x.shape[1]
    return (d @ W)[:, :D], (d @ W)[:, D:], dcell * zf, d.T @ xh, d.sum(axis=0)
""",
            "dW is built with h_prev before x": """
def lstm_step_backward(dh, dc, x, h_prev, c_prev, W, gates, c):
    z, zi, zf, zo = gates
    tc = np.tanh(c)
    dc_new = dc + dh * zo * (1 - tc**2)
    d = np.concatenate(
        [
            dc_new * zi * (1 - z**2),
            dc_new * z * zi * (1 - zi),
            dc_new * c_prev * zf * (1 - zf),
            dh * tc * zo * (1 - zo),
        ],
        axis=1,
    )
    dW = np.concatenate([d.T @ h_prev, d.T @ x], axis=1)
    D = x.shape[1]
    return d @ W[:, :D], d @ W[:, D:], dc_new * zf, dW, d.sum(axis=0)
""",
            "dh is passed on to h_prev as well": """
def lstm_step_backward(dh, dc, x, h_prev, c_prev, W, gates, c):
    z, zi, zf, zo = gates
    t = np.tanh(c)
    dm = dc + dh * zo * (1 - t**2)
    dz = dm * zi * (1 - z**2)
    di = dm * z * zi * (1 - zi)
    df = dm * c_prev * zf * (1 - zf)
    do = dh * t * zo * (1 - zo)
    d = np.concatenate([dz, di, df, do], axis=1)
    D = x.shape[1]
    dx = d @ W[:, :D]
    dh_prev = dh + d @ W[:, D:]
    dW = np.concatenate([d.T @ x, d.T @ h_prev], axis=1)
    return dx, dh_prev, dm * zf, dW, d.sum(axis=0)
""",
        },
        "first_bias": {
            "the bias is put where the input gates are": """
def first_bias(n_hidden, steps, left):
    gate = left ** (1 / steps)
    b = np.zeros(4 * n_hidden)
    b[n_hidden : 2 * n_hidden] = np.log(gate / (1 - gate))
    return b
""",
            "the fraction stands upside down": """
def first_bias(n_hidden, steps, left):
    g = np.exp(np.log(left) / steps)
    bias = np.log((1 - g) / g)
    zero = np.zeros(n_hidden)
    return np.concatenate([zero, zero, np.full(n_hidden, bias), zero])
""",
            "integer division: the root's exponent is 0 as soon as there are two steps": """
def first_bias(n_hidden, steps, left):
    b = np.zeros(4 * n_hidden)
    g = np.float64(left) ** (1 // steps)
    b[2 * n_hidden : 3 * n_hidden] = np.log(g) - np.log(1 - g)
    return b
""",
            "no root: the gate is the share itself": """
def first_bias(n_hidden, steps, left):
    out = np.zeros((4, n_hidden))
    out[2, :] = np.log(left / (1 - left))
    return out.reshape(-1)
""",
            "the share is divided by the steps: a sum in place of a product": """
def first_bias(n_hidden, steps, left):
    lost_per_step = (1 - left) / steps
    g = 1 - lost_per_step
    b = np.zeros(4 * n_hidden)
    b[2 * n_hidden : 3 * n_hidden] = np.log(g / (1 - g))
    return b
""",
            "only the first unit's forget gate gets the bias": """
def first_bias(n_hidden, steps, left):
    gate = left ** (1.0 / steps)
    b = np.zeros(4 * n_hidden)
    b[2 * n_hidden] = -np.log(1 / gate - 1)
    return b
""",
            "the four parts of each unit side by side: every fourth entry": """
def first_bias(n_hidden, steps, left):
    gate = pow(left, 1 / steps)
    b = np.zeros(4 * n_hidden)
    b[2::4] = np.log(gate / (1 - gate))
    return b
""",
            "one block a row, not flat": """
def first_bias(n_hidden, steps, left):
    gate = left ** (1 / steps)
    b = np.zeros((4, n_hidden))
    b[2] = np.log(gate / (1 - gate))
    return b
""",
        },
        "mended_lstm": {
            "h still stands before x": """
def mended_lstm(xs, h0, c0, W, b):
    h, c, hs = h0, c0, []
    for x in xs:
        pre = np.concatenate([h, x], axis=1) @ W.T + b
        z, zi, zf, zo = np.split(pre, 4, axis=1)
        z, zi, zf, zo = np.tanh(z), sigmoid(zi), sigmoid(zf), sigmoid(zo)
        c = zf * c + zi * z
        h = zo * np.tanh(c)
        hs.append(h)
    return np.array(hs)
""",
            "z still goes through the sigmoid": """
def mended_lstm(xs, h0, c0, W, b):
    h, c, hs = h0, c0, []
    for x in xs:
        pre = np.concatenate([x, h], axis=1) @ W.T + b
        z, zi, zf, zo = (sigmoid(part) for part in np.split(pre, 4, axis=1))
        c = zf * c + zi * z
        h = zo * np.tanh(c)
        hs.append(h)
    return np.array(hs)
""",
            "forget and input gate are still exchanged": """
def mended_lstm(xs, h0, c0, W, b):
    h, c = h0, c0.copy()
    hs = []
    for x in xs:
        pre = np.concatenate([x, h], axis=1) @ W.T + b
        z, zf, zi, zo = np.split(pre, 4, axis=1)
        c = sigmoid(zf) * c + sigmoid(zi) * np.tanh(z)
        h = sigmoid(zo) * np.tanh(c)
        hs.append(h)
    return np.array(hs)
""",
            "h still shows the memory before the step": """
def mended_lstm(xs, h0, c0, W, b):
    h, c, hs = h0, c0, []
    for x in xs:
        pre = np.concatenate([x, h], axis=1) @ W.T + b
        z, zi, zf, zo = np.split(pre, 4, axis=1)
        z = np.tanh(z)
        zi, zf, zo = sigmoid(zi), sigmoid(zf), sigmoid(zo)
        h = zo * np.tanh(c)
        c = zf * c + zi * z
        hs.append(h)
    return np.array(hs)
""",
            "the caller's c0 is still overwritten": """
def mended_lstm(xs, h0, c0, W, b):
    h, c, hs = h0, c0, []
    for x in xs:
        pre = np.concatenate([x, h], axis=1) @ W.T + b
        z, zi, zf, zo = np.split(pre, 4, axis=1)
        z = np.tanh(z)
        zi, zf, zo = sigmoid(zi), sigmoid(zf), sigmoid(zo)
        c *= zf
        c += zi * z
        h = zo * np.tanh(c)
        hs.append(h)
    return np.array(hs)
""",
            "the exchanged gates are mended in two places, so they are exchanged again": """
def mended_lstm(xs, h0, c0, W, b):
    h, c, hs = h0, c0, []
    for x in xs:
        pre = np.concatenate([x, h], axis=1) @ W.T + b
        z, zi, zf, zo = np.split(pre, 4, axis=1)
        z, zi, zf, zo = np.tanh(z), sigmoid(zi), sigmoid(zf), sigmoid(zo)
        c = zi * c + zf * z
        h = zo * np.tanh(c)
        hs.append(h)
    return np.array(hs)
""",
            "the copy of c0 is made inside the loop: no memory from step to step": """
def mended_lstm(xs, h0, c0, W, b):
    h, hs = h0, []
    for x in xs:
        c = c0.copy()
        pre = np.concatenate([x, h], axis=1) @ W.T + b
        z, zi, zf, zo = np.split(pre, 4, axis=1)
        z = np.tanh(z)
        zi, zf, zo = sigmoid(zi), sigmoid(zf), sigmoid(zo)
        c *= zf
        c += zi * z
        h = zo * np.tanh(c)
        hs.append(h)
    return np.array(hs)
""",
            "the new output is not carried on: every step hears h0": """
def mended_lstm(xs, h0, c0, W, b):
    c = c0
    outputs = np.zeros((len(xs),) + h0.shape)
    for t, x in enumerate(xs):
        pre = np.concatenate([x, h0], axis=1) @ W.T + b
        z, zi, zf, zo = np.split(pre, 4, axis=1)
        c = sigmoid(zf) * c + sigmoid(zi) * np.tanh(z)
        outputs[t] = sigmoid(zo) * np.tanh(c)
    return outputs
""",
        },
    },
    "gru": {
        "gru_step": {
            "memory and input are joined in the wrong order, memory first": """
def gru_step(x, h_prev, W, b):
    Wr, Wz, Wh = np.split(W, 3)
    br, bz, bh = np.split(b, 3)
    both = np.hstack([h_prev, x])
    r = sigmoid(both @ Wr.T + br)
    z = sigmoid(both @ Wz.T + bz)
    h_new = np.tanh(np.hstack([r * h_prev, x]) @ Wh.T + bh)
    h = z * h_prev + (1 - z) * h_new
    return h, r, z, h_new
""",
            "the reset multiplies the product with the memory, not the memory": """
def gru_step(x, h_prev, W, b):
    n_in = x.shape[1]
    n_h = h_prev.shape[1]
    Wx, Wm = W[:, :n_in], W[:, n_in:]
    from_x = x @ Wx.T + b
    from_h = h_prev @ Wm.T
    r = sigmoid(from_x[:, :n_h] + from_h[:, :n_h])
    z = sigmoid(from_x[:, n_h : 2 * n_h] + from_h[:, n_h : 2 * n_h])
    cand = np.tanh(from_x[:, 2 * n_h :] + r * from_h[:, 2 * n_h :])
    return z * h_prev + (1 - z) * cand, r, z, cand
""",
            "z keeps the candidate and 1 - z the memory": """
def gru_step(x, h_prev, W, b):
    H = h_prev.shape[1]
    inp = np.concatenate((x, h_prev), axis=1)
    gates = sigmoid(inp @ W[: 2 * H].T + b[: 2 * H])
    r, z = np.split(gates, 2, axis=1)
    inp2 = np.concatenate((x, r * h_prev), axis=1)
    h_new = np.tanh(inp2 @ W[2 * H :].T + b[2 * H :])
    h = h_prev + z * (h_new - h_prev)
    return h, r, z, h_new
""",
            "the update gate takes the place of the reset gate in the candidate": """
def gru_step(x, h_prev, W, b):
    H = h_prev.shape[1]
    D = x.shape[1]

    def dense(memory, k):
        rows = slice(k * H, (k + 1) * H)
        return x @ W[rows, :D].T + memory @ W[rows, D:].T + b[rows]

    r = sigmoid(dense(h_prev, 0))
    z = sigmoid(dense(h_prev, 1))
    h_new = np.tanh(dense(z * h_prev, 2))
    h = z * h_prev + (1 - z) * h_new
    return h, r, z, h_new
""",
            "the update gate is squashed twice": """
def gru_step(x, h_prev, W, b):
    W_r, W_z, W_h = np.split(W, 3)
    b_r, b_z, b_h = np.split(b, 3)
    xh = np.concatenate([x, h_prev], axis=1)
    r = sigmoid(np.einsum("bi,hi->bh", xh, W_r) + b_r)
    z = sigmoid(np.einsum("bi,hi->bh", xh, W_z) + b_z)
    z = sigmoid(z)
    xq = np.concatenate([x, r * h_prev], axis=1)
    h_new = np.tanh(np.einsum("bi,hi->bh", xq, W_h) + b_h)
    return z * h_prev + (1 - z) * h_new, r, z, h_new
""",
            "the candidate's bias is forgotten": """
def gru_step(x, h_prev, W, b):
    H = h_prev.shape[1]
    D = x.shape[1]
    r = x @ W[:H, :D].T + h_prev @ W[:H, D:].T + b[:H]
    r = sigmoid(r)
    z = x @ W[H : 2 * H, :D].T + h_prev @ W[H : 2 * H, D:].T + b[H : 2 * H]
    z = sigmoid(z)
    q = r * h_prev
    h_new = np.tanh(x @ W[2 * H :, :D].T + q @ W[2 * H :, D:].T)
    h = z * h_prev + (1 - z) * h_new
    return h, r, z, h_new
""",
            "the biases of the two gates are exchanged": """
def gru_step(x, h_prev, W, b):
    W_r, W_z, W_h = np.split(W, 3)
    b_z, b_r, b_h = np.split(b, 3)
    xh = np.concatenate([x, h_prev], axis=1)
    r = sigmoid(xh @ W_r.T + b_r)
    z = sigmoid(xh @ W_z.T + b_z)
    xrh = np.concatenate([x, r * h_prev], axis=1)
    h_new = np.tanh(xrh @ W_h.T + b_h)
    h = z * h_prev + (1 - z) * h_new
    return h, r, z, h_new
""",
            "the mix takes the memory after the reset": """
def gru_step(x, h_prev, W, b):
    H = h_prev.shape[1]
    row = np.concatenate([x, h_prev], axis=1)
    r = sigmoid(row @ W[:H].T + b[:H])
    z = sigmoid(row @ W[H : 2 * H].T + b[H : 2 * H])
    h_prev = r * h_prev
    row = np.concatenate([x, h_prev], axis=1)
    h_new = np.tanh(row @ W[2 * H :].T + b[2 * H :])
    h = z * h_prev + (1 - z) * h_new
    return h, r, z, h_new
""",
            "the rows of the batch are taken for steps, and the memory runs on from one to the next": """
def gru_step(x, h_prev, W, b):
    H = h_prev.shape[1]
    hs, rs, zs, cs = [], [], [], []
    memory = h_prev[0]
    for row in x:
        v = np.concatenate([row, memory])
        r = sigmoid(W[:H] @ v + b[:H])
        z = sigmoid(W[H : 2 * H] @ v + b[H : 2 * H])
        v = np.concatenate([row, r * memory])
        c = np.tanh(W[2 * H :] @ v + b[2 * H :])
        memory = z * memory + (1 - z) * c
        hs.append(memory)
        rs.append(r)
        zs.append(z)
        cs.append(c)
    return np.array(hs), np.array(rs), np.array(zs), np.array(cs)
""",
            "what is not kept is filled with the candidate of the gates' row: no reset": """
def gru_step(x, h_prev, W, b):
    H = h_prev.shape[1]
    u = np.concatenate([x, h_prev], axis=1) @ W.T + b
    r = sigmoid(u[:, :H])
    z = sigmoid(u[:, H : 2 * H])
    h_new = np.tanh(u[:, 2 * H :])
    return z * h_prev + (1 - z) * h_new, r, z, h_new
""",
        },
        "gru_backward": {
            "the straight way is taken with 1 - z": """
def gru_backward(dh, x, h_prev, r, z, h_new, W):
    D = x.shape[1]
    Wr, Wz, Wh = np.split(W, 3)
    duh = dh * (1 - z) * (1 - h_new**2)
    duz = dh * (h_prev - h_new) * z * (1 - z)
    dxq = duh @ Wh
    dq = dxq[:, D:]
    dur = dq * h_prev * r * (1 - r)
    dxh = dur @ Wr + duz @ Wz
    dx = dxq[:, :D] + dxh[:, :D]
    dh_prev = dh * (1 - z) + dq * r + dxh[:, D:]
    xh = np.hstack([x, h_prev])
    dW = np.vstack([dur.T @ xh, duz.T @ xh, duh.T @ np.hstack([x, r * h_prev])])
    db = np.hstack([dur, duz, duh]).sum(axis=0)
    return dx, dh_prev, dW, db
""",
            "the candidate's way to the memory has no r": """
def gru_backward(dh, x, h_prev, r, z, h_new, W):
    D, H = x.shape[1], h_prev.shape[1]
    Wr, Wz, Wh = W[:H], W[H : 2 * H], W[2 * H :]
    duh = dh * (1 - z) * (1 - h_new**2)
    duz = dh * (h_prev - h_new) * z * (1 - z)
    dq = duh @ Wh[:, D:]
    dur = dq * h_prev * r * (1 - r)
    dx = dur @ Wr[:, :D] + duz @ Wz[:, :D] + duh @ Wh[:, :D]
    dh_prev = dh * z + dq + dur @ Wr[:, D:] + duz @ Wz[:, D:]
    seen = np.hstack((x, h_prev))
    dW = np.vstack((dur.T @ seen, duz.T @ seen, duh.T @ np.hstack((x, r * h_prev))))
    db = np.hstack((dur.sum(0), duz.sum(0), duh.sum(0)))
    return dx, dh_prev, dW, db
""",
            "dW of all three blocks with the memory before the reset": """
def gru_backward(dh, x, h_prev, r, z, h_new, W):
    D = x.shape[1]
    W_r, W_z, W_h = np.split(W, 3)
    du_h = dh * (1 - z) * (1 - h_new * h_new)
    du_z = dh * (h_prev - h_new) * z * (1 - z)
    dq = du_h @ W_h[:, D:]
    du_r = dq * h_prev * r * (1 - r)
    du = np.concatenate([du_r, du_z, du_h], axis=1)
    dW = np.einsum("bu,bi->ui", du, np.concatenate([x, h_prev], axis=1))
    dx = np.einsum("bu,ui->bi", du, W[:, :D])
    dh_prev = dh * z + dq * r + du_r @ W_r[:, D:] + du_z @ W_z[:, D:]
    return dx, dh_prev, dW, du.sum(axis=0)
""",
            "du_z has the wrong sign, candidate minus memory": """
def gru_backward(dh, x, h_prev, r, z, h_new, W):
    B, D = x.shape
    H = h_prev.shape[1]
    dx, dh_prev = np.zeros((B, D)), np.zeros((B, H))
    dW, db = np.zeros((3 * H, D + H)), np.zeros(3 * H)
    for n in range(B):
        uh = dh[n] * (1 - z[n]) * (1 - h_new[n] ** 2)
        uz = dh[n] * (h_new[n] - h_prev[n]) * z[n] * (1 - z[n])
        q = W[2 * H :, D:].T @ uh
        ur = q * h_prev[n] * r[n] * (1 - r[n])
        u = np.concatenate([ur, uz, uh])
        dx[n] = W[:, :D].T @ u
        dh_prev[n] = dh[n] * z[n] + q * r[n] + W[: 2 * H, D:].T @ u[: 2 * H]
        dW[: 2 * H] += np.outer(u[: 2 * H], np.concatenate([x[n], h_prev[n]]))
        dW[2 * H :] += np.outer(uh, np.concatenate([x[n], r[n] * h_prev[n]]))
        db += u
    return dx, dh_prev, dW, db
""",
            "the slope of tanh is (1 - h')^2 in place of 1 - h'^2": """
def gru_backward(dh, x, h_prev, r, z, h_new, W):
    D = x.shape[1]
    Wr, Wz, Wh = np.split(W, 3)
    q = r * h_prev
    dcand = dh * (1 - z)
    duh = dcand * (1 - h_new) ** 2
    dz = dh * (h_prev - h_new)
    duz = dz * z * (1 - z)
    dq = np.dot(duh, Wh[:, D:])
    dr = dq * h_prev
    dur = dr * r * (1 - r)
    dx = np.dot(duh, Wh[:, :D]) + np.dot(duz, Wz[:, :D]) + np.dot(dur, Wr[:, :D])
    dh_prev = dh * z + dq * r + np.dot(dur, Wr[:, D:]) + np.dot(duz, Wz[:, D:])
    dW_x = np.concatenate([dur.T @ x, duz.T @ x, duh.T @ x])
    dW_h = np.concatenate([dur.T @ h_prev, duz.T @ h_prev, duh.T @ q])
    dW = np.concatenate([dW_x, dW_h], axis=1)
    db = np.concatenate([dur.sum(axis=0), duz.sum(axis=0), duh.sum(axis=0)])
    return dx, dh_prev, dW, db
""",
            "du_r forgets the slope of its sigmoid": """
def gru_backward(dh, x, h_prev, r, z, h_new, W):
    D = x.shape[1]
    V = np.split(W[:, D:], 3)
    q = r * h_prev
    du_h = dh * (1 - z) * (1 - h_new**2)
    du_z = dh * (h_prev - h_new) * z * (1 - z)
    dq = du_h @ V[2]
    du_r = dq * h_prev
    dh_prev = dh * z + dq * r
    for du_gate, V_gate in ((du_r, V[0]), (du_z, V[1])):
        dh_prev = dh_prev + du_gate @ V_gate
    du = np.concatenate([du_r, du_z, du_h], axis=1)
    dV = np.concatenate([du_r.T @ h_prev, du_z.T @ h_prev, du_h.T @ q])
    dW = np.concatenate([du.T @ x, dV], axis=1)
    return du @ W[:, :D], dh_prev, dW, du.sum(axis=0)
""",
            "db is the mean over the examples": """
def gru_backward(dh, x, h_prev, r, z, h_new, W):
    D = x.shape[1]
    W_r, W_z, W_h = np.split(W, 3)
    dhc = dh * (1 - z)
    du_h = dhc - dhc * h_new**2
    du_z = dh * (h_prev - h_new) * z * (1 - z)
    dq = du_h @ W_h[:, D:]
    du_r = dq * h_prev * (r - r**2)
    du = np.hstack([du_r, du_z, du_h])
    dx = du @ W[:, :D]
    dh_prev = z * dh + r * dq + du_r @ W_r[:, D:] + du_z @ W_z[:, D:]
    xh, xq = np.hstack([x, h_prev]), np.hstack([x, r * h_prev])
    dW = np.vstack([np.hstack([du_r, du_z]).T @ xh, du_h.T @ xq])
    db = np.mean(du, axis=0)
    return dx, dh_prev, dW, db
""",
            "dx hears the two gates only, not the candidate": """
def gru_backward(dh, x, h_prev, r, z, h_new, W):
    D, H = x.shape[1], h_prev.shape[1]
    Wr, Wz, Wh = W[:H], W[H : 2 * H], W[2 * H :]
    duh = dh * (1 - z) * (1 - h_new**2)
    duz = dh * (h_prev - h_new) * z * (1 - z)
    dq = duh @ Wh[:, D:]
    dur = dq * h_prev * r * (1 - r)
    d_joined = dur @ Wr + duz @ Wz
    dx, dh_prev = d_joined[:, :D], d_joined[:, D:]
    dh_prev = dh_prev + dh * z + dq * r
    xh = np.concatenate([x, h_prev], axis=1)
    xq = np.concatenate([x, r * h_prev], axis=1)
    dW = np.concatenate([dur.T @ xh, duz.T @ xh, duh.T @ xq], axis=0)
    db = np.concatenate([dur, duz, duh], axis=1).sum(axis=0)
    return dx, dh_prev, dW, db
""",
            "the columns for the memory are taken transposed once more in dq": """
def gru_backward(dh, x, h_prev, r, z, h_new, W):
    D = x.shape[1]
    W_r, W_z, W_h = np.split(W, 3)
    du_h = dh * (1 - z) * (1 - h_new**2)
    du_z = dh * (h_prev - h_new) * z * (1 - z)
    dq = du_h @ W_h[:, D:].T
    du_r = dq * h_prev * r * (1 - r)
    du = np.concatenate([du_r, du_z, du_h], axis=1)
    dx = du @ W[:, :D]
    dh_prev = dh * z + dq * r + du_r @ W_r[:, D:] + du_z @ W_z[:, D:]
    xh = np.concatenate([x, h_prev], axis=1)
    xq = np.concatenate([x, r * h_prev], axis=1)
    dW = np.concatenate([du_r.T @ xh, du_z.T @ xh, du_h.T @ xq])
    return dx, dh_prev, dW, np.sum(du, axis=0)
""",
            "dh is overwritten in place by the straight way, and the rest is computed from that": """
def gru_backward(dh, x, h_prev, r, z, h_new, W):
    D = x.shape[1]
    W_r, W_z, W_h = np.split(W, 3)
    dh_prev = dh
    dh_prev *= z
    du_h = dh * (1 - z) * (1 - h_new**2)
    du_z = dh * (h_prev - h_new) * z * (1 - z)
    dq = du_h @ W_h[:, D:]
    du_r = dq * h_prev * r * (1 - r)
    dh_prev = dh_prev + dq * r + du_r @ W_r[:, D:] + du_z @ W_z[:, D:]
    du = np.concatenate([du_r, du_z, du_h], axis=1)
    dx = du @ W[:, :D]
    xh = np.concatenate([x, h_prev], axis=1)
    xq = np.concatenate([x, r * h_prev], axis=1)
    dW = np.concatenate([du_r.T @ xh, du_z.T @ xh, du_h.T @ xq])
    return dx, dh_prev, dW, du.sum(axis=0)
""",
        },
        "memory_gate": {
            "the two names are exchanged": """
def memory_gate(mix):
    def k(z):
        return mix(z, 1.0, 0.0) - mix(z, 0.0, 0.0)

    if k(0.001) >= 0.99:
        return "one"
    if k(0.999) >= 0.99:
        return "zero"
    return "never"
""",
            "a memory that changes its sign counts as kept": """
def memory_gate(mix):
    answers = ["one", "zero"]
    for i, z in enumerate([0.999, 0.001]):
        change = np.abs(mix(z, 1.0, 0.0) - mix(z, 0.0, 0.0))
        if change >= 0.99:
            return answers[i]
    return "never"
""",
            "the candidate changes together with the memory": """
def memory_gate(mix):
    h1, h2 = 1.0, 0.0
    k1 = (mix(0.999, h1, h1) - mix(0.999, h2, h2)) / (h1 - h2)
    k0 = (mix(0.001, h1, h1) - mix(0.001, h2, h2)) / (h1 - h2)
    if k1 >= 0.99:
        return "one"
    elif k0 >= 0.99:
        return "zero"
    else:
        return "never"
""",
            "the limit is 0.9 in place of 0.99": """
def memory_gate(mix):
    near_one = mix(0.999, 1.0, 0.0) - mix(0.999, 0.0, 0.0)
    near_zero = mix(0.001, 1.0, 0.0) - mix(0.001, 0.0, 0.0)
    if near_one >= 0.9:
        return "one"
    if near_zero >= 0.9:
        return "zero"
    return "never"
""",
            "the difference is not divided by h1 - h2 = 2": """
def memory_gate(mix):
    h1, h2, cand = 2.0, 0.0, 0.5
    share = {}
    for z in (0.999, 0.001):
        share[z] = mix(z, h1, cand) - mix(z, h2, cand)
    if share[0.999] >= 0.99:
        return "one"
    if share[0.001] >= 0.99:
        return "zero"
    return "never"
""",
            "the gate is set to the ends themselves, 1 and 0": """
def memory_gate(mix):
    def share(z):
        return (mix(z, 1.0, 0.0) - mix(z, 0.0, 0.0)) / (1.0 - 0.0)

    if share(1.0) >= 0.99:
        return "one"
    if share(0.0) >= 0.99:
        return "zero"
    return "never"
""",
            "early return: never is said after the first end already": """
def memory_gate(mix):
    for z, name in [(0.999, "one"), (0.001, "zero")]:
        a = mix(z, 1.0, 0.0)
        b = mix(z, 0.0, 0.0)
        if a - b >= 0.99:
            return name
        else:
            return "never"
""",
            "the candidate is changed and not the memory": """
def memory_gate(mix):
    z_high, z_low = 0.999, 0.001
    k_high = mix(z_high, 0.0, 1.0) - mix(z_high, 0.0, 0.0)
    k_low = mix(z_low, 0.0, 1.0) - mix(z_low, 0.0, 0.0)
    if k_high >= 0.99:
        return "one"
    if k_low >= 0.99:
        return "zero"
    return "never"
""",
            "no memory near one is taken for a memory near zero": """
def memory_gate(mix):
    k = mix(0.999, 1.0, 0.0) - mix(0.999, 0.0, 0.0)
    if k >= 0.99:
        return "one"
    if k <= 0.01:
        return "zero"
    return "never"
""",
            "one memory only, with a candidate of the same value": """
def memory_gate(mix):
    old = 1.0
    cand = 1.0
    if mix(0.999, old, cand) / old >= 0.99:
        return "one"
    if mix(0.001, old, cand) / old >= 0.99:
        return "zero"
    return "never"
""",
        },
        "to_pytorch": {
            "W is cut after H columns and not after D": """
def to_pytorch(params):
    W = params["W"]
    H = len(params["b_h"])
    return {
        "weight_ih_l0": W[:, :H],
        "weight_hh_l0": W[:, H:],
        "bias_ih_l0": params["b"],
        "bias_hh_l0": np.concatenate([np.zeros(2 * H), params["b_h"]]),
    }
""",
            "b_h comes first and the zeros after it": """
def to_pytorch(params):
    W, b, b_h = params["W"], params["b"], params["b_h"]
    H = b_h.shape[0]
    D = W.shape[1] - H
    second = np.zeros(3 * H)
    second[:H] = b_h
    out = {}
    out["weight_ih_l0"] = W[:, :D]
    out["weight_hh_l0"] = W[:, D:]
    out["bias_ih_l0"] = b
    out["bias_hh_l0"] = second
    return out
""",
            "b_h stands in all three blocks": """
def to_pytorch(params):
    H = params["b_h"].size
    ih, hh = np.split(params["W"], [params["W"].shape[1] - H], axis=1)
    return dict(
        weight_ih_l0=ih,
        weight_hh_l0=hh,
        bias_ih_l0=params["b"],
        bias_hh_l0=np.tile(params["b_h"], 3),
    )
""",
            "zeros for one gate only": """
def to_pytorch(params):
    W = params["W"]
    H = len(params["b_h"])
    res = {}
    res["weight_ih_l0"] = W[:, :-H].copy()
    res["weight_hh_l0"] = W[:, -H:].copy()
    res["bias_ih_l0"] = params["b"].copy()
    res["bias_hh_l0"] = np.concatenate([np.zeros(H), params["b_h"]])
    return res
""",
            "the weights are transposed, written otherwise": """
def to_pytorch(params):
    H = len(params["b_h"])
    W = params["W"].T
    D = W.shape[0] - H
    return {
        "weight_ih_l0": W[:D],
        "weight_hh_l0": W[D:],
        "bias_ih_l0": params["b"],
        "bias_hh_l0": np.append(np.zeros(2 * H), params["b_h"]),
    }
""",
            "the memory's columns are looked for in front": """
def to_pytorch(params):
    W, b, b_h = (params[name] for name in ("W", "b", "b_h"))
    H = len(b_h)
    w_hh = W[:, :H]
    w_ih = W[:, H:]
    b_hh = np.concatenate([np.zeros(H), np.zeros(H), b_h])
    return {"weight_ih_l0": w_ih, "weight_hh_l0": w_hh, "bias_ih_l0": b, "bias_hh_l0": b_hh}
""",
            "the two biases are exchanged": """
def to_pytorch(params):
    H = len(params["b_h"])
    padded = np.pad(params["b_h"], (2 * H, 0))
    names = ["weight_ih_l0", "weight_hh_l0", "bias_hh_l0", "bias_ih_l0"]
    arrays = [params["W"][:, :-H], params["W"][:, -H:], params["b"], padded]
    return dict(zip(names, arrays))
""",
            "update and reset change places in all arrays": """
def to_pytorch(params):
    H = len(params["b_h"])
    W_r, W_z, W_c = np.split(params["W"], 3)
    b_r, b_z, b_c = np.split(params["b"], 3)
    W = np.concatenate([W_z, W_r, W_c])
    b = np.concatenate([b_z, b_r, b_c])
    return {
        "weight_ih_l0": W[:, :-H],
        "weight_hh_l0": W[:, -H:],
        "bias_ih_l0": b,
        "bias_hh_l0": np.concatenate([np.zeros(2 * H), params["b_h"]]),
    }
""",
            "b_h goes into the first bias, outside of the bracket, and the second is all 0": """
def to_pytorch(params):
    H = len(params["b_h"])
    D = params["W"].shape[1] - H
    bias = np.array(params["b"])
    bias[2 * H :] += params["b_h"]
    return {
        "weight_ih_l0": params["W"][:, :D],
        "weight_hh_l0": params["W"][:, D:],
        "bias_ih_l0": bias,
        "bias_hh_l0": np.zeros(3 * H),
    }
""",
            "the last column of the input is lost": """
def to_pytorch(params):
    W = params["W"]
    H = len(params["b_h"])
    D = W.shape[1] - H
    return {
        "weight_ih_l0": W[:, : D - 1],
        "weight_hh_l0": W[:, D:],
        "bias_ih_l0": params["b"],
        "bias_hh_l0": np.concatenate([np.zeros(2 * H), params["b_h"]]),
    }
""",
        },
        "from_pytorch": {
            "both biases are added for the candidate as well": """
def from_pytorch(arrays):
    W = np.hstack([arrays["weight_ih_l0"], arrays["weight_hh_l0"]])
    H = arrays["weight_hh_l0"].shape[1]
    b = arrays["bias_ih_l0"] + arrays["bias_hh_l0"]
    return {"W": W, "b": b, "b_h": arrays["bias_hh_l0"][2 * H :]}
""",
            "the bias that came in is changed in place": """
def from_pytorch(arrays):
    ih, hh = arrays["weight_ih_l0"], arrays["weight_hh_l0"]
    H = hh.shape[1]
    b = arrays["bias_ih_l0"]
    for k in range(2 * H):
        b[k] += arrays["bias_hh_l0"][k]
    return {"W": np.concatenate([ih, hh], axis=1), "b": b, "b_h": arrays["bias_hh_l0"][2 * H :]}
""",
            "b_h is taken from the block of the reset gate": """
def from_pytorch(arrays):
    H = arrays["weight_hh_l0"].shape[1]
    first = np.split(arrays["bias_ih_l0"], 3)
    second = np.split(arrays["bias_hh_l0"], 3)
    b = np.concatenate([first[0] + second[0], first[1] + second[1], first[2]])
    W = np.concatenate([arrays["weight_ih_l0"], arrays["weight_hh_l0"]], axis=1)
    return {"W": W, "b": b, "b_h": second[0]}
""",
            "the weights are put one under the other": """
def from_pytorch(arrays):
    W = np.concatenate([arrays["weight_ih_l0"], arrays["weight_hh_l0"]])
    H = arrays["weight_hh_l0"].shape[1]
    b = arrays["bias_ih_l0"].copy()
    b[: 2 * H] += arrays["bias_hh_l0"][: 2 * H]
    b_h = arrays["bias_hh_l0"][2 * H :].copy()
    return {"W": W, "b": b, "b_h": b_h}
""",
            "the memory's columns come first in W": """
def from_pytorch(arrays):
    names = sorted(name for name in arrays if name.startswith("weight"))
    W = np.concatenate([arrays[name] for name in names], axis=1)
    n = 2 * arrays["weight_hh_l0"].shape[1]
    b_ih, b_hh = arrays["bias_ih_l0"], arrays["bias_hh_l0"]
    b = np.concatenate([b_ih[:n] + b_hh[:n], b_ih[n:]])
    return {"W": W, "b": b, "b_h": b_hh[n:]}
""",
            "H is read off the columns of the input's weights": """
def from_pytorch(arrays):
    w_ih, w_hh = arrays["weight_ih_l0"], arrays["weight_hh_l0"]
    H = w_ih.shape[1]
    b = np.array(arrays["bias_ih_l0"])
    b[: 2 * H] = b[: 2 * H] + arrays["bias_hh_l0"][: 2 * H]
    return {
        "W": np.concatenate([w_ih, w_hh], axis=1),
        "b": b,
        "b_h": arrays["bias_hh_l0"][2 * H :],
    }
""",
            "the second bias is added for the reset gate only": """
def from_pytorch(arrays):
    H = arrays["weight_hh_l0"].shape[1]
    b = arrays["bias_ih_l0"].copy()
    b[:H] += arrays["bias_hh_l0"][:H]
    W = np.column_stack([arrays["weight_ih_l0"], arrays["weight_hh_l0"]])
    return {"W": W, "b": b, "b_h": arrays["bias_hh_l0"][-H:]}
""",
            "the second bias of the gates is dropped": """
def from_pytorch(arrays):
    H = len(arrays["bias_hh_l0"]) // 3
    result = {}
    result["W"] = np.concatenate((arrays["weight_ih_l0"], arrays["weight_hh_l0"]), axis=1)
    result["b"] = arrays["bias_ih_l0"].copy()
    result["b_h"] = arrays["bias_hh_l0"][2 * H :].copy()
    return result
""",
            "b_h is the sum of both biases of the candidate": """
def from_pytorch(arrays):
    H = arrays["weight_hh_l0"].shape[1]
    total = arrays["bias_ih_l0"] + arrays["bias_hh_l0"]
    b = total.copy()
    b[2 * H :] = arrays["bias_ih_l0"][2 * H :]
    W = np.hstack((arrays["weight_ih_l0"], arrays["weight_hh_l0"]))
    return {"W": W, "b": b, "b_h": total[2 * H :]}
""",
            "the candidate's two biases are exchanged, written otherwise": """
def from_pytorch(arrays):
    H = arrays["weight_hh_l0"].shape[1]
    W = np.zeros((3 * H, arrays["weight_ih_l0"].shape[1] + H))
    W[:, :-H] = arrays["weight_ih_l0"]
    W[:, -H:] = arrays["weight_hh_l0"]
    b_ih, b_hh = arrays["bias_ih_l0"], arrays["bias_hh_l0"]
    b = np.append(b_ih[: 2 * H] + b_hh[: 2 * H], b_hh[2 * H :])
    return {"W": W, "b": b, "b_h": b_ih[2 * H :]}
""",
        },
    },
    "convolution": {
        "count_weights": {
            "the first place is forgotten, written otherwise": """
def count_weights(c_in, c_out, side, size, stride):
    n_out = (side - size) // stride
    N = n_out**2
    dense = c_out * N * c_in * side**2
    sparse = c_out * N * c_in * size**2
    shared = c_out * c_in * size**2
    return dense, sparse, shared
""",
            "the places along one side are taken for all places": """
def count_weights(c_in, c_out, side, size, stride):
    places = (side - size) // stride + 1
    neurons = c_out * places
    return neurons * c_in * side * side, neurons * c_in * size * size, c_out * c_in * size * size
""",
            "a shared kernel sees one map only": """
def count_weights(c_in, c_out, side, size, stride):
    n_out = (side - size) // stride + 1
    per_dense = c_in * side**2
    per_sparse = c_in * size**2
    neurons = c_out * n_out * n_out
    return neurons * per_dense, neurons * per_sparse, c_out * size**2
""",
            "the dense layer has as many neurons as the picture has pixels": """
def count_weights(c_in, c_out, side, size, stride):
    n = (side - size) // stride + 1
    pixels = c_in * side**2
    kernel = c_in * size**2
    dense = pixels * c_out * side**2
    sparse = c_out * n**2 * kernel
    shared = c_out * kernel
    return dense, sparse, shared
""",
            "all feature maps share one kernel": """
def count_weights(c_in, c_out, side, size, stride):
    out = (side - size) // stride + 1
    dense = sparse = 0
    for f in range(c_out):
        dense += out * out * side * side * c_in
        sparse += out * out * size * size * c_in
    shared = size * size * c_in
    return dense, sparse, shared
""",
            "the places are rounded up, written otherwise": """
def count_weights(c_in, c_out, side, size, stride):
    n_out = int(np.ceil((side - size) / stride)) + 1
    N = n_out**2
    return c_out * N * c_in * side**2, c_out * N * c_in * size**2, c_out * c_in * size**2
""",
            "the division is not rounded down": """
def count_weights(c_in, c_out, side, size, stride):
    n_out = (side - size) / stride + 1
    neurons = c_out * n_out**2
    dense = neurons * (c_in * side**2)
    sparse = neurons * (c_in * size**2)
    return int(dense), int(sparse), c_out * c_in * size**2
""",
            "the biases are counted too": """
def count_weights(c_in, c_out, side, size, stride):
    places = ((side - size) // stride + 1) ** 2
    neurons = places * c_out
    dense = neurons * (c_in * side**2 + 1)
    sparse = neurons * (c_in * size**2 + 1)
    shared = c_out * (c_in * size**2 + 1)
    return dense, sparse, shared
""",
            "the one is added before the division": """
def count_weights(c_in, c_out, side, size, stride):
    along = (side - size + 1) // stride
    N = along * along
    window = c_in * size * size
    picture = c_in * side * side
    return picture * c_out * N, window * c_out * N, window * c_out
""",
            "the number of maps is squared along with the side": """
def count_weights(c_in, c_out, side, size, stride):
    n_out = (side - size) // stride + 1
    F_N = c_out * n_out**2
    dense = F_N * (c_in * side) ** 2
    sparse = F_N * c_in * size**2
    shared = c_out * c_in * size**2
    return dense, sparse, shared
""",
        },
        "convolve": {
            "the kernel is flipped, as in mathematics": """
def convolve(x, W, b, stride, padding):
    F, C, K, _ = W.shape
    p = padding
    x = np.pad(x, [(0, 0), (p, p), (p, p)])
    down = (x.shape[1] - K) // stride + 1
    across = (x.shape[2] - K) // stride + 1
    flipped = W[:, :, ::-1, ::-1]
    y = np.zeros((F, down, across))
    for r in range(down):
        for c in range(across):
            window = x[:, r * stride : r * stride + K, c * stride : c * stride + K]
            y[:, r, c] = np.einsum("fmij,mij->f", flipped, window) + b
    return y
""",
            "the window moves by one pixel, whatever the stride": """
def convolve(x, W, b, stride, padding):
    F, K = W.shape[0], W.shape[2]
    p = padding
    x = np.pad(x, [(0, 0), (p, p), (p, p)])
    down = (x.shape[1] - K) // stride + 1
    across = (x.shape[2] - K) // stride + 1
    y = np.zeros((F, down, across))
    for f, r, c in np.ndindex(y.shape):
        window = x[:, r : r + K, c : c + K]
        y[f, r, c] = np.sum(W[f] * window) + b[f]
    return y
""",
            "the bias is added once for each map that comes in": """
def convolve(x, W, b, stride, padding):
    F, C, K, _ = W.shape
    p, s = padding, stride
    wide = np.pad(x, ((0, 0), (p, p), (p, p)))
    down = (wide.shape[1] - K) // s + 1
    across = (wide.shape[2] - K) // s + 1
    y = np.zeros((F, down, across))
    for f in range(F):
        for m in range(C):
            for r in range(down):
                for c in range(across):
                    patch = wide[m, r * s : r * s + K, c * s : c * s + K]
                    y[f, r, c] += np.sum(patch * W[f, m]) + b[f]
    return y
""",
            "only the last map is left: = in place of +=": """
def convolve(x, W, b, stride, padding):
    F, C, K, _ = W.shape
    wide = np.pad(x, [(0, 0), (padding, padding), (padding, padding)])
    rows, cols = wide.shape[1], wide.shape[2]
    down, across = (rows - K) // stride + 1, (cols - K) // stride + 1
    y = np.zeros((F, down, across))
    for f in range(F):
        for r in range(down):
            for c in range(across):
                top, left = r * stride, c * stride
                for m in range(C):
                    s = (W[f, m] * wide[m, top : top + K, left : left + K]).sum()
                y[f, r, c] = s + b[f]
    return y
""",
            "as many places across as down, written otherwise": """
def convolve(x, W, b, stride, padding):
    F, C, K, _ = W.shape
    n_out = (x.shape[1] + 2 * padding - K) // stride + 1
    wide = np.pad(x, [(0, 0), (padding, padding), (padding, padding)])
    y = np.zeros((F, n_out, n_out))
    for r in range(n_out):
        for c in range(n_out):
            w = wide[:, r * stride : r * stride + K, c * stride : c * stride + K]
            y[:, r, c] = np.tensordot(W, w, axes=3) + b
    return y
""",
            "the padding is counted once, not twice, in the number of places": """
def convolve(x, W, b, stride, padding):
    F, C, K, _ = W.shape
    _, rows, cols = x.shape
    down = (rows + padding - K) // stride + 1
    across = (cols + padding - K) // stride + 1
    wide = np.zeros((C, rows + 2 * padding, cols + 2 * padding))
    wide[:, padding : padding + rows, padding : padding + cols] = x
    y = np.zeros((F, down, across))
    for f, r, c in np.ndindex(y.shape):
        top, left = stride * r, stride * c
        y[f, r, c] = b[f] + np.vdot(W[f], wide[:, top : top + K, left : left + K])
    return y
""",
            "rows and columns of the kernel are exchanged": """
def convolve(x, W, b, stride, padding):
    K = W.shape[-1]
    p = padding
    wide = np.pad(x, [(0, 0), (p, p), (p, p)])
    windows = np.lib.stride_tricks.sliding_window_view(wide, (K, K), axis=(1, 2))
    windows = windows[:, ::stride, ::stride]
    return np.einsum("fmij,mrcji->frc", W, windows) + b[:, None, None]
""",
            "the padding goes around the maps' axis too": """
def convolve(x, W, b, stride, padding):
    F, C, K, _ = W.shape
    x = np.pad(x, padding)
    down = (x.shape[1] - K) // stride + 1
    across = (x.shape[2] - K) // stride + 1
    y = np.zeros((F, down, across))
    for f, r, c in np.ndindex(y.shape):
        total = 0.0
        for m in range(C):
            for i in range(K):
                for j in range(K):
                    total += W[f, m, i, j] * x[m, r * stride + i, c * stride + j]
        y[f, r, c] = total + b[f]
    return y
""",
            "the last place of each row and column is left at 0: the loop ends one early": """
def convolve(x, W, b, stride, padding):
    F, C, K, _ = W.shape
    p = padding
    x = np.pad(x, [(0, 0), (p, p), (p, p)])
    rows, cols = x.shape[1:]
    y = np.zeros((F, (rows - K) // stride + 1, (cols - K) // stride + 1))
    for f in range(F):
        for top in range(0, rows - K, stride):
            for left in range(0, cols - K, stride):
                window = x[:, top : top + K, left : left + K]
                y[f, top // stride, left // stride] = (W[f] * window).sum() + b[f]
    return y
""",
        },
        "columns": {
            "the windows stand in the rows": """
def columns(x, size, stride):
    _, rows, cols = x.shape
    windows = []
    for top in range(0, rows - size + 1, stride):
        for left in range(0, cols - size + 1, stride):
            windows.append(x[:, top : top + size, left : left + size].ravel())
    return np.array(windows)
""",
            "reshaped into the shape of the result, not transposed": """
def columns(x, size, stride):
    C, rows, cols = x.shape
    down = (rows - size) // stride + 1
    across = (cols - size) // stride + 1
    windows = []
    for r in range(down):
        for c in range(across):
            top, left = r * stride, c * stride
            windows.append(x[:, top : top + size, left : left + size].flatten())
    return np.array(windows).reshape(C * size * size, down * across)
""",
            "the places go down the first column, then the next": """
def columns(x, size, stride):
    down = (x.shape[1] - size) // stride + 1
    across = (x.shape[2] - size) // stride + 1
    parts = []
    for c in range(across):
        for r in range(down):
            block = x[:, r * stride : r * stride + size, c * stride : c * stride + size]
            parts.append(block.reshape(-1, 1))
    return np.concatenate(parts, axis=1)
""",
            "each window is read column by column": """
def columns(x, size, stride):
    C, n, m = x.shape
    result = []
    for top in range(0, n - size + 1, stride):
        for left in range(0, m - size + 1, stride):
            column = []
            for k in range(C):
                for j in range(size):
                    for i in range(size):
                        column.append(x[k, top + i, left + j])
            result.append(column)
    return np.array(result).T
""",
            "the maps of one pixel stand side by side: the map runs fastest": """
def columns(x, size, stride):
    s = stride
    down = (x.shape[1] - size) // s + 1
    across = (x.shape[2] - size) // s + 1
    out = []
    for r, c in np.ndindex(down, across):
        window = x[:, s * r : s * r + size, s * c : s * c + size]
        out.append(np.moveaxis(window, 0, -1).ravel())
    return np.stack(out, axis=1)
""",
            "the stride is forgotten where a window begins": """
def columns(x, size, stride):
    C = x.shape[0]
    down, across = [(n - size) // stride + 1 for n in x.shape[1:]]
    X = np.zeros((C * size**2, down * across))
    k = 0
    for r in range(down):
        for c in range(across):
            X[:, k] = x[:, r : r + size, c : c + size].ravel()
            k += 1
    return X
""",
            "the number of the place is r times the places down": """
def columns(x, size, stride):
    C, rows, cols = x.shape
    down = (rows - size) // stride + 1
    across = (cols - size) // stride + 1
    X = np.zeros((C * size * size, down * across))
    for r in range(down):
        for c in range(across):
            w = x[:, r * stride : r * stride + size, c * stride : c * stride + size]
            X[:, r * down + c] = w.ravel()
    return X
""",
            "the stride multiplies the number within the window, not that of the place": """
def columns(x, size, stride):
    C, rows, cols = x.shape
    down = (rows - size) // stride + 1
    across = (cols - size) // stride + 1
    X = []
    for m in range(C):
        for i in range(size):
            for j in range(size):
                line = []
                for r in range(down):
                    for c in range(across):
                        line.append(x[m, (r + i * stride) % rows, (c + j * stride) % cols])
                X.append(line)
    return np.array(X)
""",
            "the last place down and across is missed": """
def columns(x, size, stride):
    _, rows, cols = x.shape
    tops = range(0, rows - size, stride)
    lefts = range(0, cols - size, stride)
    wins = [x[:, t : t + size, l : l + size].ravel() for t in tops for l in lefts]
    return np.array(wins).T
""",
            "the row of a number forgets that each map has size * size of them": """
def columns(x, size, stride):
    C, rows, cols = x.shape
    down = (rows - size) // stride + 1
    across = (cols - size) // stride + 1
    X = np.zeros((C * size * size, down * across))
    for m in range(C):
        for i in range(size):
            for j in range(size):
                part = x[m, i : i + stride * down : stride, j : j + stride * across : stride]
                X[m * size + i * size + j] = part.ravel()
    return X
""",
        },
        "convolve_backward": {
            "the window of dx is set, not added to": """
def convolve_backward(dy, x, W, stride, padding):
    F, C, K, _ = W.shape
    p, s = padding, stride
    wide = np.pad(x, [(0, 0), (p, p), (p, p)])
    dwide = np.zeros(wide.shape)
    dW = np.zeros(W.shape)
    for r in range(dy.shape[1]):
        for c in range(dy.shape[2]):
            rr, cc = slice(r * s, r * s + K), slice(c * s, c * s + K)
            dW += dy[:, r, c][:, None, None, None] * wide[:, rr, cc]
            dwide[:, rr, cc] = np.tensordot(dy[:, r, c], W, axes=1)
    dx = dwide[:, p : p + x.shape[1], p : p + x.shape[2]]
    return dx, dW, dy.sum(axis=(1, 2))
""",
            "dx keeps its padding": """
def convolve_backward(dy, x, W, stride, padding):
    K = W.shape[3]
    x = np.pad(x, [(0, 0), (padding, padding), (padding, padding)])
    dx, dW, db = np.zeros_like(x), np.zeros_like(W), np.zeros(len(W))
    for f, r, c in np.ndindex(dy.shape):
        g = dy[f, r, c]
        top, left = r * stride, c * stride
        dW[f] += g * x[:, top : top + K, left : left + K]
        dx[:, top : top + K, left : left + K] += g * W[f]
        db[f] += g
    return dx, dW, db
""",
            "dx is sent through the flipped kernel": """
def convolve_backward(dy, x, W, stride, padding):
    F, C, K, _ = W.shape
    rows, cols = x.shape[1:]
    p = padding
    wide = np.pad(x, [(0, 0), (p, p), (p, p)])
    dwide = np.zeros_like(wide)
    dW = np.zeros_like(W)
    turned = W[:, :, ::-1, ::-1]
    for f, r, c in np.ndindex(dy.shape):
        here = (slice(None), slice(r * stride, r * stride + K), slice(c * stride, c * stride + K))
        dW[f] += dy[f, r, c] * wide[here]
        dwide[here] += dy[f, r, c] * turned[f]
    return dwide[:, p : p + rows, p : p + cols], dW, dy.sum((1, 2))
""",
            "db is summed over the feature maps and rows": """
def convolve_backward(dy, x, W, stride, padding):
    K, p, s = W.shape[2], padding, stride
    wide = np.pad(x, [(0, 0), (p, p), (p, p)])
    dwide, dW = np.zeros_like(wide), np.zeros_like(W)
    for f, r, c in np.ndindex(dy.shape):
        dW[f] += dy[f, r, c] * wide[:, r * s : r * s + K, c * s : c * s + K]
        dwide[:, r * s : r * s + K, c * s : c * s + K] += dy[f, r, c] * W[f]
    db = dy.sum(axis=(0, 1))
    return dwide[:, p : p + x.shape[1], p : p + x.shape[2]], dW, db
""",
            "the padding is cut off at the lower right only": """
def convolve_backward(dy, x, W, stride, padding):
    F, C, K, _ = W.shape
    _, down, across = dy.shape
    _, rows, cols = x.shape
    wide = np.pad(x, [(0, 0), (padding, padding), (padding, padding)])
    dwide = np.zeros(wide.shape)
    dW = np.zeros(W.shape)
    for i in range(K):
        for j in range(K):
            place = np.s_[:, i : i + stride * down : stride, j : j + stride * across : stride]
            dW[:, :, i, j] = np.einsum("frc,mrc->fm", dy, wide[place])
            dwide[place] += np.einsum("frc,fm->mrc", dy, W[:, :, i, j])
    return dwide[:, :rows, :cols], dW, dy.sum(axis=(1, 2))
""",
            "dW is the mean over the places": """
def convolve_backward(dy, x, W, stride, padding):
    F, C, K, _ = W.shape
    p = padding
    wide = np.pad(x, [(0, 0), (p, p), (p, p)])
    dwide = np.zeros_like(wide)
    dW = np.zeros_like(W)
    for f, r, c in np.ndindex(dy.shape):
        for m, i, j in np.ndindex(C, K, K):
            u, v = r * stride + i, c * stride + j
            dW[f, m, i, j] += dy[f, r, c] * wide[m, u, v]
            dwide[m, u, v] += dy[f, r, c] * W[f, m, i, j]
    dW = dW / (dy.shape[1] * dy.shape[2])
    dx = dwide[:, p : p + x.shape[1], p : p + x.shape[2]]
    return dx, dW, dy.sum(axis=2).sum(axis=1)
""",
            "dx forgets the stride where a window begins": """
def convolve_backward(dy, x, W, stride, padding):
    F, C, K, _ = W.shape
    p = padding
    wide = np.pad(x, [(0, 0), (p, p), (p, p)])
    dwide, dW = np.zeros_like(wide), np.zeros_like(W)
    for f, r, c in np.ndindex(dy.shape):
        top, left = r * stride, c * stride
        dW[f] += dy[f, r, c] * wide[:, top : top + K, left : left + K]
    for f, r, c in np.ndindex(dy.shape):
        dwide[:, r : r + K, c : c + K] += dy[f, r, c] * W[f]
    db = np.array([dy[f].sum() for f in range(F)])
    return dwide[:, p : p + x.shape[1], p : p + x.shape[2]], dW, db
""",
            "the padding is cut off with -p, which is empty for a padding of 0": """
def convolve_backward(dy, x, W, stride, padding):
    F, C, K, _ = W.shape
    p, s = padding, stride
    wide = np.pad(x, [(0, 0), (p, p), (p, p)])
    dW = np.zeros_like(W)
    dwide = np.zeros_like(wide)
    for r in range(dy.shape[1]):
        for c in range(dy.shape[2]):
            window = wide[:, s * r : s * r + K, s * c : s * c + K]
            dwindow = dwide[:, s * r : s * r + K, s * c : s * c + K]
            for f in range(F):
                dW[f] += dy[f, r, c] * window
                dwindow += dy[f, r, c] * W[f]
    return dwide[:, p:-p, p:-p], dW, dy.sum((1, 2))
""",
            "dW and dx come back in the wrong order": """
def convolve_backward(dy, x, W, stride, padding):
    F, C, K, _ = W.shape
    p = padding
    rows, cols = x.shape[1], x.shape[2]
    wide = np.pad(x, [(0, 0), (p, p), (p, p)])
    dwide = np.zeros_like(wide)
    dW = np.zeros_like(W)
    db = np.zeros(F)
    for f in range(F):
        db[f] = dy[f].sum()
        for r in range(dy.shape[1]):
            for c in range(dy.shape[2]):
                t, l = r * stride, c * stride
                dW[f] += dy[f, r, c] * wide[:, t : t + K, l : l + K]
                dwide[:, t : t + K, l : l + K] += dy[f, r, c] * W[f]
    dx = dwide[:, p : p + rows, p : p + cols]
    return dW, dx, db
""",
            "every feature map's gradient goes back through the kernel of the first": """
def convolve_backward(dy, x, W, stride, padding):
    p, K, s = padding, W.shape[2], stride
    wide = np.pad(x, [(0, 0), (p, p), (p, p)])
    dW, dwide = np.zeros_like(W), np.zeros_like(wide)
    for r, c in np.ndindex(dy.shape[1:]):
        here = np.s_[:, r * s : r * s + K, c * s : c * s + K]
        for f in range(len(W)):
            dW[f] += dy[f, r, c] * wide[here]
        dwide[here] += dy[:, r, c].sum() * W[0]
    db = dy.reshape(len(W), -1).sum(axis=1)
    return dwide[:, p : p + x.shape[1], p : p + x.shape[2]], dW, db
""",
        },
        "descend": {
            "the sum of the squares and not their mean: 1/n is missing": """
def descend(forward, backward, target, W, lr, steps):
    for step in range(steps):
        error = forward(W) - target
        W = W - lr * backward(2 * error)
    return W
""",
            "the factor 2 of the square is missing": """
def descend(forward, backward, target, W, lr, steps):
    n = target.size
    for _ in range(steps):
        y = forward(W)
        dy = (y - target) / n
        dW = backward(dy)
        W = W - lr * dW
    return W
""",
            "uphill: plus in place of minus": """
def descend(forward, backward, target, W, lr, steps):
    weights = np.array(W, dtype=float)
    for _ in range(steps):
        out = forward(weights)
        slope = 2 / out.size * (out - target)
        weights = weights + lr * backward(slope)
    return weights
""",
            "the start is changed in place": """
def descend(forward, backward, target, W, lr, steps):
    for _ in range(steps):
        y = forward(W)
        dy = 2 * (y - target) / y.size
        W -= lr * backward(dy)
    return W
""",
            "one step too few, written otherwise": """
def descend(forward, backward, target, W, lr, steps):
    w = W.copy()
    for k in range(1, steps):
        y = forward(w)
        dy = 2.0 * (y - target) / np.size(y)
        w = w - lr * backward(dy)
    return w
""",
            "y is computed once, before the loop": """
def descend(forward, backward, target, W, lr, steps):
    y = forward(W)
    for _ in range(steps):
        dy = 2 * (y - target) / y.size
        dW = backward(dy)
        W = W - lr * dW
    return W
""",
            "n is the number of weights": """
def descend(forward, backward, target, W, lr, steps):
    current = W
    n = W.size
    while steps > 0:
        residual = forward(current) - target
        current = current - lr * backward(2 * residual / n)
        steps -= 1
    return current
""",
            "n is the length of the first axis of y": """
def descend(forward, backward, target, W, lr, steps):
    for _ in range(steps):
        y = forward(W)
        n = len(y)
        dy = 2 / n * (y - target)
        W = W - lr * backward(dy)
    return W
""",
            "early return, inside of the loop after the first step": """
def descend(forward, backward, target, W, lr, steps):
    for _ in range(steps):
        y = forward(W)
        grad = backward(2 * (y - target) / y.size)
        W = W - grad * lr
        return W
    return W
""",
            "dy is one number, the mean of the errors, for all outputs": """
def descend(forward, backward, target, W, lr, steps):
    for _ in range(steps):
        y = forward(W)
        dy = np.full(y.shape, 2 * np.mean(y - target) / y.size)
        W = W - lr * backward(dy)
    return W
""",
        },
    },
    "pooling": {
        "pools": {
            "the average divides by K and not by K squared": """
def pools(x, size, stride):
    N, rows, cols = x.shape
    down, across = (rows - size) // stride + 1, (cols - size) // stride + 1
    largest = np.zeros((N, down, across))
    average = np.zeros((N, down, across))
    l2 = np.zeros((N, down, across))
    for r in range(down):
        for c in range(across):
            w = x[:, r * stride : r * stride + size, c * stride : c * stride + size]
            largest[:, r, c] = w.max(axis=(1, 2))
            average[:, r, c] = w.sum(axis=(1, 2)) / size
            l2[:, r, c] = np.sqrt((w**2).sum(axis=(1, 2)))
    return largest, average, l2
""",
            "the root is missing": """
def pools(x, size, stride):
    windows = np.lib.stride_tricks.sliding_window_view(x, (size, size), axis=(1, 2))
    windows = windows[:, ::stride, ::stride]
    largest = windows.max(axis=(3, 4))
    average = windows.mean(axis=(3, 4))
    l2 = np.einsum("nrcij,nrcij->nrc", windows, windows)
    return largest, average, l2
""",
            "the root of the mean of the squares, not of their sum": """
def pools(x, size, stride):
    down, across = ((n - size) // stride + 1 for n in x.shape[1:])
    largest, average, l2 = np.zeros((3, len(x), down, across))
    for r, c in np.ndindex(down, across):
        top, left = stride * r, stride * c
        a = x[:, top : top + size, left : left + size].reshape(len(x), -1)
        largest[:, r, c] = a.max(axis=1)
        average[:, r, c] = a.mean(axis=1)
        l2[:, r, c] = np.sqrt((a**2).mean(axis=1))
    return largest, average, l2
""",
            "the largest begins at 0, so a window of negative numbers gives 0": """
def pools(x, size, stride):
    N, rows, cols = x.shape
    down = (rows - size) // stride + 1
    across = (cols - size) // stride + 1
    largest, total, squares = np.zeros((3, N, down, across))
    for i in range(size):
        for j in range(size):
            part = x[:, i : i + stride * down : stride, j : j + stride * across : stride]
            largest = np.maximum(largest, part)
            total = total + part
            squares = squares + part**2
    return largest, total / size**2, np.sqrt(squares)
""",
            "the windows lie side by side, whatever the stride": """
def pools(x, size, stride):
    down, across = [(n - size) // stride + 1 for n in x.shape[1:]]
    out = np.zeros((3, x.shape[0], down, across))
    for r in range(down):
        for c in range(across):
            win = x[:, r * size : (r + 1) * size, c * size : (c + 1) * size]
            if win.size == 0:
                continue
            out[0, :, r, c] = win.max(axis=(1, 2))
            out[1, :, r, c] = win.mean(axis=(1, 2))
            out[2, :, r, c] = np.sqrt(np.sum(win * win, axis=(1, 2)))
    return out[0], out[1], out[2]
""",
            "the largest of the amounts, without their sign": """
def pools(x, size, stride):
    N = x.shape[0]
    down = (x.shape[1] - size) // stride + 1
    across = (x.shape[2] - size) // stride + 1
    largest, average, l2 = (np.zeros((N, down, across)) for _ in range(3))
    for r, c in np.ndindex(down, across):
        win = x[:, r * stride : r * stride + size, c * stride : c * stride + size]
        largest[:, r, c] = np.abs(win).max(axis=(1, 2))
        average[:, r, c] = win.mean(axis=(1, 2))
        l2[:, r, c] = np.sqrt((win**2).sum(axis=(1, 2)))
    return largest, average, l2
""",
            "one number for all maps: the largest of the whole pile": """
def pools(x, size, stride):
    N, rows, cols = x.shape
    down = (rows - size) // stride + 1
    across = (cols - size) // stride + 1
    largest, average, l2 = np.zeros((3, N, down, across))
    for r in range(down):
        for c in range(across):
            window = x[:, r * stride : r * stride + size, c * stride : c * stride + size]
            largest[:, r, c] = window.max()
            average[:, r, c] = window.mean(axis=(1, 2))
            l2[:, r, c] = np.sqrt((window**2).sum(axis=(1, 2)))
    return largest, average, l2
""",
            "the spectral norm of the window as a matrix, written otherwise": """
def pools(x, size, stride):
    down, across = ((n - size) // stride + 1 for n in x.shape[1:])
    largest, average, l2 = np.zeros((3, len(x), down, across))
    for r, c in np.ndindex(down, across):
        window = x[:, r * stride : r * stride + size, c * stride : c * stride + size]
        largest[:, r, c] = np.max(window, axis=(1, 2))
        average[:, r, c] = np.mean(window, axis=(1, 2))
        l2[:, r, c] = np.linalg.norm(window, ord=2, axis=(1, 2))
    return largest, average, l2
""",
            "windows that stick out at the edge are pooled too: the places are rounded up": """
def pools(x, size, stride):
    N, rows, cols = x.shape
    down = -(-(rows - size) // stride) + 1
    across = -(-(cols - size) // stride) + 1
    largest = np.zeros((N, down, across))
    average = np.zeros_like(largest)
    l2 = np.zeros_like(largest)
    for r in range(down):
        for c in range(across):
            w = x[:, r * stride : r * stride + size, c * stride : c * stride + size]
            largest[:, r, c] = w.max(axis=(1, 2))
            average[:, r, c] = w.mean(axis=(1, 2))
            l2[:, r, c] = np.sqrt(np.sum(w**2, axis=(1, 2)))
    return largest, average, l2
""",
            "the average is taken over the entries that are not 0": """
def pools(x, size, stride):
    N, rows, cols = x.shape
    down, across = (rows - size) // stride + 1, (cols - size) // stride + 1
    largest, average, l2 = np.zeros((3, N, down, across))
    for n in range(N):
        for r in range(down):
            for c in range(across):
                w = x[n, r * stride : r * stride + size, c * stride : c * stride + size]
                largest[n, r, c] = w.max()
                average[n, r, c] = w.sum() / max(np.count_nonzero(w), 1)
                l2[n, r, c] = np.linalg.norm(w)
    return largest, average, l2
""",
        },
        "max_backward": {
            "all equal entries get the whole gradient": """
def max_backward(dy, x, size, stride):
    dx = np.zeros(x.shape)
    for n, r, c in np.ndindex(dy.shape):
        top, left = r * stride, c * stride
        window = x[n, top : top + size, left : left + size]
        mask = window == window.max()
        dx[n, top : top + size, left : left + size] += mask * dy[n, r, c]
    return dx
""",
            "the last of equal entries wins": """
def max_backward(dy, x, size, stride):
    dx = np.zeros_like(x)
    for n, r, c in np.ndindex(dy.shape):
        best, where = -np.inf, None
        for i in range(size):
            for j in range(size):
                value = x[n, r * stride + i, c * stride + j]
                if value >= best:
                    best, where = value, (r * stride + i, c * stride + j)
        dx[n][where] += dy[n, r, c]
    return dx
""",
            "a pixel that wins twice keeps the last gradient only": """
def max_backward(dy, x, size, stride):
    N = len(x)
    dx = np.zeros(x.shape)
    for r in range(dy.shape[1]):
        for c in range(dy.shape[2]):
            w = x[:, r * stride : r * stride + size, c * stride : c * stride + size]
            k = w.reshape(N, -1).argmax(axis=1)
            dx[np.arange(N), r * stride + k // size, c * stride + k % size] = dy[:, r, c]
    return dx
""",
            "row and column of the winner are exchanged": """
def max_backward(dy, x, size, stride):
    N = x.shape[0]
    maps = np.arange(N)
    dx = np.zeros_like(x)
    for r, c in np.ndindex(dy.shape[1:]):
        top, left = r * stride, c * stride
        flat = x[:, top : top + size, left : left + size].reshape(N, size * size)
        col, row = np.divmod(np.argmax(flat, axis=1), size)
        dx[maps, top + row, left + col] += dy[:, r, c]
    return dx
""",
            "the winner of the first map is taken for all maps": """
def max_backward(dy, x, size, stride):
    dx = np.zeros_like(x)
    for r in range(dy.shape[1]):
        for c in range(dy.shape[2]):
            window = x[:, r * stride : r * stride + size, c * stride : c * stride + size]
            i, j = np.unravel_index(window[0].argmax(), (size, size))
            dx[:, r * stride + i, c * stride + j] += dy[:, r, c]
    return dx
""",
            "the gradient is multiplied by the value of the winner": """
def max_backward(dy, x, size, stride):
    dx = np.zeros_like(x)
    for n in range(x.shape[0]):
        for r in range(dy.shape[1]):
            for c in range(dy.shape[2]):
                win = x[n, r * stride : r * stride + size, c * stride : c * stride + size]
                i, j = divmod(int(win.argmax()), size)
                dx[n, r * stride + i, c * stride + j] += dy[n, r, c] * win[i, j]
    return dx
""",
            "of equal entries the first column by column": """
def max_backward(dy, x, size, stride):
    dx = np.zeros_like(x)
    for n, r, c in np.ndindex(dy.shape):
        top, left = r * stride, c * stride
        window = x[n, top : top + size, left : left + size]
        j, i = divmod(int(window.T.argmax()), size)
        dx[n, top + i, left + j] += dy[n, r, c]
    return dx
""",
            "the search begins at 0, so a window with nothing above 0 sends its gradient to the corner of the map": """
def max_backward(dy, x, size, stride):
    dx = np.zeros_like(x)
    N, down, across = dy.shape
    for n in range(N):
        for r in range(down):
            for c in range(across):
                biggest, u, v = 0, 0, 0
                for i in range(r * stride, r * stride + size):
                    for j in range(c * stride, c * stride + size):
                        if x[n, i, j] > biggest:
                            biggest, u, v = x[n, i, j], i, j
                dx[n, u, v] += dy[n, r, c]
    return dx
""",
            "the best so far is not reset for a new window": """
def max_backward(dy, x, size, stride):
    dx = np.zeros_like(x)
    for n in range(len(x)):
        best = -np.inf
        spot = (0, 0)
        for r in range(dy.shape[1]):
            for c in range(dy.shape[2]):
                for i, j in np.ndindex(size, size):
                    here = (r * stride + i, c * stride + j)
                    if x[n][here] > best:
                        best = x[n][here]
                        spot = here
                dx[n][spot] += dy[n, r, c]
    return dx
""",
            "broadcasting accident: each map's winner is paired with all maps": """
def max_backward(dy, x, size, stride):
    dx = np.zeros_like(x)
    for r, c in np.ndindex(dy.shape[1:]):
        top, left = r * stride, c * stride
        window = x[:, top : top + size, left : left + size]
        winner = window.reshape(len(x), -1).argmax(axis=1)
        i, j = np.divmod(winner, size)
        dx[:, top + i, left + j] += dy[:, r, c]
    return dx
""",
        },
        "shared_backward": {
            "the average's share is 1 / K and not 1 / K squared": """
def shared_backward(dy, x, size, stride):
    dx_average, dx_l2 = np.zeros_like(x), np.zeros_like(x)
    for n, r, c in np.ndindex(dy.shape):
        rows = slice(r * stride, r * stride + size)
        cols = slice(c * stride, c * stride + size)
        w = x[n, rows, cols]
        dx_average[n, rows, cols] += dy[n, r, c] / size
        norm = np.sqrt(np.sum(w**2))
        if norm > 0:
            dx_l2[n, rows, cols] += dy[n, r, c] * w / norm
    return dx_average, dx_l2
""",
            "L2 divides by the square of the norm: the root is missing": """
def shared_backward(dy, x, size, stride):
    dx_average = np.zeros_like(x)
    dx_l2 = np.zeros_like(x)
    for r in range(dy.shape[1]):
        for c in range(dy.shape[2]):
            here = np.s_[:, r * stride : r * stride + size, c * stride : c * stride + size]
            g = dy[:, r, c, None, None]
            y = (x[here] ** 2).sum(axis=(1, 2), keepdims=True)
            y[y == 0] = 1
            dx_average[here] += g / size**2
            dx_l2[here] += g * x[here] / y
    return dx_average, dx_l2
""",
            "a factor 2 from the square is left in the slope of L2": """
def shared_backward(dy, x, size, stride):
    k = size * size
    dx_avg, dx_l2 = np.zeros(x.shape), np.zeros(x.shape)
    for r, c in np.ndindex(dy.shape[1:]):
        t, l = r * stride, c * stride
        w = x[:, t : t + size, l : l + size]
        d = dy[:, r, c].reshape(-1, 1, 1)
        norm = np.sqrt(np.einsum("nij,nij->n", w, w)).reshape(-1, 1, 1)
        norm = np.where(norm == 0, 1.0, norm)
        dx_avg[:, t : t + size, l : l + size] += d / k
        dx_l2[:, t : t + size, l : l + size] += 2 * w * d / norm
    return dx_avg, dx_l2
""",
            "NaN is replaced after the division, so NumPy warns": """
def shared_backward(dy, x, size, stride):
    dx_average, dx_l2 = np.zeros_like(x), np.zeros_like(x)
    for r, c in np.ndindex(dy.shape[1:]):
        here = np.s_[:, r * stride : r * stride + size, c * stride : c * stride + size]
        window = x[here]
        part = dy[:, r, c, None, None]
        y = np.sqrt((window**2).sum(axis=(1, 2), keepdims=True))
        slope = np.nan_to_num(window / y)
        dx_average[here] += part / size**2
        dx_l2[here] += part * slope
    return dx_average, dx_l2
""",
            "where windows overlap L2 keeps the last part only": """
def shared_backward(dy, x, size, stride):
    dx_average, dx_l2, s = np.zeros_like(x), np.zeros_like(x), stride
    for r, c in np.ndindex(dy.shape[1:]):
        here = np.s_[:, r * s : r * s + size, c * s : c * s + size]
        d = dy[:, r, c][:, np.newaxis, np.newaxis]
        norm = np.linalg.norm(x[here], axis=(1, 2), keepdims=True)
        norm[norm == 0] = 1
        dx_average[here] += d / size**2
        dx_l2[here] = d * x[here] / norm
    return dx_average, dx_l2
""",
            "one norm for the windows of all maps": """
def shared_backward(dy, x, size, stride):
    dx_average, dx_l2 = np.zeros_like(x), np.zeros_like(x)
    for r in range(dy.shape[1]):
        for c in range(dy.shape[2]):
            top, left = r * stride, c * stride
            window = x[:, top : top + size, left : left + size]
            y = np.sqrt((window**2).sum())
            if y == 0:
                y = 1.0
            g = dy[:, r, c, None, None]
            dx_average[:, top : top + size, left : left + size] += g / size**2
            dx_l2[:, top : top + size, left : left + size] += g * window / y
    return dx_average, dx_l2
""",
            "L2 comes first and the average second": """
def shared_backward(dy, x, size, stride):
    results = np.zeros((2,) + x.shape)
    for n, r, c in np.ndindex(dy.shape):
        u, v = r * stride, c * stride
        w = x[n, u : u + size, v : v + size]
        norm = np.sqrt((w * w).sum())
        if norm != 0:
            results[0, n, u : u + size, v : v + size] += dy[n, r, c] * w / norm
        results[1, n, u : u + size, v : v + size] += dy[n, r, c] / (size * size)
    return results[0], results[1]
""",
            "the average multiplies its share by the entry": """
def shared_backward(dy, x, size, stride):
    down, across = dy.shape[1:]
    dx_average, dx_l2 = np.zeros_like(x), np.zeros_like(x)
    for r in range(down):
        for c in range(across):
            here = np.s_[:, r * stride : r * stride + size, c * stride : c * stride + size]
            a = x[here]
            d = dy[:, r, c, None, None]
            y = np.sqrt(np.sum(a**2, axis=(1, 2), keepdims=True))
            y = y + (y == 0)
            dx_average[here] += d * a / size**2
            dx_l2[here] += d * a / y
    return dx_average, dx_l2
""",
            "k counts the entries of all maps": """
def shared_backward(dy, x, size, stride):
    dx_average, dx_l2 = np.zeros_like(x), np.zeros_like(x)
    for r, c in np.ndindex(dy.shape[1:]):
        here = np.s_[:, r * stride : r * stride + size, c * stride : c * stride + size]
        window = x[here]
        k = window.size
        d = dy[:, r, c, None, None]
        norm = np.sqrt((window**2).sum(axis=(1, 2), keepdims=True))
        dx_average[here] += d / k
        dx_l2[here] += d * window / np.where(norm > 0, norm, 1)
    return dx_average, dx_l2
""",
            "a window of zeros is filled with ones in the picture itself": """
def shared_backward(dy, x, size, stride):
    dx_average, dx_l2 = np.zeros_like(x), np.zeros_like(x)
    for n, r, c in np.ndindex(dy.shape):
        here = np.s_[n, r * stride : r * stride + size, c * stride : c * stride + size]
        window = x[here]
        if not window.any():
            window[:] = 1
        dx_average[here] += dy[n, r, c] / size**2
        dx_l2[here] += dy[n, r, c] * window / np.linalg.norm(window)
    return dx_average, dx_l2
""",
        },
        "maxout": {
            "far maps and not neighbours are put together": """
def maxout(x, pieces):
    maps, rows, cols = x.shape
    g = x.reshape(pieces, maps // pieces, rows, cols)
    return g.max(axis=0), g.argmax(axis=0)
""",
            "the winner is numbered among all maps": """
def maxout(x, pieces):
    groups = len(x) // pieces
    a, winner = [], []
    for q in range(groups):
        block = x[q * pieces : (q + 1) * pieces]
        a.append(block.max(axis=0))
        winner.append(block.argmax(axis=0) + q * pieces)
    return np.array(a), np.array(winner)
""",
            "the last of equal ones wins": """
def maxout(x, pieces):
    maps, rows, cols = x.shape
    a = np.full((maps // pieces, rows, cols), -np.inf)
    winner = np.zeros(a.shape, dtype=int)
    for q in range(maps // pieces):
        for j in range(pieces):
            candidate = x[q * pieces + j]
            better = candidate >= a[q]
            a[q][better] = candidate[better]
            winner[q][better] = j
    return a, winner
""",
            "the largest begins at 0": """
def maxout(x, pieces):
    maps, rows, cols = x.shape
    a = np.zeros((maps // pieces, rows, cols))
    winner = np.zeros(a.shape, dtype=int)
    for q, u, v in np.ndindex(a.shape):
        for j in range(pieces):
            if x[q * pieces + j, u, v] > a[q, u, v]:
                a[q, u, v] = x[q * pieces + j, u, v]
                winner[q, u, v] = j
    return a, winner
""",
            "the winners are no whole numbers": """
def maxout(x, pieces):
    maps, rows, cols = x.shape
    a = np.zeros((maps // pieces, rows, cols))
    winner = np.zeros((maps // pieces, rows, cols))
    for q in range(maps // pieces):
        group = x[q * pieces : q * pieces + pieces]
        a[q] = group.max(axis=0)
        winner[q] = group.argmax(axis=0)
    return a, winner
""",
            "pieces is taken for the number of groups, written otherwise": """
def maxout(x, pieces):
    groups = np.split(x, pieces)
    a = np.stack([group.max(axis=0) for group in groups])
    winner = np.stack([group.argmax(axis=0) for group in groups])
    return a, winner
""",
            "the groups overlap: group q begins at map q": """
def maxout(x, pieces):
    n = x.shape[0] // pieces
    a = np.array([x[q : q + pieces].max(axis=0) for q in range(n)])
    winner = np.array([x[q : q + pieces].argmax(axis=0) for q in range(n)])
    return a, winner
""",
            "the winner is the one with the largest amount": """
def maxout(x, pieces):
    groups = x.reshape(-1, pieces, x.shape[1], x.shape[2])
    winner = np.abs(groups).argmax(axis=1)
    a = np.take_along_axis(groups, winner[:, None], axis=1)[:, 0]
    return a, winner
""",
            "each map is compared with the one before it, not with the best so far": """
def maxout(x, pieces):
    q = x.shape[0] // pieces
    a = x[::pieces].copy()
    winner = np.zeros((q,) + x.shape[1:], dtype=int)
    for j in range(1, pieces):
        this, last = x[j::pieces], x[j - 1 :: pieces][:q]
        higher = this > last
        a = np.where(higher, this, a)
        winner = np.where(higher, j, winner)
    return a, winner
""",
            "one winner for a whole map, the one with the largest sum": """
def maxout(x, pieces):
    maps, rows, cols = x.shape
    a = np.zeros((maps // pieces, rows, cols), dtype=x.dtype)
    winner = np.zeros((maps // pieces, rows, cols), dtype=int)
    for q in range(maps // pieces):
        group = x[q * pieces : (q + 1) * pieces]
        best = int(group.sum(axis=(1, 2)).argmax())
        a[q] = group[best]
        winner[q] = best
    return a, winner
""",
        },
        "survives": {
            "what leaves at the right comes in again at the left": """
def survives(pool, x, shift, tolerance):
    y0 = pool(x)
    y1 = pool(np.roll(x, shift, axis=2))
    ink = (y0 != 0) | (y1 != 0)
    return np.mean(np.abs(y1 - y0)[ink] < tolerance)
""",
            "the pictures move to the left": """
def survives(pool, x, shift, tolerance):
    moved = np.zeros_like(x)
    cols = x.shape[2]
    moved[:, :, : cols - shift] = x[:, :, shift:]
    before = pool(x)
    after = pool(moved)
    ink = np.logical_or(before != 0, after != 0)
    kept = np.abs(before - after) < tolerance
    return kept[ink].mean()
""",
            "the pictures move down": """
def survives(pool, x, shift, tolerance):
    moved = np.zeros(x.shape)
    if shift < x.shape[1]:
        moved[:, shift:, :] = x[:, : x.shape[1] - shift, :]
    before, after = pool(x), pool(moved)
    ink = (before != 0) | (after != 0)
    near = np.abs(after - before) < tolerance
    return np.sum(ink & near) / np.sum(ink)
""",
            "a change of exactly the tolerance survives": """
def survives(pool, x, shift, tolerance):
    moved = np.zeros_like(x)
    for c in range(shift, x.shape[2]):
        moved[:, :, c] = x[:, :, c - shift]
    before, after = pool(x), pool(moved)
    ink = (before != 0) | (after != 0)
    return (np.abs(after - before)[ink] <= tolerance).mean()
""",
            "a change downwards counts as small: no absolute value": """
def survives(pool, x, shift, tolerance):
    empty = np.zeros(x.shape[:2] + (shift,))
    moved = np.concatenate([empty, x[:, :, : x.shape[2] - shift]], axis=2)
    before, after = pool(x).ravel(), pool(moved).ravel()
    count = good = 0
    for y, y2 in zip(before, after):
        if y != 0 or y2 != 0:
            count += 1
            if y2 - y < tolerance:
                good += 1
    return good / count
""",
            "only ink before counts": """
def survives(pool, x, shift, tolerance):
    n, rows, cols = x.shape
    moved = np.zeros((n, rows, cols))
    moved[:, :, shift:] = x[:, :, : cols - shift]
    before = pool(x)
    after = pool(moved)
    ink = before != 0
    kept = np.abs(after - before) < tolerance
    return kept[ink].mean()
""",
            "the left columns keep their old pixels: no empty paper comes in": """
def survives(pool, x, shift, tolerance):
    moved = x.copy()
    moved[:, :, shift:] = x[:, :, : x.shape[2] - shift]
    before, after = pool(x), pool(moved)
    mask = (before != 0) | (after != 0)
    small = np.abs(after - before) < tolerance
    return small[mask].sum() / mask.sum()
""",
            "outputs with ink before and after are counted twice below": """
def survives(pool, x, shift, tolerance):
    moved = np.zeros_like(x)
    moved[:, :, shift:] = x[:, :, : x.shape[2] - shift]
    before, after = pool(x), pool(moved)
    ink = (before != 0) | (after != 0)
    kept = ink & (np.abs(after - before) < tolerance)
    total = np.count_nonzero(before) + np.count_nonzero(after)
    return np.count_nonzero(kept) / total
""",
            "the share over all outputs, with those that have no ink": """
def survives(pool, x, shift, tolerance):
    cols = x.shape[2]
    moved = np.pad(x, [(0, 0), (0, 0), (shift, 0)])[:, :, :cols]
    before, after = pool(x), pool(moved)
    ink = (before != 0) | (after != 0)
    same = np.abs(after - before) < tolerance
    return np.mean(ink & same)
""",
            "ink is what is above 0, so negative outputs have none": """
def survives(pool, x, shift, tolerance):
    moved = np.zeros_like(x)
    moved[:, :, shift:] = x[:, :, : x.shape[2] - shift]
    before, after = pool(x), pool(moved)
    ink = (before > 0) | (after > 0)
    change = np.abs(after[ink] - before[ink])
    return np.sum(change < tolerance) / change.size
""",
        },
    },
}
