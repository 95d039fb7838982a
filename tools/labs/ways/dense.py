"""Ways through lab 1."""

import numpy as np


def sigmoid_plain(z):
    e = np.exp(-np.abs(z))
    return np.where(z >= 0, 1, e) / (1 + e)


def sigmoid_2(z):
    return 0.5 * (1 + np.tanh(0.5 * z))


def sigmoid_3(z):
    positive = 1 / (1 + np.exp(-np.maximum(z, 0)))
    e = np.exp(np.minimum(z, 0))
    return np.where(z >= 0, positive, e / (1 + e))


def dense_forward_plain(a, W, b):
    z = a @ W.T + b
    return z


def dense_forward_1(a, W, b):
    z = np.zeros((len(a), len(W)))
    for k in range(len(a)):
        for i in range(len(W)):
            z[k, i] = np.sum(a[k] * W[i]) + b[i]
    return z


def dense_forward_2(a, W, b):
    z = np.zeros((len(a), len(W)))
    for j in range(a.shape[1]):
        z += np.outer(a[:, j], W[:, j])
    return z + b


def dense_backward_plain(dz, a, W):
    da = dz @ W
    dW = dz.T @ a
    db = dz.sum(axis=0)
    return da, dW, db


def dense_backward_1(dz, a, W):
    dW, db, da = np.zeros_like(W), np.zeros(len(W)), np.zeros_like(a)
    for k in range(len(a)):
        dW += np.outer(dz[k], a[k])
        db += dz[k]
        da[k] = dz[k] @ W
    return da, dW, db


def tanh_from_plain(squash, z):
    return 2 * squash(2 * z) - 1


def tanh_from_1(squash, z):
    s = squash(2 * z)
    return 2 * s - 1
