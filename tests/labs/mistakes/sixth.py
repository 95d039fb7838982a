"""The sixth set of wrong answers, over all seven labs.

They were written from the labs alone. Each is a whole function. See `tests.labs.mistakes`.
"""

MISTAKES = {
    "dense": {
        "sigmoid": {
            "z is clipped to -10..10, far too narrow": """
def sigmoid(z):
    z = np.clip(z, -10, 10)
    return 1 / (1 + np.exp(-z))
""",
            "np.where with both whole formulas: both are computed everywhere, so it overflows": """
def sigmoid(z):
    return np.where(z >= 0, 1 / (1 + np.exp(-z)), np.exp(z) / (1 + np.exp(z)))
""",
            "the top is always 1: the case z < 0 is forgotten": """
def sigmoid(z):
    e = np.exp(-np.abs(z))
    return 1 / (1 + e)
""",
            "the result array is zeros_like(z): whole numbers are cut": """
def sigmoid(z):
    s = np.zeros_like(z)
    pos = z >= 0
    s[pos] = 1 / (1 + np.exp(-z[pos]))
    e = np.exp(z[~pos])
    s[~pos] = e / (1 + e)
    return s
""",
            "very negative entries of the caller's z are overwritten": """
def sigmoid(z):
    z[z < -500] = -500
    return 1 / (1 + np.exp(-z))
""",
        },
        "dense_forward": {
            "W @ a.T is not turned back": """
def dense_forward(a, W, b):
    return W @ a.T + b[:, None]
""",
            "the inner loop stops one input early": """
def dense_forward(a, W, b):
    B, n_in = a.shape
    z = np.zeros((B, len(b)))
    for k in range(B):
        for i in range(len(b)):
            for j in range(n_in - 1):
                z[k, i] += a[k, j] * W[i, j]
            z[k, i] += b[i]
    return z
""",
            "the bias is inside the sum over j": """
def dense_forward(a, W, b):
    B, n_in = a.shape
    z = np.zeros((B, len(b)))
    for k in range(B):
        for i in range(len(b)):
            for j in range(n_in):
                z[k, i] += a[k, j] * W[i, j] + b[i]
    return z
""",
            "reshape for a transpose": """
def dense_forward(a, W, b):
    n_out, n_in = W.shape
    return a @ W.reshape(n_in, n_out) + b
""",
            "return inside the loop: only the first example is filled": """
def dense_forward(a, W, b):
    z = np.zeros((len(a), len(b)))
    for k in range(len(a)):
        z[k] = W @ a[k] + b
        return z
""",
        },
        "dense_backward": {
            "dW is averaged over the examples, db is not": """
def dense_backward(dz, a, W):
    da = dz @ W
    dW = dz.T @ a / len(a)
    db = dz.sum(axis=0)
    return da, dW, db
""",
            "da gets a slope of an activation that is not in the layer": """
def dense_backward(dz, a, W):
    da = (dz @ W) * a * (1 - a)
    return da, dz.T @ a, dz.sum(axis=0)
""",
            "= for += in the loop over examples: only the last one counts in dW": """
def dense_backward(dz, a, W):
    da = np.zeros_like(a)
    dW = np.zeros_like(W)
    db = np.zeros(len(W))
    for k in range(len(a)):
        da[k] = dz[k] @ W
        dW = np.outer(dz[k], a[k])
        db += dz[k]
    return da, dW, db
""",
            "db is summed from dW": """
def dense_backward(dz, a, W):
    da = dz @ W
    dW = dz.T @ a
    db = dW.sum(axis=1)
    return da, dW, db
""",
            "db keeps the axis of the examples, in another way": """
def dense_backward(dz, a, W):
    da = dz @ W
    dW = dz.T @ a
    db = dz.sum(axis=0, keepdims=True)
    return da, dW, db
""",
        },
        "tanh_from": {
            "the 1 is taken off before doubling": """
def tanh_from(squash, z):
    return 2 * (squash(2 * z) - 1)
""",
            "z is doubled in place, in another way": """
def tanh_from(squash, z):
    z *= 2
    return 2 * squash(z) - 1
""",
            "the minus 1 is inside the function": """
def tanh_from(squash, z):
    return 2 * squash(2 * z - 1)
""",
            "the inner 2 is pulled out of the function": """
def tanh_from(squash, z):
    s = squash(z)
    return 2 * 2 * s - 1
""",
            "a mirrored form that holds for the sigmoid only": """
def tanh_from(squash, z):
    return 1 - 2 * squash(-2 * z)
""",
        },
    },
    "backpropagation": {
        "numerical_gradient": {
            "range(len(x)) moves a whole row of a matrix at once": """
def numerical_gradient(f, x, eps):
    g = np.zeros_like(x)
    for i in range(len(x)):
        step = np.zeros_like(x)
        step[i] = eps
        g[i] = (f(x + step) - f(x - step)) / (2 * eps)
    return g
""",
            "step is made once, so the entries visited before stay moved": """
def numerical_gradient(f, x, eps):
    g = np.zeros_like(x)
    step = np.zeros_like(x)
    for index in np.ndindex(x.shape):
        step[index] = eps
        g[index] = (f(x + step) - f(x - step)) / (2 * eps)
    return g
""",
            "/ 2 * eps without brackets": """
def numerical_gradient(f, x, eps):
    g = np.zeros_like(x)
    for index in np.ndindex(x.shape):
        step = np.zeros_like(x)
        step[index] = eps
        g[index] = (f(x + step) - f(x - step)) / 2 * eps
    return g
""",
            "the second point is x itself, but it is divided by 2 eps": """
def numerical_gradient(f, x, eps):
    g = np.zeros_like(x)
    for index in np.ndindex(x.shape):
        old = x[index]
        x[index] = old + eps
        up = f(x)
        x[index] = x[index] - eps
        down = f(x)
        g[index] = (up - down) / (2 * eps)
        x[index] = old
    return g
""",
        },
        "gradient_fits": {
            "the mean of the differences for the largest": """
def gradient_fits(f, gradient, x):
    g = gradient(x)
    n = numerical_gradient(f, x, 1e-6)
    size = max(np.abs(g).max(), np.abs(n).max(), 1e-8)
    error = np.mean(np.abs(g - n)) / size
    return bool(error <= 1e-5)
""",
            "no abs in the bottom": """
def gradient_fits(f, gradient, x):
    g = gradient(x)
    n = numerical_gradient(f, x, 1e-6)
    error = np.max(np.abs(g - n)) / max(np.max(g), np.max(n), 1e-8)
    return bool(error <= 1e-5)
""",
            "np.allclose in place of the ratio": """
def gradient_fits(f, gradient, x):
    n = numerical_gradient(f, x, 1e-6)
    return np.allclose(gradient(x), n, rtol=1e-5, atol=1e-8)
""",
            "asks for > and so lets a NaN pass": """
def gradient_fits(f, gradient, x):
    g = gradient(x)
    n = numerical_gradient(f, x, 1e-6)
    size = max(np.max(np.abs(g)), np.max(np.abs(n)), 1e-8)
    error = np.max(np.abs(g - n)) / size
    if error > 1e-5:
        return False
    return True
""",
        },
        "softmax_cross_entropy": {
            "the largest of the whole matrix is taken off, not of each row": """
def softmax_cross_entropy(scores, target):
    rows = np.arange(len(target))
    s = scores - scores.max()
    p = np.exp(s)
    total = p.sum(axis=1, keepdims=True)
    loss = np.mean(np.log(total[:, 0]) - s[rows, target])
    p = p / total
    p[rows, target] -= 1
    return loss, p / len(target)
""",
            "p[:, target] -= 1 takes from every row the classes of all": """
def softmax_cross_entropy(scores, target):
    rows = np.arange(len(target))
    s = scores - scores.max(axis=1, keepdims=True)
    e = np.exp(s)
    total = e.sum(axis=1, keepdims=True)
    logp = s - np.log(total)
    loss = -logp[rows, target].mean()
    d = e / total
    d[:, target] -= 1
    return loss, d / len(target)
""",
            "the gradient is divided by the number of classes, in another way": """
def softmax_cross_entropy(scores, target):
    rows = np.arange(len(target))
    s = scores - scores.max(axis=1, keepdims=True)
    e = np.exp(s)
    total = e.sum(axis=1, keepdims=True)
    loss = np.mean(np.log(total[:, 0]) - s[rows, target])
    p = e / total
    p[rows, target] -= 1
    return loss, p / scores.shape[1]
""",
            "the maximum is added back though the picked score is shifted too": """
def softmax_cross_entropy(scores, target):
    rows = np.arange(len(target))
    m = scores.max(axis=1, keepdims=True)
    s = scores - m
    e = np.exp(s)
    total = e.sum(axis=1, keepdims=True)
    lse = np.log(total) + m
    loss = np.mean(lse[:, 0] - s[rows, target])
    p = e / total
    p[rows, target] -= 1
    return loss, p / len(target)
""",
        },
        "two_layer_forward": {
            "b1 is added after the tanh, in another way": """
def two_layer_forward(x, W1, b1, W2, b2):
    a = np.tanh(x @ W1.T) + b1
    scores = a @ W2.T + b2
    return scores, a
""",
            "the last layer reads z1, not a": """
def two_layer_forward(x, W1, b1, W2, b2):
    z1 = x @ W1.T + b1
    a = np.tanh(z1)
    scores = z1 @ W2.T + b2
    return scores, a
""",
            "a softmax at the end, in another way": """
def two_layer_forward(x, W1, b1, W2, b2):
    a = np.tanh(x @ W1.T + b1)
    s = a @ W2.T + b2
    e = np.exp(s - s.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True), a
""",
            "sigmoid for tanh, in another way": """
def two_layer_forward(x, W1, b1, W2, b2):
    z1 = x @ W1.T + b1
    a = 1 / (1 + np.exp(-z1))
    scores = a @ W2.T + b2
    return scores, a
""",
        },
        "two_layer_backward": {
            "the tanh is taken once more for the slope": """
def two_layer_backward(dscores, x, a, W2):
    dW2 = dscores.T @ a
    db2 = dscores.sum(axis=0)
    da = dscores @ W2
    dz1 = da * (1 - np.tanh(a) ** 2)
    return dz1.T @ x, dz1.sum(axis=0), dW2, db2
""",
            "db1 from da, before the slope": """
def two_layer_backward(dscores, x, a, W2):
    dW2 = dscores.T @ a
    db2 = dscores.sum(axis=0)
    da = dscores @ W2
    dz1 = da * (1 - a * a)
    dW1 = dz1.T @ x
    db1 = da.sum(axis=0)
    return dW1, db1, dW2, db2
""",
            "db2 is a mean, db1 a sum": """
def two_layer_backward(dscores, x, a, W2):
    dW2 = dscores.T @ a
    db2 = dscores.mean(axis=0)
    da = dscores @ W2
    dz1 = da * (1 - a * a)
    return dz1.T @ x, dz1.sum(axis=0), dW2, db2
""",
            "the slope of tanh is in dW2 too": """
def two_layer_backward(dscores, x, a, W2):
    slope = 1 - a**2
    dW2 = dscores.T @ (a * slope)
    db2 = dscores.sum(axis=0)
    dz1 = (dscores @ W2) * slope
    dW1 = dz1.T @ x
    db1 = dz1.sum(axis=0)
    return dW1, db1, dW2, db2
""",
        },
    },
    "rnn": {
        "rnn_step": {
            "each of the two layers adds the bias": """
def rnn_step(h, x, W_h, W_i, b):
    from_state = h @ W_h.T + b
    from_input = x @ W_i.T + b
    return np.tanh(from_state + from_input)
""",
            "the new state is written into the caller's h": """
def rnn_step(h, x, W_h, W_i, b):
    h[:] = np.tanh(h @ W_h.T + x @ W_i.T + b)
    return h
""",
            "W_h is not transposed, in another way": """
def rnn_step(h, x, W_h, W_i, b):
    return np.tanh(h @ W_h + x @ W_i.T + b)
""",
            "the old state is squashed before its product, and the sum is not": """
def rnn_step(h, x, W_h, W_i, b):
    return np.tanh(h) @ W_h.T + x @ W_i.T + b
""",
        },
        "through_time": {
            "hs[t - 1] at t = 0 is the zeros at the end: h0 is never read": """
def through_time(f, h0, xs):
    T = len(xs)
    hs = np.zeros((T,) + h0.shape)
    for t in range(T):
        hs[t] = f(hs[t - 1], xs[t])
    return hs
""",
            "hs[0] = h0, and the loop begins at 1: the first input is never read": """
def through_time(f, h0, xs):
    T = len(xs)
    hs = np.zeros((T,) + h0.shape)
    hs[0] = h0
    for t in range(1, T):
        hs[t] = f(hs[t - 1], xs[t])
    return hs
""",
            "concatenate puts time and batch on one axis": """
def through_time(f, h0, xs):
    h = h0
    hs = []
    for x in xs:
        h = f(h, x)
        hs.append(h)
    return np.concatenate(hs)
""",
            "the new state is added to the old one, in another way": """
def through_time(f, h0, xs):
    h = h0
    hs = []
    for x in xs:
        h = h + f(h, x)
        hs.append(h)
    return np.array(hs)
""",
        },
        "bptt": {
            "dh += keeps the gradients of all later steps": """
def bptt(dys, hs, h0, xs, W_h, W_i):
    dW_h, dW_i = np.zeros_like(W_h), np.zeros_like(W_i)
    db, dxs = np.zeros(len(W_h)), np.zeros_like(xs)
    dh = np.zeros_like(h0)
    for t in reversed(range(len(xs))):
        dh += dys[t]
        dz = dh * (1 - hs[t] ** 2)
        prev = hs[t - 1] if t > 0 else h0
        dW_h += dz.T @ prev
        dW_i += dz.T @ xs[t]
        db += dz.sum(axis=0)
        dxs[t] = dz @ W_i
        dh += dz @ W_h
    return dh, dxs, dW_h, dW_i, db
""",
            "the slope multiplies dys only": """
def bptt(dys, hs, h0, xs, W_h, W_i):
    dW_h, dW_i = np.zeros_like(W_h), np.zeros_like(W_i)
    db, dxs = np.zeros(len(W_h)), np.zeros_like(xs)
    dh = np.zeros_like(h0)
    for t in reversed(range(len(xs))):
        dz = dys[t] * (1 - hs[t] ** 2) + dh
        prev = hs[t - 1] if t > 0 else h0
        dW_h += dz.T @ prev
        dW_i += dz.T @ xs[t]
        db += dz.sum(axis=0)
        dxs[t] = dz @ W_i
        dh = dz @ W_h
    return dh, dxs, dW_h, dW_i, db
""",
            "dxs is collected from the last step on and not turned, in another way": """
def bptt(dys, hs, h0, xs, W_h, W_i):
    dW_h, dW_i = np.zeros_like(W_h), np.zeros_like(W_i)
    db, dxs = np.zeros(len(W_h)), []
    dh = np.zeros_like(h0)
    for t in reversed(range(len(xs))):
        dz = (dys[t] + dh) * (1 - hs[t] ** 2)
        prev = hs[t - 1] if t > 0 else h0
        dW_h += dz.T @ prev
        dW_i += dz.T @ xs[t]
        db += dz.sum(axis=0)
        dxs.append(dz @ W_i)
        dh = dz @ W_h
    return dh, np.array(dxs), dW_h, dW_i, db
""",
            "dh0 is the gradient of h1: the last product with W_h is missing": """
def bptt(dys, hs, h0, xs, W_h, W_i):
    dW_h, dW_i = np.zeros_like(W_h), np.zeros_like(W_i)
    db, dxs = np.zeros(len(W_h)), np.zeros_like(xs)
    dz = np.zeros_like(h0)
    for t in reversed(range(len(xs))):
        dh = dys[t] + dz @ W_h
        dz = dh * (1 - hs[t] ** 2)
        prev = hs[t - 1] if t > 0 else h0
        dW_h += dz.T @ prev
        dW_i += dz.T @ xs[t]
        db += dz.sum(axis=0)
        dxs[t] = dz @ W_i
    return dh, dxs, dW_h, dW_i, db
""",
        },
        "clip": {
            "the mean of the squares in each array": """
def clip(grads, limit):
    norm = np.sqrt(sum(np.mean(g**2) for g in grads.values()))
    if norm > limit:
        return {name: g * limit / norm for name, g in grads.items()}
    return {name: g.copy() for name, g in grads.items()}
""",
            "0 / 0 when all gradients are 0": """
def clip(grads, limit):
    norm = np.sqrt(sum(np.sum(g**2) for g in grads.values()))
    unit = {name: g / norm for name, g in grads.items()}
    return {name: u * min(norm, limit) for name, u in unit.items()}
""",
            "the lengths of the arrays are added, in another way": """
def clip(grads, limit):
    norm = 0
    for g in grads.values():
        norm += np.sqrt(np.sum(g**2))
    if norm > limit:
        return {name: g * limit / norm for name, g in grads.items()}
    return {name: g.copy() for name, g in grads.items()}
""",
            "a shallow copy, multiplied in place": """
def clip(grads, limit):
    new = dict(grads)
    norm = np.sqrt(sum(np.sum(g**2) for g in new.values()))
    if norm > limit:
        for name in new:
            new[name] *= limit / norm
    return new
""",
        },
        "both_directions": {
            "f2 reads forward, only its states are turned": """
def both_directions(f1, f2, f3, h0, g0, xs):
    hs = through_time(f1, h0, xs)
    gs = through_time(f2, g0, xs)[::-1]
    return np.array([f3(h, g) for h, g in zip(hs, gs)])
""",
            "f3 is called once for all steps": """
def both_directions(f1, f2, f3, h0, g0, xs):
    hs = through_time(f1, h0, xs)
    gs = through_time(f2, g0, xs[::-1])[::-1]
    return f3(hs, gs)
""",
            "f2 begins with the last state of f1, in another way": """
def both_directions(f1, f2, f3, h0, g0, xs):
    hs = through_time(f1, h0, xs)
    gs = through_time(f2, hs[-1], xs[::-1])[::-1]
    return np.array([f3(hs[t], gs[t]) for t in range(len(xs))])
""",
            "step t is merged with g of step t + 1": """
def both_directions(f1, f2, f3, h0, g0, xs):
    T = len(xs)
    hs = through_time(f1, h0, xs)
    gs = list(through_time(f2, g0, xs[::-1])[::-1]) + [g0]
    ys = []
    for t in range(T):
        ys.append(f3(hs[t], gs[t + 1]))
    return np.array(ys)
""",
        },
    },
    "lstm": {
        "lstm_step": {
            "the tanh is put on c itself, and h has none": """
def lstm_step(x, h_prev, c_prev, W, b):
    pre = np.concatenate([x, h_prev], axis=1) @ W.T + b
    z, zi, zf, zo = np.split(pre, 4, axis=1)
    z, zi, zf, zo = np.tanh(z), sigmoid(zi), sigmoid(zf), sigmoid(zo)
    c = np.tanh(zf * c_prev + zi * z)
    h = zo * c
    return z, zi, zf, zo, c, h
""",
            "1 - zf is used for the input gate, as in a GRU": """
def lstm_step(x, h_prev, c_prev, W, b):
    pre = np.concatenate([x, h_prev], axis=1) @ W.T + b
    z, zi, zf, zo = np.split(pre, 4, axis=1)
    z, zi, zf, zo = np.tanh(z), sigmoid(zi), sigmoid(zf), sigmoid(zo)
    c = zf * c_prev + (1 - zf) * z
    h = zo * np.tanh(c)
    return z, zi, zf, zo, c, h
""",
            "h and c are returned in the wrong order": """
def lstm_step(x, h_prev, c_prev, W, b):
    pre = np.concatenate([x, h_prev], axis=1) @ W.T + b
    z, zi, zf, zo = np.split(pre, 4, axis=1)
    z, zi, zf, zo = np.tanh(z), sigmoid(zi), sigmoid(zf), sigmoid(zo)
    c = zf * c_prev + zi * z
    h = zo * np.tanh(c)
    return z, zi, zf, zo, h, c
""",
            "the caller's c_prev is changed in place": """
def lstm_step(x, h_prev, c_prev, W, b):
    pre = np.concatenate([x, h_prev], axis=1) @ W.T + b
    z, zi, zf, zo = np.split(pre, 4, axis=1)
    z, zi, zf, zo = np.tanh(z), sigmoid(zi), sigmoid(zf), sigmoid(zo)
    c = c_prev
    c *= zf
    c += zi * z
    return z, zi, zf, zo, c, zo * np.tanh(c)
""",
            "everything goes through tanh first, the gates then through sigmoid too": """
def lstm_step(x, h_prev, c_prev, W, b):
    pre = np.tanh(np.concatenate([x, h_prev], axis=1) @ W.T + b)
    z, zi, zf, zo = np.split(pre, 4, axis=1)
    zi, zf, zo = sigmoid(zi), sigmoid(zf), sigmoid(zo)
    c = zf * c_prev + zi * z
    h = zo * np.tanh(c)
    return z, zi, zf, zo, c, h
""",
        },
        "lstm_step_backward": {
            "the slope of the last tanh is 1 - c**2": """
def lstm_step_backward(dh, dc, x, h_prev, c_prev, W, gates, c):
    z, zi, zf, zo = gates
    dc = dc + dh * zo * (1 - c**2)
    dz = dc * zi * (1 - z**2)
    di = dc * z * zi * (1 - zi)
    df = dc * c_prev * zf * (1 - zf)
    do = dh * np.tanh(c) * zo * (1 - zo)
    d = np.concatenate([dz, di, df, do], axis=1)
    xh = np.concatenate([x, h_prev], axis=1)
    dxh = d @ W
    D = x.shape[1]
    return dxh[:, :D], dxh[:, D:], dc * zf, d.T @ xh, d.sum(axis=0)
""",
            "d W is cut after H columns, not after D": """
def lstm_step_backward(dh, dc, x, h_prev, c_prev, W, gates, c):
    z, zi, zf, zo = gates
    dc = dc + dh * zo * (1 - np.tanh(c) ** 2)
    dz = dc * zi * (1 - z**2)
    di = dc * z * zi * (1 - zi)
    df = dc * c_prev * zf * (1 - zf)
    do = dh * np.tanh(c) * zo * (1 - zo)
    d = np.concatenate([dz, di, df, do], axis=1)
    xh = np.concatenate([x, h_prev], axis=1)
    dxh = d @ W
    H = h_prev.shape[1]
    return dxh[:, :H], dxh[:, H:], dc * zf, d.T @ xh, d.sum(axis=0)
""",
            "the output gate gets its gradient from dc": """
def lstm_step_backward(dh, dc, x, h_prev, c_prev, W, gates, c):
    z, zi, zf, zo = gates
    dc = dc + dh * zo * (1 - np.tanh(c) ** 2)
    dz = dc * zi * (1 - z**2)
    di = dc * z * zi * (1 - zi)
    df = dc * c_prev * zf * (1 - zf)
    do = dc * np.tanh(c) * zo * (1 - zo)
    d = np.concatenate([dz, di, df, do], axis=1)
    xh = np.concatenate([x, h_prev], axis=1)
    dxh = d @ W
    D = x.shape[1]
    return dxh[:, :D], dxh[:, D:], dc * zf, d.T @ xh, d.sum(axis=0)
""",
            "dW with [h, x] for [x, h]": """
def lstm_step_backward(dh, dc, x, h_prev, c_prev, W, gates, c):
    z, zi, zf, zo = gates
    dc = dc + dh * zo * (1 - np.tanh(c) ** 2)
    dz = dc * zi * (1 - z**2)
    di = dc * z * zi * (1 - zi)
    df = dc * c_prev * zf * (1 - zf)
    do = dh * np.tanh(c) * zo * (1 - zo)
    d = np.concatenate([dz, di, df, do], axis=1)
    hx = np.concatenate([h_prev, x], axis=1)
    dxh = d @ W
    D = x.shape[1]
    return dxh[:, :D], dxh[:, D:], dc * zf, d.T @ hx, d.sum(axis=0)
""",
            "copied line: di has the slope of the forget gate": """
def lstm_step_backward(dh, dc, x, h_prev, c_prev, W, gates, c):
    z, zi, zf, zo = gates
    dc = dc + dh * zo * (1 - np.tanh(c) ** 2)
    dz = dc * zi * (1 - z**2)
    di = dc * z * zf * (1 - zf)
    df = dc * c_prev * zf * (1 - zf)
    do = dh * np.tanh(c) * zo * (1 - zo)
    d = np.concatenate([dz, di, df, do], axis=1)
    xh = np.concatenate([x, h_prev], axis=1)
    dxh = d @ W
    D = x.shape[1]
    return dxh[:, :D], dxh[:, D:], dc * zf, d.T @ xh, d.sum(axis=0)
""",
        },
        "first_bias": {
            "the loss is shared out evenly over the steps, not as a root": """
def first_bias(n_hidden, steps, left):
    gate = 1 - (1 - left) / steps
    b = np.zeros(4 * n_hidden)
    b[2 * n_hidden : 3 * n_hidden] = np.log(gate / (1 - gate))
    return b
""",
            "the slice has no end: the output gates get the bias too": """
def first_bias(n_hidden, steps, left):
    gate = left ** (1 / steps)
    b = np.zeros(4 * n_hidden)
    b[2 * n_hidden :] = np.log(gate / (1 - gate))
    return b
""",
            "every fourth entry, as if the blocks took turns": """
def first_bias(n_hidden, steps, left):
    gate = left ** (1 / steps)
    b = np.zeros(4 * n_hidden)
    b[2::4] = np.log(gate / (1 - gate))
    return b
""",
            "sigmoid of the gate for its inverse": """
def first_bias(n_hidden, steps, left):
    gate = left ** (1 / steps)
    b = np.zeros(4 * n_hidden)
    b[2 * n_hidden : 3 * n_hidden] = sigmoid(gate)
    return b
""",
            "the bias for one step is divided by the steps": """
def first_bias(n_hidden, steps, left):
    b = np.zeros(4 * n_hidden)
    b[2 * n_hidden : 3 * n_hidden] = np.log(left / (1 - left)) / steps
    return b
""",
        },
        "mended_lstm": {
            "z goes through tanh after its sigmoid": """
def mended_lstm(xs, h0, c0, W, b):
    h, c, hs = h0, c0, []
    for x in xs:
        pre = np.concatenate([x, h], axis=1) @ W.T + b
        z, zi, zf, zo = (sigmoid(part) for part in np.split(pre, 4, axis=1))
        z = np.tanh(z)
        c = zf * c + zi * z
        h = zo * np.tanh(c)
        hs.append(h)
    return np.array(hs)
""",
            "c0 is copied inside the loop: the memory begins anew at each step": """
def mended_lstm(xs, h0, c0, W, b):
    h, hs = h0, []
    for x in xs:
        c = c0.copy()
        pre = np.concatenate([x, h], axis=1) @ W.T + b
        z, zi, zf, zo = np.split(pre, 4, axis=1)
        z, zi, zf, zo = np.tanh(z), sigmoid(zi), sigmoid(zf), sigmoid(zo)
        c *= zf
        c += zi * z
        h = zo * np.tanh(c)
        hs.append(h)
    return np.array(hs)
""",
            "the blocks are put into another wrong order: z, zi, zo, zf": """
def mended_lstm(xs, h0, c0, W, b):
    h, c, hs = h0, c0.copy(), []
    for x in xs:
        pre = np.concatenate([x, h], axis=1) @ W.T + b
        z, zi, zo, zf = np.split(pre, 4, axis=1)
        z, zi, zf, zo = np.tanh(z), sigmoid(zi), sigmoid(zf), sigmoid(zo)
        c *= zf
        c += zi * z
        h = zo * np.tanh(c)
        hs.append(h)
    return np.array(hs)
""",
            "h is made between forgetting and writing": """
def mended_lstm(xs, h0, c0, W, b):
    h, c, hs = h0, c0, []
    for x in xs:
        pre = np.concatenate([x, h], axis=1) @ W.T + b
        z, zi, zf, zo = np.split(pre, 4, axis=1)
        z, zi, zf, zo = np.tanh(z), sigmoid(zi), sigmoid(zf), sigmoid(zo)
        c = c * zf
        h = zo * np.tanh(c)
        c = c + zi * z
        hs.append(h)
    return np.array(hs)
""",
            "half mended: z is still a sigmoid, and c0 is still written into": """
def mended_lstm(xs, h0, c0, W, b):
    h, c, hs = h0, c0, []
    for x in xs:
        pre = np.concatenate([x, h], axis=1) @ W.T + b
        z, zi, zf, zo = (sigmoid(part) for part in np.split(pre, 4, axis=1))
        c *= zf
        c += zi * z
        h = zo * np.tanh(c)
        hs.append(h)
    return np.array(hs)
""",
        },
    },
    "gru": {
        "gru_step": {
            "r multiplies the whole product, that of x too": """
def gru_step(x, h_prev, W, b):
    H = h_prev.shape[1]
    W_r, W_z, W_h = W[:H], W[H : 2 * H], W[2 * H :]
    b_r, b_z, b_h = b[:H], b[H : 2 * H], b[2 * H :]
    xh = np.concatenate([x, h_prev], axis=1)
    r = sigmoid(xh @ W_r.T + b_r)
    z = sigmoid(xh @ W_z.T + b_z)
    h_new = np.tanh(r * (xh @ W_h.T) + b_h)
    h = z * h_prev + (1 - z) * h_new
    return h, r, z, h_new
""",
            "the candidate's share is 1 - r": """
def gru_step(x, h_prev, W, b):
    H = h_prev.shape[1]
    W_r, W_z, W_h = W[:H], W[H : 2 * H], W[2 * H :]
    b_r, b_z, b_h = b[:H], b[H : 2 * H], b[2 * H :]
    xh = np.concatenate([x, h_prev], axis=1)
    r = sigmoid(xh @ W_r.T + b_r)
    z = sigmoid(xh @ W_z.T + b_z)
    xq = np.concatenate([x, r * h_prev], axis=1)
    h_new = np.tanh(xq @ W_h.T + b_h)
    h = z * h_prev + (1 - r) * h_new
    return h, r, z, h_new
""",
            "the memory is joined before the input, in all three": """
def gru_step(x, h_prev, W, b):
    H = h_prev.shape[1]
    W_r, W_z, W_h = W[:H], W[H : 2 * H], W[2 * H :]
    b_r, b_z, b_h = b[:H], b[H : 2 * H], b[2 * H :]
    xh = np.concatenate([h_prev, x], axis=1)
    r = sigmoid(xh @ W_r.T + b_r)
    z = sigmoid(xh @ W_z.T + b_z)
    xq = np.concatenate([r * h_prev, x], axis=1)
    h_new = np.tanh(xq @ W_h.T + b_h)
    h = z * h_prev + (1 - z) * h_new
    return h, r, z, h_new
""",
            "the bias of z is the first block, a copied slice": """
def gru_step(x, h_prev, W, b):
    H = h_prev.shape[1]
    W_r, W_z, W_h = W[:H], W[H : 2 * H], W[2 * H :]
    b_r, b_z, b_h = b[:H], b[:H], b[2 * H :]
    xh = np.concatenate([x, h_prev], axis=1)
    r = sigmoid(xh @ W_r.T + b_r)
    z = sigmoid(xh @ W_z.T + b_z)
    xq = np.concatenate([x, r * h_prev], axis=1)
    h_new = np.tanh(xq @ W_h.T + b_h)
    h = z * h_prev + (1 - z) * h_new
    return h, r, z, h_new
""",
            "r read as what is forgotten: the candidate sees (1 - r) * h_prev": """
def gru_step(x, h_prev, W, b):
    H = h_prev.shape[1]
    W_r, W_z, W_h = W[:H], W[H : 2 * H], W[2 * H :]
    b_r, b_z, b_h = b[:H], b[H : 2 * H], b[2 * H :]
    xh = np.concatenate([x, h_prev], axis=1)
    r = sigmoid(xh @ W_r.T + b_r)
    z = sigmoid(xh @ W_z.T + b_z)
    xq = np.concatenate([x, (1 - r) * h_prev], axis=1)
    h_new = np.tanh(xq @ W_h.T + b_h)
    h = z * h_prev + (1 - z) * h_new
    return h, r, z, h_new
""",
            "z reads the memory that is already reset": """
def gru_step(x, h_prev, W, b):
    H = h_prev.shape[1]
    W_r, W_z, W_h = W[:H], W[H : 2 * H], W[2 * H :]
    b_r, b_z, b_h = b[:H], b[H : 2 * H], b[2 * H :]
    xh = np.concatenate([x, h_prev], axis=1)
    r = sigmoid(xh @ W_r.T + b_r)
    xq = np.concatenate([x, r * h_prev], axis=1)
    z = sigmoid(xq @ W_z.T + b_z)
    h_new = np.tanh(xq @ W_h.T + b_h)
    h = z * h_prev + (1 - z) * h_new
    return h, r, z, h_new
""",
        },
        "gru_backward": {
            "the reset gate's way back to the memory is forgotten": """
def gru_backward(dh, x, h_prev, r, z, h_new, W):
    D = x.shape[1]
    H = h_prev.shape[1]
    W_r, W_z, W_h = np.split(W, 3)
    du_h = dh * (1 - z) * (1 - h_new * h_new)
    du_z = dh * (h_prev - h_new) * z * (1 - z)
    dq = du_h @ W_h[:, D:]
    du_r = dq * h_prev * r * (1 - r)
    xh = np.concatenate([x, h_prev], axis=1)
    xq = np.concatenate([x, r * h_prev], axis=1)
    dW = np.concatenate([du_r.T @ xh, du_z.T @ xh, du_h.T @ xq])
    du = np.concatenate([du_r, du_z, du_h], axis=1)
    db = du.sum(axis=0)
    dx = du @ W[:, :D]
    dh_prev = dh * z + dq * r + du_z @ W_z[:, D:]
    return dx, dh_prev, dW, db
""",
            "du_r has h_new in place of h_prev": """
def gru_backward(dh, x, h_prev, r, z, h_new, W):
    D = x.shape[1]
    H = h_prev.shape[1]
    W_r, W_z, W_h = np.split(W, 3)
    du_h = dh * (1 - z) * (1 - h_new * h_new)
    du_z = dh * (h_prev - h_new) * z * (1 - z)
    dq = du_h @ W_h[:, D:]
    du_r = dq * h_new * r * (1 - r)
    xh = np.concatenate([x, h_prev], axis=1)
    xq = np.concatenate([x, r * h_prev], axis=1)
    dW = np.concatenate([du_r.T @ xh, du_z.T @ xh, du_h.T @ xq])
    du = np.concatenate([du_r, du_z, du_h], axis=1)
    db = du.sum(axis=0)
    dx = du @ W[:, :D]
    dh_prev = dh * z + dq * r + du_r @ W_r[:, D:] + du_z @ W_z[:, D:]
    return dx, dh_prev, dW, db
""",
            "dq takes the first H columns of W_h": """
def gru_backward(dh, x, h_prev, r, z, h_new, W):
    D = x.shape[1]
    H = h_prev.shape[1]
    W_r, W_z, W_h = np.split(W, 3)
    du_h = dh * (1 - z) * (1 - h_new * h_new)
    du_z = dh * (h_prev - h_new) * z * (1 - z)
    dq = du_h @ W_h[:, :H]
    du_r = dq * h_prev * r * (1 - r)
    xh = np.concatenate([x, h_prev], axis=1)
    xq = np.concatenate([x, r * h_prev], axis=1)
    dW = np.concatenate([du_r.T @ xh, du_z.T @ xh, du_h.T @ xq])
    du = np.concatenate([du_r, du_z, du_h], axis=1)
    db = du.sum(axis=0)
    dx = du @ W[:, :D]
    dh_prev = dh * z + dq * r + du_r @ W_r[:, D:] + du_z @ W_z[:, D:]
    return dx, dh_prev, dW, db
""",
            "the activations are put through their functions again for the slopes": """
def gru_backward(dh, x, h_prev, r, z, h_new, W):
    D = x.shape[1]
    H = h_prev.shape[1]
    W_r, W_z, W_h = np.split(W, 3)
    du_h = dh * (1 - z) * (1 - np.tanh(h_new) ** 2)
    du_z = dh * (h_prev - h_new) * z * (1 - z)
    dq = du_h @ W_h[:, D:]
    du_r = dq * h_prev * r * (1 - r)
    xh = np.concatenate([x, h_prev], axis=1)
    xq = np.concatenate([x, r * h_prev], axis=1)
    dW = np.concatenate([du_r.T @ xh, du_z.T @ xh, du_h.T @ xq])
    du = np.concatenate([du_r, du_z, du_h], axis=1)
    db = du.sum(axis=0)
    dx = du @ W[:, :D]
    dh_prev = dh * z + dq * r + du_r @ W_r[:, D:] + du_z @ W_z[:, D:]
    return dx, dh_prev, dW, db
""",
            "all three blocks bring their gradient to the memory, and dq * r once more": """
def gru_backward(dh, x, h_prev, r, z, h_new, W):
    D = x.shape[1]
    H = h_prev.shape[1]
    W_r, W_z, W_h = np.split(W, 3)
    du_h = dh * (1 - z) * (1 - h_new * h_new)
    du_z = dh * (h_prev - h_new) * z * (1 - z)
    dq = du_h @ W_h[:, D:]
    du_r = dq * h_prev * r * (1 - r)
    xh = np.concatenate([x, h_prev], axis=1)
    xq = np.concatenate([x, r * h_prev], axis=1)
    dW = np.concatenate([du_r.T @ xh, du_z.T @ xh, du_h.T @ xq])
    du = np.concatenate([du_r, du_z, du_h], axis=1)
    db = du.sum(axis=0)
    dx = du @ W[:, :D]
    dh_prev = dh * z + dq * r + du @ W[:, D:]
    return dx, dh_prev, dW, db
""",
            "dx has the candidate's block alone": """
def gru_backward(dh, x, h_prev, r, z, h_new, W):
    D = x.shape[1]
    H = h_prev.shape[1]
    W_r, W_z, W_h = np.split(W, 3)
    du_h = dh * (1 - z) * (1 - h_new * h_new)
    du_z = dh * (h_prev - h_new) * z * (1 - z)
    dq = du_h @ W_h[:, D:]
    du_r = dq * h_prev * r * (1 - r)
    xh = np.concatenate([x, h_prev], axis=1)
    xq = np.concatenate([x, r * h_prev], axis=1)
    dW = np.concatenate([du_r.T @ xh, du_z.T @ xh, du_h.T @ xq])
    du = np.concatenate([du_r, du_z, du_h], axis=1)
    db = du.sum(axis=0)
    dx = du_h @ W_h[:, :D]
    dh_prev = dh * z + dq * r + du_r @ W_r[:, D:] + du_z @ W_z[:, D:]
    return dx, dh_prev, dW, db
""",
            "db and dW are means over the examples": """
def gru_backward(dh, x, h_prev, r, z, h_new, W):
    D = x.shape[1]
    H = h_prev.shape[1]
    W_r, W_z, W_h = np.split(W, 3)
    du_h = dh * (1 - z) * (1 - h_new * h_new)
    du_z = dh * (h_prev - h_new) * z * (1 - z)
    dq = du_h @ W_h[:, D:]
    du_r = dq * h_prev * r * (1 - r)
    xh = np.concatenate([x, h_prev], axis=1)
    xq = np.concatenate([x, r * h_prev], axis=1)
    dW = np.concatenate([du_r.T @ xh, du_z.T @ xh, du_h.T @ xq]) / len(x)
    du = np.concatenate([du_r, du_z, du_h], axis=1)
    db = du.mean(axis=0)
    dx = du @ W[:, :D]
    dh_prev = dh * z + dq * r + du_r @ W_r[:, D:] + du_z @ W_z[:, D:]
    return dx, dh_prev, dW, db
""",
            "the factor (h_prev - h_new) of du_z is only h_prev": """
def gru_backward(dh, x, h_prev, r, z, h_new, W):
    D = x.shape[1]
    H = h_prev.shape[1]
    W_r, W_z, W_h = np.split(W, 3)
    du_h = dh * (1 - z) * (1 - h_new * h_new)
    du_z = dh * h_prev * z * (1 - z)
    dq = du_h @ W_h[:, D:]
    du_r = dq * h_prev * r * (1 - r)
    xh = np.concatenate([x, h_prev], axis=1)
    xq = np.concatenate([x, r * h_prev], axis=1)
    dW = np.concatenate([du_r.T @ xh, du_z.T @ xh, du_h.T @ xq])
    du = np.concatenate([du_r, du_z, du_h], axis=1)
    db = du.sum(axis=0)
    dx = du @ W[:, :D]
    dh_prev = dh * z + dq * r + du_r @ W_r[:, D:] + du_z @ W_z[:, D:]
    return dx, dh_prev, dW, db
""",
        },
        "memory_gate": {
            "one call each, with the candidate as large as the memory": """
def memory_gate(mix):
    if mix(0.999, 1.0, 1.0) >= 0.99:
        return "one"
    if mix(0.001, 1.0, 1.0) >= 0.99:
        return "zero"
    return "never"
""",
            "the size of the change, without its sign": """
def memory_gate(mix):
    k_one = mix(0.999, 1.0, 0.0) - mix(0.999, 0.0, 0.0)
    k_zero = mix(0.001, 1.0, 0.0) - mix(0.001, 0.0, 0.0)
    if abs(k_one) >= 0.99:
        return "one"
    if abs(k_zero) >= 0.99:
        return "zero"
    return "never"
""",
            "memories 2 and 0, and no division by their difference": """
def memory_gate(mix):
    k_one = mix(0.999, 2.0, 0.0) - mix(0.999, 0.0, 0.0)
    k_zero = mix(0.001, 2.0, 0.0) - mix(0.001, 0.0, 0.0)
    if k_one >= 0.99:
        return "one"
    if k_zero >= 0.99:
        return "zero"
    return "never"
""",
            "the larger of the two shares decides": """
def memory_gate(mix):
    k_one = mix(0.999, 1.0, 0.0) - mix(0.999, 0.0, 0.0)
    k_zero = mix(0.001, 1.0, 0.0) - mix(0.001, 0.0, 0.0)
    if k_one > k_zero:
        return "one"
    if k_zero > k_one:
        return "zero"
    return "never"
""",
        },
        "to_pytorch": {
            "b_h stands before the zeros, in another way": """
def to_pytorch(params):
    W, b, b_h = params["W"], params["b"], params["b_h"]
    H = len(b_h)
    D = W.shape[1] - H
    return {
        "weight_ih_l0": W[:, :D],
        "weight_hh_l0": W[:, D:],
        "bias_ih_l0": b,
        "bias_hh_l0": np.concatenate([b_h, np.zeros(2 * H)]),
    }
""",
            "W is cut after H columns, not after D": """
def to_pytorch(params):
    W, b, b_h = params["W"], params["b"], params["b_h"]
    H = len(b_h)
    D = W.shape[1] - H
    return {
        "weight_ih_l0": W[:, :H],
        "weight_hh_l0": W[:, H:],
        "bias_ih_l0": b,
        "bias_hh_l0": np.concatenate([np.zeros(2 * H), b_h]),
    }
""",
            "b_h for all three gates": """
def to_pytorch(params):
    W, b, b_h = params["W"], params["b"], params["b_h"]
    H = len(b_h)
    D = W.shape[1] - H
    return {
        "weight_ih_l0": W[:, :D],
        "weight_hh_l0": W[:, D:],
        "bias_ih_l0": b,
        "bias_hh_l0": np.concatenate([b_h, b_h, b_h]),
    }
""",
        },
        "from_pytorch": {
            "H is read off weight_ih, so it is D": """
def from_pytorch(arrays):
    W_ih, W_hh = arrays["weight_ih_l0"], arrays["weight_hh_l0"]
    b_ih, b_hh = arrays["bias_ih_l0"], arrays["bias_hh_l0"]
    H = W_ih.shape[1]
    W = np.concatenate([W_ih, W_hh], axis=1)
    b = b_ih.copy()
    b[: 2 * H] += b_hh[: 2 * H]
    return {"W": W, "b": b, "b_h": b_hh[2 * H :]}
""",
            "the candidate's two biases are exchanged": """
def from_pytorch(arrays):
    W_ih, W_hh = arrays["weight_ih_l0"], arrays["weight_hh_l0"]
    b_ih, b_hh = arrays["bias_ih_l0"], arrays["bias_hh_l0"]
    H = W_hh.shape[1]
    W = np.concatenate([W_ih, W_hh], axis=1)
    b = b_ih.copy()
    b[: 2 * H] += b_hh[: 2 * H]
    b[2 * H :] = b_hh[2 * H :]
    return {"W": W, "b": b, "b_h": b_ih[2 * H :]}
""",
            "only the reset gate's biases are added": """
def from_pytorch(arrays):
    W_ih, W_hh = arrays["weight_ih_l0"], arrays["weight_hh_l0"]
    b_ih, b_hh = arrays["bias_ih_l0"], arrays["bias_hh_l0"]
    H = W_hh.shape[1]
    W = np.concatenate([W_ih, W_hh], axis=1)
    b = b_ih.copy()
    b[:H] += b_hh[:H]
    return {"W": W, "b": b, "b_h": b_hh[2 * H :]}
""",
            "the state's columns come first in W, in another way": """
def from_pytorch(arrays):
    W_ih, W_hh = arrays["weight_ih_l0"], arrays["weight_hh_l0"]
    b_ih, b_hh = arrays["bias_ih_l0"], arrays["bias_hh_l0"]
    H = W_hh.shape[1]
    W = np.concatenate([W_hh, W_ih], axis=1)
    b = b_ih.copy()
    b[: 2 * H] += b_hh[: 2 * H]
    return {"W": W, "b": b, "b_h": b_hh[2 * H :]}
""",
        },
    },
    "convolution": {
        "count_weights": {
            "the 1 is added before the division": """
def count_weights(c_in, c_out, side, size, stride):
    n_out = (side - size + 1) // stride
    N = n_out * n_out
    dense = c_out * N * c_in * side * side
    sparse = c_out * N * c_in * size * size
    shared = c_out * c_in * size * size
    return dense, sparse, shared
""",
            "the dense layer has a neuron for each input pixel": """
def count_weights(c_in, c_out, side, size, stride):
    n_out = (side - size) // stride + 1
    N = n_out * n_out
    dense = c_out * side * side * c_in * side * side
    sparse = c_out * N * c_in * size * size
    shared = c_out * c_in * size * size
    return dense, sparse, shared
""",
            "sparse without the input maps": """
def count_weights(c_in, c_out, side, size, stride):
    n_out = (side - size) // stride + 1
    N = n_out * n_out
    dense = c_out * N * c_in * side * side
    sparse = c_out * N * size * size
    shared = c_out * c_in * size * size
    return dense, sparse, shared
""",
            "rounded to the nearest": """
def count_weights(c_in, c_out, side, size, stride):
    n_out = round((side - size) / stride) + 1
    N = n_out * n_out
    dense = c_out * N * c_in * side * side
    sparse = c_out * N * c_in * size * size
    shared = c_out * c_in * size * size
    return dense, sparse, shared
""",
            "biases are counted in the shared layer": """
def count_weights(c_in, c_out, side, size, stride):
    n_out = (side - size) // stride + 1
    N = n_out * n_out
    dense = c_out * N * c_in * side * side
    sparse = c_out * N * c_in * size * size
    shared = c_out * (c_in * size * size + 1)
    return dense, sparse, shared
""",
        },
        "convolve": {
            "the bias is added once for each input map": """
def convolve(x, W, b, stride, padding):
    p = padding
    x = np.pad(x, [(0, 0), (p, p), (p, p)])
    F, C, K, _ = W.shape
    down = (x.shape[1] - K) // stride + 1
    across = (x.shape[2] - K) // stride + 1
    y = np.zeros((F, down, across))
    for f in range(F):
        for r in range(down):
            for c in range(across):
                top, left = r * stride, c * stride
                window = x[:, top : top + K, left : left + K]
                for m in range(C):
                    y[f, r, c] += np.sum(W[f, m] * window[m]) + b[f]
    return y
""",
            "rows and columns of the kernel exchanged": """
def convolve(x, W, b, stride, padding):
    p = padding
    x = np.pad(x, [(0, 0), (p, p), (p, p)])
    F, C, K, _ = W.shape
    down = (x.shape[1] - K) // stride + 1
    across = (x.shape[2] - K) // stride + 1
    y = np.zeros((F, down, across))
    for f in range(F):
        for r in range(down):
            for c in range(across):
                top, left = r * stride, c * stride
                window = x[:, top : top + K, left : left + K]
                y[f, r, c] = np.sum(W[f].transpose(0, 2, 1) * window) + b[f]
    return y
""",
            "the padding repeats the edge": """
def convolve(x, W, b, stride, padding):
    p = padding
    x = np.pad(x, [(0, 0), (p, p), (p, p)], mode="edge")
    F, C, K, _ = W.shape
    down = (x.shape[1] - K) // stride + 1
    across = (x.shape[2] - K) // stride + 1
    y = np.zeros((F, down, across))
    for f in range(F):
        for r in range(down):
            for c in range(across):
                top, left = r * stride, c * stride
                window = x[:, top : top + K, left : left + K]
                y[f, r, c] = np.sum(W[f] * window) + b[f]
    return y
""",
            "y holds whole numbers": """
def convolve(x, W, b, stride, padding):
    p = padding
    x = np.pad(x, [(0, 0), (p, p), (p, p)])
    F, C, K, _ = W.shape
    down = (x.shape[1] - K) // stride + 1
    across = (x.shape[2] - K) // stride + 1
    y = np.zeros((F, down, across), dtype=int)
    for f in range(F):
        for r in range(down):
            for c in range(across):
                top, left = r * stride, c * stride
                window = x[:, top : top + K, left : left + K]
                y[f, r, c] = np.sum(W[f] * window) + b[f]
    return y
""",
            "as many places across as down": """
def convolve(x, W, b, stride, padding):
    p = padding
    x = np.pad(x, [(0, 0), (p, p), (p, p)])
    F, C, K, _ = W.shape
    down = (x.shape[1] - K) // stride + 1
    across = (x.shape[1] - K) // stride + 1
    y = np.zeros((F, down, across))
    for f in range(F):
        for r in range(down):
            for c in range(across):
                top, left = r * stride, c * stride
                window = x[:, top : top + K, left : left + K]
                y[f, r, c] = np.sum(W[f] * window) + b[f]
    return y
""",
            "the window moves by K in place of the stride": """
def convolve(x, W, b, stride, padding):
    p = padding
    x = np.pad(x, [(0, 0), (p, p), (p, p)])
    F, C, K, _ = W.shape
    down = x.shape[1] // K
    across = x.shape[2] // K
    y = np.zeros((F, down, across))
    for f in range(F):
        for r in range(down):
            for c in range(across):
                top, left = r * K, c * K
                window = x[:, top : top + K, left : left + K]
                y[f, r, c] = np.sum(W[f] * window) + b[f]
    return y
""",
        },
        "columns": {
            "the maps vary fastest within a column": """
def columns(x, size, stride):
    C, rows, cols = x.shape
    out = []
    for top in range(0, rows - size + 1, stride):
        for left in range(0, cols - size + 1, stride):
            window = x[:, top : top + size, left : left + size]
            out.append(window.transpose(1, 2, 0).ravel())
    return np.array(out).T
""",
            "reshaped in place of transposed": """
def columns(x, size, stride):
    C, rows, cols = x.shape
    out = []
    for top in range(0, rows - size + 1, stride):
        for left in range(0, cols - size + 1, stride):
            window = x[:, top : top + size, left : left + size]
            out.append(window.ravel())
    return np.array(out).reshape(C * size * size, -1)
""",
            "the last place of each side is missing": """
def columns(x, size, stride):
    C, rows, cols = x.shape
    out = []
    for top in range(0, rows - size, stride):
        for left in range(0, cols - size, stride):
            window = x[:, top : top + size, left : left + size]
            out.append(window.ravel())
    return np.array(out).T
""",
            "rows of places taken one below the other: across outer, down inner": """
def columns(x, size, stride):
    C, rows, cols = x.shape
    out = []
    for left in range(0, cols - size + 1, stride):
        for top in range(0, rows - size + 1, stride):
            out.append(x[:, top : top + size, left : left + size].ravel())
    return np.stack(out, axis=1)
""",
        },
        "convolve_backward": {
            "the padding is cut off below and right only": """
def convolve_backward(dy, x, W, stride, padding):
    p = padding
    _, rows, cols = x.shape
    wide = np.pad(x, [(0, 0), (p, p), (p, p)])
    F, C, K, _ = W.shape
    dwide = np.zeros_like(wide)
    dW = np.zeros_like(W)
    db = dy.sum(axis=(1, 2))
    for f in range(F):
        for r in range(dy.shape[1]):
            for c in range(dy.shape[2]):
                top, left = r * stride, c * stride
                window = wide[:, top : top + K, left : left + K]
                dW[f] += dy[f, r, c] * window
                dwide[:, top : top + K, left : left + K] += dy[f, r, c] * W[f]
    return dwide[:, :rows, :cols], dW, db
""",
            "dx gets the kernel turned round": """
def convolve_backward(dy, x, W, stride, padding):
    p = padding
    _, rows, cols = x.shape
    wide = np.pad(x, [(0, 0), (p, p), (p, p)])
    F, C, K, _ = W.shape
    dwide = np.zeros_like(wide)
    dW = np.zeros_like(W)
    db = dy.sum(axis=(1, 2))
    for f in range(F):
        for r in range(dy.shape[1]):
            for c in range(dy.shape[2]):
                top, left = r * stride, c * stride
                window = wide[:, top : top + K, left : left + K]
                dW[f] += dy[f, r, c] * window
                dwide[:, top : top + K, left : left + K] += dy[f, r, c] * W[f][:, ::-1, ::-1]
    return dwide[:, p : p + rows, p : p + cols], dW, db
""",
            "dW is a mean over the places, in a third way": """
def convolve_backward(dy, x, W, stride, padding):
    p = padding
    _, rows, cols = x.shape
    wide = np.pad(x, [(0, 0), (p, p), (p, p)])
    F, C, K, _ = W.shape
    dwide = np.zeros_like(wide)
    dW = np.zeros_like(W)
    db = dy.sum(axis=(1, 2))
    for f in range(F):
        for r in range(dy.shape[1]):
            for c in range(dy.shape[2]):
                top, left = r * stride, c * stride
                window = wide[:, top : top + K, left : left + K]
                dW[f] += dy[f, r, c] * window
                dwide[:, top : top + K, left : left + K] += dy[f, r, c] * W[f]
    return dwide[:, p : p + rows, p : p + cols], dW / (dy.shape[1] * dy.shape[2]), db
""",
            "each dW hears all feature maps": """
def convolve_backward(dy, x, W, stride, padding):
    p = padding
    _, rows, cols = x.shape
    wide = np.pad(x, [(0, 0), (p, p), (p, p)])
    F, C, K, _ = W.shape
    dwide = np.zeros_like(wide)
    dW = np.zeros_like(W)
    db = dy.sum(axis=(1, 2))
    for f in range(F):
        for r in range(dy.shape[1]):
            for c in range(dy.shape[2]):
                top, left = r * stride, c * stride
                window = wide[:, top : top + K, left : left + K]
                dW += dy[f, r, c] * window
                dwide[:, top : top + K, left : left + K] += dy[f, r, c] * W[f]
    return dwide[:, p : p + rows, p : p + cols], dW, db
""",
            "return stands in the loop over feature maps": """
def convolve_backward(dy, x, W, stride, padding):
    p = padding
    _, rows, cols = x.shape
    wide = np.pad(x, [(0, 0), (p, p), (p, p)])
    F, C, K, _ = W.shape
    dwide = np.zeros_like(wide)
    dW = np.zeros_like(W)
    db = dy.sum(axis=(1, 2))
    for f in range(F):
        for r in range(dy.shape[1]):
            for c in range(dy.shape[2]):
                top, left = r * stride, c * stride
                window = wide[:, top : top + K, left : left + K]
                dW[f] += dy[f, r, c] * window
                dwide[:, top : top + K, left : left + K] += dy[f, r, c] * W[f]
        return dwide[:, p : p + rows, p : p + cols], dW, db
""",
            "db is summed over maps and rows": """
def convolve_backward(dy, x, W, stride, padding):
    p = padding
    _, rows, cols = x.shape
    wide = np.pad(x, [(0, 0), (p, p), (p, p)])
    F, C, K, _ = W.shape
    dwide = np.zeros_like(wide)
    dW = np.zeros_like(W)
    db = dy.sum(axis=(0, 1))
    for f in range(F):
        for r in range(dy.shape[1]):
            for c in range(dy.shape[2]):
                top, left = r * stride, c * stride
                window = wide[:, top : top + K, left : left + K]
                dW[f] += dy[f, r, c] * window
                dwide[:, top : top + K, left : left + K] += dy[f, r, c] * W[f]
    return dwide[:, p : p + rows, p : p + cols], dW, db
""",
        },
        "descend": {
            "divided by the length of axis 0": """
def descend(forward, backward, target, W, lr, steps):
    for _ in range(steps):
        y = forward(W)
        dy = 2 * (y - target) / len(y)
        W = W - lr * backward(dy)
    return W
""",
            "the gradient is computed once, before the loop": """
def descend(forward, backward, target, W, lr, steps):
    y = forward(W)
    dy = 2 * (y - target) / y.size
    dW = backward(dy)
    for _ in range(steps):
        W = W - lr * dW
    return W
""",
            "every output hears the mean error": """
def descend(forward, backward, target, W, lr, steps):
    for _ in range(steps):
        y = forward(W)
        dy = 2 * np.mean(y - target) * np.ones_like(y)
        W = W - lr * backward(dy)
    return W
""",
            "it begins at zeros in place of W": """
def descend(forward, backward, target, W, lr, steps):
    W = np.zeros_like(W)
    for _ in range(steps):
        y = forward(W)
        dy = 2 * (y - target) / y.size
        W = W - lr * backward(dy)
    return W
""",
        },
    },
    "pooling": {
        "pools": {
            "L2: the sum is squared, not the entries": """
def pools(x, size, stride):
    N, rows, cols = x.shape
    K = size
    down = (rows - K) // stride + 1
    across = (cols - K) // stride + 1
    largest, average, l2 = np.zeros((3, N, down, across))
    for r, c in np.ndindex(down, across):
        top, left = r * stride, c * stride
        window = x[:, top : top + K, left : left + K]
        largest[:, r, c] = window.max(axis=(1, 2))
        average[:, r, c] = window.mean(axis=(1, 2))
        l2[:, r, c] = np.sqrt(window.sum(axis=(1, 2)) ** 2)
    return largest, average, l2
""",
            "the search for the largest begins at 0": """
def pools(x, size, stride):
    N, rows, cols = x.shape
    down, across = (rows - size) // stride + 1, (cols - size) // stride + 1
    largest = np.zeros((N, down, across))
    average = np.zeros((N, down, across))
    l2 = np.zeros((N, down, across))
    for r in range(down):
        for c in range(across):
            for i in range(size):
                for j in range(size):
                    v = x[:, r * stride + i, c * stride + j]
                    largest[:, r, c] = np.maximum(largest[:, r, c], v)
                    average[:, r, c] += v / size**2
                    l2[:, r, c] += v**2
    return largest, average, np.sqrt(l2)
""",
            "cut windows at the edge count as places": """
def pools(x, size, stride):
    N, rows, cols = x.shape
    K = size
    down = -(-(rows - K) // stride) + 1
    across = -(-(cols - K) // stride) + 1
    largest, average, l2 = np.zeros((3, N, down, across))
    for r, c in np.ndindex(down, across):
        top, left = r * stride, c * stride
        window = x[:, top : top + K, left : left + K]
        largest[:, r, c] = window.max(axis=(1, 2))
        average[:, r, c] = window.mean(axis=(1, 2))
        l2[:, r, c] = np.sqrt((window**2).sum(axis=(1, 2)))
    return largest, average, l2
""",
            "the average is divided by the stride squared": """
def pools(x, size, stride):
    N, rows, cols = x.shape
    K = size
    down = (rows - K) // stride + 1
    across = (cols - K) // stride + 1
    largest, average, l2 = np.zeros((3, N, down, across))
    for r, c in np.ndindex(down, across):
        top, left = r * stride, c * stride
        window = x[:, top : top + K, left : left + K]
        largest[:, r, c] = window.max(axis=(1, 2))
        average[:, r, c] = window.sum(axis=(1, 2)) / stride**2
        l2[:, r, c] = np.sqrt((window**2).sum(axis=(1, 2)))
    return largest, average, l2
""",
            "the largest of all maps of the pile": """
def pools(x, size, stride):
    N, rows, cols = x.shape
    K = size
    down = (rows - K) // stride + 1
    across = (cols - K) // stride + 1
    largest, average, l2 = np.zeros((3, N, down, across))
    for r, c in np.ndindex(down, across):
        top, left = r * stride, c * stride
        window = x[:, top : top + K, left : left + K]
        largest[:, r, c] = window.max()
        average[:, r, c] = window.mean(axis=(1, 2))
        l2[:, r, c] = np.sqrt((window**2).sum(axis=(1, 2)))
    return largest, average, l2
""",
        },
        "max_backward": {
            "of equal ones the last wins": """
def max_backward(dy, x, size, stride):
    N = len(x)
    K = size
    dx = np.zeros_like(x)
    maps = np.arange(N)
    for r, c in np.ndindex(dy.shape[1:]):
        top, left = r * stride, c * stride
        window = x[:, top : top + K, left : left + K]
        w = K * K - 1 - window.reshape(N, -1)[:, ::-1].argmax(axis=1)
        i, j = np.divmod(w, K)
        dx[maps, top + i, left + j] += dy[:, r, c]
    return dx
""",
            "equal ones share the gradient": """
def max_backward(dy, x, size, stride):
    dx = np.zeros_like(x)
    for r, c in np.ndindex(dy.shape[1:]):
        here = np.s_[:, r * stride : r * stride + size, c * stride : c * stride + size]
        window = x[here]
        mask = window == window.max(axis=(1, 2), keepdims=True)
        dx[here] += dy[:, r, c, None, None] * mask / mask.sum(axis=(1, 2), keepdims=True)
    return dx
""",
            "times the largest value": """
def max_backward(dy, x, size, stride):
    N = len(x)
    K = size
    dx = np.zeros_like(x)
    maps = np.arange(N)
    for r, c in np.ndindex(dy.shape[1:]):
        top, left = r * stride, c * stride
        window = x[:, top : top + K, left : left + K]
        w = window.reshape(N, -1).argmax(axis=1)
        i, j = np.divmod(w, K)
        dx[maps, top + i, left + j] += dy[:, r, c] * window.max(axis=(1, 2))
    return dx
""",
            "the winner's number is divided by the stride": """
def max_backward(dy, x, size, stride):
    N = len(x)
    K = size
    dx = np.zeros_like(x)
    maps = np.arange(N)
    for r, c in np.ndindex(dy.shape[1:]):
        top, left = r * stride, c * stride
        window = x[:, top : top + K, left : left + K]
        w = window.reshape(N, -1).argmax(axis=1)
        i, j = np.divmod(w, stride)
        dx[maps, top + i, left + j] += dy[:, r, c]
    return dx
""",
            "the window's corner is not added": """
def max_backward(dy, x, size, stride):
    N = len(x)
    K = size
    dx = np.zeros_like(x)
    maps = np.arange(N)
    for r, c in np.ndindex(dy.shape[1:]):
        top, left = r * stride, c * stride
        window = x[:, top : top + K, left : left + K]
        w = window.reshape(N, -1).argmax(axis=1)
        i, j = np.divmod(w, K)
        dx[maps, i, j] += dy[:, r, c]
    return dx
""",
        },
        "shared_backward": {
            "L2 below 1 is taken as 1": """
def shared_backward(dy, x, size, stride):
    K = size
    dx_average = np.zeros_like(x)
    dx_l2 = np.zeros_like(x)
    for r, c in np.ndindex(dy.shape[1:]):
        rows = slice(r * stride, r * stride + K)
        cols = slice(c * stride, c * stride + K)
        window = x[:, rows, cols]
        d = dy[:, r, c, None, None]
        y = np.sqrt((window**2).sum(axis=(1, 2), keepdims=True))
        y = np.maximum(y, 1)
        dx_average[:, rows, cols] += d / K**2
        dx_l2[:, rows, cols] += d * window / y
    return dx_average, dx_l2
""",
            "the slope of the root without that of the square": """
def shared_backward(dy, x, size, stride):
    K = size
    dx_average = np.zeros_like(x)
    dx_l2 = np.zeros_like(x)
    for r, c in np.ndindex(dy.shape[1:]):
        rows = slice(r * stride, r * stride + K)
        cols = slice(c * stride, c * stride + K)
        window = x[:, rows, cols]
        d = dy[:, r, c, None, None]
        y = np.sqrt((window**2).sum(axis=(1, 2), keepdims=True))
        y[y == 0] = 1
        dx_average[:, rows, cols] += d / K**2
        dx_l2[:, rows, cols] += d * window / (2 * y)
    return dx_average, dx_l2
""",
            "the average's gradient is shared by the size of the entries": """
def shared_backward(dy, x, size, stride):
    K = size
    dx_average = np.zeros_like(x)
    dx_l2 = np.zeros_like(x)
    for r, c in np.ndindex(dy.shape[1:]):
        rows = slice(r * stride, r * stride + K)
        cols = slice(c * stride, c * stride + K)
        window = x[:, rows, cols]
        d = dy[:, r, c, None, None]
        y = np.sqrt((window**2).sum(axis=(1, 2), keepdims=True))
        y[y == 0] = 1
        dx_average[:, rows, cols] += d * window / K**2
        dx_l2[:, rows, cols] += d * window / y
    return dx_average, dx_l2
""",
            "L2 of overlapping windows overwrites": """
def shared_backward(dy, x, size, stride):
    K = size
    dx_average = np.zeros_like(x)
    dx_l2 = np.zeros_like(x)
    for r, c in np.ndindex(dy.shape[1:]):
        rows = slice(r * stride, r * stride + K)
        cols = slice(c * stride, c * stride + K)
        window = x[:, rows, cols]
        d = dy[:, r, c, None, None]
        y = np.sqrt((window**2).sum(axis=(1, 2), keepdims=True))
        y[y == 0] = 1
        dx_average[:, rows, cols] += d / K**2
        dx_l2[:, rows, cols] = d * window / y
    return dx_average, dx_l2
""",
            "the norm is taken over each row of the window": """
def shared_backward(dy, x, size, stride):
    K = size
    dx_average = np.zeros_like(x)
    dx_l2 = np.zeros_like(x)
    for r, c in np.ndindex(dy.shape[1:]):
        rows = slice(r * stride, r * stride + K)
        cols = slice(c * stride, c * stride + K)
        window = x[:, rows, cols]
        d = dy[:, r, c, None, None]
        y = np.sqrt((window**2).sum(axis=2, keepdims=True))
        y[y == 0] = 1
        dx_average[:, rows, cols] += d / K**2
        dx_l2[:, rows, cols] += d * window / y
    return dx_average, dx_l2
""",
        },
        "maxout": {
            "pieces is taken as the number of groups": """
def maxout(x, pieces):
    maps, rows, cols = x.shape
    groups = x.reshape(pieces, maps // pieces, rows, cols)
    return groups.max(axis=1), groups.argmax(axis=1)
""",
            "the largest without its sign wins": """
def maxout(x, pieces):
    maps, rows, cols = x.shape
    groups = x.reshape(maps // pieces, pieces, rows, cols)
    winner = np.abs(groups).argmax(axis=1)
    a = np.take_along_axis(groups, winner[:, None], axis=1)[:, 0]
    return a, winner
""",
            "of equal ones the last is the winner": """
def maxout(x, pieces):
    maps, rows, cols = x.shape
    a = np.full((maps // pieces, rows, cols), -np.inf)
    winner = np.zeros((maps // pieces, rows, cols), dtype=int)
    for q in range(maps // pieces):
        for j in range(pieces):
            m = x[q * pieces + j]
            better = m >= a[q]
            a[q][better] = m[better]
            winner[q][better] = j
    return a, winner
""",
            "winner counts from 1, in another way": """
def maxout(x, pieces):
    maps, rows, cols = x.shape
    groups = x.reshape(maps // pieces, pieces, rows, cols)
    return groups.max(axis=1), groups.argmax(axis=1) + 1
""",
        },
        "survives": {
            "all that is kept is counted, with no ink too, over the ink": """
def survives(pool, x, shift, tolerance):
    moved = np.zeros_like(x)
    cols = x.shape[2]
    moved[:, :, shift:] = x[:, :, : cols - shift]
    before = pool(x)
    after = pool(moved)
    ink = (before != 0) | (after != 0)
    kept = np.abs(after - before) < tolerance
    return kept.sum() / ink.sum()
""",
            "the pictures are moved in place": """
def survives(pool, x, shift, tolerance):
    before = pool(x)
    x[:, :, shift:] = x[:, :, : x.shape[2] - shift].copy()
    x[:, :, :shift] = 0
    after = pool(x)
    ink = (before != 0) | (after != 0)
    return np.mean(np.abs(after - before)[ink] < tolerance)
""",
            ":-shift is empty for a shift of 0": """
def survives(pool, x, shift, tolerance):
    moved = np.zeros_like(x)
    cols = x.shape[2]
    moved[:, :, shift:] = x[:, :, :-shift]
    before = pool(x)
    after = pool(moved)
    ink = (before != 0) | (after != 0)
    kept = np.abs(after - before) < tolerance
    return kept[ink].mean()
""",
            "ink before and after": """
def survives(pool, x, shift, tolerance):
    moved = np.zeros_like(x)
    cols = x.shape[2]
    moved[:, :, shift:] = x[:, :, : cols - shift]
    before = pool(x)
    after = pool(moved)
    ink = (before != 0) & (after != 0)
    kept = np.abs(after - before) < tolerance
    return kept[ink].mean()
""",
            "the tolerance is a share of the output before": """
def survives(pool, x, shift, tolerance):
    moved = np.zeros_like(x)
    cols = x.shape[2]
    moved[:, :, shift:] = x[:, :, : cols - shift]
    before = pool(x)
    after = pool(moved)
    ink = (before != 0) | (after != 0)
    kept = np.abs(after - before) < tolerance * np.abs(before)
    return kept[ink].mean()
""",
            "the outputs are moved in place of the pictures": """
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
