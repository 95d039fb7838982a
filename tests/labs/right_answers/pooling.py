"""Right answers to lab 7, written as different people would."""

import math

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view


def windows_of(x, size, stride):
    return sliding_window_view(x, (size, size), axis=(1, 2))[:, ::stride, ::stride]


def pools_by_view(x, size, stride):
    windows = windows_of(x, size, stride)
    squares = np.einsum("nrcij,nrcij->nrc", windows, windows)
    return windows.max(axis=(3, 4)), windows.mean(axis=(3, 4)), np.sqrt(squares)


def pools_by_loops(x, size, stride):
    N, rows, cols = x.shape
    H, W = (rows - size) // stride + 1, (cols - size) // stride + 1
    largest, average, l2 = np.zeros((3, N, H, W))
    for n in range(N):
        for r in range(H):
            for c in range(W):
                seen = []
                for i in range(size):
                    for j in range(size):
                        seen.append(float(x[n, r * stride + i, c * stride + j]))
                largest[n, r, c] = max(seen)
                average[n, r, c] = sum(seen) / len(seen)
                l2[n, r, c] = math.hypot(*seen)
    return largest, average, l2


def pools_entry_by_entry(x, size, stride):
    H, W = x.shape[1] - size + 1, x.shape[2] - size + 1
    entries = [
        x[:, i : i + H : stride, j : j + W : stride] for i in range(size) for j in range(size)
    ]
    largest, total, squares = entries[0].copy(), 0 * entries[0], 0 * entries[0]
    for entry in entries:
        np.maximum(largest, entry, out=largest)
        total += entry
        squares += entry * entry
    return [largest, total / len(entries), squares**0.5]


def max_backward_by_loops(dy, x, size, stride):
    dx = np.zeros(x.shape)
    for n in range(dy.shape[0]):
        for r in range(dy.shape[1]):
            for c in range(dy.shape[2]):
                best = (r * stride, c * stride)
                for i in range(r * stride, r * stride + size):
                    for j in range(c * stride, c * stride + size):
                        if x[n, i, j] > x[n][best]:
                            best = (i, j)
                dx[n][best] += dy[n, r, c]
    return dx


def max_backward_by_index(dy, x, size, stride):
    number = windows_of(np.arange(x.size).reshape(x.shape), size, stride)
    number = number.reshape(*dy.shape, -1)
    winner = x.ravel()[number].argmax(axis=-1)[..., None]
    dx = np.zeros(x.size)
    np.add.at(dx, np.take_along_axis(number, winner, axis=-1)[..., 0], dy)
    return dx.reshape(x.shape)


def max_backward_with_what_is_left(dy, x, size, stride):
    dx, left = np.zeros_like(x), dy.copy()
    largest = windows_of(x, size, stride).max(axis=(3, 4))
    H, W = x.shape[1] - size + 1, x.shape[2] - size + 1
    for i, j in np.ndindex(size, size):
        here = np.s_[:, i : i + H : stride, j : j + W : stride]
        given = np.where(x[here] == largest, left, 0)
        dx[here] += given
        left = left - given
    return dx


def shared_by_loops(dy, x, size, stride):
    dx_average, dx_l2 = np.zeros_like(x), np.zeros_like(x)
    for n, r, c in np.ndindex(dy.shape):
        here = n, slice(r * stride, r * stride + size), slice(c * stride, c * stride + size)
        dx_average[here] += dy[n, r, c] / size**2
        y = np.linalg.norm(x[here])
        if y > 0:
            dx_l2[here] += dy[n, r, c] * x[here] / y
    return dx_average, dx_l2


def shared_through_the_view(dy, x, size, stride):
    result = []
    windows = windows_of(x, size, stride)
    y = np.sqrt((windows**2).sum(axis=(3, 4)))
    safe = dy / np.where(y == 0, 1, y)
    for parts in (
        np.ones_like(windows) * dy[..., None, None] / size**2,
        windows * safe[..., None, None],
    ):
        dx = np.zeros_like(x)
        into = sliding_window_view(dx, (size, size), axis=(1, 2), writeable=True)
        into = into[:, ::stride, ::stride]
        for i, j in np.ndindex(size, size):
            into[..., i, j] += parts[..., i, j]
        result.append(dx)
    return tuple(result)


