"""The tenth set of wrong answers: 307, written from the labs as a class of mixed skill would.

Each is a whole function. See `tests.labs.mistakes`.
"""

MISTAKES = {
    "dense": {
        "sigmoid": {
            "The plain formula is used as it stands, so e^(-z) overflows and warns for very negative z": """
def sigmoid(z):
    return (1.0 + np.exp(-z)) ** -1
""",
            "np.where computes both formulas for every entry, so each one overflows on the entries that it is not meant for": """
def sigmoid(z):
    for_positive = 1 / (1 + np.exp(-z))
    for_negative = np.exp(z) / (1 + np.exp(z))
    return np.where(z < 0, for_negative, for_positive)
""",
            "The result is made with zeros_like(z), so for an array of whole numbers the fractions are cut off": """
def sigmoid(z):
    out = np.zeros_like(z)
    pos = z >= 0
    neg = ~pos
    out[pos] = 1 / (1 + np.exp(-z[pos]))
    ez = np.exp(z[neg])
    out[neg] = ez / (1 + ez)
    return out
""",
            "z is clipped to -10 to 10 against the overflow, which is far too narrow and changes the values outside": """
def sigmoid(z):
    safe = np.minimum(np.maximum(z, -10), 10)
    t = np.exp(-safe)
    return 1 / (1 + t)
""",
            "The top of the fraction is always 1, so negative z get the value of |z|": """
def sigmoid(z):
    e = np.exp(-np.abs(z))
    denominator = 1 + e
    return np.ones(np.shape(z)) / denominator
""",
            "The tanh identity is used without halving z: it should be tanh(z / 2)": """
def sigmoid(z):
    return 0.5 * np.tanh(z) + 0.5
""",
            "The two cases are swapped: positive z get e / (1 + e) and negative z get 1 / (1 + e)": """
def sigmoid(z):
    e = np.exp(-abs(z))
    low = e / (1 + e)
    high = 1 / (1 + e)
    return low * (z > 0) + high * (z <= 0)
""",
            "The loop runs over the first axis only and asks whether a whole row is negative, so it works for flat arrays alone": """
def sigmoid(z):
    result = []
    for value in z:
        if value >= 0:
            result.append(1 / (1 + np.exp(-value)))
        else:
            e = np.exp(value)
            result.append(e / (e + 1))
    return np.array(result)
""",
            "Warnings are silenced and the NaN of inf / inf is replaced by 0, but for large z it should be 1": """
def sigmoid(z):
    with np.errstate(all="ignore"):
        top = np.exp(np.asarray(z, dtype=float))
        s = top / (1 + top)
    return np.nan_to_num(s, nan=0.0)
""",
        },
        "dense_forward": {
            "W is not transposed: the first index of W is summed with the inputs": """
def dense_forward(a, W, b):
    return np.einsum("kj,ji->ki", a, W) + b
""",
            "The result stays (n_out, B): it is computed for columns and never turned back to rows": """
def dense_forward(a, W, b):
    columns = a.T
    z = W @ columns + b[:, np.newaxis]
    return z
""",
            "The bias is added inside the sum over the inputs, so it counts n_in times": """
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
            "W is reshaped to (n_in, n_out) instead of transposed, which mixes the weights of different neurons": """
def dense_forward(a, W, b):
    n_out, n_in = W.shape
    M = W.reshape(n_in, n_out)
    return np.dot(a, M) + b
""",
            "The bias is left out": """
def dense_forward(a, W, b):
    rows = [[np.dot(neuron, example) for neuron in W] for example in a]
    return np.array(rows)
""",
            "The bias is made a column, so it is added along the examples instead of the neurons": """
def dense_forward(a, W, b):
    product = np.matmul(a, np.transpose(W))
    bias = b.reshape(-1, 1)
    return product + bias
""",
            "A sigmoid is applied at the end though no activation function was asked": """
def dense_forward(a, W, b):
    z = np.inner(a, W) + b
    out = 1 / (1 + np.exp(-z))
    return out
""",
            "The sum over the inputs stops one too early, because n_in - 1 is used as the end of the range": """
def dense_forward(a, W, b):
    n_in = W.shape[1]
    z = np.tile(b, (len(a), 1)).astype(float)
    j = 0
    while j < n_in - 1:
        z = z + np.outer(a[:, j], W[:, j])
        j += 1
    return z
""",
            "The bias is subtracted, as if it were a threshold": """
def dense_forward(a, W, b):
    weighted = (a[:, None, :] * W[None, :, :]).sum(axis=-1)
    return weighted - b
""",
        },
        "dense_backward": {
            "dW and db are means over the examples instead of sums": """
def dense_backward(dz, a, W):
    m = dz.shape[0]
    dW = np.dot(dz.T, a) / m
    db = np.sum(dz, axis=0) / m
    da = np.dot(dz, W)
    return da, dW, db
""",
            "db is summed over the neurons (axis 1) instead of the examples": """
def dense_backward(dz, a, W):
    return dz.dot(W), dz.T.dot(a), dz.sum(axis=-1)
""",
            "dW comes out transposed, (n_in, n_out): it is a.T @ dz": """
def dense_backward(dz, a, W):
    da = np.einsum("ki,ij->kj", dz, W)
    dW = np.einsum("kj,ki->ji", a, dz)
    db = np.einsum("ki->i", dz)
    return da, dW, db
""",
            "db keeps the axis of the examples and has the shape (1, n_out)": """
def dense_backward(dz, a, W):
    ones = np.ones((1, len(dz)))
    db = ones @ dz
    dW = np.transpose(dz) @ a
    return dz @ W, dW, db
""",
            "The three gradients are returned in the wrong order: dW, db, da": """
def dense_backward(dz, a, W):
    grad_w = sum(np.outer(dz[k], a[k]) for k in range(len(a)))
    grad_b = sum(dz[k] for k in range(len(a)))
    grad_a = np.array([d @ W for d in dz])
    return grad_w, grad_b, grad_a
""",
            "W is transposed in da, where it must not be": """
def dense_backward(dz, a, W):
    dW, db = dz.T @ a, np.add.reduce(dz)
    da = dz @ W.T
    return da, dW, db
""",
            "dW is overwritten for each example, so only the last example counts": """
def dense_backward(dz, a, W):
    da = np.zeros(a.shape)
    dW = np.zeros(W.shape)
    db = np.zeros(W.shape[0])
    for k, (d, row) in enumerate(zip(dz, a)):
        da[k] = W.T @ d
        dW = d[:, None] * row[None, :]
        db += d
    return da, dW, db
""",
            "db is the row sums of dW, so the inputs are multiplied into it": """
def dense_backward(dz, a, W):
    da = np.tensordot(dz, W, axes=1)
    dW = np.tensordot(dz, a, axes=(0, 0))
    db = dW.sum(axis=1)
    return da, dW, db
""",
            "da is multiplied by the slope a (1 - a) of a sigmoid, which this layer does not have": """
def dense_backward(dz, a, W):
    dW = (a.T @ dz).T
    db = dz.sum(0)
    slope = a * (1 - a)
    return (W.T @ dz.T).T * slope, dW, db
""",
        },
        "tanh_from": {
            "The outer factor 2 is missing": """
def tanh_from(squash, z):
    stretched = squash(z * 2)
    return stretched - 1
""",
            "The inner factor 2 is missing: squash gets z instead of 2 z": """
def tanh_from(squash, z):
    s = squash(z)
    return s + s - 1
""",
            "np.tanh is returned and squash is ignored": """
def tanh_from(squash, z):
    # 2 sigma(2z) - 1 is tanh
    return np.tanh(z)
""",
            "The 1 is subtracted before the doubling, so the values lie between -2 and 0": """
def tanh_from(squash, z):
    y = squash(2 * z)
    y = y - 1
    y = y * 2
    return y
""",
            "The learner's own sigmoid is called instead of the function that was passed in": """
def tanh_from(squash, z):
    double = np.add(z, z)
    return np.subtract(np.multiply(2, sigmoid(double)), 1)
""",
            "z is doubled in place, so the caller's array changes": """
def tanh_from(squash, z):
    z *= 2
    out = squash(z)
    return 2 * out - 1
""",
            "1 - s(2z) is replaced by s(-2z), which holds for the sigmoid but not for any other function": """
def tanh_from(squash, z):
    up = squash(2 * z)
    down = squash(-2 * z)
    return up - down
""",
            "The result is a flat array: the shape of z is not restored after the loop over all entries": """
def tanh_from(squash, z):
    flat = np.ravel(z)
    values = np.empty(flat.size)
    for n in range(flat.size):
        values[n] = 2 * squash(2 * flat[n : n + 1])[0] - 1
    return values
""",
            "z is squared instead of doubled": """
def tanh_from(squash, z):
    return -1 + 2 * squash(z**2)
""",
        },
    },
    "backpropagation": {
        "numerical_gradient": {
            "A step to one side only is taken: (f(x + eps) - f(x)) / eps": """
def numerical_gradient(f, x, eps):
    base = f(x)
    grad = np.zeros(x.shape)
    for idx in np.ndindex(*x.shape):
        moved = x.copy()
        moved[idx] += eps
        grad[idx] = (f(moved) - base) / eps
    return grad
""",
            "The difference of both sides is divided by eps, not by 2 eps": """
def numerical_gradient(f, x, eps):
    g = np.zeros_like(x)
    it = np.nditer(x, flags=["multi_index"])
    while not it.finished:
        i = it.multi_index
        e = np.zeros_like(x)
        e[i] = eps
        g[i] = (f(x + e) - f(x - e)) / eps
        it.iternext()
    return g
""",
            "All entries are moved at once, so every entry gets the slope along (1, ..., 1)": """
def numerical_gradient(f, x, eps):
    slope = (f(x + eps) - f(x - eps)) / (2 * eps)
    return np.full(x.shape, slope)
""",
            "The loop runs over the first axis only, so in a matrix a whole row is moved at once": """
def numerical_gradient(f, x, eps):
    result = np.zeros_like(x)
    for i in range(len(x)):
        plus, minus = np.array(x), np.array(x)
        plus[i] += eps
        minus[i] -= eps
        result[i] = (f(plus) - f(minus)) / (2 * eps)
    return result
""",
            "x is put back by adding eps again, which leaves a rounding error in the caller's array": """
def numerical_gradient(f, x, eps):
    grads = np.empty(x.shape)
    for place in np.ndindex(x.shape):
        x[place] += eps
        up = f(x)
        x[place] -= 2 * eps
        down = f(x)
        x[place] += eps
        grads[place] = (up - down) / (2 * eps)
    return grads
""",
            "Both names mean x itself, without a copy, so the two steps cancel and every slope is 0": """
def numerical_gradient(f, x, eps):
    slopes = np.zeros_like(x)
    for index, old in np.ndenumerate(x):
        right = x
        left = x
        right[index] = old + eps
        left[index] = old - eps
        slopes[index] = (f(right) - f(left)) / (2 * eps)
        x[index] = old
    return slopes
""",
            "The brackets around 2 * eps are missing, so the difference is halved and then multiplied by eps": """
def numerical_gradient(f, x, eps):
    flat = []
    for i in range(x.size):
        step = np.zeros(x.size)
        step[i] = eps
        step = step.reshape(x.shape)
        flat.append((f(x + step) - f(x - step)) / 2 * eps)
    return np.array(flat).reshape(x.shape)
""",
            "The step array is made once before the loop and never set back to 0, so the entries visited before keep moving": """
def numerical_gradient(f, x, eps):
    slopes = np.empty_like(x)
    step = np.zeros_like(x)
    for index in np.ndindex(x.shape):
        step[index] = eps
        slopes[index] = (f(x + step) - f(x - step)) / (2 * eps)
    return slopes
""",
            "The slopes are returned as a flat array instead of an array shaped like x": """
def numerical_gradient(f, x, eps):
    directions = eps * np.eye(x.size)
    return np.array(
        [
            (f(x + d.reshape(x.shape)) - f(x - d.reshape(x.shape))) / (2 * eps)
            for d in directions
        ]
    )
""",
        },
        "gradient_fits": {
            "The absolute difference is judged, without dividing by the size of the gradients": """
def gradient_fits(f, gradient, x):
    n = numerical_gradient(f, x, 1e-6)
    worst = np.max(np.abs(gradient(x) - n))
    return bool(worst <= 1e-5)
""",
            "Each entry is divided by its own size instead of one size for the whole array": """
def gradient_fits(f, gradient, x):
    g = gradient(x)
    n = numerical_gradient(f, x, 1e-6)
    size = np.maximum(np.maximum(np.abs(g), np.abs(n)), 1e-8)
    return bool(np.all(np.abs(g - n) / size <= 1e-5))
""",
            "The question is put as 'not too large', so a NaN in the gradient passes as fitting": """
def gradient_fits(f, gradient, x):
    claimed, measured = gradient(x), numerical_gradient(f, x, 1e-6)
    bottom = max(np.max(np.abs(claimed)), np.max(np.abs(measured)), 1e-8)
    if np.max(np.abs(claimed - measured)) / bottom > 1e-5:
        return False
    return True
""",
            "The mean of the differences is taken instead of the largest": """
def gradient_fits(f, gradient, x):
    a = np.ravel(gradient(x))
    b = np.ravel(numerical_gradient(f, x, 1e-6))
    scale = np.max([np.abs(a).max(), np.abs(b).max(), 1e-8])
    return bool(np.abs(a - b).mean() <= 1e-5 * scale)
""",
            "The differences have no absolute value, so an entry that is too small is never noticed": """
def gradient_fits(f, gradient, x):
    g, n = gradient(x), numerical_gradient(f, x, 1e-6)
    biggest = max(np.abs(g).max(), np.abs(n).max(), 1e-8)
    error = (g - n).max() / biggest
    return bool(error <= 1e-5)
""",
            "np.allclose with its own tolerances is used, whose fixed 1e-8 lets wrong tiny gradients pass and which judges entry by entry": """
def gradient_fits(f, gradient, x):
    return np.allclose(gradient(x), numerical_gradient(f, x, 1e-6))
""",
            "The loop returns at the first entry, so the others are never looked at": """
def gradient_fits(f, gradient, x):
    g = gradient(x)
    n = numerical_gradient(f, x, 1e-6)
    top = max(abs(g).max(), abs(n).max(), 1e-8)
    for ours, theirs in zip(g.flat, n.flat):
        if abs(ours - theirs) / top <= 1e-5:
            return True
        else:
            return False
""",
            "The error itself is returned, not whether it is small enough": """
def gradient_fits(f, gradient, x):
    diff = np.abs(gradient(x) - numerical_gradient(f, x, eps=1e-6))
    m = np.maximum(np.abs(gradient(x)), np.abs(numerical_gradient(f, x, 1e-6)))
    error = diff.max() / np.maximum(m.max(), 1e-8)
    return error
""",
            "The step for the numerical gradient is 1e-13 instead of 1e-6, so it is mostly rounding and right gradients fail": """
def gradient_fits(f, gradient, x):
    h = 1e-13  # the smaller the better
    n = numerical_gradient(f, x, h)
    g = gradient(x)
    denom = max(np.linalg.norm(g.ravel(), np.inf), np.linalg.norm(n.ravel(), np.inf), 1e-8)
    return bool(np.linalg.norm((g - n).ravel(), np.inf) / denom <= 1e-5)
""",
        },
        "softmax_cross_entropy": {
            "The gradient is not divided by the number of examples, written otherwise": """
def softmax_cross_entropy(scores, target):
    n = scores.shape[0]
    shifted = scores - np.max(scores, axis=1, keepdims=True)
    log_p = shifted - np.log(np.sum(np.exp(shifted), axis=1, keepdims=True))
    loss = -np.mean(log_p[np.arange(n), target])
    dscores = np.exp(log_p)
    dscores[np.arange(n), target] -= 1
    return loss, dscores
""",
            "The loss is the sum over the examples instead of the mean": """
def softmax_cross_entropy(scores, target):
    B, K = scores.shape
    s = scores - scores.max(axis=1).reshape(B, 1)
    e = np.exp(s)
    total = e.sum(axis=1).reshape(B, 1)
    loss = 0.0
    for k in range(B):
        loss += np.log(total[k, 0]) - s[k, target[k]]
    onehot = np.eye(K)[target]
    return loss, (e / total - onehot) / B
""",
            "The probabilities are kept above 1e-12 before the logarithm, so the loss can never be larger than about 28": """
def softmax_cross_entropy(scores, target):
    e = np.exp(scores - np.amax(scores, axis=1, keepdims=True))
    p = e / np.sum(e, axis=1, keepdims=True)
    rows = np.arange(p.shape[0])
    loss = -np.log(np.clip(p[rows, target], 1e-12, 1.0)).mean()
    grad = p.copy()
    grad[rows, target] -= 1.0
    grad /= p.shape[0]
    return loss, grad
""",
            "The exponentials are taken of the raw scores, so large scores overflow": """
def softmax_cross_entropy(scores, target):
    powers = np.exp(scores)
    sums = powers.sum(axis=1)
    right = np.array([row[t] for row, t in zip(scores, target)])
    loss = (np.log(sums) - right).mean()
    dscores = powers / sums[:, None]
    for k, t in enumerate(target):
        dscores[k, t] -= 1
    return loss, dscores / len(scores)
""",
            "The largest score of the whole array is taken off instead of each row's own, so rows with much lower scores underflow": """
def softmax_cross_entropy(scores, target):
    i = np.arange(target.size)
    s = scores - scores.max()
    lse = np.log(np.exp(s).sum(axis=1, keepdims=True))
    logp = s - lse
    d = np.exp(logp)
    d[i, target] -= 1
    return -logp[i, target].mean(), d / target.size
""",
            "p[:, target] picks the target columns in all rows, so 1 is taken off where it is not the row's own class": """
def softmax_cross_entropy(scores, target):
    count = len(target)
    s = scores - scores.max(axis=1, keepdims=True)
    logp = s - np.log(np.exp(s).sum(axis=1, keepdims=True))
    loss = -np.take_along_axis(logp, target[:, None], axis=1).mean()
    p = np.exp(logp)
    p[:, target] -= 1
    return loss, p / count
""",
            "The minus sign of the loss is missing": """
def softmax_cross_entropy(scores, target):
    top = scores.max(axis=1, keepdims=True)
    logp = scores - top - np.log(np.exp(scores - top).sum(axis=1, keepdims=True))
    hot = (np.arange(scores.shape[1]) == target[:, None]).astype(float)
    loss = (logp * hot).sum() / len(scores)
    return loss, (np.exp(logp) - hot) / len(scores)
""",
            "The largest score is subtracted in place, so the caller's scores change": """
def softmax_cross_entropy(scores, target):
    scores -= np.max(scores, axis=1, keepdims=True)
    e = np.exp(scores)
    z = np.sum(e, axis=1)
    r = range(len(target))
    loss = np.mean(np.log(z) - scores[r, target])
    dscores = e / z[:, None]
    dscores[r, target] -= 1
    dscores = dscores / len(target)
    return loss, dscores
""",
            "The one-hot matrix is as wide as the largest target that occurs, not as wide as the number of classes": """
def softmax_cross_entropy(scores, target):
    s = scores - scores.max(axis=1, keepdims=True)
    Y = np.eye(target.max() + 1)[target]
    log_probs = s - np.log(np.exp(s).sum(axis=1, keepdims=True))
    loss = -np.sum(Y * log_probs) / len(Y)
    return loss, (np.exp(log_probs) - Y) / len(Y)
""",
        },
        "two_layer_forward": {
            "The tanh of the hidden layer is missing, written otherwise": """
def two_layer_forward(x, W1, b1, W2, b2):
    a = x.dot(W1.T) + b1
    scores = a.dot(W2.T) + b2
    return scores, a
""",
            "z1, before the tanh, is returned in place of a": """
def two_layer_forward(x, W1, b1, W2, b2):
    hidden = np.einsum("bi,hi->bh", x, W1) + b1
    scores = np.einsum("bh,oh->bo", np.tanh(hidden), W2) + b2
    return scores, hidden
""",
            "The results are returned in the wrong order: a first, then the scores": """
def two_layer_forward(x, W1, b1, W2, b2):
    def layer(v, W, b):
        return v @ W.T + b

    a = np.tanh(layer(x, W1, b1))
    return a, layer(a, W2, b2)
""",
            "The scores go through a tanh too": """
def two_layer_forward(x, W1, b1, W2, b2):
    signals = [x]
    for W, b in [(W1, b1), (W2, b2)]:
        signals.append(np.tanh(signals[-1] @ W.T + b))
    return signals[2], signals[1]
""",
            "The bias b1 is added after the tanh, not before": """
def two_layer_forward(x, W1, b1, W2, b2):
    a = np.tanh(np.matmul(x, W1.T))
    a = a + b1
    s = np.matmul(a, W2.T)
    s = s + b2
    return s, a
""",
            "The hidden layer uses the sigmoid instead of tanh": """
def two_layer_forward(x, W1, b1, W2, b2):
    z1 = np.inner(x, W1) + b1
    e = np.exp(-np.abs(z1))
    a = np.where(z1 >= 0, 1, e) / (1 + e)
    z2 = np.inner(a, W2) + b2
    return z2, a
""",
            "A softmax is put on the scores": """
def two_layer_forward(x, W1, b1, W2, b2):
    a = np.tanh(x @ W1.T + b1)
    logits = a @ W2.T + b2
    logits = np.exp(logits - logits.max(axis=1, keepdims=True))
    scores = logits / logits.sum(axis=1, keepdims=True)
    return scores, a
""",
            "The second layer reads z1 instead of a, the tanh of it": """
def two_layer_forward(x, W1, b1, W2, b2):
    z1 = (W1 @ x.T).T + b1
    a = np.tanh(z1)
    scores = (W2 @ z1.T).T + b2
    return scores, a
""",
        },
        "two_layer_backward": {
            "The slope of tanh is taken as 1 - a instead of 1 - a * a": """
def two_layer_backward(dscores, x, a, W2):
    dW2 = dscores.T.dot(a)
    db2 = dscores.sum(axis=0)
    da = dscores.dot(W2)
    dz1 = da * (1 - a)
    dW1 = dz1.T.dot(x)
    db1 = dz1.sum(axis=0)
    return dW1, db1, dW2, db2
""",
            "The slope of the sigmoid, a (1 - a), stands where the slope of tanh belongs": """
def two_layer_backward(dscores, x, a, W2):
    dz = np.einsum("bo,oh,bh->bh", dscores, W2, a * (1 - a))
    return (
        np.einsum("bh,bi->hi", dz, x),
        np.einsum("bh->h", dz),
        np.einsum("bo,bh->oh", dscores, a),
        np.einsum("bo->o", dscores),
    )
""",
            "The gradient skips the tanh: dW1 and db1 are made of da, without the slope": """
def two_layer_backward(dscores, x, a, W2):
    def dense_back(dz, inp):
        return dz.T @ inp, dz.sum(axis=0)

    dW2, db2 = dense_back(dscores, a)
    dW1, db1 = dense_back(dscores @ W2, x)
    return dW1, db1, dW2, db2
""",
            "The last layer's gradients are returned first": """
def two_layer_backward(dscores, x, a, W2):
    grads = []
    upstream = dscores
    for inp, W in ((a, W2), (x, None)):
        grads += [upstream.T @ inp, upstream.sum(axis=0)]
        if W is not None:
            upstream = (upstream @ W) * (1 - inp**2)
    return tuple(grads)
""",
            "All gradients are divided by the batch size, though dscores holds this factor already": """
def two_layer_backward(dscores, x, a, W2):
    m = len(x)
    dz1 = np.matmul(dscores, W2) * (1 - np.square(a))
    dW2 = np.matmul(dscores.T, a) / m
    db2 = dscores.mean(axis=0)
    dW1 = np.matmul(dz1.T, x) / m
    db1 = dz1.mean(axis=0)
    return dW1, db1, dW2, db2
""",
            "tanh is applied to a once more inside the slope: 1 - tanh(a)^2": """
def two_layer_backward(dscores, x, a, W2):
    ds = dscores
    slope = 1 - np.tanh(a) ** 2
    d_hidden = slope * (ds @ W2)
    return d_hidden.T @ x, d_hidden.sum(0), ds.T @ a, ds.sum(0)
""",
            "a is squared in place, so the caller's a changes, and dW2 is computed with the squares": """
def two_layer_backward(dscores, x, a, W2):
    da = dscores @ W2
    a *= a
    dz1 = da * (1 - a)
    return dz1.T @ x, dz1.sum(axis=0), dscores.T @ a, dscores.sum(axis=0)
""",
            "The slope is added to da instead of multiplied": """
def two_layer_backward(dscores, x, a, W2):
    n_out, n_hidden = W2.shape
    dW1, db1 = np.zeros((n_hidden, x.shape[1])), np.zeros(n_hidden)
    dW2, db2 = np.zeros((n_out, n_hidden)), np.zeros(n_out)
    for ds, xk, ak in zip(dscores, x, a):
        dW2 += np.outer(ds, ak)
        db2 += ds
        dz = W2.T @ ds + (1 - ak * ak)
        dW1 += np.outer(dz, xk)
        db1 += dz
    return dW1, db1, dW2, db2
""",
        },
    },
    "rnn": {
        "rnn_step": {
            "W_h is not transposed in the product with the rows of h": """
def rnn_step(h, x, W_h, W_i, b):
    from_state = np.dot(h, W_h)
    from_input = np.dot(x, W_i.T)
    return np.tanh(from_state + from_input + b)
""",
            "The bias is forgotten, written otherwise again": """
def rnn_step(h, x, W_h, W_i, b):
    pre = np.einsum("bj,ij->bi", h, W_h)
    pre += np.einsum("bd,id->bi", x, W_i)
    return np.tanh(pre)
""",
            "tanh is taken of the two products separately, and then they are added": """
def rnn_step(h, x, W_h, W_i, b):
    memory = np.tanh(h @ W_h.T)
    news = np.tanh(x @ W_i.T + b)
    return memory + news
""",
            "The bias is added twice, once with each of the two products": """
def rnn_step(h, x, W_h, W_i, b):
    def dense(a, W):
        return a @ W.T + b

    return np.tanh(dense(h, W_h) + dense(x, W_i))
""",
            "h and x are joined in another order than the two weight matrices, so the state meets the weights of the input": """
def rnn_step(h, x, W_h, W_i, b):
    W = np.concatenate([W_h, W_i], axis=1)
    both = np.concatenate([x, h], axis=1)
    return np.tanh(both @ W.T + b)
""",
            "The sigmoid is used instead of tanh": """
def rnn_step(h, x, W_h, W_i, b):
    u = (W_h @ h.T + W_i @ x.T).T + b
    return 1.0 / (1.0 + np.exp(-u))
""",
            "The activation function is left out": """
def rnn_step(h, x, W_h, W_i, b):
    new = np.empty((len(h), len(b)))
    for k in range(len(h)):
        new[k] = W_h @ h[k] + W_i @ x[k] + b
    return new
""",
            "Each unit's new value is written at once into the state, so the later units read new values instead of the old ones": """
def rnn_step(h, x, W_h, W_i, b):
    state = h.copy()
    for i in range(W_h.shape[0]):
        total = state @ W_h[i] + x @ W_i[i] + b[i]
        state[:, i] = np.tanh(total)
    return state
""",
        },
        "through_time": {
            "The state is appended before the step, so hs begins with h0 and the last state is missing": """
def through_time(f, h0, xs):
    states = []
    current = h0
    for x in xs:
        states.append(current)
        current = f(current, x)
    return np.stack(states)
""",
            "Every step starts from h0: the new state is not carried on": """
def through_time(f, h0, xs):
    return np.array([f(h0, x) for x in xs])
""",
            "Only the last state is returned, written otherwise": """
def through_time(f, h0, xs):
    h = h0
    t = 0
    while t < len(xs):
        h = f(h, xs[t])
        t += 1
    return h
""",
            "h0 is kept as the first entry of the result, which so has T + 1 states": """
def through_time(f, h0, xs):
    hs = [h0]
    for x in xs:
        hs.append(f(hs[-1], x))
    return np.asarray(hs)
""",
            "The result is made shaped like xs, so the states do not fit where H differs from D": """
def through_time(f, h0, xs):
    hs = np.zeros_like(xs)
    h = h0
    for t in range(xs.shape[0]):
        h = f(h, xs[t])
        hs[t] = h
    return hs
""",
            "The states are joined along the batch, (T B, H), instead of stacked along a new time axis": """
def through_time(f, h0, xs):
    out = []
    state = np.copy(h0)
    for step in xs:
        state = f(state, step)
        out += [state]
    return np.concatenate(out, axis=0)
""",
            "h0 is never used: the first step reads hs[-1], which is still zeros": """
def through_time(f, h0, xs):
    T = len(xs)
    hs = np.zeros((T,) + h0.shape)
    for t in range(T):
        hs[t] = f(hs[t - 1], xs[t])
    return hs
""",
            "Time becomes the second axis of the result, (B, T, H)": """
def through_time(f, h0, xs):
    h, collected = h0, []
    for t in range(len(xs)):
        collected.append(h := f(h, xs[t]))
    return np.stack(collected, axis=1)
""",
            "The arguments of f are given in the wrong order: input first, then state": """
def through_time(f, h0, xs):
    T, (B, H) = len(xs), h0.shape
    hs = np.empty((T, B, H))
    previous = h0
    for t, x in enumerate(xs):
        hs[t] = previous = f(x, previous)
    return hs
""",
        },
        "bptt": {
            "For the first step dW_h takes hs[-1], the last state, instead of h0": """
def bptt(dys, hs, h0, xs, W_h, W_i):
    T = len(hs)
    dW_h, dW_i, db = np.zeros_like(W_h), np.zeros_like(W_i), np.zeros(len(W_h))
    dxs = np.zeros_like(xs)
    dh = np.zeros_like(h0)
    for t in reversed(range(T)):
        dz = (dys[t] + dh) * (1 - hs[t] ** 2)
        dW_h += dz.T @ hs[t - 1]
        dW_i += dz.T @ xs[t]
        db += dz.sum(axis=0)
        dxs[t] = dz @ W_i
        dh = dz @ W_h
    return dh, dxs, dW_h, dW_i, db
""",
            "The gradient from step t + 1 is left out: dz is made of dys alone": """
def bptt(dys, hs, h0, xs, W_h, W_i):
    dz = dys * (1 - hs * hs)
    before = np.vstack([h0[np.newaxis], hs[:-1]])
    dW_h = np.tensordot(dz, before, axes=([0, 1], [0, 1]))
    dW_i = np.tensordot(dz, xs, axes=([0, 1], [0, 1]))
    return dz[0] @ W_h, dz @ W_i, dW_h, dW_i, dz.sum(axis=(0, 1))
""",
            "The weight gradients are assigned, not added up, so only the first step's part is left": """
def bptt(dys, hs, h0, xs, W_h, W_i):
    back = np.zeros(h0.shape)
    dxs = np.empty(xs.shape)
    t = len(xs) - 1
    while t >= 0:
        prev = hs[t - 1] if t > 0 else h0
        delta = (back + dys[t]) * (1 - np.square(hs[t]))
        dW_h = np.dot(delta.T, prev)
        dW_i = np.dot(delta.T, xs[t])
        db = np.sum(delta, axis=0)
        dxs[t] = np.dot(delta, W_i)
        back = np.dot(delta, W_h)
        t -= 1
    return back, dxs, dW_h, dW_i, db
""",
            "dW_h uses the state after the step, hs[t], instead of the state before it": """
def bptt(dys, hs, h0, xs, W_h, W_i):
    H, D = W_i.shape
    gWh, gWi, gb = np.zeros((H, H)), np.zeros((H, D)), np.zeros(H)
    dxs, dh = [], 0 * h0
    for dy, h, x in zip(dys[::-1], hs[::-1], xs[::-1]):
        dz = (dy + dh) * (1 - h**2)
        gWh = gWh + np.einsum("bi,bj->ij", dz, h)
        gWi = gWi + np.einsum("bi,bj->ij", dz, x)
        gb = gb + dz.sum(0)
        dxs.insert(0, dz @ W_i)
        dh = dz @ W_h
    return dh, np.array(dxs), gWh, gWi, gb
""",
            "The gradient goes back through W_h.T instead of W_h": """
def bptt(dys, hs, h0, xs, W_h, W_i):
    slope = 1 - hs**2
    dz = np.zeros_like(hs)
    carry = np.zeros_like(h0)
    for t in range(len(hs) - 1, -1, -1):
        dz[t] = slope[t] * (dys[t] + carry)
        carry = dz[t] @ W_h.T
    prev = np.concatenate((h0[None], hs[:-1]), axis=0)
    dW_h = sum(d.T @ p for d, p in zip(dz, prev))
    dW_i = sum(d.T @ x for d, x in zip(dz, xs))
    return carry, dz @ W_i, dW_h, dW_i, dz.sum(axis=0).sum(axis=0)
""",
            "Only dys is multiplied by the slope of tanh; the gradient from the next step is added after it": """
def bptt(dys, hs, h0, xs, W_h, W_i):
    before = [h0] + list(hs[:-1])
    total_h, total_i, total_b = 0, 0, 0
    dxs = [None] * len(xs)
    dh = np.zeros_like(h0)
    for t in reversed(range(len(xs))):
        dz = dys[t] * (1 - hs[t] * hs[t]) + dh
        total_h = total_h + dz.T @ before[t]
        total_i = total_i + dz.T @ xs[t]
        total_b = total_b + dz.sum(axis=0)
        dxs[t] = dz @ W_i
        dh = dz @ W_h
    return dh, np.stack(dxs), total_h, total_i, total_b
""",
            "dxs is collected from the last step to the first and never turned round": """
def bptt(dys, hs, h0, xs, W_h, W_i):
    dh, dxs, zs = np.zeros_like(h0), [], []
    for t in range(len(hs))[::-1]:
        dz = (1 - hs[t] ** 2) * (dh + dys[t])
        dh = dz @ W_h
        dxs.append(dz @ W_i)
        zs.append(dz)
    zs = np.array(zs[::-1])
    T, B, H = hs.shape
    flat = zs.reshape(T * B, H)
    prev = np.concatenate([h0[None], hs[:-1]]).reshape(T * B, H)
    return dh, np.array(dxs), flat.T @ prev, flat.T @ xs.reshape(T * B, -1), flat.sum(axis=0)
""",
            "The gradient that came back is added into dys in place, so the caller's dys changes": """
def bptt(dys, hs, h0, xs, W_h, W_i):
    T = dys.shape[0]
    dW_h = np.zeros(W_h.shape)
    dW_i = np.zeros(W_i.shape)
    db = np.zeros(W_h.shape[0])
    dxs = np.zeros(xs.shape)
    for t in range(T - 1, -1, -1):
        dz = dys[t] * (1 - hs[t] ** 2)
        db += dz.sum(axis=0)
        dW_i += dz.T @ xs[t]
        dxs[t] = dz @ W_i
        if t > 0:
            dW_h += dz.T @ hs[t - 1]
            dys[t - 1] += dz @ W_h
        else:
            dW_h += dz.T @ h0
            dh0 = dz @ W_h
    return dh0, dxs, dW_h, dW_i, db
""",
            "db is summed over the steps only, so it keeps the axis of the batch": """
def bptt(dys, hs, h0, xs, W_h, W_i):
    deltas = np.zeros(hs.shape)
    nxt = np.zeros(h0.shape)
    for t in reversed(range(hs.shape[0])):
        nxt = nxt + dys[t]
        deltas[t] = nxt - nxt * hs[t] ** 2
        nxt = deltas[t] @ W_h
    dxs = np.einsum("tbi,ij->tbj", deltas, W_i)
    shifted = np.roll(hs, 1, axis=0)
    shifted[0] = h0
    dW_h = np.einsum("tbi,tbj->ij", deltas, shifted)
    dW_i = np.einsum("tbi,tbj->ij", deltas, xs)
    db = deltas.sum(axis=0)
    return nxt, dxs, dW_h, dW_i, db
""",
        },
        "clip": {
            "Each array is shortened by its own length, so the direction of the whole gradient changes": """
def clip(grads, limit):
    out = {}
    for name, g in grads.items():
        norm = np.sqrt(np.sum(g * g))
        if norm > limit:
            out[name] = g * (limit / norm)
        else:
            out[name] = g.copy()
    return out
""",
            "Each entry is cut to -limit to limit instead of shortening the whole gradient": """
def clip(grads, limit):
    return {k: np.clip(v, -limit, limit) for k, v in grads.items()}
""",
            "The square root is missing, so the squared length is compared and divided by": """
def clip(grads, limit):
    total = 0.0
    for g in grads.values():
        total += float((g**2).sum())
    if total <= limit:
        return {n: g.copy() for n, g in grads.items()}
    return {n: g * limit / total for n, g in grads.items()}
""",
            "The dict is copied but not its arrays, and g *= writes into the caller's arrays": """
def clip(grads, limit):
    new = dict(grads)
    norm = np.sqrt(sum(np.sum(g**2) for g in new.values()))
    if norm > limit:
        for g in new.values():
            g *= limit / norm
    return new
""",
            "Every gradient is brought to the length of the limit, the short ones are made longer": """
def clip(grads, limit):
    everything = np.concatenate([g.ravel() for g in grads.values()])
    length = np.linalg.norm(everything)
    if length == 0:
        return {key: np.array(g) for key, g in grads.items()}
    factor = limit / length
    return {key: factor * g for key, g in grads.items()}
""",
            "The lengths of the arrays are added up, instead of their squares before the root": """
def clip(grads, limit):
    norm = sum(np.linalg.norm(g) for g in grads.values())
    scale = 1.0
    if norm > limit:
        scale = limit / norm
    return {name: g * scale for name, g in grads.items()}
""",
            "Each array is divided by the length without asking whether it is 0, so a gradient of zeros becomes NaN": """
def clip(grads, limit):
    squares = [np.vdot(g, g) for g in grads.values()]
    norm = np.sqrt(np.sum(squares))
    new_length = np.minimum(norm, limit)
    clipped = {}
    for name in grads:
        unit = grads[name] / norm
        clipped[name] = unit * new_length
    return clipped
""",
            "The fraction is turned round: norm / limit, so long gradients become longer": """
def clip(grads, limit):
    norm = np.sqrt(sum((g**2).sum() for g in grads.values()))
    return {name: g * max(1, norm / limit) for name, g in grads.items()}
""",
            "The sum of squares is set to 0 again inside the loop, so only the last array is measured": """
def clip(grads, limit):
    for key in grads:
        ss = 0
        for entry in grads[key].flat:
            ss += entry * entry
    norm = ss**0.5
    result = {}
    for key in grads:
        result[key] = grads[key] / norm * limit if norm > limit else grads[key] + 0
    return result
""",
        },
        "both_directions": {
            "The states of the second direction are not turned back to the order of time before merging": """
def both_directions(f1, f2, f3, h0, g0, xs):
    forward = through_time(f1, h0, xs)
    backward = through_time(f2, g0, xs[::-1])
    return np.array([f3(h, g) for h, g in zip(forward, backward)])
""",
            "The second direction reads the sequence forwards, and then its states are turned round": """
def both_directions(f1, f2, f3, h0, g0, xs):
    hs = through_time(f1, h0, xs)
    gs = np.flip(through_time(f2, g0, xs), axis=0)
    ys = []
    for t in range(xs.shape[0]):
        ys.append(f3(hs[t], gs[t]))
    return np.stack(ys)
""",
            "Both directions read forwards: nothing is reversed at all": """
def both_directions(f1, f2, f3, h0, g0, xs):
    h, g, merged = h0, g0, []
    for x in xs:
        h = f1(h, x)
        g = f2(g, x)
        merged.append(f3(h, g))
    return np.array(merged)
""",
            "f3 is called once on all steps together instead of on the two states of each step": """
def both_directions(f1, f2, f3, h0, g0, xs):
    hs = through_time(f1, h0, xs)
    gs = through_time(f2, g0, xs[::-1])[::-1]
    return f3(hs, gs)
""",
            "The second direction begins with h0 instead of g0": """
def both_directions(f1, f2, f3, h0, g0, xs):
    T = len(xs)
    H = [None] * T
    G = [None] * T
    h, g = h0, h0
    for t in range(T):
        h = f1(h, xs[t])
        H[t] = h
        g = f2(g, xs[T - 1 - t])
        G[T - 1 - t] = g
    return np.array([f3(H[t], G[t]) for t in range(T)])
""",
            "The sequence is reversed along the batch axis instead of the time axis": """
def both_directions(f1, f2, f3, h0, g0, xs):
    hs = through_time(f1, h0, xs)
    gs = through_time(f2, g0, xs[:, ::-1])[:, ::-1]
    return np.asarray(list(map(f3, hs, gs)))
""",
            "f3 gets its two states in the wrong order": """
def both_directions(f1, f2, f3, h0, g0, xs):
    gs, g = [], g0
    for x in reversed(xs):
        g = f2(g, x)
        gs.insert(0, g)
    ys, h = [], h0
    for x, g in zip(xs, gs):
        h = f1(h, x)
        ys.append(f3(g, h))
    return np.array(ys)
""",
            "Step t is merged with the backward state of step t + 1, as if g should not hear the step itself": """
def both_directions(f1, f2, f3, h0, g0, xs):
    T = len(xs)
    later = {T: g0}
    for t in range(T, 0, -1):
        later[t - 1] = f2(later[t], xs[t - 1])
    h = h0
    out = []
    for t in range(T):
        h = f1(h, xs[t])
        out.append(f3(h, later[t + 1]))
    return np.array(out)
""",
            "f1 is used for both directions, f2 is never called": """
def both_directions(f1, f2, f3, h0, g0, xs):
    order = list(range(len(xs)))

    def run(f, state, steps):
        seen = {}
        for t in steps:
            state = f(state, xs[t])
            seen[t] = state
        return seen

    past = run(f1, h0, order)
    future = run(f1, g0, order[::-1])
    return np.array([f3(past[t], future[t]) for t in order])
""",
        },
    },
    "lstm": {
        "lstm_step": {
            "h_prev and x are joined in the wrong order: the state comes first": """
def lstm_step(x, h_prev, c_prev, W, b):
    joined = np.hstack((h_prev, x))
    zz, ii, ff, oo = np.split(joined @ W.T + b, 4, axis=1)
    z, zi, zf, zo = np.tanh(zz), sigmoid(ii), sigmoid(ff), sigmoid(oo)
    c = zf * c_prev + zi * z
    h = zo * np.tanh(c)
    return z, zi, zf, zo, c, h
""",
            "The blocks of the input gate and the forget gate are exchanged, written otherwise": """
def lstm_step(x, h_prev, c_prev, W, b):
    H = h_prev.shape[1]
    pre = np.concatenate([x, h_prev], axis=1) @ W.T + b
    z = np.tanh(pre[:, :H])
    zf = sigmoid(pre[:, H : 2 * H])
    zi = sigmoid(pre[:, 2 * H : 3 * H])
    zo = sigmoid(pre[:, 3 * H :])
    c = zf * c_prev + zi * z
    return z, zi, zf, zo, c, zo * np.tanh(c)
""",
            "z is squashed by the sigmoid like the gates, instead of tanh": """
def lstm_step(x, h_prev, c_prev, W, b):
    u = np.concatenate([x, h_prev], axis=-1)
    z, zi, zf, zo = [sigmoid(u @ Wk.T + bk) for Wk, bk in zip(np.split(W, 4), np.split(b, 4))]
    c = np.multiply(zf, c_prev) + np.multiply(zi, z)
    h = np.multiply(zo, np.tanh(c))
    return z, zi, zf, zo, c, h
""",
            "h is computed from the old memory c_prev instead of the new c": """
def lstm_step(x, h_prev, c_prev, W, b):
    D = x.shape[1]
    pre = x @ W[:, :D].T + h_prev @ W[:, D:].T + b
    z, zi, zf, zo = np.split(pre, 4, axis=1)
    z = np.tanh(z)
    zi, zf, zo = map(sigmoid, (zi, zf, zo))
    h = zo * np.tanh(c_prev)
    c = zi * z + zf * c_prev
    return z, zi, zf, zo, c, h
""",
            "The tanh of the memory is missing in h, written otherwise": """
def lstm_step(x, h_prev, c_prev, W, b):
    pre = np.einsum("bj,ij->bi", np.column_stack([x, h_prev]), W) + b
    a, i, f, o = np.split(pre, 4, axis=1)
    a = np.tanh(a)
    i = sigmoid(i)
    f = sigmoid(f)
    o = sigmoid(o)
    c = f * c_prev + i * a
    return a, i, f, o, c, o * c
""",
            "The gates are returned before they are squashed": """
def lstm_step(x, h_prev, c_prev, W, b):
    pre = np.concatenate([x, h_prev], 1).dot(W.T) + b
    z, zi, zf, zo = np.array_split(pre, 4, axis=1)
    c = sigmoid(zf) * c_prev + sigmoid(zi) * np.tanh(z)
    h = sigmoid(zo) * np.tanh(c)
    return z, zi, zf, zo, c, h
""",
            "The columns are cut with reshape(4, B, H), which mixes sequences and blocks": """
def lstm_step(x, h_prev, c_prev, W, b):
    B, H = h_prev.shape
    blocks = (np.append(x, h_prev, axis=1) @ W.T + b).reshape(4, B, H)
    z = np.tanh(blocks[0])
    zi, zf, zo = sigmoid(blocks[1:])
    c = zf * c_prev + zi * z
    return z, zi, zf, zo, c, zo * np.tanh(c)
""",
            "The new memory is computed inside c_prev, so the caller's memory is overwritten": """
def lstm_step(x, h_prev, c_prev, W, b):
    both = np.concatenate((x, h_prev), axis=1)
    pre = (W @ both.T).T + b
    z, zi, zf, zo = np.split(pre, 4, axis=1)
    z, zi, zf, zo = np.tanh(z), sigmoid(zi), sigmoid(zf), sigmoid(zo)
    c_prev *= zf
    c_prev += zi * z
    return z, zi, zf, zo, c_prev, zo * np.tanh(c_prev)
""",
        },
        "lstm_step_backward": {
            "dc += changes the caller's dc": """
def lstm_step_backward(dh, dc, x, h_prev, c_prev, W, gates, c):
    z, zi, zf, zo = gates
    t = np.tanh(c)
    dc += dh * zo * (1 - t * t)
    d = np.concatenate(
        [
            dc * zi * (1 - z * z),
            dc * z * zi * (1 - zi),
            dc * c_prev * zf * (1 - zf),
            dh * t * zo * (1 - zo),
        ],
        axis=1,
    )
    dxh = d @ W
    n = x.shape[1]
    return dxh[:, :n], dxh[:, n:], dc * zf, d.T @ np.hstack([x, h_prev]), d.sum(axis=0)
""",
            "The forget gate's gradient uses the new memory c instead of the old c_prev": """
def lstm_step_backward(dh, dc, x, h_prev, c_prev, W, gates, c):
    z, zi, zf, zo = gates
    dmem = dc + dh * zo / np.cosh(c) ** 2
    gz = dmem * zi
    gi = dmem * z
    gf = dmem * c
    go = dh * np.tanh(c)
    d = np.hstack([gz * (1 - z**2), gi * zi * (1 - zi), gf * zf * (1 - zf), go * zo * (1 - zo)])
    dx, dh_prev = np.split(d @ W, [x.shape[1]], axis=1)
    dW = d.T @ np.hstack([x, h_prev])
    return dx, dh_prev, dmem * zf, dW, d.sum(axis=0)
""",
            "The part of dh that reaches the memory is left out: only the dc of the next step is used": """
def lstm_step_backward(dh, dc, x, h_prev, c_prev, W, gates, c):
    cand, inp, forget, out = gates
    dsig = lambda s: s * (1 - s)
    parts = (
        dc * inp * (1 - cand**2),
        dc * cand * dsig(inp),
        dc * c_prev * dsig(forget),
        dh * np.tanh(c) * dsig(out),
    )
    d = np.concatenate(parts, axis=1)
    back = d.dot(W)
    D = x.shape[1]
    return back[:, :D], back[:, D:], dc * forget, d.T.dot(np.concatenate([x, h_prev], axis=1)), d.sum(0)
""",
            "The slope of the last tanh is taken as 1 - c^2 instead of 1 - tanh(c)^2": """
def lstm_step_backward(dh, dc, x, h_prev, c_prev, W, gates, c):
    z, zi, zf, zo = gates
    dct = dc + dh * zo * (1 - c**2)
    B, H = c.shape
    d = np.empty((B, 4 * H))
    d[:, :H] = dct * zi * (1 - z**2)
    d[:, H : 2 * H] = dct * z * zi * (1 - zi)
    d[:, 2 * H : 3 * H] = dct * c_prev * zf * (1 - zf)
    d[:, 3 * H :] = dh * np.tanh(c) * zo * (1 - zo)
    xh = np.concatenate([x, h_prev], axis=1)
    dxh = d @ W
    return dxh[:, : x.shape[1]], dxh[:, x.shape[1] :], dct * zf, d.T @ xh, d.sum(axis=0)
""",
            "The output gate gets its gradient from dc instead of dh": """
def lstm_step_backward(dh, dc, x, h_prev, c_prev, W, gates, c):
    z, zi, zf, zo = gates
    tc = np.tanh(c)
    dc_all = dc + dh * zo * (1 - tc**2)
    do = dc_all * tc * (zo - zo**2)
    df = dc_all * c_prev * (zf - zf**2)
    di = dc_all * z * (zi - zi**2)
    dz = dc_all * zi * (1 - z**2)
    d = np.column_stack([dz, di, df, do])
    dx = d @ W[:, : x.shape[1]]
    dh_prev = d @ W[:, x.shape[1] :]
    dW = np.column_stack([d.T @ x, d.T @ h_prev])
    return dx, dh_prev, zf * dc_all, dW, d.sum(axis=0)
""",
            "The candidate z is given the slope of the sigmoid, z (1 - z), instead of tanh's 1 - z^2": """
def lstm_step_backward(dh, dc, x, h_prev, c_prev, W, gates, c):
    z, zi, zf, zo = gates
    new_dc = dc + dh * zo * (1 - np.tanh(c) ** 2)
    grads = [new_dc * zi, new_dc * z, new_dc * c_prev, dh * np.tanh(c)]
    d = np.concatenate([g * s * (1 - s) for g, s in zip(grads, gates)], axis=1)
    xh = np.concatenate([x, h_prev], axis=1)
    dx, dh_prev = np.split(np.einsum("bi,ij->bj", d, W), [x.shape[1]], axis=1)
    return dx, dh_prev, new_dc * zf, np.einsum("bi,bj->ij", d, xh), d.sum(axis=0)
""",
            "dc_prev is made of the dc that came in, before dh's part was added": """
def lstm_step_backward(dh, dc, x, h_prev, c_prev, W, gates, c):
    z, zi, zf, zo = gates
    dc_prev = dc * zf
    th = np.tanh(c)
    dc = dc + dh * zo * (1 - th**2)
    dz = (1 - z**2) * zi * dc
    di = zi * (1 - zi) * z * dc
    df = zf * (1 - zf) * c_prev * dc
    do = zo * (1 - zo) * th * dh
    D = x.shape[1]
    stacked = np.stack([dz, di, df, do], axis=1).reshape(len(x), -1)
    dxh = stacked @ W
    dW = stacked.T @ np.append(x, h_prev, axis=1)
    return dxh[:, :D], dxh[:, D:], dc_prev, dW, stacked.sum(axis=0)
""",
            "d @ W is cut after H columns instead of D, so dx and dh_prev get each other's columns where D and H differ": """
def lstm_step_backward(dh, dc, x, h_prev, c_prev, W, gates, c):
    z, zi, zf, zo = gates
    H = h_prev.shape[1]
    s = np.tanh(c)
    m = dc + dh * zo * (1 - s**2)
    d = np.concatenate(
        [m * zi * (1 - z**2), m * z * zi * (1 - zi), m * c_prev * zf * (1 - zf), dh * s * zo * (1 - zo)],
        axis=1,
    )
    everything = d @ W
    dx = everything[:, :H]
    dh_prev = everything[:, H:]
    dW = d.T @ np.concatenate([x, h_prev], axis=1)
    db = np.ones(len(d)) @ d
    return dx, dh_prev, m * zf, dW, db
""",
            "The slopes of the three sigmoids are missing: the gates' gradients are passed on as if they were not squashed": """
def lstm_step_backward(dh, dc, x, h_prev, c_prev, W, gates, c):
    z, zi, zf, zo = gates
    dc_new = dc + zo * dh * (1 - np.tanh(c) ** 2)
    dz = dc_new * zi * (1 - z**2)
    di = dc_new * z
    df = dc_new * c_prev
    do = dh * np.tanh(c)
    Wz, Wi, Wf, Wo = np.split(W, 4)
    dxh = dz @ Wz + di @ Wi + df @ Wf + do @ Wo
    xh = np.concatenate([x, h_prev], axis=1)
    dW = np.vstack([g.T @ xh for g in (dz, di, df, do)])
    db = np.concatenate([g.sum(axis=0) for g in (dz, di, df, do)])
    return dxh[:, : x.shape[1]], dxh[:, x.shape[1] :], dc_new * zf, dW, db
""",
        },
        "first_bias": {
            "The number of steps is ignored: one step is left with the whole share s": """
def first_bias(n_hidden, steps, left):
    bf = np.log(left / (1 - left))
    zeros = np.zeros(n_hidden)
    return np.concatenate([zeros, zeros, zeros + bf, zeros])
""",
            "The share is divided by the steps instead of taking the root, written otherwise": """
def first_bias(n_hidden, steps, left):
    gate = left / steps
    b = np.zeros(4 * n_hidden)
    b[2 * n_hidden : 3 * n_hidden] = np.log(gate) - np.log(1 - gate)
    return b
""",
            "The bias stands in the block of the input gate instead of the forget gate": """
def first_bias(n_hidden, steps, left):
    g = left ** (1 / steps)
    bias = np.zeros((4, n_hidden))
    bias[1, :] = np.log(g / (1 - g))
    return bias.reshape(-1)
""",
            "The fraction in the logarithm is upside down, so the bias has the wrong sign": """
def first_bias(n_hidden, steps, left):
    keep = np.exp(np.log(left) / steps)
    value = np.log(1 / keep - 1)
    return np.repeat([0.0, 0.0, value, 0.0], n_hidden)
""",
            "The gate itself is written as the bias: the sigmoid is never inverted": """
def first_bias(n_hidden, steps, left):
    b = np.zeros(4 * n_hidden)
    for unit in range(n_hidden):
        b[2 * n_hidden + unit] = left ** (1 / steps)
    return b
""",
            "The block of each gate is taken as every fourth entry: the biases of the gates are interleaved": """
def first_bias(n_hidden, steps, left):
    share = np.power(left, 1 / steps)
    out = np.zeros(4 * n_hidden)
    out[2::4] = -np.log(1 / share - 1)
    return out
""",
            "The result has the shape (4, H): the blocks are not laid out in one row": """
def first_bias(n_hidden, steps, left):
    root = left ** (1.0 / steps)
    logit = np.log(root) - np.log1p(-root)
    return np.outer([0, 0, 1, 0], np.full(n_hidden, logit))
""",
            "All four blocks get the bias, not only the forget gates": """
def first_bias(n_hidden, steps, left):
    q = left ** (1 / steps)
    return np.ones(4 * n_hidden) * np.log(q / (1 - q))
""",
            "The result is an array of whole numbers, so the fraction of the bias is cut off": """
def first_bias(n_hidden, steps, left):
    b = np.array([0] * (4 * n_hidden))
    per_step = left ** (1 / steps)
    start, stop = 2 * n_hidden, 3 * n_hidden
    b[start:stop] = np.log(per_step / (1 - per_step))
    return b
""",
        },
        "mended_lstm": {
            "c *= still writes into c0, because c = c0 is no copy; the other four mistakes are mended": """
def mended_lstm(xs, h0, c0, W, b):
    h, c, hs = h0, c0, []
    for x in xs:
        pre = np.concatenate([x, h], axis=1) @ W.T + b
        z, zi, zf, zo = np.split(pre, 4, axis=1)
        z = np.tanh(z)
        zi, zf, zo = (sigmoid(part) for part in (zi, zf, zo))
        c *= zf
        c += zi * z
        h = zo * np.tanh(c)
        hs.append(h)
    return np.array(hs)
""",
            "h is still computed before the memory is renewed": """
def mended_lstm(xs, h0, c0, W, b):
    T, (B, H) = len(xs), h0.shape
    hs = np.zeros((T, B, H))
    h, c = h0, c0
    for t in range(T):
        pre = np.concatenate([xs[t], h], axis=1) @ W.T + b
        z = np.tanh(pre[:, 0:H])
        zi = sigmoid(pre[:, H : 2 * H])
        zf = sigmoid(pre[:, 2 * H : 3 * H])
        zo = sigmoid(pre[:, 3 * H : 4 * H])
        hs[t] = h = zo * np.tanh(c)
        c = zf * c + zi * z
    return hs
""",
            "z still goes through the sigmoid instead of tanh": """
def mended_lstm(xs, h0, c0, W, b):
    h, c, hs = h0, c0.copy(), []
    for x in xs:
        pre = np.concatenate([x, h], axis=1) @ W.T + b
        z, zi, zf, zo = (sigmoid(part) for part in np.split(pre, 4, axis=1))
        c *= zf
        c += zi * z
        h = zo * np.tanh(c)
        hs.append(h)
    return np.array(hs)
""",
            "The forget gate and the input gate are still read from each other's block": """
def mended_lstm(xs, h0, c0, W, b):
    outputs = []
    state = (h0, c0)
    for x in xs:
        h, c = state
        pre = np.hstack([x, h]) @ W.T + b
        parts = np.split(pre, 4, axis=1)
        z, (zf, zi, zo) = np.tanh(parts[0]), [sigmoid(p) for p in parts[1:]]
        c = zf * c + zi * z
        state = (zo * np.tanh(c), c)
        outputs.append(state[0])
    return np.stack(outputs)
""",
            "The state still stands before the input in the row that W multiplies": """
def mended_lstm(xs, h0, c0, W, b):
    squash = [np.tanh, sigmoid, sigmoid, sigmoid]
    h, c, hs = h0, c0, []
    for x in xs:
        pre = np.concatenate([h, x], axis=1) @ W.T + b
        z, zi, zf, zo = (s(p) for s, p in zip(squash, np.split(pre, 4, axis=1)))
        c = c * zf + zi * z
        h = zo * np.tanh(c)
        hs.append(h)
    return np.array(hs)
""",
            "The copy of c0 is made inside the loop, so the memory starts afresh at every step": """
def mended_lstm(xs, h0, c0, W, b):
    h, hs = h0, []
    for x in xs:
        c = c0.copy()
        pre = np.concatenate([x, h], axis=1) @ W.T + b
        z, zi, zf, zo = np.split(pre, 4, axis=1)
        c *= sigmoid(zf)
        c += sigmoid(zi) * np.tanh(z)
        h = sigmoid(zo) * np.tanh(c)
        hs.append(h)
    return np.array(hs)
""",
            "The exercise's own lstm_step is used, but the memory c is collected instead of the output h": """
def mended_lstm(xs, h0, c0, W, b):
    h, c = h0, c0
    collected = []
    for x in xs:
        z, zi, zf, zo, c, h = lstm_step(x, h, c, W, b)
        collected.append(c)
    return np.array(collected)
""",
            "While mending z, tanh was put on all four parts, so the gates are no sigmoids any more": """
def mended_lstm(xs, h0, c0, W, b):
    h, c, hs = h0, c0, []
    for x in xs:
        pre = np.concatenate([x, h], axis=1) @ W.T + b
        z, zi, zf, zo = (np.tanh(part) for part in np.split(pre, 4, axis=1))
        c = zf * c
        c = c + zi * z
        h = zo * np.tanh(c)
        hs.append(h)
    return np.array(hs)
""",
        },
    },
    "gru": {
        "gru_step": {
            "The last line is the wrong way round: z takes the candidate and 1 - z the old memory, as in Chung's paper": """
def gru_step(x, h_prev, W, b):
    H = h_prev.shape[1]
    both = np.concatenate((x, h_prev), axis=1)
    r = sigmoid(both @ W[:H].T + b[:H])
    z = sigmoid(both @ W[H:2*H].T + b[H:2*H])
    cand_in = np.concatenate((x, r * h_prev), axis=1)
    h_new = np.tanh(cand_in @ W[2*H:].T + b[2*H:])
    h = (1 - z) * h_prev + z * h_new
    return h, r, z, h_new
""",
            "The candidate reads the same joined row as the gates; the reset gate is computed and never used": """
def gru_step(x, h_prev, W, b):
    Wr, Wz, Wh = np.split(W, 3)
    br, bz, bh = np.split(b, 3)
    xh = np.hstack([x, h_prev])
    r = sigmoid(np.dot(xh, Wr.T) + br)
    z = sigmoid(np.dot(xh, Wz.T) + bz)
    h_new = np.tanh(np.dot(xh, Wh.T) + bh)
    h = z * h_prev + (1 - z) * h_new
    return h, r, z, h_new
""",
            "The reset gate is applied after the product with the weights of the memory, as PyTorch does, not to the memory before it": """
def gru_step(x, h_prev, W, b):
    D = x.shape[1]
    Wx, Wm = W[:, :D], W[:, D:]
    from_x = np.split(x @ Wx.T + b, 3, axis=1)
    from_h = np.split(h_prev @ Wm.T, 3, axis=1)
    r = sigmoid(from_x[0] + from_h[0])
    z = sigmoid(from_x[1] + from_h[1])
    h_new = np.tanh(from_x[2] + r * from_h[2])
    return h_new + z * (h_prev - h_new), r, z, h_new
""",
            "The blocks of W and b are taken in the order z, r, h, so the two gates have each other's weights": """
def gru_step(x, h_prev, W, b):
    n_units = b.size // 3
    gates = {}
    row = np.c_[x, h_prev]
    for k, name in enumerate(["z", "r"]):
        block = slice(k * n_units, (k + 1) * n_units)
        gates[name] = sigmoid(row @ W[block].T + b[block])
    r, z = gates["r"], gates["z"]
    h_new = np.tanh(np.c_[x, r * h_prev] @ W[2 * n_units:].T + b[2 * n_units:])
    return z * h_prev + (1 - z) * h_new, r, z, h_new
""",
            "The row is joined with the memory first and the input second, but the first D columns of W belong to x": """
def gru_step(x, h_prev, W, b):
    (W_r, W_z, W_h), (b_r, b_z, b_h) = np.split(W, 3), np.split(b, 3)
    hx = np.concatenate([h_prev, x], axis=1)
    r = sigmoid(hx @ W_r.T + b_r)
    z = sigmoid(hx @ W_z.T + b_z)
    rhx = np.concatenate([r * h_prev, x], axis=1)
    h_new = np.tanh(rhx @ W_h.T + b_h)
    return z * h_prev + (1 - z) * h_new, r, z, h_new
""",
            "The candidate goes through a sigmoid instead of a tanh": """
def gru_step(x, h_prev, W, b):
    H = len(b) // 3
    def layer(inputs, i):
        return sigmoid(inputs @ W[i * H:(i + 1) * H, :].T + b[i * H:(i + 1) * H])
    r = layer(np.concatenate([x, h_prev], axis=-1), 0)
    z = layer(np.concatenate([x, h_prev], axis=-1), 1)
    h_new = layer(np.concatenate([x, r * h_prev], axis=-1), 2)
    h = z * h_prev + (1 - z) * h_new
    return h, r, z, h_new
""",
            "The results come back in the wrong order: z before r": """
def gru_step(x, h_prev, W, b):
    xh = np.append(x, h_prev, axis=1)
    H = h_prev.shape[1]
    pre = xh @ W[: 2 * H].T + b[: 2 * H]
    g = sigmoid(pre)
    r = g[:, :H]
    z = g[:, H:]
    xq = np.append(x, r * h_prev, axis=1)
    c = np.tanh(xq @ W[2 * H :].T + b[2 * H :])
    return z * h_prev + (1.0 - z) * c, z, r, c
""",
            "The reset is written back into h_prev with *=, so the caller's array is changed and the last line keeps the reset memory": """
def gru_step(x, h_prev, W, b):
    W_r, W_z, W_h = np.split(W, 3)
    b_r, b_z, b_h = np.split(b, 3)
    xh = np.concatenate([x, h_prev], axis=1)
    r = sigmoid(xh @ W_r.T + b_r)
    z = sigmoid(xh @ W_z.T + b_z)
    h_prev *= r
    h_new = np.tanh(np.concatenate([x, h_prev], axis=1) @ W_h.T + b_h)
    return z * h_prev + (1 - z) * h_new, r, z, h_new
""",
            "The loop over the examples carries the new memory on to the next row, as if the rows of the batch were time steps": """
def gru_step(x, h_prev, W, b):
    W_r, W_z, W_h = np.split(W, 3)
    b_r, b_z, b_h = np.split(b, 3)
    hs, rs, zs, news = [], [], [], []
    h = h_prev[0]
    for row in x:
        v = np.concatenate([row, h])
        r = sigmoid(W_r @ v + b_r)
        z = sigmoid(W_z @ v + b_z)
        cand = np.tanh(W_h @ np.concatenate([row, r * h]) + b_h)
        h = z * h + (1 - z) * cand
        hs.append(h); rs.append(r); zs.append(z); news.append(cand)
    return np.array(hs), np.array(rs), np.array(zs), np.array(news)
""",
            "The bias is added to the two gates only; the candidate has none": """
def gru_step(x, h_prev, W, b):
    D, H = x.shape[1], h_prev.shape[1]
    U, V = W[:, :D].reshape(3, H, D), W[:, D:].reshape(3, H, H)
    bb = b.reshape(3, H)
    r, z = (
        sigmoid(np.einsum("bd,hd->bh", x, U[k]) + np.einsum("bi,hi->bh", h_prev, V[k]) + bb[k])
        for k in (0, 1)
    )
    h_new = np.tanh(np.einsum("bd,hd->bh", x, U[2]) + np.einsum("bi,hi->bh", r * h_prev, V[2]))
    return z * h_prev + (1 - z) * h_new, r, z, h_new
""",
        },
        "gru_backward": {
            "dh_prev lacks the straight way dh * z": """
def gru_backward(dh, x, h_prev, r, z, h_new, W):
    D = x.shape[1]
    W_r, W_z, W_h = np.split(W, 3)
    du_h = dh * (1 - z) * (1 - h_new * h_new)
    du_z = dh * (h_prev - h_new) * z * (1 - z)
    dq = du_h @ W_h[:, D:]
    du_r = dq * h_prev * r * (1 - r)
    dh_prev = dq * r + du_r @ W_r[:, D:] + du_z @ W_z[:, D:]
    du = np.concatenate([du_r, du_z, du_h], axis=1)
    dx = du @ W[:, :D]
    xh = np.concatenate([x, h_prev], axis=1)
    xq = np.concatenate([x, r * h_prev], axis=1)
    dW = np.concatenate([du_r.T @ xh, du_z.T @ xh, du_h.T @ xq])
    return dx, dh_prev, dW, du.sum(axis=0)
""",
            "The slope of the update gate has the wrong sign: h_new - h_prev instead of h_prev - h_new": """
def gru_backward(dh, x, h_prev, r, z, h_new, W):
    H, D = h_prev.shape[1], x.shape[1]
    dz = dh * (h_new - h_prev)
    dc = dh * (1 - z)
    uz = dz * z * (1 - z)
    uc = dc * (1 - h_new ** 2)
    dq = uc @ W[2*H:, D:]
    dr = dq * h_prev
    ur = dr * r * (1 - r)
    dh_prev = dh * z + dq * r + ur @ W[:H, D:] + uz @ W[H:2*H, D:]
    dx = ur @ W[:H, :D] + uz @ W[H:2*H, :D] + uc @ W[2*H:, :D]
    cat = np.hstack((x, h_prev))
    dW = np.vstack((ur.T @ cat, uz.T @ cat, uc.T @ np.hstack((x, r * h_prev))))
    db = np.hstack((ur.sum(0), uz.sum(0), uc.sum(0)))
    return dx, dh_prev, dW, db
""",
            "All three blocks of dW are formed with [x, h_prev]; the candidate's block should use the reset memory r * h_prev": """
def gru_backward(dh, x, h_prev, r, z, h_new, W):
    D = x.shape[1]
    V_r, V_z, V_h = np.split(W[:, D:], 3)
    du_h = dh * (1 - z) * (1 - h_new**2)
    du_z = dh * (h_prev - h_new) * z * (1 - z)
    dq = du_h @ V_h
    du_r = dq * h_prev * r * (1 - r)
    du = np.concatenate([du_r, du_z, du_h], axis=1)
    dW = du.T @ np.concatenate([x, h_prev], axis=1)
    dh_prev = dh * z + dq * r + du_r @ V_r + du_z @ V_z
    return du @ W[:, :D], dh_prev, dW, du.sum(axis=0)
""",
            "The gradients of the weights and biases are divided by the number of examples, a mean where a sum is asked": """
def gru_backward(dh, x, h_prev, r, z, h_new, W):
    B, D = x.shape
    q = r * h_prev
    du_h = dh * (1 - z) * (1 - h_new**2)
    du_z = dh * (h_prev - h_new) * z * (1 - z)
    Wr, Wz, Wh = W.reshape(3, -1, W.shape[1])
    dq = du_h @ Wh[:, D:]
    du_r = dq * h_prev * r * (1 - r)
    dh_prev = dh * z + dq * r + du_r @ Wr[:, D:] + du_z @ Wz[:, D:]
    dx = du_r @ Wr[:, :D] + du_z @ Wz[:, :D] + du_h @ Wh[:, :D]
    dW, db = [], []
    for du, mem in ((du_r, h_prev), (du_z, h_prev), (du_h, q)):
        dW.append(du.T @ np.hstack([x, mem]) / B)
        db.append(du.mean(axis=0))
    return dx, dh_prev, np.concatenate(dW), np.concatenate(db)
""",
            "The slope of the tanh is taken as 1 - tanh(h_new)**2, although h_new is already the result of the tanh": """
def gru_backward(dh, x, h_prev, r, z, h_new, W):
    def dtanh(v):
        return 1 - np.tanh(v) ** 2
    def dsig(s):
        return s * (1 - s)
    D = x.shape[1]
    Wr, Wz, Wh = np.split(W, 3)
    gh = dh * (1 - z) * dtanh(h_new)
    gz = dh * (h_prev - h_new) * dsig(z)
    gq = gh @ Wh[:, D:]
    gr = gq * h_prev * dsig(r)
    g = np.concatenate([gr, gz, gh], axis=1)
    dh_prev = dh * z + gq * r + gr @ Wr[:, D:] + gz @ Wz[:, D:]
    xh = np.concatenate([x, h_prev], 1)
    xq = np.concatenate([x, r * h_prev], 1)
    dW = np.concatenate([gr.T @ xh, gz.T @ xh, gh.T @ xq], 0)
    return g @ W[:, :D], dh_prev, dW, g.sum(0)
""",
            "For dq the first H columns of the candidate's weights are taken instead of those after the D input columns": """
def gru_backward(dh, x, h_prev, r, z, h_new, W):
    D, H = x.shape[1], h_prev.shape[1]
    W_r, W_z, W_h = W[0:H], W[H:2 * H], W[2 * H:3 * H]
    du_h = dh * (1 - z) * (1 - h_new ** 2)
    du_z = dh * (h_prev - h_new) * z * (1 - z)
    dq = du_h @ W_h[:, :H]
    du_r = dq * h_prev * r * (1 - r)
    dh_prev = (dh * z + dq * r
               + du_r @ W_r[:, D:] + du_z @ W_z[:, D:])
    dx = (du_r @ W_r + du_z @ W_z + du_h @ W_h)[:, :D]
    gates_in = np.concatenate([x, h_prev], axis=1)
    cand_in = np.concatenate([x, r * h_prev], axis=1)
    dW = np.zeros(W.shape)
    dW[0:H] = du_r.T @ gates_in
    dW[H:2 * H] = du_z.T @ gates_in
    dW[2 * H:] = du_h.T @ cand_in
    db = np.concatenate([du_r, du_z, du_h], axis=1).sum(axis=0)
    return dx, dh_prev, dW, db
""",
            "On the candidate's way to dh_prev the factor r is missing: dq is added as it is": """
def gru_backward(dh, x, h_prev, r, z, h_new, W):
    D = x.shape[1]
    blocks = np.split(W, 3)
    du_h = (1 - h_new**2) * (1 - z) * dh
    du_z = z * (1 - z) * (h_prev - h_new) * dh
    # whole joined row of the candidate
    d_joined = du_h @ blocks[2]
    dx, dh_prev = d_joined[:, :D].copy(), d_joined[:, D:].copy()
    du_r = r * (1 - r) * h_prev * d_joined[:, D:]
    for du_gate, block in zip((du_r, du_z), blocks):
        d = du_gate @ block
        dx += d[:, :D]
        dh_prev += d[:, D:]
    dh_prev += dh * z
    xh = np.concatenate([x, h_prev], axis=1)
    xq = np.concatenate([x, r * h_prev], axis=1)
    dW = np.vstack([du_r.T @ xh, du_z.T @ xh, du_h.T @ xq])
    db = np.concatenate([du_r.sum(axis=0), du_z.sum(axis=0), du_h.sum(axis=0)])
    return dx, dh_prev, dW, db
""",
            "dx lacks the part of the reset gate; only the update gate and the candidate send something to the input": """
def gru_backward(dh, x, h_prev, r, z, h_new, W):
    D = x.shape[1]
    (U_r, U_z, U_h) = np.split(W[:, :D], 3)
    (V_r, V_z, V_h) = np.split(W[:, D:], 3)
    du_h = dh * (1 - z) * (1 - np.square(h_new))
    du_z = dh * (h_prev - h_new) * z * (1 - z)
    dx = du_z @ U_z + du_h @ U_h
    dh_prev = dh * z + du_z @ V_z
    dq = du_h @ V_h
    dh_prev = dh_prev + dq * r
    du_r = dq * h_prev * r * (1 - r)
    dh_prev = dh_prev + du_r @ V_r
    du = np.hstack([du_r, du_z, du_h])
    dV = np.vstack([du_r.T @ h_prev, du_z.T @ h_prev, du_h.T @ (r * h_prev)])
    return dx, dh_prev, np.hstack([du.T @ x, dV]), du.sum(axis=0)
""",
            "The three slopes are put together as z, r, h, so dx pairs them with the wrong rows of W, and dW and db have the gates in the wrong order": """
def gru_backward(dh, x, h_prev, r, z, h_new, W):
    D = x.shape[1]
    V_r, V_z, V_h = np.split(W[:, D:], 3)
    du_h = dh * (1 - z) * (1 - h_new**2)
    du_z = dh * (h_prev - h_new) * z * (1 - z)
    dq = np.einsum("bk,kh->bh", du_h, V_h)
    du_r = dq * h_prev * r * (1 - r)
    du = np.concatenate([du_z, du_r, du_h], axis=1)
    mem = np.concatenate([du_z.T @ h_prev, du_r.T @ h_prev, du_h.T @ (r * h_prev)])
    dW = np.concatenate([du.T @ x, mem], axis=1)
    dh_prev = dh * z + dq * r + du_r @ V_r + du_z @ V_z
    return du @ W[:, :D], dh_prev, dW, np.einsum("bk->k", du)
""",
            "The sum for dh_prev is collected in dh itself with *= and +=, so the array that came in is changed": """
def gru_backward(dh, x, h_prev, r, z, h_new, W):
    D = x.shape[1]
    W_r, W_z, W_h = np.split(W, 3)
    du_h = dh * (1 - z) * (1 - h_new**2)
    du_z = dh * (h_prev - h_new) * z * (1 - z)
    dq = du_h @ W_h[:, D:]
    du_r = dq * h_prev * r * (1 - r)
    du = np.concatenate([du_r, du_z, du_h], axis=1)
    dx = du @ W[:, :D]
    xh, xq = np.hstack([x, h_prev]), np.hstack([x, r * h_prev])
    dW = np.concatenate([np.hstack([du_r, du_z]).T @ xh, du_h.T @ xq])
    dh_prev = dh
    dh_prev *= z
    dh_prev += dq * r
    dh_prev += du_r @ W_r[:, D:] + du_z @ W_z[:, D:]
    return dx, dh_prev, dW, du.sum(axis=0)
""",
        },
        "memory_gate": {
            "The gate is set to exactly 1 and exactly 0, where the slide's formula looks like a memory": """
def memory_gate(mix):
    if mix(1.0, 1.0, 0.0) - mix(1.0, 0.0, 0.0) >= 0.99:
        return "one"
    if mix(0.0, 1.0, 0.0) - mix(0.0, 0.0, 0.0) >= 0.99:
        return "zero"
    return "never"
""",
            "The two answers are exchanged: a memory near z = 0.999 is called zero and one near 0.001 is called one": """
def memory_gate(mix):
    def k(z, h1=0.7, h2=-0.3, cand=0.1):
        return (mix(z, h1, cand) - mix(z, h2, cand)) / (h1 - h2)
    keep_low = k(0.999) >= 0.99
    keep_high = k(0.001) >= 0.99
    return "one" if keep_high else "zero" if keep_low else "never"
""",
            "The threshold is 0.9, so a formula that loses a twentieth in each step passes as a memory": """
def memory_gate(mix):
    h1, h2, h_new = 2.0, 1.0, 0.5
    share_one = (mix(0.999, h1, h_new) - mix(0.999, h2, h_new)) / (h1 - h2)
    share_zero = (mix(0.001, h1, h_new) - mix(0.001, h2, h_new)) / (h1 - h2)
    if share_one > 0.9:
        return 'one'
    elif share_zero > 0.9:
        return 'zero'
    else:
        return 'never'
""",
            "The absolute value of the share is taken, so a memory that changes its sign in each step counts as kept": """
def memory_gate(mix):
    answer = "never"
    for z, word in [(0.001, "zero"), (0.999, "one")]:
        change = abs(mix(z, 1.0, 0.0) - mix(z, 0.0, 0.0))
        if change >= 0.99:
            answer = word
    return answer
""",
            "Only one memory is used and the size of the result is judged, so the candidate of 1 passes for the memory": """
def memory_gate(mix):
    old = np.array([1.0])
    candidate = np.array([1.0])
    high = mix(np.array([0.999]), old, candidate)[0]
    low = mix(np.array([0.001]), old, candidate)[0]
    if high >= 0.99: return "one"
    if low >= 0.99: return "zero"
    return "never"
""",
            "The difference of the two results is not divided by h1 - h2, which is 4 here, so even a small share passes the threshold": """
def memory_gate(mix):
    h1, h2 = 5.0, 1.0
    k = lambda z: mix(z, h1, 0.0) - mix(z, h2, 0.0)
    return ("one" if k(0.999) >= 0.99
            else "zero" if k(0.001) >= 0.99
            else "never")
""",
            "The loop returns never as soon as the first end fails, so the other end is not tried": """
def memory_gate(mix):
    ends = {0.999: "one", 0.001: "zero"}
    for z in ends:
        k = (mix(z, 1.0, 0.25) - mix(z, -1.0, 0.25)) / 2
        if k >= 0.99:
            return ends[z]
        else:
            return "never"
""",
            "The candidate is changed and the old memory held fast, so it measures where the candidate arrives": """
def memory_gate(mix):
    z = np.array([0.999, 0.001])
    h = np.zeros(2)
    share = mix(z, h, np.ones(2)) - mix(z, h, np.zeros(2))
    one, zero = share >= 0.99
    if one:
        return "one"
    if zero:
        return "zero"
    return "never"
""",
            "mix is called with the old memory first and the gate second, but its first argument is z": """
def memory_gate(mix):
    old_a, old_b, candidate = 1.0, 0.0, 0.0
    k_near_one = (mix(old_a, 0.999, candidate) - mix(old_b, 0.999, candidate)) / (old_a - old_b)
    k_near_zero = (mix(old_a, 0.001, candidate) - mix(old_b, 0.001, candidate)) / (old_a - old_b)
    if k_near_one >= 0.99:
        return "one"
    if k_near_zero >= 0.99:
        return "zero"
    return "never"
""",
            "The difference is looked at after ten steps, an even number, so a formula that turns the sign in each step seems to keep it": """
def memory_gate(mix):
    def left_over(z, steps=10):
        a, b = 1.0, 0.0
        for _ in range(steps):
            a, b = mix(z, a, 0.0), mix(z, b, 0.0)
        return a - b
    # 0.999 ** 10 is about 0.99, 0.95 ** 10 about 0.6
    if left_over(0.999) > 0.9:
        return "one"
    return "zero" if left_over(0.001) > 0.9 else "never"
""",
        },
        "to_pytorch": {
            "b_h is added to the candidate's part of bias_ih_l0, and bias_hh_l0 is all zeros": """
def to_pytorch(params):
    W, b, b_h = params["W"], params["b"], params["b_h"]
    H = len(b_h)
    bias = b.copy()
    bias[2 * H:] += b_h
    return {
        "weight_ih_l0": W[:, :-H],
        "weight_hh_l0": W[:, -H:],
        "bias_ih_l0": bias,
        "bias_hh_l0": np.zeros(3 * H),
    }
""",
            "In bias_hh_l0 the b_h stands first and the zeros behind it, as if the candidate were the first block": """
def to_pytorch(params):
    H = params["b_h"].shape[0]
    D = params["W"].shape[1] - H
    out = {}
    out["weight_ih_l0"], out["weight_hh_l0"] = np.split(params["W"], [D], axis=1)
    out["bias_ih_l0"] = params["b"]
    out["bias_hh_l0"] = np.concatenate([params["b_h"], np.zeros(2 * H)])
    return out
""",
            "The first H columns of W are taken for the memory and the rest for the input": """
def to_pytorch(params):
    n = params["b_h"].size
    return dict(
        weight_hh_l0=params["W"][:, :n],
        weight_ih_l0=params["W"][:, n:],
        bias_ih_l0=params["b"],
        bias_hh_l0=np.hstack([np.zeros(n), np.zeros(n), params["b_h"]]),
    )
""",
            "Both weight arrays are transposed, though PyTorch stores them with 3H rows as we do": """
def to_pytorch(params):
    W = params["W"]
    H = len(params["b_h"])
    theirs = {"bias_ih_l0": np.array(params["b"])}
    WT = W.T
    theirs["weight_ih_l0"] = WT[:-H]
    theirs["weight_hh_l0"] = WT[-H:]
    theirs["bias_hh_l0"] = np.append(np.zeros(2 * H), params["b_h"])
    return theirs
""",
            "b_h is repeated for all three blocks, where the two gates should have 0": """
def to_pytorch(params):
    names = ["weight_ih_l0", "weight_hh_l0", "bias_ih_l0", "bias_hh_l0"]
    H = len(params["b_h"])
    values = [params["W"][:, :-H], params["W"][:, -H:], params["b"], np.tile(params["b_h"], 3)]
    return dict(zip(names, values))
""",
            "The blocks for r and z are exchanged in weights and biases, though the order is the same in both layouts": """
def to_pytorch(params):
    W, b, b_h = params["W"], params["b"], params["b_h"]
    H = len(b_h)
    W_r, W_z, W_h = np.split(W, 3)
    b_r, b_z, b_c = np.split(b, 3)
    W_theirs = np.vstack([W_z, W_r, W_h])
    b_theirs = np.concatenate([b_z, b_r, b_c])
    return {"weight_ih_l0": W_theirs[:, :-H], "weight_hh_l0": W_theirs[:, -H:],
            "bias_ih_l0": b_theirs, "bias_hh_l0": np.concatenate([np.zeros(2 * H), b_h])}
""",
            "The keys lack the ending _l0": """
def to_pytorch(params):
    H = len(params["b_h"])
    D = params["W"].shape[1] - H
    result = {}
    for part, cols in (("ih", slice(0, D)), ("hh", slice(D, D + H))):
        result[f"weight_{part}"] = params["W"][:, cols].copy()
    second = np.zeros(3 * H)
    second[-H:] = params["b_h"]
    result["bias_ih"], result["bias_hh"] = params["b"].copy(), second
    return result
""",
            "W is cut in the middle of its columns, which is right only if D and H are equal": """
def to_pytorch(params):
    W_ih, W_hh = np.array_split(params["W"], 2, axis=1)
    H = len(params["b_h"])
    bias_hh = np.r_[np.zeros(2 * H), params["b_h"]]
    return {"weight_ih_l0": W_ih, "weight_hh_l0": W_hh, "bias_ih_l0": params["b"], "bias_hh_l0": bias_hh}
""",
            "The arrays are taken out of params with pop, so the dict that came in is empty afterwards": """
def to_pytorch(params):
    W = params.pop("W")
    first = params.pop("b")
    b_h = params.pop("b_h")
    h = len(b_h)
    second = np.concatenate((np.zeros(2 * h), b_h))
    return {"weight_ih_l0": W[:, :-h], "weight_hh_l0": W[:, -h:],
            "bias_ih_l0": first, "bias_hh_l0": second}
""",
            "bias_hh_l0 is made as an array of whole numbers, so b_h loses everything after the decimal point": """
def to_pytorch(params):
    b_h = params["b_h"]
    H = b_h.shape[0]
    hidden_bias = np.array([0] * (3 * H))
    for i in range(H):
        hidden_bias[2 * H + i] = b_h[i]
    D = params["W"].shape[1] - H
    return {
        "weight_ih_l0": params["W"][:, range(D)],
        "weight_hh_l0": params["W"][:, range(D, D + H)],
        "bias_ih_l0": params["b"],
        "bias_hh_l0": hidden_bias,
    }
""",
        },
        "from_pytorch": {
            "Both biases are added in all three blocks; the candidate's second bias should stay out of b": """
def from_pytorch(arrays):
    W = np.hstack([arrays["weight_ih_l0"], arrays["weight_hh_l0"]])
    H = arrays["weight_hh_l0"].shape[1]
    b = arrays["bias_ih_l0"] + arrays["bias_hh_l0"]
    return {"W": W, "b": b, "b_h": arrays["bias_hh_l0"][2 * H:]}
""",
            "b is bias_ih_l0 itself and not a copy, so += changes the array that came in": """
def from_pytorch(arrays):
    b = arrays["bias_ih_l0"]
    bh = arrays["bias_hh_l0"]
    H = len(bh) // 3
    b[: 2 * H] += bh[: 2 * H]
    W = np.concatenate([arrays["weight_ih_l0"], arrays["weight_hh_l0"]], axis=1)
    return {"W": W, "b": b, "b_h": bh[2 * H :]}
""",
            "The two weights are put one under the other (axis 0) instead of side by side": """
def from_pytorch(arrays):
    ih, hh, b_ih, b_hh = (arrays[k] for k in ("weight_ih_l0", "weight_hh_l0", "bias_ih_l0", "bias_hh_l0"))
    H = hh.shape[1]
    ours = {"b_h": b_hh[-H:]}
    ours["b"] = np.concatenate([(b_ih + b_hh)[:-H], b_ih[-H:]])
    ours["W"] = np.concatenate([ih, hh])
    return ours
""",
            "In W the columns for the memory come first and those for the input second": """
def from_pytorch(arrays):
    w_i, w_h = arrays["weight_ih_l0"], arrays["weight_hh_l0"]
    rows, H = w_h.shape
    W = np.empty((rows, H + w_i.shape[1]))
    W[:, :H] = w_h
    W[:, H:] = w_i
    mask = np.arange(rows) < 2 * H
    b = arrays["bias_ih_l0"] + mask * arrays["bias_hh_l0"]
    return {"W": W, "b": b, "b_h": arrays["bias_hh_l0"][~mask]}
""",
            "b_h is the whole of bias_hh_l0 with 3H numbers, not only the candidate's last H": """
def from_pytorch(arrays):
    n = 2 * arrays["weight_hh_l0"].shape[1]
    b = np.copy(arrays["bias_ih_l0"])
    for i in range(n):
        b[i] = b[i] + arrays["bias_hh_l0"][i]
    return dict(W=np.c_[arrays["weight_ih_l0"], arrays["weight_hh_l0"]], b=b, b_h=arrays["bias_hh_l0"])
""",
            "b is bias_ih_l0 alone: the second biases of the gates are forgotten, as if they were still 0": """
def from_pytorch(arrays):
    H = arrays["weight_hh_l0"].shape[-1]
    return {
        "W": np.concatenate((arrays["weight_ih_l0"], arrays["weight_hh_l0"]), axis=-1),
        "b": arrays["bias_ih_l0"].copy(),
        "b_h": arrays["bias_hh_l0"][-H:].copy(),
    }
""",
            "The candidate's two biases are exchanged: b gets that of bias_hh_l0, and b_h that of bias_ih_l0": """
def from_pytorch(arrays):
    i_r, i_z, i_n = np.split(arrays["bias_ih_l0"], 3)
    h_r, h_z, h_n = np.split(arrays["bias_hh_l0"], 3)
    b = np.concatenate([i_r + h_r, i_z + h_z, h_n])
    W = np.block([[arrays["weight_ih_l0"], arrays["weight_hh_l0"]]])
    return {"W": W, "b": b, "b_h": i_n}
""",
            "H is taken from the columns of weight_ih_l0, which is D, the number of inputs": """
def from_pytorch(arrays):
    W_ih = arrays["weight_ih_l0"]
    H = W_ih.shape[1]
    gates = arrays["bias_ih_l0"][:2 * H] + arrays["bias_hh_l0"][:2 * H]
    cand = arrays["bias_ih_l0"][2 * H:]
    b = np.concatenate([gates, cand])
    b_h = arrays["bias_hh_l0"][2 * H:]
    W = np.concatenate([W_ih, arrays["weight_hh_l0"]], axis=1)
    return {"W": W, "b": b, "b_h": b_h}
""",
            "Only the reset gate gets its second bias; the sum stops after H numbers instead of 2H": """
def from_pytorch(arrays):
    first, second = arrays["bias_ih_l0"].reshape(3, -1), arrays["bias_hh_l0"].reshape(3, -1)
    b = first.copy()
    b[:1] += second[:1]
    return {
        "W": np.concatenate([arrays["weight_ih_l0"], arrays["weight_hh_l0"]], axis=1),
        "b": b.ravel(),
        "b_h": second[2],
    }
""",
            "The gates get the mean of the two biases instead of their sum": """
def from_pytorch(arrays):
    b_ih, b_hh = arrays["bias_ih_l0"], arrays["bias_hh_l0"]
    k = 2 * (b_hh.size // 3)
    both = np.stack([b_ih, b_hh])
    b = np.where(np.arange(b_ih.size) < k, both.mean(axis=0), b_ih)
    W = np.column_stack([arrays["weight_ih_l0"], arrays["weight_hh_l0"]])
    return {"W": W, "b": b, "b_h": b_hh[k:]}
""",
        },
    },
    "convolution": {
        "count_weights": {
            "The first place is forgotten: (side - size) // stride without + 1": """
def count_weights(c_in, c_out, side, size, stride):
    n_out = (side - size) // stride
    N = n_out ** 2
    dense = c_out * N * c_in * side ** 2
    sparse = c_out * N * c_in * size ** 2
    shared = c_out * c_in * size ** 2
    return dense, sparse, shared
""",
            "The number of places along a side is rounded up instead of down": """
def count_weights(c_in, c_out, side, size, stride):
    per_side = int(np.ceil((side - size) / stride)) + 1
    neurons = c_out * per_side * per_side
    return (neurons * c_in * side * side,
            neurons * c_in * size * size,
            c_out * c_in * size * size)
""",
            "The places along one side are not squared, so there is only one row of neurons": """
def count_weights(c_in, c_out, side, size, stride):
    places = 0
    pos = 0
    while pos + size <= side:
        places += 1
        pos += stride
    neurons = places * c_out
    one_dense = c_in * side ** 2
    one_sparse = c_in * size ** 2
    return neurons * one_dense, neurons * one_sparse, c_out * one_sparse
""",
            "The dense neuron sees only one map: the factor c_in is missing in the dense layer": """
def count_weights(c_in, c_out, side, size, stride):
    n_out = 1 + (side - size) // stride
    shared = c_out * c_in * size**2
    sparse = shared * n_out**2
    dense = c_out * n_out**2 * side**2
    return dense, sparse, shared
""",
            "The shared layer has no factor c_in, as if one K x K kernel served all maps that come in": """
def count_weights(c_in, c_out, side, size, stride):
    N = len(range(0, side - size + 1, stride)) ** 2
    kernel = size * size
    return c_out * N * c_in * side * side, c_out * N * c_in * kernel, c_out * kernel
""",
            "The shared layer has one kernel for all feature maps: the factor c_out is missing": """
def count_weights(c_in, c_out, side, size, stride):
    n = (side - size) // stride + 1
    F, C, K = c_out, c_in, size
    return (F * n * n) * (C * side * side), (F * n * n) * (C * K * K), C * K * K
""",
            "A bias for each kernel is counted with the shared weights": """
def count_weights(c_in, c_out, side, size, stride):
    n_out = (side - size + stride) // stride
    window = c_in * size ** 2
    neurons = c_out * n_out ** 2
    return neurons * c_in * side ** 2, neurons * window, (window + 1) * c_out
""",
            "The division is made with / and not rounded down, so a stride that does not fit gives broken numbers": """
def count_weights(c_in, c_out, side, size, stride):
    n_out = (side - size) / stride + 1
    neurons = c_out * n_out ** 2
    dense = neurons * (c_in * side ** 2)
    sparse = neurons * (c_in * size ** 2)
    shared = c_out * (c_in * size ** 2)
    return int(dense), int(sparse), int(shared)
""",
            "The three numbers are returned as dense, shared, sparse": """
def count_weights(c_in, c_out, side, size, stride):
    out = ((side - size) // stride + 1) ** 2
    counts = {}
    counts["shared"] = c_out * c_in * size**2
    counts["sparse"] = counts["shared"] * out
    counts["dense"] = c_out * out * c_in * side**2
    return counts["dense"], counts["shared"], counts["sparse"]
""",
            "The dense layer is given a neuron for each pixel of the picture, side squared, instead of one for each place": """
def count_weights(c_in, c_out, side, size, stride):
    pixels = side ** 2
    places = ((side - size) // stride + 1) ** 2
    dense = np.prod([c_in * pixels, c_out * pixels])
    sparse = np.prod([c_in, size, size, c_out, places])
    shared = np.prod([c_in, size, size, c_out])
    return int(dense), int(sparse), int(shared)
""",
        },
        "convolve": {
            "The bias is never added, written otherwise": """
def convolve(x, W, b, stride, padding):
    F, C, K, _ = W.shape
    xp = np.pad(x, ((0, 0), (padding, padding), (padding, padding)))
    down = (xp.shape[1] - K) // stride + 1
    across = (xp.shape[2] - K) // stride + 1
    y = np.zeros((F, down, across))
    for f in range(F):
        for r in range(down):
            for c in range(across):
                y[f, r, c] = np.sum(W[f] * xp[:, r*stride:r*stride+K, c*stride:c*stride+K])
    return y
""",
            "The kernel is turned round by 180 degrees, as in signal processing, written otherwise": """
def convolve(x, W, b, stride, padding):
    K, s, p = W.shape[-1], stride, padding
    big = np.pad(x, [(0, 0), (p, p), (p, p)])
    kernel = W[:, :, ::-1, ::-1]
    view = np.lib.stride_tricks.sliding_window_view(big, (K, K), axis=(1, 2))[:, ::s, ::s]
    return np.einsum("fmij,mrcij->frc", kernel, view) + b[:, None, None]
""",
            "The number of places is computed from the picture without its padding": """
def convolve(x, W, b, stride, padding):
    F, K = W.shape[0], W.shape[2]
    C, rows, cols = x.shape
    down, across = (rows - K) // stride + 1, (cols - K) // stride + 1
    padded = np.zeros((C, rows + 2 * padding, cols + 2 * padding))
    padded[:, padding:padding + rows, padding:padding + cols] = x
    y = np.zeros((F, down, across))
    for f, r, c in np.ndindex(y.shape):
        top, left = r * stride, c * stride
        y[f, r, c] = np.sum(W[f] * padded[:, top:top + K, left:left + K]) + b[f]
    return y
""",
            "The window moves by one pixel from place to place; the stride is only used for the number of places": """
def convolve(x, W, b, stride, padding):
    p = padding
    x = np.pad(x, [(0, 0), (p, p), (p, p)])
    K = W.shape[2]
    h, w = [(n - K) // stride + 1 for n in x.shape[1:]]
    y = np.empty((len(b), h, w))
    for r, c in np.ndindex(h, w):
        window = x[:, r : r + K, c : c + K]
        y[:, r, c] = (W * window).sum(axis=(1, 2, 3)) + b
    return y
""",
            "np.pad is called with one number, so zero maps are added along the axis of the feature maps too": """
def convolve(x, W, b, stride, padding):
    xx = np.pad(x, padding)
    K = W.shape[3]
    rows = range(0, xx.shape[1] - K + 1, stride)
    cols = range(0, xx.shape[2] - K + 1, stride)
    return np.array([[[np.sum(W[f] * xx[:, i:i + K, j:j + K]) + b[f] for j in cols] for i in rows]
                     for f in range(W.shape[0])])
""",
            "Only map 0 of the picture is convolved; the sum over m is left out": """
def convolve(x, W, b, stride, padding):
    grey = np.pad(x[0], padding)
    F, _, K, K = W.shape
    down = (grey.shape[0] - K) // stride + 1
    across = (grey.shape[1] - K) // stride + 1
    y = np.zeros((F, down, across))
    for f in range(F):
        for r in range(down):
            for c in range(across):
                total = b[f]
                for i in range(K):
                    for j in range(K):
                        total += W[f, 0, i, j] * grey[stride * r + i, stride * c + j]
                y[f, r, c] = total
    return y
""",
            "The places across are counted from the rows too, so only square pictures come out right": """
def convolve(x, W, b, stride, padding):
    F, C, K, K = W.shape
    n = x.shape[1]
    n_out = (n + 2 * padding - K) // stride + 1
    x = np.pad(x, [(0, 0), (padding, padding), (padding, padding)])
    y = np.zeros((F, n_out, n_out))
    for f, r, c in np.ndindex(F, n_out, n_out):
        top, left = stride * r, stride * c
        y[f, r, c] = np.vdot(W[f], x[:, top:top + K, left:left + K]) + b[f]
    return y
""",
            "The bias is added inside the loop over the input maps, so it is counted once for each map": """
def convolve(x, W, b, stride, padding):
    F, C, K = W.shape[:3]
    p, s = padding, stride
    x = np.pad(x, [(0, 0), (p, p), (p, p)])
    H = (x.shape[1] - K) // s + 1
    V = (x.shape[2] - K) // s + 1
    y = np.zeros((F, H, V))
    for f in range(F):
        for m in range(C):
            for r in range(H):
                for c in range(V):
                    patch = x[m, s * r : s * r + K, s * c : s * c + K]
                    y[f, r, c] += (W[f, m] * patch).sum() + b[f]
    return y
""",
            "The border is filled with the nearest pixels (mode edge) instead of zeros": """
def convolve(x, W, b, stride, padding):
    F, C, K, _ = W.shape
    xp = np.pad(x, [(0, 0), (padding,) * 2, (padding,) * 2], mode="edge")
    down, across = ((n - K) // stride + 1 for n in xp.shape[1:])
    cols = np.array([xp[:, r * stride:r * stride + K, c * stride:c * stride + K].ravel()
                     for r in range(down) for c in range(across)]).T
    y = W.reshape(F, -1) @ cols + b[:, None]
    return y.reshape(F, down, across)
""",
            "y is made with whole numbers, so every output is cut off at the decimal point": """
def convolve(x, W, b, stride, padding):
    K, F = W.shape[2], len(W)
    x = np.pad(x, [(0, 0), (padding, padding), (padding, padding)])
    y = np.zeros((F, (x.shape[1] - K) // stride + 1, (x.shape[2] - K) // stride + 1), dtype=int)
    r = 0
    while r < y.shape[1]:
        c = 0
        while c < y.shape[2]:
            win = x[:, r * stride : r * stride + K, c * stride : c * stride + K]
            y[:, r, c] = np.tensordot(W, win, axes=3) + b
            c += 1
        r += 1
    return y
""",
        },
        "columns": {
            "The transpose at the end is forgotten, so each window is a row": """
def columns(x, size, stride):
    C, rows, cols = x.shape
    out = []
    for top in range(0, rows - size + 1, stride):
        for left in range(0, cols - size + 1, stride):
            out.append(x[:, top:top + size, left:left + size].ravel())
    return np.array(out)
""",
            "The list of windows gets the right shape by reshape instead of a transpose, which mixes the numbers": """
def columns(x, size, stride):
    down = (x.shape[1] - size) // stride + 1
    across = (x.shape[2] - size) // stride + 1
    windows = [x[:, r * stride : r * stride + size, c * stride : c * stride + size].flatten()
               for r in range(down) for c in range(across)]
    return np.array(windows).reshape(x.shape[0] * size * size, down * across)
""",
            "The outer loop runs over the columns, so the places go down first and not along the rows": """
def columns(x, size, stride):
    down, across = ((n - size) // stride + 1 for n in x.shape[1:])
    X = np.zeros((len(x) * size**2, down * across))
    place = 0
    for c in range(across):
        for r in range(down):
            w = x[:, r * stride : r * stride + size, c * stride : c * stride + size]
            X[:, place] = w.reshape(-1)
            place += 1
    return X
""",
            "In each column the maps run fastest, because the window is turned to rows, columns, maps before it is flattened": """
def columns(x, size, stride):
    pic = np.moveaxis(x, 0, -1)
    out = []
    for i in range(0, pic.shape[0] - size + 1, stride):
        for j in range(0, pic.shape[1] - size + 1, stride):
            out.append(pic[i:i + size, j:j + size].ravel())
    return np.stack(out, axis=1)
""",
            "The windows begin at (r, c) and not at (stride * r, stride * c)": """
def columns(x, size, stride):
    down = (x.shape[1] - size) // stride + 1
    across = (x.shape[2] - size) // stride + 1
    X = np.empty((x.shape[0] * size * size, down * across))
    for k, (r, c) in enumerate(np.ndindex(down, across)):
        X[:, k] = x[:, r:r + size, c:c + size].ravel()
    return X
""",
            "The windows are flattened in Fortran order, so the numbers of a window stand in the wrong order": """
def columns(x, size, stride):
    places = [(r, c) for r in range(0, x.shape[1] - size + 1, stride)
              for c in range(0, x.shape[2] - size + 1, stride)]
    cut = [x[:, r:r + size, c:c + size].ravel(order="F") for r, c in places]
    return np.column_stack(cut)
""",
            "range stops at rows - size and columns - size without + 1, so the last place is lost where it fits exactly": """
def columns(x, size, stride):
    _, rows, cols = x.shape
    result = None
    for r in range(0, rows - size, stride):
        for c in range(0, cols - size, stride):
            col = x[:, r:r + size, c:c + size].reshape(-1, 1)
            result = col if result is None else np.hstack([result, col])
    return result
""",
            "Only the rows are thinned out by the stride; across, the windows still move by one pixel": """
def columns(x, size, stride):
    v = np.lib.stride_tricks.sliding_window_view(x, (size, size), axis=(1, 2))
    v = v[:, ::stride]
    v = v.transpose(0, 3, 4, 1, 2)
    return v.reshape(x.shape[0] * size * size, -1)
""",
            "The append stands outside the inner loop, so only the last window of each row of places is collected": """
def columns(x, size, stride):
    down, across = ((n - size) // stride + 1 for n in x.shape[1:])
    cut = []
    for r in range(down):
        for c in range(across):
            top, left = r * stride, c * stride
            window = x[:, top : top + size, left : left + size]
        cut.append(window.ravel())
    return np.array(cut).T
""",
            "Only the first map is laid out; the windows of the other maps are missing": """
def columns(x, size, stride):
    img = x[0]
    i = np.arange(0, img.shape[0] - size + 1, stride)
    j = np.arange(0, img.shape[1] - size + 1, stride)
    X = np.zeros((size * size, len(i) * len(j)))
    for a in range(size):
        for b in range(size):
            X[a * size + b] = img[np.ix_(i + a, j + b)].ravel()
    return X
""",
        },
        "convolve_backward": {
            "dW is overwritten at each place with = instead of added up, so only the last place counts": """
def convolve_backward(dy, x, W, stride, padding):
    p, K = padding, W.shape[2]
    wide = np.pad(x, [(0, 0), (p, p), (p, p)])
    dwide = np.zeros_like(wide)
    dW = np.zeros_like(W)
    for f, r, c in np.ndindex(dy.shape):
        top, left = r * stride, c * stride
        window = wide[:, top : top + K, left : left + K]
        dW[f] = dy[f, r, c] * window
        dwide[:, top : top + K, left : left + K] += dy[f, r, c] * W[f]
    _, rows, cols = x.shape
    return dwide[:, p : p + rows, p : p + cols], dW, dy.sum(axis=(1, 2))
""",
            "dx is returned with its padding still around it": """
def convolve_backward(dy, x, W, stride, padding):
    F, C, K, _ = W.shape
    xp = np.pad(x, ((0, 0), (padding, padding), (padding, padding)))
    dx = np.zeros(xp.shape)
    dW = np.zeros(W.shape)
    db = np.zeros(F)
    for f in range(F):
        for r in range(dy.shape[1]):
            for c in range(dy.shape[2]):
                g = dy[f, r, c]
                rs, cs = r * stride, c * stride
                dW[f] += g * xp[:, rs:rs + K, cs:cs + K]
                dx[:, rs:rs + K, cs:cs + K] += g * W[f]
                db[f] += g
    return dx, dW, db
""",
            "The padding is cut off with [p:-p], which leaves nothing when the padding is 0": """
def convolve_backward(dy, x, W, stride, padding):
    p, s, K = padding, stride, W.shape[-1]
    wide = np.pad(x, [(0, 0), (p, p), (p, p)])
    dwide, dW = np.zeros_like(wide), np.zeros_like(W)
    for r, c in np.ndindex(dy.shape[1:]):
        win = np.s_[:, r * s : r * s + K, c * s : c * s + K]
        dW += np.multiply.outer(dy[:, r, c], wide[win])
        dwide[win] += np.tensordot(dy[:, r, c], W, axes=1)
    return dwide[:, p:-p, p:-p], dW, dy.sum((1, 2))
""",
            "db is one number, the sum of all of dy, instead of a sum for each feature map": """
def convolve_backward(dy, x, W, stride, padding):
    C, rows, cols = x.shape
    K = W.shape[2]
    P = np.zeros((C, rows + 2 * padding, cols + 2 * padding))
    P[:, padding:padding + rows, padding:padding + cols] = x
    dP = np.zeros(P.shape)
    dW = np.zeros(W.shape)
    H, V = dy.shape[1:]
    for i in range(K):
        for j in range(K):
            sl = (slice(None), slice(i, i + stride * (H - 1) + 1, stride), slice(j, j + stride * (V - 1) + 1, stride))
            dW[:, :, i, j] = np.einsum("frc,mrc->fm", dy, P[sl])
            dP[sl] += np.einsum("frc,fm->mrc", dy, W[:, :, i, j])
    dx = dP[:, padding:padding + rows, padding:padding + cols]
    return dx, dW, np.sum(dy)
""",
            "The way back to x uses the kernel as it is in a full convolution, where it should be turned by 180 degrees": """
def convolve_backward(dy, x, W, stride, padding):
    F, C, K, _ = W.shape
    p, s = padding, stride
    wide = np.pad(x, [(0, 0), (p, p), (p, p)])
    view = np.lib.stride_tricks.sliding_window_view(wide, (K, K), axis=(1, 2))
    H, V = view.shape[1:3]
    spread = np.zeros((F, H, V))
    spread[:, ::s, ::s] = dy
    dW = np.einsum("frc,mrcij->fmij", spread, view)
    full = np.pad(spread, [(0, 0), (K - 1, K - 1), (K - 1, K - 1)])
    fullview = np.lib.stride_tricks.sliding_window_view(full, (K, K), axis=(1, 2))
    dwide = np.einsum("fmij,fuvij->muv", W, fullview)
    return dwide[:, p:p + x.shape[1], p:p + x.shape[2]], dW, dy.sum(axis=(1, 2))
""",
            "dW is divided by the number of places, a mean in place of the sum": """
def convolve_backward(dy, x, W, stride, padding):
    p, K = padding, W.shape[2]
    F = W.shape[0]
    wide = np.pad(x, [(0, 0), (p, p), (p, p)])
    down, across = dy.shape[1:]
    dY = dy.reshape(F, -1)
    M = W.reshape(F, -1)
    X = np.array([wide[:, r*stride:r*stride+K, c*stride:c*stride+K].ravel()
                  for r in range(down) for c in range(across)]).T
    dW = (dY @ X.T / (down * across)).reshape(W.shape)
    dX = M.T @ dY
    dwide = np.zeros_like(wide)
    for k, (r, c) in enumerate(np.ndindex(down, across)):
        dwide[:, r*stride:r*stride+K, c*stride:c*stride+K] += dX[:, k].reshape(-1, K, K)
    rows, cols = x.shape[1:]
    return dwide[:, p:p+rows, p:p+cols], dW, dY.sum(axis=1)
""",
            "dW starts as a copy of W instead of zeros, so the weights themselves are added to their gradient": """
def convolve_backward(dy, x, W, stride, padding):
    K, s, p = W.shape[2], stride, padding
    wide = np.pad(x, [(0, 0), (p, p), (p, p)])
    dwide = np.zeros_like(wide)
    dW = W.copy()
    for (f, r, c), slope in np.ndenumerate(dy):
        here = (slice(None), slice(s * r, s * r + K), slice(s * c, s * c + K))
        dW[f] += slope * wide[here]
        dwide[here] += slope * W[f]
    inner = dwide[:, p : wide.shape[1] - p, p : wide.shape[2] - p]
    return inner, dW, dy.sum(axis=2).sum(axis=1)
""",
            "The results come back as dW, dx, db": """
def convolve_backward(dy, x, W, stride, padding):
    C, n, m = x.shape
    F, _, K, _ = W.shape
    pad = np.pad(x, [(0, 0), (padding, padding), (padding, padding)])
    grads = {"W": np.zeros_like(W), "x": np.zeros_like(pad), "b": dy.reshape(F, -1).sum(axis=1)}
    for r in range(dy.shape[1]):
        a = r * stride
        for c in range(dy.shape[2]):
            e = c * stride
            for f in range(F):
                grads["W"][f] += dy[f, r, c] * pad[:, a:a + K, e:e + K]
                grads["x"][:, a:a + K, e:e + K] += dy[f, r, c] * W[f]
    grads["x"] = grads["x"][:, padding:padding + n, padding:padding + m]
    return grads["W"], grads["x"], grads["b"]
""",
            "dwide is set to zeros anew for each feature map, so dx holds the part of the last map only": """
def convolve_backward(dy, x, W, stride, padding):
    p, K = padding, W.shape[2]
    wide = np.pad(x, [(0, 0), (p, p), (p, p)])
    dW = np.zeros_like(W)
    db = []
    for f, dmap in enumerate(dy):
        dwide = np.zeros_like(wide)
        for r, drow in enumerate(dmap):
            for c, d in enumerate(drow):
                t, l = r * stride, c * stride
                dW[f] += d * wide[:, t : t + K, l : l + K]
                dwide[:, t : t + K, l : l + K] += d * W[f]
        db.append(dmap.sum())
    return dwide[:, p : p + x.shape[1], p : p + x.shape[2]], dW, np.array(db)
""",
            "The windows for dW and dx begin at (r, c); the stride is forgotten on the way back": """
def convolve_backward(dy, x, W, stride, padding):
    p, K = padding, W.shape[2]
    big = np.pad(x, [(0, 0), (p, p), (p, p)])
    dbig, dW = np.zeros(big.shape), np.zeros(W.shape)
    for f, r, c in np.ndindex(*dy.shape):
        area = np.s_[:, r : r + K, c : c + K]
        dW[f] += dy[f, r, c] * big[area]
        dbig[area] += dy[f, r, c] * W[f]
    dx = dbig[:, p:, p:][:, : x.shape[1], : x.shape[2]]
    return dx, dW, dy.sum(axis=(-1, -2))
""",
        },
        "descend": {
            "W -= changes the array that came in": """
def descend(forward, backward, target, W, lr, steps):
    for step in range(steps):
        y = forward(W)
        dy = 2 * (y - target) / y.size
        W -= lr * backward(dy)
    return W
""",
            "The factor 2 of the squared error's slope is missing": """
def descend(forward, backward, target, W, lr, steps):
    w = np.array(W, dtype=float)
    n = target.size
    for _ in range(steps):
        error = forward(w) - target
        w = w - lr * backward(error / n)
    return w
""",
            "The difference is taken as target - y while the step still goes with minus, so the loss grows": """
def descend(forward, backward, target, W, lr, steps):
    i = 0
    while i < steps:
        out = forward(W)
        slope = 2.0 / out.size * (target - out)
        W = W - lr * backward(slope)
        i += 1
    return W
""",
            "The slope is divided by len(y), the size of the first axis, instead of by the number of all outputs": """
def descend(forward, backward, target, W, lr, steps):
    weights = W.copy()
    for _ in range(steps):
        y = forward(weights)
        dy = 2 * (y - target) / len(y)
        weights -= lr * backward(dy)
    return weights
""",
            "forward runs only once before the loop, so every step uses the outputs of the first weights": """
def descend(forward, backward, target, W, lr, steps):
    y = forward(W)
    dy = 2 * (y - target) / y.size
    new_W = W
    for _ in range(steps):
        new_W = new_W - lr * backward(dy)
    return new_W
""",
            "backward is given the loss, one number, and not the slope of the loss in y": """
def descend(forward, backward, target, W, lr, steps):
    for _ in range(steps):
        y = forward(W)
        loss = np.mean((y - target) ** 2)
        grad = backward(loss)
        W = W - lr * grad
    return W
""",
            "One step too few is taken: range(1, steps)": """
def descend(forward, backward, target, W, lr, steps):
    history = [W]
    for k in range(1, steps):
        y = forward(history[-1])
        dy = (y - target) * 2 / np.size(y)
        history.append(history[-1] - lr * backward(dy))
    return history[-1]
""",
            "The return stands inside the loop, so only the first step is taken": """
def descend(forward, backward, target, W, lr, steps):
    if steps == 0:
        return W
    for _ in range(steps):
        y = forward(W)
        n = y.size
        W = W - lr * backward((y - target) * (2 / n))
        return W
""",
            "A momentum of 0.9 is added to the steps, which the exercise does not ask for": """
def descend(forward, backward, target, W, lr, steps):
    v = np.zeros_like(W)
    w = W.copy()
    for t in range(steps):
        y = forward(w)
        g = backward(2 * (y - target) / y.size)
        v = 0.9 * v - lr * g
        w = w + v
    return w
""",
            "The 1/n of the mean is left out, so it goes downhill on the sum of the squares": """
def descend(forward, backward, target, W, lr, steps):
    def one_step(weights):
        residual = forward(weights) - target
        return weights - lr * backward(2 * residual)
    for _ in range(steps):
        W = one_step(W)
    return W
""",
        },
    },
    "pooling": {
        "pools": {
            "The L2 pool has no root: it returns the sum of the squares": """
def pools(x, size, stride):
    N, rows, cols = x.shape
    down = (rows - size) // stride + 1
    across = (cols - size) // stride + 1
    largest = np.zeros((N, down, across))
    average = np.zeros((N, down, across))
    l2 = np.zeros((N, down, across))
    for r in range(down):
        for c in range(across):
            window = x[:, r * stride : r * stride + size, c * stride : c * stride + size]
            largest[:, r, c] = window.max(axis=(1, 2))
            average[:, r, c] = window.mean(axis=(1, 2))
            l2[:, r, c] = (window ** 2).sum(axis=(1, 2))
    return largest, average, l2
""",
            "The L2 pool takes the root of the mean of the squares instead of the root of their sum": """
def pools(x, size, stride):
    v = np.lib.stride_tricks.sliding_window_view(x, (size, size), axis=(1, 2))
    v = v[:, ::stride, ::stride]
    return v.max((3, 4)), v.mean((3, 4)), np.sqrt((v * v).mean((3, 4)))
""",
            "max, mean and sum are taken over the whole window array with no axis, so all maps of the pile get the same numbers": """
def pools(x, size, stride):
    down, across = ((n - size) // stride + 1 for n in x.shape[1:])
    largest, average, l2 = np.zeros((3, len(x), down, across))
    for r, c in np.ndindex(down, across):
        top, left = r * stride, c * stride
        w = x[:, top : top + size, left : left + size]
        largest[:, r, c] = w.max()
        average[:, r, c] = w.mean()
        l2[:, r, c] = np.sqrt((w**2).sum())
    return largest, average, l2
""",
            "The places are counted without + 1, so the last row and column of windows is missing": """
def pools(x, size, stride):
    N, n, m = x.shape
    shape = (N, (n - size) // stride, (m - size) // stride)
    out = np.zeros((3,) + shape)
    for i in range(shape[1]):
        for j in range(shape[2]):
            flat = x[:, i*stride:i*stride+size, j*stride:j*stride+size].reshape(N, -1)
            out[0, :, i, j] = flat.max(axis=1)
            out[1, :, i, j] = flat.sum(axis=1) / size**2
            out[2, :, i, j] = np.linalg.norm(flat, axis=1)
    return out[0], out[1], out[2]
""",
            "The window starts at (r, c), not at (r * stride, c * stride), so windows always move by one pixel": """
def pools(x, size, stride):
    K = size
    down = 1 + (x.shape[1] - K) // stride
    across = 1 + (x.shape[2] - K) // stride
    mx, av, nrm = [np.empty((x.shape[0], down, across)) for _ in range(3)]
    for r in range(down):
        for c in range(across):
            win = x[:, r : r + K, c : c + K]
            mx[:, r, c] = np.max(win, axis=(1, 2))
            av[:, r, c] = np.average(win, axis=(1, 2))
            nrm[:, r, c] = np.sqrt(np.einsum("nij,nij->n", win, win))
    return mx, av, nrm
""",
            "The average divides the sum by K instead of by K * K": """
def pools(x, size, stride):
    rows = range(0, x.shape[1] - size + 1, stride)
    cols = range(0, x.shape[2] - size + 1, stride)
    grid = lambda fn: np.stack([np.stack([fn(x[:, i:i+size, j:j+size]) for j in cols], axis=1) for i in rows], axis=1)
    largest = grid(lambda a: a.max(axis=(1, 2)))
    average = grid(lambda a: a.sum(axis=(1, 2)) / size)
    l2 = grid(lambda a: np.sqrt((a ** 2).sum(axis=(1, 2))))
    return largest, average, l2
""",
            "np.linalg.norm with ord=2 on the window as a matrix gives its largest singular value, not the root of the sum of squares": """
def pools(x, size, stride):
    down, across = ((n - size) // stride + 1 for n in x.shape[1:])
    largest, average, l2 = np.zeros((3, len(x), down, across))
    for r, c in np.ndindex(down, across):
        window = x[:, r * stride :, c * stride :][:, :size, :size]
        largest[:, r, c] = np.amax(window, axis=(1, 2))
        average[:, r, c] = np.mean(window, axis=(1, 2))
        l2[:, r, c] = np.linalg.norm(window, ord=2, axis=(1, 2))
    return largest, average, l2
""",
            "The picture is cut into blocks with reshape, so the windows stand side by side and the stride is never used": """
def pools(x, size, stride):
    N, rows, cols = x.shape
    d, a = rows // size, cols // size
    blocks = x[:, :d * size, :a * size].reshape(N, d, size, a, size)
    largest = blocks.max(axis=(2, 4))
    average = blocks.mean(axis=(2, 4))
    l2 = np.sqrt((blocks ** 2).sum(axis=(2, 4)))
    return largest, average, l2
""",
            "The search for the largest starts at 0, so a window with only negative numbers gets 0": """
def pools(x, size, stride):
    N = x.shape[0]
    H = (x.shape[1] - size) // stride + 1
    V = (x.shape[2] - size) // stride + 1
    biggest, total, squares = np.zeros((N, H, V)), np.zeros((N, H, V)), np.zeros((N, H, V))
    for i in range(size):
        for j in range(size):
            a = x[:, i : i + (H - 1) * stride + 1 : stride, j : j + (V - 1) * stride + 1 : stride]
            biggest = np.maximum(biggest, a)
            total += a
            squares += a ** 2
    return biggest, total / (size * size), np.sqrt(squares)
""",
            "Windows that hang over the right or lower edge are pooled too, with what is left of them, so there are too many places": """
def pools(x, size, stride):
    tops = np.arange(0, x.shape[1], stride)
    lefts = np.arange(0, x.shape[2], stride)
    largest, average, l2 = np.zeros((3, x.shape[0], tops.size, lefts.size))
    for r, t in enumerate(tops):
        for c, l in enumerate(lefts):
            part = x[:, t:t + size, l:l + size]
            largest[:, r, c] = part.max(axis=(1, 2))
            average[:, r, c] = part.mean(axis=(1, 2))
            l2[:, r, c] = np.sqrt(np.sum(part * part, axis=(1, 2)))
    return largest, average, l2
""",
        },
        "max_backward": {
            "All equally large entries of a window get the whole gradient, not only the first": """
def max_backward(dy, x, size, stride):
    dx = np.zeros_like(x)
    for r in range(dy.shape[1]):
        for c in range(dy.shape[2]):
            t, l = r * stride, c * stride
            w = x[:, t:t+size, l:l+size]
            mask = w == w.max(axis=(1, 2), keepdims=True)
            dx[:, t:t+size, l:l+size] += mask * dy[:, r, c][:, None, None]
    return dx
""",
            "The gradient is assigned with = instead of added, so a pixel that wins two windows keeps only the last": """
def max_backward(dy, x, size, stride):
    N = len(x)
    dx = np.zeros(x.shape)
    for n in range(N):
        for r in range(dy.shape[1]):
            for c in range(dy.shape[2]):
                win = x[n, r*stride:r*stride+size, c*stride:c*stride+size]
                i, j = np.unravel_index(np.argmax(win), win.shape)
                dx[n, r*stride + i, c*stride + j] = dy[n, r, c]
    return dx
""",
            "argmax is taken with no axis over all maps at once, so one winner of the pile gives the place for every map": """
def max_backward(dy, x, size, stride):
    dx = np.zeros_like(x)
    for r, c in np.ndindex(dy.shape[1:]):
        top, left = r * stride, c * stride
        window = x[:, top : top + size, left : left + size]
        w = window.argmax() % (size * size)
        dx[:, top + w // size, left + w % size] += dy[:, r, c]
    return dx
""",
            "The search uses >=, so of equal entries the last one wins": """
def max_backward(dy, x, size, stride):
    dx = np.zeros(x.shape)
    N, H, V = dy.shape
    for n, r, c in np.ndindex(N, H, V):
        best, where = -np.inf, None
        for i in range(r * stride, r * stride + size):
            for j in range(c * stride, c * stride + size):
                if x[n, i, j] >= best:
                    best, where = x[n, i, j], (i, j)
        dx[(n, *where)] += dy[n, r, c]
    return dx
""",
            "Row and column of the winner are exchanged: divmod gives the row first": """
def max_backward(dy, x, size, stride):
    N = x.shape[0]
    dx = np.zeros_like(x)
    maps = np.arange(N)
    for r, c in np.ndindex(*dy.shape[1:]):
        block = x[:, stride * r : stride * r + size, stride * c : stride * c + size]
        col, row = np.divmod(block.reshape(N, -1).argmax(axis=1), size)
        dx[maps, stride * r + row, stride * c + col] += dy[:, r, c]
    return dx
""",
            "top and left are not added, so all gradients land in the upper left corner of the picture": """
def max_backward(dy, x, size, stride):
    dx = np.zeros_like(x)
    idx = np.arange(x.shape[0])
    for r in range(dy.shape[1]):
        for c in range(dy.shape[2]):
            top = r * stride
            left = c * stride
            win = x[:, top:top + size, left:left + size].reshape(len(idx), size * size)
            best = np.argmax(win, axis=1)
            rows = best // size
            cols = best % size
            dx[idx, rows, cols] += dy[:, r, c]
    return dx
""",
            "Equal largest entries share the gradient in equal parts, where the first should have all of it": """
def max_backward(dy, x, size, stride):
    out = np.zeros_like(x)
    s, K = stride, size
    for (r, c) in np.ndindex(dy.shape[1:]):
        here = np.s_[:, r*s:r*s+K, c*s:c*s+K]
        hit = (x[here] == np.amax(x[here], axis=(1, 2), keepdims=True)).astype(float)
        hit /= hit.sum(axis=(1, 2), keepdims=True)
        out[here] += hit * dy[:, r, c, None, None]
    return out
""",
            "dx[:, rows, columns] is used with a colon for the maps, so each map gets the gradient at the winners of all the maps": """
def max_backward(dy, x, size, stride):
    N = len(x)
    dx = np.zeros_like(x)
    for r, c in np.ndindex(dy.shape[1:]):
        top, left = r * stride, c * stride
        winner = x[:, top : top + size, left : left + size].reshape(N, -1).argmax(axis=1)
        i, j = np.divmod(winner, size)
        dx[:, top + i, left + j] += dy[:, r, c]
    return dx
""",
            "The winner gets the gradient times its own value; the slope of the maximum is 1": """
def max_backward(dy, x, size, stride):
    dx = np.zeros_like(x)
    eye = np.eye(size * size)
    for r in range(dy.shape[1]):
        for c in range(dy.shape[2]):
            a, b = r * stride, c * stride
            win = x[:, a:a + size, b:b + size]
            onehot = eye[win.reshape(len(x), -1).argmax(axis=1)].reshape(win.shape)
            dx[:, a:a + size, b:b + size] += dy[:, r, c].reshape(-1, 1, 1) * onehot * win
    return dx
""",
            "The winner's number within the window is added to the flat number of the window's corner, as if a window were as wide as the picture": """
def max_backward(dy, x, size, stride):
    N, rows, cols = x.shape
    flat_dx = np.zeros((N, rows * cols))
    for n in range(N):
        for r in range(dy.shape[1]):
            for c in range(dy.shape[2]):
                patch = x[n, r * stride : r * stride + size, c * stride : c * stride + size]
                corner = r * stride * cols + c * stride
                flat_dx[n, corner + patch.argmax()] += dy[n, r, c]
    return flat_dx.reshape(x.shape)
""",
        },
        "shared_backward": {
            "A window of zeros is not taken care of, so the L2 gradient is NaN there and NumPy warns": """
def shared_backward(dy, x, size, stride):
    dx_average = np.zeros_like(x)
    dx_l2 = np.zeros_like(x)
    for r in range(dy.shape[1]):
        for c in range(dy.shape[2]):
            t, l = r * stride, c * stride
            window = x[:, t:t+size, l:l+size]
            d = dy[:, r, c, None, None]
            norm = np.sqrt((window**2).sum(axis=(1, 2), keepdims=True))
            dx_average[:, t:t+size, l:l+size] += d / size**2
            dx_l2[:, t:t+size, l:l+size] += d * window / norm
    return dx_average, dx_l2
""",
            "Both results are the same array, because they are made with one chained assignment": """
def shared_backward(dy, x, size, stride):
    dx_average = dx_l2 = np.zeros_like(x)
    K, s = size, stride
    for r, c in np.ndindex(dy.shape[1:]):
        here = np.s_[:, r * s : r * s + K, c * s : c * s + K]
        d = dy[:, r, c, None, None]
        y = np.sqrt(np.sum(x[here] ** 2, axis=(1, 2), keepdims=True))
        y[y == 0] = 1
        dx_average[here] += d / K**2
        dx_l2[here] += d * x[here] / y
    return dx_average, dx_l2
""",
            "The gradients are assigned with =, so where windows overlap only the last one counts": """
def shared_backward(dy, x, size, stride):
    avg, l2 = np.zeros((2, *x.shape))
    for r, c in np.ndindex(*dy.shape[1:]):
        rows = slice(r * stride, r * stride + size)
        cols = slice(c * stride, c * stride + size)
        w = x[:, rows, cols]
        y = np.linalg.norm(w, axis=(1, 2), keepdims=True)
        avg[:, rows, cols] = dy[:, r, c].reshape(-1, 1, 1) / w[0].size
        l2[:, rows, cols] = dy[:, r, c].reshape(-1, 1, 1) * w / np.where(y > 0, y, 1)
    return avg, l2
""",
            "The norm is taken over the windows of all maps together, not for each map": """
def shared_backward(dy, x, size, stride):
    dx_a, dx_l = np.zeros(x.shape), np.zeros(x.shape)
    for r in range(dy.shape[1]):
        for c in range(dy.shape[2]):
            sl = (slice(None), slice(r*stride, r*stride + size), slice(c*stride, c*stride + size))
            w = x[sl]
            g = dy[:, r, c][:, np.newaxis, np.newaxis]
            dx_a[sl] += g / (size * size)
            y = np.sqrt(np.sum(w ** 2))
            if y != 0:
                dx_l[sl] += g * w / y
    return dx_a, dx_l
""",
            "The L2 slope is taken as 2 a, the slope of the sum of squares; the root is forgotten": """
def shared_backward(dy, x, size, stride):
    k = size ** 2
    dx_average, dx_l2 = np.zeros_like(x), np.zeros_like(x)
    down, across = dy.shape[1], dy.shape[2]
    for i in range(size):
        for j in range(size):
            at = np.s_[:, i : i + (down - 1) * stride + 1 : stride, j : j + (across - 1) * stride + 1 : stride]
            dx_average[at] += dy / k
            dx_l2[at] += dy * 2 * x[at]
    return dx_average, dx_l2
""",
            "The average's gradient is multiplied by the pixels; its slope is 1/k and has no a in it": """
def shared_backward(dy, x, size, stride):
    out1, out2 = np.zeros_like(x), np.zeros_like(x)
    for r, c in np.ndindex(dy.shape[1:]):
        top, left = r * stride, c * stride
        win = x[:, top : top + size, left : left + size]
        part = dy[:, r, c, None, None] * win
        y = np.sqrt((win * win).sum(axis=(1, 2)))[:, None, None]
        out1[:, top : top + size, left : left + size] += part / win[0].size
        out2[:, top : top + size, left : left + size] += np.divide(part, y, out=np.zeros_like(part), where=y != 0)
    return out1, out2
""",
            "dy[:, r, c] has the shape (N,) and is not given two more axes, so it is spread over the columns of the window or does not fit at all": """
def shared_backward(dy, x, size, stride):
    dx_average, dx_l2 = np.zeros_like(x), np.zeros_like(x)
    for r in range(dy.shape[1]):
        for c in range(dy.shape[2]):
            here = np.s_[:, r * stride : r * stride + size, c * stride : c * stride + size]
            y = np.sqrt((x[here] ** 2).sum(axis=(1, 2), keepdims=True))
            y[y == 0] = 1
            dx_average[here] += dy[:, r, c] / size**2
            dx_l2[here] += dy[:, r, c] * x[here] / y
    return dx_average, dx_l2
""",
            "As soon as one map has a window of zeros the whole place is skipped, for all maps and for the average too": """
def shared_backward(dy, x, size, stride):
    avg = np.zeros(x.shape)
    l2 = np.zeros(x.shape)
    for r, c in np.ndindex(dy.shape[1:]):
        a, b = r * stride, c * stride
        w = x[:, a : a + size, b : b + size]
        norms = np.sqrt(np.einsum("nij,nij->n", w, w))
        if np.any(norms == 0):
            continue
        avg[:, a : a + size, b : b + size] += (dy[:, r, c] / size**2)[:, None, None]
        l2[:, a : a + size, b : b + size] += (dy[:, r, c] / norms)[:, None, None] * w
    return avg, l2
""",
            "The average divides by K and not by K squared": """
def shared_backward(dy, x, size, stride):
    dxa, dxl = np.zeros_like(x), np.zeros_like(x)
    for n in range(x.shape[0]):
        for r in range(dy.shape[1]):
            for c in range(dy.shape[2]):
                t, l = r * stride, c * stride
                w = x[n, t:t + size, l:l + size]
                y = np.sqrt((w ** 2).sum())
                dxa[n, t:t + size, l:l + size] += dy[n, r, c] / len(w)
                if y > 0:
                    dxl[n, t:t + size, l:l + size] += dy[n, r, c] * w / y
    return dxa, dxl
""",
            "To avoid the division by 0 the norm is never let below 1 with np.maximum, so windows with a small norm get too small a gradient": """
def shared_backward(dy, x, size, stride):
    averages, norms = np.zeros_like(x), np.zeros_like(x)
    tile = np.ones((1, size, size))
    for r in range(dy.shape[1]):
        for c in range(dy.shape[2]):
            rows, cols = slice(r * stride, r * stride + size), slice(c * stride, c * stride + size)
            up = dy[:, r:r + 1, c:c + 1]
            win = x[:, rows, cols]
            length = np.sqrt((win ** 2).sum(axis=(1, 2), keepdims=True))
            averages[:, rows, cols] += up * tile / tile.sum()
            norms[:, rows, cols] += up * win / np.maximum(length, 1)
    return averages, norms
""",
        },
        "maxout": {
            "The groups are made of maps that lie far apart (0, maps/g, ...) and not of neighbours": """
def maxout(x, pieces):
    M, rows, cols = x.shape
    g = x.reshape(pieces, M // pieces, rows, cols)
    return g.max(axis=0), g.argmax(axis=0)
""",
            "winner is the number of the map in the whole of x, not its number j inside the group": """
def maxout(x, pieces):
    a, winner = [], []
    for start in range(0, len(x), pieces):
        group = x[start:start + pieces]
        a.append(group.max(axis=0))
        winner.append(start + group.argmax(axis=0))
    return np.array(a), np.array(winner)
""",
            "pieces is taken for the number of groups instead of the number of maps in a group": """
def maxout(x, pieces):
    groups = np.split(x, pieces)
    a = np.stack([g.max(axis=0) for g in groups])
    winner = np.stack([np.argmax(g, axis=0) for g in groups])
    return a, winner
""",
            "A later map takes over with >=, so of equal maps the last one is called the winner": """
def maxout(x, pieces):
    q = x.shape[0] // pieces
    a = x[::pieces].copy()
    winner = np.zeros(a.shape, dtype=int)
    for j in range(1, pieces):
        rival = x[j::pieces]
        better = rival >= a
        a[better] = rival[better]
        winner[better] = j
    return a, winner
""",
            "The result starts from zeros, so a group whose maps are all negative gives 0, like a ReLU": """
def maxout(x, pieces):
    n_groups = len(x) // pieces
    a = np.zeros((n_groups,) + x.shape[1:])
    winner = np.zeros((n_groups,) + x.shape[1:], dtype=int)
    for k in range(n_groups):
        for j in range(pieces):
            m = x[k * pieces + j]
            winner[k] = np.where(m > a[k], j, winner[k])
            a[k] = np.maximum(a[k], m)
    return a, winner
""",
            "winner is filled into an array of floats, but whole numbers are asked for": """
def maxout(x, pieces):
    maps, rows, cols = x.shape
    a = np.zeros((maps // pieces, rows, cols))
    winner = np.zeros((maps // pieces, rows, cols))
    for q in range(maps // pieces):
        for u in range(rows):
            for v in range(cols):
                candidates = x[q * pieces : (q + 1) * pieces, u, v]
                winner[q, u, v] = candidates.argmax()
                a[q, u, v] = candidates.max()
    return a, winner
""",
            "The largest of the whole group over all pixels is taken, so a group has one number and not one for each place": """
def maxout(x, pieces):
    n = x.shape[0] // pieces
    g = x.reshape(n, -1)
    per = x[0].size
    a = g.max(axis=1)
    winner = g.argmax(axis=1) // per
    shape = (n,) + x.shape[1:]
    return np.ones(shape) * a[:, None, None], np.ones(shape, dtype=int) * winner[:, None, None]
""",
            "winner counts from 1 to g instead of from 0": """
def maxout(x, pieces):
    stacked = np.stack([x[j::pieces] for j in range(pieces)])
    a = np.max(stacked, axis=0)
    winner = 1 + np.argmax(stacked, axis=0)
    return a, winner
""",
            "The groups overlap: group q starts at map q instead of map q * g": """
def maxout(x, pieces):
    groups = [x[q : q + pieces] for q in range(len(x) // pieces)]
    groups = np.array(groups)
    return groups.max(axis=1), groups.argmax(axis=1)
""",
            "The winner is the map with the largest absolute value, so a strongly negative map beats a positive one": """
def maxout(x, pieces):
    groups = x.reshape(-1, pieces, *x.shape[1:])
    winner = np.abs(groups).argmax(axis=1)
    a = np.take_along_axis(groups, winner[:, None], axis=1)[:, 0]
    return a, winner
""",
        },
        "survives": {
            "np.roll moves the pictures, so what leaves at the right comes in again at the left": """
def survives(pool, x, shift, tolerance):
    moved = np.roll(x, shift, axis=2)
    before = pool(x)
    after = pool(moved)
    ink = (before != 0) | (after != 0)
    return np.mean((np.abs(after - before) < tolerance)[ink])
""",
            "The slice x[:, :, :-shift] is empty for a shift of 0": """
def survives(pool, x, shift, tolerance):
    moved = np.zeros(x.shape)
    moved[:, :, shift:] = x[:, :, :-shift]
    y0, y1 = pool(x), pool(moved)
    ink = np.logical_or(y0 != 0, y1 != 0)
    ok = np.logical_and(ink, np.abs(y1 - y0) < tolerance)
    return ok.sum() / ink.sum()
""",
            "Only outputs that have ink before the shift are counted; ink that appears afterwards is left out": """
def survives(pool, x, shift, tolerance):
    N, rows, cols = x.shape
    blank = np.zeros((N, rows, shift))
    moved = np.concatenate([blank, x[:, :, :cols - shift]], axis=2)
    before, after = pool(x), pool(moved)
    ink = before != 0
    stays = abs(before - after) < tolerance
    return stays[ink].mean()
""",
            "An output must have ink before and after (and instead of or), so those that appear or vanish are not counted": """
def survives(pool, x, shift, tolerance):
    cols = x.shape[2]
    moved = np.zeros_like(x)
    moved[..., shift:] = x[..., :cols - shift]
    a, b = pool(x), pool(moved)
    total = np.count_nonzero((a != 0) & (b != 0))
    good = np.count_nonzero((a != 0) & (b != 0) & (np.abs(a - b) < tolerance))
    return good / total if total else 0.0
""",
            "The share is taken of all outputs, with the empty ones in the count": """
def survives(pool, x, shift, tolerance):
    moved = np.pad(x, [(0, 0), (0, 0), (shift, 0)])[:, :, : x.shape[2]]
    change = np.abs(pool(moved) - pool(x))
    return float((change < tolerance).mean())
""",
            "The change is compared without its absolute value, so every output that gets smaller survives": """
def survives(pool, x, shift, tolerance):
    moved = np.zeros_like(x)
    for col in range(shift, x.shape[2]):
        moved[:, :, col] = x[:, :, col - shift]
    before, after = pool(x).ravel(), pool(moved).ravel()
    count, alive = 0, 0
    for p, q in zip(before, after):
        if p != 0 or q != 0:
            count += 1
            if q - p < tolerance:
                alive += 1
    return alive / count
""",
            "The pictures are moved to the left instead of to the right": """
def survives(pool, x, shift, tolerance):
    width = x.shape[-1]
    moved = np.zeros_like(x)
    moved[:, :, : width - shift] = x[:, :, shift:]
    old, new = pool(x), pool(moved)
    has_ink = ~((old == 0) & (new == 0))
    return (np.abs(new - old)[has_ink] < tolerance).mean()
""",
            "The pictures are moved down along axis 1 and not to the right along axis 2": """
def survives(pool, x, shift, tolerance):
    n = x.shape[1]
    k = min(shift, n)
    moved = np.concatenate([np.zeros_like(x[:, :k]), x[:, : n - k]], axis=1)
    before, after = pool(x), pool(moved)
    ink = (before != 0) | (after != 0)
    survived = ink & (np.abs(after - before) < tolerance)
    return np.sum(survived) / np.sum(ink)
""",
            "The shift is made in x itself, so the array that came in is changed": """
def survives(pool, x, shift, tolerance):
    before = np.array(pool(x))
    keep = x[:, :, : x.shape[2] - shift].copy()
    x[:, :, shift:] = keep
    x[:, :, :shift] = 0
    after = pool(x)
    ink = (before != 0) | (after != 0)
    return (np.abs(after - before) < tolerance)[ink].mean()
""",
            "Ink is tested with > 0, so outputs that are negative before and after are left out": """
def survives(pool, x, shift, tolerance):
    moved = np.zeros_like(x)
    moved[:, :, shift:] = x[:, :, : x.shape[2] - shift]
    pair = np.stack([pool(x), pool(moved)])
    ink = (pair > 0).any(axis=0)
    same = np.abs(np.diff(pair, axis=0)[0]) < tolerance
    return same[ink].sum() / max(ink.sum(), 1)
""",
        },
    },
}
