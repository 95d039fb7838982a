"""The block of the page on training: cross-entropy of scores, and one step of SGD."""

import numpy as np

from course_lib import SGD, SoftmaxCrossEntropy


def compare(block):
    params = {"s": np.array([[2.0, 1.0, -1.0]])}
    criterion = SoftmaxCrossEntropy()
    loss, cache = criterion.forward(params["s"], block["y"].numpy())
    ds, _ = criterion.backward(1.0, cache)
    SGD(params, lr=1.0).step({"s": ds})
    yield "loss", block["loss"], np.asarray(loss)
    yield "ds", block["ds"], ds
    yield "s after the step", block["s"], params["s"]
