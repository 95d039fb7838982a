"""The block of the page on a layer, and our Dense with its weights."""

import numpy as np

from course_lib import Dense, Sequential, Sigmoid
from tests.support.in_pytorch import same_weights


def compare(block):
    x, rng = block["x"].numpy(), np.random.default_rng(0)
    layer = same_weights(Dense(4, 3, rng), block["layer"])
    yield "z", block["z"], layer.forward(x)[0]
    yield "same", block["same"], layer.forward(x)[0]
    net = same_weights(Sequential(Dense(4, 3, rng), Sigmoid(), Dense(3, 2, rng)), block["net"])
    yield "y", block["y"], net.forward(x)[0]
