"""The eleventh set of wrong answers: 83 seldom ones, of which more has been told since.

Each is a whole function. See `tests.labs.mistakes`.
"""

MISTAKES = {
    "dense": {
        "dense_forward": {
            "The list holds the same array b B times and += writes into it, so b is changed and all rows add up in one array": """
def dense_forward(a, W, b):
    rows = [b] * len(a)
    for k in range(len(a)):
        rows[k] += W @ a[k]
    return np.array(rows)
""",
            "Puts the bias as the first column of the weights but the column of ones as the last of the inputs, so the bias meets an input and a weight meets the one": """
def dense_forward(a, W, b):
    ones = np.ones((len(a), 1))
    a_ext = np.hstack([a, ones])
    W_ext = np.column_stack([b, W])
    return a_ext @ W_ext.T
""",
            "Takes the bias by the number of the example instead of by the number of the neuron": """
def dense_forward(a, W, b):
    out = []
    for k in range(a.shape[0]):
        line = []
        for i in range(W.shape[0]):
            line.append(float(a[k] @ W[i]) + b[k % len(b)])
        out.append(line)
    return np.array(out)
""",
            "The sum runs over the neurons (axis 1) instead of the inputs (the last axis)": """
def dense_forward(a, W, b):
    prod = a[:, None, :] * W[None, :, :]      # (B, n_out, n_in)
    return prod.sum(axis=1) + b
""",
        },
        "dense_backward": {
            "Stacks the weight gradients of the examples and does not add them up, so dW is (B, n_out, n_in)": """
def dense_backward(dz, a, W):
    dW = np.stack([np.outer(d, row) for d, row in zip(dz, a)])
    da = np.stack([W.T @ d for d in dz])
    return da, dW, sum(dz)
""",
        },
        "sigmoid": {
            "For negative z only the top of the fraction was multiplied by e^z, the bottom still has e^(-z)": """
def sigmoid(z):
    # for z < 0 expand the fraction by e^z
    z = np.asarray(z, dtype=float)
    out = np.zeros(z.shape)
    pos = z >= 0
    neg = ~pos
    out[pos] = 1 / (1 + np.exp(-z[pos]))
    with np.errstate(over="ignore"):
        out[neg] = np.exp(z[neg]) / (1 + np.exp(-z[neg]))
    return out
""",
            "Subtracts the largest entry as one does for the softmax, but the sigmoid changes when z is shifted": """
def sigmoid(z):
    shifted = z - np.max(z)          # for numerical stability
    e = np.exp(shifted)
    return e / (1.0 + e)
""",
        },
    },
    "backpropagation": {
        "numerical_gradient": {
            "The two moved copies are made once before the loop and never put back, so the earlier entries stay moved": """
def numerical_gradient(f, x, eps):
    up, down = x.copy(), x.copy()
    g = np.zeros(x.shape)
    for idx in np.ndindex(*x.shape):
        up[idx] += eps
        down[idx] -= eps
        g[idx] = (f(up) - f(down)) / (2 * eps)
    return g
""",
            "Hands f the flat array, so f gets an argument with another shape than x": """
def numerical_gradient(f, x, eps):
    flat = x.flatten()
    g = []
    for k in range(flat.size):
        old = flat[k]
        flat[k] = old + eps
        hi = f(flat)
        flat[k] = old - eps
        lo = f(flat)
        flat[k] = old
        g.append((hi - lo) / (2 * eps))
    return np.array(g).reshape(x.shape)
""",
            "Makes the step longer for large entries but still divides by 2 eps": """
def numerical_gradient(f, x, eps):
    g = np.zeros_like(x)
    for ix in np.ndindex(x.shape):
        h = eps * max(1.0, abs(x[ix]))
        e = np.zeros_like(x)
        e[ix] = h
        g[ix] = (f(x + e) - f(x - e)) / (2 * eps)
    return g
""",
            "Takes half steps to both sides but still divides by 2 eps, so the slope is half of the right one": """
def numerical_gradient(f, x, eps):
    half = eps / 2
    g = np.zeros_like(x)
    for pos, value in np.ndenumerate(x):
        y = x.copy()
        y[pos] = value + half
        right = f(y)
        y[pos] = value - half
        left = f(y)
        g[pos] = (right - left) / (2 * eps)
    return g
""",
            "The step grows with the size of the entry, instead of eps for all": """
def numerical_gradient(f, x, eps):
    g = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        h = eps * max(1.0, abs(x[i]))   # relative step, more stable
        e = np.zeros(x.shape)
        e[i] = h
        g[i] = (f(x + e) - f(x - e)) / (2 * h)
    return g
""",
        },
        "gradient_fits": {
            "Looks for the largest difference with > in a loop, and a NaN is never greater, so it is overlooked": """
def gradient_fits(f, gradient, x):
    g = np.asarray(gradient(x)).ravel()
    n = numerical_gradient(f, x, 1e-6).ravel()
    worst, size = 0.0, 1e-8
    for i in range(g.size):
        d = abs(g[i] - n[i])
        if d > worst:
            worst = d
        if abs(g[i]) > size:
            size = abs(g[i])
        if abs(n[i]) > size:
            size = abs(n[i])
    return bool(worst / size <= 1e-5)
""",
            "Uses nanmax, which skips NaN entries, so a gradient that holds a NaN passes": """
def gradient_fits(f, gradient, x):
    g, n = gradient(x), numerical_gradient(f, x, 1e-6)
    m = lambda arr: np.nanmax(np.abs(arr))
    return bool(m(g - n) / max(m(g), m(n), 1e-8) <= 1e-5)
""",
            "Compares the absolute values of the two gradients, so a wrong sign is not seen": """
def gradient_fits(f, gradient, x):
    G, N = np.abs(gradient(x)), np.abs(numerical_gradient(f, x, 1e-6))
    bottom = np.max([G.max(), N.max(), 1e-8])
    return bool(np.abs(G - N).max() / bottom <= 1e-5)
""",
            "Only the angle between the gradients is compared, so a gradient with a wrong factor fits": """
def gradient_fits(f, gradient, x):
    g = gradient(x).ravel()
    n = numerical_gradient(f, x, 1e-6).ravel()
    norms = np.linalg.norm(g) * np.linalg.norm(n)
    if norms == 0:
        return bool(np.all(g == n))
    return bool(1 - (g @ n) / norms <= 1e-5)
""",
            "The loop returns True after the first entry that fits and never looks at the others": """
def gradient_fits(f, gradient, x):
    g = gradient(x)
    n = numerical_gradient(f, x, 1e-6)
    size = max(np.max(np.abs(g)), np.max(np.abs(n)), 1e-8)
    for a, b in zip(g.flat, n.flat):
        if abs(a - b) / size <= 1e-5:
            return True
        else:
            return False
""",
        },
        "softmax_cross_entropy": {
            "Takes the number of classes from the largest target in the batch, so the one-hot matrix is too narrow if the last class does not occur": """
def softmax_cross_entropy(scores, target):
    onehot = np.eye(target.max() + 1)[target]
    s = scores - scores.max(axis=1)[:, None]
    logp = s - np.log(np.exp(s).sum(axis=1))[:, None]
    loss = -(onehot * logp).sum() / len(target)
    return loss, (np.exp(logp) - onehot) / len(target)
""",
            "Limits the scores to plus and minus 500 against the overflow, so large scores give a wrong loss": """
def softmax_cross_entropy(scores, target):
    s = np.clip(scores, -500, 500)
    e = np.exp(s)
    total = e.sum(axis=1, keepdims=True)
    rows = np.arange(s.shape[0])
    loss = float(np.mean(np.log(total[:, 0]) - s[rows, target]))
    dscores = e / total
    dscores[rows, target] -= 1.0
    return loss, dscores / len(rows)
""",
            "The search for the largest score begins at 0, so a row with only very negative scores is not moved and underflows": """
def softmax_cross_entropy(scores, target):
    B, K = scores.shape
    loss = 0.0
    d = np.zeros((B, K))
    for k in range(B):
        biggest = 0.0
        for j in range(K):
            if scores[k, j] > biggest:
                biggest = scores[k, j]
        total = 0.0
        for j in range(K):
            total += np.exp(scores[k, j] - biggest)
        loss += np.log(total) - (scores[k, target[k]] - biggest)
        for j in range(K):
            d[k, j] = np.exp(scores[k, j] - biggest) / total
            if j == target[k]:
                d[k, j] -= 1
            d[k, j] /= B
    return loss / B, d
""",
            "Counts the classes from 1 as in MATLAB and subtracts 1 from the targets, so the class before the right one is taken": """
def softmax_cross_entropy(scores, target):
    cols = target - 1
    rows = np.arange(len(cols))
    s = scores - scores.max(axis=1, keepdims=True)
    log_total = np.log(np.exp(s).sum(axis=1, keepdims=True))
    logp = s - log_total
    p = np.exp(logp)
    p[rows, cols] -= 1
    return -logp[rows, cols].mean(), p / len(rows)
""",
            "s[:, target] takes all pairs of rows and targets, (B, B), instead of one entry in each row": """
def softmax_cross_entropy(scores, target):
    s = scores - scores.max(1, keepdims=True)
    logp = s - np.log(np.exp(s).sum(1, keepdims=True))
    loss = -logp[:, target].mean()
    onehot = np.eye(scores.shape[1])[target]
    return loss, (np.exp(logp) - onehot) / len(scores)
""",
            "One maximum is taken off for the whole array, so a row far below it loses all its powers": """
def softmax_cross_entropy(scores, target):
    s = scores - np.max(scores)
    logZ = np.log(np.sum(np.exp(s), axis=1, keepdims=True))
    logp = s - logZ
    k = np.arange(scores.shape[0])
    d = np.exp(logp)
    d[k, target] -= 1.0
    return -np.mean(logp[k, target]), d / scores.shape[0]
""",
            "The one-hot matrix has as many columns as the largest target needs, not one for each class": """
def softmax_cross_entropy(scores, target):
    hot = np.eye(target.max() + 1)[target]
    s = scores - scores.max(axis=1)[:, None]
    log_p = s - np.log(np.exp(s).sum(axis=1))[:, None]
    loss = -(hot * log_p).sum() / len(target)
    return loss, (np.exp(log_p) - hot) / len(target)
""",
            "The gradient is multiplied once more by the slope of the softmax, p (1 - p), which is already in p - [j = t]": """
def softmax_cross_entropy(scores, target):
    B, K = scores.shape
    s = scores - scores.max(axis=1, keepdims=True)
    lp = s - np.log(np.exp(s).sum(axis=1, keepdims=True))
    loss = -sum(lp[k, target[k]] for k in range(B)) / B
    p = np.exp(lp)
    y = (np.arange(K) == target[:, None]).astype(float)
    dp = (p - y) / B
    return loss, dp * p * (1 - p)       # chain rule through softmax
""",
            "The 1 is subtracted from the gradient of the last example only, because the line stands after the loop": """
def softmax_cross_entropy(scores, target):
    B = scores.shape[0]
    loss, d = 0.0, []
    for k in range(B):
        r = scores[k] - scores[k].max()
        L = np.log(np.exp(r).sum())
        loss -= (r[target[k]] - L) / B
        d.append(np.exp(r - L))
    d = np.array(d)
    d[k, target[k]] -= 1
    return loss, d / B
""",
        },
        "two_layer_forward": {
            "Sets the running sum to 0 once per example and not for each neuron, so it carries on from neuron to neuron": """
def two_layer_forward(x, W1, b1, W2, b2):
    B = len(x)
    a = np.zeros((B, len(b1)))
    for k in range(B):
        total = 0.0
        for i in range(len(b1)):
            for j in range(x.shape[1]):
                total += W1[i, j] * x[k, j]
            a[k, i] = np.tanh(total + b1[i])
    scores = a @ W2.T + b2
    return scores, a
""",
            "Returns the hidden activations together with the column of ones that was added for the bias": """
def two_layer_forward(x, W1, b1, W2, b2):
    add_ones = lambda m: np.c_[m, np.ones(len(m))]
    a = np.tanh(add_ones(x) @ np.c_[W1, b1].T)
    a = add_ones(a)
    return a @ np.c_[W2, b2].T, a
""",
            "Dropout is applied to the hidden activations, which the exercise does not have": """
def two_layer_forward(x, W1, b1, W2, b2):
    a = np.tanh(np.matmul(x, W1.T) + b1)
    keep = np.random.rand(*a.shape) < 0.5
    a = a * keep / 0.5
    scores = np.matmul(a, W2.T) + b2
    return scores, a
""",
            "The tanh is applied to the input of the hidden layer instead of to its sums": """
def two_layer_forward(x, W1, b1, W2, b2):
    squashed = np.tanh(x)
    a = squashed @ W1.transpose() + b1
    scores = a @ W2.transpose() + b2
    return scores, a
""",
        },
        "two_layer_backward": {
            "Squares a in place, so the caller's a is changed, and dW2 is made of the squares": """
def two_layer_backward(dscores, x, a, W2):
    da = dscores @ W2
    a *= a
    dz1 = da * (1 - a)
    dW2 = dscores.T @ a
    return dz1.T @ x, dz1.sum(0), dW2, dscores.sum(0)
""",
            "Sums dscores over the examples before it goes back through W2, so all examples share one da": """
def two_layer_backward(dscores, x, a, W2):
    db2 = dscores.sum(axis=0)
    dW2 = dscores.T @ a
    da = db2 @ W2
    dz1 = da * (1 - a ** 2)
    return dz1.T @ x, dz1.sum(axis=0), dW2, db2
""",
        },
    },
    "rnn": {
        "rnn_step": {
            "Writes the new units into the array from which the other units still read, so later units hear the new state": """
def rnn_step(h, x, W_h, W_i, b):
    new = h.copy()
    for k in range(new.shape[0]):
        for i in range(new.shape[1]):
            new[k, i] = np.tanh(W_h[i] @ new[k] + W_i[i] @ x[k] + b[i])
    return new
""",
            "Has a shortcut for a state of zeros, and there the bias is forgotten": """
def rnn_step(h, x, W_h, W_i, b):
    pre = x @ W_i.T
    if np.any(h):
        pre = pre + h @ W_h.T + b
    return np.tanh(pre)
""",
            "Input and state are joined in one order and their weights in the other": """
def rnn_step(h, x, W_h, W_i, b):
    both = np.concatenate([h, x], axis=1)
    W = np.concatenate([W_i, W_h], axis=1)
    return np.tanh(both @ W.T + b)
""",
        },
        "through_time": {
            "Calls f a second time on the new state for the output, so each output is one step too far": """
def through_time(f, h0, xs):
    outputs = []
    h = h0
    for x in xs:
        h = f(h, x)
        outputs.append(f(h, x))
    return np.array(outputs)
""",
            "Joins the parts of the recursion the wrong way round, so the states come out in reversed order": """
def through_time(f, h0, xs):
    if len(xs) == 0:
        return np.zeros((0,) + h0.shape)
    first = f(h0, xs[0])
    rest = through_time(f, first, xs[1:])
    return np.concatenate([rest.reshape((-1,) + first.shape), first[None]])
""",
            "accumulate has no start value, so the first input is taken as the first state and h0 is never used": """
def through_time(f, h0, xs):
    from itertools import accumulate

    return np.array(list(accumulate(xs, f)))
""",
            "The sequences are run one after the other, and the state is not set back to h0 between them": """
def through_time(f, h0, xs):
    T, B = xs.shape[:2]
    hs = np.zeros((T, B, h0.shape[1]))
    h = h0[0:1]
    for k in range(B):
        for t in range(T):
            h = f(h, xs[t, k : k + 1])
            hs[t, k] = h[0]
    return hs
""",
        },
        "bptt": {
            "Appends the input gradients while it walks back and does not turn the list round, so dxs is in reversed order": """
def bptt(dys, hs, h0, xs, W_h, W_i):
    befores = [h0] + list(hs[:-1])
    dh = np.zeros_like(h0)
    dxs = []
    dW_h = dW_i = db = 0
    for dy, h, before, x in list(zip(dys, hs, befores, xs))[::-1]:
        dz = (dy + dh) * (1 - h ** 2)
        dW_h = dW_h + dz.T @ before
        dW_i = dW_i + dz.T @ x
        db = db + dz.sum(0)
        dxs.append(dz @ W_i)
        dh = dz @ W_h
    return dh, np.array(dxs), dW_h, dW_i, db
""",
        },
        "clip": {
            "Squares the sum of each array instead of summing the squares": """
def clip(grads, limit):
    norm = np.sqrt(sum(np.sum(g) ** 2 for g in grads.values()))
    ratio = 1.0
    if norm > limit:
        ratio = limit / norm
    return {name: ratio * g for name, g in grads.items()}
""",
            "Halves the gradient until it is short enough, so it ends shorter than the limit": """
def clip(grads, limit):
    out = {k: np.array(v, dtype=float) for k, v in grads.items()}
    def length():
        return np.sqrt(sum(np.sum(v * v) for v in out.values()))
    while length() > limit:
        for k in out:
            out[k] = out[k] / 2
    return out
""",
            "Divides with // as if for whole numbers, so the factor becomes 0 and the whole gradient vanishes": """
def clip(grads, limit):
    flat = np.hstack([np.ravel(g) for g in grads.values()])
    norm = np.sqrt(flat @ flat)
    scale = 1
    if norm > limit:
        scale = limit // norm
    return {name: g * scale for name, g in grads.items()}
""",
        },
        "both_directions": {
            "np.flip without an axis turns all axes round, so sequences and features are mirrored too": """
def both_directions(f1, f2, f3, h0, g0, xs):
    hs = through_time(f1, h0, xs)
    gs = through_time(f2, g0, np.flip(xs))
    gs = gs[::-1]
    ys = []
    for t in range(len(xs)):
        ys.append(f3(hs[t], gs[t]))
    return np.array(ys)
""",
        },
    },
    "lstm": {
        "lstm_step": {
            "Takes every fourth row for a block, but the blocks are H rows that stand together": """
def lstm_step(x, h_prev, c_prev, W, b):
    xh = np.concatenate([x, h_prev], axis=1)
    squash = (np.tanh, sigmoid, sigmoid, sigmoid)
    parts = [s(xh @ W[k::4].T + b[k::4]) for k, s in enumerate(squash)]
    z, zi, zf, zo = parts
    c = zf * c_prev + zi * z
    return z, zi, zf, zo, c, zo * np.tanh(c)
""",
        },
        "lstm_step_backward": {
            "Cuts d W after H columns instead of after D, so dx and dh_prev have wrong columns": """
def lstm_step_backward(dh, dc, x, h_prev, c_prev, W, gates, c):
    z, zi, zf, zo = gates
    H = h_prev.shape[1]
    dc = dc + dh * zo * (1 - np.tanh(c) ** 2)
    d = np.empty((len(x), 4 * H))
    d[:, :H] = dc * zi * (1 - z ** 2)
    d[:, H:2 * H] = dc * z * zi * (1 - zi)
    d[:, 2 * H:3 * H] = dc * c_prev * zf * (1 - zf)
    d[:, 3 * H:] = dh * np.tanh(c) * zo * (1 - zo)
    joined = d @ W
    dx, dh_prev = joined[:, :H], joined[:, H:]
    dW = d.T @ np.concatenate([x, h_prev], axis=1)
    return dx, dh_prev, dc * zf, dW, d.sum(axis=0)
""",
            "Squashes the gates once more before it takes their slopes, though they are squashed already": """
def lstm_step_backward(dh, dc, x, h_prev, c_prev, W, gates, c):
    def dsig(v):
        return sigmoid(v) * (1 - sigmoid(v))
    z, zi, zf, zo = gates
    dc = dc + dh * zo * (1 - np.tanh(c) ** 2)
    dz = dc * zi * (1 - z ** 2)
    d = np.concatenate([dz, dc * z * dsig(zi), dc * c_prev * dsig(zf),
                        dh * np.tanh(c) * dsig(zo)], axis=1)
    dxh = d @ W
    xh = np.concatenate([x, h_prev], axis=1)
    cut = x.shape[1]
    return dxh[:, :cut], dxh[:, cut:], dc * zf, d.T @ xh, d.sum(axis=0)
""",
            "The product with W is cut in two halves, but the first part has D columns and the second H": """
def lstm_step_backward(dh, dc, x, h_prev, c_prev, W, gates, c):
    z, zi, zf, zo = gates
    m = np.tanh(c)
    dm = dh * zo
    dc = dc + dm * (1 - m * m)
    dz, di = dc * zi, dc * z
    df, do = dc * c_prev, dh * m
    dz = dz * (1 - z * z)
    di, df, do = di * zi * (1 - zi), df * zf * (1 - zf), do * zo * (1 - zo)
    d = np.concatenate([dz, di, df, do], axis=1)
    dx, dh_prev = np.array_split(d @ W, 2, axis=1)
    dW = d.T @ np.concatenate([x, h_prev], axis=1)
    return dx, dh_prev, dc * zf, dW, np.sum(d, axis=0)
""",
        },
        "first_bias": {
            "Shuts the input gates too, with the negative bias, though all other biases should be 0": """
def first_bias(n_hidden, steps, left):
    gate = left ** (1 / steps)
    bf = np.log(gate / (1 - gate))
    return np.repeat([0.0, -bf, bf, 0.0], n_hidden)
""",
            "Searches the bias between 0 and 20 only, so it never finds the negative bias of a gate below one half": """
def first_bias(n_hidden, steps, left):
    lo, hi = 0.0, 20.0
    for _ in range(100):
        mid = (lo + hi) / 2
        if sigmoid(np.array(mid)) ** steps < left:
            lo = mid
        else:
            hi = mid
    b = np.zeros(4 * n_hidden)
    b[2 * n_hidden:-n_hidden] = mid
    return b
""",
            "Takes ln(steps - 1) from chrono initialisation and does not use the share left": """
def first_bias(n_hidden, steps, left):
    b = np.zeros(4 * n_hidden)
    forget = slice(2 * n_hidden, 3 * n_hidden)
    b[forget] = np.log(max(steps - 1, 1))    # chrono init
    return b
""",
        },
        "mended_lstm": {
            "Unpacks the results of the step in the wrong order, so h and c are swapped": """
def mended_lstm(xs, h0, c0, W, b):
    def step(x, h, c):
        pre = np.concatenate([x, h], axis=1) @ W.T + b
        z, zi, zf, zo = np.split(pre, 4, axis=1)
        c = sigmoid(zf) * c + sigmoid(zi) * np.tanh(z)
        return c, sigmoid(zo) * np.tanh(c)
    h, c = h0, c0
    hs = []
    for x in xs:
        h, c = step(x, h, c)
        hs.append(h)
    return np.array(hs)
""",
            "Joins the outputs along the batch axis, so the result is (T B, H)": """
def mended_lstm(xs, h0, c0, W, b):
    h, c, hs = h0, c0, []
    for x in xs:
        pre = np.concatenate([x, h], axis=1) @ W.T + b
        z, zi, zf, zo = np.split(pre, 4, axis=1)
        c = sigmoid(zf) * c + sigmoid(zi) * np.tanh(z)
        h = sigmoid(zo) * np.tanh(c)
        hs.append(h)
    return np.concatenate(hs)
""",
        },
    },
    "gru": {
        "memory_gate": {
            "The share is cut to a whole number with int before it is compared with 1, so 0.999 becomes 0 and nothing is ever kept": """
def memory_gate(mix):
    k = [int((mix(z, 5, 0) - mix(z, 4, 0)) / (5 - 4)) for z in (0.999, 0.001)]
    if k[0] == 1:
        return "one"
    if k[1] == 1:
        return "zero"
    return "never"
""",
            "The step is repeated twenty times before the share is looked at, so even a formula that keeps 0.999 in one step falls below 0.99": """
def memory_gate(mix):
    def left_after(z, steps=20):
        a, b = 1.0, 0.0
        for _ in range(steps):
            a = mix(z, a, 0.0)
            b = mix(z, b, 0.0)
        return a - b

    if left_after(0.999) >= 0.99:
        return "one"
    if left_after(0.001) >= 0.99:
        return "zero"
    return "never"
""",
            "The share is rounded to a whole number before the comparison, so a formula that loses a twentieth in each step counts as a memory too": """
def memory_gate(mix):
    h1, h2, h_cand = np.ones(4), np.zeros(4), np.full(4, 0.2)
    answer = "never"
    for z, name in [(0.001, "zero"), (0.999, "one")]:
        gate = np.full(4, z)
        k = np.round((mix(gate, h1, h_cand) - mix(gate, h2, h_cand)) / (h1 - h2))
        if np.all(k >= 0.99):
            answer = name
    return answer
""",
            "The difference of the two results is not divided by h1 - h2, although the two memories are only 0.5 apart": """
def memory_gate(mix):
    h1, h2, h_new = 0.9, 0.4, 0.0
    k = lambda z: mix(z, h1, h_new) - mix(z, h2, h_new)
    if k(0.999) >= 0.99:
        return "one"
    if k(0.001) >= 0.99:
        return "zero"
    return "never"
""",
            "The gate is changed between the two calls instead of the memory, so the result says how much z matters and not what is kept": """
def memory_gate(mix):
    h, cand = 1.0, 0.0
    diff = (mix(0.999, h, cand) - mix(0.001, h, cand)) / (0.999 - 0.001)
    if diff >= 0.99:
        return "one"
    elif diff <= -0.99:
        return "zero"
    return "never"
""",
            "The memory is sent through 20 steps and the share that is left is then held against the limit of a single step, 0.99": """
def memory_gate(mix):
    def left(z, steps=20):
        a, b = 1.0, 0.0
        for _ in range(steps):
            a, b = mix(z, a, 0.0), mix(z, b, 0.0)
        return a - b

    for z, name in zip((0.999, 0.001), ("one", "zero")):
        if left(z) >= 0.99:
            return name
    return "never"
""",
        },
        "gru_step": {
            "The biases are cut with reshape(-1, 3), so each gate gets every third number instead of its own block of H numbers": """
def gru_step(x, h_prev, W, b):
    W_r, W_z, W_h = np.vsplit(W, 3)
    b_r, b_z, b_h = b.reshape(-1, 3).T
    xh = np.hstack((x, h_prev))
    r = sigmoid(xh.dot(W_r.T) + b_r)
    z = sigmoid(xh.dot(W_z.T) + b_z)
    xq = np.hstack((x, r * h_prev))
    h_new = np.tanh(xq.dot(W_h.T) + b_h)
    h = z * h_prev + (1 - z) * h_new
    return h, r, z, h_new
""",
        },
        "gru_backward": {
            "The columns of the memory are taken as the first H columns of W, but these begin with the columns for x": """
def gru_backward(dh, x, h_prev, r, z, h_new, W):
    B, H = h_prev.shape
    D = x.shape[1]
    Wr, Wz, Wh = np.split(W, 3)
    Vr, Vz, Vh = Wr[:, :H], Wz[:, :H], Wh[:, :H]
    duh = dh * (1 - z) * (1 - h_new * h_new)
    duz = dh * (h_prev - h_new) * z * (1 - z)
    dq = duh @ Vh
    dur = dq * h_prev * r * (1 - r)
    dhp = dh * z + dq * r + dur @ Vr + duz @ Vz
    dx = dur @ Wr[:, :D] + duz @ Wz[:, :D] + duh @ Wh[:, :D]
    xh = np.concatenate([x, h_prev], axis=1)
    xq = np.concatenate([x, r * h_prev], axis=1)
    dW = np.concatenate([dur.T @ xh, duz.T @ xh, duh.T @ xq])
    db = np.concatenate([dur.sum(0), duz.sum(0), duh.sum(0)])
    return dx, dhp, dW, db
""",
        },
        "to_pytorch": {
            "bias_hh begins as a copy of b, so the gates' biases are there twice instead of being 0 in the second array": """
def to_pytorch(params):
    W = params["W"]
    H = W.shape[0] // 3
    second = params["b"].copy()
    second[-H:] = params["b_h"]
    names = ["weight_ih_l0", "weight_hh_l0", "bias_ih_l0", "bias_hh_l0"]
    return dict(zip(names, [W[:, :-H], W[:, -H:], params["b"], second]))
""",
            "The blocks of the three gates are joined side by side and not one under the other, so the weights are (H, 3D) and (H, 3H)": """
def to_pytorch(params):
    W, b_h = params["W"], params["b_h"]
    H = len(b_h)
    ih, hh = [], []
    for block in np.split(W, 3):
        ih.append(block[:, :-H])
        hh.append(block[:, -H:])
    bias_hh = np.zeros(3 * H)
    bias_hh[2 * H :] += b_h
    return {
        "weight_ih_l0": np.concatenate(ih, axis=-1),
        "weight_hh_l0": np.concatenate(hh, axis=-1),
        "bias_ih_l0": params["b"],
        "bias_hh_l0": bias_hh,
    }
""",
        },
        "from_pytorch": {
            "b_h is returned with 3H numbers, zeros for both gates, instead of the candidate's H numbers only": """
def from_pytorch(arrays):
    H = len(arrays["bias_hh_l0"]) // 3
    mask = np.repeat([1.0, 1.0, 0.0], H)
    b = arrays["bias_ih_l0"] + mask * arrays["bias_hh_l0"]
    b_h = (1 - mask) * arrays["bias_hh_l0"]
    W = np.concatenate([arrays["weight_ih_l0"], arrays["weight_hh_l0"]], axis=1)
    return {"W": W, "b": b, "b_h": b_h}
""",
            "b is put together from the two gates only, so it has 2H numbers and the candidate's input bias is lost": """
def from_pytorch(arrays):
    H = arrays["weight_hh_l0"].shape[1]
    bi, bh = arrays["bias_ih_l0"], arrays["bias_hh_l0"]
    b_r = bi[:H] + bh[:H]
    b_z = bi[H : 2 * H] + bh[H : 2 * H]
    W = np.concatenate([arrays["weight_ih_l0"], arrays["weight_hh_l0"]], axis=1)
    return {"W": W, "b": np.concatenate([b_r, b_z]), "b_h": bh[2 * H :]}
""",
        },
    },
    "convolution": {
        "convolve": {
            "The stride is used inside the window (as a step between its pixels, a dilation) and not between the places": """
def convolve(x, W, b, stride, padding):
    F, C, K, K2 = W.shape
    p, s = padding, stride
    x = np.pad(x, [(0, 0), (p, p), (p, p)])
    down = (x.shape[1] - K) // s + 1
    across = (x.shape[2] - K) // s + 1
    y = np.zeros((F, down, across))
    for r in range(down):
        for c in range(across):
            window = x[:, r : r + s * K : s, c : c + s * K : s]
            y[:, r, c] = np.einsum("fmij,mij->f", W, window)
    return y + b[:, None, None]
""",
            "The padding is taken off the start of each window although the picture has been padded already, so the windows start at negative pixels": """
def convolve(x, W, b, stride, padding):
    F, C, K, _ = W.shape
    rows, cols = x.shape[1:]
    xp = np.pad(x, [(0, 0), (padding, padding), (padding, padding)])
    H = (rows + 2 * padding - K) // stride + 1
    L = (cols + 2 * padding - K) // stride + 1
    y = np.empty((F, H, L))
    for r in range(H):
        i = r * stride - padding + np.arange(K)
        for c in range(L):
            j = c * stride - padding + np.arange(K)
            window = xp[:, i[:, None], j]
            y[:, r, c] = W.reshape(F, -1) @ window.ravel() + b
    return y
""",
        },
        "columns": {
            "All windows of stride 1 are laid out and then every s-th column is taken, but that steps through the flat list of places and not through rows and columns": """
def columns(x, size, stride):
    C, rows, cols = x.shape
    X = []
    for top in range(rows - size + 1):
        for left in range(cols - size + 1):
            X.append(x[:, top : top + size, left : left + size].ravel())
    return np.array(X).T[:, ::stride]
""",
            "The starts run to rows - size without the + 1, so the last place of each side is left out when the window would just fit": """
def columns(x, size, stride):
    _, rows, cols = x.shape
    X = None
    for top in range(0, rows - size, stride):
        for left in range(0, cols - size, stride):
            col = x[:, top : top + size, left : left + size].reshape(-1, 1)
            X = col if X is None else np.append(X, col, axis=1)
    return X
""",
        },
        "convolve_backward": {
            "Windows that hang over the edge into the padding are left out, so their part of dx is missing": """
def convolve_backward(dy, x, W, stride, padding):
    F, C, K, _ = W.shape
    C, rows, cols = x.shape
    dx = np.zeros_like(x)
    dW = np.zeros_like(W)
    xp = np.pad(x, [(0, 0), (padding, padding), (padding, padding)])
    for f, r, c in np.ndindex(dy.shape):
        u, v = r * stride, c * stride
        dW[f] += dy[f, r, c] * xp[:, u : u + K, v : v + K]
        u, v = u - padding, v - padding
        if u < 0 or v < 0 or u + K > rows or v + K > cols:
            continue
        dx[:, u : u + K, v : v + K] += dy[f, r, c] * W[f]
    return dx, dW, dy.sum(axis=(1, 2))
""",
        },
        "descend": {
            "The weights with the smallest loss so far are returned instead of those after the last step": """
def descend(forward, backward, target, W, lr, steps):
    best, best_loss = W, np.inf
    for t in range(steps + 1):
        y = forward(W)
        loss = np.mean((y - target) ** 2)
        if loss < best_loss:
            best, best_loss = W, loss
        if t < steps:
            W = W - lr * backward(2 * (y - target) / y.size)
    return best
""",
            "The slope is that of the root of the mean squared error: dy is divided by the root of the loss": """
def descend(forward, backward, target, W, lr, steps):
    for _ in range(steps):
        e = forward(W) - target
        rmse = np.sqrt(np.mean(e * e))
        de = e / (e.size * rmse)
        W = W - lr * backward(de)
    return W
""",
        },
    },
    "pooling": {
        "shared_backward": {
            "Both results are the same array under two names, so the two gradients are added into one": """
def shared_backward(dy, x, size, stride):
    dx_average = dx_l2 = np.zeros(x.shape)
    for r in range(dy.shape[1]):
        for c in range(dy.shape[2]):
            rows = slice(r * stride, r * stride + size)
            cols = slice(c * stride, c * stride + size)
            w = x[:, rows, cols]
            y = np.sqrt((w**2).sum(axis=(1, 2)))
            y[y == 0] = 1
            dx_average[:, rows, cols] += (dy[:, r, c] / size**2)[:, None, None]
            dx_l2[:, rows, cols] += (dy[:, r, c] / y)[:, None, None] * w
    return dx_average, dx_l2
""",
            "dy[:, r, c] has one axis and is multiplied without two new ones, so NumPy puts the maps' numbers along the columns of the window": """
def shared_backward(dy, x, size, stride):
    avg, l2 = np.zeros_like(x), np.zeros_like(x)
    for r in range(dy.shape[1]):
        for c in range(dy.shape[2]):
            t, l = r * stride, c * stride
            w = x[:, t : t + size, l : l + size]
            y = np.sqrt((w**2).sum(axis=(1, 2), keepdims=True))
            y = np.where(y == 0, 1, y)
            avg[:, t : t + size, l : l + size] += dy[:, r, c] * np.ones_like(w) / size**2
            l2[:, t : t + size, l : l + size] += dy[:, r, c] * w / y
    return avg, l2
""",
            "The two gradients are one array under two names, so average and L2 are added into each other": """
def shared_backward(dy, x, size, stride):
    grads = [np.zeros_like(x)] * 2
    for r, c in np.ndindex(dy.shape[1:]):
        sl = np.s_[:, r * stride : r * stride + size, c * stride : c * stride + size]
        part = dy[:, r, c, None, None]
        y = np.sqrt(np.square(x[sl]).sum(axis=(1, 2), keepdims=True))
        y[y == 0] = 1
        for grad, slope in zip(grads, (1 / size**2, x[sl] / y)):
            grad[sl] += part * slope
    return tuple(grads)
""",
        },
        "survives": {
            "An output counts as ink only if it is larger than 0, so negative outputs are left out": """
def survives(pool, x, shift, tolerance):
    cols = x.shape[2]
    source = np.arange(cols) - shift
    moved = np.where(source >= 0, x[:, :, source], 0.0)
    before, after = pool(x), pool(moved)
    ink = (before > 0) | (after > 0)
    change = np.abs(before - after)
    return float((change[ink] < tolerance).mean())
""",
            "The change is measured relative to the larger of both outputs, but the tolerance is meant for the change itself": """
def survives(pool, x, shift, tolerance):
    moved = np.zeros_like(x)
    moved[..., shift:] = x[..., : x.shape[-1] - shift]
    before, after = pool(x), pool(moved)
    ink = (before != 0) | (after != 0)
    pairs = list(zip(before[ink].flat, after[ink].flat))
    good = [abs(p - q) < tolerance * max(abs(p), abs(q)) for p, q in pairs]
    return sum(good) / len(good)
""",
            "Ink means greater than 0 here, so outputs below 0 are not counted": """
def survives(pool, x, shift, tolerance):
    width = x.shape[2]
    moved = np.pad(x, [(0, 0), (0, 0), (shift, 0)])[:, :, :width]
    a, b = pool(x).ravel(), pool(moved).ravel()
    ink = np.maximum(a, b) > 0
    return np.mean(np.abs(a[ink] - b[ink]) < tolerance)
""",
            "np.roll moves the pictures, and only the first column is emptied, so with a larger shift pixels that have left come in again": """
def survives(pool, x, shift, tolerance):
    moved = np.roll(x, shift, axis=2)
    if shift > 0:
        moved[:, :, 0] = 0
    old, new = pool(x), pool(moved)
    has_ink = (old != 0) | (new != 0)
    delta = np.abs(new - old)
    return np.sum(delta[has_ink] < tolerance) / np.sum(has_ink)
""",
        },
        "pools": {
            "The view of windows is thinned along the pile and the rows instead of along rows and columns": """
def pools(x, size, stride):
    view = np.lib.stride_tricks.sliding_window_view(x, (size, size), axis=(1, 2))
    view = view[::stride, ::stride]
    flat = view.reshape(*view.shape[:3], size * size)
    return flat.max(-1), flat.mean(-1), np.sqrt(np.einsum("nrck,nrck->nrc", flat, flat))
""",
            "The pools go first along columns and then along rows, but the L2 norm sums the row norms without squaring them again": """
def pools(x, size, stride):
    starts_r = np.arange(0, x.shape[1] - size + 1, stride)
    starts_c = np.arange(0, x.shape[2] - size + 1, stride)
    steps = np.arange(size)
    strips = x[:, :, starts_c[:, None] + steps]          # (N, rows, across, K)
    m, a = strips.max(axis=3), strips.mean(axis=3)
    e = np.sqrt((strips**2).sum(axis=3))
    rows = starts_r[:, None] + steps                      # (down, K)
    return m[:, rows].max(axis=2), a[:, rows].mean(axis=2), e[:, rows].sum(axis=2)
""",
        },
        "max_backward": {
            "argmax is called without an axis, so there is one winner in the whole pile of windows and the other maps get nothing": """
def max_backward(dy, x, size, stride):
    dx = np.zeros_like(x)
    for r in range(dy.shape[1]):
        for c in range(dy.shape[2]):
            t, l = r * stride, c * stride
            window = x[:, t : t + size, l : l + size]
            n, i, j = np.unravel_index(window.argmax(), window.shape)
            dx[n, t + i, l + j] += dy[n, r, c]
    return dx
""",
        },
        "maxout": {
            "The maps are compared only in pairs, the first two of each group, so it is right for two pieces only": """
def maxout(x, pieces):
    even = x[0::pieces]
    odd = x[1::pieces]
    winner = (odd > even).astype(int)
    a = np.maximum(even, odd)
    return a, winner
""",
        },
    },
}
