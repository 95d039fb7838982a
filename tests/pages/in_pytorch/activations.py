"""The block of the page on activation functions, and ours."""

import numpy as np

from course_lib import Dense, Sequential, Tanh, relu, sigmoid, tanh
from course_lib.experiments.fully_connected.activations import gelu, leaky_relu, silu
from tests.support.in_pytorch import same_weights


def compare(block):
    z, x = block["z"].numpy(), block["x"].numpy()
    ours = {"s": sigmoid, "t": tanh, "r": relu, "leaky": leaky_relu, "g": gelu, "u": silu}
    for name, function in ours.items():
        yield name, block[name], function(z)
    net = same_weights(Sequential(Dense(4, 3, np.random.default_rng(0)), Tanh()), block["net"])
    yield "y", block["y"], net.forward(x)[0]
