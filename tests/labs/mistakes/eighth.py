"""The eighth set of wrong answers: 300 over all seven labs, written by two from the labs alone.

Each is a whole function. See `tests.labs.mistakes`.
"""

MISTAKES = {
    "dense": {
        "sigmoid": {
            "The two tops are exchanged, so it is 1 - sigmoid": """
def sigmoid(z):
    small = np.exp(-np.abs(z))
    top = np.where(z >= 0, small, 1.0)
    return top / (1 + small)
""",
            "The case of negative z is forgotten: always 1 / (1 + e^-|z|)": """
def sigmoid(z):
    e = np.exp(-np.abs(z))
    return 1 / (1 + e)
""",
            "The results are written into an array of z's own dtype, so whole numbers lose their fractions": """
def sigmoid(z):
    out = np.empty_like(z)
    pos = z >= 0
    out[pos] = 1 / (1 + np.exp(-z[pos]))
    ez = np.exp(z[~pos])
    out[~pos] = ez / (ez + 1)
    return out
""",
            "The tanh formula without halving z": """
def sigmoid(z):
    return 0.5 * (1 + np.tanh(z))
""",
            "The factor one half stands only before the 1, not before the tanh": """
def sigmoid(z):
    t = np.tanh(np.asarray(z) / 2)
    return 0.5 + t
""",
            "z is cut off at -5 and 5 to avoid the overflow": """
def sigmoid(z):
    safe = np.clip(z, -5, 5)
    return 1 / (1 + np.exp(-safe))
""",
            "The bottom for negative z has a minus for a plus": """
def sigmoid(z):
    result = np.zeros(z.shape)
    for idx in np.ndindex(z.shape):
        v = z[idx]
        if v >= 0:
            result[idx] = 1.0 / (1.0 + np.exp(-v))
        else:
            ev = np.exp(v)
            result[idx] = ev / (1.0 - ev)
    return result
""",
            "Both formulas are computed for all z before np.where chooses, so both overflow": """
def sigmoid(z):
    first = 1 / (1 + np.exp(-z))
    second = np.exp(z) / (np.exp(z) + 1)
    return np.where(z > 0, first, second)
""",
        },
        "dense_forward": {
            "The bias is forgotten": """
def dense_forward(a, W, b):
    return np.einsum("kj,ij->ki", a, W)
""",
            "W is reshaped where it should be transposed, written otherwise": """
def dense_forward(a, W, b):
    n_out, n_in = W.shape
    M = W.reshape(n_in, n_out)
    return a @ M + b
""",
            "The bias is added in the inner loop, once for each input": """
def dense_forward(a, W, b):
    B, n_in = a.shape
    n_out = W.shape[0]
    z = np.zeros((B, n_out))
    for k in range(B):
        for i in range(n_out):
            for j in range(n_in):
                z[k, i] += a[k, j] * W[i, j] + b[i]
    return z
""",
            "Computed with columns and not turned back to rows": """
def dense_forward(a, W, b):
    z = W @ a.T + b[:, np.newaxis]
    return z
""",
            "The inner loop ends one input too early": """
def dense_forward(a, W, b):
    z = np.tile(np.asarray(b, dtype=float), (len(a), 1))
    for j in range(W.shape[1] - 1):
        z += np.outer(a[:, j], W[:, j])
    return z
""",
            "A ReLU is applied though no activation function is asked": """
def dense_forward(a, W, b):
    z = a @ W.T + b
    return np.maximum(z, 0)
""",
            "The running total is not reset for each neuron": """
def dense_forward(a, W, b):
    rows = []
    for example in a:
        total = 0.0
        row = []
        for weights, bias in zip(W, b):
            for aj, wj in zip(example, weights):
                total += aj * wj
            row.append(total + bias)
        rows.append(row)
    return np.array(rows)
""",
            "Mean over the inputs instead of the sum": """
def dense_forward(a, W, b):
    products = a[:, None, :] * W[None, :, :]
    return products.mean(axis=2) + b
""",
        },
        "dense_backward": {
            "db is the mean over the examples, not the sum": """
def dense_backward(dz, a, W):
    da = np.einsum("ki,ij->kj", dz, W)
    dW = np.einsum("ki,kj->ij", dz, a)
    db = np.mean(dz, axis=0)
    return da, dW, db
""",
            "dW is divided by the number of examples": """
def dense_backward(dz, a, W):
    batch = a.shape[0]
    dW = (dz.T @ a) / batch
    db = dz.sum(axis=0)
    da = dz @ W
    return da, dW, db
""",
            "db is summed over the neurons instead of the examples": """
def dense_backward(dz, a, W):
    return dz @ W, dz.T @ a, dz.sum(axis=1)
""",
            "dW comes out transposed": """
def dense_backward(dz, a, W):
    grad_in = dz.dot(W)
    grad_w = a.T.dot(dz)
    grad_b = dz.sum(0)
    return grad_in, grad_w, grad_b
""",
            "The results are returned in the order dW, db, da": """
def dense_backward(dz, a, W):
    dW = dz.T @ a
    db = dz.sum(axis=0)
    da = dz @ W
    return dW, db, da
""",
            "dW is overwritten for each example, so only the last counts": """
def dense_backward(dz, a, W):
    da = np.zeros(a.shape)
    dW = np.zeros(W.shape)
    db = np.zeros(W.shape[0])
    for k in range(len(a)):
        da[k] = dz[k] @ W
        dW = np.outer(dz[k], a[k])
        db += dz[k]
    return da, dW, db
""",
            "The sum of products is taken as a product of two sums in da": """
def dense_backward(dz, a, W):
    da = dz.sum(axis=1, keepdims=True) * W.sum(axis=0)
    dW = dz.T @ a
    db = dz.sum(axis=0)
    return da, dW, db
""",
            "The whole dz is summed up, so each bias gets the same gradient": """
def dense_backward(dz, a, W):
    da = dz @ W
    dW = sum(np.outer(d, s) for d, s in zip(dz, a))
    db = np.ones(W.shape[0]) * dz.sum()
    return da, dW, db
""",
            "da is multiplied by the activations as if there were a slope": """
def dense_backward(dz, a, W):
    dW, db = dz.T @ a, np.sum(dz, axis=0)
    da = (dz @ W) * a
    return da, dW, db
""",
        },
        "tanh_from": {
            "The stretch of the input is forgotten": """
def tanh_from(squash, z):
    s = squash(z)
    return 2 * s - 1
""",
            "The stretch of the output is forgotten": """
def tanh_from(squash, z):
    return squash(2 * z) - 1
""",
            "The values are stretched, but not moved by -1": """
def tanh_from(squash, z):
    stretched = z + z
    return 2 * squash(stretched)
""",
            "The -1 stands inside the bracket, so it is doubled too": """
def tanh_from(squash, z):
    return 2 * (squash(2 * z) - 1)
""",
            "np.tanh is called and the given function is never used": """
def tanh_from(squash, z):
    return np.tanh(z)
""",
            "The doubling is done in place, so the caller's z changes": """
def tanh_from(squash, z):
    z *= 2
    out = squash(z)
    return out * 2 - 1
""",
            "The -1 has got into the argument of squash": """
def tanh_from(squash, z):
    return 2 * squash(2 * z - 1)
""",
            "z is halved where it should be doubled": """
def tanh_from(squash, z):
    inner = squash(z / 2)
    return -1 + 2 * inner
""",
        },
    },
    "backpropagation": {
        "numerical_gradient": {
            "A step to one side only": """
def numerical_gradient(f, x, eps):
    base = f(x)
    g = np.zeros(x.shape)
    for idx in np.ndindex(x.shape):
        moved = x.copy()
        moved[idx] += eps
        g[idx] = (f(moved) - base) / eps
    return g
""",
            "Divided by eps instead of two eps": """
def numerical_gradient(f, x, eps):
    g = np.zeros_like(x)
    for idx in np.ndindex(x.shape):
        up, down = x.copy(), x.copy()
        up[idx] += eps
        down[idx] -= eps
        g[idx] = (f(up) - f(down)) / eps
    return g
""",
            "The division lacks its brackets, so it is divided by 2 and multiplied by eps": """
def numerical_gradient(f, x, eps):
    g = np.zeros_like(x)
    for idx in np.ndindex(x.shape):
        step = np.zeros_like(x)
        step[idx] = eps
        g[idx] = (f(x + step) - f(x - step)) / 2 * eps
    return g
""",
            "The array of the step is made before the loop and never set back to zero": """
def numerical_gradient(f, x, eps):
    slopes = np.empty_like(x)
    e = np.zeros_like(x)
    for i in np.ndindex(x.shape):
        e[i] = eps
        slopes[i] = (f(x + e) - f(x - e)) / (2 * eps)
    return slopes
""",
            "x is moved in place and moved back by adding eps, which leaves rounding errors in it": """
def numerical_gradient(f, x, eps):
    g = np.zeros_like(x)
    for i in np.ndindex(x.shape):
        x[i] += eps
        above = f(x)
        x[i] -= 2 * eps
        below = f(x)
        x[i] += eps
        g[i] = (above - below) / (2 * eps)
    return g
""",
            "The loop runs over the rows only, so a whole row is moved at once": """
def numerical_gradient(f, x, eps):
    g = np.zeros_like(x)
    for i in range(len(x)):
        plus = x.copy()
        minus = x.copy()
        plus[i] = plus[i] + eps
        minus[i] = minus[i] - eps
        g[i] = (f(plus) - f(minus)) / (2 * eps)
    return g
""",
            "Plus and minus are the same array, since one copy is given two names": """
def numerical_gradient(f, x, eps):
    g = np.zeros_like(x)
    for idx in np.ndindex(x.shape):
        plus = minus = x.copy()
        plus[idx] += eps
        minus[idx] -= eps
        g[idx] = (f(plus) - f(minus)) / (2 * eps)
    return g
""",
            "The lower value minus the upper one: wrong sign": """
def numerical_gradient(f, x, eps):
    values = []
    for idx in np.ndindex(x.shape):
        e = np.zeros_like(x)
        e[idx] = eps
        values.append((f(x - e) - f(x + e)) / (2 * eps))
    return np.array(values).reshape(x.shape)
""",
            "The return is indented into the loop, so only the first entry gets its slope": """
def numerical_gradient(f, x, eps):
    g = np.zeros(x.shape)
    for idx in np.ndindex(x.shape):
        y = x.copy()
        y[idx] = x[idx] + eps
        high = f(y)
        y[idx] = x[idx] - eps
        low = f(y)
        g[idx] = (high - low) / (2 * eps)
        return g
""",
        },
        "gradient_fits": {
            "The difference is not divided by the size of the gradients": """
def gradient_fits(f, gradient, x):
    n = numerical_gradient(f, x, 1e-6)
    g = gradient(x)
    return bool(np.max(np.abs(g - n)) <= 1e-5)
""",
            "Each entry is divided by its own size instead of one size for all": """
def gradient_fits(f, gradient, x):
    g = gradient(x)
    n = numerical_gradient(f, x, 1e-6)
    bottom = np.maximum(np.maximum(np.abs(g), np.abs(n)), 1e-8)
    return bool(np.max(np.abs(g - n) / bottom) <= 1e-5)
""",
            "The question is asked with >, so a NaN fits": """
def gradient_fits(f, gradient, x):
    g, n = gradient(x), numerical_gradient(f, x, 1e-6)
    error = np.abs(g - n).max() / max(np.abs(g).max(), np.abs(n).max(), 1e-8)
    if error > 1e-5:
        return False
    return True
""",
            "The sums of the two gradients are compared, so differences cancel": """
def gradient_fits(f, gradient, x):
    g, n = gradient(x), numerical_gradient(f, x, 1e-6)
    size = max(np.abs(g).max(), np.abs(n).max(), 1e-8)
    return bool(abs(g.sum() - n.sum()) / size <= 1e-5)
""",
            "The absolute value of the difference is forgotten": """
def gradient_fits(f, gradient, x):
    claimed = gradient(x)
    measured = numerical_gradient(f, x, 1e-6)
    scale = max(np.abs(claimed).max(), np.abs(measured).max(), 1e-8)
    return bool((claimed - measured).max() / scale <= 1e-5)
""",
            "The absolute values are forgotten at the bottom, so negative gradients are divided by 1e-8": """
def gradient_fits(f, gradient, x):
    g, n = gradient(x), numerical_gradient(f, x, 1e-6)
    top = np.max(np.abs(g - n))
    bottom = max(np.max(g), np.max(n), 1e-8)
    return bool(top / bottom <= 1e-5)
""",
            "np.allclose, which has an absolute tolerance and compares entry by entry": """
def gradient_fits(f, gradient, x):
    n = numerical_gradient(f, x, 1e-6)
    return bool(np.allclose(gradient(x), n, rtol=1e-5))
""",
            "It is enough if one entry fits: any instead of all": """
def gradient_fits(f, gradient, x):
    g, n = gradient(x), numerical_gradient(f, x, 1e-6)
    size = max(np.abs(g).max(), np.abs(n).max(), 1e-8)
    fits = np.abs(g - n) / size <= 1e-5
    return bool(fits.any())
""",
        },
        "softmax_cross_entropy": {
            "The logarithm of p itself, which is lost when p becomes 0": """
def softmax_cross_entropy(scores, target):
    B = len(target)
    e = np.exp(scores - scores.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    loss = -np.mean(np.log(p[np.arange(B), target]))
    onehot = np.eye(scores.shape[1])[target]
    return loss, (p - onehot) / B
""",
            "The gradient is not divided by the number of examples": """
def softmax_cross_entropy(scores, target):
    s = scores - scores.max(axis=1, keepdims=True)
    logp = s - np.log(np.exp(s).sum(axis=1, keepdims=True))
    rows = np.arange(len(s))
    loss = -logp[rows, target].mean()
    d = np.exp(logp)
    d[rows, target] -= 1
    return loss, d
""",
            "The loss is the sum over the examples, not the mean": """
def softmax_cross_entropy(scores, target):
    s = scores - scores.max(axis=1, keepdims=True)
    logp = s - np.log(np.exp(s).sum(axis=1, keepdims=True))
    onehot = np.zeros(s.shape)
    onehot[np.arange(len(s)), target] = 1
    loss = -(onehot * logp).sum()
    return loss, (np.exp(logp) - onehot) / len(s)
""",
            "The sum of the softmax runs over the examples instead of the classes": """
def softmax_cross_entropy(scores, target):
    rows = np.arange(len(target))
    s = scores - scores.max(axis=1, keepdims=True)
    e = np.exp(s)
    total = e.sum(axis=0, keepdims=True)
    logp = s - np.log(total)
    loss = -logp[rows, target].mean()
    d = e / total
    d[rows, target] -= 1
    return loss, d / len(target)
""",
            "The 1 is subtracted in the target columns of all rows": """
def softmax_cross_entropy(scores, target):
    rows = np.arange(len(target))
    s = scores - np.max(scores, axis=1, keepdims=True)
    e = np.exp(s)
    total = e.sum(axis=1, keepdims=True)
    loss = np.mean(np.log(total[:, 0]) - s[rows, target])
    d = e / total
    d[:, target] -= 1
    return loss, d / len(rows)
""",
            "The loss uses the scores before the largest was taken off with the logarithm of the shifted sum": """
def softmax_cross_entropy(scores, target):
    rows = np.arange(len(target))
    shifted = scores - scores.max(axis=1, keepdims=True)
    powers = np.exp(shifted)
    total = powers.sum(axis=1)
    loss = np.mean(np.log(total) - scores[rows, target])
    p = powers / total[:, None]
    p[rows, target] -= 1
    return loss, p / len(rows)
""",
            "The largest score is taken off in place, in the caller's array": """
def softmax_cross_entropy(scores, target):
    scores -= scores.max(axis=1, keepdims=True)
    total = np.exp(scores).sum(axis=1)
    rows = np.arange(len(target))
    loss = (np.log(total) - scores[rows, target]).mean()
    d = np.exp(scores) / total[:, None]
    d[rows, target] -= 1
    return loss, d / len(target)
""",
            "Only the probabilities are divided by the number of examples, not the 1": """
def softmax_cross_entropy(scores, target):
    n = scores.shape[0]
    s = scores - scores.max(axis=1)[:, None]
    e = np.exp(s)
    total = e.sum(axis=1)
    loss = 0.0
    d = e / total[:, None] / n
    for k in range(n):
        loss += (np.log(total[k]) - s[k, target[k]]) / n
        d[k, target[k]] -= 1
    return loss, d
""",
        },
        "two_layer_forward": {
            "The scores are squashed as well": """
def two_layer_forward(x, W1, b1, W2, b2):
    signal = x
    outs = []
    for W, b in ((W1, b1), (W2, b2)):
        signal = np.tanh(signal @ W.T + b)
        outs.append(signal)
    return outs[1], outs[0]
""",
            "The tanh of the hidden layer is missing": """
def two_layer_forward(x, W1, b1, W2, b2):
    a = x @ W1.T + b1
    scores = a @ W2.T + b2
    return scores, a
""",
            "The second layer reads z1 instead of a": """
def two_layer_forward(x, W1, b1, W2, b2):
    z1 = x @ W1.T + b1
    a = np.tanh(z1)
    scores = z1 @ W2.T + b2
    return scores, a
""",
            "z1 is returned where a is asked": """
def two_layer_forward(x, W1, b1, W2, b2):
    hidden = np.einsum("kj,ij->ki", x, W1) + b1
    s = np.einsum("kj,ij->ki", np.tanh(hidden), W2) + b2
    return s, hidden
""",
            "Returned in the order a, scores": """
def two_layer_forward(x, W1, b1, W2, b2):
    a = np.tanh(x.dot(W1.T) + b1)
    s = a.dot(W2.T) + b2
    return a, s
""",
            "The second bias is forgotten": """
def two_layer_forward(x, W1, b1, W2, b2):
    a = np.tanh((W1 @ x.T).T + b1)
    s = (W2 @ a.T).T
    return s, a
""",
            "The first bias is added after the tanh": """
def two_layer_forward(x, W1, b1, W2, b2):
    a = np.tanh(x @ W1.T) + b1
    return a @ W2.T + b2, a
""",
            "The sigmoid is used instead of tanh": """
def two_layer_forward(x, W1, b1, W2, b2):
    z1 = x @ W1.T + b1
    a = 1 / (1 + np.exp(-z1))
    return a @ W2.T + b2, a
""",
        },
        "two_layer_backward": {
            "The slope is 1 - a instead of 1 - a squared": """
def two_layer_backward(dscores, x, a, W2):
    dW2, db2 = dscores.T @ a, dscores.sum(axis=0)
    dz1 = (dscores @ W2) * (1 - a)
    return dz1.T @ x, dz1.sum(axis=0), dW2, db2
""",
            "The slope of tanh is left out": """
def two_layer_backward(dscores, x, a, W2):
    dW2 = dscores.T @ a
    db2 = dscores.sum(axis=0)
    da = dscores @ W2
    dW1 = da.T @ x
    db1 = da.sum(axis=0)
    return dW1, db1, dW2, db2
""",
            "a is squashed a second time for the slope": """
def two_layer_backward(dscores, x, a, W2):
    da = dscores @ W2
    slope = 1 - np.tanh(a) ** 2
    dz1 = da * slope
    return dz1.T @ x, dz1.sum(axis=0), dscores.T @ a, dscores.sum(axis=0)
""",
            "The slope is added to the gradient instead of multiplied": """
def two_layer_backward(dscores, x, a, W2):
    dz1 = dscores @ W2 + (1 - a**2)
    dW1 = np.einsum("ki,kj->ij", dz1, x)
    dW2 = np.einsum("ki,kj->ij", dscores, a)
    return dW1, dz1.sum(axis=0), dW2, dscores.sum(axis=0)
""",
            "The second layer is returned before the first": """
def two_layer_backward(dscores, x, a, W2):
    grads = [dscores.T @ a, dscores.sum(axis=0)]
    dz1 = (1 - a * a) * (dscores @ W2)
    grads += [dz1.T @ x, dz1.sum(axis=0)]
    return tuple(grads)
""",
            "db1 is summed from da, before the slope": """
def two_layer_backward(dscores, x, a, W2):
    dW2 = dscores.T @ a
    db2 = np.sum(dscores, axis=0)
    da = dscores @ W2
    db1 = np.sum(da, axis=0)
    dz1 = da * (1 - a * a)
    dW1 = dz1.T @ x
    return dW1, db1, dW2, db2
""",
            "dW2 is made with the slope at the hidden neurons instead of with a": """
def two_layer_backward(dscores, x, a, W2):
    slope = 1 - a * a
    dW2 = dscores.T @ slope
    db2 = dscores.sum(axis=0)
    dz1 = dscores @ W2 * slope
    return dz1.T @ x, dz1.sum(axis=0), dW2, db2
""",
            "dW1 is overwritten in the loop over the examples, so only the last counts": """
def two_layer_backward(dscores, x, a, W2):
    db1, db2 = np.zeros(a.shape[1]), np.zeros(dscores.shape[1])
    dW2 = np.zeros(W2.shape)
    for ds, xk, ak in zip(dscores, x, a):
        dW2 += np.outer(ds, ak)
        db2 += ds
        dz = (ds @ W2) * (1 - ak**2)
        dW1 = np.outer(dz, xk)
        db1 += dz
    return dW1, db1, dW2, db2
""",
        },
    },
    "rnn": {
        "rnn_step": {
            "W_h is not transposed, written otherwise": """
def rnn_step(h, x, W_h, W_i, b):
    from_state = h @ W_h
    from_input = x @ W_i.T
    return np.tanh(from_state + from_input + b)
""",
            "The bias is forgotten": """
def rnn_step(h, x, W_h, W_i, b):
    z = np.einsum("bj,ij->bi", h, W_h) + np.einsum("bd,id->bi", x, W_i)
    return np.tanh(z)
""",
            "Each part is squashed by itself before they are added": """
def rnn_step(h, x, W_h, W_i, b):
    state_part = np.tanh(h @ W_h.T)
    input_part = np.tanh(x @ W_i.T + b)
    return state_part + input_part
""",
            "The bias is counted twice, once in each of the two layers": """
def rnn_step(h, x, W_h, W_i, b):
    def dense(a, W):
        return a @ W.T + b

    return np.tanh(dense(h, W_h) + dense(x, W_i))
""",
            "The matrices are put side by side in one order and the signals in the other": """
def rnn_step(h, x, W_h, W_i, b):
    W = np.concatenate([W_h, W_i], axis=1)
    both = np.concatenate([x, h], axis=1)
    return np.tanh(both @ W.T + b)
""",
            "Each unit hears only itself: the diagonal of W_h is used entry by entry": """
def rnn_step(h, x, W_h, W_i, b):
    z = h * np.diag(W_h) + x @ W_i.T + b
    return np.tanh(z)
""",
            "The bias is added outside the tanh": """
def rnn_step(h, x, W_h, W_i, b):
    out = np.zeros(h.shape)
    for k in range(len(h)):
        out[k] = np.tanh(W_h @ h[k] + W_i @ x[k]) + b
    return out
""",
            "The old state is added to the new one": """
def rnn_step(h, x, W_h, W_i, b):
    change = np.tanh(x @ W_i.T + h @ W_h.T + b)
    return h + change
""",
        },
        "through_time": {
            "The state is appended before the step, so h0 is in and the last state is not": """
def through_time(f, h0, xs):
    h = h0
    states = []
    for x in xs:
        states.append(h)
        h = f(h, x)
    return np.array(states)
""",
            "Every step begins at h0 again": """
def through_time(f, h0, xs):
    return np.array([f(h0, x) for x in xs])
""",
            "h0 is kept in front of the result, which has T + 1 states": """
def through_time(f, h0, xs):
    hs = [h0]
    for t in range(len(xs)):
        hs.append(f(hs[t], xs[t]))
    return np.array(hs)
""",
            "The same array is appended again and again, so all steps show the last state": """
def through_time(f, h0, xs):
    h, hs = h0.astype(float), []
    for x in xs:
        h[:] = f(h, x)
        hs.append(h)
    return np.array(hs)
""",
            "At t = 0 the index t - 1 reads the empty last row instead of h0": """
def through_time(f, h0, xs):
    hs = np.zeros((len(xs),) + h0.shape)
    for t in range(len(xs)):
        hs[t] = f(hs[t - 1], xs[t])
    return hs
""",
            "Only the last state is returned": """
def through_time(f, h0, xs):
    h = h0
    for x in xs:
        h = f(h, x)
    return np.array(h)
""",
            "The loop begins at 1, so the first input is not read": """
def through_time(f, h0, xs):
    T = xs.shape[0]
    hs = np.zeros((T, *h0.shape))
    hs[0] = h0
    for t in range(1, T):
        hs[t] = f(hs[t - 1], xs[t])
    return hs
""",
            "The state and the input are handed to f in the wrong order": """
def through_time(f, h0, xs):
    hs, state = [], h0
    for x in xs:
        state = f(x, state)
        hs.append(state)
    return np.stack(hs)
""",
        },
        "bptt": {
            "dW_h uses the state after the step instead of the one before": """
def bptt(dys, hs, h0, xs, W_h, W_i):
    dW_h, dW_i, db = np.zeros(W_h.shape), np.zeros(W_i.shape), np.zeros(len(W_h))
    dxs, dh = np.zeros(xs.shape), np.zeros(h0.shape)
    for t in range(len(xs) - 1, -1, -1):
        dz = (dys[t] + dh) * (1 - hs[t] ** 2)
        dW_h += dz.T @ hs[t]
        dW_i += dz.T @ xs[t]
        db += dz.sum(axis=0)
        dxs[t] = dz @ W_i
        dh = dz @ W_h
    return dh, dxs, dW_h, dW_i, db
""",
            "At t = 0 the state before is read as hs[-1], the last one, instead of h0": """
def bptt(dys, hs, h0, xs, W_h, W_i):
    T = len(hs)
    dz = np.zeros(hs.shape)
    dh = np.zeros(h0.shape)
    for t in reversed(range(T)):
        dz[t] = (dys[t] + dh) * (1 - hs[t] * hs[t])
        dh = dz[t] @ W_h
    dW_h = sum(dz[t].T @ hs[t - 1] for t in range(T))
    dW_i = sum(dz[t].T @ xs[t] for t in range(T))
    return dh, dz @ W_i, dW_h, dW_i, dz.sum(axis=(0, 1))
""",
            "dW_i is overwritten at each step, so only the first step counts": """
def bptt(dys, hs, h0, xs, W_h, W_i):
    dW_h = np.zeros_like(W_h)
    db = np.zeros(W_h.shape[0])
    dxs = np.zeros_like(xs)
    dh = np.zeros_like(h0)
    for t in reversed(range(len(xs))):
        before = hs[t - 1] if t > 0 else h0
        dz = (dys[t] + dh) * (1 - hs[t] ** 2)
        dW_h += dz.T @ before
        dW_i = dz.T @ xs[t]
        db += dz.sum(axis=0)
        dxs[t] = dz @ W_i
        dh = dz @ W_h
    return dh, dxs, dW_h, dW_i, db
""",
            "The loop runs forward in time instead of back": """
def bptt(dys, hs, h0, xs, W_h, W_i):
    befores = [h0] + list(hs[:-1])
    dh = np.zeros_like(h0)
    dW_h, dW_i, db = 0 * W_h, 0 * W_i, np.zeros(len(W_h))
    dxs = np.zeros_like(xs)
    for t, prev in enumerate(befores):
        dz = (dys[t] + dh) * (1 - hs[t] ** 2)
        dxs[t] = dz @ W_i
        dW_h = dW_h + dz.T @ prev
        dW_i = dW_i + dz.T @ xs[t]
        db = db + dz.sum(axis=0)
        dh = dz @ W_h
    return dh, dxs, dW_h, dW_i, db
""",
            "The gradient that comes from step t + 1 is left out": """
def bptt(dys, hs, h0, xs, W_h, W_i):
    dz = dys * (1 - hs**2)
    before = np.concatenate([h0[None], hs[:-1]])
    dW_h = np.einsum("tbi,tbj->ij", dz, before)
    dW_i = np.einsum("tbi,tbj->ij", dz, xs)
    dh0 = dz[0] @ W_h
    return dh0, dz @ W_i, dW_h, dW_i, dz.sum(axis=(0, 1))
""",
            "W_h is transposed on the way back, as the formula with columns says": """
def bptt(dys, hs, h0, xs, W_h, W_i):
    dW_h, dW_i = np.zeros(W_h.shape), np.zeros(W_i.shape)
    db, dh = np.zeros(W_h.shape[0]), np.zeros(h0.shape)
    dxs = []
    for t in reversed(range(len(xs))):
        dz = (dys[t] + dh) * (1 - hs[t] ** 2)
        dW_h += np.einsum("bi,bj->ij", dz, h0 if t == 0 else hs[t - 1])
        dW_i += np.einsum("bi,bj->ij", dz, xs[t])
        db += dz.sum(axis=0)
        dxs.insert(0, dz @ W_i)
        dh = dz @ W_h.T
    return dh, np.array(dxs), dW_h, dW_i, db
""",
            "The slope multiplies only what came back in time, not dy": """
def bptt(dys, hs, h0, xs, W_h, W_i):
    dzs, dh = np.zeros_like(hs), np.zeros_like(h0)
    for t in reversed(range(len(hs))):
        dzs[t] = dys[t] + dh * (1 - hs[t] ** 2)
        dh = dzs[t] @ W_h
    before = np.concatenate([h0[None], hs[:-1]])
    dW_h = np.einsum("tbi,tbj->ij", dzs, before)
    dW_i = np.einsum("tbi,tbj->ij", dzs, xs)
    return dh, dzs @ W_i, dW_h, dW_i, dzs.sum(axis=(0, 1))
""",
            "The new dh is made before dx and used for it in the place of dz": """
def bptt(dys, hs, h0, xs, W_h, W_i):
    dW_h, dW_i, db = np.zeros_like(W_h), np.zeros_like(W_i), np.zeros(len(W_i))
    dxs, dh = np.zeros_like(xs), np.zeros_like(h0)
    for t in range(len(xs))[::-1]:
        dz = (dys[t] + dh) * (1 - hs[t] ** 2)
        prev = h0 if t == 0 else hs[t - 1]
        dW_h += dz.T @ prev
        dW_i += dz.T @ xs[t]
        db += dz.sum(axis=0)
        dh = dz @ W_h
        dxs[t] = dh @ W_i
    return dh, dxs, dW_h, dW_i, db
""",
            "dh0 is dz of the first step, without the last product with W_h": """
def bptt(dys, hs, h0, xs, W_h, W_i):
    T = len(xs)
    dz = np.zeros_like(hs)
    dz[T - 1] = dys[T - 1] * (1 - hs[T - 1] ** 2)
    for t in range(T - 2, -1, -1):
        dz[t] = (dys[t] + dz[t + 1] @ W_h) * (1 - hs[t] ** 2)
    dh0 = dz[0]
    dW_h = dz[0].T @ h0
    for t in range(1, T):
        dW_h = dW_h + dz[t].T @ hs[t - 1]
    dW_i = sum(d.T @ x for d, x in zip(dz, xs))
    return dh0, dz @ W_i, dW_h, dW_i, dz.sum(axis=0).sum(axis=0)
""",
            "dh is added up over the steps where it should be replaced": """
def bptt(dys, hs, h0, xs, W_h, W_i):
    dh = np.zeros(h0.shape)
    dxs = np.zeros(xs.shape)
    dW_h, dW_i, db = np.zeros(W_h.shape), np.zeros(W_i.shape), np.zeros(len(W_h))
    for t in reversed(range(len(xs))):
        dz = (dys[t] + dh) * (1 - hs[t] ** 2)
        dW_h += dz.T @ (hs[t - 1] if t else h0)
        dW_i += dz.T @ xs[t]
        db += dz.sum(axis=0)
        dxs[t] = dz @ W_i
        dh += dz @ W_h
    return dh, dxs, dW_h, dW_i, db
""",
        },
        "clip": {
            "Each array is shortened by its own length": """
def clip(grads, limit):
    out = {}
    for name, g in grads.items():
        norm = np.sqrt(np.sum(g**2))
        out[name] = g * (limit / norm) if norm > limit else g.copy()
    return out
""",
            "The square root is forgotten": """
def clip(grads, limit):
    norm = sum((g * g).sum() for g in grads.values())
    factor = limit / norm if norm > limit else 1.0
    return {k: factor * g for k, g in grads.items()}
""",
            "The factor is always limit / norm, so short gradients are made longer": """
def clip(grads, limit):
    flat = np.concatenate([g.ravel() for g in grads.values()])
    norm = np.linalg.norm(flat)
    if norm == 0:
        return {name: g.copy() for name, g in grads.items()}
    return {name: g * limit / norm for name, g in grads.items()}
""",
            "Each entry is cut off at the limit, as np.clip does": """
def clip(grads, limit):
    return {name: np.clip(g, -limit, limit) for name, g in grads.items()}
""",
            "The largest entry is taken for the length": """
def clip(grads, limit):
    length = max(np.abs(g).max() for g in grads.values())
    if length > limit:
        return {name: g * (limit / length) for name, g in grads.items()}
    return {name: 1.0 * g for name, g in grads.items()}
""",
            "The arrays of the caller are shortened in place": """
def clip(grads, limit):
    total = 0.0
    for g in grads.values():
        total += np.sum(g**2)
    norm = np.sqrt(total)
    new = dict(grads)
    if norm > limit:
        for name in new:
            new[name] *= limit / norm
    return new
""",
            "The lengths of the arrays are added up instead of their squares": """
def clip(grads, limit):
    norm = sum(np.linalg.norm(g) for g in grads.values())
    scale = limit / norm if norm > limit else 1.0
    return {name: scale * g for name, g in grads.items()}
""",
            "Too long gradients are divided by the norm only, so their length is 1 whatever the limit": """
def clip(grads, limit):
    norm = np.sqrt(sum(np.sum(g**2) for g in grads.values()))
    result = {}
    for name, g in grads.items():
        if norm > limit:
            result[name] = g / norm
        else:
            result[name] = g.copy()
    return result
""",
        },
        "both_directions": {
            "The states of the second direction are not turned back before the merge": """
def both_directions(f1, f2, f3, h0, g0, xs):
    hs = through_time(f1, h0, xs)
    gs = through_time(f2, g0, xs[::-1])
    return np.array([f3(h, g) for h, g in zip(hs, gs)])
""",
            "The second direction reads the sequence forward as well": """
def both_directions(f1, f2, f3, h0, g0, xs):
    h, g = h0, g0
    ys = []
    for x in xs:
        h = f1(h, x)
        g = f2(g, x)
        ys.append(f3(h, g))
    return np.array(ys)
""",
            "f1 is used for both directions": """
def both_directions(f1, f2, f3, h0, g0, xs):
    forward = through_time(f1, h0, xs)
    backward = through_time(f1, g0, xs[::-1])[::-1]
    return np.stack([f3(a, b) for a, b in zip(forward, backward)])
""",
            "The second direction begins with the last state of the first instead of with g0": """
def both_directions(f1, f2, f3, h0, g0, xs):
    hs = through_time(f1, h0, xs)
    gs = through_time(f2, hs[-1], xs[::-1])[::-1]
    return np.array([f3(hs[t], gs[t]) for t in range(len(xs))])
""",
            "The two states are handed to f3 in the wrong order": """
def both_directions(f1, f2, f3, h0, g0, xs):
    T = len(xs)
    hs, gs = [], []
    h, g = h0, g0
    for t in range(T):
        h = f1(h, xs[t])
        g = f2(g, xs[T - 1 - t])
        hs.append(h)
        gs.insert(0, g)
    return np.array([f3(g, h) for h, g in zip(hs, gs)])
""",
            "The batch axis is turned round instead of time": """
def both_directions(f1, f2, f3, h0, g0, xs):
    hs = through_time(f1, h0, xs)
    gs = through_time(f2, g0, xs[:, ::-1])[:, ::-1]
    return np.array([f3(hs[t], gs[t]) for t in range(xs.shape[0])])
""",
            "The outputs are merged from the last step on and stay in this order": """
def both_directions(f1, f2, f3, h0, g0, xs):
    hs = through_time(f1, h0, xs)
    g, ys = g0, []
    for t in reversed(range(len(xs))):
        g = f2(g, xs[t])
        ys.append(f3(hs[t], g))
    return np.array(ys)
""",
            "At step t the state g of step t + 1 is merged: f3 is called before f2 has read the step": """
def both_directions(f1, f2, f3, h0, g0, xs):
    hs = through_time(f1, h0, xs)
    g = g0
    ys = [None] * len(xs)
    for t in range(len(xs) - 1, -1, -1):
        ys[t] = f3(hs[t], g)
        g = f2(g, xs[t])
    return np.array(ys)
""",
        },
    },
    "lstm": {
        "lstm_step": {
            "h_prev is put before x": """
def lstm_step(x, h_prev, c_prev, W, b):
    hx = np.hstack([h_prev, x])
    z, zi, zf, zo = np.split(hx @ W.T + b, 4, axis=1)
    z = np.tanh(z)
    zi, zf, zo = sigmoid(zi), sigmoid(zf), sigmoid(zo)
    c = c_prev * zf + zi * z
    h = zo * np.tanh(c)
    return z, zi, zf, zo, c, h
""",
            "The blocks of the input gate and the forget gate are exchanged": """
def lstm_step(x, h_prev, c_prev, W, b):
    n = h_prev.shape[1]
    xh = np.concatenate([x, h_prev], axis=1)
    pre = xh @ W.T + b
    z = np.tanh(pre[:, :n])
    zf = sigmoid(pre[:, n : 2 * n])
    zi = sigmoid(pre[:, 2 * n : 3 * n])
    zo = sigmoid(pre[:, 3 * n :])
    c = zf * c_prev + zi * z
    return z, zi, zf, zo, c, zo * np.tanh(c)
""",
            "z is squashed by the sigmoid like the gates": """
def lstm_step(x, h_prev, c_prev, W, b):
    xh = np.concatenate([x, h_prev], axis=1)
    z, zi, zf, zo = [
        sigmoid(xh @ Wk.T + bk) for Wk, bk in zip(np.split(W, 4), np.split(b, 4))
    ]
    c = zf * c_prev + zi * z
    h = zo * np.tanh(c)
    return z, zi, zf, zo, c, h
""",
            "h is made from the memory before the step": """
def lstm_step(x, h_prev, c_prev, W, b):
    pre = np.concatenate([x, h_prev], axis=1) @ W.T + b
    parts = np.split(pre, 4, axis=1)
    z = np.tanh(parts[0])
    zi, zf, zo = (sigmoid(p) for p in parts[1:])
    h = zo * np.tanh(c_prev)
    c = zf * c_prev + zi * z
    return z, zi, zf, zo, c, h
""",
            "The tanh of the memory is missing in h": """
def lstm_step(x, h_prev, c_prev, W, b):
    pre = np.einsum("bj,ij->bi", np.concatenate([x, h_prev], axis=1), W) + b
    z, zi, zf, zo = np.split(pre, 4, axis=1)
    z = np.tanh(z)
    zi = sigmoid(zi)
    zf = sigmoid(zf)
    zo = sigmoid(zo)
    c = zf * c_prev + zi * z
    h = zo * c
    return z, zi, zf, zo, c, h
""",
            "h and c are returned in the wrong order, written otherwise": """
def lstm_step(x, h_prev, c_prev, W, b):
    pre = np.concatenate([x, h_prev], axis=1) @ W.T + b
    z, zi, zf, zo = np.split(pre, 4, axis=1)
    z, zi, zf, zo = np.tanh(z), sigmoid(zi), sigmoid(zf), sigmoid(zo)
    c = zf * c_prev + zi * z
    h = zo * np.tanh(c)
    return z, zi, zf, zo, h, c
""",
            "The input gate is taken as 1 - the forget gate when the memory is written": """
def lstm_step(x, h_prev, c_prev, W, b):
    Wx, Wh = W[:, : x.shape[1]], W[:, x.shape[1] :]
    pre = x @ Wx.T + h_prev @ Wh.T + b
    z, zi, zf, zo = np.split(pre, 4, axis=1)
    z, zi, zf, zo = np.tanh(z), sigmoid(zi), sigmoid(zf), sigmoid(zo)
    c = zf * c_prev + (1 - zf) * z
    h = zo * np.tanh(c)
    return z, zi, zf, zo, c, h
""",
            "The whole product is squashed by the sigmoid first, and z then by tanh again": """
def lstm_step(x, h_prev, c_prev, W, b):
    act = sigmoid(np.concatenate([x, h_prev], axis=1) @ W.T + b)
    z, zi, zf, zo = np.split(act, 4, axis=1)
    z = np.tanh(z)
    c = zf * c_prev + zi * z
    h = zo * np.tanh(c)
    return z, zi, zf, zo, c, h
""",
        },
        "lstm_step_backward": {
            "The memory gets no gradient from h": """
def lstm_step_backward(dh, dc, x, h_prev, c_prev, W, gates, c):
    z, zi, zf, zo = gates
    dz = dc * zi * (1 - z * z)
    di = dc * z * zi * (1 - zi)
    df = dc * c_prev * zf * (1 - zf)
    do = dh * np.tanh(c) * zo * (1 - zo)
    d = np.concatenate([dz, di, df, do], axis=1)
    dxh = d @ W
    dW = d.T @ np.concatenate([x, h_prev], axis=1)
    n = x.shape[1]
    return dxh[:, :n], dxh[:, n:], dc * zf, dW, d.sum(axis=0)
""",
            "dc_prev is made from the dc that came in, before the part of h is added": """
def lstm_step_backward(dh, dc, x, h_prev, c_prev, W, gates, c):
    z, zi, zf, zo = gates
    tc = np.tanh(c)
    dc_prev = dc * zf
    dc = dc + dh * zo * (1 - tc**2)
    d = np.hstack(
        [
            dc * zi * (1 - z**2),
            dc * z * zi * (1 - zi),
            dc * c_prev * zf * (1 - zf),
            dh * tc * zo * (1 - zo),
        ]
    )
    dx, dh_prev = np.split(d @ W, [x.shape[1]], axis=1)
    dW = d.T @ np.hstack([x, h_prev])
    return dx, dh_prev, dc_prev, dW, d.sum(axis=0)
""",
            "The part of h is added to the caller's dc in place": """
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
    both = d @ W
    D = x.shape[1]
    return both[:, :D], both[:, D:], dc * zf, d.T @ xh, d.sum(axis=0)
""",
            "The output gate gets the gradient of the memory instead of the one of h": """
def lstm_step_backward(dh, dc, x, h_prev, c_prev, W, gates, c):
    z, zi, zf, zo = gates
    dc = dc + dh * zo * (1 - np.tanh(c) ** 2)
    dz = dc * zi * (1 - z**2)
    di = dc * z * zi * (1 - zi)
    df = dc * c_prev * zf * (1 - zf)
    do = dc * np.tanh(c) * zo * (1 - zo)
    d = np.concatenate([dz, di, df, do], axis=1)
    dW = np.einsum("bi,bj->ij", d, np.concatenate([x, h_prev], axis=1))
    dx, dh_prev = np.split(d @ W, [x.shape[1]], axis=1)
    return dx, dh_prev, zf * dc, dW, d.sum(axis=0)
""",
            "The forget gate is said to have multiplied the new memory": """
def lstm_step_backward(dh, dc, x, h_prev, c_prev, W, gates, c):
    z, zi, zf, zo = gates
    squashed = np.tanh(c)
    dc_all = dc + dh * zo * (1 - squashed**2)
    blocks = [
        dc_all * zi * (1 - z**2),
        dc_all * z * zi * (1 - zi),
        dc_all * c * zf * (1 - zf),
        dh * squashed * zo * (1 - zo),
    ]
    d = np.concatenate(blocks, axis=1)
    dxh = d @ W
    dW = d.T @ np.concatenate([x, h_prev], axis=1)
    dx, dh_prev = dxh[:, : x.shape[1]], dxh[:, x.shape[1] :]
    return dx, dh_prev, dc_all * zf, dW, d.sum(axis=0)
""",
            "The slope of the sigmoid is used for z, which was squashed by tanh": """
def lstm_step_backward(dh, dc, x, h_prev, c_prev, W, gates, c):
    def slope(s):
        return s * (1 - s)

    z, zi, zf, zo = gates
    dc = dc + dh * zo * (1 - np.tanh(c) ** 2)
    dz = dc * zi * slope(z)
    di = dc * z * slope(zi)
    df = dc * c_prev * slope(zf)
    do = dh * np.tanh(c) * slope(zo)
    d = np.concatenate([dz, di, df, do], axis=1)
    dx, dh_prev = np.split(d @ W, [x.shape[1]], axis=1)
    xh = np.concatenate([x, h_prev], axis=1)
    return dx, dh_prev, dc * zf, d.T @ xh, d.sum(axis=0)
""",
            "The blocks are put side by side with the forget gate before the input gate": """
def lstm_step_backward(dh, dc, x, h_prev, c_prev, W, gates, c):
    z, zi, zf, zo = gates
    tc = np.tanh(c)
    dc = dc + dh * zo * (1 - tc * tc)
    dz = dc * zi * (1 - z * z)
    df = dc * c_prev * zf * (1 - zf)
    di = dc * z * zi * (1 - zi)
    do = dh * tc * zo * (1 - zo)
    d = np.concatenate([dz, df, di, do], axis=1)
    dxh = d @ W
    dW = d.T @ np.concatenate([x, h_prev], axis=1)
    return dxh[:, : x.shape[1]], dxh[:, x.shape[1] :], dc * zf, dW, d.sum(axis=0)
""",
            "dW is made with h_prev before x": """
def lstm_step_backward(dh, dc, x, h_prev, c_prev, W, gates, c):
    z, zi, zf, zo = gates
    dc = dc + dh * zo * (1 - np.tanh(c) ** 2)
    dz, di = dc * zi * (1 - z**2), dc * z * zi * (1 - zi)
    df, do = dc * c_prev * zf * (1 - zf), dh * np.tanh(c) * zo * (1 - zo)
    d = np.concatenate([dz, di, df, do], axis=1)
    D = x.shape[1]
    dx, dh_prev = d @ W[:, :D], d @ W[:, D:]
    dW = np.zeros(W.shape)
    for k in range(len(x)):
        dW += np.outer(d[k], np.concatenate([h_prev[k], x[k]]))
    return dx, dh_prev, dc * zf, dW, d.sum(axis=0)
""",
            "The output gate is said to have multiplied c instead of tanh(c)": """
def lstm_step_backward(dh, dc, x, h_prev, c_prev, W, gates, c):
    z, zi, zf, zo = gates
    dc_new = dc + dh * zo * (1 - np.tanh(c) ** 2)
    dzi = dc_new * z
    dzf = dc_new * c_prev
    dzo = dh * c
    d = np.concatenate(
        [
            dc_new * zi * (1 - z**2),
            dzi * zi * (1 - zi),
            dzf * zf * (1 - zf),
            dzo * zo * (1 - zo),
        ],
        axis=1,
    )
    xh = np.concatenate([x, h_prev], axis=1)
    dx, dh_prev = np.split(d @ W, [x.shape[1]], axis=1)
    return dx, dh_prev, dc_new * zf, d.T @ xh, d.sum(axis=0)
""",
            "z and the input gate get their own value as the factor instead of the other one": """
def lstm_step_backward(dh, dc, x, h_prev, c_prev, W, gates, c):
    z, zi, zf, zo = gates
    tc = np.tanh(c)
    dc = dc + dh * zo * (1 - tc**2)
    grad_z, grad_i, grad_f, grad_o = dc * z, dc * zi, dc * c_prev, dh * tc
    d = np.hstack(
        [
            grad_z * (1 - z**2),
            grad_i * zi * (1 - zi),
            grad_f * zf * (1 - zf),
            grad_o * zo * (1 - zo),
        ]
    )
    dx, dh_prev = np.split(d @ W, [x.shape[1]], axis=1)
    dW = d.T @ np.hstack([x, h_prev])
    return dx, dh_prev, dc * zf, dW, d.sum(axis=0)
""",
        },
        "first_bias": {
            "The share is divided by the steps instead of taking the root": """
def first_bias(n_hidden, steps, left):
    g = left / steps
    b = np.zeros(4 * n_hidden)
    b[2 * n_hidden : 3 * n_hidden] = np.log(g / (1 - g))
    return b
""",
            "The power is taken instead of the root": """
def first_bias(n_hidden, steps, left):
    gate = left**steps
    bf = np.log(gate) - np.log(1 - gate)
    zeros = np.zeros(n_hidden)
    return np.concatenate([zeros, zeros, zeros + bf, zeros])
""",
            "The fraction is upside down, so the bias has the wrong sign": """
def first_bias(n_hidden, steps, left):
    gate = left ** (1 / steps)
    bf = np.log((1 - gate) / gate)
    b = np.zeros((4, n_hidden))
    b[2, :] = bf
    return b.reshape(-1)
""",
            "The bias is put into the block of the input gate": """
def first_bias(n_hidden, steps, left):
    gate = left ** (1 / steps)
    b = np.zeros(4 * n_hidden)
    b[n_hidden : 2 * n_hidden] = -np.log(1 / gate - 1)
    return b
""",
            "Only the entry with index 2 gets the bias, not the whole block": """
def first_bias(n_hidden, steps, left):
    g = np.exp(np.log(left) / steps)
    b = np.zeros(4 * n_hidden)
    b[2] = np.log(g / (1 - g))
    return b
""",
            "The blocks are interleaved: the four biases of a unit stand together": """
def first_bias(n_hidden, steps, left):
    gate = left ** (1 / steps)
    bf = np.log(gate / (1 - gate))
    return np.array([0.0, 0.0, bf, 0.0] * n_hidden)
""",
            "The gate itself is written as the bias: the sigmoid is not inverted": """
def first_bias(n_hidden, steps, left):
    b = np.zeros(4 * n_hidden)
    gate = left ** (1.0 / steps)
    for unit in range(n_hidden):
        b[2 * n_hidden + unit] = gate
    return b
""",
            "The slice has no end, so the output gates get the bias too": """
def first_bias(n_hidden, steps, left):
    g = left ** (1 / steps)
    bias = np.zeros(4 * n_hidden)
    bias[2 * n_hidden :] = np.log(g / (1 - g))
    return bias
""",
        },
        "mended_lstm": {
            "h still stands before x, written otherwise": """
def mended_lstm(xs, h0, c0, W, b):
    h, c, hs = h0, c0.copy(), []
    for x in xs:
        pre = np.concatenate([h, x], axis=1) @ W.T + b
        z, zi, zf, zo = np.split(pre, 4, axis=1)
        z, zi, zf, zo = np.tanh(z), sigmoid(zi), sigmoid(zf), sigmoid(zo)
        c = zf * c + zi * z
        h = zo * np.tanh(c)
        hs.append(h)
    return np.array(hs)
""",
            "The input and the forget gate are still exchanged": """
def mended_lstm(xs, h0, c0, W, b):
    h, c, hs = h0, c0, []
    for x in xs:
        pre = np.concatenate([x, h], axis=1) @ W.T + b
        z, zf, zi, zo = np.split(pre, 4, axis=1)
        z = np.tanh(z)
        zf, zi, zo = (sigmoid(part) for part in (zf, zi, zo))
        c = c * zf
        c = c + zi * z
        h = zo * np.tanh(c)
        hs.append(h)
    return np.array(hs)
""",
            "The sigmoid is left on z, and tanh is put on top of it": """
def mended_lstm(xs, h0, c0, W, b):
    h, c, hs = h0, c0, []
    for x in xs:
        pre = np.concatenate([x, h], axis=1) @ W.T + b
        z, zi, zf, zo = (sigmoid(part) for part in np.split(pre, 4, axis=1))
        c = zf * c + zi * np.tanh(z)
        h = zo * np.tanh(c)
        hs.append(h)
    return np.array(hs)
""",
            "h is still made before the memory is new": """
def mended_lstm(xs, h0, c0, W, b):
    h, c, hs = h0, c0, []
    for x in xs:
        pre = np.concatenate([x, h], axis=1) @ W.T + b
        z, zi, zf, zo = np.split(pre, 4, axis=1)
        h = sigmoid(zo) * np.tanh(c)
        c = sigmoid(zf) * c + sigmoid(zi) * np.tanh(z)
        hs.append(h)
    return np.array(hs)
""",
            "The memory is still written in place, so the caller's c0 changes": """
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
            "The copy of c0 is made inside the loop, so each step begins with the first memory": """
def mended_lstm(xs, h0, c0, W, b):
    h, hs = h0, []
    for x in xs:
        c = c0.copy()
        pre = np.concatenate([x, h], axis=1) @ W.T + b
        parts = np.split(pre, 4, axis=1)
        z = np.tanh(parts[0])
        zi, zf, zo = (sigmoid(part) for part in parts[1:])
        c *= zf
        c += zi * z
        h = zo * np.tanh(c)
        hs.append(h)
    return np.array(hs)
""",
            "The new part is written before the forget gate multiplies, so it is forgotten too": """
def mended_lstm(xs, h0, c0, W, b):
    h, c, hs = h0, c0, []
    for x in xs:
        pre = np.concatenate([x, h], axis=1) @ W.T + b
        z, zi, zf, zo = np.split(pre, 4, axis=1)
        z, zi, zf, zo = np.tanh(z), sigmoid(zi), sigmoid(zf), sigmoid(zo)
        c = c + zi * z
        c = c * zf
        h = zo * np.tanh(c)
        hs.append(h)
    return np.array(hs)
""",
            "The new output goes into the list only, and each step reads h0": """
def mended_lstm(xs, h0, c0, W, b):
    c = c0
    hs = np.zeros((len(xs),) + h0.shape)
    for t, x in enumerate(xs):
        pre = np.concatenate([x, h0], axis=1) @ W.T + b
        z, zi, zf, zo = np.split(pre, 4, axis=1)
        c = sigmoid(zf) * c + sigmoid(zi) * np.tanh(z)
        hs[t] = sigmoid(zo) * np.tanh(c)
    return hs
""",
        },
    },
    "gru": {
        "gru_step": {
            "The gates are swapped in the mix: z keeps the candidate, 1 - z the memory": """
def gru_step(x, h_prev, W, b):
    H = h_prev.shape[1]
    joined = np.hstack((x, h_prev))
    gates = sigmoid(joined @ W[: 2 * H].T + b[: 2 * H])
    r, z = gates[:, :H], gates[:, H:]
    cand = np.tanh(np.hstack((x, r * h_prev)) @ W[2 * H :].T + b[2 * H :])
    h = (1 - z) * h_prev + z * cand
    return h, r, z, cand
""",
            "The candidate reads the whole memory, the reset gate is computed and forgotten": """
def gru_step(x, h_prev, W, b):
    both = np.concatenate([x, h_prev], axis=1)
    u = both @ W.T + b
    u_r, u_z, u_h = np.split(u, 3, axis=1)
    r = sigmoid(u_r)
    z = sigmoid(u_z)
    h_new = np.tanh(u_h)
    h = z * h_prev + (1 - z) * h_new
    return h, r, z, h_new
""",
            "The first block of rows is taken for z and the second for r, as if the order were z, r, h": """
def gru_step(x, h_prev, W, b):
    Wz, Wr, Wh = np.split(W, 3)
    bz, br, bh = np.split(b, 3)
    xh = np.concatenate([x, h_prev], axis=1)
    z = sigmoid(xh @ Wz.T + bz)
    r = sigmoid(xh @ Wr.T + br)
    h_new = np.tanh(np.concatenate([x, r * h_prev], axis=1) @ Wh.T + bh)
    return z * h_prev + (1 - z) * h_new, r, z, h_new
""",
            "The reset gate multiplies the product with the memory's columns, as PyTorch does, and not the memory": """
def gru_step(x, h_prev, W, b):
    D = x.shape[1]
    from_x = x @ W[:, :D].T + b
    from_h = h_prev @ W[:, D:].T
    xr, xz, xc = np.split(from_x, 3, axis=1)
    hr, hz, hc = np.split(from_h, 3, axis=1)
    r = sigmoid(xr + hr)
    z = sigmoid(xz + hz)
    c = np.tanh(xc + r * hc)
    return z * h_prev + (1 - z) * c, r, z, c
""",
            "The memory is joined before the input, so the columns of W meet the wrong numbers": """
def gru_step(x, h_prev, W, b):
    W_r, W_z, W_h = np.split(W, 3)
    b_r, b_z, b_h = np.split(b, 3)
    v = np.concatenate([h_prev, x], axis=1)
    r = sigmoid(v @ W_r.T + b_r)
    z = sigmoid(v @ W_z.T + b_z)
    v2 = np.concatenate([r * h_prev, x], axis=1)
    h_new = np.tanh(v2 @ W_h.T + b_h)
    h = z * h_prev + (1 - z) * h_new
    return h, r, z, h_new
""",
            "The candidate's bias is left out": """
def gru_step(x, h_prev, W, b):
    H = len(W) // 3
    xh = np.hstack([x, h_prev])
    r = sigmoid(np.einsum("bi,hi->bh", xh, W[:H]) + b[:H])
    z = sigmoid(np.einsum("bi,hi->bh", xh, W[H : 2 * H]) + b[H : 2 * H])
    xh2 = np.hstack([x, r * h_prev])
    h_new = np.tanh(np.einsum("bi,hi->bh", xh2, W[2 * H :]))
    h = z * h_prev + (1 - z) * h_new
    return h, r, z, h_new
""",
            "The candidate goes through the sigmoid like the gates, and not through tanh": """
def gru_step(x, h_prev, W, b):
    W_r, W_z, W_h = np.split(W, 3)
    b_r, b_z, b_h = np.split(b, 3)

    def layer(mem, weights, bias):
        return sigmoid(np.concatenate([x, mem], axis=1) @ weights.T + bias)

    r = layer(h_prev, W_r, b_r)
    z = layer(h_prev, W_z, b_z)
    h_new = layer(r * h_prev, W_h, b_h)
    return z * h_prev + (1 - z) * h_new, r, z, h_new
""",
            "The new state is squashed by tanh once more, as in the LSTM's output": """
def gru_step(x, h_prev, W, b):
    parts_W, parts_b = np.split(W, 3), np.split(b, 3)
    xh = np.concatenate([x, h_prev], axis=1)
    r, z = [sigmoid(xh @ parts_W[i].T + parts_b[i]) for i in (0, 1)]
    q = np.concatenate([x, r * h_prev], axis=1)
    h_new = np.tanh(q @ parts_W[2].T + parts_b[2])
    h = np.tanh(z * h_prev + (1 - z) * h_new)
    return h, r, z, h_new
""",
            "The two gates are returned in the wrong order, z before r": """
def gru_step(x, h_prev, W, b):
    n = h_prev.shape[1]
    xh = np.concatenate([x, h_prev], axis=1)
    r = sigmoid(xh @ W[:n].T + b[:n])
    z = sigmoid(xh @ W[n : 2 * n].T + b[n : 2 * n])
    xq = np.concatenate([x, r * h_prev], axis=1)
    cand = np.tanh(xq @ W[2 * n :].T + b[2 * n :])
    h = cand + z * (h_prev - cand)
    return h, z, r, cand
""",
            "The reset memory overwrites the memory, so the mix keeps r * h_prev too": """
def gru_step(x, h_prev, W, b):
    W_r, W_z, W_h = np.split(W, 3)
    b_r, b_z, b_h = np.split(b, 3)
    xh = np.concatenate([x, h_prev], axis=1)
    r = sigmoid(xh @ W_r.T + b_r)
    z = sigmoid(xh @ W_z.T + b_z)
    h_prev = r * h_prev
    xh = np.concatenate([x, h_prev], axis=1)
    h_new = np.tanh(xh @ W_h.T + b_h)
    h = z * h_prev + (1 - z) * h_new
    return h, r, z, h_new
""",
        },
        "gru_backward": {
            "The straight way dh * z is missing from the memory's gradient": """
def gru_backward(dh, x, h_prev, r, z, h_new, W):
    D = x.shape[1]
    Wr, Wz, Wh = np.split(W, 3)
    duh = dh * (1 - z) * (1 - h_new**2)
    duz = dh * (h_prev - h_new) * z * (1 - z)
    dq = duh @ Wh[:, D:]
    dur = dq * h_prev * r * (1 - r)
    xh = np.concatenate([x, h_prev], axis=1)
    xq = np.concatenate([x, r * h_prev], axis=1)
    dW = np.concatenate([dur.T @ xh, duz.T @ xh, duh.T @ xq])
    du = np.concatenate([dur, duz, duh], axis=1)
    dx = du @ W[:, :D]
    dh_prev = dq * r + dur @ Wr[:, D:] + duz @ Wz[:, D:]
    return dx, dh_prev, dW, du.sum(axis=0)
""",
            "All three blocks of dW are made with the unreset memory, the candidate's too": """
def gru_backward(dh, x, h_prev, r, z, h_new, W):
    D, H = x.shape[1], h_prev.shape[1]
    U = W[:, D:]
    du_h = dh * (1 - z) * (1 - h_new * h_new)
    du_z = dh * (h_prev - h_new) * z * (1 - z)
    dq = du_h @ U[2 * H :]
    du_r = dq * h_prev * r * (1 - r)
    du = np.concatenate([du_r, du_z, du_h], axis=1)
    dW = du.T @ np.concatenate([x, h_prev], axis=1)
    dh_prev = dh * z + dq * r + du_r @ U[:H] + du_z @ U[H : 2 * H]
    return du @ W[:, :D], dh_prev, dW, du.sum(axis=0)
""",
            "The sign of the update gate's slope is turned: h_new - h_prev": """
def gru_backward(dh, x, h_prev, r, z, h_new, W):
    D = x.shape[1]
    Wr, Wz, Wh = np.split(W, 3)
    dcand = dh * (1 - z)
    dz = dh * (h_new - h_prev)
    u_h = dcand * (1 - h_new**2)
    u_z = dz * z * (1 - z)
    back = u_h @ Wh
    dx, dq = back[:, :D], back[:, D:]
    u_r = dq * h_prev * r * (1 - r)
    gates = u_r @ Wr + u_z @ Wz
    dx = dx + gates[:, :D]
    dh_prev = dh * z + dq * r + gates[:, D:]
    xh, xq = np.hstack([x, h_prev]), np.hstack([x, r * h_prev])
    dW = np.vstack([u_r.T @ xh, u_z.T @ xh, u_h.T @ xq])
    db = np.hstack([u_r.sum(0), u_z.sum(0), u_h.sum(0)])
    return dx, dh_prev, dW, db
""",
            "The candidate's way to the memory takes dq without the reset gate": """
def gru_backward(dh, x, h_prev, r, z, h_new, W):
    D = x.shape[1]
    V_r, V_z, V_h = np.split(W[:, D:], 3)
    a_h = dh * (1 - z) * (1 - h_new**2)
    a_z = dh * (h_prev - h_new) * z * (1 - z)
    dq = a_h @ V_h
    a_r = dq * h_prev * r * (1 - r)
    a = np.hstack([a_r, a_z, a_h])
    left = a.T @ x
    right = np.vstack([a_r.T @ h_prev, a_z.T @ h_prev, a_h.T @ (h_prev * r)])
    dh_prev = dh * z + dq + a_r @ V_r + a_z @ V_z
    return a @ W[:, :D], dh_prev, np.hstack([left, right]), a.sum(axis=0)
""",
            "dW and db are averaged over the examples and not summed": """
def gru_backward(dh, x, h_prev, r, z, h_new, W):
    B, D = x.shape
    Wr, Wz, Wh = np.split(W, 3)
    du_h = dh * (1 - z) * (1 - h_new**2)
    du_z = dh * (h_prev - h_new) * z * (1 - z)
    dq = du_h @ Wh[:, D:]
    du_r = dq * h_prev * r * (1 - r)
    du = np.concatenate([du_r, du_z, du_h], axis=1)
    xh = np.concatenate([x, h_prev], axis=1)
    xq = np.concatenate([x, r * h_prev], axis=1)
    dW = np.concatenate([du_r.T @ xh, du_z.T @ xh, du_h.T @ xq]) / B
    db = du.mean(axis=0)
    dh_prev = dh * z + dq * r + du_r @ Wr[:, D:] + du_z @ Wz[:, D:]
    return du @ W[:, :D], dh_prev, dW, db
""",
            "The reset gate's slope multiplies dq by r * h_prev, the reset memory, where h_prev belongs": """
def gru_backward(dh, x, h_prev, r, z, h_new, W):
    D = x.shape[1]
    Wr, Wz, Wh = np.split(W, 3)
    q = r * h_prev
    du_h = dh * (1 - z) * (1 - h_new**2)
    du_z = dh * (h_prev - h_new) * z * (1 - z)
    dq = du_h @ Wh[:, D:]
    du_r = dq * q * r * (1 - r)
    du = np.concatenate([du_r, du_z, du_h], axis=1)
    dW_x = np.einsum("bk,bd->kd", du, x)
    dW_h = np.concatenate([du_r.T @ h_prev, du_z.T @ h_prev, du_h.T @ q])
    dW = np.concatenate([dW_x, dW_h], axis=1)
    dh_prev = dh * z + dq * r + du_r @ Wr[:, D:] + du_z @ Wz[:, D:]
    return du @ W[:, :D], dh_prev, dW, du.sum(axis=0)
""",
            "dx comes from the candidate alone, the gates' two parts are forgotten": """
def gru_backward(dh, x, h_prev, r, z, h_new, W):
    D = x.shape[1]
    W_r, W_z, W_h = np.split(W, 3)
    du_h = dh * (1 - z) * (1 - h_new**2)
    both = du_h @ W_h
    dx = both[:, :D]
    dq = both[:, D:]
    du_z = dh * (h_prev - h_new) * z * (1 - z)
    du_r = dq * h_prev * r * (1 - r)
    dh_prev = dh * z
    dh_prev = dh_prev + dq * r
    dh_prev = dh_prev + du_r @ W_r[:, D:] + du_z @ W_z[:, D:]
    xh = np.concatenate([x, h_prev], axis=1)
    xrh = np.concatenate([x, r * h_prev], axis=1)
    dW = np.concatenate([du_r.T @ xh, du_z.T @ xh, du_h.T @ xrh], axis=0)
    db = np.concatenate([du_r.sum(axis=0), du_z.sum(axis=0), du_h.sum(axis=0)])
    return dx, dh_prev, dW, db
""",
            "The blocks are put together as z, r, candidate, so dx, dW and db have the gates swapped": """
def gru_backward(dh, x, h_prev, r, z, h_new, W):
    D = x.shape[1]
    Wr, Wz, Wh = np.split(W, 3)
    du_h = dh * (1 - z) * (1 - h_new**2)
    du_z = dh * (h_prev - h_new) * z * (1 - z)
    dq = du_h @ Wh[:, D:]
    du_r = dq * h_prev * r * (1 - r)
    du = np.concatenate([du_z, du_r, du_h], axis=1)
    xh = np.concatenate([x, h_prev], axis=1)
    xq = np.concatenate([x, r * h_prev], axis=1)
    dW = np.concatenate([du_z.T @ xh, du_r.T @ xh, du_h.T @ xq])
    dh_prev = dh * z + dq * r + du_r @ Wr[:, D:] + du_z @ Wz[:, D:]
    return du @ W[:, :D], dh_prev, dW, du.sum(axis=0)
""",
            "The slope of tanh is taken as h_new * (1 - h_new), like a sigmoid's": """
def gru_backward(dh, x, h_prev, r, z, h_new, W):
    def slope(a):
        return a * (1 - a)

    D = x.shape[1]
    V_r, V_z, V_h = np.split(W[:, D:], 3)
    du_h = dh * (1 - z) * slope(h_new)
    du_z = dh * (h_prev - h_new) * slope(z)
    dq = du_h @ V_h
    du_r = dq * h_prev * slope(r)
    du = np.hstack([du_r, du_z, du_h])
    xh, xq = np.hstack([x, h_prev]), np.hstack([x, r * h_prev])
    dW = np.vstack([du_r.T @ xh, du_z.T @ xh, du_h.T @ xq])
    dh_prev = dh * z + dq * r + du_r @ V_r + du_z @ V_z
    return du @ W[:, :D], dh_prev, dW, du.sum(axis=0)
""",
            "The memory's gradient gets the reset gate's part but not the update gate's": """
def gru_backward(dh, x, h_prev, r, z, h_new, W):
    D, H = x.shape[1], h_prev.shape[1]
    dc = dh * (1 - z) * (1 - h_new**2)
    dv = dc @ W[2 * H :]
    dq = dv[:, D:]
    dr = dq * h_prev * r * (1 - r)
    dz = dh * (h_prev - h_new) * z * (1 - z)
    dW, db = np.zeros_like(W), np.zeros(3 * H)
    for k in range(len(x)):
        seen = np.concatenate([x[k], h_prev[k]])
        seen_c = np.concatenate([x[k], r[k] * h_prev[k]])
        dW[:H] += np.outer(dr[k], seen)
        dW[H : 2 * H] += np.outer(dz[k], seen)
        dW[2 * H :] += np.outer(dc[k], seen_c)
        db += np.concatenate([dr[k], dz[k], dc[k]])
    dx = dv[:, :D] + dr @ W[:H, :D] + dz @ W[H : 2 * H, :D]
    dh_prev = dh * z + dq * r + dr @ W[:H, D:]
    return dx, dh_prev, dW, db
""",
        },
        "memory_gate": {
            "The two ends are named the wrong way round": """
def memory_gate(mix):
    k_open = mix(0.001, 1.0, 0.0) - mix(0.001, 0.0, 0.0)
    k_shut = mix(0.999, 1.0, 0.0) - mix(0.999, 0.0, 0.0)
    if k_open >= 0.99:
        return "one"
    elif k_shut >= 0.99:
        return "zero"
    return "never"
""",
            "The gate is tried at the ends themselves, 1 and 0, where the slide's line gives the old memory": """
def memory_gate(mix):
    def share(z):
        return mix(z, 1.0, 0.5) - mix(z, 0.0, 0.5)

    if share(1.0) >= 0.99:
        return "one"
    if share(0.0) >= 0.99:
        return "zero"
    return "never"
""",
            "The size of the share is taken, so a memory that changes its sign counts as kept": """
def memory_gate(mix):
    answer = "never"
    for z, name in [(0.999, "one"), (0.001, "zero")]:
        k = abs(mix(z, 1.0, 0.0) - mix(z, 0.0, 0.0))
        if k >= 0.99:
            answer = name
    return answer
""",
            "The limit is a half and not 0.99, so a memory that loses a twentieth counts as kept": """
def memory_gate(mix):
    k1 = (mix(0.999, 2.0, 0.0) - mix(0.999, 1.0, 0.0)) / (2.0 - 1.0)
    k0 = (mix(0.001, 2.0, 0.0) - mix(0.001, 1.0, 0.0)) / (2.0 - 1.0)
    if k1 > 0.5:
        return "one"
    if k0 > 0.5:
        return "zero"
    return "never"
""",
            "The candidate is changed and not the memory": """
def memory_gate(mix):
    old = 0.5
    near_one = mix(0.999, old, 1.0) - mix(0.999, old, 0.0)
    near_zero = mix(0.001, old, 1.0) - mix(0.001, old, 0.0)
    if near_one >= 0.99:
        return "one"
    if near_zero >= 0.99:
        return "zero"
    return "never"
""",
            "One call with a candidate equal to the memory, so every mix of the two seems to keep it": """
def memory_gate(mix):
    h = 1.0
    if mix(0.999, h, h) >= 0.99:
        return "one"
    if mix(0.001, h, h) >= 0.99:
        return "zero"
    return "never"
""",
            "Memory and candidate are handed over in the wrong order": """
def memory_gate(mix):
    h1, h2, cand = 1.0, 0.0, 0.3
    ks = [(mix(z, cand, h1) - mix(z, cand, h2)) / (h1 - h2) for z in (0.999, 0.001)]
    if ks[0] >= 0.99:
        return "one"
    if ks[1] >= 0.99:
        return "zero"
    return "never"
""",
            "The else belongs to the first test, so the other end of the gate is never tried": """
def memory_gate(mix):
    for z, name in [(0.999, "one"), (0.001, "zero")]:
        k = mix(z, 1.0, 0.0) - mix(z, 0.0, 0.0)
        if k >= 0.99:
            return name
        else:
            return "never"
""",
            "The difference is not divided by h1 - h2, which is 4 here": """
def memory_gate(mix):
    first, second, cand = 5.0, 1.0, 0.5
    k_one = mix(0.999, first, cand) - mix(0.999, second, cand)
    k_zero = mix(0.001, first, cand) - mix(0.001, second, cand)
    if k_one >= 0.99:
        return "one"
    if k_zero >= 0.99:
        return "zero"
    return "never"
""",
            "The two ends are compared with each other, so whichever keeps more wins even when it loses a part": """
def memory_gate(mix):
    at_one = mix(0.999, 1.0, 0.0) - mix(0.999, 0.0, 0.0)
    at_zero = mix(0.001, 1.0, 0.0) - mix(0.001, 0.0, 0.0)
    if at_one > at_zero:
        return "one"
    if at_zero > at_one:
        return "zero"
    return "never"
""",
        },
        "to_pytorch": {
            "The columns are cut at H from the left, as if the memory's came first": """
def to_pytorch(params):
    W, b, b_h = params["W"], params["b"], params["b_h"]
    H = len(b_h)
    return {
        "weight_ih_l0": W[:, H:],
        "weight_hh_l0": W[:, :H],
        "bias_ih_l0": b,
        "bias_hh_l0": np.concatenate([np.zeros(2 * H), b_h]),
    }
""",
            "The second bias stands in the reset gate's block and not in the candidate's": """
def to_pytorch(params):
    H = params["b_h"].shape[0]
    D = params["W"].shape[1] - H
    bias = np.zeros(3 * H)
    bias[:H] = params["b_h"]
    out = {}
    out["weight_ih_l0"] = params["W"][:, :D].copy()
    out["weight_hh_l0"] = params["W"][:, D:].copy()
    out["bias_ih_l0"] = params["b"].copy()
    out["bias_hh_l0"] = bias
    return out
""",
            "The second bias is repeated for all three gates": """
def to_pytorch(params):
    W = params["W"]
    H = params["b_h"].size
    w_ih, w_hh = np.split(W, [W.shape[1] - H], axis=1)
    names = ["weight_ih_l0", "weight_hh_l0", "bias_ih_l0", "bias_hh_l0"]
    values = [w_ih, w_hh, params["b"], np.tile(params["b_h"], 3)]
    return dict(zip(names, values))
""",
            "The two biases are exchanged: b goes to bias_hh and b_h with its zeros to bias_ih": """
def to_pytorch(params):
    W, b, b_h = params["W"], params["b"], params["b_h"]
    H = len(b_h)
    padded = np.concatenate([np.zeros(2 * H), b_h])
    return dict(
        weight_ih_l0=W[:, :-H],
        weight_hh_l0=W[:, -H:],
        bias_ih_l0=padded,
        bias_hh_l0=b,
    )
""",
            "The columns are cut in the middle, as if there were as many inputs as units": """
def to_pytorch(params):
    W = params["W"]
    n = len(params["b_h"])
    split = W.shape[1] // 2
    second = np.zeros(3 * n)
    second[2 * n :] = params["b_h"]
    return {
        "weight_ih_l0": W[:, :split],
        "weight_hh_l0": W[:, split:],
        "bias_ih_l0": params["b"],
        "bias_hh_l0": second,
    }
""",
            "The blocks are reordered to z, r, candidate although the order is the same in both": """
def to_pytorch(params):
    H = len(params["b_h"])
    W_r, W_z, W_h = np.split(params["W"], 3)
    b_r, b_z, b_new = np.split(params["b"], 3)
    W = np.concatenate([W_z, W_r, W_h])
    b = np.concatenate([b_z, b_r, b_new])
    return {
        "weight_ih_l0": W[:, :-H],
        "weight_hh_l0": W[:, -H:],
        "bias_ih_l0": b,
        "bias_hh_l0": np.concatenate([np.zeros(2 * H), params["b_h"]]),
    }
""",
            "b_h is moved out of b: the candidate's part of bias_ih has b_h subtracted": """
def to_pytorch(params):
    W, b_h = params["W"], params["b_h"]
    H = len(b_h)
    second = np.concatenate([np.zeros(2 * H), b_h])
    first = params["b"] - second
    return {
        "weight_ih_l0": W[:, :-H],
        "weight_hh_l0": W[:, -H:],
        "bias_ih_l0": first,
        "bias_hh_l0": second,
    }
""",
            "The weights are transposed, as if PyTorch multiplied from the other side": """
def to_pytorch(params):
    W = params["W"]
    H = len(params["b_h"])
    D = W.shape[1] - H
    zeros = np.zeros(2 * H)
    theirs = {"weight_ih_l0": W[:, :D].T, "weight_hh_l0": W[:, D:].T}
    theirs["bias_ih_l0"] = params["b"]
    theirs["bias_hh_l0"] = np.append(zeros, params["b_h"])
    return theirs
""",
            "bias_ih is cut off for the candidate: 0 is put there because b_h already is in bias_hh": """
def to_pytorch(params):
    H = len(params["b_h"])
    first = params["b"].copy()
    first[2 * H :] = 0
    second = np.zeros_like(first)
    second[2 * H :] = params["b_h"]
    return {
        "weight_ih_l0": params["W"][:, :-H],
        "weight_hh_l0": params["W"][:, -H:],
        "bias_ih_l0": first,
        "bias_hh_l0": second,
    }
""",
            "The zeros are appended after b_h and not put before it": """
def to_pytorch(params):
    W, b, b_h = (params[k] for k in ("W", "b", "b_h"))
    H = b_h.shape[0]
    blocks = np.split(W, 3)
    w_ih = np.vstack([block[:, :-H] for block in blocks])
    w_hh = np.vstack([block[:, -H:] for block in blocks])
    b_hh = np.concatenate([b_h, np.zeros(2 * H)])
    return {"weight_ih_l0": w_ih, "weight_hh_l0": w_hh, "bias_ih_l0": b, "bias_hh_l0": b_hh}
""",
        },
        "from_pytorch": {
            "Both biases are added for all three blocks, the candidate's too": """
def from_pytorch(arrays):
    w_ih, w_hh = arrays["weight_ih_l0"], arrays["weight_hh_l0"]
    H = w_hh.shape[1]
    b = arrays["bias_ih_l0"] + arrays["bias_hh_l0"]
    return {"W": np.hstack([w_ih, w_hh]), "b": b, "b_h": arrays["bias_hh_l0"][2 * H :]}
""",
            "The hidden biases of the gates are forgotten, b is bias_ih alone": """
def from_pytorch(arrays):
    H = arrays["weight_hh_l0"].shape[1]
    W = np.concatenate([arrays["weight_ih_l0"], arrays["weight_hh_l0"]], axis=1)
    b = arrays["bias_ih_l0"].copy()
    b_h = arrays["bias_hh_l0"][-H:].copy()
    return {"W": W, "b": b, "b_h": b_h}
""",
            "The addition works on bias_ih itself and changes the array that came in": """
def from_pytorch(arrays):
    H = arrays["weight_hh_l0"].shape[1]
    b = arrays["bias_ih_l0"]
    b[: 2 * H] += arrays["bias_hh_l0"][: 2 * H]
    W = np.concatenate((arrays["weight_ih_l0"], arrays["weight_hh_l0"]), axis=1)
    return {"W": W, "b": b, "b_h": arrays["bias_hh_l0"][2 * H :]}
""",
            "The memory's columns are put before the input's": """
def from_pytorch(arrays):
    hidden = arrays["weight_hh_l0"].shape[1]
    r1, z1, n1 = np.split(arrays["bias_ih_l0"], 3)
    r2, z2, n2 = np.split(arrays["bias_hh_l0"], 3)
    assert len(n2) == hidden
    W = np.concatenate([arrays["weight_hh_l0"], arrays["weight_ih_l0"]], axis=1)
    return {"W": W, "b": np.concatenate([r1 + r2, z1 + z2, n1]), "b_h": n2}
""",
            "Only the reset gate gets both biases, the sum stops at H and not at 2H": """
def from_pytorch(arrays):
    w = [arrays["weight_ih_l0"], arrays["weight_hh_l0"]]
    H = w[1].shape[1]
    b = np.array(arrays["bias_ih_l0"])
    for i in range(H):
        b[i] += arrays["bias_hh_l0"][i]
    return {"W": np.concatenate(w, axis=1), "b": b, "b_h": arrays["bias_hh_l0"][2 * H :]}
""",
            "H is the number of the input's columns, taken from the wrong weight": """
def from_pytorch(arrays):
    W_in, W_rec = arrays["weight_ih_l0"], arrays["weight_hh_l0"]
    H = W_in.shape[1]
    b_in, b_rec = arrays["bias_ih_l0"], arrays["bias_hh_l0"]
    b = np.concatenate([b_in[: 2 * H] + b_rec[: 2 * H], b_in[2 * H :]])
    return {"W": np.hstack([W_in, W_rec]), "b": b, "b_h": b_rec[2 * H :]}
""",
            "b_h is the candidate's block of bias_ih, and b has that of bias_hh: the two are exchanged": """
def from_pytorch(arrays):
    r_i, z_i, c_i = np.split(arrays["bias_ih_l0"], 3)
    r_h, z_h, c_h = np.split(arrays["bias_hh_l0"], 3)
    W = np.concatenate([arrays["weight_ih_l0"], arrays["weight_hh_l0"]], axis=1)
    b = np.concatenate([r_i + r_h, z_i + z_h, c_h])
    return {"W": W, "b": b, "b_h": c_i}
""",
            "b_h holds the sum of both of the candidate's biases": """
def from_pytorch(arrays):
    H = arrays["weight_hh_l0"].shape[1]
    total = arrays["bias_ih_l0"] + arrays["bias_hh_l0"]
    b = total.copy()
    b[2 * H :] = arrays["bias_ih_l0"][2 * H :]
    W = np.column_stack([arrays["weight_ih_l0"], arrays["weight_hh_l0"]])
    return {"W": W, "b": b, "b_h": total[2 * H :]}
""",
            "The blocks of b are joined in the order z, r, candidate": """
def from_pytorch(arrays):
    ih, hh = arrays["bias_ih_l0"], arrays["bias_hh_l0"]
    H = len(hh) // 3
    b_r = ih[:H] + hh[:H]
    b_z = ih[H : 2 * H] + hh[H : 2 * H]
    b = np.concatenate([b_z, b_r, ih[2 * H :]])
    W = np.concatenate([arrays["weight_ih_l0"], arrays["weight_hh_l0"]], axis=1)
    return {"W": W, "b": b, "b_h": hh[2 * H :]}
""",
            "The gates' biases are averaged and not added": """
def from_pytorch(arrays):
    first, second = arrays["bias_ih_l0"], arrays["bias_hh_l0"]
    n = 2 * arrays["weight_hh_l0"].shape[1]
    b = first.copy()
    b[:n] = (first[:n] + second[:n]) / 2
    W = np.concatenate([arrays["weight_ih_l0"], arrays["weight_hh_l0"]], axis=1)
    return {"W": W, "b": b, "b_h": second[n:]}
""",
        },
    },
    "convolution": {
        "count_weights": {
            "The first place is forgotten, the + 1 is missing": """
def count_weights(c_in, c_out, side, size, stride):
    n_out = (side - size) // stride
    places = n_out * n_out
    dense = c_out * places * c_in * side * side
    sparse = c_out * places * c_in * size * size
    shared = c_out * c_in * size * size
    return dense, sparse, shared
""",
            "The division rounds up and not down": """
def count_weights(c_in, c_out, side, size, stride):
    along = int(np.ceil((side - size) / stride)) + 1
    neurons = c_out * along**2
    per_window = c_in * size**2
    return neurons * c_in * side**2, neurons * per_window, c_out * per_window
""",
            "A window is thought to see one map only: the sparse layer has no factor C": """
def count_weights(c_in, c_out, side, size, stride):
    n = (side - size) // stride + 1
    N = n**2
    dense = c_in * side**2 * c_out * N
    sparse = size**2 * c_out * N
    shared = c_in * size**2 * c_out
    return dense, sparse, shared
""",
            "The shared kernels have no factor C, one kernel is used for all maps that come in": """
def count_weights(c_in, c_out, side, size, stride):
    places = ((side - size) // stride + 1) ** 2
    neurons = places * c_out
    dense_one = c_in * side * side
    sparse_one = c_in * size * size
    return neurons * dense_one, neurons * sparse_one, c_out * size * size
""",
            "The places along one side are not squared": """
def count_weights(c_in, c_out, side, size, stride):
    places = (side - size) // stride + 1
    pixels = c_in * side**2
    window = c_in * size**2
    neurons = c_out * places
    return (neurons * pixels, neurons * window, c_out * window)
""",
            "The dense layer has as many neurons as pixels, as if nothing were lost at the border": """
def count_weights(c_in, c_out, side, size, stride):
    out = 1 + (side - size) // stride
    dense = (c_in * side**2) * (c_out * side**2)
    sparse = (c_in * size**2) * (c_out * out**2)
    shared = (c_in * size**2) * c_out
    return dense, sparse, shared
""",
            "A bias for each neuron or kernel is counted too": """
def count_weights(c_in, c_out, side, size, stride):
    n_out = (side - size) // stride + 1
    neurons = c_out * n_out**2
    dense = neurons * (c_in * side**2 + 1)
    sparse = neurons * (c_in * size**2 + 1)
    shared = c_out * (c_in * size**2 + 1)
    return dense, sparse, shared
""",
            "The shared layer is taken for one kernel in all, without the factor F": """
def count_weights(c_in, c_out, side, size, stride):
    n_out = (side - size) // stride + 1
    kernel = c_in * size * size
    neurons = n_out * n_out * c_out
    return neurons * c_in * side * side, neurons * kernel, kernel
""",
            "The windows are taken to stand side by side: side // stride places": """
def count_weights(c_in, c_out, side, size, stride):
    per_side = side // stride
    neurons = c_out * per_side**2
    window = c_in * size**2
    dense = neurons * c_in * side**2
    return dense, neurons * window, c_out * window
""",
            "The neurons are counted for one feature map, dense and sparse have no factor F": """
def count_weights(c_in, c_out, side, size, stride):
    count = 0
    for top in range(0, side - size + 1, stride):
        for left in range(0, side - size + 1, stride):
            count += 1
    dense = count * c_in * side**2
    sparse = count * c_in * size**2
    shared = c_out * c_in * size**2
    return dense, sparse, shared
""",
        },
        "convolve": {
            "The kernel is flipped in both directions, as in mathematics": """
def convolve(x, W, b, stride, padding):
    F, C, K, _ = W.shape
    xp = np.pad(x, [(0, 0), (padding, padding), (padding, padding)])
    down = (xp.shape[1] - K) // stride + 1
    across = (xp.shape[2] - K) // stride + 1
    flipped = W[:, :, ::-1, ::-1]
    y = np.zeros((F, down, across))
    for r in range(down):
        for c in range(across):
            win = xp[:, r * stride : r * stride + K, c * stride : c * stride + K]
            y[:, r, c] = np.einsum("fmij,mij->f", flipped, win) + b
    return y
""",
            "The bias is added once for each input map": """
def convolve(x, W, b, stride, padding):
    F, C, K, _ = W.shape
    p, s = padding, stride
    xp = np.pad(x, [(0, 0), (p, p), (p, p)])
    y = np.zeros((F, (xp.shape[1] - K) // s + 1, (xp.shape[2] - K) // s + 1))
    for f in range(F):
        for m in range(C):
            for r, c in np.ndindex(y.shape[1:]):
                win = xp[m, r * s : r * s + K, c * s : c * s + K]
                y[f, r, c] += np.sum(W[f, m] * win) + b[f]
    return y
""",
            "The windows are cut at (r, c) and not at (s r, s c)": """
def convolve(x, W, b, stride, padding):
    p = padding
    K = W.shape[-1]
    xp = np.pad(x, [(0, 0), (p, p), (p, p)])
    down = (x.shape[1] + 2 * p - K) // stride + 1
    across = (x.shape[2] + 2 * p - K) // stride + 1
    y = np.zeros((len(W), down, across))
    for f, r, c in np.ndindex(y.shape):
        window = xp[:, r : r + K, c : c + K]
        y[f, r, c] = (W[f] * window).sum() + b[f]
    return y
""",
            "The result of a map is overwritten by that of the next map and not added, only the last map counts": """
def convolve(x, W, b, stride, padding):
    F, C, K, _ = W.shape
    xp = np.pad(x, [(0, 0), (padding, padding), (padding, padding)])
    rows = (xp.shape[1] - K) // stride + 1
    cols = (xp.shape[2] - K) // stride + 1
    y = np.zeros((F, rows, cols))
    for f, r, c in np.ndindex(F, rows, cols):
        top, left = r * stride, c * stride
        for m in range(C):
            total = np.sum(W[f, m] * xp[m, top : top + K, left : left + K])
        y[f, r, c] = total + b[f]
    return y
""",
            "The bias is forgotten": """
def convolve(x, W, b, stride, padding):
    F, C, K = W.shape[:3]
    xp = np.pad(x, [(0, 0), (padding, padding), (padding, padding)])
    h = (xp.shape[1] - K) // stride + 1
    w = (xp.shape[2] - K) // stride + 1
    y = np.zeros((F, h, w))
    for r in range(h):
        for c in range(w):
            patch = xp[:, r * stride : r * stride + K, c * stride : c * stride + K]
            y[:, r, c] = np.tensordot(W, patch, axes=3)
    return y
""",
            "The padding is put on one side only, but counted for both, so the lower and right places see too little": """
def convolve(x, W, b, stride, padding):
    K = W.shape[2]
    C, rows, cols = x.shape
    wide = np.zeros((C, rows + 2 * padding, cols + 2 * padding))
    wide[:, :rows, :cols] = x
    down = (rows + 2 * padding - K) // stride + 1
    across = (cols + 2 * padding - K) // stride + 1
    y = np.zeros((len(W), down, across))
    for f, r, c in np.ndindex(y.shape):
        t, l = stride * r, stride * c
        y[f, r, c] = np.sum(W[f] * wide[:, t : t + K, l : l + K]) + b[f]
    return y
""",
            "The border is padded with the edge's values and not with zeros": """
def convolve(x, W, b, stride, padding):
    p, K = padding, W.shape[3]
    x = np.pad(x, [(0, 0), (p, p), (p, p)], mode="edge")
    down, across = [(n - K) // stride + 1 for n in x.shape[1:]]
    maps = []
    for f in range(W.shape[0]):
        rows = []
        for top in range(0, down * stride, stride):
            lefts = range(0, across * stride, stride)
            rows.append([np.sum(W[f] * x[:, top : top + K, l : l + K]) + b[f] for l in lefts])
        maps.append(rows)
    return np.array(maps)
""",
            "The kernel is transposed, its rows meet the window's columns": """
def convolve(x, W, b, stride, padding):
    p, s, K = padding, stride, W.shape[2]
    big = np.pad(x, [(0, 0), (p, p), (p, p)])
    down = (big.shape[1] - K) // s + 1
    across = (big.shape[2] - K) // s + 1
    y = np.zeros((len(W), down, across))
    for r in range(down):
        for c in range(across):
            window = big[:, r * s : r * s + K, c * s : c * s + K]
            y[:, r, c] = np.einsum("fmij,mji->f", W, window) + b
    return y
""",
            "The loops over places are one short, the last row and the last column stay 0": """
def convolve(x, W, b, stride, padding):
    F, C, K, _ = W.shape
    xp = np.pad(x, [(0, 0), (padding, padding), (padding, padding)])
    H, V = xp.shape[1], xp.shape[2]
    y = np.zeros((F, (H - K) // stride + 1, (V - K) // stride + 1))
    for f in range(F):
        for top in range(0, H - K, stride):
            for left in range(0, V - K, stride):
                win = xp[:, top : top + K, left : left + K]
                y[f, top // stride, left // stride] = np.sum(W[f] * win) + b[f]
    return y
""",
            "The mean of the products is taken and not their sum": """
def convolve(x, W, b, stride, padding):
    p, K = padding, W.shape[2]
    x = np.pad(x, [(0, 0), (p, p), (p, p)])
    size = [(n - K) // stride + 1 for n in x.shape[1:]]
    y = np.zeros([len(W)] + size)
    for f, r, c in np.ndindex(*y.shape):
        top, left = r * stride, c * stride
        y[f, r, c] = np.mean(W[f] * x[:, top : top + K, left : left + K]) + b[f]
    return y
""",
        },
        "columns": {
            "The windows stand in the rows, the last transposition is forgotten": """
def columns(x, size, stride):
    C, rows, cols = x.shape
    wins = []
    for top in range(0, rows - size + 1, stride):
        for left in range(0, cols - size + 1, stride):
            wins.append(x[:, top : top + size, left : left + size].ravel())
    return np.array(wins)
""",
            "The list of windows is reshaped to the right shape where it should be transposed": """
def columns(x, size, stride):
    C, rows, cols = x.shape
    down = (rows - size) // stride + 1
    across = (cols - size) // stride + 1
    found = []
    for r, c in np.ndindex(down, across):
        t, l = r * stride, c * stride
        found.append(x[:, t : t + size, l : l + size].ravel())
    return np.array(found).reshape(C * size * size, down * across)
""",
            "The places go down the first column of places and then along the next": """
def columns(x, size, stride):
    C, rows, cols = x.shape
    down = (rows - size) // stride + 1
    across = (cols - size) // stride + 1
    X = np.zeros((C * size**2, down * across))
    k = 0
    for c in range(across):
        for r in range(down):
            win = x[:, r * stride : r * stride + size, c * stride : c * stride + size]
            X[:, k] = win.ravel()
            k += 1
    return X
""",
            "The pixels of a window are ordered with the map as the fastest axis": """
def columns(x, size, stride):
    down, across = [(n - size) // stride + 1 for n in x.shape[1:]]
    out = []
    for r in range(down):
        for c in range(across):
            top, left = r * stride, c * stride
            win = x[:, top : top + size, left : left + size]
            out.append(win.transpose(1, 2, 0).ravel())
    return np.stack(out, axis=1)
""",
            "A window is read column by column": """
def columns(x, size, stride):
    C, rows, cols = x.shape
    tops = range(0, rows - size + 1, stride)
    lefts = range(0, cols - size + 1, stride)
    X = np.empty((C * size * size, len(tops) * len(lefts)))
    place = 0
    for t in tops:
        for l in lefts:
            entry = 0
            for m in range(C):
                for j in range(size):
                    for i in range(size):
                        X[entry, place] = x[m, t + i, l + j]
                        entry += 1
            place += 1
    return X
""",
            "The stride is used for the number of places but not for where they begin": """
def columns(x, size, stride):
    down = (x.shape[1] - size) // stride + 1
    across = (x.shape[2] - size) // stride + 1
    cut = [
        x[:, r : r + size, c : c + size].reshape(-1)
        for r in range(down)
        for c in range(across)
    ]
    return np.array(cut).T
""",
            "The last place in each direction is missing because the range stops before n - K": """
def columns(x, size, stride):
    _, rows, cols = x.shape
    pieces = []
    for top in range(0, rows - size, stride):
        for left in range(0, cols - size, stride):
            pieces.append(x[:, top : top + size, left : left + size].flatten())
    return np.array(pieces).T
""",
            "Only the first map is laid out": """
def columns(x, size, stride):
    C, rows, cols = x.shape
    down, across = (rows - size) // stride + 1, (cols - size) // stride + 1
    cols_list = []
    for r, c in np.ndindex(down, across):
        top, left = stride * r, stride * c
        cols_list.append(x[0, top : top + size, left : left + size].ravel())
    return np.array(cols_list).T
""",
            "The number of rows is used for both sides, the columns past it are never reached": """
def columns(x, size, stride):
    n = x.shape[1]
    places = (n - size) // stride + 1
    X = np.zeros((x.shape[0] * size * size, places * places))
    for r in range(places):
        for c in range(places):
            top, left = r * stride, c * stride
            win = x[:, top : top + size, left : left + size]
            X[:, r * places + c] = win.ravel()
    return X
""",
            "The windows move by their own size, the stride is not used at all": """
def columns(x, size, stride):
    C, rows, cols = x.shape
    result = []
    for top in range(0, rows - size + 1, size):
        for left in range(0, cols - size + 1, size):
            block = x[:, top : top + size, left : left + size]
            result.append(block.ravel())
    return np.column_stack(result)
""",
        },
        "convolve_backward": {
            "The gradient of the picture is set and not added where windows overlap": """
def convolve_backward(dy, x, W, stride, padding):
    p, K, s = padding, W.shape[2], stride
    wide = np.pad(x, [(0, 0), (p, p), (p, p)])
    dwide, dW = np.zeros_like(wide), np.zeros_like(W)
    F, down, across = dy.shape
    for r in range(down):
        for c in range(across):
            t, l = r * s, c * s
            window = wide[:, t : t + K, l : l + K]
            dW += np.einsum("f,mij->fmij", dy[:, r, c], window)
            dwide[:, t : t + K, l : l + K] = np.einsum("f,fmij->mij", dy[:, r, c], W)
    db = dy.sum(axis=(1, 2))
    return dwide[:, p : p + x.shape[1], p : p + x.shape[2]], dW, db
""",
            "dW of a map is overwritten at each place, only the last place is left": """
def convolve_backward(dy, x, W, stride, padding):
    p, K = padding, W.shape[2]
    xp = np.pad(x, [(0, 0), (p, p), (p, p)])
    dxp = np.zeros(xp.shape)
    dW = np.zeros(W.shape)
    db = np.zeros(len(W))
    for f, r, c in np.ndindex(dy.shape):
        top, left = r * stride, c * stride
        g = dy[f, r, c]
        dW[f] = g * xp[:, top : top + K, left : left + K]
        dxp[:, top : top + K, left : left + K] += g * W[f]
        db[f] += g
    rows, cols = x.shape[1:]
    return dxp[:, p : p + rows, p : p + cols], dW, db
""",
            "The padding of dx is cut off at the wrong end: the first rows and columns are kept": """
def convolve_backward(dy, x, W, stride, padding):
    p, K, s = padding, W.shape[2], stride
    rows, cols = x.shape[1], x.shape[2]
    wide = np.pad(x, [(0, 0), (p, p), (p, p)])
    dwide, dW = np.zeros_like(wide), np.zeros_like(W)
    for f, r, c in np.ndindex(dy.shape):
        here = np.s_[:, r * s : r * s + K, c * s : c * s + K]
        dW[f] += dy[f, r, c] * wide[here]
        dwide[here] += dy[f, r, c] * W[f]
    return dwide[:, :rows, :cols], dW, dy.sum(axis=2).sum(axis=1)
""",
            "The bias's gradient is the mean over the places": """
def convolve_backward(dy, x, W, stride, padding):
    K, s, p = W.shape[-1], stride, padding
    wide = np.pad(x, [(0, 0), (p, p), (p, p)])
    dwide, dW = np.zeros_like(wide), np.zeros_like(W)
    db = dy.reshape(len(dy), -1).mean(axis=1)
    for i, j in np.ndindex(K, K):
        rows = slice(i, i + s * (dy.shape[1] - 1) + 1, s)
        cols = slice(j, j + s * (dy.shape[2] - 1) + 1, s)
        dW[:, :, i, j] = np.einsum("frc,mrc->fm", dy, wide[:, rows, cols])
        dwide[:, rows, cols] += np.einsum("frc,fm->mrc", dy, W[:, :, i, j])
    return dwide[:, p : p + x.shape[1], p : p + x.shape[2]], dW, db
""",
            "The kernel is flipped when the gradient goes back to the picture": """
def convolve_backward(dy, x, W, stride, padding):
    p, K, s = padding, W.shape[2], stride
    wide = np.pad(x, [(0, 0), (p, p), (p, p)])
    dwide = np.zeros_like(wide)
    dW = np.zeros_like(W)
    for f, r, c in np.ndindex(dy.shape):
        top, left = s * r, s * c
        dW[f] += dy[f, r, c] * wide[:, top : top + K, left : left + K]
        dwide[:, top : top + K, left : left + K] += dy[f, r, c] * W[f, :, ::-1, ::-1]
    dx = dwide[:, p : p + x.shape[1], p : p + x.shape[2]]
    return dx, dW, np.sum(dy, axis=(1, 2))
""",
            "dW is multiplied with the picture without the padding where the padded one belongs": """
def convolve_backward(dy, x, W, stride, padding):
    p, K, s = padding, W.shape[2], stride
    rows, cols = x.shape[1:]
    dwide = np.zeros((len(x), rows + 2 * p, cols + 2 * p))
    dW = np.zeros_like(W)
    for f, r, c in np.ndindex(dy.shape):
        win = x[:, r * s : r * s + K, c * s : c * s + K]
        dW[f, :, : win.shape[1], : win.shape[2]] += dy[f, r, c] * win
        dwide[:, r * s : r * s + K, c * s : c * s + K] += dy[f, r, c] * W[f]
    return dwide[:, p : p + rows, p : p + cols], dW, dy.sum((1, 2))
""",
            "dx is a convolution of dy with the kernels at places (r, c): the stride is forgotten in the picture's gradient": """
def convolve_backward(dy, x, W, stride, padding):
    p, K = padding, W.shape[2]
    wide = np.pad(x, [(0, 0), (p, p), (p, p)])
    dwide, dW = np.zeros_like(wide), np.zeros_like(W)
    for r in range(dy.shape[1]):
        for c in range(dy.shape[2]):
            for f in range(dy.shape[0]):
                t, l = r * stride, c * stride
                dW[f] += dy[f, r, c] * wide[:, t : t + K, l : l + K]
                dwide[:, r : r + K, c : c + K] += dy[f, r, c] * W[f]
    dx = dwide[:, p : p + x.shape[1], p : p + x.shape[2]]
    return dx, dW, dy.sum(axis=(1, 2))
""",
            "dx still has its padding, written otherwise": """
def convolve_backward(dy, x, W, stride, padding):
    pad, k, s = padding, W.shape[2], stride
    x = np.pad(x, [(0, 0), (pad, pad), (pad, pad)])
    dx = np.zeros(x.shape)
    dW = np.zeros(W.shape)
    for f in range(len(dy)):
        for r, c in np.ndindex(dy[f].shape):
            sl = (slice(None), slice(r * s, r * s + k), slice(c * s, c * s + k))
            dW[f] += dy[f, r, c] * x[sl]
            dx[sl] += dy[f, r, c] * W[f]
    db = np.array([m.sum() for m in dy])
    return dx, dW, db
""",
            "The picture's gradient is reset for each feature map, only that of the last one is returned": """
def convolve_backward(dy, x, W, stride, padding):
    p, K, s = padding, W.shape[2], stride
    xp = np.pad(x, [(0, 0), (p, p), (p, p)])
    dW = np.zeros_like(W)
    db = np.zeros(W.shape[0])
    for f in range(W.shape[0]):
        dxp = np.zeros_like(xp)
        for r, c in np.ndindex(dy.shape[1:]):
            top, left = r * s, c * s
            dW[f] += dy[f, r, c] * xp[:, top : top + K, left : left + K]
            dxp[:, top : top + K, left : left + K] += dy[f, r, c] * W[f]
        db[f] = dy[f].sum()
    return dxp[:, p : p + x.shape[1], p : p + x.shape[2]], dW, db
""",
            "The bias's gradient is one number for all maps together": """
def convolve_backward(dy, x, W, stride, padding):
    p, K, s = padding, W.shape[2], stride
    wide = np.pad(x, [(0, 0), (p, p), (p, p)])
    dwide, dW, db = np.zeros_like(wide), np.zeros_like(W), np.zeros(len(W))
    for f, r, c in np.ndindex(dy.shape):
        here = np.s_[:, r * s : r * s + K, c * s : c * s + K]
        dW[f] += dy[f, r, c] * wide[here]
        dwide[here] += dy[f, r, c] * W[f]
        db += dy[f, r, c]
    return dwide[:, p : p + x.shape[1], p : p + x.shape[2]], dW, db
""",
        },
        "descend": {
            "The factor 2 of the square's slope is missing": """
def descend(forward, backward, target, W, lr, steps):
    n = target.size
    for i in range(steps):
        error = forward(W) - target
        W = W - lr * backward(error / n)
    return W
""",
            "The 1/n is forgotten": """
def descend(forward, backward, target, W, lr, steps):
    w = np.array(W)
    for _ in range(steps):
        out = forward(w)
        dy = 2 * (out - target)
        w = w - lr * backward(dy)
    return w
""",
            "The slope has the sign of target - y, so the steps go uphill": """
def descend(forward, backward, target, W, lr, steps):
    for _ in range(steps):
        y = forward(W)
        dy = 2 / y.size * (target - y)
        dW = backward(dy)
        W = W - lr * dW
    return W
""",
            "The output is computed once before the loop, so every step has the first gradient": """
def descend(forward, backward, target, W, lr, steps):
    y = forward(W)
    for step in range(steps):
        dy = 2 * (y - target) / y.size
        W = W - lr * backward(dy)
    return W
""",
            "The steps are taken in place and change the array that came in": """
def descend(forward, backward, target, W, lr, steps):
    for _ in range(steps):
        y = forward(W)
        dy = 2 * (y - target) / target.size
        W -= lr * backward(dy)
    return W
""",
            "One step too few, the loop begins at 1": """
def descend(forward, backward, target, W, lr, steps):
    new = W.copy()
    for k in range(1, steps):
        y = forward(new)
        grad = backward(2 * (y - target) / y.size)
        new = new - lr * grad
    return new
""",
            "Every step starts from the first W again, the new one is never put in": """
def descend(forward, backward, target, W, lr, steps):
    W_new = W.copy()
    for _ in range(steps):
        y = forward(W)
        dy = 2 * (y - target) / y.size
        W_new = W - lr * backward(dy)
    return W_new
""",
            "n is the length of the first axis of the target and not the number of its entries": """
def descend(forward, backward, target, W, lr, steps):
    n = len(target)
    for _ in range(steps):
        diff = forward(W) - target
        dW = backward(2 / n * diff)
        W = W - lr * dW
    return W
""",
            "The loss itself goes back, the squared error and not its slope": """
def descend(forward, backward, target, W, lr, steps):
    for _ in range(steps):
        y = forward(W)
        loss = (y - target) ** 2 / y.size
        W = W - lr * backward(loss)
    return W
""",
            "n is the number of weights and not of outputs": """
def descend(forward, backward, target, W, lr, steps):
    current = W.copy()
    while steps > 0:
        dy = 2 * (forward(current) - target) / current.size
        current = current - lr * backward(dy)
        steps -= 1
    return current
""",
        },
    },
    "pooling": {
        "pools": {
            "The L2 norm divides by k before the root: it is the root of the mean square": """
def pools(x, size, stride):
    N, rows, cols = x.shape
    down, across = (rows - size) // stride + 1, (cols - size) // stride + 1
    biggest = np.zeros((N, down, across))
    avg, norm = np.zeros_like(biggest), np.zeros_like(biggest)
    for r in range(down):
        for c in range(across):
            w = x[:, r * stride : r * stride + size, c * stride : c * stride + size]
            biggest[:, r, c] = w.max(axis=(1, 2))
            avg[:, r, c] = w.mean(axis=(1, 2))
            norm[:, r, c] = np.sqrt((w * w).mean(axis=(1, 2)))
    return biggest, avg, norm
""",
            "The root of the L2 norm is missing": """
def pools(x, size, stride):
    N = len(x)
    down = (x.shape[1] - size) // stride + 1
    across = (x.shape[2] - size) // stride + 1
    largest, average, l2 = np.zeros((3, N, down, across))
    for r, c in np.ndindex(down, across):
        top, left = r * stride, c * stride
        flat = x[:, top : top + size, left : left + size].reshape(N, -1)
        largest[:, r, c] = flat.max(axis=1)
        average[:, r, c] = flat.sum(axis=1) / flat.shape[1]
        l2[:, r, c] = np.einsum("nk,nk->n", flat, flat)
    return largest, average, l2
""",
            "The average divides by K and not by K squared": """
def pools(x, size, stride):
    down, across = [(n - size) // stride + 1 for n in x.shape[1:]]
    largest, average, l2 = [np.zeros((len(x), down, across)) for _ in range(3)]
    for r, c in np.ndindex(down, across):
        i, j = r * stride, c * stride
        win = x[:, i : i + size, j : j + size]
        largest[:, r, c] = np.max(win, axis=(1, 2))
        average[:, r, c] = np.sum(win, axis=(1, 2)) / size
        l2[:, r, c] = np.sqrt(np.sum(win**2, axis=(1, 2)))
    return largest, average, l2
""",
            "The largest is looked for among the absolute values": """
def pools(x, size, stride):
    N, rows, cols = x.shape
    out = [[], [], []]
    tops = range(0, rows - size + 1, stride)
    lefts = range(0, cols - size + 1, stride)
    for t in tops:
        for l in lefts:
            w = x[:, t : t + size, l : l + size]
            out[0].append(np.abs(w).max(axis=(1, 2)))
            out[1].append(w.mean(axis=(1, 2)))
            out[2].append(np.sqrt((w**2).sum(axis=(1, 2))))
    shape = (N, len(tops), len(lefts))
    return tuple(np.array(part).T.reshape(shape) for part in out)
""",
            "The maximum is taken over the whole pile, all maps get the same number": """
def pools(x, size, stride):
    down = (x.shape[1] - size) // stride + 1
    across = (x.shape[2] - size) // stride + 1
    largest, average, l2 = np.zeros((3, x.shape[0], down, across))
    for r, c in np.ndindex(down, across):
        window = x[:, r * stride :, c * stride :][:, :size, :size]
        largest[:, r, c] = window.max()
        average[:, r, c] = window.mean(axis=(1, 2))
        l2[:, r, c] = np.sqrt((window**2).sum(axis=(1, 2)))
    return largest, average, l2
""",
            "The windows stand side by side, their beginning is r * size and not r * stride": """
def pools(x, size, stride):
    N, rows, cols = x.shape
    down = (rows - size) // size + 1
    across = (cols - size) // size + 1
    cut = x[:, : down * size, : across * size]
    cut = cut.reshape(N, down, size, across, size)
    largest = cut.max(axis=(2, 4))
    average = cut.mean(axis=(2, 4))
    l2 = np.sqrt((cut**2).sum(axis=(2, 4)))
    return largest, average, l2
""",
            "The running maximum starts at 0, so a window with only negative numbers gives 0": """
def pools(x, size, stride):
    N, rows, cols = x.shape
    down, across = (rows - size) // stride + 1, (cols - size) // stride + 1
    largest, average, l2 = np.zeros((3, N, down, across))
    for r, c in np.ndindex(down, across):
        for i, j in np.ndindex(size, size):
            a = x[:, r * stride + i, c * stride + j]
            largest[:, r, c] = np.maximum(largest[:, r, c], a)
            average[:, r, c] += a / size**2
            l2[:, r, c] += a**2
    return largest, average, np.sqrt(l2)
""",
            "The square stands outside of the sum: the root of the squared sum is the size of the sum": """
def pools(x, size, stride):
    n, h, w = x.shape
    hh = 1 + (h - size) // stride
    ww = 1 + (w - size) // stride
    mx = np.empty((n, hh, ww))
    av = np.empty((n, hh, ww))
    l2 = np.empty((n, hh, ww))
    for r in range(hh):
        for c in range(ww):
            y0, x0 = r * stride, c * stride
            patch = x[:, y0 : y0 + size, x0 : x0 + size]
            mx[:, r, c] = patch.max(axis=2).max(axis=1)
            av[:, r, c] = patch.mean(axis=2).mean(axis=1)
            l2[:, r, c] = np.sqrt(patch.sum(axis=(1, 2)) ** 2)
    return mx, av, l2
""",
            "The average and the L2 norm are returned in the wrong order": """
def pools(x, size, stride):
    wins = np.lib.stride_tricks.sliding_window_view(x, (size, size), axis=(1, 2))
    wins = wins[:, ::stride, ::stride]
    biggest = wins.max(axis=(-2, -1))
    norm = np.sqrt((wins**2).sum(axis=(-2, -1)))
    mean = wins.mean(axis=(-2, -1))
    return biggest, norm, mean
""",
            "The last place in each direction is not filled because the loops stop one early": """
def pools(x, size, stride):
    N, rows, cols = x.shape
    down, across = (rows - size) // stride + 1, (cols - size) // stride + 1
    largest, average, l2 = np.zeros((3, N, down, across))
    for r in range(down - 1):
        for c in range(across - 1):
            top, left = r * stride, c * stride
            window = x[:, top : top + size, left : left + size]
            largest[:, r, c] = window.max(axis=(1, 2))
            average[:, r, c] = window.mean(axis=(1, 2))
            l2[:, r, c] = np.sqrt((window**2).sum(axis=(1, 2)))
    return largest, average, l2
""",
        },
        "max_backward": {
            "All entries that are equal to the largest get the gradient": """
def max_backward(dy, x, size, stride):
    dx = np.zeros_like(x)
    for r, c in np.ndindex(dy.shape[1:]):
        here = np.s_[:, r * stride : r * stride + size, c * stride : c * stride + size]
        top = x[here].max(axis=(1, 2), keepdims=True)
        dx[here] += (x[here] == top) * dy[:, r, c, None, None]
    return dx
""",
            "The last of equal entries wins, because the comparison is >= and not >": """
def max_backward(dy, x, size, stride):
    dx = np.zeros(x.shape)
    for n, r, c in np.ndindex(dy.shape):
        best, bi, bj = -np.inf, 0, 0
        for i in range(size):
            for j in range(size):
                value = x[n, r * stride + i, c * stride + j]
                if value >= best:
                    best, bi, bj = value, i, j
        dx[n, r * stride + bi, c * stride + bj] += dy[n, r, c]
    return dx
""",
            "A pixel that wins two windows keeps only the last gradient: = and not +=": """
def max_backward(dy, x, size, stride):
    N = len(x)
    dx = np.zeros_like(x)
    which = np.arange(N)
    for r in range(dy.shape[1]):
        for c in range(dy.shape[2]):
            t, l = r * stride, c * stride
            w = x[:, t : t + size, l : l + size].reshape(N, -1).argmax(axis=1)
            dx[which, t + w // size, l + w % size] = dy[:, r, c]
    return dx
""",
            "Row and column of the winner are exchanged: w % K is taken for the row": """
def max_backward(dy, x, size, stride):
    dx = np.zeros_like(x)
    maps = np.arange(len(x))
    for r, c in np.ndindex(dy.shape[1:]):
        top, left = r * stride, c * stride
        flat = x[:, top : top + size, left : left + size].reshape(len(x), -1)
        j, i = np.divmod(flat.argmax(axis=1), size)
        dx[maps, top + i, left + j] += dy[:, r, c]
    return dx
""",
            "The window's corner is not added, all winners land in the upper left window": """
def max_backward(dy, x, size, stride):
    N, down, across = dy.shape
    dx = np.zeros_like(x)
    for n in range(N):
        for r in range(down):
            for c in range(across):
                win = x[n, r * stride : r * stride + size, c * stride : c * stride + size]
                i, j = np.unravel_index(win.argmax(), win.shape)
                dx[n, i, j] += dy[n, r, c]
    return dx
""",
            "The slope is taken as the winner's value and not 1": """
def max_backward(dy, x, size, stride):
    dx = np.zeros_like(x)
    for n, r, c in np.ndindex(*dy.shape):
        t, l = r * stride, c * stride
        win = x[n, t : t + size, l : l + size]
        i, j = divmod(int(np.argmax(win)), size)
        dx[n, t + i, l + j] += dy[n, r, c] * win[i, j]
    return dx
""",
            "One winner is found for the whole pile, the place of the first map's largest is used for all": """
def max_backward(dy, x, size, stride):
    dx = np.zeros_like(x)
    for r, c in np.ndindex(dy.shape[1:]):
        top, left = r * stride, c * stride
        window = x[:, top : top + size, left : left + size]
        i, j = divmod(window[0].argmax(), size)
        dx[:, top + i, left + j] += dy[:, r, c]
    return dx
""",
            "Slices in place of pairs: every map's gradient goes to the winners of all maps": """
def max_backward(dy, x, size, stride):
    N = x.shape[0]
    dx = np.zeros_like(x)
    for r, c in np.ndindex(dy.shape[1:]):
        top, left = r * stride, c * stride
        window = x[:, top : top + size, left : left + size]
        w = window.reshape(N, -1).argmax(axis=1)
        for i, j in zip(w // size, w % size):
            dx[:, top + i, left + j] += dy[:, r, c]
    return dx
""",
            "The winner is the entry with the largest absolute value": """
def max_backward(dy, x, size, stride):
    dx, maps = np.zeros_like(x), np.arange(len(x))
    for r, c in np.ndindex(dy.shape[1:]):
        top, left = r * stride, c * stride
        window = np.abs(x[:, top : top + size, left : left + size])
        i, j = np.divmod(window.reshape(len(x), -1).argmax(axis=1), size)
        np.add.at(dx, (maps, top + i, left + j), dy[:, r, c])
    return dx
""",
            "The window begins at (r, c), the stride is left out": """
def max_backward(dy, x, size, stride):
    N = len(x)
    dx = np.zeros_like(x)
    for r in range(dy.shape[1]):
        for c in range(dy.shape[2]):
            window = x[:, r : r + size, c : c + size]
            w = window.reshape(N, size * size).argmax(axis=1)
            for n in range(N):
                dx[n, r + w[n] // size, c + w[n] % size] += dy[n, r, c]
    return dx
""",
        },
        "shared_backward": {
            "The average's gradient goes to each entry in full, the 1/k is missing": """
def shared_backward(dy, x, size, stride):
    dx_a, dx_2 = np.zeros_like(x), np.zeros_like(x)
    for r, c in np.ndindex(dy.shape[1:]):
        here = np.s_[:, r * stride : r * stride + size, c * stride : c * stride + size]
        g = dy[:, r, c][:, None, None]
        y = np.sqrt((x[here] ** 2).sum(axis=(1, 2), keepdims=True))
        y[y == 0] = 1
        dx_a[here] += g
        dx_2[here] += g * x[here] / y
    return dx_a, dx_2
""",
            "The L2 slope is divided by the squared norm, the root is missing": """
def shared_backward(dy, x, size, stride):
    avg, l2 = np.zeros_like(x), np.zeros_like(x)
    for n, r, c in np.ndindex(dy.shape):
        t, l = r * stride, c * stride
        win = x[n, t : t + size, l : l + size]
        total = np.sum(win * win)
        avg[n, t : t + size, l : l + size] += dy[n, r, c] / win.size
        if total > 0:
            l2[n, t : t + size, l : l + size] += dy[n, r, c] * win / total
    return avg, l2
""",
            "The gradients are set and not added, where windows overlap only the last one is left": """
def shared_backward(dy, x, size, stride):
    dx_average, dx_l2 = np.zeros_like(x), np.zeros_like(x)
    for r, c in np.ndindex(dy.shape[1:]):
        rows = slice(r * stride, r * stride + size)
        cols = slice(c * stride, c * stride + size)
        win = x[:, rows, cols]
        up = dy[:, r, c, None, None]
        norm = np.sqrt(np.einsum("nij,nij->n", win, win))[:, None, None]
        norm = np.where(norm == 0, 1.0, norm)
        dx_average[:, rows, cols] = up / size**2
        dx_l2[:, rows, cols] = up * win / norm
    return dx_average, dx_l2
""",
            "The average's gradient is divided by K and not by K squared": """
def shared_backward(dy, x, size, stride):
    first, second = np.zeros_like(x), np.zeros_like(x)
    N, down, across = dy.shape
    for r in range(down):
        for c in range(across):
            top, left = r * stride, c * stride
            a = x[:, top : top + size, left : left + size]
            y = np.sqrt((a**2).sum(axis=(1, 2)))
            y[y == 0] = 1
            share = (dy[:, r, c] / size).reshape(N, 1, 1)
            first[:, top : top + size, left : left + size] += share
            scale = (dy[:, r, c] / y).reshape(N, 1, 1)
            second[:, top : top + size, left : left + size] += scale * a
    return first, second
""",
            "The L2 gradient has a factor 2 from the square": """
def shared_backward(dy, x, size, stride):
    da, dl = np.zeros(x.shape), np.zeros(x.shape)
    k = size * size
    for r, c in np.ndindex(dy.shape[1:]):
        here = np.s_[:, r * stride : r * stride + size, c * stride : c * stride + size]
        g = dy[:, r, c, None, None]
        w = x[here]
        y = np.sqrt((w**2).sum(axis=(1, 2), keepdims=True))
        y[y == 0] = 1
        da[here] += g / k
        dl[here] += 2 * w * g / y
    return da, dl
""",
            "The norm is taken over the windows of all maps of the pile together": """
def shared_backward(dy, x, size, stride):
    dx_average, dx_l2 = np.zeros_like(x), np.zeros_like(x)
    for r, c in np.ndindex(dy.shape[1:]):
        t, l = r * stride, c * stride
        win = x[:, t : t + size, l : l + size]
        y = np.sqrt((win**2).sum())
        if y == 0:
            y = 1
        g = dy[:, r, c, None, None]
        dx_average[:, t : t + size, l : l + size] += g / size**2
        dx_l2[:, t : t + size, l : l + size] += g * win / y
    return dx_average, dx_l2
""",
            "In a window of zeros the loop goes on before the average has its share": """
def shared_backward(dy, x, size, stride):
    dx_average, dx_l2 = np.zeros_like(x), np.zeros_like(x)
    for n, r, c in np.ndindex(dy.shape):
        rows = slice(r * stride, r * stride + size)
        cols = slice(c * stride, c * stride + size)
        win = x[n, rows, cols]
        y = np.sqrt((win**2).sum())
        if y == 0:
            continue
        dx_average[n, rows, cols] += dy[n, r, c] / size**2
        dx_l2[n, rows, cols] += dy[n, r, c] * win / y
    return dx_average, dx_l2
""",
            "The L2 slope is 1 over y, the number a_i on top is missing": """
def shared_backward(dy, x, size, stride):
    avg, l2 = np.zeros_like(x), np.zeros_like(x)
    for r, c in np.ndindex(dy.shape[1:]):
        here = np.s_[:, r * stride : r * stride + size, c * stride : c * stride + size]
        up = dy[:, r, c, None, None]
        y = np.sqrt((x[here] ** 2).sum(axis=(1, 2), keepdims=True))
        inverse = np.where(y == 0, 0, 1 / np.where(y == 0, 1, y))
        avg[here] += up / size**2
        l2[here] += up * inverse
    return avg, l2
""",
            "The two gradients are returned in the wrong order": """
def shared_backward(dy, x, size, stride):
    d_l2 = np.zeros_like(x)
    d_mean = np.zeros_like(x)
    for r in range(dy.shape[1]):
        for c in range(dy.shape[2]):
            i, j = r * stride, c * stride
            a = x[:, i : i + size, j : j + size]
            norm = np.linalg.norm(a, axis=(1, 2), keepdims=True)
            norm[norm == 0] = 1
            g = dy[:, r, c, None, None]
            d_l2[:, i : i + size, j : j + size] += g * a / norm
            d_mean[:, i : i + size, j : j + size] += g / size**2
    return d_l2, d_mean
""",
            "The norm is the sum of the absolute values and not the root of the squares": """
def shared_backward(dy, x, size, stride):
    dx_average, dx_l2 = np.zeros_like(x), np.zeros_like(x)
    s = stride
    for r, c in np.ndindex(dy.shape[1:]):
        here = np.s_[:, r * s : r * s + size, c * s : c * s + size]
        part = dy[:, r, c].reshape(-1, 1, 1)
        y = np.sqrt(x[here] ** 2).sum(axis=(1, 2), keepdims=True)
        y = y + (y == 0)
        dx_average[here] += part / (size * size)
        dx_l2[here] += part * x[here] / y
    return dx_average, dx_l2
""",
        },
        "maxout": {
            "The groups are not neighbours: map q is put together with map q + maps / g": """
def maxout(x, pieces):
    maps, rows, cols = x.shape
    groups = x.reshape(pieces, maps // pieces, rows, cols)
    return groups.max(axis=0), groups.argmax(axis=0)
""",
            "The axes of the reshape are in the other order, there are g groups and not groups of g": """
def maxout(x, pieces):
    maps, rows, columns = x.shape
    grouped = x.reshape(pieces, maps // pieces, rows, columns)
    a = grouped.max(axis=1)
    winner = grouped.argmax(axis=1)
    return a, winner
""",
            "The winner is the number of the map in the whole picture and not in its group": """
def maxout(x, pieces):
    count = x.shape[0] // pieces
    a = np.zeros((count,) + x.shape[1:])
    winner = np.zeros(a.shape, dtype=int)
    for q in range(count):
        part = x[q * pieces : (q + 1) * pieces]
        a[q] = part.max(axis=0)
        winner[q] = q * pieces + part.argmax(axis=0)
    return a, winner
""",
            "Of equal entries the last wins, because the comparison is >=": """
def maxout(x, pieces):
    n = len(x) // pieces
    a = x[::pieces].copy()
    winner = np.zeros(a.shape, dtype=int)
    for j in range(1, pieces):
        other = x[j::pieces]
        better = other >= a
        a[better] = other[better]
        winner[better] = j
    return a[:n], winner[:n]
""",
            "The running maximum starts at 0, so a group with only negative maps gives 0": """
def maxout(x, pieces):
    maps, rows, cols = x.shape
    a = np.zeros((maps // pieces, rows, cols))
    winner = np.zeros(a.shape, dtype=int)
    for q, u, v in np.ndindex(a.shape):
        for j in range(pieces):
            value = x[q * pieces + j, u, v]
            if value > a[q, u, v]:
                a[q, u, v] = value
                winner[q, u, v] = j
    return a, winner
""",
            "The groups overlap: group q begins at map q and not at q g": """
def maxout(x, pieces):
    n = x.shape[0] // pieces
    values, places = [], []
    for q in range(n):
        group = x[q : q + pieces]
        values.append(np.max(group, axis=0))
        places.append(np.argmax(group, axis=0))
    return np.array(values), np.array(places)
""",
            "The winner counts from 1": """
def maxout(x, pieces):
    groups = x.reshape(-1, pieces, x.shape[1], x.shape[2])
    a = np.max(groups, axis=1)
    winner = np.argmax(groups, axis=1) + 1
    return a, winner
""",
            "One map wins the whole group: the one with the largest sum of its pixels": """
def maxout(x, pieces):
    maps, rows, cols = x.shape
    a = np.zeros((maps // pieces, rows, cols))
    winner = np.zeros((maps // pieces, rows, cols), dtype=int)
    for q in range(maps // pieces):
        group = x[q * pieces : (q + 1) * pieces]
        j = group.sum(axis=(1, 2)).argmax()
        a[q] = group[j]
        winner[q] = j
    return a, winner
""",
            "The maximum runs over the wrong axis of the groups' array, down the rows of a map": """
def maxout(x, pieces):
    maps, rows, cols = x.shape
    g = x.reshape(maps // pieces, pieces, rows, cols)
    return g.max(axis=2), g.argmax(axis=2)
""",
            "The last map of each group is left out": """
def maxout(x, pieces):
    maps, rows, cols = x.shape
    a = np.full((maps // pieces, rows, cols), -np.inf)
    winner = np.zeros(a.shape, dtype=int)
    for q in range(maps // pieces):
        for j in range(pieces - 1):
            layer = x[q * pieces + j]
            bigger = layer > a[q]
            a[q] = np.where(bigger, layer, a[q])
            winner[q] = np.where(bigger, j, winner[q])
    return a, winner
""",
        },
        "survives": {
            "The pictures are rolled, what leaves at the right comes in again at the left": """
def survives(pool, x, shift, tolerance):
    y0 = pool(x)
    y1 = pool(np.roll(x, shift, axis=2))
    ink = (y0 != 0) | (y1 != 0)
    same = np.abs(y1 - y0) < tolerance
    return same[ink].mean()
""",
            "The pictures move to the left": """
def survives(pool, x, shift, tolerance):
    moved = np.zeros_like(x)
    n = x.shape[2]
    moved[:, :, : n - shift] = x[:, :, shift:]
    before, after = pool(x), pool(moved)
    ink = (before != 0) | (after != 0)
    return np.mean(np.abs(after - before)[ink] < tolerance)
""",
            "The pictures move down, the rows are shifted and not the columns": """
def survives(pool, x, shift, tolerance):
    N, rows, cols = x.shape
    moved = np.concatenate([np.zeros((N, shift, cols)), x], axis=1)[:, :rows]
    a, b = pool(x), pool(moved)
    ink = np.logical_or(a != 0, b != 0)
    ok = np.logical_and(ink, np.abs(a - b) < tolerance)
    return ok.sum() / ink.sum()
""",
            "Ink is looked for before the shift only": """
def survives(pool, x, shift, tolerance):
    cols = x.shape[2]
    moved = np.pad(x, [(0, 0), (0, 0), (shift, 0)])[:, :, :cols]
    before = pool(x)
    after = pool(moved)
    ink = before != 0
    kept = np.abs(after - before) < tolerance
    return kept[ink].sum() / ink.sum()
""",
            "Only outputs with ink both before and after count: and where or belongs": """
def survives(pool, x, shift, tolerance):
    moved = np.zeros_like(x)
    moved[:, :, shift:] = x[:, :, : x.shape[2] - shift]
    y, y2 = pool(x), pool(moved)
    ink = (y != 0) & (y2 != 0)
    if not ink.any():
        return 0.0
    return (np.abs(y2 - y) < tolerance)[ink].mean()
""",
            "The share is taken over all outputs, the empty ones count as surviving": """
def survives(pool, x, shift, tolerance):
    right = np.zeros_like(x)
    keep = x.shape[2] - shift
    right[:, :, shift:] = x[:, :, :keep]
    difference = pool(right) - pool(x)
    return float(np.mean(np.abs(difference) < tolerance))
""",
            "The absolute value is missing, an output that falls by much survives": """
def survives(pool, x, shift, tolerance):
    moved = np.zeros_like(x)
    for col in range(shift, x.shape[2]):
        moved[:, :, col] = x[:, :, col - shift]
    before, after = pool(x), pool(moved)
    ink = (before != 0) | (after != 0)
    return (after - before < tolerance)[ink].mean()
""",
            "The number of survivors is divided by the number of all outputs and not of those with ink": """
def survives(pool, x, shift, tolerance):
    moved = np.zeros_like(x)
    moved[:, :, shift:] = x[:, :, : x.shape[2] - shift]
    old, new = pool(x).ravel(), pool(moved).ravel()
    good = 0
    for a, b in zip(old, new):
        if (a != 0 or b != 0) and abs(b - a) < tolerance:
            good += 1
    return good / len(old)
""",
            "The share of those that change is returned: > where < belongs": """
def survives(pool, x, shift, tolerance):
    moved = np.zeros_like(x)
    moved[:, :, shift:] = x[:, :, : x.shape[2] - shift]
    before, after = pool(x), pool(moved)
    ink = (before != 0) | (after != 0)
    changed = np.abs(after - before) > tolerance
    return changed[ink].mean()
""",
            "The outputs are moved and not the pictures, the pool never sees the shift": """
def survives(pool, x, shift, tolerance):
    before = pool(x)
    after = np.zeros_like(before)
    after[..., shift:] = before[..., : before.shape[-1] - shift]
    ink = (before != 0) | (after != 0)
    kept = np.abs(after - before) < tolerance
    return kept[ink].mean()
""",
        },
    },
}
