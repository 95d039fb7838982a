"""Ways through lab 2."""

import numpy as np


def numerical_gradient_plain(f, x, eps):
    g = np.zeros_like(x)
    for i in np.ndindex(x.shape):
        step = np.zeros_like(x)
        step[i] = eps
        g[i] = (f(x + step) - f(x - step)) / (2 * eps)
    return g


def numerical_gradient_2(f, x, eps):
    g = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        old = x[i]
        x[i] = old + eps
        up = f(x)
        x[i] = old - eps
        down = f(x)
        x[i] = old
        g[i] = (up - down) / (2 * eps)
    return g


def gradient_fits_plain(f, gradient, x):
    g = gradient(x)
    n = numerical_gradient(f, x, 1e-6)
    top = np.max(np.abs(g - n))
    bottom = max(np.max(np.abs(g)), np.max(np.abs(n)), 1e-8)
    return bool(top / bottom <= 1e-5)


def gradient_fits_1(f, gradient, x):
    g, n = gradient(x), numerical_gradient(f, x, 1e-6)
    difference = np.max(np.abs(g - n))
    size = max(np.max(np.abs(g)), np.max(np.abs(n)), 1e-8)
    return bool(difference / size <= 1e-5)


def softmax_cross_entropy_plain(scores, target):
    s = scores - scores.max(axis=1, keepdims=True)
    e = np.exp(s)
    total = e.sum(axis=1, keepdims=True)
    p = e / total
    rows = np.arange(len(target))
    logs = s - np.log(total)
    loss = -logs[rows, target].mean()
    p[rows, target] -= 1
    dscores = p / len(target)
    return loss, dscores


def softmax_cross_entropy_1(scores, target):
    s = scores - scores.max(axis=1, keepdims=True)
    e = np.exp(s)
    p = e / e.sum(axis=1, keepdims=True)
    rows = np.arange(len(target))
    logs = s - np.log(e.sum(axis=1, keepdims=True))
    loss = -logs[rows, target].mean()
    dscores = p.copy()
    dscores[rows, target] -= 1
    return loss, dscores / len(target)


def softmax_cross_entropy_2(scores, target):
    B, loss, dscores = len(target), 0.0, np.zeros_like(scores)
    for k in range(B):
        s = scores[k] - scores[k].max()
        total = np.exp(s).sum()
        loss += np.log(total) - s[target[k]]
        dscores[k] = np.exp(s) / total
        dscores[k, target[k]] -= 1
    return loss / B, dscores / B


def two_layer_forward_plain(x, W1, b1, W2, b2):
    z1 = x @ W1.T + b1
    a = np.tanh(z1)
    scores = a @ W2.T + b2
    return scores, a


def two_layer_backward_plain(dscores, x, a, W2):
    dW2 = dscores.T @ a
    db2 = dscores.sum(axis=0)
    da = dscores @ W2
    dz1 = da * (1 - a**2)
    dW1 = dz1.T @ x
    db1 = dz1.sum(axis=0)
    return dW1, db1, dW2, db2
