"""Right answers to lab 1, written as different people would."""

import numpy as np


def sigmoid_by_tanh(z):
    return 0.5 + 0.5 * np.tanh(z / 2)


def sigmoid_by_mask(z):
    a = np.empty(z.shape)
    positive = z >= 0
    a[positive] = 1 / (1 + np.exp(-z[positive]))
    powers = np.exp(z[~positive])
    a[~positive] = powers / (1 + powers)
    return a


def sigmoid_clipped(z):
    return 1 / (1 + np.exp(-np.clip(z, -500, 500)))


def sigmoid_in_place(z):
    a = np.abs(z).astype(float)
    np.negative(a, out=a)
    np.exp(a, out=a)
    a /= 1 + a
    return np.where(z < 0, a, 1 - a)


def forward_by_loops(a, W, b):
    z = np.zeros((a.shape[0], W.shape[0]))
    for k in range(a.shape[0]):
        for i in range(W.shape[0]):
            for j in range(W.shape[1]):
                z[k, i] += a[k, j] * W[i, j]
            z[k, i] += b[i]
    return z


def forward_by_einsum(a, W, b):
    return np.einsum("kj,ij->ki", a, W) + b


def forward_by_columns(a, W, b):
    return (W @ a.T + b[:, None]).T


def forward_in_place(a, W, b):
    z = np.dot(a, np.transpose(W))
    z += b
    return z


def backward_by_loops(dz, a, W):
    da, dW, db = np.zeros_like(a), np.zeros_like(W), np.zeros(W.shape[0])
    for k in range(len(a)):
        da[k] = W.T @ dz[k]
        dW += np.outer(dz[k], a[k])
        db += dz[k]
    return da, dW, db


def backward_by_einsum(dz, a, W):
    return [
        np.einsum("ki,ij->kj", dz, W),
        np.einsum("ki,kj->ij", dz, a),
        np.einsum("ki->i", dz),
    ]


def backward_by_columns(dz, a, W):
    return (W.T @ dz.T).T, (a.T @ dz).T, np.ones(len(dz)) @ dz


def tanh_in_steps(squash, z):
    a = squash(z + z)
    a = a + a
    return a - 1


def tanh_around_a_half(squash, z):
    return (squash(2 * z) - 0.5) / 0.5


def tanh_entry_by_entry(squash, z):
    flat = [2 * float(squash(np.array([2 * entry]))[0]) - 1 for entry in z.reshape(-1)]
    return np.array(flat).reshape(z.shape)


ANSWERS = {
    "sigmoid": [sigmoid_by_tanh, sigmoid_by_mask, sigmoid_clipped, sigmoid_in_place],
    "dense_forward": [forward_by_loops, forward_by_einsum, forward_by_columns, forward_in_place],
    "dense_backward": [backward_by_loops, backward_by_einsum, backward_by_columns],
    "tanh_from": [tanh_in_steps, tanh_around_a_half, tanh_entry_by_entry],
}