def shared_times_x_at_the_end(dy, x, size, stride):
    y = pools_by_view(x, size, stride)[2]
    ratio = np.divide(dy, y, out=np.zeros_like(dy), where=y > 0)
    dx_average, dx = np.zeros_like(x), np.zeros_like(x)
    for r, c in np.ndindex(dy.shape[1:]):
        here = np.s_[:, r * stride : r * stride + size, c * stride : c * stride + size]
        dx_average[here] += dy[:, r : r + 1, c : c + 1] / size / size
        dx[here] += ratio[:, r : r + 1, c : c + 1]
    return [dx_average, x * dx]


def maxout_by_loops(x, pieces):
    a = np.empty((len(x) // pieces, *x.shape[1:]))
    winner = np.empty(a.shape, dtype=int)
    for place in np.ndindex(a.shape):
        group = [x[(place[0] * pieces + k, *place[1:])] for k in range(pieces)]
        a[place] = max(group)
        winner[place] = group.index(max(group))
    return a, winner


def maxout_in_place(x, pieces):
    a, winner = x[::pieces].copy(), np.zeros((len(x) // pieces, *x.shape[1:]), dtype=np.int64)
    for k in range(1, pieces):
        larger = x[k::pieces] > a
        winner[larger] = k
        a[larger] = x[k::pieces][larger]
    return a, winner


def maxout_by_split(x, pieces):
    parts = np.split(x, len(x) // pieces)
    return np.array([p.max(axis=0) for p in parts]), np.array([p.argmax(axis=0) for p in parts])


def maxout_by_take(x, pieces):
    joined = x.reshape(len(x) // pieces, pieces, *x.shape[1:])
    winner = np.argmax(joined, axis=1)
    return np.take_along_axis(joined, winner[:, None], axis=1)[:, 0], winner


def survives_by_loops(pool, x, shift, tolerance):
    moved = np.zeros_like(x)
    for column in range(x.shape[2] - shift):
        moved[:, :, column + shift] = x[:, :, column]
    kept = inked = 0
    for before, after in zip(pool(x).flat, pool(moved).flat, strict=True):
        if before != 0 or after != 0:
            inked += 1
            kept += abs(after - before) < tolerance
    return kept / inked


def survives_by_padding(pool, x, shift, tolerance):
    moved = np.pad(x, [(0, 0), (0, 0), (shift, 0)])[:, :, : x.shape[2]]
    before, after = pool(x), pool(moved)
    inked = np.abs(before) + np.abs(after) > 0
    return np.mean(np.abs(before - after)[inked] < tolerance)


def survives_by_roll(pool, x, shift, tolerance):
    moved = np.roll(x, shift, axis=-1)
    moved[..., :shift] = 0
    before, after = pool(x), pool(moved)
    lost = np.count_nonzero(np.abs(before - after) >= tolerance)
    return 1 - lost / np.count_nonzero(np.logical_or(before, after))


def maxout_in_small_numbers(x, pieces):
    winner = np.zeros((len(x) // pieces, *x.shape[1:]), dtype=np.int32)
    a = x[::pieces].copy()
    for j in range(1, pieces):
        better = x[j::pieces] > a
        a[better], winner[better] = x[j::pieces][better], j
    return a, winner


ANSWERS = {
    "pools": [pools_by_view, pools_by_loops, pools_entry_by_entry],
    "max_backward": [
        max_backward_by_loops,
        max_backward_by_index,
        max_backward_with_what_is_left,
    ],
    "shared_backward": [
        shared_by_loops,
        shared_through_the_view,
        shared_times_x_at_the_end,
    ],
    "maxout": [
        maxout_by_loops,
        maxout_in_place,
        maxout_by_split,
        maxout_by_take,
        maxout_in_small_numbers,
    ],
    "survives": [survives_by_loops, survives_by_padding, survives_by_roll],
}
