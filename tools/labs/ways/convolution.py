"""Ways through lab 6."""

import numpy as np


def count_weights_plain(c_in, c_out, side, size, stride):
    n_places = (side - size) // stride + 1
    places = n_places**2
    dense = c_out * places * c_in * side**2
    sparse = c_out * places * c_in * size**2
    shared = c_out * c_in * size**2
    return dense, sparse, shared


def count_weights_2(c_in, c_out, side, size, stride):
    n_places = (side - size) // stride + 1
    neurons = c_out * n_places * n_places
    pixels, window = c_in * side * side, c_in * size * size
    return neurons * pixels, neurons * window, c_out * window


def convolve_plain(x, W, b, stride, padding):
    x = np.pad(x, [(0, 0), (padding, padding), (padding, padding)])
    F, C, K, _ = W.shape
    down = (x.shape[1] - K) // stride + 1
    across = (x.shape[2] - K) // stride + 1
    y = np.zeros((F, down, across))
    for f, r, c in np.ndindex(y.shape):
        top, left = stride * r, stride * c
        window = x[:, top : top + K, left : left + K]
        y[f, r, c] = np.sum(W[f] * window) + b[f]
    return y


def convolve_2(x, W, b, stride, padding):
    F, C, K, _ = W.shape
    rows, columns = x.shape[1] + 2 * padding, x.shape[2] + 2 * padding
    wide = np.zeros((C, rows, columns))
    wide[:, padding : padding + x.shape[1], padding : padding + x.shape[2]] = x
    down, across = (rows - K) // stride + 1, (columns - K) // stride + 1
    y = np.zeros((F, down, across))
    for f in range(F):
        for m in range(C):
            for i in range(K):
                for j in range(K):
                    end_r, end_c = i + stride * down, j + stride * across
                    y[f] += W[f, m, i, j] * wide[m, i:end_r:stride, j:end_c:stride]
        y[f] += b[f]
    return y


def columns_plain(x, size, stride):
    down = (x.shape[1] - size) // stride + 1
    across = (x.shape[2] - size) // stride + 1
    found = []
    for r in range(down):
        for c in range(across):
            top, left = stride * r, stride * c
            window = x[:, top : top + size, left : left + size]
            found.append(window.ravel())
    return np.array(found).T


def columns_2(x, size, stride):
    C, rows, across = x.shape
    down, across = (rows - size) // stride + 1, (across - size) // stride + 1
    X = np.zeros((C, size, size, down, across))
    for i in range(size):
        for j in range(size):
            X[:, i, j] = x[:, i : i + stride * down : stride, j : j + stride * across : stride]
    return X.reshape(C * size * size, down * across)


def convolve_backward_plain(dy, x, W, stride, padding):
    p, K = padding, W.shape[2]
    wide = np.pad(x, [(0, 0), (p, p), (p, p)])
    dW, dwide = np.zeros_like(W), np.zeros_like(wide)
    for f, r, c in np.ndindex(dy.shape):
        top, left = stride * r, stride * c
        dW[f] += dy[f, r, c] * wide[:, top : top + K, left : left + K]
        dwide[:, top : top + K, left : left + K] += dy[f, r, c] * W[f]
    db = dy.sum(axis=(1, 2))
    dx = dwide[:, p : p + x.shape[1], p : p + x.shape[2]]
    return dx, dW, db


def descend_plain(forward, backward, target, W, lr, steps):
    for _ in range(steps):
        y = forward(W)
        dy = 2 * (y - target) / y.size
        W = W - lr * backward(dy)
    return W
