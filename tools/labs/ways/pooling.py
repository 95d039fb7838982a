"""Ways through lab 7."""

import numpy as np


def pools_plain(x, size, stride):
    down = (x.shape[1] - size) // stride + 1
    across = (x.shape[2] - size) // stride + 1
    largest, average, l2 = np.zeros((3, len(x), down, across))
    for r, c in np.ndindex(down, across):
        top, left = stride * r, stride * c
        window = x[:, top : top + size, left : left + size]
        largest[:, r, c] = window.max(axis=(1, 2))
        average[:, r, c] = window.mean(axis=(1, 2))
        l2[:, r, c] = np.sqrt((window**2).sum(axis=(1, 2)))
    return largest, average, l2


def pools_1(x, size, stride):
    down = (x.shape[1] - size) // stride + 1
    across = (x.shape[2] - size) // stride + 1
    largest, average, l2 = np.zeros((3, len(x), down, across))
    for r, c in np.ndindex(down, across):
        top, left = stride * r, stride * c
        window = x[:, top : top + size, left : left + size]
        largest[:, r, c] = window.max(axis=(1, 2))
        average[:, r, c] = window.sum(axis=(1, 2)) / size**2
        l2[:, r, c] = np.sqrt((window**2).sum(axis=(1, 2)))
    return largest, average, l2


def max_backward_plain(dy, x, size, stride):
    dx = np.zeros_like(x)
    maps = np.arange(len(x))
    for r, c in np.ndindex(dy.shape[1:]):
        top, left = stride * r, stride * c
        window = x[:, top : top + size, left : left + size]
        i, j = np.divmod(window.reshape(len(x), -1).argmax(axis=1), size)
        dx[maps, top + i, left + j] += dy[:, r, c]
    return dx


def max_backward_2(dy, x, size, stride):
    dx = np.zeros_like(x)
    for n, r, c in np.ndindex(dy.shape):
        top, left = stride * r, stride * c
        window = x[n, top : top + size, left : left + size]
        i, j = np.unravel_index(np.argmax(window), window.shape)
        dx[n, top + i, left + j] += dy[n, r, c]
    return dx


def max_backward_3(dy, x, size, stride):
    dx = np.zeros_like(x)
    for n, r, c in np.ndindex(dy.shape):
        top, left = stride * r, stride * c
        window = x[n, top : top + size, left : left + size]
        wins = window == window.max()
        first = np.cumsum(wins).reshape(window.shape) == 1
        dx[n, top : top + size, left : left + size] += (wins & first) * dy[n, r, c]
    return dx


def shared_backward_plain(dy, x, size, stride):
    dx_average, dx_l2 = np.zeros_like(x), np.zeros_like(x)
    for r, c in np.ndindex(dy.shape[1:]):
        here = (
            slice(None),
            slice(stride * r, stride * r + size),
            slice(stride * c, stride * c + size),
        )
        window = x[here]
        d = dy[:, r, c, None, None]
        y = np.sqrt((window**2).sum(axis=(1, 2), keepdims=True))
        y[y == 0] = 1
        dx_average[here] += d / size**2
        dx_l2[here] += d * window / y
    return dx_average, dx_l2


def shared_backward_2(dy, x, size, stride):
    dx_average, dx_l2 = np.zeros_like(x), np.zeros_like(x)
    for n, r, c in np.ndindex(dy.shape):
        top, left = stride * r, stride * c
        window = x[n, top : top + size, left : left + size]
        y = np.sqrt(np.sum(window**2))
        dx_average[n, top : top + size, left : left + size] += dy[n, r, c] / (size * size)
        if y > 0:
            dx_l2[n, top : top + size, left : left + size] += dy[n, r, c] * window / y
    return dx_average, dx_l2


def maxout_plain(x, pieces):
    groups = x.reshape(len(x) // pieces, pieces, *x.shape[1:])
    a = groups.max(axis=1)
    winner = groups.argmax(axis=1)
    return a, winner


def maxout_2(x, pieces):
    groups = len(x) // pieces
    a, winner = np.zeros((groups, *x.shape[1:])), np.zeros((groups, *x.shape[1:]), dtype=int)
    for q in range(groups):
        joined = x[q * pieces : q * pieces + pieces]
        a[q] = joined.max(axis=0)
        winner[q] = joined.argmax(axis=0)
    return a, winner


def survives_plain(pool, x, shift, tolerance):
    moved = np.zeros_like(x)
    moved[:, :, shift:] = x[:, :, : x.shape[2] - shift]
    before, after = pool(x), pool(moved)
    ink = (before != 0) | (after != 0)
    kept = np.abs(after - before) < tolerance
    return kept[ink].mean()


def survives_2(pool, x, shift, tolerance):
    moved = np.zeros_like(x)
    for c in range(shift, x.shape[2]):
        moved[:, :, c] = x[:, :, c - shift]
    before, after = pool(x), pool(moved)
    ink = (before != 0) | (after != 0)
    change = np.abs(after - before)
    return np.sum((change < tolerance) & ink) / np.sum(ink)
