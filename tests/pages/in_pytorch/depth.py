"""The block of the page on depth: the size of the gradient in each layer, before it is clipped."""

import numpy as np

from course_lib import Dense, ReLU, Sequential
from tests.support.in_pytorch import same_weights


def compare(block):
    rng = np.random.default_rng(0)
    net = Sequential(*(f for _ in range(10) for f in (Dense(64, 64, rng), ReLU())))
    y, cache = same_weights(net, block["net"]).forward(block["x"].numpy())
    _, grads = net.backward(2 * y / y.size, cache)
    sizes = np.array([np.linalg.norm(g) for name, g in grads.items() if name.endswith("W")])
    yield "sizes", block["sizes"], sizes
    yield "total", block["total"], np.sqrt(sum(np.sum(g**2) for g in grads.values()))
    clipped = np.sqrt(sum(float((p.grad**2).sum()) for p in block["net"].parameters()))
    yield "length after clipping", clipped, min(1.0, float(block["total"]))
