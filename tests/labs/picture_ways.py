"""The ways in which a layer for pictures could be an answer of labs 6 and 7."""

import inspect

import numpy as np

from course_lib.convolution.columns import Windows
from tests.labs.right_answers.pooling import maxout_by_split, pools_by_view, shared_by_loops


def convolution_of(thing, W, b, stride, padding):
    """Return a convolution with these weights."""
    F, C, K = W.shape[:3]
    made = thing(C, F, K, np.random.default_rng(0), stride=stride, padding=padding)
    made.params["W"][...], made.params["b"][...] = W, b
    return made


def local_of(thing, x, W, b, stride):
    """Return a layer for pictures like ``x``, with one kernel and one bias at all places."""
    F, C, K = W.shape[:3]
    made = thing(C, F, x.shape[1:], K, np.random.default_rng(0), stride=stride)
    made.params["W"][...], made.params["b"][...] = W, b[:, None, None]
    return made


def wide(x, padding):
    return np.pad(x, [(0, 0), (padding, padding), (padding, padding)])


def windows(W, stride, padding):
    K = W.shape[2]
    return Windows((K, K), (stride, stride), (padding, padding), "zeros")


def convolution_ways(thing):
    """Give the ways to be an answer to lab 6, for a function or a class."""
    if inspect.isclass(thing):
        yield from layer_ways(thing)
        return

    def convolve(x, W, b, stride, padding):
        return thing(x[None], W, b, stride=stride, padding=padding)[0]

    def into_out(x, W, b, stride, padding):
        H, n = ((side + 2 * padding - W.shape[2]) // stride + 1 for side in x.shape[1:])
        y = np.empty((1, len(W), H, n))
        thing(x[None], W, b, windows(W, stride, padding), y)
        return y[0]

    def by_matrix(x, W, b, stride, padding):
        A = thing(W, x.shape[1:], stride=stride, padding=padding)
        H = (x.shape[1] + 2 * padding - W.shape[2]) // stride + 1
        return (A @ x.ravel()).reshape(len(W), H, -1) + b[:, None, None]

    def columns(x, size, stride):
        n = len(x) * size * size
        one_each = np.eye(n).reshape(n, len(x), size, size)
        return thing(x[None], one_each, np.zeros(n), stride=stride).reshape(n, -1)

    def backward(dy, x, W, stride, padding):
        dx, dW, db = thing(dy[None], x[None], W, stride=stride, padding=padding)
        return dx[0], dW, db

    def backward_with_windows(dy, x, W, stride, padding):
        dx, dW, db = thing(dy[None], x[None], W, windows(W, stride, padding))
        return dx[0], dW, db

    yield "as a convolution", convolve
    yield "as a convolution into an array", into_out
    yield "as a convolution, by a product", by_matrix
    yield "as columns", columns
    yield "as a convolution, backward", backward
    yield "as a convolution with windows, backward", backward_with_windows


def layer_ways(thing):
    """Give the ways to be an answer to lab 6, for a class."""

    def convolve(x, W, b, stride, padding):
        return convolution_of(thing, W, b, stride, padding).forward(x[None])[0][0]

    def columns(x, size, stride):
        n = len(x) * size * size
        one_each = np.eye(n).reshape(n, len(x), size, size)
        made = convolution_of(thing, one_each, np.zeros(n), stride, 0)
        return made.forward(x[None])[0].reshape(n, -1)

    def backward(dy, x, W, stride, padding):
        made = convolution_of(thing, W, np.zeros(len(W)), stride, padding)
        dx, grads = made.backward(dy[None], x[None])
        return dx[0], grads["W"], grads["b"]

    def local(x, W, b, stride, padding):
        x = wide(x, padding)
        return local_of(thing, x, W, b, stride).forward(x[None])[0][0]

    def local_backward(dy, x, W, stride, padding):
        x, (_, rows, columns) = wide(x, padding), x.shape
        dx, grads = local_of(thing, x, W, np.zeros(len(W)), stride).backward(dy[None], x[None])
        inner = slice(padding, padding + rows), slice(padding, padding + columns)
        return dx[0][:, *inner], grads["W"].sum((0, 1)), grads["b"].sum((1, 2))

    yield "as a convolution", convolve
    yield "as columns", columns
    yield "as a convolution, backward", backward
    yield "with one kernel, as a convolution", local
    yield "with one kernel, as a convolution, backward", local_backward


def part_of(right, number, function):
    """Return the right answer with one part of it from another function."""

    def answer(*args):
        parts = [*right(*args)]
        parts[number] = function(*args)
        return tuple(parts)

    return answer


def pooling_ways(thing):
    """Give the ways to be an answer to lab 7, or a part of one, for a function or a class."""

    def layer(x, size, stride):
        return thing(size, stride=stride).forward(x[None])[0][0]

    def layer_backward(dy, x, size, stride):
        made = thing(size, stride=stride)
        return made.backward(dy[None], made.forward(x[None])[1])[0][0]

    def both_axes(x, size, stride):
        return thing(thing(x, 1, size, stride), 2, size, stride)

    def averaged_axes(x, size, stride):
        return both_axes(x, size, stride) / size**2

    def convolution(x, size, stride):
        alike = np.full((1, 1, size, size), 1 / size**2)
        if inspect.isclass(thing):
            return convolution_of(thing, alike, 0, stride, 0).forward(x[:, None])[0][:, 0]
        return thing(x[:, None], alike, np.zeros(1), stride=stride)[:, 0]

    def across(x, pieces):
        return thing(pieces).forward(x[None])[0][0]

    forward = {
        "as a pool": layer,
        "along both axes": both_axes,
        "along both axes, divided": averaged_axes,
        "with equal weights": convolution,
    }
    for how, function in forward.items():
        for number, kind in enumerate(("maximum", "average", "L2")):
            yield f"{how}, the {kind},", part_of(pools_by_view, number, function)
    yield "as a pool, backward", layer_backward
    for number, kind in enumerate(("average", "L2")):
        yield f"as a pool, the {kind}, backward", part_of(shared_by_loops, number, layer_backward)
    yield "across maps", part_of(maxout_by_split, 0, across)
