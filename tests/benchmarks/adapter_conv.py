"""The layers of `course_lib` for pictures, as the benchmark calls them.

Every function takes the sizes of a workload, its params in PyTorch's layout, an input and the
gradient of the output, and returns what is timed, ``forward`` and ``forward_backward``, and
``results``, which is compared with PyTorch's.
"""

import numpy as np

from course_lib import AvgPool2D, Conv2D, L2Pool2D, MaxPool2D


def _timed(layer, x, dy):
    kept = {}

    def forward():
        return layer.forward(x)[0]

    def forward_backward():
        y, cache = layer.forward(x)
        dx, grads = layer.backward(dy, cache)
        kept.update(y=y, dx=dx, **{f"d{name}": grad for name, grad in grads.items()})

    return forward, forward_backward, lambda: kept


def conv2d(spec, params, x, dy):
    c_in, c_out, size = spec["C"], spec["F"], spec["K"]
    layer = Conv2D(c_in, c_out, size, np.random.default_rng(0), padding=spec["pad"], dtype=x.dtype)
    for name, value in params.items():
        layer.params[name][...] = value
    return _timed(layer, x, dy)


def maxpool(spec, params, x, dy):
    return _timed(MaxPool2D(2), x, dy)


def avgpool(spec, params, x, dy):
    return _timed(AvgPool2D(2), x, dy)


def l2pool(spec, params, x, dy):
    return _timed(L2Pool2D(2), x, dy)
