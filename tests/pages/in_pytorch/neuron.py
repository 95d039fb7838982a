"""The block of the page on one neuron, and our Dense, Sigmoid and cross-entropy by hand."""

import numpy as np

from course_lib import Dense, sigmoid
from tests.support.in_pytorch import same_weights


def compare(block):
    x = block["x"].numpy()
    layer = same_weights(Dense(3, 1, np.random.default_rng(0)), block["layer"])
    z, _ = layer.forward(x)
    a = sigmoid(z)
    yield "z", block["z"], z
    yield "a", block["a"], a
    yield "loss", block["loss"], -np.log(a[0, 0])
    yield "dw", block["dw"], (a - 1) * x
    yield "db", block["db"], (a - 1)[0]
