"""The ninth set of wrong answers: 300 over all seven labs, written by two from the labs alone.

Each is a whole function. See `tests.labs.mistakes`.
"""

MISTAKES = {
    "dense": {
        "sigmoid": {
            "The plain formula, which overflows for very negative z": """
def sigmoid(z):
    return 1 / (1 + np.exp(-z))
""",
            "np.where chooses, but both formulas are computed for all z and warn": """
def sigmoid(z):
    pos = 1 / (1 + np.exp(-z))
    neg = np.exp(z) / (1 + np.exp(z))
    return np.where(z >= 0, pos, neg)
""",
            "The result array has the type of z, so whole numbers lose the fractions": """
def sigmoid(z):
    out = np.zeros_like(z)
    p = z >= 0
    out[p] = 1 / (1 + np.exp(-z[p]))
    e = np.exp(z[~p])
    out[~p] = e / (1 + e)
    return out
""",
            "The two tops are swapped: e where z is positive, 1 elsewhere": """
def sigmoid(z):
    e = np.exp(-np.abs(z))
    top = np.where(z >= 0, e, 1)
    return top / (1 + e)
""",
            "The exponent is made safe by the absolute value, but the top is always 1": """
def sigmoid(z):
    e = np.exp(-np.abs(z))
    return 1 / (1 + e)
""",
            "Asks 'if z >= 0' of a whole array": """
def sigmoid(z):
    if z >= 0:
        return 1 / (1 + np.exp(-z))
    else:
        return np.exp(z) / (1 + np.exp(z))
""",
            "Written with tanh, but z is not halved inside": """
def sigmoid(z):
    return (np.tanh(z) + 1) / 2
""",
            "Visits every entry in a list and does not give the shape back": """
def sigmoid(z):
    values = []
    for v in z.flatten():
        if v >= 0:
            values.append(1 / (1 + np.exp(-v)))
        else:
            e = np.exp(v)
            values.append(e / (1 + e))
    return np.array(values)
""",
        },
        "dense_forward": {
            "The transpose of W is forgotten": """
def dense_forward(a, W, b):
    return a @ W + b
""",
            "W is reshaped instead of transposed, so the weights are mixed up": """
def dense_forward(a, W, b):
    n_out, n_in = W.shape
    return a @ W.reshape(n_in, n_out) + b
""",
            "The bias is forgotten, written otherwise": """
def dense_forward(a, W, b):
    z = np.dot(a, W.T)
    return z
""",
            "The result has neurons in rows and examples in columns": """
def dense_forward(a, W, b):
    return W @ a.T + b[:, None]
""",
            "An activation function is applied although none is asked": """
def dense_forward(a, W, b):
    z = a @ W.T + b
    return 1 / (1 + np.exp(-z))
""",
            "The bias is added inside the loop over the inputs, so n_in times": """
def dense_forward(a, W, b):
    B = a.shape[0]
    n_out, n_in = W.shape
    z = np.zeros((B, n_out))
    for k in range(B):
        for i in range(n_out):
            for j in range(n_in):
                z[k, i] += a[k, j] * W[i, j] + b[i]
    return z
""",
            "The loop over the inputs stops one too early": """
def dense_forward(a, W, b):
    z = np.zeros((len(a), len(b)))
    for i in range(len(b)):
        z[:, i] = b[i]
        for j in range(W.shape[1] - 1):
            z[:, i] += a[:, j] * W[i, j]
    return z
""",
            "The weighted sum assigns instead of adding, so only the last input counts": """
def dense_forward(a, W, b):
    z = np.zeros((a.shape[0], W.shape[0]))
    for j in range(a.shape[1]):
        z = np.outer(a[:, j], W[:, j])
    return z + b
""",
        },
        "dense_backward": {
            "dW is the mean over the batch, not the sum": """
def dense_backward(dz, a, W):
    da = dz @ W
    dW = dz.T @ a / len(a)
    db = dz.sum(axis=0)
    return da, dW, db
""",
            "db is the mean over the batch, not the sum": """
def dense_backward(dz, a, W):
    da = dz @ W
    dW = dz.T @ a
    db = np.mean(dz, axis=0)
    return da, dW, db
""",
            "db is summed over the neurons, axis 1": """
def dense_backward(dz, a, W):
    return dz @ W, dz.T @ a, np.sum(dz, axis=1)
""",
            "dW is transposed: a.T @ dz": """
def dense_backward(dz, a, W):
    da = dz @ W
    dW = a.T @ dz
    db = dz.sum(0)
    return da, dW, db
""",
            "da uses W transposed, as in the forward direction": """
def dense_backward(dz, a, W):
    da = dz @ W.T
    dW = dz.T @ a
    db = dz.sum(axis=0)
    return da, dW, db
""",
            "The results are returned in the order dW, db, da, written otherwise": """
def dense_backward(dz, a, W):
    dW = dz.T @ a
    db = dz.sum(axis=0)
    da = dz @ W
    return dW, db, da
""",
            "db keeps the summed axis and has the shape (1, n_out)": """
def dense_backward(dz, a, W):
    da = dz @ W
    dW = dz.T @ a
    db = dz.sum(axis=0, keepdims=True)
    return da, dW, db
""",
            "In the loop dW is overwritten by each example, so the last one remains": """
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
            "db multiplies dz by the activations, like the weights: the inputs are summed in": """
def dense_backward(dz, a, W):
    da = dz @ W
    dW = dz.T @ a
    db = dW.sum(axis=1)
    return da, dW, db
""",
        },
        "tanh_from": {
            "Returns np.tanh and never calls squash": """
def tanh_from(squash, z):
    return np.tanh(z)
""",
            "The inner factor 2 is forgotten": """
def tanh_from(squash, z):
    return 2 * squash(z) - 1
""",
            "The 1 is subtracted before the outer factor 2": """
def tanh_from(squash, z):
    return 2 * (squash(2 * z) - 1)
""",
            "The 1 is subtracted inside the call": """
def tanh_from(squash, z):
    return 2 * squash(2 * z - 1)
""",
            "The -1 is forgotten": """
def tanh_from(squash, z):
    stretched = squash(2 * z)
    return 2 * stretched
""",
            "Uses a sigmoid of its own instead of the function that comes in": """
def tanh_from(squash, z):
    def sigmoid(v):
        e = np.exp(-np.abs(v))
        return np.where(v >= 0, 1, e) / (1 + e)

    return 2 * sigmoid(2 * z) - 1
""",
            "The inner stretch goes the wrong way: z / 2": """
def tanh_from(squash, z):
    inner = z / 2
    return 2 * squash(inner) - 1
""",
            "Doubles z in place and so changes the caller's array": """
def tanh_from(squash, z):
    z *= 2
    return 2 * squash(z) - 1
""",
        },
    },
    "backpropagation": {
        "numerical_gradient": {
            "Divides by eps, not by 2 eps": """
def numerical_gradient(f, x, eps):
    g = np.zeros_like(x)
    for i in np.ndindex(x.shape):
        e = np.zeros_like(x)
        e[i] = eps
        g[i] = (f(x + e) - f(x - e)) / eps
    return g
""",
            "Brackets are missing: divides by 2 and multiplies by eps": """
def numerical_gradient(f, x, eps):
    g = np.empty_like(x)
    for index in np.ndindex(x.shape):
        up, down = x.copy(), x.copy()
        up[index] += eps
        down[index] -= eps
        g[index] = (f(up) - f(down)) / 2 * eps
    return g
""",
            "Moves all entries at once instead of one after the other": """
def numerical_gradient(f, x, eps):
    slope = (f(x + eps) - f(x - eps)) / (2 * eps)
    return np.full(x.shape, slope)
""",
            "Writes into x and never puts the old numbers back": """
def numerical_gradient(f, x, eps):
    g = np.zeros(x.shape)
    for index in np.ndindex(x.shape):
        x[index] += eps
        above = f(x)
        x[index] -= 2 * eps
        below = f(x)
        g[index] = (above - below) / (2 * eps)
    return g
""",
            "The step array is made once before the loop, so the steps pile up": """
def numerical_gradient(f, x, eps):
    g = np.zeros_like(x)
    step = np.zeros_like(x)
    for index in np.ndindex(x.shape):
        step[index] = eps
        g[index] = (f(x + step) - f(x - step)) / (2 * eps)
    return g
""",
            "up = x makes no copy, so both names are one array and the slope is 0": """
def numerical_gradient(f, x, eps):
    g = np.zeros(x.shape)
    for index in np.ndindex(x.shape):
        up = x
        down = x
        up[index] += eps
        down[index] -= eps
        g[index] = (f(up) - f(down)) / (2 * eps)
    return g
""",
            "Loops over range(len(x)), so a matrix is moved a whole row at a time": """
def numerical_gradient(f, x, eps):
    g = np.zeros_like(x)
    for i in range(len(x)):
        old = x[i].copy()
        x[i] = old + eps
        hi = f(x)
        x[i] = old - eps
        lo = f(x)
        x[i] = old
        g[i] = (hi - lo) / (2 * eps)
    return g
""",
            "The slope is flat, one number after the other, not shaped like x": """
def numerical_gradient(f, x, eps):
    slopes = []
    for index in np.ndindex(x.shape):
        e = np.zeros(x.shape)
        e[index] = eps
        slopes.append((f(x + e) - f(x - e)) / (2 * eps))
    return np.array(slopes)
""",
        },
        "gradient_fits": {
            "Compares the difference itself and does not divide": """
def gradient_fits(f, gradient, x):
    g = gradient(x)
    n = numerical_gradient(f, x, 1e-6)
    return bool(np.max(np.abs(g - n)) <= 1e-5)
""",
            "One ratio for each entry, so right gradients with a tiny entry fail": """
def gradient_fits(f, gradient, x):
    g = gradient(x)
    n = numerical_gradient(f, x, 1e-6)
    size = np.maximum(np.maximum(np.abs(g), np.abs(n)), 1e-8)
    return bool(np.all(np.abs(g - n) / size <= 1e-5))
""",
            "Asks whether the error is too large, so a NaN fits": """
def gradient_fits(f, gradient, x):
    g = gradient(x)
    n = numerical_gradient(f, x, 1e-6)
    bottom = np.max([np.max(np.abs(g)), np.max(np.abs(n)), 1e-8])
    error = np.max(np.abs(g - n)) / bottom
    if error > 1e-5:
        return False
    return True
""",
            "The absolute value of the difference is forgotten, written otherwise": """
def gradient_fits(f, gradient, x):
    g = gradient(x)
    n = numerical_gradient(f, x, 1e-6)
    scale = max(np.abs(g).max(), np.abs(n).max(), 1e-8)
    return bool((g - n).max() / scale <= 1e-5)
""",
            "The answer is turned round: True if the error is large": """
def gradient_fits(f, gradient, x):
    g = gradient(x)
    n = numerical_gradient(f, x, 1e-6)
    biggest = max(np.max(np.abs(g)), np.max(np.abs(n)), 1e-8)
    error = np.max(np.abs(g - n)) / biggest
    return bool(error >= 1e-5)
""",
            "Uses np.allclose with its own tolerances": """
def gradient_fits(f, gradient, x):
    n = numerical_gradient(f, x, 1e-6)
    return bool(np.allclose(gradient(x), n))
""",
            "The limit is mistyped as 1e-2, so small mistakes pass": """
def gradient_fits(f, gradient, x):
    g = gradient(x)
    n = numerical_gradient(f, x, 1e-6)
    bottom = max(np.max(np.abs(g)), np.max(np.abs(n)), 1e-8)
    return bool(np.max(np.abs(g - n)) / bottom <= 1e-2)
""",
            "Takes the eps of the example, 0.1, for the numerical gradient": """
def gradient_fits(f, gradient, x):
    g = gradient(x)
    n = numerical_gradient(f, x, 0.1)
    bottom = max(np.max(np.abs(g)), np.max(np.abs(n)), 1e-8)
    error = np.max(np.abs(g - n)) / bottom
    return bool(error <= 1e-5)
""",
        },
        "softmax_cross_entropy": {
            "The largest score is not taken off, so large scores overflow": """
def softmax_cross_entropy(scores, target):
    B = len(target)
    rows = np.arange(B)
    e = np.exp(scores)
    p = e / e.sum(axis=1, keepdims=True)
    loss = -np.mean(np.log(p[rows, target]))
    p[rows, target] -= 1
    return loss, p / B
""",
            "The logarithm of a p that may be rounded to 0": """
def softmax_cross_entropy(scores, target):
    s = scores - scores.max(axis=1, keepdims=True)
    p = np.exp(s) / np.exp(s).sum(axis=1, keepdims=True)
    rows = np.arange(len(target))
    loss = -np.log(p[rows, target]).mean()
    d = p.copy()
    d[rows, target] -= 1
    return loss, d / len(target)
""",
            "A small number inside the logarithm caps the loss": """
def softmax_cross_entropy(scores, target):
    s = scores - np.max(scores, axis=1, keepdims=True)
    e = np.exp(s)
    p = e / np.sum(e, axis=1, keepdims=True)
    rows = np.arange(len(target))
    loss = -np.mean(np.log(p[rows, target] + 1e-12))
    p[rows, target] -= 1
    return loss, p / len(target)
""",
            "The gradient is not divided by B": """
def softmax_cross_entropy(scores, target):
    rows = np.arange(len(target))
    s = scores - scores.max(axis=1, keepdims=True)
    logp = s - np.log(np.exp(s).sum(axis=1, keepdims=True))
    loss = -logp[rows, target].mean()
    dscores = np.exp(logp)
    dscores[rows, target] -= 1
    return loss, dscores
""",
            "The loss is the sum over the examples, not the mean, written otherwise": """
def softmax_cross_entropy(scores, target):
    rows = np.arange(len(target))
    s = scores - scores.max(axis=1, keepdims=True)
    logp = s - np.log(np.exp(s).sum(axis=1, keepdims=True))
    loss = -np.sum(logp[rows, target])
    dscores = np.exp(logp)
    dscores[rows, target] -= 1
    return loss, dscores / len(target)
""",
            "The minus sign of the loss is forgotten": """
def softmax_cross_entropy(scores, target):
    n = scores.shape[0]
    shifted = scores - scores.max(axis=1)[:, None]
    logp = shifted - np.log(np.exp(shifted).sum(axis=1))[:, None]
    loss = np.mean(logp[np.arange(n), target])
    onehot = np.eye(scores.shape[1])[target]
    return loss, (np.exp(logp) - onehot) / n
""",
            "The powers are summed over the batch, axis 0": """
def softmax_cross_entropy(scores, target):
    rows = np.arange(len(target))
    s = scores - scores.max(axis=1, keepdims=True)
    logp = s - np.log(np.exp(s).sum(axis=0, keepdims=True))
    loss = -logp[rows, target].mean()
    d = np.exp(logp)
    d[rows, target] -= 1
    return loss, d / len(target)
""",
            "p[:, target] takes 1 off in whole columns and not in one entry of each row": """
def softmax_cross_entropy(scores, target):
    B = len(target)
    s = scores - scores.max(axis=1, keepdims=True)
    logp = s - np.log(np.exp(s).sum(axis=1, keepdims=True))
    loss = -logp[np.arange(B), target].mean()
    d = np.exp(logp)
    d[:, target] -= 1
    return loss, d / B
""",
            "The largest score is taken off in place, which changes the caller's scores": """
def softmax_cross_entropy(scores, target):
    B = len(target)
    scores -= scores.max(axis=1, keepdims=True)
    logp = scores - np.log(np.exp(scores).sum(axis=1, keepdims=True))
    loss = -logp[np.arange(B), target].mean()
    d = np.exp(logp)
    d[np.arange(B), target] -= 1
    return loss, d / B
""",
        },
        "two_layer_forward": {
            "The tanh of the hidden layer is forgotten": """
def two_layer_forward(x, W1, b1, W2, b2):
    a = x @ W1.T + b1
    scores = a @ W2.T + b2
    return scores, a
""",
            "A tanh is put at the end, too": """
def two_layer_forward(x, W1, b1, W2, b2):
    a = np.tanh(x @ W1.T + b1)
    scores = np.tanh(a @ W2.T + b2)
    return scores, a
""",
            "Returns a first and the scores second": """
def two_layer_forward(x, W1, b1, W2, b2):
    a = np.tanh(x @ W1.T + b1)
    scores = a @ W2.T + b2
    return a, scores
""",
            "Returns z1 and not the activation a": """
def two_layer_forward(x, W1, b1, W2, b2):
    z1 = np.dot(x, W1.T) + b1
    scores = np.dot(np.tanh(z1), W2.T) + b2
    return scores, z1
""",
            "A sigmoid instead of the tanh": """
def two_layer_forward(x, W1, b1, W2, b2):
    z1 = x @ W1.T + b1
    a = 1 / (1 + np.exp(-z1))
    return a @ W2.T + b2, a
""",
            "The bias of the hidden layer is added after the tanh": """
def two_layer_forward(x, W1, b1, W2, b2):
    a = np.tanh(x @ W1.T) + b1
    scores = a @ W2.T + b2
    return scores, a
""",
            "The bias of the last layer is forgotten": """
def two_layer_forward(x, W1, b1, W2, b2):
    hidden = np.tanh(x @ W1.T + b1)
    return hidden @ W2.T, hidden
""",
            "The scores come from z1, so the tanh is computed but not used": """
def two_layer_forward(x, W1, b1, W2, b2):
    z1 = x @ W1.T + b1
    a = np.tanh(z1)
    s = z1 @ W2.T + b2
    return s, a
""",
        },
        "two_layer_backward": {
            "The slope of tanh is left out, written otherwise": """
def two_layer_backward(dscores, x, a, W2):
    dW2 = dscores.T @ a
    db2 = dscores.sum(axis=0)
    da = dscores @ W2
    dz1 = da
    dW1 = dz1.T @ x
    db1 = dz1.sum(axis=0)
    return dW1, db1, dW2, db2
""",
            "The slope is taken as 1 - a": """
def two_layer_backward(dscores, x, a, W2):
    dW2 = dscores.T @ a
    db2 = dscores.sum(axis=0)
    da = dscores @ W2
    dz1 = da * (1 - a)
    dW1 = dz1.T @ x
    db1 = dz1.sum(axis=0)
    return dW1, db1, dW2, db2
""",
            "The slope of the sigmoid, a (1 - a), is used": """
def two_layer_backward(dscores, x, a, W2):
    dW2 = dscores.T @ a
    db2 = dscores.sum(axis=0)
    da = dscores @ W2
    dz1 = da * a * (1 - a)
    dW1 = dz1.T @ x
    db1 = dz1.sum(axis=0)
    return dW1, db1, dW2, db2
""",
            "The tanh is taken a second time, of a": """
def two_layer_backward(dscores, x, a, W2):
    dW2 = dscores.T @ a
    db2 = dscores.sum(axis=0)
    da = dscores @ W2
    dz1 = da * (1 - np.tanh(a) ** 2)
    dW1 = dz1.T @ x
    db1 = dz1.sum(axis=0)
    return dW1, db1, dW2, db2
""",
            "Brackets are missing: da * 1 - a * a": """
def two_layer_backward(dscores, x, a, W2):
    dW2 = dscores.T @ a
    db2 = dscores.sum(axis=0)
    da = dscores @ W2
    dz1 = da * 1 - a * a
    dW1 = dz1.T @ x
    db1 = dz1.sum(axis=0)
    return dW1, db1, dW2, db2
""",
            "The order is that of the work: dW2 and db2 come first": """
def two_layer_backward(dscores, x, a, W2):
    dW2 = dscores.T @ a
    db2 = dscores.sum(axis=0)
    da = dscores @ W2
    dz1 = da * (1 - a * a)
    dW1 = dz1.T @ x
    db1 = dz1.sum(axis=0)
    return dW2, db2, dW1, db1
""",
            "db1 is summed from da, before the tanh": """
def two_layer_backward(dscores, x, a, W2):
    dW2 = dscores.T @ a
    db2 = dscores.sum(axis=0)
    da = dscores @ W2
    dz1 = da * (1 - a * a)
    dW1 = dz1.T @ x
    db1 = da.sum(axis=0)
    return dW1, db1, dW2, db2
""",
            "Divides by the size of the batch once more": """
def two_layer_backward(dscores, x, a, W2):
    B = len(x)
    dW2 = dscores.T @ a / B
    db2 = np.sum(dscores, axis=0) / B
    dz1 = (dscores @ W2) * (1 - a**2)
    dW1 = dz1.T @ x / B
    db1 = np.sum(dz1, axis=0) / B
    return dW1, db1, dW2, db2
""",
        },
    },
    "rnn": {
        "rnn_step": {
            "W_h is not transposed, in a third way": """
def rnn_step(h, x, W_h, W_i, b):
    return np.tanh(h @ W_h + x @ W_i.T + b)
""",
            "The tanh is forgotten": """
def rnn_step(h, x, W_h, W_i, b):
    return h @ W_h.T + x @ W_i.T + b
""",
            "The bias is forgotten, written otherwise": """
def rnn_step(h, x, W_h, W_i, b):
    from_state = h @ W_h.T
    from_input = x @ W_i.T
    return np.tanh(from_state + from_input)
""",
            "The state is added outside the tanh": """
def rnn_step(h, x, W_h, W_i, b):
    return h @ W_h.T + np.tanh(x @ W_i.T + b)
""",
            "Each part gets its own tanh, and they are then added": """
def rnn_step(h, x, W_h, W_i, b):
    return np.tanh(h @ W_h.T) + np.tanh(x @ W_i.T + b)
""",
            "The bias is added for the state and for the input, twice": """
def rnn_step(h, x, W_h, W_i, b):
    zh = h @ W_h.T + b
    zx = x @ W_i.T + b
    return np.tanh(zh + zx)
""",
            "The formula for columns is copied as it stands": """
def rnn_step(h, x, W_h, W_i, b):
    return np.tanh(W_h @ h + W_i @ x + b)
""",
            "The state is multiplied entry by entry by the diagonal of W_h": """
def rnn_step(h, x, W_h, W_i, b):
    return np.tanh(h * np.diag(W_h) + x @ W_i.T + b)
""",
        },
        "through_time": {
            "Appends before the step, so the list begins with h0": """
def through_time(f, h0, xs):
    h, hs = h0, []
    for x in xs:
        hs.append(h)
        h = f(h, x)
    return np.array(hs)
""",
            "h0 is in the result, too: T + 1 states": """
def through_time(f, h0, xs):
    hs = [h0]
    for x in xs:
        hs.append(f(hs[-1], x))
    return np.array(hs)
""",
            "Every step begins at h0 again, written otherwise": """
def through_time(f, h0, xs):
    return np.array([f(h0, x) for x in xs])
""",
            "Returns only the last state": """
def through_time(f, h0, xs):
    h = h0
    for x in xs:
        h = f(h, x)
    return h
""",
            "The arguments of f are swapped": """
def through_time(f, h0, xs):
    state = h0
    states = []
    for x in xs:
        state = f(x, state)
        states.append(state)
    return np.stack(states)
""",
            "The states are stacked along axis 1, so the batch comes first": """
def through_time(f, h0, xs):
    out = []
    h = h0
    for t in range(len(xs)):
        h = f(h, xs[t])
        out.append(h)
    return np.stack(out, axis=1)
""",
            "The loop runs from 1 and misses the first input": """
def through_time(f, h0, xs):
    h = h0
    hs = []
    for t in range(1, len(xs)):
        h = f(h, xs[t])
        hs.append(h)
    return np.array(hs)
""",
            "hs[t - 1] at t = 0 is the last state, still zero: h0 is never used": """
def through_time(f, h0, xs):
    hs = np.zeros((len(xs),) + h0.shape)
    for t in range(len(xs)):
        hs[t] = f(hs[t - 1], xs[t])
    return hs
""",
        },
        "bptt": {
            "The gradient that comes back from the next step is left out": """
def bptt(dys, hs, h0, xs, W_h, W_i):
    T = len(xs)
    dxs = np.zeros_like(xs)
    dW_h, dW_i = np.zeros_like(W_h), np.zeros_like(W_i)
    db = np.zeros(len(W_h))
    dh = np.zeros_like(h0)
    for t in reversed(range(T)):
        dz = dys[t] * (1 - hs[t] ** 2)
        before = hs[t - 1] if t > 0 else h0
        dW_h += dz.T @ before
        dW_i += dz.T @ xs[t]
        db += dz.sum(axis=0)
        dxs[t] = dz @ W_i
        dh = dz @ W_h
    return dh, dxs, dW_h, dW_i, db
""",
            "The first step takes hs[-1], the last state, for h0": """
def bptt(dys, hs, h0, xs, W_h, W_i):
    T = len(xs)
    dxs = np.zeros_like(xs)
    dW_h, dW_i = np.zeros_like(W_h), np.zeros_like(W_i)
    db = np.zeros(len(W_h))
    dh = np.zeros_like(h0)
    for t in reversed(range(T)):
        dz = (dys[t] + dh) * (1 - hs[t] ** 2)
        before = hs[t - 1]
        dW_h += dz.T @ before
        dW_i += dz.T @ xs[t]
        db += dz.sum(axis=0)
        dxs[t] = dz @ W_i
        dh = dz @ W_h
    return dh, dxs, dW_h, dW_i, db
""",
            "dW_h is multiplied by the state after the step": """
def bptt(dys, hs, h0, xs, W_h, W_i):
    T = len(xs)
    dxs = np.zeros_like(xs)
    dW_h, dW_i = np.zeros_like(W_h), np.zeros_like(W_i)
    db = np.zeros(len(W_h))
    dh = np.zeros_like(h0)
    for t in reversed(range(T)):
        dz = (dys[t] + dh) * (1 - hs[t] ** 2)
        before = hs[t]
        dW_h += dz.T @ before
        dW_i += dz.T @ xs[t]
        db += dz.sum(axis=0)
        dxs[t] = dz @ W_i
        dh = dz @ W_h
    return dh, dxs, dW_h, dW_i, db
""",
            "dW_i is assigned and keeps one step only": """
def bptt(dys, hs, h0, xs, W_h, W_i):
    T = len(xs)
    dxs = np.zeros_like(xs)
    dW_h, dW_i = np.zeros_like(W_h), np.zeros_like(W_i)
    db = np.zeros(len(W_h))
    dh = np.zeros_like(h0)
    for t in reversed(range(T)):
        dz = (dys[t] + dh) * (1 - hs[t] ** 2)
        before = hs[t - 1] if t > 0 else h0
        dW_h += dz.T @ before
        dW_i = dz.T @ xs[t]
        db += dz.sum(axis=0)
        dxs[t] = dz @ W_i
        dh = dz @ W_h
    return dh, dxs, dW_h, dW_i, db
""",
            "The gradients of the state are piled up: dh += instead of dh =": """
def bptt(dys, hs, h0, xs, W_h, W_i):
    T = len(xs)
    dxs = np.zeros_like(xs)
    dW_h, dW_i = np.zeros_like(W_h), np.zeros_like(W_i)
    db = np.zeros(len(W_h))
    dh = np.zeros_like(h0)
    for t in reversed(range(T)):
        dz = (dys[t] + dh) * (1 - hs[t] ** 2)
        before = hs[t - 1] if t > 0 else h0
        dW_h += dz.T @ before
        dW_i += dz.T @ xs[t]
        db += dz.sum(axis=0)
        dxs[t] = dz @ W_i
        dh += dz @ W_h
    return dh, dxs, dW_h, dW_i, db
""",
            "The way back goes through W_h transposed": """
def bptt(dys, hs, h0, xs, W_h, W_i):
    T = len(xs)
    dxs = np.zeros_like(xs)
    dW_h, dW_i = np.zeros_like(W_h), np.zeros_like(W_i)
    db = np.zeros(len(W_h))
    dh = np.zeros_like(h0)
    for t in reversed(range(T)):
        dz = (dys[t] + dh) * (1 - hs[t] ** 2)
        before = hs[t - 1] if t > 0 else h0
        dW_h += dz.T @ before
        dW_i += dz.T @ xs[t]
        db += dz.sum(axis=0)
        dxs[t] = dz @ W_i
        dh = dz @ W_h.T
    return dh, dxs, dW_h, dW_i, db
""",
            "The slope of tanh multiplies only dy, not what comes back": """
def bptt(dys, hs, h0, xs, W_h, W_i):
    T = len(xs)
    dxs = np.zeros_like(xs)
    dW_h, dW_i = np.zeros_like(W_h), np.zeros_like(W_i)
    db = np.zeros(len(W_h))
    dh = np.zeros_like(h0)
    for t in reversed(range(T)):
        dz = dys[t] * (1 - hs[t] ** 2) + dh
        before = hs[t - 1] if t > 0 else h0
        dW_h += dz.T @ before
        dW_i += dz.T @ xs[t]
        db += dz.sum(axis=0)
        dxs[t] = dz @ W_i
        dh = dz @ W_h
    return dh, dxs, dW_h, dW_i, db
""",
            "The slope is taken at the state before the step": """
def bptt(dys, hs, h0, xs, W_h, W_i):
    prev = np.concatenate([h0[None], hs[:-1]])
    dxs = np.zeros(xs.shape)
    dW_h = np.zeros(W_h.shape)
    dW_i = np.zeros(W_i.shape)
    db = np.zeros(W_h.shape[0])
    dh = 0
    for t in range(len(xs) - 1, -1, -1):
        dh = dh + dys[t]
        dz = dh * (1 - prev[t] * prev[t])
        dW_h += dz.T @ prev[t]
        dW_i += dz.T @ xs[t]
        db += np.sum(dz, axis=0)
        dxs[t] = dz @ W_i
        dh = dz @ W_h
    return dh, dxs, dW_h, dW_i, db
""",
            "range(T - 1, 0, -1) never reaches step 0": """
def bptt(dys, hs, h0, xs, W_h, W_i):
    T = len(xs)
    dxs = np.zeros(xs.shape)
    dW_h = np.zeros(W_h.shape)
    dW_i = np.zeros(W_i.shape)
    db = np.zeros(W_h.shape[0])
    dh = np.zeros(h0.shape)
    for t in range(T - 1, 0, -1):
        dz = (dh + dys[t]) * (1 - hs[t] * hs[t])
        if t == 0:
            dW_h += dz.T @ h0
        else:
            dW_h += dz.T @ hs[t - 1]
        dW_i += dz.T @ xs[t]
        db += np.sum(dz, axis=0)
        dxs[t] = dz @ W_i
        dh = dz @ W_h
    return dh, dxs, dW_h, dW_i, db
""",
        },
        "clip": {
            "Each array is measured and shortened by itself": """
def clip(grads, limit):
    result = {}
    for name, g in grads.items():
        norm = np.sqrt(np.sum(g**2))
        result[name] = g * limit / norm if norm > limit else g.copy()
    return result
""",
            "Entries are cut off at the limit with np.clip": """
def clip(grads, limit):
    return {name: np.clip(g, -limit, limit) for name, g in grads.items()}
""",
            "The square root is forgotten, written otherwise": """
def clip(grads, limit):
    norm = sum(np.sum(g**2) for g in grads.values())
    if norm > limit:
        return {k: g * limit / norm for k, g in grads.items()}
    return {k: g.copy() for k, g in grads.items()}
""",
            "Always scales to the limit, so short gradients are made longer": """
def clip(grads, limit):
    norm = np.sqrt(sum(np.sum(g**2) for g in grads.values()))
    factor = limit / norm if norm > 0 else 1.0
    return {name: g * factor for name, g in grads.items()}
""",
            "Divides by the norm and forgets to multiply by the limit": """
def clip(grads, limit):
    norm = np.sqrt(sum(np.sum(g**2) for g in grads.values()))
    if norm > limit:
        return {name: g / norm for name, g in grads.items()}
    return dict(grads)
""",
            "Writes the shortened arrays into the caller's arrays": """
def clip(grads, limit):
    norm = np.sqrt(sum(np.sum(g**2) for g in grads.values()))
    if norm > limit:
        for g in grads.values():
            g *= limit / norm
    return grads
""",
            "Adds the lengths of the arrays instead of their squares": """
def clip(grads, limit):
    norm = sum(np.sqrt(np.sum(g**2)) for g in grads.values())
    factor = limit / norm if norm > limit else 1
    return {name: factor * g for name, g in grads.items()}
""",
            "max instead of min: long gradients stay, short ones grow": """
def clip(grads, limit):
    norm = np.sqrt(sum((g**2).sum() for g in grads.values()))
    if norm == 0:
        return dict(grads)
    scale = max(1, limit / norm)
    return {name: g * scale for name, g in grads.items()}
""",
        },
        "both_directions": {
            "The states of the second direction are not turned back": """
def both_directions(f1, f2, f3, h0, g0, xs):
    hs = through_time(f1, h0, xs)
    gs = through_time(f2, g0, xs[::-1])
    return np.array([f3(h, g) for h, g in zip(hs, gs)])
""",
            "The second direction reads forward like the first": """
def both_directions(f1, f2, f3, h0, g0, xs):
    hs = through_time(f1, h0, xs)
    gs = through_time(f2, g0, xs)
    return np.array([f3(hs[t], gs[t]) for t in range(len(xs))])
""",
            "Reads forward, and then turns the states": """
def both_directions(f1, f2, f3, h0, g0, xs):
    hs = through_time(f1, h0, xs)
    gs = through_time(f2, g0, xs)[::-1]
    return np.array([f3(h, g) for h, g in zip(hs, gs)])
""",
            "The arguments of f3 are swapped": """
def both_directions(f1, f2, f3, h0, g0, xs):
    hs = through_time(f1, h0, xs)
    gs = through_time(f2, g0, xs[::-1])[::-1]
    return np.stack([f3(g, h) for h, g in zip(hs, gs)])
""",
            "f1 is used for both directions, written otherwise": """
def both_directions(f1, f2, f3, h0, g0, xs):
    forward = through_time(f1, h0, xs)
    backward = through_time(f1, g0, xs[::-1])[::-1]
    return np.array([f3(h, g) for h, g in zip(forward, backward)])
""",
            "The second direction begins with h0": """
def both_directions(f1, f2, f3, h0, g0, xs):
    forward = through_time(f1, h0, xs)
    backward = through_time(f2, h0, xs[::-1])[::-1]
    return np.array([f3(h, g) for h, g in zip(forward, backward)])
""",
            "The second direction begins with the last state of the first": """
def both_directions(f1, f2, f3, h0, g0, xs):
    hs = through_time(f1, h0, xs)
    gs = through_time(f2, hs[-1], xs[::-1])[::-1]
    return np.array([f3(h, g) for h, g in zip(hs, gs)])
""",
            "Merges every step with the last state of the backward direction": """
def both_directions(f1, f2, f3, h0, g0, xs):
    hs = through_time(f1, h0, xs)
    g = g0
    for x in reversed(xs):
        g = f2(g, x)
    return np.array([f3(h, g) for h in hs])
""",
        },
    },
    "lstm": {
        "lstm_step": {
            "The state stands before the input": """
def lstm_step(x, h_prev, c_prev, W, b):
    pre = np.concatenate([h_prev, x], axis=1) @ W.T + b
    z, zi, zf, zo = np.split(pre, 4, axis=1)
    z = np.tanh(z)
    zi, zf, zo = sigmoid(zi), sigmoid(zf), sigmoid(zo)
    c = zf * c_prev + zi * z
    h = zo * np.tanh(c)
    return z, zi, zf, zo, c, h
""",
            "z is squashed by the sigmoid, too": """
def lstm_step(x, h_prev, c_prev, W, b):
    pre = np.concatenate([x, h_prev], axis=1) @ W.T + b
    z, zi, zf, zo = np.split(pre, 4, axis=1)
    z = sigmoid(z)
    zi, zf, zo = sigmoid(zi), sigmoid(zf), sigmoid(zo)
    c = zf * c_prev + zi * z
    h = zo * np.tanh(c)
    return z, zi, zf, zo, c, h
""",
            "The blocks are taken in the order i, f, o, z of other books": """
def lstm_step(x, h_prev, c_prev, W, b):
    pre = np.concatenate([x, h_prev], axis=1) @ W.T + b
    zi, zf, zo, z = np.split(pre, 4, axis=1)
    z = np.tanh(z)
    zi, zf, zo = sigmoid(zi), sigmoid(zf), sigmoid(zo)
    c = zf * c_prev + zi * z
    h = zo * np.tanh(c)
    return z, zi, zf, zo, c, h
""",
            "h shows the old memory": """
def lstm_step(x, h_prev, c_prev, W, b):
    pre = np.concatenate([x, h_prev], axis=1) @ W.T + b
    z, zi, zf, zo = np.split(pre, 4, axis=1)
    z = np.tanh(z)
    zi, zf, zo = sigmoid(zi), sigmoid(zf), sigmoid(zo)
    c = zf * c_prev + zi * z
    h = zo * np.tanh(c_prev)
    return z, zi, zf, zo, c, h
""",
            "The last tanh is forgotten": """
def lstm_step(x, h_prev, c_prev, W, b):
    pre = np.concatenate([x, h_prev], axis=1) @ W.T + b
    z, zi, zf, zo = np.split(pre, 4, axis=1)
    z = np.tanh(z)
    zi, zf, zo = sigmoid(zi), sigmoid(zf), sigmoid(zo)
    c = zf * c_prev + zi * z
    h = zo * c
    return z, zi, zf, zo, c, h
""",
            "Input and forget gate are swapped in the memory": """
def lstm_step(x, h_prev, c_prev, W, b):
    pre = np.concatenate([x, h_prev], axis=1) @ W.T + b
    z, zi, zf, zo = np.split(pre, 4, axis=1)
    z = np.tanh(z)
    zi, zf, zo = sigmoid(zi), sigmoid(zf), sigmoid(zo)
    c = zi * c_prev + zf * z
    h = zo * np.tanh(c)
    return z, zi, zf, zo, c, h
""",
            "The bias is forgotten": """
def lstm_step(x, h_prev, c_prev, W, b):
    H = h_prev.shape[1]
    pre = np.hstack([x, h_prev]) @ W.T
    z = np.tanh(pre[:, :H])
    zi = sigmoid(pre[:, H:2 * H])
    zf = sigmoid(pre[:, 2 * H:3 * H])
    zo = sigmoid(pre[:, 3 * H:])
    c = zf * c_prev + zi * z
    return z, zi, zf, zo, c, zo * np.tanh(c)
""",
            "h comes before c in what is returned": """
def lstm_step(x, h_prev, c_prev, W, b):
    xh = np.hstack([x, h_prev])
    Wz, Wi, Wf, Wo = np.split(W, 4)
    bz, bi, bf, bo = np.split(b, 4)
    z = np.tanh(xh @ Wz.T + bz)
    zi = sigmoid(xh @ Wi.T + bi)
    zf = sigmoid(xh @ Wf.T + bf)
    zo = sigmoid(xh @ Wo.T + bo)
    c = zf * c_prev + zi * z
    h = zo * np.tanh(c)
    return z, zi, zf, zo, h, c
""",
        },
        "lstm_step_backward": {
            "The dc from the next step is lost": """
def lstm_step_backward(dh, dc, x, h_prev, c_prev, W, gates, c):
    z, zi, zf, zo = gates
    tc = np.tanh(c)
    dc = dh * zo * (1 - tc**2)
    dz = dc * zi * (1 - z**2)
    di = dc * z * zi * (1 - zi)
    df = dc * c_prev * zf * (1 - zf)
    do = dh * tc * zo * (1 - zo)
    d = np.concatenate([dz, di, df, do], axis=1)
    xh = np.concatenate([x, h_prev], axis=1)
    dxh = d @ W
    D = x.shape[1]
    return dxh[:, :D], dxh[:, D:], dc * zf, d.T @ xh, d.sum(axis=0)
""",
            "dc += changes the caller's array": """
def lstm_step_backward(dh, dc, x, h_prev, c_prev, W, gates, c):
    z, zi, zf, zo = gates
    tc = np.tanh(c)
    dc += dh * zo * (1 - tc**2)
    dz = dc * zi * (1 - z**2)
    di = dc * z * zi * (1 - zi)
    df = dc * c_prev * zf * (1 - zf)
    do = dh * tc * zo * (1 - zo)
    d = np.concatenate([dz, di, df, do], axis=1)
    xh = np.concatenate([x, h_prev], axis=1)
    dxh = d @ W
    D = x.shape[1]
    return dxh[:, :D], dxh[:, D:], dc * zf, d.T @ xh, d.sum(axis=0)
""",
            "The forget gate takes the new memory": """
def lstm_step_backward(dh, dc, x, h_prev, c_prev, W, gates, c):
    z, zi, zf, zo = gates
    tc = np.tanh(c)
    dc = dc + dh * zo * (1 - tc**2)
    dz = dc * zi * (1 - z**2)
    di = dc * z * zi * (1 - zi)
    df = dc * c * zf * (1 - zf)
    do = dh * tc * zo * (1 - zo)
    d = np.concatenate([dz, di, df, do], axis=1)
    xh = np.concatenate([x, h_prev], axis=1)
    dxh = d @ W
    D = x.shape[1]
    return dxh[:, :D], dxh[:, D:], dc * zf, d.T @ xh, d.sum(axis=0)
""",
            "The output gate takes its gradient from dc": """
def lstm_step_backward(dh, dc, x, h_prev, c_prev, W, gates, c):
    z, zi, zf, zo = gates
    tc = np.tanh(c)
    dc = dc + dh * zo * (1 - tc**2)
    dz = dc * zi * (1 - z**2)
    di = dc * z * zi * (1 - zi)
    df = dc * c_prev * zf * (1 - zf)
    do = dc * tc * zo * (1 - zo)
    d = np.concatenate([dz, di, df, do], axis=1)
    xh = np.concatenate([x, h_prev], axis=1)
    dxh = d @ W
    D = x.shape[1]
    return dxh[:, :D], dxh[:, D:], dc * zf, d.T @ xh, d.sum(axis=0)
""",
            "The block z gets the slope of the sigmoid": """
def lstm_step_backward(dh, dc, x, h_prev, c_prev, W, gates, c):
    z, zi, zf, zo = gates
    tc = np.tanh(c)
    dc = dc + dh * zo * (1 - tc**2)
    dz = dc * zi * z * (1 - z)
    di = dc * z * zi * (1 - zi)
    df = dc * c_prev * zf * (1 - zf)
    do = dh * tc * zo * (1 - zo)
    d = np.concatenate([dz, di, df, do], axis=1)
    xh = np.concatenate([x, h_prev], axis=1)
    dxh = d @ W
    D = x.shape[1]
    return dxh[:, :D], dxh[:, D:], dc * zf, d.T @ xh, d.sum(axis=0)
""",
            "The slope of the tanh of the memory is 1 - c^2, without the tanh": """
def lstm_step_backward(dh, dc, x, h_prev, c_prev, W, gates, c):
    z, zi, zf, zo = gates
    tc = np.tanh(c)
    dc = dc + dh * zo * (1 - c**2)
    dz = dc * zi * (1 - z**2)
    di = dc * z * zi * (1 - zi)
    df = dc * c_prev * zf * (1 - zf)
    do = dh * tc * zo * (1 - zo)
    d = np.concatenate([dz, di, df, do], axis=1)
    xh = np.concatenate([x, h_prev], axis=1)
    dxh = d @ W
    D = x.shape[1]
    return dxh[:, :D], dxh[:, D:], dc * zf, d.T @ xh, d.sum(axis=0)
""",
            "The memory before the step gets dc without the forget gate": """
def lstm_step_backward(dh, dc, x, h_prev, c_prev, W, gates, c):
    z, zi, zf, zo = gates
    tc = np.tanh(c)
    dc = dc + dh * zo * (1 - tc**2)
    dz = dc * zi * (1 - z**2)
    di = dc * z * zi * (1 - zi)
    df = dc * c_prev * zf * (1 - zf)
    do = dh * tc * zo * (1 - zo)
    d = np.concatenate([dz, di, df, do], axis=1)
    xh = np.concatenate([x, h_prev], axis=1)
    dxh = d @ W
    D = x.shape[1]
    return dxh[:, :D], dxh[:, D:], dc, d.T @ xh, d.sum(axis=0)
""",
            "The output gate has multiplied c, not tanh(c)": """
def lstm_step_backward(dh, dc, x, h_prev, c_prev, W, gates, c):
    z, zi, zf, zo = gates
    dc_all = dc + dh * zo * (1 - np.tanh(c) ** 2)
    d = np.hstack([
        dc_all * zi * (1 - z * z),
        dc_all * z * zi * (1 - zi),
        dc_all * c_prev * zf * (1 - zf),
        dh * c * zo * (1 - zo),
    ])
    both = d @ W
    dx = both[:, :x.shape[1]]
    dh_prev = both[:, x.shape[1]:]
    dW = d.T @ np.hstack([x, h_prev])
    db = d.sum(axis=0)
    return dx, dh_prev, dc_all * zf, dW, db
""",
            "dx and dh_prev are cut as if the state stood first": """
def lstm_step_backward(dh, dc, x, h_prev, c_prev, W, gates, c):
    z, zi, zf, zo = gates
    H = h_prev.shape[1]
    dct = dc + dh * zo * (1 - np.tanh(c) ** 2)
    dz = dct * zi * (1 - z**2)
    di = dct * z * zi * (1 - zi)
    df = dct * c_prev * zf * (1 - zf)
    do = dh * np.tanh(c) * zo * (1 - zo)
    d = np.concatenate([dz, di, df, do], axis=1)
    both = d @ W
    dh_prev, dx = both[:, :H], both[:, H:]
    dW = d.T @ np.concatenate([x, h_prev], axis=1)
    return dx, dh_prev, dct * zf, dW, d.sum(axis=0)
""",
        },
        "first_bias": {
            "The bias is put into the second block, the input gates": """
def first_bias(n_hidden, steps, left):
    g = left ** (1 / steps)
    b = np.zeros(4 * n_hidden)
    b[n_hidden:2 * n_hidden] = np.log(g / (1 - g))
    return b
""",
            "The fraction is upside down, so the sign is wrong": """
def first_bias(n_hidden, steps, left):
    g = left ** (1 / steps)
    b = np.zeros(4 * n_hidden)
    b[2 * n_hidden:3 * n_hidden] = np.log((1 - g) / g)
    return b
""",
            "The root is forgotten: the gate is left itself": """
def first_bias(n_hidden, steps, left):
    bf = np.log(left / (1 - left))
    b = np.zeros(4 * n_hidden)
    b[2 * n_hidden:3 * n_hidden] = bf
    return b
""",
            "The gate itself is put where its bias belongs": """
def first_bias(n_hidden, steps, left):
    b = np.zeros(4 * n_hidden)
    b[2 * n_hidden:3 * n_hidden] = left ** (1 / steps)
    return b
""",
            "Takes a power instead of the root": """
def first_bias(n_hidden, steps, left):
    g = left**steps
    b = np.zeros((4, n_hidden))
    b[2] = -np.log(1 / g - 1)
    return b.ravel()
""",
            "Brackets are missing: left ** 1 / steps": """
def first_bias(n_hidden, steps, left):
    g = left ** 1 / steps
    zeros = np.zeros(n_hidden)
    bf = np.full(n_hidden, np.log(g / (1 - g)))
    return np.concatenate([zeros, zeros, bf, zeros])
""",
            "Only one unit gets the bias: b[2 * n_hidden]": """
def first_bias(n_hidden, steps, left):
    g = left ** (1 / steps)
    b = np.zeros(4 * n_hidden)
    b[2 * n_hidden] = np.log(g / (1 - g))
    return b
""",
            "All four blocks get the bias": """
def first_bias(n_hidden, steps, left):
    g = left ** (1 / steps)
    return np.full(4 * n_hidden, np.log(g / (1 - g)))
""",
            "The slice runs to the end, so the output gates get it, too": """
def first_bias(n_hidden, steps, left):
    g = left ** (1.0 / steps)
    b = np.zeros(4 * n_hidden)
    b[2 * n_hidden:] = np.log(g) - np.log(1 - g)
    return b
""",
        },
        "mended_lstm": {
            "The state still stands before the input": """
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
            "z is still squashed by the sigmoid": """
def mended_lstm(xs, h0, c0, W, b):
    h, c, hs = h0, c0, []
    for x in xs:
        pre = np.concatenate([x, h], axis=1) @ W.T + b
        z, zi, zf, zo = np.split(pre, 4, axis=1)
        z, zi, zf, zo = sigmoid(z), sigmoid(zi), sigmoid(zf), sigmoid(zo)
        c = zf * c + zi * z
        h = zo * np.tanh(c)
        hs.append(h)
    return np.array(hs)
""",
            "Forget and input gate are still swapped": """
def mended_lstm(xs, h0, c0, W, b):
    h, c, hs = h0, c0, []
    for x in xs:
        pre = np.concatenate([x, h], axis=1) @ W.T + b
        z, zf, zi, zo = np.split(pre, 4, axis=1)
        z, zi, zf, zo = np.tanh(z), sigmoid(zi), sigmoid(zf), sigmoid(zo)
        c = zf * c + zi * z
        h = zo * np.tanh(c)
        hs.append(h)
    return np.array(hs)
""",
            "h is still computed before the memory of the step": """
def mended_lstm(xs, h0, c0, W, b):
    h, c, hs = h0, c0.copy(), []
    for x in xs:
        pre = np.concatenate([x, h], axis=1) @ W.T + b
        z, zi, zf, zo = np.split(pre, 4, axis=1)
        h = sigmoid(zo) * np.tanh(c)
        c = sigmoid(zf) * c + sigmoid(zi) * np.tanh(z)
        hs.append(h)
    return np.array(hs)
""",
            "c *= still writes into the caller's c0": """
def mended_lstm(xs, h0, c0, W, b):
    h, c, hs = h0, c0, []
    for x in xs:
        pre = np.concatenate([x, h], axis=1) @ W.T + b
        z, zi, zf, zo = np.split(pre, 4, axis=1)
        c *= sigmoid(zf)
        c += sigmoid(zi) * np.tanh(z)
        h = sigmoid(zo) * np.tanh(c)
        hs.append(h)
    return np.array(hs)
""",
            "All four parts are now squashed by tanh": """
def mended_lstm(xs, h0, c0, W, b):
    h, c, hs = h0, c0, []
    for x in xs:
        pre = np.concatenate([x, h], axis=1) @ W.T + b
        z, zi, zf, zo = (np.tanh(part) for part in np.split(pre, 4, axis=1))
        c = c * zf
        c = c + zi * z
        h = zo * np.tanh(c)
        hs.append(h)
    return np.array(hs)
""",
            "Mending z, the tanh is put on top of the sigmoid": """
def mended_lstm(xs, h0, c0, W, b):
    h, c, hs = h0, np.copy(c0), []
    for x in xs:
        pre = np.concatenate([x, h], axis=1) @ W.T + b
        z, zi, zf, zo = (sigmoid(part) for part in np.split(pre, 4, axis=1))
        z = np.tanh(z)
        c = zf * c + zi * z
        h = zo * np.tanh(c)
        hs.append(h)
    return np.array(hs)
""",
            "The memory is made anew from c0 at every step": """
def mended_lstm(xs, h0, c0, W, b):
    h, c, hs = h0, c0, []
    for x in xs:
        pre = np.concatenate([x, h], axis=1) @ W.T + b
        z, zi, zf, zo = np.split(pre, 4, axis=1)
        z, zi, zf, zo = np.tanh(z), sigmoid(zi), sigmoid(zf), sigmoid(zo)
        c = zf * c0 + zi * z
        h = zo * np.tanh(c)
        hs.append(h)
    return np.array(hs)
""",
            "h stands between the two lines of the memory, before the write": """
def mended_lstm(xs, h0, c0, W, b):
    h, c, hs = h0, c0.copy(), []
    for x in xs:
        pre = np.concatenate([x, h], axis=1) @ W.T + b
        z, zi, zf, zo = np.split(pre, 4, axis=1)
        z = np.tanh(z)
        zi, zf, zo = sigmoid(zi), sigmoid(zf), sigmoid(zo)
        c = c * zf
        h = zo * np.tanh(c)
        c = c + zi * z
        hs.append(h)
    return np.array(hs)
""",
        },
    },
    "gru": {
        "gru_step": {
            "The update gate is the wrong way round: z mixes in the candidate and 1 - z keeps the memory": """
def gru_step(x, h_prev, W, b):
    W_r, W_z, W_h = np.split(W, 3)
    b_r, b_z, b_h = np.split(b, 3)
    both = np.concatenate([x, h_prev], axis=1)
    r = sigmoid(both @ W_r.T + b_r)
    z = sigmoid(both @ W_z.T + b_z)
    h_new = np.tanh(np.concatenate([x, r * h_prev], axis=1) @ W_h.T + b_h)
    h = (1 - z) * h_prev + z * h_new
    return h, r, z, h_new
""",
            "The first block of W and b is taken for the update gate and the second for the reset gate": """
def gru_step(x, h_prev, W, b):
    W_z, W_r, W_h = np.split(W, 3)
    b_z, b_r, b_h = np.split(b, 3)
    xh = np.concatenate([x, h_prev], axis=1)
    r = sigmoid(xh @ W_r.T + b_r)
    z = sigmoid(xh @ W_z.T + b_z)
    xrh = np.concatenate([x, r * h_prev], axis=1)
    h_new = np.tanh(xrh @ W_h.T + b_h)
    return z * h_prev + (1 - z) * h_new, r, z, h_new
""",
            "The candidate reads the memory without the reset gate": """
def gru_step(x, h_prev, W, b):
    H = h_prev.shape[1]
    xh = np.hstack([x, h_prev])
    u = xh @ W.T + b
    r = sigmoid(u[:, :H])
    z = sigmoid(u[:, H:2 * H])
    h_new = np.tanh(u[:, 2 * H:])
    h = z * h_prev + (1 - z) * h_new
    return h, r, z, h_new
""",
            "The reset gate is multiplied onto the product with the memory's columns, as PyTorch does, and not onto the memory": """
def gru_step(x, h_prev, W, b):
    D = x.shape[1]
    W_r, W_z, W_h = np.split(W, 3)
    b_r, b_z, b_h = np.split(b, 3)
    xh = np.concatenate([x, h_prev], axis=1)
    r = sigmoid(xh @ W_r.T + b_r)
    z = sigmoid(xh @ W_z.T + b_z)
    h_new = np.tanh(x @ W_h[:, :D].T + r * (h_prev @ W_h[:, D:].T) + b_h)
    return z * h_prev + (1 - z) * h_new, r, z, h_new
""",
            "The reset gate multiplies the whole joined row, so the input is reset through the product too (the bracket is put around everything)": """
def gru_step(x, h_prev, W, b):
    (W_r, W_z, W_h), (b_r, b_z, b_h) = np.split(W, 3), np.split(b, 3)
    xh = np.concatenate([x, h_prev], axis=1)
    r = sigmoid(xh @ W_r.T + b_r)
    z = sigmoid(xh @ W_z.T + b_z)
    h_new = np.tanh(r * (xh @ W_h.T) + b_h)
    h = z * h_prev + (1 - z) * h_new
    return h, r, z, h_new
""",
            "The candidate goes through a sigmoid instead of tanh, copied from the gates": """
def gru_step(x, h_prev, W, b):
    W_r, W_z, W_h = np.split(W, 3)
    b_r, b_z, b_h = np.split(b, 3)
    xh = np.concatenate([x, h_prev], axis=1)
    r = sigmoid(xh @ W_r.T + b_r)
    z = sigmoid(xh @ W_z.T + b_z)
    xrh = np.concatenate([x, r * h_prev], axis=1)
    h_new = sigmoid(xrh @ W_h.T + b_h)
    h = z * h_prev + (1 - z) * h_new
    return h, r, z, h_new
""",
            "The rows are joined as [h, x] and not as [x, h], in the gates and in the candidate": """
def gru_step(x, h_prev, W, b):
    W_r, W_z, W_h = np.split(W, 3)
    b_r, b_z, b_h = np.split(b, 3)
    hx = np.concatenate([h_prev, x], axis=1)
    r = sigmoid(hx @ W_r.T + b_r)
    z = sigmoid(hx @ W_z.T + b_z)
    rhx = np.concatenate([r * h_prev, x], axis=1)
    h_new = np.tanh(rhx @ W_h.T + b_h)
    return z * h_prev + (1 - z) * h_new, r, z, h_new
""",
            "The bias of the candidate is forgotten": """
def gru_step(x, h_prev, W, b):
    n = h_prev.shape[1]
    xh = np.concatenate([x, h_prev], axis=1)
    r = sigmoid(xh @ W[:n].T + b[:n])
    z = sigmoid(xh @ W[n : 2 * n].T + b[n : 2 * n])
    x_reset = np.concatenate([x, r * h_prev], axis=1)
    h_new = np.tanh(x_reset @ W[2 * n :].T)
    h = z * h_prev + (1 - z) * h_new
    return h, r, z, h_new
""",
            "The candidate's memory is multiplied by the update gate z in place of r": """
def gru_step(x, h_prev, W, b):
    W_r, W_z, W_h = np.split(W, 3)
    b_r, b_z, b_h = np.split(b, 3)
    cat = np.concatenate([x, h_prev], axis=1)
    r = sigmoid(cat @ W_r.T + b_r)
    z = sigmoid(cat @ W_z.T + b_z)
    cat = np.concatenate([x, z * h_prev], axis=1)
    h_new = np.tanh(cat @ W_h.T + b_h)
    h = z * h_prev + (1 - z) * h_new
    return h, r, z, h_new
""",
            "The gates are returned in the order z, r": """
def gru_step(x, h_prev, W, b):
    W_r, W_z, W_h = np.split(W, 3)
    b_r, b_z, b_h = np.split(b, 3)
    joined = np.concatenate([x, h_prev], axis=1)
    r = sigmoid(joined @ W_r.T + b_r)
    z = sigmoid(joined @ W_z.T + b_z)
    joined_reset = np.concatenate([x, r * h_prev], axis=1)
    h_new = np.tanh(joined_reset @ W_h.T + b_h)
    h = z * h_prev + (1 - z) * h_new
    return h, z, r, h_new
""",
        },
        "gru_backward": {
            "The candidate's block of dW uses what the gates have read, h_prev without the reset": """
def gru_backward(dh, x, h_prev, r, z, h_new, W):
    D = x.shape[1]
    W_r, W_z, W_h = np.split(W, 3)
    du_h = dh * (1 - z) * (1 - h_new * h_new)
    du_z = dh * (h_prev - h_new) * z * (1 - z)
    dq = du_h @ W_h[:, D:]
    du_r = dq * h_prev * r * (1 - r)
    du = np.concatenate([du_r, du_z, du_h], axis=1)
    xh = np.concatenate([x, h_prev], axis=1)
    dW = du.T @ xh
    dx = du @ W[:, :D]
    dh_prev = dh * z + dq * r + du_r @ W_r[:, D:] + du_z @ W_z[:, D:]
    return dx, dh_prev, dW, du.sum(axis=0)
""",
            "The straight way dh * z is missing from dh_prev": """
def gru_backward(dh, x, h_prev, r, z, h_new, W):
    D = x.shape[1]
    W_r, W_z, W_h = np.split(W, 3)
    du_h = dh * (1 - z) * (1 - h_new**2)
    du_z = dh * (h_prev - h_new) * z * (1 - z)
    dq = du_h @ W_h[:, D:]
    du_r = dq * h_prev * r * (1 - r)
    dh_prev = dq * r
    dh_prev += du_r @ W_r[:, D:]
    dh_prev += du_z @ W_z[:, D:]
    xh = np.concatenate([x, h_prev], axis=1)
    xq = np.concatenate([x, r * h_prev], axis=1)
    dW = np.concatenate([du_r.T @ xh, du_z.T @ xh, du_h.T @ xq])
    du = np.concatenate([du_r, du_z, du_h], axis=1)
    return du @ W[:, :D], dh_prev, dW, du.sum(axis=0)
""",
            "The sign of du_z is wrong: h_new - h_prev": """
def gru_backward(dh, x, h_prev, r, z, h_new, W):
    D = x.shape[1]
    W_r, W_z, W_h = np.split(W, 3)
    du_h = dh * (1 - z) * (1 - h_new * h_new)
    du_z = dh * (h_new - h_prev) * z * (1 - z)
    dq = du_h @ W_h[:, D:]
    du_r = dq * h_prev * r * (1 - r)
    dh_prev = dh * z + dq * r + du_r @ W_r[:, D:] + du_z @ W_z[:, D:]
    xh = np.concatenate([x, h_prev], axis=1)
    xq = np.concatenate([x, r * h_prev], axis=1)
    dW = np.concatenate([du_r.T @ xh, du_z.T @ xh, du_h.T @ xq], axis=0)
    du = np.concatenate([du_r, du_z, du_h], axis=1)
    dx = du @ W[:, :D]
    db = du.sum(axis=0)
    return dx, dh_prev, dW, db
""",
            "The candidate's way to h_prev adds dq without the factor r": """
def gru_backward(dh, x, h_prev, r, z, h_new, W):
    D = x.shape[1]
    Wr, Wz, Wh = np.split(W, 3)
    duh = dh * (1 - z) * (1 - h_new**2)
    duz = dh * (h_prev - h_new) * z * (1 - z)
    dq = duh @ Wh[:, D:]
    dur = dq * h_prev * r * (1 - r)
    dx = dur @ Wr[:, :D] + duz @ Wz[:, :D] + duh @ Wh[:, :D]
    dh_prev = dh * z + dq + dur @ Wr[:, D:] + duz @ Wz[:, D:]
    gates = np.hstack([x, h_prev])
    cand = np.hstack([x, r * h_prev])
    dW = np.vstack([dur.T @ gates, duz.T @ gates, duh.T @ cand])
    db = np.hstack([dur.sum(axis=0), duz.sum(axis=0), duh.sum(axis=0)])
    return dx, dh_prev, dW, db
""",
            "The slope of tanh is computed as h_new * (1 - h_new), like a sigmoid's": """
def gru_backward(dh, x, h_prev, r, z, h_new, W):
    D = x.shape[1]
    W_r, W_z, W_h = np.split(W, 3)
    du_h = dh * (1 - z) * h_new * (1 - h_new)
    du_z = dh * (h_prev - h_new) * z * (1 - z)
    dq = du_h @ W_h[:, D:]
    du_r = dq * h_prev * r * (1 - r)
    du = np.concatenate([du_r, du_z, du_h], axis=1)
    dx = du @ W[:, :D]
    db = du.sum(axis=0)
    dh_prev = dh * z + dq * r + du_r @ W_r[:, D:] + du_z @ W_z[:, D:]
    xh = np.concatenate([x, h_prev], axis=1)
    xq = np.concatenate([x, r * h_prev], axis=1)
    dW = np.concatenate([du_r.T @ xh, du_z.T @ xh, du_h.T @ xq])
    return dx, dh_prev, dW, db
""",
            "dW and db are averaged over the batch instead of summed": """
def gru_backward(dh, x, h_prev, r, z, h_new, W):
    B, D = x.shape
    W_r, W_z, W_h = np.split(W, 3)
    du_h = dh * (1 - z) * (1 - h_new**2)
    du_z = dh * (h_prev - h_new) * z * (1 - z)
    dq = du_h @ W_h[:, D:]
    du_r = dq * h_prev * r * (1 - r)
    du = np.concatenate([du_r, du_z, du_h], axis=1)
    dx = du @ W[:, :D]
    dh_prev = dh * z + dq * r + du_r @ W_r[:, D:] + du_z @ W_z[:, D:]
    xh = np.concatenate([x, h_prev], axis=1)
    xq = np.concatenate([x, r * h_prev], axis=1)
    dW = np.concatenate([du_r.T @ xh, du_z.T @ xh, du_h.T @ xq]) / B
    db = du.mean(axis=0)
    return dx, dh_prev, dW, db
""",
            "The way through the update gate, du_z @ W_z, is left out of dh_prev": """
def gru_backward(dh, x, h_prev, r, z, h_new, W):
    D = x.shape[1]
    W_r, W_z, W_h = np.split(W, 3)
    du_h = dh * (1 - z) * (1 - h_new * h_new)
    du_z = dh * (h_prev - h_new) * z * (1 - z)
    dq = du_h @ W_h[:, D:]
    du_r = dq * h_prev * r * (1 - r)
    du = np.concatenate([du_r, du_z, du_h], axis=1)
    straight = dh * z
    candidate = dq * r
    gates = du_r @ W_r[:, D:]
    dh_prev = straight + candidate + gates
    xh = np.concatenate([x, h_prev], axis=1)
    xq = np.concatenate([x, r * h_prev], axis=1)
    dW = np.concatenate([du_r.T @ xh, du_z.T @ xh, du_h.T @ xq])
    return du @ W[:, :D], dh_prev, dW, du.sum(axis=0)
""",
            "The slope of the reset gate's sigmoid, r * (1 - r), is forgotten in du_r": """
def gru_backward(dh, x, h_prev, r, z, h_new, W):
    D = x.shape[1]
    V_r, V_z, V_h = np.split(W[:, D:], 3)
    du_h = dh * (1 - z) * (1 - h_new**2)
    du_z = dh * (h_prev - h_new) * z * (1 - z)
    dq = du_h @ V_h
    du_r = dq * h_prev
    du = np.hstack([du_r, du_z, du_h])
    dV = np.vstack([du_r.T @ h_prev, du_z.T @ h_prev, du_h.T @ (r * h_prev)])
    dW = np.hstack([du.T @ x, dV])
    dh_prev = dh * z + dq * r + du_r @ V_r + du_z @ V_z
    return du @ W[:, :D], dh_prev, dW, du.sum(axis=0)
""",
            "dx comes from the candidate's block alone, as if the gates had not read the input": """
def gru_backward(dh, x, h_prev, r, z, h_new, W):
    D = x.shape[1]
    W_r, W_z, W_h = np.split(W, 3)
    du_h = dh * (1 - z) * (1 - h_new**2)
    du_z = dh * (h_prev - h_new) * z * (1 - z)
    back = du_h @ W_h
    dx, dq = back[:, :D], back[:, D:]
    du_r = dq * h_prev * r * (1 - r)
    dh_prev = dh * z + dq * r + du_r @ W_r[:, D:] + du_z @ W_z[:, D:]
    xh = np.concatenate([x, h_prev], axis=1)
    xq = np.concatenate([x, r * h_prev], axis=1)
    dW = np.concatenate([du_r.T @ xh, du_z.T @ xh, du_h.T @ xq])
    db = np.concatenate([du_r, du_z, du_h], axis=1).sum(axis=0)
    return dx, dh_prev, dW, db
""",
            "du is joined in the order z, r, h for dx and db": """
def gru_backward(dh, x, h_prev, r, z, h_new, W):
    D = x.shape[1]
    W_r, W_z, W_h = np.split(W, 3)
    du_h = dh * (1 - z) * (1 - h_new * h_new)
    du_z = dh * (h_prev - h_new) * z * (1 - z)
    dq = du_h @ W_h[:, D:]
    du_r = dq * h_prev * r * (1 - r)
    dh_prev = dh * z + dq * r + du_r @ W_r[:, D:] + du_z @ W_z[:, D:]
    xh = np.concatenate([x, h_prev], axis=1)
    xq = np.concatenate([x, r * h_prev], axis=1)
    dW = np.concatenate([du_r.T @ xh, du_z.T @ xh, du_h.T @ xq])
    du = np.concatenate([du_z, du_r, du_h], axis=1)
    dx = du @ W[:, :D]
    db = np.sum(du, axis=0)
    return dx, dh_prev, dW, db
""",
        },
        "memory_gate": {
            "It asks exactly at z = 1 and z = 0, where the slide's program gives the memory back": """
def memory_gate(mix):
    if mix(1.0, 1.0, 0.0) - mix(1.0, 0.0, 0.0) >= 0.99:
        return "one"
    if mix(0.0, 1.0, 0.0) - mix(0.0, 0.0, 0.0) >= 0.99:
        return "zero"
    return "never"
""",
            "The two answers are swapped: one near z = 0 and zero near z = 1": """
def memory_gate(mix):
    def k(z):
        return mix(z, 1.0, 0.0) - mix(z, 0.0, 0.0)

    if k(0.999) >= 0.99:
        return "zero"
    elif k(0.001) >= 0.99:
        return "one"
    else:
        return "never"
""",
            "The absolute value of the share is taken, so a memory with its sign turned counts as kept": """
def memory_gate(mix):
    h1, h2, cand = 1.0, 0.0, 0.5
    k_one = abs(mix(0.999, h1, cand) - mix(0.999, h2, cand)) / abs(h1 - h2)
    k_zero = abs(mix(0.001, h1, cand) - mix(0.001, h2, cand)) / abs(h1 - h2)
    if k_one >= 0.99:
        return "one"
    if k_zero >= 0.99:
        return "zero"
    return "never"
""",
            "The bar is 0.9 instead of 0.99, so a memory that loses a twentieth in each step passes": """
def memory_gate(mix):
    for name, z in [("one", 0.999), ("zero", 0.001)]:
        k = mix(z, 1.0, 0.0) - mix(z, 0.0, 0.0)
        if k >= 0.9:
            return name
    return "never"
""",
            "Only one memory is tried, and the candidate has the same value, so nothing can be told apart": """
def memory_gate(mix):
    if mix(0.999, 1.0, 1.0) >= 0.99:
        return "one"
    if mix(0.001, 1.0, 1.0) >= 0.99:
        return "zero"
    return "never"
""",
            "It changes the candidate instead of the old memory": """
def memory_gate(mix):
    near_one = mix(0.999, 0.0, 1.0) - mix(0.999, 0.0, 0.0)
    near_zero = mix(0.001, 0.0, 1.0) - mix(0.001, 0.0, 0.0)
    if near_one >= 0.99:
        return "one"
    if near_zero >= 0.99:
        return "zero"
    return "never"
""",
            "The shares at both ends are compared with each other, and the bar of 0.99 is not asked for": """
def memory_gate(mix):
    k1 = mix(0.999, 1.0, 0.0) - mix(0.999, 0.0, 0.0)
    k0 = mix(0.001, 1.0, 0.0) - mix(0.001, 0.0, 0.0)
    if k1 > k0:
        return "one"
    if k0 > k1:
        return "zero"
    return "never"
""",
            "The difference is not divided by h1 - h2, which is 2 here": """
def memory_gate(mix):
    h1, h2 = 1.0, -1.0
    if mix(0.999, h1, 0.0) - mix(0.999, h2, 0.0) >= 0.99:
        return "one"
    if mix(0.001, h1, 0.0) - mix(0.001, h2, 0.0) >= 0.99:
        return "zero"
    return "never"
""",
            "Whatever keeps nothing near z = 1 is called zero, without a try near z = 0": """
def memory_gate(mix):
    k = mix(0.999, 1.0, 0.0) - mix(0.999, 0.0, 0.0)
    if k >= 0.99:
        return "one"
    elif k <= 0.01:
        return "zero"
    return "never"
""",
            "The memories are given candidates of their own (h' = h), so the difference holds the candidate too": """
def memory_gate(mix):
    def share(z, h1=1.0, h2=0.0):
        return (mix(z, h1, h1) - mix(z, h2, h2)) / (h1 - h2)

    if share(0.999) >= 0.99:
        return "one"
    if share(0.001) >= 0.99:
        return "zero"
    return "never"
""",
        },
        "to_pytorch": {
            "The weights are cut after the first H columns, not before the last H": """
def to_pytorch(params):
    W, b, b_h = params["W"], params["b"], params["b_h"]
    H = len(b_h)
    return {
        "weight_ih_l0": W[:, :H],
        "weight_hh_l0": W[:, H:],
        "bias_ih_l0": b,
        "bias_hh_l0": np.concatenate([np.zeros(2 * H), b_h]),
    }
""",
            "The two weights are swapped: the state's columns go to weight_ih_l0": """
def to_pytorch(params):
    W = params["W"]
    H = len(params["b_h"])
    theirs = {}
    theirs["weight_hh_l0"] = W[:, :-H]
    theirs["weight_ih_l0"] = W[:, -H:]
    theirs["bias_ih_l0"] = params["b"]
    theirs["bias_hh_l0"] = np.concatenate([np.zeros(2 * H), params["b_h"]])
    return theirs
""",
            "bias_hh_l0 has b_h first and the zeros after it": """
def to_pytorch(params):
    H = len(params["b_h"])
    W = params["W"]
    return {
        "weight_ih_l0": W[:, :-H],
        "weight_hh_l0": W[:, -H:],
        "bias_ih_l0": params["b"],
        "bias_hh_l0": np.concatenate([params["b_h"], np.zeros(2 * H)]),
    }
""",
            "b_h is repeated for all three blocks in place of zeros for the gates": """
def to_pytorch(params):
    W, b, b_h = params["W"], params["b"], params["b_h"]
    H = b_h.size
    D = W.shape[1] - H
    bias_hh = np.tile(b_h, 3)
    return {
        "weight_ih_l0": W[:, :D],
        "weight_hh_l0": W[:, D:],
        "bias_ih_l0": b,
        "bias_hh_l0": bias_hh,
    }
""",
            "The gates' biases go to bias_hh_l0 and are 0 in bias_ih_l0": """
def to_pytorch(params):
    W, b, b_h = params["W"], params["b"], params["b_h"]
    H = len(b_h)
    return {
        "weight_ih_l0": W[:, :-H],
        "weight_hh_l0": W[:, -H:],
        "bias_ih_l0": np.concatenate([np.zeros(2 * H), b[2 * H :]]),
        "bias_hh_l0": np.concatenate([b[: 2 * H], b_h]),
    }
""",
            "bias_hh_l0 has only H zeros before b_h, one block too few": """
def to_pytorch(params):
    W = params["W"]
    H = len(params["b_h"])
    second = np.concatenate([np.zeros(H), params["b_h"]])
    return {
        "weight_ih_l0": W[:, :-H],
        "weight_hh_l0": W[:, -H:],
        "bias_ih_l0": params["b"],
        "bias_hh_l0": second,
    }
""",
            "The order of the gates' blocks is changed to z, r, candidate for PyTorch": """
def to_pytorch(params):
    H = len(params["b_h"])
    W_r, W_z, W_h = np.split(params["W"], 3)
    b_r, b_z, b_c = np.split(params["b"], 3)
    W = np.concatenate([W_z, W_r, W_h])
    b = np.concatenate([b_z, b_r, b_c])
    return {
        "weight_ih_l0": W[:, :-H],
        "weight_hh_l0": W[:, -H:],
        "bias_ih_l0": b,
        "bias_hh_l0": np.concatenate([np.zeros(2 * H), params["b_h"]]),
    }
""",
            "The candidate's two biases are added up in bias_ih_l0 and bias_hh_l0 is all zeros": """
def to_pytorch(params):
    W, H = params["W"], len(params["b_h"])
    b = params["b"].copy()
    b[2 * H :] += params["b_h"]
    return {
        "weight_ih_l0": W[:, :-H],
        "weight_hh_l0": W[:, -H:],
        "bias_ih_l0": b,
        "bias_hh_l0": np.zeros(3 * H),
    }
""",
            "The rows are cut and not the columns": """
def to_pytorch(params):
    W, b_h = params["W"], params["b_h"]
    H = len(b_h)
    return {
        "weight_ih_l0": W[:-H],
        "weight_hh_l0": W[-H:],
        "bias_ih_l0": params["b"],
        "bias_hh_l0": np.concatenate([np.zeros(2 * H), b_h]),
    }
""",
            "The weights are handed over transposed": """
def to_pytorch(params):
    W = params["W"]
    H = len(params["b_h"])
    W_x = W[:, :-H]
    W_state = W[:, -H:]
    return {
        "weight_ih_l0": W_x.T,
        "weight_hh_l0": W_state.T,
        "bias_ih_l0": params["b"],
        "bias_hh_l0": np.concatenate([np.zeros(2 * H), params["b_h"]]),
    }
""",
        },
        "from_pytorch": {
            "Both biases are added in all three blocks, the candidate's too": """
def from_pytorch(arrays):
    W = np.concatenate([arrays["weight_ih_l0"], arrays["weight_hh_l0"]], axis=1)
    H = arrays["weight_hh_l0"].shape[1]
    b = arrays["bias_ih_l0"] + arrays["bias_hh_l0"]
    return {"W": W, "b": b, "b_h": arrays["bias_hh_l0"][2 * H :]}
""",
            "The gates' second biases are dropped: b is bias_ih_l0 alone": """
def from_pytorch(arrays):
    H = arrays["weight_hh_l0"].shape[1]
    return {
        "W": np.concatenate([arrays["weight_ih_l0"], arrays["weight_hh_l0"]], axis=1),
        "b": arrays["bias_ih_l0"].copy(),
        "b_h": arrays["bias_hh_l0"][-H:],
    }
""",
            "The second bias is added only to the first H numbers, so the update gate misses it": """
def from_pytorch(arrays):
    W_x, W_s = arrays["weight_ih_l0"], arrays["weight_hh_l0"]
    H = W_s.shape[1]
    b = arrays["bias_ih_l0"].copy()
    b[:H] += arrays["bias_hh_l0"][:H]
    return {
        "W": np.concatenate([W_x, W_s], axis=1),
        "b": b,
        "b_h": arrays["bias_hh_l0"][2 * H :],
    }
""",
            "The weights are joined with the state's columns first": """
def from_pytorch(arrays):
    hh = arrays["weight_hh_l0"]
    H = hh.shape[1]
    b = np.array(arrays["bias_ih_l0"])
    b[: 2 * H] += arrays["bias_hh_l0"][: 2 * H]
    W = np.hstack([hh, arrays["weight_ih_l0"]])
    return {"W": W, "b": b, "b_h": arrays["bias_hh_l0"][2 * H :]}
""",
            "b is not copied, so the bias_ih_l0 that came in is changed": """
def from_pytorch(arrays):
    H = arrays["weight_hh_l0"].shape[1]
    b = arrays["bias_ih_l0"]
    second = arrays["bias_hh_l0"]
    b[: 2 * H] += second[: 2 * H]
    W = np.concatenate([arrays["weight_ih_l0"], arrays["weight_hh_l0"]], axis=1)
    return {"W": W, "b": b, "b_h": second[2 * H :]}
""",
            "H is taken from the columns of weight_ih_l0, which is D": """
def from_pytorch(arrays):
    H = arrays["weight_ih_l0"].shape[1]
    first, second = arrays["bias_ih_l0"], arrays["bias_hh_l0"]
    b = first.copy()
    b[: 2 * H] = first[: 2 * H] + second[: 2 * H]
    W = np.concatenate([arrays["weight_ih_l0"], arrays["weight_hh_l0"]], axis=1)
    return {"W": W, "b": b, "b_h": second[2 * H :]}
""",
            "b_h is the whole of bias_hh_l0, with 3H numbers": """
def from_pytorch(arrays):
    W_ih, W_hh = arrays["weight_ih_l0"], arrays["weight_hh_l0"]
    b_ih, b_hh = arrays["bias_ih_l0"], arrays["bias_hh_l0"]
    n = 2 * W_hh.shape[1]
    b = b_ih.copy()
    b[:n] += b_hh[:n]
    return {"W": np.concatenate([W_ih, W_hh], axis=1), "b": b, "b_h": b_hh}
""",
            "b_h is cut from the input's biases instead of from bias_hh_l0": """
def from_pytorch(arrays):
    H = arrays["weight_hh_l0"].shape[1]
    bi, bh = arrays["bias_ih_l0"], arrays["bias_hh_l0"]
    b = np.concatenate([bi[: 2 * H] + bh[: 2 * H], bi[2 * H :]])
    W = np.concatenate([arrays["weight_ih_l0"], arrays["weight_hh_l0"]], axis=1)
    return {"W": W, "b": b, "b_h": bi[2 * H :]}
""",
            "The candidate's b is the hidden bias, and b_h the input's: the two are exchanged at the end of b only": """
def from_pytorch(arrays):
    H = arrays["weight_hh_l0"].shape[1]
    r1, z1, h1 = np.split(arrays["bias_ih_l0"], 3)
    r2, z2, h2 = np.split(arrays["bias_hh_l0"], 3)
    b = np.concatenate([r1 + r2, z1 + z2, h2])
    W = np.concatenate([arrays["weight_ih_l0"], arrays["weight_hh_l0"]], axis=1)
    return {"W": W, "b": b, "b_h": h1}
""",
            "b_h is the first H numbers of bias_hh_l0, the reset gate's, and not the last H": """
def from_pytorch(arrays):
    wi, wh = arrays["weight_ih_l0"], arrays["weight_hh_l0"]
    H = wh.shape[1]
    b = arrays["bias_ih_l0"].copy()
    b[: 2 * H] += arrays["bias_hh_l0"][: 2 * H]
    out = {}
    out["W"] = np.concatenate([wi, wh], axis=1)
    out["b"] = b
    out["b_h"] = arrays["bias_hh_l0"][:H]
    return out
""",
        },
    },
    "convolution": {
        "count_weights": {
            "The places along a side lack the first one, + 1 is forgotten": """
def count_weights(c_in, c_out, side, size, stride):
    places = ((side - size) // stride) ** 2
    neurons = c_out * places
    dense = neurons * c_in * side * side
    sparse = neurons * c_in * size * size
    shared = c_out * c_in * size * size
    return dense, sparse, shared
""",
            "The places along a side are not squared": """
def count_weights(c_in, c_out, side, size, stride):
    n_out = (side - size) // stride + 1
    dense = c_out * n_out * c_in * side**2
    sparse = c_out * n_out * c_in * size**2
    shared = c_out * c_in * size**2
    return dense, sparse, shared
""",
            "The shared kernel has no factor for the maps that come in": """
def count_weights(c_in, c_out, side, size, stride):
    N = ((side - size) // stride + 1) ** 2
    dense = c_out * N * c_in * side**2
    sparse = c_out * N * c_in * size**2
    shared = c_out * size**2
    return dense, sparse, shared
""",
            "The shared layer has one kernel for all feature maps that go out, c_out is missing": """
def count_weights(c_in, c_out, side, size, stride):
    out = (side - size) // stride + 1
    neurons = c_out * out * out
    return neurons * c_in * side * side, neurons * c_in * size * size, c_in * size * size
""",
            "A dense neuron sees only one map of the input": """
def count_weights(c_in, c_out, side, size, stride):
    n_out = (side - size) // stride + 1
    neurons = c_out * n_out**2
    dense = neurons * side**2
    sparse = neurons * c_in * size**2
    shared = c_out * c_in * size**2
    return dense, sparse, shared
""",
            "The biases are counted along in the shared layer": """
def count_weights(c_in, c_out, side, size, stride):
    N = ((side - size) // stride + 1) ** 2
    per_window = c_in * size**2
    dense = c_out * N * c_in * side**2
    sparse = c_out * N * per_window
    shared = c_out * (per_window + 1)
    return dense, sparse, shared
""",
            "The number of places is side // stride, the size of the window is left out of it": """
def count_weights(c_in, c_out, side, size, stride):
    places = side // stride
    neurons = c_out * places**2
    dense = neurons * c_in * side**2
    sparse = neurons * c_in * size**2
    shared = c_out * c_in * size**2
    return dense, sparse, shared
""",
            "The window counts as size numbers, not as size * size, in the sparse and the shared layer": """
def count_weights(c_in, c_out, side, size, stride):
    places = ((side - size) // stride + 1) ** 2
    window = c_in * size
    dense = c_out * places * c_in * side**2
    return dense, c_out * places * window, c_out * window
""",
            "True division is used in place of //, so with a stride that does not fit the numbers are too large and not whole": """
def count_weights(c_in, c_out, side, size, stride):
    n_out = (side - size) / stride + 1
    neurons = c_out * n_out**2
    dense = neurons * c_in * side**2
    sparse = neurons * c_in * size**2
    shared = c_out * c_in * size**2
    return dense, sparse, shared
""",
            "The neurons are counted for one feature map only, so dense and sparse lack c_out": """
def count_weights(c_in, c_out, side, size, stride):
    along = 1 + (side - size) // stride
    neurons = along * along
    pixels = c_in * side * side
    window = c_in * size * size
    return neurons * pixels, neurons * window, c_out * window
""",
        },
        "convolve": {
            "The bias is never added": """
def convolve(x, W, b, stride, padding):
    p, K = padding, W.shape[2]
    x = np.pad(x, [(0, 0), (p, p), (p, p)])
    down = (x.shape[1] - K) // stride + 1
    across = (x.shape[2] - K) // stride + 1
    y = np.zeros((W.shape[0], down, across))
    for f, r, c in np.ndindex(y.shape):
        window = x[:, r * stride : r * stride + K, c * stride : c * stride + K]
        y[f, r, c] = np.sum(W[f] * window)
    return y
""",
            "The kernel is turned round by 180 degrees, as in signal processing": """
def convolve(x, W, b, stride, padding):
    K = W.shape[-1]
    x = np.pad(x, [(0, 0), (padding, padding), (padding, padding)])
    y = np.zeros((len(W), (x.shape[1] - K) // stride + 1, (x.shape[2] - K) // stride + 1))
    flipped = W[:, :, ::-1, ::-1]
    for f, r, c in np.ndindex(y.shape):
        top, left = r * stride, c * stride
        window = x[:, top : top + K, left : left + K]
        y[f, r, c] = np.sum(flipped[f] * window) + b[f]
    return y
""",
            "The window begins at pixel (r, c), the stride is used for the shape only": """
def convolve(x, W, b, stride, padding):
    F, C, K, _ = W.shape
    p = padding
    xp = np.pad(x, [(0, 0), (p, p), (p, p)])
    H = (xp.shape[1] - K) // stride + 1
    V = (xp.shape[2] - K) // stride + 1
    y = np.zeros((F, H, V))
    for f in range(F):
        for r in range(H):
            for c in range(V):
                y[f, r, c] = np.sum(W[f] * xp[:, r : r + K, c : c + K]) + b[f]
    return y
""",
            "The number of places across is made from the rows, so only square pictures come out right": """
def convolve(x, W, b, stride, padding):
    p, K = padding, W.shape[2]
    n = x.shape[1]
    x = np.pad(x, [(0, 0), (p, p), (p, p)])
    places = (n + 2 * p - K) // stride + 1
    y = np.zeros((len(W), places, places))
    for f, r, c in np.ndindex(y.shape):
        top, left = stride * r, stride * c
        window = x[:, top : top + K, left : left + K]
        if window.shape == W[f].shape:
            y[f, r, c] = np.sum(W[f] * window) + b[f]
    return y
""",
            "The size of the output counts the padding once, n + p - K, and not on both sides": """
def convolve(x, W, b, stride, padding):
    K, p = W.shape[2], padding
    F, (rows, cols) = W.shape[0], x.shape[1:]
    down = (rows + p - K) // stride + 1
    across = (cols + p - K) // stride + 1
    x = np.pad(x, [(0, 0), (p, p), (p, p)])
    y = np.zeros((F, down, across))
    for f, r, c in np.ndindex(F, down, across):
        window = x[:, r * stride : r * stride + K, c * stride : c * stride + K]
        y[f, r, c] = np.sum(W[f] * window) + b[f]
    return y
""",
            "Only map 0 of the input is looked at, there is no sum over the maps": """
def convolve(x, W, b, stride, padding):
    p, K = padding, W.shape[2]
    x = np.pad(x, [(0, 0), (p, p), (p, p)])
    y = np.zeros((len(W), (x.shape[1] - K) // stride + 1, (x.shape[2] - K) // stride + 1))
    for f, r, c in np.ndindex(y.shape):
        for i in range(K):
            for j in range(K):
                y[f, r, c] += W[f, 0, i, j] * x[0, r * stride + i, c * stride + j]
        y[f, r, c] += b[f]
    return y
""",
            "The bias is added inside the loop over the maps, so it counts once for each map of the input": """
def convolve(x, W, b, stride, padding):
    p = padding
    F, C, K = W.shape[:3]
    wide = np.pad(x, [(0, 0), (p, p), (p, p)])
    down, across = ((n + 2 * p - K) // stride + 1 for n in x.shape[1:])
    y = np.zeros((F, down, across))
    for f, r, c in np.ndindex(y.shape):
        top, left = r * stride, c * stride
        for m in range(C):
            y[f, r, c] += np.sum(W[f, m] * wide[m, top : top + K, left : left + K]) + b[f]
    return y
""",
            "The padding repeats the pixels of the edge in place of zeros": """
def convolve(x, W, b, stride, padding):
    p, K = padding, W.shape[3]
    x = np.pad(x, [(0, 0), (p, p), (p, p)], mode="edge")
    down = (x.shape[1] - K) // stride + 1
    across = (x.shape[2] - K) // stride + 1
    y = np.zeros((len(W), down, across))
    for f, r, c in np.ndindex(y.shape):
        top, left = r * stride, c * stride
        y[f, r, c] = np.sum(W[f] * x[:, top : top + K, left : left + K]) + b[f]
    return y
""",
            "Rows and columns of the place are mixed up: r moves the window across and c down": """
def convolve(x, W, b, stride, padding):
    p, K, s = padding, W.shape[2], stride
    x = np.pad(x, [(0, 0), (p, p), (p, p)])
    down = (x.shape[1] - K) // s + 1
    across = (x.shape[2] - K) // s + 1
    y = np.zeros((len(W), across, down))
    for f, r, c in np.ndindex(y.shape):
        window = x[:, c * s : c * s + K, r * s : r * s + K]
        y[f, r, c] = np.sum(W[f] * window) + b[f]
    return y
""",
            "The places along a side lack the last one, + 1 is forgotten": """
def convolve(x, W, b, stride, padding):
    p, K = padding, W.shape[2]
    x = np.pad(x, [(0, 0), (p, p), (p, p)])
    down = (x.shape[1] - K) // stride
    across = (x.shape[2] - K) // stride
    y = np.zeros((len(W), down, across))
    for f, r, c in np.ndindex(y.shape):
        window = x[:, r * stride : r * stride + K, c * stride : c * stride + K]
        y[f, r, c] = (W[f] * window).sum() + b[f]
    return y
""",
        },
        "columns": {
            "The transpose at the end is forgotten, each window is a row": """
def columns(x, size, stride):
    down = (x.shape[1] - size) // stride + 1
    across = (x.shape[2] - size) // stride + 1
    windows = []
    for r in range(down):
        for c in range(across):
            w = x[:, r * stride : r * stride + size, c * stride : c * stride + size]
            windows.append(w.ravel())
    return np.array(windows)
""",
            "The array gets its shape by reshape and not by a transpose, so the numbers are shuffled": """
def columns(x, size, stride):
    down, across = ((n - size) // stride + 1 for n in x.shape[1:])
    cut = []
    for r, c in np.ndindex(down, across):
        top, left = r * stride, c * stride
        cut.append(x[:, top : top + size, left : left + size].ravel())
    return np.array(cut).reshape(len(x) * size**2, down * across)
""",
            "The places are gone through column by column": """
def columns(x, size, stride):
    C, rows, cols = x.shape
    down = (rows - size) // stride + 1
    across = (cols - size) // stride + 1
    cut = []
    for c in range(across):
        for r in range(down):
            window = x[:, r * stride : r * stride + size, c * stride : c * stride + size]
            cut.append(window.ravel())
    return np.array(cut).T
""",
            "The windows move by one pixel, the stride only sets how many there are": """
def columns(x, size, stride):
    down = (x.shape[1] - size) // stride + 1
    across = (x.shape[2] - size) // stride + 1
    X = np.zeros((x.shape[0] * size * size, down * across))
    for k, (r, c) in enumerate(np.ndindex(down, across)):
        X[:, k] = x[:, r : r + size, c : c + size].ravel()
    return X
""",
            "Each window is flattened in Fortran order, so the map runs fastest and not the column": """
def columns(x, size, stride):
    down = (x.shape[1] - size) // stride + 1
    across = (x.shape[2] - size) // stride + 1
    cols = []
    for r in range(down):
        for c in range(across):
            top, left = r * stride, c * stride
            window = x[:, top:top + size, left:left + size]
            cols.append(window.flatten(order="F"))
    return np.stack(cols, axis=1)
""",
            "The index of the column is r * down + c, so columns are overwritten or left out when the picture is not square": """
def columns(x, size, stride):
    C, H, V = x.shape
    down = (H - size) // stride + 1
    across = (V - size) // stride + 1
    X = np.zeros((C * size * size, down * across))
    for r in range(down):
        for c in range(across):
            window = x[:, r * stride : r * stride + size, c * stride : c * stride + size]
            X[:, (r * down + c) % (down * across)] = window.ravel()
    return X
""",
            "The maps are the last axis when a window is flattened, so the maps are interleaved pixel by pixel": """
def columns(x, size, stride):
    pic = x.transpose(1, 2, 0)
    down = (x.shape[1] - size) // stride + 1
    across = (x.shape[2] - size) // stride + 1
    out = []
    for r, c in np.ndindex(down, across):
        t, l = r * stride, c * stride
        out.append(pic[t : t + size, l : l + size].ravel())
    return np.array(out).T
""",
            "The loop steps over pixel positions up to side - size, exclusive, so the last place can be lost": """
def columns(x, size, stride):
    rows, cols = x.shape[1], x.shape[2]
    cut = []
    for top in range(0, rows - size, stride):
        for left in range(0, cols - size, stride):
            cut.append(x[:, top : top + size, left : left + size].ravel())
    return np.array(cut).reshape(-1, x.shape[0] * size**2).T
""",
            "Each map makes columns of its own, so the maps stand side by side and not one under the other": """
def columns(x, size, stride):
    down, across = ((n - size) // stride + 1 for n in x.shape[1:])
    cut = []
    for m in range(len(x)):
        for r, c in np.ndindex(down, across):
            window = x[m, r * stride : r * stride + size, c * stride : c * stride + size]
            cut.append(window.ravel())
    return np.array(cut).T
""",
            "The columns of places are counted from the rows of the picture, and the rows of places from its columns": """
def columns(x, size, stride):
    across = (x.shape[1] - size) // stride + 1
    down = (x.shape[2] - size) // stride + 1
    X = np.zeros((len(x) * size**2, down * across))
    k = 0
    for r, c in np.ndindex(down, across):
        window = x[:, r * stride : r * stride + size, c * stride : c * stride + size]
        if window.shape[1:] == (size, size):
            X[:, k] = window.ravel()
        k += 1
    return X
""",
        },
        "convolve_backward": {
            "The window of dwide is set with = and not added to, so overlapping windows overwrite each other": """
def convolve_backward(dy, x, W, stride, padding):
    p, K = padding, W.shape[2]
    wide = np.pad(x, [(0, 0), (p, p), (p, p)])
    dwide = np.zeros_like(wide)
    dW = np.zeros_like(W)
    for f, r, c in np.ndindex(dy.shape):
        t, l = r * stride, c * stride
        dW[f] += dy[f, r, c] * wide[:, t : t + K, l : l + K]
        dwide[:, t : t + K, l : l + K] = dy[f, r, c] * W[f]
    dx = dwide[:, p : p + x.shape[1], p : p + x.shape[2]]
    return dx, dW, dy.sum(axis=(1, 2))
""",
            "dW[f] is set with =, so only the last place counts": """
def convolve_backward(dy, x, W, stride, padding):
    p, K, s = padding, W.shape[2], stride
    rows, cols = x.shape[1:]
    wide = np.pad(x, [(0, 0), (p, p), (p, p)])
    dwide, dW = np.zeros_like(wide), np.zeros_like(W)
    for f, r, c in np.ndindex(dy.shape):
        window = wide[:, r * s : r * s + K, c * s : c * s + K]
        dW[f] = dy[f, r, c] * window
        dwide[:, r * s : r * s + K, c * s : c * s + K] += dy[f, r, c] * W[f]
    db = dy.sum(axis=(1, 2))
    return dwide[:, p : p + rows, p : p + cols], dW, db
""",
            "The padding is cut off with p:-p, which is empty for p = 0": """
def convolve_backward(dy, x, W, stride, padding):
    p = padding
    K = W.shape[2]
    xp = np.pad(x, [(0, 0), (p, p), (p, p)])
    dxp = np.zeros_like(xp)
    dW = np.zeros_like(W)
    for f, r, c in np.ndindex(dy.shape):
        top, left = r * stride, c * stride
        dW[f] += dy[f, r, c] * xp[:, top : top + K, left : left + K]
        dxp[:, top : top + K, left : left + K] += dy[f, r, c] * W[f]
    return dxp[:, p:-p, p:-p], dW, dy.sum(axis=(1, 2))
""",
            "dx still has its padding, in a third way": """
def convolve_backward(dy, x, W, stride, padding):
    p, K = padding, W.shape[2]
    x = np.pad(x, [(0, 0), (p, p), (p, p)])
    dx, dW = np.zeros_like(x), np.zeros_like(W)
    for f, r, c in np.ndindex(dy.shape):
        here = np.s_[:, r * stride : r * stride + K, c * stride : c * stride + K]
        dW[f] += dy[f, r, c] * x[here]
        dx[here] += dy[f, r, c] * W[f]
    db = dy.sum(axis=(1, 2))
    return dx, dW, db
""",
            "The padding is cut off only at the end, so dx begins with the zeros above and to the left": """
def convolve_backward(dy, x, W, stride, padding):
    p, K = padding, W.shape[2]
    wide = np.pad(x, [(0, 0), (p, p), (p, p)])
    dwide, dW = np.zeros_like(wide), np.zeros_like(W)
    for f, r, c in np.ndindex(dy.shape):
        here = np.s_[:, r * stride : r * stride + K, c * stride : c * stride + K]
        dW[f] += dy[f, r, c] * wide[here]
        dwide[here] += dy[f, r, c] * W[f]
    dx = dwide[:, : x.shape[1], : x.shape[2]]
    return dx, dW, dy.sum(axis=(1, 2))
""",
            "db is the mean over the places and not the sum": """
def convolve_backward(dy, x, W, stride, padding):
    p, K = padding, W.shape[2]
    _, rows, cols = x.shape
    wide = np.pad(x, [(0, 0), (p, p), (p, p)])
    dwide = np.zeros_like(wide)
    dW = np.zeros_like(W)
    for f, r, c in np.ndindex(dy.shape):
        top, left = stride * r, stride * c
        window = wide[:, top : top + K, left : left + K]
        dW[f] += dy[f, r, c] * window
        dwide[:, top : top + K, left : left + K] += dy[f, r, c] * W[f]
    return dwide[:, p : p + rows, p : p + cols], dW, dy.mean(axis=(1, 2))
""",
            "db is summed over everything and is one number for all feature maps": """
def convolve_backward(dy, x, W, stride, padding):
    p, s, K = padding, stride, W.shape[2]
    wide = np.pad(x, [(0, 0), (p, p), (p, p)])
    dwide, dW, db = np.zeros_like(wide), np.zeros_like(W), np.zeros(len(W))
    for f, r, c in np.ndindex(dy.shape):
        dW[f] += dy[f, r, c] * wide[:, r * s : r * s + K, c * s : c * s + K]
        dwide[:, r * s : r * s + K, c * s : c * s + K] += dy[f, r, c] * W[f]
        db += dy[f, r, c]
    return dwide[:, p : p + x.shape[1], p : p + x.shape[2]], dW, db
""",
            "On the way back to x the kernel is turned round, although the window was not": """
def convolve_backward(dy, x, W, stride, padding):
    p, K = padding, W.shape[2]
    wide = np.pad(x, [(0, 0), (p, p), (p, p)])
    dwide, dW = np.zeros_like(wide), np.zeros_like(W)
    for f, r, c in np.ndindex(dy.shape):
        top, left = r * stride, c * stride
        dW[f] += dy[f, r, c] * wide[:, top : top + K, left : left + K]
        dwide[:, top : top + K, left : left + K] += dy[f, r, c] * W[f, :, ::-1, ::-1]
    dx = dwide[:, p : p + x.shape[1], p : p + x.shape[2]]
    return dx, dW, dy.sum(axis=(1, 2))
""",
            "dW is computed from the picture without its padding, so the windows stand p pixels off": """
def convolve_backward(dy, x, W, stride, padding):
    p, K = padding, W.shape[2]
    C, rows, cols = x.shape
    dwide = np.zeros((C, rows + 2 * p, cols + 2 * p))
    dW = np.zeros_like(W)
    for f, r, c in np.ndindex(dy.shape):
        top, left = r * stride, c * stride
        dwide[:, top : top + K, left : left + K] += dy[f, r, c] * W[f]
        window = x[:, top : top + K, left : left + K]
        dW[f, :, : window.shape[1], : window.shape[2]] += dy[f, r, c] * window
    db = dy.sum(axis=(1, 2))
    return dwide[:, p : p + rows, p : p + cols], dW, db
""",
            "The stride is forgotten on the way back to x: the gradient goes to the window at (r, c)": """
def convolve_backward(dy, x, W, stride, padding):
    p, K = padding, W.shape[2]
    wide = np.pad(x, [(0, 0), (p, p), (p, p)])
    dwide = np.zeros_like(wide)
    dW = np.zeros_like(W)
    for f, r, c in np.ndindex(dy.shape):
        window = wide[:, r * stride : r * stride + K, c * stride : c * stride + K]
        dW[f] += dy[f, r, c] * window
        dwide[:, r : r + K, c : c + K] += dy[f, r, c] * W[f]
    dx = dwide[:, p : p + x.shape[1], p : p + x.shape[2]]
    db = np.array([d.sum() for d in dy])
    return dx, dW, db
""",
        },
        "descend": {
            "The mean's factor 1/n is forgotten": """
def descend(forward, backward, target, W, lr, steps):
    for _ in range(steps):
        y = forward(W)
        dy = 2 * (y - target)
        W = W - lr * backward(dy)
    return W
""",
            "The factor 2 of the square's slope is forgotten": """
def descend(forward, backward, target, W, lr, steps):
    for step in range(steps):
        y = forward(W)
        dy = (y - target) / y.size
        W = W - lr * backward(dy)
    return W
""",
            "It steps uphill: W + lr * dW": """
def descend(forward, backward, target, W, lr, steps):
    for _ in range(steps):
        y = forward(W)
        dy = 2 / y.size * (y - target)
        dW = backward(dy)
        W = W + lr * dW
    return W
""",
            "The difference is target - y, with the sign turned, and W - lr * dW still": """
def descend(forward, backward, target, W, lr, steps):
    n = target.size
    for _ in range(steps):
        dy = 2 * (target - forward(W)) / n
        W = W - lr * backward(dy)
    return W
""",
            "W is changed in place, so the array that came in changes too": """
def descend(forward, backward, target, W, lr, steps):
    for _ in range(steps):
        y = forward(W)
        dy = 2 * (y - target) / y.size
        W -= lr * backward(dy)
    return W
""",
            "y is computed once before the loop, so every step goes the same way": """
def descend(forward, backward, target, W, lr, steps):
    y = forward(W)
    dy = 2 * (y - target) / y.size
    for _ in range(steps):
        W = W - lr * backward(dy)
    return W
""",
            "It divides by len(y), which is only the first axis, and not by the number of entries": """
def descend(forward, backward, target, W, lr, steps):
    for _ in range(steps):
        y = forward(W)
        dy = 2 * (y - target) / len(y)
        W = W - lr * backward(dy)
    return W
""",
            "The loop begins at 1 and so takes one step too few": """
def descend(forward, backward, target, W, lr, steps):
    W = W.copy()
    for i in range(1, steps):
        y = forward(W)
        dy = 2 * (y - target) / y.size
        W = W - lr * backward(dy)
    return W
""",
            "It divides by the number of weights, W.size, and not by the number of outputs": """
def descend(forward, backward, target, W, lr, steps):
    w = np.array(W)
    for _ in range(steps):
        error = forward(w) - target
        dy = 2 * error / w.size
        w = w - lr * backward(dy)
    return w
""",
            "The return stands inside the loop, so only one step is taken": """
def descend(forward, backward, target, W, lr, steps):
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
            "The L2 norm is the root of the mean of the squares": """
def pools(x, size, stride):
    N, rows, cols = x.shape
    down, across = (rows - size) // stride + 1, (cols - size) // stride + 1
    largest, average, l2 = np.zeros((3, N, down, across))
    for r, c in np.ndindex(down, across):
        top, left = r * stride, c * stride
        w = x[:, top : top + size, left : left + size]
        largest[:, r, c] = w.max(axis=(1, 2))
        average[:, r, c] = w.mean(axis=(1, 2))
        l2[:, r, c] = np.sqrt((w**2).mean(axis=(1, 2)))
    return largest, average, l2
""",
            "The root of the L2 norm is forgotten": """
def pools(x, size, stride):
    N = len(x)
    down = (x.shape[1] - size) // stride + 1
    across = (x.shape[2] - size) // stride + 1
    largest = np.zeros((N, down, across))
    average = np.zeros((N, down, across))
    l2 = np.zeros((N, down, across))
    for r in range(down):
        for c in range(across):
            win = x[:, r * stride : r * stride + size, c * stride : c * stride + size]
            largest[:, r, c] = np.max(win, axis=(1, 2))
            average[:, r, c] = np.mean(win, axis=(1, 2))
            l2[:, r, c] = np.sum(win**2, axis=(1, 2))
    return largest, average, l2
""",
            "The windows move by their size, the stride is used only for the number of places": """
def pools(x, size, stride):
    down, across = ((n - size) // stride + 1 for n in x.shape[1:])
    largest, average, l2 = np.zeros((3, len(x), down, across))
    for r, c in np.ndindex(down, across):
        window = x[:, r * size : (r + 1) * size, c * size : (c + 1) * size]
        if window.size == 0:
            continue
        largest[:, r, c] = window.max(axis=(1, 2))
        average[:, r, c] = window.mean(axis=(1, 2))
        l2[:, r, c] = np.sqrt((window**2).sum(axis=(1, 2)))
    return largest, average, l2
""",
            "The average divides by K and not by K squared, written otherwise": """
def pools(x, size, stride):
    down = (x.shape[1] - size) // stride + 1
    across = (x.shape[2] - size) // stride + 1
    shape = (x.shape[0], down, across)
    largest, average, l2 = np.zeros(shape), np.zeros(shape), np.zeros(shape)
    for r, c in np.ndindex(down, across):
        top, left = r * stride, c * stride
        window = x[:, top : top + size, left : left + size]
        largest[:, r, c] = window.max(axis=(1, 2))
        average[:, r, c] = window.sum(axis=(1, 2)) / size
        l2[:, r, c] = np.sqrt((window**2).sum(axis=(1, 2)))
    return largest, average, l2
""",
            "The largest is taken over all maps at once, axis is forgotten in max": """
def pools(x, size, stride):
    down, across = ((n - size) // stride + 1 for n in x.shape[1:])
    largest, average, l2 = np.zeros((3, len(x), down, across))
    for r, c in np.ndindex(down, across):
        window = x[:, r * stride : r * stride + size, c * stride : c * stride + size]
        largest[:, r, c] = window.max()
        average[:, r, c] = window.mean(axis=(1, 2))
        l2[:, r, c] = np.sqrt((window**2).sum(axis=(1, 2)))
    return largest, average, l2
""",
            "The largest in size is taken, of the absolute values": """
def pools(x, size, stride):
    down, across = ((n - size) // stride + 1 for n in x.shape[1:])
    largest, average, l2 = np.zeros((3, len(x), down, across))
    for r, c in np.ndindex(down, across):
        top, left = r * stride, c * stride
        window = x[:, top : top + size, left : left + size]
        largest[:, r, c] = np.abs(window).max(axis=(1, 2))
        average[:, r, c] = window.mean(axis=(1, 2))
        l2[:, r, c] = np.sqrt((window**2).sum(axis=(1, 2)))
    return largest, average, l2
""",
            "The largest starts from 0 and is raised pixel by pixel, so a window of negative numbers gives 0": """
def pools(x, size, stride):
    N = x.shape[0]
    down = (x.shape[1] - size) // stride + 1
    across = (x.shape[2] - size) // stride + 1
    largest, total, squares = np.zeros((3, N, down, across))
    for r, c in np.ndindex(down, across):
        for i in range(size):
            for j in range(size):
                pixel = x[:, r * stride + i, c * stride + j]
                largest[:, r, c] = np.maximum(largest[:, r, c], pixel)
                total[:, r, c] += pixel
                squares[:, r, c] += pixel**2
    return largest, total / size**2, np.sqrt(squares)
""",
            "The number of places is the side divided by the stride, rounded up, so windows at the edge are cut short": """
def pools(x, size, stride):
    N, rows, cols = x.shape
    down, across = -(-rows // stride), -(-cols // stride)
    largest, average, l2 = np.zeros((3, N, down, across))
    for r, c in np.ndindex(down, across):
        w = x[:, r * stride : r * stride + size, c * stride : c * stride + size]
        largest[:, r, c] = w.max(axis=(1, 2))
        average[:, r, c] = w.mean(axis=(1, 2))
        l2[:, r, c] = np.sqrt((w**2).sum(axis=(1, 2)))
    return largest, average, l2
""",
            "The results are returned in the order average, largest, l2": """
def pools(x, size, stride):
    down, across = ((n - size) // stride + 1 for n in x.shape[1:])
    largest, average, l2 = np.zeros((3, len(x), down, across))
    for r, c in np.ndindex(down, across):
        here = x[:, r * stride :, c * stride :][:, :size, :size]
        largest[:, r, c] = here.max(axis=(1, 2))
        average[:, r, c] = here.mean(axis=(1, 2))
        l2[:, r, c] = np.sqrt((here**2).sum(axis=(1, 2)))
    return average, largest, l2
""",
            "The L2 norm squares the sum instead of summing the squares": """
def pools(x, size, stride):
    down, across = ((n - size) // stride + 1 for n in x.shape[1:])
    big = np.zeros((len(x), down, across))
    avg = np.zeros_like(big)
    norm = np.zeros_like(big)
    for r, c in np.ndindex(down, across):
        s, t = r * stride, c * stride
        window = x[:, s : s + size, t : t + size]
        big[:, r, c] = window.max(axis=(1, 2))
        avg[:, r, c] = window.mean(axis=(1, 2))
        norm[:, r, c] = np.sqrt(window.sum(axis=(1, 2)) ** 2)
    return big, avg, norm
""",
        },
        "max_backward": {
            "All entries that equal the largest get the gradient, not only the first": """
def max_backward(dy, x, size, stride):
    dx = np.zeros_like(x)
    for r, c in np.ndindex(dy.shape[1:]):
        here = np.s_[:, r * stride : r * stride + size, c * stride : c * stride + size]
        window = x[here]
        mask = window == window.max(axis=(1, 2), keepdims=True)
        dx[here] += mask * dy[:, r, c, None, None]
    return dx
""",
            "The gradient is set with =, so a pixel that wins two windows gets only the last one's": """
def max_backward(dy, x, size, stride):
    N = len(x)
    dx = np.zeros_like(x)
    maps = np.arange(N)
    for r, c in np.ndindex(dy.shape[1:]):
        top, left = r * stride, c * stride
        window = x[:, top : top + size, left : left + size].reshape(N, -1)
        i, j = np.divmod(window.argmax(axis=1), size)
        dx[maps, top + i, left + j] = dy[:, r, c]
    return dx
""",
            "Row and column of the winner are swapped after divmod": """
def max_backward(dy, x, size, stride):
    dx, maps = np.zeros_like(x), np.arange(len(x))
    for r, c in np.ndindex(dy.shape[1:]):
        top, left = r * stride, c * stride
        window = x[:, top : top + size, left : left + size]
        w = window.reshape(len(x), -1).argmax(axis=1)
        col, row = np.divmod(w, size)
        dx[maps, top + row, left + col] += dy[:, r, c]
    return dx
""",
            "top and left are not added, so all gradients land in the upper left window": """
def max_backward(dy, x, size, stride):
    N = x.shape[0]
    dx = np.zeros_like(x)
    maps = np.arange(N)
    for r, c in np.ndindex(dy.shape[1:]):
        top, left = stride * r, stride * c
        window = x[:, top : top + size, left : left + size]
        w = window.reshape(N, -1).argmax(axis=1)
        dx[maps, w // size, w % size] += dy[:, r, c]
    return dx
""",
            "The winner is divided by the stride and not by the size of the window": """
def max_backward(dy, x, size, stride):
    dx = np.zeros_like(x)
    n = np.arange(len(x))
    for r, c in np.ndindex(dy.shape[1:]):
        top, left = r * stride, c * stride
        window = x[:, top : top + size, left : left + size]
        w = window.reshape(len(x), -1).argmax(axis=1)
        row = np.minimum(w // stride, size - 1)
        dx[n, top + row, left + w % stride] += dy[:, r, c]
    return dx
""",
            "The last of equal entries wins, because the loop replaces the best with >=": """
def max_backward(dy, x, size, stride):
    dx = np.zeros_like(x)
    for n, r, c in np.ndindex(dy.shape):
        top, left = r * stride, c * stride
        best, at = -np.inf, (top, left)
        for u in range(top, top + size):
            for v in range(left, left + size):
                if x[n, u, v] >= best:
                    best, at = x[n, u, v], (u, v)
        dx[n, at[0], at[1]] += dy[n, r, c]
    return dx
""",
            "The winner's value is multiplied in: it gets dy times the largest number": """
def max_backward(dy, x, size, stride):
    dx, maps = np.zeros_like(x), np.arange(len(x))
    for r, c in np.ndindex(dy.shape[1:]):
        top, left = r * stride, c * stride
        flat = x[:, top : top + size, left : left + size].reshape(len(x), -1)
        i, j = np.divmod(flat.argmax(axis=1), size)
        dx[maps, top + i, left + j] += dy[:, r, c] * flat.max(axis=1)
    return dx
""",
            "argmax has no axis, so the winner is sought over all maps and every map uses that place": """
def max_backward(dy, x, size, stride):
    dx = np.zeros_like(x)
    for r, c in np.ndindex(dy.shape[1:]):
        top, left = r * stride, c * stride
        window = x[:, top : top + size, left : left + size]
        w = window.argmax() % size**2
        dx[:, top + w // size, left + w % size] += dy[:, r, c]
    return dx
""",
            "The stride is forgotten for the place of the window; it begins at r * size and c * size": """
def max_backward(dy, x, size, stride):
    dx = np.zeros_like(x)
    for n, r, c in np.ndindex(dy.shape):
        top, left = r * size, c * size
        window = x[n, top : top + size, left : left + size]
        if window.size == 0:
            continue
        i, j = np.unravel_index(window.argmax(), window.shape)
        dx[n, top + i, left + j] += dy[n, r, c]
    return dx
""",
            "dx[:, rows, columns] in place of dx[maps, rows, columns]: every map gets the gradient at the winners of all maps": """
def max_backward(dy, x, size, stride):
    dx = np.zeros_like(x)
    N = len(x)
    for r, c in np.ndindex(dy.shape[1:]):
        top, left = r * stride, c * stride
        window = x[:, top : top + size, left : left + size]
        rows, cols = np.divmod(window.reshape(N, -1).argmax(axis=1), size)
        dx[:, top + rows, left + cols] += dy[:, r, c]
    return dx
""",
        },
        "shared_backward": {
            "The average sends dy to each pixel without dividing by the number of entries": """
def shared_backward(dy, x, size, stride):
    dx_average, dx_l2 = np.zeros_like(x), np.zeros_like(x)
    for r, c in np.ndindex(dy.shape[1:]):
        here = np.s_[:, r * stride : r * stride + size, c * stride : c * stride + size]
        g = dy[:, r, c, None, None]
        y = np.sqrt((x[here] ** 2).sum(axis=(1, 2), keepdims=True))
        y[y == 0] = 1
        dx_average[here] += g
        dx_l2[here] += g * x[here] / y
    return dx_average, dx_l2
""",
            "The average's gradient is divided by size and not by size squared": """
def shared_backward(dy, x, size, stride):
    dx_average = np.zeros_like(x)
    dx_l2 = np.zeros_like(x)
    for r, c in np.ndindex(dy.shape[1:]):
        top, left = r * stride, c * stride
        window = x[:, top : top + size, left : left + size]
        part = dy[:, r, c].reshape(-1, 1, 1)
        norm = np.sqrt(np.sum(window**2, axis=(1, 2), keepdims=True))
        norm[norm == 0] = 1
        dx_average[:, top : top + size, left : left + size] += part / size
        dx_l2[:, top : top + size, left : left + size] += part * window / norm
    return dx_average, dx_l2
""",
            "For L2 the root is forgotten: it divides by the sum of the squares": """
def shared_backward(dy, x, size, stride):
    dx_average, dx_l2, s = np.zeros_like(x), np.zeros_like(x), stride
    for r, c in np.ndindex(dy.shape[1:]):
        here = np.s_[:, r * s : r * s + size, c * s : c * s + size]
        part = dy[:, r, c, None, None]
        y = (x[here] ** 2).sum(axis=(1, 2), keepdims=True)
        dx_average[here] += part / size**2
        dx_l2[here] += part * x[here] / np.where(y == 0, 1, y)
    return dx_average, dx_l2
""",
            "A window of zeros is not treated: 0 / 0 gives NaN and a warning": """
def shared_backward(dy, x, size, stride):
    dx_average = np.zeros_like(x)
    dx_l2 = np.zeros_like(x)
    k = size * size
    for r, c in np.ndindex(dy.shape[1:]):
        here = np.s_[:, r * stride : r * stride + size, c * stride : c * stride + size]
        part = dy[:, r, c, None, None]
        y = np.sqrt((x[here] ** 2).sum(axis=(1, 2), keepdims=True))
        dx_average[here] += part / k
        dx_l2[here] += part * x[here] / y
    return dx_average, dx_l2
""",
            "The parts of the L2 norm are set with =, so where windows overlap only the last counts": """
def shared_backward(dy, x, size, stride):
    dx_average, dx_l2 = np.zeros_like(x), np.zeros_like(x)
    for r, c in np.ndindex(dy.shape[1:]):
        t, l = r * stride, c * stride
        window = x[:, t : t + size, l : l + size]
        d = dy[:, r, c, None, None]
        y = np.sqrt((window**2).sum(axis=(1, 2), keepdims=True))
        y[y == 0] = 1
        dx_average[:, t : t + size, l : l + size] += d / size**2
        dx_l2[:, t : t + size, l : l + size] = d * window / y
    return dx_average, dx_l2
""",
            "The slope of L2 has a factor 2 too many: the inner 2 a is not cancelled by the root's 1/2": """
def shared_backward(dy, x, size, stride):
    dx_average, dx_l2 = np.zeros_like(x), np.zeros_like(x)
    for r, c in np.ndindex(dy.shape[1:]):
        here = np.s_[:, r * stride : r * stride + size, c * stride : c * stride + size]
        part = dy[:, r, c, None, None]
        a = x[here]
        y = np.sqrt((a * a).sum(axis=(1, 2), keepdims=True))
        y = np.where(y == 0, 1, y)
        dx_average[here] += part / size**2
        dx_l2[here] += part * 2 * a / y
    return dx_average, dx_l2
""",
            "The norm is taken over all maps together, the sum has no axis": """
def shared_backward(dy, x, size, stride):
    dx_average, dx_l2 = np.zeros_like(x), np.zeros_like(x)
    for r, c in np.ndindex(dy.shape[1:]):
        here = np.s_[:, r * stride : r * stride + size, c * stride : c * stride + size]
        g = dy[:, r, c][:, None, None]
        window = x[here]
        y = np.sqrt((window**2).sum())
        if y == 0:
            y = 1
        dx_average[here] += g / size**2
        dx_l2[here] += g * window / y
    return dx_average, dx_l2
""",
            "For L2 the average's 1/k is multiplied in as well": """
def shared_backward(dy, x, size, stride):
    dx_average, dx_l2 = np.zeros_like(x), np.zeros_like(x)
    k = size**2
    for r, c in np.ndindex(dy.shape[1:]):
        here = np.s_[:, r * stride : r * stride + size, c * stride : c * stride + size]
        part = dy[:, r, c, None, None] / k
        y = np.sqrt((x[here] ** 2).sum(axis=(1, 2), keepdims=True))
        y[y == 0] = 1
        dx_average[here] += part
        dx_l2[here] += part * x[here] / y
    return dx_average, dx_l2
""",
            "For L2 each entry is divided by its absolute value: the norm is taken per pixel, without the sum": """
def shared_backward(dy, x, size, stride):
    dx_average, dx_l2, s = np.zeros_like(x), np.zeros_like(x), stride
    for r, c in np.ndindex(dy.shape[1:]):
        here = np.s_[:, r * s : r * s + size, c * s : c * s + size]
        part = dy[:, r, c, None, None]
        y = np.sqrt(x[here] ** 2)
        y[y == 0] = 1
        dx_average[here] += part / size**2
        dx_l2[here] += part * x[here] / y
    return dx_average, dx_l2
""",
            "A window of zeros is skipped with continue when any map's window is zero, so the other maps lose their gradient there": """
def shared_backward(dy, x, size, stride):
    dx_average, dx_l2 = np.zeros_like(x), np.zeros_like(x)
    for r, c in np.ndindex(dy.shape[1:]):
        here = np.s_[:, r * stride : r * stride + size, c * stride : c * stride + size]
        part = dy[:, r, c, None, None]
        dx_average[here] += part / size**2
        y = np.sqrt((x[here] ** 2).sum(axis=(1, 2), keepdims=True))
        if (y == 0).any():
            continue
        dx_l2[here] += part * x[here] / y
    return dx_average, dx_l2
""",
        },
        "maxout": {
            "The groups are made the other way round: axis 0 is the map in a group, so maps far apart are compared": """
def maxout(x, pieces):
    maps, rows, cols = x.shape
    groups = x.reshape(pieces, maps // pieces, rows, cols)
    return groups.max(axis=0), groups.argmax(axis=0)
""",
            "a and winner come from different axes: argmax counts along the groups and not within one": """
def maxout(x, pieces):
    maps, rows, columns = x.shape
    groups = x.reshape(maps // pieces, pieces, rows, columns)
    a = groups.max(axis=1)
    winner = groups.argmax(axis=0)
    return a, winner
""",
            "winner is the number of the map in all of x, and not its place in the group": """
def maxout(x, pieces):
    n = len(x) // pieces
    groups = x.reshape(n, pieces, *x.shape[1:])
    winner = groups.argmax(axis=1) + pieces * np.arange(n)[:, None, None]
    return groups.max(axis=1), winner
""",
            "A ReLU is put in: the largest starts from 0": """
def maxout(x, pieces):
    groups = x.reshape(len(x) // pieces, pieces, x.shape[1], x.shape[2])
    a = np.maximum(groups.max(axis=1), 0)
    return a, groups.argmax(axis=1)
""",
            "Of equal maps the last one is the winner": """
def maxout(x, pieces):
    maps, rows, cols = x.shape
    a = np.full((maps // pieces, rows, cols), -np.inf)
    winner = np.zeros(a.shape, dtype=int)
    for q in range(maps // pieces):
        for j in range(pieces):
            better = x[q * pieces + j] >= a[q]
            a[q][better] = x[q * pieces + j][better]
            winner[q][better] = j
    return a, winner
""",
            "The pieces are put on the last axis by reshape, so neighbouring pixels are compared and not neighbouring maps": """
def maxout(x, pieces):
    maps, rows, columns = x.shape
    groups = x.reshape(maps // pieces, rows, columns, pieces)
    a = groups.max(axis=3)
    winner = groups.argmax(axis=3)
    return a, winner
""",
            "The group of map q begins at map q and not at q times pieces": """
def maxout(x, pieces):
    count = x.shape[0] // pieces
    a, winner = [], []
    for q in range(count):
        group = x[q : q + pieces]
        a.append(group.max(axis=0))
        winner.append(group.argmax(axis=0))
    return np.array(a), np.array(winner)
""",
            "The winner is counted from 1": """
def maxout(x, pieces):
    maps, rows, columns = x.shape
    grouped = x.reshape(maps // pieces, pieces, rows, columns)
    a = np.max(grouped, axis=1)
    winner = 1 + np.argmax(grouped, axis=1)
    return a, winner
""",
            "One winner is chosen for a whole map, by its largest pixel, and not one at each place": """
def maxout(x, pieces):
    maps, rows, cols = x.shape
    g = x.reshape(maps // pieces, pieces, rows, cols)
    best = g.reshape(maps // pieces, pieces, -1).max(axis=2).argmax(axis=1)
    a = g[np.arange(maps // pieces), best]
    winner = np.zeros(a.shape, dtype=int) + best[:, None, None]
    return a, winner
""",
            "The largest in absolute value is taken as the winner, and a is its value": """
def maxout(x, pieces):
    groups = x.reshape(len(x) // pieces, pieces, *x.shape[1:])
    winner = np.abs(groups).argmax(axis=1)
    a = np.take_along_axis(groups, winner[:, None], axis=1)[:, 0]
    return a, winner
""",
        },
        "survives": {
            "np.roll is used, so what leaves at the right comes in at the left": """
def survives(pool, x, shift, tolerance):
    moved = np.roll(x, shift, axis=2)
    before, after = pool(x), pool(moved)
    ink = (before != 0) | (after != 0)
    kept = np.abs(after - before) < tolerance
    return kept[ink].mean()
""",
            "The copy uses :-shift, which is empty for a shift of 0": """
def survives(pool, x, shift, tolerance):
    moved = np.zeros_like(x)
    moved[:, :, shift:] = x[:, :, :-shift]
    before = pool(x)
    after = pool(moved)
    ink = (before != 0) | (after != 0)
    return np.mean(np.abs(after - before)[ink] < tolerance)
""",
            "The pictures move to the left, written otherwise": """
def survives(pool, x, shift, tolerance):
    moved = np.zeros_like(x)
    moved[:, :, : x.shape[2] - shift] = x[:, :, shift:]
    y0 = pool(x)
    y1 = pool(moved)
    ink = (y0 != 0) | (y1 != 0)
    same = np.abs(y1 - y0) < tolerance
    return same[ink].mean()
""",
            "The pictures move down and not to the right": """
def survives(pool, x, shift, tolerance):
    moved = np.zeros_like(x)
    moved[:, shift:] = x[:, : max(x.shape[1] - shift, 0)]
    before, after = pool(x), pool(moved)
    ink = (before != 0) | (after != 0)
    return (np.abs(after - before) < tolerance)[ink].mean()
""",
            "Only outputs with ink before the shift are counted": """
def survives(pool, x, shift, tolerance):
    moved = np.zeros_like(x)
    moved[:, :, shift:] = x[:, :, : x.shape[2] - shift]
    before, after = pool(x), pool(moved)
    ink = before != 0
    kept = np.abs(after - before) < tolerance
    return kept[ink].sum() / max(ink.sum(), 1)
""",
            "Ink must be there before and after: & in place of |": """
def survives(pool, x, shift, tolerance):
    moved = np.zeros_like(x)
    moved[:, :, shift:] = x[:, :, : x.shape[2] - shift]
    before = pool(x)
    after = pool(moved)
    ink = (before != 0) & (after != 0)
    if not ink.any():
        return 0.0
    return np.mean(np.abs(after - before)[ink] < tolerance)
""",
            "The share is taken of all outputs, those without ink too": """
def survives(pool, x, shift, tolerance):
    moved = np.zeros_like(x)
    moved[:, :, shift:] = x[:, :, : x.shape[2] - shift]
    before, after = pool(x), pool(moved)
    kept = np.abs(after - before) < tolerance
    return kept.mean()
""",
            "The absolute value is forgotten, so every output that falls counts as kept": """
def survives(pool, x, shift, tolerance):
    width = x.shape[2]
    moved = np.zeros_like(x)
    moved[:, :, shift:] = x[:, :, : width - shift]
    before, after = pool(x), pool(moved)
    ink = (before != 0) | (after != 0)
    kept = (after - before) < tolerance
    return kept[ink].mean()
""",
            "The number of kept outputs with ink is divided by the number of all outputs": """
def survives(pool, x, shift, tolerance):
    moved = np.concatenate([np.zeros_like(x[:, :, :shift]), x], axis=2)
    moved = moved[:, :, : x.shape[2]]
    before, after = pool(x), pool(moved)
    ink = (before != 0) | (after != 0)
    kept = ink & (np.abs(after - before) < tolerance)
    return kept.sum() / kept.size
""",
            "The picture is moved in place, so x and moved are the same array and nothing seems to change": """
def survives(pool, x, shift, tolerance):
    moved = x
    moved[:, :, shift:] = x[:, :, : x.shape[2] - shift].copy()
    moved[:, :, :shift] = 0
    before, after = pool(x), pool(moved)
    ink = (before != 0) | (after != 0)
    kept = np.abs(after - before) < tolerance
    return kept[ink].mean()
""",
        },
    },
}
